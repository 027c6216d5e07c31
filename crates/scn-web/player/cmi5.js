// The home of a page that was launched by a platform with cmi5: one part of the course.

import { isJsonObject, isWebAddress, jsonOrNothing, webRequest } from "./lrs.js";
import { LrsHome, actorName } from "./lrshome.js";
import { isoDuration, packUrl, partUrl, quizScore, statementVerb, utcTime, uuidOfName } from "./statements.js";
import { allParts, isSamePart, partOf, versionsOf } from "./versions.js";

const CMI5 = "https://w3id.org/xapi/cmi5/context/";
const CMI5_SESSION = `${CMI5}extensions/sessionid`;
const CMI5_MASTERY = `${CMI5}extensions/masteryscore`;

/** Returns activities of a template, with more that it does not have. */
function withActivities(template, own) {
  const lists = isJsonObject(template) ? { ...template } : {};
  Object.entries(own).forEach(([place, activities]) => {
    const given = [lists[place] ?? []].flat().filter(isJsonObject);
    lists[place] = [...given, ...activities.filter(({ id }) => !given.some((it) => it.id === id))];
  });
  return lists;
}

/** Returns the events up to the last choice, if nothing has happened since then. */
function heldChoice(events) {
  let last = events.length;
  while (last > 0 && ["resolved", "shown", "saved"].includes(events[last - 1].what.event)) last--;
  return events[last - 1]?.what.event === "chosen" ? last - 1 : events.length;
}

const isAttemptOver = ({ events }) => events.some(({ what }) => what.event === "ended" && what.how !== "left");

/** Returns the positions of choices that were undone. */
export function undoneChoices(events) {
  const standing = [];
  const undone = new Set();
  events.forEach(({ what }, step) => {
    if (what.event === "chosen") standing.push(step);
    else if (what.event === "undone") undone.add(standing.pop());
    else if (what.event === "resumed" && what.kept !== undefined) standing.length = Math.min(standing.length, what.kept);
  });
  return undone;
}

/** Returns the part that a launch is about, or null for the whole course: by the address, by the launch
 * parameters, by the part's own id in the template, or the only part that there is. */
export function launchedPart(story, base, address, launch) {
  const parts = allParts(story);
  const names = [address.get("scn-part"), launch.launchParameters].filter((name) => typeof name === "string");
  const grouping = [launch.contextTemplate?.contextActivities?.grouping ?? []].flat();
  const named = names.flatMap((name) => parts.filter((part) => `${part.kind}/${part.id}` === name.trim()));
  const isGrouped = (part) => grouping.some((it) => it?.id === partUrl(base, story.pack.name, part));
  return named[0] ?? parts.find(isGrouped) ?? (parts.length === 1 ? parts[0] : null);
}

class Cmi5Home extends LrsHome {
  constructor(context) {
    super(context, "cmi5");
    this.only = launchedPart(context.story, context.settings.base, new URLSearchParams(location.search), {});
  }

  async connect() {
    const { story, settings } = this.context;
    const address = new URLSearchParams(location.search);
    const names = ["endpoint", "fetch", "registration", "activityId"];
    const [endpoint, fetchUrl, registration, activityId] = names.map((name) => address.get(name));
    const actor = jsonOrNothing(address.get("actor"));
    if (!isWebAddress(endpoint) || !isWebAddress(fetchUrl) || !isJsonObject(actor) || !registration || !activityId) {
      this.sayTrouble("lrs_not_launched");
      return false;
    }
    const answer = jsonOrNothing((await webRequest("POST", fetchUrl)).text);
    const token = answer?.["auth-token"];
    if (typeof token !== "string") {
      this.sayTrouble(answer?.["error-code"] === undefined ? "lrs_trouble" : "lrs_used");
      return false;
    }
    const agent = address.get("actor");
    Object.assign(this, { actor, registration, activityId, learner: actorName(actor) });
    this.use({ endpoint, authorization: `Basic ${token}`, query: { activityId, agent, registration } });
    const launchQuery = { activityId, agent, registration, stateId: "LMS.LaunchData" };
    // A platform may insist that the preferences were asked for. Nothing here plays sound by itself.
    const [launched] = await Promise.all([
      this.store.call("GET", "activities/state", { query: launchQuery }),
      this.store.call("GET", "agents/profile", { query: { agent, profileId: "cmi5LearnerPreferences" } }),
      this.restore(),
    ]);
    const launch = jsonOrNothing(launched.text);
    if (launched.status !== 200 || !isJsonObject(launch)) {
      this.sayTrouble("lrs_trouble");
      this.queue = null;
      return false;
    }
    this.launch = launch;
    this.template = isJsonObject(launch.contextTemplate) ? launch.contextTemplate : {};
    this.only = launchedPart(story, settings.base, address, launch);
    const mastery = Number.parseFloat(launch.masteryScore);
    this.mastery = mastery >= 0 && mastery <= 1 ? mastery : null;
    this.mode = ["Browse", "Review"].includes(launch.launchMode) ? launch.launchMode : "Normal";
    this.readOnly = this.mode !== "Normal";
    if (this.readOnly) this.say({ notice: settings.phrases[this.mode === "Review" ? "lrs_review" : "lrs_browse"] });
    if (isWebAddress(launch.returnURL)) this.exit = { label: settings.phrases.lrs_exit, address: launch.returnURL };
    this.sessionName = `${this.template.extensions?.[CMI5_SESSION] ?? this.openedAt}`;
    this.endedBefore = new Set(this.attempts.filter(isAttemptOver).map(({ id }) => id));
    this.queue.add({ statement: this.ofSession("initialized", this.sessionName) });
    return true;
  }

