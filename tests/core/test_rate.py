from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.rate import UNDEFINED, Rates, published
from school_health.errors import FactError


# Hangzhou, as published in 疾病监测 2020, DOI 10.3784/j.issn.1003-9961.2020.11.011: pupils, person-days taught,
# person-days of absence through any illness and through influenza-like illness;
# then days per pupil, and the rates of both in percent.
HANGZHOU = {
    "kindergarten": ((134_694, 39_079_110, 692_411, 103_936), ("5.14", "1.77", "0.27")),
    "primary": ((228_934, 66_292_150, 188_103, 46_976), ("0.82", "0.28", "0.07")),
    "secondary": ((151_192, 43_758_625, 34_273, 7_259), ("0.23", "0.08", "0.02")),
    "total": ((514_820, 149_129_885, 914_787, 158_171), ("1.78", "0.61", "0.11")),
}


def rates(pupils=10, taught=100, ill=0, times=0):
    return Rates(pupils=pupils, teaching_days=taught, ill_days=ill, ill_times=times)


@st.composite
def any_rates(draw):
    pupils = draw(st.integers(0, 50))
    half_days = draw(st.integers(0, 400)) if pupils else 0
    ill = draw(st.integers(0, half_days))
    return rates(pupils, Fraction(half_days, 2), Fraction(ill, 2), draw(st.integers(0, 60)) if half_days else 0)


# ------------------------------------------------------------------ against what was published


@pytest.mark.parametrize(("row", "printed"), HANGZHOU.values(), ids=HANGZHOU)
def test_the_rows_of_a_published_table_come_out_as_printed(row, printed):
    pupils, taught, ill, influenza = row
    every, some = rates(pupils, taught, ill), rates(pupils, taught, influenza)

    assert (
        published(every.mean_days, 2),
        published(every.absence_rate, 2, percent=True),
        published(some.absence_rate, 2, percent=True),
    ) == printed


@pytest.mark.parametrize("column", [2, 3], ids=["any illness", "influenza-like illness"])
def test_the_rows_of_a_published_table_add_up_to_its_total(column):
    *parts, whole = (rates(row[0], row[1], row[column]) for row, _ in HANGZHOU.values())

    assert Rates.total(parts) == whole


def test_published_rates_that_share_no_denominator_are_consistent_with_one_school_year():
    # Xuzhou 2014, 19 schools: 0.171 %, 0.282 days, 12.4 %, 2,846 times. This is a test of consistency: pupils, days and
    # person-days were not published. 2,846 times at 12.4 % are about 22,952 pupils, 0.282 days each about 6,473 days, and
    # 0.171 % of the days taught then means about 165 school days, which a school year has.
    pupils, times = 22_952, 2_846
    year = rates(pupils, pupils * 165, 6_473, times)

    assert published(year.absence_rate, 3, percent=True) == "0.171"
    assert published(year.mean_days, 3) == "0.282"
    assert published(year.incidence, 1, percent=True) == "12.4"


@pytest.mark.parametrize("days", [Decimal("9620.5"), Fraction(19_241, 2)])
def test_half_days_are_counted_exactly(days):
    # Yangzhou, January to June 2012: 7,424 times, 9,620.5 days. The pupils and the days taught are invented.
    half_year = rates(10_000, 1_000_000, days, 7_424)

    assert half_year.mean_days == Fraction(19_241, 20_000)
    assert half_year.absence_rate == Fraction(19_241, 2_000_000)
    assert half_year + half_year == rates(20_000, 2_000_000, 19_241, 14_848)


# ------------------------------------------------------------------ sums


def test_nothing_adds_up_to_zeros_without_rates():
    nothing = Rates.total([])

    assert nothing == rates(0, 0, 0, 0)
    assert (nothing.absence_rate, nothing.mean_days, nothing.incidence) == (None, None, None)


def test_a_rate_of_zero_is_not_an_undefined_one():
    healthy = rates(10, 100, 0, 0)

    assert (healthy.absence_rate, healthy.mean_days, healthy.incidence) == (0, 0, 0)


def test_pupils_who_were_not_taught_have_days_and_times_but_no_rate():
    vacation = rates(10, 0, 0, 0)

    assert (vacation.absence_rate, vacation.mean_days, vacation.incidence) == (None, 0, 0)


