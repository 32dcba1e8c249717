from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from school_health.conformance.scaffold import write_region
from school_health.errors import ConformanceError


def test_a_skeleton_is_a_whole_project(tmp_path):
    folder, written = write_region("west-lake", "西湖", tmp_path / "new")

    assert folder == tmp_path / "new"
    assert sorted(written) == [
        ".github/workflows/test.yml",
        ".gitignore",
        "README.md",
        "pyproject.toml",
        "src/school_health_west_lake/__init__.py",
        "src/school_health_west_lake/rulebook/west-lake-daily.toml",
        "src/school_health_west_lake/vectors/daily.vectors.toml",
        "tests/test_region.py",
    ]
    assert all((folder / path).read_text("utf-8") for path in written)
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["entry-points"]["school_health.regions"] == {"west-lake": "school_health_west_lake"}
    assert "${{ matrix.python }}" in (folder / ".github/workflows/test.yml").read_text("utf-8")
    assert not any("$" in (folder / path).read_text("utf-8") for path in written if not path.endswith(".yml"))


def test_its_first_run_is_green_and_says_that_its_law_is_a_placeholder(tmp_path):
    folder, _ = write_region("west-lake", "西湖", tmp_path / "new")
    info = tmp_path / "school_health_west_lake-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: school-health-west-lake\nVersion: 0.1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[school_health.regions]\nwest-lake = school_health_west_lake\n", "utf-8")
    path = [str(tmp_path), str(folder / "src"), *(one for one in sys.path if one)]
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "west-lake or west_lake or test_the_region",
    ]
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 clauses: 1 covered" in done.stdout
    assert "  placeholder  west-lake-daily: （示例，待换成真实文号）" in done.stdout


@pytest.mark.parametrize("code", ["West", "west_lake", "-x", "x-", "", "a--b", "9a", "湖"])
def test_a_code_is_small_letters_digits_and_hyphens(tmp_path, code):
    with pytest.raises(ConformanceError, match="is no code of a region"):
        write_region(code, "湖", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", " "])
def test_a_name_is_plain(tmp_path, name):
    with pytest.raises(ConformanceError, match="the name of the region"):
        write_region("lake", name, tmp_path / "new")


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine").write_text("x", "utf-8")

    for folder in (tmp_path, tmp_path / "mine"):
        with pytest.raises(ConformanceError, match="holds something already"):
            write_region("lake", "湖", folder)
    assert (tmp_path / "mine").read_text("utf-8") == "x"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(ConformanceError, match="file"):
        write_region("lake", "湖", tmp_path / "file" / "new")


def test_by_default_it_stands_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert write_region("lake", "湖")[0].resolve() == tmp_path / "school-health-lake"
