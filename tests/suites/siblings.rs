//! Mistakes of newcomers, each in one line of a valid scenario: the finding is at that line and has
//! the expected name, there is no other error, and `scn check --fix --unsafe` turns the line into
//! what was meant.

use std::collections::BTreeSet;

use scn_compiler::Cache;
use scn_source::{FixSelection, Severity, apply_fixes};
use scn_tests::harness::pack::Pack;

const BASE: &str = "\
Principle speak-up: Say what you saw
  Report it.

Principle stay-kind: Stay kind
  Be kind.

Scenario floor: On the shop floor
  Covers: speak-up, stay-kind
  Minutes: 4

  You run the till.

Cast Manager: Your manager

Meter trust: How far he trusts you
  Range: 0 to 20
  Start: 10

Flag noted: It is in the log

State mood: His mood
  Values: calm, cross
  Start: calm

Situation till: At the till
  Manager: Did you see who took it?

  Choice tell: Tell him what you saw.
    Outcome: He nods.
    Upholds speak-up: You said it.
    Set: trust +2, noted
    Next: office

  Choice shrug: Shrug it off.
    Outcome: He frowns.
    Breaks speak-up: You saw it.
    Set: trust -5, mood = cross
    Next: office

Situation office: The back office
  [if noted] The log lies open.
  [otherwise] The log is shut.

  Choice thank: Thank him.
    Outcome: He smiles.
    Upholds stay-kind: It costs nothing.
    Next: praised

  Choice mock [needs trust >= 5]: Mock the thief.
    Outcome: He shakes his head.
    Breaks stay-kind: She is your colleague.
    Next: warned

Ending praised: Well done
  Result: passed

  [if mood = calm] He shakes your hand.

Ending warned: A warning
  Result: failed

  He writes it down.

Test: The kind way
  Choose: tell
  Choose: thank
  Expect: at praised and chose thank
";

/// A mistake: the right text, the wrong text, the expected finding, and the fixed text, which is
/// empty if there is no fix.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

