// The state of a learner in few characters, for an LMS that keeps 4,096 of them. Only ASCII.
//
//     state   = "1" digest counter salt { "." field } [ ".?" unread ]
//     field   = letter part started [ seed ":" { step } ] [ "/" [ ending ] minutes ]
//             | "c" part count | "z" started
//
// `digest` is 8 hexadecimal digits of the story's, `counter` 4 letters that go up at every
// write, and `salt` one letter. A part, a choice, an ending, a question and an answer are 3
// letters: 18 bits of a hash of their id, under a salt by which no two names of one place
// collide. So a state is read in another version of the story by name, not by place. A name that
// is gone is never taken for another.
//
// The letter says what became of an attempt: `r` a run that is open, `p`, `m` and `f` one that
// came to an ending that is passed, mixed or failed, `x` one that stopped otherwise; `q` a quiz
// that is open, `y` passed and `n` not passed; `o` a lesson that is open and `d` one that was
// read. `c` is a number of attempts that are no longer there one by one, and `z` says that the
// course was completed.
//
// A step of a run is a choice, with `~` if the clock made it, `!` an undone choice, `?` a hint,
// `*` and a choice a hint about it, or words in base64url in parentheses. A step of a quiz is a
// question with a `?` for each hint, its answers, and `,`. `started` is in minutes since 2020
// and `minutes` the time until the end, both in base 36, as the seed is. Chance is the seed.

import { drawnOrder } from "./bits.js";
import { PART_KINDS, codeBook, hash32, letterAt, letterNumber, newSalt, stepTokens } from "./codes.js";
import { Run, openScenario } from "./session.js";
import { allParts, byId, partOf } from "./versions.js";

const MINUTE = 60000;
const FIRST_MINUTE = Date.UTC(2020, 0, 1) / MINUTE;
const LONGEST_STATE = 100000;
const HEADER = /^1([0-9a-f]{8})([\w-]{4})([\w-])(?=$|\.)/;
const FIELD = /^([rpmfxqynod])([\w-]{3})([0-9a-z]{5})(?:([0-9a-z]{1,11}):([^/]*))?(?:\/([\w-]{3})?([0-9a-z]{1,5}))?$/;

const digestStart = ({ pack }) => pack.digest.replace(/^sha256:/, "").slice(0, 8).padEnd(8, "0");
const inMinutes = (when) => Math.max(0, Math.floor(when / MINUTE) - FIRST_MINUTE);
const minutesText = (when) => inMinutes(when).toString(36).padStart(5, "0").slice(-5);
const minutesTime = (text) => (parseInt(text, 36) + FIRST_MINUTE) * MINUTE;

/** Returns the text of a counter: 4 letters. */
export function counterText(count) {
  return [3, 2, 1, 0].map((at) => letterAt(Math.floor(count / 64 ** at) % 64)).join("");
}

/** Returns the letter of an attempt, and the last event if it is over. */
function attemptEnd(story, { part, events }) {
  const whats = events.map(({ what }) => what);
  const last = events[events.length - 1];
  if (part.kind === "lesson") return { letter: whats.some(({ event }) => event === "read") ? "d" : "o", last };
  const isOver = last?.what.event === "ended" && last.what.how !== "left";
  if (part.kind === "quiz") {
    if (!isOver) return { letter: "q", last };
    return { letter: isPassedQuiz(story, part, whats) ? "y" : "n", last };
  }
  if (!isOver) return { letter: "r", last };
  const ending = last.what.how === "ending" && byId(partOf(story, part)?.endings ?? [], last.what.at);
  return { letter: ending ? ending.result[0] : "x", last, ending: ending && ending.id };
}

/**
 * Returns whether as many questions as the quiz asks for were answered by exactly the right
 * answers.
 */
function isPassedQuiz(story, part, whats) {
  const quiz = partOf(story, part);
  const asked = whats[0]?.questions?.length ?? 0;
  const isRight = ({ question: id, answers }) => {
    const question = byId(quiz?.questions ?? [], id);
    if (!question?.answers?.length) return Boolean(question);
    const right = question.answers.filter((it) => it.right).map((it) => it.id);
    if (question.any_one) return answers.every((it) => right.includes(it));
    return right.length === answers.length && right.every((it) => answers.includes(it));
  };
  return asked > 0 && whats.filter((it) => it.event === "answered" && isRight(it)).length >= Math.min(quiz?.pass ?? asked, asked);
}

