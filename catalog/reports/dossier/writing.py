# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a dossier goes: stdout in one form, or a folder with all of them, its patch and its summary."""

import contextlib
import sys
from pathlib import Path

from catalog.dossiers import Dossier, read_summary
from catalog.files import OutputError
from catalog.i18n import Translator
from catalog.reports.dossier.content import dossier_document
from catalog.reports.dossier.html import to_html
from catalog.reports.dossier.markdown import to_markdown
from catalog.reports.dossier.patch import as_patch, drafts
from catalog.whole_files import write_if_changed
from scanner.errors import UsageError

SUMMARY = "dossier.json"


def earlier_summary(folder: Path | None, repository: str) -> Path | None:
    """Return the summary that an earlier dossier of the same repository left in a folder, or None."""
    if folder is None or not (folder / SUMMARY).is_file():
        return None
    with contextlib.suppress(UsageError):
        read_summary(folder / SUMMARY, repository)
        return folder / SUMMARY
    return None


def print_dossier(dossier: Dossier, form: str, t: Translator) -> None:
    """Print a dossier as ``markdown``, ``html`` or ``json`` (the whole verdict)."""
    if form == "json":
        sys.stdout.write(dossier.verdict.model_dump_json(indent=2) + "\n")
        return
    document = dossier_document(dossier, t)
    sys.stdout.write(to_html(document) if form == "html" else to_markdown(document))


def write_dossier(dossier: Dossier, folder: Path, t: Translator) -> list[str]:
    """Write a dossier, its patch and its summary into a folder; return the names of the files.

    Raises:
        OutputError: a file can't be written.
    """
    document = dossier_document(dossier, t)
    files = {
        "dossier.md": to_markdown(document),
        "dossier.html": to_html(document),
        "opening.patch": as_patch(drafts(dossier, t)),
        SUMMARY: dossier.summary.model_dump_json(indent=2) + "\n",
    }
    for name, text in files.items():
        try:
            write_if_changed(folder / name, text.encode("utf-8", "replace"))
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError("it can't be written: {reason}", source=str(folder / name), reason=reason) from error
    return list(files)
