// Parts of packages for cmi5 and xAPI, opened by a platform in Chromium: what arrives when a learner plays,
// leaves, comes back, and presses the button of the platform.
//
// Arguments: the folder of a cmi5 package, the folder of a Tin Can package, the name of a scenario's page,
// the id of the scenario as an activity, and the id of the course as an activity.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { StubLms } from "../tests-js/stub-lms.mjs";
import { browser } from "./browser.mjs";

const [cmi5, tincan, unit, publisherId, courseId] = process.argv.slice(2);

/** Serves a folder from an origin of its own, as platforms with a store elsewhere do. */
async function serve(folder) {
  const types = { html: "text/html", xml: "text/xml", png: "image/png", svg: "image/svg+xml", mp3: "audio/mpeg" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    try {
      const body = readFileSync(join(folder, decodeURIComponent(pathname)));
      response.writeHead(200, { "Content-Type": types[pathname.split(".").pop()] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

async function open(lms, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("console", (message) => /Content Security|refused|blocked/i.test(message.text()) && page.wrong.push(message.text()));
  page.on("request", (request) => {
    const { origin } = new URL(request.url());
    if (![lms.origin, new URL(address).origin].includes(origin) && !request.url().startsWith("data:")) page.wrong.push(request.url());
  });
  await page.goto(address);
  return page;
}

/** Makes the first choice on offer, as often as there is one, or only some times. */
async function play(page, most = 60) {
  await page.waitForSelector("button.choice");
  for (let step = 0; step < most && !(await page.locator(".ending").count()); step++) {
    await page.locator("button.choice:not([aria-disabled])").first().click();
    await page.waitForTimeout(60);
  }
}

/** Goes elsewhere, as closing the window does, and waits for the last requests. */
async function leave(page) {
  await page.goto("about:blank");
  await page.waitForTimeout(700);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
}

/** What the platform refused, but for what it does not have yet, has already, or has from another window. */
const refusals = (lms) => lms.refused.map(({ words }) => words).filter((words) => !/^(no |a statement with this id|another state)/.test(words));

async function checkCmi5() {
  const course = await serve(cmi5);
  const lms = await new StubLms({ publisherId, returnURL: `${course.origin}/cmi5.xml` }).start();
  const address = () => `${course.origin}/${unit}${lms.launch()}`;

  let page = await open(lms, address());
  await play(page, 2);
  await leave(page);
  assert.equal(lms.verbs()[0], "initialized");
  assert.equal(lms.verbs().at(-1), "terminated", "what was left to send outlives the page");
  assert.equal(lms.verbs().filter((it) => it === "answered").length, 2);

  // The run goes on in the next session, to its end, and then back to the platform by the button.
  page = await open(lms, address());
  await play(page);
  assert.equal(await page.locator(".ending").count(), 1);
  await page.locator("header button").last().click();
  await page.waitForURL(/cmi5\.xml$/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  assert.equal(lms.verbs().at(-1), "terminated");
  assert.ok(lms.verbs().includes("completed") || lms.verbs().includes("failed"), lms.verbs().join(" "));
  assert.equal(JSON.parse(lms.states.get("scn")).attempts.length, 1, "it was one run");

  // A page that is loaded again has no permission any more, and says so.
  page = await open(lms, address());
  await page.waitForSelector("button");
  await page.reload();
  await page.waitForFunction(() => document.getElementById("said")?.textContent.includes("only once"));
  await leave(page);
  assert.deepEqual(refusals(lms), []);
  await lms.stop();
  course.stop();
}

async function checkTinCan() {
  const course = await serve(tincan);
  const lms = await new StubLms({ exposesEtag: false }).start();
  lms.activityId = courseId;
  const address = () => `${course.origin}/index.html${lms.tinCan()}`;
  let page = await open(lms, address());
  await page.waitForSelector(".parts");
  await page.locator("[data-open='scenario']").first().click();
  await play(page, 3);
  await leave(page);
  assert.equal(lms.verbs().at(-1), "terminated");
  assert.equal(lms.verbs().filter((it) => it === "answered").length, 3);
  page = await open(lms, address());
  await page.waitForSelector(".parts .begun, .parts");
  await leave(page);
  assert.deepEqual(refusals(lms), []);
  await lms.stop();
  course.stop();
}

await checkCmi5();
await checkTinCan();
await browser.close();
console.log("ok");
