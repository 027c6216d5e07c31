// What the page asks of the service, and what it is told.

/** Asks a question; null where the service is not there any more. */
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
 * Calls `changed` with the version each time that there is something new, and `lost` with whether the service is gone.
 *
 * A page that nobody sees does not listen: a browser opens few connections to one place, and many pages would use them up. What it missed it
 * is told when it is looked at again.
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
  // A page that is left and kept for the way back must not hold a connection either.
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

const name = `scn ${location.pathname}`;

/** What this page was at when it was last loaded. */
export function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Keeps where this page is at, so that loading it anew goes on. */
export function remember(run) {
  try {
    sessionStorage.setItem(name, JSON.stringify(run));
  } catch {
    // A browser that keeps nothing starts anew.
  }
}
