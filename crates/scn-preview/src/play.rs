//! The requests of the page about a run, and their answers. The run is replayed from what the page
//! stores of it, and then continues by the lines of [`scn_run::wire`], as with `scn play --events`.
//! `README.md` describes both.

use scn_run::{Change, Debrief, Departure, Journey, Playable, Protocol, Recording, ScriptedChoice, Session, Text};
use scn_story::Story;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::changes::describe_departures;
use crate::content::Content;
use crate::page::{PageView, ShownPart};
use crate::shown::{sanitize_text, sanitize_value, shown_json, shown_title};

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
    /// Lines of the wire protocol, carried out in order until one is refused.
    lines: Vec<Value>,
}

/// A run, as the page shows and stores it.
#[derive(Debug, Serialize)]
pub(crate) struct RunView {
    scenario: String,
    journey: Journey,
    /// The cast in the order in which it is introduced, which determines the colours of speakers.
    cast: Vec<String>,
    /// The label of the last choice, which a page that was loaded anew has not shown.
    chosen: Option<Text>,
    /// The lines of the wire protocol: the opening, then the hints shown, then the answers.
    lines: Vec<Value>,
    /// What only the author sees: all values, and why each choice is on offer or not.
    inspection: Value,
    /// How the run differs from the requested one, in words.
    notice: Option<String>,
}

/// Answers a request about a run.
pub(crate) fn answer_run_request(content: &Content, ask: &RunRequest) -> PageView {
    let run = content.story.as_deref().and_then(|story| continue_run(content, story, ask));
    let missing_id = ask.scenario.as_ref().filter(|_| run.is_none() && content.story.is_some());
    let notice = missing_id.map(|id| format!("The scenario “{id}” is no longer there."));
    PageView::new(content, run.map(ShownPart::Run), notice)
}

fn continue_run(content: &Content, story: &Story, ask: &RunRequest) -> Option<RunView> {
    let find_scenario = |id: &str| story.scenarios.iter().find(|it| it.id == id);
    let requested_id = ask.scenario.as_deref();
    let first_scenario = || content.first.as_deref().and_then(find_scenario).or(story.scenarios.first());
    let scenario = requested_id.and_then(find_scenario).or_else(first_scenario)?;
    let missing_id = requested_id.filter(|id| *id != scenario.id);
    let playable = Playable::new(story, Some(&scenario.id)).ok()?;
    let journey = ask.journey.as_ref().filter(|_| missing_id.is_none());
    let (session, departures) = match journey {
        Some(journey) => journey.replay_as_session(&playable, ask.seed),
        None => (Session::start(&playable, ask.seed, None), Vec::new()),
    };
    // A run of this same story cannot differ.
    let changed_story = journey.is_some_and(|journey| journey.digest != story.pack.digest);
    let notice = match missing_id {
        Some(id) => Some(format!("The scenario “{id}” is no longer there, so here is another one.")),
        None if changed_story => describe_departures(&playable, &departures),
        None => None,
    };
    // A line was meant for the moment that the page shows. If the run no longer reaches it, or its
    // scenario is gone, the line means nothing here.
    let is_there = missing_id.is_none() && !departures.iter().any(is_cut);
    let (hints, requests) = if is_there { (ask.hints, ask.lines.as_slice()) } else { (0, [].as_slice()) };
    let (lines, events, inspection) = speak(session, hints, requests);
    let debrief = Debrief::from_events(&playable, &events, None).ok();
    let chosen = debrief.as_ref().and_then(|it| it.decisions.last()).map(|it| sanitize_text(it.chosen_label()));
    Some(RunView {
        scenario: scenario.id.clone(),
        journey: Journey::from_events(&playable, &events),
        cast: playable.scenario().cast.iter().map(|it| scn_text::sanitize_lines(&it.name).into_owned()).collect(),
        chosen,
        lines,
        inspection,
        notice: notice.map(|words| scn_text::sanitize_lines(&words).into_owned()),
    })
}

/// Returns whether the replay had to stop before the moment that the page shows.
fn is_cut(departure: &Departure) -> bool {
    matches!(
        departure.change,
        Change::Choice(_) | Change::Chance | Change::Undecided { .. } | Change::UndecidedOutcome { .. }
    )
}

/// Opens a run at its current moment, shows its hints again, and carries out lines until one is
/// refused. Returns the lines to the page, the events of the run, and what only the author sees.
fn speak(session: Session<'_>, hints: u32, requests: &[Value]) -> (Vec<Value>, Vec<scn_run::Event>, Value) {
    let hints = session.hints_left().min(usize::try_from(hints).unwrap_or(usize::MAX));
    let mut protocol = Protocol::new(session, Recording::none(), None, 0);
    let mut lines = read_lines(&protocol.opening_lines());
    let hint = json!({"do": "hint"});
    for request in std::iter::repeat_n(&hint, hints).chain(requests) {
        let answer = read_lines(&protocol.answer_line(request.to_string().as_bytes(), true));
        let is_refused = answer.iter().any(|line| line.get("error").is_some());
        lines.extend(answer);
        if is_refused {
            break;
        }
    }
    let inspection = shown_json(&protocol.session().inspect());
    (lines, protocol.events().to_vec(), inspection)
}

/// Parses lines of the wire protocol, and replaces the characters in them that may not be shown,
/// which the protocol leaves to the front end.
fn read_lines(text: &str) -> Vec<Value> {
    let mut lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    lines.iter_mut().for_each(sanitize_value);
    lines
}

/// Returns the lines of the wire protocol that make these choices.
pub(crate) fn choice_lines(choices: &[ScriptedChoice]) -> Vec<Value> {
    let to_line = |it: &ScriptedChoice| match it.outcome {
        Some(outcome) => json!({"do": "choose", "choice": it.choice, "outcome": outcome}),
        None => json!({"do": "choose", "choice": it.choice}),
    };
    choices.iter().map(to_line).collect()
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
    /// The lines of a shortest run that enters it; absent if no run is known to reach it.
    run: Option<Vec<Value>>,
}

/// Answers a request about a graph.
pub(crate) fn answer_graph_request(content: &Content, ask: &GraphRequest) -> GraphView {
    let Some(drawn) = content.graphs.get(&ask.scenario) else {
        return GraphView { svg: None, complete: false, places: Vec::new() };
    };
    let to_place = |it: &crate::graphs::GraphPlace| Place {
        id: it.id.clone(),
        title: shown_title(&it.title, &it.id),
        run: it.run.as_deref().map(choice_lines),
    };
    GraphView {
        svg: Some(drawn.svg.clone()),
        complete: drawn.complete,
        places: drawn.places.iter().map(to_place).collect(),
    }
}
