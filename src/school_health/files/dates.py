"""
Days and moments as people in Chinese schools write them, in text and in Excel.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from school_health.core.moment import SHANGHAI_TIME, aware, midnight
from school_health.files.text import Bad, Cell, clean, refuse


__all__ = ["day", "moment"]

_DAY_FIX = "请写成 2020-10-12"
_MOMENT_FIX = "请写成 2020-10-12 09:31"

# What lies outside is a slip of the pen, and no day of which this law speaks.
_YEARS = range(1900, 2101)

# Excel counts days from here (its 1900 was a leap year); a number outside the span is no day that anybody meant.
_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = (20_000, 73_051)  # 1954 to 2099
_DAY_MS = 86_400_000
_COMPACT = (19_000_101, 21_001_231)

_DAY = (
    r"(?P<year>\d{4})(?:"
    r"\s*(?P<mark>[-/.])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<date>\d{1,2})"
    r"|\s*年\s*(?P<month2>\d{1,2})\s*月\s*(?P<date2>\d{1,2})\s*[日号]"
    r"|(?P<month3>\d{2})(?P<date3>\d{2}))"
)
_NOON, _HOURS, _MINUTES = 12, 24, 60
# For each half of the day: whether it is before noon, and the hours that are counted from noon.
_HALVES = {
    "上午": (True, range(0)),
    "早上": (True, range(0)),
    "凌晨": (True, range(0)),
    "am": (True, range(0)),
    "中午": (False, range(1, 3)),
    "下午": (False, range(1, 12)),
    "晚上": (False, range(5, 12)),
    "pm": (False, range(1, 12)),
}
_HALF = r"(?P<half>上午|下午|凌晨|早上|中午|晚上|am|pm)?"
_TIME = (
    r"(?P<hour>\d{1,2})\s*(?:"
    r"[:时点]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:分]\s*(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,6}))?\s*秒?|\s*分)?"
    r"|[时点]整?)"
)
_ZONE = r"(?P<zone>z|[+-]\d{2}:?\d{2})?"
_DAY_ONLY = re.compile(_DAY, re.ASCII)
_WHOLE = re.compile(rf"{_DAY}(?P<gap>\s*t\s*|\s*){_HALF}\s*{_TIME}\s*(?P<half2>am|pm)?\s*{_ZONE}", re.ASCII)
_CLOCK_ONLY = re.compile(rf"{_HALF}\s*{_TIME}", re.ASCII)
_USUAL = re.compile(r"(\d{4})([-/])(\d\d?)\2(\d\d?)[ T](\d\d?):(\d\d)(?::(\d\d))?", re.ASCII)
_ISO_LENGTHS = (16, 19)
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)


def day(cell: Cell) -> date:
    """
    Return the day that a cell names.

    Raises:
        Bad: it names none, or a moment within one.
    """
    found = _read(cell, _DAY_FIX)
    if isinstance(found, datetime):
        if found.timetz().replace(tzinfo=None) != time.min:
            refuse("这里要填日期，不要时间", _DAY_FIX)
        return found.date()
    return found


def moment(cell: Cell) -> datetime:
    """
    Return the moment that a cell names, in Shanghai time where it names no zone.

    Raises:
        Bad: it names none, or a day without a time.
    """
    if type(cell) is str:  # what nearly every cell looks like, read fast; what fails here is told below
        usual = _USUAL.fullmatch(cell)
        if usual is not None:
            try:
                found = _usual(cell, usual)
            except ValueError:
                pass
            else:
                if found.year in _YEARS:
                    return found
    read = _read(cell, _MOMENT_FIX)
    if not isinstance(read, datetime):
        refuse("只有日期，没有时间", f"请写明几点几分，如 {read.isoformat()} 09:31")
    return aware(read)


def _usual(text: str, match: re.Match[str]) -> datetime:
    if text[4] == "-" and len(text) in _ISO_LENGTHS:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI_TIME)
    year, _, month, number, hour, minute, second = match.groups()
    return datetime(int(year), int(month), int(number), int(hour), int(minute), int(second or 0), 0, SHANGHAI_TIME)


def _read(cell: Cell, fix: str) -> date | datetime:
    """
    Return a day where a cell names a day only, an aware moment where it names a time too.
    """
    wanted = "不是日期" if fix is _DAY_FIX else "不是时间"
    if isinstance(cell, datetime):
        return _checked(cell if cell.tzinfo is not None else cell.replace(tzinfo=SHANGHAI_TIME), wanted, fix)
    if isinstance(cell, date):
        return _checked(cell, wanted, fix)
    if isinstance(cell, bool) or cell is None or isinstance(cell, time | timedelta):
        refuse(wanted, fix)
    if isinstance(cell, int | float):
        if _COMPACT[0] <= cell <= _COMPACT[1] and cell == int(cell):  # 20201012, typed without marks
            return _text(str(int(cell)), wanted, fix)
        return _serial(cell, wanted, fix)
    return _text(clean(cell).lower(), wanted, fix)


def _checked(found: date, wanted: str, fix: str) -> date:
    if found.year not in _YEARS:
        refuse(f"{wanted}：年份是 {found.year}", fix)
    return found


def _serial(number: float, wanted: str, fix: str) -> date | datetime:
    if not _SERIALS[0] <= number < _SERIALS[1]:
        refuse(wanted, fix)
    whole = int(number)
    start = _EXCEL_ZERO + timedelta(days=whole)
    if number == whole:
        return start
    # Excel keeps a time as a fraction of a day, never exact: the nearest millisecond is what was typed.
    return midnight(start) + timedelta(milliseconds=round((number - whole) * _DAY_MS))


def _text(text: str, wanted: str, fix: str) -> date | datetime:
    if _NUMBER.fullmatch(text):
        return _serial(float(text), wanted, fix)
    only = _DAY_ONLY.fullmatch(text)
    if only is not None:
        return _checked(_day_of(only, wanted, fix), wanted, fix)
    whole = _WHOLE.fullmatch(text)
    # Two runs of digits need something between them: 20201012 and 9:31 would else be cut anywhere.
    if whole is None or not (whole["gap"] or whole["half"] or whole["date2"]):
        clock_only = _CLOCK_ONLY.fullmatch(text)
        if clock_only is not None and int(clock_only["hour"]) < _HOURS and int(clock_only["minute"] or 0) < _MINUTES:
            refuse("只有时间，没有日期", fix)
        refuse(wanted, fix)
    start = _checked(_day_of(whole, wanted, fix), wanted, fix)
    try:
        clock = time(_hour(whole, wanted, fix), int(whole["minute"] or 0), int(whole["second"] or 0))
        zone = _zone(whole["zone"])
    except ValueError as error:
        if isinstance(error, Bad):
            raise
        refuse("没有这样的时间", fix)
    fraction = int((whole["fraction"] or "0").ljust(6, "0"))
    if zone is None:
        return datetime.combine(start, clock.replace(microsecond=fraction), SHANGHAI_TIME)
    return aware(datetime.combine(start, clock.replace(microsecond=fraction), zone))


def _day_of(match: re.Match[str], wanted: str, fix: str) -> date:
    month = match["month"] or match["month2"] or match["month3"]
    number = match["date"] or match["date2"] or match["date3"]
    try:
        return date(int(match["year"]), int(month), int(number))
    except ValueError:
        refuse(f"{wanted}：没有这一天", fix)


def _hour(match: re.Match[str], wanted: str, fix: str) -> int:
    """
    Return the hour of the day; 下午15:00 is how people write, so an afternoon may have its hour in full.
    """
    hour, half = int(match["hour"]), match["half"] or match["half2"]
    if match["half"] and match["half2"]:
        refuse(f"{wanted}：上下午写了两次", fix)
    if not half:
        return hour
    if (half, hour) == ("晚上", _NOON):
        refuse("晚上 12 点是哪一天说不清", "请写成 00:00 和它所在的日期")
    morning, added = _HALVES[half]
    if morning and hour > _NOON:
        refuse(f"{wanted}：上午没有 {hour} 点", fix)
    if hour == _NOON:
        return 0 if morning else _NOON
    return hour + _NOON if hour in added else hour


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
