//! The `scn` command.
//!
//! Takes: the command line, files, standard input. Gives: what the crates below it make of them, printed; and an exit status: 0 nothing to
//! report, 1 findings at the level asked, 2 wrong usage or trouble with files. The only crate that prints, and that touches the disk,
//! the clock and the environment. One file a command under `commands/`.

mod args;
mod commands;
mod failure;
mod load;
mod packs;
mod progress;
mod save;
mod screen;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let result = match args.command {
        Command::Check(check) => commands::check::run(&check, args.color),
        Command::Build(build) => commands::build::run(&build, args.color),
        Command::Play(play) => commands::play::run(&play, args.color),
        Command::New(new) => commands::new::run(&new),
        Command::Explain(explain) => commands::explain::run(&explain, args.color),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            screen::complain(&failure);
            ExitCode::from(2)
        }
    }
}
