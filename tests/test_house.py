"""
The house: who may import whom, how long a module may be, and what must stand in no file.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import school_health


ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "school_health"
MODULES = sorted(SOURCE.rglob("*.py"))
CORE = sorted((SOURCE / "core").rglob("*.py"))
RULEBOOKS = sorted(SOURCE.glob("adapters/*/rulebook/*.toml"))

LONGEST = 400

# What a layer may import of the package (None: whatever the next test does not forbid), and which libraries it may use.
LAYERS: dict[str, tuple[set[str] | None, set[str]]] = {
    "core": ({"core", "errors"}, {"attrs", "attr"}),
    "errors": (set(), set()),
    "hookspecs": ({"core", "errors"}, {"pluggy"}),
    "registry": ({"core", "errors", "hookspecs", "wire"}, {"attrs", "pluggy"}),
    "wire": ({"core", "errors", "wire"}, {"attrs", "cattrs", "lxml"}),
    "files": (
        {"core", "errors", "files", "wire"},
        {"attrs", "defusedxml", "docx", "docxtpl", "duckdb", "jinja2", "lxml", "markupsafe"}
        | {"openpyxl", "python_calamine", "segno", "xlsxwriter"},
    ),
    "portal": ({"core", "errors", "portal", "wire"}, {"attrs", "lxml", "requests", "tenacity"}),
    "ledger": ({"core", "errors", "ledger", "wire"}, {"attrs", "sqlalchemy"}),
    "bulk": ({"bulk", "core", "errors", "wire"}, {"attrs", "duckdb", "ibis", "numpy"}),
    "adapters": ({"adapters", "core", "errors", "files", "hookspecs", "portal", "wire"}, {"attrs", "chinese_calendar"}),
    "conformance": (None, {"attrs", "click", "hypothesis", "pytest", "rich"}),
    "cli": (None, {"attrs", "click", "rich"}),
    "": (None, set()),  # the façade
}


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """
    The nodes that stand under ``if TYPE_CHECKING``.
    """
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            found.update(inner for statement in node.body for inner in ast.walk(statement))
    return found


def imports(path: Path) -> Iterator[str]:
    """
    Every module that a module imports, wherever in it; ``from a import b`` gives ``a.b`` where that is a module.
    """
    tree = tree_of(path)
    left_out = typing_only(tree) if layer_of(name_of(path)) == "core" else set()
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            for one in node.names:
                inner = SOURCE.parent.joinpath(*base.split("."), one.name)
                yield f"{base}.{one.name}" if inner.is_dir() or inner.with_suffix(".py").exists() else base


def users_of(library: str) -> list[str]:
    return [name_of(path) for path in MODULES if any(one.split(".")[0] == library for one in imports(path))]


modules = pytest.mark.parametrize("path", MODULES, ids=name_of)


# ------------------------------------------------------------------ imports


@modules
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    module = name_of(path)
    inside, libraries = LAYERS[layer_of(module)]
    strange = set()
    for one in imports(path):
        head = one.split(".")[0]
        if head == "school_health":
            if inside is not None and layer_of(one) not in inside:
                strange.add(one)
        elif head not in sys.stdlib_module_names and head not in libraries:
            strange.add(one)

    assert strange == set()


@modules
def test_a_module_imports_neither_the_command_line_nor_the_kit_nor_a_region_from_outside(path: Path) -> None:
    module = name_of(path)
    if module == "school_health.cli.authors":  # the commands over the kit
        return
    closed = {layer: f"school_health.{layer}" for layer in ("adapters", "cli", "conformance")}
    reached = {
        one for one in imports(path) for layer, home in closed.items() if one.startswith(home) and layer_of(module) != layer
    }

    assert reached == set()


@pytest.mark.parametrize("path", sorted(SOURCE.glob("adapters/*/**/*.py")), ids=name_of)
def test_a_region_imports_no_other_region(path: Path) -> None:
    own = name_of(path).split(".")[2]
    others = {one for one in imports(path) if one.startswith("school_health.adapters.") and one.split(".")[2] != own}

    assert others == set()


def test_only_the_registry_and_the_hooks_talk_to_pluggy() -> None:
    assert users_of("pluggy") == ["school_health.hookspecs", "school_health.registry"]


def test_only_the_national_calendar_imports_the_holiday_data() -> None:
    assert users_of("chinese_calendar") == ["school_health.adapters.cn.calendar"]


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ["cattrs", "chinese_calendar", "click", "jinja2", "lxml", "openpyxl", "requests", "rich"]
    code = f"import sys, school_health; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------ modules


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {name_of(path): path.read_text("utf-8").count("\n") for path in MODULES}
    sys.stdout.write(f"{len(lengths)} modules, median {median(lengths.values()):.0f} lines\n")

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def exported(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets):
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def is_command(node: ast.AST) -> bool:
    """
    Say whether a function is a command of click: it belongs to its group, and is no name that others import.
    """
    calls = [one.func if isinstance(one, ast.Call) else one for one in getattr(node, "decorator_list", ())]
    return any(isinstance(one, ast.Attribute) and one.attr == "command" for one in calls)


def export_order(name: str) -> tuple[int, list[tuple[int, str, int]]]:
    """
    CONSTANTS, then Classes, then the rest; digits by their value.
    """
    group = 0 if name.isupper() else 1 if name[0].isupper() else 2
    parts = re.split(r"(\d+)", name)
    return group, [(1, "", int(part)) if part.isdigit() else (0, part, 0) for part in parts]


@modules
def test_a_module_says_in_order_what_it_exports(path: Path) -> None:
    tree = tree_of(path)
    if len(tree.body) == 1 and ast.get_docstring(tree) is not None:
        return  # a package that is a docstring only
    names = exported(tree)

    assert names is not None
    assert sorted(names, key=export_order) == names


@modules
def test_what_a_module_exports_is_public_and_whole(path: Path) -> None:
    tree = tree_of(path)
    names = exported(tree) or []
    defined = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not is_command(node)
    }

    assert defined - set(names) == set()
    assert [name for name in names if name.startswith("_")] == []
    module = import_module(name_of(path))

    assert [name for name in names if not hasattr(module, name)] == []


def test_the_facade_exports_exactly_the_names_that_have_a_home() -> None:
    homes = [name for names in school_health._HOMES.values() for name in names]

    assert sorted(school_health.__all__) == sorted(homes)


@pytest.mark.parametrize("name", school_health.__all__)
def test_the_facade_gives_each_name_from_its_home(name: str) -> None:
    home = next(module for module, names in school_health._HOMES.items() if name in names)

    assert getattr(import_module(f"school_health.{home}"), name) is getattr(school_health, name)
    assert name in import_module(f"school_health.{home}").__all__


# ------------------------------------------------------------------ a core that knows no region, no clock and no file

REGION = re.compile(r"jiangsu|shanghai|guyuan|江苏|上海|固原", re.IGNORECASE)
TIME_ZONE = re.compile(r"SHANGHAI_TIME|Asia/Shanghai|Shanghai time")


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_core_names_no_region(path: Path) -> None:
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)

    assert [(number, line) for number, line in lines if REGION.search(TIME_ZONE.sub("", line))] == []


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_core_asks_no_clock_and_opens_no_file(path: Path) -> None:
    called = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("now", "today", "utcnow", "time_ns"):
                called.append((node.lineno, node.func.attr))
            elif isinstance(node.func, ast.Name) and node.func.id in ("open", "print", "input", "eval", "exec"):
                called.append((node.lineno, node.func.id))

    assert called == []


# ------------------------------------------------------------------ no person in any file

SKIPPED = {"build", "demo", "dist", "__pycache__", "_build"}
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
INSTITUTIONS = {"jssjytjsc@163.com"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def texts() -> Iterator[tuple[Path, str]]:
    """
    Every text file of the project: what git holds or would hold, else what lies in the tree.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is there
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(part in SKIPPED or part.startswith(".") for part in path.relative_to(ROOT).parts)
        ]
    for path in paths:
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue


