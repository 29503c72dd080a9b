# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The network of an administration: its proxy, its own certificate authority, its servers that never end."""

import datetime
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.errors import ForgeError, ForgeUnreachable
from scanner.forges.github import open_client as open_github
from scanner.forges.gitlab import open_client as open_gitlab
from scanner.forges.interface import Limits, Settings
from scanner.forges.transport import new_session, open_adapter
from scanner.models import Forge, ForgeKind, SourceEntry
from tests.forge_simulator import Answer
from tests.scanner.forges.scripted import Asking, Scripted

TOKEN = "a-token-" + "of-mine"
LIMITS = Limits(connect=2, read=1, answer=2, attempts=1)
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the network of this machine."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def _entry(url: str, kind: ForgeKind = ForgeKind.GITLAB, *, trusted: bool = True) -> SourceEntry:
    host = url.partition("//")[2]
    return SourceEntry(source=url, forge=Forge(host=host, kind=kind, url=url), trusted=trusted)


def _get(url: str, environ: dict[str, str] | None = None, *, trusted: bool = True) -> object:
    adapter = open_adapter(_entry(url, trusted=trusted), Settings(environ or {}, limits=LIMITS))
    with new_session(adapter) as session:
        return session.get(f"{url}/api/v4/version").json()


# --- certificates ----------------------------------------------------------------------------------------------------


class _Version(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"version": "18.0"} if "version" in self.path else []).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _certificate(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a certificate with its key: of an authority, or of the host 127.0.0.1 signed by `issuer`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if issuer:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256()), key


def _pem(*made: x509.Certificate | ec.EllipticCurvePrivateKey) -> bytes:
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return b"".join(
        one.public_bytes(pem) if isinstance(one, x509.Certificate) else one.private_bytes(pem, *plain) for one in made
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an authority and the certificate of a server; return the folder of `authority.pem` and `server.pem`."""
    folder = tmp_path_factory.mktemp("authority")
    root = _certificate("Autorité de l’administration")
    (folder / "authority.pem").write_bytes(_pem(root[0]))
    (folder / "server.pem").write_bytes(_pem(*_certificate("127.0.0.1", root)))
    return folder


@pytest.fixture(scope="module")
def secure(authority: Path) -> Iterator[str]:
    """Serve over TLS with that certificate; yield the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Version)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with _running(server):
        yield f"https://127.0.0.1:{server.server_port}"


@contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def test_an_authority_that_nobody_knows_is_refused_with_its_mend(secure: str) -> None:
    with pytest.raises(ForgeUnreachable, match="the certificate isn't trusted") as refused:
        _get(secure)
    assert "REQUESTS_CA_BUNDLE" in refused.value.mend


def test_a_secure_connection_that_is_cut_is_no_question_of_certificates() -> None:
    def hang_up(server: socket.socket) -> None:
        server.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=hang_up, args=(server,), daemon=True).start()
        with pytest.raises(ForgeUnreachable, match="no answer"):
            _get(f"https://127.0.0.1:{server.getsockname()[1]}")


