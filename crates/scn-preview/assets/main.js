// The page. It keeps where the author is and shows it; what a run, a quiz or a course does is known
// by the service alone. For a run the page sends lines of the wire protocol, as any program may that
// plays by `scn play --events`.

import { courseNodes } from "./course.js";
import { element } from "./dom.js";
import { findingNodes } from "./findings.js";
import { Graph } from "./graph.js";
import { lessonNodes } from "./lesson.js";
import { lessonPanel, quizPanel } from "./panel.js";
import { PHRASES } from "./phrases.js";
import { Places } from "./places.js";
import { givenAnswers, quizNodes } from "./quiz.js";
import { hintsLeft, readLines, sceneNodes } from "./scene.js";
import { ask, listen, store, stored } from "./service.js";
import { message } from "./text.js";
import { changes, tally, valuesNodes } from "./values.js";

const at = (id) => document.getElementById(id);
const scene = at("scene");

for (const it of document.querySelectorAll("[data-phrase]")) it.textContent = PHRASES[it.dataset.phrase];
at("controls").setAttribute("aria-label", PHRASES.run);

const places = new Places();
/** What can be done at the moment of the run that is shown. */
let acts = [];
/** The part that the last answer shows: a lesson, a quiz or a course. */
let part = null;
/** The moment of the run that is shown. */
let moment = null;
let known = { version: -1, saves: -1, scene: null, findings: null, values: null };
/** What is sent and not answered: `act`, `refresh` or nothing. */
let busy = null;
/** The number of requests sent. */
let exchanges = 0;
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
 * Sends a request, and shows the answer. One thing at a time: a second key before the answer is for
 * a scene that is gone. What the author does comes before a refresh, whose answer is then dropped:
 * it would show less.
 */
async function exchange(route, question, focus, keep) {
  const refreshes = focus === "keep";
  if (busy === "act" || (busy && refreshes)) {
    again ||= refreshes;
    return;
  }
  busy = refreshes ? "refresh" : "act";
  const own = (exchanges += 1);
  const view = await ask(route, question);
  if (own !== exchanges) return;
  busy = null;
  if (view) show(view, focus, keep);
  if (again) {
    again = false;
    await refresh();
  }
}

/** Sends lines about a run, and shows the answer; without lines, shows the run. */
function send(lines, { focus = "moment", run = places.run } = {}) {
  const { scenario, seed, journey, hints } = run;
  return exchange("play", { scenario, seed, journey, hints, lines }, focus, run);
}

/** Shows a lesson, a quiz or the course. `place` is where the author is in it. */
function openPart({ kind, id }, { focus = "moment", place } = {}) {
  const question = { part: kind === "course" ? null : { kind, id }, attempts: places.attempts };
  if (kind === "lesson") question.lesson = place ?? places.lesson(id);
  if (kind === "quiz") {
    place ??= places.quiz(id);
    const { attempt, ...sent } = place;
    question.quiz = sent;
    question.attempts = places.attempts.filter((it) => it.id !== attempt);
  }
  return exchange("part", question, focus, place);
}

/** Shows what is shown once more: the files may have changed. */
function refresh() {
  return places.shown ? openPart(places.shown, { focus: "keep" }) : send([], { focus: "keep" });
}

function show(view, focus, keep) {
  const saved = known.saves !== -1 && known.saves !== view.saves;
  document.title = view.title ? `${view.title} · scn preview` : "scn preview";
  at("title").textContent = view.title || "No story yet";
  showFindings(view);
  at("trouble").hidden = !view.trouble;
  at("trouble").replaceChildren(...message(view.trouble ?? ""));
  scene.lang = view.language ?? "";
  scene.dir = view.direction;
  part = view.lesson ?? view.quiz ?? view.course;
  const own = view.run ? showRun(view.run, focus, keep) : part ? showPart(view, focus, keep) : "";
  const notice = view.notice ?? own;
  if (!view.run && !part) put(scene, "scene", null, () => []);
  showParts(view);
  showControls(view);
  if (notice || focus !== "keep") {
    at("notice").hidden = !notice;
    at("notice-words").replaceChildren(...message(notice));
  }
  const changed = showPanel(view, focus);
  if (saved) sayWhatWasSaved(view, notice);
  else if (notice || changed) say([notice, changed].filter(Boolean).join(" "));
  at("graph-panel").hidden = Boolean(part);
  graph.show(view.run?.scenario, view.version, view.run && placeOf(view.run.journey));
  known.version = view.version;
  known.saves = view.saves;
  document.documentElement.dataset.saves = view.saves;
  // A pack without scenarios begins with its first part.
  if (!view.run && !part && !places.shown && view.parts.length) openPart(view.parts[0], { focus: "keep" });
}

