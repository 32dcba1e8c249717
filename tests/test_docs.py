"""
The pages against the code: what is there is written down, and what is written down is there.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import click
import pytest

import school_health
from school_health import errors
from school_health.cli.commands import cli
from school_health.cli.scenario import Outbreak, Scenario, Suspended
from school_health.cli.words import REASONS, TRUSTS
from school_health.conformance.kinds import KINDS as KINDS_OF_PART
from school_health.conformance.suites import SUITES
from school_health.conformance.vectors import _Raw
from school_health.core.account import Custody, PasswordRule
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.calendar import KINDS, SchoolCalendar
from school_health.core.chapter import Chapter
from school_health.core.checking import Checked
from school_health.core.completeness import Completeness
from school_health.core.due import STATES
from school_health.core.duty import PERIODS, Again, Deadline, Duty, Reckoning, Through, While, Zero
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder, Step, StepTime
from school_health.core.filing import Filing
from school_health.core.finding import Check, Found
from school_health.core.form import Form, FormField, FormTable
from school_health.core.law import Clause, Document, EventKind, Party, Reach, Reading, Rule, Scope
from school_health.core.measure import DEFINITIONS, MeasureRule
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.naming import TRUSTS as WORDS_OF_TRUST
from school_health.core.record import Record
from school_health.core.recovery import Recovery
from school_health.core.rulebook import Rulebook
from school_health.core.sample import SampleRule
from school_health.core.school import Area, School
from school_health.core.signal import DETECTORS, Point
from school_health.core.signalrule import SignalRule
from school_health.core.source import NUMBERED, placed
from school_health.core.sources import OF_FORM, OF_ROWS, SOURCES
from school_health.core.terms import Term, TermDefaults, YearlyTerm
from school_health.core.workflow import MoveRule, Need, Workflow
from school_health.files.folder import read_folder
from school_health.files.vocabulary import PARTS
from school_health.hookspecs import Register
from school_health.registry import open_region
from school_health.wire.facts import FACTS
from school_health.wire.strict import structure


ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "school_health"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """
    What stands under a heading, to the next one of any level.
    """
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, heading
    return found.group(1)


def rows(text: str) -> Iterator[list[str]]:
    """
    The rows of every table in a text, without headings.
    """
    lines = text.splitlines()
    for place, line in enumerate(lines):
        heads = place + 1 < len(lines) and lines[place + 1].startswith("|---")
        if line.startswith("| ") and not heads:
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def first_words(text: str) -> list[str]:
    return [row[0].strip("*`") for row in rows(text)]


# ------------------------------------------------------------------ rulebook.md

KEYS: dict[str, type[Any]] = {
    "file": Chapter,
    "document": Document,
    "reach": Reach,
    "clause": Clause,
    "reading": Reading,
    "rule": Rule,
    "party": Party,
    "event": EventKind,
    "scope": Scope,
    "duty": Duty,
    "while": While,
    "through": Through,
    "zero": Zero,
    "again": Again,
    "opens": Reckoning,
    "by": Deadline,
    "ladder": Ladder,
    "step": Step,
    "at": StepTime,
    "breach": BreachRule,
    "consequence": ConsequenceRule,
    "vocabulary": Vocabulary,
    "definition": CaseDefinition,
    "alert": AlertRule,
    "signal": SignalRule,
    "workflow": Workflow,
    "move": MoveRule,
    "needs": Need,
    "check": Check,
    "recovery": Recovery,
    "sample": SampleRule,
    "account": Custody,
    "password": PasswordRule,
    "form": Form,
    "field": FormField,
    "table": FormTable,
    "measure": MeasureRule,
    "terms": TermDefaults,
    "terms.terms": YearlyTerm,
}


def keys_of(model: type[Any]) -> dict[str, bool]:
    """
    The keys of a model as TOML has them, each with whether it is required; those of its base stand in the base's table.
    """
    base = next((one for one in (Rule, Reckoning) if one is not model and issubclass(model, one)), None)
    above = {one.name for one in attrs.fields(base)} if base is not None else set()
    keys = {
        one.name.rstrip("_"): one.default is attrs.NOTHING
        for one in attrs.fields(model)
        if one.name not in above and not (one.name == "document" and one.default == "") and one.name != "configured"
    }
    return {**keys, "under": False} if model is Rule else keys


@pytest.mark.parametrize("kind", KEYS)
def test_the_keys_of_a_rulebook_are_those_of_the_model(kind: str) -> None:
    table = rows(section(page("rulebook.md"), f"`{kind}`"))

    assert {cells[0].strip("*`"): cells[0].startswith("**") for cells in table} == keys_of(KEYS[kind])


_SIMPLE = {str: "text", int: "number", bool: "true/false", date: "day", time: "time", datetime: "moment"}


def type_of(hint: Any) -> str:
    """
    What a value of a model is called in the tables, which is what TOML calls it.
    """
    of, inside = get_origin(hint), get_args(hint)
    if of in (Union, types.UnionType):
        return type_of(next(one for one in inside if one is not type(None)))
    if of is Literal:
        return _SIMPLE[type(inside[0])]
    if of is tuple:
        return "list of tables" if attrs.has(inside[0]) else "list"
    return "table" if of is Mapping or attrs.has(hint) else _SIMPLE[hint]


def types_of(model: type[Any]) -> dict[str, str]:
    hints = get_type_hints(model)
    return {key: "table" if key == "under" else type_of(hints.get(key, hints.get(f"{key}_"))) for key in keys_of(model)}


@pytest.mark.parametrize("kind", KEYS)
def test_the_types_of_a_rulebook_are_those_of_the_model(kind: str) -> None:
    text = section(page("rulebook.md"), f"`{kind}`")

    assert "| key | type | content |" in text
    assert {cells[0].strip("*`"): cells[1] for cells in rows(text) if len(cells) > 1} == types_of(KEYS[kind])


def test_what_a_form_may_ask_for_is_listed_as_it_is() -> None:
    text = section(page("rulebook.md"), "Forms and what fills them in")
    listed = [[cell.replace("`", "") for cell in row] for row in rows(text)]
    of_rows = [row[0].partition(":")[0] for row in listed if ":<" in row[0]]

    assert [row for row in listed if len(row) == 2 and ":<" not in row[0]] == [
        [name, says] for name, says in OF_FORM.items()
    ]
    assert of_rows == list(OF_ROWS)
    assert all(f"`{name}`" in text for name in NUMBERED)
    assert [row for row in listed if len(row) == 4] == [
        [name, one.says, one.rule or "none", "yes" if one.total else "no"] for name, one in SOURCES.items()
    ]


@pytest.mark.parametrize("name", ["all sources", *SOURCES])
def test_the_values_of_a_source_are_those_that_it_has(name: str) -> None:
    heading = f"Values of {name}" if name == "all sources" else f"Values of `{name}`"
    listed = {row[0].strip("`"): row[1] for row in rows(section(page("rulebook.md"), heading))}
    of_all = placed(str)
    if name == "all sources":
        assert list(listed) == list(of_all)
        return
    source = SOURCES[name]
    families = {f"{family}:<{one.after}>": one.says for family, one in source.families.items()}
    values = {value for value in source.values if value not in of_all}

    assert listed.keys() - families.keys() == values
    assert {key: listed[key] for key in families} == families


SCENARIO = {
    "The example county": Scenario,
    "Outbreaks of the example": Outbreak,
    "The suspension of the example": Suspended,
}


@pytest.mark.parametrize("heading", SCENARIO)
def test_the_keys_and_types_of_a_scenario_are_those_of_its_model(heading: str) -> None:
    table = list(rows(section(page("rulebook.md"), heading)))
    model = SCENARIO[heading]

    assert {cells[0].strip("*`"): cells[0].startswith("**") for cells in table} == keys_of(model)
    assert {cells[0].strip("*`"): cells[1] for cells in table} == types_of(model)


def test_every_type_that_a_table_names_is_explained() -> None:
    explained = first_words(section(page("rulebook.md"), "Keys of a file"))
    named = {name for model in KEYS.values() for name in types_of(model).values()}

    assert named <= set(explained)


def test_every_word_of_trust_is_explained_as_it_is_shown() -> None:
    table = {cells[0].strip("`"): cells[1] for cells in rows(section(page("rulebook.md"), "Words of trust"))}

    assert set(table) == set(TRUSTS) == set(WORDS_OF_TRUST)
    assert [word for word, shown in TRUSTS.items() if f"({shown})" not in table[word]] == []


def test_every_part_of_a_filing_that_has_a_word_is_listed() -> None:
    table = rows(section(page("rulebook.md"), "Parts of filings"))

    assert {cells[0].strip("`"): cells[1] for cells in table} == dict(PARTS)


def test_the_settings_of_every_detector_are_listed_with_their_defaults() -> None:
    text = section(page("rulebook.md"), "A detector of one's own")
    listed = {cells[0].strip("`"): cells[1] for cells in rows(text) if cells[0].strip("`") in DETECTORS}
    settings = {
        name: ", ".join(f"`{key}` ({one.default})" for key, one in list(inspect.signature(detector).parameters.items())[1:])
        for name, detector in DETECTORS.items()
    }

    assert listed == settings


@pytest.mark.parametrize(
    ("heading", "model"),
    [("A test of one's own", Checked), ("A test of one's own", Found), ("A detector of one's own", Point)],
    ids=["Checked", "Found", "Point"],
)
def test_what_a_test_or_detector_of_ones_own_works_with_is_listed(heading: str, model: type[Any]) -> None:
    text = section(page("rulebook.md"), heading)
    table = text.partition(f"| of `{model.__name__}` | |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| `(\w+)", table, re.MULTILINE)
    own = {name for name in vars(model) if not name.startswith("_") and callable(getattr(model, name))}
    fields = {one.name for one in attrs.fields(model)}

    assert set(listed) == fields | (own if model is Checked else set())


def test_every_index_that_the_page_names_is_one_of_a_record() -> None:
    text = section(page("rulebook.md"), "A test of one's own")
    listed = re.findall(r"`(\w+_(?:by|versions)(?:_\w+)?)`", text)

    assert len(listed) > 10
    assert [one for one in listed if not hasattr(Record, one)] == []


def test_every_kind_of_item_of_a_rulebook_has_its_table() -> None:
    assert {one.name for one in attrs.fields(Chapter)} <= set(KEYS)


def test_the_kinds_of_day_and_the_periods_are_those_of_the_engine() -> None:
    text = section(page("rulebook.md"), "`duty`")
    days = re.search(r"^Kinds of day: (.*?)\. A$", text, re.MULTILINE)
    periods = re.search(r"^Periods: (.*?)\.$", text, re.MULTILINE)
    assert days is not None
    assert periods is not None

    assert set(re.findall(r"`([\w-]+)`", days.group(1))) == KINDS
    assert set(re.findall(r"`([\w-]+)`", periods.group(1))) == PERIODS


DEADLINES = [row for row in rows(section(page("rulebook.md"), "Deadlines")) if row[0].startswith("`{")]


@pytest.mark.parametrize("row", DEADLINES, ids=lambda row: row[0].strip("`"))
def test_the_examples_of_deadlines_come_out_as_written(row: list[str]) -> None:
    form, start, late = row
    by = structure(tomllib.loads(f"by = {form.strip('`')}")["by"], Deadline)
    region = open_region("shanghai")
    term = Term(first=date(2020, 9, 1), last=date(2021, 1, 22), number=1)
    calendar = SchoolCalendar(region.national, parents={}, terms=[term], defaults=region.rulebook.terms)
    counted = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI_TIME) if ":" in start else date.fromisoformat(start)
    instant = by.resolve(counted, calendar)

    assert f"{'after ' if instant.edge == 'in' else ''}{instant.at:%Y-%m-%d %H:%M:%S}" == late


def installed(home: Path, name: str, code: str, module: str) -> None:
    """
    Write what pip writes of a distribution that declares a region.
    """
    about = home / f"{module}-0.1.0.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", "utf-8")
    about.joinpath("entry_points.txt").write_text(f"[school_health.regions]\n{code} = {module}\n", "utf-8")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The plugin of the page, as if it were installed.
    """
    project = tomllib.loads((DOCS / "plugin" / "pyproject.toml").read_text("utf-8"))["project"]
    ((code, module),) = project["entry-points"]["school_health.regions"].items()
    installed(tmp_path, project["name"], code, module)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(DOCS / "plugin" / "src"))


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(("choice", "state"), [("instant-late", "late"), ("instant-in-time", "on_time")])
def test_the_plugin_of_the_page_is_opened_and_asked(choice: str, state: str) -> None:
    region = open_region("lakeside", readings={"lake-before-an-hour": choice})
    ten = datetime(2024, 10, 8, 10, tzinfo=SHANGHAI_TIME)
    filing = Filing(duty="lake-absence", filer="S1", filed_at=ten, content="zero")
    found = region.assess(Record(schools=[School(id="S1", area="")], filings=[filing]), at=ten)

    assert [(due.state, due.basis, due.clause) for due in found.dues] == [(state, "text", "lake-daily")]


