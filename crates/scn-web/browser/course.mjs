// A learner goes through the example course by keyboard alone; the page in both schemes, at 320 px, in
// frames, and without a script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { focused, look, newPage, tabTo } from "./browser.mjs";

const text = (page, selector) => page.locator(selector).first().innerText();

/** Goes to the end of a run by Tab and Enter, always by the first choice on offer. */
async function playByKeys(page, name) {
  for (let step = 0; step < 40; step++) {
    const ended = await page.locator(".ending").count();
    await look(page, `${name} ${step}`);
    if (ended) return step;
    await tabTo(page, "button.choice");
    assert.equal((await focused(page)).id, "moment", "after a choice the focus is on what came of it");
  }
  return assert.fail("a run that does not end");
}

export async function checkCourse(address) {
  const page = await newPage({ allowed: [address] });
  await page.goto(address);
  await page.waitForSelector(".parts");
  assert.match(await page.title(), /^Protecting customer privacy/);
  assert.match(await text(page, ".banner"), /Nothing that you do here is kept/, "a guest is told before the first choice");
  await look(page, "course list");
  // The skip link is first, and leads to the story.
  await page.keyboard.press("Tab");
  assert.match((await focused(page)).text, /Skip/);
  await page.keyboard.press("Enter");
  assert.equal((await focused(page)).id, "main");

  // A lesson, to its end.
  await tabTo(page, "[data-open='lesson']");
  assert.match(await page.title(), / · Protecting customer privacy/);
  for (let number = 0; number < 20; number++) {
    await look(page, `lesson ${number}`);
    if (!(await page.locator("[data-step='next']").count())) break;
    await tabTo(page, "[data-step='next']");
    assert.equal((await focused(page)).id, "moment");
  }
  // The browser's Back leads to the course list, wherever in the lesson the learner was.
  await page.goBack();
  await page.waitForSelector(".parts");
  assert.match(await text(page, ".parts .passed"), /read/i);

  // A quiz: a question without an answer is asked for one; then every question by its first answer.
  await tabTo(page, "[data-open='quiz']");
  await tabTo(page, "button[type='submit']");
  assert.ok(await page.locator(".missing:not([hidden])").count());
  await look(page, "quiz, no answer");
  for (let number = 0; number < 30; number++) {
    if (!(await page.locator("form.question").count())) break;
    const typed = await page.locator("input[type='text'][name='answer']").count();
    if (typed) {
      await tabTo(page, "input[name='answer']", { press: null });
      await page.keyboard.type("something");
    } else await tabTo(page, "input[name='answer']", { press: "Space" });
    await tabTo(page, "button[type='submit']");
    await look(page, `quiz feedback ${number}`);
    assert.equal((await focused(page)).id, "moment");
    await tabTo(page, "[data-next]");
  }
  await look(page, "quiz result");
  await tabTo(page, "[data-open='course']");

  // A scenario, with Back, a hint where there is one, and the debrief.
  await tabTo(page, "[data-open='scenario']");
  await tabTo(page, "button.choice");
  const after = await text(page, "#scene");
  await tabTo(page, ".controls button");
  assert.notEqual(await text(page, "#scene"), after, "Back takes the choice back");
  assert.equal((await focused(page)).id, "moment");
  await playByKeys(page, "scenario");
  assert.ok(await page.locator(".debrief").count());
  // Going back in the history never undoes a choice.
  await page.goBack();
  await page.waitForSelector(".parts");
  await page.goForward();
  await page.waitForSelector(".ending");
  assert.deepEqual(page.asked, [address], "one request");
  await page.context().close();
}

export async function checkLooks(address) {
  for (const colorScheme of ["light", "dark"]) {
    for (const forcedColors of ["none", "active"]) {
      const page = await newPage({ allowed: [address], width: 320, height: 640, options: { colorScheme, forcedColors } });
      await page.goto(address);
      const name = `320 px ${colorScheme} ${forcedColors}`;
      await page.waitForSelector(".parts");
      await look(page, `${name}, course`);
      for (const part of ["lesson", "quiz", "scenario"]) {
        await page.click(`[data-open='${part}']`);
        await look(page, `${name}, ${part}`);
        if (part === "scenario") await page.click("button.choice");
        if (part === "scenario") await look(page, `${name}, outcome`);
        await page.click("header button");
      }
      // The spacing of WCAG 1.4.12, and text of twice the size.
      await page.click("[data-open='scenario']");
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
        document.adoptedStyleSheets = [sheet];
      });
      await look(page, `${name}, spaced`);
      await page.context().close();
    }
  }
}

export async function checkWithoutScript(address) {
  const page = await newPage({ allowed: [address], options: { javaScriptEnabled: false } });
  await page.goto(address);
  assert.match(await text(page, "main"), /Protecting customer privacy[^]*needs JavaScript/);
  await page.context().close();
}

/** Serves pages over plain http, as an intranet does. */
async function serve(pages) {
  const server = createServer((request, answer) => {
    const html = pages[request.url];
    answer.writeHead(html === undefined ? 404 : 200, { "Content-Type": "text/html; charset=utf-8" });
    answer.end(html ?? "");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

export async function checkFrames(file) {
  const html = readFileSync(file, "utf8");
  const around = (attributes) => `<!doctype html><html lang="en"><title>LMS</title><link rel="icon" href="data:,"><h1>LMS</h1><iframe title="Course" src="/course" width="337" height="666" ${attributes}></iframe>`;
  const { server, address } = await serve({ "/course": html, "/frame": around(""), "/sandbox": around('sandbox="allow-scripts"') });
  for (const [path, kept] of [["/course", true], ["/frame", true], ["/sandbox", false]]) {
    const page = await newPage({ allowed: [address] });
    await page.goto(address + path);
    const frame = path === "/course" ? page : await (await page.waitForSelector("iframe")).contentFrame();
    await frame.waitForSelector(".parts");
    const note = await frame.locator(".banner").innerText();
    assert.equal(/keeps nothing/.test(note), !kept, `${path}: ${note}`);
    assert.equal(await frame.locator("#name").count(), kept ? 1 : 0, path);
    await frame.click("[data-open='scenario']");
    for (let step = 0; step < 40 && !(await frame.locator(".ending").count()); step++) {
      await frame.click("button.choice");
      assert.equal(await frame.evaluate(() => document.activeElement.id), "moment");
    }
    await look(page, `http ${path}`, frame);
    await frame.click("header button");
    await frame.waitForSelector(".parts");
    await page.context().close();
  }
  server.close();
}
