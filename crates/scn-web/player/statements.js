// Events of an attempt as statements of xAPI 1.0.3: the same that `scn records --format xapi` makes.
//
// A statement's id is derived from its attempt and its position in it (UUID version 5), and nothing
// in a statement changes later, so that sending it again has no effect.

import { isRight, quizResult } from "./attempt.js";
import { byId, partOf, storyOf } from "./versions.js";

const ACTIVITY_TYPES = "http://adlnet.gov/expapi/activities/";
const UUID_SPACE = "6ba7b812-9dad-11d1-80b4-00c04fd430c8";
const PART_TYPES = {
  lesson: ["lessons", "lesson"],
  quiz: ["quizzes", "assessment"],
  scenario: ["scenarios", "simulation"],
};

/** Returns the SHA-1 of bytes, as 20 bytes. `crypto.subtle` is absent on plain http. */
export function sha1(bytes) {
  const length = (((bytes.length + 8) >> 6) + 1) << 6;
  const data = new DataView(new ArrayBuffer(length));
  bytes.forEach((byte, at) => data.setUint8(at, byte));
  data.setUint8(bytes.length, 0x80);
  data.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  data.setUint32(length - 4, (bytes.length << 3) >>> 0);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Uint32Array(80);
  const turn = (word, by) => (word << by) | (word >>> (32 - by));
  for (let block = 0; block < length; block += 64) {
    for (let at = 0; at < 80; at++) {
      words[at] = at < 16 ? data.getUint32(block + at * 4) : turn(words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16], 1);
    }
    let [a, b, c, d, e] = state;
    for (let at = 0; at < 80; at++) {
      const [mix, constant] =
        at < 20 ? [(b & c) | (~b & d), 0x5a827999]
        : at < 40 ? [b ^ c ^ d, 0x6ed9eba1]
        : at < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6];
      [a, b, c, d, e] = [(turn(a, 5) + mix + e + constant + words[at]) | 0, a, turn(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, at) => (state[at] = (state[at] + word) | 0));
  }
  const hash = new DataView(new ArrayBuffer(20));
  state.forEach((word, at) => hash.setInt32(at * 4, word));
  return new Uint8Array(hash.buffer);
}

