"""
Every command and every file of the tutorial, in order, in an empty folder.

What `pip install` would do is made up here, so that nothing is fetched; the tox environment ``plugin`` installs in earnest.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


PAGE = (Path(__file__).parents[1] / "docs" / "new-region.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\{code-block\} toml|console)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMAND = [sys.executable, "-c", "from school_health.cli import main; main()"]


def commands(text):
    """Yield each command of a block with the lines that its output has to hold."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        yield command, [line for line in lines if line]


def as_if_installed(project, site):
    about = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    info = site / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n", "utf-8")
    points = about["entry-points"]["school_health.regions"]
    lines = ["[school_health.regions]", *(f"{code} = {module}" for code, module in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return [str(site), str(project / "src")]


def run(command, folder, path):
    around = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, *(one for one in sys.path if one)]), "COLUMNS": "200"}
    words = shlex.split(command)
    words[:1] = {"school-health": COMMAND, "rm": ["rm"]}[words[0]]
    done = subprocess.run(words, cwd=folder, env=around, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_region_grows_as_the_page_says(tmp_path):
    path, asked = [], []
    for kind, text in BLOCKS:
        if kind == "console":
            for command, lines in commands(text):
                if command.startswith("pip install"):
                    if command.endswith("school-health-huzhou"):
                        path = as_if_installed(tmp_path / "school-health-huzhou", tmp_path / "site")
                    continue
                code, output = run(command, tmp_path, path)
                asked.append((command, code))
                assert [line for line in lines if line not in output] == [], f"{command}\n{output}"
                assert code in (0, 1), output
        else:
            caption, _, content = text.partition("\n\n")
            name = caption.removeprefix(":caption: ")
            file = tmp_path / name.removesuffix(" (added)")
            before = file.read_text("utf-8") + "\n" if name.endswith(" (added)") else ""
            file.write_text(before + content, "utf-8")
    conformed = [code for command, code in asked if " conform " in command]

    assert conformed == [0, 1, 1, 0, 1, 0]
    assert asked[-1][1] == 0


@pytest.mark.parametrize("word", ["pip install -e", "conform huzhou --shift", "--clauses"])
def test_the_page_has_what_an_author_needs(word):
    assert word in PAGE
