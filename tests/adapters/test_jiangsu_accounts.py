from __future__ import annotations

import pytest

from school_health import Account, Area, open_region
from school_health.core.account import password_faults
from school_health.core.form import form_faults
from tests.builders import at, day, record, school


AREAS = (
    Area(id="P", name="江苏省", level="province"),
    Area(id="NJ", name="南京市", level="city", parent="P"),
    Area(id="HA", name="淮安市", level="city", parent="P"),
    Area(id="A", name="甲县", level="county", parent="NJ"),
    Area(id="B", name="乙区", level="county", parent="HA"),
)
NOW = "2023-04-10 12:00"
# As the annexes print them.
CITIES = {
    "南京市": ("JY_NJYJY", "NJSCDC"),
    "无锡市": ("JY_WXJYJY", "WXSCDC"),
    "徐州市": ("JY_XZJYJY", "XZSCDC"),
    "常州市": ("JY_CZJYJY", "CZSCDC"),
    "苏州市": ("JY_SZJYJY", "SZSCDC"),
    "南通市": ("JY_NTJYJY", "NTSCDC"),
    "连云港市": ("JY_LYGJYJY", "LYGSCDC"),
    "淮安市": ("JY_HAJYJY", "HASDCDC"),
    "盐城市": ("JY_YCJYJY", "YCSCDC"),
    "扬州市": ("JY_YZJYJY", "YZSCDC"),
    "镇江市": ("JY_ZJJYJY", "ZJSCDC"),
    "泰州市": ("JY_TZJYJY", "TZSCDC"),
    "宿迁市": ("JY_SQJYJY", "SQSCDC"),
}


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def findings(region, check, *accounts, moment=NOW, **more):
    more.setdefault("schools", [school()])
    facts = record(accounts=accounts, areas=AREAS, since="2023-03-20", terms=(), **more)
    return [
        (one.subject, one.about, one.lacks) for one in region.assess(facts, at(moment)).findings if one.check.id == check
    ]


def account(of, keeper=None, user="U", **more):
    return Account(user=user, of=of, keeper=keeper, **more)


# ---------------------------------------------------------------------- who keeps whose


@pytest.mark.parametrize(
    ("of", "kind", "keeper"),
    [
        ("S1", "education", "A"),
        ("A", "education", "NJ"),
        ("NJ", "education", "P"),
        ("P", "education", "P"),
        ("NJ", "administrator", "NJ"),
        ("P", "administrator", "P"),
    ],
)
def test_an_account_is_kept_by_the_right_centre_and_by_no_other(jiangsu, of, kind, keeper):
    for other in (area.id for area in AREAS):
        expected = [] if other == keeper else [(of, "U", (keeper,))]
        assert findings(jiangsu, "account-keepers", account(of, other, kind=kind)) == expected


def test_an_account_of_which_nobody_says_who_keeps_it_is_no_finding(jiangsu):
    assert findings(jiangsu, "account-keepers", account("S1")) == []


def test_the_account_of_a_school_of_the_city_is_kept_in_the_county_where_it_lies(jiangsu):
    more = {"schools": [school(authority="NJ")]}

    assert findings(jiangsu, "account-keepers", account("S1", "A"), **more) == []
    assert findings(jiangsu, "account-keepers", account("S1", "NJ"), **more) == [("S1", "U", ("A",))]


@pytest.mark.parametrize(("moment", "count"), [("2023-03-22 12:00", 0), ("2023-03-23 12:00", 1)])
def test_custody_holds_from_the_day_of_the_notice(jiangsu, moment, count):
    assert len(findings(jiangsu, "account-keepers", account("S1", "P"), moment=moment)) == count


def test_by_another_reading_the_province_keeps_the_administrators_of_cities():
    region = open_region("jiangsu", readings={"js23-administrator-keeper": "province-cdc"})
    one = account("NJ", "NJ", kind="administrator")

    assert findings(region, "account-keepers", one) == [("NJ", "U", ("P",))]
    assert region.rulebook.custodies["city-administrator"].keeper_title == "省疾病预防控制中心"


def test_only_what_the_annexes_alone_say_rests_on_a_reading(jiangsu):
    ours = {one.id for one in jiangsu.rulebook.custodies.values() if one.rests_on_us}

    assert ours == {"province-account", "city-administrator", "province-administrator"}


def test_whom_to_call_for_a_refused_login_is_told_by_every_rule_of_custody(jiangsu):
    rules = jiangsu.rulebook.custodies.values()

    assert [one.id for one in rules if "js23-password-help" not in one.clauses] == []
    assert {one.keeper_title for one in rules} == {
        "县（市、区）疾病预防控制中心",
        "设区市疾病预防控制中心",
        "省疾病预防控制中心",
    }


# ---------------------------------------------------------------------- user names as printed


def test_the_user_names_are_those_of_the_annexes(jiangsu):
    rules = jiangsu.rulebook.custodies

    assert dict(rules["city-account"].names) == {city: names[0] for city, names in CITIES.items()}
    assert dict(rules["city-administrator"].names) == {city: names[1] for city, names in CITIES.items()}
    assert dict(rules["province-account"].names) == {"江苏省": "JYJSJYT"}
    assert dict(rules["province-administrator"].names) == {"江苏省": "JSSCDC"}


