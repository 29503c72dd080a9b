# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The public listing as a dataset of data.gouv.fr, by the API of udata, the software that runs it.

`contents` says which files and in what words, `portal` speaks with the portal, `sending` brings a dataset to hold the
files, and `plan` tells what it would ask. What was sent is known by a key that each resource of ours carries, so that
a second run replaces files and changes nothing where nothing changed.
"""
