// The page: where the learner is, what is shown there, and what is recorded of it. What a run, a quiz
// or a lesson does is known by other modules, and where it is kept by the home.

import { Clock, clockSettings, hasTimeLimits } from "./clock.js";
import { courseNodes } from "./course.js";
import { element } from "./dom.js";
import { visible } from "./hidden.js";
import { lessonNodes } from "./lesson.js";
import { PHRASES } from "./phrases.js";
import { Playing, keyOfPart } from "./playing.js";
import { courseState, courseView } from "./progress.js";
import { giveAgain, givenAnswers, quizNodes } from "./quiz.js";
import { hintsLeft, readLines, sceneNodes } from "./scene.js";
import { titleOrId } from "./session.js";
import { plainWords, saveText, sheetNodes } from "./sheet.js";
import { MEDIA } from "./text.js";
import { isSamePart, partOf } from "./versions.js";
import { fillText } from "./words.js";

const COURSE = { kind: "course" };

/** Starts the page with a home. What cannot be played is said in it. */
export async function startPage(createHome) {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  try {
    const page = new Page(read("story"), read("settings"));
    await page.open(createHome);
  } catch (error) {
    const words = fillText(PHRASES.cannot_play, { reason: error.message });
    document.getElementById("main").append(element("p", { class: "stopped", role: "alert" }, words));
  }
}

class Page extends Playing {
  constructor(story, settings) {
    super(story, settings);
    Object.assign(this, { settings, singleKeys: false });
    const { media = {} } = settings;
    MEDIA.source = (file) => (Object.prototype.hasOwnProperty.call(media, file) ? media[file] : undefined);
    this.parts = courseState(story, [], this.kept).parts.map(({ part }) => part);
    const show = (words) => this.timeLine && (this.timeLine.textContent = words);
    const expire = (choice) => this.attempt(() => this.runAct({ do: "choose", choice, timed: true }));
    this.clock = new Clock({ show, say: (words) => this.say(words), expire });
  }

  get learner() {
    return this.home.learner;
  }

  /** The part of a page that has only one; else undefined. */
  get onlyPart() {
    return this.settings.part ?? (this.parts.length === 1 ? this.parts[0] : undefined);
  }

  async open(createHome) {
    const { story, settings } = this;
    const { name, title, digest, version } = story.pack;
    const report = (state) => this.report(state);
    const pack = { name, title, digest, version };
    this.home = createHome({ story, pack, phrases: PHRASES, settings: settings.home ?? {}, scn: settings.scn, report });
    // A platform may have opened the page for one part.
    settings.part ??= this.home.only ?? undefined;
    this.build();
    const { attempts, location: left, stories } = await this.home.open();
    this.attempts = attempts;
    this.kept = stories ?? this.kept;
    this.listen();
    const exit = this.home.exit;
    if (exit) this.header.append(this.button(exit.label, () => this.home.leave("exit")));
    this.show(this.placeOf(location.hash) ?? this.onlyPart ?? (left && partOf(story, left) ? left : COURSE), false);
  }

  /** Builds what is around the story. */
  build() {
    const main = document.getElementById("main");
    this.main = main;
    this.said = element("p", { id: "said", role: "status", "aria-live": "polite" });
    this.scene = element("article", { id: "scene" });
    this.controls = element("div", { class: "controls", role: "group", "aria-label": PHRASES.run });
    this.panel = element("section", { class: "own", "aria-labelledby": "keep", hidden: true });
    const keys = element("input", { type: "checkbox" });
    keys.addEventListener("change", () => (this.singleKeys = keys.checked));
    const help = element(
      "section",
      { class: "own", "aria-label": PHRASES.help },
      element(
        "details",
        {},
        element("summary", {}, PHRASES.help),
        element("p", {}, PHRASES.help_words),
        element("label", { class: "switch" }, keys, element("span", {}, PHRASES.single_keys)),
      ),
    );
    this.header = element("header", {}, main.querySelector("h1"));
    document.body.insertBefore(this.header, main);
    if (!this.onlyPart || this.settings.pages) this.header.append(this.button(PHRASES.all_parts, () => this.go(COURSE)));
    main.replaceChildren(this.said, this.scene, this.controls, this.panel, help);
  }

