from __future__ import annotations

import builtins
import signal
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from school_health.errors import InputError
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.vocabulary import Vocabulary

from .sheets import SHEET, inline, rebuilt, sheet_xml, workbook


_PATIENCE_SECONDS = 180


HEADINGS = ["任务", "报送单位", "报送时间"]
GOOD = workbook(("Sheet1", [HEADINGS, ["x", "S01", "2020-10-12 09:05"]]))
HEADING_ROW = '<row r="1">' + "".join(inline(f"{at}1", text) for at, text in zip("ABC", HEADINGS, strict=True)) + "</row>"


def problem_of(folder, content, name="filings.xlsx"):
    folder.remove("filings.csv").write(name, content)
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)
    (problem,) = refused.value.problems
    return problem


def with_sheet(rows, doctype=""):
    return rebuilt(GOOD, **{SHEET: sheet_xml(rows, doctype=doctype)})


@pytest.fixture(autouse=True)
def _ends():
    """
    Stops what hangs: a hostile file ends in an error, be the machine fast or slow.
    """
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def hung(_number, _frame):
        message = "it hangs"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(_PATIENCE_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_good_workbook_is_good(folder):
    folder.remove("filings.csv").write("filings.xlsx", GOOD)

    assert len(read_folder(folder.path).filings) == 1


@pytest.mark.parametrize(
    "length",
    [4, 100, 1000, len(GOOD) // 2, len(GOOD) - 30, len(GOOD) - 1],
    ids=["4", "100", "1000", "half", "30 less", "1 less"],
)
def test_a_workbook_cut_short_is_one_problem(folder, length):
    problem = problem_of(folder, GOOD[:length])

    assert "坏了" in problem.what
    assert "另存为" in problem.fix


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "[Content_Types].xml", SHEET, "xl/styles.xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("data", ["", "<", "<worksheet>", "\0", "<a/>"])
def test_a_workbook_with_a_broken_part_is_a_problem_or_none(folder, member, data):
    folder.remove("filings.csv").write("filings.xlsx", rebuilt(GOOD, **{member: data}))
    try:
        record = read_folder(folder.path)
    except InputError as refused:
        assert all(one.file == "filings.xlsx" for one in refused.problems)  # noqa: PT017 - either way is right
    else:
        assert len(record.filings) == 1


def test_a_zip_that_is_no_workbook_is_one_problem(folder):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "x")

    assert "坏了" in problem_of(folder, content.getvalue()).what


def test_a_zip_bomb_is_refused_before_it_is_opened(folder):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, b"0" * (60 * 1024 * 1024))
    problem = problem_of(folder, content.getvalue())

    assert "压缩炸弹" in problem.what


def test_a_workbook_too_large_unpacked_is_refused(folder):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(21):
            archive.writestr(f"xl/{part}.xml", b"0" * (10 * 1024 * 1024))

    assert "200 MB" in problem_of(folder, content.getvalue()).what


def test_a_workbook_of_very_many_parts_is_refused(folder):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in range(5001):
            archive.writestr(f"{part}", "")

    assert "太多" in problem_of(folder, content.getvalue()).what


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY x "' + "A" * 100 + '">]>',
        '<!DOCTYPE a [<!ENTITY y "AAAA"><!ENTITY x "&y;&y;&y;&y;">]>',
    ],
)
@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_in_every_part(folder, member, doctype):
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        xml = archive.read(member).decode()
    start = xml.index("?>") + 2
    # Only what is expanded could do harm: the entity stands where text stands.
    xml = xml[:start] + doctype + xml[start:].replace("<t>", "<t>&x;", 1)
    folder.remove("filings.csv").write("filings.xlsx", rebuilt(GOOD, **{member: xml}))
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)
    assert "AAAA" not in str(refused.value)


def test_a_lone_cell_in_the_last_corner_neither_hangs_nor_is_overlooked(folder):
    problem = problem_of(folder, with_sheet(HEADING_ROW + f'<row r="1048576">{inline("XFD1048576", "x")}</row>'))

    assert problem.row == 1_048_576


def test_a_cell_far_to_the_right_is_refused(folder):
    assert "200 列" in problem_of(folder, with_sheet(HEADING_ROW + f'<row r="2">{inline("XFD2", "x")}</row>')).what


def test_empty_cells_far_out_do_no_harm(folder):
    rows = HEADING_ROW + '<row r="2"><c r="XFD2"/></row><row r="1048576"><c r="A1048576"/></row>'
    folder.remove("filings.csv").write("filings.xlsx", with_sheet(rows))

    assert read_folder(folder.path).filings == ()


def test_rows_of_absurd_numbers_end(folder):
    rows = HEADING_ROW + f'<row r="99999999999">{inline("A99999999999", "x")}</row>'
    folder.remove("filings.csv").write("filings.xlsx", with_sheet(rows))
    with pytest.raises(InputError):
        read_folder(folder.path)


