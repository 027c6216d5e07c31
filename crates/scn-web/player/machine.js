// What happens in a run: a scenario with its names resolved, conditions, changes and targets. This is
// the part "A run" of the description of the story format. The numbers below are those of its steps.

import { chanceWeights, own } from "./bits.js";

/** The versions of the story format that are known here. */
export const STORY_VERSIONS = [1, 2, 3];

/** The deepest nesting of a story. */
const DEEPEST = 160;

/**
 * What a story consists of. A text lists the fields of an object with their types, `?` after those that
 * can be absent. `s`, `n` and `b` are texts, whole numbers and booleans; `*` is a list. A list has the
 * words that are possible. Of an object, `kinds` are told apart by the field `kind`, `keys` by their
 * first field, and `words` are possible instead.
 */
export const SHAPES = {
  Story: "scn:n pack:Pack course?:any certificate?:any principles:Principle* lessons:any quizzes?:any scenarios:any*",
  Pack: "name:s title:s version?:s language?:s digest:s shuffle?:b unnamed?:b",
  Principle: "id:s title:s text:Block* source?:s weight:n from?:s",
  Scenario:
    "id:s title:s brief:Block* covers:s* minutes?:n audience?:s author?:s tags?:s* cast:Cast* variables:Variable* start:s " +
    "situations:Situation* endings:Ending*",
  Cast: "name:s who:s",
  Variable: {
    all: "id:s title:s shown?:b",
    kinds: { meter: "low:n high:n start:n", flag: "start:b", state: "values:s* words?:any start:s" },
  },
  Situation: "id:s title:s set?:Change* body:Block* hints?:Span** ask?:Ask choices?:Choice* next?:NextCase*",
  Ask: "id:s text:Span*",
  Ending: "id:s title:s result:RunResult body:Block*",
  RunResult: ["passed", "failed", "mixed"],
  Choice:
    "id:s label:Span* if?:Cond needs?:Cond locked?:Span* once?:b after?:n hints?:Span** outcomes:Outcome*",
  Outcome: "when?:OutcomeWhen body:Block* links?:Link* feedback?:Span** set?:Change* detour?:s next?:OutcomeNext",
  OutcomeWhen: { words: ["always", "otherwise"], keys: { if: "if:Cond", chance: "chance:Odds" } },
  Odds: "count:n in:n",
  OutcomeNext: { text: true, list: "NextCase" },
  NextCase: "if?:Cond to:s",
  Link: "principle:s rating:n because:Span*",
  Change: { keys: { add: "add:Add", number: "number:PutNumber", flag: "flag:PutFlag", state: "state:PutWord", when: "when:ChangeIf" } },
  SimpleChange: { keys: { add: "add:Add", number: "number:PutNumber", flag: "flag:PutFlag", state: "state:PutWord" } },
  Add: "variable:s by:n",
  PutNumber: "variable:s to:n",
  PutFlag: "variable:s to:b",
  PutWord: "variable:s to:s",
  ChangeIf: "if:Cond set:SimpleChange*",
  Cond: {
    words: ["ended"],
    keys: {
      and: "and:Cond*",
      or: "or:Cond*",
      not: "not:Cond",
      flag: "flag:s",
      compare: "compare:Compare",
      visited: "visited:s",
      chose: "chose:Chose",
      broke: "broke:s",
      upheld: "upheld:s",
      faced: "faced:s",
      at: "at:s",
      result: "result:RunResult",
    },
  },
  Compare: "left:Operand is:Comparison right:Operand",
  Operand: { keys: { variable: "variable:s", number: "number:n", word: "word:s" } },
  Comparison: ["=", "!=", "<", "<=", ">", ">="],
  Chose: "situation:s choice:s",
  When: { words: ["always"], keys: { if: "if:Cond", otherwise: "otherwise:Cond", all: "all:WhenPart*" } },
  WhenPart: { keys: { if: "if:Cond", otherwise: "otherwise:Cond" } },
  Block: {
    all: "when?:When",
    kinds: {
      paragraph: "text:Span*",
      speech: "speaker:s direction?:s text:Span*",
      callout: "callout:Callout text:Span*",
      media: "media:MediaKind file:s alternative:Span*",
      list: "ordered:b start?:n level?:n items:Span**",
      quote: "lines:s*",
      code: "info?:s lines:s*",
      table: "columns:Alignment* head:Span** rows:Span***",
      heading: "level:n text:Span*",
      rule: "",
    },
  },
  Callout: ["note", "tip", "remember", "warning"],
  MediaKind: ["image", "audio", "video"],
  Alignment: ["none", "left", "center", "right"],
  Span: {
    keys: {
      text: "text:s emphasis?:b strong?:b code?:b link?:s",
      value: "value:s",
      if: "if:Cond then:Span* otherwise?:Span*",
    },
  },
};

