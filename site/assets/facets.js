// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// The choices beside a list: boxes to tick, with how many rows each would leave, in place of the static links.
import { named } from "./address.js";
import { dictionary, fold } from "./rows.js";

const SHOWN = 8;
const FOUND = 30;

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export class Facet {
  // parts: the markup of what is made here, as the theme dresses it.
  constructor(box, texts, parts) {
    this.name = box.dataset.facet;
    this.labels = dictionary(JSON.parse(box.dataset.labels));
    this.box = box;
    this.list = box.querySelector("ul");
    this.texts = texts;
    this.parts = parts;
    this.badge = box.querySelector("summary").appendChild(element("span", { className: "badge", hidden: true }));
    this.filter = null;
  }

  // Some values are addresses: another column of theirs has the words to show. Two of one name say where they are.
  learn(rows) {
    const { named: column } = this.box.dataset;
    if (!column) return;
    const words = rows.values(column);
    const times = new Map();
    for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
    rows.values(this.name).forEach((value, code) => {
      const word = words[code];
      this.labels[value] = times.get(word) > 1 ? `${word} (${value.split("/")[2]})` : word;
    });
  }

  // A box always has a name, even when the forge gave a blank one.
  label(value) {
    return [this.labels[value], value, this.texts.unknown].find((text) => text?.trim());
  }

  // values: those of the whole list, counts: rows that each would leave, chosen: set of the ticked ones.
  draw(values, counts, chosen) {
    this.last = [values, counts, chosen];
    if (!this.filter && values.length > SHOWN + 2) this.#addFilter(values.length);
    const sought = fold(this.filter?.value.trim() ?? "");
    const kept = values
      .map((value, code) => ({ value, count: counts[code] }))
      .filter(({ value, count }) => chosen.has(value) || (count && fold(this.label(value)).includes(sought)))
      .sort((a, b) => chosen.has(b.value) - chosen.has(a.value) || b.count - a.count);
    const shown = kept.slice(0, Math.max(sought ? FOUND : SHOWN, chosen.size));
    shown.sort((a, b) => (a.value === "") - (b.value === "")); // what is unknown comes last
    this.#replace(shown.map(({ value, count }) => this.#option(value, count, chosen.has(value))));
    this.badge.textContent = chosen.size;
    this.badge.hidden = !chosen.size;
    this.box.hidden = values.length < 2 && !chosen.size;
    if (chosen.size) this.box.open = true;
  }

  #option(value, count, checked) {
    const option = this.parts.querySelector(".option").cloneNode(true);
    Object.assign(option.querySelector("input"), { name: this.name, value: named(value), checked });
    option.querySelector("bdi").textContent = this.label(value);
    option.querySelector(".count").textContent = count.toLocaleString(document.documentElement.lang);
    return option;
  }

  // The box that has the focus keeps it, though it is drawn again.
  #replace(options) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.value : null;
    this.list.replaceChildren(...options);
    if (focused !== null) this.list.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  #addFilter(count) {
    const title = this.texts.among.replace("#", count.toLocaleString(document.documentElement.lang));
    this.filter = this.parts.querySelector(".among").cloneNode();
    Object.assign(this.filter, { placeholder: title, ariaLabel: title });
    this.filter.addEventListener("input", (event) => {
      event.stopPropagation();
      this.draw(...this.last);
    });
    this.list.before(this.filter);
  }
}
