"""
The two plugins as found by their entry points: installed where tox has built and installed them, and else as if they were.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from school_health import registry
from tests.plugin_demo.ways import GOOD, WAYS, code_of, module_of, write_broken


# Set by the tox environment that installs the wheels; then nothing may be made up.
INSTALLED = "SCHOOL_HEALTH_PLUGINS_INSTALLED"


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    """Return the folder from which the plugins come, or None where they are installed."""
    if os.environ.get(INSTALLED):
        for name in ("school-health-demo", "school-health-broken"):
            assert "site-packages" in str(distribution(name).locate_file(""))
        yield None
        return
    folder = tmp_path_factory.mktemp("plugins")
    write_broken(folder / "broken")
    _as_if_installed(folder, "school-health-demo", {"demo": "school_health_demo"})
    _as_if_installed(folder, "school-health-broken", {code_of(way): module_of(way) for way in WAYS})
    added = [str(folder), str(GOOD.parent), str(folder / "broken" / "src")]
    sys.path[:0] = added
    registry._open.cache_clear()
    registry._declared.cache_clear()
    yield folder
    for path in added:
        sys.path.remove(path)
    for name in [one for one in sys.modules if one.partition(".")[0] in ("school_health_demo", "school_health_broken")]:
        del sys.modules[name]
    registry._open.cache_clear()
    registry._declared.cache_clear()


def _as_if_installed(folder, name, points):
    try:
        distribution(name)
    except PackageNotFoundError:
        info = folder / f"{name.replace('-', '_')}-0.1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", "utf-8")
        lines = [f"[{registry.GROUP}]", *(f"{code} = {module}" for code, module in points.items())]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
