//! Texts put together from parts of files, and the way back from them to the files.

use crate::{FileId, Finding, Fix, Place, SourceFile, Span};

/// The blank lines between two parts, so that nothing continues from one part into the next.
const SEPARATOR: &str = "\n\n\n\n";

/// A text that consists of parts of files, one after the other.
///
/// Places in the joined text are of use only to code that reads it. [`place`](Self::place) and
/// [`restore`](Self::restore) translate them to places in the files.
///
/// # Examples
///
/// ```
/// use scn_source::{FileId, Joined, Place, SourceFile, Span};
///
/// let first = SourceFile::new("a.scn", "One\n");
/// let second = SourceFile::new("b.scn", "Two\nThree\n");
/// let mut joined = Joined::default();
/// joined.push(FileId(0), &first, Span::new(0, 4));
/// joined.push(FileId(1), &second, Span::new(0, 10));
///
/// let three = joined.text().find("Three").expect("it is in the second file");
/// let place = joined.place(Span::new(three, three + 5));
/// assert_eq!(place, Place { file: FileId(1), span: Span::new(4, 9) });
/// assert_eq!(joined.offset(FileId(1), 4), Some(three as u32));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    text: String,
    parts: Vec<JoinedPart>,
}

/// A part of a file in a joined text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinedPart {
    /// Where it is in its file.
    pub origin: Place,
    /// Where it is in the joined text.
    pub span: Span,
}

impl JoinedPart {
    /// Returns the offset in the file for an offset in the joined text. Offsets outside of the part
    /// give its nearest end.
    fn to_origin(self, offset: u32) -> u32 {
        self.origin.span.start + (offset.clamp(self.span.start, self.span.end) - self.span.start)
    }
}

impl Joined {
    /// Appends a part of a file. Returns where it begins in the joined text.
    pub fn push(&mut self, file: FileId, source: &SourceFile, span: Span) -> u32 {
        if !self.text.is_empty() {
            self.text.push_str(SEPARATOR);
        }
        let start = self.text.len();
        self.text.push_str(source.slice(span));
        let part = Span::new(start, self.text.len());
        self.parts.push(JoinedPart { origin: Place { file, span }, span: part });
        part.start
    }

