from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from school_health import Account, School
from school_health.cli.accounts import audit_report, password_report
from tests.builders import at, day, record, region
from tests.cli.conftest import LAW


AT = ("--at", "2020-10-13T09:00")
NO_AUDIT = LAW.replace(LAW[LAW.index('[[check]]\nid = "accounts"') :], "")


def faults(password, law=LAW):
    report, failed = password_report(region(law), day("2020-10-13"), password)
    return [one["fault_words"] for section in report.sections for one in section.rows], failed


# ---------------------------------------------------------------------- who keeps


def test_it_tells_who_keeps_whose_account_the_printed_names_and_the_password_rule(small, run):
    words = run("accounts", small, *AT)

    for expected in (
        "学校      教育用户  区县      县疾控中心                原文  c-account",
        "某市  市    教育用户  JY_MS           c-account",
        "8 至 20 位，须同时含有数字、字母、特殊字符",
        "登录被拒找它",
    ):
        assert expected in words


@pytest.mark.parametrize(
    ("of", "kept", "names"),
    [
        ("school", ["学校"], []),
        ("学校", ["学校"], []),
        ("市", ["市"], ["某市"]),
        ("city", ["市"], ["某市"]),
        ("某市", ["市"], ["某市"]),
    ],
)
def test_it_is_narrowed_to_a_level_or_an_organisation(small, run, of, kept, names):
    answer = json.loads(run("accounts", small, *AT, "--of", of, "--format", "json"))

    assert [one["of"] for one in answer["custody"]] == kept
    assert [one["name"] for one in answer["names"]] == names


@pytest.mark.parametrize("of", ["省", "别市"])
def test_a_level_or_organisation_without_account_is_refused_with_those_there_are(small, run, of):
    assert f"没有“{of}”的账号规定；有：学校、市；单位：某市" in run("accounts", small, *AT, "--of", of, code=2)


@pytest.mark.parametrize(("moment", "kept"), [("2019-12-31T23:59", 0), ("2020-01-01T00:00", 2)])
def test_it_is_the_law_of_the_day(small, run, moment, kept):
    answer = json.loads(run("accounts", small, "--at", moment, "--format", "json"))

    assert len(answer["custody"]) == kept
    assert len(answer["password"]) == kept // 2


def test_a_region_without_rules_says_so(install, run):
    code = install('[[party]]\nid = "nurse"\nclause = "c"\ntitle = "校医"\nlevel = "school"\n')

    assert "本地区的规定没有写明" in run("accounts", code)


# ---------------------------------------------------------------------- a password


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("a1-" * 3, []),
        ("a1-" * 2 + "b", ["不足 8 位"]),
        ("a1-" * 2 + "bc", []),
        ("a1-" * 6 + "bc", []),
        ("a1-" * 7, ["超过 20 位"]),
        ("-" * 3, ["不足 8 位", "没有数字", "没有字母"]),
        ("ab" * 4, ["没有数字", "没有特殊字符"]),
        ("a1- " * 2, ["含有空格、中文、全角或其他不便输入的字符"]),
    ],
)
def test_every_part_that_a_password_fails_is_told(password, words):
    assert faults(password) == (words, bool(words))


def on_terminal(code, typed, *more):
    """Run the command with a terminal as its input; give what it showed there, printed and ended with."""
    ours, theirs = pty.openpty()
    script = "from school_health.cli import main; main()"
    arguments = [sys.executable, "-c", script, "accounts", code, "--check-password", *more]
    child = subprocess.Popen(
        arguments,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )
    os.close(theirs)
    os.read(child.stderr.fileno(), 200)  # the prompt is there, and echo is off
    os.write(ours, typed.encode())
    out, err = child.communicate(timeout=30)
    os.set_blocking(ours, False)
    try:
        shown = os.read(ours, 10_000).decode()
    except OSError:  # nothing, and nobody at the other end any more
        shown = ""
    os.close(ours)
    return shown, out.decode() + err.decode(), child.returncode


SECRET = "Zq7" + "!" + "wXyz"


@pytest.mark.parametrize("shape", ["table", "json", "csv"])
def test_a_password_typed_on_a_terminal_is_neither_echoed_nor_printed(shape):
    typed = f"{SECRET}\n"
    shown, printed, code = on_terminal("jiangsu", typed, "--at", "2023-05-08T15:30", "--format", shape)

    assert code == 0, printed
    assert SECRET not in shown + printed
    assert {"table": "符合规定。", "json": '"passes": true', "csv": "note,密码规则"}[shape] in printed


def test_a_password_that_fails_ends_with_one_and_is_not_printed():
    weak = SECRET[:3]
    shown, printed, code = on_terminal("jiangsu", f"{weak}\n", "--at", "2023-05-08T15:30")

    assert code == 1
    assert "不足 8 位" in printed
    assert "没有特殊字符" in printed
    assert weak not in shown + printed


