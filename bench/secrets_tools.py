# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Ours and its peers over one folder of files: the lines that each reports, and the CPU seconds it takes.

Peers live in an environment of their own (`bench/secrets-peers.txt`); none of them may use the network.
"""

import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scanner.detectors.interface import Content
from scanner.detectors.secrets import SecretsDetector, secrets_detector
from scanner.policies import load_policy

_LINK = r"""[\w.-]{0,20}["']?\s{0,3}(?:=>|[:=]{1,2})\s{0,3}["']?"""
_GENERIC_PAIR = {
    "pair.password": rf"""(?i)(?:pass(?:word|wd|phrase)?|pwd|secret){_LINK}([^\s"',;)]{{6,100}})""",
    "pair.key": rf"(?i)(?:api|access|auth|secret|private|client)[_.-]?(?:key|token){_LINK}([\w.+/=-]{{16,150}})",
}


class Found(NamedTuple):
    """A reported secret: the file below the folder, first and last line, and ours says how sure it is."""

    path: str
    first: int
    last: int
    confidence: str = ""
    likelihood: float = 1.0


class Run(NamedTuple):
    """What a tool reported, and the CPU seconds of it with all its children."""

    found: list[Found]
    seconds: float


Tool = Callable[[Path], Run]


def tools(peers: Path, gitleaks: Path | None) -> dict[str, Tool]:
    """Return the tools by name: ours first, then those of the peers' environments that are there."""
    found: dict[str, Tool] = {"ouvrage": ours, "kingfisher": kingfisher, "kingfisher + pair": kingfisher_and_pair}
    if (betterleaks := peers / "bin" / "betterleaks").exists():
        found["betterleaks"] = lambda folder: _json_tool([betterleaks, "--no-banner", "--exit-code=0"], folder, "-o")
    if gitleaks and gitleaks.exists():
        command: list[Path | str] = [gitleaks, "dir", "--no-banner", "--exit-code=0", "--report-format=json"]
        found["gitleaks"] = lambda folder: _json_tool(command, folder, "--report-path")
    if (script := peers / "bin" / "detect-secrets").exists():
        found["detect-secrets"] = lambda folder: _detect_secrets(script, folder)
    return found


def ours(folder: Path) -> Run:
    """Read every file as a scan does."""
    detector = secrets_detector(load_policy("secrets"), b"the key of the bench")
    _warm(detector)
    start = time.process_time()
    return Run(list(_ours(detector, folder)), time.process_time() - start)


def _warm(detector: SecretsDetector) -> None:
    detector.read(Content("0" * 40, b"warm = 1", "a.py", "code:source"))


def _ours(detector: SecretsDetector, folder: Path) -> Iterator[Found]:
    for path, data in contents(folder):
        inside = path.split("/", 1)[1] if "/" in path else path
        path_class = detector.path_class(inside, len(data))
        if path_class is None or len(data) > detector.max_bytes:
            continue
        for finding in detector.read(Content("0" * 40, data, inside, path_class)).findings:
            likelihood = float(finding.data.get("likelihood", 1.0))
            yield Found(path, finding.line, max(finding.line, finding.end_line), finding.confidence, likelihood)


def kingfisher(folder: Path) -> Run:
    """Run the engine with its own rules only."""
    return _kingfisher(folder, {})


def kingfisher_and_pair(folder: Path) -> Run:
    """Run the engine with its own rules and two generic ones."""
    return _kingfisher(folder, _GENERIC_PAIR)


def _kingfisher(folder: Path, patterns: dict[str, str]) -> Run:
    from kingfisher_sdk import DetectionScanner, Rules, ScanInput

    with tempfile.TemporaryDirectory() as place:
        rules = Path(place) / "rules.yml"
        listed = [
            {"name": name, "id": name, "pattern": pattern, "min_entropy": 3.0, "confidence": "medium"}
            for name, pattern in patterns.items()
        ]
        rules.write_text(json.dumps({"rules": listed}))  # JSON is YAML
        scanner = DetectionScanner(Rules([rules] if patterns else []))
    start, found = time.process_time(), []
    for path, data in contents(folder):
        try:
            hits = scanner.scan_input(ScanInput(path=path, data=data), timeout=20.0)
        except TimeoutError:
            continue
        found += [_kingfisher_found(path, data, hit) for hit in hits if hit.visible]
    return Run(found, time.process_time() - start)


def _kingfisher_found(path: str, data: bytes, hit: Any) -> Found:  # noqa: ANN401 - the engine's own class
    first = data.count(b"\n", 0, hit.location["start_offset"]) + 1
    last = data.count(b"\n", 0, hit.location["end_offset"]) + 1
    return Found(path, first, last)


def _json_tool(command: Iterable[Path | str], folder: Path, option: str) -> Run:
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        seconds = _timed([*command, option, report, "."], folder)
        listed = json.loads(report.read_text() or "[]") if report.exists() else []
    listed = listed["findings"] if isinstance(listed, dict) else listed
    return Run([_leak(one) for one in listed], seconds)


def _leak(leak: dict[str, Any]) -> Found:
    place = leak.get("location", {})  # Betterleaks'; gitleaks has no such level
    path, first = place.get("path") or leak["File"], place.get("start_line") or leak["StartLine"]
    return Found(path.removeprefix("./"), first, place.get("end_line") or leak["EndLine"])


def _detect_secrets(script: Path, folder: Path) -> Run:
    with tempfile.TemporaryFile() as report:
        seconds = _timed([script, "scan", "--all-files", "--no-verify", "."], folder, report)
        report.seek(0)
        results: dict[str, list[dict[str, Any]]] = json.load(report)["results"]
    return Run(
        [Found(path, one["line_number"], one["line_number"]) for path, ones in results.items() for one in ones], seconds
    )


def _timed(command: list[Path | str], folder: Path, output: Any = subprocess.DEVNULL) -> float:  # noqa: ANN401
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, by path below it, in order."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield str(file.relative_to(folder)), file.read_bytes()
