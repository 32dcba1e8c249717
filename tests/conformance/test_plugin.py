from __future__ import annotations

import subprocess
import sys

import pytest


GUYUAN = ("--sh-region=guyuan", "-p", "no:cacheprovider")


@pytest.fixture
def run(pytester):
    def ask(*more, code=0):
        done = pytester.runpytest_inprocess(*GUYUAN, *more)
        assert done.ret == code, done.stdout.str()
        return done

    return ask


def test_a_region_is_asked_in_an_empty_folder(run):
    done = run("-k", "privacy or accounts")

    done.stdout.fnmatch_lines(["*= school-health guyuan =*", "19 clauses: 19 covered; * vectors"])


def test_it_is_asked_beside_the_tests_that_are_there(run, pytester):
    pytester.makepyfile("def test_here(): pass")
    done = run("-k", "test_here or accounts", "-v")

    done.stdout.fnmatch_lines(["*test_here*", "*school-health/guyuan::accounts?keepers?*"])
    done.stdout.fnmatch_lines(["*= 4 passed, *"])


def test_what_is_collected_is_counted_once(run):
    done = run("-k", "accounts")
    collected = next(line for line in done.outlines if line.startswith("collected "))
    numbers = [int(word) for word in collected.split() if word.isdigit()]

    assert numbers[0] == numbers[1] + numbers[2]
    assert numbers[2] == 3


def test_it_stops_at_the_first_that_is_unmet_and_shows_no_traceback(run):
    done = run("-x", "--sh-clauses", "clauses.toml", "-k", "nothing", code=4)

    done.stderr.fnmatch_lines(["*clauses.toml: No such file*"])


def test_what_is_unmet_is_told_without_a_traceback(run, pytester):
    pytester.makefile(".toml", clauses='clauses = ["gy-no-such", "gy-none"]')
    done = run("-x", "--sh-clauses", "clauses.toml", "-k", "clauses", code=1)

    done.stdout.fnmatch_lines(["*gy-no-such: UNCOVERED: the region has no such clause*"])
    assert "Traceback" not in done.stdout.str()
    assert "gy-none: UNCOVERED: " not in done.stdout.str().partition("school-health guyuan")[0]


def test_fewer_clauses_than_all_are_enough_where_that_is_asked_for(run, pytester):
    pytester.makefile(".toml", clauses='clauses = ["gy-no-such"]')

    run("--sh-clauses", "clauses.toml", "--sh-clauses-under", "90", "-k", "clauses")
    run("--sh-clauses", "clauses.toml", "--sh-clauses-under", "100", "-k", "clauses", code=1)


def test_everything_is_moved_where_that_is_asked_for(run):
    done = run("--sh-shift", "-k", "shift and password or shift and document", "-v")

    done.stdout.fnmatch_lines(["*shift?document:gy-2020-10?*"])


def test_a_region_that_is_not_there_is_one_item_that_says_so(pytester):
    done = pytester.runpytest_inprocess("--sh-region=atlantis", "-p", "no:cacheprovider")

    assert done.ret == 1
    done.stdout.fnmatch_lines(["*no installed plugin declares the region 'atlantis'*"])
    assert "1 failed" in done.stdout.str()


def test_an_error_of_the_kit_itself_shows_where_it_is(pytester, monkeypatch):
    from school_health.conformance import privacy

    monkeypatch.setattr(privacy, "wrong", lambda *_: 1 / 0)
    done = pytester.runpytest_inprocess(*GUYUAN, "-k", "privacy", "-x")

    assert done.ret == 1
    done.stdout.fnmatch_lines(["*ZeroDivisionError*"])


@pytest.mark.parametrize("option", [["--sh-shift"], ["--sh-clauses", "x"], ["--sh-clauses-under", "5"]])
def test_options_without_a_region_are_refused(pytester, option):
    done = pytester.runpytest_inprocess(*option)

    assert done.ret == 4
    done.stderr.fnmatch_lines([f"*{option[0]} asks nothing without --sh-region CODE*"])


def test_a_share_is_a_percentage(pytester):
    done = pytester.runpytest_inprocess(*GUYUAN, "--sh-clauses-under", "101")

    assert done.ret == 4
    done.stderr.fnmatch_lines(["*--sh-clauses-under 101: give a percentage from 0 to 100*"])


def test_several_processes_share_a_region(pytester):
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    done = pytester.runpytest_subprocess(*GUYUAN, "-n", "2", "-k", "privacy or accounts or gy10")

    assert done.ret == 0
    done.stdout.fnmatch_lines(["*= school-health guyuan =*"])


def test_a_run_that_asks_no_region_loads_nothing_of_the_kit():
    code = (
        "import sys, school_health.conformance.plugin\n"
        "found = [one for one in sys.modules if one.startswith('school_health.') or one in ('attrs', 'cattrs', 'click')]\n"
        "print(sorted(found))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert [one for one in eval(done.stdout) if one.startswith(("school_health", "cattrs", "click"))] == [  # noqa: S307 - ours
        "school_health.conformance",
        "school_health.conformance.plugin",
    ]
