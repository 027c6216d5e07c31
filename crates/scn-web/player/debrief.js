// The debrief of the wire protocol: decisions with their reasons, the profile, and its limits.

import { element, svg } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { body, feedback, inline } from "./text.js";
import { fill, fillCount } from "./words.js";

const RATING_SIGNS = { 2: "++", 1: "+", 0: "=", "-1": "−", "-2": "−−" };

/** Returns the debrief; nothing if nothing was decided. */
export function debriefNodes({ decisions, profile, closing }, cast) {
  if (!decisions.length) return [];
  const section = element(
    "section",
    { class: "debrief", "aria-labelledby": "debrief" },
    element("h2", { class: "title", id: "debrief" }, PHRASES.debrief),
    element("ol", { class: "decisions" }, decisions.map(decisionNode)),
  );
  if (profile.length) {
    section.append(
      element("h3", { class: "subtitle" }, PHRASES.profile),
      element("ul", { class: "profile" }, profile.map((entry) => principleNode(entry, cast))),
    );
  }
  if (closing) section.append(element("p", { class: "closing" }, closing));
  return [section];
}

function decisionNode({ title, label, written = [], judgements, trade, feedback: texts }) {
  const item = element(
    "li",
    {},
    title ? element("h3", { class: "decided" }, title) : [],
    element("p", { class: "chosen" }, PHRASES.you_chose, " ", element("span", {}, inline(label))),
  );
  for (const { question, words } of written) {
    const asked = question.length ? element("p", { class: "asked" }, PHRASES.asked, " ", inline(question)) : [];
    const note = element("p", { class: "written" }, PHRASES.you_wrote, " ", element("q", {}, words));
    item.append(element("div", {}, asked, note));
  }
  if (judgements.length) item.append(element("ul", { class: "judgements" }, judgements.map(judgementNode)));
  if (trade) item.append(element("p", { class: "trade" }, PHRASES.trade));
  item.append(...texts.map(feedback));
  return item;
}

function judgementNode({ title, rating, given, because }) {
  const reason = because.length ? [" ", element("span", { class: "because" }, inline(because))] : [];
  return element(
    "li",
    { class: rating > 0 ? "upholds" : rating < 0 ? "breaks" : "neither" },
    element("span", { class: "sign", "aria-hidden": "true" }, RATING_SIGNS[rating] ?? ""),
    element("span", {}, element("strong", {}, given), ` “${title}”`, reason),
  );
}

/**
 * Returns how a principle was handled: its band in words, a bar that shows the same, and the
 * principle's text if there is a reason to read it.
 */
function principleNode({ title, text, source, points, of, decisions, band }, cast) {
  const item = element("li", { class: band }, element("p", { class: "principle" }, element("strong", {}, title)));
  if (band !== "not-enough" && of > 0) item.append(bandBar((100 * points) / of));
  const words = element("span", {}, PHRASES.bands[band] ?? band);
  item.append(element("p", { class: "band" }, fillCount(PHRASES.handled, decisions, { band: words })));
  if (band !== "consistent" && (text.length || source !== undefined)) {
    const from = source === undefined ? [] : element("p", { class: "source" }, fill(PHRASES.source, { source }));
    item.append(element("div", { class: "asks" }, body(text, cast), from));
  }
  return item;
}

function bandBar(percent) {
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "whole", width: 100, height: 8 }),
    svg("rect", { class: "part", width: percent.toFixed(1), height: 8 }),
  );
}
