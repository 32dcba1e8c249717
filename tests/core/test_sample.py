from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from school_health.core.sample import draw, share
from school_health.errors import FactError


SEED = "2023-09-01 抽查"
SCHOOLS = ("S01", "S02", "S03", "S04", "S05", "S06", "南校")

names = st.text(max_size=6)
populations = st.lists(names, unique=True, max_size=12)
seeds = st.text(min_size=1, max_size=8).filter(str.strip)


def by_hand(items, seed):
    """
    The order of drawing as the documentation words it, from bytes and hexadecimal digits.
    """
    numbers = {}
    for item in items:
        digest = hashlib.new("sha256")
        for piece in (seed.encode("utf-8"), b"\x0a", item.encode("utf-8")):
            digest.update(piece)
        numbers[int(digest.hexdigest(), 16)] = item
    return [numbers[number] for number in sorted(numbers)]


# ------------------------------------------------------------------ draw


def test_a_sample_is_the_one_that_sha256sum_gives():
    # printf '%s\n%s' "$seed" "$item" | sha256sum, sorted, in a shell
    assert draw(SCHOOLS, 7, SEED) == ("南校", "S06", "S01", "S03", "S02", "S05", "S04")


@given(populations, st.integers(0, 14), seeds)
def test_a_sample_can_be_recomputed_from_its_documentation(items, count, seed):
    assert list(draw(items, count, seed)) == by_hand(items, seed)[:count]


@given(populations.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))), st.integers(0, 14), seeds)
def test_the_order_and_repetition_of_the_items_does_not_matter(both, count, seed):
    items, shuffled = both

    assert draw(iter(shuffled), count, seed) == draw([*items, *shuffled], count, seed) == draw(items, count, seed)


@given(populations, st.integers(0, 14), seeds)
def test_a_sample_holds_so_many_distinct_items_of_the_population_or_all_of_them(items, count, seed):
    sample = draw(items, count, seed)

    assert set(sample) <= set(items)
    assert len(sample) == len(set(sample)) == min(count, len(items))


@given(populations, st.integers(0, 12), seeds)
def test_a_larger_sample_begins_with_the_smaller_one(items, count, seed):
    assert draw(items, count + 1, seed)[:count] == draw(items, count, seed)


@given(populations, names, st.integers(0, 14), seeds)
def test_one_item_more_comes_in_for_one_at_most(items, new, count, seed):
    assume(new not in items)
    before, after = set(draw(items, count, seed)), set(draw([*items, new], count, seed))

    assert after - before <= {new}
    assert len(before - after) <= len(after - before)


def test_another_seed_gives_another_sample():
    schools = [f"S{number:03}" for number in range(100)]

    assert len({draw(schools, 5, f"seed {number}") for number in range(200)}) == 200


def test_every_item_is_drawn_about_as_often_as_any_other_over_many_seeds():
    seen = Counter(item for number in range(2000) for item in draw("ABCDEFGHIJ", 3, f"seed {number}"))

    # 600 expected of each, with a standard deviation of 20.5; the seeds are fixed, so this never changes.
    assert sorted(seen) == list("ABCDEFGHIJ")
    assert all(520 < times < 680 for times in seen.values())


def test_every_place_of_the_sample_goes_to_every_item_about_as_often():
    places = Counter((place, item) for number in range(2000) for place, item in enumerate(draw("ABCD", 4, f"seed {number}")))

    # 500 expected of each, with a standard deviation of 19.4.
    assert len(places) == 16
    assert all(420 < times < 580 for times in places.values())


def test_nothing_is_drawn_of_nothing_and_none_where_none_are_wanted():
    assert draw([], 3, "s") == ()
    assert draw(["a"], 0, "s") == ()


@pytest.mark.parametrize(
    ("count", "seed", "says"), [(-1, "s", "-1 items"), (1, "", "needs a seed"), (1, " \n", "needs a seed")]
)
def test_a_negative_count_and_a_blank_seed_are_refused(count, seed, says):
    with pytest.raises(FactError, match=says):
        draw(["a"], count, seed)


# ------------------------------------------------------------------ share


@pytest.mark.parametrize(
    ("population", "percent", "least", "size"),
    [
        (100, 10, 0, 10),
        (101, 10, 0, 11),
        (1, 1, 0, 1),
        (99, 10, 20, 20),
        (199, 10, 20, 20),
        (201, 10, 20, 21),
        (5, 10, 20, 5),
        (0, 10, 20, 0),
        (7, 0, 0, 0),
        (7, 0, 3, 3),
        (7, 100, 0, 7),
        (10**20, 7, 0, 7 * 10**18),
        (10**20 + 1, 7, 0, 7 * 10**18 + 1),
    ],
)
def test_a_share_is_rounded_up_and_kept_between_the_least_and_all(population, percent, least, size):
    assert share(population, percent, least) == size


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 1000))
def test_a_share_is_the_exact_one_rounded_up(population, percent, least):
    exact = ceil(Fraction(population * percent, 100))

    assert share(population, percent, least) == min(population, max(exact, least))


@pytest.mark.parametrize("numbers", [(-1, 10, 0), (10, -1, 0), (10, 101, 0), (10, 10, -1)])
def test_a_share_of_impossible_numbers_is_refused(numbers):
    with pytest.raises(FactError, match="no share"):
        share(*numbers)
