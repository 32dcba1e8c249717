"""
The Chinese words for the keys of rules and for what the engine lets them say.
"""

from __future__ import annotations

from collections.abc import Mapping

from school_health.core.law import Rule


__all__ = ["KINDS_OF_RULE", "label", "word"]

KINDS_OF_RULE = {
    "party": "岗位",
    "event": "事件",
    "scope": "范围",
    "vocabulary": "词表",
    "definition": "病例定义",
    "alert": "预警规则",
    "signal": "统计信号",
    "workflow": "流程",
    "duty": "任务",
    "ladder": "逐级提醒",
    "breach": "违规",
    "consequence": "后果",
    "check": "核查",
    "recovery": "复课停课条件",
    "sample": "抽查",
    "account": "账号",
    "password": "密码",
    "form": "表单",
    "measure": "统计指标",
}

_LABELS = {
    "about": "逐校报送",
    "active": "是否计算",
    "after": "由何引起",
    "again": "重复报送",
    "ahead": "事前步骤也算",
    "alike": "须有的共同点",
    "all_of": "须含有",
    "also": "还承载",
    "any_of": "有其一",
    "attachments": "附件",
    "authority": "主管部门",
    "by": "截止",
    "calendar": "按何种日",
    "cases": "例数",
    "channel": "途径",
    "clear_hours": "症状消失满（小时）",
    "configurable": "使用单位可设",
    "connected": "已接入系统",
    "contact_days": "密接观察（日）",
    "copy": "抄送",
    "count": "满几件",
    "counts": "按何日计",
    "covers": "可否预报多日",
    "days": "天数",
    "deaths": "死亡数",
    "details": "可写明",
    "detector": "方法",
    "diagnosis": "诊断",
    "disease": "疾病",
    "diseases": "疾病",
    "distinct": "怎样算一次",
    "do": "怎么办",
    "duty": "任务",
    "ends": "办结状态",
    "every": "何时要报",
    "except": "何时不必报",
    "family": "同组（合为一次预警）",
    "field": "栏目",
    "filer": "由谁报",
    "form": "表式",
    "gives": "性质",
    "guide": "填写说明",
    "hospitalised": "住院数",
    "impact": "还须有",
    "includes": "包括",
    "keeper": "由哪一级保管",
    "keeper_title": "保管单位",
    "kind": "类别",
    "layout": "版式",
    "least": "至少",
    "level": "级别",
    "liability": "责任",
    "link": "二维码",
    "lists": "列入",
    "meals": "供餐",
    "met": "由何代替",
    "module": "模块",
    "most": "至多",
    "move": "步骤",
    "names": "所印用户名",
    "needs": "须有",
    "of": "对象",
    "on": "何种日",
    "onset_days": "发病满（日）",
    "open": "列举未尽",
    "opens": "自何时起",
    "otherwise": "发病日不明时",
    "ours": "依据的理解",
    "paper": "纸张方向",
    "papers": "须有材料",
    "people": "人员",
    "percent": "百分比",
    "period": "周期",
    "quiet": "几日内并入同一次",
    "replaces": "取代",
    "says": "问题",
    "scope": "范围",
    "seen": "怎样算违规",
    "settings": "参数",
    "severe": "住院或死亡数",
    "shape": "常用文件",
    "since": "自",
    "span": "时段",
    "stages": "学段",
    "states": "状态",
    "step": "级",
    "subject": "发生于",
    "suspension_days": "通常停课（日）",
    "symptoms": "症状",
    "table": "数据来源",
    "takes_back": "撤销预警",
    "target": "目标（%）",
    "temperature": "体温（十分之一度）",
    "test": "查法",
    "through": "经手",
    "to": "报至",
    "trust": "可信程度",
    "unit": "计数单位",
    "unless": "由何免除",
    "until": "至",
    "while": "期间每日也报",
    "within": "计数期间",
    "words": "词语",
    "zero": "零报告",
}

