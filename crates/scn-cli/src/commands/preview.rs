//! `scn preview`.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use scn_compiler::{Cache, Checked, Options, PackFiles, ScenarioProof, Watch, check, check_with};
use scn_preview::{Preview, Settings, Update};
use scn_prover::Limits;
use scn_source::{FileId, Finding, Name, Place, Sources};
use scn_story::Story;

use super::only_pack;
use crate::args::PreviewArgs;
use crate::failure::{Failure, plain_reason};
use crate::load::{Loaded, LoadedPack, load_packs};
use crate::media::read_media;
use crate::packs::relative_path;
use crate::progress::STATUS_INTERRUPTED;
use crate::screen::{print, print_failure, print_note};
use crate::watch::{self, Signal, WatchedFolders};

/// The number of states of a scenario that are explored before the page shows a story; the full
/// proof follows.
const AT_ONCE: u64 = 20_000;

/// How often to retry while files cannot be read.
const AGAIN: Duration = Duration::from_millis(300);

/// Serves the page until Ctrl-C, then returns 130.
///
/// # Errors
///
/// If the files cannot be read at the start, or the port cannot be used.
pub(crate) fn run(args: &PreviewArgs) -> Result<u8, Failure> {
    let paths: Vec<PathBuf> = args.path.iter().cloned().collect();
    if paths.iter().any(|path| path == Path::new("-")) {
        return Err(
            Failure::new("standard input cannot be previewed").with_help("give the path of a file or of a pack")
        );
    }
    if let Some(path) = paths.iter().find(|path| path.extension().is_some_and(|it| it == "json")) {
        return Err(Failure::new(format!("`{}` is a built story, but a preview needs the source", path.display()))
            .with_help("give the path of the pack, or play it with `scn play`"));
    }
    let loaded = load_packs(&paths)?;
    let pack = only_pack(&loaded, "previewed")?;
    let root = loaded.pack_folder(pack);
    if let Some(language) = &args.language {
        loaded.in_language(pack, language)?;
    }
    let settings = Settings {
        port: args.port.unwrap_or(0),
        token: random_token()?,
        media: Box::new(move |it| read_media(&root, it)),
    };
    let preview = Preview::start(settings).map_err(|error| no_port(args.port, &error))?;
    let (mut watched, signals) = watch::start_watching()?;
    watched.watch_exactly(&loaded.roots)?;
    let preview = Arc::new(preview);
    let save_count = Arc::new(AtomicU64::new(0));
    let (again, work) = mpsc::channel();
    let worker = Worker {
        preview: Arc::clone(&preview),
        paths,
        states: args.states,
        language: args.language.clone(),
        asked: Arc::clone(&save_count),
        cache: Cache::new(),
        watched,
        last: LastRead::Nothing,
    };
    std::thread::Builder::new()
        .name("check".to_owned())
        .spawn(move || worker.run_loop(loaded, &work))
        .map_err(|error| Failure::new(format!("the preview cannot be started: {}", plain_reason(&error))))?;
    let address = preview.address();
    print(&format!("{address}\n"))?;
    print_note("the preview is at this address, on this machine only; Ctrl-C stops it");
    if args.open
        && let Err(error) = open::that_detached(&address)
    {
        print_note(&format!("no browser could be opened ({}): open the address yourself", plain_reason(&error)));
    }
    loop {
        match watch::wait_for_signal(&signals, false) {
            Some(Signal::Interrupt) | None => return Ok(STATUS_INTERRUPTED),
            Some(Signal::Trouble(error)) => print_failure(&watch::watch_failure(&error)),
            Some(Signal::Saved { moved }) => {
                // Stops a running proof, since its files are outdated.
                save_count.fetch_add(1, Ordering::SeqCst);
                if again.send(moved).is_err() {
                    return Err(Failure::new("the preview stopped because of a bug in scn"));
                }
            }
        }
    }
}

