// Look-up boxes of head forms: the visible text and, beside it, the id that is sent.
import { Combobox } from "./combobox.js";
import { isComposing, valueOf, word } from "./page.js";
import { openPicker } from "./picker.js";
import { quickAdd } from "./quick_add.js";

export function connect(box) {
  if (box.combobox) return;
  const id = box.querySelector("[data-lookup-id]");
  const input = box.querySelector("input[type=text]");
  if (!id || !input || input.disabled || input.readOnly) return;
  const put = (row) => {
    id.value = row.id;
    input.value = row.text ?? [row.code, row.name].filter(Boolean).join(" ");
    input.setCustomValidity("");
    box.dispatchEvent(new CustomEvent("lookup:picked", { bubbles: true, detail: row }));
    id.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const create = async (text) => {
    const row = await quickAdd(box.dataset.createUrl, text);
    if (row) put(row);
    input.focus();
  };
  const combobox = new Combobox({
    input,
    url: () => box.dataset.url,
    params: () => paramsOf(input.form, box.dataset.context),
    createUrl: () => box.dataset.createUrl ?? "",
    onPick: put,
    onClear: () => {
      if (id.value) {
        id.value = "";
        id.dispatchEvent(new Event("change", { bubbles: true }));
      }
    },
    onCreate: create,
  });
  box.combobox = combobox;
  const full = async () => {
    combobox.close();
    const picked = await openPicker({ url: box.dataset.url, text: id.value ? "" : input.value.trim(), params: combobox.params(), title: labelOf(input), many: false });
    if (picked.length) put(picked[0].row);
    input.focus();
  };
  input.addEventListener("dblclick", full);
  input.addEventListener("keydown", (event) => keys(event, { combobox, id, input, full }));
}

async function keys(event, { combobox, id, input, full }) {
  if (isComposing(event) || combobox.key(event)) return;
  if (event.key === "F7") {
    event.preventDefault();
    full();
  } else if (event.key === "ArrowDown" && !event.altKey) {
    event.preventDefault();
    combobox.search({ all: true });
  } else if (event.key === "Enter" && !event.ctrlKey && !id.value && (combobox.isOpen || input.value.trim())) {
    event.preventDefault();
    event.stopPropagation();
    if ((await combobox.settle()) === "picked") nextField(input);
  } else if (event.key === "Tab" && combobox.isOpen && !id.value && combobox.rows.length) {
    combobox.pick(Math.max(combobox.choice, 0));
  }
}

/** Focus on the next field of the same form: Enter walks through a head form as it does through a grid. */
export function nextField(input, step = 1) {
  const fields = [...input.form.elements].filter(
    (one) => !one.disabled && !one.readOnly && one.type !== "hidden" && one.type !== "submit" && one.offsetParent !== null && one.tabIndex >= 0 && one.tagName !== "FIELDSET",
  );
  const next = fields[fields.indexOf(input) + step];
  if (!next) return false;
  next.focus();
  next.select?.();
  return true;
}

function paramsOf(form, context) {
  const wanted = (context ?? "party warehouse").split(" ").filter(Boolean);
  return Object.fromEntries(wanted.map((name) => [name, valueOf(form?.elements[name])]).filter(([, value]) => value));
}

function labelOf(input) {
  return input.labels?.[0]?.textContent.replace("*", "").trim() || word("fullLookUp");
}

const connectAll = (root = document) => root.querySelectorAll("[data-lookup]").forEach(connect);
connectAll();
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.querySelectorAll) {
    if (node.matches("[data-lookup]")) connect(node);
    connectAll(node);
  }
}).observe(document.body, { childList: true, subtree: true });
