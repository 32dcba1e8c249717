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