def test_every_argument_of_the_hook_is_explained() -> None:
    arguments = list(inspect.signature(Register.region).parameters)[1:]
    table = page("rulebook.md").partition("`register.region` takes:")[2]

    assert first_words(table) == arguments


# ------------------------------------------------------------------ overview.md


def test_every_name_of_the_facade_is_in_the_overview_and_no_other() -> None:
    table = rows(section(page("overview.md"), "The names of the package"))
    named = [name for row in table for name in re.findall(r"`(\w+)`", row[0])]

    assert sorted(named) == sorted(school_health.__all__)


# ------------------------------------------------------------------ completeness.md


def test_every_definition_of_completeness_has_its_row() -> None:
    assert first_words(section(page("completeness.md"), "Definitions")) == list(DEFINITIONS)


@pytest.fixture(scope="module")
def counted() -> Completeness:
    """
    The worked example of the page.
    """
    days = [date(2023, 4, 10) + timedelta(days=offset) for offset in range(5)]

    def filed(school: str, day: date, hour: int = 10) -> Filing:
        at = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI_TIME)
        return Filing(duty="daily-absence", filer=school, first=day, filed_at=at)

    record = Record(
        areas=[Area(id="C", name="甲县", level="county")],
        schools=[
            School(id=name, area="C", stage="primary", students=students, connected=connected)
            for name, students, connected in (
                ("A", 400, days[0]),
                ("B", 300, days[0]),
                ("C", 200, days[0]),
                ("D", 100, days[0]),
                ("E", 500, None),
            )
        ],
        filings=[
            *(filed("A", day) for day in days),
            *(filed("B", day) for day in days[:4]),
            filed("B", days[4], hour=16),
            *(filed("C", day) for day in days[:3]),
        ],
        since=days[0],
    )
    return open_region("jiangsu").completeness(record, days[0], days[-1], datetime(2023, 4, 17, 9, tzinfo=SHANGHAI_TIME))


