# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a draft of publiccode.yml is made of, wherever it comes from: the store, or a work tree."""

from typing import NamedTuple

from catalog.publiccode.guesses import Guess


class Known(NamedTuple):
    """What is known; "" or None is what isn't."""

    name: str
    url: str = ""
    homepage: str = ""
    short: str = ""
    """The forge's description, else the first sentence of the README."""
    short_from: str = ""
    """The README it was taken from; "" when the forge says it."""
    licence: str = ""
    """SPDX expression that the repository declares without contradiction."""
    version: str = ""
    released_on: str = ""
    organisation: str = ""
    organisation_uri: str = ""
    software: tuple[tuple[str, str], ...] = ()
    """Software that its images and deployments name, each with the file that does."""
    software_type: Guess | None = None
    status: Guess | None = None
    languages: Guess | None = None
    archived: bool = False
