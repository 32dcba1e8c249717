"""
Every kind of file with its columns: the declaration that reading, messages and documentation go by.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from school_health.core.school import ALWAYS
from school_health.files.cells import (
    Parser,
    boolean,
    choice,
    code,
    name,
    person,
    reference,
    several,
    temperature,
    whole_number,
)
from school_health.files.columns import Column, Kind
from school_health.files.dates import day, moment
from school_health.files.text import Bad, Cell, refuse
from school_health.files.vocabulary import Vocabulary


__all__ = ["AREA_LEVELS", "kinds"]

# The levels of areas, from the highest.
AREA_LEVELS = {
    "province": ("省", "省级", "自治区", "直辖市"),
    "city": ("市", "设区市", "地市", "市级"),
    "county": ("区县", "区", "县", "县级"),
}
_STAGES = {
    "kindergarten": ("幼儿园", "托幼", "托幼机构"),
    "primary": ("小学",),
    "junior": ("初中", "初级中学"),
    "senior": ("高中", "高级中学", "普通高中"),
    "combined": ("一贯制", "九年一贯制", "十二年一贯制", "一贯制学校", "完全中学"),
    "vocational": ("中职", "职业学校", "中等职业学校"),
    "special": ("特殊教育学校", "特殊教育", "特教"),
    "university": ("高校", "大学", "高等学校"),
}
_ROLES = {"student": ("学生",), "staff": ("教职工", "教师", "职工"), "temporary": ("临聘", "临时")}
_STATUSES = {"open": ("开办", "复办", "正常"), "closed": ("停办", "关闭"), "merged": ("并入",)}
_EXCEPTIONS = {"closure": ("停课", "放假"), "teaching": ("补课", "上课"), "no-meals": ("不供餐",), "meals": ("供餐",)}
_CONTENTS = {"content": ("有内容",), "zero": ("零报告",), "no-change": ("无变化",)}
_TERMS = {1: ("1", "第一学期", "秋季", "上学期"), 2: ("2", "第二学期", "春季", "下学期")}
_CAUSES = {"illness": ("因病", "病假", "病"), "injury": ("因伤", "伤"), "other": ("其他", "其它", "事假", "其他原因")}
_TRACINGS = {
    "": ("未登记", "无"),
    "registered": ("登记", "已登记"),
    "traced": ("追查", "已追查", "追踪", "已追踪", "查清", "已查清"),
}
_DIAGNOSES = {"suspected": ("疑似", "疑似病例"), "confirmed": ("确诊", "确诊病例")}
_SOURCES = {
    "school": ("学校",),
    "hospital": ("医院", "医疗机构"),
    "cdc": ("疾控", "疾控中心", "疾病预防控制中心"),
    "parent": ("家长", "监护人"),
    "other": ("其他", "其它"),
}
_SUSPENDED = {"class": ("班级", "班"), "grade": ("年级",), "school": ("全校", "学校")}
_ACCOUNTS = {"education": ("教育", "教育账号"), "administrator": ("管理", "管理员", "管理账号")}
_OFF = {True: ("休", "放假", "off"), False: ("班", "调休上班", "上班", "work")}
_CONNECTED = choice({"yes": ("已接入", "是", "√"), "no": ("未接入", "否", "×")})


def _connected(cell: Cell) -> Any:
    try:
        return day(cell)
    except Bad:
        pass
    try:
        return ALWAYS if _CONNECTED(cell) == "yes" else None
    except Bad:
        refuse("不是日期，也不是“已接入”或“未接入”", "请写接入日期，如 2020-09-01")


def _column(
    field: str,
    chinese: str,
    parse: Parser,
    *,
    english: str | None = None,
    required: bool = False,
    personal: bool = False,
    secret: bool = False,
    default: Any = None,
    empty: Any = ...,
) -> Column:
    """
    Return a column; its Chinese headings stand in one text, the one shown first.
    """
    words = tuple(chinese.split())
    heading = english or field.rstrip("_")
    return Column(
        field=field,
        english=heading,
        chinese=words,
        parse=parse,
        required=required,
        personal=personal or secret,
        secret=secret,
        default=default,
        empty=empty,
    )


def _span(
    first: str = "起 起始日期 开始日期", last: str = "止 截止日期 结束日期", *, required: bool = False
) -> list[Column]:
    return [_column("first", first, day, required=required), _column("last", last, day)]


# What finds a row again, beside the time of its recording: a later one is another version of the same.
_KEYS = {
    "areas": "area",
    "schools": "school",
    "classes": "class_",
    "people": "person",
    "holidays": "day",
    "events": "event",
    "filings": "duty filer about first last revision",
    "absences": "id person school first day",
    "suspensions": "id",
    "accounts": "user of system",
}


def _kind(file: str, chinese: str, columns: Iterable[Column], *, required: bool = False, dated: bool = True) -> Kind:
    recorded = [_column("recorded_at", "录入时间", moment)] if dated else []
    key = tuple(_KEYS.get(file, "").split())
    if key and dated and file != "filings":
        key = (*key, "recorded_at")
    return Kind(name=file, chinese=chinese, columns=(*columns, *recorded), required=required, key=key)


def kinds(words: Vocabulary) -> dict[str, Kind]:
    """
    Return every kind of file by its English name, in the order in which they are read.
    """
    grade = _column("grade", "年级", name, default="")
    every = (*_places(grade), *_people(words, grade), *_days(words), *_received(words), *_cases(words), *_matters(words))
    return {one.name: one for one in every}


def _places(grade: Column) -> list[Kind]:
    areas = [
        _column("area", "地区代码", code, required=True),
        _column("name", "地区名称", name, required=True),
        _column("level", "级别", choice(AREA_LEVELS), required=True),
        _column("parent", "上级 上级地区", name),
    ]
    schools = [
        _column("school", "学校代码", reference, required=True),
        _column("name", "学校名称", name, default=""),
        _column("stage", "学段 学校类别", choice(_STAGES), default=""),
        _column("county", "区县", name, default=""),
        _column("city", "城市 设区市 地市", name, default=""),
        _column("province", "省份", name, default=""),
        _column("county_code", "区县代码", code, default=""),
        _column("city_code", "城市代码 设区市代码 地市代码", code, default=""),
        _column("province_code", "省份代码", code, default=""),
        _column("authority", "主管部门", choice(AREA_LEVELS)),
        _column("opened", "开办日期", day),
        _column("closed", "停办日期", day),
        _column("merged_into", "并入学校", reference),
        _column("connected", "接入日期", _connected, default=ALWAYS, empty=None),
        _column("students", "学生数", whole_number),
        _column("meals", "供餐", boolean, default=True),
    ]
    classes = [
        _column("class_", "班级代码", reference, required=True),
        _column("school", "学校代码", reference, required=True),
        grade,
        _column("students", "人数 学生数", whole_number),
        *_span(),
    ]
    return [
        _kind("areas", "地区", areas, dated=False),
        _kind("schools", "学校", schools, required=True),
        _kind("classes", "班级", classes),
    ]


def _people(words: Vocabulary, grade: Column) -> list[Kind]:
    people = [
        _column("person", "人员代号", person, required=True, personal=True),
        _column("school", "学校代码", reference, required=True),
        _column("class_", "班级代码", reference),
        _column("dormitory", "宿舍", reference),
        _column("role", "身份", choice(_ROLES), default="student"),
        _column("needs_proxy", "需代填", boolean, default=False),
        _column("proxy", "代填人", person, personal=True),
        *_span(),
    ]
    posts = [
        _column("role", "岗位", words.role, english="role", required=True),
        _column("organisation", "单位", reference, required=True),
        grade,
        _column("person", "人员代号", person, required=True, personal=True),
        *_span(),
    ]
    return [_kind("people", "人员", people), _kind("posts", "岗位", posts)]


def _days(words: Vocabulary) -> list[Kind]:
    statuses = [
        _column("school", "学校代码", reference, required=True),
        _column("status", "状态", choice(_STATUSES), required=True),
        *_span(),
        _column("into", "并入学校", reference),
    ]
    terms = [
        _column("area", "地区", name, default=""),
        _column("number", "学期", choice(_TERMS), required=True),
        _column("first", "起 起始日期 开始日期", day, required=True),
        _column("last", "止 截止日期 结束日期", day, required=True),
    ]
    calendar = [
        _column("kind", "类型", choice(_EXCEPTIONS), required=True),
        *_span(required=True),
        _column("of", "对象", reference, default=""),
        _column("reason", "原因", name, default=""),
    ]
    holidays = [_column("day", "日期", day, required=True), _column("off", "类型", choice(_OFF), required=True)]
    campaigns = [
        _column("area", "地区", name, default=""),
        *_span(required=True),
        _column("name", "名称", name, default=""),
    ]
    adoptions = [
        _column("document", "文件", words.document, required=True),
        _column("by", "采用单位", reference, required=True),
        *_span(),
    ]
    return [
        _kind("record", "记录", [_column("since", "起始日 起始日期", day, required=True)], dated=False),
        _kind("statuses", "学校状态", statuses),
        _kind("terms", "学期", terms),
        _kind("calendar", "校历", calendar),
        _kind("holidays", "节假日", holidays),
        _kind("campaigns", "应急期", campaigns),
        _kind("adoptions", "采用文件", adoptions),
    ]


def _received(words: Vocabulary) -> list[Kind]:
    events = [
        _column("event", "事件编号", reference, required=True),
        _column("kind", "事件类型", words.event, required=True),
        _column("subject", "对象", reference, required=True, personal=True),
        _column("at", "时间", moment, required=True),
        _column("about", "关联", reference, personal=True),
        *_span(),
    ]
    filings = [
        _column("duty", "任务", words.duty, required=True),
        _column("filer", "报送单位", reference, required=True, personal=True),
        _column("about", "事项", reference, personal=True),
        *_span("所属日期 起始日期", "截止日期 结束日期"),
        _column("filed_at", "报送时间", moment, required=True),
        _column("revision", "版本", _revision, default=1),
        _column("content", "内容", choice(_CONTENTS), default="content", personal=True),
        _column("filed_by", "报送人", person, personal=True),
    ]
    recorded = _column("recorded_at", "录入时间", moment)
    events += words.detail_columns("events", [*events, recorded])
    filings += words.columns([*filings, recorded])
    return [_kind("events", "事件", events), _kind("filings", "报送", filings, required=True)]


def _cases(words: Vocabulary) -> list[Kind]:
    absences = [
        _column("id", "缺课编号", reference),
        _column("person", "人员代号", person, required=True, personal=True),
        _column("school", "学校代码", reference),
        _column("class_", "班级代码", reference),
        _column("dormitory", "宿舍", reference),
        _column("role", "身份", choice(_ROLES), default="student"),
        *_span(),
        _column("day", "缺课日期", day),
        _column("cause", "缺课原因 原因", choice(_CAUSES), secret=True),
        _column("tracing", "病因追查 追查", choice(_TRACINGS), default="", secret=True),
        _column("symptoms", "症状", words.symptoms, default=(), secret=True),
        _column("disease", "疾病 病名", words.disease, default="", secret=True),
        _column("diagnosis", "诊断 诊断情况", choice(_DIAGNOSES), default="", secret=True),
        _column("diagnosed_by", "诊断单位", name, default="", secret=True),
        _column("onset", "发病日期", day, secret=True),
        _column("seen_by_doctor", "就医 就诊", boolean, secret=True),
        _column("attending", "带病上课", boolean, default=False, secret=True),
        _column("halves", "半天", several(day, whole=True), default=()),
        _column("temperature", "体温", temperature, secret=True),
        _column("meal", "共同餐次 水源", reference, secret=True),
        _column("hospitalised", "住院日期", day, secret=True),
        _column("died", "死亡日期", day, secret=True),
        _column("recovered_at", "症状消失时间", moment, secret=True),
        _column("papers", "返校证明 证明", several(name), default=(), secret=True),
        _column("source", "来源", choice(_SOURCES), default="school"),
        _column("void", "作废", boolean, default=False),
        _column("void_reason", "作废原因", name, default="", secret=True),
    ]
    suspensions = [
        _column("id", "停课编号", reference, required=True),
        _column("school", "学校代码", reference, required=True),
        _column("level", "范围 停课范围", choice(_SUSPENDED), required=True),
        _column("of", "对象 班级或年级", reference, default=""),
        *_span(required=True),
        _column("reason", "原因 停课原因", words.reason, default=""),
        _column("sick", "患病人员", several(person), default=(), personal=True),
        _column("decided_at", "决定时间", moment),
        _column("void", "作废", boolean, default=False),
    ]
    return [_kind("absences", "缺课", absences), _kind("suspensions", "停课", suspensions)]


def _matters(words: Vocabulary) -> list[Kind]:
    moves = [
        _column("id", "流程编号", reference),
        _column("workflow", "流程", words.workflow, required=True),
        _column("matter", "事项 事项编号", reference, required=True),
        _column("move", "步骤", name, required=True),
        _column("at", "时间 办理时间", moment, required=True),
        _column("by", "经手人", person, default="", personal=True),
        _column("post", "岗位", words.role, default=""),
    ]
    moves += words.detail_columns("moves", [*moves, _column("recorded_at", "录入时间", moment)])
    accounts = [
        _column("user", "用户名 账号", reference, required=True),
        _column("of", "单位", name, required=True),
        _column("kind", "类型 账号类型", choice(_ACCOUNTS), default="education"),
        _column("keeper", "管理单位", name),
        _column("system", "系统", name, default=""),
        *_span(),
    ]
    return [_kind("moves", "流程", moves), _kind("accounts", "账号", accounts)]


def _revision(cell: Cell) -> int:
    number: int = whole_number(cell)
    if number < 1:
        refuse("版本从 1 开始", "首次报送填 1，以后每次加 1")
    return number
