//! Checks whether the formatter's result is right.

use std::collections::BTreeMap;

use scn_source::{FileId, Finding, Name, Severity};
use scn_story::Story;
use scn_syntax::format::{apply_edits, format, format_edits, format_range};
use scn_tests::harness::pack::{CheckResult as Checked, MediaFiles, Pack};
use scn_tests::random::Rng;

/// Counts the occurrences of each element.
fn count_each<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts
}

fn check_text(text: &str) -> Checked {
    let pack = Pack {
        files: vec![("any.scn".to_owned(), text.to_owned())],
        states: Some(1_000),
        media: MediaFiles::NotMissing,
        formats: Vec::new(),
    };
    pack.check()
}

/// Returns the findings of a check, except those that formatting fixes and the one about an empty
/// text, which is reported only if there is no other.
fn relevant_findings(checked: &Checked) -> BTreeMap<(Name, String), usize> {
    let is_ignored = |finding: &Finding| {
        finding.name == Name::KeywordCase
            || finding.name == Name::MissingText && finding.message.starts_with("there is nothing here yet")
    };
    // Whether a stray carriage return belongs to the end of the line above depends on blank lines,
    // which are removed.
    let is_return =
        |finding: &Finding| finding.name == Name::BadCharacter && finding.message.contains("carriage return");
    // A message can quote a callout, `note : Ask.`. In the style, its keyword has a capital and its
    // colon no space before it.
    let message_of = |finding: &Finding| {
        let message = finding.message.replace(" :", ":").to_lowercase();
        if is_return(finding) { "a stray carriage return".to_owned() } else { message }
    };
    let findings = checked.checked.findings.iter().filter(|finding| !is_ignored(finding));
    count_each(findings.map(|finding| (finding.name, message_of(finding))))
}

/// Keywords of lines that may be reordered under their header.
const PROPERTIES: &[&str] = &[
    "Source",
    "Weight",
    "Teaches",
    "Draw",
    "Pass",
    "Tries",
    "Show answers",
    "Checks",
    "Covers",
    "Start",
    "Minutes",
    "Audience",
    "Author",
    "Tags",
    "Range",
    "Values",
    "Shown",
    "Result",
];

/// Returns whether a character is whitespace that may be moved: spaces, and the carriage return of
/// a line end.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\r')
}

/// Returns the characters of a line without whitespace. The brackets of a choice may be reordered;
/// with `folded`, letter case may change too.
fn line_characters(line: &str, folded: bool) -> String {
    let mut line: String = line.chars().filter(|c| !is_blank(*c)).collect();
    if folded {
        line = line.to_lowercase();
    }
    if line.to_lowercase().starts_with("choice") {
        let mut sorted_characters: Vec<char> = line.chars().collect();
        sorted_characters.sort_unstable();
        line = sorted_characters.into_iter().collect();
    }
    line
}

