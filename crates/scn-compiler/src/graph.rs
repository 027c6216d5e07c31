//! Proves a scenario by following all its runs, and reports the results where the author wrote
//! them.
//!
//! Nodes, choices and outcomes of the machine have the same order as in the syntax tree
//! (situations, then endings), so indices of the one are valid in the other. This holds for every
//! sound scenario.

mod ways;

use std::mem::take;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use scn_prover::{Proof, Question, RunStep, StrayReturn, Witness};
use scn_source::{FileId, Finding, Place, Run, Span};
use scn_story::{ChoiceIx, Keep, Machine, NodeIx, Offer, OutcomeIx, Silent, SiteId, Stacks, State, Step, Target};
use scn_syntax::ast;

use crate::cache::Prover;
use crate::context::Context;
use crate::findings;
use crate::lowered::{Lowered, SiteKind, TextOwner, TextPart};
use crate::run_text::ProofRuns;
use ways::Ways;

/// Proves a scenario: follows all its runs, up to the prover's bound.
///
/// Returns `None` for a scenario that is not sound. A scenario from which no machine can be built
/// is marked as not sound.
pub(crate) fn prove(lowered: &mut Lowered, prover: &Prover<'_>) -> Option<(Machine, Arc<Proof>)> {
    if !lowered.is_sound {
        return None;
    }
    // Tests and promises do not change the runs. They are removed for the proof, so that a cached
    // proof stays valid when only a test or promise is edited.
    let properties = (take(&mut lowered.scenario.tests), take(&mut lowered.scenario.promises));
    let machine = Machine::new(&lowered.scenario, Keep::Read);
    let proved = machine.map(|machine| (prover.prove_graph(&lowered.scenario, &machine), machine));
    (lowered.scenario.tests, lowered.scenario.promises) = properties;
    // A machine can be built from every sound scenario. If it cannot, nothing is known about its
    // runs.
    lowered.is_sound = proved.is_ok();
    proved.ok().map(|(proof, machine)| (machine, proof))
}

/// Returns the findings that follow from the proof of a scenario.
pub(crate) fn report_findings(
    context: &Context<'_>,
    shared: &ast::File<'_>,
    scenario: &ast::Scenario<'_>,
    lowered: &Lowered,
    (machine, proof): (&Machine, &Proof),
) -> Vec<Finding> {
    let runs = ProofRuns::default();
    let mut reporter = Reporter { context, shared, scenario, machine, proof, lowered, runs, findings: Vec::new() };
    reporter.report_all();
    reporter.findings
}

/// Returns the number of endings of a scenario that some run reaches.
pub(crate) fn reached_endings(scenario: &ast::Scenario<'_>, machine: &Machine, proof: &Proof) -> usize {
    (scenario.situations.len()..machine.node_count()).filter(|node| proof.is_reached(*node)).count()
}

trait ReachedNodes {
    fn is_reached(&self, node: usize) -> bool;
}

impl ReachedNodes for Proof {
    fn is_reached(&self, node: usize) -> bool {
        self.nodes.has(NodeIx::at(node))
    }
}

fn is_set(list: &[bool], at: usize) -> bool {
    list.get(at).copied().unwrap_or_default()
}

/// A choice in the syntax tree, with the indices that the machine gives it and its outcomes.
#[derive(Clone, Copy)]
struct IndexedChoice<'s, 'a> {
    node: usize,
    /// Its position among the choices of its situation.
    choice_in_situation: usize,
    index: usize,
    first_outcome: usize,
    choice: &'s ast::Choice<'a>,
}

fn indexed_choices<'s, 'a>(scenario: &'s ast::Scenario<'a>) -> impl Iterator<Item = IndexedChoice<'s, 'a>> {
    let choices_with_node = scenario
        .situations
        .iter()
        .enumerate()
        .flat_map(|(node, it)| it.choices.iter().enumerate().map(move |(at, choice)| (node, at, choice)));
    choices_with_node.enumerate().scan(0, |outcomes, (index, (node, choice_in_situation, choice))| {
        let first_outcome = *outcomes;
        *outcomes += choice.outcomes.len();
        Some(IndexedChoice { node, choice_in_situation, index, first_outcome, choice })
    })
}

