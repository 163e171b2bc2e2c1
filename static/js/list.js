// Lists: double click opens, ticks and their bar, columns in another order, the place on the page remembered.
// Sorting and turning pages exchange the table, so nothing here keeps hold of its rows.
import { isComposing, say, word } from "./page.js";

// --- Rows that open ----------------------------------------------------------------------------------------
const open = (row) => {
  if (row) window.location.assign(row.dataset.href);
};
document.addEventListener("dblclick", (event) => {
  if (event.target.closest("a, button, input, select, textarea, label")) return;
  open(event.target.closest("tr[data-href]"));
});

// --- Up and down through the rows -------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  const rows = [...document.querySelectorAll("table[data-list] tbody tr[data-href]")];
  if (isComposing(event) || !rows.length || event.target.closest("input, select, textarea, button, dialog, .dropdown-menu")) return;
  const here = rows.findIndex((row) => row.classList.contains("g-selected"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)));
    rows.forEach((row, place) => row.classList.toggle("g-selected", place === next));
    rows[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && here >= 0 && !event.target.closest("a")) open(rows[here]);
});

// --- Ticks ---------------------------------------------------------------------------------------------------
const bar = document.querySelector("[data-batch]");
const ticks = () => [...document.querySelectorAll("[data-check]")];
const exportLink = document.querySelector("[data-export]");
const exportAll = exportLink?.getAttribute("href") ?? "";
let last = null;

function show() {
  const here = ticks();
  const ticked = here.filter((one) => one.checked);
  const all = document.querySelector("[data-check-all]");
  if (bar) {
    bar.hidden = ticked.length === 0;
    bar.querySelector("[data-batch-count]").textContent = word("selected", { count: ticked.length });
  }
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === here.length;
    all.indeterminate = ticked.length > 0 && ticked.length < here.length;
  }
  for (const one of here) one.closest("tr").classList.toggle("g-selected", one.checked);
  if (exportLink) {
    // What is ticked is what is exported; without a tick, all that the filter finds.
    const ids = ticked.map((one) => one.value).join(",");
    exportLink.href = ids ? `${exportAll}&ids=${ids}` : exportAll;
  }
}

document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-check-all]");
  const one = event.target.closest("[data-check]");
  if (!all && !one) return;
  const here = ticks();
  if (all) for (const each of here) each.checked = all.checked;
  else {
    if (event.shiftKey && here.includes(last)) {
      const [from, to] = [here.indexOf(last), here.indexOf(one)].sort((a, b) => a - b);
      for (const between of here.slice(from, to + 1)) between.checked = one.checked;
    }
    last = one;
  }
  show();
});
// A browser that restores ticks on the way back must not leave the bar hidden.
window.addEventListener("pageshow", show);

bar?.addEventListener("submit", (event) => {
  const reason = event.submitter && bar.elements[`reason_${event.submitter.value}`];
  if (reason && !reason.value.trim()) {
    event.preventDefault();
    reason.focus();
    reason.setAttribute("aria-invalid", "true");
    reason.classList.add("is-invalid");
  } else if (reason) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "reason", value: reason.value });
    bar.append(field);
  }
});

// --- Columns -----------------------------------------------------------------------------------------------------
document.querySelector("[data-columns]")?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const item = button.closest("li");
  if (button.dataset.move === "-1") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});

// --- Empty conditions are not sent: the address stays readable ---------------------------------------------------
document.querySelector("[data-filter]")?.addEventListener("submit", (event) => {
  const form = event.target;
  const filled = [...form.elements].filter((one) => one.name && one.value && (one.type !== "checkbox" || one.checked));
  if (!filled.length) return;
  for (const one of form.elements) if (one.name && !one.value) one.disabled = true;
  window.setTimeout(() => [...form.elements].forEach((one) => { one.disabled = false; }), 0);
});

// --- The place on the page ------------------------------------------------------------------------------------------
const area = () => document.querySelector("[data-list-page] .g-table-scroll");
const placeKey = () => `scroll:${window.location.pathname}${window.location.search}`;
if (area()) {
  const [visit] = window.performance.getEntriesByType("navigation");
  if (visit?.type === "back_forward" || document.referrer.startsWith(window.location.origin)) {
    const [top, left] = (window.sessionStorage.getItem(placeKey()) ?? "0,0").split(",").map(Number);
    area().scrollTo({ top, left });
  }
  window.addEventListener("pagehide", () => window.sessionStorage.setItem(placeKey(), `${area().scrollTop},${area().scrollLeft}`));
}

// --- The table exchanged -------------------------------------------------------------------------------------------
document.addEventListener("htmx:afterSettle", () => {
  show();
  // Who turned the page by key goes on in the table, not at the top of the page.
  if (document.activeElement === document.body) area()?.focus();
});
for (const failure of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(failure, (event) => {
  if (event.detail.xhr?.status !== 401) say(word("connection"), { tone: "bad" });
});
