// What only the author sees of a lesson and of a quiz.

import { element } from "./dom.js";
import { inline } from "./text.js";

/** Returns the pages of a lesson. */
export function lessonPanel({ page, headings, teaches }) {
  const item = (words, index) =>
    element(
      "li",
      {},
      element("button", { type: "button", class: "small", "data-page": `${index}`, "aria-current": index === page && "page" }, words || "The beginning"),
    );
  const nodes = [element("ol", { class: "values pages" }, headings.map(item))];
  if (teaches.length) nodes.push(element("p", {}, `Teaches: ${teaches.join("; ")}.`));
  return nodes;
}

const STATES = {
  waiting: "not asked yet",
  asked: "asked now",
  right: "answered right",
  wrong: "answered wrong",
  left: "not in this attempt",
};

/** Returns the rules of a quiz, and all of its questions with what became of them in this attempt. */
export function quizPanel({ rules, questions }) {
  const item = ({ id, stem, state, checks }) =>
    element(
      "li",
      { class: state === "asked" && "changed" },
      element("p", {}, element("code", { dir: "ltr" }, id), " ", element("bdi", {}, inline(stem)), " ", element("strong", {}, STATES[state])),
      checks.length ? element("p", { class: "aside" }, `checks ${checks.join("; ")}`) : [],
    );
  return [
    element("ul", { class: "rules" }, rules.map((it) => element("li", {}, it))),
    element("h3", {}, "All questions"),
    element("ul", { class: "values" }, questions.map(item)),
  ];
}
