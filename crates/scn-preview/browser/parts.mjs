// Holds the modules of the page that show lines of the wire protocol against what they are to show,
// in a page of the preview: texts, bodies, scenes and debriefs, as data.

import assert from "node:assert/strict";

const words = (text, styles = {}) => ({ text, ...styles });
const list = (ordered, start, level, ...items) => ({ kind: "list", ordered, start, level, items: items.map((it) => [words(it)]) });

/** Returns the HTML, the text and the names of all attributes of what `make` returns in the page. */
function shown(page, module, make, ...data) {
  return page.evaluate(
    async ([module, make, data]) => {
      const code = await import(new URL(module, location.href).href);
      const box = document.createElement("div");
      const made = code[make](...data);
      box.append(...(Array.isArray(made) ? made : [made]));
      const attributes = [...box.querySelectorAll("*")].flatMap((it) => it.getAttributeNames());
      return { html: box.innerHTML, text: box.textContent, scripts: box.querySelectorAll("script").length, attributes };
    },
    [module, make, data],
  );
}

const body = (page, blocks, cast = []) => shown(page, "text.js", "body", blocks, cast);
const inline = async (page, text) => (await shown(page, "text.js", "inline", text)).html;

async function checkEscapes(page) {
  const hostile = "<script>alert(1)</script> \" onload='x' &amp; ${x}";
  const text = [words(hostile)];
  const blocks = [
    { kind: "paragraph", text },
    { kind: "speech", speaker: hostile, direction: hostile, text },
    { kind: "callout", callout: "warning", text },
    { kind: "media", media: "video", file: hostile, alternative: text },
    { kind: "list", ordered: true, items: [text] },
    { kind: "quote", lines: [hostile] },
    { kind: "code", info: hostile, lines: [hostile] },
    { kind: "table", columns: ["none"], head: [text], rows: [[text]] },
    { kind: "heading", level: 1, text },
  ];
  for (const block of blocks) {
    const { text: read, scripts, attributes } = await body(page, [block]);
    assert.ok(read.includes(hostile), `${block.kind} has its words`);
    assert.equal(scripts, 0, block.kind);
    assert.ok(attributes.every((name) => !name.startsWith("on")), `${block.kind}: ${attributes}`);
  }
  assert.deepEqual(await body(page, [{ kind: "dance" }, { kind: "rule" }]).then((it) => it.html), "<hr>", "a kind of later is passed over");
}

async function checkLists(page) {
  const html = async (...blocks) => (await body(page, blocks)).html;
  assert.equal(
    await html(list(true, 1, 0, "a"), list(false, 1, 1, "b", "c"), list(false, 1, 2, "d"), list(true, 2, 0, "e"), list(true, 5, 0, "f"), { kind: "rule" }),
    '<ol><li>a<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul></li><li>e</li></ol><ol start="5"><li>f</li></ol><hr>',
  );
  assert.equal(await html(list(false, 1, 3, "a")), "<ul><li>a</li></ul>");
  assert.equal(await html(list(false, 1, 0, "a"), list(true, 7, 0, "b")), '<ul><li>a</li></ul><ol start="7"><li>b</li></ol>');
}

async function checkTexts(page) {
  for (const link of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//x.org", "/x", ""]) {
    assert.equal(await inline(page, [words("here", { link })]), "here", link);
  }
  assert.match(await inline(page, [words("here", { link: 'https://example.org/?a=1&b="2"' })]), /href="https:\/\/example\.org\/\?a=1&amp;b=&quot;2&quot;"/);
  assert.match(await inline(page, [words("here", { link: "MAILTO:a@b.c" })]), /^<a /);
  assert.equal(await inline(page, [words("a", { strong: true, emphasis: true, code: true })]), '<em><strong><code dir="ltr">a</code></strong></em>');

  const message = async (text) => (await shown(page, "text.js", "message", text)).html;
  assert.equal(await message("`a<b` is not `c`"), "<code>a&lt;b</code> is not <code>c</code>");
  assert.equal(await message("one ` alone"), "one ` alone");

  for (const [name, letters] of [["Mrs van der Botha", "MB"], ["Lerato", "L"], ["(a) voice", "AV"], ["", ""]]) {
    assert.equal((await shown(page, "text.js", "initials", name)).text, letters, name);
  }
  for (const [file, address] of [["pictures/the café.png", "pictures%2Fthe%20caf%C3%A9.png"], ["../a b%20c?.png", "..%2Fa%20b%2520c%3F.png"]]) {
    const { html } = await body(page, [{ kind: "media", media: "image", file, alternative: [words("A")] }]);
    assert.equal(html, `<figure><img src="media/${address}" alt=""><figcaption><strong>Image:</strong> A</figcaption></figure>`);
  }
}

