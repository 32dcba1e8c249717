from __future__ import annotations

import re
import types
from datetime import date, datetime

import pytest

from school_health import open_region
from school_health.core.calendar import DayException, Holiday, Term
from school_health.core.filing import Event, Hand
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.rulebook import Rulebook
from school_health.core.school import ALWAYS, Adoption, Area, Campaign, Person, Post, SchoolClass, Spell
from school_health.errors import InputError
from school_health.files.columns import normal
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.vocabulary import Vocabulary
from school_health.wire.rulebook import read_chapters

from .conftest import RULES
from .sheets import workbook


IDENTITY = "110101" + "19900307" + "0000"
MOBILE = "138" + "0" * 8


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI_TIME)


def problems_of(folder, region=None):
    with pytest.raises(InputError) as refused:
        read_folder(folder.path, region=region)
    return refused.value.problems


def places_of(folder, region=None):
    """
    Return file, row and column of each problem.
    """
    return [(one.file, one.row, one.column) for one in problems_of(folder, region)]


# ---------------------------------------------------------------------- the whole


def test_schools_and_filings_are_enough(folder, region):
    record = read_folder(str(folder.path), region=region)

    assert [(school.id, school.name, school.stage) for school in record.schools] == [
        ("S01", "甲小学", "primary"),
        ("S02", "乙中学", "junior"),
    ]
    (filing,) = record.filings
    assert (filing.duty, filing.filer, filing.first) == ("morning-check", "S01", date(2020, 10, 12))
    assert filing.filed_at == at(2020, 10, 12, 9, 5)
    assert record.since is None


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        ("jiangsu", ["接入日期未给出", "应急期未给出", "城市未给出"], ["供餐未给出", "人员未给出"]),
        ("shanghai", ["供餐未给出", "城市未给出"], ["接入日期未给出", "应急期未给出", "人员未给出"]),
        ("guyuan", ["应急期未给出", "人员未给出"], ["接入日期未给出", "供餐未给出", "城市未给出"]),
    ],
)
def test_only_what_a_rule_of_the_region_asks_for_is_assumed(folder, code, said, unsaid):
    folder.write("schools.csv", "学校代码,区县\nS01,甲县\n")
    folder.write("filings.csv", "任务,报送单位,报送时间\n")
    assumed = "\n".join(read_folder(folder.path, region=open_region(code)).assumptions)

    assert [one for one in said if one not in assumed] == []
    assert [one for one in unsaid if one in assumed] == []


def test_the_first_day_of_the_record_may_be_stated_in_a_file(folder, region):
    folder.write("记录.csv", "起始日\n2020年9月1日\n")

    assert read_folder(folder.path, region=region).since == date(2020, 9, 1)
    assert read_folder(folder.path, region=region, since=date(2020, 10, 1)).since == date(2020, 10, 1)


def test_a_record_has_one_first_day(folder, region):
    folder.write("record.csv", "since\n2020-09-01\n2020-09-02\n")

    with pytest.raises(InputError, match=r"record.csv 第 3 行「since」.*起始日只能有一个"):
        read_folder(folder.path, region=region)


def test_a_file_without_headings_is_said_once_and_not_of_every_row(folder, region):
    folder.write("filings.csv", "某区报送情况表\n" + "晨检上报,S01,2020-10-12 09:05\n" * 50)

    with pytest.raises(InputError) as caught:
        read_folder(folder.path, region=region)
    assert len(caught.value.problems) == 1
    assert "这一行不是列名" in str(caught.value)


def test_a_name_where_a_reference_belongs_is_refused_and_not_repeated(folder, region):
    name = "张" + "某某"
    folder.write("posts.csv", f"岗位,单位,人员代号\n信息填报人,S01,{name}\n")

    with pytest.raises(InputError, match="看来是姓名") as caught:
        read_folder(folder.path, region=region)
    assert name not in str(caught.value)


def test_an_identity_number_is_refused_in_any_text(folder, region):
    number = "110101" + "19900307" + "0000"
    folder.write("schools.csv", f"学校代码,学校名称\nS01,甲小学{number}\n")
    folder.write("filings.csv", "任务,报送单位,报送时间\n")

    assert read_folder(folder.path, region=region).schools[0].name.endswith("0000")  # within a longer text: not looked for
    folder.write("schools.csv", f"学校代码,学校名称\nS01,{number}\n")
    with pytest.raises(InputError, match="是身份证号") as caught:
        read_folder(folder.path, region=region)
    assert number not in str(caught.value)


