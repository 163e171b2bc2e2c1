// One line of the grid: its cells, its values, its amounts.
import { convertPrice, format, halfWidth, lineAmounts, normaliseNumber, parseDate, parseDiscount, parseScaled } from "./arithmetic.js";
import { fill, make } from "./page.js";

const NUMBERS = new Set(["quantity", "price", "money", "percent"]);
const COMPUTED = new Set(["net", "tax", "gross"]);
const ONE = { numerator: 1, denominator: 1 };
const RETYPED = new Set(["quantity", "accepted", "rejected", "price", "discount", "is_gift"]);

export class Row {
  constructor(grid, { id = "", values = {}, texts = {}, errors = {}, locked = false, units = null, found = null } = {}) {
    Object.assign(this, { grid, id, locked, units, found, errors, typed: null, cells: new Map() });
    this.number = make("th", { class: "g-line-no", scope: "row" });
    this.idInput = make("input", { type: "hidden", value: id });
    this.typedInput = make("input", { type: "hidden" });
    this.number.append(make("span"), this.idInput, this.typedInput);
    this.node = make("tr", {}, this.number);
    this.node.row = this;
    for (const column of grid.columns) this.node.append(this.cell(column, values[column.name] ?? "", texts[column.name] ?? ""));
    this.unit = this.unitOf(values.unit);
    this.keepTyped(values);
    this.lockTotals();
    this.showErrors();
    this.reckon("", { quiet: true });
    this.warnShort();
  }

  // --- Building ------------------------------------------------------------------------------------------------

  cell(column, value, text) {
    const td = make("td", { class: this.cssOf(column) });
    const cell = { column, td, input: null, hidden: null, span: null };
    this.cells.set(column.name, cell);
    if (!column.editable) {
      cell.span = make("span", { class: "g-cell-text" });
      cell.value = value;
      td.append(cell.span);
      this.show(cell, value);
    } else {
      cell.input = this.inputOf(column, value);
      if (column.kind === "lookup") {
        cell.hidden = make("input", { type: "hidden", value });
        cell.input.value = text;
        td.append(cell.hidden);
      }
      cell.input.cell = cell;
      cell.input.row = this;
      td.append(cell.input);
    }
    return td;
  }

  cssOf(column) {
    const parts = [];
    if (NUMBERS.has(column.kind) || column.align === "end") parts.push("g-number");
    if (column.kind === "check") parts.push("g-cell-tick");
    if (!column.editable) parts.push("g-cell-fixed");
    return parts.join(" ");
  }

  inputOf(column, value) {
    const label = { "aria-label": column.label };
    if (column.kind === "check") return make("input", { type: "checkbox", class: "form-check-input", value: "1", checked: Boolean(value) && value !== "0", ...label });
    if (column.kind === "choice") return this.selectOf(column, value, label);
    const numeric = NUMBERS.has(column.kind);
    return make("input", { type: "text", value, autocomplete: "off", inputMode: numeric ? "decimal" : "text", ...label });
  }

  selectOf(column, value, label) {
    const select = make("select", label);
    this.fillSelect(select, column, value);
    return select;
  }

  fillSelect(select, column, value) {
    const own = column.name === "unit" && this.units?.length;
    const options = own ? this.units.map((unit) => [String(unit.id), unit.text]) : this.choicesOf(column, value);
    select.replaceChildren(...options.map(([key, text]) => make("option", { value: key, textContent: text })));
    select.value = options.some(([key]) => key === String(value)) ? String(value) : options[0]?.[0] ?? "";
  }

  /** Until the item is known, a unit box offers only what is stored: not every unit of the firm. */
  choicesOf(column, value) {
    if (column.name !== "unit") return column.choices;
    return column.choices.filter(([key]) => key === "" || key === String(value));
  }

  // --- Values ----------------------------------------------------------------------------------------------------

  get(name) {
    const cell = this.cells.get(name);
    if (!cell) return "";
    if (cell.hidden) return cell.hidden.value;
    if (cell.input) return cell.input.type === "checkbox" ? (cell.input.checked ? "1" : "") : cell.input.value.trim();
    return cell.value ?? "";
  }

  text(name) {
    return this.cells.get(name)?.input?.value.trim() ?? "";
  }

