from __future__ import annotations

import json

import attrs
import pytest
from click.testing import CliRunner

from school_health import Event, Filing, Person, Post, School, from_json, open_region, read_folder, to_json
from school_health.cli.commands import cli
from school_health.cli.tables import write_tables
from school_health.errors import FactError, OutputError, UnknownSubject
from school_health.files.beside import write_over
from school_health.wire.facts import FACTS
from tests.builders import absence, at, filing, record, school, suspension


AT = {"shanghai": "2020-10-12T16:45", "jiangsu": "2023-05-08T15:30", "guyuan": "2020-02-26T10:30"}


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"COLUMNS": "160"})
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    for region in AT:
        run("example", region, folder / region)
    return folder


def same(one, other):
    return [
        name
        for name in FACTS
        if sorted(to_json(each) for each in getattr(one, name)) != sorted(to_json(each) for each in getattr(other, name))
    ]


# ------------------------------------------------------------------ export


@pytest.mark.parametrize("code", AT)
def test_a_folder_becomes_json_and_tables_again_without_loss(examples, tmp_path, code):
    region = open_region(code)
    run("export", code, examples / code, "-o", tmp_path / "facts.json")
    told = run("export", code, tmp_path / "facts.json", "-o", tmp_path / "tables")
    first = read_folder(examples / code, region=region)
    back = read_folder(tmp_path / "tables", region=region)

    assert same(from_json((tmp_path / "facts.json").read_bytes()), first) == []
    assert same(back, first) == []
    assert back.since == first.since
    assert "报送.csv" in told
    assert to_json(region.assess(back, at(AT[code].replace("T", " "))).dues) == to_json(
        region.assess(first, at(AT[code].replace("T", " "))).dues
    )


def test_every_command_about_a_folder_takes_a_record_as_json_too(examples, tmp_path):
    run("export", "jiangsu", examples / "jiangsu", "-o", tmp_path / "facts.json")
    moment = ("--at", AT["jiangsu"], "--format", "json")

    assert run("day", "jiangsu", tmp_path / "facts.json", *moment, code=1) == run(
        "day", "jiangsu", examples / "jiangsu", *moment, code=1
    )
    assert "2023-05-04" in run("day", "jiangsu", tmp_path / "facts.json", "--since", "2023-05-04", *moment, code=1)


def test_an_export_is_readable_by_its_owner_alone_and_replaces_an_older_one(examples, tmp_path):
    target = tmp_path / "new" / "facts.json"
    for _ in range(2):
        run("export", "shanghai", examples / "shanghai", "-o", target)

    assert target.stat().st_mode & 0o077 == 0
    assert [one.name for one in target.parent.iterdir()] == ["facts.json"]


