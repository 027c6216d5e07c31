//! Converts a scenario with names to a machine with indices.

mod cond;
mod slots;

use std::fmt;

use rustc_hash::FxHashMap;

use super::flat::{Mark, TestList};
use super::{
    Case, Change, ChangeGroup, Choice, EvaluatedCond, Goal, IndexRange, Machine, Node, NodeIx, Outcome, TextBlock,
    Weight, slice_of,
};
use super::{ChoiceIx, PrincipleIx};
use crate::{Block, Cond, OutcomeWhen, RunResult, Scenario, SiteId, Span, Target};
use slots::SlotAllocator;

/// Which values a machine keeps in its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// All variables, and every mark that a condition, test or promise reads. For playing.
    All,
    /// Only what conditions of the story itself read. For exploring.
    Read,
    /// Whatever can change where a run goes, and, at every moment, what the promises read. For
    /// proving promises. Conditions in text are left out.
    Promises,
}

impl Keep {
    /// Returns which conditions count.
    fn read_scope(self) -> slots::ReadScope {
        slots::ReadScope {
            text: self != Self::Promises,
            tests: self == Self::All,
            promises: matches!(self, Self::All | Self::Promises),
        }
    }
}

/// Why a scenario cannot be made into a machine. The compiler never causes these errors with a
/// scenario that it considers sound, but a story read from JSON may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// A name that does not exist.
    Unknown {
        /// The kind of thing it should name: `situation`, `meter`, …
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name that two things share.
    Double {
        /// The kind of thing it names.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A comparison or change of values of different kinds; contains the name of a variable in it.
    Kind(String),
    /// A range that is empty or too large, or that does not contain the start value; contains the
    /// name of the variable.
    Range(String),
    /// Odds that are invalid or do not add up to 1; contains the id of the choice.
    Chance(String),
    /// A change with a condition that contains another one.
    Nested,
    /// A list of conditions of a block that contains anything else.
    NestedBlock,
    /// There is no situation to start with.
    Empty,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, name } => write!(f, "there is no {what} `{name}`"),
            Self::Double { what, name } => write!(f, "there are two {what}s named `{name}`"),
            Self::Kind(name) => write!(f, "`{name}` is compared with, or set to, a value of another kind"),
            Self::Range(name) => {
                write!(f, "the range of `{name}` does not contain its start, or is empty or too large")
            }
            Self::Chance(choice) => write!(f, "the chances of the choice `{choice}` do not add up to 1"),
            Self::Nested => f.write_str("a change with a condition contains another one"),
            Self::NestedBlock => f.write_str("a list of the conditions of a block contains another list"),
            Self::Empty => f.write_str("the scenario has no situation to start with"),
        }
    }
}

impl std::error::Error for BuildError {}

type BuildResult<T> = Result<T, BuildError>;

impl Machine {
    /// Builds a machine from a scenario. Conditions and changes keep their [`SiteId`]s, which must
    /// be distinct (see [`Scenario::number_sites`]).
    ///
    /// # Errors
    /// Returns an error if a name in it does not exist, or if kinds or ranges do not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_story::{BuildError, Keep, Machine, Scenario};
    ///
    /// let scenario = Scenario { start: "queue".to_owned(), ..Scenario::default() };
    /// let Err(error) = Machine::new(&scenario, Keep::All) else { panic!("it has no situation") };
    /// assert_eq!(error, BuildError::Empty);
    /// ```
    pub fn new(scenario: &Scenario, keep: Keep) -> BuildResult<Self> {
        let names = NameTable::new(scenario)?;
        let start = match names.nodes.get(scenario.start.as_str()) {
            Some(start) => *start,
            None if scenario.situations.is_empty() => return Err(BuildError::Empty),
            None => return Err(unknown_name("situation", &scenario.start)),
        };
        let slots = SlotAllocator::new(scenario, &names, keep)?;
        let mut builder =
            Builder { keep, scenario, names, machine: Self::empty(start), slots, tests: TestList::default() };
        builder.add_situations()?;
        builder.add_endings()?;
        builder.add_claims()?;
        builder.finish()
    }

