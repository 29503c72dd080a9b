# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What other tools say of the same files: each takes folders and returns the licence ids that it names in each.

ScanCode and `licenseclassifier` are libraries of ours, asked here as their own users would. Debian's `licensecheck` and
GitHub's `licensee` (Debian: `licensecheck`, `ruby-licensee`) are asked where they are installed; they are never needed.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from licenseclassifier import identify_license

from bench.labelled import comparable
from scanner.detectors.licenses import paths
from scanner.detectors.licenses.detector import engine

Said = list[frozenset[str]]
Ask = Callable[[list[Path]], Said]

_LICENSEE = """STDIN.each_line do |folder|
  project = Licensee.project(folder.strip) rescue nil
  puts JSON.generate(project ? project.licenses.map(&:spdx_id).compact : [])
end"""
_SEPARATOR = re.compile(r"\s+(?:and/or|and|or)\s+|,\s*", re.IGNORECASE)
_NOT_A_LICENCE = {"NOASSERTION", "NONE", "UNKNOWN"}


def peers() -> Mapping[str, Ask]:
    """Return the tools that can be asked here, by name."""
    found: dict[str, Ask] = {"scancode": scancode, "licenseclassifier": licenseclassifier}
    if shutil.which("licensecheck"):
        found["licensecheck"] = licensecheck
    if shutil.which("licensee") and shutil.which("ruby"):
        found["licensee"] = licensee
    return found


def scancode(folders: list[Path]) -> Said:
    """Ask ScanCode for the expression of each file."""
    return [_united(_expression(file, folder) for file in _files(folder)) for folder in folders]


def licenseclassifier(folders: list[Path]) -> Said:
    """Ask `licenseclassifier` for the licences of each file, at its own threshold."""
    texts = ([file.read_text(encoding="utf-8", errors="replace") for file in _files(folder)] for folder in folders)
    return [_united(comparable(each.id) for text in found for each in identify_license(text)) for found in texts]


def licensecheck(folders: list[Path]) -> Said:
    """Ask Debian's licensecheck for SPDX names, whole files being read."""
    files = [str(file) for folder in folders for file in _files(folder)]
    command = ["licensecheck", "--shortname-scheme=spdx", "--machine", "--lines", "0", "--", *files]
    printed = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    lines = (line.partition("\t") for line in printed.splitlines())
    said = {file: _SEPARATOR.split(names) for file, _, names in lines}
    return [_united(_known(said.get(str(file), ())) for file in _files(folder)) for folder in folders]


def licensee(folders: list[Path]) -> Said:
    """Ask licensee for the licences of each project."""
    command = ["ruby", "-rlicensee", "-rjson", "-e", _LICENSEE]
    given = "".join(f"{folder}\n" for folder in folders)
    printed = subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
    return [_known(json.loads(line)) for line in printed.splitlines()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _expression(file: Path, folder: Path) -> frozenset[str]:
    path_class = paths.path_class(file.relative_to(folder).as_posix())
    return comparable(engine().licenses(file.read_bytes(), path_class)["detected_license_expression_spdx"] or "")


def _known(names: Iterable[str]) -> frozenset[str]:
    return _united(comparable(name) for name in names if name and name not in _NOT_A_LICENCE)


def _united(said: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*said)
