//! Text for people: which characters of it may be shown, how wide it is, how it is wrapped, styled,
//! counted, listed and escaped.
//!
//! Takes text from somebody else: a pack, a learner's name, a file name, a command-line argument.
//! Returns the same text, safe to print and to write into a file for people. Every crate that
//! prints or writes for people passes such text through here. Besides, it has words with their
//! style ([`Words`], [`styled`]), lines that fit ([`wrap`]), counts and lists in words
//! ([`counted`], [`listed`]), when two short answers are the same ([`fold_answer`]), text inside
//! Markdown ([`markdown`]), and text inside XML and addresses ([`escape`]). Must not know: the
//! disk, a terminal, a format.
//!
//! # The rule
//!
//! - Line ends, tabs, U+2028 and U+2029 become a space. In multi-line text, line feeds and tabs
//!   stay.
//! - C0 and C1 controls and DELETE are replaced. An escape sequence starts with one.
//! - U+202A–U+202E and U+2066–U+2069, the embeddings, overrides and isolates, are replaced,
//!   balanced or not: they display text in another order than it was written.
//! - U+200E, U+200F and U+061C, the direction marks, are kept in text that has a letter of a
//!   right-to-left script. Elsewhere they are replaced.
//! - U+200C and U+200D, the joiners, are kept after a letter of a script whose spelling uses them,
//!   or before one at the start of a word; U+200D also between emoji. Elsewhere they are replaced.
//! - U+200B and U+2060, which allow and forbid a line break, are kept next to a letter of a script
//!   that does not separate words by spaces. Elsewhere they are replaced.
//! - U+FE00–U+FE0F and U+E0100–U+E01EF, the variation selectors, are kept after a character that
//!   has variants, one after each. Elsewhere they are replaced.
//! - U+E0020–U+E007F, the tags, are kept in the flag of a region: U+1F3F4, three to six tags,
//!   U+E007F. Elsewhere they are replaced.
//! - U+00AD, the soft hyphen, is kept between two letters, except in text for authors, who have to
//!   see it.
//! - U+034F, U+115F, U+1160, U+17B4, U+17B5, U+180B–U+180F and U+1BCA0–U+1BCA3 are kept next to
//!   letters of their script. Elsewhere they are replaced.
//! - All other code points that Unicode calls default ignorable, U+FEFF within text, the
//!   annotations U+FFF9–U+FFFB and noncharacters are replaced.
//!
//! In text for learners the replacement is U+FFFD ([`sanitize_line`], [`sanitize_lines`]). In text
//! for authors, who have to find the character, it is the code point, such as `<U+202E>`
//! ([`escape_line`], [`escape_lines`]).
//!
//! JSON is data: it keeps every character of the author. In JSON output, the characters that the
//! rule replaces are written as escapes (`\u202e`), which mean the same to every JSON parser
//! ([`escape_json`]).
//!
//! Source text that `scn fmt -` and `scn check --fix -` write to standard output is the author's
//! file, byte for byte.

pub mod escape;
mod fold;
pub mod json;
pub mod markdown;
mod prose;
pub mod styled;
mod table;
mod words;
pub mod wrap;

use std::borrow::Cow;

pub use fold::fold_answer;
pub use prose::{backquoted, counted, counted_grouped, ellipsized, grouped, listed, named_ids, plural, shortened};
use table::{Kind, restricted_kind};
pub use words::{Text, Words, plain_text};

/// Replaces a character that is not shown.
pub const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// How a character of a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharDisplay {
    /// Shown as it is.
    Kept,
    /// A line end or a tab; shown as a space in single-line text.
    Blank,
    /// Replaced.
    Replaced,
}

/// Returns each character of a text with its byte offset and how it is shown.
///
/// Takes time linear in the length of the text.
pub fn classify_chars(text: &str) -> impl Iterator<Item = (usize, char, CharDisplay)> {
    classify_chars_in(Context::default(), text)
}

fn classify_chars_in(mut context: Context, text: &str) -> impl Iterator<Item = (usize, char, CharDisplay)> {
    text.char_indices().map(move |(at, c)| (at, c, context.classify_char(text, at, c)))
}

