// Random runs through the page, compared with the lines of `scn play --events` for the same seed and
// choices: every passage can be read, the same choices are on offer, and the record is the same.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { newPage } from "./browser.mjs";

const RUNS = Number(process.env.SCN_STORIES ?? 12);

/** Returns the events of the attempt that was begun last, as the page keeps them while it is open. */
async function recorded(page) {
  const lines = await page.evaluate(() => sessionStorage.getItem("scn:customer-privacy:guest"));
  const values = lines.split("\n").slice(1).filter(Boolean).map((line) => JSON.parse(line));
  const start = values.findLastIndex((value) => value.part);
  return values.slice(start + 1).map(({ what }) => what);
}

const wordsOf = (text) => text.map((it) => it.text).join("");

function wordsOfBlocks(blocks) {
  return blocks.flatMap((block) => {
    if (block.kind === "list") return block.items.map(wordsOf);
    if (block.lines) return block.lines;
    if (block.kind === "table") return [...block.head, ...block.rows.flat()].map(wordsOf);
    return [wordsOf(block.text ?? block.alternative ?? [])];
  });
}

const normal = (words) => words.replace(/\s+/g, " ").trim();

/** Checks that everything a scene says can be read in the page. */
async function compare(page, scene, name) {
  const read = normal(await page.locator("#scene").evaluate((it) => it.textContent));
  for (const passage of scene.passages) {
    for (const words of [passage.title ?? "", ...wordsOfBlocks(passage.body)]) {
      assert.ok(read.includes(normal(words)), `${name}: “${words}” is not in the page: ${read}`);
    }
  }
  const offered = await page.locator("button.choice").evaluateAll((all) => all.map((it) => it.dataset.choice));
  const open = scene.ended ? [] : scene.choices.filter((it) => !it.locked).map((it) => it.id);
  assert.deepEqual(offered, open, name);
  assert.equal(await page.locator("button.locked").count(), scene.ended ? 0 : scene.choices.filter((it) => it.locked).length, name);
}

export async function checkRuns(address, folder, scn) {
  const page = await newPage({ allowed: [address] });
  const control = (name) => page.locator(".controls").getByRole("button", { name, exact: true });
  let turn = 1;
  const random = (count) => {
    turn = (turn * 48271) % 0x7fffffff;
    return turn % count;
  };
  for (let number = 0; number < RUNS; number++) {
    await page.goto(address);
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    const parts = page.locator("[data-open='scenario']");
    await parts.nth(number % (await parts.count())).click();
    const [started] = await recorded(page);
    const acts = [];
    for (let step = 0; step < 60 && !(await page.locator(".ending").count()); step++) {
      const what = random(8);
      if (what === 0 && (await control("Back").count())) {
        await control("Back").click();
        acts.push({ do: "undo" });
      } else if (what === 1 && (await control("Hint").count())) {
        await control("Hint").click();
        acts.push({ do: "hint" });
      } else {
        const open = page.locator("button.choice");
        const choice = open.nth(random(await open.count()));
        acts.push({ do: "choose", choice: await choice.getAttribute("data-choice") });
        await choice.click();
      }
      const lines = play(folder, scn, started, acts);
      const scene = lines.filter((line) => line.message === "scene").pop();
      await compare(page, scene, `${started.scenario} ${started.seed} ${JSON.stringify(acts)}`);
      const events = lines.filter((line) => line.event && !(line.event === "ended" && line.how === "left"));
      assert.deepEqual(await recorded(page), events);
    }
  }
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  return RUNS;
}

function play(folder, scn, { scenario, seed }, acts) {
  const input = acts.map((act) => `${JSON.stringify(act)}\n`).join("");
  const { stdout } = spawnSync(scn, ["play", join(folder, "course.json"), scenario, "--seed", `${seed}`, "--events"], { input, encoding: "utf8" });
  return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
