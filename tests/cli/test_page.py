"""
The outputs that the page shows, against what the commands print.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli


PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")


def shown():
    """Yield each command of the page that is followed by output, with the lines that the page shows."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for part in block.split("$ school-health ")[1:]:
            command, *lines = part.splitlines()
            if lines:
                yield command, lines


@pytest.mark.parametrize(("command", "lines"), list(shown()), ids=lambda value: value if isinstance(value, str) else "")
def test_the_output_on_the_page_is_what_the_command_prints(command, lines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # some write files beside
    words, demo = command.split(), str(tmp_path / "demo")
    there = {name: str(tmp_path / name) for name in ("demo", "out")}
    if "demo" in words:
        region = next(word for word in words if word in ("guyuan", "jiangsu", "shanghai"))
        assert CliRunner().invoke(cli, ["example", region, demo]).exit_code == 0
    done = CliRunner().invoke(cli, [there.get(one, one) for one in words], env={"COLUMNS": "200"})
    printed = [" ".join(line.split()) for line in done.output.splitlines()]

    for line in lines:  # in this order, others between them left out
        wanted = " ".join(line.split())
        place = next((number for number, one in enumerate(printed) if wanted in one), None)
        assert place is not None, line
        printed = printed[place + 1 :]


def test_the_page_shows_output_of_each_of_the_further_commands():
    assert {command.split()[0] for command, _ in shown()} >= {"accounts", "alerts", "check"}
