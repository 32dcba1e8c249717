from __future__ import annotations

import pytest

from school_health import open_region, read_folder
from school_health.cli.day import day_report
from school_health.cli.example import write_example
from school_health.cli.scenario import read_scenario
from school_health.errors import FactError, RulebookError
from school_health.registry import example_of
from tests.cli.conftest import LAW


REGIONS = ("shanghai", "jiangsu", "guyuan")


@pytest.fixture(scope="module", params=REGIONS)
def example(request, tmp_path_factory):
    region = open_region(request.param)
    folder = tmp_path_factory.mktemp("example") / "new"
    write_example(region, folder, seed=1, schools=12)
    record = read_folder(folder, region=region)
    return region, folder, record, region.assess(record, read_scenario(example_of(region.code)).at)


def test_an_example_has_late_missing_revised_and_zero_reports(example):
    _, _, record, answer = example

    assert answer.dues.on_time
    assert answer.dues.late
    assert answer.dues.missing
    assert any(one.revision > 1 for one in record.filings)
    assert any(one.content == "zero" for one in record.filings)


def test_an_example_has_a_holiday_a_make_up_day_a_closed_school_and_a_changed_deputy_head(example):
    region, _, record, answer = example
    seen = {region.national.kind(due.first) for due in answer.dues if due.duty.daily} | {
        region.national.kind(answer.since.fromordinal(number))
        for number in range(answer.since.toordinal(), answer.at.date().toordinal())
    }

    assert {"weekend"} <= seen
    if region.code != "guyuan":  # its response of February 2020 lies after the holiday
        assert {"public-holiday", "make-up-day"} <= seen
    assert any(one.status == "closed" or one.last is not None for one in record.spells)
    deputies = [one for one in record.posts if one.role == "deputy-head" and one.organisation == "S0001"]
    assert len(deputies) == 2
    assert deputies[0].last < deputies[1].first


@pytest.mark.parametrize("code", REGIONS)
def test_the_same_seed_writes_the_same_files_and_another_one_others(code, tmp_path):
    region = open_region(code)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_example(region, tmp_path / name, seed=seed, schools=6)

    def content(name):
        return {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}

    assert content("a") == content("b")
    assert content("a")["filings.csv"] != content("c")["filings.csv"]
    assert content("a")["absences.csv"] != content("c")["absences.csv"]


def test_an_example_has_a_cluster_that_raises_an_alert_with_later_cases_and_one_that_is_corrected(example):
    region, _, record, answer = example
    (lasting,) = [one for one in answer.alerts if one.rule.id == "cn06-cluster-day" and one.place.id == "S0001-1"]
    (undone,) = [one for one in answer.alerts if one.excludable]

    assert lasting.persons > len({case.person for case in lasting.raised_on}) == 3
    assert lasting.lasts(answer.at.date())
    assert undone.rule.id == "cn06-cluster-day"
    assert any(len(versions) > 1 and versions[-1].void for versions in record.absence_versions.values())
    assert any(due.event is not None and due.event.id == lasting.id for due in answer.dues)
    assert region.assess(record, answer.at).alerts == answer.alerts


def test_an_example_has_half_days_staff_injuries_completed_entries_and_pupils_sick_in_class(example):
    _, _, record, _ = example

    assert any(one.halves for one in record.absences)
    assert any(one.role == "staff" for one in record.absences)
    assert {one.cause for one in record.absences} == {"illness", "injury"}
    assert any(one.attending for one in record.absences)
    assert any(len(versions) > 1 and not versions[-1].void for versions in record.absence_versions.values())
    assert all(one.students for one in record.classes)


def test_checks_find_something_in_an_example_and_not_in_every_filing(example):
    _, _, record, answer = example

    assert 0 < len(answer.findings) < len(record.filings) / 4


