// A run as it is played. It speaks the protocol of `scn play --events`: acts in, lines out, as objects
// whose JSON is that of the Rust player. No input or output, and no clock.

import { drawPosition, drawnOrder, own, trimWhite } from "./bits.js";
import { DebriefFold, debriefLine } from "./debrief-data.js";
import { choicesAhead, goOn, goesOn, makeChoice, offerOf, openMachine, plainText, shownBody, shownText } from "./machine.js";
import { shownValue, startState, stateKey, takeOutcome, valueOf, withoutAbsent } from "./machine.js";

/** The most situations without a choice in a row. Nobody reads that far. */
const LONGEST_CHAIN = 10000;

/** The most characters that a learner can write in answer to a question. */
export const MOST_WRITTEN = 10000;

/** The acts that there are, in the order in which a scene lists them. */
const ACTS = ["choose", "hint", "write", "undo", "vote", "save", "keep", "show", "leave"];

/**
 * Prepares a scenario of a story, the one with this id, for any number of runs. `words` are the phrases
 * of a page; only `stopped`, `given`, `closing`, `reworded_label` and `guest` of them are used, and a
 * sentence without its phrase is left out.
 *
 * Throws an error in words for a story that cannot be played: of an unknown version, with a field or a
 * kind that is not known here, or with a name that does not exist.
 */
export function openScenario(story, id, words = {}) {
  return openMachine(story, id, words);
}

/**
 * A run of a scenario.
 *
 * `seed` is a whole number below 2^53, or a BigInt. `learner` is the name of whoever plays, null for a
 * guest. A learner's run can be saved. That a guest's run can be kept under a name is `keepable`. The
 * run only records `saved` and the new owner; whoever made it stores its events.
 */
export class Run {
  constructor(playable, { seed, learner = null, keepable = false }) {
    this.playable = playable;
    this.seed = seed;
    this.owner = learner;
    this.name = learner ?? playable.words.guest ?? "Guest";
    this.keepable = keepable;
    const { pack } = playable.story;
    this.events = [{ event: "started", pack: pack.name, digest: pack.digest, scenario: playable.scenario.id, seed }];
    /** The choices that count, each with what was true before it. */
    this.steps = [];
    this.draws = 0;
    this.open = [];
    this.hinted = [];
    this.scene = { passages: [], status: [], choices: [], hints: [], ended: null };
    this.sent = 0;
    const passages = [];
    this.state = startState(playable, (what, state) => this.show(passages, what, state));
    this.advance(passages);
  }

  /** Why and where the run ended, or null. */
  get ended() {
    return this.scene.ended;
  }

  /** The result of a run that reached an ending, or null. */
  get result() {
    return this.ended?.how === "ending" ? this.state.node.ending.result : null;
  }

  /** Returns the first lines: the events so far, and the scene. */
  begin() {
    return [...this.newEvents(), ...this.sceneLines()];
  }

  /** Does what a line asks for, and returns the lines that answer it. */
  act(line) {
    const { error, on_offer: onOffer, ...done } = this.perform(line ?? {});
    if (error) return [withoutAbsent({ error, on_offer: onOffer })];
    const lines = [withoutAbsent({ message: "done", do: line.do, ...done }), ...this.newEvents()];
    return ["choose", "undo", "show"].includes(line.do) ? [...lines, ...this.sceneLines()] : lines;
  }

  /** Does what a line asks for. Returns what `done` says about it, or an error. */
  perform(line) {
    const over = (so) => ({ error: `the run is over, so ${so}` });
    const isOver = this.ended !== null;
    const wrong = wrongField(line);
    if (wrong) return { error: wrong };
    switch (line.do) {
      case "choose": {
        const { choice, outcome, timed = false } = line;
        if (timed && this.scene.choices.some((view) => view.id === choice && !view.locked && view.after === undefined)) {
          return { error: `\`${choice}\` has no time limit, so it cannot be chosen by a clock` };
        }
        const before = this.events.length;
        const refused = this.choose(choice, outcome, timed);
        return refused ?? { choice, outcome: this.events.slice(before).find(({ event }) => event === "resolved")?.outcome };
      }
      case "hint":
        return isOver ? over("there is no hint") : this.hint(line.choice);
      case "write":
        return isOver ? over("nothing can be written") : this.write(line.words);
      case "undo": {
        if (isOver) return over("nothing can be undone");
        const choice = this.undo();
        return choice === null ? { error: "the run is at its start: there is no choice to undo" } : { choice };
      }
      case "vote":
        return isOver ? over("nobody can vote") : this.vote(line.votes);
      case "save":
        if (isOver) return over("it cannot be saved");
        if (this.owner === null) {
          return { error: `a guest's run is not kept, so it cannot be saved${this.keepable ? "; `keep` it under a name first" : ""}` };
        }
        this.events.push({ event: "saved" });
        return { kept: true };
      case "keep": {
        const name = trimWhite(line.name);
        if (this.owner !== null) return { error: "this run is already kept" };
        if (!this.keepable) return { error: "this run cannot be kept" };
        if (!name) return { error: "the name is empty" };
        this.owner = name;
        return { kept: true, holder: { kind: "learner", name } };
      }
      case "leave":
        this.leave();
        return {};
      default:
        return {};
    }
  }

