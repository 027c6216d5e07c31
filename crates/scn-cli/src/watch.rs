//! `--watch`: runs a command again whenever a relevant file is saved.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use scn_compiler::Cache;
use scn_report::Format;
use scn_source::Sources;

use crate::args::{CheckArgs, Color};
use crate::commands::CommandOutput;
use crate::failure::{Failure, plain_reason};
use crate::packs::MANIFEST;
use crate::progress::{self, STATUS_INTERRUPTED};
use crate::screen::{Screen, print_failure, print_note, write_result};

/// Events of the same save follow each other within this time.
const QUIET: Duration = Duration::from_millis(8);

/// A burst of events is cut off after this time, so that output appears even if saving never stops.
const BURST: Duration = Duration::from_millis(40);

/// How often to retry while files cannot be read.
const AGAIN: Duration = Duration::from_millis(300);

/// Clears a terminal and moves the cursor to the top left corner.
const CLEAR: &[u8] = b"\x1b[2J\x1b[H";

/// Files that decide which other files belong to a pack.
const IGNORE_FILES: [&str; 2] = [".gitignore", ".ignore"];

/// The events that the loop waits for.
pub(crate) enum Signal {
    /// Something was saved. `moved` is true if a watched folder may itself have been removed or
    /// replaced.
    Saved { moved: bool },
    /// Something cannot be watched.
    Trouble(notify::Error),
    /// Ctrl-C was pressed.
    Interrupt,
}

/// Runs a command, and again whenever a file is saved, until Ctrl-C. Unchanged parts are taken from
/// the cache passed to the command. Returns the exit status, 130 after Ctrl-C.
///
/// # Errors
///
/// If the files cannot be read at the start, or cannot be watched.
pub(crate) fn run(
    args: &CheckArgs,
    color: Color,
    once: &dyn Fn(&Cache) -> Result<CommandOutput, Failure>,
) -> Result<u8, Failure> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::new("standard input cannot be watched").with_help("give the path of a file or of a pack"));
    }
    let (mut watched, signals) = start_watching()?;
    let mut view = OutputView { screen: Screen::stdout(color), args, last: None };
    let cache = Cache::new();
    let first = once(&cache)?;
    if progress::is_interrupted() {
        return Ok(STATUS_INTERRUPTED);
    }
    watched.watch_exactly(&first.loaded.roots)?;
    if !view.show(Ok(first))? {
        return Ok(0);
    }
    // A file may have been saved between reading and watching, so everything is checked once more.
    // This is cheap.
    let mut next = Some(Signal::Saved { moved: false });
    loop {
        let failed = matches!(view.last, Some(LastOutput::Failed(_)));
        match next.take().or_else(|| wait_for_signal(&signals, failed)) {
            Some(Signal::Interrupt) => return Ok(STATUS_INTERRUPTED),
            Some(Signal::Trouble(error)) => print_failure(&watch_failure(&error)),
            Some(Signal::Saved { moved }) => {
                if moved {
                    watched.unwatch_all();
                }
                let output = once(&cache);
                cache.sweep();
                // After Ctrl-C the findings are incomplete, so they are not shown.
                if progress::is_interrupted() {
                    return Ok(STATUS_INTERRUPTED);
                }
                match &output {
                    Ok(checked) => watched.watch_exactly(&checked.loaded.roots)?,
                    // Its folders may have been removed and created again.
                    Err(_) => watched.unwatch_all(),
                }
                if !view.show(output)? {
                    return Ok(0);
                }
            }
            None => return Ok(STATUS_INTERRUPTED),
        }
    }
}

