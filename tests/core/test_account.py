from __future__ import annotations

import string
import tomllib
from datetime import UTC, date, datetime
from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.account import (
    Account,
    AccountChange,
    Custody,
    PasswordRule,
    audit,
    custody_of,
    password_faults,
)
from school_health.core.moment import SHANGHAI_TIME
from school_health.errors import FactError, NaiveMoment
from school_health.wire.strict import UnfitError, structure


RULES = tomllib.loads("""
[[custody]]
id = "school-accounts"
clause = "c"
title = "学校账号"
level = "school"
keeper = "county"
keeper_title = "疾病预防控制中心"

[[custody]]
id = "city-accounts"
clause = "c"
title = "市级教育账号"
level = "city"
keeper = "province"
keeper_title = "疾病预防控制中心"
names = { "甲市教育局" = "JY_JIA", "乙市教育局" = "JY_YI" }

[[custody]]
id = "city-administrators"
clause = "c"
title = "市级管理账号"
level = "city"
kind = "administrator"
keeper = "province"
keeper_title = "疾病预防控制中心"

[[custody]]
id = "city-accounts-again"
clause = "c"
title = "市级教育账号"
level = "city"
keeper = "city"
keeper_title = "教育局"

[[password]]
id = "password"
clause = "c"
title = "密码"
least = 8
most = 20
all_of = ["digit", "letter", "special"]
""")
CUSTODY = [structure(one, Custody) for one in RULES["custody"]]
PASSWORD = structure(RULES["password"][0], PasswordRule)
PERMITTED = string.ascii_letters + string.digits + string.punctuation

DAY = date(2023, 9, 1)


def account(user="u", of="S1", **more):
    return Account(user=user, of=of, **more)


def changes(*accounts, **organisations):
    return [(one.of, one.kind, one.user, one.reason) for one in audit(accounts, organisations, DAY)]


# ------------------------------------------------------------------ custody


def test_a_rule_of_custody_names_keeper_and_users_as_printed():
    rule = custody_of(CUSTODY, "city", "education")

    assert rule is not None
    assert (rule.id, rule.keeper, rule.keeper_title) == ("city-accounts", "province", "疾病预防控制中心")
    assert rule.names == {"甲市教育局": "JY_JIA", "乙市教育局": "JY_YI"}


def test_a_rule_of_custody_is_about_education_accounts_and_names_no_users_unless_it_says_so():
    rule = custody_of(CUSTODY, "school", "education")

    assert rule is not None
    assert (rule.kind, rule.keeper, rule.names) == ("education", "county", {})


def test_custody_is_found_by_level_and_kind():
    administrators = custody_of(CUSTODY, "city", "administrator")

    assert administrators is not None
    assert administrators.id == "city-administrators"
    assert custody_of(CUSTODY, "school", "administrator") is None
    assert custody_of(CUSTODY, "province", "education") is None
    assert custody_of([], "city", "education") is None


@pytest.mark.parametrize(("key", "value"), [("level", "class"), ("keeper", "school"), ("kind", "pupil"), ("names", ["JY"])])
def test_a_rule_of_custody_with_another_word_does_not_fit(key, value):
    with pytest.raises(UnfitError, match=key):
        structure({**RULES["custody"][0], key: value}, Custody)


# ------------------------------------------------------------------ passwords


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("abc-123", ("too-short",)),
        ("abc-1234", ()),
        ("abc-1234" + "x" * 12, ()),
        ("abc-1234" + "x" * 13, ("too-long",)),
        ("abcd-efgh", ("no-digit",)),
        ("1234-5678", ("no-letter",)),
        ("abcd1234", ("no-special",)),
        ("--------", ("no-digit", "no-letter")),
        ("abcdefgh", ("no-digit", "no-special")),
        ("12345678", ("no-letter", "no-special")),
        ("1", ("too-short", "no-letter", "no-special")),
        ("", ("too-short", "no-digit", "no-letter", "no-special")),
        ("a" * 21, ("too-long", "no-digit", "no-special")),
        ("密" * 21, ("too-long", "no-digit", "no-letter", "no-special", "unknown-character")),
        ("密码", ("too-short", "no-digit", "no-letter", "no-special", "unknown-character")),
    ],
)
def test_every_failed_part_of_a_password_is_told(password, faults):
    assert password_faults(PASSWORD, password) == faults


