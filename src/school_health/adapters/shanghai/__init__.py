"""
Shanghai (上海): the direct reporting of absences, and the school food safety platform with its five-step ladder.

References:
    * 关于进一步加强疫情期间学校卫生工作信息报送及管理的通知 (2020, without a number in the text), with its annexes 1 and 2

Checked with:
    The text of the notice, read whole on the day that the rulebook file names in ``last_checked``.

Limitations:
    The text bears no date; that it holds from the first term of 2020, and still does, are readings. The district's and the
    city's response standards were not found: that a cluster response was triggered is stated as a fact, and the alert for
    vomiting and diarrhoea has unverified numbers and is off until a host sets them. What is due at once has no deadline, so
    that a call never made is missing and no breach. A class suspended within the suspension of its whole school is asked
    for like any other. What contradicts a report (a day's absence against 无异常, or an illness that others know of) is
    listed, and counts for nothing until somebody states that the report was wrong; a reading counts it at once. A year is a
    school year: one of the calendar cannot be chosen. That the morning and noon checks end with the epidemic cannot either,
    as no document names a day. The template of pupils' data (学生信息导入模板) was not found, and portals are not carried
    yet. The ladder for menus is another family of which the text says nothing, and is left out.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]

_HERE = files(__name__)


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    register.region(
        "shanghai",
        name="上海",
        inherits="cn",
        rulebook=_HERE / "rulebook",
        vectors=_HERE / "vectors",
        edition=1,
        example=_HERE / "example.toml",
    )
