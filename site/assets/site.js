// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// What the pages gain from a script; without it each of them is whole. The rest is loaded where there is a list only.
"use strict";

(() => {
  const root = new URL("..", document.currentScript.src);

  // The addresses of code.gouv.fr, all of them places of one page: #/repos?language=Rust, #/groups/github.com/etalab…
  const ROUTES = {
    repos: "depots/index.html",
    groups: "organisations/index.html",
    awesome: "depots/index.html?with-publiccode=true",
    releases: "actualites/releases.html",
    feeds: "actualites/index.html",
    stats: "chiffres/index.html",
    about: "a-propos/index.html",
    legal: "mentions-legales/index.html",
    a11y: "accessibilite/index.html",
    sitemap: "index.html",
  };

  const followRoute = () => {
    const route = /^#\/(\w+)(?:\/([^/?]+)(?:\/([^?]+))?)?(?:\?(.*))?$/;
    const [, kind, forge, name, query] = location.hash.match(route) ?? [];
    if (!Object.hasOwn(ROUTES, kind)) return;
    const page = new URL(ROUTES[kind], root);
    if (query) page.search = query;
    if (name) page.search = `q=${name}&forge=${forge}`;
    location.replace(page);
  };

  addEventListener("hashchange", followRoute);
  followRoute();

  for (const hidden of document.querySelectorAll("form[data-scripted]")) hidden.hidden = false;

  // A page opened from a folder may neither import nor fetch: its list stays as it was published.
  const finder = document.querySelector("[data-list]");
  if (finder) import("./list.js").then(({ start }) => start(finder)).catch((error) => console.info(error));
})();