def test_the_worked_example_of_completeness_comes_out_as_written(counted: Completeness) -> None:
    table = [row for row in rows(section(page("completeness.md"), "Where they differ")) if row[0].startswith("`")]
    total = counted.total()
    shares = {name: total.share(name) for name in DEFINITIONS}
    values = {name: float(share.value or 0) * 100 for name, share in shares.items()}

    assert table == [
        [f"`{name}`", f"{share.numerator}/{share.denominator}", f"{values[name]:.3g} %"] for name, share in shares.items()
    ]


def test_the_excluded_school_of_the_worked_example_is_listed(counted: Completeness) -> None:
    assert [(one.filer, one.reason, one.days) for one in counted.exclusions] == [("E", "not-connected", 5)]


def test_every_reason_of_an_exclusion_is_explained() -> None:
    explained = re.findall(r"`([\w-]+)`", " ".join(row[0] for row in rows(section(page("completeness.md"), "Exclusions"))))

    assert set(REASONS) - {"teaching", "meals"} == set(explained)


# ------------------------------------------------------------------ time.md


def test_every_state_of_a_due_is_explained() -> None:
    assert first_words(section(page("time.md"), "The states of a due")) == list(STATES)


EDGES = list(rows(section(page("time.md"), "Edges")))


@pytest.mark.parametrize("row", EDGES, ids=lambda row: f"{row[0]} {row[1]}".replace("`", ""))
def test_the_examples_of_edges_come_out_as_written(row: list[str]) -> None:
    form, clock, state = (cell.strip("`") for cell in row)
    by = structure(tomllib.loads(f"by = {form}")["by"], Deadline)
    region = open_region("cn")
    calendar = SchoolCalendar(region.national, parents={}, defaults=region.rulebook.terms)
    filed = datetime.fromisoformat(f"2023-05-08T{clock}").replace(tzinfo=SHANGHAI_TIME)

    assert ("late" if by.resolve(date(2023, 5, 8), calendar).passed(filed) else "on_time") == state


