// The remittance's entry: what the customer has to pay as lines, proposed amounts, surplus and lack.
import { format, normaliseNumber, parseScaled, sum } from "./arithmetic.js";
import { debounce, fetchJson, say, valueOf } from "./page.js";

const place = document.querySelector("[data-remitting]");
const form = document.getElementById("paper");
const grid = form?.querySelector("[data-grid]")?.grid;
const columnOf = (name) => grid?.columns.find((one) => one.name === name);
const cents = (text) => parseScaled(normaliseNumber(text || "0"), 2) ?? 0n;
const field = (name) => (form.elements[name] ? valueOf(form.elements[name]) : "");
let due = 0n;
let touched = grid?.rows.some((row) => row.get("amount")) ?? false;

const isRow = (row, found) => row.get(found.kind) === String(found.id);

async function fetchRows() {
  if (!field("party")) return { rows: [], due: "0" };
  const asked = { party: field("party"), money: field("money"), paper: place.dataset.paper };
  return fetchJson(`${place.dataset.url}?${new URLSearchParams(asked)}`);
}

/** What the customer has to pay as lines; what was typed stays, unless amounts are proposed. */
async function fillLines({ propose = false, told = false } = {}) {
  const answer = await fetchRows();
  if (!answer) return;
  due = cents(answer.due);
  const typed = grid.rows.filter((row) => row.get("amount") && !propose);
  for (const row of [...grid.rows]) {
    const stays = answer.rows.some((found) => isRow(row, found)) || typed.includes(row);
    if (stays) continue;
    row.errorNode?.remove();
    row.node.remove();
    grid.rows.splice(grid.rows.indexOf(row), 1);
  }
  for (const found of answer.rows) {
    const known = grid.rows.find((row) => isRow(row, found));
    const row = known ?? grid.add({ values: {} }, { quiet: true });
    if (!row) break;
    const amount = propose ? (found.amount ?? "") : known?.get("amount") ?? "";
    row.pick(columnOf(found.kind), { ...found, amount });
  }
  if (!grid.rows.length) grid.add(undefined, { quiet: true });
  grid.renumber();
  show();
  if (told) say(answer.rows.length ? place.dataset.proposed : place.dataset.nothing, { tone: answer.rows.length ? "primary" : "warning" });
}

function show() {
  const named = sum(grid.rows.map((row) => row.scaled("amount", 2) ?? 0n));
  const allotting = field("kind") === "allotment";
  const money = allotting ? named : cents(field("money"));
  const lack = due > money ? due - money : 0n;
  for (const [name, amount] of Object.entries({ money, named, surplus: money - named, lack })) {
    const cell = place.querySelector(`[data-sum="${name}"]`);
    cell.textContent = format(amount, 2, 2, true);
    cell.classList.toggle("g-negative", amount < 0n);
  }
  const fault = place.querySelector("[data-fault]");
  fault.textContent = named > money ? fault.dataset.short : "";
  fault.hidden = !fault.textContent;
}

if (place && grid) {
  const fresh = debounce(() => fillLines({ propose: !touched && field("kind") !== "refund" }), 200);
  form.addEventListener("change", (event) => ["party", "kind"].includes(event.target.name) && fresh());
  form.addEventListener("input", (event) => {
    if (event.target.name === "money" && !touched) fresh();
    show();
  });
  form.addEventListener("change", show);
  grid.root.addEventListener("input", () => { touched = true; });
  grid.root.addEventListener("grid:changed", show);
  place.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted === "propose") fillLines({ propose: true, told: true });
    if (wanted === "clear") {
      for (const row of grid.rows) row.set("amount", "");
      grid.renumber();
      show();
    }
  });
  if (field("party")) fillLines({ propose: !touched && Boolean(field("money")) });
  show();
}
