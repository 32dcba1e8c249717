from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_health.files.page.charts import svg_of, words_of
from school_health.files.page.model import Chart, Panel, Series
from school_health.files.page.render import chart_table


SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2020, 2, 27)


def chart(*panels, off=(), **more):
    days = [FIRST + timedelta(days=number) for number in range(len(panels[0].series[0].values))]
    return Chart(key="k", title="题", unit="人", days=days, panels=panels, off=frozenset(off), empty="没有。", **more)


def one(*values, style="solid"):
    return chart(Panel((Series("甲", values, style),)))


def read(svg):
    return lxml.etree.fromstring(svg)


def bars(svg):
    return [rect for rect in read(svg).iter("rect") if rect.find("title") is not None]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40).flatmap(
        lambda days: st.lists(
            st.lists(st.lists(st.integers(0, 3000), min_size=days, max_size=days), min_size=2, max_size=2),
            min_size=1,
            max_size=3,
        )
    )
)
def test_every_bar_stands_within_the_picture_as_high_as_its_number(numbers):
    made = chart(
        *(
            Panel((Series(f"甲{n}", one), Series(f"乙{n}", other, "open")), title=f"图{n}")
            for n, (one, other) in enumerate(numbers)
        )
    )
    if not made.most:
        return
    svg = read(svg_of(made))
    _, _, width, height = map(float, svg.get("viewBox").split())
    drawn = bars(svg_of(made))

    assert len(drawn) == sum(value > 0 for panel in numbers for series in panel for value in series)
    tall = {bar: (float(bar.get("height")), int(bar.find("title").text.split()[2])) for bar in drawn}
    height_of_most, most = max(tall.values(), key=lambda pair: pair[1])
    assert all(abs(high - value * height_of_most / most) <= 0.11 for high, value in tall.values())
    for bar in drawn:
        x, y, wide, tall = (float(bar.get(name)) for name in ("x", "y", "width", "height"))
        assert x >= 33.9
        assert x + wide <= width - 8 + 0.2
        assert y >= -0.1
        assert y + tall <= height - 32 + 0.2


def test_bars_of_one_day_stand_on_each_other():
    made = chart(Panel((Series("甲", [2]), Series("乙", [3], "open"))))
    low, high = bars(svg_of(made))

    assert float(high.get("y")) + float(high.get("height")) == pytest.approx(float(low.get("y")), abs=0.1)
    assert (low.get("class"), high.get("class")) == ("solid", "open")
    assert [text.text for text in read(svg_of(made)).iter("text") if text.get("class") == "value"] == ["5"]


def test_a_bar_says_its_day_its_series_and_its_number():
    assert [bar.find("title").text for bar in bars(svg_of(one(0, 7)))] == ["2020-02-28 甲 7 人"]


def test_whatever_a_series_is_called_is_text():
    svg = svg_of(chart(Panel((Series("<b>&\"'", [1]),), title="</svg>", aside="<i>")))

    assert bars(svg)[0].find("title").text == "2020-02-27 <b>&\"' 1 人"
    assert [text.text for text in read(svg).iter("text") if text.get("class") == "name"] == ["</svg>"]


@pytest.mark.parametrize(("most", "ends"), [(1, 1), (4, 4), (5, 6), (9, 10), (11, 12), (17, 20), (61, 80), (601, 800)])
def test_the_scale_ends_with_a_round_number(most, ends):
    ticks = [int(text.text) for text in read(svg_of(one(most))).iter("text") if text.get("x") == "29"]

    assert (max(ticks), 0 in ticks) == (ends, True)


@pytest.mark.parametrize("days", [1, 7, 14, 31, 100, 366])
def test_the_last_day_is_named_and_no_two_names_overlap(days):
    svg = read(svg_of(one(*range(1, days + 1))))
    named = [text for text in svg.iter("text") if text.get("class") == "tick" and "-" in text.text]
    last = FIRST + timedelta(days=days - 1)
    places = sorted(float(text.get("x")) for text in named)

    assert named[0].text == f"{last.month}-{last.day}"
    assert all(right - left >= 30 for left, right in pairwise(places))


def test_days_without_school_that_follow_each_other_are_one_shade():
    days = [FIRST + timedelta(days=number) for number in range(6)]
    made = chart(Panel((Series("甲", [1] * 6),)), off=[days[1], days[2], days[5]])
    shades = [rect for rect in read(svg_of(made)).iter("rect") if rect.get("class") == "off"]
    slot = (340 - 42) / 6

    assert [float(one.get("width")) for one in shades] == [pytest.approx(2 * slot, abs=0.1), pytest.approx(slot, abs=0.1)]


def test_a_narrow_day_has_no_room_for_its_number():
    svg = read(svg_of(one(*([5] * 60))))

    assert [text for text in svg.iter("text") if text.get("class") == "value"] == []


def test_a_chart_is_told_in_words_by_the_highest_day_of_each_series():
    made = chart(Panel((Series("甲", [1, 4, 4]), Series("乙", [0, 0, 0]))))

    assert words_of(made) == "2020-02-27 至 2020-02-29；甲最多的一天是 2020-02-28（4 人）。逐日数字见图下的表。"
    assert words_of(one(0, 0)) == "2020-02-27 至 2020-02-28；没有。"


def test_the_figures_of_a_chart_are_a_table_of_the_days_that_have_any():
    table = chart_table(chart(Panel((Series("甲", [1, 0, 2]),)), Panel((Series("乙", [0, 0, 3]),))))

    assert [column.title for column in table.columns] == ["日期", "甲", "乙"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["2020-02-27", "1", "0"], ["2020-02-29", "2", "3"]]


def test_a_chart_of_nothing_has_a_table_of_no_rows():
    made = one(0, 0)

    assert (made.most, chart_table(made).count) == (0, 0)
