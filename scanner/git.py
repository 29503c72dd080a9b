# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bare mirrors of ours, made and updated by the hardened commands of `scanner.git_command`.

A repository is untrusted input: nothing is ever checked out. A folder of this machine is read through an empty
repository of ours that borrows its objects, so that its configuration never applies.
"""

import base64
import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from scanner.errors import GitError
from scanner.git_command import run

_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")
_LISTING_MEMORY = 500_000_000
"""Bytes that Git may hold while a remote tells its refs: some millions of them."""
_QUICK = 300
"""Seconds to tell refs: a folder may hold files that never end, such as pipes."""
_MAX_SHALLOW = 100_000_000
_HTTP_URL = re.compile(r"https?://[^/?#\s]+/\S+")


class Mirror(NamedTuple):
    """A bare repository of ours, safe to read."""

    git_dir: Path


class Refs(NamedTuple):
    """All refs of a mirror and the commit of its default branch ("" when there is none)."""

    head: str
    branch: str
    digest: str
    """SHA-256 over names and ids: equal digest, equal history."""


def path_text(raw: bytes) -> str:
    r"""Return a Git path as printable text; bytes that aren't UTF-8 and control characters become \xNN escapes."""
    text = raw.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def authorization(user: str, token: str) -> str:
    """Return the value of an `Authorization` header that Git forges accept for a token."""
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


# --- asking a remote -------------------------------------------------------------------------------------------------


def ask_remote(url: str, *, header: str = "", addresses: Sequence[str] = (), timeout: float = 60) -> str | None:
    """Return the default branch of an http(s) repository ("" when it tells none), by one `ls-remote`.

    Args:
        url: address without credentials.
        header: value of the `Authorization` header, sent to this URL only and never stored.
        addresses: IP addresses to connect to, whatever the host's name leads to (Git 2.37 and later).
        timeout: seconds, in all.

    Returns:
        None when the repository has no branch at all.

    Raises:
        GitError: bad URL, no such repository, refused, unreachable; its fields hold the `reason` in Git's own words.
    """
    if not _HTTP_URL.fullmatch(url):
        raise GitError("only http and https addresses can be mirrored", source=url)
    settings = _header_setting(url, header) | _resolve_setting(url, addresses)
    ask = ("ls-remote", "--symref", "--", url, "HEAD", "refs/heads/*")
    said = run(None, *ask, env=_by_env(settings), timeout=timeout, memory=_LISTING_MEMORY)
    if not said.strip():
        return None
    head = re.search(rb"^ref: refs/heads/(\S+)\tHEAD$", said, re.MULTILINE)
    return path_text(head[1]) if head else ""


def _header_setting(url: str, header: str) -> dict[str, str]:
    """Return the header for one URL; none that travels unencrypted, but to this machine."""
    parts = urlsplit(url)
    private = parts.scheme == "https" or _LOOPBACK.fullmatch(parts.hostname or "")
    return {f"http.{url}.extraHeader": f"Authorization: {header}"} if header and private else {}


def _resolve_setting(url: str, addresses: Sequence[str]) -> dict[str, str]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    bare = (f"[{one}]" if ":" in one else one for one in addresses)
    return {"http.curloptResolve": f"{parts.hostname}:{port}:{','.join(bare)}"} if addresses else {}


def _by_env(settings: dict[str, str]) -> dict[str, str]:
    """Return settings as Git reads them from its environment: arguments would show in the list of processes."""
    env = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env


# --- making and updating mirrors -------------------------------------------------------------------------------------


def mirror_remote(url: str, git_dir: Path, *, header: str = "", addresses: Sequence[str] = ()) -> Mirror:
    """Bring the branches and tags of an http(s) repository into the bare mirror `git_dir`, whole the first time.

    An unchanged repository costs one `ls-remote`. A mirror that Git finds corrupt is made anew once.

    Args:
        url: address without credentials.
        git_dir: where the mirror is, or will be.
        header: value of the `Authorization` header, sent to this URL only and never stored.
        addresses: IP addresses to connect to, whatever the host's name leads to (Git 2.37 and later).

    Raises:
        GitError: bad URL, no such repository, refused, unreachable.
    """
    if not _HTTP_URL.fullmatch(url):
        raise GitError("only http and https addresses can be mirrored", source=url)
    env = _by_env(_header_setting(url, header) | _resolve_setting(url, addresses))
    try:
        advertised = run(None, "ls-remote", "--symref", "--", url, env=env, memory=_LISTING_MEMORY)
        if _is_current(git_dir, advertised):
            return Mirror(git_dir)
        _fetch(url, git_dir, advertised, env)
    except GitError as error:
        mend = error.mend or "check the address, the token and the network"
        raise GitError(error.message, source=url, mend=mend, **error.fields) from error
    return Mirror(git_dir)


def _fetch(url: str, git_dir: Path, advertised: bytes, env: dict[str, str]) -> None:
    fetch = ("fetch", "--quiet", "--prune", "--force", "--no-tags", "--no-write-fetch-head")
    specs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
    fresh = not (git_dir / "HEAD").is_file()
    if fresh:
        _init(git_dir)
    try:
        run(git_dir, *fetch, "--", url, *specs, env=env)
    except GitError:
        if fresh:
            shutil.rmtree(git_dir, ignore_errors=True)
            raise
        anew = git_dir.with_name(f"{git_dir.name}.anew")
        shutil.rmtree(anew, ignore_errors=True)
        _fetch(url, anew, advertised, env)  # the old one stays until then: it may be the network that failed
        shutil.rmtree(git_dir)
        anew.rename(git_dir)
        return
    branch = re.search(rb"^ref: (refs/heads/\S+)\tHEAD$", advertised, re.MULTILINE)
    if branch:
        _write(git_dir / "HEAD", b"ref: " + branch[1] + b"\n")


