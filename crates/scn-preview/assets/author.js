// What the author does with the pack: the attempts of a learner, played by the modules of the
// player, and what a learner cannot do. A run continues after its end, and everything continues
// after an edit.

import { resumeQuiz } from "./attempt.js";
import { carriedRun, resumeCarried } from "./carry.js";
import { changeWords, nodePaths } from "./changes.js";
import { lessonEvents, lessonView } from "./lessons.js";
import { PHRASES } from "./phrases.js";
import { Playing, whatOf } from "./playing.js";
import { courseState, courseView, playableOf } from "./progress.js";
import { Run, standingSteps, titleOrId } from "./session.js";
import { allParts, byId, counterpartOf, isOver, isSamePart, lastDigest, latestAttempt, partOf } from "./versions.js";
import { spansAsWritten } from "./versions.js";
import { fillText, singleSpaced } from "./words.js";

const COURSE = { kind: "course" };

/** The answer to a question cannot be given any more, because the question was edited. */
const ANSWER_GONE = "The answer that you gave is no longer there, so the question is asked again.";

/** The quiz asks more than before. */
const MORE_QUESTIONS = "The quiz now asks more questions.";

/**
 * How much is kept of what was done, as JSON: a browser stores some 5 million characters of a
 * page.
 */
const MOST = 500_000;

/** Returns what a page keeps that has done nothing yet. */
const emptyMemory = () => ({ place: null, digest: null, lessons: {}, quizzes: {}, attempts: [] });

/** Returns the digests of the stories that are needed to resume what is kept. */
export function neededDigests({ digest, quizzes, attempts }) {
  const events = [...attempts.flatMap(whatOf), ...Object.values(quizzes).flatMap(({ record }) => record)];
  return [...new Set([digest, ...events.map((event) => event.digest)])].filter((it) => typeof it === "string");
}

const stamped = (events) => events.map((what) => ({ when: Date.now(), what }));

/**
 * An author in a pack. `memory` is what an author before a reload has kept, or null, and `keep`
 * is called with what is to be kept. Nothing else keeps it.
 */
export class Author extends Playing {
  #memory;
  #keep;
  #notices = [];

