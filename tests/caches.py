# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Cache folders that begin with the compiled rules of the secrets engine, whose compilation takes seconds."""

import shutil
from pathlib import Path

from scanner.detectors.interface import Content
from scanner.detectors.secrets import secrets_detector
from scanner.policies import load_policy
from scanner.resources import cache_home

_RULES = "secrets-rules"


def with_compiled_rules(folder: Path) -> Path:
    """Copy into a folder what the engine compiled of the shipped rules, on this machine, for earlier tests."""
    secrets_detector(load_policy("secrets"), b"").read(Content("", b"text", "a.txt", "source"))
    shutil.copytree(cache_home() / _RULES, folder / _RULES)
    return folder
