// What happens in a run: a scenario with its names resolved, conditions, changes and targets. This is
// the part "A run" of the description of the story format; numbers in comments are those of its steps.
//
// The state of a run is its `node`, a situation or ending; the open `detour`, innermost first; and `vals`:
// the value of each variable by its id, and each mark that some condition reads, such as
// `visited queue`. A state is copied before it is changed.

import { outcomeShares, own } from "./bits.js";

/** The newest version of the story format that is known here. */
export const STORY_VERSION = 3;

/** The deepest nesting of a story. */
const DEEPEST = 400;

/** The highest number that stands for itself alone, and the lowest below 0. */
const HIGHEST = 2 ** 53;

/** The names of all fields of a scenario, of a principle, and of what they consist of. */
export const STORY_FIELDS = new Set(
  ("id title text source weight from brief covers minutes audience author tags cast variables start situations endings " +
    "name who shown kind low high values words set body hints ask choices next label if needs locked once after " +
    "outcomes when links feedback detour chance count in principle rating because result add number flag state variable " +
    "by to and or not compare left is right word visited chose situation choice broke upheld faced otherwise all " +
    "speaker direction callout media file alternative ordered level items lines info columns head rows emphasis strong " +
    "code link value then").split(" "),
);

/** The kinds of blocks and of variables. */
export const STORY_KINDS = new Set("paragraph speech callout media list quote code table heading rule meter flag state".split(" "));

function unplayable(words) {
  return new Error(`this story cannot be played: ${words}`);
}

/** Checks that every field and kind is known, and calls `found` with every field and its value. */
function checkFields(value, found, depth = 0) {
  if (depth > DEEPEST) throw unplayable("it is nested too deeply");
  if (typeof value !== "object") return;
  if (value === null) throw unplayable("something in it is `null`");
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (!Array.isArray(value)) {
      if (!STORY_FIELDS.has(key)) throw unplayable(`the field \`${key}\` is not known`);
      if (key === "kind" && !STORY_KINDS.has(part)) throw unplayable(`the kind \`${part}\` is not known`);
      if (key === "is" && !own(COMPARISONS, part)) throw unplayable(`the comparison \`${part}\` is not known`);
      found(key, part);
    }
    if (key !== "words") checkFields(part, found, depth + 1);
  }
}

/** What a `return` and nothing at all lead to, as the fewest choices from there on. */
const RETURN = { toEnding: Infinity, toReturn: 0 };
const NOWHERE = { toEnding: Infinity, toReturn: Infinity };

/** Prepares a scenario of a story; `openScenario` says how. */
export function openMachine(story, id, words) {
  if (!(story?.scn >= 1 && story.scn <= STORY_VERSION)) {
    throw unplayable(`it has version ${story?.scn} of the format; this program reads versions 1 to ${STORY_VERSION}`);
  }
  const scenario = story.scenarios?.find((it) => it.id === id);
  if (!scenario) throw unplayable(`there is no scenario \`${id}\``);
  const vals = Object.create(null);
  const marks = [];
  checkFields(story.principles, () => {});
  checkFields(scenario, (key, value) => {
    if (["visited", "broke", "upheld", "faced"].includes(key)) marks.push(`${key} ${value}`);
    if (key === "chose") marks.push(chosenMark(value.situation, value.choice));
  });
  const variables = new Map();
  for (const variable of scenario.variables) {
    const { low = 0, high = 0, start } = variable;
    if (low < -HIGHEST || high > HIGHEST) throw unplayable(`the range of \`${variable.id}\` is too large`);
    once(variables, variable.id, variable);
    vals[variable.id] = start;
  }
  const nodes = new Map();
  for (const of of [...scenario.situations, ...scenario.endings]) {
    const ending = of.result ? of : null;
    const measures = { toEnding: ending ? 0 : Infinity, toReturn: Infinity };
    once(nodes, of.id, { id: of.id, of, situation: ending ? null : of, ending, choices: [], cases: of.next ?? [], ...measures });
  }
  const principles = new Map(story.principles.map((it) => [it.id, it]));
  const playable = { story, scenario, words, nodes, variables, principles, order: new Set(scenario.covers), detours: 0 };
  const nodeOf = (name) => {
    const node = nodes.get(name);
    if (!node) throw unplayable(`there is no situation \`${name}\``);
    return node;
  };
  const goalsOf = (cases, here) => cases.map(({ to }) => (to === "again" ? here : to === "return" ? RETURN : nodeOf(to)));
  for (const node of nodes.values()) {
    node.goals = goalsOf(node.cases, node);
    const known = new Map();
    for (const of of node.situation?.choices ?? []) {
      const choice = { id: of.id, node, of, outcomes: [] };
      once(known, of.id, choice);
      if (of.once) marks.push(chosenMark(node.id, of.id));
      if (of.outcomes.some(({ when }) => when?.chance)) {
        choice.shares = outcomeShares(of.outcomes.map(({ when }) => when));
        if (!choice.shares) throw unplayable(`the chances of the choice \`${of.id}\` do not add up to 1`);
      }
      choice.outcomes = of.outcomes.map((outcome, at) => {
        const { links = [], detour, next = [] } = outcome;
        links.forEach(({ principle }) => playable.order.add(principle));
        const cases = typeof next === "string" ? [{ to: next }] : next;
        return { number: at + 1, choice, of: outcome, links, cases, goals: goalsOf(cases, node), detour: detour && nodeOf(detour) };
      });
    }
    node.choices = [...known.values()];
  }
  marks.forEach((mark) => (vals[mark] = false));
  playable.start = { playable, node: nodeOf(scenario.start), detour: { id: 0, above: new Map() }, vals };
  measureDistances([...nodes.values()]);
  return playable;
}

