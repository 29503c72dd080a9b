# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a repository holds: every detector answers by its rules, and every blob is accounted for."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.database import open_store
from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import Content, Detector
from scanner.git import Mirror, mirror_folder, path_text
from scanner.models import BlobKey, Change, Outcome, Reading, Snapshot, TreeFile
from scanner.scan import BlobTask, Detectors, Scan, in_process, scan_repository
from tests.probing import MarkDetector

FIXED = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],  # a repository takes too long to make for its failure to be shrunk
}

# --- contents --------------------------------------------------------------------------------------------------------

TOKEN = "gh" + "p_" + "zQ8xV1bN5mK7jH3gF9dS2aP4oI6uY0tR" + "eW1q"
AGENT = "jeanne.martin42"
SAMPLES = {
    "src/calcul.py": 'import os\nfrom app.modeles import Foyer\n\n\ndef montant(foyer):\n    """Barème de l\'aide."""\n'
    "    if foyer.age < 25:\n        return 0.34 * foyer.revenu\n    return 0\n",
    "src/a.js": "import { a } from './b';\nexport const taux = 0.2; // seuil\n/* deux */ const c = `x${a}`;\n",
    "src/App.vue": "<template><p>{{ nom }}</p></template>\n<script>\nimport a from 'b'\n</script>\n",
    "src/A.java": "package fr.gouv.a;\nimport java.util.List;\n/** @author X */\npublic class A extends B { }\n",
    "src/a.php": "<?php\nnamespace App;\nuse App\\B;\n# Copyright (c) 2020 Société\nrequire 'x.php';\n",
    "src/a.rb": "require 'json'\n# SPDX-License-Identifier: MIT\nclass A < B\nend\n",
    "lib/a.ex": "defmodule A do\n  alias B.C\nend\n",
    "schema.sql": "CREATE TABLE agents (nom text, prenom text, nir text, naissance date);\n",
    "README.md": "# Projet\n\nLicence MIT. Contact : "
    + AGENT
    + "@interieur.gouv.fr\n[a](http://a.intranet.gouv.fr/x)\n",
    "LICENSE": 'MIT License\n\nCopyright (c) 2024 Ministère\n\nTHE SOFTWARE IS PROVIDED "AS IS"\n',
    "package.json": '{"name": "a", "license": "MIT", "dependencies": {"b": "1"}, "private": true}\n',
    "composer.json": '{"name": "a/b", "license": ["MIT", "GPL-2.0-only"]}\n',
    "pom.xml": "<project><licenses><license><name>EUPL</name></license></licenses><!-- a --></project>\n",
    "pyproject.toml": '[project]\nname = "a"\nlicense = "MIT"\n[tool.poetry]\nname = "b"\n',
    "publiccode.yml": "publiccodeYmlVersion: '0.4'\nlegal:\n  license: AGPL-3.0-or-later\n",
    "setup.py": "import setuptools\nsetuptools.setup(name='a', license='MIT', classifiers=['License :: OSI'])\n",
    "debian/copyright": "Files: *\nLicense: GPL-2+\n",
    "donnees/agents.csv": "nom;prenom;naissance;nir\nMartin;Jeanne;1985-05-12;285057800608436\n",
    ".env": "MOT_DE_PASSE=" + TOKEN + "\nHOST=10.0.3.7\n",
    "config.yml": "base:\n  motdepasse: 'azerty123'\n  jeton: " + TOKEN + "\n",
    "cle.pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n",
    "a.tar.gz": "\x1f\x8b\x08\x00",
    "a.zip": "PK\x03\x04\x14\x00",
    "video.mp4": "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12345\n",
    "data.geojson": '{"type": "FeatureCollection", "features": []}\n',
    "a.min.js": "!function(a){var b=1;return a+b}(1);" * 20,
    "AUTHORS": "Jean Dupont <jean@example.org>\n",
}
FRAGMENTS = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\r\n",
        b"\n" * 40,
        b" " * 300,
        b"a" * 3000,
        b"\x85",
        "\u2028".encode(),
    ),
    *(
        b'"',
        b"'''",
        b"/*",
        b"<!--",
        b"]]",
        b"{{",
        b"((((",
        b"\\",
        b"&a;",
        b"*x",
        b"%",
        "é".encode("latin-1"),
        "𝔸".encode(),
    ),
    *(f'password = "{TOKEN}"\n'.encode(), f"{AGENT}@interieur.gouv.fr ".encode(), b"1 85 05 78 006 084 36 "),
    *(b"Copyright (c) 1999 ", b"SPDX-License-Identifier: ", b"AND (", b"9" * 400, b"-----BEGIN PRIVATE KEY-----"),
)
PATHS = (*SAMPLES, "vendor/x/a.js", "tests/test_a.py", "a/b.bin", "LICENSES/MIT.txt", "Dockerfile", "a", "x.jar")


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Bytes of no sense, or a file of a real look with cuts, repetitions and intruders."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.binary(max_size=600))
    data = draw(st.sampled_from([sample.encode("utf-8", "surrogateescape") for sample in SAMPLES.values()]))
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        middle = draw(st.sampled_from([data[at:to] * 3, b"", *FRAGMENTS]))
        data = data[:at] + middle + data[to:]
    return data[:20_000]


