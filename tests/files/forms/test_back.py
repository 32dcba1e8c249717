from __future__ import annotations

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from school_health import open_region, read_folder
from school_health.cli.example import write_example
from school_health.core.form import form_faults
from school_health.errors import FormError
from school_health.files.forms.back import read_form
from school_health.files.forms.printed import printed
from school_health.files.forms.write import write_form, written
from tests.builders import at
from tests.files.forms.conftest import MOMENTS
from tests.files.forms.test_regions import FORMS


def said(filled):
    """Return the values of a filled-in form as a reader of the paper has them."""
    found = {}
    for one in filled.form.field:
        if one.rows:
            rows = [
                {each.key: text(each, row.get(each.key)) for each in filled.form.field if each.rows == one.rows}
                for row in filled.values[one.rows]
            ]
            found[one.rows] = tuple({key: value for key, value in row.items() if value} for row in rows)
        elif text(one, filled.values[one.key]):
            found[one.key] = text(one, filled.values[one.key])
    return found


def text(one, value):
    if one.choices and not one.value:
        return list(value) if isinstance(value, list | tuple) else value
    return re.sub(r"^\s+|\s+$", "", printed(value, one))


@pytest.mark.parametrize("shape", [".xlsx", ".docx"])
@pytest.mark.parametrize(("code", "form"), FORMS)
def test_what_was_written_is_read_back_whole(code, form, shape, filled, tmp_path):
    path = tmp_path / f"form{shape}"
    write_form(filled(code, form), path)

    assert read_form(filled(code, form).form, path) == said(filled(code, form))


_TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"]), st.sampled_from("=+-@&<>\"'{}%校")
    ),
    min_size=1,
    max_size=20,
).filter(lambda one: one.strip() == one and "☑" not in one and "☐" not in one)


@pytest.mark.parametrize("shape", [".xlsx", ".docx"])
@settings(max_examples=10)
@given(data=st.data())
def test_whatever_people_fill_in_comes_back(shape, data, opened, tmp_path_factory):
    law, record = opened("jiangsu")
    rule = law.rulebook.forms["account-application"]
    chosen = st.lists(
        st.sampled_from(list(next(one for one in rule.field if one.key == "kinds").choices)), unique=True, min_size=1
    )
    given_values = {
        "unit": data.draw(_TEXTS),
        "applicant": data.draw(_TEXTS),
        "level": data.draw(st.sampled_from(["province", "city", "county", "school"])),
        "kinds": data.draw(chosen),
        "accounts": data.draw(
            st.lists(st.fixed_dictionaries({"area": _TEXTS, "user": _TEXTS, "holder": _TEXTS}), min_size=1, max_size=3)
        ),
    }
    form = law.fill(record, "account-application", at(MOMENTS["jiangsu"]), given=given_values)
    path = tmp_path_factory.mktemp("back") / f"form{shape}"
    write_form(form, path)

    found = read_form(rule, path)

    assert sorted(found.pop("kinds")) == sorted(given_values.pop("kinds"))
    assert found == {**given_values, "accounts": tuple(given_values["accounts"])}


def test_rows_that_people_add_below_and_columns_that_they_move_are_read(filled, tmp_path):
    form = filled("jiangsu", "spot-check-sheet")
    book = openpyxl.load_workbook(BytesIO(written(form, ".xlsx")))
    sheet = book.worksheets[0]
    (head,) = [row for row in range(1, 30) if sheet.cell(row, 1).value == "序号"]
    columns = {sheet.cell(head, column).value: column for column in range(1, 8)}
    sheet.cell(head + 1, columns["核实结果"]).value = "有误"
    sheet.cell(head + 1, columns["说明"]).value = "=1+1"
    sheet.cell(head + 11, columns["学校"]).value = "加上的学校"
    for row in range(head, head + 12):  # the columns of the school and of the duty change places
        left, right = sheet.cell(row, columns["学校"]), sheet.cell(row, columns["报送事项"])
        left.value, right.value = right.value, left.value
    path = tmp_path / "form.xlsx"
    book.save(path)

    found = read_form(form.form, path)

    assert found["items"][0]["result"] == "wrong"
    assert found["items"][10] == {"school": "加上的学校"}
    assert len(found["items"]) == 11
    assert found["items"][0]["school"] == form.values["items"][0]["school"]
    assert [one.key for one in form_faults(form.form, found)] == ["number", "county", "duty", "day"]  # of the row added


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("☐ 省级账号　√ 设区市级账号　☐ 县（市、区）级账号　☐ 学校账号", ["city"]),
        ("☐ 省级账号　☐ 设区市级账号√　☐ 县（市、区）级账号　■ 学校账号", ["city", "school"]),
        ("☑省级账号 ✔设区市级账号", ["province", "city"]),
        ("县（市、区）级账号、学校账号", ["county", "school"]),
        ("☐ 省级账号　☐ 设区市级账号", None),
    ],
)
def test_ticks_are_read_as_people_make_them(text, kinds, filled, tmp_path):
    form = filled("jiangsu", "account-application")
    word = Document(BytesIO(written(form, ".docx")))
    word.tables[0].rows[5].cells[1].text = text
    path = tmp_path / "form.docx"
    word.save(path)

    assert read_form(form.form, path).get("kinds") == kinds


