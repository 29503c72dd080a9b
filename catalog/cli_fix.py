# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The command that proposes mends; `catalog.cli` takes it into the command `ouvrage`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalog import options as o
from catalog.options import session, with_common_options
from scanner.errors import UsageError
from scanner.nearest import mend

if TYPE_CHECKING:
    from catalog.check.models import Note
    from catalog.fix.models import Proposal

app = typer.Typer()
_YES = frozenset({"o", "oui", "y", "yes"})
"""What agrees, in the languages of the question."""


@app.command(epilog="Example: `ouvrage fix --licence EUPL-1.2 --holder DINUM > mend.patch`")
@with_common_options
def fix(
    path: Annotated[Path, typer.Argument(metavar="[PATH]", help="A work tree.")] = Path(),
    licence: Annotated[
        str, typer.Option("--licence", metavar="SPDX", help="The licence to write [default: the declared one].")
    ] = "",
    holder: Annotated[
        str, typer.Option("--holder", metavar="NAME", help="Who holds the rights [default: as the code says].")
    ] = "",
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="ID", help="Mend this rule only. Repeat for several.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write the files without asking.")] = False,
    policies: o.Policies = None,
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="FILE|URL", help="Rules that your organisation sets over ours.")
    ] = "",
) -> None:
    """Propose what is missing as a patch: LICENSE, SPDX headers, publiccode.yml, SECURITY.md, sections of the README.

    The patch is printed; on a terminal you are then asked whether to write it. What isn't known is left to fill in.
    """
    from datetime import UTC, datetime

    from catalog.check import checking, keeping
    from catalog.check.surroundings import Surroundings
    from catalog.check.target import Choices
    from catalog.fix.models import Wishes
    from catalog.fix.proposing import propose
    from catalog.fix.writing import without_untracked

    wishes = Wishes(_known_licence(licence), holder, tuple(_known_rules(rule or [])))
    asked = checking.Check(
        choices=Choices(path, whole=True), policies=policies, organisation=organisation, cache=keeping.default_cache()
    )
    root = checking.root_of(path)
    with checking.examined(asked, Surroundings()) as examined:
        proposal = propose(examined, wishes, datetime.now(UTC).date(), session.translate)
    _offer(without_untracked(proposal, root), root, yes=yes)


def _offer(proposal: "Proposal", root: Path, *, yes: bool) -> None:
    """Print the patch, and write it when that is asked or answered."""
    from catalog.fix.patch import as_patch
    from catalog.fix.writing import write

    t = session.translate
    sys.stdout.buffer.write(as_patch(proposal.edits))
    sys.stdout.flush()
    _tell(proposal.notes)
    if not proposal.edits:
        session.voice.say(t("There is nothing to write."))
        return
    if not (yes or _agreed(len(proposal.edits))):
        return
    written, refused = write(proposal.edits, root)
    for path in written:
        session.voice.say(t("written: {path}", path=path))
    _tell(refused)
    if refused:
        raise typer.Exit(3)


def _agreed(count: int) -> bool:
    t = session.translate
    if sys.stdin.isatty() and sys.stdout.isatty():
        question = t.ngettext("Write {n} file? [y/N]", "Write {n} files? [y/N]", count)
        answer = typer.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True)
        return answer.strip().lower() in _YES
    session.voice.say(t("Nothing is written: give the patch to `git apply`, or add --yes."))
    return False


def _tell(notes: "Sequence[Note]") -> None:
    for note in notes:
        session.voice.say(session.translate(note.message, **note.fields))


def _known_licence(licence: str) -> str:
    from catalog.drafts import LICENCES

    if licence and licence not in LICENCES:
        raise UsageError(
            "{licence} isn't among the licences that the State may choose for software",
            licence=licence,
            **mend(licence, LICENCES),
        )
    return licence


def _known_rules(rules: Sequence[str]) -> Sequence[str]:
    from catalog.fix.proposing import MENDERS

    for rule in rules:
        if rule not in MENDERS:
            raise UsageError("no mend is known for the rule {rule}", rule=rule, **mend(rule, MENDERS))
    return rules
