# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A list made again from the list that is there holds what a fresh one holds, and only what changed is made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.files import OutputFolder
from catalog.fingerprints import Fingerprints
from catalog.made import Joined, Made
from catalog.parts import PARTS
from tests.catalog.views import repository

NAMES = ("a/un", "b/deux", "c/trois", "d/quatre")
LIST, FILE = "data/liste.json", "data/un.json"


class Maker:
    """What makes texts, and remembers of which repositories."""

    def __init__(self, shared: str = "") -> None:
        self.made: list[str] = []
        self._shared = shared

    def put(
        self, folder: Path, *described: tuple[str, str], around: tuple[str, str, str] = ("[", ",\n", "]\n")
    ) -> None:
        """Publish a list of repositories by name and description; one that has none is left out."""
        things = [repository(name, "github.com", description=text) for name, text in described]
        before, between, after = around
        joined = Joined(things, self._make, before, between, after, (self._shared,))
        with OutputFolder(folder) as output:
            keys = Fingerprints("programme")
            output.put(LIST, joined, keys)
            if things:
                output.put(FILE, Made((things[0], self._shared), lambda: self._make(things[0])), keys)
            output.finish()

    def _make(self, thing: object) -> str:
        self.made.append(thing.full_name)  # type: ignore[attr-defined]
        return f"{self._shared}{thing.description}"  # type: ignore[attr-defined]


BEFORE = [(name, f"Dépôt {name}") for name in NAMES]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


CHANGES = {
    "nothing": BEFORE,
    "one described otherwise": [BEFORE[0], ("b/deux", "Plus long qu’avant, avec des accents : éàü"), *BEFORE[2:]],
    "the ends described otherwise": [("a/un", "Autre"), *BEFORE[1:3], ("d/quatre", "Autre")],
    "one more": [*BEFORE[:2], ("b/nouveau", "Nouveau"), *BEFORE[2:]],
    "one less": [*BEFORE[:1], *BEFORE[2:]],
    "the first gone": BEFORE[1:],
    "another order": BEFORE[::-1],
    "one that is left out": [BEFORE[0], ("b/deux", ""), *BEFORE[2:]],
    "the first left out": [("a/un", ""), *BEFORE[1:]],
    "the same twice": [*BEFORE, BEFORE[0]],
    "two that change places": [BEFORE[0], BEFORE[2], BEFORE[1], BEFORE[3]],
    "all but the ends gone": [BEFORE[0], BEFORE[3]],
    "all described otherwise": [(name, "Autre") for name in NAMES],
    "no more at all": [],
    "lone surrogates": [BEFORE[0], ("b/deux", "\ud800"), *BEFORE[2:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_over_another_is_that_of_an_empty_folder(tmp_path: Path, change: str) -> None:
    Maker().put(tmp_path / "kept", *BEFORE)
    again = Maker()
    for _ in range(2):
        again.put(tmp_path / "kept", *CHANGES[change])
    Maker().put(tmp_path / "fresh", *CHANGES[change])
    assert files(tmp_path / "kept") == files(tmp_path / "fresh")
    new = {name for name, text in CHANGES[change] if (name, text) not in BEFORE} | {
        name for name, _ in CHANGES[change][:1] if name != "a/un"
    }
    new |= {"a/un"} if change == "the same twice" else set()
    assert set(again.made) == new
    Maker().put(tmp_path / "kept", *BEFORE)
    Maker().put(tmp_path / "first", *BEFORE)
    assert files(tmp_path / "kept") == files(tmp_path / "first")


@pytest.mark.parametrize(
    ("shared", "around"), [("autre ", ("[", ",\n", "]\n")), ("", ("entête\n", ",\n", "")), ("", ("[", " ; ", "]\n"))]
)
def test_what_all_texts_share_makes_them_all_anew(tmp_path: Path, shared: str, around: tuple[str, str, str]) -> None:
    Maker().put(tmp_path / "kept", *BEFORE)
    again = Maker(shared)
    again.put(tmp_path / "kept", *BEFORE, around=around)
    Maker(shared).put(tmp_path / "fresh", *BEFORE, around=around)
    assert set(again.made) == set(NAMES)
    assert files(tmp_path / "kept") == files(tmp_path / "fresh")


def _edited(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"trois", b"XXXXX"))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"9 ")


def _lying(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))


@pytest.mark.parametrize("harmed", [LIST, PARTS])
@pytest.mark.parametrize("harm", [Path.unlink, _edited, _cut, _longer, _lying])
def test_nothing_is_copied_from_a_list_that_was_altered_or_that_is_told_wrongly(
    tmp_path: Path, harmed: str, harm: Callable[[Path], None]
) -> None:
    Maker().put(tmp_path / "kept", *BEFORE)
    harm(tmp_path / "kept" / harmed)
    Maker().put(tmp_path / "kept", *CHANGES["one described otherwise"])
    Maker().put(tmp_path / "fresh", *CHANGES["one described otherwise"])
    assert files(tmp_path / "kept") == files(tmp_path / "fresh")


def test_a_list_that_was_altered_is_mended_though_nothing_else_changed(tmp_path: Path) -> None:
    Maker().put(tmp_path / "kept", *BEFORE)
    _edited(tmp_path / "kept" / LIST)
    Maker().put(tmp_path / "kept", *BEFORE)
    Maker().put(tmp_path / "fresh", *BEFORE)
    assert files(tmp_path / "kept") == files(tmp_path / "fresh")


def test_a_link_in_the_place_of_the_parts_is_not_followed(tmp_path: Path) -> None:
    Maker().put(tmp_path / "kept", *BEFORE)
    (tmp_path / "kept" / PARTS).rename(tmp_path / "ailleurs")
    known = (tmp_path / "ailleurs").read_bytes()
    (tmp_path / "kept" / PARTS).symlink_to(tmp_path / "ailleurs")
    Maker().put(tmp_path / "kept", *CHANGES["one more"])
    assert not (tmp_path / "kept" / PARTS).is_symlink()
    assert (tmp_path / "ailleurs").read_bytes() == known
