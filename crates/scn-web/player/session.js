// A run as it is played. It speaks the protocol of `scn play --events`: acts in, lines out, as objects
// whose JSON is that of the Rust player. Fields that do not apply are undefined. No input or output, and
// no clock.

import { drawPosition, drawnOrder, own, trimWhite } from "./bits.js";
import { DebriefFold, debriefLine } from "./debrief-data.js";
import { choicesAhead, goOn, makeChoice, offerOf, openMachine, plainText, shownBody, shownText } from "./machine.js";
import { shownValue, startState, stateKey, takeOutcome } from "./machine.js";

/** The most situations without a choice in a row. Nobody reads that far. */
const LONGEST_CHAIN = 10000;

/** The most characters that a learner can write in answer to a question. */
export const MOST_WRITTEN = 10000;

/**
 * The acts that there are, in the order in which a scene lists them, each with what cannot be done once
 * the run is over. `save` and `keep` are not among them: a page keeps the events of a run by itself.
 */
const ACTS = {
  choose: "nothing is on offer",
  hint: "there is no hint",
  write: "nothing can be written",
  undo: "nothing can be undone",
  vote: "nobody can vote",
  show: "",
  leave: "",
};

/**
 * Prepares a scenario of a story, the one with this id, for any number of runs. `words` are the phrases
 * of a page; only `stopped`, `given`, `closing`, `reworded_label` and `guest` of them are used. A
 * sentence without its phrase is left out.
 *
 * Throws an error in words for a story that cannot be played: of an unknown version, with a field or a
 * kind that is not known here, or leading to a situation that does not exist.
 */
export function openScenario(story, id, words = {}) {
  return openMachine(story, id, words);
}

/**
 * A run of a scenario.
 *
 * `seed` is a whole number below 2^53, or a BigInt. `learner` is the name of whoever plays, null for a
 * guest. Whoever made the run keeps its events, and sets `owner` to the name that they are kept under.
 */
export class Run {
  constructor(playable, { seed, learner = null }) {
    const { story, scenario, words } = playable;
    const { name: pack, digest } = story.pack;
    Object.assign(this, { playable, seed, owner: learner, learner: learner ?? words.guest ?? "Guest" });
    this.events = [{ event: "started", pack, digest, scenario: scenario.id, seed }];
    // The choices that count, each with what was true before it.
    this.steps = [];
    Object.assign(this, { sent: 0, draws: 0, scene: { status: [] } });
    const passages = [];
    this.state = startState(playable, this.reader(passages));
    this.advance(passages);
  }

  /** Why and where the run ended, or null. */
  get ended() {
    return this.scene.ended;
  }

  /** Returns the first lines: the events so far, and the scene. */
  begin() {
    return [...this.newEvents(), ...this.sceneLines()];
  }

  /** Does what a line asks for, and returns the lines that answer it. */
  act(line) {
    const answer = this.perform(line ?? {});
    if (answer.error) return [answer];
    const lines = [{ message: "done", do: line.do, ...answer }, ...this.newEvents()];
    return ["choose", "undo", "show"].includes(line.do) ? [...lines, ...this.sceneLines()] : lines;
  }

  /** Does what a line asks for. Returns what `done` says about it, or an error. */
  perform({ do: act, choice, outcome, timed, words, votes }) {
    const atEnd = own(ACTS, act);
    if (atEnd === undefined) return { error: `\`do\` must be one of ${quoteIds(Object.keys(ACTS))}` };
    if (this.ended && atEnd) return { error: `the run is over, so ${atEnd}` };
    if (act === "hint") return this.hint(choice);
    if (act === "write") return this.write(words);
    if (act === "vote") return this.vote(votes);
    if (act === "undo") {
      const undone = this.undo();
      return undone === null ? { error: "the run is at its start: there is no choice to undo" } : { choice: undone };
    }
    if (act === "leave") this.leave();
    if (act !== "choose") return {};
    if (timed && this.open.some(({ id, of }) => id === choice && of.after === undefined)) {
      return { error: `\`${choice}\` has no time limit, so it cannot be chosen by a clock` };
    }
    const first = this.events.length;
    const refused = this.choose(choice, outcome, timed);
    return refused ?? { choice, outcome: this.events.slice(first).find(({ event }) => event === "resolved")?.outcome };
  }

