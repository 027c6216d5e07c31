// A page of the preview without a document: it loads the modules that the server gives to a
// browser, asks the server as `main.js` does, and keeps what the author does.
// `tests/author/mod.rs` starts the server, and saves what the scripts here ask for.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [address] = process.argv.slice(2);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Tells the test something, and waits until it is done. */
async function tell(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
  const { value } = await answers.next();
  assert.deepEqual(JSON.parse(value), { done: true });
}

/** Saves the file of the pack, and waits until the server shows it. */
export const save = (text, changed = ["call.scn"]) => tell({ save: text, changed });

/** Has the server say that the files cannot be read. */
export const showTrouble = (trouble) => tell({ trouble });

/** Notes that a check is done. */
const checked = (name) => tell({ checked: name });

/** Returns a file of the pack that is tested with. */
export const packFile = (name) => readFileSync(new URL(`../tests/pack/${name}`, import.meta.url), "utf8");

function send(path, method, body) {
  const { origin } = new URL(address);
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json", Origin: origin, "Content-Length": Buffer.byteLength(body) };
    const sent = request(new URL(path, address), { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(`${path}: ${answer.statusCode}`))));
    });
    sent.on("error", reject).end(body);
  });
}

/** Sends a request of the page. */
export const ask = async (what, question) => JSON.parse(await send(what, "POST", JSON.stringify(question)));

/** Loads a module, and all that it imports, into a folder. */
async function load(folder, name, loaded = new Set()) {
  if (loaded.has(name)) return;
  loaded.add(name);
  const text = await send(name, "GET");
  writeFileSync(join(folder, name), text);
  for (const [, imported] of text.matchAll(/^import .* from "\.\/(.*)";$/gm)) await load(folder, imported, loaded);
}

const folder = mkdtempSync(join(tmpdir(), "scn-preview-"));
writeFileSync(join(folder, "package.json"), '{"type":"module"}');
await load(folder, "author.js");
const { Author, neededDigests, findPage } = await import(pathToFileURL(join(folder, "author.js")).href);
export { findPage };

/** A page that is open. Another one with its `memory` is the same page loaded anew. */
export class Page {
  author = null;
  content = null;

  constructor(memory = null) {
    this.memory = memory && JSON.parse(JSON.stringify(memory));
  }

  /** Opens a page, or the same page anew. */
  static async open(memory) {
    const page = new Page(memory);
    await page.refresh();
    return page;
  }

  reloaded() {
    return Page.open(this.memory);
  }

  /** Asks for what is new, and returns what is shown then. */
  async refresh() {
    const question = { edition: this.content?.edition ?? null, digests: !this.author && this.memory ? neededDigests(this.memory) : [] };
    const { story, earlier, ...content } = await ask("content", question);
    this.content = content;
    if (story && this.author) this.author.edit(story);
    else if (story) this.author = new Author(story, this.memory, (memory) => (this.memory = memory));
    this.author?.keepStories(earlier);
    return this.author ? this.show() : null;
  }

  /** Saves the file of the pack, and returns what is shown then. */
  async saved(text) {
    await save(text);
    return this.refresh();
  }

  /**
   * Returns what is shown. Every line of a run is held against the schema of `scn play
   * --events`.
   */
  async show() {
    const view = this.author.view(this.content.first);
    for (const line of view.run?.lines ?? []) await tell({ line });
    return view;
  }

  /** Does something, and returns what is shown then. */
  async act(act) {
    act(this.author);
    return this.show();
  }

  choose(choice, outcome) {
    return this.act((author) => author.runAct({ do: "choose", choice, outcome }));
  }

  goTo(kind, id) {
    return this.act((author) => author.goTo({ kind, id }));
  }

  play(lines) {
    return this.act((author) => author.play({ kind: "scenario", id: "call" }, lines));
  }

  /** Returns what only the author sees of what is shown. */
  inspect({ part, events }) {
    return ask("inspect", { edition: this.content.edition, part, events });
  }
}

/** Returns the last scene of a run that is shown. */
export const sceneOf = ({ run }) => run.lines.filter(({ message }) => message === "scene").pop();

/** Returns the hints that are shown in a run. */
export const hintsOf = ({ run }) => run.lines.filter(({ hint }) => hint && typeof hint === "object").map(({ hint }) => hint);

export const choice = (id, outcome) => ({ do: "choose", choice: id, ...(outcome && { outcome }) });

/** Runs checks by their names. */
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    await check();
    await checked(name);
  }
  process.stdin.destroy();
}
