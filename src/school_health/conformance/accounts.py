"""
Whether what a region says of accounts can be right: keepers, printed names, passwords.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from school_health.conformance.kit import Kit


__all__ = ["CHECKS"]

_LEVELS = ("school", "county", "city", "province")


def _keepers(kit: Kit) -> str:
    return "\n".join(
        f"{rule.id!r} has the accounts of a {rule.level} kept in a {rule.keeper}, which lies below it"
        for chapter in kit.own
        for rule in chapter.account
        if _LEVELS.index(rule.keeper) < _LEVELS.index(rule.level)
    )


def _names(kit: Kit) -> str:
    held: dict[str, str] = {}
    told = []
    for rule in (rule for chapter in kit.own for rule in chapter.account):
        for of, name in rule.names.items():
            if held.get(name, of) != of:
                told.append(f"{rule.id!r} prints {name!r} for {of}, and it is that of {held[name]} too")
            held.setdefault(name, of)
    return "\n".join(told)


def _passwords(kit: Kit) -> str:
    return "\n".join(
        f"{rule.id!r} wants {len(rule.all_of)} kinds of character in at most {rule.most}: nobody can"
        for chapter in kit.own
        for rule in chapter.password
        if rule.most < len(rule.all_of)
    )


CHECKS: Mapping[str, Callable[[Kit], str]] = {"keepers": _keepers, "names": _names, "passwords": _passwords}
