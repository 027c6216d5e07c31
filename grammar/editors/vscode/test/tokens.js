// Reads files with the tokens of scn's parser from standard input, and compares them with the tokens
// of the TextMate grammar for the same text, in the tokenizer that VS Code uses. Exits with 1 if the
// two differ, and shows where.
//
// Input: [{"name": …, "text": …, "tokens": [[start, end, class], …]}, …], places in UTF-16 units.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { Registry, parseRawGrammar, INITIAL } = require("vscode-textmate");
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");

/** The class of a character in the parser's terms by its scopes; the last scope with a class counts. */
const CLASSES = [
  [/^comment\./, "comment"],
  [/^keyword\.operator\.(logical|comparison|assignment)\.scn$/, "operator"],
  [/^(keyword|support)\.(?!.*\.inline\.scn$)/, "keyword"],
  [/^entity\.name\.speaker\.said/, "prose"],
  [/^entity\.|^variable\.other\.reference/, "name"],
  [/^constant\.numeric/, "number"],
  [/^markup\.heading/, "title"],
  [/^string\.unquoted\.(file|tag)/, "name"],
  [/^string\.(unquoted|quoted\.words)\.scn$/, "title"],
  [/^markup\.quote/, "quoted"],
  [/^meta\.media/, "prose"],
  [/^meta\.lesson/, "lesson"],
  [/^(punctuation|constant)\.(?!definition\.lesson)(?!.*(\.inline|\.speech|\.fence)\.scn$)/, "mark"],
  [/^meta\.inline-condition/, "prose"],
];

function classOf(scopes) {
  if (scopes.includes("meta.inline-condition.scn")) return scopes.includes("meta.lesson.scn") ? "lesson" : "prose";
  for (const scope of [...scopes].reverse()) {
    const found = CLASSES.find(([pattern]) => pattern.test(scope));
    if (found) return found[1];
  }
  return "prose";
}

async function grammar() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(__dirname, "../syntaxes/scn.tmLanguage.json");
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(fs.readFileSync(file, "utf8"), file),
  });
  return registry.loadGrammar("text.scn");
}

async function main() {
  const files = JSON.parse(fs.readFileSync(0, "utf8"));
  const scn = await grammar();
  let compared = 0;
  const wrong = [];
  for (const { name, text, tokens } of files) {
    const expected = new Array(text.length);
    for (const [start, end, kind] of tokens) expected.fill(kind, start, end);
    let stack = INITIAL;
    let at = 0;
    for (const [number, line] of text.split("\n").entries()) {
      const result = scn.tokenizeLine(line.replace(/\r$/, ""), stack);
      stack = result.ruleStack;
      let said = false;
      for (const token of result.tokens) {
        const seen = classOf(token.scopes);
        for (let i = token.startIndex; i < Math.min(token.endIndex, line.length); i++) {
          const kind = expected[at + i];
          if (!kind || /\s/.test(line[i])) continue;
          compared++;
          if (kind === seen || said) continue;
          said = true;
          wrong.push(`${name}:${number + 1}:${i + 1}: the parser says ${kind}, the grammar ${seen} (${token.scopes.slice(1).join(" ")})\n    ${line}`);
        }
      }
      at += line.length + 1;
    }
  }
  if (wrong.length) {
    process.stderr.write(`${wrong.slice(0, 40).join("\n")}\n${wrong.length} lines differ\n`);
    process.exit(1);
  }
  process.stdout.write(`${compared} characters alike in ${files.length} files\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(2);
});
