// Drives the preview in Chromium by keyboard alone, and checks axe-core's rules in each state.
// `crates/scn-cli/tests/preview.rs` runs it:
//
//     node preview.mjs ADDRESS FOLDER [PICTURES]
//
// ADDRESS is the address of `scn preview FOLDER`, and FOLDER is a writable copy of
// examples/customer-privacy. With PICTURES, a folder, a picture of each state is saved there. Prints
// what it checked, and how long a save takes to appear; exits with 1 if anything is wrong.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { checkCourse, checkNarrow } from "./course.mjs";
import { checkParts } from "./parts.mjs";
import { checkValues } from "./values.mjs";
import { checkWriting } from "./writing.mjs";

const [address, folder, pictures] = process.argv.slice(2);
const file = join(folder, "busy-line.scn");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SAVES = Number(process.env.SCN_SAVES ?? 5);

const browser = await chromium.launch({
  executablePath: process.env.SCN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

/** A page that records every error and every request to other servers. */
async function open(colorScheme, width = 1440, height = 900) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.wrong = [];
  page.on("console", (message) => message.type() === "error" && page.wrong.push(message.text()));
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("request", (request) => request.url().startsWith(address) || page.wrong.push(`asked for ${request.url()}`));
  await page.goto(address);
  await page.waitForSelector("#graph svg");
  await page.waitForSelector(".choice");
  return page;
}

let states = 0;

/** Checks that the page violates no rule of axe-core and that nothing is wider than the page. */
async function look(page, name) {
  // Through the debugger, because the page's policy forbids other scripts.
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = result.violations.map((it) => `${it.id} (${it.help}): ${it.nodes.map((node) => `${node.html.slice(0, 160)} — ${node.failureSummary}`).join("\n    ")}`);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(found, [], `${name}: axe-core finds\n  ${found.join("\n  ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the window`);
  assert.deepEqual(page.wrong, [], name);
  states += 1;
}

const text = (page, selector) => page.locator(selector).first().innerText();
const heading = (page) => text(page, "#scene .title");

/** Presses a key that changes the scene, and waits until its first heading has the focus. */
async function press(page, key) {
  const before = await page.locator("#scene").innerHTML();
  await page.keyboard.press(key);
  await page.waitForFunction((before) => document.getElementById("scene").innerHTML !== before && document.activeElement?.id === "moment", before);
}

/** Presses Tab until an element has the focus. */
async function tab(page, selector, key = "Tab") {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  assert.fail(`Tab does not come to ${selector}`);
}

/** Saves the changed file, and returns how long it took until the page showed it. */
async function save(page, change, seen, argument) {
  const now = change(readFileSync(file, "utf8"));
  const start = performance.now();
  writeFileSync(file, now);
  await page.waitForFunction(seen, argument, { polling: 5, timeout: 20_000 });
  return performance.now() - start;
}

const original = readFileSync(file, "utf8");
try {
  // On a page of its own, which asks for media that are not there.
  const parts = await open("light");
  await checkParts(parts);
  await parts.context().close();

  const page = await open("light");

  // The start page, by Tab alone.
  await look(page, "start");
  const gaps = await page.evaluate(() => {
    const below = [...document.querySelectorAll("#scene section > * + *, #scene section + section")];
    return below.map((it) => it.getBoundingClientRect().top - it.previousElementSibling.getBoundingClientRect().bottom);
  });
  assert.ok(gaps.length > 2 && gaps.every((gap) => gap >= 8), `paragraphs stand apart: ${gaps}`);
  await tab(page, ".skip");
  await page.keyboard.press("Enter");
  await tab(page, "[data-number='1']");
  const first = await text(page, "[data-number='1'] .label");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".outcome");
  assert.equal(await page.evaluate(() => document.activeElement.id), "moment", "the focus is on the new scene");
  assert.match(await text(page, ".chosen"), new RegExp(first.slice(0, 20)));

  // Back, a hint, and forward by number.
  await press(page, "b");
  assert.equal(await page.locator(".outcome").count(), 0, "the choice is taken back");
  await page.keyboard.press("h");
  await page.waitForSelector(".hint");
  // It is said a moment later, so that it is also said again.
  await page.getByRole("status").filter({ hasText: await text(page, ".hint") }).waitFor();
  await look(page, "hint");
  await press(page, "3");
  await press(page, "1");
  const here = await heading(page);
  await look(page, "mid-play");
  assert.equal(await page.locator(".graph .here title").textContent().then((it) => it.startsWith(here)), true, "the graph marks where the run is");
  assert.match(await page.locator("[aria-current='step']").getAttribute("aria-label"), /you are here/);
  assert.ok((await page.locator("[data-place].been").count()) >= 2, "and where it was");

  // Single keys can be turned off.
  await page.keyboard.press("?");
  await look(page, "keys");
  await tab(page, "#single");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await page.keyboard.press("1");
  await page.waitForTimeout(100);
  assert.equal(await heading(page), here, "a key that is off does nothing");
  await tab(page, "#help", "Shift+Tab");
  await page.keyboard.press("Enter");
  await tab(page, "#single");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");

  await checkValues(page, { look, press, text });

  // A save appears at the same moment of the run, and in another page, too.
  const other = await open("dark", 320, 640);
  await page.bringToFront();
  await page.keyboard.press("s");
  await tab(page, "[data-number='2']");
  const body = (await text(page, "#scene .situation")).split("\n").find((line) => line.length > 30 && !line.includes("(")).slice(0, 14);
  const times = [];
  for (let at = 0; at < SAVES; at += 1) {
    const words = `Revision ${at} of it`;
    times.push(await save(page, () => original.replace(body, `${words} ${body}`), (words) => document.getElementById("scene").innerText.includes(words), words));
    await page.waitForTimeout(80);
  }
  times.sort((a, b) => a - b);
  console.log(`a save is seen within ${times[Math.floor(times.length / 2)].toFixed(0)} ms (median of ${times.length}; ${times[0].toFixed(0)} to ${times.at(-1).toFixed(0)} ms)`);
  assert.equal(await heading(page), here, "the run is at the same moment");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.number), "2", "the focus is kept");
  await page.getByRole("status").filter({ hasText: /busy-line\.scn saved\. You are at the same moment\./ }).waitFor();
  await other.bringToFront();
  await other.waitForFunction(() => document.getElementById("saved").innerText.includes("busy-line.scn"));
  await look(other, "narrow-dark");
  await page.bringToFront();

  // A reloaded page continues.
  await page.reload();
  await page.waitForSelector(".outcome");
  assert.equal(await heading(page), here, "a page loaded anew is at the same moment");

  // A finding is shown with its place, and its run can be played.
  const line = original.split("\n").findIndex((it) => it.startsWith("Situation shift-end")) + 1;
  await save(page, () => original.replace(/^Situation shift-end.*$/m, (it) => `${it}\n  Nexxt: somewhere`), () => document.querySelector(".finding") !== null);
  await page.waitForSelector(".finding .place");
  const places = await page.locator(".finding .place").allInnerTexts();
  assert.ok(places.some((it) => new RegExp(`busy-line\\.scn:${line + 1}:\\d+$`).test(it)), `${places} tells line ${line + 1}`);
  await page.keyboard.press("f");
  await look(page, "findings");
  await look(other, "findings-narrow-dark");

  // With errors the last good story stays, and the page says so.
  await save(page, () => original.replace(/Next: canteen/g, "Next: nowhere-at-all"), () => !document.getElementById("trouble").hidden);
  assert.match(await text(page, "#trouble"), /shows the last version that could/);
  assert.equal(await heading(page), here);
  await look(page, "stale");

  // A deleted choice of the run: the page goes back to the last existing moment, and says so.
  await save(page, () => original.replace(/^ {2}Choice fetch:.*/m, "  Choice fetch-her: Go and get her."), () => !document.getElementById("notice").hidden);
  assert.match(await text(page, "#notice"), /“fetch” .* no longer on offer.*last moment/s);
  assert.equal(await heading(page), "A friendly voice");
  await look(page, "departed");
  await save(page, () => original, () => document.querySelector(".count.clean") !== null);

  // Play from here, from the graph, by arrow keys.
  await page.keyboard.press("g");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.place), "friendly-voice");
  for (let pressed = 0; pressed < 30 && (await page.evaluate(() => document.activeElement.dataset.place)) !== "shift-end"; pressed += 1) {
    await page.keyboard.press("ArrowDown");
  }
  assert.equal(await page.evaluate(() => document.activeElement.dataset.place), "shift-end", "arrow keys come to a place of the graph");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#place[open]");
  await look(page, "place");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".graph .here")?.dataset.place === "shift-end");
  assert.equal(await heading(page), "Something for the training");

  // To the end, by numbers.
  await press(page, "2");
  await page.waitForSelector(".debrief");
  await look(page, "debrief");
  const bands = await page.locator(".band span").allInnerTexts();
  assert.ok(bands.length > 0 && bands.every((it) => /needs attention|mixed|consistent|not enough to say/.test(it)), "bands are told in words");
  await press(page, "b");
  await page.waitForFunction(() => document.querySelector(".debrief") === null);
  assert.equal(await heading(page), "Something for the training", "an author goes back after the end");
  await press(page, "2");
  await page.waitForSelector(".debrief");
  await page.evaluate(() => document.querySelector(".profile").scrollIntoView());
  await look(page, "profile");
  await press(page, "r");
  assert.equal(await heading(page), "A friendly voice", "and from the start again");

  // Characters that hide or reorder text are replaced wherever the story is shown.
  const hostile = original.replace(/^((Scenario|Situation|Meter) .*|  (Choice|Hint).*)$/gm, "$1\u202e");
  await save(page, () => hostile, () => document.getElementById("scene").innerText.includes("\ufffd"));
  await page.waitForFunction(() => ["part", "values", "graph", "scene"].every((id) => document.getElementById(id).textContent.includes("\ufffd")));
  assert.doesNotMatch(await page.evaluate(() => document.title + document.documentElement.outerHTML), /\u202e/);
  await save(page, () => original, () => !document.getElementById("scene").innerText.includes("\ufffd"));

  // Lessons, quizzes and the course.
  await checkCourse(page, { look, text, tab }, folder);
  await checkWriting(page, { look, text, tab, press }, folder);
  await checkNarrow(other, { look });
  await other.keyboard.press("c");
  await other.waitForSelector(".parts");
  await press(other, "3");

  // A whole run on a small dark screen.
  await other.bringToFront();
  await other.evaluate(() => document.getElementById("scene").scrollIntoView());
  for (let made = 0; made < 20 && !(await other.locator(".debrief").count()); made += 1) await press(other, "2");
  await look(other, "debrief-narrow-dark");
  assert.deepEqual(page.wrong.concat(other.wrong), []);
  console.log(`${states} states looked at, and axe-core finds nothing`);
} finally {
  writeFileSync(file, original);
  await browser.close();
}
