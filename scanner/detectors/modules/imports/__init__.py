# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Imports: one family of languages a file, behind the interface of `interface`.

Sources are read by simple patterns, never parsed: the resolution rate tells how far to believe the graph.
"""

from scanner.detectors.modules.imports import (
    clojure,
    cobol,
    csharp,
    elixir,
    files,
    javascript,
    jvm,
    named,
    php,
    python,
    ruby,
    rust,
    sas,
    sql,
    symbols,
)
from scanner.detectors.modules.imports.interface import Family

_JAVASCRIPT = Family(javascript.extract, javascript.resolver)
_JVM = Family(jvm.extract, jvm.resolver)
_INCLUDES = Family(files.extract_includes, files.include_resolver)
_PYTHON = Family(python.extract, python.resolver)
_SQL = Family(sql.extract, sql.resolver)

FAMILIES: dict[str, Family] = {
    **symbols.FALLBACKS,
    **named.FAMILIES,
    "c": _INCLUDES,
    "clojure": Family(clojure.extract, clojure.resolver),
    "cobol": Family(cobol.extract, cobol.resolver),
    "cpp": _INCLUDES,
    "csharp": Family(csharp.extract, csharp.resolver),
    "dart": Family(files.extract_dart, files.dart_resolver),
    "elixir": Family(elixir.extract, elixir.resolver),
    "go": Family(files.extract_go, files.go_resolver),
    "groovy": _JVM,
    "java": _JVM,
    "javascript": _JAVASCRIPT,
    "kotlin": _JVM,
    "notebook": _PYTHON,
    "php": Family(php.extract, php.resolver),
    "plsql": _SQL,
    "python": _PYTHON,
    "ruby": Family(ruby.extract, ruby.resolver),
    "rust": Family(rust.extract, rust.resolver),
    "sas": Family(sas.extract, sas.resolver),
    "scala": _JVM,
    "shell": Family(files.extract_shell, files.shell_resolver),
    "sql": _SQL,
    "svelte": _JAVASCRIPT,
    "typescript": _JAVASCRIPT,
    "vue": _JAVASCRIPT,
}
"""By language; the others have no graph."""
