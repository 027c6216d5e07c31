// A learning record store: requests, the queue of statements, and the document that keeps the state.
//
// What a store answers is a stranger's: it is bounded, and parsed by shape.

import { hexDigits, sha1 } from "./statements.js";

const LRS_LONGEST_ANSWER = 4 << 20;
const LRS_BATCH = 50;
const LRS_PATIENCE = 30000;

/** The most bytes that browsers let requests carry that outlive their page: 64 KiB, with room for others. */
const LRS_OUTLIVING = 60000;

const utf8Bytes = (text) => new TextEncoder().encode(text);
const isBriefText = (text) => typeof text === "string" && /^[\x20-\x7e]{1,4096}$/.test(text);

/** Returns JSON as a value, or undefined if it is none. */
export function jsonOrNothing(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns whether a value is an object of JSON. */
export const isJsonObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns whether an address is one of the web: the only ones that the page sends anything to. */
export const isWebAddress = (text) => typeof text === "string" && /^https?:\/\/[^\s]{1,4096}$/i.test(text);

async function boundedText(response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (text.length > LRS_LONGEST_ANSWER) {
      await reader.cancel();
      return null;
    }
  }
  return text + decoder.decode();
}

/** Makes a request. Returns the `status`, which is 0 if there is no answer, the `text`, and the `etag`. */
export async function webRequest(method, address, { headers = {}, body, outlives = false } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LRS_PATIENCE);
  try {
    const keepalive = outlives && utf8Bytes(body ?? "").length <= LRS_OUTLIVING;
    const options = { method, headers, body, keepalive, cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal };
    const response = await fetch(address, options);
    return { status: response.status, text: await boundedText(response), etag: response.headers.get("ETag") };
  } catch {
    return { status: 0, text: null, etag: null };
  } finally {
    clearTimeout(timer);
  }
}

