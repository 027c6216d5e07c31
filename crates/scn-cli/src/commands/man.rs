//! `scn man`.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use scn_source::nearest;

use crate::args::{Args, ManArgs};
use crate::failure::{Failure, reason};
use crate::save::save;
use crate::screen::{print, print_exactly};

/// Prints a page, or writes all of them.
pub(crate) fn run(args: &ManArgs) -> Result<u8, Failure> {
    let mut scn = Args::command().disable_help_subcommand(true);
    scn.build();
    if let Some(dir) = &args.dir {
        return all(&scn, dir);
    }
    let Some(written) = &args.command else {
        print_exactly(&page(&scn, "scn"))?;
        return Ok(0);
    };
    let commands = || scn.get_subcommands().map(Command::get_name);
    let Some(command) = scn.find_subcommand(written) else {
        let failure = Failure::new(format!("there is no command `{written}`"));
        return Err(match nearest(written, commands()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("there is `{}`", commands().collect::<Vec<_>>().join("`, `"))),
        });
    };
    print_exactly(&page(command, &format!("scn-{}", command.get_name())))?;
    Ok(0)
}

/// Writes the page of every command.
fn all(scn: &Command, dir: &Path) -> Result<u8, Failure> {
    fs::create_dir_all(dir)
        .map_err(|error| Failure::new(format!("`{}` cannot be made: {}", dir.display(), reason(&error))))?;
    let mut pages = vec![("scn".to_owned(), page(scn, "scn"))];
    for command in scn.get_subcommands() {
        let name = format!("scn-{}", command.get_name());
        let text = page(command, &name);
        pages.push((name, text));
    }
    for (name, text) in &pages {
        save(&dir.join(format!("{name}.1")), text)?;
    }
    print(&format!("wrote {} pages into {}\n", pages.len(), dir.display()))?;
    Ok(0)
}

/// The page of a command, for `man`.
fn page(command: &Command, name: &str) -> String {
    let mut text = Vec::new();
    // Without a date, so that it is the same every time. Writing to a vector does not fail.
    let man = Man::new(command.clone()).title(name.to_uppercase()).date("").manual("scn");
    let _ = man.render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
