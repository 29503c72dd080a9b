# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Tokens: each goes to its own host, travels encrypted, and never shows."""

import base64
from pathlib import Path

import pytest

from scanner.errors import ForgeAuthError, UsageError
from scanner.forges.access import access_to, git_header, variable_of
from scanner.forges.interface import Settings
from scanner.models import Forge, ForgeKind

TOKEN = "a-token-" + "of-mine"


def _forge(kind: ForgeKind, host: str, scheme: str = "https") -> Forge:
    return Forge(host=host, kind=kind, url=f"{scheme}://{host}")


GITHUB = _forge(ForgeKind.GITHUB, "github.com")
GITLAB = _forge(ForgeKind.GITLAB, "gitlab.com")
ENTERPRISE = _forge(ForgeKind.GITHUB, "github.example.fr")
OWN_GITLAB = _forge(ForgeKind.GITLAB, "git.example.fr")
GITEA = _forge(ForgeKind.GITEA, "gitea.com")
FORGEJO = _forge(ForgeKind.FORGEJO, "codeberg.org")
BITBUCKET = _forge(ForgeKind.BITBUCKET, "bitbucket.org")
SOURCEHUT = _forge(ForgeKind.SOURCEHUT, "git.sr.ht")


def _headers(forge: Forge, **environ: str) -> list[str]:
    return [f"{one.header}: {one.value}" for one in access_to(forge, environ).credentials]


@pytest.mark.parametrize(
    ("forge", "api"),
    [
        (GITHUB, "https://api.github.com"),
        (_forge(ForgeKind.GITHUB, "etat.ghe.com"), "https://api.etat.ghe.com"),
        (ENTERPRISE, "https://github.example.fr/api/v3"),
        (GITLAB, "https://gitlab.com"),
        (_forge(ForgeKind.GITLAB, "git.example.fr:8443"), "https://git.example.fr:8443"),
        (FORGEJO, "https://codeberg.org"),
        (SOURCEHUT, "https://git.sr.ht"),
        (BITBUCKET, "https://api.bitbucket.org"),
        (_forge(ForgeKind.BITBUCKET, "bitbucket.example.fr"), "https://bitbucket.example.fr"),
    ],
)
def test_the_api_is_where_the_kind_of_forge_has_it(forge: Forge, api: str) -> None:
    assert access_to(forge, {}).api == api


def test_the_api_is_where_the_environment_says() -> None:
    assert variable_of("API", "git-2.example.fr:8443") == "OUVRAGE_API_GIT_2_EXAMPLE_FR_8443"
    said = {"OUVRAGE_API_GIT_EXAMPLE_FR": "https://api.example.fr/gitlab/api/v4/"}
    assert access_to(OWN_GITLAB, said).api == "https://api.example.fr/gitlab"


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (ForgeKind.GITLAB, "/api/v4"),
        *((kind, "/api/v1/") for kind in (ForgeKind.GITEA, ForgeKind.FORGEJO, ForgeKind.GOGS)),
        *((ForgeKind.BITBUCKET, end) for end in ("/2.0", "/rest/api/1.0", "/rest/api/latest")),
        (ForgeKind.SOURCEHUT, "/query"),
    ],
)
def test_the_version_at_the_end_of_an_address_is_the_clients_to_add(kind: ForgeKind, end: str) -> None:
    said = {"OUVRAGE_API_GIT_EXAMPLE_FR": f"https://api.example.fr/forge{end}"}
    assert access_to(_forge(kind, "git.example.fr"), said).api == "https://api.example.fr/forge"


def test_that_of_github_stays() -> None:
    said = {"OUVRAGE_API_GITHUB_EXAMPLE_FR": "https://api.example.fr/api/v3"}
    assert access_to(ENTERPRISE, said).api == "https://api.example.fr/api/v3"


