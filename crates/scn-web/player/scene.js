// A scene of the wire protocol: what has happened since the last choice, and what can be chosen.

import { debriefNodes } from "./debrief.js";
import { element } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { MOST_WRITTEN } from "./session.js";
import { body, feedback, inline } from "./text.js";
import { fill, fillCount } from "./words.js";

const RESULT_SIGNS = { passed: "✓", mixed: "~", failed: "✗" };

/**
 * Reads the lines of an answer. Returns the last scene, the hints shown in it, the debrief after it,
 * and why the last line was refused.
 */
export function readLines(lines) {
  const now = { scene: null, hints: [], debrief: null, refused: null };
  for (const line of lines) {
    if (line.message === "scene") Object.assign(now, { scene: line, hints: [], debrief: null });
    else if (line.message === "done" && line.hint) now.hints.push(line.hint);
    else if (line.message === "debrief") now.debrief = line;
    now.refused = line.error ?? null;
  }
  return now;
}

/** Returns how many hints there still are. */
export function hintsLeft({ scene, hints }) {
  return scene.ended ? 0 : (hints.at(-1)?.left ?? scene.hints_left);
}

/**
 * Returns the nodes of a moment, as `readLines` has it. `chosen` is the label of the last choice.
 * The first heading has the id `moment`, which receives the focus; without a heading, the first section.
 */
export function sceneNodes(now, chosen, cast) {
  const { scene } = now;
  const nodes = [element("p", { class: "progress" }, progressWords(scene))];
  nodes.push(...scene.passages.flatMap((passage) => PASSAGES[passage.kind]?.(passage, chosen, cast) ?? []));
  if (scene.stopped) nodes.push(element("p", { class: "stopped", role: "note" }, scene.stopped));
  nodes.push(...statusNodes(scene), ...askNodes(scene), ...choiceNodes(scene), ...hintNodes(now));
  const first = nodes.map((node) => node.querySelector("h2")).find(Boolean) ?? nodes.find((node) => node.matches("section"));
  first?.setAttribute("id", "moment");
  first?.setAttribute("tabindex", "-1");
  if (now.debrief) nodes.push(...debriefNodes(now.debrief, cast));
  return nodes;
}

function progressWords({ ended, progress: { decision, at_least: least = 0 } }) {
  if (ended) return fillCount(PHRASES.the_end_after, decision);
  return decision < least ? fill(PHRASES.decision_of, { decision, least }) : fill(PHRASES.decision, { decision });
}

/** The kinds of passage. One that a later version adds is passed over. */
const PASSAGES = {
  brief: (passage, _, cast) =>
    passage.body.length ? [passageSection("brief", "eyebrow", PHRASES.brief, body(passage.body, cast))] : [],
  outcome: (passage, chosen, cast) => [
    passageSection(
      "outcome",
      "eyebrow",
      // An outcome without words has only the choice that was made.
      passage.body.length || passage.feedback.length ? PHRASES.outcome : "",
      chosen ? element("p", { class: "chosen" }, PHRASES.you_chose, " ", element("span", {}, inline(chosen))) : [],
      body(passage.body, cast),
      passage.feedback.map(feedback),
    ),
  ],
  situation: (passage, _, cast) => [passageSection("situation", "title", passage.title, body(passage.body, cast))],
  ending: (passage, _, cast) => [
    passageSection(
      "ending",
      "title",
      passage.title,
      body(passage.body, cast),
      element(
        "p",
        { class: `result ${passage.result}` },
        element("span", { "aria-hidden": "true" }, RESULT_SIGNS[passage.result] ?? ""),
        ` ${PHRASES.result} `,
        element("strong", {}, PHRASES.results[passage.result] ?? passage.result),
      ),
    ),
  ],
};

function passageSection(kind, heading, title, ...children) {
  const head = title ? [element("h2", { class: heading }, title)] : [];
  return element("section", { class: kind }, ...head, ...children.flat());
}

/** Returns the values that the learner sees all the time: in words, and of a meter also as a bar. */
function statusNodes({ status: values = [] }) {
  if (!values.length) return [];
  const nodes = values.map(({ title, value, meter, before }) => {
    const [same, changed] = !meter
      ? [PHRASES.status, PHRASES.status_changed]
      : meter.low === 0
        ? [PHRASES.status_of, PHRASES.status_of_changed]
        : [PHRASES.status_between, PHRASES.status_between_changed];
    const phrase = before === undefined ? same : changed;
    const words = fill(phrase, { title, value, before, low: `${meter?.low}`, high: `${meter?.high}` });
    const bar = meter && { min: meter.low, max: meter.high, value: meter.number, "aria-hidden": "true" };
    return element("li", { class: before !== undefined && "changed" }, element("span", {}, words), bar ? element("meter", bar) : []);
  });
  return [element("ul", { class: "status" }, nodes)];
}

/** Returns the question that the learner can answer in words, with a field for them. */
function askNodes({ ask: asked }) {
  if (!asked) return [];
  const label = element("label", { for: "words" }, element("strong", {}, PHRASES.asked), " ", inline(asked.text));
  return [element("div", { class: "ask" }, label, element("textarea", { id: "words", rows: "3", maxlength: MOST_WRITTEN }))];
}

/** Returns the choices in the order shown. The numbers up to 9 of those on offer are keys. */
function choiceNodes(scene) {
  if (!scene.choices.length) return [];
  return [
    element(
      "fieldset",
      {},
      element("legend", { class: "eyebrow" }, PHRASES.choices),
      element("ul", { class: "choices" }, scene.choices.map((it) => (it.locked ? lockedChoice(it) : choiceButton(it)))),
    ),
  ];
}

function choiceButton({ id, number, label, after }) {
  const limit = after === undefined ? [] : element("span", { class: "aside" }, fill(PHRASES.time_limit, { seconds: after }));
  const attributes = {
    type: "button",
    class: "choice",
    "data-choice": id,
    "data-number": number,
    "aria-keyshortcuts": number <= 9 && number,
  };
  const words = element("span", { class: "label" }, inline(label), limit);
  return element("li", {}, element("button", attributes, element("span", { class: "number" }, number), words));
}

function lockedChoice({ label, why }) {
  const reason = element("span", { class: "aside" }, PHRASES.locked, " ", why ? inline(why) : PHRASES.not_on_offer);
  const sign = element("span", { class: "number", "aria-hidden": "true" }, "⊘");
  // It can be reached and read, and pressing it does nothing.
  const attributes = { type: "button", class: "locked", "aria-disabled": "true" };
  return element("li", {}, element("button", attributes, sign, element("span", { class: "label" }, inline(label), reason)));
}

function hintNodes({ scene, hints: shown }) {
  if (!shown.length) return [];
  const nodes = shown.map((hint) => {
    const about = scene.choices.find((it) => it.id === hint.choice);
    const words = about ? fill(PHRASES.hint_about, { choice: inline(about.label) }) : PHRASES.hint;
    return element("p", { class: "hint" }, element("strong", {}, words), " ", inline(hint.text));
  });
  return [element("div", { class: "hints" }, nodes)];
}
