# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Reads manifests, images and descriptions of APIs; concludes on a tree."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.detectors import roles
from scanner.detectors.interface import Content, Detector, Scope
from scanner.detectors.languages import decode
from scanner.detectors.software.apis import read_api
from scanner.models import BlobKey, Confidence, Fact, Reading, Snapshot
from scanner.policies import Policy

NAME = "software"
VERSION = "1"
_MANIFEST = re.compile(
    r"package\.json|composer\.json|requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|gemfile"
    r"|.+\.gemspec|pom\.xml|build\.gradle(?:\.kts)?|mix\.exs|go\.mod|cargo\.toml|environment\.ya?ml"
)
_IMAGES = re.compile(
    r"(?:.+\.)?(?:dockerfile|containerfile)(?:\..+)?|(?:docker-)?compose[\w.-]*\.ya?ml|\.gitlab-ci\.ya?ml"
)
_API = re.compile(r".*(?:openapi|swagger|asyncapi|api)[\w.-]*\.(?:ya?ml|json)|.+\.(?:wsdl|graphqls?|gql)")
_TOKEN = re.compile(r"@?[A-Za-z][\w.-]*(?:/[\w.-]+)?")
_IMAGE = re.compile(r"^\s*(?:FROM(?:\s+--\S+)?|-?\s*image:|-?\s*name:)\s*[\"']?([\w./:@${}-]{1,200})", re.IGNORECASE)
_LONGEST = 500
_MAX_SHOWN = 50


class SoftwareDetector:
    """Finds software of the SILL and descriptions of APIs in the tree at the default branch."""

    name = NAME
    scope = Scope.HEAD
    max_bytes = 2_000_000

    def __init__(self, policy: Policy) -> None:
        entries: list[dict[str, Any]] = policy.data["software"]
        self._packages = {each.lower(): entry["name"] for entry in entries for each in entry.get("packages", ())}
        self._images = {each.lower(): entry["name"] for entry in entries for each in entry.get("images", ())}
        self.version = f"{VERSION}-{policy.digest}"

    def path_class(self, path: str, size: int) -> str | None:
        """Return "manifest", "images" or "api:EXTENSION"; None for all else, and for what is too large to be one."""
        name = posixpath.basename(path).lower()
        if size > self.max_bytes:
            return None
        if _MANIFEST.fullmatch(name):
            return "manifest"
        if _IMAGES.fullmatch(name):
            return "images"
        return f"api:{name.rpartition('.')[2]}" if _API.fullmatch(name) else None

    def read(self, content: Content) -> Reading:
        """Return as summary `{software: {name: line}}`, or what `read_api` tells."""
        kind, _, extension = content.path_class.partition(":")
        text = decode(content.data)
        summary = read_api(text, extension) if kind == "api" else {"software": self._named(text, kind)}
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary=summary,
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield a `software-used` fact a software, then the `api-description` facts; not of tests."""
        vendored = roles.vendored_folders(file.path for file in snapshot.files)
        places: dict[str, list[tuple[str, int]]] = {}
        apis: list[Fact] = []
        for file in snapshot.files:
            reading = readings.get(BlobKey(file.blob, self.path_class(file.path, file.size) or ""))
            if reading is None or roles.is_test(file.path) or roles.is_under(file.path, vendored):
                continue
            for name, line in reading.summary.get("software", {}).items():
                places.setdefault(name, []).append((file.path, line))
            if reading.summary.get("kind"):
                apis.append(_api_fact(file.path, reading.summary))
        yield from (_software_fact(name, found) for name, found in sorted(places.items()))
        yield from apis[:_MAX_SHOWN]

    def _named(self, text: str, kind: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) <= _LONGEST:
                for name in self._images_of(line) if kind == "images" else self._packages_of(line):
                    found.setdefault(name, number)
        return found

    def _packages_of(self, line: str) -> Iterator[str]:
        for token in _TOKEN.findall(line.partition("#")[0]):
            if name := self._packages.get(token.lower()):
                yield name

    def _images_of(self, line: str) -> Iterator[str]:
        if found := _IMAGE.match(line):
            last = found[1].partition("@")[0].rpartition("/")[2].partition(":")[0]
            if name := self._images.get(last.lower()):
                yield name


def software_detector(policy: Policy) -> Detector:
    """Return the detector for a `software` policy."""
    return SoftwareDetector(policy)


def _software_fact(name: str, places: list[tuple[str, int]]) -> Fact:
    path, line = places[0]
    shown = [{"path": path, "line": line} for path, line in places[:_MAX_SHOWN]]
    return Fact(
        detector=NAME,
        rule="software-used",
        path=path,
        line=line,
        confidence=Confidence.MEDIUM,
        message="Free software of the State's list (SILL) is used",
        data={"name": name, "files": len(places), "places": shown},
    )


def _api_fact(path: str, summary: Mapping[str, Any]) -> Fact:
    return Fact(
        detector=NAME,
        rule="api-description",
        path=path,
        line=1,
        message="An API is described",
        data={**summary, "title": summary["title"] or posixpath.basename(path)},
    )