/** Shows the run of an answer and keeps it. Returns what there is to note about it. */
function showRun({ scenario, journey, lines, chosen, cast, notice }, focus, run) {
  const now = readLines(lines);
  places.shown = null;
  places.keepRun({ ...run, scenario, journey, hints: now.hints.length }, lines.filter((line) => "event" in line));
  ({ acts } = now.scene);
  const { scene: shown, hints, debrief } = now;
  moment = shown;
  const repeated = new Set();
  for (const decision of debrief?.decisions ?? []) {
    const written = !repeated.has(decision.at) && places.wordsIn(decision.at);
    repeated.add(decision.at);
    if (written) decision.written = [written];
  }
  showScene([shown, hints, debrief, chosen, cast], () => sceneNodes(now, chosen, cast), focus);
  showWords(shown);
  at("back").disabled = !journey.steps.length;
  at("hint").disabled = !hintsLeft(now);
  return notice ?? now.refused ?? "";
}

/** Shows a lesson, a quiz or the course, and keeps where the author is in it. */
function showPart({ lesson, quiz, course }, focus, place) {
  const { notice, ...data } = part;
  if (lesson) {
    places.keepLesson(lesson);
    places.shown = { kind: "lesson", id: lesson.id };
    showScene(["lesson", data], () => lessonNodes(lesson), focus);
  } else if (quiz) {
    places.keepQuiz(quiz.id, place, quiz);
    places.shown = { kind: "quiz", id: quiz.id };
    const { events, pool, begins, ...shown } = data;
    showScene(["quiz", shown], () => quizNodes(quiz), focus);
  } else {
    places.shown = { kind: "course" };
    showScene(["course", data], () => courseNodes(course), focus);
  }
  at("back").disabled = !lesson?.page;
  at("hint").disabled = !quiz?.question?.hints_left || Boolean(quiz.feedback);
  return notice ?? "";
}

/** Shows what can be done with the part that is shown. */
function showControls({ run, lesson, quiz, course }) {
  at("controls").hidden = !run && !part;
  at("back").hidden = !run && !lesson;
  at("hint").hidden = !run && !quiz;
  at("restart").hidden = !run && !quiz;
  at("forget").hidden = !course;
  at("to-course").hidden = at("pick").hidden || Boolean(course);
}

/** Shows what only the author sees. Returns what to say about a step that has changed some of it. */
function showPanel({ run, lesson, quiz }, focus) {
  at("values-panel").hidden = !run && !lesson && !quiz;
  at("values-toggle").textContent = run ? "Values" : lesson ? "Pages" : "Rules and questions";
  at("values-tally").textContent = run ? tally(run.inspection) : "";
  if (run) put(at("values"), "values", run.inspection, () => valuesNodes(run.inspection));
  if (lesson) put(at("values"), "values", [lesson.id, lesson.page, lesson.headings, lesson.teaches], () => lessonPanel(lesson));
  if (quiz) put(at("values"), "values", [quiz.id, quiz.pool], () => quizPanel(quiz.pool));
  return run && focus === "moment" && isOpen() ? changes(run.inspection) : "";
}

/** Returns where a run is in the graph, and where it was. */
function placeOf(journey) {
  const path = [...journey.path, ...journey.steps.flatMap((step) => step.path)];
  return { path, here: path.at(-1) };
}

