// A page for tests of homes: it plays with the player's own interpreter and tells the home what happened.

import { cpSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Returns a folder with the modules of the player and with phrases, which the build generates. */
function assemble() {
  const folder = mkdtempSync(join(tmpdir(), "scn-player-"));
  const own = process.env.SCN_PLAYER ?? join(here, "../player");
  readdirSync(own).filter((name) => name.endsWith(".js")).forEach((name) => cpSync(join(own, name), join(folder, name)));
  writeFileSync(join(folder, "phrases.js"), "export const PHRASES = {};\n");
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return folder;
}

const folder = assemble();

/** Returns a module of the player. */
export const player = (name) => import(pathToFileURL(join(folder, name)).href);

const { Run, openScenario, resumeRun } = await player("session.js");
const { isRight } = await player("attempt.js");
const { randomId } = await player("ids.js");

const words = (text) => [{ text }];
const body = (text) => [{ kind: "paragraph", text: words(text) }];
const answers = (right) => ["a", "b"].map((id) => ({ id, right: id === right, text: words(`Answer ${id}`) }));
const question = (id, right) => ({ id, stem: words(`Question ${id}?`), answers: answers(right) });
const choice = (id, next, rating) => ({ id, label: words(`${id} it`), outcomes: [{ body: body("So it is."), links: [{ principle: "honest", rating, because: words("So it is.") }], next }] });

/** A course of a lesson, a quiz that two of three answers pass, and a scenario that can be passed and failed. */
export const STORY = {
  scn: 3,
  pack: { name: "till", title: "At the till", digest: "sha256:0123456789abcdef", language: "en" },
  principles: [{ id: "honest", title: "Say how it is", text: body("People can plan with what they know."), weight: 1 }],
  lessons: [{ id: "rules", title: "Rules", text: "Be honest." }],
  quizzes: [{ id: "check", title: "A check", pass: 2, questions: [question("one", "a"), question("two", "b"), question("three", "a")] }],
  scenarios: [
    {
      id: "till",
      title: "At the till",
      brief: [],
      covers: ["honest"],
      cast: [],
      variables: [],
      start: "queue",
      situations: [
        { id: "queue", title: "A queue", body: body("It is long."), hints: [words("What do you know?")], choices: [choice("look", "answer", 2), { ...choice("guess", "answer", -2), after: 20 }] },
        { id: "answer", title: "An answer", body: body("She waits."), choices: [choice("tell", "done", 2), choice("hush", "bad", -2), choice("ask", "queue", 1)] },
      ],
      endings: [
        { id: "done", title: "Done", result: "passed", body: body("She goes.") },
        { id: "bad", title: "Bad", result: "failed", body: body("She stays.") },
      ],
    },
  ],
};

export const PARTS = {
  rules: { kind: "lesson", id: "rules" },
  check: { kind: "quiz", id: "check" },
  till: { kind: "scenario", id: "till" },
};

const sentences = ["trouble", "closed", "refused", "forgets", "not_launched", "used", "unread", "review", "browse", "exit"];
export const SETTINGS = {
  base: "https://scn.invalid",
  platform: "scn 0.1.0",
  phrases: Object.fromEntries(sentences.map((word) => [`lrs_${word}`, `the words of ${word}`])),
};

const isPassed = ({ part, events }) => {
  const whats = events.map(({ what }) => what);
  if (part.kind === "lesson") return whats.some(({ event }) => event === "read");
  if (!whats.some(({ event, how }) => event === "ended" && how !== "left")) return false;
  if (part.kind === "scenario") return whats.some(({ event, at }) => event === "ended" && at === "done");
  const right = whats.filter(({ event, question: id, answers: given }) =>
    event === "answered" && isRight(STORY.quizzes[0].questions.find((it) => it.id === id), given));
  return right.length >= 2;
};

/** A page with a home. */
export class PageDouble {
  static all = [];

  /** Stops what pages would still try. */
  static closeAll() {
    PageDouble.all.splice(0).forEach(({ home }) => clearTimeout(home.timer));
  }

  constructor(createHome, search, story = STORY) {
    PageDouble.all.push(this);
    this.reports = [];
    this.went = null;
    globalThis.location = { search, assign: (address) => (this.went = address) };
    const context = { story, pack: story.pack, phrases: {}, settings: SETTINGS, report: (state) => this.reports.push(state) };
    this.story = story;
    this.home = createHome(context);
    this.clock = Date.now();
  }

  async open() {
    this.opened = await this.home.open();
    this.attempts = [...this.opened.attempts];
    await this.settled();
    return this;
  }

  /** Waits until nothing is under way. */
  async settled() {
    for (let round = 0; round < 3; round++) {
      await this.home.queue?.running;
      // The state is written once the statements have arrived.
      await new Promise((resolve) => setImmediate(resolve));
      await this.home.stateDocument?.running;
    }
  }

  get course() {
    const parts = Object.values(PARTS).map((part) => ({
      part,
      passed: this.attempts.some((it) => it.part.id === part.id && isPassed(it)),
    }));
    return { parts, complete: parts.every(({ passed }) => passed) };
  }

  begin(part) {
    this.attempt = { id: randomId(), pack: this.story.pack.name, digest: this.story.pack.digest, part, events: [] };
    this.attempts.push(this.attempt);
  }

  /** Adds events, some seconds later, and tells the home. */
  async happened(whats, line) {
    this.clock += 2340;
    const events = whats.map((what) => ({ when: this.clock, what }));
    this.attempt.events = [...this.attempt.events, ...events];
    this.attempts = this.attempts.map((it) => (it.id === this.attempt.id ? this.attempt : it));
    this.home.changed({ attempt: this.attempt, events, attempts: this.attempts, course: this.course, line });
    await this.settled();
  }

  async startRun(seed = 7) {
    this.begin(PARTS.till);
    this.run = new Run(openScenario(this.story, "till", {}), { seed });
    this.run.begin();
    await this.happened(this.run.events);
  }

  /** Resumes the last attempt that was kept. */
  async resumeRun() {
    this.attempt = this.attempts[this.attempts.length - 1];
    this.run = resumeRun(openScenario(this.story, "till", {}), this.attempt.events.map(({ what }) => what), {});
    await this.happened(this.run.events.slice(this.attempt.events.length));
  }

  async act(act) {
    const before = this.run.events.length;
    const lines = this.run.act(act);
    const error = lines.find((line) => line.error);
    if (error) throw new Error(error.error);
    await this.happened(this.run.events.slice(before), lines[lines.length - 1]);
  }

  async playTill(...choices) {
    await this.startRun();
    for (const choice of choices) await this.act({ do: "choose", choice });
  }

  async read() {
    this.begin(PARTS.rules);
    const { name: pack, digest } = this.story.pack;
    await this.happened([{ event: "opened", pack, digest, lesson: "rules" }]);
    await this.happened([{ event: "read" }]);
  }

  async takeQuiz(...given) {
    this.begin(PARTS.check);
    const { name: pack, digest } = this.story.pack;
    const questions = ["one", "two", "three"];
    const asked = (question) => ({ event: "asked", question, answers: ["b", "a"] });
    await this.happened([{ event: "started", pack, digest, quiz: "check", seed: 3, questions }, asked("one")]);
    for (const [at, answer] of given.entries()) {
      const next = questions[at + 1] ? asked(questions[at + 1]) : { event: "ended" };
      await this.happened([{ event: "answered", question: questions[at], answers: [answer] }, next]);
    }
  }

  /** The page goes, and its last requests arrive. */
  async leave(why) {
    await this.home.leave(why);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}
