from __future__ import annotations

import pytest

from school_health import Area, SchoolClass, Spell
from tests.builders import account, at, day, item, post, record, region, school


CUSTODY = item("account", 'level = "school"\nkeeper = "county"\nkeeper_title = "县（市、区）教育部门"', "schools") + item(
    "account", 'level = "county"\nkeeper = "city"\nkeeper_title = "市"\nnames = { "甲县" = "jia01" }', "counties"
)


def check(test, keys=""):
    return item("check", f'test = "{test}"\nsays = "错"\ndo = "改"\n{keys}\n', "k")


def findings(text, moment="2020-10-12 12:00", **more):
    return region(text).assess(record(since="2020-10-12", **more), at(moment)).findings


def lacks(*args, **more):
    return [(one.subject, one.about, *one.lacks) for one in findings(*args, **more)]


# ---------------------------------------------------------------------- who keeps it


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (account("u", keeper="A"), []),
        (account("u", keeper="B"), [("S1", "u", "A")]),
        (account("u", keeper="C"), [("S1", "u", "A")]),
        (account("u"), []),
        (account("u", "A", keeper="C"), []),
        (account("u", "A", keeper="P"), [("A", "u", "C")]),
        (account("u", "C", keeper="P"), []),
        (account("u", "nowhere", keeper="A"), []),
        (account("u", kind="administrator", keeper="B"), []),
        (account("u", keeper="B", last="2020-10-11"), []),
        (account("u", keeper="B", last="2020-10-12"), [("S1", "u", "A")]),
        (account("u", keeper="B", first="2020-10-13"), []),
    ],
)
def test_an_account_is_kept_by_whom_the_law_says(one, said):
    assert lacks(CUSTODY + check("keepers"), accounts=[one]) == said


def test_a_rule_of_custody_holds_from_its_day():
    text = CUSTODY.replace('level = "school"', 'since = 2020-10-13\nlevel = "school"') + check("keepers")

    assert lacks(text, accounts=[account("u", keeper="B")]) == []
    assert lacks(text, "2020-10-13 12:00", accounts=[account("u", keeper="B")]) == [("S1", "u", "A")]


def test_where_there_is_no_area_of_the_keeper_nobody_is_wrong():
    assert lacks(CUSTODY + check("keepers"), accounts=[account("u", keeper="A")], areas=[]) == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (account("jia01", "A"), []),
        (account("jia02", "A"), [("A", "jia02", "jia01")]),
        (account("yi", "B"), []),
        (account("u", "S1"), []),
        (account("u", "P"), []),
        (account("jia02", "A", last="2020-10-11"), []),
    ],
)
def test_a_user_name_is_as_printed(one, said):
    assert lacks(CUSTODY + check("printed-names"), accounts=[one]) == said


def test_a_user_name_is_as_printed_wherever_the_keeper_is():
    assert lacks(
        CUSTODY + check("printed-names"), accounts=[account("jia02", "A")], areas=[Area(id="A", name="甲县", level="county")]
    ) == [("A", "jia02", "jia01")]


# ---------------------------------------------------------------------- added and removed


def test_schools_without_an_account_and_accounts_of_no_school_are_found():
    schools = [school("S1"), school("S2"), school("S3")]
    spells = [Spell(school="S3", status="closed", first=day("2020-10-01"))]
    accounts = [account("u1"), account("u3", "S3"), account("u9", "S9"), account("jia01", "A")]
    found = lacks(check("accounts"), schools=schools, spells=spells, accounts=accounts)

    assert found == [
        ("S2", "", "add", "no-account"),
        ("S3", "u3", "remove", "closed"),
        ("S9", "u9", "remove", "unknown-organisation"),
    ]


