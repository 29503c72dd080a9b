# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets written in code: tokens, passwords, private keys, in every version of every file.

A rule is called `secret-KIND`. Kinds of ours are those of `policies/secrets.yml`; those of the engine keep its names
(`secret-github-pat`, `secret-private-key`…); `keystore` and `keytab` are told by the file itself.
"""

from scanner.detectors.secrets.detector import SecretsDetector, secrets_detector

__all__ = ["SecretsDetector", "secrets_detector"]
