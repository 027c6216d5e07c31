//! The command line.

mod certificate;
mod report;

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use scn_source::Severity;

pub(crate) use certificate::{
    CertificateArgs, CertificateCommand, CertificateCommands, CertificateFormat, KeyArgs, KeyCommand, KeyFile,
    VerifyArgs,
};
pub(crate) use report::ReportArgs;

/// What the exit status says, under the help and in the manual.
const EXIT_STATUS: &str = "Exit status: 0 nothing to report, 1 something was found at the level asked, 2 wrong usage or trouble with files, 130 after Ctrl-C.";

/// Compiles, proves and plays training scenarios
#[derive(Debug, Parser)]
#[command(name = "scn", version, max_term_width = 100, disable_help_subcommand = true, after_help = EXIT_STATUS)]
pub(crate) struct Args {
    /// When to use colours; `auto` is: on a terminal or where CLICOLOR_FORCE is set, unless
    /// NO_COLOR is
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal or where CLICOLOR_FORCE is set, unless NO_COLOR is
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check packs: everything that is known about every possible run
    Check(CheckCommand),
    /// Run the tests, promises and saved journeys of packs
    Test(CheckArgs),
    /// Build a pack into another format
    Build(BuildArgs),
    /// Play a scenario
    Play(PlayArgs),
    /// Take a learner through a course: lessons, quizzes and scenarios
    Learn(LearnArgs),
    /// Show where a learner is in a course
    Progress(ProgressArgs),
    /// Draw the situations and endings of a pack, and the choices that lead between them
    Graph(GraphArgs),
    /// Tell in numbers how principles are covered and what all runs are like
    Stats(StatsArgs),
    /// Tell what learners did, without naming any; or what one did
    Records(RecordsArgs),
    /// Show a page in the browser: the player and the graph, reloading as files are saved
    Preview(PreviewArgs),
    /// Bring files into the one style
    Fmt(RewriteArgs),
    /// Write the ids of choices and answers that have none into files
    Ids(RewriteArgs),
    /// Make a new pack that checks clean and plays
    New(NewArgs),
    /// Explain a finding, or the lines of `scn play --events`, at length; without a name, list all
    /// findings
    Explain(ExplainArgs),
    /// Make and show the key that signs certificates
    Key(KeyArgs),
    /// Issue a certificate of completion, or verify one
    Certificate(CertificateCommands),
    /// Serve an editor: the Language Server Protocol on standard input and output
    Lsp,
    /// Print what a shell needs to complete the command line
    Completions(CompletionsArgs),
    /// Print the manual page, or write that of every command into a folder
    Man(ManArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckCommand {
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// Apply the fixes that are safe, again and again until there is none left, then report what
    /// remains
    #[arg(long, conflicts_with = "watch")]
    pub(crate) fix: bool,
    /// With `--fix`: apply also the fixes that somebody should look at
    #[arg(long = "unsafe", requires = "fix")]
    pub(crate) all: bool,
    /// With `--fix`: show what would change and write nothing; 1 where something would, or an error
    /// remains
    #[arg(long, requires = "fix", conflicts_with = "output")]
    pub(crate) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckArgs {
    /// Files or folders, also deleted ones: the whole pack that each lies in is looked at; `-` is
    /// standard input. Without any: the pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: ReportArgs,
    /// Of the packs of the paths, report only what concerns the files named, or those in the
    /// folders named
    #[arg(long)]
    pub(crate) only_named: bool,
    /// Report only errors, warnings or hints; the exit status counts all
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) only: Vec<Only>,
    /// Let findings of a lesser severity fail the check too
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// How many states a proof may store for a scenario
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
    /// Stay, and report anew whenever a file is saved
    #[arg(long, conflicts_with = "output")]
    pub(crate) watch: bool,
}

/// What a check reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// What keeps the pack from being built
    Errors,
    /// What is most likely wrong
    Warnings,
    /// What is worth knowing
    Hints,
}

impl Only {
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Errors => Severity::Error,
            Self::Warnings => Severity::Warning,
            Self::Hints => Severity::Hint,
        }
    }
}

