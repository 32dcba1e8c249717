"""
Charts as SVG: bars by day in panels with one scale. Full, half-toned and open bars differ without colour.

Every bar has a title with its figures, so that the picture says nothing that its words do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from math import ceil

from attrs import frozen

from school_health.files.page.model import Chart, Panel


__all__ = ["WIDE", "svg_of", "words_of"]

# From so many days on a chart is wider than a phone, and scrolls there.
WIDE = 16

_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 16, 32
_NARROWEST, _WIDEST, _SLOT = 340, 560, 22
_ONE, _OF_MANY = 132, 34  # the height of a panel alone, and of one among several
_GAP, _HEAD = 6, 30  # between panels; above a panel for its name and the number over its highest bar
_LABEL_EVERY = 40  # units between two labels of days
_ROOMY = 13  # a bar so wide has room for its number
_FEW = 4
_ENDS = (6, 8, 10, 12, 16, 20, 30, 40, 60)


@frozen
class _Frame:
    """
    Where things stand.
    """

    width: int
    slot: float
    panel: int
    head: int
    top: int  # of the scale, a round number

    @classmethod
    def of(cls, chart: Chart) -> _Frame:
        count = len(chart.days)
        width = min(_WIDEST, max(_NARROWEST, _LEFT + _RIGHT + _SLOT * count))
        many = any(panel.title for panel in chart.panels)
        slot = (width - _LEFT - _RIGHT) / count
        return cls(width, slot, _OF_MANY if many else _ONE, _HEAD if many else 0, _round(chart.most))

    def x(self, place: int) -> float:
        return _LEFT + place * self.slot

    def y(self, panel: int) -> int:
        """
        Return the upper edge of the bars of a panel.
        """
        return _TOP + panel * (self.panel + self.head + _GAP) + self.head

    def tall(self, value: int) -> float:
        return value * self.panel / self.top

    def height(self, panels: int) -> int:
        return self.y(panels - 1) + self.panel + _BOTTOM


def words_of(chart: Chart) -> str:
    """
    Return what a chart shows in a sentence: the span, the sum and the highest day of each series.
    """
    told = []
    for panel in chart.panels:
        for series in panel.series:
            most = max(series.values)
            if not most:
                continue
            day = chart.days[list(series.values).index(most)]
            told.append(f"{series.title}最多的一天是 {day.isoformat()}（{most} {chart.unit}）")
    span = f"{chart.days[0].isoformat()} 至 {chart.days[-1].isoformat()}"
    return f"{span}；{'；'.join(told)}。逐日数字见图下的表。" if told else f"{span}；{chart.empty}"


def svg_of(chart: Chart) -> str:
    """
    Return a chart as SVG, everything in it escaped.
    """
    frame = _Frame.of(chart)
    height = frame.height(len(chart.panels))
    kind = "chart wide" if len(chart.days) >= WIDE else "chart"
    size = f'width="{round(frame.width * 1.2)}" height="{round(height * 1.2)}" viewBox="0 0 {frame.width} {height}"'
    parts = [
        f'<svg class="{kind}" {size} role="img" aria-labelledby="{chart.key}-title {chart.key}-desc">',
        f'<title id="{chart.key}-title">{escape(chart.title)}</title>',
        f'<desc id="{chart.key}-desc">{escape(words_of(chart))}</desc>',
    ]
    for place, panel in enumerate(chart.panels):
        parts += _panel(chart, frame, place, panel)
    parts += _days(chart, frame, height)
    return "".join([*parts, "</svg>"])


def _panel(chart: Chart, frame: _Frame, place: int, panel: Panel) -> Iterator[str]:
    top = frame.y(place)
    base = top + frame.panel
    right = frame.width - _RIGHT
    if panel.title:
        aside = f'<tspan class="aside" dx="8">{escape(panel.aside)}</tspan>' if panel.aside else ""
        yield f'<text class="name" x="{_LEFT}" y="{top - 17}">{escape(panel.title)}{aside}</text>'
    for begins, ends in _spans(chart):
        yield _rect("off", frame.x(begins), top, (ends - begins) * frame.slot, frame.panel)
    for value in _ticks(frame.top, few=bool(panel.title)):
        y = base - frame.tall(value)
        yield f'<path class="{"grid" if value else "axis"}" d="M{_LEFT} {_n(y)}H{right}"/>'
        yield f'<text class="tick" x="{_LEFT - 5}" y="{_n(y + 4)}" text-anchor="end">{value}</text>'
    for number in range(len(chart.days)):
        yield from _stack(chart, frame, number, panel, base)


def _spans(chart: Chart) -> Iterator[tuple[int, int]]:
    """
    Yield from which place to which, that one not included, days without school follow on each other.
    """
    begins = None
    for place, day in enumerate(chart.days):
        if day in chart.off:
            begins = place if begins is None else begins
        elif begins is not None:
            yield begins, place
            begins = None
    if begins is not None:
        yield begins, len(chart.days)


def _stack(chart: Chart, frame: _Frame, number: int, panel: Panel, base: int) -> Iterator[str]:
    """
    Yield the bars of a day, on each other, with their sum above where there is room.
    """
    gap = min(3.0, frame.slot * 0.15)
    left, width, y = frame.x(number) + gap, frame.slot - 2 * gap, float(base)
    total = 0
    for series in panel.series:
        value = series.values[number]
        if value:
            tall = frame.tall(value)
            y -= tall
            total += value
            title = f"{chart.days[number].isoformat()} {series.title} {value} {chart.unit}"
            yield _rect(series.style, left, y, width, tall, title)
    if total and frame.slot >= _ROOMY:
        yield f'<text class="value" x="{_n(left + width / 2)}" y="{_n(y - 3)}" text-anchor="middle">{total}</text>'


def _days(chart: Chart, frame: _Frame, height: int) -> Iterator[str]:
    """
    Yield the days below, so many as there is room for, the last one always.
    """
    step = ceil(_LABEL_EVERY / frame.slot)
    y = height - _BOTTOM + 16
    for number in range(len(chart.days) - 1, -1, -step):
        middle = frame.x(number) + frame.slot / 2
        yield f'<path class="axis" d="M{_n(middle)} {y - 16}v4"/>'
        anchor, x = ("end", frame.width - 1.0) if middle + 18 > frame.width else ("middle", middle)
        yield f'<text class="tick" x="{_n(x)}" y="{y}" text-anchor="{anchor}">{_day(chart.days[number])}</text>'


def _day(day: date) -> str:
    return f"{day.month}-{day.day}"


def _rect(kind: str, x: float, y: float, width: float, height: float, title: str = "") -> str:
    inside = f"<title>{escape(title)}</title></rect>" if title else "</rect>"
    return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}">{inside}'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _round(most: int) -> int:
    """
    Return the round and even number at which the scale of a chart ends; so few as four are a scale by themselves.
    """
    if most <= _FEW:
        return max(1, most)
    power = 1
    while most > _ENDS[-1] * power:
        power *= 10
    return next(end * power for end in _ENDS if end * power >= most)


def _ticks(top: int, *, few: bool) -> Sequence[int]:
    """
    Return the numbers at the scale: nought and the end, and what lies between where there is room.
    """
    if few:
        return (0, top)
    return range(top + 1) if top <= _FEW else (0, top // 2, top)
