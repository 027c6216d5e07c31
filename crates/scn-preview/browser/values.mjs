// Checks the panel with the values of a run and the conditions of its choices, by keyboard alone. The
// page is in the middle of a run, which is left as it was.

import assert from "node:assert/strict";

export async function checkValues(page, { look, press, text }) {
  const values = page.locator("#values");
  const here = await text(page, "#scene .title");
  assert.match(await values.innerText(), /trust How far customers can trust you: \d+/, "words come first");
  assert.match(await values.innerText(), /from 0 to 100/);
  assert.equal(await values.locator("meter:not([aria-hidden])").count(), 0, "a bar repeats the words, and is not read");

  // It is closed and opened by keyboard, and stays closed in a page that is loaded anew.
  await page.keyboard.press("v");
  assert.equal(await page.evaluate(() => document.activeElement.id), "values-toggle");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#values-toggle").getAttribute("aria-expanded"), "false");
  assert.equal(await values.isVisible(), false);
  await look(page, "values-closed");
  await page.reload();
  await page.waitForSelector("#scene .title");
  assert.equal(await values.isVisible(), false);
  await page.keyboard.press("v");
  await page.keyboard.press("Enter");
  assert.equal(await values.isVisible(), true);

  // A step that changes values says so, once, and marks them.
  let steps = 0;
  do {
    await press(page, "1");
    steps += 1;
  } while (steps < 10 && !(await values.locator(".was").count()));
  const changed = (await values.locator("li.changed > p:first-child").allInnerTexts()).map((it) => it.trim());
  assert.ok(changed.length > 0, "a step changes values");
  await page.waitForFunction(() => document.getElementById("announce").innerText !== "");
  const said = await page.getByRole("status").innerText();
  for (const words of changed) {
    const [, now, before] = / (\S+) \(was (\S+)\)$/.exec(words) ?? assert.fail(`${words} says what it was`);
    const isMark = !words.includes(": ");
    const sentence = isMark ? `${words.slice(0, words.indexOf(` ${now} (was`))}: ${now}.` : `is ${now}, and was ${before}.`;
    assert.ok(said.includes(sentence), `“${said}” has “${sentence}”`);
  }
  await look(page, "values-changed");
  assert.equal(await page.evaluate(() => document.querySelectorAll("#values [aria-live], #values [role=status]").length), 0, "nothing in it is announced too");

  // Why a choice is hidden, locked or on offer.
  const conditions = values.locator(".conditions li li");
  while (!(await conditions.count()) && (await page.locator(".choice").count())) {
    await press(page, "1");
    steps += 1;
  }
  const found = await conditions.allInnerTexts();
  assert.ok(found.length > 0, "some choice has a condition");
  for (const words of found) assert.match(words, /^(if|needs) .* (holds|does not hold)$/);
  await look(page, "conditions");
  for (; steps > 0; steps -= 1) await press(page, "b");
  assert.equal(await text(page, "#scene .title"), here);
}