/// Returns 128 random bits that nobody can guess.
fn random_token() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(format!("the system cannot provide random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn no_port(port: Option<u16>, error: &io::Error) -> Failure {
    let Some(port) = port else {
        return Failure::new(format!("no local port can be used: {}", plain_reason(error)));
    };
    let any = "leave out `--port` to use any free port";
    if error.kind() == io::ErrorKind::AddrInUse {
        Failure::new(format!("port {port} is in use by another program")).with_help(any)
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        Failure::new(format!("port {port} cannot be used: you have no permission"))
            .with_help(format!("use one above 1023, or {any}"))
    } else {
        Failure::new(format!("port {port} cannot be used: {}", plain_reason(error))).with_help(any)
    }
}

/// Reads and checks the files, and passes the results to the page.
struct Worker {
    preview: Arc<Preview>,
    paths: Vec<PathBuf>,
    states: Option<u64>,
    /// The language to show the pack in; `None` for its own.
    language: Option<String>,
    /// The number of saves; a change ends the work in progress.
    asked: Arc<AtomicU64>,
    cache: Cache,
    watched: WatchedFolders,
    last: LastRead,
}

/// The result of the last attempt to read the files.
enum LastRead {
    Nothing,
    Read { sources: Sources, findings: Vec<Finding> },
    Failed(String),
}

impl Worker {
    fn run_loop(mut self, first: Loaded, work: &Receiver<bool>) {
        self.show_loaded(Ok(first));
        // A file may have been saved between reading and watching, so everything is checked once
        // more. This is cheap.
        let mut next = Some(false);
        while let Some(mut moved) = next.take().or_else(|| self.wait_for_save(work)) {
            moved |= work.try_iter().fold(false, |moved, more| moved | more);
            if moved {
                self.watched.unwatch_all();
            }
            let loaded = load_packs(&self.paths);
            self.show_loaded(loaded);
            self.cache.sweep();
        }
    }

    /// Waits for a save, or for [`AGAIN`] if the files could not be read.
    fn wait_for_save(&self, work: &Receiver<bool>) -> Option<bool> {
        match &self.last {
            LastRead::Read { .. } => work.recv().ok(),
            LastRead::Nothing | LastRead::Failed(_) => match work.recv_timeout(AGAIN) {
                Ok(moved) => Some(moved),
                Err(RecvTimeoutError::Timeout) => Some(false),
                Err(RecvTimeoutError::Disconnected) => None,
            },
        }
    }

    fn show_loaded(&mut self, loaded: Result<Loaded, Failure>) {
        let current_save = self.asked.load(Ordering::SeqCst);
        let save_count = Arc::clone(&self.asked);
        let continue_if_current = move |_: u64| match save_count.load(Ordering::SeqCst) == current_save {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        };
        let outcome = loaded.and_then(|loaded| {
            self.watched.watch_exactly(&loaded.roots)?;
            let findings = self.show_pack(&loaded, &continue_if_current)?;
            Ok(LastRead::Read { sources: loaded.sources, findings })
        });
        match outcome {
            Ok(read) => self.last = read,
            Err(failure) => {
                // Its folders may have been removed and created again.
                self.watched.unwatch_all();
                let words = failure.without_label();
                if !matches!(&self.last, LastRead::Failed(last) if *last == words) {
                    self.preview.show_trouble(&words);
                }
                self.last = LastRead::Failed(words);
            }
        }
    }

    /// Shows first what can be played, then the findings of the full proof, then the graphs.
    /// Returns the findings of the first step. If neither these nor the files have changed, shows
    /// nothing.
    fn show_pack(&self, loaded: &Loaded, watch: &Watch<'_>) -> Result<Vec<Finding>, Failure> {
        let pack = only_pack(loaded, "previewed")?;
        let only_file = loaded.only_named_file(pack);
        let quick = self.states.map_or(AT_ONCE, |states| states.min(AT_ONCE));
        let (mut checked, source) = self.check_within(loaded, pack, Some(quick), watch)?;
        let limit = self.states.or(checked.manifest.states).unwrap_or(Limits::default().states);
        let all_complete = checked.scenarios.iter().all(|it| it.complete) || limit <= quick;
        if !all_complete {
            checked.findings.retain(|it| it.name != Name::ProofIncomplete);
        }
        let quick_findings = checked.findings.clone();
        let changed = match &self.last {
            LastRead::Nothing | LastRead::Failed(_) => Vec::new(),
            LastRead::Read { sources, findings } => {
                let changed = changed_files(sources, &loaded.sources);
                if changed.is_empty() && *findings == quick_findings {
                    return Ok(quick_findings);
                }
                changed
            }
        };
        self.update_preview(loaded, (checked, source), only_file, changed);
        if !all_complete && watch(0).is_continue() {
            let checked = self.check_within(loaded, pack, self.states, watch)?;
            if watch(0).is_continue() {
                self.update_preview(loaded, checked, only_file, Vec::new());
            }
        }
        self.preview.draw_graphs(&Limits { watch: Some(watch), ..Limits::of_states(limit) });
        Ok(quick_findings)
    }

    /// Checks a pack. Returns with the result the story in the words of its source, if what is shown
    /// is a translation.
    fn check_within(
        &self,
        loaded: &Loaded,
        pack: &LoadedPack,
        states: Option<u64>,
        watch: &Watch<'_>,
    ) -> Result<(Checked, Option<Story>), Failure> {
        let resolve_media = |file, path: &str| loaded.resolve_media(file, path);
        let options = Options { formats: &[], states, text: true, watch: Some(watch), media: &resolve_media };
        let mut checked = check_with(&loaded.sources, &pack.input, &options, &self.cache);
        // What is found is about the source, and what is shown is the translation.
        let mut source = None;
        let language = self.language.as_deref();
        if let Some((_, translated)) = language.and_then(|it| loaded.in_language(pack, it).transpose()).transpose()? {
            let input = PackFiles { translations: Vec::new(), ..pack.input.clone() };
            let options = Options { states: Some(1), ..options };
            let story = check(&translated.sources, &input, &options).story;
            source = Some(std::mem::replace(&mut checked.story, story));
        }
        Ok((checked, source))
    }

    fn update_preview(
        &self,
        loaded: &Loaded,
        (checked, source): (Checked, Option<Story>),
        only: Option<FileId>,
        changed: Vec<String>,
    ) {
        let playable = checked.is_playable();
        let places = |it: &ScenarioProof| it.extent.iter().map(|place| (it.id.clone(), *place)).collect::<Vec<_>>();
        let scenarios: Vec<(String, Place)> = checked.scenarios.iter().flat_map(places).collect();
        let first = only.and_then(|file| scenarios.iter().find(|(_, place)| place.file == file));
        let base = relative_path(&loaded.base, &loaded.here);
        self.preview.update(Update {
            findings: &checked.findings,
            sources: &loaded.sources,
            scenarios: &scenarios,
            // For a pack elsewhere, the path to it would say less than its own paths.
            base: Some(base.as_str()).filter(|base| !base.starts_with("..")).unwrap_or_default(),
            first: first.map(|(id, _)| id.as_str()),
            changed,
            story: playable.then_some(checked.story),
            source,
        });
    }
}

/// Returns the paths of the files that have changed.
fn changed_files(last: &Sources, now: &Sources) -> Vec<String> {
    let text_of = |sources: &Sources, path: &str| {
        sources.iter().find(|(_, file)| file.path() == path).map(|(_, file)| file.shared_text())
    };
    let paths: std::collections::BTreeSet<&str> = last.iter().chain(now.iter()).map(|(_, file)| file.path()).collect();
    paths.into_iter().filter(|path| text_of(last, path) != text_of(now, path)).map(str::to_owned).collect()
}
