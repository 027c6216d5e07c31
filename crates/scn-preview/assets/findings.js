// The findings, for the author.

import { element } from "./dom.js";
import { message } from "./text.js";

const SIGNS = { error: "✗", warning: "!", hint: "i" };

/** Returns the list of findings, most severe first. `reading` is true before the first check. */
export function findingNodes({ shown, more }, reading) {
  if (reading) return [element("p", {}, "The pack is being read.")];
  if (!shown.length) {
    const words = "Nothing found: everything that can be proved about this pack is as it should be.";
    return [element("p", { class: "nothing" }, words)];
  }
  const nodes = [element("ul", { class: "finding-list" }, shown.map(finding))];
  if (more) nodes.push(element("p", {}, message(`and ${more} more; \`scn check\` shows them all`)));
  return nodes;
}

function finding({ name, severity, message: words, help, place, line, text, run }) {
  const item = element(
    "li",
    { class: `finding ${severity}` },
    element(
      "p",
      { class: "what" },
      element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[severity]),
      element("strong", {}, `${severity}:`),
      " ",
      message(words),
    ),
    element("p", { class: "where" }, element("span", { class: "place" }, place), " ", element("span", { class: "name" }, name)),
  );
  if (text) item.append(element("pre", { tabindex: 0, "aria-label": `line ${line}` }, text));
  if (help) item.append(element("p", { class: "help" }, element("strong", {}, "Help:"), " ", message(help)));
  if (run) item.append(element("p", {}, playButton(run)));
  return item;
}

/** Returns the button that plays the run of a finding. It holds the lines to send. */
function playButton({ scenario, lines }) {
  const words = lines.length ? "Play the run that shows it" : "Play from the start";
  const data = { "data-scenario": scenario, "data-lines": JSON.stringify(lines) };
  return element("button", { type: "button", class: "small", ...data }, words);
}
