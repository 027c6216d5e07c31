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

/** Returns the questions that an attempt asks, in order. Those asked least often before come first. */
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

function answersInOrder(question, quiz, seed) {
  if (!question.any_order) return question.answers;
  return drawnOrder(question.answers, seed, `${quiz.id} ${question.id}`);
}

function requiredCorrect({ pass }, asked) {
  return Math.min(pass ?? asked, asked);
}

/** Returns how many questions there are, how many must be right, and how many are answered, as sentences. */
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

/** Judges the questions of an attempt by the current quiz, or by the version in which they were answered. */
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

/** Counts how often each question of a quiz was asked, over the events of several attempts at it. */
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

/** An attempt at a quiz. It shows a question, then the feedback on its answer, and at last the result. */
class QuizAttempt {
  constructor(story, quiz, seed, learner, questions, picked, needed, events) {
    Object.assign(this, { story, quiz, seed, questions, picked, needed, events });
    this.seen = { playable: null, state: null, learner: learner ?? "Guest" };
    this.hinted = 0;
    this.shown = null;
    this.notices = [];
    this.begins = false;
  }

  /** Returns a text with the name of the learner. */
  text(spans) {
    return shownText(this.seen, spans ?? []);
  }

  /** Returns the question that waits for an answer: how it is shown, in data of the story. */
  question() {
    const question = this.current();
    if (!question) return null;
    const { hints = [] } = question;
    return {
      id: question.id,
      number: this.picked.length + 1,
      total: this.questions.length,
      stem: this.text(question.stem),
      body: shownBody(this.seen, question.body ?? []),
      form: answerForm(question),
      answers: this.answers(question).map(({ id, text }) => ({ id, text: this.text(text) })),
      hints: hints.slice(0, this.hinted).map((it) => this.text(it)),
      hints_left: Math.max(hints.length - this.hinted, 0),
    };
  }

  /** Shows the next hint of the question. Returns its text, or `null` if none is left. */
  hint() {
    const question = this.current();
    const hint = question?.hints?.[this.hinted];
    if (!hint || this.shown) return null;
    this.hinted += 1;
    this.events.push({ event: "hinted", question: question.id, hint: this.hinted });
    return this.text(hint);
  }

  /** Answers the question by ids, or by the words typed. Returns the feedback, or `null` if it is no answer. */
  answer(given) {
    const question = this.current();
    if (!question || this.shown) return null;
    const { number, total } = this.question();
    const asked = this.shownQuestion();
    let picked;
    if (isTyped(question)) {
      picked = [singleSpaced(given.join(" "))].filter(Boolean);
    } else {
      if (!given.every((id) => byId(question.answers, id))) return null;
      picked = this.answers(question).map(({ id }) => id).filter((id) => given.includes(id));
    }
    if (!picked.length) return null;
    const feedback = this.verdict(question, picked);
    this.picked.push(picked);
    this.events.push({ event: "answered", question: question.id, answers: picked });
    this.askNext();
    const lines = this.quiz.show_answers ? feedback.lines.slice(0, 1) : feedback.lines;
    this.shown = { question: asked, feedback: { right: feedback.right, lines }, first: number === 1, total };
    return this.shown.feedback;
  }

  /** Goes from the feedback to the next question, or to the result. */
  next() {
    this.shown = null;
    this.notices = [];
    this.begins = false;
  }

  /** Leaves the attempt unfinished. */
  leave() {
    const last = this.events[this.events.length - 1]?.event;
    if (last !== "ended" && last !== "left") this.events.push({ event: "left" });
  }

  /** Returns the current result. */
  result() {
    const asked = this.questions.map((question, index) => ({ id: question.id, question, picked: this.picked[index] }));
    const ended = this.events[this.events.length - 1].event === "ended";
    return resultOf({ asked, needed: this.needed, ended }, this.quiz);
  }

  /** Returns the questions of a passed attempt with all feedback, if the quiz shows it only then. */
  review() {
    if (this.quiz.show_answers !== "after-passing" || !this.result().passed) return [];
    return this.picked.map((picked, index) => {
      const question = this.questions[index];
      return { stem: this.text(question.stem), lines: this.verdict(question, picked).lines };
    });
  }

