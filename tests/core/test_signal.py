from __future__ import annotations

from math import erfc, inf, nan, sqrt
from statistics import NormalDist, mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.core.signal import DETECTORS, Point, ears_c1, ears_c2, ears_c3, moving_percentile
from school_health.errors import FactError


EARS = {name: detect for name, detect in DETECTORS.items() if name.startswith("ears")}

# Settings with which each detector has a baseline in a short series; alpha is wide, so that both verdicts are common.
SMALL = {
    "ears-c1": {"baseline": 3, "alpha": 0.1},
    "ears-c2": {"baseline": 3, "alpha": 0.1},
    "ears-c3": {"baseline": 3, "alpha": 0.1},
    "moving-percentile": {"years": 2, "around": 1, "period": 4},
}
# The places of such a series that come before any baseline.
BEFORE = {"ears-c1": 3, "ears-c2": 5, "ears-c3": 7, "moving-percentile": 9}

# Mean 4 and standard deviation 1.
EVEN = [3, 5, 3, 5, 3, 5, 4]

every_detector = pytest.mark.parametrize("name", sorted(DETECTORS))
every_ears = pytest.mark.parametrize("name", sorted(EARS))

series = st.lists(st.integers(0, 9), max_size=24)


def at_z(z):
    """
    The alpha whose quantile is z.
    """
    return erfc(z / sqrt(2)) / 2


def verdicts(points):
    return [point.verdict for point in points]


def last(points):
    return points[-1]


def naive_c3(counts, baseline):
    """
    The last C3 statistic in floats, as one writes it down first.
    """
    total = 0.0
    for place in range(len(counts) - 3, len(counts)):
        earlier = counts[place - baseline - 2 : place - 2]
        middle = sum(earlier) / baseline
        sigma = sqrt(sum((one - middle) ** 2 for one in earlier) / (baseline - 1))
        total += max(0.0, (counts[place] - middle) / sigma - 1)
    return total


# ---------------------------------------------------------------------- all of them


def test_the_detectors_go_by_these_names_and_nobody_can_change_them():
    assert dict(DETECTORS) == {
        "ears-c1": ears_c1,
        "ears-c2": ears_c2,
        "ears-c3": ears_c3,
        "moving-percentile": moving_percentile,
    }
    with pytest.raises(TypeError):
        DETECTORS["mine"] = ears_c1


@every_detector
def test_an_empty_series_has_no_points(name):
    assert DETECTORS[name]([]) == ()


@every_detector
@given(counts=series)
def test_each_place_has_its_point_in_order(name, counts):
    points = DETECTORS[name](counts, **SMALL[name])

    assert [(point.index, point.observed) for point in points] == list(enumerate(counts))


@every_detector
@given(counts=series)
def test_a_point_has_a_bound_and_a_statistic_just_where_it_has_a_baseline(name, counts):
    for point in DETECTORS[name](counts, **SMALL[name]):
        without = point.verdict == "no-baseline"

        assert (point.upper is None, point.statistic is None) == (without, without)


@every_detector
def test_the_first_points_have_no_baseline_and_the_next_one_has(name):
    counts = [1, 2, 4] * 8

    found = verdicts(DETECTORS[name](counts, **SMALL[name]))

    assert found[: BEFORE[name]] == ["no-baseline"] * BEFORE[name]
    assert "no-baseline" not in found[BEFORE[name] :]


@every_ears
def test_with_seven_counts_the_first_verdict_is_on_the_eighth_tenth_and_twelfth(name):
    found = verdicts(DETECTORS[name]([1, 2, 4] * 8))

    assert found.index("quiet") + 1 == {"ears-c1": 8, "ears-c2": 10, "ears-c3": 12}[name]


def test_by_default_the_moving_percentile_needs_three_years_of_weeks_and_two_weeks_more():
    found = verdicts(moving_percentile([1] * 160))

    assert found == ["no-baseline"] * 158 + ["alarm"] * 2


@every_detector
@given(counts=series, cut=st.integers(0, 24))
def test_a_verdict_depends_only_on_the_counts_up_to_its_place(name, counts, cut):
    detect, settings = DETECTORS[name], SMALL[name]

    assert detect(counts[:cut], **settings) == detect(counts, **settings)[:cut]


