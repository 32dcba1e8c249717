"""
Rows to moves of workflows and to accounts.
"""

from __future__ import annotations

from collections.abc import Mapping

from school_health.core.account import Account
from school_health.core.workflow import Move
from school_health.files.details import Details
from school_health.files.names import Names
from school_health.files.parsing import Parsed, Values
from school_health.files.problem import Problem
from school_health.files.rows import Rows, made_id
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary


__all__ = ["Matters"]


class Matters(Rows):
    """
    The moves and accounts of a folder.

    Args:
        parsed: the files by kind, those that could be read.
        names: what the folder names.
        words: the region's words.
        problems: the list to which problems are added.
    """

    def __init__(self, parsed: Mapping[str, Parsed], names: Names, words: Vocabulary, problems: list[Problem]) -> None:
        super().__init__(parsed, names, words, problems)
        self._details = Details(parsed.get("moves"))
        self.facts["moves"] = self._each("moves", self._move)
        self.facts["accounts"] = self._each("accounts", self._account)

    def _move(self, v: Values) -> Move:
        workflow, by, at, recorded_at = v["workflow"], v["by"], v["at"], v["recorded_at"]
        try:
            move = self._words.move(workflow, v["move"])
        except Bad as bad:
            self._wrong("move", bad.what, bad.fix, v["move"])
            move = v["move"]
        if recorded_at is not None and recorded_at < at:
            self._wrong("recorded_at", "早于办理时间", "录入不会早于办理：请核对两个时间", recorded_at)
        name = v["id"] or made_id(workflow, v["matter"], move, v["post"], by, at.isoformat())
        self._not_doubled(v, name, "编号相同" if v["id"] else "是同一人同一时间的同一步", "另一步请填写另一个编号")
        needs = self._words.details("moves", (workflow, move))
        return Move(
            id=name,
            workflow=workflow,
            matter=v["matter"],
            move=move,
            at=at,
            by=by,
            post=v["post"],
            details=self._details.read((workflow, move), needs, v, self._wrong),
            recorded_at=recorded_at,
        )

    def _account(self, v: Values) -> Account:
        self._in_order(v)
        self._once("user", (v["user"], v["system"], v["recorded_at"]), v["user"], "（系统和录入时间也相同）")
        keeper = v["keeper"]
        if keeper is not None:
            try:
                keeper = self._names.area(keeper)
            except Bad as bad:
                self._wrong("keeper", bad.what, bad.fix, v["keeper"])
            else:
                if keeper is None:
                    self._wrong("keeper", "没有这个地区", "请写管理单位所在地区的代码或名称", v["keeper"])
        return Account(**{**v, "of": self._holder(v["of"]), "keeper": keeper})

    def _holder(self, text: str) -> str:
        """
        Return the school or area that has an account; a code that neither has is kept, because audits look for it.
        """
        if self._names.has("schools", text):
            return text
        try:
            area = self._names.area(text)
        except Bad as bad:
            self._wrong("of", bad.what, bad.fix, text)
            return text
        if area is None and self._names.school_called(text) is not None:
            self._wrong("of", "学校表里没有这所学校", self._names.school_hint(text), text)
        return area or text
