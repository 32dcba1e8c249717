from __future__ import annotations

import pytest

from school_health import Adoption, Campaign, Person, SchoolClass
from school_health.core.progress import lacking
from school_health.core.workflow import MoveRule, Need, Workflow
from school_health.errors import RulebookError
from tests.builders import (
    DOCUMENT,
    WORDS,
    absence,
    at,
    day,
    duty,
    event,
    filing,
    item,
    move,
    post,
    record,
    region,
    school,
    suspension,
)


FACT = item("event", 'subject = "any"', "call") + "".join(
    item("party", f'level = "{level}"', name)
    for name, level in (("head", "school"), ("nurse", "school"), ("officer", "county"), ("teacher", "class"))
)


def step(id_, from_, to="", more=""):
    to = f'to = "{to}"\n' if to else ""
    return f'[[workflow.move]]\nid = "{id_}"\nclause = "c"\ntitle = "{id_}"\nfrom = {from_}\n{to}{more}\n'.replace("'", '"')


def flow(*steps, opens='"fact:call"', id_="w", states="new done", ends='"done"', more=""):
    named = ", ".join(f'{state} = "{state}了"' for state in states.split())
    return item("workflow", f"opens = [{opens}]\nstates = {{ {named} }}\nends = [{ends}]\n{more}", id_) + "".join(steps)


CALL = event("call", "2020-10-12 10:00", id_="e1")
CLOSE = step("close", ["new"], "done")
CAMPAIGN = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked')


def assess(text, *moves, moment="2020-10-20 12:00", **more):
    facts = {"events": [CALL], "since": "2020-10-12", **more}
    return region(text if "[document]" in text else FACT + text).assess(record(moves=moves, **facts), at(moment))


def matter(text, *moves, **more):
    (one,) = assess(text, *moves, **more).matters
    return one


def refusals(one):
    return [(refused.move.move, refused.reason, *refused.lacks) for refused in one.refused]


def go(name, when="2020-10-12 12:00", of="e1", **more):
    return move(name, when, matter=of, **more)


# ---------------------------------------------------------------------- the state


def test_a_matter_begins_in_the_first_state_and_moves_lead_it_on():
    text = flow(step("take", ["new"], "held"), step("close", ["held"], "done"), states="new held done")
    moves = [go("take", "2020-10-12 11:00"), go("close", "2020-10-13 11:00")]
    begun, held, done = (matter(text, *moves[:n]) for n in range(3))

    assert [(one.state, one.open, one.state_title) for one in (begun, held, done)] == [
        ("new", True, "new了"),
        ("held", True, "held了"),
        ("done", False, "done了"),
    ]
    assert [one.since for one in (begun, held, done)] == [CALL.at, moves[0].at, moves[1].at]
    assert [[rule.id for rule in one.possible] for one in (begun, held, done)] == [["take"], ["close"], []]
    assert (done.id, done.subject, done.opened_at, done.waiting) == ("e1", "S1", CALL.at, ())
    assert [(made.move.move, made.state, made.done) for made in done.made] == [
        ("take", "held", True),
        ("close", "done", True),
    ]


def test_the_state_at_a_moment_is_that_of_the_moves_made_by_then():
    text = flow(step("take", ["new"], "held"), step("close", ["held"], "done"), states="new held done")
    one = matter(text, go("take", "2020-10-12 11:00"), go("close", "2020-10-13 11:00"))

    asked = ["2020-10-12 09:59", "2020-10-12 10:00", "2020-10-12 11:00", "2020-10-13 10:59", "2020-10-13 11:00"]
    assert [one.state_at(at(moment)) for moment in asked] == ["", "new", "held", "held", "done"]


def test_moves_count_in_the_order_in_which_they_were_made_and_from_when_they_were_recorded():
    text = flow(step("take", ["new"], "held"), step("close", ["held"], "done"), states="new held done")
    late = go("take", "2020-10-12 11:00", recorded_at="2020-10-15 09:00")
    moves = [go("close", "2020-10-13 11:00"), late]

    assert (matter(text, *moves).state, refusals(matter(text, *moves))) == ("done", [])
    before = matter(text, *moves, moment="2020-10-15 08:59")
    assert (before.state, refusals(before)) == ("new", [("close", "not-in-state")])


