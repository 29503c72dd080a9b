// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// The rows of a list, unpacked from the columns that catalog/pages/columns.py writes: searched, counted and sorted.

const FIRST_DAY = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;
const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", "’": "'" };

// Accents and case folded: "depot" finds "Dépôt". Most names are plain, and quick to fold.
export const fold = (text) => {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[œæß’]/g, (letter) => LIGATURES[letter]);
};

// "owner/name" is two words: each is looked for where it is.
export const words = (query) => fold(query).split(/[\s/]+/).filter(Boolean);

export const isoDay = (day) => (day === null ? "" : new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10));

// Names and their words, and nothing else: a language called "constructor" means no more than it says.
export const dictionary = (entries) => Object.assign(Object.create(null), entries);

const isCoded = (column) => "codes" in column || "of" in column;

const fill = (pattern, said) => pattern.replace(/\{(\w+)\}/g, (_, name) => said(name));

// A server may give the compressed file as it is, or unpack it on the way: its first two bytes tell.
const readFile = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`.trim());
  const bytes = await answer.blob();
  const start = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  const stream = isPacked ? bytes.stream().pipeThrough(new DecompressionStream("gzip")) : bytes.stream();
  return new Response(stream).json();
};

const readData = async (base) => {
  if (!("DecompressionStream" in window)) return readFile(`${base}.json`);
  return readFile(`${base}.json.gz`).catch(() => readFile(`${base}.json`));
};

export const load = async (base) => new Rows(await readData(base), base);

export class Rows {
  #columns;
  #base;
  #kept = new Map();
  #matched = null;

  constructor({ size, columns }, base) {
    this.size = size;
    this.#columns = dictionary(columns);
    this.#base = base;
    this.hasTexts = false;
  }

  // Bring the long texts.
  async loadTexts() {
    const { columns } = await readData(`${this.#base}-texts`);
    Object.assign(this.#columns, columns);
    this.hasTexts = true;
  }

  // Fold what words are looked for in, so that the first search doesn't wait for it.
  prepare(fields) {
    for (const field of fields) if (this.has(field)) this.#folded(field);
  }

  has(name) {
    return name in this.#columns;
  }

  // The different texts of a column of few texts, and the place among them of each row's own.
  values(name) {
    const { values, made } = this.#columns[name];
    return made ? this.#once(`values ${name}`, () => this.#madeOf(name, made)) : values;
  }

  codes(name) {
    return this.#once(`codes ${name}`, () => {
      const { of, codes } = this.#columns[name];
      const own = of ? this.codes(of) : codes;
      return Int32Array.from(own, of && codes ? (code) => codes[code] : (code) => code);
    });
  }

  // What a row says: a text, a number, or null where nothing is known.
  cell(name, row) {
    const column = this.#columns[name];
    if (!column) return null;
    if (Array.isArray(column)) return column[row];
    if (isCoded(column)) return this.values(name)[this.codes(name)[row]];
    if (row in column.except) return column.except[row];
    const made = fill(column.pattern.replace(/^lower:/, ""), (other) => this.cell(other, row));
    return column.pattern.startsWith("lower:") ? made.toLowerCase() : made;
  }

  // How well each row answers the words, 0 where one of them is missing. The first field is the name of the thing.
  // The last answer is kept: other choices and orders bear on the same words.
  match(query, fields) {
    const key = JSON.stringify([query, this.hasTexts]);
    if (this.#matched?.key !== key) this.#matched = { key, scores: this.#scores(query, fields) };
    return this.#matched.scores;
  }

  #scores(query, fields) {
    const known = fields.filter((field) => this.has(field)).map((field, place) => [this.#folded(field), place]);
    const scores = new Float32Array(this.size);
    for (let row = 0; row < this.size; row++) {
      let total = 0;
      for (const word of query) {
        let best = 0;
        for (const [text, place] of known) best = Math.max(best, closeness(text(row), word, place));
        if (!best) {
          total = 0;
          break;
        }
        total += best;
      }
      scores[row] = total;
    }
    return scores;
  }

  // The rows that pass every choice, and what each facet would give with the choices of the others.
  filter({ query, fields, chosen, flags }) {
    const scores = query.length ? this.match(query, fields) : null;
    const facets = Object.entries(chosen).map(([name, values]) => this.#facet(name, values));
    const bits = this.has("flags") ? this.#columns.flags : null;
    const flagged = new Int32Array(32);
    const found = [];
    for (let row = 0; row < this.size; row++) {
      if ((scores && !scores[row]) || (flags && (bits[row] & flags) !== flags)) continue;
      const failed = facets.filter((facet) => facet.wanted && !facet.wanted[facet.codes[row]]);
      if (failed.length > 1) continue;
      for (const facet of failed.length ? failed : facets) facet.counts[facet.codes[row]]++;
      if (failed.length) continue;
      found.push(row);
      if (bits) for (let bit = bits[row], place = 0; bit; bit >>= 1, place++) flagged[place] += bit & 1;
    }
    return { found, scores, flagged, counts: Object.fromEntries(facets.map(({ name, counts }) => [name, counts])) };
  }

  // In place: by how well they answer, by a column (numbers from the greatest, texts from A), or as the list is.
  sort(found, column, scores) {
    if (column === "relevance") return scores ? found.sort((a, b) => scores[b] - scores[a] || a - b) : found;
    if (!this.has(column)) return found;
    const order = this.#order(column);
    return found.sort((a, b) => order[a] - order[b]);
  }

  #facet(name, values) {
    const size = this.values(name).length;
    const wanted = values.size ? new Uint8Array(size) : null;
    for (const value of values) if (value >= 0) wanted[value] = 1;
    return { name, wanted, codes: this.codes(name), counts: new Int32Array(size) };
  }

  #order(column) {
    return this.#once(`order ${column}`, () => {
      const cells = Array.from({ length: this.size }, (_, row) => this.cell(column, row));
      const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
      const isText = typeof cells.find((cell) => cell !== null) === "string";
      const before = isText ? (a, b) => compare(cells[a], cells[b]) : (a, b) => (cells[b] ?? -1) - (cells[a] ?? -1);
      const order = new Int32Array(this.size);
      cells.map((_, row) => row).sort((a, b) => before(a, b) || a - b).forEach((row, place) => { order[row] = place; });
      return order;
    });
  }

  // One text for each value of a column, from what other columns say of that value.
  #madeOf(name, pattern) {
    const [known] = Object.values(this.#columns).filter((column) => column.of === name);
    const size = (known.codes ?? known.values).length;
    const said = (other, code) => {
      const { values, codes } = this.#columns[other];
      return values[codes ? codes[code] : code];
    };
    return Array.from({ length: size }, (_, code) => fill(pattern, (other) => said(other, code)));
  }

  #folded(field) {
    return this.#once(`folded ${field}`, () => {
      if (isCoded(this.#columns[field])) {
        const [texts, codes] = [this.values(field).map(fold), this.codes(field)];
        return (row) => texts[codes[row]];
      }
      const texts = Array.from({ length: this.size }, (_, row) => fold(String(this.cell(field, row) ?? "")));
      return (row) => texts[row];
    });
  }

  #once(key, make) {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key);
  }
}

// Whether no letter nor digit stands there; asked for every row, hence of codes. Other scripts are letters.
const isEdge = (text, place) => {
  const code = text.charCodeAt(place);
  return !((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127);
};

// A name weighs more than its owner's, which weighs more than a description; a whole word more than the start of one,
// and that more than its middle.
const closeness = (text, word, field) => {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  const isStart = isEdge(text, at - 1);
  const isWhole = isStart && isEdge(text, at + word.length);
  const weight = [8, 3, 2, 1][Math.min(field, 3)] * (1 + isStart + isWhole);
  if (field > 0 || at > 0) return weight;
  return text.length === word.length ? weight + 32 : weight + 8;
};
