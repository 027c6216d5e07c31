// The state of a learner in a course, judged from the events of all attempts.

import { askedQuestions, quizResult } from "./attempt.js";
import { carriedRun } from "./carry.js";
import { DebriefFold, debriefLine, scoreBand } from "./debrief-data.js";
import { PHRASES } from "./phrases.js";
import { openScenario, replayRun, titleOrId } from "./session.js";
import { allParts, byId, currentPart, isSamePart, lastDigest, latestAttempt, partOf } from "./versions.js";
import { sameQuestion, storyOf, versionsOf } from "./versions.js";
import { countText, endSentence, fillMarked, fillText, formOf, listedWords } from "./words.js";

/** The version of the format of a state. */
const STATE_VERSION = 1;

/** The number of decisions below which no band can be given; more are as good as these. */
const JUDGED = 3;

const eventsOf = ({ events }) => events.map(({ what }) => what);

/** Returns the digest that the events of an attempt end with. */
const recordedDigest = ({ events }) => lastDigest({ events });

const partTitle = (story, part) => titleOrId(partOf(story, part)?.title ?? "", part.id);

/**
 * Judges the attempts of a learner, in the order in which they were begun, by the current story.
 * `kept` has earlier stories by digest. Returns the object of `scn progress --format json`.
 */
export function courseState(story, attempts, kept) {
  const versions = versionsOf(story, kept);
  const course = story.course ?? {};
  const counted = [];
  const replaced = [];
  for (const attempt of attempts) {
    const current = currentPart(versions, attempt);
    if (current) counted.push({ attempt, part: current.part, relation: current.relation });
    else replaced.push(attempt);
  }
  const judged = courseParts(story).map((part) => {
    const own = counted.filter((it) => isSamePart(it.part, part));
    const done = JUDGES[part.kind](versions, partOf(story, part) ?? {}, own);
    return { done, required: isRequired(course, part), state: partState(versions, part, own, done, replaced, course) };
  });
  const parts = judged.map(({ state }) => state);
  const scenarios = judged.filter(({ state }) => state.part.kind === "scenario");
  const principles = judgePrinciples(story, course, scenarios);
  const missing = missingParts(course, judged);
  const next = nextPart(parts, missing.length > 0, principles);
  for (const { title, wanted, isReached, score } of principles) {
    const words = { band: PHRASES.bands[wanted], title, now: PHRASES.bands[scoreBand(score)] };
    if (!isReached) missing.push(fillText(PHRASES.handle_principle, words));
  }
  const { name: pack, title, digest } = story.pack;
  const state = { version: STATE_VERSION, pack, title, digest, parts, ...(next && { next }) };
  const counting = scenarios.flatMap(({ done }) => done.counting ?? []);
  const profile = sumProfile(story, counting, principles.filter(({ isMet }) => isMet));
  return { ...state, complete: !missing.length, missing, profile };
}

/** Returns the parts of a course, in order, each once. */
function courseParts(story) {
  const all = allParts(story);
  const order = story.course?.order ?? [];
  if (!order.length) return all;
  return [...new Set(order.map((id) => all.find((part) => part.id === id)).filter(Boolean))];
}

/** Returns whether this very part must be read or passed. */
function isRequired({ require: parts, pass }, { kind, id }) {
  return parts ? parts.includes(id) : kind !== "scenario" || pass === undefined;
}

function partState(versions, part, own, done, replaced, course) {
  const last = own[own.length - 1]?.attempt;
  // Only the latest attempt can be resumed. If it was begun under another id, that id must be
  // gone.
  const latest = () => latestAttempt(versions, part, own.map(({ attempt }) => attempt))?.id;
  const isOpen = done.open !== undefined && last?.id === done.open && latest() === done.open;
  const isOptional = !isRequired(course, part) && (part.kind !== "scenario" || course.pass === undefined);
  return {
    part,
    title: partTitle(versions.now, part),
    status: done.at !== undefined ? "done" : own.length ? "begun" : "not-begun",
    ...(done.result !== undefined && { result: done.result }),
    passed: Boolean(done.passed),
    ...(isOptional && { optional: true }),
    ...(done.edited && { edited: true }),
    ...(replaced.some((attempt) => isSamePart(attempt.part, part)) && { replaced: true }),
    attempts: own.length,
    ...(done.triesLeft !== undefined && { tries_left: done.triesLeft }),
    ...(isOpen && { open: done.open }),
    ...(done.at !== undefined && { done_at: done.at }),
  };
}

