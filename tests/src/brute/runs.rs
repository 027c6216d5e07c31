//! Lists all runs, as far as they can be listed, and has naive algorithms for questions about those
//! that cannot.
//!
//! This is written from the definitions of the numbers of `scn stats`: a run consists of the
//! choices made and the outcomes drawn at random; a player who chooses blindly makes each available
//! choice with the same probability; a score is the points earned divided by the points possible.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Outcome, RunResult, Scenario, SiteId};

use super::facts::{Pick, Run};
use super::names::{ChoiceName, Node, OutcomeName, find_node, find_outcome};
use super::state::State;
use super::step::{Event, Move, StepTarget, continue_without_choice, possible_moves, shown_choices, start_state};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finish<'a> {
    /// At an ending.
    Ending(&'a str),
    /// At a situation without an available choice.
    DeadEnd(&'a str),
    /// At a choice of which no outcome holds.
    NoOutcome(ChoiceName<'a>),
    /// After a situation, with nowhere to continue.
    Nowhere(&'a str),
}

/// The number of words of each part; any numbers will do.
pub trait WordCounts {
    /// The number of words of the brief.
    fn brief_words(&self) -> u64;
    /// The number of words of the body of a situation or ending.
    fn node_words(&self, id: &str) -> u64;
    /// The number of words of an outcome.
    fn outcome_words(&self, name: OutcomeName<'_>) -> u64;
    /// The number of words that depend on the condition at a site of a text; 0 for any other site.
    fn site_words(&self, site: SiteId, held: bool) -> u64;
    /// The number of words and characters of a label.
    fn label_size(&self, name: ChoiceName<'_>) -> (u64, u64);
}

/// A step with all details.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The steps with which a person would replay it; empty if the situation continues without a
    /// choice.
    pub picks: Vec<Pick<'a>>,
    /// The choice.
    pub choice: Option<ChoiceName<'a>>,
    /// The outcome.
    pub outcome: Option<OutcomeName<'a>>,
    /// Its probability for a player who chooses blindly.
    pub odds: f64,
    /// Its probability once the choice is made.
    pub draw: f64,
    /// The number of words shown.
    pub words: u64,
    /// The points earned and the points possible for each principle for which the available
    /// choices differ.
    pub points: BTreeMap<&'a str, (u64, u64)>,
    /// Where it leads.
    pub to: Result<usize, Finish<'a>>,
}

/// A moment with all details.
#[derive(Clone, Debug)]
pub struct DetailedMoment<'a> {
    /// Its position and everything that has happened.
    pub state: State<'a>,
    /// How a run ends here, if it does.
    pub finish: Option<Finish<'a>>,
    /// The possible next steps, in source order.
    pub steps: Vec<Step<'a>>,
}

/// Returns every moment in full detail, the start first, and the number of words before the first
/// moment; `None` if there are more than `most` moments.
#[must_use]
pub fn all_moments<'a>(
    scenario: &'a Scenario,
    weigh: &dyn WordCounts,
    most: usize,
) -> Option<(Vec<DetailedMoment<'a>>, u64)> {
    let (first, events) = start_state(scenario);
    let first_words = weigh.brief_words() + weigh.node_words(first.node) + conditional_words(&events, weigh);
    let mut numbers = BTreeMap::from([(first.clone(), 0)]);
    let mut states = vec![first];
    let mut places = Vec::new();
    while let Some(state) = states.get(places.len()).cloned() {
        let mut place = DetailedMoment { state: state.clone(), finish: None, steps: Vec::new() };
        for (step, to) in follow_moment(scenario, &state, weigh, &mut place.finish) {
            let target = match to {
                Ok(next) => {
                    let fresh = states.len();
                    let number = *numbers.entry(next.clone()).or_insert(fresh);
                    if number == fresh {
                        states.push(next);
                    }
                    Ok(number)
                }
                Err(finish) => Err(finish),
            };
            place.steps.push(Step { to: target, ..step });
        }
        places.push(place);
        if states.len() > most {
            return None;
        }
    }
    Some((places, first_words))
}

/// Counts the words of conditional texts. The two sides of one condition are evaluated one after
/// the other, and counted once.
fn conditional_words(events: &[Event<'_>], weigh: &dyn WordCounts) -> u64 {
    let mut counted = BTreeSet::new();
    let mut sum = 0;
    for event in events {
        if let Event::Judged(site, held) = event
            && counted.insert(*site)
        {
            sum += weigh.site_words(*site, *held);
        }
    }
    sum
}

type FollowedStep<'a> = Vec<(Step<'a>, Result<State<'a>, Finish<'a>>)>;

fn follow_moment<'a>(
    scenario: &'a Scenario,
    state: &State<'a>,
    weigh: &dyn WordCounts,
    finish: &mut Option<Finish<'a>>,
) -> FollowedStep<'a> {
    let situation = match find_node(scenario, state.node) {
        Node::Ending(ending) => {
            *finish = Some(Finish::Ending(&ending.id));
            return Vec::new();
        }
        Node::Situation(situation) => situation,
    };
    if situation.choices.is_empty() && !situation.next.is_empty() {
        let only_move = continue_without_choice(scenario, state);
        return vec![build_step(state, &only_move, (1.0, 1.0), 0, BTreeMap::new(), Vec::new(), weigh)];
    }
    let (shown, _) = shown_choices(&situation.choices, state);
    let labels = shown.iter().map(|it| weigh.label_size(it.name).0).sum::<u64>();
    let on_offer = shown.iter().filter(|it| !it.locked).count();
    if on_offer == 0 {
        *finish = Some(Finish::DeadEnd(&situation.id));
        return Vec::new();
    }
    let moves = possible_moves(scenario, state, &shown);
    let possible: Vec<&Outcome> =
        moves.iter().filter_map(|it| it.outcome).map(|it| find_outcome(scenario, it)).collect();
    let rating_of = |of: &Outcome, principle: &str| {
        of.links.iter().find(|link| link.principle == principle).map_or(0, |link| i64::from(link.rating))
    };
    let principles: BTreeSet<&'a str> = moves
        .iter()
        .filter_map(|it| it.outcome)
        .flat_map(|it| &find_outcome(scenario, it).links)
        .map(|link| link.principle.as_str())
        .collect();
    let to_step = |made: &Move<'a>| {
        let share = made.outcome.map_or(1.0, |name| outcome_probability(scenario, name));
        let mut points = BTreeMap::new();
        if let Some(name) = made.outcome {
            for principle in &principles {
                let all_ratings = || possible.iter().map(|it| rating_of(it, principle));
                let (low, high) = (all_ratings().min().unwrap_or(0), all_ratings().max().unwrap_or(0));
                if low < high {
                    let earned = rating_of(find_outcome(scenario, name), principle);
                    points.insert(*principle, (earned.abs_diff(low), high.abs_diff(low)));
                }
            }
        }
        let position = shown.iter().find(|it| Some(it.name) == made.choice).map_or(0, |it| it.at);
        let choose = made.choice.map(|name| Pick::Choose { at: position, name });
        let draw = made.outcome.filter(|_| made.drawn).map(|it| Pick::Draw(it.number));
        let picks = choose.into_iter().chain(draw).collect();
        build_step(state, made, (share / on_offer as f64, share), labels, points, picks, weigh)
    };
    moves.iter().map(to_step).collect()
}

