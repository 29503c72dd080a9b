# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A folder in the shape of the State's design system, with nothing of it: what a deployer supplies, for tests."""

from pathlib import Path

STYLE = """/*! DSFR v1.15.0 | restricted use */
@font-face { font-family: Essai; src: url("fonts/Essai-Regular.woff2?v=1") format("woff2"); }
.fr-btn::before { mask-image: url(icons/system/arrow-right-line.svg); }
.fr-select { background-image: url("data:image/svg+xml;charset=utf-8,%3Csvg%3E"); }
"""
FILES = {
    "dsfr.min.css": STYLE,
    "dsfr.module.min.js": "export {};\n",
    "dsfr.nomodule.min.js": "void 0;\n",
    "fonts/Essai-Regular.woff2": "",
    "icons/system/arrow-right-line.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>\n',
    "component/inutile.css": "never asked for\n",
}


def supply_dsfr(folder: Path) -> Path:
    """Write the files of a design system into a folder, and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
