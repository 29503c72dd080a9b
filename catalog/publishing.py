# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The last step of a run: the store → the view of each audience → its folder, telling what was left out of it."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.console import Session
from catalog.database import Store
from catalog.pages.settings import SiteSettings
from catalog.places import Places, place
from catalog.registers import Registers
from catalog.view import Audience
from scanner.errors import UsageError

if TYPE_CHECKING:
    from catalog.publish import PublishReport
    from catalog.run_report import RunReport

PUBLIC_FOLDER = Path("public")
"""Where the public output goes unless told otherwise."""
RUN_FILE = "data/run.json"
"""Internal view: what the run that made the data covered."""


def outputs_of(output: Path, internal: Path | None, audience: Audience = Audience.PUBLIC) -> dict[Audience, Path]:
    """Return the folder of each view to write; neither may hold the other, lest the internal one be published.

    Args:
        output: the folder of the view of `audience`.
        internal: the folder of the internal view, when it is written beside the public one.
        audience: who reads `output`.

    Raises:
        UsageError: one folder is, or is inside, the other; the internal view is asked for twice, or in ``public``.
    """
    if audience is Audience.INTERNAL:
        return {audience: _of_its_own(output, internal)}
    if internal is None:
        return {Audience.PUBLIC: output}
    ours, theirs = output.resolve(), internal.resolve()
    if ours == theirs or ours in theirs.parents or theirs in ours.parents:
        raise UsageError(
            "the internal view must be apart from the public one",
            source=str(internal),
            mend="give --internal a folder outside {output}",
            output=str(output),
        )
    return {Audience.PUBLIC: output, Audience.INTERNAL: internal}


def _of_its_own(output: Path, internal: Path | None) -> Path:
    if internal is not None:
        mend = "leave out --internal, or --audience internal"
        raise UsageError("the internal view is asked for twice", source=str(internal), mend=mend)
    if PUBLIC_FOLDER.resolve() in (output.resolve(), *output.resolve().parents):
        mend = "give --output another folder"
        raise UsageError("the internal view can't be where the public one is", source=str(output), mend=mend)
    return output


def publish_views(
    store: Store,
    places: Places,
    outputs: Mapping[Audience, Path],
    site: SiteSettings,
    session: Session,
    report: "RunReport | None" = None,
    registers: Registers | None = None,
) -> None:
    """Write the view of each audience into its folder; say how much was withheld from the public, or left out."""
    from catalog.priority_policy import load_priorities  # all that publishes is slow to load, and not always needed
    from catalog.publication import load_publication
    from catalog.publish import publish
    from catalog.side_by_side import meanwhile, useful_processes
    from catalog.templates import compiled, take
    from catalog.view_builder import build_view

    priorities = load_priorities(places.policies)
    for problem in load_publication(places.policies).unmatched(_closed(store)):
        session.voice.error(f"{place(problem)}: {session.translate.told(problem.reason)}")
    for audience, folder in outputs.items():
        with meanwhile(partial(compiled, site.theme)) if useful_processes() > 1 else nullcontext() as ready:
            view = build_view(store, audience, places.policies, registers)
            if ready:
                take(ready())
        internal = audience is Audience.INTERNAL
        extra = _run_file(folder, report) if internal else {}
        settings = site.inside() if internal else site
        done = publish(view, folder, priorities=priorities, settings=settings, extra=extra)
        for sentence in _told(done, session):
            session.voice.say(sentence)
        session.voice.say(session.translate("Written: {path}", path=str(folder / "index.html")))


def _run_file(folder: Path, report: "RunReport | None") -> dict[str, str]:
    """Return the file of the report; what is published without a run keeps the one of the last run, if it is whole."""
    if report:
        return {RUN_FILE: report.model_dump_json(indent=2) + "\n"}
    last = folder / RUN_FILE
    with suppress(UnicodeDecodeError):
        if last.is_file() and not last.is_symlink():
            return {RUN_FILE: last.read_text(encoding="utf-8")}
    return {}


def _told(done: "PublishReport", session: Session) -> Iterator[str]:
    counted, left_out = session.translate.ngettext, done.left_out
    if withheld := done.withheld:
        yield counted(
            "{n} closed repository is withheld from the public view: publication.yml says how to show it.",
            "{n} closed repositories are withheld from the public view: publication.yml says how to show them.",
            withheld,
        )
    if n := left_out.without_file:
        yield counted(
            "{n} repository has no file of its own under api/v1, since its name can't be a path; it is in the lists.",
            "{n} repositories have no file of their own under api/v1, since their names can't be paths;"
            " they are in the lists.",
            n,
        )
    if n := left_out.awesome:
        yield counted(
            "{n} publiccode.yml isn't in data/awesome.json: `ouvrage publiccode REPO` says what is wrong in it.",
            "{n} publiccode.yml aren't in data/awesome.json: `ouvrage publiccode REPO` says what is wrong in each.",
            n,
        )
    for reason, n in sorted(left_out.repositories.items()):
        yield counted(
            "{n} repository isn't in data/repositories ({reason}); it is in the rest of the listing.",
            "{n} repositories aren't in data/repositories ({reason}); they are in the rest of the listing.",
            n,
            reason=session.translate(reason),
        )
    for reason, n in sorted(left_out.owners.items()):
        yield counted(
            "{n} owner isn't in data/organizations ({reason}); it is in the rest of the listing.",
            "{n} owners aren't in data/organizations ({reason}); they are in the rest of the listing.",
            n,
            reason=session.translate(reason),
        )


def _closed(store: Store) -> list[str]:
    rows = store.rows("SELECT host, full_name FROM repositories WHERE visibility <> 'public' AND gone_at IS NULL")
    return [f"{row['host']}/{row['full_name']}" for row in rows]
