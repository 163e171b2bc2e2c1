// The menu: fold it, search it by words, pinyin initials and synonyms; anything else goes to the server (a document's number).
import { isComposing, make, word } from "./page.js";

const root = document.documentElement;
const narrow = window.matchMedia("(max-width: 991px)");
const form = document.querySelector("[data-menu-search]");

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-menu-switch]")) return;
  if (narrow.matches) root.classList.toggle("g-menu-open");
  else {
    root.classList.toggle("g-menu-closed");
    window.localStorage.setItem("menu", root.classList.contains("g-menu-closed") ? "closed" : "open");
  }
  tell();
});

function tell() {
  const open = narrow.matches ? root.classList.contains("g-menu-open") : !root.classList.contains("g-menu-closed");
  document.querySelector("button[data-menu-switch]")?.setAttribute("aria-expanded", String(open));
  if (open && narrow.matches) document.querySelector("#menu a")?.focus();
}

if (form) {
  tell();
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const pages = [...document.querySelectorAll("#menu a")].map((link) => ({
    link, title: link.textContent.trim(), words: `${link.textContent} ${link.dataset.keywords ?? ""}`.toLowerCase().replace(/帐/g, "账"),
    section: link.closest("[data-section]")?.querySelector("summary").textContent.trim() ?? "",
  }));
  let choice = -1;

  const hits = (text) => {
    const wanted = text.toLowerCase().replace(/帐/g, "账").split(/\s+/).filter(Boolean);
    const rank = (page) => (page.title.toLowerCase().startsWith(wanted[0]) ? 0 : page.words.split(/\s+/).some((one) => one.startsWith(wanted[0])) ? 1 : 2);
    return pages.filter((page) => wanted.every((one) => page.words.includes(one))).sort((a, b) => rank(a) - rank(b)).slice(0, 12);
  };
  const close = () => {
    list.hidden = true;
    choice = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const options = [...list.querySelectorAll("[role=option]")];
    choice = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === choice)));
    if (options[choice]) input.setAttribute("aria-activedescendant", options[choice].id);
  };
  const draw = () => {
    const text = input.value.trim();
    if (!text) return close();
    const found = hits(text);
    // A number typed or scanned goes to the server, which alone knows whether it is there.
    const isNumber = /\d{3,}/.test(text);
    if (isNumber && !found.length) return close();
    list.replaceChildren(...found.map((page, index) => {
      const option = make("li", { id: `menu-hit-${index}`, class: "g-option", role: "option", "aria-selected": "false" },
        make("span", { class: "g-option-name", textContent: page.title }), make("span", { class: "g-option-more", textContent: page.section }));
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => page.link.click());
      return option;
    }));
    if (!found.length) list.append(make("li", { class: "g-option-note", role: "presentation", textContent: word("nothingFound") }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    // A word that is a page opens the page.
    return choose(isNumber ? -1 : 0);
  };

  input.addEventListener("input", (event) => event.isComposing || draw());
  input.addEventListener("compositionend", draw);
  input.addEventListener("focus", draw);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(choice + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") close();
    else if (event.key === "Enter") {
      const option = list.hidden ? null : list.querySelectorAll("[role=option]")[choice];
      if (option && choice >= 0) {
        event.preventDefault();
        option.click();
      } else if (!input.value.trim() || !form.getAttribute("action")) event.preventDefault();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || isComposing(event)) return;
    // A box that is only ticked takes no letters: from it, too, "/" leads to the search.
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.classList.contains("g-menu-open")) {
    root.classList.remove("g-menu-open");
    tell();
    document.querySelector("button[data-menu-switch]").focus();
  }
});
