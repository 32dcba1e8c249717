"""
The law as items: documents, clauses, readings, parties, scopes.

Every item of a rulebook is a `Rule`: it cites a clause, holds from a day, and names the readings on which it rests where
the text is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen


__all__ = [
    "Basis",
    "Clause",
    "Document",
    "EventKind",
    "Party",
    "Reach",
    "Reading",
    "Rule",
    "Scope",
    "holds",
]

Basis = Literal["text", "norm", "ours"]


def holds(since: date | None, until: date | None, day: date) -> bool:
    """
    Say whether a span of days holds a day; both ends belong to it, and an absent end is open.
    """
    return (since is None or since <= day) and (until is None or day <= until)


@frozen(kw_only=True)
class Reach:
    """
    Whom a document addresses: everyone in a province or city, or one school (which others may adopt).
    """

    level: Literal["country", "province", "city", "school"]
    of: str


@frozen(kw_only=True, eq=False)
class Document:
    """
    An official document, in force from ``since`` to ``until`` (both included).

    ``during = "campaign"`` binds only within a `school_health.core.school.Campaign`. ``trust`` marks a norm whose text
    nobody of this project has read: its rules carry the basis ``norm``.
    """

    id: str
    title: str
    number: str
    issuer: str
    since: date
    until: date | None = None
    issued: date | None = None
    issued_month: str = ""
    reach: Reach
    during: Literal["", "campaign"] = ""
    trust: str = ""
    last_checked: date

    @property
    def basis(self) -> Basis:
        """
        ``text`` where the document was read, ``norm`` where it is known from others.
        """
        return "norm" if self.trust else "text"


@frozen(kw_only=True, eq=False)
class Clause:
    """
    One provision of a document, in our words; ``at`` says where it stands.

    ``not_yet`` says why nothing carries it yet: an empty one means that something does.
    """

    id: str
    kind: str
    at: str = ""
    says: str
    trust: str = ""
    not_yet: str = ""
    document: str = ""


@frozen(kw_only=True, eq=False)
class Reading:
    """
    How a phrase that the text leaves open is read. ``choices`` are the readings that a host may take instead.
    """

    id: str
    clause: str
    phrase: str
    choice: str
    choices: Mapping[str, str]
    why: str
    document: str = ""


@frozen(kw_only=True, eq=False)
class Rule:
    """
    What every item of law has: an id, the clause that it carries, its days in force, and the readings it rests on.

    ``also`` names further clauses that it carries. ``ours`` maps a key of the item to the id of the `Reading` that gave its
    value.

    Args:
        id: its id.
        clause: the clause that it carries.
        title: its Chinese name.
        since, until: the days on which it holds; absent means those of its document.
        replaces: the rules that it replaces.
        also: further clauses that it carries.
        ours: the reading that gave a value, by the key of the value.
        document: the document in which it stands.
    """

    id: str
    clause: str
    title: str
    since: date | None = None
    until: date | None = None
    replaces: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    ours: Mapping[str, str] = field(factory=dict)
    document: str = ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """
        The clauses that it carries.
        """
        return (self.clause, *self.also)

    @property
    def rests_on_us(self) -> bool:
        """
        Say whether a reading gave a whole value; one of a detail (``by.edge``) leaves the basis as it is.
        """
        return any("." not in path for path in self.ours)


@frozen(kw_only=True, eq=False)
class Party(Rule):
    """
    A post that files, receives, approves or answers; ``level`` is the organisation in which it is held.
    """

    level: Literal["school", "grade", "class", "county", "city", "province"]
    liability: str = ""


@frozen(kw_only=True, eq=False)
class EventKind(Rule):
    """
    A kind of dated fact that opens, closes or weighs something; ``subject`` is what it happens to.

    ``details`` are the keys of what may be written down of it, with their Chinese titles. One that ``takes_back`` names an
    alert, and answers it only where what is recorded now would not raise it.
    """

    subject: Literal["school", "class", "person", "county", "city", "province", "any"]
    details: Mapping[str, str] = field(factory=dict)
    takes_back: bool = False


@frozen(kw_only=True, eq=False)
class Scope(Rule):
    """
    Whom a duty or a measure concerns. An empty tuple sets no limit.

    Args:
        stages: kinds of school (``kindergarten``, ``primary`` …).
        people: kinds of person (``student``, ``staff``, ``temporary``).
        connected: only schools that are (or are not) on the region's system.
        meals: only schools that serve (or do not serve) meals.
        authority: level of the authority to which the school answers (``county`` or ``city``).
    """

    stages: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    connected: bool | None = None
    meals: bool | None = None
    authority: Literal["county", "city", "province"] | None = None
