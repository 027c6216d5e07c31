//! Random runs through scn's own protocol: each line in, and the lines that answer it.

use std::collections::BTreeMap;

use scn_run::{
    Ended, Event, Events, Part, Playable, Protocol, RecordError, RecordOwner, Recorder, Recording, Session, Stories,
    replay_run, resume_run,
};
use scn_tests::random::Rng;
use serde_json::{Value, json};

/// The most acts between a start, or a resumption, and the next.
const MOST_ACTS: usize = 25;

/// How often each thing happened.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Names a thing that happened.
pub(crate) fn count(counts: &mut Counts, what: impl Into<String>) {
    *counts.entry(what.into()).or_default() += 1;
}

/// Words that a learner may write: with white space around them, of both kinds of "trim"; many;
/// none.
const WRITTEN: [&str; 6] =
    ["I would wait.", "  \u{85}in\n two lines\u{3000}", "\u{feff}a mark", "", "   ", "größer 𝒜 \u{202e}\"\\"];

/// A recorder that keeps nothing and cannot fail, of a learner or of a guest.
struct Memory(RecordOwner);

impl Recorder for Memory {
    fn owner(&self) -> &RecordOwner {
        &self.0
    }

    fn begin(&mut self, _: &Part) -> String {
        "attempt".to_owned()
    }

