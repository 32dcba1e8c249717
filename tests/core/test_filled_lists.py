"""
Forms filled in from the facts, apart from what the vectors of the regions show.
"""

from __future__ import annotations

import pytest

from school_health.core.record import Record
from school_health.errors import FormError, RulebookError, UnknownSubject
from tests.builders import AREAS, TERMS_2020, at, day, event, filing, region, school


DUTIES = """
[[duty]]
id = "hour"
clause = "c"
title = "按时刻报"
filer = "school"
every = ["teaching-day"]
by = { time = 09:30:00, edge = "out" }

[[duty]]
id = "day"
clause = "c"
title = "按日报"
filer = "school"
every = ["teaching-day"]
by = { edge = "in" }
"""
LIST = """
[[form]]
id = "list"
clause = "c"
title = "名单"
layout = "ours"
span = ["day"]
field = [
  { key = "count", title = "几所", value = "distinct:rows.school" },
  { key = "school", title = "学校", rows = "rows", value = "school" },
  { key = "duty", title = "任务", rows = "rows", value = "duty" },
  { key = "notes", title = "备注", rows = "rows", need = "may" },
]
[[form.table]]
rows = "rows"
of = "dues"
rule = ["hour", "day"]
order = ["deadline"]
"""
COUNTS = """
[[form]]
id = "counts"
clause = "c"
title = "各区"
layout = "ours"
span = ["week", "day"]
field = [
  { key = "area", title = "区", rows = "areas", value = "place" },
  { key = "received", title = "已报", rows = "areas", value = "received" },
  { key = "change", title = "比前几天", rows = "areas", value = "change:received", need = "may" },
]
[[form.table]]
rows = "areas"
of = "places"
rule = ["hour"]
by = "county"
total = true
"""
MONDAY = "2020-10-12"


def asked(*schools, since="2020-10-12", **facts):
    return Record(areas=AREAS, schools=schools, terms=TERMS_2020, since=day(since), **facts)


def test_a_deadline_that_is_a_whole_day_stands_after_the_hours_of_that_day():
    filled = region(DUTIES + LIST).fill(asked(school()), "list", at("2020-10-12 08:00"))

    assert [row["duty"] for row in filled.values["rows"]] == ["按时刻报", "按日报"]


def test_what_people_give_to_rows_of_the_facts_stands_beside_them():
    filled = region(DUTIES + LIST).fill(
        asked(school()), "list", at("2020-10-12 08:00"), given={"rows": [{"notes": "已催", "duty": "别的"}]}
    )

    assert [(row["duty"], row.get("notes")) for row in filled.values["rows"]] == [("按时刻报", "已催"), ("按日报", None)]
    assert filled.values["count"] == 1


def test_what_comes_from_the_facts_is_not_taken_from_anybody():
    with pytest.raises(FormError, match="the field 'count' comes from the facts"):
        region(DUTIES + LIST).fill(asked(school()), "list", at("2020-10-12 08:00"), given={"count": 3})


def test_a_form_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UnknownSubject, match="has no form 'lists'; it has list"):
        region(DUTIES + LIST).fill(asked(school()), "lists", at("2020-10-12 08:00"))


def test_a_change_is_told_for_places_and_for_all_of_them():
    filings = (
        filing("hour", "2020-10-12 08:00", first=MONDAY),
        filing("hour", "2020-10-13 08:00", first="2020-10-13"),
        filing("hour", "2020-10-13 08:00", "S2", first="2020-10-13"),
    )
    record = asked(school(), school("S2", "B"), filings=filings)

    filled = region(DUTIES + COUNTS).fill(record, "counts", at("2020-10-13 12:00"), span="day")

    assert [(row["area"], row["change"]) for row in filled.values["areas"]] == [("甲县", 0), ("乙区", 1)]
    assert filled.totals["areas"] == {"area": None, "received": 2, "change": 1}


@pytest.mark.parametrize(("since", "change"), [("2020-10-05", 0), ("2020-10-06", None)])
def test_a_change_is_blank_where_one_of_the_days_before_is_not_recorded(since, change):
    filled = region(DUTIES + COUNTS).fill(asked(school(), since=since), "counts", at("2020-10-12 08:00"))

    assert [row["change"] for row in filled.values["areas"]] == [change]


@pytest.mark.parametrize(
    ("wrong", "instead", "said"),
    [
        ('by = "county"', 'by = "county"\nscope = "towns"', "names the scope 'towns', which is not there"),
        ('rule = ["hour"]', 'rule = ["hours"]', "names the duty 'hours', which is not there.*did you mean 'hour'"),
        ('value = "received"', 'value = "recieved"', "asks for 'recieved', which is no value of its source"),
        ('"change:received"', '"change:alerts"', "'alerts' is not there"),
        ('"change:received"', '"changes:received"', "its source has no 'changes'"),
        ("total = true", 'total = true\nonly = { sent = "未报" }', "can have no total"),
    ],
)
def test_a_form_that_asks_for_what_there_is_not_is_refused(wrong, instead, said):
    with pytest.raises(RulebookError, match=said):
        region(DUTIES + COUNTS.replace(wrong, instead))


def test_a_column_that_people_fill_in_is_not_counted():
    with pytest.raises(RulebookError, match=r"'distinct:rows\.notes', and there are no such rows, or no such column"):
        region(DUTIES + LIST.replace("distinct:rows.school", "distinct:rows.notes"))


def test_a_matter_that_was_opened_by_a_consequence_long_ago_stands_on_the_list_until_it_is_closed():
    flow = """
[[event]]
id = "wrong"
clause = "c"
title = "有误"
subject = "school"

[[breach]]
id = "fault"
clause = "c"
title = "报错"
seen = "fact"
of = ["wrong"]

[[consequence]]
id = "talk"
clause = "c"
title = "约谈"
of = ["fault"]
count = 1
within = "half-year"

[[workflow]]
id = "watch"
clause = "c"
title = "名单"
opens = ["consequence:talk"]
ends = ["off"]
[workflow.states]
on = "在列"
off = "移出"
[[workflow.move]]
id = "remove"
clause = "c"
title = "移出"
from = ["on"]
to = "off"

[[form]]
id = "watched"
clause = "c"
title = "名单"
layout = "ours"
span = ["day"]
field = [{ key = "state", title = "状态", rows = "schools", value = "state" }]
[[form.table]]
rows = "schools"
of = "matters"
rule = ["watch"]
"""
    record = asked(school(), events=(event("wrong", "2020-10-12 10:00"),))

    filled = region(flow).fill(record, "watched", at("2021-03-01 08:00"))

    assert [row["state"] for row in filled.values["schools"]] == ["在列"]
