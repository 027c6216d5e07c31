//! Pseudo-translations: text that everybody can read, and that behaves like a translation.
//!
//! `en-XA` has accents, is about 40 % longer, and is between brackets: it shows words that are not
//! translated, letters that a font lacks, and places that are too narrow or cut off the end.
//! `ar-XB` has marks of right to left around its words: it shows how a page looks the other way
//! round. Both tags are those of CLDR and of Android.
//!
//! What is no word stays as it is: values (`{name}`), conditions (`[if trust < 40: … | …]`, but not
//! the words in them), marks of Markdown, addresses, code, escapes, entities and tags.

use std::collections::BTreeMap;

use crate::po::{Message, PoFile};

/// How long an address or a tag can be, in bytes.
const REACH: usize = 2048;

/// A pseudo-translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pseudo {
    /// Accents, brackets, and longer words.
    Accented,
    /// Marks of right to left.
    RightToLeft,
}

impl Pseudo {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Accented, Self::RightToLeft];

    /// Returns the language tag.
    #[must_use]
    pub fn language(self) -> &'static str {
        match self {
            Self::Accented => "en-XA",
            Self::RightToLeft => "ar-XB",
        }
    }

    /// Returns the pseudo-translation with a language tag, in any case.
    #[must_use]
    pub fn by_language(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pseudo| pseudo.language().eq_ignore_ascii_case(tag))
    }

    /// Translates a text.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_translate::pseudo::Pseudo;
    ///
    /// let text = "Ask {name}[if trust < 40:  again].";
    /// assert_eq!(Pseudo::Accented.translate(text), "⟦Åšķ {name}[if trust < 40:  åĝååîñ].⟧");
    /// assert_eq!(Pseudo::RightToLeft.translate("Ask"), "\u{200f}\u{640}Ask\u{200f}");
    /// ```
    #[must_use]
    pub fn translate(self, text: &str) -> String {
        if text.trim().is_empty() {
            return text.to_owned();
        }
        match self {
            Self::Accented => accent(text),
            Self::RightToLeft => mark_words(text),
        }
    }

    /// Returns a catalogue with the messages that the source has, all translated.
    #[must_use]
    pub fn translate_file(self, file: &PoFile) -> PoFile {
        let fields = [
            format!("Language: {}", self.language()),
            "MIME-Version: 1.0".to_owned(),
            "Content-Type: text/plain; charset=UTF-8".to_owned(),
            "Content-Transfer-Encoding: 8bit".to_owned(),
            "Plural-Forms: nplurals=2; plural=(n != 1);".to_owned(),
        ];
        let header = fields.map(|field| field + "\n").concat();
        let mut messages = vec![Message { translations: vec![header], ..Message::default() }];
        messages.extend(file.current().map(|message| {
            let texts = [Some(&message.source.text), message.source.plural.as_ref()];
            Message {
                extracted: message.extracted.clone(),
                references: message.references.clone(),
                source: message.source.clone(),
                translations: texts.into_iter().flatten().map(|text| self.translate(text)).collect(),
                ..Message::default()
            }
        }));
        PoFile { messages, trailing: Vec::new() }
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    /// Words, or blanks and signs between them.
    Words(&'t str),
    /// What has to stay as it is.
    Kept(&'t str),
}

/// Splits a text without the marks at its start. Its pieces, one after the other, are the text.
fn split(text: &str) -> Vec<Piece<'_>> {
    let ticks = tick_runs(text);
    let mut pieces = Vec::new();
    let mut words_start = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = kept_len(text, at, &ticks);
        if length == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        pieces.extend(text.get(words_start..at).filter(|words| !words.is_empty()).map(Piece::Words));
        pieces.extend(text.get(at..at + length).map(Piece::Kept));
        at += length;
        words_start = at;
    }
    pieces.extend(text.get(words_start..).filter(|words| !words.is_empty()).map(Piece::Words));
    pieces
}

/// Returns where backquotes are, by how many of them are in a row.
fn tick_runs(text: &str) -> BTreeMap<usize, Vec<usize>> {
    let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('`')) {
        let run = text.bytes().skip(at + start).take_while(|byte| *byte == b'`').count();
        runs.entry(run).or_default().push(at + start);
        at += start + run;
    }
    runs
}

