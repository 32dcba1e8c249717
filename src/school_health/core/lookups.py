"""
Looking rules up by id: each table of a rulebook made once, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from school_health.core.account import Custody, PasswordRule
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.finding import Check
from school_health.core.form import Form
from school_health.core.law import Clause, Document, EventKind, Party, Reading, Scope
from school_health.core.measure import MeasureRule
from school_health.core.recovery import Recovery
from school_health.core.sample import SampleRule
from school_health.core.signalrule import SignalRule
from school_health.core.workflow import Workflow


if TYPE_CHECKING:
    from school_health.core.chapter import Chapter

__all__ = ["Lookups"]


class Lookups:
    """
    The tables of a rulebook, whose chapters the subclass holds.
    """

    region: str
    chapters: tuple[Chapter, ...]

    def _all(self, kind: str) -> dict[str, Any]:
        return {item.id: item for chapter in self.chapters for item in getattr(chapter, kind)}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """
        Documents by id.
        """
        return {chapter.document.id: chapter.document for chapter in self.chapters}

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """
        Clauses by id.
        """
        return self._all("clause")

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """
        Readings by id.
        """
        return self._all("reading")

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """
        Parties by id.
        """
        return self._all("party")

    @cached_property
    def event_kinds(self) -> Mapping[str, EventKind]:
        """
        Kinds of event by id.
        """
        return self._all("event")

    @cached_property
    def scopes(self) -> Mapping[str, Scope]:
        """
        Scopes by id.
        """
        return self._all("scope")

    @cached_property
    def duties(self) -> Mapping[str, Duty]:
        """
        Duties by id.
        """
        return self._all("duty")

    @cached_property
    def breaches(self) -> Mapping[str, BreachRule]:
        """
        Breach rules by id.
        """
        return self._all("breach")

    @cached_property
    def consequences(self) -> Mapping[str, ConsequenceRule]:
        """
        Consequence rules by id.
        """
        return self._all("consequence")

    @cached_property
    def measures(self) -> Mapping[str, MeasureRule]:
        """
        Measure rules by id.
        """
        return self._all("measure")

    @cached_property
    def ladders(self) -> Mapping[str, Ladder]:
        """
        Ladders by id.
        """
        return self._all("ladder")

    @cached_property
    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """
        Vocabularies by id.
        """
        return self._all("vocabulary")

    @cached_property
    def definitions(self) -> Mapping[str, CaseDefinition]:
        """
        Case definitions by id.
        """
        return self._all("definition")

    @cached_property
    def alerts(self) -> Mapping[str, AlertRule]:
        """
        Alert rules by id.
        """
        return self._all("alert")

    @cached_property
    def families(self) -> Mapping[str, tuple[AlertRule, ...]]:
        """
        The alert rules that are evaluated, by family; a rule without one is a family of its own.
        """
        found: dict[str, list[AlertRule]] = {}
        for rule in self.alerts.values():
            if rule.active:
                found.setdefault(rule.family or f"rule:{rule.id}", []).append(rule)
        return {family: tuple(rules) for family, rules in found.items()}

    @cached_property
    def signals(self) -> Mapping[str, SignalRule]:
        """
        Statistical signals by id.
        """
        return self._all("signal")

    @cached_property
    def workflows(self) -> Mapping[str, Workflow]:
        """
        Workflows by id.
        """
        return self._all("workflow")

    @cached_property
    def recoveries(self) -> Mapping[str, Recovery]:
        """
        Profiles of return and suspension by id.
        """
        return self._all("recovery")

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """
        Checks by id.
        """
        return self._all("check")

    @cached_property
    def custodies(self) -> Mapping[str, Custody]:
        """
        Who keeps whose account, by id.
        """
        return self._all("account")

    @cached_property
    def passwords(self) -> Mapping[str, PasswordRule]:
        """
        Password rules by id.
        """
        return self._all("password")

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """
        Forms by id.
        """
        return self._all("form")

    @cached_property
    def samples(self) -> Mapping[str, SampleRule]:
        """
        Random samples by id.
        """
        return self._all("sample")

    # ------------------------------------------------------------------ words

    def words(self, of: str) -> Mapping[str, str]:
        """
        Return the words for symptoms or diseases, with their Chinese names.
        """
        return self._words[of]

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {"symptom": {}, "disease": {}}
        for vocabulary in self.vocabularies.values():
            found[vocabulary.of].update(vocabulary.words)
        return found

    def expanded(self, of: str, names: tuple[str, ...]) -> frozenset[str]:
        """
        Return words, those of the vocabularies that are named among them taken for their id.
        """
        found = self._expanded.get((of, names))
        if found is None:
            words: set[str] = set()
            for name in names:
                vocabulary = self.vocabularies.get(name)
                words.update([name] if vocabulary is None or vocabulary.of != of else vocabulary.words)
            found = self._expanded[of, names] = frozenset(words)
        return found

    @cached_property
    def _expanded(self) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
        return {}
