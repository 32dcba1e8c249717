from __future__ import annotations

import re
from pathlib import Path

import pytest

from school_health import open_region
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.vocabulary import Vocabulary


PAGE = Path(__file__).parents[2] / "docs" / "files.md"


@pytest.mark.parametrize("kind", kinds(Vocabulary(None)).values(), ids=lambda kind: kind.name)
def test_every_column_is_documented_with_all_its_headings(kind):
    text = PAGE.read_text(encoding="utf-8")
    section = text.split(f"### `{kind.name}` · {kind.chinese}\n")[1].split("\n### ")[0]
    rows = {line.split("|")[1].strip(" `"): line for line in section.splitlines() if line.startswith("| `")}
    columns = [column for column in kind.columns if ":" not in column.field]

    assert list(rows) == [column.english for column in columns]
    for column in columns:
        cells = [cell.strip() for cell in rows[column.english].split("|")]
        assert cells[2] == " / ".join(column.chinese)
        assert cells[3] == ("yes" if column.required else "")
    assert ("**Required.**" in section) is kind.required


def test_the_examples_of_the_page_are_read_as_it_says(folder):
    examples = re.findall(r"```text\n(人员代号.*?|流程.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    spell, daily, moves = examples
    folder.write("缺课.csv", spell).write("流程.csv", moves)
    folder.write("filings.csv", "任务,报送单位,报送时间\n")
    record = read_folder(folder.path, region=open_region("jiangsu"))
    by_day = read_folder(folder.write("缺课.csv", daily).path, region=open_region("jiangsu"))
    (versions,) = record.absence_versions.values()
    (days,) = by_day.absence_versions.values()

    assert [(one.last and one.last.day, one.symptoms, one.temperature) for one in versions] == [
        (None, ("fever", "cough"), 385),
        (14, ("fever", "cough"), 385),
    ]
    assert [(one.first.day, one.last.day, one.symptoms) for one in days] == [
        (16, 16, ("fever",)),
        (16, 19, ("fever", "cough")),
    ]
    assert [(move.move, dict(move.details)) for move in record.moves] == [
        ("verify", {}),
        ("exclude", {"reason": "duplicate"}),
    ]