@pytest.mark.parametrize(("since", "seen"), [("2020-10-13", 1), ("2020-10-14", 0)])
def test_matters_that_are_open_or_were_moved_within_the_days_are_told(since, seen):
    text = FACT + flow(CLOSE)
    facts = record(events=[CALL], moves=[go("close", "2020-10-13 11:00")], since="2020-10-12")
    still_open = record(events=[CALL], since="2020-10-12")

    assert len(region(text).assess(facts, at("2020-10-20 12:00"), since=day(since)).matters) == seen
    assert len(region(text).assess(still_open, at("2020-10-20 12:00"), since=day(since)).matters) == 1


# ---------------------------------------------------------------------- what is refused


NEEDS = 'needs = [{ key = "why", title = "理由" }]'


@pytest.mark.parametrize(
    ("text", "made", "reason"),
    [
        (flow(CLOSE), go("lose"), ("lose", "no-move")),
        (flow(CLOSE), go("close", "2020-10-12 09:59"), ("close", "before-it-opened")),
        (flow(CLOSE), go("close", "2020-10-12 10:00"), None),
        (
            flow(CLOSE, step("note", ["done"])),
            go("note"),
            ("note", "not-in-state"),
        ),
        (flow(step("close", ["new"], "done", 'by = ["head"]')), go("close", post="nurse"), ("close", "not-their-post")),
        (flow(step("close", ["new"], "done", 'by = ["head"]')), go("close"), ("close", "not-their-post")),
        (flow(step("close", ["new"], "done", 'by = ["head"]')), go("close", post="head"), None),
        (flow(step("close", ["new"], "done", NEEDS)), go("close"), ("close", "lacks", "why")),
        (flow(step("close", ["new"], "done", NEEDS)), go("close", why="  "), ("close", "lacks", "why")),
        (flow(step("close", ["new"], "done", NEEDS)), go("close", why="无"), None),
    ],
)
def test_an_impossible_move_does_not_count_and_says_why(text, made, reason):
    one = matter(text, made)

    assert refusals(one) == ([] if reason is None else [reason])
    assert one.state == ("new" if reason else "done")


def test_a_refused_move_does_not_stand_in_the_way_of_a_later_one():
    one = matter(flow(step("close", ["new"], "done", NEEDS)), go("close"), go("close", "2020-10-12 13:00", why="无"))

    assert (one.state, refusals(one)) == ("done", [("close", "lacks", "why")])


def test_a_move_about_no_matter_is_found_astray():
    text = flow(CLOSE) + item("check", 'test = "refused-moves"\nsays = "错"\ndo = "改"\nof = ["w"]', "k")
    found = assess(text, go("close", of="e9"), go("close"))

    assert [(one.lacks, one.about) for one in found.findings] == [(("no-matter",), "close@2020-10-12 12:00")]


@pytest.mark.parametrize(("first", "seen"), [("2020-10-12", 1), ("2020-10-13", 0)])
def test_of_a_campaigns_workflow_a_move_about_no_matter_is_found_within_any_campaign(first, seen):
    text = CAMPAIGN + FACT + flow(CLOSE) + item("check", 'test = "refused-moves"\nsays = "错"\ndo = "改"\nof = ["w"]', "k")
    found = assess(text, go("close", of="e9"), campaigns=[Campaign(area="B", first=day(first))])

    assert len(found.findings) == seen


CHOICE = 'needs = [{ key = "how", title = "方式", choices = { phone = "电话", visit = "上门" } }]'


