"""
Every form of every region, written from the example county and compared cell by cell with what the facts say.

What is expected is worked out from the record and the answers of the region, not from the sources of the forms.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from school_health import open_region
from school_health.files.forms.write import written
from tests.builders import at, day
from tests.files.forms.conftest import MOMENTS, TOLD
from tests.files.forms.reading import page, sheets, tables


FORMS = [(code, form) for code in MOMENTS for form in open_region(code).rulebook.forms]


def rows_of(content, title):
    """Return the rows below a title in a workbook's sheet, with those of the heading first."""
    for name, rows in sheets(content).items():
        if [title] in rows:
            found = rows[rows.index([title]) + 1 :]
            ends = [place for place, row in enumerate(found) if row[0].startswith("依据：") or len(row) < 2]
            return found[: min(ends, default=len(found))]
        if name == title:
            return rows
    return None


def minute(moment):
    return f"{moment:%Y-%m-%d %H:%M}"


def percent(share):
    return f"{share.numerator / share.denominator * 100:.1f}%"


def name_of(record, subject):
    found = record.school_by_id.get(subject)
    return found.name if found is not None else record.area_by_id[subject].name


def county_of(record, school):
    return record.area_by_id[record.school_by_id[school].area].name


STAGES = {"primary": "小学", "kindergarten": "幼儿园", "junior": "初中", "senior": "高中", "vocational": "中职"}


def missing_first(record, schools):
    return sorted(schools, key=lambda one: (county_of(record, one), one))


