from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.moment import SHANGHAI_TIME
from school_health.files.cells import boolean, choice, code, name, person, reference, whole_number
from school_health.files.dates import day, moment
from school_health.files.problem import Problem, masked, shown
from school_health.files.text import Bad, clean, is_blank


THE_DAY = date(2020, 10, 12)
IDENTITY = "110101" + "19900307" + "0000"
OLD_IDENTITY = "110101" + "900307" + "001"
MOBILE = "138" + "0" * 8


def at(hour, minute=0, second=0):
    return datetime(2020, 10, 12, hour, minute, second, tzinfo=SHANGHAI_TIME)


@pytest.mark.parametrize(
    "cell",
    [
        "2020-10-12",
        "2020/10/12",
        "2020.10.12",
        "20201012",
        "2020年10月12日",
        "2020 年 10 月 12 日",
        "2020年10月12号",
        " 2020-10-12　",
        "２０２０－１０－１２",
        "2020-10-12\u200b",
        "44116",
        44116,
        44116.0,
        20201012,
        THE_DAY,
        datetime(2020, 10, 12),  # noqa: DTZ001 - as openpyxl gives it
        "2020-10-12 00:00:00",
    ],
)
def test_a_day_is_read_in_every_way_of_writing(cell):
    assert day(cell) == THE_DAY


def test_serial_numbers_of_excel_are_days_from_1954_to_2099():
    assert (day(20_000), day(73_050)) == (date(1954, 10, 3), date(2099, 12, 31))
    for number in (19_999, 73_051):
        with pytest.raises(Bad):
            day(number)


def test_months_and_days_need_no_zero():
    assert day("2020/9/2") == day("2020年9月2日") == day("2020.9.2") == date(2020, 9, 2)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "今天",
        "10/12/2020",
        "20-10-12",
        "2020-13-01",
        "2020-02-30",
        "2020-10/12",
        "2020-10",
        "202010",
        "20201301",
        "0001-01-01",
        "9999-12-31",
        "1234",
        "99999",
        "2020-10-12 09:31",
        44116.4,
        12,
        -1,
        float("nan"),
        float("inf"),
        10**400,
        True,
        None,
        time(9),
        timedelta(days=1),
        datetime(2020, 10, 12, 9, 31),  # noqa: DTZ001 - as openpyxl gives it
        datetime(1, 1, 1),  # noqa: DTZ001 - as openpyxl gives it
        "٢٠٢٠-١٠-١٢",
    ],
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(Bad) as refused:
        day(cell)
    assert "2020-10-12" in refused.value.fix


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2020-10-12 9:31", at(9, 31)),
        ("2020-10-12 09:31", at(9, 31)),
        ("2020-10-12 09:31:00", at(9, 31)),
        ("2020/10/12 9:31:05", at(9, 31, 5)),
        ("2020-10-12 9：31", at(9, 31)),
        ("2020-10-12 9时31分", at(9, 31)),
        ("2020年10月12日9时31分", at(9, 31)),
        ("2020年10月12日 9点31分5秒", at(9, 31, 5)),
        ("2020年10月12日9时", at(9)),
        ("2020-10-12T09:31", at(9, 31)),
        ("2020-10-12T09:31:07", at(9, 31, 7)),
        ("2020-10-12T09:31+08:00", at(9, 31)),
        ("2020-10-12T09:31:00+0800", at(9, 31)),
        ("2020-10-12T01:31:00Z", at(9, 31)),
        ("2020-10-12T00:31-01:00", at(9, 31)),
        ("2020/10/12 上午9:31", at(9, 31)),
        ("2020/10/12 下午 3:31", at(15, 31)),
        ("2020/10/12 下午15:31", at(15, 31)),
        ("2020/10/12 下午12:05", at(12, 5)),
        ("2020/10/12 上午12:05", at(0, 5)),
        ("2020/10/12 凌晨0:05", at(0, 5)),
        ("2020/10/12 早上7:05", at(7, 5)),
        ("2020/10/12 中午12:05", at(12, 5)),
        ("2020/10/12 中午1:05", at(13, 5)),
        ("2020/10/12 中午11:05", at(11, 5)),
        ("2020/10/12 晚上8:05", at(20, 5)),
        ("2020/10/12 3:31 PM", at(15, 31)),
        ("2020/10/12 12:31 am", at(0, 31)),
        ("20201012 09:31", at(9, 31)),
        ("2020.10.12 09:31", at(9, 31)),
        ("2020-10-12 00:00", at(0)),
        ("2020-10-12　09:31", at(9, 31)),
        ("44116.396527777775", at(9, 31)),
        (44116.396527777775, at(9, 31)),
        (datetime(2020, 10, 12, 9, 31), at(9, 31)),  # noqa: DTZ001 - as openpyxl gives it
        (datetime(2020, 10, 12, 1, 31, tzinfo=UTC), at(9, 31)),
        (datetime(2020, 10, 12, 9, 31, tzinfo=timezone(timedelta(hours=8))), at(9, 31)),
    ],
)
def test_a_moment_is_read_in_every_way_of_writing(cell, expected):
    read = moment(cell)
    assert read == expected
    assert read.tzinfo is SHANGHAI_TIME


