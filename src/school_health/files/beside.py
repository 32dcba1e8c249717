"""
Files written as a whole: under another name beside their place, and renamed when all of them are there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from school_health.errors import OutputError


__all__ = ["write_all", "write_over"]


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """
    Write files into a folder, which is made where it is not there; all of them, or none.

    Args:
        folder: the folder.
        files: the content of each file, by name.

    Raises:
        OutputError: the folder is a file, one of the files is there already, or nothing can be written there.
    """
    if folder.exists() and not folder.is_dir():
        message = f"{folder} 已是一个文件：请给出一个文件夹"
        raise OutputError(message)
    there = [name for name in files if (folder / name).exists()]
    if there:
        more = f" 等 {len(there)} 个文件" if len(there) > 1 else ""
        message = f"{folder} 里已有 {there[0]}{more}：请移走，或换一个文件夹"
        raise OutputError(message)
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside = folder / f".{name}.part"
            made.append(beside)
            beside.write_bytes(content)
        for name in files:
            (folder / f".{name}.part").replace(folder / name)
            made.append(folder / name)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        message = f"写不进 {folder}（{type(error).__name__}）：请检查路径、权限和剩余空间"
        raise OutputError(message) from None
    return [folder / name for name in files]


def write_over(path: Path, content: bytes, *, private: bool = False) -> None:
    """
    Write a file; one that is there already is replaced, once the new one is whole.

    Args:
        path: where.
        content: what.
        private: whether nobody but the owner may read it, because it holds facts of persons.

    Raises:
        OutputError: nothing can be written there; what was there stays.
    """
    beside = ""
    trouble = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        if not private:
            Path(beside).chmod(0o644)  # a temporary file is for its owner alone
        Path(beside).replace(path)
    except OSError as error:
        if beside:
            Path(beside).unlink(missing_ok=True)
        trouble = type(error).__name__
    if trouble:
        message = f"{path} 写不进去（{trouble}）：请检查文件夹是否存在、是否有权限、文件是否正被打开"
        raise OutputError(message)
