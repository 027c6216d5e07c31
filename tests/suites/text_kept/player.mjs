// Plays scenarios by acts, as the page of the preview does: reads a story, a scenario and acts,
// a line of JSON each time, and prints all lines of the run as one line of JSON.

import { createInterface } from "node:readline";
import { PHRASES } from "../../../crates/scn-web/player/phrases.js";
import { Run, openScenario } from "../../../crates/scn-web/player/session.js";

for await (const asked of createInterface({ input: process.stdin })) {
  const { story, scenario, acts } = JSON.parse(asked);
  const run = new Run(openScenario(story, scenario, PHRASES), { seed: 7 });
  const lines = [...run.begin(), ...acts.flatMap((act) => run.act(act))];
  process.stdout.write(`${JSON.stringify(lines)}\n`);
}
