//! `scn play`.

mod face;

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use scn_prover::{Limits, RunStep, prove};
use scn_records::{PackIdentity, StoreError};
use scn_report::quoted;
use scn_run::{
    Attempt, Finish, Journey, Log, Part, PlayError, Playable, Recorder, Recording, Scripted, Session, Stamped,
    StartError, Versions, carried_run, parse_choices, phrases, pick_up, transcript,
};
use scn_source::{Severity, nearest};
use scn_story::{Keep, Machine, NodeIx, Story};
use scn_terminal::screen::{Look, Setting};
use scn_terminal::{Options, ScenarioPick, ask_scenario};

use super::{check_pack, only_pack, path_and_scenario, show_on_stderr};
use crate::args::{Color, PlayArgs};
use crate::failure::{Failure, reason};
use crate::fullscreen;
use crate::load::load;
use crate::recording::{FoundRecords, LearnerRecords, Subject, checked_name, open, place, trouble, who};
use crate::save::{probe_output, save_output};
use crate::screen::{Screen, print, tell};
use scn_text::wrap::prose;

/// Set by Ctrl-C.
pub(super) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How often a wait for input checks whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

/// The maximum number of bytes of a line that are read at once.
const PIECE: u64 = 1 << 16;

/// The number of states explored before a run: a player should not wait for a proof, and errors
/// that prevent playing need none.
const ENOUGH: u64 = 500_000;

/// The exit status after Ctrl-C, following the convention of shells.
pub(super) const STATUS_INTERRUPTED: u8 = 130;

/// Plays a scenario. Returns 1 if a choice of `--choices` is not available, or if the story cannot
/// be played.
pub(crate) fn run(args: &PlayArgs, color: Color) -> Result<u8, Failure> {
    let choices = args.choices.as_deref().map(parse_choices).transpose();
    let choices = choices.map_err(|error| Failure::new(format!("--choices: {error}")))?.unwrap_or_default();
    for path in args.transcript.iter().chain(&args.save_journey) {
        probe_output(path)?;
    }
    let (path, scenario) = path_and_scenario(&args.path, &args.scenario);
    // The argument may have been meant as a path.
    let told = |failure: Failure| match &args.path {
        Some(word) if path.is_none() => {
            failure.behind(&format!("there is no file or folder `{}`, nor a scenario here: ", word.display()))
        }
        Some(_) | None => failure,
    };
    let Some(story) = story(path, color).map_err(told)? else { return Ok(1) };
    let screen = Screen::stdout(color);
    // If the handler cannot be set, Ctrl-C still ends the run, only without the closing text.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst));
    let mut options = Options {
        width: screen.width,
        colour: screen.colour,
        plain: args.plain || screen.dumb || !screen.terminal || !screen.unicode,
        interactive: io::stdin().is_terminal() && !args.events,
        choices,
        keeps: kept(args),
        interrupt: Some(&INTERRUPTED),
    };
    let mut input = Lines::new();
    // With `--choices` the run is printed line by line, so that its result stays on the screen.
    let full = args.choices.is_none() && !args.plain && !args.group && !args.events && fullscreen::is_possible(screen);
    let setting = Setting {
        look: Look { colour: screen.colour, ascii: !screen.unicode },
        limits_off: args.no_time,
        told: Vec::new(),
        keeps: kept(args),
    };
    let playable = match Playable::new(&story.story, scenario.or(story.only.as_deref())) {
        Err(StartError::Several { .. }) if full => {
            match fullscreen::ask_scenario(&story.story, &setting, &INTERRUPTED)? {
                Some(id) => Playable::new(&story.story, Some(&id)),
                None if INTERRUPTED.load(Ordering::SeqCst) => return Ok(STATUS_INTERRUPTED),
                None => return Ok(0),
            }
        }
        Err(StartError::Several { .. }) if options.interactive && screen.terminal => {
            match ask_scenario(&story.story, &options, &mut input, &mut io::stdout().lock()) {
                Ok(ScenarioPick::Scenario(id)) => Playable::new(&story.story, Some(&id)),
                Ok(ScenarioPick::Stop(finish)) => return Ok(status(&finish)),
                Err(error) => return Err(Failure::new(error.to_string())),
            }
        }
        playable => playable,
    };
    let playable = playable.map_err(|error| cannot_start(&error, path))?;
    if let Some(id) = &args.from {
        match way_to(&playable, id)? {
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
            let (begun, told) = of_learner(args, &playable, (run, &story), learner, false)?;
            if args.events && !told.is_empty() {
                // Standard output contains only lines of JSON.
                tell(&told);
            } else if !told.is_empty() {
                print(&(prose(&told, screen.width, "", "").join("\n") + "\n\n"))?;
            }
            begun
        }
        None => of_guest(args, &playable, (run, &story)),
    };
    let Begun { session, mut records, attempt, confirmed } = begun;
    let recording = Recording::resume(&mut records, attempt, confirmed);
    let played = match face::with_face(args, session, &options, recording, &mut input, &mut io::stdout().lock()) {
        Ok(played) => played,
        Err(error @ (PlayError::Script { .. } | PlayError::Ambiguous { .. })) => {
            tell(&format!("error: {error}"));
            return Ok(1);
        }
        Err(PlayError::Read(error)) => {
            return Err(Failure::new(format!("standard input cannot be read: {}", reason(&error))));
        }
        Err(PlayError::Write(error)) => {
            return Err(Failure::new(format!("standard output cannot be written: {}", reason(&error))));
        }
    };
    write_files(args, &playable, &played, &records)?;
    Ok(status(&played.finish))
}

