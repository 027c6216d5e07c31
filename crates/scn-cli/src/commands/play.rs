//! `scn play`.

mod face;
mod stdio;

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use scn_prover::{Limits, Question, RunStep, prove};
use scn_records::{PackIdentity, StoreError};
use scn_report::quoted;
use scn_run::{
    Attempt, Finish, Journey, Log, Part, PlayError, Playable, Recorder, Recording, ResumedRun, ScriptedChoice, Session,
    Stamped, StartError, Stories, Versions, markdown_transcript, migrate_run, parse_choices, phrases, resume_run,
};
use scn_source::{Severity, nearest_name};
use scn_story::{Keep, Machine, NodeIx, Story};
use scn_terminal::screen::{Look, ScreenOptions};
use scn_terminal::{Options, ScenarioChoice, ask_scenario};

use super::{CheckMode, check_pack, explain_argument, only_pack, path_and_scenario, show_on_stderr, translate_only};
use crate::args::{Color, PlayArgs};
use crate::failure::{Failure, plain_reason};
use crate::fullscreen;
use crate::load::load_packs;
use crate::recording::{
    FoundRecords, LearnerRecords, Subject, checked_name, match_learner, open_store, records_path, store_failure,
};
use crate::save::{ensure_output_writable, save_output};
use crate::screen::{Screen, print, print_note};
use scn_text::wrap::prose;
pub(super) use stdio::run_stdio;
use stdio::{InputLines, RunOutput};

/// Set by Ctrl-C.
pub(super) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The number of states explored before a run: a player should not wait for a proof, and errors
/// that prevent playing need none.
const ENOUGH: u64 = 500_000;

/// The exit status after Ctrl-C, following the convention of shells.
pub(super) const STATUS_INTERRUPTED: u8 = 130;

/// Plays a scenario. Returns 1 if a choice of `--choices` is not available, or if the story cannot
/// be played.
pub(crate) fn run(args: &PlayArgs, color: Color) -> Result<u8, Failure> {
    let choices = checked_choices(args)?;
    let (path, scenario) = path_and_scenario(&args.path, &args.scenario);
    let explain_argument = |failure: Failure| explain_argument(failure, &args.path, path);
    let Some(story) = load_story(path, args.language.as_deref(), color).map_err(explain_argument)? else {
        return Ok(1);
    };
    let _speaking = phrases::speak_language_of(&story.story);
    let screen = Screen::stdout(color);
    // If the handler cannot be set, Ctrl-C still ends the run, only without the closing text.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst));
    let mut options = Options {
        width: screen.width,
        colour: screen.colour,
        plain: args.plain || screen.dumb || !screen.terminal || !screen.unicode,
        interactive: io::stdin().is_terminal() && !args.events,
        choices,
        keeps: kept_files(args),
        interrupt: Some(&INTERRUPTED),
    };
    let (mut input, mut output) = run_stdio();
    // With `--choices` the run is printed line by line, so that its result stays on the screen.
    let full = args.choices.is_none() && !args.plain && !args.group && !args.events && fullscreen::is_possible(screen);
    let setting = ScreenOptions {
        look: Look { colour: screen.colour, ascii: !screen.unicode },
        limits_off: args.no_time,
        notices: Vec::new(),
        keeps: kept_files(args),
    };
    let playable = match Playable::new(&story.story, scenario.or(story.only.as_deref())) {
        Err(StartError::Several { .. }) if full || options.interactive && screen.terminal => {
            match ask_which(&story.story, full.then_some(&setting), &options, (&mut input, &mut output))? {
                Ok(id) => Playable::new(&story.story, Some(&id)),
                Err(status) => return Ok(status),
            }
        }
        playable => playable,
    };
    let playable = playable.map_err(|error| cannot_start(&error, path, &story.story))?;
    if let Some(id) = &args.from {
        match shortest_run_to(&playable, id)? {
            Some(way) => options.choices = way,
            None => return Ok(1),
        }
    }
    let learner = args.learner.as_deref().map(checked_name).transpose()?;
    let run = Subject::Run {
        path: path.map(Path::to_owned),
        scenario: playable.scenario().id.clone(),
        db: args.records.db.clone(),
    };
    if full {
        return on_full_screen(args, &playable, (&run, &story), learner, &options.choices, &setting);
    }
    let begun = match &learner {
        Some(learner) => {
            let (begun, resume_note) = prepare_for_learner(args, &playable, (run, &story), learner, false)?;
            if args.events && !resume_note.is_empty() {
                // Standard output contains only lines of JSON.
                print_note(&resume_note);
            } else if !resume_note.is_empty() {
                print(&(prose(&resume_note, screen.width, "", "").join("\n") + "\n\n"))?;
            }
            begun
        }
        None => of_guest(args, &playable, (run, &story)),
    };
    let PreparedRun { session, mut records, attempt, confirmed } = begun;
    let recording = Recording::resume(&mut records, attempt, confirmed);
    let played = face::with_face(args, session, &options, recording, &mut input, &mut output);
    let finished = output.finish().map_err(PlayError::Write);
    let played = match played.and_then(|played| finished.map(|()| played)) {
        Ok(played) => played,
        Err(error) => return play_failure(error),
    };
    write_files(args, &playable, &played, &records)?;
    Ok(exit_status(&played.finish))
}