def _is_current(git_dir: Path, advertised: bytes) -> bool:
    if not (git_dir / "HEAD").is_file():
        return False
    lines = (line.split(b"\t") for line in advertised.splitlines())
    theirs = {(p[1], p[0]) for p in lines if len(p) == 2 and p[1].startswith((b"refs/heads/", b"refs/tags/"))}
    theirs = {(name, oid) for name, oid in theirs if not name.endswith(b"^{}")}
    ours = {tuple(line.split(b" ", 1)[::-1]) for line in _ref_lines(git_dir)}
    return theirs == ours


def mirror_folder(source: Path, git_dir: Path) -> Mirror:
    """Make `git_dir` show the refs and objects of the Git directory `source` without copying or obeying it.

    Raises:
        GitError: `source` isn't a readable Git directory, or its objects are those of another place.
    """
    objects = source.resolve() / "objects"
    if objects.is_symlink() or (source / "commondir").exists():
        raise GitError("its objects are elsewhere", source=str(source), mend="give the repository that holds them")
    try:
        kind = run(source, "rev-parse", "--show-object-format", timeout=_QUICK).decode().strip()
        head = _head_of(source)
        refs = _ref_lines(source)
    except GitError as error:
        mend = error.mend or "check with `git fsck` that the repository is whole"
        raise GitError(error.message, source=str(source), mend=mend, **error.fields) from error
    if not (git_dir / "HEAD").is_file():
        _init(git_dir, kind)
    _write(git_dir / "objects" / "info" / "alternates", _alternate(objects))
    _write(git_dir / "packed-refs", b"# pack-refs with: sorted \n" + b"".join(line + b"\n" for line in refs))
    _write(git_dir / "HEAD", head + b"\n")
    shallow = objects.parent / "shallow"
    if shallow.is_file() and not shallow.is_symlink() and shallow.stat().st_size < _MAX_SHALLOW:
        _write(git_dir / "shallow", shallow.read_bytes())
    else:
        (git_dir / "shallow").unlink(missing_ok=True)
    return Mirror(git_dir)


def shares_objects(mirror: Mirror) -> bool:
    """Tell whether some objects that a mirror shows may be another repository's: a forge's pool, a clone's origin."""
    alternates = mirror.git_dir / "objects" / "info" / "alternates"
    if not alternates.is_file():
        return False
    ours = os.fsdecode(alternates.read_bytes().rstrip(b"\n"))
    return ours.startswith('"') or (Path(ours) / "info" / "alternates").exists()


def _head_of(source: Path) -> bytes:
    """Return HEAD as it is to be written; a HEAD that leads nowhere leaves the likeliest branch to be chosen."""
    for ask, before in ((("symbolic-ref", "HEAD"), b"ref: "), (("rev-parse", "--verify", "HEAD"), b"")):
        with contextlib.suppress(GitError):
            return before + run(source, *ask, timeout=_QUICK).strip()
    return b"ref: refs/heads/main"


def _ref_lines(git_dir: Path) -> list[bytes]:
    lines = run(git_dir, "for-each-ref", "--format=%(objectname) %(refname)", timeout=_QUICK).splitlines()
    return sorted(lines, key=lambda line: line.split(b" ", 1)[1])


def _alternate(objects: Path) -> bytes:
    raw = os.fsencode(objects)
    if b"\n" in raw or raw.startswith((b'"', b"#")):
        quoted = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        return b'"' + quoted + b'"\n'
    return raw + b"\n"


def _init(git_dir: Path, object_format: str = "sha1") -> None:
    """Make an empty bare repository, whole or not at all."""
    making = git_dir.with_name(f"{git_dir.name}.init")
    for left in (making, git_dir):
        shutil.rmtree(left, ignore_errors=True)
    making.parent.mkdir(parents=True, exist_ok=True)
    run(None, "init", "--quiet", "--bare", f"--object-format={object_format}", "--template=", "--", str(making))
    (making / "objects" / "info").mkdir(exist_ok=True)
    making.rename(git_dir)


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(content)
    temporary.replace(path)


def read_refs(mirror: Mirror, default_branch: str = "") -> Refs:
    """Return the refs of a mirror; the default branch is the forge's word, else HEAD's, else the likeliest one.

    Raises:
        GitError: the mirror can't be read.
    """
    lines = _ref_lines(mirror.git_dir)
    head_line = (mirror.git_dir / "HEAD").read_bytes().strip()
    branches = {name: oid for oid, name in (line.split(b" ", 1) for line in lines) if name.startswith(b"refs/heads/")}
    named = head_line.removeprefix(b"ref: ")
    wished = [
        f"refs/heads/{default_branch}".encode(),
        named,
        b"refs/heads/main",
        b"refs/heads/master",
        *sorted(branches),
    ]
    branch = next((name for name in wished if name in branches), b"")
    detached = b"" if head_line.startswith(b"ref: ") else head_line
    commit = (branches.get(branch) or detached).decode()
    digest = hashlib.sha256(b"\n".join([commit.encode(), branch, head_line, *lines])).hexdigest()
    return Refs(commit, path_text(branch.removeprefix(b"refs/heads/")), digest)
