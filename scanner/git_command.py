# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How Git is run: every command of ours, hardened and bounded.

A repository is untrusted input. Commands get a minimal environment (no token, no user or system configuration), no
hook, no pager, no credential helper, no lazy fetch, http(s) only. Each has bounds of time and, where the system can
set them on a running process (Linux), of memory and of the size of what it writes.
"""

import contextlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from scanner.errors import GitError

TIMEOUT = 3600
"""Seconds a command may take in all; a stalled transfer is stopped far earlier (`http.lowSpeedTime`)."""
MAX_MEMORY = 3_000_000_000
"""Bytes of data that Git may hold: a few kilobytes of trees or deltas can unfold without end in it."""
MAX_FILE = 20_000_000_000
"""Bytes of the largest file that Git may write: a remote can send a pack without end."""

_CONFIG = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "protocol.file.allow": "never",
    "fetch.fsckObjects": "true",
    "fetch.recurseSubmodules": "false",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "30",
    "safe.bareRepository": "explicit",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "credential.helper": "",
}
_HISTORIC = (
    *("badDateOverflow", "badTimezone", "missingEmail", "missingNameBeforeEmail", "missingSpaceBeforeDate"),
    *("missingSpaceBeforeEmail", "zeroPaddedDate", "zeroPaddedFilemode"),
)
"""Faults that old tools left in honest histories: `fetch.fsckObjects` would refuse the whole repository for them."""
_CONFIG |= {f"fetch.fsck.{fault}": "ignore" for fault in _HISTORIC}
_PASSED_ON = (
    "PATH",
    "TMPDIR",
    "SYSTEMROOT",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)


def run(
    git_dir: Path | None,
    *arguments: str,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    timeout: float = TIMEOUT,
    memory: int = MAX_MEMORY,
) -> bytes:
    """Run one Git command to its end and return its output, which is as large as `memory` at most.

    Raises:
        GitError: Git is missing, failed (with the last line it said), wrote more than `MAX_FILE` bytes in one file,
            or took longer than `timeout` seconds.
    """
    with _start(git_dir, arguments, env, subprocess.PIPE, subprocess.PIPE, memory) as process:
        try:
            output, said = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise GitError("git {command} took more than {limit} s", command=arguments[0], limit=timeout) from error
        finally:
            process.kill()
    if b"signal 25" in said:  # SIGXFSZ
        raise GitError("it is larger than the {limit} bytes that a mirror may take", limit=MAX_FILE)
    if process.returncode:
        raise GitError("git {command}: {reason}", command=arguments[0], reason=_last_line(said))
    return output


def run_beside(git_dir: Path, command: Sequence[str], *, timeout: float = TIMEOUT, memory: int = MAX_MEMORY) -> None:
    """Run a program that calls Git itself on `git_dir`, to its end, under the same environment, settings and bounds.

    Raises:
        GitError: it failed (with the last line it said), or took longer than `timeout` seconds.
    """
    settings = {"GIT_DIR": str(git_dir), "GIT_CONFIG_COUNT": str(len(_CONFIG))}
    for number, (key, value) in enumerate(_CONFIG.items()):
        settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    with _spawn(command, _environment(settings), subprocess.DEVNULL, subprocess.PIPE, memory) as process:
        try:
            said = process.communicate(timeout=timeout)[1]
        except subprocess.TimeoutExpired as error:
            raise GitError("git {command} took more than {limit} s", command="filter-repo", limit=timeout) from error
        finally:
            process.kill()
    if process.returncode:
        raise GitError("git {command}: {reason}", command="filter-repo", reason=_last_line(said))


@contextlib.contextmanager
def pipe(
    git_dir: Path,
    *arguments: str,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    seconds: float = TIMEOUT,
    memory: int = MAX_MEMORY,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a Git command whose output is read as a stream.

    It is killed when the block ends before it does, or when it lasts longer than `seconds`: its output ends then, and
    `wait` tells of the failure.
    """
    process = _start(git_dir, arguments, None, stdin, subprocess.DEVNULL, memory)
    watch = threading.Timer(seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError, ValueError):  # a thread may be writing to it at this moment
                    stream.close()
        process.wait()


def _start(
    git_dir: Path | None,
    arguments: Sequence[str],
    env: dict[str, str] | None,
    stdin: int | IO[bytes],
    stderr: int,
    memory: int,
) -> subprocess.Popen[bytes]:
    try:
        return _spawn(_command(git_dir, arguments), _environment(env), stdin, stderr, memory)
    except FileNotFoundError as error:
        raise GitError("git is not installed", mend="install Git 2.35 or later") from error


def _spawn(
    command: Sequence[str], env: dict[str, str], stdin: int | IO[bytes], stderr: int, memory: int
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=env)
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):  # not every system can
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_DATA, (memory, memory))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    return process


def _command(git_dir: Path | None, arguments: Sequence[str]) -> list[str]:
    options = [part for key, value in _CONFIG.items() for part in ("-c", f"{key}={value}")]
    place = [f"--git-dir={git_dir}"] if git_dir else []
    return [shutil.which("git") or "git", "--no-pager", *options, *place, *arguments]


def _environment(extra: dict[str, str] | None) -> dict[str, str]:
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    if "REQUESTS_CA_BUNDLE" in os.environ:  # what forges are trusted by, their repositories are too
        env.setdefault("GIT_SSL_CAINFO", os.environ["REQUESTS_CA_BUNDLE"])
    env |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": "http:https",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        "HOME": os.devnull,
    }
    return env | (extra or {})


def _last_line(stderr: bytes) -> str:
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "it failed")
    return re.sub(r"//[^/@\s]+@", "//…@", said)[:300]