@every_detector
@given(counts=st.lists(st.integers(0, 9), min_size=10, max_size=16), more=st.integers(0, 9))
def test_more_of_the_last_count_never_takes_an_alarm_back(name, counts, more):
    detect, settings = DETECTORS[name], SMALL[name]
    before = last(detect(counts, **settings)).verdict
    after = last(detect([*counts[:-1], counts[-1] + more], **settings)).verdict

    assert after == before or (before, after) == ("quiet", "alarm")


@every_ears
@given(count=st.integers(0, 10**6), length=st.integers(0, 30), least=st.sampled_from([0, 0.5, 1]))
def test_a_series_that_never_changes_is_no_alarm_for_ears(name, count, length, least):
    assert "alarm" not in verdicts(DETECTORS[name]([count] * length, least_sigma=least))


@every_detector
@given(length=st.integers(0, 20))
def test_a_series_of_zeros_is_never_an_alarm(name, length):
    assert "alarm" not in verdicts(DETECTORS[name]([0] * length, **SMALL[name]))


# ---------------------------------------------------------------------- C1 and C2


@pytest.mark.parametrize(("detect", "between"), [(ears_c1, []), (ears_c2, [9, 0])])
def test_c1_looks_at_the_seven_before_and_c2_leaves_out_two(detect, between):
    point = last(detect([*EVEN, *between, 6], alpha=at_z(3)))

    assert point == Point(index=7 + len(between), observed=6, verdict="quiet", upper=7.0, statistic=2.0)


@pytest.mark.parametrize(("detect", "between"), [(ears_c1, []), (ears_c2, [9, 0])])
@pytest.mark.parametrize(("observed", "verdict"), [(6, "quiet"), (7, "quiet"), (8, "alarm")])
def test_a_count_at_the_bound_is_quiet_and_one_above_it_alarms(detect, between, observed, verdict):
    # The quantile is 3 only after rounding: of 1 - alpha it comes out in floats as 2.999999999999997.
    assert last(detect([*EVEN, *between, observed], alpha=at_z(3))).verdict == verdict


@pytest.mark.parametrize(("observed", "verdict"), [(7, "quiet"), (8, "alarm")])
def test_the_usual_alpha_lies_a_little_above_three_sigma(observed, verdict):
    point = last(ears_c1([*EVEN, observed]))

    assert point.upper == pytest.approx(4 + 3.090232306168)
    assert point.verdict == verdict


@pytest.mark.parametrize(
    ("alpha", "observed", "verdict"),
    [(0.5, 4, "quiet"), (0.5, 5, "alarm"), (at_z(-1), 2, "quiet"), (at_z(-1), 3, "quiet"), (at_z(-1), 4, "alarm")],
)
def test_a_wide_alpha_puts_the_bound_at_or_below_the_mean(alpha, observed, verdict):
    assert last(ears_c1([*EVEN, observed], alpha=alpha)).verdict == verdict


@pytest.mark.parametrize("side", [-1, 1])
def test_the_bound_of_an_irrational_sigma_is_decided_on_both_sides(side):
    earlier = [0, 1, 2, 3, 5, 8, 13]
    score = (30 - mean(earlier)) / stdev(earlier)

    point = last(ears_c1([*earlier, 30], alpha=at_z(score + side * 1e-10)))

    assert point.statistic == pytest.approx(score, rel=1e-12)
    assert point.verdict == ("alarm" if side < 0 else "quiet")


def test_the_first_single_absence_after_none_has_no_baseline():
    assert last(ears_c1([0] * 7 + [1])) == Point(index=7, observed=1, verdict="no-baseline", upper=None, statistic=None)


@pytest.mark.parametrize(("observed", "verdict"), [(1, "quiet"), (2, "alarm")])
def test_a_least_sigma_stands_in_for_a_baseline_without_spread(observed, verdict):
    point = last(ears_c1([0] * 7 + [observed], least_sigma=0.5))

    assert point.upper == pytest.approx(0.5 * 3.090232306168)
    assert (point.statistic, point.verdict) == (2.0 * observed, verdict)


