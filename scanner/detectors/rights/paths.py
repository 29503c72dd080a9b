# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a path matters to the reading of rights: its form, and whether it says that others wrote the file.

A path class is a form, with ``vendored+`` before it below a folder where package managers or people put the code of
others. The forms: licence, readme, text, code, script (JavaScript and style sheets, which others' banners head), markup
(templates, where words are shown to people), data, minified, font, archive, ``manifest@KIND``.
"""

import re
from posixpath import splitext

from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.detectors.licenses import paths as licence_paths

FOREIGN = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|site-packages|webjars|third[-_]?part(?:y|ies)|3rd[-_]?party"
    r"|vendor|vendors|vendored)/",
    re.IGNORECASE,
)
"""Folders whose name says that their content comes from others; it proves nothing alone (see `roles`)."""

_MANIFESTS = {
    "bower.json": "bower",
    ".bower.json": "bower",
    "component.json": "bower",
    "metadata": "python",
    "pkg-info": "python",
    "installed.json": "installed",
    "modules.txt": "go",
    "reuse.toml": "reuse",
}
_NEEDS_FOLDER = {"installed": "composer", "go": "vendor"}
_FORMS = {
    "text": "md markdown txt rst adoc asciidoc tex org textile",
    "markup": "html htm xhtml vue svelte jsx tsx erb twig ftl ftlh jsp jspx tag ejs hbs mustache njk jinja jinja2 j2"
    " haml slim pug heex eex leex phtml tpl gsp cshtml aspx razor liquid blade svg astro",
    "data": "sql ipynb",
    "script": "js mjs cjs css",
    "code": "scss sass less styl mk make cmake gradle dockerfile tf hcl bat cmd ps1 psm1 awk sed lua tcl nim",
    "font": "ttf otf woff",
    "archive": "jar war whl",
}
"""Beside the languages of `scanner.detectors.languages`, which are code; all other endings are data."""
_NOT_TEXT_NAMES = (
    "png jpg jpeg gif webp ico bmp tif tiff avif woff2 eot ttc mp3 mp4 webm ogg wav mov avi pdf psd zip gz tgz bz2 xz"
    " 7z rar ear gem nupkg class pyc o so dll exe wasm parquet dbf shp shx xls xlsx ods doc docx odt ppt pptx odp pbf"
    " mbtiles gpkg npz npy pkl h5 onnx rds rdata sas7bdat p12 jks bin dat db sqlite swf map"
)
_NOT_TEXT = frozenset(_NOT_TEXT_NAMES.split())
_TEXTS = frozenset({"", "txt", "md", "rst", "html"})
_LICENCE = re.compile(r"(?:un)?licen[sc]e|cop(?:ying|yright)", re.IGNORECASE)
"""A file called `spdx_license.ttl` is about licences; `LICENSE.MIT` is one."""
_PROSE = re.compile(r"(?:notice|authors?|contributors|eula|cluf|disclaimer|legal)(?:[-_]\w+)?", re.IGNORECASE)
_FORM_OF = {suffix: form for form, suffixes in _FORMS.items() for suffix in suffixes.split()}


def path_class(path: str) -> str | None:
    """Return the class of a path, or None for what isn't text (pictures, archives, compiled code)."""
    form = _form(path)
    if form is None:
        return None
    return f"vendored+{form}" if FOREIGN.search(path) else form


def form_of(path_class: str) -> str:
    """Return the form in a path class, a manifest's kind left out."""
    return path_class.removeprefix("vendored+").partition("@")[0]


def manifest_kind(path_class: str) -> str:
    """Return the kind of manifest in a path class, or ""."""
    return path_class.partition("@")[2]


def is_vendored(path_class: str) -> bool:
    """Return whether the path lay below a folder for the code of others."""
    return path_class.startswith("vendored+")


def _form(path: str) -> str | None:
    name = path.rsplit("/", 1)[-1]
    suffix = splitext(name.lower())[1][1:]
    named = licence_paths.kind_of(path)
    if kind := _manifest(path, named):
        return f"manifest@{kind}"
    if suffix in _NOT_TEXT or named == "lock":
        return None
    if named == "readme" or (named == "license" and (suffix in _TEXTS or _LICENCE.match(name))):
        return "readme" if named == "readme" else "licence"
    return _form_of_name(name, suffix)


def _form_of_name(name: str, suffix: str) -> str:
    if roles.is_minified(name) and suffix not in {"json", "yml", "yaml"}:
        return "minified"
    if not suffix:
        return "text" if _PROSE.fullmatch(name) else "code"  # a script, most of the time
    return _FORM_OF.get(suffix) or ("code" if language_of(name) else "data")


def _manifest(path: str, named: str) -> str:
    """Return the kind of manifest that a path is; `named` is what the licences detector calls it."""
    folder, _, name = path.rpartition("/")
    kind = _MANIFESTS.get(name.lower(), "")
    if not kind:
        return "" if named in {"license", "readme", "lock", "r", ""} else named
    parent = folder.rpartition("/")[2]
    if kind == "python":
        return kind if name == "PKG-INFO" or parent.endswith((".dist-info", ".egg-info")) else ""
    return kind if _NEEDS_FOLDER.get(kind, parent) == parent else ""
