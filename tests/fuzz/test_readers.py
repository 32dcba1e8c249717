"""
The readers against very many inputs: real files of each format with mutations, and texts that hypothesis makes up.

Run by ``tox -e fuzz``, or with the number of inputs in SCHOOL_HEALTH_FUZZ. Whatever comes in, only our errors come out.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from school_health.files import tables
from school_health.files.kinds import kinds
from school_health.files.parsing import parse
from school_health.files.readers import workbook as module
from school_health.files.tables import read_table
from school_health.files.text import Unreadable
from school_health.files.vocabulary import Vocabulary
from tests.files.sheets import merged, workbook


duckdb = pytest.importorskip("duckdb")
xlwt = pytest.importorskip("xlwt")

NUMBER = int(os.environ.get("SCHOOL_HEALTH_FUZZ") or 0)
pytestmark = pytest.mark.skipif(not NUMBER, reason="takes minutes: tox -e fuzz")

KIND = kinds(Vocabulary(None))["absences"]
HEADINGS = ["人员代号", "学校代码", "起", "止", "症状", "体温", "录入时间"]
MOMENT = datetime(2020, 10, 12, 9, 31)  # noqa: DTZ001 - files have no zones
ROWS = [
    ["某校缺课一览表"],
    HEADINGS,
    ["p1", "S01", "2020-10-12", "", "发热、咳嗽", "38.5", "2020-10-12 9:31"],
    ["p2", "Ｓ01", "44116", "2020年10月13日", "", "38", "2020-10-12T09:31:00+08:00"],
    ["合计", "", "", "", "2", "", ""],
    ["填表人：甲", "", "", "审核人：", "乙", "", ""],
]


def plain():
    text = "\n".join(",".join(row) for row in ROWS)
    return [text.encode(), text.encode("gb18030"), text.replace(",", "\t").encode("utf-8-sig")]


def pages():
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    page = f"<html><meta charset=gb2312><body><table><tr><td>菜单<table border=1>{rows}</table></table></body></html>"
    spanned = page.replace("<td>S01", "<td rowspan=2 colspan=2>S01").replace("<td>某校", "<td colspan=7>某校")
    return [page.encode(), page.encode("gb18030"), spanned.encode()]


def objects():
    import json

    rows = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS[2:4]]
    return [json.dumps(rows).encode(), json.dumps({"absences": rows}, ensure_ascii=False, indent=1).encode()]


def workbooks():
    typed = [*ROWS[:2], ["p1", True, date(2020, 10, 12), MOMENT, 38.5, 12, None]]
    return [workbook(("缺课", ROWS)), workbook(("甲", typed), ("缺课", typed)), merged(ROWS, "A1:G1", "B3:B4")]


def old_workbooks():
    book = xlwt.Workbook()
    sheet = book.add_sheet("缺课")
    for at, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    sheet.write(2, 8, MOMENT, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    sheet.write_merge(7, 8, 0, 1, "x")
    content = BytesIO()
    book.save(content)
    return [content.getvalue()]


def parquets():
    found = []
    for codec in ("snappy", "zstd", "uncompressed"):
        path = Path(os.environ.get("TMPDIR", "/tmp"), f"fuzz-{os.getpid()}.parquet")  # noqa: S108 - removed at once
        duckdb.sql(
            "SELECT 'p' || i AS 人员代号, 'S01' AS 学校代码, DATE '2020-10-12' AS 起, 38.5 AS 体温 FROM range(500) t(i)"
        ).write_parquet(str(path), compression=codec)
        found.append(path.read_bytes())
        path.unlink()
    return found


# The share of the inputs of each format. What needs a child process takes a hundred times as long.
SHARES = {plain: 24, pages: 22, objects: 20, workbooks: 12, old_workbooks: 3, parquets: 1}


def mutated(content, others, chance):
    """
    Return a file in which a few things are otherwise.
    """
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(content) + 1)
        length = chance.choice((1, 1, 2, 4, 16, 64, 512))
        way = chance.randrange(7)
        if way == 0:
            content[at : at + length] = chance.randbytes(length)
        elif way == 1:
            del content[at : at + length]
        elif way == 2:
            content[at:at] = content[at : at + length] * chance.choice((1, 2, 40))
        elif way == 3 and at < len(content):
            content[at] ^= 1 << chance.randrange(8)
        elif way == 4:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            content[at : at + length] = other[start : start + length]
        elif way == 5:
            content[at:at] = chance.choice(
                (b"\0", b"\xff\xff\xff\xff", b'"', b"<", b"&#x0;", b"[", b"{", b"9" * 40, "，".encode())
            )
        else:
            del content[at:]
    return bytes(content)


def within(content, chance):
    """
    Return a workbook in which the text of a part is otherwise, the zip being whole.
    """
    import zipfile

    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            data = old.read(name)
            new.writestr(name, mutated(data, [data], chance) if name == chosen else data)
    return result.getvalue()


def read(path, content):
    """
    Read a file; say what came of it.
    """
    path.write_bytes(content)
    problems = []
    try:
        parse(read_table(path, KIND.names, KIND.columns), KIND, problems)
    except Unreadable as error:
        return "refused" if error.problem.what else ""
    return "problems" if problems else "read"


@pytest.mark.parametrize("make", SHARES, ids=lambda make: make.__name__)
def test_mutated_files_end_in_our_errors_only(make, tmp_path):
    files, number = make(), NUMBER * SHARES[make] // 100
    counts: Counter[str] = Counter()
    slowest, began = 0.0, time.perf_counter()
    for place in range(number):
        chance = random.Random(f"{make.__name__} {place}")  # noqa: S311 - inputs, and no secrets
        content = chance.choice(files)
        content = within(content, chance) if make is workbooks and place % 2 else mutated(content, files, chance)
        start = time.perf_counter()
        try:
            counts[read(tmp_path / "缺课.xls", content)] += 1
        except BaseException:
            sys.stdout.write(f"input {place} of {make.__name__}\n")
            raise
        slowest = max(slowest, time.perf_counter() - start)
    sys.stdout.write(
        f"{make.__name__}: {number} in {time.perf_counter() - began:.0f} s, slowest {slowest:.2f} s, {dict(counts)}\n"
    )

    assert sum(counts.values()) == number
    assert slowest < 20


def test_mutated_workbooks_in_a_child_end_in_our_errors_only(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WORTH_A_CHILD", 0)
    files = workbooks()
    for place in range(NUMBER * 2 // 100):
        chance = random.Random(f"child {place}")  # noqa: S311 - the same
        assert read(tmp_path / "缺课.xlsx", within(chance.choice(files), chance)) in {"refused", "problems", "read"}


WORDS = st.one_of(
    st.sampled_from(
        [*HEADINGS, "合计", "填表人：", "S01", "p1", "2020-10-12", "9:31", "38.5", "发热", "是", "\0", '"', "<", "&lt;"]
    ),
    st.text(max_size=12),
)
GRIDS = st.lists(st.lists(WORDS, max_size=9), max_size=8)
CELL_OF_PAGE = st.sampled_from(
    ["<td>", "<th>", "<td rowspan=2>", "<td colspan=3>", "<td rowspan=0 colspan=-1>", "</td>", "<table>"]
)
PAGES = st.lists(st.one_of(CELL_OF_PAGE, WORDS, st.sampled_from(["<tr>", "</tr>", "</table>", "<!--", "<script>", "<br>"])))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=6)),
    max_leaves=12,
)


def made_up(strategy, to_bytes, share):
    @settings(
        max_examples=max(NUMBER * share // 100, 1),
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
        derandomize=True,
    )
    @given(made=strategy)
    def test(tmp_path, made):
        assert read(tmp_path / "缺课.csv", to_bytes(made)) in {"refused", "problems", "read"}

    return test


def as_json(made):
    import json

    return json.dumps(made).encode()


test_any_rows = made_up(GRIDS, lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "replace"), 6)
test_any_page = made_up(PAGES, lambda parts: ("<table>" + "".join(parts)).encode("utf-8", "replace"), 4)
test_any_json = made_up(st.one_of(VALUES, st.lists(st.dictionaries(WORDS, VALUES))), as_json, 4)
test_any_bytes = made_up(st.binary(max_size=300), lambda made: made, 2)
test_any_sheet = made_up(GRIDS, lambda rows: workbook(("缺课", rows)), 2)


def test_every_format_is_among_the_inputs():
    assert {tables._kind(make()[0]) for make in SHARES} == set(tables.EXTENSIONS.values())
