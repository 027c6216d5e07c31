// Phrases with their places filled in.

/**
 * Fills in a phrase: each name in braces becomes its value, which is a text or a list of nodes.
 */
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

/** Fills in a phrase with texts, which can be styled. Marked words are strong. */
export function fillMarked(phrase, values) {
  const part = (name) => {
    const value = values[name] ?? [];
    return name[0] === "!" ? [{ text: name.slice(1), strong: true }] : Array.isArray(value) ? value : [{ text: `${value}` }];
  };
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
