// Compares pages in Chromium: the processor time and the time until the first choice can be made,
// and the processor time of one choice.
//
//     node figures.mjs ROUNDS NAME=FILE[@HASH]=SELECTOR …
//
// Each page is served compressed on loopback and opened in a new context, one after the other in
// each round; the first round is not counted. SELECTOR finds the first choice. Prints medians: `cpu`
// is the processor time of the page's process, `tasks` and `script` are how long its main thread
// was busy, `step` is the processor time of a choice, and `shown` the time until it is laid out. An
// empty page shows what Chromium itself takes. `twee.mjs` writes the text of a story for SugarCube.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { browser } from "./browser.mjs";

const EMPTY = "<!doctype html><html lang=\"en\"><title>Empty</title><button>Go</button></html>";

const [rounds, ...wanted] = process.argv.slice(2);

function readPage(text) {
  const [name, file, selector] = text.split("=");
  const [path, hash] = file.split("@");
  return { name, hash, selector, bytes: readFileSync(path) };
}

const pages = [...wanted.map(readPage), { name: "empty", selector: "button", bytes: Buffer.from(EMPTY) }];
for (const page of pages) Object.assign(page, { zipped: gzipSync(page.bytes), figures: { cpu: [], tasks: [], script: [], wall: [], step: [], shown: [] } });

const server = createServer((request, response) => {
  const page = pages[Number(request.url.slice(1))];
  response.writeHead(page ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip" });
  response.end(page?.zipped ?? gzipSync(""));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

/** Notes when the first choice is there. Runs in the page. */
function watch(selector) {
  const look = () => document.querySelector(selector) && (globalThis.firstChoice ??= performance.now());
  new MutationObserver((_, observer) => look() && observer.disconnect()).observe(document, { childList: true, subtree: true });
}

/** Makes a choice and lays out what comes of it. Returns the time in milliseconds. Runs in the page. */
function choose(selector) {
  const from = performance.now();
  document.querySelector(selector).click();
  document.body.getBoundingClientRect();
  return performance.now() - from;
}

const processes = await browser.newBrowserCDPSession();

/** Returns the processor time in milliseconds of each process that shows pages. */
async function processorTimes() {
  const { processInfo } = await processes.send("SystemInfo.getProcessInfo");
  return new Map(processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime * 1000]));
}

/** Returns the processor time since earlier times, of new processes too. */
async function processorTimeSince(earlier) {
  const times = [...(await processorTimes())];
  return times.reduce((sum, [id, time]) => sum + time - (earlier.get(id) ?? 0), 0);
}

async function measure(page, index) {
  const start = await processorTimes();
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send("Performance.enable");
  const busy = async (name) => (await session.send("Performance.getMetrics")).metrics.find((it) => it.name === name).value * 1000;
  await tab.addInitScript(watch, page.selector);
  await tab.goto(`http://127.0.0.1:${server.address().port}/${index}${page.hash ? `#${page.hash}` : ""}`);
  await tab.waitForSelector(page.selector);
  await tab.waitForTimeout(300);
  const cpu = await processorTimeSince(start);
  const [tasks, script] = [await busy("TaskDuration"), await busy("ScriptDuration")];
  const wall = await tab.evaluate(() => globalThis.firstChoice);
  const before = await processorTimes();
  const shown = await tab.evaluate(choose, page.selector);
  await tab.waitForTimeout(300);
  const step = await processorTimeSince(before);
  await context.close();
  return { cpu, tasks, script, wall, step, shown };
}

for (let round = 0; round <= Number(rounds); round += 1) {
  for (const [index, page] of pages.entries()) {
    const found = await measure(page, index);
    if (round > 0) for (const [name, value] of Object.entries(found)) page.figures[name].push(value);
  }
}
const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1];
for (const { name, bytes, zipped, figures } of pages) {
  const figure = ([key, values]) => `${key} ${median(values).toFixed(1)}`;
  console.log(`${name}: ${bytes.length} bytes, ${zipped.length} compressed; ms: ${Object.entries(figures).map(figure).join(", ")}`);
}
await browser.close();
server.close();
