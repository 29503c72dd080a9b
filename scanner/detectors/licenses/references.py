# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Following « see the LICENSE file »: what ScanCode's command adds to a file's detections once all files are read.

It takes the licences of the file that is named, beside the file that names it or else at the root, and puts its
matches with the reference's own, so that an "unknown licence reference" becomes the licence it refers to. The order of
files counts, as what was found through one reference is seen through the next: folders are left before they are
entered, files come before folders, by name whatever the case.

What a rule refers to, and whether it only introduces another, is known when the file is read (`Engine.with_traits`).
"""

import copy
import hashlib
import posixpath
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from license_expression import Licensing, combine_expressions

Match = dict[str, Any]
"""A match as ScanCode writes it, and our `REFERS` and `INTRODUCES` where they hold."""
Detection = dict[str, Any]
"""A detection as ScanCode writes it, with its `matches`."""

REFERS = "refers_to"
"""Key of a match: names of files that its rule refers to."""
INTRODUCES = "introduces"
"""Key of a match: its rule only introduces the licence that follows."""

_MOST_LICENCES = 5
"""A longer list of licences behind a reference is not what the reference meant."""
_FOLLOWED = "unknown-reference-to-local-file"
_KEY = re.compile(r"[\w.+-]+")
_PLAIN = Licensing()


def follow(detections: Mapping[str, Sequence[Detection]], paths: Iterable[str] = ()) -> dict[str, list[Detection]]:
    """Return the detections of the files that refer to others, with what those say.

    Args:
        detections: by path within a tree, for all files that have some.
        paths: all files of the tree: one without licence still stands before one of that name at the root.

    Returns:
        By path, only those that change. A match that comes from another file names it as `from_file`.
    """
    files = {path: [copy.deepcopy(one) for one in found] for path, found in detections.items()}
    present = {*paths, *files}
    folders = {"", *(posixpath.dirname(path) for path in present)}
    changed = [path for path in sorted(files, key=_order) if _resolve(path, files, present, folders)]
    return {path: files[path] for path in changed}


def expression_of(detections: Iterable[Detection], key: str = "license_expression") -> str:
    """Return the one expression that several detections make together; `key` chooses between ScanCode's and SPDX's."""
    found = [detection[key] for detection in detections]
    return str(combine_expressions(found, relation="AND", unique=True, licensing=_PLAIN)) if found else ""


def _order(path: str) -> list[tuple[bool, str, str]]:
    *folders, name = path.split("/")
    return [*((True, folder.lower(), folder) for folder in folders), (False, name.lower(), name)]


def _resolve(path: str, files: dict[str, list[Detection]], present: set[str], folders: set[str]) -> bool:
    changed = False
    for detection in files[path]:
        names = dict.fromkeys(name for match in detection["matches"] for name in match.get(REFERS, ()))
        if names and len({match["from_file"] for match in detection["matches"]}) == 1:
            found = [other for name in names if (other := _find(name, path, present, folders)) in files]
            changed |= _take_over(detection, [other for other in found if other], files)
    return changed


def _find(name: str, path: str, present: set[str], folders: set[str]) -> str | None:
    """Return the path that a reference means: beside the file that makes it, else at the root."""
    clean = name.replace("\\", "/")
    places = (posixpath.normpath(posixpath.join(folder, clean)) for folder in (posixpath.dirname(path), ""))
    return next((place for place in places if place in present or place in folders), None)


def _take_over(detection: Detection, found: Sequence[str], files: Mapping[str, list[Detection]]) -> bool:
    """Add to a detection the matches of the files that it refers to, where that makes sense."""
    others = [(path, other) for path in found for other in files[path]]
    for path, other in others:
        for match in other["matches"]:
            match["from_file"] = match["from_file"] or path
    if not others or not _makes_sense(detection["license_expression"], expression_of(other for _, other in others)):
        return False
    matches = detection["matches"]
    matches += [match for _path, other in others for match in other["matches"]]
    spdx = _spdx_keys(matches)
    expression = str(combine_expressions([match["license_expression"] for match in _telling(matches)]))
    detection["license_expression"] = expression
    detection["license_expression_spdx"] = _KEY.sub(lambda found: spdx.get(found[0], found[0]), expression)
    detection["detection_log"] = [_FOLLOWED]
    detection["identifier"] = _identifier(expression, [detection, *(other for _path, other in others)])
    return True


def _makes_sense(own: str, referred: str) -> bool:
    if "unknown" in own or own == referred:
        return True
    keys = set(_PLAIN.license_keys(referred))
    return keys != set(_PLAIN.license_keys(own)) and len(keys) <= _MOST_LICENCES


def _telling(matches: Sequence[Match]) -> Sequence[Match]:
    """Leave out what only introduces or refers, unless nothing else is left."""
    for trait in (INTRODUCES, REFERS):
        matches = [match for match in matches if not match.get(trait)] or matches
    return matches


def _spdx_keys(matches: Iterable[Match]) -> dict[str, str]:
    """Return the SPDX id of each of ScanCode's keys, as the matches have them side by side."""
    pairs = ((match["license_expression"], match["license_expression_spdx"]) for match in matches)
    return {
        key: spdx
        for own, other in pairs
        for key, spdx in zip(_KEY.findall(own), _KEY.findall(other), strict=True)
        if key not in ("AND", "OR", "WITH")
    }


def _identifier(expression: str, detections: Iterable[Detection]) -> str:
    """Return the identifier that ScanCode makes: the expression as a name, a UUID of those it is made of."""
    known = tuple(sorted(detection["identifier"] for detection in detections))
    digest = hashlib.sha1(repr(known).encode()).hexdigest()  # noqa: S324 - as ScanCode has it
    return f"{re.sub(r'[^a-z0-9]', '_', expression.lower()).strip('_')}-{uuid.UUID(hex=digest[:32])}"
