//! Saved journeys: finds those of a pack, replays them, and reports differences.

use std::fs;
use std::path::Path;

use scn_compiler::{Checked, Rename, link_outside_pack, rename_of};
use scn_report::{TestKind, TestLine, TestResult};
use scn_run::{Change, ChooseError, Departure, Journey, JourneyEnding, Playable, RewordedStep, ScriptedChoice};
use scn_source::{Edit, FileId, Finding, Name, Place, RunStep, SourceFile, Sources, Span, nearest_name};

use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack};
use crate::packs;
use scn_text::{backquoted, listed};

/// The folder of a pack that holds its journeys.
pub(crate) const FOLDER: &str = "journeys";

/// Reads the journeys of a pack: the JSON files in its folder `journeys`, sorted. For a file that
/// is a pack of its own, the folder is next to the file. A symbolic link that leads out of the
/// pack's folder is reported and not read.
pub(crate) fn read(
    loaded: &mut Loaded,
    pack: &LoadedPack,
    findings: &mut Vec<Finding>,
) -> Result<Vec<FileId>, Failure> {
    let Some(first) = pack.input.manifest.or_else(|| pack.input.files.first().copied()) else { return Ok(Vec::new()) };
    let Some(folder) = loaded.folder_of(first).map(|folder| folder.join(FOLDER)) else { return Ok(Vec::new()) };
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::read(&folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let root = loaded.root_of(first).map(Path::to_owned).unwrap_or_default();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        if packs::leads_out(&root, &path) {
            let file = loaded.add_unread(&path, &root, &root);
            findings.push(link_outside_pack(Place { file, span: Span::empty(0) }, "this journey"));
        } else {
            files.push(loaded.read_beside(first, &path)?);
        }
    }
    Ok(files)
}

/// Replays the journeys of a pack. For a pack without a manifest, only journeys that were saved
/// from it count.
pub(crate) fn replay_journeys(
    loaded: &Loaded,
    pack: &LoadedPack,
    checked: &Checked,
    (files, only_named): (&[FileId], bool),
    findings: &mut Vec<Finding>,
    notes: &mut Vec<String>,
) -> Vec<TestLine> {
    let mut lines = Vec::new();
    for file in files {
        let Some(source) = loaded.sources.get(*file) else { continue };
        let journey = match Journey::from_json(source.text()) {
            Ok(journey) => journey,
            // What another pack's journey says is not known.
            Err(_) if pack.input.manifest.is_none() => continue,
            Err(error) => {
                findings.push(
                    journey_finding(
                        Place { file: *file, span: Span::empty(0) },
                        format!("this journey cannot be read: {error}"),
                    )
                    .with_help("save it again: play the run again with `scn play --save-journey`"),
                );
                lines.push(test_line(source, *file, "", TestResult::Failed));
                continue;
            }
        };
        if pack.input.manifest.is_none() && journey.pack != checked.story.pack.name {
            continue;
        }
        let journey_replay = JourneyReplay { source, file: *file, journey: &journey, checked };
        // With `--only-named`, only the scenarios of the named files were compiled.
        if only_named && journey_replay.scenario_place().is_none() && !loaded.is_named(pack, *file) {
            continue;
        }
        let (result, mut found) = journey_replay.compare();
        findings.append(&mut found);
        notes.extend(journey_replay.reworded_notes());
        lines.push(test_line(source, *file, &journey.scenario, result));
    }
    lines
}

fn journey_finding(place: Place, message: String) -> Finding {
    Finding::new(Name::TestFailed, place, message)
}

fn test_line(source: &SourceFile, file: FileId, scenario: &str, result: TestResult) -> TestLine {
    TestLine {
        kind: TestKind::Journey,
        title: source.path().to_owned(),
        scenario: scenario.to_owned(),
        place: Place { file, span: Span::new(0, source.text().len()) },
        result,
    }
}

struct JourneyReplay<'t> {
    source: &'t SourceFile,
    file: FileId,
    journey: &'t Journey,
    checked: &'t Checked,
}

