// The interpreter, with stories and records that nobody who means well would write.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { eventFromJson, eventToJson, orderKey, outcomeShares, trimWhite } from "../player/bits.js";
import { STORY_FIELDS, STORY_KINDS } from "../player/machine.js";
import { Run, openScenario, replayRun, resumeRun } from "../player/session.js";

const SCHEMA = JSON.parse(readFileSync(new URL("../../scn-story/schema/story.schema.json", import.meta.url), "utf8"));
const TILL = JSON.parse(readFileSync(new URL("../../scn-story/schema/till.json", import.meta.url), "utf8"));

/** What a player has to do something with, or may pass over, in each part of a scenario. */
const PARTS = {
  Principle: "from id source text title weight",
  Scenario: "audience author brief cast covers endings id minutes situations start tags title variables",
  Cast: "name who",
  Variable: "high id kind low shown start title values words",
  Situation: "ask body choices hints id next set title",
  Ask: "id text",
  Ending: "body id result title",
  Choice: "after hints id if label locked needs once outcomes",
  Outcome: "body detour feedback links next set when",
  OutcomeWhen: "chance count if in",
  OutcomeNext: "",
  NextCase: "if to",
  Link: "because principle rating",
  Change: "add by flag if number set state to variable when",
  Expr: "and at broke choice chose compare faced flag is left not or result right situation upheld visited",
  Operand: "number variable word",
  When: "all if otherwise",
  Block:
    "alternative callout columns direction file head info items kind level lines media ordered rows speaker start text when",
  Span: "code emphasis if link otherwise strong text then value",
};

/** The names of the fields of a part of the schema, of itself and of what it contains without a name. */
function fieldsOf(shape) {
  if (typeof shape !== "object" || shape === null) return [];
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
  return [...own, ...[...(shape.oneOf ?? []), ...(shape.anyOf ?? [])].flatMap(fieldsOf)];
}

test("the fields and kinds of the schema are those that are known here", () => {
  for (const [part, expected] of Object.entries(PARTS)) {
    const fields = [...new Set(fieldsOf(SCHEMA.$defs[part]))].sort().join(" ");
    assert.equal(fields, expected, `the fields of ${part} have changed: see to it in player/machine.js, then here`);
  }
  // The rest are words, names of other parts, or belong to lessons, quizzes and the course.
  const elsewhere = "Pack Course RequiredBand Certificate Lesson Quiz ShowAnswers Question Answer";
  const words = "RunResult Callout MediaKind Alignment Comparison Target Cond";
  const parts = [...Object.keys(PARTS), ...elsewhere.split(" "), ...words.split(" ")];
  assert.deepEqual(Object.keys(SCHEMA.$defs).sort(), parts.sort());
  // `at` belongs to promises, which no built story contains.
  const all = new Set(Object.values(PARTS).flatMap((fields) => fields.split(" ")).filter((field) => field && field !== "at"));
  assert.deepEqual([...STORY_FIELDS].sort(), [...all].sort());
  const kinds = ["Block", "Variable"].flatMap((part) => SCHEMA.$defs[part].oneOf.map((it) => it.properties.kind.const));
  assert.deepEqual([...STORY_KINDS].sort(), kinds.sort());
});

/** Returns a copy of the example with a change. */
function changed(change) {
  const story = structuredClone(TILL);
  change(story.scenarios[0], story);
  return story;
}

function refused(story, words) {
  assert.throws(() => openScenario(story, "till"), (error) => error.message.includes(words), words);
}

test("a story that is not known is refused in words", () => {
  for (const version of [0, 4, "x", null, undefined]) refused(changed((_, story) => (story.scn = version)), "version");
  for (const nothing of [null, undefined, {}, [], "story", 5]) refused(nothing, "version");
  refused({ scn: 1 }, "no scenario");
  refused(changed((it) => (it.id = "other")), "no scenario `till`");
  const unknown = [
    (it) => (it.weather = "fine"),
    (it) => (it.situations[0].weather = "fine"),
    (it) => (it.situations[0].choices[0].weather = 1),
    (it) => (it.situations[0].choices[0].outcomes[0].weather = 1),
    (it) => (it.situations[0].body[0].text[0].weather = 1),
    (it) => (it.situations[0].choices[0].if = { weather: "fine" }),
    (it) => (it.endings[0].weather = 1),
    (it, story) => (story.principles[0].weather = 1),
    (it) => it.situations.push(JSON.parse('{"id": "x", "title": "", "body": [], "__proto__": {}}')),
  ];
  for (const change of unknown) refused(changed(change), "is not known");
  refused(changed((it) => (it.situations[0].body[0].kind = "song")), "the kind `song` is not known");
  refused(changed((it) => (it.variables[0].kind = "song")), "the kind `song` is not known");
  refused(changed((it) => (it.situations[0].choices[0].if.compare.is = "constructor")), "the comparison `constructor`");
  refused(changed((it) => (it.situations[0].body = null)), "`null`");
  refused(changed((it) => (it.start = "nowhere")), "no situation `nowhere`");
  refused(changed((it) => (it.situations[0].choices[1].outcomes[0].next = "nowhere")), "no situation `nowhere`");
  refused(changed((it) => it.situations.push(it.situations[0])), "two things are named `queue`");
  refused(changed((it) => (it.situations[0].choices[0].outcomes[0].when.chance.count = 5)), "do not add up to 1");
  refused(changed((it) => (it.variables[0].high = 2 ** 53 + 2)), "too large");
});

