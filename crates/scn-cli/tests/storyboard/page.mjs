// Shows storyboards in Chromium: no violation of the rules of accessibility at two widths, no
// request, no message of the browser, and a printed page for each chapter.
//
// Arguments: the browser, the folder of the npm packages, the pages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [executablePath, modules, ...pages] = process.argv.slice(2);
const require = createRequire(join(modules, "..", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const path of pages) {
  const address = pathToFileURL(path).href;
  for (const width of [1200, 320]) {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const seen = [];
    page.on("console", (message) => seen.push(message.text()));
    page.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("data:")) seen.push(request.url());
    });
    await page.goto(address);
    assert.deepEqual(seen, [], `${path}: the page asks for nothing and has no trouble`);
    // The policy of the page does not allow a script element.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    const words = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ").slice(0, 300)}`);
    assert.deepEqual(words, [], `${path} at ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} at ${width} scrolls sideways by ${wide}`);
    await page.close();
  }
  const page = await browser.newPage();
  await page.goto(address);
  const pdf = await page.pdf({ format: "A4" });
  const printed = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(2 < printed, `${path}: ${printed} printed pages`);
  await page.close();
}
await browser.close();