# Where a kind of rule means something else by a key.
_OWN: Mapping[str, Mapping[str, str]] = {
    "Check": {"days": "几日内"},
    "ConsequenceRule": {"by": "由谁处理", "on": "处理谁", "count": "满几次"},
    "MeasureRule": {"by": "按哪一级", "counts": "统计口径"},
    "PasswordRule": {"least": "至少几位", "most": "至多几位"},
    "SampleRule": {"least": "至少抽几份", "percent": "抽查比例（%）"},
    "Workflow": {"opens": "由何引起"},
}

_LEVELS = {
    "school": "学校",
    "grade": "年级",
    "class": "班级",
    "person": "个人",
    "dormitory": "宿舍",
    "county": "区县",
    "city": "市",
    "province": "省",
    "any": "任何对象",
}
_DAYS = {
    "day": "每日",
    "teaching-day": "教学日",
    "meal-day": "供餐日",
    "workday": "工作日",
    "make-up-day": "调休上班日",
    "weekend": "周末",
    "public-holiday": "法定假日",
    "vacation": "寒暑假",
    "closure": "停课日（学校）",
    "suspension": "停课期间",
    "week": "每周",
    "term": "每学期",
    "half-year": "每半年",
    "school-year": "每学年",
    "once": "一次",
}
_DATED = {"onset": "发病日", "first-absence": "首次缺课日", "present": "在病的每一日", "left-out": "不计"}

# What the engine lets a key say.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "about": _LEVELS,
    "alike": {"symptom": "任一相同症状", "disease": "疾病", "meal": "餐次或水源"},
    "all_of": {"digit": "数字", "letter": "字母", "special": "特殊字符"},
    "authority": _LEVELS,
    "by": _LEVELS,
    "calendar": {"calendar": "日历日", "teaching": "教学日"},
    "counts": _DATED,
    "covers": {"span": "可预报多日", "one": "逐日"},
    "diagnosis": {"suspected": "疑似", "confirmed": "确诊"},
    "distinct": {"due": "每份", "day": "每日"},
    "every": _DAYS,
    "except": _DAYS,
    "filer": _LEVELS,
    "gives": {"alert": "预警", "criterion": "可考虑的条件（不产生任务）"},
    "keeper": _LEVELS,
    "kind": {"education": "教育用户", "administrator": "管理用户"},
    "layout": {"document": "文件所附", "ours": "本库所排"},
    "level": _LEVELS,
    "need": {"always": "必填", "may": "可填", "paper-only": "只在纸上，程序不存不填"},
    "of": {"symptom": "症状", "disease": "疾病", "filing": "报送"},
    "on": _DAYS,
    "otherwise": _DATED,
    "people": {"student": "学生", "staff": "教职工", "temporary": "临聘"},
    "period": _DAYS,
    "paper": {"portrait": "竖放", "landscape": "横放"},
    "seen": {
        "late": "迟报",
        "never": "未报",
        "overdue": "迟报或未报",
        "contradicted": "零报告与记录矛盾",
        "known-elsewhere": "学校未报而他处已知",
        "fact": "发生了这样的事件",
    },
    "shape": {"xlsx": "Excel 表", "docx": "Word 文档"},
    "span": _DAYS,
    "stages": {
        "kindergarten": "幼儿园",
        "primary": "小学",
        "junior": "初中",
        "senior": "高中",
        "combined": "一贯制",
        "vocational": "中职",
        "special": "特教",
        "university": "高校",
    },
    "subject": _LEVELS,
    "suspension": {"class": "班级", "grade": "年级", "school": "全校"},
    "unit": _LEVELS,
    "weekday": dict(
        zip(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            (f"周{day}" for day in "一二三四五六日"),
            strict=True,
        )
    ),
    "within": _DAYS,
}


def label(rule: Rule, key: str) -> str:
    """
    Return what a key of a rule is called; a key that has no word stands as it is.
    """
    return _OWN.get(type(rule).__name__, {}).get(key) or _LABELS.get(key, key)


def word(key: str, value: str) -> str | None:
    """
    Return what the engine means by a value of a key, or None where it has no word for it.
    """
    return _WORDS.get(key, {}).get(value)
