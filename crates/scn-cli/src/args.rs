//! The command line.

mod build;
mod certificate;
mod docs;
mod report;
mod serve;
pub(crate) mod translate;

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use scn_compiler::DeliveryFormat;
use scn_source::Severity;

pub(crate) use build::{BuildArgs, BuildFormat, Edition, VerifyFileArgs};
pub(crate) use certificate::{
    CertificateArgs, CertificateCommand, CertificateCommands, CertificateFormat, KeyArgs, KeyCommand, KeyFile,
    VerifyArgs,
};
pub(crate) use docs::DocsArgs;
pub(crate) use report::ReportArgs;
pub(crate) use serve::{LogFormat, OpenIdClaim, ServeArgs, ServeCommand, ServeCommands, ServerDatabase, UserCommand};

/// Names the guide and describes the exit status, below the help text and in the manual page.
const EXIT_STATUS: &str = "New to scn? `scn explain guide` teaches the language by building one scenario.\n\nExit status: 0 if there is nothing to report, 1 if something was found at the requested level, 2 for wrong usage or trouble with files, 130 after Ctrl-C.";

/// Shows how the server is added to an assistant, below the help text of `scn mcp`.
const ASSISTANT: &str = "An assistant starts this command itself. Most read a file of JSON that names it:\n\n  {\n    \"mcpServers\": {\n      \"scn\": { \"command\": \"scn\", \"args\": [\"mcp\", \"/path/to/courses\", \"--write\"] }\n    }\n  }";

