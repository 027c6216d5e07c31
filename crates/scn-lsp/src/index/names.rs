//! Collects uses, in the second walk through a file. Every name is resolved like in the compiler.

use rustc_hash::FxHashMap;
use scn_compiler::{ChoiceAt, ScenarioNames};
use scn_source::Span;
use scn_syntax::ast;

use super::steps::steps;
use super::{Index, Means, MediaFile, Name, Role, Space, SymbolIx, Way, target_name};

/// The state of the walk.
pub(super) struct Walk<'w> {
    pub(super) index: &'w mut Index,
    /// Each symbol by the start of its header, or of its name for the values of a state.
    pub(super) at: &'w FxHashMap<u32, SymbolIx>,
}

/// Walks through a file, given the names visible in each of its scenarios.
pub(super) fn walk(walk: &mut Walk<'_>, file: &ast::File<'_>, names: &[ScenarioNames<'_>]) {
    for lesson in &file.lessons {
        walk.principles(&lesson.teaches);
    }
    for quiz in &file.quizzes {
        walk.media(&quiz.body);
        for question in &quiz.questions {
            walk.principles(&question.checks);
        }
    }
    for principle in &file.principles {
        walk.media(&principle.body);
    }
    walk.starts(&file.variables);
    for (scenario, names) in file.scenarios.iter().zip(names) {
        walk.principles(&scenario.covers);
        walk.starts(&scenario.variables);
        Inside { walk, scenario, names, here: None }.scenario();
    }
}

impl Walk<'_> {
    fn name(&mut self, span: Span, space: Space, role: Role, means: Means) {
        self.index.names.push(Name { span, space, role, means });
    }

    fn principles(&mut self, names: &[ast::Name<'_>]) {
        self.index.names.extend(names.iter().map(|name| in_pack(name, Space::Principle)));
    }

    fn symbol(&self, header: Option<Span>) -> Means {
        header.and_then(|header| self.at.get(&header.start)).map_or(Means::Nothing, |ix| Means::One(*ix))
    }

    fn value(&mut self, word: &ast::Name<'_>, values: &[ast::Name<'_>], role: Role) {
        let means = self.symbol(values.iter().find(|value| value.text == word.text).map(|value| value.span));
        self.name(word.span, Space::Value, role, means);
    }

    /// Adds the start values of states.
    fn starts(&mut self, variables: &[ast::Variable<'_>]) {
        for variable in variables {
            if let ast::VariableKind::State { values, start: Some(start) } = &variable.kind {
                self.value(start, values, Role::Reads);
            }
        }
    }

    fn media(&mut self, blocks: &[ast::Block<'_>]) {
        for block in blocks {
            if let ast::BlockKind::Media { file, .. } = &block.kind {
                self.index.media.push(MediaFile { path: file.text.to_owned(), span: file.span });
            }
        }
    }
}

/// The walk inside a scenario.
struct Inside<'i, 'w, 'a> {
    walk: &'i mut Walk<'w>,
    scenario: &'i ast::Scenario<'a>,
    names: &'i ScenarioNames<'a>,
    /// The position of the situation.
    here: Option<usize>,
}

impl Inside<'_, '_, '_> {
    fn scenario(&mut self) {
        let scenario = self.scenario;
        if let Some(start) = &scenario.start {
            self.node(start);
        }
        self.blocks(&scenario.body);
        for (at, situation) in scenario.situations.iter().enumerate() {
            self.here = Some(at);
            self.situation(situation);
        }
        self.here = None;
        for ending in &scenario.endings {
            self.blocks(&ending.body);
        }
        for test in &scenario.tests {
            for (step, meant) in test.steps.iter().zip(steps(scenario, self.names, test)) {
                match step {
                    ast::TestStep::Choose { choice, .. } => self.choices(choice.span, &meant),
                    ast::TestStep::Expect(condition) => self.expr(&condition.expr),
                }
            }
        }
        for promise in &scenario.promises {
            self.expr(&promise.condition.expr);
        }
    }

    fn situation(&mut self, it: &ast::Situation<'_>) {
        self.changes(&it.set);
        self.blocks(&it.body);
        self.texts(&it.hints);
        for next in &it.next {
            match &next.when {
                ast::NextWhen::If(condition) => self.expr(&condition.expr),
                ast::NextWhen::Always | ast::NextWhen::Otherwise(_) => {}
            }
            self.target(&next.target, it, None);
        }
        for choice in &it.choices {
            for condition in choice.when.iter().chain(&choice.needs) {
                self.expr(&condition.expr);
            }
            self.text(&choice.label);
            self.texts(&choice.hints);
            choice.locked.iter().for_each(|text| self.text(text));
            for outcome in &choice.outcomes {
                self.outcome(outcome, it, choice);
            }
        }
    }

    fn outcome(&mut self, outcome: &ast::Outcome<'_>, situation: &ast::Situation<'_>, choice: &ast::Choice<'_>) {
        match &outcome.when {
            ast::OutcomeWhen::If(condition) => self.expr(&condition.expr),
            ast::OutcomeWhen::Always
            | ast::OutcomeWhen::Chance { .. }
            | ast::OutcomeWhen::Otherwise(_)
            | ast::OutcomeWhen::Broken(_) => {}
        }
        self.blocks(&outcome.body);
        for link in &outcome.links {
            self.walk.principles(&link.principles);
            self.text(&link.because);
        }
        self.texts(&outcome.feedback);
        self.changes(&outcome.set);
        for target in outcome.detour.iter().chain(&outcome.next) {
            self.target(target, situation, Some(choice));
        }
    }

    fn target(&mut self, target: &ast::Target<'_>, from: &ast::Situation<'_>, choice: Option<&ast::Choice<'_>>) {
        let name = target_name(target);
        if let Some(name) = &name {
            self.node(name);
        }
        let (to, span) = match target {
            ast::Target::Node(name) => (self.names.node(name.text), name.span),
            ast::Target::Again(span) => (Some(from.header), *span),
            ast::Target::Return(_) | ast::Target::Broken(_) => return,
        };
        let at = |header: Span| self.walk.at.get(&header.start).copied();
        if let (Some(from), Some(to)) = (at(from.header), to.and_then(at)) {
            let choice = choice.and_then(|choice| at(choice.header));
            self.walk.index.ways.push(Way { from, choice, to, span });
        }
    }

    fn node(&mut self, name: &ast::Name<'_>) {
        let means = self.walk.symbol(self.names.node(name.text));
        self.walk.name(name.span, Space::Node, Role::Reads, means);
    }

    fn choices(&mut self, span: Span, choices: &[ChoiceAt]) {
        let header = |at: &ChoiceAt| Some(self.scenario.situations.get(at.0)?.choices.get(at.1)?.header);
        let meant = choices.iter().filter_map(|at| self.walk.at.get(&header(at)?.start).copied());
        let means = match meant.collect::<Vec<_>>() {
            none if none.is_empty() => Means::Nothing,
            several if 1 < several.len() => Means::Several(several),
            one => one.first().map_or(Means::Nothing, |ix| Means::One(*ix)),
        };
        self.walk.name(span, Space::Choice, Role::Reads, means);
    }

    fn variable(&mut self, name: &ast::Name<'_>, role: Role) {
        let means = self.walk.symbol(self.names.variable(name.text).map(|variable| variable.header));
        self.walk.name(name.span, Space::Variable, role, means);
    }

    /// Adds one side of a comparison or assignment, given the other side: a value of the other
    /// side's state, or else a variable.
    fn operand(&mut self, operand: &ast::Operand<'_>, other: Option<&str>) {
        let ast::Operand::Name(name) = operand else { return };
        let other = other.and_then(|other| self.names.variable(other));
        match other.map(|other| &other.kind) {
            Some(ast::VariableKind::State { values, .. }) if self.names.variable(name.text).is_none() => {
                self.walk.value(name, values, Role::Reads);
            }
            Some(
                ast::VariableKind::State { .. } | ast::VariableKind::Meter { .. } | ast::VariableKind::Flag { .. },
            )
            | None => self.variable(name, Role::Reads),
        }
    }

    fn changes(&mut self, changes: &[ast::Change<'_>]) {
        for change in changes {
            match change {
                ast::Change::Add { variable, .. } | ast::Change::Flag { variable, .. } => {
                    self.variable(variable, Role::Writes);
                }
                ast::Change::Assign { variable, value, .. } => {
                    self.variable(variable, Role::Writes);
                    self.operand(value, Some(variable.text));
                }
                ast::Change::Broken(_) => {}
            }
        }
    }

    fn blocks(&mut self, blocks: &[ast::Block<'_>]) {
        self.walk.media(blocks);
        for block in blocks {
            match &block.when {
                ast::When::If(condition) => self.expr(&condition.expr),
                ast::When::Always | ast::When::Otherwise(_) => {}
            }
            if let ast::BlockKind::Speech { speaker, .. } = &block.kind {
                let means = self.walk.symbol(self.names.cast(speaker.text));
                self.walk.name(speaker.span, Space::Cast, Role::Reads, means);
            }
            block.kind.texts().for_each(|text| self.text(text));
        }
    }

    fn texts(&mut self, texts: &[ast::Text<'_>]) {
        texts.iter().for_each(|text| self.text(text));
    }

    fn text(&mut self, text: &ast::Text<'_>) {
        for part in &text.parts {
            match part {
                ast::TextPart::Value(name) if name.text == "learner" => {}
                ast::TextPart::Value(name) => self.variable(name, Role::Reads),
                ast::TextPart::If(inner) => {
                    self.expr(&inner.condition.expr);
                    self.text(&inner.then);
                    inner.otherwise.iter().for_each(|text| self.text(text));
                }
                ast::TextPart::Words(_) | ast::TextPart::Literal(_) | ast::TextPart::Space => {}
            }
        }
    }

    fn expr(&mut self, expr: &ast::Expr<'_>) {
        match expr {
            ast::Expr::And(all) | ast::Expr::Or(all) => all.iter().for_each(|expr| self.expr(expr)),
            ast::Expr::Not(inner) => self.expr(inner),
            ast::Expr::Name(name) => self.variable(name, Role::Reads),
            ast::Expr::Compare { left, right, .. } => {
                self.operand(left, named(right));
                self.operand(right, named(left));
            }
            ast::Expr::Visited(name) | ast::Expr::At(name) => self.node(name),
            ast::Expr::Chose { situation, choice } => {
                if let Some(situation) = situation {
                    self.node(situation);
                }
                let of = situation.map(|situation| situation.text);
                let meant = self.names.chosen(of, choice.text, self.here);
                self.choices(choice.span, &meant);
            }
            ast::Expr::Broke(name) | ast::Expr::Upheld(name) | ast::Expr::Faced(name) => {
                self.walk.principles(std::slice::from_ref(name));
            }
            ast::Expr::Ended(_) | ast::Expr::Result(_) | ast::Expr::Broken(_) => {}
        }
    }
}

/// Returns the name on one side of a comparison.
fn named<'a>(operand: &ast::Operand<'a>) -> Option<&'a str> {
    match operand {
        ast::Operand::Name(name) => Some(name.text),
        ast::Operand::Number(_) => None,
    }
}

/// The namespace of principles, which the pack resolves.
pub(super) fn in_pack(name: &ast::Name<'_>, space: Space) -> Name {
    Name { span: name.span, space, role: Role::Reads, means: Means::InPack }
}
