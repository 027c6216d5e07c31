#!/usr/bin/env bash
# scorm-again 3.4.3 (npm): after `LMSFinish`, values can still be set, read and committed.
#
# In SCORM 1.2 a session ends with `LMSFinish`. The standard (RTE 1.2, 3.3.2) says that no other call
# may follow, and has the error 301 (not initialized) for it. scorm-again answers `true` with error 0,
# keeps the new value, and commits it. In SCORM 2004 it refuses the same calls, as it should: 133 after
# termination. A course that saves too late, for example when its window is closed after it has ended
# the session, works in tests with scorm-again, and loses what it saves in Moodle, which answers
# `false` and 301.
#
# Seen: 1.2: finish true 0, set true 0, get "late" 0, commit true 0
#       2004: finish true 0, set false 133, get "" 123, commit false 143
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent scorm-again@3.4.3 >&2

cat > late.js <<'JS'
import { Scorm12API } from "scorm-again/scorm12";
import { Scorm2004API } from "scorm-again/scorm2004";

globalThis.window = globalThis;
const options = { autocommit: false, logLevel: 5 };

const old = new Scorm12API(options);
old.LMSInitialize("");
old.LMSSetValue("cmi.suspend_data", "in time");
old.LMSCommit("");
const seen12 = [];
const say12 = (words) => seen12.push(`${words} ${old.LMSGetLastError()}`);
say12(`finish ${old.LMSFinish("")}`);
say12(`set ${old.LMSSetValue("cmi.suspend_data", "late")}`);
say12(`get ${JSON.stringify(old.LMSGetValue("cmi.suspend_data"))}`);
say12(`commit ${old.LMSCommit("")}`);
console.log(`1.2: ${seen12.join(", ")}`);

const api = new Scorm2004API(options);
api.Initialize("");
api.SetValue("cmi.suspend_data", "in time");
api.SetValue("cmi.exit", "suspend");
api.Commit("");
const seen2004 = [];
const say2004 = (words) => seen2004.push(`${words} ${api.GetLastError()}`);
say2004(`finish ${api.Terminate("")}`);
say2004(`set ${api.SetValue("cmi.suspend_data", "late")}`);
say2004(`get ${JSON.stringify(api.GetValue("cmi.suspend_data"))}`);
say2004(`commit ${api.Commit("")}`);
console.log(`2004: ${seen2004.join(", ")}`);
JS
cat > expected <<'TEXT'
1.2: finish true 0, set true 0, get "late" 0, commit true 0
2004: finish true 0, set false 133, get "" 123, commit false 143
TEXT

node late.js > seen
cat seen
cmp seen expected
