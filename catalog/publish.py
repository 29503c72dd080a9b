# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One view → one folder: the listing under data/, the site around it."""

from collections.abc import Mapping
from pathlib import Path

from catalog.files import OutputFolder
from catalog.listing.everything import Source, listing_files
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import Priorities, load_priorities
from catalog.view import Audience, View
from catalog.website import site_files
from scanner.models import Frozen


class PublishReport(Frozen):
    """What a publication put where."""

    output: str
    audience: Audience
    repositories: int
    owners: int
    to_open: int
    withheld: int
    """Closed repositories that the policy keeps out of this view."""
    written: int
    """Files whose content changed."""
    unchanged: int
    removed: int
    """Files of an earlier publication that this one doesn't hold."""


def publish(
    view: View,
    output: Path,
    *,
    priorities: Priorities | None = None,
    settings: SiteSettings | None = None,
    extra: Mapping[str, str] | None = None,
) -> PublishReport:
    """Write the listing and the site of `view` into the folder `output`.

    Args:
        view: what the audience may see; nothing else is read.
        output: the folder, made when missing; files that this function never wrote are left alone in it.
        priorities: the policy that ranked the view, for its words; the shipped one when None.
        settings: what the administration says of its site.
        extra: relative path → text of other files to put there, such as ``data/run.json``.

    Raises:
        OutputError: a file can't be written; those before it are whole.
    """
    priorities, settings, index = priorities or load_priorities(), settings or SiteSettings(), Index(view)
    with OutputFolder(output, view.audience) as folder:
        for name, content in listing_files(Source(view, index, priorities, settings)):
            folder.write(name, content)
        for name, content in site_files(index, priorities, settings):
            folder.write(name, content)
        for name, text in (extra or {}).items():
            folder.write(name, text)
        removed = folder.finish()
    return PublishReport(
        output=str(output),
        audience=view.audience,
        repositories=len(view.repositories),
        owners=len(view.owners),
        to_open=len(view.to_open),
        withheld=view.withheld,
        written=folder.written,
        unchanged=folder.unchanged,
        removed=removed,
    )
