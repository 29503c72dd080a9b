# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A published folder in a browser: its pages, its own 404, its redirects, and nothing else of the machine."""

import gzip
import http.client
import threading
from email.message import Message
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import pytest

from catalog.serving import serve_folder
from scanner.errors import UsageError

FILES = {
    "index.html": "accueil",
    "404.html": "introuvable",
    "depots/index.html": "les dépôts",
    "dossier/x.css": "",
    "data/all.csv": "nom\n",
    "data/all.json": "[]",
    "actualites/atom.xml": "<feed/>",
    "actualites/feed.json": "{}",
    "data/latest.xml": "<rss/>",
    "badges/a.svg": "<svg/>",
    "api/v1/hosts/github/repositories/etalab/csvapi": "{}",
    "api/v1/hosts/github/owners.json": "[]",
    "redirects.map": "/depots/vieux.html /depots/neuf.html;\n/mal //ailleurs.example;\n/bancal\n",
}


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("serving")
    for name, text in FILES.items():
        (folder / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / name).write_text(text, encoding="utf-8")
    (folder / "site" / "data" / "rows.json.gz").write_bytes(gzip.compress(b"{}", mtime=0))
    (folder / "secret.txt").write_text("secret")
    ready: Queue[str] = Queue()
    threading.Thread(target=serve_folder, args=(folder / "site", 0, ready.put), daemon=True).start()
    return ready.get(timeout=10).removeprefix("http://").rstrip("/")


def ask(address: str, path: str, method: str = "GET") -> Answer:
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return Answer(answer.status, answer.headers, answer.read())


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "accueil"),
        ("/?lang=fr", 200, "accueil"),
        ("/depots/", 200, "les dépôts"),
        ("/absent.html", 404, "introuvable"),
        ("/dossier/", 404, "introuvable"),
        ("/api/v1/hosts/github/repositories/etalab/absent", 404, "introuvable"),
        ("/../secret.txt", 404, "introuvable"),
        ("/%2e%2e/secret.txt", 404, "introuvable"),
        ("/api/../../secret.txt", 404, "introuvable"),
    ],
)
def test_pages_are_served_and_nothing_else(address: str, path: str, status: int, text: str) -> None:
    answer = ask(address, path)
    assert (answer.status, answer.body.decode()) == (status, text)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/index.html", "text/html; charset=utf-8"),
        ("/absent.html", "text/html; charset=utf-8"),
        ("/dossier/x.css", "text/css; charset=utf-8"),
        ("/data/all.csv", "text/csv; charset=utf-8"),
        ("/data/all.json", "application/json"),
        ("/data/rows.json.gz", "application/gzip"),
        ("/data/latest.xml", "application/xml"),
        ("/actualites/atom.xml", "application/atom+xml"),
        ("/actualites/feed.json", "application/feed+json"),
        ("/badges/a.svg", "image/svg+xml"),
        ("/api/v1/hosts/github/repositories/etalab/csvapi", "application/json"),
        ("/api/v1/hosts/github/owners", "application/json"),
        ("/api/v1/hosts/github/owners.json", "application/json"),
    ],
)
def test_each_kind_of_file_is_said_to_be_what_it_is(address: str, path: str, kind: str) -> None:
    assert ask(address, path).headers["Content-Type"] == kind


def test_a_packed_file_arrives_packed(address: str) -> None:
    answer = ask(address, "/data/rows.json.gz")
    assert answer.headers["Content-Encoding"] is None
    assert gzip.decompress(answer.body) == b"{}"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_old_address_leads_to_the_new_one_with_what_was_asked(address: str, method: str) -> None:
    answer = ask(address, "/depots/vieux.html?q=a", method)
    assert (answer.status, answer.headers["Location"]) == (301, "/depots/neuf.html?q=a")
    assert answer.body == b""


@pytest.mark.parametrize("path", ["/mal", "/bancal"])
def test_no_redirect_leaves_the_site(address: str, path: str) -> None:
    assert ask(address, path).status == 404


def test_only_the_head_is_given_to_who_asks_for_it(address: str) -> None:
    answer = ask(address, "/absent.html", "HEAD")
    assert (answer.status, answer.body) == (404, b"")


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no site"):
        serve_folder(tmp_path, 0, print)


def test_a_taken_port_is_refused(address: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    with pytest.raises(UsageError, match="port"):
        serve_folder(tmp_path, int(address.rpartition(":")[2]), print)