const JUDGES = { lesson: judgeLesson, quiz: judgeQuiz, scenario: judgeScenario };

function judgeLesson(versions, lesson, attempts) {
  const readAt = ({ attempt }) => attempt.events.find(({ what }) => what.event === "read")?.when;
  const read = attempts.filter((it) => readAt(it) !== undefined);
  const last = attempts[attempts.length - 1];
  const open = last && readAt(last) === undefined ? last.attempt.id : undefined;
  if (!read.length) return { open };
  const edited = read.every(({ relation }) => relation === "edited");
  return { open, at: Math.min(...read.map(readAt)), passed: true, result: PHRASES.read, edited };
}

/**
 * Judges a quiz by the attempt that passed with the greatest share, or else by the latest that
 * ended.
 */
function judgeQuiz(versions, quiz, attempts) {
  const done = {};
  let best;
  let ended = 0;
  for (const { attempt, relation } of attempts) {
    const result = quizResult(versions, quiz, eventsOf(attempt));
    const edited = relation === "edited";
    done.open = result.ended ? undefined : attempt.id;
    if (!result.ended || (edited && result.answered > 2 * result.stillThere && !couldAskHalf(versions, quiz, attempt))) continue;
    ended += 1;
    const share = done.passed && result.right * best.asked - best.right * result.asked;
    if (!done.passed || (result.passed && (share > 0 || (share === 0 && done.edited && !edited)))) {
      best = result;
      Object.assign(done, { edited, result: quizWords(versions, attempt, result) });
    }
    if (result.passed && !done.passed) {
      done.passed = true;
      done.at = attempt.events.filter(({ what }) => what.event === "ended").pop().when;
    }
  }
  if (quiz.tries !== undefined && !done.passed) done.triesLeft = Math.max(quiz.tries - ended, 0);
  return done;
}

const earlierPart = (versions, digest, part) => partOf(storyOf(versions, digest), part);

/** Returns whether half of the questions that an attempt could be asked are still in the quiz. */
function couldAskHalf(versions, quiz, attempt) {
  const was = earlierPart(versions, recordedDigest(attempt), attempt.part);
  return Boolean(was) && was.questions.length <= 2 * was.questions.filter((it) => sameQuestion(quiz, it)).length;
}

/**
 * Returns the result of a quiz in words, with the one by the key of its version if that is
 * another.
 */
function quizWords(versions, attempt, today) {
  const words = ({ passed, right, asked }) => fillText(passed ? PHRASES.quiz_passed : PHRASES.quiz_not_passed, { right, asked });
  const story = storyOf(versions, lastDigest(attempt));
  const quiz = partOf(story, attempt.part);
  const was = quiz ? quizResult(versionsOf(story, versions.kept), quiz, eventsOf(attempt)) : today;
  if (was.right === today.right && was.passed === today.passed) return words(today);
  return fillText(PHRASES.rejudged, { today: words(today), was: words(was) });
}

