from __future__ import annotations

import tomllib

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.form import Form, FormFault, FormField, form_faults
from school_health.wire.strict import UnfitError, structure


# In the shape of 附件3 of 苏教办体艺函〔2023〕6号; which fields are needed is this test's.
APPLICATION = """
id = "application"
clause = "c"
title = "用户权限申请（备案）表"
layout = "document"
attachments = ["单位证明"]
field = [
  { key = "unit", title = "单位名称" },
  { key = "applicant", title = "申请人姓名" },
  { key = "department", title = "所在部门", need = "may" },
  { key = "phone", title = "联系电话" },
  { key = "mailbox", title = "电子邮箱", need = "may" },
  { key = "level", title = "单位级别", choices = { city = "设区市级", county = "县（市、区）级", school = "学校" } },
  { key = "systems", title = "申请系统", many = true, choices = { health = "学生健康监测系统", other = "其他系统" } },
  { key = "other", title = "其他系统名称", when = { level = "school", unit = "甲校" } },
  { key = "county-accounts", title = "县（市、区）级账号", when = { level = "county" } },
  { key = "school-accounts", title = "学校账号", when = { level = "school" } },
  { key = "area", title = "地区", rows = "accounts" },
  { key = "user", title = "用户名", rows = "accounts", need = "may" },
  { key = "password", title = "初始密码", rows = "accounts", need = "paper-only" },
  { key = "holder", title = "使用人姓名", rows = "accounts" },
  { key = "role", title = "身份", rows = "accounts", need = "may", choices = { chief = "负责人", clerk = "报告人" } },
  { key = "holder-phone", title = "联系电话", rows = "accounts", when = { role = "chief", level = "county" } },
  { key = "own-signature", title = "本人签字", need = "paper-only" },
  { key = "own-date", title = "签字日期", need = "paper-only" },
  { key = "head-signature", title = "单位领导签字", need = "paper-only" },
  { key = "head-date", title = "签字日期", need = "paper-only" },
]
"""
FORM = structure(tomllib.loads(APPLICATION), Form)
ROW = {"area": "甲县", "holder": "H0001"}
FILLED = {
    "unit": "甲县教育局",
    "applicant": "A0001",
    "phone": "000-1",
    "level": "county",
    "systems": ["health"],
    "county-accounts": 1,
    "accounts": [ROW],
}


def without(mapping, *keys):
    return {key: value for key, value in mapping.items() if key not in keys}


def found(form=FORM, /, **changed):
    """
    The faults of the application with some values changed.
    """
    return [attrs.astuple(one) for one in form_faults(form, FILLED | changed)]


def in_row(**changed):
    return found(accounts=[ROW | changed])


def single(**more):
    return attrs.evolve(FORM, field=(FormField(key="k", title="项", **more),))


def faults_of(form, value):
    return [one.kind for one in form_faults(form, {"k": value})]


# ------------------------------------------------------------------ the form itself


def test_a_form_is_read_from_its_rulebook_with_every_field_in_order():
    assert [one.title for one in FORM.field][:3] == ["单位名称", "申请人姓名", "所在部门"]
    assert (FORM.layout, FORM.attachments) == ("document", ("单位证明",))
    assert FORM.field[5].choices == {"city": "设区市级", "county": "县（市、区）级", "school": "学校"}


def test_a_field_is_needed_single_and_open_unless_it_says_otherwise():
    plain = FORM.field[0]

    assert (plain.need, plain.choices, plain.many, plain.rows, plain.when) == ("always", {}, False, "", {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('need = "may"', 'need = "maybe"'),
        ('layout = "document"', 'layout = "theirs"'),
        ("many = true", 'many = "yes"'),
        ('when = { level = "county" }', "when = { level = 1 }"),
        ('attachments = ["单位证明"]', 'attachments = "单位证明"'),
    ],
)
def test_a_form_with_another_word_does_not_fit(old, new):
    assert old in APPLICATION
    with pytest.raises(UnfitError):
        structure(tomllib.loads(APPLICATION.replace(old, new)), Form)


# ------------------------------------------------------------------ missing


def test_a_form_that_is_filled_in_has_no_fault():
    assert found() == []


@pytest.mark.parametrize("key", ["unit", "applicant", "phone", "level", "systems", "accounts"])
@pytest.mark.parametrize("blank", [None, "", " \u3000\n", [], (), ["", None]], ids=repr)
def test_a_needed_field_left_blank_is_missing(key, blank):
    faults = [fault for fault in found(**{key: blank}) if fault[0] == key]

    assert faults == [(key, "missing", None)]


