// The home of a Tin Can launch against a store that is as strict as ADL's.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, describe, test } from "node:test";
import { PageDouble, player } from "./page-double.mjs";
import { ACTOR, StubLms } from "./stub-lms.mjs";

const { createXapiHome, modernActor } = await player("xapi.js");
const { mergeStoredAttempts, readState } = await player("lrshome.js");
const { hexDigits, isUuid, isoDuration, sha1, utcTime, uuidOfName } = await player("statements.js");

let lms;

async function launch(options = {}, more = {}) {
  lms = await new StubLms(options).start();
  return new PageDouble(createXapiHome, lms.tinCan(more)).open();
}

const launchAgain = (more) => new PageDouble(createXapiHome, lms.tinCan(more)).open();
const troubles = (page) => page.reports.filter(({ trouble }) => trouble).map(({ trouble }) => trouble.replace("the words of ", ""));
const refusals = () => lms.refused.filter(({ requirement }) => !requirement.startsWith("no such document"));
const all = () => [...lms.statements.values()];
const stateOf = () => JSON.parse(lms.states.get("scn"));

describe("a course launched with xAPI", () => {
  afterEach(async () => {
    PageDouble.closeAll();
    await lms?.stop();
  });

  test("what is done is reported as `scn records --format xapi` does, and the course when it is complete", async () => {
    const page = await launch();
    await page.read();
    await page.takeQuiz("a", "b", "b");
    await page.playTill("look", "tell");
    await page.leave();
    const course = all().filter(({ object }) => object.id === lms.activityId).map(({ verb }) => verb.display.en);
    assert.deepEqual(course, ["initialized", "completed", "terminated"]);
    const verbs = ["initialized", "initialized", "completed", "terminated", "initialized", "answered", "answered", "answered"];
    assert.deepEqual(lms.verbs().slice(0, 8), verbs);
    assert.deepEqual(refusals(), []);
    assert.deepEqual(troubles(page), []);
    for (const { context } of all().filter(({ object }) => object.id !== lms.activityId)) {
      assert.equal(context.registration, lms.registration);
      assert.deepEqual(context.contextActivities.grouping, [{ objectType: "Activity", id: lms.activityId }]);
    }
  });

  test("an undone choice is voided", async () => {
    const page = await launch();
    await page.playTill("look");
    await page.act({ do: "undo" });
    const [answered, voided] = all().slice(-2);
    assert.deepEqual(voided.object, { objectType: "StatementRef", id: answered.id });
    assert.equal(voided.context, undefined);
    assert.deepEqual(refusals(), []);
  });

  test("the state is written over only as it was read: first where there is none, then with its tag", async () => {
    const page = await launch({ exposesEtag: false });
    await page.playTill("look", "tell");
    const puts = lms.requests.filter(({ method, query }) => method === "PUT" && query.get("stateId") === "scn");
    assert.ok(puts.length >= 3);
    assert.deepEqual(refusals(), []);
    assert.equal(stateOf().attempts[0].events.length, page.attempt.events.length);
  });

  test("a store that takes no tag for its own keeps the state all the same", async () => {
    const page = await launch({ hasOddTags: true });
    await page.playTill("look", "tell");
    assert.equal(stateOf().attempts[0].events.length, page.attempt.events.length);
    assert.deepEqual(troubles(page), []);
  });

  test("two windows keep what was done in both", async () => {
    const one = await launch();
    const other = await launchAgain();
    await one.playTill("look");
    await other.read();
    await one.act({ do: "choose", choice: "tell" });
    await other.takeQuiz("a", "b", "a");
    await one.leave();
    await other.leave();
    const third = await launchAgain();
    assert.deepEqual(third.attempts.map(({ part }) => part.kind).sort(), ["lesson", "quiz", "scenario"]);
    assert.equal(third.attempts.find(({ part }) => part.kind === "scenario").events.length, one.attempt.events.length);
    assert.deepEqual(troubles(one).concat(troubles(other)), []);
  });

  test("statements that could not be sent are sent in batches of 50, and repeated ones are taken as sent", async () => {
    const page = await launch();
    await page.startRun();
    lms.options.isOffline = true;
    for (let at = 0; at < 60; at++) await page.act({ do: "choose", choice: at % 2 ? "ask" : "look" });
    lms.options.isOffline = false;
    const before = lms.requests.length;
    page.home.flush();
    await page.settled();
    const posts = lms.requests.slice(before).filter(({ path }) => path.endsWith("statements"));
    assert.deepEqual(posts.map(({ method, body }) => [method, [JSON.parse(body)].flat().length]), [["POST", 50], ["POST", 10]]);
    assert.equal(all().length, 62);
    // The state of before is there again, as if the answers had been lost: all are sent again.
    lms.states.set("scn", JSON.stringify({ ...stateOf(), sent: {} }));
    const again = await launchAgain();
    await again.settled();
    assert.equal(all().length, 63);
    assert.deepEqual(troubles(again), []);
  });

  test("a statement that the store refuses stops no other", async () => {
    const page = await launch();
    await page.startRun();
    lms.options.isOffline = true;
    await page.act({ do: "choose", choice: "look" });
    page.home.queue.add({ statement: { id: "no UUID" } });
    await page.act({ do: "choose", choice: "tell" });
    lms.options.isOffline = false;
    page.home.flush();
    await page.settled();
    assert.equal(lms.verbs().filter((it) => it === "answered").length, 2);
    assert.equal(lms.verbs().at(-1), "terminated");
    assert.deepEqual(troubles(page), ["trouble", "refused"]);
  });

  test("without permission nothing more is sent, and the learner is told", async () => {
    const page = await launch({}, { auth: "Basic b3RoZXI=" });
    assert.deepEqual(troubles(page).slice(-1), ["closed"]);
    const count = lms.requests.length;
    await page.playTill("look", "tell");
    await page.leave();
    assert.equal(lms.requests.length, count);
  });

  test("a launch without a registration, with a grouping, of an old platform", async () => {
    lms = await new StubLms().start();
    const search = new URLSearchParams(lms.tinCan({ grouping: "https://lms.example.org/curriculum" }));
    search.delete("registration");
    search.set("actor", JSON.stringify({ name: ["Thandi Dlamini"], account: [{ accountServiceHomePage: "https://lms.example.org", accountName: "learner-17" }] }));
    const page = await new PageDouble(createXapiHome, `?${search}`).open();
    await page.playTill("look", "tell");
    await page.leave();
    assert.deepEqual(refusals(), []);
    assert.equal(page.home.learner, ACTOR.name);
    for (const { context, actor } of all()) {
      assert.deepEqual(actor, ACTOR);
      assert.ok(context.contextActivities.grouping.some(({ id }) => id === "https://lms.example.org/curriculum"));
    }
  });

  test("a page without a launch says so, and plays on", async () => {
    lms = null;
    for (const search of ["", "?endpoint=file:///etc&actor={}", "?endpoint=https://a.example&actor=%7B%22mbox%22%3A7%7D"]) {
      const page = await new PageDouble(createXapiHome, search).open();
      assert.deepEqual(troubles(page), ["not_launched"]);
      await page.playTill("look", "tell");
      await page.leave();
    }
  });

  const validation = new URL("node_modules/xapi-validation", import.meta.url);
  const skip = !existsSync(validation) && "SKIPPED: no npm packages in crates/scn-web/tests-js; `.ci/extras` installs them";
  test("every statement is valid for xapi-validation 2.1.4", { skip }, async () => {
    const warnings = createRequire(import.meta.url)("xapi-validation").default;
    const page = await launch();
    await page.read();
    await page.takeQuiz("a", "b", "b");
    await page.playTill("look");
    await page.act({ do: "undo" });
    await page.act({ do: "choose", choice: "guess", timed: true });
    await page.act({ do: "choose", choice: "hush" });
    await page.startRun();
    await page.act({ do: "leave" });
    await page.leave();
    assert.ok(all().length >= 20, `${all().length}`);
    for (const statement of all()) assert.deepEqual(warnings(statement), [], JSON.stringify(statement));
  });
});

