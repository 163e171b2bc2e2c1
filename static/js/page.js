// What the other modules share: translated words, toasts, fetching parts, the dialog for them.

/** A translated word of the page, with {names} filled in. */
export function word(name, values = {}) {
  const text = document.getElementById("words")?.dataset[name] ?? name;
  return fill(text, values);
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** An element from a tag, properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name in element && !name.includes("-") && name !== "list" && name !== "role") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Says something at the lower right; bad news stay until closed. */
export function say(text, { tone = "primary", actions = [] } = {}) {
  const place = document.getElementById("toasts");
  if (!place) return null;
  const toast = make("div", { class: `g-toast g-tone-${tone}` }, make("div", { textContent: text }));
  for (const { label, run } of actions) {
    const button = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary", textContent: label });
    button.addEventListener("click", () => {
      toast.remove();
      run();
    });
    toast.append(button);
  }
  const close = make("button", { type: "button", class: "btn-close", "aria-label": word("close") });
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  place.append(toast);
  if (!actions.length && tone !== "bad") window.setTimeout(() => toast.remove(), 5000);
  return toast;
}

/** JSON from our own server; null when signed out or unreachable, which is said once. */
export async function fetchJson(url, options = {}) {
  try {
    const answer = await fetch(url, {
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      ...options,
    });
    if (answer.redirected && /login/.test(answer.url)) {
      say(word("signedOut"), { tone: "bad" });
      return null;
    }
    if (!answer.ok) return null;
    return await answer.json();
  } catch (failure) {
    if (failure.name !== "AbortError") say(word("connection"), { tone: "bad" });
    return null;
  }
}

/** Shows nodes in the page's dialog; answers the dialog's body and a way to shut it. */
export function showPart(title, ...nodes) {
  const dialog = document.getElementById("part-dialog");
  const body = dialog.querySelector("[data-part]");
  const before = document.activeElement;
  dialog.querySelector(".modal-title").textContent = title;
  body.replaceChildren(...nodes);
  const modal = window.bootstrap.Modal.getOrCreateInstance(dialog);
  const ready = new Promise((resolve) => {
    dialog.addEventListener("shown.bs.modal", resolve, { once: true });
  });
  const closed = new Promise((resolve) => {
    dialog.addEventListener("hidden.bs.modal", () => {
      body.replaceChildren();
      if (before?.isConnected) before.focus();
      resolve();
    }, { once: true });
  });
  modal.show();
  return { body, closed, ready, close: () => modal.hide() };
}

/** A part of a page as nodes, made by the server. */
export async function fetchPart(url, options = {}) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest", "X-Quick-Add": "1", "HX-Request": "true" }, ...options });
    if (answer.redirected && /login/.test(answer.url)) {
      say(word("signedOut"), { tone: "bad" });
      return null;
    }
    return answer;
  } catch {
    say(word("connection"), { tone: "bad" });
    return null;
  }
}

export function nodesOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.childNodes];
}

/** True while an input method composes: such keys belong to it. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** What a field of a form says now; a tick says 1 or 0, whatever its value is. */
export function valueOf(field) {
  if (!field) return "";
  return field.type === "checkbox" ? (field.checked ? "1" : "0") : field.value ?? "";
}

/** Runs after the last call has been quiet for a while. */
export function debounce(run, pause) {
  let timer = 0;
  return (...values) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => run(...values), pause);
  };
}
