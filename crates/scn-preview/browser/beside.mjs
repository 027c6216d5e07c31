// Drives the preview of a translation in Chromium by keyboard alone: the words of the source are
// beside it at every moment. `crates/scn-cli/tests/preview.rs` runs it:
//
//     node beside.mjs ADDRESS [PICTURES]
//
// ADDRESS is the address of a preview of examples/customer-privacy in Afrikaans. With PICTURES, a
// folder, a picture of each state is saved there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.SCN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" })).newPage();
const wrong = [];
page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
page.on("pageerror", (error) => wrong.push(String(error)));

const words = (selector) => page.locator(selector).allInnerTexts();
const choices = (side) => words(`${side} .choices .label`);
let states = 0;

/** Checks that the page violates no rule of axe-core, and that nothing is wider than it. */
async function look(name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 160))}`), [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the window`);
  assert.deepEqual(wrong, [], name);
  states += 1;
}

/** Does something, and waits until both sides show something else. */
async function change(act) {
  const html = () => ["scene", "source"].map((id) => document.getElementById(id).innerHTML);
  const before = await page.evaluate(html);
  await act();
  await page.waitForFunction((before) => ["scene", "source"].every((id, index) => document.getElementById(id).innerHTML !== before[index]), before);
}

/** Both sides have the same elements that are read, and other words. */
async function checkSides(name, selector) {
  const [here, there] = [await words(`#scene ${selector}`), await words(`#source ${selector}`)];
  assert.ok(here.length > 0, `${name}: there is ${selector}`);
  assert.equal(there.length, here.length, `${name}: ${selector}`);
  assert.notDeepEqual(there, here, `${name}: the words are those of the source`);
}

const goTo = (part) => change(() => page.selectOption("#part", part));

try {
  await page.goto(address);
  await page.waitForSelector("#source .choice");
  assert.deepEqual(await page.evaluate(() => ["scene", "source"].map((id) => document.getElementById(id).lang)), ["af", "en-ZA"]);
  await checkSides("start", ".title");
  await checkSides("start", "section p");
  await checkSides("start", ".choices .label");
  const active = "#source :is(button, input, textarea, select, label, form, [id], [tabindex], [data-choice])";
  assert.equal(await page.locator(active).count(), 0, "nothing can be done there");
  await look("start");

  // Each side has the choice that was made, and what came of it.
  const [first, inSource] = [(await choices("#scene"))[0], (await choices("#source"))[0]];
  await change(() => page.keyboard.press("1"));
  assert.deepEqual([...(await words("#scene .chosen span")), ...(await words("#source .chosen span"))], [first, inSource]);
  await checkSides("outcome", ".outcome p");
  if (await page.locator("#hint").isEnabled()) {
    await change(() => page.keyboard.press("h"));
    await checkSides("hint", ".hint");
  }
  await look("outcome");

  // Hidden and shown by a key.
  await page.keyboard.press("w");
  await page.waitForSelector("#source", { state: "hidden" });
  assert.equal(await page.getAttribute("#beside", "aria-pressed"), "false");
  await look("hidden");
  await page.reload();
  await page.waitForSelector("#scene .choice");
  assert.ok(await page.locator("#source").isHidden(), "it stays hidden");
  await page.keyboard.press("w");
  await page.waitForSelector("#source .choice");
  await change(() => page.keyboard.press("b"));
  assert.deepEqual((await choices("#source"))[0], inSource);

  // To the end, with the debrief.
  for (let step = 0; step < 12 && !(await page.locator("#scene .ending").count()); step += 1) {
    await change(() => page.keyboard.press("1"));
  }
  await checkSides("end", ".ending p");
  await checkSides("end", ".decisions li");
  await look("end");

  // A lesson, a quiz with the answer to a question, and the course.
  await goTo("lesson keep-information-safe");
  await checkSides("lesson", ".title");
  await look("lesson");
  await goTo("quiz ground-rules");
  await checkSides("quiz", ".choices li");
  await look("quiz");
  await page.locator("#scene form input").first().focus();
  await page.keyboard.press("Space");
  await change(() => page.keyboard.press("Enter"));
  await checkSides("answer", ".stem");
  await look("answer");
  await goTo("course");
  await checkSides("course", "li");
  await look("course");

  // One below the other where there is no room.
  await page.setViewportSize({ width: 360, height: 740 });
  await look("narrow");
  const [above, below] = await page.evaluate(() => ["scene", "source"].map((id) => document.getElementById(id).getBoundingClientRect()));
  assert.ok(above.bottom <= below.top, "one is below the other");
  console.log(`${states} states`);
} finally {
  await browser.close();
}
