//! Text for people: which characters of it may be shown, how wide it is, how it is wrapped, styled,
//! counted, listed and escaped.
//!
//! Takes: text that somebody else wrote: a pack, a learner's name, a file's name, a word of the
//! command line. Gives: the same text, safe to print and to write into a file for people. Every
//! crate that prints or writes for people passes such text through here. Besides: words with their
//! style ([`Words`], [`styled`]), lines that fit ([`wrap`]), counts and lists in words ([`counted`],
//! [`listed`]), text inside Markdown ([`markdown`]), XML and addresses ([`escape`]). Must not know: the disk, a
//! terminal, a format.
//!
//! # The rule
//!
//! - Line ends, tabs, U+2028 and U+2029 are a blank. In text of several lines a line feed and a tab
//!   stay.
//! - C0 and C1 controls and DELETE are replaced. An escape sequence starts with one.
//! - U+202A–U+202E and U+2066–U+2069, the embeddings, overrides and isolates, are replaced,
//!   balanced or not: they show text in another order than it was written.
//! - U+200E, U+200F and U+061C, the marks of direction, are kept in text that has a letter of a
//!   script which runs from right to left. Elsewhere they are replaced.
//! - U+200C and U+200D, the joiners, are kept after a letter of a script whose spelling has them,
//!   or before one at the start of a word; U+200D also between pictures. Elsewhere they are
//!   replaced.
//! - U+200B and U+2060, where a line may and may not break, are kept beside a letter of a script
//!   that sets no blanks between words. Elsewhere they are replaced.
//! - U+FE00–U+FE0F and U+E0100–U+E01EF, the selectors of a form, are kept after a character that
//!   has forms, one after each. Elsewhere they are replaced.
//! - U+E0020–U+E007F, the tags, are kept in the flag of a region: U+1F3F4, three to six tags,
//!   U+E007F. Elsewhere they are replaced.
//! - U+00AD, the soft hyphen, is kept between two letters, but not for authors, who have to see it.
//! - U+034F, U+115F, U+1160, U+17B4, U+17B5, U+180B–U+180F and U+1BCA0–U+1BCA3 are kept beside
//!   letters of their script. Elsewhere they are replaced.
//! - Every other code point that Unicode calls default ignorable, U+FEFF within text, the
//!   annotations U+FFF9–U+FFFB and noncharacters are replaced.
//!
//! What is replaced is U+FFFD for learners ([`shown`], [`shown_lines`]), and for authors, who look
//! for the character, its code point as `<U+202E>` ([`named`], [`named_lines`]).
//!
//! JSON is data: it keeps every character of the author. Written out, those that the rule replaces
//! are escapes (`\u202e`), which mean the same to every reader of JSON ([`escaped_json`]).
//!
//! Source text that `scn fmt -` and `scn check --fix -` write to standard output is the author's
//! file, byte for byte.

pub mod escape;
pub mod markdown;
mod prose;
pub mod styled;
mod table;
mod words;
pub mod wrap;

use std::borrow::Cow;

pub use prose::{backquoted, counted, counted_grouped, ellipsized, grouped, listed, named_ids, plural, shortened};
use table::{Kind, kind};
pub use words::{Text, Words, plain};

/// What stands in place of a character that is not shown.
pub const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// What becomes of a character of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is shown as it is.
    Kept,
    /// It ends a line or is a tab: a blank, where the text is one line.
    Blank,
    /// It is replaced.
    Replaced,
}

/// Each character of a text with its offset and its fate.
///
/// Takes time linear in the length of the text.
pub fn fates(text: &str) -> impl Iterator<Item = (usize, char, Fate)> {
    fates_in(Context::default(), text)
}

fn fates_in(mut context: Context, text: &str) -> impl Iterator<Item = (usize, char, Fate)> {
    text.char_indices().map(move |(at, c)| (at, c, context.fate(text, at, c)))
}

/// Whether a character is shown as it is only in some texts, or in none.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    kind(c).is_some()
}

/// Whether every character of a text is shown as it is.
#[must_use]
pub fn is_shown(text: &str) -> bool {
    !text.chars().any(is_hidden) || fates(text).all(|(_, _, fate)| fate == Fate::Kept)
}

/// Text for a learner or a reader, on one line: what may not be shown is U+FFFD, line ends and tabs
/// are blanks, and a carriage return before a line feed goes with it.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    replaced(text, Context::default(), Form { name: false, lines: false })
}

/// As [`shown`], for text that goes on after other text on the same line: a mark or a joiner at its
/// start belongs to the letters before it.
#[must_use]
pub fn shown_after<'t>(before: &str, text: &'t str) -> Cow<'t, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let right_to_left = before.chars().any(table::is_right_to_left).then_some(true);
    let context = Context { before: before.chars().next_back(), right_to_left, flag_until: 0 };
    replaced(text, context, Form { name: false, lines: false })
}

