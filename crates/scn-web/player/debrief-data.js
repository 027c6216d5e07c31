// The debrief of a run, as data: what each decision did to the principles, and the profile. This is the
// part "The debrief" of the description of the story format.

import { makeChoice, shownBody, shownText } from "./machine.js";

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
      return { principle, title: principles.get(principle)?.title ?? principle, rating, given: words.given?.[rating], because };
    });
    const ratings = scene.links.map(({ rating }) => rating);
    decision.trade = ratings.some((rating) => rating > 0) && ratings.some((rating) => rating < 0);
  }

  onChosen(run, { id: choice, label }, earlier) {
    const { id: at, title } = run.scene.passages[run.scene.passages.length - 1];
    const known = this.decisions.flatMap((made) => (made.at === at ? made.written ?? [] : [])).map((it) => JSON.stringify(it));
    const written = writtenAt(run).filter((it) => !known.includes(JSON.stringify(it)));
    this.decisions.push({
      at,
      title,
      choice,
      label: earlier?.fate === "reworded" ? labelWithEarlier(run.playable.words, earlier.label, label) : label,
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
    const count = (id) => votes.reduce((sum, vote) => sum + (vote.choice === id ? vote.count : 0), 0);
    const offered = scene.choices.filter(({ locked }) => !locked);
    this.votes = offered.map(({ id, label }) => ({ choice: id, label, count: count(id) }));
  }
}

/** Returns the label of a choice as it was when it was made, and as it is now. */
function labelWithEarlier({ reworded_label: phrase = "{earlier} (now: {label})" }, earlier, label) {
  const [before, after] = phrase.split("{label}");
  return [{ text: before.replace("{earlier}", () => earlier) }, ...label, { text: after }];
}

/** Returns what was written at the current situation, in the order in which its questions were answered. */
function writtenAt({ state, learner, events }) {
  const latest = new Map();
  for (const { event, at, words, question } of events) {
    if (event !== "wrote" || at !== state.node.id) continue;
    latest.delete(question);
    latest.set(question, words);
  }
  const asked = shownText({ state, learner }, state.node.of.ask?.text ?? []);
  const written = [...latest].filter(([, words]) => words);
  return written.map(([question, words]) => ({ question: question === undefined ? asked : [{ text: question }], words }));
}

/** Returns the lowest and the highest rating that the choices on offer could have, for each principle that one names. */
function ratingSpreads({ playable, state, open }) {
  const possible = open.flatMap((choice) => makeChoice(state, open, choice).possible);
  const spreads = [...playable.order].map((principle) => {
    const ratings = possible.map(({ links }) => links.find((link) => link.principle === principle)?.rating);
    const all = ratings.map((rating) => rating ?? 0);
    const isNamed = ratings.some((rating) => rating !== undefined);
    return isNamed && { principle, low: Math.min(...all), high: Math.max(...all) };
  });
  return spreads.filter(Boolean);
}

/** Returns the line `debrief` about decisions. */
export function debriefLine({ story, scenario, principles, order, words }, decisions) {
  const met = new Set([...scenario.covers, ...decisions.flatMap(({ spreads }) => spreads.map(({ principle }) => principle))]);
  // A foreign story may name a principle that it does not contain.
  const ids = new Set([...story.principles.map(({ id }) => id), ...order]);
  const profile = [...ids].filter((id) => met.has(id)).map((id) => {
    const { title = id, text = [], source } = principles.get(id) ?? {};
    return { principle: id, title, text: shownBody({ state: null, learner: words.guest }, text), source, ...principleScore(decisions, id) };
  });
  return { message: "debrief", decisions, profile, closing: profile.length ? words.closing : "" };
}

/** Returns the points of a run for a principle, and the band that they are in. */
export function principleScore(decisions, id) {
  const score = { points: 0, of: 0, decisions: 0 };
  const find = (list) => list.find(({ principle }) => principle === id);
  for (const { outcome, spreads, judgements } of decisions) {
    const { low = 0, high = 0 } = find(spreads) ?? {};
    if (outcome === undefined || low === high) continue;
    score.points += (find(judgements)?.rating ?? 0) - low;
    score.of += high - low;
    score.decisions += 1;
  }
  return { ...score, band: scoreBand(score) };
}

/** Returns the band of points, as the debrief names it. */
export function scoreBand({ points, of, decisions }) {
  if (decisions < ENOUGH_DECISIONS) return "not-enough";
  return 5 * points < 2 * of ? "needs-attention" : 4 * points <= 3 * of ? "mixed" : "consistent";
}
