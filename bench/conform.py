"""
The shift check of a region, against holding each of its vectors against the region once.

One shift asks for one region to be opened and, where a vector notices at once, one vector to be held: the ratio says how
many vectors' worth of work a shift costs.
"""

from __future__ import annotations

from collections import Counter
from time import perf_counter

from school_health.conformance.judging import judge
from school_health.conformance.kit import Kit
from school_health.conformance.shifting import Shifting

from common import shown


def measure(code: str) -> None:
    """
    Measure one region.
    """
    kit = Kit(code)
    assert all(kit.verdict(vector.id).passed for vector in kit.own_vectors)
    began = perf_counter()
    for vector in kit.own_vectors:
        judge(kit.under(vector), vector)
    once = (perf_counter() - began) / len(kit.own_vectors)
    shifting = Shifting(kit)
    declared = {one.shift for one in kit.declarations.equivalent}
    began = perf_counter()
    found = [shifting.of(one) for one in shifting.shifts]
    took = perf_counter() - began
    fates = Counter(one.fate for one in found)
    assert {str(one.shift) for one in found if one.fate == "survives"} == declared
    ratio = took / len(found) / once
    told = ", ".join(f"{number} {fate}" for fate, number in sorted(fates.items()))
    print(
        f"{code}: {len(found)} shifts ({told}) in {shown(took)}; a vector {shown(once)}; a shift costs {ratio:.1f} of them"
    )


def main() -> None:
    """
    Measure the four regions.
    """
    for code in ("cn", "guyuan", "jiangsu", "shanghai"):
        measure(code)


if __name__ == "__main__":
    main()
