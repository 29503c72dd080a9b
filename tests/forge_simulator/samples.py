# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the simulated GitHub and GitLab hold: accounts and repositories in the shape that they give them."""

from typing import Any

Json = dict[str, Any]
DATE = "2024-05-06T07:08:09Z"
_OWNER_LINKS = (
    "events followers following gists hooks issues members organizations public_members received_events repos"
)
_OWNER_MORE = "starred subscriptions"
_OF_ORGANIZATIONS = (
    *("archived_at", "description", "has_organization_projects", "has_repository_projects", "hooks_url"),
    *("is_verified", "issues_url", "members_url", "public_members_url"),
)
_REPOSITORY_LINKS = (
    "archive assignees blobs branches collaborators comments commits compare contents contributors deployments"
    " downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels"
    " languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags"
    " teams trees"
)


def names(public: int, private: int) -> list[tuple[str, str]]:
    return [(f"depot-{n}", "public") for n in range(public)] + [(f"ferme-{n}", "private") for n in range(private)]


def github_account(url: str, number: int, login: str, kind: str) -> Json:
    links = {f"{name}_url": f"{url}/users/{login}/{name}" for name in f"{_OWNER_LINKS} {_OWNER_MORE}".split()}
    account = links | {
        "login": login,
        "id": number,
        "node_id": f"O_{number}",
        "type": kind,
        "site_admin": False,
        "url": f"{url}/{'orgs' if kind == 'Organization' else 'users'}/{login}",
        "html_url": f"https://github.com/{login}",
        "avatar_url": f"https://avatars.example.org/u/{number}",
        "gravatar_id": "",
        "name": login.title(),
        "description": f"Les dépôts de {login}",
        "company": "État",
        "bio": None,
        "blog": "numerique.example.org",
        "email": "contact@example.org",
        "location": "France",
        "hireable": None,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_gists": 0,
        "followers": 12,
        "following": 0,
        "is_verified": True,
        "created_at": DATE,
        "updated_at": DATE,
        "archived_at": None,
    }
    return account if kind == "Organization" else {key: account[key] for key in account if key not in _OF_ORGANIZATIONS}


def github_repository(url: str, number: int, owner: Json, name: str, visibility: str) -> Json:
    full_name = f"{owner['login']}/{name}"
    keys = "login id node_id avatar_url gravatar_id url html_url type site_admin " + " ".join(
        key for key in owner if key.endswith("_url") and key not in ("hooks_url", "issues_url", "members_url")
    )
    return {f"{link}_url": f"{url}/repos/{full_name}/{link}" for link in _REPOSITORY_LINKS.split()} | {
        "id": number,
        "node_id": f"R_{number}",
        "name": name,
        "full_name": full_name,
        "owner": {key: owner[key] for key in dict.fromkeys(keys.split()) if key in owner},
        "private": visibility != "public",
        "visibility": visibility,
        "url": f"{url}/repos/{full_name}",
        "html_url": f"https://github.com/{full_name}",
        "clone_url": f"https://github.com/{full_name}.git",
        "description": f"Le dépôt {name}",
        "homepage": "https://example.org",
        "fork": False,
        "is_template": False,
        "archived": False,
        "disabled": False,
        "language": "Python",
        "license": {
            "key": "mit",
            "name": "MIT License",
            "spdx_id": "MIT",
            "node_id": "L",
            "url": "https://example.org",
        },
        "topics": ["service-public", "impots"],
        "default_branch": "main",
        "forks_count": 3,
        "stargazers_count": 5,
        "watchers_count": 5,
        "open_issues_count": 2,
        "size": 128,
        "created_at": DATE,
        "updated_at": DATE,
        "pushed_at": DATE,
    }


def gitlab_group(url: str, number: int, path: str, kind: str) -> Json:
    return {
        "id": number,
        "kind": kind,
        "web_url": f"{url}/groups/{path}" if kind == "group" else f"{url}/{path}",
        "name": path.rpartition("/")[2].title(),
        "path": path.rpartition("/")[2],
        "full_path": path,
        "description": f"Le groupe {path}",
        "visibility": "public",
        "avatar_url": "/uploads/-/system/group/avatar/1/logo.png",
        "created_at": DATE,
    }


def gitlab_project(url: str, number: int, group: Json, name: str, visibility: str) -> Json:
    path = f"{group['full_path']}/{name}"
    namespace = ("id", "name", "path", "kind", "full_path", "avatar_url", "web_url")
    return {
        "id": number,
        "description": None,
        "name": name,
        "path": name,
        "path_with_namespace": path,
        "visibility": visibility,
        "archived": False,
        "default_branch": "main",
        "topics": ["service-public"],
        "tag_list": ["service-public"],
        "http_url_to_repo": f"{url}/{path}.git",
        "ssh_url_to_repo": f"git@127.0.0.1:{path}.git",
        "web_url": f"{url}/{path}",
        "forks_count": 1,
        "star_count": 4,
        "open_issues_count": 0,
        "created_at": DATE,
        "updated_at": DATE,
        "last_activity_at": DATE,
        "namespace": {key: group[key] for key in namespace},
    }
