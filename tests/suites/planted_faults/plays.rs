//! Reports what random plays show of a scenario in the form of a proof that declares everything not
//! seen impossible, as common testing tools do.

use std::collections::{BTreeMap, BTreeSet};

use scn_prover::{Coverage, Entered, Level, Proof, StrayReturn, Trap, Witness};
use scn_story::{
    Bits, ChoiceIx, Machine, Moment, NodeIx, Observer, OutcomeIx, PrincipleIx, SiteId, Stacks, State, Step, Stop,
};
use scn_tests::random::Rng;

/// A play with this many choices is considered endless.
const LONGEST: usize = 500;

struct Plays<'m> {
    machine: &'m Machine,
    proof: Proof,
    dead_ends: BTreeSet<NodeIx>,
    no_outcomes: BTreeSet<ChoiceIx>,
    strays: BTreeSet<StrayReturn>,
    cut: BTreeSet<SiteId>,
    endless: BTreeSet<Vec<NodeIx>>,
    tested: BTreeSet<PrincipleIx>,
    stacks: Stacks,
}

impl<B: Bits> Observer<B> for Plays<'_> {
    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        let list = if held { &mut self.proof.observed_true } else { &mut self.proof.observed_false };
        list[site.0 as usize] = true;
    }

    fn change_saturated(&mut self, site: SiteId) {
        if self.machine.is_read_after(site) {
            self.cut.insert(site);
        }
    }
}

/// Plays this many times, with the same probability for each choice.
pub(crate) fn play_randomly(machine: &Machine, count: usize, rng: &mut Rng) -> Proof {
    let proof = Proof {
        complete: true,
        nodes: Entered::none(machine.node_count()),
        offered: vec![false; machine.choice_count()],
        locked: vec![false; machine.choice_count()],
        taken: vec![false; machine.outcome_count()],
        observed_true: vec![false; machine.site_count()],
        observed_false: vec![false; machine.site_count()],
        ..Proof::default()
    };
    let mut plays = Plays {
        machine,
        proof,
        dead_ends: BTreeSet::new(),
        no_outcomes: BTreeSet::new(),
        strays: BTreeSet::new(),
        cut: BTreeSet::new(),
        endless: BTreeSet::new(),
        tested: BTreeSet::new(),
        stacks: Stacks::new(),
    };
    for _ in 0..count {
        plays.play_once(rng);
    }
    plays.into_proof()
}

impl Plays<'_> {
    fn play_once(&mut self, rng: &mut Rng) {
        let machine = self.machine;
        let mut state: State<Vec<u64>> = machine.start(self);
        let mut nodes = Vec::new();
        let mut open = Vec::new();
        while nodes.len() < LONGEST {
            nodes.push(state.node);
            self.proof.nodes.enter(state.node, Witness::default());
            let step = match machine.moment(state.node) {
                Moment::Ending(_) => return,
                Moment::GoesOn => {
                    let stacks = std::mem::take(&mut self.stacks);
                    let step = machine.go_on(&state, self, &stacks);
                    self.stacks = stacks;
                    step
                }
                Moment::Choices => {
                    machine.offers(&state, &mut open, self);
                    let Some(choice) = rng.pick_one(&open).copied() else {
                        self.dead_ends.insert(state.node);
                        return;
                    };
                    open.iter().for_each(|choice| self.proof.offered[choice.index()] = true);
                    let Some(step) = self.make_choice(&state, &open, choice, rng) else { return };
                    step
                }
            };
            state = match step {
                Step::To(next) => next,
                Step::Stopped(Stop::Nowhere) => return,
                Step::Stopped(Stop::StrayReturn(of)) => {
                    self.strays.insert(of.map_or(StrayReturn::Node(state.node), StrayReturn::Outcome));
                    return;
                }
            };
        }
        let last: BTreeSet<NodeIx> = nodes.iter().skip(LONGEST / 2).copied().collect();
        self.endless.insert(last.into_iter().collect());
    }

    fn make_choice(
        &mut self,
        state: &State<Vec<u64>>,
        open: &[ChoiceIx],
        choice: ChoiceIx,
        rng: &mut Rng,
    ) -> Option<Step<Vec<u64>>> {
        let mut outcomes = Vec::new();
        self.note_tested(state, open);
        let chosen = self.machine.choose(state, open, choice, &mut outcomes, self);
        let Some(outcome) = rng.pick_one(&outcomes).copied() else {
            self.no_outcomes.insert(choice);
            return None;
        };
        self.proof.taken[outcome.index()] = true;
        let mut stacks = std::mem::take(&mut self.stacks);
        let step = self.machine.take_outcome(&chosen, outcome, &mut stacks, self);
        self.stacks = stacks;
        Some(step)
    }

    /// A player who sees the choices also sees which principles they concern.
    fn note_tested(&mut self, state: &State<Vec<u64>>, open: &[ChoiceIx]) {
        let mut sides: BTreeMap<PrincipleIx, [bool; 2]> = BTreeMap::new();
        let mut outcomes = Vec::new();
        for choice in open {
            self.machine.choose(state, open, *choice, &mut outcomes, &mut scn_story::Silent);
            for (principle, rating) in outcomes.iter().flat_map(|outcome| self.machine.outcome_links(*outcome)) {
                sides.entry(*principle).or_default()[usize::from(*rating < 0)] = true;
            }
        }
        self.tested
            .extend(sides.into_iter().filter(|(_, sides)| *sides == [true, true]).map(|(principle, _)| principle));
    }

    fn into_proof(self) -> Proof {
        let Self { machine, mut proof, .. } = self;
        let run = Witness::default;
        proof.dead_ends = self.dead_ends.into_iter().map(|node| (node, run())).collect();
        proof.no_outcomes = self.no_outcomes.into_iter().map(|choice| (choice, run())).collect();
        proof.stray_returns = self.strays.into_iter().map(|stray| (stray, run())).collect();
        proof.saturated = self.cut.into_iter().map(|site| (site, run())).collect();
        let to_trap =
            |nodes: Vec<NodeIx>| Trap { entry: nodes.first().copied().unwrap_or_default(), nodes, run: run() };
        proof.traps = self.endless.into_iter().map(to_trap).collect();
        proof.coverage = vec![Coverage::default(); machine.principles().len()];
        for at in 0..machine.outcome_count() {
            let level = if proof.taken[at] { Level::Reachable } else { Level::Linked };
            for (principle, _) in machine.outcome_links(OutcomeIx::at(at)) {
                let coverage_level = &mut proof.coverage[principle.index()].level;
                *coverage_level = level.max(*coverage_level);
            }
        }
        for principle in self.tested {
            let coverage_level = &mut proof.coverage[principle.index()].level;
            *coverage_level = if *coverage_level == Level::Reachable { Level::Tested } else { *coverage_level };
        }
        proof
    }
}
