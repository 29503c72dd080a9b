# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the validation of a publiccode.yml says."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from scanner.models import Frozen


class Severity(StrEnum):
    """An error makes the document invalid; a warning doesn't."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Frozen):
    """One thing wrong, or better said otherwise, and its place."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters. Of the key, or of the value when its kind is wrong; for a missing key, of its parent."""
    key: str
    """`description.fr.features`, `fundedBy[0].uri`; "" for the whole document."""
    message: str
    """An English sentence, translated where shown."""
    severity: Severity = Severity.ERROR


class FileReference(Frozen):
    """A file of the repository that the document names."""

    path: str
    line: int
    column: int
    key: str


class Validation(Frozen):
    """A document and all that was found in it."""

    document: dict[str, Any] = Field(default_factory=dict)
    """As JSON says it, numbers as the text that was written; {} when nothing could be read."""
    problems: tuple[Problem, ...] = ()
    """In the order of the file."""
    version: str = ""
    """As written; "" when it isn't there or isn't one that we know."""
    files: tuple[FileReference, ...] = ()
    """Files of the repository that the document names; whether they are there isn't looked at."""

    @property
    def valid(self) -> bool:
        """Whether the document has no error."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)
