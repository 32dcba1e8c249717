from __future__ import annotations

import pytest

from school_health.conformance.shifting import wanted
from school_health.conformance.shifts import Shift


@pytest.mark.parametrize(
    ("path", "what", "said"),
    [
        (("cases",), "3 → 4", "a vector that shows exactly so many cases, and one fewer"),
        (("by", "edge"), "'out' → 'in'", "a vector that shows what comes on the very instant"),
        (("move", 3, "from_"), "'new' dropped", "a vector that shows facts that need 'new'"),
        (
            ("step", 0, "at", "time"),
            "11:00:00 → 11:01:00",
            "a vector that shows what comes a second before the time, and what comes on it",
        ),
        (
            ("diseases",),
            "one more",
            "a vector that shows facts with another 'diseases', such as 'noro', and that nothing follows from them",
        ),
        (
            ("module",),
            "'x' left out",
            (
                "a vector that shows a part of an answer that says 'module' (module = [] where there is none), "
                "beside what follows from facts"
            ),
        ),
        (("of",), "'a' → 'b'", "a vector that shows an answer that changes with 'of'"),
    ],
)
def test_the_vector_that_would_notice_is_told(path, what, said):
    assert wanted(Shift("doc", "alert", "a", path, what, ("flu",), (("flu", "noro"),))) == said
