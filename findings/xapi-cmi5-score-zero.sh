#!/usr/bin/env bash
# @xapi/cmi5 1.4.0 (npm): a score of 0 is not reported, so that the learner has neither passed nor
# failed.
#
# `moveOn({ score })` ends a session: it compares the score with the mastery score of the platform,
# sends `passed` or `failed`, and then `completed` and `terminated`. The score is a number or an
# object with `scaled`. The number 0 is taken as no score: no `failed` is sent, and the platform
# learns that the part is completed, and no more. The same score as an object is reported, and so is
# any other number.
#
# Seen: 0.2 is sent as failed 0.2, completed, terminated
#       {"scaled":0} is sent as failed 0, completed, terminated
#       0 is sent as completed, terminated
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @xapi/cmi5@1.4.0 >&2

cat > ask.js <<'JS'
// A platform that answers everything: the client sends by XMLHttpRequest.
const session = { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": "1" };
const launch = { launchMode: "Normal", moveOn: "Completed", masteryScore: 0.5, contextTemplate: { extensions: session } };
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
    if (path.endsWith("/statements")) sent.push(...[JSON.parse(body)].flat());
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
  for (const score of [0.2, { scaled: 0 }, 0]) {
    sent = [];
    await client.moveOn({ score });
    const words = sent.map(({ verb, result }) => [verb.display.en ?? verb.display["en-US"], result.score?.scaled].join(" ").trim());
    console.log(`${JSON.stringify(score)} is sent as ${words.join(", ")}`);
  }
})();
JS

seen=$(node ask.js)
printf '%s\n' "$seen"
[ "$seen" = '0.2 is sent as failed 0.2, completed, terminated
{"scaled":0} is sent as failed 0, completed, terminated
0 is sent as completed, terminated' ]