def is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def test_the_checksum_of_an_identity_number_is_known() -> None:
    digits = "1" * 17
    valid = [last for last in "0123456789X" if is_identity(digits + last)]

    assert len(valid) == 1


def test_no_file_holds_a_mobile_phone_number_an_identity_number_or_the_mailbox_of_a_person() -> None:
    found = []
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            told = [
                *MOBILE.findall(line),
                *(one for one in IDENTITY.findall(line) if is_identity(one)),
                *(one for one in MAILBOX.findall(line) if one not in INSTITUTIONS),
            ]
            found += [f"{path}:{number}" for _ in told]

    assert found == []


# ------------------------------------------------------------------ rulebooks


def cited(value: Any) -> Iterator[str]:
    """
    Every clause that a rulebook file names in a key ``clause`` or ``also``.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "clause" and isinstance(inner, str):
                yield inner
            elif key == "also":
                yield from inner
            else:
                yield from cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited(inner)


def declared() -> dict[str, list[str]]:
    """
    For each clause the files that declare it.
    """
    found: dict[str, list[str]] = {}
    for path in RULEBOOKS:
        for clause in tomllib.loads(path.read_text("utf-8")).get("clause", ()):
            found.setdefault(clause["id"], []).append(f"{path.parts[-3]}/{path.name}")
    return found


def test_every_clause_is_declared_in_one_rulebook_only() -> None:
    assert {clause: files for clause, files in declared().items() if len(files) > 1} == {}


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_every_clause_that_a_rulebook_cites_is_declared_by_its_region_or_by_the_nation(path: Path) -> None:
    region = path.parts[-3]
    own = {clause for clause, files in declared().items() if files[0].split("/")[0] in (region, "cn")}
    names = set(cited({**tomllib.loads(path.read_text("utf-8")), "clause": None}))

    assert names - own == set()


def test_every_clause_that_is_declared_is_cited_or_says_why_not() -> None:
    files = [tomllib.loads(path.read_text("utf-8")) for path in RULEBOOKS]
    named = {name for file in files for name in cited({**file, "clause": None})}
    waiting = {clause["id"] for file in files for clause in file.get("clause", ()) if clause.get("not_yet")}

    assert set(declared()) - named == waiting
    assert waiting & named == set()


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_a_rulebook_file_is_called_as_its_document(path: Path) -> None:
    assert path.stem == tomllib.loads(path.read_text("utf-8"))["document"]["id"]
