//! Scrambles and damages texts.

use scn_tests::random::Rng;

/// Returns a text scrambled in ways that formatting undoes: indentation, trailing spaces, doubled
/// blank lines, lower-case keywords, reordered properties and brackets, line ends of another
/// system. Text that a learner reads is not changed.
pub(crate) fn scramble_text(text: &str, rng: &mut Rng) -> String {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    shuffle_properties(&mut lines, rng);
    let mut out = String::new();
    let mut lesson = false;
    let mut fence = false;
    for line in lines {
        let words = line.trim_start();
        // In a fence, and between the items of a list, indentation is significant.
        let was_fence = fence;
        fence ^= words.starts_with("```");
        let item = words.starts_with("- ") || words.starts_with(|c: char| c.is_ascii_digit());
        if was_fence || fence || item {
            out.push_str(&line);
            out.push('\n');
            continue;
        }
        if words.starts_with("Lesson ") {
            lesson = true;
        } else if ["Scenario ", "Principle ", "Situation ", "Quiz "].iter().any(|word| words.starts_with(word)) {
            lesson = false;
        }
        if lesson {
            out.push_str(&line);
            out.push('\n');
            continue;
        }
        if words.is_empty() {
            let blanks = ["\n", "\n\n", " \n\n\t\n"];
            out.push_str(rng.pick_one(&blanks).copied().unwrap_or_default());
            continue;
        }
        let indent = ["", " ", "  ", "\t", "      ", "          "];
        out.push_str(rng.pick_one(&indent).copied().unwrap_or_default());
        out.push_str(&scramble_instruction(words, rng));
        out.push_str(["", "", " ", "  ", "\t"][rng.number_below(5)]);
        out.push('\n');
    }
    if rng.with_percent(20) { out.trim_end().to_owned() } else { out }
}

/// Returns an instruction with other spaces in its head, other letter case, and reordered brackets.
fn scramble_instruction(line: &str, rng: &mut Rng) -> String {
    let end = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let Some((head, text)) = rest.split_once(':') else { return line.to_owned() };
    if !scn_syntax::words::is_keyword(word) || text.is_empty() || head.contains(['(', '"']) {
        return line.to_owned();
    }
    let (id, brackets) = head.split_at(head.find('[').unwrap_or(head.len()));
    let (id, mut brackets) = (id.trim(), brackets.split_inclusive(']').map(str::trim).collect::<Vec<_>>());
    brackets.retain(|bracket| !bracket.is_empty());
    if word == "Choice" && 1 < brackets.len() && brackets.iter().all(|one| one.starts_with('[')) {
        let bracket_index = rng.number_below(brackets.len());
        brackets.swap(0, bracket_index);
    }
    let blanks = [" ", "  ", "\t"];
    let mut random_blank = || rng.pick_one(&blanks).copied().unwrap_or(" ").to_owned();
    let mut out = word.to_owned();
    if !id.is_empty() {
        out += &(random_blank() + id);
    }
    for bracket in brackets {
        out += &(random_blank() + bracket);
    }
    let blank_after_colon = random_blank();
    // In lower case it is a keyword only if a colon or a valid head follows.
    let small = rng.with_percent(10);
    let out = if small { out.replacen(word, &word.to_lowercase(), 1) } else { out };
    format!("{out}{}:{blank_after_colon}{}", if rng.with_percent(20) { " " } else { "" }, text.trim_start())
}

fn is_property(line: &str) -> bool {
    ["Covers:", "Start:", "Minutes:", "Range:", "Values:", "Weight:", "Source:", "Audience:", "Author:", "Tags:"]
        .iter()
        .any(|word| line.trim_start().starts_with(word))
}

fn shuffle_properties(lines: &mut [String], rng: &mut Rng) {
    for at in 1..lines.len() {
        if rng.with_percent(50)
            && let Some([above, below]) = lines.get_mut(at - 1..=at)
            && is_property(above)
            && is_property(below)
            && !above.trim_end().ends_with(',')
            && !below.trim_end().ends_with(',')
        {
            std::mem::swap(above, below);
        }
    }
}

/// Pieces that are likely to cause errors in formatters.
const PIECES: &[&str] = &[
    "",
    " ",
    "  ",
    "\t",
    "\u{a0}",
    "\r",
    "\\",
    "// a comment",
    "> quoted",
    "- item",
    "[if verified] ",
    "[if ",
    "[if verified: a | b]",
    "[otherwise] ",
    "and",
    "or",
    ",",
    "text and",
    "text,",
    "choice: Go",
    "Choice [once] [if verified]: Go",
    "Choice: Go and",
    "outcome:",
    "Outcome:",
    "Outcome [1 in 2]: It",
    "Next: again",
    "next:again",
    "Set: trust -2,",
    "Set:trust-2",
    "Upholds care:",
    "partly Upholds care : x",
    "Situation x: X",
    "Situation  x :X and",
    "Ending x: X",
    "Result:passed",
    "Lesson l: L",
    "Quiz q: A quiz",
    "Question w [any order]: What?",
    "Right: This.",
    "Wrong",
    "Because:it is",
    "Checks: care,",
    "Draw:2",
    "```",
    "    code",
    "1. one",
    "Cast Bob: Him",
    "Bob: hello",
    "Thabo: hello",
    "Meter m: M",
    "Start: 3",
    "Range: 0 to 9",
    "Covers: care,",
    "Author: Ann and",
    "Tags: a , b",
    "Test: t",
    "Choose: look , outcome 2",
    "Expect: at hall and",
    "Promise: never ended or",
    "Scenario x: X",
    "Principle p: P",
    "Source: the law,",
    "Weight:3",
    "Hint: look",
    "Locked: no",
    "Image a.png :  A cat",
    "Note:  well",
    "note: well",
    "Detour: there",
    "Feedback: so",
    "\u{feff}",
    "\u{1a}",
    "*choice",
    "-> there",
    "Chioce: Go",
];

/// Returns a text with one to five changes to its lines that people and tools make.
pub(crate) fn damage_text(text: &str, rng: &mut Rng) -> String {
    let mut lines: Vec<String> = text.split('\n').map(ToOwned::to_owned).collect();
    for _ in 0..=rng.number_below(5) {
        let (one, other) = (rng.number_below(lines.len()), rng.number_below(lines.len()));
        let piece = rng.pick_one(PIECES).copied().unwrap_or_default();
        match rng.number_below(10) {
            0 if 1 < lines.len() => drop(lines.remove(one)),
            1 => lines.insert(other, lines[one].clone()),
            2 => lines.swap(one, other),
            3 => lines.insert(one, String::new()),
            4 => lines.insert(one, piece.to_owned()),
            5 => lines[one] = format!("{}{}", ["", "   ", "\t"][rng.number_below(3)], lines[one].trim_start()),
            6 => lines[one].push_str(piece),
            7 => lines[one].insert_str(0, piece),
            8 => lines[one].push_str(["  ", "\t", "\r", " \r"][rng.number_below(4)]),
            _ => {
                let words: Vec<&str> = lines[one].split(' ').collect();
                let split_index = rng.number_below(words.len() + 1);
                let (front, back) = words.split_at(split_index);
                lines[one] = [front, &[piece], back].concat().join(" ");
            }
        }
    }
    lines.join("\n")
}
