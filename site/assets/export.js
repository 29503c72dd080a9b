// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0
// A view of a list as a file: CSV (RFC 4180) or JSON, made here from the rows that the reader sees.

const FORMULA = /^\s*[=+\-@\t\r]/;

// Spreadsheets run a text that starts as a formula does; an apostrophe in front stops them. Numbers are left alone.
const csvCell = (cell) => {
  if (typeof cell !== "string") return String(cell ?? "");
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csv = (keys, rows) => {
  const lines = [keys, ...rows.map((row) => keys.map((key) => row[key]))];
  return lines.map((line) => `${line.map(csvCell).join(",")}\r\n`).join("");
};

const FORMATS = {
  csv: { type: "text/csv;charset=utf-8", write: csv },
  json: { type: "application/json", write: (_, rows) => `${JSON.stringify(rows, null, 1)}\n` },
};

export const save = (name, format, keys, rows) => {
  const { type, write } = FORMATS[format];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([write(keys, rows)], { type }));
  link.download = `${name}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
