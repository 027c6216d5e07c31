// What is kept and read back: a learner's file, and the lines in the storage of a browser. Both may have
// been written by anybody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readKept, writeLines } from "../player/device.js";
import { drawSeed, randomId } from "../player/ids.js";
import { mergeAttempts, readRecordText, recordText } from "../player/record.js";
import { playableOf } from "../player/progress.js";
import { Run } from "../player/session.js";

const span = (text) => [{ text }];
const story = {
  scn: 1,
  pack: { name: "till", title: "At the till", digest: `sha256:${"0".repeat(64)}` },
  principles: [],
  lessons: [{ id: "read", title: "Read", markdown: "Words.", teaches: [] }],
  scenarios: [
    {
      id: "till",
      title: "At the till",
      brief: [],
      covers: [],
      cast: [],
      variables: [],
      start: "queue",
      situations: [
        {
          id: "queue",
          title: "A queue",
          body: [],
          choices: ["look", "wait"].map((id) => ({ id, label: span(id), outcomes: [{ body: [], next: id === "look" ? "done" : "queue" }] })),
        },
      ],
      endings: [{ id: "done", title: "Done", result: "passed", body: [] }],
    },
  ],
};

let turn = 7;
const random = (count) => (turn = (turn * 48271) % 0x7fffffff) % count;

/** Returns an attempt with a run of a few steps. Some seeds are larger than a number of JavaScript. */
function someAttempt() {
  const seed = random(3) ? drawSeed() : 0xffffffffffffffffn - BigInt(random(1000));
  const run = new Run(playableOf(story, "till"), { seed });
  for (let step = random(6); step > 0 && !run.ended; step--) run.act({ do: "choose", choice: random(2) ? "wait" : "look" });
  if (!run.ended && random(2)) run.act({ do: "undo" });
  const { name: pack, digest } = story.pack;
  const given = (what) => Object.fromEntries(Object.entries(what).filter(([, value]) => value !== undefined));
  const events = run.events.map((what) => ({ when: random(1e9), what: given(what) }));
  return { id: randomId(), pack, digest, part: { kind: "scenario", id: "till" }, events };
}

test("a file is read back as it was written", () => {
  for (let round = 0; round < 100; round++) {
    const attempts = Array.from({ length: random(4) }, someAttempt);
    const read = readRecordText(recordText({ name: "Zoë", account: randomId(), attempts }), story);
    assert.equal(read.name, "Zoë");
    assert.deepEqual(read.attempts, attempts);
  }
});

test("the lines of a storage are read back as they were written, and written bit by bit they are the same", () => {
  for (let round = 0; round < 100; round++) {
    const attempts = Array.from({ length: 1 + random(4) }, someAttempt);
    const whole = writeLines({ name: "Zoë", account: "a", attempts });
    const known = new Map();
    const part = attempts.map((attempt) => ({ ...attempt, events: attempt.events.slice(0, 1 + random(attempt.events.length)) }));
    writeLines({ name: "Zoë", account: "a", attempts: part }, known);
    assert.equal(writeLines({ name: "Zoë", account: "a", attempts }, known), whole);
    assert.deepEqual(readKept(whole), { account: "a", attempts, damaged: false });
  }
});

/** Changes a text somewhere. */
function damaged(text) {
  const place = random(text.length);
  const other = ["", "\"", "}", "\n", "0", "null", "\u0000", "[", "-1e999"][random(9)];
  return text.slice(0, place) + other + text.slice(place + random(20));
}

test("a file that was changed anywhere is read or refused in words, and never breaks anything", () => {
  let refused = 0;
  for (let round = 0; round < 500; round++) {
    const text = damaged(recordText({ name: "A", account: "", attempts: [someAttempt(), someAttempt()] }));
    try {
      const { attempts } = readRecordText(text, story);
      for (const { part, events } of attempts) {
        assert.ok(["scenario", "quiz", "lesson"].includes(part.kind));
        assert.ok(events.every(({ when, what }) => Number.isSafeInteger(when) && typeof what.event === "string"));
      }
    } catch (error) {
      assert.equal(error.constructor, Error, error.stack);
      assert.match(error.message, /^it (is|does)|^what it contains/);
      refused += 1;
    }
  }
  assert.ok(refused > 250, `${refused}`);
});

test("a storage that was changed anywhere is read as far as it is sound, and that is said", () => {
  let said = 0;
  for (let round = 0; round < 500; round++) {
    const text = writeLines({ name: "A", account: "a", attempts: [someAttempt(), someAttempt()] });
    const other = damaged(text);
    const read = readKept(other);
    assert.ok(read.attempts.length <= 4);
    if (other !== text && read.damaged) said += 1;
  }
  assert.ok(said > 400, `${said}`);
});

test("values of the wrong form are no file", () => {
  const attempt = someAttempt();
  const with_ = (change) => ({ ...structuredClone(attempt), ...change });
  for (const attempts of [
    [null],
    [[]],
    ["x"],
    [with_({ id: "x" })],
    [with_({ events: {} })],
    [with_({ events: [null] })],
    [with_({ events: [{ when: 1 }] })],
    [with_({ events: [{ when: 0.5, what: { event: "started" } }] })],
    [with_({ part: { kind: "__proto__", id: "x" } })],
    [with_({ part: { kind: "scenario", id: {} } })],
  ]) {
    assert.throws(() => readRecordText(recordText({ name: "A", account: "", attempts }), story), /it is not a record/);
  }
  for (const id of ["constructor", "__proto__", "toString", "nowhere"]) {
    const other = with_({ part: { kind: "scenario", id } });
    assert.throws(() => readRecordText(recordText({ name: "A", account: "", attempts: [other] }), story), /does not fit/);
  }
});

test("of an attempt in both, the longer record counts, and each is there once", () => {
  const [one, other] = [someAttempt(), someAttempt()];
  const shorter = { ...one, events: one.events.slice(0, 1) };
  assert.deepEqual(mergeAttempts([shorter], [one]).attempts, [one]);
  assert.deepEqual(mergeAttempts([one], [shorter]), { attempts: [one], added: 0 });
  assert.equal(mergeAttempts([one], [other, one]).attempts.length, 2);
});

test("ids are UUIDs of version 4, and seeds have 32 bits", () => {
  for (let round = 0; round < 100; round++) {
    assert.match(randomId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(drawSeed() < 2 ** 32);
  }
});