impl JourneyReplay<'_> {
    fn compare(&self) -> (TestResult, Vec<Finding>) {
        let id = &self.journey.scenario;
        let Ok(playable) = Playable::new(&self.checked.story, Some(id)) else {
            if self.scenario_place().is_some() {
                // The scenario exists but has errors, which are reported already.
                return (TestResult::NotRun, Vec::new());
            }
            let scenario_ids = self.checked.scenarios.iter().map(|it| it.id.as_str());
            let help = match nearest_name(id, scenario_ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "delete the journey, or save another one".to_owned(),
            };
            let place = self.line_with("\"scenario\"", 0);
            return (
                TestResult::Failed,
                vec![
                    journey_finding(
                        place,
                        format!("this journey is of the scenario `{id}`, which is not in this pack"),
                    )
                    .with_help(help),
                ],
            );
        };
        let departures = self.journey.replay(&playable);
        let result = if departures.is_empty() { TestResult::Passed } else { TestResult::Failed };
        (result, departures.into_iter().map(|departure| self.departure_finding(departure)).collect())
    }

    /// Returns a note for each choice that is still valid but whose label has changed.
    fn reworded_notes(&self) -> Vec<String> {
        let Ok(playable) = Playable::new(&self.checked.story, Some(&self.journey.scenario)) else { return Vec::new() };
        let describe_rewording = |it: RewordedStep| {
            let choice = self.journey.steps.get(it.step).map(|step| step.choice.as_str()).unwrap_or_default();
            let path = self.source.path();
            format!("note: {path}: step {} `{choice}` read `{}`, and now reads `{}`", it.step + 1, it.was, it.is)
        };
        self.journey.reworded_steps(&playable).into_iter().map(describe_rewording).collect()
    }

    fn scenario_place(&self) -> Option<Place> {
        self.checked.scenarios.iter().find(|it| it.id == self.journey.scenario).map(|it| it.place)
    }

    fn departure_finding(&self, departure: Departure) -> Finding {
        let Departure { run, step, change } = departure;
        let at_step = match step.and_then(|number| Some((number, self.journey.steps.get(number)?))) {
            Some((number, step)) => format!("at step {} `{}` ", number + 1, step.choice),
            None => String::new(),
        };
        let message = match &change {
            Change::Choice(ChooseError::NotOnOffer { at, locked, on_offer, .. }) => {
                let availability = if *locked { "is locked now" } else { "is no longer on offer" };
                format!("{at_step}{availability} at `{at}`; {}", offered_text(on_offer))
            }
            Change::Choice(ChooseError::Over) => format!("{at_step}cannot be chosen: the run is over before that"),
            Change::Choice(ChooseError::Outcome { outcome, possible, .. }) => {
                let possible: Vec<String> = possible.iter().map(|number| format!("outcome {number}")).collect();
                format!("{at_step}can no longer have outcome {outcome}; it can have {}", quoted_list(&possible))
            }
            Change::Undecided { was, is } => undecided_message(&at_step, was, is.as_deref()),
            Change::UndecidedOutcome { was } => undecided_outcome_message(&at_step, was.as_deref()),
            Change::Chance => format!("{at_step}now has a random outcome, and the journey does not say which one"),
            Change::Path { was, is } if step.is_none() => {
                format!("the run now begins with {}, not with {}", quoted_list(is), quoted_list(was))
            }
            Change::Path { was, is } => {
                format!("{at_step}now leads to {}, not to {}", quoted_list(is), quoted_list(was))
            }
            Change::Ending { was, is } => {
                format!("the run now {}, and {}", ending_text(is.as_ref()), did_end(was.as_ref()))
            }
        };
        let place = match (&change, step) {
            (Change::Ending { .. }, _) => self.line_with("\"ending\"", 0),
            (_, Some(number)) => self.line_with("\"choice\"", number),
            (_, None) => self.line_with("\"path\"", 0),
        };
        let base_finding = journey_finding(place, format!("this journey no longer runs as it was saved: {message}"))
            .with_help("if the story is right, play the run again and save it with `scn play --save-journey`; if not, fix the story")
            .with_run(steps(run));
        match self.scenario_place() {
            Some(place) => base_finding.with_related(place, "the scenario of the journey"),
            None => base_finding,
        }
    }

    /// Returns the place of the line with a key, where `before` is the number of earlier
    /// occurrences of the key. Keys are found by plain text search, as ids contain no quotation
    /// marks.
    fn line_with(&self, key: &str, before: usize) -> Place {
        let text = self.source.text();
        let offset = text.match_indices(key).nth(before).map_or(0, |(at, _)| at);
        let line = self.source.line_span(self.source.line_index(Span::empty(offset).start));
        let words = self.source.slice(line);
        let blank = words.len() - words.trim_start().len();
        let start = line.start as usize + blank;
        Place { file: self.file, span: Span::new(start, start + words.trim().len()) }
    }
}

/// Returns the message for a step that may be another choice now.
fn undecided_message(at_step: &str, was: &str, is: Option<&str>) -> String {
    match (was, is) {
        ("", _) => format!(
            "{at_step}has an id derived from its label, the journey does not say what the label was, and the story has changed since then: it is unclear whether this is the choice that was made"
        ),
        (was, Some(is)) => format!(
            "{at_step}read `{was}`, and the choice with this id now reads `{is}`: it is unclear which choice was made"
        ),
        (was, None) => {
            format!("{at_step}read `{was}`, and now more than one choice does: it is unclear which choice was made")
        }
    }
}