fn build_step<'a>(
    state: &State<'a>,
    made: &Move<'a>,
    (odds, draw): (f64, f64),
    labels: u64,
    points: BTreeMap<&'a str, (u64, u64)>,
    picks: Vec<Pick<'a>>,
    weigh: &dyn WordCounts,
) -> (Step<'a>, Result<State<'a>, Finish<'a>>) {
    let target = match &made.to {
        StepTarget::Moment(next) => Ok(next.clone()),
        StepTarget::NoOutcome => Err(Finish::NoOutcome(made.choice.expect("only a choice has outcomes"))),
        StepTarget::StrayOutcome(_) | StepTarget::StraySituation(_) | StepTarget::Nowhere => {
            Err(Finish::Nowhere(state.node))
        }
    };
    let words = labels
        + made.outcome.map_or(0, |name| weigh.outcome_words(name))
        + target.as_ref().map_or(0, |next| weigh.node_words(next.node))
        + conditional_words(&made.events, weigh);
    let step = Step {
        picks,
        choice: made.choice,
        outcome: made.outcome,
        odds,
        draw,
        words,
        points,
        to: Err(Finish::Nowhere(state.node)),
    };
    (step, target)
}

/// Returns the probability of an outcome once its choice is made.
fn outcome_probability(scenario: &Scenario, name: OutcomeName<'_>) -> f64 {
    use scn_story::OutcomeWhen::{Always, Chance, If, Otherwise};
    let Node::Situation(situation) = find_node(scenario, name.of.situation) else { return 1.0 };
    let choice = situation.choices.iter().find(|it| it.id == name.of.choice).expect("the choice is there");
    let probability_of = |it: &Outcome| match it.when {
        Chance { numerator, denominator } => Some(f64::from(numerator) / f64::from(denominator)),
        Always | If(_) | Otherwise => None,
    };
    let drawn: Vec<f64> = choice.outcomes.iter().filter_map(probability_of).collect();
    if drawn.is_empty() {
        return 1.0;
    }
    probability_of(find_outcome(scenario, name)).unwrap_or_else(|| 1.0 - drawn.iter().sum::<f64>())
}

