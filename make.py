#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Set up this checkout and drive it: one file, the standard library only.

Every command makes ``.venv/`` first, from the locks beside this file, unless it is there and up to date.
"""

from __future__ import annotations  # an older Python must get as far as the sentence that refuses it

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "ouvrage.stamp"
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}  # what builds stands in both
PYTHONS = ((3, 11), (3, 12), (3, 13))
UNFINISHED = "unfinished"
# Settings of the caller that would send packages elsewhere than into the environment.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")

COMMANDS = {
    "demo": "build a demonstration under .demo/: repositories, database, public and internal sites",
    "test": "run the tests; what follows goes to pytest",
    "lint": "check style, types and licensing",
    "setup": "make .venv/ with the development tools, and stop there",
    "lock": "resolve the dependencies again into the three locks; --upgrade takes newer versions",
    "clean": "remove .venv/, .demo/ and the caches",
}
LINTERS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("reuse", "lint", "--lines"))
LOCK = "uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate"
EXTRAS = {"requirements.txt": ("full",), "requirements-check.txt": ("check",), "requirements-dev.txt": ("full", "dev")}
LEFTOVERS = (".venv", ".demo", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "build", "dist")


class Refusal(Exception):
    """What stops the command, and the mend, in one or two sentences."""


def main() -> int:
    """Run the command given on the command line and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="make.py",
        description="Set up this checkout of Ouvrage and drive it.",
        epilog="\n".join(f"{name:7}{what}" for name, what in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on by test and lock")
    given = parser.parse_args()
    try:
        return run(given.command, given.arguments)
    except Refusal as refusal:
        print(f"make.py: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run(command: str, arguments: list[str]) -> int:
    """Carry out one command of `COMMANDS`; `arguments` go to pytest or uv."""
    if arguments and command not in ("test", "lock"):
        raise Refusal(f"{command} takes no argument; got: {' '.join(arguments)}")
    if command == "clean":
        return clean()
    prepare("run" if command == "demo" else "dev")
    if command == "demo":
        return module("catalog.demo")
    if command == "test":
        return module("pytest", *arguments)
    if command == "lint":
        return max(module(*linter) for linter in LINTERS)
    return lock(arguments) if command == "lock" else 0


def prepare(profile: str) -> None:
    """Make `.venv/` hold what the lock of `profile` names; one with the development tools never loses them."""
    if shutil.which("git") is None:
        raise Refusal("Ouvrage reads Git repositories and found no git. Install it (Debian, Ubuntu: apt install git).")
    state = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    if state.startswith("dev "):
        profile = "dev"
    wanted = f"{profile} {fingerprint()}"
    if state == wanted and usable():
        return
    if state == UNFINISHED or not usable():
        create(find_python())
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    install(profile)
    STAMP.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """Return what changes when the environment must: the locks, the project's metadata, the checkout's place."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in (*LOCKS.values(), "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def usable() -> bool:
    """Tell whether `.venv/` has a Python of a supported version, and pip."""
    return BIN.is_dir() and answers(str(BIN / "python"), "import pip")


def answers(python: str, statement: str) -> bool:
    """Tell whether `python` runs, is of a supported version and carries out `statement`."""
    check = f"import sys; assert sys.version_info[:2] in {PYTHONS}; {statement}"
    try:
        return subprocess.run([python, "-I", "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_python() -> str:
    """Return a supported Python: the one that runs this file, else one on the PATH."""
    ours = getattr(sys, "_base_executable", sys.executable)  # not .venv/'s own: it may be about to go
    others = (shutil.which(f"python{major}.{minor}") for major, minor in PYTHONS)
    found = [python for python in (ours, *others) if python and answers(python, "")]
    if not found:
        raise Refusal(
            f"Ouvrage needs Python 3.11, 3.12 or 3.13; this one is {sys.version.split()[0]} ({sys.executable}), and "
            "the PATH has no other. Install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: "
            "brew install python@3.13), then run this command again."
        )
    for python in found:
        if answers(python, "import ensurepip, venv"):
            return python
    raise Refusal(
        f"{found[0]} can't make virtual environments: its ensurepip module is missing. "
        "Install it (Debian, Ubuntu: apt install python3-venv), then run this command again."
    )


def create(python: str) -> None:
    """Make `.venv/` anew, marked unfinished from its first moment."""
    print(f"Making .venv/ with {python}", file=sys.stderr, flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    if subprocess.run([python, "-I", "-m", "venv", str(VENV)], check=False).returncode:
        raise Refusal(f"{python} -m venv failed: its words are above.")


def install(profile: str) -> None:
    """Install what the locks name, each file checked against its hash, then the checkout itself."""
    print("Installing the locked packages into .venv/ (a minute or two the first time)", file=sys.stderr, flush=True)
    pip = ["pip", "install", "--disable-pip-version-check", "--no-input", "--no-build-isolation"]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    locks = LOCKS.values() if profile == "dev" else [LOCKS["run"]]
    steps = [["--require-hashes", "--requirement", name] for name in locks]
    for step in (*steps, ["--no-deps", "--editable", "."]):
        if module(*pip, *quiet, *step):
            raise Refusal(
                "pip could not install the locked packages: its words are above. On a machine without a "
                "network, prepare a folder of wheels first: docs/install.md tells how."
            )


def environment() -> dict[str, str]:
    """Return the caller's environment less what would lead pip or Python astray."""
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def module(name: str, *arguments: str) -> int:
    """Run a module of the environment at the checkout's root; return its exit code."""
    command = [str(BIN / "python"), "-m", name, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def lock(arguments: list[str]) -> int:
    """Write the locks (of all, of a check alone, of development): versions and hashes, no address; all agree."""
    for name, extras in EXTRAS.items():
        asked = [word for extra in extras for word in ("--extra", extra)]
        agree = [] if name == LOCKS["run"] else ["--constraint", LOCKS["run"]]
        compile_ = [*LOCK.split(), *asked, "--custom-compile-command", "python3 make.py lock", "--group", "build"]
        if failed := module(*compile_, *arguments, *agree, "--output-file", name):
            return failed
    return 0


def clean() -> int:
    """Remove what the other commands made."""
    for name in LEFTOVERS:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
