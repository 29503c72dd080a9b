# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A view whose names and texts were chosen to harm whoever shows them."""

from catalog.algorithms import EvidencePlace, Sheet
from catalog.registers.models import Algorithm
from catalog.view import (
    Audience,
    CoverageEntry,
    ForgeEntry,
    LicenceEntry,
    NewsKind,
    OpeningEntry,
    PointEntry,
    ReleaseEntry,
    View,
)
from scanner.models import ForgeKind, Visibility
from tests.catalog.views import HOSTILE_TEXT, news, owner, ranked, repository, view


def hostile_view(audience: Audience = Audience.PUBLIC) -> View:
    """Return what an attacker who owns an account on a crawled forge may make of it."""
    names = (
        "mal/=cmd|' /C calc'!A0",
        "mal/../../../../etc/passwd",
        "mal/nom\nsur deux lignes",
        "mal/" + HOSTILE_TEXT,
        "mal/" + "long" * 2500,
        "mal/É",
        "mal/é",
        "mal/e",
        "mal/E",
        "mal/index",
        "mal/con",
        "mal/fiche.html",
        "mal/fiche.html/sous-projet",
        "mal/fiche",
        "/".join("abcdefghijklmnopqrstuvwxyz" * 40),
        "",
        "..",
    )
    texts = {"description": HOSTILE_TEXT, "language": HOSTILE_TEXT, "topics": (HOSTILE_TEXT, "=1+1")}
    links = {"homepage": "javascript:alert(1)", "license_key": HOSTILE_TEXT, "updated_at": HOSTILE_TEXT}
    licence = LicenceEntry(
        expression=HOSTILE_TEXT,
        agreement="agree",
        legal=False,
        sources=({"path": HOSTILE_TEXT, "line": "<b>", "expression": HOSTILE_TEXT, "kind": HOSTILE_TEXT}, {}),
    )
    return view(
        audience,
        forges=(ForgeEntry(host="mal.example", kind=ForgeKind.GITEA, url="javascript:alert(1)"),),
        owners=(
            owner("mal", "mal.example", name=HOSTILE_TEXT, website="javascript:alert(1)", repositories_count=3),
            owner("../mal", "mal.example", name="", html_url="data:text/html,x", repositories_count=1),
        ),
        repositories=tuple(
            repository(name, "mal.example", licence=licence, **texts, **links).model_copy(
                update={
                    "html_url": f"javascript:alert({place})",
                    "community": {"readme": HOSTILE_TEXT},
                    "created_at": "2026-01-01T00:00:00Z",
                    "releases": (
                        ReleaseEntry(
                            tag=HOSTILE_TEXT,
                            name=HOSTILE_TEXT,
                            published_at="2026-01-01T00:00:00Z",
                            url="javascript:alert(1)",
                        ),
                    ),
                    "previous_names": (HOSTILE_TEXT, "../../etc", names[place - 1]),
                    "opened_on": HOSTILE_TEXT,
                }
            )
            for place, name in enumerate(names)
        ),
        news=tuple(
            news(
                kind,
                "2026-01-01T00:00:00Z",
                "mal/" + HOSTILE_TEXT,
                "mal.example",
                before=HOSTILE_TEXT * place,
                after="\x00" + HOSTILE_TEXT,
            )
            for place, kind in enumerate(NewsKind)
        ),
        to_open=(
            ranked(
                1,
                "mal/" + HOSTILE_TEXT,
                purpose='=HYPERLINK("https://mal.example")',
                transparency=10,
                reusability=10,
                points=(
                    PointEntry(
                        axis="transparency",
                        rule=HOSTILE_TEXT,
                        points=10,
                        message=HOSTILE_TEXT,
                        path="x",
                        url="javascript:1",
                    ),
                ),
                blockers=(HOSTILE_TEXT,),
            ),
        ),
        openings=(
            OpeningEntry(
                name=HOSTILE_TEXT,
                repository="mal.example/mal/" + HOSTILE_TEXT,
                quarter="2026-T1",
                late=True,
                source="javascript:alert(1)",
                public_repository="data:text/html,x",
            ),
        ),
        algorithms=tuple(
            Sheet(
                algorithm=Algorithm(
                    file="",
                    line=0,
                    name=name,
                    purpose=HOSTILE_TEXT * 200,
                    contact="javascript:alert(1)",
                    legal_basis=(HOSTILE_TEXT,) * 3,
                    repositories=("javascript:alert(1)", "=1+1"),
                ),
                repository=f"mal.example/{name}",
                visibility=Visibility.PUBLIC,
                evidence=(EvidencePlace(path=HOSTILE_TEXT, line=1),),
            )
            for name in names
        ),
        coverage=(CoverageEntry(source=HOSTILE_TEXT, finished_at="x", expected=None, seen=1, skipped=0, outcome="x"),),
    )
