# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The sources file: which forges and owners belong to the public sector, in the layout of code.gouv.fr.

Top-level keys are hosts; each has `forge` (its kind) and may have `owners`, `pso_id`, `floss_policy`, `ospo_url` and
`ignored_since`; so may each owner. A forge without `owners` is wholly public sector. What isn't understood is a
problem with its line, and costs no more than itself.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import yaml

from scanner import yamlfile
from scanner.errors import UsageError
from scanner.hosts import is_host, is_login, why_not_whole
from scanner.models import Forge, ForgeKind, Owner, Problem, Skipped, SourceEntry
from scanner.nearest import hint

MAX_REPAIRS = 20
"""Items that aren't YAML, after which a file is given up."""
LineOf = Callable[..., int]
"""The line of a key below the forge at hand: `line_of("owners", "etalab", "pso_id")`."""
KINDS = [kind.value for kind in ForgeKind if kind not in (ForgeKind.FOLDER, ForgeKind.GIT)]
"""The words that name the software of a forge."""
Said = dict[str, Any]
_NOTHING = ("", "~", "null", "Null", "NULL")
_ABOUT = {"pso_id": "a UUID", "floss_policy": "an address", "ospo_url": "an address", "ignored_since": "a date"}
_OWNER_KEYS = list(_ABOUT)
_FORGE_KEYS = ["forge", "owners", *_ABOUT]


class Sources(NamedTuple):
    """All that was read: what to crawl, what isn't understood, what is left aside on purpose."""

    entries: list[SourceEntry]
    problems: list[Problem]
    skipped: list[Skipped]


def read_file(path: Path, today: date) -> Sources:
    """Read a sources file, YAML or (by its ending) CSV with the columns `domain_name,platform`."""
    reader = _Reader(str(path), today)
    try:
        if path.stat().st_size > yamlfile.MAX_BYTES:
            raise ValueError(f"the file is larger than {yamlfile.MAX_BYTES} bytes")
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reader.problem(0, f"the file can't be read: {getattr(error, 'strerror', None) or error}")
        return reader.declared
    reader.read_csv(text) if path.suffix.lower() == ".csv" else reader.read_yaml(text)
    return reader.declared


