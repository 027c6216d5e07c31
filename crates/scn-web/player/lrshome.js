// What the homes of cmi5 and of a Tin Can launch have in common: a learner's attempts in a state
// document, and what happens as statements.

import { RecordStore, StateDocument, StatementQueue, isJsonObject, jsonOrNothing } from "./lrs.js";
import { attemptStatements, isoDuration } from "./statements.js";
import { versionsOf } from "./versions.js";

const LRS_STATE = "scn";
const LRS_STATE_ASIDE = "scn-unread";
const LRS_MOST_ATTEMPTS = 10000;
const LRS_EXIT_PATIENCE = 5000;
const LRS_STATE_PATIENCE = 1000;

const isStoredId = (id) => typeof id === "string" && id.length > 0 && id.length <= 200;
const isStoredPart = (part) => isJsonObject(part) && ["lesson", "quiz", "scenario"].includes(part.kind) && isStoredId(part.id);
const isStoredEvent = (it) =>
  isJsonObject(it) && Number.isSafeInteger(it.when) && isJsonObject(it.what) && typeof it.what.event === "string";
const isStoredAttempt = (it) =>
  isJsonObject(it) && isStoredId(it.id) && isStoredPart(it.part) && Array.isArray(it.events) && it.events.every(isStoredEvent);

/** Returns the state in a document, or null if it does not have the shape of a state. */
export function readState(text) {
  const state = jsonOrNothing(text);
  if (!isJsonObject(state) || state.scn !== 1 || !Array.isArray(state.attempts)) return null;
  if (state.attempts.length > LRS_MOST_ATTEMPTS || !state.attempts.every(isStoredAttempt)) return null;
  const isCount = (count) => Number.isSafeInteger(count) && count >= 0;
  const counts = isJsonObject(state.sent) ? Object.entries(state.sent).filter(([, count]) => isCount(count)) : [];
  const done = Array.isArray(state.done) ? state.done.filter((it) => typeof it === "string") : [];
  return { attempts: state.attempts, sent: new Map(counts), done: new Set(done), spent: isCount(state.spent) ? state.spent : 0 };
}

/** Returns all attempts of two lists; of one that is in both, the longer record. */
export function mergeStoredAttempts(own, theirs) {
  const merged = new Map(own.map((it) => [it.id, it]));
  theirs.forEach((it) => {
    if (!(merged.get(it.id)?.events.length >= it.events.length)) merged.set(it.id, it);
  });
  return [...merged.values()];
}

/** Returns the name of an actor to show, or null. */
export function actorName(actor) {
  const name = Array.isArray(actor?.name) ? actor.name[0] : actor?.name;
  return typeof name === "string" && name.trim() ? name.trim().slice(0, 200) : null;
}

/** A home that reports to a learning record store.
 *
 * Its kinds define `connect()`, which returns whether there is a store, `isReported(verb, step, attempt)`,
 * `placed(statement)`, `milestones(course)` and `closing()`. */
export class LrsHome {
  constructor(context, kind) {
    Object.assign(this, { context, kind, learner: null, readOnly: false, exit: null, only: null });
    Object.assign(this, { attempts: [], elsewhere: [], sent: new Map(), done: new Set(), spent: 0 });
    Object.assign(this, { queued: new Map(), once: new Set(), hasChanged: false, left: false, failures: 0, openedAt: Date.now() });
  }

  /** Returns what is kept. It never throws: trouble is reported. */
  async open() {
    const isOpen = await this.connect().catch(() => false);
    if (!isOpen) this.readOnly = true;
    if (isOpen && !this.readOnly) this.attempts.forEach((attempt) => this.queueAttempt(attempt));
    this.queue?.send();
    globalThis.addEventListener?.("online", () => this.flush());
    return { attempts: this.attempts, location: this.only, only: this.only };
  }

  /** Uses a store. `launch` has its `endpoint` and `authorization`, and the `query` of the state. */
  use(launch) {
    const listener = {
      trouble: () => this.trouble(),
      stored: () => this.stored(),
      closed: () => this.close(),
      refused: () => this.sayTrouble("lrs_refused"),
      forgotten: () => this.sayTrouble("lrs_forgets"),
    };
    this.store = new RecordStore(launch);
    this.queue = new StatementQueue(this.store, listener);
    this.stateDocument = new StateDocument(this.store, { ...launch.query, stateId: LRS_STATE }, (text) => this.merged(text), listener);
  }

  /** Reports to the page what was not the last thing reported. */
  say(state) {
    const words = JSON.stringify(state);
    if (words !== this.said) this.context.report(state);
    this.said = words;
  }

  sayTrouble(phrase) {
    this.say({ trouble: this.context.settings.phrases[phrase] });
  }

