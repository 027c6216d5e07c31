//! `bad-condition`.

use scn_source::{Edit, Finding, Fix, Name as Rule, Span};

use super::{quote, replacement_fix};
use crate::ast::{MAX_NESTING, Name};
use crate::build::Joiner;
use crate::source::Source;

fn new_finding(src: &Source<'_>, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Rule::BadCondition, src.place(span), message)
}

/// Returns the finding for `and` next to `or`, with a fix for each of the two readings.
pub(crate) fn mixed_joiners(src: &Source<'_>, terms: &[Span], joiners: &[Joiner]) -> Finding {
    let whole = terms.iter().copied().reduce(Span::cover).unwrap_or_default();
    let mut finding = new_finding(src, whole, "`and` and `or` are mixed here, so this can be read in two ways")
        .with_help("put parentheses around the parts that belong together");
    for inner in [Joiner::And, Joiner::Or] {
        let mut edits = Vec::new();
        let mut group_start = 0;
        for (at, span) in terms.iter().enumerate() {
            if joiners.get(at) == Some(&inner) {
                continue;
            }
            // A sequence of terms joined by `inner` ends here.
            if let Some(first) = terms.get(group_start).filter(|_| group_start < at) {
                edits.push(insertion_edit(src, first.start, "("));
                edits.push(insertion_edit(src, span.end, ")"));
            }
            group_start = at + 1;
        }
        let title = match inner {
            Joiner::And => "put the parts joined by `and` in parentheses",
            Joiner::Or => "put the parts joined by `or` in parentheses",
        };
        finding.fixes.push(Fix { title: title.to_owned(), edits, safe: false, escape: false });
    }
    finding
}

fn insertion_edit(src: &Source<'_>, offset: u32, text: &str) -> Edit {
    Edit { place: src.place(Span { start: offset, end: offset }), text: text.to_owned() }
}

/// Returns the finding for parentheses or `not` nested too deeply.
pub(crate) fn too_deep(src: &Source<'_>, whole: Span) -> Finding {
    new_finding(src, whole, format!("parentheses and `not` are nested more than {MAX_NESTING} levels deep here"))
        .with_help("simplify it, or keep part of it in a `Flag`")
}

/// Returns the finding for a closing parenthesis without an opening one.
pub(crate) fn unopened_parenthesis(src: &Source<'_>, parenthesis: Span) -> Finding {
    let mut finding = new_finding(src, parenthesis, "this `)` has no matching `(`")
        .with_help("remove it, or add the opening parenthesis");
    finding.fixes.push(replacement_fix(src, false, "remove it", parenthesis, ""));
    finding
}

/// Returns the finding for a parenthesis that is not closed.
pub(crate) fn unclosed_parenthesis(src: &Source<'_>, open: Span, whole: Span) -> Finding {
    let mut finding = new_finding(src, open, "this `(` is never closed").with_help("close it with `)`");
    finding.fixes.push(super::insertion_fix(src, "close it at the end of the condition", whole.end, ")"));
    finding
}

/// Returns the finding for a reserved word used as a name.
pub(crate) fn reserved_word(src: &Source<'_>, name: &Name<'_>) -> Finding {
    let word = name.text;
    let help = match word {
        "visited" | "at" => format!("write a situation or ending after it, such as `{word} call-back`"),
        "chose" => "write a choice after it, such as `chose ask`".to_owned(),
        "broke" | "upheld" | "faced" => format!("write a principle after it, such as `{word} careful-talk`"),
        "yes" | "no" => "write the name of a flag, or `not` and its name".to_owned(),
        _ => "write the name of a flag, or a comparison such as `trust >= 40`".to_owned(),
    };
    new_finding(src, name.span, format!("`{word}` alone is not a condition")).with_help(help)
}

/// Returns the finding for a number that is not compared with anything.
pub(crate) fn bare_number(src: &Source<'_>, span: Span) -> Finding {
    new_finding(src, span, format!("{} alone is not a condition", quote(src.slice(span))))
        .with_help("write what it is compared with, such as `trust >= 40`")
}

/// Operators as spelt in other languages, and the equivalent here.
const SPELLINGS: &[(&str, &str)] = &[
    ("==", "="),
    ("!==", "!="),
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("AND", "and"),
    ("And", "and"),
    ("OR", "or"),
    ("Or", "or"),
    ("NOT", "not"),
    ("Not", "not"),
    ("is not", "!="),
    ("is", "="),
    ("equals", "="),
    ("is at least", ">="),
    ("at least", ">="),
    ("at most", "<="),
    ("is more than", ">"),
    ("is greater than", ">"),
    ("is higher than", ">"),
    ("is lower than", "<"),
    ("is smaller than", "<"),
    ("is at most", "<="),
    ("is equal to", "="),
    ("is above", ">"),
    ("is over", ">"),
    ("is below", "<"),
    ("is under", "<"),
    ("greater than", ">"),
    ("is less than", "<"),
    ("more than", ">"),
    ("less than", "<"),
    ("above", ">"),
    ("below", "<"),
    ("over", ">"),
    ("under", "<"),
];