/// Returns whether the rule restricts a character: it is shown unchanged only in some texts, or in
/// none.
#[must_use]
pub fn is_restricted(c: char) -> bool {
    restricted_kind(c).is_some()
}

/// Returns whether every character of a text is shown unchanged.
///
/// # Examples
///
/// ```
/// assert!(scn_text::is_clean("Zoë 👩\u{200d}👧"));
/// assert!(!scn_text::is_clean("a\u{1b}[2J"), "an escape sequence would clear the screen");
/// ```
#[must_use]
pub fn is_clean(text: &str) -> bool {
    !text.chars().any(is_restricted) || classify_chars(text).all(|(_, _, fate)| fate == CharDisplay::Kept)
}

/// Returns text for a learner or a reader, on one line. Characters that may not be shown become
/// U+FFFD; line ends and tabs become spaces; a carriage return before a line feed is dropped.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::sanitize_line("two\nlines"), "two lines");
/// assert_eq!(scn_text::sanitize_line("\u{1b}[31mred"), "\u{fffd}[31mred");
/// ```
#[must_use]
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    replace_restricted(text, Context::default(), OutputForm { name: false, lines: false })
}

/// Like [`sanitize_line`], for text that continues other text on the same line: a mark or a joiner
/// at its start applies to the letters before it.
#[must_use]
pub fn sanitize_after<'t>(before: &str, text: &'t str) -> Cow<'t, str> {
    if !text.chars().any(is_restricted) {
        return Cow::Borrowed(text);
    }
    let right_to_left = before.chars().any(table::is_right_to_left).then_some(true);
    let context = Context { before: before.chars().next_back(), right_to_left, ..Context::default() };
    replace_restricted(text, context, OutputForm { name: false, lines: false })
}

/// Like [`sanitize_line`], but keeps line feeds and tabs.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::sanitize_lines("one\ntwo\u{7}"), "one\ntwo\u{fffd}");
/// ```
#[must_use]
pub fn sanitize_lines(text: &str) -> Cow<'_, str> {
    replace_restricted(text, Context::default(), OutputForm { name: false, lines: true })
}

/// Returns text for an author, on one line. Each character that may not be shown becomes its code
/// point, such as `<U+202E>`; so do soft hyphens.
///
/// # Examples
///
/// ```
/// // The override would show the rest of the name backwards.
/// assert_eq!(scn_text::escape_line("desk\u{202e}gnp.exe"), "desk<U+202E>gnp.exe");
/// ```
#[must_use]
pub fn escape_line(text: &str) -> Cow<'_, str> {
    replace_restricted(text, Context::default(), OutputForm { name: true, lines: false })
}

/// Like [`escape_line`], but keeps line feeds and tabs.
#[must_use]
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    replace_restricted(text, Context::default(), OutputForm { name: true, lines: true })
}

