# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What `ouvrage publiccode` says of a file: one line a problem, as compilers do, then the verdict."""

from collections.abc import Iterator

from catalog.i18n import Translator
from catalog.publiccode.sheet import Sheet
from catalog.reports.ranking import dump
from catalog.reports.text import plain
from catalog.view import PubliccodeProblem

SCHEMA_VERSION = 1


def sheet_json(sheet: Sheet) -> str:
    """Return the verdict as JSON (``policies/schemas/output/publiccode.schema.json``), in English."""
    entry = sheet.entry
    problems = [problem.model_dump() for problem in entry.problems]
    told = {"file": sheet.file, "valid": entry.valid, "publiccode_version": entry.version, "problems": problems}
    return dump({"schema_version": SCHEMA_VERSION} | told)


def sheet_text(sheet: Sheet, t: Translator) -> str:
    """Return each problem as ``FILE:LINE:COLUMN: SEVERITY: KEY: MESSAGE``, then whether the document is valid."""
    return "".join(f"{line}\n" for line in _lines(sheet, t))


def _lines(sheet: Sheet, t: Translator) -> Iterator[str]:
    for problem in sheet.entry.problems:
        yield f"{plain(sheet.file)}:{problem.line}:{problem.column}: {_told(problem, t)}"
    yield f"{plain(sheet.file)}: {_verdict(sheet, t)}"


def _told(problem: PubliccodeProblem, t: Translator) -> str:
    severity = t("error") if problem.severity == "error" else t("warning")
    key = [plain(problem.key)] if problem.key else []
    return t(": ").join([severity, *key, plain(t.told(problem.message))])


def _verdict(sheet: Sheet, t: Translator) -> str:
    errors = sum(problem.severity == "error" for problem in sheet.entry.problems)
    if errors:
        return t.ngettext("not valid, {n} error", "not valid, {n} errors", errors)
    warnings = len(sheet.entry.problems)
    return t.ngettext("valid, {n} warning", "valid, {n} warnings", warnings) if warnings else t("valid")