# ------------------------------------------------------------------ cases.md


def test_the_examples_of_the_page_of_cases_print_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    told: list[str] = []
    shown: list[str] = []
    for language, text in re.findall(r"^```(python|text)\n(.*?)^```", page("cases.md"), re.MULTILINE | re.DOTALL):
        if language == "text":
            shown.append(text)
        else:
            exec(text, names)  # noqa: S102 - the page's own code, as a reader runs it
            told.append(capsys.readouterr().out)

    assert len(told) == 6
    assert told == shown


# ------------------------------------------------------------------ errors.md


def classes(of: type[errors.SchoolHealthError]) -> Iterator[type[errors.SchoolHealthError]]:
    yield of
    for one in of.__subclasses__():
        if one.__module__ == errors.__name__:
            yield from classes(one)


ERRORS = list(classes(errors.SchoolHealthError))


def test_every_error_has_its_heading() -> None:
    headings = re.findall(r"^## (SH\d{3}) `(\w+)`$", page("errors.md"), re.MULTILINE)

    assert headings == sorted((one.code, one.__name__) for one in ERRORS)


def test_every_error_has_a_code_of_its_own_and_is_exported() -> None:
    assert len({one.code for one in ERRORS}) == len(ERRORS)
    assert sorted(one.__name__ for one in ERRORS) == sorted(errors.__all__)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_page_of_an_error_says_what_to_do_and_shows_no_other_code(error: type[errors.SchoolHealthError]) -> None:
    text = section(page("errors.md"), f"{error.code} `{error.__name__}`")

    assert "*What to do:*" in text
    assert set(re.findall(r"^\[(SH\d{3})\]", text, re.MULTILINE)) <= {error.code}