class _Reader:
    """Reads one file; what it says gathers in `declared`."""

    def __init__(self, file: str, today: date) -> None:
        self.file = file
        self.today = today
        self.declared = Sources([], [], [])

    def problem(self, line: int, reason: str) -> None:
        self.declared.problems.append(Problem(file=self.file, line=line, reason=reason))

    # --- CSV -------------------------------------------------------------------------------------------------------

    def read_csv(self, text: str) -> None:
        rows = csv.reader(io.StringIO(text))
        header = next(rows, [])
        if [name.strip() for name in header[:2]] != ["domain_name", "platform"]:
            self.problem(1, "the first line must be domain_name,platform")
            return
        for row in rows:
            if len(row) == 2:
                self._forge(row[0].strip(), {"forge": row[1].strip()}, lambda *_: rows.line_num)
            elif row:
                self.problem(rows.line_num, "a line must have two cells: a host and the kind of its forge")

    # --- YAML ------------------------------------------------------------------------------------------------------

    def read_yaml(self, text: str) -> None:
        document = self._parse(text)
        if document is None or document.data in (None, ""):
            return
        if not isinstance(document.data, dict):
            self.problem(1, "the file must be a mapping of hosts, each with its forge")
            return
        for host, about in document.data.items():
            self._forge(host, about, partial(document.line, host))

    def _parse(self, text: str) -> yamlfile.Document | None:
        """Parse the file, leaving out the items that aren't YAML, each with its line."""
        lines = text.splitlines()
        for _ in range(MAX_REPAIRS):
            repeats: list[tuple[str, int]] = []
            try:
                on_repeat = partial(_note, repeats)
                document = yamlfile.load("\n".join(lines), self.file, plain=True, on_repeat=on_repeat)
            except UsageError as error:
                line = _culprit(error)
                self.problem(line, f"{error}: this item is left out")
                if not line or not _blank(lines, line):
                    return None
                continue
            for key, line in repeats:
                self.problem(line, f"{key!r} stands twice in the same mapping: only the first is read")
            return document
        self.problem(0, f"more than {MAX_REPAIRS} items aren't YAML: the file isn't read")
        return None

    # --- what is declared ------------------------------------------------------------------------------------------

    def _forge(self, name: str, about: Any, line_of: LineOf) -> None:  # noqa: ANN401 - any YAML
        host = name.lower()
        if not is_host(host):
            self.problem(line_of(), f"{name!r} isn't the name of a host")
            return
        if not isinstance(about, dict):
            self.problem(line_of(), f"{host} must say at least its forge: {', '.join(KINDS)}")
            return
        said = self._about(about, _FORGE_KEYS, line_of)
        kind = self._kind(host, about.get("forge"), line_of)
        nested = kind is ForgeKind.GITLAB
        owners = self._owners(host, nested, said, about["owners"], line_of) if "owners" in about else ()
        if self._is_ignored(host, said, line_of()) or kind is None:
            return
        if "owners" in about and not owners:
            return  # none is left: without any, the entry would mean the whole forge
        why = "" if owners else why_not_whole(host, kind)
        if why:
            self.problem(line_of(), f"{why}: name its owners under `owners`")
            return
        source, since = f"{self.file}:{line_of()}", said.get("ignored_since")
        forge = Forge(host=host, kind=kind, url=f"https://{host}", declared_by=source, **_texts(said))
        self.declared.entries.append(
            SourceEntry(source=source, forge=forge, owners=owners, ignored_since=since, trusted=False)
        )

    def _kind(self, host: str, word: object, line_of: LineOf) -> ForgeKind | None:
        if word in KINDS:
            return ForgeKind(str(word))
        near = hint(str(word), KINDS, "kinds")
        reason = (
            f"unknown kind of forge {word!r} for {host}: {near}" if word else f"{host} doesn't say its forge: {near}"
        )
        self.problem(line_of("forge"), reason)
        return None

    def _owners(self, host: str, nested: bool, said: Said, owners: object, line_of: LineOf) -> tuple[Owner, ...]:
        if not isinstance(owners, dict) or not owners:
            self.problem(line_of("owners"), f"the owners of {host} must be a mapping; without this key, all are taken")
            return ()
        read = (self._owner(host, name, nested, said, about, line_of) for name, about in owners.items())
        return tuple(owner for owner in read if owner)

    def _owner(self, host: str, name: str, nested: bool, said: Said, about: object, line_of: LineOf) -> Owner | None:
        """Return an owner, which inherits what is said of its forge; None when it is ignored or odd."""
        line = line_of("owners", name)
        if not is_login(name, nested=nested):
            self.problem(line, f"{name!r} isn't the name of an owner")
            return None
        if not isinstance(about, dict) and about not in _NOTHING:
            self.problem(line, f"what is said of {name} must be a mapping: {', '.join(_OWNER_KEYS)}")
        own = self._about(about if isinstance(about, dict) else {}, _OWNER_KEYS, partial(line_of, "owners", name))
        if self._is_ignored(f"{host}/{name}", own, line):
            return None
        return Owner(host=host, login=name, declared_by=f"{self.file}:{line}", **_texts(said | own))

    def _is_ignored(self, what: str, said: Said, line: int) -> bool:
        since = said.get("ignored_since")
        if since is None or since > self.today:
            return False
        self.declared.skipped.append(Skipped(what=what, reason=f"ignored since {since} ({self.file}:{line})"))
        return True

    def _about(self, about: Said, known: list[str], line_of: LineOf) -> Said:
        """Return the values that are understood; the others, and unknown keys, are problems."""
        said: Said = {}
        for key, value in about.items():
            if key not in known:
                self.problem(line_of(key), f"unknown key {key!r}: {hint(key, known)}")
            elif key in _ABOUT and value not in _NOTHING:
                read = _value(key, value)
                if read is None:
                    self.problem(line_of(key), f"{key} must be {_ABOUT[key]}, not {value!r}")
                else:
                    said[key] = read
        return said


def _note(repeats: list[tuple[str, int]], key: str, line: int) -> None:
    repeats.append((key, line))


def _value(key: str, value: object) -> str | date | None:
    """Return what `key` says, or None when it isn't what it must be."""
    if not isinstance(value, str):
        return None
    try:
        if key == "pso_id":
            return str(UUID(value))
        if key == "ignored_since":
            return date.fromisoformat(value)
    except ValueError:
        return None
    return value if re.fullmatch(r"https?://[^\s/]\S*", value) else None


def _texts(said: Said) -> Said:
    return {key: value for key, value in said.items() if key != "ignored_since"}


def _culprit(error: UsageError) -> int:
    """Return the line that isn't YAML: where a quote or a bracket began rather than where the parser gave up."""
    cause = error.__cause__
    if not isinstance(cause, yaml.MarkedYAMLError):
        return 0
    unended = any(sign in (cause.context or "") for sign in ("while scanning", "flow"))
    mark = (cause.context_mark if unended else cause.problem_mark) or cause.problem_mark
    return mark.line + 1 if mark else 0


def _blank(lines: list[str], number: int) -> bool:
    """Empty a line and all that stands below it and further right; tell whether anything was there.

    Its children must go with it: they would be read as those of the item before.
    """
    index = min(number, len(lines)) - 1
    while index >= 0 and not lines[index].strip():
        index -= 1
    if index < 0:
        return False
    depth = _indent(lines[index])
    lines[index] = ""
    for below in range(index + 1, len(lines)):
        if lines[below].strip() and _indent(lines[below]) <= depth:
            break
        lines[below] = ""
    return True


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
