//! The output of a command that reports on packs, and where it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scn_report::{Format, Options, Report};
use scn_source::FileId;

use super::default_format;
use crate::args::ReportArgs;
use crate::failure::Failure;
use crate::load::Loaded;
use crate::packs::{join_paths, relative_path};
use crate::repository::Repositories;
use crate::save::{ensure_output_writable, save_output};
use crate::screen::{Screen, print_failure, print_note, write_result};

/// The width of a report in a file, if its format has a width.
const COLUMNS: usize = 80;

/// The output of a command that has examined some packs.
#[derive(Debug)]
pub(crate) struct CommandOutput {
    /// The text for standard output.
    pub(crate) text: Vec<u8>,
    /// The texts for files.
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
    /// The lines for standard error.
    pub(crate) notes: Vec<String>,
    /// The exit status.
    pub(crate) status: u8,
    /// The packs that were examined.
    pub(crate) loaded: Loaded,
}

impl CommandOutput {
    /// Prints and writes the output. If a file cannot be written, the others are still written and
    /// standard output is still printed; the error is returned at the end.
    pub(super) fn print_and_write(&self) -> Result<u8, Failure> {
        let written = self.write_files();
        let mut out = io::stdout().lock();
        write_result(out.write_all(&self.text).and_then(|()| out.flush()))?;
        self.notes.iter().for_each(|note| print_note(note));
        written.map(|()| self.status)
    }

    /// Writes the files, each atomically.
    pub(super) fn write_files(&self) -> Result<(), Failure> {
        let mut failures = Vec::new();
        for (path, text) in &self.files {
            failures.extend(save_output(path, text).err());
        }
        let last = failures.pop();
        failures.iter().for_each(print_failure);
        last.map_or(Ok(()), Err)
    }
}

/// Checks, before any work is done, that all requested files can be written, and that no two of
/// them are the same file under different paths.
pub(super) fn probe_files(args: &ReportArgs) -> Result<(), Failure> {
    let mut targets = BTreeSet::new();
    for path in args.output_paths() {
        ensure_output_writable(path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let in_folder = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
        let target = fs::canonicalize(path).ok().or_else(in_folder).unwrap_or_else(|| path.to_owned());
        if !targets.insert(target) {
            return Err(Failure::new(format!("two formats cannot be written to the same file, `{}`", path.display())));
        }
    }
    Ok(())
}

/// The path and the bytes of each file to write.
type OutputFiles = Vec<(PathBuf, Vec<u8>)>;

/// Returns a report in every requested format: the text for standard output, and the files.
pub(super) fn render_reports(
    args: &ReportArgs,
    screen: Screen,
    loaded: &Loaded,
    report: &Report<'_>,
    options: &Options,
) -> Result<(Vec<u8>, OutputFiles), Failure> {
    let (mut text, mut files) = (Vec::new(), Vec::new());
    for output in &args.outputs {
        let default_for_target = || if output.file.is_some() { Format::Plain } else { default_format(screen) };
        let format = output.format.unwrap_or_else(default_for_target);
        let mut options = Options { paths: shown_paths(args, format, loaded), ..options.clone() };
        if output.file.is_some() {
            options = Options { width: COLUMNS, colour: false, unicode: true, limit: None, ..options };
        }
        let mut written = Vec::new();
        scn_report::write(report, format, &options, &mut written).map_err(|error| Failure::new(error.to_string()))?;
        match &output.file {
            Some(path) => files.push((path.clone(), written)),
            None => text = written,
        }
    }
    Ok((text, files))
}

/// Returns the paths of files as a format shows them: for people relative to the current folder;
/// for CI relative to the repository, or with the given prefix.
fn shown_paths(args: &ReportArgs, format: Format, loaded: &Loaded) -> BTreeMap<FileId, String> {
    match (format, &args.path_prefix) {
        (Format::Fancy | Format::Plain | Format::Short | Format::Json, _) => loaded.shown_paths(),
        (Format::Sarif | Format::Junit | Format::Github, Some(prefix)) => {
            // The prefix may be written with backslashes on Windows.
            let prefix = prefix.replace('\\', "/");
            loaded.shown_by(|path| Some(join_paths(&prefix, &relative_path(path, &loaded.here))))
        }
        (Format::Sarif | Format::Junit | Format::Github, None) => {
            let mut repositories = Repositories::from_env();
            loaded.shown_by(|path| {
                Some(repositories.path_in_repository(path).unwrap_or_else(|| relative_path(path, &loaded.here)))
            })
        }
    }
}