@pytest.mark.parametrize(
    ("more", "details", "lacks"),
    [
        (CHOICE, {"how": "phone"}, ()),
        (CHOICE, {"how": "letter"}, ("how",)),
        (CHOICE.replace("needs", "may"), {}, ()),
        (CHOICE.replace("needs", "may"), {"how": "visit"}, ()),
        (CHOICE.replace("needs", "may"), {"how": "letter"}, ("how",)),
        ('needs = [{ key = "a", title = "甲", either = "x" }, { key = "b", title = "乙", either = "x" }]', {"b": "1"}, ()),
        (
            'needs = [{ key = "a", title = "甲", either = "x" }, { key = "b", title = "乙", either = "x" }]',
            {},
            ("a", "b"),
        ),
        (
            'needs = [{ key = "a", title = "甲", either = "x" }, { key = "b", title = "乙", either = "y" }]',
            {"b": "1"},
            ("a",),
        ),
        ('needs = [{ key = "a", title = "甲", paper = true }, { key = "b", title = "乙" }]', {"a": "文-1"}, ("b",)),
    ],
)
def test_a_move_says_what_it_needs_and_nothing_that_cannot_be(more, details, lacks):
    one = matter(flow(step("close", ["new"], "done", more)), go("close", **details))

    assert refusals(one) == ([("close", "lacks", *lacks)] if lacks else [])


def test_what_a_move_would_lack_can_be_asked_before_it_is_made():
    rule = MoveRule(id="close", clause="c", title="t", from_=("new",), needs=(Need(key="why", title="理由"),))

    assert lacking(rule, go("close")) == ("why",)
    assert lacking(rule, go("close", why="无")) == ()


# ---------------------------------------------------------------------- whose matters


@pytest.mark.parametrize(
    ("subject", "stage", "connected", "seen"),
    [
        ("S1", "primary", "2020-10-12", 1),
        ("S1", "primary", "2020-10-13", 0),
        ("S1", "senior", "2020-10-12", 0),
        ("k1", "primary", "2020-10-12", 1),
        ("k1", "senior", "2020-10-12", 0),
        ("A", "senior", "2020-10-13", 1),
    ],
)
def test_a_workflow_has_the_matters_of_the_schools_of_its_scope_and_of_every_area(subject, stage, connected, seen):
    text = item("scope", 'stages = ["primary"]\nconnected = true', "s") + flow(CLOSE, more='scope = "s"')
    facts = {
        "schools": [school(stage=stage, connected=day(connected))],
        "classes": [SchoolClass(id="k1", school="S1")],
        "events": [event("call", "2020-10-12 10:00", subject=subject, id_="e1")],
    }

    assert len(assess(text, **facts).matters) == seen


# ---------------------------------------------------------------------- who


BY_HEAD = flow(step("close", ["new"], "done", 'by = ["head", "officer", "teacher"]'))


@pytest.mark.parametrize(
    ("posts", "made", "counts"),
    [
        ([], {"by": "p", "post": "head"}, True),
        ([post("head", "S1", "p")], {"by": "p", "post": "head"}, True),
        ([post("head", "S1", "q")], {"by": "p", "post": "head"}, False),
        ([post("head", "S1", "q")], {"post": "head"}, True),
        ([post("head", "S1", "p", last="2020-10-11")], {"by": "p", "post": "head"}, False),
        ([post("head", "S1", "p", last="2020-10-12")], {"by": "p", "post": "head"}, True),
        ([post("head", "S1", "q"), post("head", "S2", "p")], {"by": "p", "post": "head"}, False),
        ([post("head", "S2", "q")], {"by": "p", "post": "head"}, True),
        ([post("officer", "A", "q")], {"by": "p", "post": "officer"}, False),
        ([post("officer", "C", "p"), post("officer", "A", "q")], {"by": "p", "post": "officer"}, True),
        ([post("officer", "B", "q")], {"by": "p", "post": "officer"}, True),
    ],
)
def test_a_post_is_held_where_the_matter_is_or_above_it(posts, made, counts):
    one = matter(BY_HEAD, go("close", **made), posts=posts, schools=[school("S1"), school("S2")])

    assert one.state == ("done" if counts else "new")


@pytest.mark.parametrize(
    ("subject", "held", "counts"),
    [("k1", "k1", True), ("k1", "k2", False), ("p1", "k1", True), ("p1", "k2", False), ("A", "k1", True)],
)
def test_a_teacher_moves_matters_of_the_own_class(subject, held, counts):
    one = matter(
        BY_HEAD,
        go("close", by="t", post="teacher"),
        posts=[post("teacher", held, "t"), post("teacher", "k1" if held == "k2" else "k2", "u")],
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1")],
        events=[event("call", "2020-10-12 10:00", subject=subject, id_="e1")],
    )

    assert one.state == ("done" if counts else "new")