struct Reporter<'t, 'a> {
    context: &'t Context<'t>,
    shared: &'t ast::File<'a>,
    scenario: &'t ast::Scenario<'a>,
    machine: &'t Machine,
    proof: &'t Proof,
    lowered: &'t Lowered,
    runs: ProofRuns,
    findings: Vec<Finding>,
}

impl Reporter<'_, '_> {
    fn report_all(&mut self) {
        self.dead_ends();
        self.no_outcomes();
        self.stray_returns();
        self.saturated_changes();
        // Everything below says 'never' or 'always'. If not all runs were followed, it is said only
        // where the proof excludes the contrary.
        self.unreachable_nodes();
        self.unreachable_choices();
        self.unreachable_texts();
        self.constant_conditions();
        self.false_conditions();
        self.endless_loops();
    }

    /// Returns whether no run enters a node.
    fn is_never_entered(&self, node: usize) -> bool {
        self.proof.excludes(Question::Enters(NodeIx::at(node)))
    }

    /// Returns whether a condition is true whenever a run evaluates it, and some run does.
    fn is_always_true(&self, site: SiteId) -> bool {
        is_set(&self.proof.observed_true, site.0 as usize) && self.proof.excludes(Question::Fails(site))
    }

    /// Returns whether a condition is false whenever a run evaluates it, and some run does.
    fn is_always_false(&self, site: SiteId) -> bool {
        is_set(&self.proof.observed_false, site.0 as usize) && self.proof.excludes(Question::Holds(site))
    }

    fn file(&self) -> FileId {
        self.lowered.file
    }

    fn place(&self, span: Span) -> Place {
        Place { file: self.lowered.file, span }
    }

    fn source_text(&self, span: Span) -> &str {
        self.context.sources.slice(self.place(span))
    }

    fn site_span(&self, site: SiteId) -> Option<Span> {
        self.lowered.sites.get(site.0 as usize).map(|site| site.span)
    }

    /// A witness as findings show it.
    fn named_run(&self, witness: &Witness) -> Run {
        self.runs.run(self.machine, witness)
    }

    fn dead_ends(&mut self) {
        for (node, witness) in &self.proof.dead_ends {
            let Some(situation) = self.scenario.situations.get(node.index()) else { continue };
            // Without any choices it is `no-choices`, which has been reported.
            if situation.choices.is_empty() {
                continue;
            }
            let offers = self.offers_after(witness, *node);
            self.findings.push(findings::dead_end::finding(self.file(), situation, &offers, self.named_run(witness)));
        }
    }

    /// Returns the state of each choice in the situation that a run ends at.
    fn offers_after(&self, witness: &Witness, node: NodeIx) -> Vec<Offer> {
        let Some(state) = replay(self.machine, witness) else { return Vec::new() };
        self.machine.choices_of(node).map(|choice| self.machine.offer(&state, choice, &mut Silent)).collect()
    }

    fn no_outcomes(&mut self) {
        let indexed: Vec<IndexedChoice<'_, '_>> = indexed_choices(self.scenario).collect();
        for (choice, witness) in &self.proof.no_outcomes {
            if let Some(at) = indexed.get(choice.index()) {
                self.findings.push(findings::no_outcome::finding(self.file(), at.choice, self.named_run(witness)));
            }
        }
    }

    fn stray_returns(&mut self) {
        let outcomes: Vec<&ast::Outcome<'_>> =
            indexed_choices(self.scenario).flat_map(|at| &at.choice.outcomes).collect();
        for (stray, witness) in &self.proof.stray_returns {
            let span = match stray {
                StrayReturn::Outcome(outcome) => {
                    outcomes.get(outcome.index()).and_then(|outcome| return_span(&outcome.next))
                }
                StrayReturn::Node(node) => {
                    self.scenario.situations.get(node.index()).and_then(|situation| return_span(&situation.next))
                }
            };
            if let Some(span) = span {
                self.findings.push(findings::stray_return::finding(self.file(), span, self.named_run(witness)));
            }
        }
    }

