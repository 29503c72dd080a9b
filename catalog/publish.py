# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One view → one folder: the listing under data/, the site around it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from catalog.files import Done, OutputFolder
from catalog.i18n import DEFAULT, LANGUAGES
from catalog.listing.everything import FORMATS, File, Source
from catalog.pages.index import Index
from catalog.pages.page import Page
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import Priorities, load_priorities
from catalog.side_by_side import do_steps, useful_processes
from catalog.view import Audience, View
from catalog.website import Renderer, other_files
from scanner.models import Frozen

_PAGES = 300
"""Pages of one step."""
_FEW_STEPS = 40
"""A publication of fewer steps is over before other processes would be of use."""


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
    processes: int | None = None,
) -> PublishReport:
    """Write the listing and the site of `view` into the folder `output`.

    Args:
        view: what the audience may see; nothing else is read.
        output: the folder, made when missing; files that this function never wrote are left alone in it.
        priorities: the policy that ranked the view, for its words; the shipped one when None.
        settings: what the administration says of its site.
        extra: relative path → text of other files to put there, such as ``data/run.json``.
        processes: how many work side by side; None = as many as are of use. The files are the same.

    Raises:
        OutputError: a file can't be written; those before it are whole.
    """
    source = Source(view, Index(view), priorities or load_priorities(), settings or SiteSettings())
    with OutputFolder(output, view.audience) as folder:
        steps = list(_steps(source, folder, extra or {}))
        for done in do_steps(steps, processes or (useful_processes() if len(steps) > _FEW_STEPS else 1)):
            folder.add(done)
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


def _steps(source: Source, folder: OutputFolder, extra: Mapping[str, str]) -> Iterator[Callable[[], Done]]:
    """Yield what there is to do, in parts that don't depend on one another, the longest first."""
    for files in FORMATS:
        yield partial(_write, folder, partial(files, source))
    for language in LANGUAGES:
        renderer = Renderer(source.editions[language], source.priorities)
        pages = list(renderer.pages().items())
        for start in range(0, len(pages), _PAGES):
            yield partial(_render, folder, renderer, pages[start : start + _PAGES])
        if language == DEFAULT:
            yield partial(_write, folder, renderer.not_found)
    yield partial(_write, folder, partial(other_files, source.index, source.settings))
    yield partial(_write, folder, extra.items)


def _write(folder: OutputFolder, files: Callable[[], Iterable[File]]) -> Done:
    for name, content in files():
        folder.write(name, content)
    return folder.take()


def _render(folder: OutputFolder, renderer: Renderer, pages: Sequence[tuple[str, Page]]) -> Done:
    renderer.write(pages, folder)
    return folder.take()
