// Goes through the course of a page by keyboard alone: its list of parts, a lesson and a quiz, with
// edits in the middle of each.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Presses keys until a selector is there; the page does one thing at a time. */
async function pressed(page, key, selector) {
  await page.keyboard.press(key);
  await page.waitForSelector(selector, { timeout: 10_000 });
}

const focus = (page) => page.evaluate(() => document.activeElement.id);

async function checkList(page, { look, text, tab }) {
  await page.keyboard.press("c");
  await page.waitForSelector(".parts");
  assert.equal(await focus(page), "moment");
  assert.equal(await page.locator("#graph-panel").isVisible(), false, "a course has no graph");
  assert.match(await text(page, "#scene"), /Done: \d of 5\. Next: 1\. .*To complete the course: read “How to keep customer information safe and private”/s);
  assert.equal(await page.locator(".parts li").count(), 5);
  assert.equal(await page.locator("[aria-current='step']").first().getAttribute("data-number"), "1");
  assert.deepEqual(await page.locator("#part option").allInnerTexts().then((it) => it.slice(0, 3)), [
    "Course: all parts",
    "Lesson: How to keep customer information safe and private",
    "Quiz: The ground rules",
  ]);
  await look(page, "course");
  await tab(page, "[data-open='lesson']");
}

async function checkLesson(page, { look, text, tab }, edit) {
  await pressed(page, "Enter", ".reading");
  assert.match(await text(page, ".progress"), /Lesson, page 1 of 6/);
  await look(page, "lesson");
  await pressed(page, "1", "#moment:has-text('Two words to know')");
  await pressed(page, "1", "#moment:has-text('Key ways')");
  assert.equal(await focus(page), "moment", "the focus is on the heading of the page");
  assert.equal(await page.locator(".reading ol > li").count(), 7);
  await look(page, "lesson-page");
  await tab(page, "[data-page='3']");

  // A page before this one: the same page has another number. Then this page is gone.
  const lesson = await edit("lesson.scn");
  await lesson((it) => it.replace("  ## Two words to know", "  ## New\n\n  Words.\n\n  ## Two words to know"), () => document.querySelector(".progress").innerText.includes("4 of 7"));
  assert.equal(await text(page, "#moment"), "Key ways to protect customer privacy and data");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.number), "1", "the focus is kept");
  await page.getByRole("status").filter({ hasText: /lesson\.scn saved\. You are at the same place\./ }).waitFor();
  await lesson((it) => it.replace("## Key ways", "## Some ways"), () => !document.getElementById("notice").hidden);
  assert.match(await text(page, "#notice"), /“Key ways to protect customer privacy and data” is no longer there, so here is page/);
  await look(page, "lesson-edited");
  await lesson((it) => it, () => document.querySelector(".count.clean") !== null && document.querySelector(".progress").innerText.includes("of 6"));

  // Back, the list of pages of the author, and the end.
  await page.keyboard.press("s");
  await page.keyboard.press("v");
  await tab(page, "#values [data-page='5']");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".progress").innerText.includes("6 of 6"));
  await pressed(page, "b", "#moment:has-text('Why it is worth it')");
  await page.keyboard.press("1");
  await page.waitForFunction(() => document.querySelector(".progress").innerText.includes("6 of 6"));
  await pressed(page, "1", ".parts");
  assert.equal(await page.locator(".parts li.passed").count() >= 1, true, "the lesson is read");
}

/** Where the answer to a question without choices is typed. */
const TYPED = ".question input[type='text']";

/** Answers the question that is shown, rightly or not, and goes on to the feedback. */
async function answer(page, questions, isRight) {
  const stem = await page.locator("#stem").innerText();
  const { right, wrong } = questions.find((it) => it.stem === stem) ?? assert.fail(`${stem} is no question`);
  const marks = isRight ? right : [wrong[0]];
  if (await page.locator(TYPED).count()) {
    await page.locator(TYPED).focus();
    await page.keyboard.type(marks[0]);
  } else {
    const labels = await page.locator(".answer").allInnerTexts();
    for (const [index, label] of labels.entries()) {
      if (marks.some((it) => label.endsWith(it))) await page.keyboard.press(`${index + 1}`);
    }
    assert.equal(await page.locator(".answer :checked").count(), marks.length, `${marks} of ${labels} is marked`);
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector(".verdict");
  return stem;
}

/** Reads the questions of the file of a quiz, with the texts of their answers. */
function questionsIn(file) {
  const questions = [];
  let open = null;
  const add = (words) => (open.words = `${open.words} ${words}`.trim().replaceAll("*", ""));
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const question = /^Question [^:]*: (.*)/.exec(line);
    const accepted = /^ {2}Accept: ([^,]*)/.exec(line);
    const answer = /^ {2}(Right|Wrong)(?: [\w-]+)?: (.*)/.exec(line);
    if (question) questions.push({ stem: (open = { words: "" }), right: [], wrong: [] });
    if (answer) questions.at(-1)[answer[1].toLowerCase()].push((open = { words: "" }));
    if (accepted) questions.at(-1).right.push({ words: accepted[1] });
    if (accepted) questions.at(-1).wrong.push({ words: "nothing of the kind" });
    if (question || answer) add((question?.[1] ?? answer[2]).trim());
    else if (/^ +[^ ]/.test(line) && !/^ +(Checks|Because|Hint|Accept):/.test(line) && open) add(line.trim());
    else open = null;
  }
  const words = (list) => list.map((it) => it.words);
  return questions.map(({ stem, right, wrong }) => ({ stem: stem.words, right: words(right), wrong: words(wrong) }));
}

