//! Checks whether the formatter's result is right.

use std::collections::BTreeMap;

use scn_source::{FileId, Finding, Name, Severity};
use scn_story::Story;
use scn_syntax::format::{apply, format, formatting, formatting_of};
use scn_tests::harness::pack::{Media, Pack, Result as Checked};
use scn_tests::random::Rng;

/// Counts the occurrences of each element.
fn counts<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts
}

fn checked(text: &str) -> Checked {
    let pack =
        Pack { files: vec![("any.scn".to_owned(), text.to_owned())], states: Some(1_000), media: Media::NotMissing };
    pack.check()
}

/// Returns the findings of a check, except those that formatting fixes and the one about an empty
/// text, which is reported only if there is no other.
fn findings(checked: &Checked) -> BTreeMap<(Name, String), usize> {
    let aside = |finding: &Finding| {
        finding.name == Name::KeywordCase
            || finding.name == Name::MissingText && finding.message.starts_with("there is nothing here yet")
    };
    let findings = checked.checked.findings.iter().filter(|finding| !aside(finding));
    counts(findings.map(|finding| (finding.name, finding.message.clone())))
}

/// Keywords of lines that may be reordered under their header.
const PROPERTIES: &[&str] = &[
    "Source", "Weight", "Teaches", "Draw", "Pass", "Checks", "Covers", "Start", "Minutes", "Audience", "Author",
    "Tags", "Range", "Values", "Result",
];

/// Returns whether a character is whitespace that may be moved: spaces, and the carriage return of
/// a line end.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\r')
}

/// Returns the characters of a line without whitespace. The brackets of a choice may be reordered;
/// with `folded`, letter case may change too.
fn characters(line: &str, folded: bool) -> String {
    let mut line: String = line.chars().filter(|c| !is_blank(*c)).collect();
    if folded {
        line = line.to_lowercase();
    }
    if line.to_lowercase().starts_with("choice") {
        let mut all: Vec<char> = line.chars().collect();
        all.sort_unstable();
        line = all.into_iter().collect();
    }
    line
}

