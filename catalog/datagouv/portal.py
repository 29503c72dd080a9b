# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How we speak with the portal: one request, one answer, bounded in time and size; the token is never told.

A redirect is an error: followed, it would take the token to whatever host it names.
"""

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, BinaryIO, Self

import requests
from requests import PreparedRequest, Response

from catalog.datagouv.contents import LocalFile
from catalog.reports.text import plain
from scanner.errors import OuvrageError
from scanner.forges.transport import user_agent

TOKEN_VARIABLE = "DATAGOUV_TOKEN"  # noqa: S105 - the name of the variable
HEADER = "X-API-KEY"
TIMEOUTS = (10, 120)
"""Seconds to connect, and to wait for each piece of an answer."""
MAX_ANSWER = 32 << 20
"""Bytes of an answer."""
MAX_SECONDS = 300
"""For the whole of an answer."""
_TOLD = 300
"""Characters of the portal's own words that are told."""
_PASSING = {408, 425, 429, 500, 502, 503, 504}


class DatagouvError(OuvrageError):
    """The portal refused or failed; what was sent before stays there."""

    exit_code = 3


class DatagouvRefused(DatagouvError):
    """The portal can't be reached, or doesn't let us in."""

    exit_code = 4


class Passing(DatagouvError):
    """What may work if tried again; `after` is how many seconds the portal asks to wait, 0 when it doesn't say."""

    exit_code = 4

    def __init__(self, message: str, *, after: float = 0, source: str = "", mend: str = "", **fields: object) -> None:
        super().__init__(message, source=source, mend=mend, **fields)
        self.after = after


class Portal:
    """The API of one portal."""

    def __init__(self, root: str, token: str) -> None:
        """Bind it to the portal at the address `root`; no socket is opened yet."""
        self._root = f"{root.rstrip('/')}/api/1"
        self._token = token
        self._session = requests.Session()
        self._session.headers.update({HEADER: token, "Accept": "application/json", "User-Agent": user_agent()})
        self._session.auth = _no_other_login

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.close()

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Return an answer.

        Raises:
            Passing: it may be there later.
            DatagouvError: the portal refuses, or says what can't be understood.
        """
        return self._ask("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create something; errors as `get`."""
        return self._ask("POST", path, json=body)

    def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change something; errors as `get`."""
        return self._ask("PUT", path, json=body)

    def upload(self, path: str, file: LocalFile) -> dict[str, Any]:
        """Send a file; errors as `get`."""
        with file.path.open("rb") as content:
            sent: dict[str, tuple[str, BinaryIO]] = {"file": (file.content.file_name, content)}
            return self._ask("POST", path, files=sent)

    def shown(self, text: str) -> str:
        """Return a text of the portal as it may be printed: without the token, without what moves a terminal, short."""
        return plain(text.replace(self._token, "…"))[:_TOLD]

    def _ask(self, method: str, path: str, **what: Any) -> dict[str, Any]:  # noqa: ANN401 - what requests takes
        url = f"{self._root}/{path}"
        try:
            with self._session.request(
                method, url, timeout=TIMEOUTS, allow_redirects=False, stream=True, **what
            ) as answer:
                return self._read(answer, url)
        except requests.RequestException as error:
            reason = self.shown(str(error.__cause__ or error))
            raise Passing("the portal can't be reached: {reason}", source=url, mend=_LATER, reason=reason) from None

    def _read(self, answer: Response, url: str) -> dict[str, Any]:
        body, until = b"", time.monotonic() + MAX_SECONDS
        for piece in answer.iter_content(1 << 16):
            body += piece
            if len(body) > MAX_ANSWER or time.monotonic() > until:
                raise DatagouvError("the portal's answer is too large or too slow", source=url)
        if not answer.ok or answer.is_redirect:
            raise self._refusal(answer, url, body)
        try:
            value = json.loads(body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise DatagouvError("this isn't an answer of data.gouv.fr", source=url, mend=_CHECK_ADDRESS)
        return value

    def _refusal(self, answer: Response, url: str, body: bytes) -> DatagouvError:
        status = answer.status_code
        said = self.shown(_words(body) or answer.reason or "")
        if answer.is_redirect or answer.is_permanent_redirect:
            said = self.shown(answer.headers.get("Location", ""))
            return DatagouvError("the portal sends elsewhere: {said}", source=url, mend=_CHECK_ADDRESS, said=said)
        if status in _PASSING:
            after = answer.headers.get("Retry-After", "")
            seconds = float(after) if after.isascii() and after.isdigit() else 0.0
            return Passing(_REFUSES, source=url, mend=_LATER, status=status, said=said, after=seconds)
        kind = DatagouvRefused if status in {401, 403} else DatagouvError
        return kind(_REFUSES, source=url, mend=_MENDS.get(status, ""), status=status, said=said)


_REFUSES = "the portal answers {status}: {said}"
_LATER = "try again later: what was sent stays, and isn't sent again"
_CHECK_ADDRESS = "check --datagouv-url"
_MENDS = {
    400: "check --dataset and --organization; the portal's words say what it doesn't take",
    401: "make a token in your account on the portal, and give it in DATAGOUV_TOKEN",
    403: "ask for the right to edit this dataset, in the organization that it belongs to",
    404: "check --dataset: there is no such dataset, or this account may not see it",
    410: "this dataset was deleted: restore it on the portal, or give another --dataset",
    423: "the portal takes nothing at present: try again later",
}


def _words(body: bytes) -> str:
    """Return what an error of udata says: its message, and what is wrong with each field."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(value, dict):
        return ""
    fields = value.get("errors")
    told = [f"{name}: {reasons}" for name, reasons in fields.items()] if isinstance(fields, dict) else []
    return " ; ".join([str(value.get("message") or ""), *told]).strip(" ;")


def _no_other_login(request: PreparedRequest) -> PreparedRequest:
    """Keep a netrc file from adding a password for this host."""
    return request
