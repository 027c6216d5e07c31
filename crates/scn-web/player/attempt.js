// Attempts at quizzes: which questions are asked, in which order, and the effect of answering.
//
// An attempt is its events. Whether an answer was right is not one of them: it is computed, so a
// corrected key re-scores old attempts.

import { drawnOrder, orderKey, trimWhite } from "./bits.js";
import { plainText, shownBody, shownText } from "./machine.js";
import { PHRASES } from "./phrases.js";
import { titleOrId } from "./session.js";
import { byId, counterpartOf, isTyped, pickedIn, sameAnswers, sameQuestion, storyOf, versionsOf } from "./versions.js";
import { countText, fillMarked, fillText, singleSpaced } from "./words.js";

/** Returns a short answer in the form in which two are compared. */
export function foldAnswer(answer) {
  const kept = answer.normalize("NFKD").replace(/[\u0300-\u036f\p{White_Space}]/gu, "");
  return kept.toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[.。]+$/, "");
}

/** Returns whether an answer is right: ids of the answers picked, or the words typed. */
export function isRight(question, given) {
  if (isTyped(question)) return given.length === 1 && question.accept.some((it) => foldAnswer(it) === foldAnswer(given[0]));
  const picked = question.answers.filter(({ id }) => given.includes(id));
  if (question.any_one) return picked.length > 0 && picked.every(({ right }) => right);
  return question.answers.every(({ id, right }) => right === given.includes(id));
}

function answerForm(question) {
  if (isTyped(question)) return "typed";
  if (question.any_one) return "any-one";
  return question.answers.filter(({ right }) => right).length > 1 ? "several" : "one";
}

/**
 * Returns the questions that an attempt asks, in order. Those asked least often before come
 * first.
 */
function drawQuestions(quiz, seed, draw, asked) {
  let questions = quiz.questions.filter((it) => byId(quiz.questions, it.id) === it);
  if (draw !== undefined && draw < questions.length) {
    const keyed = questions.map((it) => ({ it, count: asked.get(it.id) ?? 0, key: orderKey(seed, `${quiz.id} draw`, it.id) }));
    const isBefore = (one, other) => one.count < other.count || (one.count === other.count && one.key < other.key);
    const sorted = [...keyed].sort((one, other) => (isBefore(one, other) ? -1 : isBefore(other, one) ? 1 : 0));
    questions = keyed.filter((it) => isBefore(it, sorted[draw])).map(({ it }) => it);
  }
  return quiz.any_order ? drawnOrder(questions, seed, quiz.id) : questions;
}

function requiredCorrect({ pass }, asked) {
  return Math.min(pass ?? asked, asked);
}

/**
 * Returns how many questions there are, how many must be right, and how many are answered, as
 * sentences.
 */
function rulesOf({ asked, needed, answered }) {
  const all = asked === 1 ? PHRASES.it_must_be_right : PHRASES.all_must_be_right;
  const rule = needed === asked ? all : fillText(PHRASES.some_must_be_right, { needed });
  const sentences = [countText(PHRASES.questions, asked), rule];
  if (answered) sentences.push(fillText(PHRASES.answered, { count: answered }));
  return sentences.join(" ");
}

const drawnQuestion = (quiz, id, picked) => ({ id, question: byId(quiz.questions, id), picked });

/** Reads a record with the versions of the quiz in which it was made. */
function readRecord(versions, quiz, events) {
  let asked = [];
  let needed = 0;
  let ended = false;
  let ownId = quiz.id;
  let then = quiz;
  const findVersion = (digest) => byId(storyOf(versions, digest)?.quizzes, ownId) ?? quiz;
  for (const event of events) {
    if (event.event === "started") {
      ownId = event.quiz;
      then = findVersion(event.digest);
      const fresh = event.questions.filter((id, index) => event.questions.indexOf(id) === index && !byId(asked, id));
      asked.push(...fresh.map((id) => drawnQuestion(then, id)));
      needed = requiredCorrect(then, asked.length);
    } else if (event.event === "answered") {
      const index = asked.findIndex(({ id }) => id === event.question);
      if (index >= 0) asked[index] = drawnQuestion(then, event.question, event.answers);
    } else if (event.event === "resumed") {
      ownId = event.quiz ?? ownId;
      then = findVersion(event.digest);
      if (event.questions?.length) asked = continuedWith(asked, then, event);
      needed = Math.max(needed, requiredCorrect(then, asked.length));
    } else if (event.event === "ended") {
      ended = true;
    }
  }
  return { asked, needed, ended };
}