@pytest.mark.parametrize(("least", "statistic"), [(0.5, 2.0), (1, 2.0), (2, 1.0)])
def test_a_least_sigma_counts_only_where_the_spread_is_smaller(least, statistic):
    assert last(ears_c1([*EVEN, 6], least_sigma=least)).statistic == statistic


@pytest.mark.parametrize(("observed", "verdict"), [(5, "quiet"), (6, "alarm")])
def test_a_least_sigma_is_the_number_that_is_written(observed, verdict):
    # Ten times 0.3 is 3. The nearest float is a little less, and 5 would lie above its bound.
    assert last(ears_c1([2] * 7 + [observed], least_sigma=0.3, alpha=at_z(10))).verdict == verdict


@given(counts=st.lists(st.integers(0, 50), min_size=8, max_size=8), alpha=st.floats(0.0001, 0.4))
def test_c1_is_the_textbook_formula(counts, alpha):
    *earlier, observed = counts
    sigma = stdev(earlier)
    point = last(ears_c1(counts, alpha=alpha))
    z = NormalDist().inv_cdf(1 - alpha)

    if not sigma:
        assert point.verdict == "no-baseline"
        return
    assert point.upper == pytest.approx(mean(earlier) + z * sigma)
    assert point.statistic == pytest.approx((observed - mean(earlier)) / sigma)
    if abs(observed - point.upper) > 1e-9:
        assert point.verdict == ("alarm" if observed > point.upper else "quiet")


# ---------------------------------------------------------------------- C3

# Nine counts whose three baselines of seven each have mean 4 and standard deviation 1.
EVEN_C3 = [*EVEN, 3, 5]


@pytest.mark.parametrize(
    ("tail", "statistic"),
    [
        ([4, 4, 4], 0.0),
        ([4, 4, 5], 0.0),
        ([4, 4, 6], 1.0),
        ([6, 4, 4], 1.0),
        ([0, 6, 6], 2.0),
        ([6, 7, 8], 6.0),
    ],
)
def test_c3_sums_what_three_scores_have_above_one(tail, statistic):
    assert last(ears_c3([*EVEN_C3, *tail])).statistic == statistic


@pytest.mark.parametrize(
    ("tail", "verdict"),
    [([4, 6, 6], "quiet"), ([6, 6, 4], "quiet"), ([4, 6, 7], "alarm"), ([6, 6, 6], "alarm"), ([8, 0, 0], "alarm")],
)
def test_a_sum_at_the_threshold_is_quiet_and_one_above_it_alarms(tail, verdict):
    assert last(ears_c3([*EVEN_C3, *tail], alpha=at_z(2))).verdict == verdict


def test_a_score_below_one_takes_nothing_off_the_sum():
    point = last(ears_c3([2 * one for one in EVEN_C3] + [9, 9, 15], alpha=at_z(2)))

    assert (point.statistic, point.verdict) == (2.5, "alarm")


def test_a_sum_that_floats_put_above_the_threshold_is_quiet_at_it():
    counts = [0, 3, 6, 8, 0, 3, 8, 15, 9]
    point = last(ears_c3(counts, baseline=4, alpha=at_z(2.5)))

    assert naive_c3(counts, 4) > 2.5
    assert point.verdict == "quiet"
    assert last(ears_c3([*counts[:-1], 10], baseline=4, alpha=at_z(2.5))).verdict == "alarm"


@pytest.mark.parametrize("side", [-1, 1])
def test_a_sum_of_irrational_scores_is_decided_a_hair_from_the_threshold(side):
    counts = [0, 1, 2, 3, 5, 8, 13, 1, 4, 20, 21, 22]

    point = last(ears_c3(counts, alpha=at_z(naive_c3(counts, 7) + side * 1e-10)))

    assert point.verdict == ("alarm" if side < 0 else "quiet")


@pytest.mark.parametrize(
    ("tail", "upper"),
    [([4, 4, 4], 6.0), ([6, 4, 4], 5.0), ([6, 6, 4], 4.0), ([7, 7, 9], 2.0), ([9, 9, 9], -2.0)],
)
def test_the_upper_bound_of_c3_falls_with_the_two_counts_before(tail, upper):
    assert last(ears_c3([*EVEN_C3, *tail], alpha=at_z(2))).upper == pytest.approx(upper)


