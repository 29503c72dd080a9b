# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The list of all the repositories, to search and filter."""

from collections.abc import Iterator

from catalog.pages.edition import Edition
from catalog.pages.finders import repository_finder
from catalog.pages.page import Pages
from catalog.pages.rows import repository_list


def pages(edition: Edition) -> Iterator[Pages]:
    """Yield the pages of the list, the best kept repositories first."""
    _, index = edition.translate, edition.index
    title = _("Repositories") if index.internal else _("Open repositories")
    more = {"finder": repository_finder(edition)}
    yield repository_list(edition, "repositories", "index", title, index.best_first, more)
