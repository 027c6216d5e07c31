// The file of a learner's record: the JSON of `scn records export`. What is read is a stranger's, so
// it is checked by its shape, and what it says of this story is replayed.

import { visible } from "./hidden.js";
import { PHRASES } from "./phrases.js";
import { playableOf } from "./progress.js";
import { quizResult } from "./attempt.js";
import { replayRun } from "./session.js";
import { byId, partOf, versionsOf } from "./versions.js";
import { fillText } from "./words.js";

/** The version of the document. */
const RECORD_VERSION = 1;

/** The most characters of a file, attempts in it, and events of an attempt. */
const LARGEST_RECORD = 20000000;
const MOST_ATTEMPTS = 10000;
const MOST_EVENTS = 20000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns the record of a learner as the text of a file. */
export function recordText({ name, account, attempts }) {
  const big = (_, value) => (typeof value === "bigint" ? `${value}n` : value);
  const json = JSON.stringify({ version: RECORD_VERSION, name, account, attempts }, big, 2);
  return `${json.replace(/"seed": "(\d+)n"/g, '"seed": $1')}\n`;
}

/** Parses JSON in which seeds may be larger than a number of JavaScript. */
export function parseRecord(text) {
  const marked = text.replace(/"seed"\s*:\s*(\d{16,20})(?=\s*[,}])/g, '"seed":"$1n"');
  const isBig = (key, value) => key === "seed" && typeof value === "string" && /^\d{16,20}n$/.test(value);
  return JSON.parse(marked, (key, value) => (isBig(key, value) ? BigInt(value.slice(0, -1)) : value));
}

/**
 * Reads the text of a file. Returns the name in it and its attempts at this story's pack. Throws an
 * error in words for what is no such file, and for attempts that the story does not allow.
 */
export function readRecordText(text, story) {
  if (text.length > LARGEST_RECORD) throw new Error(PHRASES.file_too_large);
  const record = parsedOrNull(text);
  if (record?.version !== RECORD_VERSION || typeof record.name !== "string" || !Array.isArray(record.attempts)) {
    throw new Error(PHRASES.not_a_record);
  }
  if (record.attempts.length > MOST_ATTEMPTS || !record.attempts.every(isAttempt)) throw new Error(PHRASES.not_a_record);
  const own = record.attempts.filter(({ pack }) => pack === story.pack.name);
  if (!own.length && record.attempts.length) {
    throw new Error(fillText(PHRASES.other_pack, { pack: visible(record.attempts[0].pack).slice(0, 100) }));
  }
  const attempts = own.map(({ id, pack, digest, part, events }) => ({ id, pack, digest, part, events }));
  if (!attempts.every((attempt) => isPossible(story, attempt))) throw new Error(PHRASES.not_possible);
  const account = typeof record.account === "string" && UUID.test(record.account) ? record.account : null;
  return { name: visible(record.name).trim().slice(0, 100), account, attempts };
}

function parsedOrNull(text) {
  try {
    return parseRecord(text);
  } catch {
    return null;
  }
}

/** Returns whether a value has the form of an attempt. */
export function isAttempt(value) {
  const { id, pack, digest, part, events } = Object(value);
  const isEvent = (it) => Number.isSafeInteger(it?.when) && typeof it.what?.event === "string";
  return (
    UUID.test(id) &&
    typeof pack === "string" &&
    typeof digest === "string" &&
    ["lesson", "quiz", "scenario"].includes(part?.kind) &&
    typeof part.id === "string" &&
    Array.isArray(events) &&
    events.length <= MOST_EVENTS &&
    events.every(isEvent)
  );
}

/**
 * Returns whether a story allows an attempt. One at another version of it is not replayed here: the
 * page reads it by name, as far as it still exists.
 */
function isPossible(story, { part, digest, events }) {
  const what = events.map((event) => event.what);
  if (digest !== story.pack.digest || what.some((event) => event.digest !== undefined && event.digest !== digest)) return true;
  if (!partOf(story, part)) return false;
  try {
    if (part.kind === "lesson") return what.every(({ event }) => event === "opened" || event === "read");
    if (part.kind === "quiz") return isQuizPossible(story, part.id, what);
    replayRun(playableOf(story, part.id), what);
    return true;
  } catch {
    return false;
  }
}

function isQuizPossible(story, id, events) {
  const quiz = byId(story.quizzes, id);
  if (events[0]?.event !== "started" || !Array.isArray(events[0].questions)) return false;
  quizResult(versionsOf(story), quiz, events);
  return events.every(({ event, question }) => question === undefined || (typeof event === "string" && byId(quiz.questions, question)));
}

/** Returns the attempts of two lists, each once. Of one in both, the longer record is taken. */
export function mergeAttempts(here, there) {
  const known = new Map(here.map((attempt) => [attempt.id, attempt]));
  let added = 0;
  for (const attempt of there) {
    const before = known.get(attempt.id);
    if (before && before.events.length >= attempt.events.length) continue;
    known.set(attempt.id, attempt);
    added += 1;
  }
  const begun = ({ events }) => events[0]?.when ?? 0;
  return { attempts: [...known.values()].sort((one, other) => begun(one) - begun(other)), added };
}