/// Compile, prove and play training scenarios
#[derive(Debug, Parser)]
#[command(name = "scn", version, max_term_width = 100, after_help = EXIT_STATUS)]
pub(crate) struct Args {
    /// When to use colours; `auto` uses them on a terminal or if CLICOLOR_FORCE is set, unless
    /// NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The values of `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal or if CLICOLOR_FORCE is set, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check packs for errors, and prove what can happen in all possible runs
    Check(CheckCommand),
    /// Run the tests, promises and saved journeys of packs
    Test(CheckArgs),
    /// Convert a pack to another format
    Build(BuildArgs),
    /// Check that a page is as `scn build` wrote it
    Verify(VerifyFileArgs),
    /// Play a scenario
    Play(PlayArgs),
    /// Take a learner through a course: lessons, quizzes and scenarios
    Learn(LearnArgs),
    /// Show a learner's progress through a course
    Progress(ProgressArgs),
    /// Draw the situations and endings of a pack and the choices that connect them
    Graph(GraphArgs),
    /// Show statistics: how scenarios cover each principle, and what their possible runs look like
    Stats(StatsArgs),
    /// Show what learners did: all of them without names, or one by name
    Records(RecordsArgs),
    /// Preview a pack in the browser, with its player and graph; reloads when a file is saved
    Preview(PreviewArgs),
    /// Serve courses to an organisation: guests, accounts, progress and a roster, over HTTP
    Serve(ServeCommands),
    /// Format files in the standard style
    Fmt(RewriteArgs),
    /// Add ids to choices and answers that have none
    Ids(RewriteArgs),
    /// List the languages of a pack, and bring translations up to date
    Translate(translate::TranslateArgs),
    /// Create a small course to start from, with comments that explain each line
    New(NewArgs),
    /// Explain a finding, a keyword or a term of the language; without a name, list all findings
    Explain(ExplainArgs),
    /// Open the manual in the browser; needs no network
    Docs(DocsArgs),
    /// Create or show the key that signs certificates
    Key(KeyArgs),
    /// Issue a certificate of completion, or verify one
    Certificate(CertificateCommands),
    /// Run the language server for editors (Language Server Protocol on standard input and output)
    Lsp,
    /// Serve an assistant that writes packs (Model Context Protocol on standard input and output)
    #[command(after_help = ASSISTANT)]
    Mcp(McpArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print a manual page, or write those of all commands to a folder
    Man(ManArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckCommand {
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// Also report what this format cannot take, in which the pack is to be delivered. Several
    /// times, or separated by commas
    #[arg(long = "for", value_name = "FORMAT", value_delimiter = ',', value_parser = delivery_formats())]
    pub(crate) formats: Vec<DeliveryFormat>,
    /// Apply safe fixes until none is left, then report the remaining findings
    #[arg(long, conflicts_with = "watch")]
    pub(crate) fix: bool,
    /// With `--fix`: also apply fixes that need a review
    #[arg(long = "unsafe", requires = "fix")]
    pub(crate) all: bool,
    /// With `--fix`: show the changes without writing them; exits with 1 if there are changes or an
    /// error remains
    #[arg(long, requires = "fix", conflicts_with = "output")]
    pub(crate) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckArgs {
    /// Files or folders, which may have been deleted; the whole pack that contains each is checked.
    /// `-` reads standard input. Default: the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: ReportArgs,
    /// Report only findings that concern the named files and folders; their whole packs are still
    /// checked
    #[arg(long)]
    pub(crate) only_named: bool,
    /// Report only errors, warnings or hints; the exit status still counts all findings
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) only: Vec<Only>,
    /// Fail on findings of this severity too
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Maximum number of states that the proof of a scenario may store
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
    /// Keep running, and check again whenever a file is saved
    #[arg(long, conflicts_with = "output")]
    pub(crate) watch: bool,
}

/// The values of `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Problems that prevent the pack from being built
    Errors,
    /// Likely mistakes
    Warnings,
    /// Suggestions
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

/// The values of `--deny`: the severities that fail a check besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Fail on warnings too
    Warnings,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PlayArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Default: the
    /// pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The id of the scenario; needed if the pack has more than one
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Make these choices without asking: ids, numbers or the first words of labels; `outcome 2`
    /// after a choice sets its random outcome
    #[arg(long, value_name = "CHOICE,…")]
    pub(crate) choices: Option<String>,
    /// Start at this situation or ending, reached by a shortest run. Nobody made its choices, so
    /// such a run is never recorded, and `--learner` is refused
    #[arg(long, value_name = "ID", conflicts_with = "choices")]
    pub(crate) from: Option<String>,
    /// Seed for random outcomes and the order of choices, so that a run can be repeated
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// The language to show the pack in, such as `af`: a translation in its folder `translations`, or
    /// `en-XA` and `ar-XB` to try how pages look in another language. Default: the pack's own
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Plain text, line by line: no colours, lines or full screen. For screen readers and pipes
    #[arg(long)]
    pub(crate) plain: bool,
    /// Play with a group: enter the number of votes for each choice; the choice with the most votes
    /// is made, unless you override it
    #[arg(long)]
    pub(crate) group: bool,
    /// Exchange lines of JSON on standard input and output, so that another program can be the user
    /// interface; see `scn explain events`
    #[arg(long, conflicts_with_all = ["group", "plain"])]
    pub(crate) events: bool,
    /// Turn off time limits, so that no choice is ever made automatically
    #[arg(long)]
    pub(crate) no_time: bool,
    /// Keep a record under this name, and resume the run that was left under it
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    /// Start a new run instead of resuming; `--seed` implies this
    #[arg(long, requires = "learner")]
    pub(crate) new: bool,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// Save the run to this file, for `scn test` to replay; put it in the pack's folder `journeys`
    #[arg(long, value_name = "FILE")]
    pub(crate) save_journey: Option<PathBuf>,
    /// Write a transcript of the run to this file, as Markdown
    #[arg(long, value_name = "FILE", value_parser = transcript())]
    pub(crate) transcript: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct RecordsArgs {
    #[command(subcommand)]
    pub(crate) command: Option<RecordsCommand>,
    /// A file or the folder of a pack: show only its records, evaluated against its current
    /// version. Default: the records of all packs
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// Show only what this learner did
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = RecordsFormat::Table)]
    pub(crate) format: RecordsFormat,
    /// Start CSV with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// Also show counts of fewer than 5 learners
    #[arg(long, conflicts_with = "learner")]
    pub(crate) few: bool,
    /// The base URL of activities in xAPI statements
    #[arg(long, value_name = "URL", default_value = "https://scn.invalid")]
    pub(crate) base: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RecordsCommand {
    /// Delete all records of a learner
    Forget(ForgetArgs),
    /// Export all records of a learner as JSON
    Export(ExportArgs),
    /// Import the records of a learner from a file: of `scn records export`, or of a page
    Import(ImportArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ForgetArgs {
    /// The learner's name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Do not ask for the name to be typed again as confirmation
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
    /// The file to write; default, or with `-`: standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportArgs {
    /// The file to read, such as `Ana.scnrecord`; `-`: standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The versions of the pack in which the attempts were made, as files or folders; default: those
    /// that the records have
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The learner's name. Default: the name in the file
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

/// The output formats of `scn records`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordsFormat {
    /// For people
    Table,
    /// A single JSON document
    Json,
    /// One row for each count, or for each attempt of a learner
    Csv,
    /// xAPI 1.0.3 statements, one per line
    Xapi,
}

/// The location of the records.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct RecordsPlace {
    /// The file of the records, or the URL of a PostgreSQL database. Default: the variable SCN_DB, or a
    /// file in your data folder
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) db: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct LearnArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Default: the
    /// pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whose: LearnerSelection,
    /// The language to show the pack in, such as `af`: a translation in its folder `translations`, or
    /// `en-XA` and `ar-XB` to try how pages look in another language. Default: the pack's own
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Plain text, line by line: no colours, lines or full screen. For screen readers and pipes
    #[arg(long)]
    pub(crate) plain: bool,
    /// Turn off time limits, so that no choice is ever made automatically
    #[arg(long)]
    pub(crate) no_time: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ProgressArgs {
    /// A file or the folder of a pack, or a story built with `scn build --to json`. Default: the
    /// pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whose: LearnerSelection,
    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ProgressFormat::Table)]
    pub(crate) format: ProgressFormat,
}

/// The learner, and the location of the records.
#[derive(Debug, ClapArgs)]
pub(crate) struct LearnerSelection {
    /// The learner's name, under which records are kept. Without it, nothing is saved
    #[arg(long, value_name = "NAME")]
    pub(crate) learner: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
}

/// The output formats of `scn progress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// The JSON Schema of the JSON output; needs no pack
    Schema,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GraphArgs {
    /// A file or the folder of a pack; `-` reads standard input. Default: the pack that contains
    /// the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The id of the scenario. Default: all scenarios
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: GraphFormat,
    /// Show the principles that each choice upholds or breaks
    #[arg(long)]
    pub(crate) principles: bool,
    /// The file to write; default, or with `-`: standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Maximum number of states that the proof of a scenario may store
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StatsArgs {
    /// Files or folders of packs; `-` reads standard input. Default: the pack that contains the
    /// current folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = StatsFormat::Table)]
    pub(crate) format: StatsFormat,
    /// Start CSV with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// The id of a scenario: show only this one
    #[arg(long, value_name = "ID")]
    pub(crate) scenario: Option<String>,
    /// Maximum number of states to explore for a scenario; default: one million
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

/// The output formats of `scn graph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A picture that every browser can show
    Svg,
    /// Graphviz DOT
    Dot,
    /// A Mermaid diagram for Markdown
    Mermaid,
}

/// The output formats of `scn stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// For people: how each scenario covers each principle, then each scenario in detail
    Table,
    /// All statistics, for programs
    Json,
    /// How each scenario covers each principle, for a spreadsheet
    Csv,
    /// The JSON Schema of the JSON output; needs no pack
    Schema,
}

/// The arguments of the commands that rewrite files: `scn fmt` and `scn ids`.
#[derive(Debug, ClapArgs)]
pub(crate) struct RewriteArgs {
    /// Files or folders of packs; `-` reads standard input and writes to standard output. Default:
    /// the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing, and fail if a file would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing, and show the changes
    #[arg(long)]
    pub(crate) diff: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PreviewArgs {
    /// A file or the folder of a pack. Default: the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The language to show the pack in, such as `af`: a translation in its folder `translations`, or
    /// `en-XA` and `ar-XB` to try how pages look in another language. Default: the pack's own
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The local port to listen on. Default: any free port
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// Maximum number of states that the proof of a scenario may store
    #[arg(long, value_name = "N", value_parser = states)]
    pub(crate) states: Option<u64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct NewArgs {
    /// The folder to create, or an empty one; the course gets its name
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// A finding such as `dead-end`, a keyword such as `Choice`, a term such as `coverage`,
    /// `guide` for the guide for authors, `llms.txt` for the language in short, as assistants need
    /// it, or `events` for the lines of `scn play --events`
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct McpArgs {
    /// The folder that the assistant works in: of a pack, of several packs, or an empty one. Default:
    /// that of the pack that contains the current folder
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Let the assistant write: sources, `scn.toml` and Markdown files, and what it builds. Without
    /// it, nothing is changed
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CompletionsArgs {
    /// The shell to complete for
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ManArgs {
    /// The command to describe, such as `check` or `records forget`. Default: `scn` itself
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub(crate) command: Vec<String>,
    /// Write the manual pages of all commands to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("give a whole number from 0 to {}", u64::MAX))
}

/// Parses the file name of a transcript. Rejects `-`, since the run itself is printed to standard
/// output.
fn transcript() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str() == "-" {
            Err("standard output shows the run itself; give the name of a file")
        } else {
            Ok(path)
        }
    })
}

/// Returns the parser of the formats in which packs are delivered.
fn delivery_formats() -> impl TypedValueParser<Value = DeliveryFormat> {
    let names = DeliveryFormat::ALL.map(DeliveryFormat::as_str);
    PossibleValuesParser::new(names)
        .try_map(|name| DeliveryFormat::from_exact_str(&name).ok_or_else(|| format!("there is no format `{name}`")))
}

/// Parses a number of states. `_` and `,` are allowed as separators of digits.
fn states(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    match digits.parse() {
        Ok(0) => Err("a proof needs at least 1 state".to_owned()),
        Ok(states) => Ok(states),
        Err(_) => Err("give a whole number, such as 10_000_000".to_owned()),
    }
}