def test_the_jiangsu_example_suspends_a_class_files_it_and_leaves_two_of_its_sick_unnamed(tmp_path):
    region = open_region("jiangsu")
    write_example(region, tmp_path / "new", seed=3, schools=6)
    record = read_folder(tmp_path / "new", region=region)
    answer = region.assess(record, read_scenario(example_of("jiangsu")).at)
    (suspension,) = record.suspensions
    named = {one.person for one in record.absences}

    assert len(set(suspension.sick) - named) == 2
    assert any(due.about == suspension.id and due.outcome.complete_at is not None for due in answer.dues)
    assert [one.lacks for one in answer.findings if one.check.test == "suspension-by-name"] == [
        tuple(sorted(set(suspension.sick) - named))
    ]


def test_moves_of_an_example_count_save_one(tmp_path):
    region = open_region("jiangsu")
    write_example(region, tmp_path / "new", seed=1, schools=6)
    record = read_folder(tmp_path / "new", region=region)
    answer = region.assess(record, read_scenario(example_of("jiangsu")).at)
    made = [one for matter in answer.matters for one in matter.made]
    refused = [one for matter in answer.matters for one in matter.refused]

    assert len(made) == len(record.moves) - 1
    assert [one.reason for one in refused] == ["not-in-state"]


@pytest.mark.parametrize("seed", range(1, 6))
def test_accounts_of_an_example_want_one_added_two_removed_and_one_kept_by_another(tmp_path, seed):
    region = open_region("jiangsu")
    write_example(region, tmp_path / "new", seed=seed, schools=4)
    record = read_folder(tmp_path / "new", region=region)
    answer = region.assess(record, read_scenario(example_of("jiangsu")).at)
    kept = [one for one in answer.findings if one.check.test == "keepers"]

    assert len(record.accounts) == 4
    assert len(kept) == 1


def test_a_scenario_without_these_keys_writes_no_such_files(tmp_path, monkeypatch):
    home = tmp_path / "here"
    home.mkdir()
    region = open_region("shanghai")
    text = example_of("shanghai").read_text("utf-8")
    plain = "\n".join(text[: text.index("outbreaks")].splitlines())
    (home / "example.toml").write_text(plain, "utf-8")
    monkeypatch.setattr("school_health.cli.example.example_of", lambda code: home / "example.toml")
    write_example(region, tmp_path / "new", seed=1, schools=3)
    written = {one.stem for one in (tmp_path / "new").iterdir()}

    assert written.isdisjoint({"absences", "suspensions", "accounts"})


def test_an_example_opens_in_excel_with_chinese_headings(example):
    _, folder, _, _ = example
    content = (folder / "schools.csv").read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").startswith("学校代码,学校名称")


def test_nothing_of_anybodys_is_overwritten(tmp_path):
    (tmp_path / "schools.csv").write_text("mine", "utf-8")

    with pytest.raises(FactError, match="not empty"):
        write_example(open_region("shanghai"), tmp_path, seed=1, schools=6)
    assert (tmp_path / "schools.csv").read_text("utf-8") == "mine"


@pytest.mark.parametrize(("text", "message"), [("at = 3", "scenario.toml"), ("at =", "scenario.toml")])
def test_a_broken_scenario_is_named(tmp_path, text, message):
    (tmp_path / "scenario.toml").write_text(text, "utf-8")

    with pytest.raises(RulebookError, match=message):
        read_scenario(tmp_path / "scenario.toml")


# ------------------------------------------------------------------ what day says of it


def rows_of(example, key):
    region, _, record, answer = example
    return next(one.rows for one in day_report(region, record, answer).sections if one.key == key)


def test_a_person_who_has_not_filed_is_named_with_the_school(example):
    region, _, record, _ = example
    persons = [one for one in rows_of(example, "open") if one["filer_id"] in record.person_by_id]

    assert bool(persons) is (region.code == "guyuan")
    for one in persons:
        school = record.school_by_id[record.person_by_id[one["filer_id"]].school]
        assert one["filer"] == f"{school.name} {one['filer_id']}"


def test_what_was_reached_last_comes_first_among_the_consequences(example):
    moments = [one["at"] for one in rows_of(example, "consequences")]

    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) > 1 or example[0].code != "shanghai"


