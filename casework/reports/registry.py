"""All the reports, by name."""

from casework.accounts.models import User
from casework.reports.definitions.cases import CASES
from casework.reports.definitions.entries import ENTRIES
from casework.reports.definitions.exchanges import EXCHANGE_RECONCILIATION
from casework.reports.definitions.families import FAMILIES_WAITING
from casework.reports.definitions.news import NOTIFICATIONS
from casework.reports.definitions.people import PEOPLE_BY_STATUS
from casework.reports.definitions.statistics import STATISTICS
from casework.reports.report import Report

_ALL = (STATISTICS, EXCHANGE_RECONCILIATION, ENTRIES, PEOPLE_BY_STATUS, CASES, FAMILIES_WAITING, NOTIFICATIONS)
REPORTS: dict[str, Report] = {report.name: report for report in _ALL}


def reports_for(user: User) -> list[Report]:
    return [report for report in _ALL if user.holds(report.permission)]
