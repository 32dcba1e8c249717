from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli


ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(after, language):
    """Return the first fenced block of a language behind some words of the README."""
    found = re.search(rf"{re.escape(after)}.*?```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_five_lines_of_python_print_what_the_readme_says():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block("## From Python", "python")],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
    )

    assert done.stderr == ""
    assert done.stdout == block("It prints:", "text")


def test_the_commands_of_the_readme_run_on_the_examples_that_they_write(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for line in block("<!-- day -->", "bash").splitlines() if "school-health " in line]

    assert [command[1] for command in commands] == ["example"] * 3 + ["day"] * 3 + ["alerts", "check", "form", "overview"]
    for command in commands:
        result = CliRunner().invoke(cli, command[1:], env={"COLUMNS": "160"})
        assert result.exit_code == 0, result.output


def test_the_part_of_an_answer_that_the_readme_shows_is_what_comes_out(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, ["example", "shanghai", "demo/shanghai"])
    words = (
        CliRunner()
        .invoke(cli, ["day", "shanghai", "demo/shanghai", "--at", "2020-10-12T16:45"], env={"COLUMNS": "240"})
        .output
    )
    shown = block("Part of the first answer:", "text").splitlines()[2:]

    for line in shown:
        cells = [cell.removesuffix("…").removesuffix("、") for cell in re.split(r"\s{2,}", line.strip())]
        assert any(all(cell in found for cell in cells) for found in words.splitlines()), line


def test_the_command_is_installed():
    done = subprocess.run(
        [Path(sys.executable).with_name("school-health"), "--version"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert "0.1.0" in done.stdout


def test_no_test_can_reach_anything_but_this_machine():
    import socket

    with socket.socket() as outside, pytest.raises(AssertionError, match="only loopback is allowed"):
        outside.connect(("192.0.2.1", 80))
