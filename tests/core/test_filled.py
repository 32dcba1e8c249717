from __future__ import annotations

from fractions import Fraction

import pytest

from school_health import DayException, Person, SchoolClass, Spell
from school_health.core.filled import references
from school_health.core.form import FormFault
from school_health.core.scene import Scene
from school_health.core.sources import OF_FORM, SOURCES
from school_health.errors import FormError, RulebookError, UnknownSubject
from tests.builders import WORDS, absence, account, at, day, event, filing, item, move, record, region, school


RULES = (
    WORDS
    + item("party", 'level = "school"', "reporter", "填报人")
    + item("party", 'level = "county"', "county-office", "县局")
    + item("event", 'subject = "school"\ndetails = { from = "来自" }', "visit", "来访")
    + item("event", 'subject = "person"\ndetails = { from = "来自" }', "came", "到来")
    + item("event", 'subject = "school"', "wrong", "报错")
    + item(
        "duty",
        'filer = "school"\nevery = ["workday"]\nby = { time = 09:00:00, edge = "out" }\nneeds = ["voucher"]',
        "daily",
        "日报",
    )
    + item("duty", 'filer = "county"\nevery = ["workday"]\nby = { edge = "in" }', "county-daily", "县日报")
    + item("duty", 'filer = "school"\nevery = ["once"]', "once", "建档")
    + item(
        "duty", 'filer = "school"\nevery = ["teaching-day"]\nby = { time = 09:00:00, edge = "out" }', "taught", "教学日报"
    )
    + item("scope", 'stages = ["primary"]', "primary", "小学")
    + item("duty", 'filer = "county"\nafter = ["breach:missed"]\nby = { working_days = 2, edge = "in" }', "inquiry", "调查")
    + item("duty", 'filer = "school"\nafter = ["fact:visit"]', "visited", "来访报告")
    + item("duty", 'filer = "person"\nevery = ["workday"]\nby = { time = 10:00:00, edge = "out" }', "card", "卡")
    + """
[[ladder]]
id = "ladder"
clause = "c"
title = "催报"
duty = ["daily"]
[[ladder.step]]
clause = "c"
at = { time = 08:00:00 }
level = "提示"
to = ["reporter"]
[[ladder.step]]
clause = "c"
at = { time = 09:00:00 }
level = "追责"
to = ["reporter"]
enters = "台账"
"""
    + item("breach", 'seen = "never"\nof = ["daily"]', "missed", "未报")
    + item("breach", 'seen = "fact"\nof = ["wrong"]', "was-wrong", "报错")
    + item("consequence", 'of = ["missed"]\ncount = 2\nwithin = "half-year"\nlists = ["名单"]', "talk", "约谈")
    + item("consequence", 'of = ["was-wrong"]\ncount = 1\nwithin = "half-year"', "circular", "通报")
    + item("alert", 'unit = ["class", "person"]\ncases = 2\nquiet = 3\nalike = ["symptom"]', "cluster", "聚集")
    + item("sample", 'of = "school"\npercent = 50\nleast = 1', "draw", "抽校")
    + item("sample", 'of = "filing"\nduty = ["daily"]\npercent = 100', "filings", "抽报送")
    + item("measure", 'counts = "reports"\nof = ["daily"]\ntarget = 50\nby = ["county"]', "rate", "上报率")
    + """
[[workflow]]
id = "card-flow"
clause = "c"
title = "处置"
opens = ["alert:cluster", "fact:visit", "fact:came", "consequence:talk"]
ends = ["done"]
[workflow.states]
new = "待办"
busy = "在办"
done = "办结"
[[workflow.move]]
id = "start"
clause = "c"
title = "开始"
from = ["new"]
to = "busy"
needs = [{ key = "way", title = "方式", choices = { phone = "电话" } }]
may = [{ key = "words", title = "说明" }]
[[workflow.move]]
id = "finish"
clause = "c"
title = "结束"
from = ["busy"]
to = "done"
"""
)
SCHOOLS = (
    school("S1", "A", name="一小", students=100),
    school("S2", "A", name="二小", students=50, connected=None),
    school("S3", "B", stage="senior"),
)
NOW = at("2020-10-13 12:00")


def form(fields, *, more="", table="", id_="f"):
    lines = "\n".join(f"  {one}," for one in fields)
    return f'[[form]]\nid = "{id_}"\nclause = "c"\ntitle = "表"\nlayout = "ours"\n{more}\nfield = [\n{lines}\n]\n{table}'


