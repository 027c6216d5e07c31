// Carries the record of a run over edits of its pack.
//
// A record holds ids. An id may now belong to another choice, situation or outcome, so each item
// is matched by its text in the version that was played and in the current one. An item is never
// taken for another: if its counterpart cannot be decided, the event says so, with an empty id or
// the outcome 0.

import { trimWhite } from "./bits.js";
import { plainText } from "./machine.js";
import { PHRASES } from "./phrases.js";
import { Run, standingSteps, titleOrId } from "./session.js";
import { byId, counterpartOf, isCorrected, isUnspaced, lastDigest, spansAsWritten, splitWords, storyOf } from "./versions.js";
import { countText, fillText, singleSpaced } from "./words.js";

/** Labels with fewer words than this mean nothing without their situation: "Yes", "Not now". */
const ENOUGH_WORDS = 4;

const composed = (words) => words.normalize("NFC");

/**
 * Returns the key by which labels and titles are compared: case and white space make no
 * difference.
 */
const wordsKey = (words) => singleSpaced(composed(composed(words).toLowerCase()));

/**
 * The ways in which words are compared, the strictest first, with the fate of what has the same
 * words.
 */
const KEYS = [[composed, "same"], [wordsKey, "reworded"]];

const dataKey = (data) => composed(JSON.stringify(data));

const labelAsWritten = (spans) => singleSpaced(spansAsWritten(spans, " | "));

/** The choices whose ids their author wrote. A derived id follows from the words. */
const WRITTEN = new WeakSet();

function markWritten(story) {
  if (WRITTEN.has(story)) return;
  WRITTEN.add(story);
  for (const [scenario, situation, id] of story.written ?? []) {
    const choice = byId(byId(byId(story.scenarios, scenario)?.situations, situation)?.choices, id);
    if (choice) WRITTEN.add(choice);
  }
}

const title = (it) => it.title;
const always = () => true;
const labelsOf = ({ choices = [] }) => choices.map(({ label }) => labelAsWritten(label));

/**
 * For each kind of item: its words, everything else that it holds, and whether its id was
 * written.
 */
const CHOICES = {
  words: ({ label }) => labelAsWritten(label),
  content: (it) => dataKey([it.if ?? null, it.needs ?? null, it.outcomes]),
  isWritten: (it) => WRITTEN.has(it),
};
const SITUATIONS = { words: title, content: (it) => dataKey([it.body]) + JSON.stringify(labelsOf(it)), isWritten: always };
const ENDINGS = { words: title, content: ({ body, result }) => dataKey([body]) + result, isWritten: always };
const SCENARIOS = {
  words: title,
  content: ({ brief, situations }) => dataKey([brief]) + JSON.stringify(situations.map(title)),
  isWritten: always,
};

const GONE = { fate: "gone" };
const UNDECIDED = { fate: "undecided" };

/** Finds the current counterpart of the item that had an id in an earlier version. */
function counterpart({ words, content, isWritten }, before = [], now = [], id) {
  const was = byId(before, id);
  const here = byId(now, id);
  if (!was) return here ? UNDECIDED : GONE;
  const isAlike = (it) => content(it) === content(was);
  for (const [key, fate] of KEYS) {
    const own = key(words(was));
    const hasSame = (it) => key(words(it)) === own;
    const alike = now.filter(hasSame);
    if (!alike.length) continue;
    const isAlone = alike.length === 1 && before.filter(hasSame).length === 1;
    if (here && hasSame(here)) {
      const isHere = isAlone || isAlike(here) || (isWritten(was) && isWritten(here) && !alike.some(isAlike));
      return isHere ? { fate, item: here } : UNDECIDED;
    }
    const [item] = alike;
    const hadItsId = before.filter((it) => it.id === item.id);
    const mayBeRenamed = isWritten(was) ? !here && !hadItsId.length : !isWritten(item) || !hadItsId.some(isWritten);
    return isAlone && mayBeRenamed ? { fate, item } : UNDECIDED;
  }
  if (!here) return GONE;
  // Its current words were those of another item: the two may have exchanged words.
  const current = wordsKey(words(here));
  const isOfAnother = before.some((it) => it.id !== id && wordsKey(words(it)) === current);
  const isElsewhere = () => now.some((it) => it.id !== id && isAlike(it));
  const isHere = isWritten(was) && isWritten(here) && !isOfAnother && (isAlike(here) || !isElsewhere());
  return isHere ? { fate: "reworded", item: here } : UNDECIDED;
}

