"""
The answers of ``read``: what a folder holds, and what of it would be taken, changed and refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from school_health.cli.report import Report, Section
from school_health.files.changes import Change, changes
from school_health.files.folder import Looked
from school_health.files.parsing import Parsed
from school_health.files.problem import Problem


__all__ = ["check_report", "read_report"]

_SHOWN = 40
_STATES = {"taken": "读取", "new": "新增", "changed": "变动", "same": "相同", "gone": "减少"}


def read_report(folder: Path, looked: Looked) -> Report:
    """
    Return how much was read of each kind.

    Args:
        folder: where it was read.
        looked: what came of it.
    """
    rows = [{"file": one.file, "kind": one.kind.chinese, "taken": len(one.numbers)} for one in looked.parsed.values()]
    columns = {"file": "文件", "kind": "内容", "taken": "读取"}
    return Report(
        title=f"读取 {folder}",
        about={"folder": str(folder)},
        sections=[Section(key="files", title="各表", columns=columns, rows=rows)],
        notes=looked.record.assumptions if looked.record is not None else (),
    )


def check_report(folder: Path, looked: Looked, base: Path | None, before: Looked | None) -> Report:
    """
    Return what of a folder would be taken, row by row. Of a person or of somebody's health no value is told.

    Args:
        folder: what was looked through.
        looked: what came of it.
        base: the folder that was read before, if there is one.
        before: what comes of that.
    """
    wrong = {(one.file, one.row) for one in looked.problems if one.row is not None}
    of_each = {
        kind: [one for one in _changes(parsed, kind, before) if one.state == "gone" or (parsed.file, one.row) not in wrong]
        for kind, parsed in looked.parsed.items()
    }
    gone = {kind: parsed for kind, parsed in (before.parsed if before else {}).items() if kind not in looked.parsed}
    refused = [_refused(one) for one in looked.problems]
    aside = [{"file": one.file, "row": row.row, "what": row.what} for one in looked.parsed.values() for row in one.aside]
    files = [_counted(parsed, of_each[kind], refused, compared=before is not None) for kind, parsed in looked.parsed.items()]
    files += [_lost(parsed) for parsed in gone.values()]
    told = {one["file"] for one in files}
    files += [
        {"file": name, "kind": "", **_nothing(refused, name, compared=before is not None)}
        for name in dict.fromkeys(str(one["file"]) for one in refused)
        if name not in told
    ]
    rows = [
        {
            "file": parsed.file,
            "row": one.row,
            "state": _STATES[one.state],
            "columns": [_heading(parsed, f) for f in one.fields],
        }
        for kind, parsed in looked.parsed.items()
        for one in of_each[kind]
        if one.state != "same"
    ]
    counted = {"file": "文件", "kind": "内容", "taken": "读取"}
    if before is not None:
        counted |= {"new": "新增", "changed": "变动", "same": "相同", "gone": "减少"}
    counted |= {"refused": "拒收", "aside": "未作数据"}
    place = {"file": "文件", "sheet": "工作表", "row": "行", "column": "列", "value": "内容"}
    return Report(
        title=f"试读 {folder}" + (f"，与 {base} 比较" if base is not None else ""),
        about={"folder": str(folder), "against": None if base is None else str(base), "whole": looked.record is not None},
        sections=[
            Section(key="files", title="各表", columns=counted, rows=files),
            Section(
                key="refused",
                title="拒收",
                columns={**place, "what": "问题", "fix": "怎么办"},
                rows=refused,
                shown=_SHOWN,
                empty="没有",
            ),
            Section(
                key="aside", title="没有当作数据的行", columns={"file": "文件", "row": "行", "what": "是什么"}, rows=aside
            ),
            Section(
                key="rows",
                title="会读取的行" if before is None else "新增、变动和减少的行",
                columns={"file": "文件", "row": "行", "state": "处理", "columns": "变动的列"},
                rows=rows,
                shown=_SHOWN,
                empty="没有",
            ),
        ],
        notes=list(_notes(looked, before, base)),
    )


def _changes(parsed: Parsed, kind: str, before: Looked | None) -> Iterator[Change]:
    if before is None:
        return (Change(number, "taken") for number in parsed.numbers)
    return changes(before.parsed.get(kind), parsed)


def _counted(parsed: Parsed, rows: list[Change], refused: list[dict[str, Any]], *, compared: bool) -> dict[str, Any]:
    wrong = {one["row"] for one in refused if one["file"] == parsed.file and one["row"] is not None}
    states = Counter(one.state for one in rows)
    found: dict[str, Any] = {"file": parsed.file, "kind": parsed.kind.chinese}
    found["taken"] = len(set(parsed.numbers) - wrong)
    if compared:
        found |= {state: states[state] for state in ("new", "changed", "same", "gone")}
    return {**found, "refused": len(wrong), "aside": len(parsed.aside)}


def _lost(parsed: Parsed) -> dict[str, Any]:
    none = {"taken": 0, "new": 0, "changed": 0, "same": 0, "gone": len(parsed.numbers), "refused": 0, "aside": 0}
    return {"file": f"{parsed.file}（这次没有）", "kind": parsed.kind.chinese, **none}


def _nothing(refused: list[dict[str, Any]], file: str, *, compared: bool) -> Mapping[str, Any]:
    compare = {"new": 0, "changed": 0, "same": 0, "gone": 0} if compared else {}
    return {"taken": 0, **compare, "refused": sum(one["file"] == file for one in refused), "aside": 0}


def _refused(one: Problem) -> dict[str, Any]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "what": one.what,
        "fix": one.fix,
    }


def _heading(parsed: Parsed, name: str) -> str:
    column = next((one for one in parsed.kind.columns if one.field == name), None)
    return parsed.headings.get(name, column.title if column is not None else name)


def _notes(looked: Looked, before: Looked | None, base: Path | None) -> Iterator[str]:
    if looked.problems:
        yield f"有 {len(looked.problems)} 处问题：改好以前，整个文件夹都不会被读取。"
    if before is not None and before.problems:
        yield f"{base} 里有 {len(before.problems)} 处问题：读不出的行没有参加比较。"
    if looked.record is not None:
        yield from looked.record.assumptions
    else:
        yield from (note for one in looked.parsed.values() for note in one.notes)
