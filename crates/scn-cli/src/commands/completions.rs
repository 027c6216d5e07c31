//! `scn completions`.

use clap::CommandFactory;
use scn_source::Name;

use crate::args::{Args, CompletionsArgs};
use crate::failure::Failure;
use crate::screen::print_exactly;

/// Prints the completion script of a shell, including the names of findings.
pub(crate) fn run(args: &CompletionsArgs) -> Result<u8, Failure> {
    let names = Name::ALL.iter().map(|name| name.as_str());
    // Only here: when parsing, an unknown name is answered with a suggestion instead.
    let mut command = Args::command().mut_subcommand("explain", |explain| {
        explain.mut_arg("name", |name| name.value_parser(names.collect::<Vec<_>>()))
    });
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "scn", &mut text);
    print_exactly(&String::from_utf8_lossy(&text))?;
    Ok(0)
}
