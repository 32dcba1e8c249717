"""
The figures on the page against what the assessment says; what may stand on a page, and what may not.
"""

from __future__ import annotations

import re
from collections import Counter

import attrs
import html5lib
import pytest

from school_health import Record, overview_html
from school_health.core.due import STATES
from school_health.errors import FactError, NaiveMoment
from school_health.files.page.overview import page_of
from school_health.files.page.written import files_of
from school_health.files.wording import percent
from tests.builders import WORDS, absence, at, day, event, item, record, region, school
from tests.files.page.conftest import Opened, of_period, text


HEADS = {"on_time": "√ 按时", "late": "▲ 迟报", "missing": "× 未报", "exempt": "－ 免报", "not_yet_due": "○ 未到期"}
PLAIN = region(WORDS)


def within(shown, when):
    """Say whether a day belongs to the overview: of a day's, whatever it is asked about."""
    return shown.first is None or shown.first <= when <= shown.last


def dues(shown):
    found = shown.region.assess(shown.record, shown.at).dues
    if shown.first is None:
        return [due for due in found if due.concerns(shown.at.date())]
    return [due for due in found if within(shown, due.first)]


# ------------------------------------------------------------------ figures


def test_the_tasks_have_the_number_of_dues_in_each_state(shown):
    wanted = Counter((due.duty.title, due.state) for due in dues(shown))
    got = Counter()
    for row in Opened(shown.html).table("tasks"):
        assert int(row["应报"]) == sum(int(row[HEADS[state]]) for state in STATES)
        got.update({(row["任务"], state): int(row[HEADS[state]]) for state in STATES})

    assert +got == wanted
    assert sum(wanted.values()) > 20


def test_the_rates_are_those_of_completeness_in_each_area_and_in_total(shown):
    first = shown.first or shown.at.date()
    counted = shown.region.completeness(shown.record, first, shown.last or first, shown.at)
    names = {area.id: area.name for area in shown.record.areas}
    measured = [*counted.measures("county"), *counted.measures()]
    wanted = Counter(
        (
            one.rule.title,
            names.get(one.place, "合计"),
            str(one.share.numerator),
            str(one.share.denominator),
            percent(one.share.value),
            None if one.rule.target is None or one.pending else one.reached,
        )
        for one in measured
        if one.share.denominator
    )
    words = {"√ 达到": True, "× 未达到": False}
    got = Counter(
        (
            re.split(r" （(?:报送份|按时|每个|至少|已接)", row[""])[0],
            row["区县"].removesuffix("（直属）"),
            row["分子"],
            row["分母"],
            row["结果"],
            words.get(row["达到目标"]),
        )
        for row in Opened(shown.html).table("rates")
    )

    assert got == wanted
    assert wanted


def test_what_is_open_adds_up_by_duty_and_in_the_list(shown):
    missing = [due for due in shown.region.assess(shown.record, shown.at).dues.missing if within(shown, due.first)]
    page = Opened(shown.html)
    by_duty = Counter(due.duty.title for due in missing)
    table = table_of(shown, "open")

    assert Counter({row["任务"]: int(row["× 未报"]) for row in page.table("open-by-duty")}) == by_duty
    assert sum(int(row.cells[-1].text) for row in table.rows) == len(missing) > 0
    assert Counter((row["单位"], row["任务"], row["所属"][:10]) for row in page.table("open")) <= Counter(
        (place_of(shown, due), due.duty.title, due.first.isoformat()) for due in missing
    )
    assert len(page.table("open")) == min(40, table.count)


def table_of(shown, key):
    """Return a table with all its rows, before it is drawn."""
    return next(one for part in page_of(shown.view).parts for one in part.tables if one.key == key)


def place_of(shown, due):
    names = {one.id: one.name for one in (*shown.record.areas, *shown.record.schools)}
    return names[due.place]


def test_of_a_day_what_is_due_today_stands_first(of_day):
    rows = Opened(of_day.html).table("open")
    today = [row["所属"].startswith(of_day.at.date().isoformat()) for row in rows]

    assert today == sorted(today, reverse=True)
    assert any(today)


