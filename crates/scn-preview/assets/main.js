// The player. The page stores the run and shows it; only the service knows what a run does.

import { ask, listen, remember, remembered } from "./service.js";
import { Graph } from "./graph.js";

const at = (id) => document.getElementById(id);
const scene = at("scene");
const draw = () => crypto.getRandomValues(new Uint32Array(1))[0];

/** The run: its scenario, its seed, the choices made and the number of hints shown. */
let run = remembered() ?? { scenario: null, seed: draw(), journey: null, hints: 0 };
let known = { version: -1, saves: -1, html: null, findings: null };
let busy = false;
let again = false;

/** Inserts HTML of the service, if it differs from the current HTML. */
function put(element, html, before) {
  if (before === html) return false;
  element.innerHTML = html;
  return true;
}

/** Announces something to screen readers. */
function say(words) {
  at("announce").textContent = "";
  // Announced again even if the words are the same.
  requestAnimationFrame(() => (at("announce").textContent = words));
}

function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** Requests an act of the run, and shows the result. One at a time: a second key before the answer would be for an outdated scene. */
async function act(what, { focus = "moment", scenario = run.scenario, seed = run.seed, journey = run.journey, hints = run.hints } = {}) {
  if (busy) {
    again ||= what.do === "show";
    return;
  }
  busy = true;
  const view = await ask("play", { scenario, seed, journey, hints, act: what });
  busy = false;
  if (view) show(view, focus, seed);
  if (again) {
    again = false;
    await act({ do: "show" }, { focus: "keep" });
  }
}

function show(view, focus, seed) {
  const saved = known.saves !== -1 && known.saves !== view.saves;
  document.title = view.title ? `${view.title} · scn preview` : "scn preview";
  at("title").textContent = view.title || "No story yet";
  showScenarios(view);
  showFindings(view);
  at("trouble").hidden = !view.trouble;
  at("trouble").innerHTML = view.trouble ?? "";
  at("controls").hidden = !view.run;
  if (view.run) {
    run = { scenario: view.run.scenario, seed, journey: view.run.journey, hints: view.run.hints };
    remember(run);
    scene.lang = view.language ?? "";
    scene.dir = view.direction;
    showScene(view.run, focus);
    at("back").disabled = !view.run.can_go_back;
    at("hint").disabled = !view.run.more_hints;
  } else {
    scene.textContent = "";
    known.html = null;
  }
  const notice = view.run?.notice ?? "";
  if (notice || focus !== "keep") {
    at("notice").hidden = !notice;
    at("notice-words").textContent = notice;
  }
  if (saved) {
    const files = view.changed.length ? `${view.changed.join(", ")} saved` : "Read again";
    const where = view.trouble ? "" : notice || "You are at the same moment.";
    const found = [view.errors && count(view.errors, "error"), view.warnings && count(view.warnings, "warning")].filter(Boolean);
    at("saved").textContent = files;
    say([`${files}.`, where, found.length ? `${found.join(" and ")}.` : ""].filter(Boolean).join(" "));
    flash(scene);
  } else if (notice) {
    say(notice);
  }
  graph.show(run.scenario, view.version, view.run);
  known = { ...known, version: view.version, saves: view.saves };
}

function flash(element) {
  element.classList.remove("changed");
  // Reading this property restarts the animation.
  void element.offsetWidth;
  element.classList.add("changed");
}

function showScenarios(view) {
  const select = at("scenario");
  at("pick").hidden = view.scenarios.length < 2;
  const wanted = JSON.stringify(view.scenarios);
  if (select.dataset.known !== wanted) {
    select.replaceChildren(...view.scenarios.map((it) => new Option(it.title, it.id)));
    select.dataset.known = wanted;
  }
  if (view.run) select.value = view.run.scenario;
}

