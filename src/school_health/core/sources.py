"""
Every source of rows by name, and what is wrong with a form that asks for what there is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from school_health.core.form import Form, FormField, FormTable
from school_health.core.rows_of_dues import DUES, NOTICES
from school_health.core.rows_of_matters import ALERTS, CONSEQUENCES, MATTERS
from school_health.core.rows_of_people import ACCOUNTS, PEOPLE, SAMPLES
from school_health.core.rows_of_places import COUNTS, PLACES
from school_health.core.source import NUMBERED, Source
from school_health.core.words import near
from school_health.errors import RulebookError


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook

__all__ = ["OF_FORM", "OF_ROWS", "SOURCES", "after", "hold_forms"]

SOURCES: Mapping[str, Source] = {
    "places": PLACES,
    "dues": DUES,
    "notices": NOTICES,
    "alerts": ALERTS,
    "matters": MATTERS,
    "consequences": CONSEQUENCES,
    "samples": SAMPLES,
    "people": PEOPLE,
    "accounts": ACCOUNTS,
}

# What the form itself may be asked for, with what it is.
OF_FORM: Mapping[str, str] = {
    "period-first": "the first day",
    "period-last": "the last day",
    "asked-at": "the moment as known at which it is drawn up",
    "region": "what the region is called",
    "seed": "the seed of its sample",
    "address": "the address that its QR code leads to",
}
# And of its rows: how many there are, and how many different values stand in a column.
OF_ROWS = ("rows", "distinct")


def after(book: Rulebook, kind: str) -> Collection[str]:
    """
    Return what values of a family may be named after.
    """
    if kind == "level":
        return dict.fromkeys(step.level for ladder in book.ladders.values() for step in ladder.step)
    if kind == "count":
        return COUNTS
    if kind == "due":
        return DUES.values
    if kind == "alert-value":
        return ALERTS.values
    if kind == "event-detail":
        return dict.fromkeys(key for one in book.event_kinds.values() for key in one.details)
    flows = book.workflows.values()
    if kind == "state":
        return [f"{flow.id}.{state}" for flow in flows for state in flow.states]
    if kind == "move":
        return dict.fromkeys(move.id for flow in flows for move in flow.move)
    if kind == "detail":
        moves = [move for flow in flows for move in flow.move]
        return dict.fromkeys(f"{move.id}.{need.key}" for move in moves for need in (*move.needs, *move.may))
    return {"alert": book.alerts, "event": book.event_kinds, "measure": book.measures, "duty": book.duties}.get(kind) or {
        "workflow": book.workflows,
        "consequence": book.consequences,
        "sample": book.samples,
    }[kind]


def hold_forms(book: Rulebook) -> None:
    """
    Hold the forms of a rulebook against the sources.

    Raises:
        RulebookError: a form asks for what there is not; a line for each such thing.
    """
    told = [
        f"{book.region}/{form.document}: the form {form.id!r} {what}"
        for form in book.forms.values()
        for what in _wrong_values(book, form)
    ]
    if told:
        raise RulebookError("\n".join(told))


def _wrong_values(book: Rulebook, form: Form) -> Iterator[str]:
    """
    Yield what is wrong with where the values of a form come from.
    """
    tables = {one.rows: one for one in form.table}
    if len(tables) != len(form.table):
        yield "fills the same rows from two tables: take one away"
    for table in (*form.table, *([form.about] if form.about is not None else [])):
        yield from _wrong_table(book, form, table)
    for one in form.field:
        if one.value:
            yield from _wrong_value(book, form, one, tables.get(one.rows) if one.rows else form.about)


def _wrong_table(book: Rulebook, form: Form, table: FormTable) -> Iterator[str]:
    keys = {one.key for one in form.field if one.rows == table.rows and table.rows}
    said = f"the table {table.rows!r}" if table.rows else "what it is about"
    if table is not form.about and not keys:
        yield f"{said} has no field: give some fields rows = {table.rows!r}"
    if not table.of:
        return
    source = SOURCES.get(table.of)
    if source is None:
        yield f"{said} comes from {table.of!r}, which is none of {', '.join(SOURCES)}{near(table.of, SOURCES)}"
        return
    yield from (f"{said} names the {what}" for what in _unknown_names(book, source, table))
    for name in (*table.only, *(one.removeprefix("-") for one in table.order)):
        yield from (f"{said} looks at {what}" for what in _unknown_value(book, source, name))
    for name in table.chart:
        if name not in keys:
            yield f"{said} draws {name!r}, which is no field of its rows{near(name, keys)}"
    if table.total and (source.total is None or table.only):
        yield f"{said} can have no total: of {table.of!r}, and of some of its rows, there is none"


def _unknown_names(book: Rulebook, source: Source, table: FormTable) -> Iterator[str]:
    known = after(book, source.rule) if source.rule else ()
    for name in table.rule:
        if name not in known:
            yield f"{source.rule or 'rule'} {name!r}, which is not there{near(name, known)}"
    if table.scope and table.scope not in book.scopes:
        yield f"scope {table.scope!r}, which is not there{near(table.scope, book.scopes)}"


def _wrong_value(book: Rulebook, form: Form, one: FormField, table: FormTable | None) -> Iterator[str]:
    said = f"the field {one.key!r} asks for"
    family, _, rest = one.value.partition(":")
    if not one.rows and (one.value in OF_FORM or family in OF_ROWS):
        rows, _, key = rest.partition(".")
        columns = {each.key: each.value for each in form.field if each.rows == rows and rows}
        if family in OF_ROWS and (not columns or (family == "distinct" and not columns.get(key))):
            yield f"{said} {one.value!r}, and there are no such rows, or no such column from the facts"
        return
    if table is None or table.of not in SOURCES:
        yield f"{said} {one.value!r}, and nothing says where it comes from: give its rows a table, or the form an about"
        return
    if one.value in NUMBERED and one.rows:
        return
    yield from (f"{said} {what}" for what in _unknown_value(book, SOURCES[table.of], one.value))


def _unknown_value(book: Rulebook, source: Source, value: str) -> Iterator[str]:
    family, colon, rest = value.partition(":")
    if not colon:
        if value not in source.values:
            yield f"{value!r}, which is no value of its source{near(value, source.values)}"
    elif family not in source.families:
        yield f"{value!r}, and its source has no {family!r}: it has {', '.join(source.families) or 'none'}"
    elif rest not in (known := after(book, source.families[family].after)):
        yield f"{value!r}, and {rest!r} is not there{near(rest, known)}"
