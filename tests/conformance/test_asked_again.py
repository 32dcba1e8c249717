from __future__ import annotations

import json

from school_health.conformance.asked_again import main, whole, wrong_json
from school_health.conformance.kit import Kit


def test_the_whole_answer_of_every_vector_is_written_as_json(capfdbinary):
    main("guyuan")
    written = json.loads(capfdbinary.readouterr().out)

    assert written == whole(Kit("guyuan"))
    assert {"dues", "notices"} <= written["gy10-card-begins-on-the-nineteenth"].keys()


def test_a_vector_without_an_answer_has_its_error():
    kit = Kit("guyuan")
    vector = kit.own_vectors[0]
    object.__setattr__(vector, "facts", {**vector.facts, "since": None, "events": (_elsewhere(),)})

    assert whole(kit)[vector.id].startswith("[SH102] events have the kind 'no-such'")


def _elsewhere():
    from tests.builders import event

    return event("no-such", "2020-02-22 08:00")


def test_an_answer_that_comes_back_otherwise_is_told():
    assert wrong_json({"v": {"dues": (1, 2)}}) == "the answer to 'v' does not come back from JSON as it was"
    assert wrong_json({"v": {"dues": [1, 2]}}) == ""