/// Writes the requested files of a run.
fn write_files(
    args: &PlayArgs,
    playable: &Playable<'_>,
    played: &scn_run::Played,
    records: &LearnerRecords<'_>,
) -> Result<(), Failure> {
    if let Some(path) = &args.transcript {
        let text = transcript(playable, &played.events, records.stories(), records.owner().learner());
        save_output(path, &text.map_err(|error| Failure::new(error.to_string()))?)?;
    }
    if let Some(path) = &args.save_journey {
        save_output(path, Journey::of(playable, &played.events).to_json())?;
    }
    Ok(())
}

/// Plays in full-screen mode, repeatedly if the learner asks for it. Files hold the last run.
fn on_full_screen(
    args: &PlayArgs,
    playable: &Playable<'_>,
    (run, found): (&Subject, &Found),
    mut learner: Option<String>,
    first: &[Scripted],
    setting: &Setting,
) -> Result<u8, Failure> {
    loop {
        let (begun, told) = match &learner {
            Some(learner) => of_learner(args, playable, (run.clone(), found), learner, true)?,
            None => (of_guest(args, playable, (run.clone(), found)), String::new()),
        };
        let Begun { mut session, mut records, attempt, confirmed } = begun;
        for (at, scripted) in first.iter().enumerate() {
            if let Err(error) = session.choose(&scripted.choice, scripted.outcome) {
                tell(&format!("error: {}", PlayError::Script { number: at + 1, error }));
                return Ok(1);
            }
        }
        let told = Some(told).filter(|told| !told.is_empty()).into_iter().collect();
        let setting = Setting { told, ..setting.clone() };
        let recording = Recording::resume(&mut records, attempt, confirmed);
        let ended = fullscreen::play(session, recording, setting, &INTERRUPTED)?;
        // A guest may have signed in under a name.
        learner = records.owner().learner().map(str::to_owned);
        write_files(args, playable, &ended.played, &records)?;
        if !ended.again {
            return Ok(status(&ended.played.finish));
        }
    }
}

/// A run that is about to be played.
struct Begun<'p> {
    session: Session<'p>,
    records: LearnerRecords<'p>,
    /// The id of its attempt.
    attempt: String,
    /// How many of its events are recorded.
    confirmed: usize,
}

impl<'p> Begun<'p> {
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
fn of_guest<'p>(args: &PlayArgs, playable: &'p Playable<'p>, (run, found): (Subject, &'p Found)) -> Begun<'p> {
    let mut records = LearnerRecords::guest(found.identity(), run, place(args.records.db.as_deref()).ok());
    let attempt = records.begin(&Part::Scenario(playable.scenario().id.clone()));
    Begun { session: Session::start(playable, seed(args), None), records, attempt, confirmed: 0 }
}

