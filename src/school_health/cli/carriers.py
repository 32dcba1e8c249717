"""
What the rules that carry a clause say, value by value, so that an author can read them against the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

import attrs

from school_health.cli.keys import KINDS_OF_RULE, label, word
from school_health.cli.words import PARTS, basis_words, threshold_words, trust_words
from school_health.core.alert import AlertRule
from school_health.core.chapter import RULES
from school_health.core.duty import Again, Deadline, Duty, Reckoning, Through, While, Zero
from school_health.core.escalation import Step
from school_health.core.form import FormField, FormTable
from school_health.core.law import Rule
from school_health.core.rulebook import Rulebook
from school_health.core.workflow import MoveRule, Need, Workflow


__all__ = ["carrier_rows"]

_COMMON = frozenset(one.name for one in attrs.fields(Rule)) - {"since", "until", "replaces", "also", "ours"}

# Told even where the rule does not say them, since a number hangs on them.
_ALWAYS = {"days", "calendar", "counts", "otherwise"}

Told = tuple[str, str, Any, str]


def carrier_rows(book: Rulebook, rules: Iterable[Rule]) -> Iterator[dict[str, Any]]:
    """
    Yield a row for each value of some rules: its key as in the file, what that is called, and the value in words.
    """
    kinds = {rule.id: kind for chapter in book.chapters for kind in RULES for rule in getattr(chapter, kind)}
    for rule in rules:
        kind = kinds[rule.id]
        basis = basis_words(book, rule)
        for key, item, value, says in [("", "依据", basis, basis), *_told(book, rule)]:
            yield {
                "rule": rule.id,
                "kind": kind,
                "kind_words": KINDS_OF_RULE[kind],
                "title": rule.title,
                "key": key,
                "item": item,
                "value": value,
                "says": says,
            }


def _told(book: Rulebook, rule: Rule) -> Iterator[Told]:
    if isinstance(rule, AlertRule):
        for measure, least in rule.thresholds.items():
            yield measure, label(rule, measure), least, threshold_words(rule, measure)
    for one in attrs.fields(type(rule)):
        value, key = getattr(rule, one.name), one.name.rstrip("_")
        told = one.name not in _COMMON and (value != _default(one) or (isinstance(rule, AlertRule) and key in _ALWAYS))
        if told and not (isinstance(rule, AlertRule) and key in rule.thresholds):
            yield from _one(book, rule, key, value)


def _default(one: attrs.Attribute[Any]) -> Any:
    factory = getattr(one.default, "factory", None)
    return one.default if factory is None else factory()


def _one(book: Rulebook, rule: Rule, key: str, value: Any) -> Iterator[Told]:
    """
    Yield a value of a rule: one by one where it holds steps, moves or fields.
    """
    if isinstance(value, tuple) and value and attrs.has(type(value[0])):
        for number, one in enumerate(value):
            path = f"{key}.{getattr(one, 'id', '') or getattr(one, 'key', '') or number}"
            yield path, label(rule, key), _plain(one), _part(book, rule, one)
    elif attrs.has(type(value)):
        yield key, label(rule, key), _plain(value), _part(book, rule, value)
    else:
        yield key, label(rule, key), _plain(value), _words(book, key, value)


def _part(book: Rulebook, rule: Rule, one: Any) -> str:
    if isinstance(one, Reckoning):
        return _reckoned(book, rule, one)
    say: Mapping[type[Any], Any] = {
        Again: _again,
        FormField: _field,
        FormTable: _table,
        MoveRule: _move,
        Step: _step,
        Through: _through,
        While: _while,
        Zero: _zero,
    }
    return str(say[type(one)](book, rule, one))


# ------------------------------------------------------------------ single values


def _plain(value: Any) -> Any:
    """
    Return a value as JSON has it.
    """
    if attrs.has(type(value)):
        fields = {one.name: getattr(value, one.name) for one in attrs.fields(type(value))}
        defaults = {one.name: _default(one) for one in attrs.fields(type(value))}
        return {name.rstrip("_"): _plain(held) for name, held in fields.items() if held != defaults[name]}
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _words(book: Rulebook, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "、".join(f"{name} {held}" for name, held in value.items())
    if isinstance(value, tuple):
        return "、".join(_words(book, key, one) for one in value)
    return _called(book, key, value) if isinstance(value, str) else str(value)


def _called(book: Rulebook, key: str, text: str) -> str:
    """
    Return what an id is called: a word of the engine where the key takes these, an event, else whatever has the id.
    """
    if word(key, text) is not None:
        return str(word(key, text))
    kind, colon, name = text.partition(":")
    if colon and kind in ("fact", "suspension", "alert", "move", "breach", "consequence", "filed"):
        return _event(book, kind, name)
    workflow, dot, rest = text.partition(".")
    if dot and workflow in book.workflows:
        held = book.workflows[workflow]
        return f"{held.title}：{held.states.get(rest) or getattr(held.rule_of(rest), 'title', rest)}"
    if key == "trust":
        return trust_words(text)
    if key in ("symptoms", "diseases", "disease", "includes", "any_of", "all_of"):
        words = {**book.words("symptom"), **book.words("disease")}
        return words.get(text) or _title(book.vocabularies, text)
    tables: tuple[Mapping[str, Any], ...] = (
        book.parties,
        book.duties,
        book.breaches,
        book.event_kinds,
        book.workflows,
        book.scopes,
    )
    for table in tables:
        if text in table:
            return str(table[text].title)
    return PARTS.get(text, text) if key == "needs" else text


def _event(book: Rulebook, kind: str, name: str) -> str:
    if kind == "suspension":
        return f"{word('suspension', name) or name}停课"
    if kind == "move":
        workflow, _, move = name.partition(".")
        return f"步骤“{_called(book, 'of', f'{workflow}.{move}')}”"
    if kind == "filed":
        return f"报送“{_title(book.duties, name)}”"
    tables = {"fact": book.event_kinds, "alert": book.alerts, "breach": book.breaches, "consequence": book.consequences}
    return f"{KINDS_OF_RULE[{'fact': 'event'}.get(kind, kind)]}“{_title(tables[kind], name)}”"


def _title(table: Mapping[str, Any], name: str) -> str:
    return str(table[name].title) if name in table else name


def _all(book: Rulebook, key: str, names: Iterable[str]) -> str:
    return "、".join(_called(book, key, one) for one in names)


# ------------------------------------------------------------------ parts


def _reckoned(book: Rulebook, rule: Rule, one: Reckoning) -> str:
    """
    Return how a deadline or an opening is counted, and on which side of it the instant itself lies.
    """
    if isinstance(one, Deadline) and one.at_once:
        return "第一时间（没有写明时限）"
    steps = [_start(book, rule, one)]
    steps += [f"{'后' if number > 0 else '前'} {abs(number)} {unit}" for number, unit in _counted(one) if number]
    steps += [f"该周的{word('weekday', one.weekday)}"] if one.weekday is not None else []
    steps += [f"后 {one.working_days} 个工作日"] if one.working_days else []
    steps += [f"后 {one.hours} 小时"] if one.hours else []
    steps += [f"{one.time:%H:%M}"] if one.time is not None else []
    words = "，".join(steps)
    if not isinstance(one, Deadline):
        return words
    instant = one.time is not None or (isinstance(rule, Duty) and bool(rule.after) and not one.counts_days)
    return f"{words}（{'恰在此刻' if instant else '当天'}{'算按时' if one.edge == 'in' else '算迟'}）"


def _start(book: Rulebook, rule: Rule, one: Reckoning) -> str:
    if one.date is not None:
        return one.date.isoformat()
    if one.from_ == "vacation":
        return "放假第一天"
    if one.from_ != "opening":
        return _called(book, "from", one.from_)
    if isinstance(rule, Duty) and rule.after:
        return "事由发生"
    return "当日" if isinstance(rule, Duty) and rule.daily else "当期第一天"


def _counted(one: Reckoning) -> tuple[tuple[int, str], ...]:
    return ((one.weeks, "周"), (one.days, "日"))


def _again(_book: Rulebook, _rule: Rule, one: Again) -> str:
    return "以第一份为准，以后的不收" if one.takes == "first" else "以最后一份为准"


def _zero(_book: Rulebook, _rule: Rule, one: Zero) -> str:
    return f"可报零报告，表示 {one.means}"


def _while(book: Rulebook, _rule: Rule, one: While) -> str:
    return f"自{_all(book, 'after', one.after)}至{_all(book, 'until', one.until)}"


def _through(book: Rulebook, _rule: Rule, one: Through) -> str:
    words = _all(book, "hands", one.hands)
    words += "（须与报送人不是同一人）" if one.others else ""
    return words + ("，缺一不算报送完整" if one.holds else "，缺了仍算收到")


def _step(book: Rulebook, _rule: Rule, one: Step) -> str:
    at = "截止时" if one.at is None else f"{f'后 {one.at.days} 日 ' if one.at.days else ''}{one.at.time:%H:%M}"
    words = f"{one.level}：{at}，告知{_all(book, 'to', one.to)}"
    words += f"，由{_called(book, 'by', one.by)}办理" if one.by else ""
    return words + (f"，记入{one.enters}" if one.enters else "")


def _move(book: Rulebook, rule: Workflow, one: MoveRule) -> str:
    states = rule.states
    words = f"{one.title}：{'、'.join(states[state] for state in one.from_)} → {states[one.to] if one.to else '状态不变'}"
    words += f"；由{_all(book, 'by', one.by)}办理" if one.by else ""
    words += f"；{_all(book, 'all', one.all)}都要办理" if one.all else ""
    others = [move.title for move in rule.move if move.id in one.others]
    words += f"；须与{'、'.join(others)}的经手人不是同一人" if others else ""
    words += f"；须有{'、'.join(_need(need) for need in one.needs)}" if one.needs else ""
    return words + (f"；可有{'、'.join(_need(need) for need in one.may)}" if one.may else "")


def _need(one: Need) -> str:
    more = ["材料"] if one.paper else []
    more += ["或".join(one.choices.values())] if one.choices else []
    more += [f"同组 {one.either} 有其一即可"] if one.either else []
    return one.title + (f"（{'；'.join(more)}）" if more else "")


def _field(_book: Rulebook, _rule: Rule, one: FormField) -> str:
    words = [str(word("need", one.need))]
    words += [f"可选{'、'.join(one.choices.values())}{'（可多选）' if one.many else ''}"] if one.choices else []
    words += ["可多项"] if one.many and not one.choices else []
    words += [f"在“{one.rows}”的每一行"] if one.rows else []
    words += [f"仅当{'、'.join(f'{key} 为 {value}' for key, value in one.when.items())}"] if one.when else []
    words += ["取自记录"] if one.value else []
    return f"{one.title}：{'；'.join(words)}"


def _table(book: Rulebook, _rule: Rule, one: FormTable) -> str:
    titles: Mapping[str, Any] = {**book.duties, **book.workflows, **book.consequences, **book.samples, **book.alerts}
    words = [str(word("source", one.of) or "由人填写")]
    words += ["、".join(_title(titles, name) for name in one.rule)] if one.rule else []
    words += [f"按{word('by', one.by)}"] if one.of == "places" else []
    words += [_title(book.scopes, one.scope)] if one.scope else []
    words += [f"仅当{'、'.join(f'{key} 为 {value}' for key, value in one.only.items())}"] if one.only else []
    words += ["有合计"] if one.total else []
    return f"{one.title}：{'；'.join(words)}" if one.title else "；".join(words)
