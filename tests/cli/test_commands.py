from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from school_health import open_region, read_folder
from school_health.cli.commands import cli
from tests.builders import at, day
from tests.cli.conftest import LAW


AT = {"shanghai": "2020-10-12T16:45", "jiangsu": "2023-05-08T15:30", "guyuan": "2020-02-26T10:30"}


def run(*arguments, code=0, columns=160):
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"COLUMNS": str(columns)})
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    for region in AT:
        run("example", region, folder / region)
    return folder


@pytest.fixture
def ladder(tmp_path):
    """One school that never files its food acceptance."""
    (tmp_path / "schools.csv").write_text("学校代码,学校名称,学段,区县,城市\nS1,示例小学,小学,甲区,上海市\n", "utf-8")
    (tmp_path / "filings.csv").write_text("任务,报送单位,报送时间\n晨检上报,S1,2020-10-12 08:00\n", "utf-8")
    (tmp_path / "terms.csv").write_text("学期,起,止\n第一学期,2020-09-01,2021-01-22\n", "utf-8")
    (tmp_path / "posts.csv").write_text(
        "岗位,单位,人员代号\n信息填报人,S1,r1\n学校分管领导,S1,d1\n区卫生专干,甲区,h1\n", "utf-8"
    )
    return tmp_path


# ---------------------------------------------------------------------- day


@pytest.mark.parametrize("region", AT)
def test_day_answers_for_every_example_in_words_and_ends_with_one_where_something_is_open(examples, region):
    words = run("day", region, examples / region, "--at", AT[region], code=1)

    assert open_region(region).name in words
    for heading in ("当日任务", "未报", "今日应通知", "说明"):
        assert heading in words


def test_day_as_json_is_what_the_library_says(examples):
    answer = json.loads(run("day", "shanghai", examples / "shanghai", "--at", AT["shanghai"], "--format", "json", code=1))
    region = open_region("shanghai")
    found = region.assess(read_folder(examples / "shanghai", region=region), at("2020-10-12 16:45"))

    assert answer["region"] == "shanghai"
    assert {(one["duty"], one["filer_id"], one["first"]) for one in answer["open"]} == {
        (due.duty.id, due.filer, due.first.isoformat()) for due in found.dues.missing
    }
    assert len(answer["notices"]) == len([one for one in found.notices if one.at.date() == day("2020-10-12")])


def test_day_as_csv_has_one_heading_line_and_every_row(examples):
    text = run("day", "shanghai", examples / "shanghai", "--at", AT["shanghai"], "--format", "csv", code=1)
    rows = list(csv.DictReader(io.StringIO(text)))
    answer = json.loads(run("day", "shanghai", examples / "shanghai", "--at", AT["shanghai"], "--format", "json", code=1))

    assert [one["section"] for one in rows].count("open") == len(answer["open"])
    assert {one["section"] for one in rows} >= {"summary", "open", "notices", "consequences"}


def test_day_tells_whom_to_tell(ladder):
    words = run("day", "shanghai", ladder, "--at", "2020-10-12T17:00", "--duty", "food-acceptance", code=1)

    for expected in ("2020-10-12 14:00  提示  信息填报人 r1", "预警", "学校分管领导 d1", "区卫生专干 h1"):
        assert expected in words


def test_day_ends_with_nought_where_all_is_well(ladder):
    words = run("day", "shanghai", ladder, "--at", "2020-10-12T09:31", "--duty", "morning-check")

    assert "没有。" in words
    assert run("day", "shanghai", ladder, "--at", "2020-10-12T15:00", "--duty", "noon-check", "--exit-zero")


def test_a_duty_may_be_named_by_its_title(ladder):
    assert run("day", "shanghai", ladder, "--at", "2020-10-12T09:31", "--duty", "晨检上报") == run(
        "day", "shanghai", ladder, "--at", "2020-10-12T09:31", "--duty", "morning-check"
    )


