//! Parses text into a lossless tree and a typed view of it.
//!
//! Input: the text of one file. Output: a [`Parse`], which contains the typed view ([`ast`]) for
//! the compiler and a finding for every malformed line. Tools that rewrite a file or refer to
//! positions in it can get a [`Tree`], which contains every byte of the file. Both are built from
//! the same parse. All functions are total: any text gives a result, never a panic. This crate must
//! not depend on other files, the disk, or the meaning of names. No other crate depends on pest.

// The generated parser refers to it when pest is built without `std`.
extern crate alloc;

mod allows;
pub mod ast;
mod branches;
mod build;
mod conflict;
mod continuation;
mod few;
mod findings;
pub mod format;
mod line_ends;
mod lists;
mod lookalikes;
mod marks;
mod ordinary_words;
mod parser;
mod prepare;
mod scan;
mod slips;
mod source;
#[cfg(test)]
mod test_texts;
mod text_lines;
mod tree;
mod width;
pub mod words;

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Name, Span};

use build::{Builder, Pair};
use parser::Nodes;
use prepare::{PreparedSource, prepare};

pub use allows::{Allow, find_allows};
pub use continuation::continued_scenario;
pub use tree::{Kind, Node, Tree, parse_tree};

/// The result of parsing a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parse<'a> {
    /// The typed view.
    pub file: ast::File<'a>,
    /// Problems found, in source order.
    pub findings: Vec<Finding>,
}

/// Parses the text of file `id`.
///
/// # Examples
///
/// ```
/// use scn_source::{FileId, Name};
/// use scn_syntax::parse;
///
/// let text = "Principle honest: Say how it is\n  People can plan with what they know.\n";
/// let parsed = parse(FileId(0), text);
/// assert_eq!(parsed.file.principles[0].id.text, "honest");
/// assert!(parsed.findings.is_empty());
///
/// // A line that is not of its form gives a finding. The rest is still read.
/// let parsed = parse(FileId(0), "Chioce: Answer it.\n");
/// assert_eq!(parsed.findings[0].name, Name::UnknownInstruction);
/// assert_eq!(parsed.findings[0].fixes[0].edits[0].text, "Choice");
/// ```
#[must_use]
pub fn parse(id: FileId, text: &str) -> Parse<'_> {
    parse_joined(id, text, &[0])
}

/// Parses a text that consists of several files, such as a scenario and the files that continue it.
///
/// `starts` are the offsets at which the text of a file begins that may continue a scenario: its
/// first line may be `Continues: scenario`. Elsewhere, such a line is misplaced.
///
/// # Examples
///
/// ```
/// use scn_source::FileId;
/// use scn_syntax::parse_joined;
///
/// let first = "Scenario call: A call\n  It rings.\n\n";
/// let second = "Continues: call\n\nSituation desk: A desk\n";
/// let text = format!("{first}{second}");
/// let parsed = parse_joined(FileId(0), &text, &[first.len() as u32]);
/// assert_eq!(parsed.file.scenarios[0].situations[0].id.text, "desk");
/// assert!(parsed.findings.is_empty());
/// ```
#[must_use]
pub fn parse_joined<'a>(id: FileId, text: &'a str, starts: &[u32]) -> Parse<'a> {
    let mut prepared = prepare(id, text, starts);
    let earlier_findings = std::mem::take(&mut prepared.findings);
    let nodes = scan::parse_file(prepared.source.corrected(), &prepared.lines);
    build_view(&prepared, earlier_findings, nodes.as_ref().and_then(Nodes::root))
}

/// Parses a text as [`parse_joined`] does, and returns its comments that suppress findings as
/// [`find_allows`] does, from the same parse.
///
/// # Examples
///
/// ```
/// use scn_source::FileId;
/// use scn_syntax::parse_with_allows;
///
/// let text = "// allow thin-principle: a stub\nPrinciple honest: Say how it is\n  People plan.\n";
/// let (parse, allows) = parse_with_allows(FileId(0), text, &[0]);
/// assert_eq!(parse.file.principles[0].id.text, "honest");
/// assert_eq!(allows[0].reason, Some("a stub"));
/// ```
#[must_use]
pub fn parse_with_allows<'a>(id: FileId, text: &'a str, starts: &[u32]) -> (Parse<'a>, Vec<Allow<'a>>) {
    let mut prepared = prepare(id, text, starts);
    let earlier_findings = std::mem::take(&mut prepared.findings);
    let nodes = scan::parse_file(prepared.source.corrected(), &prepared.lines);
    let root = nodes.as_ref().and_then(Nodes::root);
    let allows = if allows::may_have_allows(text) {
        allows::allows_in_tree(text, &tree::build_tree(&prepared.source, root))
    } else {
        Vec::new()
    };
    (build_view(&prepared, earlier_findings, root), allows)
}