def test_several_deadlines_of_one_task_are_told_by_the_earliest_that_is_open(example):
    (told,) = [one for one in rows_of(example, "summary") if one["duty"] == "cn06-cluster-report"]
    _, _, _, answer = example
    still = [due.deadline.at for due in answer.dues if due.duty.id == "cn06-cluster-report" and due.open]

    assert told["deadline"] == f"最早 {min(still):%Y-%m-%d %H:%M}"


# ------------------------------------------------------------------ scenarios that a region's author writes


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    """Return a function that writes an example of a region from its own scenario, with some lines put otherwise."""

    def write(code, more="", *, schools=4, **changes):
        lines = example_of(code).read_text("utf-8")
        for key, value in changes.items():
            assert f"\n{key} = " in lines
            head, _, rest = lines.partition(f"\n{key} = ")
            end = rest.index("\n]") + 2 if rest.startswith("[\n") else rest.index("\n")
            lines = f"{head}\n{key} = {value}{rest[end:]}"
        (tmp_path / "example.toml").write_text(lines + more, "utf-8")
        monkeypatch.setattr("school_health.cli.example.example_of", lambda code: tmp_path / "example.toml")
        folder = tmp_path / "county"
        write_example(open_region(code), folder, seed=1, schools=schools)
        return read_folder(folder, region=open_region(code))

    return write


SUSPENDED = (
    "suspension = { first = 2020-02-25, last = 2020-02-28, decided_at = 2020-02-24T16:00:00+08:00, reason = '其他' }\n"
)


def pupils(record, class_):
    return len([one for one in record.people if one.class_ == class_])


def test_all_the_sick_of_a_suspension_stand_in_the_list_of_persons_where_persons_file(scenario):
    record = scenario("guyuan", SUSPENDED)
    (suspension,) = record.suspensions

    assert len(suspension.sick) == 6
    assert set(suspension.sick) <= set(record.person_by_id)
    assert (pupils(record, "S0001-1"), pupils(record, "S0001-2"), pupils(record, "S0002-2")) == (5, 6, 5)


def test_all_who_fall_ill_in_an_outbreak_stand_in_the_list_of_persons(scenario):
    record = scenario("guyuan", outbreaks="[{ day = 2020-02-25, symptoms = ['fever'], cases = 34, later = 2 }]")

    assert pupils(record, "S0001-1") == 36
    assert {one.person for one in record.absences if one.class_ == "S0001-1"} <= set(record.person_by_id)
    assert min(one.students for one in record.classes) >= 36


def test_outbreaks_that_meet_in_one_class_find_enough_pupils(scenario):
    two = "[{ day = 2020-02-25, symptoms = ['fever'] }, { day = 2020-02-21, symptoms = ['cough'], cases = 7 }]"
    record = scenario("guyuan", schools=3, outbreaks=two)

    assert pupils(record, "S0001-1") == 7
    assert pupils(record, "S0002-1") == 5


def test_an_outbreak_may_have_a_disease_and_a_temperature_beside_symptoms_or_without(scenario):
    record = scenario(
        "jiangsu",
        outbreaks="[{ day = 2023-05-06, disease = 'varicella', temperature = 385, symptoms = ['rash'] }, "
        "{ day = 2023-04-27, disease = 'mumps', cases = 2 }]",
    )
    by_class = {one.class_: one for one in record.absences if one.class_ in ("S0001-1", "S0004-1")}

    assert [(one.disease, one.temperature, one.symptoms) for one in by_class.values()] == [
        ("varicella", 385, ("rash",)),
        ("mumps", None, ()),
    ]