    fn saturated_changes(&mut self) {
        if self.proof.saturated.is_empty() {
            return;
        }
        let mut changes: FxHashMap<SiteId, (&str, i64)> = FxHashMap::default();
        for situation in &self.lowered.scenario.situations {
            let outcomes = situation.choices.iter().flat_map(|choice| &choice.outcomes);
            let sets = situation.set.iter().chain(outcomes.flat_map(|outcome| &outcome.set));
            for change in sets.flat_map(scn_story::Change::parts) {
                if let scn_story::Change::Add { variable, by, site } = change {
                    changes.insert(*site, (variable, *by));
                }
            }
        }
        let mut reported: FxHashSet<Span> = FxHashSet::default();
        for (site, witness) in &self.proof.saturated {
            let Some((span, (variable, by))) = self.site_span(*site).zip(changes.get(site)) else { continue };
            if !reported.insert(span) {
                continue;
            }
            let mut variables = self.shared.variables.iter().chain(&self.scenario.variables);
            let declared = variables.find(|known| known.id.text == *variable);
            let words = self.source_text(span);
            let finding =
                findings::meter_saturates::finding(self.file(), span, words, *by, declared, self.named_run(witness));
            self.findings.push(finding);
        }
    }

    /// Reports situations and endings that no run reaches.
    fn unreachable_nodes(&mut self) {
        let situations = self.scenario.situations.iter().map(|it| (it.header, it.id.text, false));
        let endings = self.scenario.endings.iter().map(|it| (it.header, it.id.text, true));
        let mut ways = None;
        for (at, (header, id, ending)) in situations.chain(endings).enumerate() {
            if self.is_never_entered(at) {
                let ways = ways.get_or_insert_with(|| Ways::new(self.scenario, &self.lowered.scenario));
                let (why, ways) = self.ways_to(ways, id);
                self.findings.push(findings::unreachable_node::finding(self.place(header), ending, id, &why, ways));
            }
        }
    }

    /// Reports choices that are never on offer and outcomes that no run takes, if their situation
    /// is reached.
    fn unreachable_choices(&mut self) {
        for at in indexed_choices(self.scenario) {
            if !self.proof.is_reached(at.node) {
                continue;
            }
            if self.proof.excludes(Question::Offers(ChoiceIx::at(at.index))) {
                let situation = self.scenario.situations.get(at.node).map(|it| it.id.text).unwrap_or_default();
                let locked = is_set(&self.proof.locked, at.index);
                self.findings.push(findings::unreachable_choice::finding(self.file(), at.choice, situation, locked));
                continue;
            }
            if !is_set(&self.proof.offered, at.index) {
                continue;
            }
            for (offset, outcome) in at.choice.outcomes.iter().enumerate() {
                if self.proof.excludes(Question::Takes(OutcomeIx::at(at.first_outcome + offset))) {
                    let cause = self.why_not_taken(at, offset);
                    self.findings.push(findings::unreachable_outcome::finding(self.file(), at.choice, outcome, cause));
                }
            }
        }
    }

    fn why_not_taken(&self, at: IndexedChoice<'_, '_>, offset: usize) -> findings::unreachable_outcome::UntakenCause {
        use findings::unreachable_outcome::UntakenCause;
        let story = self.lowered.scenario.situations.get(at.node);
        let story = story.and_then(|situation| situation.choices.get(at.choice_in_situation));
        let evaluated = |offset: usize| {
            let when = story.and_then(|choice| choice.outcomes.get(offset)).map(|outcome| &outcome.when);
            match when {
                Some(scn_story::OutcomeWhen::If(cond)) => Some((self.site_span(cond.site)?, cond.site)),
                Some(
                    scn_story::OutcomeWhen::Always
                    | scn_story::OutcomeWhen::Chance { .. }
                    | scn_story::OutcomeWhen::Otherwise,
                )
                | None => None,
            }
        };
        for before in 0..offset {
            if let Some((span, _)) = evaluated(before).filter(|(_, site)| self.is_always_true(*site)) {
                return UntakenCause::Before(span);
            }
        }
        match evaluated(offset).filter(|(_, site)| self.is_always_false(*site)) {
            Some((span, _)) => UntakenCause::Never(span),
            None => UntakenCause::NothingLeft,
        }
    }