def test_the_summary_holds_the_whole_current_week_and_no_other(examples):
    answer = json.loads(
        run(
            "day",
            "shanghai",
            examples / "shanghai",
            "--at",
            AT["shanghai"],
            "--duty",
            "设置排菜",
            "--format",
            "json",
            code=1,
        )
    )
    rows = {
        one["deadline"]: (one["on_time"] + one["late"] + one["missing"], one["not_yet_due"]) for one in answer["summary"]
    }

    assert set(rows) == {"2020-10-11 24:00", "2020-10-18 24:00"}
    assert rows["2020-10-11 24:00"] == (11, 0)


def test_a_filing_of_a_day_on_which_nothing_is_expected_is_not_passed_over_in_silence(ladder):
    (ladder / "filings.csv").write_text("任务,报送单位,报送时间\n晨检上报,S1,2020-10-11 08:00\n", "utf-8")

    assert "1 条报送的所属日期不是应报日（2020-10-11）" in run(
        "day", "shanghai", ladder, "--at", "2020-10-12T09:00", "--exit-zero"
    )


@pytest.mark.parametrize(("about", "told"), [("E1", False), ("E11", True), ("S0001", False)])
def test_a_filing_that_names_no_matter_of_the_record_is_not_passed_over_in_silence(examples, tmp_path, about, told):
    for path in (examples / "jiangsu").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "filings.csv").open("a", encoding="utf-8") as file:
        file.write(f"不可排除的预警报告属地部门,S0001,{about},,2023-05-08 15:00,1,有内容,,\n")
    words = run("day", "jiangsu", tmp_path, "--at", AT["jiangsu"], "--exit-zero")

    assert ("1 条报送（不可排除的预警报告属地部门）写明的事项在记录里找不到" in words) is told


def test_the_answer_names_its_readings_and_what_is_missing_for_a_document_to_bind(examples, tmp_path):
    for path in (examples / "guyuan").iterdir():
        if path.name != "campaigns.csv":
            (tmp_path / path.name).write_bytes(path.read_bytes())

    assert "gy10-before-an-hour" in run("day", "guyuan", examples / "guyuan", "--at", AT["guyuan"], "--exit-zero")
    assert "请在“应急期”表（campaigns）写明起止" in run("day", "guyuan", tmp_path, "--at", AT["guyuan"], "--exit-zero")


def test_a_rate_is_not_called_reached_before_the_day_is_over(ladder):
    words = run(
        "completeness",
        "shanghai",
        ladder,
        "--from",
        "2020-10-12",
        "--to",
        "2020-10-12",
        "--at",
        "2020-10-12T09:00",
        "--exit-zero",
    )

    assert "未到期" in words.split("每日上报率")[1].splitlines()[0]


def test_a_day_before_the_record_was_kept_is_asked_for_only_by_since(ladder):
    assert "2020-10-09" not in run("day", "shanghai", ladder, "--at", "2020-10-12T09:31", "--exit-zero")
    assert "2020-10-09" in run("day", "shanghai", ladder, "--at", "2020-10-12T09:31", "--since", "2020-10-09", "--exit-zero")


def test_chinese_columns_line_up(ladder):
    """Every row's last column starts in the same place when a Chinese character counts two."""
    words = run("day", "shanghai", ladder, "--at", "2020-10-12T17:00", "--exit-zero")
    lines = words.split("当日任务")[1].split("\n\n")[0].splitlines()[1:]

    def width(text):
        return sum(2 if ord(one) > 0x2E7F else 1 for one in text)

    starts = {width(line[: line.index(clause)]) for line in lines for clause in [line.split()[-1]]}
    assert len(starts) == 1