/// Returns the run that a learner resumes, or a new one, and the text to show before it. Errors
/// that prevent keeping the record are detected here, as far as possible.
fn of_learner<'p>(
    args: &PlayArgs,
    playable: &'p Playable<'p>,
    (run, found): (Subject, &'p Found),
    learner: &str,
    on_screen: bool,
) -> Result<(Begun<'p>, String), Failure> {
    let place = place(args.records.db.as_deref())?;
    let mut store = open(&place)?;
    let told = |error: &StoreError| trouble(&place, error);
    let who = who(Some(store.as_ref()), learner).map_err(|error| told(&error))?;
    let mut words = Vec::new();
    if on_screen {
        // Text printed before full-screen mode would only be seen after the run, when it no longer
        // applies.
        words.extend(who.new_words());
    } else {
        who.say_new();
    }
    let learner = who.name(learner);
    let found_records = FoundRecords::take(store.as_mut(), &found.identity(), learner).map_err(|error| told(&error))?;
    let part = Part::Scenario(playable.scenario().id.clone());
    let latest = found_records.attempts.iter().rev().find(|attempt| attempt.part == part);
    let left = latest.filter(|attempt| !attempt.log.is_over());
    let versions = Versions::new(playable.story(), &found_records.stories);
    let is_same = |left: &&Attempt| versions.part_now(left).is_some_and(|(now, _)| now == part);
    let left = if args.new || args.seed.is_some() || args.from.is_some() {
        None
    } else {
        let same = left.filter(is_same);
        if same.is_none() && left.is_some() {
            words.push(phrases::resumed::ANOTHER_SCENARIO.to_owned());
        }
        same
    };
    let events = |attempt: &Attempt| match &attempt.log {
        Log::Scenario(events) => Stamped::events(events),
        Log::Lesson(_) | Log::Quiz(_) => Vec::new(),
    };
    let Some(left) = left else {
        let session = Session::start(playable, seed(args), Some(learner));
        let guest = LearnerRecords::guest(found.identity(), run, Some(place));
        let mut records = guest.of_learner(learner, store, found_records);
        let attempt = records.begin(&part);
        return Ok((Begun::recorded(session, records, attempt, 0)?, words.join(" ")));
    };
    let events = carried_run(&events(left), playable.story(), &found_records.stories);
    let picked = pick_up(playable, &events, Some(learner)).map_err(|error| {
        Failure::new(format!("the run that was left cannot be gone on with: {error}")).help("begin anew with `--new`")
    })?;
    words.extend(phrases::resumed::run(&picked, playable, found_records.stories.get(&left.digest)));
    let (session, attempt) = (picked.session, left.id.clone());
    let from = session.kept_before();
    let guest = LearnerRecords::guest(found.identity(), run, Some(place));
    let records = guest.of_learner(learner, store, found_records);
    Ok((Begun::recorded(session, records, attempt, from)?, words.join(" ")))
}

fn seed(args: &PlayArgs) -> u64 {
    args.seed.unwrap_or_else(any_seed)
}

/// Returns the choices of a shortest run to a situation or an ending; `None` after printing a
/// message if there is no such run.
fn way_to(playable: &Playable<'_>, id: &str) -> Result<Option<Vec<Scripted>>, Failure> {
    // Variables that only texts read do not affect where a run leads.
    let machine = Machine::new(playable.scenario(), Keep::Read).map_err(|error| Failure::new(error.to_string()))?;
    let ids = || (0..machine.node_count()).map(|node| machine.node_id(NodeIx::at(node)));
    let Some(node) = ids().position(|known| known == id) else {
        let scenario = &playable.scenario().id;
        let failure = Failure::new(format!("`{scenario}` has no situation or ending named `{id}`"));
        return Err(match nearest(id, ids()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure,
        });
    };
    let proof = prove(&machine, &Limits { states: ENOUGH, ..Limits::default() });
    let Some(run) = proof.nodes.run_to(NodeIx::at(node)) else {
        tell(&match proof.complete {
            true => format!("error: no run comes to `{id}`"),
            false => format!("error: no run to `{id}` was found among the first {ENOUGH} states"),
        });
        return Ok(None);
    };
    let mut way: Vec<Scripted> = Vec::new();
    for step in &run.steps {
        match step {
            RunStep::Choose(choice) => {
                way.push(Scripted { choice: machine.choice_id(*choice).to_owned(), outcome: None });
            }
            RunStep::Draw(outcome) => {
                if let Some(last) = way.last_mut() {
                    last.outcome = Some(*outcome);
                }
            }
        }
    }
    Ok(Some(way))
}

fn status(finish: &Finish) -> u8 {
    match finish {
        Finish::Ended(_) | Finish::Quit | Finish::EndOfInput | Finish::Closed => 0,
        Finish::Stopped(_) => 1,
        Finish::Interrupted => STATUS_INTERRUPTED,
    }
}

/// Names the files in which a run is kept, to show them to the learner.
fn kept(args: &PlayArgs) -> Option<String> {
    let transcript = args.transcript.as_ref().map(|path| format!("the transcript `{}`", path.display()));
    let journey = args.save_journey.as_ref().map(|path| format!("the journey `{}`", path.display()));
    match (transcript, journey) {
        (Some(transcript), Some(journey)) => Some(format!("{transcript} and {journey}")),
        (one, other) => one.or(other),
    }
}