function sayWhatWasSaved(view, notice) {
  const files = view.changed.length ? `${view.changed.join(", ")} saved` : "Read again";
  const where = view.trouble ? "" : notice || (part ? "You are at the same place." : "You are at the same moment.");
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

/** The value of a part in the list of all parts. */
const valueOf = ({ kind, id }) => (kind === "course" ? kind : `${kind} ${id}`);

function showParts({ parts, run }) {
  const select = at("part");
  at("pick").hidden = parts.length < 2;
  const options = [{ kind: "course", title: PHRASES.course }, ...parts];
  put(select, "parts", parts, () => options.map((it) => new Option(it.title, valueOf(it))));
  const shown = run ? { kind: "scenario", id: run.scenario } : places.shown;
  if (shown) select.value = valueOf(shown);
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

/** Puts what was written in the run into the field for it, and says to the author where it is kept. */
function showWords({ at: situation, ask: asked }) {
  const field = scene.querySelector("#words");
  if (!field) return;
  const words = places.wordsIn(situation, asked.text)?.words ?? "";
  if (field.value !== words) field.value = words;
  if (scene.querySelector("#words-note")) return;
  field.setAttribute("aria-describedby", "words-note");
  field.after(element("p", { class: "aside", id: "words-note" }, "A learner's words are stored in the record. Here, only this page keeps them."));
}

/** The attributes by which an element is found again in a scene that was made anew. */
const MARKS = ["data-choice", "data-step", "data-next", "data-again", "data-open", "data-id", "value", "type", "id"];

/**
 * Shows a scene that is made from data. The focus goes to what is new in it, or is kept where it
 * was, on the same choice or answer where that is still there. Answers that were marked and words
 * that were typed stay too.
 */
function showScene(data, nodes, focus) {
  const held = scene.contains(document.activeElement) ? document.activeElement : null;
  const form = scene.querySelector("form");
  const given = form && { question: form.dataset.question, answers: givenAnswers(form) };
  const { scrollTop } = at("player");
  const top = window.scrollY;
  const changed = put(scene, "scene", data, nodes);
  if (changed && focus !== "moment") {
    if (given) giveAgain(given);
    if (held) focusAgain(held);
  }
  if (focus === "keep") {
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

/** Moves the focus to the element that is like one that was there before, or to what is new. */
function focusAgain(held) {
  const marks = MARKS.map((name) => [name, held.getAttribute(name)]).filter(([, value]) => value !== null);
  const isSame = (it) => marks.every(([name, value]) => it.getAttribute(name) === value);
  const same = marks.length && [...scene.querySelectorAll(held.localName)].find(isSame);
  (same || at("moment"))?.focus({ preventScroll: true });
}

/** Marks the answers to a question again, and puts back what was typed. */
function giveAgain({ question, answers }) {
  const form = scene.querySelector("form");
  if (form?.dataset.question !== question) return;
  for (const field of form.querySelectorAll("[name='answer']")) {
    if (field.type === "text") field.value = answers[0] ?? "";
    else field.checked = answers.includes(field.value);
  }
}

const graph = new Graph(at, (lines) => send(lines, { run: places.newRun(places.run.scenario) }));

const choose = (choice) => send([{ do: "choose", choice }]);
/** Opens a part where the author was in it. */
const open = (kind, id) => (kind === "scenario" ? send([], { run: places.runOf(id) }) : openPart({ kind, id }));
const turn = (page) => openPart(places.shown, { place: { page, heading: part.headings[page] ?? "", digest: part.digest } });
const retry = () => openPart(places.shown, { place: places.newQuiz() });

/** Goes on from the feedback on an answer: to the next question, or to the result. */
function next(to) {
  const { id, events } = part;
  if (to === "result") return openPart(places.shown, { place: { ...places.quiz(id), done: true } });
  places.moveOn(id, events);
  return openPart(places.shown);
}

scene.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { choice, open: kind, id, page, next: to, again: isAgain } = button.dataset;
  if (choice !== undefined) choose(choice);
  else if (kind !== undefined) open(kind, id);
  else if (page !== undefined) turn(Number(page));
  else if (to !== undefined) next(to);
  else if (isAgain !== undefined) retry();
});
scene.addEventListener("submit", (event) => {
  event.preventDefault();
  const answer = givenAnswers(event.target);
  const missing = event.target.querySelector(".missing");
  missing.hidden = answer.length > 0;
  if (answer.length) openPart(places.shown, { place: { ...places.quiz(part.id), answer } });
  else say(missing.textContent);
});
scene.addEventListener("input", ({ target }) => {
  if (target.id === "words") places.keepWords(moment.at, moment.ask.text, target.value);
});
at("values").addEventListener("click", (event) => {
  const button = event.target.closest("[data-page]");
  if (button) turn(Number(button.dataset.page));
});
at("findings").addEventListener("click", (event) => {
  const button = event.target.closest("[data-lines]");
  if (button) send(JSON.parse(button.dataset.lines), { run: places.newRun(button.dataset.scenario) });
});

/**
 * Goes back: to the page before, or before the last choice. A learner cannot do that after the end,
 * so no line does it there: an author's run is then shown without its last choice.
 */
function back() {
  if (part) return turn(part.page - 1);
  if (acts.includes("undo")) return send([{ do: "undo" }]);
  const { run } = places;
  const journey = { ...run.journey, steps: run.journey.steps.slice(0, -1), ending: null };
  return send([], { run: { ...run, journey, hints: 0 } });
}
function hint() {
  if (!part) return send([{ do: "hint" }], { focus: "hint" });
  const place = places.quiz(part.id);
  return openPart(places.shown, { focus: "hint", place: { ...place, hints: place.hints + 1 } });
}
const restart = () => (part ? retry() : send([], { run: places.newRun(places.run.scenario) }));
const toCourse = () => open("course");
at("back").addEventListener("click", back);
at("hint").addEventListener("click", hint);
at("restart").addEventListener("click", restart);
at("to-course").addEventListener("click", toCourse);
at("forget").addEventListener("click", () => {
  places.forget();
  openPart({ kind: "course" });
});
at("part").addEventListener("change", (event) => {
  const [kind, id] = event.target.value.split(" ");
  if (kind === "scenario") send([], { run: places.runOf(id), focus: "none" });
  else openPart({ kind, id }, { focus: "none" });
});
at("notice-close").addEventListener("click", () => {
  at("notice").hidden = true;
  at("moment")?.focus();
});
const toFindings = () => at("findings-title").focus();
at("count").addEventListener("click", toFindings);

const toggle = at("values-toggle");
const isOpen = () => toggle.getAttribute("aria-expanded") === "true";
function openValues(is) {
  toggle.setAttribute("aria-expanded", is);
  at("values").hidden = !is;
}
toggle.addEventListener("click", () => {
  openValues(!isOpen());
  store("scn values", isOpen() ? "open" : "closed");
});
openValues(stored("scn values") !== "closed");

const dialog = at("keys");
const toHelp = () => dialog.showModal();
at("help").addEventListener("click", toHelp);
at("keys-close").addEventListener("click", () => dialog.close());
const single = at("single");
single.checked = stored("scn keys") !== "off";
single.addEventListener("change", () => store("scn keys", single.checked ? "on" : "off"));

const can = (id) => !at(id).hidden && !at(id).disabled;
const keys = {
  b: () => can("back") && back(),
  h: () => can("hint") && hint(),
  r: () => can("restart") && restart(),
  c: () => can("to-course") && toCourse(),
  s: () => at("moment")?.focus(),
  g: () => at("graph-panel").hidden || graph.focus(),
  v: () => at("values-panel").hidden || toggle.focus(),
  f: toFindings,
  "?": toHelp,
};
/** Where letters and digits are typed, or move something. */
const TYPING = "input:not([type='radio'], [type='checkbox']), select, textarea, audio, video, dialog";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!single.checked || event.target.closest(TYPING)) return;
  const numbered = /^[1-9]$/.test(event.key) && scene.querySelector(`[data-number="${event.key}"]`);
  if (numbered) {
    event.preventDefault();
    numbered.focus();
    numbered.click();
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

let gone = false;
listen(
  (version) => {
    if (version !== known.version) refresh();
  },
  (lost) => {
    if (lost === gone) return;
    gone = lost;
    document.body.classList.toggle("gone", lost);
    at("saved").textContent = lost ? "The preview has ended: run scn preview again" : "";
    if (lost) say("The preview has ended.");
  },
);