/** Returns the error about a story that cannot be played. */
function unplayable(words) {
  return new Error(`this story cannot be played: ${words}`);
}

const PLAIN_TYPES = { s: "string", n: "number", b: "boolean" };

const checkersByType = new Map();

/** Returns the function that checks a value of a type and calls `found` with what it consists of. */
function checkerOf(type) {
  let checker = checkersByType.get(type);
  if (!checker) checkersByType.set(type, (checker = makeChecker(type)));
  return checker;
}

function makeChecker(type) {
  const refuse = (value) => {
    throw unplayable(`${typeof value === "string" ? `\`${value.slice(0, 40)}\`` : typeof value} is not a known \`${type}\``);
  };
  if (type === "any") return () => {};
  if (type.endsWith("*")) {
    const checkItem = checkerOf(type.slice(0, -1));
    return (value, found, depth) => {
      if (!Array.isArray(value)) refuse(value);
      for (const item of value) checkItem(item, found, depth + 1);
    };
  }
  const plain = own(PLAIN_TYPES, type);
  if (plain) {
    return (value) => {
      if (typeof value !== plain || (type === "n" && !Number.isInteger(value))) refuse(value);
    };
  }
  const shape = SHAPES[type];
  if (Array.isArray(shape)) return (value) => shape.includes(value) || refuse(value);
  const { all = "", kinds, keys, words = [], text, list } = typeof shape === "string" ? { all: shape } : shape;
  const variants = new Map();
  const add = (name, fields) => variants.set(name, fieldsOf(`${all}${name && kinds ? " kind:s" : ""} ${fields}`));
  for (const [name, fields] of Object.entries(kinds ?? keys ?? { "": "" })) add(name, fields);
  return (value, found, depth) => {
    if (depth > DEEPEST) throw unplayable("it is nested too deeply");
    if (typeof value === "string" && (text || words.includes(value))) return;
    if (list && Array.isArray(value)) {
      checkerOf(`${list}*`)(value, found, depth);
      return;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(value);
    const names = Object.keys(value);
    const variant = kinds ? own(value, "kind") : keys ? names.find((name) => variants.has(name)) : "";
    const fields = variants.get(variant);
    if (!fields) refuse(variant ?? names[0] ?? value);
    for (const name of names) {
      const field = fields.get(name);
      if (!field) throw unplayable(`\`${name.slice(0, 40)}\` is not a known field of \`${type}\``);
      checkerOf(field.type)(value[name], found, depth + 1);
    }
    for (const [name, { needed }] of fields) {
      if (needed && own(value, name) === undefined) throw unplayable(`\`${type}\` has no \`${name}\``);
    }
    found?.(type, value);
  };
}

/** Returns the fields of a shape, by name. */
function fieldsOf(shape) {
  const fields = new Map();
  for (const field of shape.split(" ").filter(Boolean)) {
    const [name, type] = field.split(":");
    fields.set(name.replace("?", ""), { type, needed: !name.endsWith("?") });
  }
  return fields;
}

/**
 * Checks a value of one of the types above: throws an error if a field or a kind is not known or has
 * another type. `found` is called with the type and the value of every object in it.
 */
export function checkShape(type, value, found) {
  checkerOf(type)(value, found, 0);
}

/** Returns the first version of the format that a story may have, and throws an error otherwise. */
function checkVersion(story) {
  const version = story?.scn;
  if (!STORY_VERSIONS.includes(version)) {
    const last = STORY_VERSIONS[STORY_VERSIONS.length - 1];
    throw unplayable(`it has version ${version} of the format; this program reads versions ${STORY_VERSIONS[0]} to ${last}`);
  }
}

/** What a `return`, and nothing at all, leads to: how many choices are left until an ending or a return. */
const RETURN = { toEnding: Infinity, toReturn: 0 };
const NOWHERE = { toEnding: Infinity, toReturn: Infinity };

