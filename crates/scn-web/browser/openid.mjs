// Signs people in to `scn serve` by a certified provider of OpenID Connect, in Chromium.
// `crates/scn-cli/tests/serve_openid.rs` runs it:
//
//     node openid.mjs SCN PACK [URL]
//
// SCN is the command, PACK the folder of a course, and URL that of a database of PostgreSQL, for a part of
// what is checked. Prints what it checked, and exits with 1 if anything
// is wrong.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";
import { browser, counted, look, newPage, tabTo } from "./browser.mjs";

const [scn, pack, url] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "scn-openid-"));

/** Returns a port of this machine that nobody uses. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The people of the organisation. Eve's address was never verified. */
const people = {
  ana: { name: "Ana Mokoena", email: "ana@example.org", email_verified: true },
  ben: { name: "Ana Mokoena", email: "ben@example.org", email_verified: true },
  eve: { name: "Eve", email: "ana@example.org", email_verified: false },
};

/** Starts a provider. `extra` changes how it is set up. */
async function provide(address, extra = {}) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "scn", client_secret: "sesame", redirect_uris: [`${address}/openid/return`] }],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, ...people[id] }) }),
    cookies: { keys: ["for tests only"] },
    ...extra,
  });
  const server = provider.listen(port, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { issuer, stop };
}

/** Starts `scn serve` at an address, and returns how to stop it and what it says to its operator. */
async function serve(address, issuer, { database = url ?? "server.db", words = [], secret = "sesame" } = {}) {
  const environment = { ...process.env, SCN_OPENID_SECRET: secret, SCN_SERVER_DB: database.includes("://") ? database : join(folder, database) };
  const listen = address.replace("http://", "");
  const all = ["serve", pack, "--listen", listen, "--base-url", address, "--openid", issuer, "--openid-client", "scn", "--openid-name", "Example Ltd", ...words];
  const child = spawn(scn, all, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (part) => (said += part));
  const first = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  await Promise.race([first, new Promise((resolve) => child.on("exit", resolve))]);
  assert.equal(child.exitCode, null, said);
  return { said: () => said, stop: () => new Promise((resolve) => child.on("exit", resolve) && child.kill("SIGKILL")) };
}

const user = (database, ...words) =>
  spawnSync(scn, ["serve", "user", ...words], { env: { ...process.env, SCN_SERVER_DB: join(folder, database) }, encoding: "utf8" });

/** Goes to the provider from the sign-in page, and signs in there. What its own pages lack is not noted. */
async function signIn(page, address, login) {
  assert.deepEqual(page.wrong, []);
  await signInThere(page, address, login);
  page.wrong.splice(0);
}

async function signInThere(page, address, login) {
  await page.goto(`${address}/sign-in`);
  await tabTo(page, "a[href='/openid/start']");
  await page.waitForSelector("input[name='login']");
  await page.fill("input[name='login']", login);
  await page.fill("input[name='password']", "any");
  await page.click("button[type='submit']");
  // The provider asks whether the person agrees.
  await page.waitForURL((url) => url.origin !== new URL(page.issuer).origin || url.pathname.includes("/interaction/"));
  if (page.url().startsWith(page.issuer)) {
    await page.click("button[type='submit']");
    await page.waitForURL(`${address}/**`);
  }
}

/** Signs in at the provider, and returns the address to which it sends the browser back, without going there. */
async function answerFor(page, address, login) {
  await page.goto(`${address}/sign-in`);
  await page.click("a[href='/openid/start']");
  await page.waitForSelector("input[name='login']");
  await page.fill("input[name='login']", login);
  await page.fill("input[name='password']", "any");
  await page.click("button[type='submit']");
  await page.waitForSelector("input[name='prompt'][value='consent']", { state: "attached" });
  const form = await page.locator("form").first().evaluate((it) => it.action);
  let answer = await page.request.post(form, { form: { prompt: "consent" }, maxRedirects: 0 });
  while (answer.headers().location.startsWith(page.issuer)) answer = await page.request.get(answer.headers().location, { maxRedirects: 0 });
  page.wrong.splice(0);
  return answer.headers().location;
}

