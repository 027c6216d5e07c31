// Writes a story as Twee for SugarCube: a passage for each situation, outcome and ending.
import { readFileSync, writeFileSync } from "node:fs";
const [from, to, only] = process.argv.slice(2);
const story = JSON.parse(readFileSync(from, "utf8"));
const spans = (list = []) => list.map((s) => s.text ?? (s.value ? `<<= $${s.value.replace(/-/g, "_")}>>` : spans(s.then))).join("");
const blocks = (list = []) => list.map((b) => b.text ? (b.speaker ? `''${b.speaker}:'' ` : "") + spans(b.text)
  : b.items ? b.items.map((i) => `* ${spans(i)}`).join("\n") : b.lines ? b.lines.join("\n") : "").join("\n\n");
const out = [`:: StoryTitle\n${story.pack.title}\n`];
const scenarios = story.scenarios;
const first = scenarios[0];
out.push(`:: StoryData\n${JSON.stringify({ ifid: "D674C58C-DEFA-4F70-B7A2-27742230C0FC", format: "SugarCube", "format-version": "2.37.3", start: `${first.id} ${first.start}` })}\n`);
const vars = scenarios.flatMap((s) => (s.variables ?? []).map((v) => `<<set $${v.id.replace(/-/g, "_")} to ${JSON.stringify(v.start ?? 0)}>>`));
out.push(`:: StoryInit\n${vars.join("\n")}\n`);
for (const p of story.principles) out.push(`:: principle ${p.id}\n${p.title}\n\n${blocks(p.text)}\n`);
for (const l of story.lessons) out.push(`:: lesson ${l.id}\n${l.markdown}\n`);
for (const q of story.quizzes ?? []) for (const it of q.questions) out.push(`:: quiz ${q.id} ${it.id}\n${spans(it.stem)}\n\n${(it.answers ?? []).map((a) => `* ${spans(a.text)}: ${spans(a.because)}`).join("\n")}\n`);
const target = (s, next) => Array.isArray(next) ? target(s, next[0].to) : next === "again" || next === "return" ? `${s.id} ${s.start}` : `${s.id} ${next}`;
for (const s of scenarios) {
  for (const sit of s.situations) {
    const links = (sit.choices ?? []).map((c) => `* [[${spans(c.label).replace(/[[\]|]/g, "")}|${s.id} ${sit.id} ${c.id}]]`);
    const lead = sit.next ? `[[Go on|${target(s, sit.next)}]]` : "";
    out.push(`:: ${s.id} ${sit.id}\n!! ${sit.title}\n\n${sit.id === s.start ? blocks(s.brief) + "\n\n" : ""}${blocks(sit.body)}\n\n${links.join("\n")}${lead}\n`);
    for (const c of sit.choices ?? []) {
      const o = c.outcomes.map((it) => `${blocks(it.body)}\n\n${spans(it.feedback ?? [])}\n${(it.links ?? []).map((l) => `${l.principle}: ${spans(l.because)}`).join("\n")}`).join("\n\n");
      out.push(`:: ${s.id} ${sit.id} ${c.id}\n${o}\n\n[[Go on|${target(s, c.outcomes[0].next)}]]\n`);
    }
  }
  for (const e of s.endings) out.push(`:: ${s.id} ${e.id}\n!! ${e.title}\n\n${blocks(e.body)}\n`);
}
writeFileSync(to, out.join("\n"));