@pytest.mark.parametrize("address", ["api.example.fr", "file:///etc/passwd", "https://me:word@example.fr", "https://"])
def test_an_odd_address_of_an_api_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="OUVRAGE_API_GIT_EXAMPLE_FR isn't the address"):
        access_to(OWN_GITLAB, {"OUVRAGE_API_GIT_EXAMPLE_FR": address})


def test_usual_variables_are_for_the_usual_hosts_only() -> None:
    both = {"GITHUB_TOKEN": TOKEN, "GITLAB_TOKEN": "other", "CI_JOB_TOKEN": "job"}
    assert _headers(GITHUB, **both) == [f"Authorization: Bearer {TOKEN}"]
    assert _headers(GITLAB, **both) == ["Authorization: Bearer other"]
    assert _headers(ENTERPRISE, **both) == []
    assert _headers(OWN_GITLAB, **both) == []
    assert _headers(GITHUB, GH_TOKEN=TOKEN) == [f"Authorization: Bearer {TOKEN}"]


def test_in_a_pipeline_they_are_for_the_forge_that_runs_it() -> None:
    assert _headers(ENTERPRISE, GITHUB_TOKEN=TOKEN, GITHUB_SERVER_URL="https://github.example.fr")
    assert not _headers(GITHUB, GITHUB_TOKEN=TOKEN, GITHUB_SERVER_URL="https://github.example.fr")
    assert _headers(OWN_GITLAB, CI_JOB_TOKEN=TOKEN, CI_SERVER_HOST="git.example.fr") == [f"JOB-TOKEN: {TOKEN}"]
    assert not _headers(GITLAB, GITLAB_TOKEN=TOKEN, CI_SERVER_HOST="git.example.fr")


def test_the_variable_of_a_host_comes_first() -> None:
    environ = {"OUVRAGE_TOKEN_GITHUB_COM": "mine", "GITHUB_TOKEN": TOKEN}
    assert _headers(GITHUB, **environ) == ["Authorization: Bearer mine"]
    assert _headers(OWN_GITLAB, OUVRAGE_TOKEN_GIT_EXAMPLE_FR=TOKEN) == [f"Authorization: Bearer {TOKEN}"]


def test_the_variables_of_other_forges_are_for_their_hosts_only() -> None:
    every = {"GITEA_TOKEN": "gitea", "FORGEJO_TOKEN": "forgejo", "BITBUCKET_TOKEN": "bucket", "SRHT_TOKEN": "hut"}
    assert _headers(GITEA, **every) == ["Authorization: token gitea"]
    assert _headers(FORGEJO, **every) == ["Authorization: token forgejo"]
    assert _headers(BITBUCKET, **every) == ["Authorization: Bearer bucket"]
    assert _headers(SOURCEHUT, **every) == ["Authorization: Bearer hut"]
    for kind in ForgeKind:
        assert _headers(_forge(kind, "git.example.fr"), **every) == []


def test_gitea_and_forgejo_may_be_somewhere_else() -> None:
    own = _forge(ForgeKind.FORGEJO, "git.example.fr")
    hosts = {"GITEA_HOST": "https://git.example.fr", "GITEA_TOKEN": TOKEN}
    assert _headers(own, **hosts) == [f"Authorization: token {TOKEN}"]
    assert _headers(_forge(ForgeKind.GOGS, "git.example.fr"), **hosts) == [f"Authorization: token {TOKEN}"]
    assert _headers(GITEA, **hosts) == []
    assert _headers(own, FORGEJO_HOST="git.example.fr", FORGEJO_TOKEN=TOKEN) == [f"Authorization: token {TOKEN}"]
    assert _headers(FORGEJO, FORGEJO_HOST="git.example.fr", FORGEJO_TOKEN=TOKEN) == []


