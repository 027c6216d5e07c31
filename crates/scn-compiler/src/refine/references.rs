//! Finds references to a name in a text.

use scn_source::{FileId, SourceFile, Span};
use scn_syntax::words::{HeaderForm, is_reserved, keyword_at_start};

use crate::manifest::read_manifest;

/// The kind of thing that a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A situation or an ending.
    Node,
    Choice,
    /// A meter, flag or state.
    Variable,
    Principle,
    /// A scenario, lesson or quiz.
    Part,
    /// Passages.
    Passage,
}

impl NameKind {
    /// The kind that a keyword declares; `None` if nothing refers to it by name.
    pub(super) fn from_keyword(keyword: &str) -> Option<Self> {
        match keyword {
            "Situation" | "Ending" => Some(Self::Node),
            "Choice" => Some(Self::Choice),
            "Meter" | "Flag" | "State" => Some(Self::Variable),
            "Passage" => Some(Self::Passage),
            "Principle" => Some(Self::Principle),
            "Scenario" | "Lesson" | "Quiz" => Some(Self::Part),
            _ => None,
        }
    }

    /// Whether names of this kind are known in the whole pack, and not in a single scenario.
    pub(super) fn is_of_the_pack(self) -> bool {
        matches!(self, Self::Principle | Self::Part)
    }

    /// The words in conditions that are followed by a name of this kind.
    fn condition_words(self) -> &'static [&'static str] {
        match self {
            Self::Node => &["visited", "at"],
            Self::Choice => &["chose"],
            Self::Principle => &["broke", "upheld", "faced"],
            Self::Variable | Self::Part | Self::Passage => &[],
        }
    }
}

/// Returns the spans in a range of a text that refer to a name of the given kind, in order.
pub(super) fn find_references(text: &str, range: Span, kind: NameKind, name: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut line_offset = range.start as usize;
    for line in text.get(range.range()).unwrap_or_default().split_inclusive('\n') {
        on_line(line, line_offset, kind, name, &mut spans);
        line_offset += line.len();
    }
    spans
}

fn on_line(line: &str, at: usize, kind: NameKind, name: &str, found: &mut Vec<Span>) {
    if !line.contains(name) {
        return;
    }
    let known_count = found.len();
    let words = line.trim_start();
    let start = line.len() - words.len();
    let mut add = |from: usize, part: &str| {
        let inner = part.trim();
        let skipped = part.len() - part.trim_start().len();
        if inner == name {
            found.push(Span::new(at + from + skipped, at + from + skipped + name.len()));
        }
    };
    if let Some(keyword) = keyword_at_start(words)
        && let Some(colon) = find_colon(words)
    {
        let value_at = start + colon + 1;
        let value = line.get(value_at..).unwrap_or_default();
        match keyword.word {
            "Next" | "Detour" | "Start" if kind == NameKind::Node => add(value_at, value),
            "Show" if kind == NameKind::Passage => add(value_at, value),
            "Choose" if kind == NameKind::Choice => {
                let choice = value.split(", outcome").next().unwrap_or_default();
                add(value_at, choice);
            }
            "Covers" | "Teaches" | "Checks" if kind == NameKind::Principle => {
                split_list(value, value_at).for_each(|(from, part)| add(from, part));
            }
            _ if keyword.head == HeaderForm::Principles && kind == NameKind::Principle => {
                let head_at = start + keyword.word.len();
                let head = line.get(head_at..start + colon).unwrap_or_default();
                split_list(head, head_at).for_each(|(from, part)| add(from, part));
            }
            "Set" if kind == NameKind::Variable => find_whole_words(value, value_at, name, |_| true, at, found),
            "Expect" | "Promise" => find_in_condition(value, value_at, kind, name, at, found),
            _ => {}
        }
    }
    // Conditions are in brackets, on any line.
    let mut search_from = 0;
    while let Some(open) = line.get(search_from..).and_then(|rest| rest.find('[')) {
        let inner_at = search_from + open + 1;
        let inner = line.get(inner_at..).unwrap_or_default();
        let inner = inner.split(']').next().unwrap_or_default();
        let word = inner.split_whitespace().next().unwrap_or_default().to_lowercase();
        if matches!(word.as_str(), "if" | "needs" | "otherwise") {
            // The text shown under the condition is not part of it.
            let end = inner.find(": ").unwrap_or(inner.len());
            find_in_condition(inner.get(..end).unwrap_or_default(), inner_at, kind, name, at, found);
        }
        search_from = inner_at;
    }
    if kind == NameKind::Variable {
        for (open, _) in line.match_indices('{') {
            let inner = line.get(open + 1..).and_then(|rest| rest.split('}').next()).unwrap_or_default();
            if inner == name {
                found.push(Span::new(at + open + 1, at + open + 1 + name.len()));
            }
        }
    }
    if let Some(new) = found.get_mut(known_count..) {
        new.sort_unstable();
    }
}