/// Checks that every word is kept in order, and every comment stays above the same line.
fn same_words(before: &str, after: &str, folded: bool) -> Result<(), String> {
    let character_lines = |text: &str| {
        let lines = text.trim_start_matches('\u{feff}').lines().map(|line| line_characters(line, folded));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let (before, after) = (character_lines(before), character_lines(after));
    if count_each(before.iter()) != count_each(after.iter()) {
        return Err("not every line is there".to_owned());
    }
    let may_move = |line: &String| {
        line.starts_with("//")
            || PROPERTIES
                .iter()
                .any(|word| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
    };
    let fixed_lines = |lines: &[String]| lines.iter().filter(|line| !may_move(line)).cloned().collect::<Vec<_>>();
    if fixed_lines(&before) != fixed_lines(&after) {
        return Err("the lines have another order".to_owned());
    }
    let comments_with_next = |lines: &[String]| {
        let is_comment = |line: &str| line.starts_with("//");
        let starts = lines.iter().enumerate().filter(|(_, line)| is_comment(line));
        let next_line = |at: usize| lines.iter().skip(at).find(|line| !is_comment(line)).cloned();
        count_each(starts.map(|(at, line)| (line.clone(), next_line(at))))
    };
    if comments_with_next(&before) != comments_with_next(&after) {
        return Err("a comment stands above something else".to_owned());
    }
    Ok(())
}

/// Checks that lines with errors about their form are unchanged.
fn check_kept_lines(before: &str, after: &str) -> Result<(), String> {
    let parse = scn_syntax::parse(FileId(0), before);
    // A line missing above says nothing about the line itself.
    let is_above = |finding: &Finding| {
        let mut edits = finding.fixes.iter().flat_map(|fix| &fix.edits).peekable();
        let start = finding.place.span.start;
        finding.name == Name::MissingLine && edits.peek().is_some() && edits.all(|edit| edit.place.span.end < start)
    };
    let errors = parse.findings.iter().filter(|finding| finding.severity == Severity::Error && !is_above(finding));
    let clean_line = |line: &str| line.strip_suffix('\r').unwrap_or(line).trim_start_matches('\u{feff}').to_owned();
    let lines = count_each(after.split('\n').map(clean_line));
    for error in errors {
        let error_start = error.place.span.start as usize;
        let start = before.get(..error_start).and_then(|above| above.rfind('\n')).map_or(0, |end| end + 1);
        let line = before.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        let line = clean_line(line);
        if !line.trim().is_empty() && !lines.contains_key(&line) {
            return Err(format!("`{line}` is not kept, though {}: {}", error.name, error.message));
        }
    }
    Ok(())
}

/// Returns a story without the marks of written ids, which its JSON does not contain either.
fn without_marks(story: &Story) -> Story {
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
    let (before, after) = (check_text(before), check_text(after));
    let (mut found, mut now) = (relevant_findings(&before), relevant_findings(&after));
    found.retain(|(name, _), _| !names.contains(name));
    now.retain(|(name, _), _| !names.contains(name));
    if found != now {
        let lost = found.iter().filter(|(finding, count)| now.get(finding) != Some(count)).map(|(finding, _)| finding);
        let new = now.iter().filter(|(finding, count)| found.get(finding) != Some(count)).map(|(finding, _)| finding);
        return Err(format!("other findings: lost {:?}, new {:?}", lost.collect::<Vec<_>>(), new.collect::<Vec<_>>()));
    }
    let story_json = |checked: &Checked| checked.checked.story.to_json();
    if without_marks(&before.checked.story) != without_marks(&after.checked.story) {
        let (before, after) = (story_json(&before), story_json(&after));
        let lines_only_in =
            |a: &str, b: &str| a.lines().filter(|line| !b.contains(*line)).take(8).collect::<Vec<_>>().join("\n");
        let (before, after) = (lines_only_in(&before, &after), lines_only_in(&after, &before));
        return Err(format!("another story:\n{before}\n--- and then\n{after}"));
    }
    Ok(())
}

fn check_formatted(before: &str, after: &str) -> Result<(), String> {
    let folded = scn_syntax::parse(FileId(0), before).findings.iter().any(|finding| finding.name == Name::KeywordCase);
    same_words(before, after, folded)?;
    check_kept_lines(before, after)?;
    same_meaning(before, after)
}

fn failure_text(before: &str, after: &str, why: &str) -> String {
    let numbered_lines =
        |text: &str| text.lines().enumerate().map(|(at, line)| format!("{:>3}|{line:?}\n", at + 1)).collect::<String>();
    format!("{why}\n--- before\n{}--- after\n{}---", numbered_lines(before), numbered_lines(after))
}

/// Formats a text, and checks the result.
pub(crate) fn check_text_formatting(text: &str) -> Result<(), String> {
    let formatted = format(text);
    check_formatted(text, &formatted).map_err(|why| failure_text(text, &formatted, &why))?;
    let formatted_again = format(&formatted);
    if formatted_again != formatted {
        return Err(failure_text(&formatted, &formatted_again, "the second time changes something"));
    }
    let ends = formatted.trim_start_matches('\u{feff}');
    // A carriage return that ends no line stays in place, even at the end of the file; and a byte
    // order mark never moves to the start of the file.
    let odd = ends.replace("\r\n", "\n").contains(['\r', '\u{feff}']);
    let style = odd
        || ends.is_empty()
        || (ends.ends_with('\n') || ends.ends_with('\r')) && !ends.ends_with("\n\n") && !ends.starts_with('\n');
    if !style {
        return Err(failure_text(text, &formatted, "it does not end or begin as it should"));
    }
    Ok(())
}

/// Checks that the edits for all lines are those for the file.
pub(crate) fn all_of(text: &str) -> Result<(), String> {
    let whole_formatting = format_edits(text);
    if format_range(text, 0..u32::MAX) != whole_formatting {
        return Err("the edits of all lines are not those of the file".to_owned());
    }
    let mut previous_end = 0;
    for edit in &whole_formatting.edits {
        if edit.span.start < previous_end || text.get(edit.span.range()).is_none_or(|old| old == edit.text) {
            return Err(format!("an edit is none, or stands before another: {edit:?}"));
        }
        previous_end = edit.span.end;
    }
    if apply_edits(text.as_bytes(), &whole_formatting.edits) != format(text).as_bytes() {
        return Err("the edits do not make the formatted text".to_owned());
    }
    Ok(())
}

/// Formats some lines of a text, and checks the result.
pub(crate) fn judge_range(text: &str, rng: &mut Rng) -> Result<(), String> {
    let count = text.lines().count();
    let first = u32::try_from(rng.number_below(count)).unwrap_or(0);
    let last = first + rng.share_between(0, 6);
    let part = format_range(text, first..last + 1);
    let formatted = String::from_utf8_lossy(&apply_edits(text.as_bytes(), &part.edits)).into_owned();
    check_formatted(text, &formatted)
        .map_err(|why| failure_text(text, &formatted, &format!("lines {first} to {last}: {why}")))
}
