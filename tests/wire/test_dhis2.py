from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date

import attrs
import pytest

from school_health import DayException, Person, SchoolClass, Suspension, open_region
from school_health.errors import FactError, InputError
from school_health.wire.dhis2 import dhis2_export
from school_health.wire.dhis2_codes import Codes, Elements, codes_text, default_codes, read_codes
from tests.builders import absence, at, day, filing, record, school


REGION = open_region("jiangsu")
MONDAY, FRIDAY = day("2023-04-10"), day("2023-04-14")
NOW = at("2023-04-17 09:00")
CODES = default_codes(REGION, FRIDAY)


def told(**more):
    return record(
        filing("daily-absence", "2023-04-10 10:00", first="2023-04-10"),
        filing("daily-absence", "2023-04-11 20:00", first="2023-04-11"),
        filing("daily-absence", "2023-04-10 10:00", filer="S2", first="2023-04-10"),
        schools=[school("S1", students=400), school("S2", students=3)],
        terms=(),
        absences=[
            absence("Q1", "2023-04-10", "2023-04-11", person="P1", symptoms=["fever", "cough"]),
            absence("Q2", "2023-04-10", "2023-04-10", person="P1", symptoms=["fever"]),
            absence("Q3", "2023-04-10", "2023-04-10", person="P2", symptoms=["fever"]),
            absence("Q4", "2023-04-10", "2023-04-10", person="P3", symptoms=["fever"], attending=True),
            absence("Q5", "2023-04-10", "2023-04-10", person="P4", cause="injury"),
            absence("Q6", "2023-04-10", "2023-04-10", person="P5", symptoms=["fever"], role="staff"),
            absence("Q7", "2023-04-10", "2023-04-10", person="P6", symptoms=["fever"], void=True),
        ],
        since=MONDAY,
        **more,
    )


def exported(facts=None, first=MONDAY, last=FRIDAY, moment=NOW, **changes):
    return dhis2_export(REGION, facts or told(), first, last, moment, attrs.evolve(CODES, **changes))


def value(made, element, period="20230410", unit="S1", combo=None):
    found = [
        one["value"]
        for one in made.data_values["dataValues"]
        if (one["dataElement"], one["period"], one["orgUnit"], one.get("categoryOptionCombo"))
        == (element, period, unit, combo)
    ]
    assert len(found) <= 1
    return found[0] if found else None


# ------------------------------------------------------------------ data values


@pytest.mark.parametrize(
    ("element", "number"),
    [
        ("SH_ENROLLED", "400"),
        ("SH_ABSENT_ILL", "2"),
        ("SH_ABSENT_INJURY", "1"),
        ("SH_ABSENT_OTHER", "0"),
        ("SH_ATTENDING_ILL", "1"),
        ("SH_SUSPENDED", "0"),
        ("SH_STAFF_ILL", "1"),
        ("SH_REPORTS_EXPECTED", "1"),
        ("SH_REPORTS_RECEIVED", "1"),
        ("SH_REPORTS_ON_TIME", "1"),
    ],
)
def test_a_school_has_its_counts_of_a_day(element, number):
    assert value(exported(), element) == number


def test_persons_count_once_for_each_symptom_and_who_attends_or_is_staff_does_not():
    made = exported()

    assert value(made, "SH_ABSENT_ILL_BY_SYMPTOM", combo="SH_SYMPTOM_FEVER") == "2"
    assert value(made, "SH_ABSENT_ILL_BY_SYMPTOM", combo="SH_SYMPTOM_COUGH") == "1"
    assert value(made, "SH_ABSENT_ILL_BY_SYMPTOM", combo="SH_SYMPTOM_VOMITING") == "0"


def test_late_and_missing_reports_are_told_apart():
    made = exported()

    assert [value(made, f"SH_REPORTS_{one}", "20230411") for one in ("EXPECTED", "RECEIVED", "ON_TIME")] == ["1", "1", "0"]
    assert [value(made, f"SH_REPORTS_{one}", "20230412") for one in ("EXPECTED", "RECEIVED", "ON_TIME")] == ["1", "0", "0"]