def of_rows(of, *names, rule="", more=""):
    """Return a form that lists values of a source; a field is called like its value."""
    fields = [f'{{ key = "{name}", title = "{name}", rows = "r", value = "{name}" }}' for name in names]
    return form(fields, table=f'[[form.table]]\nrows = "r"\nof = "{of}"\n{f"rule = {rule}" if rule else ""}\n{more}\n')


def shown(text, facts, when=NOW, **more):
    return region(RULES + text).fill(facts, "f", when, **more)


def rows(text, facts, when=NOW, **more):
    return [tuple(one.values()) for one in shown(text, facts, when, **more).values["r"]]


def facts(*filings, **more):
    return record(*filings, schools=SCHOOLS, since="2020-10-12", **more)


PARTS = {"parts": {"voucher": "2020-10-12 08:30"}}


def filed(when, who="S1", **more):
    return filing("daily", when, who, parts={"voucher": when}, **more)


class TestPlaces:
    FILED = (filed("2020-10-12 08:30"), filed("2020-10-13 08:30"), filed("2020-10-13 09:30", "S3"))

    def test_a_place_shows_what_was_expected_of_it_and_what_came(self):
        text = of_rows(
            "places",
            "place",
            "due",
            "expected",
            "received",
            "outstanding",
            "on-time",
            "late",
            "missing",
            "pending",
            "sent",
            rule='["daily"]',
        )

        assert rows(text, facts(*self.FILED), at("2020-10-14 08:00"), first=day("2020-10-12"), last=day("2020-10-15")) == [
            ("一小", 2, 3, 2, 1, 2, 0, 0, 1, "全部"),
            ("二小", 2, 3, 0, 3, 0, 0, 2, 1, "未报"),
            ("S3", 2, 3, 1, 2, 0, 1, 1, 1, "部分"),
        ]

    def test_where_nothing_was_due_nothing_is_said_of_what_was_sent(self):
        text = of_rows("places", "place-id", "sent", "reports-rate", rule='["taught"]')
        held = facts(exceptions=[DayException(kind="closure", first=day("2020-10-13"), last=day("2020-10-13"), of="S2")])

        assert rows(text, held, first=day("2020-10-13")) == [
            ("S1", "未报", Fraction(0)),
            ("S2", "", None),
            ("S3", "未报", Fraction(0)),
        ]

    def test_on_a_day_on_which_nothing_is_expected_of_anybody_there_are_no_rows(self):
        text = of_rows("places", "place-id", rule='["daily"]')

        assert rows(text, facts(*self.FILED), at("2020-10-17 12:00"), first=day("2020-10-17")) == []
        assert rows(of_rows("places", "place-id"), facts(), at("2020-10-17 12:00")) == [("S1",), ("S2",), ("S3",)]

    def test_only_the_schools_of_a_scope_and_none_that_has_closed(self):
        text = of_rows("places", "place-id", rule='["daily"]', more='scope = "primary"')
        closed = facts(spells=[Spell(school="S2", status="closed", first=day("2020-10-01"))])

        assert rows(text, facts()) == [("S1",), ("S2",)]
        assert rows(text, closed) == [("S1",)]

    def test_schools_and_students_on_the_system_and_off_it(self):
        text = of_rows(
            "places",
            "place",
            "schools",
            "connected",
            "unconnected",
            "students",
            "covered-students",
            "uncovered-students",
            "coverage",
            "student-coverage",
            rule='["daily"]',
            more='by = "county"\ntotal = true',
        )
        found = shown(text, facts())

        assert [tuple(one.values()) for one in found.values["r"]] == [
            ("甲县", 2, 1, 1, 150, 100, 50, Fraction(1, 2), Fraction(2, 3)),
            ("乙区", 1, 1, 0, 0, 0, 0, Fraction(1), None),
        ]
        assert tuple(found.totals["r"].values()) == (None, 3, 2, 1, 150, 100, 50, Fraction(2, 3), Fraction(2, 3))

    def test_what_belongs_to_a_place_is_counted_on_the_days_by_name_or_all(self):
        text = of_rows(
            "places",
            "place-id",
            "alerts",
            "notices",
            "told",
            "level:提示",
            "level:追责",
            "alerts:cluster",
            "events:visit",
            "state:card-flow.new",
            "consequences:talk",
            rule='["daily"]',
            more="total = true",
        )
        spells = [absence(one, "2020-10-13", symptoms=("rash",), class_="C1") for one in ("P1", "P2")]
        held = facts(
            *self.FILED,
            absences=spells,
            classes=[SchoolClass(id="C1", school="S1")],
            events=[event("visit", "2020-10-12 10:00", "S3")],
        )
        found = shown(text, held, first=day("2020-10-13"))

        assert [tuple(one.values()) for one in found.values["r"]] == [
            ("S1", 1, 1, "是", 1, 0, 1, 0, 1, 0),
            ("S2", 0, 2, "是", 1, 1, 0, 0, 1, 1),
            ("S3", 0, 2, "是", 1, 1, 0, 0, 1, 0),
        ]
        assert found.totals["r"]["notices"] == 5
        assert found.totals["r"]["told"] is None

    def test_a_rate_that_a_document_names_and_whether_its_target_is_reached(self):
        text = of_rows("places", "measure:rate", "reached:rate", rule='["daily"]', more='by = "county"\ntotal = true')
        found = shown(text, facts(*self.FILED), first=day("2020-10-13"))

        assert [tuple(one.values()) for one in found.values["r"]] == [(Fraction(1, 2), "是"), (Fraction(1), "是")]
        assert tuple(found.totals["r"].values()) == (Fraction(2, 3), None)

    def test_a_change_compares_with_as_many_days_before_and_is_unknown_before_the_record(self):
        text = of_rows("places", "place-id", "change:received", "change:missing", rule='["daily"]', more="total = true")

        found = shown(text, facts(*self.FILED), first=day("2020-10-13"))
        assert [tuple(one.values()) for one in found.values["r"]] == [("S1", 0, 0), ("S2", 0, 0), ("S3", 1, -1)]
        assert (found.totals["r"]["change:received"], found.totals["r"]["change:missing"]) == (1, -1)
        assert rows(text, facts(*self.FILED), first=day("2020-10-12"))[0] == ("S1", None, None)

    def test_a_school_that_was_not_there_before_has_no_change(self):
        held = facts(*self.FILED, spells=[Spell(school="S3", status="open", first=day("2020-10-13"))])
        text = of_rows("places", "place-id", "change:received", rule='["daily"]')

        assert rows(text, held, first=day("2020-10-13"))[2] == ("S3", 1)

    def test_only_some_places_in_an_order_that_may_fall_with_equals_sharing_a_rank(self):
        text = of_rows(
            "places", "number", "rank", "place-id", rule='["daily"]', more='order = ["-on-time-rate", "place-id"]'
        )
        assert rows(text, facts(*self.FILED), first=day("2020-10-13")) == [(1, 1, "S1"), (2, 2, "S2"), (3, 2, "S3")]

        text = of_rows("places", "place-id", rule='["daily"]', more='only = { sent = "未报" }\norder = ["-place-id"]')
        assert rows(text, facts(filed("2020-10-13 08:30")), first=day("2020-10-13")) == [("S3",), ("S2",)]

    def test_what_there_is_not_stands_last_where_the_highest_comes_first(self):
        text = of_rows("places", "place-id", rule='["daily"]', more='by = "county"\norder = ["-student-coverage"]')

        assert rows(text, facts()) == [("A",), ("B",)]

    def test_an_area_that_nobody_declares_is_a_county_of_that_name(self):
        text = of_rows("places", "county", "city", rule='["daily"]')
        held = record(schools=[school("S1", "甲区")], areas=(), since="2020-10-12")

        assert rows(text, held) == [("甲区", "")]

    def test_further_counts(self):
        text = of_rows(
            "places",
            "exempt",
            "filers",
            "complete-filers",
            "silent-filers",
            "complete-rate",
            "any-rate",
            "on-time-rate",
            "school",
            "county",
            "city",
            "province",
            "stage",
            rule='["daily"]',
        )

        assert rows(text, facts(*self.FILED), first=day("2020-10-13"))[0] == (
            *(0, 1, 1, 0, Fraction(1), Fraction(1), Fraction(1)),
            *("一小", "甲县", "某市", "某省", "小学"),
        )


