//! The context of the cursor: the text before it in its line, and the block around the line.

use scn_syntax::words::{self, HeaderForm, Keyword, is_blank};

use crate::index::Kind;
use crate::workspace::RequestFile;

/// The maximum number of lines over which a value may be continued.
const CONTINUED: u32 = 50;

/// The part of a line that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'t> {
    /// The first word of a line.
    LineStart,
    /// After the keyword, before its colon: names of principles.
    Header,
    /// In a bracket of a header or before a body line.
    Bracket { inside: &'t str },
    /// After the colon of a line whose value consists of names and conditions.
    Value { text: &'t str },
    /// After `Image` and similar keywords, before the colon: the name of a file.
    File { text: &'t str },
    /// In braces in a text.
    Brace,
    /// In a condition within a text.
    Condition { text: &'t str },
}

/// The block that contains a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// No block: the top level of the file.
    Top,
    Of(Kind),
    Outcome,
}

/// The context of the cursor.
pub(super) struct Context<'t> {
    pub(super) place: Place<'t>,
    /// The keyword of the line.
    pub(super) keyword: Option<&'static Keyword>,
    /// The line up to the cursor, without leading spaces.
    pub(super) line: &'t str,
    /// The block that contains the line.
    pub(super) block: Block,
    /// The lines between the header of that block and this line.
    pub(super) above: &'t str,
    /// The number of the scenario.
    pub(super) scenario: Option<usize>,
    /// Whether the file continues a scenario that begins in another one.
    pub(super) is_continuation: bool,
    /// Whether the colon already follows after the cursor.
    pub(super) has_colon: bool,
}

impl<'t> Context<'t> {
    /// Returns the context of an offset; `None` if nothing is completed there.
    pub(super) fn at_offset(here: &RequestFile<'t>, offset: u32) -> Option<Self> {
        let view = here.view;
        let number = view.source.line_index(offset);
        let line_span = view.source.line_span(number);
        let mut start = line_span.start;
        // A value continued from an earlier line belongs to the keyword of that line.
        for back in 1..=CONTINUED.min(number) {
            let previous_line = view.source.line_span(number - back);
            if !is_continued(view.text_at(previous_line)) {
                break;
            }
            start = previous_line.start;
        }
        let text = view.source.text().get(start as usize..offset as usize)?;
        let joined = text.trim_start_matches(|c| is_blank(c) || c == '\u{feff}');
        let (line, keyword) = match words::keyword_at_start(joined) {
            Some(keyword) if is_listed(keyword) => (joined, Some(keyword)),
            Some(_) | None => {
                let text = view.source.text().get(line_span.start as usize..offset as usize)?;
                let line = text.trim_start_matches(|c| is_blank(c) || c == '\u{feff}');
                (line, words::keyword_at_start(line))
            }
        };
        if line.starts_with("//") || line.starts_with('>') || line.starts_with('\\') {
            return None;
        }
        let after_cursor = view.source.text().get(offset as usize..line_span.end as usize).unwrap_or_default();
        let header = line_span.start.checked_sub(1).and_then(|before| view.index.header_before(before));
        let block = match header.map(|header| header.symbol) {
            None => Block::Top,
            Some(None) => Block::Outcome,
            Some(Some(ix)) => view.index.symbols.get(ix).map_or(Block::Top, |it| Block::Of(it.kind)),
        };
        let above = header.map_or(0, |header| header.line.end);
        Some(Self {
            place: place_in_line(line, keyword)?,
            keyword,
            line,
            block,
            above: view.source.text().get(above as usize..line_span.start as usize).unwrap_or_default(),
            scenario: view.index.scenario_at(offset),
            is_continuation: here.path != here.own_path,
            has_colon: after_cursor.contains(':'),
        })
    }
}

/// Returns whether a line that can be continued is continued in the next line.
fn is_continued(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(',') || line.ends_with(" and") || line.ends_with(" or")
}

/// Returns whether the value of a keyword consists of names and conditions.
pub(super) fn is_listed(keyword: &Keyword) -> bool {
    matches!(
        keyword.word,
        "Continues"
            | "Covers"
            | "Teaches"
            | "Checks"
            | "Start"
            | "Result"
            | "Set"
            | "Next"
            | "Detour"
            | "Choose"
            | "Expect"
            | "Promise"
    ) || keyword.head == HeaderForm::Principles
}

/// Returns what is being written at the end of a line.
fn place_in_line<'t>(line: &'t str, keyword: Option<&'static Keyword>) -> Option<Place<'t>> {
    let colon = line.find(':');
    let open = line.rfind('[').filter(|open| line.get(*open..).is_some_and(|rest| !rest.contains(']')));
    if let Some(open) = open {
        let inside = line.get(open + 1..)?;
        let in_header = keyword.is_some() && colon.is_none_or(|colon| open < colon);
        if in_header || open == 0 {
            // After the colon of a condition comes the text that it shows.
            return Some(Place::Bracket { inside });
        }
        if !inside.contains(':') {
            return Some(match inside.strip_prefix("if ") {
                Some(text) => Place::Condition { text },
                None => Place::Bracket { inside },
            });
        }
    }
    if line.rfind('{').is_some_and(|open| line.get(open..).is_some_and(|rest| !rest.contains('}'))) {
        return Some(Place::Brace);
    }
    if let Some(keyword) = keyword {
        let header = colon.map_or(line, |colon| line.get(..colon).unwrap_or(line));
        let behind_word = line.get(keyword.word.len()..).is_some_and(|rest| rest.starts_with(is_blank));
        return match colon {
            None if !behind_word => Some(Place::LineStart),
            None if keyword.head == HeaderForm::Principles => Some(Place::Header),
            None if keyword.head == HeaderForm::File => {
                Some(Place::File { text: line.get(keyword.word.len()..)?.trim_start_matches(is_blank) })
            }
            // `Partly upholds` starts like no keyword; `Choice` may still become one.
            None => (header.len() <= keyword.word.len()).then_some(Place::LineStart),
            Some(colon) if is_listed(keyword) && keyword.head != HeaderForm::Principles => {
                Some(Place::Value { text: line.get(colon + 1..)? })
            }
            Some(_) => None,
        };
    }
    let is_word = line.chars().all(|c| c.is_alphabetic() || is_blank(c) || c == '-' || c == '\'' || c == '.');
    (is_word && line.split(is_blank).count() <= 4).then_some(Place::LineStart)
}
