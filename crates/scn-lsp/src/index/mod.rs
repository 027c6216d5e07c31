//! The meaning of the names in a file: declarations, uses and transitions, with their places.
//!
//! An index is built from the typed syntax tree of one file and owns its data, so it outlives the
//! tree. Names declared in the file itself (all but principles, lessons and scenarios) are resolved
//! here, with the compiler's tables; names that the pack shares are resolved by the pack.

mod build;
mod names;
mod steps;

use std::path::{Path, PathBuf};

use scn_compiler::Cache;
use scn_source::{FileId, Finding, SourceFile, Span};
use scn_syntax::ast;

pub(crate) use build::build_index;

use crate::changes::{apply_edits, shift_offset};

/// The position of a symbol in its index.
pub(crate) type SymbolIx = usize;

/// The kinds of symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Principle,
    Lesson,
    Quiz,
    Question,
    Answer,
    Scenario,
    Cast,
    Meter,
    Flag,
    State,
    Value,
    Passage,
    Situation,
    Ending,
    Ask,
    Choice,
    Test,
    Promise,
}

impl Kind {
    /// Returns the kind as a word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Principle => "principle",
            Self::Lesson => "lesson",
            Self::Quiz => "quiz",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Scenario => "scenario",
            Self::Cast => "cast member",
            Self::Meter => "meter",
            Self::Flag => "flag",
            Self::State => "state",
            Self::Value => "value",
            Self::Passage => "passage",
            Self::Situation => "situation",
            Self::Ending => "ending",
            Self::Ask => "question to the learner",
            Self::Choice => "choice",
            Self::Test => "test",
            Self::Promise => "promise",
        }
    }

    /// Returns the namespace of the symbol's name; `None` if it has no name.
    pub(crate) fn namespace(self) -> Option<Space> {
        match self {
            Self::Principle => Some(Space::Principle),
            Self::Lesson | Self::Quiz | Self::Scenario => Some(Space::Part),
            Self::Cast => Some(Space::Cast),
            Self::Meter | Self::Flag | Self::State => Some(Space::Variable),
            Self::Value => Some(Space::Value),
            Self::Passage => Some(Space::Passage),
            Self::Situation | Self::Ending => Some(Space::Node),
            Self::Choice => Some(Space::Choice),
            Self::Question | Self::Answer | Self::Ask | Self::Test | Self::Promise => None,
        }
    }
}

/// A namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Space {
    /// Principles, shared by the pack.
    Principle,
    /// Scenarios, lessons and quizzes, shared by the pack.
    Part,
    /// Situations and endings.
    Node,
    Variable,
    Cast,
    Choice,
    Value,
    Passage,
}

/// A declared symbol.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Symbol {
    pub(crate) kind: Kind,
    /// The id as written, or as derived from a label.
    pub(crate) id: String,
    pub(crate) title: String,
    /// The header line.
    pub(crate) header: Span,
    /// The span of the name, or of what stands in for it if no name is written.
    pub(crate) name: Span,
    /// The span from the header to the last character that belongs to the symbol.
    pub(crate) extent: Span,
    /// The position of its scenario in the file; `None` for symbols before the first scenario and
    /// for those of the pack.
    pub(crate) scenario: Option<usize>,
    /// The symbol that contains it: the situation of a choice, the state of a value, the scenario
    /// of a situation.
    pub(crate) parent: Option<SymbolIx>,
    pub(crate) detail: Detail,
}

/// Details that depend on the kind of symbol.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Detail {
    Nothing,
    Principle {
        text: Span,
        source: Option<String>,
    },
    Scenario {
        minutes: Option<i64>,
        start: Option<SymbolIx>,
    },
    Meter {
        range: Option<(i64, i64)>,
        start: Option<i64>,
    },
    State {
        /// Each value with the words that the learner reads in its place.
        values: Vec<(String, Option<String>)>,
    },
    Ending {
        result: Option<String>,
    },
    /// Whether its id is written, and where it is or would be.
    Choice {
        written: bool,
        place: Span,
    },
}

/// An occurrence of a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) span: Span,
    pub(crate) space: Space,
    pub(crate) role: Role,
    pub(crate) referent: Referent,
}

/// What an occurrence does with the symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Declares,
    Reads,
    Writes,
}

