# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a path matters to the reading of secrets: the zone it is in, and the format it announces."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from scanner.models import Confidence

_FORMATS = {
    "config": "env properties ini conf cfg cnf toml sh bash zsh bat cmd ps1 service tfvars config txt log dockerfile "
    "htaccess",
    "yaml": "yml yaml",
    "php": "php php5 phtml",
    "terraform": "tf hcl",
    "data": "csv tsv svg geojson json jsonl ndjson xml",
    "keystore": "p12 pfx jks jceks keystore bks kdbx keytab",
    "media": "png jpg jpeg gif webp ico bmp tif tiff avif woff woff2 ttf otf eot mp3 mp4 webm ogg wav mov avi pdf psd "
    "zip gz tgz bz2 xz 7z rar jar war ear whl class pyc o so dll exe wasm parquet dbf shp xls xlsx ods doc docx odt "
    "ppt pptx odp pbf mbtiles gpkg npz pkl h5 onnx rds rdata sas7bdat",
}
_FORMAT_OF = {suffix: name for name, suffixes in _FORMATS.items() for suffix in suffixes.split()}
_NAMED = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r"^\.?pgpass(\.conf)?$", "pgpass"),
        (r"^nuget\.config$", "nuget"),
        (r"^\.git-credentials$", "git-credentials"),
        (r"^\.\w+_history$", "history"),
        (r"^(master|production|staging|development|credentials)\.key$", "rails-key"),
        (r"^(\.?env|\.envrc|dockerfile|procfile|caddyfile|\.\w+rc)([._-].*)?$|\.env([._-].*)?$", "config"),
        (r"^\.?[^.]+$", "config"),  # no suffix: settings of programs, most of the time
    )
)
_MODEL_SUFFIX = re.compile(
    r"\.(dist|example|sample|template|tpl|model|default|orig|bak|old|save|erb|j2|jinja2?|in)$", re.IGNORECASE
)

_ENGINE_NAMES = {
    "config": "blob.conf",
    "yaml": "blob.yml",
    "php": "blob.php",
    "terraform": "blob.tf",
    "nuget": "nuget.config",
    "pgpass": ".pgpass",
    "git-credentials": ".git-credentials",
    "history": ".bash_history",
    "rails-key": "master.key",
    "data": "blob.data",
}


class PathClass(NamedTuple):
    """Zone and format of a path; written `zone:format`, which is the path class of readings."""

    zone: str
    format: str

    @classmethod
    def parse(cls, text: str) -> "PathClass":
        """Read what `str` wrote."""
        zone, _, form = text.partition(":")
        return cls(zone or "code", form or "source")

    def __str__(self) -> str:
        return f"{self.zone}:{self.format}"


class Zones:
    """The zones of a policy: which one a path is in, and how sure a finding there may be."""

    def __init__(self, zones: Sequence[Mapping[str, Any]]) -> None:
        self._patterns = [(zone["zone"], re.compile("|".join(zone["paths"]), re.IGNORECASE)) for zone in zones]
        self._caps = {zone["zone"]: Confidence(zone["confidence"]) for zone in zones}

    def classify(self, path: str) -> PathClass | None:
        """Return the class of a path, or None for media and archives, where no text is to be found."""
        form = format_of(path)
        if form == "media":
            return None
        zone = next((zone for zone, pattern in self._patterns if pattern.search(path)), "code")
        return PathClass(zone, form)

    def cap(self, zone: str) -> Confidence:
        """Return the highest confidence that a finding of this zone may have."""
        return self._caps.get(zone, Confidence.HIGH)


def format_of(path: str) -> str:
    """Return the format that a path announces: one of `_FORMATS`, of `_NAMED`, or `source`."""
    name = _MODEL_SUFFIX.sub("", path.rsplit("/", 1)[-1])
    for pattern, form in _NAMED:
        if pattern.search(name):
            return form
    return _FORMAT_OF.get(PurePosixPath(name).suffix[1:].lower(), "source")


def engine_name(form: str) -> str:
    """Return the file name under which content of this format is shown to the engine.

    Some of its rules look at names. They see this one, never the real one: a reading depends on the class alone.
    """
    return _ENGINE_NAMES.get(form, "blob.source")
