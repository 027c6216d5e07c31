// The compact state: what is written is read again, in the same version of a story and in another one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { codeBook, newSalt } from "../player/codes.js";
import { counterText, decodeState, encodeState, packState } from "../player/compact.js";
import { courseState } from "../player/progress.js";
import { allParts } from "../player/versions.js";
import { Dice, Learner, STORIES, TRIES, edited, gist } from "./learners.mjs";

const eachTry = (body) => {
  for (let seed = 1; seed <= TRIES; seed++) {
    const story = STORIES[seed % STORIES.length];
    try {
      body(story, seed);
    } catch (error) {
      error.message = `seed ${seed}, pack ${story.pack.name}: ${error.message}`;
      throw error;
    }
  }
};

const learner = (story, seed, visits = 6) => new Learner(story, seed).study(allParts(story), visits);

test("a state is read as it was written", () => {
  let longest = 0;
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed);
    const text = encodeState(story, attempts, { limit: 16000, counter: seed });
    longest = Math.max(longest, text.length);
    assert.match(text, /^[ -~]*$/);
    const read = decodeState(story, text);
    assert.equal(read.counter, seed);
    assert.equal(read.unread, "");
    assert.deepEqual([read.isEdited, read.isShorter, read.others], [false, false, []]);
    assert.deepEqual(read.attempts.map(gist), attempts.map(gist));
    const again = packState(story, read.attempts, { ...read, limit: 16000 });
    assert.equal(again.text, text);
    const fresh = read.attempts.map(({ kept, ...attempt }) => attempt);
    assert.equal(encodeState(story, fresh, { ...read, limit: 16000 }), text, "without the text that was read");
  });
  assert.ok(longest > 300, `the learners did something: ${longest}`);
});

test("what a course says is the same after a state was read", () => {
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed);
    const read = decodeState(story, encodeState(story, attempts, { limit: 16000 }));
    const said = (list) => {
      const { parts, complete, missing, profile, next } = courseState(story, list);
      return { parts: parts.map(({ open, done_at: at, ...part }) => ({ ...part, open: Boolean(open), done: Boolean(at) })), complete, missing, profile, next };
    };
    assert.deepEqual(said(read.attempts), said(attempts));
  });
});

test("written words and hints are kept", () => {
  let [words, hints] = [0, 0];
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed);
    const read = decodeState(story, encodeState(story, attempts, { limit: 16000 }));
    const of = (list, name) => list.flatMap(({ events }) => events.filter(({ what }) => what.event === name).map(({ what }) => what));
    assert.deepEqual(of(read.attempts, "wrote"), of(attempts, "wrote"));
    words += of(attempts, "wrote").length;
    hints += of(attempts, "hinted").length;
  });
  assert.ok(words > 0 && hints > 0, `${words} words, ${hints} hints`);
});

test("after an edit a choice is never another one", () => {
  let [kept, shorter] = [0, 0];
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed);
    const next = edited(story, new Dice(seed * 7));
    const read = decodeState(next, encodeState(story, attempts, { limit: 16000 }));
    assert.equal(read.isEdited, true);
    for (const attempt of read.attempts.filter(({ part }) => part.kind === "scenario")) {
      const { made, seed: drawn } = gist(attempt);
      const own = attempts.map(gist).filter((it) => it.part === `scenario ${attempt.part.id}` && it.seed === drawn);
      const choices = (list) => list.map((it) => it.split("/")[1]);
      // Each choice is one that was made, in the order in which they were made.
      const isPrefix = own.some((it) => choices(made).every((choice, at) => choice === choices(it.made)[at]));
      assert.ok(isPrefix || made.length === 0 || attempt.events.some(({ what }) => what.event === "undone"), JSON.stringify([made, own]));
      kept += made.length;
      shorter += own.length && own[0].made.length > made.length ? 1 : 0;
    }
  });
  assert.ok(kept > 100 && shorter > 5, `${kept} choices were kept, ${shorter} runs are shorter`);
});

test("a run that ended stays ended after an edit", () => {
  let ended = 0;
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed);
    const next = edited(story, new Dice(seed * 11));
    const read = decodeState(next, encodeState(story, attempts, { limit: 16000 }));
    const results = (from, list) =>
      list
        .filter(({ part }) => part.kind === "scenario")
        .map((it) => gist(it))
        .filter(({ over }) => over?.how === "ending")
        .map(({ part, over }) => `${part} ${over.at}`)
        .sort();
    assert.deepEqual(results(next, read.attempts), results(story, attempts));
    ended += results(story, attempts).length;
    // What was read is not lost when it is written again, and read in the first version.
    const back = decodeState(story, packState(next, read.attempts, { ...read, limit: 16000 }).text);
    assert.deepEqual(results(story, back.attempts), results(story, attempts));
  });
  assert.ok(ended > 50, `${ended}`);
});

