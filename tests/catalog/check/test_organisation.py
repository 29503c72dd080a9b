# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The organisation's policy at an address: asked without a token, kept for checks offline, pinned if so wished."""

import hashlib
import ssl
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog.check import overlays
from catalog.check.models import Severity
from catalog.check.policy import Repository, load_rules
from catalog.check.rulebook import Rules
from catalog.i18n import translator
from scanner.errors import UsageError
from tests.certificates import make_certificates

STRICT = b"version: 1\nrules:\n  contributing: {severity: error}\n"
PIN = hashlib.sha256(STRICT).hexdigest()


class Site:
    """An https site on loopback with one page."""

    def __init__(self, folder: Path) -> None:
        made = make_certificates(folder)
        self.ca = made.ca
        self.page: bytes | None = STRICT
        self.leads_to = ""
        self.asked: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.cert, made.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_port}/ministere/ouvrage.yml"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(dict(self.headers))
                self.send_response(302 if site.leads_to else 404 if site.page is None else 200)
                if site.leads_to:
                    self.send_header("Location", site.leads_to)
                self.end_headers()
                self.wfile.write(site.page or b"")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path / "tls")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.ca))
    yield made
    made.close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def loaded(address: str, cache: Path | None = None) -> Rules:
    return load_rules(None, address, Repository(), today=date(2026, 11, 25), cache=cache)


def severity(rules: Rules) -> Severity:
    return rules.by_id["contributing"].severity


def test_the_policy_of_an_address_applies_and_is_named_without_what_may_be_a_token(site: Site, cache: Path) -> None:
    rules = loaded(f"{site.url}?jeton=abc", cache)
    assert severity(rules) is Severity.ERROR
    assert (rules.sources[1].name, rules.sources[1].digest) == (site.url, PIN)
    assert rules.notes == ()


def test_no_login_is_sent(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine localhost login agent password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    loaded(site.url)
    assert [headers for headers in site.asked if "Authorization" in headers or "Cookie" in headers] == []


def test_an_offline_check_goes_by_what_was_kept_and_says_so(site: Site, cache: Path) -> None:
    loaded(site.url, cache)
    site.close()
    rules = loaded(site.url, cache)
    assert severity(rules) is Severity.ERROR
    assert rules.notes[0].fields["address"] == site.url


def test_a_policy_that_is_gone_still_applies_as_it_was_kept(site: Site, cache: Path) -> None:
    loaded(site.url, cache)
    site.page = None
    assert loaded(site.url, cache).notes[0].fields["reason"] == "HTTP 404"


def test_a_newer_policy_takes_the_place_of_what_was_kept(site: Site, cache: Path) -> None:
    loaded(site.url, cache)
    site.page = STRICT.replace(b"error", b"note")
    assert severity(loaded(site.url, cache)) is Severity.NOTE
    site.close()
    assert severity(loaded(site.url, cache)) is Severity.NOTE


def test_without_an_answer_nor_anything_kept_there_is_no_check(site: Site, cache: Path) -> None:
    site.page = None
    with pytest.raises(UsageError, match="can't be had: HTTP 404") as caught:
        loaded(site.url, cache)
    assert caught.value.source == site.url


def test_a_policy_with_a_mistake_is_refused_and_never_kept(site: Site, cache: Path) -> None:
    loaded(site.url, cache)
    site.page = b"version: 1\nrules:\n  contributin: {severity: off}\n"
    with pytest.raises(UsageError, match="there is no rule 'contributin'") as caught:
        loaded(site.url, cache)
    assert caught.value.source == f"{site.url}:3"
    site.close()
    assert severity(loaded(site.url, cache)) is Severity.ERROR


def test_a_pinned_policy_is_the_one_that_was_read_by_people(site: Site, cache: Path) -> None:
    assert severity(loaded(f"{site.url}#sha256={PIN}", cache)) is Severity.ERROR
    site.page = STRICT.replace(b"error", b"off")
    assert severity(loaded(f"{site.url}#sha256={PIN}", cache)) is Severity.ERROR
    assert len(site.asked) == 1, "what is pinned and kept isn't asked for again"
    with pytest.raises(UsageError, match="isn't the policy that was pinned"):
        loaded(f"{site.url}#sha256={PIN}")


def test_what_was_kept_under_another_pin_never_applies(site: Site, cache: Path) -> None:
    loaded(site.url, cache)
    site.close()
    with pytest.raises(UsageError, match="can't be had"):
        loaded(f"{site.url}#sha256={'0' * 64}", cache)


@pytest.mark.parametrize(
    "address", ["http://exemple.gouv.fr/ouvrage.yml", "ftp://e.gouv.fr/a", "https:///a", "https://[a"]
)
def test_only_secure_addresses_are_asked(address: str) -> None:
    with pytest.raises(UsageError, match="only read from an https:// address"):
        loaded(address)


def test_an_error_shows_no_login_nor_query(site: Site) -> None:
    for address in (
        "http://agent:jeton@exemple.fr/a?jeton=b",
        f"{site.url.replace('://', '://agent:jeton@')}?jeton=b#c",
    ):
        with pytest.raises(UsageError) as caught:
            loaded(address)
        assert "jeton" not in translator("fr").error(caught.value)


@pytest.mark.parametrize("fragment", ["sha256=abc", "md5=0", "rules"])
def test_a_pin_that_pins_nothing_is_told(site: Site, fragment: str) -> None:
    with pytest.raises(UsageError, match="doesn't pin a content"):
        loaded(f"{site.url}#{fragment}")
    assert site.asked == []


def test_an_answer_that_leads_out_of_https_is_refused(site: Site) -> None:
    site.leads_to = "http://localhost:9/ouvrage.yml"
    with pytest.raises(UsageError, match="it leads to an address that isn't https://"):
        loaded(site.url)


def test_an_endless_answer_is_cut(site: Site) -> None:
    site.page = b"#" * (overlays.MAX_BYTES + 1)
    with pytest.raises(UsageError, match="larger than"):
        loaded(site.url)


def test_a_folder_that_cannot_keep_costs_nothing_else(site: Site, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert severity(loaded(site.url, tmp_path / "cache")) is Severity.ERROR
