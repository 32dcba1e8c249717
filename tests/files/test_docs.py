from __future__ import annotations

from pathlib import Path

import pytest

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