def at(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=SHANGHAI_TIME)  # type: ignore[misc, arg-type]


def ask(record: Record, moment: datetime) -> None:
    open_region("shanghai").assess(record, moment)


HERE = Record(schools=[School(id="S1", area="")], since=date(2020, 9, 1))
ONE_TERM = attrs.evolve(HERE, terms=[Term(first=date(2020, 9, 1), last=date(2021, 1, 22), number=1)])
NEW_YEAR = attrs.evolve(HERE, since=date(2026, 12, 28))
MISTAKES: dict[str, Callable[[], object]] = {
    "a filing that ends before it begins": lambda: Filing(
        duty="morning-check",
        filer="S1",
        filed_at=at(2020, 10, 12, 9),
        first=date(2020, 10, 12),
        last=date(2020, 10, 11),
    ),
    "a school given twice": lambda: Record(schools=[School(id="S1", area="")] * 2),
    "a moment without a zone": lambda: ask(HERE, datetime(2020, 10, 12, 9, 31)),  # noqa: DTZ001 - the mistake
    "an area above that is not given": lambda: Record(
        schools=[], areas=[Area(id="C1", name="甲县", level="county", parent="P")]
    ),
    "a folder that is not there": lambda: read_folder("demo"),
    "a year past the data": lambda: ask(NEW_YEAR, at(2026, 12, 30, 9)),
    "a term that nobody entered": lambda: ask(ONE_TERM, at(2021, 5, 5, 9)),
    "a choice that a reading has not": lambda: open_region("shanghai", readings={"sh-twice": "y"}),
    "a region that is not installed": lambda: open_region("nowhere"),
}


def numberless(text: str) -> str:
    """
    A text without the numbers of items in a file, which change as items are added.
    """
    return re.sub(r"\[\d+\]", "[]", text)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_message_of_a_mistake_stands_on_the_page(mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.SchoolHealthError) as caught:
        MISTAKES[mistake]()

    shown = section(page("errors.md"), f"{caught.value.code} `{type(caught.value).__name__}`")

    assert numberless(f"\n{caught.value}\n") in numberless(shown)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"^([ │├└─]*)(\w+)(?: \((\w+)\))?(?: +(SH\d{3}) .*)?$", errors.__doc__ or "", re.MULTILINE)
    tree = {name: (len(indent), base, code) for indent, name, base, code in drawn if name in errors.__all__}

    assert set(tree) == set(errors.__all__)
    for error in ERRORS[1:]:
        indent, base, code = tree[error.__name__]
        parents = [one for one in error.__bases__ if issubclass(one, errors.SchoolHealthError)]

        assert code == error.code
        assert base == "".join(one.__name__ for one in error.__bases__ if one not in parents)
        assert indent > tree[parents[0].__name__][0]