def test_a_file_that_is_no_record_is_refused_with_its_name_and_place(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text('{"format": "school-health/1", "schools": [{"id": 1, "area": "A"}]}', "utf-8")

    assert "facts.json：schools[0].id: expected a text, not a number" in run("day", "shanghai", file, code=2)
    assert "读不了这个文件" in run("day", "shanghai", tmp_path / "none.json", code=2)


def test_facts_that_do_not_fit_the_region_are_not_written(tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(to_json(record(filing("d", "2020-10-12 09:00"))), "utf-8")

    assert "filings name the duty 'd'" in run("export", "shanghai", file, "-o", tmp_path / "x.json", code=2)
    assert not (tmp_path / "x.json").exists()


def test_a_place_where_nothing_can_be_written_is_told_in_a_line(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(OutputError, match="写不进去"):
        write_over(tmp_path / "file" / "facts.json", b"{}")
    (tmp_path / "facts.json").mkdir()
    with pytest.raises(OutputError, match="写不进去"):
        write_over(tmp_path / "facts.json", b"{}")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["facts.json", "file"]


# ------------------------------------------------------------------ tables


REGION = open_region("jiangsu")


@pytest.mark.parametrize(
    "facts",
    [
        record(absences=[absence(temperature=385, halves=["2020-10-12"], papers=("复课证明",), symptoms=("fever", "rash"))]),
        record(
            absences=[absence(cause="other", recorded_at="2020-10-12 08:00"), absence("a2", attending=True, source="cdc")]
        ),
        record(schools=[school(connected=None, meals=False), school("S2", stage="", authority="C")]),
        record(
            filing("daily-absence", "2023-04-10 09:00:01", content="zero", revision=2),
            suspensions=[suspension("2023-04-10", "2023-04-11", void=True, recorded_at="2023-04-09 09:00")],
        ),
        attrs.evolve(record(), areas=[], schools=[School(id="S1", area="320102")]),
    ],
    ids=["spell", "versions", "schools", "filed", "no-areas"],
)
def test_tables_hold_what_a_record_says(tmp_path, facts):
    write_tables(facts, REGION, tmp_path / "tables")
    back = read_folder(tmp_path / "tables", region=REGION)

    assert [name for name in same(back, facts) if name != "areas" or facts.areas] == []


def test_a_code_that_a_spreadsheet_would_run_gets_an_apostrophe_and_comes_back(tmp_path):
    facts = record(schools=[school("=1+1"), school("@S2")])
    write_tables(facts, REGION, tmp_path / "tables")

    assert "'=1+1" in (tmp_path / "tables" / "学校.csv").read_text("utf-8-sig")
    assert same(read_folder(tmp_path / "tables", region=REGION), facts) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (record(posts=[Post(role="reporter", organisation="S1", person="王小明")]), "人员代号 of 岗位"),
        (record(schools=[school(), school("S2", area="C")]), "schools"),
        (record(schools=[school(name="=HYPERLINK(1)")]), "学校名称 of 学校"),
        (record(people=[Person(id="P1", school="S1"), Person(id="P1", school="S1")]), "重复"),
        (
            record(
                Filing(
                    duty="daily-absence", filer="S1", filed_at=at("2023-04-10 09:00"), parts={"x": at("2023-04-10 09:00")}
                )
            ),
            "filings",
        ),
        (
            record(Filing(duty="daily-absence", filer="S1", filed_at=at("2023-04-10 09:00").replace(microsecond=1))),
            "报送时间",
        ),
    ],
    ids=["name", "city", "formula", "twice", "part", "microsecond"],
)
def test_what_tables_cannot_hold_is_refused_and_nothing_is_left(tmp_path, facts, told):
    with pytest.raises(FactError) as caught:
        write_tables(facts, REGION, tmp_path / "tables")

    assert told in str(caught.value)
    assert "王小明" not in str(caught.value)
    assert "JSON" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_what_the_region_does_not_have_is_refused(tmp_path):
    facts = record(events=[Event(id="E", kind="alert", subject="S1", at=at("2023-04-10 09:00"), details={"x": "y"})])

    with pytest.raises(UnknownSubject, match="the detail 'x'"):
        write_tables(facts, REGION, tmp_path / "tables")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x", "utf-8")

    with pytest.raises(FactError, match="is not empty"):
        write_tables(record(), REGION, tmp_path)
    (tmp_path / "empty").mkdir()
    assert write_tables(record(), REGION, tmp_path / "empty") == ["地区.csv", "学校.csv", "学期.csv", "报送.csv"]


# ------------------------------------------------------------------ schema


def test_a_schema_is_printed_for_one_kind_or_for_all():
    assert json.loads(run("schema", "Absence"))["$ref"] == "#/$defs/Absence"
    assert json.loads(run("schema"))["$defs"].keys() >= {"Record", "Assessment"}
    assert "did you mean 'Absence'" in run("schema", "Absences", code=2)


# ------------------------------------------------------------------ dhis2


def test_dhis2_writes_two_contents_and_the_codes_which_can_be_given_back(examples, tmp_path):
    span = ("--from", "2023-04-24", "--to", "2023-05-08", "--at", AT["jiangsu"])
    told = run("dhis2", "jiangsu", examples / "jiangsu", *span, "--least", "5", "-o", tmp_path / "one")
    again = run(
        "dhis2", "jiangsu", examples / "jiangsu", *span, "--mapping", tmp_path / "one" / "mapping.toml", "-o", tmp_path
    )
    values = json.loads((tmp_path / "one" / "dataValueSets.json").read_text("utf-8"))
    names = ["completeDataSetRegistrations.json", "dataValueSets.json", "mapping.toml"]

    assert sorted(one.name for one in (tmp_path / "one").iterdir()) == names
    assert [(tmp_path / one).read_bytes() for one in names] == [(tmp_path / "one" / one).read_bytes() for one in names]
    assert {len(one["period"]) for one in values["dataValues"]} == {8}
    assert "POST /api/completeDataSetRegistrations?dataSetIdScheme=CODE" in told
    assert "代码是本库自定的" in told
    assert "小于 5，没有写出" in told
    assert "代码是本库自定的" not in again


def test_dhis2_refuses_days_in_the_wrong_order_and_codes_that_cannot_be(examples, tmp_path):
    days = ("dhis2", "jiangsu", examples / "jiangsu", "--from", "2023-05-08", "--at", AT["jiangsu"], "-o", tmp_path)
    mapping = tmp_path / "m.toml"
    mapping.write_text("[symptoms]\nfevers = 'X'\n", "utf-8")

    assert "--to 早于 --from" in run(*days, "--to", "2023-05-07", code=2)
    assert "no symptom 'fevers'" in run(*days, "--to", "2023-05-08", "--mapping", mapping, code=2)
    assert "none.toml" in run(*days, "--to", "2023-05-08", "--mapping", tmp_path / "none.toml", code=2)
    mapping.write_bytes(b"\xff")
    assert "m.toml: 不是 UTF-8" in run(*days, "--to", "2023-05-08", "--mapping", mapping, code=2)
