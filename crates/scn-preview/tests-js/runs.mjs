// Runs of the author: played, undone, inspected, begun anywhere, and carried over edits.
// `tests/author/mod.rs` starts it.

import assert from "node:assert/strict";
import { Page, ask, choice, hintsOf, packFile, run, save, sceneOf, showTrouble } from "./page.mjs";

const STORY = packFile("call.scn");
const START = { kind: "scenario", id: "call" };

/** Opens a page of a story, at the start of its scenario. */
async function open(text = STORY) {
  await save(text);
  const page = await Page.open();
  return [page, await page.show()];
}

/** What is shown of a run, apart from events and when they happened. */
const shown = (view) => JSON.stringify([sceneOf(view), view.run.chosen, view.run.path]);

const CHECKS = {
  async "a run is played and undone"() {
    const [page, start] = await open();
    assert.equal(page.author.title, "A <b>call</b>");
    const ring = sceneOf(start);
    assert.equal(ring.at, "ring");
    assert.equal(ring.choices[0].id, "help");
    assert.deepEqual(ring.choices[1].why, [{ text: "You are not brave enough." }]);
    const { body } = ring.passages[1];
    assert.deepEqual([body[0].speaker, body[0].direction], ["Ann", "softly"]);
    assert.deepEqual(body[0].text[1], { text: "help", emphasis: true });
    assert.deepEqual(body[0].text[3], { text: "Look", link: "https://example.org/?a=1&b=2" });
    assert.deepEqual([body[1].file, start.run.cast], ["pictures/desk.png", ["Ann"]]);
    assert.equal(start.run.chosen, undefined);

    const hinted = await page.act((author) => author.runAct({ do: "hint" }));
    assert.deepEqual(hintsOf(hinted).map(({ text, left }) => [text, left]), [[[{ text: "Think of Ann." }], 0]]);
    const again = await page.reloaded();
    assert.deepEqual(hintsOf(await again.show()), hintsOf(hinted), "a page that is loaded anew shows the hint");

    for (const [line, reason] of [
      [choice("wait"), "`wait` is locked here; on offer: `help`"],
      [choice("stay"), "`stay` is not on offer here; on offer: `help`"],
      [choice("<script>"), "`<script>` is not on offer here; on offer: `help`"],
      [{ do: "dance" }, "`do` must be one of"],
      [[], "`do` must be one of"],
      [{ do: "undo" }, "the run is at its start"],
    ]) {
      const refused = await page.play([line, choice("help")]);
      assert.equal(shown(refused), shown(start), "the run is as it was, and the lines after it are not read");
      assert.ok(refused.notice.startsWith(reason), refused.notice);
    }

    const later = await page.choose("help");
    const { passages } = sceneOf(later);
    assert.deepEqual(passages[0].body[0].text, [{ text: "She thanks you." }], "the outcome comes first");
    assert.deepEqual([passages[1].id, later.run.chosen], ["later", [{ text: "Help her." }]]);
    assert.deepEqual(later.run.path, ["ring", "later"]);
    const undone = await page.act((author) => author.back());
    assert.equal(shown(undone), shown(start));
    await page.choose("help");

    const done = await page.choose("leave");
    const moment = sceneOf(done);
    assert.equal(moment.passages[1].result, "passed");
    assert.deepEqual(moment.acts, [], "a learner cannot take back the last choice");
    assert.equal(done.run.lines[done.run.lines.length - 1].message, "debrief");
    assert.equal(shown(await (await page.reloaded()).show()), shown(done), "a page that is loaded anew is at the end");
    const back = await page.act((author) => author.back());
    assert.equal(shown(back), shown(later), "the author can");
  },

  async "an author sees all values and why a choice is not on offer"() {
    const story = STORY.replace("Outcome: She thanks you.\n", "Outcome: She thanks you.\n    Set: brave\n").replace(
      "Choice stay: Stay.",
      "Choice rest [if visited done]: Rest.\n    Outcome: You rest.\n    Next: done\n\n  Choice stay: Stay.",
    );
    const [page, start] = await open(story);
    const { inspection: first } = await page.inspect(start);
    const [brave] = first.values;
    assert.deepEqual([brave.id, brave.value, brave.before], ["brave", "no", null]);
    const wait = first.choices[1];
    assert.deepEqual([wait.id, wait.state, wait.needs], ["wait", "locked", [{ condition: "brave", holds: false }]]);

    const later = await page.choose("help");
    const { inspection } = await page.inspect(later);
    assert.deepEqual([inspection.values[0].value, inspection.values[0].before], ["yes", "no"]);
    assert.deepEqual(inspection.marks, [{ condition: "visited done", holds: false, changed: false }]);
    const rest = inspection.choices[1];
    assert.deepEqual([rest.state, rest.shown_if[0].holds], ["hidden", false]);
    assert.ok(sceneOf(later).choices.every(({ id }) => id !== "rest"), "a learner does not");
    const anew = await page.reloaded();
    assert.deepEqual((await anew.inspect(await anew.show())).inspection, inspection, "a page that is loaded anew says the same");

    // What was undone and what was written is replayed, too; events of another story are not.
    await page.act((author) => author.back());
    const undone = await page.choose("help");
    assert.deepEqual((await page.inspect(undone)).inspection, inspection);
    await save(story.replace("It is late.", "It is dark."));
    assert.deepEqual(await page.inspect(undone), {});
    assert.deepEqual(await ask("inspect", { edition: page.content.edition + 1, part: START, events: [{ event: "dance" }, 7] }), {});
  },

  async "a run can begin at any place of the graph and from a finding"() {
    const [page] = await open();
    const { places } = await ask("graph", { scenario: "call" });
    for (const place of places) {
      assert.equal(sceneOf(await page.play(place.run)).at, place.id);
    }
    const nothing = await page.play([choice("help"), choice("stay", 2)]);
    assert.deepEqual(sceneOf(nothing).passages[0].body[0].text, [{ text: "Nothing happens." }]);
    assert.equal(nothing.events.filter(({ event }) => event === "resolved").pop().outcome, 2, "chance falls as the run says");

    await page.saved(STORY.replace("leave: Go", "leave [needs brave]: Go").replace("stay: Stay", "stay [needs brave]: Stay"));
    const found = page.content.findings.shown.find(({ name }) => name === "dead-end");
    assert.deepEqual(found.run, { scenario: "call", lines: [choice("help")] });
    const stuck = await page.play(found.run.lines);
    assert.equal(sceneOf(stuck).ended.how, "dead-end");
    assert.deepEqual(stuck.part, START);
  },

  async "a changed story continues at the same moment or the last that exists"() {
    const [page] = await open();
    await page.choose("help");
    const { memory } = page;
    // Each edit is seen by a page that was at the same moment before it.
    const edited = async (text) => {
      await save(STORY);
      const at = await Page.open(memory);
      return [at, await at.saved(text)];
    };

    const [late, same] = await edited(STORY.replace("It is late.", "It is very late."));
    assert.deepEqual([sceneOf(same).at, same.notice], ["later", ""]);
    assert.deepEqual(sceneOf(same).passages[1].body[0].text, [{ text: "It is very late." }]);
    assert.deepEqual(late.content.changed, ["call.scn"]);
    assert.ok(same.events.every(({ event }) => event !== "resumed"), "it is a run of this story");

    const [, last] = await edited(STORY.replace("Choice help: Help her.", "Choice assist: Lend her a hand."));
    const gone = "The choice “help” that you made at “It rings” is no longer on offer. This is the last moment of your run that still exists.";
    assert.deepEqual([sceneOf(last).at, last.notice], ["ring", gone]);

    const [, locked] = await edited(STORY.replace("Choice help: Help her.", "Choice help [needs brave]: Help her."));
    assert.match(locked.notice, /^The choice “help” that you made at “It rings” is now locked\. This is the last moment/);

    const [ended, elsewhere] = await edited(STORY.replace("She thanks you.\n    Next: later", "She thanks you.\n    Next: done"));
    assert.equal(elsewhere.notice, "Your choices now lead elsewhere: to “Done” and no longer to “Later”. The run now ends at “Done”.");
    const failed = await ended.saved(STORY.replace("She thanks you.\n    Next: later", "She thanks you.\n    Next: done").replace("Result: passed", "Result: failed"));
    assert.equal(failed.notice, "This ending is now failed, and was passed.");
    const reopened = await ended.saved(STORY);
    assert.match(reopened.notice, /^Your choices now lead elsewhere: to “Later” and no longer to “Done”\. The run no longer ends at “Done” here\.$/);

    // If the new files cannot be played, the previous story stays, with a message; the findings
    // are about the new files, each with its place.
    const stale = await ended.saved(STORY.replace("Next: done", "Next: moon"));
    assert.equal(shown(stale), shown(reopened), "the story before is still there");
    assert.match(ended.content.trouble, /shows the last version that could/);
    assert.ok(ended.content.errors > 0);
    const found = ended.content.findings.shown.find(({ place }) => place === "packs/call.scn:29:11");
    assert.match(found.message, /`moon`/);

    await showTrouble("`call.scn` cannot be read");
    await ended.refresh();
    assert.equal(ended.content.trouble, "`call.scn` cannot be read");
    await ended.saved(STORY);
    assert.equal(ended.content.trouble, null);
  },

  async "a run goes on under another id of its scenario, and another scenario comes for one that is gone"() {
    const [page] = await open();
    await page.choose("help");
    const renamed = await page.saved(STORY.replace("Scenario call:", "Scenario ring-ring:"));
    assert.deepEqual([renamed.part.id, sceneOf(renamed).at], ["ring-ring", "later"]);
    assert.match(renamed.notice, /`call`/);
    const other = "Scenario walk: A walk\n\nSituation path: A path\n  Text.\n\n  Choice on: On.\n    Outcome: On.\n    Next: home\n\nEnding home: Home\n  Result: passed\n  Home.\n";
    const gone = await page.saved(other);
    assert.deepEqual([gone.part.id, gone.notice], ["walk", "The scenario “ring-ring” is no longer there, so here is another one."]);
  },

  async "a page that is loaded anew after an edit goes on, with the story that it was in"() {
    const [page] = await open();
    const later = await page.choose("help");
    const dark = STORY.replace("It is late.", "It is dark.").replace("Situation ring:", "Situation bell:");
    await save(dark);
    const reloaded = await page.reloaded();
    const anew = await reloaded.show();
    assert.deepEqual([sceneOf(anew).at, anew.run.chosen], ["later", later.run.chosen]);
    assert.deepEqual(sceneOf(anew).passages[1].body[0].text, [{ text: "It is dark." }]);
    assert.deepEqual([...reloaded.author.kept.keys()], [page.author.story.pack.digest]);
  },

  async "words are kept with their question, over edits and a reload"() {
    const asking = (question) => STORY.replace("  Hint: Think of Ann.", `  Ask note: ${question}\n\n  Hint: Think of Ann.`);
    const [page, start] = await open(asking("What would *you* say?"));
    assert.equal(start.part.id, "call");
    assert.equal(page.author.openQuestion.words, "");
    for (const words of ["H", "He", "Hello"]) page.author.write(words);
    assert.equal((await page.show()).events.filter(({ event }) => event === "wrote").length, 1, "only the last counts");
    const hinted = await page.act((author) => author.runAct({ do: "hint" }));
    assert.deepEqual([page.author.openQuestion.words, hintsOf(hinted).length], ["Hello", 1]);
    assert.notDeepEqual((await page.inspect(hinted)).inspection, undefined);

    const other = await page.saved(asking("What would *you* not say?"));
    assert.deepEqual([page.author.openQuestion.words, hintsOf(other).length], ["", 1], "they answered another question");
    assert.notDeepEqual((await page.inspect(other)).inspection, undefined);
    await page.saved(asking("What would *you* say?"));
    assert.equal(page.author.openQuestion.words, "Hello", "they are there again");
    const anew = await page.reloaded();
    assert.equal(anew.author.openQuestion.words, "Hello");
    await page.choose("help");
    const done = await page.choose("leave");
    const [decision] = done.run.lines[done.run.lines.length - 1].decisions;
    assert.deepEqual(decision.written.map(({ words }) => words), ["Hello"]);
    await page.play([]);
    assert.equal(page.author.openQuestion.words, "", "a new run has no words");
  },

  async "what is kept does not grow with edits and runs"() {
    const [page] = await open();
    const sizes = [];
    for (let round = 0; round < 60; round += 1) {
      await page.saved(STORY.replace("It is late.", `It is ${"very ".repeat(round % 2)}late, ${round}.`));
      await page.choose("help");
      const back = await page.act((author) => author.back());
      assert.equal(sceneOf(back).at, "ring", back.notice);
      await page.play([]);
      sizes.push(JSON.stringify(page.memory).length);
    }
    // A seed has up to ten digits.
    assert.ok(Math.max(...sizes) - Math.min(...sizes) < 20, `${sizes}`);
    assert.ok(page.author.kept.size < 3, `${page.author.kept.size} stories are kept`);
  },
};

await run(CHECKS);
