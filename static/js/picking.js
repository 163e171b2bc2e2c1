// Picking by scanner: each scan counts one piece of the line whose goods bear that code; an unknown code keeps the focus.
import { halfWidth } from "./arithmetic.js";
import { isComposing } from "./page.js";

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Enter" || isComposing(event) || !input.matches?.("[data-count-scan]")) return;
  event.preventDefault();
  event.stopPropagation();
  const code = halfWidth(input.value).trim();
  if (code) count(input, code);
}, true);

function count(input, code) {
  const form = input.closest("form");
  const rows = [...form.querySelectorAll("[data-codes]")];
  const bearing = rows.filter((row) => row.dataset.codes.split(" ").includes(code));
  const row = bearing.find((one) => !isFull(one)) ?? bearing[0];
  input.classList.toggle("is-invalid", !row);
  if (!row) {
    input.select();
    return;
  }
  if (!form.dataset.counting) begin(form, rows);
  const cell = quantityOf(row);
  cell.value = String((Number(cell.value) || 0) + 1);
  input.value = "";
  row.classList.add("g-flash");
  window.setTimeout(() => row.classList.remove("g-flash"), 400);
  row.scrollIntoView({ block: "nearest" });
  form.querySelector("[data-count-says]").textContent = `${row.querySelector("th").textContent.trim()}: ${cell.value}`;
}

/** What was proposed is what should be there; counting begins with nothing. */
function begin(form, rows) {
  form.dataset.counting = "1";
  for (const row of rows) {
    const cell = quantityOf(row);
    row.dataset.asked = cell.value;
    cell.value = "0";
  }
}

function isFull(row) {
  return row.dataset.asked !== undefined && Number(quantityOf(row).value) >= Number(row.dataset.asked);
}

function quantityOf(row) {
  return row.querySelector("input[name^=picked_]");
}
