// Makes the statements of attempts and compares them with those that scn makes.
//
// Reads lines from standard input: a story, or an attempt with what scn makes of it. Ends with status 1 if
// anything differs, and says what on standard error; else prints the number of statements.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { player } from "./page-double.mjs";

const { attemptStatements } = await player("statements.js");
const { versionsOf } = await player("versions.js");

let versions = null;
let count = 0;
let differences = 0;

for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const line = JSON.parse(text);
  if (line.story) {
    versions = versionsOf(line.story);
    continue;
  }
  const { base, account, platform, attempt, expected } = line;
  const actor = { objectType: "Agent", account: { homePage: base, name: account } };
  try {
    const made = attemptStatements({ base, platform, actor, versions }, attempt);
    assert.deepEqual(made.map(({ statement }) => statement), expected);
    count += made.length;
  } catch (error) {
    differences += 1;
    if (differences <= 3) console.error(`${JSON.stringify(attempt)}\n${error.stack}\n`);
  }
}
console.log(count);
process.exitCode = differences || count === 0 ? 1 : 0;