  /** Makes a choice, with this outcome if it is given. Returns null, or an error; nothing has changed then. */
  choose(id, fixed, timed) {
    const { state, open, scene, hinted, draws } = this;
    const choice = open.find((it) => it.id === id);
    if (!choice) return this.notOnOffer(id);
    const { marked, possible } = makeChoice(state, open, choice);
    const drawn = choice.shares ? drawPosition(this.seed, draws, choice.shares) : 0;
    const outcome = fixed === undefined ? possible[drawn] : possible.find(({ number }) => number === fixed);
    if (fixed !== undefined && !outcome) {
      const can = possible.map(({ number }) => `outcome ${number}`).join(", ") || "none";
      return { error: `\`${id}\` cannot have outcome ${fixed} here; it can have ${can}` };
    }
    this.steps.push({ id, state, open, scene, hinted, draws });
    // A fixed draw counts as a draw, so that later random outcomes stay the same.
    if (choice.shares) this.draws += 1;
    this.record("chosen", { choice: id, timed: timed || undefined });
    const passages = [];
    if (outcome) {
      this.events.push({ event: "resolved", outcome: outcome.number });
      const next = takeOutcome(marked, outcome, this.reader(passages));
      this.state = next ?? state;
      if (next) this.advance(passages);
      else this.offer(passages, { how: "nowhere" });
    } else {
      this.offer(passages, { how: "no-outcome", choice: id });
    }
    return null;
  }

  /** Undoes the last choice that counts, and returns its id; null if there is none. */
  undo() {
    if (this.ended || !this.steps.length) return null;
    const { status } = this.scene;
    const { id, ...before } = this.steps.pop();
    Object.assign(this, before);
    this.scene = { ...this.scene, status: this.statusAfter(status) };
    this.record("undone");
    this.recordOffer();
    return id;
  }

  /** Returns a function that adds the passage of a node or an outcome, or, if it is null, of the brief. */
  reader(passages) {
    return (what, state) => {
      const seen = { state, learner: this.learner };
      const { id, number, situation, ending, of = {} } = what ?? {};
      const body = shownBody(seen, what ? of.body : this.playable.scenario.brief);
      if (number) {
        const feedback = (of.feedback ?? []).map((text) => shownText(seen, text));
        this.links = what.links.map((link) => ({ ...link, because: shownText(seen, link.because) }));
        passages.push({ kind: "outcome", number, body, feedback });
      } else if (situation) {
        passages.push({ kind: "situation", id, title: trimWhite(of.title), body });
      } else {
        passages.push(ending ? { kind: "ending", id, title: titleOrId(of.title, id), result: of.result, body } : { kind: "brief", body });
      }
    };
  }

  /** Continues until there is something to choose or the run is over. */
  advance(passages) {
    const first = passages.length - 1;
    const known = new Set();
    const places = [];
    for (;;) {
      const { node, detour } = this.state;
      places.push(`${node.id} ${detour.id}`);
      if (node.ending) return this.offer(passages, { how: "ending" });
      if (node.choices.length || !node.cases.length) return this.offer(passages, null);
      const key = stateKey(this.state);
      if (LONGEST_CHAIN <= places.length || known.has(key)) {
        const again = places.findIndex((place, at) => places.indexOf(place) < at);
        if (again >= 0) passages.length = first + again;
        return this.offer(passages, { how: "loop" });
      }
      known.add(key);
      const next = goOn(this.state, this.reader(passages));
      if (!next) return this.offer(passages, { how: "nowhere" });
      this.state = next;
    }
  }

