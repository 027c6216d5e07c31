// The home of a page in an LMS that speaks SCORM. What both versions have in common: when
// something is written, and in which order.
//
// An LMS may be of any quality. It may answer `true` and keep nothing, refuse what another one
// takes, or be gone after a commit. So every commit carries the whole state, and never the same
// text twice; each element is written once between two commits; and the end is written so that a
// lost commit heals.

import { decodeState, packState } from "./compact.js";
import { element } from "./dom.js";
import { courseState } from "./progress.js";
import { allParts } from "./versions.js";
import { fillText } from "./words.js";

const MOST_FRAMES = 500;
const MOST_INTERACTIONS = 60;
const MOST_COUNTER = 64 ** 4;
const ENDED = ["completed", "passed", "failed"];

/**
 * Returns the API of an LMS: in this window, in those around it, or in the window that opened
 * it.
 */
export function findApi(name, from = globalThis.window) {
  const seen = new Set();
  let left = MOST_FRAMES;
  const of = (read) => {
    try {
      return read() ?? null;
    } catch {
      return null;
    }
  };
  const searchUp = (start) => {
    for (let frame = start; frame && !seen.has(frame) && left > 0; frame = of(() => frame.parent)) {
      seen.add(frame);
      left--;
      const api = of(() => frame[name]);
      if (api && typeof api === "object") return api;
      const opener = of(() => frame.opener);
      if (opener && opener !== frame) openers.push(opener);
    }
    return null;
  };
  const openers = [];
  let api = searchUp(from);
  while (!api && openers.length && left > 0) api = searchUp(openers.shift());
  return api;
}

/** Calls an API, and knows whether it did what it was asked for. */
export class Lms {
  constructor(api, names) {
    Object.assign(this, { api, names, refused: null });
  }

  /** Returns whether the LMS answered `true`. */
  do(name, ...values) {
    let answer;
    try {
      answer = this.api[this.names[name]](...values);
    } catch (error) {
      this.refused = `${this.names[name]}: ${error?.message ?? error}`;
      return false;
    }
    if (`${answer}` === "true") return true;
    this.refused = `${this.names[name]}(${values.join(", ").slice(0, 60)}): ${this.errorCode()}`;
    return false;
  }

  errorCode() {
    try {
      return `${this.api[this.names.error]()}`.slice(0, 20);
    } catch {
      return "";
    }
  }

  /** Returns a value, which is empty if there is none. */
  get(element) {
    try {
      return `${this.api[this.names.get](element) ?? ""}`;
    } catch {
      return "";
    }
  }
}

/** Returns a number of seconds with two decimals at most, as every LMS takes it. */
export function hundredths(milliseconds) {
  return (Math.max(0, Math.floor(milliseconds / 10)) / 100).toFixed(2);
}

/** Returns a text on one line of printable characters, of a maximum length. */
export function oneLine(text, most, between = " ") {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, between).replace(/[\u0000-\u001f\u007f]/g, " ").trim();
  const cut = [...line].length > most ? `${[...line].slice(0, most - 1).join("")}…` : line;
  return cut.replace(/^\{/, "(");
}

/** Returns the name of a learner as people write it; many LMSs have `Last, First`. */
export function learnerName(name) {
  const parts = name.split(",").map((it) => it.trim());
  const whole = parts.length === 2 && parts[0] && parts[1] ? `${parts[1]} ${parts[0]}` : name.trim();
  return whole ? whole.slice(0, 200) : null;
}

/**
 * Returns how far a learner is, for what an LMS wants to know. A pack declares a pass if its
 * course says how many scenarios have to be passed. A course that was completed once stays so.
 */
export function outcomeOf(story, course, wasCompleted = false) {
  const isComplete = course.complete || wasCompleted;
  const declares = story.course?.pass !== undefined;
  const scenarios = course.parts.filter(({ part }) => part.kind === "scenario");
  const needed = Math.max(1, story.course?.pass ?? 1);
  const passed = scenarios.filter((it) => it.passed).length;
  const isStuck = course.parts.some((it) => it.tries_left === 0 && !it.passed && !it.optional && !it.open);
  const done = course.parts.filter(({ status }) => status === "done").length;
  const share = course.parts.length ? Math.floor((done / course.parts.length) * 100) : 0;
  return {
    isComplete,
    result: !declares ? null : isComplete ? "passed" : isStuck ? "failed" : null,
    score: isComplete ? 100 : Math.min(99, Math.floor((passed / needed) * 100)),
    progress: isComplete ? "1" : (Math.min(share, 99) / 100).toFixed(2),
  };
}

