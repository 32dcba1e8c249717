from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from school_health import hookspecs, open_region, regions, registry
from school_health.errors import RegionBroken, RegionConflict, RegionError, RulebookError, UnknownRegion
from tests.builders import DOCUMENT, duty, item


class _Dist:
    def __init__(self, name):
        self.name = name


def _point(name, value, dist):
    point = EntryPoint(name=name, value=value, group=registry.GROUP)
    vars(point).update(dist=_Dist(dist))
    return point


@pytest.fixture
def plugin(monkeypatch, tmp_path):
    """Add stranger's plugins beside the shipped regions: modules given as functions of the register."""
    shipped = list(registry.entry_points(group=registry.GROUP))
    added = []
    (tmp_path / "doc.toml").write_text(DOCUMENT, "utf-8")

    def add(code, hook=None, *, dist="stranger", module=None):
        name = f"stranger_{code}_{dist}"
        found = module or types.ModuleType(name)
        if hook is not None:

            def school_health_region(register):
                hook(register, tmp_path)

            found.school_health_region = hookspecs.hookimpl(school_health_region)
        monkeypatch.setitem(sys.modules, name, found)
        added.append(_point(code, name, dist))

    monkeypatch.setattr(registry, "entry_points", lambda group: [*shipped, *added])
    registry._open.cache_clear()
    registry._declared.cache_clear()
    yield add
    registry._open.cache_clear()
    registry._declared.cache_clear()


def test_the_shipped_regions_are_found_by_entry_point():
    found = {one.code: (one.name, one.error) for one in regions()}

    assert found == {"cn": ("全国", None), "guyuan": ("固原", None), "jiangsu": ("江苏", None), "shanghai": ("上海", None)}


def test_opening_a_region_loads_it_and_what_it_inherits_from_and_no_other(monkeypatch):
    for name in [one for one in sys.modules if one.startswith("school_health.adapters.")]:
        monkeypatch.delitem(sys.modules, name)
    registry._open.cache_clear()
    registry._declared.cache_clear()
    open_region("shanghai")
    loaded = {one.split(".")[2] for one in sys.modules if one.startswith("school_health.adapters.")}

    assert loaded == {"cn", "shanghai"}


def test_a_strangers_region_inherits_the_national_rules_and_calendar(plugin):
    plugin("huzhou", lambda register, path: register.region("huzhou", name="湖州", rulebook=path, inherits="cn"))
    found = open_region("huzhou")

    assert found.name == "湖州"
    assert "emergency-report" in found.rulebook.duties
    assert found.national is not None


def test_an_unknown_region_is_told_with_those_there_are():
    with pytest.raises(UnknownRegion, match="SH501.*'atlantis'.*cn, guyuan, jiangsu, shanghai"):
        open_region("atlantis")


def test_two_distributions_of_one_code_are_an_error_that_names_both(plugin):
    plugin("jiangsu", lambda register, path: None, dist="another")

    with pytest.raises(RegionConflict, match="'jiangsu' is declared by another and school-health"):
        open_region("jiangsu")
    assert open_region("shanghai").code == "shanghai"


def test_the_same_entry_point_listed_twice_is_one(plugin):
    plugin("twice", lambda register, path: register.region("twice", name="二", rulebook=path, inherits="cn"))
    plugin("twice", lambda register, path: register.region("twice", name="二", rulebook=path, inherits="cn"))

    assert open_region("twice").name == "二"


def _raises(register, path):
    message = "broken on purpose"
    raise OSError(message)