  /** Makes the scene of what was read, with the choices on offer unless the run `ended`. */
  offer(passages, ended) {
    const { state, links } = this;
    const { of, id: situation, choices } = state.node;
    const text = (spans) => shownText({ state, learner: this.learner }, spans);
    let views = [];
    this.open = [];
    this.hinted = [];
    for (const choice of ended ? [] : choices) {
      const offer = offerOf(state, choice);
      if (!offer) continue;
      const { id } = choice;
      const { label, locked: why, after, hints = [] } = choice.of;
      const locked = offer === "locked";
      if (!locked) this.open.push(choice);
      const shown = text(label);
      const words = trimWhite(plainText(shown)) ? shown : [{ text: id }];
      views.push({ id, label: words, locked, why: locked && why ? text(why) : undefined, after, hints: hints.map(text) });
    }
    if (this.playable.story.pack.shuffle) views = drawnOrder(views, this.seed, situation);
    const hints = ended ? [] : (of.hints ?? []).map(text);
    this.scene = { passages, status: this.statusAfter(this.scene.status), choices: views, hints, ended: null, links };
    const nodes = passages.filter(({ id }) => id !== undefined);
    nodes.forEach(({ id }, at) => this.recordOffer(id, at === nodes.length - 1 ? views : []));
    const stop = ended ?? (this.open.length ? null : { how: "dead-end" });
    if (stop) this.end({ how: stop.how, at: situation, choice: stop.choice });
  }

  /** Leaves the run unfinished. The choices that were on offer stay in the scene. */
  leave() {
    if (this.ended) return;
    this.scene = { ...this.scene, passages: [] };
    this.open = [];
    this.end({ how: "left", at: this.state.node.id });
  }

  end(ended) {
    this.events.push({ event: "ended", ...ended });
    this.scene.ended = ended;
  }

  /** Records an event at the current situation. */
  record(event, what) {
    this.events.push({ event, at: this.state.node.id, ...what });
  }

  /** Records the choices on offer at a situation. */
  recordOffer(at = this.state.node.id, views = this.scene.choices) {
    const ids = (isLocked) => views.filter(({ locked }) => locked === isLocked).map(({ id }) => id);
    const [choices, locked] = [ids(false), ids(true)].map((list) => (list.length ? list : undefined));
    this.events.push({ event: "shown", at, choices, locked });
  }

  /** Returns the values that are always shown. `before` are those of the scene before. */
  statusAfter(before) {
    const shown = this.playable.scenario.variables.filter((variable) => variable.shown);
    return shown.map((variable) => {
      const { id, title, kind, low, high } = variable;
      const value = shownValue(this.state, variable);
      const old = before.find((it) => it.id === id)?.value;
      const meter = kind === "meter" ? { number: this.state.vals[id], low, high } : undefined;
      return { id, title: titleOrId(title, id), value, meter, before: old === value ? undefined : old };
    });
  }

  /** How many hints of the current situation have not been shown yet. */
  get hintsLeft() {
    const { hints, choices } = this.scene;
    return Math.max(0, [{ hints }, ...choices].reduce((sum, { hints: { length } }) => sum + length, 0) - this.hinted.length);
  }

