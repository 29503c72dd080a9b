# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A dossier as Markdown that forges show: no HTML, every text of others made harmless."""

from collections.abc import Iterable

from catalog.reports.dossier.document import Blanks, Block, Code, Document, Items, Paragraph, Table, Text, spans
from catalog.reports.text import markdown, markdown_code


def to_markdown(document: Document) -> str:
    """Return the document as Markdown, ending with a line feed."""
    parts = [f"# {markdown(document.title)}", *(_block(each) for each in document.lead)]
    for part in document.parts:
        parts += [f"## {markdown(part.title)}", *(_block(block) for block in part.blocks)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        text = _line(block.text)
        return f"**{text}**" if block.strong else text
    if isinstance(block, Items):
        marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.lines) + 1))
        return "\n".join(f"{mark} {_line(line)}" for mark, line in zip(marks, block.lines, strict=True))
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Code):
        return "\n".join(f"    {line}" for line in block.text.splitlines())
    return _blanks(block)


def _table(table: Table) -> str:
    lines = [f"### {markdown(table.caption)}", "", _row(map(markdown, table.head)), _row("---" for _ in table.head)]
    return "\n".join([*lines, *(_row(map(_line, row)) for row in table.rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _blanks(blanks: Blanks) -> str:
    return "\n".join(f"- {markdown(label)} ……………………………………………" for label in blanks.labels)


def _line(text: Text) -> str:
    return "".join(
        markdown_code(span.text).replace("|", "\\|") if span.code else markdown(span.text) for span in spans(text)
    )
