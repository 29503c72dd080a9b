# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A mock of SourceHut's GraphQL API, as far as lists of repositories need it.

It understands two queries by their first field, refuses those that cost more than 200 as the real one reckons it (each
field costs 1, a list its fields times its length), gives lists by date of change, with opaque cursors that go by that
date and keep their own length, and answers to token holders only. Answers follow git.sr.ht's `schema.graphqls`.
"""

import base64
import json
import re
from typing import Any

from tests.forge_simulator.samples import DATE, Json, names
from tests.forge_simulator.server import Answer, Asked

_COSTLIEST = 200


class SourceHut:
    """Accounts and their repositories."""

    prefix = "/query"

    def __init__(self, url: str, user: str) -> None:
        self.url = url
        self.user = user
        self.users: dict[str, Json] = {}
        self.repositories: list[Json] = []

    def add(self, name: str, *, public: int = 0, private: int = 0, unlisted: int = 0) -> None:
        self.users[name] = {
            "id": len(self.users) + 1,
            "canonicalName": f"~{name}",
            "url": "https://numerique.example.org",
            "location": "France",
            "bio": f"Les dépôts de {name}",
            "created": DATE,
        }
        hidden = [(f"cache-{n}", "unlisted") for n in range(unlisted)]
        for title, visibility in names(public, private) + hidden:
            self.repositories.append(_repository(len(self.repositories), name, title, visibility))

    def refusal(self) -> Answer:
        return Answer(401, {"errors": [{"message": "Invalid or expired OAuth 2.0 bearer token"}]})

    def answer(self, asked: Asked, known: bool) -> Answer:
        if asked.method != "POST" or not known:
            return self.refusal()
        content: Json = json.loads(asked.body)
        variables: dict[str, Any] = content.get("variables") or {}
        if "repository(rid:" in content["query"]:
            found = next((one for one in self.repositories if one["rid"] == variables["rid"]), None)
            owner = {"owner": {"canonicalName": f"~{found['account']}"}} if found else {}
            return Answer(200, {"data": {"repository": self._shown(found) | owner if found else None}})
        user = self.users.get(variables["name"])
        if user is None:
            return Answer(200, {"data": {"user": None}})
        cursor = json.loads(base64.b64decode(variables["cursor"])) if variables.get("cursor") else None
        count = cursor["count"] if cursor else (variables.get("filter") or {}).get("count", 25)
        if _cost(content["query"], count) > _COSTLIEST:
            return Answer(422, {"errors": [{"message": f"operation exceeds the limit of {_COSTLIEST}"}]})
        page = self._page(variables["name"], count, cursor["next"] if cursor else None)
        return Answer(200, {"data": {"user": user | {"repositories": page}}})

    def _page(self, name: str, count: int, onward: list[str] | None) -> Json:
        mine = [one for one in self.repositories if one["account"] == name]
        seen = [one for one in mine if one["visibility"] == "PUBLIC" or name == self.user]
        items = sorted(seen, key=_key, reverse=True)
        left = [one for one in items if onward is None or _key(one) <= onward]
        results = [self._shown(one) for one in left[:count]]
        if len(left) <= count:
            return {"cursor": None, "results": results}
        cursor = json.dumps({"count": count, "next": _key(left[count])})
        return {"cursor": base64.b64encode(cursor.encode()).decode(), "results": results}

    def _shown(self, one: Json) -> Json:
        return {key: value for key, value in one.items() if key != "account"}


def _key(one: Json) -> list[str]:
    return [str(one["updated"]), str(one["rid"])]


def _cost(query: str, count: int) -> int:
    """Reckon what a query costs: fields inside the list times its length, and those outside."""
    inside = re.search(r"repositories\([^)]*\) \{(.*?)\} \}\n", query, re.DOTALL)
    assert inside is not None
    outside = query.replace(inside[0], "repositories")
    selected = outside.partition("{")[2]
    return len(re.findall(r"\w+", inside[1])) * count + len(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", selected)))


def _repository(number: int, account: str, name: str, visibility: str) -> Json:
    return {
        "account": account,
        "rid": f"r{number:08d}",
        "name": name,
        "description": f"Le dépôt {name}",
        "visibility": visibility.upper(),
        "created": DATE,
        "updated": DATE,
        "HEAD": {"name": "refs/heads/main"},
    }
