// Texts and bodies of the wire protocol, as nodes of the page.

import { element } from "./dom.js";
import { visible } from "./hidden.js";
import { PHRASES } from "./phrases.js";

/** How many colours there are for speakers. */
const VOICES = 6;

/** Where the files of the story are. A page that has them elsewhere replaces `source`; one without address is left out. */
export const MEDIA = { source: (file) => `media/${encodeURIComponent(file)}` };

const BACKQUOTE = "\u0060";

/** A link that only opens a page or a mail, and cannot run a script here. */
const SAFE_LINK = /^\s*(https?:\/\/|mailto:)/i;

/** Returns a text with its styles. */
export function inline(text) {
  return text.map((words) => {
    let node = document.createTextNode(visible(words.text));
    if (words.code) node = element("code", { dir: "ltr" }, node);
    if (words.strong) node = element("strong", {}, node);
    if (words.emphasis) node = element("em", {}, node);
    if (!words.link || !SAFE_LINK.test(words.link)) return node;
    return element("a", { href: words.link, target: "_blank", rel: "noopener noreferrer" }, node);
  });
}

/** Returns what is said right after an outcome. */
export function feedback(text) {
  return element("p", { class: "feedback" }, element("strong", {}, PHRASES.feedback), " ", inline(text));
}

/** Returns a message of the command. What is in a pair of backquotes is an author's. */
export function message(text) {
  const parts = text.split(BACKQUOTE);
  return parts.map((part, index) => {
    if (index % 2 === 0) return part;
    return index === parts.length - 1 ? BACKQUOTE + part : element("code", {}, part);
  });
}

/**
 * Returns a body. Lists directly after each other are parts of one list. `cast` has the names of
 * speakers in the order of their colours.
 */
export function body(blocks, cast) {
  const nodes = [];
  const open = [];
  for (const block of blocks) {
    if (block.kind === "list") {
      addList(open, block, nodes);
    } else {
      open.length = 0;
      nodes.push(...(BLOCKS[block.kind]?.(block, cast) ?? []));
    }
  }
  return nodes;
}

/** Adds the items of a list: to one that is open at their depth, or to a new one. */
function addList(open, { ordered, start = 1, level = 0, items }, nodes) {
  const depth = Math.min(level, open.length);
  const there = open[depth];
  const continues = there?.ordered === ordered && (!ordered || there.next === start);
  open.length = continues ? depth + 1 : depth;
  if (!continues) {
    const list = element(ordered ? "ol" : "ul", { start: ordered && start !== 1 && start });
    const above = open[depth - 1]?.list.lastElementChild;
    if (above) above.append(list);
    else nodes.push(list);
    open.push({ ordered, list });
  }
  const here = open[depth];
  here.list.append(...items.map((item) => element("li", {}, inline(item))));
  here.next = start + items.length;
}

/** The kinds of block but lists. One that a later version adds is passed over. */
const BLOCKS = {
  paragraph: ({ text }) => [element("p", {}, inline(text))],
  speech: speechNodes,
  callout: ({ callout, text }) => [
    element("p", { class: `callout ${callout}` }, element("strong", {}, `${PHRASES.callouts[callout]}:`), " ", inline(text)),
  ],
  media: mediaNodes,
  quote: ({ lines }) => [element("blockquote", {}, lines.join("\n"))],
  code: ({ lines }) => [element("pre", { dir: "ltr", tabindex: 0 }, element("code", {}, lines.join("\n")))],
  table: tableNodes,
  // The page's own headings are above those of a text.
  heading: ({ level, text }) => [element(`h${Math.min(level + 2, 6)}`, {}, inline(text))],
  rule: () => [element("hr")],
};

function speechNodes({ speaker, direction, text }, cast) {
  const name = element("span", { class: "speaker" }, speaker);
  if (direction !== undefined) name.append(" ", element("span", { class: "direction" }, `(${direction})`));
  name.append(element("span", { class: "unseen" }, ":"));
  return [
    element(
      "div",
      { class: `speech voice-${voiceNumber(speaker, cast)}` },
      element("span", { class: "face", "aria-hidden": "true" }, initials(speaker)),
      element("p", { class: "said" }, name, " ", inline(text)),
    ),
  ];
}

/** Returns the number of a speaker's colour: by the place in the cast, or by the name. */
function voiceNumber(speaker, cast) {
  const place = cast.indexOf(speaker);
  const number = place < 0 ? new TextEncoder().encode(speaker).reduce((sum, byte) => sum + byte, 0) : place;
  return number % VOICES;
}

/** Returns the initials of a name: of its first and its last word. */
export function initials(name) {
  const letters = name.split(/\s+/u).flatMap((word) => word.match(/[\p{Alphabetic}\p{N}]/u)?.[0] ?? []);
  return letters.filter((_, index) => index === 0 || index === letters.length - 1).join("").toUpperCase();
}

/** Returns a picture, sound or film. Its description is below it, since the author sees it too. */
function mediaNodes({ media: kind, file, alternative }) {
  const src = MEDIA.source(file);
  const node = {
    // The description is already below it.
    image: () => element("img", { src, alt: "" }),
    audio: () => element("audio", { src, controls: true, preload: "metadata" }),
    video: () => element("video", { src, controls: true, preload: "metadata" }),
  }[kind];
  const shown = src === undefined ? [] : node();
  const caption = element("figcaption", {}, element("strong", {}, `${PHRASES.media[kind]}:`), " ", inline(alternative));
  return [element("figure", {}, shown, caption)];
}

/** Returns a table, with a scrollbar of its own if it is too wide. */
function tableNodes({ columns, head, rows }) {
  const row = (cells, tag, attributes) =>
    element(
      "tr",
      {},
      cells.map((cell, index) => {
        const aligned = { center: "center", right: "right" }[columns[index]];
        return element(tag, { ...attributes, class: aligned }, inline(cell));
      }),
    );
  return [
    element(
      "div",
      { class: "table", tabindex: 0 },
      element(
        "table",
        {},
        element("thead", {}, row(head, "th", { scope: "col" })),
        element("tbody", {}, rows.map((cells) => row(cells, "td", {}))),
      ),
    ),
  ];
}
