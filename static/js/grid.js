// The line grid: rows, sums, look-ups. What keys do is in grid_keys.js, what is pasted in paste.js, what is scanned in scan.js.
import { format, normaliseNumber, parseScaled, sum } from "./arithmetic.js";
import { Combobox } from "./combobox.js";
import { Keys } from "./grid_keys.js";
import { Row } from "./grid_row.js";
import { fetchJson, fetchPart, fill, make, nodesOf, say, showPart, valueOf, word } from "./page.js";
import { connectPaste } from "./paste.js";
import { openPicker } from "./picker.js";
import { quickAdd } from "./quick_add.js";
import { connectScan } from "./scan.js";

const SUMMED = new Set(["quantity", "net", "tax", "gross"]);
const PLACES = { quantity: 4, price: 6, money: 2, percent: 2 };

export class Grid {
  constructor(root) {
    this.root = root;
    this.data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    this.words = { ...root.querySelector("[data-grid-words]").dataset };
    this.form = root.closest("form");
    const { prefix, columns, max = 1000, blank = {}, urls = {}, readonly = false } = this.data;
    Object.assign(this, { prefix, max, blank, urls, readonly, rows: [], faults: 0 });
    this.columns = readonly ? columns.map((one) => ({ ...one, editable: false })) : columns;
    this.editable = this.columns.filter((one) => one.editable);
    this.reckons = this.columns.some((one) => one.name === "price") && this.columns.some((one) => one.name === "quantity");
    this.readTax();
    this.build();
    (this.data.rows ?? []).forEach((row) => this.add(row, { quiet: true }));
    if (!readonly && (!this.rows.length || !this.rows.at(-1).isEmpty) && !this.data.rows?.length) this.add({ values: this.blank }, { quiet: true });
    this.renumber();
    if (readonly) return;
    this.keys = new Keys(this);
    connectPaste(this);
    connectScan(this);
    this.connect();
  }

  // --- Building -----------------------------------------------------------------------------------------------

  build() {
    const heads = this.columns.map((column) => this.head(column));
    this.body = make("tbody");
    this.sums = new Map();
    const foot = this.columns.map((column) => {
      const cell = make("td", { class: column.align === "end" || column.kind in PLACES ? "g-number" : "" });
      if (column.total || SUMMED.has(column.name)) this.sums.set(column.name, cell);
      return cell;
    });
    if (foot[0]) foot[0].textContent = this.words.sum;
    const group = make("colgroup", {}, make("col"), ...this.columns.map(() => make("col")));
    group.children[0].style.width = "42px";
    this.columns.forEach((column, index) => {
      group.children[index + 1].style.width = `${widthOf(column)}px`;
    });
    this.table = make("table", { class: "g-grid-table" }, group,
      make("thead", {}, make("tr", {}, make("th", { class: "g-line-no", scope: "col" }, make("span", { class: "visually-hidden", textContent: this.words.average })), ...heads)),
      this.body, ...(this.sums.size ? [make("tfoot", {}, make("tr", {}, make("td", { class: "g-line-no" }), ...foot))] : []));
    this.table.style.width = `${this.columns.reduce((total, column) => total + widthOf(column), 42)}px`;
    this.total = make("input", { type: "hidden", name: `${this.prefix}-TOTAL_FORMS`, value: "0" });
    const management = [["INITIAL_FORMS", 0], ["MIN_NUM_FORMS", 0], ["MAX_NUM_FORMS", this.max]].map(([name, value]) => make("input", { type: "hidden", name: `${this.prefix}-${name}`, value }));
    this.root.querySelector("[data-grid-scroll]").replaceChildren(this.total, ...management, this.table);
  }

  head(column) {
    return make("th", { scope: "col", class: column.align === "end" || column.kind in PLACES ? "g-number" : "", title: column.hint || column.label, textContent: column.label });
  }

