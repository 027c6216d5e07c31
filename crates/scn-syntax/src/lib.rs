//! Text to a lossless tree and its typed view.
//!
//! Takes: the text of one file. Gives: a [`Parse`]: the typed view ([`ast`]) that the compiler
//! reads, and a finding for every line that is not of its form; and, for what rewrites a file or
//! points into it, a [`Tree`] with every byte of the file. Both are made of the same pairs of the
//! grammar. Total: any text gives a value, never a panic. Must not know: other files, the disk,
//! what names mean. The only crate that knows pest.

// The generated parser names it where pest is without `std`.
extern crate alloc;

mod allows;
pub mod ast;
mod build;
mod conflict;
mod findings;
pub mod format;
mod lists;
mod lookalikes;
mod parser;
mod prepare;
mod slips;
mod source;
mod tree;
mod width;
pub mod words;

use pest::Parser;
use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Name, Span};

use build::{Builder, Pair};
use parser::{Rule, ScnParser};
use prepare::{Prepared, prepare};

pub use allows::{Allow, allows};
pub use tree::{Kind, Node, Tree, tree};

/// What a text turned out to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parse<'a> {
    /// The typed view.
    pub file: ast::File<'a>,
    /// What is not of its form, in source order.
    pub findings: Vec<Finding>,
}

/// Parses the text of file `id`.
#[must_use]
pub fn parse(id: FileId, text: &str) -> Parse<'_> {
    let mut prepared = prepare(id, text);
    let pair = ScnParser::parse(Rule::file, prepared.source.read()).ok().and_then(|mut pairs| pairs.next());
    let found = std::mem::take(&mut prepared.findings);
    viewed(&prepared, found, pair)
}

/// The typed view and the findings, from what the grammar makes of a text. `found` was found
/// before.
fn viewed<'a>(prepared: &Prepared<'a>, found: Vec<Finding>, pair: Option<Pair<'_>>) -> Parse<'a> {
    let source = &prepared.source;
    let mut findings = found;
    let file = match pair {
        Some(pair) => {
            let mut builder = Builder::new(source, &prepared.slips);
            let file = builder.file(pair);
            let notes = found_at(&findings, Name::LeftoverMarkup);
            let reported = |finding: &Finding| {
                // `TODO: ask` is a note, and nobody who speaks.
                if finding.name == Name::UnknownSpeaker && notes.contains(&finding.place.span.start) {
                    return true;
                }
                !prepared.reported.is_empty()
                    && is_about_form(finding.name)
                    && prepared.reported.contains(&source.line_of(finding.place.span.start))
            };
            findings.extend(builder.findings.into_iter().filter(|finding| !reported(finding)));
            file
        }
        // The grammar takes any text; were it ever not to, that is told and not hidden.
        None => {
            findings.push(findings::malformed::line(source, Span::empty(0)));
            ast::File::default()
        }
    };
    findings::control::findings(source, &mut findings);
    if let Some(wide) = findings::control::wide(source) {
        // All else follows from how the text was read.
        return Parse { file: ast::File::default(), findings: vec![wide] };
    }
    findings.sort_by_key(|one| (one.place.span, one.name));
    Parse { file, findings }
}

/// Where the findings of a name begin.
fn found_at(findings: &[Finding], name: Name) -> FxHashSet<u32> {
    findings.iter().filter(|finding| finding.name == name).map(|finding| finding.place.span.start).collect()
}

/// Whether a finding is one about the form of a line or its place.
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

/// A text in all that is known of it, from one pass of the grammar.
struct Reading<'a> {
    tree: Tree<'a>,
    findings: Vec<Finding>,
    /// Keywords in the wrong case, and how they are written.
    cases: Vec<(Span, String)>,
    /// Where merge conflicts are.
    conflicts: Vec<Span>,
}

/// Reads a text for what rewrites it.
fn reading(id: FileId, text: &str) -> Reading<'_> {
    let mut prepared = prepare(id, text);
    let pair = ScnParser::parse(Rule::file, prepared.source.read()).ok().and_then(|mut pairs| pairs.next());
    let tree = tree::grown(&prepared.source, pair.clone());
    let found = std::mem::take(&mut prepared.findings);
    let Parse { findings, .. } = viewed(&prepared, found, pair);
    Reading { tree, findings, cases: prepared.cases, conflicts: prepared.conflicts }
}
