// Light or dark before the first paint; remembered on this computer. Also the menu's fold, so that nothing jumps.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = (key) => {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const apply = () => {
    const wish = read("theme") || root.dataset.theme || "auto";
    root.dataset.bsTheme = wish === "auto" ? (dark.matches ? "dark" : "light") : wish;
  };
  apply();
  dark.addEventListener("change", apply);
  if (read("menu") === "closed") root.classList.add("g-menu-closed");
  window.addEventListener("storage", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", next);
    } catch {
      // A browser that keeps nothing still switches for this page.
    }
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    root.dataset.bsTheme = next;
  });
})();
