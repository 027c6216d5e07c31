// The page. It keeps the run and shows it; what a run does is known by the service alone. The page
// sends lines of the wire protocol, as any program may that plays by `scn play --events`.

import { findingNodes } from "./findings.js";
import { Graph } from "./graph.js";
import { PHRASES } from "./phrases.js";
import { hintsLeft, readLines, sceneNodes } from "./scene.js";
import { ask, listen, remember, remembered } from "./service.js";
import { message } from "./text.js";

const at = (id) => document.getElementById(id);
const scene = at("scene");
const draw = () => crypto.getRandomValues(new Uint32Array(1))[0];

for (const it of document.querySelectorAll("[data-phrase]")) it.textContent = PHRASES[it.dataset.phrase];
at("controls").setAttribute("aria-label", PHRASES.run);

/** The run: its scenario, its seed, the choices made and how many hints are shown. */
let run = remembered() ?? { scenario: null, seed: draw(), journey: null, hints: 0 };
/** A run that has not begun. */
const NEW = { journey: null, hints: 0 };
/** What can be done at the moment that is shown. */
let acts = [];
let known = { version: -1, saves: -1, scene: null, findings: null };
let busy = false;
let again = false;

/** Shows nodes made from data, if the data is not what is shown already. Returns whether it is. */
function put(element, name, data, nodes) {
  const text = JSON.stringify(data);
  if (known[name] === text) return false;
  known[name] = text;
  element.replaceChildren(...nodes());
  return true;
}

/** Says something to whoever cannot see it. */
function say(words) {
  at("announce").textContent = "";
  // Said again even where the words are the same.
  requestAnimationFrame(() => (at("announce").textContent = words));
}

function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/**
 * Sends lines about a run, and shows the answer; without lines, shows the run. One thing at a time:
 * a second key before the answer is for a scene that is gone.
 */
async function send(lines, { focus = "moment", ...other } = {}) {
  if (busy) {
    again ||= focus === "keep";
    return;
  }
  busy = true;
  const asked = { ...run, ...other };
  const view = await ask("play", { ...asked, lines });
  busy = false;
  if (view) show(view, focus, asked.seed);
  if (again) {
    again = false;
    await send([], { focus: "keep" });
  }
}

function show(view, focus, seed) {
  const saved = known.saves !== -1 && known.saves !== view.saves;
  document.title = view.title ? `${view.title} · scn preview` : "scn preview";
  at("title").textContent = view.title || "No story yet";
  showScenarios(view);
  showFindings(view);
  at("trouble").hidden = !view.trouble;
  at("trouble").replaceChildren(...message(view.trouble ?? ""));
  at("controls").hidden = !view.run;
  const notice = view.run ? showRun(view, focus, seed) : "";
  if (!view.run) put(scene, "scene", null, () => []);
  if (notice || focus !== "keep") {
    at("notice").hidden = !notice;
    at("notice-words").replaceChildren(...message(notice));
  }
  if (saved) sayWhatWasSaved(view, notice);
  else if (notice) say(notice);
  graph.show(run.scenario, view.version, view.run && placeOf(run.journey));
  known.version = view.version;
  known.saves = view.saves;
}

/** Shows the run of an answer and keeps it. Returns what there is to note about it. */
function showRun(view, focus, seed) {
  const now = readLines(view.run.lines);
  const { scenario, journey } = view.run;
  run = { scenario, seed, journey, hints: now.hints.length };
  remember(run);
  ({ acts } = now.scene);
  scene.lang = view.language ?? "";
  scene.dir = view.direction;
  showScene(now, view.run, focus);
  at("back").disabled = !journey.steps.length;
  at("hint").disabled = !hintsLeft(now);
  return view.run.notice ?? now.refused ?? "";
}

/** Returns where a run is in the graph, and where it was. */
function placeOf(journey) {
  const path = [...journey.path, ...journey.steps.flatMap((step) => step.path)];
  return { path, here: path.at(-1) };
}