@pytest.mark.parametrize("key", ["unit", "applicant", "phone", "systems", "accounts", "county-accounts"])
def test_a_needed_field_that_is_not_there_is_missing(key):
    assert form_faults(FORM, without(FILLED, key)) == (FormFault(key, "missing"),)


def test_a_field_that_may_be_filled_in_may_be_blank_or_not():
    assert found(department="体卫艺科", mailbox="") == []


@pytest.mark.parametrize("value", [0, False, "0"])
def test_a_zero_is_a_value(value):
    assert found(**{"county-accounts": value}) == []


def test_everything_missing_is_told_in_the_order_of_the_form():
    assert [one.key for one in form_faults(FORM, {})] == ["unit", "applicant", "phone", "level", "systems", "accounts"]


# ------------------------------------------------------------------ needed only where


@pytest.mark.parametrize(
    ("level", "missing"),
    [("county", "county-accounts"), ("school", "school-accounts"), ("city", None)],
)
def test_a_field_is_needed_only_where_another_has_the_value(level, missing):
    values = without(FILLED, "county-accounts") | {"level": level}

    assert [one.key for one in form_faults(FORM, values)] == ([missing] if missing else [])


def test_a_field_that_is_not_needed_may_be_filled_in_all_the_same():
    assert found(**{"school-accounts": 2}) == []


@pytest.mark.parametrize(
    ("level", "unit", "is_missing"), [("school", "甲校", True), ("school", "乙校", False), ("city", "甲校", False)]
)
def test_of_several_conditions_all_must_hold(level, unit, is_missing):
    faults = found(level=level, unit=unit, **{"school-accounts": 1})

    assert faults == ([("other", "missing", None)] if is_missing else [])


def test_a_field_of_rows_looks_at_its_own_row_and_at_the_form():
    assert in_row(role="chief") == [("holder-phone", "missing", 1)]
    assert in_row(role="clerk") == []
    assert found(level="city", accounts=[ROW | {"role": "chief"}]) == []


def test_a_field_of_rows_takes_no_value_of_the_form_for_one_of_its_row():
    assert found(role="chief") == [("role", "unknown", None)]


def test_an_unknown_key_of_a_row_hides_no_value_of_the_form():
    assert in_row(role="chief", level="city") == [("holder-phone", "missing", 1), ("level", "unknown", 1)]


# ------------------------------------------------------------------ choices


def test_a_value_that_cannot_be_chosen_is_told():
    assert found(level="village", **{"county-accounts": None}) == [("level", "not-a-choice", None)]
    assert in_row(role="guest") == [("role", "not-a-choice", 1)]


@pytest.mark.parametrize("value", ["县（市、区）级", "County", " county", 1, ["county"], {"county": True}])
def test_a_choice_is_made_by_its_value_exactly(value):
    assert ("level", "not-a-choice", None) in found(level=value)


@pytest.mark.parametrize("value", [["health"], ["other", "health"], ("health", "other"), "health"])
def test_where_several_may_stand_one_or_more_can_be_chosen(value):
    assert found(systems=value) == []


@pytest.mark.parametrize("value", [["health", "third"], "third", ["health", ""], ["health", ["other"]], {"health": True}])
def test_one_wrong_choice_of_several_is_enough(value):
    assert found(systems=value) == [("systems", "not-a-choice", None)]


# ------------------------------------------------------------------ paper only


@pytest.mark.parametrize("key", ["own-signature", "own-date", "head-signature", "head-date"])
def test_what_belongs_on_paper_is_refused_as_a_value(key):
    assert found(**{key: "x"}) == [(key, "paper-only", None)]
    assert found(**{key: ""}) == []


def test_an_initial_password_is_refused_in_every_row():
    rows = [ROW, ROW | {"password": "x"}, ROW | {"password": None}, ROW | {"password": 0}]

    assert found(accounts=rows) == [("password", "paper-only", 2), ("password", "paper-only", 4)]


def test_a_list_is_no_way_around_the_paper():
    assert in_row(password=["x"]) == [("password", "paper-only", 1)]


# ------------------------------------------------------------------ rows