/// A complete run.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeRun<'a> {
    /// The choices made and outcomes drawn.
    pub run: Run<'a>,
    /// How it ends.
    pub finish: Finish<'a>,
    /// Its probability for a player who chooses blindly.
    pub odds: f64,
    /// The number of words shown, without those before the first moment.
    pub words: u64,
    /// For each principle, the points earned, the points possible, and the number of decisions that
    /// count.
    pub points: BTreeMap<&'a str, (u64, u64, u64)>,
    /// The principles faced.
    pub faced: BTreeSet<&'a str>,
}

/// Lists every run of a player for whom `takes` returns the choice made at a moment; where it
/// returns `None`, every choice is followed. Returns `None` if a run comes back to a moment, or if
/// there are more than `most` runs.
#[must_use]
pub fn list_runs<'a>(
    places: &[DetailedMoment<'a>],
    takes: &dyn Fn(usize) -> Option<ChoiceName<'a>>,
    most: usize,
) -> Option<Vec<WholeRun<'a>>> {
    let mut runs = Vec::new();
    let mut path = Path { at: vec![false; places.len()], steps: Vec::new() };
    walk_runs(places, 0, takes, most, &mut path, &mut runs).then_some(runs)
}

struct Path<'p, 'a> {
    at: Vec<bool>,
    steps: Vec<(usize, &'p Step<'a>)>,
}

fn walk_runs<'p, 'a>(
    places: &'p [DetailedMoment<'a>],
    at: usize,
    takes: &dyn Fn(usize) -> Option<ChoiceName<'a>>,
    most: usize,
    path: &mut Path<'p, 'a>,
    found: &mut Vec<WholeRun<'a>>,
) -> bool {
    if path.at[at] || found.len() > most {
        return false;
    }
    let place = &places[at];
    if let Some(finish) = place.finish {
        found.push(whole_run(places, path, finish, Some(&place.state), takes));
        return true;
    }
    path.at[at] = true;
    let taken = takes(at);
    for step in place.steps.iter().filter(|step| taken.is_none() || step.choice.is_none() || step.choice == taken) {
        path.steps.push((at, step));
        let fine = match step.to {
            Ok(next) => walk_runs(places, next, takes, most, path, found),
            Err(finish) => {
                found.push(whole_run(places, path, finish, None, takes));
                true
            }
        };
        path.steps.pop();
        if !fine {
            return false;
        }
    }
    path.at[at] = false;
    true
}

