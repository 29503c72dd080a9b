# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files made to make a parser or a regular expression spin: each reading ends long before a process is killed for it.

At this size, what grows as the square of it takes minutes, and what grows as the size a second or two.
"""

from collections.abc import Iterator
from pathlib import Path

from catalog.database import Store
from catalog.workers import ReaderPool
from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import Detector
from scanner.git import mirror_folder
from scanner.models import Bounded
from scanner.scan import scan_repository
from tests.forging import FOLDER, Forged, Named

SIZE = 490_000
"""Bytes: under the size from which manifests aren't parsed."""
SECONDS = 25
SETTINGS = DetectorSettings(policies=None, key=b"k" * 32)


def _full(unit: str, before: str = "", after: str = "") -> bytes:
    return (before + unit * (SIZE // len(unit)) + after).encode()


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{here}: &{here} [{','.join([f'*{there}'] * 9)}]\n" for there, here in zip("abcdefghi", "bcdefghij", strict=True)
)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {here} "{f"&{there};" * 10}">' for there, here in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><project><licenses><license><name>&j;</name></license></licenses></project>"
)
FILES = {
    "accolades.js": _full("{"),
    "appels.js": _full("require('"),
    "balises.html": _full("<a>"),
    "barre/pom.xml": _full("<!--"),
    "cles/pyproject.toml": _full("a.", before="["),
    "commentaire.c": _full("/*"),
    "courriels.txt": _full("a@b."),
    "entites/pom.xml": ENTITIES.encode(),
    "espaces.md": _full(" "),
    "gabarits.vue": _full("{{"),
    "guillemets.csv": _full('"a,', before="nom,prenom,email\n"),
    "json/package.json": _full("[", before='{"license": '),
    "liens.md": _full("[a]("),
    "ligne.txt": _full("a"),
    "mots.py": _full("mot de passe : "),
    "nombres.txt": _full("1 85 "),
    "ouvert.php": _full("<?php "),
    "parentheses/setup.py": _full("("),
    "passe.txt": _full("a", before='password = "'),
    "points.properties": _full("10."),
    "rires/publiccode.yml": LAUGHS.encode(),
    "sauts.rb": _full(" \n"),
    "texte.py": _full("a ", before='"""'),
    "yaml/CITATION.cff": _full("{"),
}


def _all_but_licences(settings: DetectorSettings) -> dict[str, Detector]:
    return {name: one for name, one in build_detectors(settings).items() if name != "licenses"}


def _licences(settings: DetectorSettings) -> dict[str, Detector]:
    return {"licenses": build_detectors(settings)["licenses"]}


def _left(tmp_path: Path, store: Store, files: dict[str, bytes], build: object) -> Iterator[Bounded]:
    """Scan `files` in processes, and yield those that took too long or killed their process."""
    forged = Forged(tmp_path / "piege.git")
    folders: dict[str, list[Named]] = {}
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(Named(name.encode(), forged.blob(content)))
    top = folders.pop("", [])
    top += [Named(name.encode(), forged.tree(entries), FOLDER) for name, entries in folders.items()]
    forged.commit(forged.tree(sorted(top)))
    mirror = mirror_folder(forged.git_dir, tmp_path / "mirror.git")
    assert callable(build)
    with ReaderPool(SETTINGS, 2, seconds=SECONDS, build=build) as pool:
        report = scan_repository(mirror, store, store.save_readings, build(SETTINGS), pool.read).report
    assert report.files == len(files)
    assert not report.problems
    yield from (item for item in report.bounded if "took more" in item.reason or "died" in item.reason)


def test_no_content_makes_a_detector_spin(tmp_path: Path, store: Store) -> None:
    assert list(_left(tmp_path, store, FILES, _all_but_licences)) == []


def test_no_content_makes_the_licence_detector_spin(tmp_path: Path, store: Store) -> None:
    some = ("ligne.txt", "barre/pom.xml", "entites/pom.xml", "json/package.json", "rires/publiccode.yml")
    assert list(_left(tmp_path, store, {name: FILES[name][:200_000] for name in some}, _licences)) == []