def test_rows_after_a_blank_line_are_read(filled, tmp_path):
    form = filled("jiangsu", "account-application")
    book = openpyxl.load_workbook(BytesIO(written(form, ".xlsx")))
    sheet = book.worksheets[0]
    (head,) = [row for row in range(1, 30) if sheet.cell(row, 1).value == "地区"]
    for row in (head + 1, head + 3, head + 6):
        sheet.cell(row, 1).value = f"{row} 区"
    path = tmp_path / "form.xlsx"
    book.save(path)

    assert read_form(form.form, path)["accounts"] == tuple({"area": f"{row} 区"} for row in (head + 1, head + 3, head + 6))


def test_a_choice_that_there_is_not_is_kept_as_it_stands_and_found_wrong(filled, tmp_path):
    form = filled("jiangsu", "account-application")
    word = Document(BytesIO(written(form, ".docx")))
    word.tables[0].rows[3].cells[1].text = "镇级"
    path = tmp_path / "form.docx"
    word.save(path)

    found = read_form(form.form, path)

    assert found["level"] == "镇级"
    assert ("level", "not-a-choice") in [(one.key, one.kind) for one in form_faults(form.form, found)]


class TestWhatIsRefused:
    FORM = open_region("jiangsu").rulebook.forms["alert-card"]

    def refused(self, path):
        with pytest.raises(FormError) as caught:
            read_form(self.FORM, path)
        return str(caught.value)

    def test_another_form(self, filled, tmp_path):
        for shape in (".xlsx", ".docx"):
            path = tmp_path / f"other{shape}"
            write_form(filled("guyuan", "statistics"), path)
            assert f"other{shape} 不是“预警信息报告卡”" in self.refused(path)

    def test_a_file_that_is_not_there_or_is_no_such_file(self, tmp_path):
        assert "读不出来（FileNotFoundError）" in self.refused(tmp_path / "no.xlsx")
        for name in ("a.xlsx", "a.docx"):
            path = tmp_path / name
            path.write_bytes(b"PK no")
            assert f"{name} 不是 .xlsx 或 .docx 文件" in self.refused(path)

    def test_one_cut_anywhere(self, filled, tmp_path):
        for shape in (".xlsx", ".docx"):
            content = written(filled("jiangsu", "alert-card"), shape)
            for place in range(0, len(content) - 1, len(content) // 20):
                path = tmp_path / f"cut{shape}"
                path.write_bytes(content[:place])
                assert f"cut{shape}" in self.refused(path)

    @pytest.mark.parametrize("part", ["word/document.xml", "xl/worksheets/sheet1.xml"])
    def test_entities_and_a_bomb(self, part, filled, tmp_path):
        shape = ".docx" if part.startswith("word") else ".xlsx"
        hostile = {
            "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "bomb": b"<a>" + b" " * 50_000_000 + b"</a>",
        }
        for name, content in hostile.items():
            path = tmp_path / f"{name}{shape}"
            source = zipfile.ZipFile(BytesIO(written(filled("jiangsu", "alert-card"), shape)))
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for member in source.namelist():
                    archive.writestr(member, content if member == part else source.read(member))
            told = self.refused(path)
            assert "XML 实体声明" in told or "压缩" in told


def test_a_template_filled_in_read_assessed_and_tabled_loses_nobody(tmp_path):
    """A template of pupils is filled in, read as a folder, and the form that lists them shows each of them."""
    law = open_region("shanghai")
    folder = tmp_path / "folder"
    write_example(law, folder, seed=1, schools=3)
    for name in ("absences", "suspensions", "moves"):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    record = read_folder(folder, region=law)
    template = law.fill(record, "student-import", at(MOMENTS["shanghai"]))

    @settings(max_examples=10)
    @given(
        st.lists(
            st.tuples(st.from_regex(r"0[0-9]{5}", fullmatch=True), st.sampled_from(["S0001", "S0002"])),
            min_size=1,
            max_size=8,
            unique_by=lambda one: one[0],
        )
    )
    def holds(pupils):
        book = openpyxl.load_workbook(BytesIO(written(template, ".xlsx")))
        for row, (person, school) in enumerate(pupils, 2):
            for column, value in enumerate((person, school, f"{school}-1", None, "学生"), 1):
                book["人员"].cell(row, column).value = value
        book.save(folder / "人员.xlsx")

        read = read_folder(folder, region=law)
        assert [(one.id, one.school, one.class_) for one in read.people] == [
            (person, school, f"{school}-1") for person, school in pupils
        ]
        back = read_form(template.form, folder / "人员.xlsx")["people"]
        assert [(one["person"], one["school"], one["role"]) for one in back] == [(*one, "student") for one in pupils]
        assert law.assess(read, at(MOMENTS["shanghai"])).dues
        again = law.fill(read, "student-import", at(MOMENTS["shanghai"]), given={"people": list(back)})
        write_form(again, tmp_path / "again.xlsx")
        assert read_form(template.form, tmp_path / "again.xlsx")["people"] == back

    holds()