fn whole_run<'a>(
    places: &[DetailedMoment<'a>],
    path: &Path<'_, 'a>,
    finish: Finish<'a>,
    state: Option<&State<'a>>,
    takes: &dyn Fn(usize) -> Option<ChoiceName<'a>>,
) -> WholeRun<'a> {
    let mut run = Run::default();
    let (mut odds, mut words) = (1.0, 0);
    let mut points: BTreeMap<&'a str, (u64, u64, u64)> = BTreeMap::new();
    for (at, step) in &path.steps {
        run.choices += usize::from(step.choice.is_some());
        run.picks.extend(&step.picks);
        odds *= if takes(*at).is_some() { step.draw } else { step.odds };
        words += step.words;
        for (principle, (had, of)) in &step.points {
            let sum = points.entry(principle).or_default();
            *sum = (sum.0 + had, sum.1 + of, sum.2 + 1);
        }
    }
    debug_assert!(path.steps.len() <= places.len(), "no moment is come by twice");
    let faced = state.map(|state| state.faced.clone()).unwrap_or_default();
    WholeRun { run, finish, odds, words, points, faced }
}

/// Returns for each moment whether some steps lead from it to a moment for which `goal` is true.
#[must_use]
pub fn leads_to(places: &[DetailedMoment<'_>], goal: &dyn Fn(usize) -> bool) -> Vec<bool> {
    let mut leads: Vec<bool> = (0..places.len()).map(goal).collect();
    loop {
        let mut grown = false;
        for at in 0..places.len() {
            if !leads[at] && places[at].steps.iter().any(|step| step.to.is_ok_and(|next| leads[next])) {
                leads[at] = true;
                grown = true;
            }
        }
        if !grown {
            return leads;
        }
    }
}

/// Returns whether a run can repeat a moment and still reach an ending, and whether a run can
/// repeat a moment at all.
#[must_use]
pub fn can_repeat(places: &[DetailedMoment<'_>]) -> (bool, bool) {
    let out = leads_to(places, &|at| matches!(places[at].finish, Some(Finish::Ending(_))));
    let (mut ending, mut any) = (false, false);
    for at in 0..places.len() {
        let back = leads_to(places, &|other| other == at);
        if places[at].steps.iter().any(|step| step.to.is_ok_and(|next| back[next])) {
            any = true;
            ending |= out[at];
        }
    }
    (ending, any)
}

/// Returns the probability of each end, computed round by round until hardly any run that could
/// still end is left, and the probability that a run never ends.
#[must_use]
pub fn end_probabilities<'a>(places: &[DetailedMoment<'a>]) -> (BTreeMap<Finish<'a>, f64>, f64) {
    let is_stop = |at: usize| places[at].finish.is_some() || places[at].steps.iter().any(|step| step.to.is_err());
    let can_stop = leads_to(places, &is_stop);
    let mut ends: BTreeMap<Finish<'a>, f64> = BTreeMap::new();
    let mut current = vec![0.0; places.len()];
    current[0] = 1.0;
    loop {
        let mut next = vec![0.0; places.len()];
        for (at, share) in current.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            if !can_stop[at] {
                next[at] += share;
            }
            if let Some(finish) = places[at].finish {
                *ends.entry(finish).or_default() += share;
            }
            for step in places[at].steps.iter().filter(|_| can_stop[at]) {
                match step.to {
                    Ok(to) => next[to] += share * step.odds,
                    Err(finish) => *ends.entry(finish).or_default() += share * step.odds,
                }
            }
        }
        current = next;
        let unfinished: f64 = (0..places.len()).filter(|at| can_stop[*at]).map(|at| current[at]).sum();
        if unfinished < 1e-12 {
            return (ends, current.iter().sum());
        }
    }
}