    /// Reports parts of texts that no run shows, if the text itself is shown.
    fn unreachable_texts(&mut self) {
        let lowered = self.lowered;
        let observed = |part: &TextPart| {
            let site = part.site.0 as usize;
            (is_set(&self.proof.observed_true, site), is_set(&self.proof.observed_false, site))
        };
        let may_be_shown = |part: &&TextPart| {
            let result = if part.wanted { Question::Holds(part.site) } else { Question::Fails(part.site) };
            !self.proof.excludes(result)
        };
        // A part of a passage is shown if it is so in some place where the passage is.
        let shown: FxHashSet<(Span, bool)> =
            lowered.parts.iter().filter(may_be_shown).map(|part| (part.span, part.wanted)).collect();
        let mut reported: FxHashSet<(Span, bool)> = FxHashSet::default();
        for part in &lowered.parts {
            let reached = match part.owner {
                TextOwner::Brief => true,
                TextOwner::Node(node) => self.proof.is_reached(node),
                TextOwner::Outcome(outcome) => is_set(&self.proof.taken, outcome),
            };
            let (held, failed) = observed(part);
            // A condition that is never evaluated is inside other text that is never shown.
            let is_never = reached && !shown.contains(&(part.span, part.wanted)) && (held || failed);
            if !is_never || !reported.insert((part.span, part.wanted)) {
                continue;
            }
            let Some(condition) = self.site_span(part.site) else { continue };
            let words = self.source_text(part.span);
            let finding = findings::unreachable_text::finding(self.file(), part.span, words, condition, part.wanted);
            self.findings.push(finding);
        }
    }

    /// Returns the spans of the conditions that have a result in some run, as far as is known. A
    /// condition of a passage has a site for each place where the passage is shown.
    fn spans_with(&self, result: fn(SiteId) -> Question) -> FxHashSet<Span> {
        let sites = (0..).map(SiteId).zip(&self.lowered.sites);
        sites.filter(|(at, _)| !self.proof.excludes(result(*at))).map(|(_, site)| site.span).collect()
    }

    fn constant_conditions(&mut self) {
        let lowered = self.lowered;
        let sometimes_false = self.spans_with(Question::Fails);
        let mut reported: FxHashSet<Span> = FxHashSet::default();
        for (at, site) in lowered.sites.iter().enumerate() {
            if site.kind == SiteKind::Condition
                && is_set(&self.proof.observed_true, at)
                && !sometimes_false.contains(&site.span)
                && reported.insert(site.span)
            {
                self.findings.push(findings::always_true::finding(self.file(), site.span, self.source_text(site.span)));
            }
        }
    }

