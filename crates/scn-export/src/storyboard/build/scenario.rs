//! Scenarios: the people, the values, the situations with their choices and outcomes, the endings.

use scn_story::{Ask, Change, Choice, Ending, Outcome, Pack, Scenario, Situation, Span, Variable, VariableKind};
use scn_text::counted;

use super::front::labelled;
use super::quizzes::{principle_link, principle_list};
use crate::graph::Graph;
use crate::storyboard::model::{Figure, Kind, Line, Part, Run, Runs};
use crate::storyboard::text::{block_lines, plain, span_runs};
use crate::storyboard::wording::{Names, rating_word};

fn note(text: impl Into<String>) -> Line {
    Line::note(vec![Run::label(text)])
}

/// What the parts of a scenario need to know.
struct Context<'c> {
    scenario: &'c Scenario,
    names: Names<'c>,
}

/// Returns a scenario with all that is in it.
pub(super) fn scenario_part<'s>(scenario: &'s Scenario, names: &Names<'s>, graph: Option<&Graph>, pack: &Pack) -> Part {
    let context = Context { scenario, names: names.with_scenario(scenario) };
    let mut parts: Vec<Part> = scenario
        .cast
        .iter()
        .map(|person| Part {
            name: plain(&person.name),
            lines: vec![Line::text(plain(&person.who))],
            ..Part::new(Kind::Cast, person.name.clone())
        })
        .collect();
    parts.extend(scenario.variables.iter().map(variable_part));
    parts.extend(graph.map(|graph| context.graph_part(graph, pack)));
    parts.extend(scenario.situations.iter().map(|situation| context.situation_part(situation)));
    parts.extend(scenario.endings.iter().map(|ending| context.ending_part(ending)));
    Part {
        margin: scenario.id.clone(),
        name: plain(&scenario.title),
        lines: context.scenario_lines(),
        parts,
        ..Part::new(Kind::Scenario, scenario.id.clone())
    }
}

fn variable_part(variable: &Variable) -> Part {
    let mut lines = Vec::new();
    match &variable.kind {
        VariableKind::Meter { low, high, start } => {
            lines.push(note(format!("A number from {low} to {high}, at first {start}.")));
        }
        VariableKind::Flag { start } => {
            lines.push(note(format!("Yes or no, at first {}.", if *start { "yes" } else { "no" })));
        }
        VariableKind::State { values, words, start } => {
            lines.push(labelled("One of:", plain(&values.join(", "))));
            lines.push(labelled("At first:", plain(start)));
            for (value, shown) in words {
                let mut text = plain(value);
                text.push(Run::label(" → "));
                text.extend(plain(shown));
                lines.push(labelled("What learners read:", text));
            }
        }
    }
    if variable.shown {
        lines.push(note("Learners see it all the time."));
    }
    Part {
        margin: variable.id.clone(),
        name: plain(&variable.title),
        lines,
        ..Part::new(Kind::Variable, variable.id.clone())
    }
}

