"""Every write about what leaves the building."""

from casework.reports.actions.audits import MOST_CHECKED_HERE, check_audit
from casework.reports.actions.exports import (
    Order,
    carry_out_export,
    filters_of,
    finish_report,
    order_report,
    propose_export,
    start_report,
    stream_report,
    take_approved,
    takes_two,
)
from casework.reports.actions.leaks import recognise_export
from casework.reports.actions.publications import (
    carry_out_publication,
    propose_publication,
    take_publication,
    withdraw_publication,
)
from casework.reports.actions.subject_access import take_subject_report

__all__ = [
    "MOST_CHECKED_HERE",
    "Order",
    "carry_out_export",
    "carry_out_publication",
    "check_audit",
    "filters_of",
    "finish_report",
    "order_report",
    "propose_export",
    "propose_publication",
    "recognise_export",
    "start_report",
    "stream_report",
    "take_approved",
    "take_publication",
    "take_subject_report",
    "takes_two",
    "withdraw_publication",
]