function once(map, id, value) {
  if (map.has(id)) throw unplayable(`two things are named \`${id}\``);
  map.set(id, value);
}

function chosenMark(situation, choice) {
  return `chose ${situation} ${choice}`;
}

/** Computes, for each node, the fewest choices to an ending and to a `return`, whatever holds. */
function measureDistances(nodes) {
  const ways = nodes.map(({ choices, goals }) => {
    const outcomes = choices.flatMap((choice) => choice.outcomes);
    const waysOf = (outcome) => (outcome.goals.length ? outcome.goals : [NOWHERE]).map((goal) => [outcome.detour, goal]);
    return choices.length ? outcomes.flatMap(waysOf) : goals.map((goal) => [undefined, goal]);
  });
  const improve = (node, at) => {
    const { toEnding, toReturn } = node;
    const cost = node.choices.length ? 1 : 0;
    for (const [detour, goal] of ways[at]) {
      const [inside, out] = detour ? [detour.toEnding, detour.toReturn] : [Infinity, 0];
      node.toEnding = Math.min(node.toEnding, cost + inside, cost + out + goal.toEnding);
      node.toReturn = Math.min(node.toReturn, cost + out + goal.toReturn);
    }
    return node.toEnding < toEnding || node.toReturn < toReturn;
  };
  for (let better = true; better; ) {
    better = false;
    for (let at = nodes.length; at--; ) better = improve(nodes[at], at) || better;
    nodes.forEach((node, at) => (better = improve(node, at) || better));
  }
}

/** Returns the fewest choices from a state to an ending, or undefined if no way leads to one. */
export function choicesAhead({ node, detour }) {
  let { toEnding, toReturn } = node;
  for (let open = detour; open.below; open = open.below) {
    const least = (name) => Math.min(...open.outcome.goals.map((goal) => goal[name]));
    toEnding = Math.min(toEnding, toReturn + least("toEnding"));
    toReturn += least("toReturn");
  }
  return toEnding < Infinity ? toEnding : undefined;
}

/** Returns the state of a new run. `show` is called with each node or outcome whose text is shown. */
export function startState({ start }, show) {
  show(null, start);
  return enterNode(copyState(start), start.node, show);
}

function copyState(state) {
  return { ...state, vals: Object.assign(Object.create(null), state.vals) };
}

/** Returns a text that two states share only if they are equal. */
export function stateKey({ node, detour, vals }) {
  return JSON.stringify([node.id, detour.id, vals]);
}

function setMark({ vals }, mark) {
  if (mark in vals) vals[mark] = true;
}

/** 1: enters a node. The state is changed. */
function enterNode(state, node, show) {
  state.node = node;
  applyChanges(state, node.of.set);
  show(node, state);
  setMark(state, `visited ${node.id}`);
  return state;
}

/** 1: continues from a situation without choices. Returns null if it leads nowhere. */
export function goOn(state, show) {
  return follow(copyState(state), state.node.cases, state.node, show);
}

/** Follows the first case that holds. `here` is the situation of `again`. The state is changed. */
function follow(state, cases, here, show) {
  const to = cases.find((it) => !it.if || holds(state, it.if))?.to;
  if (!to) return null;
  if (to !== "return") return enterNode(state, to === "again" ? here : state.playable.nodes.get(to), show);
  const { below, outcome } = state.detour;
  state.detour = below;
  return below ? follow(state, outcome.cases, outcome.choice.node, show) : null;
}

/** 2: returns whether a choice is `open`, `locked`, or not shown at all. */
export function offerOf(state, { id, node, of }) {
  if ((of.once && state.vals[chosenMark(node.id, id)]) || (of.if && !holds(state, of.if))) return null;
  return of.needs && !holds(state, of.needs) ? "locked" : "open";
}

