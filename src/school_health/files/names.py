"""
What a name in a row stands for: a school, class, person or area of the same folder.
"""

from __future__ import annotations

from collections.abc import Mapping

from school_health.files.parsing import Parsed, Values
from school_health.files.places import Areas
from school_health.files.text import refuse


__all__ = ["LEVELS", "Names"]

LEVELS = {
    "school": "学校",
    "grade": "学校",
    "class": "班级",
    "person": "个人",
    "county": "区县",
    "city": "城市",
    "province": "省份",
}
_AREAS = frozenset({"province", "city", "county"})
_KEYS = {"schools": "school", "classes": "class_", "people": "person"}
_TABLES = {"school": "schools", "grade": "schools", "class": "classes", "person": "people"}


class Names:
    """
    The names of a folder.

    A row that could not be read in full still gives its name, and nobody is called unknown whose file could not be read.

    Args:
        parsed: the files by kind, those that could be read.
        failed: the kinds whose file is there and could not be read.
    """

    def __init__(self, parsed: Mapping[str, Parsed], failed: frozenset[str]) -> None:
        self._parsed = parsed
        self._failed = failed
        self._ids = {kind: self._known(kind) for kind in _KEYS}
        named = [values for values in self._rows("schools") if values.get("name") and values.get("school")]
        self._school_by_name = {values["name"]: values["school"] for values in named}
        self.areas = Areas()
        # For each class its school, the first that was named; for each person all of them; the grades of schools.
        self.school_of: dict[str, str | None] = {}
        for values in self._rows("classes"):
            if "class_" in values:
                self.school_of.setdefault(values["class_"], values.get("school"))
        self.schools_of: dict[str, set[str]] = {}
        for values in self._rows("people"):
            if "person" in values and "school" in values:
                self.schools_of.setdefault(values["person"], set()).add(values["school"])
        self.grades = {(values.get("school"), values.get("grade")) for values in self._rows("classes")}

    def _rows(self, kind: str) -> list[Values]:
        return [values for _, values in self._parsed[kind].all_rows] if kind in self._parsed else []

    def _known(self, kind: str) -> frozenset[str] | None:
        key = _KEYS[kind]
        return None if kind in self._failed else frozenset(values[key] for values in self._rows(kind) if key in values)

    def has(self, kind: str, text: str) -> bool:
        """
        Say whether a school, class or person is there, or may be.
        """
        ids = self._ids[kind]
        return ids is None or text in ids

    def given(self, kind: str) -> bool:
        """
        Say whether there is a file of a kind, readable or not.
        """
        return kind in self._parsed or kind in self._failed

    def school_unread(self, person: str, class_: str | None) -> bool:
        """
        Say whether the school of a person or class stands in a file, or row, that could not be read.
        """
        if self._failed & {"people", "classes"}:
            return True
        of_person = self.has("people", person) and person not in self.schools_of
        return of_person or (class_ in self.school_of and self.school_of[class_] is None)

    def school_called(self, text: str) -> str | None:
        """
        Return the code of the school that has a text for its name, or None.
        """
        return self._school_by_name.get(text)

    def school_hint(self, text: str) -> str:
        """
        Return what to do about a school that is not there.
        """
        if text in self._school_by_name:
            return f"这里要写学校代码 {self._school_by_name[text]}，不是学校名称"
        return "请改正学校代码，或在学校表中加上"

    def area(self, text: str, level: str | None = None) -> str | None:
        """
        Return the id of the area that a text names by id or name; None where there is none.

        Raises:
            Bad: several areas have the name.
        """
        if self._failed & {"areas", "schools"}:
            return text
        return self.areas.find(text, level)

    def place(self, text: str, level: str | None, *, people: bool = True) -> str:
        """
        Return the id of what a text names: somebody or something of one level, or of any.

        Args:
            text: an id; of an area also its name.
            level: who files, or where a post is held; None if nobody knows.
            people: whether it may be a person, where the level is not known.

        Raises:
            Bad: there is none, or its name is that of several.
        """
        if level in _AREAS:
            found = self.area(text, level)
            return found if found is not None else refuse(f"没有这个{LEVELS[level]}", "请写地区代码或名称")
        kinds = [_TABLES[level]] if level is not None else ["schools", "classes", *(["people"] if people else [])]
        if any(self.has(kind, text) for kind in kinds):
            return text
        if level == "person" and "people" not in self._parsed:  # who the persons are was not given
            return text
        found = self.area(text) if level is None else None
        if found is not None:
            return found
        hint = self._hint(text, level)
        if level is None and people and "people" not in self._parsed:
            hint += "；若是个人，请加上人员表（people.csv）"
        return refuse(f"没有这个{LEVELS[level]}" if level else "学校、班级、地区中都没有它", hint)

    def _hint(self, text: str, level: str | None) -> str:
        if level == "person":
            return "请改正人员代号，或在人员表中加上"
        if level != "class":
            return self.school_hint(text)
        if "classes" in self._parsed:
            return "请改正班级代码，或在班级表中加上"
        return "还没有班级表：请加上 classes.csv（班级.csv）"