    /// Reports conditions of changes and of targets that are never true. A target that no run
    /// reaches at all is reported itself.
    fn false_conditions(&mut self) {
        let may_be_reached = |target: &Target| match target {
            Target::Node(id) => self.machine.node_by_id(id).is_none_or(|node| !self.is_never_entered(node.index())),
            Target::Again | Target::Return => true,
        };
        let mut sites: Vec<(SiteId, bool)> = Vec::new();
        for situation in &self.lowered.scenario.situations {
            let outcomes = || situation.choices.iter().flat_map(|choice| &choice.outcomes);
            for change in situation.set.iter().chain(outcomes().flat_map(|outcome| &outcome.set)) {
                if let scn_story::Change::When { when, .. } = change {
                    sites.push((when.site, true));
                }
            }
            for case in situation.next.iter().chain(outcomes().flat_map(|outcome| &outcome.next)) {
                sites.extend(case.when.iter().filter(|_| may_be_reached(&case.to)).map(|when| (when.site, false)));
            }
        }
        let sometimes_true = self.spans_with(Question::Holds);
        let mut reported: FxHashSet<Span> = FxHashSet::default();
        for (site, changes) in sites {
            let Some(span) = self.site_span(site) else { continue };
            let is_false = is_set(&self.proof.observed_false, site.0 as usize) && !sometimes_true.contains(&span);
            if !is_false || !reported.insert(span) {
                continue;
            }
            let finding = findings::always_false::finding(self.file(), span, self.source_text(span), changes);
            self.findings.push(finding);
        }
    }

    fn endless_loops(&mut self) {
        let (scenario, file) = (self.scenario, self.file());
        let header_of = |node: &NodeIx| {
            scenario.situations.get(node.index()).map(|it| (it.id.text, Place { file, span: it.header }))
        };
        for trap in &self.proof.traps {
            let Some((id, place)) = header_of(&trap.entry) else { continue };
            let other_nodes: Vec<_> =
                trap.nodes.iter().filter(|node| **node != trap.entry).filter_map(header_of).collect();
            let finding = findings::endless_loop::finding(place, id, &other_nodes, self.named_run(&trap.run));
            self.findings.push(finding);
        }
    }
}

pub(super) fn target_span(target: &ast::Target<'_>) -> Span {
    match target {
        ast::Target::Node(name) => name.span,
        ast::Target::Again(span) | ast::Target::Return(span) | ast::Target::Broken(span) => *span,
    }
}

/// Returns the place of the first `return` among some `Next:` lines.
fn return_span(lines: &[ast::NextLine<'_>]) -> Option<Span> {
    lines.iter().find(|line| matches!(line.target, ast::Target::Return(_))).map(|line| target_span(&line.target))
}

/// Replays a witness and returns the state that it ends in, after any situations without choices.
fn replay(machine: &Machine, witness: &Witness) -> Option<State<Vec<u64>>> {
    let mut stacks = Stacks::new();
    let mut state: State<Vec<u64>> = machine.start(&mut Silent);
    state = settle(machine, state, &stacks)?;
    let steps = witness.steps();
    let mut steps = steps.iter().peekable();
    let (mut open, mut outcomes) = (Vec::new(), Vec::new());
    while let Some(step) = steps.next() {
        let RunStep::Choose(choice) = step else { return None };
        machine.offers(&state, &mut open, &mut Silent);
        let chosen = machine.choose(&state, &open, *choice, &mut outcomes, &mut Silent);
        let outcome = match steps.next_if(|step| matches!(step, RunStep::Draw(_))) {
            Some(RunStep::Draw(number)) => nth_outcome(machine, *choice, *number)?,
            Some(RunStep::Choose(_)) | None => *outcomes.first()?,
        };
        let Step::To(next) = machine.take_outcome(&chosen, outcome, &mut stacks, &mut Silent) else { return None };
        state = settle(machine, next, &stacks)?;
    }
    Some(state)
}

fn nth_outcome(machine: &Machine, choice: ChoiceIx, number: u32) -> Option<OutcomeIx> {
    machine.outcomes_of(choice).nth((number as usize).checked_sub(1)?)
}

/// Advances through situations without choices. Returns `None` if the run loops among them forever.
fn settle(machine: &Machine, mut state: State<Vec<u64>>, stacks: &Stacks) -> Option<State<Vec<u64>>> {
    let mut remaining = machine.node_count().saturating_mul(64);
    while machine.moment(state.node) == scn_story::Moment::GoesOn {
        remaining = remaining.checked_sub(1)?;
        let Step::To(next) = machine.go_on(&state, &mut Silent, stacks) else { return None };
        state = next;
    }
    Some(state)
}