test("conditions may be nested as deep as the language allows, and not without end", () => {
  const nested = (depth) => {
    let condition = { flag: "none" };
    for (let level = 0; level < depth; level++) condition = level % 2 ? { and: [condition] } : { not: condition };
    return changed((it) => (it.situations[0].choices[1].if = condition));
  };
  assert.deepEqual(new Run(openScenario(nested(65), "till"), { seed: 1 }).onOffer(), ["look", "guess"]);
  assert.deepEqual(new Run(openScenario(nested(64), "till"), { seed: 1 }).onOffer(), ["look"]);
  refused(nested(100_000), "nested too deeply");
});

test("names that every object of the language has are names like others", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  for (const name of names) {
    const text = [{ value: name }];
    const choice = (id, set) => ({
      id,
      label: [{ text: id }],
      once: true,
      outcomes: [{ body: [], links: [{ principle: name, rating: 2, because: [] }], set, next: "again" }],
    });
    const story = changed((it, all) => {
      all.principles[0].id = name;
      it.covers = [name];
      it.variables = [
        { id: name, title: "", shown: true, kind: "state", values: [name, "b"], words: {}, start: name },
        { id: "count", title: "", kind: "meter", low: 0, high: 9, start: 0 },
      ];
      const later = choice("later", []);
      later.if = { and: [{ chose: { situation: name, choice: name } }, { upheld: name }, { visited: name }] };
      const set = [{ state: { variable: name, to: "b" } }, { add: { variable: "count", by: 2 } }];
      const queue = { id: name, title: "", body: [{ kind: "paragraph", text }], choices: [choice(name, set), later] };
      it.situations = [queue];
      it.start = name;
    });
    // As it comes from a page: `__proto__` is then a field like any other.
    const run = new Run(openScenario(JSON.parse(JSON.stringify(story)), "till"), { seed: 5 });
    const [scene] = run.begin().slice(-1);
    assert.equal(JSON.stringify(scene.values), `{"${name}":"${name}","count":0}`);
    assert.deepEqual(run.onOffer(), [name]);
    assert.deepEqual(scene.passages[1].body[0].text, [{ text: name }]);
    const votes = JSON.parse(`{"${name}": 3}`);
    assert.deepEqual(run.act({ do: "vote", votes })[1].votes, [{ choice: name, count: 3 }]);
    const after = run.act({ do: "choose", choice: name }).pop();
    assert.equal(JSON.stringify(after.values), `{"${name}":"b","count":2}`);
    assert.deepEqual(run.onOffer(), ["later"]);
    for (const strange of names) assert.ok(run.act({ do: "choose", choice: strange })[0].error, strange);
    const debrief = run.act({ do: "choose", choice: "later" }).pop();
    assert.equal(debrief.message, "debrief");
    assert.equal(debrief.profile[0].principle, name);
  }
});

test("meters are exact up to the ends of their range", () => {
  const far = 2 ** 53;
  const story = changed((it) => {
    it.variables = [{ id: "trust", title: "", kind: "meter", low: -1, high: far - 1, start: far - 2 }];
    const by = (id, amount) => ({
      id,
      label: [{ text: id }],
      outcomes: [{ body: [], set: [{ add: { variable: "trust", by: amount } }], next: "again" }],
    });
    it.situations[0].choices = [by("up", 1), by("down", -1), by("far-up", far), by("far-down", -far)];
  });
  const run = new Run(openScenario(story, "till"), { seed: 1 });
  const after = (choice) => run.act({ do: "choose", choice }).pop().values.trust;
  assert.deepEqual(["up", "up", "down", "far-down", "down", "up", "far-up"].map(after), [far - 1, far - 1, far - 2, -1, -1, 0, far - 1]);
});

test("a seed of 64 bits is kept and drawn from exactly", () => {
  const text = '{"event":"started","pack":"\\"seed\\":0,","digest":"d","scenario":"s","seed":18446744073709551615}';
  const event = eventFromJson(text);
  assert.equal(event.seed, 2n ** 64n - 1n);
  assert.equal(eventToJson(event), text);
  assert.equal(eventToJson({ ...event, when: 5 }), text.replace(/}$/, ',"when":5}'));
  assert.equal(eventFromJson('{"event":"started", "seed" : 7}').seed, 7);
  assert.equal(orderKey(2n ** 64n - 1n, "a", "b") < 2n ** 64n, true);
});