/// As [`shown`], but line feeds and tabs stay.
#[must_use]
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    replaced(text, Context::default(), Form { name: false, lines: true })
}

/// Text for an author, on one line: what may not be shown is its code point, `<U+202E>`, a soft
/// hyphen too.
#[must_use]
pub fn named(text: &str) -> Cow<'_, str> {
    replaced(text, Context::default(), Form { name: true, lines: false })
}

/// As [`named`], but line feeds and tabs stay.
#[must_use]
pub fn named_lines(text: &str) -> Cow<'_, str> {
    replaced(text, Context::default(), Form { name: true, lines: true })
}

/// The name that a character has in place of itself: `<U+202E>`.
#[must_use]
pub fn name_of(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// JSON that has been written, with escapes in place of characters that may not be shown. They can
/// only stand within its strings, so that it means the same.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if is_shown_but_for_lines(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 32);
    for (_, c, fate) in fates(json) {
        if fate == Fate::Kept || c.is_ascii_whitespace() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Cow::Owned(out)
}

fn is_shown_but_for_lines(text: &str) -> bool {
    !text.chars().any(|c| !c.is_ascii_whitespace() && is_hidden(c))
}

#[derive(Clone, Copy)]
struct Form {
    name: bool,
    lines: bool,
}

impl Form {
    fn keeps(self, c: char, fate: Fate) -> bool {
        match fate {
            Fate::Kept => !(self.name && c == '\u{AD}'),
            Fate::Blank => self.lines && (c == '\n' || c == '\t'),
            Fate::Replaced => false,
        }
    }
}

fn replaced(text: &str, context: Context, form: Form) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) || fates_in(context, text).all(|(_, c, fate)| form.keeps(c, fate)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c, fate) in fates_in(context, text) {
        if form.keeps(c, fate) {
            out.push(c);
        } else if fate == Fate::Blank {
            let goes = c == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n');
            out.extend((!goes).then_some(' '));
        } else if form.name {
            out.push_str(&name_of(c));
        } else {
            out.push(REPLACEMENT);
        }
    }
    Cow::Owned(out)
}

/// What has been read of a text.
#[derive(Clone, Copy, Default)]
struct Context {
    before: Option<char>,
    /// Whether the text has a letter of a script that runs from right to left; not looked for yet
    /// where `None`.
    right_to_left: Option<bool>,
    /// Up to which offset tags are those of a flag.
    flag_until: usize,
}

impl Context {
    fn fate(&mut self, text: &str, at: usize, c: char) -> Fate {
        let before = self.before.replace(c);
        let Some(kind) = kind(c) else { return Fate::Kept };
        let after = || text.get(at + c.len_utf8()..).unwrap_or_default().chars().next();
        let beside = |fits: fn(char) -> bool| before.is_some_and(fits) || after().is_some_and(fits);
        let kept = match kind {
            Kind::Break => return Fate::Blank,
            Kind::Control | Kind::Order | Kind::Invisible => false,
            Kind::Mark => *self.right_to_left.get_or_insert_with(|| text.chars().any(table::is_right_to_left)),
            Kind::SoftHyphen => before.is_some_and(char::is_alphabetic) && after().is_some_and(char::is_alphabetic),
            Kind::Joiner => {
                let picture = |c: char| table::is_picture(c) || c == '\u{FE0F}';
                before.is_some_and(table::takes_joiners)
                    || before.is_none_or(char::is_whitespace) && after().is_some_and(table::takes_joiners)
                    || c == '\u{200D}' && before.is_some_and(picture) && after().is_some_and(table::is_picture)
            }
            Kind::LineBreak => beside(table::has_no_blanks),
            Kind::Selector => before.is_some_and(table::takes_selector),
            Kind::Tag => {
                if before == Some('\u{1F3F4}') {
                    self.flag_until = at + flag(text.get(at..).unwrap_or_default());
                }
                at < self.flag_until
            }
            Kind::Script(block) => {
                before.is_some_and(|c| table::is_of(block, c)) || after().is_some_and(|c| table::is_of(block, c))
            }
        };
        if kept { Fate::Kept } else { Fate::Replaced }
    }
}

/// How many bytes of tags spell a region and its end: three to six letters and digits, as in
/// Unicode Technical Standard 51, annex C. 0 where they do not.
fn flag(tags: &str) -> usize {
    let spelt = |c: &char| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}');
    let letters = tags.chars().take_while(spelt).take(7).count();
    let ended = tags.chars().nth(letters) == Some('\u{E007F}');
    if ended && (3..=6).contains(&letters) { (letters + 1) * '\u{E007F}'.len_utf8() } else { 0 }
}

/// Every character that is not shown as it is in all texts, in the order of code points.
pub fn hidden() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|c| is_hidden(*c))
}

#[cfg(test)]
mod tests;
