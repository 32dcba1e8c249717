"""
What a finding is about and what it lacks, in Chinese: each test of a check has its own way to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from school_health.cli.names import Names
from school_health.cli.words import CHANGES, LACKS, REFUSALS, moment_words
from school_health.core.finding import Finding
from school_health.core.rulebook import Rulebook
from school_health.core.workflow import Need


__all__ = ["about_words", "lacks_words", "needs_words"]

_Words = Callable[[Rulebook, Names, Finding], list[str]]


def about_words(book: Rulebook, finding: Finding) -> str:
    """
    Return what a finding is about: a duty by its title, the moment of a second filing, else the reference itself.
    """
    about = finding.about
    if finding.check.test == "breaches":
        return ""  # the key of a breach repeats place, task and day
    if finding.check.test == "refused-filings":
        return f"{moment_words(datetime.fromisoformat(about))} 的报送"
    duty = book.duties.get(about)
    return duty.title if duty is not None else about


def lacks_words(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    """
    Return what a finding lacks, or how things are, in words where there are any.
    """
    if finding.lacks[:1] in (("add",), ("remove",)):
        return ["：".join(CHANGES.get(one, one) for one in finding.lacks)]
    say = _SAID.get(finding.check.test)
    return say(book, names, finding) if say is not None else [_any(book, names, one) for one in finding.lacks]


def _any(book: Rulebook, names: Names, key: str) -> str:
    """
    Return whatever title an id has in a rulebook; a test of a region's own may name anything.
    """
    for table in (book.parties, book.duties, book.event_kinds, book.breaches, book.workflows):
        item = table.get(key)
        if item is not None:
            return str(item.title)
    return LACKS.get(key) or CHANGES.get(key) or names.part(names.name(key))


def _titled(table: str) -> _Words:
    def say(book: Rulebook, names: Names, finding: Finding) -> list[str]:
        items: Mapping[str, object] = getattr(book, table)
        return [
            _any(book, names, one) if one not in items else str(getattr(items[one], "title", one)) for one in finding.lacks
        ]

    return say


def _details(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    del names
    titles = {key: title for kind in finding.check.of for key, title in book.event_kinds[kind].details.items()}
    return [titles.get(one, one) for one in finding.lacks]


def _hands(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    del book
    found = []
    for one in finding.lacks:
        before, colon, post = one.partition(":")
        found.append(f"{names.post(post)}与报送人是同一人" if colon else names.post(before))
    return found


def _states(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    del names
    workflows = {name.partition(".")[0] for name in finding.check.needs}
    titles = {state: title for one in sorted(workflows) for state, title in book.workflows[one].states.items()}
    return [titles.get(one) or LACKS.get(one, one) for one in finding.lacks]


def _results(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    del names
    moves = [move for name in finding.check.of for move in book.workflows[name.partition(".")[0]].move]
    words = {value: title for move in moves for need in (*move.needs, *move.may) for value, title in need.choices.items()}
    return [words.get(one, one) for one in finding.lacks]


def needs_words(needs: Iterable[Need], lacks: Iterable[str], said: Mapping[str, str]) -> list[str]:
    """
    Return what a move lacks, by title; of what it says otherwise than it may, which it may be.

    Args:
        needs: what the move must and may say or bring.
        lacks: the keys of what it lacks.
        said: what it says, by key; never repeated.
    """
    known = {need.key: need for need in needs}
    found, told = [], set()
    for key in lacks:
        need = known.get(key)
        if need is not None and need.either:
            if need.either not in told:
                told.add(need.either)
                titles = [one.title for one in known.values() if one.either == need.either]
                found.append(f"{'、'.join(titles)}（其一即可）")
            continue
        words = need.title if need is not None else LACKS.get(key, key)
        if need is not None and need.choices and said.get(key, "").strip():
            words += f"（所填不在可选之列：{'、'.join(need.choices.values())}）"
        found.append(words)
    return found


def _refusal(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    reason, *lacks = finding.lacks
    moves = [move for name in finding.check.of for move in book.workflows[name].move]
    made = names.move(finding.about)
    if made is not None and made.workflow in book.workflows:
        rule = book.workflows[made.workflow].rule_of(made.move)
        moves = [rule] if rule is not None else moves
    needs = [need for move in moves for need in (*move.needs, *move.may)]
    lacking = "、".join(needs_words(needs, lacks, made.details if made is not None else {}))
    return [REFUSALS.get(reason, reason) + (f"：{lacking}" if lacking else "")]


def _each(form: str) -> _Words:
    def say(book: Rulebook, names: Names, finding: Finding) -> list[str]:
        del book
        return [form.format(names.name(one)) for one in finding.lacks]

    return say


def _listed(words: Mapping[str, str]) -> _Words:
    def say(book: Rulebook, names: Names, finding: Finding) -> list[str]:
        del book, names
        return [words.get(one, one) for one in finding.lacks]

    return say


def _parts(book: Rulebook, names: Names, finding: Finding) -> list[str]:
    del book
    return [names.part(one) for one in finding.lacks]


_SAID: Mapping[str, _Words] = {
    "breaches": _titled("duties"),
    "details": _details,
    "each-has": _titled("event_kinds"),
    "followed": _titled("event_kinds"),
    "hands": _hands,
    "in-state": _states,
    "keepers": _each("应由{}保管"),
    "omitted": _titled("event_kinds"),
    "parts": _parts,
    "printed-names": _each("文件所印为 {}"),
    "proxies": _listed(LACKS),
    "refused-moves": _refusal,
    "results": _results,
    "stalled": _states,
    "unnamed": _listed(LACKS),
    "untraced": _listed(LACKS),
    "vacant": _titled("parties"),
}
