# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A host that untrusted data names never leads to this machine or its network; the user's own hosts do."""

import socket
from collections.abc import Callable, Iterator

import pytest

from scanner.errors import ForgeUnreachable
from scanner.forges.addresses import is_guarded, is_private, refuse_private
from scanner.forges.interface import Limits, Settings
from scanner.forges.transport import new_session, open_adapter
from scanner.models import Forge, ForgeKind, SourceEntry

PUBLIC = "93.184.215.14"
Resolver = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen on loopback; a connection that comes in can be accepted, and none is in the queue else."""
    monkeypatch.setenv("NO_PROXY", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def _entry(host: str, *, trusted: bool = False) -> SourceEntry:
    forge = Forge(host=host, kind=ForgeKind.GITLAB, url=f"http://{host}")
    return SourceEntry(source="forges.yml:3", forge=forge, trusted=trusted)


def _ask(host: str, settings: Settings | None = None) -> None:
    limits = Limits(connect=1, read=0.2, answer=1, attempts=1)
    adapter = open_adapter(_entry(host), settings or Settings(environ={}, limits=limits))
    new_session(adapter).get(f"{adapter.api}/api/v4/projects")


def _resolving(*answers: str) -> Resolver:
    """Return a resolver that gives another address each time, as a hostile name server does; the last for ever."""
    left = list(answers)

    def resolve(host: str, port: object, *_: object, **__: object) -> list[tuple[object, ...]]:
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "0.0.0.0"),  # noqa: S104 - a value
        *("169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1"),
        "not an address",
    ],
)
def test_what_is_not_of_the_public_internet_is_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", f"::ffff:{PUBLIC}", f"64:ff9b::{PUBLIC}"])
def test_what_is_of_the_public_internet_is_not(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_an_untrusted_private_host_is_refused_before_anything_is_sent(listening: socket.socket, name: str) -> None:
    host = f"{name}:{listening.getsockname()[1]}"
    with pytest.raises(ForgeUnreachable, match=f"{name} leads to the private address") as refused:
        _ask(host)
    assert "--private-host" in refused.value.mend
    assert refused.value.exit_code == 4
    with pytest.raises(BlockingIOError):
        listening.accept()


def test_a_name_that_leads_elsewhere_the_second_time_is_refused_once_connected(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(PUBLIC, "127.0.0.1"))
    with pytest.raises(ForgeUnreachable, match=r"private address 127\.0\.0\.1"):
        _ask(f"rebinding.example.fr:{listening.getsockname()[1]}")
    connection, _ = listening.accept()
    assert connection.recv(100) == b""


@pytest.mark.parametrize("way", ["with_port", "without_port", "all", "OUVRAGE_API_", "OUVRAGE_TOKEN_"])
def test_a_private_host_that_the_user_vouches_for_is_asked(listening: socket.socket, way: str) -> None:
    port = listening.getsockname()[1]
    host = f"127.0.0.1:{port}"
    hosts = {"with_port": host, "without_port": "127.0.0.1", "all": "*"}
    values = {"OUVRAGE_API_": f"http://{host}", "OUVRAGE_TOKEN_": "mine"}
    environ = {f"{way}127_0_0_1_{port}": values[way]} if way in values else {}
    limits = Limits(connect=1, read=0.2, answer=1, attempts=1)
    settings = Settings(environ, limits=limits, private_hosts=frozenset({hosts[way]} if way in hosts else ()))
    with pytest.raises(ForgeUnreachable, match="no answer"):
        _ask(host, settings)
    assert listening.accept()


def test_a_host_that_the_user_named_is_his() -> None:
    settings = Settings(environ={})
    assert is_guarded("git.example.fr", False, settings)
    assert not is_guarded("git.example.fr", True, settings)
    assert is_guarded("git.example.fr", False, Settings(environ={"OUVRAGE_TOKEN_GITHUB_COM": "x"}))


def test_git_is_told_before_it_asks_and_which_addresses_were_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(PUBLIC))
    assert refuse_private("git.example.fr:8443") == (PUBLIC,)
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("169.254.169.254"))
    with pytest.raises(ForgeUnreachable, match=r"169\.254\.169\.254"):
        refuse_private("git.example.fr:8443")


def test_a_name_that_nobody_knows_is_left_to_who_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("NO_PROXY", "*")
    assert refuse_private("git.example.fr") == ()


def test_through_a_proxy_names_are_its_affair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.fr:3128")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("10.0.0.1"))
    assert refuse_private("git.example.fr") == ()
