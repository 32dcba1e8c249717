"""
What ids are called: schools and areas by name, classes with their school, posts by title, persons by reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from school_health.cli.words import STATES, deadline_words, moment_words
from school_health.core.due import Due
from school_health.core.escalation import Consequence, Notice
from school_health.core.workflow import Move
from school_health.files.called import Called


__all__ = ["Names"]


class Names(Called):
    """
    Turns ids into what people call them, persons by reference, and dues and notices into rows.
    """

    def filer(self, of: str) -> str:
        """
        Return what somebody who files is called: of a person the school and the reference.
        """
        person = self._record.person_by_id.get(of)
        return f"{self.name(person.school)} {of}" if person is not None else self.name(of)

    def due(self, due: Due) -> dict[str, Any]:
        """
        Return the row of a due.
        """
        period = due.first.isoformat() if due.first == due.last else f"{due.first.isoformat()} 起"
        return {
            "duty": due.duty.id,
            "title": due.duty.title,
            "filer_id": due.filer,
            "filer": self.filer(due.filer),
            "about": due.about,
            "matter": self.matter(due),
            "first": due.first.isoformat(),
            "last": due.last.isoformat() if due.last < date.max else None,
            "period": period,
            "deadline": deadline_words(due.deadline) if not (due.duty.by and due.duty.by.at_once) else "第一时间",
            "state": due.state,
            "state_words": STATES[due.state],
            "filed": moment_words(due.outcome.complete_at) if due.outcome.complete_at is not None else "",
            "filed_at": due.outcome.complete_at.isoformat() if due.outcome.complete_at is not None else None,
            "lacks": [self.part(one) for one in due.outcome.lacks],
            "basis": due.basis,
            "readings": list(due.readings),
            "clause": due.clause,
        }

    def move(self, name: str) -> Move | None:
        """
        Return the move of a reference, or None.
        """
        return next((one for one in self._record.moves if one.id == name), None)

    def notice(self, notice: Notice) -> dict[str, Any]:
        """
        Return the row of a notice.
        """
        return {
            "at": moment_words(notice.at),
            "level": notice.level,
            "to": [self._recipient(one.person, one.posts, one.organisation) for one in notice.to],
            "filer_id": notice.due.filer,
            "filer": self.filer(notice.due.filer),
            "title": notice.due.duty.title,
            "duty": notice.due.duty.id,
            "first": notice.due.first.isoformat(),
            "enters": notice.enters,
            "clause": notice.clause,
        }

    def _recipient(self, person: str | None, posts: Iterable[str], organisation: str) -> str:
        titles = "、".join(self._rulebook.parties[post].title for post in posts)
        return f"{titles} {person if person is not None else f'（{self.name(organisation)}未填任职人）'}"

    def consequence(self, one: Consequence) -> dict[str, Any]:
        """
        Return the row of a consequence.
        """
        return {
            "at": moment_words(one.at),
            "subject_id": one.subject,
            "subject": self.name(one.subject),
            "consequence": one.rule.id,
            "title": one.title,
            "count": len(one.breaches),
            "lists": list(one.rule.lists),
            "clause": one.clause,
        }
