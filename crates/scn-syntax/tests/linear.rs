//! Twice the text takes twice the work, however it is nested or spoilt: counted in the steps of the parser, which are the same on every
//! machine. What the typed view adds is measured by the bench `parse`.

use std::num::NonZeroUsize;

use scn_source::FileId;

/// What a line is made long of.
const PARTS: &[&str] = &[
    "[",
    "[ ",
    "[[",
    "[if ",
    "[if a: ",
    "[if a: b] ",
    "[otherwise] ",
    "[x](",
    "{",
    "{a} ",
    "`",
    "`` ` ",
    "(",
    "not ",
    "not (",
    "\\",
    "*",
    "* ",
    "**",
    "<<",
    "<<a>> ",
    "->",
    "=",
    "~",
    "~ a",
    "+ ",
    "> ",
    "- ",
    "1. ",
    "1",
    ":",
    ": ",
    "a: ",
    "A: ",
    "A (",
    ",",
    ", a",
    " and ",
    "a and ",
    "a or ",
    "and\n",
    "or\n",
    "a,\n",
    "Choice ",
    "Choice [",
    "Choice a [once] ",
    "Set: a, ",
    "Upholds a, ",
    "Cast A ",
    "// ",
    "a\\\n",
    "é",
    "\n",
    "a\n",
    "A: b\n",
    "> a\n",
    "- a\n",
    "// a\n",
    "\\a\n",
    "[if a] b\n",
    "[if a\n",
    "[otherwise] b\n",
    "Note: a\n",
    "Choice: a\n",
    "Outcome: a\n",
    "Next: a\n",
    "Situation a: b\n",
    "Lesson a: b\n",
    "Partly \n",
    "```\n",
    "~~~\n",
    "|",
    "] ",
    "[1 in 2]",
    "VAR ",
    "VAR a = ",
];

/// What they stand behind.
const STARTS: &[&str] = &[
    "Scenario s: S\n\nSituation a: A\n  ",
    "Scenario s: S\n\nSituation a: A\n  Text [if ",
    "Scenario s: S\n\nSituation a: A\n  Choice a [if ",
    "Scenario s: S\n\nSituation a: A\n  Choice a: A\n    Outcome: ",
    "Scenario s: S\n\nSituation a: A\n  Choice a: A\n    Outcome: A\n    Set: ",
    "Scenario s: S\n\nSituation a: A\n  Choice a: A\n    Outcome: A\n    Next: b\n",
    "Scenario s: S\n\nPromise: never ",
    "Lesson l: L\n  ",
    "Cast A: B\n\nScenario s: S\n  A: ",
];

/// How many steps the parser takes at most, in one go, to read a text as it does without a limit; up to one in 16 too many.
fn steps(text: &str) -> usize {
    let wanted = scn_syntax::parse(FileId(0), text);
    let same = |limit: usize| {
        pest::set_call_limit(NonZeroUsize::new(limit));
        let got = scn_syntax::parse(FileId(0), text);
        pest::set_call_limit(None);
        got.findings == wanted.findings && got.file == wanted.file
    };
    let (mut low, mut high) = (0, 1);
    while !same(high) {
        (low, high) = (high, high * 2);
    }
    while 1 + high / 16 < high - low {
        let middle = low.midpoint(high);
        if same(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[test]
fn twice_the_text_takes_twice_the_steps() {
    // By then the part has more to say than the start.
    const TIMES: usize = 150;
    let mut wrong = Vec::new();
    for start in STARTS {
        for part in PARTS {
            let of = |times: usize| steps(&format!("{start}{}", part.repeat(times)));
            let (once, twice) = (of(TIMES), of(2 * TIMES));
            // Twice, and what the count is too high by; four times would be quadratic.
            if once * 9 / 4 + 200 < twice {
                wrong.push(format!("{start:?} and {part:?}: {once} steps, then {twice}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