def test_rows_out_of_order_are_refused_because_one_would_be_lost(folder):
    rows = HEADING_ROW + f'<row r="5">{inline("A5", "x")}</row><row r="2">{inline("A2", "y")}</row>'

    assert "行号" in problem_of(folder, with_sheet(rows)).what


def test_a_formula_in_a_large_sheet_is_found_across_the_pieces_in_which_it_is_read(folder):
    filler = "".join(f'<row r="{row}">{inline(f"A{row}", "x" * 30000)}</row>' for row in range(2, 40))
    formula = f'<row r="40">{inline("A40", "x")}{inline("B40", "S01")}<c r="C40"><f>NOW()</f></c></row>'
    for shift in (0, 3, 7):  # the formula's tag lies about the end of the first mebibyte
        short = "x" * (1024 * 1024 - len(sheet_xml(HEADING_ROW).split("</sheetData>")[0]) - 30 - shift)
        early = f'<row r="2">{inline("A2", short)}<c r="C2"><f>NOW()</f></c></row>'
        folder.write("filings.xlsx", with_sheet(HEADING_ROW + early))
        (folder.path / "filings.csv").unlink(missing_ok=True)
        with pytest.raises(InputError, match="公式"):
            read_folder(folder.path)
    folder.write("filings.xlsx", with_sheet(HEADING_ROW + filler + formula))
    with pytest.raises(InputError, match="第 40 行：第 3 列是公式"):
        read_folder(folder.path)


ROW = "<tr><td>x<td>S01<td>2020-10-12 09:05"
PAGE = f"<html><table><tr><th>任务<th>报送单位<th>报送时间</tr>{ROW}</table></html>".encode()
TEXT = "任务,报送单位,报送时间\nx,S01,2020-10-12 09:05\n".encode()


@pytest.mark.parametrize("name", ["filings.csv", "filings.xls", "filings.xlsx", "filings.html", "filings.json"])
@pytest.mark.parametrize(("content", "word"), [(GOOD, ".xlsx"), (PAGE, "HTML"), (TEXT, "CSV")])
def test_what_a_file_holds_is_read_whatever_it_is_called_and_a_wrong_name_is_said(folder, name, content, word):
    record = read_folder(folder.remove("filings.csv").write(name, content).path)
    said = [one for one in record.assumptions if "其实是" in one]

    assert len(record.filings) == 1
    assert all(word in one for one in said)
    right = {".xlsx": {".xlsx"}, "HTML": {".html"}, "CSV": {".csv"}}[word]
    assert bool(said) is ("." + name.split(".")[1] not in right)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"<html><p>x</p></html>", "没有表格"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
        (b"", "空"),
    ],
)
@pytest.mark.parametrize("name", ["filings.csv", "filings.xls", "filings.xlsx"])
def test_what_cannot_be_read_is_one_problem_that_says_what_to_do(folder, name, content, word):
    problem = problem_of(folder, content, name)

    assert word in problem.what
    assert problem.fix


def test_numbers_that_excel_rounded_are_refused_with_advice(folder):
    number = int("110101" + "19900307" + "0000")
    problem = problem_of(
        folder, workbook(("S", [["任务", "报送单位", "报送时间", "报送人"], ["x", "S01", "2020-10-12 9:00", number]]))
    )

    assert "四舍五入" in problem.what
    assert "文本" in problem.fix
    assert problem.value == "1***"


@pytest.mark.parametrize("missing", ["openpyxl", "defusedxml"])
def test_a_missing_library_is_a_problem_that_says_what_to_install(folder, monkeypatch, missing):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == missing:
            raise ModuleNotFoundError(name, name=name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    problem = problem_of(folder, GOOD)

    assert missing in problem.what
    assert "pip install school-health[excel]" in problem.fix


def test_a_csv_file_needs_no_library_for_workbooks(folder, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.partition(".")[0] in ("openpyxl", "defusedxml"):
            raise ModuleNotFoundError(name, name=name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)

    assert read_folder(folder.path).filings


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KINDS = tuple(kinds(Vocabulary(None)))


def read_or_refused(path, region=None):
    try:
        read_folder(path, region=region)
    except InputError as refused:
        assert refused.problems  # noqa: PT017 - either way is right
        assert str(refused)  # noqa: PT017 - the same


@FUZZ
@given(kind=st.sampled_from(KINDS), content=st.binary(max_size=200))
def test_any_bytes_end_in_a_record_or_in_problems(folder, kind, content):
    (folder.path / f"{kind}.csv").write_bytes(content)
    read_or_refused(folder.path)
    folder.write("schools.csv", "school\nS01\n").write("filings.csv", "duty,filer,filed_at\n")


@FUZZ
@given(content=st.binary(max_size=200), cut=st.integers(0, len(GOOD)))
def test_any_damage_to_a_workbook_ends_in_a_record_or_in_problems(folder, content, cut):
    (folder.path / "filings.csv").unlink(missing_ok=True)
    (folder.path / "filings.xlsx").write_bytes(GOOD[:cut] + content + GOOD[cut + len(content) :])
    read_or_refused(folder.path)


CELL = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        [
            "S01",
            "c1",
            "p1",
            "东区",
            "2020-10-12",
            "2020-10-12 9:00",
            "morning-check",
            "电话报告",
            "1",
            "停办",
            "某市",
            "周报",
            "",
        ]
    ),
)


