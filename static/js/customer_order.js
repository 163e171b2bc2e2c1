// The order's entry: the chosen customer's address, terms and money; what is known of the goods.
import { fetchJson, fetchPart, make, nodesOf, showPart, valueOf } from "./page.js";

const place = document.querySelector("[data-customer]");
const form = document.getElementById("paper");
const grid = form?.querySelector("[data-grid]")?.grid;
// What came from the last customer may be replaced by the next one's; what was typed stays.
const filled = new Map();

async function fetchCustomer({ fill }) {
  const party = valueOf(form.elements.party);
  const answer = party ? await fetchJson(`${place.dataset.url}?${new URLSearchParams({ party })}`) : null;
  show(answer);
  if (answer && fill) fillIn(answer.fields);
}

function fillIn(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field || !mayReplace(name, field)) continue;
    field.value = value ?? "";
    filled.set(name, field.value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** A choice always says something, so an untouched one counts as empty. */
function mayReplace(name, field) {
  if (filled.has(name)) return field.value === filled.get(name);
  if (field.tagName === "SELECT") return field.value === [...field.options].find((one) => one.defaultSelected)?.value;
  return field.value.trim() === "" || field.value === field.defaultValue;
}

function show(answer) {
  place.hidden = !answer;
  if (!answer) return;
  const pairs = answer.figures.map(({ label, value, tone }) => make("div", {}, make("dt", { textContent: label }), make("dd", { textContent: value, class: tone ? `g-text-${tone}` : "" })));
  place.querySelector("[data-figures]").replaceChildren(...pairs);
  const warning = place.querySelector("[data-warning]");
  warning.hidden = !answer.warnings.length;
  warning.textContent = answer.warnings.join("  ");
}

// --- What is known of the goods ----------------------------------------------------------------------

async function showItem() {
  const item = grid?.rowHere()?.get("item");
  if (!item) return;
  const answer = await fetchPart(`${place.dataset.itemUrl}?${new URLSearchParams({ item, warehouse: valueOf(form.elements.warehouse) })}`);
  if (answer?.ok) showPart(grid.rowHere()?.text("item") ?? "", ...nodesOf(await answer.text()));
}

if (place && form) {
  form.addEventListener("lookup:picked", (event) => {
    if (event.target.querySelector("[data-lookup-id]")?.name === "party") fetchCustomer({ fill: true });
  });
  form.elements.party?.addEventListener("change", () => {
    if (!form.elements.party.value) show(null);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || !event.target.closest("[data-grid]")) return;
    event.preventDefault();
    showItem();
  });
  form.querySelector("[data-show-item]")?.addEventListener("click", showItem);
  fetchCustomer({ fill: false });
}
