# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Scans on a Dask cluster: the command keeps the store and the leases, the machines of the cluster do the rest.

Dask's messages are unauthenticated pickles unless it uses TLS, and ours carry tokens: nothing but TLS leaves this
machine. A repository whose machine dies is given to another one, and what had been read of it isn't read again.
"""

import ipaddress
import itertools
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalog.cluster_channel import answer, decode, encode
from catalog.performing import Performer
from catalog.scan_choices import ClusterChoices, ScanChoices
from catalog.scanning import PerformerLost
from catalog.visit import Visit
from scanner.detectors import DetectorSettings
from scanner.detectors.interface import versions_of
from scanner.errors import GitError, OuvrageError, UsageError
from scanner.scan import Detectors, Emit, Memory, Scan

JOIN_SECONDS = 60
"""Time that a first worker may take to join."""
ALONE_SECONDS = 300
"""Time after which a cluster that has no worker left is given up."""
_STEP, _COUNT_SECONDS = 0.5, 5.0
_NO_MORE = encode({})
"""What ends the answering: it would be a question about no scan."""


def check_address(address: str) -> bool:
    """Return whether the address of a scheduler is encrypted.

    Raises:
        UsageError: it isn't one, or is neither `tls://` nor on this machine.
    """
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname and parts.port)
    except ValueError:
        named = False
    if not named or parts.scheme not in ("tls", "tcp"):
        raise UsageError("this is no address of a scheduler", source=address, mend="give --cluster tls://HOST:PORT")
    if parts.scheme == "tcp" and not _is_loopback(parts.hostname or ""):
        raise UsageError(
            "tcp:// would send tokens and code unencrypted to whoever answers",
            source=address,
            mend="start the cluster with TLS (docs/scan.md tells how) and give --cluster tls://HOST:PORT",
        )
    return parts.scheme == "tls"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def on_cluster(settings: DetectorSettings, detectors: Detectors, choices: ScanChoices) -> Iterator[Performer]:
    """Scan on the cluster of `choices`.

    Raises:
        UsageError: a bad address, no certificate, no Dask here, nobody there, or no worker.
    """
    from catalog.cluster_worker import Setup

    client = _connect(choices.cluster)
    versions = tuple(sorted(versions_of(detectors).items()))
    setup = Setup(_policy_files(settings.policies), settings.key, choices.memory_mb, versions)
    driver = _Driver(client, setup)
    try:
        yield Performer(driver.perform, driver.abort, driver.width)
    finally:
        driver.close()


def _connect(choices: ClusterChoices) -> Any:  # noqa: ANN401 - Dask ships no types
    encrypted = check_address(choices.address)
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("Dask isn't installed here", mend="pip install 'ouvrage[cluster]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told by us
    security = _security(choices) if encrypted else None
    try:
        client = Client(choices.address, security=security, timeout=30, set_as_default=False)
        client.wait_for_workers(1, timeout=JOIN_SECONDS)
    except TimeoutError as error:
        raise UsageError(
            "no worker has joined this cluster", source=choices.address, mend="start workers, then run this again"
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            "the cluster can't be reached: {reason}",
            source=choices.address,
            mend="check the address, that the scheduler runs, and that the same authority signed all certificates",
            reason=str(error) or type(error).__name__,
        ) from error
    return client


def _security(choices: ClusterChoices) -> Any:  # noqa: ANN401 - Dask ships no types
    from distributed.security import Security

    for path in (choices.ca, choices.cert, choices.key):
        if path and not path.is_file():
            raise UsageError("there is no such file", source=str(path), mend="check the paths of the certificates")
    given = {"tls_ca_file": choices.ca, "tls_client_cert": choices.cert, "tls_client_key": choices.key}
    security = Security(require_encryption=True, **{name: str(path) for name, path in given.items() if path})
    if not (security.tls_ca_file and security.tls_client_cert):
        raise UsageError(
            "a tls:// cluster takes certificates",
            source=choices.address,
            mend="give --cluster-ca, --cluster-cert and --cluster-key, or set distributed.comm.tls in Dask's own way",
        )
    return security


def _policy_files(folder: Path | None) -> tuple[tuple[str, bytes], ...]:
    """Return the administration's own policies, which the machines of a cluster don't have."""
    if folder is None:
        return ()
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("*.y*ml")) if path.is_file())


class _UnderWay(NamedTuple):
    memory: Memory
    emit: Emit


class _Driver:
    """Sends repositories to a cluster, and answers what its machines ask meanwhile."""

    def __init__(self, client: Any, setup: Any) -> None:  # noqa: ANN401 - Dask ships no types
        from distributed import Queue

        self._client = client
        self._setup = setup
        self._session = f"ouvrage-{uuid.uuid4().hex}"
        self._numbers = itertools.count()
        self._under_way: dict[str, _UnderWay] = {}
        self._stopping = threading.Event()
        self._threads = 0
        self._counted_at = -_COUNT_SECONDS
        self._counting = threading.Lock()
        self._seen_workers = time.monotonic()
        self._questions = Queue(self._session, client=client)
        self._answering = threading.Thread(target=self._answer_all, daemon=True)
        self._answering.start()

    def abort(self) -> None:
        """Give up what is under way."""
        self._stopping.set()

    def close(self) -> None:
        """Leave the cluster."""
        self._stopping.set()
        with suppress(Exception):
            self._questions.put(_NO_MORE, timeout=10)
            self._answering.join(timeout=30)
            self._questions.close()
        with suppress(Exception):
            self._client.close(timeout=10)

    def width(self) -> int:
        """Return how many repositories the cluster takes now: two for each of its threads, so that none waits."""
        self._count_threads()
        return max(1, 2 * self._threads)

    def _count_threads(self) -> None:
        """Learn how many threads the cluster has, every few seconds, whoever asks."""
        if time.monotonic() - self._counted_at < _COUNT_SECONDS or not self._counting.acquire(blocking=False):
            return
        try:
            with suppress(Exception):
                self._threads = sum(self._client.nthreads().values())
                self._counted_at = time.monotonic()
                self._seen_workers = self._counted_at if self._threads else self._seen_workers
        finally:
            self._counting.release()

    def perform(self, visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
        """Have one repository scanned by a machine of the cluster.

        Raises:
            PerformerLost: the cluster is gone, or gives no sign.
            GitError: that repository can't be scanned, or its machines died under it.
        """
        from catalog.cluster_worker import Order, carry_out

        scan = f"{self._session}-{next(self._numbers)}"
        self._under_way[scan] = _UnderWay(memory, emit)
        try:
            order = Order(scan, self._session, visit, self._setup)
            return self._outcome(self._client.submit(carry_out, order, key=scan, pure=False))
        except OuvrageError:
            raise
        except Exception as error:
            raise self._lost(error) from error
        finally:
            del self._under_way[scan]

    def _outcome(self, future: Any) -> Scan | None:  # noqa: ANN401 - Dask ships no types
        ended = threading.Event()
        future.add_done_callback(lambda _: ended.set())
        while not ended.wait(_STEP):
            if self._stopping.is_set():
                future.cancel()
                raise GitError("stopped before its end: run the same command again, it continues")
            self._count_threads()
            if self._client.status in ("closing", "closed") or time.monotonic() - self._seen_workers > ALONE_SECONDS:
                raise PerformerLost("the cluster is gone", mend="start it again, then the same command: it continues")
        done = future.result()
        if done.failure:
            raise GitError(done.failure, mend=done.mend)
        scan: Scan | None = done.scan
        return scan

    def _lost(self, error: Exception) -> OuvrageError:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return GitError("the machines of the cluster that scanned it died, one after the other")
        if isinstance(error, ImportError):
            return PerformerLost(
                "the machines of the cluster don't have Ouvrage", mend="pip install 'ouvrage[cluster]' on each of them"
            )
        return PerformerLost("the cluster is gone", mend="start it again, then the same command: it continues")

    def _answer_all(self) -> None:
        """Answer until told to stop; a question about a scan that has ended gets none."""
        from distributed import Queue

        while not self._stopping.is_set():
            try:
                question = decode(self._questions.get())
            except Exception:  # noqa: BLE001 - the cluster is gone, which `perform` tells
                self._stopping.wait(_STEP)
                continue
            if asking := self._under_way.get(str(question.get("scan"))):
                reply = encode(answer(question, asking.memory, asking.emit))
                with suppress(Exception):
                    Queue(question["reply_to"], client=self._client).put(reply, timeout=60)