/// Checks options that need no story, and returns the choices of `--choices`.
fn checked_choices(args: &PlayArgs) -> Result<Vec<ScriptedChoice>, Failure> {
    if args.from.is_some() && args.learner.is_some() {
        return Err(Failure::new(
            "`--from` cannot be used with `--learner`: a run that starts in the middle contains choices that nobody made, so it is not recorded",
        )
        .with_help("leave out `--learner` to try the scenario from there, or `--from` to play it from its beginning"));
    }
    let choices = args.choices.as_deref().map(parse_choices).transpose();
    let choices = choices.map_err(|error| Failure::new(format!("--choices: {error}")))?.unwrap_or_default();
    for path in args.transcript.iter().chain(&args.save_journey) {
        ensure_output_writable(path)?;
    }
    Ok(choices)
}

/// Asks which scenario to play, on the full screen if `screen` is given. Returns its id, or the
/// exit status if none is to be played.
fn ask_which(
    story: &Story,
    screen: Option<&ScreenOptions>,
    options: &Options<'_>,
    (input, output): (&mut InputLines, &mut RunOutput),
) -> Result<Result<String, u8>, Failure> {
    if let Some(setting) = screen {
        let chosen = fullscreen::ask_scenario(story, setting, &INTERRUPTED)?;
        let status = if INTERRUPTED.load(Ordering::SeqCst) { STATUS_INTERRUPTED } else { 0 };
        return Ok(chosen.ok_or(status));
    }
    let asked = ask_scenario(story, options, input, output);
    output.finish().map_err(|error| Failure::new(error.to_string()))?;
    match asked {
        Ok(ScenarioChoice::Scenario(id)) => Ok(Ok(id)),
        Ok(ScenarioChoice::Stop(finish)) => Ok(Err(exit_status(&finish))),
        Err(error) => Err(Failure::new(error.to_string())),
    }
}

/// Reports that playing failed. Returns 1 if a choice of `--choices` is not available.
fn play_failure(error: PlayError) -> Result<u8, Failure> {
    match error {
        error @ (PlayError::Script { .. } | PlayError::Ambiguous { .. }) => {
            print_note(&format!("error: {error}"));
            Ok(1)
        }
        PlayError::Read(error) => Err(Failure::new(format!("standard input cannot be read: {}", plain_reason(&error)))),
        PlayError::Write(error) => {
            Err(Failure::new(format!("standard output cannot be written: {}", plain_reason(&error))))
        }
    }
}

/// Writes the requested files of a run.
fn write_files(
    args: &PlayArgs,
    playable: &Playable<'_>,
    played: &scn_run::PlayOutcome,
    records: &LearnerRecords<'_>,
) -> Result<(), Failure> {
    if let Some(path) = &args.transcript {
        let text = markdown_transcript(playable, &played.events, records.stories(), records.owner().learner_name());
        save_output(path, &text.map_err(|error| Failure::new(error.to_string()))?)?;
    }
    if let Some(path) = &args.save_journey {
        save_output(path, Journey::from_events(playable, &played.events).to_json())?;
    }
    Ok(())
}