/// What a name refers to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Referent {
    /// Nothing known.
    Nothing,
    /// A symbol of the file.
    One(SymbolIx),
    /// Symbols that cannot be distinguished here.
    Several(Vec<SymbolIx>),
    /// A symbol of the pack with this name.
    InPack,
}

/// A transition from one situation to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) from: SymbolIx,
    /// The choice; `None` if the situation has no choice.
    pub(crate) choice: Option<SymbolIx>,
    pub(crate) to: SymbolIx,
    /// The target as written.
    pub(crate) span: Span,
}

/// A media file that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaFile {
    pub(crate) path: String,
    pub(crate) span: Span,
}

/// A header, of a symbol or an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) line: Span,
    /// The depth: 0 for a scenario, 1 for a header that closes everything inside a scenario, 2 for
    /// a choice, 3 for an outcome.
    pub(crate) level: u8,
    /// `None` for an outcome.
    pub(crate) symbol: Option<SymbolIx>,
    /// The end of its block.
    pub(crate) end: u32,
}

/// The index of a file: everything known about its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    /// In the order of the walk: a symbol follows the one that contains it.
    pub(crate) symbols: Vec<Symbol>,
    /// Ordered by place; no name is inside another.
    pub(crate) names: Vec<Name>,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) media: Vec<MediaFile>,
    /// All headers, in source order.
    pub(crate) headers: Vec<Header>,
    /// The scenarios, in source order.
    pub(crate) scenarios: Vec<SymbolIx>,
}

impl Index {
    /// The situation that a scenario starts at.
    pub(crate) fn start_of(&self, scenario: SymbolIx) -> Option<SymbolIx> {
        match self.symbols.get(scenario)?.detail {
            Detail::Scenario { start, .. } => start,
            Detail::Nothing
            | Detail::Principle { .. }
            | Detail::Meter { .. }
            | Detail::State { .. }
            | Detail::Ending { .. }
            | Detail::Choice { .. } => None,
        }
    }

    /// The name at an offset; directly after its last character counts too.
    pub(crate) fn name_at(&self, offset: u32) -> Option<&Name> {
        let next_index = self.names.partition_point(|name| name.span.start <= offset);
        self.names.get(next_index.checked_sub(1)?).filter(|name| offset <= name.span.end)
    }

    /// Returns the last header that starts at or before an offset.
    pub(crate) fn header_before(&self, offset: u32) -> Option<&Header> {
        let next_index = self.headers.partition_point(|header| header.line.start <= offset);
        self.headers.get(next_index.checked_sub(1)?)
    }

    /// Returns the symbol whose header line contains an offset.
    pub(crate) fn declared_at(&self, offset: u32) -> Option<SymbolIx> {
        self.header_before(offset).filter(|header| offset <= header.line.end)?.symbol
    }

    /// Returns the position of the scenario that contains an offset.
    pub(crate) fn scenario_at(&self, offset: u32) -> Option<usize> {
        let starts_before = |ix: &SymbolIx| self.symbols.get(*ix).is_some_and(|it| it.header.start <= offset);
        self.scenarios.partition_point(starts_before).checked_sub(1)
    }

    /// Returns the situation that contains an offset.
    pub(crate) fn situation_at(&self, offset: u32) -> Option<SymbolIx> {
        self.enclosing_symbol(offset, Kind::Situation)
    }

    /// Returns the last symbol of a kind whose extent contains an offset.
    pub(crate) fn enclosing_symbol(&self, offset: u32, kind: Kind) -> Option<SymbolIx> {
        let next_index = self.headers.partition_point(|header| header.line.start <= offset);
        let earlier_headers = self
            .headers
            .get(..next_index)?
            .iter()
            .rev()
            .take_while(|header| kind == Kind::Scenario || 0 < header.level);
        let mut containing =
            earlier_headers.filter(|header| offset <= header.end.max(header.line.end)).filter_map(|it| it.symbol);
        containing.find(|ix| self.symbols.get(*ix).is_some_and(|it| it.kind == kind))
    }

    /// Returns the symbols of a namespace that are visible in a scenario: its own and those of the
    /// file.
    pub(crate) fn visible_symbols(
        &self,
        space: Space,
        scenario: Option<usize>,
    ) -> impl Iterator<Item = (SymbolIx, &Symbol)> {
        let in_namespace = self.symbols.iter().enumerate().filter(move |(_, it)| it.kind.namespace() == Some(space));
        in_namespace.filter(move |(_, it)| it.scenario == scenario || it.scenario.is_none())
    }

