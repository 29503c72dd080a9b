# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a forge's API is, and with which token: every rule on tokens stands here.

A token goes to the host that it is for and to no other. `OUVRAGE_TOKEN_<HOST>` and `OUVRAGE_API_<HOST>` name their
host (capitals, and `_` for all but letters and digits: `git.example.fr` → `GIT_EXAMPLE_FR`). The usual variables
belong to one host each: GITHUB_TOKEN and GH_TOKEN to that of GITHUB_SERVER_URL, else github.com; GITLAB_TOKEN to
GITLAB_HOST, else CI_SERVER_HOST, else gitlab.com; CI_JOB_TOKEN to CI_SERVER_HOST. A comma separates several tokens.
"""

import configparser
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr

from scanner.errors import ForgeAuthError, UsageError
from scanner.git import authorization
from scanner.models import Forge, ForgeKind

_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_GIT_USERS = {ForgeKind.GITHUB: "x-access-token", ForgeKind.GITLAB: "oauth2"}


class Credential(NamedTuple):
    """A token as a header. Its value never shows in a representation."""

    header: str
    prefix: str
    token: SecretStr

    @property
    def value(self) -> str:
        """Return the header's value: for the wire only."""
        return self.prefix + self.token.get_secret_value()


class Access(NamedTuple):
    """How one forge is reached."""

    api: str
    """Root of the API, without a final slash."""
    credentials: tuple[Credential, ...]
    variable: str
    """Environment variable where a token for this host is looked for first."""


def access_to(forge: Forge, environ: Mapping[str, str]) -> Access:
    """Return where the API of `forge` is, and the tokens for it.

    Raises:
        UsageError: `OUVRAGE_API_<HOST>` isn't an address, a token can't be one, or ~/.python-gitlab.cfg can't be read.
        ForgeAuthError: a token would travel unencrypted.
    """
    api = _api_of(forge, environ)
    variable = variable_of("TOKEN", forge.host)
    credentials = _credentials(forge, environ, variable)
    if any(not _TOKEN.fullmatch(credential.token.get_secret_value()) for credential in credentials):
        raise UsageError("the token for {host} holds spaces or odd characters", source=variable, host=forge.host)
    address = urlsplit(api)
    if credentials and address.scheme != "https" and not _LOOPBACK.fullmatch(address.hostname or ""):
        raise ForgeAuthError("the token would travel unencrypted", source=api, mend="use the https address")
    return Access(api, credentials, variable)


def variable_of(what: str, host: str) -> str:
    """Return the name of the variable for `host`: ("TOKEN", "git.example.fr") → OUVRAGE_TOKEN_GIT_EXAMPLE_FR."""
    return f"OUVRAGE_{what}_" + re.sub(r"[^A-Z0-9]", "_", host.upper())


def git_header(forge: Forge, environ: Mapping[str, str]) -> str:
    """Return the value of the `Authorization` header with which Git reads closed repositories of `forge`, or "".

    Clients give only clone addresses on the forge's own host, or its API's; send it to no other.
    """
    credentials = _credentials(forge, environ, variable_of("TOKEN", forge.host))
    if not credentials:
        return ""
    first = credentials[0]
    user = "gitlab-ci-token" if first.header == "JOB-TOKEN" else _GIT_USERS.get(forge.kind, "token")
    return authorization(user, first.token.get_secret_value())


def _api_of(forge: Forge, environ: Mapping[str, str]) -> str:
    variable = variable_of("API", forge.host)
    given = environ.get(variable, "").strip().rstrip("/")
    if given and not re.fullmatch(r"https?://[^\s/@?#]+[^\s@?#]*", given):
        mend = "write it like https://git.example.fr/api/v3"
        raise UsageError("{name} isn't the address of an API", source=variable, mend=mend, name=variable)
    if forge.kind is ForgeKind.GITHUB:
        return given or _github_api(forge)
    return (given or forge.url).removesuffix("/api/v4")


def _github_api(forge: Forge) -> str:
    if forge.host == "github.com" or forge.host.endswith(".ghe.com"):
        return f"https://api.{forge.host}"
    return f"{forge.url}/api/v3"


def _credentials(forge: Forge, environ: Mapping[str, str], variable: str) -> tuple[Credential, ...]:
    tokens = _tokens(environ.get(variable, ""))
    if forge.kind is ForgeKind.GITHUB and not tokens and forge.host == _github_home(environ):
        tokens = _tokens(environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN", ""))
    if forge.kind is ForgeKind.GITLAB and not tokens:
        return _gitlab_credentials(forge.host, environ)
    return tuple(_bearer(token) for token in tokens)


def _gitlab_credentials(host: str, environ: Mapping[str, str]) -> tuple[Credential, ...]:
    server = environ.get("CI_SERVER_HOST", "").lower()
    home = (_host_of(environ.get("GITLAB_HOST", "")) or server or "gitlab.com").lower()
    tokens = _tokens(environ.get("GITLAB_TOKEN", "")) if host == home else []
    if tokens:
        return tuple(_bearer(token) for token in tokens)
    configured = _from_python_gitlab(host, environ)
    if configured:
        return (configured,)
    job = environ.get("CI_JOB_TOKEN", "").strip() if host == server else ""
    return (Credential("JOB-TOKEN", "", SecretStr(job)),) if job else ()


def _from_python_gitlab(host: str, environ: Mapping[str, str]) -> Credential | None:
    """Return the token that python-gitlab's own configuration file keeps for `host`."""
    home = environ.get("HOME", "")
    path = Path(environ.get("PYTHON_GITLAB_CFG") or Path(home, ".python-gitlab.cfg"))
    if not home or not path.is_file():
        return None
    try:
        config = configparser.ConfigParser(interpolation=None)
        config.read(path, encoding="utf-8")
        section = next((name for name in config if _host_of(config[name].get("url", "")) == host), None)
        return _configured(section, path) if section else None
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        mend = "see python-gitlab's documentation of this file, or move it away"
        raise UsageError("python-gitlab's configuration can't be read", source=str(path), mend=mend) from error


def _configured(section: str, path: Path) -> Credential | None:
    from gitlab.config import ConfigError, GitlabConfigParser

    try:
        config = GitlabConfigParser(gitlab_id=section, config_files=[str(path)])
    except (ConfigError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise UsageError("{reason}", source=str(path), mend=f"correct the section {section}", reason=reason) from error
    if config.job_token:
        return Credential("JOB-TOKEN", "", SecretStr(config.job_token))
    token = config.private_token or config.oauth_token
    return _bearer(token) if token else None


def _bearer(token: str) -> Credential:
    """Both forges take it: GitLab accepts personal, group and project tokens as bearer tokens too."""
    return Credential("Authorization", "Bearer ", SecretStr(token))


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in text.split(",") if token.strip()]


def _github_home(environ: Mapping[str, str]) -> str:
    return _host_of(environ.get("GITHUB_SERVER_URL", "")) or "github.com"


def _host_of(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").netloc.rpartition("@")[2].lower()
