//! The `scn` command.
//!
//! Takes: the command line, files, standard input. Gives: what the crates below it make of them,
//! printed; and an exit status: 0 nothing to report, 1 findings at the level asked, 2 wrong usage
//! or trouble with files. The only crate that prints, and that touches the disk, the clock and the
//! environment. One file a command under `commands/`.

mod args;
mod aside;
mod commands;
mod diff;
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
mod watch;

use std::env;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use args::{Args, Command};

/// What `--color` asks for, as long as the command line is not read: help and wrong usage have
/// colours too.
fn asked_colour() -> ColorChoice {
    let words: Vec<String> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let asked = |when: &str| {
        words.iter().any(|word| word.strip_prefix("--color=") == Some(when))
            || words.windows(2).any(|pair| matches!(pair, [option, word] if option == "--color" && word == when))
    };
    if asked("never") {
        ColorChoice::Never
    } else if asked("always") {
        ColorChoice::Always
    } else {
        ColorChoice::Auto
    }
}

/// The same error about a command line whose words hold nothing that may not be shown: the error
/// repeats them.
fn harmless(error: clap::Error) -> clap::Error {
    let words = env::args_os().map(|word| scn_text::named(&word.to_string_lossy()).into_owned());
    let again = Args::command().color(asked_colour()).try_get_matches_from(words);
    again.err().filter(|again| again.kind() == error.kind()).unwrap_or(error)
}

/// Shows help, the version, or why the command line cannot be understood.
fn usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // Where standard error cannot be written there is nowhere left to say so.
        let _ = error.print();
        return ExitCode::from(2);
    }
    match screen::settle(error.print()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            screen::complain(&failure);
            ExitCode::from(2)
        }
    }
}

fn main() -> ExitCode {
    let args = match Args::command().color(asked_colour()).try_get_matches().and_then(|it| Args::from_arg_matches(&it))
    {
        Ok(args) => args,
        Err(error) => return usage(&harmless(error)),
    };
    let result = match args.command {
        Command::Check(check) => commands::check::run(&check, args.color),
        Command::Test(test) => commands::test::run(&test, args.color),
        Command::Build(build) => commands::build::run(&build, args.color),
        Command::Play(play) => commands::play::run(&play, args.color),
        Command::Learn(learn) => commands::learn::run(&learn, args.color),
        Command::Progress(progress) => commands::progress::run(&progress, args.color),
        Command::Graph(graph) => commands::graph::run(&graph, args.color),
        Command::Stats(stats) => commands::stats::run(&stats, args.color),
        Command::Records(records) => commands::records::run(&records, args.color),
        Command::Preview(preview) => commands::preview::run(&preview),
        Command::Fmt(fmt) => commands::fmt::run(&fmt, args.color),
        Command::Ids(ids) => commands::ids::run(&ids, args.color),
        Command::New(new) => commands::new::run(&new),
        Command::Explain(explain) => commands::explain::run(&explain, args.color),
        Command::Key(key) => commands::key::run(&key),
        Command::Certificate(certificate) => commands::certificate::run(&certificate, args.color),
        Command::Lsp => Ok(commands::lsp::run()),
        Command::Completions(completions) => commands::completions::run(&completions),
        Command::Man(man) => commands::man::run(&man),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            screen::complain(&failure);
            ExitCode::from(2)
        }
    }
}
