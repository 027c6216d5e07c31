// The longest run that `scn check --for` accepts fits into what an LMS keeps. The stories are named
// by the limit, such as `4096.json`, and their only scenario has a run of the greatest length in
// which the clock makes all choices but the last.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { decodeState, packState } from "../player/compact.js";
import { Run, openScenario } from "../player/session.js";
import { MORNING } from "./learners.mjs";

const FOLDER = process.env.SCN_STORY_FOLDER;

for (const name of readdirSync(FOLDER).sort()) {
  test(`the longest run is kept in ${name.replace(".json", "")} characters`, () => {
    const limit = parseInt(name, 10);
    const story = JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
    const part = { kind: "scenario", id: story.scenarios[0].id };
    const run = new Run(openScenario(story, part.id), { seed: 2 ** 53 - 1 });
    while (!run.ended) {
      const open = run.scene.choices.filter(({ locked }) => !locked);
      const choice = open[0].id;
      const [answer] = run.act({ do: "choose", choice, ...(open.length > 1 && { timed: true }) });
      assert.equal(answer.error, undefined);
    }
    const events = run.events.map((what, at) => ({ when: MORNING + at * 60000, what }));
    const attempt = { id: "a", part, started: MORNING, digest: story.pack.digest, events };
    const { text, isCut } = packState(story, [attempt], { limit, counter: 64 ** 4 - 1, completed: MORNING });
    assert.equal(isCut, false);
    assert.ok(text.length <= limit && text.length > limit * 0.97, `${text.length} of ${limit} characters`);
    const read = decodeState(story, text);
    const made = (list) => list.filter(({ what }) => what.event === "chosen").map(({ what }) => what.choice);
    assert.deepEqual(made(read.attempts[0].events), made(events));
  });
}
