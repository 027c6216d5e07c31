// Finds the current counterpart of each recorded part, question and answer.
//
// Records name parts, questions and answers by id. An author may reuse an id for something else,
// or give the same thing another id. So recorded items are compared with current ones by their
// text, never by id alone. Versions are the current story in `now`, and earlier ones by digest in
// `kept`.

import { titleOrId } from "./session.js";
import { singleSpaced } from "./words.js";

/**
 * The share of the shorter text that two versions of a part have in common at least, in
 * thousandths.
 */
const IN_COMMON = 400;

/**
 * The share of the longer text in common at least, in thousandths, for a change to be a
 * correction.
 */
const CORRECTED = 900;

const PART_LISTS = { lesson: "lessons", quiz: "quizzes", scenario: "scenarios" };

/** Combines the current story with earlier stories by digest. */
export function versionsOf(now, kept = new Map()) {
  return { now, kept };
}

/** Returns the story with a digest, if it is known. */
export function storyOf({ now, kept }, digest) {
  return digest === now.pack.digest ? now : kept.get(digest);
}

/** Returns the item of a list with an id. */
export function byId(list, id) {
  return (list ?? []).find((it) => it.id === id);
}

/** Returns a part of a story. */
export function partOf(story, { kind, id }) {
  return byId(story?.[PART_LISTS[kind]], id);
}

/** Returns all parts of a story: lessons, quizzes, scenarios. */
export function allParts(story) {
  return Object.entries(PART_LISTS).flatMap(([kind, list]) => (story[list] ?? []).map(({ id }) => ({ kind, id })));
}

/** Returns whether two parts are the same. */
export function isSamePart(one, other) {
  return one.kind === other.kind && one.id === other.id;
}

/** Returns the digest of the story in which an attempt was last made. */
export function lastDigest({ events, digest }) {
  return events.reduce((last, { what }) => what.digest ?? last, undefined) ?? digest;
}

/** Returns whether nothing more can come in an attempt. */
export function isOver({ part, events }) {
  const last = events[events.length - 1]?.what;
  if (part.kind === "lesson") return events.some(({ what }) => what.event === "read");
  return last?.event === "ended" && last.how !== "left";
}

/**
 * What a part says and does, apart from its id: as JSON, without its title, and its pairs of
 * words.
 */
const CONTENTS = new WeakMap();

function contentOf(part) {
  if (!CONTENTS.has(part)) {
    const { id, from, ...content } = part;
    const { title, ...rest } = content;
    CONTENTS.set(part, { json: JSON.stringify(content), untitled: JSON.stringify(rest), pairs: wordPairs(content) });
  }
  return CONTENTS.get(part);
}

/**
 * Returns the part that one of an earlier story is now, and how the two relate; absent if there
 * is none.
 */
export function counterpartOf(versions, digest, part) {
  const was = partOf(storyOf(versions, digest), part);
  const here = partOf(versions.now, part);
  if (!was) return here && { part, relation: "unknown" };
  if (was === here) return { part, relation: "same" };
  const earlier = contentOf(was);
  const current = here && contentOf(here);
  if (current?.json === earlier.json) return { part, relation: "same" };
  const others = (versions.now[PART_LISTS[part.kind]] ?? []).filter((it) => it.id !== part.id);
  const only = (isIt) => {
    const found = others.filter((it) => isIt(contentOf(it)));
    return found.length === 1 ? { kind: part.kind, id: found[0].id } : undefined;
  };
  const moved = only((it) => it.json === earlier.json);
  if (moved) return { part: moved, relation: "same" };
  // A part under another id and title that is otherwise identical.
  const isRetitled = (it) => it.untitled === earlier.untitled && it.pairs.size > 0;
  const retitled = !(current && isRetitled(current)) && only(isRetitled);
  if (retitled) return { part: retitled, relation: "corrected" };
  if (!current) return undefined;
  const common = overlap(earlier.pairs, current.pairs);
  // If another part shares more of the text, it cannot be known which of the two it became.
  const rival = others.some((it) => common.shorter < overlap(earlier.pairs, contentOf(it).pairs).shorter);
  if (common.shorter < IN_COMMON || rival) return undefined;
  return { part, relation: CORRECTED <= common.longer ? "corrected" : "edited" };
}

/** Returns the part of the current story that an attempt counts for, and how the two relate. */
export function currentPart(versions, attempt) {
  return counterpartOf(versions, lastDigest(attempt), attempt.part);
}

const isGone = ({ now }, attempt) => !partOf(now, attempt.part);

/** Returns the latest attempt at a part, or else at the same part under an id that is gone. */
export function latestAttempt(versions, part, attempts) {
  const latest = [...attempts].reverse();
  const isRenamed = (attempt) => {
    const current = isGone(versions, attempt) && currentPart(versions, attempt);
    return current && isSamePart(current.part, part);
  };
  return latest.find((attempt) => isSamePart(attempt.part, part)) ?? latest.find(isRenamed);
}

/**
 * Returns the title of the part of the latest attempt that was left, if that part was removed.
 */
