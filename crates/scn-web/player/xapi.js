// The home of a page that was launched with the address of a learning record store (Tin Can launch).

import { randomId } from "./ids.js";
import { isJsonObject, isWebAddress, jsonOrNothing } from "./lrs.js";
import { LrsHome, actorName } from "./lrshome.js";
import { isUuid, isoDuration, packUrl, statementVerb, utcTime, uuidOfName } from "./statements.js";

/** Returns an actor as xAPI 1.0.3 has it. Old platforms give lists, and accounts with other names. */
export function modernActor(given) {
  if (!isJsonObject(given)) return null;
  const first = (value) => (Array.isArray(value) ? value[0] : value);
  const account = first(given.account);
  const actor = { objectType: "Agent" };
  if (typeof first(given.name) === "string") actor.name = first(given.name);
  const ids = ["mbox", "mbox_sha1sum", "openid"].filter((name) => typeof first(given[name]) === "string");
  if (isJsonObject(account)) {
    actor.account = { homePage: account.homePage ?? account.accountServiceHomePage, name: account.name ?? account.accountName };
  } else if (ids.length) {
    actor[ids[0]] = first(given[ids[0]]);
  } else {
    return null;
  }
  return actor;
}

class XapiHome extends LrsHome {
  async connect() {
    const { story, settings } = this.context;
    const address = new URLSearchParams(location.search);
    const endpoint = address.get("endpoint");
    const actor = modernActor(jsonOrNothing(address.get("actor")));
    if (!isWebAddress(endpoint) || !actor) {
      this.sayTrouble("lrs_not_launched");
      return false;
    }
    const registration = isUuid(address.get("registration")) ? address.get("registration") : undefined;
    const activityId = address.get("activity_id") || packUrl(settings.base, story.pack.name);
    const grouping = address.get("grouping");
    const isAbsolute = grouping && /^[a-z][a-z0-9+.-]*:/i.test(grouping);
    Object.assign(this, { actor, registration, pack: activityId, learner: actorName(actor) });
    this.groupings = isAbsolute ? [{ objectType: "Activity", id: grouping }] : [];
    const query = { activityId, agent: JSON.stringify(actor), ...(registration ? { registration } : {}) };
    this.use({ endpoint, authorization: address.get("auth"), language: address.get("Accept-Language"), query });
    await this.restore();
    this.queue.add({ statement: this.ofCourse("initialized", randomId()) });
    return true;
  }

  isReported() {
    return true;
  }

  placed(statement) {
    statement.context?.contextActivities.grouping.push(...this.groupings);
    return statement;
  }

  /** Returns a statement about the whole course. */
  ofCourse(verb, id, result) {
    const { story, settings } = this.context;
    const language = story.pack.language ?? "und";
    const definition = { type: "http://adlnet.gov/expapi/activities/course", name: { [language]: story.pack.title } };
    const statement = {
      id,
      actor: this.actor,
      verb: statementVerb(verb),
      object: { objectType: "Activity", id: this.pack, definition },
      context: {
        platform: settings.platform,
        language,
        ...(this.groupings.length ? { contextActivities: { grouping: this.groupings } } : {}),
        extensions: { [`${settings.base}/extensions/digest`]: story.pack.digest },
      },
      timestamp: utcTime(Date.now()),
    };
    if (this.registration) statement.context.registration = this.registration;
    if (result) statement.result = result;
    return statement;
  }

  milestones(course) {
    if (!course.complete) return;
    const result = { completion: true, duration: isoDuration(0, this.timeSpent()) };
    const id = this.registration ? uuidOfName(this.registration, `${this.pack} completed`) : randomId();
    this.queueOnce("completed", () => this.ofCourse("completed", id, result));
  }

  closing() {
    this.queue.add({ statement: this.ofCourse("terminated", randomId(), { duration: this.sessionTime() }), dispensable: true });
  }
}

/** Returns the home of a page that was launched with the address of a learning record store. */
export function createXapiHome(context) {
  return new XapiHome(context, "xapi");
}
