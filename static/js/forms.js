// Forms sent once, keys of buttons, dialogs, reasons of grey buttons, messages, drafts that survive a lost session.
import { isComposing, say, word } from "./page.js";
import { forgetSent, guard } from "./drafts.js";
import { nextField } from "./lookup.js";

// --- Sent once ------------------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    say(word("sending"));
    return;
  }
  form.dataset.sent = "1";
  // Later than now, so that the pressed button's own value is still sent.
  window.setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
});

// Back from the next page by the browser's button: the form may be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

function buttonsOf(form) {
  return [...form.elements].filter((one) => one.type === "submit");
}

// --- Keys of buttons and links ----------------------------------------------------------------------
function nameOf(event) {
  const parts = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : ""].filter(Boolean);
  return [...parts, event.key.length === 1 ? event.key.toUpperCase() : event.key].join("+");
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented) return;
  const name = nameOf(event);
  const inDialog = document.querySelector("dialog[open], .modal.show");
  const root = inDialog ?? document;
  const target = [...root.querySelectorAll("[data-shortcut]")].find((one) => one.dataset.shortcut.split(" ").includes(name) && !one.disabled);
  if (target) {
    event.preventDefault();
    target.focus();
    if (!asksFirst(target)) target.click();
  } else if ((name === "Ctrl+S" || name === "F8") && !inDialog) {
    // The browser's own "save page" helps nobody here.
    event.preventDefault();
  } else if (name === "Enter") walk(event);
});

/** A key is hit by mistake more easily than a button: what matters asks once, the button itself acts at once. */
function asksFirst(target) {
  const dialog = document.getElementById(target.dataset.asks ?? "");
  dialog?.showModal();
  dialog?.querySelector("[type=submit]").focus();
  return dialog !== null;
}

/** Enter walks on in forms that have a grid or are long; the last field sends nothing by itself. */
function walk(event) {
  const field = event.target;
  if (!field.matches?.("[data-guard] input:not([type=submit]):not([type=button]), [data-guard] select")) return;
  event.preventDefault();
  nextField(field, event.shiftKey ? -1 : 1);
}

// --- Dialogs ------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
    const first = dialog.querySelector("textarea, input:not([type=hidden]), select");
    first?.focus();
    // What is typed replaces what stands there, as after Tab.
    first?.select?.();
  }
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-close]")) event.target.closest("[data-message]").remove();
  const person = event.target.closest("[data-username]");
  if (person) {
    const form = person.closest("[data-login]").querySelector("form");
    form.elements.username.value = person.dataset.username;
    form.elements.password.focus();
  }
});

// --- Why a grey button is grey --------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-refused]");
  document.querySelectorAll(".g-refused.g-open").forEach((one) => one !== box && shut(one));
  if (!box || event.target.closest(".g-why")) return;
  const open = !box.classList.contains("g-open");
  box.classList.toggle("g-open", open);
  box.classList.toggle("g-shut", !open);
  box.querySelector("button").setAttribute("aria-expanded", String(open));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(".g-refused").forEach(shut);
});

document.addEventListener("focusout", (event) => event.target.closest?.("[data-refused]")?.classList.remove("g-shut"));
document.addEventListener("mouseover", (event) => event.target.closest?.("[data-refused]")?.classList.remove("g-shut"));

function shut(box) {
  box.classList.remove("g-open");
  box.classList.add("g-shut");
  box.querySelector("button").setAttribute("aria-expanded", "false");
}

// --- Folds that remember, first field, drafts ---------------------------------------------------------------
document.querySelectorAll("details[data-remember]").forEach((fold) => {
  const key = `fold:${fold.dataset.remember}`;
  fold.open = fold.open || window.sessionStorage.getItem(key) === "1";
  fold.addEventListener("toggle", () => window.sessionStorage.setItem(key, fold.open ? "1" : ""));
});

forgetSent();
document.querySelectorAll("form[data-guard]").forEach(guard);
const wrong = document.querySelector("form[data-bound] [aria-invalid=true]:not([type=hidden])");
const first = document.querySelector("form:is([data-draft], #record) .g-fields input:not([type=hidden]):not([type=checkbox])");
// Entry begins at the first field: no one should need the mouse to start.
(wrong ?? (document.activeElement === document.body ? first : null))?.focus();