/** A field as it is written, with what can be left out when room is short. */
class Field {
  constructor(story, book, attempt) {
    const { letter, last, ending } = attemptEnd(story, attempt);
    Object.assign(this, { book, attempt, letter, isOver: !"rqo".includes(letter), ending });
    this.isDone = "pyd".includes(letter);
    this.when = attempt.events[0]?.when ?? attempt.started ?? 0;
    this.until = Math.min(Math.max(0, inMinutes(last?.when ?? 0) - inMinutes(this.when)), 36 ** 5 - 1);
    this.without = { words: false, hints: false, undone: false, steps: false };
    this.isDropped = false;
    this.most = Infinity;
    this.kept = attempt.kept?.length === attempt.events.length && attempt.kept.salt === book.salt ? attempt.kept.text : null;
  }

  get text() {
    const { attempt, book, letter, without } = this;
    const isWhole = this.most === Infinity && !Object.values(without).some(Boolean);
    if (this.kept && isWhole) return this.kept;
    const { part } = attempt;
    let text = letter + book.part(part) + minutesText(this.when);
    if (part.kind !== "lesson" && !without.steps) {
      const seed = BigInt(attempt.events[0]?.what.seed ?? 0).toString(36);
      text += `${seed}:${stepTokens(book, attempt, without).slice(0, this.most).join("")}`;
    }
    if (this.isOver) text += `/${this.ending ? book.name(this.ending) : ""}${this.until.toString(36)}`;
    return text;
  }
}

/**
 * Returns the state of a learner's attempts, in the order in which they were begun, as `{ text,
 * isCut }`. `limit` is the most characters; when room is short, what matters least is left out,
 * and never the latest run nor what completes a part. `isCut` says that the latest attempt
 * itself did not fit. `counter` has to be another one at every write. `salt`, `others` and
 * `counts` are those of the state that was read, `unread` is what could not be read, and
 * `completed` the time of completion.
 */
export function packState(story, attempts, { limit, counter = 0, salt, others = [], counts = {}, unread = "", completed = null }) {
  const book = codeBook(story, salt ?? newSalt(story));
  const head = `1${digestStart(story)}${counterText(counter)}${book.salt}`;
  const aside = unread ? `.?${unread.slice(0, Math.floor(limit / 2))}` : "";
  const fields = attempts.filter(({ part, events }) => partOf(story, part) && events.length).map((it) => new Field(story, book, it));
  const isOfPart = (one) => (other) => book.part(one.attempt.part) === book.part(other.attempt.part);
  const isLatest = (field) => fields.filter(isOfPart(field)).pop() === field;
  const isFirst = (field) => fields.find(isOfPart(field)) === field;
  const completes = (field) => fields.filter(isOfPart(field)).find(({ isDone }) => isDone) === field;
  const isNeeded = (field) => isLatest(field) || completes(field);
  const text = () => {
    const dropped = { ...counts };
    fields.filter(({ isDropped }) => isDropped).forEach(({ attempt }) => {
      const part = book.part(attempt.part);
      dropped[part] = (dropped[part] ?? 0) + 1;
    });
    const whole = fields.filter(({ isDropped }) => !isDropped).map((field) => field.text);
    const counted = Object.entries(dropped).map(([part, count]) => `c${part}${count.toString(36)}`);
    const course = completed === null ? [] : [`z${minutesText(completed)}`];
    return [head, ...course, ...whole, ...counted, ...others].join(".") + aside;
  };
  const last = fields[fields.length - 1];
  const leaveOut = (which, what) => fields.filter(which).forEach((field) => (field.without[what] = true));
  const dropEach = function* (which, drop) {
    for (const field of fields.filter(which)) yield drop(field);
  };
  const drop = (field) => (field.isDropped = true);
  const savings = function* () {
    yield leaveOut(({ isOver }) => isOver, "words");
    yield* dropEach((field) => !isFirst(field) && !isNeeded(field), drop);
    yield leaveOut(() => true, "hints");
    yield leaveOut(() => true, "undone");
    yield* dropEach((field) => !isNeeded(field), drop);
    yield leaveOut(() => true, "words");
    yield* dropEach((field) => field.isOver && field !== last, (field) => (field.without.steps = true));
    others.splice(0);
  };
  let packed = text();
  const left = savings();
  while (packed.length > limit && !left.next().done) packed = text();
  packed = text();
  const isCut = packed.length > limit && Boolean(last);
  if (isCut) {
    last.most = stepTokens(book, last.attempt, last.without).length;
    while (packed.length > limit && last.most > 0) {
      last.most -= Math.max(1, Math.ceil((packed.length - limit) / 4));
      last.most = Math.max(0, last.most);
      packed = text();
    }
  }
  return { text: packed.length > limit ? packed.slice(0, limit) : packed, isCut };
}

