# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A scan on a real Dask cluster over TLS, whose machines die: the rows are those of one machine."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.certificates import Certificates, make_certificates
from tests.e2e.depots import Alone, scan, scanning
from tests.e2e.processes import children
from tests.e2e.stores import rows_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
DASK = Path(sys.executable).parent / "dask"


class Cluster:
    """A scheduler and workers, each a process of this machine."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self.folder = folder
        self.certificates = certificates
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tls://127.0.0.1:{free.getsockname()[1]}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        port = self.address.rpartition(":")[2]
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--protocol", "tls", "--port", port)

    def add_worker(self, name: str) -> None:
        """Start a worker of one thread, with Dask's nanny over it."""
        place = self.folder / name
        self._start(name, "worker", self.address, "--nthreads", "1", "--local-directory", str(place))

    def _start(self, name: str, *words: str) -> None:
        ca, cert, key = map(str, self.certificates)
        tls = ("--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key)
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [str(DASK), *words, *tls, "--no-dashboard"]
            self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def options(self) -> list[str | Path]:
        """Return what a scan needs to use it."""
        ca, cert, key = self.certificates
        return ["--cluster", self.address, "--cluster-ca", ca, "--cluster-cert", cert, "--cluster-key", key]

    def scanning_process(self, nanny: str) -> int:
        """Return the process under a nanny that scans."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if found := children(self.processes[nanny].pid):
                return found[0]
            time.sleep(0.1)
        raise AssertionError("no worker under the nanny")

    def logs(self) -> str:
        """Return all that it said."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def close(self) -> None:
        """End all."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a scheduler and two workers."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder, make_certificates(tmp_path / "tls"))
    try:
        for name in ("un", "deux"):
            made.add_worker(name)
        yield made
    finally:
        made.close()


def test_a_cluster_makes_the_rows_of_one_machine_and_shows_no_key(
    alone: Alone, cluster: Cluster, tmp_path: Path
) -> None:
    database = tmp_path / "ouvrage.db"
    done = scan(alone.folder, database, *cluster.options())
    assert done.returncode == 0, done.stderr + cluster.logs()
    rows = rows_of(database)
    assert rows == rows_of(alone.database)
    assert [tag for _, tag, *_ in rows["releases"]] == ["v1.0", "v1.2", "v1.1", "v1.3"]  # by owner
    again = json.loads(scan(alone.folder, database, *cluster.options()).stdout)
    assert (again["repositories"], again["unchanged"], again["blobs_read"]) == (4, 4, 0)
    key = (alone.folder / "cle").read_text(encoding="utf-8")
    assert key not in cluster.logs()
    assert not list(tmp_path.glob("*.mirrors"))  # the mirrors are where the machines are


def test_a_worker_killed_at_work_costs_only_its_time(alone: Alone, cluster: Cluster, tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    words = scanning(alone.folder, database, *cluster.options())
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    victim = cluster.scanning_process("un")
    _wait_for_readings(database)
    os.kill(victim, signal.SIGKILL)
    out, err = process.communicate(timeout=280)
    assert process.returncode == 0, err + out
    assert rows_of(database) == rows_of(alone.database)


def test_a_scheduler_killed_at_work_leaves_a_part_that_a_scan_here_makes_whole(
    alone: Alone, cluster: Cluster, tmp_path: Path
) -> None:
    database = tmp_path / "ouvrage.db"
    words = scanning(alone.folder, database, *cluster.options())
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    _wait_for_readings(database)
    cluster.processes["scheduler"].kill()
    out, err = process.communicate(timeout=280)
    assert process.returncode == 3, err + out
    assert re.search("cluster is gone|grappe a disparu", err), err
    assert json.loads(out)["interrupted"] is False
    assert scan(alone.folder, database, "--jobs", "1").returncode == 0
    assert rows_of(database) == rows_of(alone.database)


def _wait_for_readings(database: Path) -> None:
    """Wait until a scan has begun to keep what it reads."""
    deadline = time.monotonic() + 280
    while time.monotonic() < deadline:
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
            try:
                if connection.execute("SELECT count(*) FROM readings").fetchone()[0]:
                    return
            finally:
                connection.close()
        time.sleep(0.05)
    raise AssertionError("nothing is read")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://192.0.2.1:8786", ["unencrypted", "tls://"]),
        ("tcp://forge.example.org:8786", ["unencrypted", "tls://"]),
        ("http://192.0.2.1:8786", ["tls://HOST:PORT"]),
        ("tls://192.0.2.1", ["tls://HOST:PORT"]),
        ("tls://192.0.2.1:8786", ["certificates", "--cluster-ca"]),
    ],
)
def test_nothing_but_tls_leaves_this_machine(alone: Alone, tmp_path: Path, address: str, words: list[str]) -> None:
    refused = scan(alone.folder, tmp_path / "ouvrage.db", "--cluster", address, "--lang", "en")
    assert refused.returncode == 2
    for word in (address, *words):
        assert word in refused.stderr
