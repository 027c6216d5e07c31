// The page. It shows where the author is, played by the modules of the player, and beside it
// what only an author needs: findings, values, the pool of a quiz and the graph, which the
// service knows.

import { Author, neededDigests } from "./author.js";
import { besideNodes } from "./beside.js";
import { courseNodes } from "./course.js";
import { element } from "./dom.js";
import { findingNodes } from "./findings.js";
import { Graph } from "./graph.js";
import { visible } from "./hidden.js";
import { lessonNodes } from "./lesson.js";
import { lessonPanel, quizPanel } from "./panel.js";
import { PHRASES } from "./phrases.js";
import { giveAgain, givenAnswers, quizNodes } from "./quiz.js";
import { hintsLeft, readLines, sceneNodes } from "./scene.js";
import { ask, listen, remember, remembered, store, stored } from "./service.js";
import { message } from "./text.js";
import { changes, tally, valuesNodes } from "./values.js";
import { fillText } from "./words.js";

const at = (id) => document.getElementById(id);
const scene = at("scene");

for (const it of document.querySelectorAll("[data-phrase]")) it.textContent = PHRASES[it.dataset.phrase];
at("controls").setAttribute("aria-label", PHRASES.run);

/** What is shown before there is a story. */
const NOTHING = { part: null, run: null, lesson: null, quiz: null, course: null, events: null, notice: "" };

/** What the author does; null before there is a story. */
let author = null;
/** The last answer about the pack. */
let content = null;
/** The story in the words of its source, if what is played is a translation; else null. */
let source = null;
/** What is shown: a run, a lesson, a quiz or the course. */
let shown = NOTHING;
/** The scene of the run that is shown. */
let moment = null;
let known = { version: -1, saves: -1, scene: null, source: null, findings: null, values: null };
/** What is not yet shown: an `act` of the author, a `refresh`, or nothing. */
let busy = null;
/** The number of acts and refreshes. */
let turns = 0;
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
 * Does what the author asks for, and shows it. One thing at a time: a second key before it is
 * shown is for a scene that is gone. What the author does comes before a refresh, whose answer
 * is then dropped.
 */
async function perform(act, focus = "moment") {
  if (busy === "act" || !author) return;
  again ||= busy === "refresh";
  busy = "act";
  turns += 1;
  try {
    act();
  } catch (error) {
    author.report({ notice: fillText(PHRASES.went_wrong, { reason: error.message }) });
  }
  await showAll(focus);
}

/** Asks whether the files have changed, and shows what is shown once more. */
async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = "refresh";
  const turn = (turns += 1);
  const memory = author ? null : remembered();
  const digests = author ? [] : memory ? neededDigests(memory) : [];
  const answer = await ask("content", { edition: content?.edition ?? null, digests });
  if (turn !== turns) return;
  // From here on the story may be another one than the one that is shown.
  busy = "act";
  if (answer) takeOver(answer, memory);
  if (content) await showAll("keep");
  else busy = null;
}

/** Takes over an answer about the pack. */
function takeOver({ story, source: inSource, earlier, ...others }, memory) {
  content = others;
  if (story) source = inSource;
  if (story && author) author.edit(story);
  else if (story) author = new Author(story, memory, remember);
  author?.keepStories(earlier);
}

/** Returns what is to be shown. What cannot be played is shown as words. */
function currentView() {
  if (!author) return NOTHING;
  try {
    return author.view(content.first);
  } catch (error) {
    return { ...NOTHING, part: author.place, notice: fillText(PHRASES.cannot_play, { reason: error.message }) };
  }
}

/**
 * Shows everything, with what only the service knows about it, and then what has changed
 * meanwhile. What the author does is shown together with its effect on values, and said
 * together. An edit is shown at once.
 */
async function showAll(focus) {
  const view = currentView();
  const { part, events } = view;
  const inspecting = events ? ask("inspect", { edition: content.edition, part, events }) : null;
  const turn = turns;
  if (focus === "keep") {
    show(view, focus, "");
    busy = null;
  }
  const inspected = await inspecting;
  // After an edit was shown, the author may already have done something else.
  if (turn !== turns) return;
  const changed = showPanel({ ...view, ...inspected }, focus);
  if (focus !== "keep") show(view, focus, changed);
  busy = null;
  if (again) {
    again = false;
    await refresh();
  }
}