/** Returns all text of a body, in order, on one line. */
function bodyText(body) {
  const words = [];
  const add = (value) => {
    if (!value || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (["text", "speaker", "file"].includes(key) && typeof inner === "string") words.push(inner);
      else if (key === "value" && typeof inner === "string") words.push(`{${inner}}`);
      else if (key === "lines") words.push(...inner.map((line) => ` ${line}`));
      else if (key !== "when" && key !== "if") add(inner);
    }
  };
  for (const block of body) {
    add(block);
    words.push(" ");
  }
  return composed(singleSpaced(words.join("")));
}

/**
 * Returns how the text of a situation has changed: `same`, `corrected`, `changed` or `replaced`.
 */
function situationChange(was, is) {
  const titles = [was, is].map((it) => composed(it.title));
  const texts = [was, is].map(({ body }) => bodyText(body));
  const isSame = ([one, other]) => one === other;
  if (isSame(titles) && isSame(texts)) return "same";
  const [isRetitled, isRewritten] = [titles, texts].map(([one, other]) => !isCorrected(one, other));
  const isSilent = (both) => !both.some(trimWhite);
  if (isRetitled && (isRewritten || isSilent(texts))) return "replaced";
  if (isRewritten && isSilent(titles)) return "replaced";
  return isRetitled || isRewritten ? "changed" : "corrected";
}

/** Returns whether a choice has the same meaning after a change of its situation. */
function keepsMeaning(change, situation, id) {
  const choice = byId(situation.choices, id);
  if (!choice || change === "same") return true;
  const words = splitWords(labelAsWritten(choice.label));
  const alone = words.filter((word) => Array.from(word).every(isUnspaced)).length;
  return change !== "replaced" && ENOUGH_WORDS <= words.length - alone + Math.floor(alone / 2);
}

/**
 * Returns what identifies an outcome. `nodeNow` gives the current id of a situation or ending.
 */
function outcomeIdentity({ when = "always", body, links = [], feedback = [], set = [], detour, next = [] }, nodeNow) {
  const cases = typeof next === "string" ? [{ to: next }] : next;
  const target = (to) => (to === "again" || to === "return" ? to : nodeNow(to));
  const text = bodyText(body);
  return {
    text,
    key: wordsKey(text),
    leadsTo: dataKey([detour === undefined ? null : nodeNow(detour), cases.map((it) => [it.if ?? null, target(it.to)])]),
    when: dataKey(when),
    effects: dataKey([links, feedback, set]),
    ratings: dataKey([links.map(({ principle, rating }) => [principle, rating]), set]),
  };
}

/**
 * Finds the current number of the outcome of a choice that had a number, or 0, and whether it was
 * reworded.
 */
function outcomeNow(before, now, number, nodeNow) {
  const earlier = before.map((it) => outcomeIdentity(it, nodeNow));
  const current = now.map((it) => outcomeIdentity(it, (id) => id));
  const was = earlier[number - 1];
  const found = (index, reworded) => ({ outcome: (index ?? -1) + 1, reworded: reworded && index !== undefined });
  if (!was) return found();
  if (before.length === 1 && now.length === 1) {
    const [is] = current;
    const [hasText, hasRatings] = [is.key === was.key, is.ratings === was.ratings];
    const isIt = hasText || hasRatings || isCorrected(was.text, is.text);
    return found(isIt ? 0 : undefined, !hasText || !hasRatings);
  }
  for (const [key] of KEYS) {
    const hasText = (it) => key(it.text) === key(was.text);
    if (current.some(hasText)) return found(amongTexts(earlier, current, was, hasText), false);
  }
  const isCorrection = (it, other) => it.leadsTo === other.leadsTo && it.effects === other.effects && isCorrected(it.text, other.text);
  const isByChance = [...before, ...now].some(({ when }) => when?.chance);
  let index = onlyUnmatched(earlier, current, was, isCorrection);
  if (index === undefined && !isByChance) index = onlyUnmatched(earlier, current, was, (it, other) => it.when === other.when);
  return found(index, true);
}

/**
 * Of the current outcomes with the text of an earlier one, returns the position of its
 * counterpart.
 */
function amongTexts(earlier, current, was, hasText) {
  const only = (isAlike) => {
    const alike = (it) => hasText(it) && isAlike(it);
    return current.filter(alike).length === 1 && earlier.filter(alike).length === 1 ? current.findIndex(alike) : undefined;
  };
  const leads = (it) => it.leadsTo === was.leadsTo;
  const isAll = (it) => leads(it) && it.effects === was.effects && it.when === was.when;
  // Another outcome may lead there now which did not before: the two may have exchanged their
  // texts.
  const ledThere = (it) => earlier.some((other) => leads(other) && other.key === it.key);
  const isTakenOver = (index) => current.some((it, at) => at !== index && leads(it) && !ledThere(it));
  const byText = was.text ? only(always) : undefined;
  if (byText !== undefined && (leads(current[byText]) || !isTakenOver(byText))) return byText;
  const index = only(leads) ?? only(isAll) ?? current.findIndex((it) => hasText(it) && isAll(it));
  return index < 0 ? undefined : index;
}

