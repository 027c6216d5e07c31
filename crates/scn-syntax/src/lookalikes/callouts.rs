//! Hints, notes and media without the colon or with marks around them: `Hint. Think.`, `(Hint:
//! Think.)`, `[Image: desk.jpg]`, `Sound bell.mp3: It rings.`

use scn_source::Name;

use super::context::Block;
use super::header::begins_sentence;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::is_blank;

/// Keywords of lines of text that may be in brackets elsewhere.
const TEXT_WORDS: &[&str] = &["Feedback", "Hint", "Locked", "Note", "Remember", "Tip", "Warning"];

/// Words before the name of a media file.
const MEDIA_WORDS: &[&str] = &[
    "audio",
    "bild",
    "clip",
    "figure",
    "film",
    "foto",
    "graphic",
    "image",
    "img",
    "photo",
    "pic",
    "picture",
    "screenshot",
    "sound",
    "ton",
    "video",
];

/// File extensions of media, each with the keyword.
const EXTENSIONS: &[(&str, &str)] = &[
    ("gif", "Image"),
    ("jpeg", "Image"),
    ("jpg", "Image"),
    ("m4a", "Audio"),
    ("mov", "Video"),
    ("mp3", "Audio"),
    ("mp4", "Video"),
    ("ogg", "Audio"),
    ("png", "Image"),
    ("svg", "Image"),
    ("wav", "Audio"),
    ("webm", "Video"),
    ("webp", "Image"),
];

/// Returns the text in the brackets that are around a whole line.
fn bracketed(words: &str) -> Option<&str> {
    let pairs = [('(', ')'), ('[', ']'), ('{', '}')];
    pairs.iter().find_map(|(open, close)| words.strip_prefix(*open)?.strip_suffix(*close))
}

/// Returns whether a word may precede the name of a media file.
pub(super) fn is_media_word(word: &str) -> bool {
    MEDIA_WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// Returns the keyword for a media file, if a word is the name of one.
fn media_keyword(name: &str) -> Option<&'static str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let low = extension.to_ascii_lowercase();
    let is_name = !stem.is_empty() && stem.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
    EXTENSIONS.iter().find(|(known, _)| *known == low && is_name).map(|(_, keyword)| *keyword)
}

impl<'s> Scan<'s, '_> {
    /// Handles a hint, note or media file in a line of its own that has the form of another tool.
    pub(super) fn loose_line(&self, line: Line<'s>) -> Option<Diagnosis> {
        let body = matches!(
            self.context.block,
            Block::Situation | Block::Choice | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        let is_short = line.words.len() < 400;
        let is_marked = bracketed(line.words).is_some() || line.words.starts_with("Feed");
        (body && is_short && (self.may_begin(line) || is_marked)).then_some(())?;
        self.loose_text(line).or_else(|| self.loose_media(line))
    }

    fn loose_text(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let inner = bracketed(words);
        let bare = inner.unwrap_or(words).trim_matches(is_blank);
        let starts = |word: &&&str| bare.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        let bracket = words.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        // `[hint] Think.`
        let labelled = bracket.and_then(|(label, text)| {
            let word = TEXT_WORDS.iter().find(|word| word.eq_ignore_ascii_case(label.trim_matches([' ', ':'])))?;
            Some((*word, text.trim_start_matches([' ', ':'])))
        });
        // `Feed back: Most people would have waited.`
        let parted = ["Feed back:", "Feed-back:", "FeedBack:"].iter().find_map(|word| words.strip_prefix(word));
        let parted = parted.map(|text| ("Feedback", text.trim_start_matches(is_blank)));
        let (word, text) = labelled.or(parted).or_else(|| {
            let word = TEXT_WORDS.iter().find(starts)?;
            let rest = bare.get(word.len()..)?;
            if inner.is_some() {
                return Some((*word, rest.strip_prefix(':')?.trim_start_matches(is_blank)));
            }
            let capital = words.starts_with(|c: char| c.is_ascii_uppercase());
            let sign = rest
                .chars()
                .next()
                .filter(|c| capital && self.may_begin(line) && matches!(c, '.' | ',' | '!' | '?' | '…' | '-'))?;
            // `Remember, she is ill.` and `Warning!` are everyday words.
            let is_everyday = sign == ',' && *word == "Remember";
            let text = rest.get(sign.len_utf8()..)?.strip_prefix(is_blank).filter(|_| !is_everyday)?;
            Some((*word, text.trim_start_matches(is_blank)))
        })?;
        if !begins_sentence(text) {
            return None;
        }
        let message = format!("{} is not written as `{word}:`, so it is shown as text", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: format!("{word}: {text}") }];
        Some(Diagnosis::part(Name::LikelyInstruction, 0, words.len(), message, edits))
    }

    fn loose_media(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        if words.starts_with("![") || words.contains("](") {
            return None;
        }
        let bare = bracketed(words).unwrap_or(words).trim_matches(is_blank);
        let (first, rest) = bare.split_once([' ', ':']).unwrap_or((bare, ""));
        let is_word = is_media_word(first);
        let after_word = if is_word { rest.trim_start_matches([' ', ':', '"']) } else { bare };
        let end = after_word.find([' ', ':', '"']).unwrap_or(after_word.len());
        let (file, text) = after_word.split_at_checked(end)?;
        let keyword = media_keyword(file)?;
        let text = text.trim_start_matches('"');
        let said = text.strip_prefix(':').unwrap_or(text).trim_matches(is_blank);
        // The file is all that the line has, or a colon follows it.
        if !said.is_empty() && !text.starts_with(':') {
            return None;
        }
        let right = format!("{keyword} {file}: {said}");
        if right.trim_end() == words || words.starts_with(&format!("{keyword} {file}")) {
            return None;
        }
        let message = format!("{} is shown as text; a media file has a line of its own", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: right.trim_end().to_owned() }];
        Some(Diagnosis::part(Name::LikelyInstruction, 0, words.len(), message, edits))
    }
}
