// What a learner does is kept under a name or in a file, is there after a reload, and can be forgotten.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { look, newPage, said } from "./browser.mjs";

const steps = (page) => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("scn:customer-privacy:learner:")));

async function playToTheEnd(page) {
  for (let step = 0; step < 40 && !(await page.locator(".ending").count()); step++) await page.click("button.choice");
}

export async function checkKeeping(address) {
  const page = await newPage({ allowed: [address, "blob:"] });
  await page.goto(address);
  await page.click("[data-open='scenario']");
  await playToTheEnd(page);
  assert.deepEqual(await steps(page), [], "nothing is kept of a guest");
  // At the end it can be kept under a name. Without one, the page asks for it.
  await page.click("form button[type='submit']");
  assert.match(await page.locator(".missing:not([hidden])").innerText(), /Type a name/);
  await page.fill("#name", "  Zoë <b>  ");
  await page.click("form button[type='submit']");
  const kept = await steps(page);
  assert.equal(kept.length, 1);
  assert.equal(kept[0][0], "scn:customer-privacy:learner:Zoë <b>");
  await look(page, "kept under a name");

  // A reload goes on, in the same tab without asking.
  await page.goto(`${address}#course`);
  await page.reload();
  await page.waitForSelector(".parts");
  assert.ok(await page.locator(".parts .begun, .parts .passed").count());

  // A run that was left is resumed at the same moment, with the choices that count.
  await page.locator("[data-open='scenario']").nth(1).click();
  await page.click("button.choice");
  const before = await page.locator(".situation").last().innerText();
  const place = await page.evaluate(() => location.hash);
  await page.reload();
  await page.waitForSelector(".situation");
  assert.equal(await page.evaluate(() => location.hash), place);
  assert.equal(await page.locator(".situation").last().innerText(), before);

  // The file is the record, and another browser goes on from it.
  await page.click("header button");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save it as a file" }).click()]);
  assert.equal(download.suggestedFilename(), "customer-privacy.scnrecord");
  const file = await download.path();
  const record = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(record.version, 1);
  assert.equal(record.name, "Zoë <b>");
  assert.equal(record.attempts.length, 2);
  await said(page, "was saved");
  const other = await newPage({ allowed: [address, "blob:"] });
  await other.goto(address);
  await other.setInputFiles("input[type='file']", { name: "a.scnrecord", mimeType: "application/json", buffer: readFileSync(file) });
  await said(other, "2 parts were read");
  assert.ok(await other.locator(".parts .begun, .parts .passed").count() >= 2);
  for (const [words, text] of Object.entries(refused(record))) {
    await other.setInputFiles("input[type='file']", { name: "a.scnrecord", mimeType: "application/json", buffer: Buffer.from(text) });
    await said(other, words);
  }
  await look(other, "a refused file");
  await other.context().close();

  // A second window goes on, and the first one stops and says so.
  const second = await newPage({ allowed: [address, "blob:"], context: page.context() });
  await second.goto(address);
  await second.getByRole("button", { name: "Go on as Zoë <b>" }).click();
  await said(page, "another window");
  await look(page, "stopped by another window");

  // A damaged value is told, and what is sound of it is read.
  await second.evaluate(() => {
    const key = Object.keys(localStorage).find((it) => it.includes(":learner:"));
    localStorage.setItem(key, `${localStorage.getItem(key)}{"when":1,"what":\n`);
  });
  await second.reload();
  await said(second, "cannot be read");
  assert.ok(await second.locator(".parts .begun, .parts .passed").count() >= 2);

  // Whoever is next is a guest, and a name can be forgotten, after a question.
  await second.getByRole("button", { name: "somebody else is next" }).click();
  await second.getByRole("button", { name: "Forget Zoë <b>" }).click();
  await second.getByRole("button", { name: "Cancel" }).press("Enter");
  assert.equal((await steps(second)).length, 1);
  await second.getByRole("button", { name: "Forget Zoë <b>" }).click();
  await second.getByRole("button", { name: "Forget it" }).click();
  await said(second, "Nothing is kept");
  assert.deepEqual(await second.evaluate(() => Object.keys(localStorage)), [], "nothing is left");

  // A full storage is told, and playing goes on.
  await second.evaluate(() => (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }));
  await second.fill("#name", "Ben");
  await second.click("form button[type='submit']");
  await said(second, "its storage is full");
  await second.locator("[data-open='scenario']").first().click();
  await second.click("button.choice");
  assert.deepEqual(second.wrong, []);
  await second.context().close();
}

/** Files that cannot be used, by what the page says about them; never the same twice in a row. */
function refused(record) {
  const changed = (change) => {
    const copy = structuredClone(record);
    change(copy.attempts[0]);
    return JSON.stringify(copy);
  };
  return {
    "not a record that": "\u0000{]",
    "record of another course, <img>": changed((it) => (it.pack = "<img>")).replaceAll('"customer-privacy"', '"<img>"'),
    "does not fit": changed((it) => (it.events.find(({ what }) => what.event === "chosen").what.choice = "fly")),
    "is not a record": changed((it) => (it.events[0].when = "now")),
  };
}