def test_a_fraction_of_a_second_is_kept():
    assert moment("2020-10-12 09:30:00.5").microsecond == 500_000


@pytest.mark.parametrize("cell", ["2020-10-12", "2020年10月12日", 44116, "44116", THE_DAY, "20201012"])
def test_a_day_alone_is_no_moment_and_the_message_says_what_is_missing(cell):
    with pytest.raises(Bad, match="没有时间") as refused:
        moment(cell)
    assert "2020-10-12 09:31" in refused.value.fix


@pytest.mark.parametrize("cell", ["9:31", "9时31分", "下午3:05"])
def test_a_time_alone_is_no_moment(cell):
    with pytest.raises(Bad, match="没有日期"):
        moment(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "25:61",
        "2020-10-12 25:61",
        "2020-10/12 09:31",
        "2020/10-12 09:31",
        "2020-10-12 24:00",
        "2020-10-12 9:60",
        "2020-10-129:31",
        "2020-10-12 上午13:05",
        "2020-10-12 上午 9:05 pm",
        "2020-10-12 晚上12:05",
        "2020-10-12T09:31+99:99",
        "1890-10-12 09:31",
        time(9, 31),
        True,
        None,
    ],
)
def test_what_is_no_moment_is_refused(cell):
    with pytest.raises(Bad):
        moment(cell)


@pytest.mark.parametrize("cell", ["是", "√", "Y", "yes", "1", "true", "TRUE", 1, 1.0, True, "ｙ"])
def test_yes_in_every_way(cell):
    assert boolean(cell) is True


@pytest.mark.parametrize("cell", ["否", "×", "N", "no", "0", "false", 0, 0.0, False])
def test_no_in_every_way(cell):
    assert boolean(cell) is False


@pytest.mark.parametrize("cell", ["也许", "2", 2, 0.5, "", THE_DAY, None])
def test_neither_yes_nor_no_is_refused(cell):
    with pytest.raises(Bad):
        boolean(cell)


@pytest.mark.parametrize(
    ("cell", "expected"), [("520", 520), ("1,520", 1520), ("５２０", 520), (520, 520), (520.0, 520), ("0", 0)]
)
def test_whole_numbers(cell, expected):
    assert whole_number(cell) == expected


@pytest.mark.parametrize("cell", ["-1", "5.5", 5.5, -1, "五百", "1,52", "9" * 5000, True, None, float("nan"), THE_DAY])
def test_what_is_no_whole_number_is_refused(cell):
    with pytest.raises(Bad):
        whole_number(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0320102", "0320102"),
        (320102.0, "320102"),
        (320102, "320102"),
        ('="0320102"', "0320102"),
        ("'0320102", "0320102"),
        ("\t0320102", "0320102"),
        ("Ｓ０１", "S01"),
        ("3.1", "3.1"),
    ],
)
def test_a_code_keeps_its_zeros_and_loses_what_excel_added(cell, expected):
    assert code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (3.2e17, "四舍五入"),
        (int(IDENTITY), "四舍五入"),
        ("3.20106E+17", "科学计数"),
        (3.1, "小数"),
        (datetime(2020, 3, 1), "日期"),  # noqa: DTZ001 - as openpyxl gives it
        (THE_DAY, "日期"),
        (True, "代码"),
        (float("nan"), "四舍五入"),
        ("S\n01", "看不见"),
        ("#N/A", "出错值"),
        ("#REF!", "出错值"),
        ("########", "出错值"),
    ],
)
def test_what_excel_has_spoiled_is_no_code(cell, what):
    with pytest.raises(Bad, match=what):
        code(cell)


def spaced(number):
    return f"{number[:6]} {number[6:14]}-{number[14:]}"


