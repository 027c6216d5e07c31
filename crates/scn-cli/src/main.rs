//! The `scn` command.
//!
//! Input: the command line, files and standard input. Output: the results of the crates below,
//! printed, and an exit status: 0 nothing to report, 1 findings at the requested level, 2 wrong
//! usage or trouble with files. This is the only crate that prints, and that accesses the disk, the
//! clock and the environment. Each command has a file under `commands/`.

mod args;
mod aside;
mod commands;
mod complete;
mod contents;
mod diff;
mod documents;
mod failure;
mod fullscreen;
mod home;
mod journeys;
mod load;
mod media;
mod packs;
mod progress;
mod recording;
mod repository;
mod save;
mod screen;
mod translations;
mod watch;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory, FromArgMatches};

use args::{Args, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Returns the value of `--color` before the command line is parsed, since help and usage errors
/// have colours too.
fn requested_colour() -> ColorChoice {
    let words: Vec<String> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let is_requested = |when: &str| {
        words.iter().any(|word| word.strip_prefix("--color=") == Some(when))
            || words.windows(2).any(|pair| matches!(pair, [option, word] if option == "--color" && word == when))
    };
    if is_requested("never") {
        ColorChoice::Never
    } else if is_requested("always") {
        ColorChoice::Always
    } else {
        ColorChoice::Auto
    }
}

/// Returns the same usage error for a command line whose hidden characters are replaced, since the
/// message repeats parts of the command line.
fn without_hidden_characters(error: clap::Error) -> clap::Error {
    let words = env::args_os().map(|word| scn_text::escape_line(&word.to_string_lossy()).into_owned());
    let same_error = Args::command().color(requested_colour()).try_get_matches_from(words);
    same_error.err().filter(|again| again.kind() == error.kind()).unwrap_or(error)
}

/// Prints help, the version, or a usage error.
fn print_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // If standard error cannot be written, there is nowhere left to report it.
        let _ = error.print();
        return ExitCode::from(2);
    }
    match screen::write_result(error.print()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            screen::print_failure(&failure);
            ExitCode::from(2)
        }
    }
}

/// Returns whether a usage error means that the command line has nothing but perhaps `--color`.
fn is_bare(error: &clap::Error) -> bool {
    let is_missing =
        matches!(error.kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand);
    let words: Vec<_> = env::args_os().skip(1).collect();
    let is_colour = |word: &OsString| word.to_string_lossy().starts_with("--color=");
    match words.as_slice() {
        [] => is_missing,
        [option] => is_missing && is_colour(option),
        [option, _] => is_missing && option == "--color",
        _ => false,
    }
}

/// Shows what is in the current folder. Where there is no pack, shows the help, with the status of
/// wrong usage.
fn show_overview(error: &clap::Error) -> ExitCode {
    match commands::overview::run() {
        Ok(Some(status)) => ExitCode::from(status),
        Ok(None) => {
            let status = print_usage(error);
            screen::print_note("\nThere is no pack in this folder or below it. `scn new my-course` creates one.");
            status
        }
        Err(failure) => {
            screen::print_failure(&failure);
            ExitCode::from(2)
        }
    }
}

fn main() -> ExitCode {
    if complete::answer() {
        return ExitCode::SUCCESS;
    }
    let args =
        match Args::command().color(requested_colour()).try_get_matches().and_then(|it| Args::from_arg_matches(&it)) {
            Ok(args) => args,
            Err(error) if is_bare(&error) => return show_overview(&error),
            Err(error) => return print_usage(&without_hidden_characters(error)),
        };
    let result = match args.command {
        Command::Check(check) => commands::check::run(&check, args.color),
        Command::Test(test) => commands::test::run(&test, args.color),
        Command::Build(build) => commands::build::run(&build, args.color),
        Command::Verify(verify) => commands::verify::run(&verify),
        Command::Play(play) => commands::play::run(&play, args.color),
        Command::Learn(learn) => commands::learn::run(&learn, args.color),
        Command::Progress(progress) => commands::progress::run(&progress, args.color),
        Command::Graph(graph) => commands::graph::run(&graph, args.color),
        Command::Stats(stats) => commands::stats::run(&stats, args.color),
        Command::Records(records) => commands::records::run(&records, args.color),
        Command::Preview(preview) => commands::preview::run(&preview),
        Command::Serve(serve) => commands::serve::run(&serve, args.color),
        Command::Fmt(fmt) => commands::fmt::run(&fmt, args.color),
        Command::Ids(ids) => commands::ids::run(&ids, args.color),
        Command::New(new) => commands::new::run(&new),
        Command::Translate(translate) => commands::translate::run(&translate),
        Command::Explain(explain) => commands::explain::run(&explain, args.color),
        Command::Docs(docs) => commands::docs::run(&docs),
        Command::Key(key) => commands::key::run(&key),
        Command::Certificate(certificate) => commands::certificate::run(&certificate, args.color),
        Command::Lsp => Ok(commands::lsp::run()),
        Command::Mcp(mcp) => commands::mcp::run(&mcp),
        Command::Completions(completions) => commands::completions::run(&completions),
        Command::Man(man) => commands::man::run(&man),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            screen::print_failure(&failure);
            ExitCode::from(2)
        }
    }
}
