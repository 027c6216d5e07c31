//! Collects declarations, in the first walk through a file. The second walk, in `names`, collects
//! their uses.

use rustc_hash::FxHashMap;
use scn_compiler::ScenarioNames;
use scn_source::Span;
use scn_syntax::ast;

use super::names::{Walk, walk};
use super::{Detail, Header, Index, Kind, Means, Name, Role, Symbol, SymbolIx, one_line};

/// Builds the index of a file.
pub(crate) fn index(file: &ast::File<'_>, text: &str) -> Index {
    let mut builder = Builder { text, index: Index::default(), at: FxHashMap::default() };
    builder.pack(file);
    builder.shared(&file.cast, &file.variables, None);
    let names: Vec<ScenarioNames<'_>> =
        file.scenarios.iter().map(|scenario| ScenarioNames::new(file, scenario)).collect();
    for (number, (scenario, names)) in file.scenarios.iter().zip(&names).enumerate() {
        builder.scenario(number, scenario, names);
    }
    let Builder { mut index, at, .. } = builder;
    close(&mut index, text);
    walk(&mut Walk { index: &mut index, at: &at }, file, &names);
    // Names are found by their places. If two share a place, as a duplicate declaration may cause,
    // the first counts.
    index.names.sort_by_key(|name| name.span);
    index.names.dedup_by_key(|name| name.span);
    index
}

struct Builder<'b> {
    text: &'b str,
    index: Index,
    /// Each symbol by the start of its header, or of its name for the values of a state.
    at: FxHashMap<u32, SymbolIx>,
}

/// The parts of a declaration.
struct Declared<'d> {
    kind: Kind,
    header: Span,
    name: ast::Name<'d>,
    title: &'d str,
}