/** Continues with other questions: the first `kept` have been answered and keep their answers. */
function continuedWith(earlier, then, { questions, kept = 0 }) {
  return questions.map((id, index) => {
    const drawn = drawnQuestion(then, id);
    if (index >= kept) return drawn;
    const answered = earlier.map((was) => pickedIn(was, drawn.question)).find(Boolean);
    return { ...drawn, picked: answered ?? byId(earlier, id)?.picked };
  });
}

/**
 * Judges the questions of an attempt by the current quiz, or by the version in which they were
 * answered.
 */
function resultOf({ asked, needed, ended }, quiz) {
  const principles = new Map();
  let [answered, right, stillThere] = [0, 0, 0];
  for (const { question: was, picked } of asked) {
    if (!was || !picked) continue;
    const is = sameQuestion(quiz, was);
    const mapped = is && sameAnswers(was, picked, is);
    const [question, given] = mapped ? [is, mapped] : [was, picked];
    const isCorrect = isRight(question, given) ? 1 : 0;
    stillThere += mapped ? 1 : 0;
    answered += 1;
    right += isCorrect;
    for (const principle of new Set(question.checks)) {
      const known = principles.get(principle) ?? { principle, answered: 0, right: 0 };
      principles.set(principle, { principle, answered: known.answered + 1, right: known.right + isCorrect });
    }
  }
  // An attempt without answers proves nothing, unless there is nothing to answer.
  const any = asked.length > 0 || quiz.questions.length === 0;
  const passed = ended && any && needed <= right;
  return { asked: asked.length, answered, right, needed, ended, passed, stillThere, principles: [...principles.values()] };
}

/** Judges the record of an attempt. The pass mark is the highest one during the attempt. */
export function quizResult(versions, quiz, events) {
  return resultOf(readRecord(versions, quiz, events), quiz);
}

/**
 * Counts how often each question of a quiz was asked, over the events of several attempts at it.
 */