def test_what_was_assumed_is_said(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n晨检上报,S01,2020-10-12 09:05\n晨检上报,S02,2020-10-13 09:05\n")
    folder.write("schools.csv", "学校代码,城市\nS01,某市\nS02,\n")
    assumed = "\n".join(read_folder(folder.path, region=region).assumptions)

    for sentence in (
        "学期未给出：按常见的学期推定（第一学期 9 月 1 日至 1 月 20 日，第二学期 2 月 15 日至 6 月 30 日）",
        "校历未给出",
        "通知只写岗位，不写人",
        "人员未给出",
        "学校状态未给出",
        "2 所学校没有填写学段",
        "2 所学校没有填写区县",
        "2 条报送没有填写所属日期：按报送当日计",
        "2 条报送没有填写录入时间：按报送时间计",
        "记录自 2020-10-12 起",
    ):
        assert sentence in assumed


def test_nothing_is_assumed_where_everything_is_said(folder, region):
    folder.write("schools.csv", "school,stage,county,connected,opened,meals\nS01,小学,东区,2020-09-01,2001-09-01,是\n")
    folder.write(
        "filings.csv", "duty,filer,first,filed_at,recorded_at\nfood,S01,2020-10-12,2020-10-12 9:05,2020-10-12 9:06\n"
    )
    folder.write("terms.csv", "学期,起,止\n1,2020-09-01,2021-01-20\n")
    folder.write("calendar.csv", "类型,起\n停课,2020-11-02\n")
    folder.write("posts.csv", "岗位,单位,人员代号\n卫生老师,S01,t1\n")
    folder.write("people.csv", "人员代号,学校代码\np1,S01\n")
    record = read_folder(folder.path, region=region, since=date(2020, 9, 1))

    assert record.assumptions == ()
    assert record.since == record.first_day == date(2020, 9, 1)


def test_people_are_missed_only_where_somebody_files_in_person(folder):
    assert not any("人员" in sentence for sentence in read_folder(folder.path).assumptions)


def test_a_record_without_filings_has_no_first_day(folder):
    folder.write("filings.csv", "任务,报送单位,报送时间\n")

    assert read_folder(folder.path).assumptions[-1] == "没有报送、事件和缺课：记录没有起始日。"


def test_every_kind_of_fact_is_read(folder, region):
    folder.write("班级.csv", "班级代码,学校代码,年级,人数,起,止\nS01-31,S01,三年级,41,2020-09-01,2021-08-31\n")
    folder.write(
        "人员.csv",
        "人员代号,学校代码,班级代码,宿舍,身份,需代填,代填人,录入时间\n"
        "p1,S01,S01-31,3-201,学生,是,t9,2020-09-02 08:00\np2,S01,,,临聘,,,\n",
    )
    folder.write("岗位.csv", "岗位,单位,年级,人员代号,起\n卫生老师,S01,,t1,2020-09-01\ncounty-officer,西区,,t2,\n")
    folder.write("学校状态.csv", "学校代码,状态,起,止,并入学校\nS01,停办,2021-03-01,2021-03-31,\nS02,并入,2021-09-01,,S01\n")
    folder.write("学期.csv", "地区,学期,起,止\n,第一学期,2020-09-01,2021-01-20\n东区,2,2021-02-22,2021-06-30\n")
    folder.write(
        "校历.csv",
        "类型,起,止,对象,原因\n停课,2020-11-02,2020-11-03,S01,装修\n补课,2020-11-07,,东区,\n不供餐,2020-11-09,,S01-31,\n供餐,2020-11-10,,,\n",
    )
    folder.write("节假日.csv", "日期,类型\n2027-01-01,休\n2027-01-09,班\n")
    folder.write("应急期.csv", "地区,起,止,名称\n某市,2020-01-24,2020-06-30,冬春应急\n")
    folder.write("采用文件.csv", "文件,采用单位,起\n某卫〔2020〕1 号,东区,2020-10-01\n")
    folder.write(
        "事件.csv",
        "事件编号,事件类型,对象,时间,关联\ne1,电话报告,S01,2020-10-12 10:00,\ne2,diagnosed,p1,2020-10-12 11:00,e1\n",
    )
    record = read_folder(folder.path, region=region)

    assert record.areas == (
        Area(id="某市", name="某市", level="city"),
        Area(id="东区", name="东区", level="county", parent="某市"),
        Area(id="西区", name="西区", level="county", parent="某市"),
    )
    assert record.classes == (
        SchoolClass(id="S01-31", school="S01", grade="三年级", students=41, first=date(2020, 9, 1), last=date(2021, 8, 31)),
    )
    assert record.people == (
        Person(
            id="p1",
            school="S01",
            class_="S01-31",
            dormitory="3-201",
            needs_proxy=True,
            proxy="t9",
            recorded_at=at(2020, 9, 2, 8),
        ),
        Person(id="p2", school="S01", role="temporary"),
    )
    assert record.posts == (
        Post(role="reporter", organisation="S01", person="t1", first=date(2020, 9, 1)),
        Post(role="county-officer", organisation="西区", person="t2"),
    )
    assert record.spells == (
        Spell(school="S01", status="closed", first=date(2021, 3, 1), last=date(2021, 3, 31)),
        Spell(school="S02", status="merged", first=date(2021, 9, 1), into="S01"),
    )
    assert record.terms == (
        Term(number=1, first=date(2020, 9, 1), last=date(2021, 1, 20)),
        Term(area="东区", number=2, first=date(2021, 2, 22), last=date(2021, 6, 30)),
    )
    assert record.exceptions == (
        DayException(kind="closure", first=date(2020, 11, 2), last=date(2020, 11, 3), of="S01", reason="装修"),
        DayException(kind="teaching", first=date(2020, 11, 7), last=date(2020, 11, 7), of="东区"),
        DayException(kind="no-meals", first=date(2020, 11, 9), last=date(2020, 11, 9), of="S01-31"),
        DayException(kind="meals", first=date(2020, 11, 10), last=date(2020, 11, 10)),
    )
    assert record.holidays == (Holiday(day=date(2027, 1, 1), off=True), Holiday(day=date(2027, 1, 9), off=False))
    assert record.campaigns == (Campaign(area="某市", first=date(2020, 1, 24), last=date(2020, 6, 30), name="冬春应急"),)
    assert record.adoptions == (Adoption(document="town-2020", by="东区", first=date(2020, 10, 1)),)
    assert record.events == (
        Event(id="e1", kind="phone-report", subject="S01", at=at(2020, 10, 12, 10)),
        Event(id="e2", kind="diagnosed", subject="p1", at=at(2020, 10, 12, 11), about="e1"),
    )


def test_a_filing_with_everything(folder, region):
    folder.write(
        "filings.csv",
        "任务,报送单位,所属日期,截止日期,报送时间,录入时间,版本,内容,报送人,凭证时间,卫生老师,卫生老师时间\n"
        "食品验收,S01,2020-10-12,2020-10-13,2020-10-13 9:05,2020-10-13 9:06,2,零报告,t1,"
        "2020-10-13 9:01,t2,2020-10-13 9:03\n",
    )
    (filing,) = read_folder(folder.path, region=region).filings

    assert (filing.duty, filing.last, filing.revision, filing.content) == ("food", date(2020, 10, 13), 2, "zero")
    assert (filing.filed_by, filing.recorded_at) == ("t1", at(2020, 10, 13, 9, 6))
    assert filing.parts == {"voucher": at(2020, 10, 13, 9, 1)}
    assert filing.hands == {"reporter": Hand(person="t2", at=at(2020, 10, 13, 9, 3))}


def test_a_span_may_be_of_one_day(folder):
    folder.write("filings.csv", "任务,报送单位,所属日期,截止日期,报送时间\nx,S01,2020-10-12,2020-10-12,2020-10-12 9:05\n")
    folder.write("statuses.csv", "学校代码,状态,起,止\nS01,停办,2020-10-12,2020-10-12\n")
    record = read_folder(folder.path)

    assert record.filings[0].last == record.spells[0].last == date(2020, 10, 12)


def test_english_headings_say_the_same(folder, region):
    folder.write(
        "filings.csv",
        "duty,filer,first,last,filed_at,revision,content,filed_by,voucher_at,reporter,reporter_at\n"
        "food,S01,2020-10-12,,2020-10-12 9:05,1,no-change,t1,2020-10-12 9:01,t2,2020-10-12 9:03\n",
    )
    (filing,) = read_folder(folder.path, region=region).filings

    assert filing.content == "no-change"
    assert filing.parts == {"voucher": at(2020, 10, 12, 9, 1)}
    assert filing.hands == {"reporter": Hand(person="t2", at=at(2020, 10, 12, 9, 3))}


def test_without_a_region_ids_stand_as_they_are(folder):
    folder.write("filings.csv", "任务,报送单位,报送时间,凭证时间\nany-duty,S01,2020-10-12 9:05,2020-10-12 9:06\n")
    (filing,) = read_folder(folder.path).filings

    assert (filing.duty, list(filing.parts)) == ("any-duty", ["voucher"])


@pytest.mark.parametrize(("day", "expected"), [("2020-12-28", "weekly-old"), ("2021-03-01", "weekly-new")])
def test_of_duties_with_one_title_the_one_in_force_is_meant(folder, region, day, expected):
    folder.write("filings.csv", f"任务,报送单位,报送时间\n周报,S01,{day} 9:00\n")

    assert read_folder(folder.path, region=region).filings[0].duty == expected


def test_headings_are_known_however_they_are_written(folder):
    folder.write("filings.csv", "任务*, 报送单位 ,报送时间（必填）,Recorded At\nx,S01,2020-10-12 9:00,2020-10-12 9:01\n")

    assert read_folder(folder.path).filings[0].recorded_at == at(2020, 10, 12, 9, 1)


def test_no_two_columns_of_a_kind_share_a_heading(region):
    for words in (Vocabulary(None), Vocabulary(region.rulebook)):
        for kind in kinds(words).values():
            headings = [normal(heading) for column in kind.columns for heading in column.headings]
            assert len(headings) == len(set(headings)), kind.name


def test_a_workbook_says_the_same_as_a_csv_file(folder, region, tmp_path):
    csv = {
        "schools": "学校代码,学校名称,学段,区县,城市,学生数,供餐,接入日期,开办日期" + "\n"
        "001,甲小学,小学,东区,某市,520,是,2020-09-01,2001-09-01\n002,乙中学,初中,西区,某市,1000,否,未接入,\n",
        "filings": "任务,报送单位,所属日期,报送时间,版本,内容\nmorning-check,001,2020-10-12,2020-10-12 09:05:07,1,零报告\n\n"
        "morning-check,002,2020-10-12,2020-10-12 00:00,2,有内容\n",
        "terms": "学期,起,止\n1,2020-09-01,2021-01-20\n",
    }
    day, moment = date(2020, 10, 12), datetime(2020, 10, 12, 9, 5, 7)  # noqa: DTZ001 - Excel has no zones
    xlsx = {
        "schools": [
            ["学校代码", "学校名称", "学段", "区县", "城市", "学生数", "供餐", "接入日期", "开办日期"],
            ["001", "甲小学", "小学", "东区", "某市", 520, True, date(2020, 9, 1), date(2001, 9, 1)],
            ["002", "乙中学", "初中", "西区", "某市", 1000.0, "否", "未接入", None],
        ],
        "filings": [
            ["任务", "报送单位", "所属日期", "报送时间", "版本", "内容"],
            ["morning-check", "001", day, moment, 1, "零报告"],
            [],
            ["morning-check", "002", 44116, moment.replace(hour=0, minute=0, second=0), 2.0, "有内容"],
        ],
        "terms": [["学期", "起", "止"], [1, date(2020, 9, 1), date(2021, 1, 20)]],
    }
    other = tmp_path / "workbooks"
    other.mkdir()
    for name, text in csv.items():
        folder.write(f"{name}.csv", text)
        (other / f"{name}.xlsx").write_bytes(workbook(("Sheet1", xlsx[name])))
    from_csv, from_xlsx = read_folder(folder.path, region=region), read_folder(other, region=region)

    for kind in ("schools", "areas", "spells", "filings", "terms", "assumptions"):
        assert getattr(from_csv, kind) == getattr(from_xlsx, kind)
    assert len(from_csv.filings) == 2


# ---------------------------------------------------------------------- schools and areas


def schools_of(folder, text):
    folder.write("schools.csv", text).write("filings.csv", "任务,报送单位,报送时间\n")
    return read_folder(folder.path)


def test_areas_are_what_the_schools_name(folder):
    record = schools_of(folder, "学校代码,区县,城市,省份\nS01,黄浦区,上海市,上海市\n")

    assert record.areas == (
        Area(id="上海市", name="上海市", level="province"),
        Area(id="上海市/上海市", name="上海市", level="city", parent="上海市"),
        Area(id="黄浦区", name="黄浦区", level="county", parent="上海市/上海市"),
    )


def test_a_county_of_one_name_in_two_cities_is_two_areas(folder):
    record = schools_of(folder, "学校代码,区县,城市\nS01,鼓楼区,南京市\nS02,鼓楼区,徐州市\nS03,玄武区,南京市\n")

    assert [school.area for school in record.schools] == ["南京市/鼓楼区", "徐州市/鼓楼区", "玄武区"]


def test_a_code_is_the_id_and_joins_rows_that_leave_the_name_or_the_code_out(folder):
    record = schools_of(
        folder,
        "学校代码,区县,区县代码,城市\nS01,鼓楼区,320106,南京市\nS02,鼓楼区,,南京市\nS03,,320106,南京市\nS04,鼓楼区,,\n",
    )

    assert {school.area for school in record.schools} == {"320106"}
    assert record.area_by_id["320106"] == Area(id="320106", name="鼓楼区", level="county", parent="南京市")


def test_a_city_left_out_is_filled_in_only_without_doubt(folder):
    folder.write("schools.csv", "学校代码,区县,城市\nS01,鼓楼区,南京市\nS02,鼓楼区,徐州市\nS03,鼓楼区,\n")

    assert places_of(folder) == [("schools.csv", 4, "区县")]


def test_contradicting_codes_are_problems(folder):
    folder.write("schools.csv", "学校代码,区县,区县代码\nS01,东区,1\nS02,西区,1\nS03,东区,3\n")

    assert places_of(folder) == [("schools.csv", 3, "区县代码"), ("schools.csv", 4, "区县代码")]


def test_a_school_without_a_county_lies_in_one_of_its_own(folder):
    record = schools_of(folder, "学校代码,区县,城市\nS01,东区,某市\nS02,,某市\n")

    assert record.area_by_id[record.schools[1].area] == Area(id="未填区县", name="未填区县", level="county", parent="某市")
    assert "1 所学校没有填写区县：归入“未填区县”。" in record.assumptions


def test_the_authority_is_the_area_of_its_level(folder):
    record = schools_of(folder, "学校代码,区县,城市,主管部门\nS01,东区,某市,市\nS02,东区,某市,县\nS03,东区,某市,\n")

    assert [school.authority for school in record.schools] == ["某市", "东区", None]


def test_an_authority_without_its_area_is_a_problem(folder):
    folder.write("schools.csv", "学校代码,区县,主管部门\nS01,东区,市\nS02,东区,\n")

    assert places_of(folder) == [("schools.csv", 2, "主管部门")]


AREAS = """地区代码,地区名称,级别,上级
32,江苏省,省,
3201,南京市,市,江苏省
3203,徐州市,设区市,32
320106,鼓楼区,区,3201
320302,鼓楼区,县,徐州市
"""


def test_given_areas_are_found_by_id_and_by_name(folder):
    folder.write("areas.csv", AREAS)
    record = schools_of(folder, "学校代码,区县,城市\nS01,320106,\nS02,鼓楼区,徐州市\nS03,,3201\n")

    assert [school.area for school in record.schools] == ["320106", "320302", "3201/未填区县"]
    assert record.parents == {
        "32": None,
        "3201": "32",
        "3203": "32",
        "320106": "3201",
        "320302": "3203",
        "3201/未填区县": "3201",
    }


def test_an_ambiguous_unknown_or_misplaced_county_is_a_problem(folder):
    folder.write("areas.csv", AREAS)
    folder.write("schools.csv", "学校代码,区县,城市\nS01,鼓楼区,\nS02,东区,\nS03,320106,徐州市\n")
    first, second, third = (one for one in problems_of(folder) if one.file == "schools.csv")

    assert "320106、320302" in first.fix
    assert "没有" in second.what
    assert "上级" in third.what
    assert [one.row for one in (first, second, third)] == [2, 3, 4]


def test_parents_that_are_not_above_are_problems(folder):
    folder.write("areas.csv", "地区代码,地区名称,级别,上级\na,甲,区,b\nb,乙,区,\nc,丙,市,nowhere\na,丁,市,\n")

    assert [place for place in places_of(folder) if place[0] == "areas.csv"] == [
        ("areas.csv", 5, "地区代码"),
        ("areas.csv", 2, "上级"),
        ("areas.csv", 4, "上级"),
    ]


def test_days_of_opening_closing_and_merging_become_spells(folder):
    record = schools_of(
        folder,
        "学校代码,开办日期,停办日期,并入学校\nS01,2001-09-01,,\nS02,,2021-09-01,\nS03,2001-09-01,2021-09-01,S01\nS04,,,\n",
    )
    closed, last = date(2021, 9, 1), date(2021, 8, 31)

    assert record.spells == (
        Spell(school="S01", status="open", first=date(2001, 9, 1)),
        Spell(school="S02", status="open", last=last),
        Spell(school="S02", status="closed", first=closed),
        Spell(school="S03", status="open", first=date(2001, 9, 1), last=last),
        Spell(school="S03", status="merged", first=closed, into="S01"),
    )


def test_a_school_that_closes_before_it_opens_or_merges_without_a_day_is_a_problem(folder):
    folder.write("schools.csv", "学校代码,开办日期,停办日期,并入学校\nS01,2001-09-01,2001-09-01,\nS02,,,S01\n")

    assert places_of(folder) == [("schools.csv", 2, "停办日期"), ("schools.csv", 3, "并入学校")]


def test_connected_is_always_or_never_or_since_a_day(folder):
    record = schools_of(folder, "学校代码,接入日期\nS01,已接入\nS02,未接入\nS03,\nS04,2020/9/1\n")
    assert [school.connected for school in record.schools] == [ALWAYS, None, None, date(2020, 9, 1)]

    record = schools_of(folder, "学校代码\nS01\n")
    assert record.schools[0].connected == ALWAYS


def test_connected_is_nothing_else(folder):
    folder.write("schools.csv", "学校代码,接入日期\nS01,快了\nS02,\n")

    assert places_of(folder) == [("schools.csv", 2, "接入日期")]


def test_a_school_stated_again_later_is_a_new_version_and_at_once_a_double(folder):
    record = schools_of(folder, "学校代码,学生数,录入时间\nS01,100,2020-09-01 08:00\nS01,120,2021-09-01 08:00\n")
    assert [school.students for school in record.schools] == [100, 120]

    folder.write("schools.csv", "学校代码,录入时间\nS01,2020-09-01 08:00\nS02,\nS01,2020-09-01 8:00\n")
    (problem,) = problems_of(folder)
    assert (problem.row, problem.column) == (4, "学校代码")
    assert "第 2 行重复" in problem.what


# ---------------------------------------------------------------------- what is wrong


def test_all_problems_of_all_files_are_told_together_with_their_rows(folder, region):
    folder.write("schools.csv", "学校代码,学段,学生数\nS01,小学,很多\nS02,学院,100\n\nS03,小学,100\nS03,小学,100\n")
    folder.write(
        "classes.csv", "班级代码,学校代码,起,止\nc1,S01,2020-09-01,2020-08-01\nc2,S99,,\nc1,S01,,\nc3,S02,,\nc3,S03,,\n"
    )
    folder.write(
        "people.csv", "人员代号,学校代码,班级代码,身份\np1,S99,c1,学生\np2,S01,c9,学生\np2,S01,,校长\np4,S01,c2,学生\n"
    )
    folder.write("posts.csv", "岗位,单位,人员代号\n卫生老师,S99,t1\n门卫,S01,t2\ncounty-officer,S01,t3\n")
    folder.write("holidays.csv", "日期,类型\n2027-01-01,休\n2027-01-01,班\n2027-01-02,半天\n")
    folder.write(
        "terms.csv",
        "学期,起,止,地区\n1,2020-09-01,2021-01-20,\n1,2021-01-10,2021-02-01,\n3,2021-09-01,2021-08-01,\n2,2021-03-01,2021-02-01,火星\n",
    )
    folder.write(
        "filings.csv",
        "任务,报送单位,所属日期,截止日期,报送时间,录入时间,版本,卫生老师,卫生老师时间,事项\n"
        "morning-check,S01,2020-10-12,,2020-10-12,,,,,\n"  # 2: a day is no moment
        "morning-chek,S01,2020-10-12,,2020-10-12 9:00,,,,,\n"  # 3: no such duty
        "morning-check,S99,2020-10-12,,2020-10-12 9:00,,,,,\n"  # 4: no such school
        "morning-check,S02,2020-10-12,2020-10-11,2020-10-12 9:00,,,,,\n"  # 5: ends before it begins
        "morning-check,S02,,2020-10-11,2020-10-12 9:00,,,,,\n"  # 6: ends without beginning
        "morning-check,S02,2020-10-13,,2020-10-13 9:00,2020-10-13 8:00,,,,\n"  # 7: recorded before filed
        "morning-check,S02,2020-10-14,,2020-10-14 9:00,,,,,\n"
        "晨检上报,S02,2020/10/14,,2020/10/14 9:00,,1,,,\n"  # 9: said twice
        "morning-check,S02,2020-10-15,,2020-10-15 9:00,,0,,,\n"  # 10: revisions begin with 1
        "morning-check,S02,2020-10-16,,2020-10-16 9:00,,,t1,,\n"  # 11: a hand without a time
        "morning-check,S02,2020-10-19,,2020-10-19 9:00,,,,2020-10-19 9:00,\n"  # 12: a time without a hand
        "class-list,c9,2020-10-19,,2020-10-19 9:00,,,,,\n"  # 13: no such class
        "county-summary,S01,2020-10-19,,2020-10-19 9:00,,,,,\n"  # 14: no county
        "county-visit,未填区县,2020-10-19,,2020-10-19 9:00,,,,,S99\n"  # 15: about no school
        ",,,,,,,,,x\n",  # 16: nothing that must be there
    )
    folder.write(
        "events.csv",
        "事件编号,事件类型,对象,时间\ne1,电话报告,S99,2020-10-12 9:00\ne1,着火,S01,9:00\ne1,电话报告,S01,2020-10-12 9:00\n",
    )
    folder.write("calendar.csv", "类型,起,止,对象\n停课,2020-10-12,2020-10-11,S77\n")

    assert sorted(places_of(folder, region), key=str) == sorted(
        [
            ("schools.csv", 2, "学生数"),
            ("schools.csv", 3, "学段"),
            ("schools.csv", 6, "学校代码"),
            ("classes.csv", 2, "止"),
            ("classes.csv", 3, "学校代码"),
            ("classes.csv", 4, "班级代码"),
            ("classes.csv", 6, "班级代码"),
            ("people.csv", 2, "学校代码"),
            ("people.csv", 2, "班级代码"),
            ("people.csv", 3, "班级代码"),
            ("people.csv", 4, "身份"),
            ("people.csv", 5, "班级代码"),
            ("posts.csv", 2, "单位"),
            ("posts.csv", 3, "岗位"),
            ("posts.csv", 4, "单位"),
            ("holidays.csv", 3, "日期"),
            ("holidays.csv", 4, "类型"),
            ("terms.csv", 3, "起"),
            ("terms.csv", 4, "学期"),
            ("terms.csv", 5, "止"),
            ("terms.csv", 5, "地区"),
            ("filings.csv", 2, "报送时间"),
            ("filings.csv", 3, "任务"),
            ("filings.csv", 4, "报送单位"),
            ("filings.csv", 5, "截止日期"),
            ("filings.csv", 6, "截止日期"),
            ("filings.csv", 7, "录入时间"),
            ("filings.csv", 9, "报送单位"),
            ("filings.csv", 10, "版本"),
            ("filings.csv", 11, "卫生老师时间"),
            ("filings.csv", 12, "卫生老师"),
            ("filings.csv", 13, "报送单位"),
            ("filings.csv", 14, "报送单位"),
            ("filings.csv", 15, "事项"),
            ("filings.csv", 16, "任务"),
            ("filings.csv", 16, "报送单位"),
            ("filings.csv", 16, "报送时间"),
            ("events.csv", 2, "对象"),
            ("events.csv", 3, "事件类型"),
            ("events.csv", 3, "时间"),
            ("events.csv", 4, "事件编号"),
            ("calendar.csv", 2, "止"),
            ("calendar.csv", 2, "对象"),
        ],
        key=str,
    )


def test_rows_of_a_workbook_are_those_that_excel_shows(folder):
    rows = [["任务", "报送单位", "报送时间"], ["x", "S01", "2020-10-12 9:00"], [], ["x", "S01", "25:61"]]
    folder.remove("filings.csv").write("报送.xlsx", workbook(("Sheet1", rows)))
    (problem,) = problems_of(folder)

    assert str(problem) == "报送.xlsx［Sheet1］ 第 4 行「报送时间」= 「25:61」：不是时间；请写成 2020-10-12 09:31"


def test_an_unknown_duty_names_the_nearest(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n晨检上报表,S01,2020-10-12 9:00\n")
    (problem,) = problems_of(folder, region)

    assert problem.fix.startswith("可以填：晨检上报、")


def test_a_name_of_a_school_in_place_of_its_code_is_explained(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n晨检上报,甲小学,2020-10-12 9:00\n")
    (problem,) = problems_of(folder, region)

    assert "学校代码 S01" in problem.fix


def test_a_row_that_is_wrong_elsewhere_still_stands_for_its_id(folder):
    folder.write("schools.csv", "学校代码,学生数\nS01,很多\nS02,5\n")

    assert places_of(folder) == [("schools.csv", 2, "学生数")]


def test_a_schools_file_that_cannot_be_read_makes_nobody_unknown(folder):
    folder.write("schools.csv", b"PK\x03\x04")

    assert places_of(folder) == [("schools.csv", None, None)]


def test_unknown_double_and_missing_columns_are_named(folder):
    folder.write("filings.csv", "任务,报送时刻,报送时间,提交单位,起始日期,,所属日期\nx,1,2020-10-12 9:00,S01,,注,\n")
    problems = problems_of(folder)

    assert [(one.row, one.column) for one in problems] == [
        (1, "报送时刻"),
        (1, "提交单位"),
        (1, None),
        (1, "所属日期"),
        (None, "报送单位"),
    ]
    assert "报送时间" in problems[0].fix
    assert "报送单位" in problems[1].fix
    assert "第 6 列" in problems[2].what
    assert "重复" in problems[3].what
    assert "报送单位 或 filer" in problems[4].fix


def test_a_file_without_headings_is_one_problem_that_quotes_nothing(folder):
    folder.write("people.csv", f"张三,{IDENTITY}\n李四,x\n")
    (problem,) = problems_of(folder)

    assert "不是列名" in problem.what
    assert "张三" not in str(problem)
    assert IDENTITY not in str(problem)


def test_missing_files_are_named_with_the_folder(folder):
    folder.remove("schools.csv").remove("filings.csv")
    problems = problems_of(folder)

    assert {one.file for one in problems} == {str(folder.path)}
    assert "schools.csv、schools.xlsx、学校.csv、学校.xlsx" in problems[0].fix
    assert "filings.csv" in problems[1].fix


def test_two_files_of_one_kind_are_a_problem(folder):
    folder.write("报送.xlsx", workbook(("S", [["任务"]])))
    (problem,) = problems_of(folder)

    assert {"filings.csv", "报送.xlsx"} <= set(re.split(r"[ 。；：]", str(problem)))


def test_a_table_of_unknown_name_is_a_problem_with_a_hint(folder):
    folder.write("filing.csv", "a\n").write("报送表.XLSX", b"").write("xyz.csv", "")
    hints = {one.file: one.fix for one in problems_of(folder)}

    assert "filings.csv" in hints["filing.csv"]
    assert "报送.xlsx" in hints["报送表.XLSX"]
    assert "schools（学校）" in hints["xyz.csv"]


def test_names_of_files_are_known_in_any_case(folder):
    folder.remove("schools.csv").write("Schools.CSV", "school\nS01\n")

    assert [school.id for school in read_folder(folder.path).schools] == ["S01"]


def test_what_is_no_table_is_left_aside(folder):
    for name in (
        "~$schools.xlsx",
        ".hidden.csv",
        "README.csv",
        "readme.md",
        "说明.docx",
        "overview.html",
        "package.json",
        "a.pdf",
    ):
        folder.write(name, "x")
    (folder.path / "更多").mkdir()

    assert read_folder(folder.path).schools


@pytest.mark.parametrize("name", ["terms.ods", "学期.et", "terms.txt", "Terms.xlsm"])
def test_a_table_in_a_format_that_is_not_read_is_not_left_aside(folder, name):
    folder.write(name, "x")

    assert places_of(folder) == [(name, None, None)]


def test_no_folder_and_no_folder_but_a_file(folder):
    for path in (folder.path / "none", folder.path / "schools.csv", "a\0b"):
        with pytest.raises(InputError) as refused:
            read_folder(path)
        assert len(refused.value.problems) == 1


# ---------------------------------------------------------------------- persons


@pytest.mark.parametrize(
    "number", [IDENTITY, IDENTITY[:17] + "x", MOBILE, "G" + IDENTITY, f" {IDENTITY[:6]} {IDENTITY[6:]}"]
)
@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("people.csv", "人员代号,学校代码"),
        ("posts.csv", "人员代号,单位"),
        ("filings.csv", "报送人,报送单位"),
        ("filings.csv", "事项,报送单位"),
        ("filings.csv", "报送单位,事项"),
        ("events.csv", "对象,事件编号"),
        ("schools.csv", "学校代码,学校名称"),
        ("schools.csv", "学生数,学校代码"),
    ],
)
def test_a_number_of_a_person_is_refused_wherever_it_stands_and_never_repeated(folder, name, headings, number):
    folder.write(name, f"{headings}\n{number},S01\n")
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)
    text = str(refused.value) + repr(refused.value.problems)

    assert any(one.file == name and one.row == 2 for one in refused.value.problems)
    digits = re.sub(r"\D", "", number)
    assert digits not in re.sub(r"[\s-]", "", text)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_values_of_persons_are_masked_whatever_is_wrong_with_them(folder, region):
    folder.write("people.csv", "人员代号,学校代码\nzhangsan,S01\nzhangsan,S01\n")
    folder.write(
        "filings.csv", "任务,报送单位,报送人,报送时间\n健康卡,lisi,1.5E+17,2020-10-12 9:00\n健康卡,lisi,,2020-10-12 9:00\n"
    )
    text = str(InputError(problems_of(folder, region)))

    assert "z***" in text
    assert "l***" in text
    assert "zhangsan" not in text
    assert "lisi" not in text


