# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The installed command, run as users run it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

OUVRAGE = Path(sys.executable).parent / "ouvrage"


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """Return its output as JSON."""
        read: dict[str, Any] = json.loads(self.out)
        return read


def ouvrage(*words: str | Path, cwd: Path, env: dict[str, str] | None = None, timeout: float = 240) -> Done:
    """Run the command in the folder `cwd`, where its store is; other variables than `env` are the caller's."""
    full = (
        os.environ | {"LC_ALL": "C.UTF-8", "NO_COLOR": "1", "NO_PROXY": "127.0.0.1", "OUVRAGE_LANG": "en"} | (env or {})
    )
    done = subprocess.run(
        [str(OUVRAGE), *map(str, words)],
        cwd=cwd,
        env=full,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def stored(cwd: Path) -> list[str]:
    """Return the full names of the repositories in the store of `cwd`."""
    with sqlite3.connect(cwd / "ouvrage.db") as connection:
        rows = connection.execute("SELECT full_name FROM repositories WHERE gone_at IS NULL ORDER BY full_name")
        return [row[0] for row in rows]
