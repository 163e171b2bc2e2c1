// The full look-up: a table of hits to tick, several with their quantities; keyboard from end to end.
import { debounce, fetchJson, isComposing, make, showPart, word } from "./page.js";

// What a look-up row may hold, and the word for its heading.
const COLUMNS = {
  code: "columnCode", name: "columnName", specification: "columnSpecification", model: "columnModel", colour: "columnColour",
  unit_name: "columnUnit", on_hand: "columnOnHand", available: "columnAvailable", price: "columnPrice", contact: "columnContact", phone: "columnPhone",
};

/** Resolves to [{row, quantity}]; empty when shut without a choice. */
export async function openPicker({ url, text = "", params = {}, title, many = true, labels = {} }) {
  const picker = new Picker({ url, params, many, labels });
  const part = showPart(title, picker.node);
  picker.finish = () => part.close();
  part.ready.then(() => picker.start(text));
  await part.closed;
  return picker.taken;
}

class Picker {
  constructor({ url, params, many, labels }) {
    Object.assign(this, { url, params, many, labels, taken: [], chosen: new Map(), rows: [], here: 0, asked: 0, page: 1, more: false });
    this.search = make("input", { type: "search", class: "form-control form-control-sm", autocomplete: "off", placeholder: labels.search ?? "", "aria-label": labels.search ?? word("fullLookUp") });
    this.take = make("button", { type: "button", class: "btn btn-sm btn-primary", textContent: labels.take?.(0) ?? "OK" });
    this.scroll = make("div", { class: "g-table-scroll", tabIndex: 0, role: "region", "aria-label": labels.search ?? word("fullLookUp") });
    this.node = make("div", { class: "g-picker" }, make("div", { class: "g-picker-bar" }, this.search, many ? this.take : null), this.scroll);
    this.search.addEventListener("input", debounce(() => this.ask(), 150));
    this.take.addEventListener("click", () => this.done());
    this.scroll.addEventListener("scroll", () => this.nearEnd());
    this.node.addEventListener("keydown", (event) => this.keys(event));
  }

  start(text) {
    this.search.value = text;
    this.search.focus();
    this.search.select();
    this.ask();
  }

  async ask(page = 1) {
    const number = (this.asked += 1);
    const query = new URLSearchParams({ ...this.params, q: this.search.value.trim(), page });
    const answer = await fetchJson(`${this.url}?${query}`);
    if (number !== this.asked || !answer) return;
    this.page = page;
    this.more = answer.more;
    this.rows = page === 1 ? answer.results : [...this.rows, ...answer.results];
    this.draw();
  }

  nearEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroll;
    if (this.more && scrollTop + clientHeight > scrollHeight - 60) {
      this.more = false;
      this.ask(this.page + 1);
    }
  }

  draw() {
    const shown = Object.keys(COLUMNS).filter((name) => this.rows.some((row) => row[name] !== undefined && row[name] !== ""));
    if (!shown.length) shown.push("text");
    const body = make("tbody", {}, ...this.rows.map((row, index) => this.line(row, index, shown)));
    const table = make("table", { class: "g-table" }, this.head(shown), body);
    this.scroll.replaceChildren(this.rows.length ? table : make("p", { class: "g-empty", textContent: word("nothingFound") }));
    this.mark(Math.min(this.here, Math.max(this.rows.length - 1, 0)));
  }

  head(shown) {
    const cells = shown.map((name) => make("th", { scope: "col", class: isNumber(name) ? "g-number" : "", textContent: COLUMNS[name] ? word(COLUMNS[name]) : "" }));
    const tick = this.many ? [make("td")] : [];
    const amount = this.many ? make("th", { scope: "col", class: "g-number", textContent: this.labels.quantity ?? "" }) : null;
    return make("thead", {}, make("tr", {}, ...tick, ...cells, amount));
  }

  line(row, index, shown) {
    const cells = shown.map((name) => make("td", { class: isNumber(name) ? "g-number" : "", textContent: row[name] ?? "" }));
    const line = make("tr", {}, ...(this.many ? [this.tick(row)] : []), ...cells, this.many ? this.amount(row) : null);
    line.addEventListener("click", (event) => {
      if (event.target.closest("input")) return;
      this.mark(index);
      if (!this.many) this.done();
    });
    line.addEventListener("dblclick", () => {
      this.mark(index);
      this.done();
    });
    return line;
  }

  tick(row) {
    const box = make("input", { type: "checkbox", class: "form-check-input", checked: this.chosen.has(row.id), tabIndex: -1, "aria-label": row.text ?? row.name ?? "" });
    box.addEventListener("change", () => this.toggle(row, box.checked));
    return make("td", { class: "g-cell-check" }, box);
  }

  amount(row) {
    const input = make("input", { type: "text", inputMode: "decimal", class: "form-control form-control-sm", value: this.chosen.get(row.id)?.quantity ?? "", "aria-label": `${this.labels.quantity ?? ""} ${row.text ?? ""}` });
    input.addEventListener("input", () => {
      this.toggle(row, input.value.trim() !== "" || this.chosen.has(row.id), input.value);
      input.closest("tr").querySelector("[type=checkbox]").checked = this.chosen.has(row.id);
    });
    return make("td", {}, input);
  }

  toggle(row, on, quantity = this.chosen.get(row.id)?.quantity ?? "") {
    if (on) this.chosen.set(row.id, { row, quantity });
    else this.chosen.delete(row.id);
    this.take.textContent = this.labels.take?.(this.chosen.size) ?? this.take.textContent;
  }

  mark(index) {
    this.here = index;
    const lines = [...this.scroll.querySelectorAll("tbody tr")];
    lines.forEach((line, place) => line.classList.toggle("g-selected", place === index));
    lines[index]?.scrollIntoView({ block: "nearest" });
  }

  keys(event) {
    if (isComposing(event)) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this.rows.length) {
      event.preventDefault();
      this.mark(Math.max(0, Math.min(this.rows.length - 1, this.here + moves[event.key])));
    } else if (event.key === " " && this.many && event.target === this.search && this.search.value === "") {
      event.preventDefault();
      const row = this.rows[this.here];
      if (row) this.toggle(row, !this.chosen.has(row.id));
      this.draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.done();
    }
  }

  /** What is ticked; without a tick, the marked line. */
  done() {
    const row = this.rows[this.here];
    this.taken = this.chosen.size ? [...this.chosen.values()] : row ? [{ row, quantity: "" }] : [];
    this.finish();
  }
}

function isNumber(name) {
  return ["on_hand", "available", "price"].includes(name);
}