    fn record(&mut self, _: &str, _: usize, _: Events<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    fn save_as(&mut self, _: &str) -> Result<(), RecordError> {
        Ok(())
    }

    fn can_save_as(&self) -> bool {
        false
    }

    fn resume_command(&self) -> Option<String> {
        None
    }

    fn attempts(&self) -> &[scn_run::Attempt] {
        &[]
    }

    fn stories(&self) -> &Stories {
        static NONE: Stories = Stories::new();
        &NONE
    }

    fn seed(&mut self) -> u64 {
        0
    }
}

/// The lines of a text, without what a page has no use for: the first and the last line, and the
/// act `save`, since a page keeps every event at once.
fn lines(text: &str) -> Vec<String> {
    let is_other =
        |line: &&str| !["hello", "finished"].iter().any(|kind| line.starts_with(&format!("{{\"message\":\"{kind}\"")));
    text.lines().filter(is_other).map(|line| line.replace(",\"save\"", "")).collect()
}

/// Chooses what to do at a scene.
fn random_act(rng: &mut Rng, session: &Session<'_>, counts: &mut Counts) -> Value {
    let scene = session.scene();
    let open: Vec<&str> = scene.on_offer().map(|view| view.id.as_str()).collect();
    let all: Vec<&str> = scene.choices.iter().map(|view| view.id.as_str()).collect();
    let pick = |rng: &mut Rng, ids: &[&str]| rng.pick_one(ids).copied().unwrap_or("nothing-here").to_owned();
    match rng.weighted_index(&[50, 10, 6, 9, 10, 5, 3, 1, 3, 5, 4]) {
        0 => json!({"do": "choose", "choice": pick(rng, &open)}),
        1 => json!({"do": "hint"}),
        2 => json!({"do": "hint", "choice": pick(rng, &all)}),
        3 => match rng.number_below(12) {
            0 => json!({"do": "write", "words": "ä".repeat(9_999 + rng.number_below(3))}),
            at => json!({"do": "write", "words": WRITTEN[at % WRITTEN.len()]}),
        },
        4 => json!({"do": "undo"}),
        5 => {
            let voted_on = if rng.with_percent(90) { &open } else { &all };
            let mut count_votes = |id: &&str| ((*id).to_owned(), u32::try_from(rng.number_below(3)).unwrap_or(0));
            let votes: BTreeMap<String, u32> = voted_on.iter().map(&mut count_votes).collect();
            json!({"do": "vote", "votes": votes})
        }
        6 => json!({"do": "show"}),
        7 => json!({"do": "leave"}),
        8 => json!({"do": "choose", "choice": if rng.with_percent(50) { pick(rng, &all) } else { "ä".repeat(50) }}),
        9 => {
            count(counts, "an outcome that is selected");
            json!({"do": "choose", "choice": pick(rng, &open), "outcome": 1 + rng.number_below(3)})
        }
        _ => {
            let timed: Vec<&str> = scene.on_offer().filter(|it| it.after.is_some()).map(|it| it.id.as_str()).collect();
            let choice = if rng.with_percent(80) && !timed.is_empty() { pick(rng, &timed) } else { pick(rng, &open) };
            json!({"do": "choose", "choice": choice, "timed": true})
        }
    }
}

/// Plays from a state of a run on. Returns it as data, and the events then.
fn play_part(
    rng: &mut Rng,
    session: Session<'_>,
    recorder: &mut Memory,
    how: &str,
    counts: &mut Counts,
) -> (Value, Vec<Event>) {
    let mut protocol = Protocol::new(session, Recording::resume(recorder, "attempt".to_owned(), 0), None, 0);
    let begin = lines(&protocol.opening_lines());
    let mut acts = Vec::new();
    while acts.len() < MOST_ACTS && protocol.awaits_line() {
        let act = random_act(rng, protocol.session(), counts);
        let mut answer = protocol.answer_line(act.to_string().as_bytes(), true);
        let is_left = !protocol.awaits_line() && act["do"] == "leave";
        let refused = answer.starts_with("{\"error\"");
        count(counts, format!("{}{}", act["do"].as_str().unwrap_or_default(), if refused { " refused" } else { "" }));
        if is_left {
            answer.push_str(&protocol.closing_lines(false).0);
        }
        acts.push(json!([act, lines(&answer)]));
        if is_left {
            break;
        }
    }
    let end = json!(protocol.session().scene().ended);
    (json!({"how": how, "begin": begin, "acts": acts, "end": end}), protocol.events().to_vec())
}

/// Plays a run of a scenario, in one part or in several. Returns it as data.
pub(crate) fn random_run(rng: &mut Rng, playable: &Playable<'_>, counts: &mut Counts) -> Value {
    let seed = if rng.with_percent(10) { rng.next_bits() | 1 << 63 } else { rng.next_bits() >> 11 };
    let learner = rng.with_percent(40).then(|| "Thandi \"T\" Ndlovu".to_owned());
    let mut recorder = Memory(learner.clone().map_or(RecordOwner::Guest, RecordOwner::Learner));
    let mut parts = Vec::new();
    let session = Session::start(playable, seed, learner.as_deref());
    let (part, mut events) = play_part(rng, session, &mut recorder, "start", counts);
    parts.push(part);
    for _ in 0..rng.number_below(3) {
        let record = cut_record(rng, &events);
        let (how, session) = if rng.with_percent(60) || !can_be_replayed(&record) {
            ("resume", resume_run(playable, &record, learner.as_deref()).map(|it| it.session))
        } else {
            ("replay", replay_run(playable, &record, learner.as_deref()))
        };
        let lines: Vec<String> = record.iter().map(|event| serde_json::to_string(event).expect("it is data")).collect();
        let Ok(session) = session else {
            count(counts, format!("{how} refused"));
            parts.push(json!({"how": how, "record": lines, "refused": true}));
            break;
        };
        count(counts, how);
        let (mut part, later) = play_part(rng, session, &mut recorder, how, counts);
        part["record"] = json!(lines);
        parts.push(part);
        events = later;
    }
    for event in &events {
        if let Event::Ended(ended) = event {
            count(counts, format!("ended: {}", how_ended(ended)));
        }
        for (what, happened) in [
            ("a choice by the clock", matches!(event, Event::Chosen { timed: true, .. })),
            ("a hint about a choice", matches!(event, Event::Hinted { choice: Some(_), .. })),
            ("resumed", matches!(event, Event::Resumed { .. })),
            ("a locked choice", matches!(event, Event::Shown { locked, .. } if !locked.is_empty())),
        ] {
            if happened {
                count(counts, what);
            }
        }
    }
    json!({"seed": seed.to_string(), "learner": learner, "parts": parts})
}

/// Returns a record up to some act of the learner, often all of it.
fn cut_record(rng: &mut Rng, events: &[Event]) -> Vec<Event> {
    let is_caused = |event: &Event| {
        matches!(event, Event::Shown { .. } | Event::Resolved { .. } | Event::Ended(_) | Event::Started { .. })
    };
    let acts: Vec<usize> = (0..events.len()).filter(|at| !is_caused(&events[*at])).collect();
    let cut = rng.pick_one(&acts).copied().filter(|_| rng.with_percent(50)).unwrap_or(events.len());
    events[..cut].to_vec()
}

/// Returns whether a replay shows the same values as changed: scn compares them with those before
/// an undone choice, and the page with those before the choices that count.
fn can_be_replayed(record: &[Event]) -> bool {
    let last = record.iter().rfind(|event| matches!(event, Event::Chosen { .. } | Event::Undone { .. }));
    !matches!(last, Some(Event::Undone { .. }))
}

fn how_ended(ended: &Ended) -> &'static str {
    match ended {
        Ended::Ending { .. } => "ending",
        Ended::DeadEnd { .. } => "dead-end",
        Ended::NoOutcome { .. } => "no-outcome",
        Ended::Loop { .. } => "loop",
        Ended::Nowhere { .. } => "nowhere",
        Ended::Left { .. } => "left",
    }
}
