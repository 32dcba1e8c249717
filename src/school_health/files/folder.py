"""
A folder of files to a record: what is there, what is missing, and what was taken for granted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from school_health.core.record import Record
from school_health.errors import FactError, InputError
from school_health.files.assumptions import assumptions
from school_health.files.columns import Kind
from school_health.files.facts import Facts
from school_health.files.kinds import kinds
from school_health.files.parsing import Parsed, parse
from school_health.files.problem import Problem, shown
from school_health.files.tables import EXTENSIONS, read_table
from school_health.files.text import Unreadable
from school_health.files.vocabulary import Vocabulary


if TYPE_CHECKING:
    import os

    from school_health.core.region import Region

__all__ = ["Looked", "look_through", "read_folder"]

_READ = frozenset(EXTENSIONS)
# Under these nobody keeps anything but tables; a page or an object of another name may be anything.
_TABLES = frozenset({".csv", ".xls", ".xlsx"})
_USUAL = (".csv", ".xlsx")
# So many of the files that were not read are named.
_NAMED = 5
# What looks like a table and is none that we read: left aside in silence it would be missed by nobody.
_NOT_READ = frozenset({".xlsm", ".xlsb", ".et", ".ods", ".tsv", ".txt", ".numbers"})


def read_folder(path: str | os.PathLike[str], *, region: Region | None = None, since: date | None = None) -> Record:
    """
    Return the record of a folder of tables, one for each kind of fact: CSV, XLSX, XLS, HTML, JSON or Parquet.

    ``schools`` (学校) and ``filings`` (报送) must be there; ``areas`` (地区), ``classes`` (班级), ``people`` (人员),
    ``posts`` (岗位), ``record`` (记录), ``statuses`` (学校状态), ``terms`` (学期), ``calendar`` (校历), ``holidays``
    (节假日), ``campaigns`` (应急期), ``adoptions`` (采用文件), ``events`` (事件), ``absences`` (缺课), ``suspensions``
    (停课), ``moves`` (流程) and ``accounts`` (账号) may. The columns of each are in `school_health.files.kinds` and in
    ``docs/files.md``. Files of other extensions, hidden files, ``README*`` and Excel's lock files are left aside.

    Nothing is half-read: all files are looked at, and if anything is wrong with any of them the error lists all of it.
    What was taken for granted where files or columns are absent stands in the record's ``assumptions``, in Chinese.

    Args:
        path: the folder.
        region: gives duties, posts, kinds of event and workflows by title, symptoms and diseases by their Chinese names,
            the parts and hands of filings, what moves and events say, and who files what; without it ids are taken as they
            stand.
        since: the first day of which the record was kept; absent, what the file ``record`` (记录) states; that absent too,
            the first day that a filing, an event or an absence speaks of.

    Raises:
        InputError: with a `school_health.files.problem.Problem` for everything that is wrong.
    """
    looked = look_through(path, region=region, since=since)
    if looked.record is None:
        raise InputError(looked.problems)
    return looked.record


@frozen(kw_only=True)
class Looked:
    """
    What reading a folder has come to.

    ``parsed`` are the tables of each kind that could be read, ``problems`` everything that is wrong; there is a ``record``
    where nothing is.
    """

    parsed: Mapping[str, Parsed]
    problems: tuple[Problem, ...]
    record: Record | None


def look_through(path: str | os.PathLike[str], *, region: Region | None = None, since: date | None = None) -> Looked:
    """
    Read a folder as `read_folder` does, and return what came of it, whatever is wrong.

    Args:
        path: the folder.
        region: as for `read_folder`.
        since: the same.
    """
    problems: list[Problem] = []
    words = Vocabulary(region.rulebook if region is not None else None)
    known = kinds(words)
    aside: list[str] = []
    files = _files(Path(path), known, problems, aside)
    parsed: dict[str, Parsed] = {}
    for kind in known.values():
        if kind.name in files:
            try:
                parsed[kind.name] = parse(read_table(files[kind.name], kind.names, kind.columns), kind, problems)
            except Unreadable as error:
                problems.append(error.problem)
    failed = files.keys() - parsed.keys()
    if "schools" not in parsed:
        failed |= {"schools"}
    facts = Facts(parsed, frozenset(failed), words, problems)
    stated = _since(parsed, problems)
    whole: dict[str, Any] = {**facts.facts, "since": since or stated}
    record = None
    if not problems:
        try:
            record = Record(**whole)
            whole["assumptions"] = (*assumptions(record, parsed, region, facts), *_not_read(aside))
            record = Record(**whole)
        except FactError as error:
            record = None
            problems.append(Problem(file=str(path), what=f"各表之间自相矛盾：{error}"))
    return Looked(parsed=parsed, problems=tuple(problems), record=record)


def _since(parsed: Mapping[str, Parsed], problems: list[Problem]) -> date | None:
    """
    Return the first day of the record where a file states it, in its one row.
    """
    if "record" not in parsed:
        return None
    rows = parsed["record"].rows
    if len(rows) > 1:
        problems.append(parsed["record"].problem(rows[1][0], "since", "起始日只能有一个", "请只留一行"))
    return rows[0][1]["since"] if rows else None


def _not_read(aside: list[str]) -> Iterator[str]:
    """
    Say what lies in the folder and was not read, though it could hold facts.
    """
    if aside:
        named = "、".join(shown(one) for one in aside[:_NAMED]) + ("等" if len(aside) > _NAMED else "")
        yield f"没有读取 {len(aside)} 个文件或文件夹（{named}）：不是所认得的表名；里面有数据的，请改名或移到文件夹里。"


def _files(folder: Path, known: Mapping[str, Kind], problems: list[Problem], aside: list[str]) -> dict[str, Path]:
    """
    Return the file of each kind, and complain of files that are missing, doubled or called something else.

    What is left aside and could hold facts is added to ``aside``: folders, and pages, JSON and Parquet of other names.
    """
    entries = _entries(folder, problems)
    if entries is None:
        return {}
    by_name = {name.casefold(): kind for kind in known.values() for name in kind.names}
    found: dict[str, Path] = {}
    tried: set[str] = set()
    aside += [one.name for one in entries if one.is_dir() and not one.suffix and not one.name.startswith(".")]
    for entry in entries:
        stem = unicodedata.normalize("NFKC", entry.stem).strip().casefold()
        suffix = entry.suffix.lower()
        if entry.name.startswith((".", "~$")) or stem.startswith("readme") or suffix not in _READ | _NOT_READ:
            continue
        kind = by_name.get(stem)
        if kind is not None:
            tried.add(kind.name)
        problem = _misfit(entry, suffix, kind, found.get(kind.name) if kind is not None else None, by_name)
        if problem is not None:
            problems.append(problem)
        elif kind is not None and suffix in _READ:
            found[kind.name] = entry
        elif kind is None:
            aside.append(entry.name)
    for kind in known.values():
        if kind.required and kind.name not in tried:
            names = "、".join(f"{name}{suffix}" for name in kind.names for suffix in _USUAL)
            problems.append(Problem(file=str(folder), what=f"缺少{kind.chinese}表", fix=f"请放入其中一个：{names}"))
    return found


def _entries(folder: Path, problems: list[Problem]) -> list[Path] | None:
    try:
        return sorted(folder.iterdir(), key=lambda one: one.name)
    except FileNotFoundError:
        what, fix = "没有这个文件夹", "请检查路径"
    except NotADirectoryError:
        what, fix = "不是文件夹", "请给出放各表的文件夹，而不是其中一个文件"
    except (OSError, ValueError) as error:
        what, fix = f"文件夹打不开（{type(error).__name__}）", "请检查路径和读取权限"
    problems.append(Problem(file=str(folder), what=what, fix=fix))
    return None


def _misfit(entry: Path, suffix: str, kind: Kind | None, other: Path | None, by_name: Mapping[str, Kind]) -> Problem | None:
    """
    Return what is wrong with a file being there, or None.
    """
    if kind is None:
        return _unknown(entry, by_name) if suffix in _TABLES else None
    if suffix in _NOT_READ:
        fix = "请在 Excel 或 WPS 中打开，另存为 .xlsx 或“CSV UTF-8”"
        return Problem(file=entry.name, what=f"读不了 {suffix} 文件", fix=fix)
    if other is not None:
        return Problem(file=entry.name, what=f"与 {other.name} 是同一种表", fix=f"请只留 {other.name} 或 {entry.name}")
    return None


def _unknown(entry: Path, by_name: Mapping[str, Kind]) -> Problem:
    near = get_close_matches(entry.stem.casefold(), by_name, n=1, cutoff=0.5)
    near = near or [name for name in by_name if name in entry.stem.casefold()][:1]
    if near:
        fix = f"是不是 {near[0]}{entry.suffix.lower()}？用不着的文件请移走"
    else:
        names = dict.fromkeys(f"{kind.name}（{kind.chinese}）" for kind in by_name.values())
        fix = f"可以叫：{'、'.join(names)}；用不着的文件请移走"
    return Problem(file=shown(entry.name), what="不知道这是什么表", fix=fix)
