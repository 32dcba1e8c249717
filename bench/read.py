"""
A workbook of 100,000 absences: from the file to checked facts, against calamine's bare reading of the same file.
"""

from __future__ import annotations

import gc
import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import xlsxwriter
from common import report

from school_health import read_folder
from school_health.files.facts import Facts
from school_health.files.kinds import kinds
from school_health.files.parsing import parse
from school_health.files.tables import read_table
from school_health.files.vocabulary import Vocabulary
from school_health.registry import open_region


ROWS, SCHOOLS = 100_000, 150
HEADINGS = ("人员代号", "学校代码", "班级代码", "起", "止", "缺课原因", "症状", "体温", "发病日期", "录入时间")
BARE = """
import io, sys
from time import perf_counter
from python_calamine import CalamineWorkbook
began = perf_counter()
with open(sys.argv[1], "rb") as file:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0).to_python(skip_empty_area=False)
print(perf_counter() - began, len(rows))
"""


def write(folder: Path) -> Path:
    """
    Write the absences of a county, typed as Excel types them, and its schools.
    """
    chance = random.Random(1)  # noqa: S311 - an invented county
    folder.joinpath("schools.csv").write_text("school\n" + "".join(f"S{one:03}\n" for one in range(SCHOOLS)), "utf-8")
    folder.joinpath("filings.csv").write_text("duty,filer,filed_at\n", "utf-8")
    path = folder / "absences.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("absences")
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, HEADINGS)
    for row in range(1, ROWS + 1):
        school, first = f"S{chance.randrange(SCHOOLS):03}", date(2022, 9, 1) + timedelta(days=chance.randrange(280))
        sheet.write_row(row, 0, (f"{school}-{row:06}", school, f"{school}-{chance.randrange(30)}"))
        sheet.write_datetime(row, 3, first, days)
        sheet.write_datetime(row, 4, first + timedelta(days=chance.randrange(4)), days)
        sheet.write_row(
            row, 5, ("因病", chance.choice(("发热", "发热、咳嗽", "腹泻", "皮疹")), chance.choice((37.5, 38, 39.1)))
        )
        sheet.write_datetime(row, 8, first - timedelta(days=chance.randrange(2)), days)
        moment = datetime(first.year, first.month, first.day, 9, chance.randrange(60))  # noqa: DTZ001 - Excel has no zones
        sheet.write_datetime(row, 9, moment, moments)
    book.close()
    return path


def bare(path: Path) -> float:
    """
    Return the seconds of calamine's reading, in an interpreter of its own, which has begun before the clock does.
    """
    done = subprocess.run([sys.executable, "-c", BARE, path], capture_output=True, text=True, check=True)
    seconds, rows = done.stdout.split()
    assert int(rows) == ROWS + 1
    return float(seconds)


def ours(path: Path) -> tuple[float, ...]:
    """
    Return the seconds from the file to a table, to values, and to absences held against the schools.
    """
    words = Vocabulary(open_region("jiangsu").rulebook)
    known = kinds(words)
    schools = parse(read_table(path.with_name("schools.csv"), ("schools",), known["schools"].columns), known["schools"], [])
    gc.collect()
    problems: list = []
    marks = [perf_counter()]
    table = read_table(path, ("absences",), known["absences"].columns)
    marks.append(perf_counter())
    parsed = parse(table, known["absences"], problems)
    marks.append(perf_counter())
    facts = Facts({"schools": schools, "absences": parsed}, frozenset(), words, problems)
    marks.append(perf_counter())
    assert not problems
    assert len(facts.facts["absences"]) == ROWS
    return tuple(after - before for before, after in pairwise(marks))


def peak(who: int) -> str:
    """
    Return the most memory that this process, or the largest of its children, has held.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(who).ru_maxrss * unit / 2**20:.0f} MiB"


def main() -> None:
    """
    Time both in turn, so that both meet the same machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        before = peak(resource.RUSAGE_SELF)
        ours(path)
        child = peak(resource.RUSAGE_CHILDREN)
        theirs, mine = [], []
        for _ in range(7):
            mine.append(ours(path))
            theirs.append(bare(path))
        best = min(mine, key=sum)
        report("100,000 absences from xlsx to checked facts", sum(best), "calamine alone", min(theirs), goal=2)
        shares = " + ".join(f"{part:.2f}" for part in best)
        print(f"  file to table, to values, to facts: {shares} s; each run against calamine's next to it:", end=" ")
        print(", ".join(f"{sum(one) / other:.2f}" for one, other in zip(mine, theirs, strict=True)))
        print(f"  peak memory: parent {peak(resource.RUSAGE_SELF)} (before {before}), child {child}")
        began = perf_counter()
        record = read_folder(folder)
        print(f"  the whole folder to a record: {perf_counter() - began:.2f} s, {len(record.absences)} absences")


if __name__ == "__main__":
    main()