/** Returns bytes as hexadecimal digits. */
export const hexDigits = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function nameUuid(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hexDigits(bytes.slice(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Returns whether a text is a UUID. */
export const isUuid = (text) => typeof text === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Returns the UUID (version 5) of a name in a space. A space that is no UUID is itself a name. */
export function uuidOfName(space, name) {
  const within = isUuid(space) ? space : uuidOfName(UUID_SPACE, space);
  const spaceBytes = within.replace(/-/g, "").match(/../g).map((digits) => parseInt(digits, 16));
  return nameUuid(sha1(new Uint8Array([...spaceBytes, ...new TextEncoder().encode(name)])));
}

const percentEncoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Returns the time in UTC, as a statement has it. */
export function utcTime(when) {
  const date = new Date(when);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

/** Returns the time between two times, as a statement has it. */
export function isoDuration(from, to) {
  const spent = Math.max(0, to - from);
  return `PT${Math.floor(spent / 1000)}.${String(Math.floor((spent % 1000) / 10)).padStart(2, "0")}S`;
}

/** Returns the IRI of a pack under a base. */
export const packUrl = (base, name) => `${base}/packs/${percentEncoded(name)}`;

/** Returns the IRI of a part of a pack. */
export const partUrl = (base, name, { kind, id }) => `${packUrl(base, name)}/${PART_TYPES[kind][0]}/${percentEncoded(id)}`;

/** Returns the verb of a statement. */
export const statementVerb = (verb) => ({ id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } });

const fixedWords = (spans) => spans.map((span) => span.text ?? "…").join("");

/** Returns the statements of an attempt in order: each with the position of its event and its verb. Those of
 * events before the position `from` are left out.
 *
 * `sender` has the `base` of IRIs, the `platform`, the `actor`, the story `versions`, and, if they
 * are not those of `scn records`, the `registration` and the activity `pack`. */
export function attemptStatements(sender, attempt, from = 0) {
  const { id, kind } = attempt.part;
  const events = attempt.events.map(({ when, what }) => ({ ...what, when }));
  const writer = { sender, attempt, events, kind, id, from, statements: [] };
  continueIn(writer, attempt.digest);
  ({ lesson: addLesson, quiz: addQuiz, scenario: addScenario })[kind](writer, events);
  return writer.statements;
}

function continueIn(writer, digest, id) {
  writer.digest = digest;
  writer.story = storyOf(writer.sender.versions, digest);
  writer.id = id ?? writer.id;
}

const writerPart = (writer) => partOf(writer.story, writer);
const inLanguage = ({ story }, text) => ({ [story?.pack.language ?? "und"]: text });
const writerUrl = (writer) => partUrl(writer.sender.base, writer.attempt.pack, writer);
const extensionUrl = ({ sender }, name) => `${sender.base}/extensions/${name}`;

/** Returns a part of a pack as an activity. */
function partActivity(writer) {
  const definition = { type: ACTIVITY_TYPES + PART_TYPES[writer.kind][1] };
  const title = writerPart(writer)?.title;
  if (title) definition.name = inLanguage(writer, title);
  return { objectType: "Activity", id: writerUrl(writer), definition };
}

function addStatement(writer, step, verb, object, result) {
  if (step < writer.from) return {};
  const { sender, attempt } = writer;
  const contextActivities = { grouping: [{ objectType: "Activity", id: sender.pack ?? packUrl(sender.base, attempt.pack) }] };
  if (object.id !== writerUrl(writer)) contextActivities.parent = [{ objectType: "Activity", id: writerUrl(writer) }];
  const statement = {
    id: uuidOfName(attempt.id, `${step} ${verb}`),
    actor: sender.actor,
    verb: statementVerb(verb),
    object,
    context: {
      registration: sender.registration ?? attempt.id,
      platform: sender.platform,
      language: writer.story?.pack.language ?? "und",
      contextActivities,
      extensions: { [extensionUrl(writer, "digest")]: writer.digest },
    },
    timestamp: utcTime(writer.events[step].when),
  };
  if (result) statement.result = result;
  writer.statements.push({ step, verb, statement });
  return statement;
}

/** Moves the start of an attempt by the time before a step, in which nobody was there. */
const withoutAbsence = (first, events, step) => first + Math.max(0, events[step].when - events[Math.max(0, step - 1)].when);

function addCompletion(writer, step, from, result) {
  const duration = isoDuration(from, writer.events[step].when);
  addStatement(writer, step, "completed", partActivity(writer), { ...result, completion: true, duration });
  addStatement(writer, step, "terminated", partActivity(writer), { duration });
}

function addLesson(writer, events) {
  let first = events[0]?.when;
  let read = false;
  events.forEach(({ event, digest, lesson }, step) => {
    if (event === "opened") {
      continueIn(writer, digest, lesson);
      if (step === 0) addStatement(writer, step, "initialized", partActivity(writer));
      else first = withoutAbsence(first, events, step);
    } else if (event === "read" && !read) {
      read = true;
      addCompletion(writer, step, first, {});
    }
  });
}

function interactionActivity(writer, id, name, interactionType) {
  const definition = { type: `${ACTIVITY_TYPES}cmi.interaction`, interactionType };
  if (name !== undefined) definition.name = inLanguage(writer, name);
  return { objectType: "Activity", id, definition };
}

/** Returns a decision between choices. A choice always has a description: some stores refuse one without. */
function decisionActivity(writer, id, name, choices, words) {
  const object = interactionActivity(writer, id, name, "choice");
  object.definition.choices = choices.map((choice) => ({ id: choice, description: inLanguage(writer, words(choice) ?? choice) }));
  return object;
}

function addQuiz(writer, events) {
  let first = events[0]?.when;
  let asked = { when: first, answers: [] };
  const part = (verb, step) => addStatement(writer, step, verb, partActivity(writer));
  events.forEach((event, step) => {
    if (event.event === "started") {
      continueIn(writer, event.digest, event.quiz);
      part("initialized", step);
    } else if (event.event === "asked") {
      asked = { when: event.when, answers: event.answers };
    } else if (event.event === "answered") {
      const question = byId(writerPart(writer)?.questions, event.question);
      const result = { response: event.answers.join("[,]"), duration: isoDuration(asked.when, event.when) };
      if (question) result.success = isRight(question, event.answers);
      addStatement(writer, step, "answered", questionActivity(writer, question, event.question, asked.answers), result);
    } else if (event.event === "left") {
      part("suspended", step);
    } else if (event.event === "resumed") {
      continueIn(writer, event.digest, event.quiz);
      first = withoutAbsence(first, events, step);
      asked.when = event.when;
      part("resumed", step);
    } else if (event.event === "ended") {
      const quiz = writerPart(writer);
      const versions = { ...writer.sender.versions, now: writer.story };
      addCompletion(writer, step, first, (quiz && quizScore(versions, quiz, events)) ?? {});
    }
  });
}

function questionActivity(writer, question, id, answers) {
  const url = `${writerUrl(writer)}/questions/${percentEncoded(id)}`;
  const stem = question && fixedWords(question.stem);
  if (question?.accept?.length) {
    const object = interactionActivity(writer, url, stem, "fill-in");
    object.definition.correctResponsesPattern = question.accept;
    return object;
  }
  const words = (answer) => {
    const found = byId(question?.answers, answer);
    return found && fixedWords(found.text);
  };
  return decisionActivity(writer, url, stem, answers, words);
}

/** Returns the result of an attempt at a quiz that ended, as a statement has it, or null if nothing was asked. */
export function quizScore(versions, quiz, events) {
  const { asked, right, passed } = quizResult(versions, quiz, events);
  return asked ? { success: passed, score: { raw: right, min: 0, max: asked, scaled: right / asked } } : null;
}

function addScenario(writer, events) {
  let first = events[0]?.when;
  let shown = { when: first, choices: [] };
  let hints = 0;
  // The steps and verbs of the choices that were not undone.
  const standing = [];
  const part = (verb, step) => addStatement(writer, step, verb, partActivity(writer));
  events.forEach((event, step) => {
    if (event.event === "started") {
      continueIn(writer, event.digest, event.scenario);
      part("initialized", step);
    } else if (event.event === "shown") {
      shown = { when: event.when, choices: event.choices ?? [] };
      hints = 0;
    } else if (event.event === "hinted") {
      hints++;
    } else if (event.event === "chosen") {
      // The clock made the choice, not the learner, so this is not an answer.
      const verb = event.timed ? "experienced" : "answered";
      const extensions = {};
      const ratings = choiceRatings(writer, events, step);
      if (ratings) extensions[extensionUrl(writer, "ratings")] = ratings;
      if (event.timed) extensions[extensionUrl(writer, "time-ran-out")] = event.choice;
      if (hints) extensions[extensionUrl(writer, "hints")] = hints;
      const result = { duration: isoDuration(shown.when, event.when) };
      if (!event.timed) result.response = event.choice;
      if (Object.keys(extensions).length) result.extensions = extensions;
      addStatement(writer, step, verb, situationActivity(writer, event.at, shown.choices), result);
      standing.push([step, verb]);
    } else if (event.event === "undone") {
      const last = standing.pop();
      if (!last) return;
      const object = { objectType: "StatementRef", id: uuidOfName(writer.attempt.id, last.join(" ")) };
      // A statement about a statement has no place in the course.
      delete addStatement(writer, step, "voided", object).context;
    } else if (event.event === "resumed") {
      continueIn(writer, event.digest, event.scenario);
      first = withoutAbsence(first, events, step);
      standing.length = Math.min(standing.length, event.kept);
      part("resumed", step);
    } else if (event.event === "ended") {
      addEnd(writer, step, first, event);
    } else if (event.event === "wrote") {
      const ask = byId(writerPart(writer)?.situations, event.at)?.ask;
      const url = `${writerUrl(writer)}/nodes/${percentEncoded(event.at)}/asks/${percentEncoded(event.ask)}`;
      const name = ask && ask.id === event.ask ? fixedWords(ask.text) : undefined;
      addStatement(writer, step, "answered", interactionActivity(writer, url, name, "long-fill-in"), { response: event.words });
    }
  });
}

function situationActivity(writer, at, choices) {
  const scenario = writerPart(writer);
  const situation = byId(scenario?.situations, at);
  const name = (situation ?? byId(scenario?.endings, at))?.title || undefined;
  const words = (choice) => {
    const found = byId(situation?.choices, choice);
    const label = found && fixedWords(found.label);
    return label?.trim() ? label : undefined;
  };
  return decisionActivity(writer, `${writerUrl(writer)}/nodes/${percentEncoded(at)}`, name, choices, words);
}

/** Returns the ratings of a choice for the principles that its outcome is linked to, or null. */
function choiceRatings(writer, events, step) {
  const { at, choice } = events[step];
  const outcome = events[step + 1]?.outcome;
  const found = byId(byId(writerPart(writer)?.situations, at)?.choices, choice)?.outcomes?.[outcome - 1];
  if (!found?.links?.length) return null;
  return Object.fromEntries(found.links.map(({ principle, rating }) => [principle, rating]));
}

function addEnd(writer, step, first, { how, at }) {
  if (how === "left") {
    addStatement(writer, step, "suspended", partActivity(writer));
  } else if (how === "ending") {
    const success = { passed: true, failed: false }[byId(writerPart(writer)?.endings, at)?.result];
    const result = { extensions: { [extensionUrl(writer, "ending")]: at } };
    if (success !== undefined) result.success = success;
    addCompletion(writer, step, first, result);
  } else {
    const duration = isoDuration(first, writer.events[step].when);
    addStatement(writer, step, "terminated", partActivity(writer), { duration });
  }
}