/**
 * A home in an LMS. `version` knows the elements of a version of SCORM: `api`, `names`, `limit`,
 * `read` for what is read at the start, and what is written when.
 */
export class ScormHome {
  constructor(context, version) {
    const { story, settings, report } = context;
    Object.assign(this, { story, report, version, phrases: settings.phrases, kind: version.kind });
    Object.assign(this, { learner: null, readOnly: false, exit: null, lms: null, scope: context.scope ?? globalThis });
    Object.assign(this, { attempts: [], change: null, memory: {}, counter: 0, pending: new Map(), isDirty: false });
    Object.assign(this, { isOver: true, isStopped: false, hasTrouble: false, written: null, reported: 0, objectives: [] });
    this.now = context.now ?? Date.now;
  }

  /** Starts the session, and returns the attempts of earlier ones. It never throws. */
  async open() {
    const nothing = { attempts: [], location: null, stories: new Map() };
    const { version, story } = this;
    const api = findApi(version.api, this.scope.window ?? this.scope);
    if (!api) return this.refuse("scorm_no_lms", nothing);
    this.lms = new Lms(api, version.names);
    if (!this.lms.do("start", "")) return this.refuse("scorm_open_again", nothing);
    this.isOver = false;
    this.openedAt = this.now();
    const { mode, status, name, learner } = version.read(this.lms);
    this.learner = learnerName(name);
    this.status = status;
    this.readOnly = mode === "review" || mode === "browse";
    this.reported = Number(this.lms.get("cmi.interactions._count")) || 0;
    this.hasInteractions = this.lms.get("cmi.interactions._count") !== "";
    this.readObjectives();
    const read = decodeState(story, this.lms.get("cmi.suspend_data"), { learner: this.learner });
    const { attempts, counter, unread, isShorter, isEdited, ...memory } = read;
    Object.assign(this, { attempts, counter, memory: { ...memory, unread } });
    if (this.readOnly) this.report({ notice: this.phrases[mode === "review" ? "scorm_review" : "scorm_browse"] });
    else this.begin(learner);
    if (unread) this.report({ notice: this.phrases.scorm_unread });
    else if (isShorter) this.report({ notice: this.phrases.scorm_edited });
    const [place] = this.lms.get(version.location).split("/");
    return { ...nothing, attempts, location: allParts(story).find(({ id }) => id === place) ?? null };
  }

  refuse(phrase, answer) {
    this.readOnly = true;
    this.fail(phrase);
    return answer;
  }

  /** Says that nothing is saved just now. */
  fail(phrase) {
    this.hasTrouble = true;
    const because = this.lms?.refused ? ` (${this.lms.refused})` : "";
    this.report({ trouble: fillText(this.phrases[phrase], { because }) });
  }

  begin(learner) {
    const { version } = this;
    this.panel = () => this.panelNodes();
    this.pending.set(version.exit, "suspend");
    if (!ENDED.includes(this.status) && this.status !== "incomplete") this.pending.set(version.status, "incomplete");
    this.isDirty = true;
    this.flush("begin");
    this.watchWindows(`scn:${this.story.pack.name}:${learner}`);
    this.scope.addEventListener?.("online", () => this.flush("retry"));
  }

  /** Returns what the page shows about the record: where it is, and a button that saves it again. */
  panelNodes() {
    const { phrases } = this;
    const button = element("button", { type: "button" }, phrases.scorm_save_again);
    button.addEventListener("click", () => this.flush("retry"));
    return [element("h2", { id: "keep" }, phrases.scorm_record), element("p", {}, phrases.scorm_kept), button];
  }

  readObjectives() {
    const count = Math.min(Number(this.lms.get("cmi.objectives._count")) || 0, 200);
    for (let at = 0; at < count; at++) this.objectives.push(this.lms.get(`cmi.objectives.${at}.id`));
  }

