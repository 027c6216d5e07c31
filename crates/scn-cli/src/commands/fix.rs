//! `scn check --fix`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};

use scn_compiler::{Cache, Checked};
use scn_source::{
    CheckResult, FileId, Finding, FixOutcome, FixSelection, RefusedFix, Severity, SourceFile, Sources, apply_fixes,
};

use super::output::probe_files;
use super::report::report;
use super::{CheckMode, check_again};
use crate::args::{CheckCommand, Color};
use crate::diff::unified_diff;
use crate::failure::Failure;
use crate::journeys;
use crate::load::{Loaded, load_changed, still_holds};
use crate::progress::{self, Progress, STATUS_INTERRUPTED};
use crate::save::save;
use crate::screen::{Screen, print_exactly, print_note};

/// Applies fixes to all packs of the paths, prints to standard error what was done, and reports
/// what remains. The fixed text of standard input goes to standard output. Nothing is written after
/// Ctrl-C.
pub(crate) fn run(args: &CheckCommand, color: Color) -> Result<u8, Failure> {
    let stdin = args.check.paths.iter().any(|path| path == Path::new("-"));
    probe_files(&args.check.reports)?;
    let mut loaded = load_changed(&args.check.paths)?;
    let journeys = Journeys::read(&mut loaded)?;
    let original = mem::take(&mut loaded.sources);
    if stdin && original.iter().any(|(id, _)| !loaded.is_text_of(&original, id)) {
        return Err(Failure::new("standard input is not UTF-8 text, so it cannot be fixed")
            .with_help("save it as UTF-8; every editor can do that"));
    }
    let (after, mended, checked) = fix_all(args, &loaded, &original, &journeys);
    if progress::is_interrupted() {
        print_note("nothing was written: interrupted");
        return Ok(STATUS_INTERRUPTED);
    }
    if args.diff {
        loaded.sources = after;
        return show_diff(args, color, &loaded, &original, &mended);
    }
    if stdin {
        let text = original.iter().next().map(|(id, _)| after.get(id).map(SourceFile::text).unwrap_or_default());
        print_exactly(text.unwrap_or_default())?;
        tell_what(args, &after, &mended, "fixed");
        loaded.sources = journeys.without_journeys(&after);
        let output = report(&args.check, Screen::stderr(color), loaded, checked)?;
        // Where standard error cannot be written there is nowhere left to say so.
        let _ = io::stderr().lock().write_all(&output.text);
        output.notes.iter().for_each(|note| print_note(note));
        return output.write_files().map(|()| output.status);
    }
    let mut on_disk = loaded.on_disk();
    on_disk.extend(journeys.paths.clone());
    write(&on_disk, &original, &after, &mended.changed_files)?;
    tell_what(args, &after, &mended, "fixed");
    loaded.sources = journeys.without_journeys(&after);
    report(&args.check, Screen::stdout(color), loaded, checked)?.print_and_write()
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
        let other_count = loaded.sources.iter().count();
        let mut result = Self { others: other_count, paths: BTreeMap::new(), of_packs: Vec::new() };
        for pack in loaded.packs.clone() {
            // A journey that leads out of its pack is not changed; `scn test` reports it.
            let files = journeys::read(loaded, &pack, &mut Vec::new())?;
            for id in &files {
                let name = loaded.sources.get(*id).and_then(|file| Path::new(file.path()).file_name());
                if let Some(path) = loaded.folder_of(*id).zip(name).map(|(folder, name)| folder.join(name)) {
                    result.paths.insert(*id, path);
                }
            }
            result.of_packs.push(files);
        }
        Ok(result)
    }

    /// Returns the files that are not journeys. A report covers only these.
    fn without_journeys(&self, all: &Sources) -> Sources {
        let mut other_files = Sources::new();
        for (_, file) in all.iter().take(self.others) {
            other_files.add(file.clone());
        }
        other_files
    }
}

/// Returns the files after all applicable fixes, and the result of checking each pack then.
fn fix_all(
    args: &CheckCommand,
    loaded: &Loaded,
    before: &Sources,
    journeys: &Journeys,
) -> (Sources, FixOutcome, Vec<Checked>) {
    let mode = CheckMode { states: args.check.states, text: false, formats: &args.formats };
    let mut mine: BTreeSet<FileId> = BTreeSet::new();
    for pack in &loaded.packs {
        mine.extend(pack.input.files.iter().chain(&pack.input.manifest).filter(|id| loaded.is_named(pack, **id)));
    }
    mine.extend(journeys.paths.keys());
    mine.retain(|id| loaded.is_text_of(before, *id));
    let (cache, mut last) = (Cache::new(), Vec::new());
    let progress = Progress::start();
    let report_progress = |states| progress.count_states(states);
    let mut check_all = |sources: &Sources| {
        last.clear();
        last.extend(loaded.packs.iter().map(|pack| check_again(loaded, sources, pack, mode, &report_progress, &cache)));
        let mut findings: Vec<Finding> = Vec::new();
        for (checked, files) in last.iter().zip(&journeys.of_packs) {
            findings.extend(
                checked.findings.iter().map(|finding| journeys::with_journey_edits(sources, checked, files, finding)),
            );
        }
        CheckResult { findings, is_complete: last.iter().all(|checked| checked.is_complete) }
    };
    let mut fixed = before.clone();
    let mended = apply_fixes(&mut fixed, fix_selection(args), &|id| mine.contains(&id), &mut check_all);
    // The last round of fixes may have been undone, so the files are checked again.
    check_all(&fixed);
    (fixed, mended, last)
}

