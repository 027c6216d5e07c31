// The homes in an LMS that others wrote: scorm-again takes every call, and has everything afterwards.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Scorm12API } from "scorm-again/scorm12";
import { Scorm2004API } from "scorm-again/scorm2004";

import { decodeState } from "../player/compact.js";
import { courseState } from "../player/progress.js";
import { createScorm12Home } from "../player/scorm12.js";
import { createScorm2004Home } from "../player/scorm2004.js";
import { allParts } from "../player/versions.js";
import { Learner, STORIES, gist } from "../tests-js/learners.mjs";

globalThis.window = globalThis;

const VERSIONS = {
  1.2: { name: "API", make: Scorm12API, home: createScorm12Home, set: "LMSSetValue", get: "LMSGetValue", status: "cmi.core.lesson_status" },
  2004: { name: "API_1484_11", make: Scorm2004API, home: createScorm2004Home, set: "SetValue", get: "GetValue", status: "cmi.completion_status" },
};

for (const [version, { name, make, home: createHome, set, get, status }] of Object.entries(VERSIONS)) {
  test(`${version}: scorm-again refuses nothing, and has the whole state`, async () => {
    for (const story of STORIES) {
      const lms = new make({ autocommit: false, logLevel: 5 });
      const refused = [];
      const calls = [];
      const api = {};
      for (const method of ["Initialize", "GetValue", "SetValue", "Commit", "GetLastError"]) {
        const own = version === "1.2" ? `LMS${method}` : method;
        api[own] = (...values) => {
          const answer = lms[own](...values);
          if (own === set) calls.push(values);
          if (method !== "GetLastError" && method !== "GetValue" && `${answer}` !== "true") refused.push([own, ...values, lms[version === "1.2" ? "LMSGetLastError" : "GetLastError"]()]);
          return answer;
        };
      }
      const end = version === "1.2" ? "LMSFinish" : "Terminate";
      // The session stays open, so that what it holds can be read.
      api[end] = () => "true";
      const learner = new Learner(story, 7);
      const report = (state) => state.trouble && refused.push([state.trouble]);
      const settings = { phrases: new Proxy({}, { get: (_, key) => String(key) }) };
      const home = createHome({ story, settings, report, scope: { window: { [name]: api } }, now: () => learner.now });
      const { attempts } = await home.open();
      Object.assign(learner, { attempts, isDiligent: true });
      learner.told = (attempt, events) => {
        home.changed({ attempt, events, attempts, get course() { return courseState(story, attempts); } });
        home.flush("choice");
      };
      learner.study(allParts(story), 6);
      home.leave();
      assert.deepEqual(refused, [], story.pack.name);
      assert.ok(calls.length > 5);
      const read = decodeState(story, lms[get]("cmi.suspend_data"));
      assert.deepEqual(read.attempts.map(gist), attempts.map(gist));
      assert.equal(lms[get](status) !== "incomplete", courseState(story, attempts).complete);
    }
  });
}