    /// Returns the symbols of this file that a name refers to.
    pub(crate) fn symbols_of(&self, means: &Referent) -> Vec<SymbolIx> {
        match means {
            Referent::One(ix) => vec![*ix],
            Referent::Several(all) => all.clone(),
            Referent::Nothing | Referent::InPack => Vec::new(),
        }
    }

    /// Returns the transitions to a situation or ending.
    pub(crate) fn transitions_to(&self, to: SymbolIx) -> impl Iterator<Item = &Transition> {
        self.transitions.iter().filter(move |way| way.to == to)
    }

    /// Returns the transitions from a situation.
    pub(crate) fn transitions_from(&self, from: SymbolIx) -> impl Iterator<Item = &Transition> {
        self.transitions.iter().filter(move |way| way.from == from)
    }
}

/// Returns the text of a title or label on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file with the results of analysing it alone, or a scenario in several files with the results
/// of analysing these as one text. Its findings refer to file 0.
#[derive(Debug)]
pub(crate) struct FileView {
    pub(crate) source: SourceFile,
    pub(crate) findings: Vec<Finding>,
    pub(crate) index: Index,
    /// The files of a joined text; `None` for a file.
    pub(crate) joined: Option<JoinedFiles>,
}

/// The files that make up a text.
#[derive(Debug)]
pub(crate) struct JoinedFiles {
    pub(crate) text: scn_compiler::JoinedFile,
    pub(crate) files: Vec<(FileId, PathBuf, SourceFile)>,
}

impl FileView {
    /// Analyses a `.scn` file. Its text is parsed once, for this and for the next check.
    pub(crate) fn analyse(source: SourceFile, cache: &Cache) -> Self {
        Self::analyse_as(source, &[0], None, cache)
    }

    /// Analyses a scenario in several files.
    pub(crate) fn analyse_joined(path: &str, joined: JoinedFiles, cache: &Cache) -> Self {
        let source = SourceFile::new(path, joined.text.joined.text());
        let starts = joined.text.starts.clone();
        Self::analyse_as(source, &starts, Some(joined), cache)
    }

    fn analyse_as(source: SourceFile, starts: &[u32], joined: Option<JoinedFiles>, cache: &Cache) -> Self {
        let (index, findings) = cache
            .with_parse(&source, starts, |parse| (build_index(&parse.file, source.text()), parse.findings.clone()));
        Self { source, findings, index, joined }
    }

    /// Analyses the text after replacements, which are in order. Where it is in files is unknown
    /// then.
    pub(crate) fn analyse_edited(&self, edits: &[(Span, String)]) -> Self {
        let text = apply_edits(self.source.text(), edits);
        let starts = self.joined.as_ref().map_or(&[0][..], |joined| &joined.text.starts);
        let starts: Vec<u32> = starts.iter().map(|start| shift_offset(*start, edits)).collect();
        // The text may never be that of a file.
        Self::analyse_as(SourceFile::new(self.source.path(), text), &starts, None, &Cache::new())
    }

    /// Returns the file in which a span is written, and where. `path` is that of the view.
    pub(crate) fn written<'v>(&'v self, path: &'v Path, span: Span) -> (&'v Path, &'v SourceFile, Span) {
        let place = self.joined.as_ref().map(|joined| (joined, joined.text.joined.place(span)));
        let file = place.and_then(|(joined, place)| {
            let (_, path, source) = joined.files.iter().find(|(id, ..)| *id == place.file)?;
            Some((path.as_path(), source, place.span))
        });
        file.unwrap_or((path, &self.source, span))
    }

    /// Creates the view of a file in another language: a manifest.
    pub(crate) fn without_index(source: SourceFile) -> Self {
        Self { source, findings: Vec::new(), index: Index::default(), joined: None }
    }

    pub(crate) fn text_at(&self, span: Span) -> &str {
        self.source.slice(span)
    }
}

/// Returns the name written as a target.
fn target_name<'a>(target: &ast::Target<'a>) -> Option<ast::Name<'a>> {
    match target {
        ast::Target::Node(name) => Some(*name),
        ast::Target::Again(_) | ast::Target::Return(_) | ast::Target::Broken(_) => None,
    }
}

#[cfg(test)]
mod tests;
