# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A published folder in a browser: its pages, its own 404, and nothing else of the machine."""

import http.client
import threading
from pathlib import Path
from queue import Queue

import pytest

from catalog.serving import serve_folder
from scanner.errors import UsageError


@pytest.fixture
def address(tmp_path: Path) -> str:
    site = tmp_path / "site"
    (site / "dossier").mkdir(parents=True)
    (site / "index.html").write_text("accueil")
    (site / "404.html").write_text("introuvable")
    (tmp_path / "secret.txt").write_text("secret")
    ready: Queue[str] = Queue()
    threading.Thread(target=serve_folder, args=(site, 0, ready.put), daemon=True).start()
    return ready.get(timeout=10).removeprefix("http://").rstrip("/")


def _get(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "accueil"),
        ("/absent.html", 404, "introuvable"),
        ("/dossier/", 404, "introuvable"),
        ("/../secret.txt", 404, "introuvable"),
        ("/%2e%2e/secret.txt", 404, "introuvable"),
    ],
)
def test_pages_are_served_and_nothing_else(address: str, path: str, status: int, text: str) -> None:
    assert _get(address, path) == (status, text)


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no site"):
        serve_folder(tmp_path, 0, print)


def test_a_taken_port_is_refused(address: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    with pytest.raises(UsageError, match="port"):
        serve_folder(tmp_path, int(address.rpartition(":")[2]), print)