/// Plays in full-screen mode, repeatedly if the learner asks for it. Files hold the last run.
fn on_full_screen(
    args: &PlayArgs,
    playable: &Playable<'_>,
    (run, found): (&Subject, &PlayableStory),
    mut learner: Option<String>,
    first: &[ScriptedChoice],
    setting: &ScreenOptions,
) -> Result<u8, Failure> {
    loop {
        let (begun, resume_note) = match &learner {
            Some(learner) => prepare_for_learner(args, playable, (run.clone(), found), learner, true)?,
            None => (of_guest(args, playable, (run.clone(), found)), String::new()),
        };
        let PreparedRun { mut session, mut records, attempt, confirmed } = begun;
        for (at, scripted) in first.iter().enumerate() {
            if let Err(error) = session.choose(&scripted.choice, scripted.outcome) {
                print_note(&format!("error: {}", PlayError::Script { number: at + 1, error }));
                return Ok(1);
            }
        }
        let messages = Some(resume_note).filter(|resume_note| !resume_note.is_empty()).into_iter().collect();
        let setting = ScreenOptions { notices: messages, ..setting.clone() };
        let recording = Recording::resume(&mut records, attempt, confirmed);
        let ended = fullscreen::play_on_screen(session, recording, setting, &INTERRUPTED)?;
        // A guest may have signed in under a name.
        learner = records.owner().learner_name().map(str::to_owned);
        write_files(args, playable, &ended.played, &records)?;
        if !ended.again {
            return Ok(exit_status(&ended.played.finish));
        }
    }
}

/// A run that is about to be played.
struct PreparedRun<'p> {
    session: Session<'p>,
    records: LearnerRecords<'p>,
    /// The id of its attempt.
    attempt: String,
    /// How many of its events are recorded.
    confirmed: usize,
}

impl<'p> PreparedRun<'p> {
    /// Records what is new from a position on.
    fn recorded(
        session: Session<'p>,
        mut records: LearnerRecords<'p>,
        attempt: String,
        from: usize,
    ) -> Result<Self, Failure> {
        let new = session.events().get(from..).unwrap_or_default();
        records.record_first(&attempt, from, new.into())?;
        let confirmed = session.events().len();
        Ok(Self { session, records, attempt, confirmed })
    }
}

/// A guest's run.
fn of_guest<'p>(
    args: &PlayArgs,
    playable: &'p Playable<'p>,
    (run, found): (Subject, &'p PlayableStory),
) -> PreparedRun<'p> {
    // A run that starts in the middle contains choices that nobody made, so it cannot be given a
    // name.
    let file = if args.from.is_some() { None } else { records_path(args.records.db.as_deref()).ok() };
    let mut records = LearnerRecords::guest(found.identity(), run, file);
    let attempt = records.begin(&Part::Scenario(playable.scenario().id.clone()));
    PreparedRun { session: Session::start(playable, chosen_seed(args), None), records, attempt, confirmed: 0 }
}

/// Returns the run that a learner resumes, or a new one, and the text to show before it. Errors
/// that prevent keeping the record are detected here, as far as possible.
fn prepare_for_learner<'p>(
    args: &PlayArgs,
    playable: &'p Playable<'p>,
    (run, found): (Subject, &'p PlayableStory),
    learner: &str,
    on_screen: bool,
) -> Result<(PreparedRun<'p>, String), Failure> {
    let place = records_path(args.records.db.as_deref())?;
    let mut store = open_store(&place)?;
    let to_failure = |error: &StoreError| store_failure(&place, error);
    let learner_match = match_learner(Some(store.as_ref()), learner).map_err(|error| to_failure(&error))?;
    let mut words = Vec::new();
    if on_screen {
        // Text printed before full-screen mode would only be seen after the run, when it no longer
        // applies.
        words.extend(learner_match.new_words());
    } else {
        learner_match.say_new();
    }
    let learner = learner_match.stored_name(learner);
    let found_records =
        FoundRecords::load_and_claim(store.as_mut(), &found.identity(), learner).map_err(|error| to_failure(&error))?;
    let part = Part::Scenario(playable.scenario().id.clone());
    let versions = Versions::new(playable.story(), &found_records.stories);
    let latest = versions.latest_attempt(&part, found_records.attempts.iter());
    let unfinished = latest.filter(|attempt| !attempt.log.is_over());
    let is_same_part = |left: &&Attempt| versions.current_part(left).is_some_and(|(now, _)| now == part);
    let resumable = if args.new || args.seed.is_some() {
        None
    } else {
        let same_part = unfinished.filter(is_same_part);
        if same_part.is_none() && unfinished.is_some() {
            words.push(phrases::resumed::ANOTHER_SCENARIO.text().to_owned());
        }
        same_part
    };
    let Some(left) = resumable else {
        let removed = versions.left_at_removed_part(&part, &found_records.attempts);
        words.extend(removed.map(|title| phrases::resumed::left_at_removed_part(&title)));
        let session = Session::start(playable, chosen_seed(args), Some(learner));
        let guest = LearnerRecords::guest(found.identity(), run, Some(place));
        let mut records = guest.of_learner(learner, store, found_records);
        let attempt = records.begin(&part);
        return Ok((PreparedRun::recorded(session, records, attempt, 0)?, words.join(" ")));
    };
    let picked = resume_attempt(playable, left, &found_records.stories, learner)?;
    if left.part != part {
        words.push(phrases::resumed::other_id(left.part.id()));
    }
    words.extend(phrases::resumed::run(&picked, playable, found_records.stories.get(&left.digest)));
    let (session, attempt) = (picked.session, left.id.clone());
    let from = session.recorded_before();
    let guest = LearnerRecords::guest(found.identity(), run, Some(place));
    let records = guest.of_learner(learner, store, found_records);
    Ok((PreparedRun::recorded(session, records, attempt, from)?, words.join(" ")))
}