def test_where_no_account_of_a_school_is_known_nothing_is_said():
    assert lacks(check("accounts")) == []
    assert lacks(check("accounts"), accounts=[account("jia01", "A")]) == []
    assert lacks(check("accounts"), accounts=[account("jia01", "A")], areas=[]) == []


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("", []),
        ('of = ["饮食"]', [("S2", "", "add", "no-account"), ("S3", "", "add", "no-account")]),
        ('of = ["缺课"]', [("S1", "", "add", "no-account"), ("S3", "", "add", "no-account")]),
        ('of = ["饮食", "缺课"]', [("S3", "", "add", "no-account")]),
    ],
)
def test_each_system_may_be_audited_by_itself(of, said):
    accounts = [account("u1", system="饮食"), account("u2", "S2", system="缺课")]
    accounts += [] if of else [account("u3", "S3")]
    schools = [school("S1"), school("S2"), school("S3")]

    assert lacks(check("accounts", of), schools=schools, accounts=accounts) == said


def test_an_account_of_no_named_system_counts_for_each():
    assert lacks(check("accounts", 'of = ["饮食"]'), accounts=[account("u1")]) == []
    assert lacks(check("accounts", 'of = ["饮食"]'), accounts=[account("u1", system="缺课")]) == []


def test_an_account_that_is_corrected_counts_as_it_is_known():
    accounts = [account("u1"), account("u1", last="2020-10-10", recorded_at="2020-10-12 11:00")]

    assert lacks(check("accounts"), "2020-10-12 10:59", accounts=accounts) == []
    assert lacks(check("accounts"), "2020-10-12 11:00", accounts=accounts) == [("S1", "", "add", "no-account")]


# ---------------------------------------------------------------------- vacant posts


PARTIES = "".join(
    item("party", f'level = "{level}"', f"{level}-post") for level in ("school", "class", "grade", "county", "city")
)


@pytest.mark.parametrize(
    ("held", "vacant"),
    [
        ({}, True),
        ({"last": "2020-10-11"}, True),
        ({"last": "2020-10-12"}, False),
        ({"first": "2020-10-13"}, True),
        ({"first": "2020-10-12"}, False),
        ({"grade": "一"}, True),
    ],
)
def test_a_post_is_vacant_on_the_days_on_which_nobody_holds_it(held, vacant):
    posts = [post("school-post", "S1", "p", **held)] if held else [post("city-post", "C", "p")]
    text = PARTIES + check("vacant", 'of = ["school-post"]')

    assert lacks(text, posts=posts) == ([("S1", "", "school-post")] if vacant else [])


@pytest.mark.parametrize(("level", "organisation"), [("class", "k1"), ("county", "A"), ("city", "C")])
def test_posts_of_classes_and_areas_are_looked_for_there(level, organisation):
    text = PARTIES + check("vacant", f'of = ["{level}-post"]')
    classes = [SchoolClass(id="k1", school="S1", grade="一")]

    assert lacks(text, classes=classes, posts=[post("school-post", "S1", "p")]) == [(organisation, "", f"{level}-post")]
    assert lacks(text, classes=classes, posts=[post(f"{level}-post", organisation, "p")]) == []


def test_where_no_post_is_given_nothing_can_be_told_of_any():
    assert lacks(PARTIES + check("vacant", 'of = ["school-post"]')) == []


def test_each_grade_of_a_school_has_its_post():
    text = PARTIES + check("vacant", 'of = ["grade-post"]')
    classes = [
        SchoolClass(id="k1", school="S1", grade="一"),
        SchoolClass(id="k2", school="S1", grade="二"),
        SchoolClass(id="k3", school="S1", grade="三", last=day("2020-07-01")),
        SchoolClass(id="k4", school="S1"),
    ]
    posts = [post("grade-post", "S1", "p", grade="一")]

    assert lacks(text, classes=classes, posts=posts) == [("S1", "二", "grade-post")]
    assert lacks(text, classes=classes, posts=[post("grade-post", "S1", "p")]) == []
    assert lacks(text) == []


def test_a_closed_school_or_one_outside_the_scope_needs_nobody():
    text = PARTIES + item("scope", 'stages = ["senior"]', "s") + check("vacant", 'of = ["school-post"]')
    closed = [Spell(school="S1", status="closed", first=day("2020-10-01"))]

    assert lacks(text, spells=closed) == []
    assert lacks(text + 'scope = "s"\n') == []