class TestJiangsu:
    @pytest.fixture
    def facts(self, opened):
        law, record = opened("jiangsu")
        return law, record, at(MOMENTS["jiangsu"])

    def test_the_list_of_schools_that_reported_nothing(self, facts, filled):
        law, record, now = facts
        week = law.completeness(record, day("2023-05-08"), day("2023-05-14"), now, duties=["daily-absence"])
        silent = missing_first(record, week.total().silent)
        expected = [
            [str(number), "甲市", county_of(record, one), name_of(record, one), STAGES[record.school_by_id[one].stage], "1"]
            for number, one in enumerate(silent, 1)
        ]

        found = rows_of(written(filled("jiangsu", "unreported-list"), ".xlsx"), "学校名单")

        assert silent
        assert found == [["序号", "设区市", "县（市、区）", "学校名称", "学段", "应报次数"], *expected]

    def test_the_construction_status_by_area_with_its_total(self, facts, filled):
        _, record, now = facts
        today = now.date()
        open_schools = [
            one
            for one in record.schools
            if not any(spell.school == one.id and spell.status != "open" and spell.holds(today) for spell in record.spells)
        ]
        # The notice is about primary and secondary schools.
        open_schools = [one for one in open_schools if one.stage != "kindergarten"]
        expected = []
        for counties in (["乙区"], ["甲县"], ["甲县", "乙区"]):
            own = [one for one in open_schools if county_of(record, one.id) in counties]
            on = [one for one in own if one.connected is not None and one.connected <= today]
            students, covered = sum(one.students for one in own), sum(one.students for one in on)
            expected.append(
                [
                    *("合计" if len(counties) > 1 else counties[0], str(len(own)), str(len(on)), str(len(own) - len(on))),
                    *(f"{len(on) / len(own) * 100:.1f}%", str(students), str(covered), str(students - covered)),
                    f"{covered / students * 100:.1f}%",
                ]
            )

        assert rows_of(written(filled("jiangsu", "construction-status"), ".xlsx"), "建设情况")[1:] == expected

    def test_the_alert_card_shows_both_branches_and_the_advice(self, facts, filled):
        law, record, now = facts
        matter = next(one for one in law.assess(record, now).matters if one.workflow.id == "alert-card" and one.id == "E1")
        (fields, signed) = tables(written(filled("jiangsu", "alert-card"), ".docx"))
        cells = {label: text for row in fields for label, text in zip(row[::2], row[1::2], strict=True)}
        made = {one.rule.id: one.move.at for one in matter.made}

        assert cells["预警编号"] == "E1"
        assert (cells["学校"], cells["县（市、区）"]) == (name_of(record, matter.subject), county_of(record, matter.subject))
        assert cells["预警时间"] == minute(matter.opened_at)
        assert cells["核实时间"] == minute(made["verify"])
        assert (cells["可排除的预警信息"], cells["不可排除的预警信息"]) == ("否", "是" if "confirm" in made else "否")
        assert cells["现在的状态"] == matter.state_title
        assert {"排除理由", "其他排除理由", "采取的措施", "报告方式", "流行病学建议书", "预警结束时间"} <= cells.keys()
        assert signed == [["填报人签字", "", "学校分管领导签字", ""]]

    def test_the_alerts_of_the_system_are_listed_with_how_each_card_stands(self, facts, filled):
        law, record, now = facts
        held = [one for one in law.assess(record, now).matters if one.workflow.id == "alert-card"]
        expected = [
            [county_of(record, one.subject), name_of(record, one.subject), minute(one.opened_at), one.state_title]
            for one in held
        ]

        assert expected
        assert [row[1:5] for row in rows_of(written(filled("jiangsu", "alert-list"), ".xlsx"), "预警")[1:]] == expected

    def test_what_meets_the_norm_for_a_report_is_listed_beside_them(self, facts, filled):
        law, record, now = facts
        listed = [one for one in law.assess(record, now).alerts if one.raised_at.date() >= day("2023-04-21")]
        words = law.rulebook.words("symptom") | law.rulebook.words("disease")
        expected = [
            [
                *(county_of(record, one.place.school), name_of(record, one.place.school)),
                *([one.place.id] if one.place.unit == "class" else []),
                *(minute(one.raised_at), one.rule.title),
                *(["、".join(words[each] for each in sorted(one.shared))] if one.shared else []),
                *(str(one.persons), "是" if one.lasts(now.date()) else "否"),
            ]
            for one in listed
        ]

        content = written(filled("jiangsu", "alert-list"), ".xlsx")
        (found,) = [rows for rows in sheets(content).values() if len(rows[0]) == 1 and rows[0][0].startswith("达到《学校")]

        assert len(found) == 6
        assert sorted(found[2:]) == sorted(expected)

    def test_the_spot_check_lists_what_the_seed_draws(self, facts, filled):
        law, record, now = facts
        drawn = law.draw(record, "area-sample", "2023-05-08 抽查", now)
        expected = []
        for number, item in enumerate(drawn, 1):
            duty, school, first = item.split("/")
            expected.append(
                [str(number), county_of(record, school), name_of(record, school), law.rulebook.duties[duty].title, first]
            )

        assert rows_of(written(filled("jiangsu", "spot-check-sheet"), ".xlsx"), "抽到的报送")[1:] == expected

    def test_the_circular_names_the_schools_that_repeatedly_reported_wrongly(self, facts, filled):
        law, record, now = facts
        reached = [one for one in law.assess(record, now).consequences if one.rule.id == "criticism"]
        expected = [
            [
                *(str(number), county_of(record, one.subject), name_of(record, one.subject), minute(one.at)),
                *(str(len(one.breaches)), "；".join(f"{each.day} 报送错误信息（报送信息有错误）" for each in one.breaches)),
            ]
            for number, one in enumerate(reached, 1)
        ]

        assert expected
        assert rows_of(written(filled("jiangsu", "circular-list"), ".xlsx"), "学校名单")[1:] == expected

    def test_the_exchange_table_has_a_row_for_every_school_and_day(self, facts, filled):
        law, record, now = facts
        words = {"on_time": "按时", "late": "迟报", "missing": "未报", "not_yet_due": "未到期", "exempt": "免报"}
        dues = [one for one in law.assess(record, now).dues if one.duty.id == "daily-absence" and one.first == now.date()]
        expected = [
            [
                *(
                    "甲市",
                    county_of(record, one.filer),
                    one.filer,
                    name_of(record, one.filer),
                    "2023-05-08",
                    words[one.state],
                ),
                *([minute(one.outcome.complete_at)] if one.outcome.complete_at else []),
            ]
            for one in sorted(dues, key=lambda one: one.filer)
        ]

        assert rows_of(written(filled("jiangsu", "exchange-table"), ".xlsx"), "报送")[1:] == expected

    def test_the_application_has_every_field_of_the_document_in_its_order(self, filled):
        fields, accounts, signed = tables(written(filled("jiangsu", "account-application"), ".docx"))

        labels = [label for row in fields for label in row[::2]]
        assert labels[:5] == ["单位名称", "申请人姓名", "所在部门", "联系电话", "电子邮箱"]
        assert fields[3] == ["单位级别", "☐ 省级　☐ 设区市级　☐ 县（市、区）级　☐ 学校"]
        assert fields[4] == ["申请系统", "☐ 江苏省学生健康监测系统"]
        assert fields[5] == ["申请账号类别", "☐ 省级账号　☐ 设区市级账号　☐ 县（市、区）级账号　☐ 学校账号"]
        assert labels[8:] == ["省级账号（个）", "设区市级账号（个）", "县（市、区）级账号（个）", "学校账号（个）"]
        assert accounts[0] == ["地区", "用户名", "初始密码", "使用人姓名", "联系电话"]
        assert signed == [["本人签字", "", "单位领导签字（盖章处）", ""], ["本人签字日期", "", "单位领导签字日期", ""]]

    def test_the_application_is_filled_in_with_what_people_give(self, opened):
        law, record = opened("jiangsu")
        given = {
            "unit": "示例第1小学",
            "level": "school",
            "kinds": ["county", "school"],
            "accounts": [{"area": "甲县", "user": "U1"}, {"area": "乙区", "user": "U2"}],
        }
        form = law.fill(record, "account-application", at(MOMENTS["jiangsu"]), given=given)
        fields, accounts, _ = tables(written(form, ".docx"))

        assert fields[0] == ["单位名称", "示例第1小学"]
        assert fields[3] == ["单位级别", "☐ 省级　☐ 设区市级　☐ 县（市、区）级　☑ 学校"]
        assert fields[5][1] == "☐ 省级账号　☐ 设区市级账号　☑ 县（市、区）级账号　☑ 学校账号"
        assert accounts[1:] == [["甲县", "U1", "", "", ""], ["乙区", "U2", "", "", ""]]


