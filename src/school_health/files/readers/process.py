"""
A child process that reads for us, watched: so much memory, so much time, so many bytes of answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from attrs import define, field, frozen

from school_health.files.grid import MOST_ROWS, Cells
from school_health.files.readers import child
from school_health.files.text import Cell


__all__ = ["NONSENSE", "Broken", "Frame", "Gathered", "asked", "can_limit", "installed"]

# Of address space, of processor time, and of time on the clock.
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 60
_PATIENCE = 120
_PROGRAM = Path(child.__file__)
_LARGEST_FRAME = 256 * 1024 * 1024
_CODE = array("I").itemsize
# Why there is no answer.
NONSENSE, _NO_CHILD, _ENDED, _TOO_LONG = "nonsense", "no child", "ended early", "too many rows"
_KINDS: dict[str, type[date | time]] = {"date": date, "datetime": datetime, "time": time}


class Broken(Exception):
    """
    The child did not answer to the end: it failed, was ended by a limit, or talks nonsense; ``why`` says which.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@frozen
class Frame:
    """
    One piece of an answer: what it is, and its parts.
    """

    kind: int
    parts: tuple[bytes, ...] = field(repr=False)

    def value(self) -> Any:
        """
        Return the first part, which is JSON.
        """
        try:
            return json.loads(self.parts[0])
        except (IndexError, ValueError, RecursionError):
            raise Broken(NONSENSE) from None


@define
class Gathered:
    """
    The columns of an answer, put together again from the rows that came together.
    """

    rows: int = 0
    _distinct: list[dict[Any, int]] = field(factory=list, repr=False)
    _cells: list[list[Cell]] = field(factory=list, repr=False)
    _codes: list[array[int]] = field(factory=list, repr=False)
    _column: int = field(default=0, repr=False)
    _together: int = field(default=0, repr=False)

    def add(self, frame: Frame) -> None:
        """
        Take a number of rows, or the next column of these.
        """
        if frame.kind == child.ROWS:
            self._together, self._column = int.from_bytes(frame.parts[0], "little"), 0
            self.rows += self._together
            if self.rows > MOST_ROWS * 2:  # Excel's last row is below that
                raise Broken(_TOO_LONG)
            return
        cells = _cells(frame)
        codes = array("I")
        codes.frombytes(frame.parts[1])
        if len(codes) != self._together or (codes and max(codes) >= len(cells)):
            raise Broken(NONSENSE)
        place = self._column
        self._column += 1
        if place == len(self._codes):
            before = self.rows - self._together
            self._distinct.append({})
            self._cells.append([])
            self._codes.append(array("I", bytes(_CODE * before)))
            if before:
                self._moved(place, [None])
        if not self._cells[place]:
            self._cells[place].extend(cells)
            self._codes[place].extend(codes)
            return
        moved = self._moved(place, cells)
        self._codes[place].extend(array("I", map(moved.__getitem__, codes)))

    def _moved(self, place: int, cells: list[Cell]) -> list[int]:
        """
        Return which of the distinct cells of a column some cells are, those that are new being added.
        """
        places, known = self._distinct[place], self._cells[place]
        if not places:
            places.update(((type(cell), cell), code) for code, cell in enumerate(known))
        codes = []
        for cell in cells:
            key = (type(cell), cell)
            code = places.get(key)
            if code is None:
                code = places[key] = len(known)
                known.append(cell)
            codes.append(code)
        return codes

    def columns(self) -> list[Cells]:
        """
        Return the columns; a column that ended early has empty cells below.
        """
        found = []
        for place, codes in enumerate(self._codes):
            lacking = self.rows - len(codes)
            if lacking:
                codes.extend([self._moved(place, [None])[0]] * lacking)
            found.append(Cells(self._cells[place], codes))
        return found


def _cells(frame: Frame) -> list[Cell]:
    """
    Return the distinct cells of a column: days and moments alone, or anything, each kind told where JSON does not know it.
    """
    value = frame.value()
    if isinstance(value, dict):
        ((kind, texts),) = value.items()
        return list(map(_KINDS[kind].fromisoformat, texts))
    return [_cell(one) for one in value] if b"[" in frame.parts[0][1:] else value


def _cell(plain: Any) -> Cell:
    if type(plain) is not list:
        return plain  # type: ignore[no-any-return] # text, number, truth or nothing
    kind, value = plain
    return timedelta(seconds=value) if kind == "timedelta" else _KINDS[kind].fromisoformat(value)


def installed(library: str) -> Path | None:
    """
    Return the folder in which a library lies, or None.
    """
    try:
        spec = find_spec(library)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    return home.parent if spec.submodule_search_locations else home


def can_limit() -> bool:
    """
    Say whether the memory of a child can be limited here.
    """
    try:
        import resource
    except ImportError:
        return False
    return hasattr(resource, "RLIMIT_AS")


@contextmanager
def asked(what: str, library: str, content: bytes) -> Iterator[Iterator[Frame]]:
    """
    Give a file to a child that reads it, and its answer, piece by piece. When no more of it is wanted the child is ended.

    Args:
        what: see `school_health.files.readers.child.main`.
        library: what the child needs.
        content: the file.

    Raises:
        Broken: no child can be begun, or its answer ends early.
    """
    home = installed(library)
    if home is None or not sys.executable or not _PROGRAM.is_file():
        raise Broken(_NO_CHILD)
    with tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        command = [sys.executable, "-I", "-S", "-X", "utf8", str(_PROGRAM), what, str(home), str(_MEMORY), str(_SECONDS)]
        try:
            process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        except OSError as error:
            raise Broken(_NO_CHILD) from error
        timer = threading.Timer(_PATIENCE, process.kill)
        timer.daemon = True
        timer.start()
        try:
            with process:
                assert process.stdout is not None  # noqa: S101 - it was asked for
                try:
                    yield _frames(process.stdout)
                finally:
                    process.kill()
        finally:
            timer.cancel()


def _frames(answer: IO[bytes]) -> Iterator[Frame]:
    while True:
        kind, number = _exactly(answer, 2)
        frame = Frame(kind, tuple(_part(answer) for _ in range(number)))
        if kind == child.DONE:
            return
        if kind == child.FAILED:
            raise Broken(frame.parts[0].decode("ascii", "replace"))
        yield frame


def _part(answer: IO[bytes]) -> bytes:
    length = int.from_bytes(_exactly(answer, 4), "little")
    if length > _LARGEST_FRAME:
        raise Broken(NONSENSE)
    return _exactly(answer, length)


def _exactly(answer: IO[bytes], length: int) -> bytes:
    found = answer.read(length)
    if len(found) < length:
        raise Broken(_ENDED)
    return found
