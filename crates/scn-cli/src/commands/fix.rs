//! `scn check --fix`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};

use scn_compiler::{Cache, Checked};
use scn_source::{FileId, Finding, Mended, Refused, Seen, Severity, SourceFile, Sources, Which, mend};

use super::check_again;
use super::output::probe_files;
use super::report::report;
use crate::args::{CheckArgs, CheckCommand, Color};
use crate::diff::unified;
use crate::failure::Failure;
use crate::journeys;
use crate::load::{Loaded, load_changed, still_holds};
use crate::progress::{self, Progress, STATUS_INTERRUPTED};
use crate::save::save;
use crate::screen::{Screen, print_exactly, tell};

/// Applies fixes to all packs of the paths, prints to standard error what was done, and reports
/// what remains. The fixed text of standard input goes to standard output. Nothing is written after
/// Ctrl-C.
pub(crate) fn run(args: &CheckCommand, color: Color) -> Result<u8, Failure> {
    let stdin = args.check.paths.iter().any(|path| path == Path::new("-"));
    probe_files(&args.check.reports)?;
    let mut loaded = load_changed(&args.check.paths)?;
    let journeys = Journeys::read(&mut loaded)?;
    let before = mem::take(&mut loaded.sources);
    if stdin && before.iter().any(|(id, _)| !loaded.is_text_of(&before, id)) {
        return Err(Failure::new("standard input is not UTF-8 text, so it cannot be written back mended")
            .help("save it as UTF-8; every editor offers it"));
    }
    let (after, mended, checked) = mend_all(args, &loaded, &before, &journeys);
    if progress::is_interrupted() {
        tell("nothing was written: interrupted");
        return Ok(STATUS_INTERRUPTED);
    }
    if args.diff {
        loaded.sources = after;
        return show_diff(args, color, &loaded, &before, &mended);
    }
    if stdin {
        let text = before.iter().next().map(|(id, _)| after.get(id).map(SourceFile::text).unwrap_or_default());
        print_exactly(text.unwrap_or_default())?;
        tell_what(args, &after, &mended, "fixed");
        loaded.sources = journeys.without(&after);
        let told = report(&args.check, Screen::stderr(color), loaded, checked)?;
        // Where standard error cannot be written there is nowhere left to say so.
        let _ = io::stderr().lock().write_all(&told.text);
        told.notes.iter().for_each(|note| tell(note));
        return told.write_files().map(|()| told.status);
    }
    let mut on_disk = loaded.on_disk();
    on_disk.extend(journeys.paths.clone());
    write(&on_disk, &before, &after, &mended.files)?;
    tell_what(args, &after, &mended, "fixed");
    loaded.sources = journeys.without(&after);
    report(&args.check, Screen::stdout(color), loaded, checked)?.say()
}

/// The saved journeys of packs. A name that is changed in a pack is also changed in its journeys.
struct Journeys {
    /// The number of files that are not journeys.
    others: usize,
    paths: BTreeMap<FileId, PathBuf>,
    /// The journeys of each pack, in the order of the packs.
    of_packs: Vec<Vec<FileId>>,
}

impl Journeys {
    fn read(loaded: &mut Loaded) -> Result<Self, Failure> {
        let others = loaded.sources.iter().count();
        let mut this = Self { others, paths: BTreeMap::new(), of_packs: Vec::new() };
        for pack in loaded.packs.clone() {
            // A journey that leads out of its pack is not changed; `scn test` reports it.
            let files = journeys::read(loaded, &pack, &mut Vec::new())?;
            for id in &files {
                let name = loaded.sources.get(*id).and_then(|file| Path::new(file.path()).file_name());
                if let Some(path) = loaded.folder(*id).zip(name).map(|(folder, name)| folder.join(name)) {
                    this.paths.insert(*id, path);
                }
            }
            this.of_packs.push(files);
        }
        Ok(this)
    }

    /// Returns the files that are not journeys. A report covers only these.
    fn without(&self, all: &Sources) -> Sources {
        let mut kept = Sources::new();
        for (_, file) in all.iter().take(self.others) {
            kept.add(file.clone());
        }
        kept
    }
}

/// Returns the files after all applicable fixes, and the result of checking each pack then.
fn mend_all(
    args: &CheckCommand,
    loaded: &Loaded,
    before: &Sources,
    journeys: &Journeys,
) -> (Sources, Mended, Vec<Checked>) {
    let CheckArgs { states, .. } = args.check;
    let mut mine: BTreeSet<FileId> = BTreeSet::new();
    for pack in &loaded.packs {
        mine.extend(pack.input.files.iter().chain(&pack.input.manifest).filter(|id| loaded.is_named(pack, **id)));
    }
    mine.extend(journeys.paths.keys());
    mine.retain(|id| loaded.is_text_of(before, *id));
    let (cache, mut last) = (Cache::new(), Vec::new());
    let progress = Progress::start();
    let watch = |states| progress.more(states);
    let mut check = |sources: &Sources| {
        last.clear();
        last.extend(loaded.packs.iter().map(|pack| check_again(loaded, sources, pack, states, false, &watch, &cache)));
        let mut findings: Vec<Finding> = Vec::new();
        for (checked, files) in last.iter().zip(&journeys.of_packs) {
            findings
                .extend(checked.findings.iter().map(|finding| journeys::renaming(sources, checked, files, finding)));
        }
        Seen { findings, whole: last.iter().all(|checked| checked.whole) }
    };
    let mut after = before.clone();
    let mended = mend(&mut after, which(args), &|id| mine.contains(&id), &mut check);
    // The last round of fixes may have been undone, so the files are checked again.
    check(&after);
    (after, mended, last)
}

