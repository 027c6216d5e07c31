//! Comments that suppress findings: `// allow NAME: reason`.

use scn_source::{FileId, Name as Finding, Span, nearest_name};

use crate::ast::Name;
use crate::tree::{Kind, Node, Tree, parse_tree};
use crate::words::is_blank;

/// A comment that suppresses findings below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow<'a> {
    /// The comment, from its `//` to its last word.
    pub comment: Span,
    /// The names listed, known or not, in the order written. At least one.
    pub names: Vec<Name<'a>>,
    /// The text after the colon, if any.
    pub reason: Option<&'a str>,
    /// Where the colon belongs, if a reason follows the names without one.
    pub colon: Option<Span>,
    /// The range in which findings with these names are suppressed if they start there. Empty if
    /// nothing follows the comment.
    pub covers: Span,
}

/// Returns the comments of a text that suppress findings, in source order.
///
/// Such a comment begins with the word `allow`, followed by finding names separated by commas and,
/// after a colon, the reason. A comment in which no word resembles a finding name is an ordinary
/// comment.
///
/// It covers the next line that is neither blank nor a comment, together with the lines that
/// continue its text. If that line is the header of an element, the comment covers the element's
/// own lines: its properties and text, up to the next header inside or after it.
///
/// # Examples
///
/// ```
/// use scn_source::FileId;
/// use scn_syntax::find_allows;
///
/// let text = "// allow single-choice: the desk is only introduced\nSituation desk: A desk\n";
/// let allows = find_allows(FileId(0), text);
/// assert_eq!(allows[0].names[0].text, "single-choice");
/// assert_eq!(allows[0].reason, Some("the desk is only introduced"));
/// ```
#[must_use]
pub fn find_allows(id: FileId, text: &str) -> Vec<Allow<'_>> {
    if !may_have_allows(text) {
        return Vec::new();
    }
    allows_in_tree(text, &parse_tree(id, text))
}

/// Returns whether a text may have such comments. Most have none and need no tree.
pub(crate) fn may_have_allows(text: &str) -> bool {
    let mut spots = memchr::memmem::find_iter(text.as_bytes(), "//");
    spots.any(|at| text.get(at..).and_then(AllowParser::new).is_some())
}

/// Returns the comments of a text that suppress findings, given its tree.
pub(crate) fn allows_in_tree<'a>(text: &'a str, tree: &Tree<'_>) -> Vec<Allow<'a>> {
    let comments = tree.tokens().filter(|token| token.kind() == Kind::Comment);
    let mut below = CodeIndex::new(tree);
    comments.filter_map(|comment| parse_allow(text, comment.span(), &mut below)).collect()
}

fn parse_allow<'a>(text: &'a str, comment: Span, below: &mut CodeIndex<'_>) -> Option<Allow<'a>> {
    let start = comment.start as usize;
    let written = text.get(comment.range())?.trim_end();
    let mut words = AllowParser::new(written)?;
    let to_name =
        |(at, word): (usize, &'a str)| Name { text: word, span: Span::new(start + at, start + at + word.len()) };
    let mut names = Vec::new();
    while let Some(word) = words.next_name() {
        names.push(to_name(word));
        if !words.take_sign(',') {
            break;
        }
    }
    let last = names.last()?.span.end as usize;
    let is_known = |name: &Name<'_>| Finding::from_exact_str(name.text).is_some();
    let is_similar = |name: &Name<'_>| nearest_name(name.text, Finding::ALL.iter().map(|name| name.as_str())).is_some();
    let (reason, colon) = match (words.take_sign(':'), words.remaining_words()) {
        (true, "") | (false, "") => (None, None),
        (true, reason) => (Some(reason), None),
        // Without a colon this is an ordinary comment that uses the word "allow", unless it names a
        // finding.
        (false, _) if !names.iter().any(is_known) => return None,
        (false, _) => (None, Some(Span::empty(last))),
    };
    if !names.iter().any(|name| is_known(name) || is_similar(name)) {
        return None;
    }
    let comment = Span::new(start, start + written.len());
    Some(Allow { comment, names, reason, colon, covers: below.covered_span(comment) })
}

/// The remainder of a comment and its offset within the comment.
struct AllowParser<'a> {
    written: &'a str,
    offset: usize,
}

impl<'a> AllowParser<'a> {
    /// Starts after `// allow`; returns `None` for any other comment.
    fn new(written: &'a str) -> Option<Self> {
        let mut words = Self { written, offset: 0 };
        words.offset = written.len() - written.strip_prefix("//")?.len();
        words.skip_blanks();
        let (word, behind) = words.remaining_text().split_at_checked("allow".len())?;
        if !word.eq_ignore_ascii_case("allow") || !behind.starts_with(is_blank) {
            return None;
        }
        words.offset += word.len();
        words.skip_blanks();
        Some(words)
    }

    fn remaining_text(&self) -> &'a str {
        self.written.get(self.offset..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let remaining = self.remaining_text();
        self.offset += remaining.len() - remaining.trim_start_matches(is_blank).len();
    }

