"""
Rows of one day each to spells: days of one person that follow each other are one spell, told again with each further day.

Whoever is absent for three days is one case, and not a new one on each of them. What was known when stays as it was: a spell
gets a further version at each moment at which a row of it was recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from attrs import field, frozen

from school_health.core.absence import Absence
from school_health.core.moment import aware, midnight
from school_health.files.parsing import Values


__all__ = ["FOLLOWS", "DayRow", "Run", "spells"]

# A day follows an earlier one within so many days: from Friday to Monday there is a weekend, of which a list of school days
# says nothing, and the illness has not begun anew. Our convention; no document says it.
FOLLOWS = timedelta(days=3)

_UNITED = ("symptoms", "halves", "papers")
_REPLACED = (
    *("class_", "dormitory", "tracing", "disease", "diagnosis", "diagnosed_by", "onset"),
    *("meal", "hospitalised", "died", "recovered_at"),
)
# Why a spell is void whose days belong to another one now.
_MERGED = "并入日期相连的缺课"

_first = attrgetter("first")


@frozen(eq=False)
class DayRow:
    """
    A row of one day: the fields of an `Absence` that begins and ends on it.
    """

    number: int
    values: Values = field(repr=False)
    day: date = field(init=False)
    known: datetime = field(init=False)

    def __attrs_post_init__(self) -> None:
        day, recorded_at = self.values["first"], self.values["recorded_at"]
        object.__setattr__(self, "day", day)
        object.__setattr__(self, "known", midnight(day) if recorded_at is None else aware(recorded_at))

    @property
    def kind(self) -> tuple[str, bool]:
        """
        What the rows of a run have in common beside person and school.
        """
        return self.values["cause"], self.values["attending"]

    @property
    def order(self) -> tuple[datetime, date, bool]:
        """
        Its place among the rows of its person, whatever their order in the file.
        """
        return self.known, self.day, self.values["recorded_at"] is not None


class Run:
    """
    Days that follow each other, and what they say together.
    """

    __slots__ = ("first", "rows", "values")

    def __init__(self, row: DayRow) -> None:
        self.first = row.day
        self.rows = [row]
        self.values = row.values

    def takes(self, row: DayRow) -> bool:
        """
        Add the row of a later day, if it follows; say whether it does.
        """
        if row.day - self.rows[-1].day > FOLLOWS:
            return False
        self.rows.append(row)
        self.values = _joined(self.values, row.values)
        return True

    def stating(self, name: str) -> int:
        """
        Return the number of the last row that says something of a field.
        """
        return next(row.number for row in reversed(self.rows) if row.values[name])


def _joined(before: Values, row: Values) -> Values:
    """
    Return what is known of a spell with the row of one more day: a row says what was seen that day, and takes nothing back.
    """
    values = {**before, "last": row["last"]}
    for name in _UNITED:
        if row[name]:
            values[name] = tuple(dict.fromkeys((*before[name], *row[name])))
    if row["disease"] not in ("", before["disease"]):  # a diagnosis is of a disease, and not of the next one
        values["diagnosis"] = values["diagnosed_by"] = ""
    for name in _REPLACED:
        if row[name]:
            values[name] = row[name]
    if row["temperature"] is not None:  # falling fever does not undo the case that it made
        values["temperature"] = max(row["temperature"], before["temperature"] or 0)
    if row["seen_by_doctor"] is not None:
        values["seen_by_doctor"] = row["seen_by_doctor"] or before["seen_by_doctor"] or False
    if row["role"] != "student":  # what an empty cell stands for
        values["role"] = row["role"]
    if before["source"] != "school":  # what the school has told once it has told, whoever tells more
        values["source"] = row["source"]
    return values


def spells(rows: Iterable[DayRow]) -> tuple[list[Absence], list[Run]]:
    """
    Return the versions of all spells, and the runs as they are known last.

    Args:
        rows: in any order; of one person and day no two were recorded at the same time.
    """
    of_each: dict[tuple[str, str], list[DayRow]] = defaultdict(list)
    for row in rows:
        of_each[row.values["school"], row.values["person"]].append(row)
    absences: list[Absence] = []
    runs: list[Run] = []
    for _, own in sorted(of_each.items()):
        days = _Days()
        absences.extend(days.told(own))
        runs.extend(days.runs())
    return absences, runs


def _spell(values: Values) -> Absence:
    """
    Return a version of a spell; an onset after its first day, of which the reader complains where no row mends it, is none.
    """
    onset = values["onset"]
    return Absence(**(values if onset is None or onset <= values["first"] else {**values, "onset": None}))


class _Days:
    """
    The days of one person in one school, moment by moment.

    A spell is known by the first day of its run; a day has one row, so that no two runs begin on the same.
    """

    def __init__(self) -> None:
        self._rows: dict[date, DayRow] = {}
        self._runs: dict[tuple[str, bool], list[Run]] = defaultdict(list)
        self._by_first: dict[date, Run] = {}
        self._told: dict[date, Values] = {}

    def runs(self) -> Iterable[Run]:
        """
        Return the runs as they are known now.
        """
        return self._by_first.values()

    def told(self, rows: list[DayRow]) -> Iterator[Absence]:
        """
        Yield the versions of the spells that rows make, as they become known.
        """
        for known, at_once in groupby(sorted(rows, key=attrgetter("order")), key=attrgetter("known")):
            touched: set[date] = set()
            void: dict[date, Values] = {}  # those of rows that take their day back
            lone: dict[date, Values] = {}  # those of rows that find nothing to take back
            for row in at_once:
                if row.values["void"]:
                    (void if row.day in self._rows else lone)[row.day] = row.values
                touched.update(self._take(row))
            for first in sorted(touched):
                values = self._version(first, known, void)
                if values is not None:
                    yield _spell(values)
            yield from (_spell(lone[one]) for one in sorted(lone))

    def _take(self, row: DayRow) -> Iterator[date]:
        """
        Let a row hold for its day; yield the first days of the runs that it touches.
        """
        day, before = row.day, self._rows.pop(row.day, None)
        if not row.values["void"]:
            self._rows[day] = row
        if before is not None and (row.values["void"] or before.kind != row.kind):
            yield from self._rebuilt(before.kind, day)
        if row.values["void"]:
            return
        runs = self._runs[row.kind]
        if not runs or day > runs[-1].rows[-1].day:  # as a rule: one more day
            if not runs or not runs[-1].takes(row):
                runs.append(Run(row))
                self._by_first[day] = runs[-1]
            yield runs[-1].first
        else:
            yield from self._rebuilt(row.kind, day)

    def _rebuilt(self, kind: tuple[str, bool], day: date) -> Iterator[date]:
        """
        Make anew the runs next to a day whose row has come, gone or changed.
        """
        runs = self._runs[kind]
        after = bisect_right(runs, day, key=_first)
        begins = max(after - 1, 0)
        near = runs[begins : after + 1]
        days = {row.day for run in near for row in run.rows}
        days.add(day)
        made: list[Run] = []
        for one in sorted(days):
            row = self._rows.get(one)
            if row is not None and row.kind == kind and not (made and made[-1].takes(row)):
                made.append(Run(row))
        runs[begins : after + 1] = made
        for run in near:
            del self._by_first[run.first]
        self._by_first.update((run.first, run) for run in made)
        yield from (run.first for run in (*near, *made))

    def _version(self, first: date, known: datetime, void: dict[date, Values]) -> Values | None:
        """
        Return what has become known of the spell of a first day; None if nothing has.
        """
        run, told = self._by_first.get(first), self._told.pop(first, None)
        if run is not None:
            self._told[first] = run.values
            if run.values == told:
                return None
            row = run.rows[0]
            # Without a moment of its own a spell is known since its first day; of a later day that would be too early.
            own = len(run.rows) == 1 and row.known == known
            return {**run.values, "recorded_at": row.values["recorded_at"] if own else known}
        if told is None:
            return None
        reason = _MERGED if first in self._rows else void[first]["void_reason"]
        return {**told, "void": True, "void_reason": reason, "recorded_at": known}
