// Adds a record without leaving the page: the server's own form in a dialog, its answer put where it was wanted.
import { fetchPart, nodesOf, say, showPart, word } from "./page.js";

/** Opens the form at the address with the typed text; resolves to the new row, or null. */
export async function quickAdd(url, text = "") {
  const answer = await fetchPart(`${url}${url.includes("?") ? "&" : "?"}dialog=1&text=${encodeURIComponent(text)}`);
  if (!answer) return null;
  const html = answer.ok ? await answer.text() : "";
  if (!html || /^\s*<!doctype/i.test(html)) {
    // Refused, or a record that needs its whole page: that one opens beside this form.
    if (html) window.open(url, "_blank", "noopener");
    else say(word("mayNotAdd"), { tone: "warning" });
    return null;
  }
  const nodes = nodesOf(html);
  const title = nodes.find((node) => node.dataset?.title)?.dataset.title ?? word("addNew");
  const part = showPart(title, ...nodes);
  return new Promise((resolve) => {
    let row = null;
    part.closed.then(() => resolve(row));
    prefill(part.body, text);
    part.ready.then(() => firstGap(part.body)?.focus());
    part.body.addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      const button = form.querySelector("[type=submit]");
      if (button.disabled) return;
      button.disabled = true;
      const sent = await fetchPart(form.action || url, { method: "POST", body: new FormData(form) });
      button.disabled = false;
      if (!sent) return;
      if (sent.status === 201) {
        row = await sent.json();
        part.close();
      } else {
        part.body.replaceChildren(...nodesOf(await sent.text()));
        part.body.querySelector("[aria-invalid], input:not([type=hidden])")?.focus();
      }
    });
  });
}

function fieldsIn(body) {
  return [...body.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")];
}

function firstGap(body) {
  const fields = fieldsIn(body);
  return fields.find((field) => !field.value) ?? fields[0];
}

function prefill(body, text) {
  const name = fieldsIn(body).find((field) => /(^|-)name$/.test(field.name));
  if (name && !name.value && text) name.value = text;
}