class TestDues:
    def test_a_due_shows_who_what_and_until_when(self):
        text = of_rows(
            "dues",
            "filer",
            "duty",
            "first",
            "last",
            "deadline",
            "state",
            "filed-at",
            "lacks",
            "level",
            "subject",
            "told:提示",
            "told:追责",
            rule='["daily"]',
        )
        held = facts(filing("daily", "2020-10-13 08:30"), filed("2020-10-13 08:40", "S2"))

        assert rows(text, held, first=day("2020-10-13")) == [
            (
                *(
                    "一小",
                    "日报",
                    day("2020-10-13"),
                    day("2020-10-13"),
                    at("2020-10-13 09:00"),
                    "未报",
                    None,
                    "voucher",
                    "追责",
                    "一小",
                ),
                *(at("2020-10-13 08:00"), at("2020-10-13 09:00")),
            ),
            (
                *(
                    "二小",
                    "日报",
                    day("2020-10-13"),
                    day("2020-10-13"),
                    at("2020-10-13 09:00"),
                    "按时",
                    at("2020-10-13 08:40"),
                ),
                *("", "提示", "二小", at("2020-10-13 08:00"), None),
            ),
            (
                *(
                    "S3",
                    "日报",
                    day("2020-10-13"),
                    day("2020-10-13"),
                    at("2020-10-13 09:00"),
                    "未报",
                    None,
                    "",
                    "追责",
                    "S3",
                ),
                *(at("2020-10-13 08:00"), at("2020-10-13 09:00")),
            ),
        ]

    def test_a_deadline_at_the_end_of_a_day_is_that_day_and_one_that_there_is_not_is_blank(self):
        text = of_rows(
            "dues", "filer", "deadline", "last", "state", rule='["county-daily", "once"]', more='order = ["filer"]'
        )

        assert rows(text, facts(), first=day("2020-10-13")) == [
            ("S3", None, None, "未到期"),
            ("一小", None, None, "未到期"),
            ("乙区", day("2020-10-13"), day("2020-10-13"), "未到期"),
            ("二小", None, None, "未到期"),
            ("甲县", day("2020-10-13"), day("2020-10-13"), "未到期"),
        ]

    def test_by_deadline_a_whole_day_stands_after_the_moments_in_it_and_none_at_all_first(self):
        text = of_rows("dues", "duty", rule='["county-daily", "once", "daily"]', more='order = ["deadline", "duty"]')

        found = rows(text, facts(), first=day("2020-10-13"))
        assert list(dict.fromkeys(found)) == [("建档",), ("日报",), ("县日报",)]

    def test_a_due_that_a_missed_one_opened_shows_the_missed_one(self):
        text = of_rows("dues", "filer", "opened-at", "missed:filer", "missed:first", "missed:state", rule='["inquiry"]')

        assert rows(text, facts(), first=day("2020-10-12"), last=day("2020-10-12"))[0] == (
            *("甲县", at("2020-10-12 09:00"), "一小", day("2020-10-12"), "未报"),
        )

    def test_a_due_that_a_fact_or_nothing_opened_shows_no_missed_one(self):
        text = of_rows("dues", "missed:filer", "opened-at", rule='["visited", "daily"]')
        held = facts(events=[event("visit", "2020-10-13 10:00", "S3")])

        assert rows(text, held, first=day("2020-10-13"))[-1] == ("", at("2020-10-13 10:00"))
        assert rows(text, held, first=day("2020-10-13"))[0] == ("", at("2020-10-13 00:00"))

    def test_a_notice_shows_its_step_and_what_it_is_of(self):
        text = of_rows(
            "notices", "school", "level", "step", "at", "enters", "first", rule='["daily"]', more='order = ["-step"]'
        )
        held = facts(filed("2020-10-13 07:30"), filed("2020-10-13 08:30", "S2"))

        assert rows(text, held, first=day("2020-10-13")) == [
            ("S3", "追责", 2, at("2020-10-13 09:00"), "台账", day("2020-10-13")),
            ("二小", "提示", 1, at("2020-10-13 08:00"), "", day("2020-10-13")),
            ("S3", "提示", 1, at("2020-10-13 08:00"), "", day("2020-10-13")),
        ]


