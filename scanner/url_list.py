# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A plain list of Git addresses, one a line, with `#` comments: the source of those whose forge has no API.

What isn't the http(s) address of a repository is a problem with its line, and costs no more than itself.
"""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from scanner.declared import Sources
from scanner.forges.access import variable_of
from scanner.hosts import is_host, is_login, is_segment, known_kind
from scanner.models import Forge, ForgeKind, Problem, SourceEntry, Visibility
from scanner.yamlfile import MAX_BYTES

_COMMENT = re.compile(r"(?:^|\s)#.*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|[\w.-]+@[\w.-]+:\S+", re.IGNORECASE)
_OTHER_LAYOUTS = (".yml", ".yaml", ".csv", ".json", ".toml")
_LOOKED_AT = 65_536
"""Bytes of a file that tell whether it is such a list."""


class GitAddress(NamedTuple):
    """Where a repository is, and how it is called."""

    url: str
    host: str
    owner: str
    """The path before the last segment; the host's name where there is none."""
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what two spellings of one address have in common."""
        return self.host, self.owner.lower(), self.name.lower()


def is_list(path: Path) -> bool:
    """Tell whether a file is a list of addresses: by its ending (`.txt`), or because all of its lines are some."""
    if path.suffix.lower() == ".txt":
        return True
    if path.suffix.lower() in _OTHER_LAYOUTS:
        return False
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT).decode("utf-8-sig", "replace")
    lines = [line for _, line in _lines(head)]
    return bool(lines) and all(_ADDRESS.fullmatch(line) for line in lines[:50])


def read_list(path: Path, visibility: Visibility) -> Sources:
    """Read a list of addresses: one entry a host, in the order of the file.

    Args:
        path: the file.
        visibility: of all its repositories: no API tells it.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"the file is larger than {MAX_BYTES} bytes")
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = f"the file can't be read: {getattr(error, 'strerror', None) or error}"
        return Sources([], [Problem(file=str(path), reason=reason)], [])
    return _read(str(path), text, visibility)


def parse_address(text: str) -> GitAddress:
    """Read the http(s) address of a repository.

    Raises:
        ValueError: it is something else; says what to write instead.
    """
    if not _ADDRESS.fullmatch(text):
        raise ValueError("this isn't the address of a Git repository: write it like https://HOST/OWNER/NAME.git")
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2].lower()
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"only http and https addresses are read: write it like {_as_https(text)}")
    if "@" in parts.netloc:
        variable = variable_of("TOKEN", parts.hostname or "host")
        raise ValueError(f"an address must hold no name and no token: put the token in {variable}")
    if not is_host(host):
        raise ValueError("this isn't the name of a host")
    if parts.query or parts.fragment:
        raise ValueError("the address of a repository holds no ? and no #")
    owner, _, name = unquote(parts.path).strip("/").removesuffix(".git").rpartition("/")
    if not owner and name and known_kind(host):
        raise ValueError(f"this is the address of an owner: give it as a source of its own, https://{host}/{name}")
    owner = owner or host.partition(":")[0]
    if not (is_login(owner) and is_segment(name)):
        raise ValueError("its name isn't one that can be used safely as a path")
    return GitAddress(f"{parts.scheme}://{host}{parts.path.rstrip('/')}", host, owner, name)


def _read(file: str, text: str, visibility: Visibility) -> Sources:
    problems: list[Problem] = []
    first_lines: dict[tuple[str, str, str], int] = {}
    found: dict[str, list[tuple[int, GitAddress]]] = {}
    for number, line in _lines(text):
        try:
            address = parse_address(line)
        except ValueError as error:
            problems.append(Problem(file=file, line=number, reason=str(error)))
            continue
        first = first_lines.setdefault(address.key, number)
        if first != number:
            problems.append(Problem(file=file, line=number, reason=f"the same repository as on line {first}"))
            continue
        found.setdefault(address.host, []).append((number, address))
    return Sources([_entry(file, lines, visibility) for lines in found.values()], problems, [])


def _entry(file: str, lines: list[tuple[int, GitAddress]], visibility: Visibility) -> SourceEntry:
    number, first = lines[0]
    forge = Forge(host=first.host, kind=ForgeKind.GIT, url=f"{urlsplit(first.url).scheme}://{first.host}")
    urls = tuple(address.url for _, address in lines)
    return SourceEntry(source=f"{file}:{number}", forge=forge, urls=urls, trusted=False, visibility=visibility)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something, with their numbers."""
    said = ((number, _COMMENT.sub("", line).strip()) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in said if line]


def _as_https(text: str) -> str:
    """Return what an address of another scheme would be over https, without the user's name."""
    if "://" in text:
        parts = urlsplit(text)
        return f"https://{(parts.hostname or 'HOST')}/{parts.path.lstrip('/')}"
    host, _, path = text.rpartition("@")[2].partition(":")
    return f"https://{host}/{path.lstrip('/')}"
