// The home of a page of `scn serve`. The server keeps what a learner does, and replays it before it
// keeps it. Steps are sent one attempt after the other, in order; what was not confirmed is sent again.

import { eventToJson } from "./bits.js";
import { element } from "./dom.js";
import { parseRecord } from "./record.js";

const SERVER_LONGEST_WAIT = 60000;
const SERVER_MOST_EVENTS = 2000;

/** The steps of attempts that the server has not confirmed yet. */
class ServerQueue {
  constructor(address, told) {
    Object.assign(this, { address, told, token: "", confirmed: new Map(), waiting: new Map(), failures: 0, isClosed: false });
  }

  add(attempt) {
    this.waiting.set(attempt.id, attempt);
    if (!this.timer) this.send();
  }

  /** Sends what is waiting, unless that is being done. */
  async send() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isSending || this.isClosed) return;
    this.isSending = true;
    while (this.waiting.size && !this.isClosed && (await this.sendFirst()));
    this.isSending = false;
  }

  /** Returns the request with the steps of an attempt that were not confirmed; null if there are none. */
  request({ id, part, events }) {
    const after = this.confirmed.get(id) ?? 0;
    const json = ({ when, what }) => `{"when":${when},"what":${eventToJson(what)}}`;
    const fresh = events.slice(after, after + SERVER_MOST_EVENTS).map(json);
    if (!fresh.length) return null;
    const body = `{"part":${JSON.stringify(part)},"after":${after},"events":[${fresh.join(",")}]}`;
    const headers = { "content-type": "application/json", "x-scn-token": this.token };
    return { url: `${this.address}attempts/${id}`, options: { method: "POST", body, headers } };
  }

  /** Sends one attempt. Returns whether the next may be sent at once. */
  async sendFirst() {
    const [attempt] = this.waiting.values();
    const request = this.request(attempt);
    if (!request) {
      this.waiting.delete(attempt.id);
      if (!this.waiting.size) this.told({ saved: true });
      return true;
    }
    const answer = await fetch(request.url, request.options).catch(() => null);
    const value = await answer?.json().catch(() => null);
    if (answer?.ok && Number.isSafeInteger(value?.events)) {
      this.failures = 0;
      this.confirmed.set(attempt.id, value.events);
      return true;
    }
    if (answer?.status === 409) return this.close("server_elsewhere");
    if (answer && [401, 403, 404].includes(answer.status)) return this.close("server_ended");
    if (answer && [413, 422].includes(answer.status)) {
      this.waiting.delete(attempt.id);
      this.told({ trouble: "server_refused", reason: value?.error ?? "" });
      return true;
    }
    this.failures += 1;
    this.told({ trouble: "server_trouble" });
    this.timer = setTimeout(() => this.send(), Math.min(SERVER_LONGEST_WAIT, 1000 * 2 ** this.failures));
    return false;
  }

  close(phrase) {
    this.isClosed = true;
    this.waiting.clear();
    this.told({ trouble: phrase });
    return false;
  }

  /** Sends what is waiting while the page goes away. What arrives twice is kept once. */
  sendLast() {
    if (this.isClosed) return;
    for (const attempt of this.waiting.values()) {
      const request = this.request(attempt);
      if (request && request.options.body.length < 60000) fetch(request.url, { ...request.options, keepalive: true }).catch(() => {});
    }
  }
}

/** Creates the home of a page of `scn serve`. */
export function createServerHome({ settings, report }) {
  const { address, phrases } = settings;
  let said = "";
  const told = ({ saved, trouble, reason }) => {
    if (trouble) home.readOnly = queue.isClosed;
    const words = saved ? "" : `${phrases[trouble]} ${reason ?? ""}`.trim();
    if (words !== said && !(saved && said === "")) report(saved ? { saved: true } : { trouble: words });
    said = words;
  };
  const queue = new ServerQueue(address, told);

  const link = (to, words) => element("p", {}, element("a", { href: to }, words));

  const home = {
    kind: "server",
    learner: null,
    readOnly: false,
    exit: { label: phrases.server_courses },

    async open() {
      const answer = await fetch(`${address}state`).catch(() => null);
      const state = answer?.ok ? parseRecord(await answer.text()) : null;
      if (!state) {
        queue.close("server_unreachable");
        return { attempts: [], location: null, stories: new Map() };
      }
      home.learner = state.learner;
      queue.token = state.token;
      state.attempts.forEach(({ id, events }) => queue.confirmed.set(id, events.length));
      addEventListener("online", () => queue.send());
      return { attempts: state.attempts, location: null, stories: new Map(Object.entries(state.stories)) };
    },

    note: () => (home.learner ? null : phrases.server_guest),

    changed({ attempt }) {
      if (!home.readOnly) queue.add(attempt);
    },

    flush(why) {
      if (why === "hidden") queue.sendLast();
      else queue.send();
    },

    leave(why) {
      queue.sendLast();
      if (why === "exit") location.href = "/";
    },

    /** Ways to sign in, or to the learner's own page. */
    panel() {
      const title = element("h2", { id: "keep", tabindex: "-1" }, phrases.server_account);
      if (home.learner) return [title, link("/me", phrases.server_me)];
      return [title, element("p", {}, phrases.server_guest), link("/sign-in", phrases.server_sign_in)];
    },
  };
  return home;
}