/// Returns the message for a step whose outcome may be another one now.
fn undecided_outcome_message(at_step: &str, was: Option<&str>) -> String {
    match was {
        None => format!(
            "{at_step}had a random outcome, the journey does not say what its text was, and the story has changed since then: it is unclear which outcome was drawn"
        ),
        Some("") => format!("{at_step}had a random outcome without text: it is unclear which outcome that is now"),
        Some(was) => format!(
            "{at_step}had a random outcome with the text `{was}`, which was removed or reworded, or more than one has this text now: it is unclear which outcome was drawn"
        ),
    }
}

fn ending_text(ending: Option<&JourneyEnding>) -> String {
    match ending {
        Some(JourneyEnding { at, result }) => format!("ends at `{at}` ({})", result.as_str()),
        None => "does not end".to_owned(),
    }
}

fn did_end(ending: Option<&JourneyEnding>) -> String {
    match ending {
        Some(JourneyEnding { at, result }) => format!("ended at `{at}` ({})", result.as_str()),
        None => "had not ended".to_owned(),
    }
}

fn offered_text(ids: &[String]) -> String {
    match ids {
        [] => "nothing is on offer there".to_owned(),
        [only] => format!("only `{only}` is on offer there"),
        several => format!("the choices there are {}", quoted_list(several)),
    }
}

fn quoted_list(ids: &[String]) -> String {
    if ids.is_empty() { "nothing".to_owned() } else { listed(&backquoted(ids), "and") }
}

/// Returns a finding whose fix also renames in the journeys of the pack.
pub(crate) fn with_journey_edits(
    sources: &Sources,
    checked: &Checked,
    journeys: &[FileId],
    finding: &Finding,
) -> Finding {
    let mut out = finding.clone();
    let place = finding.place;
    let scenario = checked.scenarios.iter().rfind(|it| it.contains(place));
    for fix in &mut out.fixes {
        let Some(rename) = rename_of(sources, finding, fix) else { continue };
        for (id, file) in journeys.iter().filter_map(|id| Some((*id, sources.get(*id)?))) {
            let Ok(journey) = Journey::from_json(file.text()) else { continue };
            if rename.keyword != "Scenario" && scenario.is_none_or(|it| it.id != journey.scenario) {
                continue;
            }
            let places = name_spans(file.text(), &rename).into_iter().map(|span| Place { file: id, span });
            fix.edits.extend(places.map(|place| Edit { place, text: rename.new.clone() }));
        }
    }
    out
}

/// Returns the spans, without quotes, at which the text of a journey contains the old name.
pub(crate) fn name_spans(text: &str, rename: &Rename) -> Vec<Span> {
    let keys: &[&str] = match rename.keyword {
        "Choice" => &["choice"],
        "Situation" | "Ending" => &["path", "at"],
        "Scenario" => &["scenario"],
        _ => &[],
    };
    let quoted = format!("\"{}\"", rename.old);
    let key_before = |at: usize| {
        // The items of a list belong to the key of the list.
        let preceding = text.get(..at)?.trim_end();
        let list =
            preceding.rfind('[').filter(|open| preceding.get(*open..).is_some_and(|it| !it.contains([']', ':'])));
        let key_text = list.and_then(|open| preceding.get(..open)).unwrap_or(preceding);
        key_text.trim_end().strip_suffix(':')?.trim_end().strip_suffix('"')?.rsplit('"').next()
    };
    let named = text.match_indices(&quoted).filter(|(at, _)| key_before(*at).is_some_and(|key| keys.contains(&key)));
    named.map(|(at, _)| Span::new(at + 1, at + 1 + rename.old.len())).collect()
}

/// The run of a journey as findings name it.
fn steps(run: Vec<ScriptedChoice>) -> Vec<RunStep> {
    let steps = run.into_iter().flat_map(|ScriptedChoice { choice, outcome }| {
        std::iter::once(RunStep::Choose(choice)).chain(outcome.map(RunStep::Outcome))
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use scn_compiler::Rename;

    use super::name_spans;

    #[test]
    fn a_journey_names_things_by_its_keys() {
        let text = r#"{"scenario": "yes", "path": ["a", "yes"], "steps": [{"choice": "yes", "path": ["yes"]}],
            "ending": {"at": "yes", "result": "passed"}}"#;
        let count = |keyword| {
            let rename = Rename { keyword, old: "yes".to_owned(), new: "no".to_owned() };
            let spans = name_spans(text, &rename);
            assert!(spans.iter().all(|span| text.get(span.range()) == Some("yes")));
            spans.len()
        };
        assert_eq!((count("Choice"), count("Situation"), count("Ending"), count("Scenario")), (1, 3, 3, 1));
        assert_eq!(count("Flag"), 0);
    }
}
