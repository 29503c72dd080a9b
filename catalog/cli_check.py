# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The gate's command; `catalog.cli` takes it into the command `ouvrage`."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalog import options as o
from catalog.exit_codes import PARTIAL
from catalog.options import session, with_common_options
from scanner.errors import GitError, UsageError
from scanner.nearest import mend

if TYPE_CHECKING:
    from catalog.check.models import Verdict
    from catalog.check.surroundings import Surroundings

FOUND = 1
"""Exit code of a check that some problem fails."""

app = typer.Typer()


class FailOn(StrEnum):
    """The lightest problem that fails a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Seen(StrEnum):
    """Who may see a repository."""

    PUBLIC = "public"
    PRIVATE = "private"


@app.command(epilog="Example: `ouvrage check --base origin/main --report sarif=ouvrage.sarif`")
@with_common_options
def check(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A work tree, or a bare repository.")] = Path(),
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="REF", help="Judge only what comes after this commit [default: what the CI says]."
        ),
    ] = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="Judge the whole repository, even for a merge or pull request.")
    ] = False,
    staged: Annotated[bool, typer.Option("--staged", help="Judge what the index brings to the last commit.")] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="The lightest problem that fails.")] = FailOn.ERROR,
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Form of what is printed: text, json, markdown, sarif…")
    ] = "text",
    report: Annotated[
        list[str] | None,
        typer.Option(
            "--report",
            metavar="NAME=FILE",
            help="Also write this form to a file: sarif, gitlab-codequality, junit… Repeat for several.",
            show_default=False,
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", help="Folder of what was read before; a CI can keep it [default: the user's own]."),
    ] = None,
    policies: o.Policies = None,
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="FILE|URL", help="Rules that your organisation sets over ours.")
    ] = "",
    declarations: o.Declarations = None,
    visibility: Annotated[
        Seen | None, typer.Option("--visibility", help="Who may see the repository [default: what the CI says].")
    ] = None,
    new_repository: Annotated[
        bool, typer.Option("--new-repository", help="Also judge whether it may stay closed since it was created.")
    ] = False,
    require_history: Annotated[
        bool, typer.Option("--require-history", help="A shallow clone makes the verdict partial.")
    ] = False,
) -> None:
    """Say what keeps a repository, or a change, from being open: secrets, licences, third-party rights, documents.

    Ends with 0 when nothing is as heavy as --fail-on, 1 when something is, 3 when part of it could not be judged.
    """
    from catalog.check import checking, keeping
    from catalog.check.ci import surroundings_of
    from catalog.check.models import Severity
    from catalog.check.target import Choices
    from scanner.worktree import find_worktree

    files = _files(form, report or [])
    keeping.clean_when_stopped()
    if cache:
        keeping.use_cache(cache)
    around = surroundings_of(os.environ)
    asked = checking.Check(
        choices=Choices(path, base, whole, staged, require_history),
        fail_on=Severity(fail_on.value),
        policies=policies,
        organisation=organisation,
        cache=cache or keeping.default_cache(),
        new_repository=new_repository,
        closed=None if visibility is None else visibility is Seen.PRIVATE,
        declarations=declarations,
    )
    try:
        with session.voice.waiting(session.translate("Reading the files and the history (longer the first time)")):
            verdict = checking.check(asked, around)
    except GitError as error:
        error.exit_code = UsageError.exit_code  # no verdict at all isn't a partial one
        raise
    _tell(verdict, around, form, files, find_worktree(path).root)
    if verdict.failed:
        raise typer.Exit(FOUND)
    if verdict.partial:
        raise typer.Exit(PARTIAL)


def _files(form: str, asked: list[str]) -> dict[str, Path]:
    """Return the file of each form that is to be written; refuse names that aren't known."""
    from catalog.check.reports import REPORTS

    pairs = [(name, file) for name, _, file in (one.partition("=") for one in asked)]
    for name in (form, *(name for name, _ in pairs)):
        if name not in REPORTS:
            raise UsageError("there is no form {name}", name=repr(name), **mend(name, REPORTS))
    for name, file in pairs:
        if not file:
            raise UsageError(
                "no file is given for the form {name}", mend="write it --report NAME=FILE", name=repr(name)
            )
    return {name: Path(file) for name, file in pairs}


def _tell(verdict: "Verdict", around: "Surroundings", form: str, files: dict[str, Path], root: Path | None) -> None:
    """Print the verdict, write the reports asked for, and speak to the forge in its own ways."""
    from catalog.check.keeping import write_report
    from catalog.check.reports import REPORTS, printed

    sys.stdout.write(printed(form, verdict, session.translate, sys.stdout))
    for name, file in files.items():
        write_report(file, REPORTS[name](verdict, session.translate), root)
    if around.summary_file:
        with Path(around.summary_file).open("a", encoding="utf-8") as summary:
            summary.write(REPORTS["markdown"](verdict, session.translate))
        if form == "text":
            sys.stdout.write(REPORTS["annotations"](verdict, session.translate))
