from __future__ import annotations

import sys
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from school_health import School
from school_health.core.form import FormField
from school_health.errors import FormError, OutputError
from school_health.files.beside import write_over
from school_health.files.forms.docx import document, template
from school_health.files.forms.printed import height, printed
from school_health.files.forms.qr import matrix, picture
from school_health.files.forms.write import write_form, written
from school_health.files.wording import tenths
from tests.builders import at, day, record
from tests.core.test_filled import RULES, facts, form, of_rows, region
from tests.files.forms.reading import page, sheets, tables


NOW = at("2020-10-13 12:00")
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "{=1}",
    "<script>alert(1)</script>",
    "A&B <实验>",
    "{{ 7 * 7 }}",
    "\x00\x1b坏",
]


def named(*names):
    return record(
        schools=[School(id=f"S{place:02d}", area="A", name=name) for place, name in enumerate(names, 1)], since="2020-10-12"
    )


class TestText:
    def test_what_would_be_a_formula_markup_or_a_tag_stands_as_text_in_every_shape(self):
        text = of_rows("places", "place", rule='["daily"]')
        filled = region(RULES + text).fill(named(*HOSTILE), "f", NOW)
        expected = [name.replace("\x00", "").replace("\x1b", "") for name in HOSTILE]

        book = openpyxl.load_workbook(BytesIO(written(filled, ".xlsx")))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value in expected]
        assert [cell.value for cell in cells] == expected
        assert {cell.data_type for cell in cells} == {"s"}
        assert [row[0] for row in tables(written(filled, ".docx"))[0][1:]] == expected
        found, tree = page(written(filled, ".html"))
        assert [row[0] for row in found[0][1:]] == expected
        assert tree.findall(".//script") == []

    def test_the_values_that_people_give_are_no_template_either(self):
        text = form(['{ key = "k", title = "手填" }'])
        filled = region(RULES + text).fill(facts(), "f", NOW, given={"k": "{{ ().__class__ }}{% raw %}"})

        assert tables(written(filled, ".docx")) == [[["手填", "{{ ().__class__ }}{% raw %}"]]]

    @given(st.fractions(0, 1))
    def test_a_share_is_never_rounded_up_to_the_whole_nor_down_to_nothing(self, share):
        shown = tenths(share)

        assert abs(shown - share) <= Fraction(1, 1000)
        assert (shown == 1) is (share == 1)
        assert (shown == 0) is (share == 0)

    def test_moments_to_the_minute_or_second_days_lists_and_choices(self):
        field = FormField(key="k", title="k", choices={"a": "甲"})

        assert printed(at("2020-10-12 09:31")) == "2020-10-12 09:31"
        assert printed(at("2020-10-12 09:31:07")) == "2020-10-12 09:31:07"
        assert printed(day("2020-10-12")) == "2020-10-12"
        assert printed(["a", "b"], field) == "甲、b"
        assert printed(None) == ""

    def test_a_long_text_takes_more_lines(self):
        assert (height("甲" * 10, 20), height("甲" * 11, 20), height("a\nb", 20), height("", 20)) == (1, 2, 2, 1)


class TestFiles:
    @pytest.fixture
    def filled(self):
        return region(RULES + of_rows("places", "place", "late", rule='["daily"]', more="total = true")).fill(
            facts(), "f", NOW
        )

    def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(self, filled, tmp_path):
        path = tmp_path / "form.xlsx"
        path.write_bytes(b"old")
        write_form(filled, path)

        assert sheets(path.read_bytes())
        assert [one.name for one in tmp_path.iterdir()] == ["form.xlsx"]

    def test_where_nothing_can_be_written_the_error_says_so_and_what_was_there_stays(self, filled, tmp_path):
        with pytest.raises(OutputError, match="写不进去（FileNotFoundError）"):
            write_form(filled, tmp_path / "no" / "form.xlsx")
        (tmp_path / "form.xlsx").mkdir()
        with pytest.raises(OutputError, match="写不进去"):
            write_form(filled, tmp_path / "form.xlsx")
        assert [one.name for one in tmp_path.iterdir()] == ["form.xlsx"]

    def test_a_file_may_be_read_by_others(self, tmp_path):
        write_over(tmp_path / "a.bin", b"x")

        assert (tmp_path / "a.bin").stat().st_mode & 0o777 == 0o644

    def test_a_shape_that_there_is_not_is_refused(self, filled, tmp_path):
        with pytest.raises(FormError, match="不会写 .pdf 文件：请用 .xlsx、.docx、.html"):
            write_form(filled, tmp_path / "form.pdf")
        with pytest.raises(FormError, match="没有扩展名的"):
            write_form(filled, tmp_path / "form")
        with pytest.raises(FormError, match="模板只用于"):
            write_form(filled, tmp_path / "form.xlsx", template=tmp_path / "t.docx")

    @pytest.mark.parametrize(("shape", "library"), [(".xlsx", "xlsxwriter"), (".docx", "docxtpl"), (".html", "jinja2")])
    def test_a_library_that_lacks_is_named_with_how_to_install_it(self, shape, library, filled, monkeypatch):
        from school_health.files.forms import page as pages

        pages._template.cache_clear()
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(OutputError, match=rf"{library}.*school-health\[forms\]"):
            written(filled, shape)
        pages._template.cache_clear()