    /// Returns the joined text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[JoinedPart] {
        &self.parts
    }

    /// Returns the part that contains an offset. The blank lines after a part belong to it.
    fn part_at(&self, offset: u32) -> JoinedPart {
        let following = self.parts.partition_point(|part| part.span.start <= offset);
        let part = following.checked_sub(1).and_then(|at| self.parts.get(at)).or(self.parts.first());
        part.copied().unwrap_or(JoinedPart { origin: Place::default(), span: Span::default() })
    }

    /// Returns the place in a file of a span of the joined text. A span that reaches into another
    /// part ends with the part in which it begins.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let part = self.part_at(span.start);
        let span = Span { start: part.to_origin(span.start), end: part.to_origin(span.end) };
        Place { file: part.origin.file, span }
    }

    /// Returns the places in files that a span of the joined text covers, in order.
    #[must_use]
    pub fn places(&self, span: Span) -> Vec<Place> {
        let overlaps = |part: &&JoinedPart| part.span.start <= span.end && span.start <= part.span.end;
        let to_place = |part: &JoinedPart| Place {
            file: part.origin.file,
            span: Span { start: part.to_origin(span.start), end: part.to_origin(span.end) },
        };
        self.parts.iter().filter(overlaps).map(to_place).collect()
    }

    /// Returns the offset in the joined text of an offset in a file; `None` if the text does not
    /// contain it. An offset between two parts of a file is that of the part that begins there.
    #[must_use]
    pub fn offset(&self, file: FileId, offset: u32) -> Option<u32> {
        let parts = || self.parts.iter().filter(|part| part.origin.file == file && part.origin.span.start <= offset);
        let begins_before = parts().find(|part| offset < part.origin.span.end);
        let part = begins_before.or_else(|| parts().find(|part| offset == part.origin.span.end))?;
        Some(part.span.start + (offset - part.origin.span.start))
    }

    /// Translates the places of a finding about the joined text, whose id is `id`. A fix that would
    /// replace text across the border of two parts is removed.
    pub fn restore(&self, id: FileId, finding: &mut Finding) {
        self.restore_place(id, &mut finding.place);
        finding.related.iter_mut().for_each(|related| self.restore_place(id, &mut related.place));
        finding.fixes.retain_mut(|fix| self.restore_fix(id, fix));
    }

    /// Translates a place if it is in the joined text, whose id is `id`.
    pub fn restore_place(&self, id: FileId, place: &mut Place) {
        if place.file == id {
            *place = self.place(place.span);
        }
    }

    /// Translates the edits of a fix. Returns false if one of them crosses a border.
    fn restore_fix(&self, id: FileId, fix: &mut Fix) -> bool {
        for edit in fix.edits.iter_mut().filter(|edit| edit.place.file == id) {
            let part = self.part_at(edit.place.span.start);
            // The blank lines after a part are not in the file: an edit may end in them.
            let last = part.span.end.saturating_add(Span::new(0, SEPARATOR.len()).end - 1);
            if last < edit.place.span.end {
                return false;
            }
            edit.place = self.place(edit.place.span);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Joined, SEPARATOR};
    use crate::{FileId, Finding, Name, Place, SourceFile, Span};

    fn joined() -> Joined {
        let (first, second) = (SourceFile::new("a", "one two"), SourceFile::new("b", "three\nfour\n"));
        let mut joined = Joined::default();
        joined.push(FileId(3), &first, Span::new(4, 7));
        joined.push(FileId(5), &second, Span::new(0, 11));
        joined.push(FileId(3), &first, Span::new(0, 4));
        joined
    }

    fn span_of(joined: &Joined, words: &str) -> Span {
        let start = joined.text().find(words).expect("it is in the text");
        Span::new(start, start + words.len())
    }

    #[test]
    fn a_place_is_that_of_its_words_in_their_file() {
        let joined = joined();
        for (words, file, start) in [("two", 3, 4), ("three", 5, 0), ("four", 5, 6), ("one", 3, 0)] {
            let place = joined.place(span_of(&joined, words));
            assert_eq!(place, Place { file: FileId(file), span: Span::new(start, start + words.len()) }, "{words}");
            assert_eq!(joined.offset(place.file, place.span.start), Some(span_of(&joined, words).start), "{words}");
        }
        assert_eq!(joined.offset(FileId(4), 0), None);
        let ends: Vec<Place> =
            joined.parts().iter().map(|part| joined.place(Span { start: part.span.end, ..part.span })).collect();
        let of = |file, at| Place { file: FileId(file), span: Span::empty(at) };
        assert_eq!(ends, [of(3, 7), of(5, 11), of(3, 4)], "the end of a part belongs to it");
    }

    #[test]
    fn a_span_across_a_border_ends_there_and_its_fix_is_removed() {
        let joined = joined();
        let across = span_of(&joined, "two").cover(span_of(&joined, "three"));
        assert_eq!(joined.place(across), Place { file: FileId(3), span: Span::new(4, 7) });
        assert_eq!(joined.places(across).len(), 2);
        let id = FileId(9);
        let place = Place { file: id, span: span_of(&joined, "four") };
        let finding = Finding::new(Name::DeadEnd, place, "").with_related(place, "");
        let into_border = Span { start: place.span.start, end: place.span.end + 1 + SEPARATOR.len() as u32 - 1 };
        let mut finding = finding
            .with_fix(true, "words", place, "4")
            .with_fix(true, "line", Place { file: id, span: into_border }, "")
            .with_fix(true, "across", Place { file: id, span: across }, "");
        joined.restore(id, &mut finding);
        let in_file = Place { file: FileId(5), span: Span::new(6, 10) };
        assert_eq!((finding.place, finding.related[0].place), (in_file, in_file));
        let titles: Vec<(&str, Span)> =
            finding.fixes.iter().map(|fix| (fix.title.as_str(), fix.edits[0].place.span)).collect();
        assert_eq!(titles, [("words", Span::new(6, 10)), ("line", Span::new(6, 11))]);
    }
}
