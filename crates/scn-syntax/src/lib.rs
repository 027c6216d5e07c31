//! Text to a lossless tree and its typed view.
//!
//! Takes: the text of one file. Gives: a [`Parse`]: the typed view ([`ast`]) that the compiler reads, and a finding for every line that is
//! not of its form; and, for what rewrites a file or points into it, a [`Tree`] with every byte of the file. Both are made of the same pairs of
//! the grammar. Total: any text gives a value, never a panic. Must not know: other files, the disk, what names mean. The only crate that knows pest.

// The generated parser names it where pest is without `std`.
extern crate alloc;

mod allows;
pub mod ast;
mod build;
mod findings;
pub mod format;
mod lists;
mod parser;
mod slips;
mod source;
mod tree;
pub mod words;

use pest::Parser;
use scn_source::{FileId, Finding, Span};

use build::{Builder, Pair};
use parser::{Rule, ScnParser};
use slips::Slips;
use source::Source;

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
    let mut slips = slips::find(id, text);
    let source = Source::new(id, text, &slips.mends);
    let pair = ScnParser::parse(Rule::file, source.read()).ok().and_then(|mut pairs| pairs.next());
    viewed(&source, &mut slips, pair)
}

/// The typed view and the findings, from what the grammar makes of a text.
fn viewed<'a>(source: &Source<'a>, slips: &mut Slips, pair: Option<Pair<'_>>) -> Parse<'a> {
    let mut findings = std::mem::take(&mut slips.findings);
    let file = match pair {
        Some(pair) => {
            let mut builder = Builder::new(source, &slips.lines);
            let file = builder.file(pair);
            findings.append(&mut builder.findings);
            file
        }
        // The grammar takes any text; were it ever not to, that is told and not hidden.
        None => {
            findings.push(findings::malformed::line(source, Span::empty(0)));
            ast::File::default()
        }
    };
    findings::control::findings(source, &mut findings);
    findings.sort_by_key(|one| (one.place.span, one.name));
    Parse { file, findings }
}

/// A text in all that is known of it, from one pass of the grammar.
struct Reading<'a> {
    tree: Tree<'a>,
    findings: Vec<Finding>,
    /// Keywords in the wrong case, and how they are written.
    cases: Vec<(Span, String)>,
}

/// Reads a text for what rewrites it.
fn reading(id: FileId, text: &str) -> Reading<'_> {
    let mut slips = slips::find(id, text);
    let source = Source::new(id, text, &slips.mends);
    let pair = ScnParser::parse(Rule::file, source.read()).ok().and_then(|mut pairs| pairs.next());
    let tree = tree::grown(&source, pair.clone());
    let Parse { findings, .. } = viewed(&source, &mut slips, pair);
    let Slips { mends, lines, .. } = slips;
    let cases = mends.into_iter().filter(|mend| !lines.contains(&mend.span.start));
    Reading { tree, findings, cases: cases.map(|mend| (mend.span, mend.text)).collect() }
}