/** A store, at the address and with the authorization of a launch. */
export class RecordStore {
  constructor({ endpoint, authorization, language }) {
    this.endpoint = endpoint.replace(/\/*$/, "/");
    this.headers = { "X-Experience-API-Version": "1.0.3" };
    if (isBriefText(authorization)) this.headers.Authorization = authorization;
    if (isBriefText(language)) this.headers["Accept-Language"] = language;
  }

  /** Makes a request of a resource, such as `statements`. */
  call(method, resource, { query = {}, body, headers, outlives } = {}) {
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const own = body === undefined ? {} : { "Content-Type": "application/json" };
    const address = this.endpoint + resource + (pairs.length ? `?${pairs.join("&")}` : "");
    return webRequest(method, address, { headers: { ...this.headers, ...own, ...headers }, body, outlives });
  }
}

const isStored = (status) => status >= 200 && status < 300;
const isPassing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

/** Statements until the store has them, in order. An entry has a `statement`, and `done()` is called once
 * the store has it.
 *
 * `listener` has the functions `trouble()`, `stored()`, `refused()`, and `closed()`, after which nothing is sent.
 * That a store forbids an entry with `dispensable` does not close the queue. */
export class StatementQueue {
  constructor(store, listener) {
    Object.assign(this, { store, listener, entries: [], underway: 0, singly: 0, takesOne: false, isClosed: false, running: null });
  }

  add(entry) {
    if (!this.isClosed) this.entries.push(entry);
  }

  /** Sends what there is. Returns a promise for when nothing more can be sent now. */
  send() {
    if (!this.running) {
      this.running = this.sendAll().finally(() => {
        this.running = null;
        this.underway = 0;
      });
    }
    return this.running;
  }

  async sendAll() {
    while (this.entries.length && !this.isClosed) {
      const batch = this.entries.slice(0, this.singly || this.takesOne ? 1 : LRS_BATCH);
      this.underway = batch.length;
      const outcome = await this.post(batch);
      if (outcome === "later") return this.listener.trouble();
      if (outcome === "closed") return this.close();
      // One statement that is refused fails its whole batch.
      if (outcome === "singly") this.singly = batch.length;
      else this.finish(batch, outcome);
    }
  }

  /** Sends what is not under way with requests that outlive the page, and waits for no answer. */
  sendLast() {
    for (let rest = this.isClosed ? [] : this.entries.slice(this.underway); rest.length; ) {
      let count = this.takesOne ? 1 : Math.min(rest.length, LRS_BATCH);
      const size = () => utf8Bytes(JSON.stringify(rest.slice(0, count).map(({ statement }) => statement))).length;
      while (count > 1 && size() > LRS_OUTLIVING) count = count >> 1;
      this.post(rest.slice(0, count));
      rest = rest.slice(count);
    }
  }

  async post(batch) {
    const [{ statement }] = batch;
    const isOne = batch.length === 1;
    const body = JSON.stringify(isOne ? statement : batch.map((entry) => entry.statement));
    const { status, text } = isOne
      ? await this.store.call("PUT", "statements", { query: { statementId: statement.id }, body, outlives: true })
      : await this.store.call("POST", "statements", { body, outlives: true });
    if (isPassing(status)) return "later";
    if (status === 401) return "closed";
    // Some platforms take only one statement at a time, and answer a batch with something else than its ids.
    if (!isOne && isStored(status) && !Array.isArray(jsonOrNothing(text))) this.takesOne = true;
    if (!isOne) return isStored(status) && !this.takesOne ? "stored" : "singly";
    // A store may answer 409 to the very same statement.
    if (isStored(status) || status === 409) return "stored";
    if (status === 403 && !batch[0].dispensable) return "closed";
    return "refused";
  }

  finish(batch, outcome) {
    this.entries.splice(0, batch.length);
    this.singly = Math.max(0, this.singly - batch.length);
    batch.forEach((entry) => entry.done?.());
    if (outcome === "refused" && !batch[0].dispensable) this.listener.refused();
    else this.listener.stored();
  }

  close() {
    this.isClosed = true;
    this.entries = [];
    this.listener.closed();
  }
}

/** A document of the state resource, which other windows may write too.
 *
 * `merge(text)` returns what to write instead if another window has written `text`. `listener` has the functions
 * `trouble()`, `stored()`, `forgotten()`, for a store that does not keep documents, and `closed()`. */
export class StateDocument {
  constructor(store, query, merge, listener) {
    Object.assign(this, { store, query, merge, listener, etag: null, written: null, wanted: null, running: null, isClosed: false });
  }

  /** Returns the text of the document, null if there is none, or undefined if that is not known. */
  async read() {
    const { status, text, etag } = await this.store.call("GET", "activities/state", { query: this.query });
    if (status === 404) return this.remember(null, null);
    if (status !== 200 || text === null) return undefined;
    return this.remember(text, etag);
  }

  /** Keeps what is stored, and its tag: if no answer shows that, the one that the standard defines. */
  remember(text, etag) {
    this.written = text;
    // Servers on the way mark tags as weak when they compress, and then no tag is the same.
    this.etag = text === null ? null : etag?.replace(/^W./, "") ?? `"${hexDigits(sha1(utf8Bytes(text)))}"`;
    return text;
  }

  /** Writes a text, or the last of several. */
  write(text) {
    this.wanted = text;
    if (!this.running) this.running = this.writeAll().finally(() => (this.running = null));
    return this.running;
  }

  /** Writes a text with a request that outlives the page. */
  writeLast(text) {
    if (this.isClosed || text === this.wanted) return;
    if (this.running) this.remember(this.wanted, null);
    this.put(text);
  }

  put(body, isLastTry) {
    const headers = isLastTry ? {} : this.etag === null ? { "If-None-Match": "*" } : { "If-Match": this.etag };
    return this.store.call("PUT", "activities/state", { query: this.query, body, headers, outlives: true });
  }

  async writeAll() {
    for (let tries = 0; this.wanted !== this.written && !this.isClosed && tries < 4; ) {
      const text = this.wanted;
      const isFirst = this.written === null && !this.isChecked;
      // A store that never takes a tag for its own may take a document without one.
      const { status, etag } = await this.put(text, tries === 3);
      if (isStored(status)) {
        this.remember(text, etag);
        this.listener.stored();
        if (isFirst) await this.check(text);
        tries = 0;
      } else if (status === 409 || status === 412) {
        tries++;
        const found = await this.read();
        if (found === undefined) return this.listener.trouble();
        if (found !== text && found !== null) this.wanted = this.merge(found) ?? this.wanted;
      } else if (status === 401 || status === 403) {
        this.isClosed = true;
        return this.listener.closed();
      } else {
        return this.listener.trouble();
      }
    }
    if (this.wanted !== this.written && !this.isClosed) this.listener.trouble();
  }

  /** Reads the first document again: a platform may answer that it is stored and not keep it. */
  async check(text) {
    this.isChecked = true;
    const { status, text: found, etag } = await this.store.call("GET", "activities/state", { query: this.query });
    if (status === 200 && JSON.stringify(jsonOrNothing(found)) === text) this.remember(text, etag);
    else if (status === 200 || status === 404) this.listener.forgotten();
  }
}
