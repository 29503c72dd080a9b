# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Errors that a user can cause or meet, all under one root and all with their mend.

Messages are English source texts with ``{name}`` fields: the command translates the template, then fills it in.
"""


class OuvrageError(Exception):
    """A failure told in one sentence: what, where, and how to mend it."""

    exit_code = 2

    def __init__(self, message: str, *, source: str = "", mend: str = "", **fields: object) -> None:
        """Keep the template and its fields apart, so that the edge can translate.

        Args:
            message: a sentence with ``{field}`` places.
            source: the file (with line), URL or repository concerned.
            mend: what the user can do about it, with the same fields.
            fields: the values of the places.
        """
        super().__init__(message.format(**fields) if fields else message)
        self.message = message
        self.source = source
        self.mend = mend
        self.fields = fields


class UsageError(OuvrageError):
    """The command line, a configuration or a policy file can't be used as it is."""


class GitError(OuvrageError):
    """Git refused, failed or was stopped on one repository."""

    exit_code = 3


class ForgeError(OuvrageError):
    """A forge could not be listed, wholly or from some page on."""

    exit_code = 3


class ForgeUnreachable(ForgeError):
    """No answer, or an answer that is not the forge's."""

    exit_code = 4


class ForgeAuthError(ForgeError):
    """The forge refused the token, or asks for one."""

    exit_code = 4


class ForgeBusy(ForgeError):
    """The forge asks to wait longer than allowed (rate limits)."""


class StoreError(OuvrageError):
    """The database can't be opened, read or written (locked, corrupt, disk full)."""
