//! Collects declarations, in the first walk through a file. The second walk, in `names`, collects
//! their uses.

use rustc_hash::FxHashMap;
use scn_compiler::ScenarioNames;
use scn_source::Span;
use scn_syntax::ast;

use super::names::{Walk, walk_file};
use super::{Detail, Header, Index, Kind, Name, Referent, Role, Symbol, SymbolIx, one_line};

/// Builds the index of a file.
pub(crate) fn build_index(file: &ast::File<'_>, text: &str) -> Index {
    let mut builder = Builder { text, index: Index::default(), symbols_by_start: FxHashMap::default() };
    builder.add_shared_parts(file);
    builder.add_cast_and_variables(&file.cast, &file.variables, None);
    builder.add_passages(&file.passages, None);
    let names: Vec<ScenarioNames<'_>> =
        file.scenarios.iter().map(|scenario| ScenarioNames::new(file, scenario)).collect();
    for (number, (scenario, names)) in file.scenarios.iter().zip(&names).enumerate() {
        builder.add_scenario(number, scenario, names);
    }
    let Builder { mut index, symbols_by_start: at, .. } = builder;
    close_headers(&mut index, text);
    walk_file(&mut Walk { index: &mut index, symbols_by_start: &at }, file, &names);
    // Names are found by their places. If two share a place, as a duplicate declaration may cause,
    // the first counts.
    index.names.sort_by_key(|name| name.span);
    index.names.dedup_by_key(|name| name.span);
    // The media of a passage are walked wherever it is shown.
    index.media.sort_by_key(|media| media.span);
    index.media.dedup();
    index
}

struct Builder<'b> {
    text: &'b str,
    index: Index,
    /// Each symbol by the start of its header, or of its name for the values of a state.
    symbols_by_start: FxHashMap<u32, SymbolIx>,
}

/// The parts of a declaration.
struct Declaration<'d> {
    kind: Kind,
    header: Span,
    name: ast::Name<'d>,
    title: &'d str,
}

