"""
The national norm that every region inherits.

References:
    * 学校和托幼机构传染病疫情报告工作规范（试行），卫办疾控发〔2006〕65号
    * 国家突发公共卫生事件相关信息报告管理工作规范（试行），2005
    * 国务院办公厅关于部分节假日安排的通知, year by year, through the package chinesecalendar

Checked with:
    Other sources than the texts themselves; every rule of these norms carries the basis ``norm``.

Limitations:
    Only the obligation to report a confirmed emergency is carried so far; thresholds follow with the alerts. Holidays are
    known for the years that chinesecalendar holds.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the national norm.
    """
    register.region("cn", name="全国", rulebook=files(__name__) / "rulebook", calendar=StateCouncilCalendar)
