# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A demonstration on real code that any checkout has at hand: itself, and the packages just installed with it.

They become Git repositories under ``.demo/open`` and ``.demo/closed``, then the real command goes over them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from catalog.exit_codes import PARTIAL
from scanner.errors import GitError, OuvrageError, UsageError

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / ".demo"
CHECKOUT = "open/ouvrage/ouvrage"
PACKAGES = {
    "open/shared-libraries/jinja2": "jinja2",
    "open/shared-libraries/pluggy": "pluggy",
    "closed/digital-office/click": "click",
    "closed/digital-office/typer": "typer",
    "closed/forge-office/python-gitlab": "python-gitlab",
}
OUTPUTS = ("--database", ".demo/ouvrage.db", "--output", ".demo/public", "--internal", ".demo/internal")
STEPS = (
    ("run", ".demo/open", "--visibility", "public", *OUTPUTS),
    ("run", ".demo/closed", *OUTPUTS),
    ("rank", "--database", ".demo/ouvrage.db"),
)

# Nothing of the user's own settings: no signature, no hook, no template, no conversion of line ends.
GIT_CONFIG = """\
[commit]
\tgpgSign = false
[core]
\thooksPath = /dev/null
\tautocrlf = false
[init]
\tdefaultBranch = main
\ttemplateDir =
[safe]
\tdirectory = *
"""
AUTHOR = {"NAME": "Ouvrage demo", "EMAIL": "demo@example.org", "DATE": "2026-01-01T12:00:00+00:00"}


def main() -> int:
    """Build the repositories, run the command over them, say where the sites are; return the command's exit code."""
    try:
        for place, outcome in build_repositories(DEMO, ROOT).items():
            print(f".demo/{place}: {outcome}", file=sys.stderr)
        code = run_steps()
    except OuvrageError as error:
        print(f"demo: {error} {error.mend}".rstrip(), file=sys.stderr)
        return error.exit_code
    print_places()
    return code


def build_repositories(demo: Path, checkout: Path) -> dict[str, str]:
    """Make or keep every repository under `demo`; return what became of each, by place.

    Raises:
        GitError: Git refused to write one.
    """
    demo.mkdir(parents=True, exist_ok=True)
    (demo / "gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    outcomes = {CHECKOUT: clone_checkout(demo, CHECKOUT, checkout)}
    return outcomes | {place: commit_package(demo, place, name) for place, name in PACKAGES.items()}


def clone_checkout(demo: Path, place: str, checkout: Path) -> str:
    """Clone `checkout`, bare, to `place` unless that already stands at the same commit; return what was done."""
    if not (checkout / ".git").exists():
        return "skipped: this copy of Ouvrage is not a Git repository"
    head, target = ask(demo, checkout, "rev-parse", "HEAD"), demo / place
    if not head:
        return "skipped: the checkout has no commit yet"
    if head == ask(demo, target, "rev-parse", "HEAD"):
        return "kept"
    with tempfile.TemporaryDirectory(dir=demo) as folder:
        git(demo, demo, "clone", "--quiet", "--bare", "--", str(checkout), f"{folder}/made")
        put(Path(folder, "made"), target)
    return "cloned from this checkout"


def commit_package(demo: Path, place: str, name: str) -> str:
    """Commit the installed sources of the package `name` to `place`, once a version; return what was done."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return f"skipped: {name} is not installed"
    subject, target = f"{name} {package.version}", demo / place
    if subject == ask(demo, target, "log", "-1", "--format=%s"):
        return "kept"
    with tempfile.TemporaryDirectory(dir=demo) as folder:
        copy_sources(package, Path(folder, "made"))
        git(demo, Path(folder, "made"), "init", "--quiet")
        git(demo, Path(folder, "made"), "add", "--all")
        git(demo, Path(folder, "made"), "commit", "--quiet", "--message", subject)
        put(Path(folder, "made"), target)
    return f"made from the installed {subject}"


def copy_sources(package: Distribution, folder: Path) -> None:
    """Copy a package's Python files and licence texts into `folder`, its description as README.md."""
    for file in package.files or []:
        is_metadata = file.parts[0].endswith(".dist-info")
        is_licence = is_metadata and file.name.upper().startswith(("LICENSE", "COPYING", "AUTHORS"))
        if ".." not in file.parts and (is_licence or (file.suffix == ".py" and not is_metadata)):
            target = folder / (file.name if is_licence else Path(*file.parts))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)
    (folder / "README.md").write_text(package.metadata["Description"] or "", encoding="utf-8")


def put(made: Path, target: Path) -> None:
    """Move a finished repository to its place, instead of what stood there."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)


def git(demo: Path, repository: Path, *arguments: str) -> str:
    """Run Git in `repository` with the demonstration's own settings only; return what it printed.

    Raises:
        GitError: with Git's last words.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in AUTHOR.items()}
    settings = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": str(demo / "gitconfig"), "LC_ALL": "C"}
    settings["GIT_CEILING_DIRECTORIES"] = str(demo)  # a missing repository is not the checkout around it
    result = subprocess.run(
        ["git", "-C", str(repository), *arguments],
        env=inherited | identity | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise GitError("git {command} failed: {reason}", command=arguments[0], reason=result.stderr.strip())
    return result.stdout.strip()


def ask(demo: Path, repository: Path, *arguments: str) -> str:
    """Return what Git answers about `repository`, nothing where there is none or it is broken."""
    try:
        return git(demo, repository, *arguments)
    except GitError:
        return ""


def run_steps() -> int:
    """Run the steps one after the other, shown as typed; stop at a failure, go on after a partial result.

    Raises:
        UsageError: the command isn't installed beside this Python.
    """
    program = shutil.which("ouvrage", path=str(Path(sys.executable).parent))
    if program is None:
        raise UsageError("The command ouvrage is not installed here.", mend="Run: python3 make.py demo")
    worst = 0
    for step in STEPS:
        print(f"\n$ ouvrage {' '.join(step)}", flush=True)
        code = subprocess.run([program, *step], cwd=ROOT, check=False).returncode
        worst = worst or code
        if code not in (0, PARTIAL):
            break
    return worst


def print_places() -> None:
    """Say where the sites that exist are, and how to look at them."""
    for audience in ("public", "internal"):
        page = DEMO / audience / "index.html"
        if page.is_file():
            print(f"\nThe {audience} site: {page.relative_to(ROOT)}")
            print(f"  to look at it: .venv/bin/ouvrage serve .demo/{audience}")


if __name__ == "__main__":
    sys.exit(main())