    /// Returns the next name and its offset.
    fn next_name(&mut self) -> Option<(usize, &'a str)> {
        let remaining = self.remaining_text();
        let end =
            remaining.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(remaining.len());
        let word = remaining.get(..end).filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))?;
        let name_offset = self.offset;
        self.offset += end;
        self.skip_blanks();
        Some((name_offset, word))
    }

    fn take_sign(&mut self, sign: char) -> bool {
        let is_next = self.remaining_text().starts_with(sign);
        if is_next {
            self.offset += sign.len_utf8();
            self.skip_blanks();
        }
        is_next
    }

    fn remaining_words(&self) -> &'a str {
        self.remaining_text().trim()
    }
}

/// The code below comments. Built once per file, so that the work is linear in the length of the
/// file, regardless of how many comments suppress findings.
struct CodeIndex<'t> {
    /// The lines that are neither blank nor comments, without their indentation.
    lines: Vec<Span>,
    /// The elements of the tree that can begin a line, by their start.
    elements: Vec<Node<'t>>,
    /// The last line looked up, and the range it covers.
    last: Option<(Span, Span)>,
}

impl<'t> CodeIndex<'t> {
    fn new(tree: &'t Tree<'_>) -> Self {
        let mut lines = Vec::new();
        let mut line_start = 0;
        for line in tree.text().split_inclusive('\n') {
            let words = line.trim();
            if !words.is_empty() && !words.starts_with("//") {
                let start = line_start + line.len() - line.trim_start().len();
                lines.push(Span::new(start, start + words.len()));
            }
            line_start += line.len();
        }
        let is_relevant = |node: &Node<'_>| !node.kind().is_token() && !matches!(node.kind(), Kind::File | Kind::Body);
        Self { lines, elements: tree.elements().filter(is_relevant).collect(), last: None }
    }

    /// Returns the range that a comment covers: the element that starts on the next line, without
    /// nested elements that have a header of their own.
    fn covered_span(&mut self, comment: Span) -> Span {
        let next = self.lines.partition_point(|line| line.start < comment.end);
        let Some(line) = self.lines.get(next).copied() else { return Span::empty(comment.end as usize) };
        if let Some((_, covers)) = self.last.filter(|(known, _)| *known == line) {
            return covers;
        }
        let first = self.elements.partition_point(|node| node.span().start < line.start);
        let mut below = self.elements.iter().skip(first).map(|node| (node.span(), node.kind()));
        let covers = match below.next().filter(|(element, _)| element.start < line.end) {
            None => line,
            Some((element, _)) => {
                let mut inside = below.take_while(|(inner, _)| inner.start < element.end);
                let header = inside.find(|(inner, kind)| element.start < inner.start && has_header(*kind));
                let end = header.map_or(element.end, |(inner, _)| inner.start);
                Span { start: line.start, end: end.max(line.end) }
            }
        };
        self.last = Some((line, covers));
        covers
    }
}

/// Returns whether an element begins with a header of its own.
fn has_header(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Scenario
            | Kind::Principle
            | Kind::Lesson
            | Kind::Quiz
            | Kind::Question
            | Kind::Answer
            | Kind::StrayAnswer
            | Kind::Cast
            | Kind::Meter
            | Kind::Flag
            | Kind::State
            | Kind::Passage
            | Kind::Situation
            | Kind::Ending
            | Kind::Choice
            | Kind::StrayChoice
            | Kind::Outcome
            | Kind::StrayOutcome
            | Kind::Test
            | Kind::Promise
    )
}

#[cfg(test)]
mod tests {
    use scn_source::FileId;

    use super::find_allows;

    /// Returns the names, the reason and the covered text of each suppressing comment.
    fn suppressions(text: &str) -> Vec<(String, Option<&str>, &str)> {
        let names = |allow: &super::Allow<'_>| allow.names.iter().map(|name| name.text).collect::<Vec<_>>().join(" ");
        let all = find_allows(FileId(0), text);
        all.into_iter().map(|it| (names(&it), it.reason, text[it.covers.range()].trim_end())).collect()
    }

    const STORY: &str = "Scenario s: A scenario
  // allow always-true: of the brief
  One line
  and its second.

  // allow unused-variable , never-set:   it comes later  \r
  Flag late: It is late
    Start: yes

// allow meter-saturates: full is full

// any other comment
Situation a: A situation
  Set: trust +1
  It begins.
  Choice c: Say it.
    // allow unreachable-text: the manual does so
    Outcome: It
      works.
      Set: trust +1
      // allow meter-saturates
      Set: trust +2
      Next: b
Ending b: The end
  Result: passed
";

    #[test]
    fn an_allow_covers_the_lines_of_what_is_below() {
        insta::assert_debug_snapshot!(suppressions(STORY));
    }

    #[test]
    fn other_comments_allow_nothing() {
        for text in [
            "// allow time to think",
            "// allow time: people read slowly",
            "// allow two of them, at most: no more",
            "// allowed dead-end: no",
            "// dead-end: allow",
            "//",
            "// allow",
            "// allow : no",
            "Note: see // allow dead-end: no",
        ] {
            assert_eq!(suppressions(text), [], "{text}");
        }
    }

    #[test]
    fn names_that_are_misspelt_or_without_a_colon_are_seen() {
        assert_eq!(suppressions("//allow dead-edn: no"), [("dead-edn".to_owned(), Some("no"), "")]);
        let all = find_allows(FileId(0), "// Allow dead-end since it is late");
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].reason, all[0].colon.map(|span| span.start)), (None, Some(17)));
    }
}
