// A strict LMS for tests: an API for SCORM 1.2 or 2004 that refuses whatever the standard or some LMS
// refuses, and writes down every rule that was broken. What it keeps is in `stored`.

const SHORT_IDENTIFIER = /^[\w.]{1,250}$/;
const TIME_12 = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const SPAN_12 = /^\d{2,4}:[0-5]?\d:[0-5]\d(\.\d{1,2})?$/;
const TIMESTAMP = /^20([012]\d|3[0-7])-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,2}(Z|[+-]\d\d:\d\d)?)?$/;
const SPAN_2004 = /^PT\d+(\.\d{1,2})?S$/;
const NUMBER = /^-?\d+(\.\d{1,7})?$/;
const ID = /^[!-~]{1,255}$/;
const ascii = (most) => (value) => /^[ -~]*$/.test(value) && value.length <= most;
const matches = (pattern) => (value) => pattern.test(value);
const oneOf = (...values) => (value) => values.includes(value);
const between = (low, high) => (value) => NUMBER.test(value) && low <= Number(value) && Number(value) <= high;
const oneLine = (most) => (value) => !/[\r\n]/.test(value) && [...value].length <= most && !value.startsWith("{");

const RULES_12 = {
  "cmi.suspend_data": ascii(4096),
  "cmi.core.lesson_location": ascii(255),
  "cmi.core.lesson_status": oneOf("passed", "completed", "failed", "incomplete", "browsed"),
  "cmi.core.exit": oneOf("time-out", "suspend", "logout", ""),
  "cmi.core.session_time": matches(SPAN_12),
  "cmi.core.score.raw": between(0, 100),
  "cmi.core.score.min": between(0, 100),
  "cmi.core.score.max": between(0, 100),
  "cmi.comments": oneLine(4096),
  "cmi.objectives.n.id": matches(ID),
  "cmi.objectives.n.status": oneOf("passed", "completed", "failed", "incomplete", "browsed", "not attempted"),
  "cmi.interactions.n.id": matches(ID),
  "cmi.interactions.n.type": oneOf("choice", "fill-in"),
  "cmi.interactions.n.time": matches(TIME_12),
  "cmi.interactions.n.latency": matches(SPAN_12),
  "cmi.interactions.n.student_response": ascii(255),
  "cmi.interactions.n.result": oneOf("correct", "wrong", "unanticipated", "neutral"),
  "cmi.interactions.n.objectives.n.id": matches(ID),
  "cmi.interactions.n.correct_responses.n.pattern": ascii(255),
};

const RULES_2004 = {
  "cmi.suspend_data": ascii(16000),
  "cmi.location": oneLine(1000),
  "cmi.completion_status": oneOf("completed", "incomplete", "not attempted", "unknown"),
  "cmi.success_status": oneOf("passed", "failed", "unknown"),
  "cmi.exit": oneOf("suspend", "normal", "logout", "time-out", ""),
  "cmi.session_time": matches(SPAN_2004),
  "cmi.progress_measure": between(0, 1),
  "cmi.score.raw": between(0, 100),
  "cmi.score.min": between(0, 100),
  "cmi.score.max": between(0, 100),
  "cmi.score.scaled": between(-1, 1),
  "cmi.objectives.n.id": matches(ID),
  "cmi.objectives.n.completion_status": oneOf("completed", "incomplete", "not attempted", "unknown"),
  "cmi.interactions.n.id": matches(ID),
  "cmi.interactions.n.type": oneOf("choice", "fill-in", "long-fill-in"),
  "cmi.interactions.n.timestamp": matches(TIMESTAMP),
  "cmi.interactions.n.latency": matches(SPAN_2004),
  "cmi.interactions.n.learner_response": null,
  "cmi.interactions.n.result": oneOf("correct", "incorrect", "unanticipated", "neutral"),
  "cmi.interactions.n.description": oneLine(250),
  "cmi.interactions.n.objectives.n.id": matches(ID),
  "cmi.interactions.n.correct_responses.n.pattern": null,
};

const SET_OF_IDS = (value) => {
  const ids = value.split("[,]");
  return ids.every((id) => SHORT_IDENTIFIER.test(id)) && new Set(ids).size === ids.length;
};
const RESPONSES = { choice: SET_OF_IDS, "fill-in": oneLine(250), "long-fill-in": oneLine(4000) };

const READ_12 = ["cmi.core.lesson_mode", "cmi.core.student_name", "cmi.core.student_id"];
const READ_2004 = ["cmi.mode", "cmi.learner_name", "cmi.learner_id"];

/** An LMS that keeps what one learner did, over several launches. */
export class Recorder {
  constructor(version, { stored = {}, objectives = [], name = "Mokoena, Thandi", mode = "normal" } = {}) {
    this.version = version;
    this.is12 = version === "1.2";
    this.broken = [];
    this.calls = [];
    this.name = name;
    this.mode = mode;
    this.stored = { [this.status]: this.is12 ? "not attempted" : "unknown", ...stored };
    objectives.forEach((id, at) => (this.stored[`cmi.objectives.${at}.id`] = id));
    this.commits = [];
    this.fails = () => false;
    this.answers = true;
  }

  get status() {
    return this.is12 ? "cmi.core.lesson_status" : "cmi.completion_status";
  }

  /** Returns a window in which the course finds the API: in the parent of its parent. */
  launch(more = {}) {
    const api = this.api();
    const top = { [this.is12 ? "API" : "API_1484_11"]: api };
    top.parent = top;
    const middle = { parent: top };
    this.listeners = {};
    const frame = {
      parent: middle,
      navigator: { onLine: true },
      addEventListener: (name, listener) => (this.listeners[name] = listener),
      ...more,
    };
    frame.window = frame;
    return frame;
  }

