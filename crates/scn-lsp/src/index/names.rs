//! Collects uses, in the second walk through a file. Every name is resolved like in the compiler.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_compiler::{ChoicePosition, ScenarioNames};
use scn_source::Span;
use scn_syntax::ast;

use super::steps::resolve_steps;
use super::{Index, MediaFile, Name, Referent, Role, Space, SymbolIx, Transition, target_name};

/// The state of the walk.
pub(super) struct Walk<'w> {
    pub(super) index: &'w mut Index,
    /// Each symbol by the start of its header, or of its name for the values of a state.
    pub(super) symbols_by_start: &'w FxHashMap<u32, SymbolIx>,
}

/// Walks through a file, given the names visible in each of its scenarios.
pub(super) fn walk_file(walk: &mut Walk<'_>, file: &ast::File<'_>, names: &[ScenarioNames<'_>]) {
    for lesson in &file.lessons {
        walk.add_principles(&lesson.teaches);
    }
    for quiz in &file.quizzes {
        walk.add_media(&quiz.body);
        for question in &quiz.questions {
            walk.add_principles(&question.checks);
            walk.add_media(&question.body);
        }
    }
    for principle in &file.principles {
        walk.add_media(&principle.body);
    }
    walk.add_start_values(&file.variables);
    for (scenario, names) in file.scenarios.iter().zip(names) {
        walk.add_principles(&scenario.covers);
        walk.index.names.extend(scenario.continued.iter().map(|it| in_pack(&it.scenario, Space::Part)));
        walk.add_start_values(&scenario.variables);
        ScenarioWalk { walk, scenario, names, shared: &file.passages, situation_index: None }.walk_scenario();
    }
}

impl Walk<'_> {
    fn add_name(&mut self, span: Span, space: Space, role: Role, means: Referent) {
        self.index.names.push(Name { span, space, role, referent: means });
    }

    fn add_principles(&mut self, names: &[ast::Name<'_>]) {
        self.index.names.extend(names.iter().map(|name| in_pack(name, Space::Principle)));
    }

    fn referent_of_header(&self, header: Option<Span>) -> Referent {
        header
            .and_then(|header| self.symbols_by_start.get(&header.start))
            .map_or(Referent::Nothing, |ix| Referent::One(*ix))
    }

    fn add_value(&mut self, word: &ast::Name<'_>, values: &[ast::Name<'_>], role: Role) {
        let means =
            self.referent_of_header(values.iter().find(|value| value.text == word.text).map(|value| value.span));
        self.add_name(word.span, Space::Value, role, means);
    }

    /// Adds the start values of states.
    fn add_start_values(&mut self, variables: &[ast::Variable<'_>]) {
        for variable in variables {
            if let ast::VariableKind::State { values, start: Some(start), .. } = &variable.kind {
                self.add_value(start, values, Role::Reads);
            }
        }
    }

    fn add_media(&mut self, blocks: &[ast::Block<'_>]) {
        for block in blocks {
            if let ast::BlockKind::Media { file, .. } = &block.kind {
                self.index.media.push(MediaFile { path: file.text.to_owned(), span: file.span });
            }
        }
    }
}

/// The walk inside a scenario.
struct ScenarioWalk<'i, 'w, 'a> {
    walk: &'i mut Walk<'w>,
    scenario: &'i ast::Scenario<'a>,
    names: &'i ScenarioNames<'a>,
    /// The passages of the file.
    shared: &'i [ast::Passage<'a>],
    /// The position of the situation.
    situation_index: Option<usize>,
}