SICK = [
    absence("P1", "2020-10-12", symptoms=("rash",), class_="C1"),
    absence("P2", "2020-10-12", symptoms=("rash",), class_="C1"),
]
CLASSES = [SchoolClass(id="C1", school="S1")]


class TestMatters:
    def test_an_alert_shows_where_it_is_and_how_its_matter_stands(self):
        text = of_rows(
            "alerts",
            "school",
            "unit",
            "alert",
            "raised-at",
            "first",
            "persons",
            "shared",
            "excludable",
            "reason",
            "lasting",
            "matter:card-flow",
        )
        held = facts(absences=SICK, classes=CLASSES)

        assert rows(text, held, first=day("2020-10-12")) == [
            (
                *("一小", "C1", "聚集", at("2020-10-12 00:00"), day("2020-10-12"), 2, "皮疹", "否", "", "是"),
                "待办",
            )
        ]

    def test_an_alert_is_there_while_it_lasts_and_no_longer(self):
        text = of_rows("alerts", "unit")
        held = facts(absences=SICK, classes=CLASSES)

        asked = {
            day_: rows(text, held, at("2020-10-20 12:00"), first=day(day_))
            for day_ in ("2020-10-11", "2020-10-12", "2020-10-15", "2020-10-16")
        }
        assert asked == {"2020-10-11": [], "2020-10-12": [("C1",)], "2020-10-15": [("C1",)], "2020-10-16": []}

    def test_only_alerts_of_the_rules_that_are_named(self):
        other = item("alert", 'unit = ["school"]\ncases = 2\nquiet = 3', "other", "另一种")
        held = facts(absences=SICK, classes=CLASSES)
        named = of_rows("alerts", "alert", "unit", "matter:card-flow", rule='["other"]')

        assert rows(other + named, held, first=day("2020-10-12")) == [("另一种", "", "")]

    def test_a_matter_shows_its_moves_what_they_say_and_what_opened_it(self):
        text = of_rows(
            "matters",
            "school",
            "state",
            "open",
            "opened-at",
            "since",
            "next",
            "class",
            "matter",
            "move:start",
            "made:start",
            "made:finish",
            "move:finish",
            "detail:start.way",
            "detail:start.words",
            "detail:start.way",
            "event:from",
            "alert:persons",
            rule='["card-flow"]',
        ).replace(
            '{ key = "detail:start.way", title = "detail:start.way", rows = "r", value = "detail:start.way" },\n', "", 1
        )
        visit = event("visit", "2020-10-12 10:00", "S3", "E1", details={"from": "外地"})
        held = facts(
            *TestOfOneThing.FILED,
            events=[visit],
            moves=[move("start", "2020-10-12 11:00", matter="E1", workflow="card-flow", way="phone")],
        )

        assert rows(text, held, first=day("2020-10-13")) == [
            (
                *("S3", "在办", "是", at("2020-10-12 10:00"), at("2020-10-12 11:00"), "结束", "", "E1"),
                *(at("2020-10-12 11:00"), "是", "否", None, "", "电话", "外地", ""),
            )
        ]

    def test_a_matter_of_an_alert_or_a_person_shows_the_class(self):
        people = [Person(id="P9", school="S1", class_="C1"), Person(id="P8", school="S2")]
        came = [event("came", "2020-10-12 10:00", "P9", "E9"), event("came", "2020-10-12 10:00", "P8", "E8")]
        held = facts(absences=SICK, classes=CLASSES, people=people, events=came)
        text = of_rows(
            "matters",
            "place-id",
            "class",
            "person",
            "alert:persons",
            "detail:start.way",
            rule='["card-flow"]',
            more='order = ["place-id"]',
        )

        assert [one for one in rows(text, held) if one[0] not in ("S1", "S2", "S3")] == [
            ("C1", "C1", "", 2, ""),
            ("P8", "", "P8", "", ""),
            ("P9", "C1", "P9", "", ""),
        ]

    def test_a_matter_that_ended_before_the_days_or_opens_after_them_is_not_there(self):
        visit = event("visit", "2020-10-12 10:00", "S3", "E1")
        moves = [
            move("start", "2020-10-12 11:00", matter="E1", workflow="card-flow", way="phone"),
            move("finish", "2020-10-12 12:00", matter="E1", workflow="card-flow"),
        ]
        text = of_rows("matters", "state", rule='["card-flow"]')
        held = facts(*TestPlaces.FILED, events=[visit], moves=moves)

        assert rows(text, held, first=day("2020-10-12"), when=at("2020-10-12 23:00")) == [("办结",)]
        assert rows(text, facts(events=[visit]), first=day("2020-10-11"), last=day("2020-10-11")) == []

    def test_a_consequence_shows_what_has_brought_it(self):
        text = of_rows(
            "consequences",
            "school",
            "consequence",
            "at",
            "count",
            "breaches",
            "lists",
            "since",
            "until",
            "matter:card-flow",
            rule='["talk", "circular"]',
            more='order = ["-count"]',
        )
        held = facts(
            *TestPlaces.FILED,
            filed("2020-10-12 08:30", "S3"),
            events=[event("wrong", "2020-10-13 10:00", "S3")],
        )

        assert rows(text, held, first=day("2020-10-13")) == [
            (
                *("二小", "约谈", at("2020-10-13 09:00"), 2, "2020-10-12 未报（日报）；2020-10-13 未报（日报）", "名单"),
                *(day("2020-09-01"), day("2021-02-21"), "待办"),
            ),
            (
                *("S3", "通报", at("2020-10-13 10:00"), 1, "2020-10-13 报错（报错）", ""),
                *(day("2020-09-01"), day("2021-02-21"), ""),
            ),
        ]