def test_what_was_late_is_listed_with_when_it_came(shown):
    late = [due for due in dues(shown) if due.state == "late"]
    table = table_of(shown, "late")
    moments = {due.outcome.complete_at.strftime("%Y-%m-%d %H:%M") for due in late}
    page = {row["报送时间"] for row in Opened(shown.html).table("late")}

    assert sum(int(row.cells[-1].text) for row in table.rows) == len(late)
    assert {row.cells[5].text for row in table.rows} == moments
    assert page == moments if table.count <= 40 else page < moments


def test_the_notices_are_counted_by_duty_and_level(shown):
    found = shown.region.assess(shown.record, shown.at)
    told = [
        one for one in found.notices if within(shown, one.at.date()) and (shown.first or one.at.date() == shown.at.date())
    ]
    page = Opened(shown.html)
    by_level = Counter((one.due.duty.title, one.level) for one in told)

    assert Counter({(row["任务"], row["级别"]): int(row["条数"]) for row in page.table("notices-by-level")}) == by_level
    if shown.first is None:
        assert sum(int(row.get("条数", 1)) for row in page.table("notices")) == len(told)


def test_the_alerts_are_those_of_the_days_with_how_many_persons_belong_to_them(shown):
    today = shown.at.date()
    found = shown.region.assess(shown.record, shown.at)
    for key, head, raised in (("alerts", "预警", found.alerts), ("criteria", "条件", found.criteria)):
        if shown.first is None:
            wanted = [one for one in raised if one.lasts(today) or one.raised_at.date() == today]
        else:
            wanted = [one for one in raised if within(shown, one.raised_at.date())]
        rows = Opened(shown.html).table(key)
        assert [(row[head], row["提出时间"], row["人数"], row["现状"]) for row in rows] == [
            (
                "、".join(rule.title for rule in one.rules),
                one.raised_at.strftime("%Y-%m-%d %H:%M"),
                str(one.persons),
                state_of(one, today),
            )
            for one in wanted
        ]


def state_of(alert, today):
    if alert.excludable:
        return "○ 可排除"
    if alert.raised_at.date() == today:
        return "▲ 今日提出"
    return "▲ 持续" if alert.lasts(today) else "－ 已过"


def test_an_alert_that_was_taken_back_is_said_to_be(county):
    shown = of_period(county("jiangsu"), "jiangsu")
    (alert,) = (one for one in shown.region.assess(shown.record, shown.at).alerts if one.excludable)
    (kind,) = (one.id for one in shown.region.rulebook.event_kinds.values() if one.takes_back)
    back = event(kind, "2023-05-08 10:00", alert.place.school, about=alert.id)
    record = attrs.evolve(shown.record, events=[*shown.record.events, back])
    rows = Opened(attrs.evolve(shown, record=record).html).table("alerts")

    assert [row["现状"] for row in Opened(shown.html).table("alerts")].count("○ 可排除") == 1
    assert [row["现状"] for row in rows].count("－ 已撤销") == 1


def test_a_declared_alert_is_told_beside_the_computed_ones(county):
    shown = county("jiangsu")
    on = attrs.evolve(shown, at=at("2023-05-07 17:00"))

    assert [row["时间"] for row in Opened(on.html).table("declared")] == ["2023-05-07 16:00"]
    assert Opened(on.html).bars("alerts-by-day")["2023-05-07", "申报的预警"] == 1
    assert Opened(shown.html).table("declared") == []


def test_the_chart_of_alerts_counts_those_raised_on_each_day(shown):
    view = shown.view
    found = shown.region.assess(shown.record, shown.at)
    raised = Counter(one.raised_at.date().isoformat() for one in found.alerts if view.charted <= one.raised_at.date())
    bars = Opened(shown.html).bars("alerts-by-day")

    assert {when: value for (when, series), value in bars.items() if series == "预警"} == {
        when: value for when, value in raised.items() if when <= view.last.isoformat()
    }


def test_an_alert_counts_on_the_day_on_which_it_was_raised_and_not_on_that_of_its_cases():
    law = region(WORDS + item("alert", 'unit = ["school"]\ncases = 2\nquiet = 0\n'))
    ill = [absence(f"a{number}", last="2020-10-12", recorded_at=f"2020-10-1{number} 08:00") for number in (2, 4)]
    page = Opened(overview_html(law, record(absences=ill, since="2020-10-12"), at("2020-10-15 09:00")))

    assert page.bars("alerts-by-day") == {("2020-10-14", "预警"): 1}