  /** Shows the next hint: of a choice, or of the situation and then of its choices. */
  hint(about) {
    const { hints, choices } = this.scene;
    const sources = [{ hints }, ...choices].filter(({ id }) => about === undefined || id === about);
    if (!sources.length) return this.notOnOffer(about);
    const given = ({ id }) => this.hinted.filter((of) => of === id).length;
    const source = sources.find((it) => given(it) < it.hints.length);
    if (!source) return { error: `there are no more hints${about === undefined ? "" : ` about \`${about}\``} here` };
    const number = given(source) + 1;
    this.hinted = [...this.hinted, source.id];
    this.record("hinted", { choice: source.id, hint: number });
    return { hint: { choice: source.id, number, text: source.hints[number - 1], left: this.hintsLeft } };
  }

  /** The question that can be answered in words now, with what was written; undefined if there is none. */
  get ask() {
    const { state, learner, events, ended } = this;
    const ask = ended ? undefined : state.node.of.ask;
    const written = ({ event, at, question }) => event === "wrote" && at === state.node.id && question === undefined;
    const words = ask && events.filter(written).pop()?.words;
    return ask && { id: ask.id, text: shownText({ state, learner }, ask.text), words: words || undefined };
  }

  write(text = "") {
    const words = trimWhite(text);
    const { ask } = this;
    if (!ask) return { error: "nothing is asked here that can be answered in words" };
    if (MOST_WRITTEN < [...words].length) {
      return { error: `this is longer than ${MOST_WRITTEN} characters, so it was not recorded` };
    }
    this.record("wrote", { ask: ask.id, words });
    return {};
  }

  vote(counts = {}) {
    const offered = this.onOffer();
    const strange = Object.keys(counts).sort().find((id) => !offered.includes(id));
    if (strange !== undefined) return this.notOnOffer(strange);
    const votes = offered.map((choice) => ({ choice, count: own(counts, choice) ?? 0 })).filter(({ count }) => count > 0);
    if (!votes.length) return { error: "there are no votes: every count is 0" };
    this.record("voted", { votes });
    return {};
  }

  /** Returns the ids of the choices on offer, in the order shown. */
  onOffer() {
    return this.scene.choices.filter(({ locked }) => !locked).map(({ id }) => id);
  }

  notOnOffer(id) {
    const offered = this.onOffer();
    const is = this.scene.choices.some((view) => view.id === id && view.locked) ? "locked" : "not on offer";
    const short = [...String(id)].slice(0, 40).join("");
    return { error: `\`${short}\` is ${is} here; on offer: ${quoteIds(offered) || "nothing"}`, on_offer: offered };
  }

  newEvents() {
    const lines = this.events.slice(this.sent);
    this.sent = this.events.length;
    return lines;
  }

  /** Returns the scene, and the debrief of a run that is over. */
  sceneLines() {
    const { playable, scene, state, ask, owner } = this;
    const ended = this.ended ?? undefined;
    const made = this.steps.length;
    const ahead = choicesAhead(state);
    let count = 0;
    const choices = scene.choices.map(({ id, label, locked, why, after }) => {
      return { id, label, number: locked ? undefined : ++count, locked, why, after };
    });
    const values = Object.create(null);
    for (const id of playable.variables.keys()) values[id] = state.vals[id];
    const can = { hint: this.hintsLeft, write: !!ask, undo: made };
    const line = {
      message: "scene",
      at: state.node.id,
      passages: scene.passages,
      choices,
      ask,
      hints_left: this.hintsLeft,
      progress: { decision: ended ? made : made + 1, at_least: ahead === undefined ? undefined : made + ahead },
      values,
      status: scene.status.length ? scene.status : undefined,
      ended,
      stopped: ended && this.stopped(),
      acts: ended ? [] : Object.keys(ACTS).filter((act) => can[act] ?? true),
    };
    if (!ended) return [line];
    const fold = new DebriefFold();
    replayRun(playable, this.events, { learner: owner, fold });
    return [line, debriefLine(playable, fold.decisions)];
  }

  /** Returns why the run stopped, in words; undefined if it reached an ending. */
  stopped() {
    const { id, of } = this.state.node;
    return this.playable.words.stopped?.[this.ended.how]?.replace("{title}", () => titleOrId(of.title, id));
  }

  /**
   * Continues under the record of an earlier session, whose choices that count have been made here. Hints
   * that were shown before can be shown again.
   */
  continueRecord(events) {
    const { story, scenario } = this.playable;
    const { digest } = story.pack;
    const other = storyDigest(events) === digest ? undefined : scenario.id;
    this.events = [...events, { event: "resumed", digest, kept: this.steps.length, scenario: other }];
    for (const step of [this, ...this.steps]) step.hinted = [];
    this.recordOffer();
    if (this.ended) this.events.push({ event: "ended", ...this.ended });
  }
}

/** Returns a title, or the id if there is none. */
export function titleOrId(title, id) {
  return trimWhite(title) ? title : id;
}

/** Returns the digest of the story in which a record ends. */
export function storyDigest(events) {
  return events.filter(({ digest }) => digest !== undefined).pop()?.digest;
}