  heldBackFrom(events) {
    return heldChoice(events);
  }

  /** Only answers are reported one by one, and none that was undone before it was sent: a part may not void. */
  isReported(verb, step, { events }) {
    return this.mode !== "Browse" && ["answered", "experienced"].includes(verb) && !undoneChoices(events).has(step);
  }

  /** Returns a statement in the context that the platform gave. */
  placed(statement) {
    const { extensions, contextActivities, ...template } = this.template;
    const own = statement.context;
    const activities = { parent: [{ objectType: "Activity", id: this.activityId }], grouping: own.contextActivities.grouping };
    const context = { ...own, ...template, registration: this.registration };
    context.contextActivities = withActivities(contextActivities, activities);
    context.extensions = { ...own.extensions, ...(isJsonObject(extensions) ? extensions : {}) };
    return { ...statement, context };
  }

  /** Returns a statement about the part as a whole, defined by cmi5. */
  ofSession(verb, name, result) {
    const { story, settings } = this.context;
    const { extensions, contextActivities, ...template } = this.template;
    const isJudged = result?.success !== undefined || result?.completion !== undefined;
    const category = ["cmi5", ...(isJudged ? ["moveon"] : [])].map((it) => ({ objectType: "Activity", id: `${CMI5}categories/${it}` }));
    const grouping = [{ objectType: "Activity", id: packUrl(settings.base, story.pack.name) }];
    const own = { platform: settings.platform, language: story.pack.language ?? "und" };
    const context = { ...own, ...template, registration: this.registration };
    context.contextActivities = withActivities(contextActivities, { category, grouping });
    context.extensions = isJsonObject(extensions) ? { ...extensions } : {};
    if (result?.success !== undefined && this.mastery !== null) context.extensions[CMI5_MASTERY] = this.mastery;
    const statement = {
      id: uuidOfName(this.registration, `${this.activityId} ${name} ${verb}`),
      actor: this.actor,
      verb: statementVerb(verb),
      object: { objectType: "Activity", id: this.activityId },
      context,
      timestamp: utcTime(Date.now()),
    };
    if (result) statement.result = result;
    return statement;
  }

  milestones(course) {
    if (this.readOnly) return;
    const state = this.only && course.parts.find(({ part }) => isSamePart(part, this.only));
    const isDone = state ? state.passed : course.complete;
    const result = (more) => ({ ...more, duration: isoDuration(0, this.timeSpent()) });
    if (isDone) this.queueOnce("completed", () => this.ofSession("completed", "registration", result({ completion: true })));
    const best = this.bestScore();
    if (!this.isPass(best, isDone)) return;
    this.queueOnce("passed", () => this.ofSession("passed", "registration", result({ success: true, ...best })));
  }

  /** Returns whether the part is passed. The platform may ask for another score than the pack. */
  isPass(best, isDone) {
    if (!this.declaresPass()) return false;
    return best && this.mastery !== null ? best.score.scaled >= this.mastery : Boolean(isDone);
  }

  /** Returns whether the pack says what passes: a quiz, or a scenario with an ending that is passed. */
  declaresPass() {
    const part = this.only && partOf(this.context.story, this.only);
    if (this.only?.kind === "quiz") return Boolean(part.pass);
    return this.only?.kind === "scenario" && part.endings.some(({ result }) => result === "passed");
  }

  /** Returns the best score of the attempts that ended, `{ score }`, or null where nothing is scored. */
  bestScore(attempts = this.attempts) {
    if (this.only?.kind !== "quiz") return null;
    const { story } = this.context;
    const ended = attempts.filter((it) => isSamePart(it.part, this.only) && isAttemptOver(it));
    const scores = ended.map(({ events }) => quizScore(versionsOf(story), partOf(story, this.only), events.map(({ what }) => what)));
    const best = scores.filter(Boolean).sort((one, other) => other.score.scaled - one.score.scaled)[0];
    return best ? { score: best.score } : null;
  }

  closing() {
    const isNew = (it) => this.only && isSamePart(it.part, this.only) && isAttemptOver(it) && !this.endedBefore.has(it.id);
    const ended = this.attempts.filter(isNew);
    const hasPassed = this.done.has("passed") || this.once.has("passed");
    if (!this.readOnly && ended.length && this.declaresPass() && !hasPassed) {
      const best = this.bestScore(ended);
      const result = { success: false, duration: isoDuration(0, this.timeSpent()), ...best };
      this.queue.add({ statement: this.ofSession("failed", this.sessionName, result), dispensable: true });
    }
    this.queue.add({ statement: this.ofSession("terminated", this.sessionName, { duration: this.sessionTime() }), dispensable: true });
  }
}

/** Returns the home of a page that was launched with cmi5. */
export function createCmi5Home(context) {
  return new Cmi5Home(context);
}