class TestPeople:
    def test_a_sample_of_schools_and_one_of_filings(self):
        text = of_rows("samples", "item", "school", "duty", "day", rule='["draw"]')
        assert min(rows(text, facts(), seed="x"))[2:] == ("", None)
        assert len(rows(text, facts(), seed="x")) == 2

        text = of_rows("samples", "item", "school", "duty", "day", rule='["filings"]')
        assert rows(text, facts(filed("2020-10-12 08:30")), seed="x") == [
            ("daily/S1/2020-10-12", "一小", "日报", day("2020-10-12"))
        ]

    def test_a_sample_without_a_seed_is_refused(self):
        with pytest.raises(FormError, match="seed"):
            rows(of_rows("samples", "item", rule='["draw"]'), facts())

    def test_people_on_the_last_day_with_what_they_filed_and_how_their_matter_stands(self):
        people = [
            Person(id="P1", school="S1", class_="C1"),
            Person(id="P2", school="S1", role="staff", proxy="P1"),
            Person(id="P3", school="S1", last=day("2020-10-12")),
        ]
        held = facts(
            filing("card", "2020-10-13 09:00", "P1"),
            classes=CLASSES,
            people=people,
            events=[event("came", "2020-10-13 08:00", "P2")],
        )
        text = of_rows("people", "person", "class", "role", "proxy", "filed:card", "state:card-flow", "school")

        assert rows(text, held, first=day("2020-10-13")) == [
            ("P1", "C1", "学生", "", at("2020-10-13 09:00"), "", "一小"),
            ("P2", "", "教职工", "P1", None, "待办", "一小"),
        ]

    def test_accounts_on_the_last_day(self):
        held = facts(
            accounts=[account("U1", keeper="A"), account("U2", "B", kind="administrator"), account("U3", last="2020-10-12")]
        )

        assert rows(of_rows("accounts", "user", "place", "kind", "keeper"), held, first=day("2020-10-13")) == [
            ("U1", "一小", "教育用户", "甲县"),
            ("U2", "乙区", "管理用户", ""),
        ]


