"""A form about a record that somebody else changed meanwhile: what they wrote, what was typed, and what clashes.

The form carries each value as it was shown (`show_hidden_initial`), so that a field which nobody touched is not
mistaken for one that was typed.
"""

from typing import Any, cast

from django import forms
from django.utils.formats import localize
from django.utils.text import capfirst

_NOT_OF_THE_RECORD = ("submission", "version")


def renew(form: forms.Form) -> list[dict[str, Any]]:
    """Put the form on the record as it is now, its `initial`: what was not touched says what the record says.

    Returns the rows of side_by_side.html: the fields that two people changed, and not alike.
    """
    data: Any = form.data
    form.data = data = data.copy()
    data["version"] = form.initial["version"]
    rows = []
    for name in form.fields:
        if name in _NOT_OF_THE_RECORD or name not in form.initial:
            continue
        bound, now = form[name], _as_sent(form.fields[name], form.initial[name])
        if not _is_touched(form, name):
            data[bound.html_name] = now
        elif _clashes(bound, form.initial[name]):
            rows.append(_row(bound, form.initial[name], form.cleaned_data.get(name)))
        data[bound.html_initial_name] = now
    return rows


def _is_touched(form: forms.Form, name: str) -> bool:
    """What came without the value that was shown counts as typed."""
    return form[name].html_initial_name not in form.data or name in form.changed_data


def _clashes(bound: forms.BoundField, now: Any) -> bool:
    shown = bound.form.data.get(bound.html_initial_name)
    changed_since = shown is None or bound.field.has_changed(now, shown)
    return changed_since and bound.field.has_changed(now, bound.data)


def _as_sent(field: forms.Field, value: Any) -> str:
    prepared = field.prepare_value(value)
    if isinstance(field.widget, forms.DateInput | forms.TimeInput):
        prepared = field.widget.format_value(prepared)
    return "" if prepared is None else str(prepared)


def _row(bound: forms.BoundField, now: Any, typed: Any) -> dict[str, Any]:
    field = bound.field
    return {
        "label": capfirst(bound.label),
        "left": _words(field, now),
        "right": _words(field, typed),
        "agrees": False,
    }


def _words(field: forms.Field, value: Any) -> list[tuple[str, bool]]:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        value = dict(cast(Any, field.choices)).get(value, value)
    return [] if value in (None, "") else [(str(localize(value)), False)]
