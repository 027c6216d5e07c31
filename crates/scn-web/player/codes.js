// Names in three letters, for the compact state of a learner.

import { allParts } from "./versions.js";

const CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The kind of part of each letter that begins a field. */
export const PART_KINDS = Object.fromEntries([
  ...[..."rpmfx"].map((letter) => [letter, "scenario"]),
  ...[..."qyn"].map((letter) => [letter, "quiz"]),
  ...[..."od"].map((letter) => [letter, "lesson"]),
]);

/** Returns the letter of a number below 64. */
export function letterAt(number) {
  return CODE_LETTERS[number & 63];
}

/** Returns the number of a letter. */
export function letterNumber(letter) {
  return Math.max(0, CODE_LETTERS.indexOf(letter));
}

/** Returns a hash of 32 bits: FNV-1a, mixed as MurmurHash3 does at its end. */
export function hash32(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Returns the lists of names of a story in which no two may have the same letters. */
function nameLists(story) {
  const ids = (list) => (list ?? []).map(({ id }) => id);
  const lists = [allParts(story).map(({ kind, id }) => `${kind} ${id}`)];
  for (const { situations, endings } of story.scenarios) lists.push(ids(endings), ...situations.map(({ choices }) => ids(choices)));
  for (const { questions } of story.quizzes ?? []) lists.push(ids(questions), ...questions.map(({ answers }) => ids(answers)));
  return lists;
}

const NAME_LISTS = new WeakMap();

function collisionCount(story, salt) {
  if (!NAME_LISTS.has(story)) NAME_LISTS.set(story, nameLists(story));
  return NAME_LISTS.get(story).reduce((sum, names) => {
    const distinct = new Set(names);
    return sum + distinct.size - new Set([...distinct].map((name) => codeOf(salt, name))).size;
  }, 0);
}

function codeOf(salt, name) {
  const hash = hash32(`${salt} ${name}`);
  return letterAt(hash) + letterAt(hash >>> 6) + letterAt(hash >>> 12);
}

/**
 * Returns the first salt under which no two names of one place have the same letters, or the
 * best one.
 */
export function newSalt(story) {
  let [best, fewest] = [CODE_LETTERS[0], Infinity];
  for (const salt of CODE_LETTERS) {
    const count = collisionCount(story, salt);
    if (count < fewest) [best, fewest] = [salt, count];
    if (!count) break;
  }
  return best;
}

const BOOKS = new WeakMap();

/** Returns how names of a story are written under a salt. */
export function codeBook(story, salt) {
  const known = BOOKS.get(story);
  if (known?.salt === salt) return known;
  const book = {
    salt,
    collisions: collisionCount(story, salt),
    name: (id) => codeOf(salt, id),
    part: ({ kind, id }) => codeOf(salt, `${kind} ${id}`),
    /** The item of a list with these letters, if it is the only one. */
    only(list, code) {
      const found = (list ?? []).filter(({ id }) => codeOf(salt, id) === code);
      return found.length === 1 ? found[0] : undefined;
    },
    words: wordsFromLetters,
  };
  BOOKS.set(story, book);
  return book;
}

/** Returns words in base64url. */
function lettersOfWords(words) {
  const binary = Array.from(new TextEncoder().encode(words), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function wordsFromLetters(letters) {
  try {
    const binary = atob(letters.replace(/-/g, "+").replace(/_/g, "/"));
    return new TextDecoder().decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
  } catch {
    return "";
  }
}

/** Returns the steps of an attempt at a quiz or a scenario, each as it is written. */
export function stepTokens(book, { part, events }, without) {
  const whats = events.map(({ what }) => what);
  return part.kind === "quiz" ? quizTokens(book, whats, without) : runTokens(book, whats, without);
}

function quizTokens(book, whats, without) {
  let asked = [];
  const picked = new Map();
  const hints = new Map();
  for (const what of whats) {
    if (what.questions?.length) asked = what.questions;
    if (what.event === "answered") picked.set(what.question, what.answers);
    if (what.event === "hinted") hints.set(what.question, what.hint);
  }
  return asked.map((id) => {
    const answers = picked.get(id) ?? [];
    const isTyped = answers.length && !whats.some((it) => it.event === "asked" && it.question === id && it.answers.includes(answers[0]));
    const text = isTyped ? `(${lettersOfWords(answers.join(" "))})` : answers.map(book.name).join("");
    return `${book.name(id)}${"?".repeat(without.hints ? 0 : hints.get(id) ?? 0)}${text},`;
  });
}

function runTokens(book, whats, without) {
  let tokens = [];
  /** Where each choice that counts is. */
  const made = [];
  const undo = () => {
    const at = made.pop();
    if (at === undefined) return;
    if (without.undone) tokens = tokens.slice(0, at);
    else tokens.push("!");
  };
  for (const what of whats) {
    if (what.event === "chosen") {
      made.push(tokens.length);
      tokens.push(book.name(what.choice) + (what.timed ? "~" : ""));
    } else if (what.event === "undone") {
      undo();
    } else if (what.event === "resumed") {
      while (made.length > what.kept) undo();
    } else if (what.event === "hinted" && !without.hints) {
      tokens.push(what.choice ? `*${book.name(what.choice)}` : "?");
    } else if (what.event === "wrote" && !without.words) {
      tokens.push(`(${lettersOfWords(what.words)})`);
    }
  }
  return tokens;
}