/** Returns the state of a learner's attempts; see `packState`. */
export function encodeState(story, attempts, settings) {
  return packState(story, attempts, settings).text;
}

/**
 * Reads a state, by playing its runs again in the current story. Returns the `attempts`, what is
 * `unread` because it is no state of this course, and what the next `packState` needs:
 * `counter`, `salt`, `others`, `counts`, `completed`. `isEdited` says that it was written in
 * another version, and `isShorter` that a run that is open goes on at an earlier moment. It
 * never throws.
 */
export function decodeState(story, written, { learner = null } = {}) {
  const fresh = { attempts: [], unread: "", counter: 0, salt: undefined, others: [], counts: {}, completed: null };
  const nothing = { ...fresh, isEdited: false, isShorter: false };
  if (typeof written !== "string" || written === "") return nothing;
  const text = asAscii(written);
  const header = written.length <= LONGEST_STATE && HEADER.exec(text);
  if (!header) return { ...nothing, unread: text };
  const [start, digest, counter, salt] = header;
  const at = text.indexOf(".?");
  const fields = (at < 0 ? text : text.slice(0, at)).slice(start.length + 1).split(".").filter(Boolean);
  const book = codeBook(story, salt);
  const state = { ...nothing, counts: {}, others: [], isEdited: digest !== digestStart(story) };
  state.unread = at < 0 ? "" : text.slice(at + 2);
  state.counter = [...counter].reduce((count, letter) => count * 64 + letterNumber(letter), 0);
  const isSafe = book.collisions === 0;
  state.salt = isSafe ? salt : undefined;
  const opened = new Map();
  for (const field of fields) readField(story, book, field, { state, opened, learner });
  if (!isSafe) state.attempts.forEach((attempt) => delete attempt.kept);
  return state;
}

/** Returns a text of which only printable ASCII is left. */
function asAscii(text) {
  return text.slice(0, LONGEST_STATE).replace(/[^ -~]/g, "_");
}

function readField(story, book, field, { state, opened, learner }) {
  const count = /^c([\w-]{3})([0-9a-z]{1,5})$/.exec(field);
  const course = /^z([0-9a-z]{5})$/.exec(field);
  if (course) state.completed = minutesTime(course[1]);
  if (count) state.counts[count[1]] = (state.counts[count[1]] ?? 0) + parseInt(count[2], 36);
  if (count || course) return;
  const [, letter, code, started, seed, steps = "", ending, minutes = "0"] = FIELD.exec(field) ?? [];
  const part = letter && allParts(story).find((it) => PART_KINDS[letter] === it.kind && book.part(it) === code);
  const known = { part, letter, when: minutesTime(started ?? "0"), seed: Number(parseInt(seed ?? "0", 36)), steps, ending };
  known.until = known.when + parseInt(minutes, 36) * MINUTE;
  let attempt = null;
  try {
    if (part && Number.isSafeInteger(known.seed)) attempt = READERS[part.kind](story, book, known, { opened, learner });
  } catch {
    // It cannot be played in this story: it stays as it is.
  }
  if (!attempt) {
    state.others.push(asAscii(field));
    return;
  }
  state.isShorter = state.isShorter || Boolean(attempt.isShorter);
  delete attempt.isShorter;
  const id = attemptId(`${field.slice(0, 9)}${seed}`, state.attempts.length);
  const whole = { id, part, started: known.when, digest: story.pack.digest, ...attempt };
  whole.kept = { length: whole.events.length, salt: book.salt, text: field };
  state.attempts.push(whole);
}

