// A platform and a learning record store for tests: as strict as cmi5 is, and as the stores that were met.
//
// It refuses what CATAPULT's player and ADL's store refuse, with the id of the requirement, and keeps a list
// of all that it refused.

import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const VERBS = "http://adlnet.gov/expapi/verbs/";
const CONTEXT = "https://w3id.org/xapi/cmi5/context/";
const SESSION = `${CONTEXT}extensions/sessionid`;
const MASTERY = `${CONTEXT}extensions/masteryscore`;
const CMI5_VERBS = ["initialized", "completed", "passed", "failed", "terminated"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DURATION = /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

export const ACTOR = { objectType: "Agent", name: "Thandi Dlamini", account: { homePage: "https://lms.example.org", name: "learner-17" } };

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, it]) => [name, sorted(it)]))
      : value;
const isSame = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const etagOf = (text) => `"${createHash("sha1").update(text).digest("hex")}"`;

class Refusal extends Error {
  constructor(status, requirement, words = "") {
    super(`${requirement} ${words}`.trim());
    Object.assign(this, { status, requirement });
  }
}

const refuse = (condition, status, requirement, words) => {
  if (condition) throw new Refusal(status, requirement, words);
};

/** A platform. `options` are the launch data of its only part, and how the store behaves:
 *  `exposesEtag`, `isForgetful`, `hasOddTags`, `takesOne`, `isOffline`, `identical` for what a repeated statement gets. */
export class StubLms {
  constructor(options = {}) {
    this.options = { launchMode: "Normal", moveOn: "Completed", identical: 409, exposesEtag: true, ...options };
    this.registration = randomUUID();
    this.activityId = `https://lms.example.org/activities/${randomUUID()}`;
    this.publisherId = options.publisherId ?? "https://scn.invalid/packs/till/scenarios/till";
    this.sessions = new Map();
    this.states = new Map();
    this.statements = new Map();
    this.refused = [];
    this.requests = [];
    this.registered = new Set();
  }

