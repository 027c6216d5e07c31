// The course: its parts with what is done, what is next, and what is missing.

import { element } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { inline } from "./text.js";

/** Returns the nodes of a course. Its title has the id `moment`, which receives the focus. */
export function courseNodes({ title, standing, parts, profile }) {
  const nodes = [
    element("h2", { class: "title", id: "moment", tabindex: "-1" }, title),
    element("section", {}, standing.map((words) => element("p", {}, words))),
    element("ol", { class: "parts" }, parts.map(coursePart)),
  ];
  if (profile.length) {
    nodes.push(
      element(
        "section",
        { class: "debrief" },
        element("h3", { class: "subtitle" }, PHRASES.course_profile),
        element("ul", {}, profile.map((it) => element("li", {}, inline(it)))),
      ),
    );
  }
  return nodes;
}

function coursePart({ part: { kind, id }, label, status, state, next }, index) {
  return element(
    "li",
    { class: `part ${state}` },
    element(
      "button",
      {
        type: "button",
        class: "choice",
        "data-open": kind,
        "data-id": id,
        "data-number": index + 1,
        "aria-keyshortcuts": index < 9 && index + 1,
        "aria-current": next && "step",
      },
      element("span", { class: "number", "aria-hidden": "true" }, index + 1),
      element("span", { class: "label" }, label, element("span", { class: "aside" }, status)),
    ),
  );
}