/// Resumes an attempt at a scenario, which may have been made in an earlier version of it.
fn resume_attempt<'p>(
    playable: &'p Playable<'p>,
    left: &Attempt,
    stories: &Stories,
    learner: &str,
) -> Result<ResumedRun<'p>, Failure> {
    let events = match &left.log {
        Log::Scenario(events) => Stamped::events(events),
        Log::Lesson(_) | Log::Quiz(_) => Vec::new(),
    };
    let events = migrate_run(&events, playable.story(), stories);
    resume_run(playable, &events, Some(learner)).map_err(|error| {
        Failure::new(format!("the run that was left cannot be resumed: {error}"))
            .with_help("start a new run with `--new`")
    })
}

fn chosen_seed(args: &PlayArgs) -> u64 {
    args.seed.unwrap_or_else(any_seed)
}

/// Returns the choices of a shortest run to a situation or an ending; `None` after printing a
/// message if there is no such run.
fn shortest_run_to(playable: &Playable<'_>, id: &str) -> Result<Option<Vec<ScriptedChoice>>, Failure> {
    // Variables that only texts read do not affect where a run leads.
    let machine = Machine::new(playable.scenario(), Keep::Read).map_err(|error| Failure::new(error.to_string()))?;
    let node_ids = || (0..machine.node_count()).map(|node| machine.node_id(NodeIx::at(node)));
    let Some(node) = node_ids().position(|known| known == id) else {
        let scenario = &playable.scenario().id;
        let failure = Failure::new(format!("`{scenario}` has no situation or ending named `{id}`"));
        return Err(match nearest_name(id, node_ids()) {
            Some(near) => failure.with_help(format!("did you mean `{near}`?")),
            None => failure,
        });
    };
    let proof = prove(&machine, &Limits { states: ENOUGH, ..Limits::default() });
    let Some(run) = proof.nodes.run_to(NodeIx::at(node)) else {
        print_note(&match proof.excludes(Question::Enters(NodeIx::at(node))) {
            true => format!("error: no run reaches `{id}`"),
            false => format!("error: no run to `{id}` was found among the first {ENOUGH} states"),
        });
        return Ok(None);
    };
    let mut choices: Vec<ScriptedChoice> = Vec::new();
    for step in &run.steps() {
        match step {
            RunStep::Choose(choice) => {
                choices.push(ScriptedChoice { choice: machine.choice_id(*choice).to_owned(), outcome: None });
            }
            RunStep::Draw(outcome) => {
                if let Some(last) = choices.last_mut() {
                    last.outcome = Some(*outcome);
                }
            }
        }
    }
    Ok(Some(choices))
}