test("a part that is gone for a while is not lost", () => {
  const story = STORIES.find(({ scenarios }) => scenarios.length > 1);
  const { attempts } = new Learner(story, 5).study(allParts(story), 12);
  const without = { ...story, scenarios: story.scenarios.slice(1), course: undefined };
  const read = decodeState(without, encodeState(story, attempts, { limit: 16000 }));
  assert.ok(read.others.length > 0);
  const back = decodeState(story, packState(without, read.attempts, { ...read, limit: 16000 }).text);
  assert.deepEqual(back.attempts.map((it) => JSON.stringify(gist(it))).sort(), attempts.map((it) => JSON.stringify(gist(it))).sort());
});

test("when room is short the latest attempts and what completes a part are kept", () => {
  eachTry((story, seed) => {
    const { attempts } = learner(story, seed, 40);
    const parts = (list) => courseState(story, list).parts;
    for (const limit of [4096, 1500, 700]) {
      const { text, isCut } = packState(story, attempts, { limit });
      assert.ok(text.length <= limit, `${text.length}`);
      const read = decodeState(story, text);
      const last = (list) => gist(list[list.length - 1]);
      if (!isCut) assert.deepEqual(last(read.attempts), last(attempts));
      const passed = (list) => parts(list).filter((it) => it.passed && it.part.kind !== "quiz").map((it) => it.part.id);
      if (limit === 4096) assert.deepEqual(passed(read.attempts), passed(attempts));
      const dropped = Object.values(read.counts).reduce((sum, count) => sum + count, 0);
      assert.equal(read.attempts.length + dropped, attempts.length);
    }
  });
});

test("a run that does not fit goes on at the last moment that does", () => {
  const story = STORIES.find(({ scenarios }) => scenarios.length > 1);
  const seen = [0, 0];
  for (let seed = 1; seed < 60; seed++) {
    const { attempts } = new Learner(story, seed).study(allParts(story).filter(({ kind }) => kind === "scenario"), 1);
    const { text, isCut } = packState(story, attempts, { limit: 40 });
    assert.ok(text.length <= 40);
    const [read] = decodeState(story, text).attempts;
    const [was, is] = [gist(attempts[0]).made, read ? gist(read).made : []];
    seen[isCut ? 1 : 0] += 1;
    assert.deepEqual(is, was.slice(0, is.length));
  }
  assert.ok(seen[1] > 5, `${seen}`);
});

test("every write has another text", () => {
  const story = STORIES[0];
  const texts = new Set(Array.from({ length: 500 }, (_, counter) => encodeState(story, [], { limit: 4096, counter })));
  assert.equal(texts.size, 500);
  assert.equal(counterText(64 ** 4 - 1), "____");
});

test("any text gets an answer, and what cannot be read is kept", () => {
  const letters = "1.?/:!~*()cz0aAé_\u0000\n-";
  eachTry((story, seed) => {
    const dice = new Dice(seed);
    const foreign = Array.from({ length: dice.below(60) }, () => letters[dice.below(letters.length)]).join("");
    const whole = encodeState(story, learner(story, seed, 3).attempts, { limit: 16000 });
    const broken = whole.slice(0, dice.below(whole.length)) + foreign + whole.slice(dice.below(whole.length));
    for (const text of [foreign, broken, whole.slice(0, dice.below(whole.length))]) {
      const read = decodeState(story, text);
      const { text: next } = packState(story, read.attempts, { ...read, limit: 16000 });
      assert.match(next, /^[ -~]*$/);
      if (read.unread) assert.ok(next.endsWith(`.?${read.unread}`), next);
      else if (!text.startsWith("1") && text !== "") assert.fail(`lost: ${text}`);
    }
  });
  for (const odd of [undefined, null, 5, {}, "x".repeat(200000)]) assert.deepEqual(decodeState(STORIES[0], odd).attempts, []);
});

test("names like those of every object are names", () => {
  const story = JSON.parse(JSON.stringify(STORIES[0]));
  story.scenarios[0].id = "constructor";
  delete story.course;
  const { attempts } = new Learner(story, 3).study([{ kind: "scenario", id: "constructor" }], 3);
  const read = decodeState(story, encodeState(story, attempts, { limit: 4096 }));
  assert.deepEqual(read.attempts.map(gist), attempts.map(gist));
});

test("a salt is found under which no two names of one place collide", () => {
  for (const story of STORIES) assert.equal(codeBook(story, newSalt(story)).collisions, 0, story.pack.name);
  const choices = Array.from({ length: 900 }, (_, at) => ({ id: `choice-${at}`, label: [], outcomes: [] }));
  const scenario = { id: "s", title: "", brief: [], covers: [], cast: [], variables: [], start: "a", endings: [] };
  const crowded = { scn: 1, pack: { name: "p", title: "", digest: "sha256:00" }, principles: [], lessons: [] };
  crowded.scenarios = [{ ...scenario, situations: [{ id: "a", title: "", body: [], choices }] }];
  const salts = new Set([..."ABCDEFGHIJ"].map((salt) => codeBook(crowded, salt).collisions));
  assert.ok(salts.size > 1, "some salts have collisions");
});
