// The debrief of a run, as data: what each decision did to the principles, and the profile. This is the
// part "The debrief" of the description of the story format.

import { makeChoice, shownBody, shownText, withoutAbsent } from "./machine.js";

/** Fewer decisions than this are not enough for a judgement. */
const ENOUGH_DECISIONS = 3;

/** Collects the decisions of a run while it is replayed. */
export class DebriefFold {
  constructor() {
    this.decisions = [];
    this.votes = [];
  }

  onScene({ playable, scene }) {
    const [passage] = scene.passages;
    const decision = this.decisions[this.decisions.length - 1];
    if (passage?.kind !== "outcome" || !decision) return;
    const { principles, words } = playable;
    decision.outcome = passage.number;
    decision.feedback = passage.feedback;
    decision.judgements = scene.links.map(({ principle, rating, because }) => {
      const title = principles.get(principle)?.title ?? principle;
      return { principle, title, rating, given: words.given?.[ratingLevel(rating)], because };
    });
    const has = (sign) => decision.judgements.some(({ rating }) => rating * sign > 0);
    decision.trade = has(1) && has(-1);
  }

  onChosen(run, view, earlier) {
    const { id: at = "", title = "" } = run.scene.passages[run.scene.passages.length - 1] ?? {};
    const isKnown = (text) => this.decisions.some((made) => made.at === at && made.written?.some((it) => sameData(it, text)));
    const written = writtenAt(run).filter((it) => !isKnown(it));
    this.decisions.push({
      at,
      title,
      choice: view.id,
      label: earlier?.fate === "reworded" ? labelWithEarlier(run.playable.words, earlier.label, view.label) : view.label,
      situation_changed: earlier?.situation_changed || undefined,
      outcome: undefined,
      judgements: [],
      trade: false,
      feedback: [],
      spreads: ratingSpreads(run),
      written: written.length ? written : undefined,
      votes: this.votes.length ? this.votes : undefined,
    });
    this.votes = [];
  }

  onVote({ scene }, votes) {
    const count = (choice) => votes.reduce((sum, vote) => sum + (vote.choice === choice ? vote.count : 0), 0);
    const offered = scene.choices.filter(({ locked }) => !locked);
    this.votes = offered.map(({ id, label }) => ({ choice: id, label, count: count(id) }));
  }

  onUndo() {
    this.decisions.pop();
    this.votes = [];
  }
}

function sameData(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function ratingLevel(rating) {
  return String(Math.max(-2, Math.min(2, rating)));
}

/** Returns the label of a choice as it was when it was made, and as it is now. */
function labelWithEarlier({ reworded_label: phrase = "{earlier} (now: {label})" }, earlier, label) {
  const [before, after] = phrase.split("{label}");
  return [{ text: before.split("{earlier}").join(earlier) }, ...label, { text: after }];
}

/** Returns what was written at the current situation, in the order in which its questions were answered. */
function writtenAt({ playable, state, name, events }) {
  const latest = new Map();
  for (const { event, at, words, question } of events) {
    if (event !== "wrote" || at !== state.node.id) continue;
    latest.delete(question);
    latest.set(question, words);
  }
  const ask = state.node.situation?.ask;
  const textOf = (question) => {
    if (question !== undefined) return [{ text: question }];
    return ask ? shownText({ playable, state, learner: name }, ask.text) : [];
  };
  return [...latest].filter(([, words]) => words).map(([question, words]) => ({ question: textOf(question), words }));
}

/** Returns the lowest and the highest rating that the choices on offer could have, for each principle that one names. */
function ratingSpreads({ playable, state, open }) {
  const possible = open.flatMap((choice) => makeChoice(playable, state, open, choice).possible);
  const spreads = [];
  for (const principle of playable.order) {
    const ratings = possible.map(({ links }) => links.find((link) => link.principle === principle)?.rating);
    if (ratings.every((rating) => rating === undefined)) continue;
    const all = ratings.map((rating) => rating ?? 0);
    spreads.push({ principle, low: Math.min(...all), high: Math.max(...all) });
  }
  return spreads;
}

/** Returns the line `debrief` about decisions. */
export function debriefLine(playable, decisions) {
  const { scenario, principles, order, words } = playable;
  const isMet = (id) => scenario.covers.includes(id) || decisions.some(({ spreads }) => spreads.some((it) => it.principle === id));
  // A foreign story may name a principle that it does not contain.
  const ids = [...playable.story.principles.map(({ id }) => id), ...order.filter((id) => !principles.has(id))];
  const profile = ids.filter(isMet).map((id) => {
    const { title = id, text = [], source } = principles.get(id) ?? {};
    const learner = words.guest ?? "Guest";
    const body = shownBody({ playable, state: null, learner }, text);
    return withoutAbsent({ principle: id, title, text: body, source, ...principleScore(decisions, id) });
  });
  const closing = profile.length ? words.closing ?? "" : "";
  return { message: "debrief", decisions: decisions.map((decision) => withoutAbsent({ ...decision })), profile, closing };
}

/** Returns the points of a run for a principle, and the band that they are in. */
export function principleScore(decisions, id) {
  const score = { points: 0, of: 0, decisions: 0, band: "" };
  for (const { outcome, spreads, judgements } of decisions) {
    const spread = spreads.find(({ principle }) => principle === id);
    if (outcome === undefined || !spread || spread.low === spread.high) continue;
    const rating = judgements.find(({ principle }) => principle === id)?.rating ?? 0;
    score.points += rating - spread.low;
    score.of += spread.high - spread.low;
    score.decisions += 1;
  }
  score.band = scoreBand(score);
  return score;
}

/** Returns the band of points, as the debrief names it. */
export function scoreBand({ points, of, decisions }) {
  if (decisions < ENOUGH_DECISIONS) return "not-enough";
  return 5 * points < 2 * of ? "needs-attention" : 4 * points <= 3 * of ? "mixed" : "consistent";
}
