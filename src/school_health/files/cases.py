"""
Rows to absences and suspensions.
"""

from __future__ import annotations

from collections.abc import Mapping

from school_health.core.absence import Absence
from school_health.core.suspension import Suspension
from school_health.files.names import Names
from school_health.files.parsing import Parsed, Values
from school_health.files.problem import Problem
from school_health.files.rows import Rows, made_id
from school_health.files.runs import FOLLOWS, DayRow, spells
from school_health.files.text import refuse
from school_health.files.vocabulary import Vocabulary
from school_health.files.wholesale import absences_of


__all__ = ["Cases"]

_WHOLE = "全校"
_TWICE = "编号相同、录入时间也相同"
_TWICE_A_DAY = "是同一人同一天起的缺课，录入时间也相同"
_AGAIN = "重复的请删去一行；更正请填写录入时间；另一次请填写另一个编号"


class Cases(Rows):
    """
    The absences and suspensions of a folder.

    ``uncaused`` and ``untimed`` count the rows of absences of which no cause was given, and no time of recording; ``joined``
    those of one day that were taken for a further day of a spell.

    Args:
        parsed: the files by kind, those that could be read.
        names: what the folder names.
        words: the region's words.
        problems: the list to which problems are added.
    """

    def __init__(self, parsed: Mapping[str, Parsed], names: Names, words: Vocabulary, problems: list[Problem]) -> None:
        super().__init__(parsed, names, words, problems)
        self.uncaused = self.untimed = self.joined = 0
        # For each spell or suspension whose it is.
        self._whose: dict[str, tuple[int, object]] = {}
        absences = self._at_once()
        self.facts["absences"] = self._spells(self._each("absences", self._absence)) if absences is None else absences
        self._whose = {}
        self.facts["suspensions"] = self._each("suspensions", self._suspension)

    def _same(self, name: str, whose: object) -> None:
        """
        Complain of a reference that an earlier row gave to something of somebody else.
        """
        first, other = self._whose.setdefault(name, (self._row, whose))
        if other != whose:
            self._wrong("id", f"第 {first} 行用同一编号记了别的人或单位", "请另编一个编号；填错了人的，作废原来的一条", name)

    # ------------------------------------------------------------------ absences

    def _at_once(self) -> list[Absence] | None:
        """
        Return the absences of a table in which nothing is wrong and no rows belong together; None where it is another one.
        """
        parsed = self._parsed.get("absences")
        absences = None if parsed is None else absences_of(parsed, self._names)
        if parsed is not None and absences is not None:
            self.uncaused = parsed.columns["cause"].count(None)
            self.untimed = parsed.columns["recorded_at"].count(None)
        return absences

    def _spells(self, told: list[Absence | DayRow]) -> list[Absence]:
        """
        Return the spells of the rows: as they stand, and those that rows of one day make together.
        """
        absences, runs = spells(one for one in told if isinstance(one, DayRow))
        for run in runs:
            self.joined += len(run.rows) - 1
            onset, recovered_at = run.values["onset"], run.values["recovered_at"]
            if onset is not None and onset > run.first:
                self._row = run.stating("onset")
                fix = f"请改正发病日期；另一次病请填写另一个缺课编号。日期相差不超过 {FOLLOWS.days} 天的缺课算同一次"
                self._wrong("onset", "晚于这次连续缺课的第一天", fix)
            elif onset is not None and recovered_at is not None and recovered_at.date() < onset:
                self._row = run.stating("recovered_at")
                self._wrong("recovered_at", "早于这次连续缺课的发病日期", "请改正两个日期中的一个")
        return [*(one for one in told if isinstance(one, Absence)), *absences]

    def _absence(self, v: Values) -> Absence | DayRow:
        day = v.pop("day")
        if (day is None) is (v["first"] is None):
            refuse("没有填写日期" if day is None else "日期填了两遍", "请填写起、止，或者只填写缺课日期（只缺这一天）")
        if day is not None:
            if v["last"] is not None:
                self._wrong("last", "有截止日期，没有起始日期", "请填写起、止，或者只填写缺课日期（只缺这一天）", v["last"])
            v["first"] = v["last"] = day
        school = self._school_of(v)
        self._holds_together(v)
        name, daily = v["id"], day is not None and v["id"] is None
        if name is None:
            v["school"] = school
            name = made_id(school, v["person"], v["first"])
            self._not_doubled(v, (name, v["recorded_at"]), _TWICE_A_DAY, _AGAIN)
        else:
            self._not_doubled(v, (name, v["recorded_at"]), _TWICE, _AGAIN)
            self._same(name, (school, v["person"]))
        if v["cause"] is None:
            self.uncaused += 1
            v["cause"] = "illness"
        self.untimed += v["recorded_at"] is None
        v["id"], v["school"] = name, school
        return DayRow(self._row, v) if daily else Absence(**v)

    def _school_of(self, v: Values) -> str:
        """
        Return the school of an absence: as it is stated, or as its class or person has it.
        """
        names, person, class_ = self._names, v["person"], v["class_"]
        if names.given("people") and not names.has("people", person):
            self._wrong("person", "人员表里没有这个人", "请改正人员代号，或在人员表中加上", person)
        if class_ is not None and names.given("classes") and not names.has("classes", class_):
            self._wrong("class_", "班级表里没有这个班级", "请改正班级代码，或在班级表中加上", class_)
        of_class = names.school_of.get(class_) if class_ is not None else None
        of_person = names.schools_of.get(person, ())
        school: str | None = v["school"]
        if school is None:
            school = of_class or (min(of_person) if len(of_person) == 1 else None)
            if school is None and names.school_unread(person, class_):
                return ""  # what is wrong has been said of the other file
            if school is None:
                several = len(of_person) > 1
                refuse("人员表里此人属于几所学校" if several else "没有填写学校，从班级和人员也查不到", "请填写学校代码")
        elif not names.has("schools", school):
            self._school("school", school)
            return school
        if of_class not in (None, school):
            self._wrong("class_", "班级不在这所学校", "请改正学校代码或班级代码", class_)
        if of_person and school not in of_person:
            self._wrong("person", "人员表里此人不在这所学校", "请改正学校代码或人员代号", person)
        return school

    def _holds_together(self, v: Values) -> None:
        """
        Complain of days and statements of an absence that contradict each other; none of them is quoted.
        """
        first, last, onset, recovered_at = v["first"], v["last"], v["onset"], v["recovered_at"]
        self._in_order(v)
        halves = v["halves"]
        if halves and (min(halves) < first or (last is not None and max(halves) > last)):
            self._wrong("halves", "半天不在缺课的日期内", "请改正半天，或改正起止日期")
        if onset is not None and onset > first:
            self._wrong("onset", "晚于缺课的第一天", "请改正发病日期；以前的缺课另有原因的，请另起一行")
        if onset is not None and recovered_at is not None and recovered_at.date() < onset:
            self._wrong("recovered_at", "早于发病日期", "请改正两个日期中的一个")
        if v["diagnosis"] and not v["disease"]:
            self._wrong("disease", "有诊断，没有填写疾病", "请填写疾病")
        if v["void_reason"] and not v["void"]:
            self._wrong("void", "填了作废原因，没有填作废", "请在作废一列填 是，或删去作废原因")

    # ------------------------------------------------------------------ suspensions

    def _suspension(self, v: Values) -> Suspension:
        names, school, level, of = self._names, v["school"], v["level"], v["of"]
        self._school("school", school)
        self._in_order(v)
        if level == "school" and (of in (school, _WHOLE) or names.school_called(of) == school):
            of = ""
        if level == "school" and of:
            self._wrong("of", "全校停课不必填写对象", "请删去对象，或改正范围", of)
        elif level != "school" and not of:
            self._wrong("of", "没有填写停课的班级或年级", "请填写班级代码或年级")
        elif level == "class":
            self._resolved("of", of, "class")
            if names.school_of.get(of) not in (None, school):
                self._wrong("of", "班级不在这所学校", "请改正学校代码或班级代码", of)
        elif level == "grade" and "classes" in self._parsed and (school, of) not in names.grades:
            self._wrong("of", "班级表里这所学校没有这个年级", "请改正年级，或在班级表中填写年级", of)
        if names.given("people"):
            for person in v["sick"]:
                if not names.has("people", person):
                    self._wrong("sick", "人员表里没有这个人", "请改正人员代号，或在人员表中加上", person)
        self._not_doubled(v, (v["id"], v["recorded_at"]), _TWICE, _AGAIN)
        self._same(v["id"], (school, level, of))
        return Suspension(**{**v, "of": of})