@pytest.mark.parametrize(("tail", "above", "verdict"), [([4, 4, 7], True, "quiet"), ([6, 7, 0], False, "alarm")])
def test_c3_goes_by_its_statistic_where_the_documented_bound_says_otherwise(tail, above, verdict):
    point = last(ears_c3([*EVEN_C3, *tail], alpha=at_z(2.5)))

    assert (point.observed > point.upper, point.verdict) == (above, verdict)


@pytest.mark.parametrize("flat", [0, 1, 2])
def test_c3_has_no_baseline_where_one_of_its_three_has_none(flat):
    # With a baseline of two, the places that hold equal neighbours are without spread.
    counts = [1, 2, 1, 2, 1, 2, 1]
    counts[flat + 1] = counts[flat]

    assert last(ears_c3(counts, baseline=2)).verdict == "no-baseline"
    assert last(ears_c3([1, 2, 1, 2, 1, 2, 1], baseline=2)).verdict == "quiet"


@given(counts=st.lists(st.integers(0, 50), min_size=12, max_size=12))
def test_c3_is_the_textbook_formula(counts):
    point = last(ears_c3(counts, least_sigma=0))
    if any(len(set(counts[first : first + 7])) == 1 for first in range(3)):
        assert point.verdict == "no-baseline"
        return
    expected = naive_c3(counts, 7)

    assert point.statistic == pytest.approx(expected, abs=1e-9)
    if abs(expected - 1.959963984540) > 1e-9:
        assert point.verdict == ("alarm" if expected > 1.959963984540 else "quiet")


# ---------------------------------------------------------------------- moving percentile


def by_year(window, observed, **settings):
    """
    Judge one count against a window in the one year before it.
    """
    around = len(window) // 2
    gap = [99] * around
    return last(moving_percentile([*window, *gap, observed], years=1, around=around, period=len(window), **settings))


@pytest.mark.parametrize(
    ("percent", "threshold"),
    [(1, 1), (20, 1), (21, 2), (40, 2), (50, 3), (60, 3), (80, 4), (81, 5), (99, 5)],
)
def test_the_percentile_is_the_count_of_the_nearest_rank(percent, threshold):
    assert by_year([5, 3, 1, 2, 4], 0, percent=percent).upper == threshold


@pytest.mark.parametrize(("observed", "verdict", "share"), [(3, "quiet", 60.0), (4, "alarm", 80.0), (9, "alarm", 100.0)])
def test_a_count_that_reaches_the_percentile_alarms(observed, verdict, share):
    point = by_year([5, 3, 1, 2, 4], observed)

    assert point == Point(index=7, observed=observed, verdict=verdict, upper=4.0, statistic=share)


@pytest.mark.parametrize(("observed", "verdict", "share"), [(1, "quiet", 20.0), (2, "alarm", 80.0), (3, "alarm", 80.0)])
def test_equal_counts_take_one_rank_each(observed, verdict, share):
    point = by_year([2, 2, 1, 2, 7], observed, percent=50)

    assert (point.upper, point.verdict, point.statistic) == (2.0, verdict, share)


def test_a_count_that_never_changes_reaches_its_own_percentile():
    assert by_year([2, 2, 2, 2, 2], 2).verdict == "alarm"


@pytest.mark.parametrize(("observed", "verdict"), [(0, "quiet"), (1, "alarm")])
def test_an_observed_zero_never_alarms_even_where_the_percentile_is_zero(observed, verdict):
    point = by_year([0, 0, 0, 0, 3], observed)

    assert (point.upper, point.verdict) == (0.0, verdict)


@pytest.mark.parametrize("observed", [0, 1, 9])
def test_a_window_of_zeros_is_no_baseline(observed):
    assert by_year([0, 0, 0, 0, 0], observed).verdict == "no-baseline"


def test_the_window_is_the_same_time_of_three_years_and_two_places_to_each_side():
    size, period = 3 * 52 + 3, 52
    inside = {size - 1 - period * year + step for year in (1, 2, 3) for step in range(-2, 3)}
    counts = [7 if place in inside else 1000 for place in range(size - 1)]

    assert len(inside) == 15
    assert last(moving_percentile([*counts, 6])).upper == 7.0
    assert last(moving_percentile([*counts, 6])).statistic == 0.0
    assert last(moving_percentile([*counts, 7])).statistic == 100.0