const READERS = {
  lesson(story, book, { part, letter, when, until }) {
    const { name: pack, digest } = story.pack;
    const opened = { when, what: { event: "opened", pack, digest, lesson: part.id } };
    return { events: letter === "d" ? [opened, { when: until, what: { event: "read" } }] : [opened] };
  },

  quiz(story, book, { part, letter, when, until, seed, steps }) {
    const quiz = partOf(story, part);
    const asked = steps.split(",").filter(Boolean).map((step) => readQuestion(book, quiz, step));
    // An answered question that is gone, or has other answers now, is asked no more.
    const there = asked.filter(({ question }) => question);
    const answered = there.filter(({ answers }) => answers);
    const waiting = there.filter(({ answers }) => !answers);
    const { name: pack, digest } = story.pack;
    const questions = [...answered, ...waiting].map(({ question }) => question.id);
    const events = [{ event: "started", pack, digest, quiz: quiz.id, seed, questions }];
    for (const { question, answers, hints } of [...answered, ...waiting.slice(0, 1)]) {
      const { id, answers: all = [], any_order: anyOrder } = question;
      const shown = anyOrder ? drawnOrder(all, seed, `${quiz.id} ${id}`, (it) => it.id) : all;
      events.push({ event: "asked", question: id, answers: shown.map((it) => it.id) });
      const most = Math.min(hints, question.hints?.length ?? 0);
      for (let hint = 1; hint <= most; hint++) events.push({ event: "hinted", question: id, hint });
      if (answers) events.push({ event: "answered", question: id, answers });
    }
    if (letter !== "q") events.push({ event: "ended" });
    else if (!questions.length) return null;
    const stamped = events.map((what) => ({ when: what.event === "ended" ? until : when, what }));
    return { events: stamped, isShorter: letter === "q" && there.length < asked.length };
  },

  scenario(story, book, { part, letter, when, until, seed, steps, ending }, { opened, learner }) {
    if (!opened.has(part.id)) opened.set(part.id, openScenario(story, part.id));
    const run = new Run(opened.get(part.id), { seed, learner });
    const isWhole = playSteps(run, book, steps);
    const { ended } = run;
    const isEnd = isWhole && (letter === "x" ? ended : ended?.how === "ending" && book.name(ended.at) === ending);
    if (letter === "r" || isEnd) {
      const events = run.events.map((what) => ({ when: what.event === "ended" ? until : when, what }));
      return { events, isShorter: letter === "r" && !isWhole };
    }
    // The run was over in an earlier version and would end elsewhere now. That it ended
    // still counts.
    const { name: pack } = story.pack;
    const { endings } = partOf(story, part);
    const came = endings.find(({ id }) => book.name(id) === ending) ?? endings.find(({ result }) => result[0] === letter);
    const started = { event: "started", pack, digest: "", scenario: part.id, seed };
    const end = came ? { event: "ended", how: "ending", at: came.id } : { event: "ended", how: "dead-end", at: part.id };
    return { events: [{ when, what: started }, { when: until, what: end }] };
  },
};

/**
 * Returns the question of a step with its answers; they are absent if it is to be answered
 * again.
 */
function readQuestion(book, quiz, step) {
  const [, code, hints, rest] = /^([\w-]{3})(\?*)(.*)$/.exec(step) ?? [];
  const question = code && book.only(quiz.questions, code);
  if (!question) return {};
  const words = /^\(([\w-]*)\)$/.exec(rest);
  if (question.accept?.length) return { question, hints: hints.length, answers: words ? [book.words(words[1])] : null };
  const answers = (rest.match(/[\w-]{3}/g) ?? []).map((it) => book.only(question.answers, it)?.id);
  const isWhole = answers.length > 0 && answers.every(Boolean) && answers.length * 3 === rest.length;
  return { question, hints: hints.length, answers: isWhole ? answers : null };
}

const STEPS = /([\w-]{3})(~?)|(!)|(\?)|\*([\w-]{3})|\(([\w-]*)\)|[^]/g;

/** Plays the steps of a run, as far as they are possible. Returns whether all of them were. */
function playSteps(run, book, steps) {
  for (const [, choice, timed, undo, hint, about, words] of steps.matchAll(STEPS)) {
    const { choices } = run.scene;
    const all = run.state.node.situation?.choices ?? choices;
    const named = (code) => {
      const found = book.only(all, code);
      return found && choices.some(({ id, locked }) => id === found.id && !locked) ? found.id : null;
    };
    let line = null;
    if (choice) line = { do: "choose", choice: named(choice), ...(timed && { timed: true }) };
    else if (undo) line = { do: "undo" };
    else if (hint) line = { do: "hint" };
    else if (about) line = { do: "hint", choice: book.only(all, about)?.id };
    else if (words !== undefined) line = { do: "write", words: book.words(words) };
    if (!line || line.choice === null) return false;
    const [answer] = run.act(line);
    const isPassing = answer.error && !choice && !undo;
    if (answer.error && !isPassing) {
      // A choice that has no time limit any more is still that choice.
      if (!timed || run.act({ do: "choose", choice: line.choice })[0].error) return false;
    }
  }
  return true;
}

/** Returns an id in the form of a UUID that is the same whenever the same state is read. */
function attemptId(text, index) {
  const hex = [0, 1, 2, 3].map((at) => hash32(`${index} ${at} ${text}`).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