  constructor({ story, lessons, written }, memory, keep) {
    super(story, { lessons, written });
    this.#memory = memory ?? emptyMemory();
    this.#keep = keep;
    Object.assign(this, { attempts: this.#memory.attempts, place: this.#memory.place });
  }

  /** The state in the course. What was forgotten does not count. */
  get course() {
    return courseState(this.story, this.attempts.filter((attempt) => !attempt.forgotten), this.kept);
  }

  /** The title of the pack. */
  get title() {
    const { title, name } = this.story.pack;
    return titleOrId(title, name);
  }

  /** Takes over earlier stories. */
  keepStories(stories) {
    for (const { story, written } of stories) this.kept.set(story.pack.digest, Object.assign(story, { written }));
  }

  /** Continues in an edited story. */
  edit({ story, lessons, written }) {
    this.kept.set(this.story.pack.digest, this.story);
    const needed = neededDigests(this.#memory);
    for (const digest of [...this.kept.keys()]) if (!needed.includes(digest)) this.kept.delete(digest);
    Object.assign(this, { story: Object.assign(story, { written }), lessons });
    this.live.clear();
  }

  /** Returns all parts with their titles: those of the course in its order, then the others. */
  get parts() {
    const listed = courseView(courseState(this.story, [], this.kept)).parts.map(({ part, label }) => ({ ...part, title: label }));
    const others = allParts(this.story).filter((part) => !listed.some((it) => isSamePart(it, part)));
    const labelled = ({ kind, id }) => {
      const title = titleOrId(partOf(this.story, { kind, id }).title, id);
      return { kind, id, title: fillText(PHRASES.part_titles[kind], { title }) };
    };
    return [...listed, ...others.map(labelled)];
  }

  /** Notes something to tell the author. */
  report({ notice }) {
    if (notice) this.#notices.push(notice);
  }

  /** Keeps an attempt. Others at its part that were left are dropped. */
  recorded(attempt) {
    delete attempt.forgotten;
    this.attempts = this.attempts.filter((it) => it === attempt || !isSamePart(it.part, attempt.part) || isOver(it));
    this.save();
  }

  save() {
    Object.assign(this.#memory, { place: this.place, digest: this.story.pack.digest, attempts: this.attempts });
    while (this.attempts.length > 1 && JSON.stringify(this.attempts).length > MOST) this.#dropOne();
    this.#keep(this.#memory);
  }

  /** Drops the oldest attempt that another one at its part came after, or else the oldest. */
  #dropOne() {
    const isReplaced = ({ part }, index) => this.attempts.slice(index + 1).some((it) => isSamePart(it.part, part));
    this.attempts.splice(Math.max(0, this.attempts.findIndex(isReplaced)), 1);
  }

  /** Replaces the events of an attempt. */
  #rewrite(attempt, part, events) {
    const { digest } = this.story.pack;
    Object.assign(attempt, { part: { kind: part.kind, id: part.id }, digest, events: stamped(events) });
  }

  // Where the author is.

  /**
   * Returns what is shown: the `part`, its `run`, `lesson`, `quiz` or `course`, the `events` of
   * the run or quiz, and a `notice`. `first` is the id of the scenario to begin with. A pack
   * without any part shows nothing.
   */
  view(first) {
    const part = this.#findPlace(first);
    this.place = part;
    const view = part && this.#views[part.kind](part);
    this.save();
    const notice = this.#notices.splice(0).join(" ");
    return { part, run: null, lesson: null, quiz: null, course: null, events: null, ...view, notice };
  }

  #views = {
    scenario: () => {
      this.now ??= this.runToShow(this.place);
      const { run, ...shown } = this.runView();
      const facts = { path: nodePaths(run).flat(), canGoBack: run.steps.length > 0 };
      return { run: { ...shown, ...facts }, events: run.events };
    },
    lesson: ({ id }) => ({ lesson: this.#lessonView(id) }),
    quiz: ({ id }) => {
      this.now ??= this.quizToShow(this.place);
      const { quiz, refusal = null } = this.now;
      this.report({ notice: quiz.notices.splice(0).join(" ") });
      this.#keepQuiz(id);
      const view = quiz.view({ refusal });
      return { quiz: view, events: view.events };
    },
    course: () => ({ course: courseView(this.course) }),
  };

  /**
   * Returns the place of the author in the current story: the same part, the one that it is now,
   * or another one, which is then noted.
   */
  #findPlace(first) {
    const { place, story } = this;
    if (place?.kind === "course" || (place && partOf(story, place))) return place;
    const moved = place && counterpartOf(this.versions, this.#memory.digest, place)?.part;
    if (moved) {
      this.report({ notice: fillText(PHRASES.other_id, { id: place.id }) });
      const kept = { lesson: this.#memory.lessons, quiz: this.#memory.quizzes }[moved.kind] ?? {};
      if (kept[place.id]) kept[moved.id] ??= kept[place.id];
      return moved;
    }
    const other = this.#firstPart(first);
    if (!place) return other;
    const gone = `The ${place.kind} “${place.id}” is no longer there, so here is`;
    if (place.kind !== "scenario" || other?.kind !== "scenario") {
      this.report({ notice: `${gone} the course.` });
      return COURSE;
    }
    this.report({ notice: `${gone} another one.` });
    return other;
  }

  #firstPart(first) {
    const scenarios = this.story.scenarios.map(({ id }) => ({ kind: "scenario", id }));
    const [other] = [...scenarios, ...this.parts.map(({ kind, id }) => ({ kind, id }))];
    return scenarios.find(({ id }) => id === first) ?? other ?? null;
  }

  /** Goes to a part, or to the course. */
  goTo({ kind, id }) {
    this.place = id === undefined ? { kind } : { kind, id };
  }

  /** Forgets what was done, but not where the author is. */
  forget() {
    const latest = this.story.scenarios.map(({ id }) => latestAttempt(this.versions, { kind: "scenario", id }, this.attempts));
    this.attempts = this.attempts.filter((attempt) => latest.includes(attempt));
    for (const attempt of this.attempts) attempt.forgotten = true;
    this.save();
  }

  // Lessons.

  /** Turns to a page of the lesson at the place. */
  turn(page) {
    const { id } = this.place;
    const headings = (this.lessons[id] ?? []).map(({ heading }) => heading);
    this.#memory.lessons[id] = { page, heading: headings[page] ?? "", digest: this.story.pack.digest };
  }

  #lessonView(id) {
    const pages = this.lessons[id] ?? [];
    const { digest } = this.story.pack;
    const found = findPage(this.#memory.lessons[id], pages.map(({ heading }) => heading), digest);
    const view = lessonView(this.story, pages, id, found.page);
    this.report(found);
    this.#memory.lessons[id] = { page: view.page, heading: view.headings[view.page] ?? "", digest };
    this.#keepLesson({ kind: "lesson", id }, lessonEvents(this.story, pages, id, view.page));
    return view;
  }

  /** Keeps how far a lesson is read. A learner who goes back to its first page has still read it. */
  #keepLesson(part, events) {
    const isRead = (list) => list.some(({ event }) => event === "read");
    const before = this.attempts.find((attempt) => isSamePart(attempt.part, part));
    if (before && isRead(whatOf(before)) && !isRead(events)) return;
    const attempt = before ?? this.newAttempt(part);
    attempt.events = [];
    this.record(attempt, events);
  }

  // Quizzes.

  /** Returns the attempt at a quiz where the author is in it, or a new one. */
  quizToShow(part) {
    const place = this.#memory.quizzes[part.id];
    if (!place?.record.length || place.record.some(({ event }) => event === "ended")) return this.newQuiz(part);
    const { attempt: quiz, refused } = resumeQuiz(this.story, part.id, place.record, { kept: this.kept });
    if (!quiz) {
      this.report({ notice: fillText(PHRASES.quiz_begins_anew, { reason: refused }) });
      return this.newQuiz(part);
    }
    return this.#repeatAnswer(part, place, quiz);
  }

  /**
   * Continues a quiz that was resumed from the events before its question. The answer is given
   * again, so that an edit changes its feedback, and the result after it.
   */
  #repeatAnswer(part, { attempt: id, record, hints, answer, done }, quiz) {
    const isChanged = quiz.notices.length > 0;
    const before = isChanged ? [...quiz.events] : record;
    for (let shown = 0; shown < hints; shown += 1) quiz.hint();
    const live = { attempt: this.attempts.find((it) => it.id === id) ?? { ...this.newAttempt(part), id }, quiz, before, answer: null };
    this.report({ notice: quiz.notices.splice(0).join(" ") });
    if (answer && quiz.answer(answer)) live.answer = answer;
    else if (answer) this.report({ notice: ANSWER_GONE });
    if (live.answer && done) {
      quiz.next();
      if (quiz.current()) {
        Object.assign(live, { answer: null, before: [...quiz.events] });
        this.report({ notice: MORE_QUESTIONS });
      }
    }
    this.#rewrite(live.attempt, part, []);
    this.record(live.attempt, quiz.events);
    return live;
  }

  /** Keeps the place in a quiz: the events before its question, and what was done with that. */
  #keepQuiz(id) {
    const { attempt, quiz, before, answer = null } = this.now;
    delete this.#memory.quizzes[id];
    if (!attempt) return;
    const asked = quiz.shown?.question ?? quiz.question();
    const record = before ?? [...quiz.events];
    this.now.before = record;
    const done = Boolean(answer) && !quiz.shown;
    this.#memory.quizzes[id] = { attempt: attempt.id, record, hints: asked?.hints.length ?? 0, answer, done };
  }