/// What fails a check besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings too
    Warnings,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BuildArgs {
    /// A file or the folder of a pack; `-` is standard input. Without it: the pack that the current
    /// folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The format to build
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: BuildFormat,
    /// The file to write; without it, or with `-`, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a pack can be built into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BuildFormat {
    /// The story, with all that a player in another language needs
    Json,
    /// The JSON Schema of the story format; no pack is needed
    Schema,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PlayArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Without it: the
    /// pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The scenario's id, where the pack has several
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Make these choices without asking: ids, numbers or starts of labels; `outcome 2` behind one
    /// fixes what chance decides
    #[arg(long, value_name = "CHOICE,…")]
    pub(crate) choices: Option<String>,
    /// Go to this situation or ending first, by a shortest run
    #[arg(long, value_name = "ID", conflicts_with = "choices")]
    pub(crate) from: Option<String>,
    /// Fix chance and the order of choices
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Words only, line by line: no colour, no drawn lines, no full screen. For screen readers and
    /// pipes
    #[arg(long)]
    pub(crate) plain: bool,
    /// Play before a group: type how many are for each choice; what most are for is done, unless
    /// you say otherwise
    #[arg(long)]
    pub(crate) group: bool,
    /// Play through lines of JSON on standard input and output, for another face; `scn explain
    /// events` describes them
    #[arg(long, conflicts_with_all = ["group", "plain"])]
    pub(crate) events: bool,
    /// Switch time limits off: no choice is taken by itself
    #[arg(long)]
    pub(crate) no_time: bool,
    /// Keep a record under this name, and go on with the run that was left under it
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    /// Begin anew where a run was left; `--seed` and `--from` do so too
    #[arg(long, requires = "learner")]
    pub(crate) new: bool,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// Write the run to this file, to be made again by `scn test`; it belongs in the folder
    /// `journeys` of the pack
    #[arg(long, value_name = "FILE")]
    pub(crate) save_journey: Option<PathBuf>,
    /// Write what happened to this file, as Markdown
    #[arg(long, value_name = "FILE", value_parser = transcript())]
    pub(crate) transcript: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct RecordsArgs {
    #[command(subcommand)]
    pub(crate) command: Option<RecordsCommand>,
    /// A file or the folder of a pack: only records of it, judged by it as it is now. Without it:
    /// all packs that there are records of
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// What this learner did
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// How to show them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = RecordsFormat::Table)]
    pub(crate) format: RecordsFormat,
    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// Show counts that rest on fewer than 5 learners too
    #[arg(long, conflicts_with = "learner")]
    pub(crate) few: bool,
    /// The address that activities of xAPI statements lie under
    #[arg(long, value_name = "URL", default_value = "https://scn.invalid")]
    pub(crate) base: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RecordsCommand {
    /// Delete all that is kept of a learner
    Forget(ForgetArgs),
    /// Write all that is kept of a learner, as JSON
    Export(ExportArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ForgetArgs {
    /// The learner's name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Do not ask to type the name again
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExportArgs {
    /// The learner's name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The file to write; without it, or with `-`, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

/// How records are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordsFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// A row for each count, or for each attempt of a learner
    Csv,
    /// Statements of xAPI 1.0.3, one a line
    Xapi,
}

/// Where records are kept.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct RecordsPlace {
    /// The file that records are kept in; without it the variable SCN_DB, else a file in your data
    /// folder
    #[arg(long, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct LearnArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Without it: the
    /// pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// Words only: no colour, no drawn lines. For screen readers and pipes
    #[arg(long)]
    pub(crate) plain: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ProgressArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Without it: the
    /// pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ProgressFormat::Table)]
    pub(crate) format: ProgressFormat,
}

/// Whose records, and where they are.
#[derive(Debug, ClapArgs)]
pub(crate) struct Whose {
    /// The learner's name, which records are kept under. Without it nothing is kept
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// The JSON Schema of the JSON; no pack is needed
    Schema,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GraphArgs {
    /// A file or the folder of a pack; `-` is standard input. Without it: the pack that the current
    /// folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The scenario's id; without it, all scenarios are drawn
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The format to draw in
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: GraphFormat,
    /// Show which principles each choice upholds and breaks
    #[arg(long)]
    pub(crate) principles: bool,
    /// The file to write; without it, or with `-`, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How many states a proof may store for a scenario
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StatsArgs {
    /// Files or folders of packs; `-` is standard input. Without any: the pack that the current
    /// folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to show them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = StatsFormat::Table)]
    pub(crate) format: StatsFormat,
    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// Only this scenario, by its id
    #[arg(long, value_name = "ID")]
    pub(crate) scenario: Option<String>,
    /// How many states may be looked at for a scenario; a million where nothing else is said
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

/// What a graph can be drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A picture that any browser shows
    Svg,
    /// For Graphviz
    Dot,
    /// For Markdown that shows Mermaid diagrams
    Mermaid,
}

/// How numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// For people: the coverage of every principle in every scenario, then each scenario
    Table,
    /// All of it, for programs
    Json,
    /// The coverage of every principle in every scenario, for a spreadsheet
    Csv,
    /// The JSON Schema of the JSON; no pack is needed
    Schema,
}

/// What a command that rewrites files takes.
#[derive(Debug, ClapArgs)]
pub(crate) struct RewriteArgs {
    /// Files or folders of packs; `-` is from standard input to standard output. Without any: the
    /// pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing, and fail where something would be written
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing, and show what would be changed
    #[arg(long)]
    pub(crate) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PreviewArgs {
    /// A file or the folder of a pack. Without it: the pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The port to use on this machine; without it, any that is free
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// How many states a proof may store for a scenario
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct NewArgs {
    /// The folder to make; its name becomes the pack's
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// The finding's name, as `dead-end`; or `events`, for the lines of `scn play --events`
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ManArgs {
    /// The command whose page is printed; without it, that of `scn`
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub(crate) command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("give a whole number from 0 to {}", u64::MAX))
}

/// A file for the transcript; standard output has the run itself.
fn transcript() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str() == "-" {
            Err("standard output shows the run itself; give the name of a file")
        } else {
            Ok(path)
        }
    })
}

/// A number of states; `_` and `,` between digits are for the reader's eyes.
fn states(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    match digits.parse() {
        Ok(0) => Err("a proof needs at least 1 state".to_owned()),
        Ok(states) => Ok(states),
        Err(_) => Err("give a whole number, as 10_000_000".to_owned()),
    }
}
