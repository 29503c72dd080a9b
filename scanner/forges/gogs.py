# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Gogs, whose API is the ancestor of Gitea's and tells less.

It doesn't count what it lists, tells no order, no move, no look-up by id, no topic, no language, no licence, no
archive and no template; without a token it doesn't tell organisations from persons, and names no owner but through
the repositories of its search. A whole instance shows open repositories only. Source: Gogs's own code and API
documentation, 0.11 to 0.14.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.api import Api
from scanner.forges.gitea import Batch, GiteaClient
from scanner.forges.interface import Page, Settings
from scanner.forges.transport import open_adapter
from scanner.models import Forge, Owner, OwnerKind, Repository, SourceEntry

_ANY = {"q": "_"}
"""The search needs words; the database takes this one for « any character »."""


def open_client(entry: SourceEntry, settings: Settings) -> "GogsClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return GogsClient(entry.forge, Api(open_adapter(entry, settings), "/api/v1"), whole=not entry.owners)


class GogsClient(GiteaClient):
    """Lists organisations, users, or what a whole Gogs shows to everybody."""

    def __init__(self, forge: Forge, api: Api, *, whole: bool) -> None:
        """Keep what will be listed: a `whole` instance shows open repositories only, whatever the token."""
        super().__init__(forge, api)
        self._whole = whole

    @property
    def anonymous(self) -> bool:
        """Tell whether only what everybody may see is listed."""
        return self._whole or super().anonymous

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return False

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield what an owner has: with a token in one answer, closed repositories included; else by the search."""
        raw, owner = self._found(login)
        yield Page(owners=(owner,))
        if super().anonymous:
            batches = self._search({"uid": answers.identity(raw)}, after)
        else:
            batches = self._in_one_answer(answers.text(raw, "username", "login"))
        for batch in batches:
            yield self._page(batch)._replace(owners=())

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of the search: open repositories, with the owners that they name."""
        for batch in self._search({}, after):
            yield self._page(batch)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Never called: Gogs sorts by no date."""
        raise NotImplementedError

    def find(self, forge_id: str) -> Repository | None:  # noqa: ARG002 - Gogs can't be asked
        """Return None: Gogs finds repositories by their name only."""
        return None

    def _places(self) -> tuple[tuple[str, Callable[[Json], Owner]], ...]:
        """Return where owners are looked for: without a token Gogs shows organisations as users."""
        return (("users", self._unknown),) if super().anonymous else super()._places()

    def _unknown(self, raw: Json) -> Owner:
        return self._owner(raw, OwnerKind.UNKNOWN)

    def _in_one_answer(self, login: str) -> Iterator[Batch]:
        """Yield all that an owner has; for the token's own user Gogs adds what others let it read."""
        answer = self._api.get(f"/users/{login}/repos")
        items = answers.objects(answer.content, answer.where)
        yield Batch([one for one in items if _owner_of(one) == login.lower()], None, "")

    def _search(self, query: Mapping[str, str], after: str = "") -> Iterator[Batch]:
        yield from super()._search(_ANY | dict(query), after)


def _owner_of(item: Json) -> str:
    return answers.text(answers.part(item, "owner"), "username", "login").lower()
