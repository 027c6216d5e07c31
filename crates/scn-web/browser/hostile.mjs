// A pack whose author attacks the reader: nothing of it runs, and nothing is requested.

import assert from "node:assert/strict";
import { look, newPage } from "./browser.mjs";

export async function checkHostile(address) {
  const page = await newPage({ allowed: [address, "data:"] });
  await page.goto(address);
  await page.waitForSelector("#scene h2");
  const places = ["#course", "#lesson/trap", "#quiz/ask", "#scenario/attack", "#scenario/%3Cimg%3E", "#completion", "#a/b/c", "#%"];
  for (const place of places) {
    await page.evaluate((it) => (location.hash = it), place);
    await page.waitForTimeout(50);
    const words = await page.evaluate(() => document.getElementById("main").textContent + document.title);
    assert.doesNotMatch(words, /[\u202a-\u202e\u2066-\u2069]/u, `${place}: nothing reorders the text`);
    const found = await page.evaluate(() => ({
      scripts: document.querySelectorAll("#main script, #main iframe, #main object, #main svg:not(.bar)").length,
      links: [...document.querySelectorAll("#main a")].map((it) => it.getAttribute("href")),
      handlers: [...document.querySelectorAll("*")].flatMap((it) => it.getAttributeNames()).filter((it) => it.startsWith("on") || it === "style"),
    }));
    assert.equal(found.scripts, 0, place);
    assert.ok(found.links.every((link) => /^(https?:|mailto:)/.test(link)), `${place}: ${found.links}`);
    assert.deepEqual(found.handlers, [], place);
  }
  await page.evaluate(() => (location.hash = "#scenario/attack"));
  await page.waitForSelector(".situation");
  assert.match(await page.locator("#scene").innerText(), /<script>/, "markup is text");
  assert.ok(await page.locator("img").count(), "the picture with a script in it is shown as a picture");
  for (let step = 0; step < 5 && (await page.locator("button.choice").count()); step++) await page.click("button.choice");
  await look(page, "hostile");
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.deepEqual(page.asked.filter((it) => !it.startsWith("data:")), [address]);
  await page.context().close();
}
