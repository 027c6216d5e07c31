// The homes in an LMS, against a strict recorder: each rule of the design is a test.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeState } from "../player/compact.js";
import { courseState } from "../player/progress.js";
import { findApi, learnerName, oneLine } from "../player/scorm.js";
import { createScorm12Home, timeOfDay, timespan12 } from "../player/scorm12.js";
import { createScorm2004Home, shortIdentifier, timespan2004, timestamp2004 } from "../player/scorm2004.js";
import { allParts } from "../player/versions.js";
import { Learner, STORIES, TRIES, gist } from "./learners.mjs";
import { Recorder } from "./recorder.mjs";

const HOMES = { 1.2: createScorm12Home, 2004: createScorm2004Home };
const phrases = new Proxy({}, { get: (_, name) => `${String(name)}{because}` });
const flagship = STORIES.find(({ pack }) => pack.name === "customer-privacy");
const withoutPass = STORIES.find(({ pack }) => pack.name === "nachtdienst");

/** A learner who has the page open in an LMS. */
class Visit {
  static async open(recorder, story, seed = 1, more = {}) {
    const visit = new Visit();
    visit.told = [];
    visit.learner = new Learner(story, seed);
    const scope = recorder.launch(more);
    const now = () => visit.learner.now;
    const report = (state) => visit.told.push(Object.entries(state)[0].join(": "));
    visit.home = HOMES[recorder.version]({ story, settings: { phrases }, report, scope, now });
    visit.scope = scope;
    const { attempts, location } = await visit.home.open();
    visit.location = location;
    visit.learner.attempts = attempts;
    visit.learner.count = attempts.length;
    visit.learner.told = (attempt, events) => {
      const course = () => courseState(story, attempts);
      visit.home.changed({ attempt, events, attempts, line: null, get course() { return course(); } });
      visit.home.flush("choice");
    };
    return visit;
  }

  study(parts, visits = 4) {
    this.learner.study(parts, visits);
    return this;
  }

  /** Goes through the parts until the course is completed. */
  complete(story) {
    this.learner.isDiligent = true;
    for (let round = 0; round < 150 && !courseState(story, this.learner.attempts).complete; round++) {
      const { next, parts } = courseState(story, this.learner.attempts);
      const open = parts.filter(({ passed }) => !passed);
      this.learner.attend(next ?? open[round % open.length].part);
    }
    assert.ok(courseState(story, this.learner.attempts).complete, "the course was completed");
    return this;
  }

  leave() {
    this.home.flush("hidden");
    this.home.leave();
  }
}

const sets = (recorder, element) => recorder.calls.filter(([call, name]) => call === "set" && name === element).map(([, , value]) => value);