/// Builds the typed view and the findings from the parse tree. `found` are the findings made before
/// parsing.
fn build_view<'a>(prepared: &PreparedSource<'a>, found: Vec<Finding>, pair: Option<Pair<'_>>) -> Parse<'a> {
    let source = &prepared.source;
    let mut findings = found;
    let file = match pair {
        Some(pair) => {
            let lines = (prepared.first_lines.as_slice(), &prepared.corrected_lines);
            let mut builder = Builder::new(source, lines, &prepared.foreign_questions);
            let file = builder.build_file(pair);
            let notes = starts_of(&findings, Name::LeftoverMarkup);
            let is_reported = |finding: &Finding| {
                // `TODO: ask` is a note, not speech.
                if finding.name == Name::UnknownSpeaker && notes.contains(&finding.place.span.start) {
                    return true;
                }
                !prepared.reported_lines.is_empty()
                    && is_about_form(finding.name)
                    && prepared.reported_lines.contains(&source.line_start(finding.place.span.start))
            };
            findings.extend(builder.findings.into_iter().filter(|finding| !is_reported(finding)));
            file
        }
        // The grammar accepts any text. If it ever does not, report that instead of hiding it.
        None => {
            findings.push(findings::malformed::line(source, Span::empty(0)));
            ast::File::default()
        }
    };
    if prepared.may_be_unusual {
        findings::control::report_control_characters(source, &prepared.line_ends, &mut findings);
        if let Some(wide) = findings::control::wide_encoding_finding(source) {
            // All else follows from how the text was read.
            return Parse { file: ast::File::default(), findings: vec![wide] };
        }
        findings::hidden::report_hidden_characters(source, &mut findings);
    }
    findings.sort_by_key(|one| (one.place.span, one.name));
    Parse { file, findings }
}

/// Returns where the findings of a name begin.
fn starts_of(findings: &[Finding], name: Name) -> FxHashSet<u32> {
    findings.iter().filter(|finding| finding.name == name).map(|finding| finding.place.span.start).collect()
}

/// Returns whether a finding is about the form or the position of a line.
fn is_about_form(name: Name) -> bool {
    matches!(
        name,
        Name::MalformedLine
            | Name::MisplacedInstruction
            | Name::MissingText
            | Name::UnknownSpeaker
            | Name::MissingColon
            | Name::BadHeader
            | Name::BadId
            | Name::BadCast
            | Name::BadBracket
            | Name::BadValue
            | Name::BadRating
            | Name::BadTarget
            | Name::BadPromise
            | Name::MissingLine
            | Name::ForeignSyntax
    )
}

/// Everything known about a text from one parse.
struct ParsedText<'a> {
    tree: Tree<'a>,
    findings: Vec<Finding>,
    /// Keywords in the wrong case, with the correct spelling.
    cases: Vec<(Span, String)>,
    /// The spans of merge conflicts.
    conflicts: Vec<Span>,
}

/// Parses a text for tools that rewrite it.
fn parse_for_formatting(id: FileId, text: &str) -> ParsedText<'_> {
    let mut prepared = prepare(id, text, &[0]);
    let earlier_findings = std::mem::take(&mut prepared.findings);
    let nodes = scan::parse_file(prepared.source.corrected(), &prepared.lines);
    let pair = nodes.as_ref().and_then(Nodes::root);
    let tree = tree::build_tree(&prepared.source, pair);
    let Parse { findings, .. } = build_view(&prepared, earlier_findings, pair);
    ParsedText { tree, findings, cases: prepared.cases, conflicts: prepared.conflicts }
}
