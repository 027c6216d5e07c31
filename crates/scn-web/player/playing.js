// What somebody does with a story: the attempts at its parts, and how each of them is begun,
// continued and recorded. Nothing is shown here: a page shows it, and says where it is kept.

import { openQuiz, resumeQuiz } from "./attempt.js";
import { carriedRun, resumeCarried } from "./carry.js";
import { drawSeed, randomId } from "./ids.js";
import { lessonView, openLesson } from "./lessons.js";
import { PHRASES } from "./phrases.js";
import { askedBefore, courseState, openAttempt, partRefusal, playableOf } from "./progress.js";
import { Run } from "./session.js";
import { isSamePart, leftAtRemovedPart, versionsOf } from "./versions.js";
import { fillText } from "./words.js";

/** Returns the key of a part, or of the course. */
export const keyOfPart = ({ kind, id }) => (id === undefined ? kind : `${kind} ${id}`);

/** Returns the events of an attempt, as they are in a record. */
export const whatOf = ({ events }) => events.map(({ what }) => what);

/**
 * The attempts at the parts of a story. `lessons` has the pages of each lesson, and `written`
 * the choices whose ids the author wrote. Earlier stories, by digest, are in `kept`.
 *
 * What is open is in `live`, by the key of its part: a run with the `lines` since the last
 * choice, or a quiz. `place` is the part where somebody is.
 *
 * A class that extends this has `recorded`, which is called after each step; `report`, which is told
 * what to say; and `learner`, the name of the learner, if it is known.
 */
export class Playing {
  constructor(story, { lessons = {}, written = [] }) {
    story.written = written;
    Object.assign(this, { story, lessons, attempts: [], kept: new Map(), live: new Map(), place: null });
  }

  /** The story with its earlier versions. */
  get versions() {
    return versionsOf(this.story, this.kept);
  }

  /** The state in the course, by all attempts. */
  get course() {
    return courseState(this.story, this.attempts, this.kept);
  }

  /** The run or quiz at the place; undefined if none is open. */
  get now() {
    return this.live.get(keyOfPart(this.place));
  }

  set now(live) {
    this.live.set(keyOfPart(this.place), live);
  }

  /** Returns a new attempt at a part, without events. */
  newAttempt(part) {
    const { name, digest } = this.story.pack;
    return { id: randomId(), pack: name, digest, part, events: [] };
  }

  /** Adds events to an attempt. `line` is the last line of the protocol that came with them. */
  record(attempt, events, line = null) {
    if (!events.length) return;
    const when = Date.now();
    const added = events.map((what) => ({ when, what }));
    attempt.events.push(...added);
    attempt.digest = this.story.pack.digest;
    if (!this.attempts.includes(attempt)) this.attempts.push(attempt);
    this.recorded(attempt, added, line);
  }

  /** Returns that a part was left under another id; null if it was not. */
  movedWords({ part }, { id }) {
    return part.id === id ? null : fillText(PHRASES.other_id, { id: part.id });
  }

  /** Returns that what was left of this kind is no longer there; null if that is not so. */
  removedWords(left, part) {
    const title = left ? undefined : leftAtRemovedPart(this.versions, part, this.attempts);
    return title === undefined ? null : fillText(PHRASES.left_at_removed_part, { title });
  }

  /** Comes to a page of a lesson, and returns the page as it is shown. */
  readLesson(id, number) {
    const part = { kind: "lesson", id };
    const view = lessonView(this.story, this.lessons[id] ?? [], id, number);
    const left = this.attempts.filter((attempt) => isSamePart(attempt.part, part)).pop() ?? null;
    const opened = openLesson(this.story, id, left);
    const attempt = opened.length || !left ? this.newAttempt(part) : left;
    const isRead = attempt.events.some(({ what }) => what.event === "read");
    this.record(attempt, [...opened, ...(view.page + 1 >= view.pages && !isRead ? [{ event: "read" }] : [])]);
    return view;
  }

