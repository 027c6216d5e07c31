// Lessons, quizzes and the course, as the author sees them, with edits in between.
// `tests/author/mod.rs` starts it.

import assert from "node:assert/strict";
import { Page, choice, findPage, packFile, run, save } from "./page.mjs";

const [STORY, LESSON, QUIZ] = ["call.scn", "lesson.scn", "quiz.scn"].map(packFile);
const PACK = LESSON + QUIZ + STORY;

async function open(text = PACK) {
  await save(text);
  return Page.open();
}

const plain = (text) => text.map((words) => words.text).join("");
const sentences = (lines) => lines.map(plain);

const answer = (page, given) => page.act((author) => author.answer([given]));
const next = (page) => page.act((author) => author.next());
const turn = (page, number) => page.act((author) => author.turn(number));
const statesOf = async (page, view) => (await page.inspect(view)).pool.questions.map(({ state }) => state);

const CHECKS = {
  async "a page of a lesson is found again after an edit or its loss is reported"() {
    const found = (page, heading, headings) => {
      const { page: at, notice } = findPage({ page, heading, digest: "a" }, headings, "b");
      return [at, notice];
    };
    assert.deepEqual(found(1, "B", ["A", "B"]), [1, null]);
    assert.deepEqual(found(1, "B", ["A", "new", "B"]), [2, null], "a page was added before it");
    assert.deepEqual(found(3, "B", ["B", "A", "B"]), [2, null], "the nearest of several");
    assert.deepEqual(found(1, "B", ["A"]), [0, "The page “B” is no longer there, so here is page 1."]);
    assert.deepEqual(findPage({ page: 7, heading: "B", digest: "b" }, ["A"], "b"), { page: 0, notice: null });
  },

  async "all parts are listed in the order of the course"() {
    const page = await open();
    const titles = ["Lesson: The rules", "Quiz: The check", "Scenario: A <b>call</b>"];
    assert.deepEqual(page.author.parts.map(({ title }) => title), titles);
    assert.equal(page.author.parts[1].kind, "quiz");
    const without = await open(LESSON + QUIZ);
    assert.equal(without.content.trouble, null);
    const view = await without.show();
    assert.deepEqual([view.run, view.part, without.author.parts.length], [null, { ...view.part, kind: "lesson", id: "rules" }, 2]);
  },

  async "a lesson is read page by page and a place in it survives an edit"() {
    const page = await open();
    const { lesson: first } = await page.goTo("lesson", "rules");
    assert.deepEqual([first.title, first.pages], ["The rules", 3]);
    const text = ["Before ", "<b>", "all", "</b>", "."].map((words) => ({ text: words }));
    assert.deepEqual(first.blocks, [{ kind: "paragraph", text }]);
    assert.deepEqual(first.headings, ["", "Why", "How"]);
    const events = () => page.author.attempts.find(({ part }) => part.kind === "lesson").events.map(({ what }) => what);
    assert.equal(events().length, 1, "it is not read yet");

    const last = await turn(page, 2);
    assert.deepEqual([last.lesson.blocks[1].file, events()[1]], ["pictures/desk.png", { event: "read" }]);
    await turn(page, 0);
    assert.deepEqual(events()[1], { event: "read" }, "a learner who goes back to the first page has still read it");
    await turn(page, 2);
    const { memory } = page;
    const edited = async (changed) => {
      await save(PACK);
      return (await Page.open(memory)).saved(changed);
    };

    const moved = await edited(PACK.replace("## Why", "## New\n\n  Words.\n\n  ## Why"));
    assert.deepEqual([moved.lesson.page, moved.notice], [3, ""], "a page was added before it");
    const gone = await edited(PACK.replace("## How", "## Ways"));
    assert.deepEqual([gone.lesson.page, gone.notice], [2, "The page “How” is no longer there, so here is page 3."]);
    const renamed = await edited(PACK.replace("Lesson rules:", "Lesson house-rules:"));
    assert.deepEqual([renamed.lesson.id, renamed.lesson.page], ["house-rules", 2]);
    assert.match(renamed.notice, /`rules`/);
    const removed = await edited(PACK.replace(LESSON, ""));
    assert.equal(removed.notice, "The lesson “rules” is no longer there, so here is the course.");
    assert.deepEqual([removed.lesson, removed.course.title], [null, "A <b>call</b>"]);
  },

  async "a quiz is answered with feedback, result and rules"() {
    const page = await open();
    const view = await page.goTo("quiz", "check");
    const { quiz: first } = view;
    assert.deepEqual(first.text[0].text, [{ text: "Think first." }]);
    assert.deepEqual([first.rules, view.notice], ["2 questions. 1 must be right.", ""]);
    assert.deepEqual([first.question.heading, first.question.form], ["Question 1 of 2", "one"]);
    assert.deepEqual([first.question.answers[1].id, first.question.hints_left], ["that", 1]);
    assert.deepEqual(await statesOf(page, view), ["asked", "waiting"]);
    assert.deepEqual((await page.inspect(view)).pool.rules, [
      "Asks all of its 2 questions, in the order written.",
      "1 must be right to pass.",
      "Can be tried 2 times until it is passed.",
      "Shows which answers are right once it is passed.",
    ]);

    const hinted = await page.act((author) => author.quizAct((quiz) => quiz.hint()));
    assert.deepEqual([plain(hinted.quiz.question.hints[0]), hinted.quiz.question.hints_left], ["Not that.", 0]);
    const anewHinted = await (await page.reloaded()).show();
    assert.deepEqual(anewHinted.quiz.question, hinted.quiz.question, "a page that is loaded anew shows the hint");
    const refused = await answer(page, "neither");
    assert.deepEqual([refused.quiz.feedback, refused.quiz.question.id], [null, "one"]);

    const wrong = await answer(page, "that");
    assert.deepEqual(sentences(wrong.quiz.feedback.lines), ["Not right."], "it shows more only after passing");
    const anew = await (await page.reloaded()).show();
    assert.deepEqual(anew.quiz.feedback, wrong.quiz.feedback, "a page that is loaded anew shows the same");
    assert.equal(anew.quiz.question.id, "one");

    const second = await next(page);
    assert.deepEqual([second.quiz.question.form, second.quiz.text], ["typed", []]);
    const right = await answer(page, " TWO ");
    assert.deepEqual([right.quiz.feedback.right, right.quiz.last], [true, true]);
    const result = await next(page);
    assert.deepEqual(sentences(result.quiz.result.lines), ["Passed: 1 of 2 right (1 needed)."]);
    const [review] = result.quiz.result.review;
    assert.equal(plain(review.stem), "What is right?");
    assert.deepEqual(sentences(review.lines).slice(1), [
      "You did not choose “This.”, which is right: It is.",
      "You chose “That.”, which is wrong: It never was.",
    ]);
    assert.deepEqual(await statesOf(page, result), ["wrong", "right"]);
    assert.deepEqual((await (await page.reloaded()).show()).quiz.result, result.quiz.result);
  },

  async "an edit in the middle of a quiz keeps the place or says what it changed"() {
    const page = await open();
    await page.goTo("quiz", "check");
    await answer(page, "that");

    // The answer is judged anew, so that an author sees what her edit does to the feedback.
    const edited = await page.saved(PACK.replace("Show answers: after passing", "Show answers: always").replace("It never was", "It is not"));
    assert.equal(sentences(edited.quiz.feedback.lines)[2], "You chose “That.”, which is wrong: It is not.");
    assert.equal(edited.notice, "");

    const gone = await page.saved(PACK.replace("Wrong that: That.", "Wrong these: These."));
    assert.deepEqual([gone.quiz.feedback, gone.quiz.question.id], [null, "one"]);
    assert.equal(gone.notice, "The answer that you gave is no longer there, so the question is asked again.");

    // A question that was answered is removed.
    await page.saved(PACK);
    await answer(page, "that");
    await next(page);
    const [before, ...rest] = QUIZ.split("Question one");
    const onlyTwo = `${before}Question two${rest.join("").split("Question two")[1]}`;
    const second = await page.saved(PACK.replace(QUIZ, onlyTwo));
    assert.deepEqual([second.quiz.question.id, second.quiz.question.heading], ["two", "Question 1 of 1"]);
    assert.equal(second.notice, "1 of its questions no longer exists: it is not asked, and its answer does not count.");
    assert.equal((await (await page.reloaded()).show()).notice, "", "it is said once");

    // A further question is added, and asked.
    const three = `${onlyTwo}Question three: Why?\n  Accept: so\n\n`;
    const more = await page.saved(PACK.replace(QUIZ, three.replace("Pass: 1", "Pass: 2")));
    assert.equal(more.quiz.question.heading, "Question 1 of 2");
    assert.match(more.notice, /Added since then/);

    // With fewer questions than must be right, it begins anew.
    await answer(page, "2");
    await next(page);
    await answer(page, "so");
    const over = await next(page);
    assert.equal(over.quiz.result.passed, true);
    const longer = await page.saved(PACK.replace(QUIZ, `${three.replace("Pass: 1", "Pass: 2")}Question four: Who?\n  Accept: you\n\n`));
    assert.equal(longer.quiz.question?.id, "four");
    assert.match(longer.notice, /Added since then.*The quiz now asks more questions\.$/);
  },

  async "the course says what is required and what was done in this preview"() {
    const page = await open();
    // The run that is shown at first is begun, unless it is forgotten.
    assert.equal((await page.goTo("course")).course.parts[2].state, "begun");
    const first = await page.act((author) => author.forget());
    const states = async (at = page) => (await at.goTo("course")).course.parts.map(({ state }) => state);
    assert.deepEqual(await states(), ["not-begun", "not-begun", "not-begun"]);
    const { standing, parts } = first.course;
    assert.equal(standing[0], "Done: 0 of 3. Next: 1. The rules.");
    assert.ok(standing[1].startsWith("To complete the course: read “The rules”; pass the quiz “The check”;"), standing[1]);
    assert.equal(parts[0].next, true);

    await page.goTo("lesson", "rules");
    await turn(page, 2);
    await page.play([choice("help"), choice("leave")]);
    assert.deepEqual(await states(), ["passed", "not-begun", "passed"]);

    // Both tries of the quiz are used up, and a third one is refused.
    await page.goTo("quiz", "check");
    const { memory } = page;
    const kept = JSON.parse(JSON.stringify(memory));
    for (let tried = 0; tried < 2; tried += 1) {
      await answer(page, "that");
      await next(page);
      await answer(page, "three");
      assert.equal((await next(page)).quiz.result.passed, false);
      if (!tried) await page.act((author) => author.retry());
    }
    const refused = await page.act((author) => author.retry());
    assert.match(refused.quiz.refusal, /The check/);
    assert.deepEqual([refused.quiz.question, refused.events], [null, []]);
    assert.equal((await page.inspect(refused)).pool.questions.length, 2);
    const renamed = await page.saved(PACK.replace("Quiz check:", "Quiz final-check:"));
    assert.deepEqual([renamed.part.id, renamed.quiz.refusal], ["final-check", refused.quiz.refusal]);
    await page.saved(PACK);

    const other = await Page.open(kept);
    await answer(other, "this");
    await next(other);
    await answer(other, "2");
    const done = await other.goTo("course");
    assert.deepEqual(done.course.standing, ["You have completed this course."]);

    // What was done counts for the part that was edited, and what no part has any more does not.
    await other.saved(PACK.replace("Because *so*.", "Because *so it is*."));
    assert.deepEqual(await states(other), ["passed", "passed", "passed"]);
    const strange = { id: "x", digest: "sha256:0", part: { kind: "quiz", id: "gone" }, events: [{ when: 0, what: { event: "dance" } }] };
    other.author.attempts.push(strange);
    assert.deepEqual(await states(other), ["passed", "passed", "passed"], "what is no event does no harm");

    // What was done is forgotten, and the author is where she was.
    assert.deepEqual((await other.act((author) => author.forget())).course.parts.map(({ state }) => state), ["not-begun", "not-begun", "not-begun"]);
    const there = await (await other.reloaded()).goTo("scenario", "call");
    assert.equal(there.run.path.join(" "), "ring later done");
  },
};

await run(CHECKS);
