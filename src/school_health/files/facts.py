"""
Rows to facts, each held against the others: what a row names must be there, and nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from school_health.core.calendar import DayException, Holiday
from school_health.core.filing import Event, Filing, Hand
from school_health.core.school import Adoption, Campaign, Person, Post, School, SchoolClass, Spell
from school_health.core.terms import Term
from school_health.files.cases import Cases
from school_health.files.details import Details
from school_health.files.matters import Matters
from school_health.files.names import LEVELS, Names
from school_health.files.parsing import Parsed, Values
from school_health.files.places import derived_areas, given_areas, place_in
from school_health.files.problem import Problem
from school_health.files.rows import Rows
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary


__all__ = ["Facts"]


class Facts(Rows):
    """
    The facts of a folder, made once from its parsed files; ``problems`` takes whatever contradicts itself.

    Args:
        parsed: the files by kind, those that could be read.
        failed: the kinds whose file is there and could not be read; nobody is called unknown for their sake.
        words: the region's words.
        problems: the list to which problems are added.
    """

    def __init__(
        self, parsed: Mapping[str, Parsed], failed: frozenset[str], words: Vocabulary, problems: list[Problem]
    ) -> None:
        super().__init__(parsed, Names(parsed, failed), words, problems)
        self._failed = failed
        self._spans: dict[tuple[str, date, date], int] = {}
        self._spells: list[Spell] = []
        self._filers: dict[tuple[str, str], str | Bad] = {}
        self.unfilled = 0
        there = parsed["filings"].headings if "filings" in parsed else {}
        self._parts = [(part, f"part:{part}") for part in words.parts if f"part:{part}" in there]
        self._hand_names = [hand for hand in words.hands if {f"hand:{hand}", f"hand_at:{hand}"} & there.keys()]
        self._details = Details(parsed.get("events"))
        self._make_schools()
        for field, kind, make in (
            ("classes", "classes", self._class),
            ("people", "people", self._person),
            ("posts", "posts", self._post),
            ("spells", "statuses", self._spell),
            ("terms", "terms", self._term),
            ("exceptions", "calendar", self._exception),
            ("holidays", "holidays", self._holiday),
            ("campaigns", "campaigns", self._campaign),
            ("adoptions", "adoptions", self._adoption),
            ("events", "events", self._event),
            ("filings", "filings", self._filing),
        ):
            self.facts[field] = self._each(kind, make)
        self.facts["spells"] = self._spells + self.facts["spells"]
        cases = Cases(parsed, self._names, words, problems)
        self.uncaused, self.untimed, self.joined = cases.uncaused, cases.untimed, cases.joined
        self.facts |= cases.facts | Matters(parsed, self._names, words, problems).facts
        self.facts["areas"] = list(self._names.areas.by_id.values())

    # ------------------------------------------------------------------ schools

    def _make_schools(self) -> None:
        def complain_of(kind: str) -> Callable[[int, str, str, str, object], None]:
            parsed = self._parsed[kind]

            def complain(row: int, field: str, what: str, fix: str, value: object) -> None:
                self._problems.append(parsed.problem(row, field, what, fix, value))

            return complain

        if "areas" in self._parsed:
            self._names.areas = given_areas(self._parsed["areas"], complain_of("areas"))
        self._counties: dict[int, str] = {}
        if "schools" in self._parsed and "areas" not in self._parsed:
            self._names.areas, self._counties = derived_areas(self._parsed["schools"].all_rows, complain_of("schools"))
        self.facts["schools"] = self._each("schools", self._one_school)

    def _one_school(self, v: Values) -> School | None:
        self._once("school", (v["school"], v["recorded_at"]), v["school"], "（代码和录入时间都相同）")
        area = self._counties.get(self._row)
        if area is None and "areas" not in self._failed:
            try:
                area = place_in(self._names.areas, v)
            except Bad as bad:
                self._wrong("county", bad.what, bad.fix, v["county"] or None)
        if area is None:
            return None
        self.unfilled += not (v["county"] or v["county_code"])
        authority = None
        if v["authority"] is not None:
            authority = next((one.id for one in self._names.areas.chain(area) if one.level == v["authority"]), None)
            if authority is None:
                level = LEVELS[v["authority"]]
                self._wrong("authority", f"主管部门是{level}一级，但没有填这所学校的{level}", "请填写")
        self._life(v)
        return School(
            id=v["school"],
            area=area,
            name=v["name"],
            stage=v["stage"],
            authority=authority,
            connected=v["connected"],
            students=v["students"],
            meals=v["meals"],
            recorded_at=v["recorded_at"],
        )

    def _life(self, v: Values) -> None:
        """
        Make spells of the days on which a school opened and closed.
        """
        opened, closed, into = v["opened"], v["closed"], v["merged_into"]
        if into is not None and closed is None:
            self._wrong("merged_into", "填了并入学校，没有填停办日期", "请填写停办的第一天", into)
        elif opened is not None and closed is not None and closed <= opened:
            self._wrong("closed", f"不晚于开办日期 {opened}", "请改正开办或停办日期", closed)
        if opened is None and closed is None:
            return
        ends: date | None = closed - timedelta(days=1) if closed is not None else None
        common = {"school": v["school"], "recorded_at": v["recorded_at"]}
        self._spells.append(Spell(status="open", first=opened, last=ends, **common))
        if closed is not None:
            self._spells.append(Spell(status="merged" if into else "closed", first=closed, into=into, **common))

    # ------------------------------------------------------------------ people and posts

    def _class(self, v: Values) -> SchoolClass:
        if self._names.school_of[v["class_"]] not in (None, v["school"]):
            self._wrong("class_", "两所学校用了同一个班级代码", "请在班级代码前加上学校代码", v["class_"])
        else:
            self._once("class_", (v["class_"], v["recorded_at"]), v["class_"])
        self._school("school", v["school"])
        self._in_order(v)
        return SchoolClass(
            id=v["class_"],
            school=v["school"],
            grade=v["grade"],
            students=v["students"],
            first=v["first"],
            last=v["last"],
            recorded_at=v["recorded_at"],
        )

    def _person(self, v: Values) -> Person:
        self._once("person", (v["person"], v["recorded_at"]), v["person"])
        self._school("school", v["school"])
        if v["class_"] is not None:
            self._resolved("class_", v["class_"], "class")
            if self._names.school_of.get(v["class_"], v["school"]) not in (None, v["school"]):
                self._wrong("class_", "班级不在这所学校", "请改正学校代码或班级代码", v["class_"])
        self._in_order(v)
        return Person(
            id=v["person"],
            school=v["school"],
            class_=v["class_"],
            dormitory=v["dormitory"],
            role=v["role"],
            needs_proxy=v["needs_proxy"],
            proxy=v["proxy"],
            first=v["first"],
            last=v["last"],
            recorded_at=v["recorded_at"],
        )

    def _post(self, v: Values) -> Post:
        level = self._words.level("parties", v["role"])
        organisation = self._resolved("organisation", v["organisation"], level, people=False)
        self._in_order(v)
        self._once("person", tuple(v.values()), v["person"])
        return Post(
            role=v["role"],
            organisation=organisation,
            grade=v["grade"],
            person=v["person"],
            first=v["first"],
            last=v["last"],
            recorded_at=v["recorded_at"],
        )

    # ------------------------------------------------------------------ days

    def _spell(self, v: Values) -> Spell:
        self._school("school", v["school"])
        self._in_order(v)
        return Spell(**v)

    def _term(self, v: Values) -> Term:
        area = self._area_or_everywhere("area", v["area"])
        self._in_order(v)
        for (other, first, last), row in self._spans.items():
            corrected = first.year == v["first"].year and v["recorded_at"] is not None
            if other == area and first <= v["last"] and v["first"] <= last and not corrected:
                self._wrong("first", f"与第 {row} 行的学期重叠", "请改正起止日期", v["first"])
        self._spans.setdefault((area, v["first"], v["last"]), self._row)
        return Term(**{**v, "area": area})

    def _exception(self, v: Values) -> DayException:
        of = self._resolved("of", v["of"], None, people=False) if v["of"] else ""
        self._in_order(v)
        return DayException(**{**v, "of": of, "last": v["last"] or v["first"]})

    def _holiday(self, v: Values) -> Holiday:
        self._once("day", (v["day"], v["recorded_at"]), v["day"])
        return Holiday(**v)

    def _campaign(self, v: Values) -> Campaign:
        self._in_order(v)
        return Campaign(**{**v, "area": self._area_or_everywhere("area", v["area"])})

    def _adoption(self, v: Values) -> Adoption:
        self._in_order(v)
        return Adoption(**{**v, "by": self._resolved("by", v["by"], None, people=False)})

    # ------------------------------------------------------------------ what was received

    def _event(self, v: Values) -> Event:
        self._once("event", v["event"], v["event"])
        level = self._words.level("event_kinds", v["kind"])
        subject = self._resolved("subject", v["subject"], level)
        self._in_order(v)
        return Event(
            id=v["event"],
            kind=v["kind"],
            subject=subject,
            at=v["at"],
            about=v["about"],
            first=v["first"],
            last=v["last"],
            details=self._details.read(v["kind"], self._words.details("events", v["kind"]), v, self._wrong),
            recorded_at=v["recorded_at"],
        )

    def _filer(self, duty: str, text: str) -> str:
        found = self._filers.get((duty, text))
        if found is None:
            try:
                found = self._names.place(text, self._words.level("duties", duty))
            except Bad as bad:
                found = bad
            self._filers[duty, text] = found
        if isinstance(found, Bad):
            self._wrong("filer", found.what, found.fix, text)
            return text
        return found

    def _filing(self, v: Values) -> Filing | None:
        first, last, filed_at, recorded_at = v["first"], v["last"], v["filed_at"], v["recorded_at"]
        duty = v["duty"]
        if type(duty) is tuple:  # duties of different years with one title
            held = self._words.in_force(duty, first or filed_at.date())
            if len(held) != 1:
                self._wrong("duty", "有几项任务都叫这个名称", f"请写任务代号：{'、'.join(duty)}")
                return None
            duty = held[0]
        filer = self._filer(duty, v["filer"])
        if last is not None:
            if first is None:
                self._wrong("last", "有截止日期，没有起始日期", "请填写所属日期", last)
            elif last < first:
                self._wrong("last", f"早于起始日期 {first}", "请改正起止日期", last)
        if recorded_at is not None and recorded_at < filed_at:
            self._wrong("recorded_at", "早于报送时间", "录入不会早于报送：请核对两个时间", recorded_at)
        key = (duty, filer, v["about"], first, last, v["revision"], filed_at)
        if self._seen.setdefault(key, self._row) != self._row:
            self._wrong("filer", f"与第 {self._seen[key]} 行重复", "请删去其中一行；更正过的报送请填写版本")
        about = v["about"]
        if about is not None and not self._about_known(duty, about):
            self._wrong("about", "没有这所学校", "请写学校代码", about)
        parts = {part: v[field] for part, field in self._parts if v[field] is not None}
        hands = self._hands(v) if self._hand_names else {}
        return Filing(
            duty=duty,
            filer=filer,
            filed_at=filed_at,
            about=about,
            first=first,
            last=last,
            recorded_at=recorded_at,
            revision=v["revision"],
            content=v["content"],
            filed_by=v["filed_by"],
            parts=parts,
            hands=hands,
        )

    def _about_known(self, duty: str, about: str) -> bool:
        book = self._words.rulebook
        return (
            book is None
            or duty not in book.duties
            or book.duties[duty].about != "school"
            or self._names.has("schools", about)
        )

    def _hands(self, v: Values) -> dict[str, Hand]:
        hands = {}
        for hand in self._hand_names:
            person, at = v.get(f"hand:{hand}"), v.get(f"hand_at:{hand}")
            if person is not None and at is not None:
                hands[hand] = Hand(person=person, at=at)
            elif person is not None:
                self._wrong(f"hand_at:{hand}", "填了人，没有填时间", "请填写经手的时间")
            elif at is not None:
                self._wrong(f"hand:{hand}", "填了时间，没有填人", "请填写经手人的代号")
        return hands
