"""
Forms as declared: their fields, where each value comes from, and what is wrong with a filled-in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from school_health.core.law import Rule


__all__ = ["Form", "FormFault", "FormField", "FormTable", "form_faults"]


@frozen(kw_only=True)
class FormField:
    """
    A field of a form.

    Args:
        key: its name in values; no two fields of a form share one.
        title: its heading as printed.
        need: whether it must be filled in, may be, or is for the paper only (a signature, an initial password) and must
            be no value.
        choices: what may be chosen, as printed, by the value that stands for it; empty where anything may be written.
        many: whether several may stand in it at once, as a list.
        rows: name of the repeated rows to which it belongs; empty for a field of the form itself.
        when: it is needed only where other fields equal these values. A field of rows looks at its own row first.
        value: where its value comes from: the name of a value of the source of its rows, or of what the form is about, as
            `school_health.core.sources` has them. A field without one is filled in by people.
        wide: whether it takes a whole line of the paper.
        pick: what a drop-down offers beside the choices: the schools or classes of the record.
    """

    key: str
    title: str
    need: Literal["always", "may", "paper-only"] = "always"
    choices: Mapping[str, str] = field(factory=dict)
    many: bool = False
    rows: str = ""
    when: Mapping[str, str] = field(factory=dict)
    value: str = ""
    wide: bool = False
    pick: Literal["", "schools", "classes"] = ""


@frozen(kw_only=True)
class FormTable:
    """
    Where rows come from: the repeated rows of a form, or the one thing that it is about.

    Args:
        rows: name of the repeated rows; empty for what the form is about.
        title: what stands above them.
        of: the source, one of `school_health.core.sources.SOURCES`; empty where people fill the rows in.
        rule: the duties, workflows, consequences … that the source looks at.
        by: of which level, where the source counts by place.
        scope: id of the scope of whose schools and persons it counts there; absent: all.
        only: rows with these values alone, by equality and no more.
        order: values by which the rows stand, the highest first where the name begins with ``-``; among equals they stand
            as the source has them.
        total: whether a row for all of them together is added.
        chart: keys of the fields that a chart shows beside the rows.
        empty: what is said where there are none.
    """

    rows: str = ""
    title: str = ""
    of: str = ""
    rule: tuple[str, ...] = ()
    by: Literal["school", "county", "city", "province"] = "school"
    scope: str = ""
    only: Mapping[str, str] = field(factory=dict)
    order: tuple[str, ...] = ()
    total: bool = False
    chart: tuple[str, ...] = ()
    empty: str = ""


@frozen(kw_only=True, eq=False)
class Form(Rule):
    """
    A form: its fields in their order, and where its values come from.

    Args:
        field: its fields.
        layout: whether it looks as the document prints it, or as we chose since nobody has the original.
        attachments: what is attached to it.
        table: where its repeated rows come from; rows without one are filled in by people.
        about: the one thing of which it is, such as an alert; it is then asked for by its reference.
        span: the spans of days for which it is drawn up, the usual one first; none where days are told with it.
        shape: the kind of file in which it is used: a sheet or a document.
        paper: how the paper lies.
        link: whether it carries a QR code of an address that is told with it.
        guide: how it is filled in, in sentences.
    """

    field: tuple[FormField, ...]
    layout: Literal["document", "ours"]
    attachments: tuple[str, ...] = ()
    table: tuple[FormTable, ...] = ()
    about: FormTable | None = None
    span: tuple[Literal["day", "week", "half-year", "school-year"], ...] = ()
    shape: Literal["xlsx", "docx"] = "xlsx"
    paper: Literal["portrait", "landscape"] = "portrait"
    link: bool = False
    guide: tuple[str, ...] = ()


@frozen
class FormFault:
    """
    One thing that is wrong with filled-in values; it names the field and its row (from 1), and quotes no value.

    ``missing`` is a needed field, or needed rows, left blank; ``unknown`` a key that the form has not; ``not-a-choice`` a
    value that cannot be chosen; ``paper-only`` a value that must not be one; ``rows`` something else where rows belong, or
    rows where one value belongs.

    Args:
        key: the field, or the name of the rows.
        kind: what is wrong.
        row: in which of the rows, counted from 1; None where it is in none.
    """

    key: str
    kind: Literal["missing", "unknown", "not-a-choice", "paper-only", "rows"]
    row: int | None = None


def form_faults(form: Form, values: Mapping[str, Any]) -> tuple[FormFault, ...]:
    """
    Return everything that is wrong with filled-in values, in the order of the form; unknown keys come last.

    A list of mappings under the name of repeated rows holds those. Nothing, blank text and an empty list are blank. Rows
    are needed where one of their fields is.
    """
    groups: dict[str, list[FormField]] = {}
    for one in form.field:
        groups.setdefault(one.rows or one.key, []).append(one)
    faults: list[FormFault] = []
    for name, fields in groups.items():
        if fields[0].rows:
            faults += _row_faults(name, fields, values)
        else:
            faults += _field_faults(fields[0], values, values, None)
    faults += [FormFault(key, "unknown") for key in values if key not in groups]
    return tuple(faults)


def _row_faults(name: str, fields: list[FormField], values: Mapping[str, Any]) -> list[FormFault]:
    given = values.get(name)
    own = {one.key for one in fields}
    outside = {key: value for key, value in values.items() if key not in own}
    if _blank(given):
        return [FormFault(name, "missing")] if any(_needed(one, outside) for one in fields) else []
    if not isinstance(given, list | tuple):
        return [FormFault(name, "rows")]
    faults: list[FormFault] = []
    for number, row in enumerate(given, 1):
        if not isinstance(row, Mapping):
            faults.append(FormFault(name, "rows", number))
            continue
        around = outside | {key: value for key, value in row.items() if key in own}
        for one in fields:
            faults += _field_faults(one, row, around, number)
        faults += [FormFault(key, "unknown", number) for key in row if key not in own]
    return faults


def _field_faults(one: FormField, values: Mapping[str, Any], around: Mapping[str, Any], row: int | None) -> list[FormFault]:
    given = values.get(one.key)
    if _blank(given):
        return [FormFault(one.key, "missing", row)] if _needed(one, around) else []
    if one.need == "paper-only":
        return [FormFault(one.key, "paper-only", row)]
    several = given if one.many and isinstance(given, list | tuple) else (given,)
    if one.choices:
        chosen = all(isinstance(value, str) and value in one.choices for value in several)
        return [] if chosen else [FormFault(one.key, "not-a-choice", row)]
    nested = any(isinstance(value, list | tuple | Mapping) for value in several)
    return [FormFault(one.key, "rows", row)] if nested else []


def _needed(one: FormField, around: Mapping[str, Any]) -> bool:
    return one.need == "always" and all(around.get(key) == value for key, value in one.when.items())


def _blank(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_blank(one) for one in value)
    return value is None or (isinstance(value, str) and not value.strip())
