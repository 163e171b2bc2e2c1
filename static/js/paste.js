// A block of cells copied from a spreadsheet becomes lines; codes are found by the look-up.
import { normaliseNumber, parseCells, parseDate, parseDiscount, parseScaled } from "./arithmetic.js";
import { fetchJson, fill, say } from "./page.js";

const NUMBERS = new Set(["quantity", "price", "money", "percent"]);
const AT_ONCE = 6;

export function connectPaste(grid) {
  grid.table.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const input = event.target;
    if (!input.row || !/[\t\n\r]/.test(text.trim())) return;
    event.preventDefault();
    pasteBlock(grid, { row: input.row, column: input.cell.column, text });
  });
}

/** Fills lines from the given cell on; answers when every code has been looked up. */
export async function pasteBlock(grid, { row, column, text }) {
  const cells = parseCells(text);
  if (!cells.length) return;
  const byHeading = headingsOf(grid, cells[0]);
  const body = byHeading ? cells.slice(1) : cells;
  const columns = byHeading ?? columnsFrom(grid, { column, sample: body[0] ?? [] });
  const lookups = [];
  let at = grid.rows.indexOf(row);
  let done = 0;
  for (const line of body) {
    const target = grid.rows[at] ?? grid.add(undefined, { quiet: true });
    if (!target) break;
    line.forEach((value, place) => {
      const one = columns[place];
      if (!one || value === "") return;
      if (one.kind === "lookup") lookups.push({ target, column: one, value, line, columns });
      else putText(target, one, value);
    });
    at += 1;
    done += 1;
  }
  grid.renumber();
  const unknown = await resolve(grid, lookups);
  for (const one of grid.rows) one.reckon("quantity");
  grid.renumber();
  const words = unknown.length ? grid.words.pastedUnknown : grid.words.pasted;
  say(fill(words, { count: done, codes: unknown.slice(0, 8).join(", ") }), { tone: unknown.length ? "bad" : "good" });
}

/** When the first row names our columns, it says where each cell goes. */
function headingsOf(grid, first) {
  const found = first.map((label) => grid.editable.find((one) => one.label.trim() === label || one.name === label) ?? null);
  return found.filter(Boolean).length >= Math.max(1, Math.ceil(first.length / 2)) ? found : null;
}

/** Else the cells go to the columns that follow; a choice that does not know the text is passed over. */
function columnsFrom(grid, { column, sample }) {
  const start = grid.editable.findIndex((one) => one.name === column.name);
  const columns = [];
  let place = start;
  for (const value of sample) {
    while (place < grid.editable.length && !fits(grid.editable[place], value)) place += 1;
    columns.push(grid.editable[place] ?? null);
    place += 1;
  }
  return columns;
}

function fits(column, value) {
  if (column.kind === "choice") return column.choices.some(([key, label]) => key === value || label === value) || (column.name === "unit" && !isNumber(value));
  if (column.kind === "check") return /^(|0|1|x|√|是|否|yes|no|true|false)$/i.test(value);
  if (column.kind === "date") return value === "" || /^\d{4}-\d{2}-\d{2}$/.test(parseDate(value));
  return true;
}

function isNumber(text) {
  return parseScaled(text, 6) !== null;
}

function putText(row, column, value) {
  let plain = value;
  if (column.name === "discount") plain = parseDiscount(value);
  else if (NUMBERS.has(column.kind)) plain = normaliseNumber(value);
  else if (column.kind === "date") plain = parseDate(value);
  else if (column.kind === "check") plain = /^(1|x|√|是|yes|true)$/i.test(value) ? "1" : "";
  else if (column.kind === "choice") plain = choiceOf(row, column, value);
  row.set(column.name, plain);
  const cell = row.cells.get(column.name);
  if (NUMBERS.has(column.kind) && cell.input) row.check(cell);
}

function choiceOf(row, column, value) {
  const units = column.name === "unit" ? (row.units ?? []).map((unit) => [String(unit.id), unit.text]) : column.choices;
  return units.find(([key, label]) => key === value || label === value)?.[0] ?? row.get(column.name);
}

/** Finds each different code once, a few at a time; answers the codes that nothing fits. */
async function resolve(grid, lookups) {
  const wanted = new Map();
  for (const one of lookups) {
    const key = `${one.column.name}\n${one.value}`;
    wanted.set(key, [...(wanted.get(key) ?? []), one]);
  }
  const unknown = [];
  const queue = [...wanted.values()];
  const work = async () => {
    for (let group = queue.shift(); group; group = queue.shift()) {
      const { column, value } = group[0];
      const found = await findExactly(grid, { column, value });
      if (!found) unknown.push(value);
      for (const one of group) place(grid, one, found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return unknown;
}

/** The one record that a code, a barcode or a name means; a single hit counts too. */
export async function findExactly(grid, { column, value }) {
  const answer = await fetchJson(`${grid.urlOf(column)}?${new URLSearchParams({ ...grid.params(), q: value })}`);
  const rows = answer?.results ?? [];
  const same = (text) => String(text ?? "").toLowerCase() === value.toLowerCase();
  return rows.find((row) => same(row.code) || same(row.barcode) || (row.barcodes ?? []).some(same)) ?? rows.find((row) => same(row.name) || same(row.text)) ?? (rows.length === 1 ? rows[0] : null);
}

/** A picked record fills price and unit; what was pasted beside it wins over that. */
function place(grid, { target, column, value, line, columns }, found) {
  if (!found) {
    target.set(column.name, "", value);
    target.flag(target.cells.get(column.name), fill(grid.words.notFound, { text: value }));
    return;
  }
  target.pick(column, found);
  line.forEach((text, index) => {
    const one = columns[index];
    if (one && one.kind !== "lookup" && text !== "") putText(target, one, text);
  });
}