def test_counts_agree_with_the_attendance_and_the_completeness_of_the_same_days(county):
    region, facts, moment = county
    first, last = facts.since, moment.date()
    made = dhis2_export(region, facts, first, last, moment, codes := default_codes(region, last))
    sums = Counter()
    for one in made.data_values["dataValues"]:
        sums[one["dataElement"]] += int(one["value"])
        if one["dataElement"] == "SH_ABSENT_ILL":
            when = date.fromisoformat(one["period"])
            assert int(one["value"]) == region.attendance(facts, when, one["orgUnit"], at=moment).ill
    counted = region.completeness(facts, first, last, moment, duties=codes.duties).total()

    assert sums["SH_REPORTS_RECEIVED"] == counted.received
    assert sums["SH_REPORTS_EXPECTED"] == counted.due


def test_nothing_is_written_of_days_without_lessons_of_closed_schools_and_of_days_to_come():
    weekend = exported(last=day("2023-04-16"))
    closed = exported(told(exceptions=[DayException(kind="closure", first=MONDAY, last=MONDAY, of="S1")]))
    early = exported(moment=at("2023-04-11 09:00"))

    assert value(weekend, "SH_ENROLLED", "20230415") is None
    assert value(closed, "SH_ABSENT_ILL") is None
    assert value(closed, "SH_ABSENT_ILL", unit="S2") == "0"
    assert value(early, "SH_ENROLLED", "20230411") == "400"
    assert value(early, "SH_ENROLLED", "20230412") is None
    assert exported(first=day("2023-05-01"), last=day("2023-05-02")).data_values["dataValues"] == []


def test_what_is_not_known_is_not_written():
    facts = attrs.evolve(told(), schools=[school("S1"), school("S2", students=3)])

    assert value(exported(facts), "SH_ENROLLED") is None
    assert value(exported(facts), "SH_ENROLLED", unit="S2") == "3"


def test_a_suspended_class_is_counted_once():
    facts = told(
        classes=[SchoolClass(id="S1-1", school="S1", students=30)],
        people=[Person(id=one, school="S1", class_="S1-1") for one in ("P1", "P2")],
        suspensions=[Suspension(id="T", school="S1", level="class", of="S1-1", first=MONDAY, last=MONDAY)],
    )

    assert value(exported(facts), "SH_SUSPENDED") == "28"


# ------------------------------------------------------------------ what things are called


def test_names_of_an_instance_stand_in_for_ours():
    made = exported(
        scheme="uid",
        data_set="pBOMPrpg1QX",
        elements=Elements(absent_ill="f7n9E0hX8qk", suspended=""),
        org_units={"S1": "DiszpKrYNg8"},
        symptoms={"fever": "bRowv6yZOF2"},
        attribute_option_combo="HllvX50cXC0",
    )
    elements = {one["dataElement"] for one in made.data_values["dataValues"]}

    assert made.data_values["dataElementIdScheme"] == made.data_values["orgUnitIdScheme"] == "UID"
    assert value(made, "f7n9E0hX8qk", unit="DiszpKrYNg8") == "2"
    assert value(made, "f7n9E0hX8qk", unit="S2") == "0"
    assert "" not in elements
    assert value(made, "SH_ABSENT_ILL_BY_SYMPTOM", unit="DiszpKrYNg8", combo="bRowv6yZOF2") == "2"
    assert {one["attributeOptionCombo"] for one in made.data_values["dataValues"]} == {"HllvX50cXC0"}
    assert made.registrations["completeDataSetRegistrations"][0] == {
        "dataSet": "pBOMPrpg1QX",
        "period": "20230410",
        "organisationUnit": "DiszpKrYNg8",
        "attributeOptionCombo": "HllvX50cXC0",
        "date": "2023-04-10",
        "completed": True,
    }
    assert made.query == "dataSetIdScheme=UID&orgUnitIdScheme=UID&attributeOptionComboIdScheme=UID"


def test_small_numbers_of_the_sick_and_absent_are_withheld_where_asked_and_zeros_and_rolls_are_not():
    made = exported(least=2)

    assert value(made, "SH_ABSENT_ILL") == "2"
    assert value(made, "SH_ABSENT_INJURY") is None
    assert value(made, "SH_ABSENT_OTHER") == "0"
    assert value(made, "SH_ABSENT_ILL_BY_SYMPTOM", combo="SH_SYMPTOM_COUGH") is None
    assert value(made, "SH_REPORTS_EXPECTED") == "1"
    assert value(exported(least=5), "SH_ENROLLED", unit="S2") == "3"
    assert made.withheld == 7  # four of Monday, three of Tuesday
    assert exported().withheld == 0


