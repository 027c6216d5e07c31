// What a learner takes along: the sheet of completion, and a run as plain text.

import { element } from "./dom.js";
import { PHRASES } from "./phrases.js";
import { fillText } from "./words.js";

/**
 * Returns the sheet that a completed course ends with. It proves nothing, and says so. `when` is the
 * time of the last step, in milliseconds.
 */
export function sheetNodes({ pack, title, learner, when }) {
  const date = new Date(when).toLocaleDateString(dateLanguage(pack.language), { year: "numeric", month: "long", day: "numeric" });
  return [
    element(
      "section",
      { class: "sheet" },
      element("p", { class: "progress" }, title),
      element("h2", { class: "title", id: "moment", tabindex: "-1" }, PHRASES.completion_title),
      element("p", {}, learner ? fillText(PHRASES.sheet_for, { name: learner, date }) : fillText(PHRASES.sheet, { date })),
      pack.version ? element("p", { class: "small" }, fillText(PHRASES.of_version, { version: pack.version })) : [],
      element("p", { class: "small" }, fillText(PHRASES.of_digest, { digest: pack.digest })),
      element("p", { class: "small" }, PHRASES.not_signed),
    ),
  ];
}

/** Returns the language of dates: that of the phrases, with the region of the pack if it has one. */
function dateLanguage(own) {
  try {
    const tag = Intl.getCanonicalLocales(own ?? "en")[0];
    return tag.split("-")[0] === PHRASES.language ? tag : PHRASES.language;
  } catch {
    return PHRASES.language;
  }
}

/** The elements after which a line of a text ends. */
const TEXT_BLOCKS = /^(p|h[1-6]|li|blockquote|pre|div|section|figcaption|tr|legend|fieldset|article)$/i;

/** Returns the words of nodes as plain text. What a picture stands for is left out. */
export function plainWords(nodes) {
  const words = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 || node.hidden || node.getAttribute("aria-hidden") === "true") return "";
    const inner = [...node.childNodes].map(words).join("");
    return TEXT_BLOCKS.test(node.localName) ? `\n${inner}\n` : inner;
  };
  return `${nodes.map(words).join("\n").replace(/[ \t]*\n[ \t\n]*\n/g, "\n\n").trim()}\n`;
}

/** Offers a text as a file to save. */
export function saveText(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
