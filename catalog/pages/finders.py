# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each list of the site is searched with: repositories, owners, modules and the code to open next."""

from catalog.pages.edition import Edition
from catalog.pages.facets import SECTIONS, facet_rows, state_label
from catalog.pages.finder import Finder, Kind, Told, facet, finder, flags, ministry_facet, own_facet
from catalog.pages.wording import in_sentence

_PLACE = ("full_name", "repo_name=name", "owner=group", "platform=forge", "ministry", "language", "license", "degree")

REPOSITORIES = Kind(
    section="repositories",
    rows="repositories",
    fields=("name", "login", "owner_name", "description", "topics"),
    columns=(
        *(*_PLACE, "state", "fork", "template", "contributing=with-contributing", "publiccode=with-publiccode"),
        *("forks_count", "stars", "updated_at", "description", "topics", "page"),
    ),
)
OWNERS = Kind(
    section="owners",
    rows="owners",
    fields=("name", "login", "organization", "ministry", "description"),
    columns=(
        *("login", "name", "id=group", "platform=forge", "organization", "ministry", "vouched"),
        *("repositories_count", "followers", "description", "page"),
    ),
)
MODULES = Kind(
    section="modules",
    rows="modules",
    fields=("path", "name", "login", "owner_name", "description"),
    columns=("path", *_PLACE, "state", "lines", "score", "held", "updated_at", "description", "page"),
    links=(("slug", ""), ("repository", "repositories")),
)

RANKED = Kind(
    section="to-open",
    rows="to-open",
    fields=("name", "login", "purpose", "sentences"),
    columns=(
        *("rank", "full_name", "repo_name=name", "owner=group", "platform=forge", "ministry", "degree", "state"),
        *("transparency", "reusability", "purpose", "sentences", "page"),
    ),
)


def repository_finder(edition: Edition) -> Finder:
    """Return what the list of repositories is searched with."""
    _ = edition.translate
    told = Told(
        placeholder=_("Name, owner, subject…"),
        orders=(
            ("", _("Best kept first")),
            ("name", _("Name")),
            ("updated_at", _("Last update")),
            ("forks_count", _("Forks")),
            ("stars", _("Stars")),
        ),
        texts={
            "none": _("No repository matches."),
            "one": _("1 repository found"),
            "many": _("# repositories found"),
        },
        tags={name: state_label(edition, name) for name in ("closed", "archived", "fork", "template")},
    )
    row = {
        "url": edition.url("repositories"),
        "name": "$name$",
        "owner": "$login$",
        "host": "$forge$",
        "description": "$description$",
        "flags": ["$tags$"],
        "facts": edition.facts("$language$", "$license$", "$degree$", "$updated_at$"),
    }
    facets = [facet(edition, kind, facet_rows(edition, kind)) for kind in SECTIONS]
    return finder(edition, REPOSITORIES, told, facets, **row) | {"flags": flags(edition)}


def owner_finder(edition: Edition) -> Finder:
    """Return what the list of owners is searched with."""
    _ = edition.translate
    told = Told(
        placeholder=_("Name, administration, ministry…"),
        orders=(
            ("", _("Number of repositories")),
            ("name", _("Name")),
            ("followers", _("Followers")),
        ),
        texts={"none": _("No owner matches."), "one": _("1 owner found"), "many": _("# owners found")},
        counted={"repositories_count": (_("# repository"), _("# repositories"))},
        words={"vouched": {"yes": "", "no": _("attachment not confirmed")}},
    )
    attachment = {"yes": _("confirmed"), "no": _("not confirmed")}
    facets = [
        ministry_facet(edition, edition.index.owners),
        facet(edition, "forges"),
        own_facet("vouched", _("Attachment"), attachment),
    ]
    row = {
        "url": edition.url("owners"),
        "name": "$name$",
        "login": "$login|name$",
        "host": "$forge$",
        "description": "$description$",
        "facts": ["$repositories_count$", "$organization$", "$ministry$", "$vouched$"],
    }
    return finder(edition, OWNERS, told, facets, **row)


def module_finder(edition: Edition) -> Finder:
    """Return what the list of modules is searched with."""
    _ = edition.translate
    told = Told(
        placeholder=_("Path, repository, owner…"),
        orders=(
            ("", _("Score")),
            ("path", _("Path")),
            ("lines", _("Lines")),
            ("held", _("Also held by")),
            ("updated_at", _("Last update")),
        ),
        texts={"none": _("No module matches."), "one": _("1 module found"), "many": _("# modules found")},
        counted={
            "lines": (_("# line"), _("# lines")),
            "held": (_("also in # repository"), _("also in # repositories")),
        },
        unknown={"license": in_sentence(edition.words.licence_label(""))},
    )
    gates = {"extractable": _("can be taken out as it is"), "after-cutting": _("after a few cuts")}
    facets = [facet(edition, kind) for kind in SECTIONS if kind != "states"]
    row = {
        "page": edition.url("modules"),
        "path": "$path$",
        "repository": "$name$",
        "repository_url": edition.url("repositories"),
        "owner": "$login$",
        "description": "$description$",
        "facts": [
            *("$language$", "$lines$", "$state$"),
            _("score {score} out of 100", score="$score$"),
            *("$license$", "$held$"),
        ],
    }
    return finder(edition, MODULES, told, [*facets, own_facet("state", _("To take it"), gates)], **row)


def ranked_finder(edition: Edition) -> Finder:
    """Return what the list of the code to open next is searched with; its reasons are told in one language."""
    _ = edition.translate
    exempted, declared = _("exempted"), _("declared open")
    told = Told(
        placeholder=_("Name, owner, purpose…"),
        orders=(
            ("", _("Rank")),
            ("transparency", _("Transparency")),
            ("reusability", _("Reusability")),
            ("name", _("Name")),
        ),
        texts={
            "none": _("No repository matches."),
            "one": _("1 repository found"),
            "many": _("# repositories found"),
        },
        tags={"exempted": exempted, "declared": declared},
    )
    row = {
        "url": edition.url("to-open"),
        "rank": "$rank$",
        "name": "$name$",
        "owner": "$login$",
        "host": "$forge$",
        "purpose": "$purpose$",
        "degree": _("proposed degree: {degree}", degree="$degree$"),
        "flags": ["$tags$"],
        "sentences": "$sentences$",
        "blockers": "$blockers$",
        "transparency": "$transparency$",
        "reusability": "$reusability$",
    }
    facets = [ministry_facet(edition, edition.index.view.to_open)]
    facets += [facet(edition, kind) for kind in ("owners", "forges", "degrees")]
    states = own_facet("state", _("State"), {"open": _("to open"), "exempted": exempted, "declared": declared})
    kind = RANKED._replace(rows=f"to-open.{_.language}")
    if edition.index.internal:
        kind = kind._replace(columns=(*kind.columns, "blockers"))
    return finder(edition, kind, told, [*facets, states], **row)
