# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a listing is sent: which portal, which dataset, and whether to act or only to tell."""

from enum import StrEnum
from urllib.parse import urlsplit

from catalog.view import Audience
from scanner.errors import UsageError
from scanner.models import Frozen

DATAGOUV = "https://www.data.gouv.fr"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Destination(StrEnum):
    """Where a listing may be sent, beside the folder."""

    DATAGOUV = "datagouv"


class Target(Frozen):
    """A dataset of a portal."""

    url: str = DATAGOUV
    """Address of the portal."""
    dataset: str = ""
    """Identifier or slug of the dataset; "" = that of the organization."""
    organization: str = ""
    """Identifier of the organization that holds it, or will."""
    act: bool = False
    """Whether to send; else what would be sent is told."""


def check_target(target: Target, audience: Audience) -> None:
    """Refuse what can't be sent, or would be sent in clear.

    Raises:
        UsageError: the internal view; no dataset and no organization; an address that isn't https.
    """
    if audience is not Audience.PUBLIC:
        raise UsageError("only the public view is sent to data.gouv.fr", mend="leave out --audience internal")
    if not (target.dataset or target.organization):
        mend = "give --dataset, or --organization to have one made"
        raise UsageError("which dataset isn't said", mend=mend)
    try:
        parts = urlsplit(target.url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not parts.hostname or "@" in parts.netloc or not secure or port == 0:
        mend = "give an address that begins with https://, as the token must not travel in clear"
        raise UsageError("this can't be the address of the portal: {url}", mend=mend, url=target.url)