  /** Makes a choice, with this outcome if it is given. Returns null, or an error; the run is then unchanged. */
  choose(id, fixed, timed = false) {
    const { playable, state, open } = this;
    if (this.ended) return { error: "the run is over, so nothing is on offer" };
    const choice = open.find((it) => it.id === id);
    if (!choice) return this.notOnOffer(id);
    const { marked, possible } = makeChoice(playable, state, open, choice);
    let outcome = possible.find(({ number }) => number === fixed);
    if (fixed === undefined) {
      outcome = possible[choice.chance ? drawPosition(this.seed, this.draws, choice.weights) : 0];
    } else if (!outcome) {
      const can = possible.map(({ number }) => `outcome ${number}`).join(", ") || "none";
      return { error: `\`${id}\` cannot have outcome ${fixed} here; it can have ${can}` };
    }
    const { scene, hinted, draws } = this;
    this.steps.push({ id, state, open, scene, hinted, draws });
    // A fixed draw counts as a draw, so that later random outcomes stay the same.
    this.draws += choice.chance ? 1 : 0;
    const at = state.node.id;
    this.events.push(withoutAbsent({ event: "chosen", at, choice: id, timed: timed || undefined }));
    const passages = [];
    this.links = [];
    if (!outcome) {
      this.endRun(passages, { how: "no-outcome", at, choice: id });
      return null;
    }
    this.events.push({ event: "resolved", outcome: outcome.number });
    const next = takeOutcome(playable, marked, outcome, (what, seen) => this.show(passages, what, seen));
    if (next) {
      this.state = next;
      this.advance(passages);
    } else {
      this.endRun(passages, { how: "nowhere", at });
    }
    return null;
  }

  /** Undoes the last choice that counts, and returns its id; null if there is none. */
  undo() {
    if (this.ended || this.steps.length === 0) return null;
    const { id, state, open, scene, hinted, draws } = this.steps.pop();
    const { status } = this.scene;
    Object.assign(this, { state, open, hinted, draws });
    this.scene = { ...scene, status: this.statusAfter(status) };
    this.events.push({ event: "undone", at: state.node.id });
    this.recordOffer();
    return id;
  }

  /** Adds the passage of a node or an outcome, or, if it is null, of the brief. */
  show(passages, what, state) {
    const seen = { playable: this.playable, state, learner: this.name };
    if (what === null) {
      passages.push({ kind: "brief", body: shownBody(seen, this.playable.scenario.brief) });
    } else if (what.choice) {
      const { body, feedback = [] } = what.of;
      this.links = what.links.map((link) => ({ ...link, because: shownText(seen, link.because) }));
      passages.push({
        kind: "outcome", number: what.number, body: shownBody(seen, body), feedback: feedback.map((text) => shownText(seen, text)),
      });
    } else {
      const { id, situation, ending } = what;
      const body = shownBody(seen, what.of.body);
      if (situation) passages.push({ kind: "situation", id, title: trimWhite(situation.title), body });
      else passages.push({ kind: "ending", id, title: titleOrId(ending.title, id), result: ending.result, body });
    }
  }

