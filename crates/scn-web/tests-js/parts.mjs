// Compares lessons, quizzes, courses and resumed runs with what the Rust player did: reads cases,
// a line of JSON each, and prints a line of JSON for each difference, and at last how often each
// thing happened.
//
// Usage: node parts.mjs FOLDER CASES. The folder has the modules of the player, and `phrases.js`.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(folder, name)).href);
const { foldAnswer, openQuiz, resumeQuiz } = await load("attempt.js");
const { carriedRun, resumeCarried } = await load("carry.js");
const { lessonView } = await load("lessons.js");
const { askedBefore, courseState, courseView, openAttempt, partRefusal, playableOf } = await load("progress.js");
const { leftAtRemovedPart, versionsOf } = await load("versions.js");

const counts = {};
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);

/** Returns data with the keys of objects in order, as text. */
function sorted(value) {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value) ?? "null";
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${sorted(value[key])}`).join(",")}}`;
}

let differences = [];

function compare(what, found, expected) {
  count(`compared: ${what}`);
  if (found !== expected) differences.push({ what, found, expected });
}

const compareData = (what, found, expected) => compare(what, sorted(found), sorted(expected));
const compareBytes = (what, found, expected) => compare(what, JSON.stringify(found), expected);

/** The stories of the cases, by a name: each is read once. */
const stories = new Map();
const keptIn = (names) => new Map(names.map((name) => [stories.get(name).pack.digest, stories.get(name)]));

const CASES = {
  story({ name, story }) {
    stories.set(name, story);
  },

  course({ story: name, kept: names, attempts, state, view, refusals, open, removed }) {
    const story = stories.get(name);
    const kept = keptIn(names);
    const found = courseState(story, attempts, kept);
    compareBytes("course", found, state);
    compareData("course view", courseView(found), view);
    found.parts.forEach(({ part }, index) => {
      compare("refusal", partRefusal(found, part), refusals[index]);
      compare("open", openAttempt(found, part, attempts)?.id ?? null, open[index]);
      compare("removed", leftAtRemovedPart(versionsOf(story, kept), part, attempts) ?? null, removed[index]);
    });
    if (found.complete) count("a complete course");
    if (found.next && found.complete) count("more after the course");
    for (const it of found.parts) {
      for (const key of ["edited", "replaced", "optional", "open", "tries_left"]) if (it[key] !== undefined) count(`part: ${key}`);
      count(`${it.part.kind}: ${it.status}`);
      if (it.result?.includes("earlier version")) count("a result judged again");
    }
    for (const { band } of found.profile) count(`band: ${band}`);
  },

  quiz({ story: name, kept: names, id, seed, learner, attempts, record, refused, notices, steps }) {
    const story = stories.get(name);
    const kept = keptIn(names);
    let attempt;
    if (record) {
      const resumed = resumeQuiz(story, id, record, { learner, kept });
      compare("quiz refused", resumed.refused, refused);
      if (!resumed.attempt) return count("quiz refused");
      ({ attempt } = resumed);
      compare("notices", attempt.view().notice, notices);
      if (notices) count("quiz resumed with changes");
    } else {
      attempt = openQuiz(story, id, { seed, learner, asked: askedBefore(story, id, attempts, kept) });
    }
    for (const { act, given, view, events } of steps) {
      if (act === "answer") {
        attempt.answer(given);
        count("answer");
      } else if (act === "hint") {
        attempt.hint();
      } else if (act === "leave") {
        attempt.leave();
      }
      if (view) {
        const { notice, begins, events: shown, ...found } = attempt.view();
        compareData("quiz view", found, view);
        if (found.result) count(found.result.passed ? "quiz passed" : "quiz failed");
        if (found.result?.review.length) count("review");
        if (found.question) count(`form: ${found.question.form}`);
      }
      compareBytes("quiz events", attempt.events, events);
      attempt.next();
    }
  },

  lesson({ story: name, id, pages, page, view }) {
    compareData("lesson view", lessonView(stories.get(name), pages, id, page), view);
  },

  carried({ story: name, kept: names, events, carried, resumed, notices, learner }) {
    const story = stories.get(name);
    const versions = versionsOf(story, keptIn(names));
    const found = carriedRun(versions, events);
    compareBytes("carried", found, carried);
    let again;
    try {
      const scenario = found.filter((it) => it.scenario !== undefined).pop().scenario;
      again = resumeCarried(playableOf(story, scenario), found, { learner });
    } catch (error) {
      again = null;
    }
    compareBytes("resumed", again && again.run.events, resumed);
    if (again) compareData("resumed notices", again.notices, notices);
    for (const { earlier, outcome, reworded, event } of found) {
      if (earlier) count(`fate: ${earlier.fate}`);
      if (event === "resolved" && outcome === 0) count("an outcome is undecided");
      if (reworded) count("an outcome is reworded");
    }
  },

  folds({ folds, white, letters }) {
    const known = new Map(folds);
    const [blank, letter] = [new Set(white), new Set(letters)];
    for (let code = 0; code < 0x110000; code += 1) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const sign = String.fromCodePoint(code);
      if (/\p{Cn}/u.test(sign)) continue;
      const found = [foldAnswer(sign), foldAnswer(`a${sign}b`), foldAnswer(`Α${sign}`)];
      const expected = known.get(code) ?? [sign, `a${sign}b`, `α${sign}`];
      compare("folded", found.join("\n"), expected.join("\n"));
      compare("white", /\p{White_Space}/u.test(sign), blank.has(code));
      compare("letters", /[\p{Alphabetic}\p{N}]/u.test(sign), letter.has(code));
    }
  },
};

let number = 0;
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  const { kind, seed, ...data } = JSON.parse(line);
  differences = [];
  try {
    CASES[kind]({ seed, ...data });
  } catch (error) {
    differences.push({ what: `${kind} throws`, found: error.stack, expected: null });
  }
  for (const it of differences.slice(0, 3)) console.log(JSON.stringify({ number, kind, ...it }));
  number += 1;
}
console.log(JSON.stringify({ counts }));
