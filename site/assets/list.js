// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// Search, filters, sort and pages of one list, all of it in the address. Without this script the list is whole, page by
// page, and its facets are links; with it and nothing asked, the list stays as it was published.
import { meant, named, readQuery, writeQuery } from "./address.js";
import { save } from "./export.js";
import { element, Facet } from "./facets.js";
import { RowMaker } from "./row.js";
import { isoDay, load, words } from "./rows.js";

const WAIT = 120; // milliseconds without a key before a search

export const start = (finder) => new List(finder).start();

// Pages that are left out between two others, as the item of a page is dressed.
const gapAs = (item) => element("li", {}, element("span", { className: item.firstElementChild.className }, "…"));

class List {
  constructor(finder) {
    this.finder = finder;
    this.options = JSON.parse(finder.dataset.list);
    this.texts = this.options.texts;
    this.language = document.documentElement.lang;
    const find = (selector) => finder.querySelector(selector);
    [this.form, this.results, this.told, this.chips] = [".search", ".results", ".told", ".chips"].map(find);
    [this.status, this.retry, this.filters] = ["[role=status]", ".retry", ".filters"].map(find);
    this.parts = find("template.parts").content;
    this.facets = [...finder.querySelectorAll("[data-facet]")].map((box) => new Facet(box, this.texts, this.parts));
    this.flags = [...finder.querySelectorAll("[data-flag]")];
    this.untouched = [...this.results.childNodes];
    this.list = this.results.querySelector("ul, ol").cloneNode();
    this.order = this.form.elements.sort.options[0].textContent;
    this.rows = null;
    this.typing = false;
  }