/// Checks that every word is kept in order, and every comment stays above the same line.
fn same_words(before: &str, after: &str, folded: bool) -> Result<(), String> {
    let lines = |text: &str| {
        let lines = text.trim_start_matches('\u{feff}').lines().map(|line| characters(line, folded));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let (before, after) = (lines(before), lines(after));
    if counts(before.iter()) != counts(after.iter()) {
        return Err("not every line is there".to_owned());
    }
    let moves = |line: &String| {
        line.starts_with("//")
            || PROPERTIES
                .iter()
                .any(|word| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
    };
    let order = |lines: &[String]| lines.iter().filter(|line| !moves(line)).cloned().collect::<Vec<_>>();
    if order(&before) != order(&after) {
        return Err("the lines have another order".to_owned());
    }
    let comments = |lines: &[String]| {
        let is_comment = |line: &str| line.starts_with("//");
        let starts = lines.iter().enumerate().filter(|(_, line)| is_comment(line));
        let below = |at: usize| lines.iter().skip(at).find(|line| !is_comment(line)).cloned();
        counts(starts.map(|(at, line)| (line.clone(), below(at))))
    };
    if comments(&before) != comments(&after) {
        return Err("a comment stands above something else".to_owned());
    }
    Ok(())
}

/// Checks that lines with errors about their form are unchanged.
fn kept(before: &str, after: &str) -> Result<(), String> {
    let parse = scn_syntax::parse(FileId(0), before);
    // A line missing above says nothing about the line itself.
    let is_above = |finding: &Finding| {
        let mut edits = finding.fixes.iter().flat_map(|fix| &fix.edits).peekable();
        let start = finding.place.span.start;
        finding.name == Name::MissingLine && edits.peek().is_some() && edits.all(|edit| edit.place.span.end < start)
    };
    let errors = parse.findings.iter().filter(|finding| finding.severity == Severity::Error && !is_above(finding));
    let line_of = |line: &str| line.strip_suffix('\r').unwrap_or(line).trim_start_matches('\u{feff}').to_owned();
    let lines = counts(after.split('\n').map(line_of));
    for error in errors {
        let at = error.place.span.start as usize;
        let start = before.get(..at).and_then(|above| above.rfind('\n')).map_or(0, |end| end + 1);
        let line = before.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        let line = line_of(line);
        if !line.trim().is_empty() && !lines.contains_key(&line) {
            return Err(format!("`{line}` is not kept, though {}: {}", error.name, error.message));
        }
    }
    Ok(())
}

/// Returns a story without the marks of written ids, which its JSON does not contain either.
fn unmarked(story: &Story) -> Story {
    let mut story = story.clone();
    let situations = story.scenarios.iter_mut().flat_map(|scenario| &mut scenario.situations);
    situations.flat_map(|situation| &mut situation.choices).for_each(|choice| choice.written = true);
    story
}

/// Checks that two texts give the same story and the same findings.
pub(crate) fn same_meaning(before: &str, after: &str) -> Result<(), String> {
    same_meaning_but_for(&[], before, after)
}

/// Checks like [`same_meaning`], ignoring findings with these names.
pub(crate) fn same_meaning_but_for(names: &[Name], before: &str, after: &str) -> Result<(), String> {
    let (before, after) = (checked(before), checked(after));
    let (mut found, mut now) = (findings(&before), findings(&after));
    found.retain(|(name, _), _| !names.contains(name));
    now.retain(|(name, _), _| !names.contains(name));
    if found != now {
        let lost = found.iter().filter(|(finding, count)| now.get(finding) != Some(count)).map(|(finding, _)| finding);
        let new = now.iter().filter(|(finding, count)| found.get(finding) != Some(count)).map(|(finding, _)| finding);
        return Err(format!("other findings: lost {:?}, new {:?}", lost.collect::<Vec<_>>(), new.collect::<Vec<_>>()));
    }
    let json = |checked: &Checked| checked.checked.story.to_json();
    if unmarked(&before.checked.story) != unmarked(&after.checked.story) {
        let (before, after) = (json(&before), json(&after));
        let of = |a: &str, b: &str| a.lines().filter(|line| !b.contains(*line)).take(8).collect::<Vec<_>>().join("\n");
        let (before, after) = (of(&before, &after), of(&after, &before));
        return Err(format!("another story:\n{before}\n--- and then\n{after}"));
    }
    Ok(())
}

fn judged(before: &str, after: &str) -> Result<(), String> {
    let folded = scn_syntax::parse(FileId(0), before).findings.iter().any(|finding| finding.name == Name::KeywordCase);
    same_words(before, after, folded)?;
    kept(before, after)?;
    same_meaning(before, after)
}

fn told(before: &str, after: &str, why: &str) -> String {
    let shown =
        |text: &str| text.lines().enumerate().map(|(at, line)| format!("{:>3}|{line:?}\n", at + 1)).collect::<String>();
    format!("{why}\n--- before\n{}--- after\n{}---", shown(before), shown(after))
}

/// Formats a text, and checks the result.
pub(crate) fn judge(text: &str) -> Result<(), String> {
    let after = format(text);
    judged(text, &after).map_err(|why| told(text, &after, &why))?;
    let again = format(&after);
    if again != after {
        return Err(told(&after, &again, "the second time changes something"));
    }
    let ends = after.trim_start_matches('\u{feff}');
    // A carriage return that ends no line stays in place, even at the end of the file; and a byte
    // order mark never moves to the start of the file.
    let odd = ends.replace("\r\n", "\n").contains(['\r', '\u{feff}']);
    let style = odd
        || ends.is_empty()
        || (ends.ends_with('\n') || ends.ends_with('\r')) && !ends.ends_with("\n\n") && !ends.starts_with('\n');
    if !style {
        return Err(told(text, &after, "it does not end or begin as it should"));
    }
    Ok(())
}

/// Checks that the edits for all lines are those for the file.
pub(crate) fn all_of(text: &str) -> Result<(), String> {
    let all = formatting(text);
    if formatting_of(text, 0..u32::MAX) != all {
        return Err("the edits of all lines are not those of the file".to_owned());
    }
    let mut from = 0;
    for edit in &all.edits {
        if edit.span.start < from || text.get(edit.span.range()).is_none_or(|old| old == edit.text) {
            return Err(format!("an edit is none, or stands before another: {edit:?}"));
        }
        from = edit.span.end;
    }
    if apply(text.as_bytes(), &all.edits) != format(text).as_bytes() {
        return Err("the edits do not make the formatted text".to_owned());
    }
    Ok(())
}

/// Formats some lines of a text, and checks the result.
pub(crate) fn judge_range(text: &str, rng: &mut Rng) -> Result<(), String> {
    let count = text.lines().count();
    let first = u32::try_from(rng.below(count)).unwrap_or(0);
    let last = first + rng.share(0, 6);
    let part = formatting_of(text, first..last + 1);
    let after = String::from_utf8_lossy(&apply(text.as_bytes(), &part.edits)).into_owned();
    judged(text, &after).map_err(|why| told(text, &after, &format!("lines {first} to {last}: {why}")))
}
