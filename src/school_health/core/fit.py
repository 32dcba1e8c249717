"""
Whether a record fits a rulebook: what its facts name is there.

Files are checked row by row when they are read; this is for facts that a host makes itself, where a misspelt word would make
duties vanish in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from school_health.core.record import Record
from school_health.core.rulebook import Rulebook
from school_health.errors import UnknownSubject


__all__ = ["areas_of", "fit"]

_AREAS = ("county", "city", "province")
_MOST = 5


def fit(rulebook: Rulebook, record: Record) -> None:
    """
    Hold a whole record (not what was known of it at some moment) against a rulebook; done once for each pair.

    Raises:
        UnknownSubject: facts name duties, posts or kinds of event that the rulebook does not declare, or schools, classes,
            persons or areas that the record does not hold. Persons are counted and not quoted.
    """
    key = ("fit", rulebook)
    if key not in record.memo:
        wrong = dict.fromkeys(_wrong(rulebook, record))
        if wrong:
            shown = list(wrong)[:_MOST]
            more = f"; and {len(wrong) - _MOST} more" if len(wrong) > _MOST else ""
            raise UnknownSubject("; ".join(shown) + more)
        record.memo[key] = True


def _wrong(rulebook: Rulebook, record: Record) -> Iterator[str]:
    yield from _filings(rulebook, record)
    yield from _words(rulebook, record)
    yield from _places(record)
    yield from _subjects(rulebook, record)
    yield from _seats(rulebook, record)
    yield from _cases(rulebook, record)
    yield from _matters(rulebook, record)


def _filings(rulebook: Rulebook, record: Record) -> Iterator[str]:
    filers = {
        "school": record.school_by_id.keys(),
        "class": record.class_by_id.keys(),
        "person": record.person_by_id.keys(),
    }
    areas = areas_of(record)
    for duty_id, filer in record.filings_by_pair:
        duty = rulebook.duties.get(duty_id)
        if duty is None:
            yield f"filings name the duty {duty_id!r}, which {rulebook.region} does not have"
        elif filer not in filers.get(duty.filer, areas):
            who = "a person" if duty.filer == "person" else repr(filer)
            yield f"filings of {duty_id!r} are by {who}: the record holds no such {duty.filer}"


def areas_of(record: Record) -> set[str]:
    """
    Return the areas that the record holds, or that its schools name where it holds none.
    """
    return {*record.area_by_id, *(school.area for school in record.schools)}


def _words(rulebook: Rulebook, record: Record) -> Iterator[str]:
    for kind in dict.fromkeys(event.kind for event in record.events):
        if kind not in rulebook.event_kinds:
            yield f"events have the kind {kind!r}, which {rulebook.region} does not have"
    for role, _ in record.posts_by_role:
        if role not in rulebook.parties:
            yield f"posts have the role {role!r}, which {rulebook.region} does not have"
    everywhere = {"", *areas_of(record), *record.school_by_id, *record.class_by_id}
    places = (
        *(("post", post.organisation) for post in record.posts),
        *(("exception", exception.of) for exception in record.exceptions),
        *(("adoption", adoption.by) for adoption in record.adoptions),
        *(("campaign", campaign.area) for campaign in record.campaigns),
        *(("term", term.area) for term in record.terms),
    )
    for kind, place in places:
        if place not in everywhere:
            yield f"the {kind} of {place!r} is of no school, class or area that the record holds"
    for adoption in record.adoptions:
        if adoption.document not in rulebook.documents:
            yield f"the document {adoption.document!r} is adopted, which {rulebook.region} does not have"


def _places(record: Record) -> Iterator[str]:
    schools, areas = record.school_by_id, record.area_by_id
    for school in record.schools:
        if areas and school.area not in areas:
            yield f"the school {school.id!r} lies in {school.area!r}: the record holds no such area"
        if school.authority is not None and school.authority not in areas:
            yield f"the school {school.id!r} answers to {school.authority!r}: the record holds no such area"
    members: dict[str, Sequence[Any]] = {"class": record.classes, "spell": record.spells, "person": record.people}
    for kind, facts in members.items():
        for fact in facts:
            if fact.school not in schools:
                yield f"a {kind} is of the school {fact.school!r}, which the record does not hold"


def _subjects(rulebook: Rulebook, record: Record) -> Iterator[str]:
    tables = (record.school_by_id, record.class_by_id, record.person_by_id, record.area_by_id)
    for person in record.people:
        if person.class_ is not None and person.class_ not in record.class_by_id:
            yield f"a person is of the class {person.class_!r}, which the record does not hold"
    for event in record.events:
        if not any(event.subject in table for table in tables):
            yield f"the event {event.id!r} happened to somebody whom the record does not hold"
        kind = rulebook.event_kinds.get(event.kind)
        if kind is not None and not _is(record, kind.subject, event.subject):
            yield f"the event {event.id!r} of the kind {kind.id!r} happened to what is no {kind.subject}"
        for key in sorted(event.details.keys() - (kind.details.keys() if kind is not None else event.details.keys())):
            yield f"the event {event.id!r} has the detail {key!r}, which its kind {event.kind!r} does not declare"


def _seats(rulebook: Rulebook, record: Record) -> Iterator[str]:
    """
    Yield the posts that are held where nobody has them: a class teacher of a county. A county's may be held above it.
    """
    for role, organisation in record.posts_by_role:
        level = rulebook.parties[role].level if role in rulebook.parties else "any"
        levels = {"grade": ("school",), "county": _AREAS, "city": _AREAS[1:]}.get(level, (level,))
        if not any(_is(record, one, organisation) for one in levels):
            yield f"the post {role!r} is held in {organisation!r}, which is no {level}"


def _is(record: Record, level: str, one: str) -> bool:
    """
    Say whether something is of a level; what the record does not hold may be of any.
    """
    known = {"school": record.school_by_id, "class": record.class_by_id, "person": record.person_by_id}
    if any(one in table for table in known.values()):
        return level == "any" or one in known.get(level, ())
    area = record.area_by_id.get(one)
    return area is None or level in ("any", area.level)


def _cases(rulebook: Rulebook, record: Record) -> Iterator[str]:
    symptoms, diseases = rulebook.words("symptom"), rulebook.words("disease")
    for one in record.absences:
        if one.school not in record.school_by_id:
            yield f"the absence {one.id!r} is of the school {one.school!r}, which the record does not hold"
        if one.class_ is not None and record.classes and one.class_ not in record.class_by_id:
            yield f"the absence {one.id!r} is of a class that the record does not hold"
        if not symptoms.keys() >= set(one.symptoms):
            yield f"the absence {one.id!r} has a symptom that {rulebook.region} has no word for"
        if one.disease and one.disease not in diseases:
            yield f"the absence {one.id!r} has a disease that {rulebook.region} has no word for"
    for suspension in record.suspensions:
        if suspension.school not in record.school_by_id:
            yield f"the suspension {suspension.id!r} is of the school {suspension.school!r}, which the record does not hold"
        elif suspension.level == "class" and suspension.of not in record.class_by_id:
            yield f"the suspension {suspension.id!r} is of the class {suspension.of!r}, which the record does not hold"
        elif suspension.level == "grade" and (suspension.school, suspension.of) not in record.classes_by_grade:
            yield f"the suspension {suspension.id!r} is of the grade {suspension.of!r}, of which the record holds no class"


def _matters(rulebook: Rulebook, record: Record) -> Iterator[str]:
    for move in record.moves:
        if move.workflow not in rulebook.workflows:
            yield f"the move {move.id!r} is of the workflow {move.workflow!r}, which {rulebook.region} does not have"
            continue
        if move.post and move.post not in rulebook.parties:
            yield f"the move {move.id!r} is made in the post {move.post!r}, which {rulebook.region} does not have"
        rule = rulebook.workflows[move.workflow].rule_of(move.move)
        known = move.details.keys() if rule is None else {need.key for need in (*rule.needs, *rule.may)}
        for key in sorted(move.details.keys() - known):
            yield f"the move {move.id!r} has the detail {key!r}, which {move.workflow}.{move.move} neither needs nor takes"
    held = {*areas_of(record), *record.school_by_id}
    for account in record.accounts:
        if account.keeper is not None and account.keeper not in held:
            yield f"an account is kept in {account.keeper!r}: the record holds no such area"