test("odds are exact", () => {
  const odds = (count, total) => ({ chance: { count, in: total } });
  assert.deepEqual(outcomeShares([odds(1, 3), odds(1, 3), "otherwise"]), [1 / 3, 1 / 3, 1 / 3]);
  assert.deepEqual(outcomeShares([odds(1, 6), odds(1, 3), odds(1, 2)]), [1 / 6, 1 / 3, 1 / 2]);
  assert.equal(outcomeShares([odds(1, 3), odds(1, 3)]), undefined);
  assert.equal(outcomeShares([odds(2, 3), odds(2, 3), "otherwise"]), undefined);
});

test("white space is what Unicode calls so", () => {
  assert.equal(trimWhite("\u0085\u3000 a b\ufeff \n"), "a b\ufeff");
});

test("a long text and many situations are no trouble", () => {
  const text = "word ".repeat(1_000_000);
  const run = new Run(openScenario(changed((it) => (it.situations[0].body[0].text = [{ text }])), "till"), { seed: 1 });
  assert.equal(run.scene.passages[1].body[0].text[0].text, text);
  const many = changed((it) => {
    const room = (at) => ({ id: `room-${at}`, title: "", body: [], next: [{ to: at < 9_998 ? `room-${at + 1}` : "queue" }] });
    it.situations.push(...Array.from({ length: 9_999 }, (_, at) => room(at)));
    it.start = "room-0";
  });
  const long = new Run(openScenario(many, "till"), { seed: 1 });
  assert.equal(long.ended, null);
  assert.equal(long.events.length, 10_001);
  const endless = changed((it) => {
    it.situations.push({ id: "room", title: "", body: [], next: [{ to: "room" }] });
    it.start = "room";
  });
  assert.equal(new Run(openScenario(endless, "till"), { seed: 1 }).ended.how, "loop");
});

test("an act that makes no sense is answered", () => {
  const run = new Run(openScenario(TILL, "till"), { seed: 1 });
  const before = JSON.stringify(run.events);
  const acts = [null, undefined, {}, { do: "dance" }, { do: "constructor" }, { do: "choose" }, { do: "choose", choice: "nothing" }];
  for (const act of [...acts, { do: "hint", choice: "nothing" }, { do: "undo" }, { do: "vote" }, { do: "write" }]) {
    assert.ok(run.act(act)[0].error, JSON.stringify(act));
  }
  assert.equal(JSON.stringify(run.events), before);
});

test("any record is repeated or refused", () => {
  const playable = openScenario(TILL, "till");
  const run = new Run(playable, { seed: 4 });
  run.act({ do: "hint" });
  run.act({ do: "choose", choice: "look", outcome: 2 });
  run.act({ do: "undo" });
  run.act({ do: "choose", choice: "guess" });
  const { events } = run;
  assert.deepEqual(replayRun(playable, events).events, events);
  const names = ["started", "shown", "chosen", "resolved", "hinted", "wrote", "voted", "undone", "saved", "resumed", "ended", "sung"];
  const values = [undefined, null, -1, 0, 1, 2 ** 60, "", "look", "queue", "till", "__proto__", "left", [], [null], {}, true];
  const fields = ["at", "choice", "outcome", "hint", "votes", "words", "kept", "digest", "scenario", "seed", "how", "earlier"];
  let state = 1;
  const draw = (list) => {
    state = (state * 48_271) % 2_147_483_647;
    return list[state % list.length];
  };
  let repeated = 0;
  for (let round = 0; round < 4_000; round++) {
    const record = structuredClone(events);
    const at = round % record.length;
    const change = draw(["field", "event", "drop", "repeat", "add"]);
    if (change === "field") record[at][draw(fields)] = draw(values);
    if (change === "event") record[at].event = draw(names);
    if (change === "drop") record.splice(at, 1);
    if (change === "repeat") record.splice(at, 0, record[at]);
    if (change === "add") record.splice(at, 0, { event: draw(names), [draw(fields)]: draw(values) });
    for (const again of [replayRun, resumeRun]) {
      try {
        assert.ok(again(playable, record).events.length);
        repeated += 1;
      } catch (error) {
        assert.ok(error instanceof Error && error.message, JSON.stringify(record));
      }
    }
  }
  assert.ok(repeated > 500, "records whose change does not matter are repeated");
  for (const record of [[], [{}], [{ event: "shown" }]]) {
    assert.throws(() => replayRun(playable, record));
    assert.throws(() => resumeRun(playable, record));
  }
});
