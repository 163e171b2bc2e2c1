// The scan box above the grid: the same code again adds one; an unknown code sounds and turns red, and the box keeps the focus.
import { format, halfWidth } from "./arithmetic.js";
import { fill, isComposing } from "./page.js";
import { findExactly } from "./paste.js";

export function connectScan(grid) {
  const input = grid.root.querySelector("[data-scan]");
  const column = grid.editable.find((one) => one.name === "item") ?? grid.editable.find((one) => one.kind === "lookup");
  if (!input || !column) return;
  let queue = Promise.resolve();
  input.addEventListener("input", () => input.closest(".g-scan").classList.remove("g-unknown"));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const code = halfWidth(input.value).trim();
    input.value = "";
    // One after the other: two quick scans of one code must make two pieces of one line.
    if (code) queue = queue.then(() => scan(grid, { input, column, code }));
  });
}

async function scan(grid, { input, column, code }) {
  const known = grid.rows.find((row) => row.scanned === code);
  const found = known ? null : await findExactly(grid, { column, value: code });
  const box = input.closest(".g-scan");
  box.classList.toggle("g-unknown", !known && !found);
  if (!known && !found) {
    beep();
    input.value = code;
    input.select();
    grid.says(fill(grid.words.notFound, { text: code }));
    return;
  }
  const row = known ?? grid.rows.find((one) => sameItem(one, { column, found })) ?? blankRow(grid);
  if (!row) return;
  if (!row.get(column.name)) grid.picked(row, column, found);
  row.scanned = code;
  row.set("quantity", format((row.scaled("quantity", 4) ?? 0n) + 10000n, 4, 0));
  row.reckon("quantity");
  grid.renumber();
  row.node.classList.add("g-flash");
  window.setTimeout(() => row.node.classList.remove("g-flash"), 400);
  row.node.scrollIntoView({ block: "nearest" });
  grid.says(fill(grid.words.scanned, { name: row.text(column.name), quantity: row.get("quantity") }));
}

function sameItem(row, { column, found }) {
  if (!found || row.get(column.name) !== String(found.id)) return false;
  return !found.scan_unit_id || row.get("unit") === String(found.scan_unit_id);
}

function blankRow(grid) {
  const last = grid.rows.at(-1);
  return last?.isEmpty ? last : grid.add();
}

function beep() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    tone.frequency.value = 220;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.25);
  } catch {
    // No sound card: the red box says it too.
  }
}