  /** Stops when the course is opened in another window: the last one to write would win. */
  watchWindows(name) {
    const own = `${this.now()}-${Math.random()}`;
    const stop = (other) => {
      if (other === own || this.isStopped) return;
      this.isStopped = true;
      this.readOnly = true;
      this.fail("scorm_other_window");
    };
    try {
      const channel = new this.scope.BroadcastChannel(name);
      channel.onmessage = ({ data }) => stop(data);
      channel.postMessage(own);
      this.channel = channel;
    } catch {
      this.watchStorage(name, own, stop);
    }
  }

  watchStorage(name, own, stop) {
    try {
      this.scope.addEventListener("storage", ({ key, newValue }) => key === name && newValue && stop(newValue));
      this.scope.localStorage.setItem(name, own);
    } catch {
      // Without both, the last window to save wins, as in every course.
    }
  }

  /** Takes what happened. */
  changed(change) {
    const { attempt, events, attempts } = change;
    this.attempts = attempts;
    this.change = change;
    this.known = null;
    if (this.readOnly) return;
    this.isDirty = true;
    for (const event of events) this.noteEvent(attempt, event);
    const place = attempt.events.map(({ what }) => (what.event === "shown" ? what.at : what.event === "asked" ? what.question : null));
    const last = place.filter(Boolean).pop();
    this.pending.set(this.version.location, `${attempt.part.id}${last ? `/${last}` : ""}`.slice(0, 250));
  }

  /** How far the learner is. It is computed when it is needed. */
  get outcome() {
    const { story, attempts, memory } = this;
    this.known = this.known ?? this.change?.course ?? courseState(story, attempts);
    return outcomeOf(story, this.known, typeof memory.completed === "number");
  }

  /** Notes what an event says to the LMS. */
  noteEvent(attempt, { when, what }) {
    const { version, story } = this;
    const index = attempt.events.findIndex((it) => it.what === what);
    const before = attempt.events.slice(0, Math.max(0, index)).filter((it) => ["shown", "asked", "undone"].includes(it.what.event)).pop();
    const latency = before ? when - before.when : 0;
    if (what.event === "chosen") this.interact(version.choice(story, attempt, what, { when, latency }));
    if (what.event === "answered") this.interact(version.answer(story, attempt, what, { when, latency }));
    const isEnd = what.event === "read" || (what.event === "ended" && what.how !== "left");
    if (!isEnd) return;
    for (const words of writtenIn(attempt)) version.words(this, attempt, words, when);
    for (const principle of principlesOf(story, attempt.part)) this.complete(principle);
  }

  /**
   * Writes an interaction: its parts in order. After many, no more are written; the state goes
   * on.
   */
  interact(parts) {
    if (!parts || !this.hasInteractions || this.reported >= MOST_INTERACTIONS || this.readOnly) return;
    const at = `cmi.interactions.${this.reported}`;
    const [[name, id], ...others] = parts;
    // An LMS that takes no interactions is asked once.
    if (!this.lms.do("set", `${at}.${name}`, id)) {
      this.hasInteractions = false;
      return;
    }
    this.reported++;
    for (const [element, value] of others) this.lms.do("set", `${at}.${element}`, value);
  }

  /** Writes that a principle was met. An objective that is there already keeps its place. */
  complete(principle) {
    let at = this.objectives.indexOf(principle);
    if (at < 0) {
      at = this.objectives.length;
      if (!this.lms.do("set", `cmi.objectives.${at}.id`, principle)) return;
      this.objectives.push(principle);
    }
    this.pending.set(`cmi.objectives.${at}.${this.version.objectiveStatus}`, "completed");
  }

  /** Saves what has changed. `why` is `retry` if the learner asked for it. */
  flush(why) {
    if (this.isOver || this.readOnly) return;
    if (why === "retry" && this.isFinished()) return this.saveAgain();
    if (why === "retry" || this.hasTrouble) this.isDirty = true;
    if (this.isDirty) this.save();
    if (!this.hasTrouble) this.finish();
    return undefined;
  }

  /** Returns whether the end was written in this session. */
  isFinished() {
    return this.written !== null;
  }

