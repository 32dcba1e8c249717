"""
The part of the page on alerts: raised by day, those of the day or period, criteria that are met, alerts that were declared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from school_health.core.alert import Alert
from school_health.core.events import declared_alerts, withdrawn
from school_health.core.filing import Event
from school_health.files.page.model import Cell, Chart, Column, Group, Panel, Part, Row, Series, Table, cells
from school_health.files.page.view import SHOWN, View
from school_health.files.wording import moment_words, threshold_words


__all__ = ["alert_part"]

_NO_ORDER = "“条件”只说明与出处所列相符，可考虑相应措施，不是要求；是否采取由有权决定的部门决定。"


def alert_part(view: View) -> Part:
    """
    Return the alerts: by day, and one by one those raised in the period, or today and still lasting.
    """
    world = view.world
    taken = withdrawn(world, view.at)
    declared = declared_alerts(view.region.rulebook, world.record, view.charted, view.last)
    shown_declared = [one for one in declared if view.holds(one.day)]
    alerts, criteria = _shown(view, view.found.alerts), _shown(view, view.found.criteria)
    columns = (
        Column("地点"),
        *(Column(one, line=True) for one in ("提出时间", "首日")),
        Column("人数", number=True),
        *(Column(one, line=True) for one in ("达到的标准", "现状")),
    )
    tables = [
        Table(
            key="alerts",
            title="预警" if view.period else "预警（今日提出和仍在持续的）",
            columns=(Column("预警"), *columns),
            groups=_grouped([_alert(view, one, taken) for one in alerts]),
            shown=SHOWN,
            empty="没有预警。",
            file="预警",
            fold=True,
        ),
        Table(
            key="declared",
            title="申报的预警",
            columns=(Column("预警"), Column("地点"), Column("时间", line=True)),
            groups=_grouped([_declared(view, one) for one in shown_declared]),
            shown=SHOWN,
            file="申报的预警",
            fold=True,
        ),
        Table(
            key="criteria",
            title="已达到的条件（可考虑，不是要求）",
            columns=(Column("条件"), *columns),
            groups=_grouped([_alert(view, one, ()) for one in criteria]),
            shown=SHOWN,
            file="已达到的条件",
            fold=True,
        ),
    ]
    lead = ["人数是到此刻为止归入该预警的不重复人数。"] if alerts or criteria else []
    return Part(
        key="alerts",
        title="预警",
        lead=[*lead, *([_NO_ORDER] if criteria else [])],
        charts=[_by_day(view, declared)],
        tables=tables,
    )


def _shown(view: View, found: Iterable[Alert]) -> list[Alert]:
    if view.period:
        return [one for one in found if view.holds(one.raised_at.date())]
    return [one for one in found if one.lasts(view.today) or one.raised_at.date() == view.today]


def _alert(view: View, alert: Alert, taken: Collection[str]) -> Row:
    if alert.excludable:
        state = Cell("已撤销", "－") if alert.id in taken else Cell("可排除", "○")
    elif alert.raised_at.date() == view.today:
        state = Cell("今日提出", "▲", "warn")
    else:
        state = Cell("持续", "▲", "warn") if alert.lasts(view.today) else Cell("已过", "－")
    return Row(
        cells(
            "、".join(one.title for one in alert.rules),
            "、".join(dict.fromkeys(view.called.unit(one) for one in alert.places or (alert.place,))),
            moment_words(alert.raised_at),
            alert.first.isoformat(),
            alert.persons,
            threshold_words(alert.rule, alert.reached),
            state,
        ),
        tuple(view.cite(one) for one in alert.rules),
    )


def _declared(view: View, event: Event) -> Row:
    kind = view.region.rulebook.event_kinds[event.kind]
    return Row(cells(kind.title, view.called.place(event.subject), moment_words(event.at)), (view.cite(kind),))


def _grouped(rows: list[Row]) -> tuple[Group, ...]:
    return (Group(rows),) if rows else ()


def _by_day(view: View, declared: Iterable[Event]) -> Chart:
    days = [view.charted + timedelta(days=number) for number in range((view.last - view.charted).days + 1)]
    series = [
        Series("预警", _counted(days, (one.raised_at.date() for one in view.found.alerts))),
        Series("申报的预警", _counted(days, (one.day for one in declared)), "half"),
        Series("已达到的条件", _counted(days, (one.raised_at.date() for one in view.found.criteria)), "open"),
    ]
    return Chart(
        key="alerts-by-day",
        title="每日提出的预警" if view.period else f"每日提出的预警，近 {len(days)} 天",
        unit="起",
        days=days,
        panels=(Panel([one for one in series if any(one.values)] or series[:1]),),
        empty="这段时间没有提出预警。",
    )


def _counted(days: Iterable[date], found: Iterable[date]) -> tuple[int, ...]:
    counts = dict.fromkeys(days, 0)
    for day in found:
        if day in counts:
            counts[day] += 1
    return tuple(counts.values())
