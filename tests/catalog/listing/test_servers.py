# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The lines of configuration that docs/listing.md gives make a real nginx answer as ecosyste.ms does."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.files import OutputFolder
from catalog.listing import ecosystems
from catalog.view import ForgeEntry
from scanner.models import ForgeKind
from tests.catalog.views import ACCESS, FORGE, owner, view

DOCS = Path(__file__).parents[3] / "docs" / "listing.md"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx isn't here")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Run nginx over an API, with the lines of the documentation."""
    groups = tuple(owner(login, FORGE, repositories_count=1) for login in ("outils", "outils/carto"))
    forges = (
        ForgeEntry(host="github.com", kind=ForgeKind.GITHUB, url="https://github.com"),
        ForgeEntry(host=FORGE, kind=ForgeKind.GITLAB, url=f"https://{FORGE}"),
    )
    with OutputFolder(tmp_path / "site", "public") as folder:
        for name, text in ecosystems.files(view(forges=forges, owners=groups, repositories=(ACCESS,))):
            folder.write(name, text)
        folder.finish()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    [lines] = re.findall(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    held = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors;\n"
        "events {}\n"
        f"http {{ access_log off; {held} server {{ listen 127.0.0.1:{port}; root {tmp_path}/site;\n{lines}}} }}\n"
    )
    running = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ("hosts", 0, FORGE),
        ("hosts/github", "name", "github"),
        ("hosts/github/repositories?page=1&per_page=1000", 0, ACCESS.full_name),
        (f"hosts/github/repositories/{ACCESS.full_name}", "full_name", ACCESS.full_name),
        (f"hosts/GitHub/repositories/{ACCESS.full_name.replace('/', '%2F')}", "full_name", ACCESS.full_name),
        (f"hosts/{FORGE}/owners/outils", "login", "outils"),
        (f"hosts/{FORGE}/owners/outils/carto", "login", "outils/carto"),
    ],
)
def test_nginx_answers_every_address_of_the_api(server: str, path: str, key: str | int, value: str) -> None:
    with urllib.request.urlopen(f"{server}/api/v1/{path}") as answer:  # noqa: S310 - an address of ours
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        found = json.load(answer)[key]
    assert (found.get("full_name", found.get("name")) if isinstance(found, dict) else found) == value