/// Returns the finding for a condition that cannot be read.
pub(crate) fn unreadable(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    if text.trim().is_empty() {
        return new_finding(src, span, "there is no condition here")
            .with_help("write one, such as `trust >= 40` or `chose ask`");
    }
    let starts_with_joiner = |word: &&&str| {
        let suffix = text.trim().strip_prefix(**word);
        suffix.is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace))
    };
    if let Some(word) = ["and", "or"].iter().find(starts_with_joiner) {
        return new_finding(src, span, format!("there is nothing before the `{word}` of this condition"))
            .with_help(format!("write a condition on both sides of `{word}`, or remove it"));
    }
    if let Some(name) = text.strip_prefix('!').filter(|name| !name.starts_with('=')) {
        let sign = Span { start: span.start, end: span.start + 1 };
        let skipped = if name.starts_with(char::is_whitespace) { "not" } else { "not " };
        let mut finding =
            new_finding(src, sign, "`!` is written `not` in a condition").with_help("write `not` and a space");
        finding.fixes.push(replacement_fix(src, false, "change `!` to `not`", sign, skipped));
        return finding;
    }
    if let Some((at, wrong, right)) = other_spelling(text) {
        let place = Span::new(span.start as usize + at, span.start as usize + at + wrong.len());
        let mut finding = new_finding(src, place, format!("`{wrong}` is written `{right}` in a condition"))
            .with_help(format!("write `{right}`"));
        finding.fixes.push(replacement_fix(src, false, format!("change `{wrong}` to `{right}`"), place, right));
        return finding;
    }
    let is_quote = |c: char| matches!(c, '"' | '\'' | '\u{2018}'..='\u{201e}' | '\u{ab}' | '\u{bb}');
    if let Some(at) = text.find(is_quote) {
        let end = text.rfind(is_quote).and_then(|last| Some(last + text.get(last..)?.chars().next()?.len_utf8()));
        let place = Span::new(span.start as usize + at, span.start as usize + end.unwrap_or(text.len()));
        let bare: String = src.slice(place).chars().filter(|c| !is_quote(*c)).collect();
        let mut finding = new_finding(
            src,
            place,
            format!("{} has quotes, but a word in a condition has none", quote(src.slice(place))),
        )
        .with_help("write the word without quotes: `mood = calm`");
        finding.fixes.push(replacement_fix(src, false, "remove the quotes", place, &bare));
        return finding;
    }
    let read = crate::build::readable_part(text);
    let unread = text.get(read..).unwrap_or_default();
    let skipped = unread.len() - unread.trim_start().len();
    let unread_words = unread.trim();
    let message = if matches!(unread_words, "and" | "or") {
        format!("something is missing after the `{unread_words}` of this condition")
    } else if unread_words.is_empty() {
        format!("the condition {} is not complete", quote(text))
    } else if read == 0 {
        format!("{} is not a condition", quote(text))
    } else {
        format!("the condition cannot be read, starting at {}", quote(unread_words))
    };
    let start = span.start as usize + read + skipped;
    let place = if unread_words.is_empty() { span } else { Span::new(start, start + unread_words.len()) };
    new_finding(src, place, message)
        .with_help("a condition compares (`trust >= 40`, `mood = calm`), names a flag, or uses `visited`, `chose`, `broke`, `upheld` or `faced` with a name; join conditions with `and`, `or`, `not`")
}

/// Finds the first operator spelt as in another language: its offset, its text, and the equivalent
/// here.
fn other_spelling(text: &str) -> Option<(usize, &'static str, &'static str)> {
    let is_word_char = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let is_sign_char = |c: char| "=!<>&|".contains(c);
    let mut best: Option<(usize, &str, &str)> = None;
    for (wrong, right) in SPELLINGS {
        let is_same_kind =
            if wrong.starts_with(char::is_alphabetic) { &is_word_char as &dyn Fn(char) -> bool } else { &is_sign_char };
        let position = text.match_indices(wrong).find(|(at, _)| {
            let prefix = text.get(..*at).unwrap_or_default();
            let suffix = text.get(at + wrong.len()..).unwrap_or_default();
            !prefix.ends_with(is_same_kind)
                && !suffix.starts_with(is_same_kind)
                && (!wrong.starts_with(char::is_alphabetic) || prefix.is_empty() || prefix.ends_with([' ', '(']))
        });
        if let Some((at, _)) = position {
            let better = best.is_none_or(|(known, old, _)| at < known || (at == known && old.len() < wrong.len()));
            if better {
                best = Some((at, wrong, right));
            }
        }
    }
    best
}
