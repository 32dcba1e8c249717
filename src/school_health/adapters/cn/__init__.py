"""
The national norm that every region inherits.

References:
    * 学校和托幼机构传染病疫情报告工作规范（试行），卫办疾控发〔2006〕65号
    * 国家突发公共卫生事件相关信息报告管理工作规范（试行），2005
    * 学校传染病症状监测预警技术指南，WS/T 772-2020
    * 流感样病例暴发疫情处置指南（2018年版）
    * 苏卫计疾控〔2017〕18号 and 苏卫办疾控〔2019〕21号, quoted by schools of Jiangsu for suspension and return
    * 国务院办公厅关于部分节假日安排的通知, year by year, through the package chinesecalendar

Checked with:
    Other sources than the texts themselves. The basis of these norms is ``norm``, or ``ours`` where a reading gave the
    value; every threshold says how far it may be trusted (SEC, CODE, WEAK, CITY, MEM).

Limitations:
    No text was read. Days of issue of the norms of 2005, 2006 and 2018 are not known: they hold from the first day of their
    month or year. Neither the numbers of WS/T 772 and of tuberculosis nor 苏卫办疾控〔2019〕21号 were found, so the
    indicator is off, with placeholders. Off as well are a city's thresholds, criteria of suspension other than of
    influenza, and statistical signals.
    A township is no unit: encephalitis is counted in one school. What no absence shows (poisonings that name neither a meal
    nor the disease, reactions to medication, new diseases …) is declared as a fact, with its number in the title. Which
    diseases are infectious is our list: what it lacks is recorded as 其他法定传染病. Not carried: the report of ten
    influenza-like cases within a week, three classes with hand, foot and mouth disease each, a share of a class with fever,
    two cases of COVID-19 in a week. 其他 is neither a symptom nor a disease here.
    Holidays are known for the years that chinesecalendar holds.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]

_HERE = files(__name__)


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the national norm.
    """
    register.region(
        "cn",
        name="全国",
        rulebook=_HERE / "rulebook",
        vectors=_HERE / "vectors",
        edition=1,
        calendar=StateCouncilCalendar,
    )