/** Judges a scenario by its counting run. Playing again never turns a pass into a fail. */
function judgeScenario(versions, scenario, attempts) {
  const done = { runs: [] };
  let best;
  const isPassable = ({ endings }) => endings.some(({ result }) => result === "passed");
  for (const { attempt, relation } of attempts) {
    const last = attempt.events.reduce((ended, it) => (ENDS.has(it.what.event) ? it.what.event === "ended" && it : ended), false);
    done.open = !last || last.what.how === "left" ? attempt.id : undefined;
    if (!last || last.what.how !== "ending") continue;
    const earlier = earlierPart(versions, recordedDigest(attempt), attempt.part) ?? scenario;
    const ending = byId(earlier.endings, last.what.at);
    const profile = runProfile(versions, scenario.id, attempt);
    const run = { rank: 0, words: PHRASES.came_to_nothing, edited: relation === "edited", profile };
    let passed = false;
    if (ending) {
      passed = ending.result === "passed" || !(isPassable(scenario) || isPassable(earlier));
      if (passed && !done.passed) Object.assign(done, { passed, at: last.when });
      if (passed) done.runs.push(run.profile);
      run.words = fillText(PHRASES.came_to, { title: titleOrId(ending.title, ending.id), result: PHRASES.results[ending.result] });
      run.rank = passed ? 3 : ending.result === "mixed" ? 2 : 1;
    }
    if (!best || best.rank < run.rank || (best.rank === run.rank && (!passed || isBetterRun(best, run)))) {
      done.edited = run.edited;
      best = run;
    }
    done.at = done.at ?? last.when;
  }
  if (best) Object.assign(done, { result: best.words, counting: best.profile });
  return done;
}

/** The events that end a run, or continue one that had ended. */
const ENDS = new Set(["ended", "undone", "resumed"]);

function addScores(one, other) {
  return { points: one.points + other.points, of: one.of + other.of, decisions: one.decisions + other.decisions };
}

const NO_SCORE = { points: 0, of: 0, decisions: 0 };

/**
 * Returns whether a later run that passed has a greater share of the points, in no fewer
 * decisions.
 */
function isBetterRun(earlier, later) {
  const [was, is] = [earlier, later].map(({ profile }) => profile.reduce((sum, { score }) => addScores(sum, score), NO_SCORE));
  const more = is.points * was.of - was.points * is.of;
  return was.decisions <= is.decisions && (more > 0 || (more === 0 && earlier.edited && !later.edited));
}

const PROFILES = new WeakMap();

/**
 * Returns how a run handled principles, by the version in which it was played, or else by the
 * current one.
 */
function runProfile(versions, scenario, attempt) {
  const { events, part } = attempt;
  const known = PROFILES.get(events);
  if (known?.length === events.length && known.story === versions.now) return known.profile;
  const choices = [[storyOf(versions, recordedDigest(attempt)), part.id], [versions.now, scenario]];
  let profile = [];
  for (const [story, id] of choices.filter(([it]) => it)) {
    try {
      const playable = playableOf(story, id);
      const fold = new DebriefFold();
      replayRun(playable, carriedRun(versionsOf(story, versions.kept), eventsOf(attempt)), { fold });
      profile = debriefLine(playable, fold.decisions).profile.map(({ principle, title, ...score }) => ({ principle, title, score }));
      break;
    } catch {
      // It cannot be repeated in this version.
    }
  }
  PROFILES.set(events, { length: events.length, story: versions.now, profile });
  return profile;
}

const PLAYABLES = new WeakMap();

/** Returns a scenario of a story, prepared once. */
export function playableOf(story, id) {
  const known = PLAYABLES.get(story) ?? new Map();
  PLAYABLES.set(story, known);
  if (!known.has(id)) known.set(id, openScenario(story, id, PHRASES));
  return known.get(id);
}

/**
 * Returns the first part that is not done, or not passed, or the scenario that is best repeated.
 */
function nextPart(parts, isMissing, principles) {
  const open = parts.filter((state) => !isUsedUp(state));
  const undone = open.find(({ status }) => status !== "done");
  const state = undone ?? open.find(({ passed, optional }) => isMissing && !passed && !optional);
  return state?.part ?? principles.find(({ isReached, weakest }) => !isReached && weakest)?.weakest;
}

const isUsedUp = (state) => state.tries_left === 0 && state.open === undefined;

const scenariosToPass = ({ pass = 0 }, required) => Math.max(pass, required);

