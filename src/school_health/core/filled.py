"""
A form filled in: its values from the facts, and those that people have given, each in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import field, frozen

from school_health.core.calendar import SchoolCalendar
from school_health.core.form import Form, FormFault, FormField, FormTable, form_faults
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.scene import Scene
from school_health.core.source import Source
from school_health.core.sources import OF_ROWS, SOURCES
from school_health.core.words import near
from school_health.errors import FormError, UnknownSubject


__all__ = ["Filled", "blank", "days_of", "fill", "references"]

# So many references are named where none or a wrong one was given.
_NAMED = 12
_WEEK = 7


@frozen(kw_only=True)
class Filled:
    """
    A form filled in.

    Args:
        form: the form.
        values: by key; repeated rows as tuples of mappings under their name.
        totals: for rows that have one, the row of all of them together.
        first, last: the days that it is drawn up for.
        scene: what it was filled in from.
    """

    form: Form = field(repr=lambda form: form.id)
    values: Mapping[str, Any] = field(repr=False)
    totals: Mapping[str, Mapping[str, Any]] = field(repr=False)
    first: date
    last: date
    scene: Scene = field(repr=False)

    @property
    def faults(self) -> tuple[FormFault, ...]:
        """
        What still lacks, or is wrong: a form with blanks is filled in by hand. Rows from the facts may be none.
        """
        computed = {table.rows for table in self.form.table if table.of}
        return tuple(one for one in form_faults(self.form, self.values) if one.key not in computed or one.kind != "missing")


def days_of(
    calendar: SchoolCalendar, record: Record, form: Form, today: date, first: date | None, last: date | None, span: str
) -> tuple[date, date]:
    """
    Return the days that a form is drawn up for, as `school_health.core.region.Region.fill` describes them.

    Raises:
        FormError: the last day is before the first, or the form has no such span.
        UnknownTerm: the days lie beyond the terms that are known.
    """
    if first is not None and last is not None:
        if last < first:
            message = f"the last day {last} is before the first {first}"
            raise FormError(message)
        return first, last
    if span and span not in form.span:
        message = f"the form {form.id!r} has no span {span!r}; it has {', '.join(form.span) or 'none: give its days'}"
        raise FormError(message)
    day = first or last or today
    wanted = span or next(iter(form.span), "day")
    if wanted == "day":
        return day, day
    if wanted == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=_WEEK - 1)
    area = min((school.area for school in record.schools), default="")
    found = calendar.half_year(area, day)[1] if wanted == "half-year" else calendar.school_year(area, day)
    return found.first, found.last


def fill(scene: Scene, form: Form, given: Mapping[str, Any]) -> Filled:
    """
    Return a form filled in from a scene, and with what people give.

    Raises:
        UnknownSubject: nothing has the reference of what the form is about.
        FormError: no reference is told, a seed lacks, or a value is given that the form takes from the facts.
    """
    tables = {one.rows: one for one in form.table}
    _refuse_given(form, tables, given)
    values: dict[str, Any] = {}
    totals: dict[str, Mapping[str, Any]] = {}
    for name in dict.fromkeys(one.rows for one in form.field if one.rows):
        fields, table = [one for one in form.field if one.rows == name], tables.get(name)
        if table is None or not table.of:
            values[name] = tuple(given.get(name) or ())
            continue
        rows, total = _rows(scene, table, fields)
        values[name] = _merged(rows, given.get(name) or ())
        if total is not None:
            totals[name] = total
    thing = _thing(scene, form)
    for one in form.field:
        if not one.rows:
            values[one.key] = _value(scene, form, one, thing, values) if one.value else given.get(one.key)
    ordered = {one.rows or one.key: values[one.rows or one.key] for one in form.field}
    return Filled(form=form, values=ordered, totals=totals, first=scene.first, last=scene.last, scene=scene)


def blank(scene: Scene, form: Form) -> Filled:
    """
    Return a form with nothing filled in: what its template is made from.
    """
    values: dict[str, Any] = {one.rows or one.key: () if one.rows else None for one in form.field}
    return Filled(form=form, values=values, totals={}, first=scene.first, last=scene.last, scene=scene)


def _refuse_given(form: Form, tables: Mapping[str, FormTable], given: Mapping[str, Any]) -> None:
    known = {one.rows or one.key for one in form.field}
    told = [f"it has no field {key!r}{near(key, known)}" for key in given if key not in known]
    told += [
        f"the field {one.key!r} comes from the facts: correct them instead"
        for one in form.field
        if one.value and not one.rows and one.key in given
    ]
    told += [
        f"the rows {name!r} come from the facts: correct them instead"
        for name, table in tables.items()
        if table.of and name in given and all(one.value for one in form.field if one.rows == name)
    ]
    if told:
        raise FormError("\n".join(f"form {form.id!r}: {line}" for line in told))


def _merged(rows: list[dict[str, Any]], given: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """
    Return rows with what people give to each in order; what a row has from the facts stays.
    """
    more = [*given][: len(rows)]
    return tuple(
        {**one, **{key: it for key, it in more[at].items() if key not in one or one[key] is None}} if at < len(more) else one
        for at, one in enumerate(rows)
    )


# ------------------------------------------------------------------ rows


def _rows(scene: Scene, table: FormTable, fields: list[FormField]) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    source = SOURCES[table.of]
    if table.of == "samples" and not scene.seed:
        message = "the form lists a random sample: tell the seed by which it is drawn"
        raise FormError(message)
    items = [one for one in source.items(scene, table) if _wanted(scene, source, table, one)]
    for name in reversed(table.order):
        items.sort(key=lambda one: _sorting(source.value(scene, one, name.removeprefix("-"))), reverse=name.startswith("-"))
    ranks = _ranks(scene, source, table, items)
    rows = []
    for number, (item, rank) in enumerate(zip(items, ranks, strict=True), 1):
        counted = {"number": number, "rank": rank}
        rows.append(
            {
                one.key: counted[one.value] if one.value in counted else source.value(scene, item, one.value)
                for one in fields
                if one.value
            }
        )
    if not table.total or source.total is None or not rows:
        return rows, None
    whole = source.total(scene, table)
    return rows, {one.key: _of_all(scene, source, whole, one.value) for one in fields if one.value}


def _of_all(scene: Scene, source: Source, whole: Any, name: str) -> Any:
    """
    Return a value of all rows together: a number or a share; a word or a name says nothing of all.
    """
    found = None if name in ("number", "rank") else source.value(scene, whole, name)
    return None if isinstance(found, str) else found


def _wanted(scene: Scene, source: Source, table: FormTable, item: Any) -> bool:
    return all(source.value(scene, item, name) == value for name, value in table.only.items())


def _sorting(value: Any) -> tuple[bool, Any]:
    """
    Return by what a value is sorted: those that there are not come first, or last where the highest comes first.

    A day stands among moments at its end, as the last one of a deadline does.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.max, SHANGHAI_TIME)
    return (False, 0) if value is None else (True, value)