def test_a_private_authority_is_given_by_the_usual_variables(
    secure: str, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = str(authority / "authority.pem")
    assert _get(secure, {"SSL_CERT_FILE": bundle}) == {"version": "18.0"}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    assert _get(secure) == {"version": "18.0"}
    assert _get(secure, {"SSL_CERT_FILE": "/nowhere.pem"}) == {"version": "18.0"}


@pytest.mark.parametrize("open_client", [open_github, open_gitlab])
def test_the_libraries_of_clients_take_it_too(
    secure: str, authority: Path, monkeypatch: pytest.MonkeyPatch, open_client: Callable[..., object]
) -> None:
    kind = ForgeKind.GITHUB if open_client is open_github else ForgeKind.GITLAB
    client = open_client(_entry(secure, kind), Settings(environ={}, limits=LIMITS))
    with pytest.raises(ForgeUnreachable, match="the certificate isn't trusted"):
        list(client.list_all())  # type: ignore[attr-defined]
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority / "authority.pem"))
    list(client.list_all())  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_bundle_that_can_not_be_used_is_said(
    secure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    bundle = tmp_path / "bundle.pem"
    if text:
        bundle.write_text(text)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with pytest.raises(ForgeUnreachable) as refused:
        _get(secure)
    assert "REQUESTS_CA_BUNDLE" in refused.value.mend


# --- proxies ---------------------------------------------------------------------------------------------------------


class Proxy(ThreadingHTTPServer):
    """A proxy that tunnels (CONNECT) and forwards (absolute addresses) to where it likes, and tells what it heard."""

    daemon_threads = True

    def __init__(self, leads_to: str) -> None:
        super().__init__(("127.0.0.1", 0), _ProxyHandler)
        host, _, port = leads_to.partition("//")[2].partition(":")
        self.leads_to = (host, int(port))
        self.heard: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _ProxyHandler(BaseHTTPRequestHandler):
    server: Proxy

    def do_CONNECT(self) -> None:
        self.server.heard.append(self.requestline + str(self.headers))
        with socket.create_connection(self.server.leads_to, timeout=5) as onward:
            self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(onward, self.connection), daemon=True)
            back.start()
            _pump(self.connection, onward)
            back.join(5)
        self.close_connection = True

    def do_GET(self) -> None:
        self.server.heard.append(self.requestline)
        body = json.dumps({"version": "by the proxy"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture
def proxy(secure: str) -> Iterator[Proxy]:
    server = Proxy(leads_to=secure)
    with _running(server):
        yield server


def test_a_proxy_tunnels_and_never_sees_the_token(
    secure: str, authority: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority / "authority.pem"))
    variable = f"OUVRAGE_TOKEN_127_0_0_1_{secure.rpartition(':')[2]}"
    assert _get(secure, {variable: TOKEN}) == {"version": "18.0"}
    assert proxy.heard[0].startswith(f"CONNECT {secure.partition('//')[2]} ")
    assert TOKEN not in "".join(proxy.heard)


def test_a_proxy_forwards_what_is_not_encrypted(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    assert _get("http://git.example.invalid") == {"version": "by the proxy"}
    assert proxy.heard == ["GET http://git.example.invalid/api/v4/version HTTP/1.1"]


def test_hosts_that_are_not_for_the_proxy_are_reached_without(
    secure: str, authority: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert _get(secure, {"SSL_CERT_FILE": str(authority / "authority.pem")}) == {"version": "18.0"}
    assert proxy.heard == []


def test_which_addresses_are_private_is_the_proxys_affair(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    assert _get("http://127.0.0.1:9", trusted=False) == {"version": "by the proxy"}


def test_a_proxy_that_is_not_there_is_said_without_its_password(secure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://agent:a-pass-word@127.0.0.1:9")
    with pytest.raises(ForgeUnreachable, match="no answer: ") as refused:
        _get(secure)
    assert "a-pass-word" not in f"{refused.value} {refused.value.mend} {refused.value.source} {refused.value.fields}"


# --- endless servers -------------------------------------------------------------------------------------------------


def _dripping(head: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(head)
            try:
                while True:
                    connection.sendall(drop)
                    time.sleep(0.1)
            except OSError:
                return

    return serve


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n[", b" "),
    ],
)
def test_an_answer_that_comes_drop_by_drop_is_given_up(head: bytes, drop: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_dripping(head, drop), args=(server,), daemon=True).start()
        started = time.monotonic()
        with pytest.raises(ForgeError, match="no answer"):
            _get(f"http://127.0.0.1:{server.getsockname()[1]}")
    assert time.monotonic() - started < 20


def test_a_secure_connection_that_never_comes_about_is_given_up() -> None:
    hello = b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xf0"
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_dripping(hello, b"\x00"), args=(server,), daemon=True).start()
        started = time.monotonic()
        with pytest.raises(ForgeError, match="no answer"):
            _get(f"https://127.0.0.1:{server.getsockname()[1]}")
    assert time.monotonic() - started < 20


# --- who asks --------------------------------------------------------------------------------------------------------


def test_forges_are_told_who_asks_and_where_to_write_to() -> None:
    with Scripted(lambda _: Answer(200, [])) as server:
        Asking(server).get("/orgs/etalab")
    said = server.requests[0].headers["User-Agent"]
    name, _, address = said.partition(" ")
    assert name.startswith("ouvrage/")
    assert address.startswith("(+https://")