    fn empty(start: NodeIx) -> Self {
        Self {
            start,
            nodes: Vec::new(),
            choices: Vec::new(),
            outcomes: Vec::new(),
            principles: Vec::new(),
            linked: Vec::new(),
            links: Vec::new(),
            cases: Vec::new(),
            conds: Vec::new(),
            changes: Vec::new(),
            groups: Vec::new(),
            tests: Vec::new(),
            ops: Vec::new(),
            marks: Vec::new(),
            quick_choices: Vec::new(),
            quick_outcomes: Vec::new(),
            leaps: Vec::new(),
            texts: Vec::new(),
            slots: Vec::new(),
            variables: Vec::new(),
            shown_words: Vec::new(),
            words: 0,
            live: Vec::new(),
            live_changes: Vec::new(),
            roots: Vec::new(),
            brief: 0..0,
            promised: Vec::new(),
            broke: Vec::new(),
            upheld: Vec::new(),
            faced: Vec::new(),
            reads_faced: false,
        }
    }
}

/// Maps names to indices.
#[derive(Debug)]
struct NameTable<'s> {
    nodes: FxHashMap<&'s str, NodeIx>,
    choices: FxHashMap<(&'s str, &'s str), ChoiceIx>,
    variables: FxHashMap<&'s str, usize>,
    principles: FxHashMap<&'s str, PrincipleIx>,
    principle_list: Vec<String>,
}

impl<'s> NameTable<'s> {
    fn new(scenario: &'s Scenario) -> BuildResult<Self> {
        let mut nodes = FxHashMap::default();
        let ids = scenario.situations.iter().map(|it| &it.id).chain(scenario.endings.iter().map(|it| &it.id));
        for (index, id) in ids.enumerate() {
            if nodes.insert(id.as_str(), NodeIx::at(index)).is_some() {
                return Err(BuildError::Double { what: "situation", name: id.clone() });
            }
        }
        let mut choices = FxHashMap::default();
        let mut principles = FxHashMap::default();
        let mut principle_list: Vec<String> = Vec::new();
        let mut add_principle = |id: &'s str| {
            principles.entry(id).or_insert_with(|| {
                principle_list.push(id.to_owned());
                PrincipleIx::at(principle_list.len() - 1)
            });
        };
        scenario.covers.iter().for_each(|id| add_principle(id));
        for situation in &scenario.situations {
            for choice in &situation.choices {
                let index = ChoiceIx::at(choices.len());
                if choices.insert((situation.id.as_str(), choice.id.as_str()), index).is_some() {
                    return Err(BuildError::Double { what: "choice", name: choice.id.clone() });
                }
                for link in choice.outcomes.iter().flat_map(|outcome| &outcome.links) {
                    add_principle(&link.principle);
                }
            }
        }
        slots::each_expr(scenario, Keep::All.read_scope(), &mut |expr| {
            if let crate::Expr::Broke(id) | crate::Expr::Upheld(id) | crate::Expr::Faced(id) = expr {
                add_principle(id);
            }
        });
        let mut variables = FxHashMap::default();
        for (index, variable) in scenario.variables.iter().enumerate() {
            if variables.insert(variable.id.as_str(), index).is_some() {
                return Err(BuildError::Double { what: "variable", name: variable.id.clone() });
            }
        }
        Ok(Self { nodes, choices, variables, principles, principle_list })
    }

    fn node_index(&self, id: &str) -> BuildResult<NodeIx> {
        self.nodes.get(id).copied().ok_or_else(|| unknown_name("situation or ending", id))
    }

    fn choice_index(&self, situation: &str, choice: &str) -> BuildResult<ChoiceIx> {
        self.choices.get(&(situation, choice)).copied().ok_or_else(|| unknown_name("choice", choice))
    }

    fn principle_index(&self, id: &str) -> BuildResult<PrincipleIx> {
        self.principles.get(id).copied().ok_or_else(|| unknown_name("principle", id))
    }
}

fn unknown_name(what: &'static str, name: &str) -> BuildError {
    BuildError::Unknown { what, name: name.to_owned() }
}

