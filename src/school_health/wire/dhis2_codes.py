"""
What counts, schools and symptoms are called in an instance of DHIS2: codes of ours, or those of a file.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import Factory, asdict, field, frozen

from school_health.core.region import Region
from school_health.errors import InputError
from school_health.wire.strict import UnfitError, structure


__all__ = ["Codes", "Elements", "codes_text", "default_codes", "read_codes"]

# DHIS2 codes in general take more; what is no letter or digit of an id becomes this.
_ODD = re.compile(r"[^A-Z0-9]+")


@frozen(kw_only=True)
class Elements:
    """
    The data element of each count; an empty one is left out. All codes are ours.

    Args:
        enrolled: pupils on the roll.
        absent_ill, absent_injury, absent_other: distinct pupils absent, by cause.
        attending_ill: distinct pupils sick and in class.
        suspended: pupils of what is suspended who are none of these.
        staff_ill: distinct members of staff absent through illness.
        absent_by_symptom: distinct pupils absent through illness, by symptom as category.
        reports_expected, reports_received, reports_on_time: reports of the day that are due, came, came in time.
    """

    enrolled: str = "SH_ENROLLED"
    absent_ill: str = "SH_ABSENT_ILL"
    absent_injury: str = "SH_ABSENT_INJURY"
    absent_other: str = "SH_ABSENT_OTHER"
    attending_ill: str = "SH_ATTENDING_ILL"
    suspended: str = "SH_SUSPENDED"
    staff_ill: str = "SH_STAFF_ILL"
    absent_by_symptom: str = "SH_ABSENT_ILL_BY_SYMPTOM"
    reports_expected: str = "SH_REPORTS_EXPECTED"
    reports_received: str = "SH_REPORTS_RECEIVED"
    reports_on_time: str = "SH_REPORTS_ON_TIME"


@frozen(kw_only=True)
class Codes:
    """
    What things are called in an instance of DHIS2.

    Args:
        scheme: which property of all these objects the texts are.
        data_set: the data set of the day.
        elements: its data elements.
        symptoms: the category option combo of each symptom; of a symptom that is not named nothing is written.
        org_units: the organisation unit of each school, by the school's id; one that is not named is called by its id.
        attribute_option_combo: of the whole data set; empty is the default one.
        duties: the daily duties whose reports are counted, and which complete the day.
        least: numbers of sick or absent persons from 1 to below this are withheld; 0 withholds none.
    """

    scheme: Literal["code", "uid"] = "code"
    data_set: str = "SH_DAILY"
    elements: Elements = field(default=Factory(Elements))
    symptoms: Mapping[str, str] = field(factory=dict)
    org_units: Mapping[str, str] = field(factory=dict)
    attribute_option_combo: str = ""
    duties: tuple[str, ...] = ()
    least: int = 0


def default_codes(region: Region, on: date) -> Codes:
    """
    Return codes that are ours for everything that a region counts: its symptoms, and the daily duties that its rates name.

    Args:
        region: the region.
        on: the day whose law says which rates there are.
    """
    book = region.rulebook
    named = {duty for rule in book.measures.values() if book.in_force(rule, on) for duty in rule.of}
    return Codes(
        symptoms={one: f"SH_SYMPTOM_{_ODD.sub('_', one.upper())}" for one in book.words("symptom")},
        duties=tuple(duty.id for duty in book.duties.values() if duty.id in named and duty.daily),
    )


def read_codes(text: str, region: Region, on: date) -> Codes:
    """
    Return the mapping of a TOML text; what it leaves out is as in `default_codes`, tables being taken whole.

    Raises:
        InputError: it is no TOML, has unknown keys or values that do not fit, or names what the region does not have.
    """
    usual = default_codes(region, on)
    try:
        given = tomllib.loads(text)
        found = structure({"symptoms": dict(usual.symptoms), "duties": list(usual.duties), **given}, Codes)
    except tomllib.TOMLDecodeError as error:
        raise InputError([f"the mapping is no TOML: {error}"]) from error
    except UnfitError as error:
        raise InputError(error.places) from error
    book = region.rulebook
    wrong = [
        f"{region.code} has no symptom {one!r} @ symptoms" for one in found.symptoms if one not in book.words("symptom")
    ]
    wrong += [f"{region.code} has no duty {one!r} @ duties" for one in found.duties if one not in book.duties]
    wrong += [
        f"{one!r} comes back with no day @ duties"
        for one in found.duties
        if one in book.duties and not book.duties[one].daily
    ]
    wrong += ["the data set has no name @ data_set"] if not found.data_set else []
    for table in ("symptoms", "org_units"):
        names = Counter(getattr(found, table).values())
        wrong += [f"{name!r} is given to several @ {table}" for name, times in names.items() if times > 1]
    wrong += [f"'least' is not below 0, and is {found.least} @ least"] if found.least < 0 else []
    if wrong:
        raise InputError(wrong)
    return found


def codes_text(codes: Codes) -> str:
    """
    Return codes as the TOML text that `read_codes` reads.
    """
    return "\n".join(_lines(codes)) + "\n"


def _lines(codes: Codes) -> Iterator[str]:
    yield f"scheme = {_quoted(codes.scheme)}"
    yield f"data_set = {_quoted(codes.data_set)}"
    yield f"attribute_option_combo = {_quoted(codes.attribute_option_combo)}"
    yield f"duties = [{', '.join(_quoted(one) for one in codes.duties)}]"
    yield f"least = {codes.least}"
    tables: Mapping[str, Mapping[str, str]] = {
        "elements": asdict(codes.elements),
        "symptoms": codes.symptoms,
        "org_units": codes.org_units,
    }
    for name, table in tables.items():
        yield ""
        yield f"[{name}]"
        yield from (f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