  /** Continues until there is something to choose or the run is over. */
  advance(passages) {
    const first = passages.length - 1;
    const known = new Set();
    const places = [placeKey(this.state)];
    while (goesOn(this.state.node)) {
      const key = stateKey(this.state);
      if (LONGEST_CHAIN <= places.length || known.has(key)) {
        const again = places.findIndex((place, index) => places.indexOf(place) < index);
        if (again >= 0) passages.length = first + again;
        this.endRun(passages, { how: "loop", at: this.state.node.id });
        return;
      }
      known.add(key);
      const next = goOn(this.playable, this.state, (what, state) => this.show(passages, what, state));
      if (!next) {
        this.endRun(passages, { how: "nowhere", at: this.state.node.id });
        return;
      }
      this.state = next;
      places.push(placeKey(next));
    }
    if (this.state.node.ending) this.endRun(passages, { how: "ending", at: this.state.node.id });
    else this.offerChoices(passages);
  }

  offerChoices(passages) {
    const { playable, state } = this;
    const { situation, choices, id } = state.node;
    const text = (spans) => shownText({ playable, state, learner: this.name }, spans);
    this.open = [];
    let views = [];
    for (const choice of choices) {
      const offer = offerOf(playable, state, choice);
      if (offer === null) continue;
      if (offer === "open") this.open.push(choice);
      const { label, locked, after, hints = [] } = choice.of;
      const shown = text(label);
      views.push({
        id: choice.id,
        label: trimWhite(plainText(shown)) ? shown : [{ text: choice.id }],
        locked: offer === "locked",
        why: offer === "locked" && locked ? text(locked) : undefined,
        after,
        hints: hints.map(text),
      });
    }
    if (playable.story.pack.shuffle) views = drawnOrder(views, this.seed, id, (view) => view.id);
    this.hinted = [];
    const hints = (situation.hints ?? []).map(text);
    this.scene = { passages, status: this.statusAfter(this.scene.status), choices: views, hints, ended: null, links: this.links };
    this.recordShown();
    if (this.open.length === 0) this.recordEnd({ how: "dead-end", at: id });
  }

  endRun(passages, ended) {
    this.open = [];
    this.scene = { passages, status: this.statusAfter(this.scene.status), choices: [], hints: [], ended: null, links: this.links };
    this.recordShown();
    this.recordEnd(ended);
  }

  /** Leaves the run unfinished. The choices that were on offer stay in the scene. */
  leave() {
    if (this.ended) return;
    this.scene = { ...this.scene, passages: [] };
    this.open = [];
    this.recordEnd({ how: "left", at: this.state.node.id });
  }

  recordEnd(ended) {
    this.events.push({ event: "ended", ...ended });
    this.scene.ended = ended;
  }

  recordShown() {
    const nodes = this.scene.passages.filter(({ id }) => id !== undefined);
    nodes.forEach(({ id }, index) => this.recordOffer(id, index === nodes.length - 1 ? this.scene.choices : []));
  }

  /** Records the choices on offer at a situation. */
  recordOffer(at = this.state.node.id, choices = this.scene.choices) {
    const ids = (isLocked) => {
      const some = choices.filter(({ locked }) => locked === isLocked);
      return some.length ? some.map(({ id }) => id) : undefined;
    };
    this.events.push(withoutAbsent({ event: "shown", at, choices: ids(false), locked: ids(true) }));
  }

  /** Returns the values that are always shown. `before` are those of the scene before. */
  statusAfter(before) {
    const shown = [...this.playable.variables.values()].filter(({ of }) => of.shown);
    return shown.map((variable) => {
      const { id, title, low, high } = variable.of;
      const value = shownValue(variable, this.state);
      const meter = variable.kind === "meter" ? { number: valueOf(variable, this.state), low, high } : undefined;
      const old = before.find((it) => it.id === id)?.value;
      return withoutAbsent({ id, title: titleOrId(title, id), value, meter, before: old === value ? undefined : old });
    });
  }

  /** How many hints of the current situation have not been shown yet. */
  get hintsLeft() {
    const { hints, choices } = this.scene;
    return Math.max(0, hints.length + choices.reduce((sum, view) => sum + view.hints.length, 0) - this.hinted.length);
  }

