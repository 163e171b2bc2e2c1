// A look-up list under an input: ARIA combobox, best hits first, late answers dropped, deaf while an input method composes.
import { fetchJson, isComposing, make, word } from "./page.js";

let serial = 0;

export class Combobox {
  /**
   * options: input, url() → address, params() → {name: value}, onPick(row), onClear(), createUrl() → address or "",
   * onCreate(text), onFull(text)
   */
  constructor(options) {
    Object.assign(this, { onClear() {}, createUrl: () => "", params: () => ({}) }, options);
    this.rows = [];
    this.choice = -1;
    this.asked = 0;
    this.list = null;
    const { input } = this;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
    input.addEventListener("input", (event) => this.typed(event));
    input.addEventListener("compositionend", () => this.search());
    input.addEventListener("blur", () => this.left());
  }

  get isOpen() {
    return this.list !== null;
  }

  typed(event) {
    this.onClear();
    if (event.isComposing) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.search(), 120);
  }

  forgetTimer() {
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Asks the server; an answer that comes after a newer question is dropped. */
  async search({ all = false } = {}) {
    this.forgetTimer();
    const text = this.input.value.trim();
    const number = (this.asked += 1);
    if (!text && !all) {
      this.close();
      return [];
    }
    this.abort?.abort();
    this.abort = new AbortController();
    this.pending = this.ask(text, this.abort.signal);
    const answer = await this.pending;
    if (number !== this.asked) return null;
    this.pending = null;
    this.rows = answer?.results ?? [];
    if (document.activeElement === this.input) this.open(answer?.more ?? false, text);
    return this.rows;
  }

  ask(text, signal) {
    const query = new URLSearchParams({ q: text });
    for (const [name, value] of Object.entries(this.params())) if (value) query.set(name, value);
    return fetchJson(`${this.url()}?${query}`, { signal });
  }

  open(more, text) {
    this.close();
    serial += 1;
    const id = `g-options-${serial}`;
    this.list = make("ul", { id, class: "g-options g-options-floating", role: "listbox" });
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label") || word("fullLookUp"));
    this.rows.forEach((row, index) => this.list.append(this.option(row, `${id}-${index}`, index)));
    if (!this.rows.length) this.list.append(this.note(word("nothingFound")));
    if (more) this.list.append(this.note(word("more")));
    if (text && this.createUrl()) this.list.append(this.creator(text, `${id}-new`));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    // Inside a dialog the list must lie in it, or the focus trap hides it.
    (this.input.closest("dialog, .modal") ?? document.body).append(this.list);
    this.place();
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", id);
    this.choice = -1;
    this.choose(this.rows.length ? 0 : -1);
    this.follow = () => this.place();
    window.addEventListener("scroll", this.follow, true);
    window.addEventListener("resize", this.follow);
  }

  option(row, id, index) {
    const extra = ["specification", "model", "colour", "unit_name", "last_price"].map((name) => row[name]).filter(Boolean);
    const line = make("li", { id, class: "g-option", role: "option", "aria-selected": "false" },
      row.code ? make("span", { class: "g-option-code", textContent: row.code }) : null,
      make("span", { class: "g-option-name", textContent: row.name ?? row.text ?? "" }),
      make("span", { class: "g-option-more", textContent: [row.hint, ...extra, row.available].filter((one) => one !== undefined && one !== "" && typeof one !== "object").join(" · ") }));
    line.addEventListener("click", () => this.pick(index));
    return line;
  }

  note(text) {
    return make("li", { class: "g-option-note", role: "presentation", textContent: text });
  }

  creator(text, id) {
    const line = make("li", { id, class: "g-option g-option-action", role: "option", "aria-selected": "false", textContent: `+ ${word("addNew")} “${text}”` });
    line.addEventListener("click", () => this.create());
    return line;
  }

  place() {
    if (!this.list) return;
    const box = this.input.getBoundingClientRect();
    const height = Math.min(this.list.scrollHeight + 2, 320);
    const below = window.innerHeight - box.bottom;
    const top = below < height && box.top > below ? Math.max(4, box.top - height - 4) : box.bottom;
    const frame = this.input.closest("dialog, .modal-dialog")?.matches("dialog") ? this.input.closest("dialog").getBoundingClientRect() : { left: 0, top: 0 };
    this.list.style.maxHeight = `${Math.max(120, Math.min(320, top === box.bottom ? below - 8 : box.top - 8))}px`;
    this.list.style.top = `${top - frame.top}px`;
    const width = this.list.offsetWidth;
    this.list.style.left = `${Math.max(4, Math.min(box.left, window.innerWidth - width - 8)) - frame.left}px`;
  }

  options() {
    return this.list ? [...this.list.querySelectorAll("[role=option]")] : [];
  }

  choose(index) {
    const options = this.options();
    // No hit, no choice: adding a record is chosen on purpose, never by a mistyped code and Enter.
    this.choice = options.length && (index >= 0 || this.choice >= 0) ? (index + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.choice)));
    const chosen = options[this.choice];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  pick(index) {
    const row = this.rows[index];
    this.close();
    if (row) this.onPick(row);
    return row;
  }

  create() {
    const text = this.input.value.trim();
    this.close();
    this.onCreate?.(text);
  }

  close() {
    this.list?.remove();
    this.list = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.removeAttribute("aria-controls");
    if (this.follow) {
      window.removeEventListener("scroll", this.follow, true);
      window.removeEventListener("resize", this.follow);
      this.follow = null;
    }
  }

  left() {
    this.forgetTimer();
    this.close();
  }

  /** Enter: takes the choice. A quick typist's Enter waits for the answer still under way. Answers what became of it. */
  async settle() {
    if (!this.input.value.trim() && !this.isOpen) return "empty";
    if (this.isOpen && this.choice >= this.rows.length && this.options()[this.choice]) {
      this.create();
      return "create";
    }
    if (!this.isOpen || this.pending || this.timer) {
      const rows = await this.search();
      if (rows === null) return "stale";
      if (rows.length === 0) return "none";
    }
    if (this.choice >= 0 && this.rows[this.choice]) {
      this.pick(this.choice);
      return "picked";
    }
    return this.rows.length ? "open" : "none";
  }

  /** Handles the keys of an open list; true when the key was used up. */
  key(event) {
    if (isComposing(event)) return false;
    if (!this.isOpen) return false;
    const moves = { ArrowDown: this.choice + 1, ArrowUp: this.choice - 1, PageDown: Math.min(this.choice + 8, this.options().length - 1), PageUp: Math.max(this.choice - 8, 0) };
    if (event.key in moves) {
      this.choose(moves[event.key]);
    } else if (event.key === "Escape") {
      this.close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
