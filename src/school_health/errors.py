"""
All errors of school_health, in one tree.

::

    SchoolHealthError
    ├── FactError (ValueError)            SH100  a fact contradicts itself
    │   ├── NaiveMoment                   SH101  a moment without a time zone, or no moment at all
    │   └── UnknownSubject (LookupError)  SH102  a fact or question names what is not there
    ├── InputError (ValueError)           SH200  a file or folder could not be read; lists every problem
    ├── CalendarError (LookupError)       SH300  the calendar cannot say what kind of day it is
    │   ├── UnknownYear                   SH301  no published holidays for that year
    │   └── UnknownTerm                   SH302  the day lies beyond the school terms that are known
    ├── RulebookError (ValueError)        SH400  a rulebook is malformed; names file and path
    ├── RegionError                       SH500  a region could not be opened, or fails when it is asked
    │   ├── UnknownRegion (LookupError)   SH501  no installed plugin declares that code
    │   ├── RegionConflict                SH502  two distributions declare one code
    │   ├── RegionBroken                  SH503  the plugin was found but could not be loaded
    │   └── PluginFailed                  SH504  a test or a detector that it brings failed
    ├── ConformanceError (ValueError)     SH600  a vector or a declaration of the conformance kit is malformed
    ├── FormError (ValueError)            SH700  a form cannot be filled in, written or read back
    └── OutputError                       SH800  a file could not be written; nothing was

Every error has a ``code``; ``docs/errors.md`` explains each. No message quotes a reference to a person, an identity number
or a health value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar


if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CalendarError",
    "ConformanceError",
    "FactError",
    "FormError",
    "InputError",
    "NaiveMoment",
    "OutputError",
    "PluginFailed",
    "RegionBroken",
    "RegionConflict",
    "RegionError",
    "RulebookError",
    "SchoolHealthError",
    "UnknownRegion",
    "UnknownSubject",
    "UnknownTerm",
    "UnknownYear",
]


class SchoolHealthError(Exception):
    """
    Base of every error that this package raises on purpose.
    """

    code: ClassVar[str] = "SH000"

    def __str__(self) -> str:
        return f"[{self.code}] {super().__str__()}"


class FactError(SchoolHealthError, ValueError):
    """
    A fact contradicts itself or the facts beside it.
    """

    code = "SH100"


class NaiveMoment(FactError):
    """
    A moment came without a time zone, so that it could mean several instants; or it was no moment.
    """

    code = "SH101"


class UnknownSubject(FactError, LookupError):
    """
    A fact names a school, class or area that the record does not hold, or a word that the rulebook does not declare.
    """

    code = "SH102"

    __str__ = SchoolHealthError.__str__


class InputError(SchoolHealthError, ValueError):
    """
    Files could not be read. Nothing was taken; every problem is in ``problems``.
    """

    code = "SH200"

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CalendarError(SchoolHealthError, LookupError):
    """
    The calendar cannot say what kind of day a day is.
    """

    code = "SH300"


class UnknownYear(CalendarError):
    """
    The State Council's holidays of that year are not in the data.
    """

    code = "SH301"


class UnknownTerm(CalendarError):
    """
    The day lies so far from every known term that it may belong to one that nobody has entered.
    """

    code = "SH302"


class RulebookError(SchoolHealthError, ValueError):
    """
    A rulebook is malformed; the message names the file and the path in it.
    """

    code = "SH400"


class RegionError(SchoolHealthError):
    """
    A region could not be opened, or fails when it is asked.
    """

    code = "SH500"


class UnknownRegion(RegionError, LookupError):
    """
    No installed plugin declares that code.
    """

    code = "SH501"


class RegionConflict(RegionError):
    """
    Two distributions declare one code.
    """

    code = "SH502"


class RegionBroken(RegionError):
    """
    The plugin was found but could not be loaded; ``__cause__`` says why.
    """

    code = "SH503"


class PluginFailed(RegionError):
    """
    A test or a detector of a region failed, or gave what is no answer; where it raised, ``__cause__`` says what.

    The message quotes nothing of the cause, which may hold anything.
    """

    code = "SH504"


class ConformanceError(SchoolHealthError, ValueError):
    """
    A file of the conformance kit is malformed, or what it names is not there; a line for each mistake.
    """

    code = "SH600"


class FormError(SchoolHealthError, ValueError):
    """
    A form cannot be filled in, written or read back: it lacks what it must be told, or is told what it takes from the facts.
    """

    code = "SH700"


class OutputError(SchoolHealthError):
    """
    A file could not be written: it is there already, the folder is closed, or a library is missing. Nothing was written.
    """

    code = "SH800"
