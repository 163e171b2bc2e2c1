// 打单核价: the total to remit while the prices are typed; the server reckons it anew when the step is taken.
import { format, lineAmounts, normaliseNumber, parseDiscount, parseScaled, sum } from "./arithmetic.js";

const scaled = (text, places) => parseScaled(normaliseNumber(text || "0"), places) ?? 0n;

function grossOf(input, form) {
  const id = input.name.replace("price_", "");
  const discount = parseDiscount(form.elements[`discount_${id}`]?.value || "100");
  return lineAmounts({
    quantity: scaled(input.dataset.quantity, 4),
    price: scaled(input.value, 6),
    discount: parseScaled(discount, 2) ?? 10000n,
    taxRate: scaled(input.dataset.taxRate, 2),
    priceIncludesTax: Boolean(input.dataset.includesTax),
  }).gross;
}

function reckon(form, place) {
  const money = (name) => scaled(form.elements[name]?.value, 2);
  const goods = sum([...form.querySelectorAll("[data-quantity][name^=price_]")].map((input) => grossOf(input, form)));
  const total = goods + money("freight") - money("waiver");
  const own = scaled(place.dataset.own, 2);
  const debt = form.elements.add_old_debt?.checked ? scaled(place.dataset.debt, 2) : 0n;
  const remit = total + debt - (own < total ? own : total);
  show(place.querySelector("[data-goods]"), goods);
  show(place.querySelector("[data-total]"), remit > 0n ? remit : 0n);
}

function show(cell, cents) {
  cell.textContent = format(cents, 2, 2, true);
  cell.parentElement.hidden = false;
}

const reckonAround = (element) => {
  const place = element.closest("form")?.querySelector("[data-remit]");
  if (place) reckon(element.closest("form"), place);
};

document.addEventListener("input", (event) => reckonAround(event.target));
for (const place of document.querySelectorAll("[data-remit]")) reckonAround(place);
