// On sign-in and error pages: what was just sent did not arrive, so its draft must be offered again.
(() => {
  try {
    for (const key of Object.keys(window.sessionStorage)) {
      if (!key.startsWith("draft:")) continue;
      const draft = JSON.parse(window.sessionStorage.getItem(key));
      window.sessionStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
    }
  } catch {
    // A browser that keeps nothing has nothing to offer again.
  }
})();
