# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a forge's API is, and with which token: every rule on tokens stands here.

A token goes to the host that it is for and to no other. `OUVRAGE_TOKEN_<HOST>` and `OUVRAGE_API_<HOST>` name their
host (capitals, and `_` for all but letters and digits: `git.example.fr` → `GIT_EXAMPLE_FR`), and come first. The usual
variables belong to one host each:

- GITHUB_TOKEN, GH_TOKEN, and GITHUB_APP_ID (or GITHUB_APP_CLIENT_ID) with GITHUB_APP_PRIVATE_KEY (its text) or
  GITHUB_APP_PRIVATE_KEY_PATH, and GITHUB_APP_INSTALLATION_ID where one is to be chosen: that of GITHUB_SERVER_URL, else
  github.com. An application goes before the tokens: it was set up on purpose;
- GITLAB_TOKEN: GITLAB_HOST, else CI_SERVER_HOST, else gitlab.com. CI_JOB_TOKEN: CI_SERVER_HOST;
- FORGEJO_TOKEN: FORGEJO_HOST, else codeberg.org. GITEA_TOKEN: GITEA_HOST, else FORGEJO_HOST without FORGEJO_TOKEN,
  else gitea.com; Forgejo and Gogs take it too;
- BITBUCKET_TOKEN: bitbucket.org (a token, or `user:password of application`). SRHT_TOKEN: git.sr.ht.

A comma separates several tokens.
"""

import base64
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
_GIT_USERS = {ForgeKind.GITHUB: "x-access-token", ForgeKind.GITLAB: "oauth2", ForgeKind.BITBUCKET: "x-token-auth"}
_GITEAS = (ForgeKind.GITEA, ForgeKind.FORGEJO, ForgeKind.GOGS)
_VERSIONS = re.compile(r"/(?:api/v[14]|2\.0|rest/api/(?:1\.0|latest)|query)\Z")
"""Ends of addresses that clients add themselves. GitHub's `/api/v3` isn't one: GraphQL is beside it."""


class Credential(NamedTuple):
    """A token as a header. Its value never shows in a representation."""

    header: str
    prefix: str
    token: SecretStr

    @property
    def value(self) -> str:
        """Return the header's value: for the wire only."""
        secret = self.token.get_secret_value()
        return self.prefix + (_base64(secret) if self.prefix == "Basic " else secret)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every form under which the token could be told again, the longest first."""
        secret = self.token.get_secret_value()
        forms = {secret, _base64(secret)} | ({secret.partition(":")[2]} if self.prefix == "Basic " else set())
        return tuple(sorted(forms - {""}, key=len, reverse=True))


class App(NamedTuple):
    """A GitHub application: it signs requests for tokens of an hour (`scanner.forges.github_app`)."""

    issuer: str
    """Its client id, or its number."""
    key: SecretStr
    """Private key, PEM."""
    installation: str = ""
    """Number of the installation to use; "" = that of each owner."""


class Access(NamedTuple):
    """How one forge is reached."""

    api: str
    """Root of the API, without a final slash."""
    credentials: tuple[Credential, ...]
    variable: str
    """Environment variable where a token for this host is looked for first."""
    app: App | None = None
    """Where tokens come from, when there are no `credentials`."""

    @property
    def anonymous(self) -> bool:
        """Tell whether requests go without a token."""
        return not self.credentials and self.app is None


def access_to(forge: Forge, environ: Mapping[str, str]) -> Access:
    """Return where the API of `forge` is, and the tokens for it.

    Raises:
        UsageError: `OUVRAGE_API_<HOST>` isn't an address, a token can't be one, a GitHub application lacks its key, or
            ~/.python-gitlab.cfg can't be read.
        ForgeAuthError: a token would travel unencrypted.
    """
    api = _api_of(forge, environ)
    variable = variable_of("TOKEN", forge.host)
    app = _app(forge, environ, variable)
    credentials = () if app else _credentials(forge, environ, variable)
    if any(not _TOKEN.fullmatch(credential.token.get_secret_value()) for credential in credentials):
        raise UsageError("the token for {host} holds spaces or odd characters", source=variable, host=forge.host)
    access = Access(api, credentials, variable, app)
    address = urlsplit(api)
    if not access.anonymous and address.scheme != "https" and not _LOOPBACK.fullmatch(address.hostname or ""):
        raise ForgeAuthError("the token would travel unencrypted", source=api, mend="use the https address")
    return access


def variable_of(what: str, host: str) -> str:
    """Return the name of the variable for `host`: ("TOKEN", "git.example.fr") → OUVRAGE_TOKEN_GIT_EXAMPLE_FR."""
    return f"OUVRAGE_{what}_" + re.sub(r"[^A-Z0-9]", "_", host.upper())


def git_header(forge: Forge, environ: Mapping[str, str], owner: str = "") -> str:
    """Return the value of the `Authorization` header with which Git reads closed repositories of `forge`, or "".

    Clients give only clone addresses on the forge's own host, or its API's; send it to no other.

    Args:
        forge: where the repository is.
        environ: where the tokens are.
        owner: whose repository it is: a GitHub application has a token for each owner that installed it.

    Raises:
        OuvrageError: as `access_to`; and no token could be had for the application.
    """
    access = access_to(forge, environ)
    if access.app is not None:
        from scanner.forges.github_app import installations_for

        minted = installations_for(access.api, access.app).token_for(owner).credential
        return authorization(_GIT_USERS[ForgeKind.GITHUB], minted.token.get_secret_value())
    # SourceHut lets tokens in at its API only: closed repositories are read over SSH there.
    if not access.credentials or forge.kind is ForgeKind.SOURCEHUT:
        return ""
    first = access.credentials[0]
    if first.prefix == "Basic ":
        return first.value
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
    if forge.kind is ForgeKind.BITBUCKET and forge.host == "bitbucket.org" and not given:
        return "https://api.bitbucket.org"
    return _VERSIONS.sub("", given or forge.url)


def _github_api(forge: Forge) -> str:
    if forge.host == "github.com" or forge.host.endswith(".ghe.com"):
        return f"https://api.{forge.host}"
    return f"{forge.url}/api/v3"


def _credentials(forge: Forge, environ: Mapping[str, str], variable: str) -> tuple[Credential, ...]:
    own = _tokens(environ.get(variable, ""))
    if forge.kind is ForgeKind.GITLAB and not own:
        return _gitlab_credentials(forge.host, environ)
    return tuple(_credential(forge.kind, token) for token in own or _usual_tokens(forge, environ))


def _usual_tokens(forge: Forge, environ: Mapping[str, str]) -> list[str]:
    """Return the tokens that the usual variables of this kind of forge hold for this very host."""
    pairs = {
        ForgeKind.GITHUB: [("GITHUB_TOKEN", _github_home(environ)), ("GH_TOKEN", _github_home(environ))],
        ForgeKind.BITBUCKET: [("BITBUCKET_TOKEN", "bitbucket.org")],
        ForgeKind.SOURCEHUT: [("SRHT_TOKEN", "git.sr.ht")],
    } | dict.fromkeys(_GITEAS, _gitea_variables(environ))
    told = (_tokens(environ.get(name, "")) for name, home in pairs.get(forge.kind, []) if home == forge.host)
    return next((tokens for tokens in told if tokens), [])


def _gitea_variables(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the two variables with the one host that each belongs to."""
    forgejo = _host_of(environ.get("FORGEJO_HOST", ""))
    lent = "" if environ.get("FORGEJO_TOKEN") else forgejo
    gitea = _host_of(environ.get("GITEA_HOST", "")) or lent or "gitea.com"
    return [("FORGEJO_TOKEN", forgejo or "codeberg.org"), ("GITEA_TOKEN", gitea)]