def test_the_city_holds_posts_for_its_own_schools_and_the_county_for_what_happens_in_it():
    city_run = [school(authority="C")]
    officers = [post("officer", "C", "p"), post("officer", "A", "q")]

    for who in ("p", "q"):
        assert matter(BY_HEAD, go("close", by=who, post="officer"), posts=officers, schools=city_run).state == "done"
    area = [event("call", "2020-10-12 10:00", subject="A", id_="e1")]
    assert matter(BY_HEAD, go("close", by="x", post="officer"), posts=officers, events=area).state == "new"


TWO = flow(
    step("fill", ["new"], "filled"),
    step("review", ["filled"], "done", "others = ['fill']"),
    states="new filled done",
)


@pytest.mark.parametrize(
    ("filled", "reviewed", "said"),
    [
        ("p", "q", []),
        ("p", "p", [("review", "same-person")]),
        ("", "q", []),
        ("p", "", [("review", "lacks", "by")]),
        ("", "", [("review", "lacks", "by")]),
    ],
)
def test_a_review_is_made_by_another_person_who_is_named(filled, reviewed, said):
    one = matter(TWO, go("fill", by=filled), go("review", "2020-10-12 13:00", by=reviewed))

    assert refusals(one) == said


# ---------------------------------------------------------------------- together


JOINT = flow(step("agree", ["new"], "done", 'all = ["head", "nurse", "officer"]'))
ONE_BY_ONE = {name: f"2020-10-12 1{number}:00" for number, name in enumerate(("head", "nurse", "officer"), 1)}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_a_joint_move_is_made_when_the_last_has_made_it_whoever_that_is(order):
    names = [list(ONE_BY_ONE)[number] for number in order]
    moves = [go("agree", f"2020-10-12 1{number}:00", post=name) for number, name in enumerate(names, 1)]

    for count in (1, 2):
        waiting = matter(JOINT, *moves[:count])
        assert (waiting.state, set(waiting.waiting)) == ("new", set(names[count:]))
    whole = matter(JOINT, *moves)
    assert (whole.state, whole.since, whole.waiting) == ("done", moves[2].at, ())
    assert [made.done for made in whole.made] == [False, False, True]


def test_one_post_twice_is_one_post():
    twice = [go("agree", when, post="head") for when in ("2020-10-12 11:00", "2020-10-12 12:00", "2020-10-12 13:00")]
    one = matter(JOINT, *twice)

    assert (one.state, one.waiting, one.refused) == ("new", ("nurse", "officer"), ())


def test_what_was_agreed_before_the_state_changed_does_not_count_after_it():
    text = flow(
        step("agree", ["new"], "done", 'all = ["head", "nurse"]'),
        step("put-off", ["new"], "later"),
        step("take-up", ["later"], "new"),
        states="new later done",
    )
    moves = [
        go("agree", "2020-10-12 11:00", post="head"),
        go("put-off", "2020-10-12 12:00"),
        go("take-up", "2020-10-12 13:00"),
        go("agree", "2020-10-12 14:00", post="nurse"),
    ]

    assert (matter(text, *moves).state, matter(text, *moves).waiting) == ("new", ("head",))
    again = go("agree", "2020-10-12 15:00", post="head", id_="m5")
    assert matter(text, *moves, again).state == "done"


FOLLOWED = duty('filer = "school"\nafter = ["move:w.agree"]\nby = { hours = 2, edge = "in" }')


@pytest.mark.parametrize("to", ["done", "new", ""])
def test_a_joint_move_is_an_event_once_when_the_last_has_made_it(to):
    text = FOLLOWED + flow(CLOSE, step("agree", ["new"], to, 'all = ["head", "nurse"]'))
    moves = [go("agree", f"2020-10-12 1{n}:00", post=name) for n, name in ((1, "head"), (2, "nurse"))]

    assert list(assess(text, *moves[:1]).dues) == []
    (due,) = assess(text, *moves).dues
    assert (due.opens, due.event.about, due.event.subject) == (moves[1].at, "e1", "S1")