BROKEN = {
    "its hook raises": (_raises, "OSError: broken on purpose"),
    "it declares nothing": (lambda register, path: None, "must declare the region 'bad' once, and declares \\[\\]"),
    "it declares another code": (
        lambda register, path: register.region("worse", name="", rulebook=path),
        "declares \\['worse'\\]",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_plugin_that_fails_to_load_is_reported_and_stops_nobody_else(plugin, what):
    hook, message = BROKEN[what]
    plugin("bad", hook)

    with pytest.raises(RegionBroken, match=f"SH503.*'bad' of stranger cannot be loaded: .*{message}"):
        open_region("bad")
    found = {one.code: one.error for one in regions()}
    assert isinstance(found.pop("bad"), RegionBroken)
    assert set(found.values()) == {None}


def test_a_misspelt_hook_is_noticed(plugin):
    module = types.ModuleType("misspelt")
    module.school_health_regoin = hookspecs.hookimpl(lambda register: None)
    plugin("bad", module=module)

    with pytest.raises(RegionBroken, match="school_health_regoin"):
        open_region("bad")


def test_a_module_that_cannot_be_imported_is_reported(plugin, monkeypatch):
    plugin("bad", lambda register, path: None)
    monkeypatch.setitem(sys.modules, "stranger_bad_stranger", None)

    with pytest.raises(RegionBroken, match="ModuleNotFoundError"):
        open_region("bad")


def test_a_region_that_inherits_from_itself_is_refused(plugin):
    plugin("a", lambda register, path: register.region("a", name="甲", rulebook=path, inherits="b"))
    plugin("b", lambda register, path: register.region("b", name="乙", rulebook=path, inherits="a"))

    with pytest.raises(RegionError, match="inherits from itself: a → b → a"):
        open_region("a")


def test_a_region_without_a_calendar_is_refused(plugin):
    plugin("bare", lambda register, path: register.region("bare", name="光", rulebook=path))

    with pytest.raises(RegionError, match="no national calendar"):
        open_region("bare")


def test_a_region_that_is_not_installed_is_named_with_the_one_that_inherits_from_it(plugin):
    plugin("a", lambda register, path: register.region("a", name="甲", rulebook=path, inherits="jiangsoo"))

    with pytest.raises(UnknownRegion) as caught:
        open_region("a")
    assert str(caught.value) == (
        "[SH501] the region 'a' inherits from 'jiangsoo', which no installed plugin declares; did you mean 'jiangsu'?"
    )


# ---------------------------------------------------------------------- tests and detectors of its own


def own_test(checked, check):
    return ()


def own_detector(counts, *, most):
    return ()


CHECK = item("check", 'test = "own"\nsays = "错"\ndo = "改"', "k")
SIGNAL = item("signal", 'detector = "steep"\nunit = "school"\nsettings = { most = "3" }', "s")


def test_a_region_names_its_own_tests_and_detectors_and_those_that_it_inherits(plugin, tmp_path):
    (tmp_path / "doc.toml").write_text(DOCUMENT + CHECK + SIGNAL, "utf-8")
    brings = {"tests": {"own": own_test}, "detectors": {"steep": own_detector}}
    plugin("a", lambda register, path: register.region("a", name="甲", rulebook=path, inherits="cn", **brings))
    below = tmp_path / "below"
    below.mkdir()
    renamed = DOCUMENT.replace('id = "doc"', 'id = "low"').replace('id = "c', 'id = "l') + CHECK.replace('"k"', '"kk"')
    (below / "low.toml").write_text(renamed, "utf-8")
    plugin(
        "b",
        lambda register, path: register.region("b", name="乙", rulebook=below, inherits="a", tests={"more": own_test}),
    )

    assert (open_region("a").tests["own"], open_region("a").detectors["steep"]) == (own_test, own_detector)
    assert {"own", "more", "keepers"} <= open_region("b").tests.keys()


@pytest.mark.parametrize(
    ("brings", "message"),
    [
        ({"tests": {"keepers": own_test}}, "region 'b' brings a test 'keepers', and the engine has one of that name"),
        ({"tests": {"own": own_test}}, "the region 'b' brings a test 'own', and the region 'a' has one of that name"),
        ({"detectors": {"ears-c1": own_detector}}, "'b' brings a detector 'ears-c1', and the engine has one"),
        ({"detectors": {"steep": own_detector}}, "'b' brings a detector 'steep', and the region 'a' has one"),
        ({"tests": {"more": "checks.more"}}, "the region 'b' brings a test 'more' that is no function but str"),
        ({"detectors": {"more": None}}, "the region 'b' brings a detector 'more' that is no function but NoneType"),
    ],
)
def test_what_a_region_brings_takes_no_name_that_is_taken_and_can_be_called(plugin, tmp_path, brings, message):
    above = {"tests": {"own": own_test}, "detectors": {"steep": own_detector}}
    plugin("a", lambda register, path: register.region("a", name="甲", rulebook=path, inherits="cn", **above))
    empty = tmp_path / "empty"
    empty.mkdir()
    plugin("b", lambda register, path: register.region("b", name="乙", rulebook=empty, inherits="a", **brings))

    with pytest.raises(RegionError, match=f"SH500.*{message}"):
        open_region("b")
    assert open_region("a").tests["own"] is own_test


# ---------------------------------------------------------------------- readings that a region chooses


READING = """
[[reading]]
id = "noon"
clause = "c"
phrase = "午前"
choice = "in-time"
why = "。"
choices = { in-time = "按时", late = "迟", never = "无" }
"""
NOON = duty('filer = "school"\nevery = ["day"]\nby = { time = 12:00:00, edge = "in" }') + (
    '[duty.under]\nnoon.late = { "by.edge" = "out" }\nnoon.never = { by = { days = 9, edge = "in" } }\n'
)


@pytest.fixture
def line(plugin, tmp_path):
    """Install a region 'a' with a reading, 'b' that inherits from it and 'c' below, each with the choices it takes."""

    def install(a=None, b=None, c=None):
        (tmp_path / "doc.toml").write_text(DOCUMENT + READING + NOON, "utf-8")
        empty = tmp_path / "empty"
        empty.mkdir()
        plugin("a", lambda register, path: register.region("a", name="甲", rulebook=path, inherits="cn", readings=a))
        plugin("b", lambda register, path: register.region("b", name="乙", rulebook=empty, inherits="a", readings=b))
        plugin("c", lambda register, path: register.region("c", name="丙", rulebook=empty, inherits="b", readings=c))

    return install


def choice(code, **readings):
    book = open_region(code, readings=readings).rulebook
    return book.readings["noon"].choice, book.duties["d"].by.edge


def test_a_region_chooses_readings_of_what_it_inherits_and_changes_nothing_above_it(line):
    line(b={"noon": "late"})

    assert (choice("a"), choice("b"), choice("c")) == (("in-time", "in"), ("late", "out"), ("late", "out"))


def test_the_choice_of_the_region_nearer_by_comes_first_and_a_hosts_before_all(line):
    line(b={"noon": "late"}, c={"noon": "never"})

    assert choice("c") == ("never", "in")
    assert choice("c", noon="late") == ("late", "out")
    assert choice("b", noon="in-time") == ("in-time", "in")


def test_a_region_that_chooses_a_reading_which_nobody_declares_is_refused(line):
    line(b={"nooon": "late"})

    with pytest.raises(RegionError, match="SH500. the region 'b' chooses the reading 'nooon', .*did you mean 'noon'"):
        open_region("c")
    assert choice("a") == ("in-time", "in")


def test_a_region_does_not_choose_a_reading_that_only_one_below_it_declares(line, plugin, tmp_path):
    line()
    plugin("z", lambda register, path: register.region("z", name="", rulebook=tmp_path / "empty", readings={"noon": "late"}))
    plugin("y", lambda register, path: register.region("y", name="", rulebook=path, inherits="z"))

    with pytest.raises(RegionError, match="the region 'z' chooses the reading 'noon', which nobody declares"):
        open_region("y")


def test_a_region_that_takes_a_choice_which_the_reading_has_not_is_refused(line):
    line(b={"noon": "soon"})

    with pytest.raises(RulebookError, match="the reading 'noon' has no choice 'soon'; it has in-time, late, never"):
        open_region("b")


def _fails():
    message = "no calendar today"
    raise RuntimeError(message)


def test_what_fails_while_a_region_is_built_is_reported_and_stops_nobody_else(plugin):
    plugin("lost", lambda register, path: register.region("lost", name="失", rulebook=path / "nowhere", inherits="cn"))
    plugin("none", lambda register, path: register.region("none", name="无", rulebook=path, inherits="cn", calendar=_fails))
    plugin("text", lambda register, path: register.region("text", name="文", rulebook="not a folder", inherits="cn"))
    found = {one.code: one.error for one in regions()}

    assert isinstance(found.pop("lost"), RulebookError)
    assert isinstance(found.pop("none"), RegionBroken)
    assert isinstance(found.pop("text"), RegionBroken)
    assert set(found.values()) == {None}


def test_a_malformed_rulebook_is_reported_among_the_regions(plugin, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "x.toml").write_text("collour = 1", "utf-8")
    plugin("bad", lambda register, path: register.region("bad", name="坏", rulebook=Path(broken), inherits="cn"))

    assert isinstance({one.code: one.error for one in regions()}["bad"], RulebookError)


def test_an_unknown_reading_is_told_with_those_there_are():
    with pytest.raises(RulebookError, match="no reading 'nope'; there are .*sh-before-sunday"):
        open_region("shanghai", readings={"nope": "x"})


def test_every_unknown_reading_is_told_with_the_one_that_may_be_meant():
    with pytest.raises(RulebookError) as caught:
        open_region("shanghai", readings={"sh-before-sundy": "x", "sh-twise": "y"})

    assert str(caught.value).splitlines() == [
        "[SH400] shanghai: no reading 'sh-before-sundy'; did you mean 'sh-before-sunday'?",
        "shanghai: no reading 'sh-twise'; did you mean 'sh-twice'?",
    ]


def test_a_region_is_opened_once_for_the_same_readings():
    assert open_region("shanghai") is open_region("shanghai", readings={})
    assert open_region("shanghai", readings={"sh-before-sunday": "week-earlier"}) is not open_region("shanghai")


def test_only_regions_that_ship_an_example_have_one():
    assert registry.example_of("cn") is None
    assert registry.example_of("shanghai").name == "example.toml"
