"""
A stranger's plugin broken on purpose, in each way that the kit must notice: what is changed, and what the kit then says.

``python -m tests.plugin_demo.ways FOLDER`` writes it as a project that can be built: one region for each way, and one entry
point for each region.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple


# ruff: noqa: E501, ISC004 - texts of files, as they stand there

GOOD = Path(__file__).parent / "good" / "src" / "school_health_demo"
RULES, VECTORS, MODULE, DECLARED = (
    "rulebook/demo-2024.toml",
    "vectors/daily.vectors.toml",
    "__init__.py",
    "vectors/declarations.toml",
)


class Way(NamedTuple):
    """
    What is changed (and ``more`` of it), in which item the kit says so, and what it says.
    """

    file: str
    old: str  # "" adds to the end
    new: str
    item: str
    says: tuple[str, ...]
    more: tuple[tuple[str, str, str], ...] = ()


def _vector(keys: str, expect: str) -> str:
    return f'\n[[vector]]\nid = "more"\nsays = "多一条。"\nat = 2024-11-19T12:00:00\n{keys}\n{expect}\n'


MISSED = '[vector.expect.dues]\ndemo-absence = [{ filer = "S1", state = "missing" }]'
LADDER = '[[ladder.step]]\nclause = "demo-reminder"\nlevel = "提醒"\nat = { time = 11:00:00 }\nto = ["principal"]\n'

WAYS: dict[str, Way] = {
    # ---------------------------------------------------------------- the plugin
    "no-vectors": Way(MODULE, 'vectors=here / "vectors",\n        edition=1,\n', "", "region[opens]", ("brings no vector",)),
    "no-edition": Way(
        MODULE, "edition=1,\n", "", "region[opens]", ("brings vectors and no edition: register it with edition=1",)
    ),
    "newer-edition": Way(
        MODULE,
        "edition=1",
        "edition=2",
        "region[opens]",
        ("written for edition 2 of the kit", "it needs a newer school-health"),
    ),
    "older-edition": Way(
        MODULE,
        "edition=1",
        "edition=0",
        "region[opens]",
        ("written for edition 0", "it needs its vectors in the words of this"),
    ),
    "no-import": Way(
        MODULE, "from importlib", "import nothing_there\nfrom importlib", "region[opens]", ("ModuleNotFoundError",)
    ),
    "no-rulebook": Way(
        RULES, "issuer =", "isued =", "region[opens]", ("unknown key isued; did you mean 'issued'? @ document",)
    ),
    "no-toml": Way(VECTORS, "[[vector]]", "[vector", "region[opens]", ("daily.vectors.toml: ", "at line")),
    "odd-edition": Way(MODULE, "edition=1", 'edition="1"', "region[opens]", ("are written for edition 1 of the kit",)),
    "crashing-calendar": Way(
        MODULE, "edition=1", "edition=1, calendar=lambda: 1 / 0", "region[opens]", ("cannot be asked: ZeroDivisionError",)
    ),
    "no-clause": Way(
        RULES,
        (GOOD / RULES).read_text("utf-8"),
        (GOOD / RULES).read_text("utf-8").partition("[[clause]]")[0],
        "region[opens]",
        ("declares no clause of its own: there is nothing to hold it to",),
    ),
    "about-others": Way(
        VECTORS,
        (GOOD / VECTORS).read_text("utf-8"),
        _vector('clause = "cn05-thresholds"', "[vector.expect.alerts]\ncn05-plague = []"),
        "region[opens]",
        ("none of the vectors of broken-about-others is about a clause of its own",),
    ),
    # ---------------------------------------------------------------- the form of a vector
    "asks-a-number": Way(
        VECTORS,
        'of = "S1", seat',
        "of = 5, seat",
        "region[opens]",
        ("'of' has to be a text, not 5 @ expect.posts.principal[0]",),
    ),
    "unknown-key": Way(
        VECTORS,
        "says = ",
        "sais = ",
        "region[opens]",
        ("daily.vectors.toml: ", "unknown key sais; did you mean 'says'?", "vector[0]"),
    ),
    "unknown-part": Way(
        VECTORS,
        "[vector.expect.dues]",
        "[vector.expect.due]",
        "region[opens]",
        ("unknown key 'due'; did you mean 'dues'?", "@ expect"),
    ),
    "unknown-answer": Way(
        VECTORS,
        'state = "late"',
        'stat = "late"',
        "region[opens]",
        ("unknown key 'stat'; did you mean 'state'?", "@ expect.dues.demo-absence[1]", "'demo-daily-by-ten'"),
    ),
    "unknown-fact": Way(
        VECTORS, "filings = [", "fillings = [", "region[opens]", ("unknown key 'fillings'; did you mean 'filings'? @ given",)
    ),
    "unknown-field": Way(
        VECTORS, "filed_at = 2024-11-18T09:59:59", "filed = 1", "region[opens]", ("unknown key filed", "given.filings[0]")
    ),
    "repeats-the-rulebook": Way(
        VECTORS,
        'demo-absence = [{ filer = "S1", first = 2024-09-01, state = "missing" }]',
        'demo-absence = [{ to = [], module = "" }]',
        "region[opens]",
        ("repeats the rulebook and shows nothing: say what follows from the facts (filer",),
    ),
    "expects-nothing": Way(
        VECTORS, "", _vector('clause = "demo-daily"', "[vector.expect]"), "region[opens]", ("nothing is expected",)
    ),
    "no-list": Way(
        VECTORS,
        "demo-absence = []",
        "demo-absence = 1",
        "region[opens]",
        ("expected a list, empty where there is nothing, not 1",),
    ),
    "no-table": Way(
        VECTORS,
        "demo-absence = []",
        "demo-absence = [1]",
        "region[opens]",
        ("expected a table or a text for 'state', not 1",),
    ),
    "asks-nothing": Way(
        VECTORS,
        "",
        _vector('clause = "demo-daily"', '[vector.expect.posts]\nprincipal = [{ seat = "S1" }]'),
        "region[opens]",
        ("asks for nothing: give 'of', a text",),
    ),
    "no-moment": Way(
        VECTORS,
        "at = 2024-11-18T12:00:00\n",
        "",
        "region[opens]",
        ("no moment: give 'at', or be like a vector that has one",),
    ),
    "no-sentence": Way(VECTORS, 'says = "周末不上课，不必报送。"', 'says = " "', "region[opens]", ("'says' is empty",)),
    "twice": Way(
        VECTORS, '"demo-drill-led"', '"demo-drill-unled"', "region[opens]", ("the vector 'demo-drill-unled' is there twice",)
    ),
    "like-nobody": Way(
        VECTORS,
        'like = "demo-drill-unled"',
        'like = "demo-drill-unlet"',
        "region[opens]",
        ("did you mean 'demo-drill-unled'?",),
    ),
    "like-itself": Way(
        VECTORS,
        'like = "demo-drill-unled"',
        'like = "demo-drill-led"',
        "region[opens]",
        ("is like itself: demo-drill-led → demo-drill-led",),
    ),
    "no-such-scene": Way(
        VECTORS,
        'like = "demo-drill-unled"',
        'like = "demo-drill-unled"\nscene = "x"',
        "region[opens]",
        ("no scene 'x' in this file",),
    ),
    "change-nowhere": Way(
        VECTORS,
        '"events.0.details.leader" =',
        '"events.7.details.leader" =',
        "region[opens]",
        ("the path 'events.7.details.leader' leads nowhere: '7' is none of 1 facts",),
    ),
    "contradiction": Way(
        VECTORS,
        '{ id = "S2", area = "A" }, { id = "S3"',
        '{ id = "S1", area = "A" }, { id = "S3"',
        "region[opens]",
        ("given twice",),
    ),
    # ---------------------------------------------------------------- vectors and clauses
    "wrong-answer": Way(
        VECTORS,
        'state = "late"',
        'state = "on_time"',
        "vectors[demo-daily-by-ten]",
        (
            "says      10 时前一秒报送的按时",
            "clause    demo-daily: 学校每个教学日 10 时前报送",
            "document  （虚构） 二",
            "at        2024-11-18T12:00:00+08:00",
            'filings[1] { duty = "demo-absence"',
            "expected  dues of demo-absence: 4",
            '{ filer = "S2", first = "2024-11-18", state = "on_time" }',
            "got       dues of demo-absence: 4",
            'state = "late"',
        ),
    ),
    "unknown-rule": Way(
        VECTORS,
        "drill-led = []",
        "drill-let = []",
        "vectors[demo-drill-led]",
        ("expect.findings names 'drill-let', and the region has no such rule among its checks; did you mean 'drill-led'?",),
    ),
    "unknown-clause": Way(
        VECTORS,
        'clause = "demo-drill"',
        'clause = "demo-dril"',
        "vectors[demo-drill-unled]",
        ("the clause 'demo-dril' is declared by nobody; did you mean 'demo-drill'?",),
    ),
    "unknown-word": Way(
        VECTORS,
        'kind = "drill"',
        'kind = "dril"',
        "vectors[demo-drill-unled]",
        ("no answer [SH102] events have the kind 'dril'",),
    ),
    "asks-about-nobody": Way(
        VECTORS,
        'of = "S1", seat',
        'of = "S7", seat',
        "vectors[demo-reminder-at-eleven]",
        ("is asked about 'S7', which the record does not hold",),
    ),
    "unknown-choice": Way(
        VECTORS,
        'like = "demo-drill-unled"',
        'like = "demo-drill-unled"\nreadings = { nope = "x" }',
        "vectors[demo-drill-led]",
        ("no answer [SH400]", "no reading 'nope'"),
    ),
    "failing-clause": Way(
        VECTORS,
        'state = "late"',
        'state = "on_time"',
        "clauses[demo-daily]",
        ("demo-daily: FAILING: fails: demo-daily-by-ten",),
    ),
    "uncovered": Way(
        RULES,
        "[[reading]]",
        '[[clause]]\nid = "demo-more"\nkind = "obligation"\nsays = "还有一条。"\n\n[[reading]]',
        "clauses[demo-more]",
        ("demo-more: UNCOVERED: no vector",),
    ),
    "one-sided": Way(
        VECTORS,
        'clause = "demo-drill"\nlike = "demo-drill-unled"',
        'clause = "demo-daily"\nlike = "demo-drill-unled"',
        "clauses[demo-drill]",
        ("demo-drill: one-sided: no vector in which it is silent",),
    ),
    "stray": Way(
        VECTORS,
        'clause = "demo-drill"\nlike = "demo-drill-unled"',
        'clause = "demo-daily"\nlike = "demo-drill-unled"',
        "clauses[demo-daily]",
        ("demo-daily: FAILING: cites it, and asks of no rule that carries it: demo-drill-led",),
    ),
    "too-far-apart": Way(
        VECTORS,
        'change = { "events.0.details.leader" = "p7" }',
        'change = { "events.0.details.leader" = "p7", "events.0.id" = "d2" }',
        "clauses[demo-drill]",
        ("one-sided: no vector in which it is silent differs from one in which it speaks in one value alone", "in 2 values"),
    ),
    "declared-and-covered": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "demo-drill"\nsays = "upstream"\nreason = "另有人做。"\n',
        "clauses[demo-drill]",
        ("demo-drill: FAILING: is declared upstream, and covered: take that away",),
    ),
    "declared-and-carried": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "demo-drill"\nsays = "not-yet"\nreason = "还没有。"\n',
        "clauses[demo-drill]",
        ("demo-drill: FAILING: is declared not-yet, and carried by drill, drill-led: take that away",),
        ((VECTORS, '"events.0.details.leader" = "p7"', '"events.0.details.leader" = "p7", "events.0.id" = "d2"'),),
    ),
    "declared-nowhere": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "demo-tabel"\nsays = "not-yet"\nreason = "还没有。"\n',
        "clauses[demo-tabel]",
        ("is declared, and neither the region nor a list of clauses has it; did you mean 'demo-table'?",),
    ),
    "declared-without-reason": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "demo-drill"\nsays = "law-silent"\nreason = "x"\n',
        "region[opens]",
        ("declarations.toml: 'law-silent' needs 'searched', and nothing else @ declaration[0] 'demo-drill'",),
    ),
    "declared-twice": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "a"\nsays = "not-yet"\nreason = "x"\n' * 2,
        "region[opens]",
        ("declarations.toml: the clause is declared twice @ declaration[1] 'a'",),
    ),
    "declared-in-no-toml": Way(DECLARED, "", "[[", "region[opens]", ("declarations.toml: ",)),
    "declared-otherwise": Way(
        DECLARED,
        "",
        '[[declaration]]\nclause = "a"\nsays = "later"\n',
        "region[opens]",
        ("says must be one of not-yet, law-silent",),
    ),
    # ---------------------------------------------------------------- what is inherited
    "overrides-nobody": Way(
        VECTORS,
        'id = "demo-drill-led"',
        'id = "demo-drill-led"\noverrides = "cn06-no-such"',
        "region[opens]",
        ("'demo-drill-led' overrides 'cn06-no-such', which it does not inherit",),
    ),
    "overrides-for-nothing": Way(
        VECTORS,
        'id = "demo-drill-led"',
        'id = "demo-drill-led"\noverrides = "cn06-principal-of-the-whole-school"',
        "overrides[demo-drill-led]",
        ("which holds here all the same: take 'overrides' away",),
    ),
    "overrides-by-a-foreign-clause": Way(
        VECTORS,
        'id = "demo-drill-led"\nsays = "写明了带领人的，没有问题。"\nclause = "demo-drill"',
        'id = "demo-drill-led"\nsays = "写明了带领人的，没有问题。"\nclause = "cn06-addressees"\n'
        'overrides = "cn06-principal-of-the-whole-school"',
        "overrides[demo-drill-led]",
        ("cites 'cn06-addressees', no clause of its own region: cite what differs",),
    ),
    "inherited-name": Way(
        VECTORS,
        '"demo-drill-led"\nsays',
        '"cn06-principal-of-the-whole-school"\nsays',
        "region[opens]",
        ("has the name of one that it inherits: rename it, or override that one",),
    ),
    # ---------------------------------------------------------------- shifts
    "survivor": Way(
        VECTORS,
        "filed_at = 2024-11-18T09:59:59",
        "filed_at = 2024-11-18T09:30:00",
        "shift[duty:demo-absence]",
        (
            "nobody notices demo-2024: duty demo-absence by.time: 10:00:00 → 09:59:00",
            "needed: a vector that shows what comes a second before the time, and what comes on it",
        ),
    ),
    "change-unshown": Way(
        VECTORS,
        "at = 2024-09-01T12:00:00\nsince = 2024-08-31\n",
        "at = 2024-09-01T12:00:00\n",
        "changes[2024-09-01]",
        ("nobody notices demo-2024: document demo-2024 since: 2024-09-01 → 2024-08-31",),
    ),
    "equivalent-and-noticed": Way(
        DECLARED,
        "",
        '[[equivalent]]\nshift = "demo-2024: duty demo-absence by.time: 10:00:00 → 09:59:00"\nwhy = "一样。"\n',
        "shift[duty:demo-absence]",
        ("is declared equivalent, and 'demo-daily-by-ten' notices it: take the declaration away",),
    ),
    "equivalent-and-refused": Way(
        DECLARED,
        "",
        '[[equivalent]]\nshift = "demo-2024: duty demo-absence by.hours: 0 → 1"\nwhy = "一样。"\n',
        "shift[duty:demo-absence]",
        ("is declared equivalent, and the rulebook refuses it: take the declaration away",),
    ),
    "equivalent-to-nothing": Way(
        DECLARED,
        "",
        '[[equivalent]]\nshift = "demo-2024: duty demo-absence by.time: 10:00:00 → 09:58:00"\nwhy = "一样。"\n',
        "shift[declared]",
        ("is declared equivalent, and there is no such shift; did you mean",),
    ),
    "equivalent-without-proof": Way(
        DECLARED,
        "",
        '[[equivalent]]\nshift = "x"\nwhy = " "\n',
        "region[opens]",
        ("declarations.toml: no 'why' @ equivalent[0]",),
    ),
    # ---------------------------------------------------------------- the rulebook
    "looked-at-tomorrow": Way(
        RULES,
        "last_checked = 2026-11-24",
        "last_checked = 2999-01-01",
        "rulebook[demo-2024:dates]",
        ("was looked at on 2999-01-01, a day that has not come",),
    ),
    "looked-at-too-early": Way(
        RULES,
        "last_checked = 2026-11-24",
        "issued = 2024-08-01\nlast_checked = 2024-07-31",
        "rulebook[demo-2024:dates]",
        ("was looked at on 2024-07-31, before it was issued",),
    ),
    "issued-too-late": Way(
        RULES,
        "last_checked",
        "issued = 2024-09-02\nlast_checked",
        "rulebook[demo-2024:dates]",
        ("was issued on 2024-09-02, after the day from which it holds (2024-09-01)",),
    ),
    "lone-clause": Way(
        RULES,
        'not_yet = "表样还没有拿到。"',
        "",
        "rulebook[demo-2024:clauses]",
        ("declares the clause 'demo-table', which no rule carries: write one, or declare why not",),
    ),
    "lone-reading": Way(
        RULES,
        'ours = { "by.edge" = "demo-before-an-hour" }',
        "",
        "rulebook[demo-2024:readings]",
        ("offers the reading 'demo-before-an-hour', on which nothing rests",),
    ),
    "falling-ladder": Way(
        RULES,
        LADDER,
        LADDER + LADDER.replace("11:00", "10:30").replace("提醒", "再提醒"),
        "rulebook[demo-2024:ladders]",
        ("step 2 of the ladder 'demo-ladder' comes before the one below it",),
    ),
    "double-step": Way(
        RULES,
        LADDER,
        LADDER * 2,
        "rulebook[demo-2024:ladders]",
        ("the ladder 'demo-ladder' has two steps of one level at one time",),
    ),
    "step-to-nobody": Way(
        RULES,
        'to = ["principal"]',
        "to = []",
        "rulebook[demo-2024:ladders]",
        ("step 1 of the ladder 'demo-ladder' speaks to nobody",),
    ),
    "no-addressee": Way(
        RULES,
        'every = ["teaching-day"]',
        'every = ["teaching-day"]\nto = ["county-cdc"]',
        "rulebook[demo-2024:addressees]",
        ("the duty 'demo-absence' goes to 'county-cdc', which nobody declares",),
    ),
    "gap": Way(
        RULES,
        "",
        '\n[[duty]]\nid = "demo-old"\nclause = "demo-daily"\ntitle = "旧"\nfiler = "school"\nevery = ["week"]\nuntil = 2024-09-30\n'
        '[[duty]]\nid = "demo-new"\nclause = "demo-daily"\ntitle = "新"\nfiler = "school"\nevery = ["week"]\n'
        'since = 2024-10-08\nreplaces = ["demo-old"]\n',
        "rulebook[demo-2024:successors]",
        ("'demo-new' holds from 2024-10-08, and 'demo-old', which it replaces, only to 2024-09-30",),
    ),
    # ---------------------------------------------------------------- accounts, people, answers
    "keeper-below": Way(
        RULES,
        "",
        '\n[[account]]\nid = "k"\nclause = "demo-daily"\ntitle = "账号"\nlevel = "city"\nkeeper = "county"\nkeeper_title = "县"\n',
        "accounts[keepers]",
        ("'k' has the accounts of a city kept in a county, which lies below it",),
    ),
    "name-twice": Way(
        RULES,
        "",
        '\n[[account]]\nid = "k"\nclause = "demo-daily"\ntitle = "账号"\nlevel = "city"\nkeeper = "city"\nkeeper_title = "市"\n'
        'names = { "甲市" = "JIA", "乙市" = "JIA" }\n',
        "accounts[names]",
        ("'k' prints 'JIA' for 乙市, and it is that of 甲市 too",),
    ),
    "no-password": Way(
        RULES,
        "",
        '\n[[password]]\nid = "k"\nclause = "demo-daily"\ntitle = "密码"\nleast = 1\nmost = 2\nall_of = ["digit", "letter", "special"]\n',
        "accounts[passwords]",
        ("'k' wants 3 kinds of character in at most 2: nobody can",),
    ),
    "identity-number": Way(
        VECTORS,
        "",
        "# " + "110105" + "19491231" + "002X\n",
        "privacy[vectors/daily.vectors.toml]",
        ("holds a valid identity number: invent a reference in its place",),
    ),
    "phone-number": Way(
        RULES, "", "# " + "139" + "12345678\n", "privacy[rulebook/demo-2024.toml]", ("holds a phone number: take it out",)
    ),
    "another-answer-each-time": Way(
        MODULE, '("leader",))', '(str(hash("leader")),))', "answers[again]", ("has another answer in another process",)
    ),
    "no-json": Way(
        MODULE,
        'tests={"led": _alone}',
        'tests={"led": _alone}, detectors={"odd": lambda counts: [_odd(*one) for one in enumerate(counts)]}',
        "answers[json]",
        ("the answer to 'demo-drill-unled' holds what JSON cannot: ", "not JSON serializable"),
        (
            (
                MODULE,
                "def _alone(",
                "def _odd(index, count):\n    from school_health.core.signal import Point\n\n"
                '    return Point(index=index, observed=frozenset([count]), verdict="alarm", upper=None, statistic=None)\n\n\n'
                "def _alone(",
            ),
            (
                RULES,
                "",
                '\n[[signal]]\nid = "odd"\nclause = "demo-daily"\ntitle = "怪"\ndetector = "odd"\nunit = "school"\n',
            ),
            (VECTORS, 'events = [{ id = "d1"', 'absences = [{ first = 2024-11-18 }]\nevents = [{ id = "d1"'),
        ),
    ),
    "no-text": Way(
        MODULE, '("leader",))', '({"leader"},))', "vectors[demo-drill-unled]", ("whose 'lacks' is no tuple of texts",)
    ),
    "no-answer-elsewhere": Way(
        MODULE,
        "def _alone(",
        'import os\n\n\nif os.environ.get("PYTHONHASHSEED") in ("1", "2"):\n    raise RuntimeError("not here")\n\n\ndef _alone(',
        "answers[again]",
        ("another process does not answer", "not here"),
    ),
}


def module_of(way: str) -> str:
    """
    Return the module of a way's region.
    """
    return f"school_health_broken.{way.replace('-', '_')}"


def code_of(way: str) -> str:
    """
    Return the code of a way's region.
    """
    return f"broken-{way}"


def write_broken(folder: Path) -> None:
    """
    Write the broken plugin as a project.
    """
    points = "\n".join(f'"{code_of(way)}" = "{module_of(way)}"' for way in WAYS)
    text = (GOOD.parents[1] / "pyproject.toml").read_text("utf-8").replace('demo = "school_health_demo"', points)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(
        text.replace("school-health-demo", "school-health-broken").replace("school_health_demo", "school_health_broken"),
        "utf-8",
    )
    source = folder / "src" / "school_health_broken"
    source.mkdir(parents=True, exist_ok=True)
    (source / "__init__.py").write_text("", "utf-8")
    for way, broken in WAYS.items():
        _write(source / way.replace("-", "_"), code_of(way), broken)


def _write(folder: Path, code: str, way: Way) -> None:
    texts = {path: (GOOD / path).read_text("utf-8") for path in (MODULE, RULES, VECTORS)}
    for file, old, new in ((way.file, way.old, way.new), *way.more):
        text = texts.get(file, "")
        if old not in text:
            message = f"{way.item}: there is no {old!r} in {file}"
            raise ValueError(message)
        texts[file] = text.replace(old, new, 1) if old else text + new
    texts[MODULE] = texts[MODULE].replace('"demo"', f'"{code}"')
    for path, content in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, "utf-8")


if __name__ == "__main__":
    write_broken(Path(sys.argv[1]))
