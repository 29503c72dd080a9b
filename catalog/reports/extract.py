# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""An extraction, as `ouvrage extract` prints it. JSON is the same in all languages."""

from collections.abc import Iterable, Iterator, Sequence

from catalog.extract.models import CarvedFile, Cleanliness, Extraction, Standing
from catalog.i18n import Translator
from catalog.reports.ranking import dump
from catalog.reports.text import plain

SCHEMA_VERSION = 1
_MOST = 40
"""Lines of a list that the text prints; JSON has them all."""


def extraction_json(told: Extraction) -> str:
    """Return the extraction as JSON (``policies/schemas/output/extract.schema.json``)."""
    return dump({"schema_version": SCHEMA_VERSION} | told.model_dump(mode="json"))


def extraction_text(told: Extraction, t: Translator) -> str:
    """Return what a reader needs: the verdict, what stands, what goes along, the command, the proof."""
    return "".join(f"{line}\n" for line in _lines(told, t))


def _lines(told: Extraction, t: Translator) -> Iterator[str]:
    name = plain(f"{told.repository}/{told.module}")
    yield _verdict(told.verdict, t).format(name=name)
    yield from _listed(t("Not to be there, and there:"), map(plain, told.proof.strangers), t)
    yield from _listed(t("Not read:"), (plain(t.told(each)) for each in told.unread), t)
    yield from _listed(t("To remove from the history of this part:"), _places(told.findings, t), t)
    if told.accepted:
        yield t("Findings that the repository says it accepts: {n}", n=t.number(told.accepted))
    yield from _listed(t("Files to carve out, with their licence:"), (_file(each, t) for each in told.files), t)
    yield from _listed(t("Their former paths, whose history goes along:"), map(plain, told.old_paths), t)
    yield from _listed(
        t("Former paths left out, since another file is there today:"), map(plain, told.left_old_paths), t
    )
    if told.exact_renames_only:
        yield t("Objects are missing: a file renamed and changed at once could not be followed to its former path.")
    yield from _imports(told, t)
    yield from _listed(t("Parts of third parties:"), _places(told.third_party, t), t)
    yield ""
    yield t("Command, in a fresh clone (git clone --no-local):")
    yield f"  {plain(told.command)}"
    yield from _proof(told, t)


def _verdict(verdict: Cleanliness, t: Translator) -> str:
    return {
        Cleanliness.CLEAN: t("{name}: clean. Carved out with its history, it holds nothing else; nothing was found."),
        Cleanliness.NOT_CLEAN: t("{name}: not clean. It can't be published with this history."),
        Cleanliness.PARTIAL: t("{name}: partial. Nothing was found, but not all of it was read."),
    }[verdict]


def _imports(told: Extraction, t: Translator) -> Iterator[str]:
    if told.imports is None:
        yield t("What it imports from the rest isn't known: the scan doesn't propose this part as a module.")
    elif not told.imports:
        yield t("It imports nothing from the rest.")
    else:
        lines = (f"{plain(each.path)}:{each.line} → {plain(each.target)}" for each in told.imports)
        yield from _listed(t("What it imports from the rest, to cut or to take along (--with):"), lines, t)


def _proof(told: Extraction, t: Translator) -> Iterator[str]:
    proof = told.proof
    yield (
        t(
            "Proof, read back from a throw-away clone: {commits} commits, {blobs} file versions, {paths} paths,"
            " all of them expected.",
            commits=t.number(proof.commits),
            blobs=t.number(proof.blobs),
            paths=t.number(len(proof.paths)),
        )
        if not proof.strangers
        else t("The proof fails: see what was not to be there.")
    )
    yield from _listed(t("Branches and tags:"), map(plain, proof.refs), t)
    yield t(
        "Names and addresses of authors that remain in the history: {n}. The messages of the commits remain too: read"
        " them. To publish neither, publish the files of today without their history.",
        n=t.number(proof.identities),
    )
    if told.output:
        yield t("Kept: {path}", path=plain(told.output))


def _listed(title: str, lines: Iterable[str], t: Translator) -> Iterator[str]:
    every = list(lines)
    if every:
        yield title
        yield from (f"  {line}" for line in every[:_MOST])
    if len(every) > _MOST:
        yield "  " + t("and {n} more (all of them with --format json)", n=t.number(len(every) - _MOST))


def _places(found: Sequence[Standing], t: Translator) -> Iterator[str]:
    for each in found:
        past = "" if each.at_head else f" {t('[in the past only]')} {each.blob[:12]}"
        where = f"{plain(each.path)}:{each.line}" if each.line else plain(each.path)
        yield f"{where}  {each.rule}  {plain(t.told(each.message))}{past}"


def _file(each: CarvedFile, t: Translator) -> str:
    told = {
        "file": each.licence or t("unknown licence"),
        "repository": t("{licence}, declared by the repository", licence=each.licence),
    }.get(each.licence_basis, t("unknown licence"))
    return f"{plain(each.path)}  {plain(told)}"