@given(st.lists(any_rates(), max_size=8).flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts))))
def test_parts_add_up_to_the_same_in_any_order_and_grouping(both):
    parts, shuffled = both
    half = len(parts) // 2

    assert Rates.total(shuffled) == Rates.total(parts)
    assert Rates.total(parts[:half]) + Rates.total(parts[half:]) == Rates.total(parts)
    assert list(accumulate(parts, add, initial=Rates.total([])))[-1] == Rates.total(parts)


@given(st.lists(any_rates(), min_size=1, max_size=8))
@pytest.mark.parametrize("name", ["absence_rate", "mean_days", "incidence"])
def test_a_rate_of_the_total_lies_between_those_of_its_parts(name, parts):
    known = [rate for rate in (getattr(part, name) for part in parts) if rate is not None]
    whole = getattr(Rates.total(parts), name)

    assert (whole is None) == (not known)
    assert whole is None or min(known) <= whole <= max(known)


# ------------------------------------------------------------------ contradictions


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((-1, 0, 0, 0), "Rates.pupils is negative"),
        ((1, -1, 0, 0), "Rates.teaching_days is negative"),
        ((1, 1, Fraction(-1, 2), 0), "Rates.ill_days is negative"),
        ((1, 1, 0, -1), "Rates.ill_times is negative"),
        ((1, 10, Fraction(21, 2), 1), "more days of absence than days taught"),
        ((1, 0, 0, 1), "absences where nothing was taught"),
        ((0, 1, 0, 0), "days taught to no pupils"),
        ((1.0, 1, 0, 0), "Rates.pupils counts whole"),
        ((1, 1, 0, Fraction(1, 2)), "Rates.ill_times counts whole"),
        ((1, 1.0, 0, 0), "exact; not float"),
        ((1, 1, 0.5, 0), "exact; not float"),
        ((1, 1, Decimal("NaN"), 0), "exact; not Decimal"),
        ((1, Decimal("Infinity"), 0, 0), "exact; not Decimal"),
    ],
)
def test_numbers_that_contradict_themselves_are_refused(values, says):
    with pytest.raises(FactError, match=says):
        rates(*values)


def test_all_days_taught_may_be_missed():
    assert rates(1, 10, 10, 1).absence_rate == 1


def test_times_without_days_and_days_without_times_are_possible():
    assert rates(10, 100, 0, 3).incidence == Fraction(3, 10)
    assert rates(10, 100, 3, 0).mean_days == Fraction(3, 10)


def test_more_absences_than_pupils_are_possible():
    assert published(rates(10, 100, 20, 15).incidence, 0, percent=True) == "150"


# ------------------------------------------------------------------ as printed


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (Fraction(5, 1000), 2, "0.01"),  # as a float it is 0.00500…01, and 1.005 is 1.00499…9
        (Fraction(1005, 1000), 2, "1.01"),
        (Fraction(4_999_999, 10**9), 2, "0.00"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(3, 2), 0, "2"),
        (Fraction(5, 2), 0, "3"),  # to even it would be 2
        (Fraction(9_995, 10_000), 3, "1.000"),
        (Fraction(12), 1, "12.0"),
        (Fraction(0), 3, "0.000"),
        (Fraction(1, 3), 4, "0.3333"),
    ],
)
def test_a_rate_is_printed_half_up_with_all_its_decimals(value, digits, printed):
    assert published(value, digits) == printed


def test_a_rate_in_percent_is_rounded_once():
    assert published(Fraction(171, 100_000), 3, percent=True) == "0.171"
    assert published(Fraction(4_445, 10_000), 1, percent=True) == "44.5"
    assert published(Fraction(4_445, 10_000), 0, percent=True) == "44"


def test_an_undefined_rate_is_printed_as_a_dash():
    assert published(None, 2) == published(None, 0, percent=True) == UNDEFINED == "—"


@given(st.integers(0, 10**9), st.integers(0, 6), st.integers(0, 6))
def test_a_rate_is_printed_as_decimal_arithmetic_rounds_it(number, places, digits):
    expected = (Decimal(number).scaleb(-places)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)

    assert published(Fraction(number, 10**places), digits) == f"{expected:f}"


@pytest.mark.parametrize(
    ("value", "digits", "says"),
    [
        (Fraction(1, 2), -1, "fewer than 0 decimals"),
        (None, -1, "fewer than 0 decimals"),
        (Fraction(-1, 2), 1, "cannot be negative"),
        (0.005, 2, "exact; not float"),
    ],
)
def test_what_is_no_rate_or_no_number_of_decimals_is_refused(value, digits, says):
    with pytest.raises(FactError, match=says):
        published(value, digits)
