// Writes by keyboard: in answer to a question of a situation, and the short answer of a question of a
// quiz, whose hint is shown. The page shows the first situation of `busy-line.scn`.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const WORDS = "2 things: her name?\nand <her> hurry";

const value = (page) => page.locator("#words").inputValue();

/** Writes a file anew, and waits until the page shows it. */
async function write(page, file, now, seen, argument) {
  writeFileSync(file, now);
  await page.waitForFunction(seen, argument, { polling: 20, timeout: 20_000 });
}

/** Presses a key until a selector is there: the page does one thing at a time. */
async function pressed(page, key, selector) {
  for (let tried = 0; tried < 20; tried += 1) {
    await page.keyboard.press(key);
    const isThere = await page.waitForSelector(selector, { timeout: 1000 }).catch(() => null);
    if (isThere) return;
  }
  assert.fail(`${key} does not lead to ${selector}`);
}

async function checkWords(page, { look, text, tab, press }, folder) {
  const file = join(folder, "busy-line.scn");
  const original = readFileSync(file, "utf8");
  const asking = (question) => original.replace("  Hint: Think of Mrs", (hint) => `  Ask note: ${question}\n\n${hint}`);
  const shows = (words) => document.getElementById("scene").innerText.includes(words);
  await write(page, file, asking("What would *you* say?"), shows, "In your own words: What would you say?");
  const here = await text(page, "#scene .title");

  // Keys that mean something elsewhere are letters here.
  await tab(page, "#words");
  await page.keyboard.type(WORDS);
  assert.equal(await value(page), WORDS);
  assert.equal(await text(page, "#scene .title"), here);
  assert.equal(await page.locator("#scene .hint").count(), 0);
  await look(page, "words");

  // A hint, a save and a page that is loaded anew leave the words; another question has none.
  await tab(page, "[data-number='1']");
  await page.keyboard.press("h");
  await page.waitForSelector("#scene .hint");
  assert.equal(await value(page), WORDS, "a hint leaves the words");
  await tab(page, "#words", "Shift+Tab");
  await page.keyboard.press("End");
  await write(page, file, asking("What would you *not* say?"), shows, "What would you not say?");
  assert.equal(await value(page), "", "the words answered another question");
  assert.equal(await page.evaluate(() => document.activeElement.id), "words", "the focus is kept");
  await write(page, file, asking("What would *you* say?"), shows, "What would you say?");
  assert.equal(await value(page), WORDS, "the words are there again");
  await page.reload();
  await page.waitForSelector("#words");
  assert.equal(await value(page), WORDS, "a page loaded anew has the words");

  // The debrief shows them once, as they were typed.
  for (let made = 0; made < 20 && !(await page.locator(".debrief").count()); made += 1) {
    await page.evaluate(() => document.activeElement.blur());
    await press(page, "2");
  }
  assert.equal(await page.locator(".written").count(), 1);
  assert.equal(await page.locator(".written q").evaluate((it) => it.textContent), WORDS);
  assert.equal(await text(page, ".asked"), "In your own words: What would you say?");
  await page.evaluate(() => document.querySelector(".written").scrollIntoView());
  await look(page, "written");
  await press(page, "r");
  assert.equal(await value(page), "", "a new run has no words");
  await write(page, file, original, () => document.getElementById("words") === null);
}

async function checkShortAnswer(page, { look, text, tab }, folder) {
  const file = join(folder, "quiz.scn");
  const original = readFileSync(file, "utf8");
  const question = [
    "Question breach: Within how many hours is a breach reported?",
    "  Checks: report-breaches",
    "",
    "  Hint: Three days.",
    "",
    "  Accept: 72, seventy-two",
    "    Because: The law says so.",
  ];
  await pressed(page, "c", ".parts");
  const quiz = ["Quiz ground-rules: The ground rules", "", ...question, ""].join("\n");
  await write(page, file, quiz, () => document.getElementById("saved").innerText.includes("quiz.scn"));
  await pressed(page, "2", ".question input[type='text']");
  await look(page, "short-answer");
  await pressed(page, "h", "#scene .hint");
  // It is said a moment later, so that it is also said again.
  await page.getByRole("status").filter({ hasText: "Hint: Three days." }).waitFor();
  await tab(page, ".question input");
  await page.keyboard.type("  ");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".missing:not([hidden])");
  await page.getByRole("status").filter({ hasText: "Type an answer first." }).waitFor();

  // What was typed survives a save; then it is given, and its feedback shown.
  await page.keyboard.type("Seventy-TWO");
  await write(page, file, quiz.replace("is a breach", "must a breach be"), () => document.getElementById("stem").innerText.includes("must"));
  assert.equal(await page.locator(".question input").inputValue(), "  Seventy-TWO");
  assert.equal(await page.locator("#scene .hint").count(), 1, "the hint stays");
  await look(page, "short-answer-hint");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".verdict");
  assert.match(await text(page, "#scene"), /Right\..*The law says so\./s);
  await look(page, "short-answer-right");
  await pressed(page, "1", "#moment:has-text('Result')");
  assert.match(await text(page, ".verdict"), /1 of 1 right/);
  await write(page, file, original, () => document.querySelector(".count.clean") !== null);
}

/** Checks both. Ends at the start of the scenario. */
export async function checkWriting(page, tools, folder) {
  await page.bringToFront();
  await checkWords(page, tools, folder);
  await checkShortAnswer(page, tools, folder);
  await pressed(page, "c", ".parts");
  await pressed(page, "3", ".situation");
}
