// Plays runs that scn has played, and compares every line.
//
// Reads lines from standard input: the phrases; a story; runs of its scenarios, each with what scn was
// given and what it answered. Ends with status 1 if anything differs, and says what on standard error.

import { createInterface } from "node:readline";
import { eventFromJson, eventToJson } from "../player/bits.js";
import { Run, openScenario, replayRun, resumeRun } from "../player/session.js";

const MOST_REPORTS = 3;

let phrases = {};
let name = "";
let story = {};
let playables = new Map();
let differences = 0;
let lines = 0;

/** Writes JSON as this program would write it: scn escapes characters that hide or reorder text. */
function canonical(text) {
  return /\\u/.test(text) ? eventToJson(eventFromJson(text)) : text;
}

function report(...words) {
  differences += 1;
  if (differences <= MOST_REPORTS) console.error(`\n${name}`, ...words);
}

/** Shows where two texts begin to differ. */
function difference(expected, got) {
  let at = 0;
  while (at < got.length && got[at] === expected[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - 300), at + 300);
  return `  scn:  …${around(expected)}\n  page: …${around(got)}`;
}

/** Compares lines with those that were expected; returns whether they are the same. */
function compare(got, expected, where) {
  const texts = got.map(eventToJson);
  lines += texts.length;
  const at = texts.findIndex((text, index) => text !== expected[index] && text !== canonical(expected[index] ?? ""));
  if (at < 0 && texts.length === expected.length) return true;
  const line = at < 0 ? Math.min(texts.length, expected.length) : at;
  report(where, `line ${line + 1}\n${difference(expected[line] ?? "nothing", texts[line] ?? "nothing")}`);
  return false;
}

function open(playable, run, part) {
  const { seed, learner } = run;
  if (part.how === "start") {
    const number = BigInt(seed);
    return new Run(playable, { seed: number < 2n ** 53n ? Number(number) : number, learner });
  }
  const events = part.record.map(eventFromJson);
  const again = part.how === "resume" ? resumeRun : replayRun;
  return again(playable, events, { learner });
}

function play(playable, run) {
  for (const part of run.parts) {
    let made;
    try {
      made = open(playable, run, part);
    } catch (error) {
      if (!part.refused) report(`${part.how}: ${error.stack}`);
      return;
    }
    if (part.refused) {
      report(`${part.how} of a record that scn refuses`);
      return;
    }
    if (!compare(made.begin(), part.begin, `${part.how} with the seed ${run.seed}`)) return;
    const done = [];
    for (const [act, expected] of part.acts) {
      done.push(JSON.stringify(act).slice(0, 80));
      if (!compare(made.act(act), expected, `${part.how} with the seed ${run.seed}, after ${done.join(" ")}`)) return;
    }
    compare([{ end: made.ended }], [JSON.stringify({ end: part.end })], "the end");
  }
}

for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const line = JSON.parse(text);
  if (line.phrases) {
    phrases = line.phrases;
  } else if (line.story) {
    ({ name, story } = line);
    playables = new Map();
  } else {
    try {
      if (!playables.has(line.scenario)) playables.set(line.scenario, openScenario(story, line.scenario, phrases));
      play(playables.get(line.scenario), line.run);
    } catch (error) {
      report(error.stack);
    }
  }
}
console.error(`${lines} lines compared, ${differences} runs differ`);
process.exitCode = differences ? 1 : 0;