fn fix_selection(args: &CheckCommand) -> FixSelection {
    if args.all { FixSelection::All } else { FixSelection::Safe }
}

/// Writes the changed files. Writes none if another program has changed one of them in the
/// meantime.
fn write(
    on_disk: &BTreeMap<FileId, PathBuf>,
    before: &Sources,
    after: &Sources,
    changed: &BTreeSet<FileId>,
) -> Result<(), Failure> {
    let changed_files = || changed.iter().filter_map(|id| Some((on_disk.get(id)?, before.get(*id)?, after.get(*id)?)));
    for (path, before, _) in changed_files() {
        if !still_holds(path, before.text())? {
            return Err(Failure::new(format!(
                "`{}` was changed in the meantime, so nothing was written",
                before.path()
            ))
            .with_help("run the command again"));
        }
    }
    for (path, _, after) in changed_files() {
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
    mended: &FixOutcome,
) -> Result<u8, Failure> {
    let (after, shown) = (&loaded.sources, loaded.shown_paths());
    let colour = Screen::stdout(color).colour;
    let mut text = String::new();
    for (id, old, new) in mended.changed_files.iter().filter_map(|id| Some((id, before.get(*id)?, after.get(*id)?))) {
        // Relative to the current folder, so that `patch` finds the file.
        let path = shown.get(id).map_or(old.path(), String::as_str);
        text.push_str(&unified_diff(path, old.text().as_bytes(), new.text().as_bytes(), colour));
    }
    print_exactly(&text)?;
    tell_what(args, after, mended, "would fix");
    let fails_from = if args.check.deny.is_some() { Severity::Warning } else { Severity::Error };
    let is_failing = |finding: &Finding| fails_from <= finding.severity;
    Ok(u8::from(!text.is_empty() || mended.result.findings.iter().any(is_failing)))
}

/// Prints how many findings of each name were fixed in each file, what was skipped and why, and
/// what else could be fixed.
fn tell_what(args: &CheckCommand, sources: &Sources, mended: &FixOutcome, done: &str) {
    let total: usize = mended.fixed_counts.values().sum();
    let files: BTreeSet<FileId> = mended.fixed_counts.keys().map(|(file, _)| *file).collect();
    let count_text = |count: usize, what: &str| match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "fix") => format!("{count} fixes"),
        (_, _) => format!("{count} {what}s"),
    };
    let remaining = || mended.result.findings.iter();
    let needs_review = |finding: &&Finding| FixSelection::All.fix_for(finding).is_some_and(|fix| !fix.safe);
    let unsafe_count = if args.all { 0 } else { remaining().filter(needs_review).count() };
    let is_undecided =
        |it: &&Finding| it.fixes.iter().any(|fix| !fix.escape) && FixSelection::All.fix_for(it).is_none();
    let open = remaining().filter(is_undecided).count();
    let escapes = remaining().filter(|it| !it.fixes.is_empty() && it.fixes.iter().all(|fix| fix.escape)).count();
    if 0 < total {
        print_note(&format!("{done} {} in {}:", count_text(total, "finding"), count_text(files.len(), "file")));
    } else if mended.refused.is_empty() && unsafe_count == 0 && open == 0 && escapes == 0 {
        print_note("nothing to fix: no finding has a fix");
    } else {
        print_note(if done == "fixed" { "nothing fixed" } else { "nothing would be fixed" });
    }
    for file in files {
        let path = sources.get(file).map(SourceFile::path).unwrap_or_default();
        let fixed_in_file = mended.fixed_counts.iter().filter(|((other, _), _)| *other == file);
        let fixed_names: Vec<String> = fixed_in_file.map(|((_, name), count)| format!("{count} {name}")).collect();
        print_note(&format!("  {path}: {}", fixed_names.join(", ")));
    }
    if !mended.refused.is_empty() {
        print_note(&format!(
            "{} skipped, because applying it would cause a new error:",
            count_text(mended.refused.len(), "fix")
        ));
    }
    for RefusedFix { finding, title, introduced_error: brings } in &mended.refused {
        let path = sources.get(finding.place.file).map(SourceFile::path).unwrap_or_default();
        print_note(&format!(
            "  {path}: {}: {} ({title}): {}: {}",
            finding.name, finding.message, brings.name, brings.message
        ));
    }
    if 0 < open {
        print_note(&format!(
            "{} left for you to decide: the report shows the possible fixes, and only you know which one is right",
            count_text(open, "finding")
        ));
    }
    if 0 < escapes {
        print_note(&format!(
            "{} where the only fix is to turn the line into text: that is for you to decide too",
            count_text(escapes, "finding")
        ));
    }
    if 0 < unsafe_count {
        print_note(&format!(
            "{unsafe_count} more with a fix that needs a review: add `--unsafe` to apply it, and `--diff` to see it first"
        ));
    }
}
