from __future__ import annotations

import pytest

from school_health.conformance.privacy import files_of, wrong
from school_health.registry import Declared


# Built from parts, so that no file of the project holds one.
VALID = "110105" + "19491231" + "002" + "X"
PHONE = "139" + "12345678"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"id = '{VALID}'", "x.toml:1: holds a valid identity number: invent a reference in its place"),
        (f"学生{VALID}号", "x.toml:1: holds a valid identity number: invent a reference in its place"),
        (f"id = '{VALID.lower()}'", "x.toml:1: holds a valid identity number: invent a reference in its place"),
        (f"id = '{VALID[:-1]}1'", ""),
        (f"id = '{VALID.replace('1231', '1331')}'", ""),
        (
            f"id = '{VALID[:6]} {VALID[6:14]} {VALID[14:]}'",
            "x.toml:1: holds a valid identity number: invent a reference in its place",
        ),
        (f"id{VALID}", "x.toml:1: holds a valid identity number: invent a reference in its place"),
        (f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", "x.toml:1: holds a phone number: take it out"),
        (f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", "x.toml:1: holds a phone number: take it out"),
        (
            PHONE.translate({ord("0") + one: 0xFF10 + one for one in range(10)}),
            "x.toml:1: holds a phone number: take it out",
        ),
        (f"{PHONE[:5]}\u200b{PHONE[5:]}", "x.toml:1: holds a phone number: take it out"),
        ("(0512)" + "65123456", "x.toml:1: holds a phone number: take it out"),
        ("S-02520240901", ""),
        (f"电话 {PHONE}", "x.toml:1: holds a phone number: take it out"),
        (f"+86 {PHONE}", "x.toml:1: holds a phone number: take it out"),
        ("025-83234567", "x.toml:1: holds a phone number: take it out"),
        ("2024-11-18T09:00:00", ""),
        (f"{PHONE}9", ""),
        ("a = 1\nb = 2", ""),
    ],
)
def test_identity_numbers_and_phones_are_found_and_never_repeated(tmp_path, line, said):
    file = tmp_path / "x.toml"
    file.write_text(line, "utf-8")

    assert wrong("x.toml", file) == said


def test_every_mistake_of_a_file_is_told_by_its_line(tmp_path):
    file = tmp_path / "x.toml"
    file.write_bytes(f"\xff\n{PHONE}\n{VALID} {PHONE}\n".encode("latin-1"))

    assert [line.split(":")[1] for line in wrong("x.toml", file).split("\n")] == ["2", "3", "3"]


def test_all_data_files_of_a_region_are_looked_at(tmp_path):
    for path in ("rulebook/a.toml", "vectors/deep/b.toml", "example.toml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("", "utf-8")
    rulebook, vectors, example = tmp_path / "rulebook", tmp_path / "vectors", tmp_path / "example.toml"
    whole = Declared("x", "x", rulebook, None, None, example, {}, {}, {}, vectors, 1)
    bare = Declared("x", "x", rulebook, None, None, None, {}, {}, {})

    assert [name for name, _ in files_of(whole)] == ["rulebook/a.toml", "vectors/deep/b.toml", "example.toml"]
    assert [name for name, _ in files_of(bare)] == ["rulebook/a.toml"]