/// Finds the colon after a keyword, skipping brackets.
fn find_colon(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    words.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

/// Splits a list at commas. Returns each part with its offset.
fn split_list(list: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut part_offset = at;
    list.split(',').map(move |part| {
        let start = part_offset;
        part_offset += part.len() + 1;
        (start, part)
    })
}

/// Adds the spans in a condition that refer to the name.
fn find_in_condition(text: &str, from: usize, kind: NameKind, name: &str, at: usize, found: &mut Vec<Span>) {
    let prefixed_kinds = [NameKind::Node, NameKind::Choice, NameKind::Principle];
    let accepts = |before: &str| {
        // `chose situation/choice`
        let prefix = match before.strip_suffix('/') {
            Some(before) if kind == NameKind::Choice => {
                before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_')
            }
            Some(_) | None => before,
        };
        let word = prefix.split(|c: char| !c.is_alphabetic()).rfind(|word| !word.is_empty()).unwrap_or_default();
        match kind {
            // In a condition, a reserved word never is a variable.
            NameKind::Variable => {
                !is_reserved(name) && !prefixed_kinds.iter().any(|kind| kind.condition_words().contains(&word))
            }
            NameKind::Node | NameKind::Choice | NameKind::Principle | NameKind::Part | NameKind::Passage => {
                kind.condition_words().contains(&word)
            }
        }
    };
    find_whole_words(text, from, name, accepts, at, found);
}

/// Adds the spans where the name is a whole word and `accepts` agrees with the text before it.
fn find_whole_words(
    text: &str,
    from: usize,
    name: &str,
    accepts: impl Fn(&str) -> bool,
    at: usize,
    found: &mut Vec<Span>,
) {
    let is_name_char = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    for (start, _) in text.match_indices(name) {
        let preceding = text.get(..start).unwrap_or_default();
        let following = text.get(start + name.len()..).unwrap_or_default();
        if !preceding.ends_with(is_name_char) && !following.starts_with(is_name_char) && accepts(preceding) {
            let start = at + from + start;
            found.push(Span::new(start, start + name.len()));
        }
    }
}

/// Returns the spans where the course in a manifest names a part or a principle, without quotes.
pub(super) fn in_manifest(text: &str, kind: NameKind, name: &str) -> Vec<Span> {
    let manifest = read_manifest(FileId::default(), &SourceFile::new("scn.toml", text), &mut Vec::new());
    let spans: Vec<Span> = match kind {
        NameKind::Part => {
            let parts = manifest.course.iter().chain(manifest.require.iter().flatten());
            parts.filter(|(id, _)| id == name).map(|(_, span)| *span).collect()
        }
        NameKind::Principle => manifest.principles.iter().filter(|it| it.id == name).map(|it| it.span).collect(),
        NameKind::Node | NameKind::Choice | NameKind::Variable | NameKind::Passage => Vec::new(),
    };
    spans.into_iter().filter_map(|span| find_within(text, span, name)).collect()
}

/// Returns the span of a name within a quoted or bare one; `None` if it is written with escapes.
fn find_within(text: &str, span: Span, name: &str) -> Option<Span> {
    let start = span.start as usize + text.get(span.range())?.find(name)?;
    Some(Span::new(start, start + name.len()))
}

#[cfg(test)]
mod tests {
    use scn_source::Span;

    use super::{NameKind, find_references, in_manifest};

    /// The text with every reference in angle brackets.
    fn marked(text: &str, kind: NameKind, name: &str) -> String {
        let mut out = text.to_owned();
        for span in find_references(text, Span::new(0, text.len()), kind, name).iter().rev() {
            out.insert(span.end as usize, '>');
            out.insert(span.start as usize, '<');
        }
        out
    }

    #[test]
    fn references_are_found_where_a_name_is_meant_and_nowhere_else() {
        for (kind, name, expected) in [
            (NameKind::Node, "Front Desk", "  Next: <Front Desk>\n"),
            (NameKind::Node, "Front Desk", "  Next [if logged]: <Front Desk>\n  The Front Desk is empty.\n"),
            (NameKind::Node, "after", "Outcome [if visited <after> and after > 3]: after\n  Detour: <after>\n"),
            (NameKind::Node, "x", "Promise: never at <x>\n  Expect: at <x> and not visited <x>\n  Next: xx\n"),
            (NameKind::Choice, "yes", "[if chose <yes>] Say yes.\n  Choose: <yes>\n  Choose: yes, please\n"),
            (NameKind::Choice, "yes", "  Choose: <yes>, outcome 2\n  [if chose here/<yes>: yes | no]\n"),
            (NameKind::Variable, "low", "  Set [if <low> and not high]: not <low>\n  Next [if <low>]: low\n"),
            (
                NameKind::Variable,
                "is_logged",
                "Set: calm -1, <is_logged>\n[if not <is_logged>] It is_logged. {<is_logged>}\n",
            ),
            (NameKind::Variable, "a", "[if a-b > <a>] a\n  [if visited a] a\n"),
            (NameKind::Principle, "Ask", "Covers: x, <Ask>\n  Upholds <Ask>, x: Ask.\n  [if broke <Ask>] Ask\n"),
            (NameKind::Part, "Ask", "Covers: Ask\n"),
        ] {
            let text = expected.replace(" > 3", "\u{1}").replace(" > <a", "\u{2}").replace('<', "");
            let text = text.replace('>', "").replace('\u{1}', " > 3").replace('\u{2}', " > a");
            assert_eq!(marked(&text, kind, name), expected);
        }
    }

    #[test]
    fn the_course_names_parts_and_principles() {
        let text = "[course]\norder = [\"A b\", \"c\",\n  'A b']\nrequire = [\"A b\"]\nprinciples = { \"A b\" = \"mixed\", c = \"mixed\" }\n[pack]\ntitle = \"A b\"\n";
        let starts = |kind, name: &str| {
            let spans = in_manifest(text, kind, name);
            assert!(spans.iter().all(|span| text.get(span.range()) == Some(name)), "{spans:?}");
            spans.iter().map(|span| span.start).collect::<Vec<u32>>()
        };
        assert_eq!(starts(NameKind::Part, "A b"), [19, 33, 51]);
        assert_eq!(starts(NameKind::Part, "c"), [26]);
        assert_eq!(starts(NameKind::Principle, "A b"), [73]);
        assert_eq!(starts(NameKind::Principle, "c"), [89]);
        assert!(in_manifest(text, NameKind::Node, "c").is_empty());
    }
}