# ------------------------------------------------------------------ cli.md


def test_every_command_has_its_heading() -> None:
    headings = re.findall(r"^## `([\w-]+)`$", page("cli.md"), re.MULTILINE)

    assert sorted(headings) == sorted(cli.commands)


@pytest.mark.parametrize("command", cli.commands.values(), ids=lambda command: command.name)
def test_every_option_of_a_command_is_named_with_it_or_among_the_common_ones(command: click.Command) -> None:
    text = page("cli.md")
    known = section(text, f"`{command.name}`") + section(text, "Options that several commands have")
    options = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]

    assert [name for name in options if not re.search(rf"`{name}\b", known)] == []


def test_the_options_of_the_command_itself_are_named() -> None:
    head = page("cli.md").partition("## ")[0]

    assert "`school-health --version`" in head
    assert all(f"`{name}`" in head for name in ("--help", "-h"))


COMMANDS = [
    shlex.split(line.removeprefix("$ school-health "))
    for line in page("cli.md").splitlines()
    if line.startswith("$ school-health ")
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_of_the_page_runs(
    words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    if "-o" in words:  # writes beside
        monkeypatch.chdir(tmp_path)
    demo, there = str(tmp_path / "demo"), {name: str(tmp_path / name) for name in ("demo", "out")}
    if "demo" in words and words[0] not in ("example", "new-region"):
        region = next((word for word in words if word in shipped()), "jiangsu")  # to read a folder none is needed
        assert CliRunner().invoke(cli, ["example", region, demo]).exit_code == 0
    done = CliRunner().invoke(cli, [there.get(word, word) for word in words])

    assert done.exit_code in (0, 1), done.output
    assert done.output + capfd.readouterr().out != ""  # conform is a run of its own


# ------------------------------------------------------------------ regions


@pytest.fixture(scope="module")
def make_regions() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_regions", DOCS / "make_regions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped() -> list[str]:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    return sorted(points["school_health.regions"])


@pytest.mark.parametrize("code", shipped())
def test_the_page_of_a_region_is_what_its_rulebooks_say(code: str, make_regions: ModuleType) -> None:
    assert page(f"regions/{code}.md") == make_regions.page(code), "run: python docs/make_regions.py"


def test_every_shipped_region_has_its_page_and_no_other_has(make_regions: ModuleType) -> None:
    pages = sorted(one.stem for one in (DOCS / "regions").glob("*.md"))

    assert pages == shipped() == sorted(make_regions.REGIONS)


# ------------------------------------------------------------------ conformance.md


def test_every_suite_of_the_kit_is_listed_with_the_first_line_of_its_own_words() -> None:
    listed = {row[0].strip("`"): row[1] for row in rows(section(page("conformance.md"), "The suites"))}

    assert listed == {name: (inspect.getdoc(suite) or "").partition("\n")[0] for name, suite in SUITES.items()}


def test_every_key_of_a_vector_is_listed() -> None:
    listed = [row[0].strip("`") for row in rows(section(page("conformance.md"), "A vector").partition("| part |")[0])]

    assert sorted(listed) == sorted(one.name for one in attrs.fields(_Raw))


def test_every_part_of_an_answer_is_listed_with_its_keys() -> None:
    listed = {
        row[0].strip("`"): row
        for row in rows("| part |" + page("conformance.md").partition("| part |")[2].partition("##")[0])
    }

    assert list(listed) == list(KINDS_OF_PART)
    for name, kind in KINDS_OF_PART.items():
        named = [
            f"`{key}`" + "◆" * (key == kind.short) + "○" * (key in kind.repeats) + f" {says}"
            for key, says in kind.keys.items()
        ]
        assert listed[name][3] == "; ".join(named)


def test_every_fact_that_a_vector_may_tell_is_named() -> None:
    named = set(re.findall(r"`(\w+)`", page("conformance.md").partition("**Facts**")[2].partition("**What")[0]))

    assert set(FACTS) - named == set()


# ------------------------------------------------------------------ the other pages


def test_the_tree_of_the_onboarding_page_holds_every_module_and_no_other() -> None:
    tree = section(page("onboarding.md"), "The tree")
    folder, listed = "", set()
    for line in tree.splitlines():
        words = line.split()
        if line.startswith("  ") and words and len(line) - len(line.lstrip()) == 2 and words[0].endswith("/"):
            folder = words[0]
        elif line.startswith("    ") and words:
            listed.add(folder + words[0])
        elif line.startswith("  ") and words:
            listed.add(words[0])
    there = {str(path.relative_to(SOURCE).as_posix()) for path in SOURCE.rglob("*.py")} | {"py.typed"}

    assert listed == there


def test_every_path_that_the_onboarding_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:src|tests|docs)/[\w./-]+)`", page("onboarding.md")))

    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_word_of_the_glossary_is_a_word_of_the_code() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*") if path.suffix in (".py", ".toml"))
    words = {word for row in rows(page("glossary.md")) for cell in row[1:] for word in re.findall(r"`([\w-]+)`", cell)}

    assert {word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", code)} == set()


@pytest.mark.parametrize("kind", ["duties", "parties", "consequences", "breaches", "event_kinds", "measures"])
@pytest.mark.parametrize("code", shipped())
def test_every_id_of_a_shipped_rulebook_is_in_the_glossary_or_on_its_page(code: str, kind: str) -> None:
    text = page("glossary.md") + page(f"regions/{code}.md") + page("regions/cn.md")

    assert [one for one in getattr(open_region(code).rulebook, kind) if one not in text] == []


def test_every_page_stands_in_the_table_of_contents() -> None:
    listed = set(re.findall(r"^([\w/-]+)$", page("index.md"), re.MULTILINE))
    there = {str(path.relative_to(DOCS).with_suffix("").as_posix()) for path in DOCS.rglob("*.md")} - {"index"}

    assert {one for one in there if not one.startswith("_build")} == listed


def test_every_page_with_python_is_run_as_a_test() -> None:
    words = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "docs"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True)
    collected = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    pages = {path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md") if "_build" not in path.parts}

    assert {one for one in pages if "```python" in (ROOT / one).read_text("utf-8")} == collected