  set(name, value, text = "") {
    const cell = this.cells.get(name);
    if (!cell) return;
    const plain = value === null || value === undefined ? "" : String(value);
    if (cell.hidden) {
      cell.hidden.value = plain;
      cell.input.value = text;
    } else if (cell.input?.type === "checkbox") cell.input.checked = Boolean(plain) && plain !== "0";
    else if (cell.input?.tagName === "SELECT") this.fillSelect(cell.input, cell.column, plain);
    else if (cell.input) cell.input.value = plain;
    else {
      cell.value = plain;
      this.show(cell, plain);
    }
  }

  show(cell, value) {
    const { kind, decimals } = cell.column;
    const places = { quantity: 4, price: 6, money: 2, percent: 2 }[kind] ?? 4;
    const scaled = NUMBERS.has(kind) || cell.column.align === "end" ? parseScaled(value, places) : null;
    const least = kind === "money" ? 2 : kind === "price" ? 2 : 0;
    let shown = value;
    if (scaled !== null) shown = scaled === 0n ? "" : format(scaled, places, Math.min(least, decimals ?? least), true);
    cell.span.textContent = shown;
    cell.span.title = shown;
    cell.td.classList.toggle("g-negative", scaled !== null && scaled < 0n);
  }

  scaled(name, places) {
    const text = this.get(name);
    return text === "" ? null : parseScaled(text, places);
  }

  get isEmpty() {
    for (const { column, input, hidden } of this.cells.values()) {
      if (!input) continue;
      if (hidden?.value) return false;
      const value = column.kind === "check" ? this.get(column.name) : input.value.trim();
      if (value && value !== String(this.grid.blank[column.name] ?? "") && column.kind !== "choice") return false;
    }
    return !this.id;
  }

  values() {
    return Object.fromEntries([...this.cells.keys()].map((name) => [name, this.get(name)]));
  }

  texts() {
    return Object.fromEntries([...this.cells.values()].filter((cell) => cell.hidden).map((cell) => [cell.column.name, cell.input.value]));
  }

  /** Everything needed to build the same line again. */
  state() {
    return { values: { ...this.values(), typed_total: this.typedInput.value }, texts: this.texts(), units: this.units, found: this.found };
  }

  // --- Names as the server wants them ---------------------------------------------------------------------------

  rename(index) {
    const { prefix } = this.grid;
    this.index = index;
    this.number.firstChild.textContent = String(index + 1);
    this.idInput.name = `${prefix}-${index}-id`;
    this.typedInput.name = this.grid.totalColumn ? `${prefix}-${index}-typed_total` : "";
    for (const { column, input, hidden } of this.cells.values()) {
      if (!input) continue;
      const name = `${prefix}-${index}-${column.name}`;
      if (hidden) hidden.name = name;
      input.name = hidden ? `${name}_text` : name;
      input.id = `id_${input.name}`;
    }
  }

  // --- What was typed --------------------------------------------------------------------------------------------

  /** Brings a cell into plain form when it is left: half-width, numbers, dates, the Chinese discount. */
  tidy(cell) {
    const { column, input } = cell;
    if (!input || input.type === "checkbox" || input.tagName === "SELECT") return;
    let value = input.value;
    if (column.name === "discount") value = parseDiscount(value);
    else if (NUMBERS.has(column.kind)) value = normaliseNumber(value);
    else if (column.kind === "date") value = parseDate(value);
    else value = halfWidth(value).trim();
    const cents = column.kind === "money" ? parseScaled(value, 2) : null;
    if (cents !== null) value = format(cents, 2);
    if (value !== input.value) input.value = value;
    if (NUMBERS.has(column.kind)) this.check(cell);
  }

  check(cell) {
    const places = { quantity: 4, price: 6, money: 2, percent: 2 }[cell.column.kind] ?? 6;
    const text = cell.input.value.trim();
    const bad = text !== "" && parseScaled(text, Math.max(places, cell.column.decimals ?? 0)) === null;
    this.flag(cell, bad ? fill(this.grid.words.notANumber, { text }) : "");
  }

  flag(cell, sentence) {
    cell.td.classList.toggle("g-cell-bad", Boolean(sentence));
    cell.td.title = sentence;
    if (!sentence && cell.column.name === "price") this.warnDear(cell);
    if (!cell.input) return;
    if (sentence) cell.input.setAttribute("aria-invalid", "true");
    else cell.input.removeAttribute("aria-invalid");
  }