@pytest.mark.parametrize(
    "cell",
    [
        IDENTITY,
        IDENTITY[:17] + "X",
        IDENTITY[:17] + "x",
        spaced(IDENTITY),
        OLD_IDENTITY,
        int(OLD_IDENTITY),
        "G" + IDENTITY,
        MOBILE,
        int(MOBILE),
        float(MOBILE),
        "+86 " + MOBILE,
        f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in IDENTITY),
    ],
)
@pytest.mark.parametrize("parse", [reference, person])
def test_numbers_of_persons_are_refused_as_references(cell, parse):
    with pytest.raises(Bad) as refused:
        parse(cell)
    assert not {IDENTITY, MOBILE, OLD_IDENTITY} & {refused.value.what, refused.value.fix, str(refused.value)}


def test_a_long_code_without_a_birthday_is_a_reference_but_no_person():
    organisation = "12320102" + "466001234" + "X"

    assert reference(organisation) == organisation
    with pytest.raises(Bad):
        person(organisation)


@pytest.mark.parametrize("cell", ["S01", "3201000123", "p-0001", "2020" + "0123456", "学生7"])
def test_codes_of_ones_own_are_references(cell):
    assert reference(cell) == person(cell) == cell


def test_a_choice_takes_its_words_and_lists_them_when_it_does_not():
    parse = choice({"open": ("开办", "复办"), "closed": ("停办",)})

    assert (parse("复办"), parse("OPEN"), parse(" 停办 ")) == ("open", "open", "closed")
    with pytest.raises(Bad) as refused:
        parse("打烊")
    assert refused.value.fix == "可以填：开办、停办"


def test_a_choice_of_numbers_takes_what_excel_made_of_them():
    assert choice({1: ("1", "第一学期")})(1.0) == 1


def test_blank_is_what_nobody_sees():
    assert all(map(is_blank, [None, "", " ", "　", "\u200b", "\ufeff \t"]))
    assert not any(map(is_blank, [0, False, "0", "．"]))


def test_a_problem_is_one_line_that_says_where():
    problem = Problem(
        file="filings.csv",
        row=5,
        column="报送时间",
        value="25:61",
        what="不是时间",
        fix="请写成 2020-10-12 09:31",
    )
    assert str(problem) == "filings.csv 第 5 行「报送时间」= 「25:61」：不是时间；请写成 2020-10-12 09:31"
    assert str(Problem(file="a.xlsx", sheet="表一", what="空")) == "a.xlsx［表一］：空"
    assert "\n" not in str(Problem(file="a\nb", what="x\u2028y\u202ez"))


def test_messages_shorten_long_cells_and_hide_long_numbers():
    assert shown("x" * 50) == "x" * 40 + "…"
    assert shown("p0001", personal=True) == masked("p0001") == "p***"
    assert shown("联系 " + MOBILE) == "联***"
    assert shown("3201000123") == "3201000123"
    assert shown("2020-10-12 25:61:00") == "2020-10-12 25:61:00"
    assert shown("2020-10-12 " + MOBILE) == "2***"
    assert shown("-".join([IDENTITY[:6], IDENTITY[6:10], IDENTITY[10:12], IDENTITY[12:]])) == "1***"
    assert shown("1990-03-07") == "1990-03-07"


PARSERS = [day, moment, boolean, whole_number, code, name, reference, person, choice({"a": ("甲",)})]
CELLS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789-/.:：年月日时分秒上下午 TZ+#'\"=", max_size=25),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@given(cell=CELLS)
def test_any_cell_ends_in_a_value_or_a_reason(cell):
    for parse in PARSERS:
        try:
            parse(cell)
        except Bad as refused:
            assert refused.what  # noqa: PT017 - either way is right


@given(value=st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_whatever_moment_python_writes_is_read_back(value):
    expected = value.replace(microsecond=0, tzinfo=SHANGHAI_TIME)

    assert moment(f"{value:%Y-%m-%d %H:%M:%S}") == expected
    assert moment(f"{value:%Y年%m月%d日 %H时%M分%S秒}") == expected
    assert day(f"{value.year}/{value.month}/{value.day}") == expected.date()


@given(text=st.text())
def test_cleaning_twice_is_cleaning_once(text):
    try:
        once = clean(text)
    except Bad:
        return
    try:
        twice = clean(once)
    except Bad:  # a mark hid Excel's error value
        return
    assert twice == once