  connect() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.root.addEventListener("grid:restore", (event) => this.restore(event.detail));
    this.table.addEventListener("focusin", (event) => this.enter(event.target));
    this.table.addEventListener("focusout", (event) => this.leave(event.target));
    this.table.addEventListener("input", (event) => this.typed(event));
    this.table.addEventListener("change", (event) => this.changed(event.target));
    this.table.addEventListener("dblclick", (event) => event.target.cell?.column.kind === "lookup" && this.full(event.target));
    const field = this.data.includesTaxField && this.form?.elements[this.data.includesTaxField];
    field?.addEventListener?.("change", () => {
      this.readTax();
      for (const row of this.rows) {
        row.lockTotals();
        row.reckon("price");
      }
      this.renumber();
      this.sumUp();
    });
  }

  readTax() {
    const field = this.data.includesTaxField && this.form?.elements[this.data.includesTaxField];
    this.priceIncludesTax = field ? (field.type === "checkbox" ? field.checked : field.value !== "" && field.value !== "0" && field.value !== "False") : this.data.priceIncludesTax !== false;
    const wanted = this.priceIncludesTax ? "gross" : "net";
    this.totalColumn = this.columns.some((one) => one.name === wanted && one.editable) ? wanted : "";
  }

  // --- Rows -----------------------------------------------------------------------------------------------------

  add(state = { values: this.blank }, { at = this.rows.length, quiet = false } = {}) {
    if (this.rows.length >= this.max) {
      say(fill(this.words.lineFull, { max: this.max }), { tone: "warning" });
      return null;
    }
    const row = new Row(this, state);
    const next = this.rows[at];
    this.rows.splice(at, 0, row);
    if (next) next.node.before(row.node);
    else this.body.append(row.node);
    if (row.errorNode) row.node.after(row.errorNode);
    if (!quiet) this.renumber();
    return row;
  }

  remove(row) {
    if (!row) return;
    if (row.locked) {
      say(this.words.locked, { tone: "warning" });
      return;
    }
    const index = this.rows.indexOf(row);
    const state = { ...row.state(), id: row.id };
    const wasEmpty = row.isEmpty;
    const column = this.columnHere() ?? this.editable[0];
    row.errorNode?.remove();
    row.node.remove();
    this.rows.splice(index, 1);
    if (!this.rows.length) this.add(undefined, { quiet: true });
    this.renumber();
    this.focus(this.rows[Math.min(index, this.rows.length - 1)], column);
    if (wasEmpty) return;
    const text = fill(this.words.removed, { line: index + 1 });
    const bring = () => this.focus(this.add(state, { at: Math.min(index, this.rows.length) }), column);
    say(text, { actions: [{ label: word("restore"), run: bring }] });
  }

  copy(row) {
    if (!row) return;
    const { values, texts, units, found } = row.state();
    const twin = this.add({ values, texts, units, found }, { at: this.rows.indexOf(row) + 1 });
    if (twin) this.focus(twin, this.columnHere() ?? this.editable[0]);
  }

  act(name) {
    const here = this.rowHere();
    const first = this.editable[0];
    const acts = {
      add: () => this.focus(this.add(), first),
      insert: () => this.focus(this.add(undefined, { at: here ? this.rows.indexOf(here) : this.rows.length }), first),
      copy: () => this.copy(here ?? this.rows.at(-1)),
      remove: () => this.remove(here ?? this.rows.at(-1)),
      fill: () => this.fillDown(here),
      keys: () => this.showKeys(),
    };
    acts[name]?.();
  }

  /** The value of the cell one is in, for every line below that says something: 批量改. */
  fillDown(row) {
    const column = this.columnHere();
    if (!row || !column) return;
    const below = this.rows.slice(this.rows.indexOf(row) + 1).filter((one) => !one.isEmpty);
    for (const one of below) one.take(column.name, row);
    this.renumber();
    this.focus(row, column);
    say(fill(this.words.filled, { label: column.label, count: below.length }));
  }

  renumber() {
    this.rows.forEach((row, index) => row.rename(index));
    this.total.value = String(this.rows.length);
    this.sumUp();
    this.root.dispatchEvent(new CustomEvent("grid:changed", { bubbles: true }));
  }

  /** Builds the rows anew from what a kept draft holds. */
  restore(fields) {
    const rows = [];
    for (const [name, value] of fields) {
      const match = /^-(\d+)-(.+)$/.exec(name.slice(this.prefix.length));
      if (!match) continue;
      const row = (rows[Number(match[1])] ??= { values: {}, texts: {} });
      if (match[2] === "id") row.id = value;
      else if (match[2].endsWith("_text")) row.texts[match[2].slice(0, -5)] = value;
      else row.values[match[2]] = value;
    }
    this.rows = [];
    this.body.replaceChildren();
    rows.filter(Boolean).forEach((row) => this.add(row, { quiet: true }));
    if (!this.rows.length) this.add(undefined, { quiet: true });
    this.renumber();
  }

  // --- Sums -------------------------------------------------------------------------------------------------------

  sumUp() {
    const totals = {};
    for (const [name, cell] of this.sums) {
      const column = this.columns.find((one) => one.name === name);
      const places = PLACES[column.kind] ?? 4;
      totals[name] = sum(this.rows.map((row) => row.scaled(name, places) ?? 0n));
      cell.textContent = totals[name] === 0n ? "" : format(totals[name], places, column.kind === "money" ? 2 : 0, true);
      cell.classList.toggle("g-negative", totals[name] < 0n);
    }
    const place = document.querySelector("[data-grid-total]");
    if (!place || !this.root.closest("#paper")) return;
    const filled = this.rows.filter((row) => !row.isEmpty).length;
    const parts = [make("span", { textContent: filled ? fill(this.words.lines, { count: filled }) : this.words.zeroLines })];
    if (totals.gross !== undefined) parts.push(document.createTextNode(`　${this.words.sum} `), make("strong", { textContent: `¥${format(totals.gross, 2, 2, true)}` }));
    place.replaceChildren(...parts);
  }

  // --- Where one is -------------------------------------------------------------------------------------------------

  rowHere() {
    return this.rows.includes(this.here) ? this.here : null;
  }

  columnHere() {
    return this.hereColumn ?? null;
  }

  focus(row, column) {
    const input = row?.cells.get(column?.name)?.input;
    if (!input) return false;
    input.focus();
    input.select?.();
    return true;
  }

  enter(input) {
    if (!input.row) return;
    this.here?.node.classList.remove("g-here");
    this.here = input.row;
    this.hereColumn = input.cell.column;
    input.row.node.classList.add("g-here");
    input.before = input.type === "checkbox" ? input.checked : input.value;
    if (input.select && input.type === "text") input.select();
    if (input.cell.column.kind === "lookup" && !input.combobox) this.attach(input);
    if (input.cell.column.name === "unit" && input.tagName === "SELECT" && !input.row.units) this.fetchUnits(input.row);
  }

  leave(input) {
    if (!input.row || !this.rows.includes(input.row)) return;
    input.row.tidy(input.cell);
  }

  typed(event) {
    const { row, cell } = event.target;
    if (!row || event.isComposing || cell.column.kind === "lookup") return;
    const numeric = cell.column.kind in PLACES;
    if (numeric && cell.td.classList.contains("g-cell-bad") && parseScaled(normaliseNumber(event.target.value), 6) !== null) row.flag(cell, "");
    row.reckon(cell.column.name);
    if (cell.column.name === "quantity") row.warnShort();
    this.sumUp();
  }

  changed(input) {
    if (!input.row) return;
    const { row, cell } = input;
    row.tidy(cell);
    if (cell.column.name === "unit") row.changeUnit();
    else row.reckon(cell.column.name);
    this.sumUp();
  }

  says(text) {
    this.root.querySelector("[data-grid-says]").textContent = text;
  }

  // --- Look-ups --------------------------------------------------------------------------------------------------------

  urlOf(column) {
    return `${this.urls.lookup ?? "/lookup/"}${column.lookup}/`;
  }

  /** What the head already says (party, warehouse) goes along with every look-up, and which item the line is about. */
  params(row = null) {
    const params = {};
    for (const [name, field] of Object.entries(this.data.context ?? {})) {
      const value = row?.get(name) || valueOf(this.form?.elements[field]);
      if (value) params[name] = value;
    }
    if (row?.get("item")) params.row_item = row.get("item");
    return params;
  }

  attach(input) {
    const { row, cell } = input;
    const { column } = cell;
    input.combobox = new Combobox({
      input,
      url: () => this.urlOf(column),
      params: () => this.params(row),
      createUrl: () => this.urls.quickAdd?.[column.lookup] ?? "",
      onPick: (found) => this.picked(row, column, found),
      onClear: () => row.clearPick(column),
      onCreate: (text) => this.create(row, column, text),
    });
  }

  picked(row, column, found) {
    row.pick(column, found);
    if (!row.units && row.get("item")) this.fetchUnits(row);
    this.sumUp();
    this.root.dispatchEvent(new CustomEvent("grid:changed", { bubbles: true }));
  }

  async create(row, column, text) {
    const found = await quickAdd(this.urls.quickAdd[column.lookup], text);
    if (!found) {
      this.focus(row, column);
      return;
    }
    // The search knows more of the new record than its form does: units, rates, stock.
    const answer = await fetchJson(`${this.urlOf(column)}?${new URLSearchParams({ ...this.params(row), q: found.code || found.text })}`);
    this.picked(row, column, answer?.results.find((one) => String(one.id) === String(found.id)) ?? found);
    this.focus(row, column);
    this.keys.next(row, column);
  }

  /** The full look-up; several hits become several lines. */
  async full(input) {
    const { row, cell } = input;
    const { column } = cell;
    input.combobox?.close();
    const many = this.editable[0] === column;
    const labels = { search: this.words.search, quantity: this.words.quantity, take: (count) => fill(this.words.picked, { count: count || 1 }) };
    const text = row.get(column.name) ? "" : input.value.trim();
    const taken = await openPicker({ url: this.urlOf(column), text, params: this.params(row), title: fill(this.words.pickTitle, { label: column.label }), many, labels });
    let target = row;
    taken.forEach(({ row: found, quantity }, index) => {
      if (index) target = this.add(undefined, { at: this.rows.indexOf(target) + 1 });
      if (!target) return;
      this.picked(target, column, found);
      if (quantity) target.set("quantity", normaliseNumber(quantity));
      target.reckon("quantity");
    });
    this.sumUp();
    if (taken.length && target) this.keys.next(target, column);
    else this.focus(row, column);
  }

  /** The units of a stored line are fetched when someone wants to change them. */
  async fetchUnits(row) {
    const column = this.columns.find((one) => one.name === "item" && one.kind === "lookup");
    if (!column || !row.get("item")) return;
    const code = row.text("item").split(/\s/)[0];
    const answer = await fetchJson(`${this.urlOf(column)}?${new URLSearchParams({ ...this.params(row), q: code })}`);
    const found = answer?.results.find((one) => String(one.id) === row.get("item"));
    if (!found?.units || row.units) return;
    const value = row.get("unit");
    row.units = found.units;
    row.unit = row.unitOf(value || found.unit);
    const cell = row.cells.get("unit");
    if (cell?.input?.tagName === "SELECT") row.fillSelect(cell.input, cell.column, value || String(found.unit ?? ""));
  }

  async history(row) {
    const item = row?.get("item");
    if (!item || !this.urls.history) return;
    const url = new URL(this.urls.history.replace("{item}", encodeURIComponent(item)), window.location.href);
    for (const [name, value] of Object.entries(this.params(row))) if (!url.searchParams.get(name)) url.searchParams.set(name, value);
    const answer = await fetchPart(url);
    if (answer?.ok) showPart(`${this.words.priceHistory} ${row.text("item")}`, ...nodesOf(await answer.text()));
  }

  showKeys() {
    const list = this.root.querySelector("[data-grid-keys]");
    showPart(list.dataset.title, list.content.cloneNode(true));
  }
}

function widthOf(column) {
  const usual = { lookup: 210, text: 130, quantity: 90, price: 128, money: 110, percent: 74, date: 104, check: 60, choice: 84, readonly: 110 };
  return column.width || usual[column.kind] || 110;
}