/** Shows what is in a view. `changed` are the values that a step has changed, in words. */
function show(view, focus, changed) {
  const { saves, version } = content;
  const saved = known.saves !== -1 && known.saves !== saves;
  shown = view;
  document.title = author ? `${visible(author.title)} · scn preview` : "scn preview";
  at("title").textContent = author ? visible(author.title) : "No story yet";
  showFindings(content);
  at("trouble").hidden = !content.trouble;
  at("trouble").replaceChildren(...message(content.trouble ?? ""));
  scene.lang = author?.story.pack.language ?? "";
  scene.dir = content.direction;
  if (view.run) showRun(view.run, focus);
  else showPart(view, focus);
  showSource(view);
  const notice = visible(view.notice);
  showParts(view);
  showControls(view);
  if (notice || focus !== "keep") {
    at("notice").hidden = !notice;
    at("notice-words").replaceChildren(...message(notice));
  }
  if (saved) sayWhatWasSaved(notice);
  else if (notice || changed) say([notice, changed].filter(Boolean).join(" "));
  at("graph-panel").hidden = Boolean(author && !view.run);
  graph.show(view.run && view.part.id, version, view.run && { path: view.run.path, here: view.run.path.at(-1) });
  Object.assign(known, { version, saves });
  document.documentElement.dataset.saves = saves;
}

/** Shows a run. */
function showRun(run, focus) {
  const now = readLines(run.lines);
  const typed = typedWords();
  moment = now.scene;
  showScene([now, run.chosen, run.cast], () => sceneNodes(now, run.chosen, run.cast), focus);
  // More may have been typed since the view was made.
  showWords(author.openQuestion?.words ?? "", typed);
  at("back").disabled = !run.canGoBack;
  at("hint").disabled = !hintsLeft(now);
}

/** Shows a lesson, a quiz, the course or nothing. */
function showPart({ lesson, quiz, course }, focus) {
  if (lesson) {
    showScene(["lesson", lesson], () => lessonNodes(lesson), focus);
  } else if (quiz) {
    const { events, begins, ...data } = quiz;
    showScene(["quiz", data], () => quizNodes(quiz), focus);
  } else if (course) {
    showScene(["course", course], () => courseNodes(course), focus);
  } else put(scene, "scene", null, () => []);
  at("back").disabled = !lesson?.page;
  at("hint").disabled = !quiz?.question?.hints_left || Boolean(quiz.feedback);
}

/** Shows the words of the source beside those of a translation, if the author wants to see them. */
function showSource(view) {
  const isShown = Boolean(source) && at("beside").getAttribute("aria-pressed") === "true";
  at("beside").hidden = !source;
  at("source").hidden = !isShown;
  at("sides").classList.toggle("both", isShown);
  if (!isShown) return put(at("source"), "source", null, () => []);
  at("source").lang = source.story.pack.language ?? "";
  at("source").dir = source.direction;
  return put(at("source"), "source", [content.edition, known.scene], () => besideNodes(source, author, view));
}

/** Shows what can be done with the part that is shown. */
function showControls({ run, lesson, quiz, course }) {
  at("controls").hidden = !run && !lesson && !quiz && !course;
  at("back").hidden = !run && !lesson;
  at("hint").hidden = !run && !quiz;
  at("restart").hidden = !run && !quiz;
  at("forget").hidden = !course;
  at("to-course").hidden = at("pick").hidden || Boolean(course);
}

/** Shows what only the author sees. Returns what to say about a step that has changed some of it. */
function showPanel({ run, lesson, quiz, inspection, pool }, focus) {
  at("values-panel").hidden = !run && !lesson && !quiz;
  at("values-toggle").textContent = run ? "Values" : lesson ? "Pages" : "Rules and questions";
  at("values-tally").textContent = inspection ? tally(inspection) : "";
  if (inspection) put(at("values"), "values", inspection, () => valuesNodes(inspection));
  if (lesson) put(at("values"), "values", [lesson.id, lesson.page, lesson.headings, lesson.teaches], () => lessonPanel(lesson));
  if (pool) put(at("values"), "values", [quiz.id, pool], () => quizPanel(pool));
  if (!inspection && !pool && !lesson) put(at("values"), "values", null, () => [element("p", { class: "aside" }, "Not known at this moment.")]);
  return inspection && focus === "moment" && isOpen() ? visible(changes(inspection)) : "";
}

