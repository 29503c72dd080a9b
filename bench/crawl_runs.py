# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One measured listing, ours or the peer's: seconds, processor seconds, peak memory, requests, what was listed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

HEAD = f"{'':42}{'wall s':>8}{'CPU s':>8}{'MB':>7}{'requests':>10}{'listed':>8}{'exit':>6}"


class Forge(NamedTuple):
    """The bench's server, from outside."""

    url: str

    def set(self, **settings: Any) -> int:  # noqa: ANN401 - JSON
        """Set how it behaves; return how many requests came since the last time."""
        request = urllib.request.Request(f"{self.url}/bench", json.dumps(settings).encode(), method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback, ours
            return int(json.load(answer)["requests"])


class Measured(NamedTuple):
    """How one listing went."""

    seconds: float
    cpu: float
    memory: float
    """Peak resident, in MB."""
    requests: int
    listed: int
    exit: int

    def shown(self, name: str) -> "Measured":
        """Print a line, and return the same."""
        costs = f"{self.seconds:8.2f}{self.cpu:8.2f}{self.memory:7.0f}{self.requests:10}"
        print(f"{name:42}{costs}{self.listed:8}{self.exit:6}", flush=True)
        return self


def ours(forge: Forge, work: Path) -> Measured:
    """Crawl with the installed command into the store of `work`, which may be there already."""
    work.mkdir(parents=True, exist_ok=True)
    program = shutil.which("ouvrage", path=str(Path(sys.executable).parent)) or "ouvrage"
    command = [program, "crawl", "gitlab+https://gitlab.example.fr", "--database", str(work / "ouvrage.db"), "--quiet"]
    measured, _ = timed(command, forge, {"OUVRAGE_API_GITLAB_EXAMPLE_FR": forge.url})
    with sqlite3.connect(work / "ouvrage.db") as store:
        (count,) = store.execute("SELECT count(*) FROM repositories WHERE gone_at IS NULL").fetchone()
    return measured._replace(listed=count)


def peer(forge: Forge, python: Path, database: str = "") -> Measured:
    """List with swh.lister, into memory or into the database of its own scheduler."""
    script = Path(__file__).with_name("peer_lister.py")
    command = [str(python), "-P", str(script), "gitlab", forge.url, *([database] if database else [])]
    measured, output = timed(command, forge, {})
    return measured._replace(listed=output.count("\n"))


def timed(command: list[str], forge: Forge, environ: dict[str, str]) -> tuple[Measured, str]:
    """Run a command to its end, whatever it is; what it costs is the kernel's account of that process."""
    quiet = {"NO_PROXY": "127.0.0.1", "NO_COLOR": "1"}
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        full, null = os.environ | quiet | environ, subprocess.DEVNULL
        process = subprocess.Popen(command, env=full, stdin=null, stdout=output, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    requests = forge.set()
    cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return Measured(round(seconds, 2), round(cpu, 2), round(memory, 1), requests, 0, process.returncode), text
