//! The corrected text that the grammar reads, and the mapping back to the original text.

mod pieces;

use std::borrow::Cow;

use scn_source::{FileId, Place, Span};

/// A replacement made before parsing.
#[derive(Clone, Debug)]
pub(crate) struct Mend {
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
    written: &'a str,
    read: Cow<'a, str>,
    /// For each replacement: its start and end in the corrected text, and its end in the original
    /// text.
    anchors: Vec<(usize, usize, usize)>,
    /// Words that are read as other words, which are elsewhere in the original text.
    aliases: Vec<(Span, Span)>,
}

impl<'a> Source<'a> {
    /// Creates a source from a text and its replacements, which must be in order and must not
    /// overlap.
    pub(crate) fn new(file: FileId, written: &'a str, mends: &[Mend]) -> Self {
        if mends.is_empty() {
            return Self { file, written, read: Cow::Borrowed(written), anchors: Vec::new(), aliases: Vec::new() };
        }
        let mut read = String::with_capacity(written.len() + mends.len());
        let mut anchors = Vec::new();
        let mut from = 0;
        for mend in mends.iter().flat_map(|mend| pieces::pieces(written, mend)) {
            let range = mend.span.range();
            read.push_str(written.get(from..range.start).unwrap_or_default());
            let start = read.len();
            read.push_str(&mend.text);
            from = range.end;
            anchors.push((start, read.len(), from));
        }
        read.push_str(written.get(from..).unwrap_or_default());
        Self { file, written, read: Cow::Owned(read), anchors, aliases: Vec::new() }
    }

    /// Adds aliases: spans of words, each with the span of the words to read instead.
    pub(crate) fn with_aliases(self, mut aliases: Vec<(Span, Span)>) -> Self {
        aliases.sort_unstable();
        Self { aliases, ..self }
    }

    /// Returns the text that a span is read as, if it is an alias.
    pub(crate) fn alias(&self, span: Span) -> Option<&'a str> {
        let at = self.aliases.binary_search_by_key(&span, |(written, _)| *written).ok()?;
        self.aliases.get(at).map(|(_, id)| self.slice(*id))
    }

    /// Returns the corrected text, which is to be parsed.
    pub(crate) fn read(&self) -> &str {
        &self.read
    }

    /// Returns the original text.
    pub(crate) fn written(&self) -> &'a str {
        self.written
    }

    /// Maps an offset in the corrected text to the original text. Offsets within a replacement map
    /// to its end.
    pub(crate) fn offset(&self, read: usize) -> usize {
        if self.anchors.is_empty() {
            return read;
        }
        let after = self.anchors.partition_point(|(_, end, _)| *end <= read);
        // Offsets within a replacement have no counterpart.
        if let Some((start, _, end)) = self.anchors.get(after)
            && *start < read
        {
            return *end;
        }
        let base = after.checked_sub(1).and_then(|at| self.anchors.get(at)).copied().unwrap_or_default();
        (base.2 + (read - base.1)).min(self.written.len())
    }

    /// Maps a range of the corrected text to a span of the original text. Text that was removed
    /// directly before or after the range is not included.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let from = self.offset(start);
        let to = if start < end { self.end(end).max(from) } else { self.offset(end) };
        Span::new(from, to)
    }

    /// Maps the end of a range in the corrected text to the original text.
    fn end(&self, read: usize) -> usize {
        let before = self.anchors.partition_point(|(start, ..)| *start < read);
        let Some((_, end, written)) = before.checked_sub(1).and_then(|at| self.anchors.get(at)) else { return read };
        (written + read.saturating_sub(*end)).min(self.written.len())
    }

    /// Maps a span of the corrected text to the original text.
    pub(crate) fn span_of(&self, read: Span) -> Span {
        self.span(read.start as usize, read.end as usize)
    }

    /// Returns the original text of a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.written.get(span.range()).unwrap_or_default()
    }

    /// Returns a place in this file.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// Returns where the text of the line begins that contains an offset in the original text.
    pub(crate) fn line_of(&self, offset: u32) -> u32 {
        let before = self.written.get(..offset as usize).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = self.written.get(start..).unwrap_or_default();
        let words = rest.trim_start_matches(|c: char| crate::words::is_blank(c) || c == '\u{feff}');
        Span::empty(start + (rest.len() - words.len())).start
    }

    /// Returns the span from an offset in the original text to the end of its line, without
    /// trailing whitespace.
    pub(crate) fn line_from(&self, start: usize) -> Span {
        let rest = self.written.get(start..).unwrap_or_default();
        let line = rest.find('\n').and_then(|end| rest.get(..end)).unwrap_or(rest);
        Span::new(start, start + line.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Span};

    use super::{Mend, Source};

    #[test]
    fn what_was_taken_out_at_the_border_of_a_span_is_no_part_of_it() {
        let text = "[[office]] on";
        let mends = [(0, 2, "Next: "), (8, 10, "")];
        let mends = mends.map(|(start, end, by)| Mend { span: Span::new(start, end), text: by.to_owned() });
        let source = Source::new(FileId(0), text, &mends);
        assert_eq!(source.read(), "Next: office on");
        let slice = |start, end| source.slice(source.span(start, end));
        assert_eq!((slice(6, 12), slice(12, 15), slice(6, 15)), ("office", " on", "office]] on"));
        assert_eq!((slice(0, 6), slice(0, 3), slice(12, 12)), ("[[", "[[", ""));
    }
}
