// Leaves at once: covers the page, then replaces it in the history. Works before and without the rest of the app.
(() => {
  const link = () => document.querySelector("a[data-exit]");
  const leave = () => {
    const to = link()?.href;
    if (!to) return;
    document.documentElement.replaceChildren();
    document.title = " ";
    // A lesson in another system stands in a frame or a window of its own, and leaving takes that system along.
    for (const page of [window.opener?.top, window.top]) {
      if (!page || page === window) continue;
      try {
        page.location.replace(to);
      } catch {
        // That system does not let its frames lead it away.
      }
    }
    location.replace(to);
  };
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a[data-exit]")) {
      event.preventDefault();
      leave();
    }
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Escape" && event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = presses.filter((press) => press.key === event.key && now - press.at < 2000);
    presses.push({ key: event.key, at: now });
    if (presses.length === 3) leave();
  });
})();