def test_a_joint_move_that_leaves_the_state_may_be_made_again():
    text = FOLLOWED + flow(CLOSE, step("agree", ["new"], "", 'all = ["head", "nurse"]'))
    moves = [go("agree", f"2020-10-12 1{n}:00", post=("head", "nurse")[n % 2]) for n in range(4)]

    assert [due.opens for due in assess(text, *moves).dues] == [moves[1].at, moves[3].at]
    assert matter(text, *moves[:3]).waiting == ("nurse",)


# ---------------------------------------------------------------------- ahead


@pytest.mark.parametrize(("ahead", "state"), [("true", "done"), ("false", "begun")])
def test_a_suspension_may_be_moved_before_it_begins(ahead, state):
    text = flow(
        step("close", ["begun"], "done"), opens='"suspension:school"', states="begun done", more=f"ahead = {ahead}\n"
    )
    suspended = [suspension("2020-10-13")]
    one = matter(text, go("close", "2020-10-12 15:00", of="x1"), suspensions=suspended, events=[])

    assert one.state == state
    assert one.state_at(at("2020-10-12 15:00")) == ("done" if ahead == "true" else "")
    assert refusals(one) == ([] if ahead == "true" else [("close", "before-it-opened")])


# ---------------------------------------------------------------------- what opens a matter


def test_each_event_is_a_matter_of_its_own_in_order_of_time():
    later = event("call", "2020-10-13 10:00", subject="S2", id_="e2")
    found = assess(flow(CLOSE), go("close", of="e2"), events=[later, CALL], schools=[school("S1"), school("S2")]).matters

    assert [(one.id, one.subject, one.state) for one in found] == [("e1", "S1", "new"), ("e2", "S2", "new")]
    assert refusals(found[1]) == [("close", "before-it-opened")]


@pytest.mark.parametrize(("since", "seen"), [("2020-10-12", 1), ("2020-10-13", 0)])
def test_before_a_workflow_holds_an_event_opens_no_matter(since, seen):
    assert len(assess(flow(CLOSE, more=f"since = {since}\n")).matters) == seen


DAILY = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }', "daily")
BREACH = item("breach", 'seen = "overdue"\nof = ["daily"]', "b")
OPENED = {
    "fact": ("", {"events": [CALL]}, '"fact:call"', "e1", "S1"),
    "suspension": ("", {"suspensions": [suspension("2020-10-13")]}, '"suspension:school"', "x1", "S1"),
    "alert": (
        WORDS + item("alert", 'unit = ["school"]\ncases = 1\nquiet = 0'),
        {"absences": [absence()]},
        '"alert:r"',
        "r:S1:2020-10-12",
        "S1",
    ),
    "breach": (DAILY + BREACH, {}, '"breach:b"', "breach:b:daily:S1:None:2020-10-12", "S1"),
    "consequence": (
        DAILY + BREACH + item("consequence", 'of = ["b"]\ncount = 1\nwithin = "half-year"', "k"),
        {},
        '"consequence:k"',
        "consequence:k:S1:2020-09-01",
        "S1",
    ),
    "filed": (
        DAILY,
        {"filings": [filing("daily", "2020-10-12 09:00")]},
        '"filed:daily"',
        "filed:daily:daily:S1:None:2020-10-12",
        "S1",
    ),
    "move": (
        flow(CLOSE, id_="v"),
        {"events": [CALL], "before": [move("close", "2020-10-12 11:00", matter="e1", workflow="v")]},
        '"move:v.close"',
        "close@2020-10-12 11:00",
        "S1",
    ),
}


@pytest.mark.parametrize("kind", OPENED)
def test_a_matter_is_opened_by_whatever_may_happen(kind):
    text, more, opens, id_, subject = OPENED[kind]
    more = dict(more)
    filings, before = more.pop("filings", []), more.pop("before", [])
    made = move("close", "2020-10-12 13:00", matter=id_)
    moment = "2020-10-13 09:00" if kind == "suspension" else "2020-10-12 14:00"
    made = move("close", "2020-10-13 08:00", matter=id_) if kind == "suspension" else made
    facts = record(*filings, moves=[made, *before], since="2020-10-12", **more)
    found = region(FACT + text + flow(CLOSE, opens=opens)).assess(facts, at(moment)).matters

    assert [(one.id, one.subject, one.state) for one in found if one.workflow.id == "w"] == [(id_, subject, "done")]


