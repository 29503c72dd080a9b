# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One view → one folder: the listing under data/, the site around it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from catalog.files import Done, OutputFolder
from catalog.fingerprints import Fingerprints, Models, program
from catalog.i18n import DEFAULT, LANGUAGES, Language
from catalog.listing import awesome, bulk
from catalog.listing.codegouv import listed_repositories
from catalog.listing.everything import FORMATS, File, Source, counted
from catalog.made import Bundle
from catalog.pages.index import Index
from catalog.pages.kinds import LISTS, MANY, OTHERS, Kind
from catalog.pages.settings import SiteSettings
from catalog.priorities import uncollected
from catalog.priority_policy import Priorities, load_priorities
from catalog.side_by_side import do_steps, meanwhile, useful_processes
from catalog.view import Audience, View
from catalog.website import Renderer, other_files
from scanner.models import Frozen

_FEW = 500
"""As many repositories are published before other processes would be of use."""
_SHARES = 16
"""Of the pages of the kinds that most are of, so that no process waits long for another."""


_Renderers = Callable[[Language], Renderer]


class LeftOut(NamedTuple):
    """What can't be in some of the formats."""

    without_file: int
    """Repositories whose name can't be a path of the static API."""
    awesome: int
    """Those whose publiccode.yml is wrong."""
    repositories: Counter[str]
    """Those that can't be in the bulk files, by reason."""
    owners: Counter[str]


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
    left_out: LeftOut


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
    count = processes or (useful_processes() if len(view.repositories) > _FEW else 1)
    with (
        uncollected() if count > 1 else nullcontext(),
        OutputFolder(output, view.audience) as folder,
        meanwhile(folder.standing) if count > 1 else nullcontext(set) as standing,
    ):
        source = Source(view, Index(view), priorities or load_priorities(), settings or SiteSettings())
        keys = Fingerprints(program(), models=_looked_at(view))
        folder.trust(standing())
        steps: list[Callable[[], Done | LeftOut]] = [*_steps(source, folder, keys, extra or {}, count)]
        steps.append(partial(_left_out, source))
        with closing(do_steps(steps, count)) as results:
            for done in islice(results, len(steps)):
                if isinstance(done, LeftOut):
                    left_out = done
                else:
                    folder.add(done)
            removed = folder.finish()  # while the processes end
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
        left_out=left_out,
    )


def _left_out(source: Source) -> LeftOut:
    return LeftOut(source.index.api.without_file(), len(awesome.left_out(source.view)), *bulk.left_out(source.view))


def _looked_at(view: View) -> Models:
    """Return the keys of what most files are made from, made once for all processes."""
    models = Models()
    for thing in (*listed_repositories(view), *view.owners):
        models.key(thing)
    return models


def _steps(
    source: Source, folder: OutputFolder, keys: Fingerprints, extra: Mapping[str, str], count: int
) -> Iterator[Callable[[], Done]]:
    """Yield what there is to do, in parts that don't depend on one another, the longest first."""
    renderer = cache(lambda language: Renderer(source.editions[language], source.priorities, keys.models))
    parts = _SHARES if count > 1 else 1
    yield partial(_count, folder, renderer, source, keys)
    yield partial(_render, folder, renderer, OTHERS)
    for part in range(parts):
        yield partial(_render, folder, renderer, MANY, part, parts)
    for files in (each for each in FORMATS if each is not counted):
        yield partial(_write, folder, keys, partial(files, source))
    yield partial(_not_found, folder, renderer)
    yield partial(_write, folder, keys, partial(other_files, source.index, source.settings))
    yield partial(_write, folder, keys, extra.items)


def _write(folder: OutputFolder, keys: Fingerprints, files: Callable[[], Iterable[File | Bundle]]) -> Done:
    folder.put_all(files(), keys)
    return folder.take()


def _render(folder: OutputFolder, renderer: _Renderers, kinds: Sequence[Kind], part: int = 0, parts: int = 1) -> Done:
    for language in LANGUAGES:  # both here, so that what they share is found once
        pages = renderer(language)
        folder.put_all(pages.files(kinds, part, parts), pages.keys)
    return folder.take()


def _count(folder: OutputFolder, renderer: _Renderers, source: Source, keys: Fingerprints) -> Done:
    folder.put_all(counted(source), keys)
    return _render(folder, renderer, LISTS)


def _not_found(folder: OutputFolder, renderer: _Renderers) -> Done:
    folder.write("404.html", renderer(DEFAULT).not_found())
    return folder.take()