/** Prepares a scenario of a story; `openScenario` says how. */
export function openMachine(story, id, words) {
  checkVersion(story);
  checkShape("Story", story);
  const scenario = story.scenarios.find((it) => it?.id === id);
  if (!scenario) throw unplayable(`there is no scenario \`${id}\``);
  const found = new Map([["Cond", []], ["Change", []], ["SimpleChange", []]]);
  checkShape("Scenario", scenario, (type, value) => found.get(type)?.push(value));
  const playable = {
    story,
    scenario,
    words,
    nodes: new Map(),
    variables: new Map(),
    marks: new Map(),
    principles: new Map(story.principles.map((it) => [it.id, it]).reverse()),
    order: [...new Set(scenario.covers)],
    start: undefined,
    noDetour: { id: 0, below: null, outcome: null, above: new Map() },
    detours: 0,
  };
  scenario.variables.forEach((variable, slot) => addVariable(playable, variable, slot));
  for (const situation of scenario.situations) addNode(playable, situation, null);
  for (const ending of scenario.endings) addNode(playable, null, ending);
  const order = new Set(playable.order);
  for (const node of playable.nodes.values()) prepareNode(playable, node, order);
  playable.order = [...order];
  for (const condition of found.get("Cond")) readCondition(playable, condition);
  for (const change of [...found.get("Change"), ...found.get("SimpleChange")]) checkChange(playable, change);
  playable.start = nodeOf(playable, scenario.start);
  measureDistances(playable);
  return playable;
}

function addOnce(map, what, id, value) {
  if (map.has(id)) throw unplayable(`there are two ${what} named \`${id}\``);
  map.set(id, value);
}

function addVariable(playable, variable, slot) {
  const { id, kind, start, low, high, values } = variable;
  const fits = {
    meter: () => low <= start && start <= high && high - low <= 2 ** 53 && -low <= 2 ** 53 && high <= 2 ** 53,
    flag: () => true,
    state: () => values.includes(start),
  }[kind]();
  if (!fits) throw unplayable(`the range of \`${id}\` does not contain its start, or is too large`);
  addOnce(playable.variables, "variables", id, { slot, kind, of: variable });
}

function addNode(playable, situation, ending) {
  const of = situation ?? ending;
  const index = playable.nodes.size;
  const node = { id: of.id, index, of, situation, ending, choices: [], cases: situation?.next ?? [] };
  node.toEnding = ending ? 0 : Infinity;
  node.toReturn = Infinity;
  addOnce(playable.nodes, "situations", of.id, node);
}

/** Prepares the choices of a situation, and resolves where it leads. */
function prepareNode(playable, node, order) {
  node.goals = node.cases.map(({ to }) => goalOf(playable, to, node));
  const known = new Map();
  for (const choice of node.situation?.choices ?? []) {
    const made = { id: choice.id, node, of: choice, outcomes: [], chance: false, weights: null };
    addOnce(known, "choices", choice.id, made);
    node.choices.push(made);
    made.chance = choice.outcomes.some((outcome) => outcome.when?.chance);
    made.weights = made.chance ? chanceWeights(choice.outcomes.map((outcome) => outcome.when ?? "always")) : choice.outcomes.map(() => [1, 1]);
    if (!made.weights) throw unplayable(`the chances of the choice \`${choice.id}\` do not add up to 1`);
    if (choice.once) markSlot(playable, "chose", node.id, choice.id);
    choice.outcomes.forEach((outcome, at) => {
      const { links = [], detour, next = [] } = outcome;
      for (const { principle } of links) order.add(principle);
      const cases = typeof next === "string" ? [{ to: next }] : next;
      const goals = cases.map(({ to }) => goalOf(playable, to, node));
      const detourNode = detour === undefined ? null : nodeOf(playable, detour);
      made.outcomes.push({ number: at + 1, choice: made, of: outcome, links, cases, goals, detour: detourNode });
    });
  }
}

function nodeOf(playable, id) {
  const node = playable.nodes.get(id);
  if (!node) throw unplayable(`there is no situation or ending \`${id}\``);
  return node;
}

/** Returns what a target leads to. `here` is the situation of `again`. */
function goalOf(playable, to, here) {
  return to === "again" ? here : to === "return" ? RETURN : nodeOf(playable, to);
}

/** Returns the slot of a mark that some condition reads, made when it is first asked for. */
function markSlot(playable, ...names) {
  const key = JSON.stringify(names);
  if (!playable.marks.has(key)) playable.marks.set(key, playable.variables.size + playable.marks.size);
  return playable.marks.get(key);
}

/** Sets a mark, if some condition reads it. */
function setMark(playable, slots, ...names) {
  const slot = playable.marks.get(JSON.stringify(names));
  if (slot !== undefined) slots[slot] = 1;
}