/// Starts the watcher, with no folders yet. Returns the object that selects folders, and the
/// receiver of signals.
pub(crate) fn start_watching() -> Result<(WatchedFolders, Receiver<Signal>), Failure> {
    let (send, signals) = mpsc::channel();
    let interrupt = send.clone();
    // Sending fails only if nobody waits any more, when the command is ending.
    progress::on_interrupt(move || drop(interrupt.send(Signal::Interrupt)));
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let signal = match event {
            Ok(event) => is_relevant(&event).then(|| Signal::Saved { moved: is_move(&event) }),
            Err(error) => Some(Signal::Trouble(error)),
        };
        drop(signal.map(|signal| send.send(signal)));
    })
    .map_err(|error| watch_failure(&error))?;
    Ok((WatchedFolders { watcher, folders: BTreeMap::new() }, signals))
}

/// Waits for the next signal; a burst of saves counts as one. With `impatient`, because the files
/// could not be read, it also returns after [`AGAIN`].
pub(crate) fn wait_for_signal(signals: &Receiver<Signal>, impatient: bool) -> Option<Signal> {
    let first = if impatient {
        match signals.recv_timeout(AGAIN) {
            Err(RecvTimeoutError::Timeout) => return Some(Signal::Saved { moved: false }),
            Err(RecvTimeoutError::Disconnected) => return None,
            Ok(signal) => signal,
        }
    } else {
        signals.recv().ok()?
    };
    let Signal::Saved { mut moved } = first else { return Some(first) };
    let end = Instant::now() + BURST;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        match signals.recv_timeout(QUIET.min(left)) {
            Ok(Signal::Saved { moved: more }) => moved |= more,
            Ok(other @ (Signal::Interrupt | Signal::Trouble(_))) => return Some(other),
            Err(_) => break,
        }
    }
    Some(Signal::Saved { moved })
}

/// Returns whether an event can change the result. Reading a file cannot, nor can writing to a file
/// of another kind.
fn is_relevant(event: &Event) -> bool {
    if event.need_rescan() {
        return true;
    }
    match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        // For media, only existence matters.
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
        EventKind::Any | EventKind::Modify(_) | EventKind::Other => event.paths.iter().any(|path| is_source(path)),
    }
}

fn is_source(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    matches!(extension, "scn" | "json" | "") || name == MANIFEST || IGNORE_FILES.contains(&name)
}

/// Returns whether a folder may have been removed or replaced.
fn is_move(event: &Event) -> bool {
    let is_removal = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
    is_removal && event.paths.iter().any(|path| path.extension().is_none())
}

/// Returns the failure for something that cannot be watched, with the reason.
pub(crate) fn watch_failure(error: &notify::Error) -> Failure {
    let place = error.paths.first().map(|path| format!("`{}`", path.display())).unwrap_or_else(|| "files".to_owned());
    let cause = match &error.kind {
        notify::ErrorKind::Io(error) => plain_reason(error),
        notify::ErrorKind::Generic(words) => words.to_lowercase(),
        notify::ErrorKind::PathNotFound => "it does not exist".to_owned(),
        notify::ErrorKind::WatchNotFound => "it was not watched".to_owned(),
        notify::ErrorKind::InvalidConfig(_) => "this system does not support it".to_owned(),
        notify::ErrorKind::MaxFilesWatch => {
            return Failure::new(format!("{place} cannot be watched: there are too many folders in it")).with_help(
                "watch a smaller folder, or let the system watch more (on Linux: `fs.inotify.max_user_watches`)",
            );
        }
    };
    Failure::new(format!("{place} cannot be watched: {cause}"))
}

/// The watched folders.
pub(crate) struct WatchedFolders {
    watcher: RecommendedWatcher,
    folders: BTreeMap<PathBuf, bool>,
}

