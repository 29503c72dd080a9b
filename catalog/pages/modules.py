# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reusable modules: their list, and one page each on what a module is, why it is proposed and how to take it."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from catalog.from_git import language_name
from catalog.i18n import noted
from catalog.links import folder_url
from catalog.pages import holders, structured
from catalog.pages.edition import Edition
from catalog.pages.finders import module_finder
from catalog.pages.index import Part, licence_name, repository_key
from catalog.pages.page import MAX_MODULES, MAX_NAME, MAX_SUMMARY, MAX_TEXT, Page, Pages, batches, cut, link
from catalog.pages.wording import in_sentence
from catalog.view import RepositoryEntry

MAX_CUTS = 40
MAX_USERS = 20
"""Imports to cut and folders that use a module, shown; the others are counted."""

_GATES = {
    "extractable": noted("can be taken out as it is"),
    "after-cutting": noted("after a few cuts"),
}


def pages(edition: Edition) -> Iterator[Page | Pages]:
    """Yield the list of the modules and the page of each."""
    parts, found_by = edition.index.modules, module_finder(edition)
    for slug, shown, pager in edition.cut_pages("modules", "index", parts):
        context = {"pages": pager, "total": len(parts), "finder": found_by}
        listed = (*_depends(shown), context)
        yield Page("modules", slug, "modules.html", partial(_list, edition, shown, context), listed)
    for number, batch in enumerate(batches(parts)):
        yield Pages(f"modules/{number}", partial(_around, edition, batch), partial(_pages, edition, batch))


def _around(edition: Edition, parts: Sequence[Part]) -> tuple[object, ...]:
    """Return all that the pages of a few modules depend on."""
    owners = [edition.owner_url(part.repository.host, part.repository.owner) for part in parts]
    links = [holders.links(edition, part.repository.clones) for part in parts]
    return *_depends(parts), edition.origin, links, owners


def _pages(edition: Edition, parts: Sequence[Part]) -> Iterator[Page]:
    for part in parts:
        entry = part.repository
        above = edition.owner_url(entry.host, entry.owner)
        made_from = (*_depends([part]), edition.origin, holders.links(edition, entry.clones), above)
        slug = edition.index.module_slugs[part.key]
        yield Page("modules", slug, "module.html", partial(_module, edition, part), made_from)


def module_rows(edition: Edition, entry: RepositoryEntry) -> list[dict[str, Any]]:
    """Return the best modules of a repository as rows."""
    return [module_row(edition, Part(entry, module)) for module in entry.modules[:MAX_MODULES]]


def module_row(edition: Edition, part: Part) -> dict[str, Any]:
    """Return a module as lists show it."""
    _, data = edition.translate, part.module.data
    lines = data.get("lines")
    return {
        "path": cut(part.module.path, MAX_NAME),
        "page": edition.module_url(part),
        "state": _(_GATES.get(str(data.get("gate")), "")),
        "language": language_name(str(data.get("language") or "")),
        "lines": _.number(lines) if isinstance(lines, int) else "",
        "score": part.module.score,
        "held": len(holders.holders_of(part.repository, part.module.path)),
    }


def _depends(parts: Sequence[Part]) -> tuple[object, ...]:
    return [part.module for part in parts], [part.repository for part in parts]


def _list(edition: Edition, shown: Sequence[Part], context: Mapping[str, Any]) -> dict[str, Any]:
    return {**context, "rows": [_list_row(edition, part) for part in shown]}


def _list_row(edition: Edition, part: Part) -> dict[str, Any]:
    entry, row = part.repository, module_row(edition, part)
    return row | {
        "repository": cut(entry.name or entry.full_name, MAX_NAME),
        "repository_url": edition.repository_url(entry),
        "owner": cut(entry.owner, MAX_NAME),
        "description": cut(entry.description, MAX_SUMMARY),
        "facts": [fact for fact in _facts(edition, part, row) if fact],
    }


