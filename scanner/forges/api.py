# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A thin JSON client for the forges that have no library of their own here; all goes through the adapter."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import requests

from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.interface import OwnerNotFound
from scanner.forges.transport import ForgeAdapter, new_session

Query = Mapping[str, str]


class Answer(NamedTuple):
    """What a forge answers: headers, whose names ignore capitals, and any JSON value."""

    headers: Mapping[str, str]
    content: object
    where: str
    """The address that was asked, as messages show it."""

    @property
    def one(self) -> Json:
        """Return the object that the answer is; raises `ForgeUnreachable` when it is something else."""
        return answers.objects([self.content], self.where)[0]


class Api:
    """Asks below one root. Not shared between threads."""

    def __init__(self, adapter: ForgeAdapter, root: str) -> None:
        """Keep where to ask: `root` follows the API's own address (`/api/v1`)."""
        self.adapter = adapter
        self.url = adapter.api.removesuffix(root) + root
        self._session = new_session(adapter)

    def close(self) -> None:
        """Close connections."""
        self._session.close()

    def get(self, path: str, query: Query | None = None) -> Answer:
        """Ask for `path`, whose parts are already quoted.

        Raises:
            OwnerNotFound: the forge knows nothing of that path.
            ForgeError: as `ForgeAdapter.send` does.
        """
        return self._judged(path, self._session.get(self.url + path, params=dict(query or {})))

    def post(self, path: str, content: dict[str, Any]) -> Answer:
        """Send JSON to `path`; raises as `get` does."""
        return self._judged(path, self._session.post(self.url + path, json=content))

    def find(self, path: str) -> Json | None:
        """Return the object at `path`, or None where there is nothing."""
        try:
            return self.get(path).one
        except OwnerNotFound:
            return None

    def _judged(self, path: str, response: requests.Response) -> Answer:
        if response.status_code == requests.codes.not_found:
            raise OwnerNotFound("nothing is there", source=self.url + path)
        return Answer(response.headers, response.json(), self.url + path)


class ApiClient:
    """What clients of such forges have in common."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def anonymous(self) -> bool:
        """Tell whether no token is used."""
        return self._api.adapter.anonymous

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._api.adapter.requests

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return False

    def is_steady(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether nothing can slip between two pages."""
        return False

    def close(self) -> None:
        """Close connections."""
        self._api.close()


def no_such_owner(login: str, forge_url: str) -> OwnerNotFound:
    """Return the error for an owner that the forge doesn't know, or hides."""
    mend = "check its name, and that the token may see it"
    return OwnerNotFound("no such owner: {login}", source=forge_url, mend=mend, login=login)