class TestTemplates:
    @pytest.fixture
    def filled(self):
        fields = [
            '{ key = "on-day", title = "日期", value = "period-last" }',
            '{ key = "place", title = "学校", rows = "r", value = "place" }',
        ]
        text = form(fields, table='[[form.table]]\nrows = "r"\nof = "places"\nrule = ["daily"]\n')
        return region(RULES + text).fill(facts(), "f", NOW)

    def own(self, path, *paragraphs):
        word = Document()
        for text in paragraphs:
            word.add_paragraph(text)
        word.save(path)
        return path

    def test_a_template_of_the_user_is_filled_in(self, filled, tmp_path):
        path = self.own(
            tmp_path / "own.docx", "{{ title }}：{{ on_day }}", "{%p for row in r %}", "{{ row.place }}", "{%p endfor %}"
        )
        found = [one.text for one in Document(BytesIO(document(filled, path))).paragraphs]

        assert found == ["表：2020-10-13", "一小", "二小", "S3"]

    def test_ours_may_be_taken_changed_and_used_again(self, filled, tmp_path):
        path = tmp_path / "ours.docx"
        path.write_bytes(template(filled))
        word = Document(path)
        word.paragraphs[0].text = "本县：{{ title }}"
        word.save(path)

        again = document(filled, path)
        assert Document(BytesIO(again)).paragraphs[0].text == "本县：表"
        assert tables(again) == tables(document(filled))

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("{{ nobody }}", "nobody 这张表没有；可用的有：guide、notes、on_day、qr、r、title"),
            ("{% if %}", "标记不对（TemplateSyntaxError）"),
            ("{{ title.__class__.__mro__ }}", "标记不对（SecurityError）"),
            ("{{ title.nothing.more }}", "标记不对（UndefinedError）"),
        ],
    )
    def test_a_template_that_asks_for_what_there_is_not_or_too_much_is_refused(self, text, told, filled, tmp_path):
        with pytest.raises(FormError) as caught:
            document(filled, self.own(tmp_path / "own.docx", text))

        assert told in str(caught.value)
        assert "own.docx" in str(caught.value)

    def test_a_template_that_is_none_or_not_there_is_refused(self, filled, tmp_path):
        (tmp_path / "own.docx").write_bytes(b"no document")
        with pytest.raises(FormError, match="own.docx：模板坏了或不是 .docx 文件"):
            document(filled, tmp_path / "own.docx")
        with pytest.raises(FormError, match="读不出来（FileNotFoundError）"):
            document(filled, tmp_path / "none.docx")


class TestCodes:
    def test_a_code_is_never_a_micro_code(self):
        assert len(matrix("https://a.cn")) >= 21

    @pytest.mark.parametrize(
        "address", ["", "a.cn", "ftp://a.cn", "http://", "https://a.cn/\n", "http://[", "https://a.cn/" + "a" * 800]
    )
    def test_only_an_address_of_the_web_can_stand_in_one(self, address):
        with pytest.raises(FormError, match="二维码要的是网址"):
            picture(address)

    def test_no_password_can_stand_in_one(self):
        with pytest.raises(FormError, match="用户名或密码"):
            matrix("https://" + "name:word" + "@a.cn/")