async function open(address, issuer, context) {
  const page = await newPage({ allowed: [address, issuer, "data:,"], width: 320, height: 640, context });
  page.issuer = issuer;
  // The provider's pages ask for a font from elsewhere.
  await page.route((url) => url.protocol.startsWith("http") && url.hostname !== "127.0.0.1", (route) => route.abort());
  return page;
}

const account = (page) => page.locator("nav form bdi").innerText();

async function checkPeople(address, issuer) {
  const page = await open(address, issuer);
  await page.goto(`${address}/sign-in`);
  await look(page, "sign in, with a provider");
  await signIn(page, address, "ana");
  await page.waitForURL("**/openid/name");
  assert.equal(await page.inputValue("#name"), "Ana Mokoena", "the provider's name is proposed");
  await look(page, "the name of somebody new");
  await page.focus("#name");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${address}/`);
  assert.equal(await account(page), "Ana Mokoena");
  await page.goto(`${address}/me`);
  assert.equal(await page.locator("form[action='/me/passphrase']").count(), 0, "there is no passphrase to change");
  await look(page, "my page, without a passphrase");
  await page.context().close();

  // In another browser the same person is the same learner.
  const again = await open(address, issuer);
  await signIn(again, address, "ana");
  await again.waitForURL(`${address}/`);
  assert.equal(await account(again), "Ana Mokoena");
  await again.context().close();

  // Somebody else with the same name is not that learner, and has to add something.
  const other = await open(address, issuer);
  await signIn(other, address, "ben");
  await other.waitForURL("**/openid/name");
  await other.focus("#name");
  await other.keyboard.press("Enter");
  await other.waitForSelector("[role='alert']");
  assert.match(await other.locator("[role='alert']").innerText(), /taken/);
  await look(other, "a name that is taken");
  await other.fill("#name", "Ana B. Mokoena");
  await other.keyboard.press("Enter");
  await other.waitForURL(`${address}/`);
  assert.equal(await account(other), "Ana B. Mokoena");
  await other.context().close();
}

/** What a guest did can be kept, as with a passphrase. */
async function checkGuest(address, issuer) {
  const page = await open(address, issuer);
  await page.goto(`${address}/c/customer-privacy/`);
  await page.waitForSelector(".parts");
  await tabTo(page, "[data-open='scenario']");
  await page.waitForSelector("button.choice");
  await page.locator("button.choice").first().click();
  await page.waitForTimeout(500);
  await signIn(page, address, "ana");
  await page.waitForURL("**/keep");
  await tabTo(page, "button[value='yes']");
  await page.waitForURL(`${address}/`);
  await page.goto(`${address}/c/customer-privacy/`);
  await page.waitForSelector(".parts");
  assert.ok(await page.locator(".parts .begun").count(), "what the guest began was kept");
  await page.context().close();
}

/** An answer of the provider is of use once, and only in the browser that asked for it. */
async function checkForeign(address, issuer) {
  const victim = await open(address, issuer);
  const attacker = await open(address, issuer);
  const taken = await answerFor(attacker, address, "eve");
  assert.match(taken, /code=/);
  await victim.goto(`${address}/sign-in`);
  await victim.goto(taken);
  assert.match(await victim.locator("[role='alert']").innerText(), /begun in another browser/);
  await look(victim, "an answer for another browser");
  for (const query of ["", "?state=1.x&code=y", `?${new URL(taken).searchParams.toString().replace(/state=\d+/, "state=1")}`]) {
    await victim.goto(`${address}/openid/return${query}`);
    assert.match(await victim.locator("[role='alert']").innerText(), /begun in another browser/, query);
  }
  assert.equal(await victim.locator("nav form").count(), 0, "nobody is signed in");
  // The same answer with the name of another issuer, as a mixed-up client would get it.
  const mixed = new URL(taken);
  mixed.searchParams.set("iss", "https://elsewhere.example");
  await attacker.goto(mixed.href);
  assert.match(await attacker.locator("[role='alert']").innerText(), /begun in another browser/);
  await attacker.goto(taken);
  await attacker.waitForURL("**/openid/name");
  await attacker.goto(taken);
  assert.match(await attacker.locator("[role='alert']").innerText(), /does not work just now/, "a code is of use once");
  // Somebody who does not agree at the provider is not signed in here.
  const way = new URL((await victim.request.get(`${address}/openid/start`, { maxRedirects: 0 })).headers().location);
  assert.ok(way.searchParams.get("code_challenge") && way.searchParams.get("nonce"));
  await victim.goto(`${address}/openid/return?error=access_denied&state=${encodeURIComponent(way.searchParams.get("state"))}`);
  assert.match(await victim.locator("[role='alert']").innerText(), /You were not signed in there/);
  for (const page of [victim, attacker]) await page.context().close();
}

/** Those of a staff list are known by their address, if the provider has verified it. */
async function checkStaffList(address, issuer) {
  writeFileSync(join(folder, "staff.csv"), "name,groups,openid\nAna M.,Sales,ana@example.org\n");
  assert.equal(user("staff.db", "import", join(folder, "staff.csv")).status, 0);
  const wrong = user("staff.db", "import", join(folder, "wrong.csv"));
  assert.equal(wrong.status, 2);
  writeFileSync(join(folder, "wrong.csv"), "name,openid\nBen,ana@example.org\n");
  assert.match(user("staff.db", "import", join(folder, "wrong.csv")).stderr, /somebody else than “Ben”/);
  const running = await serve(address, issuer, { database: "staff.db", words: ["--openid-claim", "email"] });
  const page = await open(address, issuer);
  await signIn(page, address, "ana");
  await page.waitForURL(`${address}/`);
  assert.equal(await account(page), "Ana M.");
  await page.context().close();
  const other = await open(address, issuer);
  await signIn(other, address, "eve");
  assert.match(await other.locator("[role='alert']").innerText(), /does not work just now/);
  assert.match(running.said(), /does not say `email` of somebody/);
  await other.context().close();
  await running.stop();
}

/** A provider that cannot be reached, or refuses this server, is said to the person and to the operator. */
async function checkTrouble(address, provider) {
  const running = await serve(address, provider.issuer, { database: "trouble.db", secret: "another" });
  const page = await open(address, provider.issuer);
  await signIn(page, address, "ana");
  assert.match(await page.locator("[role='alert']").innerText(), /does not work just now/);
  assert.match(running.said(), /invalid_client/);
  assert.doesNotMatch(running.said(), /another|Mokoena/, "no secret and no name");
  await running.stop();
  await provider.stop();
  const alone = await serve(address, provider.issuer, { database: "trouble.db" });
  await page.goto(`${address}/openid/start`);
  assert.match(await page.locator("[role='alert']").innerText(), /does not work just now/);
  await look(page, "a provider that cannot be reached");
  assert.match(alone.said(), /nobody can be signed in by the provider/);
  await alone.stop();
  await page.context().close();
}

try {
  const address = `http://127.0.0.1:${await freePort()}`;
  const provider = await provide(address);
  const running = await serve(address, provider.issuer);
  await checkPeople(address, provider.issuer);
  await checkGuest(address, provider.issuer);
  await checkForeign(address, provider.issuer);
  await running.stop();
  await checkStaffList(address, provider.issuer);
  await checkTrouble(address, provider);
  // A provider that says everything in the id token, as many do.
  const talkative = await provide(address, { conformIdTokenClaims: false });
  const second = await serve(address, talkative.issuer, { database: "second.db" });
  const page = await open(address, talkative.issuer);
  await signIn(page, address, "ana");
  await page.waitForURL("**/openid/name");
  assert.equal(await page.inputValue("#name"), "Ana Mokoena");
  await second.stop();
  await talkative.stop();
  assert.ok(counted.states > 5);
  console.log(`${counted.states} states without a violation`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
