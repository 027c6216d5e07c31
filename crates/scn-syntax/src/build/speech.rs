//! Speech: lines that begin with the name of a cast member, and lines that look like it.

use scn_source::Span;

use super::Builder;
use crate::ast::Name;
use crate::words::is_blank;

/// A speaker and an optional direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaker<'a> {
    pub(super) name: Name<'a>,
    pub(super) direction: Option<Name<'a>>,
    /// Where the colon is.
    pub(super) colon: u32,
}

/// A speaker, and where the name starts in the corrected text.
pub(super) struct FoundSpeaker<'a> {
    pub(super) speaker: Speaker<'a>,
    pub(super) read_start: usize,
}

impl<'a> Builder<'a, '_> {
    /// Returns the cast member who starts speaking on a line. The arguments are the offsets of the
    /// start of the line and of its first colon, in the corrected text.
    pub(super) fn find_speaker(&self, line: usize, colon: usize) -> Option<FoundSpeaker<'a>> {
        let line_head = self.src.corrected().get(line..colon)?;
        let head = line_head.trim_start_matches(is_blank);
        let start = line + (line_head.len() - head.len());
        let (name, direction) = split_speaker(head);
        if name.is_empty() {
            return None;
        }
        let span_at = |text: &str, from: usize| self.src.original_span(start + from, start + from + text.len());
        let span = span_at(name, 0);
        // The declared name may contain characters that are replaced in the corrected text.
        let name = self.cast_name(name).or_else(|| self.cast_name(self.src.slice(span)))?;
        let direction = direction.map(|(text, from)| {
            let span = span_at(text, from);
            Name { text: self.src.slice(span), span }
        });
        let speaker =
            Speaker { name: Name { text: name, span }, direction, colon: self.src.original_span(line, colon).end };
        Some(FoundSpeaker { speaker, read_start: start })
    }

    /// Returns the name before the first colon of a text that looks like speech.
    ///
    /// The name has at most three words, each capitalised and without punctuation. A direction may
    /// follow.
    pub(super) fn find_speech_like_name(text: &'a str, start: usize) -> Option<Name<'a>> {
        let line = text.split('\n').next()?;
        let colon = line.find(':')?;
        let after_colon = line.get(colon + 1..)?;
        if !after_colon.is_empty() && !after_colon.starts_with(|c: char| c.is_whitespace()) {
            return None;
        }
        // `Steps:` above a list: a line without text after the colon is not speech.
        if text.trim_end().len() == colon + 1 {
            return None;
        }
        let head = line.get(..colon)?;
        let (name, _) = split_speaker(head);
        let mut words = 0;
        for word in name.split(is_blank).filter(|word| !word.is_empty()) {
            words += 1;
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            if words > 3 || !capital || !word.chars().all(char::is_alphanumeric) {
                return None;
            }
        }
        if words == 0 {
            return None;
        }

        Some(Name { text: name, span: Span::new(start, start + name.len()) })
    }

    /// Returns the name before the first colon of a text that matches a cast name in a different
    /// letter case.
    pub(super) fn find_speaker_ignoring_case(&self, text: &'a str, start: usize) -> Option<Name<'a>> {
        let (head, behind) = text.split('\n').next()?.split_once(':')?;
        if 100 < head.len() || !(behind.is_empty() || behind.starts_with(char::is_whitespace)) {
            return None;
        }
        let (name, _) = split_speaker(head);
        let lower = name.to_lowercase();
        let is_in_cast = self.cast_list().any(|known| known.to_lowercase() == lower);
        is_in_cast.then(|| Name { text: name, span: Span::new(start, start + name.len()) })
    }
}

/// Splits the text before a colon into the name and the direction with its offset.
pub(crate) fn split_speaker(head: &str) -> (&str, Option<(&str, usize)>) {
    let head = head.trim_end_matches(is_blank);
    let Some(inner) = head.strip_suffix(')') else { return (head, None) };
    match inner.split_once('(') {
        Some((name, direction)) if !direction.trim().is_empty() => {
            let direction_start = name.len() + 1 + (direction.len() - direction.trim_start().len());
            (name.trim_end_matches(is_blank), Some((direction.trim(), direction_start)))
        }
        Some(_) | None => (head, None),
    }
}
