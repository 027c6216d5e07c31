// The values of a run and the conditions of its choices, for the author.

import { element } from "./dom.js";
import { inline } from "./text.js";

/** How many of them the last choice has changed, and how many there are. */
export function tally({ values, marks }) {
  const changed = values.filter((it) => it.before !== null).length + marks.filter((it) => it.changed).length;
  return changed ? `${changed} changed` : values.length + marks.length ? "none changed" : "none";
}

/** What the last choice has changed, as sentences to say once. */
export function changes({ values, marks }) {
  const ofValues = values.filter((it) => it.before !== null).map((it) => `${it.title} is ${it.value}, and was ${it.before}.`);
  const ofMarks = marks.filter((it) => it.changed).map((it) => `${it.condition}: ${yes(it.holds)}.`);
  return [...ofValues, ...ofMarks].join(" ");
}

/** Returns the values of a run, what conditions ask about it, and why each choice is on offer or not. */
export function valuesNodes({ values, marks, choices }) {
  const nodes = [];
  if (!values.length && !marks.length) nodes.push(element("p", { class: "aside" }, "This scenario has no meters, flags or states."));
  if (values.length) nodes.push(element("ul", { class: "values" }, values.map(value)));
  if (marks.length) {
    nodes.push(
      element("h3", {}, "What conditions ask about the run"),
      element("ul", { class: "values" }, marks.map(mark)),
    );
  }
  const conditional = choices.filter((it) => it.state === "used" || it.shown_if.length || it.needs.length);
  if (conditional.length) {
    nodes.push(
      element("h3", {}, "Choices with conditions here"),
      element("ul", { class: "values conditions" }, conditional.map(choice)),
    );
  }
  return nodes;
}

const yes = (holds) => (holds ? "yes" : "no");

function value({ id, title, value: words, word, meter, possible, shown, before }) {
  const changed = before !== null;
  const range = meter ? `from ${meter.low} to ${meter.high}` : possible.length ? `one of ${possible.join(", ")}` : "yes or no";
  const remarks = [range, word !== null && `written ${word}`, shown && "shown to the learner"].filter(Boolean).join("; ");
  const item = element(
    "li",
    { class: changed && "changed" },
    element("p", {}, element("code", { dir: "ltr" }, id), " ", element("bdi", {}, title), ": ", element("strong", { dir: "auto" }, words), was(changed, before)),
    element("p", { class: "aside" }, remarks),
  );
  // The words say the same, so that nothing is read twice.
  if (meter) item.append(element("meter", { min: meter.low, max: meter.high, value: meter.number, "aria-hidden": "true" }));
  return item;
}

function was(changed, before) {
  return changed ? [" ", element("span", { class: "was" }, `(was ${before})`)] : [];
}

function mark({ condition, holds, changed }) {
  return element(
    "li",
    { class: changed && "changed" },
    element("p", {}, element("code", { dir: "ltr" }, condition), " ", element("strong", {}, yes(holds)), was(changed, yes(!holds))),
  );
}

const STATES = {
  open: "on offer",
  locked: "locked",
  hidden: "hidden",
  used: "hidden: it can be made only once, and was made",
};

function choice({ id, label, state, shown_if: shown, needs }) {
  const conditions = [...shown.map((it) => condition("if", it)), ...needs.map((it) => condition("needs", it))];
  return element(
    "li",
    {},
    element("p", {}, element("code", { dir: "ltr" }, id), " ", element("bdi", {}, inline(label)), " ", element("strong", {}, STATES[state])),
    conditions.length ? element("ul", {}, conditions) : [],
  );
}

function condition(word, { condition: words, holds }) {
  const text = holds ? "holds" : "does not hold";
  return element("li", { class: holds ? "holds" : "fails" }, element("code", { dir: "ltr" }, `${word} ${words}`), " ", text);
}
