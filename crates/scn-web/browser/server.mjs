// Drives the pages of `scn serve` in Chromium. `crates/scn-cli/tests/serve.rs` runs it:
//
//     node server.mjs ADDRESS CODE
//
// ADDRESS is that of a server with the example course, and CODE the recovery code of its administrator,
// Ada. Prints what it checked, and exits with 1 if anything is wrong.

import assert from "node:assert/strict";
import { browser, counted, look, newPage, said, tabTo } from "./browser.mjs";

const [address, code] = process.argv.slice(2);
const course = `${address}/c/customer-privacy/`;
const HOSTILE = `<img src=x onerror="attacked=1">`;
const PASSPHRASE = "correct horse battery";

const open = (options = {}) => newPage({ allowed: [address, "data:,"], width: 320, height: 640, ...options });

/** Sends the form that has the focus, and waits for the page that answers it. */
async function send(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Fills the fields of a form by the keyboard, and sends it. */
async function fill(page, values) {
  for (const [id, value] of Object.entries(values)) {
    await tabTo(page, `#${id}`, { press: null });
    await page.keyboard.type(value);
  }
  await send(page);
}

/** Forgets the error that the browser reports of an answer that was expected. */
function forgive(page, status) {
  assert.ok(page.wrong.every((words) => words.includes(String(status))), page.wrong.join());
  page.wrong.splice(0);
}

/** Makes the first choices of a run by the keyboard. */
async function choose(page, count) {
  for (let step = 0; step < count; step++) await tabTo(page, "button.choice");
}

/** Waits until the server has as many events of the visitor as the page. */
async function stored(page, least) {
  const events = () => page.evaluate(async () => (await (await fetch("state")).json()).attempts.flatMap((it) => it.events).length);
  for (let time = 0; time < 100 && (await events()) < least; time++) await page.waitForTimeout(100);
  assert.ok((await events()) >= least);
}

async function checkGuestAndLearner() {
  const page = await open();
  await page.goto(address);
  await look(page, "courses of a guest");
  assert.match(await page.locator(".note").innerText(), /currently studying as a guest/);
  await tabTo(page, "ul.courses a");
  await page.waitForSelector(".parts");
  assert.match(await page.locator(".banner").innerText(), /currently studying as a guest/);
  await look(page, "course of a guest");
  await tabTo(page, "[data-open='scenario']");
  await page.waitForSelector("button.choice");
  await choose(page, 1);
  await stored(page, 4);
  const situation = await page.locator(".situation").last().innerText();
  await page.reload();
  await page.waitForSelector(".situation");
  assert.equal(await page.locator(".situation").last().innerText(), situation, "a reload goes on");

  await page.goto(`${address}/sign-in`);
  await look(page, "sign in");
  await tabTo(page, "a[href='/sign-up']");
  await page.waitForURL("**/sign-up");
  await look(page, "sign up");
  await fill(page, { name: HOSTILE, passphrase: "short" });
  assert.match(await page.locator("[role='alert']").innerText(), /at least 10 characters/);
  await look(page, "sign up, a short passphrase");
  await tabTo(page, "#passphrase", { press: null });
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/keep");
  await look(page, "keep");
  await tabTo(page, "button[value='yes']");
  await page.waitForURL(`${address}/`);
  await look(page, "courses of a learner");
  assert.equal(await page.locator(".note").count(), 0);

  await page.goto(course);
  await page.waitForSelector(".parts");
  assert.equal(await page.locator(".banner").count(), 0);
  assert.ok(await page.locator(".parts .begun").count(), "what the guest began was kept");
  await look(page, "course of a learner");

  // A second window goes on with the same run. The first is told, and what the second did is kept.
  const second = await open({ context: page.context() });
  for (const window of [page, second]) {
    await window.goto(course);
    await window.waitForSelector(".parts");
    await window.locator(".parts .begun a").first().click();
    await window.waitForSelector(".situation");
  }
  await second.locator("button.choice").last().click();
  await stored(second, 6);
  await page.locator("button.choice").first().click();
  await said(page, "in another window");
  forgive(page, 409);
  await look(page, "stopped by another window");
  await second.close();

  await page.goto(`${address}/me`);
  await look(page, "my page");
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  await page.context().close();
}

/** Without a network nothing is lost: the steps are sent when it is back. */
async function checkNetwork() {
  const page = await open();
  await page.goto(course);
  await page.waitForSelector(".parts");
  await page.locator("[data-open='scenario']").first().click();
  await page.waitForSelector("button.choice");
  await page.context().setOffline(true);
  await page.locator("button.choice").first().click();
  await said(page, "cannot be saved just now");
  await page.context().setOffline(false);
  await stored(page, 4);
  await page.context().close();
}

async function checkAdministrator() {
  const page = await open();
  await page.goto(`${address}/recover`);
  await look(page, "recover");
  await fill(page, { name: "Ada", code, passphrase: PASSPHRASE });
  await page.waitForURL(`${address}/`);
  await page.goto(`${address}/setup`);
  await look(page, "setting up");
  await page.fill("#group", HOSTILE);
  await page.fill("#member", HOSTILE);
  await page.click("button[value='join']");
  await page.waitForSelector("text=1 member");
  await tabTo(page, "form[action='/setup/assignments'] button");
  await page.waitForSelector("text=everybody");
  await look(page, "setting up, with a group and an assignment");
  await page.fill("#attempts", "365");
  await page.fill("#accounts", "730");
  await send(page);
  assert.equal(await page.inputValue("#accounts"), "730");
  await look(page, "setting up, with a limit on time");
  await page.goto(`${address}/setup/log`);
  assert.match(await page.locator("table").innerText(), /Set how long things are kept/);
  await look(page, "log");
  for (const path of ["/roster", "/roster/customer-privacy", "/counts", "/counts/customer-privacy"]) {
    await page.goto(`${address}${path}`);
    await look(page, path);
  }
  await page.goto(`${address}/roster/customer-privacy`);
  await page.locator("a[href^='/people/']").first().click();
  await page.waitForURL("**/people/*");
  await look(page, "a learner");
  await page.goto(`${address}/nothing`);
  assert.match(await page.locator("h1").innerText(), /no such page/);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  await page.context().close();
}

try {
  await checkGuestAndLearner();
  await checkNetwork();
  await checkAdministrator();
  assert.ok(counted.states > 15);
  console.log(`${counted.states} states without a violation`);
} finally {
  await browser.close();
}