def test_the_figures_at_the_head_are_those_below(shown):
    found = shown.region.assess(shown.record, shown.at)
    page = Opened(shown.html)
    head = [int(re.sub(r"\D", "", text(one))) for one in page.tree.xpath("//dl/div/dd")]
    absent = [row["其中因病缺课的学生"] for row in page.table("ill-days")]
    numbers = [int(number) if number.isdigit() else 0 for number in absent]

    assert head == [
        sum(within(shown, due.first) for due in found.dues.missing),
        sum(due.state == "late" for due in dues(shown)),
        sum(int(row["条数"]) for row in page.table("notices-by-level")),
        len(page.table("alerts")) + len(page.table("declared")),
        numbers[-1] if shown.first is None else max(numbers),
        sum(one.open for one in found.matters),
    ]


def test_the_bars_of_every_chart_are_the_numbers_of_its_table(shown):
    page = Opened(shown.html)
    charts = {one.get("id").removeprefix("chart-") for one in page.tree.xpath("//figure")}
    own = {"absent-by-day": ("ill-days", {"因病缺课": "其中因病缺课的学生"})}
    for key in charts:
        table, heads = own.get(key, (f"{key}-table", {}))
        rows = {row["日期"][:10]: row for row in page.table(table)}
        bars = page.bars(key)
        assert bars
        assert all(int(rows[when][heads.get(series, series)]) == value for (when, series), value in bars.items())
        drawn = sum(bars.values())
        series = {name for _, name in bars}
        told = [row[heads.get(name, name)] for row in rows.values() for name in series]
        assert sum(int(number) for number in told if number.isdigit()) == drawn

    assert charts or shown.region.code == "guyuan"


def test_the_absent_of_each_day_are_those_of_the_attendance_of_the_schools(shown):
    for row in Opened(shown.html).table("ill-days"):
        when = day(row["日期"][:10])
        if row["其中因病缺课的学生"] != "不上课":
            there = [
                shown.region.attendance(shown.record, when, one.id, at=shown.at).ill
                for one in shown.record.schools
            ]  # fmt: skip
            assert int(row["其中因病缺课的学生"]) == sum(there)


def test_the_symptoms_count_distinct_persons(shown):
    view = shown.view
    load = shown.region.caseload(shown.record, view.charted, view.last, at=shown.at)
    words = shown.region.rulebook.words("symptom")
    rows = {row["症状"]: int(row["期间人数"]) for row in Opened(shown.html).table("ill-symptoms")}

    unnamed = {"症状不明": load.unnamed} if load.unnamed else {}
    assert rows == {**{words[one]: count for one, count in load.symptoms.items()}, **unnamed}


def test_consequences_matters_and_findings_are_all_there(shown):
    found = shown.region.assess(shown.record, shown.at)
    page = Opened(shown.html)
    reached = [one for one in found.consequences if within(shown, one.at.date())]
    checks = Counter(one.check.title for one in found.findings if within(shown, one.day))

    assert Counter(row["后果"] for row in page.table("consequences")) == Counter(one.title for one in reached)
    assert sum(int(row.get("件数", 1)) for row in page.table("matters")) == sum(one.open for one in found.matters)
    assert Counter({row["核查"]: int(row["件数"]) for row in page.table("findings")}) == checks
    for row in page.table("lists"):
        assert int(row["单位数"]) == len({one.subject for one in reached if row["名单"] in one.rule.lists})


def test_every_figure_that_rests_on_a_clause_leads_to_what_it_says(shown):
    page = Opened(shown.html)
    links = page.tree.xpath("//a[starts-with(@href, '#clause-')]")
    book = shown.region.rulebook

    assert len(links) > 20
    for link in links:
        (row,) = page.tree.xpath(f"//tr[@id='{link.get('href')[1:]}']")
        assert book.clauses[text(link)].says in " ".join(text(row).split())
        assert text(link.getprevious()) in ("原文", "规范", "自定")