def test_a_token_for_gitea_serves_forgejo_where_it_is_said_to_be_but_never_two_hosts() -> None:
    own = _forge(ForgeKind.FORGEJO, "git.example.fr")
    assert _headers(own, FORGEJO_HOST="git.example.fr", GITEA_TOKEN=TOKEN) == [f"Authorization: token {TOKEN}"]
    assert _headers(GITEA, FORGEJO_HOST="git.example.fr", GITEA_TOKEN=TOKEN) == []
    assert _headers(FORGEJO, GITEA_TOKEN=TOKEN) == []
    assert _headers(FORGEJO, GITEA_TOKEN=TOKEN, GITEA_HOST="codeberg.org") == [f"Authorization: token {TOKEN}"]


def test_a_user_with_a_password_of_application_is_sent_as_such() -> None:
    pair = base64.b64encode(b"agent:pass-word").decode()
    environ = {"BITBUCKET_TOKEN": "agent:pass-word"}
    assert _headers(BITBUCKET, **environ) == [f"Authorization: Basic {pair}"]
    assert git_header(BITBUCKET, environ) == f"Basic {pair}"
    (credential,) = access_to(BITBUCKET, environ).credentials
    assert set(credential.secrets) >= {pair, "pass-word", "agent:pass-word"}
    assert "pass-word" not in repr(credential)


def test_a_comma_separates_several_tokens() -> None:
    assert len(_headers(GITEA, OUVRAGE_TOKEN_GITEA_COM="one, two,,three ")) == 3


def test_python_gitlabs_file_gives_the_token_of_its_host(tmp_path: Path) -> None:
    file = tmp_path / ".python-gitlab.cfg"
    file.write_text(f"[global]\ndefault = ours\n[ours]\nurl = https://git.example.fr\nprivate_token = {TOKEN}\n")
    assert _headers(OWN_GITLAB, HOME=str(tmp_path)) == [f"Authorization: Bearer {TOKEN}"]
    assert _headers(GITLAB, HOME=str(tmp_path)) == []
    file.write_text("no section")
    with pytest.raises(UsageError, match="configuration can't be read"):
        access_to(OWN_GITLAB, {"HOME": str(tmp_path)})


def test_a_token_does_not_travel_unencrypted() -> None:
    plain = _forge(ForgeKind.GITLAB, "git.example.fr", "http")
    with pytest.raises(ForgeAuthError, match="unencrypted"):
        access_to(plain, {"OUVRAGE_TOKEN_GIT_EXAMPLE_FR": TOKEN})
    assert access_to(plain, {}).credentials == ()


def test_a_token_that_cannot_be_one_is_refused_without_being_shown() -> None:
    with pytest.raises(UsageError) as refused:
        access_to(GITHUB, {"GITHUB_TOKEN": f"{TOKEN}\nX-Injected: yes"})
    assert TOKEN not in f"{refused.value} {refused.value.mend}"


def test_tokens_do_not_show_in_representations() -> None:
    environ = {"GITHUB_TOKEN": TOKEN}
    assert TOKEN not in repr(access_to(GITHUB, environ))
    assert TOKEN not in repr(Settings(environ=environ))


@pytest.mark.parametrize(
    ("forge", "environ", "user"),
    [
        (GITHUB, {"GITHUB_TOKEN": TOKEN}, "x-access-token"),
        (GITLAB, {"GITLAB_TOKEN": TOKEN}, "oauth2"),
        (OWN_GITLAB, {"CI_JOB_TOKEN": TOKEN, "CI_SERVER_HOST": "git.example.fr"}, "gitlab-ci-token"),
        (FORGEJO, {"FORGEJO_TOKEN": TOKEN}, "token"),
        (BITBUCKET, {"BITBUCKET_TOKEN": TOKEN}, "x-token-auth"),
    ],
)
def test_git_gets_the_token_as_each_forge_wants_it(forge: Forge, environ: dict[str, str], user: str) -> None:
    assert git_header(forge, environ) == "Basic " + base64.b64encode(f"{user}:{TOKEN}".encode()).decode()
    assert git_header(forge, {}) == ""


def test_git_gets_no_token_where_none_is_taken() -> None:
    assert git_header(SOURCEHUT, {"SRHT_TOKEN": TOKEN}) == ""
