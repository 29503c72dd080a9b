# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Imports: one family of languages a file, behind the interface of `interface`.

Sources are read by simple patterns, never parsed: the resolution rate tells how far to believe the graph.
"""

from scanner.detectors.modules.imports import elixir, files, javascript, jvm, php, python, ruby
from scanner.detectors.modules.imports.interface import Family

_JAVASCRIPT = Family(javascript.extract, javascript.resolver)
_JVM = Family(jvm.extract, jvm.resolver)
_INCLUDES = Family(files.extract_includes, files.include_resolver)
_SOURCED = Family(files.extract_sourced, files.sourced_resolver)

FAMILIES: dict[str, Family] = {
    "c": _INCLUDES,
    "cpp": _INCLUDES,
    "elixir": Family(elixir.extract, elixir.resolver),
    "go": Family(files.extract_go, files.go_resolver),
    "groovy": _JVM,
    "java": _JVM,
    "javascript": _JAVASCRIPT,
    "kotlin": _JVM,
    "php": Family(php.extract, php.resolver),
    "python": Family(python.extract, python.resolver),
    "r": _SOURCED,
    "ruby": Family(ruby.extract, ruby.resolver),
    "scala": _JVM,
    "shell": _SOURCED,
    "svelte": _JAVASCRIPT,
    "typescript": _JAVASCRIPT,
    "vue": _JAVASCRIPT,
}
"""By language; the others have no graph."""
