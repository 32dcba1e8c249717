from __future__ import annotations

import pytest

from school_health import Adoption, Area, Campaign, DayException, Person, School, SchoolClass, Spell, Term
from school_health.errors import FactError, UnknownSubject
from tests.builders import (
    DOCUMENT,
    WORDS,
    absence,
    account,
    at,
    day,
    duty,
    event,
    filing,
    item,
    move,
    post,
    record,
    region,
    school,
    suspension,
)


CLOSURE = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="S9")
RULES = (
    DOCUMENT
    + '[[event]]\nid = "e"\nclause = "c"\ntitle = "事"\nsubject = "school"\n'
    + '[[party]]\nid = "reporter"\nclause = "c"\ntitle = "人"\nlevel = "school"\n'
    + '[[party]]\nid = "officer"\nclause = "c"\ntitle = "员"\nlevel = "city"\n'
    + duty('filer = "school"\nevery = ["teaching-day"]\nby = { edge = "in" }')
    + duty('filer = "person"\nevery = ["teaching-day"]\nby = { edge = "in" }', "card")
    + duty('filer = "class"\nevery = ["teaching-day"]\nby = { edge = "in" }', "roll")
    + duty('filer = "county"\nevery = ["teaching-day"]\nby = { edge = "in" }', "sum")
    + WORDS
    + item(
        "workflow",
        'opens = ["fact:e"]\nstates = { new = "新", done = "完" }\nends = ["done"]\n'
        'move = [{ id = "close", clause = "c", title = "结", from = ["new"], to = "done" }]',
        "w",
    )
)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"filings": [filing("mourning", "2020-10-12 08:00")]}, "the duty 'mourning', which test does not have"),
        ({"filings": [filing("d", "2020-10-12 08:00", filer="S9")]}, "are by 'S9': the record holds no such school"),
        ({"filings": [filing("roll", "2020-10-12 08:00", filer="k9")]}, "are by 'k9': the record holds no such class"),
        ({"filings": [filing("sum", "2020-10-12 08:00", filer="Z")]}, "are by 'Z': the record holds no such county"),
        (
            {"filings": [filing("card", "2020-10-12 08:00", filer="secret")]},
            "are by a person: the record holds no such person",
        ),
        ({"events": [event("x", "2020-10-12 08:00")]}, "the kind 'x', which test does not have"),
        ({"events": [event("e", "2020-10-12 08:00", subject="S9")]}, "happened to somebody whom the record does not hold"),
        (
            {"events": [event("e", "2020-10-12 08:00", subject="A")]},
            "the event 'e@2020-10-12 08:00' of the kind 'e' happened to what is no school",
        ),
        ({"posts": [post("reporter", "A", "p")]}, "the post 'reporter' is held in 'A', which is no school"),
        ({"posts": [post("officer", "S1", "p")]}, "the post 'officer' is held in 'S1', which is no city"),
        ({"posts": [post("officer", "A", "p")]}, "the post 'officer' is held in 'A', which is no city"),
        ({"posts": [post("deputy-hed", "S1", "p")]}, "the role 'deputy-hed', which test does not have"),
        ({"adoptions": [Adoption(document="x", by="S1")]}, "the document 'x' is adopted"),
        ({"schools": [school(area="Z")]}, "the school 'S1' lies in 'Z': the record holds no such area"),
        ({"schools": [school(authority="Z")]}, "the school 'S1' answers to 'Z'"),
        ({"classes": [SchoolClass(id="k", school="S9")]}, "a class is of the school 'S9'"),
        ({"spells": [Spell(school="S9", status="open")]}, "a spell is of the school 'S9'"),
        ({"posts": [post("reporter", "S9", "p")]}, "the post of 'S9' is of no school"),
        (
            {"exceptions": [DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="S9")]},
            "the exception of",
        ),
        ({"adoptions": [Adoption(document="doc", by="S9")]}, "the adoption of 'S9'"),
        ({"campaigns": [Campaign(area="Z", first=day("2020-10-12"))]}, "the campaign of 'Z'"),
        ({"terms": [Term(first=day("2020-09-01"), last=day("2021-01-22"), number=1, area="Z")]}, "the term of 'Z'"),
        ({"people": [Person(id="p", school="S9")]}, "a person is of the school 'S9'"),
        ({"people": [Person(id="p", school="S1", class_="k9")]}, "a person is of the class 'k9'"),
        ({"absences": [absence(school="S9")]}, "the absence 'a1' is of the school 'S9'"),
        (
            {"absences": [absence(class_="k9")], "classes": [SchoolClass(id="k1", school="S1")]},
            "the absence 'a1' is of a class that the record does not hold",
        ),
        ({"absences": [absence(symptoms=["fever", "x"])]}, "the absence 'a1' has a symptom that test has no word for"),
        ({"absences": [absence(disease="x")]}, "the absence 'a1' has a disease that test has no word for"),
        ({"suspensions": [suspension("2020-10-12", school="S9")]}, "the suspension 'x1' is of the school 'S9'"),
        ({"suspensions": [suspension("2020-10-12", level="class", of="k9")]}, "the suspension 'x1' is of the class 'k9'"),
        (
            {
                "suspensions": [suspension("2020-10-12", level="grade", of="二")],
                "classes": [SchoolClass(id="k1", school="S1", grade="一")],
            },
            "the suspension 'x1' is of the grade '二', of which the record holds no class",
        ),
        (
            {"moves": [move("a", "2020-10-12 08:00", matter="e", workflow="x")]},
            "is of the workflow 'x', which test does not have",
        ),
        (
            {"moves": [move("a", "2020-10-12 08:00", matter="e", post="x")]},
            "is made in the post 'x', which test does not have",
        ),
        (
            {"moves": [move("close", "2020-10-12 08:00", matter="e", note="x")]},
            "has the detail 'note', which w.close neither needs nor takes",
        ),
        (
            {"events": [event("e", "2020-10-12 08:00", details={"note": "x"})]},
            "the event 'e@2020-10-12 08:00' has the detail 'note', which its kind 'e' does not declare",
        ),
        ({"accounts": [account("u", keeper="Z")]}, "an account is kept in 'Z': the record holds no such area"),
    ],
)
def test_a_fact_that_names_what_is_not_there_is_refused(facts, message):
    facts = dict(facts)
    filings = facts.pop("filings", ())

    with pytest.raises(UnknownSubject, match=message) as caught:
        region(RULES).assess(record(*filings, since="2020-10-12", **facts), at("2020-10-12 12:00"))
    assert "secret" not in str(caught.value)


