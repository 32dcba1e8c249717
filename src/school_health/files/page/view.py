"""
What an overview looks at: the record as known at a moment, its assessment, and the days that it is about.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from attrs import field, frozen

from school_health.core.assess import Assessment
from school_health.core.due import Due
from school_health.core.law import Rule
from school_health.core.moment import aware
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.world import World
from school_health.errors import FactError
from school_health.files.called import Called
from school_health.files.page.model import Cell, Cite, Row, cells


__all__ = ["SHOWN", "View", "collapsed", "view_of"]

# So many rows of a long list does the page show.
SHOWN = 40

# So many days does the chart of a day's overview look back.
_BACK = timedelta(days=13)

K = TypeVar("K", bound=Hashable)


@frozen(eq=False)
class View:
    """
    What an overview looks at.

    Args:
        region: the region.
        record: all facts.
        at: the moment whose knowledge counts.
        first, last: the days that it is about, the same for a day's; never later than the moment.
        charted: from which day the charts run.
        period: whether it is about a period.
        found: the assessment.
        cited: the rules that the page cites, by clause; grows while the page is made.
    """

    region: Region
    record: Record
    at: datetime
    first: date
    last: date
    charted: date
    period: bool
    found: Assessment
    world: World
    called: Called
    cited: dict[str, dict[Rule, None]] = field(factory=dict, init=False)

    @property
    def today(self) -> date:
        """
        The day of the moment.
        """
        return self.at.date()

    def holds(self, day: date) -> bool:
        """
        Say whether the overview is about a day.
        """
        return self.first <= day <= self.last

    def dues(self) -> list[Due]:
        """
        Return the dues that it is about: of a day those that concern it, of a period those whose first day it holds.
        """
        if self.period:
            return [due for due in self.found.dues if self.holds(due.first)]
        return [due for due in self.found.dues if due.concerns(self.today)]

    def cite(self, rule: Rule, *, basis: str = "", clause: str = "") -> Cite:
        """
        Return on what a figure rests that follows from a rule, and remember that the page says so.

        Args:
            rule: the rule.
            basis: on what it rests where that is known; else it follows from the rule.
            clause: the clause where it is not the rule's own: that of a step.
        """
        book = self.region.rulebook
        cited = book.clauses[clause or rule.clause]
        self.cited.setdefault(cited.id, {})[rule] = None
        if not basis:
            ours = rule.rests_on_us or cited.kind == "assumption"
            norm = getattr(rule, "trust", "") or cited.trust or book.documents[cited.document].basis == "norm"
            basis = "ours" if ours else "norm" if norm else "text"
        return Cite(basis, cited.id)

    def of_due(self, due: Due) -> Cite:
        """
        Return on what a due rests.
        """
        return self.cite(due.duty, basis=due.basis)


def view_of(region: Region, record: Record, at: datetime, first: date | None = None, last: date | None = None) -> View:
    """
    Return what an overview of a day looks at, or of a period where its first and last day are given.

    Raises:
        FactError: only one of the two days is given, they lie the wrong way round, or the moment lies before them.
    """
    at = aware(at)
    if (first is None) != (last is None):
        message = "an overview of a period wants its first and its last day: give both, or neither for the day of the moment"
        raise FactError(message)
    period = first is not None
    first, last = first or at.date(), last or at.date()
    if last < first:
        message = f"an overview from {first} to {last}: the last day lies before the first; exchange them"
        raise FactError(message)
    if at.date() < first:
        message = f"an overview from {first} on, as known on {at.date()}: nothing was known then; ask at a later moment"
        raise FactError(message)
    found = region.assess(record, at)
    if first < found.since:
        found = region.assess(record, at, since=_from(region, record, at, first))
    last = min(last, at.date())
    charted = first if period else min(last, max(last - _BACK, found.since))
    world = region.world(record, at)
    return View(region, record, at, first, last, charted, period, found, world, Called(region, record))


def _from(region: Region, record: Record, at: datetime, first: date) -> date:
    """
    Return the first day to be looked at for a period before this half-year: its school year counts its consequences.
    """
    world = region.world(record, at)
    areas = dict.fromkeys(school.area for school in world.record.schools)
    begins = [world.calendar.school_year(area, first).first for area in areas]
    kept = world.record.first_day
    return max(min([first, *begins]), kept or first)


def collapsed(rows: Iterable[tuple[Sequence[Cell | str], Sequence[Cite]]]) -> list[Row]:
    """
    Return rows in which those that say the same are one, with how often: persons are counted, and no reference is needed.
    """
    counts: dict[tuple[tuple[Cell, ...], tuple[Cite, ...]], int] = {}
    for words, cites in rows:
        key = (cells(*words), tuple(cites))
        counts[key] = counts.get(key, 0) + 1
    return [Row((*words, Cell(str(count))), cites) for (words, cites), count in counts.items()]