fn which(args: &CheckCommand) -> Which {
    if args.all { Which::All } else { Which::Safe }
}

/// Writes the changed files. Writes none if another program has changed one of them in the
/// meantime.
fn write(
    on_disk: &BTreeMap<FileId, PathBuf>,
    before: &Sources,
    after: &Sources,
    changed: &BTreeSet<FileId>,
) -> Result<(), Failure> {
    let files = || changed.iter().filter_map(|id| Some((on_disk.get(id)?, before.get(*id)?, after.get(*id)?)));
    for (path, before, _) in files() {
        if !still_holds(path, before.text())? {
            return Err(Failure::new(format!(
                "`{}` has been changed in the meantime, so nothing was written",
                before.path()
            ))
            .help("start again"));
        }
    }
    for (path, _, after) in files() {
        save(path, after.text())?;
    }
    Ok(())
}

/// Shows the changes. Returns 1 if there are any, or if the remaining findings would fail the
/// check.
fn show_diff(
    args: &CheckCommand,
    color: Color,
    loaded: &Loaded,
    before: &Sources,
    mended: &Mended,
) -> Result<u8, Failure> {
    let (after, shown) = (&loaded.sources, loaded.shown());
    let colour = Screen::stdout(color).colour;
    let mut text = String::new();
    for (id, old, new) in mended.files.iter().filter_map(|id| Some((id, before.get(*id)?, after.get(*id)?))) {
        // Relative to the current folder, so that `patch` finds the file.
        let path = shown.get(id).map_or(old.path(), String::as_str);
        text.push_str(&unified(path, old.text().as_bytes(), new.text().as_bytes(), colour));
    }
    print_exactly(&text)?;
    tell_what(args, after, mended, "would fix");
    let fails_from = if args.check.deny.is_some() { Severity::Warning } else { Severity::Error };
    let fails = |finding: &Finding| fails_from <= finding.severity;
    Ok(u8::from(!text.is_empty() || mended.seen.findings.iter().any(fails)))
}

/// Prints how many findings of each name were fixed in each file, what was skipped and why, and
/// what else could be fixed.
fn tell_what(args: &CheckCommand, sources: &Sources, mended: &Mended, done: &str) {
    let all: usize = mended.mended.values().sum();
    let files: BTreeSet<FileId> = mended.mended.keys().map(|(file, _)| *file).collect();
    let many = |count: usize, what: &str| match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "fix") => format!("{count} fixes"),
        (_, _) => format!("{count} {what}s"),
    };
    let found = || mended.seen.findings.iter();
    let looked_at = |finding: &&Finding| Which::All.of(finding).is_some_and(|fix| !fix.safe);
    let more = if args.all { 0 } else { found().filter(looked_at).count() };
    let undecided = |it: &&Finding| it.fixes.iter().any(|fix| !fix.escape) && Which::All.of(it).is_none();
    let open = found().filter(undecided).count();
    let escapes = found().filter(|it| !it.fixes.is_empty() && it.fixes.iter().all(|fix| fix.escape)).count();
    if 0 < all {
        tell(&format!("{done} {} in {}:", many(all, "finding"), many(files.len(), "file")));
    } else if mended.refused.is_empty() && more == 0 && open == 0 && escapes == 0 {
        tell("nothing to fix: no finding has a fix");
    } else {
        tell(if done == "fixed" { "nothing fixed" } else { "nothing would be fixed" });
    }
    for file in files {
        let path = sources.get(file).map(SourceFile::path).unwrap_or_default();
        let here = mended.mended.iter().filter(|((other, _), _)| *other == file);
        let here: Vec<String> = here.map(|((_, name), count)| format!("{count} {name}")).collect();
        tell(&format!("  {path}: {}", here.join(", ")));
    }
    if !mended.refused.is_empty() {
        tell(&format!("{} left out, as a new error would come of it:", many(mended.refused.len(), "fix")));
    }
    for Refused { finding, title, brings } in &mended.refused {
        let path = sources.get(finding.place.file).map(SourceFile::path).unwrap_or_default();
        tell(&format!(
            "  {path}: {}: {} ({title}): {}: {}",
            finding.name, finding.message, brings.name, brings.message
        ));
    }
    if 0 < open {
        tell(&format!(
            "{} to decide for yourself: the report shows what can be done, and which is meant only you know",
            many(open, "finding")
        ));
    }
    if 0 < escapes {
        tell(&format!(
            "{} that a fix could only turn into text: that is for you to decide too",
            many(escapes, "finding")
        ));
    }
    if 0 < more {
        tell(&format!("{more} more with a fix that you should look at: add `--unsafe`, and `--diff` to see it"));
    }
}
