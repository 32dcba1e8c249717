"""
What a plugin implements, and the object by which it says what it has.

There is one hook. Another comes only with its first real user.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from typing import Protocol

import pluggy

from school_health.core.calendar import NationalCalendar
from school_health.core.checking import Test
from school_health.core.signal import Detector


__all__ = ["NAMESPACE", "Register", "hookimpl", "school_health_region"]

NAMESPACE = "school_health"

hookspec = pluggy.HookspecMarker(NAMESPACE)
hookimpl = pluggy.HookimplMarker(NAMESPACE)


class Register(Protocol):
    """
    Handed to a plugin; it takes what the plugin declares.
    """

    def region(
        self,
        code: str,
        *,
        name: str,
        rulebook: Traversable,
        inherits: str | None = None,
        calendar: Callable[[], NationalCalendar] | None = None,
        example: Traversable | None = None,
        tests: Mapping[str, Test] | None = None,
        detectors: Mapping[str, Detector] | None = None,
        readings: Mapping[str, str] | None = None,
        vectors: Traversable | None = None,
        edition: int | None = None,
    ) -> None:
        """
        Declare a region.

        Args:
            code: its code, the same as the name of the entry point.
            name: its Chinese name.
            rulebook: a folder of rulebook files, one for each document.
            inherits: the code of the region whose rules and calendar it takes over.
            calendar: makes the provider of national holidays; absent means that of the region it inherits from.
            example: the scenario of the example county that ``school-health example`` writes, a TOML file.
            tests: what the region's checks name beside the tests of the engine, by name; none may have the name of a test of
                the engine or of a region that it inherits from.
            detectors: what its signals name beside the detectors of the engine, by name; the same holds of their names.
            readings: which choices it takes where the rules that it inherits are silent, by the reading's id. A host's
                choice comes before them.
            vectors: a folder of ``*.vectors.toml``, what the conformance kit holds the region to.
            edition: the edition of the kit for which they were written; required beside them.
        """


@hookspec
def school_health_region(register: Register) -> None:
    """
    Declare a region. Called once, when the region is first asked for.
    """
