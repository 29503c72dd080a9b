// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// One row of a list, from the markup of its static rows: places are written $name$, and what is unknown goes with its
// element, unless the list has words for it. What $name|other$ would say goes too where the column `other` says the
// same, capitals aside.
import { isoDay } from "./rows.js";

const PLACE = /\$(\w+)(?:\|(\w+))?\$/;

// Days are written as the static rows write them, in the English of Europe: catalog/i18n.py.
const DAYS = { en: "en-GB" };

export class RowMaker {
  constructor(template, rows, options, facets, flags) {
    Object.assign(this, { template, rows, options, flags });
    this.language = document.documentElement.lang;
    this.words = { ...Object.fromEntries(facets.map(({ name, labels }) => [name, labels])), ...options.words };
    this.day = new Intl.DateTimeFormat(DAYS[this.language] ?? this.language, { dateStyle: "long", timeZone: "UTC" });
    this.plural = new Intl.PluralRules(this.language);
  }

  make(row) {
    const item = this.template.cloneNode(true);
    const links = item.querySelectorAll("a");
    this.options.links.forEach(([column, folder], place) => {
      links[place].setAttribute("href", `${folder}${this.rows.cell(column, row)}.html`);
    });
    for (const gauge of item.querySelectorAll("[data-width]")) {
      gauge.setAttribute("width", this.rows.cell(gauge.dataset.width, row) ?? 0);
    }
    const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    const places = [];
    while (walker.nextNode()) if (PLACE.test(walker.currentNode.data)) places.push(walker.currentNode);
    for (const place of places) this.#write(place, row);
    return item;
  }

  hasFlag(box, row) {
    return (this.rows.cell("flags", row) & (1 << box.dataset.flag)) !== 0;
  }

  #write(place, row) {
    const [written, name, other] = place.data.match(PLACE);
    if (name === "tags") {
      this.#writeTags(place.parentElement, row);
      return;
    }
    const text = other && this.#isSaid(name, other, row) ? "" : this.#text(name, row);
    if (text) place.data = place.data.replace(written, () => text);
    else (place.parentElement.closest("li li, p, .tag, .login") ?? place.parentElement).remove();
  }

  #isSaid(name, other, row) {
    const [one, two] = [name, other].map((column) => this.rows.cell(column, row).toLowerCase());
    return one === two;
  }

  #writeTags(tag, row) {
    const made = this.#tags(row).map((text) => Object.assign(tag.cloneNode(), { textContent: text }));
    tag.replaceWith(...made.flatMap((one) => [one, " "]));
  }

  #text(name, row) {
    const cell = this.rows.cell(name, row);
    if (cell === null || cell === "") return this.options.unknown[name] ?? "";
    if (name.endsWith("_at")) return this.day.format(new Date(isoDay(cell))).replace(/^1 /, this.options.texts.first);
    return typeof cell === "number" ? this.#number(name, cell) : this.words[name]?.[cell] ?? cell;
  }

  #number(name, number) {
    const told = number.toLocaleString(this.language);
    const nouns = this.options.counted[name];
    if (!nouns) return told;
    return number ? nouns[this.plural.select(number) === "one" ? 0 : 1].replace("#", told) : "";
  }

  #tags(row) {
    const { tags } = this.options;
    const state = this.rows.has("state") ? this.rows.cell("state", row) : "";
    const flagged = this.flags.filter((box) => this.hasFlag(box, row)).map(({ name }) => name);
    return Object.keys(tags).filter((name) => name === state || flagged.includes(name)).map((name) => tags[name]);
  }
}