function quoteIds(ids) {
  return ids.map((id) => `\`${id}\``).join(", ");
}

/**
 * Returns the choices of a record that count at its end, in order: the `steps`. Each has its `at`,
 * `choice`, `earlier`, `outcome` and `reworded`, and what came before it: the events that were `written`,
 * the choices `hinted` at, and the `votes`. `rest` has what came after the last of them.
 */
export function standingSteps(events) {
  const steps = [];
  let story;
  let rest = { written: [], hinted: [], votes: [] };
  for (const event of events) {
    const { event: what, at, choice, earlier, outcome, kept, votes } = event;
    if (what === "chosen") {
      steps.push({ ...rest, at, choice, earlier });
      rest = { written: [], hinted: [], votes: [] };
    }
    if (what === "resolved" && steps.length) Object.assign(steps[steps.length - 1], { outcome, reworded: event.reworded });
    if (what === "undone" || what === "resumed") {
      const dropped = steps.splice(what === "undone" ? Math.max(0, steps.length - 1) : kept ?? steps.length);
      const written = [...dropped, rest].flatMap((step) => step.written);
      // A vote still counts after a pause in the same story; hints can be shown again.
      const isPause = what === "resumed" && !dropped.length && event.digest === story;
      rest = { written, hinted: dropped[0]?.hinted ?? [], votes: isPause ? rest.votes : [] };
      if (what === "resumed") for (const step of [rest, ...steps]) step.hinted = [];
    }
    if (what === "wrote") rest.written.push(event);
    if (what === "hinted") rest.hinted.push(choice);
    if (what === "voted") rest.votes = votes;
    story = event.digest ?? story;
  }
  return { steps, rest };
}

/**
 * Rebuilds the run that some events record, as it stands after them: the choices that count are made
 * again, with the outcomes as recorded. A run that was left is over. `fold` is told of each `onScene`,
 * `onChosen` and `onVote`. Throws an error if they are not the events of a run of this scenario in this
 * story.
 */
export function replayRun(playable, events, { learner = null, fold } = {}) {
  const [{ event, seed } = {}] = events;
  const scenario = events.filter((it) => it.scenario !== undefined).pop()?.scenario;
  const unrepeatable = (words) => new Error(`the run cannot be repeated in this story: ${words}`);
  if (event !== "started" || scenario !== playable.scenario.id) throw unrepeatable("it is of another scenario");
  const run = new Run(playable, { seed, learner });
  fold?.onScene(run);
  const { steps, rest } = standingSteps(events);
  for (const { at, choice, earlier, outcome, votes, written, hinted } of steps) {
    run.hinted = hinted;
    run.events.push(...written);
    const { id } = run.state.node;
    if (at !== id) throw unrepeatable(`it reached \`${at}\`, and now \`${id}\``);
    if (outcome === 0 || (earlier && earlier.fate !== "holds" && earlier.fate !== "reworded")) {
      throw unrepeatable(`it is unclear which choice \`${choice}\` is, or which outcome it had`);
    }
    if (votes.length) fold?.onVote(run, votes);
    const view = run.scene.choices.find((it) => it.id === choice && !it.locked);
    if (view) fold?.onChosen(run, view, earlier);
    const refused = run.choose(choice, outcome);
    if (refused) throw unrepeatable(refused.error);
    fold?.onScene(run);
  }
  if (events[events.length - 1].how === "left") run.leave();
  Object.assign(run, { events: [...events], hinted: rest.hinted });
  return run;
}

/**
 * Resumes a run of this story that is not over, as it was after the last choice that counts: `resumed`
 * and the choices on offer are added to its record. Throws an error if that is not possible.
 */
export function resumeRun(playable, events, options) {
  const { event, how } = events[events.length - 1] ?? {};
  if (event === "ended" && how !== "left") throw new Error("the run is over");
  const run = replayRun(playable, [...events, { event: "resumed" }], options);
  run.continueRecord(events);
  return run;
}