/** Returns the parts that must still be read or passed, in words. */
function missingParts(course, judged) {
  const missing = [];
  const left = [];
  let [required, named, passed, all] = [0, 0, 0, 0];
  const pass = (title) => fillText(PHRASES.pass_scenario, { title });
  for (const { state, required: isNamed } of judged) {
    const { title, part } = state;
    if (part.kind === "scenario") {
      all += 1;
      required += isNamed ? 1 : 0;
      passed += state.passed ? 1 : 0;
      if (!state.passed && isNamed) {
        named += 1;
        missing.push(pass(title));
      } else if (!state.passed) {
        left.push(title);
      }
    } else if (!state.passed && !state.optional) {
      const quiz = isUsedUp(state) ? PHRASES.quiz_used_up : PHRASES.pass_quiz;
      missing.push(fillText(part.kind === "lesson" ? PHRASES.read_lesson : quiz, { title }));
    }
  }
  const needed = Math.max(Math.min(scenariosToPass(course, required), all) - passed - named, 0);
  if (needed === left.length) return [...missing, ...left.map(pass)];
  if (!needed) return missing;
  const titles = listedWords(left.map((title) => fillText(PHRASES.quoted, { title })), PHRASES.or);
  return [...missing, countText(PHRASES.pass_some, needed, { titles })];
}

const MARGINS = {
  mixed: ({ points, of }) => 5 * points - 2 * of,
  consistent: ({ points, of }) => 4 * points - 3 * of,
};

function isBandReached(wanted, score) {
  return JUDGED <= score.decisions && (wanted === "mixed" ? 0 : 1) <= MARGINS[wanted](score);
}

/**
 * Judges the principles that a course asks for, by the runs that serve the learner best: of each
 * scenario one run that passed, of all scenarios that must be passed, and of as many others as
 * the course asks for.
 */
function judgePrinciples(story, course, scenarios) {
  return Object.entries(course.principles ?? {}).map(([principle, wanted]) => {
    const title = titleOrId(byId(story.principles, principle)?.title ?? "", principle);
    // A principle with another title may have required something else.
    const scoreIn = (run) => run.find((it) => it.principle === principle && it.title === title)?.score;
    const all = scenarios.map(({ done, required, state }) => {
      const { runs = [], counting = [] } = done;
      const scores = (runs.length ? runs : required && counting.length ? [counting] : []).map(scoreIn);
      return { part: state.part, required, scores };
    });
    const isMet = all.some(({ scores }) => scores.some(Boolean));
    let weakest;
    for (const it of all) {
      it.scores = it.scores.map((score) => score ?? NO_SCORE);
      const counted = it.scores.filter(({ decisions }) => decisions).map(({ points, of }) => of - points);
      const isCovered = partOf(story, it.part)?.covers?.includes(principle);
      const missed = counted.length ? Math.min(...counted) : isCovered ? 0 : undefined;
      if (missed !== undefined && !(missed <= weakest?.missed)) weakest = { missed, part: it.part };
    }
    const score = bestScore(course, all);
    return { principle, title, wanted, isMet, score, isReached: isBandReached(wanted, score), weakest: weakest?.part };
  });
}

function bestScore(course, scenarios) {
  const required = scenarios.filter((it) => it.required).length;
  const played = scenarios.filter(({ scores }) => scores.length);
  const needed = Math.min(scenariosToPass(course, required), played.length);
  for (const wanted of ["consistent", "mixed"]) {
    const best = sumBest(wanted, played, needed)[JUDGED];
    if (best && isBandReached(wanted, best)) return best;
  }
  return sumBest("mixed", played, needed).reverse().find(Boolean) ?? NO_SCORE;
}

/**
 * Returns, for each number of decisions up to the judged ones, the sum that is furthest above a
 * band.
 */
function sumBest(wanted, scenarios, needed) {
  const none = () => Array.from({ length: needed + 1 }, () => new Array(JUDGED + 1).fill(undefined));
  let best = none();
  best[0][0] = NO_SCORE;
  for (const { required, scores } of scenarios) {
    const next = required ? none() : best.map((sums) => [...sums]);
    best.forEach((sums, count) => {
      for (const sum of sums.filter(Boolean)) {
        for (const score of scores) {
          const more = addScores(sum, score);
          const row = next[Math.min(count + 1, needed)];
          const at = Math.min(more.decisions, JUDGED);
          if (!row[at] || MARGINS[wanted](row[at]) < MARGINS[wanted](more)) row[at] = more;
        }
      }
    });
    best = next;
  }
  return best[needed];
}