  /** Shows the next hint: of a choice, or of the situation and then of its choices. */
  hint(about) {
    const { hints, choices } = this.scene;
    const views = choices.filter(({ id }) => about === undefined || id === about);
    if (about !== undefined && views.length === 0) return this.notOnOffer(about);
    const sources = about === undefined ? [{ id: undefined, hints }, ...views] : views;
    for (const source of sources) {
      const given = this.hinted.filter(([of]) => of === source.id).length;
      if (given >= source.hints.length) continue;
      const number = given + 1;
      this.hinted = [...this.hinted, [source.id, number]];
      this.events.push(withoutAbsent({ event: "hinted", at: this.state.node.id, choice: source.id, hint: number }));
      return { hint: withoutAbsent({ choice: source.id, number, text: source.hints[given], left: this.hintsLeft }) };
    }
    return { error: `there are no more hints${about === undefined ? "" : ` about \`${about}\``} here` };
  }

  /** Returns the question that can be answered in words now, with what was written; undefined if there is none. */
  get ask() {
    const ask = this.ended ? undefined : this.state.node.situation?.ask;
    if (!ask) return undefined;
    const written = this.events.filter((it) => it.event === "wrote" && it.at === this.state.node.id && it.question === undefined);
    const text = shownText({ playable: this.playable, state: this.state, learner: this.name }, ask.text);
    return withoutAbsent({ id: ask.id, text, words: written.pop()?.words || undefined });
  }

  write(text) {
    const words = trimWhite(text);
    const { ask } = this;
    if (!ask) return { error: "nothing is asked here that can be answered in words" };
    if (MOST_WRITTEN < [...words].length) {
      return { error: `this is longer than ${MOST_WRITTEN} characters, so it was not recorded` };
    }
    this.events.push({ event: "wrote", at: this.state.node.id, ask: ask.id, words });
    return {};
  }

  vote(counts) {
    const offered = this.onOffer();
    const strange = Object.keys(counts).sort(byBytes).find((id) => !offered.includes(id));
    if (strange !== undefined) return this.notOnOffer(strange);
    const votes = offered.map((choice) => ({ choice, count: own(counts, choice) ?? 0 })).filter(({ count }) => count > 0);
    if (votes.length === 0) return { error: "there are no votes: every count is 0" };
    this.events.push({ event: "voted", at: this.state.node.id, votes });
    return {};
  }

  /** The ids of the choices on offer, in the order shown. */
  onOffer() {
    return this.scene.choices.filter(({ locked }) => !locked).map(({ id }) => id);
  }

  notOnOffer(id) {
    const offered = this.onOffer();
    const is = this.scene.choices.some((view) => view.id === id && view.locked) ? "locked" : "not on offer";
    const names = offered.map((name) => `\`${name}\``).join(", ") || "nothing";
    return { error: `\`${[...id].slice(0, 40).join("")}\` is ${is} here; on offer: ${names}`, on_offer: offered };
  }

  newEvents() {
    const lines = this.events.slice(this.sent);
    this.sent = this.events.length;
    return lines;
  }

  /** Returns the scene, and the debrief of a run that is over. */
  sceneLines() {
    const { playable, scene, state, ended } = this;
    let number = 0;
    const choices = scene.choices.map(({ id, label, locked, why, after }) => {
      number += locked ? 0 : 1;
      return withoutAbsent({ id, label, number: locked ? undefined : number, locked, why, after });
    });
    const ahead = choicesAhead(state);
    const made = this.steps.length;
    const values = Object.create(null);
    for (const [id, variable] of playable.variables) values[id] = valueOf(variable, state);
    const line = withoutAbsent({
      message: "scene",
      at: state.node.id,
      passages: scene.passages,
      choices,
      ask: this.ask,
      hints_left: this.hintsLeft,
      progress: withoutAbsent({ decision: made + (ended ? 0 : 1), at_least: ahead === undefined ? undefined : made + ahead }),
      values,
      status: scene.status.length ? scene.status : undefined,
      ended: ended ?? undefined,
      stopped: ended ? this.stopped(ended) : undefined,
      acts: this.possibleActs(),
    });
    if (!ended) return [line];
    const fold = new DebriefFold();
    replayRun(playable, this.events, { learner: this.owner, fold });
    return [line, debriefLine(playable, fold.decisions)];
  }

  /** Returns why a run stopped, in words; undefined if it reached an ending. */
  stopped({ how, at }) {
    const { words, nodes } = this.playable;
    return words.stopped?.[how]?.split("{title}").join(titleOrId(nodes.get(at).of.title, at));
  }

  possibleActs() {
    const isOver = this.ended !== null;
    const isGuest = this.owner === null;
    const keep = isGuest && this.keepable;
    const can = {
      choose: !isOver,
      hint: !isOver && this.hintsLeft > 0,
      write: this.ask !== undefined,
      undo: !isOver && this.steps.length > 0,
      vote: !isOver,
      save: !isOver && !isGuest,
      keep,
      show: !isOver || keep,
      leave: !isOver || keep,
    };
    return ACTS.filter((act) => can[act]);
  }

  /**
   * Continues under the record of an earlier session: its events, and then `resumed`. The choices of
   * that record that still count were made before.
   */
  continueRecord(events) {
    const { digest } = this.playable.story.pack;
    const scenario = storyDigest(events) === digest ? undefined : this.playable.scenario.id;
    this.events = [...events, withoutAbsent({ event: "resumed", digest, kept: this.steps.length, scenario })];
    this.recordOffer();
    if (this.ended) this.events.push({ event: "ended", ...this.ended });
  }
}

