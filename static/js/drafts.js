// Nothing typed is lost: leaving asks first, and what was typed is kept in this tab until the server has it.
import { debounce, say, word } from "./page.js";

const PREFIX = "draft:";

function keyOf(form) {
  return `${PREFIX}${form.dataset.draft ?? ""}${window.location.pathname}`;
}

function fieldsOf(form) {
  const skip = new Set(["csrfmiddlewaretoken", "key", "version"]);
  return [...new FormData(form)].filter(([name, value]) => !skip.has(name) && typeof value === "string");
}

/**
 * A draft that was sent is done with as soon as any page of ours answers, except the sign-in and the error pages, which say so
 * by `unsent.js`; coming back by the browser's button means that no answer ever came.
 */
export function forgetSent() {
  const [visit] = window.performance.getEntriesByType("navigation");
  for (const key of Object.keys(window.sessionStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = JSON.parse(window.sessionStorage.getItem(key));
    if (!draft.sent || (visit?.type === "back_forward" && draft.path === window.location.pathname)) continue;
    window.sessionStorage.removeItem(key);
  }
}

/** Watches one form: asks before it is left unsaved, keeps a copy, offers it again. */
export function guard(form) {
  const start = JSON.stringify(fieldsOf(form));
  const state = { form, dirty: form.hasAttribute("data-bound"), start };
  form.guardState = state;
  const keep = debounce(() => store(state), 600);
  const touched = () => {
    state.dirty = true;
    keep();
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("grid:changed", touched);
  form.addEventListener("submit", () => {
    store(state, true);
    state.dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (state.dirty && JSON.stringify(fieldsOf(form)) !== state.start) {
      store(state);
      event.preventDefault();
    }
  });
  document.querySelectorAll("[data-leave]").forEach((link) => link.addEventListener("click", () => forget(state)));
  // Modules of the grid build their rows first; then an older draft can be compared and offered.
  if (document.readyState === "complete") offer(state);
  else window.addEventListener("load", () => offer(state));
}

function forget(state) {
  state.dirty = false;
  window.sessionStorage.removeItem(keyOf(state.form));
}

function store(state, sent = false) {
  const fields = fieldsOf(state.form);
  if (JSON.stringify(fields) === state.start && !sent) return;
  const draft = { at: new Date().toISOString(), version: state.form.dataset.draftVersion ?? "", sent, path: window.location.pathname, fields };
  try {
    window.sessionStorage.setItem(keyOf(state.form), JSON.stringify(draft));
  } catch {
    // Full or forbidden storage: the guard before leaving still stands.
  }
}

function offer(state) {
  const { form } = state;
  state.start = form.hasAttribute("data-bound") ? "" : JSON.stringify(fieldsOf(form));
  const kept = window.sessionStorage.getItem(keyOf(form));
  if (!kept) return;
  if (form.hasAttribute("data-bound")) {
    window.sessionStorage.removeItem(keyOf(form));
    return;
  }
  const draft = JSON.parse(kept);
  const older = draft.version !== (form.dataset.draftVersion ?? "");
  if (older || JSON.stringify(draft.fields) === state.start) {
    window.sessionStorage.removeItem(keyOf(form));
    return;
  }
  const time = new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  say(word("draftFound", { time }), {
    tone: "warning",
    actions: [
      { label: word("restore"), run: () => restore(form, draft.fields) },
      { label: word("discard"), run: () => forget(state) },
    ],
  });
}

/** Puts the kept fields back; grids rebuild their own rows from them. */
function restore(form, fields) {
  const grids = [...form.querySelectorAll("[data-grid]")];
  const ofGrid = (name) => grids.find((grid) => name.startsWith(`${grid.dataset.grid}-`));
  for (const box of form.querySelectorAll("input[type=checkbox]")) if (box.name && !ofGrid(box.name)) box.checked = false;
  for (const [name, value] of fields) {
    if (ofGrid(name)) continue;
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  for (const grid of grids) {
    const own = fields.filter(([name]) => ofGrid(name) === grid);
    grid.dispatchEvent(new CustomEvent("grid:restore", { detail: own }));
  }
  form.guardState.dirty = true;
}