impl Builder<'_> {
    fn declare(
        &mut self,
        it: &Declared<'_>,
        scenario: Option<usize>,
        parent: Option<SymbolIx>,
        detail: Detail,
    ) -> SymbolIx {
        let ix = self.index.symbols.len();
        if let Some(space) = it.kind.space() {
            let name = Name { span: it.name.span, space, role: Role::Declares, means: Means::One(ix) };
            self.index.names.push(name);
        }
        self.push(it, it.name.text.to_owned(), scenario, parent, detail)
    }

    /// Adds a symbol whose name is not written in the text.
    fn push(
        &mut self,
        it: &Declared<'_>,
        id: String,
        scenario: Option<usize>,
        parent: Option<SymbolIx>,
        detail: Detail,
    ) -> SymbolIx {
        let ix = self.index.symbols.len();
        self.at.entry(it.header.start).or_insert(ix);
        self.index.symbols.push(Symbol {
            kind: it.kind,
            id,
            title: one_line(it.title),
            header: it.header,
            name: it.name.span,
            extent: it.header,
            scenario,
            parent,
            detail,
        });
        ix
    }

    fn header(&mut self, line: Span, level: u8, symbol: Option<SymbolIx>) {
        self.index.headers.push(Header { line, level, symbol, end: line.end });
    }

    /// Adds principles, lessons and quizzes.
    fn pack(&mut self, file: &ast::File<'_>) {
        for it in &file.principles {
            let text =
                it.body.iter().map(|block| block.span).reduce(Span::to).unwrap_or(Span::empty(it.header.end as usize));
            let source = it.source.map(|source| source.text.to_owned());
            let declared = Declared { kind: Kind::Principle, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare(&declared, None, None, Detail::Principle { text, source });
            self.header(it.header, 1, Some(ix));
        }
        for it in &file.lessons {
            let declared = Declared { kind: Kind::Lesson, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare(&declared, None, None, Detail::Nothing);
            self.header(it.header, 1, Some(ix));
        }
        for it in &file.quizzes {
            self.quiz(it);
        }
    }

    fn quiz(&mut self, it: &ast::Quiz<'_>) {
        let declared = Declared { kind: Kind::Quiz, header: it.header, name: it.id, title: it.title.text };
        let quiz = self.declare(&declared, None, None, Detail::Nothing);
        self.header(it.header, 1, Some(quiz));
        for question in &it.questions {
            let stem = self.text.get(question.stem.span.range()).unwrap_or_default();
            let declared = Declared { kind: Kind::Question, header: question.header, name: question.id, title: stem };
            let ix = self.push(&declared, question.id.text.to_owned(), None, Some(quiz), Detail::Nothing);
            self.header(question.header, 2, Some(ix));
            for answer in &question.answers {
                let says = self.text.get(answer.text.span.range()).unwrap_or_default();
                let span = if answer.text.span.is_empty() { answer.header } else { answer.text.span };
                let name = answer.id.unwrap_or(ast::Name { text: "", span });
                let declared = Declared { kind: Kind::Answer, header: answer.header, name, title: says };
                let ix = self.push(&declared, name.text.to_owned(), None, Some(ix), Detail::Nothing);
                self.header(answer.header, 3, Some(ix));
            }
        }
    }

    /// Adds the cast and variables of a scenario or of the file.
    fn shared(&mut self, cast: &[ast::Cast<'_>], variables: &[ast::Variable<'_>], of: Option<(usize, SymbolIx)>) {
        let (scenario, parent) = of.unzip();
        for it in cast {
            let declared = Declared { kind: Kind::Cast, header: it.header, name: it.name, title: it.who.text };
            let ix = self.declare(&declared, scenario, parent, Detail::Nothing);
            self.header(it.header, 1, Some(ix));
        }
        for it in variables {
            let (kind, detail, values) = match &it.kind {
                ast::VariableKind::Meter { range, start } => {
                    let range = range.map(|(low, high)| (low.value, high.value));
                    (Kind::Meter, Detail::Meter { range, start: start.map(|it| it.value) }, &[][..])
                }
                ast::VariableKind::Flag { .. } => (Kind::Flag, Detail::Nothing, &[][..]),
                ast::VariableKind::State { values, .. } => {
                    let words = values.iter().map(|value| value.text.to_owned()).collect();
                    (Kind::State, Detail::State { values: words }, values.as_slice())
                }
            };
            let declared = Declared { kind, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare(&declared, scenario, parent, detail);
            self.header(it.header, 1, Some(ix));
            for value in values {
                let declared = Declared { kind: Kind::Value, header: value.span, name: *value, title: "" };
                self.declare(&declared, scenario, Some(ix), Detail::Nothing);
            }
        }
    }

    fn scenario(&mut self, number: usize, scenario: &ast::Scenario<'_>, names: &ScenarioNames<'_>) {
        let minutes = scenario.minutes.map(|it| it.value);
        let declared =
            Declared { kind: Kind::Scenario, header: scenario.header, name: scenario.id, title: scenario.title.text };
        let own = self.declare(&declared, Some(number), None, Detail::Scenario { minutes, start: None });
        self.header(scenario.header, 0, Some(own));
        self.index.scenarios.push(own);
        self.shared(&scenario.cast, &scenario.variables, Some((number, own)));
        let in_here = (Some(number), Some(own));
        for (at, it) in scenario.situations.iter().enumerate() {
            let declared = Declared { kind: Kind::Situation, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare(&declared, in_here.0, in_here.1, Detail::Nothing);
            self.header(it.header, 1, Some(ix));
            for (choice, id) in it.choices.iter().zip(names.choice_ids(at)) {
                self.choice(choice, id, number, ix);
            }
        }
        for it in &scenario.endings {
            let result = it.result.map(|result| result.text.to_owned());
            let declared = Declared { kind: Kind::Ending, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare(&declared, in_here.0, in_here.1, Detail::Ending { result });
            self.header(it.header, 1, Some(ix));
        }
        for it in &scenario.tests {
            let declared = Declared { kind: Kind::Test, header: it.header, name: it.title, title: it.title.text };
            let ix = self.push(&declared, String::new(), in_here.0, in_here.1, Detail::Nothing);
            self.header(it.header, 1, Some(ix));
        }
        for it in &scenario.promises {
            let title = self.text.get(it.line.range()).unwrap_or_default();
            let title = title.split_once(':').map_or(title, |(_, claim)| claim.trim());
            let name = ast::Name { text: "", span: it.line };
            let ix = self.push(
                &Declared { kind: Kind::Promise, header: it.line, name, title },
                String::new(),
                in_here.0,
                in_here.1,
                Detail::Nothing,
            );
            self.header(it.line, 1, Some(ix));
        }
        let first = scenario.situations.first().map(|it| it.header);
        let start = scenario.start.map_or(first, |start| names.node(start.text));
        let start = start.and_then(|header| self.at.get(&header.start)).copied();
        if let Some(Detail::Scenario { start: at, .. }) = self.index.symbols.get_mut(own).map(|it| &mut it.detail) {
            *at = start;
        }
    }

    fn choice(&mut self, choice: &ast::Choice<'_>, id: &str, scenario: usize, situation: SymbolIx) {
        let label = self.text.get(choice.label.span.range()).unwrap_or_default();
        let detail = Detail::Choice { written: choice.id.is_some(), place: choice.id_place };
        let ix = match choice.id {
            Some(name) => {
                let declared = Declared { kind: Kind::Choice, header: choice.header, name, title: label };
                self.declare(&declared, Some(scenario), Some(situation), detail)
            }
            None => {
                // Without a label, the span of the keyword is used instead.
                let span = if choice.label.span.is_empty() { choice.header } else { choice.label.span };
                let name = ast::Name { text: "", span };
                let declared = Declared { kind: Kind::Choice, header: choice.header, name, title: label };
                self.push(&declared, id.to_owned(), Some(scenario), Some(situation), detail)
            }
        };
        self.header(choice.header, 2, Some(ix));
        for outcome in &choice.outcomes {
            self.header(outcome.header, 3, None);
        }
    }
}

/// Determines where the block of each header ends: before the next header that closes it.
fn close(index: &mut Index, text: &str) {
    index.headers.sort_by_key(|header| header.line.start);
    let mut open: Vec<usize> = Vec::new();
    let mut ends = vec![text.len(); index.headers.len()];
    for at in 0..index.headers.len() {
        let Some(header) = index.headers.get(at).copied() else { continue };
        let closes = |before: usize| index.headers.get(before).is_some_and(|it| header.level <= it.level);
        while let Some(before) = open.pop_if(|before| closes(*before)) {
            if let Some(end) = ends.get_mut(before) {
                *end = header.line.start as usize;
            }
        }
        open.push(at);
    }
    for (header, end) in index.headers.iter_mut().zip(ends) {
        let start = header.line.start as usize;
        let own = text.get(start..end).map_or(0, |own| own.trim_end().len());
        header.end = Span::empty(start + own).start.max(header.line.end);
        if let Some(symbol) = header.symbol.and_then(|ix| index.symbols.get_mut(ix)) {
            symbol.extent.end = header.end;
        }
    }
}