test("SHA-1 is that of the standard, for every length around a block", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).map((_, at) => (at * 37 + length) & 0xff);
    assert.equal(hexDigits(sha1(bytes)), createHash("sha1").update(bytes).digest("hex"));
  }
});

test("UUIDs are those of RFC 9562", () => {
  // The example of appendix A.4.
  assert.equal(uuidOfName("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  assert.ok(!isUuid("not one") && !isUuid(7));
});

test("times and durations of any number are written", () => {
  assert.equal(utcTime(0), "1970-01-01T00:00:00.000Z");
  assert.equal(utcTime(9e15), "1970-01-01T00:00:00.000Z");
  assert.equal(isoDuration(1000, 3605999), "PT3604.99S");
  assert.equal(isoDuration(5, 1), "PT0.00S");
});

test("an actor of any shape is an agent with one id, or none", () => {
  assert.deepEqual(modernActor({ name: ["A"], mbox: ["mailto:a@example.org"] }), { objectType: "Agent", name: "A", mbox: "mailto:a@example.org" });
  assert.deepEqual(modernActor({ openid: "https://a.example.org" }), { objectType: "Agent", openid: "https://a.example.org" });
  for (const given of [null, [], "text", 7, {}, { name: 7 }, { mbox: {} }]) assert.equal(modernActor(given), null);
});

test("no text is a state unless it has the shape of one", () => {
  const state = { scn: 1, attempts: [], sent: {}, done: [], spent: 0 };
  assert.ok(readState(JSON.stringify(state)));
  const event = { when: 1, what: { event: "started" } };
  const attempt = { id: "a", part: { kind: "scenario", id: "till" }, events: [event] };
  assert.ok(readState(JSON.stringify({ ...state, attempts: [attempt] })));
  const broken = [
    { id: 7 }, { id: "x".repeat(300) }, { part: null }, { part: { kind: "__proto__", id: "a" } }, { events: {} },
    { events: [null] }, { events: [{ when: "now", what: {} }] }, { events: [{ when: 1, what: "started" }] },
  ];
  for (const change of broken) assert.equal(readState(JSON.stringify({ ...state, attempts: [{ ...attempt, ...change }] })), null);
  for (const text of ["", "null", "[]", "7", '{"scn":2,"attempts":[]}', '{"scn":1}', "{".repeat(1000)]) assert.equal(readState(text), null);
  const odd = readState('{"scn":1,"attempts":[],"sent":{"a":-1,"b":2},"done":[7,"completed"],"spent":"long"}');
  assert.deepEqual(odd, { attempts: [], sent: new Map([["b", 2]]), done: new Set(["completed"]), spent: 0 });
});

test("of two records of an attempt, the longer one is kept", () => {
  const attempt = (id, length) => ({ id, events: Array.from({ length }) });
  const merged = mergeStoredAttempts([attempt("a", 2), attempt("b", 3)], [attempt("a", 4), attempt("b", 1), attempt("c", 1)]);
  assert.deepEqual(merged.map(({ id, events }) => [id, events.length]), [["a", 4], ["b", 3], ["c", 1]]);
});
