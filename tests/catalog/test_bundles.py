# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are made from the same things are looked at together: none is made for nothing, none is kept that changed.

A bundle is known by its name and by the key of what it is made from; its files keep keys of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from catalog.files import OutputError, OutputFolder
from catalog.fingerprints import Fingerprints
from catalog.made import Bundle, Made
from catalog.manifest import MANIFEST

Groups = Mapping[str, Mapping[str, str]]
"""Name of a bundle → path of a file → its content."""


class Publisher:
    """What publishes bundles, and remembers which it looked into and which files it made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[str] = []
        self.made: list[str] = []

    def publish(self, groups: Groups, *, finish: bool = True) -> tuple[int, int, int]:
        """Return how many files were written, left alone and removed."""
        self.opened, self.made = [], []
        with OutputFolder(self.folder) as output:
            bundles = (
                Bundle(name, (dict(files),), partial(self._files, name, files)) for name, files in groups.items()
            )
            output.put_all(bundles, Fingerprints("programme"))
            if not finish:
                output.take()
                return 0, 0, 0
            removed = output.finish()
            return output.written, output.unchanged, removed

    def _files(self, name: str, files: Mapping[str, str]) -> Iterator[tuple[str, Made]]:
        self.opened.append(name)
        return ((path, Made((text,), partial(self._make, path, text))) for path, text in files.items())

    def _make(self, path: str, text: str) -> str:
        self.made.append(path)
        return text


ONE = {"a/un.html": "un", "a/deux.html": "deux"}
OTHER = {"b/trois.html": "trois", "quatre.html": "quatre"}
BEFORE: Groups = {"premier": ONE, "second": OTHER}


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    known = Publisher(tmp_path)
    assert known.publish(BEFORE) == (4, 0, 0)
    return known


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def manifest(folder: Path) -> str:
    return (folder / MANIFEST).read_text(encoding="utf-8")


def test_what_has_not_changed_is_not_looked_into(publisher: Publisher) -> None:
    known = manifest(publisher.folder)
    assert publisher.publish(BEFORE) == (0, 4, 0)
    assert publisher.opened == []
    assert manifest(publisher.folder) == known


def test_of_a_bundle_that_has_changed_only_the_files_that_have_are_made(publisher: Publisher) -> None:
    after = {**BEFORE, "second": OTHER | {"quatre.html": "4"}}
    assert publisher.publish(after) == (1, 3, 0)
    assert (publisher.opened, publisher.made) == (["second"], ["quatre.html"])
    assert files(publisher.folder) == {**ONE, "b/trois.html": "trois", "quatre.html": "4"}


CHANGES: dict[str, Groups] = {
    "a bundle gone": {"premier": ONE},
    "a file gone": {**BEFORE, "second": {"quatre.html": "quatre"}},
    "a file more": {**BEFORE, "second": OTHER | {"b/cinq.html": "cinq"}},
    "a file in another bundle": {"premier": {"a/un.html": "un"}, "second": OTHER | {"a/deux.html": "deux"}},
    "bundles that changed names": {"autre": ONE, "premier": OTHER},
    "one bundle for all": {"tout": ONE | OTHER},
    "an empty one": {**BEFORE, "vide": {}},
    "nothing": {},
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_folder_is_what_it_would_be_if_it_had_been_empty(publisher: Publisher, tmp_path: Path, change: str) -> None:
    fresh = Publisher(tmp_path / "neuf")
    fresh.publish(CHANGES[change])
    for _ in range(2):
        publisher.publish(CHANGES[change])
        kept = {name: text for name, text in files(publisher.folder).items() if not name.startswith("neuf/")}
        assert kept == files(fresh.folder)
        assert manifest(publisher.folder) == manifest(fresh.folder)


@pytest.mark.parametrize("change", ["a file in another bundle", "bundles that changed names", "one bundle for all"])
def test_files_that_only_change_bundles_are_not_made_again(publisher: Publisher, change: str) -> None:
    assert publisher.publish(CHANGES[change]) == (0, 4, 0)
    assert publisher.made == []


def _longer(path: Path) -> None:
    path.write_text("plus long", encoding="utf-8")


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".autre"))
    path.symlink_to(path.with_suffix(".autre"))


@pytest.mark.parametrize("harm", [Path.unlink, _longer, _link])
def test_a_file_that_was_altered_is_mended(publisher: Publisher, harm: Callable[[Path], None]) -> None:
    harm(publisher.folder / "a" / "un.html")
    publisher.publish(BEFORE)
    assert publisher.made == ["a/un.html"]
    path = publisher.folder / "a" / "un.html"
    assert path.read_text(encoding="utf-8") == "un"
    assert not path.is_symlink()


def test_a_publication_that_stopped_half_way_is_not_taken_for_the_last_one(publisher: Publisher) -> None:
    publisher.publish({"premier": {"a/un.html": "nu", "a/deux.html": "deux"}}, finish=False)
    assert files(publisher.folder)["a/un.html"] == "nu"  # as long as before: its size doesn't tell
    publisher.publish(BEFORE)
    assert files(publisher.folder) == ONE | OTHER
    assert publisher.made == ["a/un.html"]


def test_lines_that_make_no_sense_are_no_bundles(publisher: Publisher) -> None:
    path = publisher.folder / MANIFEST
    path.write_text(path.read_text(encoding="utf-8") + "\t\nx\ty\n\t\t\n", encoding="utf-8")
    publisher.publish(BEFORE)
    assert files(publisher.folder) == ONE | OTHER
    publisher.publish({"premier": ONE})
    assert files(publisher.folder) == ONE


def test_a_file_that_cannot_be_looked_at_is_told(publisher: Publisher) -> None:
    path, long = publisher.folder / MANIFEST, "a" * 300
    path.write_text(path.read_text(encoding="utf-8").replace("a/un.html", long), encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        publisher.publish(BEFORE)
    assert caught.value.source.endswith(long)