  showErrors() {
    this.errorNode?.remove();
    this.errorNode = null;
    const said = Object.entries(this.errors);
    if (!said.length) return;
    const id = `${this.grid.prefix}-fault-${(this.grid.faults += 1)}`;
    const sentences = said.map(([name, sentence]) => {
      const cell = this.cells.get(name);
      if (cell) {
        this.flag(cell, sentence);
        cell.input?.setAttribute("aria-describedby", id);
      }
      return cell ? `${cell.column.label}: ${sentence}` : sentence;
    });
    this.errorNode = make("tr", { class: "g-line-error" }, make("td", { id, colSpan: this.grid.columns.length + 1, textContent: sentences.join("  ") }));
  }

  // --- Amounts -----------------------------------------------------------------------------------------------------

  keepTyped(values) {
    if (values.typed_total) {
      this.typed = parseScaled(values.typed_total, 2);
      this.typedInput.value = values.typed_total;
    }
  }

  /** Of gross and net only the one that the price speaks of may be typed; the other follows. */
  lockTotals() {
    for (const name of COMPUTED) {
      const cell = this.cells.get(name);
      if (!cell?.input) continue;
      cell.input.readOnly = name !== this.grid.totalColumn;
      cell.td.classList.toggle("g-cell-fixed", cell.input.readOnly);
    }
  }

  /** What is paid for: on a receipt the accepted part, which follows from what arrived and what was rejected. */
  paidQuantity(changed) {
    const quantity = this.scaled("quantity", 4);
    if (!this.cells.has("accepted")) return quantity;
    if (quantity !== null && ["quantity", "rejected"].includes(changed)) {
      const left = quantity - (this.scaled("rejected", 4) ?? 0n);
      this.set("accepted", format(left > 0n ? left : 0n, 4, 0));
    }
    return this.scaled("accepted", 4) ?? quantity;
  }

  /** Works the amounts out anew after a cell changed (conventions 4.2). */
  reckon(changed, { quiet = false } = {}) {
    const { grid } = this;
    if (!grid.reckons) return;
    if (changed === "price") this.source = "";
    if (changed && changed === grid.totalColumn) this.typed = this.scaled(changed, 2);
    else if (RETYPED.has(changed)) this.typed = null;
    const quantity = this.paidQuantity(changed);
    const price = this.get("is_gift") === "1" ? 0n : this.scaled("price", 6);
    if (quantity === null || (price === null && this.typed === null)) {
      this.amounts = null;
      if (!quiet) for (const name of COMPUTED) if (name !== changed) this.put(name, null);
    } else {
      this.amounts = lineAmounts({
        quantity, price: price ?? 0n, discount: this.scaled("discount", 2) ?? 10000n, taxRate: this.scaled("tax_rate", 2) ?? 0n,
        priceIncludesTax: grid.priceIncludesTax, typedTotal: this.typed,
      });
      for (const name of COMPUTED) if (name !== changed) this.put(name, this.amounts[name]);
      if (this.typed !== null && changed) this.set("price", format(this.amounts.price, 6, 2));
    }
    this.typedInput.value = this.typed === null ? "" : format(this.typed, 2);
    this.markTyped();
  }

  put(name, cents) {
    const cell = this.cells.get(name);
    if (!cell || (cell.input && document.activeElement === cell.input && name === this.grid.totalColumn)) return;
    this.set(name, cents === null ? "" : format(cents, 2));
  }

  markTyped() {
    const cell = this.cells.get("price");
    cell?.td.classList.toggle("g-cell-typed", this.typed !== null);
    if (!cell || cell.td.classList.contains("g-cell-bad")) return;
    const source = this.typed === null ? this.source ?? "" : "";
    cell.td.title = source || (this.typed === null ? "" : this.grid.words.typed);
    // Where the price came from stands beside it (P2) until somebody types another.
    if (source) cell.td.dataset.source = source;
    else delete cell.td.dataset.source;
    this.warnDear(cell);
    if (cell.input) cell.input.setAttribute("aria-description", cell.td.title);
  }

  /** Dearer than the last purchase allows: amber, with what was paid; the approver sees it on the paper. */
  warnDear(cell) {
    const price = this.scaled("price", 6);
    const limit = this.lastPaid ? parseScaled(this.lastPaid.price_limit, 6) : null;
    const allowed = limit !== null && this.unit ? convertPrice(limit, ONE, this.unit) : limit;
    const dear = price !== null && allowed !== null && price * (this.scaled("discount", 2) ?? 10000n) > allowed * 10000n;
    cell.td.classList.toggle("g-cell-dear", dear);
    if (dear) cell.td.title = fill(this.grid.words.dear, { paid: this.lastPaid.price_paid });
    this.warnLow(cell, price);
  }

