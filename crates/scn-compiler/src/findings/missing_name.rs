//! `missing-name`.

use scn_source::{Finding, Name};

use crate::manifest::MissingName;

/// A manifest that gives its pack no name. `name` is the name derived from the pack's folder.
pub(crate) fn finding(nameless: &MissingName, name: &str) -> Finding {
    let message = "this pack has no name, so learners' records depend on the name of its folder";
    let finding = Finding::new(Name::MissingName, nameless.place, message)
        .with_help("give it a name: then its records are found again when the folder is moved or the pack is edited");
    match &nameless.edit {
        Some(edit) => {
            let written = format!("{}{name}{}", edit.before, edit.after);
            finding.with_fix(true, format!("write `name = \"{name}\"` under `[pack]`"), edit.place, written)
        }
        None => finding,
    }
}