def _facts(edition: Edition, part: Part, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the list tells of a module in a few words."""
    _, lines = edition.translate, part.module.data.get("lines")
    yield row["language"]
    yield _.ngettext("{n} line", "{n} lines", lines) if isinstance(lines, int) else ""
    yield row["state"]
    yield _("score {score} out of 100", score=edition.number(round(100 * part.module.score)))
    yield _licence(edition, part) or in_sentence(edition.words.licence_label(""))
    yield _.ngettext("also in {n} repository", "also in {n} repositories", row["held"]) if row["held"] else ""


def _licence(edition: Edition, part: Part) -> str:
    name = licence_name(part.repository)
    return cut(edition.words.licence_label(name), MAX_NAME) if name else ""


def _module(edition: Edition, part: Part) -> dict[str, Any]:
    entry, data = part.repository, part.module.data
    clones = holders.holders_of(entry, part.module.path)
    return {
        "name": cut(part.module.path, MAX_NAME),
        "row": module_row(edition, part),
        "repository": entry,
        "repository_name": cut(entry.name or entry.full_name, MAX_NAME),
        "repository_url": edition.repository_url(entry),
        "owner_url": edition.owner_url(entry.host, entry.owner),
        "description": cut(entry.description, MAX_TEXT),
        "sentence": _sentence(edition, part),
        "gate": str(data.get("gate") or ""),
        "cuts": [_cut_place(edition, part, each) for each in imports_to_cut(data)[:MAX_CUTS]],
        "more_cuts": max(0, len(imports_to_cut(data)) - MAX_CUTS),
        "reasons": list(_reasons(edition, data)),
        "users": [cut(str(each), MAX_NAME) for each in users(data)[:MAX_USERS]],
        "licence": _licence(edition, part),
        "licence_told": edition.words.licence(entry),
        "holders": holders.told(edition, entry, clones) if clones else None,
        "source_url": source_url(part),
        "command": _command(part) if edition.index.internal else "",
        "others": _others(edition, part),
        "json_ld": structured.of_module(edition, part),
    }


def _sentence(edition: Edition, part: Part) -> str:
    """Return what a module is, in a sentence."""
    _, data = edition.translate, part.module.data
    files, lines = _count(data, "files"), _count(data, "lines")
    said = {
        "repository": cut(part.repository.name or part.repository.full_name, MAX_NAME),
        "owner": cut(part.repository.owner, MAX_NAME),
        "language": language_name(str(data.get("language") or "")) or _("an unknown language"),
        "lines": _.ngettext("{n} line", "{n} lines", lines),
    }
    if part.module.kind == "file":
        return _("A file of {lines} in {language}, in the repository {repository} of {owner}.", **said)
    told = _.ngettext("A folder of {n} file", "A folder of {n} files", files)
    return _("{folder} in {language} ({lines}), in the repository {repository} of {owner}.", folder=told, **said)


def _reasons(edition: Edition, data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield what the score is made of, the heaviest first (`policies/modules.yml`): a title, a value, what it means."""
    _, signals = edition.translate, data.get("signals")
    if not isinstance(signals, Mapping):
        return
    cuts, rate = len(imports_to_cut(data)), signals.get("efferent_per_kloc")
    yield {
        "title": _("What it takes from the rest"),
        "value": _("not measured in this language") if rate is None else _imports(edition, cuts),
        "why": _("The less a part imports from its repository, the easier it is to take out."),
    }
    yield {
        "title": _("The repository’s own words"),
        "value": _share(edition, signals.get("domain_share"), noted("{share} of its words")),
        "why": _("A part that speaks little of its repository’s business can serve others."),
    }
    yield {
        "title": _("How much it is used"),
        "value": _.ngettext("by {n} part of the repository", "by {n} parts of the repository", len(users(data))),
        "why": _("What many parts use already answers a need that others may have."),
    }
    yield {
        "title": _("Independence in history"),
        "value": _share(edition, signals.get("independence"), noted("{share} of its changes touch nothing else")),
        "why": _("A part that changes on its own has a life of its own."),
    }


def _imports(edition: Edition, cuts: int) -> str:
    _ = edition.translate
    return _.ngettext("{n} import to cut", "{n} imports to cut", cuts) if cuts else _("no import to cut")


def _share(edition: Edition, share: object, words: str) -> str:
    _ = edition.translate
    return _(words, share=_.percent(share)) if isinstance(share, int | float) else _("not known")


def imports_to_cut(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the imports of the rest of the repository that a module's data tell, each {path, line, target}."""
    cuts = data.get("cuts")
    return [each for each in cuts if isinstance(each, Mapping)] if isinstance(cuts, list | tuple) else []


def users(data: Mapping[str, Any]) -> list[object]:
    """Return the folders of the repository that use a module."""
    users = data.get("used_by")
    return list(users) if isinstance(users, list | tuple) else []


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    return value if isinstance(value, int) else 0


def _cut_place(edition: Edition, part: Part, each: Mapping[str, Any]) -> dict[str, Any]:
    target = {"path": each.get("target")}
    return {"at": edition.words.place(part.repository, each), "target": edition.words.place(part.repository, target)}


def source_url(part: Part) -> str:
    """Return the address of a module on its forge, at the commit that was read."""
    entry = part.repository
    if part.module.path in ("", "."):
        return link(entry.html_url)
    return link(folder_url(entry.platform, entry.html_url, entry.commit, part.module.path))


def _command(part: Part) -> str:
    """Return the command that takes a module out, as a shell takes it."""
    return shlex.join(["ouvrage", "extract", repository_key(part.repository), part.module.path])


def _others(edition: Edition, part: Part) -> list[dict[str, Any]]:
    """Return the other modules of the same repository."""
    entry, itself = part.repository, part.module.path
    others = [Part(entry, module) for module in entry.modules if module.path != itself]
    return [module_row(edition, other) for other in others[:MAX_USERS]]