/**
 * Returns the position of the only current outcome that matches, among those whose text only one
 * version has.
 */
function onlyUnmatched(earlier, current, was, matches) {
  const hasText = (list, it) => list.some(({ key }) => key === it.key);
  const fresh = current.filter((it) => !hasText(earlier, it) && matches(it, was));
  if (fresh.length !== 1) return undefined;
  const lost = earlier.filter((it) => !hasText(current, it) && matches(fresh[0], it));
  return lost.length === 1 ? current.indexOf(fresh[0]) : undefined;
}

/** A scenario in an earlier version, and in the current one if it is known which one that is. */
class Carrier {
  constructor(versions, digest, id) {
    const earlier = storyOf(versions, digest);
    this.before = byId(earlier?.scenarios, id);
    if (!earlier) return;
    [earlier, versions.now].forEach(markWritten);
    const same = counterpart(SCENARIOS, earlier.scenarios, versions.now.scenarios, id).item;
    const renamed = () => counterpartOf(versions, digest, { kind: "scenario", id })?.part.id;
    const now = same?.id === id ? same : byId(versions.now.scenarios, renamed());
    if (this.before && now && (now === same || now.id !== id)) this.now = now;
  }

  earlierSituation(at) {
    return byId(this.before?.situations, at);
  }

  /** Returns the situation that one is now, and how its text has changed. */
  situation(at) {
    const was = this.now && this.earlierSituation(at);
    if (!this.now) return { found: UNDECIDED };
    const found = counterpart(SITUATIONS, this.before.situations, this.now.situations, at);
    const change = was && found.item && situationChange(was, found.item);
    // A situation that asks something else is a different one, whatever its id.
    return { found: change === "replaced" ? UNDECIDED : found, change, was };
  }

  nodeId(id) {
    if (!this.now) return "";
    const isEnding = byId(this.before.endings, id);
    const found = isEnding ? counterpart(ENDINGS, this.before.endings, this.now.endings, id) : this.situation(id).found;
    // An ending may now have the id that a situation had, and vice versa.
    const taken = byId(isEnding ? this.now.situations : this.now.endings, id);
    return found.item?.id ?? (found.fate === "gone" && !taken ? id : "");
  }

  choice(at, id) {
    const { found, change, was } = this.situation(at);
    if (!was) return UNDECIDED;
    if (!found.item) return found;
    const choice = counterpart(CHOICES, was.choices, found.item.choices, id);
    return choice.item && !keepsMeaning(change, was, id) ? UNDECIDED : choice;
  }

  choiceId(at, id) {
    return this.chosen(at, id).choice;
  }

  choiceIds(at, ids = []) {
    return ids.map((id) => this.choice(at, id).item?.id).filter((id) => id !== undefined);
  }

  /**
   * Returns the current id of a choice, and its earlier label if that or its situation has
   * changed.
   */
  chosen(at, id) {
    const { fate, item } = this.choice(at, id);
    const { change, was } = this.situation(at);
    const isChanged = change === "changed";
    if (fate === "same" && !isChanged) return { choice: item.id };
    const known = byId(this.earlierSituation(at)?.choices, id);
    const earlier = { label: (known && labelAsWritten(known.label)) || id, fate };
    if (fate === "same") earlier.fate = "holds";
    if (fate === "undecided" && change && !keepsMeaning(change, was, id)) earlier.fate = "replaced";
    if (isChanged) earlier.situation_changed = true;
    return { choice: item?.id ?? (fate === "gone" ? id : ""), earlier };
  }

  /**
   * Returns the current id of a question answered in words, or the earlier id and the question.
   */
  asked(at, ask) {
    const was = this.earlierSituation(at)?.ask;
    const question = was && was.id === ask ? labelAsWritten(was.text) : "";
    const now = this.situation(at).found.item?.ask;
    if (now && wordsKey(labelAsWritten(now.text)) === wordsKey(question)) return { ask: now.id };
    return { ask, question };
  }

  outcome(at, id, number) {
    const was = this.now && byId(this.earlierSituation(at)?.choices, id);
    const is = was && this.choice(at, id).item;
    return is ? outcomeNow(was.outcomes, is.outcomes, number, (node) => this.nodeId(node)) : { outcome: 0 };
  }
}

/**
 * Returns the events of a run with the ids of the current story: the same number of events. A
 * choice whose words have changed has its earlier label.
 */
