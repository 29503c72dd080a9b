// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// Search, filters and sort of the repositories list. Without this script the list is whole, page by page.
"use strict";

(() => {
  const form = document.querySelector("form.search");
  const results = document.querySelector(".results");
  if (!form || !results || !("fetch" in window)) return;

  const SHOWN = 100;
  const FIELDS = ["q", "sort", "language", "license"];
  const status = form.querySelector(".status");
  const untouched = [...results.childNodes];
  let index = null;
  let timer = 0;

  // Accents and case folded: "depot" finds "Dépôt".
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  const load = async () => {
    if (index) return index;
    const answer = await fetch(form.dataset.index);
    const columns = await answer.json();
    const texts = columns.names.map((name, n) =>
      fold([name, columns.owners[n], columns.descriptions[n]].join(" ")));
    index = { ...columns, texts };
    return index;
  };

  const options = (name, values) => {
    const counts = new Map();
    for (const value of values) if (value) counts.set(value, (counts.get(value) || 0) + 1);
    const select = form.elements[name];
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    for (const [value, count] of sorted.slice(0, 50)) select.append(new Option(`${value} (${count})`, value));
  };

  const row = (n) => {
    const base = form.dataset.base.replace(/index\.html$/, "");
    const link = element("a", "", element("bdi", "", index.names[n]));
    link.href = `${base}${index.slugs[n]}.html`;
    const about = element("div", "", element("h2", "", link),
      element("p", "owner", element("bdi", "", index.owners[n]), " · ", index.hosts[n]));
    if (index.descriptions[n]) {
      const text = element("p", "", index.descriptions[n]);
      text.dir = "auto";
      about.append(text);
    }
    const facts = [index.languages[n], index.licences[n], index.updated[n]].filter(Boolean);
    const list = element("ul", "facts", ...facts.map((fact) => element("li", "", element("bdi", "", fact))));
    return element("li", "entry", about, list);
  };

  const matching = (wanted) => {
    const words = fold(wanted.q).split(/\s+/).filter(Boolean);
    const found = index.names.map((_, n) => n).filter((n) =>
      words.every((word) => index.texts[n].includes(word)) &&
      (!wanted.language || index.languages[n] === wanted.language) &&
      (!wanted.license || index.licences[n] === wanted.license));
    if (wanted.sort === "updated") found.sort((a, b) => index.updated[b].localeCompare(index.updated[a]));
    return found;
  };

  const told = (count) => {
    if (count === 0) return form.dataset.none;
    if (count === 1) return form.dataset.one;
    return form.dataset.many.replace("#", count.toLocaleString(document.documentElement.lang));
  };

  const wantedNow = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));

  const show = async () => {
    const wanted = wantedNow();
    if (!FIELDS.some((name) => wanted[name])) {
      results.replaceChildren(...untouched);
      status.textContent = "";
      return;
    }
    await load();
    const found = matching(wanted);
    results.replaceChildren(element("ul", "entries", ...found.slice(0, SHOWN).map(row)));
    const limit = found.length > SHOWN ? ` ${form.dataset.first.replace("#", SHOWN)}` : "";
    status.textContent = told(found.length) + limit;
  };

  const remember = () => {
    const query = new URLSearchParams(Object.entries(wantedNow()).filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };

  const restore = async () => {
    const query = new URLSearchParams(location.search);
    await load();
    options("language", index.languages);
    options("license", index.licences);
    for (const name of FIELDS) form.elements[name].value = query.get(name) || "";
    for (const select of form.querySelectorAll("select")) if (select.selectedIndex < 0) select.value = "";
    await show();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { remember(); show(); }, 120);
  });
  addEventListener("popstate", restore);
  // A page opened from a folder may not read the index: the static list stays as it is.
  restore().then(() => { form.hidden = false; }).catch(() => {});
})();