def test_day_tells_of_alerts_criteria_findings_and_matters(small, folder):
    words = run("day", small, folder, "--at", "2020-10-13T09:00", code=1)
    answer = json.loads(run("day", small, folder, "--at", "2020-10-13T09:00", "--format", "json", code=1))

    for heading in ("预警（今日提出和仍在持续的）", "核查发现（check 逐件列出）", "未办结的事项"):
        assert heading in words
    assert [(one["rule"], one["state"]) for one in answer["alerts"]] == [("three", "持续")]
    assert {one["check"]: one["count"] for one in answer["findings"]} == {
        "traced": 3,
        "steps": 3,
        "keepers": 1,
        "accounts": 2,
    }
    assert [one["state"] for one in answer["matters"]] == ["verified"]


def test_day_tells_of_a_criterion_with_the_note_that_it_is_no_order(small, folder):
    more = "Q4,S1-P4,S1,S1-1,2020-10-13,2020-10-13,因病,发热,,2020-10-13,2020-10-13 08:10\n"
    more += "".join(f"Q{n},S1-P{n},S1,S1-1,2020-10-13,,因病,,,2020-10-13,2020-10-13 08:20\n" for n in (5, 6, 7))
    (folder / "absences.csv").write_text((folder / "absences.csv").read_text("utf-8") + more, "utf-8")
    words = run("day", small, folder, "--at", "2020-10-13T09:00", code=1)

    assert "已达到的条件（可考虑，不是要求）" in words
    assert "是否采取由有权决定的部门决定" in words
    assert "是否采取" not in run("day", small, folder, "--at", "2020-10-12T09:00", code=1)


def test_day_of_a_duty_leaves_alerts_and_findings_out(small, folder):
    words = run("day", small, folder, "--at", "2020-10-13T08:00", "--duty", "聚集报告")

    assert "同班三例" not in words
    assert "核查" not in words


def test_where_there_is_nothing_day_prints_no_empty_table_of_it(small, folder):
    for name in ("absences", "moves", "accounts", "suspensions"):
        (folder / f"{name}.csv").unlink()
    words = run("day", small, folder, "--at", "2020-10-13T09:00")

    for heading in ("预警（", "已达到的条件", "核查发现", "未办结的事项"):
        assert heading not in words


@pytest.mark.parametrize(("moment", "code"), [("2020-10-12T08:29", 0), ("2020-10-12T08:30", 1), ("2020-10-15T23:59", 1)])
def test_an_alert_that_lasts_makes_day_end_with_one(install, folder, moment, code):
    small = install(LAW[: LAW.index("[[duty]]")])
    for name in ("moves", "accounts", "suspensions"):
        (folder / f"{name}.csv").unlink()

    assert run("day", small, folder, "--at", moment, code=code)
    assert run("day", small, folder, "--at", "2020-10-16T00:00")


# ---------------------------------------------------------------------- timeline


def test_timeline_plays_the_escalation_through(ladder):
    answer = json.loads(
        run("timeline", "shanghai", ladder, "--on", "2020-10-12", "--at", "2020-10-12T15:00", "--format", "json", code=1)
    )
    found = [(one["when"], one["at"], one["level"], one["enters"]) for one in answer["notices"]]

    assert found == [
        ("已发", "2020-10-12 14:00", "提示", ""),
        ("将发", "2020-10-12 16:00", "提醒", ""),
        ("将发", "2020-10-12 17:00", "预警", ""),
        ("将发", "2020-10-13 09:00", "警告", ""),
        ("将发", "2020-10-13 11:00", "追责", "统计报告"),
    ]


def test_timeline_of_a_day_without_a_ladder_says_so(ladder):
    assert "没有：" in run("timeline", "shanghai", ladder, "--on", "2020-10-11")


# ---------------------------------------------------------------------- completeness


@pytest.mark.parametrize("by", ["school", "county", "city", "province"])
def test_completeness_by_every_level(examples, by):
    answer = json.loads(
        run(
            "completeness",
            "jiangsu",
            examples / "jiangsu",
            "--from",
            "2023-04-21",
            "--to",
            "2023-05-08",
            "--by",
            by,
            "--at",
            AT["jiangsu"],
            "--format",
            "json",
            code=1,
        )
    )

    assert sum(one["due"] for one in answer["rows"]) == answer["total"][0]["due"] > 0
    assert {one["measure"] for one in answer["measures"]} == {"complete-rate", "day-rate", "coverage", "covered-students"}