export function leftAtRemovedPart(versions, part, attempts) {
  if (latestAttempt(versions, part, attempts)) return undefined;
  const isRemoved = (it) => it.part.kind === part.kind && isGone(versions, it) && !currentPart(versions, it);
  const left = [...attempts].reverse().find(isRemoved);
  if (!left || isOver(left)) return undefined;
  const title = partOf(storyOf(versions, lastDigest(left)), left.part)?.title ?? "";
  return titleOrId(title, left.part.id);
}

/**
 * Returns how much of the shorter and of the longer of two texts is in the other, in thousandths.
 */
function overlap(one, other) {
  let common = 0;
  for (const pair of one) if (other.has(pair)) common += 1;
  const [short, long] = [Math.min(one.size, other.size), Math.max(one.size, other.size)];
  // Two parts without text have everything in common.
  const longer = long ? Math.floor((common * 1000) / long) : 1000;
  return { shorter: short ? Math.floor((common * 1000) / short) : longer, longer };
}

/** Returns whether two texts are equal or differ by no more than a correction. */
export function isCorrected(was, is) {
  const pairs = [was, is].map((text) => addPairs(splitWords(text), new Set()));
  return CORRECTED <= overlap(...pairs).longer;
}

function wordPairs(part) {
  const pairs = new Set();
  const toDo = [part];
  while (toDo.length) {
    const value = toDo.pop();
    for (const [key, inner] of Object.entries(value)) {
      if ((key === "text" || key === "markdown") && typeof inner === "string") {
        addPairs(splitWords(inner), pairs);
      } else if (key === "accept" && Array.isArray(inner)) {
        inner.filter((it) => typeof it === "string").forEach((it) => addPairs(splitWords(it), pairs));
      } else if (inner && typeof inner === "object") {
        toDo.push(inner);
      }
    }
  }
  return pairs;
}

/** Adds the pairs of adjacent words of a text; the edges of the text count as words. */
function addPairs(words, pairs) {
  words.forEach((word, index) => pairs.add(`${words[index - 1] ?? ""} ${word}`));
  if (words.length) pairs.add(`${words[words.length - 1]} `);
  return pairs;
}

const LETTERS = /[\p{Alphabetic}\p{N}]/u;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** Returns whether a character is a letter of a script without spaces between words. */
export function isUnspaced(sign) {
  return UNSPACED.test(sign) && LETTERS.test(sign);
}

/**
 * Returns the words of a text in lower case. In scripts without spaces each character is a word.
 */
export function splitWords(text) {
  const words = [];
  let word = "";
  const end = () => {
    if (word) words.push(word);
    word = "";
  };
  for (const sign of text.normalize("NFC")) {
    const alone = isUnspaced(sign);
    const isLetter = LETTERS.test(sign);
    if (alone || !isLetter) end();
    if (alone) words.push(sign);
    else if (isLetter) word += sign.toLowerCase();
  }
  end();
  return words;
}

/**
 * Returns a text as it was written: values are in braces, and conditional text has all
 * alternatives.
 */
export function spansAsWritten(spans, or) {
  const words = (spans ?? []).map((span) => {
    if (span.value !== undefined) return `{${span.value}}`;
    return span.if ? spansAsWritten(span.then, or) + or + spansAsWritten(span.otherwise, or) : span.text;
  });
  return words.join("");
}

function normalizedText(spans) {
  return singleSpaced(spansAsWritten(spans, "|")).normalize("NFC");
}

const bodyJson = ({ body }) => JSON.stringify(body ?? []);

/** Returns whether a question is answered by typing. */
export function isTyped({ accept }) {
  return Boolean(accept?.length);
}

/**
 * Returns whether two questions have the same text and answers, in any order and under any ids.
 */
function isSameQuestion(one, other) {
  const answers = (question) => JSON.stringify(question.answers.map(({ text }) => normalizedText(text)).sort());
  const isSame = (part) => part(one) === part(other);
  return one === other || [({ stem }) => normalizedText(stem), answers, isTyped, bodyJson].every(isSame);
}

/**
 * Finds the question of a quiz that is the same as one of another version, preferably under its
 * id.
 */
export function sameQuestion(quiz, was) {
  if (!was) return undefined;
  const here = byId(quiz.questions, was.id);
  return here && isSameQuestion(here, was) ? here : quiz.questions.find((it) => isSameQuestion(it, was));
}

/**
 * Maps picked answers of a question to their ids in the same one of another version, if all are
 * there.
 */
export function sameAnswers(was, picked, is) {
  if (isTyped(is) || was === is) return isTyped(is) || picked.every((id) => byId(is.answers, id)) ? picked : undefined;
  const mapped = picked.map((id) => {
    const answer = byId(was.answers, id);
    if (!answer) return undefined;
    const text = normalizedText(answer.text);
    const isIt = (it) => normalizedText(it.text) === text;
    return (is.answers.find((it) => it.id === id && isIt(it)) ?? is.answers.find(isIt))?.id;
  });
  return mapped.includes(undefined) ? undefined : mapped;
}

/**
 * Returns picked answers as answers of a question of another version, if the two are the same.
 */
export function pickedIn({ question, picked }, is) {
  return question && picked && is && isSameQuestion(question, is) ? sameAnswers(question, picked, is) : undefined;
}