impl Context<'_> {
    fn spans(&self, spans: &[Span]) -> Runs {
        span_runs(spans, &self.names)
    }

    /// Returns the anchor of a situation or an ending.
    fn anchor(&self, id: &str) -> String {
        let is_situation = self.scenario.situations.iter().any(|it| it.id == id);
        let kind = if is_situation { Kind::Situation } else { Kind::Ending };
        format!("scenario-{}.{}-{id}", self.scenario.id, kind.noun())
    }

    fn scenario_lines(&self) -> Vec<Line> {
        let scenario = self.scenario;
        let mut lines = block_lines(&scenario.brief, &self.names);
        if !scenario.covers.is_empty() {
            lines.push(labelled("Covers:", principle_list(&scenario.covers, &self.names)));
        }
        lines.extend(scenario.minutes.map(|minutes| note(format!("About {}.", counted(minutes, "minute")))));
        let texts = [("Audience:", &scenario.audience), ("Author:", &scenario.author)];
        for (label, text) in texts {
            lines.extend(text.as_deref().map(|text| labelled(label, plain(text))));
        }
        if !scenario.tags.is_empty() {
            lines.push(labelled("Tags:", plain(&scenario.tags.join(", "))));
        }
        lines.push(labelled("Starts at:", self.names.link_to(&scenario.start, &|id| self.anchor(id))));
        lines
    }

    fn graph_part(&self, graph: &Graph, pack: &Pack) -> Part {
        let figure = Figure::Graph {
            svg: graph.to_inline_svg(&self.scenario.id, pack.language.as_deref()),
            summary: graph.summary(),
            rows: self.graph_rows(),
        };
        Part { name: vec![Run::label("Graph")], figure: Some(figure), ..Part::new(Kind::Graph, "graph") }
    }

    /// Returns where each choice leads, as rows: from, by which choice, to.
    fn graph_rows(&self) -> Vec<[Runs; 3]> {
        let mut rows = Vec::new();
        for situation in &self.scenario.situations {
            let from = self.names.link_to(&situation.id, &|id| self.anchor(id));
            if !situation.next.is_empty() {
                rows.push([from.clone(), vec![Run::label("by itself")], self.next(&situation.next)]);
            }
            for choice in &situation.choices {
                for outcome in &choice.outcomes {
                    let mut label = self.spans(&choice.label);
                    if let Some(condition) = self.names.outcome_condition(outcome, &choice.outcomes) {
                        label.push(Run::label(format!(" ({})", condition.trim_end_matches(':'))));
                    }
                    let mut to = self.detour(outcome).map(|line| line.cells.concat()).unwrap_or_default();
                    if !to.is_empty() {
                        to.push(Run::label("; "));
                    }
                    to.extend(self.next(&outcome.next));
                    rows.push([from.clone(), label, to]);
                }
            }
        }
        rows
    }

    fn next(&self, cases: &[scn_story::NextCase]) -> Runs {
        let mut runs = self.names.next(cases, &|id| self.anchor(id));
        runs.remove(0);
        runs
    }

    fn detour(&self, outcome: &Outcome) -> Option<Line> {
        let id = outcome.detour.as_deref()?;
        Some(labelled("First, as a detour:", self.names.link_to(id, &|id| self.anchor(id))))
    }

    fn effects(&self, set: &[Change], when: &str) -> Vec<Line> {
        let line = |change: &Change| labelled(when, vec![Run::label(format!("{}.", self.names.effect(change)))]);
        set.iter().map(line).collect()
    }

    fn hints(&self, hints: &[Vec<Span>]) -> Vec<Line> {
        hints.iter().map(|hint| labelled("Hint:", self.spans(hint))).collect()
    }

    fn situation_part(&self, situation: &Situation) -> Part {
        let mut lines = self.effects(&situation.set, "On entering:");
        lines.extend(block_lines(&situation.body, &self.names));
        lines.extend(self.hints(&situation.hints));
        if let Some(Ask { id, text }) = &situation.ask {
            let mut question = self.spans(text);
            question.push(Run::label(format!(" ({id}; the learner may answer in words)")));
            lines.push(labelled("Question:", question));
        }
        if situation.choices.is_empty() {
            lines.push(Line::note(self.names.next(&situation.next, &|id| self.anchor(id))));
        }
        let name = if situation.title.is_empty() { vec![Run::label("(no title)")] } else { plain(&situation.title) };
        Part {
            margin: situation.id.clone(),
            name,
            lines,
            parts: situation.choices.iter().map(|choice| self.choice_part(situation, choice)).collect(),
            ..Part::new(Kind::Situation, situation.id.clone())
        }
    }

    fn choice_part(&self, situation: &Situation, choice: &Choice) -> Part {
        let mut lines = Vec::new();
        if let Some(cond) = &choice.when {
            lines.push(note(format!("Offered only if {}.", self.names.condition(&cond.expr))));
        }
        if let Some(cond) = &choice.needs {
            lines.push(note(format!("Locked unless {}.", self.names.condition(&cond.expr))));
        }
        lines.extend(choice.locked.as_deref().map(|reason| labelled("While locked:", self.spans(reason))));
        if choice.once {
            lines.push(note("Can be chosen once."));
        }
        if let Some(seconds) = choice.after {
            lines.push(note(format!("Chosen by itself after {}, if time limits are on.", counted(seconds, "second"))));
        }
        lines.extend(self.hints(&choice.hints));
        let place = |number: usize| format!("{}/{} {number}", situation.id, choice.id);
        let outcomes = (1..).zip(&choice.outcomes);
        Part {
            margin: format!("{}/{}", situation.id, choice.id),
            name: self.spans(&choice.label),
            lines,
            parts: outcomes
                .map(|(number, outcome)| self.outcome_part(number, place(number), outcome, &choice.outcomes))
                .collect(),
            ..Part::new(Kind::Choice, choice.id.clone())
        }
    }

    fn outcome_part(&self, number: usize, margin: String, outcome: &Outcome, all: &[Outcome]) -> Part {
        let mut lines: Vec<Line> = self.names.outcome_condition(outcome, all).map(note).into_iter().collect();
        lines.extend(block_lines(&outcome.body, &self.names));
        for link in &outcome.links {
            let mut text = principle_link(&link.principle, &self.names);
            if !link.because.is_empty() {
                text.push(Run::label(": "));
                text.extend(self.spans(&link.because));
            }
            lines.push(labelled(rating_word(link.rating), text));
        }
        lines.extend(outcome.feedback.iter().map(|text| labelled("Feedback:", self.spans(text))));
        lines.extend(self.effects(&outcome.set, "Effect:"));
        lines.extend(self.detour(outcome));
        lines.push(Line::note(self.names.next(&outcome.next, &|id| self.anchor(id))));
        Part { margin, lines, ..Part::new(Kind::Outcome, number.to_string()) }
    }

    fn ending_part(&self, ending: &Ending) -> Part {
        let mut lines = block_lines(&ending.body, &self.names);
        lines.push(labelled("Result:", vec![Run::label(ending.result.as_str())]));
        Part {
            margin: ending.id.clone(),
            name: plain(&ending.title),
            lines,
            ..Part::new(Kind::Ending, ending.id.clone())
        }
    }
}