async function checkQuiz(page, { look, text, tab }, edit, folder) {
  const questions = questionsIn(join(folder, "quiz.scn"));
  await pressed(page, "2", ".question");
  assert.equal(await focus(page), "moment");
  assert.match(await text(page, "#scene"), /8 questions\. 6 must be right\..*Question 1 of 8/s);
  await look(page, "question");
  assert.match(await text(page, "#values"), /Asks 8 of its \d+ questions, in an order drawn for each attempt/);
  // The introduction, which is edited below, is above the first question only, and that has
  // answers to mark.
  for (let drawn = 0; drawn < 20 && (await page.locator(TYPED).count()); drawn += 1) {
    await page.keyboard.press("r");
    await page.waitForTimeout(300);
  }
  await tab(page, ".answer input");
  await tab(page, ".question [type='submit']");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".missing:not([hidden])");
  await page.getByRole("status").filter({ hasText: "Choose an answer first." }).waitFor();

  // A mark survives a save. The answer is given, and its feedback shows what is edited.
  await page.keyboard.press("1");
  const marked = await page.locator(".answer").first().innerText();
  const quiz = await edit("quiz.scn");
  await quiz((it) => it.replace("Eight questions on", "Eight short questions on"), () => document.getElementById("scene").innerText.includes("Eight short"));
  assert.equal(await page.locator(".answer:has(:checked)").first().innerText(), marked, "the mark is kept");
  await page.keyboard.press("1");
  const stem = await answer(page, questions, true);
  assert.equal(await focus(page), "moment");
  assert.equal(await text(page, "#moment"), "Right.");
  await look(page, "feedback");
  await page.reload();
  await page.waitForSelector(".verdict");
  assert.equal(await text(page, ".stem"), stem, "a page loaded anew shows the same feedback");
  await quiz((it) => it.replaceAll("Because: ", "Because: Surely, "), () => document.getElementById("scene").innerText.includes("Surely,"));
  await quiz((it) => it, () => !document.getElementById("scene").innerText.includes("Surely,"));

  await pressed(page, "1", ".question");
  const second = await page.locator("#stem").innerText();
  // The question that is asked is removed.
  const start = second.slice(0, 20).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  await quiz((it) => it.replace(new RegExp(`^Question [^\\n]*: ${start}[^]*?(?=^Question |(?![^]))`, "m"), ""), () => !document.getElementById("notice").hidden);
  assert.match(await text(page, "#notice"), /no longer exists: it is not asked/);
  await look(page, "quiz-edited");
  // The question is back before the next one is answered.
  await quiz((it) => it, (stem) => document.getElementById("values").innerText.includes(stem), second);
  for (let asked = 0; asked < 9 && !(await page.locator("[data-next='result']").count()); asked += 1) {
    if (await page.locator(".verdict").count()) await pressed(page, "1", ".question");
    await answer(page, questions, asked !== 2);
  }
  await pressed(page, "1", "#moment:has-text('Result')");
  assert.match(await text(page, ".verdict"), /Passed: \d of 8 right \(6 needed\)\./);
  await look(page, "quiz-result");
  await pressed(page, "1", ".parts");
  assert.match(await text(page, ".parts li:nth-child(2) .aside"), /\d of 8 right/);
  await look(page, "course-done");
}

/** Goes through lesson, quiz and course. `edit` begins the edits of a file. */
export async function checkCourse(page, tools, folder) {
  const edit = async (name) => {
    const file = join(folder, name);
    const original = readFileSync(file, "utf8");
    return async (change, seen, argument) => {
      const before = await page.evaluate(() => Number(document.documentElement.dataset.saves));
      writeFileSync(file, change(original));
      // What is waited for may be true of the page as it is before the save.
      await page.waitForFunction((before) => Number(document.documentElement.dataset.saves) > before, before, { polling: 20, timeout: 20_000 });
      await page.waitForFunction(seen, argument, { polling: 20, timeout: 20_000 });
    };
  };
  await page.bringToFront();
  await checkList(page, tools);
  await checkLesson(page, tools, edit);
  await checkQuiz(page, tools, edit, folder);
  // The part is shown again where the author was, and what was done can be forgotten.
  await pressed(page, "2", "#moment:has-text('Result')");
  await pressed(page, "c", ".parts");
  await page.reload();
  await page.waitForSelector(".parts");
  await tools.tab(page, "#forget");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".parts li.passed").length === 0);
  await pressed(page, "3", ".situation");
  assert.equal(await page.locator("#graph-panel").isVisible(), true);
}

/** Shows a lesson, a quiz and the course in a narrow dark page. */
export async function checkNarrow(page, { look }) {
  await page.bringToFront();
  await pressed(page, "c", ".parts");
  await look(page, "course-narrow-dark");
  await pressed(page, "1", ".reading");
  await look(page, "lesson-narrow-dark");
  await pressed(page, "c", ".parts");
  await pressed(page, "2", ".question");
  await look(page, "question-narrow-dark");
}