def test_each_row_is_checked_and_counted_from_one():
    rows = [ROW, {}, without(ROW, "area") | {"colour": "x"}]

    assert found(accounts=rows) == [
        ("area", "missing", 2),
        ("holder", "missing", 2),
        ("area", "missing", 3),
        ("colour", "unknown", 3),
    ]


@pytest.mark.parametrize("value", ["row", 3, ROW, {1: ROW}])
def test_something_else_in_the_place_of_rows_is_told(value):
    assert found(accounts=value) == [("accounts", "rows", None)]


def test_something_else_in_the_place_of_one_row_is_told_and_the_others_are_checked():
    assert found(accounts=["row", without(ROW, "holder"), None, [ROW]]) == [
        ("accounts", "rows", 1),
        ("holder", "missing", 2),
        ("accounts", "rows", 3),
        ("accounts", "rows", 4),
    ]


def test_rows_in_the_place_of_one_value_are_told():
    assert found(unit=[ROW]) == [("unit", "rows", None)]
    assert found(unit=ROW) == [("unit", "rows", None)]
    assert in_row(holder=["H0001", "H0002"]) == [("holder", "rows", 1)]


def test_an_open_field_takes_several_values_only_where_it_says_so():
    assert faults_of(single(many=True), ["a", "b"]) == []
    assert faults_of(single(many=True), "a") == []
    assert faults_of(single(many=True), ["a", {"b": "c"}]) == ["rows"]
    assert faults_of(single(), ["a", "b"]) == ["rows"]


def test_rows_are_needed_only_where_one_of_their_fields_is():
    column = FormField(key="k", title="项", rows="r", need="may")
    optional = attrs.evolve(FORM, field=(column,))
    on_condition = attrs.evolve(
        FORM, field=(FormField(key="a", title="甲", need="may"), attrs.evolve(column, need="always", when={"a": "x"}))
    )

    assert form_faults(optional, {}) == form_faults(optional, {"r": []}) == form_faults(optional, {"r": [{}]}) == ()
    assert form_faults(on_condition, {"a": "y"}) == ()
    assert form_faults(on_condition, {"a": "x"}) == (FormFault("r", "missing"),)


def test_fields_of_two_groups_of_rows_do_not_meet():
    form = attrs.evolve(FORM, field=tuple(FormField(key=key, title="项", rows=key.upper()) for key in ("a", "b")))

    assert form_faults(form, {"A": [{"a": 1}], "B": [{"b": 1}]}) == ()
    assert form_faults(form, {"A": [{"b": 1}], "B": [{"b": 1}]}) == (
        FormFault("a", "missing", 1),
        FormFault("b", "unknown", 1),
    )


# ------------------------------------------------------------------ unknown


def test_keys_that_the_form_has_not_are_told_last():
    assert found(colour="red", unit="") == [("unit", "missing", None), ("colour", "unknown", None)]


def test_a_field_of_rows_is_unknown_outside_them_and_the_other_way_round():
    assert found(area="甲县") == [("area", "unknown", None)]
    assert in_row(unit="甲校") == [("unit", "unknown", 1)]


def test_an_unknown_key_is_told_even_with_a_blank_value():
    assert found(colour=None) == [("colour", "unknown", None)]


# ------------------------------------------------------------------ whatever comes

plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["county", "school", "health"])
nested = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
keys = st.sampled_from([*(one.key for one in FORM.field), "accounts", "colour"])
tables = st.lists(st.dictionaries(keys, nested, max_size=4), max_size=3)


@given(st.dictionaries(keys, nested | tables, max_size=12))
def test_faults_name_keys_and_rows_of_the_form_and_nothing_else(values):
    known = {one.key for one in FORM.field} | {"accounts"}
    rows = values.get("accounts")
    faults = form_faults(FORM, values)

    for fault in faults:
        assert fault.kind == "unknown" or fault.key in known
        assert fault.row is None or 1 <= fault.row <= len(rows)
    assert len(set(faults)) == len(faults)
    assert form_faults(FORM, values) == faults


@given(st.text(min_size=8, alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_no_fault_quotes_a_value(secret):
    values = dict.fromkeys([one.key for one in FORM.field], secret) | {
        "accounts": [dict.fromkeys(("password", "role", "holder"), secret), secret]
    }
    faults = form_faults(FORM, values)

    assert {one.kind for one in faults} == {"missing", "unknown", "not-a-choice", "paper-only", "rows"}
    assert secret not in repr(faults)
