// Learners that do anything at random, and edits of stories, for tests of the player.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { askedQuestions, openQuiz, resumeQuiz } from "../player/attempt.js";
import { Run, openScenario, resumeRun } from "../player/session.js";
import { versionsOf } from "../player/versions.js";

/** The stories of the folder that the test was given. */
export const STORIES = readdirSync(process.env.SCN_STORY_FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(process.env.SCN_STORY_FOLDER, name), "utf8")));

/** How often each property is tried. */
export const TRIES = Number(process.env.SCN_TRIES ?? 40);

/** Numbers drawn from a seed (mulberry32). */
export class Dice {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  }

  below(count) {
    return this.next() % count;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  oneIn(count) {
    return this.below(count) === 0;
  }
}

/** 2026-03-02, 9:00:00 in UTC. */
export const MORNING = Date.UTC(2026, 2, 2, 9);

const WORDS = ["I would ask.", "Zoë, 2nd try…", "{x} & <b>", "", "a\nb"];

/** A learner with a clock, who has attempts. */
export class Learner {
  constructor(story, seed) {
    this.story = story;
    this.dice = new Dice(seed);
    this.now = MORNING + this.dice.below(1000) * 60000;
    this.attempts = [];
    this.count = 0;
  }

  /** Stamps the events of an attempt, of which some are stamped already. */
  stamp(attempt, whats) {
    const { events } = attempt;
    const added = whats.slice(events.length).map((what) => ({ when: this.tick(), what }));
    events.push(...added);
    if (added.length) this.told?.(attempt, added);
  }

  tick() {
    this.now += 1000 * (1 + this.dice.below(50));
    return this.now;
  }

  begin(part) {
    const attempt = { id: `attempt-${(this.count += 1)}`, part, events: [], started: this.tick(), digest: this.story.pack.digest };
    this.attempts.push(attempt);
    return attempt;
  }

  /** Goes through a part, or a piece of it. */
  attend(part, steps = 40) {
    const { dice, story } = this;
    const last = this.attempts.filter((it) => it.part.kind === part.kind && it.part.id === part.id).pop();
    const isOpen = last && !["ended", "read"].includes(last.events[last.events.length - 1].what.event);
    if (part.kind === "lesson") return this.read(part, isOpen ? last : null);
    if (part.kind === "quiz") return this.answer(part, isOpen ? last : null, steps);
    const attempt = isOpen ? last : this.begin(part);
    const playable = openScenario(story, part.id);
    const whats = () => attempt.events.map(({ what }) => what);
    const run = isOpen ? resumeRun(playable, whats()) : new Run(playable, { seed: dice.next() });
    const stamp = () => this.stamp(attempt, run.events);
    stamp();
    for (let step = 0; step < steps && !run.ended; step++) {
      const open = run.scene.choices.filter(({ locked }) => !locked);
      const chosen = dice.pick(open);
      if (dice.oneIn(6)) run.act({ do: "undo" });
      else if (dice.oneIn(6) && !isOpen) run.act({ do: "hint", ...(dice.oneIn(2) && chosen && { choice: chosen.id }) });
      else if (dice.oneIn(6)) run.act({ do: "write", words: dice.pick(WORDS) });
      else if (chosen) run.act({ do: "choose", choice: chosen.id, ...(chosen.after !== undefined && dice.oneIn(2) && { timed: true }) });
      stamp();
    }
    return attempt;
  }

  read(part, open) {
    const { name: pack, digest } = this.story.pack;
    const attempt = open ?? this.begin(part);
    const whats = [{ event: "opened", pack, digest, lesson: part.id }];
    if (this.isDiligent || this.dice.oneIn(2)) whats.push({ event: "read" });
    this.stamp(attempt, whats);
    return attempt;
  }

  answer(part, open, steps) {
    const { dice, story } = this;
    const attempt = open ?? this.begin(part);
    const before = this.attempts.filter((it) => it !== attempt && it.part.kind === "quiz" && it.part.id === part.id);
    const quiz = story.quizzes.find(({ id }) => id === part.id);
    const asked = askedQuestions(versionsOf(story), quiz, before.map(({ events }) => events.map(({ what }) => what)));
    const whats = attempt.events.map(({ what }) => what);
    const session = open ? resumeQuiz(story, part.id, whats).attempt : openQuiz(story, part.id, { seed: dice.next(), asked });
    if (!session) return attempt;
    this.stamp(attempt, session.events);
    for (let step = 0; step < steps && session.question(); step++) {
      const { form, answers } = session.question();
      if (dice.oneIn(5)) session.hint();
      const question = quiz.questions.find(({ id }) => id === session.question().id);
      const right = (question.answers ?? []).filter((it) => it.right).map(({ id }) => id);
      if (this.isDiligent) session.answer(form === "typed" ? [question.accept[0]] : form === "any-one" ? right.slice(0, 1) : right);
      else if (form === "typed") session.answer([dice.pick(["gdpr", "a, b", "Zoë"])]);
      else session.answer([dice.pick(answers).id, ...(form === "several" && dice.oneIn(2) ? [answers[0].id] : [])]);
      session.next();
      this.stamp(attempt, session.events);
    }
    return attempt;
  }

  /** Attends some parts. */
  study(parts, count) {
    for (let visit = 0; visit < count; visit++) this.attend(this.dice.pick(parts), this.dice.oneIn(3) ? this.dice.below(4) : 40);
    return this;
  }
}

/** What an attempt comes to, apart from ids, seconds, and how often it was left. */
export function gist({ part, events }) {
  const whats = events.map(({ what }) => what);
  const made = [];
  for (const what of whats) {
    if (what.event === "chosen") made.push(`${what.at}/${what.choice}${what.timed ? "~" : ""}`);
    if (what.event === "undone") made.pop();
    if (what.event === "resumed" && part.kind === "scenario") made.splice(what.kept);
    if (what.event === "answered") made.push(`${what.question}: ${what.answers.join(" ")}`);
  }
  const last = whats[whats.length - 1];
  const isOver = last.event === "read" || (last.event === "ended" && last.how !== "left");
  return { part: `${part.kind} ${part.id}`, seed: whats[0].seed, made, over: isOver ? last : null };
}

const copy = (value) => JSON.parse(JSON.stringify(value));

/** Returns a story after some edits that an author may make: names reordered, removed, renamed, added. */
export function edited(story, dice) {
  const next = copy(story);
  next.pack.digest = `sha256:${dice.next().toString(16).padStart(8, "0")}${"0".repeat(56)}`;
  for (const scenario of next.scenarios) {
    for (const situation of scenario.situations) {
      const choices = situation.choices ?? [];
      if (dice.oneIn(2)) choices.reverse();
      const [chosen] = choices;
      if (choices.length > 1 && dice.oneIn(4) && !isNamed(scenario, situation.id, chosen.id)) {
        if (dice.oneIn(2)) choices.shift();
        else chosen.id = `new-${dice.next().toString(36)}`;
      }
      if (choices.length && dice.oneIn(4)) choices.push({ ...copy(choices[0]), id: `more-${dice.next().toString(36)}` });
    }
    if (dice.oneIn(2)) scenario.situations.reverse();
  }
  for (const quiz of next.quizzes ?? []) {
    if (dice.oneIn(3)) quiz.questions.reverse();
    if (quiz.questions.length > 1 && dice.oneIn(3)) quiz.questions.pop();
  }
  if (dice.oneIn(3)) next.scenarios.reverse();
  return next;
}

/** Returns whether a condition names a choice. */
function isNamed(scenario, situation, choice) {
  return JSON.stringify(scenario).includes(JSON.stringify({ situation, choice }));
}
