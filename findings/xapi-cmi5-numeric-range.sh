#!/usr/bin/env bash
# @xapi/cmi5 1.4.0 (npm): the right range of a numeric question is not written as xAPI defines it, so
# that no reader finds a range, and a range without an upper end is lost.
#
# `interactionNumeric` takes a number, or a range `{ min, max }` of which either end may be left out.
# xAPI 1.0.3 (xAPI-Data.md, Correct Responses Pattern) writes a range with `[:]` between its ends:
# `1[:]10`, and `1[:]` without an upper end. The client writes `1:10`, which is neither a range nor a
# number. If one of the ends is left out, it writes `:` alone, which says nothing at all.
#
# Seen: {"exact":5} is written as 5
#       {"min":1,"max":10} is written as 1:10
#       {"min":1} is written as :
#       {"max":10} is written as :
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @xapi/cmi5@1.4.0 >&2

cat > ask.js <<'JS'
// A platform that answers everything: the client sends by XMLHttpRequest.
const session = { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": "1" };
const launch = { launchMode: "Normal", moveOn: "Completed", contextTemplate: { extensions: session } };
let sent = [];
globalThis.XMLHttpRequest = class {
  constructor() {
    Object.assign(this, { onloadend: null, upload: { addEventListener() {} } });
  }
  open(method, url) {
    this.responseURL = url;
  }
  setRequestHeader() {}
  addEventListener() {}
  getAllResponseHeaders() {
    return "content-type: application/json\r\n";
  }
  send(body) {
    const path = new URL(this.responseURL).pathname;
    if (path.endsWith("/statements")) sent = [JSON.parse(body)].flat();
    const answer = { "/fetch": { "auth-token": "token" }, "/lrs/activities/state": launch }[path] ?? [];
    Object.assign(this, { status: 200, statusText: "OK", readyState: 4, responseText: JSON.stringify(answer) });
    setTimeout(() => this.onloadend());
  }
};
const Cmi5 = require("@xapi/cmi5/dist/Cmi5.umd.js");

(async () => {
  const client = new Cmi5({
    endpoint: "https://lms.example.org/lrs",
    fetch: "https://lms.example.org/fetch",
    actor: { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "learner" } },
    registration: "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b7a",
    activityId: "https://lms.example.org/activity",
  });
  await client.initialize();
  for (const right of [{ exact: 5 }, { min: 1, max: 10 }, { min: 1 }, { max: 10 }]) {
    await client.interactionNumeric("test", "question", 5, right);
    const [pattern] = sent[0].object.definition.correctResponsesPattern;
    console.log(`${JSON.stringify(right)} is written as ${pattern}`);
  }
})();
JS

seen=$(node ask.js)
printf '%s\n' "$seen"
[ "$seen" = '{"exact":5} is written as 5
{"min":1,"max":10} is written as 1:10
{"min":1} is written as :
{"max":10} is written as :' ]
