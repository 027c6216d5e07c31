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
pub(crate) struct RunRequest {
    /// The scenario; the first one if absent.
    scenario: Option<String>,
    /// The seed for random outcomes and the order of choices.
    seed: u64,
    /// The run so far; absent if it has not begun.
    journey: Option<Journey>,
    /// The number of hints shown at the current moment.
    hints: u32,
    act: RunAction,
}

/// The requested action.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
enum RunAction {
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
pub(crate) struct PageView {
    version: u64,
    /// Increases when files were read again.
    saves: u64,
    title: String,
    language: Option<String>,
    /// `rtl` if its language is written from right to left, else `ltr`.
    direction: &'static str,
    scenarios: Vec<ScenarioTitle>,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// The findings, as HTML.
    findings: String,
    /// The reason why the page does not play the current files, as HTML.
    trouble: Option<String>,
    /// The files that were saved last.
    changed: Vec<String>,
    run: Option<RunView>,
}

#[derive(Debug, Serialize)]
struct ScenarioTitle {
    id: String,
    title: String,
}

/// A run, as the page shows and stores it.
#[derive(Debug, Serialize)]
struct RunView {
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
pub(crate) fn answer_run_request(content: &Content, ask: &RunRequest) -> PageView {
    let story = content.story.as_deref();
    let count_findings = |severity| content.count_findings(severity);
    PageView {
        version: content.version,
        saves: content.saves,
        title: story.map(|it| title_or_id(&it.pack.title, &it.pack.name)).unwrap_or_default(),
        direction: match story.and_then(|it| it.pack.language.as_deref()).is_some_and(is_right_to_left) {
            true => "rtl",
            false => "ltr",
        },
        language: story.and_then(|it| it.pack.language.clone()),
        scenarios: story.map(scenario_titles).unwrap_or_default(),
        errors: count_findings(Severity::Error),
        warnings: count_findings(Severity::Warning),
        notes: count_findings(Severity::Hint),
        findings: page::findings_html(content),
        trouble: page::trouble_message(content),
        changed: content.changed.iter().map(|file| scn_text::escape_line(file).into_owned()).collect(),
        run: story.and_then(|story| run(content, story, ask)),
    }
}

fn title_or_id(title: &str, id: &str) -> String {
    scn_text::sanitize_line(if title.is_empty() { id } else { title }).into_owned()
}

fn scenario_titles(story: &Story) -> Vec<ScenarioTitle> {
    story
        .scenarios
        .iter()
        .map(|it| ScenarioTitle { id: it.id.clone(), title: title_or_id(&it.title, &it.id) })
        .collect()
}

fn run(content: &Content, story: &Story, ask: &RunRequest) -> Option<RunView> {
    let find_scenario = |id: &str| story.scenarios.iter().find(|it| it.id == id);
    let requested_id = ask.scenario.as_deref();
    let first_scenario = || content.first.as_deref().and_then(find_scenario).or(story.scenarios.first());
    let scenario = requested_id.and_then(find_scenario).or_else(first_scenario)?;
    let missing_id = requested_id.filter(|id| *id != scenario.id);
    let playable = Playable::new(story, Some(&scenario.id)).ok()?;
    let mut notice = missing_id.map(|id| format!("The scenario “{id}” is no longer there, so here is another one."));
    let journey = ask.journey.as_ref().filter(|_| missing_id.is_none());
    let (session, shown) = perform_action(content, &playable, ask, journey, &mut notice);
    let journey = Journey::from_events(&playable, session.events());
    let path: Vec<String> =
        journey.path.iter().chain(journey.steps.iter().flat_map(|step| &step.path)).cloned().collect();
    Some(RunView {
        scenario: scenario.id.clone(),
        hints: shown.len(),
        here: path.last().cloned(),
        path,
        can_go_back: !journey.steps.is_empty(),
        more_hints: 0 < session.hints_left() && session.scene().ended.is_none(),
        html: page::scene_html(&session, &shown),
        journey,
        notice,
    })
}

/// Replays the run and performs the action. Returns the run and the hints shown at the current
/// moment.
fn perform_action<'p>(
    content: &Content,
    playable: &'p Playable<'p>,
    ask: &RunRequest,
    journey: Option<&Journey>,
    notice: &mut Option<String>,
) -> (Session<'p>, Vec<HintView>) {
    let start_session = || Session::start(playable, ask.seed, None);
    let Some(journey) = journey else {
        return (start_session(), Vec::new());
    };
    // A run of this same story cannot differ.
    let describe_changes = |departures: &[Departure]| {
        (journey.digest != playable.story().pack.digest)
            .then(|| page::describe_departures(playable, departures))
            .flatten()
    };
    let follow_journey = |journey: &Journey, hints: u32, notice: &mut Option<String>| {
        let (mut session, departures) = journey.replay_as_session(playable, ask.seed);
        *notice = describe_changes(&departures);
        // If the run no longer reaches the moment, the hints shown there are useless elsewhere.
        let cut = departures.iter().any(|it| matches!(it.change, Change::Choice(_) | Change::Chance));
        let hints = if cut { 0 } else { hints };
        let shown_hints: Vec<HintView> = (0..hints).map_while(|_| session.next_hint(None)).collect();
        (session, shown_hints)
    };
    match &ask.act {
        RunAction::Show => follow_journey(journey, ask.hints, notice),
        RunAction::Start => (start_session(), Vec::new()),
        RunAction::Hint => follow_journey(journey, ask.hints.saturating_add(1), notice),
        RunAction::Back => {
            let mut shorter = journey.clone();
            shorter.steps.pop();
            shorter.ending = None;
            follow_journey(&shorter, 0, notice)
        }
        RunAction::Choose { choice } => {
            let (mut session, shown) = follow_journey(journey, ask.hints, notice);
            match session.choose(choice, None) {
                Ok(_) => (session, Vec::new()),
                Err(error) => {
                    *notice = Some(page::not_possible(&session, &error));
                    (session, shown)
                }
            }
        }
        RunAction::From { place } => {
            let drawn = content.graphs.get(&playable.scenario().id);
            let graph_place = drawn.and_then(|drawn| drawn.places.iter().find(|it| it.id == *place));
            match graph_place.and_then(|found| found.run.as_deref()) {
                Some(steps) => (make_choices(start_session(), steps, notice), Vec::new()),
                None => {
                    let (session, shown) = follow_journey(journey, ask.hints, notice);
                    *notice = Some(format!("No run that is known comes to “{place}”."));
                    (session, shown)
                }
            }
        }
        RunAction::Run { steps } => match scn_run::parse_choices(&steps.join(",")) {
            Ok(steps) => {
                let to_journey_step = |it: scn_run::ScriptedChoice| JourneyStep {
                    choice: it.choice,
                    label: None,
                    outcome: it.outcome,
                    path: Vec::new(),
                };
                let steps: Vec<JourneyStep> = steps.into_iter().map(to_journey_step).collect();
                (make_choices(start_session(), &steps, notice), Vec::new())
            }
            Err(error) => {
                *notice = Some(error.to_string());
                follow_journey(journey, ask.hints, &mut None)
            }
        },
    }
}

/// Makes these choices in a run, as far as possible.
fn make_choices<'p>(mut session: Session<'p>, steps: &[JourneyStep], notice: &mut Option<String>) -> Session<'p> {
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
pub(crate) struct GraphRequest {
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
pub(crate) fn answer_graph_request(content: &Content, ask: &GraphRequest) -> GraphView {
    let Some(drawn) = content.graphs.get(&ask.scenario) else {
        return GraphView { svg: None, complete: false, places: Vec::new() };
    };
    let to_place = |it: &crate::graphs::GraphPlace| Place {
        id: it.id.clone(),
        title: title_or_id(&it.title, &it.id),
        choices: it.run.as_ref().map(Vec::len),
    };
    GraphView {
        svg: Some(drawn.svg.clone()),
        complete: drawn.complete,
        places: drawn.places.iter().map(to_place).collect(),
    }
}
