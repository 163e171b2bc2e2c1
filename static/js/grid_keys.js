// The keyboard of the grid (conventions 2.3). Keys that an input method is composing with are never touched.
import { isComposing } from "./page.js";
import { fill } from "./page.js";

export class Keys {
  constructor(grid) {
    this.grid = grid;
    // What is typed while a look-up is still being answered; played when the next cell has the focus.
    this.waiting = null;
    grid.table.addEventListener("keydown", (event) => this.down(event), true);
    document.addEventListener("keydown", (event) => this.anywhere(event));
  }

  down(event) {
    const input = event.target;
    if (!input.row || isComposing(event)) return;
    if (this.waiting) {
      this.keep(event);
      return;
    }
    if (input.combobox?.key(event)) return;
    const name = [event.ctrlKey || event.metaKey ? "Ctrl+" : "", event.shiftKey ? "Shift+" : "", event.key].join("");
    const act = this.acts(input)[name.length > 1 ? name : ""];
    if (!act || (event.altKey && name.startsWith("Arrow"))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  acts(input) {
    const { grid } = this;
    const { row, cell } = input;
    const index = grid.rows.indexOf(row);
    return {
      Enter: () => this.enter(input),
      "Shift+Enter": () => this.previous(row, cell.column),
      ArrowDown: () => this.vertical(index + 1, cell.column),
      ArrowUp: () => this.vertical(index - 1, cell.column),
      Escape: () => this.undo(input),
      F1: () => grid.showKeys(),
      F7: () => this.full(input),
      F9: () => grid.history(row),
      "Ctrl+Insert": () => grid.act("insert"),
      "Ctrl+Delete": () => grid.remove(row),
      "Ctrl+d": () => this.repeat(input, grid.rows[index - 1]),
      "Ctrl+D": () => this.repeat(input, grid.rows[index - 1]),
    };
  }

  anywhere(event) {
    if (event.defaultPrevented || isComposing(event)) return;
    const typing = event.target.closest?.("input, textarea, select, dialog, .modal.show");
    if (event.key === "F1" || (event.key === "?" && !typing)) {
      event.preventDefault();
      this.grid.showKeys();
    }
  }

  // --- Going about ----------------------------------------------------------------------------------------------

  async enter(input) {
    const { row, cell } = input;
    if (cell.column.kind === "lookup" && input.value.trim() && !row.get(cell.column.name)) {
      const became = await this.settle(input);
      if (became !== "picked") return;
    }
    this.next(row, cell.column);
    this.play();
  }

  /** Waits for the look-up's answer and keeps what is typed meanwhile. */
  async settle(input) {
    const { row, cell } = input;
    this.waiting = [];
    const text = input.value.trim();
    const became = await input.combobox.settle();
    const kept = this.waiting;
    this.waiting = null;
    this.kept = became === "picked" ? kept : [];
    if (became === "none" || became === "open") {
      const sentence = fill(this.grid.words.notFound, { text });
      row.flag(cell, sentence);
      this.grid.says(sentence);
      input.select();
    }
    return became;
  }

  keep(event) {
    const printable = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!printable && event.key !== "Enter" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    this.waiting.push(event.key);
  }

  play() {
    const kept = this.kept ?? [];
    this.kept = [];
    while (kept.length) {
      const key = kept.shift();
      const input = document.activeElement;
      if (!input?.row) return;
      if (key === "Enter" || key === "Tab") {
        this.kept = kept;
        this.enter(input);
        return;
      }
      if (input.type !== "text") continue;
      input.setRangeText(key, input.selectionStart, input.selectionEnd, "end");
      input.dispatchEvent(new InputEvent("input", { bubbles: true, data: key, inputType: "insertText" }));
    }
  }

  /** The next cell that may be edited; after the last one of the last line, a new line. */
  next(row, column) {
    const { grid } = this;
    const place = grid.editable.findIndex((one) => one.name === column.name);
    for (const one of grid.editable.slice(place + 1)) if (this.open(row, one) && grid.focus(row, one)) return;
    const following = grid.rows[grid.rows.indexOf(row) + 1] ?? (row.isEmpty ? null : grid.add());
    if (following) grid.focus(following, grid.editable[0]);
  }

  previous(row, column) {
    const { grid } = this;
    const place = grid.editable.findIndex((one) => one.name === column.name);
    for (const one of grid.editable.slice(0, place).reverse()) if (this.open(row, one) && grid.focus(row, one)) return;
    const before = grid.rows[grid.rows.indexOf(row) - 1];
    if (before) grid.focus(before, grid.editable.at(-1));
  }

  open(row, column) {
    const input = row.cells.get(column.name)?.input;
    return input && !input.disabled && !input.readOnly;
  }

  vertical(index, column) {
    const { grid } = this;
    const row = grid.rows[index] ?? (index >= grid.rows.length && !grid.rows.at(-1).isEmpty ? grid.add() : null);
    if (row) grid.focus(row, column);
  }

  // --- Cells ---------------------------------------------------------------------------------------------------------

  undo(input) {
    const { row, cell } = input;
    if (input.type === "checkbox") input.checked = input.before;
    else input.value = input.before ?? "";
    row.flag(cell, "");
    row.reckon(cell.column.name);
    this.grid.sumUp();
    input.select?.();
  }

  repeat(input, above) {
    if (!above) return;
    const { row, cell } = input;
    row.take(cell.column.name, above);
    this.grid.sumUp();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.next(row, cell.column);
  }

  full(input) {
    const { grid } = this;
    const own = input.cell.column.kind === "lookup" ? input : null;
    const first = grid.editable.find((one) => one.kind === "lookup");
    const target = own ?? (first && input.row.cells.get(first.name).input);
    if (target) grid.full(target);
  }
}