function isMarked(playable, slots, ...names) {
  return slots[playable.marks.get(JSON.stringify(names))] === 1;
}

function variableOf(playable, id, ...kinds) {
  const variable = playable.variables.get(id);
  if (!variable) throw unplayable(`there is no variable \`${id}\``);
  if (!kinds.includes(variable.kind)) {
    throw unplayable(`\`${id}\` is compared with, or set to, a value of another kind`);
  }
  return variable;
}

function checkWord(variable, word) {
  if (!variable.of.values.includes(word)) throw unplayable(`there is no word \`${word}\` of \`${variable.of.id}\``);
}

/** Checks the names in a condition, and makes room for the marks that it reads. */
function readCondition(playable, condition) {
  const { flag, compare, visited, chose } = condition;
  if (flag !== undefined) variableOf(playable, flag, "flag");
  if (visited !== undefined) markSlot(playable, "visited", nodeOf(playable, visited).id);
  if (condition.at !== undefined) nodeOf(playable, condition.at);
  for (const kind of ["broke", "upheld", "faced"]) {
    if (own(condition, kind) !== undefined) markSlot(playable, kind, condition[kind]);
  }
  if (chose) {
    if (!nodeOf(playable, chose.situation).choices.some((choice) => choice.id === chose.choice)) {
      throw unplayable(`there is no choice \`${chose.choice}\``);
    }
    markSlot(playable, "chose", chose.situation, chose.choice);
  }
  if (compare) {
    const sides = [compare.left, compare.right];
    const variables = sides.map(({ variable }) => variable !== undefined && variableOf(playable, variable, "meter", "state"));
    const areWords = sides.map((side, at) => (variables[at] ? variables[at].kind === "state" : side.word !== undefined));
    const isOrder = !["=", "!="].includes(compare.is);
    if (areWords[0] !== areWords[1] || (areWords[0] && isOrder)) {
      throw unplayable(`\`${sides[0].variable ?? sides[1].variable}\` is compared with, or set to, a value of another kind`);
    }
    sides.forEach(({ word }, at) => {
      const other = variables[1 - at];
      if (word !== undefined && other) checkWord(other, word);
    });
  }
}

function checkChange(playable, { add, number, flag, state }) {
  if (add) variableOf(playable, add.variable, "meter");
  if (flag) variableOf(playable, flag.variable, "flag");
  if (state) checkWord(variableOf(playable, state.variable, "state"), state.to);
  if (number) {
    const { low, high } = variableOf(playable, number.variable, "meter").of;
    if (number.to < low || high < number.to) throw unplayable(`\`${number.variable}\` is set to a value outside its range`);
  }
}

/** Computes, for each node, the fewest choices to an ending and to a `return`, whatever holds. */
function measureDistances({ nodes }) {
  const situations = [...nodes.values()].filter(({ situation }) => situation);
  const waysOut = situations.map((node) => {
    if (node.choices.length === 0) {
      return node.goals.map((goal) => [null, goal]);
    }
    const outcomes = node.choices.flatMap((choice) => choice.outcomes);
    return outcomes.flatMap(({ detour, goals }) => (goals.length ? goals : [NOWHERE]).map((goal) => [detour, goal]));
  });
  const improve = (at) => {
    const node = situations[at];
    const cost = node.choices.length ? 1 : 0;
    let isBetter = false;
    for (const [detour, goal] of waysOut[at]) {
      const ending = detour ? Math.min(detour.toEnding, detour.toReturn + goal.toEnding) : goal.toEnding;
      const back = detour ? detour.toReturn + goal.toReturn : goal.toReturn;
      if (cost + ending < node.toEnding) [node.toEnding, isBetter] = [cost + ending, true];
      if (cost + back < node.toReturn) [node.toReturn, isBetter] = [cost + back, true];
    }
    return isBetter;
  };
  let isBetter = true;
  while (isBetter) {
    isBetter = false;
    for (let at = situations.length - 1; at >= 0; at--) isBetter = improve(at) || isBetter;
    for (let at = 0; at < situations.length; at++) isBetter = improve(at) || isBetter;
  }
}

/** Returns the fewest choices from a state to an ending, or undefined if no way leads to one. */
export function choicesAhead({ node, detour }) {
  let [ending, back] = [node.toEnding, node.toReturn];
  for (let open = detour; open.below; open = open.below) {
    const { goals } = open.outcome;
    ending = Math.min(ending, back + Math.min(...goals.map((goal) => goal.toEnding)));
    back += Math.min(...goals.map((goal) => goal.toReturn));
  }
  return ending < Infinity ? ending : undefined;
}

