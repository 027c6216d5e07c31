// Opens every page of the built manual in Chromium: it violates no rule of axe-core and is not wider
// than a window of 320 pixels, in light and in dark. What is searched is found, also from the disk.
//
// Usage: node look.mjs FOLDER

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, counted, look, newPage } from "../../crates/scn-web/browser/browser.mjs";

const require = createRequire(new URL("../../crates/scn-web/browser/package.json", import.meta.url));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = resolve(process.argv[2]);
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png" };

const server = createServer((request, answer) => {
  const path = join(folder, decodeURIComponent(new URL(request.url, "http://host").pathname));
  try {
    const file = readFileSync(path);
    answer.writeHead(200, { "content-type": `${types[extname(path)] ?? "text/plain"}; charset=utf-8` }).end(file);
  } catch {
    answer.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/`;

// The page for a web host that finds nothing, and the list for browsers without scripts, are not
// pages of their own.
const names = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".html") && !["404.html", "toc.html"].includes(name))
  .sort();
assert.ok(names.length > 100, `only ${names.length} pages`);
// The frame around the text is the same on all pages, and takes most of the time. It is checked on
// these.
const WITH_FRAME = ["index.html", "findings/dead-end.html", "commands/check.html"];

// What can differ from theme to theme.
const OF_COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };

/** Checks the text of a page as `look` checks a whole page; in dark, only its colours. */
async function lookAtText(page, name, colorScheme) {
  await page.evaluate(axe);
  const options = { resultTypes: ["violations"], preload: false, ...(colorScheme === "dark" && OF_COLOURS) };
  const result = await page.evaluate((it) => globalThis.axe.run("main", it), options);
  const found = result.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 160)).join("; ")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.deepEqual(found, [], `${name}: axe-core finds`);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than its window`);
  assert.deepEqual(page.wrong, [], name);
  counted.states += 1;
}

/** Searches for the page of a finding by what an author would write. */
async function search(page) {
  await page.keyboard.press("s");
  await page.waitForSelector("#mdbook-searchbar:focus");
  await page.keyboard.type("learner is stuck");
  await page.waitForSelector("#mdbook-searchresults a");
  const found = await page.locator("#mdbook-searchresults a").evaluateAll((links) => links.map((link) => link.href));
  assert.ok(found.some((href) => href.includes("findings/dead-end.html")), `the search finds ${found}`);
}

async function checkAll(colorScheme, width) {
  const page = await newPage({ allowed: [base], width, options: { colorScheme } });
  // Long pages take their time where other tests run too.
  page.setDefaultTimeout(180_000);
  for (const name of names) {
    const place = `${name}, ${colorScheme}, ${width} px`;
    await page.goto(base + name);
    await (WITH_FRAME.includes(name) ? look(page, place) : lookAtText(page, place, colorScheme));
  }
  const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const brightness = Math.max(...background.match(/\d+/g).map(Number).slice(0, 3));
  assert.ok(colorScheme === "light" ? brightness > 200 : brightness < 80, `${colorScheme}: ${background}`);
  await page.goto(`${base}index.html`);
  await search(page);
  await look(page, `search, ${colorScheme}, ${width} px`);
  // The list of pages opens without a mouse.
  await page.goto(`${base}index.html`);
  const isOpen = () => page.locator("#mdbook-sidebar-toggle").getAttribute("aria-expanded");
  const before = await isOpen();
  await page.focus("#mdbook-sidebar-toggle");
  await page.keyboard.press("Enter");
  assert.notEqual(await isOpen(), before, "Enter opens or closes the list of pages");
  await look(page, `list of pages, ${colorScheme}, ${width} px`);
  await page.context().close();
}

async function checkFromDisk() {
  const page = await newPage({ allowed: [pathToFileURL(`${folder}/`).href] });
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  await search(page);
  await page.click("#mdbook-searchresults a[href*='dead-end']");
  await page.waitForSelector("h1#dead-end");
  assert.ok((await page.locator("code.language-scn .hljs-keyword").count()) > 10, "examples are coloured");
  assert.deepEqual(page.wrong, []);
  await page.context().close();
}

await Promise.all([checkAll("light", 320), checkAll("dark", 1200), checkFromDisk()]);
await browser.close();
server.close();
console.log(`axe-core finds nothing on ${counted.states} pages`);
