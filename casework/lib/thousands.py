"""Long numbers as they are read: 12 345, with the narrow space of the formats of either language."""

import re
from typing import Any

from django import template
from django.utils.formats import number_format

register = template.Library()

_LONG = re.compile(r"\d{4,}")


@register.filter
def thousands(number: Any) -> Any:
    """The number, or each number in a text such as "1200 / 1212". What is unknown (None) stays unknown."""
    if number is None:
        return None
    return _LONG.sub(lambda found: str(number_format(int(found[0]), force_grouping=True)), str(number))
