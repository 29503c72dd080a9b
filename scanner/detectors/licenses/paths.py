# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a path sways a reading: a few words, so that equal contents under other names are read once.

A path class is ``FEATURES`` or ``FEATURES@KIND``. The features are those that ScanCode 32.5 looks at (extensions that
change how it cuts text into lines or whether it sees text at all, "locale" anywhere, `package.json`); a file name with
the same features gives the same verdict. The kind names the files that this detector itself reads further.
"""

import re
from posixpath import splitext

_SOURCE_ENDINGS = (
    ".ada .adb .asm .asp .aj .bas .bat .c .c++ .cc .clj .cob .cpp .cs .csh .csx .cxx .d .e .el .f .fs .f77 .f90 .for"
    " .fth .ftn .go .h .hh .hpp .hs .html .htm .hxx .java .js .jsx .jsp .ksh .kt .lisp .lua .m .m4 .nim .pas .php .pl"
    " .pp .ps1 .py .r .rb .ruby .rs .s .scala .sh .swift .ts .vhdl .verilog .vb .groovy .po"
)
_SOURCE = tuple(_SOURCE_ENDINGS.split())
_BINARY = (".pyc", ".pgm", ".mp3", ".mp4", ".mpeg", ".mpg", ".emf", ".pbm", ".ppm")
_OFFICE = (".doc", ".docx", ".xlsx", ".ppt", ".pptx")

_FILE_NAMES = {
    "plain": "blob.txt",
    "source": "blob.py",
    "package": "package.json",
    "compact": "blob.typeface.json",
    "compact-source": "blob.min.js",
    "map": "blob.js.map",
    "image": "blob.svg",
    "image-data": "blob.tga",
    "binary": "blob.pyc",
    "office": "blob.doc",
    "office-x": "blob.docx",
    "gem": "blob.gem",
}

_KINDS = {
    "package.json": "npm",
    "pyproject.toml": "pyproject",
    "setup.cfg": "setup-cfg",
    "setup.py": "setup-py",
    "cargo.toml": "cargo",
    "composer.json": "composer",
    "pom.xml": "maven",
    "description": "r",
    "mix.exs": "mix",
    "publiccode.yml": "publiccode",
    "publiccode.yaml": "publiccode",
    "codemeta.json": "codemeta",
    "citation.cff": "citation",
    "reuse.toml": "reuse",
    "bower.json": "bower",
    "deno.json": "deno",
    "jsr.json": "deno",
    ".zenodo.json": "zenodo",
    "pubspec.yaml": "pubspec",
    "package.yaml": "hpack",
    "meta.yaml": "conda",
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "dockerfile": "docker",
    "containerfile": "docker",
    "directory.build.props": "dotnet",
}
_KINDS_BY_ENDING = {
    ".gemspec": "gemspec",
    ".cabal": "cabal",
    ".nuspec": "dotnet",
    ".csproj": "dotnet",
    ".fsproj": "dotnet",
    ".vbproj": "dotnet",
}
_LOCK_NAMES = (
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock deno.lock composer.lock cargo.lock"
    " poetry.lock pdm.lock uv.lock pipfile.lock gemfile.lock mix.lock packages.lock.json podfile.lock pubspec.lock"
    " flake.lock go.sum"
)
_LOCKS = frozenset(_LOCK_NAMES.split())
_LICENSE_FILE = re.compile(
    r"^(?:[\w.]+[-_])?(?:un)?(?:licen[sc]es?|copying|copyright)(?:[-_. ].*)?$"
    r"|^(?:licen[sc]e|copying)\w{0,12}$|^(?:cecill|eupl)[-_.\w]*$",
    re.IGNORECASE,
)
_NOT_A_TEXT = re.compile(
    r"\.(?:py|js|ts|jsx|tsx|rb|go|rs|java|php|c|h|cpp|cs|json|ya?ml|xml|svg|png|vue|ex|exs|css)$", re.IGNORECASE
)
_README = re.compile(r"^(?:readme|lisez[-_]?moi)(?:[-_.].*)?$", re.IGNORECASE)


def path_class(path: str) -> str:
    """Return the class of a path within its repository, such as ``plain``, ``source``, ``locale+source@setup-py``."""
    features = ("locale+" if "locale" in path else "") + _feature(path)
    kind = kind_of(path)
    return f"{features}@{kind}" if kind else features


def file_name(path_class: str) -> str:
    """Return a safe relative file name (perhaps in one folder) that sways ScanCode as the class says."""
    features = path_class.partition("@")[0]
    folder, _, feature = features.rpartition("+")
    return f"{folder}/{_FILE_NAMES[feature]}" if folder else _FILE_NAMES[feature]


def features(path_class: str) -> frozenset[str]:
    """Return the features in a path class: those of `_FILE_NAMES`, and ``locale``."""
    return frozenset(path_class.partition("@")[0].split("+"))


def kind(path_class: str) -> str:
    """Return the kind in a path class: a manifest's, ``license``, ``readme``, ``lock`` or ""."""
    return path_class.partition("@")[2]


def kind_of(path: str) -> str:
    """Return which kind of file that this detector reads further a path names, or ""."""
    folder, _, name = path.rpartition("/")
    kinds = (
        (_KINDS.get(name.lower(), ""), True),
        ("license", folder.rpartition("/")[2] == "LICENSES"),
        ("lock", name.lower() in _LOCKS),
        ("dep5", path.endswith(".reuse/dep5")),
        (_KINDS_BY_ENDING.get(splitext(name)[1], ""), True),
        ("readme", bool(_README.match(name))),
        ("license", bool(_LICENSE_FILE.match(name)) and not _NOT_A_TEXT.search(name)),
    )
    return next((kind for kind, holds in kinds if kind and holds), "")


def _feature(path: str) -> str:
    lower = path.lower()
    by_ending = (
        ("package", path.endswith("package.json")),
        ("compact-source", path.endswith(".min.js")),
        ("compact", path.endswith(".typeface.json")),
        ("map", path.endswith((".js.map", ".css.map"))),
        ("source", path.endswith(_SOURCE)),
        ("binary", path.endswith(_BINARY)),
        ("image", lower.endswith(".svg")),
        ("image-data", lower.endswith(".tga")),
        ("office-x", lower.endswith(_OFFICE) and path.endswith("x")),
        ("office", lower.endswith(_OFFICE)),
        ("gem", lower.endswith(".gem")),
    )
    return next((feature for feature, holds in by_ending if holds), "plain")
