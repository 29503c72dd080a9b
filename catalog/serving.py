# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Shows a published folder in a browser: loopback only, files only, nothing listed."""

import functools
import os
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from catalog.listing import redirects
from scanner.errors import UsageError

_API = "/api/"
_UTF_8 = "; charset=utf-8"
_FEEDS = {"atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}


def serve_folder(folder: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve `folder` on 127.0.0.1 until Ctrl-C; `ready` is told the address.

    Raises:
        UsageError: no site there, or the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise UsageError("there is no site here", source=str(folder), mend="run `ouvrage publish` first")
    handler = functools.partial(_Handler, directory=str(folder), redirects=_read_redirects(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        mend = "give another --port (0 = any)"
        raise UsageError("port {port} can't be used", mend=mend, port=port) from error
    with server:
        ready(f"http://127.0.0.1:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


class _Handler(SimpleHTTPRequestHandler):
    """Answers as the web server of `docs/listing.md` does; every text is UTF-8, and packed files stay packed."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - the base class reads it so
        "": "application/octet-stream",
        ".css": f"text/css{_UTF_8}",
        ".csv": f"text/csv{_UTF_8}",
        ".gz": "application/gzip",
        ".html": f"text/html{_UTF_8}",
        ".js": f"text/javascript{_UTF_8}",
        ".json": "application/json",
        ".map": f"text/plain{_UTF_8}",
        ".svg": "image/svg+xml",
        ".txt": f"text/plain{_UTF_8}",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
        ".yml": "application/yaml",
    }

    def __init__(self, *args: Any, redirects: Mapping[str, str], **named: Any) -> None:  # noqa: ANN401 - the base's own
        self._redirects = redirects
        super().__init__(*args, **named)

    def send_head(self) -> BinaryIO | None:
        """Lead an old address to the new one; answer one of the API by its file, with or without its suffix."""
        path, question, query = self.path.partition("?")
        if moved := self._redirects.get(path):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", moved + question + query)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        if path.startswith(_API) and not Path(self.translate_path(path)).is_file():
            self.path = f"{path}.json{question}{query}"
        return super().send_head()

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return what a file is: of the API, whose files bear the names that its clients ask for, JSON."""
        inside = "/" + Path(path).relative_to(self.directory).as_posix()
        if inside.startswith(_API):
            return "application/json"
        return _FEEDS.get(Path(path).name) or super().guess_type(path)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where nothing is."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", f"text/html{_UTF_8}")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the base class's name
        """Answer that nothing is there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


def _read_redirects(folder: Path) -> dict[str, str]:
    """Return the old addresses of a site with the new ones, as its file for web servers says them."""
    path = folder / redirects.FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {old: new for old, _, new in (line.rstrip(";").partition(" ") for line in lines) if _is_path(new)}


def _is_path(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")
