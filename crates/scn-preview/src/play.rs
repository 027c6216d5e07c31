//! The requests of the page and their answers: the run is replayed from what the page stores of it,
//! and continued.

use scn_run::{Change, Departure, HintView, Journey, JourneyStep, Playable, Session};
use scn_source::Severity;
use scn_story::{Story, is_right_to_left};
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::page;

/// A request about a run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// The scenario; the first one if absent.
    scenario: Option<String>,
    /// The seed for random outcomes and the order of choices.
    seed: u64,
    /// The run so far; absent if it has not begun.
    journey: Option<Journey>,
    /// The number of hints shown at the current moment.
    hints: u32,
    act: Act,
}

/// The requested action.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
enum Act {
    /// Only show the current state.
    Show,
    /// Begin a run.
    Start,
    Choose {
        choice: String,
    },
    /// Undo the last choice.
    Back,
    Hint,
    /// Play from a place of the graph, after a shortest run that enters it.
    From {
        place: String,
    },
    /// Play the run of a finding: choice ids, and `outcome N` after one with a random outcome.
    Run {
        steps: Vec<String>,
    },
}

/// Everything that the page shows, except the graph.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    version: u64,
    /// Increases when files were read again.
    saves: u64,
    title: String,
    language: Option<String>,
    /// `rtl` if its language is written from right to left, else `ltr`.
    direction: &'static str,
    scenarios: Vec<Titled>,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// The findings, as HTML.
    findings: String,
    /// The reason why the page does not play the current files, as HTML.
    trouble: Option<String>,
    /// The files that were saved last.
    changed: Vec<String>,
    run: Option<Run>,
}

#[derive(Debug, Serialize)]
struct Titled {
    id: String,
    title: String,
}

/// A run, as the page shows and stores it.
#[derive(Debug, Serialize)]
struct Run {
    scenario: String,
    journey: Journey,
    hints: usize,
    /// The current situation or ending.
    here: Option<String>,
    /// The situations and endings visited, in order.
    path: Vec<String>,
    can_go_back: bool,
    more_hints: bool,
    /// The text to read and the choices, as HTML.
    html: String,
    /// How the run differs from the requested one, or why the action was impossible, in words.
    notice: Option<String>,
}

/// Answers a request about a run.
pub(crate) fn play(content: &Content, ask: &Ask) -> View {
    let story = content.story.as_deref();
    let count = |severity| content.count(severity);
    View {
        version: content.version,
        saves: content.saves,
        title: story.map(|it| titled(&it.pack.title, &it.pack.name)).unwrap_or_default(),
        direction: match story.and_then(|it| it.pack.language.as_deref()).is_some_and(is_right_to_left) {
            true => "rtl",
            false => "ltr",
        },
        language: story.and_then(|it| it.pack.language.clone()),
        scenarios: story.map(scenarios).unwrap_or_default(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Hint),
        findings: page::findings(content),
        trouble: page::trouble(content),
        changed: content.changed.iter().map(|file| scn_text::named(file).into_owned()).collect(),
        run: story.and_then(|story| run(content, story, ask)),
    }
}

fn titled(title: &str, id: &str) -> String {
    scn_text::shown(if title.is_empty() { id } else { title }).into_owned()
}

fn scenarios(story: &Story) -> Vec<Titled> {
    story.scenarios.iter().map(|it| Titled { id: it.id.clone(), title: titled(&it.title, &it.id) }).collect()
}

fn run(content: &Content, story: &Story, ask: &Ask) -> Option<Run> {
    let known = |id: &str| story.scenarios.iter().find(|it| it.id == id);
    let asked = ask.scenario.as_deref();
    let first = || content.first.as_deref().and_then(known).or(story.scenarios.first());
    let scenario = asked.and_then(known).or_else(first)?;
    let gone = asked.filter(|id| *id != scenario.id);
    let playable = Playable::new(story, Some(&scenario.id)).ok()?;
    let mut notice = gone.map(|id| format!("The scenario “{id}” is no longer there, so here is another one."));
    let journey = ask.journey.as_ref().filter(|_| gone.is_none());
    let (session, shown) = act(content, &playable, ask, journey, &mut notice);
    let journey = Journey::of(&playable, session.events());
    let path: Vec<String> =
        journey.path.iter().chain(journey.steps.iter().flat_map(|step| &step.path)).cloned().collect();
    Some(Run {
        scenario: scenario.id.clone(),
        hints: shown.len(),
        here: path.last().cloned(),
        path,
        can_go_back: !journey.steps.is_empty(),
        more_hints: 0 < session.hints_left() && session.scene().ended.is_none(),
        html: page::scene(&session, &shown),
        journey,
        notice,
    })
}