/// Returns the length of blanks and of the marks of blocks at the start: of a quote, a heading, an
/// item of a list.
fn block_mark_len(text: &str) -> usize {
    let mut rest = text.trim_start();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
        let mark = match rest.as_bytes() {
            [b'>' | b'-' | b'*' | b'+', ..] => 1,
            [b'#', ..] if hashes <= 6 => hashes,
            [b'0'..=b'9', ..] if matches!(rest.as_bytes().get(digits), Some(b'.' | b')')) => digits + 1,
            _ => break,
        };
        let after = rest.get(mark..).unwrap_or_default();
        if !after.starts_with([' ', '\t']) {
            break;
        }
        rest = after.trim_start();
    }
    text.len() - rest.len()
}

/// Returns the length of what begins at a byte and has to stay as it is, or 0.
fn kept_len(text: &str, at: usize, ticks: &BTreeMap<usize, Vec<usize>>) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    // An address begins where a word does. What is before it can be the mark of emphasis.
    let is_start = || at == 0 || text.get(..at).is_some_and(|it| it.ends_with(|sign| !is_address_part(sign)));
    match rest.as_bytes() {
        [b'\\', ..] => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
        [b'{', ..] => braces_len(rest),
        [b'`', ..] => code_len(rest, at, ticks),
        [b'[', ..] => bracket_len(rest),
        // The end of a link's words. Only an address follows such a bracket without a blank.
        [b']', b'(', ..] => closed_len(rest, "](", ")", b"\n"),
        [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!') => {
            closed_len(rest, "<", ">", b"<\n")
        }
        [b'&', ..] => entity_len(rest),
        _ if is_start() => address_len(rest),
        _ => 0,
    }
}

/// Returns the length of `open`, words and `close`, or 0 if one of `never` is in the words.
fn closed_len(rest: &str, open: &str, close: &str, never: &[u8]) -> usize {
    let words = rest.as_bytes().get(open.len()..).unwrap_or_default();
    let words = words.get(..REACH).unwrap_or(words);
    let close = close.as_bytes();
    let mut at = 0;
    while let Some(here) = words.get(at..).filter(|here| !here.is_empty()) {
        let Some(next) = here.iter().position(|byte| Some(byte) == close.first() || never.contains(byte)) else {
            break;
        };
        at += next;
        if words.get(at..).is_some_and(|here| here.starts_with(close)) {
            return open.len() + at + close.len();
        }
        if words.get(at).is_some_and(|byte| never.contains(byte)) {
            break;
        }
        at += 1;
    }
    0
}

/// Returns the length of a value: an id in braces.
fn braces_len(rest: &str) -> usize {
    let name = rest.get(1..).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    let length = name.bytes().take_while(is_part).count();
    let is_closed = name.as_bytes().get(length) == Some(&b'}');
    if is_closed && name.starts_with(|sign: char| sign.is_ascii_lowercase()) { length + 2 } else { 0 }
}

/// Returns the length of a code span with its backquotes. Those that are not closed are kept alone.
fn code_len(rest: &str, at: usize, ticks: &BTreeMap<usize, Vec<usize>>) -> usize {
    let run = rest.bytes().take_while(|byte| *byte == b'`').count();
    let same = ticks.get(&run).map(Vec::as_slice).unwrap_or_default();
    let close = same.get(same.partition_point(|start| *start < at + run));
    close.map_or(run, |close| close + run - at)
}

/// Returns the length of the start of a condition, or of a link to a passage.
fn bracket_len(rest: &str) -> usize {
    if rest.starts_with("[[") {
        return closed_len(rest, "[[", "]]", b"[\n");
    }
    let inner = rest.get(1..).unwrap_or_default().trim_start();
    let Some(condition) = inner.strip_prefix("if") else { return 0 };
    let colon = condition.find([':', ']', '[']).filter(|_| condition.starts_with([' ', '\t', '\n']));
    match colon {
        Some(colon) if condition.as_bytes().get(colon) == Some(&b'[') => 0,
        Some(colon) => rest.len() - condition.len() + colon + 1,
        None => 0,
    }
}