def test_where_the_region_has_no_rule_the_password_is_not_printed_either():
    shown, printed, code = on_terminal("shanghai", f"{SECRET}\n", "--at", "2020-10-12T16:45")

    assert code == 2
    assert "没有密码规定" in printed
    assert SECRET not in shown + printed


def test_an_input_that_ends_is_no_password():
    _, printed, code = on_terminal("jiangsu", "\x04", "--at", "2023-05-08T15:30")

    assert code == 2
    assert "没有读到密码" in printed


def test_a_password_through_a_pipe_is_refused_unread():
    script = "from school_health.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "accounts", "jiangsu", "--check-password"],
        input=SECRET.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )

    assert done.returncode == 2
    assert "密码只从终端读入" in done.stderr.decode()
    assert SECRET.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("more", [("--audit", "FOLDER"), ("--of", "学校")])
def test_a_password_goes_with_nothing_else(small, folder, run, more):
    arguments = [str(folder) if one == "FOLDER" else one for one in more]

    assert "不能与" in run("accounts", small, "--check-password", *arguments, code=2)


def test_a_password_cannot_be_given_as_a_value(small, run):
    output = run("accounts", small, f"--check-password={SECRET}", code=2)

    assert SECRET not in output


# ---------------------------------------------------------------------- the audit


def audited(accounts, *, law=LAW, of=None, schools=None):
    facts = record(accounts=accounts, schools=schools or (School(id="S1", area="A"), School(id="S2", area="B")))
    report, found = audit_report(region(law), facts, at("2020-10-13 09:00"), of)
    changes, others = report.sections
    return [(one["kind"], one["of"], one["user"], one["reason"], one["clause"]) for one in changes.rows], others.rows, found


def test_the_audit_tells_what_to_add_what_to_remove_and_what_another_keeps(small, folder, run):
    words = run("accounts", small, "--audit", folder, *AT, code=1)

    for expected in (
        "删除  示例小学  xx-s1-b  平台  同一单位多于一个            c-account",
        "删除  示例二小  xx-s2    平台  学校已停办、并入或尚未开办  c-account",
        "应由甲县保管",
    ):
        assert expected in words


def test_accounts_that_are_as_they_should_be_end_with_nought(small, folder, run):
    (folder / "accounts.csv").write_text("用户名,单位,类型,管理单位\nxx-s1,S1,教育,甲县\n", "utf-8")
    words = run("accounts", small, "--audit", folder, *AT)

    assert "应新增和删除的账号：没有。" in words
    assert "没有给出账号" not in words


@pytest.mark.parametrize("law", [LAW, NO_AUDIT])
def test_a_school_without_an_account_is_to_get_one_whether_or_not_a_check_asks(law):
    clause = "c-account" if law is LAW else ""
    changes, _, found = audited([Account(user="a", of="S1")], law=law)

    assert changes == [("add", "S2", "", "no-account", clause)]
    assert found


def test_an_account_of_one_name_in_two_systems_is_removed_where_it_is_too_much():
    accounts = [Account(user="a", of="GONE", system="甲"), Account(user="a", of="S1", system="乙")]
    facts = record(accounts=accounts, schools=(School(id="S1", area="A"),))
    report, _ = audit_report(region(LAW), facts, at("2020-10-13 09:00"), None)

    assert [(one["kind"], one["of"], one["system"]) for one in report.sections[0].rows] == [("remove", "GONE", "甲")]


def test_the_scope_of_the_check_says_whom_it_concerns():
    law = LAW.replace('test = "accounts"', 'test = "accounts"\nscope = "on"') + (
        '\n[[scope]]\nid = "on"\nclause = "c"\ntitle = "小学"\nstages = ["primary"]\n'
    )
    schools = (School(id="S1", area="A", stage="primary"), School(id="S2", area="B", stage="senior"))

    assert audited([Account(user="a", of="S1")], law=law, schools=schools) == ([], [], False)


def test_without_any_account_nothing_is_audited_and_the_answer_says_so(small, folder, run):
    (folder / "accounts.csv").unlink()

    assert "没有给出账号，没有核对" in run("accounts", small, "--audit", folder, *AT)


@pytest.mark.parametrize(
    ("of", "told"),
    [("学校", ["S2"]), ("S2", ["S2"]), ("S1", []), ("市", []), ("甲县", []), ("A", []), ("B", ["S2"]), ("区县", [])],
)
def test_the_audit_is_narrowed_to_a_level_or_a_place(of, told):
    changes, _, _ = audited([Account(user="a", of="S1")], of=of)

    assert [one[1] for one in changes] == told


def test_an_unknown_place_of_an_audit_is_refused(small, folder, run):
    assert "文件夹里没有“S9”" in run("accounts", small, "--audit", folder, *AT, "--of", "S9", code=2)


def test_a_folder_that_is_not_there_is_told(small, folder, run):
    assert "没有这个文件夹" in run("accounts", small, "--audit", folder / "nowhere", *AT, code=2)