def links() -> list[tuple[str, str]]:
    found = []
    for path in sorted(DOCS.rglob("*.md")):
        if "_build" not in path.parts:
            targets = re.findall(r"\]\(([^)#]+\.md)", path.read_text("utf-8"))
            found += [(str(path.relative_to(DOCS)), target) for target in targets]
    return found


@pytest.mark.parametrize(("source", "target"), links())
def test_a_link_between_pages_leads_somewhere(source: str, target: str) -> None:
    assert (DOCS / source).parent.joinpath(target).exists()


def test_the_example_runs_on_an_example_county(tmp_path: Path) -> None:
    from click.testing import CliRunner

    demo = tmp_path / "demo"
    assert CliRunner().invoke(cli, ["example", "shanghai", str(demo)]).exit_code == 0
    script = str(ROOT / "examples" / "five_lines.py")
    done = subprocess.run([sys.executable, script, str(demo)], capture_output=True, check=True)

    assert "晨检上报".encode() in done.stdout


# ------------------------------------------------------------------ changelog

FRAGMENTS = [one for one in sorted((ROOT / "changelog.d").glob("*.md")) if one.name != "README.md"]
FIELDS = re.compile(r"^Region: (.+)\nInstrument: (.+)\nClause: (.+)\nFrom: (\d{4}-\d\d-\d\d)$", re.MULTILINE)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_of_a_known_kind(path: Path) -> None:
    assert path.suffixes[-2].strip(".") in first_words((ROOT / "changelog.d" / "README.md").read_text("utf-8"))


def first_day(book: Rulebook, instrument: str) -> date:
    """
    The first day on which anything of an instrument holds.
    """
    chapter = next(one for one in book.chapters if instrument in (one.document.number, one.document.title))
    return min((book.span(rule)[0] for rule in chapter.rules), default=chapter.document.since)


@pytest.mark.parametrize("path", [one for one in FRAGMENTS if ".law." in one.name], ids=lambda path: path.name)
def test_a_fragment_of_law_names_region_instrument_clause_and_from_when(path: Path) -> None:
    found = FIELDS.findall(path.read_text("utf-8"))

    assert found != []
    for region, instrument, clauses, since in found:
        book = open_region(region).rulebook
        names = {name for one in book.documents.values() for name in (one.number, one.title)}

        assert instrument in names
        assert [clause for clause in clauses.split(", ") if clause not in book.clauses] == []
        assert date.fromisoformat(since) == first_day(book, instrument)