/** 3 and 4: makes a choice. Returns the state with its marks, and the outcomes that are possible. */
export function makeChoice(state, open, choice) {
  const marked = copyState(state);
  setMark(marked, chosenMark(choice.node.id, choice.id));
  const links = open.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome.links));
  links.forEach(({ principle }) => setMark(marked, `faced ${principle}`));
  const first = choice.outcomes.find(({ of }) => !of.when?.if || holds(marked, of.when.if));
  return { marked, possible: choice.shares ? choice.outcomes : first ? [first] : [] };
}

/** 5 and 6: lets an outcome happen. Returns the next state, or null if it leads nowhere. */
export function takeOutcome(marked, outcome, show) {
  const state = copyState(marked);
  for (const { principle, rating } of outcome.links) setMark(state, `${rating < 0 ? "broke" : "upheld"} ${principle}`);
  applyChanges(state, outcome.of.set);
  show(outcome, state);
  if (!outcome.detour) return follow(state, outcome.cases, outcome.choice.node, show);
  const below = state.detour;
  if (!below.above.has(outcome)) below.above.set(outcome, { id: ++state.playable.detours, below, outcome, above: new Map() });
  state.detour = below.above.get(outcome);
  return enterNode(state, outcome.detour, show);
}

function applyChanges(state, changes = []) {
  for (const [kind, what] of changes.flatMap(Object.entries)) {
    const { low, high } = state.playable.variables.get(what.variable) ?? {};
    if (kind === "when") applyChanges(state, holds(state, what.if) ? what.set : []);
    else if (kind === "add") state.vals[what.variable] = Math.min(high, Math.max(low, state.vals[what.variable] + what.by));
    else state.vals[what.variable] = what.to;
  }
}

/** For each comparison, the signs of the difference for which it is true. */
const COMPARISONS = { "=": "0", "!=": "-+", "<": "-", "<=": "-0", ">": "+", ">=": "+0" };

/** Returns whether a condition holds in a state; none does where there is no state. */
function holds(state, condition) {
  if (!state) return false;
  const [kind, what] = Object.entries(condition)[0] ?? [];
  const operand = ({ variable, number, word }) => (variable === undefined ? number ?? word : state.vals[variable]);
  switch (kind) {
    case "and":
      return what.every((part) => holds(state, part));
    case "or":
      return what.some((part) => holds(state, part));
    case "not":
      return !holds(state, what);
    case "flag":
      return state.vals[what];
    case "compare": {
      const [left, right] = [operand(what.left), operand(what.right)];
      return COMPARISONS[what.is].includes(left === right ? "0" : left < right ? "-" : "+");
    }
    default:
      return state.vals[kind === "chose" ? chosenMark(what.situation, what.choice) : `${kind} ${what}`];
  }
}

/** Returns the current value of a variable as the learner reads it. */
export function shownValue({ vals }, { id, words = {} }) {
  const value = vals[id];
  return typeof value === "boolean" ? (value ? "yes" : "no") : own(words, value) ?? String(value);
}

/**
 * Returns a text as it is shown: values are inserted, and conditions evaluated if it is part of a body.
 * `seen` has the state, which is null outside a run, and the learner's name.
 */
export function shownText(seen, spans, isBody = false) {
  return spans.flatMap((span) => {
    const { value, text, then, otherwise = [] } = span;
    if (text !== undefined) return span;
    if (value === undefined) return shownText(seen, isBody && holds(seen.state, span.if) ? then : otherwise, isBody);
    const variable = seen.state?.playable.variables.get(value);
    return { text: value === "learner" ? seen.learner : variable ? shownValue(seen.state, variable) : `{${value}}` };
  });
}

/** Returns the words of a text without its styles. */
export function plainText(text) {
  return text.map((words) => words.text).join("");
}

/** Returns the blocks of a body whose conditions hold, with texts instead of spans. */
export function shownBody(seen, blocks) {
  const isShown = (when) => {
    if (when.all) return when.all.every(isShown);
    return when.otherwise ? !holds(seen.state, when.otherwise) : holds(seen.state, when.if);
  };
  // The parts of a block that are lists of spans, or lists of such lists.
  const shown = (part) => {
    if (!Array.isArray(part) || typeof part[0] === "string") return part;
    return part.every(Array.isArray) ? part.map(shown) : shownText(seen, part, true);
  };
  const some = blocks.filter(({ when = "always" }) => when === "always" || isShown(when));
  return some.map(({ when, ...block }) => {
    for (const key of Object.keys(block)) block[key] = shown(block[key]);
    return block;
  });
}