class TestShanghai:
    @pytest.fixture
    def facts(self, opened):
        law, record = opened("shanghai")
        return law, record, at(MOMENTS["shanghai"])

    def test_the_checks_of_a_day_by_district_with_a_total_and_the_schools_that_lack(self, facts, filled):
        law, record, now = facts
        content = written(filled("shanghai", "checks-by-district"), ".xlsx")
        dues = {
            duty: [one for one in law.assess(record, now).dues if one.duty.id == duty and one.first == now.date()]
            for duty in ("morning-check", "noon-check")
        }
        for duty, title in (("morning-check", "晨检"), ("noon-check", "午检")):
            expected = []
            for districts in (["乙区"], ["甲区"], ["甲区", "乙区"]):
                own = [one.state for one in dues[duty] if county_of(record, one.filer) in districts]
                counts = [own.count(state) for state in ("on_time", "late", "missing", "not_yet_due")]
                rate = (counts[0] + counts[1]) / sum(counts[:3]) * 100
                label = "合计" if len(districts) > 1 else districts[0]
                expected.append([label, str(len(own)), *map(str, counts), f"{rate:.1f}%"])

            assert rows_of(content, title)[1:] == expected

        lacking = [
            [county_of(record, one.filer), name_of(record, one.filer), STAGES[record.school_by_id[one.filer].stage]]
            for duty in dues
            for one in dues[duty]
            if one.state == "missing"
        ]
        assert lacking
        assert sorted(row[:3] for row in rows_of(content, "未报学校")[1:]) == sorted(lacking)

    def test_the_investigation_report_has_all_elements_that_the_notice_lists(self, filled):
        (fields,) = tables(written(filled("shanghai", "investigation-report"), ".docx"))
        cells = {label: text for row in fields for label, text in zip(row[::2], row[1::2], strict=True)}

        elements = [
            "事件起因",
            "性质",
            "基本过程",
            "造成后果",
            "影响范围",
            "责任处置情况",
            "下一步整改措施",
            "其他需要上报的事项",
        ]
        assert [label for label in cells if label in ("时间", "学校")] == ["时间", "学校"]
        assert [label for label in cells if label in elements] == elements
        assert {key: cells[key] for key in ("区", "学校", "时间", "未按时报送的事项", "应报时间", "报告期限")} == {
            "区": "甲区",
            "学校": "示例第5高中",
            "时间": "2020-09-25",
            "未按时报送的事项": "晨检上报",
            "应报时间": "2020-09-25 09:30",
            # Five working days, over the holidays of October.
            "报告期限": "2020-10-09",
        }

    def test_the_watch_list_shows_how_far_each_school_is(self, facts, filled):
        law, record, now = facts
        listed = [one for one in law.assess(record, now).matters if one.workflow.id == "watch-list" and one.open]
        found = rows_of(written(filled("shanghai", "watch-list"), ".xlsx"), "学校")[1:]

        assert len(listed) == 6
        assert {(row[2], row[3], row[4]) for row in found} == {
            (name_of(record, one.subject), minute(one.opened_at), one.state_title) for one in listed
        }
        interviewed = next(row for row in found if row[4] == "已当面约谈")
        matter = next(one for one in listed if one.state == "interviewed")
        assert interviewed[5] == minute(matter.made[-1].move.at)

    def test_the_bulletin_ranks_the_districts_by_what_came_in_time(self, facts, filled):
        law, record, now = facts
        form = filled("shanghai", "bulletin-table")
        duties = ["morning-check", "noon-check", "food-menu", "food-acceptance"]
        counted = law.completeness(record, form.first, form.last, now, duties=duties)
        shares = {name_of(record, one.place): one.share("on-time") for one in counted.rows("county")}
        ranked = sorted(shares, key=lambda one: -shares[one].value)

        found = rows_of(written(form, ".xlsx"), "各区情况")

        assert [(row[0], row[1], row[7]) for row in found[1:3]] == [
            (str(rank), one, percent(shares[one])) for rank, one in enumerate(ranked, 1)
        ]
        assert found[3][0] == "合计"
        assert found[3][-3] == percent(counted.total().share("on-time"))

    def test_the_bulletin_of_a_year_covers_two_terms(self, opened):
        law, record = opened("shanghai")
        form = law.fill(record, "bulletin-table", at(MOMENTS["shanghai"]), span="school-year")
        half = law.fill(record, "bulletin-table", at(MOMENTS["shanghai"]))

        assert (form.first, form.last - form.first > timedelta(days=300)) == (day("2020-09-01"), True)
        assert form.values["districts"] == half.values["districts"]  # of what lies ahead nothing is counted

    def test_the_food_warnings_by_school_and_by_level(self, facts, filled):
        law, record, now = facts
        told = [one for one in law.assess(record, now).notices if one.due.duty.id == "food-acceptance"]
        today = [one for one in told if one.at.date() == now.date()]
        content = written(filled("shanghai", "food-warnings"), ".xlsx")
        levels = ["提示", "提醒", "预警", "警告", "追责"]
        by_school = {
            (county_of(record, school), name_of(record, school)): [
                str(sum(one.due.filer == school and one.level == level for one in today)) for level in levels
            ]
            for school in {one.due.filer for one in today}
        }

        found = rows_of(content, "汇总")

        assert found[0] == ["区", "学校", *levels, "备注"]
        assert {(row[0], row[1]): row[2:] for row in found[1:]} == by_school
        listed = rows_of(content, "名单")
        assert listed[0] == ["序号", "管理部门", "学制", "学校名称", "未验收日期", "截止时间", "级别", "发出时间"]
        assert sorted((row[3], row[6], row[7]) for row in listed[1:]) == sorted(
            (name_of(record, one.due.filer), one.level, minute(one.at)) for one in today
        )

    def test_where_nobody_is_late_the_food_warnings_say_so_cheerfully(self, opened):
        law, record = opened("shanghai")
        form = law.fill(record, "food-warnings", at(MOMENTS["shanghai"]), first=day("2020-10-11"))

        assert ["所有学校都已完成验收上传，谢谢各位老师！"] in sheets(written(form, ".xlsx"))["名单"]
        assert "所有学校都已完成验收上传" in written(form, ".html").decode()

    def test_the_student_template_has_instructions_choices_and_columns_of_text(self, filled):
        from io import BytesIO

        import openpyxl

        content = written(filled("shanghai", "student-import"), ".xlsx")
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book["人员"]

        assert [cell.value for cell in sheet[1]] == ["人员代号*", "学校代码*", "班级代码", "宿舍", "身份", "起", "止"]
        assert {sheet.column_dimensions[letter].number_format for letter in "A"} == {"@"} or sheet.cell(
            2, 1
        ).number_format == "@"
        offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
        assert set(offered) == {"B2:B501", "C2:C501", "E2:E501"}
        lists = book["lists"]
        assert lists.sheet_state == "veryHidden"
        assert [lists.cell(row, 1).value for row in (1, 12)] == ["S0001", "S0012"]
        assert any("前面的 0 不会丢失" in row[0] for row in sheets(content)["填写说明"])