  /** Returns the attempt at a quiz that was left, or a new one. */
  quizToShow(part) {
    const { story, learner, kept } = this;
    const left = openAttempt(this.course, part, this.attempts);
    const resumed = left && resumeQuiz(story, part.id, whatOf(left), { learner, kept });
    if (resumed?.attempt) {
      this.report({ notice: this.movedWords(left, part) ?? PHRASES.resuming_quiz });
      return this.begunQuiz(left, resumed.attempt, left.events.length);
    }
    const anew = resumed?.refused && fillText(PHRASES.quiz_begins_anew, { reason: resumed.refused });
    this.report({ notice: anew || this.removedWords(left, part) });
    return this.newQuiz(part);
  }

  /** Returns a new attempt at a quiz, with a `refusal` if none can begin. */
  newQuiz(part) {
    const { story, learner, attempts, kept } = this;
    const refusal = partRefusal(this.course, part);
    const quiz = openQuiz(story, part.id, { seed: drawSeed(), asked: askedBefore(story, part.id, attempts, kept), learner });
    return refusal ? { quiz, refusal } : this.begunQuiz(this.newAttempt(part), quiz, 0);
  }

  begunQuiz(attempt, quiz, count) {
    this.record(attempt, quiz.events.slice(count));
    return { attempt, quiz };
  }

  /** Does something with the quiz at the place, and records it. Returns what `act` returns. */
  quizAct(act) {
    const { attempt, quiz } = this.now;
    const count = quiz.events.length;
    const result = act(quiz);
    this.record(attempt, quiz.events.slice(count));
    return result;
  }

  /** Returns the run of a scenario that was left, or a new one. */
  runToShow(part) {
    const left = openAttempt(this.course, part, this.attempts);
    if (left) {
      try {
        return this.resumedRun(part, left);
      } catch {
        this.report({ notice: PHRASES.run_begins_anew });
      }
    } else this.report({ notice: this.removedWords(left, part) });
    return this.newRun(part);
  }

  newRun(part) {
    const { story, learner } = this;
    return this.begunRun(this.newAttempt(part), new Run(playableOf(story, part.id), { seed: drawSeed(), learner }), 0);
  }

  resumedRun(part, attempt) {
    const { story, learner } = this;
    const events = carriedRun(this.versions, whatOf(attempt));
    const { run, edited, dropped, notices } = resumeCarried(playableOf(story, part.id), events, { learner });
    const changed = edited && (dropped || notices.length > 1) ? notices.join(" ") : null;
    this.report({ notice: changed ?? this.movedWords(attempt, part) });
    return this.begunRun(attempt, run, events.length);
  }

  begunRun(attempt, run, count) {
    const events = run.events.slice(count);
    const lines = run.begin();
    this.record(attempt, events, lines[lines.length - 1]);
    return { attempt, run, lines };
  }

  /**
   * Does what a line of the protocol asks for in the run at the place, and records it. Returns
   * whether that could be done; if not, the reason is reported.
   */
  runAct(line) {
    const { now } = this;
    const { run, attempt } = now;
    const count = run.events.length;
    const lines = run.act(line);
    if (lines[0].error) {
      this.report({ notice: lines[0].error });
      return false;
    }
    const moves = line.do === "choose" || line.do === "undo";
    now.lines = moves ? lines : [...now.lines, ...lines];
    this.record(attempt, run.events.slice(count), lines[lines.length - 1]);
    return true;
  }

  /**
   * Returns what is shown of the run at the place: its lines, the label of the last choice, the
   * cast.
   */
  runView() {
    const { run, lines } = this.now;
    const last = run.steps[run.steps.length - 1];
    const chosen = last?.scene.choices.find(({ id }) => id === last.id)?.label;
    return { run, lines, chosen, cast: (run.playable.scenario.cast ?? []).map(({ name }) => name) };
  }
}
