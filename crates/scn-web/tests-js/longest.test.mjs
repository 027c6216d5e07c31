// The longest run that `scn check --for` accepts fits into what an LMS keeps. The stories are
// named by the limit, such as `4096.json`. Their only scenario counts calls up to the end of a
// range; the clock takes each of them, and the last choice is to go home.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { decodeState, packState } from "../player/compact.js";
import { MORNING } from "./learners.mjs";

const FOLDER = process.env.SCN_STORY_FOLDER;

for (const name of readdirSync(FOLDER).sort()) {
  test(`the longest run is kept in ${name.replace(".json", "")} characters`, () => {
    const limit = parseInt(name, 10);
    const story = JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
    const [scenario] = story.scenarios;
    const [situation] = scenario.situations;
    const [wait, go] = situation.choices;
    const calls = scenario.variables[0].high;
    const made = [...Array(calls).fill(wait.id), go.id];
    const { name: pack, digest } = story.pack;
    const whats = [
      { event: "started", pack, digest, scenario: scenario.id, seed: 2 ** 53 - 1 },
      ...made.map((choice) => ({ event: "chosen", at: situation.id, choice, ...(choice === wait.id && { timed: true }) })),
      { event: "ended", how: "ending", at: scenario.endings[0].id },
    ];
    const events = whats.map((what, at) => ({ when: MORNING + at * 60000, what }));
    const attempt = { id: "a", part: { kind: "scenario", id: scenario.id }, started: MORNING, digest, events };
    const { text, isCut } = packState(story, [attempt], { limit, counter: 64 ** 4 - 1, completed: MORNING });
    assert.equal(isCut, false);
    assert.ok(text.length <= limit && text.length > limit * 0.97, `${text.length} of ${limit} characters`);
    // To play thousands of decisions takes long, so only the shorter run is.
    if (limit > 5000) return;
    const read = decodeState(story, text).attempts[0].events.map(({ what }) => what);
    assert.deepEqual(read.filter(({ event }) => event === "chosen").map(({ choice }) => choice), made);
    assert.equal(read.at(-1).event, "ended");
  });
}