function sayWhatWasSaved(view, notice) {
  const files = view.changed.length ? `${view.changed.join(", ")} saved` : "Read again";
  const where = view.trouble ? "" : notice || "You are at the same moment.";
  const found = [view.errors && count(view.errors, "error"), view.warnings && count(view.warnings, "warning")].filter(Boolean);
  at("saved").textContent = files;
  say([`${files}.`, where, found.length ? `${found.join(" and ")}.` : ""].filter(Boolean).join(" "));
  flash(scene);
}

function flash(element) {
  element.classList.remove("changed");
  // Read, so that the animation starts anew.
  void element.offsetWidth;
  element.classList.add("changed");
}

function showScenarios(view) {
  const select = at("scenario");
  at("pick").hidden = view.scenarios.length < 2;
  put(select, "scenarios", view.scenarios, () => view.scenarios.map((it) => new Option(it.title, it.id)));
  if (view.run) select.value = view.run.scenario;
}

function showFindings(view) {
  const findings = at("findings");
  const held = findings.contains(document.activeElement) ? [...findings.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const reading = view.version === 0;
  const changed = put(findings, "findings", [view.findings, reading], () => findingNodes(view.findings, reading));
  if (changed && held >= 0) (findings.querySelectorAll("button")[held] ?? at("findings-title")).focus();
  const parts = [view.errors && count(view.errors, "error"), view.warnings && count(view.warnings, "warning"), view.notes && count(view.notes, "hint")].filter(Boolean);
  const tally = parts.join(", ");
  at("tally").textContent = tally;
  const badge = at("count");
  badge.hidden = false;
  badge.textContent = tally || "No findings";
  badge.className = `count ${view.errors ? "error" : view.warnings ? "warning" : view.notes ? "hint" : "clean"}`;
}

/**
 * Shows a moment. The focus goes to its first heading, or is kept where it was, on the same choice
 * where that is still there.
 */
function showScene(now, { chosen, cast }, focus) {
  const held = scene.contains(document.activeElement) ? document.activeElement : null;
  const choice = held?.dataset.choice;
  const { scrollTop } = at("player");
  const top = window.scrollY;
  const { scene: shown, hints, debrief } = now;
  const changed = put(scene, "scene", [shown, hints, debrief, chosen, cast], () => sceneNodes(now, chosen, cast));
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

const graph = new Graph(at, (lines) => send(lines, NEW));

const choose = (button) => send([{ do: "choose", choice: button.dataset.choice }]);
scene.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choice]");
  if (button) choose(button);
});
at("findings").addEventListener("click", (event) => {
  const button = event.target.closest("[data-lines]");
  if (button) send(JSON.parse(button.dataset.lines), { ...NEW, scenario: button.dataset.scenario });
});

/**
 * Takes the last choice back. A learner cannot do that after the end, so no line does it there: an
 * author's run is then shown without its last choice.
 */
function back() {
  if (acts.includes("undo")) return send([{ do: "undo" }]);
  const journey = { ...run.journey, steps: run.journey.steps.slice(0, -1), ending: null };
  return send([], { journey, hints: 0 });
}
const hint = () => send([{ do: "hint" }], { focus: "hint" });
const restart = () => send([], { ...NEW, seed: draw() });
at("back").addEventListener("click", back);
at("hint").addEventListener("click", hint);
at("restart").addEventListener("click", restart);
at("scenario").addEventListener("change", (event) => send([], { ...NEW, scenario: event.target.value, seed: draw(), focus: "none" }));
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
  // A browser that keeps nothing has the keys on.
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
    choose(choice);
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

let gone = false;
listen(
  (version) => {
    if (version !== known.version) send([], { focus: "keep" });
  },
  (lost) => {
    if (lost === gone) return;
    gone = lost;
    document.body.classList.toggle("gone", lost);
    at("saved").textContent = lost ? "The preview has ended: run scn preview again" : "";
    if (lost) say("The preview has ended.");
  },
);