/// Returns whether a run that reaches an ending and makes a decision that counts has a score above
/// `share` for a principle; with `less`, below it.
#[must_use]
pub fn some_beyond(places: &[DetailedMoment<'_>], principle: &str, share: f64, less: bool) -> bool {
    let sign = if less { -1.0 } else { 1.0 };
    let weight_of = |step: &Step<'_>| {
        let (had, of) = step.points.get(principle).copied().unwrap_or_default();
        sign * (had as f64 - share * of as f64)
    };
    let mut reached = vec![false; places.len()];
    let mut to_do = vec![0];
    while let Some(at) = to_do.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            to_do.extend(places[at].steps.iter().filter_map(|step| step.to.ok()));
        }
    }
    let mut best: Vec<Option<f64>> =
        places.iter().map(|it| matches!(it.finish, Some(Finish::Ending(_))).then_some(0.0)).collect();
    // A run without a repeated moment has fewer steps than there are moments. A sum that still
    // grows after this many rounds belongs to a cycle that gains.
    for round in 0..=places.len() {
        let mut improved = false;
        for at in (0..places.len()).filter(|at| reached[*at]) {
            for step in &places[at].steps {
                let Ok(Some(sum)) = step.to.map(|to| best[to].map(|behind| behind + weight_of(step))) else { continue };
                if best[at].is_none_or(|before| before + 1e-9 < sum) {
                    best[at] = Some(sum);
                    improved = true;
                }
            }
        }
        if !improved {
            break;
        }
        if round == places.len() {
            return true;
        }
    }
    best[0].is_some_and(|sum| 1e-9 < sum)
}

/// Returns the best result that a run reaches.
#[must_use]
pub fn best_result(scenario: &Scenario, places: &[DetailedMoment<'_>]) -> Option<RunResult> {
    let is_reached = |result: RunResult| {
        places.iter().any(|place| match find_node(scenario, place.state.node) {
            Node::Ending(ending) => ending.result == result,
            Node::Situation(_) => false,
        })
    };
    [RunResult::Passed, RunResult::Mixed, RunResult::Failed].into_iter().find(|result| is_reached(*result))
}

/// Returns every choice after which no run reaches this result, made where some run still did, and
/// whether this always holds. If the choice has several outcomes, the entry also names an outcome
/// and is about it alone.
#[must_use]
pub fn lost_choices<'a>(
    scenario: &'a Scenario,
    places: &[DetailedMoment<'a>],
    result: RunResult,
) -> BTreeMap<(ChoiceName<'a>, Option<OutcomeName<'a>>), bool> {
    let has_result = |at: usize| match find_node(scenario, places[at].state.node) {
        Node::Ending(ending) => ending.result == result,
        Node::Situation(_) => false,
    };
    let leads = leads_to(places, &has_result);
    let has_several = |name: &OutcomeName<'_>| outcome_count(scenario, name.of) > 1;
    let mut lost = BTreeSet::new();
    let mut still_possible = BTreeSet::new();
    for place in places.iter().zip(&leads).filter(|(_, leads)| **leads).map(|(place, _)| place) {
        for step in &place.steps {
            let Some(choice) = step.choice else { continue };
            let outcome = step.outcome.filter(has_several);
            if step.to.is_ok_and(|to| leads[to]) {
                still_possible.insert((choice, outcome));
                // Whatever the outcome, the choice has been made and nothing is lost.
                still_possible.insert((choice, None));
            } else {
                lost.insert((choice, outcome));
            }
        }
    }
    lost.into_iter().map(|name| (name, !still_possible.contains(&name))).collect()
}

/// Returns the number of outcomes of a choice.
#[must_use]
pub fn outcome_count(scenario: &Scenario, name: ChoiceName<'_>) -> usize {
    let Node::Situation(situation) = find_node(scenario, name.situation) else { return 0 };
    situation.choices.iter().find(|choice| choice.id == name.choice).map_or(0, |choice| choice.outcomes.len())
}