  trouble() {
    this.sayTrouble("lrs_trouble");
    this.failures++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.min(300000, 5000 * 2 ** this.failures));
  }

  stored() {
    const { wanted, written } = this.stateDocument;
    if (this.readOnly || this.queue.entries.length || (wanted !== null && wanted !== written)) return;
    this.failures = 0;
    this.say({ saved: true });
  }

  close() {
    this.readOnly = this.queue.isClosed = this.stateDocument.isClosed = true;
    this.sayTrouble("lrs_closed");
  }

  /** Reads the state. One that cannot be read is put aside, and never written over in silence. */
  async restore() {
    const text = await this.stateDocument.read();
    if (text === undefined) this.trouble();
    if (typeof text !== "string") return;
    const state = readState(text);
    const value = jsonOrNothing(text);
    if (state) {
      Object.assign(this, state);
    } else if (isJsonObject(value) && value.scn === undefined) {
      this.sayTrouble("lrs_forgets");
    } else {
      const query = { ...this.stateDocument.query, stateId: LRS_STATE_ASIDE };
      await this.store.call("PUT", "activities/state", { query, body: JSON.stringify({ text }), headers: { "If-None-Match": "*" } });
      this.sayTrouble("lrs_unread");
    }
  }

  /** Returns how long the learner has been here, in milliseconds: in all sessions, or in this one. */
  timeSpent(before = this.spent) {
    return before + Math.max(0, Date.now() - this.openedAt);
  }

  stateText() {
    const { attempts, sent, done } = this;
    return JSON.stringify({ scn: 1, attempts, sent: Object.fromEntries(sent), done: [...done], spent: this.timeSpent() });
  }

  /** Returns the state together with what another window has written meanwhile. */
  merged(text) {
    const theirs = readState(text);
    if (!theirs) return null;
    this.elsewhere = theirs.attempts;
    this.attempts = mergeStoredAttempts(this.attempts, theirs.attempts);
    theirs.sent.forEach((count, id) => this.sent.set(id, Math.max(count, this.sent.get(id) ?? 0)));
    theirs.done.forEach((it) => this.done.add(it));
    return this.stateText();
  }

  /** Returns the position before which events are reported. */
  heldBackFrom(events) {
    return events.length;
  }

  /** Queues the statements of an attempt that were not queued yet; with `isLast`, also those held back. */
  queueAttempt(attempt, isLast = false) {
    const { story, settings } = this.context;
    const { actor, registration, pack } = this;
    const sender = { base: settings.base, platform: settings.platform, actor, versions: versionsOf(story), registration, pack };
    const from = this.queued.get(attempt.id) ?? this.sent.get(attempt.id) ?? 0;
    const until = isLast ? attempt.events.length : this.heldBackFrom(attempt.events);
    const entries = attemptStatements(sender, attempt, from).filter(({ step }) => step < until);
    entries.forEach(({ step, verb, statement }, index) => {
      if (!this.isReported(verb, step, attempt)) return;
      // An event may have two statements: it counts as sent with the second one.
      const count = entries[index + 1]?.step === step ? step : step + 1;
      const done = () => this.sent.set(attempt.id, count);
      this.queue.add({ statement: this.placed(statement), done, dispensable: verb === "voided" });
    });
    this.queued.set(attempt.id, Math.max(from, until));
  }

  /** Queues a statement that is sent once in all sessions. A store that has it already may forbid it. */
  queueOnce(name, makeStatement) {
    if (this.done.has(name) || this.once.has(name)) return;
    this.once.add(name);
    this.queue.add({ statement: makeStatement(), dispensable: true, done: () => this.done.add(name) });
  }

  /** Takes what happened. */
  changed(change) {
    const isFirst = !this.hasChanged;
    this.hasChanged = true;
    this.attempts = mergeStoredAttempts(change.attempts, this.elsewhere);
    if (!this.queue || this.left) return;
    this.queueAttempt(change.attempt);
    // Nothing else is done at once: the state of the course is computed where it is asked for.
    if (isFirst || change.events.some(({ what }) => ["ended", "read"].includes(what.event))) this.milestones(change.course);
    this.flush();
  }

  /** Writes the state, if there is anything to write. Returns a promise for when that is over. */
  writeState() {
    if (this.readOnly || !this.hasChanged) return null;
    this.writtenSteps = this.stepsTaken();
    return this.stateDocument.write(this.stateText());
  }

  /** Returns what tells how far the attempts are, and how much of them was sent. */
  stepsTaken() {
    const steps = this.attempts.map(({ id, events }) => `${id} ${events.length} ${this.sent.get(id)}`);
    return [...steps, ...this.done].join();
  }

  /** Sends what there is, and then writes the state, which says what was sent. A slow store does not delay that. */
  flush() {
    if (!this.queue || this.left) return;
    const patience = new Promise((resolve) => setTimeout(resolve, LRS_STATE_PATIENCE));
    Promise.race([patience, this.queue.send()]).then(() => this.left || this.writeState());
  }

  /** The page goes. `why` is `exit` if the learner pressed the button of the home.
   *
   * A platform refuses what arrives after the statement that ends a session, and the requests of a page that
   * goes arrive in any order. So the state is written then only if it lacks a step. */
  leave(why) {
    if (!this.queue || this.left) return undefined;
    this.left = true;
    clearTimeout(this.timer);
    if (!this.queue.isClosed) this.attempts.forEach((attempt) => this.queued.has(attempt.id) && this.queueAttempt(attempt, true));
    if (why === "exit") return this.goBack();
    const { wanted, written } = this.stateDocument;
    const isWritten = wanted !== null && wanted === written && this.writtenSteps === this.stepsTaken();
    if (!this.readOnly && this.hasChanged && !isWritten) this.stateDocument.writeLast(this.stateText());
    if (!this.queue.isClosed) this.closing();
    return this.queue.sendLast();
  }

  /** Waits for what is under way, but not long, and goes to the address that the launch gave. */
  async goBack() {
    const patience = new Promise((resolve) => setTimeout(resolve, LRS_EXIT_PATIENCE));
    await Promise.race([patience, this.sendEverything()]);
    if (this.exit.address) location.assign(this.exit.address);
  }

  /** Sends what there is, and ends the session when all of it has arrived. */
  async sendEverything() {
    await Promise.all([this.writeState(), this.queue.send()]);
    if (!this.queue.isClosed) this.closing();
    await this.queue.send();
  }

  /** Returns the time from the start of this session, as a statement has it. */
  sessionTime() {
    return isoDuration(0, this.timeSpent(0));
  }
}
