"""
Areas as they are given, or as the schools' own columns imply them.

Without a file of areas, each province, city and county that a school names is an area. Its id is its code where one is
given, else its name, with the name above it before it where two areas share a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from school_health.core.school import Area
from school_health.files.kinds import AREA_LEVELS
from school_health.files.parsing import Parsed, Values
from school_health.files.text import Bad, refuse


__all__ = ["UNFILLED", "Areas", "Complain", "derived_areas", "given_areas", "place_in"]

# The county of schools that name none.
UNFILLED = "未填区县"

_LEVELS = tuple(AREA_LEVELS)
_TITLES = {"province": "省份", "city": "城市", "county": "区县"}

# Called for a row and field with what is wrong, how to mend it, and the value.
Complain = Callable[[int, str, str, str, object], None]
Path = tuple[str, ...]


class Areas:
    """
    The areas of a record, found by id or by name.
    """

    def __init__(self, areas: Iterable[Area] = ()) -> None:
        self.by_id: dict[str, Area] = {}
        self._by_name: dict[str, list[str]] = {}
        for area in areas:
            self.add(area)

    def add(self, area: Area) -> None:
        """
        Take an area in.
        """
        self.by_id[area.id] = area
        self._by_name.setdefault(area.name, []).append(area.id)

    def chain(self, area: str | None) -> Iterator[Area]:
        """
        Yield an area and those above it, from the lowest.
        """
        seen: set[str] = set()
        while area is not None and area in self.by_id and area not in seen:
            seen.add(area)
            yield self.by_id[area]
            area = self.by_id[area].parent

    def find(self, text: str, level: str | None = None, within: str | None = None) -> str | None:
        """
        Return the id of the area that a text names by id or name; None where there is none.

        Args:
            text: an id or a name, matched exactly.
            level: only areas of this level count.
            within: only areas in the area of this id count.

        Raises:
            Bad: several areas have the name.
        """
        one = self.by_id.get(text)
        if one is not None and level in (None, one.level) and self._within(text, within):
            return text
        named = (self.by_id[one] for one in self._by_name.get(text, ()))
        ids = [area.id for area in named if level in (None, area.level) and self._within(area.id, within)]
        if len(ids) > 1:
            refuse("有几个地区都叫这个名称", f"请写地区代码：{'、'.join(ids)}")
        return ids[0] if ids else None

    def _within(self, area: str, above: str | None) -> bool:
        return above is None or any(one.id == above for one in self.chain(area))


# ---------------------------------------------------------------------- given


def given_areas(parsed: Parsed, complain: Complain) -> Areas:
    """
    Return the areas of a file of areas; parents are named by id or name.
    """
    areas = Areas()
    rows: dict[str, tuple[int, Values]] = {}
    for number, values in parsed.rows:
        if values["area"] in rows:
            complain(number, "area", f"与第 {rows[values['area']][0]} 行重复", "请删去其中一行", values["area"])
            continue
        rows[values["area"]] = number, values
        areas.add(Area(id=values["area"], name=values["name"], level=values["level"]))
    for name, (number, values) in rows.items():
        parent = values["parent"]
        if parent is None:
            continue
        try:
            above = _parent(areas, parent, values["level"])
        except Bad as bad:
            complain(number, "parent", bad.what, bad.fix, parent)
            continue
        one = areas.by_id[name]
        areas.by_id[name] = Area(id=one.id, name=one.name, level=one.level, parent=above)
    return areas


def _parent(areas: Areas, text: str, level: str) -> str:
    higher = _LEVELS[: _LEVELS.index(level)]
    for one in reversed(higher):
        found = areas.find(text, one)
        if found is not None:
            return found
    if areas.find(text) is not None:
        refuse("上级的级别不比它高", "省的下面是市，市的下面是区县")
    return refuse("没有这个地区", "请在地区表中加上，或改正上级")


def place_in(areas: Areas, values: Values) -> str:
    """
    Return the id of the area in which a school lies, areas being given.

    Raises:
        Bad: it names an area that is not there, lies elsewhere, or has its name in common with others.
    """
    above: str | None = None
    for level in _LEVELS:
        text = values[f"{level}_code"] or values[level]
        if not text:
            continue
        found = areas.find(text, level, above)
        if found is None:
            outside = areas.find(text, level) is not None
            title = _TITLES[level]
            refuse(f"{title}不在所填的上级地区里" if outside else f"地区表里没有这个{title}", "请改正，或补充地区表")
        above = found
    if above is not None and areas.by_id[above].level == "county":
        return above
    unfilled = f"{above}/{UNFILLED}" if above else UNFILLED
    if unfilled not in areas.by_id:
        areas.add(Area(id=unfilled, name=UNFILLED, level="county", parent=above))
    return unfilled


# ---------------------------------------------------------------------- derived


def derived_areas(rows: list[tuple[int, Values]], complain: Complain) -> tuple[Areas, dict[int, str]]:
    """
    Return the areas that schools name, and for each row the id of the school's county.

    Args:
        rows: the schools; what could not be read of one is absent.
        complain: takes what contradicts itself: one code with two names, a county that may lie in two cities.
    """
    coded = _coded_names(rows, complain)
    named = {number: _named(values, coded) for number, values in rows}
    others = set(named.values())
    whole = {number: _whole(number, path, others, complain) for number, path in named.items()}
    codes = _codes(rows, whole, complain)
    paths = {path[: depth + 1] for path in whole.values() for depth in range(3) if path[depth]}
    ids = _ids(paths, codes)
    areas = Areas()
    for path in sorted(paths, key=lambda path: (len(path), path)):
        above = next((ids[path[:depth]] for depth in range(len(path) - 1, 0, -1) if path[:depth] in ids), None)
        areas.add(Area(id=ids[path], name=path[-1], level=_LEVELS[len(path) - 1], parent=above))  # type: ignore[arg-type]
    return areas, {number: ids[path] for number, path in whole.items()}


def _coded_names(rows: list[tuple[int, Values]], complain: Complain) -> dict[tuple[str, str], str]:
    """
    Return the name that goes with a code, for rows that give the code alone.
    """
    names: dict[tuple[str, str], str] = {}
    for number, values in rows:
        for level in _LEVELS:
            code, name = values.get(f"{level}_code"), values.get(level)
            if code and name and names.setdefault((level, code), name) != name:
                complain(number, f"{level}_code", f"同一代码在别处叫“{names[level, code]}”", "请统一名称，或改正代码", code)
    return names


def _named(values: Values, coded: dict[tuple[str, str], str]) -> Path:
    path = []
    for level in _LEVELS:
        code = values.get(f"{level}_code") or ""
        path.append(values.get(level) or coded.get((level, code), code))
    return (*path[:2], path[2] or UNFILLED)


def _whole(number: int, path: Path, others: Iterable[Path], complain: Complain) -> Path:
    """
    Fill in the city and province that a row leaves out, where the other rows leave no doubt.
    """
    province, city, county = path
    if not city and county != UNFILLED:
        here = [other for other in others if other[2] == county and other[1]]
        cities = {other[:2] for other in here if not province or other[0] in ("", province)}
        if len({one[1] for one in cities}) > 1:
            complain(number, "county", "几个城市都有这个区县", "请填写城市", county)
        elif cities:
            province, city = province or max(cities)[0], max(cities)[1]
    if not province and city:
        provinces = {other[0] for other in others if other[1] == city and other[0]}
        if len(provinces) > 1:
            complain(number, "city", "几个省份都有这个城市", "请填写省份", city)
        elif provinces:
            province = provinces.pop()
    return province, city, county


def _codes(rows: list[tuple[int, Values]], whole: dict[int, Path], complain: Complain) -> dict[Path, str]:
    codes: dict[Path, str] = {}
    for number, values in rows:
        for depth, level in enumerate(_LEVELS):
            code = values.get(f"{level}_code")
            if code:
                path = whole[number][: depth + 1]
                if codes.setdefault(path, code) != code:
                    complain(number, f"{level}_code", f"“{path[-1]}”在别处的代码不同", "请统一代码", code)
    return codes


def _ids(paths: set[Path], codes: dict[Path, str]) -> dict[Path, str]:
    """
    Return an id for each area: its code, else the shortest name with those above it that no other area has.
    """
    ids = {path: codes[path] for path in paths if path in codes}
    taken = set(ids.values())
    for length in (1, 2, 3):
        left = {path for path in paths if len(path) == length and path not in ids}
        for depth in (1, 2, 3):
            tried = {path: "/".join(name for name in path[-depth:] if name) for path in left}
            counts = Counter(tried.values())
            ids |= {path: name for path, name in tried.items() if name not in taken and counts[name] == 1}
            taken.update(ids.values())
            left -= ids.keys()
        for path in left:  # names with a stroke inside that come out alike
            ids[path] = f"{'/'.join(path)}#{len(ids)}"
    return ids
