//! Words and marks of other tools that correspond to a keyword of this language.

use scn_source::{Edit, FileId, Finding, Fix, Name, Place, Span};

use super::{quote, with_article};
use crate::source::Correction;
use crate::words::{Keyword, find_keyword};

/// Returns the finding for a word of another tool, which is read as a keyword.
pub(crate) fn foreign_word(file: FileId, text: &str, span: Span, instead: &str, keyword: &Keyword) -> Finding {
    let written = text.get(span.range()).unwrap_or_default();
    let place = Place { file, span };
    let message = match find_keyword(written) {
        Some(known) => {
            let kind = with_article(&known.word.to_lowercase());
            format!("{kind} has no choices and no `Next:`; this line is read as `{}`", keyword.word)
        }
        None => format!("there is no instruction `{written}`; this line is read as `{}`", keyword.word),
    };
    let mut finding = Finding::new(Name::UnknownInstruction, place, message)
        .with_help(format!("write `{}`, or put a backslash in front if the line is text", keyword.form))
        .with_fix(false, format!("change `{written}` to `{instead}`"), place, instead);
    finding.fixes.push(backslash_fix(file, span.start));
    finding
}

/// Returns the finding for a heading of another tool, which is read as a situation.
pub(crate) fn foreign_passage(file: FileId, span: Span, line: &str, tool: &str, instead: &str) -> Finding {
    let place = Place { file, span };
    let message = format!("{} is written as in {tool}; it is read as {}", quote(line), quote(instead));
    let mut finding = Finding::new(Name::ForeignSyntax, place, message)
        .with_help("write `Situation id: title`")
        .with_fix(false, format!("write {}", quote(instead)), place, instead);
    finding.fixes.push(backslash_fix(file, span.start));
    finding
}

/// Returns the finding for a mark before or around an instruction. `mends` remove it.
pub(crate) fn leading_mark(file: FileId, mark: &str, mends: &[Correction], keyword: &Keyword) -> Finding {
    let start = mends.first().map(|mend| mend.span.start).unwrap_or_default();
    let place = Place { file, span: Span { start, end: start + Span::empty(mark.len()).start } };
    let to_edit = |mend: &Correction| Edit { place: Place { file, span: mend.span }, text: mend.text.clone() };
    let message = format!("{} is in front of an instruction; this line is read as `{}`", quote(mark), keyword.word);
    let mut finding = Finding::new(Name::ForeignSyntax, place, message).with_help(format!(
        "write `{}` without it: an instruction is a separate line, not a list item, a heading or bold text",
        keyword.form
    ));
    let title = format!("remove {}", quote(mark));
    finding.fixes.push(Fix { title, edits: mends.iter().map(to_edit).collect(), safe: false, escape: false });
    finding
}

/// Returns the finding for `Correct:` in an outcome, with the possible ratings as fixes.
pub(crate) fn foreign_rating(file: FileId, word_span: Span, word: &str, rating: &str, ratings: &[String]) -> Finding {
    let place = Place { file, span: word_span };
    let mut finding = Finding::new(
        Name::UnknownInstruction,
        place,
        format!("there is no instruction `{word}`; outcomes are rated by principle"),
    )
    .with_help(format!("write `{rating} principle: reason`, with the principle that it is about"));
    for one in ratings {
        finding = finding.with_fix(false, format!("change `{word}` to `{one}`"), place, one);
    }
    finding.fixes.push(backslash_fix(file, word_span.start));
    finding
}

/// Returns the finding for `Score: 10` in an outcome. `meter` is where the meter must be declared
/// first, if it must.
pub(crate) fn foreign_score(
    file: FileId,
    line: Span,
    word_span: Span,
    id: &str,
    change: &str,
    meter: Option<usize>,
) -> Finding {
    let mut title = id.to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut edits = vec![Edit { place: Place { file, span: line }, text: change.to_owned() }];
    let mut fix_title = format!("write `{change}`");
    if let Some(start) = meter {
        let text = format!("Meter {id}: {title}\n  Range: 0 to 100\n  Start: 0\n\n");
        edits.insert(0, Edit { place: Place { file, span: Span::empty(start) }, text });
        fix_title.push_str(&format!(", and declare `Meter {id}`"));
    }
    let place = Place { file, span: word_span };
    let message = format!("there is no instruction `{title}`; a number that changes is a `Meter`");
    let mut finding = Finding::new(Name::UnknownInstruction, place, message)
        .with_help(format!("declare `Meter {id}: {title}` with its `Range:`, and write `{change}` in the outcome"));
    finding.fixes.push(Fix { title: fix_title, edits, safe: false, escape: false });
    finding.fixes.push(backslash_fix(file, word_span.start));
    finding
}

/// Returns the finding for `Timer: 20 seconds`. `header` is the position of the colon of its
/// choice; `whole` is the line with its line ending.
pub(crate) fn foreign_timer(
    file: FileId,
    word_span: Span,
    seconds: u64,
    header: Option<usize>,
    whole: Span,
) -> Finding {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let bracket = format!("[after {seconds} {unit}]");
    let place = Place { file, span: word_span };
    let message = "there is no instruction for this; a time limit belongs in a bracket on a choice";
    let mut finding = Finding::new(Name::UnknownInstruction, place, message)
        .with_help(format!("write `Choice id {bracket}: label` on the choice that is made when time runs out"));
    if let Some(colon) = header {
        let edits = vec![
            Edit { place: Place { file, span: Span::empty(colon) }, text: format!(" {bracket}") },
            Edit { place: Place { file, span: whole }, text: String::new() },
        ];
        let title = format!("write `{bracket}` on the choice above");
        finding.fixes.push(Fix { title, edits, safe: false, escape: false });
    }
    finding.fixes.push(backslash_fix(file, word_span.start));
    finding
}

/// Returns the finding for a keyword that contains invisible characters.
pub(crate) fn invisible_character(file: FileId, span: Span, written: &str, keyword: &Keyword) -> Finding {
    let odd = written.chars().find(|c| !c.is_ascii_alphabetic()).map(u32::from).unwrap_or_default();
    let place = Place { file, span };
    let word = keyword.word;
    let message = format!("this `{word}` contains an invisible character (U+{odd:04X})");
    Finding::new(Name::BadCharacter, place, message).with_help(format!("type `{word}` again")).with_fix(
        true,
        "remove the character",
        place,
        word,
    )
}

fn backslash_fix(file: FileId, start: u32) -> Fix {
    let place = Place { file, span: Span { start, end: start } };
    Fix {
        title: "put a backslash in front, so that the line is text".to_owned(),
        edits: vec![Edit { place, text: "\\".to_owned() }],
        safe: false,
        escape: true,
    }
}