impl WatchedFolders {
    /// Watches exactly these folders.
    pub(crate) fn watch_exactly(&mut self, roots: &BTreeMap<PathBuf, bool>) -> Result<(), Failure> {
        // A folder inside one that is watched recursively is watched already.
        let is_covered = |folder: &Path| folder.ancestors().skip(1).any(|above| roots.get(above) == Some(&true));
        let wanted: BTreeMap<&PathBuf, bool> =
            roots.iter().filter(|(folder, _)| !is_covered(folder)).map(|(folder, deep)| (folder, *deep)).collect();
        let old: Vec<PathBuf> =
            self.folders.iter().filter(|(it, deep)| wanted.get(it) != Some(deep)).map(|(it, _)| it.clone()).collect();
        for folder in old {
            // A folder that was removed may no longer be watched, so errors are ignored.
            let _ = self.watcher.unwatch(&folder);
            self.folders.remove(&folder);
        }
        for (folder, deep) in wanted {
            if !self.folders.contains_key(folder) {
                let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                self.watcher.watch(folder, mode).map_err(|error| watch_failure(&error))?;
                self.folders.insert(folder.clone(), deep);
            }
        }
        Ok(())
    }

    /// Stops watching all folders. The folders that are watched next are then looked up again, as
    /// they may have been replaced.
    pub(crate) fn unwatch_all(&mut self) {
        for folder in std::mem::take(&mut self.folders).into_keys() {
            let _ = self.watcher.unwatch(&folder);
        }
    }
}

/// The output that was shown last.
enum LastOutput {
    Report { text: Vec<u8>, notes: Vec<String>, sources: Sources },
    Failed(String),
}

struct OutputView<'s> {
    screen: Screen,
    args: &'s CheckArgs,
    last: Option<LastOutput>,
}

impl OutputView<'_> {
    /// Shows the output of a command, unless nothing has changed. Returns false if nobody reads any
    /// more.
    fn show(&mut self, output: Result<CommandOutput, Failure>) -> Result<bool, Failure> {
        let current = match output {
            Ok(checked) => {
                LastOutput::Report { text: checked.text, notes: checked.notes, sources: checked.loaded.sources }
            }
            Err(failure) => LastOutput::Failed(failure.to_string()),
        };
        if self.last.as_ref().is_some_and(|last| is_same(last, &current)) {
            return Ok(true);
        }
        let mut out = Vec::new();
        if self.screen.terminal && !self.screen.dumb {
            out.extend_from_slice(CLEAR);
        } else if self.last.is_some() && self.has_lines() {
            out.extend_from_slice(b"---\n");
        }
        let notes: &[String] = match &current {
            LastOutput::Report { text, notes, .. } => {
                out.extend_from_slice(text);
                notes
            }
            LastOutput::Failed(words) => std::slice::from_ref(words),
        };
        let mut standard = io::stdout().lock();
        let written = standard.write_all(&out).and_then(|()| standard.flush());
        if written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            return Ok(false);
        }
        write_result(written)?;
        notes.iter().for_each(|note| print_note(note));
        if self.screen.terminal || self.last.is_none() {
            print_note("watching for changes; Ctrl-C stops it");
        }
        self.last = Some(current);
        Ok(true)
    }

    /// Returns whether the report format consists of lines for people, so that a separator line
    /// between two reports is harmless.
    fn has_lines(&self) -> bool {
        match self.args.reports.on_stdout() {
            None | Some(Format::Fancy | Format::Plain | Format::Short | Format::Github) => true,
            Some(Format::Json | Format::Sarif | Format::Junit) => false,
        }
    }
}

fn is_same(last: &LastOutput, now: &LastOutput) -> bool {
    match (last, now) {
        (
            LastOutput::Report { text, notes, sources },
            LastOutput::Report { text: new_text, notes: new_notes, sources: new_sources },
        ) => {
            let file_texts = |sources: &Sources| {
                sources.iter().map(|(_, it)| (it.path().to_owned(), it.shared_text())).collect::<Vec<_>>()
            };
            text == new_text && notes == new_notes && file_texts(sources) == file_texts(new_sources)
        }
        (LastOutput::Failed(words), LastOutput::Failed(new)) => words == new,
        (LastOutput::Report { .. }, LastOutput::Failed(_)) | (LastOutput::Failed(_), LastOutput::Report { .. }) => {
            false
        }
    }
}