def test_an_event_of_two_kinds_is_one_matter():
    assert len(assess(flow(CLOSE, opens='"fact:call", "fact:call"')).matters) == 1


# ---------------------------------------------------------------------- where it binds


SCHOOLS = DOCUMENT.replace('level = "province", of = "某省"', 'level = "school", of = "某学院"')
RELEASED = duty('filer = "school"\nafter = ["fact:call"]\nunless = ["move:w.close"]\nby = { hours = 2, edge = "in" }')


@pytest.mark.parametrize(("area", "seen"), [("A", 1), ("B", 0)])
@pytest.mark.parametrize("subject", ["S1", "A"])
def test_a_workflow_of_a_campaign_opens_within_one_only(area, seen, subject):
    events = [event("call", "2020-10-12 10:00", subject=subject, id_="e1")]
    campaigns = [Campaign(area=area, first=day("2020-10-01"))]
    found = assess(CAMPAIGN + FACT + flow(CLOSE), go("close"), events=events, campaigns=campaigns)

    assert len(found.matters) == seen


@pytest.mark.parametrize(("within", "state"), [(True, "exempt"), (False, "missing")])
def test_a_move_outside_a_campaign_releases_from_nothing(within, state):
    bound = CAMPAIGN.replace('id = "doc"', 'id = "other"').replace('id = "c', 'id = "o').partition("[terms]")[0]
    bound += flow(CLOSE).replace('clause = "c"', 'clause = "o"')
    campaigns = [Campaign(area="A", first=day("2020-10-01"))] if within else []
    facts = record(events=[CALL], moves=[go("close", "2020-10-12 11:00")], campaigns=campaigns, since="2020-10-12")
    (due,) = region(FACT + RELEASED, bound).assess(facts, at("2020-10-12 14:00")).dues

    assert due.state == state


@pytest.mark.parametrize(("by", "seen"), [("S1", 1), ("A", 1), ("B", 0), (None, 0)])
@pytest.mark.parametrize("subject", ["S1", "A"])
def test_a_workflow_of_one_schools_document_opens_for_those_who_follow_it(by, seen, subject):
    events = [event("call", "2020-10-12 10:00", subject=subject, id_="e1")]
    adoptions = [] if by is None else [Adoption(document="doc", by=by)]
    found = assess(SCHOOLS + FACT + flow(CLOSE), events=events, adoptions=adoptions)

    assert len(found.matters) == (seen if (subject, by) != ("A", "S1") else 0)


def test_the_school_that_a_document_addresses_follows_it_by_name():
    assert len(assess(SCHOOLS + FACT + flow(CLOSE), schools=[school(name="某学院")]).matters) == 1


# ---------------------------------------------------------------------- moves as events


def test_a_move_releases_from_what_its_event_opened():
    text = RELEASED + flow(CLOSE)
    (released,) = assess(text, go("close", "2020-10-12 11:00")).dues
    (still,) = assess(text, go("close", "2020-10-12 11:00", of="e9")).dues

    assert (released.state, released.reason, still.state) == ("exempt", "move:w.close", "missing")


def test_each_event_is_released_by_moves_of_its_own_matter():
    events = [CALL, event("call", "2020-10-12 10:30", id_="e2")]
    found = assess(RELEASED + flow(CLOSE), go("close", "2020-10-12 11:00", of="e2"), events=events).dues

    assert [(due.about, due.state) for due in found] == [("e1", "missing"), ("e2", "exempt")]


@pytest.mark.parametrize(("name", "state"), [("close", "exempt"), ("drop", "exempt"), ("note", "missing")])
def test_any_of_several_moves_may_release(name, state):
    text = flow(CLOSE, step("drop", ["new"], "done"), step("note", ["new"]))
    text += RELEASED.replace('["move:w.close"]', '["move:w.close", "move:w.drop"]')
    (due,) = assess(text, go(name, "2020-10-12 11:00")).dues

    assert due.state == state