class TestTheFormItself:
    def test_its_days_its_moment_its_rows_and_what_was_told(self):
        fields = [f'{{ key = "{name}", title = "{name}", value = "{name}" }}' for name in OF_FORM]
        fields += [
            '{ key = "n", title = "n", value = "rows:r" }',
            '{ key = "d", title = "d", value = "distinct:r.county" }',
            '{ key = "by-hand", title = "手填" }',
            '{ key = "county", title = "县", rows = "r", value = "county" }',
        ]
        text = form(fields, table='[[form.table]]\nrows = "r"\nof = "places"\nrule = ["daily"]\n')
        found = shown(
            text,
            facts(),
            first=day("2020-10-12"),
            last=day("2020-10-13"),
            seed="s",
            address="https://a.cn/b",
            given={"by-hand": "字"},
        )

        values = dict(found.values)
        assert values.pop("r") == ({"county": "甲县"}, {"county": "甲县"}, {"county": "乙区"})
        assert values == {
            "period-first": day("2020-10-12"),
            "period-last": day("2020-10-13"),
            "asked-at": NOW,
            "region": "测试",
            "seed": "s",
            "address": "https://a.cn/b",
            "n": 3,
            "d": 2,
            "by-hand": "字",
        }
        assert shown(text, facts()).values["seed"] is None
        assert shown(text, facts()).faults == (
            FormFault("seed", "missing"),
            FormFault("address", "missing"),
            FormFault("by-hand", "missing"),
        )

    @pytest.mark.parametrize(
        ("spans", "asked", "first", "last"),
        [
            ([], {}, "2020-10-13", "2020-10-13"),
            (["day"], {"first": "2020-10-11"}, "2020-10-11", "2020-10-11"),
            (["day"], {"last": "2020-10-11"}, "2020-10-11", "2020-10-11"),
            (["week"], {"first": "2020-10-11"}, "2020-10-05", "2020-10-11"),
            (["week"], {"first": "2020-10-12"}, "2020-10-12", "2020-10-18"),
            (["half-year"], {}, "2020-09-01", "2021-02-21"),
            (["half-year", "school-year"], {"span": "school-year"}, "2020-09-01", "2021-09-15"),
            (["half-year"], {"first": "2020-10-11", "last": "2020-10-12"}, "2020-10-11", "2020-10-12"),
        ],
    )
    def test_it_is_drawn_up_for_the_span_that_holds_the_day(self, spans, asked, first, last):
        text = form(['{ key = "k", title = "k", value = "period-first" }'], more=f"span = {spans}")
        asked = {key: value if key == "span" else day(value) for key, value in asked.items()}
        found = shown(text, facts(), **asked)

        assert (found.first, found.last) == (day(first), day(last))

    def test_a_span_that_it_has_not_and_days_in_the_wrong_order_are_refused(self):
        text = form(['{ key = "k", title = "k", value = "period-first" }'], more='span = ["day"]')

        with pytest.raises(FormError, match="has no span 'week'; it has day"):
            shown(text, facts(), span="week")
        with pytest.raises(FormError, match="before the first"):
            shown(text, facts(), first=day("2020-10-12"), last=day("2020-10-11"))

    def test_what_comes_from_the_facts_cannot_be_given_and_an_unknown_field_is_named(self):
        text = form(
            [
                '{ key = "k", title = "k", value = "period-first" }',
                '{ key = "place", title = "p", rows = "r", value = "place" }',
            ],
            table='[[form.table]]\nrows = "r"\nof = "places"\nrule = ["daily"]\n',
        )
        with pytest.raises(FormError) as caught:
            shown(text, facts(), given={"k": "1", "r": [], "q": "2"})

        told = str(caught.value)
        assert "no field 'q'" in told
        assert "the field 'k' comes from the facts" in told
        assert "the rows 'r' come from the facts" in told

    def test_people_may_add_to_rows_and_fill_in_rows_of_their_own(self):
        text = form(
            [
                '{ key = "place", title = "p", rows = "r", value = "place" }',
                '{ key = "notes", title = "n", rows = "r", need = "may" }',
                '{ key = "own", title = "o", rows = "s" }',
            ],
            table='[[form.table]]\nrows = "r"\nof = "places"\nrule = ["daily"]\n',
        )
        found = shown(text, facts(), given={"r": [{"notes": "好", "place": "改"}], "s": [{"own": "1"}]})

        assert found.values["r"] == ({"place": "一小", "notes": "好"}, {"place": "二小"}, {"place": "S3"})
        assert found.values["s"] == ({"own": "1"},)

    def test_rows_that_people_fill_in_may_have_a_table_that_names_them_and_rows_may_be_drawn(self):
        text = form(
            [
                '{ key = "own", title = "o", rows = "s" }',
                '{ key = "due", title = "n", rows = "r", value = "due" }',
            ],
            table='[[form.table]]\nrows = "s"\ntitle = "手填"\n[[form.table]]\nrows = "r"\nof = "places"\nchart = ["due"]\n',
        )

        assert shown(text, facts(), given={"s": [{"own": "1"}]}).values["s"] == ({"own": "1"},)

    def test_a_form_that_does_not_hold_yet_or_is_not_there_is_refused(self):
        text = form(['{ key = "k", title = "k", value = "period-first" }'], more="since = 2020-10-13\nuntil = 2020-10-13")

        assert shown(text, facts(), at("2020-10-13 00:00")).first == day("2020-10-13")
        with pytest.raises(FormError, match="holds from 2020-10-13 to 2020-10-13, and not on 2020-10-12"):
            shown(text, facts(), at("2020-10-12 23:59"))
        with pytest.raises(FormError, match="not on 2020-10-14"):
            shown(text, facts(), at("2020-10-14 00:00"))
        with pytest.raises(UnknownSubject, match="has no form 'g'; it has f"):
            region(RULES + text).fill(facts(), "g", NOW)