  /** Returns what is shown now, in words. `refusal` says why no attempt can begin. */
  view({ refusal = null } = {}) {
    const { quiz, shown } = this;
    const result = this.result();
    const waits = refusal || shown ? null : this.current() && this.shownQuestion();
    const isOver = !refusal && !shown && !waits;
    const isFirst = shown ? false : result.answered === 0;
    const data = {
      id: quiz.id,
      title: titleOrId(quiz.title, quiz.id),
      text: isFirst ? shownBody(this.seen, quiz.text ?? []) : [],
      rules: rulesOf({ ...result, answered: result.answered - (shown ? 1 : 0) }),
      refusal,
      question: refusal ? null : shown?.question ?? waits,
      feedback: refusal ? null : shown?.feedback ?? null,
      last: !this.current(),
      result: isOver ? this.resultView(result) : null,
      notice: this.notices.length ? this.notices.join(" ") : null,
      begins: this.begins,
    };
    return { ...data, events: refusal ? [] : this.events };
  }

  /** Returns the question that waits, as it is in the story. */
  current() {
    const last = this.events[this.events.length - 1]?.event;
    return last === "ended" || last === "left" ? undefined : this.questions[this.picked.length];
  }

  /** Returns the answers of a question in the order shown. */
  answers(question) {
    return answersInOrder(question, this.quiz, this.seed);
  }

  /** Records that the next question is asked, or that the attempt has ended. */
  askNext() {
    this.hinted = 0;
    const question = this.questions[this.picked.length];
    if (!question) this.events.push({ event: "ended" });
    else this.events.push({ event: "asked", question: question.id, answers: this.answers(question).map(({ id }) => id) });
  }

  /** Returns the question that waits, as it is shown. */
  shownQuestion() {
    const { number, total, ...asked } = this.question();
    return { ...asked, heading: fillText(PHRASES.question, { number, total }), how: PHRASES.how_to_answer[asked.form] };
  }

  /** Returns all feedback on an answer. */
  verdict(question, picked) {
    const right = isRight(question, picked);
    const lines = [[{ text: right ? PHRASES.right : PHRASES.not_right, strong: true }]];
    if (isTyped(question)) {
      const accepted = question.accept.map((it) => `“${it}”`).join(", ");
      const values = { answer: [{ text: picked[0] }], accepted: [{ text: accepted }], because: this.text(question.because) };
      const explained = trimWhite(plainText(values.because)) ? "_because" : "";
      const typed = right ? `typed_right${explained}` : "typed_wrong";
      lines.push(fillMarked(PHRASES.quiz_feedback[typed], values));
      const several = question.accept.length > 1 ? "accepted_several" : "accepted";
      if (!right) lines.push(fillMarked(PHRASES.quiz_feedback[several + explained], values));
      return { right, lines };
    }
    const isEnough = right && question.any_one;
    for (const answer of this.answers(question)) {
      const isPicked = picked.includes(answer.id);
      if (!isPicked && (!answer.right || isEnough)) continue;
      const values = { answer: this.text(answer.text), because: this.text(answer.because) };
      const explained = trimWhite(plainText(values.because)) ? "_because" : "";
      const key = isPicked ? (answer.right ? "chose_right" : "chose_wrong") : "missed";
      lines.push(fillMarked(PHRASES.quiz_feedback[key + explained], values));
    }
    return { right, lines };
  }

  /** Returns the result as it is shown. */
  resultView(result) {
    const review = this.review();
    const number = (value) => [{ text: `${value}` }];
    const { passed, right, asked, needed } = result;
    const phrase = (passed ? "passed" : "not_passed") + (needed === asked ? "" : "_needed");
    const values = { right: number(right), asked: number(asked), needed: number(needed) };
    const about = ({ principle: id, right: correct, answered }) => {
      const title = titleOrId(byId(this.story.principles, id)?.title ?? "", id);
      const about = { principle: [{ text: title, strong: true }], right: number(correct), answered: number(answered) };
      return fillMarked(PHRASES.principle_result, about);
    };
    const isHidden = !review.length && this.quiz.show_answers === "after-passing";
    return {
      passed,
      lines: [fillMarked(PHRASES.quiz_results[phrase], values), ...result.principles.map(about)],
      note: isHidden ? PHRASES.shown_after_passing : null,
      review,
    };
  }

