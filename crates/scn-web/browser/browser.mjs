// Opens pages of packs in Chromium, and checks what is true of each of their states.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.SCN_PICTURES;

export const browser = await chromium.launch({
  executablePath: process.env.SCN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

export const counted = { states: 0 };

/** Returns a page that records errors, dialogs, and requests that do not begin with one of `allowed`. */
export async function newPage({ allowed, width = 1000, height = 800, options = {}, context } = {}) {
  context ??= await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.asked = [];
  page.on("console", (message) => message.type() === "error" && page.wrong.push(message.text()));
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("dialog", (dialog) => {
    page.wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    page.asked.push(request.url());
    if (!allowed.some((start) => request.url().startsWith(start))) page.wrong.push(`asked for ${request.url()}`);
  });
  return page;
}

/** Checks that a state violates no rule of axe-core, that nothing is wider than the page, and that nothing went wrong. */
export async function look(page, name, frame = page) {
  // Through the debugger, because the page's policy forbids other scripts.
  await frame.evaluate(axe);
  const result = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = result.violations.map((it) => `${it.id} (${it.help}): ${it.nodes.map((node) => `${node.html.slice(0, 160)} — ${node.failureSummary}`).join("\n    ")}`);
  if (pictures) await page.screenshot({ path: join(pictures, `${name.replace(/\W+/g, "-")}.png`), fullPage: true });
  assert.deepEqual(found, [], `${name}: axe-core finds\n  ${found.join("\n  ")}`);
  const wide = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than its window`);
  assert.deepEqual(page.wrong, [], name);
  counted.states += 1;
}

/** Returns what has the focus: its id and the start of its text. */
export const focused = (page) => page.evaluate(() => ({ id: document.activeElement.id, text: document.activeElement.textContent.slice(0, 60) }));

/** Moves the focus by Tab to the first element for which `wanted` holds, and presses Enter there. */
export async function tabTo(page, selector, { press = "Enter", most = 80 } = {}) {
  for (let step = 0; step < most; step++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((it) => document.activeElement.matches(it), selector)) {
      if (press) await page.keyboard.press(press);
      return;
    }
  }
  assert.fail(`Tab does not reach ${selector}`);
}

/** Waits until the polite region says words. They must not be in what it said before. */
export async function said(page, words) {
  const isSaid = (it) => document.getElementById("said").textContent.includes(it);
  const wasSaid = await page.waitForFunction(isSaid, words, { timeout: 20000 }).then(() => true, () => false);
  if (wasSaid) return;
  const text = await page.evaluate(() => document.getElementById("said").textContent);
  assert.fail(`the page says “${text}” instead of “${words}”`);
}
