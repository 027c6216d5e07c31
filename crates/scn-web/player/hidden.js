// The characters that are shown in no text: they reorder or hide others, or control a terminal.
// `.ci/bless` writes this file.

const HIDDEN = new RegExp(
  "[\\u{0}-\\u{8}\\u{e}-\\u{1f}\\u{7f}-\\u{84}\\u{86}-\\u{9f}\\u{2028}-\\u{202e}" +
    "\\u{2061}-\\u{206f}\\u{3164}\\u{fdd0}-\\u{fdef}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}" +
    "\\u{fffe}-\\u{ffff}\\u{1d173}-\\u{1d17a}\\u{1fffe}-\\u{1ffff}\\u{2fffe}-\\u{2ffff}" +
    "\\u{3fffe}-\\u{3ffff}\\u{4fffe}-\\u{4ffff}\\u{5fffe}-\\u{5ffff}\\u{6fffe}-\\u{6ffff}" +
    "\\u{7fffe}-\\u{7ffff}\\u{8fffe}-\\u{8ffff}\\u{9fffe}-\\u{9ffff}\\u{afffe}-\\u{affff}" +
    "\\u{bfffe}-\\u{bffff}\\u{cfffe}-\\u{cffff}\\u{dfffe}-\\u{dffff}\\u{e0080}-\\u{e00ff}" +
    "\\u{e01f0}-\\u{e0fff}\\u{efffe}-\\u{effff}\\u{ffffe}-\\u{fffff}\\u{10fffe}-\\u{10ffff}]",
  "gu",
);

/** Returns a text as it may be shown. */
export function visible(text) {
  return text.replace(HIDDEN, "\ufffd");
}
