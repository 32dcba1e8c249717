"""
Accounts on a region's system: who keeps whose, what a password must hold, and which are missing or one too many.

No password is a fact. An `Account` has no place for one, and what `password_faults` says of one does not repeat it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.law import Rule, holds
from school_health.core.moment import maybe_aware
from school_health.core.words import one_of
from school_health.errors import FactError


__all__ = [
    "Account",
    "AccountChange",
    "AccountHolder",
    "AccountKind",
    "Custody",
    "PasswordFault",
    "PasswordPart",
    "PasswordRule",
    "audit",
    "custody_of",
    "password_faults",
]

AccountHolder = Literal["school", "county", "city", "province"]
AccountKind = Literal["education", "administrator"]
PasswordPart = Literal["digit", "letter", "special"]
PasswordFault = Literal["too-short", "too-long", "no-digit", "no-letter", "no-special", "unknown-character"]

_PARTS: dict[PasswordPart, tuple[PasswordFault, frozenset[str]]] = {
    "digit": ("no-digit", frozenset(string.digits)),
    "letter": ("no-letter", frozenset(string.ascii_letters)),
    "special": ("no-special", frozenset(string.punctuation)),
}
_KNOWN = frozenset().union(*(characters for _, characters in _PARTS.values()))


@frozen(kw_only=True, eq=False)
class Custody(Rule):
    """
    Who keeps the accounts of a level.

    Args:
        level: whose accounts.
        kind: accounts of those who report and look on, or of those who open accounts themselves.
        keeper: level of the organisation that opens, records and maintains them.
        keeper_title: what that organisation is called, such as 疾病预防控制中心.
        names: user names as printed, by the name of the organisation as printed.
    """

    level: AccountHolder
    kind: AccountKind = "education"
    keeper: Literal["county", "city", "province"]
    keeper_title: str
    names: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True, eq=False)
class PasswordRule(Rule):
    """
    What a password must be: from ``least`` to ``most`` characters, with one at least of each part.
    """

    least: int
    most: int
    all_of: tuple[PasswordPart, ...]


@frozen(kw_only=True)
class Account:
    """
    An account of a school or area (``of``) over a span of days; its password is no fact, and must stand nowhere.

    ``keeper`` is the area whose organisation keeps it, as stated: whether it is the right one, `Custody` says.

    Args:
        user: the user name.
        of: the school or area whose account it is.
        kind: what the account is for.
        keeper: the area whose organisation keeps it.
        system: the system on which it is.
        first, last: the days on which it is open, both included; absent is open.
        recorded_at: when the record learnt of it; absent means always.
    """

    user: str
    of: str
    kind: AccountKind = field(default="education", validator=one_of(("education", "administrator")))
    keeper: str | None = None
    system: str = ""
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def __attrs_post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            message = f"an account of {self.of!r} ends before it begins: mend one of the two days"
            raise FactError(message)

    def holds(self, day: date) -> bool:
        """
        Say whether the account is open on the day.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class AccountChange:
    """
    An account to be added (without a user yet) or removed, and why.

    Args:
        of: the school or area.
        kind: whether an account is to be added or removed.
        user: the user name of the one to be removed.
        reason: why.
        system: the system on which it is.
    """

    of: str
    kind: Literal["add", "remove"]
    user: str | None
    reason: Literal["no-account", "closed", "unknown-organisation", "twice"]
    system: str = ""


def password_faults(rule: PasswordRule, password: str) -> tuple[PasswordFault, ...]:
    """
    Return every part of the rule that a password fails, without a word of the password.

    What counts is ours, where a document says no more than digits, letters and special characters: ASCII digits and ASCII
    letters; as special every other printable ASCII character save the blank. Anything else (Chinese, full-width,
    control characters, blanks) is an ``unknown-character``, which systems take in different ways. Length is in characters.
    """
    held = frozenset(password)
    faults: list[PasswordFault] = []
    if len(password) < rule.least:
        faults.append("too-short")
    if len(password) > rule.most:
        faults.append("too-long")
    faults += [fault for part, (fault, characters) in _PARTS.items() if part in rule.all_of and not held & characters]
    if held - _KNOWN:
        faults.append("unknown-character")
    return tuple(faults)


def custody_of(rules: Iterable[Custody], level: AccountHolder, kind: AccountKind) -> Custody | None:
    """
    Return the first of the rules (give those in force) that says who keeps such accounts, or None.
    """
    return next((rule for rule in rules if (rule.level, rule.kind) == (level, kind)), None)


def audit(accounts: Iterable[Account], organisations: Mapping[str, bool], day: date) -> tuple[AccountChange, ...]:
    """
    Return what is to be added and removed, ordered by organisation, system and user.

    Only accounts that are open on the day count. Of several of one kind on one system the one that began first stays, then
    the one whose user name comes first; the same user told twice is one account. An account of any kind on any system is
    an account: give only those of one kind or system to ask for that one.

    Args:
        accounts: all that are known.
        organisations: who should have one, and whether each is open that day.
        day: the day.
    """
    held: dict[str, dict[tuple[str, AccountKind], list[str]]] = {}
    for account in sorted(accounts, key=lambda one: (one.first or date.min, one.user)):
        if account.holds(day):
            users = held.setdefault(account.of, {}).setdefault((account.system, account.kind), [])
            if account.user not in users:
                users.append(account.user)
    changes = {
        AccountChange(of=of, kind="add", user=None, reason="no-account")
        for of, is_open in organisations.items()
        if is_open and of not in held
    }
    for of, systems in held.items():
        reason: Literal["closed", "unknown-organisation", "twice"] = "twice"
        if not organisations.get(of):
            reason = "closed" if of in organisations else "unknown-organisation"
        for (system, _), users in systems.items():
            for user in users[1:] if reason == "twice" else users:
                changes.add(AccountChange(of=of, kind="remove", user=user, reason=reason, system=system))
    return tuple(sorted(changes, key=lambda one: (one.of, one.system, one.user or "")))