def test_what_is_there_fits():
    facts = record(
        absences=[
            absence("a1", class_="k1", symptoms=["fever"], disease="flu"),
            absence("a2", class_="k1"),
            absence("a3", disease="pox"),
        ],
        classes=[SchoolClass(id="k1", school="S1", grade="一")],
        suspensions=[
            suspension("2020-10-12"),
            suspension("2020-10-12", level="class", of="k1", id_="x2"),
            suspension("2020-10-12", level="grade", of="一", id_="x3"),
        ],
        moves=[
            move("close", "2020-10-12 08:00", matter="e"),
            move("close", "2020-10-12 08:00", matter="e", post="reporter"),
        ],
        accounts=[account("u", keeper="A"), account("v", keeper="S1"), account("w"), account("x", of="elsewhere")],
        events=[event("e", "2020-10-12 08:00")],
        since="2020-10-12",
    )

    assert region(RULES).assess(facts, at("2020-10-12 12:00")).since == day("2020-10-12")


def test_where_no_class_is_listed_a_spell_may_name_any():
    facts = record(absences=[absence(class_="k9")], since="2020-10-12")

    assert region(RULES).assess(facts, at("2020-10-12 12:00")).alerts == ()


def test_areas_that_only_schools_name_may_keep_accounts():
    facts = record(areas=[], accounts=[account("u", keeper="A")], since="2020-10-12")

    assert region(RULES).assess(facts, at("2020-10-12 12:00")).findings == ()


def test_completeness_refuses_it_too():
    with pytest.raises(UnknownSubject, match="mourning"):
        region(RULES).completeness(
            record(filing("mourning", "2020-10-12 08:00")), day("2020-10-12"), day("2020-10-12"), at("2020-10-13 08:00")
        )


def test_of_many_the_first_are_told_and_the_others_counted():
    filings = [filing(f"wrong-{number}", "2020-10-12 08:00") for number in range(8)]

    with pytest.raises(UnknownSubject, match="'wrong-0'.*'wrong-4'.*; and 3 more$"):
        region(RULES).assess(record(*filings), at("2020-10-12 12:00"))


def test_what_fits_is_asked_once_and_what_was_not_known_yet_is_no_mistake():
    later = school("S2", recorded_at=at("2020-10-13 08:00"))
    facts = record(filing("d", "2020-10-12 08:00", filer="S2"), schools=[school(), later], since="2020-10-12")
    found = region(RULES)

    assert {due.filer for due in found.assess(facts, at("2020-10-12 12:00"), duties=["d"]).dues} == {"S1"}
    assert found.assess(facts, at("2020-10-12 13:00"), duties=["d"]).dues


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: School(id="S1", area="A", stage="小学"), "School.stage must be one of .*primary"),
        (lambda: DayException(kind="holiday", first=day("2020-10-12"), last=day("2020-10-12")), "closure, meals, no-meals"),
        (lambda: Term(first=day("2020-09-01"), last=day("2021-01-22"), number=3), "Term.number must be one of 1, 2"),
        (lambda: Area(id="A", name="甲", level="district"), "Area.level must be one of city, county, province"),
        (lambda: Spell(school="S1", status="gone"), "Spell.status must be one of"),
        (lambda: Person(id="p", school="S1", role="学生"), "Person.role must be one of staff, student, temporary"),
        (lambda: filing("d", "2020-10-12 08:00", content="x"), "it must be content, zero or no-change"),
    ],
)
def test_a_word_outside_its_closed_list_is_refused(make, message):
    with pytest.raises(FactError, match=message):
        make()