for (const version of ["1.2", "2004"]) {
  const statusOf = (recorder) => recorder.stored[recorder.status];
  const exit = version === "1.2" ? "cmi.core.exit" : "cmi.exit";

  test(`${version}: no rule is broken, and everything is there again`, async () => {
    for (let seed = 1; seed <= TRIES / 4; seed++) {
      const story = STORIES[seed % STORIES.length];
      const recorder = new Recorder(version);
      let before = [];
      for (let launch = 0; launch < 3; launch++) {
        const visit = await Visit.open(recorder, story, seed * 10 + launch);
        assert.deepEqual(visit.learner.attempts.map(gist), before);
        visit.study(allParts(story)).leave();
        before = visit.learner.attempts.map(gist);
        assert.deepEqual(visit.told.filter((it) => !it.startsWith("saved")), [], story.pack.name);
      }
      assert.deepEqual(recorder.broken, [], `${story.pack.name}, seed ${seed}`);
      assert.ok(recorder.commits.length > 3);
    }
  });

  test(`${version}: the session is suspended and incomplete at once`, async () => {
    const recorder = new Recorder(version);
    await Visit.open(recorder, flagship);
    assert.equal(recorder.stored[exit], "suspend");
    assert.equal(statusOf(recorder), "incomplete");
    assert.equal(recorder.commits.length, 1);
  });

  test(`${version}: a finished course is reported once, after the state`, async () => {
    for (const story of [flagship, withoutPass]) {
      const recorder = new Recorder(version);
      const visit = (await Visit.open(recorder, story)).complete(story);
      const isFlagship = story === flagship;
      assert.equal(statusOf(recorder), version === "1.2" && isFlagship ? "passed" : "completed");
      const end = recorder.commits.findIndex((it) => ["completed", "passed"].includes(it[recorder.status]));
      const stateBefore = decodeState(story, recorder.commits[end - 1]["cmi.suspend_data"]);
      assert.ok(courseState(story, stateBefore.attempts).complete, "the state with the end was committed before");
      assert.equal(sets(recorder, recorder.status).filter((it) => it !== "incomplete").length, 1);
      const raw = version === "1.2" ? "cmi.core.score.raw" : "cmi.score.raw";
      assert.equal(recorder.stored[raw], isFlagship ? "100" : undefined, "a score only where a pass is declared");
      if (version === "2004") assert.equal(recorder.stored["cmi.success_status"], isFlagship ? "passed" : undefined);
      if (version === "2004") assert.equal(recorder.stored["cmi.progress_measure"], "1");
      visit.study(allParts(story)).leave();
      assert.deepEqual(recorder.broken, []);
      assert.equal(recorder.stored[exit], "suspend", "also when it is complete");
    }
  });

  test(`${version}: a completion that the LMS lost is written once more`, async () => {
    const recorder = new Recorder(version);
    (await Visit.open(recorder, flagship)).complete(flagship).leave();
    recorder.stored[recorder.status] = "incomplete";
    const visit = await Visit.open(recorder, flagship, 2);
    assert.notEqual(statusOf(recorder), "incomplete");
    visit.leave();
    assert.deepEqual(recorder.broken, []);
  });

  test(`${version}: "save again" writes the end again`, async () => {
    const recorder = new Recorder(version);
    const visit = (await Visit.open(recorder, flagship)).complete(flagship);
    recorder.mayReopen = true;
    const before = recorder.commits.length;
    visit.home.flush("retry");
    const statuses = recorder.commits.slice(before).map((it) => it[recorder.status]);
    assert.deepEqual(statuses, ["incomplete", version === "1.2" ? "passed" : "completed"]);
    assert.deepEqual(recorder.broken, []);
  });

  for (const mode of ["review", "browse"]) {
    test(`${version}: in ${mode} nothing is written`, async () => {
      const recorder = new Recorder(version);
      (await Visit.open(recorder, flagship)).study(allParts(flagship)).leave();
      const stored = { ...recorder.stored };
      recorder.mode = mode;
      const visit = await Visit.open(recorder, flagship, 2);
      assert.ok(visit.home.readOnly);
      assert.ok(visit.learner.attempts.length > 0, "what was done is shown");
      visit.study(allParts(flagship)).leave();
      assert.deepEqual(recorder.stored, stored);
      assert.deepEqual(recorder.broken, []);
    });
  }

  for (const status of version === "1.2" ? ["completed", "passed", "failed"] : ["completed"]) {
    test(`${version}: ${status} is never overwritten`, async () => {
      const recorder = new Recorder(version);
      recorder.stored[recorder.status] = status;
      (await Visit.open(recorder, flagship)).study(allParts(flagship)).leave();
      (await Visit.open(recorder, flagship)).complete(flagship).leave();
      assert.equal(statusOf(recorder), status);
      assert.deepEqual(sets(recorder, recorder.status), []);
    });
  }

  test(`${version}: a commit that fails is told, and the next one carries everything`, async () => {
    for (const answers of [true, false]) {
      const recorder = new Recorder(version);
      const visit = await Visit.open(recorder, flagship);
      Object.assign(recorder, { fails: () => true, answers, forgets: true });
      visit.study(allParts(flagship), 2);
      if (!answers) assert.ok(visit.told.some((it) => it.startsWith("trouble: scorm_not_saved")), `${visit.told}`);
      recorder.fails = () => false;
      visit.study(allParts(flagship), 1).leave();
      const read = decodeState(flagship, recorder.stored["cmi.suspend_data"]);
      assert.deepEqual(read.attempts.map(gist), visit.learner.attempts.map(gist));
      assert.ok(visit.told[visit.told.length - 1].startsWith("saved"));
    }
  });

  test(`${version}: without a network nothing is sent, and later everything`, async () => {
    const recorder = new Recorder(version);
    const visit = await Visit.open(recorder, flagship);
    visit.scope.navigator.onLine = false;
    const before = recorder.commits.length;
    visit.study([{ kind: "scenario", id: "busy-line" }], 1);
    assert.equal(recorder.commits.length, before);
    assert.ok(visit.told.includes("trouble: scorm_offline"));
    visit.scope.navigator.onLine = true;
    visit.scope.window && recorder.listeners.online();
    assert.equal(recorder.commits.length, before + 1);
    assert.deepEqual(decodeState(flagship, recorder.stored["cmi.suspend_data"]).attempts.map(gist), visit.learner.attempts.map(gist));
  });

  test(`${version}: an API that throws or is missing stops nobody`, async () => {
    for (const api of [null, "no-api", {}, { Initialize: () => "true", LMSInitialize: () => true }]) {
      const recorder = new Recorder(version);
      const parent = { API: api, API_1484_11: api };
      parent.parent = parent;
      const visit = await Visit.open(recorder, flagship, 1, { parent });
      assert.ok(visit.told.some((it) => it.startsWith("trouble:")), JSON.stringify(api));
      visit.study(allParts(flagship)).leave();
    }
  });

  test(`${version}: a second start in one page is told`, async () => {
    const recorder = new Recorder(version);
    const visit = await Visit.open(recorder, flagship);
    const { parent } = visit.scope;
    visit.leave();
    const again = await Visit.open(recorder, flagship, 2, { parent });
    assert.match(again.told[0], /^trouble: scorm_open_again/);
    again.study(allParts(flagship)).leave();
    assert.deepEqual(recorder.broken, ["started twice"]);
  });

  test(`${version}: leaving twice ends the session once`, async () => {
    const recorder = new Recorder(version);
    const visit = await Visit.open(recorder, flagship);
    visit.leave();
    visit.leave();
    visit.home.flush("hidden");
    assert.equal(recorder.calls.filter(([call]) => call === "end").length, 1);
    assert.deepEqual(recorder.broken, []);
  });

  test(`${version}: after 60 interactions no more are written, and the state goes on`, async () => {
    const recorder = new Recorder(version);
    const visit = await Visit.open(recorder, flagship);
    visit.study(allParts(flagship), 60).leave();
    const ids = recorder.calls.filter(([call, name]) => call === "set" && /interactions\.\d+\.id$/.test(name));
    assert.equal(ids.length, 60);
    const next = await Visit.open(recorder, flagship, 2);
    next.study(allParts(flagship), 4).leave();
    assert.deepEqual(recorder.broken, []);
  });

  test(`${version}: what another course left is kept and told`, async () => {
    const recorder = new Recorder(version);
    recorder.stored["cmi.suspend_data"] = '{"v":2,"d":[1,2,3]}';
    const visit = await Visit.open(recorder, flagship);
    assert.ok(visit.told.includes("notice: scorm_unread{because}"), `${visit.told}`);
    visit.study(allParts(flagship)).leave();
    assert.ok(recorder.stored["cmi.suspend_data"].endsWith('.?{"v":2,"d":[1,2,3]}'));
    assert.deepEqual(recorder.broken, []);
  });

  test(`${version}: the older of two windows stops`, async () => {
    const channels = [];
    class BroadcastChannel {
      constructor(name) {
        this.name = name;
        channels.push(this);
      }

      postMessage(data) {
        for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data });
      }

      close() {}
    }
    const recorder = new Recorder(version);
    const older = await Visit.open(recorder, flagship, 1, { BroadcastChannel });
    const newer = await Visit.open(recorder, flagship, 2, { BroadcastChannel });
    assert.ok(older.told.some((it) => it.startsWith("trouble: scorm_other_window")));
    assert.ok(older.home.readOnly && !newer.home.readOnly);
    const { length } = recorder.commits;
    older.study(allParts(flagship)).leave();
    assert.equal(recorder.commits.length, length);
  });

  test(`${version}: the course is opened where it was left`, async () => {
    const recorder = new Recorder(version);
    (await Visit.open(recorder, flagship)).study([{ kind: "scenario", id: "busy-line" }], 1).leave();
    const visit = await Visit.open(recorder, flagship);
    assert.deepEqual(visit.location, { kind: "scenario", id: "busy-line" });
    assert.equal(visit.learner.attempts.length, 1);
    assert.equal(visit.home.learner, "Thandi Mokoena");
  });
}

