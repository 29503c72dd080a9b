// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// What a reader asks of a list, as the query of its address says it.
//
// q, language, license, forge, group (address of an owner), ministry, fork, template, floss, with-contributing and
// with-publiccode ("true") are code.gouv.fr's own names; those of OLD are the names that it used until 2024. Ours are
// degree, state, vouched, sort and page, which it never put in addresses. A facet may be given several times.
import { fold } from "./rows.js";

const OLD = {
  platform: "forge",
  g: "group",
  "is-fork": "fork",
  "is-licensed": "floss",
  "is-contrib": "with-contributing",
  "is-publiccode": "with-publiccode",
};
const NOTHING = "~none"; // what nothing is known of, as in the addresses of the static pages
const ANYTHING = { platform: "all", forge: "all" }; // code.gouv.fr's word for no choice

export const readQuery = (query, facets, flags) => {
  const asked = { q: "", sort: "", page: 1, values: Object.fromEntries(facets.map((name) => [name, []])), flags: [] };
  for (const [given, value] of new URLSearchParams(query)) {
    const name = OLD[given] ?? given;
    if (!value || ANYTHING[given] === value) continue;
    if (name === "q" || name === "sort") asked[name] = value.slice(0, 500);
    if (name === "page") asked.page = Math.max(1, Number.parseInt(value, 10) || 1);
    if (facets.includes(name)) asked.values[name].push(value);
    if (flags.includes(name) && value === "true") asked.flags.push(name);
  }
  return asked;
};

export const writeQuery = ({ q, sort, page, values, flags }) => {
  const query = new URLSearchParams();
  if (q.trim()) query.set("q", q.trim());
  for (const [name, given] of Object.entries(values)) for (const value of given) query.append(name, value);
  for (const name of flags) query.set(name, "true");
  if (sort) query.set("sort", sort);
  if (page > 1) query.set("page", page);
  return query.toString();
};

// The known values that an address means: as written, else whatever its case, else each of its words (code.gouv.fr
// took several languages so), else those that hold it (it found "gpl" in every licence of that family).
export const meant = (given, known) => {
  if (given === NOTHING) return known.filter((value) => value === "");
  if (known.includes(given)) return [given];
  const wanted = fold(given);
  const alike = (text) => known.filter((value) => value && fold(value) === text);
  const whole = alike(wanted);
  if (whole.length) return whole;
  const each = wanted.split(/[ +]+/).map(alike);
  if (each.every((values) => values.length)) return each.flat();
  return known.filter((value) => value && fold(value).includes(wanted));
};

export const named = (value) => value || NOTHING;
