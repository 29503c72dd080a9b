# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A publiccode.yml to change key by key."""

LONG = "Ce logiciel calcule la paie des agents, édite leurs bulletins et les transmet. " * 3

VALID = f"""\
publiccodeYmlVersion: "0.7"
name: Paie
url: https://git.exemple.gouv.fr/drh/paie
platforms:
  - web
developmentStatus: stable
softwareType: standalone/web
description:
  fr:
    shortDescription: Calcule la paie des agents
    longDescription: {LONG}
    features:
      - Bulletins
legal:
  license: EUPL-1.2
maintenance:
  type: none
localisation:
  localisationReady: false
  availableLanguages:
    - fr
"""
"""The mandatory keys, and nothing else."""


def with_lines(*lines: str, without: str = "") -> bytes:
    """Return the document without the lines that start with `without` (and what they hold), plus lines at its end."""
    kept: list[str] = []
    skipping: int | None = None
    for line in VALID.splitlines():
        indent = len(line) - len(line.lstrip())
        if skipping is not None and indent > skipping:
            continue
        skipping = indent if without and line.strip().startswith(without) else None
        if skipping is None:
            kept.append(line)
    return "\n".join([*kept, *lines, ""]).encode()


def replaced(old: str, new: str) -> bytes:
    """Return the document with a text in the place of another."""
    assert old in VALID
    return VALID.replace(old, new).encode()
