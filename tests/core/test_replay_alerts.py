"""
A run at each moment and one run over all raise the same alerts, whatever is corrected, and however late.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from school_health import SHANGHAI_TIME, Absence, Area, DayException, Person, Record, School, SchoolClass
from tests.builders import TERMS_2020, region


FIRST = date(2020, 10, 8)  # a Thursday; the make-up Saturday is 2020-10-10
DAYS = 12
SCHOOLS = ("S1", "S2")
CLASSES = ("S1-1", "S1-2", "S2-1")

RULES = """
[[vocabulary]]
id = "v"
clause = "c"
title = "症状"
of = "symptom"
words = { fever = "发热", rash = "皮疹" }

[[vocabulary]]
id = "w"
clause = "c"
title = "疾病"
of = "disease"
words = { flu = "流感", pox = "水痘" }

[[definition]]
id = "def"
clause = "c"
title = "流感样"
disease = "flu"
temperature = 380
any_of = ["fever"]

[[alert]]
id = "day"
clause = "c"
title = "一日"
unit = ["class", "dormitory"]
alike = ["symptom", "meal"]
cases = 2
family = "cluster"
quiet = 2

[[alert]]
id = "days"
clause = "c"
title = "三日"
unit = ["class", "dormitory"]
days = 3
alike = ["symptom", "disease"]
cases = 3
family = "cluster"
quiet = 1

[[alert]]
id = "teaching"
clause = "c"
title = "教学日"
unit = ["class", "school"]
days = 3
calendar = "teaching"
counts = "first-absence"
cases = 3
quiet = 0

[[alert]]
id = "share"
clause = "c"
title = "占比"
unit = ["class"]
counts = "present"
people = ["student"]
percent = 40
quiet = 1
gives = "criterion"

[[alert]]
id = "county"
clause = "c"
title = "区县"
unit = ["county"]
days = 7
diseases = ["w"]
alike = ["disease"]
otherwise = "left-out"
cases = 3
deaths = 1
quiet = 7
"""
REGION = region(RULES)


def moment(day, hour):
    return datetime.combine(FIRST + timedelta(days=day), time(hour), SHANGHAI_TIME)


days = st.integers(0, DAYS - 1)
moments = st.builds(moment, days, st.sampled_from([0, 8, 20]))
maybe = st.one_of(st.none(), moments)


@st.composite
def absences(draw):
    """
    A spell in one to three versions; each may differ from the one before in anything.
    """
    number, person = draw(st.integers(1, 40)), draw(st.integers(1, 12))
    versions = []
    for recorded in sorted(draw(st.lists(moments, min_size=1, max_size=3, unique=True))):
        first = FIRST + timedelta(days=draw(st.integers(0, 5)))
        length = draw(st.one_of(st.none(), st.integers(0, 4)))
        class_ = draw(st.sampled_from(("S1-1", *CLASSES, None)))
        disease = draw(st.sampled_from(["", "flu", "pox"]))
        versions.append(
            Absence(
                id=f"A{number}",
                person=f"P{person}",
                school=(class_ or "S1")[:2],
                class_=class_,
                dormitory=draw(st.sampled_from([None, "D"])),
                first=first,
                last=None if length is None else first + timedelta(days=length),
                onset=draw(st.sampled_from([None, first, first - timedelta(days=1)])),
                symptoms=draw(st.sampled_from([(), ("fever",), ("rash",), ("fever", "rash")])),
                temperature=draw(st.sampled_from([None, 379, 380])),
                disease=disease,
                meal=draw(st.sampled_from([None, "M"])),
                attending=draw(st.booleans()),
                died=draw(st.sampled_from([*[None] * 11, first])),
                void=draw(st.sampled_from([False, False, False, True])),
                recorded_at=recorded,
            )
        )
    return versions


@st.composite
def people(draw):
    return Person(
        id=f"P{draw(st.integers(1, 8))}",
        school="S1",
        class_=draw(st.sampled_from(["S1-1", "S1-2"])),
        role=draw(st.sampled_from(["student", "staff"])),
        dormitory=draw(st.sampled_from([None, "D", "E"])),
        recorded_at=draw(maybe),
    )


@st.composite
def closures(draw):
    first = FIRST + timedelta(days=draw(days))
    return DayException(
        kind=draw(st.sampled_from(["closure", "teaching"])),
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 3))),
        of=draw(st.sampled_from(["", "S1", "S1-1"])),
        recorded_at=draw(maybe),
    )


@st.composite
def classes(draw):
    return SchoolClass(
        id=draw(st.sampled_from(CLASSES)), school="S1", students=draw(st.integers(2, 6)), recorded_at=draw(moments)
    )


@st.composite
def records(draw):
    spells = {versions[0].id: versions for versions in draw(st.lists(absences(), min_size=5, max_size=25))}
    return Record(
        schools=[School(id=school, area=area) for school, area in zip(SCHOOLS, ("A", "B"), strict=True)],
        areas=[Area(id="A", name="甲县", level="county"), Area(id="B", name="乙区", level="county")],
        classes=[
            *(SchoolClass(id=one, school=one[:2], students=5) for one in CLASSES),
            *draw(st.lists(classes(), max_size=2)),
        ],
        people=draw(st.lists(people(), max_size=6, unique_by=lambda one: (one.id, one.recorded_at))),
        exceptions=draw(st.lists(closures(), max_size=3)),
        absences=[version for versions in spells.values() for version in versions],
        terms=TERMS_2020,
        since=FIRST - timedelta(days=2),
    )


def raised(answer):
    """
    What was raised and cannot change any more.
    """
    return [
        (one.id, one.raised_at, one.first, one.reached, one.place, one.raised_on, one.rule.id)
        for one in (*answer.alerts, *answer.criteria)
    ]


END = moment(DAYS + 3, 23)


@given(records())
def test_a_run_every_few_hours_raises_what_one_run_over_all_raises(record):
    since = record.since
    whole = raised(REGION.assess(record, END, since=since))
    asked = [moment(day, hour) for day in range(DAYS + 2) for hour in (0, 7, 8, 12, 20)]

    for at in asked:
        so_far = raised(REGION.assess(record, at, since=since))
        assert so_far == [one for one in whole if one[1] <= at]


@given(records())
def test_what_was_raised_names_its_cases_and_stays_under_one_id(record):
    answer = REGION.assess(record, END, since=record.since)
    found = [*answer.alerts, *answer.criteria]

    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.raised_on
        assert bool(one.days) is not bool(one.excludable)
        assert one.raised_at >= datetime.combine(one.first, time(0), SHANGHAI_TIME)
        assert all(earlier < later for earlier, later in zip(one.days, one.days[1:], strict=False))


@given(records(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_changes_nothing(record, random):
    shuffled = list(record.absences)
    random.shuffle(shuffled)
    other = Record(
        schools=record.schools,
        areas=record.areas,
        classes=record.classes,
        people=record.people,
        exceptions=record.exceptions,
        absences=shuffled,
        terms=record.terms,
        since=record.since,
    )

    def told(facts):
        return [(*one, cases) for one, cases in zip(raised(answer(facts)), map(cases_of, everything(facts)), strict=True)]

    def answer(facts):
        return REGION.assess(facts, END, since=record.since)

    def everything(facts):
        return [*answer(facts).alerts, *answer(facts).criteria]

    def cases_of(alert):
        return alert.cases, alert.days, alert.shared

    assert told(record) == told(other)
