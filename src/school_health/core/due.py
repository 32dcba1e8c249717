"""
One duty, one filer, one period: a due, and the state that its filings give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.duty import Duty, Instant
from school_health.core.filing import Event, Filing
from school_health.core.law import Basis


__all__ = ["STATES", "Due", "Dues", "Outcome", "State", "judge", "met_by", "receive"]

State = Literal["on_time", "late", "missing", "exempt", "not_yet_due"]
STATES: tuple[State, ...] = ("on_time", "late", "missing", "exempt", "not_yet_due")


@frozen
class Outcome:
    """
    What the filings of one due amount to.

    Args:
        complete_at: when all that the duty needs was there; None while something lacks.
        known_at: when the record knew that; a notice that was sent before stays sent.
        stands: the filing whose content counts.
        refused: filings that do not count, because the duty takes the first only.
        lacks: parts and hands that are missing.
    """

    complete_at: datetime | None = None
    known_at: datetime | None = None
    stands: Filing | None = None
    refused: tuple[Filing, ...] = ()
    lacks: tuple[str, ...] = ()


_NOTHING = Outcome()


@frozen
class Due:
    """
    One duty, one filer, one period, with its deadline and its state.

    Args:
        duty: the duty as declared.
        filer: id of the school, class, person or area that must file.
        about: whom or what it concerns where that is not the filer; for an opened due the event's id.
        first, last: the period.
        opens: from when a filing counts.
        deadline: None where the law names none, or where it counts from a filing that has not come.
        state: exactly one of `STATES`.
        outcome: what was filed.
        basis: ``text``, ``norm`` or ``ours``; ``readings`` names what an answer with the basis ``ours`` rests on.
        reason: why it is exempt.
        place: the school or area in which it counts, where the filer is a person or class.
        event: what opened it, where it comes back with no day or period.
    """

    duty: Duty = field(repr=lambda duty: duty.id)
    filer: str
    about: str | None
    first: date
    last: date
    opens: datetime
    deadline: Instant | None
    state: State
    outcome: Outcome = field(repr=False)
    basis: Basis
    reason: str
    place: str
    event: Event | None = field(default=None, repr=False)

    @property
    def clause(self) -> str:
        """
        The clause that the duty carries.
        """
        return self.duty.clause

    @property
    def key(self) -> tuple[object, ...]:
        """
        What makes the due one.
        """
        return (self.duty.id, self.filer, self.about, self.first)

    @property
    def readings(self) -> tuple[str, ...]:
        """
        Ids of the readings that the duty rests on.
        """
        return tuple(dict.fromkeys(self.duty.ours.values()))

    @property
    def open(self) -> bool:
        """
        Say whether something is still to be filed.
        """
        return self.outcome.complete_at is None and self.state != "exempt"

    def concerns(self, day: date) -> bool:
        """
        Say whether it is of a day: its day or period holds it, or its deadline is near, or it was opened and is open.
        """
        if self.event is not None or self.last == date.max:  # opened by something, or due but once
            closed = self.outcome.complete_at is not None and self.outcome.complete_at.date() == day
            return self.open or closed or (self.deadline is not None and self.deadline.day == day)
        to_come = self.deadline is not None and self.opens.date() <= day <= self.deadline.day
        return to_come or self.first <= day <= self.last


class Dues(Sequence[Due]):
    """
    Dues in order, with those of each state at hand. The states add up to what was expected.
    """

    def __init__(self, dues: Iterable[Due] = ()) -> None:
        self._dues = tuple(dues)

    def __getitem__(self, index):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN204 - Sequence's own overloads
        return self._dues[index]

    def __len__(self) -> int:
        return len(self._dues)

    def __iter__(self) -> Iterator[Due]:
        return iter(self._dues)

    def of(self, *states: State) -> tuple[Due, ...]:
        """
        Return the dues in any of these states.
        """
        return tuple(due for due in self._dues if due.state in states)

    @property
    def on_time(self) -> tuple[Due, ...]:
        """
        Filed in time.
        """
        return self.of("on_time")

    @property
    def late(self) -> tuple[Due, ...]:
        """
        Filed after the deadline.
        """
        return self.of("late")

    @property
    def missing(self) -> tuple[Due, ...]:
        """
        Past the deadline and not filed, or not completely.
        """
        return self.of("missing")

    @property
    def exempt(self) -> tuple[Due, ...]:
        """
        Released, each with its reason.
        """
        return self.of("exempt")

    @property
    def not_yet_due(self) -> tuple[Due, ...]:
        """
        Still to come, or without a deadline.
        """
        return self.of("not_yet_due")


def receive(duty: Duty, filings: Sequence[Filing]) -> Outcome:
    """
    Say what filings of one due, in the order received and as far as known, amount to.

    A due is complete at the latest of what must be there: an acceptance at 15:00 with its voucher at 17:30 is complete
    at 17:30. An empty filing after one with content never replaces it.
    """
    if not filings:
        return _NOTHING
    usable = [one for one in filings if one.content == "content" or duty.zero is not None]
    if not usable:
        return Outcome(lacks=("content",))
    refused: tuple[Filing, ...] = ()
    if duty.again is not None and duty.again.takes == "first":
        refused, usable = tuple(usable[1:]), usable[:1]
    stands = usable[-1]
    if stands.content != "content":
        stands = next((one for one in reversed(usable) if one.content == "content"), stands)
    first = usable[0]
    holding = duty.through.hands if duty.through is not None and duty.through.holds else ()
    if not duty.needs and not holding:
        return Outcome(first.filed_at, first.known_at, stands, refused)
    complete = first.filed_at
    known = first.known_at
    lacks = []
    for name, moments in (
        *((part, [(one.parts[part], one.known_at) for one in usable if part in one.parts]) for part in duty.needs),
        *((hand, [(one.hands[hand].at, one.known_at) for one in usable if hand in one.hands]) for hand in holding),
    ):
        if not moments:
            lacks.append(name)
            continue
        done, learnt = min(moments)
        complete = max(complete, done)
        known = max(known, learnt, done)
    if lacks:
        return Outcome(None, None, stands, refused, tuple(lacks))
    return Outcome(complete, known, stands, refused)


def met_by(move: Event, filed: Outcome) -> Outcome:
    """
    Return the outcome of what was filed, or of a move that meets the duty where that came earlier.
    """
    if filed.complete_at is not None and filed.complete_at <= move.at:
        return filed
    return Outcome(move.at, move.known_at, filed.stands, filed.refused)


def judge(duty: Duty, deadline: Instant | None, complete_at: datetime | None, at: datetime) -> State:
    """
    Return the state of a due at a moment.

    "At once" has no number: open is missing, filed is on time, and the delay is for the reader to see. Without a
    deadline a due stays ``not_yet_due`` until it is filed.
    """
    if complete_at is not None:
        return "late" if deadline is not None and deadline.passed(complete_at) else "on_time"
    if deadline is not None:
        return "missing" if deadline.passed(at) else "not_yet_due"
    return "missing" if duty.by is not None and duty.by.at_once else "not_yet_due"
