# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Our shortcuts give ScanCode's whole verdict, unchanged, on files of every sort."""

import os
import random
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanner.detectors.licenses import bounds, paths
from scanner.detectors.licenses.alignment import LONG
from scanner.detectors.licenses.engine import Engine, sweep
from tests.scanner.detectors.licenses.conftest import rule_text, scancode_data

MAX_STOCK = 20_000
"""Bytes of the longest file given to ScanCode alone: it takes seconds for more."""

CODE = "def somme(valeurs):\n    total = 0\n    for valeur in valeurs:\n        total += valeur\n    return total\n\n\n"


def same(engine: Engine, data: bytes, path_class: str = "plain") -> bool:
    """Compare the complete verdicts (matches, rules, scores, lines, identifiers); tell whether licences were found."""
    quick, stock = engine.licenses(data, path_class), engine.stock(data, path_class)
    assert quick == stock
    return bool(stock["license_detections"])


def rules(count: int) -> Iterator[Path]:
    names = sorted((scancode_data() / "rules").glob("*.RULE"))
    return iter(random.Random(5).sample(names, count))  # noqa: S311 - the same rules each time


def test_rule_texts_are_found_as_scancode_finds_them(engine: Engine) -> None:
    found = [same(engine, rule_text(rule).encode()) for rule in rules(12)]
    assert sum(found) > 8


def test_damaged_texts_inside_code_are_aligned_as_scancode_aligns_them(engine: Engine) -> None:
    chance = random.Random(3)  # noqa: S311 - the same damage each time
    found = 0
    for rule in rules(8):
        words = [word for word in rule_text(rule).split(" ") if chance.random() > 0.07]
        data = (CODE * 6 + "# " + " ".join(words).replace("\n", "\n# ") + "\n" + CODE * 6).encode()
        found += same(engine, data, "source")
    assert found > 4


def test_a_notice_in_a_long_table_is_aligned_as_scancode_aligns_it(
    engine: Engine, license_text: Callable[[str], str]
) -> None:
    notice = "\n".join(line for line in license_text("mit").splitlines() if "substantial" not in line)
    table = "\n".join(f"{n};use;commune {n};source;version" for n in range(LONG // 2))
    assert same(engine, f"{notice}\n{table}".encode())


def test_pieces_of_a_text_in_another_order_than_the_rules_are_put_together_as_scancode_does(engine: Engine) -> None:
    end = (
        "public license gpl incorporated herein by reference contact the author for use under other terms common sense"
    )
    begin = "this software may be used and distributed according to the terms of the gnu general"
    middle = "give credit to the original author and release the resulting code under the gpl"
    pieces = f"{end}\n" + "\n" * 16 + f"{begin} {middle}\n"
    assert engine.licenses(pieces.encode(), "plain") == engine.stock(pieces.encode(), "plain")


def test_installed_sources_are_judged_as_scancode_judges_them(engine: Engine) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    files = [*(packages / "pluggy").glob("*.py"), *packages.glob("typer*/licenses/*"), *packages.glob("numpy*/*.txt")]
    assert len(files) > 6
    for file in files:
        if file.stat().st_size < MAX_STOCK:
            same(engine, file.read_bytes(), paths.path_class(file.name))


@pytest.mark.parametrize(
    ("data", "path_class"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "plain", id="binary"),
        pytest.param("Licence libre : réutilisation autorisée".encode("latin-1"), "plain", id="not UTF-8"),
        pytest.param("MIT license".encode("utf-16"), "plain", id="UTF-16"),
        pytest.param(b"\xef\xbb\xbfSPDX-License-Identifier: MIT", "plain", id="byte order mark"),
        pytest.param("ΜΙΧΑΛΗΣ MIT ΟΔΟΣ license".encode(), "plain", id="final sigma"),
        pytest.param(b"var a='Released under the MIT\\nlicense'", "source", id="escaped line end"),
        pytest.param(b"var a='Released under the MIT\\nlicense'", "plain", id="escaped line end in a text"),
        pytest.param(b"# SPDX-License-Identifier: Apache-2.0 OR EUPL-1.2", "source", id="SPDX header"),
        pytest.param(b"https://licenses.nuget.org/MIT", "plain", id="NuGet address"),
        pytest.param(b'{"version":3,"sourcesContent":["/* MIT License */"]}', "map", id="source map"),
        pytest.param(b'{"version":3,"sourcesContent":[', "map", id="broken source map"),
        pytest.param(b'{"license":"' + b"x" * 500 + b'","a":"MIT"}', "locale+plain", id="long line"),
        pytest.param(b'{"license": "MIT", "name": "paquet"}', "package", id="package.json"),
        pytest.param(b"%PDF-1.4\n%licensed under the MIT license", "plain", id="broken PDF"),
        pytest.param(b"MIT\x00License\x00", "plain", id="null bytes"),
        pytest.param(b"\n\n\n", "plain", id="blank"),
    ],
)
def test_odd_content_is_judged_as_scancode_judges_it(engine: Engine, data: bytes, path_class: str) -> None:
    same(engine, data, path_class)


def test_code_without_licence_is_proven_so_without_scancode(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_data: bytes, _path_class: str) -> None:
        raise AssertionError("ScanCode was asked")

    data = CODE.encode()
    assert not engine.stock(data, "source")["license_detections"]
    monkeypatch.setattr(engine, "stock", refuse)
    assert engine.licenses(data, "source")["license_detections"] == []
    with pytest.raises(AssertionError, match="ScanCode was asked"):
        engine.licenses(b"Released under the MIT license", "source")


def test_scancode_is_left_as_it_was(engine: Engine) -> None:
    from licensedcode import match_set, query

    engine.licenses(b"Released under the MIT license", "source")
    assert match_set.compute_candidates.__module__ == "licensedcode.match_set"
    assert query.QueryRun.__module__ == "licensedcode.query"


def test_folders_of_killed_workers_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / "ouvrage-blob-old", tmp_path / "ouvrage-blob-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "blob.txt").write_text("MIT")
    os.utime(old, (0, 0))
    sweep()
    assert not old.exists()
    assert new.exists()


def test_a_file_that_lists_too_many_licences_is_refused(engine: Engine) -> None:
    data = b'{"license": "MIT"},\n' * (bounds.MAX_MENTIONS + 1)
    with pytest.raises(bounds.TooCostly, match="lock file"):
        engine.licenses(data, "plain@lock")
    with pytest.raises(bounds.TooCostly, match="more than 2000 mentions"):
        engine.licenses(data, "plain")
