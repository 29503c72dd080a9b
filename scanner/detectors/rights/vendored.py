# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Code of others kept in the repository: each component once, with its licence as far as the tree tells it.

Three ways to tell it, surest first: a package manager's folder; a folder named for the code of others, or of assets,
where a folder carries its own manifest or licence; a file whose banner names what it is, or an archive.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from scanner.detectors import roles
from scanner.detectors.rights.manifests import NONE_GRANTED
from scanner.detectors.rights.paths import FOREIGN
from scanner.models import Confidence, TreeFile

_INSTALLED = re.compile(
    r"^(?P<root>.*(?:^|/)(?:node_modules|bower_components|jspm_packages))/(?P<name>(?:@[^/]+/)?[^/@.][^/]*)/"
)
_ASSETS = re.compile(
    r"(?:^|/)(?:static|public|assets?|webapp|www|htdocs|web|js|javascripts?|css|plugins?|libs?|librairies|libraries|ext"
    r"|extern|externals?|contrib|bundles?)/",
    re.IGNORECASE,
)
_SURE_FOREIGN = re.compile(r"third[-_]?part(?:y|ies)|3rd[-_]?party|webjars", re.IGNORECASE)
_RELEASE = re.compile(r"(?<=/)(?P<name>[A-Za-z][A-Za-z._]*(?:-[A-Za-z]+)*)[-_.]v?(?P<version>\d+(?:[.-]\d+)+)/")
_ARCHIVE = re.compile(r"(?P<stem>[^/]+)\.(?P<kind>jar|war|whl|egg|gem|nupkg|dll)")
_VERSION = re.compile(r"[-_]v?(?=\d)")
_YARN = re.compile(r"(?:^|/)\.yarn/(?:releases/(?P<tool>[\w.-]+)\.[cm]?js|cache/(?P<package>[^/]+)\.zip)$")
_LICENCE_NAME = re.compile(
    r"(?:[\w.]+[-_.])?(?:un)?(?:licen[sc]es?|copying|copyright)(?:[-_.]\w+)?(?:\.(?:txt|md|rst))?", re.IGNORECASE
)
_OF_OTHERS = re.compile(r"(?:licen[sc]es|third[-_]?part(?:y|ies)[^/]*)(?:\.\w+)?$", re.IGNORECASE)
"""Files that list the licences of what a component itself holds."""
_NOT_COMPONENTS = frozenset({"META-INF", "WEB-INF", "LICENSES", "licenses", "doc", "docs", ".github"})
_MINIFIED = re.compile(r"(?P<name>[^/]+?)(?:[-.](?P<version>\d+(?:\.\d+)+))?[.-]min\.(?:js|css)$")
_BUILT = re.compile(
    r"(?:^|/)(?:dist|build|out|target|\.next|_next|storybook-static|_site|site|bundles?|packs?)/", re.IGNORECASE
)
_TOP = 2
"""Levels below a component's folder where its manifest and licence are: further down are those of what it holds."""
_BUILDERS = {"gradle-wrapper.jar": "Apache-2.0", "maven-wrapper.jar": "Apache-2.0"}
"""Wrappers that build tools put in every repository, and their licence (gradle.org, maven.apache.org)."""
_YARN_LICENCE = "BSD-2-Clause"


class Component(NamedTuple):
    """One component. `path` is its folder, or a file; sizes in bytes."""

    path: str
    name: str
    version: str
    licence: str
    licensed: bool
    evidence: str
    """Path of what tells the licence, or ""."""
    manager: str
    files: int
    size: int
    confidence: Confidence


@dataclass
class _Draft:
    path: str
    manager: str
    confidence: Confidence
    files: list[TreeFile] = field(default_factory=list)
    name: str = ""
    version: str = ""
    licence: str = ""


Summaries = Mapping[str, Mapping[str, Any]]


def find_components(files: Iterable[TreeFile], summaries: Summaries) -> tuple[list[Component], frozenset[str]]:
    """Return the components of a tree, and the paths of all their files.

    Args:
        files: of the tree.
        summaries: what reading told of files, by path (see `reading`).
    """
    every = sorted(files)
    folders = _folders([file.path for file in every], summaries)
    own = _own_names(summaries, folders)
    present = frozenset(file.path for file in every)
    drafts: dict[str, _Draft] = {}
    for file in every:
        draft = _placed(file.path, folders) or _alone(file.path, summaries.get(file.path, {}), own, present)
        if draft:
            drafts.setdefault(f"{draft.path}\0{draft.name}", draft).files.append(file)
    found = [_component(draft, summaries) for draft in _merged(drafts.values())]
    paths = frozenset(file.path for draft in drafts.values() for file in draft.files)
    return sorted(found, key=lambda component: component.path), paths


