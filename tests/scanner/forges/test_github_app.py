# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A GitHub application: its tokens are those of the installation of whom is read, and made anew in time."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from scanner.errors import ForgeAuthError, ForgeError, UsageError
from scanner.forges.access import access_to, git_header
from scanner.models import Forge, ForgeKind
from tests.forge_simulator import Answer
from tests.forge_simulator.server import Asked
from tests.scanner.forges.scripted import Asking, Scripted, token_of

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
).decode()
APP = {"GITHUB_APP_ID": "4242", "GITHUB_APP_PRIVATE_KEY": PEM}
GITHUB = Forge(host="github.com", kind=ForgeKind.GITHUB, url="https://github.com")


class Application:
    """GitHub as an application sees it: checks its signature, makes tokens, knows which ones still stand."""

    def __init__(self) -> None:
        self.installations = {11: "dinum", 22: "etalab"}
        self.suspended: set[int] = set()
        self.made: list[str] = []
        self.revoked: set[str] = set()
        self.lasts = timedelta(hours=1)

    def __call__(self, asked: Asked) -> Answer:
        token = token_of(asked)
        if asked.path.startswith("/app/"):
            claims = jwt.decode(token, KEY.public_key(), algorithms=["RS256"], issuer="4242")
            assert claims["exp"] - time.time() < 600
            return self._app(asked)
        known = token in self.made and token not in self.revoked
        return Answer(200, [{"read_by": token.partition("-")[0]}]) if known else Answer(401, {"message": "Bad token"})

    def _app(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return Answer(200, [self._installation(*one) for one in self.installations.items()])
        number = int(asked.path.split("/")[3])
        if number not in self.installations:
            return Answer(404, {"message": "Not Found"})
        self.made.append(f"{number}-token-{len(self.made)}")
        ends = datetime.now(UTC) + self.lasts
        return Answer(201, {"token": self.made[-1], "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ")})

    def _installation(self, number: int, login: str) -> dict[str, object]:
        suspended_at = "2026-01-01T00:00:00Z" if number in self.suspended else None
        return {"id": number, "account": {"login": login}, "suspended_at": suspended_at}


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def server(application: Application) -> Iterator[Scripted]:
    with Scripted(application) as server:
        yield server


def _reader(asking: Asking, path: str) -> str:
    return str(asking.get(path).json()[0]["read_by"])


def test_each_owner_is_read_with_the_token_of_its_own_installation(server: Scripted, application: Application) -> None:
    asking = Asking(server, APP)
    assert not asking.adapter.anonymous
    assert [_reader(asking, path) for path in ("/orgs/etalab", "/orgs/DINUM/repos", "/repos/etalab/x")] == [
        "22",
        "11",
        "22",
    ]
    assert _reader(asking, "/organizations/7/repos") == "22"
    assert len(application.made) == 2
    assert asking.adapter.requests == len(server.requests) == 7


def test_an_owner_that_did_not_install_it_is_read_with_the_first_one(server: Scripted) -> None:
    assert _reader(Asking(server, APP), "/users/passant") == "11"


def test_the_installation_may_be_chosen(server: Scripted) -> None:
    asking = Asking(server, APP | {"GITHUB_APP_INSTALLATION_ID": "22"})
    assert _reader(asking, "/orgs/dinum") == "22"
    assert [asked.path for asked in server.requests] == ["/app/installations/22/access_tokens", "/orgs/dinum"]


def test_a_suspended_installation_is_not_used(server: Scripted, application: Application) -> None:
    application.suspended = {11}
    assert _reader(Asking(server, APP), "/orgs/dinum") == "22"


def test_a_token_is_made_anew_before_its_end(server: Scripted, application: Application) -> None:
    application.lasts = timedelta(minutes=4)
    asking = Asking(server, APP)
    for page in ("1", "2"):
        asking.get("/orgs/etalab/repos", params={"page": page})
    assert len(application.made) == 2


def test_a_token_that_is_refused_is_made_anew_once(server: Scripted, application: Application) -> None:
    asking = Asking(server, APP)
    asking.get("/orgs/etalab")
    application.revoked = set(application.made)
    assert _reader(asking, "/orgs/etalab") == "22"
    assert len(application.made) == 2
    server.respond = lambda asked: Answer(401, {}) if asked.path == "/orgs/etalab" else application(asked)
    with pytest.raises(ForgeAuthError, match="the token is refused"):
        asking.get("/orgs/etalab")
    assert len(application.made) == 3