  listen() {
    addEventListener("hashchange", () => {
      const place = this.placeOf(location.hash) ?? this.onlyPart ?? COURSE;
      if (!isSamePart(place, this.place)) this.attempt(() => this.show(place, true));
    });
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.main.focus();
    });
    this.scene.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.attempt(() => this.press(button.dataset));
    });
    this.scene.addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.answer(event.target));
    });
    this.scene.addEventListener("change", ({ target }) => target.id === "words" && this.attempt(() => this.write(target.value)));
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.leaveFor("hidden"));
    addEventListener("pagehide", (event) => {
      this.leaveFor("hidden");
      if (!event.persisted) this.home.leave();
    });
  }

  leaveFor(why) {
    const field = this.scene.querySelector("#words");
    if (field) this.write(field.value);
    this.home.flush(why);
  }

  /** Does something that the learner asked for. An error is said, and the page stays. */
  attempt(act) {
    try {
      act();
    } catch (error) {
      this.report({ trouble: fillText(PHRASES.went_wrong, { reason: error.message }) });
    }
  }

  button(words, press, attributes = {}) {
    const button = element("button", { type: "button", ...attributes }, words);
    button.addEventListener("click", () => this.attempt(press));
    return button;
  }

  /** Says something in the polite region. */
  say(words, isTrouble = false) {
    this.said.classList.toggle("trouble", isTrouble);
    this.said.textContent = "";
    // Said again even where the words are the same.
    setTimeout(() => (this.said.textContent = words), 50);
  }

  report({ saved, trouble, notice }) {
    if (trouble || notice || saved) this.say(trouble ?? notice ?? PHRASES.saved, Boolean(trouble));
  }

  /** Returns the place that an address names; null if it names none. */
  placeOf(hash) {
    const [kind, id, more] = hash.slice(1).split("/");
    if (!hash || more !== undefined) return null;
    const place = id === undefined ? { kind } : { kind, id: decodeURIComponent(id) };
    if (kind === "course" || kind === "completion") return place;
    return this.parts.find((part) => isSamePart(part, place)) ?? null;
  }

  /** Goes to a place, so that the Back button of the browser leads back to where the learner was. */
  go(place) {
    const { pages } = this.settings;
    const elsewhere = pages?.[keyOfPart(place)];
    if (elsewhere !== undefined) {
      this.leaveFor("hidden");
      location.href = elsewhere;
      return;
    }
    this.show(place, true);
    const hash = place.id === undefined ? `#${place.kind}` : `#${place.kind}/${encodeURIComponent(place.id)}`;
    if (location.hash !== hash) location.hash = hash;
  }

  show(place, focus) {
    this.clock.stop();
    this.place = place;
    const { kind, id } = place;
    if (kind === "lesson") this.showLesson(id, 0, focus);
    else if (kind === "quiz") this.showQuiz(focus);
    else if (kind === "scenario") this.showRun(focus);
    else if (kind === "completion" && this.course.complete) this.showSheet(focus);
    else this.showCourse(focus);
  }

  /** Shows nodes, and moves the focus to what is new in them: the element with the id `moment`. */
  put(nodes, { title, controls = [], focus, note = false, panel = false }) {
    const words = note ? this.home.note?.() : null;
    this.scene.replaceChildren(...(words ? [element("p", { class: "banner" }, words)] : []), ...nodes);
    this.controls.replaceChildren(...controls);
    this.controls.hidden = !controls.length;
    this.hasPanel = panel;
    this.showPanel();
    const { pack } = this.story;
    const course = visible(titleOrId(pack.title, pack.name));
    document.title = title && title !== course ? fillText(PHRASES.place, { part: visible(title), course }) : course;
    if (focus) document.getElementById("moment")?.focus();
  }

  showPanel() {
    this.panel.hidden = !(this.hasPanel && this.home.panel);
    if (!this.panel.hidden) this.panel.replaceChildren(...this.home.panel(this));
  }

  /** The title of a part, as it is shown. */
  titleOf(part) {
    return visible(titleOrId(partOf(this.story, part)?.title ?? "", part.id));
  }

  // What is recorded.

  /** Gives events that were added to an attempt to the home. */
  recorded(attempt, events, line) {
    const page = this;
    this.home.changed({ attempt, events, attempts: this.attempts, line, get course() { return page.course; } });
  }

  /** Takes over what is kept elsewhere. Attempts of a guest in which nothing was done yet are dropped. */
  adopt({ attempts, stories }) {
    const onlyShown = ["started", "shown", "asked"];
    const isBegun = ({ events }) => events.some(({ what }) => !onlyShown.includes(what.event));
    const own = this.learner ? [] : this.attempts.filter(isBegun);
    const known = new Set(attempts.map(({ id }) => id));
    this.attempts = [...attempts, ...own.filter(({ id }) => !known.has(id))];
    this.kept = stories;
    this.live.clear();
    this.renamed();
  }

  /** Shows the place anew for another learner. */
  renamed() {
    for (const { run } of this.live.values()) if (run) run.owner = this.learner;
    this.show(this.place ?? COURSE, true);
  }

  signOut() {
    this.home.signOut();
    Object.assign(this, { attempts: [], kept: new Map() });
    this.live.clear();
    this.show(this.onlyPart ?? COURSE, true);
  }

  // The course.

  showCourse(focus) {
    const state = this.course;
    const nodes = courseNodes(courseView(state));
    const controls = state.complete ? [this.button(PHRASES.completion, () => this.go({ kind: "completion" }), { class: "primary" })] : [];
    this.put(nodes, { title: "", controls, focus, note: true, panel: true });
  }

  showSheet(focus) {
    const { story, attempts, learner } = this;
    const title = titleOrId(story.pack.title, story.pack.name);
    const when = Math.max(...attempts.flatMap(({ events }) => events.map((it) => it.when)));
    const print = this.button(PHRASES.print, () => window.print());
    const nodes = sheetNodes({ pack: story.pack, title, learner, when });
    this.put(nodes, { title: PHRASES.completion_title, controls: [print], focus, panel: true });
  }

  // Lessons.

  showLesson(id, number, focus) {
    const view = this.readLesson(id, number);
    this.put(lessonNodes(view), { title: view.title, focus });
  }

  // Quizzes.

  showQuiz(focus) {
    this.now ??= this.quizToShow(this.place);
    const { quiz, refusal = null } = this.now;
    const view = quiz.view({ refusal });
    const controls = view.question?.hints_left && !view.feedback ? [this.button(PHRASES.button_hint, () => this.quizHint())] : [];
    this.put(quizNodes(view), { title: view.title, controls, focus, panel: Boolean(view.result) });
    this.report({ notice: view.notice });
  }

  quizHint() {
    const given = givenAnswers(this.scene.querySelector("form"));
    this.quizAct((quiz) => quiz.hint());
    this.showQuiz(false);
    giveAgain(this.scene, given);
    this.sayLastHint();
  }

  answer(form) {
    const feedback = this.quizAct((quiz) => quiz.answer(givenAnswers(form)));
    const missing = form.querySelector(".missing");
    missing.hidden = feedback !== null;
    if (feedback === null) {
      missing.setAttribute("role", "alert");
      form.querySelector("input").focus();
      return;
    }
    this.home.flush(this.now.quiz.current() ? "choice" : "end");
    this.showQuiz(true);
  }

  // Scenarios.

  runAct(line) {
    if (!super.runAct(line)) return;
    this.home.flush(this.now.run.ended ? "end" : "choice");
    if (line.do === "write") return;
    this.showRun(line.do !== "hint");
    if (line.timed) this.say(PHRASES.time_ran_out);
    if (line.do === "hint") this.sayLastHint();
  }

  showRun(focus) {
    this.now ??= this.runToShow(this.place);
    const { run, lines, chosen, cast } = this.runView();
    const now = readLines(lines);
    const nodes = sceneNodes(now, chosen, cast);
    this.timeLine = element("p", { class: "time small" });
    nodes.push(this.timeLine);
    const isStart = !run.steps.length && !run.ended;
    if (isStart && hasTimeLimits(run.playable.scenario)) nodes.push(this.clockField());
    const panel = Boolean(run.ended) || (isStart && this.onlyPart !== undefined);
    this.put(nodes, { title: this.titleOf(this.place), controls: this.runControls(run, now), focus, note: isStart, panel });
    const field = this.scene.querySelector("#words");
    if (field) {
      field.value = now.scene.ask.words ?? "";
      field.setAttribute("aria-describedby", "words-note");
      field.after(element("p", { class: "small", id: "words-note" }, PHRASES.own_words_note));
    }
    this.clock.start(now.scene.choices);
  }

  runControls(run, now) {
    const again = () => {
      this.now = this.newRun(this.place);
      this.showRun(true);
    };
    if (run.ended) {
      const save = () => saveText(`${this.place.id}.txt`, plainWords([...this.scene.children]), "text/plain");
      return [
        this.onlyPart ? [] : this.button(PHRASES.all_parts, () => this.go(COURSE), { class: "primary" }),
        this.button(PHRASES.play_again, again),
        this.button(PHRASES.save_transcript, save),
        this.button(PHRASES.print, () => window.print()),
      ].flat();
    }
    const controls = [];
    if (run.steps.length) controls.push(this.button(PHRASES.button_back, () => this.runAct({ do: "undo" })));
    if (hintsLeft(now)) controls.push(this.button(PHRASES.button_hint, () => this.runAct({ do: "hint" })));
    if (run.steps.length) controls.push(this.button(PHRASES.button_restart, again));
    return controls;
  }

  clockField() {
    const options = clockSettings().map(([factor, words]) => element("option", { value: factor, selected: factor === this.clock.factor }, words));
    const select = element("select", { id: "clock", "aria-describedby": "clock-note" }, options);
    select.addEventListener("change", () => {
      this.clock.factor = Number(select.value);
      this.clock.start(this.now.run.scene.choices);
    });
    return element(
      "section",
      {},
      element("p", { class: "field" }, element("label", { for: "clock" }, PHRASES.clock), select),
      element("p", { class: "small", id: "clock-note" }, PHRASES.clock_note),
    );
  }

  /** Records the words that the learner has written in answer to a question, if they are others than before. */
  write(words) {
    const { run } = this.now ?? {};
    if (!run?.ask || (run.ask.words ?? "") === words.trim()) return;
    this.runAct({ do: "write", words });
    this.say(PHRASES.words_noted);
  }

  sayLastHint() {
    const last = [...this.scene.querySelectorAll(".hint")].pop();
    if (!last) return;
    last.scrollIntoView({ block: "nearest" });
    this.say(last.textContent);
  }

  // What the learner does.

  press({ choice, open, id, page, next, again }) {
    if (choice !== undefined) {
      const field = this.scene.querySelector("#words");
      if (field) this.write(field.value);
      this.runAct({ do: "choose", choice });
    } else if (open !== undefined) this.go(open === "course" ? COURSE : { kind: open, id });
    else if (page !== undefined) this.showLesson(this.place.id, Number(page), true);
    else if (next !== undefined) {
      this.now.quiz.next();
      this.showQuiz(true);
    } else if (again !== undefined) {
      this.now = this.quizToShow(this.place);
      this.showQuiz(true);
    }
  }

  /** Digits press what has that number, where the learner has switched that on. */
  key({ key, target, ctrlKey, altKey, metaKey }) {
    if (!this.singleKeys || !/^[1-9]$/.test(key) || ctrlKey || altKey || metaKey || target.matches("textarea, select, input[type='text']")) return;
    this.scene.querySelector(`[data-number="${key}"]`)?.click();
  }
}
