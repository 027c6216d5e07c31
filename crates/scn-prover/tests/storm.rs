//! The chances of `scn stats` against Storm, a model checker (C. Hensel, S. Junges, J.-P. Katoen,
//! T. Quatmann and M. Volk, 'The probabilistic model checker Storm', 2022). Each story is also
//! written as a Markov chain in the language of PRISM, straight from its text, without this
//! project's machine.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_prover::{End, Limits, TextLengths, compute_stats};
use scn_story::{Keep, Machine};

mod story {
    pub(crate) use scn_story::*;
}
#[expect(dead_code, reason = "the builder serves all tests; this needs a part of it")]
#[path = "../../scn-story/src/machine/tests/builder.rs"]
mod builder;

use builder::*;
use story::{Change, Comparison, Expr, Operand, OutcomeWhen, Scenario, Target, VariableKind};

/// How close the numbers of Storm are; its precision is 1e-6 of a probability.
const STORM: f64 = 2e-6;

/// The Python of the environment in which `.ci/extras` installs Storm.
#[expect(clippy::disallowed_methods, reason = "a test finds the target folder")]
fn python() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| project.join("target"), |target| project.join(target));
    let python = target.join("storm/bin/python");
    let imported = Command::new(&python).args(["-c", "import stormpy"]).stderr(Stdio::null()).status();
    imported.is_ok_and(|status| status.success()).then_some(python)
}

/// The model of a story with meters, flags, conditions, `[once]` and chance. If several commands
/// are possible, each is equally likely, like choices on offer.
fn model_of(story: &Scenario) -> String {
    let ids = || story.situations.iter().map(|it| &it.id).chain(story.endings.iter().map(|it| &it.id));
    let place = |id: &str| ids().position(|other| other == id).expect("it is a situation or an ending");
    let (mut variables, mut commands) = (String::new(), String::new());
    for variable in &story.variables {
        let id = &variable.id;
        match &variable.kind {
            VariableKind::Meter { low, high, start } => writeln!(variables, "{id}: [{low}..{high}] init {start};"),
            VariableKind::Flag { start } => writeln!(variables, "{id}: bool init {start};"),
            VariableKind::State { .. } => unreachable!("these stories have none"),
        }
        .expect("a string takes everything");
    }
    for (at, situation) in story.situations.iter().enumerate() {
        for (number, choice) in situation.choices.iter().enumerate() {
            let mut guard = format!("place={at}");
            for condition in choice.when.iter().chain(&choice.needs) {
                write!(guard, " & {}", condition_words(&condition.expr)).expect("a string takes everything");
            }
            let mut always = String::new();
            if choice.once {
                let mark = format!("made{at}_{number}");
                writeln!(variables, "{mark}: bool init false;").expect("a string takes everything");
                write!(guard, " & !{mark}").expect("a string takes everything");
                always = format!(" & ({mark}'=true)");
            }
            let mut left = "1".to_owned();
            let mut ways = Vec::new();
            for outcome in &choice.outcomes {
                let odds = match outcome.when {
                    OutcomeWhen::Chance { numerator, denominator } => format!("{numerator}/{denominator}"),
                    OutcomeWhen::Otherwise => format!("({left})"),
                    OutcomeWhen::Always => "1".to_owned(),
                    OutcomeWhen::If(_) => unreachable!("these stories have none"),
                };
                write!(left, "-{odds}").expect("a string takes everything");
                let to = match outcome.next.first().map(|case| &case.to) {
                    Some(Target::Again) => at,
                    Some(Target::Node(id)) => place(id),
                    Some(Target::Return) | None => unreachable!("these stories have none"),
                };
                ways.push(format!("{odds}: (place'={to}){always}{}", changes_words(story, &outcome.set)));
            }
            writeln!(commands, "[] {guard} -> {};", ways.join(" + ")).expect("a string takes everything");
        }
    }
    let first = story.situations.len();
    let last = ids().count() - 1;
    let mut model = format!("dtmc\nmodule story\nplace: [0..{last}] init {};\n", place(&story.start));
    write!(model, "{variables}{commands}[] place>={first} -> true;\nendmodule\n").expect("a string takes everything");
    for ending in &story.endings {
        writeln!(model, "label \"{0}\" = place={1};", ending.id, place(&ending.id)).expect("a string takes everything");
    }
    model
}

fn condition_words(expr: &Expr) -> String {
    let joined = |parts: &[Expr], sign: &str| parts.iter().map(condition_words).collect::<Vec<_>>().join(sign);
    match expr {
        Expr::And(parts) => format!("({})", joined(parts, " & ")),
        Expr::Or(parts) => format!("({})", joined(parts, " | ")),
        Expr::Not(part) => format!("!({})", condition_words(part)),
        Expr::Flag(id) => id.clone(),
        Expr::Compare {
            left: Operand::Variable(id),
            is: Comparison::GreaterOrEqual,
            right: Operand::Number(number),
        } => {
            format!("({id}>={number})")
        }
        Expr::Compare { .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_)
        | Expr::At(_)
        | Expr::Ended
        | Expr::Result(_) => unreachable!("these stories have none: {expr:?}"),
    }
}