  /** Sold below the lowest price that is allowed: red; whoever does it says why. */
  warnLow(cell, price) {
    const floor = this.found?.floor_price ? parseScaled(this.found.floor_price, 6) : null;
    const least = floor !== null && this.unit ? convertPrice(floor, ONE, this.unit) : floor;
    const low = price !== null && least !== null && this.get("is_gift") !== "1" && price * (this.scaled("discount", 2) ?? 10000n) < least * 10000n;
    cell.td.classList.toggle("g-cell-low", low);
    if (low) cell.td.title = fill(this.grid.words.low, { floor: this.found.floor_price });
  }

  // --- Look-ups -------------------------------------------------------------------------------------------------------

  /** Puts a look-up row into the line: its id and text, and every column that it fills. */
  pick(column, found) {
    this.set(column.name, found.id, found.text ?? [found.code, found.name].filter(Boolean).join(" "));
    this.flag(this.cells.get(column.name), "");
    if (Array.isArray(found.units)) this.takeUnits(found);
    const fills = new Map(this.grid.columns.filter((one) => one.name in found && one.name !== column.name && one.name !== "quantity" && one.name !== "unit" && one.kind !== "lookup").map((one) => [one.name, one.name]));
    for (const [target, source] of Object.entries(column.fills ?? {})) fills.set(target, source);
    for (const [target, source] of fills) if (source in found && typeof found[source] !== "object") this.set(target, found[source], found[`${source}_text`] ?? "");
    if (fills.has("price")) this.typed = null;
    if (found.scan_unit_id) this.countIn(found.scan_unit_id);
    this.found = found;
    if ("price_limit" in found) this.lastPaid = found;
    this.warnShort();
    this.reckon("");
    this.source = found.price_source ?? "";
    this.markTyped();
  }

  takeUnits(found) {
    this.units = found.units;
    const wanted = found.unit ?? found.units[0]?.id ?? "";
    this.unit = this.unitOf(wanted);
    this.showUnit(wanted);
  }

  showUnit(id) {
    const cell = this.cells.get("unit");
    const text = this.unitOf(id)?.text ?? "";
    if (cell?.hidden) this.set("unit", id, text);
    else if (cell?.input) this.fillSelect(cell.input, cell.column, String(id));
    else this.set("unit", text);
  }

  /** A pack's own barcode was scanned or typed: the line counts in that pack. */
  countIn(id) {
    if (!this.unitOf(id)) return;
    this.showUnit(id);
    this.changeUnit(this.unitOf(id));
  }

  unitOf(id) {
    return this.units?.find((unit) => String(unit.id) === String(id)) ?? null;
  }

  /** Another unit: the price is told in the new one, for a box is not a piece. */
  changeUnit(next = this.unitOf(this.get("unit"))) {
    const price = this.scaled("price", 6);
    if (next && this.unit && price !== null && this.typed === null) this.set("price", format(convertPrice(price, this.unit, next), 6, 2));
    this.unit = next ?? this.unit;
    this.reckon("unit");
    this.warnShort();
  }

  clearPick(column) {
    this.cells.get(column.name).hidden.value = "";
    if (column.lookup === "item" || column.name === "item") {
      this.units = null;
      this.found = null;
      this.lastPaid = null;
    }
  }

  /** Puts one value into this line as if it had been typed, and reckons. */
  take(name, above) {
    const cell = this.cells.get(name);
    if (cell.hidden && above.found) this.pick(cell.column, above.found);
    else {
      if (cell.hidden && name === "item") this.units = above.units;
      this.set(name, above.get(name), above.text(name));
    }
    if (name === "unit") this.changeUnit();
    else this.reckon(name);
  }

  /** Less is available than is wanted: said at once; whether it may be done is for the server to say. */
  warnShort() {
    if (!this.grid.data.warnShort || !this.found || this.found.available === undefined) return;
    const quantity = this.scaled("quantity", 4);
    const available = parseScaled(this.found.available, 4);
    const unit = this.unit ?? ONE;
    const short = quantity !== null && available !== null && quantity * BigInt(unit.numerator) > available * BigInt(unit.denominator);
    this.node.classList.toggle("g-line-short", short);
    const sentence = this.found.next_on ? this.grid.words.shortUntil : this.grid.words.short;
    this.number.title = short ? fill(sentence, { available: this.found.available, date: this.found.next_on }) : "";
  }
}
