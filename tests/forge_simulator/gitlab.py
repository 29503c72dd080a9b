# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A mock of GitLab's API: `X-Total`, keyset pages, numbered subgroups, poorer answers to readers without a token.

Answers follow GitLab's project and group entities.
"""

from urllib.parse import unquote, urlencode

from tests.forge_simulator.samples import Json, gitlab_group, gitlab_project, names
from tests.forge_simulator.server import Answer, Asked


class GitLab:
    """Groups (and users) and their projects."""

    prefix = "/api/v4"

    def __init__(self, url: str) -> None:
        self.url = url
        self.groups: list[Json] = []
        self.projects: list[Json] = []

    def add(self, path: str, *, public: int, private: int, kind: str) -> None:
        group = gitlab_group(self.url, len(self.groups) + 1, path, kind)
        self.groups.append(group)
        for name, visibility in names(public, private):
            number = len(self.projects) + 1000
            self.projects.append(gitlab_project(self.url, number, group, name, visibility))

    def refusal(self) -> Answer:
        return Answer(401, {"message": "401 Unauthorized"})

    def answer(self, asked: Asked, known: bool) -> Answer:
        parts = [unquote(part) for part in asked.path.removeprefix(self.prefix).strip("/").split("/")]
        found = self._found(parts, asked.query, known)
        if found is None:
            return Answer(404, {"message": "404 Group Not Found"})
        return found if isinstance(found, Answer) else self._page(asked, found)

    def _found(self, parts: list[str], query: dict[str, str], known: bool) -> Answer | list[Json] | None:  # noqa: PLR0911 - a route each
        groups = [one for one in self.groups if one["kind"] == "group"]
        match parts:
            case ["groups"]:
                return groups
            case ["groups", name, *rest]:
                group = next((one for one in groups if name in (str(one["id"]), one["full_path"])), None)
                if group is None or not rest:
                    return Answer(200, group) if group else None
                below = [one for one in groups if one["full_path"].startswith(group["full_path"] + "/")]
                return below if rest == ["descendant_groups"] else self._projects_of([group, *below], query, known)
            case ["users", name, "projects"]:
                users = [one for one in self.groups if one["kind"] == "user" and one["full_path"] == name]
                return self._projects_of(users, query, known) if users else None
            case ["projects", number]:
                found = [one for one in self._projects_of(self.groups, query, known) if str(one["id"]) == number]
                return Answer(200, found[0]) if found else None
            case ["projects"]:
                return self._projects_of(self.groups, query, known)
        return None

    def _projects_of(self, owners: list[Json], query: dict[str, str], known: bool) -> list[Json]:
        paths = {one["full_path"] for one in owners}
        found = [one for one in self.projects if one["namespace"]["full_path"] in paths]
        found = [one for one in found if known or one["visibility"] == "public"]
        if "archived" in query:
            found = [one for one in found if one["archived"] is (query["archived"] == "true")]
        hidden = () if known else ("visibility", "archived", "open_issues_count", "forked_from_project", "updated_at")
        after, before = int(query.get("id_after", 0)), int(query.get("id_before", 10**9))
        if "pagination" not in query and query.get("order_by") in ("id", "updated_at", "last_activity_at"):
            found = sorted(found, key=lambda one: one[query["order_by"]], reverse=query.get("sort") != "asc")
        return [{key: one[key] for key in one if key not in hidden} for one in found if after < one["id"] < before]

    def _page(self, asked: Asked, items: list[Json]) -> Answer:
        size = min(100, int(asked.query.get("per_page", 20)))
        keyset = asked.query.get("pagination") == "keyset"
        number = 1 if keyset else int(asked.query.get("page", 1))
        chosen = items[(number - 1) * size : number * size]
        headers = {} if keyset else {"X-Total": str(len(items)), "X-Per-Page": str(size)}
        if number * size < len(items):
            onward = {"id_after": chosen[-1]["id"]} if keyset else {"page": number + 1}
            headers["Link"] = f'<{self.url}{asked.path}?{urlencode(asked.query | onward)}>; rel="next"'
        return Answer(200, chosen, headers)