const MISTAKES: &[Mistake] = &[
    // Ids, which are renamed together with references to them. If the id is before a colon, all
    // references contain the mistake too.
    ("Situation office:", "Situation Back Office:", "bad-id", "Situation back-office:"),
    ("Situation office:", "Situation backOffice:", "bad-id", "Situation back-office:"),
    ("Situation office:", "Situation 2:", "bad-id", "Situation situation-2:"),
    ("Situation office:", "Situation the_office:", "bad-id", "Situation the-office:"),
    ("Situation office:", "Situation again:", "bad-id", "Situation situation-again:"),
    ("Situation office:", "Situation OFFICE:", "bad-id", "Situation office:"),
    ("Ending praised:", "Ending All Good:", "bad-id", "Ending all-good:"),
    ("Choice thank:", "Choice Thank:", "bad-id", "Choice thank:"),
    ("Choice thank:", "Choice thank_him:", "bad-id", "Choice thank-him:"),
    ("Choice mock [needs", "Choice Mock [needs", "bad-id", "Choice mock [needs"),
    ("Flag noted:", "Flag is_noted:", "bad-id", "Flag is-noted:"),
    ("Meter trust:", "Meter his_trust:", "bad-id", "Meter his-trust:"),
    ("Principle stay-kind:", "Principle stay_kind:", "bad-id", "Principle stay-kind:"),
    ("Situation office: The", "Situation: The", "bad-id", "Situation office: The"),
    ("Situation office: The", "Situation office [back]: The", "bad-header", "Situation office: The"),
    // Words of other tools.
    ("Situation office:", "Node office:", "unknown-instruction", "Situation office:"),
    ("Situation office:", "Passage office:", "unknown-instruction", "Situation office:"),
    ("Situation office:", "Slide office:", "unknown-instruction", "Situation office:"),
    ("Ending warned:", "End warned:", "unknown-instruction", "Ending warned:"),
    ("Ending warned:", "Finish warned:", "unknown-instruction", "Ending warned:"),
    ("Choice shrug:", "Option shrug:", "unknown-instruction", "Choice shrug:"),
    ("Choice shrug:", "Answer shrug:", "unknown-instruction", "Choice shrug:"),
    ("Choice shrug:", "Response shrug:", "unknown-instruction", "Choice shrug:"),
    ("Outcome: He nods.", "Consequence: He nods.", "unknown-instruction", "Outcome: He nods."),
    ("noted\n    Next: office", "noted\n    Goto: office", "unknown-instruction", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    goto office", "unknown-instruction", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    Go to: office", "unknown-instruction", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    Jump to: office", "unknown-instruction", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    -> office", "foreign-syntax", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    [[office]]", "foreign-syntax", "noted\n    Next: office"),
    ("Situation office: The back office", ":: office", "foreign-syntax", "Situation office: office"),
    ("Situation office: The back office", "=== office ===", "foreign-syntax", "Situation office: office"),
    // Characters that word processors insert.
    ("  Choice shrug:", "  - Choice shrug:", "foreign-syntax", "  Choice shrug:"),
    ("  Choice shrug:", "  * Choice shrug:", "foreign-syntax", "  Choice shrug:"),
    ("  Choice shrug:", "  2) Choice shrug:", "foreign-syntax", "  Choice shrug:"),
    ("  Choice shrug:", "  \u{2022} Choice shrug:", "foreign-syntax", "  Choice shrug:"),
    ("  Choice shrug:", "  **Choice shrug:**", "foreign-syntax", "  Choice shrug:"),
    ("  Choice shrug:", "  - **Choice shrug:**", "foreign-syntax", "  Choice shrug:"),
    ("    Outcome: He nods.", "    - Outcome: He nods.", "foreign-syntax", "    Outcome: He nods."),
    ("Situation office:", "### Situation office:", "foreign-syntax", "Situation office:"),
    ("Choice shrug:", "Cho\u{200b}ice shrug:", "bad-character", "Choice shrug:"),
    ("Situation office:", "\u{ad}Situation office:", "bad-character", "Situation office:"),
    // Speakers.
    ("  Manager: Did", "  Manger: Did", "unknown-speaker", "  Manager: Did"),
    ("  Manager: Did", "  MANAGER: Did", "unknown-speaker", "  Manager: Did"),
    ("Cast Manager: Your manager", "Cast: Manager", "bad-cast", "Cast Manager: Manager"),
    ("Cast Manager: Your manager", "Cast: Manager, Guard", "bad-cast", "Cast Manager: Manager\nCast Guard: Guard"),
    // Targets.
    ("noted\n    Next: office", "noted\n    Next: The back office", "bad-target", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    Next: \"office\"", "bad-target", "noted\n    Next: office"),
    ("noted\n    Next: office", "noted\n    Next: office.", "bad-target", "noted\n    Next: office"),
    ("    Next: praised", "    Next: Well done", "bad-target", "    Next: praised"),
    ("    Next: praised", "    Next: Praised", "unknown-target", "    Next: praised"),
    // Brackets.
    ("Choice shrug:", "Choice shrug (once):", "bad-bracket", "Choice shrug [once]:"),
    ("Choice shrug:", "Choice shrug [after 30s]:", "bad-bracket", "Choice shrug [after 30 seconds]:"),
    ("Choice shrug:", "Choice shrug [after 2 minutes]:", "bad-bracket", "Choice shrug [after 120 seconds]:"),
    ("Choice shrug:", "Choice shrug [45 sec]:", "bad-bracket", "Choice shrug [after 45 seconds]:"),
    ("[needs trust >= 5]", "[once, needs trust >= 5]", "bad-bracket", "[once] [needs trust >= 5]"),
    ("[needs trust >= 5]", "[requires trust >= 5]", "bad-bracket", "[needs trust >= 5]"),
    // Conditions.
    ("[needs trust >= 5]", "[needs trust => 5]", "bad-condition", "[needs trust >= 5]"),
    ("[if mood = calm]", "[if mood == \"calm\"]", "bad-condition", "[if mood = calm]"),
    ("[if mood = calm]", "[if mood = \u{201c}calm\u{201d}]", "bad-condition", "[if mood = calm]"),
    ("[if noted] The", "[if !noted] The", "bad-condition", "[if not noted] The"),
    // Changes.
    ("Set: trust +2, noted", "Set: trust = trust + 2, noted", "bad-change", "Set: trust +2, noted"),
    ("Set: trust +2, noted", "Set: trust plus 2; noted", "bad-change", "Set: trust +2, noted"),
    ("Set: trust +2, noted", "Set: trust +2; noted", "bad-change", "Set: trust +2, noted"),
    ("Set: trust +2, noted", "Set: trust +2, noted to true", "bad-change", "Set: trust +2, noted"),
    ("mood = cross", "mood to cross", "bad-change", "mood = cross"),
    // Ratings.
    ("Upholds speak-up: You", "Upholds speak up: You", "bad-rating", "Upholds speak-up: You"),
    // Values and places.
    ("Result: failed", "Result: failure", "out-of-range", "Result: failed"),
    ("Result: passed", "Result: success", "out-of-range", "Result: passed"),
    ("    Outcome: He nods.\n", "    Feedback: Well said.\n    Outcome: He nods.\n", "misplaced-instruction", ""),
    ("    Outcome: He smiles.", "    He smiles.", "missing-line", "    Outcome: He smiles."),
];

/// Returns the scenario with a mistake in it, and the line of the mistake.
fn with_mistake(right: &str, wrong: &str) -> (String, u32) {
    let position = BASE.find(right).expect("it is in the scenario");
    let mut text = BASE.replacen(right, wrong, 1);
    let head =
        |header: &str| header.strip_suffix(':')?.split_once(' ').map(|(word, id)| (word.to_owned(), id.to_owned()));
    let same_word = |(right, wrong): &((String, String), (String, String))| right.0 == wrong.0 && right.1 != wrong.1;
    let names = head(right).zip(head(wrong)).filter(same_word).filter(|(_, wrong)| !wrong.1.contains(['[', '(', ':']));
    if let Some(((_, right), (_, wrong))) = names {
        // A reference is always the last word of a line, or part of a list or a condition.
        text = text.lines().map(|line| rename_in_line(line, &right, &wrong) + "\n").collect();
    }
    let common_length = right.bytes().zip(wrong.bytes()).take_while(|(a, b)| a == b).count();
    let line = BASE.get(..position + common_length).unwrap_or_default().matches('\n').count();
    (text, u32::try_from(line + 1).unwrap_or_default())
}

/// Renames a reference in a line.
fn rename_in_line(line: &str, right: &str, wrong: &str) -> String {
    const NAMED: &[&str] =
        &["Next: ", "Set: ", "Choose: ", "chose ", "at ", "if ", "needs ", "Upholds ", "Breaks ", "Covers: ", ", "];
    let mut out = String::new();
    let mut remaining = line;
    while let Some((before, behind)) = remaining.split_once(right) {
        out.push_str(before);
        let whole = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        let named = whole && NAMED.iter().any(|it| out.ends_with(it));
        out.push_str(if named { wrong } else { right });
        remaining = behind;
    }
    out.push_str(remaining);
    out
}

#[test]
fn a_mistake_is_found_where_it_is_and_mended_as_it_was_meant() {
    let sound = Pack::single_file(BASE).check().checked;
    assert_eq!(sound.count(Severity::Error), 0, "{:?}", sound.findings);
    let mut wrong = Vec::new();
    for (right, written, name, mended) in MISTAKES {
        let (text, line) = with_mistake(right, written);
        let pack = Pack::single_file(&text);
        let result_before = pack.check();
        let file = result_before.sources.iter().next().map(|(id, _)| id).expect("a file");
        let line_number = |finding: &scn_source::Finding| {
            result_before.sources.get(file).map_or(0, |source| source.position(finding.place.span.start).line)
        };
        let is_relevant = |it: &&scn_source::Finding| it.severity == Severity::Error || it.name.as_str() == *name;
        let findings_found: BTreeSet<(u32, &str)> = result_before
            .checked
            .findings
            .iter()
            .filter(is_relevant)
            .map(|it| (line_number(it), it.name.as_str()))
            .collect();
        if findings_found != BTreeSet::from([(line, *name)]) {
            wrong.push(format!("`{written}`: line {line}, {name} expected, found {findings_found:?}"));
        }
        let cache = Cache::new();
        let mut sources = result_before.sources.clone();
        apply_fixes(&mut sources, FixSelection::All, &|_| true, &mut |sources| {
            let checked = pack.with_sources(sources).check_with(&cache).checked;
            scn_source::CheckResult { findings: checked.findings, is_complete: checked.is_complete }
        });
        let fixed_text = sources.get(file).map(scn_source::SourceFile::text).unwrap_or_default();
        if !mended.is_empty() && !fixed_text.contains(mended) {
            let changed = fixed_text.lines().zip(text.lines()).find(|(a, b)| a != b);
            wrong.push(format!("`{written}`: `{mended}` expected, and the first changed line is {changed:?}"));
        }
        let remaining_errors: Vec<String> = pack
            .with_sources(&sources)
            .check()
            .checked
            .findings
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .map(|it| format!("{}: {}", it.name, it.message))
            .collect();
        if !mended.is_empty() && !remaining_errors.is_empty() {
            wrong.push(format!("`{written}`: left are {remaining_errors:?}"));
        }
    }
    assert!(60 <= MISTAKES.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