/** Returns the state of a new run. `show` is called with each node or outcome whose text is shown. */
export function startState(playable, show) {
  const slots = scenarioSlots(playable);
  const state = { node: playable.start, detour: playable.noDetour, slots };
  show(null, state);
  return enterNode(playable, state, playable.start, show);
}

function scenarioSlots({ variables, marks }) {
  const slots = [...variables.values()].map(({ kind, of }) => (kind === "state" ? of.values.indexOf(of.start) : Number(of.start)));
  return slots.concat(Array(marks.size).fill(0));
}

function copyState({ node, detour, slots }) {
  return { node, detour, slots: slots.slice() };
}

/** Returns a text that two states share only if they are equal. */
export function stateKey({ node, detour, slots }) {
  return `${node.index} ${detour.id} ${slots}`;
}

/** 1: enters a node. The state is changed. */
function enterNode(playable, state, node, show) {
  state.node = node;
  applyChanges(playable, state, node.of.set);
  show(node, state);
  setMark(playable, state.slots, "visited", node.id);
  return state;
}

/** Returns whether a run continues from a node by itself. */
export function goesOn({ situation, choices, cases }) {
  return situation !== null && choices.length === 0 && cases.length > 0;
}

/** 1: continues from a situation without choices. Returns null if it leads nowhere. */
export function goOn(playable, state, show) {
  return follow(playable, copyState(state), state.node.cases, state.node, show);
}

/** Follows the first case that holds. `here` is the situation of `again`. The state is changed. */
function follow(playable, state, cases, here, show) {
  for (let [leads, at] = [cases, here]; ; ) {
    const to = leads.find((it) => it.if === undefined || holds(playable, state, it.if))?.to;
    if (to === undefined) return null;
    if (to !== "return") return enterNode(playable, state, to === "again" ? at : playable.nodes.get(to), show);
    const { below, outcome } = state.detour;
    if (!below) return null;
    state.detour = below;
    [leads, at] = [outcome.cases, outcome.choice.node];
  }
}

/** 2: returns whether a choice is `open`, `locked`, or not shown at all. */
export function offerOf(playable, state, choice) {
  const { once, if: condition, needs } = choice.of;
  if (once && isMarked(playable, state.slots, "chose", choice.node.id, choice.id)) return null;
  if (condition !== undefined && !holds(playable, state, condition)) return null;
  return needs === undefined || holds(playable, state, needs) ? "open" : "locked";
}

/** 3 and 4: makes a choice. Returns the state with its marks, and the outcomes that are possible. */
export function makeChoice(playable, state, open, choice) {
  const marked = copyState(state);
  setMark(playable, marked.slots, "chose", choice.node.id, choice.id);
  for (const { outcomes } of open) {
    for (const { links } of outcomes) {
      for (const { principle } of links) setMark(playable, marked.slots, "faced", principle);
    }
  }
  const holdsNow = ({ of }) => !of.when?.if || holds(playable, marked, of.when.if);
  const possible = choice.chance ? choice.outcomes : choice.outcomes.filter(holdsNow).slice(0, 1);
  return { marked, possible };
}

/** 5 and 6: lets an outcome happen. Returns the next state, or null if it leads nowhere. */
export function takeOutcome(playable, marked, outcome, show) {
  const state = copyState(marked);
  for (const { principle, rating } of outcome.links) {
    setMark(playable, state.slots, rating < 0 ? "broke" : "upheld", principle);
  }
  applyChanges(playable, state, outcome.of.set);
  show(outcome, state);
  if (!outcome.detour) return follow(playable, state, outcome.cases, outcome.choice.node, show);
  const { above } = state.detour;
  if (!above.has(outcome)) {
    playable.detours += 1;
    above.set(outcome, { id: playable.detours, below: state.detour, outcome, above: new Map() });
  }
  state.detour = above.get(outcome);
  return enterNode(playable, state, outcome.detour, show);
}

function applyChanges(playable, state, changes = []) {
  for (const { add, number, flag, state: word, when } of changes) {
    const change = add ?? number ?? flag ?? word;
    if (when) {
      if (holds(playable, state, when.if)) applyChanges(playable, state, when.set);
    } else {
      const { slot, of } = playable.variables.get(change.variable);
      const value = add ? Math.min(of.high, Math.max(of.low, state.slots[slot] + add.by)) : Number(change.to);
      state.slots[slot] = word ? of.values.indexOf(change.to) : value;
    }
  }
}

