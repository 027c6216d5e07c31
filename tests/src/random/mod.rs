//! Random small stories.
//!
//! Input: a seed. Output: a [`Story`] without errors that consists of one scenario with every
//! feature of the language that changes what can happen, and its source text. It is small enough to
//! be explored in full detail, and irregular enough to have dead ends, traps and unreachable parts.
//! This module does not know the compiler, the prover, or any randomness other than that of the
//! seed.

mod claims;
mod conds;
mod fill;
mod forms;
mod passages;
mod plan;
mod print;
mod rng;
mod shrink;
mod text;

pub use forms::{FORMS, FormCounts, change_sites, count_forms, target_sites};
pub use passages::{Passage, Place, passages, shared_sites};
pub use print::to_scn;
pub use rng::Rng;
pub use shrink::shrink_scenario;

use scn_story::{
    Ask, Cast, Choice, Ending, Principle, RunResult, Scenario, Situation, Story, Target, Variable, VariableKind,
};

use plan::{MOODS, Plan};

/// Returns the story of a seed, always the same. Its sites are numbered.
#[must_use]
pub fn random_story(seed: u64) -> Story {
    let mut rng = Rng::new(seed);
    let plan = Plan::new(&mut rng);
    of_plan(seed, rng, plan, false)
}

/// Returns the story of a seed including detours that can lead to a detour to the same situation.
#[must_use]
pub fn story_with_cycles(seed: u64) -> Story {
    let mut rng = Rng::new(seed);
    let plan = Plan::new(&mut rng);
    of_plan(seed, rng, plan, true)
}

/// Returns a story with more meters, of wider ranges, that change more often: hundreds to thousands
/// of states, most of them due to meters.
#[must_use]
pub fn story_of_meters(seed: u64) -> Story {
    let mut rng = Rng::new(seed);
    let plan = Plan::of_meters(&mut rng);
    of_plan(seed, rng, plan, false)
}

fn of_plan(seed: u64, mut rng: Rng, plan: Plan, with_cycles: bool) -> Story {
    let mut scenario = Scenario {
        id: "story".to_owned(),
        title: "A random story".to_owned(),
        brief: text::random_body(&mut rng, &plan, "brief"),
        covers: plan.principles.iter().filter(|_| rng.with_percent(30)).cloned().collect(),
        minutes: rng.with_percent(10).then_some(5),
        cast: vec![Cast { name: text::SPEAKER.to_owned(), who: "The one at the door".to_owned() }],
        variables: plan_variables(&mut rng, &plan),
        start: plan.rooms.first().map(|room| room.id.clone()).unwrap_or_default(),
        situations: (0..plan.rooms.len()).map(|at| fill::random_situation(&mut rng, &plan, at)).collect(),
        endings: plan_endings(&mut rng, &plan),
        ..Scenario::default()
    };
    if rng.with_percent(4) {
        scenario.start = conds::one_of(&mut rng, &plan.rooms.iter().map(|room| room.id.clone()).collect::<Vec<_>>());
    }
    // Shared texts, promises and tests have random generators of their own, so that changes to them
    // change no story otherwise.
    let mut texts_rng = Rng::new(seed ^ 0x7e47_5000_0000_0000);
    passages::share_texts(&mut texts_rng, &mut scenario);
    for situation in scenario.situations.iter_mut().filter(|it| !it.choices.is_empty()) {
        let text = text::plain_words("What would you have said?");
        situation.ask = texts_rng.with_percent(20).then(|| Ask { id: format!("words-{}", situation.id), text });
    }
    if !with_cycles {
        without_cycles(&mut scenario);
    }
    let mut rng = Rng::new(seed ^ 0xc1a1_5000_0000_0000);
    scenario.promises = claims::random_promises(&mut rng, &plan);
    scenario.tests = claims::random_tests(&mut rng, &plan, &scenario);
    scenario.number_sites();
    let principles = plan.principles.iter().map(|id| Principle {
        id: id.clone(),
        title: format!("Take {id}"),
        text: vec![scn_story::Block::Paragraph {
            when: scn_story::When::Always,
            text: text::plain_words("It is the least one can do."),
        }],
        source: None,
        weight: 1,
        from: None,
    });
    let mut story = Story { principles: principles.collect(), scenarios: vec![scenario], ..Story::default() };
    story.scn = story.least_version();
    story
}