@pytest.mark.parametrize("special", string.punctuation)
def test_every_printable_ascii_character_but_letters_digits_and_the_blank_is_special(special):
    assert password_faults(PASSWORD, f"abcd1234{special}") == ()


@pytest.mark.parametrize(
    "strange", [" ", "\t", "\n", "\0", "\x7f", "é", "密", "１", "Ａ", "！", "٣", "\N{NO-BREAK SPACE}", "\N{GRINNING FACE}"]
)
def test_a_character_beyond_printable_ascii_is_a_fault_of_its_own_and_stands_for_no_part(strange):
    assert password_faults(PASSWORD, f"abc-1234{strange}") == ("unknown-character",)
    assert password_faults(PASSWORD, strange * 8) == ("no-digit", "no-letter", "no-special", "unknown-character")


def test_length_is_counted_in_characters():
    assert "too-long" not in password_faults(PASSWORD, "密" * 20)
    assert "too-short" in password_faults(PASSWORD, "密" * 7)


def test_a_part_that_the_rule_does_not_name_may_be_missing_or_there():
    rule = attrs.evolve(PASSWORD, all_of=("letter",))

    assert password_faults(rule, "abcdefgh") == password_faults(rule, "abc-1234") == ()
    assert password_faults(rule, "1234-5678") == ("no-letter",)
    assert password_faults(attrs.evolve(PASSWORD, all_of=()), "11111111") == ()


def test_faults_come_in_one_order_however_the_rule_lists_its_parts():
    told = {password_faults(attrs.evolve(PASSWORD, all_of=parts), "") for parts in permutations(PASSWORD.all_of)}

    assert told == {("too-short", "no-digit", "no-letter", "no-special")}


@st.composite
def good_passwords(draw, most):
    parts = [draw(st.sampled_from(kind)) for kind in (string.digits, string.ascii_letters, string.punctuation)]
    parts += draw(st.lists(st.sampled_from(PERMITTED), min_size=5, max_size=most - 3))
    return "".join(draw(st.permutations(parts)))


@given(good_passwords(most=19), st.sampled_from(PERMITTED), st.data())
def test_a_good_password_stays_good_with_one_permitted_character_more(password, more, data):
    place = data.draw(st.integers(0, len(password)))

    assert password_faults(PASSWORD, password) == ()
    assert password_faults(PASSWORD, password[:place] + more + password[place:]) == ()


@given(st.text(max_size=25))
def test_faults_are_words_of_a_closed_list_and_never_hold_the_password(password):
    words = {"too-short", "too-long", "no-digit", "no-letter", "no-special", "unknown-character"}
    faults = password_faults(PASSWORD, f"~{password}~")

    assert set(faults) <= words
    assert f"~{password}~" not in repr(faults)


@pytest.mark.parametrize(
    ("key", "value"), [("all_of", ["digit", "capital"]), ("all_of", "digit"), ("least", "8"), ("most", 20.0)]
)
def test_a_rule_of_passwords_with_another_word_does_not_fit(key, value):
    with pytest.raises(UnfitError, match=key):
        structure({**RULES["password"][0], key: value}, PasswordRule)


# ------------------------------------------------------------------ accounts


def test_an_account_has_no_place_for_a_password():
    assert [one.name for one in attrs.fields(Account) if "pass" in one.name] == []
    with pytest.raises(TypeError, match="password"):
        account(password="abc-" + "1234")


@pytest.mark.parametrize(
    ("day", "is_open"), [("2023-08-31", False), ("2023-09-01", True), ("2023-12-31", True), ("2024-01-01", False)]
)
def test_an_account_is_open_from_its_first_to_its_last_day(day, is_open):
    assert account(first=date(2023, 9, 1), last=date(2023, 12, 31)).holds(date.fromisoformat(day)) is is_open


def test_an_account_without_days_is_always_open():
    assert account().holds(date.min)
    assert account().holds(date.max)


def test_an_account_may_last_one_day_and_not_fewer():
    assert account(first=DAY, last=DAY).holds(DAY)
    with pytest.raises(FactError, match="ends before it begins"):
        account(first=DAY, last=date(2023, 8, 31))


