# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What to crawl, as people name it: folders, addresses of forges and owners, sources files.

Nothing here raises: what isn't understood is a `Problem`, and the rest is read.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from scanner import declared, url_list
from scanner.declared import KINDS, Sources
from scanner.forges.access import variable_of
from scanner.hosts import FOLDER_HOST, FOLDER_URL, SHARED_HOSTS, is_host, is_login, known_kind, why_not_whole
from scanner.models import Forge, ForgeKind, Owner, Problem, SourceEntry, Visibility

_URL = re.compile(r"(?:(?P<kind>[a-z]+)\+)?(?P<address>https?://\S+)")
_LOOKS_LIKE_URL = re.compile(r"[\w.-]+\.[a-z]{2,}(?:/[\w./-]*)?")


def read_sources(words: Sequence[str], *, visibility: Visibility = Visibility.PRIVATE, today: date) -> Sources:
    """Read each SOURCE of a command line.

    Args:
        words: a folder; the address of an owner, or of a whole forge (`https://github.com/etalab`,
            `gitlab+https://git.example.fr` when the host doesn't tell its kind); a sources file (YAML, or CSV
            `domain_name,platform`); a plain list of Git addresses.
        visibility: of repositories found in folders, or named by a list of addresses.
        today: the day against which `ignored_since` is read.
    """
    read = [_read(word, visibility, today) for word in dict.fromkeys(words)]
    return Sources(
        list(dict.fromkeys(entry for one in read for entry in one.entries)),
        [problem for one in read for problem in one.problems],
        [skipped for one in read for skipped in one.skipped],
    )


def _read(word: str, visibility: Visibility, today: date) -> Sources:
    url = _URL.fullmatch(word)
    if url:
        return _from_url(word, url["kind"] or "", urlsplit(url["address"]))
    if not word.isprintable() or not word.strip() or word.startswith("-"):
        return _problem(repr(word), "this can't be the name of a source")
    path = Path(word).expanduser()
    try:
        if path.is_dir():
            return _folder(path.resolve(), visibility)
        return _file(path, visibility, today) if path.is_file() else _neither(word)
    except (OSError, RuntimeError) as error:
        return _problem(word, f"it can't be read: {getattr(error, 'strerror', None) or error}")


def _file(path: Path, visibility: Visibility, today: date) -> Sources:
    return url_list.read_list(path, visibility) if url_list.is_list(path) else declared.read_file(path, today)


def _neither(word: str) -> Sources:
    """Say why a word that is no file, no folder and no address isn't read, and what was likely meant."""
    if word.startswith(("http://", "https://")):
        return _problem(_shown(word), "an address holds no space")
    if "://" in word or re.match(r"\w+@[\w.-]+:", word):
        return _problem(_shown(word), "only https addresses are read: write it like https://HOST/OWNER")
    if _LOOKS_LIKE_URL.fullmatch(word) and known_kind(word.partition("/")[0]):
        return _problem(word, f"no such file or folder: for a forge or an owner, write https://{word}")
    return _problem(
        word, "no such file or folder: give a folder, a sources file, or an address like https://HOST/OWNER"
    )


def _folder(path: Path, visibility: Visibility) -> Sources:
    """Return a folder by its real path, whatever it is called from here: that is how the store knows it again."""
    forge = Forge(host=FOLDER_HOST, kind=ForgeKind.FOLDER, url=FOLDER_URL)
    return _entry(SourceEntry(source=str(path), forge=forge, path=str(path), visibility=visibility))


def _from_url(word: str, kind_word: str, url: SplitResult) -> Sources:
    shown = _shown(word)
    if url.username is not None or url.password is not None:
        variable = variable_of("TOKEN", url.hostname or "host")
        return _problem(shown, f"an address must hold no name and no token: put the token in {variable}")
    host = url.netloc.lower()
    if not is_host(host):
        return _problem(shown, "this isn't the name of a host")
    kind = _kind(kind_word, host)
    if kind is None:
        bare, known = shown.partition("+")[2] or shown, ", ".join(KINDS)
        return _problem(shown, f"the kind of this forge is unknown: put it before, as in gitlab+{bare} ({known})")
    forge = Forge(host=host, kind=kind, url=f"{url.scheme}://{host}")
    return _on_forge(shown, forge, _login(forge, url.path))


def _on_forge(shown: str, forge: Forge, login: str) -> Sources:
    if not login:
        why = why_not_whole(forge.host, forge.kind)
        if why:
            example = f"{forge.url}/{'~' if forge.kind is ForgeKind.SOURCEHUT else ''}OWNER"
            return _problem(shown, f"{why}: name an owner, as in {example}")
        return _entry(SourceEntry(source=shown, forge=forge))
    owner, _, below = login.partition("/")
    if below and forge.kind is not ForgeKind.GITLAB:
        return _problem(shown, f"this is the address of one repository: give its owner, {_page_of(forge, owner)}")
    if not is_login(login):
        return _problem(shown, "this isn't the name of an owner")
    return _entry(SourceEntry(source=shown, forge=forge, owners=(Owner(host=forge.host, login=login),)))


def _kind(word: str, host: str) -> ForgeKind | None:
    if word:
        return ForgeKind(word) if word in KINDS else None
    return known_kind(host)


def _login(forge: Forge, path: str) -> str:
    """Return the owner of a page's address: forges put some words before it, and others after."""
    login = unquote(path).partition("/-/")[0].strip("/")
    if forge.kind is ForgeKind.BITBUCKET:
        return _bitbucket_login(login)
    return re.sub(r"^(?:orgs|org|groups|users)/", "", login)


def _bitbucket_login(path: str) -> str:
    """Return the workspace of Cloud's pages, or what Data Center's API calls `/projects/KEY` and `/users/name`."""
    match path.split("/"):
        case [workspace, "workspace", *_]:
            return workspace
        case ["projects" | "scm", owner, *rest]:
            return "/".join([owner, *(word for word in rest if word != "repos")])
        case ["users", name, *rest]:
            return "/".join(["~" + name.removeprefix("~"), *(word for word in rest if word != "repos")])
    return path


def _page_of(forge: Forge, owner: str) -> str:
    """Return the address of an owner's page."""
    if forge.kind is ForgeKind.BITBUCKET and forge.host not in SHARED_HOSTS:
        return f"{forge.url}/users/{owner[1:]}" if owner.startswith("~") else f"{forge.url}/projects/{owner}"
    return f"{forge.url}/{owner}"


def _shown(word: str) -> str:
    """Return an address without credentials."""
    return re.sub(r"//[^/\s]*@", "//", word)


def _entry(entry: SourceEntry) -> Sources:
    return Sources([entry], [], [])


def _problem(file: str, reason: str) -> Sources:
    return Sources([], [Problem(file=file, reason=reason)], [])
