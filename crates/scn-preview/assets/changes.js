// What an edit has changed about the run of the author, in words.

import { PHRASES } from "./phrases.js";
import { standingSteps, titleOrId } from "./session.js";
import { byId, storyOf } from "./versions.js";

/** Says that the run is at its last moment that still exists, where it had to stop. */
const LAST = "This is the last moment of your run that still exists.";

/**
 * Returns how a run differs from what was recorded of it in an earlier version, in sentences; an
 * empty text if it does not. `carried` has the events as they are in the current version, and
 * `run` is made from them.
 */
export function changeWords(versions, { recorded, carried, run }) {
  const was = recordedPaths(carried);
  const { steps } = standingSteps(carried);
  const kept = run.steps.length;
  const is = nodePaths(run);
  const sentences = [pathWords(run.playable, { was, raw: recordedPaths(recorded), is })];
  if (kept < steps.length) sentences.push(`${cutWords(run, steps[kept], standingSteps(recorded).steps[kept])} ${LAST}`);
  else sentences.push(endingWords(run, earlierEnding(versions, recorded, carried)));
  return sentences.filter(Boolean).join(" ");
}

/**
 * Returns the ids of the situations and endings of a run: a list for its start, and one for each
 * choice.
 */
export function nodePaths({ steps, scene }) {
  const idsOf = ({ passages }) => passages.map(({ id }) => id).filter((id) => id !== undefined);
  return [...steps.map((step) => step.scene), scene].map(idsOf);
}

/** Returns the same for events, of the choices that count. */
function recordedPaths(events) {
  const paths = [[]];
  let isRepeat = false;
  for (const { event, at } of events) {
    if (event === "chosen") paths.push([]);
    else if (event === "undone") paths.pop();
    // After that, the situation is shown again, which is no arrival.
    if (event === "undone") isRepeat = true;
    else if (event === "shown" && isRepeat) isRepeat = false;
    else if (event === "shown") paths[paths.length - 1].push(at);
  }
  return paths;
}

/** Says where the choices lead now, at the first choice that leads elsewhere. */
function pathWords(playable, { was, raw, is }) {
  const isOther = (path, index) => index < was.length && JSON.stringify(path) !== JSON.stringify(was[index]);
  const index = is.findIndex(isOther);
  if (index < 0) return "";
  const before = was[index].map((id, place) => id || raw[index][place]);
  return `Your choices now lead elsewhere: to ${listed(playable, is[index])} and no longer to ${listed(playable, before)}.`;
}

const listed = (playable, ids) => ids.map((id) => `“${titleOf(playable, id)}”`).join(", then ") || "nothing";

function titleOf({ nodes }, id) {
  return titleOrId(nodes.get(id)?.of.title ?? "", id);
}

/** Says why a choice cannot be made again. `was` is the choice as it was recorded. */
function cutWords({ playable, state, scene, ended }, { at, choice, outcome, earlier }, was) {
  if (earlier?.fate === "undecided" || earlier?.fate === "replaced") {
    return `It cannot be decided which choice “${earlier.label}” is now.`;
  }
  const words = `The choice “${was.choice}”`;
  const here = titleOf(playable, state.node.id);
  const view = at === state.node.id && scene.choices.find(({ id }) => id === choice);
  if (view?.locked) return `${words} that you made at “${here}” is now locked.`;
  if (ended) return "The run now ends before.";
  if (!view) return `${words} that you made at “${here}” is no longer on offer.`;
  if (outcome === 0) return "The outcome of your next choice was removed, or it is unclear which one it is now.";
  return `${words} can no longer come out as outcome ${outcome}.`;
}

/**
 * Returns the ending that was recorded, with its current id and its result; null if there was
 * none.
 */
function earlierEnding(versions, recorded, carried) {
  const last = recorded[recorded.length - 1];
  if (last.event !== "ended" || last.how !== "ending") return null;
  const named = (key) => recorded.reduce((known, event) => event[key] ?? known, "");
  const scenario = byId(storyOf(versions, named("digest"))?.scenarios, named("scenario"));
  const was = byId(scenario?.endings, last.at);
  const now = carried.filter(({ event }) => event === "shown").pop()?.at;
  return { at: now || last.at, title: titleOrId(was?.title ?? "", last.at), result: was?.result };
}

/** Says how the run ends now, if it ended otherwise or not at all. */
function endingWords({ playable, state, ended }, was) {
  const is = ended?.how === "ending" ? { at: state.node.id, result: state.node.ending.result } : null;
  if (!is) return was ? `The run no longer ends at “${was.title}” here.` : "";
  if (was?.at !== is.at) return `The run now ends at “${titleOf(playable, is.at)}”.`;
  const result = (it) => PHRASES.results[it.result] ?? it.result;
  return was.result === undefined || was.result === is.result ? "" : `This ending is now ${result(is)}, and was ${result(was)}.`;
}