/** Returns a title, or the id if there is none. */
export function titleOrId(title, id) {
  return trimWhite(title) ? title : id;
}

/** Compares two texts by their UTF-8. */
function byBytes(a, b) {
  const [one, other] = [[...a], [...b]].map((list) => list.map((letter) => letter.codePointAt(0)));
  const at = one.findIndex((code, index) => code !== other[index]);
  return at < 0 ? one.length - other.length : one[at] - (other[at] ?? -1);
}

function placeKey({ node, detour }) {
  return `${node.index} ${detour.id}`;
}

/** Returns what is wrong with an act, in words; null if nothing is. */
function wrongField(line) {
  const name = line.do;
  if (!ACTS.includes(name)) {
    const all = ACTS.map((act) => `\`${act}\``).join(", ");
    return `\`${String(name).slice(0, 40)}\` is not a known value of \`do\`; it must be one of ${all}`;
  }
  const isCount = (value) => Number.isInteger(value) && 0 <= value && value < 2 ** 32;
  const isText = (value) => typeof value === "string";
  const fine = {
    choose: () => isText(line.choice) && (line.outcome === undefined || isCount(line.outcome)),
    hint: () => line.choice === undefined || isText(line.choice),
    write: () => isText(line.words),
    vote: () => typeof line.votes === "object" && line.votes !== null && Object.values(line.votes).every(isCount),
    keep: () => isText(line.name),
  }[name];
  return fine && !fine() ? `\`${name}\` is not valid` : null;
}

/** Returns the digest of the story in which a record ends. */
export function storyDigest(events) {
  return events.filter(({ digest }) => digest !== undefined).pop()?.digest;
}

/**
 * Returns the choices of a record that count at its end, in order, and what was written since the last
 * of them. Each has its `at`, `choice`, `earlier`, `outcome`, `votes`, and what was `written` before it.
 */
export function standingSteps(events) {
  const steps = [];
  let written = [];
  let votes = [];
  for (const event of events) {
    if (event.event === "chosen") {
      steps.push({ at: event.at, choice: event.choice, earlier: event.earlier, outcome: undefined, votes, written });
      [written, votes] = [[], []];
    } else if (event.event === "resolved" && steps.length) {
      const last = steps[steps.length - 1];
      [last.outcome, last.reworded] = [event.outcome, event.reworded];
    } else if (event.event === "undone" || event.event === "resumed") {
      const dropped = steps.splice(event.event === "undone" ? Math.max(0, steps.length - 1) : event.kept);
      written = [...dropped.flatMap((step) => step.written), ...written];
      votes = [];
    } else if (event.event === "wrote") {
      written.push(event);
    } else if (event.event === "voted") {
      ({ votes } = event);
    }
  }
  return { steps, written };
}

/** Returns the position of the last `resumed` in another story, or without some of the choices; -1 if there is none. */
function lastChange(events) {
  let [digest, made, change] = [undefined, 0, -1];
  events.forEach((event, at) => {
    if (event.event === "started") ({ digest } = event);
    if (event.event === "chosen") made += 1;
    if (event.event === "undone") made = Math.max(0, made - 1);
    if (event.event === "resumed") {
      if (event.digest !== digest || event.kept !== made) change = at;
      [digest, made] = [event.digest, event.kept];
    }
  });
  return change;
}

/** The error about a record that cannot be repeated. */
function unrepeatable(words) {
  return new Error(`the run cannot be repeated in this story: ${words}`);
}