def _ranks(scene: Scene, source: Source, table: FormTable, items: list[Any]) -> list[int]:
    """
    Return the rank of each: equals share one, and the next one's counts them all.
    """
    if not table.order:
        return list(range(1, len(items) + 1))
    name = table.order[0].removeprefix("-")
    values = [source.value(scene, one, name) for one in items]
    return [values.index(value) + 1 for value in values]


# ------------------------------------------------------------------ the form itself


def references(scene: Scene, form: Form) -> tuple[str, ...]:
    """
    Return the references of everything that a form can be of; none where it is of no single thing.
    """
    if form.about is None:
        return ()
    source, about = SOURCES[form.about.of], form.about
    return tuple(source.ref(scene, one) for one in source.items(scene, about) if _wanted(scene, source, about, one))


def _thing(scene: Scene, form: Form) -> Any:
    if form.about is None:
        return None
    source, about = SOURCES[form.about.of], form.about
    items = {source.ref(scene, one): one for one in source.items(scene, about) if _wanted(scene, source, about, one)}
    if not scene.about and len(items) == 1:
        return next(iter(items.values()))
    if scene.about in items:
        return items[scene.about]
    # References of persons are no text for a message.
    known = "" if about.of == "people" else f"; there are {', '.join([*items][:_NAMED]) or 'none'}"
    if not scene.about:
        message = f"form {form.id!r} is of one thing: tell its reference{known}"
        raise FormError(message)
    message = f"form {form.id!r}: nothing of that reference is there on these days{known}"
    raise UnknownSubject(message)


def _value(scene: Scene, form: Form, one: FormField, thing: Any, values: Mapping[str, Any]) -> Any:
    family, _, rest = one.value.partition(":")
    if family in OF_ROWS:
        rows, _, key = rest.partition(".")
        return len(values[rows]) if family == "rows" else len({row[key] for row in values[rows]} - {None, ""})
    plain = {
        "period-first": scene.first,
        "period-last": scene.last,
        "asked-at": scene.at,
        "region": scene.region.name,
        "seed": scene.seed or None,
        "address": scene.address or None,
    }
    if one.value in plain:
        return plain[one.value]
    assert form.about is not None  # noqa: S101 - a field whose value comes from nowhere is refused when the region is opened
    return SOURCES[form.about.of].value(scene, thing, one.value)