/// Each variable is changed at most once in these stories. A meter stays in its range.
fn changes_words(story: &Scenario, changes: &[Change]) -> String {
    let mut words = String::new();
    for change in changes {
        match change {
            Change::Add { variable: id, by, .. } => {
                let meter = story.variables.iter().find(|it| it.id == *id).map(|it| &it.kind);
                let Some(VariableKind::Meter { low, high, .. }) = meter else { unreachable!("{id} is a meter") };
                write!(words, " & ({id}'=max({low},min({high},{id}+({by}))))")
            }
            Change::Flag { variable: id, to } => write!(words, " & ({id}'={to})"),
            Change::Number { .. } | Change::State { .. } | Change::When { .. } => {
                unreachable!("these stories have none: {change:?}")
            }
        }
        .expect("a string takes everything");
    }
    words
}

/// A walk with loops: each choice raises a meter, or by chance lowers it.
fn walk(meters: usize, highest: i64) -> Scenario {
    let id = |at: usize| format!("m{at}");
    let lift = |at: usize| {
        let up = outcome("again").chance(at as u32 + 2, at as u32 + 5).set(add(&id(at), 1));
        choice(&format!("up{at}"), [up, outcome("again").otherwise().set(add(&id(at), -2))])
    };
    let high = Expr::And((0..meters).map(|at| at_least(&id(at), highest - 3)).collect());
    let ways_out = [to("claim", "good").when(high), to("leave", "bad").when(not(at_least("m0", highest - 2)))];
    let story = scenario([situation("hub", (0..meters).map(lift).chain(ways_out))], &["good", "bad"]);
    (0..meters).fold(story, |story, at| story.meter(&id(at), 0, highest, highest / 2))
}

/// A story drawn from a seed: three situations, a meter, a flag, marks and chance.
fn drawn(seed: u64) -> Scenario {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let places = ["a", "b", "c", "good", "bad", "again"];
    let situations = ["a", "b", "c"].map(|id| {
        let choices: Vec<_> = (0..2 + draw(3))
            .map(|number| {
                let mut outcomes = Vec::new();
                for odds in [draw(3), 0] {
                    let result = outcome(places[draw(6) as usize]);
                    let result = match draw(3) {
                        0 => result.set(add("m", draw(7) as i64 - 3)),
                        1 => result.set(yes("f")),
                        _ => result,
                    };
                    match (odds, outcomes.is_empty()) {
                        (0, true) => outcomes.push(result),
                        (0, false) => outcomes.push(result.otherwise()),
                        _ => outcomes.push(result.chance(odds as u32, 4)),
                    }
                    if odds == 0 {
                        break;
                    }
                }
                let made = choice(&format!("c{number}"), outcomes);
                let made = if draw(4) == 0 { made.once() } else { made };
                match draw(5) {
                    0 => made.when(at_least("m", draw(6) as i64)),
                    1 => made.needs(not(flag("f"))),
                    2 => made.when(Expr::Or(vec![flag("f"), not(at_least("m", 3))])),
                    _ => made,
                }
            })
            .collect();
        situation(id, choices)
    });
    scenario(situations, &["good", "bad"]).meter("m", 0, 5, 2).flag("f")
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn chances_are_those_that_storm_computes() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no stormpy in target/storm; `bash .ci/extras` installs it");
        return;
    };
    let mut stories: Vec<Scenario> = (0..60).map(drawn).collect();
    stories.extend([walk(2, 5), walk(2, 9), walk(3, 9), walk(4, 9)]);
    let models: Vec<String> = stories.iter().map(model_of).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/storm.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("it has an input");
    let text = models.join("%%\n");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).expect("it reads"));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("all was written");
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout).expect("it is text");
    let mut compared = 0;
    for line in output.lines() {
        let [number, ending, chance] = line.split(' ').collect::<Vec<_>>()[..] else { unreachable!("{line}") };
        let number: usize = number.parse().expect("a number");
        let expected: f64 = chance.parse().expect("a probability");
        let machine = Machine::new(&stories[number].clone().numbered(), Keep::Read).expect("the story is whole");
        let stats = compute_stats(&machine, &TextLengths::default(), &Limits::default());
        let is_ending = |end: &End| matches!(end, End::Ending(node) if machine.node_id(*node) == ending);
        let found = stats.ends.iter().find(|(end, _)| is_ending(end)).map(|(_, chance)| chance);
        let (value, error) = found.map_or((0.0, 0.0), |chance| (chance.value, chance.error));
        assert!((value - expected).abs() <= error + STORM, "{line}: {value} ± {error}\n{}", models[number]);
        assert!(error <= 1e-9, "{line}: ± {error}");
        compared += 1;
    }
    assert_eq!(compared, 2 * stories.len());
}
