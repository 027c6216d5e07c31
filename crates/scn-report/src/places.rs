//! Maps offsets in files to lines and columns, efficiently even for lines of many megabytes.

use scn_source::{FileId, Place, SourceFile, Sources, Span};
use std::collections::BTreeMap;

/// Interval in bytes at which the code points of a long line are counted in advance.
const STEP: usize = 4096;

/// A point in a file: line and column from 1, with the column in code points, and the byte offset
/// from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) offset: u32,
}

/// A location with its lines and columns. Offsets that are not valid in the file are clamped: those
/// beyond the end to the end, those inside a character to its start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located<'a> {
    /// The id of the file.
    pub(crate) id: FileId,
    /// The file; `None` if the sources do not contain the id.
    pub(crate) file: Option<&'a SourceFile>,
    /// Path of the file; empty if there is no file.
    pub(crate) path: &'a str,
    pub(crate) start: Point,
    pub(crate) end: Point,
}

impl Located<'_> {
    /// The byte range in the file.
    pub(crate) fn span(&self) -> Span {
        Span { start: self.start.offset, end: self.end.offset }
    }
}

/// Resolves locations. Takes time logarithmic in the number of lines. The first look-up in a long
/// line is linear in its length; later ones take constant time.
#[derive(Debug)]
pub(crate) struct PlaceLocator<'a> {
    sources: &'a Sources,
    /// For each line longer than [`STEP`], by file and line: the number of code points before each
    /// multiple of [`STEP`].
    counted: BTreeMap<(FileId, u32), Vec<u32>>,
}

impl<'a> PlaceLocator<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self { sources, counted: BTreeMap::new() }
    }

    pub(crate) fn locate(&mut self, place: Place) -> Located<'a> {
        let Some(file) = self.sources.get(place.file) else {
            let point = Point { line: 1, column: 1, offset: 0 };
            return Located { id: place.file, file: None, path: "", start: point, end: point };
        };
        let start = floor_offset(file.text(), place.span.start);
        let end = floor_offset(file.text(), place.span.end).max(start);
        let start = self.point_at(place.file, file, start);
        let end = self.point_at(place.file, file, end);
        Located { id: place.file, file: Some(file), path: file.path(), start, end }
    }

    fn point_at(&mut self, id: FileId, file: &SourceFile, offset: u32) -> Point {
        let line = file.line_index(offset);
        let start = file.line_span(line).start;
        let bytes = file.text().as_bytes();
        let preceding = bytes.get(start as usize..offset as usize).unwrap_or_default();
        let skipped = preceding.len() / STEP;
        let code_points = if skipped == 0 {
            code_points(preceding)
        } else {
            let counts = self.counted.entry((id, line)).or_insert_with(|| {
                // Includes the line end, since a location may lie after it.
                let whole = Span { start, end: file.line_span(line + 1).start };
                let mut total = 0;
                let sums = bytes.get(whole.range()).unwrap_or_default().chunks(STEP).map(|chunk| {
                    total += code_points(chunk);
                    total
                });
                std::iter::once(0).chain(sums.collect::<Vec<_>>()).collect()
            });
            match counts.get(skipped) {
                Some(count) => count + code_points(preceding.get(skipped * STEP..).unwrap_or_default()),
                None => code_points(preceding),
            }
        };
        Point { line: line + 1, column: code_points.saturating_add(1), offset }
    }
}

/// Rounds an offset down to a character boundary, at most the end of the text.
fn floor_offset(text: &str, offset: u32) -> u32 {
    Span::empty(char_boundary(text, offset as usize)).start
}

/// Rounds an index down to a character boundary, at most the end of the text.
pub(crate) fn char_boundary(text: &str, index: usize) -> usize {
    let mut position = index.min(text.len());
    while !text.is_char_boundary(position) {
        position -= 1;
    }
    position
}

/// Number of characters that start in these bytes of UTF-8.
fn code_points(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{PlaceLocator, STEP, char_boundary};
    use proptest::prelude::*;
    use scn_source::{FileId, Place, SourceFile, Sources, Span};

    proptest! {
        #[test]
        fn positions_are_those_of_the_source_file(
            pieces in prop::collection::vec(prop_oneof![Just("é"), Just("a"), Just("日本"), Just("\n"), Just("\r\n")], 0..30),
            long in 0..4usize,
            offsets in prop::collection::vec(0..20_000u32, 1..8),
        ) {
            let text = pieces.concat() + &"xéy".repeat(long * STEP / 3) + &pieces.concat();
            let mut sources = Sources::new();
            let file = sources.add(SourceFile::new("a.scn", text.clone()));
            let source = SourceFile::new("a.scn", text.clone());
            let mut places = PlaceLocator::new(&sources);
            for offset in offsets {
                let at = char_boundary(&text, offset as usize);
                let located = places.locate(Place { file, span: Span::empty(offset as usize) });
                let position = source.position(Span::empty(at).start);
                prop_assert_eq!((located.start.line, located.start.column), (position.line, position.column));
                prop_assert_eq!(located.start.offset as usize, at);
            }
        }
    }

    #[test]
    fn a_place_in_no_file_is_the_start_of_a_file_without_a_name() {
        let sources = Sources::new();
        let located = PlaceLocator::new(&sources).locate(Place { file: FileId(7), span: Span::new(3, 9) });
        assert_eq!((located.path, located.start.line, located.end.offset), ("", 1, 0));
    }
}