def _app(forge: Forge, environ: Mapping[str, str], variable: str) -> App | None:
    if forge.kind is not ForgeKind.GITHUB or forge.host != _github_home(environ) or environ.get(variable):
        return None
    issuer = (environ.get("GITHUB_APP_CLIENT_ID") or environ.get("GITHUB_APP_ID", "")).strip()
    key = _app_key(environ)
    if bool(issuer) is not bool(key):
        mend = "set GITHUB_APP_ID, and GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_PATH, or none of them"
        raise UsageError("a GitHub application needs its number and its private key", source="GITHUB_APP_ID", mend=mend)
    installation = environ.get("GITHUB_APP_INSTALLATION_ID", "").strip()
    if not re.fullmatch(r"[0-9]{0,20}", installation):
        mend = "it ends the address of the installation's settings"
        raise UsageError("an installation is a number", source="GITHUB_APP_INSTALLATION_ID", mend=mend)
    return App(issuer, SecretStr(key), installation) if issuer else None


def _app_key(environ: Mapping[str, str]) -> str:
    """Return the PEM text; in a variable its line ends are often written as backslash and n."""
    text = environ.get("GITHUB_APP_PRIVATE_KEY", "").strip()
    path = environ.get("GITHUB_APP_PRIVATE_KEY_PATH", "").strip()
    if text or not path:
        return text.replace("\\n", "\n")
    try:
        return Path(path).expanduser().read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        mend = "check GITHUB_APP_PRIVATE_KEY_PATH"
        raise UsageError("the private key of the GitHub application can't be read", source=path, mend=mend) from error


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


def _credential(kind: ForgeKind, token: str) -> Credential:
    if kind in _GITEAS:
        return Credential("Authorization", "token ", SecretStr(token))
    if kind is ForgeKind.BITBUCKET and ":" in token:
        return Credential("Authorization", "Basic ", SecretStr(token))
    return _bearer(token)


def _bearer(token: str) -> Credential:
    """GitLab takes it as well: personal, group and project tokens are bearer tokens too."""
    return Credential("Authorization", "Bearer ", SecretStr(token))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in text.split(",") if token.strip()]


def _github_home(environ: Mapping[str, str]) -> str:
    return _host_of(environ.get("GITHUB_SERVER_URL", "")) or "github.com"


def _host_of(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").netloc.rpartition("@")[2].lower()