test("objectives of the manifest keep their places", async () => {
  const recorder = new Recorder("2004", { objectives: ["overall", flagship.principles[0].id] });
  (await Visit.open(recorder, flagship)).complete(flagship).leave();
  assert.deepEqual(recorder.broken, []);
  assert.equal(recorder.stored["cmi.objectives.0.completion_status"], undefined);
  assert.equal(recorder.stored["cmi.objectives.1.completion_status"], "completed");
  assert.ok(recorder.stored["cmi.objectives.2.id"]);
});

test("times have the form that every LMS takes", () => {
  const day = Date.UTC(2026, 10, 28, 12, 0, 0);
  assert.equal(timestamp2004(day), "2026-11-28T12:00:00.00Z");
  assert.equal(timestamp2004(day + 129), "2026-11-28T12:00:00.12Z");
  assert.equal(timespan2004(3129), "PT3.12S");
  assert.equal(timespan2004(-5), "PT0.00S");
  assert.equal(timespan12(3129), "0000:00:03.12");
  assert.equal(timespan12(100 * 3600000 + 61010), "0100:01:01.01");
  assert.match(timeOfDay(day), /^\d\d:00:00$/);
});

test("identifiers and lines are those that every LMS takes", () => {
  assert.equal(shortIdentifier("ask-herself"), "ask_herself");
  assert.equal(oneLine("a\r\nb\n\nc", 100, " / "), "a / b / c");
  assert.equal(oneLine("{lang=en}x", 100), "(lang=en}x");
  assert.equal([...oneLine("ü".repeat(300), 250)].length, 250);
  assert.equal(learnerName("Mokoena, Thandi"), "Thandi Mokoena");
  assert.equal(learnerName("  "), null);
  assert.equal(learnerName("a, b, c"), "a, b, c");
});

test("the API is found in frames and openers, and no cycle or closed frame stops the search", () => {
  const api = { LMSInitialize() {} };
  const closed = {};
  Object.defineProperty(closed, "API", { get: () => { throw new Error("another origin"); } });
  closed.parent = { API: api };
  assert.equal(findApi("API", { parent: closed }), api);
  const opener = { parent: { API: api } };
  const popup = { opener };
  popup.parent = popup;
  assert.equal(findApi("API", popup), api);
  const loop = {};
  loop.parent = { parent: loop };
  assert.equal(findApi("API", loop), null);
  let chain = { API: api };
  for (let depth = 0; depth < 600; depth++) chain = { parent: chain };
  assert.equal(findApi("API", chain), null, "at most 500 frames");
  assert.equal(findApi("API", undefined), null);
});
