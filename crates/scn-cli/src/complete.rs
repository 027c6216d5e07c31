//! Completion in a shell: of paths, ids, languages and names of findings.
//!
//! The script that `scn completions SHELL` prints runs `scn` at each completion, with the shell's
//! name in the variable `SCN_COMPLETE` and the words of the command line after `--`. The engine of
//! clap finds the argument that is being typed; `values` knows what it can be. Nothing is ever
//! printed to standard error, since it would appear in the middle of what the user types.

mod bash;
mod values;
mod words;

use std::env;
use std::io::Write;
use std::panic;

use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};
use clap_complete::env::{Elvish, Fish, Powershell, Shells, Zsh};
use clap_complete::{CompleteEnv, Shell};

use crate::args::Args;

/// The variable that asks for completion.
const VARIABLE: &str = "SCN_COMPLETE";

/// How completion works in each shell.
const SHELLS: Shells<'static> = Shells(&[&bash::Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// Returns the script by which a shell completes `scn`.
pub(crate) fn registration(shell: Shell) -> String {
    let mut script = Vec::new();
    let completer = SHELLS.completer(&shell.to_string());
    // Writing to a vector does not fail.
    let _ = completer.map(|it| it.write_registration(VARIABLE, "scn", "scn", "scn", &mut script));
    String::from_utf8_lossy(&script).into_owned()
}

/// Answers the shell if it asks for completion. Returns whether it did.
pub(crate) fn answer() -> bool {
    let Ok(shell) = env::var(VARIABLE) else { return false };
    if SHELLS.completer(&shell).is_none() {
        return false;
    }
    panic::set_hook(Box::new(|_| {}));
    let working_dir = env::current_dir().ok();
    let engine = CompleteEnv::with_factory(|| with_values(Args::command(), "")).var(VARIABLE).shells(SHELLS);
    // Where nothing can be completed, there is nothing to say.
    let _ = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        engine.try_complete(words::read_words(&shell), working_dir.as_deref()).is_ok()
    }));
    let _ = std::io::stdout().flush();
    true
}

/// Returns a command whose arguments know their possible values. `parent` is the command above it.
fn with_values(command: Command, parent: &str) -> Command {
    let name = command.get_name().to_owned();
    let place = if parent.is_empty() { name.clone() } else { format!("{parent} {name}") };
    let below = if parent.is_empty() { "scn".to_owned() } else { place.clone() };
    command.mut_args(|arg| with_completer(arg, &place)).mut_subcommands(|it| with_values(it, &below))
}

/// Returns an argument of a command that knows its possible values.
fn with_completer(arg: Arg, command: &str) -> Arg {
    match (command, arg.get_id().as_str()) {
        ("scn play" | "scn graph", "path") => arg.add(ArgValueCompleter::new(values::pack_or_scenario)),
        ("scn learn" | "scn progress" | "scn records", "path") => {
            arg.add(ArgValueCompleter::new(values::pack_or_story))
        }
        ("scn translate", "language") => arg.add(ArgValueCandidates::new(values::translations)),
        ("scn explain", "name") => arg.add(ArgValueCandidates::new(values::pages)),
        ("scn man", "command") => arg.add(ArgValueCandidates::new(|| values::commands(&Args::command()))),
        ("scn play", "from") => arg.add(ArgValueCandidates::new(values::places)),
        ("scn play", "choices") => arg.add(ArgValueCompleter::new(values::choices)),
        (_, "path" | "paths") => arg.add(ArgValueCompleter::new(values::pack)),
        (_, "scenario") => arg.add(ArgValueCandidates::new(values::scenarios)),
        (_, "language") => arg.add(ArgValueCandidates::new(values::languages)),
        (_, _) => arg,
    }
}
