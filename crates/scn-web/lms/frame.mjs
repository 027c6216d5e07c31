// The page of a package in a frame of an LMS, in Chromium: it finds the API, saves with every choice,
// ends the session when the frame goes, and continues where it was left.
//
// Usage: frame.mjs FOLDER VERSION, with the unpacked package, and `1.2` or `2004`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";

const { chromium } = createRequire(new URL("../browser/", import.meta.url))("playwright-core");

const [folder, version] = process.argv.slice(2);
const KINDS = { ".html": "text/html", ".mjs": "text/javascript", ".svg": "image/svg+xml" };
const FRAME = `<!doctype html><title>LMS</title><body><script type="module">
import { Recorder } from "/recorder.mjs";
const recorder = new Recorder("${version}", { stored: JSON.parse(localStorage.lms ?? "{}") });
window.recorder = recorder;
window[recorder.is12 ? "API" : "API_1484_11"] = recorder.api();
const frame = document.createElement("iframe");
frame.src = "index.html";
document.body.append(frame);
</script>`;

const server = createServer((request, response) => {
  const path = new URL(request.url, "http://lms").pathname;
  try {
    const bytes = path === "/lms.html" ? FRAME : readFileSync(path === "/recorder.mjs" ? new URL("../tests-js/recorder.mjs", import.meta.url) : join(folder, path));
    response.setHeader("content-type", KINDS[extname(path)] ?? "application/octet-stream");
    response.end(bytes);
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}/lms.html`;

const browser = await chromium.launch({
  executablePath: process.env.SCN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless", "--disable-gpu"],
});
const page = await browser.newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(error.stack));

const open = async () => {
  await page.goto(address);
  await page.waitForFunction(() => window.recorder?.commits.length > 0);
  const frame = page.frames()[1];
  await frame.waitForSelector("#scene h2");
  return frame;
};
const recorded = () => page.evaluate(() => ({ stored: window.recorder.stored, broken: window.recorder.broken, ends: window.recorder.calls.filter(([call]) => call === "end").length }));
const choose = "#scene fieldset button:not([aria-disabled=true])";

let frame = await open();
await frame.evaluate(() => (location.hash = "#scenario/busy-line"));
for (let count = 1; count <= 3; count++) {
  await frame.click(choose);
  await page.waitForFunction((wanted) => `cmi.interactions.${wanted - 1}.id` in window.recorder.stored, count);
}
const before = await frame.locator("#scene h2, #scene h3").allTextContents();
await page.evaluate(() => {
  document.querySelector("iframe").remove();
  localStorage.lms = JSON.stringify(window.recorder.stored);
});
const left = await recorded();
assert.deepEqual(left.broken, []);
assert.equal(left.ends, 1, "the session was ended when the frame was removed");

frame = await open();
await frame.waitForSelector(choose);
const after = await frame.locator("#scene h2, #scene h3").allTextContents();
assert.deepEqual(after.slice(-1), before.slice(-1), "the run continues at the same moment");
const again = await recorded();
assert.deepEqual([again.broken, errors], [[], []]);
console.log(`${version}: 3 choices, left and continued at “${after.slice(-1)}”`);
await browser.close();
server.close();
