"""
Rows of one day each: what makes one spell of them, and what is known of it when.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import SHANGHAI_TIME, Absence, open_region
from school_health.core.cases import diseases_of, marks
from school_health.core.moment import midnight
from school_health.errors import InputError
from school_health.files.folder import read_folder
from school_health.files.rows import made_id

from .conftest import Folder


MONDAY = date(2020, 10, 12)
MON, TUE, WED, THU, FRI, SAT = (f"2020-10-{number}" for number in range(12, 18))
DAILY = "人员代号 学校代码 缺课日期"
END = datetime(2021, 1, 4, tzinfo=SHANGHAI_TIME)


def at(*parts):
    return datetime(2020, 10, *parts, tzinfo=SHANGHAI_TIME)


def day(text):
    return date.fromisoformat(text)


def read(folder, headings, *rows, region=None):
    folder.table("缺课.csv", headings, *rows)
    return read_folder(folder.path, region=region)


def versions(record):
    """
    Return first and last day of each version of the only spell, with since when it was known.
    """
    (only,) = record.absence_versions.values()
    return [(one.first.day, one.last.day, one.known_at) for one in only]


def latest(record):
    """
    Return the spells as they are known last: first and last day, and whether they are void.
    """
    found = [told[-1] for told in record.absence_versions.values()]
    return sorted((one.first.day, one.last.day, one.void) for one in found)


@cache
def cn(**readings):
    return open_region("cn", readings={key.replace("_", "-"): choice for key, choice in readings.items()})


# ---------------------------------------------------------------------- which days are one spell


def test_three_days_are_one_spell_told_on_each_of_them(folder):
    record = read(folder, DAILY, *(f"P1 S01 {one}" for one in (MON, TUE, WED)))

    assert versions(record) == [(12, 12, at(12)), (12, 13, at(13)), (12, 14, at(14))]
    assert {one.id for one in record.absences} == {made_id("S01", "P1", MONDAY)}


def test_the_time_of_recording_is_that_of_each_row(folder):
    rows = (f"P1 S01 {MON} {MON}T09:10", f"P1 S01 {TUE} {WED}T08:00")

    assert versions(read(folder, f"{DAILY} 录入时间", *rows)) == [(12, 12, at(12, 9, 10)), (12, 13, at(14, 8))]


def test_the_first_row_without_a_time_stays_without_one(folder):
    assert [one.recorded_at for one in read(folder, DAILY, f"P1 S01 {MON}", f"P1 S01 {TUE}").absences] == [None, at(13)]


@pytest.mark.parametrize(
    ("second", "found"),
    [(SAT, [(16, 17, False)]), ("2020-10-19", [(16, 19, False)]), ("2020-10-20", [(16, 16, False), (20, 20, False)])],
    ids=["the next day", "from friday to monday", "four days"],
)
def test_a_gap_of_four_days_begins_a_new_spell(folder, second, found):
    assert latest(read(folder, DAILY, f"P1 S01 {FRI}", f"P1 S01 {second}")) == found


@pytest.mark.parametrize(
    ("headings", "first", "second"),
    [
        (DAILY, f"P1 S01 {MON}", f"P2 S01 {TUE}"),
        (DAILY, f"P1 S01 {MON}", f"P1 S02 {TUE}"),
        (f"{DAILY} 缺课原因", f"P1 S01 {MON} 因病", f"P1 S01 {TUE} 因伤"),
        (f"{DAILY} 带病上课", f"P1 S01 {MON} 是", f"P1 S01 {TUE} 否"),
        (f"{DAILY} 缺课编号", f"P1 S01 {MON} q1", f"P1 S01 {TUE} q2"),
        (f"{DAILY} 缺课编号", f"P1 S01 {MON} q1", f"P1 S01 {TUE} -"),
        (f"{DAILY} 起 止", f"P1 S01 - {MON} {MON}", f"P1 S01 {TUE} - -"),
    ],
    ids=["persons", "schools", "causes", "attending", "ids", "one id", "a spell and a day"],
)
def test_days_of_different_things_are_different_spells(folder, headings, first, second):
    assert latest(read(folder, headings, first, second)) == [(12, 12, False), (13, 13, False)]


def test_no_cause_is_illness_and_sick_in_class_goes_on_too(folder):
    assert latest(read(folder, f"{DAILY} 缺课原因", f"P1 S01 {MON} -", f"P1 S01 {TUE} 因病")) == [(12, 13, False)]
    assert latest(read(folder, f"{DAILY} 带病上课", f"P1 S01 {MON} 是", f"P1 S01 {TUE} 是")) == [(12, 13, False)]


def test_a_day_sick_in_class_between_two_days_absent_makes_no_second_absence(folder):
    rows = (f"P1 S01 {MON} -", f"P1 S01 {TUE} 是", f"P1 S01 {WED} -")

    assert latest(read(folder, f"{DAILY} 带病上课", *rows)) == [(12, 14, False), (13, 13, False)]


# ---------------------------------------------------------------------- what a further day adds


def test_a_further_day_adds_to_what_was_known_and_takes_nothing_back(folder, town):
    text = (
        "人员代号,学校代码,缺课日期,班级代码,宿舍,身份,症状,疾病,诊断,诊断单位,发病日期,就医,半天,体温,共同餐次,返校证明,来源\n"
        f"P1,S01,{MON},C1,101,教职工,发热,水痘,疑似,甲医院,2020-10-11,是,{MON},38.6,午餐,甲证明,医院\n"
        f"P1,S01,{TUE},,,,咳嗽,,,,,,,,,,\n"
        f"P1,S01,{WED},C2,102,,咳嗽、咽痛,水痘,确诊,,2020-10-10,否,{WED},37.2,晚餐,乙证明,疾控\n"
    )
    folder.write("缺课.csv", text)
    _, second, third = read_folder(folder.path, region=town).absences
    common = {"id": made_id("S01", "P1", MONDAY), "person": "P1", "school": "S01", "first": MONDAY, "disease": "varicella"}

    assert second == Absence(
        **common,
        last=day(TUE),
        class_="C1",
        dormitory="101",
        role="staff",
        symptoms=("fever", "cough"),
        diagnosis="suspected",
        diagnosed_by="甲医院",
        onset=date(2020, 10, 11),
        seen_by_doctor=True,
        halves=(MONDAY,),
        temperature=386,
        meal="午餐",
        papers=("甲证明",),
        source="school",
        recorded_at=at(13),
    )
    assert third == Absence(
        **common,
        last=day(WED),
        class_="C2",
        dormitory="102",
        role="staff",
        symptoms=("fever", "cough", "sore-throat"),
        diagnosis="confirmed",
        diagnosed_by="甲医院",
        onset=date(2020, 10, 10),
        seen_by_doctor=True,
        halves=(MONDAY, day(WED)),
        temperature=386,
        meal="晚餐",
        papers=("甲证明", "乙证明"),
        source="school",
        recorded_at=at(14),
    )


@pytest.mark.parametrize(
    ("heading", "first", "second", "field", "value"),
    [
        ("体温", "37.2", "38.6", "temperature", 386),
        ("体温", "-", "38.6", "temperature", 386),
        ("就医", "-", "否", "seen_by_doctor", False),
        ("就医", "否", "是", "seen_by_doctor", True),
        ("来源", "医院", "疾控", "source", "cdc"),
        ("来源", "学校", "疾控", "source", "school"),
        ("身份", "-", "临聘", "role", "temporary"),
        ("病因追查", "登记", "追查", "tracing", "traced"),
        ("住院日期", "-", TUE, "hospitalised", date(2020, 10, 13)),
        ("死亡日期", "-", TUE, "died", date(2020, 10, 13)),
        ("症状消失时间", "-", f"{TUE}T20:00", "recovered_at", at(13, 20)),
    ],
)
def test_a_later_value_counts(folder, town, heading, first, second, field, value):
    record = read(folder, f"{DAILY} {heading}", f"P1 S01 {MON} {first}", f"P1 S01 {TUE} {second}", region=town)

    assert getattr(record.absences[-1], field) == value


def test_a_diagnosis_is_not_taken_for_one_of_the_next_disease(folder, town):
    rows = (f"P1 S01 {MON} 水痘 确诊 甲医院", f"P1 S01 {TUE} 红眼病 - -")
    folder.table("缺课.csv", f"{DAILY} 疾病 诊断 诊断单位", rows[0], rows[1].replace("红眼病", "mumps"))
    last = read_folder(folder.path, region=town).absences[-1]

    assert (last.disease, last.diagnosis, last.diagnosed_by) == ("mumps", "", "")


@pytest.mark.parametrize(("onset", "column"), [(MON, None), (TUE, "发病日期")])
def test_an_onset_after_the_first_day_of_the_run_is_a_problem_of_its_row(folder, onset, column):
    folder.table("缺课.csv", f"{DAILY} 发病日期", f"P1 S01 {WED} -", f"P1 S01 {TUE} {onset}", f"P1 S01 {MON} -")
    if column is None:
        assert read_folder(folder.path).absences[-1].onset == MONDAY
        return
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)
    (problem,) = refused.value.problems

    assert (problem.row, problem.column, problem.value) == (3, column, None)
    assert "缺课编号" in problem.fix


def test_an_onset_that_a_later_row_mends_is_none(folder):
    rows = (f"P1 S01 {MON} -", f"P1 S01 {TUE} {TUE}", f"P1 S01 {WED} {MON}")

    assert latest(read(folder, f"{DAILY} 发病日期", *rows)) == [(12, 14, False)]


def test_recovery_before_the_onset_that_another_row_states_is_a_problem(folder):
    folder.table("缺课.csv", f"{DAILY} 发病日期 症状消失时间", f"P1 S01 {MON} {MON} -", f"P1 S01 {TUE} - 2020-10-11T08:00")
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)

    assert [(one.row, one.column) for one in refused.value.problems] == [(3, "症状消失时间")]


# ---------------------------------------------------------------------- corrections


CORRECTED = f"{DAILY} 症状 作废 作废原因 录入时间"
THREE = (
    f"P1 S01 {MON} 发热 - - {MON}T09:00",
    f"P1 S01 {TUE} 咳嗽 - - {TUE}T09:00",
    f"P1 S01 {WED} 咽痛 - - {WED}T09:00",
)


def test_a_corrected_row_replaces_that_day_from_then_on(folder):
    record = read(folder, CORRECTED, *THREE, f"P1 S01 {TUE} 呕吐 - - {THU}T10:00")
    (told,) = record.absence_versions.values()

    assert [(one.symptoms, one.known_at) for one in told[2:]] == [
        (("发热", "咳嗽", "咽痛"), at(14, 9)),
        (("发热", "呕吐", "咽痛"), at(15, 10)),
    ]


def test_a_correction_that_changes_nothing_is_no_version(folder):
    assert len(read(folder, CORRECTED, *THREE, f"P1 S01 {TUE} 咳嗽 - - {THU}T10:00").absences) == 3


@pytest.mark.parametrize(
    ("void", "found"),
    [
        ([MON], [(12, 14, True), (13, 14, False)]),
        ([TUE], [(12, 14, False)]),
        ([WED], [(12, 13, False)]),
        ([MON, TUE, WED], [(12, 14, True)]),
    ],
    ids=["first", "middle", "last", "all"],
)
def test_a_void_row_takes_its_day_back(folder, void, found):
    rows = [f"P1 S01 {one} - 是 录错了 {THU}T10:00" for one in void]
    record = read(folder, CORRECTED, *THREE, *rows)

    assert latest(record) == found
    assert latest(record.as_of(at(15, 9))) == [(12, 14, False)]
    assert {one.void_reason for one in record.absences if one.void} == ({"录错了"} if MON in void else set())


def test_what_a_void_day_said_is_known_no_more(folder):
    record = read(folder, CORRECTED, *THREE, f"P1 S01 {TUE} - 是 - {THU}T10:00")

    assert record.absences[-1].symptoms == ("发热", "咽痛")


def test_the_only_day_taken_back_voids_the_spell_and_a_later_row_is_a_case_again(folder):
    rows = (f"P1 S01 {MON} 发热 - - {MON}T09:00", f"P1 S01 {MON} - 是 - {TUE}T09:00", f"P1 S01 {MON} 咳嗽 - - {WED}T09:00")
    (told,) = read(folder, CORRECTED, *rows).absence_versions.values()

    assert [(one.void, one.symptoms) for one in told] == [(False, ("发热",)), (True, ("发热",)), (False, ("咳嗽",))]


def test_a_void_row_that_takes_nothing_back_stands_alone(folder):
    record = read(folder, CORRECTED, *THREE, f"P1 S01 {SAT} - 是 录错了 {SAT}T09:00")

    assert latest(record) == [(12, 14, False), (17, 17, True)]


def test_a_day_taken_back_from_between_parts_what_is_too_far_apart(folder):
    rows = [f"P1 S01 {one} 发热 - - {one}T09:00" for one in (MON, WED, FRI)]
    record = read(folder, CORRECTED, *rows, f"P1 S01 {WED} - 是 - {SAT}T09:00")

    assert latest(record) == [(12, 12, False), (16, 16, False)]


def test_a_day_recorded_late_joins_what_it_lies_between(folder):
    rows = [f"P1 S01 {one} 发热 - - {one}T09:00" for one in (MON, FRI)]
    record = read(folder, CORRECTED, *rows, f"P1 S01 {WED} 咳嗽 - - {SAT}T09:00")

    assert latest(record.as_of(at(17, 8))) == [(12, 12, False), (16, 16, False)]
    assert latest(record) == [(12, 16, False), (16, 16, True)]
    assert [one.void_reason for one in record.absences if one.void] == ["并入日期相连的缺课"]


def test_a_first_day_recorded_late_begins_the_spell_anew(folder):
    rows = (f"P1 S01 {TUE} 发热 - - {TUE}T09:00", f"P1 S01 {MON} 咳嗽 - - {WED}T09:00")

    assert latest(read(folder, CORRECTED, *rows)) == [(12, 13, False), (13, 13, True)]


def test_days_recorded_at_once_are_told_at_once(folder):
    rows = [f"P1 S01 {one} 发热 - - {SAT}T09:00" for one in (WED, MON, TUE)]

    assert versions(read(folder, CORRECTED, *rows)) == [(12, 14, at(17, 9))]


def test_a_corrected_cause_moves_the_day_to_another_spell(folder):
    headings = f"{DAILY} 缺课原因 录入时间"
    rows = [f"P1 S01 {one} 因病 {one}T09:00" for one in (MON, TUE)]
    first, second = read(folder, headings, *rows, f"P1 S01 {MON} 因伤 {WED}T09:00").absence_versions.values()

    assert [(one.first.day, one.last.day, one.cause, one.void) for one in (first[-1], second[-1])] == [
        (12, 12, "injury", False),
        (13, 13, "illness", False),
    ]


def test_two_rows_of_one_day_at_one_time_are_refused_still(folder):
    folder.table("缺课.csv", f"{DAILY} 症状", f"P1 S01 {MON} 发热", f"P1 S01 {TUE} 发热", f"P1 S01 {TUE} 咳嗽")
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)

    assert [one.row for one in refused.value.problems] == [4]


# ---------------------------------------------------------------------- what is said of it


def test_how_many_rows_were_taken_for_a_further_day_is_said(folder):
    rows = (f"P1 S01 {MON}", f"P1 S01 {TUE}", f"P1 S01 {WED}", f"P2 S01 {TUE}")
    assumed = read(folder, DAILY, *rows).assumptions

    assert "2 条逐日填写的缺课并入前几天的缺课：日期相差不超过 3 天的算同一次。" in assumed
    assert "4 条缺课没有填写录入时间：按缺课第一天零时计。" in assumed
    assert not any("并入" in one for one in read(folder, DAILY, rows[0], rows[3]).assumptions)


# ---------------------------------------------------------------------- alerts


PUPILS = ("P1", "P2", "P3")
ILL = "人员代号 学校代码 班级代码 缺课日期 症状 缺课编号"
CLUSTER = {"cn06-cluster-day", "cn06-cluster-3-days"}


def clusters(region, record, moment=END):
    return [one for one in region.assess(record, moment).alerts if one.rule.id in CLUSTER]


def with_a_class(folder):
    folder.table("filings.csv", "任务 报送单位 所属日期 报送时间")
    return folder.table("classes.csv", "班级代码 学校代码 年级 人数", "C1 S01 一年级 40")


@pytest.fixture
def classes(folder):
    return with_a_class(folder)


@pytest.mark.parametrize("quiet", ["three-days", "none"])
def test_three_pupils_absent_for_days_are_one_cluster_of_the_first(classes, quiet):
    region = cn(cn06_quiet=quiet)
    days = (MON, TUE, WED, FRI, "2020-10-19", "2020-10-20")
    record = read(classes, ILL, *(f"{who} S01 C1 {one} 发热 -" for one in days for who in PUPILS), region=region)
    (alert,) = clusters(region, record)

    assert (alert.first, alert.raised_at, alert.days, alert.persons) == (MONDAY, at(12), (MONDAY,), 3)
    assert alert.excludable == ""
    assert not alert.lasts(date(2020, 10, 19))
    for moment in (at(12), at(14, 12), at(20, 12)):
        assert [one.id for one in clusters(region, record, moment)] == [alert.id]
    assert clusters(region, record, at(11, 23)) == []


def test_told_as_spells_of_a_day_the_same_rows_would_raise_it_anew(classes):
    region = cn(cn06_quiet="none")
    rows = [f"{who} S01 C1 {one} 发热 {who}-{one}" for one in (MON, WED) for who in PUPILS]
    record = read(classes, ILL, *rows, region=region)

    assert [one.first for one in clusters(region, record)] == [MONDAY, day(WED)]


@pytest.mark.parametrize(("fresh", "firsts"), [(["P4", "P5"], []), (["P4", "P5", "P6"], [TUE])])
def test_old_cases_do_not_count_towards_three_of_a_day(classes, fresh, firsts):
    old = [f"{who} S01 C1 {one} 发热 -" for one in (MON, TUE) for who in ("P1", "P2")]
    record = read(classes, ILL, *old, *(f"{who} S01 C1 {TUE} 发热 -" for who in fresh), region=cn())
    found = [one.first for one in clusters(cn(), record) if one.rule.id == "cn06-cluster-day"]

    assert found == [day(one) for one in firsts]


def test_five_pupils_one_on_each_of_five_days_never_make_three(classes):
    rows = [
        f"P{number} S01 C1 {MONDAY + timedelta(days=later)} 发热 -"
        for number in range(5)
        for later in range(number, number + 3)
    ]
    record = read(classes, ILL, *rows, region=cn())
    on_a_day = Counter(one.split(" ")[3] for one in rows)

    assert max(on_a_day.values()) == 3
    assert clusters(cn(), record) == []


def test_fever_that_falls_takes_no_case_back(classes):
    headings = "人员代号 学校代码 班级代码 缺课日期 症状 体温"
    rows = [f"{who} S01 C1 {one} 发热、咳嗽 {heat}" for one, heat in ((MON, "39.0"), (TUE, "37.0")) for who in PUPILS]
    record = read(classes, headings, *rows, region=cn())
    monday, tuesday = (cn().assess(record, at(number, 12)).alerts for number in (12, 13))

    assert [one.id for one in monday] == [one.id for one in tuesday]
    assert {one.excludable for one in tuesday} == {""}


# ---------------------------------------------------------------------- any rows


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.integers(0, 9),
        st.integers(-1, 12),  # -1: without a time of recording
        st.sampled_from(["因病", "因伤"]),
        st.sampled_from(["发热", "咳嗽", "-"]),
        st.sampled_from(["是", "-", "-", "-"]),
        st.sampled_from(["是", "-", "-"]),
    ),
    unique_by=lambda row: row[:3],
    min_size=1,
    max_size=14,
)
ANY = "人员代号 学校代码 缺课日期 录入时间 缺课原因 症状 作废 带病上课"


def line(row):
    person, number, recorded, *rest = row
    stamp = "-" if recorded < 0 else f"{MONDAY + timedelta(days=recorded)}T09:00"
    return f"{person} S01 {MONDAY + timedelta(days=number)} {stamp} {' '.join(rest)}"


def known(row):
    return midnight(MONDAY + timedelta(days=row[2] if row[2] >= 0 else row[1])) + timedelta(hours=9 * (row[2] >= 0))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tmp_path_factory, rows, random):
    folder = Folder(tmp_path_factory.mktemp("any"))
    lines = [line(row) for row in rows]

    assert read(folder, ANY, *lines).absences == read(folder, ANY, *random.sample(lines, len(lines))).absences


@given(ROWS, st.integers(0, 12))
def test_the_rows_of_a_day_tell_what_was_known_on_it(tmp_path_factory, rows, number):
    folder = Folder(tmp_path_factory.mktemp("any"))
    moment = midnight(MONDAY + timedelta(days=number))
    whole = read(folder, ANY, *map(line, rows))
    part = read(folder, ANY, *(line(row) for row in rows if known(row) <= moment))

    assert whole.as_of(moment).absences == part.absences


@given(ROWS)
def test_the_days_told_last_are_those_of_the_rows_that_hold(tmp_path_factory, rows):
    held = {}
    for row in sorted(rows, key=known):
        held[row[:2]] = row
    days = {}
    for (person, number), row in held.items():
        if row[5] == "-":
            days.setdefault((person, row[3], row[6]), []).append(number)
    wanted = []
    for (person, cause, attending), own in days.items():
        own.sort()
        starts = [one for before, one in zip([-9, *own], own, strict=False) if one - before > 3]
        ends = [one for one, after in zip(own, [*own[1:], 99], strict=True) if after - one > 3]
        wanted += [(person, cause, attending, *span) for span in zip(starts, ends, strict=True)]
    record = read(Folder(tmp_path_factory.mktemp("any")), ANY, *map(line, rows))
    causes, yes = {"illness": "因病", "injury": "因伤"}, {True: "是", False: "-"}
    told = [one[-1] for one in record.absence_versions.values()]

    assert sorted(wanted) == sorted(
        (one.person, causes[one.cause], yes[one.attending], (one.first - MONDAY).days, (one.last - MONDAY).days)
        for one in told
        if not one.void
    )


SPELLS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from(["", "-1", "0"]), st.sampled_from(["发热", "咳嗽"])),
    min_size=1,
    max_size=8,
)


def counted(region, record, rule):
    """
    Return the persons who count on each day for a rule, as they are known last.
    """
    world = region.world(record, END)
    return {
        (mark.day, mark.person, mark.group, mark.by)
        for told in record.absence_versions.values()
        for mark in marks(world, rule, told[-1], None, END.date(), diseases_of(world, told[-1]))
    }


@given(SPELLS)
def test_spells_split_into_days_count_on_the_same_days_and_raise_the_same(tmp_path_factory, found):
    folder = with_a_class(Folder(tmp_path_factory.mktemp("any")))
    wholes, days = [], []
    for number, (first, more, before, symptom) in enumerate(found):
        begins = MONDAY + timedelta(days=first)
        onset = begins + timedelta(days=int(before)) if before else "-"
        ends = begins + timedelta(days=more)
        wholes.append(f"P{number} S01 C1 {begins} {ends} {onset} {symptom}")
        days += [f"P{number} S01 C1 {begins + timedelta(days=one)} {onset} {symptom}" for one in range(more + 1)]
    whole = read(folder, "人员代号 学校代码 班级代码 起 止 发病日期 症状", *wholes, region=cn())
    split = read(folder, "人员代号 学校代码 班级代码 缺课日期 发病日期 症状", *days, region=cn())
    day_rule, days_rule = (cn().rulebook.alerts[one] for one in sorted(CLUSTER, reverse=True))

    assert (day_rule.counts, days_rule.counts) == ("onset", "onset")
    assert counted(cn(), whole, day_rule) == counted(cn(), split, day_rule) != set()
    first_absence = cn(cn06_case_day="first-absence")
    rule = first_absence.rulebook.alerts["cn06-cluster-day"]
    assert rule.counts == "first-absence"
    assert counted(first_absence, whole, rule) == counted(first_absence, split, rule) != set()
    for region in (cn(), first_absence):
        told = [
            [(one.id, one.first, one.raised_at, one.persons) for one in clusters(region, each)] for each in (whole, split)
        ]
        assert told[0] == told[1]