def test_persons_file_without_a_list_of_people(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n健康卡,p1,2020-10-12 9:00\n")
    assert read_folder(folder.path, region=region).filings[0].filer == "p1"

    folder.write("people.csv", "人员代号,学校代码\np2,S01\n")
    assert places_of(folder, region) == [("filings.csv", 2, "报送单位")]


def test_areas_file_by_name_and_classes_by_code(folder, region):
    folder.write("classes.csv", "班级代码,学校代码\nc1,S01\n")
    folder.write("filings.csv", "任务,报送单位,报送时间\n区县汇总,东区,2020-10-12 9:00\n班级缺课,c1,2020-10-12 9:00\n")

    assert [one.filer for one in read_folder(folder.path, region=region).filings] == ["东区", "c1"]


# ---------------------------------------------------------------------- words of the law


def book_of(tmp_path, *, more):
    """
    Return a rulebook with the parties, duties and events of a test beside those of every test.
    """
    (tmp_path / "town-2020.toml").write_text(RULES + more, encoding="utf-8")
    return types.SimpleNamespace(rulebook=Rulebook("town", read_chapters(tmp_path)))


PARTY = """
[[party]]
id = "{id}"
clause = "one"
title = "{title}"
level = "school"
"""
THROUGH = """
[[duty]]
id = "signed"
clause = "one"
title = "签发"
filer = "school"
every = ["week"]
needs = ["蓝图", "voucher"]
through = {{ hands = [{hands}], holds = true }}
"""


def test_columns_of_the_law_give_way_to_those_that_every_region_has(tmp_path):
    parties = [("signer", "报送人"), ("about", "审核人"), ("filed_by", "事项")]
    more = "".join(PARTY.format(id=one, title=title) for one, title in parties)
    more += THROUGH.format(hands=", ".join(f'"{one}"' for one, _ in parties))
    words = Vocabulary(book_of(tmp_path, more=more).rulebook)
    columns = {column.field: column.headings for column in kinds(words)["filings"].columns if ":" in column.field}

    assert {field: headings for field, headings in columns.items() if not field.endswith(":reporter")} == {
        "part:voucher": ("voucher_at", "凭证时间"),
        "part:蓝图": ("蓝图_at", "蓝图时间"),
        "hand:about": ("审核人",),
        "hand_at:about": ("about_at", "审核人时间"),
        "hand_at:filed_by": ("filed_by_at", "事项时间"),
        "hand:signer": ("signer",),
        "hand_at:signer": ("signer_at", "报送人时间"),
    }


def test_a_title_of_two_parties_must_be_said_by_id(folder, tmp_path):
    more = PARTY.format(id="first", title="值班") + PARTY.format(id="second", title="值班")
    region = book_of(tmp_path, more=more)
    folder.write("posts.csv", "岗位,单位,人员代号\n值班,S01,t1\nfirst,S01,t1\n")
    (problem,) = problems_of(folder, region)

    assert (problem.row, problem.column) == (2, "岗位")
    assert "first、second" in problem.fix


def test_a_title_of_two_duties_of_which_none_or_both_hold_must_be_said_by_id(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n周报,S01,2019-10-12 9:00\n")
    (problem,) = problems_of(folder, region)

    assert "weekly-old、weekly-new" in problem.fix


def test_a_class_duty_without_a_list_of_classes_says_what_to_add(folder, region):
    folder.write("filings.csv", "任务,报送单位,报送时间\n班级缺课,c1,2020-10-12 9:00\n")
    (problem,) = problems_of(folder, region)

    assert "classes.csv" in problem.fix


@pytest.mark.parametrize("text", ["鼓楼区", "nowhere"])
def test_an_area_that_several_or_none_are_called_is_a_problem_wherever_it_is_named(folder, region, text):
    folder.write("schools.csv", "学校代码,区县,城市\nS01,鼓楼区,南京市\nS02,鼓楼区,徐州市\n")
    folder.write("posts.csv", f"岗位,单位,人员代号\n区县卫生干部,{text},t1\n")
    folder.write("campaigns.csv", f"地区,起\n{text},2020-01-24\n")
    folder.write("calendar.csv", f"类型,起,对象\n停课,2020-11-02,{text}\n")
    folder.write("filings.csv", f"任务,报送单位,报送时间\n区县汇总,{text},2020-10-12 9:00\n")

    assert sorted(places_of(folder, region)) == [
        ("calendar.csv", 2, "对象"),
        ("campaigns.csv", 2, "地区"),
        ("filings.csv", 2, "报送单位"),
        ("posts.csv", 2, "单位"),
    ]


def test_an_areas_file_that_cannot_be_read_makes_no_area_unknown(folder, region):
    folder.write("areas.csv", b"PK").write("campaigns.csv", "地区,起\n某市,2020-01-24\n")

    assert places_of(folder, region) == [("areas.csv", None, None)]


def test_a_city_in_two_provinces_needs_its_province(folder):
    folder.write("schools.csv", "学校代码,城市,省份\nS01,朝阳市,甲省\nS02,朝阳市,乙省\nS03,朝阳市,\n")
    assert places_of(folder) == [("schools.csv", 4, "城市")]

    folder.write("schools.csv", "学校代码,城市,省份,区县\nS01,朝阳市,甲省,东区\nS02,朝阳市,,东区\nS03,,,东区\n")
    folder.write("filings.csv", "任务,报送单位,报送时间\n")
    assert [area.id for area in read_folder(folder.path).areas] == ["甲省", "朝阳市", "东区"]


def test_names_with_strokes_inside_do_not_make_two_areas_one(folder):
    record = schools_of(folder, "学校代码,区县,城市,省份\nS01,a/b,c,\nS02,b,c/a,\nS03,b,a,c\n")

    assert len({school.area for school in record.schools}) == 3


def test_a_folder_that_may_not_be_opened_is_a_problem(folder, monkeypatch):
    def fail(_):
        raise PermissionError

    monkeypatch.setattr(type(folder.path), "iterdir", fail)
    (problem,) = problems_of(folder)

    assert "PermissionError" in problem.what
