"""
Reporting law for school health in China, as data, with one engine that applies it.

The names below are loaded when they are first asked for, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from school_health.core.absence import Absence
    from school_health.core.account import Account
    from school_health.core.alert import Alert, Case
    from school_health.core.assess import Assessment, Unbound, assess
    from school_health.core.attendance import Attendance
    from school_health.core.calendar import DayException, Holiday, NationalCalendar
    from school_health.core.completeness import Completeness, completeness
    from school_health.core.due import Due, Dues
    from school_health.core.escalation import Breach, Consequence, Notice, Recipient
    from school_health.core.filing import Event, Filing, Hand
    from school_health.core.finding import Finding
    from school_health.core.moment import SHANGHAI_TIME
    from school_health.core.rate import Rates
    from school_health.core.record import Record
    from school_health.core.recovery import Criterion
    from school_health.core.region import Region
    from school_health.core.rulebook import Rulebook
    from school_health.core.school import Adoption, Area, Campaign, Person, Post, School, SchoolClass, Spell
    from school_health.core.suspension import Suspension
    from school_health.core.tally import Share
    from school_health.core.terms import Span, Term
    from school_health.core.workflow import Matter, Move
    from school_health.errors import SchoolHealthError
    from school_health.files.folder import read_folder
    from school_health.files.page.overview import overview_html
    from school_health.registry import open_region, regions
    from school_health.wire.plain import from_json, to_json
    from school_health.wire.schema import json_schema

__all__ = [
    "SHANGHAI_TIME",
    "Absence",
    "Account",
    "Adoption",
    "Alert",
    "Area",
    "Assessment",
    "Attendance",
    "Breach",
    "Campaign",
    "Case",
    "Completeness",
    "Consequence",
    "Criterion",
    "DayException",
    "Due",
    "Dues",
    "Event",
    "Filing",
    "Finding",
    "Hand",
    "Holiday",
    "Matter",
    "Move",
    "NationalCalendar",
    "Notice",
    "Person",
    "Post",
    "Rates",
    "Recipient",
    "Record",
    "Region",
    "Rulebook",
    "School",
    "SchoolClass",
    "SchoolHealthError",
    "Share",
    "Span",
    "Spell",
    "Suspension",
    "Term",
    "Unbound",
    "assess",
    "completeness",
    "from_json",
    "json_schema",
    "open_region",
    "overview_html",
    "read_folder",
    "regions",
    "to_json",
]

_HOMES = {
    "core.absence": ("Absence",),
    "core.account": ("Account",),
    "core.alert": ("Alert", "Case"),
    "core.assess": ("Assessment", "Unbound", "assess"),
    "core.attendance": ("Attendance",),
    "core.calendar": ("DayException", "Holiday", "NationalCalendar"),
    "core.completeness": ("Completeness", "completeness"),
    "core.due": ("Due", "Dues"),
    "core.escalation": ("Breach", "Consequence", "Notice", "Recipient"),
    "core.filing": ("Event", "Filing", "Hand"),
    "core.finding": ("Finding",),
    "core.moment": ("SHANGHAI_TIME",),
    "core.rate": ("Rates",),
    "core.record": ("Record",),
    "core.recovery": ("Criterion",),
    "core.region": ("Region",),
    "core.rulebook": ("Rulebook",),
    "core.school": ("Adoption", "Area", "Campaign", "Person", "Post", "School", "SchoolClass", "Spell"),
    "core.suspension": ("Suspension",),
    "core.tally": ("Share",),
    "core.terms": ("Span", "Term"),
    "core.workflow": ("Matter", "Move"),
    "errors": ("SchoolHealthError",),
    "files.folder": ("read_folder",),
    "files.page.overview": ("overview_html",),
    "registry": ("open_region", "regions"),
    "wire.plain": ("from_json", "to_json"),
    "wire.schema": ("json_schema",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)
