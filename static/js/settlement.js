// The settlement's entry: the supplier's open items as lines, proposed amounts, and how they add up.
import { format, normaliseNumber, parseScaled, sum } from "./arithmetic.js";
import { debounce, fetchJson, say, valueOf } from "./page.js";

const place = document.querySelector("[data-settling]");
const form = document.getElementById("paper");
const grid = form?.querySelector("[data-grid]")?.grid;
const column = grid?.columns.find((one) => one.name === "open_item");
const cents = (text) => parseScaled(normaliseNumber(text || "0"), 2) ?? 0n;
const field = (name) => valueOf(form.elements[name]);

async function fetchRows(more = {}) {
  const asked = { party: field("party"), kind: field("kind"), money: field("money"), discount: field("discount"), ...more };
  const answer = asked.party ? await fetchJson(`${place.dataset.url}?${new URLSearchParams(asked)}`) : { rows: [] };
  return answer?.rows ?? null;
}

/** The party's items as lines; what was typed for an item stays with it unless amounts are proposed. */
async function fillLines({ propose = false, told = false } = {}) {
  const rows = await fetchRows(propose ? { propose: "1" } : {});
  if (rows === null) return;
  const typed = new Map(grid.rows.filter((row) => row.get("open_item")).map((row) => [row.get("open_item"), { amount: row.get("amount"), id: row.id }]));
  const ids = new Set(rows.map((row) => String(row.id)));
  for (const row of [...grid.rows]) drop(row, ids, propose);
  for (const found of rows) {
    const kept = typed.get(String(found.id));
    const row = grid.rows.find((one) => one.get("open_item") === String(found.id)) ?? grid.add({ values: {} }, { quiet: true });
    if (!row) break;
    row.pick(column, { ...found, amount: propose ? found.amount ?? "" : kept?.amount ?? "" });
  }
  if (!grid.rows.length) grid.add(undefined, { quiet: true });
  grid.renumber();
  if (told) say(rows.length ? place.dataset.proposed : place.dataset.nothing, { tone: rows.length ? "primary" : "warning" });
}

/** Lines that no longer belong here; one that the server found fault with is left for its reader. */
function drop(row, ids, propose) {
  if (ids.has(row.get("open_item"))) return;
  if (row.get("open_item") && !propose && row.get("amount") && row.id) return;
  row.errorNode?.remove();
  row.node.remove();
  grid.rows.splice(grid.rows.indexOf(row), 1);
}

function figures() {
  const amounts = grid.rows.map((row) => [row.scaled("left", 2) ?? 0n, row.scaled("amount", 2) ?? 0n]);
  const used = sum(amounts.filter(([left]) => left < 0n).map(([, amount]) => amount));
  const settled = sum(amounts.filter(([left]) => left >= 0n).map(([, amount]) => amount));
  const money = cents(field("money"));
  const discount = cents(field("discount"));
  return { money, used, discount, settled, surplus: money + used + discount - settled };
}

function show() {
  const found = figures();
  for (const [name, amount] of Object.entries(found)) {
    const cell = place.querySelector(`[data-sum="${name}"]`);
    cell.textContent = format(amount, 2, 2, true);
    cell.classList.toggle("g-negative", amount < 0n);
  }
  const most = found.money > 0n ? found.money : 0n;
  const fault = place.querySelector("[data-fault]");
  fault.textContent = found.surplus < 0n ? fault.dataset.short : found.surplus > most ? fault.dataset.over : "";
  fault.hidden = !fault.textContent;
}

function clear() {
  for (const row of grid.rows) row.set("amount", "");
  grid.renumber();
}

if (place && grid) {
  const fresh = debounce(() => fillLines(), 150);
  form.addEventListener("change", (event) => ["party", "kind"].includes(event.target.name) && fresh());
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  grid.root.addEventListener("grid:changed", show);
  place.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted === "propose") fillLines({ propose: true, told: true });
    if (wanted === "clear") clear();
  });
  if (field("party")) fillLines();
  show();
}
