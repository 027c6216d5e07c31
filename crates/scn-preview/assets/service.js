// Requests of the page to the service, and its answers.

/** Sends a request; returns null if the service has ended. */
export async function ask(what, question) {
  try {
    const answer = await fetch(what, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * Calls `changed` with the version after each change, and `lost` with whether the service is gone.
 *
 * A hidden page does not listen: a browser opens few connections to one server, and many pages would
 * use them up. It catches up when it becomes visible again.
 */
export function listen(changed, lost) {
  let source = null;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource("news");
    source.addEventListener("message", (event) => {
      lost(false);
      changed(Number(event.data));
    });
    source.addEventListener("error", () => lost(true));
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  // A page in the back-forward cache must not hold a connection, either.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

const name = `scn ${location.pathname}`;

/** The state of this page when it was last loaded. */
export function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Stores the state of this page, so that a reload continues from it. */
export function remember(run) {
  try {
    sessionStorage.setItem(name, JSON.stringify(run));
  } catch {
    // A browser that stores nothing starts from the beginning.
  }
}

/** A setting of the author, for all pages; null if it was never set, or if the browser stores nothing. */
export function stored(setting) {
  try {
    return localStorage.getItem(setting);
  } catch {
    return null;
  }
}

/** Stores a setting of the author, if the browser stores anything. */
export function store(setting, value) {
  try {
    localStorage.setItem(setting, value);
  } catch {
    // Then it holds as long as the page.
  }
}