fn plan_variables(rng: &mut Rng, plan: &Plan) -> Vec<Variable> {
    let mut variables = Vec::new();
    let mut add_variable = |id: &str, kind, shown: bool| {
        variables.push(Variable { id: id.to_owned(), title: format!("The {id}"), shown, kind });
    };
    for meter in &plan.meters {
        let start = rng.number_between(meter.low, meter.high);
        let shown = rng.with_percent(20);
        add_variable(&meter.id, VariableKind::Meter { low: meter.low, high: meter.high, start }, shown);
    }
    for flag in &plan.flags {
        let start = rng.with_percent(20);
        add_variable(flag, VariableKind::Flag { start }, rng.with_percent(15));
    }
    for mood in &plan.moods {
        let start = rng.pick_one(&MOODS).copied().unwrap_or_default().to_owned();
        let words = MOODS.iter().filter(|_| rng.with_percent(25));
        let words = words.map(|value| ((*value).to_owned(), format!("very {value}, or so"))).collect();
        let values = MOODS.map(str::to_owned).to_vec();
        add_variable(mood, VariableKind::State { values, words, start }, rng.with_percent(15));
    }
    variables
}

fn plan_endings(rng: &mut Rng, plan: &Plan) -> Vec<Ending> {
    let results = [RunResult::Passed, RunResult::Failed, RunResult::Mixed];
    let to_ending = |id: &String| Ending {
        id: id.clone(),
        title: format!("The {id} of it all"),
        result: *rng.pick_one(&results).expect("there are results"),
        body: text::random_body(rng, plan, id),
    };
    plan.endings.iter().map(to_ending).collect()
}

/// Removes detours that could lead to a detour to the same situation: `detour-cycle`, about which
/// nothing is proved.
fn without_cycles(scenario: &mut Scenario) {
    let targets: Vec<String> = scenario.situations.iter().map(|situation| situation.id.clone()).collect();
    for target in targets {
        let inside = reached_inside(scenario, &target);
        for situation in scenario.situations.iter_mut().filter(|situation| inside.contains(&situation.id)) {
            for outcome in situation.choices.iter_mut().flat_map(|choice: &mut Choice| &mut choice.outcomes) {
                outcome.detour.take_if(|detour| *detour == target);
            }
        }
    }
}

/// Returns whether a detour can lead to a detour to the same situation: `detour-cycle`, about which
/// nothing is proved.
#[must_use]
pub fn has_detour_cycle(scenario: &Scenario) -> bool {
    scenario.situations.iter().any(|target| {
        let inside = reached_inside(scenario, &target.id);
        let choices = scenario.situations.iter().filter(|it| inside.contains(&it.id)).flat_map(|it| &it.choices);
        choices.flat_map(|choice| &choice.outcomes).any(|outcome| outcome.detour.as_ref() == Some(&target.id))
    })
}

/// Returns the situations reached along `Next:` and `Detour:` lines from a situation, including
/// itself, up to a `return`.
fn reached_inside(scenario: &Scenario, target: &str) -> Vec<String> {
    let mut inside = vec![target.to_owned()];
    let mut position = 0;
    while let Some(id) = inside.get(position).cloned() {
        position += 1;
        let Some(situation) = scenario.situations.iter().find(|situation| situation.id == id) else { continue };
        for next in leads_to(situation) {
            if !inside.contains(&next) {
                inside.push(next);
            }
        }
    }
    inside
}

fn leads_to(situation: &Situation) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    let mut add_target = |target: &Target| match target {
        Target::Node(id) => targets.push(id.clone()),
        Target::Again | Target::Return => {}
    };
    situation.next.iter().for_each(|case| add_target(&case.to));
    for outcome in situation.choices.iter().flat_map(|choice| &choice.outcomes) {
        outcome.targets().for_each(&mut add_target);
        if let Some(detour) = &outcome.detour {
            add_target(&Target::Node(detour.clone()));
        }
    }
    targets
}
