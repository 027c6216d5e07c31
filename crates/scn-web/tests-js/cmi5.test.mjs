// The home of cmi5 against a platform that is as strict as the standard. Names begin with the requirements
// of `@cmi5/requirements` that they are about.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { PARTS, PageDouble, STORY, player } from "./page-double.mjs";
import { ACTOR, StubLms } from "./stub-lms.mjs";

const { createCmi5Home, launchedPart, undoneChoices } = await player("cmi5.js");
const { partUrl } = await player("statements.js");

const BASE = "https://scn.invalid";
let lms;

async function launch(options = {}, part = PARTS.till) {
  lms = await new StubLms({ publisherId: partUrl(BASE, "till", part), ...options }).start();
  return new PageDouble(createCmi5Home, lms.launch()).open();
}

/** Opens the part again in the same registration. */
const launchAgain = () => new PageDouble(createCmi5Home, lms.launch()).open();
const troubles = (page) => page.reports.filter(({ trouble }) => trouble).map(({ trouble }) => trouble.replace("the words of ", ""));
const refusals = () => lms.refused.filter(({ requirement }) => !requirement.startsWith("no "));
const statements = (verb) => [...lms.statements.values()].filter((it) => it.verb.id.endsWith(`/${verb}`));

describe("a part launched with cmi5", () => {
  beforeEach(() => (lms = null));
  afterEach(async () => {
    PageDouble.closeAll();
    await lms?.stop();
  });

  test("8.1.0.0-7, 8.2.1.0-2, 11.0.0.0-3, 7.1.1.0-1: the token is fetched once, the preferences are asked for, and initialized comes first", async () => {
    const page = await launch();
    const order = lms.requests.map(({ method, path }) => `${method} ${path.split("/")[1]}`);
    assert.equal(order[0], "POST fetch");
    assert.equal(order.filter((it) => it.endsWith("fetch")).length, 1);
    assert.deepEqual(lms.verbs(), ["initialized"]);
    assert.deepEqual(page.opened.location, PARTS.till);
    assert.equal(page.home.learner, ACTOR.name);
    assert.deepEqual(refusals(), []);
  });

  test("7.1.2.0-1, 9.3.3.0-1, 9.3.4.0-1, 9.5.4.1-2: a run that is passed is completed, passed, and terminated at the end", async () => {
    const page = await launch();
    await page.playTill("look", "tell");
    await page.leave();
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "answered", "completed", "passed", "terminated"]);
    const [answered] = statements("answered");
    assert.equal(answered.result.response, "look");
    assert.equal(answered.result.duration, "PT2.34S");
    assert.deepEqual(answered.context.contextActivities.parent, [{ objectType: "Activity", id: lms.activityId }]);
    assert.equal(answered.context.contextActivities.category, undefined);
    assert.equal(statements("passed")[0].result.score, undefined, "nothing is scored in a scenario");
    assert.deepEqual(troubles(page), []);
  });

  test("9.3.5.0-1: a run that is failed is failed when the learner leaves, and not completed", async () => {
    const page = await launch();
    await page.playTill("look", "hush");
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "answered"]);
    await page.leave();
    assert.deepEqual(lms.verbs().slice(-2), ["failed", "terminated"]);
  });

  test("6.3.0.0-1: a choice is held back until the next event, so that one that is undone is not sent", async () => {
    const page = await launch();
    await page.startRun();
    await page.act({ do: "choose", choice: "look" });
    assert.deepEqual(lms.verbs(), ["initialized"]);
    await page.act({ do: "undo" });
    await page.act({ do: "choose", choice: "guess", timed: true });
    assert.deepEqual(lms.verbs(), ["initialized"]);
    await page.act({ do: "choose", choice: "ask" });
    assert.deepEqual(lms.verbs(), ["initialized", "experienced"]);
    await page.act({ do: "hint" });
    assert.deepEqual(lms.verbs(), ["initialized", "experienced", "answered"]);
    await page.act({ do: "undo" });
    await page.leave();
    assert.deepEqual(lms.verbs(), ["initialized", "experienced", "answered", "terminated"]);
    assert.deepEqual(refusals(), []);
  });

  test("9.3.0.0-6, 9.3.0.0-7, 9.3.3.0-2, 9.3.4.0-3: completed and passed are sent once in a registration, in whatever session", async () => {
    let page = await launch();
    await page.playTill("look", "tell");
    await page.playTill("guess", "tell");
    await page.leave();
    page = await launchAgain();
    assert.equal(page.attempts.length, 2);
    await page.playTill("look", "tell");
    await page.leave();
    assert.equal(lms.verbs().filter((it) => it === "completed" || it === "passed").length, 2);
    assert.deepEqual(refusals(), []);
    assert.deepEqual(troubles(page), []);
  });

  test("9.3.4.0-1, 9.3.4.0-2, 9.6.3.2-2: a quiz that is passed is passed with its score and the mastery score", async () => {
    const page = await launch({ masteryScore: 0.6666 }, PARTS.check);
    await page.takeQuiz("a", "b", "b");
    await page.leave();
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "answered", "answered", "completed", "passed", "terminated"]);
    const [passed] = statements("passed");
    assert.deepEqual(passed.result.score, { raw: 2, min: 0, max: 3, scaled: 2 / 3 });
    assert.deepEqual(troubles(page), []);
  });

  test("9.3.5.0-1, 9.3.5.0-2, 9.3.0.0-3: a quiz that is not passed is failed when the learner leaves, and can be passed later", async () => {
    let page = await launch({ masteryScore: 0.6666 }, PARTS.check);
    await page.takeQuiz("b", "a", "b");
    assert.ok(!lms.verbs().includes("failed"));
    await page.leave();
    assert.deepEqual(lms.verbs().slice(-2), ["failed", "terminated"]);
    page = await launchAgain();
    await page.takeQuiz("a", "b", "a");
    await page.leave();
    assert.deepEqual(lms.verbs().slice(-3), ["completed", "passed", "terminated"]);
    page = await launchAgain();
    await page.takeQuiz("b", "b", "b");
    await page.leave();
    assert.deepEqual(refusals(), [], "9.3.0.0-8");
  });

  test("10.2.4.0-2: what passes is the mastery score of the platform, also where it is another one than the pack's", async () => {
    const page = await launch({ masteryScore: 0.9 }, PARTS.check);
    await page.takeQuiz("a", "b", "b");
    await page.leave();
    assert.deepEqual(lms.verbs().slice(-3), ["completed", "failed", "terminated"]);
    assert.equal(statements("failed")[0].context.extensions["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"], 0.9);
  });

  test("9.5.1.0-2, 9.5.2.0-3: a lesson is completed, and neither passed nor failed", async () => {
    const page = await launch({}, PARTS.rules);
    await page.read();
    await page.leave();
    assert.deepEqual(lms.verbs(), ["initialized", "completed", "terminated"]);
  });

  for (const [launchMode, verbs] of [["Review", ["initialized", "answered", "answered", "terminated"]], ["Browse", ["initialized", "terminated"]]]) {
    test(`10.2.2.0-${launchMode === "Review" ? 3 : 2}: in the mode ${launchMode} nothing is satisfied and no state is written`, async () => {
      const page = await launch({ launchMode });
      assert.equal(page.home.readOnly, true);
      await page.playTill("look", "tell");
      await page.leave();
      assert.deepEqual(lms.verbs(), verbs);
      assert.equal(lms.states.size, 0);
      assert.deepEqual(refusals(), []);
      assert.deepEqual(page.reports.map(({ notice }) => notice), [`the words of ${launchMode.toLowerCase()}`]);
    });
  }

  test("10.2.6.0-1: the button goes back to the address of the platform, after terminated", async () => {
    const page = await launch({ returnURL: "https://lms.example.org/back?id=12" });
    await page.playTill("look", "tell");
    assert.equal(page.home.exit.label, "the words of exit");
    await page.leave("exit");
    assert.equal(page.went, "https://lms.example.org/back?id=12");
    assert.equal(lms.verbs().at(-1), "terminated");
    await page.leave();
    assert.equal(lms.verbs().filter((it) => it === "terminated").length, 1);
  });

  test("an address that is none of the web is no way back", async () => {
    const page = await launch({ returnURL: "javascript:alert(1)" });
    assert.equal(page.home.exit, null);
  });

  test("a run is resumed in another session, and what was not sent is sent there", async () => {
    let page = await launch();
    await page.startRun();
    await page.act({ do: "hint" });
    await page.act({ do: "choose", choice: "guess" });
    lms.options.isOffline = true;
    await page.act({ do: "choose", choice: "ask" });
    assert.deepEqual(troubles(page), ["trouble"]);
    await page.leave();
    lms.options.isOffline = false;
    page = await launchAgain();
    assert.deepEqual(lms.verbs(), ["initialized", "initialized"]);
    await page.resumeRun();
    await page.act({ do: "choose", choice: "tell" });
    await page.leave();
    assert.deepEqual(lms.verbs().slice(2), ["answered", "answered", "completed", "passed", "terminated"]);
    const [first] = statements("answered");
    assert.equal(first.result.response, "guess");
    assert.equal(first.result.extensions["https://scn.invalid/extensions/hints"], 1);
    assert.deepEqual(refusals(), []);
  });

  test("what could not be saved is saved later, and the learner is told both", async () => {
    const page = await launch();
    await page.startRun();
    lms.options.isOffline = true;
    await page.act({ do: "choose", choice: "look" });
    await page.act({ do: "choose", choice: "tell" });
    assert.deepEqual(page.reports.at(-1), { trouble: "the words of trouble" });
    lms.options.isOffline = false;
    page.home.flush();
    await page.settled();
    assert.deepEqual(page.reports.at(-1), { saved: true });
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "answered", "completed", "passed"]);
    assert.equal(JSON.parse(lms.states.get("scn")).attempts[0].events.length, page.attempt.events.length);
    await page.leave();
  });

  test("9.3.6.0-2: a second launch closes the first, which says so and stops", async () => {
    const first = await launch();
    await first.startRun();
    const second = await launchAgain();
    await first.act({ do: "choose", choice: "look" });
    assert.deepEqual(troubles(first), ["closed"]);
    const count = lms.requests.length;
    await first.act({ do: "undo" });
    await first.leave();
    assert.equal(lms.requests.length, count, "nothing is sent after that");
    await second.playTill("look", "tell");
    await second.leave();
    assert.deepEqual(troubles(second), []);
    assert.equal(lms.verbs().at(-1), "terminated");
  });

  test("8.2.3.0-1: a page that is loaded a second time says that it was used, and sends nothing", async () => {
    const page = await launch();
    const again = await new PageDouble(createCmi5Home, globalThis.location.search).open();
    assert.deepEqual(troubles(again), ["used"]);
    assert.equal(again.home.readOnly, true);
    await again.playTill("look", "tell");
    await again.leave();
    assert.deepEqual(lms.verbs(), ["initialized"]);
    await page.leave();
  });

  test("a page without a launch says so, and plays on", async () => {
    for (const search of ["", "?endpoint=javascript:1&fetch=x&actor={}&registration=1&activityId=1", "?actor=%7B", "?endpoint=https://a.example/&actor=[]"]) {
      const page = await new PageDouble(createCmi5Home, search).open();
      assert.deepEqual(troubles(page), ["not_launched"]);
      await page.playTill("look", "tell");
      await page.leave();
    }
  });

  test("a state that cannot be read is put aside and told", async () => {
    const page = await launch();
    await page.leave();
    for (const text of ["not JSON", '{"scn":99}', '{"scn":1,"attempts":[{"id":1}]}', '{"scn":1,"attempts":{"length":3}}']) {
      lms.states.clear();
      lms.states.set("scn", text);
      const again = await launchAgain();
      assert.deepEqual(troubles(again), ["unread"], text);
      assert.deepEqual(JSON.parse(lms.states.get("scn-unread")), { text });
      await again.playTill("look", "tell");
      await again.leave();
      assert.equal(JSON.parse(lms.states.get("scn")).attempts.length, 1);
    }
  });

  test("a platform that takes one statement at a time, and forgets the state, gets the statements, and the learner is told", async () => {
    const page = await launch({ takesOne: true, isForgetful: true });
    assert.deepEqual(troubles(page), ["forgets"]);
    await page.startRun();
    lms.options.isOffline = true;
    await page.act({ do: "choose", choice: "look" });
    await page.act({ do: "choose", choice: "tell" });
    lms.options.isOffline = false;
    page.home.flush();
    await page.settled();
    await page.leave();
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "answered", "completed", "passed", "terminated"]);
  });

  test("a platform whose tags the page may not read keeps every state", async () => {
    const page = await launch({ exposesEtag: false });
    await page.playTill("look", "tell");
    await page.playTill("guess");
    await page.leave();
    assert.equal(JSON.parse(lms.states.get("scn")).attempts.length, 2);
    assert.deepEqual(refusals(), []);
  });

  test("an answer that is long or of another shape is taken as none", async () => {
    for (const launchMode of [{}, 7, "x".repeat(5 << 20)]) {
      const page = await launch({ launchMode, masteryScore: "much", returnURL: 9 });
      await page.playTill("look", "tell");
      await page.leave();
      await lms.stop();
    }
    lms = null;
  });
});

test("the part is found by the address, by the launch parameters, and by its own id", () => {
  const launch = (launchParameters, id) => ({ launchParameters, contextTemplate: { contextActivities: { grouping: { id } } } });
  const find = (search, data) => launchedPart(STORY, BASE, new URLSearchParams(search), data);
  assert.deepEqual(find("?scn-part=quiz/check", launch("lesson/rules")), PARTS.check);
  assert.deepEqual(find("", launch("lesson/rules")), PARTS.rules);
  assert.deepEqual(find("", launch("Start=1", partUrl(BASE, "till", PARTS.till))), PARTS.till);
  assert.equal(find("", launch("Start=1")), null);
  assert.deepEqual(launchedPart({ ...STORY, quizzes: [], lessons: [] }, BASE, new URLSearchParams(""), {}), PARTS.till);
});

test("an undo takes the last choice back that counts", () => {
  const events = ["started", "chosen", "resolved", "undone", "chosen", "chosen", "undone", "undone", "undone"];
  assert.deepEqual([...undoneChoices(events.map((event) => ({ what: { event } })))], [1, 5, 4, undefined]);
});
