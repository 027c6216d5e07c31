// A quiz: a question, the feedback on an answer, or the result.

import { element } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { body, inline } from "./text.js";

/** Returns the nodes of a quiz. What is new has the id `moment`, which receives the focus. */
export function quizNodes(quiz) {
  const nodes = [element("p", { class: "progress" }, quiz.rules), element("h2", { class: "title" }, quiz.title)];
  if (quiz.text.length) nodes.push(element("section", { class: "brief" }, body(quiz.text, [])));
  if (quiz.refusal) nodes.push(element("section", {}, element("p", { class: "stopped" }, quiz.refusal), toCourse()));
  else if (quiz.result) nodes.push(quizResultNode(quiz.result));
  else if (quiz.feedback) nodes.push(quizFeedback(quiz));
  else if (quiz.question) nodes.push(questionForm(quiz.question));
  const first = nodes.map((node) => node.querySelector("[data-first]")).find(Boolean) ?? nodes[1];
  first.setAttribute("id", "moment");
  first.setAttribute("tabindex", "-1");
  return nodes;
}

const toCourse = () => element("p", { class: "onward" }, element("button", { type: "button", "data-open": "course" }, PHRASES.all_parts));

/** Returns the answers that are given in a form: ids, or the words that were typed. */
export function givenAnswers(form) {
  return new FormData(form).getAll("answer").filter((it) => it.trim());
}

/** Gives answers in a form again: marks them, or puts back what was typed. */
export function giveAgain(form, answers) {
  for (const field of form.querySelectorAll("[name='answer']")) {
    if (field.type === "text") field.value = answers[0] ?? "";
    else field.checked = answers.includes(field.value);
  }
}

function questionForm(asked) {
  const { heading, how, hints } = asked;
  const named = { "aria-labelledby": "stem", "aria-describedby": "how" };
  const form = element(
    "form",
    { class: "question", "data-question": asked.id },
    element(
      "fieldset",
      { "aria-labelledby": "stem" },
      element("div", { id: "stem", class: "stem" }, inline(asked.stem)),
      body(asked.body, []),
      element("p", { class: "aside", id: "how" }, how),
      asked.form === "typed"
        ? element("p", {}, element("input", { type: "text", name: "answer", autocomplete: "off", ...named }))
        : element("ul", { class: "choices" }, asked.answers.map((it, index) => answerField(it, index + 1, asked.form))),
    ),
    hints.length
      ? element("div", { class: "hints" }, hints.map((it) => element("p", { class: "hint" }, element("strong", {}, PHRASES.hint), " ", inline(it))))
      : [],
    element("p", { class: "missing", hidden: true }, asked.form === "typed" ? PHRASES.type_an_answer : PHRASES.mark_an_answer),
    element("p", { class: "onward" }, element("button", { type: "submit", class: "primary" }, PHRASES.answer)),
  );
  return element("section", {}, element("h3", { class: "subtitle", "data-first": true }, heading), form);
}

function answerField({ id, text }, number, form) {
  const type = form === "several" ? "checkbox" : "radio";
  return element(
    "li",
    {},
    element(
      "label",
      { class: "answer" },
      element("input", { type, name: "answer", value: id, "data-number": number, "aria-keyshortcuts": number <= 9 && number }),
      element("span", { class: "number", "aria-hidden": "true" }, number),
      element("span", {}, inline(text)),
    ),
  );
}

function quizFeedback({ question: asked, feedback: given, last }) {
  const next = { type: "button", class: "primary", "data-next": last ? "result" : "question", "data-number": "1" };
  return element(
    "section",
    { class: given.right ? "right" : "wrong" },
    element("h3", { class: "subtitle" }, asked.heading),
    element("div", { class: "stem" }, inline(asked.stem)),
    verdictLines(given.lines),
    element("p", { class: "onward" }, element("button", next, last ? PHRASES.to_the_result : PHRASES.next_question)),
  );
}

/** Returns sentences, the first of which is a paragraph and the others a list. */
function verdictLines([first, ...others], focus = true) {
  const head = element("p", { class: "verdict", "data-first": focus }, inline(first));
  return others.length ? [head, element("ul", {}, others.map((it) => element("li", {}, inline(it))))] : [head];
}

function quizResultNode({ passed, lines: sentences, note, review }) {
  return element(
    "section",
    { class: passed ? "right" : "wrong" },
    element("h3", { class: "subtitle", "data-first": true }, PHRASES.quiz_result),
    verdictLines(sentences, false),
    note ? element("p", { class: "aside" }, note) : [],
    review.length ? element("h4", {}, PHRASES.answers) : [],
    review.map((it) => element("div", {}, element("div", { class: "stem" }, inline(it.stem)), verdictLines(it.lines, false))),
    element(
      "p",
      { class: "onward" },
      element("button", { type: "button", "data-again": true }, PHRASES.try_again),
      " ",
      element("button", { type: "button", class: "primary", "data-open": "course", "data-number": "1" }, PHRASES.all_parts),
    ),
  );
}
