from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli


SCHOOLS = "学校代码,学校名称,学生数\nS01,甲小学,520\nS02,乙小学,480\n"
FILINGS = "任务,报送单位,报送时间\nx,S01,2020-10-12 09:05\nx,S02,2020-10-12 09:06\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "autumn"
    path.mkdir()
    write(path, "schools.csv", SCHOOLS)
    write(path, "filings.csv", FILINGS)
    return path


def write(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def run(*words):
    return CliRunner().invoke(cli, ["read", *map(str, words)])


def answer(*words):
    done = run(*words, "--check", "--format", "json")
    assert done.exit_code in (0, 1), done.output
    return done.exit_code, json.loads(done.output)


def test_reading_says_how_much_there_is_and_what_was_taken_for_granted(folder):
    done = run(folder)

    assert done.exit_code == 0
    assert "schools.csv  学校  2" in done.output
    assert "学期未给出" in done.output


def test_reading_what_is_wrong_ends_with_2_and_a_dry_run_with_1(folder):
    write(folder, "filings.csv", FILINGS + "x,S09,\n")

    assert run(folder).exit_code == 2
    assert "第 4 行" in run(folder).output
    assert run(folder, "--check").exit_code == 1
    assert run(folder, "--check", "--exit-zero").exit_code == 0


def test_a_dry_run_lists_what_would_be_taken_refused_and_left_aside_row_by_row(folder):
    write(folder, "schools.csv", SCHOOLS + "合计,,1000\n")
    write(folder, "filings.csv", FILINGS + "x,S01,25:61\nx,S02,\n")
    code, found = answer(folder)

    assert code == 1
    assert not found["whole"]
    assert found["files"] == [
        {"file": "schools.csv", "kind": "学校", "taken": 2, "refused": 0, "aside": 1},
        {"file": "filings.csv", "kind": "报送", "taken": 2, "refused": 2, "aside": 0},
    ]
    assert [(one["file"], one["row"], one["column"]) for one in found["refused"]] == [
        ("filings.csv", 4, "报送时间"),
        ("filings.csv", 5, "报送时间"),
    ]
    assert found["aside"] == [{"file": "schools.csv", "row": 4, "what": "合计行"}]
    assert [(one["file"], one["row"], one["state"]) for one in found["rows"]] == [
        ("schools.csv", 2, "读取"),
        ("schools.csv", 3, "读取"),
        ("filings.csv", 2, "读取"),
        ("filings.csv", 3, "读取"),
    ]
    assert "整个文件夹都不会被读取" in found["notes"][0]


def test_the_same_folder_twice_changes_nothing(folder, tmp_path):
    code, found = answer(folder, "--against", folder)

    assert code == 0
    assert found["rows"] == []
    assert [one["same"] for one in found["files"]] == [2, 2]

    again = tmp_path / "again"
    write(again, "学校.csv", "学生数;学校名称;学校代码\n４８０;乙小学;S02\n520;甲小学;S01\n")
    write(
        again,
        "filings.json",
        json.dumps([{"duty": "x", "filer": f"S0{n}", "filed_at": f"2020-10-12 9:0{4 + n}"} for n in (1, 2)]),
    )
    assert answer(again, "--against", folder)[1]["rows"] == []


def test_a_comparison_names_what_is_new_changed_and_gone_and_no_value(folder, tmp_path):
    later = tmp_path / "later"
    write(later, "schools.csv", "学校代码,学校名称,学生数\nS01,甲小学,521\nS03,丙小学,300\n")
    write(later, "filings.csv", FILINGS)
    _, found = answer(later, "--against", folder)

    assert found["rows"] == [
        {"file": "schools.csv", "row": 2, "state": "变动", "columns": ["学生数"]},
        {"file": "schools.csv", "row": 3, "state": "新增", "columns": []},
        {"file": "schools.csv", "row": 3, "state": "减少", "columns": []},
    ]
    schools = next(one for one in found["files"] if one["file"] == "schools.csv")
    assert [schools[state] for state in ("taken", "new", "changed", "same", "gone")] == [2, 1, 1, 0, 1]
    assert "521" not in json.dumps(found["rows"])


def test_a_file_that_is_gone_is_told(folder, tmp_path):
    write(folder, "terms.csv", "学期,起,止\n1,2020-09-01,2021-01-20\n")
    later = tmp_path / "later"
    write(later, "schools.csv", SCHOOLS)
    write(later, "filings.csv", FILINGS)
    _, found = answer(later, "--against", folder)

    assert [(one["file"], one["gone"]) for one in found["files"]][-1] == ("terms.csv（这次没有）", 1)


def test_a_file_that_cannot_be_read_at_all_is_among_the_files(folder):
    write(folder, "absences.csv", "x,y\n1,2\n")
    code, found = answer(folder)

    assert code == 1
    assert found["files"][-1] == {"file": "absences.csv", "kind": "", "taken": 0, "refused": 1, "aside": 0}


def test_no_answer_shows_a_person_or_what_is_known_of_their_health(folder):
    write(folder, "absences.csv", "人员代号,学校代码,起,体温\nxiaoming,S01,2020-10-12,38.9\nxiaohong,S01,2020-10-12,137\n")
    for shape in ("table", "json", "csv"):
        done = run(folder, "--check", "--format", shape)
        assert not any(word in done.output for word in ("xiaoming", "xiaohong", "38.9", "137"))


def test_csv_has_every_row(folder):
    write(
        folder,
        "filings.csv",
        "任务,报送单位,报送时间\n" + "".join(f"x,S01,2020-10-12 {n // 60:02}:{n % 60:02}\n" for n in range(99)),
    )
    rows = list(csv.reader(io.StringIO(run(folder, "--check", "--format", "csv").output)))

    assert sum(row[0] == "rows" for row in rows) == 101
    assert "另有" in run(folder, "--check").output


@pytest.mark.parametrize(
    "words", [("none",), ("none", "--check"), (".", "--against", "."), (".", "--check", "--region", "atlantis")]
)
def test_what_was_asked_wrongly_ends_with_2(words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert run(*words).exit_code == 2


def test_a_base_that_is_not_there_ends_with_2(folder, tmp_path):
    assert run(folder, "--check", "--against", tmp_path / "none").exit_code == 2


def test_with_a_region_its_words_are_known(folder):
    write(folder, "filings.csv", "任务,报送单位,报送时间\n晨检上报,S01,2020-10-12 09:05\n")

    assert run(folder, "--region", "shanghai").exit_code == 0
    assert run(folder, "--region", "guyuan").exit_code == 2