/** Any body shows each of its words, in order. */
async function checkThatNoWordIsLost(page) {
  let state = 7;
  const below = (count) => (state = (state * 48271) % 2147483647) % count;
  for (let round = 0; round < 60; round += 1) {
    const wanted = [];
    const word = () => {
      const made = `w${wanted.length}x`;
      wanted.push(made);
      return made;
    };
    const text = () => Array.from({ length: 1 + below(3) }, () => words(`${word()} `, { strong: !below(3), emphasis: !below(3), code: !below(3) }));
    const several = (make) => Array.from({ length: 1 + below(3) }, make);
    const kinds = [
      () => ({ kind: "paragraph", text: text() }),
      () => ({ kind: "speech", speaker: word(), direction: word(), text: text() }),
      () => ({ kind: "callout", callout: ["note", "tip", "remember", "warning"][below(4)], text: text() }),
      () => ({ kind: "media", media: ["image", "audio", "video"][below(3)], file: "a", alternative: text() }),
      () => ({ kind: "list", ordered: !below(2), start: 1 + below(3), level: below(4), items: several(text) }),
      () => ({ kind: "quote", lines: several(word) }),
      () => ({ kind: "code", lines: several(word) }),
      () => ({ kind: "table", columns: ["none", "right"], head: several(text), rows: several(() => several(text)) }),
      () => ({ kind: "heading", level: 1 + below(6), text: text() }),
      () => ({ kind: "rule" }),
    ];
    const blocks = Array.from({ length: 1 + below(8) }, () => kinds[below(kinds.length)]());
    const { text: read } = await body(page, blocks, ["w0x"]);
    const found = read.match(/w\d+x/g) ?? [];
    // The initials of a speaker come before the name.
    assert.deepEqual(found, wanted, JSON.stringify(blocks));
  }
}

const choice = (id, more = {}) => ({ id, label: [words(`To ${id}`)], locked: false, ...more });
const at = (scene) => ({
  scene: { at: "a", passages: [], choices: [], hints_left: 0, progress: { decision: 2 }, values: {}, acts: [], ...scene },
  hints: [],
  debrief: null,
});

async function checkScenes(page) {
  const read = async (moment) => (await shown(page, "scene.js", "sceneNodes", moment, [words("Go")], [])).text;
  const choices = [choice("go", { number: 1, after: 20 }), choice("stay", { locked: true }), choice("sit", { locked: true, why: [words("No chair.")] })];
  assert.equal(
    await read(at({ choices, progress: { decision: 2, at_least: 4 } })),
    "Decision 2 of at least 4What do you do?1To gowhere a clock runs, taken by itself after 20 s⊘To stayLocked: not on offer now⊘To sitLocked: No chair.",
  );
  const hinted = at({ choices: [choice("go", { number: 1 })] });
  hinted.hints = [{ number: 1, text: [words("Look.")], left: 1 }, { choice: "go", number: 1, text: [words("Far.")], left: 0 }];
  assert.equal(await read(hinted), "Decision 2What do you do?1To goHint: Look.Hint about “To go”: Far.");
  const asked = at({ choices: [choice("go", { number: 1 })], ask: { id: "note", text: [words("What <now>?")] } });
  assert.match(await read(asked), /^Decision 2In your own words: What <now>\?What do you do\?1To go$/);
  const passages = [
    { kind: "brief", body: [] },
    { kind: "outcome", number: 1, body: [], feedback: [[words("Well.")]] },
    { kind: "ending", id: "a", title: "Home", result: "mixed", body: [] },
  ];
  const ended = { how: "ending", at: "a" };
  assert.equal(await read(at({ passages, ended })), "The end, after 2 decisionsWhat came of itYou chose: GoFeedback: Well.Home~ Result: mixed");
  assert.equal(await read(at({ stopped: "It stops.", ended: { how: "dead-end", at: "a" }, progress: { decision: 0 } })), "The end, after 0 decisionsIt stops.");
}

async function checkDebriefs(page) {
  const judgement = (rating, given) => ({ principle: "care", title: "Care", rating, given, because: rating < 0 ? [words("It hurt.")] : [] });
  const decisions = [
    {
      title: "Here",
      label: [words("Go")],
      written: [{ question: [words("Why?")], words: "<b>\nSo." }, { question: [], words: "No." }],
      judgements: [judgement(2, "upholds"), judgement(-1, "partly breaks")],
      trade: true,
      feedback: [[words("Hm.")]],
    },
  ];
  const entry = (band, more = {}) => ({ title: "Care", text: [{ kind: "paragraph", text: [words("Take care.")] }], points: 1, of: 4, decisions: 3, band, ...more });
  const profile = [entry("not-enough", { decisions: 0 }), entry("needs-attention", { source: "Act {source}" }), entry("consistent", { decisions: 1 })];
  const { text, html } = await shown(page, "debrief.js", "debriefNodes", { decisions, profile, closing: "The end." }, []);
  assert.equal(
    text,
    "DebriefHereYou chose: GoIn your own words: Why?You wrote: <b>\nSo.You wrote: No.++upholds “Care”−partly breaks “Care” It hurt.This choice traded one principle for another.Feedback: Hm." +
      "How you handled each principleCarenot enough to say, no decisionTake care.Careneeds attention, 3 decisionsTake care.Source: Act {source}" +
      "Careconsistent, 1 decisionThe end.",
  );
  assert.equal(html.match(/class="part" width="25\.0"/g).length, 2, "a bar where there is something to say");
  const nothing = await shown(page, "debrief.js", "debriefNodes", { decisions: [], profile: [], closing: "" }, []);
  assert.equal(nothing.html, "", "nothing was decided");
}

/** Checks all parts. */
export async function checkParts(page) {
  for (const check of [checkEscapes, checkLists, checkTexts, checkThatNoWordIsLost, checkScenes, checkDebriefs]) await check(page);
}