def test_completeness_in_words_lists_the_silent_and_the_excluded(examples):
    words = run(
        "completeness",
        "jiangsu",
        examples / "jiangsu",
        "--from",
        "2023-04-24",
        "--to",
        "2023-05-08",
        "--at",
        AT["jiangsu"],
        code=1,
    )

    for expected in ("完整上报率", "日报告率", "一次也没有报送", "未计入的应报日", "未接入系统", "已停办"):
        assert expected in words


def test_completeness_is_undefined_where_nothing_was_expected(ladder):
    assert "无应报" in run(
        "completeness", "shanghai", ladder, "--from", "2020-10-11", "--to", "2020-10-11", "--duty", "morning-check"
    )


# ---------------------------------------------------------------------- rules and regions


def test_regions_are_listed():
    assert {one["code"] for one in json.loads(run("regions", "--format", "json"))["regions"]} == {
        "cn",
        "guyuan",
        "jiangsu",
        "shanghai",
    }


@pytest.mark.parametrize(("on", "hour"), [("2023-03-22", False), ("2023-03-23", True)])
def test_rules_follow_the_change_of_law(on, hour):
    answer = json.loads(run("rules", "jiangsu", "--on", on, "--format", "json"))

    assert ("js23-daily-deadline" in {one["clause"] for one in answer["clauses"]}) is hour


def test_rules_of_a_clause_explain_what_the_text_leaves_open():
    words = run("rules", "shanghai", "--clause", "sh-food-menu")

    for expected in ("前一周的周日前", "preceding-sunday", "week-earlier", "本库理解，", "处理解", "2020-09-01"):
        assert expected in words


def test_rules_of_a_day_without_law_say_so():
    assert "没有有效的条款" in run("rules", "cn", "--on", "1999-12-31")


@pytest.mark.parametrize("region", [*AT, "cn"])
def test_rules_list_every_clause_with_what_carries_it_or_why_nothing_does(region):
    answer = json.loads(run("rules", region, "--format", "json"))
    book = open_region(region).rulebook
    carried = {clause for chapter in book.chapters for rule in chapter.rules for clause in rule.clauses}

    assert [one["clause"] for one in answer["clauses"]] == list(book.clauses)
    assert {one["clause"] for one in answer["clauses"]} >= set(open_region("cn").rulebook.clauses)
    for one in answer["clauses"]:
        assert one["says"]
        assert one["since"]
        assert one["basis"]
        if one["clause"] not in carried:
            assert one["carried"][0].startswith(("尚未承载：", "理解（"))


def test_a_clause_that_nothing_carries_yet_is_told_with_the_reason(small):
    words = run("rules", small, columns=200)

    assert "尚未承载：接口尚未提供。" in words
    assert "接口尚未提供" not in run("rules", small, "--on", "2019-12-31", columns=200)


def test_rules_tell_what_is_off_what_is_unverified_and_what_a_host_has_set(small):
    def told(*more):
        answer = json.loads(run("rules", small, "--clause", "c-norm", "--format", "json", *more))
        return answer["clauses"][0]["carried"][-1], answer["clauses"][0]["basis"]

    assert told() == ("算法未知（unread，默认关闭）", "原文，未核实（据公开程序）")
    assert told("--set", "unread.cases=5") == ("算法未知（unread）", "本库理解，未核实（据公开程序），例数由使用单位设定")


