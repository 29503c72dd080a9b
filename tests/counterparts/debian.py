# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""cgit, gitweb and git-http-backend behind nginx, as administrations run them, on loopback and without root.

Debian: `apt install cgit fcgiwrap gitweb nginx`. Started with a configuration of ours in a folder of the test:
`fcgiwrap -s unix:FOLDER/fcgi` and `nginx -p FOLDER -c FOLDER/nginx.conf -e FOLDER/nginx.log`.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_CGIS = {
    "cgit": Path("/usr/lib/cgit/cgit.cgi"),
    "gitweb": Path("/usr/share/gitweb/gitweb.cgi"),
    "git-http-backend": Path("/usr/lib/git-core/git-http-backend"),
}
_NGINX = """{user}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ }}
http {{
    access_log off;
    client_max_body_size 100m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
{locations}    }}
}}
"""
_LOCATION = """        location ~ ^/{name}(/.*)?$ {{
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param SERVER_NAME 127.0.0.1;
            fastcgi_param SERVER_PORT {port};
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param GIT_PROTOCOL $http_git_protocol;
            fastcgi_param GIT_PROJECT_ROOT {root};
            fastcgi_param GIT_HTTP_EXPORT_ALL 1;
            fastcgi_param GITWEB_CONFIG {folder}/gitweb.conf;
            fastcgi_param CGIT_CONFIG {folder}/cgitrc;
            fastcgi_param SCRIPT_FILENAME {cgi};
            fastcgi_param SCRIPT_NAME /{name};
            fastcgi_param PATH_INFO $1;
            fastcgi_pass unix:{folder}/fcgi;
        }}
"""
_CGITRC = "virtual-root=/cgit/\nenable-http-clone=1\nclone-url={url}/git/$CGIT_REPO_URL\nscan-path={root}\n"
_GITWEB = "$projectroot = '{root}';\n@git_base_url_list = ('{url}/git');\n$my_uri = '/gitweb';\n"


class DebianForge(NamedTuple):
    """The running servers: repositories under `root`, at `/git/NAME`, `/cgit/` and `/gitweb`."""

    root: Path
    url: str

    @property
    def clone_urls(self) -> list[str]:
        """Return what gitweb's own index of projects gives, as addresses to clone."""
        index = self.read("/gitweb?a=project_index").split("\n")
        return [f"{self.url}/git/{line.split(' ')[0]}" for line in index if line]

    def read(self, path: str) -> str:
        """Return a page."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:  # noqa: S310 - loopback, ours
            return str(answer.read().decode())


def missing() -> list[str]:
    """Return the names of the programs that aren't installed."""
    programs = [name for name in ("nginx", "fcgiwrap") if shutil.which(name, path=_PATH) is None]
    return programs + [name for name, cgi in _CGIS.items() if not cgi.exists()]


@contextlib.contextmanager
def serve(root: Path) -> Iterator[DebianForge]:
    """Serve the bare repositories below `root` until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="forge") as name, contextlib.ExitStack() as stack:
        folder, port = Path(name), _free_port()
        forge = DebianForge(root, f"http://127.0.0.1:{port}")
        _configure(folder, forge, port)
        fcgiwrap = shutil.which("fcgiwrap", path=_PATH) or "fcgiwrap"
        nginx = shutil.which("nginx", path=_PATH) or "nginx"
        stack.enter_context(_running(fcgiwrap, "-c", "4", "-s", f"unix:{folder}/fcgi"))
        stack.enter_context(_running(nginx, "-p", name, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx.log"))
        _await(port, folder / "nginx.log")
        yield forge


def _configure(folder: Path, forge: DebianForge, port: int) -> None:
    user = "user root;" if os.geteuid() == 0 else ""
    names = {"git": "git-http-backend", "cgit": "cgit", "gitweb": "gitweb"}
    said = {"folder": folder, "root": forge.root, "url": forge.url, "port": port, "user": user}
    locations = "".join(_LOCATION.format(**said, name=name, cgi=_CGIS[program]) for name, program in names.items())
    (folder / "nginx.conf").write_text(_NGINX.format(**said, locations=locations))
    (folder / "cgitrc").write_text(_CGITRC.format(**said))
    (folder / "gitweb.conf").write_text(_GITWEB.format(**said))


@contextlib.contextmanager
def _running(*words: str) -> Iterator[None]:
    """Run a program until the end of the block, and end it with its children."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _await(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nginx didn't start: {log.read_text() if log.exists() else ''}")