function sayWhatWasSaved(notice) {
  const { changed, trouble, errors, warnings } = content;
  const files = changed.length ? `${changed.join(", ")} saved` : "Read again";
  const where = trouble ? "" : notice || (shown.run ? "You are at the same moment." : "You are at the same place.");
  const found = [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean);
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

function showParts({ part }) {
  const select = at("part");
  const parts = author?.parts ?? [];
  at("pick").hidden = parts.length < 2;
  const options = [{ kind: "course", title: PHRASES.course }, ...parts];
  put(select, "parts", parts, () => options.map((it) => new Option(visible(it.title), valueOf(it))));
  if (part) select.value = valueOf(part);
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
 * Returns what is typed in answer to a question of the run, with the question; null without a
 * field.
 */
function typedWords() {
  const field = scene.querySelector("#words");
  return field && { question: questionOf(moment), words: field.value };
}

const questionOf = ({ at: situation, ask: asked }) => JSON.stringify([situation, asked.text]);

/**
 * Puts what was written in the run into the field for it, with the white space around it that
 * was just typed, and says to the author where it is kept.
 */
function showWords(words, typed) {
  const field = scene.querySelector("#words");
  if (!field) return;
  const isTyped = typed?.question === questionOf(moment) && typed.words.trim() === words;
  const now = isTyped ? typed.words : words;
  if (field.value !== now) field.value = now;
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
    const now = given && scene.querySelector("form");
    if (now && now.dataset.question === given.question) giveAgain(now, given.answers);
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

const playFrom = (id, lines) => perform(() => author.play({ kind: "scenario", id }, lines));
const graph = new Graph(at, (lines) => playFrom(shown.part.id, lines));

const act = (line, focus) => perform(() => author.runAct(line), focus);
/** Opens a part where the author was in it. */
const open = (kind, id, focus) => perform(() => author.goTo({ kind, id }), focus);
const turn = (page) => perform(() => author.turn(page));

scene.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { choice, open: kind, id, page, next: to, again: isAgain } = button.dataset;
  if (choice !== undefined) act({ do: "choose", choice });
  else if (kind !== undefined) open(kind, id);
  else if (page !== undefined) turn(Number(page));
  else if (to !== undefined) perform(() => author.next());
  else if (isAgain !== undefined) restart();
});
scene.addEventListener("submit", (event) => {
  event.preventDefault();
  const answer = givenAnswers(event.target);
  const missing = event.target.querySelector(".missing");
  missing.hidden = answer.length > 0;
  if (answer.length) perform(() => author.answer(answer));
  else say(missing.textContent);
});
scene.addEventListener("input", ({ target }) => {
  const { openQuestion } = author;
  // The field may be that of a moment that the run has just left.
  if (target.id === "words" && openQuestion && questionOf(openQuestion) === questionOf(moment)) author.write(target.value);
});
at("values").addEventListener("click", (event) => {
  const button = event.target.closest("[data-page]");
  if (button) turn(Number(button.dataset.page));
});
at("findings").addEventListener("click", (event) => {
  const button = event.target.closest("[data-lines]");
  if (button) playFrom(button.dataset.scenario, JSON.parse(button.dataset.lines));
});

const back = () => (shown.run ? perform(() => author.back()) : turn(shown.lesson.page - 1));
const hint = () => (shown.run ? act({ do: "hint" }, "hint") : perform(() => author.quizAct((quiz) => quiz.hint()), "hint"));
const restart = () => (shown.run ? playFrom(shown.part.id, []) : perform(() => author.retry()));
const toCourse = () => open("course");
at("back").addEventListener("click", back);
at("hint").addEventListener("click", hint);
at("restart").addEventListener("click", restart);
at("to-course").addEventListener("click", toCourse);
at("forget").addEventListener("click", () => {
  perform(() => author.forget());
});
at("part").addEventListener("change", (event) => {
  const [kind, id] = event.target.value.split(" ");
  open(kind, id, "none");
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

const beside = at("beside");
function toggleSource() {
  beside.setAttribute("aria-pressed", beside.getAttribute("aria-pressed") !== "true");
  store("scn source", beside.getAttribute("aria-pressed"));
  showSource(shown);
}
beside.addEventListener("click", toggleSource);
beside.setAttribute("aria-pressed", stored("scn source") !== "false");

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
  w: () => can("beside") && toggleSource(),
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