def test_moves_of_workflows_that_open_each_other_release_too():
    text = flow(CLOSE, id_="v") + flow(CLOSE, opens='"move:v.close"')
    text += duty('filer = "school"\nafter = ["fact:call"]\nunless = ["move:w.close"]\nby = { days = 1, edge = "in" }')
    first = move("close", "2020-10-12 11:00", matter="e1", workflow="v", id_="m1")
    last = move("close", "2020-10-12 12:00", matter="m1")
    facts = record(events=[CALL], moves=[first, last], since="2020-10-12")
    answer = region(FACT + text).assess(facts, at("2020-10-20 12:00"))

    assert [one.state for one in answer.matters] == ["done", "done"]
    assert [due.state for due in answer.dues] == ["missing"]  # it is about another matter than the call


def test_what_is_asked_at_two_moments_is_told_as_of_each():
    text = FACT + RELEASED + flow(CLOSE)
    facts = record(events=[CALL], moves=[go("close", "2020-10-12 11:00")], since="2020-10-12")
    found = region(text)
    asked = ["2020-10-12 10:59", "2020-10-12 11:00", "2020-10-12 10:59", "2020-10-12 11:01"]

    assert [found.assess(facts, at(moment)).dues[0].state for moment in asked] == [
        "not_yet_due",
        "exempt",
        "not_yet_due",
        "exempt",
    ]


def test_a_question_about_some_duties_walks_the_workflows_that_open_them_through_others():
    text = flow(CLOSE, id_="v") + flow(CLOSE, opens='"move:v.close"')
    text += duty('filer = "school"\nafter = ["move:w.close"]\nby = { days = 1, edge = "in" }') + DAILY
    moves = [
        move("close", "2020-10-12 11:00", matter="e1", workflow="v", id_="m1"),
        move("close", "2020-10-12 12:00", matter="m1"),
    ]
    facts = record(events=[CALL], moves=moves, since="2020-10-12")
    found = region(FACT + text)

    assert [due.duty.id for due in found.assess(facts, at("2020-10-20 12:00"), duties=["d"]).dues] == ["d"]
    assert "d" in [due.duty.id for due in found.assess(facts, at("2020-10-20 12:00")).dues]


def test_a_question_about_some_duties_looks_at_those_that_a_workflow_rests_on():
    text = DAILY + BREACH + flow(CLOSE, opens='"breach:b"')
    text += duty('filer = "school"\nafter = ["move:w.close"]\nby = { days = 1, edge = "in" }')
    closed = move("close", "2020-10-12 13:00", matter="breach:b:daily:S1:None:2020-10-12")
    facts = record(moves=[closed], since="2020-10-12")
    found = region(FACT + text)

    assert found.rulebook.needed(["d"]) == {"d", "daily"}
    assert [due.duty.id for due in found.assess(facts, at("2020-10-12 14:00"), duties=["d"]).dues] == ["d"]


# ---------------------------------------------------------------------- what a workflow must not be


def circle(*opens, more=""):
    names = ("v", "w", "u")
    return "".join(flow(CLOSE, opens=f'"{one}"', id_=name) for name, one in zip(names, opens, strict=False)) + more