struct Builder<'s> {
    keep: Keep,
    scenario: &'s Scenario,
    names: NameTable<'s>,
    machine: Machine,
    slots: SlotAllocator,
    tests: TestList,
}

pub(super) fn index_range(from: usize, to: usize) -> IndexRange {
    let to_u32 = |at| u32::try_from(at).unwrap_or(u32::MAX);
    to_u32(from)..to_u32(to)
}

impl Builder<'_> {
    fn add_situations(&mut self) -> BuildResult<()> {
        for (index, situation) in self.scenario.situations.iter().enumerate() {
            let node = NodeIx::at(index);
            let set = self.add_changes(&situation.set)?;
            let texts = self.add_texts(&situation.body)?;
            let first = self.machine.choices.len();
            for choice in &situation.choices {
                self.add_choice(node, choice)?;
            }
            let choices = index_range(first, self.machine.choices.len());
            let cases = self.add_cases(&situation.next)?;
            let id = situation.id.clone();
            let visited = self.slots.visited_slot(node);
            let mark = Mark::default();
            self.machine.nodes.push(Node { id, result: None, set, texts, visited, mark, choices, cases });
        }
        Ok(())
    }

    fn add_endings(&mut self) -> BuildResult<()> {
        for ending in &self.scenario.endings {
            let texts = self.add_texts(&ending.body)?;
            let visited = self.slots.visited_slot(NodeIx::at(self.machine.nodes.len()));
            let (id, result): (String, RunResult) = (ending.id.clone(), ending.result);
            let none = index_range(0, 0);
            let (choices, cases) = (none.clone(), none.clone());
            let mark = Mark::default();
            self.machine.nodes.push(Node { id, result: Some(result), set: none, texts, visited, mark, choices, cases });
        }
        Ok(())
    }

    fn add_claims(&mut self) -> BuildResult<()> {
        self.machine.brief = self.add_texts(&self.scenario.brief)?;
        let reads = self.keep.read_scope();
        let tests = if reads.tests { self.scenario.tests.as_slice() } else { &[] };
        for step in tests.iter().flat_map(|test| &test.steps) {
            if let crate::TestStep::Expect(cond) = step {
                self.add_cond(cond)?;
            }
        }
        let promises = if reads.promises { self.scenario.promises.as_slice() } else { &[] };
        for promise in promises {
            let judged = self.add_cond(&promise.cond)?;
            if self.keep == Keep::Promises {
                self.machine.promised.push(judged.root);
            }
        }
        Ok(())
    }

    fn add_choice(&mut self, node: NodeIx, choice: &crate::Choice) -> BuildResult<()> {
        let index = ChoiceIx::at(self.machine.choices.len());
        let when = choice.when.as_ref().map(|cond| self.add_cond(cond)).transpose()?;
        let needs = choice.needs.as_ref().map(|cond| self.add_cond(cond)).transpose()?;
        let weights = outcome_weights(choice)?;
        let first = self.machine.outcomes.len();
        for (outcome, weight) in choice.outcomes.iter().zip(weights.iter().copied()) {
            self.add_outcome(index, outcome, weight)?;
        }
        let outcomes = index_range(first, self.machine.outcomes.len());
        let first = self.machine.linked.len();
        for link in choice.outcomes.iter().flat_map(|outcome| &outcome.links) {
            let principle = self.names.principle_index(&link.principle)?;
            if !slice_of(&self.machine.linked, &index_range(first, self.machine.linked.len()))
                .unwrap_or_default()
                .contains(&principle)
            {
                self.machine.linked.push(principle);
            }
        }
        let linked = index_range(first, self.machine.linked.len());
        let chosen = self.slots.chosen_slot(index);
        let chance = choice.outcomes.iter().any(|outcome| matches!(outcome.when, OutcomeWhen::Chance { .. }));
        let (id, once) = (choice.id.clone(), choice.once);
        let (used, mark, faces) = (Mark::default(), Mark::default(), index_range(0, 0));
        self.machine.choices.push(Choice {
            id,
            node,
            when,
            needs,
            once,
            chosen,
            used,
            mark,
            linked,
            faces,
            outcomes,
            chance,
        });
        Ok(())
    }

    fn add_outcome(&mut self, choice: ChoiceIx, outcome: &crate::Outcome, weight: Weight) -> BuildResult<()> {
        let when = match &outcome.when {
            OutcomeWhen::If(cond) => Some(self.add_cond(cond)?),
            OutcomeWhen::Always | OutcomeWhen::Chance { .. } | OutcomeWhen::Otherwise => None,
        };
        let first = self.machine.links.len();
        for link in &outcome.links {
            let principle = self.names.principle_index(&link.principle)?;
            self.machine.links.push((principle, link.rating));
        }
        let links = index_range(first, self.machine.links.len());
        let texts = self.add_texts(&outcome.body)?;
        let set = self.add_changes(&outcome.set)?;
        let detour = outcome.detour.as_deref().map(|id| self.names.node_index(id)).transpose()?;
        let next = match outcome.next.as_slice() {
            [] => Goal::Nowhere,
            [only] if only.when.is_none() => self.build_goal(&only.to)?,
            cases => {
                let IndexRange { start: first, end } = self.add_cases(cases)?;
                Goal::Cases { first, end }
            }
        };
        let marks = index_range(0, 0);
        let frame = Some(super::OutcomeIx::at(self.machine.outcomes.len()));
        self.machine.outcomes.push(Outcome { choice, when, weight, links, marks, texts, set, detour, frame, next });
        Ok(())
    }

    fn add_cases(&mut self, cases: &[crate::NextCase]) -> BuildResult<IndexRange> {
        let first = self.machine.cases.len();
        for case in cases {
            let when = case.when.as_ref().map(|cond| self.add_cond(cond)).transpose()?;
            let to = self.build_goal(&case.to)?;
            self.machine.cases.push(Case { when, to });
        }
        Ok(index_range(first, self.machine.cases.len()))
    }

    fn build_goal(&self, target: &Target) -> BuildResult<Goal> {
        Ok(match target {
            Target::Again => Goal::Again,
            Target::Return => Goal::Return,
            Target::Node(id) => Goal::Node(self.names.node_index(id)?),
        })
    }

    /// Adds changes, and returns the range of their groups: one for each run of changes without a
    /// condition, and one for each condition.
    fn add_changes(&mut self, changes: &[crate::Change]) -> BuildResult<IndexRange> {
        let first = self.machine.groups.len();
        let is_conditional = |change: &crate::Change| matches!(change, crate::Change::When { .. });
        for run in changes.chunk_by(|one, other| !is_conditional(one) && !is_conditional(other)) {
            match run {
                [crate::Change::When { when, set }] => {
                    let when = self.add_cond(when)?;
                    let changes = self.add_simple_changes(set)?;
                    self.machine.groups.push(ChangeGroup { when: Some(when), changes });
                }
                simple => {
                    let changes = self.add_simple_changes(simple)?;
                    if !changes.is_empty() {
                        self.machine.groups.push(ChangeGroup { when: None, changes });
                    }
                }
            }
        }
        Ok(index_range(first, self.machine.groups.len()))
    }

    fn add_simple_changes(&mut self, changes: &[crate::Change]) -> BuildResult<IndexRange> {
        let first = self.machine.changes.len();
        for change in changes {
            if let Some(change) = self.slots.flatten_change(&self.names, change)? {
                if let Change::Add { site, .. } = change {
                    self.make_room(site);
                }
                self.machine.changes.push(change);
            }
        }
        Ok(index_range(first, self.machine.changes.len()))
    }

    fn add_texts(&mut self, blocks: &[Block]) -> BuildResult<IndexRange> {
        let first = self.machine.texts.len();
        if blocks.iter().any(|block| block.display_condition().is_nested()) {
            return Err(BuildError::NestedBlock);
        }
        let blocks = if self.keep.read_scope().text { blocks } else { &[] };
        for block in blocks {
            let mut when = Vec::new();
            for (cond, wanted) in block.display_condition().guards() {
                when.push((self.add_cond(cond)?, wanted));
            }
            let mut inline = Vec::new();
            for text in block.texts() {
                self.add_inline(text, &mut inline)?;
            }
            if !when.is_empty() || !inline.is_empty() {
                self.machine.texts.push(TextBlock { when, inline });
            }
        }
        Ok(index_range(first, self.machine.texts.len()))
    }

    /// Conditions inside text do not nest. If a story from elsewhere nests them, the inner ones are
    /// evaluated in place.
    fn add_inline(&mut self, text: &[Span], into: &mut Vec<EvaluatedCond>) -> BuildResult<()> {
        for part in text {
            if let Span::If { when, then, otherwise } = part {
                into.push(self.add_cond(when)?);
                self.add_inline(then, into)?;
                self.add_inline(otherwise, into)?;
            }
        }
        Ok(())
    }

    fn add_cond(&mut self, cond: &Cond) -> BuildResult<EvaluatedCond> {
        let node = self.build_expr(&cond.expr)?;
        let root = index_range(0, self.machine.conds.len()).end;
        self.machine.conds.push(node);
        self.make_room(cond.site);
        if let Some(slot) = self.machine.roots.get_mut(cond.site.0 as usize) {
            *slot = Some(root);
        }
        let entry = self.tests.add_tree(&self.machine.conds, self.slots.as_slice(), root);
        Ok(EvaluatedCond { site: cond.site, root, entry })
    }

    fn make_room(&mut self, site: SiteId) {
        let needed = site.0 as usize + 1;
        if self.machine.roots.len() < needed {
            self.machine.roots.resize(needed, None);
        }
    }

    fn finish(self) -> BuildResult<Machine> {
        let Self { keep, mut machine, slots, names, scenario, tests } = self;
        machine.principles = names.principle_list;
        machine.tests = tests.0;
        slots.into_machine(scenario, &mut machine);
        machine.flatten();
        if keep != Keep::All {
            machine.find_frames();
        }
        machine.find_live();
        machine.build_quick_forms();
        Ok(machine)
    }
}

