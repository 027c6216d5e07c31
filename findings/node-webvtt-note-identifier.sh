#!/usr/bin/env bash
# node-webvtt 1.9.4 (npm): a caption whose identifier begins with `NOTE` is dropped, and the file is
# reported as valid.
#
# In WebVTT a comment begins with the word `NOTE`, alone on its line or followed by a space or a
# tab. Any other line before the times of a cue is its identifier, so `NOTES-1` and `NOTEBOOK` are
# ordinary identifiers; webvtt-parser 2.2.0 (npm) reads both. node-webvtt takes every block that
# begins with these four letters for a comment, times and text included. Its strict mode, which was
# on, neither throws nor lists an error, and `compile` writes a file without these captions. Files
# whose identifiers are made from the names of scenes can meet this. Version 2.0.0, which
# asks for Node 22, gives the same result.
#
# Seen: webvtt-parser: errors 0, cues ["door","NOTES-1","NOTEBOOK"]
#       node-webvtt: strict true, valid true, errors 0, cues ["door"], written again 1
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent node-webvtt@1.9.4 webvtt-parser@2.2.0 >&2

cat > scene.vtt <<'VTT'
WEBVTT

NOTE A comment

door
00:00:01.000 --> 00:00:02.000
Someone knocks.

NOTES-1
00:00:03.000 --> 00:00:04.000
Two notes lie on the desk.

NOTEBOOK
00:00:05.000 --> 00:00:06.000
The notebook is gone.
VTT
cat > read.js <<'JS'
const text = require("fs").readFileSync("scene.vtt", "utf8");
const { compile, parse } = require("node-webvtt");
const { WebVTTParser } = require("webvtt-parser");

const reference = new WebVTTParser().parse(text, "captions");
const expected = JSON.stringify(reference.cues.map((cue) => cue.id));
console.log(`webvtt-parser: errors ${reference.errors.length}, cues ${expected}`);
const captions = parse(text);
const { strict, valid, errors, cues } = captions;
const read = JSON.stringify(cues.map((cue) => cue.identifier));
const written = compile(captions).split("-->").length - 1;
console.log(
  `node-webvtt: strict ${strict}, valid ${valid}, errors ${errors.length}, cues ${read},` +
    ` written again ${written}`,
);
JS

seen=$(node read.js)
printf '%s\n' "$seen"
[ "$seen" = 'webvtt-parser: errors 0, cues ["door","NOTES-1","NOTEBOOK"]
node-webvtt: strict true, valid true, errors 0, cues ["door"], written again 1' ]
