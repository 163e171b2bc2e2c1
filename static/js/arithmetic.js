// Pure reckoning and reading of the line grid: exact integers, half up, no floating point.

const POW = (places) => 10n ** BigInt(places);

/** Full-width signs become plain ones; ideographic space becomes space. */
export function halfWidth(text) {
  return String(text ?? "").normalize("NFKC").replace(/[\u200b-\u200f\u2060\ufeff]/g, "");
}

/** A number as people type it ("１，２３４。５") in plain signs ("1234.5"); text that is none comes back trimmed. */
export function normaliseNumber(text) {
  const plain = String(text ?? "").replace(/。/g, ".").replace(/[，、]/g, "");
  return halfWidth(plain).replace(/[,\s]/g, "").replace(/^[¥￥]/, "").replace(/^[−–—]/, "-");
}

/** The scaled integer of a typed number, or null when it is none or has too many places. */
export function parseScaled(text, places) {
  const plain = normaliseNumber(text);
  const match = /^([+-]?)(\d{0,15})(?:\.(\d*))?$/.exec(plain);
  if (!match || (match[2] === "" && !match[3])) return null;
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > places) return null;
  const whole = BigInt(match[2] || "0") * POW(places) + BigInt(fraction.padEnd(places, "0") || "0");
  return match[1] === "-" ? -whole : whole;
}

/** Integer division, half away from zero, as the books round. */
export function divideHalfUp(numerator, denominator) {
  if (denominator < 0n) return divideHalfUp(-numerator, -denominator);
  const negative = numerator < 0n;
  const absolute = negative ? -numerator : numerator;
  const rounded = (2n * absolute + denominator) / (2n * denominator);
  return negative ? -rounded : rounded;
}

export function rescale(value, from, to) {
  return to >= from ? value * POW(to - from) : divideHalfUp(value, POW(from - to));
}

/** "1234.50" from 123450n: at least `least` places, no more zeros than that. */
export function format(value, places, least = places, grouped = false) {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(places + 1, "0");
  let whole = digits.slice(0, digits.length - places);
  let fraction = places ? digits.slice(-places) : "";
  while (fraction.length > least && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  if (grouped) whole = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return (negative ? "-" : "") + whole + (fraction ? `.${fraction}` : "");
}

/** 折扣: 90, 9折, 0.9, 九五折 are 90, 90, 90, 95. Answers the text to keep. */
export function parseDiscount(text) {
  const digits = "零一二三四五六七八九";
  const plain = halfWidth(text).trim().replace(/%$/, "");
  const spoken = plain.endsWith("折");
  let figure = plain.replace(/折$/, "").trim();
  if (/^[零一二三四五六七八九]{1,2}$/.test(figure)) {
    figure = [...figure].map((sign) => digits.indexOf(sign)).join("");
    if (!spoken) return plain;
    return figure.length === 1 ? `${figure}0` : figure;
  }
  const scaled = parseScaled(figure, 4);
  if (scaled === null) return plain;
  const one = POW(4);
  if (spoken && scaled > 0n && scaled < 10n * one) return format(scaled * 10n, 4, 0);
  if (spoken && scaled < 100n * one) return format(scaled, 4, 0);
  if (scaled > 0n && scaled <= one && figure.includes(".")) return format(scaled * 100n, 4, 0);
  return format(scaled, 4, 0);
}

/**
 * The amounts of one line (conventions 4.2). Takes scaled integers: quantity 10⁻⁴, price 10⁻⁶, discount and taxRate 10⁻² per cent,
 * typedTotal 10⁻² (or null). Answers net, tax, gross in cents and, when the total was typed, the derived price.
 */
export function lineAmounts({ quantity, price, discount = 10000n, taxRate = 0n, priceIncludesTax, typedTotal = null }) {
  const whole = 10000n + taxRate;
  const total = typedTotal ?? divideHalfUp(quantity * price * discount, POW(12));
  const amounts = priceIncludesTax ? fromGross(total, whole) : fromNet(total, taxRate);
  if (typedTotal === null) return { ...amounts, price };
  const base = quantity * discount;
  return { ...amounts, price: base === 0n ? price : divideHalfUp(typedTotal * POW(12), base) };
}

function fromGross(gross, whole) {
  const net = divideHalfUp(gross * 10000n, whole);
  return { net, tax: gross - net, gross };
}

function fromNet(net, taxRate) {
  const tax = divideHalfUp(net * taxRate, 10000n);
  return { net, tax, gross: net + tax };
}

/** A price of one unit told in another: ratios are {numerator, denominator} to the base unit. */
export function convertPrice(price, from, to) {
  const numerator = BigInt(to.numerator) * BigInt(from.denominator);
  const denominator = BigInt(to.denominator) * BigInt(from.numerator);
  return denominator === 0n ? price : divideHalfUp(price * numerator, denominator);
}

/** 2026-07-01 from 20260701, 2026/7/1, 2026年7月1日, 7-1 (this year); anything else comes back as it is. */
export function parseDate(text, today = new Date()) {
  const plain = halfWidth(text).trim();
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ||
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ||
    /^()(\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain);
  if (!match) return plain;
  const [year, month, day] = [Number(match[1] || today.getFullYear()), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return plain;
  return date.toISOString().slice(0, 10);
}

/** Cells copied from a spreadsheet: rows of texts; quoted cells may hold tabs and line ends. */
export function parseCells(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const source = String(text).replace(/\r\n?/g, "\n");
  for (let index = 0; index < source.length; index += 1) {
    const sign = source[index];
    if (quoted) {
      if (sign === '"' && source[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "" && closes(source, index)) quoted = true;
    else if (sign === "\t") {
      rows.at(-1).push(cell);
      cell = "";
    } else if (sign === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      rows.push([]);
    } else cell += sign;
  }
  rows.at(-1).push(cell);
  return rows.filter((row) => row.some((one) => one.trim() !== "")).map((row) => row.map((one) => one.trim()));
}

function closes(source, start) {
  const end = /"(?!")(?=\t|\n|$)/.exec(source.slice(start + 1).replace(/""/g, "  "));
  return end !== null;
}

/** The sum of cents. */
export function sum(values) {
  return values.reduce((total, value) => total + value, 0n);
}
