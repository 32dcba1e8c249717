"""
The parts that an answer has, and what a vector may say of each.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


__all__ = ["KINDS", "Kind"]


@frozen
class Kind:
    """
    A kind of part of an answer.

    Args:
        table: where a rulebook keeps the rules by whose ids these parts are asked for.
        says: what it is.
        keys: what may be said of one, with what it means.
        short: the key that a bare text stands for.
        repeats: keys that say no more than what the rulebook says.
        asks: keys that are a question, such as a password to be judged, with what each has to be; with "?" it may be absent.
    """

    table: str
    says: str
    keys: Mapping[str, str]
    short: str
    repeats: frozenset[str] = frozenset()
    asks: Mapping[str, str] = {}


_ALERT = {
    "place": "the class, school … in which it was raised",
    "unit": "what that is",
    "places": "all units in which it fired",
    "first": "the day on which it first fired",
    "raised_at": "the moment since which what was known raises it",
    "days": "the days on which it fires",
    "persons": "how many distinct persons belong to it",
    "reached": "which threshold was met first: cases, percent, hospitalised, deaths, severe",
    "shared": "what the cases have in common",
    "joined": "further rules of the family that were met while it lasted",
    "excludable": "whether a correction has undone it",
    "counted_by": "by which days its cases count",
}

KINDS: Mapping[str, Kind] = {
    "dues": Kind(
        "duties",
        "what somebody had to file, with its state",
        {
            "filer": "who files",
            "about": "whom or what it concerns where that is not the filer; of what an event opens, the event",
            "first": "first day of the period",
            "last": "last day of the period",
            "state": "on_time, late, missing, exempt or not_yet_due",
            "reason": "why it is exempt",
            "basis": "text, norm or ours",
            "complete_at": "when all that it needs was there",
            "stands": "when the filing was made whose content counts",
            "refused": "how many filings do not count",
            "lacks": "parts and hands that are missing",
            "to": "who receives it",
            "copy": "who receives a copy",
            "channel": "by which channel",
            "module": "in which module",
            "form": "on which form",
        },
        "state",
        frozenset({"basis", "to", "copy", "channel", "module", "form"}),
    ),
    "notices": Kind(
        "ladders",
        "steps of a ladder that fell due",
        {
            "at": "when",
            "level": "the name of the step",
            "duty": "of which duty",
            "filer": "who had to file",
            "first": "first day of the due",
            "to": "who is told: persons, and vacant posts as post@organisation",
            "by": "the post that acts",
            "enters": "the list in which it is entered",
        },
        "at",
        frozenset({"level", "by", "enters", "duty"}),
    ),
    "breaches": Kind(
        "breaches",
        "what counts as a breach",
        {"subject": "whose", "day": "the day that counts", "at": "since when", "of": "the duty or event that it is one of"},
        "subject",
        frozenset({"of"}),
    ),
    "consequences": Kind(
        "consequences",
        "what repetition has brought",
        {
            "subject": "to whom",
            "at": "when",
            "first": "first day of the span in which is counted",
            "last": "last day of that span",
            "breaches": "how many breaches so far",
            "by": "who acts",
            "on": "on whom",
            "lists": "lists in which the subject is entered",
        },
        "subject",
        frozenset({"by", "on", "lists"}),
    ),
    "alerts": Kind("alerts", "alerts that were raised", _ALERT, "place", frozenset({"unit"})),
    "criteria": Kind("alerts", "criteria that are met, with nothing to be reported", _ALERT, "place", frozenset({"unit"})),
    "matters": Kind(
        "workflows",
        "matters of a workflow",
        {
            "id": "the event, alert or suspension that opened it",
            "subject": "of which school, class, person or area",
            "state": "its state",
            "open": "whether it is not done yet",
            "opened_at": "when it was opened",
            "since": "when it came to its state",
            "made": "the moves that counted, in order",
            "refused": "the moves that did not, each as its id, the reason and what it lacks",
            "waiting": "the posts that have still to make a move that several make together",
            "possible": "the moves that may come next",
        },
        "state",
    ),
    "findings": Kind(
        "checks",
        "what a check found",
        {
            "subject": "whom it concerns",
            "place": "the school or area in which it counts",
            "day": "the day that it concerns",
            "at": "since when the record shows it",
            "about": "what is contradicted",
            "lacks": "what is missing",
            "standing": "whether it is how things stand today",
        },
        "subject",
    ),
    "signals": Kind(
        "signals",
        "what a statistical detector says of a day",
        {"place": "where", "day": "of which day", "verdict": "alarm, quiet or no-baseline", "observed": "the count"},
        "verdict",
    ),
    "returns": Kind(
        "recoveries",
        "what a published profile says of a spell or a suspension",
        {
            "of": "the absence or suspension",
            "what": "return, suspension, or contacts, which are watched still",
            "met": "met, not-yet or unknown",
            "from": "since when, or from when, it is met",
            "lacks": "facts or papers that lack",
        },
        "met",
    ),
    "unbound": Kind(
        "documents", "a document that binds nobody here", {"area": "where", "reason": "no-campaign or not-adopted"}, "reason"
    ),
    "measures": Kind(
        "measures",
        "a rate that a document names",
        {
            "first": "asked: the first day",
            "last": "asked: the last day",
            "by": "asked: school, county, city or province",
            "place": "asked: of which of them; all together where absent",
            "numerator": "what was counted",
            "denominator": "out of what; 0 is undefined",
            "reached": "whether the target is: yes, no, or undecided",
            "drawn_up": "how often, and for which levels, the document draws it up",
        },
        "reached",
        frozenset({"drawn_up"}),
        {"first": "day", "last": "day", "by": "level?", "place": "text?"},
    ),
    "samples": Kind(
        "samples",
        "a random sample",
        {"seed": "asked: the seed", "count": "how many are drawn", "drawn": "what is drawn, in order"},
        "seed",
        asks={"seed": "text"},
    ),
    "passwords": Kind(
        "passwords",
        "what is wrong with a password",
        {"given": "asked: an invented password", "faults": "every part of the rule that it fails"},
        "given",
        asks={"given": "text"},
    ),
    "forms": Kind(
        "forms",
        "what is wrong with a form as filled in",
        {"values": "asked: the values", "faults": "each as the field, what is wrong, and its row"},
        "faults",
        asks={"values": "table"},
    ),
    "filled": Kind(
        "forms",
        "a form as filled in from the facts",
        {
            "first": "asked: the first day; absent: the usual span that holds the moment",
            "last": "asked: the last day",
            "span": "asked: which of its spans: day, week, half-year or school-year",
            "about": "asked: the reference of the one thing that it is of",
            "seed": "asked: the seed of a sample that it lists",
            "address": "asked: the address of its QR code",
            "given": "asked: what people fill in",
            "days": "the first and the last day that it is drawn up for",
            "shows": "what stands in its fields and rows; blanks are left out, shares are written 5/6",
            "totals": "the rows of all rows together, by the name of the rows",
            "faults": "what still lacks, each as the field, what is wrong, and its row",
        },
        "shows",
        asks={
            "first": "day?",
            "last": "day?",
            "span": "text?",
            "about": "text?",
            "seed": "text?",
            "address": "text?",
            "given": "table?",
        },
    ),
    "accounts": Kind(
        "custodies",
        "who keeps the account of an organisation",
        {"of": "asked: the school or area", "kind": "asked: education or administrator", "keeper": "the area, or empty"},
        "of",
        asks={"of": "text", "kind": "account?"},
    ),
    "posts": Kind(
        "parties",
        "where the post is held that answers for a school, class, person or area",
        {"of": "asked: for whom", "seat": "the organisation, and the grade of a grade's post; empty where there is none"},
        "of",
        asks={"of": "text"},
    ),
}