function showFindings(view) {
  const findings = at("findings");
  const held = findings.contains(document.activeElement) ? [...findings.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  if (put(findings, view.findings, known.findings) && held >= 0) (findings.querySelectorAll("button")[held] ?? at("findings-title")).focus();
  known.findings = view.findings;
  const parts = [view.errors && count(view.errors, "error"), view.warnings && count(view.warnings, "warning"), view.notes && count(view.notes, "hint")].filter(Boolean);
  const tally = parts.join(", ");
  at("tally").textContent = tally;
  const badge = at("count");
  badge.hidden = false;
  badge.textContent = tally || "No findings";
  badge.className = `count ${view.errors ? "error" : view.warnings ? "warning" : view.notes ? "hint" : "clean"}`;
}

/** Shows a scene. The focus moves to its first heading, or stays on the same choice if that still exists. */
function showScene(shown, focus) {
  const held = scene.contains(document.activeElement) ? document.activeElement : null;
  const choice = held?.dataset.choice;
  const { scrollTop } = at("player");
  const top = window.scrollY;
  const changed = put(scene, shown.html, known.html);
  known.html = shown.html;
  if (focus === "keep") {
    if (changed && held) {
      const same = choice !== undefined && [...scene.querySelectorAll("[data-choice]")].find((it) => it.dataset.choice === choice);
      (same || at("moment"))?.focus({ preventScroll: true });
    }
    at("player").scrollTop = scrollTop;
    window.scrollTo({ top });
  } else if (focus === "hint") {
    const last = [...scene.querySelectorAll(".hint")].pop();
    last?.scrollIntoView({ block: "nearest" });
    if (last) say(last.textContent);
  } else if (focus === "moment") {
    at("player").scrollTop = 0;
    at("moment")?.focus({ preventScroll: true });
    if (window.scrollY > at("player").offsetTop) at("player").scrollIntoView({ block: "start" });
  }
}

const graph = new Graph(at, (place) => act({ do: "from", place }));

scene.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choice]");
  if (button) act({ do: "choose", choice: button.dataset.choice });
});
at("findings").addEventListener("click", (event) => {
  const button = event.target.closest("[data-run]");
  if (!button) return;
  const steps = button.dataset.run.split(",").filter(Boolean);
  const other = button.dataset.scenario !== run.scenario;
  playRun(button.dataset.scenario, steps, other);
});

/** Plays the run of a finding, in its scenario. */
async function playRun(scenario, steps, other) {
  if (other) await act({ do: "show" }, { scenario, journey: null, hints: 0, focus: "none" });
  await act({ do: "run", steps });
}

const back = () => act({ do: "back" });
const hint = () => act({ do: "hint" }, { focus: "hint" });
const restart = () => act({ do: "start" }, { seed: draw() });
at("back").addEventListener("click", back);
at("hint").addEventListener("click", hint);
at("restart").addEventListener("click", restart);
at("scenario").addEventListener("change", (event) => act({ do: "start" }, { scenario: event.target.value, journey: null, seed: draw(), hints: 0, focus: "none" }));
at("notice-close").addEventListener("click", () => {
  at("notice").hidden = true;
  at("moment")?.focus();
});
const toFindings = () => at("findings-title").focus();
at("count").addEventListener("click", toFindings);

const dialog = at("keys");
const toHelp = () => dialog.showModal();
at("help").addEventListener("click", toHelp);
at("keys-close").addEventListener("click", () => dialog.close());
const single = at("single");
try {
  single.checked = localStorage.getItem("scn keys") !== "off";
  single.addEventListener("change", () => localStorage.setItem("scn keys", single.checked ? "on" : "off"));
} catch {
  // The keys are on in a browser that stores nothing.
}

const keys = {
  b: () => at("back").disabled || back(),
  h: () => at("hint").disabled || hint(),
  r: restart,
  s: () => at("moment")?.focus(),
  g: () => graph.focus(),
  f: toFindings,
  "?": toHelp,
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!single.checked || event.target.closest("input, select, textarea, audio, video, dialog")) return;
  const choice = /^[1-9]$/.test(event.key) && scene.querySelector(`[data-number="${event.key}"]`);
  if (choice) {
    event.preventDefault();
    act({ do: "choose", choice: choice.dataset.choice });
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

let gone = false;
listen(
  (version) => {
    if (version !== known.version) act({ do: "show" }, { focus: "keep" });
  },
  (lost) => {
    if (lost === gone) return;
    gone = lost;
    document.body.classList.toggle("gone", lost);
    at("saved").textContent = lost ? "The preview has ended: run scn preview again" : "";
    if (lost) say("The preview has ended.");
  },
);