def test_the_head_says_of_what_when_and_as_known_at_which_moment(county):
    shown = of_period(county("jiangsu"), "jiangsu")
    head = text(Opened(shown.html).tree.xpath("//header")[0])

    assert shown.region.name in head
    assert shown.first.isoformat() in head
    assert shown.last.isoformat() in head
    assert f"以 {shown.at:%Y-%m-%d %H:%M} 所知为准" in head
    assert f"学校 {len(shown.record.schools)} 所" in head


def test_a_criterion_is_said_to_be_no_order(county):
    shown = county("shanghai")
    criteria = shown.region.assess(shown.record, shown.at).criteria

    assert ("不是要求" in Opened(shown.html).tree.text_content()) is bool(criteria)


# ------------------------------------------------------------------ one file, for everybody


def test_a_page_is_valid_and_names_each_thing_once(shown):
    html5lib.HTMLParser(strict=True).parse(shown.html)  # raises where it is not valid
    ids = Opened(shown.html).tree.xpath("//@id")

    assert len(ids) == len(set(ids)) > 20


def test_a_page_loads_nothing_runs_nothing_and_says_so(shown):
    tree = Opened(shown.html).tree
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    assert tree.xpath("//script | //link | //img | //iframe | //object | //form | //@src | //@style | //@onclick") == []
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert re.search(r"url\(|@import|https?:", shown.html) is None
    assert tree.get("lang") == "zh-CN"


def test_every_link_leads_somewhere(shown):
    tree = Opened(shown.html).tree

    assert {link[1:] for link in tree.xpath("//@href")} <= set(tree.xpath("//@id"))


def test_every_cell_has_headings_and_every_chart_is_told_in_words(shown):
    tree = Opened(shown.html).tree

    assert tree.xpath("//th[not(@scope)]") == []
    assert tree.xpath("//table[not(caption)]") == []
    assert tree.xpath("//tbody/tr[not(th)]") == []
    for chart in tree.xpath("//*[local-name()='svg'][not(@aria-hidden)]"):
        assert chart.get("role") == "img"
        title, told = (tree.xpath(f"//*[@id='{one}']")[0] for one in chart.get("aria-labelledby").split())
        assert text(title)
        assert re.search(r"\d{4}-\d\d-\d\d 至 \d{4}-\d\d-\d\d", text(told))


def test_no_reference_to_a_person_stands_on_a_page_or_in_its_files(shown):
    facts = shown.record
    names = {one.id for one in facts.people} | {one.person for one in (*facts.absences, *facts.posts)}
    names |= {one.id for one in facts.absences} | {one.by for one in facts.moves if one.by}
    names |= {hand.person for filing in facts.filings for hand in filing.hands.values()}
    written = "\n".join(content.decode("utf-8-sig") for content in files_of(shown.view).values())

    assert len(names) > 50
    assert [name for name in names if name in written] == []


def test_the_same_facts_give_the_same_page(shown):
    afresh = attrs.evolve(shown, record=attrs.evolve(shown.record))  # of which nothing is remembered

    assert afresh.html == shown.html


NASTY = ["<script>alert(1)</script>", "=1+1", "\"'&amp;<b>", "</style></title><svg onload=x>", "{{ 7 * 7 }}{% if %}"]


def test_whatever_a_school_is_called_stands_as_text(county):
    shown = county("shanghai")
    names = dict(zip((one.id for one in shown.record.schools), NASTY, strict=False))
    schools = [attrs.evolve(one, name=names.get(one.id, one.name)) for one in shown.record.schools]
    html = overview_html(shown.region, attrs.evolve(shown.record, schools=schools), shown.at)
    page = Opened(html)
    open_ = {row["单位"] for row in page.table("open")}

    html5lib.HTMLParser(strict=True).parse(html)
    assert open_ & set(NASTY) == {name for name in NASTY if name in open_} != set()
    assert page.tree.xpath("//script | //b[not(@class)] | //@onload") == []
    assert "<script" not in html
    assert "49" not in open_


# ------------------------------------------------------------------ little and much


def test_a_record_without_any_fact_has_a_page_that_says_so():
    html = overview_html(PLAIN, record(since="2020-10-12"), at("2020-10-12 09:00"))
    html5lib.HTMLParser(strict=True).parse(html)
    words = Opened(html).tree.text_content()

    for said in (
        "没有应报的任务",
        "没有未报",
        "没有迟报",
        "没有到时的通知",
        "没有预警",
        "没有患病的登记",
        "没有规定这类比率",
    ):
        assert said in words
    assert "学校 1 所" in words