const COMPARE = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Returns whether a condition holds in a state; none does where there is no state. */
export function holds(playable, state, condition) {
  if (!state) return false;
  if (condition === "ended") return state.node.ending !== null;
  for (const kind in condition) {
    const what = condition[kind];
    switch (kind) {
      case "and":
        return what.every((part) => holds(playable, state, part));
      case "or":
        return what.some((part) => holds(playable, state, part));
      case "not":
        return !holds(playable, state, what);
      case "flag":
        return state.slots[playable.variables.get(what).slot] === 1;
      case "compare":
        return COMPARE[what.is](operandOf(playable, state, what.left), operandOf(playable, state, what.right));
      case "chose":
        return isMarked(playable, state.slots, kind, what.situation, what.choice);
      case "at":
        return state.node.id === what;
      case "result":
        return state.node.ending?.result === what;
      default:
        return isMarked(playable, state.slots, kind, what);
    }
  }
  return false;
}

function operandOf(playable, state, { variable, number, word }) {
  return variable === undefined ? number ?? word : valueOf(playable.variables.get(variable), state);
}

/** Returns the current value of a variable: a number, a boolean, or a word. */
export function valueOf({ kind, slot, of }, { slots }) {
  return kind === "meter" ? slots[slot] : kind === "flag" ? slots[slot] === 1 : of.values[slots[slot]];
}

/** Returns the current value of a variable as the learner reads it. */
export function shownValue(variable, state) {
  const value = valueOf(variable, state);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return variable.kind === "state" ? own(variable.of.words ?? {}, value) ?? value : String(value);
}

/**
 * Returns a text as it is shown: values are inserted, and conditions evaluated if it is part of a body.
 * `seen` has the playable scenario, the state, which is null outside a run, and the learner's name.
 */
export function shownText(seen, spans, isBody = false) {
  return spans.flatMap((span) => {
    if (span.value !== undefined) return [{ text: valueText(seen, span.value) }];
    if (span.text === undefined) {
      const isTrue = isBody && holds(seen.playable, seen.state, span.if);
      return shownText(seen, (isTrue ? span.then : span.otherwise) ?? [], isBody);
    }
    const { text, emphasis, strong, code, link } = span;
    return [withoutAbsent({ text, emphasis: emphasis || undefined, strong: strong || undefined, code: code || undefined, link })];
  });
}

/** Removes the fields of an object that are undefined. */
export function withoutAbsent(object) {
  for (const key of Object.keys(object)) if (object[key] === undefined) delete object[key];
  return object;
}

/** Returns a value in words. One that does not exist stays as it was written. */
function valueText({ playable, state, learner }, id) {
  if (id === "learner") return learner;
  const variable = state && playable.variables.get(id);
  return variable ? shownValue(variable, state) : `{${id}}`;
}

/** Returns the words of a text without its styles. */
export function plainText(text) {
  return text.map((words) => words.text).join("");
}

/** Returns the blocks of a body whose conditions hold, as they are shown. */
export function shownBody(seen, blocks) {
  return blocks.filter(({ when }) => isShown(seen, when ?? "always")).map((block) => shownBlock(seen, block));
}

function isShown(seen, when) {
  if (when === "always") return true;
  if (when.all) return when.all.every((part) => isShown(seen, part));
  return when.if === undefined ? !holds(seen.playable, seen.state, when.otherwise) : holds(seen.playable, seen.state, when.if);
}

/** Returns a block as it is shown: with texts instead of spans, and the fields in their order. */
function shownBlock(seen, block) {
  const text = (spans) => shownText(seen, spans, true);
  const made = { kind: block.kind };
  for (const name of BLOCK_FIELDS.get(block.kind)) {
    const value = block[name];
    if (value === undefined || (name === "start" && value === 1)) continue;
    if (name === "level" && block.kind === "list" && value === 0) continue;
    const cells = name === "items" || name === "head";
    if (name === "text" || name === "alternative") made[name] = text(value);
    else made[name] = cells ? value.map(text) : name === "rows" ? value.map((row) => row.map(text)) : value;
  }
  return made;
}

/** The fields of each kind of block but its condition, in the order in which they are sent. */
const BLOCK_FIELDS = new Map(
  Object.entries(SHAPES.Block.kinds).map(([kind, fields]) => [kind, [...fieldsOf(fields).keys()]]),
);