  api() {
    // Moodle throws at a second start in the same page once interactions are stored.
    let state = "new";
    let values = {};
    let error = "0";
    let written = new Set();
    let lastState = null;
    const answer = (code) => {
      error = code;
      return code === "0" ? "true" : "false";
    };
    const breaks = (rule) => this.broken.push(rule);
    const known = (element) => values[element] ?? this.stored[element];
    const count = (list) => new Set(Object.keys({ ...this.stored, ...values }).map((key) => RegExp(`^cmi\\.${list}\\.(\\d+)\\.`).exec(key)?.[1]).filter(Boolean)).size;
    const start = (text) => {
      if (text !== "") return answer("201");
      if (state !== "new") {
        breaks("started twice");
        throw new TypeError("Cannot read properties of undefined (reading 'objectives')");
      }
      state = "running";
      return answer("0");
    };
    const get = (element) => {
      this.calls.push(["get", element]);
      if (state !== "running") breaks(`read ${element} while ${state}`);
      error = "0";
      if (/^cmi\.(interactions|objectives)\._count$/.test(element)) return `${count(element.split(".")[1])}`;
      if ((this.is12 ? READ_12 : READ_2004).includes(element)) {
        if (element.includes("mode")) return this.mode;
        return element.includes("name") ? this.name : "5";
      }
      const isWriteOnly = /exit$|session_time$/.test(element) || (this.is12 && element.startsWith("cmi.interactions"));
      if (isWriteOnly) {
        breaks(`read ${element}, which can only be written`);
        error = this.is12 ? "404" : "405";
        return "";
      }
      return `${known(element) ?? ""}`;
    };
    const set = (element, value) => {
      this.calls.push(["set", element, value]);
      if (typeof value !== "string") breaks(`${element} is no text`);
      if (state !== "running") {
        breaks(`wrote ${element} while ${state}`);
        return answer(this.is12 ? "301" : "132");
      }
      if (this.mode !== "normal") breaks(`wrote ${element} in ${this.mode}`);
      const general = element.replace(/\.\d+(?=\.|$)/g, ".n");
      const rules = this.is12 ? RULES_12 : RULES_2004;
      if (!(general in rules)) {
        breaks(`unknown element ${element}`);
        return answer("401");
      }
      const index = /^cmi\.(interactions|objectives)\.(\d+)\.(.*)$/.exec(element);
      if (index) {
        const [, list, at, rest] = index;
        const there = count(list);
        if (Number(at) > there || (Number(at) === there && rest !== "id")) {
          breaks(`${element} before its id, or out of order`);
          return answer(this.is12 ? "201" : "351");
        }
        if (list === "objectives" && rest === "id" && known(element) !== undefined && known(element) !== value) {
          breaks(`${element} is another objective`);
          return answer("351");
        }
        if (rest.endsWith("response") || rest.endsWith("pattern")) {
          const type = known(`cmi.interactions.${at}.type`);
          if (!type) breaks(`${element} before its type`);
          const test = this.is12 ? rules[general] : RESPONSES[type];
          if (!test?.(value)) {
            breaks(`${element}: ${JSON.stringify(value)}`);
            return answer(this.is12 ? "405" : "406");
          }
        }
      }
      if (rules[general] && !rules[general](value)) {
        breaks(`${element}: ${JSON.stringify(value)}`);
        return answer(this.is12 ? "405" : "406");
      }
      const wasEnded = ["completed", "passed", "failed"].includes(this.stored[this.status]);
      if (element === this.status && wasEnded && value === "incomplete" && !this.mayReopen) breaks("a finished learner is unfinished");
      if (written.has(element)) breaks(`${element} twice between two commits`);
      written.add(element);
      if (element === "cmi.suspend_data" && value === lastState) breaks("the same state twice");
      if (element === "cmi.suspend_data") lastState = value;
      values[element] = value;
      return answer("0");
    };
    const commit = (text) => {
      this.calls.push(["commit"]);
      if (state !== "running") {
        breaks(`committed while ${state}`);
        return answer(this.is12 ? "301" : "142");
      }
      if (text !== "") return answer("201");
      if (!("cmi.suspend_data" in values) || !written.has("cmi.suspend_data")) breaks("a commit without the state");
      written = new Set();
      if (this.fails()) {
        // Moodle marks the values as sent, and says so.
        if (this.forgets) values = {};
        return this.answers ? answer("0") : answer("101");
      }
      this.stored = { ...this.stored, ...values };
      this.commits.push({ ...values });
      values = {};
      return answer("0");
    };
    const end = () => {
      this.calls.push(["end"]);
      if (state !== "running") {
        breaks(`ended while ${state}`);
        return answer("301");
      }
      state = "ended";
      if (written.size) breaks("ended without a commit");
      // Moodle deletes the state of SCORM 2004 unless it was suspended.
      if (!this.is12 && this.stored["cmi.exit"] !== "suspend") delete this.stored["cmi.suspend_data"];
      return answer("0");
    };
    const last = () => error;
    this.kill = () => (state = "killed");
    if (this.is12) return { LMSInitialize: start, LMSGetValue: get, LMSSetValue: set, LMSCommit: commit, LMSFinish: end, LMSGetLastError: last };
    return { Initialize: start, GetValue: get, SetValue: set, Commit: commit, Terminate: end, GetLastError: last };
  }
}