export function askedQuestions(versions, quiz, attempts) {
  const counts = new Map();
  for (const events of attempts) {
    const isAsked = (id) => events.some((it) => it.event === "asked" && it.question === id);
    for (const { id, question, picked } of readRecord(versions, quiz, events).asked) {
      const current = sameQuestion(quiz, question);
      if (current && (picked || isAsked(id))) counts.set(current.id, (counts.get(current.id) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * An attempt at a quiz. It shows a question, then the feedback on its answer, and at last the
 * result.
 */
class QuizAttempt {
  constructor(story, quiz, seed, learner = null) {
    Object.assign(this, { story, quiz, seed, hinted: 0, picked: [], shown: null, notices: [], begins: false });
    this.seen = { playable: null, state: null, learner: learner ?? "Guest" };
  }

  /** Goes on with these questions, the first of which have been answered. */
  goOn(questions, picked, needed, events) {
    Object.assign(this, { questions, picked, needed, events });
    this.askNext();
    return this;
  }

  /** Returns a text with the name of the learner. */
  text(spans) {
    return shownText(this.seen, spans ?? []);
  }

  get last() {
    return this.events[this.events.length - 1].event;
  }

  /** Returns the question that waits, as it is in the story. */
  current() {
    return ["ended", "left"].includes(this.last) ? undefined : this.questions[this.picked.length];
  }

  /** Returns the answers of a question in the order shown. */
  answers({ id, any_order: isDrawn, answers }) {
    return isDrawn ? drawnOrder(answers, this.seed, `${this.quiz.id} ${id}`) : answers;
  }

  askNext() {
    const question = this.questions[this.picked.length];
    this.hinted = 0;
    if (!question) this.events.push({ event: "ended" });
    else this.events.push({ event: "asked", question: question.id, answers: this.answers(question).map(({ id }) => id) });
  }

  /** Returns the question that waits for an answer, as it is shown, or null. */
  question() {
    const question = this.current();
    if (!question) return null;
    const { id, stem, body = [], hints = [] } = question;
    const form = answerForm(question);
    return {
      id,
      heading: fillText(PHRASES.question, { number: this.picked.length + 1, total: this.questions.length }),
      stem: this.text(stem),
      body: shownBody(this.seen, body),
      how: PHRASES.how_to_answer[form],
      form,
      answers: this.answers(question).map((it) => ({ id: it.id, text: this.text(it.text) })),
      hints: hints.slice(0, this.hinted).map((it) => this.text(it)),
      hints_left: hints.length - this.hinted,
    };
  }

  /** Shows the next hint of the question. Returns its text, or null if none is left. */
  hint() {
    const { id, hints = [] } = this.current() ?? {};
    const hint = hints[this.hinted];
    if (!hint || this.shown) return null;
    this.hinted += 1;
    this.events.push({ event: "hinted", question: id, hint: this.hinted });
    return this.text(hint);
  }

  /**
   * Answers the question by ids, or by the words typed. Returns the feedback, or null if it is no
   * answer.
   */
  answer(given) {
    const question = this.current();
    if (!question || this.shown) return null;
    const ids = this.answers(question).map(({ id }) => id);
    const picked = isTyped(question) ? [singleSpaced(given.join(" "))].filter(Boolean) : ids.filter((id) => given.includes(id));
    if (!picked.length || (!isTyped(question) && !given.every((id) => ids.includes(id)))) return null;
    const lines = this.feedbackLines(question, picked);
    const feedback = { right: isRight(question, picked), lines: this.quiz.show_answers ? lines.slice(0, 1) : lines };
    this.shown = { question: this.question(), feedback };
    this.picked.push(picked);
    this.events.push({ event: "answered", question: question.id, answers: picked });
    this.askNext();
    return feedback;
  }

  /** Goes from the feedback to the next question, or to the result. */
  next() {
    Object.assign(this, { shown: null, notices: [], begins: false });
  }

  /** Leaves the attempt unfinished. */
  leave() {
    if (this.current()) this.events.push({ event: "left" });
  }

  /** Returns the current result. */
  result() {
    const asked = this.questions.map((question, index) => ({ question, picked: this.picked[index] }));
    return resultOf({ asked, needed: this.needed, ended: this.last === "ended" }, this.quiz);
  }

  /** Returns what is shown now, in words. `refusal` says why no attempt can begin. */
  view({ refusal = null } = {}) {
    const { quiz, shown, begins, notices } = this;
    const result = this.result();
    const question = refusal ? null : shown?.question ?? this.question();
    const isFirst = !shown && !result.answered;
    return {
      id: quiz.id,
      title: titleOrId(quiz.title, quiz.id),
      text: isFirst ? shownBody(this.seen, quiz.text ?? []) : [],
      rules: rulesOf({ ...result, answered: result.answered - (shown ? 1 : 0) }),
      refusal,
      question,
      feedback: refusal ? null : shown?.feedback ?? null,
      last: !this.current(),
      result: refusal || question ? null : this.resultView(result),
      notice: notices.join(" ") || null,
      begins,
      events: refusal ? [] : this.events,
    };
  }

  /** Returns all feedback on an answer: first whether it is right. */
  feedbackLines(question, picked) {
    const right = isRight(question, picked);
    const lines = [[{ text: right ? PHRASES.right : PHRASES.not_right, strong: true }]];
    const add = (key, answer, spans, accepted) => {
      const because = this.text(spans);
      const explained = `${key}_because`;
      const phrases = PHRASES.quiz_feedback;
      const phrase = trimWhite(plainText(because)) ? phrases[explained] ?? phrases[key] : phrases[key];
      lines.push(fillMarked(phrase, { answer, accepted, because }));
    };
    if (isTyped(question)) {
      const { accept, because } = question;
      add(right ? "typed_right" : "typed_wrong", picked[0], because);
      const accepted = accept.map((it) => `“${it}”`).join(", ");
      if (!right) add(accept.length > 1 ? "accepted_several" : "accepted", "", because, accepted);
      return lines;
    }
    const isEnough = right && question.any_one;
    for (const { id, right: isCorrect, text, because } of this.answers(question)) {
      const isPicked = picked.includes(id);
      if (isPicked) add(isCorrect ? "chose_right" : "chose_wrong", this.text(text), because);
      else if (isCorrect && !isEnough) add("missed", this.text(text), because);
    }
    return lines;
  }

  /** Returns the result as it is shown. */
  resultView({ principles, ...result }) {
    const { passed, asked, needed } = result;
    const isLate = this.quiz.show_answers === "after-passing";
    const phrase = (passed ? "passed" : "not_passed") + (needed === asked ? "" : "_needed");
    const about = ({ principle: id, ...counts }) => {
      const text = titleOrId(byId(this.story.principles, id)?.title ?? "", id);
      return fillMarked(PHRASES.principle_result, { ...counts, principle: [{ text, strong: true }] });
    };
    const reviewed = isLate && passed ? this.picked : [];
    return {
      passed,
      lines: [fillMarked(PHRASES.quiz_results[phrase], result), ...principles.map(about)],
      note: isLate && !reviewed.length ? PHRASES.shown_after_passing : null,
      review: reviewed.map((picked, index) => {
        const question = this.questions[index];
        return { stem: this.text(question.stem), lines: this.feedbackLines(question, picked) };
      }),
    };
  }
}

/** Returns with which questions an attempt continues: first those whose answers still count. */
function continueAttempt(asked, quiz, seed) {
  const questions = [];
  const picked = [];
  let [gone, again, added] = [0, 0, 0];
  const isThere = ({ id }) => byId(questions, id);
  for (const was of asked) {
    const is = sameQuestion(quiz, was.question);
    const answers = is && pickedIn(was, is);
    if (answers && !isThere(is)) {
      questions.push(is);
      picked.push(answers);
    }
  }
  const pool = drawQuestions(quiz, seed, undefined, new Map());
  for (const was of asked) {
    const unchanged = sameQuestion(quiz, was.question);
    const current = unchanged ?? byId(pool, was.id);
    if (!current) {
      gone += 1;
    } else if (isThere(current)) {
      // Its answer still counts, or it is already asked.
      gone += was.picked && !unchanged ? 1 : 0;
    } else {
      questions.push(current);
      again += was.picked ? 1 : 0;
    }
  }
  // As many questions as the attempt had, and no fewer than a new attempt asks.
  const count = Math.max(asked.length, drawQuestions(quiz, seed, quiz.draw, new Map()).length);
  for (const question of pool) {
    if (questions.length < count && !isThere(question)) {
      questions.push(question);
      added += 1;
    }
  }
  return { questions, picked, counts: [gone, again, added] };
}

/**
 * Returns whether the same questions are asked under the same ids, and the same answers count.
 */
function isUnchanged(questions, picked, asked) {
  const done = asked.filter((it) => it.picked);
  const order = [...done, ...asked.filter((it) => !it.picked)];
  const json = (value) => JSON.stringify(value);
  return json(questions.map(({ id }) => id)) === json(order.map(({ id }) => id)) && json(picked) === json(done.map((it) => it.picked));
}

/**
 * Begins an attempt at a quiz. `asked` says how often each question was asked before
 * (`askedQuestions`); those asked least often are drawn first.
 */
export function openQuiz(story, id, { seed, asked = new Map(), learner }) {
  const quiz = byId(story.quizzes, id);
  const questions = drawQuestions(quiz, seed, quiz.draw, asked);
  const { name: pack, digest } = story.pack;
  const started = { event: "started", pack, digest, quiz: id, seed, questions: questions.map((it) => it.id) };
  const attempt = new QuizAttempt(story, quiz, seed, learner);
  attempt.begins = true;
  return attempt.goOn(questions, [], requiredCorrect(quiz, questions.length), [started]);
}

/**
 * Resumes an attempt at a quiz from its events. If an edit made that impossible, returns why as
 * `refused`, in words, with no `attempt`. `kept` has the earlier stories by digest.
 */
export function resumeQuiz(story, id, events, { learner, kept } = {}) {
  const refused = (why, quiz) => ({ attempt: null, refused: fillText(PHRASES.resume_refused[why], { quiz }) });
  const versions = versionsOf(story, kept);
  const quiz = byId(story.quizzes, id);
  const [first] = events;
  if (first?.event !== "started") return refused("no_start");
  const lastOf = (key) => events.reduce((last, it) => it[key] ?? last, "");
  const was = lastOf("quiz");
  const isRenamed = was !== id;
  if (isRenamed && counterpartOf(versions, lastOf("digest"), { kind: "quiz", id: was })?.part.id !== id) return refused("another", was);
  const record = readRecord(versions, quiz, events);
  if (record.ended) return refused("over");
  const { questions, picked, counts } = continueAttempt(record.asked, quiz, first.seed);
  const needed = Math.max(record.needed, requiredCorrect(quiz, questions.length));
  if (questions.length < needed) return refused("too_few");
  const isChanged = record.needed !== needed || !isUnchanged(questions, picked, record.asked);
  const attempt = new QuizAttempt(story, quiz, first.seed, learner);
  const resumed = { event: "resumed", digest: story.pack.digest };
  if (isChanged && questions.length) resumed.questions = questions.map((it) => it.id);
  if (isChanged && picked.length) resumed.kept = picked.length;
  if (isRenamed) resumed.quiz = id;
  const isResumed = events[events.length - 1].event !== "started" || isChanged || isRenamed;
  attempt.goOn(questions, picked, needed, isResumed ? [...events, resumed] : [...events]);
  const phrases = [PHRASES.questions_gone, PHRASES.asked_again, PHRASES.questions_added];
  attempt.notices = phrases.flatMap((phrase, index) => (counts[index] ? [countText(phrase, counts[index])] : []));
  return { attempt, refused: null };
}
