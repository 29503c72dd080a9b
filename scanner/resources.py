# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the data that rides along (policies/, site/) is, in a checkout and in an installed wheel alike; and caches."""

import os
import sys
from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: Literal["policies", "site"]) -> Path:
    """Return the folder of shipped data called `name`.

    A wheel carries it under ``scanner/_data/``; a checkout has it at its root.

    Raises:
        FileNotFoundError: the installation is broken.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the data folder {name}/ is missing from this installation of Ouvrage")


def cache_home() -> Path:
    """Return the folder of the user's own where what can be made again is kept; `OUVRAGE_CACHE` names another."""
    if own := os.environ.get("OUVRAGE_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "ouvrage"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ouvrage"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ouvrage"
