import assert from "node:assert/strict";
import test from "node:test";

import {
  convertPrice, divideHalfUp, format, halfWidth, lineAmounts, normaliseNumber, parseCells, parseDate, parseDiscount, parseScaled,
} from "../../static/js/arithmetic.js";

const line = (quantity, price, rate, included, more = {}) => {
  const amounts = lineAmounts({
    quantity: parseScaled(quantity, 4), price: parseScaled(price, 6), taxRate: parseScaled(rate, 2), priceIncludesTax: included, ...more,
  });
  return [amounts.gross, amounts.net, amounts.tax].map((cents) => format(cents, 2));
};

test("the examples of the conventions come out to the cent", () => {
  assert.deepEqual(line("3", "9.99", "13", true), ["29.97", "26.52", "3.45"]);
  assert.deepEqual(line("1000", "0.0357", "13", true), ["35.70", "31.59", "4.11"]);
  assert.deepEqual(line("7", "128.50", "9", true), ["899.50", "825.23", "74.27"]);
  assert.deepEqual(line("12", "15.333333", "6", true), ["184.00", "173.58", "10.42"]);
  assert.deepEqual(line("3", "8.84", "13", false), ["29.97", "26.52", "3.45"]);
});

test("net and tax always add up to gross", () => {
  for (let cents = 1n; cents < 3000n; cents += 7n) {
    for (const included of [true, false]) {
      const amounts = lineAmounts({ quantity: 10000n, price: cents * 10000n, taxRate: 1300n, priceIncludesTax: included });
      assert.equal(amounts.net + amounts.tax, amounts.gross);
    }
  }
});

test("a typed total wins and the price is derived with six places", () => {
  const typed = { typedTotal: parseScaled("100", 2) };
  const amounts = lineAmounts({ quantity: 30000n, price: 1n, taxRate: 1300n, priceIncludesTax: true, ...typed });
  assert.equal(format(amounts.gross, 2), "100.00");
  assert.equal(format(amounts.price, 6, 2), "33.333333");
  assert.equal(format(lineAmounts({ quantity: 0n, price: 5n, priceIncludesTax: true, ...typed }).price, 6), "0.000005");
});

test("a discount is what remains to be paid", () => {
  assert.deepEqual(line("10", "10", "0", true, { discount: 9000n }), ["90.00", "90.00", "0.00"]);
  for (const [typed, kept] of [["90", "90"], ["9折", "90"], ["0.9", "90"], ["九五折", "95"], ["九折", "90"], ["９５折", "95"], ["8.5折", "85"], ["100", "100"]]) {
    assert.equal(parseDiscount(typed), kept, typed);
  }
});

test("halves are rounded away from zero", () => {
  assert.equal(divideHalfUp(5n, 10n), 1n);
  assert.equal(divideHalfUp(-5n, 10n), -1n);
  assert.equal(divideHalfUp(4n, 10n), 0n);
  assert.deepEqual(line("-1", "0.005", "0", true), ["-0.01", "-0.01", "0.00"]);
  assert.deepEqual(line("3", "0.335", "0", true), ["1.01", "1.01", "0.00"]);
});

test("full-width signs are read", () => {
  assert.equal(normaliseNumber("１２３。５０"), "123.50");
  assert.equal(normaliseNumber("１，２３４．５"), "1234.5");
  assert.equal(normaliseNumber("￥12"), "12");
  assert.equal(parseScaled("１，２３４．５", 2), 123450n);
  assert.equal(halfWidth("ＡＢ－０１　x"), "AB-01 x");
});

test("what is no number or has too many places is refused", () => {
  for (const text of ["", "abc", "1e5", "NaN", "1.2.3", "--1", ".", "1.001"]) assert.equal(parseScaled(text, 2), null, text);
  assert.equal(parseScaled("1.100", 2), 110n);
  assert.equal(parseScaled("-.5", 2), -50n);
});

test("numbers are written with the places they need", () => {
  assert.equal(format(1234500000n, 6, 2, true), "1,234.50");
  assert.equal(format(100000n, 4, 0), "10");
  assert.equal(format(-5n, 2), "-0.05");
});

test("the price of a box is not the price of a piece", () => {
  const piece = { numerator: 1, denominator: 1 };
  const box = { numerator: 12, denominator: 1 };
  assert.equal(convertPrice(2000000n, piece, box), 24000000n);
  assert.equal(convertPrice(24000000n, box, piece), 2000000n);
});

test("dates are read as people write them", () => {
  const today = new Date(Date.UTC(2026, 6, 1));
  for (const text of ["20260701", "2026/7/1", "2026年7月1日", "2026-07-01", "２０２６－７－１", "7-1", "7月1日"]) {
    assert.equal(parseDate(text, today), "2026-07-01", text);
  }
  assert.equal(parseDate("2026-02-30", today), "2026-02-30");
  assert.equal(parseDate("soon", today), "soon");
});

test("a block of cells is read as a spreadsheet copies it", () => {
  assert.deepEqual(parseCells("A1\t10\r\nA2\t 20\r\n"), [["A1", "10"], ["A2", "20"]]);
  assert.deepEqual(parseCells('"two\nlines"\t"say ""hi"""\nx\ty'), [["two\nlines", 'say "hi"'], ["x", "y"]]);
  assert.deepEqual(parseCells('4" pipe\t3'), [['4" pipe', "3"]]);
});
