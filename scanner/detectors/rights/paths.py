# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a path matters to the reading of rights: its form, and whether it says that others wrote the file.

A path class is a form, with ``vendored+`` before it below a folder where package managers or people put the code of
others. The forms: licence, readme, text, code, script (JavaScript and style sheets, which others' banners head), markup
(templates, where words are shown to people), data, minified, font, archive, ``manifest@KIND``.
"""

import re
from pathlib import PurePosixPath

from scanner.detectors import roles
from scanner.detectors.licenses import paths as licence_paths

FOREIGN = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|site-packages|webjars|third[-_]?part(?:y|ies)|3rd[-_]?party"
    r"|vendor|vendors|vendored|externals?)/",
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
    "markup": "html htm xhtml vue svelte jsx tsx erb twig ftl ftlh jsp jspx tag ejs hbs mustache njk jinja jinja2 "
    "j2 haml slim "
    "pug heex eex leex phtml tpl gsp cshtml aspx razor liquid blade svg astro",
    "data": "json jsonl ndjson geojson yml yaml xml xsd xsl xslt xlf xliff csv tsv po pot properties resx toml ini "
    "cfg conf lock "
    "ipynb sql strings arb plist",
    "script": "js mjs cjs css",
    "font": "ttf otf woff",
    "archive": "jar war whl",
}
_NOT_TEXT_NAMES = (
    "png jpg jpeg gif webp ico bmp tif tiff avif woff2 eot ttc mp3 mp4 webm ogg wav mov avi pdf psd zip gz tgz bz2 xz"
    " 7z rar ear gem nupkg class pyc o so dll exe wasm parquet dbf shp shx xls xlsx ods doc docx odt ppt pptx odp pbf"
    " mbtiles gpkg npz npy pkl h5 onnx rds rdata sas7bdat p12 jks bin dat db sqlite swf map"
)
_NOT_TEXT = frozenset(_NOT_TEXT_NAMES.split())
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
    lower = path.lower()
    suffix = PurePosixPath(lower).suffix[1:]
    kind = _manifest(path)
    if kind:
        return f"manifest@{kind}"
    if suffix in _NOT_TEXT:
        return None
    named = licence_paths.kind_of(path)
    if named in {"license", "readme"}:
        return "licence" if named == "license" else "readme"
    if named == "lock":
        return None
    if roles.is_minified(path) and not lower.endswith((".json", ".yml", ".yaml")):
        return "minified"
    return _FORM_OF.get(suffix, "code")


def _manifest(path: str) -> str:
    file = PurePosixPath(path)
    kind = _MANIFESTS.get(file.name.lower(), "")
    if kind == "python" and not file.parent.name.endswith((".dist-info", ".egg-info")) and file.name != "PKG-INFO":
        return ""
    if kind in _NEEDS_FOLDER and file.parent.name != _NEEDS_FOLDER[kind]:
        return ""
    if kind:
        return kind
    named = licence_paths.kind_of(path)
    return "" if named in {"license", "readme", "lock", "r", ""} else named