impl Builder<'_> {
    fn declare_symbol(
        &mut self,
        it: &Declaration<'_>,
        scenario: Option<usize>,
        parent: Option<SymbolIx>,
        detail: Detail,
    ) -> SymbolIx {
        let ix = self.index.symbols.len();
        if let Some(space) = it.kind.namespace() {
            let name = Name { span: it.name.span, space, role: Role::Declares, referent: Referent::One(ix) };
            self.index.names.push(name);
        }
        self.push_symbol(it, it.name.text.to_owned(), scenario, parent, detail)
    }

    /// Adds a symbol whose name is not written in the text.
    fn push_symbol(
        &mut self,
        it: &Declaration<'_>,
        id: String,
        scenario: Option<usize>,
        parent: Option<SymbolIx>,
        detail: Detail,
    ) -> SymbolIx {
        let ix = self.index.symbols.len();
        self.symbols_by_start.entry(it.header.start).or_insert(ix);
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

    fn add_header(&mut self, line: Span, level: u8, symbol: Option<SymbolIx>) {
        self.index.headers.push(Header { line, level, symbol, end: line.end });
    }

    /// Adds principles, lessons and quizzes.
    fn add_shared_parts(&mut self, file: &ast::File<'_>) {
        for it in &file.principles {
            let text = it
                .body
                .iter()
                .map(|block| block.span)
                .reduce(Span::cover)
                .unwrap_or(Span::empty(it.header.end as usize));
            let source = it.source.map(|source| source.text.to_owned());
            let declared = Declaration { kind: Kind::Principle, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, None, None, Detail::Principle { text, source });
            self.add_header(it.header, 1, Some(ix));
        }
        for it in &file.lessons {
            let declared = Declaration { kind: Kind::Lesson, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, None, None, Detail::Nothing);
            self.add_header(it.header, 1, Some(ix));
        }
        for it in &file.quizzes {
            self.add_quiz(it);
        }
    }

    fn add_quiz(&mut self, it: &ast::Quiz<'_>) {
        let declared = Declaration { kind: Kind::Quiz, header: it.header, name: it.id, title: it.title.text };
        let quiz = self.declare_symbol(&declared, None, None, Detail::Nothing);
        self.add_header(it.header, 1, Some(quiz));
        for question in &it.questions {
            let stem = self.text.get(question.stem.span.range()).unwrap_or_default();
            let declared =
                Declaration { kind: Kind::Question, header: question.header, name: question.id, title: stem };
            let ix = self.push_symbol(&declared, question.id.text.to_owned(), None, Some(quiz), Detail::Nothing);
            self.add_header(question.header, 2, Some(ix));
            for answer in &question.answers {
                let answer_text = self.text.get(answer.text.span.range()).unwrap_or_default();
                let span = if answer.text.span.is_empty() { answer.header } else { answer.text.span };
                let name = answer.id.unwrap_or(ast::Name { text: "", span });
                let declared = Declaration { kind: Kind::Answer, header: answer.header, name, title: answer_text };
                let ix = self.push_symbol(&declared, name.text.to_owned(), None, Some(ix), Detail::Nothing);
                self.add_header(answer.header, 3, Some(ix));
            }
        }
    }

    /// Adds the cast and variables of a scenario or of the file.
    fn add_cast_and_variables(
        &mut self,
        cast: &[ast::Cast<'_>],
        variables: &[ast::Variable<'_>],
        of: Option<(usize, SymbolIx)>,
    ) {
        let (scenario, parent) = of.unzip();
        for it in cast {
            let declared = Declaration { kind: Kind::Cast, header: it.header, name: it.name, title: it.who.text };
            let ix = self.declare_symbol(&declared, scenario, parent, Detail::Nothing);
            self.add_header(it.header, 1, Some(ix));
        }
        for it in variables {
            let mut all_words = &[][..];
            let (kind, detail, values) = match &it.kind {
                ast::VariableKind::Meter { range, start } => {
                    let range = range.map(|(low, high)| (low.value, high.value));
                    (Kind::Meter, Detail::Meter { range, start: start.map(|it| it.value) }, &[][..])
                }
                ast::VariableKind::Flag { .. } => (Kind::Flag, Detail::Nothing, &[][..]),
                ast::VariableKind::State { values, words, .. } => {
                    let with_words = values.iter().zip(words);
                    let with_words =
                        with_words.map(|(value, words)| (value.text.to_owned(), words.map(|it| it.text.to_owned())));
                    all_words = words;
                    (Kind::State, Detail::State { values: with_words.collect() }, values.as_slice())
                }
            };
            let declared = Declaration { kind, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, scenario, parent, detail);
            self.add_header(it.header, 1, Some(ix));
            for (value, words) in values.iter().zip(all_words) {
                let title = words.map_or("", |words| words.text);
                let declared = Declaration { kind: Kind::Value, header: value.span, name: *value, title };
                self.declare_symbol(&declared, scenario, Some(ix), Detail::Nothing);
            }
        }
    }

    /// Adds the passages of a scenario or of the file.
    fn add_passages(&mut self, passages: &[ast::Passage<'_>], of: Option<(usize, SymbolIx)>) {
        let (scenario, parent) = of.unzip();
        for it in passages {
            let declared = Declaration { kind: Kind::Passage, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, scenario, parent, Detail::Nothing);
            self.add_header(it.header, 1, Some(ix));
        }
    }

    fn add_scenario(&mut self, number: usize, scenario: &ast::Scenario<'_>, names: &ScenarioNames<'_>) {
        let minutes = scenario.minutes.map(|it| it.value);
        let declared = Declaration {
            kind: Kind::Scenario,
            header: scenario.header,
            name: scenario.id,
            title: scenario.title.text,
        };
        let scenario_symbol =
            self.declare_symbol(&declared, Some(number), None, Detail::Scenario { minutes, start: None });
        self.add_header(scenario.header, 0, Some(scenario_symbol));
        self.index.scenarios.push(scenario_symbol);
        for it in &scenario.continued {
            self.add_header(it.line, 1, Some(scenario_symbol));
        }
        self.add_cast_and_variables(&scenario.cast, &scenario.variables, Some((number, scenario_symbol)));
        self.add_passages(&scenario.passages, Some((number, scenario_symbol)));
        let in_here = (Some(number), Some(scenario_symbol));
        for (at, it) in scenario.situations.iter().enumerate() {
            let declared = Declaration { kind: Kind::Situation, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, in_here.0, in_here.1, Detail::Nothing);
            self.add_header(it.header, 1, Some(ix));
            if let Some(ask) = &it.ask {
                let title = self.text.get(ask.text.span.range()).unwrap_or_default();
                let declared = Declaration { kind: Kind::Ask, header: ask.line, name: ask.id, title };
                self.push_symbol(&declared, ask.id.text.to_owned(), Some(number), Some(ix), Detail::Nothing);
            }
            for (choice, id) in it.choices.iter().zip(names.choice_ids(at)) {
                self.add_choice(choice, id, number, ix);
            }
        }
        for it in &scenario.endings {
            let result = it.result.map(|result| result.text.to_owned());
            let declared = Declaration { kind: Kind::Ending, header: it.header, name: it.id, title: it.title.text };
            let ix = self.declare_symbol(&declared, in_here.0, in_here.1, Detail::Ending { result });
            self.add_header(it.header, 1, Some(ix));
        }
        for it in &scenario.tests {
            let declared = Declaration { kind: Kind::Test, header: it.header, name: it.title, title: it.title.text };
            let ix = self.push_symbol(&declared, String::new(), in_here.0, in_here.1, Detail::Nothing);
            self.add_header(it.header, 1, Some(ix));
        }
        for it in &scenario.promises {
            let title = self.text.get(it.line.range()).unwrap_or_default();
            let title = title.split_once(':').map_or(title, |(_, claim)| claim.trim());
            let name = ast::Name { text: "", span: it.line };
            let ix = self.push_symbol(
                &Declaration { kind: Kind::Promise, header: it.line, name, title },
                String::new(),
                in_here.0,
                in_here.1,
                Detail::Nothing,
            );
            self.add_header(it.line, 1, Some(ix));
        }
        let first = scenario.situations.first().map(|it| it.header);
        let start = scenario.start.map_or(first, |start| names.node_header(start.text));
        let start = start.and_then(|header| self.symbols_by_start.get(&header.start)).copied();
        if let Some(Detail::Scenario { start: at, .. }) =
            self.index.symbols.get_mut(scenario_symbol).map(|it| &mut it.detail)
        {
            *at = start;
        }
    }

    fn add_choice(&mut self, choice: &ast::Choice<'_>, id: &str, scenario: usize, situation: SymbolIx) {
        let label = self.text.get(choice.label.span.range()).unwrap_or_default();
        let detail = Detail::Choice { written: choice.id.is_some(), place: choice.id_place };
        let ix = match choice.id {
            Some(name) => {
                let declared = Declaration { kind: Kind::Choice, header: choice.header, name, title: label };
                self.declare_symbol(&declared, Some(scenario), Some(situation), detail)
            }
            None => {
                // Without a label, the span of the keyword is used instead.
                let span = if choice.label.span.is_empty() { choice.header } else { choice.label.span };
                let name = ast::Name { text: "", span };
                let declared = Declaration { kind: Kind::Choice, header: choice.header, name, title: label };
                self.push_symbol(&declared, id.to_owned(), Some(scenario), Some(situation), detail)
            }
        };
        self.add_header(choice.header, 2, Some(ix));
        for outcome in choice.outcomes.iter().filter(|outcome| outcome.has_header) {
            self.add_header(outcome.header, 3, None);
        }
    }
}

/// Determines where the block of each header ends: before the next header that closes it.
fn close_headers(index: &mut Index, text: &str) {
    index.headers.sort_by_key(|header| header.line.start);
    let mut open: Vec<usize> = Vec::new();
    let mut ends = vec![text.len(); index.headers.len()];
    for at in 0..index.headers.len() {
        let Some(header) = index.headers.get(at).copied() else { continue };
        let is_closed_by = |before: usize| index.headers.get(before).is_some_and(|it| header.level <= it.level);
        while let Some(before) = open.pop_if(|before| is_closed_by(*before)) {
            if let Some(end) = ends.get_mut(before) {
                *end = header.line.start as usize;
            }
        }
        open.push(at);
    }
    for (header, end) in index.headers.iter_mut().zip(ends) {
        let start = header.line.start as usize;
        let block_length = text.get(start..end).map_or(0, |own| own.trim_end().len());
        header.end = Span::empty(start + block_length).start.max(header.line.end);
        let symbol = header.symbol.and_then(|ix| index.symbols.get_mut(ix));
        // A scenario has a header in each of its files.
        if let Some(symbol) = symbol.filter(|symbol| symbol.header == header.line) {
            symbol.extent.end = header.end;
        }
    }
}
