"""
The Chinese words for what the engine itself tells apart: states of dues, kinds of school, of person and of account.
"""

from __future__ import annotations

from collections.abc import Mapping


__all__ = ["ACCOUNT_KINDS", "ROLES", "STAGES", "STATES", "yes"]

STATES: Mapping[str, str] = {
    "on_time": "按时",
    "late": "迟报",
    "missing": "未报",
    "exempt": "免报",
    "not_yet_due": "未到期",
}
STAGES: Mapping[str, str] = {
    "": "",
    "kindergarten": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "combined": "一贯制",
    "vocational": "中职",
    "special": "特殊教育学校",
    "university": "高校",
}
ROLES: Mapping[str, str] = {"student": "学生", "staff": "教职工", "temporary": "临聘"}
ACCOUNT_KINDS: Mapping[str, str] = {"education": "教育用户", "administrator": "管理用户"}


def yes(said: object) -> str:
    """
    Return 是 or 否.
    """
    return "是" if said else "否"
