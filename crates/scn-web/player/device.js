// The home of a page that keeps what a learner does with the learner: nowhere, for a guest; on this
// device, under a name; or in a file. The storage of a browser may be absent, full or damaged, and
// reading it may throw. All files of a machine share one storage, so each key begins with the pack.

import { PHRASES } from "./phrases.js";
import { keepPanel } from "./keeping.js";
import { isAttempt, parseRecord } from "./record.js";
import { eventToJson } from "./bits.js";
import { randomId } from "./ids.js";

/** Returns a storage of the browser, or null if it cannot be used. */
function usableStorage(name) {
  try {
    const storage = window[name];
    storage.setItem("scn:test", "1");
    storage.removeItem("scn:test");
    return storage;
  } catch {
    return null;
  }
}

/** Returns a short digest of a text, by which a damaged value is noticed: FNV-1a in 32 bits. */
export function textDigest(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Returns what is kept under a name as one JSON document a line: a head, then attempts and events. */
export function writeLines({ name, account, attempts }, known = new Map()) {
  const lines = attempts.map((attempt) => attemptLines(attempt, known)).join("");
  return `${JSON.stringify({ scn: 1, name, account, digest: textDigest(lines) })}\n${lines}`;
}

/** Returns the lines of an attempt. Those that were written before are taken from `known`. */
function attemptLines({ id, pack, digest, part, events }, known) {
  const head = `${JSON.stringify({ id, pack, digest, part })}\n`;
  const before = known.get(id) ?? { count: 0, text: "" };
  const fresh = events.slice(before.count).map(({ when, what }) => `{"when":${when},"what":${eventToJson(what)}}\n`);
  const text = before.text + fresh.join("");
  known.set(id, { count: events.length, text });
  return head + text;
}

/** Reads such lines. What cannot be read is left out, and `damaged` is true. */
export function readKept(text) {
  const [first, ...rest] = text.split("\n");
  const read = (line) => {
    try {
      return Object(parseRecord(line));
    } catch {
      return {};
    }
  };
  const head = read(first);
  let damaged = head.digest !== textDigest(rest.join("\n"));
  const attempts = [];
  for (const line of rest.filter(Boolean)) {
    const value = read(line);
    if (value.part) attempts.push({ ...value, events: [] });
    else if (value.what && attempts.length) attempts[attempts.length - 1].events.push(value);
    else damaged = true;
  }
  const sound = attempts.filter((attempt) => isAttempt(attempt) && attempt.events.length);
  return { account: head.account, attempts: sound, damaged: damaged || sound.length < attempts.length };
}

/** Creates the home of a page without a server. */
export function createDeviceHome({ story, report }) {
  const local = usableStorage("localStorage");
  const tab = usableStorage("sessionStorage");
  const prefix = `scn:${story.pack.name}:`;
  const keyOf = (name) => `${prefix}learner:${name}`;
  const here = randomId();
  const channel = openChannel(prefix);
  let known = new Map();
  let account = randomId();
  let failed = false;

  const write = (attempts) => {
    if (!home.learner || home.readOnly) return;
    try {
      keepStory(attempts);
      local.setItem(keyOf(home.learner), writeLines({ name: home.learner, account, attempts }, known));
      if (failed) report({ saved: true });
      failed = false;
    } catch (error) {
      failed = true;
      report({ trouble: isFull(error) ? PHRASES.storage_full : PHRASES.storage_failed });
    }
  };

  /** Keeps the story for attempts that are continued after it was edited. Without room it is left out. */
  const keepStory = (attempts) => {
    const key = `${prefix}story:${story.pack.digest}`;
    if (!attempts.length || local.getItem(key) !== null) return;
    try {
      local.setItem(key, JSON.stringify(story));
    } catch {
      local.removeItem(key);
    }
  };

  /** Keeps a value that cannot be read as a whole, before it is written over. */
  const keepAside = (name, text) => {
    try {
      local.setItem(`${prefix}damaged:${name}`, text);
    } catch {
      // There is no room for it.
    }
  };

  const stop = () => {
    if (home.readOnly || !home.learner) return;
    home.readOnly = true;
    report({ trouble: PHRASES.other_window });
  };
  if (channel) channel.onmessage = ({ data }) => data?.name === home.learner && data?.from !== here && stop();
  addEventListener("storage", ({ key, newValue }) => home.learner && key === keyOf(home.learner) && newValue !== null && stop());

  const home = {
    kind: "guest",
    learner: null,
    readOnly: false,
    exit: null,
    panel: keepPanel,
    canKeep: local !== null,

    note() {
      if (home.learner) return null;
      return local ? PHRASES.guest_note : PHRASES.guest_note_no_storage;
    },

    async open() {
      const name = tab?.getItem(`${prefix}name`);
      if (name && local?.getItem(keyOf(name)) != null) return home.resume(name);
      const guest = tab?.getItem(`${prefix}guest`);
      return { attempts: guest ? readKept(guest).attempts : [], location: null, stories: new Map() };
    },

    changed({ attempts }) {
      if (!home.learner) tabKeep(attempts);
      else write(attempts);
    },

    flush() {},

    leave() {},

    /** The account by which a record names the learner. */
    get account() {
      return account;
    },

    /** Returns the names under which something is kept. */
    names() {
      const keys = local ? Array.from({ length: local.length }, (_, index) => local.key(index)) : [];
      const start = keyOf("");
      return keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)).sort();
    },

    /** Goes on with what is kept under a name. */
    resume(name) {
      const text = local.getItem(keyOf(name)) ?? "";
      const read = readKept(text);
      if (text && read.damaged) {
        keepAside(name, text);
        report({ trouble: PHRASES.storage_damaged });
      }
      known = new Map();
      account = typeof read.account === "string" ? read.account : account;
      home.become(name);
      return { attempts: read.attempts, location: null, stories: keptStories(read.attempts) };
    },

    /** Keeps attempts under a name from now on. */
    keep(name, attempts, from) {
      known = new Map();
      account = from ?? randomId();
      home.become(name);
      write(attempts);
    },

    become(name) {
      Object.assign(home, { learner: name, kind: "device", readOnly: false });
      tabSet("name", name);
      tabSet("guest", null);
      channel?.postMessage({ name, from: here });
    },

    /** Stops keeping: whoever is next is a guest. */
    signOut() {
      Object.assign(home, { learner: null, kind: "guest", readOnly: false });
      account = randomId();
      tabSet("name", null);
      tabSet("guest", null);
    },

    /** Deletes what is kept under a name, and the stories that nobody needs any more. */
    forget(name) {
      local.removeItem(keyOf(name));
      local.removeItem(`${prefix}damaged:${name}`);
      if (home.learner === name) home.signOut();
      if (home.names().length) return;
      const start = `${prefix}story:`;
      const keys = Array.from({ length: local.length }, (_, index) => local.key(index));
      for (const key of keys.filter((it) => it.startsWith(start))) local.removeItem(key);
    },
  };

  /** Keeps something as long as the tab is open; without room, nothing. */
  const tabSet = (key, value) => {
    try {
      tab?.removeItem(prefix + key);
      if (value !== null) tab?.setItem(prefix + key, value);
    } catch {
      // A reload begins anew.
    }
  };

  /** Keeps a guest's steps in the tab, so that a reload goes on, and so do the other pages of a site. */
  const tabKeep = (attempts) => tabSet("guest", writeLines({ name: "", account, attempts }, known));

  const keptStories = (attempts) => {
    const digests = new Set(attempts.flatMap(({ digest, events }) => [digest, ...events.map(({ what }) => what.digest)]));
    digests.delete(story.pack.digest);
    const stories = [...digests].filter(Boolean).map((digest) => [digest, keptStory(digest)]);
    return new Map(stories.filter(([, it]) => it));
  };

  const keptStory = (digest) => {
    try {
      const kept = JSON.parse(local.getItem(`${prefix}story:${digest}`));
      return kept?.pack?.digest === digest ? kept : null;
    } catch {
      return null;
    }
  };

  return home;
}

/** Returns whether an error says that a storage is full. */
function isFull({ name }) {
  return name === "QuotaExceededError" || name === "NS_ERROR_DOM_QUOTA_REACHED";
}

function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
