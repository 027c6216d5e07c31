//! What a learner may request: a copy of all their records, and the deletion of them.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use scn_records::{Export, Filter, StoreError, is_same_name};

use crate::args::{ExportArgs, ForgetArgs};
use crate::failure::{Failure, plain_reason};
use crate::recording::{LearnerMatch, checked_name, match_learner, open_to_read, records_path, store_failure};
use crate::save::{ensure_output_writable, save_output};
use crate::screen::{print, print_note};

/// Prints that there are no records of a learner, with a similar name if there is one, and returns
/// 1.
pub(super) fn no_records(near: Option<&str>) -> u8 {
    let near = near.map(|near| format!("\n  help: did you mean `{near}`?")).unwrap_or_default();
    print_note(&format!("there are no records of this learner{near}"));
    1
}

/// Returns the failure for a file of records that does not exist: whether there are records of a
/// learner in another one is not known.
fn no_file(place: &Path) -> Failure {
    Failure::new(format!("there are no records: `{}` does not exist", place.display()))
        .with_help("name the file of records with `--db FILE` or the variable SCN_DB")
}

/// Deletes all records of a learner. Returns 1 if there are none, or if the deletion was not
/// confirmed.
pub(super) fn forget(args: &ForgetArgs) -> Result<u8, Failure> {
    let name = checked_name(&args.name)?;
    let place = records_path(args.records.db.as_deref())?;
    let Some(mut store) = open_to_read(&place)? else { return Err(no_file(&place)) };
    if let LearnerMatch::New { near } =
        match_learner(Some(store.as_ref()), &name).map_err(|error| store_failure(&place, &error))?
    {
        return Ok(no_records(near.as_deref()));
    }
    if !args.yes {
        if !io::stdin().is_terminal() {
            return Err(Failure::new("there is no terminal on which to confirm the deletion")
                .with_help("to delete without asking, use `--yes`"));
        }
        print("All records of this learner will be deleted. This cannot be undone.\nType the name again to confirm: ")?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        read.map_err(|error| Failure::new(format!("standard input cannot be read: {}", plain_reason(&error))))?;
        if !checked_name(&line).is_ok_and(|line| is_same_name(&line, &name)) {
            print_note("that is a different name: nothing was deleted");
            return Ok(1);
        }
    }
    let removed = store.forget_learner(&name).map_err(|error| store_failure(&place, &error))?;
    if removed.learners == 0 {
        return Ok(no_records(None));
    }
    print(&format!(
        "deleted: {} with {}\n",
        scn_text::counted(removed.attempts, "attempt"),
        scn_text::counted(removed.events, "event")
    ))?;
    Ok(0)
}

/// Exports all records of a learner. Returns 1 if there are none.
pub(super) fn export(args: &ExportArgs) -> Result<u8, Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    output.map(ensure_output_writable).transpose()?;
    let name = checked_name(&args.name)?;
    let place = records_path(args.records.db.as_deref())?;
    let Some(store) = open_to_read(&place)? else { return Err(no_file(&place)) };
    if let LearnerMatch::New { near } =
        match_learner(Some(store.as_ref()), &name).map_err(|error| store_failure(&place, &error))?
    {
        return Ok(no_records(near.as_deref()));
    }
    let load_records = || -> Result<_, StoreError> {
        let learner = store.learners()?.into_iter().find(|learner| is_same_name(&learner.name, &name));
        let attempts = store.attempts(&Filter { learner: Some(&name), ..Filter::default() })?;
        Ok(learner.map(|learner| (learner, attempts)))
    };
    let Some((learner, attempts)) = load_records().map_err(|error| store_failure(&place, &error))? else {
        return Ok(no_records(None));
    };
    let export = Export::from_attempts(&learner, &attempts);
    let text = export.map_err(|error| Failure::new(format!("the records cannot be written: {error}")))?.to_json();
    match output {
        Some(path) => save_output(path, &text)?,
        None => print(&text)?,
    }
    Ok(0)
}