/// Returns the code point that replaces a character in text for authors, such as `<U+202E>`.
#[must_use]
pub fn codepoint_name(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// Escapes the characters of serialized JSON that may not be shown. They can occur only within its
/// strings, so the JSON keeps its meaning.
///
/// # Examples
///
/// ```
/// let json = serde_json::to_string("a\u{202e}b")?;
/// let safe = scn_text::escape_json(&json);
/// assert_eq!(safe, r#""a\u202eb""#);
/// assert_eq!(serde_json::from_str::<String>(&safe)?, "a\u{202e}b");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    if is_clean_except_lines(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 32);
    for (_, c, fate) in classify_chars(json) {
        if fate == CharDisplay::Kept || c.is_ascii_whitespace() {
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

fn is_clean_except_lines(text: &str) -> bool {
    !text.chars().any(|c| !c.is_ascii_whitespace() && is_restricted(c))
}

#[derive(Clone, Copy)]
struct OutputForm {
    name: bool,
    lines: bool,
}

impl OutputForm {
    fn keeps_char(self, c: char, fate: CharDisplay) -> bool {
        match fate {
            CharDisplay::Kept => !(self.name && c == '\u{AD}'),
            CharDisplay::Blank => self.lines && (c == '\n' || c == '\t'),
            CharDisplay::Replaced => false,
        }
    }
}

fn replace_restricted(text: &str, context: Context, form: OutputForm) -> Cow<'_, str> {
    if !text.chars().any(is_restricted) || classify_chars_in(context, text).all(|(_, c, fate)| form.keeps_char(c, fate))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c, fate) in classify_chars_in(context, text) {
        if form.keeps_char(c, fate) {
            out.push(c);
        } else if fate == CharDisplay::Blank {
            let goes = c == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n');
            out.extend((!goes).then_some(' '));
        } else if form.name {
            out.push_str(&codepoint_name(c));
        } else {
            out.push(REPLACEMENT);
        }
    }
    Cow::Owned(out)
}

/// The part of a text that has been read so far.
#[derive(Clone, Copy, Default)]
struct Context {
    before: Option<char>,
    /// Whether that character was replaced.
    is_replaced: bool,
    /// Whether the text has a letter of a right-to-left script; `None` until it has been looked up.
    right_to_left: Option<bool>,
    /// Byte offset up to which tags belong to the current flag.
    flag_until: usize,
}

impl Context {
    fn classify_char(&mut self, text: &str, at: usize, c: char) -> CharDisplay {
        let previous = self.before.replace(c);
        let is_replaced = std::mem::take(&mut self.is_replaced);
        let Some(kind) = restricted_kind(c) else { return CharDisplay::Kept };
        let next_char = || text.get(at + c.len_utf8()..).unwrap_or_default().chars().next();
        let is_beside = |fits: fn(char) -> bool| previous.is_some_and(fits) || next_char().is_some_and(fits);
        let is_kept = match kind {
            Kind::Break => return CharDisplay::Blank,
            Kind::Control | Kind::Order | Kind::Invisible => false,
            Kind::Mark => *self.right_to_left.get_or_insert_with(|| text.chars().any(table::is_right_to_left)),
            Kind::SoftHyphen => {
                previous.is_some_and(char::is_alphabetic) && next_char().is_some_and(char::is_alphabetic)
            }
            Kind::Joiner => {
                let is_picture_part = |c: char| table::is_picture(c) || c == '\u{FE0F}';
                previous.is_some_and(table::takes_joiners)
                    || previous.is_none_or(char::is_whitespace) && next_char().is_some_and(table::takes_joiners)
                    || c == '\u{200D}'
                        && !is_replaced
                        && previous.is_some_and(is_picture_part)
                        && next_char().is_some_and(table::is_picture)
            }
            Kind::LineBreak => is_beside(table::has_no_blanks),
            Kind::Selector => previous.is_some_and(table::takes_selector),
            Kind::Tag => {
                if previous == Some('\u{1F3F4}') {
                    self.flag_until = at + flag_tag_len(text.get(at..).unwrap_or_default());
                }
                at < self.flag_until
            }
            Kind::Script(block) => {
                previous.is_some_and(|c| table::belongs_to_block(block, c))
                    || next_char().is_some_and(|c| table::belongs_to_block(block, c))
            }
        };
        self.is_replaced = !is_kept;
        if is_kept { CharDisplay::Kept } else { CharDisplay::Replaced }
    }
}

/// Returns the length in bytes of the tags that spell a region, with their end tag: three to six
/// letters and digits, as in Unicode Technical Standard 51, annex C. Returns 0 if the tags do not
/// spell one.
fn flag_tag_len(tags: &str) -> usize {
    let is_spelt = |c: &char| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}');
    let letters = tags.chars().take_while(is_spelt).take(7).count();
    let ended = tags.chars().nth(letters) == Some('\u{E007F}');
    if ended && (3..=6).contains(&letters) { (letters + 1) * '\u{E007F}'.len_utf8() } else { 0 }
}

/// Returns every character that is not shown unchanged in all texts, in code point order.
pub fn restricted_chars() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|c| is_restricted(*c))
}

#[cfg(test)]
mod tests;