impl ScenarioWalk<'_, '_, '_> {
    fn walk_scenario(&mut self) {
        let scenario = self.scenario;
        if let Some(start) = &scenario.start {
            self.add_node(start);
        }
        self.walk_blocks(&scenario.body);
        self.add_shows(&scenario.shows);
        for passage in &scenario.passages {
            self.add_changes(&passage.set);
            self.walk_blocks(&passage.body);
        }
        for (at, situation) in scenario.situations.iter().enumerate() {
            self.situation_index = Some(at);
            self.walk_situation(situation);
        }
        self.situation_index = None;
        for ending in &scenario.endings {
            self.walk_blocks(&ending.body);
            self.add_shows(&ending.shows);
        }
        for test in &scenario.tests {
            for (step, meant) in test.steps.iter().zip(resolve_steps(scenario, self.names, test)) {
                match step {
                    ast::TestStep::Choose { choice, .. } => self.add_choice_name(choice.span, &meant),
                    ast::TestStep::Expect(condition) => self.walk_expr(&condition.expr),
                }
            }
        }
        for promise in &scenario.promises {
            self.walk_expr(&promise.condition.expr);
        }
    }

    fn walk_situation(&mut self, it: &ast::Situation<'_>) {
        self.add_changes(&it.set);
        self.walk_blocks(&it.body);
        self.add_shows(&it.shows);
        self.walk_texts(&it.hints);
        it.ask.iter().for_each(|ask| self.walk_text(&ask.text));
        self.walk_next(&it.next, it, None);
        for choice in &it.choices {
            for condition in choice.when.iter().chain(&choice.needs) {
                self.walk_expr(&condition.expr);
            }
            self.walk_text(&choice.label);
            self.walk_texts(&choice.hints);
            choice.locked.iter().for_each(|text| self.walk_text(text));
            for outcome in &choice.outcomes {
                self.walk_outcome(outcome, it, choice);
            }
        }
    }

    fn walk_outcome(&mut self, outcome: &ast::Outcome<'_>, situation: &ast::Situation<'_>, choice: &ast::Choice<'_>) {
        match &outcome.when {
            ast::OutcomeCondition::If(condition) => self.walk_expr(&condition.expr),
            ast::OutcomeCondition::Always
            | ast::OutcomeCondition::Chance { .. }
            | ast::OutcomeCondition::Otherwise(_)
            | ast::OutcomeCondition::Broken(_) => {}
        }
        self.walk_blocks(&outcome.body);
        self.add_shows(&outcome.shows);
        for link in &outcome.links {
            self.walk.add_principles(&link.principles);
            self.walk_text(&link.because);
        }
        self.walk_texts(&outcome.feedback);
        self.add_changes(&outcome.set);
        outcome.detour.iter().for_each(|target| self.add_target(target, situation, Some(choice)));
        self.walk_next(&outcome.next, situation, Some(choice));
    }

    fn walk_next(
        &mut self,
        lines: &[ast::NextLine<'_>],
        situation: &ast::Situation<'_>,
        choice: Option<&ast::Choice<'_>>,
    ) {
        for line in lines {
            match &line.when {
                ast::NextCondition::If(condition) => self.walk_expr(&condition.expr),
                ast::NextCondition::Always | ast::NextCondition::Otherwise(_) => {}
            }
            self.add_target(&line.target, situation, choice);
        }
    }

    fn add_target(&mut self, target: &ast::Target<'_>, from: &ast::Situation<'_>, choice: Option<&ast::Choice<'_>>) {
        let name = target_name(target);
        if let Some(name) = &name {
            self.add_node(name);
        }
        let (to, span) = match target {
            ast::Target::Node(name) => (self.names.node_header(name.text), name.span),
            ast::Target::Again(span) => (Some(from.header), *span),
            ast::Target::Return(_) | ast::Target::Broken(_) => return,
        };
        let symbol_at = |header: Span| self.walk.symbols_by_start.get(&header.start).copied();
        if let (Some(from), Some(to)) = (symbol_at(from.header), to.and_then(symbol_at)) {
            let choice = choice.and_then(|choice| symbol_at(choice.header));
            self.walk.index.transitions.push(Transition { from, choice, to, span });
        }
    }

    fn add_shows(&mut self, shows: &[ast::Show<'_>]) {
        for show in shows {
            let mut known = self.scenario.passages.iter().chain(self.shared);
            let passage = known.find(|passage| passage.id.text == show.passage.text);
            let means = self.walk.referent_of_header(passage.map(|passage| passage.header));
            self.walk.add_name(show.passage.span, Space::Passage, Role::Reads, means);
        }
    }

    fn add_node(&mut self, name: &ast::Name<'_>) {
        let means = self.walk.referent_of_header(self.names.node_header(name.text));
        self.walk.add_name(name.span, Space::Node, Role::Reads, means);
    }

    fn add_choice_name(&mut self, span: Span, choices: &[ChoicePosition]) {
        let header_of = |at: &ChoicePosition| Some(self.scenario.situations.get(at.0)?.choices.get(at.1)?.header);
        let candidates = choices.iter().filter_map(|at| self.walk.symbols_by_start.get(&header_of(at)?.start).copied());
        let means = match candidates.collect::<Vec<_>>() {
            none if none.is_empty() => Referent::Nothing,
            several if 1 < several.len() => Referent::Several(several),
            one => one.first().map_or(Referent::Nothing, |ix| Referent::One(*ix)),
        };
        self.walk.add_name(span, Space::Choice, Role::Reads, means);
    }

    fn add_variable(&mut self, name: &ast::Name<'_>, role: Role) {
        let means = self.walk.referent_of_header(self.names.variable(name.text).map(|variable| variable.header));
        self.walk.add_name(name.span, Space::Variable, role, means);
    }

    /// Adds one side of a comparison or assignment, given the other side: a value of the other
    /// side's state, or else a variable.
    fn add_operand(&mut self, operand: &ast::Operand<'_>, other: Option<&str>) {
        let ast::Operand::Name(name) = operand else { return };
        let other_variable = other.and_then(|other| self.names.variable(other));
        match other_variable.map(|other| &other.kind) {
            Some(ast::VariableKind::State { values, .. }) if self.names.variable(name.text).is_none() => {
                self.walk.add_value(name, values, Role::Reads);
            }
            Some(
                ast::VariableKind::State { .. } | ast::VariableKind::Meter { .. } | ast::VariableKind::Flag { .. },
            )
            | None => self.add_variable(name, Role::Reads),
        }
    }

    fn add_changes(&mut self, changes: &[ast::Change<'_>]) {
        for change in changes {
            match change {
                ast::Change::Add { variable, .. } | ast::Change::Flag { variable, .. } => {
                    self.add_variable(variable, Role::Writes);
                }
                ast::Change::Assign { variable, value, .. } => {
                    self.add_variable(variable, Role::Writes);
                    self.add_operand(value, Some(variable.text));
                }
                ast::Change::If { condition, changes, .. } => {
                    self.walk_expr(&condition.expr);
                    self.add_changes(changes);
                }
                ast::Change::Broken(_) => {}
            }
        }
    }

    fn walk_blocks(&mut self, blocks: &[ast::Block<'_>]) {
        self.walk.add_media(blocks);
        // All blocks of a branch have its condition.
        let mut walked = FxHashSet::default();
        for block in blocks {
            let own = match &block.when {
                ast::BlockCondition::If(condition) => Some(condition),
                ast::BlockCondition::Always | ast::BlockCondition::Otherwise(_) => None,
            };
            for condition in block.within.iter().map(|(condition, _)| condition).chain(own) {
                if walked.insert(condition.span.start) {
                    self.walk_expr(&condition.expr);
                }
            }
            if let ast::BlockKind::Speech { speaker, .. } = &block.kind {
                let means = self.walk.referent_of_header(self.names.cast_header(speaker.text));
                self.walk.add_name(speaker.span, Space::Cast, Role::Reads, means);
            }
            block.kind.texts().for_each(|text| self.walk_text(text));
        }
    }

    fn walk_texts(&mut self, texts: &[ast::Text<'_>]) {
        texts.iter().for_each(|text| self.walk_text(text));
    }

    fn walk_text(&mut self, text: &ast::Text<'_>) {
        for part in &text.parts {
            match part {
                ast::TextPart::Value(name) if name.text == "learner" => {}
                ast::TextPart::Value(name) => self.add_variable(name, Role::Reads),
                ast::TextPart::If(inner) => {
                    self.walk_expr(&inner.condition.expr);
                    self.walk_text(&inner.then);
                    inner.otherwise.iter().for_each(|text| self.walk_text(text));
                }
                ast::TextPart::Words(_) | ast::TextPart::Literal(_) | ast::TextPart::Space => {}
            }
        }
    }

    fn walk_expr(&mut self, expr: &ast::Expr<'_>) {
        match expr {
            ast::Expr::And(all) | ast::Expr::Or(all) => all.iter().for_each(|expr| self.walk_expr(expr)),
            ast::Expr::Not(inner) => self.walk_expr(inner),
            ast::Expr::Name(name) => self.add_variable(name, Role::Reads),
            ast::Expr::Compare { left, right, .. } => {
                self.add_operand(left, operand_name(right));
                self.add_operand(right, operand_name(left));
            }
            ast::Expr::Visited(name) | ast::Expr::At(name) => self.add_node(name),
            ast::Expr::Chose { situation, choice } => {
                if let Some(situation) = situation {
                    self.add_node(situation);
                }
                let situation_name = situation.map(|situation| situation.text);
                let candidates = self.names.resolve_chosen(situation_name, choice.text, self.situation_index);
                self.add_choice_name(choice.span, &candidates);
            }
            ast::Expr::Broke(name) | ast::Expr::Upheld(name) | ast::Expr::Faced(name) => {
                self.walk.add_principles(std::slice::from_ref(name));
            }
            ast::Expr::Ended(_) | ast::Expr::Result(_) | ast::Expr::Broken(_) => {}
        }
    }
}

/// Returns the name on one side of a comparison.
fn operand_name<'a>(operand: &ast::Operand<'a>) -> Option<&'a str> {
    match operand {
        ast::Operand::Name(name) => Some(name.text),
        ast::Operand::Number(_) => None,
    }
}

/// The namespace of principles, which the pack resolves.
pub(super) fn in_pack(name: &ast::Name<'_>, space: Space) -> Name {
    Name { span: name.span, space, role: Role::Reads, referent: Referent::InPack }
}