@FUZZ
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_any_text_in_any_cell_ends_in_a_record_or_in_problems(folder, region, data, kind):
    columns = kinds(Vocabulary(region.rulebook))[kind].columns
    rows = data.draw(st.lists(st.tuples(*[CELL] * len(columns)), min_size=1, max_size=4))
    lines = [",".join(column.english for column in columns)]
    lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    (folder.path / f"{kind}.csv").write_text("\n".join(lines), encoding="utf-8", newline="")
    read_or_refused(folder.path, region)
    (folder.path / f"{kind}.csv").unlink()
    folder.write("schools.csv", "school,county,city\nS01,东区,某市\n").write("filings.csv", "duty,filer,filed_at\n")


# ---------------------------------------------------------------------- formats beside XLSX

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "page",
    [
        f'<?xml version="1.0"?>{BOMB}]><table><tr><td>任务<td>报送单位<td>报送时间<tr><td>&j;<td>S01</table>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><table><tr><td>任务<td>报送单位<td>报送时间<tr><td>&x;</table>',
        "<table><tr><td colspan=1000000000 rowspan=1000000000>任务<td>报送单位<td>报送时间</table>",
        "<table><tr>" + "<td colspan=200>x" * 1000 + "</table>",
        "<table>" + "<tr><td rowspan=65000 colspan=190>x" * 3000 + "</table>",
        "<table>" * 100_000,
        "<table><tr><td>" + "<div>" * 200_000,
        "<table>" + "<tr>" * 1_500_000,
        "<table><tr><td>\0任务" + "\0" * 1000,
        "<table><tr><td>&#0;&#xD800;&#1114112;&nope;",
    ],
    ids=["laughs", "outside", "colspan", "wide", "rowspan", "tables", "deep", "rows", "nul", "characters"],
)
def test_a_page_that_means_harm_ends_soon_and_harmlessly(folder, page):
    folder.remove("filings.csv").write("filings.xls", page)
    with pytest.raises(InputError) as refused:
        read_folder(folder.path)
    assert "aaaa" not in str(refused.value)


def test_a_csv_of_ten_million_rows_ends_soon_and_fills_no_memory(folder):
    content = b"duty,filer,filed_at\n" + b"x,S01,1\n" * 10_000_000
    (folder.path / "filings.csv").write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="超过 1000000 行"):
            read_folder(folder.path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < len(content) + 20_000_000  # the file itself, and next to nothing


def cut(content):
    return [content[: len(content) * part // 16] for part in range(1, 16)]


def test_a_file_of_any_kind_cut_anywhere_is_read_or_one_problem(folder):
    duckdb = pytest.importorskip("duckdb")
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    for column, text in enumerate(HEADINGS):
        book.add_sheet("filings").write(0, column, text) if not column else book.get_sheet(0).write(0, column, text)
    old = BytesIO()
    book.save(old)
    duckdb.sql("SELECT 'x' AS duty, 'S01' AS filer, '2020-10-12 9:00' AS filed_at FROM range(1000)").write_parquet(
        str(folder.path / "x.parquet")
    )
    whole = [old.getvalue(), (folder.path / "x.parquet").read_bytes(), PAGE, b'[{"duty": "x", "filer": "S01"}]', GOOD]
    folder.remove("filings.csv")
    for content in whole:
        for part in cut(content):
            folder.write("filings.xls", part)
            try:
                read_folder(folder.path)
            except InputError as refused:
                assert refused.problems  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    "content",
    [b"PAR1" + b"\xff" * 64 + b"PAR1", b"PAR1" + bytes(8) + b"\xff\xff\xff\x7fPAR1", b"\xd0\xcf\x11\xe0" + b"\xff" * 4096],
    ids=["bad footer", "huge footer", "bad streams"],
)
def test_a_file_whose_directory_lies_is_one_problem(folder, content):
    assert "坏了" in problem_of(folder, content, "filings.xls").what


def test_a_zip_in_a_zip_is_not_opened_twice(folder):
    inner = GOOD
    for _ in range(20):
        content = BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", inner)
        inner = content.getvalue()

    assert "坏了" in problem_of(folder, inner).what


def test_a_large_workbook_with_a_cell_in_the_last_corner_breaks_the_child_alone(folder):
    filler = "".join(f'<row r="{row}">{inline(f"A{row}", "x" * 30000)}</row>' for row in range(2, 60))
    problem = problem_of(folder, with_sheet(HEADING_ROW + filler + f'<row r="1048576">{inline("XFD1048576", "x")}</row>'))

    assert problem.row == 1_048_576
