"""All the reports, by name."""

from casework.accounts.models import User
from casework.reports.definitions.families import FAMILIES_WAITING
from casework.reports.definitions.news import NOTIFICATIONS
from casework.reports.definitions.people import PEOPLE_BY_STATUS
from casework.reports.report import Report

REPORTS = {report.name: report for report in (PEOPLE_BY_STATUS, FAMILIES_WAITING, NOTIFICATIONS)}


def reports_for(user: User) -> list[Report]:
    return [report for report in REPORTS.values() if user.holds(report.permission)]