# --- folders ---------------------------------------------------------------------------------------------------------


class _Folders(NamedTuple):
    managed: Mapping[str, str]
    """Folders that a package manager filled → the path that shows it."""
    components: Mapping[str, Confidence]
    """Other folders, each a component."""


def _folders(paths: list[str], summaries: Summaries) -> _Folders:
    managed = roles.vendored_folders(paths)
    telling = _telling(summaries)
    found: dict[str, Confidence] = {}
    for folder in sorted(telling):
        above = list(_parents(folder))
        if any(parent in managed or parent in found for parent in above):
            continue
        if any(FOREIGN.fullmatch(f"/{parent.rsplit('/', 1)[-1]}/") for parent in above):
            found[folder] = Confidence.HIGH
        elif telling[folder] and (_ASSETS.search(f"{folder.rpartition('/')[0]}/") or _RELEASE.search(f"/{folder}/")):
            found[folder] = Confidence.MEDIUM
    for path in paths:
        child = _child_of_sure(path) or _versioned(path)
        if child and not any(parent in found for parent in _parents(path)):
            found[child] = Confidence.MEDIUM
    return _Folders(managed, found)


def _parents(path: str) -> Iterator[str]:
    """Yield the folders that hold a path, the outermost first."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _telling(summaries: Summaries) -> dict[str, bool]:
    """Return the folders that carry a manifest or a licence → whether they do as distributed code does.

    That is by a licence's text, or Bower's manifest: a manifest alone may be that of a part of the repository.
    """
    found: dict[str, bool] = {}
    for path, summary in summaries.items():
        folder, _, name = path.rpartition("/")
        if not folder or folder.rsplit("/", 1)[-1] in _NOT_COMPONENTS or _ARCHIVE.fullmatch(name):
            continue
        licence = bool(summary.get("text")) and bool(_LICENCE_NAME.fullmatch(name))
        if licence or summary.get("packages"):
            found[folder] = found.get(folder, False) or licence or name.lower() in {"bower.json", ".bower.json"}
    return found


def _child_of_sure(path: str) -> str:
    for parent in _parents(path):
        if _SURE_FOREIGN.fullmatch(parent.rsplit("/", 1)[-1]):
            child, slash, _ = path[len(parent) + 1 :].partition("/")
            return f"{parent}/{child}" if slash else ""
    return ""


def _versioned(path: str) -> str:
    """Return the folder among assets whose name holds a version, as unpacked releases have."""
    match = _RELEASE.search(path)
    return path[: match.end() - 1] if match and _ASSETS.search(path[: match.start() + 1]) else ""


def _placed(path: str, folders: _Folders) -> _Draft | None:
    """Return the component folder that a path lies in."""
    installed = _INSTALLED.match(path)
    if installed:
        return _Draft(path[: installed.end() - 1], "npm", Confidence.HIGH, name=installed["name"])
    above = list(_parents(path))
    root = next((parent for parent in above if parent in folders.managed), None)
    if root is not None:
        return _in_managed(path, root, folders.managed[root])
    folder = next((parent for parent in above if parent in folders.components), None)
    if folder is None:
        return None
    release = _RELEASE.search(f"/{folder.rsplit('/', 1)[-1]}/")
    name, version = (release["name"], release["version"].replace("-", ".")) if release else ("", "")
    return _Draft(folder, "folder", folders.components[folder], name=name, version=version)


def _in_managed(path: str, root: str, mark: str) -> _Draft | None:
    parts = path[len(root) + 1 :].split("/")
    depth = 2 if mark.endswith(("autoload.php", "installed.json")) else 1
    if mark.endswith("modules.txt"):
        depth = 3
    if len(parts) <= depth or parts[0].startswith(".") or (depth == 2 and parts[0] in {"composer", "bin"}):
        return None
    manager = {2: "composer", 3: "go"}.get(depth, "folder")
    name = "/".join(parts[:depth])
    return _Draft(f"{root}/{name}", manager, Confidence.HIGH, name=name)


# --- files alone -----------------------------------------------------------------------------------------------------


def _own_names(summaries: Summaries, folders: _Folders) -> frozenset[str]:
    """Return the names that the repository's own manifests give to what it makes."""
    return frozenset(
        package["name"].lower()
        for path, summary in summaries.items()
        for package in summary.get("packages", ())
        if package["name"] and not _placed(path, folders)
    )


