//! Generates a large pack without findings: scenarios of 40 situations in the style of the
//! examples, with prose of everyday words. The same size always gives the same bytes.

use std::fmt::Write;

/// Number of situations in a scenario.
const SITUATIONS: usize = 40;

const WORDS: &[&str] = &[
    "the",
    "customer",
    "asks",
    "about",
    "her",
    "account",
    "and",
    "you",
    "look",
    "at",
    "queue",
    "while",
    "a",
    "colleague",
    "waits",
    "for",
    "an",
    "answer",
    "that",
    "nobody",
    "has",
    "given",
    "yet",
    "because",
    "form",
    "is",
    "still",
    "on",
    "desk",
    "of",
    "manager",
    "who",
    "left",
    "early",
    "this",
    "afternoon",
    "with",
    "the",
    "keys",
    "to",
    "cabinet",
    "where",
    "files",
    "are",
    "kept",
];

/// A pseudo-random sequence of numbers (splitmix64; Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    /// A sentence with the given number of words.
    fn sentence(&mut self, words: usize) -> String {
        let mut text = String::from("Then");
        for _ in 0..words {
            text.push(' ');
            text.push_str(WORDS[self.below(WORDS.len())]);
        }
        text.push('.');
        text
    }

    /// A paragraph indented by `indent`, with a line break after about twelve words.
    fn paragraph(&mut self, indent: &str, lines: usize) -> String {
        let mut text = String::new();
        for line in 0..lines {
            let lead = if line == 0 { "" } else { indent };
            let sentence = self.sentence(12);
            let _ = writeln!(text, "{lead}{sentence}");
        }
        text
    }
}

/// Returns the files of the pack: one with principles, then one for each scenario.
pub(crate) fn files(scenarios: usize) -> Vec<(String, String)> {
    let mut numbers = Numbers(8);
    let mut principles = String::new();
    for number in 0..7 {
        let text = numbers.paragraph("  ", 2);
        let _ = write!(principles, "Principle p{number}: Principle number {number}\n  {text}\n");
    }
    let mut files = vec![("principles.scn".to_owned(), principles)];
    for number in 0..scenarios {
        files.push((format!("scenario-{number:04}.scn"), scenario(number, &mut numbers)));
    }
    files
}

fn scenario(number: usize, numbers: &mut Numbers) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let brief = numbers.paragraph("  ", 3);
    let _ = write!(
        out,
        "Scenario s{number}: Scenario number {number}\n  Covers: p1, p2\n  Minutes: 20\n\n  {brief}\nCast Caller: A woman in her sixties\nCast Thabo: Your team leader\n\nMeter trust: Customer trust\n  Range: 0 to 100\n  Start: 50\n\nFlag noted: Noted in the file\n\nState mood: Mood of the caller\n  Values: calm, tense, angry\n\n"
    );
    for at in 0..SITUATIONS {
        situation(&mut out, number, at, numbers);
    }
    for (id, result) in [("good", "passed"), ("bad", "failed"), ("so-so", "mixed")] {
        let text = numbers.paragraph("  ", 3);
        let _ = write!(out, "Ending {id}: How it ends\n  Result: {result}\n\n  {text}\n");
    }
    out
}

fn situation(out: &mut String, number: usize, at: usize, numbers: &mut Numbers) {
    let next = |step: usize| if at + step < SITUATIONS { format!("n{}", at + step) } else { "good".to_owned() };
    let (one, two) = (next(1), next(2));
    let (first, second) = (at % 7, (at + 1) % 7);
    let _ = write!(out, "Situation n{at}: Moment {at} of the afternoon\n  {}\n", numbers.paragraph("  ", 3));
    let _ = writeln!(out, "  Caller (worried): {}", numbers.paragraph("    ", 2));
    if at % 8 == 4 {
        let _ = writeln!(out, "  [if mood = angry] {}", numbers.sentence(10));
    }
    let take = format!(
        "  Choice take-{at}: {label}\n    Outcome: {text}    Upholds p{first}: {because}\n    Partly breaks p{second}: {other}\n    Set: mood = tense\n    Next: {one}\n\n",
        label = numbers.sentence(8),
        text = numbers.paragraph("      ", 3),
        because = numbers.sentence(12),
        other = numbers.sentence(10),
    );
    let leave = format!(
        "  Choice leave-{at}: {label}\n    Outcome: {text}    Breaks p{first}: {because}\n    Set: {set}\n    Next: {to}\n\n",
        label = numbers.sentence(8),
        text = numbers.paragraph("      ", 3),
        because = numbers.sentence(12),
        set = if at % 8 == 3 { "mood = angry, noted" } else { "mood = calm" },
        to = if at % 10 == 9 && at % 8 != 3 { "so-so" } else { one.as_str() },
    );
    let mut choices = vec![take, leave];
    match at % 4 {
        // A meter that is changed four times before it is read.
        0 => {
            choices.push(format!(
                "  Choice ask-{at}: {label}\n    Outcome: {text}    Upholds p{second}: {because}\n    Set: trust -1\n    Next: {one}\n\n",
                label = numbers.sentence(8),
                text = numbers.paragraph("      ", 2),
                because = numbers.sentence(12),
            ));
        }
        2 => {
            choices.push(format!(
                "  Choice weigh-{at}: {label}\n    Outcome [if trust >= 50]: {text}    Partly upholds p{second}: {because}\n    Set: trust = 50\n    Next: {two}\n\n    Outcome [otherwise]: {short}    Set: trust = 50\n    Next: {one}\n\n",
                label = numbers.sentence(8),
                text = numbers.paragraph("      ", 2),
                short = numbers.paragraph("      ", 2),
                because = numbers.sentence(12),
            ));
        }
        3 if at % 8 == 7 => {
            choices.push(format!(
                "  Choice note-{at} [needs noted]: {label}\n    Locked: {locked}\n    Outcome: {text}    Set: not noted\n    Next: {to}\n\n",
                label = numbers.sentence(8),
                locked = numbers.sentence(6),
                text = numbers.paragraph("      ", 2),
                to = if at == SITUATIONS - 1 { "bad" } else { one.as_str() },
            ));
        }
        _ => {}
    }
    // Rotates the choices so that no position is better than the others for a player who always
    // takes it.
    let count = choices.len();
    choices.rotate_left((at / 4 + number) % count);
    out.push_str(&choices.concat());
}