WHILE = duty('filer = "school"\nafter = ["fact:call"]\nunless = ["move:v.close"]\nby = { edge = "in" }')
BROKEN = {
    "itself": (circle("move:v.close"), "open each other in a circle: .*workflow:v"),
    "each other": (circle("move:w.close", "move:v.close"), "open each other in a circle"),
    "each other, asked by a duty": (circle("move:w.close", "move:v.close", more=WHILE), "open each other in a circle"),
    "through a duty": (
        circle("filed:d", more=duty('filer = "school"\nafter = ["move:v.close"]\nby = { edge = "in" }')),
        "open each other in a circle",
    ),
    "a release by what a breach opened": (DAILY + BREACH + circle("breach:b", more=WHILE), "by what only dues bring"),
    "no such fact": (circle("fact:x"), "names the fact 'x'"),
    "no such alert": (circle("alert:x"), "names the alert 'x'"),
    "no such level": (circle("suspension:area"), "names the suspension 'area'"),
    "no such workflow": (circle("move:x.close"), "names the workflow 'x'"),
    "no such move": (
        circle("fact:call", "move:v.x"),
        "names the move 'x', which the workflow 'v' does not have; there are close",
    ),
    "no such post": (flow(step("close", ["new"], "done", 'by = ["x"]')), "names the party 'x'"),
    "no such joint post": (flow(step("close", ["new"], "done", 'all = ["x"]')), "names the party 'x'"),
    "no such state": (
        flow(CLOSE, step("a", ["x"], "done")),
        "names the state 'x' in 'from' of the move 'a', and does not declare it; its states are new, done$",
    ),
    "no such state to come to": (
        flow(step("close", ["new"], "doen")),
        "names the state 'doen' in 'to' of the move 'close', and does not declare it; its states are new, done$",
    ),
    "no such end": (
        flow(CLOSE, ends='"x"'),
        "names the state 'x' in 'ends', and does not declare it; its states are new, done$",
    ),
    "a way out of an end": (
        flow(CLOSE, step("back", ["done"], "new")),
        "leaves the state 'done', which is one of its ends, by 'back'",
    ),
    "no such other": (flow(step("close", ["new"], "done", "others = ['x']")), "names the move 'x'"),
    "no state": (item("workflow", 'opens = ["fact:call"]\nstates = {}\nends = []', "w") + CLOSE, "has no state, or no move"),
    "no move": (flow() + "move = []\n", "has no state, or no move"),
    "two moves of one id": (flow(CLOSE, CLOSE), "has two moves of one id"),
    "a state that is never reached": (flow(CLOSE, states="new lost done"), "never comes to the state 'lost'"),
    "a state that is never left": (flow(CLOSE, ends=""), "never leaves the state 'done'"),
    "a state that only stays": (flow(CLOSE, step("a", ["done"], "done"), ends=""), "never leaves the state 'done'"),
    "by and all": (flow(step("close", ["new"], "done", 'by = ["head"]\nall = ["head"]')), "both 'by' and 'all'"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_workflow_that_does_not_hang_together_is_refused(what):
    text, message = BROKEN[what]

    with pytest.raises(RulebookError, match=message):
        region(FACT + text)


def test_states_are_reached_through_each_other_in_whatever_order_moves_are_declared():
    text = flow(step("close", ["held"], "done"), step("take", ["new"], "held"), states="new held done")

    assert matter(text).state == "new"


def test_a_workflow_carries_the_clauses_of_its_moves_and_knows_them_by_id():
    text = FACT + flow(step("close", ["new"], "done").replace('clause = "c"', 'clause = "c-zero"'))
    one: Workflow = region(text).rulebook.workflows["w"]

    assert (one.clauses, one.start, one.rule_of("x")) == (("c", "c-zero"), "new", None)
    assert one.rule_of("close").title == "close"


def test_neither_who_moved_nor_what_was_said_is_in_a_representation():
    told = repr(go("close", by="secret", why="secret"))

    assert "secret" not in told


# ---------------------------------------------------------------------- two who approve, more than once

ROUNDS = flow(
    step("approve", ["new"], "agreed", "all = ['nurse', 'head']\nothers = ['approve']"),
    step("back", ["agreed"], "new"),
    step("close", ["agreed"], "done"),
    states="new agreed done",
)


def approvals(*made):
    steps = [("back", "", "") if one == "back" else ("approve", *one) for one in made]
    return [go(name, f"2020-10-12 1{number}:30", post=role, by=by) for number, (name, role, by) in enumerate(steps)]


@pytest.mark.parametrize(
    ("made", "state", "said"),
    [
        ([("nurse", "p"), ("head", "q")], "agreed", []),
        ([("nurse", "p"), ("head", "p")], "new", ["same-person"]),
        ([("nurse", "p"), ("nurse", "q"), ("head", "q")], "agreed", []),
        ([("nurse", ""), ("head", "q")], "new", ["lacks"]),
        ([("nurse", "p"), ("head", "q"), "back", ("nurse", "p"), ("head", "q")], "agreed", []),
        ([("nurse", "p"), ("head", "q"), "back", ("nurse", "q"), ("head", "q")], "new", ["same-person"]),
    ],
)
def test_two_who_approve_are_two_in_each_round(made, state, said):
    one = matter(ROUNDS, *approvals(*made))

    assert (one.state, [refused.reason for refused in one.refused]) == (state, said)
