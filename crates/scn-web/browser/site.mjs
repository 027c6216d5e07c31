// A site: a page a part. And time limits, which are off until the learner switches them on.

import assert from "node:assert/strict";
import { look, newPage, said } from "./browser.mjs";

export async function checkSite(address) {
  const base = address.replace(/[^/]*$/, "");
  const page = await newPage({ allowed: [base] });
  await page.goto(address);
  await page.waitForSelector(".parts");
  await look(page, "site, course");
  await page.click("[data-open='scenario']");
  await page.waitForURL(/scenario-[a-z-]+\.html$/);
  await page.waitForSelector(".situation");
  await page.click("button.choice");
  await look(page, "site, scenario");
  // Back to the course list: what was begun on another page is known there.
  await page.click("header button");
  await page.waitForURL(/index\.html$/);
  await page.waitForSelector(".parts .begun");
  await page.context().close();
}

export async function checkTimed(address) {
  const page = await newPage({ allowed: [address] });
  await page.clock.install();
  await page.goto(address);
  await page.waitForSelector("#clock");
  await look(page, "time limits, off");
  await page.clock.runFor(120000);
  assert.equal(await page.locator(".ending").count(), 0, "without a clock nothing is chosen");
  assert.equal(await page.locator(".time").innerText(), "");
  // Twice as much time as the author gave: 60 seconds.
  await page.selectOption("#clock", "2");
  assert.match(await page.locator(".time").innerText(), /60 seconds/);
  await page.clock.runFor(4000);
  assert.match(await page.locator(".time").innerText(), /60 seconds/, "the time does not move all the time");
  await page.clock.runFor(27000);
  await said(page, "30 seconds left");
  await look(page, "time limits, on");
  await page.clock.runFor(30000);
  await page.waitForSelector(".ending");
  await said(page, "Time ran out");
  await look(page, "time ran out");
  await page.context().close();
}
