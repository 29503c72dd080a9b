// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// What the pages gain from a script; without it each of them is whole. The rest is loaded where there is a list only.
"use strict";

(() => {
  for (const hidden of document.querySelectorAll("form[data-scripted]")) hidden.hidden = false;

  // A page opened from a folder may neither import nor fetch: its list stays as it was published.
  const finder = document.querySelector("[data-list]");
  if (finder) import("./list.js").then(({ start }) => start(finder)).catch((error) => console.info(error));
})();