class TestGuyuan:
    @pytest.fixture
    def facts(self, opened):
        law, record = opened("guyuan")
        return law, record, at(MOMENTS["guyuan"])

    def test_the_statistics_have_who_should_report_did_did_not_and_what_changed(self, facts, filled):
        law, record, now = facts
        cards = [one for one in law.assess(record, now).dues if one.duty.id == "health-card"]

        def count(school, on):
            own = [one for one in cards if one.place == school and one.first == on and one.state != "exempt"]
            came = sum(one.state in ("on_time", "late") for one in own)
            return [len(own), came, len(own) - came]

        today, before = now.date(), now.date() - timedelta(days=1)
        found = rows_of(written(filled("guyuan", "statistics"), ".xlsx"), "统计")
        found = found[: [row[0] for row in found].index("合计") + 1]
        expected = {}
        for school in sorted({one.place for one in cards if one.first == today}):
            counts = count(school, today)
            changes = [new - old for new, old in zip(counts, count(school, before), strict=True)]
            expected[name_of(record, school)] = [str(one) for one in (*counts, *changes)]

        assert {row[0]: row[1:7] for row in found[1:-1]} == expected
        total = [sum(int(row[column]) for row in found[1:-1]) for column in range(1, len(found[0]))]
        assert found[-1] == ["合计", *map(str, total)]
        first = next(row for row in found if row[0] == "示例第1小学")
        held = law.assess(record, now).matters
        assert first[7:9] == ["1", "1"]  # a symptom found, a return from outside today
        assert first[9] == str(sum(one.workflow.id == "quarantine" and one.state == "central" for one in held))

    def test_the_return_list_shows_each_return_with_its_papers(self, facts, filled):
        law, record, now = facts
        held = [one for one in law.assess(record, now).matters if one.workflow.id == "quarantine"]
        found = rows_of(written(filled("guyuan", "return-list"), ".xlsx"), "人员")

        assert {"卫健部门解除隔离通知书", "社区解除隔离证明", "解除时间", "返校时间"} <= set(found[0])
        assert len(held) == 3
        assert [row[3:6] for row in found[1:]] == [
            [one.subject, minute(one.opened_at), one.state_title] for one in sorted(held, key=lambda one: one.opened_at)
        ]

    def test_the_card_is_of_one_person_and_carries_the_code_of_the_address(self, filled):
        from io import BytesIO
        from zipfile import ZipFile

        content = written(filled("guyuan", "health-card-form"), ".docx")
        fields, signed = tables(content)
        cells = {label: text for row in fields for label, text in zip(row[::2], row[1::2], strict=True)}

        assert (cells["代号"], cells["身份"], cells["班级"]) == ("S0001-1-P01", "学生", "S0001-1")
        assert cells["本人症状"] == "☐ 无　☐ 发热　☐ 干咳　☐ 乏力　☐ 其他"
        assert signed == [["以上内容属实", "", "填写人或监护人签字", ""]]
        with ZipFile(BytesIO(content)) as archive:
            pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
        assert [decoded(one) for one in pictures] == [TOLD["health-card-form"]["address"]]

    def test_the_page_of_the_card_carries_the_code_too(self, filled):
        _, tree = page(written(filled("guyuan", "health-card-form"), ".html"))
        drawn = tree.find(".//svg").findall("path")[1].get("d")
        cells = {tuple(map(int, one.split("h")[0].split())) for one in drawn.split("M")[1:]}
        width = max(x for x, _ in cells) + 1

        from PIL import Image

        picture = Image.new("L", (width + 8, width + 8), 255)
        for x, y in cells:
            picture.putpixel((x + 4, y + 4), 0)
        import zxingcpp

        read = zxingcpp.read_barcodes(picture.resize((8 * (width + 8),) * 2, Image.Resampling.NEAREST))
        assert [one.text for one in read] == [TOLD["health-card-form"]["address"]]


