// Drives the page of a pack in Chromium. `crates/scn-cli/tests/web_page.rs` runs it:
//
//     node page.mjs FOLDER SCN
//
// FOLDER has `course.html`, the example course; `hostile.html`, whose author attacks the reader;
// `timed.html`, with a time limit; and `site`. SCN is the command. Prints what it checked, and
// exits with 1 if anything is wrong.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, counted } from "./browser.mjs";
import { checkCourse, checkFrames, checkLooks, checkWithoutScript } from "./course.mjs";
import { checkHostile } from "./hostile.mjs";
import { checkKeeping } from "./keeping.mjs";
import { checkRuns } from "./runs.mjs";
import { checkSite, checkTimed } from "./site.mjs";

const [folder, scn] = process.argv.slice(2);
const address = (name) => pathToFileURL(join(folder, name)).href;

try {
  await checkCourse(address("course.html"));
  await checkLooks(address("course.html"));
  await checkWithoutScript(address("course.html"));
  await checkFrames(join(folder, "course.html"));
  await checkKeeping(address("course.html"));
  await checkHostile(address("hostile.html"));
  await checkSite(address("site/index.html"));
  await checkTimed(address("timed.html"));
  const runs = await checkRuns(address("course.html"), folder, scn);
  assert.ok(counted.states > 20);
  console.log(`${counted.states} states without a violation, ${runs} runs as on the command line`);
} finally {
  await browser.close();
}
