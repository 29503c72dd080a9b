# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licence texts whose licence is known, in checkouts of public repositories that label them, each told by its layout.

A label that isn't made of ids of the SPDX list is left out: no tool could give it.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from scanner import yamlfile
from scanner.detectors.licenses import expressions


class Case(NamedTuple):
    """Files at the root of a repository, and the ids of the licences that they declare, without -only and -or-later."""

    name: str
    files: dict[str, bytes]
    expected: frozenset[str]


Loader = Callable[[Path], Iterator[Case]]


def read_set(folder: Path) -> tuple[str, list[Case]]:
    """Return the name of the labelled set that a checkout holds, and its cases in a stable order.

    Raises:
        SystemExit: the folder has the layout of no known set.
    """
    for name, mark, loader in _LAYOUTS:
        if next(folder.glob(mark), None):
            return name, sorted((case for case in loader(folder) if case.expected), key=lambda case: case.name)
    raise SystemExit(f"{folder} has the layout of none of: {', '.join(name for name, *_ in _LAYOUTS)}")


def folded(expression: str) -> frozenset[str]:
    """Return an expression's ids, `-only`, `-or-later` and `+` left out; empty unless all are in the SPDX list."""
    if not expressions.is_spdx(expression) or "LicenseRef-" in expression:
        return frozenset()
    return comparable(expression)


def comparable(expression: str) -> frozenset[str]:
    """Return the ids of licences and exceptions in any expression, `-only`, `-or-later` and `+` left out."""
    expression = expressions.normalise(expression)
    parts = re.split(r"\s+with\s+", expression, flags=re.IGNORECASE)
    names = expressions.families(expression) | {part.split()[0].strip("()") for part in parts[1:]}
    return frozenset(name.removesuffix("+") for name in names)


def _spdx(folder: Path) -> Iterator[Case]:
    """Read spdx/license-list-XML: one text a licence of the list, deprecated ones left out."""
    head = re.compile(r'<license\b[^>]*?licenseId="([^"]+)"[^>]*>')
    found = (head.search(path.read_text(encoding="utf-8")) for path in folder.glob("src/**/*.xml"))
    listed = {match[1] for match in found if match and "deprecatedVersion=" not in match[0]}
    seen = set()
    for path in sorted(folder.glob("test/simpleTestForGenerator/*.txt")):
        expected = frozenset(expressions.families(path.stem))
        if path.stem in listed and expected not in seen:
            seen.add(expected)
            yield Case(path.stem, {"LICENSE": path.read_bytes()}, expected)


def _choosealicense(folder: Path) -> Iterator[Case]:
    for path in folder.glob("_licenses/*.txt"):
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        name = re.search(r"^spdx-id: (\S+)$", front, re.MULTILINE)
        if name:
            yield Case(path.stem, {"LICENSE": text.encode()}, folded(name[1]))


def _licensee(folder: Path) -> Iterator[Case]:
    fixtures = folder / "spec" / "fixtures"
    for name, about in yamlfile.load(
        (fixtures / "fixtures.yml").read_text(encoding="utf-8"), "fixtures.yml"
    ).data.items():
        base = fixtures / name
        files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
        if about.get("matcher") in ("exact", "dice") or about.get("hash"):
            yield Case(name, files, folded(about["key"] or ""))


def _askalono(folder: Path) -> Iterator[Case]:
    for path in folder.glob("tests/data/real-licenses/*/*"):
        yield Case(path.name, {"LICENSE": path.read_bytes()}, folded(path.parent.name))


def _licensecheck(folder: Path) -> Iterator[Case]:
    """Read google/licensecheck: the header of a case names each licence with its place, a URL apart."""
    for path in folder.glob("testdata/*.t*"):
        header, _, text = path.read_bytes().partition(b"\n\n")
        lines = [line.split() for line in header.decode().splitlines() if not line.startswith("#")]
        names = [parts[0] for parts in lines[1:] if len(parts) == 2]
        parts = [folded(name) for name in names]
        if all(parts):
            yield Case(path.name, {"LICENSE": text}, frozenset().union(*parts))


def _nomos(folder: Path) -> Iterator[Case]:
    """Read fossology/fossology: a list of files with the licences that its Nomos agent must find in each."""
    base = folder / "src/nomos/agent_tests/testdata"
    listed = (base / "LastGoodNomosTestfilesScan").read_text(encoding="utf-8")
    for name, found in re.findall(r"^File (\S+) contains license\(s\) (.+)$", listed, re.MULTILINE):
        parts = [folded(part) for part in found.strip().split(",")]
        if all(parts) and (base / name).is_file():
            manifest = {".pom": "pom.xml", ".composer": "composer.json", ".npm": "package.json"}.get(Path(name).suffix)
            yield Case(name, {manifest or "LICENSE": (base / name).read_bytes()}, frozenset().union(*parts))


def _npm(folder: Path) -> Iterator[Case]:
    """Read installed npm packages: the licence file alone, against what the manifest names."""
    for manifest in sorted(
        [*folder.glob("node_modules/*/package.json"), *folder.glob("node_modules/@*/*/package.json")]
    ):
        declared = json.loads(manifest.read_text(encoding="utf-8")).get("license")
        texts = [
            path for path in manifest.parent.iterdir() if re.match(r"licen[cs]e(\.\w+)?$", path.name, re.IGNORECASE)
        ]
        if isinstance(declared, str) and len(texts) == 1 and texts[0].is_file():
            yield Case(manifest.parent.name, {"LICENSE": texts[0].read_bytes()}, folded(declared))


def _python(folder: Path) -> Iterator[Case]:
    """Read installed Python packages: their one licence file, against ``License-Expression`` (PEP 639)."""
    for metadata in folder.glob("*.dist-info/METADATA"):
        declared = re.search(r"^License-Expression: (.+)$", metadata.read_text(encoding="utf-8"), re.MULTILINE)
        texts = [path for path in metadata.parent.glob("licenses/**/*") if path.is_file()]
        if declared and len(texts) == 1:
            yield Case(metadata.parent.name, {"LICENSE": texts[0].read_bytes()}, folded(declared[1]))


_LAYOUTS: tuple[tuple[str, str, Loader], ...] = (
    ("spdx", "test/simpleTestForGenerator", _spdx),
    ("choosealicense", "_licenses/mit.txt", _choosealicense),
    ("licensee", "spec/fixtures/fixtures.yml", _licensee),
    ("askalono", "tests/data/real-licenses", _askalono),
    ("licensecheck", "testdata/MIT.t1", _licensecheck),
    ("nomos", "src/nomos/agent_tests/testdata", _nomos),
    ("npm", "node_modules", _npm),
    ("python", "*.dist-info", _python),
)
