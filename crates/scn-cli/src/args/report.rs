//! The formats of a report, and where each is written.
//!
//! clap's derive cannot express that one option belongs to the option before it, so both options
//! are read here by their positions on the command line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};
use scn_report::Format;

/// A requested report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// The format; `None` for the default format.
    pub(crate) format: Option<Format>,
    /// The file to write; `None` for standard output.
    pub(crate) file: Option<PathBuf>,
}

/// The requested reports.
#[derive(Clone, Debug)]
pub(crate) struct ReportArgs {
    /// At least one. At most one is for standard output, and no two are for the same file.
    pub(crate) outputs: Vec<Output>,
    /// The text to put before paths in the formats for CI, instead of the path from the root of the
    /// repository.
    pub(crate) path_prefix: Option<String>,
}

impl ReportArgs {
    /// Returns the format of the report on standard output, if one was named.
    pub(crate) fn on_stdout(&self) -> Option<Format> {
        self.outputs.iter().find(|output| output.file.is_none()).and_then(|output| output.format)
    }

    /// Returns the files that reports are written to.
    pub(crate) fn output_paths(&self) -> impl Iterator<Item = &Path> {
        self.outputs.iter().filter_map(|output| output.file.as_deref())
    }
}

/// The options `--format` and `-o`, in the order of the command line.
enum ReportOption {
    Format(Format),
    File(PathBuf),
}

impl FromArgMatches for ReportArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut words: Vec<(usize, ReportOption)> = Vec::new();
        if let (Some(at), Some(formats)) = (matches.indices_of("format"), matches.get_many("format")) {
            words.extend(at.zip(formats.copied().map(ReportOption::Format)));
        }
        if let (Some(at), Some(files)) = (matches.indices_of("output"), matches.get_many::<PathBuf>("output")) {
            words.extend(at.zip(files.cloned().map(ReportOption::File)));
        }
        words.sort_by_key(|(at, _)| *at);
        let outputs = pair_outputs(words.into_iter().map(|(_, word)| word))
            .map_err(|words| Error::raw(ErrorKind::ArgumentConflict, format!("{words}\n")))?;
        let path_prefix = matches.get_one::<String>("path_prefix").cloned();
        Ok(Self { outputs, path_prefix })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for ReportArgs {
    fn augment_args(command: Command) -> Command {
        let formats = PossibleValuesParser::new(Format::ALL.iter().map(|format| format.as_str()));
        command
            .arg(
                Arg::new("format")
                    .long("format")
                    .value_name("FORMAT")
                    .action(ArgAction::Append)
                    .value_parser(formats.try_map(|word| word.parse::<Format>().map_err(|error| error.to_string())))
                    .help("How to show findings; otherwise `fancy` on a terminal and `plain` elsewhere. Several times: one for standard output, the others each with an `-o` after it"),
            )
            .arg(
                Arg::new("output")
                    .short('o')
                    .long("output")
                    .value_name("FILE")
                    .action(ArgAction::Append)
                    .value_parser(PathBufValueParser::new())
                    .help("Write the format before it to this file, in place of standard output"),
            )
            .arg(
                Arg::new("path_prefix")
                    .long("path-prefix")
                    .value_name("FOLDER")
                    .help("In `github`, `sarif` and `junit`, put this before paths as seen from the current folder; otherwise they are relative to the repository"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Assigns each file to the format before it. Returns an error message if that is impossible.
fn pair_outputs(words: impl Iterator<Item = ReportOption>) -> Result<Vec<Output>, &'static str> {
    let mut outputs: Vec<Output> = Vec::new();
    let mut first_file = None;
    for word in words {
        match (word, outputs.last_mut()) {
            (ReportOption::Format(format), _) => outputs.push(Output { format: Some(format), file: None }),
            (ReportOption::File(file), Some(last)) if last.file.is_none() && first_file.is_none() => {
                last.file = Some(file);
            }
            (ReportOption::File(file), None) if first_file.is_none() => first_file = Some(file),
            (ReportOption::File(_), _) => return Err("each `-o FILE` needs a `--format` of its own before it"),
        }
    }
    match (first_file, outputs.as_mut_slice()) {
        (None, []) => outputs.push(Output { format: None, file: None }),
        (Some(file), []) => outputs.push(Output { format: None, file: Some(file) }),
        // With one of each, the order does not matter.
        (Some(file), [only]) => only.file = Some(file),
        (Some(_), _) => return Err("each `-o FILE` needs a `--format` of its own before it"),
        (None, _) => {}
    }
    let mut files = BTreeSet::new();
    for output in &mut outputs {
        output.file.take_if(|file| file.as_os_str() == "-");
        if !files.insert(output.file.clone()) {
            return Err(match output.file {
                None => "only one format can go to standard output; give each other one a file with `-o FILE`",
                Some(_) => "two formats cannot be written to the same file",
            });
        }
    }
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    use super::{Output, ReportOption, pair_outputs};
    use scn_report::Format::{Github, Junit, Sarif};

    fn format(format: scn_report::Format) -> ReportOption {
        ReportOption::Format(format)
    }

    fn file(name: &str) -> ReportOption {
        ReportOption::File(name.into())
    }

    fn read(words: Vec<ReportOption>) -> Option<Vec<(Option<scn_report::Format>, Option<String>)>> {
        let read = pair_outputs(words.into_iter()).ok()?;
        let shown = |output: Output| (output.format, output.file.map(|file| file.display().to_string()));
        Some(read.into_iter().map(shown).collect())
    }

    #[test]
    fn a_file_belongs_to_the_format_before_it() {
        let to = |name: &str| Some(name.to_owned());
        assert_eq!(read(vec![]), Some(vec![(None, None)]));
        assert_eq!(read(vec![file("a")]), Some(vec![(None, to("a"))]));
        assert_eq!(read(vec![file("a"), format(Sarif)]), Some(vec![(Some(Sarif), to("a"))]));
        assert_eq!(
            read(vec![format(Github), format(Sarif), file("a"), format(Junit), file("b")]),
            Some(vec![(Some(Github), None), (Some(Sarif), to("a")), (Some(Junit), to("b"))])
        );
        assert_eq!(read(vec![format(Sarif), file("-")]), Some(vec![(Some(Sarif), None)]));
    }

    #[test]
    fn ambiguous_names_are_refused() {
        assert_eq!(read(vec![format(Sarif), format(Junit)]), None);
        assert_eq!(read(vec![format(Sarif), file("a"), file("b")]), None);
        assert_eq!(read(vec![file("a"), file("b")]), None);
        assert_eq!(read(vec![file("a"), format(Sarif), format(Junit)]), None);
        assert_eq!(read(vec![file("a"), format(Sarif), file("b")]), None);
        assert_eq!(read(vec![format(Sarif), file("a"), format(Junit), file("a")]), None);
        assert_eq!(read(vec![format(Sarif), file("-"), format(Junit)]), None);
    }
}
