"""
When somebody may be back, and how long lessons are usually suspended: criteria of published profiles, never an order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.law import Rule


__all__ = ["Criterion", "Recovery"]


@frozen(kw_only=True, eq=False)
class Recovery(Rule):
    """
    A published profile: after what somebody with one of these diseases may be back, and how long lessons are suspended.

    Sources disagree, so a disease may have several; each says where it stands and how far it may be trusted.

    Args:
        diseases: words, or ids of vocabularies.
        clear_hours: so many hours without symptoms.
        onset_days: so many days since the onset.
        papers: papers that must be there, by what they are called in Chinese.
        suspension_days: for so many days a class is usually suspended.
        contact_days: for so many days contacts are watched.
        trust: how far the numbers may be trusted.
    """

    diseases: tuple[str, ...]
    clear_hours: int | None = None
    onset_days: int | None = None
    papers: tuple[str, ...] = ()
    suspension_days: int | None = None
    contact_days: int | None = None
    trust: str = ""


@frozen
class Criterion:
    """
    What a profile says of a spell or a suspension: ``met`` since ``since``, not met yet, or ``lacks`` facts to tell by.

    ``met`` is None where facts lack: then ``lacks`` names ``onset``, ``recovered_at`` or papers. ``what`` says whether it is
    about the ``return`` of who is ill, the end of a ``suspension``, or the end of watching the ``contacts`` of a case.

    Args:
        rule: the profile as declared.
        of: the absence or suspension.
        met: whether it is met; None where facts lack.
        since: since when it is met, or the moment before which it is not.
        lacks: the facts or papers that lack.
        what: what it is a criterion of.
    """

    rule: Recovery = field(repr=lambda rule: rule.id)
    of: str
    met: bool | None
    since: datetime | None
    lacks: tuple[str, ...] = ()
    what: Literal["return", "suspension", "contacts"] = "return"

    @property
    def clause(self) -> str:
        """
        The clause that names the criterion.
        """
        return self.rule.clause