class TestOfOneThing:
    TEXT = form(
        ['{ key = "state", title = "k", value = "state" }', '{ key = "day", title = "k", value = "period-first" }'],
        more='about = { of = "matters", rule = ["card-flow"], only = { open = "是" } }',
    )
    EVENTS = (event("visit", "2020-10-13 10:00", "S3", "E1"), event("visit", "2020-10-13 11:00", "S1", "E2"))
    FILED = (filed("2020-10-12 08:00"), filed("2020-10-12 08:00", "S2"), filed("2020-10-12 08:00", "S3"))

    def test_it_is_asked_for_by_its_reference(self):
        assert shown(self.TEXT, facts(*self.FILED, events=self.EVENTS), about="E1").values["state"] == "待办"

    def test_the_only_one_needs_no_reference(self):
        assert shown(self.TEXT, facts(*self.FILED, events=self.EVENTS[:1])).values["state"] == "待办"

    def test_of_several_the_references_are_named_and_one_that_is_not_there_is_refused(self):
        held = facts(*self.FILED, events=self.EVENTS)

        with pytest.raises(FormError, match="tell its reference; there are E1, E2"):
            shown(self.TEXT, held)
        with pytest.raises(UnknownSubject, match="nothing of that reference.*there are E1, E2"):
            shown(self.TEXT, held, about="E3")
        with pytest.raises(FormError, match="there are none"):
            shown(self.TEXT, facts(*self.FILED))

    def test_references_of_persons_are_never_named(self):
        text = form(['{ key = "p", title = "k", value = "person" }'], more='about = { of = "people" }')
        held = facts(people=[Person(id="P1", school="S1"), Person(id="P2", school="S1")])

        with pytest.raises(FormError) as caught:
            shown(text, held)
        assert "P1" not in str(caught.value)
        assert shown(text, held, about="P2").values["p"] == "P2"

    def test_all_references_are_to_be_had(self):
        law = region(RULES + self.TEXT)
        held = facts(*self.FILED, events=self.EVENTS)
        scene = Scene(law, held, NOW, day("2020-10-13"), day("2020-10-13"))

        assert references(scene, law.rulebook.forms["f"]) == ("E1", "E2")
        plain = region(RULES + form(['{ key = "k", title = "k" }']))
        assert references(scene, plain.rulebook.forms["f"]) == ()

    def test_each_source_has_a_reference(self):
        law = region(RULES + self.TEXT)
        held = facts(
            filed("2020-10-12 08:30"),
            absences=SICK,
            classes=CLASSES,
            people=[Person(id="P1", school="S1")],
            accounts=[account("U1")],
            events=[event("wrong", "2020-10-13 10:00", "S3"), *self.EVENTS],
        )
        scene = Scene(law, held, NOW, day("2020-10-12"), day("2020-10-13"), seed="x")
        rule = {
            "places": "daily",
            "dues": "daily",
            "notices": "daily",
            "matters": "card-flow",
            "consequences": "circular",
            "samples": "draw",
        }
        found = {}
        for name, source in SOURCES.items():
            about = law.rulebook.forms["f"].about.__class__(of=name, rule=(rule[name],) if name in rule else ())
            refs = [source.ref(scene, one) for one in source.items(scene, about)]
            assert refs
            assert len(set(refs)) == len(refs)
            found[name] = refs[0]

        assert found["dues"] == "daily/S1/2020-10-12"
        assert found["notices"] == "daily/S1/2020-10-12/提示"
        assert found["consequences"] == "consequence:circular:S3:2020-09-01"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (of_rows("place", "place"), "comes from 'place', which is none of places"),
            (
                of_rows("places", "plaice", rule='["daily"]'),
                "asks for 'plaice', which is no value of its source; did you mean 'place'?",
            ),
            (of_rows("places", "place", rule='["dayly"]'), "names the duty 'dayly', which is not there"),
            (of_rows("places", "place", more='scope = "primery"'), "names the scope 'primery', which is not there"),
            (of_rows("people", "person", rule='["daily"]'), "names the rule 'daily', which is not there"),
            (of_rows("places", "states:card-flow.new"), "its source has no 'states'"),
            (of_rows("people", "levels:x"), "its source has no 'levels'"),
            (of_rows("accounts", "levels:x"), "it has none"),
            (of_rows("places", "state:card-flow.old"), "'card-flow.old' is not there"),
            (of_rows("places", "change:sent"), "'sent' is not there"),
            (of_rows("places", "place", more='only = { set = "未报" }'), "looks at 'set'"),
            (of_rows("places", "place", more='order = ["-set"]'), "looks at 'set'"),
            (of_rows("places", "place", more='chart = ["rate"]'), "draws 'rate', which is no field of its rows"),
            (of_rows("dues", "filer", rule='["daily"]', more="total = true"), "can have no total"),
            (of_rows("places", "place", more='only = { sent = "未报" }\ntotal = true'), "can have no total"),
            (
                of_rows("places", "place", more='[[form.table]]\nrows = "r"\nof = "dues"'),
                "fills the same rows from two tables",
            ),
            (of_rows("places", "place", more='[[form.table]]\nrows = "q"\nof = "dues"'), "the table 'q' has no field"),
            (form(['{ key = "k", title = "k", value = "place" }']), "nothing says where it comes from"),
            (form(['{ key = "k", title = "k", value = "rows:r" }']), "no such rows"),
            (
                form(['{ key = "k", title = "k", value = "distinct:r.x" }', '{ key = "y", title = "k", rows = "r" }']),
                "no such column",
            ),
            (form(['{ key = "k", title = "k", value = "number" }'], more='about = { of = "dues" }'), "asks for 'number'"),
            (
                form(['{ key = "k", title = "k", value = "state" }'], more='about = { of = "doos" }'),
                "what it is about comes from 'doos'",
            ),
        ],
    )
    def test_a_form_that_asks_for_what_there_is_not_is_refused_when_the_region_is_opened(self, text, told):
        with pytest.raises(RulebookError) as caught:
            region(RULES + text)

        assert "test/doc: the form 'f'" in str(caught.value)
        assert told in str(caught.value)