/// Returns the failure for a scenario that cannot be started, with advice on how to name one.
fn cannot_start(error: &StartError, path: Option<&Path>) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        StartError::Several { known } => match known.first() {
            Some(first) => {
                let path = path.map(|path| quoted(&path.display().to_string()) + " ").unwrap_or_default();
                failure.help(format!("name one of them: `scn play {path}{first}`"))
            }
            None => failure,
        },
        StartError::Unknown { asked, known } => {
            let failure = match path {
                Some(_) => failure,
                None => failure.behind(&format!("there is no file or folder `{asked}`, and ")),
            };
            match nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure,
            }
        }
        StartError::None | StartError::Broken { .. } => failure,
    }
}

pub(super) struct Found {
    pub(super) story: Story,
    /// The only scenario of the file that was named, if it has exactly one.
    only: Option<String>,
    /// The location of the pack; `None` for standard input.
    place: Option<String>,
}

impl Found {
    /// Returns the identity of the pack among records.
    pub(super) fn identity(&self) -> PackIdentity<'_> {
        PackIdentity::new(&self.story, self.place.as_deref())
    }
}

/// Returns the location of a path for a record: absolute, so that it means the same from any
/// folder.
fn absolute(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// Returns the story of a pack or of a built file; `None` after showing the errors if it cannot be
/// played.
pub(super) fn story(path: Option<&Path>, color: Color) -> Result<Option<Found>, Failure> {
    if let Some(path) = path.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let text = fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
        let story = Story::from_json(&text).map_err(|error| Failure::new(format!("`{}`: {error}", path.display())))?;
        return Ok(Some(Found { story, only: None, place: Some(absolute(path)) }));
    }
    let paths: Vec<PathBuf> = path.iter().map(|path| path.to_path_buf()).collect();
    let loaded = load(&paths)?;
    let pack = only_pack(&loaded, "played")?;
    let only = loaded.only(pack);
    let checked = check_pack(&loaded, pack, Some(ENOUGH), true, None);
    if !checked.is_playable() {
        show_on_stderr(&loaded, pack, &checked, &paths, color);
        tell("it cannot be played: mend the errors first");
        return Ok(None);
    }
    match checked.count(Severity::Error) {
        0 => {}
        1 => tell("note: this pack has an error; `scn check` shows it"),
        errors => tell(&format!("note: this pack has {errors} errors; `scn check` shows them")),
    }
    let mut of_file = checked.scenarios.iter().filter(|scenario| Some(scenario.place.file) == only);
    let only = match (of_file.next(), of_file.next()) {
        (Some(scenario), None) => Some(scenario.id.clone()),
        (None, _) | (Some(_), Some(_)) => None,
    };
    Ok(Some(Found { story: checked.story, only, place: loaded.place(pack).map(|path| absolute(&path)) }))
}

/// Returns a random seed below 2^53, so that every JSON reader reads it exactly (RFC 8259, section
/// 6).
pub(crate) fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 11
}

/// Lines of standard input, read by another thread, so that Ctrl-C can interrupt the wait for one.
pub(super) struct Lines {
    lines: Option<Receiver<io::Result<Vec<u8>>>>,
    now: Vec<u8>,
    used: usize,
}

impl Lines {
    /// Creates a reader. It reads nothing before it is asked to, so that a run that needs no input
    /// takes none.
    pub(super) fn new() -> Self {
        Self { lines: None, now: Vec::new(), used: 0 }
    }

    fn start() -> Receiver<io::Result<Vec<u8>>> {
        // Reads at most one line ahead, so that the rest is left to the next reader.
        let (sender, receiver) = mpsc::sync_channel(0);
        std::thread::spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let mut line = Vec::new();
                // A line that never ends is read in pieces, so that it does not fill the memory.
                let read = input.by_ref().take(PIECE).read_until(b'\n', &mut line);
                let end = !matches!(read, Ok(1..));
                if sender.send(read.map(|_| line)).is_err() || end {
                    break;
                }
            }
        });
        receiver
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let count = from.len().min(buffer.len());
        for (to, byte) in buffer.iter_mut().zip(from) {
            *to = *byte;
        }
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.now.len() <= self.used {
            let lines = self.lines.get_or_insert_with(Self::start);
            loop {
                if INTERRUPTED.load(Ordering::SeqCst) {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                match lines.recv_timeout(LOOK) {
                    Ok(line) => {
                        self.now = line?;
                        self.used = 0;
                        break;
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => {
                        self.now.clear();
                        self.used = 0;
                        break;
                    }
                }
            }
        }
        Ok(self.now.get(self.used..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count).min(self.now.len());
    }
}