# ------------------------------------------------------------------ registrations


def test_a_day_is_registered_when_its_reports_are_complete_on_the_day_on_which_they_were():
    made = exported().registrations["completeDataSetRegistrations"]

    assert [(one["organisationUnit"], one["period"], one["date"]) for one in made] == [
        ("S1", "20230410", "2023-04-10"),
        ("S1", "20230411", "2023-04-11"),
        ("S2", "20230410", "2023-04-10"),
    ]


def test_a_day_of_which_a_report_lacks_is_not_registered():
    shanghai = open_region("shanghai")
    codes = attrs.evolve(default_codes(shanghai, FRIDAY), duties=("morning-check", "noon-check"))
    morning = filing("morning-check", "2023-04-10 09:00", first="2023-04-10")
    noon = filing("noon-check", "2023-04-12 13:00", first="2023-04-10")

    def periods(*filings):
        facts = record(*filings, terms=(), since=MONDAY)
        made = dhis2_export(shanghai, facts, MONDAY, MONDAY, NOW, codes)
        return [(one["period"], one["date"]) for one in made.registrations["completeDataSetRegistrations"]]

    assert periods(morning) == []
    assert periods(morning, noon) == [("20230410", "2023-04-12")]


def test_without_duties_nothing_is_said_of_reports():
    made = exported(duties=())

    assert made.registrations == {"completeDataSetRegistrations": []}
    assert value(made, "SH_REPORTS_EXPECTED") is None
    assert value(made, "SH_ABSENT_ILL") == "2"


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(FactError, match="the last day lies before the first"):
        exported(first=FRIDAY, last=MONDAY)


# ------------------------------------------------------------------ the file of codes


def test_our_codes_name_every_symptom_and_the_daily_duties_of_the_rates():
    assert CODES.symptoms["unexplained-high-fever"] == "SH_SYMPTOM_UNEXPLAINED_HIGH_FEVER"
    assert set(CODES.symptoms) == set(REGION.rulebook.words("symptom"))
    assert CODES.duties == ("daily-absence-2020", "daily-absence")


def test_codes_come_back_from_their_file():
    own = attrs.evolve(CODES, org_units={'甲"校': "A\\B"}, least=5, data_set="日报")

    assert read_codes(codes_text(own), REGION, FRIDAY) == own
    assert tomllib.loads(codes_text(CODES))["data_set"] == "SH_DAILY"


def test_what_a_file_leaves_out_is_ours():
    found = read_codes('[elements]\nabsent_ill = "X"\n', REGION, FRIDAY)

    assert found == attrs.evolve(CODES, elements=Elements(absent_ill="X"))
    assert read_codes("", REGION, FRIDAY) == CODES
    assert read_codes("symptoms = {}", REGION, FRIDAY) == attrs.evolve(CODES, symptoms={})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("scheme = ", ["the mapping is no TOML: Invalid value (at end of document)"]),
        ("schema = 'uid'", ["unknown key schema; did you mean 'scheme'?"]),
        ("scheme = 'name'", ["scheme must be one of code, uid, not 'name'"]),
        ("[elements]\nabsent_sick = 'X'", ["unknown key absent_sick; did you mean 'absent_ill'? @ elements"]),
        ("[symptoms]\nfevers = 'X'", ["jiangsu has no symptom 'fevers' @ symptoms"]),
        ("[symptoms]\nfever = 'X'\ncough = 'X'", ["'X' is given to several @ symptoms"]),
        ("[org_units]\nS1 = 'X'\nS2 = 'X'", ["'X' is given to several @ org_units"]),
        ("duties = ['daily']", ["jiangsu has no duty 'daily' @ duties"]),
        ("duties = ['cn06-cluster-report']", ["'cn06-cluster-report' comes back with no day @ duties"]),
        ("data_set = ''", ["the data set has no name @ data_set"]),
        ("least = -1", ["'least' is not below 0, and is -1 @ least"]),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused(text, lines):
    with pytest.raises(InputError) as caught:
        read_codes(text, REGION, FRIDAY)

    assert [str(one).removesuffix(" @ scheme") for one in caught.value.problems] == lines


def test_codes_of_ones_own_need_no_file():
    assert Codes().scheme == "code"