  /** Answers the question that is asked. Returns whether that is an answer to it. */
  answer(given) {
    if (!this.quizAct((quiz) => quiz.answer(given))) return false;
    this.now.answer = given;
    return true;
  }

  /** Begins another attempt at the quiz at the place. */
  retry() {
    this.now = this.newQuiz(this.place);
  }

  /** Goes from the feedback on an answer to the next question, or to the result. */
  next() {
    const { now } = this;
    now.quiz.next();
    if (now.quiz.current()) Object.assign(now, { answer: null, before: [...now.quiz.events] });
  }

  // Runs.

  /** Returns the run of a scenario where it is, or a new one. A run that is over is one, too. */
  runToShow(part) {
    const left = latestAttempt(this.versions, part, this.attempts);
    if (!left) return this.newRun(part);
    try {
      return this.#resumeForAuthor(part, left);
    } catch {
      this.report({ notice: PHRASES.run_begins_anew });
      return this.newRun(part);
    }
  }

  /**
   * Resumes a run, as far as the story still has it. From then on it is a run of this story, as
   * if all of it had been played in this one, so that what is kept does not grow with the edits.
   */
  #resumeForAuthor(part, attempt) {
    const playable = playableOf(this.story, part.id);
    const recorded = whatOf(attempt);
    const isEdited = lastDigest(attempt) !== this.story.pack.digest;
    const events = recorded.filter(({ event }) => event !== "ended");
    const carried = carriedRun(this.versions, events).map((event, index) => restoreQuestion(playable, event, events[index]));
    const { steps, rest } = standingSteps(carried);
    const kept = resumeCarried(playable, carried).run.steps.length;
    const isCut = kept < steps.length;
    const run = replaySteps(playable, carried[0].seed, steps.slice(0, kept), steps[kept] ?? rest);
    if (isEdited) this.report({ notice: changeWords(this.versions, { recorded, carried, run }) });
    return this.#replaceRun(part, attempt, run, isCut ? 0 : rest.hinted.length);
  }

  /** Makes an attempt one of this run, and shows its hints. */
  #replaceRun(part, attempt, run, hints) {
    const live = { attempt, run, lines: run.begin() };
    for (let shown = 0; shown < hints; shown += 1) live.lines.push(...run.act({ do: "hint" }));
    this.#rewrite(attempt, part, run.events);
    return live;
  }

  /** Plays a scenario from its start by lines of the protocol, up to one that cannot be done. */
  play(part, lines) {
    this.goTo(part);
    this.now = this.newRun(part);
    lines.every((line) => this.runAct(line));
  }

  /**
   * Goes back before the last choice. A learner cannot do that after the end, so no line does it
   * there: the run is then made again without its last choice.
   */
  back() {
    const { run, attempt } = this.now;
    if (!run.ended) return this.runAct({ do: "undo" });
    const { steps } = standingSteps(run.events);
    const last = steps.pop();
    if (!last) return false;
    this.now = this.#replaceRun(this.place, attempt, replaySteps(run.playable, run.seed, steps, last), 0);
    return true;
  }

  /**
   * The question that can be answered in words at the place, with its situation and what was
   * written.
   */
  get openQuestion() {
    const { run } = this.now ?? {};
    return run?.ask ? { at: run.state.node.id, ask: run.ask, words: run.ask.words ?? "" } : null;
  }

  /**
   * Records what is written in answer to the question of the situation, in place of what was
   * before.
   */
  write(words) {
    const { run, attempt, lines } = this.now;
    const last = run.events[run.events.length - 1];
    if (last.event === "wrote" && last.question === undefined) {
      attempt.events.pop();
      run.events.pop();
      run.sent = run.events.length;
    }
    this.runAct({ do: "write", words });
    this.now.lines = lines;
  }
}