/// Returns the length of an entity of HTML, such as `&amp;`.
fn entity_len(rest: &str) -> usize {
    let name = rest.get(1..).unwrap_or_default();
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if length > 0 && name.as_bytes().get(length) == Some(&b';') { length + 2 } else { 0 }
}

/// Returns whether a character before a word belongs to an address, if the word does.
fn is_address_part(sign: char) -> bool {
    sign.is_alphanumeric() || ".@:/-+%#?=&~".contains(sign)
}

/// Returns the length of an address of the web or of mail in a text, without the signs
/// at its end that belong to the sentence.
fn address_len(rest: &str) -> usize {
    if !rest.starts_with(char::is_alphanumeric) {
        return 0;
    }
    let rest = rest.get(..rest.floor_char_boundary(REACH)).unwrap_or(rest);
    let ends_at = rest.find(|sign: char| sign.is_whitespace() || "<>[](){}|\"`\\*".contains(sign));
    let word = rest.get(..ends_at.unwrap_or(rest.len())).unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '\'']);
    let is_web = ["http://", "https://", "mailto:", "www."].iter().any(|start| word.starts_with(start));
    let is_mail = || word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if is_web || is_mail() { word.len() } else { 0 }
}

/// Writes accents over the letters of all words, and repeats vowels until it is long enough. Where
/// there are no vowels, dots fill it.
fn accent(text: &str) -> String {
    let (mark, text) = text.split_at(block_mark_len(text));
    let (text, blank) = text.split_at(text.trim_end().len());
    let mut out = String::with_capacity(text.len() * 2);
    out.push_str(mark);
    out.push('⟦');
    // Tenths of a letter that are missing. The brackets are two letters.
    let mut missing = -20;
    for piece in split(text) {
        let words = match piece {
            Piece::Words(words) => words,
            Piece::Kept(kept) => {
                out.push_str(kept);
                continue;
            }
        };
        for sign in words.chars() {
            missing += if sign.is_whitespace() { 0 } else { 5 };
            out.push(accented(sign));
            if "aeiouAEIOU".contains(sign) {
                while missing >= 10 {
                    out.push(accented(sign.to_ascii_lowercase()));
                    missing -= 10;
                }
            }
        }
    }
    out.extend((0..if missing < 30 { 0 } else { missing / 10 }).map(|_| '·'));
    out.push('⟧');
    out.push_str(blank);
    out
}

fn accented(sign: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const ACCENTED: &str = "åƀçðéƒĝĥîĵķļḿñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻḾÑÖÞǪŔŠŢÛṼŴẊÝŽ";
    let index = PLAIN.find(sign);
    index.and_then(|index| ACCENTED.chars().nth(index)).unwrap_or(sign)
}

/// Puts U+200F, the mark of right to left, around each word, so that words go from right to left
/// although their letters do not. U+0640 before each word is an Arabic letter that looks like a
/// dash: a mark is shown only in text that has such a letter.
fn mark_words(text: &str) -> String {
    let (mark, text) = text.split_at(block_mark_len(text));
    let mut out = String::with_capacity(text.len() * 2);
    out.push_str(mark);
    for piece in split(text) {
        let words = match piece {
            Piece::Words(words) => words,
            Piece::Kept(kept) => {
                out.push_str(kept);
                continue;
            }
        };
        let mut is_in_word = false;
        let mut signs = words.chars().peekable();
        while let Some(sign) = signs.next() {
            // An accent, an apostrophe or a decimal point does not end a word.
            let is_inner =
                matches!(sign, '\'' | '’' | '.' | ',' | ':') && signs.peek().is_some_and(|next| next.is_alphanumeric());
            let is_part = sign.is_alphanumeric() || is_in_word && (is_combining(sign) || is_inner);
            if is_part != is_in_word {
                out.push_str(if is_part { "\u{200f}\u{640}" } else { "\u{200f}" });
                is_in_word = is_part;
            }
            out.push(sign);
        }
        if is_in_word {
            out.push('\u{200f}');
        }
    }
    out
}

/// Returns whether a character belongs to the one before it: an accent, a joiner, a variant.
fn is_combining(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{eff}' | '\u{200c}' | '\u{200d}')
        || matches!(sign, '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{fe00}'..='\u{fe0f}')
}