  /** Writes everything, and commits it. Returns whether it was kept, as far as an LMS says so. */
  save() {
    if (this.scope.navigator?.onLine === false) {
      this.fail("scorm_offline");
      return false;
    }
    this.counter = (this.counter + 1) % MOST_COUNTER;
    const { outcome } = this;
    if (outcome.isComplete) this.memory.completed = this.memory.completed ?? this.now();
    const { text, isCut } = packState(this.story, this.attempts, { ...this.memory, limit: this.version.limit, counter: this.counter });
    if (isCut && !this.hasCut) this.report({ notice: this.phrases.scorm_full });
    this.hasCut = isCut;
    this.version.progress(this.pending, outcome);
    const needed = ["cmi.suspend_data", this.version.exit, this.version.status];
    this.pending.set("cmi.suspend_data", text);
    let isKept = true;
    for (const [element, value] of this.pending) {
      const isDone = this.lms.do("set", element, value);
      if (!isDone && needed.includes(element)) isKept = false;
      if (isDone || !needed.includes(element)) this.pending.delete(element);
    }
    isKept = this.lms.do("commit", "") && isKept;
    if (!isKept) {
      this.fail("scorm_not_saved");
      return false;
    }
    this.isDirty = false;
    this.hasTrouble = false;
    this.report({ saved: true });
    return true;
  }

  /**
   * Writes the end of the course, once the state is there; never over an end that is there
   * already.
   */
  finish() {
    const { outcome } = this;
    const isEnd = outcome.isComplete || outcome.result === "failed";
    if (!isEnd || this.isFinished() || ENDED.includes(this.status)) return;
    for (const [element, value] of this.version.end(outcome)) this.pending.set(element, value);
    if (this.save()) this.written = outcome;
  }

  /** Writes the end again: an LMS that lost it sends nothing that it believes to have sent. */
  saveAgain() {
    const { status } = this.version;
    this.pending.set(status, "incomplete");
    if (!this.save()) return;
    for (const [element, value] of this.version.end(this.written)) this.pending.set(element, value);
    this.save();
  }

  /** The page really goes: the session ends for good. */
  leave() {
    if (this.isOver || this.isStopped) return;
    if (!this.readOnly) {
      this.pending.set(this.version.time, this.version.duration(this.now() - this.openedAt));
      this.pending.set(this.version.exit, "suspend");
      this.save();
    }
    this.isOver = true;
    this.channel?.close();
    this.lms.do("end", "");
  }
}

/**
 * Returns what a learner wrote in a run that counts at its end: `[situation, question, words]`.
 */
function writtenIn({ events }) {
  const written = new Map();
  for (const { what } of events) if (what.event === "wrote") written.set(`${what.at}/${what.ask}`, what);
  return [...written.values()].filter(({ words }) => words.trim()).map(({ at, ask, words }) => [at, ask, words]);
}

/** Returns the principles that a part is about. */
function principlesOf(story, { kind, id }) {
  const lists = { lesson: story.lessons, quiz: story.quizzes ?? [], scenario: story.scenarios };
  const part = lists[kind].find((it) => it.id === id);
  const named = part?.covers ?? part?.teaches ?? part?.questions?.flatMap(({ checks }) => checks ?? []) ?? [];
  return [...new Set(named)];
}

/**
 * Returns what the choice of an event is: its situation and choices as written, and the
 * principles linked.
 */
export function chosenChoice(story, { part }, { at, choice }) {
  const scenario = story.scenarios.find(({ id }) => id === part.id);
  const situation = scenario?.situations.find(({ id }) => id === at);
  const choices = situation?.choices ?? [];
  const index = choices.findIndex(({ id }) => id === choice);
  const links = choices[index]?.outcomes.flatMap((outcome) => outcome.links ?? []) ?? [];
  return { situation, choices, index, principles: [...new Set(links.map(({ principle }) => principle))] };
}

/** Returns the question of an event, the right answers, and whether the answer was right. */
export function answeredQuestion(story, { part }, { question: id, answers }, isRight) {
  const quiz = (story.quizzes ?? []).find((it) => it.id === part.id);
  const question = quiz?.questions.find((it) => it.id === id);
  if (!question) return null;
  const all = question.answers ?? [];
  const isTyped = Boolean(question.accept?.length);
  const right = all.filter((it) => it.right).map((it) => it.id);
  return { question, all, right, isTyped, isRight: isRight(question, answers), principles: [...new Set(question.checks ?? [])] };
}