/**
 * Rebuilds the run that some events record, with the outcomes as recorded. A run that was left is over.
 * `fold` is told what happens: `onScene`, `onChosen`, `onVote` and `onUndo`. Throws an error if they are
 * not the events of a run of this scenario in this story; see `carry.js` for those of an earlier one.
 */
export function replayRun(playable, events, { learner = null, keepable = false, fold = null } = {}) {
  const [started] = events;
  if (started?.event !== "started") throw new Error("these events do not begin with `started`");
  const scenario = events.filter((event) => event.scenario !== undefined).pop().scenario;
  if (scenario !== playable.scenario.id) throw new Error(`these events are of the scenario \`${scenario}\``);
  const run = new Run(playable, { seed: started.seed, learner, keepable });
  fold?.onScene(run);
  const choose = ({ choice, earlier, timed }, outcome) => {
    if (earlier && !["holds", "reworded"].includes(earlier.fate)) {
      throw unrepeatable(`\`${earlier.label}\` no longer exists, or it is unclear which choice it is`);
    }
    if (outcome === 0) throw unrepeatable(`the outcome of \`${choice}\` no longer exists, or it is unclear which it is`);
    const view = run.scene.choices.find(({ id, locked }) => id === choice && !locked);
    if (view) fold?.onChosen(run, view, earlier);
    const refused = run.choose(choice, outcome, timed);
    if (refused) throw unrepeatable(refused.error);
    fold?.onScene(run);
  };
  const change = lastChange(events);
  let shown = 0;
  if (change >= 0) {
    for (const step of standingSteps(events.slice(0, change + 1)).steps) {
      if (step.at !== run.state.node.id) throw unrepeatable(`it reached \`${step.at}\`, and now \`${run.state.node.id}\``);
      run.events.push(...step.written);
      if (step.votes.length) fold?.onVote(run, step.votes);
      choose(step, step.outcome);
    }
    run.continueRecord(events.slice(0, change));
    shown = events.slice(0, change + 1).filter(({ event }) => event === "shown").length;
  }
  let chosen = null;
  const makeChosen = (outcome) => {
    const made = chosen;
    chosen = null;
    if (made) choose(made, outcome);
  };
  for (let index = Math.max(change, 0) + 1; index < events.length; index++) {
    const event = events[index];
    const order = () => new Error(`event ${index + 1} cannot follow those before it`);
    if (chosen && event.event === "resolved") {
      makeChosen(event.outcome);
      continue;
    }
    makeChosen();
    switch (event.event) {
      case "shown": {
        const now = run.events.filter((it) => it.event === "shown")[shown]?.at;
        if (now !== event.at) throw unrepeatable(`it reached \`${event.at}\`, and now ${now ? `\`${now}\`` : "stops before that"}`);
        shown += 1;
        break;
      }
      case "chosen":
        chosen = event;
        break;
      case "hinted":
        if (run.ended || run.hint(event.choice).error) throw unrepeatable(`a hint at \`${event.at}\` no longer exists`);
        break;
      case "wrote":
        run.events.push(event);
        break;
      case "voted":
        run.events.push(event);
        fold?.onVote(run, event.votes);
        break;
      case "undone":
        if (run.undo() === null) throw order();
        fold?.onUndo(run);
        break;
      case "saved":
        run.events.push(event);
        break;
      case "resumed":
        run.continueRecord(run.events);
        break;
      case "ended":
        if (event.how === "left") {
          if (events.slice(index + 1).some((later) => later.event === "resumed")) run.events.push(event);
          else run.leave();
        }
        break;
      default:
        throw order();
    }
  }
  makeChosen();
  return run;
}

/**
 * Resumes a run of this story that is not over: its choices that count are made again, and `resumed` and
 * the choices on offer are added to its record. Throws an error if that is not possible.
 */
export function resumeRun(playable, events, { learner = null, keepable = false } = {}) {
  const last = events[events.length - 1];
  if (events[0]?.event !== "started") throw new Error("these events do not begin with `started`");
  if (last.event === "ended" && last.how !== "left") throw new Error("the run is over");
  const run = new Run(playable, { seed: events[0].seed, learner, keepable });
  for (const { at, choice, outcome } of standingSteps(events).steps) {
    if (at !== run.state.node.id) throw unrepeatable(`it reached \`${at}\`, and now \`${run.state.node.id}\``);
    const refused = run.choose(choice, outcome);
    if (refused) throw unrepeatable(refused.error);
  }
  run.continueRecord(events);
  return run;
}