@pytest.mark.parametrize("years", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("around", [0, 1, 3])
def test_the_first_window_that_is_whole_is_the_first_baseline(years, around):
    period = 8
    points = moving_percentile([1] * 60, years=years, around=around, period=period)

    assert verdicts(points).index("alarm") == years * period + around


def test_a_series_by_days_has_its_own_year():
    counts = [0] * 365 + [3]
    counts[0] = 2

    assert last(moving_percentile(counts, years=1, around=0, period=365)).upper == 2.0


@given(counts=st.lists(st.integers(0, 9), min_size=13, max_size=30), percent=st.integers(1, 99))
def test_the_share_at_or_below_reaches_the_percent_just_where_the_count_reaches_the_percentile(counts, percent):
    points = moving_percentile(counts, percent=percent, years=2, around=1, period=5)
    judged = [point for point in points if point.verdict != "no-baseline"]

    assert [point.statistic >= percent for point in judged] == [point.observed >= point.upper for point in judged]
    assert [point.verdict for point in judged] == [
        "alarm" if point.observed and point.observed >= point.upper else "quiet" for point in judged
    ]


# ---------------------------------------------------------------------- wrong settings


@every_detector
@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([1, 2, -1], "place 2 is negative"),
        ([1, 2.0], "whole numbers"),
        ([1, nan], "whole numbers"),
        ([1, None], "whole numbers"),
    ],
)
def test_a_series_that_is_not_of_counts_is_refused(name, counts, told):
    with pytest.raises(FactError, match=told):
        DETECTORS[name](counts)


def test_the_refusal_of_a_count_does_not_repeat_it():
    with pytest.raises(FactError) as refused:
        ears_c1([-7654321])

    assert "7654321" not in str(refused.value)


@every_ears
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"alpha": 0}, "alpha must lie between 0 and 1, not 0"),
        ({"alpha": 1}, "alpha must lie between 0 and 1, not 1"),
        ({"alpha": -0.1}, "alpha"),
        ({"alpha": nan}, "alpha"),
        ({"baseline": 1}, "baseline must be a whole number of 2 or more, not 1"),
        ({"baseline": 7.5}, "baseline"),
        ({"least_sigma": -0.5}, "least_sigma must be 0 or more, not -0.5"),
        ({"least_sigma": inf}, "least_sigma"),
        ({"least_sigma": nan}, "least_sigma"),
    ],
)
def test_a_wrong_setting_of_ears_is_refused_by_name_even_for_an_empty_series(name, settings, told):
    with pytest.raises(FactError, match=told):
        DETECTORS[name]([], **settings)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"percent": 0}, "percent must be a whole number from 1 to 99, not 0"),
        ({"percent": 100}, "percent must be a whole number from 1 to 99, not 100"),
        ({"percent": 80.0}, "percent"),
        ({"years": 0}, "years must be a whole number from 1 to 5, not 0"),
        ({"years": 6}, "years"),
        ({"around": -1}, "around must be a whole number of 0 or more, not -1"),
        ({"around": 2, "period": 4}, "period must be a whole number of 5 or more, not 4"),
    ],
)
def test_a_wrong_setting_of_the_moving_percentile_is_refused_by_name(settings, told):
    with pytest.raises(FactError, match=told):
        moving_percentile([], **settings)


@every_ears
@pytest.mark.parametrize("settings", [{"alpha": 1e-300}, {"alpha": 1 - 1e-16}, {"baseline": 2}, {"least_sigma": 0}])
def test_the_outermost_settings_of_ears_are_taken(name, settings):
    assert len(DETECTORS[name]([1, 2] * 8, **settings)) == 16


@pytest.mark.parametrize(
    "settings", [{"percent": 1}, {"percent": 99}, {"years": 1}, {"years": 5}, {"around": 2, "period": 5}]
)
def test_the_outermost_settings_of_the_moving_percentile_are_taken(settings):
    assert len(moving_percentile([1, 2] * 8, **settings)) == 16