fn exit_status(finish: &Finish) -> u8 {
    match finish {
        Finish::Ended(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed => 0,
        Finish::Stopped(_) => 1,
        Finish::Interrupted => STATUS_INTERRUPTED,
    }
}

/// Names the files in which a run is kept, to show them to the learner.
fn kept_files(args: &PlayArgs) -> Option<String> {
    let transcript = args.transcript.as_ref().map(|path| format!("the transcript `{}`", path.display()));
    let journey = args.save_journey.as_ref().map(|path| format!("the journey `{}`", path.display()));
    match (transcript, journey) {
        (Some(transcript), Some(journey)) => Some(format!("{transcript} and {journey}")),
        (one, other) => one.or(other),
    }
}

/// Returns the failure for a scenario that cannot be started, with advice on how to name one.
fn cannot_start(error: &StartError, path: Option<&Path>, story: &Story) -> Failure {
    let failure = Failure::new(error.to_string());
    // The path as an argument, with a space before it.
    let place = path.map(|path| format!(" {}", quoted(&path.display().to_string()))).unwrap_or_default();
    match error {
        StartError::Several { known } => match known.first() {
            Some(first) => failure.with_help(format!("name one of them: `scn play{place} {first}`")),
            None => failure,
        },
        StartError::Unknown { asked, known } => {
            let failure = match path {
                Some(_) => failure,
                None => failure.with_prefix(&format!("there is no file or folder `{asked}`, and ")),
            };
            if story.lessons.iter().any(|lesson| lesson.id == *asked) {
                return failure.with_help(format!("it is a lesson, which `scn learn{place}` shows"));
            }
            if story.quizzes.iter().any(|quiz| quiz.id == *asked) {
                return failure.with_help(format!("it is a quiz, which `scn learn{place}` asks"));
            }
            match nearest_name(asked, known.iter().map(String::as_str)) {
                Some(near) => failure.with_help(format!("did you mean `{near}`?")),
                None => failure,
            }
        }
        StartError::None if !story.lessons.is_empty() || !story.quizzes.is_empty() => {
            failure.with_help(format!("`scn learn{place}` shows its lessons and quizzes"))
        }
        StartError::None | StartError::Broken { .. } => failure,
    }
}

pub(super) struct PlayableStory {
    pub(super) story: Story,
    /// The only scenario of the file that was named, if it has exactly one.
    only: Option<String>,
    /// The location of the pack; `None` for standard input.
    place: Option<String>,
}

impl PlayableStory {
    /// Returns the folder of the pack, or of the built file; `None` for standard input.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let place = Path::new(self.place.as_ref()?);
        let folder = if place.is_dir() { Some(place) } else { place.parent() };
        folder.map(Path::to_owned)
    }

    /// Returns the identity of the pack among records.
    pub(super) fn identity(&self) -> PackIdentity<'_> {
        PackIdentity::new(&self.story, self.place.as_deref())
    }
}

/// Returns the location of a path for a record: absolute, so that it means the same from any
/// folder.
fn absolute_path(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// Returns the story of a pack or of a built file; `None` after showing the errors if it cannot be
/// played.
pub(super) fn load_story(
    path: Option<&Path>,
    language: Option<&str>,
    color: Color,
) -> Result<Option<PlayableStory>, Failure> {
    if let Some(path) = path.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        if let Some(language) = language {
            return Err(Failure::new(format!(
                "`{}` is in one language, and cannot be shown in `{language}`",
                path.display()
            ))
            .with_help("build it with `--language`, or give the folder of the pack"));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
        let story = Story::from_json(&text).map_err(|error| Failure::new(format!("`{}`: {error}", path.display())))?;
        return Ok(Some(PlayableStory { story, only: None, place: Some(absolute_path(path)) }));
    }
    let paths: Vec<PathBuf> = path.iter().map(|path| path.to_path_buf()).collect();
    let mut loaded = load_packs(&paths)?;
    translate_only(&mut loaded, "played", language)?;
    let pack = only_pack(&loaded, "played")?;
    let only_file = loaded.only_named_file(pack);
    let checked = check_pack(&loaded, pack, CheckMode::with_text(Some(ENOUGH)), None);
    if !checked.is_playable() {
        show_on_stderr(&loaded, pack, &checked, &paths, color);
        print_note("it cannot be played: fix the errors first");
        return Ok(None);
    }
    match checked.count(Severity::Error) {
        0 => {}
        1 => print_note("note: this pack has 1 error; `scn check` shows it"),
        errors => print_note(&format!("note: this pack has {errors} errors; `scn check` shows them")),
    }
    let mut of_file = checked.scenarios.iter().filter(|scenario| only_file.is_some_and(|file| scenario.is_in(file)));
    let only_scenario = match (of_file.next(), of_file.next()) {
        (Some(scenario), None) => Some(scenario.id.clone()),
        (None, _) | (Some(_), Some(_)) => None,
    };
    Ok(Some(PlayableStory {
        story: checked.story,
        only: only_scenario,
        place: loaded.location(pack).map(|path| absolute_path(&path)),
    }))
}

/// Returns a random seed below 2^53, so that every JSON reader reads it exactly (RFC 8259, section
/// 6).
pub(crate) fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 11
}
