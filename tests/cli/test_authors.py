from __future__ import annotations

import pytest
from click.testing import CliRunner

from school_health.cli import conform as module
from school_health.cli.commands import cli


def run(*arguments):
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def test_conform_ends_with_nothing_where_all_is_as_the_kit_asks(capfd):
    done = run("conform", "guyuan", "--", "-k", "privacy")

    assert done.exit_code == 0
    assert "19 clauses: 19 covered" in capfd.readouterr().out


def test_conform_ends_with_one_where_something_is_not_and_listens_to_its_options(capfd, tmp_path):
    (tmp_path / "c.toml").write_text('clauses = ["gy-none"]', "utf-8")
    listed = ("--clauses", tmp_path / "c.toml")

    assert run("conform", "guyuan", *listed, "--", "-k", "clauses").exit_code == 1
    assert "gy-none: UNCOVERED" in capfd.readouterr().out
    assert run("conform", "guyuan", *listed, "--clauses-under", 90, "--", "-k", "clauses").exit_code == 0


def test_conform_moves_everything_in_as_many_processes_as_it_is_told(capfd):
    done = run("conform", "guyuan", "--shift", "--jobs", 2, "--", "-k", "shift and document")

    assert done.exit_code == 0
    assert "2 passed" in capfd.readouterr().out


def test_conform_takes_no_part_of_the_folder_in_which_it_is_asked(monkeypatch, tmp_path, capfd):
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    (tmp_path / "test_mine.py").write_text("def test_mine():\n    assert False\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert run("conform", "guyuan", "--", "-k", "privacy or mine").exit_code == 0
    capfd.readouterr()


def test_conform_works_where_plugins_are_not_loaded_by_themselves(monkeypatch, capfd):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    assert run("conform", "guyuan", "--", "-k", "privacy").exit_code == 0
    capfd.readouterr()


@pytest.mark.parametrize("lacks", ["pytest", "xdist"])
def test_conform_says_what_to_install(monkeypatch, capsys, lacks):
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == lacks else object())

    assert module.conform("guyuan", shift=False, clauses=None, under=None, jobs=1) == 2
    assert f"缺少 {lacks}：请先安装 school-health[conformance]" in capsys.readouterr().err


def test_what_pytest_refuses_is_misuse(capfd):
    assert run("conform", "guyuan", "--", "--no-such-option").exit_code == 2
    capfd.readouterr()


def test_a_region_that_is_not_there_is_told_in_a_line():
    done = run("conform", "atlantis")

    assert done.exit_code == 2
    assert done.output.startswith("[SH501] no installed plugin declares the region 'atlantis'")


def test_new_region_says_what_it_has_written_and_what_comes_next(tmp_path):
    done = run("new-region", "west-lake", "--into", tmp_path / "new")

    assert done.exit_code == 0
    assert "  pyproject.toml" in done.output
    assert "  school-health conform west-lake --shift" in done.output
    assert 'name="west-lake"' in (tmp_path / "new/src/school_health_west_lake/__init__.py").read_text("utf-8")


def test_new_region_refuses_what_is_no_code(tmp_path):
    done = run("new-region", "West Lake", "--into", tmp_path / "new")

    assert done.exit_code == 2
    assert done.output.startswith("[SH600] 'West Lake' is no code of a region")
