//! What a learner may request: a copy of all their records, and the deletion of them.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use scn_records::{Export, Filter, StoreError, is_same_name};

use crate::args::{ExportArgs, ForgetArgs};
use crate::failure::{Failure, reason};
use crate::recording::{Who, checked_name, open_to_read, place, trouble, who};
use crate::save::{probe_output, save_output};
use crate::screen::{print, tell};

/// Prints that there are no records of a learner, with a similar name if there is one, and returns
/// 1.
pub(super) fn nothing(near: Option<&str>) -> u8 {
    let near = near.map(|near| format!("\n  help: did you mean `{near}`?")).unwrap_or_default();
    tell(&format!("there are no records of this learner{near}"));
    1
}

/// Deletes all records of a learner. Returns 1 if there are none, or if the deletion was not
/// confirmed.
pub(super) fn forget(args: &ForgetArgs) -> Result<u8, Failure> {
    let name = checked_name(&args.name)?;
    let place = place(args.records.db.as_deref())?;
    let Some(mut store) = open_to_read(&place)? else { return Ok(nothing(None)) };
    if let Who::New { near } = who(Some(store.as_ref()), &name).map_err(|error| trouble(&place, &error))? {
        return Ok(nothing(near.as_deref()));
    }
    if !args.yes {
        if !io::stdin().is_terminal() {
            return Err(
                Failure::new("nobody can be asked whether the records are to be deleted").help("say so with `--yes`")
            );
        }
        print("All records of this learner will be deleted, and cannot be had back.\nType the name again: ")?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        read.map_err(|error| Failure::new(format!("standard input cannot be read: {}", reason(&error))))?;
        if !checked_name(&line).is_ok_and(|line| is_same_name(&line, &name)) {
            tell("that is another name: nothing was deleted");
            return Ok(1);
        }
    }
    let gone = store.forget(&name).map_err(|error| trouble(&place, &error))?;
    if gone.learners == 0 {
        return Ok(nothing(None));
    }
    print(&format!(
        "deleted: {} with {}\n",
        scn_text::counted(gone.attempts, "attempt"),
        scn_text::counted(gone.events, "event")
    ))?;
    Ok(0)
}

/// Exports all records of a learner. Returns 1 if there are none.
pub(super) fn export(args: &ExportArgs) -> Result<u8, Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    output.map(probe_output).transpose()?;
    let name = checked_name(&args.name)?;
    let place = place(args.records.db.as_deref())?;
    let Some(store) = open_to_read(&place)? else { return Ok(nothing(None)) };
    if let Who::New { near } = who(Some(store.as_ref()), &name).map_err(|error| trouble(&place, &error))? {
        return Ok(nothing(near.as_deref()));
    }
    let read = || -> Result<_, StoreError> {
        let learner = store.learners()?.into_iter().find(|learner| is_same_name(&learner.name, &name));
        let attempts = store.attempts(&Filter { learner: Some(&name), ..Filter::default() })?;
        Ok(learner.map(|learner| (learner, attempts)))
    };
    let Some((learner, attempts)) = read().map_err(|error| trouble(&place, &error))? else { return Ok(nothing(None)) };
    let export = Export::of(&learner, &attempts);
    let text = export.map_err(|error| Failure::new(format!("the records cannot be written: {error}")))?.to_json();
    match output {
        Some(path) => save_output(path, &text)?,
        None => print(&text)?,
    }
    Ok(0)
}
