// What the page keeps: which part is shown, where the author is in each part, and what was done.
// The service keeps nothing, so that a page that is loaded anew goes on, and pages do not disturb
// each other.

import { remember, remembered } from "./service.js";

const draw = () => crypto.getRandomValues(new Uint32Array(1))[0];

/** How much is kept of what was done, as JSON. The service reads no more than twice as much. */
const MOST = 500_000;

export class Places {
  #kept = remembered() ?? { shown: null, scenario: null, runs: {}, lessons: {}, quizzes: {}, attempts: [] };

  /** The part that is shown: null for a scenario, or a kind and an id; the course has no id. */
  get shown() {
    return this.#kept.shown;
  }

  set shown(part) {
    this.#kept.shown = part;
    this.save();
  }

  get attempts() {
    return this.#kept.attempts;
  }

  /** The run of the scenario that is shown, or was last. */
  get run() {
    return this.runOf(this.#kept.scenario);
  }

  runOf(scenario) {
    return this.#kept.runs[scenario] ?? this.newRun(scenario);
  }

  /** A run that has not begun. */
  newRun(scenario) {
    return { scenario, seed: draw(), journey: null, hints: 0, words: {}, attempt: `${draw()}` };
  }

  keepRun(run, events) {
    // Words may have been written since the request.
    const kept = this.#kept.runs[run.scenario];
    const { words } = kept?.attempt === run.attempt ? kept : run;
    // Under the id by which it is asked for next.
    delete this.#kept.runs[null];
    this.#kept.scenario = run.scenario;
    this.#kept.runs[run.scenario] = { ...run, words };
    this.#keepAttempt({ kind: "scenario", id: run.scenario }, run.attempt, events, (it) => it.event === "ended" && it.how !== "left");
  }

  /** Keeps what was written in a situation, with the question that it answers. */
  keepWords(situation, question, words) {
    const { run } = this;
    this.#kept.runs[run.scenario] = { ...run, words: { ...run.words, [situation]: { question, words } } };
    this.save();
  }

  /** Returns what was written in a situation in answer to a question, or to whatever was asked there. */
  wordsIn(situation, question) {
    const written = this.run.words?.[situation];
    const isSame = written && (!question || JSON.stringify(written.question) === JSON.stringify(question));
    return isSame && written.words.trim() ? written : null;
  }

  lesson(id) {
    return this.#kept.lessons[id] ?? { page: 0, heading: "", digest: null };
  }

  keepLesson({ id, page, headings, digest, events }) {
    this.#kept.lessons[id] = { page, heading: headings[page], digest };
    const isRead = (list) => list.some((it) => it.event === "read");
    const before = this.#kept.attempts.find((it) => it.id === `lesson ${id}`);
    // Whoever goes back to the first page has still read it.
    if (!before || isRead(events) || !isRead(before.events)) {
      this.#keepAttempt({ kind: "lesson", id }, `lesson ${id}`, events, (it) => it.event === "read");
    } else this.save();
  }

  quiz(id) {
    return this.#kept.quizzes[id] ?? this.newQuiz();
  }

  /** An attempt that has not begun. */
  newQuiz() {
    return { seed: draw(), record: [], hints: 0, answer: null, done: false, attempt: `${draw()}` };
  }

  /** Keeps the place in a quiz, without what the answer does not ask for. */
  keepQuiz(id, place, { begins, events, question, feedback, result, notice }) {
    // An answer that was taken is given again with the next request, which shows its feedback. What
    // an edit has changed about the attempt is said once.
    const isEdited = notice && !feedback && !result;
    const record = begins || isEdited || !place.record.length ? events : place.record;
    const answer = feedback || result ? place.answer : null;
    this.#kept.quizzes[id] = { ...place, record, answer, done: Boolean(result), hints: question?.hints.length ?? 0 };
    if (events.length) this.#keepAttempt({ kind: "quiz", id }, place.attempt, events, (it) => it.event === "ended");
  }

  /** Goes on from the feedback on an answer, with the events after it. */
  moveOn(id, events) {
    this.#kept.quizzes[id] = { ...this.quiz(id), record: events, answer: null, hints: 0 };
  }

  /** Forgets what was done, but not where the author is. */
  forget() {
    this.#kept.attempts = [];
    this.save();
  }

  save() {
    remember(this.#kept);
  }

  /** Keeps an attempt at a part. Others at it that were left are dropped. */
  #keepAttempt(part, id, events, isOver) {
    const isOther = (it) => it.part.kind !== part.kind || it.part.id !== part.id;
    const kept = this.#kept.attempts.filter((it) => it.id === id || isOther(it) || it.events.some(isOver));
    const before = kept.findIndex((it) => it.id === id);
    // In the order in which they were begun.
    kept.splice(before < 0 ? kept.length : before, 1, { id, part, events });
    this.#kept.attempts = kept;
    while (this.#kept.attempts.length > 1 && JSON.stringify(this.#kept.attempts).length > MOST) this.#kept.attempts.shift();
    this.save();
  }
}