WRONG = {
    "a misspelt symptom": ({"outbreaks": "[{ day = 2023-05-06, symptoms = ['vomitting'] }]"}, "outbreaks[0].symptoms[0]"),
    "a misspelt disease": ({"outbreaks": "[{ day = 2023-05-06, disease = 'pox' }]"}, "outbreaks[0].disease"),
    "a misspelt single symptom": ({"scattered": "['fever', 'coff']"}, "scattered[1]"),
    "a misspelt symptom of the suspended": (
        {
            "suspension": "{ first = 2023-05-06, last = 2023-05-26, decided_at = 2023-05-05T16:00:00+08:00, "
            "reason = 'varicella', symptoms = ['rush'] }"
        },
        "suspension.symptoms[0]",
    ),
    "a misspelt kind of event": ({"events": "[{ kind = 'alertt', at = 2023-05-07T16:00:00+08:00 }]"}, "events[0].kind"),
    "a misspelt kind of school": ({"stages": '["小学", "大大学"]'}, "stages[1]"),
    "an outbreak on a holiday": ({"outbreaks": "[{ day = 2023-05-01, symptoms = ['rash'] }]"}, "outbreaks[0].day"),
    "an outbreak on a Sunday": ({"outbreaks": "[{ day = 2023-04-30, symptoms = ['rash'] }]"}, "outbreaks[0].day"),
    "an outbreak of nothing": ({"outbreaks": "[{ day = 2023-05-06 }]"}, "outbreaks[0]"),
    "more cases than a class has pupils": (
        {"outbreaks": "[{ day = 2023-05-06, symptoms = ['rash'], cases = 99 }]"},
        "outbreaks[0].cases",
    ),
    "one case too many later": (
        {"outbreaks": "[{ day = 2023-05-06, symptoms = ['rash'], cases = 34, later = 3 }]"},
        "outbreaks[0].later",
    ),
    "more corrected than fell ill": (
        {"outbreaks": "[{ day = 2023-05-06, symptoms = ['rash'], corrected = 4 }]"},
        "outbreaks[0].corrected",
    ),
    "a temperature in degrees": (
        {"outbreaks": "[{ day = 2023-05-06, symptoms = ['rash'], temperature = 38 }]"},
        "outbreaks[0].temperature",
    ),
    "a suspension of more than a class": (
        {
            "suspension": "{ first = 2023-05-06, last = 2023-05-26, decided_at = 2023-05-05T16:00:00+08:00, "
            "reason = 'varicella', sick = 37 }"
        },
        "suspension.sick",
    ),
    "a suspension that ends before it begins": (
        {
            "suspension": "{ first = 2023-05-06, last = 2023-05-05, decided_at = 2023-05-05T16:00:00+08:00, "
            "reason = 'varicella' }"
        },
        "suspension.last",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_the_region_is_refused_by_file_and_path_before_anything_is_written(what, scenario, tmp_path):
    changes, path = WRONG[what]
    with pytest.raises(RulebookError) as caught:
        scenario("jiangsu", **changes)

    assert str(caught.value).startswith("[SH400] example.toml: ")
    assert str(caught.value).endswith(f"@ {path}")
    assert not (tmp_path / "county").exists()


def test_a_document_that_nobody_declares_cannot_be_adopted(scenario):
    with pytest.raises(RulebookError, match=r"no document 'gy-2020-99'.*@ adopts\[0\]"):
        scenario("guyuan", adopts="['gy-2020-99']")


def test_an_event_of_a_person_does_not_happen_to_a_school(install, tmp_path, monkeypatch):
    law = LAW + '\n[[event]]\nid = "contact"\nclause = "c"\ntitle = "密接"\nsubject = "person"\n'
    text = example_of("jiangsu").read_text("utf-8")
    head = text[: text.index("events = ")] + "events = [{ kind = 'contact', at = 2023-05-07T16:00:00+08:00 }]\n"
    (tmp_path / "example.toml").write_text(head, "utf-8")
    monkeypatch.setattr("school_health.cli.example.example_of", lambda code: tmp_path / "example.toml")

    with pytest.raises(RulebookError, match=r"'contact' happens to a person.*@ events\[0\]\.kind"):
        write_example(open_region(install(law)), tmp_path / "county", seed=1, schools=3)


def test_a_make_up_day_is_a_workday(scenario):
    record = scenario("jiangsu", outbreaks="[{ day = 2023-05-06, symptoms = ['rash'] }]")

    assert len([one for one in record.absences if one.class_ == "S0001-1"]) == 3


def test_a_scenario_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RulebookError, match=r"example\.toml: No such file or directory"):
        read_scenario(tmp_path / "example.toml")