/// Returns the odds of each outcome of a choice; `[otherwise]` gets the remainder.
fn outcome_weights(choice: &crate::Choice) -> BuildResult<Vec<Weight>> {
    let sure = Weight { numerator: 1, denominator: 1 };
    let chance_error = || BuildError::Chance(choice.id.clone());
    if !choice.outcomes.iter().any(|outcome| matches!(outcome.when, OutcomeWhen::Chance { .. })) {
        return Ok(vec![sure; choice.outcomes.len()]);
    }
    let mut remaining = sure;
    let mut weights = Vec::with_capacity(choice.outcomes.len());
    for outcome in &choice.outcomes {
        match outcome.when {
            OutcomeWhen::Chance { numerator, denominator } if 0 < numerator && 0 < denominator => {
                let weight = Weight::new(numerator.into(), denominator.into());
                remaining = remaining.minus(weight).ok_or_else(chance_error)?;
                weights.push(weight);
            }
            OutcomeWhen::Otherwise if 0 < remaining.numerator => {
                weights.push(remaining);
                remaining = Weight { numerator: 0, denominator: 1 };
            }
            OutcomeWhen::Always | OutcomeWhen::If(_) | OutcomeWhen::Chance { .. } | OutcomeWhen::Otherwise => {
                return Err(chance_error());
            }
        }
    }
    if remaining.numerator == 0 { Ok(weights) } else { Err(chance_error()) }
}

impl Weight {
    fn new(numerator: u64, denominator: u64) -> Self {
        let common = gcd(numerator, denominator).max(1);
        Self { numerator: numerator / common, denominator: denominator / common }
    }

    /// Subtracts `other`. Returns `None` if the result is negative or does not fit in 64 bits.
    fn minus(self, other: Self) -> Option<Self> {
        let common = gcd(self.denominator, other.denominator).max(1);
        let denominator = (self.denominator / common).checked_mul(other.denominator)?;
        let mine = self.numerator.checked_mul(denominator / self.denominator)?;
        let theirs = other.numerator.checked_mul(denominator / other.denominator)?;
        Some(Self::new(mine.checked_sub(theirs)?, denominator))
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