# ---------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["day", "atlantis", "FOLDER"], "atlantis"),
        (["day", "shanghai", "FOLDER/nowhere"], "nowhere"),
        (["day", "shanghai", "FOLDER", "--at", "yesterday"], "不是时间"),
        (["day", "shanghai", "FOLDER", "--at", "2020-10-12"], "没有写明时刻"),
        (["day", "shanghai", "FOLDER", "--since", "2020-13-01"], "不是日期"),
        (["day", "shanghai", "FOLDER", "--duty", "nope"], "没有任务“nope”"),
        (["day", "shanghai", "FOLDER", "--reading", "nope"], "理解=取法"),
        (["day", "shanghai", "FOLDER", "--reading", "nope=x"], "no reading 'nope'"),
        (["day", "shanghai", "FOLDER", "--at", "2031-10-12T12:00"], "SH30"),
        (["completeness", "shanghai", "FOLDER", "--from", "2020-10-12", "--to", "2020-10-11"], "早于"),
        (["rules", "shanghai", "--clause", "nope"], "没有条款“nope”"),
        (["alerts", "shanghai", "FOLDER", "--from", "2020-10-12", "--to", "2020-10-11"], "--to 早于 --from"),
        (
            ["alerts", "shanghai", "FOLDER", "--from", "2020-10-12", "--to", "2020-10-12", "--at", "2020-10-11T23:59"],
            "--at 早于 --from",
        ),
        (["alerts", "shanghai", "FOLDER", "--from", "2020-10-12"], "--to"),
        (["alerts", "shanghai", "FOLDER/nowhere", "--from", "2020-10-12", "--to", "2020-10-12"], "nowhere"),
        (["check", "shanghai", "FOLDER/nowhere"], "nowhere"),
        (["check", "shanghai", "FOLDER", "--at", "2020-10-12"], "没有写明时刻"),
        (["check", "atlantis", "FOLDER"], "atlantis"),
        (["accounts", "atlantis"], "atlantis"),
        (["rules", "cn", "--set", "nope"], "规则.项=数"),
        (["rules", "cn", "--set", "nope=3"], "规则.项=数"),
        (["rules", "cn", "--set", "nope.cases="], "规则.项=数"),
        (["rules", "cn", "--set", "nope.cases=three"], "不小于 1 的整数，而不是“three”"),
        (["rules", "cn", "--set", "nope.cases=0"], "不小于 1 的整数"),
        (["rules", "cn", "--set", "nope.cases=-1"], "不小于 1 的整数"),
        (["rules", "cn", "--set", "nope.cases=3"], "没有预警规则“nope”"),
        (["rules", "cn", "--set", "cn06-cluster-day.cases=3"], "的“cases”不可设；可设的有：无"),
        (["day", "shanghai", "FOLDER", "--set", "nope.cases=3"], "没有预警规则“nope”"),
        (["example", "cn", "FOLDER/new"], "no example"),
        (["example", "shanghai", "FOLDER"], "is not empty"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_is_wrong(ladder, arguments, told):
    output = run(*(one.replace("FOLDER", str(ladder)) for one in arguments), code=2)

    assert told in output
    assert "Traceback" not in output


def test_bad_rows_are_all_told_and_no_personal_value_is(ladder):
    number = "110101" + "20100307" + "0011"
    (ladder / "filings.csv").write_text(
        f"任务,报送单位,报送时间,报送人\n晨检上报,S9,昨天,{number}\n午检,S1,2020-10-12 13:00,x\n", "utf-8"
    )
    output = run("day", "shanghai", ladder, "--at", "2020-10-12T12:00", code=2)

    assert "第 2 行" in output
    assert "第 3 行" in output
    assert number not in output


def test_a_given_moment_may_carry_its_zone(ladder):
    answer = json.loads(
        run("day", "shanghai", ladder, "--at", "2020-10-12T01:31:00+00:00", "--format", "json", "--exit-zero")
    )

    assert answer["at"] == "2020-10-12T09:31:00+08:00"


def test_without_a_moment_it_is_now(ladder):
    (ladder / "terms.csv").unlink()
    output = CliRunner().invoke(cli, ["day", "shanghai", str(ladder), "--format", "json", "--exit-zero"])

    assert output.exit_code in (0, 2)  # 2 once the published holidays have run out
    assert "Traceback" not in output.output