def test_the_moment_at_which_an_account_was_recorded_is_kept_in_the_zone_of_the_law():
    recorded = account(recorded_at=datetime(2023, 9, 1, tzinfo=UTC)).recorded_at

    assert recorded == datetime(2023, 9, 1, 8, tzinfo=SHANGHAI_TIME)
    assert recorded.tzinfo is SHANGHAI_TIME
    assert account().recorded_at is None
    with pytest.raises(NaiveMoment):
        account(recorded_at=datetime(2023, 9, 1))  # noqa: DTZ001 - without a zone on purpose


def test_an_account_of_another_kind_is_refused_without_repeating_it():
    with pytest.raises(FactError, match=r"Account\.kind must be one of administrator, education") as caught:
        account(kind="pupil")

    assert "pupil" not in str(caught.value)


# ------------------------------------------------------------------ audit


def test_an_open_organisation_without_an_account_is_to_get_one():
    assert changes(account(of="S1"), S1=True, S2=True, S3=False) == [("S2", "add", None, "no-account")]


def test_accounts_of_closed_and_of_unknown_organisations_are_to_be_removed():
    assert changes(account("a", "S1"), account("b", "S2"), account("c", "S9"), S1=True, S2=False) == [
        ("S2", "remove", "b", "closed"),
        ("S9", "remove", "c", "unknown-organisation"),
    ]


def test_all_accounts_of_a_closed_organisation_go_and_none_as_a_second_one():
    assert changes(account("a"), account("b"), S1=False) == [
        ("S1", "remove", "a", "closed"),
        ("S1", "remove", "b", "closed"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "has_one"),
    [
        ("2023-09-01", None, True),
        ("2023-09-02", None, False),
        (None, "2023-09-01", True),
        (None, "2023-08-31", False),
    ],
)
def test_only_an_account_that_is_open_on_the_day_counts(first, last, has_one):
    days = [None if one is None else date.fromisoformat(one) for one in (first, last)]
    one = account(first=days[0], last=days[1])

    assert changes(one, S1=True) == ([] if has_one else [("S1", "add", None, "no-account")])
    assert changes(one, S1=False) == ([("S1", "remove", "u", "closed")] if has_one else [])


def test_of_two_accounts_of_one_kind_on_one_system_the_earlier_stays():
    early, late = account("z", first=date(2020, 9, 1)), account("a", first=date(2021, 9, 1))

    assert changes(late, early, S1=True) == [("S1", "remove", "a", "twice")]
    assert changes(late, early, account("m"), S1=True) == [("S1", "remove", "a", "twice"), ("S1", "remove", "z", "twice")]


def test_of_two_accounts_that_began_together_the_first_name_stays():
    assert changes(account("b"), account("a"), S1=True) == [("S1", "remove", "b", "twice")]


def test_accounts_of_other_kinds_systems_and_organisations_are_no_second_ones():
    several = [account("a"), account("b", kind="administrator"), account("c", system="absence"), account("d", of="S2")]

    assert changes(*several, S1=True, S2=True) == []


def test_one_user_told_twice_is_one_account():
    told = [account("a", first=date(2020, 9, 1)), account("a", first=date(2021, 9, 1))]

    assert changes(*told, S1=True) == []
    assert changes(*told, S1=False) == [("S1", "remove", "a", "closed")]


def test_a_change_says_on_which_system():
    accounts = [account("a", system=system, kind=kind) for system in ("y", "x") for kind in ("education", "administrator")]

    assert audit(accounts, {"S1": False}, DAY) == tuple(
        AccountChange(of="S1", kind="remove", user="a", reason="closed", system=system) for system in ("x", "y")
    )


def test_without_accounts_and_organisations_nothing_is_to_be_changed():
    assert audit([], {}, DAY) == ()


def test_changes_come_in_one_order_whatever_the_order_of_the_facts():
    accounts = [
        account("b", "S2"),
        account("a", "S2"),
        account("c", "S9"),
        account("d", "S4", system="x"),
        account("e", "S4"),
    ]
    organisations = {"S4": False, "S3": True, "S2": True, "S1": True}
    backwards = dict(reversed(organisations.items()))
    told = {audit(some, known, DAY) for some in permutations(accounts) for known in (organisations, backwards)}

    assert len(told) == 1
    assert [(one.of, one.user) for one in told.pop()] == [
        ("S1", None),
        ("S2", "b"),
        ("S3", None),
        ("S4", "e"),
        ("S4", "d"),
        ("S9", "c"),
    ]