  start() {
    this.asked = this.#read();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#change({ q: this.form.elements.q.value });
    });
    this.form.elements.q.addEventListener("input", () => this.#typed());
    this.form.elements.q.addEventListener("change", () => { this.typing = false; });
    this.form.elements.sort.addEventListener("change", (event) => this.#change({ sort: event.target.value }));
    this.filters.addEventListener("change", (event) => this.#ticked(event.target));
    this.finder.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => {
      this.asked = this.#read();
      this.typing = false;
      this.#fill();
      this.show();
    });
    this.filters.open = matchMedia("(min-width: 60rem)").matches;
    this.form.hidden = this.told.hidden = false;
    for (const hidden of this.finder.querySelectorAll("[data-scripted]")) hidden.hidden = false;
    this.#fill();
    this.show();
  }

  // --- what is asked ---

  #read() {
    return readQuery(location.search, this.facets.map(({ name }) => name), this.flags.map(({ name }) => name));
  }

  #fill() {
    this.form.elements.q.value = this.asked.q;
    this.form.elements.sort.value = this.asked.sort;
    if (this.form.elements.sort.selectedIndex < 0) this.form.elements.sort.value = "";
    for (const box of this.flags) box.checked = this.asked.flags.includes(box.name);
  }

  // A choice makes a step back possible; the letters of one search make a single step.
  #change(changes, { replace = false } = {}) {
    this.asked = { ...this.asked, page: 1, ...changes };
    const query = writeQuery(this.asked);
    const address = this.options.address + (query && `?${query}`);
    const isHere = new URL(address, location.href).href === location.href; // as after Enter on what was just typed
    history[replace || isHere ? "replaceState" : "pushState"](null, "", address);
    return this.show();
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const q = this.form.elements.q.value;
      if (q.trim() === this.asked.q.trim()) return;
      this.#change({ q }, { replace: this.typing });
      this.typing = true;
    }, WAIT);
  }

  #ticked(box) {
    if (this.flags.includes(box)) {
      this.#change({ flags: this.flags.filter(({ checked }) => checked).map(({ name }) => name) });
    } else if (box.type === "checkbox") {
      const others = [...this.chosen[box.name]].map(named).filter((value) => value !== box.value);
      const given = box.checked ? [...others, box.value] : others;
      this.#change({ values: { ...this.asked.values, [box.name]: given } });
    }
  }

  #clicked(event) {
    const target = event.target.closest("button, a[data-page]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target.dataset.page) {
      event.preventDefault();
      this.#change({ page: Number(target.dataset.page) });
      this.told.scrollIntoView();
      this.results.querySelector("a")?.focus({ preventScroll: true });
    } else if (target.dataset.drop) this.#drop(target);
    else if (target.dataset.as && this.rows) this.#save(target.dataset.as);
    else if (target === this.retry) this.show();
  }

  #drop({ dataset: { drop, value } }) {
    const { values, flags } = this.asked;
    const none = Object.fromEntries(Object.keys(values).map((name) => [name, []]));
    if (drop === "all") this.#change({ q: "", values: none, flags: [] });
    else if (drop === "q") this.#change({ q: "" });
    else if (drop in values) {
      const others = [...this.chosen[drop]].map(named).filter((other) => other !== value);
      this.#change({ values: { ...values, [drop]: others } });
    } else this.#change({ flags: flags.filter((name) => name !== drop) });
    this.#fill();
    (this.chips.querySelector("button") ?? this.form.elements.q).focus();
  }

  // --- what is shown ---

  async show() {
    this.retry.hidden = true;
    // The same list in another language is asked the same.
    for (const other of document.querySelectorAll("a[hreflang]")) other.search = writeQuery(this.asked);
    try {
      if (!this.rows) {
        if (writeQuery(this.asked)) this.status.textContent = this.texts.loading;
        this.loading ??= load(this.finder.dataset.rows);
        this.rows = await this.loading;
        for (const facet of this.facets) facet.learn(this.rows);
        const template = this.finder.querySelector("template").content.firstElementChild;
        this.maker = new RowMaker(template, this.rows, this.options, this.facets, this.flags);
        setTimeout(() => this.rows.prepare(this.options.fields));
      }
      const needsTexts = !this.rows.hasTexts && writeQuery(this.asked) !== "";
      this.#draw();
      if (needsTexts) await this.#loadTexts().then(() => this.#draw());
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.loading = this.loadingTexts = null;
    this.status.textContent = this.texts.failed.replace("#", () => error.message);
    this.retry.hidden = false;
  }

  // Nothing was found yet, but the long texts are on their way.
  get #isPending() {
    return !this.rows.hasTexts && !this.found.length && this.asked.q.trim() !== "";
  }

  #loadTexts() {
    this.loadingTexts ??= this.rows.loadTexts().then(() => this.rows.prepare(this.options.fields));
    return this.loadingTexts;
  }

  #draw() {
    const started = performance.now();
    const { asked, rows } = this;
    this.chosen = Object.fromEntries(this.facets.map(({ name }) => [name, this.#meant(name)]));
    const codes = (name) => new Set([...this.chosen[name]].map((value) => rows.values(name).indexOf(value)));
    const result = rows.filter({
      query: words(asked.q),
      fields: this.options.fields,
      chosen: Object.fromEntries(this.facets.map(({ name }) => [name, codes(name)])),
      flags: this.flags.reduce((bits, box) => bits | (asked.flags.includes(box.name) && 1 << box.dataset.flag), 0),
    });
    this.found = rows.sort(result.found, asked.sort || (result.scores ? "relevance" : ""), result.scores);
    performance.measure("filter", { start: started });
    for (const facet of this.facets) {
      facet.draw(rows.values(facet.name), result.counts[facet.name], this.chosen[facet.name]);
    }
    for (const box of this.flags) this.#drawFlag(box, result.flagged[box.dataset.flag]);
    this.filters.hidden = !this.filters.querySelector(".facet:not([hidden])");
    this.form.elements.sort.options[0].textContent = result.scores ? this.texts.relevance : this.order;
    this.#drawChips();
    this.#drawResults();
    this.#tell();
  }

  #meant(name) {
    return new Set(this.asked.values[name].flatMap((given) => {
      const known = meant(given, this.rows.values(name));
      return known.length ? known : [given];
    }));
  }

  #drawFlag(box, count) {
    box.closest("li").querySelector(".count").textContent = count.toLocaleString(this.language);
  }

  #drawChips() {
    const chips = this.facets.flatMap((facet) =>
      [...this.chosen[facet.name]].map((value) => [facet.name, named(value), facet.label(value)]));
    for (const box of this.flags) if (box.checked) chips.push([box.name, "", box.labels[0].textContent.trim()]);
    if (this.asked.q.trim()) chips.unshift(["q", "", this.texts.quoted.replace("#", () => this.asked.q.trim())]);
    if (chips.length > 1) chips.push(["all", "", this.texts.clear]);
    this.chips.replaceChildren(...chips.map(([drop, value, label]) => {
      const button = this.parts.querySelector(drop === "all" ? ".clear" : ".chip").cloneNode(true);
      Object.assign(button.dataset, { drop, value });
      button.querySelector("bdi").textContent = label;
      if (drop !== "all") button.ariaLabel = this.texts.drop.replace("#", () => label);
      return element("li", {}, button);
    }));
  }

  #drawResults() {
    if (!writeQuery(this.asked)) {
      this.results.replaceChildren(...this.untouched);
      return;
    }
    const size = this.options.page_size;
    const last = Math.max(1, Math.ceil(this.found.length / size));
    const page = Math.min(this.asked.page, last);
    const shown = this.found.slice((page - 1) * size, page * size).map((row) => this.maker.make(row));
    const list = this.list.cloneNode();
    list.append(...shown);
    const none = element("p", { className: "none" }, this.#isPending ? "" : this.texts.mend);
    this.results.replaceChildren(shown.length ? list : none);
    if (last > 1) this.results.append(this.#pager(page, last));
  }

  #pager(page, last) {
    const nav = this.parts.querySelector("nav").cloneNode(true);
    const lead = (link, number) => {
      link.setAttribute("href", `${this.options.address}?${writeQuery({ ...this.asked, page: number })}`);
      link.dataset.page = number;
    };
    for (const [rel, number] of [["prev", page - 1], ["next", page + 1]]) {
      const link = nav.querySelector(`[rel=${rel}]`);
      if (number >= 1 && number <= last) lead(link, number);
      else (link.closest("li") ?? link).remove();
    }
    const here = nav.querySelector("[aria-current]").closest("li");
    const other = nav.querySelector("li a[href]:not([rel])").closest("li");
    const near = [...new Set([1, page - 1, page, page + 1, last])].filter((step) => step >= 1 && step <= last);
    near.forEach((step, place) => {
      if (place && near[place - 1] < step - 1) here.before(gapAs(here));
      const item = (step === page ? here : other).cloneNode(true);
      item.firstElementChild.textContent = step.toLocaleString(this.language);
      if (step !== page) lead(item.firstElementChild, step);
      here.before(item);
    });
    for (const sample of [here, other]) sample.remove();
    return nav;
  }

  #tell() {
    const number = (value) => value.toLocaleString(this.language);
    const [count, all] = [this.found.length, this.rows.size];
    const told = { 0: this.texts.none, 1: this.texts.one }[count] ?? this.texts.many.replace("#", number(count));
    const isPart = count && count < all;
    const whole = isPart ? `${told} ${this.texts.of.replace("#", number(all))}` : told;
    this.status.textContent = this.#isPending ? this.texts.loading : whole;
    this.finder.dataset.found = count;
  }

  // --- what is taken away ---

  async #save(format) {
    try {
      await this.#loadTexts();
    } catch (error) {
      this.#fail(error);
      return;
    }
    const keys = this.options.columns.map(([key]) => key);
    const rows = this.found.map((row) => Object.fromEntries(
      this.options.columns.map(([key, name]) => [key, this.#exported(name, row)])));
    save(this.options.name, format, keys, rows);
  }

  #exported(name, row) {
    const flag = this.flags.find((box) => box.name === name);
    if (flag) return this.maker.hasFlag(flag, row);
    if (name === "page") return new URL(`${this.rows.cell("slug", row)}.html`, location).href;
    const cell = this.rows.cell(name, row);
    return name.endsWith("_at") ? isoDay(cell) : cell;
  }
}
