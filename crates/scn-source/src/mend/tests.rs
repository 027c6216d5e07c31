use std::collections::BTreeMap;

use super::{CheckResult, FixSelection, apply_edits, apply_fixes};
use crate::{Edit, FileId, Finding, Fix, Name, Place, Severity, SourceFile, Sources, Span};

const FILE: FileId = FileId(0);

fn place(start: usize, end: usize) -> Place {
    Place { file: FILE, span: Span::new(start, end) }
}

fn edit(start: usize, end: usize, text: &str) -> Edit {
    Edit { place: place(start, end), text: text.to_owned() }
}

#[test]
fn edits_are_made_in_the_order_of_the_text() {
    let edits = [edit(6, 7, "C"), edit(0, 1, "A"), edit(3, 3, "1"), edit(3, 3, "2"), edit(9, 99, "no")];
    assert_eq!(apply_edits("a b\u{20ac}c d", &edits), "A b12\u{20ac}C d");
    // An edit inside a character is skipped.
    assert_eq!(apply_edits("a\u{20ac}b", &[edit(2, 3, "x")]), "a\u{20ac}b");
}

/// A word, its severity, and its fixes: the replacement and whether it is safe.
type Word = (&'static str, Severity, &'static [(&'static str, bool)]);

/// Returns a check that reports occurrences of the words.
fn check(words: &'static [Word]) -> impl FnMut(&Sources) -> CheckResult {
    move |sources: &Sources| {
        let text = sources.get(FILE).map(|file| file.text().to_owned()).unwrap_or_default();
        let mut findings = Vec::new();
        for (word, severity, fixes) in words {
            for (at, _) in text.match_indices(word) {
                let mut finding = Finding::new(Name::MalformedLine, place(at, at + word.len()), *word);
                finding.severity = *severity;
                finding.fixes = fixes
                    .iter()
                    .map(|(to, safe)| Fix {
                        title: (*to).to_owned(),
                        edits: vec![edit(at, at + word.len(), to)],
                        safe: *safe,
                        escape: to.starts_with('\\'),
                    })
                    .collect();
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.place);
        CheckResult { findings, is_complete: true }
    }
}

/// Returns the fixed text, the number of fixed findings, and the number of refused fixes.
fn mended(text: &str, which: FixSelection, words: &'static [Word]) -> (String, usize, usize) {
    let mut sources = Sources::new();
    sources.add(SourceFile::new("a.scn", text));
    let out = apply_fixes(&mut sources, which, &|_| true, &mut check(words));
    (
        sources.get(FILE).map(|file| file.text().to_owned()).unwrap_or_default(),
        out.fixed_counts.values().sum(),
        out.refused.len(),
    )
}

use Severity::{Error, Warning};

#[test]
fn safe_fixes_are_made_until_nothing_changes() {
    let words: &[Word] = &[("one", Warning, &[("two", true)]), ("two", Warning, &[("three", true)])];
    assert_eq!(mended("one one two", FixSelection::Safe, words), ("three three three".to_owned(), 5, 0));
}

#[test]
fn others_are_made_only_where_that_is_asked_for_and_clear() {
    let words: &[Word] = &[
        ("one", Warning, &[("1", false)]),
        ("two", Warning, &[("2", false), ("zwei", false)]),
        ("three", Warning, &[("3", false), ("drei", true)]),
    ];
    assert_eq!(mended("one two three", FixSelection::Safe, words).0, "one two drei");
    assert_eq!(mended("one two three", FixSelection::All, words).0, "1 two drei");
}

#[test]
fn a_fix_that_makes_an_error_is_taken_back_and_the_others_are_not() {
    let words: &[Word] =
        &[("good", Warning, &[("fine", true)]), ("bad", Warning, &[("wrong", true)]), ("wrong", Error, &[])];
    assert_eq!(mended("good bad good", FixSelection::Safe, words), ("fine bad fine".to_owned(), 2, 1));
    // An error that was there before does not count as new, but a second one does.
    assert_eq!(mended("wrong good bad", FixSelection::Safe, words), ("wrong fine bad".to_owned(), 1, 1));
}

#[test]
fn a_first_step_that_leaves_another_error_on_its_line_is_made() {
    let words: &[Word] = &[("=>", Error, &[(">=", true)]), (">= x", Error, &[(">= 1", true)])];
    assert_eq!(mended("a => x", FixSelection::Safe, words), ("a >= 1".to_owned(), 2, 0));
    // A second error counts as new, and so does one where there was none.
    let words: &[Word] = &[("one", Error, &[("bad bad", true)]), ("bad", Error, &[])];
    assert_eq!(mended("one", FixSelection::Safe, words), ("one".to_owned(), 0, 1));
    let words: &[Word] = &[("one", Warning, &[("bad", true)]), ("bad", Error, &[])];
    assert_eq!(mended("one", FixSelection::Safe, words), ("one".to_owned(), 0, 1));
}

#[test]
fn an_escape_is_not_a_rival_and_never_applied() {
    let words: &[Word] = &[("one", Error, &[("1", false), ("\\one", false)]), ("two", Error, &[("\\two", false)])];
    assert_eq!(mended("one two", FixSelection::All, words).0, "1 two");
    assert_eq!(mended("one two", FixSelection::Safe, words).0, "one two");
}

#[test]
fn what_is_left_out_says_why() {
    let words: &[Word] = &[("bad", Warning, &[("wrong", true)]), ("wrong", Error, &[])];
    let mut sources = Sources::new();
    sources.add(SourceFile::new("a.scn", "bad"));
    let out = apply_fixes(&mut sources, FixSelection::Safe, &|_| true, &mut check(words));
    let why: Vec<_> =
        out.refused.iter().map(|it| (it.finding.message.as_str(), it.introduced_error.message.as_str())).collect();
    assert_eq!(why, [("bad", "wrong")]);
}

#[test]
fn fixes_that_do_harm_only_together_are_made_in_part() {
    let words: &[Word] = &[("a", Warning, &[("x", true)]), ("b", Warning, &[("x", true)]), ("xx", Error, &[])];
    assert_eq!(mended("ab", FixSelection::Safe, words), ("xb".to_owned(), 1, 1));
}

#[test]
fn what_overlaps_waits_for_the_next_round() {
    let words: &[Word] =
        &[("abc", Warning, &[("ABc", true)]), ("bcd", Warning, &[("Bcd", true)]), ("cd", Warning, &[("CD", true)])];
    assert_eq!(mended("abcd", FixSelection::Safe, words), ("ABCD".to_owned(), 2, 0));
}

#[test]
fn what_mends_itself_in_circles_ends() {
    let words: &[Word] =
        &[("one", Warning, &[("two", true)]), ("two", Warning, &[("one", true)]), ("same", Warning, &[("same", true)])];
    let (text, ..) = mended("one same", FixSelection::Safe, words);
    assert!(["one same", "two same"].contains(&text.as_str()), "{text}");
}

#[test]
fn files_that_must_not_be_edited_are_left_alone() {
    let mut sources = Sources::new();
    sources.add(SourceFile::new("a.scn", "one"));
    let mut check = check(&[("one", Warning, &[("two", true)])]);
    let out = apply_fixes(&mut sources, FixSelection::All, &|_| false, &mut check);
    assert_eq!((out.fixed_counts, sources.slice(place(0, 3))), (BTreeMap::new(), "one"));
}