  async start() {
    this.server = createServer((request, response) => this.handle(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** Launches the part with cmi5. An open session is abandoned. Returns the query. */
  launch(actor = ACTOR) {
    for (const session of this.sessions.values()) session.isOver = true;
    const session = { id: randomUUID(), token: null, verbs: new Set(), isOver: false, asked: false };
    this.sessions.set(session.id, session);
    this.session = session;
    this.template = {
      contextActivities: { grouping: [{ id: this.publisherId, objectType: "Activity" }] },
      extensions: { [SESSION]: session.id },
    };
    const query = { endpoint: `${this.origin}/lrs`, fetch: `${this.origin}/fetch/${session.id}`, actor: JSON.stringify(actor) };
    return `?${new URLSearchParams({ ...query, registration: this.registration, activityId: this.activityId })}`;
  }

  /** Launches the course as a Tin Can activity. Returns the query. */
  tinCan(more = {}, actor = ACTOR) {
    this.isPlain = true;
    const query = { endpoint: `${this.origin}/lrs/`, auth: "Basic c2NuOnNjbg==", actor: JSON.stringify(actor), activity_id: this.activityId };
    return `?${new URLSearchParams({ ...query, registration: this.registration, ...more })}`;
  }

  get launchData() {
    const { launchMode, moveOn, masteryScore, returnURL, launchParameters } = this.options;
    return { contextTemplate: this.template, launchMode, moveOn, masteryScore, returnURL, launchParameters };
  }

  verbs() {
    return [...this.statements.values()].map(({ verb }) => verb.id.replace(VERBS, ""));
  }

  async handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const url = new URL(request.url, this.origin);
    this.requests.push({ method: request.method, path: url.pathname, query: url.searchParams, body });
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*", "Access-Control-Allow-Methods": "*" };
    headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version, Accept-Language";
    if (this.options.exposesEtag) headers["Access-Control-Expose-Headers"] = "ETag";
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    if (this.options.isOffline) return request.socket.destroy();
    try {
      const answer = this.answer(request, url, body);
      const text = answer.text ?? (answer.json === undefined ? "" : JSON.stringify(answer.json));
      Object.assign(headers, answer.headers, { "Content-Type": "application/json" });
      if (!this.options.exposesEtag) delete headers.ETag;
      response.writeHead(answer.status ?? 200, headers).end(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused.push({ requirement: error.requirement, words: error.message, method: request.method, path: url.pathname, body });
      response.writeHead(error.status, { ...headers, "Content-Type": "application/json" }).end(JSON.stringify({ error: error.message }));
    }
  }

  answer(request, url, body) {
    const [, root, ...path] = url.pathname.split("/");
    if (root === "fetch") return this.giveToken(request, path[0]);
    refuse(root !== "lrs", 404, "no such place");
    refuse(request.headers["x-experience-api-version"] !== "1.0.3", 400, "xapi version header");
    const session = this.authorized(request.headers.authorization ?? "");
    const resource = path.filter(Boolean).join("/");
    if (resource === "activities/state") return this.state(request, url.searchParams, body);
    if (resource === "agents/profile") return this.profile(request, url.searchParams, session);
    refuse(resource !== "statements", 404, "no such resource", resource);
    return this.receive(request, url.searchParams, body, session);
  }

  giveToken(request, id) {
    refuse(request.method !== "POST", 401, "8.2.1.0-2");
    const session = this.sessions.get(id);
    if (!session || session.token) return { json: { "error-code": "1", "error-text": "Already in Use" } };
    session.token = Buffer.from(`${id}:secret`).toString("base64");
    return { json: { "auth-token": session.token } };
  }

  authorized(authorization) {
    if (this.isPlain) {
      refuse(authorization !== "Basic c2NuOnNjbg==", 401, "no permission");
      return null;
    }
    const session = [...this.sessions.values()].find(({ token }) => token && authorization === `Basic ${token}`);
    refuse(!session, 401, "8.1.2.0-5");
    refuse(session.isOver, 403, "8.1.2.0-2");
    return session;
  }

  checkAgent(text) {
    let agent;
    try {
      agent = JSON.parse(text);
    } catch {
      throw new Refusal(400, "8.1.3.0-3");
    }
    refuse(!isSame(agent, ACTOR), this.isPlain ? 400 : 403, "8.1.3.0-3");
  }

  state(request, query, body) {
    this.checkAgent(query.get("agent"));
    refuse(query.get("activityId") !== this.activityId, 403, "8.1.5.0-5");
    refuse(!this.isPlain && query.get("registration") !== this.registration, 403, "8.1.4.0-3");
    const id = query.get("stateId");
    if (id === "LMS.LaunchData") {
      refuse(request.method !== "GET", 403, "10.2.1.0-5");
      return { json: this.launchData };
    }
    const kept = this.states.get(id);
    if (request.method === "GET") {
      if (this.options.isForgetful) return { json: { success: true } };
      refuse(kept === undefined, 404, "no such document");
      return { text: kept, headers: { ETag: etagOf(kept) } };
    }
    refuse(request.method !== "PUT", 405, "not in this stub");
    if (this.options.isForgetful) return { json: { success: true } };
    const { "if-match": match, "if-none-match": none } = request.headers;
    if (this.options.hasOddTags) {
      refuse(match, 412, "another state");
      this.states.set(id, body);
      return { status: 204 };
    }
    refuse(kept !== undefined && !match && !none, 409, "no If-Match");
    refuse((match && (kept === undefined || match !== etagOf(kept))) || (none === "*" && kept !== undefined), 412, "another state");
    this.states.set(id, body);
    return { status: 204, headers: { ETag: etagOf(body) } };
  }

  profile(request, query, session) {
    this.checkAgent(query.get("agent"));
    refuse(query.get("profileId") !== "cmi5LearnerPreferences", 404, "11.0.0.0-4");
    if (session) session.asked = true;
    const { preferences } = this.options;
    refuse(!preferences, 404, "no preferences");
    return { json: preferences };
  }

  receive(request, query, body, session) {
    refuse(request.method === "GET", 405, "not in this stub");
    const given = JSON.parse(body);
    if (request.method === "PUT") {
      refuse(query.get("statementId") !== given.id, 400, "another id");
      this.keep([given], session);
      return { status: 204 };
    }
    if (this.options.takesOne) return { json: { success: true } };
    const list = [given].flat();
    this.keep(list, session);
    return { json: list.map(({ id }) => id) };
  }

  /** Keeps all of the statements, or none. */
  keep(list, session) {
    const verbs = new Set(session?.verbs);
    const registered = new Set(this.registered);
    for (const statement of list) {
      checkStatement(statement);
      const known = this.statements.get(statement.id);
      refuse(known, this.options.identical, "a statement with this id is there");
      if (session) this.checkSession(statement, session, verbs, registered);
    }
    list.forEach((statement) => this.statements.set(statement.id, statement));
    if (session) session.verbs = verbs;
    this.registered = registered;
    if (verbs.has("terminated")) session.isOver = true;
  }

  /** The rules of cmi5 for a statement in a session. */
  checkSession(statement, session, verbs, registered) {
    const { actor, verb, object, result = {}, context = {}, timestamp } = statement;
    const name = verb.id.replace(VERBS, "");
    const { contextActivities: lists = {}, extensions = {} } = context;
    const categories = [lists.category ?? []].flat().map(({ id }) => id.replace(`${CONTEXT}categories/`, ""));
    const isDefined = categories.includes("cmi5");
    const { launchMode, masteryScore } = this.options;
    refuse(name === "voided", 403, "6.3.0.0-1");
    refuse(!isSame(actor, ACTOR), 403, "9.2.0.0-1");
    refuse(!timestamp, 403, "9.7.0.0-1");
    refuse(!/Z$/.test(timestamp), 403, "9.7.0.0-2");
    refuse(context.registration !== this.registration, 403, "9.6.1.0-1");
    refuse(extensions[SESSION] !== session.id, 403, "9.6.3.1-4");
    const grouping = [lists.grouping ?? []].flat();
    refuse(!this.template.contextActivities.grouping.every(({ id }) => grouping.some((it) => it.id === id)), 403, "10.2.1.0-6");
    refuse(verbs.has("terminated"), 403, "9.3.0.0-5");
    refuse(!verbs.has("initialized") && name !== "initialized", 403, "9.3.0.0-4");
    const isJudged = result.success !== undefined || result.completion !== undefined;
    refuse(!isDefined && categories.includes("moveon"), 403, "9.6.2.2-2");
    if (!isDefined) return refuse(name === "initialized" || name === "terminated", 403, "9.6.2.1-1");
    refuse(!CMI5_VERBS.includes(name), 403, "9.3.0.0-1");
    refuse(object.id !== this.activityId, 403, "8.1.5.0-6");
    refuse(verbs.has(name), 403, "9.3.0.0-2");
    refuse(name === "initialized" && !session.asked, 403, "11.0.0.0-3");
    refuse(isJudged !== categories.includes("moveon"), 403, isJudged ? "9.6.2.2-1" : "9.6.2.2-2");
    refuse(result.score && !["passed", "failed"].includes(name), 403, "9.5.1.0-2");
    refuse(result.score?.raw !== undefined && (result.score.min === undefined || result.score.max === undefined), 403, "9.5.1.0-3");
    refuse(result.success !== { passed: true, failed: false }[name], 403, { passed: "9.5.2.0-1", failed: "9.5.2.0-2" }[name] ?? "9.5.2.0-3");
    refuse(result.completion !== { completed: true }[name], 403, name === "completed" ? "9.5.3.0-1" : "9.5.3.0-2");
    const durations = { terminated: "9.5.4.1-1", completed: "9.5.4.1-2", passed: "9.5.4.1-3", failed: "9.5.4.1-4" };
    refuse(durations[name] && !DURATION.test(result.duration ?? ""), 403, durations[name]);
    if (["completed", "passed", "failed"].includes(name)) {
      refuse(launchMode !== "Normal", 403, launchMode === "Review" ? "10.2.2.0-3" : "10.2.2.0-2");
      refuse(name === "completed" && registered.has(name), 403, "9.3.0.0-6");
      refuse(name === "passed" && registered.has(name), 403, "9.3.0.0-7");
      refuse(name === "failed" && registered.has("passed"), 403, "9.3.0.0-8");
      refuse(name !== "completed" && (verbs.has("passed") || verbs.has("failed")), 403, "9.3.0.0-3");
      refuse(name !== "completed" && masteryScore !== undefined && result.score && extensions[MASTERY] !== masteryScore, 403, "9.6.3.2-2");
      refuse(name === "passed" && result.score?.scaled < masteryScore, 403, "9.3.4.0-2");
      refuse(name === "failed" && result.score?.scaled >= masteryScore, 403, "9.3.5.0-2");
      registered.add(name);
    }
    return verbs.add(name);
  }
}

/** The rules of xAPI that stores were met to enforce. */
function checkStatement(statement) {
  const { id, actor, verb, object, result = {}, context, timestamp } = statement;
  refuse(!UUID.test(id ?? ""), 400, "9.1.0.0-1");
  refuse(!actor || !verb?.id || !object, 400, "a statement has an actor, a verb and an object");
  refuse(timestamp && Number.isNaN(Date.parse(timestamp)), 400, "a timestamp is a time");
  refuse(object.objectType === "StatementRef" && context, 400, "a statement about a statement has no context of activities");
  const { choices, interactionType, type } = object.definition ?? {};
  refuse(type?.endsWith("cmi.interaction") && !interactionType, 400, "an interaction has a type");
  refuse(choices?.some(({ description }) => !description), 400, "description is missing in Activity definition choices");
  refuse(choices && new Set(choices.map((it) => it.id)).size !== choices.length, 400, "two choices with one id");
  refuse(result.response !== undefined && typeof result.response !== "string", 400, "a response is a text");
  refuse(result.duration !== undefined && !DURATION.test(result.duration), 400, "a duration is one of ISO 8601");
  refuse(result.score && !(Math.abs(result.score.scaled) <= 1), 400, "a scaled score is at most 1");
  const keys = [result.extensions, context?.extensions].flatMap((it) => Object.keys(it ?? {}));
  refuse(keys.some((key) => !/^https?:\/\//.test(key)), 400, "keys of extensions are IRIs");
  const isEmpty = Object.values(context?.contextActivities ?? {}).some((it) => !it.length && !it.id);
  refuse(isEmpty, 400, "a list of activities has one");
}