export function carriedRun(versions, events) {
  const [first] = events;
  if (first?.event !== "started") return events;
  let { scenario } = first;
  let carrier;
  let last = ["", ""];
  return events.map((event) => {
    if (event.digest !== undefined) {
      scenario = event.scenario ?? scenario;
      carrier = event.digest === versions.now.pack.digest ? undefined : new Carrier(versions, event.digest, scenario);
    }
    return carrier ? carriedEvent(event) : event;
  });

  function carriedEvent(event) {
    const { event: kind, at } = event;
    if (kind === "started" || (kind === "resumed" && event.scenario !== undefined)) {
      return { ...event, scenario: carrier.now?.id ?? event.scenario };
    }
    if (kind === "resolved") {
      const { outcome, reworded } = carrier.outcome(...last, event.outcome);
      return { event: kind, outcome, ...(reworded && { reworded }) };
    }
    if (at === undefined) return event;
    const moved = { ...event, at: carrier.nodeId(at) };
    if (kind === "shown") {
      for (const key of ["choices", "locked"]) {
        moved[key] = carrier.choiceIds(at, event[key]);
        if (!moved[key].length) delete moved[key];
      }
    } else if (kind === "chosen") {
      last = [at, event.choice];
      Object.assign(moved, carrier.chosen(at, event.choice));
    } else if (kind === "wrote") {
      Object.assign(moved, carrier.asked(at, event.ask));
    } else if (kind === "voted") {
      moved.votes = event.votes.map(({ choice, count }) => ({ choice: carrier.choiceId(at, choice), count }));
    } else if (event.choice !== undefined) {
      moved.choice = carrier.choiceId(at, event.choice);
    }
    return moved;
  }
}

/**
 * Resumes a run at the latest point that the story still has, from events that were carried to
 * it. The choices that counted are made again, until one can no longer be made. Returns the run,
 * and what to say before it in `notices`. Throws an error if the run is over, or of another
 * scenario.
 */
export function resumeCarried(playable, events, options = {}) {
  const [started] = events;
  const end = events[events.length - 1];
  const isOver = end?.event === "ended" && end.how !== "left";
  const { scenario, story } = playable;
  const own = events.reduce((id, it) => (it.digest === undefined ? id : it.scenario ?? id), undefined);
  if (started?.event !== "started" || isOver || own !== scenario.id) throw new Error("the run cannot be resumed");
  const run = new Run(playable, { ...options, seed: started.seed });
  const { steps } = standingSteps(events);
  let kept = 0;
  let why = PHRASES.choices_gone;
  const [rewordedChoices, rewordedOutcomes] = [[], []];
  const changed = new Set();
  for (const { at, choice, outcome, earlier, reworded } of steps) {
    if (earlier?.fate === "undecided" || earlier?.fate === "replaced") {
      why = earlier.fate === "replaced" ? PHRASES.other_situation : PHRASES.unclear_choice;
      break;
    }
    if (run.state.node.id !== at) break;
    const view = run.scene.choices.find(({ id, locked }) => id === choice && !locked);
    if (!view) break;
    if (outcome === 0) {
      why = PHRASES.unclear_outcome;
      break;
    }
    if (run.choose(choice, outcome)) {
      why = PHRASES.other_outcome;
      break;
    }
    const label = plainText(view.label);
    if (reworded) rewordedOutcomes.push(fillText(PHRASES.outcome_reworded, { choice: label }));
    if (earlier?.fate === "reworded") {
      rewordedChoices.push(fillText(PHRASES.choice_reworded, { said: earlier.label, says: label }));
    }
    if (earlier?.situation_changed) changed.add(at);
    kept += 1;
  }
  const titleOf = (id) => titleOrId((byId(scenario.situations, id) ?? byId(scenario.endings, id))?.title ?? "", id);
  const left = events.filter(({ event }) => event === "shown").pop()?.at;
  const here = run.state.node.id;
  let first = PHRASES.continues;
  if (kept < steps.length) first = goneWords(scenario, steps.slice(kept), why);
  else if (left !== undefined && left !== here) first = fillText(PHRASES.leads_elsewhere, { title: titleOf(here) });
  const edited = lastDigest({ events: events.map((what) => ({ what })) }) !== story.pack.digest;
  run.continueRecord(events);
  const situations = [...changed].map((id) => fillText(PHRASES.situation_changed, { title: titleOf(id) }));
  return { run, edited, dropped: steps.length - kept, notices: [first, ...situations, ...rewordedChoices, ...rewordedOutcomes] };
}

/** Says why choices can no longer be made. */
function goneWords({ situations }, dropped, why) {
  if (typeof why === "object") return countText(why, dropped.length);
  const [{ choice: id, earlier }] = dropped;
  const choice = situations.flatMap(({ choices = [] }) => choices).find((it) => it.id === id);
  const label = choice ? choice.label.map(({ text }) => text ?? "…").join("") : "";
  return fillText(why, { choice: earlier?.label ?? titleOrId(label, id) });
}