def _alone(path: str, summary: Mapping[str, Any], own: frozenset[str], present: frozenset[str]) -> _Draft | None:
    name = path.rsplit("/", 1)[-1]
    archive, yarn = _ARCHIVE.fullmatch(name), _YARN.search(path)
    if archive or yarn:
        return _archived(path, archive, yarn)
    banner = summary.get("banner")
    minified = _MINIFIED.fullmatch(name)
    if banner and banner["name"].lower() not in own and _is_distributed(path, banner, minified=bool(minified)):
        sure = Confidence.HIGH if banner["version"] and (banner["kept"] or banner["licensed"]) else Confidence.MEDIUM
        return _Draft(path, "file", sure, [], banner["name"], banner["version"])
    source = re.sub(r"[.-]min(?=\.\w+$)", "", path)
    if minified and source not in present and not (_BUILT.search(path) or roles.is_test(path)):
        return _Draft(path, "file", Confidence.LOW, [], minified["name"], minified["version"] or "")
    return None


def _archived(path: str, archive: re.Match[str] | None, yarn: re.Match[str] | None) -> _Draft:
    """Return the component that an archive is, named by its file name: ``name-1.2.3.jar``, ``name-npm-1.2.3-….zip``."""
    stem = archive["stem"] if archive else (yarn and (yarn["tool"] or yarn["package"])) or ""
    name, *rest = _VERSION.split(stem.replace("-npm-", "-"), maxsplit=1)
    version = re.split(r"-(?=[a-z0-9]{10}|py\d|cp\d|none|sources|jre)", rest[0], maxsplit=1)[0] if rest else ""
    licence = _BUILDERS.get(path.rsplit("/", 1)[-1], _YARN_LICENCE if yarn and yarn["tool"] else "")
    return _Draft(path, archive["kind"] if archive else "yarn", Confidence.MEDIUM, [], name, version, licence)


def _is_distributed(path: str, banner: Mapping[str, Any], *, minified: bool) -> bool:
    """Return whether a banner is that of distributed code, and not the title of a source of the repository."""
    if banner["own"]:
        return False
    if banner["version"]:
        return banner["kept"] or banner["licensed"] or minified or bool(FOREIGN.search(path))
    return bool((banner["kept"] and banner["licensed"]) or (banner["licence"] and minified))


# --- what each is ----------------------------------------------------------------------------------------------------


def _merged(drafts: Iterable[_Draft]) -> Iterator[_Draft]:
    """Yield drafts, files of the same folder, name and version as one (a script, its minified copy, its style)."""
    alone: dict[tuple[str, str, str], _Draft] = {}
    for draft in drafts:
        if draft.manager != "file":
            yield draft
            continue
        key = (str(PurePosixPath(draft.path).parent), draft.name.lower(), draft.version)
        first = alone.setdefault(key, draft)
        if first is not draft:
            first.files += draft.files
            first.confidence = max(first.confidence, draft.confidence, key=list(Confidence).index)
    yield from alone.values()


def _component(draft: _Draft, summaries: Summaries) -> Component:
    held = sorted((file.path for file in draft.files), key=lambda path: (path.count("/"), path))
    top = [path for path in held if path.count("/") <= draft.path.count("/") + _TOP]
    package, manifest = _package(top, summaries)
    licence, evidence, licensed = draft.licence, "", bool(draft.licence)
    if package.get("licence"):
        licence, evidence, licensed = package["licence"], manifest, package["licence"] != NONE_GRANTED
    elif not licensed:
        licence, evidence, licensed = _from_files(top, held, summaries)
    return Component(
        path=draft.path,
        name=package.get("name") or draft.name or draft.path.rsplit("/", 1)[-1],
        version=package.get("version") or draft.version,
        licence=licence,
        licensed=licensed,
        evidence=evidence,
        manager=draft.manager,
        files=len(draft.files),
        size=sum(max(0, file.size) for file in draft.files),
        confidence=draft.confidence,
    )


def _package(held: Iterable[str], summaries: Summaries) -> tuple[Mapping[str, Any], str]:
    """Return what the manifest nearest to a component's root tells, and its path."""
    told = [(package, path) for path in held for package in summaries.get(path, {}).get("packages", ())[:1]]
    named = [row for row in told if row[0]["name"]]
    return (named or told or [({}, "")])[0]


def _from_files(top: Iterable[str], held: Iterable[str], summaries: Summaries) -> tuple[str, str, bool]:
    """Return the licence that a text or a banner near the root names, its path, and whether any file grants one."""
    for key in ("text", "banner"):
        for path in top:
            told = summaries.get(path, {}).get(key)
            if told and told["licensed"] and not _OF_OTHERS.search(path):
                return told["licence"], path, True
    path = next((path for path in held if summaries.get(path, {}).get("licensed")), "")
    return "", path, bool(path)
