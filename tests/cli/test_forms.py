from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli
from school_health.cli.example import write_example
from school_health.registry import open_region
from tests.files.forms.reading import sheets, tables


AT = ["--at", "2023-05-08T15:30"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("county") / "jiangsu"
    write_example(open_region("jiangsu"), path, seed=1, schools=12)
    return str(path)


def run(*args):
    return CliRunner().invoke(cli, [str(one) for one in args])


def test_the_forms_of_a_region_are_listed_with_what_they_ask_for():
    found = json.loads(run("forms", "jiangsu", "--format", "json").stdout)["forms"]
    by_id = {one["form"]: one for one in found}

    assert by_id["alert-card"] == {
        "form": "alert-card",
        "title": "预警信息报告卡",
        "asks": "--on（半年）、--about、--values",
        "shape": "docx",
        "layout": "自拟（没有原表）",
        "clause": "js23-alert-confirmed",
    }
    assert by_id["spot-check-sheet"]["asks"] == "--on（日）、--seed、--values"
    assert by_id["account-application"]["layout"] == "文件所附表样"
    assert "--link" in run("forms", "guyuan", "--format", "csv").stdout
    assert "没有。" in run("forms", "cn").stdout


def test_a_form_is_written_for_a_day_and_says_where(folder, tmp_path):
    out = tmp_path / "list.xlsx"
    done = run("form", "jiangsu", "unreported-list", folder, "--on", "2023-05-10", *AT, "-o", out)

    assert (done.exit_code, done.stdout) == (0, f"已写入 {out}\n")
    assert ["起", "2023-05-08", "止", "2023-05-14"] in sheets(out.read_bytes())["未上报学生缺课信息的学校名单"]


def test_it_may_be_named_by_its_title_and_span_two_days(folder, tmp_path):
    out = tmp_path / "list.html"
    done = run("form", "jiangsu", "预警信息一览表", folder, "--from", "2023-04-21", "--to", "2023-05-08", *AT, "-o", out)

    assert done.exit_code == 0
    assert "2023-04-27 08:47" in out.read_text("utf-8")


def test_what_people_fill_in_comes_from_a_file_and_what_still_lacks_is_told(tmp_path):
    values = tmp_path / "values.toml"
    values.write_text('unit = "示例第1小学"\nlevel = "school"\n[[accounts]]\narea = "甲县"\nuser = "U1"\n', "utf-8")
    out = tmp_path / "form.docx"
    done = run("form", "jiangsu", "account-application", *AT, "--values", values, "-o", out)

    assert done.exit_code == 0
    assert ["单位名称", "示例第1小学"] in tables(out.read_bytes())[0]
    assert "待填写：申请人姓名：没有填写" in done.stderr
    assert "待填写：第 1 行 使用人姓名：没有填写" in done.stderr


def test_a_form_that_was_filled_in_is_read_back_and_checked(tmp_path):
    values = tmp_path / "values.toml"
    values.write_text('unit = "示例第1小学"\n', "utf-8")
    out = tmp_path / "form.xlsx"
    run("form", "jiangsu", "account-application", *AT, "--values", values, "-o", out)
    done = run("form", "jiangsu", "account-application", "--read", out)

    assert done.exit_code == 1
    assert done.stdout.startswith("省学生健康监测系统用户权限申请（备案）表：填了 1 栏、0 行\n")
    assert "  申请人姓名：没有填写" in done.stdout
    assert run("form", "guyuan", "statistics", "--read", out).exit_code == 2


def test_a_template_is_written_changed_and_used(folder, tmp_path):
    own, out = tmp_path / "own.docx", tmp_path / "card.docx"
    done = run("form", "jiangsu", "alert-card", "--write-template", "-o", own)
    assert (done.exit_code, done.stderr) == (0, "")
    assert ["预警编号", "{{ matter }}", "学校", "{{ school }}"] in tables(own.read_bytes())[0]

    assert run("form", "jiangsu", "alert-card", folder, "--about", "E1", *AT, "--template", own, "-o", out).exit_code == 0
    assert tables(out.read_bytes())[0][0][:2] == ["预警编号", "E1"]
    assert (
        run(
            "form", "jiangsu", "alert-card", folder, "--about", "E1", *AT, "--write-template", "-o", out.with_suffix(".html")
        ).exit_code
        == 2
    )


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["jiangsu", "nothing", "-o", "x.xlsx"], "jiangsu 没有表“nothing”；有：unreported-list（"),
        (["cn", "nothing", "-o", "x.xlsx"], "有：无"),
        (["jiangsu", "alert-list"], "请用 -o 写明"),
        (["jiangsu", "alert-list", "--from", "2023-05-08", *AT, "-o", "x.xlsx"], "--from 与 --to 要一起写"),
        (
            ["jiangsu", "alert-list", "--on", "2023-05-08", "--from", "2023-05-08", "--to", "2023-05-08", "-o", "x.xlsx"],
            "不与 --on 同用",
        ),
        (["jiangsu", "alert-list", "--span", "half-year", *AT, "-o", "x.xlsx"], "has no span 'half-year'"),
        (["jiangsu", "spot-check-sheet", *AT, "-o", "x.xlsx"], "请用 --seed"),
        (["jiangsu", "alert-list", *AT, "--values", "none.toml", "-o", "x.xlsx"], "none.toml 读不出来（FileNotFoundError）"),
        (["jiangsu", "alert-list", *AT, "-o", "x.doc"], "不会写 .doc 文件"),
        (["jiangsu", "alert-list", "--read", "none.xlsx"], "读不出来（FileNotFoundError）"),
    ],
)
def test_what_is_wrong_with_what_was_asked_is_told_in_a_line(args, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("form", *args)

    assert done.exit_code == 2
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_of_several_things_the_references_are_named_and_of_persons_how_many_there_are(tmp_path):
    for code in ("shanghai", "guyuan"):
        write_example(open_region(code), tmp_path / code, seed=1, schools=3)
    done = run(
        "form",
        "shanghai",
        "investigation-report",
        tmp_path / "shanghai",
        "--at",
        "2020-10-12T16:45",
        "-o",
        tmp_path / "x.docx",
    )
    assert done.exit_code == 2
    assert "这张表一人或一事一份：请用 --about 写明编号；2020-09-01 至 2021-02-21 有 " in done.stderr
    assert "\n  investigation/" in done.stderr

    out = ["-o", tmp_path / "y.docx", "--at", "2020-02-26T10:30"]
    done = run("form", "guyuan", "health-card-form", tmp_path / "guyuan", *out, "--about", "nobody")
    assert done.exit_code == 2
    assert "没有编号“nobody”" in done.stderr
    assert "P01" not in done.stderr
    assert run("form", "guyuan", "health-card-form", tmp_path / "guyuan", *out, "--about", "S0001-1-P01").exit_code == 0


def test_a_file_that_is_there_is_left_alone_unless_it_is_to_be_replaced(tmp_path):
    out = tmp_path / "form.xlsx"
    out.write_text("von Hand", "utf-8")

    done = run("form", "jiangsu", "account-application", *AT, "-o", out)
    assert (done.exit_code, out.read_text("utf-8")) == (2, "von Hand")
    assert "已有" in done.stderr
    assert run("form", "jiangsu", "account-application", *AT, "-o", out, "--replace").exit_code == 0
    assert sheets(out.read_bytes())


def test_the_fields_of_a_form_are_listed_with_their_keys_and_choices():
    found = json.loads(run("forms", "jiangsu", "account-application", "--format", "json").stdout)["fields"]
    by_key = {(one["rows"], one["key"]): one for one in found}

    assert by_key["", "unit"]["filled"] == "人（必填）"
    assert by_key["", "level"]["choices"].startswith("province（省级）、city（设区市级）")
    assert by_key["accounts", "initial-password"]["filled"] == "只在纸上"
    assert json.loads(run("forms", "jiangsu", "alert-card", "--format", "json").stdout)["fields"][0]["filled"] == "按记录"