/// Replays the run and performs the action. Returns the run and the hints shown at the current
/// moment.
fn act<'p>(
    content: &Content,
    playable: &'p Playable<'p>,
    ask: &Ask,
    journey: Option<&Journey>,
    notice: &mut Option<String>,
) -> (Session<'p>, Vec<HintView>) {
    let start = || Session::start(playable, ask.seed, None);
    let Some(journey) = journey else {
        return (start(), Vec::new());
    };
    // A run of this same story cannot differ.
    let told = |departures: &[Departure]| {
        (journey.digest != playable.story().pack.digest).then(|| page::departures(playable, departures)).flatten()
    };
    let along = |journey: &Journey, hints: u32, notice: &mut Option<String>| {
        let (mut session, departures) = journey.follow(playable, ask.seed);
        *notice = told(&departures);
        // If the run no longer reaches the moment, the hints shown there are useless elsewhere.
        let cut = departures.iter().any(|it| matches!(it.change, Change::Choice(_) | Change::Chance));
        let hints = if cut { 0 } else { hints };
        let shown: Vec<HintView> = (0..hints).map_while(|_| session.hint(None)).collect();
        (session, shown)
    };
    match &ask.act {
        Act::Show => along(journey, ask.hints, notice),
        Act::Start => (start(), Vec::new()),
        Act::Hint => along(journey, ask.hints.saturating_add(1), notice),
        Act::Back => {
            let mut shorter = journey.clone();
            shorter.steps.pop();
            shorter.ending = None;
            along(&shorter, 0, notice)
        }
        Act::Choose { choice } => {
            let (mut session, shown) = along(journey, ask.hints, notice);
            match session.choose(choice, None) {
                Ok(_) => (session, Vec::new()),
                Err(error) => {
                    *notice = Some(page::not_possible(&session, &error));
                    (session, shown)
                }
            }
        }
        Act::From { place } => {
            let drawn = content.graphs.get(&playable.scenario().id);
            let found = drawn.and_then(|drawn| drawn.places.iter().find(|it| it.id == *place));
            match found.and_then(|found| found.run.as_deref()) {
                Some(steps) => (made(start(), steps, notice), Vec::new()),
                None => {
                    let (session, shown) = along(journey, ask.hints, notice);
                    *notice = Some(format!("No run that is known comes to “{place}”."));
                    (session, shown)
                }
            }
        }
        Act::Run { steps } => match scn_run::parse_choices(&steps.join(",")) {
            Ok(steps) => {
                let step = |it: scn_run::Scripted| JourneyStep {
                    choice: it.choice,
                    label: None,
                    outcome: it.outcome,
                    path: Vec::new(),
                };
                let steps: Vec<JourneyStep> = steps.into_iter().map(step).collect();
                (made(start(), &steps, notice), Vec::new())
            }
            Err(error) => {
                *notice = Some(error.to_string());
                along(journey, ask.hints, &mut None)
            }
        },
    }
}

/// Makes these choices in a run, as far as possible.
fn made<'p>(mut session: Session<'p>, steps: &[JourneyStep], notice: &mut Option<String>) -> Session<'p> {
    for step in steps {
        if let Err(error) = session.choose(&step.choice, step.outcome) {
            *notice = Some(page::not_possible(&session, &error));
            break;
        }
    }
    session
}

/// A request about a graph.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskGraph {
    scenario: String,
}

/// A graph.
#[derive(Debug, Serialize)]
pub(crate) struct GraphView {
    /// The picture; absent while it is being drawn.
    svg: Option<String>,
    complete: bool,
    places: Vec<Place>,
}

/// A place of a graph.
#[derive(Debug, Serialize)]
struct Place {
    id: String,
    title: String,
    /// The minimum number of choices that lead to it; absent if no run is known to reach it.
    choices: Option<usize>,
}

/// Answers a request about a graph.
pub(crate) fn graph(content: &Content, ask: &AskGraph) -> GraphView {
    let Some(drawn) = content.graphs.get(&ask.scenario) else {
        return GraphView { svg: None, complete: false, places: Vec::new() };
    };
    let place = |it: &crate::graphs::Where| Place {
        id: it.id.clone(),
        title: titled(&it.title, &it.id),
        choices: it.run.as_ref().map(Vec::len),
    };
    GraphView {
        svg: Some(drawn.svg.clone()),
        complete: drawn.complete,
        places: drawn.places.iter().map(place).collect(),
    }
}
