// Phrases with their places filled in, and which characters of a text may be shown.

/** Fills in a phrase: each name in braces becomes its value, which is a text or a list of nodes. */
export function fill(phrase, values) {
  const part = (name) => (name[0] === "!" ? name.slice(1) : values[name] ?? []);
  return phrase.split(/\{([^}]*)\}/).flatMap((words, index) => (index % 2 ? part(words) : words));
}

/** Returns the form of a phrase about a number. */
export function formOf({ none, one, many }, count) {
  return count === 0 ? none : count === 1 ? one : many;
}

/** Fills in a phrase about a number, with other values. */
export function fillCount(forms, count, values = {}) {
  return fill(formOf(forms, count), { ...values, count });
}

/** Fills in a phrase with texts, as one text. */
export function fillText(phrase, values) {
  return fill(phrase, values).join("");
}

/** Fills in a phrase about a number, as one text. */
export function countText(forms, count, values) {
  return fillCount(forms, count, values).join("");
}

/** Fills in a phrase with styled texts. Marked words are strong. */
export function fillMarked(phrase, values) {
  const part = (name) => (name[0] === "!" ? [{ text: name.slice(1), strong: true }] : values[name] ?? []);
  return phrase.split(/\{([^}]*)\}/).flatMap((words, index) => (index % 2 ? part(words) : words ? [{ text: words }] : []));
}

/** Ends a sentence with a title: adds a full stop unless the title ends with punctuation. */
export function endSentence(title) {
  return /[.!?…。！？؟।։።]\p{White_Space}*$/u.test(title) ? title : `${title}.`;
}

/** Returns items as words: `a, b and c`, with another word for `and`. */
export function listedWords(items, and) {
  const last = items.length - 1;
  return last < 1 ? items.join("") : `${items.slice(0, last).join(", ")} ${and} ${items[last]}`;
}

/** Returns a text without blanks at its ends, and with single spaces. */
export function singleSpaced(text) {
  return text.split(/\p{White_Space}+/u).filter(Boolean).join(" ");
}

// Characters that are invisible or change how others are displayed. `scn-text` documents the rule.
const RESTRICTED = /[\p{Cc}\p{DI}\p{NChar}\u2028\u2029\ufff9-\ufffb]/u;
const BREAK = /[\t-\r\u0085\u2028\u2029]/;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const JOINED = new RegExp(
  "[\\u0600-\\u109f\\u1700-\\u18af\\u1900-\\u1cff\\ua800-\\uaaff\\uabc0-\\uabff\\ufb50-\\ufdff\\ufe70-\\ufefc" +
    "\\u{10a00}-\\u{10aff}\\u{10d00}-\\u{11fff}\\u{1e900}-\\u{1e95f}]",
  "u",
);
const UNSPACED_SIGN = /[\u0e00-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1bbf\u3005-\u30ff\u3400-\u9fff\ua980-\uaadf]/;
const PICTURE = /[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u{1f000}-\u{1faff}]/u;
const TAGS = /^[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}/u;
const OF_SCRIPT = [
  [/[\u115f\u1160]/, /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/],
  [/[\u17b4\u17b5]/, /[\u1780-\u17ff]/],
  [/[\u180b-\u180f]/, /[\u1800-\u18af]/],
  [/[\u{1bca0}-\u{1bca3}]/u, /[\u{1bc00}-\u{1bc9f}]/u],
  [/\u034f/, /[\p{Grapheme_Extend}\u1160-\u11ff\ud7b0-\ud7c6\ud7cb-\ud7fb]/u],
  [/[\u200b\u2060]/, UNSPACED_SIGN],
];

/** Returns whether a restricted character is shown where it is. */
function isKept(signs, index, flagEnd) {
  const [sign, before, next] = [signs[index], signs[index - 1], signs[index + 1]];
  const fits = (other, kind) => other !== undefined && kind.test(other) && !RESTRICTED.test(other);
  if (/[\u061c\u200e\u200f]/.test(sign)) return signs.some((it) => fits(it, RIGHT_TO_LEFT));
  if (sign === "\u00ad") return fits(before, /\p{Alphabetic}/u) && fits(next, /\p{Alphabetic}/u);
  if (/[\u200c\u200d]/.test(sign)) {
    const startsWord = !before || /\p{White_Space}/u.test(before);
    const joinsPictures = sign === "\u200d" && (before === "\ufe0f" || fits(before, PICTURE)) && fits(next, PICTURE);
    return fits(before, JOINED) || (startsWord && fits(next, JOINED)) || joinsPictures;
  }
  if (/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(sign)) return fits(before, /[^\0-\x7f\p{White_Space}]|[0-9#*]/u);
  if (/[\u{e0020}-\u{e007f}]/u.test(sign)) return index < flagEnd;
  return OF_SCRIPT.some(([kind, script]) => kind.test(sign) && (fits(before, script) || fits(next, script)));
}

function replaceRestricted(text, keepsLines) {
  if (!RESTRICTED.test(text)) return text;
  const signs = Array.from(text);
  let flagEnd = 0;
  const shown = signs.map((sign, index) => {
    if (!RESTRICTED.test(sign)) return sign;
    if (BREAK.test(sign)) {
      if (keepsLines && /[\n\t]/.test(sign)) return sign;
      return sign === "\r" && signs[index + 1] === "\n" ? "" : " ";
    }
    if (signs[index - 1] === "\u{1f3f4}") {
      flagEnd = index + Array.from(TAGS.exec(signs.slice(index, index + 7).join(""))?.[0] ?? "").length;
    }
    return isKept(signs, index, flagEnd) ? sign : "\ufffd";
  });
  return shown.join("");
}

/** Returns a text as it may be shown, on one line: characters that may not be shown are replaced. */
export function sanitizeLine(text) {
  return replaceRestricted(text, false);
}

/** Returns a text as it may be shown. Line feeds and tabs stay. */
export function sanitizeLines(text) {
  return replaceRestricted(text, true);
}

/** Returns data in which all texts are as they may be shown. */
export function sanitizeData(data) {
  if (typeof data === "string") return sanitizeLines(data);
  if (Array.isArray(data)) return data.map(sanitizeData);
  if (!data || typeof data !== "object") return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, sanitizeData(value)]));
}