@pytest.fixture(scope="module")
def detectors() -> dict[str, Detector]:
    return build_detectors(DetectorSettings(policies=None, key=b"k" * 32))


def _check(detector: Detector, data: bytes, path: str, other: str) -> Reading | None:
    """Read a blob and hold the reading to the rules of all; return it."""
    path_class = detector.path_class(path, len(data))
    if path_class is None or len(data) > detector.max_bytes:
        return None
    oid = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    reading = detector.read(Content(oid, data, path, path_class))
    assert (reading.key, reading.detector, reading.version) == (
        BlobKey(oid, path_class),
        detector.name,
        detector.version,
    )
    told = reading.model_dump_json()
    assert Reading.model_validate_json(told) == reading
    assert TOKEN not in told
    assert AGENT not in told
    lines = len(data.splitlines()) + data.count(b"\r") + 1
    for finding in reading.findings:
        assert 0 <= finding.line <= lines
        assert finding.end_line == 0 or finding.line <= finding.end_line <= lines
    if detector.path_class(other, len(data)) == path_class:
        assert detector.read(Content(oid, data, other, path_class)) == reading
    assert detector.read(Content(oid, data, path, path_class)) == reading
    return reading


def _conclude(detector: Detector, reading: Reading, path: str, size: int) -> None:
    file = TreeFile(path, reading.blob, size, "100644")
    changes = (Change("1" * 40, "2024-01-01T00:00:00+00:00", (path,), f"{AGENT}@interieur.gouv.fr"),)
    facts = list(detector.conclude(Snapshot("1" * 40, (file,), changes), {reading.key: reading}))
    assert facts == list(detector.conclude(Snapshot("1" * 40, (file,), changes), {reading.key: reading}))
    told = json.dumps([fact.model_dump(mode="json") for fact in facts])
    assert TOKEN not in told
    assert AGENT not in told


@settings(max_examples=150, **FIXED)  # type: ignore[arg-type]
@given(data=contents(), path=st.sampled_from(PATHS), other=st.sampled_from(PATHS))
def test_detectors_answer_by_their_rules_whatever_they_read(
    detectors: dict[str, Detector], data: bytes, path: str, other: str
) -> None:
    for name, detector in detectors.items():
        if name != "licenses" and (reading := _check(detector, data, path, other)):
            _conclude(detector, reading, path, len(data))


@settings(max_examples=12, **FIXED)  # type: ignore[arg-type]
@given(data=contents(), path=st.sampled_from(PATHS), other=st.sampled_from(PATHS))
def test_the_licence_detector_answers_by_its_rules_whatever_it_reads(
    detectors: dict[str, Detector], data: bytes, path: str, other: str
) -> None:
    if reading := _check(detectors["licenses"], data[:3000], path, other):
        _conclude(detectors["licenses"], reading, path, len(data))


# --- repositories ----------------------------------------------------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(
        [b"a", b"b.txt", b"missing", b":x", b"\x01y", b"a\nb", b" c ", b"-rf", b'q"uote', b"back\\slash", b"png"]
    ),
    st.binary(min_size=1, max_size=6).map(lambda raw: raw.replace(b"/", b"_").replace(b"\0", b"_").replace(b".", b"_")),
)
FILES = st.lists(NAMES, min_size=1, max_size=3).map(b"/".join)


class Step(NamedTuple):
    """A commit to make: where, when, from what other branch, and what it writes (None removes)."""

    branch: int
    merged: int | None
    date: int
    writes: tuple[tuple[bytes, bytes | None], ...]


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 2),
        st.none() | st.integers(0, 2),
        st.integers(1_600_000_000, 1_600_000_900),
        st.lists(
            st.tuples(FILES, st.none() | st.sampled_from([b"", b"MARK\n", b"un\n", b"MARK deux\n", b"x" * 1500])),
            max_size=4,
        ).map(tuple),
    ),
    min_size=1,
    max_size=7,
)
Tree = dict[bytes, bytes]


