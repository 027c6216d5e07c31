//! Doubling a text, or its nesting depth, at most doubles the work. Work is counted, not timed: it
//! is the number of calls that the parser makes, found by searching for the smallest limit under
//! which a text still parses. That limit applies to the whole process, so this file contains only
//! one test.

use std::num::NonZeroUsize;

use scn_source::FileId;
use scn_syntax::parse;

/// Returns how many calls the parser makes for the file, or for a paragraph in it if that takes
/// more.
fn calls(text: &str) -> usize {
    pest::set_call_limit(None);
    let whole = parse(FileId(0), text);
    let parses = |calls: usize| {
        pest::set_call_limit(NonZeroUsize::new(calls));
        parse(FileId(0), text) == whole
    };
    let mut high = 1;
    while !parses(high) {
        high *= 2;
        assert!(high < 1 << 40, "it parses at all");
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = low.midpoint(high);
        if parses(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// A function that returns a text of a given size.
type Shape = fn(usize) -> String;

/// Returns fences, each longer than the previous one, with about `ticks` ticks in total.
fn fences(ticks: usize) -> String {
    let lengths = (3..).take_while(|length| length * length / 2 < ticks);
    lengths.map(|length| format!("{}\n", "`".repeat(length))).collect()
}

#[test]
fn twice_the_text_is_at_most_twice_the_work() {
    const FRAME: &str = "Scenario s: A scenario\n\nMeter m: A meter\n  Range: 0 to 9\n\nSituation a: A situation\n";
    let shapes: &[(&str, Shape)] = &[
        ("words", |n| format!("{FRAME}{}\n", "word ".repeat(n))),
        ("lines", |n| format!("{FRAME}{}\n", "some words\n".repeat(n))),
        ("paragraphs", |n| format!("{FRAME}{}\n", "Some words\n\n".repeat(n))),
        ("blank lines", |n| format!("{FRAME}{}\n", "  \n".repeat(n))),
        ("blanks", |n| format!("{FRAME}{}x\n", " ".repeat(n))),
        ("comments", |n| format!("{FRAME}{}\n", "// words\n".repeat(n))),
        ("comments within text", |n| format!("{FRAME}Words\n{}words\n", "// words\n".repeat(n))),
        ("choices", |n| format!("{FRAME}{}\n", "Choice: Go.\nOutcome: Gone.\nNext: again\n".repeat(n))),
        ("choices without a colon", |n| format!("{FRAME}{}\n", "Choice go\n".repeat(n))),
        ("headers without a colon", |n| format!("{FRAME}{}\n", "Situation Outcome Choice \n".repeat(n))),
        ("brackets", |n| format!("{FRAME}Choice {}: Go.\n", "[once]".repeat(n))),
        ("open brackets", |n| format!("{FRAME}Choice {}: Go.\n", "[".repeat(n))),
        ("open brackets in text", |n| format!("{FRAME}{}\n", "[".repeat(n))),
        ("open ifs in text", |n| format!("{FRAME}{}\n", "[if ".repeat(n))),
        ("braces in text", |n| format!("{FRAME}{}\n", "{m} {".repeat(n))),
        ("code in text", |n| format!("{FRAME}{}\n", "`a` ``b` {m}".repeat(n))),
        ("open code in text", |n| format!("{FRAME}{{m}} {}\n", "` `` ``` ".repeat(n))),
        ("links in text", |n| format!("{FRAME}{}\n", "[a](b) [a] [[a]] [a](".repeat(n))),
        ("ifs in ifs", |n| format!("{FRAME}{}\n", "[if m > 1: [a](b) [if m ".repeat(n))),
        ("bars and brackets in an if", |n| format!("{FRAME}[if m > 1: {}]\n", "[a] | ".repeat(n))),
        ("ifs in text", |n| format!("{FRAME}{}\n", "[if m > 1: a | b] ".repeat(n))),
        ("open ifs on lines", |n| format!("{FRAME}{}\n", "[if m\n".repeat(n))),
        ("parentheses", |n| format!("{FRAME}Choice [if {}m > 1{}]: Go.\n", "(".repeat(n), ")".repeat(n))),
        ("open parentheses", |n| format!("{FRAME}Choice [if {}]: Go.\n", "(".repeat(n))),
        ("nots", |n| format!("{FRAME}Choice [if {} m > 1]: Go.\n", "not ".repeat(n))),
        ("ands", |n| format!("{FRAME}Choice [if m > 1{}]: Go.\n", " and m > 1".repeat(n))),
        ("ands on lines", |n| format!("{FRAME}Choice [if m > 1{}]: Go.\n", " and\n m > 1".repeat(n))),
        ("commas", |n| format!("{FRAME}Set: m +1{}\n", ", m +1".repeat(n))),
        ("commas on lines", |n| format!("{FRAME}Set: m +1{}\n", ",\n m +1".repeat(n))),
        ("commas and nothing", |n| format!("{FRAME}Set: {}\n", ",".repeat(n))),
        ("a title that goes on", |n| format!("Scenario s: A scenario{}\n", ",\n more".repeat(n))),
        ("colons", |n| format!("{FRAME}{}\n", "a:".repeat(n))),
        ("keywords", |n| format!("{FRAME}{}\n", "Choice ".repeat(n))),
        ("quotes", |n| format!("{FRAME}{}\n", "> quoted\n".repeat(n))),
        ("marks of quotes", |n| format!("{FRAME}{}\n", "> ".repeat(n))),
        ("items", |n| format!("{FRAME}{}\n", "- item\n".repeat(n))),
        ("numbers", |n| format!("{FRAME}{}\n", "1. item\n30. more\n".repeat(n))),
        ("numbers in a text", |n| format!("{FRAME}words\n{}\n", "30. words\n".repeat(n))),
        ("items in items", |n| {
            format!("{FRAME}{}\n", (0..n).map(|at| format!("{}- a\n", " ".repeat(at % 40))).collect::<String>())
        }),
        ("dashes", |n| format!("{FRAME}words\n{}\n", "\u{2013} item\nmore\n".repeat(n))),
        ("a dash in each text", |n| format!("{FRAME}{}\n", "words\n\u{2013} words\nwords\n\n".repeat(n))),
        ("headings", |n| format!("{FRAME}{}\n", "# words\n".repeat(n))),
        ("lines across", |n| format!("{FRAME}{}\n", "- - -\n".repeat(n))),
        ("a line of hyphens", |n| format!("{FRAME}{}\n", "- ".repeat(n))),
        ("tables", |n| format!("{FRAME}{}\n", "| a |\n| - |\n| b |\n\n".repeat(n))),
        ("rows", |n| format!("{FRAME}| a |\n| - |\n{}\n", "| b |\n".repeat(n))),
        ("bars", |n| format!("{FRAME}{}\n", "| a\n".repeat(n))),
        ("cells", |n| format!("{FRAME}{}\n{}\n", "| a ".repeat(n), "| - ".repeat(n))),
        ("fences in a body", |n| format!("{FRAME}{}\n", "```\na\n```\n".repeat(n))),
        ("open fences in a body", |n| format!("{FRAME}{}\n", fences(10 * n))),
        ("backslashes", |n| format!("{FRAME}{}\n", "\\".repeat(n))),
        ("lines with backslashes", |n| format!("{FRAME}{}\n", "\\a\n".repeat(n))),
        ("fences", |n| format!("Lesson l: A lesson\n{}\n", "```\na\n```\n".repeat(n))),
        ("a fence that is open", |n| format!("Lesson l: A lesson\n```\n{}\n", "Choice: a\n".repeat(n))),
        ("open fences of all lengths", |n| format!("Lesson l: A lesson\n{}\n", fences(10 * n))),
        ("questions", |n| format!("Quiz q: A quiz\n{}", "Question a: What?\nRight: a\nBecause: b\n".repeat(n))),
        ("answers", |n| format!("Quiz q: A quiz\nQuestion a: What?\n{}", "Wrong: a\n".repeat(n))),
        ("stray answers", |n| "Right: a\nWrong b\n".repeat(n)),
        ("stray lines", |n| "Next: a\n".repeat(n)),
        ("habits of other tools", |n| format!("{FRAME}{}\n", "*choice\n-> a\n<<b>>\n".repeat(n))),
        ("choose lines", |n| format!("{FRAME}Test: It works\nChoose: a{}\n", ",\n b".repeat(n))),
    ];
    for (name, shape) in shapes {
        let (one, two) = (calls(&shape(400)), calls(&shape(800)));
        assert!(two <= 2 * one + 200, "{name}: {one} calls for a text, {two} for one twice as long");
    }
}