def test_a_record_without_a_school_has_a_page():
    html = overview_html(PLAIN, Record(schools=[], since=day("2020-10-12")), at("2020-10-12 09:00"))

    assert "学校 0 所" in Opened(html).tree.text_content()


def test_a_long_list_says_how_many_more_there_are():
    schools = [school(f"S{n}", name=f"学校{n}") for n in range(45)]
    law = region('[[duty]]\nid = "d"\nclause = "c"\ntitle = "日报"\nfiler = "school"\nevery = ["teaching-day"]\n'
                 'by = { time = 15:00:00, edge = "in" }\n')  # fmt: skip
    page = Opened(overview_html(law, record(schools=schools, since="2020-10-12"), at("2020-10-12 16:00")))

    assert len(page.table("open")) == 40
    assert "另有 5 条，全部见随页写出的“未报.csv”" in page.tree.text_content()


def test_a_rate_of_nothing_is_no_rate_and_a_target_is_not_missed_by_it(county):
    shown = county("shanghai")
    rows = Opened(overview_html(shown.region, shown.record, at("2020-10-11 12:00"))).table("rates")
    undefined = [row for row in rows if row["分母"] == "0"]

    assert [(row["结果"], row["达到目标"]) for row in undefined if row["区县"] == "合计"][:1] == [("无应报", "—")]


def test_before_the_deadline_a_target_is_neither_reached_nor_missed(county):
    shown = county("jiangsu")
    rows = Opened(overview_html(shown.region, shown.record, at("2023-05-08 09:00"))).table("rates")

    assert {row["达到目标"] for row in rows if row[""].startswith("完整上报率")} == {"○ 未到期"}
    assert {row["达到目标"] for row in rows if row[""].startswith("日报告率")} == {"无目标（尚有未到期）"}


def test_the_ill_of_whom_no_symptom_is_known_have_a_row_and_bars_of_their_own():
    facts = record(absences=[absence("a1", last="2020-10-12"), absence("a2", symptoms=("fever",))], since="2020-10-12")
    page = Opened(overview_html(PLAIN, facts, at("2020-10-12 09:00")))

    assert [(row["症状"], row["期间人数"]) for row in page.table("ill-symptoms")] == [("发热", "1"), ("症状不明", "1")]
    assert page.bars("ill-by-symptom") == {("2020-10-12", "发热"): 1, ("2020-10-12", "症状不明"): 1}
    assert [(row["学生数"], row["因病缺课率（%）"]) for row in page.table("ill-days")] == [("不明", "—")]


# ------------------------------------------------------------------ what is asked


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"first": "2020-10-12"}, "give both"),
        ({"last": "2020-10-12"}, "give both"),
        ({"first": "2020-10-12", "last": "2020-10-11"}, "lies before the first"),
        ({"first": "2020-10-13", "last": "2020-10-14"}, "nothing was known then"),
    ],
)
def test_a_period_that_is_none_is_refused(days, says):
    with pytest.raises(FactError, match=says):
        overview_html(
            PLAIN, record(since="2020-10-01"), at("2020-10-12 09:00"), **{name: day(when) for name, when in days.items()}
        )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMoment):
        overview_html(PLAIN, record(since="2020-10-01"), at("2020-10-12 09:00").replace(tzinfo=None))


def test_a_period_that_goes_on_ends_with_the_moment(county):
    shown = attrs.evolve(county("shanghai"), first=day("2020-10-09"), last=day("2020-10-31"))

    assert (shown.view.first, shown.view.last) == (day("2020-10-09"), day("2020-10-12"))


def test_a_period_of_an_earlier_half_year_is_looked_at_from_its_school_year_on(county):
    shown = attrs.evolve(
        county("shanghai"), at=at("2021-03-10 12:00"), first=day("2020-10-09"), last=day("2020-10-10")
    )  # fmt: skip

    assert shown.region.assess(shown.record, shown.at).since > shown.first
    assert shown.view.found.since == day("2020-09-25")
    assert Opened(shown.html).table("consequences")
