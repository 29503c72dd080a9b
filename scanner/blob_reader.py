# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Blobs asked for one at a time, by one process of Git that stays; `scanner.blobs.read_blobs` is for lists."""

import contextlib
import subprocess
from collections import OrderedDict
from types import TracebackType
from typing import Self

from scanner.git import Mirror
from scanner.git_command import pipe

KEPT_BYTES = 32_000_000
"""Of content that is kept for whoever asks again."""


class BlobReader:
    """Reads blobs of a mirror; a context manager, whose process starts at the first blob asked for."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._stack = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._kept: OrderedDict[str, bytes | None] = OrderedDict()
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, blob: str) -> bytes | None:
        """Return the content of a blob, None when it is missing, unreadable or no blob. The caller knows its size."""
        if blob not in self._kept:
            self._keep(blob, self._read(blob))
        self._kept.move_to_end(blob)
        return self._kept[blob]

    def _read(self, blob: str) -> bytes | None:
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - a pipe
        assert process.stdout is not None  # noqa: S101 - a pipe
        try:
            process.stdin.write(f"{blob}\n".encode())
            process.stdin.flush()
            header = process.stdout.readline().split()
            if len(header) == 2:
                return None
            content = process.stdout.read(int(header[2]))
            whole = len(content) == int(header[2]) and process.stdout.read(1) == b"\n"
        except (OSError, IndexError):
            whole = False
        if not whole:  # Git gave up on this object: the next one gets a new process
            self._end()
            return None
        return content if header[1] == b"blob" else None

    def _keep(self, blob: str, content: bytes | None) -> None:
        self._kept[blob] = content
        self._bytes += len(content or b"")
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= len(old or b"")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = pipe(self._mirror.git_dir, "cat-file", "--batch", stdin=subprocess.PIPE)
            self._process = self._stack.enter_context(command)
        return self._process

    def _end(self) -> None:
        self._process = None
        self._stack.close()
