"""
Statistical detectors: which points of a series of counts stand out from what came before.

A detector takes the counts of one series, oldest first, and returns one `Point` for each place. It looks at no count after
the point: a verdict stands when the series grows. Every verdict is decided in whole numbers and fractions; the floats of a
point are for people, and nothing is decided from them.

EARS C1, C2 and C3 are those of Fricker, Hegler and Dunfee 2008 (*Statistics in Medicine* 27: 3407-3429), as the manual of
``earsC`` in the R package surveillance puts them (Salmon, Schumacher and Höhle 2016, *Journal of Statistical Software* 70
(10)). Where that manual and its code differ, the detector says which one is taken.

The moving percentile method is that of China's CIDARS (Yang et al. 2011, *Western Pacific Surveillance and Response
Journal* 2 (1): 10-15; Wang et al. 2017, *BMC Public Health*, doi:10.1186/s12889-017-4488-0); `moving_percentile` says what
is ours in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import index
from statistics import NormalDist
from types import MappingProxyType
from typing import Any, Literal, Protocol

from attrs import frozen

from school_health.errors import FactError


__all__ = ["DETECTORS", "Detector", "Point", "Verdict", "ears_c1", "ears_c2", "ears_c3", "moving_percentile"]

Verdict = Literal["alarm", "quiet", "no-baseline"]

# Whether it alarms, the upper bound and the statistic; None is a place without a baseline.
_Judgement = tuple[bool, float, float] | None

# C2 and C3 leave out the counts just before the point, which an outbreak that is under way has raised already.
C2_LAG = 2


@frozen(kw_only=True)
class Point:
    """
    What a detector says of one place of a series.

    Args:
        index: the place, from 0.
        observed: the count there.
        verdict: ``no-baseline`` is a state of its own: neither an alarm nor its absence.
        upper: the bound that the method documents (EARS alarms above it, the moving percentile at it); without a
            baseline there is none.
        statistic: what the method compares with its threshold; without a baseline there is none.
    """

    index: int
    observed: int
    verdict: Verdict
    upper: float | None
    statistic: float | None


class Detector(Protocol):
    """
    A method that judges each place of a series by the places before it.
    """

    def __call__(self, counts: Sequence[int], /, *args: Any, **settings: Any) -> tuple[Point, ...]:
        """
        Return one point for each place, in order; raise `FactError` where a count or a setting is out of its range.
        """
        ...


@frozen
class _Baseline:
    """
    Mean and variance (with n - 1) of earlier counts, and how far an observed count lies above that mean.
    """

    mean: Fraction
    variance: Fraction
    excess: Fraction

    @property
    def sigma(self) -> float:
        return math.sqrt(self.variance)

    @property
    def score(self) -> float:
        return float(self.excess) / self.sigma

    @property
    def beyond(self) -> float:  # what a place adds to C3
        return max(0.0, self.score - 1)


def ears_c1(counts: Sequence[int], *, alpha: float = 0.001, baseline: int = 7, least_sigma: float = 0) -> tuple[Point, ...]:
    """
    EARS C1: a count against the ``baseline`` counts just before it, from the place after the first so many on.

    The statistic is ``(observed - mean) / s``, the upper bound ``mean + z * s``, with the standard deviation ``s`` of the
    sample (over n - 1) and the quantile ``z`` of the standard normal distribution at ``1 - alpha``.

    It alarms where the count is *above* the bound, as the code of ``earsC`` has it; its manual says at or above. The two
    differ only where the count is the bound itself, as it may be with an ``alpha`` of 0.5.

    ``z`` is rounded to twelve decimals: the last bits of a float are noise, and an ``alpha`` that stands for three sigma
    must mean 3. From there on all is exact: both sides are compared as fractions, squared.

    Args:
        counts: the series, oldest first.
        alpha: the share of alarms that is accepted where nothing happens.
        baseline: how many counts make the baseline.
        least_sigma: ``s`` is at least this. With 0, counts that are all the same are no baseline (``no-baseline``), so
        that a first single absence is no alarm; 0.5 or 1 suits sparse counts.

    Raises:
        FactError: a count or a setting is out of its range.
    """
    return _score(counts, 0, alpha, baseline, least_sigma)


def ears_c2(counts: Sequence[int], *, alpha: float = 0.001, baseline: int = 7, least_sigma: float = 0) -> tuple[Point, ...]:
    """
    EARS C2: as `ears_c1`, with a baseline that ends three places before the count, so that two lie between.
    """
    return _score(counts, C2_LAG, alpha, baseline, least_sigma)


def ears_c3(counts: Sequence[int], *, alpha: float = 0.025, baseline: int = 7, least_sigma: float = 0) -> tuple[Point, ...]:
    """
    EARS C3: the sum, over a count and the two before it, of what their C2 statistics have above 1.

    The statistic is ``sum(max(0, C2(i) - 1) for i in (t - 2, t - 1, t))``; it alarms where that is *above* ``z``. So an
    alarm may go on for two places after a large count, even where 0 is observed. Where one of the three has no baseline
    for C2, there is none for C3 (ours: the manual does not speak of it). The settings are those of `ears_c1`.

    This is what the manual of ``earsC`` states. Its code does something else: it puts the observed count in the place of
    the mean of the baseline, and so only asks whether the two counts before it sum up to more than ``z``. The upper bound
    is the manual's too, ``mean + s * (z - sum(max(0, C2(i) - 1) for i in (t - 2, t - 1)))``, with mean and ``s`` of C2. As
    that leaves out the 1 and the 0 of the count's own part, a count above it need be no alarm, nor one below it quiet: the
    verdict goes by the statistic.

    The sum of up to three square roots of fractions is compared with the fraction ``z`` exactly: each root is enclosed
    between two fractions, ever closer, until the whole sum lies on one side. Such a sum can only equal a fraction if each
    root is one, and then the enclosure is exact at once; so this ends, and needs no tolerance.
    """
    known, z, bases = _prepare(counts, C2_LAG, alpha, baseline, least_sigma)
    triples = zip([None, None, *bases], [None, *bases], bases, strict=False)  # each with the two before it
    return _points(known, [_summed(*triple, z) for triple in triples])


def moving_percentile(
    counts: Sequence[int], *, percent: int = 80, years: int = 3, around: int = 2, period: int = 52
) -> tuple[Point, ...]:
    """
    The moving percentile method: a count against those of the same time in earlier years.

    The baseline of a count are those at its place in each of the ``years`` years before it, with ``around`` places to either
    side: 15 counts by default. It alarms where the count reaches the ``percent``-th percentile of them.

    The papers compare with the weeks about the same week of earlier years (five weeks of five years in Wang et al. 2017),
    and find that the best percentile depends on disease and place. Ours are:

    - a count equal to the percentile alarms (so one that never changes always does), but an observed 0 never does;
    - the percentile is by nearest rank: of n counts in order, the one at place ``ceil(percent * n / 100)``, where equal
      counts take one place each. The statistic is the percent of the baseline at or below the count: it reaches
      ``percent`` just where the count reaches the percentile;
    - there is no baseline with fewer counts than the whole window, nor where all of them are 0;
    - a year is ``period`` places: a series by weeks leaves out the 53rd, one by days 29 February. One count is one place: a
      caller with daily counts who wants sums over seven days passes those.

    Args:
        counts: the series.
        percent: which percentile, from 1 to 99.
        years: how many years back, from 1 to 5.
        around: how many places before and after the same place.
        period: how many places a year has: 52 for weeks, 365 for days.

    Raises:
        FactError: a count or a setting is out of its range.
    """
    known = _counts(counts)
    _whole("percent", percent, 1, 99)
    _whole("years", years, 1, 5)
    _whole("around", around, 0)
    _whole("period", period, 2 * around + 1)
    judged: list[_Judgement] = []
    for place, observed in enumerate(known):
        middles = [place - year * period for year in range(1, years + 1)]  # the last of them lies furthest back
        window = [] if middles[-1] < around else [one for at in middles for one in known[at - around : at + around + 1]]
        judged.append(_reaching(observed, window, percent) if any(window) else None)
    return _points(known, judged)


DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {"ears-c1": ears_c1, "ears-c2": ears_c2, "ears-c3": ears_c3, "moving-percentile": moving_percentile}
)


def _score(counts: Sequence[int], lag: int, alpha: float, baseline: int, least_sigma: float) -> tuple[Point, ...]:
    known, z, bases = _prepare(counts, lag, alpha, baseline, least_sigma)
    return _points(known, [None if base is None else _above(base, z) for base in bases])


def _above(base: _Baseline, z: Fraction) -> _Judgement:
    # excess > z * s, both squared with their signs kept: z is negative where alpha is above a half
    alarm = base.excess * abs(base.excess) > z * abs(z) * base.variance
    return alarm, float(base.mean) + float(z) * base.sigma, base.score


def _reaching(observed: int, window: Sequence[int], percent: int) -> _Judgement:
    threshold = sorted(window)[-(-percent * len(window) // 100) - 1]
    share = 100 * sum(one <= observed for one in window) / len(window)
    return observed > 0 and observed >= threshold, float(threshold), share


def _summed(first: _Baseline | None, second: _Baseline | None, now: _Baseline | None, z: Fraction) -> _Judgement:
    if first is None or second is None or now is None:
        return None
    squares = [one.excess**2 / one.variance for one in (first, second, now) if one.excess > 0]
    counted = [square for square in squares if square > 1]
    before = first.beyond + second.beyond
    upper = float(now.mean) + now.sigma * (float(z) - before)
    return _roots_exceed(counted, z + len(counted)), upper, before + now.beyond


def _prepare(
    counts: Sequence[int], lag: int, alpha: float, baseline: int, least_sigma: float
) -> tuple[tuple[int, ...], Fraction, list[_Baseline | None]]:
    known = _counts(counts)
    if not 0 < alpha < 1:
        message = f"alpha must lie between 0 and 1, not {alpha}: it is the share of false alarms, such as 0.001"
        raise FactError(message)
    if not 0 <= least_sigma < math.inf:
        message = f"least_sigma must be 0 or more, not {least_sigma}: it is the least standard deviation, such as 0.5"
        raise FactError(message)
    _whole("baseline", baseline, 2)
    z = Fraction(f"{-NormalDist().inv_cdf(alpha):.12f}")
    least = Fraction(str(least_sigma)) ** 2  # as it is written: 0.1 is a tenth
    none: list[_Baseline | None] = [None] * min(baseline + lag, len(known))
    ends = range(baseline, len(known) - lag)
    return known, z, none + [_base(known[end + lag], known[end - baseline : end], least) for end in ends]


def _base(observed: int, earlier: Sequence[int], least: Fraction) -> _Baseline | None:
    size, total, squares = len(earlier), sum(earlier), sum(one * one for one in earlier)
    variance = max(least, Fraction(size * squares - total * total, size * (size - 1)))
    mean = Fraction(total, size)
    return _Baseline(mean, variance, observed - mean) if variance else None


def _roots_exceed(squares: Sequence[Fraction], limit: Fraction) -> bool:
    """
    Say whether the sum of the square roots of fractions is above a fraction.
    """
    bits = 16  # after the binary point
    while True:
        lower = gap = Fraction(0)
        for square in squares:
            # The root of p/q is the root of p*q, divided by q.
            product, unit = square.numerator * square.denominator << 2 * bits, square.denominator << bits
            root = math.isqrt(product)
            lower += Fraction(root, unit)
            gap += Fraction(root * root < product, unit)
        if lower > limit or lower + gap <= limit:
            return lower > limit
        bits *= 2


def _points(known: Sequence[int], judged: Sequence[_Judgement]) -> tuple[Point, ...]:
    points = []
    for place, (observed, one) in enumerate(zip(known, judged, strict=True)):
        alarm, upper, statistic = one or (None, None, None)
        verdict: Verdict = "no-baseline" if alarm is None else "alarm" if alarm else "quiet"
        points.append(Point(index=place, observed=observed, verdict=verdict, upper=upper, statistic=statistic))
    return tuple(points)


def _counts(counts: Sequence[int]) -> tuple[int, ...]:
    try:
        known = tuple(index(count) for count in counts)
    except TypeError:
        message = "a series must hold whole numbers: leave out or fill in the places that have none"
        raise FactError(message) from None
    for place, count in enumerate(known):
        if count < 0:
            message = f"the count at place {place} is negative: count what there was, 0 or more"
            raise FactError(message)
    return known


def _whole(name: str, value: int, least: int, most: float = math.inf) -> None:
    if not (isinstance(value, int) and least <= value <= most):
        reach = f"of {least} or more" if most == math.inf else f"from {least} to {most}"
        message = f"{name} must be a whole number {reach}, not {value}"
        raise FactError(message)
