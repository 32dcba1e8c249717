"""
Whether the same facts and moment give the same answer: in another process, and when it comes back from JSON.

``python -m school_health.conformance.asked_again REGION`` writes the whole answer to every vector as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from school_health.conformance.answers import Question, everything
from school_health.conformance.kit import Kit
from school_health.errors import SchoolHealthError


__all__ = ["main", "whole", "wrong", "wrong_json"]


def whole(kit: Kit) -> Mapping[str, Any]:
    """
    Return the whole answer to each of a region's own vectors, by the vector's id; a vector without one has its error.
    """
    found: dict[str, Any] = {}
    for vector in kit.own_vectors:
        try:
            found[vector.id] = everything(Question(kit.under(vector), vector.record, vector.at, vector.since))
        except SchoolHealthError as error:
            found[vector.id] = str(error)
    return found


def wrong(code: str, found: Mapping[str, Any]) -> str:
    """
    Return the vectors whose answer is another one in a process with another hash seed, or "".
    """
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    around = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "school_health.conformance.asked_again", code]
    done = subprocess.run(command, env=around, capture_output=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        return f"another process does not answer: {done.stderr.decode('utf-8', 'replace').strip()}"
    return _different(found, json.loads(done.stdout), "has another answer in another process")


def wrong_json(found: Mapping[str, Any]) -> str:
    """
    Return the vectors whose answer does not come back from JSON as it was, or "".
    """
    told = []
    for name, answer in found.items():
        try:
            back = json.loads(json.dumps(answer, ensure_ascii=False))
        except (TypeError, ValueError) as error:
            told.append(f"the answer to {name!r} holds what JSON cannot: {error}")
        else:
            told += [_different({name: answer}, {name: back}, "does not come back from JSON as it was")]
    return "\n".join(line for line in told if line)


def _different(one: Mapping[str, Any], other: Mapping[str, Any], what: str) -> str:
    return "\n".join(f"the answer to {name!r} {what}" for name in one if one[name] != other.get(name))


def main(code: str) -> None:
    """
    Write the whole answer to every vector of a region to the standard output.
    """
    sys.stdout.buffer.write(json.dumps(whole(Kit(code)), ensure_ascii=False).encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1])
