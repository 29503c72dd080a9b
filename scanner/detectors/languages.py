# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which language a file is in, from its name alone, and which of its lines are comments."""

import re
from collections.abc import Iterator, Sequence

_EXTENSIONS = {
    "ada": "ada adb ads",
    "c": "c h",
    "catala": "catala_fr catala_en catala",
    "clojure": "clj cljs cljc",
    "cobol": "cbl cob cpy pco",
    "cpp": "cpp cc cxx hpp hh hxx",
    "csharp": "cs",
    "dart": "dart",
    "drools": "drl",
    "elixir": "ex exs",
    "erlang": "erl",
    "fortran": "f for f77 f90 f95 f03 f08",
    "go": "go",
    "groovy": "groovy",
    "haskell": "hs",
    "java": "java",
    "javascript": "js mjs cjs jsx",
    "julia": "jl",
    "kotlin": "kt kts",
    "m": "m",
    "notebook": "ipynb",
    "ocaml": "ml mli",
    "pascal": "pas dpr",
    "perl": "pl pm",
    "php": "php",
    "plsql": "pls pks pkb plsql pck prc fnc plb tpb tps trg",
    "publicodes": "publicodes",
    "python": "py",
    "r": "r rmd qmd",
    "ruby": "rb rake",
    "rust": "rs",
    "sas": "sas",
    "scala": "scala",
    "shell": "sh bash ksh",
    "spss": "sps",
    "sql": "sql",
    "stata": "do ado",
    "svelte": "svelte",
    "swift": "swift",
    "typescript": "ts tsx mts cts",
    "vb": "vb bas vba frm",
    "vue": "vue",
}
_BY_EXTENSION = {extension: language for language, words in _EXTENSIONS.items() for extension in words.split()}

_HASH = re.compile(r"^\s*#|\s#(?=[\s!])|\s\s#")
_SLASHES = re.compile(r"(?<![:\w])//(?!=)")
_LINE_COMMENTS = {
    "ada": re.compile(r"--"),
    "clojure": re.compile(r";"),
    "cobol": re.compile(r"^.{6}[*/]"),
    "erlang": re.compile(r"%"),
    "fortran": re.compile(r"^[cC*]\s|!"),
    "haskell": re.compile(r"--"),
    "plsql": re.compile(r"--"),
    "sas": re.compile(r"^\s*%?\*"),
    "spss": re.compile(r"^\s*\*"),
    "sql": re.compile(r"--"),
    "stata": re.compile(r"^\s*\*|//"),
    "vb": re.compile(r"^\s*'"),
} | dict.fromkeys(
    ("elixir", "julia", "m", "notebook", "perl", "publicodes", "python", "r", "ruby", "shell", "yaml"), _HASH
)
_WITHOUT_BLOCKS = frozenset(
    {"cobol", "elixir", "fortran", "m", "notebook", "publicodes", "python", "r", "shell", "yaml"}
)
_BLOCKS = {"/*": "*/", "<!--": "-->", "(*": "*)"}
_BLOCK_START = re.compile(r"/\*|<!--")
_SCRIPT = re.compile(r"<script\b")
_CELL_KIND = re.compile(r'"cell_type": "(\w+)"')
_CELL_SOURCE = re.compile(r'"source": \[\s*$')
_CELL_LINE = re.compile(r'\s*"(.*?)(?:\\n)?",?\s*$')
_LONGEST_KEY = 200
_ML_BLOCK_START = re.compile(r"\(\*")

_ACCENTS = str.maketrans(
    "àâäáãéèêëíìîïóòôöõúùûüçñÿÀÂÄÁÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÇÑ", "aaaaaeeeeiiiiooooouuuucnyAAAAAEEEEIIIIOOOOOUUUUCN"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def language_of(path: str) -> str | None:
    """Return the programming language of a path ("python", "sas"…), or None."""
    name = path.rpartition("/")[2].lower()
    return _BY_EXTENSION.get(name.rpartition(".")[2]) if "." in name else None


def decode(data: bytes) -> str:
    """Return source text: UTF-8, else Windows' superset of latin-1, in which legacy French sources are written."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def fold(text: str) -> str:
    """Return text in lower case without accents, identifiers split at their humps; lines stay where they are."""
    return _HUMP.sub("_", text.translate(_ACCENTS)).lower()


def scripts_only(lines: Sequence[str]) -> list[str]:
    """Return the lines of a Vue or Svelte component with those outside its script blocks left empty."""
    kept = []
    inside = False
    for line in lines:
        if inside and "</script" in line:
            inside = False
        kept.append(line if inside else "")
        if _SCRIPT.search(line) and "</script" not in line:
            inside = True
    return kept


def cells_only(lines: Sequence[str]) -> list[str]:
    """Return the lines of a notebook, with the text of its cells of code where it stands and the others left empty."""
    kept = []
    inside = code = False
    for line in lines:
        inside = inside and not line.lstrip().startswith("]")
        found = _CELL_LINE.match(line) if inside and code else None
        kept.append(found[1] if found else "")
        if kind := _CELL_KIND.search(line[:_LONGEST_KEY]):
            code = kind[1] == "code"
        inside = inside or bool(_CELL_SOURCE.search(line[:_LONGEST_KEY]))
    return kept


def without_comments(lines: Sequence[str], language: str) -> Iterator[str]:
    """Yield each line without its comments, by a simple reading of the language that knows no strings."""
    marker = _LINE_COMMENTS.get(language, _SLASHES)
    starts = _ML_BLOCK_START if language in {"ocaml", "pascal"} else _BLOCK_START
    end = ""
    for line in lines:
        text = line
        if end:
            _, closed, text = text.partition(end)
            if not closed:
                yield ""
                continue
            end = ""
        if language not in _WITHOUT_BLOCKS:
            text, end = _cut_blocks(text, starts)
        found = marker.search(text)
        yield text[: found.start()] if found else text


def _cut_blocks(text: str, starts: re.Pattern[str]) -> tuple[str, str]:
    """Return the line without its block comments, and the end to look for when one stays open."""
    kept = ""
    while found := starts.search(text):
        end = _BLOCKS[found[0]]
        _, closed, rest = text[found.end() :].partition(end)
        kept += text[: found.start()]
        if not closed:
            return kept, end
        text = rest
    return kept + text, ""
