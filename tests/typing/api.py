"""
What a host writes, held to strict types; read by mypy and never run.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from school_health import (
    SHANGHAI_TIME,
    Assessment,
    Completeness,
    Due,
    Filing,
    Notice,
    Record,
    Region,
    School,
    assess,
    from_json,
    json_schema,
    open_region,
    read_folder,
    to_json,
)


region: Region = open_region("shanghai", readings={"sh-before-sunday": "week-earlier"})
record: Record = read_folder("folder", region=region, since=date(2020, 9, 1))
own: Record = Record(
    schools=[School(id="S1", area="A")], filings=[Filing(duty="d", filer="S1", filed_at=datetime.now(SHANGHAI_TIME))]
)
answer: Assessment = region.assess(record, datetime(2020, 10, 12, 9, 31, tzinfo=SHANGHAI_TIME), duties=["morning-check"])
plain: Assessment = assess(region.rulebook, region.national, own, datetime.now(SHANGHAI_TIME), since=date(2020, 9, 1))
due: Due = answer.dues[0]
missing: tuple[Due, ...] = answer.dues.missing
state: str = due.state
notice: Notice = answer.notices[0]
persons: list[str | None] = [who.person for who in notice.to]
notices: tuple[Notice, ...] = region.timeline(record, date(2020, 10, 12))
counted: Completeness = region.completeness(record, date(2020, 10, 12), date(2020, 10, 16), datetime.now(SHANGHAI_TIME))
share: Fraction | None = counted.total().share("complete-filers").value
text: str = to_json(answer, region=region, cases=True, indent=2)
facts: Record = from_json(text.encode("utf-8"))
one: Filing = from_json(text, Filing, most_bytes=1000)
schema: dict[str, object] = json_schema(Filing)