def test_the_administrator_of_huaian_and_the_bureau_of_nanjing_are_irregular(jiangsu):
    rules = jiangsu.rulebook.custodies
    education, administrators = rules["city-account"].names, rules["city-administrator"].names

    def prefix(city):
        return education[city].removeprefix("JY_").removesuffix("JYJY")

    assert [city for city in CITIES if administrators[city] != prefix(city) + "SCDC"] == ["南京市", "淮安市"]
    assert (administrators["淮安市"], education["淮安市"]) == ("HASDCDC", "JY_HAJYJY")
    assert (administrators["南京市"], education["南京市"]) == ("NJSCDC", "JY_NJYJY")


@pytest.mark.parametrize(
    ("of", "kind", "user", "printed"),
    [
        ("HA", "administrator", "HASDCDC", None),
        ("HA", "administrator", "HASCDC", "HASDCDC"),
        ("HA", "education", "JY_HAJYJY", None),
        ("HA", "education", "HASDCDC", "JY_HAJYJY"),
        ("NJ", "education", "jy_njyjy", "JY_NJYJY"),
        ("P", "education", "JYJSJYT", None),
        ("P", "administrator", "JYJSJYT", "JSSCDC"),
        ("A", "education", "anything", None),
        ("S1", "education", "anything", None),
    ],
)
def test_another_user_name_than_printed_is_a_finding(jiangsu, of, kind, user, printed):
    expected = [] if printed is None else [(of, user, (printed,))]

    assert findings(jiangsu, "account-names", account(of, user=user, kind=kind)) == expected


# ---------------------------------------------------------------------- the audit


def test_a_school_without_an_account_is_to_get_one_and_a_stranger_loses_his(jiangsu):
    schools = [school("S1"), school("S2")]
    found = findings(jiangsu, "account-audit", account("S1"), account("S9", user="V"), schools=schools)

    assert sorted(found) == [("S2", "", ("add", "no-account")), ("S9", "V", ("remove", "unknown-organisation"))]


def test_a_school_that_is_not_on_the_system_needs_no_account(jiangsu):
    schools = [school("S1"), school("S2", connected=None), school("S3", stage="university")]

    assert findings(jiangsu, "account-audit", account("S1"), schools=schools) == []


def test_an_account_that_has_ended_is_none(jiangsu):
    ended = account("S1", last=day("2023-04-09"))
    schools = [school("S1"), school("S2")]

    assert findings(jiangsu, "account-audit", ended, account("S2", user="V"), schools=schools) == [
        ("S1", "", ("add", "no-account"))
    ]


# ---------------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("a1-" + "x" * 4, ("too-short",)),
        ("a1-" + "x" * 5, ()),
        ("a1-" + "x" * 17, ()),
        ("a1-" + "x" * 18, ("too-long",)),
        ("abcdefg-", ("no-digit",)),
        ("1234567-", ("no-letter",)),
        ("abcdefg1", ("no-special",)),
        ("abc", ("too-short", "no-digit", "no-special")),
        ("", ("too-short", "no-digit", "no-letter", "no-special")),
    ],
)
def test_a_password_has_eight_to_twenty_characters_of_all_three_parts(jiangsu, password, faults):
    (rule,) = jiangsu.rulebook.passwords.values()

    assert password_faults(rule, password) == faults


# ---------------------------------------------------------------------- the application

ROW = {"area": "甲县", "user": "U", "holder": "某人", "holder-phone": "（略）"}
APPLICATION = {
    "unit": "某校",
    "applicant": "某人",
    "department": "某处",
    "phone": "（略）",
    "mailbox": "（略）",
    "level": "school",
    "system": ["health-monitoring"],
    "kinds": ["school"],
    "school-count": "1",
    "accounts": [ROW],
}


def faults(region, **changes):
    values = {key: value for key, value in {**APPLICATION, **changes}.items() if value is not None}
    return [(one.key, one.kind) for one in form_faults(region.rulebook.forms["account-application"], values)]


def test_the_application_has_the_fields_of_the_annex(jiangsu):
    form = jiangsu.rulebook.forms["account-application"]

    assert faults(jiangsu) == []
    assert (form.layout, form.clause) == ("document", "js23-application-form")
    assert [one.title for one in form.field if not one.rows and one.need == "always"] == [
        "单位名称",
        "申请人姓名",
        "所在部门",
        "联系电话",
        "电子邮箱",
        "单位级别",
        "申请系统",
        "申请账号类别",
    ]
    assert [one.title for one in form.field if one.rows] == ["地区", "用户名", "初始密码", "使用人姓名", "联系电话"]


@pytest.mark.parametrize("key", [key for key in APPLICATION if key != "school-count"])
def test_each_field_is_needed(jiangsu, key):
    assert faults(jiangsu, **{key: None}) == [(key, "missing")]


@pytest.mark.parametrize("key", ["area", "user", "holder", "holder-phone"])
def test_each_field_of_an_account_is_needed(jiangsu, key):
    assert faults(jiangsu, accounts=[{**ROW, key: ""}]) == [(key, "missing")]


def test_an_initial_password_and_signatures_stay_on_paper(jiangsu):
    assert faults(jiangsu, accounts=[{**ROW, "initial-password": "x"}]) == [("initial-password", "paper-only")]
    for key in ("signature", "signature-date", "head-signature", "head-signature-date"):
        assert faults(jiangsu, **{key: "x"}) == [(key, "paper-only")]


@pytest.mark.parametrize(("key", "value"), [("level", "town"), ("system", ["another"]), ("kinds", ["school", "town"])])
def test_only_what_the_annex_offers_can_be_chosen(jiangsu, key, value):
    assert faults(jiangsu, **{key: value}) == [(key, "not-a-choice")]
