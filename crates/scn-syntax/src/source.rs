//! The corrected text that the grammar reads, and the mapping back to the original text.

mod pieces;

use std::borrow::Cow;

use scn_source::{FileId, Place, Span};

/// A replacement made before parsing.
#[derive(Clone, Debug)]
pub(crate) struct Correction {
    /// The span in the original text.
    pub(crate) span: Span,
    /// The replacement, which the grammar reads instead.
    pub(crate) text: String,
}

/// A text with replacements. Offsets in the corrected text are called *read*, those in the original
/// text *written*.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: FileId,
    original: &'a str,
    corrected: Cow<'a, str>,
    /// For each replacement: its start and end in the corrected text, and its end in the original
    /// text.
    anchors: Vec<(usize, usize, usize)>,
    /// Words that are read as other words, which are elsewhere in the original text.
    aliases: Vec<(Span, Span)>,
}

impl<'a> Source<'a> {
    /// Creates a source from a text and its replacements, which must be in order and must not
    /// overlap.
    pub(crate) fn new(file: FileId, original: &'a str, mends: &[Correction]) -> Self {
        if mends.is_empty() {
            return Self {
                file,
                original,
                corrected: Cow::Borrowed(original),
                anchors: Vec::new(),
                aliases: Vec::new(),
            };
        }
        let mut read = String::with_capacity(original.len() + mends.len());
        let mut anchors = Vec::new();
        let mut copied_to = 0;
        for mend in mends.iter().flat_map(|mend| pieces::split_correction(original, mend)) {
            let range = mend.span.range();
            read.push_str(original.get(copied_to..range.start).unwrap_or_default());
            let start = read.len();
            read.push_str(&mend.text);
            copied_to = range.end;
            anchors.push((start, read.len(), copied_to));
        }
        read.push_str(original.get(copied_to..).unwrap_or_default());
        Self { file, original, corrected: Cow::Owned(read), anchors, aliases: Vec::new() }
    }

    /// Adds aliases: spans of words, each with the span of the words to read instead.
    pub(crate) fn with_aliases(self, mut aliases: Vec<(Span, Span)>) -> Self {
        aliases.sort_unstable();
        Self { aliases, ..self }
    }

    /// Returns the text that a span is read as, if it is an alias.
    pub(crate) fn alias(&self, span: Span) -> Option<&'a str> {
        let index = self.aliases.binary_search_by_key(&span, |(written, _)| *written).ok()?;
        self.aliases.get(index).map(|(_, id)| self.slice(*id))
    }

    /// Returns the corrected text, which is to be parsed.
    pub(crate) fn corrected(&self) -> &str {
        &self.corrected
    }

    /// Returns the original text.
    pub(crate) fn original(&self) -> &'a str {
        self.original
    }

    /// Maps an offset in the corrected text to the original text. Offsets within a replacement map
    /// to its end.
    pub(crate) fn original_offset(&self, read: usize) -> usize {
        if self.anchors.is_empty() {
            return read;
        }
        let following = self.anchors.partition_point(|(_, end, _)| *end <= read);
        // Offsets within a replacement have no counterpart.
        if let Some((start, _, end)) = self.anchors.get(following)
            && *start < read
        {
            return *end;
        }
        let base = following.checked_sub(1).and_then(|at| self.anchors.get(at)).copied().unwrap_or_default();
        (base.2 + (read - base.1)).min(self.original.len())
    }

    /// Maps a range of the corrected text to a span of the original text. Text that was removed
    /// directly before or after the range is not included.
    pub(crate) fn original_span(&self, start: usize, end: usize) -> Span {
        let original_start = self.original_offset(start);
        let original_end =
            if start < end { self.original_end(end).max(original_start) } else { self.original_offset(end) };
        Span::new(original_start, original_end)
    }

    /// Maps the end of a range in the corrected text to the original text.
    fn original_end(&self, read: usize) -> usize {
        let preceding = self.anchors.partition_point(|(start, ..)| *start < read);
        let Some((_, end, written)) = preceding.checked_sub(1).and_then(|at| self.anchors.get(at)) else { return read };
        (written + read.saturating_sub(*end)).min(self.original.len())
    }

    /// Maps a span of the corrected text to the original text.
    pub(crate) fn to_original_span(&self, read: Span) -> Span {
        self.original_span(read.start as usize, read.end as usize)
    }

    /// Returns the original text of a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.original.get(span.range()).unwrap_or_default()
    }

    /// Returns a place in this file.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// Returns where the text of the line begins that contains an offset in the original text.
    pub(crate) fn line_start(&self, offset: u32) -> u32 {
        let prefix = self.original.get(..offset as usize).unwrap_or_default();
        let start = prefix.rfind('\n').map_or(0, |end| end + 1);
        let line_text = self.original.get(start..).unwrap_or_default();
        let words = line_text.trim_start_matches(|c: char| crate::words::is_blank(c) || c == '\u{feff}');
        Span::empty(start + (line_text.len() - words.len())).start
    }

    /// Returns the span from an offset in the original text to the end of its line, without
    /// trailing whitespace.
    pub(crate) fn line_span_from(&self, start: usize) -> Span {
        let line_text = self.original.get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', line_text.as_bytes()).unwrap_or(line_text.len());
        let line = line_text.get(..end).unwrap_or(line_text);
        Span::new(start, start + line.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Span};

    use super::{Correction, Source};

    #[test]
    fn text_removed_at_the_border_of_a_span_is_not_part_of_it() {
        let text = "[[office]] on";
        let mends = [(0, 2, "Next: "), (8, 10, "")];
        let mends = mends.map(|(start, end, by)| Correction { span: Span::new(start, end), text: by.to_owned() });
        let source = Source::new(FileId(0), text, &mends);
        assert_eq!(source.corrected(), "Next: office on");
        let slice = |start, end| source.slice(source.original_span(start, end));
        assert_eq!((slice(6, 12), slice(12, 15), slice(6, 15)), ("office", " on", "office]] on"));
        assert_eq!((slice(0, 6), slice(0, 3), slice(12, 12)), ("[[", "[[", ""));
    }
}
