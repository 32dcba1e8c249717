"""
From facts and a moment to an assessment: the order of the steps, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import field, frozen

from school_health.core.alert import Alert
from school_health.core.alerting import alerts_of
from school_health.core.breach import as_event, breaches, consequence_event, consequences
from school_health.core.calendar import NationalCalendar
from school_health.core.checking import Checked, Test, findings
from school_health.core.checks import TESTS
from school_health.core.detection import signals
from school_health.core.due import Due, Dues
from school_health.core.escalation import Breach, BreachRule, Consequence, ConsequenceRule, Notice
from school_health.core.events import happened, opens
from school_health.core.expect import daily_dues
from school_health.core.filing import Event
from school_health.core.finding import Finding
from school_health.core.fit import fit
from school_health.core.ladder import notices
from school_health.core.law import Document
from school_health.core.moment import aware
from school_health.core.opened import opened_dues
from school_health.core.periods import period_dues
from school_health.core.progress import accepted, matters, strays
from school_health.core.record import Record
from school_health.core.replay import replayed
from school_health.core.rulebook import Plan, Rulebook
from school_health.core.signal import DETECTORS, Detector
from school_health.core.signalrule import Signal
from school_health.core.workflow import Matter, Workflow
from school_health.core.world import World


__all__ = ["Assessment", "Unbound", "assess"]


@frozen
class Unbound:
    """
    A document that binds nobody here, and why: ``no-campaign`` or ``not-adopted``.

    Args:
        document: the document's id.
        area: where it binds nobody.
        reason: why.
    """

    document: str
    area: str
    reason: str


@frozen
class Assessment:
    """
    What the facts known at a moment amount to under the law in force.

    Args:
        at: the moment.
        since: the first day looked at.
        dues: every due of those days, with its state.
        notices: every step that fell due, in order of time.
        breaches: what counts as a breach.
        consequences: what repetition brought.
        alerts: what was raised within these days, or lasts into them, in the order in which it was raised.
        criteria: criteria that are met, as alerts are: to be considered, and nothing to be reported.
        matters: matters of workflows that are open, or were moved within these days.
        findings: what the checks found.
        signals: alarms of statistical detectors, and where they have no baseline; they open nothing.
        unbound: documents that bind nobody, so that nothing of them was expected.
        assumptions: what was taken for granted, in Chinese.
    """

    at: datetime
    since: date
    dues: Dues
    notices: tuple[Notice, ...] = field(repr=False)
    breaches: tuple[Breach, ...] = field(repr=False)
    consequences: tuple[Consequence, ...]
    alerts: tuple[Alert, ...] = field(repr=False)
    criteria: tuple[Alert, ...] = field(repr=False)
    matters: tuple[Matter, ...] = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)
    signals: tuple[Signal, ...] = field(repr=False)
    unbound: tuple[Unbound, ...]
    assumptions: tuple[str, ...]


def assess(
    rulebook: Rulebook,
    national: NationalCalendar,
    record: Record,
    at: datetime,
    *,
    since: date | None = None,
    duties: Collection[str] | None = None,
    tests: Mapping[str, Test] = TESTS,
    detectors: Mapping[str, Detector] = DETECTORS,
) -> Assessment:
    """
    Say what is due, filed, late or missing at a moment, and who must be told.

    The same facts and the same moment give the same answer, whenever it is asked: ``at`` decides which law holds and
    which facts were known.

    Args:
        rulebook: the region's law.
        national: provider of national holidays.
        record: the facts.
        at: the moment, with a time zone.
        since: the first day looked at; by default the first day of the record within the half-year of the moment, and for
            consequences that count within a longer span the first day of that. Days before the one since which the record
            is stated to be kept are never looked at.
        duties: ids of the only duties looked at; by default all. What opens them is looked at too, and left out of the
            answer's dues; alerts, findings and signals are then those of no duty and left out.
        tests: the tests that checks name.
        detectors: the detectors that signals name.

    Raises:
        UnknownSubject: there is no such duty, or the record names what is not there.
        NaiveMoment: the moment has no time zone.
        CalendarError: a day lies past the holidays or terms that are known.
    """
    at = aware(at)
    fit(rulebook, record)
    world = World.of(rulebook, national, record.as_of(at))
    today = at.date()
    brought: Mapping[str, Sequence[Consequence]] = {}
    if since is None:
        since = _first_day(world, today)
        brought = _brought_before(world, since, at, duties)
    else:
        since = max(since, record.since or since)
    walked = _walk(world, since, at, duties, brought)

    def tell(first: date, moment: datetime, laddered: Collection[str]) -> Iterable[Notice]:
        return _walk(World.of(rulebook, national, record.as_of(moment)), first, moment, laddered, brought).told

    told = replayed(world, record, since, at, walked.told, duties, tell)
    told.sort(key=lambda notice: notice.at)
    raised = _raised(world, since, at) if duties is None else ()
    return Assessment(
        at,
        since,
        Dues(due for duty, dues in walked.dues.items() if duties is None or duty in duties for due in dues),
        tuple(told),
        tuple(breach for own in walked.breaches.values() for breach in own),
        tuple(one for brought in walked.consequences.values() for one in brought),
        tuple(alert for alert in raised if alert.rule.gives == "alert"),
        tuple(alert for alert in raised if alert.rule.gives == "criterion"),
        tuple(one for held in walked.matters.values() for one in held if one.open or one.since.date() >= since),
        tuple(findings(_checked(world, walked, since, at), tests)) if duties is None else (),
        tuple(signals(world, detectors, since, today)) if duties is None else (),
        _unbound(world, today),
        tuple(record.assumptions),
    )


@frozen
class _Walk:
    """
    What the steps have found so far, from which events are made where a duty asks for them.
    """

    dues: dict[str, list[Due]] = field(factory=dict)
    breaches: dict[str, list[Breach]] = field(factory=dict)
    consequences: dict[str, list[Consequence]] = field(factory=dict)
    told: list[Notice] = field(factory=list)
    matters: dict[str, Sequence[Matter]] = field(factory=dict)

    def events(self, world: World, after: str, at: datetime) -> Iterable[Event]:
        """
        Return the events of a name, such as ``fact:alert`` or ``breach:missed-report``, known by a moment.
        """
        kind, _, name = after.partition(":")
        if kind == "move":
            workflow, _, move = name.partition(".")
            return accepted(self.matters.get(workflow, ()), move)
        if kind == "breach":
            return [as_event(breach) for breach in self.breaches.get(name, ())]
        if kind == "consequence":
            return [consequence_event(one) for one in self.consequences.get(name, ())]
        if kind == "filed":
            return _filed(self.dues.get(name, ()), after)
        return happened(world, after, at)


def _walk(
    world: World,
    since: date,
    at: datetime,
    duties: Collection[str] | None,
    brought: Mapping[str, Sequence[Consequence]],
) -> _Walk:
    """
    Go through what holds in the order in which one thing feeds the next; ``brought`` are consequences found already.
    """
    walk = _Walk()
    for step in world.rulebook.between(since, at.date(), duties).steps:
        if isinstance(step, Plan):
            dues = walk.dues[step.duty.id] = list(_dues(world, step, since, at, walk))
            if step.ladders and (duties is None or step.duty.id in duties):
                walk.told.extend(notices(world, step, dues, at))
        elif isinstance(step, BreachRule):
            walk.breaches[step.id] = list(breaches(world, step, walk.dues, at))
        elif isinstance(step, Workflow):
            opening = [event for name in step.opens for event in walk.events(world, name, at)]
            walk.matters[step.id] = matters(world, step, [event for event in opening if opens(world, step, event)])
        elif step.id in brought:
            walk.consequences[step.id] = list(brought[step.id])
        else:
            walk.consequences[step.id] = list(consequences(world, step, walk.breaches))
    return walk


def _brought_before(
    world: World, since: date, at: datetime, duties: Collection[str] | None
) -> Mapping[str, Sequence[Consequence]]:
    """
    Return the consequences whose span begins before the first day looked at, counted from its own first day.
    """
    book, today = world.rulebook, at.date()
    found: dict[str, Sequence[Consequence]] = {}
    for rule in book.consequences.values():
        first = _counts_from(world, rule, today) if book.in_force(rule, today) else since
        of = {duty for name in rule.of if book.breaches[name].seen != "fact" for duty in book.breaches[name].of}
        of &= of if duties is None else set(duties)
        if first < since and of:
            found[rule.id] = _walk(world, first, at, of, {}).consequences[rule.id]
    return found


def _counts_from(world: World, rule: ConsequenceRule, today: date) -> date:
    first, campaigns = world.record.first_day, [campaign.first for campaign in world.record.campaigns]
    if world.rulebook.documents[rule.document].during and first is not None:  # before it nothing was asked
        first = max(first, min(campaigns)) if campaigns else None
    if first is None or rule.within == "half-year":
        return today
    if rule.within == "once":
        return first
    areas = dict.fromkeys(school.area for school in world.record.schools) or {"": None}
    return max(first, min(world.calendar.school_year(area, today).first for area in areas))


def _dues(world: World, plan: Plan, since: date, at: datetime, walk: _Walk) -> Iterable[Due]:
    duty = plan.duty
    if plan.daily:
        return daily_dues(world, plan, since, at.date(), at)
    if duty.every:
        return period_dues(world, plan, since, at.date(), at)
    opening = [event for after in duty.after for event in walk.events(world, after, at)]
    if not opening:
        return ()
    opening.sort(key=lambda event: event.at)
    return [due for due in opened_dues(world, plan, opening, at) if due.first >= since or due.open]


def _raised(world: World, since: date, at: datetime) -> tuple[Alert, ...]:
    return tuple(
        alert
        for alert in alerts_of(world, at.date())
        if alert.raised_at <= at and (alert.raised_at.date() >= since or alert.lasts(since))
    )


def _checked(world: World, walk: _Walk, since: date, at: datetime) -> Checked:
    workflows = world.rulebook.workflows
    stray = {name: tuple(strays(world, workflows[name], held)) for name, held in walk.matters.items()}
    alerts = alerts_of(world, at.date())

    def events(name: str) -> Iterable[Event]:
        return walk.events(world, name, at)

    return Checked(world, at, since, walk.dues, walk.breaches, walk.matters, stray, alerts, events)


def _filed(dues: Iterable[Due], kind: str) -> Iterable[Event]:
    for due in dues:
        if due.outcome.complete_at is not None:
            key = ":".join(str(part) for part in due.key)
            yield Event(id=f"{kind}:{key}", kind=kind, subject=due.filer, at=due.outcome.complete_at)


def _first_day(world: World, today: date) -> date:
    first = world.record.first_day
    if first is None or first >= today:
        return world.record.since or today
    areas = dict.fromkeys(school.area for school in world.record.schools) or {"": None}
    return max(first, min(world.calendar.half_year(area, today)[1].first for area in areas))


def _unbound(world: World, today: date) -> tuple[Unbound, ...]:
    key = ("unbound", today)
    found: tuple[Unbound, ...] | None = world.memo.get(key)
    if found is None:
        found = world.memo[key] = tuple(_find_unbound(world, today))
    return found


def _find_unbound(world: World, today: date) -> Iterator[Unbound]:
    for document in world.rulebook.documents.values():
        if not (document.during or document.reach.level == "school"):
            continue
        if document.since > today or (document.until is not None and document.until < today):
            continue
        for area in dict.fromkeys(school.area for school in world.record.schools):
            if document.during and not world.in_campaign(area, today):
                yield Unbound(document.id, area, "no-campaign")
            elif document.reach.level == "school" and not _adopted(world, document, area, today):
                yield Unbound(document.id, area, "not-adopted")


def _adopted(world: World, document: Document, area: str, today: date) -> bool:
    schools = [world.filer_of(school) for school in world.record.schools if school.area == area]
    return any(world.follows(document, filer, today) is not None for filer in schools)
