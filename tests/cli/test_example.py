from __future__ import annotations

import pytest

from school_health import open_region, read_folder
from school_health.cli.example import write_example
from school_health.cli.scenario import read_scenario
from school_health.errors import FactError, RulebookError
from school_health.registry import example_of


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
