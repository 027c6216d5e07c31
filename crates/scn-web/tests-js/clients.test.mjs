// Others' clients of cmi5 against the platform of these tests: what they do must be right, or the platform
// would prove nothing. Skipped without the packages.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { StubLms } from "./stub-lms.mjs";

const require = createRequire(import.meta.url);
const isThere = (path) => existsSync(new URL(`node_modules/${path}`, import.meta.url));
const missing = !["@cmi5/requirements", "@xapi/cmi5", "@rusticisoftware/cmi5"].every(isThere);
const skip = missing && "SKIPPED: no npm packages in crates/scn-web/tests-js; `.ci/extras` installs them";

/** As much of XMLHttpRequest as the client's library needs, which knows no other way in a browser. */
class BrowserRequest {
  constructor() {
    Object.assign(this, { headers: {}, readyState: 0, status: 0, onloadend: null, upload: { addEventListener() {} } });
  }

  open(method, url) {
    Object.assign(this, { method, responseURL: url });
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  getAllResponseHeaders() {
    return [...this.answered].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }

  addEventListener() {}

  async send(body) {
    const response = await fetch(this.responseURL, { method: this.method, headers: this.headers, body: body ?? undefined });
    const text = await response.text();
    Object.assign(this, { status: response.status, statusText: response.statusText, answered: response.headers });
    Object.assign(this, { response: text, responseText: text, readyState: 4 });
    this.onloadend();
  }
}

describe("clients that others wrote", { skip }, () => {
  let lms;
  before(async () => {
    lms = await new StubLms({ masteryScore: 0.5, returnURL: "https://lms.example.org/back" }).start();
  });
  after(() => lms.stop());

  const refusals = () => lms.refused.filter(({ requirement }) => !requirement.startsWith("no "));

  test("@xapi/cmi5 1.4.0 goes through a session", async () => {
    globalThis.XMLHttpRequest = BrowserRequest;
    const Cmi5 = require("@xapi/cmi5/dist/Cmi5.umd.js");
    const query = Object.fromEntries(new URLSearchParams(lms.launch()));
    const client = new Cmi5({ ...query, actor: JSON.parse(query.actor) });
    await client.initialize();
    await client.interactionChoice("till", "queue", ["look"], ["look"], [{ id: "look", description: { en: "Look" } }], { en: "A queue" });
    await client.pass({ scaled: 0.75 });
    await client.complete();
    await client.terminate();
    assert.deepEqual(lms.verbs(), ["initialized", "answered", "passed", "completed", "terminated"]);
    assert.deepEqual(refusals(), []);
  });

  test("@rusticisoftware/cmi5 3.2.0 goes through a session", async () => {
    lms.statements.clear();
    lms.registered.clear();
    globalThis.self = globalThis;
    const Cmi5 = require("@rusticisoftware/cmi5");
    const client = new Cmi5(`http://course.example.org/${lms.launch()}`);
    await client.start();
    await client.completed();
    await client.passed({ scaled: 0.75 });
    await client.terminate();
    assert.deepEqual(lms.verbs(), ["initialized", "completed", "passed", "terminated"]);
    assert.deepEqual(refusals(), []);
  });

  test("every requirement that the platform or a test names is one of @cmi5/requirements 1.0.0", () => {
    const known = require("@cmi5/requirements/requirements.json");
    const files = ["stub-lms.mjs", "cmi5.test.mjs"].map((name) => readFileSync(new URL(name, import.meta.url), "utf8"));
    const named = new Set(files.flatMap((text) => text.match(/\b\d+\.\d+\.\d+\.\d+-\d+\b/g)));
    assert.ok(named.size > 40, `${named.size}`);
    assert.deepEqual([...named].filter((id) => !(id in known)), []);
  });
});