/**
 * Returns an event with the question that was answered in words, if that was already another one
 * than that of the situation when the run was last made again; or without it, if it is asked
 * again.
 */
function restoreQuestion({ scenario }, event, { question }) {
  if (question === undefined) return event;
  const ask = byId(scenario.situations, event.at)?.ask;
  const isAsked = ask && singleSpaced(spansAsWritten(ask.text, " | ")) === question;
  return isAsked ? { ...event, ask: ask.id, question: undefined } : { ...event, question };
}

/**
 * Returns a run that makes choices again, with what was written before them and after the last.
 */
export function replaySteps(playable, seed, steps, { written }) {
  const run = new Run(playable, { seed });
  for (const step of steps) {
    run.events.push(...step.written);
    run.choose(step.choice, step.outcome);
  }
  run.events.push(...written);
  return run;
}

/**
 * Returns the page of a lesson where somebody was, and a `notice` if it is another one than
 * before an edit. It is the page with the same heading, the nearest one if there are several;
 * without one, the page with the same number.
 */
export function findPage({ page, heading, digest } = { page: 0, heading: "", digest: null }, headings, now) {
  const sameNumber = Math.min(page, Math.max(headings.length - 1, 0));
  if (digest === null || digest === now || headings[page] === heading) return { page: sameNumber, notice: null };
  const same = headings.map((it, index) => [it, Math.abs(index - page), index]).filter(([it]) => it === heading);
  if (same.length) return { page: same.reduce((one, other) => (other[1] < one[1] ? other : one))[2], notice: null };
  const was = heading || "The beginning";
  return { page: sameNumber, notice: `The page “${was}” is no longer there, so here is page ${sameNumber + 1}.` };
}