def test_an_application_installed_nowhere_is_said(server: Scripted, application: Application) -> None:
    application.installations = {}
    with pytest.raises(ForgeAuthError, match="isn't installed anywhere"):
        Asking(server, APP).get("/orgs/etalab")


def test_an_installation_that_is_not_there_is_said(server: Scripted) -> None:
    with pytest.raises(ForgeAuthError, match="no token for its installation 33") as refused:
        Asking(server, APP | {"GITHUB_APP_INSTALLATION_ID": "33"}).get("/orgs/etalab")
    assert "GITHUB_APP_INSTALLATION_ID" in refused.value.mend


def test_a_key_that_is_not_one_is_said_without_being_shown(server: Scripted) -> None:
    broken = PEM.replace("MII", "not", 1)
    with pytest.raises(UsageError, match="isn't one") as refused:
        Asking(server, APP | {"GITHUB_APP_PRIVATE_KEY": broken}).get("/orgs/etalab")
    assert PEM[100:140] not in f"{refused.value!r}{refused.value.__cause__!r}{refused.value.fields}"
    assert server.requests == []


def test_neither_key_nor_tokens_are_ever_told(server: Scripted, application: Application) -> None:
    asking = Asking(server, APP)
    asking.get("/orgs/etalab")
    server.respond = lambda _: Answer(403, {"message": f"no, {application.made[0]} may not"})
    with pytest.raises(ForgeError) as refused:
        asking.get("/orgs/etalab/x")
    access = access_to(GITHUB, APP)
    told = f"{refused.value} {refused.value.fields} {asking.said} {access!r} {access.app!r} {vars(asking.adapter)}"
    assert application.made[0] not in told
    assert PEM[100:140] not in told
    assert all(application.made[0] not in f"{asked.path}{asked.query}" for asked in server.requests)


def test_the_key_is_read_from_a_file_or_with_its_line_ends_written_out(tmp_path: Path, server: Scripted) -> None:
    file = tmp_path / "app.pem"
    file.write_text(PEM)
    by_file = {"GITHUB_APP_CLIENT_ID": "4242", "GITHUB_APP_PRIVATE_KEY_PATH": str(file)}
    written_out = {"GITHUB_APP_ID": "4242", "GITHUB_APP_PRIVATE_KEY": PEM.replace("\n", "\\n")}
    for environ in (by_file, written_out):
        assert _reader(Asking(server, environ), "/orgs/etalab") == "22"
    with pytest.raises(UsageError, match="can't be read"):
        access_to(GITHUB, by_file | {"GITHUB_APP_PRIVATE_KEY_PATH": str(tmp_path / "none.pem")})


@pytest.mark.parametrize("environ", [{"GITHUB_APP_ID": "4242"}, {"GITHUB_APP_PRIVATE_KEY": PEM}])
def test_half_an_application_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="needs its number and its private key"):
        access_to(GITHUB, environ)


def test_an_installation_that_is_no_number_is_refused() -> None:
    with pytest.raises(UsageError, match="an installation is a number"):
        access_to(GITHUB, APP | {"GITHUB_APP_INSTALLATION_ID": "../x"})


def test_an_application_goes_before_tokens_and_after_the_variable_of_the_host() -> None:
    assert access_to(GITHUB, APP | {"GITHUB_TOKEN": "one"}).credentials == ()
    assert access_to(GITHUB, APP | {"OUVRAGE_TOKEN_GITHUB_COM": "one"}).app is None


def test_an_application_is_for_the_host_that_it_belongs_to() -> None:
    own = Forge(host="github.example.fr", kind=ForgeKind.GITHUB, url="https://github.example.fr")
    there = APP | {"GITHUB_SERVER_URL": "https://github.example.fr"}
    assert access_to(own, APP).anonymous
    assert access_to(own, there).app
    assert access_to(GITHUB, there).anonymous


def test_git_reads_closed_repositories_with_the_token_of_their_owner(
    server: Scripted, application: Application
) -> None:
    environ = APP | {"OUVRAGE_API_GITHUB_COM": server.url}
    headers = [git_header(GITHUB, environ, owner) for owner in ("etalab", "dinum", "etalab", "")]
    users = [base64.b64decode(header.removeprefix("Basic ")).decode() for header in headers]
    assert users == [f"x-access-token:{application.made[number]}" for number in (0, 1, 0, 1)]
    assert len(server.requests) == 3