/** Sums up how the counting runs handled each principle, in the story's order. */
function sumProfile(story, runs, judged) {
  const entries = [];
  const isSame = (one) => (it) => it.principle === one.principle && it.title === one.title;
  for (const run of runs) {
    const known = entries.find(isSame(run));
    if (known) known.score = addScores(known.score, run.score);
    else entries.push({ ...run });
  }
  const place = ({ principle }) => {
    const index = story.principles.findIndex(({ id }) => id === principle);
    return index < 0 ? Infinity : index;
  };
  const all = [...entries.filter((it) => !judged.some(isSame(it))), ...judged].map((it) => ({ ...it, place: place(it) }));
  all.sort((one, other) => (one.place < other.place ? -1 : one.place > other.place ? 1 : 0));
  const band = (score) => PHRASES.bands[scoreBand(score)];
  return all.map(({ principle, title, score }) => ({ principle, title, decisions: score.decisions, band: band(score) }));
}

/** Returns why a part cannot be opened, in words, or null. */
export function partRefusal(state, part) {
  const found = state.parts.find((it) => isSamePart(it.part, part));
  return found && isUsedUp(found) ? fillText(PHRASES.no_tries_left, { title: found.title }) : null;
}

/** Returns the attempt at a part that was left and can be resumed, or null. */
export function openAttempt(state, part, attempts) {
  const open = state.parts.find((it) => isSamePart(it.part, part))?.open;
  return attempts.find(({ id }) => id === open) ?? null;
}

/** Returns how often each question of a quiz was asked in all attempts at it. */
export function askedBefore(story, id, attempts, kept) {
  const versions = versionsOf(story, kept);
  const part = { kind: "quiz", id };
  const isIt = (attempt) => {
    const current = attempt.part.kind === "quiz" && currentPart(versions, attempt);
    return current && isSamePart(current.part, part);
  };
  return askedQuestions(versions, partOf(story, part), attempts.filter(isIt).map(eventsOf));
}

/** Returns how far a part is, in words. */
function howFar({ status, result, passed, optional, edited, replaced, open, tries_left: tries }) {
  const remarks = [
    result ?? PHRASES.statuses[status],
    optional && !passed && PHRASES.optional,
    edited && PHRASES.edited_since,
    replaced && status === "not-begun" && PHRASES.replaced,
    open !== undefined && result !== undefined && PHRASES.started_again,
    tries !== undefined && countText(PHRASES.tries_left, tries),
  ];
  return remarks.filter(Boolean).join("; ");
}

/** Returns the course as it is shown: how far it is, its parts, and the profile. */
export function courseView(state) {
  const { title, pack, parts, complete, missing, next, profile } = state;
  const done = fillText(PHRASES.done_count, { done: parts.filter(({ passed }) => passed).length, total: parts.length });
  const sentences = [complete ? PHRASES.course_completed : done];
  const number = next ? parts.findIndex((it) => isSamePart(it.part, next)) + 1 : 0;
  if (number) {
    const phrase = complete ? PHRASES.also_available : PHRASES.next;
    sentences.push(fillText(phrase, { number, title: endSentence(parts[number - 1].title) }));
  }
  const standing = [sentences.join(" ")];
  if (!complete) standing.push(fillText(PHRASES.to_complete, { missing: missing.join("; ") }));
  const partView = (it) => ({
    part: it.part,
    label: fillText(PHRASES.part_titles[it.part.kind], { title: titleOrId(it.title, it.part.id) }),
    status: howFar(it),
    state: it.status === "done" && it.passed ? "passed" : it.status === "not-begun" ? "not-begun" : "begun",
    next: Boolean(next && isSamePart(it.part, next)),
  });
  const handled = ({ principle, title: name, band, decisions }) => {
    const strong = [{ text: titleOrId(name, principle), strong: true }];
    return fillMarked(formOf(PHRASES.principle_handled, decisions), { principle: strong, band, count: decisions });
  };
  return { title: titleOrId(title, pack), standing, parts: parts.map(partView), profile: profile.map(handled) };
}
