#!/usr/bin/env bash
# Mermaid 12.3.0 (npm): an escaped backslash before an `n` becomes a line break, but only in labels
# that have a `<br/>`.
#
# Punctuation in a label can be written as a numeric entity, such as `#92;` for a backslash, to be
# shown literally. `b["C#58;#92;new"]` is shown as `C:\new`. With a `<br/>` anywhere in the same
# label, the decoded `\n` is read once more, as a line break: `a["Path<br/>C#58;#92;new"]` is shown in
# three lines, `Path`, `C:` and `ew`. Paths of Windows and of networks lose a letter that way. Mermaid
# 11.6.0 shows both as written. A word joiner (U+2060) between the two helps in both versions.
#
# Seen, the third label being the one with a word joiner:
#       11.6.0: ["<p>Path<br>C:\\new</p>","<p>C:\\new</p>","<p>Path<br>C:\\new</p>"]
#       12.3.0: ["<p>Path<br>C:<br>ew</p>","<p>C:\\new</p>","<p>Path<br>C:\\new</p>"]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent jsdom@26.1.0 old@npm:mermaid@11.6.0 new@npm:mermaid@12.3.0 >&2

cat > labels.mjs <<'JS'
import { JSDOM } from "jsdom";

// A page without a browser: nothing is laid out, so every box has the same size.
const { window } = new JSDOM("<body></body>", { pretendToBeVisual: true });
const box = { x: 0, y: 0, width: 50, height: 20, top: 0, left: 0, right: 50, bottom: 20 };
window.SVGElement.prototype.getBBox = () => box;
window.SVGElement.prototype.getComputedTextLength = () => 50;
window.HTMLElement.prototype.getBoundingClientRect = () => box;
globalThis.window = window;
const names = ["document", "Element", "HTMLElement", "SVGElement", "Node", "DOMParser", "XMLSerializer"];
for (const name of [...names, "getComputedStyle", "CSSStyleSheet"]) {
  globalThis[name] = window[name];
}

const { default: mermaid } = await import(process.argv[2]);
mermaid.initialize({ startOnLoad: false, securityLevel: "loose" });
const { svg } = await mermaid.render("graph", `flowchart TD
  a["Path<br/>C#58;#92;new"]
  b["C#58;#92;new"]
  c["Path<br/>C#58;#92;\u2060new"]`);
const shown = document.createElement("div");
shown.innerHTML = svg;
console.log(JSON.stringify([...shown.querySelectorAll(".nodeLabel")].map((label) => label.innerHTML)));
JS

old=$(node labels.mjs old)
new=$(node labels.mjs new)
printf '11.6.0: %s\n12.3.0: %s\n' "$old" "$new"

joined=$(printf '<p>Path<br>C:\\\\\342\201\240new</p>')
[ "$old" = '["<p>Path<br>C:\\new</p>","<p>C:\\new</p>","'"$joined"'"]' ]
[ "$new" = '["<p>Path<br>C:<br>ew</p>","<p>C:\\new</p>","'"$joined"'"]' ]