def decoded(content):
    from io import BytesIO

    import zxingcpp
    from PIL import Image

    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(content)))
    return found.text


class TestAllShapes:
    """
    What a workbook shows, a document and a page show too.
    """

    @pytest.mark.parametrize(("code", "form"), FORMS)
    def test_a_document_and_a_page_have_the_cells_of_the_workbook(self, code, form, filled):
        of_word = [[text for text in row if text] for table in tables(written(filled(code, form), ".docx")) for row in table]
        of_page, _ = page(written(filled(code, form), ".html"))
        of_page = [[text.strip("　") for text in row if text.strip("　")] for table in of_page for row in table]
        empties = {table.empty for table in filled(code, form).form.table}

        assert [row for row in of_word if row] == [
            row for row in of_page if row and not (len(row) == 1 and row[0] in empties)
        ]

    @pytest.mark.parametrize(("code", "form"), FORMS)
    def test_every_value_that_the_facts_give_stands_in_the_workbook(self, code, form, filled):
        cells = {text for rows in sheets(written(filled(code, form), ".xlsx")).values() for row in rows for text in row}
        values = filled(code, form).values
        for one in filled(code, form).form.field:
            held = [row.get(one.key) for row in values[one.rows]] if one.rows else [values[one.key]]
            for value in held:
                if one.value and isinstance(value, str) and value:
                    assert value in cells
                elif one.value and isinstance(value, datetime):
                    assert minute(value) in cells
                elif one.value and isinstance(value, date):
                    assert str(value) in cells

    @pytest.mark.parametrize(("code", "form"), FORMS)
    def test_the_same_form_gives_the_same_sheet_and_page(self, code, form, filled):
        for shape in (".xlsx", ".html"):
            assert written(filled(code, form), shape) == written(filled(code, form), shape)

    @pytest.mark.parametrize(("code", "form"), FORMS)
    def test_it_says_by_which_document_it_is_and_whose_layout_it_has(self, code, form, filled):
        law = filled(code, form).scene.rulebook
        rule = law.forms[form]
        text = written(filled(code, form), ".html").decode()

        assert f"依据：{law.documents[rule.document].number}" in text
        assert ("本表栏目为自拟" in text) is (rule.layout == "ours")