class Made(NamedTuple):
    """What a repository must turn out to hold."""

    head: Tree
    contents: set[bytes]


def _write(tree: Tree, path: bytes, content: bytes | None) -> None:
    """Do as Git does: a file takes the place of a folder, and a folder of a file."""
    above = {path.rsplit(b"/", depth)[0] for depth in range(1, path.count(b"/") + 1)}
    gone = [p for p in tree if p == path or p.startswith(path + b"/") or (content is not None and p in above)]
    for each in gone:
        del tree[each]
    if content is not None:
        tree[path] = content


def _make(git_dir: Path, steps: Sequence[Step]) -> Made:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "branch0", str(git_dir)], check=True)
    trees: dict[int, Tree] = {}
    held: set[bytes] = set()
    stream: list[bytes] = []
    for step in steps:
        stream.append(b"commit refs/heads/branch%d\ncommitter A <a@b> %d +0000\ndata 1\nx\n" % (step.branch, step.date))
        if step.merged in trees and step.merged != step.branch and step.branch in trees:
            stream.append(b"merge refs/heads/branch%d\n" % step.merged)
        tree = trees.setdefault(step.branch, {})
        for path, content in step.writes:
            quoted = b'"%b"' % b"".join(b"\\%03o" % byte for byte in path)
            stream.append(
                b"D %b\n" % quoted
                if content is None
                else b"M 100644 inline %b\ndata %d\n%b\n" % (quoted, len(content), content)
            )
            _write(tree, path, content)
        held |= set(tree.values())
    stream.append(b"done\n")
    command = ["git", f"--git-dir={git_dir}", "fast-import", "--quiet", "--done"]
    subprocess.run(command, input=b"".join(stream), check=True, capture_output=True)
    return Made(trees[min(trees)], held)


def _oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def _backwards_in_pieces(detectors: Detectors, size: int) -> object:
    def read(mirror: Mirror, tasks: Sequence[BlobTask]) -> Iterator[Reading]:
        shuffled = sorted(tasks, key=lambda task: task.blob[::-1])
        for start in range(0, len(tasks), size):
            yield from in_process(detectors)(mirror, shuffled[start : start + size])

    return read


def _scan(mirror: Mirror, store_file: Path, pieces: int = 0) -> Scan:
    detectors: Detectors = {"marks": MarkDetector()}
    with open_store(store_file) as store:
        read = _backwards_in_pieces(detectors, pieces) if pieces else None
        return scan_repository(mirror, store, store.save_readings, detectors, read)  # type: ignore[arg-type]


@settings(max_examples=30, **FIXED)  # type: ignore[arg-type]
@given(steps=STEPS)
def test_every_blob_of_every_repository_is_accounted_for(
    steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    work = tmp_path_factory.mktemp("fuzz")
    try:
        made = _make(work / "source.git", steps)
        mirror = mirror_folder(work / "source.git", work / "mirror.git")
        first = _scan(mirror, work / "one.db")
        report = first.report
        assert report.problems == ()
        assert {(file.path, file.blob) for file in first.files} == {
            (path_text(path), _oid(content)) for path, content in made.head.items()
        }
        assert report.history_blobs == len(made.contents)
        large = {b"x" * 1500} & made.contents
        assert {item.blob for item in report.bounded} <= {_oid(content) for content in large}
        asked = {_oid(content) for content in made.contents - large}
        assert report.blobs_read + report.blobs_cached <= len(asked) + len(large)
        marked = {_oid(content) for content in made.contents if content.startswith(b"MARK")}
        assert {place.blob for place in first.places} <= marked
        assert all(place.commit and place.date for place in first.places)

        again = _scan(mirror, work / "one.db")
        assert again.report.blobs_read == 0
        assert (again.places, again.facts, again.report.bounded) == (first.places, first.facts, report.bounded)

        otherwise = _scan(mirror, work / "two.db", pieces=2)
        assert (otherwise.places, otherwise.facts) == (first.places, first.facts)
        assert otherwise.report == report
        assert report.outcome is (Outcome.BOUNDED if report.bounded else Outcome.READ)
    finally:
        shutil.rmtree(work)