  /** Begins an attempt. */
  static begin(story, quiz, { seed, asked = new Map(), learner }) {
    const questions = drawQuestions(quiz, seed, quiz.draw, asked);
    const { name: pack, digest } = story.pack;
    const started = { event: "started", pack, digest, quiz: quiz.id, seed, questions: questions.map(({ id }) => id) };
    const needed = requiredCorrect(quiz, questions.length);
    const attempt = new QuizAttempt(story, quiz, seed, learner, questions, [], needed, [started]);
    attempt.askNext();
    attempt.begins = true;
    return attempt;
  }

  /** Resumes an attempt, or returns why that is impossible in `refused`. */
  static resume(versions, quiz, events, learner) {
    const story = versions.now;
    const [first] = events;
    if (first?.event !== "started") return { refused: "no_start" };
    const recordedId = events.reduce((last, it) => it.quiz ?? last, "");
    const isRenamed = recordedId !== quiz.id;
    if (isRenamed) {
      const digest = events.reduce((last, it) => it.digest ?? last, "");
      const current = counterpartOf(versions, digest, { kind: "quiz", id: recordedId });
      if (current?.part.id !== quiz.id) return { refused: "another", id: recordedId };
    }
    const record = readRecord(versions, quiz, events);
    if (record.ended) return { refused: "over" };
    const continued = continueAttempt(record.asked, quiz, first.seed);
    const { questions, picked } = continued;
    const needed = Math.max(record.needed, requiredCorrect(quiz, questions.length));
    if (questions.length < needed) return { refused: "too_few" };
    const isAsBefore = record.needed === needed && isUnchanged(continued, record.asked);
    const attempt = new QuizAttempt(story, quiz, first.seed, learner, questions, picked, needed, [...events]);
    if (events[events.length - 1].event !== "started" || !isAsBefore || isRenamed) {
      const resumed = { event: "resumed", digest: story.pack.digest };
      if (!isAsBefore && questions.length) resumed.questions = questions.map(({ id }) => id);
      if (!isAsBefore && picked.length) resumed.kept = picked.length;
      if (isRenamed) resumed.quiz = quiz.id;
      attempt.events.push(resumed);
    }
    attempt.askNext();
    return { attempt, changes: continued };
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
  return { questions, picked, gone, again, added };
}

/** Returns whether the same questions are asked under the same ids, and the same answers count. */
function isUnchanged({ questions, picked }, asked) {
  const done = asked.filter((it) => it.picked);
  const order = [...done, ...asked.filter((it) => !it.picked)];
  const json = (value) => JSON.stringify(value);
  return json(questions.map(({ id }) => id)) === json(order.map(({ id }) => id)) && json(picked) === json(done.map((it) => it.picked));
}

/**
 * Begins an attempt at a quiz. `asked` says how often each question was asked before
 * (`askedQuestions`); those asked least often are drawn first.
 */
export function openQuiz(story, id, options) {
  return QuizAttempt.begin(story, byId(story.quizzes, id), options);
}

/**
 * Resumes an attempt at a quiz from its events. If an edit made that impossible, returns why as
 * `refused`, in words, with no `attempt`. `kept` has the earlier stories by digest.
 */
export function resumeQuiz(story, id, events, { learner, kept } = {}) {
  const { attempt, refused, id: other, changes } = QuizAttempt.resume(versionsOf(story, kept), byId(story.quizzes, id), events, learner);
  if (!attempt) return { attempt: null, refused: fillText(PHRASES.resume_refused[refused], { quiz: other }) };
  const { gone, again, added } = changes;
  const said = [[gone, PHRASES.questions_gone], [again, PHRASES.asked_again], [added, PHRASES.questions_added]];
  attempt.notices = said.filter(([count]) => count).map(([count, phrase]) => countText(phrase, count));
  return { attempt, refused: null };
}
