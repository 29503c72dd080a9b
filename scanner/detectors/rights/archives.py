# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an archive of others' code (jar, wheel) says of itself: its manifest and licence; the rest stays packed."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from scanner.detectors.licenses import manifests as licence_manifests
from scanner.detectors.licenses import names
from scanner.detectors.rights.manifests import Package, read_packages

MAX_ENTRIES = 50_000
"""An archive that lists more isn't looked into."""
_MAX_READ = 10
_MAX_BYTES = 200_000
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
_POM = re.compile(r"META-INF/maven/[^/]+/[^/]+/pom\.(?:xml|properties)")
_METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
_MANIFEST = "META-INF/MANIFEST.MF"
_LICENCE = re.compile(r"(?:(?:META-INF|[^/]+\.dist-info(?:/licenses)?)/)?(?:licen[sc]e|copying)[^/]*", re.IGNORECASE)


class Archive(NamedTuple):
    """What an archive tells: its package, if it names one, and the text of its licence, or ""."""

    package: Package | None
    licence_text: str


def read_archive(data: bytes) -> Archive | None:
    """Return what an archive tells, or None when it isn't a zip, or is out of bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                return None
            told = dict(_wanted(archive))
    except _UNREADABLE:
        return None
    licence = next((text for name, text in told.items() if _LICENCE.fullmatch(name)), "")
    return Archive(_package(told), licence)


def _wanted(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the few entries that tell something, each up to a bound."""
    shapes = (_POM, _METADATA, _LICENCE)
    listed = [info for info in archive.infolist() if not info.is_dir()]
    telling = [info for info in listed if info.filename == _MANIFEST or any(s.fullmatch(info.filename) for s in shapes)]
    for info in telling[:_MAX_READ]:
        with archive.open(info) as entry:
            yield info.filename, entry.read(_MAX_BYTES).decode("utf-8", "replace")


def _package(told: dict[str, str]) -> Package | None:
    metadata = next((text for name, text in told.items() if _METADATA.fullmatch(name)), None)
    if metadata is not None:
        return next(iter(read_packages("python", metadata.encode())), None)
    poms = [name for name in told if _POM.fullmatch(name)]
    if len({name.rpartition("/")[0] for name in poms}) > 1:
        return None  # several projects bundled in one: none of them is the archive
    headers = _headers(told.get(_MANIFEST, ""))
    properties = _headers(next((told[name] for name in poms if name.endswith("properties")), ""), "=")
    written = headers.get("Bundle-License", "")
    pom = next((told[name] for name in poms if name.endswith("xml")), "")
    declared = licence_manifests.declared("maven", pom.encode()) if pom else None
    name = properties.get("artifactId", "")
    version = properties.get("version") or headers.get("Implementation-Version") or headers.get("Bundle-Version") or ""
    licence = declared.expression if declared else names.expression_of(written.partition(";")[0])
    return Package(name[:200], version[:200], licence, (declared.written if declared else written)[:200])


def _headers(text: str, separator: str = ":") -> dict[str, str]:
    """Read ``name: value`` lines, folded as jar manifests fold them."""
    lines = re.sub(r"\r?\n (?=\S)", "", text).splitlines()
    pairs = (line.partition(separator) for line in lines if separator in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
