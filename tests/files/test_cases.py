"""
Absences and suspensions, from tables to facts and from bad rows to messages.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.absence import Absence
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.suspension import Suspension
from school_health.errors import InputError
from school_health.files.cells import note, several, temperature
from school_health.files.dates import day
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.rows import made_id
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary

from .conftest import Folder
from .sheets import workbook


IDENTITY = "110101" + "19900307" + "0000"
CLASSES = ("班级代码 学校代码 年级 人数", "C1 S01 一年级 40", "C2 S02 初一 -")
PEOPLE = ("人员代号 学校代码 班级代码 录入时间", "P1 S01 C1 -", "P2 S02 C2 -", "P3 S01 - -", "P3 S02 - 2020-09-01T08:00")


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI_TIME)


def problems_of(folder, region=None):
    with pytest.raises(InputError) as refused:
        read_folder(folder.path, region=region)
    return refused.value.problems


def places_of(folder, region=None):
    """
    Return row and column of each problem.
    """
    return [(one.row, one.column) for one in problems_of(folder, region)]


def absences_of(folder, headings, *rows, region=None):
    folder.table("缺课.csv", headings, *rows)
    return read_folder(folder.path, region=region).absences


# ---------------------------------------------------------------------- absences


def test_person_school_and_days_are_enough(folder, town):
    (one,) = absences_of(folder, "人员代号 学校代码 起 止", "P1 S01 2020-10-12 2020-10-13", region=town)

    assert one == Absence(
        id=one.id, person="P1", school="S01", first=date(2020, 10, 12), last=date(2020, 10, 13), cause="illness"
    )


def test_an_absence_with_everything(folder, town):
    folder.table("classes.csv", *CLASSES).table("people.csv", *PEOPLE)
    text = (
        "缺课编号,人员代号,学校代码,班级代码,宿舍,身份,起,止,缺课原因,病因追查,症状,疾病,诊断,诊断单位,发病日期,就医,带病上课,半天,"
        "体温,共同餐次,住院日期,死亡日期,症状消失时间,返校证明,来源,作废,作废原因,录入时间\n"
        "q1,P1,S01,C1,3-201,学生,2020-10-12,2020-10-14,因病,已追查,发热；咳嗽 咽痛,水痘,疑似,某医院,2020-10-11,是,否,"
        "2020-10-12、2020-10-14,38.5,10-11午餐,2020-10-13,2020-10-14,2020-10-14 08:00,复课证明、诊断证明,医院,是,填错了,"
        "2020-10-12 09:30\n"
    )
    folder.write("absences.csv", text)

    assert read_folder(folder.path, region=town).absences == (
        Absence(
            id="q1",
            person="P1",
            school="S01",
            class_="C1",
            dormitory="3-201",
            first=date(2020, 10, 12),
            last=date(2020, 10, 14),
            cause="illness",
            tracing="traced",
            symptoms=("fever", "cough", "sore-throat"),
            disease="varicella",
            diagnosis="suspected",
            diagnosed_by="某医院",
            onset=date(2020, 10, 11),
            seen_by_doctor=True,
            attending=False,
            halves=(date(2020, 10, 12), date(2020, 10, 14)),
            temperature=385,
            meal="10-11午餐",
            hospitalised=date(2020, 10, 13),
            died=date(2020, 10, 14),
            recovered_at=at(2020, 10, 14, 8),
            papers=("复课证明", "诊断证明"),
            source="hospital",
            void=True,
            void_reason="填错了",
            recorded_at=at(2020, 10, 12, 9, 30),
        ),
    )


def test_every_field_of_an_absence_has_a_column():
    fields = {column.field for column in kinds(Vocabulary(None))["absences"].columns}

    assert fields == {one.name for one in attrs.fields(Absence)} | {"day"}


@pytest.mark.parametrize(
    ("heading", "word", "field", "value"),
    [
        ("缺课原因", "病假", "cause", "illness"),
        ("缺课原因", "因伤", "cause", "injury"),
        ("缺课原因", "事假", "cause", "other"),
        ("cause", "injury", "cause", "injury"),
        ("病因追查", "登记", "tracing", "registered"),
        ("病因追查", "无", "tracing", ""),
        ("身份", "教职工", "role", "staff"),
        ("来源", "疾控", "source", "cdc"),
        ("来源", "家长", "source", "parent"),
        ("带病上课", "√", "attending", True),
        ("就诊", "否", "seen_by_doctor", False),
        ("水源", "2号井", "meal", "2号井"),
        ("疾病", "mumps", "disease", "mumps"),
        ("疾病", "新冠感染", "disease", "corona"),
        ("疾病", "新型冠状病毒感染", "disease", "corona"),
        ("疾病", "无", "disease", ""),
        ("症状", "恶心、呕吐", "symptoms", ("upset",)),
        ("症状", "fever，咳嗽", "symptoms", ("cough", "fever")),
        ("症状", "咳嗽、咳嗽", "symptoms", ("cough",)),
        ("症状", "无", "symptoms", ()),
    ],
)
def test_words_of_an_absence_are_read(folder, town, heading, word, field, value):
    folder.write("缺课.csv", f"人员代号;学校代码;缺课日期;{heading}\nP1;S01;2020-10-12;{word}\n")
    (one,) = read_folder(folder.path, region=town).absences
    found = getattr(one, field)

    assert (tuple(sorted(found)) if isinstance(found, tuple) else found) == value


def test_an_absence_of_one_day_has_one_date(folder):
    (one,) = absences_of(folder, "人员代号 学校代码 缺课日期", "P1 S01 2020-10-12")

    assert (one.first, one.last) == (date(2020, 10, 12), date(2020, 10, 12))


def test_an_absence_without_a_last_day_goes_on_and_that_is_said(folder):
    folder.table("缺课.csv", "人员代号 学校代码 起 止", "P1 S01 2020-10-12 -", "P2 S01 2020-10-12 2020-10-12")
    record = read_folder(folder.path)

    assert [one.last for one in record.absences] == [None, date(2020, 10, 12)]
    assert "1 条缺课没有填写截止日期：按还没有返校计。" in record.assumptions


def test_one_that_was_ended_later_or_is_void_does_not_go_on(folder):
    folder.table(
        "缺课.csv",
        "人员代号 学校代码 起 止 作废 录入时间",
        "P1 S01 2020-10-12 - - 2020-10-12T09:00",
        "P1 S01 2020-10-12 2020-10-14 - 2020-10-15T09:00",
        "P2 S01 2020-10-12 - 是 2020-10-12T09:00",
    )

    assert not any("还没有返校" in one for one in read_folder(folder.path).assumptions)


def test_without_a_region_symptoms_and_diseases_stand_as_they_are(folder):
    (one,) = absences_of(folder, "人员代号 学校代码 起 症状 疾病", "P1 S01 2020-10-12 a、b any-disease")

    assert (one.symptoms, one.disease) == (("a", "b"), "any-disease")


def test_english_headings_of_absences_say_the_same(folder, town):
    english = absences_of(
        folder, "person school first class symptoms temperature", "P1 S01 2020-10-12 C1 fever 38.5", region=town
    )
    chinese = absences_of(folder, "人员代号 学校代码 起 班级代码 症状 体温", "P1 S01 2020-10-12 C1 发热 38.5℃", region=town)

    assert english == chinese


def test_an_excel_sheet_of_absences_says_the_same_as_a_csv_file(folder, town):
    first = absences_of(folder, "人员代号 学校代码 起 半天 体温 就医", "0012 S01 2020-10-12 2020-10-12 38.5 是", region=town)
    rows = [
        ["人员代号", "学校代码", "起", "半天", "体温", "就医"],
        ["0012", "S01", date(2020, 10, 12), date(2020, 10, 12), 38.5, True],
    ]
    folder.remove("缺课.csv").write("缺课.xlsx", workbook(("Sheet1", rows)))

    assert read_folder(folder.path, region=town).absences == first


# ---------------------------------------------------------------------- whose


def test_the_school_of_an_absence_is_found_by_its_class_or_person(folder):
    folder.table("classes.csv", *CLASSES).table("people.csv", *PEOPLE)
    found = absences_of(folder, "人员代号 班级代码 起", "P1 - 2020-10-12", "P3 C2 2020-10-12", "P2 C2 2020-10-12")

    assert [one.school for one in found] == ["S01", "S02", "S02"]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("P1 S99 - 2020-10-12", "学校代码", "没有这所学校"),
        ("P1 甲小学 - 2020-10-12", "学校代码", "没有这所学校"),
        ("P9 S01 - 2020-10-12", "人员代号", "没有这个人"),
        ("P1 S02 - 2020-10-12", "人员代号", "不在这所学校"),
        ("P1 S01 C9 2020-10-12", "班级代码", "没有这个班级"),
        ("P1 S01 C2 2020-10-12", "班级代码", "不在这所学校"),
        ("P3 - - 2020-10-12", None, "属于几所学校"),
    ],
)
def test_whom_no_other_table_knows_is_a_problem(folder, row, column, what):
    folder.table("classes.csv", *CLASSES).table("people.csv", *PEOPLE)
    folder.table("缺课.csv", "人员代号 学校代码 班级代码 起", row)
    (problem,) = problems_of(folder)

    assert (problem.row, problem.column) == (2, column)
    assert what in problem.what
    assert problem.fix != ""


def test_a_school_that_nothing_tells_must_be_filled_in(folder):
    folder.table("缺课.csv", "人员代号 起", "P1 2020-10-12")
    (problem,) = problems_of(folder)

    assert "没有填写学校" in problem.what


def test_persons_and_classes_are_asked_for_only_where_there_is_a_list_of_them(folder):
    (one,) = absences_of(folder, "人员代号 学校代码 班级代码 起", "P9 S01 C9 2020-10-12")

    assert (one.person, one.class_) == ("P9", "C9")


@pytest.mark.parametrize("table", ["people.csv", "classes.csv"])
def test_a_list_that_cannot_be_read_makes_no_absence_a_problem(folder, table):
    folder.write(table, b"PK\x03\x04")
    folder.table("缺课.csv", "人员代号 班级代码 起", "P9 C9 2020-10-12")

    assert [one.file for one in problems_of(folder)] == [table]


def test_a_person_whose_row_is_wrong_elsewhere_is_still_known(folder):
    folder.table("people.csv", "人员代号 学校代码", "P1 -", "P2 S01").table("classes.csv", "班级代码 学校代码", "C1 -")
    folder.table("缺课.csv", "人员代号 班级代码 起", "P1 - 2020-10-12", "P2 C1 2020-10-12", "P1 C1 2020-10-13")

    assert [one.file for one in problems_of(folder)] == ["classes.csv", "people.csv"]


# ---------------------------------------------------------------------- one spell, told again


def test_a_spell_without_an_id_gets_one_from_school_person_and_first_day(folder):
    first, other_day, other_person = absences_of(
        folder, "人员代号 学校代码 起", "P1 S01 2020-10-12", "P1 S01 2020-10-13", "P2 S01 2020-10-12"
    )

    assert first.id == made_id("S01", "P1", date(2020, 10, 12))
    assert len({first.id, other_day.id, other_person.id}) == 3
    assert "P1" not in first.id


def test_a_correction_that_was_recorded_later_is_the_same_spell(folder):
    first, second = absences_of(
        folder,
        "人员代号 学校代码 起 止 症状 录入时间",
        "P1 S01 2020-10-12 - 发热 2020-10-12T09:00",
        "P1 S01 2020-10-12 2020-10-14 发热 2020-10-15T09:00",
    )

    assert first.id == second.id
    assert (first.last, second.last) == (None, date(2020, 10, 14))


def test_the_id_does_not_hang_on_how_the_school_was_found(folder):
    folder.table("people.csv", "人员代号 学校代码", "P1 S01")
    (found,) = absences_of(folder, "人员代号 起", "P1 2020-10-12")
    (stated,) = absences_of(folder, "人员代号 学校代码 起", "P1 S01 2020-10-12")

    assert found == stated


def test_rows_that_say_the_same_are_refused(folder):
    folder.table("缺课.csv", "人员代号 学校代码 起", "P1 S01 2020-10-12", "P2 S01 2020-10-12", "P1 S01 2020/10/12")
    (problem,) = problems_of(folder)

    assert problem.row == 4
    assert "第 2 行" in problem.what
    assert "删去一行" in problem.fix


def test_two_accounts_of_one_spell_at_one_time_are_refused_and_the_way_out_is_named(folder):
    folder.table("缺课.csv", "人员代号 学校代码 起 症状", "P1 S01 2020-10-12 发热", "P1 S01 2020-10-12 咳嗽")
    (problem,) = problems_of(folder)

    assert "同一人同一天" in problem.what
    assert "录入时间" in problem.fix


def test_the_same_words_under_two_ids_are_refused_and_other_words_are_not(folder):
    same = ("q1 P1 S01 2020-10-12 因病", "q2 P1 S01 2020-10-12 因病")
    folder.table("缺课.csv", "缺课编号 人员代号 学校代码 起 缺课原因", *same)
    assert places_of(folder) == [(3, None)]

    found = absences_of(folder, "缺课编号 人员代号 学校代码 起 缺课原因", same[0], "q2 P1 S01 2020-10-12 因伤")
    assert [one.cause for one in found] == ["illness", "injury"]


@pytest.mark.parametrize("row", ["q1 P2 S01 2020-10-12", "q1 P1 S02 2020-10-12"])
def test_one_id_is_of_one_person_and_school(folder, row):
    folder.table("缺课.csv", "缺课编号 人员代号 学校代码 起 录入时间", "q1 P1 S01 2020-10-12 2020-10-12T09:00", f"{row} -")
    (problem,) = problems_of(folder)

    assert (problem.row, problem.column) == (3, "缺课编号")


ROWS = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", "P3"]), st.sampled_from(["S01", "S02"]), st.integers(12, 16)),
    unique=True,
    min_size=1,
    max_size=4,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_ids_do_not_hang_on_the_order_of_rows_and_reading_twice_gives_the_same(tmp_path_factory, rows, random):
    path = tmp_path_factory.mktemp("any")
    folder = Folder(path)
    found = []
    for order in (rows, rows, random.sample(rows, len(rows))):
        lines = [f"{person} {school} 2020-10-{day}" for person, school, day in order]
        found.append(absences_of(folder, "人员代号 学校代码 起", *lines))

    assert found[0] == found[1]
    assert set(found[0]) == set(found[2])


def test_versions_may_stand_in_any_order(folder):
    rows = [
        "P1 S01 2020-10-12 发热 2020-10-12T09:00",
        "P1 S01 2020-10-12 咳嗽 2020-10-13T09:00",
        "P1 S01 2020-10-12 咽痛 2020-10-14T09:00",
    ]
    latest = set()
    for order in permutations(rows):
        folder.table("缺课.csv", "人员代号 学校代码 起 症状 录入时间", *order)
        (versions,) = read_folder(folder.path).absence_versions.values()
        latest.add(versions[-1].symptoms)

    assert latest == {("咽痛",)}


# ---------------------------------------------------------------------- what contradicts itself


@pytest.mark.parametrize(
    ("headings", "row", "column", "what"),
    [
        ("起 止", "2020-10-12 2020-10-11", "止", "早于起始日期"),
        ("起 半天", "2020-10-12 2020-10-11", "半天", "不在缺课的日期内"),
        ("起 止 半天", "2020-10-12 2020-10-13 2020-10-14", "半天", "不在缺课的日期内"),
        ("起 发病日期", "2020-10-12 2020-10-13", "发病日期", "晚于缺课的第一天"),
        ("起 发病日期 症状消失时间", "2020-10-12 2020-10-12 2020-10-11T08:00", "症状消失时间", "早于发病日期"),
        ("起 诊断", "2020-10-12 确诊", "疾病", "没有填写疾病"),
        ("起 作废原因", "2020-10-12 填错了", "作废", "没有填作废"),
        ("起 缺课日期", "2020-10-12 2020-10-12", None, "日期填了两遍"),
        ("止", "2020-10-12", None, "没有填写日期"),
        ("缺课日期 止", "2020-10-12 2020-10-13", "止", "没有起始日期"),
    ],
)
def test_an_absence_that_contradicts_itself_is_a_problem(folder, town, headings, row, column, what):
    folder.table("缺课.csv", f"人员代号 学校代码 {headings}", f"P1 S01 {row}")
    (problem,) = problems_of(folder, town)

    assert (problem.row, problem.column) == (2, column)
    assert what in problem.what


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("起 止", "2020-10-12 2020-10-12"),
        ("起 止 半天", "2020-10-12 2020-10-13 2020-10-12、2020-10-13"),
        ("起 半天", "2020-10-12 2020-12-01"),
        ("起 发病日期", "2020-10-12 2020-10-12"),
        ("起 发病日期 症状消失时间", "2020-10-12 2020-10-12 2020-10-12T00:00"),
        ("起 诊断 疾病", "2020-10-12 确诊 水痘"),
        ("起 作废 作废原因", "2020-10-12 是 填错了"),
    ],
)
def test_an_absence_that_just_holds_together_is_read(folder, town, headings, row):
    assert len(absences_of(folder, f"人员代号 学校代码 {headings}", f"P1 S01 {row}", region=town)) == 1


def test_all_problems_of_absences_are_told_and_nothing_is_read(folder, town):
    folder.table(
        "缺课.csv",
        "人员代号 学校代码 起 止 缺课原因 症状 体温 就医",
        "P1 S99 2020-10-12 2020-10-11 因病 发热 38.5 是",
        "P2 S01 12/10/2020 - 因为 发烧 101.3 也许",
        "- S01 2020-10-12 - 因病 - - -",
        "P4 S01 2020-10-12 - 因病 发热 38.5 是",
    )

    assert places_of(folder, town) == [
        (3, "起"),
        (3, "缺课原因"),
        (3, "症状"),
        (3, "体温"),
        (3, "就医"),
        (4, "人员代号"),
        (2, "学校代码"),
        (2, "止"),
    ]


def test_an_unknown_symptom_or_disease_names_the_words_in_their_own_order(folder, town):
    folder.table("缺课.csv", "人员代号 学校代码 起 症状 疾病", "P1 S01 2020-10-12 咽疼 腮腺炎")
    symptom, disease = problems_of(folder, town)

    assert symptom.fix == "可以填：发热、咳嗽、咽痛、恶心、呕吐"
    assert disease.fix == "可以填：水痘、流行性腮腺炎、新型冠状病毒感染、红眼病"


def test_a_name_of_two_diseases_must_be_said_by_id(folder, town):
    folder.table("缺课.csv", "人员代号 学校代码 起 疾病", "P1 S01 2020-10-12 红眼病", "P2 S01 2020-10-12 pink-2")
    (problem,) = problems_of(folder, town)

    assert (problem.row, problem.column) == (2, "疾病")
    assert "几种疾病都叫这个名称" in problem.what


def test_a_region_without_words_for_diseases_takes_none(folder, region):
    folder.table("缺课.csv", "人员代号 学校代码 起 疾病", "P1 S01 2020-10-12 水痘")
    (problem,) = problems_of(folder, region)

    assert "本地区没有这样的疾病" in problem.what
    assert problem.fix == ""


# ---------------------------------------------------------------------- temperature


@pytest.mark.parametrize(
    ("cell", "tenths"),
    [
        ("38.5", 385),
        ("38.50", 385),
        ("38.5℃", 385),
        ("38.5 °C", 385),
        ("３８．５度", 385),
        ("38", 380),
        (38.5, 385),
        (39, 390),
        (36.6, 366),
        ("35", 350),
        ("43.0", 430),
        (37.1 + 0.2, 373),
    ],
)
def test_a_temperature_is_read_in_tenths(cell, tenths):
    assert temperature(cell) == tenths


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("34.9", "不是体温"),
        (34.99, "不是体温"),
        ("43.1", "不是体温"),
        (43.05, "不是体温"),
        ("385", "不是体温"),
        ("38.55", "一位小数"),
        (38.55, "一位小数"),
        ("101.3", "华氏"),
        (101.3, "华氏"),
        ("95.0", "华氏"),
        (109.9, "华氏"),
        ("101.3°F", "华氏"),
        ("华氏101", "华氏"),
        ("94.9", "不是体温"),
        ("110", "不是体温"),
        ("发热", "不是体温"),
        ("-38.5", "不是体温"),
        (-38.5, "不是体温"),
        (True, "不是体温"),
        (float("nan"), "不是体温"),
        (float("inf"), "不是体温"),
        (None, "不是体温"),
        (date(2020, 3, 8), "不是体温"),
    ],
)
def test_what_nobody_can_have_is_no_temperature(cell, what):
    with pytest.raises(Bad, match=what) as refused:
        temperature(cell)

    assert not any(char.isdigit() for char in refused.value.what)


@given(st.integers(350, 430))
def test_every_temperature_comes_out_as_it_was_written(tenths):
    assert temperature(f"{tenths // 10}.{tenths % 10}") == temperature(tenths / 10) == tenths


# ---------------------------------------------------------------------- several in one cell


@pytest.mark.parametrize("text", ["a、b", "a,b", "a，b", "a；b", "a; b", " a  b ", "a、、b、", "a、b、a"])
def test_values_of_one_cell_stand_apart_by_any_usual_mark(text):
    assert several(note)(text) == ("a", "b")


def test_a_cell_that_is_one_value_is_not_cut():
    assert several(day, whole=True)("2020年10月12日") == (date(2020, 10, 12),)
    assert several(day, whole=True)(date(2020, 10, 12)) == (date(2020, 10, 12),)
    assert several(note)(12) == ("12",)


def test_a_number_of_a_person_cannot_hide_between_marks():
    with pytest.raises(Bad, match="身份证号"):
        several(note)(f"{IDENTITY[:6]} {IDENTITY[6:]}")


# ---------------------------------------------------------------------- privacy


HEALTH = (
    "缺课原因 症状 疾病 诊断 诊断单位 发病日期 就医 带病上课 体温 共同餐次 住院日期 死亡日期 症状消失时间 返校证明 作废原因"
)


def test_nothing_of_somebody_s_health_is_quoted_whatever_is_wrong_with_it(folder, town):
    headings = HEALTH.split()
    wrong = "ZZ秘密"
    cells = [f"1.5E+17{wrong}" for _ in headings]
    folder.table("缺课.csv", " ".join(["人员代号", "学校代码", "起", *headings]), " ".join(["zhangsan", "S99", "x", *cells]))
    problems = problems_of(folder, town)
    text = str(InputError(problems)) + repr(problems)

    assert {"症状", "疾病", "诊断", "体温", "发病日期"} <= {one.column for one in problems}
    assert [one.value for one in problems if one.column in headings] == [None] * len(
        [one for one in problems if one.column in headings]
    )
    assert wrong not in text
    assert "zhangsan" not in text


@pytest.mark.parametrize("table", ["absences", "suspensions", "moves", "accounts"])
@pytest.mark.parametrize("number", [IDENTITY, "138" + "0" * 8])
def test_no_column_of_these_tables_takes_or_repeats_a_number_of_a_person(folder, town, table, number):
    kind = kinds(Vocabulary(town.rulebook))[table]
    text = {"absences": "学校代码,起", "suspensions": "停课编号,学校代码", "moves": "流程", "accounts": "单位"}[table]
    for column in kind.columns:
        others = [one for one in text.split(",") if one != column.title]
        folder.write(f"{table}.csv", f"{column.title},{','.join(others)}\n{number},{','.join('x' for _ in others)}\n")
        problems = problems_of(folder, town)
        assert column.title in {one.column for one in problems}, column.field
        assert number not in str(InputError(problems)) + repr(problems)


# ---------------------------------------------------------------------- what is assumed


def test_absences_of_which_nobody_said_why_or_when_they_were_told_are_counted(folder):
    folder.table(
        "缺课.csv",
        "人员代号 学校代码 缺课日期 缺课原因 录入时间",
        "P1 S01 2020-10-12 - -",
        "P2 S01 2020-10-12 因病 2020-10-12T09:00",
        "P3 S01 2020-10-12 - 2020-10-12T09:00",
    )
    assumed = read_folder(folder.path).assumptions

    assert "2 条缺课没有填写缺课原因：按因病计。" in assumed
    assert "1 条缺课没有填写录入时间：按缺课第一天零时计。" in assumed


def test_where_everything_is_said_nothing_is_assumed_of_absences(folder):
    folder.table("缺课.csv", "人员代号 学校代码 缺课日期 缺课原因 录入时间", "P2 S01 2020-10-12 因病 2020-10-12T09:00")

    assert not any("缺课" in one for one in read_folder(folder.path).assumptions)


def test_without_a_table_of_absences_or_moves_it_is_said_what_that_means(folder, town, region):
    missed = {"缺课未给出：不会产生预警。", "流程未给出：各事项都停在第一步。"}

    assert missed <= set(read_folder(folder.path, region=town).assumptions)
    assert missed.isdisjoint(read_folder(folder.path, region=region).assumptions)
    folder.table("缺课.csv", "人员代号 学校代码 起").table("流程.csv", "流程 事项 步骤 时间")
    assert missed.isdisjoint(read_folder(folder.path, region=town).assumptions)


def test_classes_without_a_number_are_counted_where_an_alert_asks_for_a_share(folder, town):
    folder.table("classes.csv", *CLASSES, "C3 S02 - -").table("people.csv", "人员代号 学校代码 班级代码", "P3 S02 C3")
    folder.table("缺课.csv", "人员代号 学校代码 班级代码 起", "P3 S02 C3 2020-10-12")
    sentence = "1 个班级没有填写人数，人员表里也没有它的学生：按人数比例的预警无从计算。"

    assert sentence in read_folder(folder.path, region=town).assumptions
    assert sentence not in read_folder(folder.path).assumptions
    folder.table("classes.csv", *CLASSES[:2], "C2 S02 初一 45", "C3 S02 - -")
    assert not any("人数" in one for one in read_folder(folder.path, region=town).assumptions)


def test_classes_that_only_absences_name_have_no_number(folder, town):
    folder.table("缺课.csv", "人员代号 学校代码 班级代码 起", "P3 S02 C3 2020-10-12", "P4 S02 C4 2020-10-12")

    assert any(one.startswith("2 个班级没有填写人数") for one in read_folder(folder.path, region=town).assumptions)


def test_an_absence_is_the_first_day_of_a_record_that_states_none(folder):
    folder.table("缺课.csv", "人员代号 学校代码 起", "P1 S01 2020-09-03")
    record = read_folder(folder.path)

    assert record.first_day == date(2020, 9, 3)
    assert any("记录自 2020-09-03 起" in one for one in record.assumptions)


# ---------------------------------------------------------------------- suspensions


SUSPENSION = "停课编号 学校代码 范围 对象 起 止 原因 患病人员 决定时间 作废 录入时间"


def test_suspensions_of_classes_grades_and_schools(folder, town):
    folder.table("classes.csv", *CLASSES).table("people.csv", *PEOPLE)
    folder.table(
        "停课.csv",
        SUSPENSION,
        "t1 S01 班级 C1 2020-10-12 2020-10-18 水痘 P1、P3 2020-10-11T16:00 - 2020-10-11T17:00",
        "t2 S02 年级 初一 2020-10-12 - 装修 - - 是 -",
        "t3 S01 全校 - 2020-11-02 2020-11-03 - - - - -",
        "t4 S01 school 全校 2020-12-02 2020-12-03 - - - - -",
        "t5 S01 全校 甲小学 2020-12-04 2020-12-04 - - - - -",
    )
    first, last = date(2020, 10, 12), date(2020, 10, 18)
    record = read_folder(folder.path, region=town)

    assert record.suspensions[:3] == (
        Suspension(
            id="t1",
            school="S01",
            level="class",
            of="C1",
            first=first,
            last=last,
            reason="varicella",
            sick=("P1", "P3"),
            decided_at=at(2020, 10, 11, 16),
            recorded_at=at(2020, 10, 11, 17),
        ),
        Suspension(id="t2", school="S02", level="grade", of="初一", first=first, reason="装修", void=True),
        Suspension(id="t3", school="S01", level="school", first=date(2020, 11, 2), last=date(2020, 11, 3)),
    )
    assert [(one.level, one.of) for one in record.suspensions[3:]] == [("school", ""), ("school", "")]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("t1 S99 全校 - 2020-10-12 - -", "学校代码", "没有这所学校"),
        ("t1 S01 班级 C9 2020-10-12 - -", "对象", "没有这个班级"),
        ("t1 S01 班级 C2 2020-10-12 - -", "对象", "不在这所学校"),
        ("t1 S01 班级 - 2020-10-12 - -", "对象", "没有填写停课的班级或年级"),
        ("t1 S01 年级 - 2020-10-12 - -", "对象", "没有填写停课的班级或年级"),
        ("t1 S01 年级 初一 2020-10-12 - -", "对象", "没有这个年级"),
        ("t1 S01 全校 C1 2020-10-12 - -", "对象", "不必填写对象"),
        ("t1 S01 全校 乙中学 2020-10-12 - -", "对象", "不必填写对象"),
        ("t1 S01 全校 - 2020-10-12 2020-10-11 -", "止", "早于起始日期"),
        ("t1 S01 全校 - 2020-10-12 - P1、P9", "患病人员", "没有这个人"),
        ("t1 S01 宿舍 - 2020-10-12 - -", "范围", "不认得这个词"),
    ],
)
def test_a_suspension_of_nobody_is_a_problem(folder, row, column, what):
    folder.table("classes.csv", *CLASSES).table("people.csv", *PEOPLE)
    folder.table("停课.csv", "停课编号 学校代码 范围 对象 起 止 患病人员", row)
    (problem,) = problems_of(folder)

    assert (problem.row, problem.column) == (2, column)
    assert what in problem.what
    assert problem.fix != ""


def test_a_suspended_class_needs_a_list_of_classes_and_a_grade_does_not(folder):
    folder.table("停课.csv", "停课编号 学校代码 范围 对象 起", "t1 S01 班级 C1 2020-10-12", "t2 S01 年级 一年级 2020-10-12")
    (problem,) = problems_of(folder)

    assert (problem.row, problem.column) == (2, "对象")
    assert "classes.csv" in problem.fix


def test_the_end_of_a_suspension_is_a_later_row_of_the_same_id(folder):
    headings = "停课编号 学校代码 范围 起 止 录入时间"
    folder.table(
        "停课.csv",
        headings,
        "t1 S01 全校 2020-10-12 - 2020-10-11T16:00",
        "t1 S01 全校 2020-10-12 2020-10-14 2020-10-14T16:00",
    )
    record = read_folder(folder.path)

    assert [one.last for one in record.suspensions] == [None, date(2020, 10, 14)]
    assert record.as_of(at(2020, 10, 15)).suspensions[0].last == date(2020, 10, 14)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("t1 S01 2020-10-12 2020-10-18", None, "重复"),
        ("t2 S01 2020-10-12 2020-10-18", None, "重复"),
        ("t1 S01 2020-10-12 2020-10-20", None, "编号相同"),
        ("t1 S02 2020-10-12 2020-10-20", None, "编号相同"),
    ],
)
def test_a_suspension_told_twice_is_a_problem(folder, row, column, what):
    folder.table("停课.csv", "停课编号 学校代码 起 止 范围", "t1 S01 2020-10-12 2020-10-18 全校", f"{row} 全校")
    problem = problems_of(folder)[0]

    assert (problem.row, problem.column) == (3, column)
    assert what in problem.what


def test_one_id_is_of_one_suspension(folder):
    folder.table(
        "停课.csv",
        "停课编号 学校代码 起 范围 录入时间",
        "t1 S01 2020-10-12 全校 -",
        "t1 S02 2020-10-12 全校 2020-10-13T08:00",
    )

    assert places_of(folder) == [(3, "停课编号")]


def test_without_a_region_the_reason_of_a_suspension_stands_as_it_is(folder):
    folder.table("停课.csv", "停课编号 学校代码 范围 起 原因", "t1 S01 全校 2020-10-12 水痘")

    assert read_folder(folder.path).suspensions[0].reason == "水痘"
