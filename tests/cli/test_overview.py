from __future__ import annotations

import pytest

from school_health import SHANGHAI_TIME, open_region, overview_html, read_folder
from tests.builders import at, day


def test_the_overview_of_a_day_is_written_and_its_files_are_named(small, folder, run, tmp_path):
    out = tmp_path / "out"
    printed = run("day", small, folder, "--at", "2020-10-12T09:35", "-o", out, code=1).splitlines()
    region = open_region(small)
    record = read_folder(folder, region=region)

    assert printed[0] == str(out / "2020-10-12-0935-概览.html")
    assert sorted(printed) == sorted(str(path) for path in out.iterdir())
    assert (out / "2020-10-12-0935-概览.html").read_text("utf-8") == overview_html(region, record, at("2020-10-12 09:35"))


def test_the_exit_code_is_that_of_the_same_question_on_the_screen(small, folder, run, tmp_path):
    run("day", small, folder, "--at", "2020-10-12T09:35", code=1)
    run("day", small, folder, "--at", "2020-10-12T09:35", "-o", tmp_path / "a", code=1)
    run("day", small, folder, "--at", "2020-10-12T09:35", "-o", tmp_path / "b", "--exit-zero")
    for kind in ("absences", "moves", "accounts", "suspensions"):
        (folder / f"{kind}.csv").unlink()
    run("day", small, folder, "--at", "2020-10-12T09:35")
    run("day", small, folder, "--at", "2020-10-12T09:35", "-o", tmp_path / "c")


def test_the_overview_of_a_period_is_written(small, folder, run, tmp_path):
    out = tmp_path / "out"
    run("overview", small, folder, "--from", "2020-10-09", "--to", "2020-10-12", "--at", "2020-10-13T08:00", "-o", out)
    region = open_region(small)
    record = read_folder(folder, region=region)
    wanted = overview_html(region, record, at("2020-10-13 08:00"), day("2020-10-09"), day("2020-10-12"))

    (page,) = out.glob("*.html")
    assert page.read_text("utf-8") == wanted


def test_the_record_may_begin_later_than_it_says(small, folder, run, tmp_path):
    out = tmp_path / "out"
    run("day", small, folder, "--at", "2020-10-12T09:35", "--since", "2020-10-12", "-o", out, "--exit-zero")

    assert "记录自 2020-10-12 起" in (out / "2020-10-12-0935-概览.html").read_text("utf-8")


def test_without_a_moment_it_is_the_day_of_now(small, folder, run, tmp_path, monkeypatch):
    monkeypatch.setattr("school_health.cli.commands.now", lambda: at("2020-10-12 12:00").astimezone(SHANGHAI_TIME))
    run("day", small, folder, "-o", tmp_path / "out", "--exit-zero")

    assert (tmp_path / "out" / "2020-10-12-1200-概览.html").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--duty", "聚集报告"], "不能与 --duty 或 --format 同用"),
        (["--format", "json"], "不能与 --duty 或 --format 同用"),
    ],
)
def test_the_whole_page_goes_with_no_part_of_it(small, folder, run, tmp_path, more, says):
    assert says in run("day", small, folder, "--at", "2020-10-12T09:35", "-o", tmp_path / "out", *more, code=2)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (["--from", "2020-10-12", "--to", "2020-10-11"], "--to 早于 --from"),
        (["--from", "2020-10-14", "--to", "2020-10-15"], "--at 早于 --from"),
    ],
)
def test_a_period_that_is_none_is_refused(small, folder, run, tmp_path, days, says):
    out = tmp_path / "out"

    assert says in run("overview", small, folder, *days, "--at", "2020-10-12T09:35", "-o", out, code=2)
    assert not out.exists()


@pytest.mark.parametrize("command", [("day",), ("overview", "--from", "2020-10-12", "--to", "2020-10-12")])
def test_nothing_is_written_among_the_facts(small, folder, run, command):
    name, *days = command
    printed = run(name, small, folder, *days, "--at", "2020-10-12T09:35", "-o", folder / ".." / folder.name, code=2)

    assert "不能是存放各表的文件夹" in printed


def test_what_is_there_stays_as_it_is(small, folder, run, tmp_path):
    out = tmp_path / "out"
    question = ("day", small, folder, "--at", "2020-10-12T09:35", "-o", out)
    run(*question, code=1)
    before = {path: path.read_bytes() for path in out.iterdir()}

    assert "请移走，或换一个文件夹" in run(*question, code=2)
    assert "已是一个文件" in run("day", small, folder, "--at", "2020-10-12T09:35", "-o", folder / "schools.csv", code=2)
    assert {path: path.read_bytes() for path in out.iterdir()} == before
