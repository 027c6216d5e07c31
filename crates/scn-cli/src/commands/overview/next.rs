//! The commands that can be typed next.

use scn_report::quoted;

use super::pack::PackState;
use crate::contents::{Contents, PartKind};

/// Returns a path as it is typed: a path that begins with a hyphen would be read as an option.
pub(crate) fn typed_path(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    quoted(&path)
}

/// Returns a path as it is typed. A path with characters that cannot be shown cannot be typed from
/// what is printed either: the result is a place for it.
pub(super) fn path_or_placeholder(path: &str) -> String {
    if scn_text::escape_line(path) == path { typed_path(path) } else { "PATH".to_owned() }
}

/// Returns the next commands for a pack.
pub(super) fn for_pack(contents: &Contents, state: &PackState) -> String {
    let path = &state.path;
    // Without a manifest, commands need the file.
    let with_path = |command: &str| if path.is_empty() { command.to_owned() } else { format!("{command} {path}") };
    let in_course = contents.manifest.course.iter().filter_map(|(id, _)| contents.part(id));
    let mut in_course = in_course.filter(|part| part.kind == PartKind::Scenario);
    let first = in_course.next().or_else(|| contents.of_kind(PartKind::Scenario).next());
    let several = 1 < contents.of_kind(PartKind::Scenario).count();
    let mut lines: Vec<(String, &str)> = Vec::new();
    lines.push((
        with_path("scn check"),
        if state.has_errors {
            "shows the errors, each with what to do"
        } else {
            "checks it and proves what can happen in every run"
        },
    ));
    if !state.has_errors {
        if !contents.manifest.course.is_empty() {
            lines.push(("scn learn".to_owned(), "takes you through the course"));
        }
        match first {
            Some(scenario) if several => {
                let place = if path.is_empty() { "." } else { path };
                lines.push((format!("scn play {place} {}", quoted(&scenario.id)), "plays a scenario"));
            }
            Some(_) => lines.push((with_path("scn play"), "plays the scenario")),
            None => {}
        }
    }
    lines.push((with_path("scn preview --open"), "shows it in the browser while you write"));
    if 0 < contents.tests + contents.promises {
        lines.push((with_path("scn test"), "runs its tests and promises"));
    }
    if !state.languages.is_empty() {
        lines.push((with_path("scn translate"), "lists its languages, and what is missing in each"));
    }
    if state.has_records {
        lines.push(("scn records .".to_owned(), "shows what learners did"));
    }
    if !state.has_errors && !contents.parts.is_empty() {
        let file = contents.manifest.name.as_deref().unwrap_or("page");
        let output = quoted(&format!("{file}.html"));
        lines.push((format!("{} -o {output}", with_path("scn build --to html")), "writes it as one page"));
    }
    shown(&lines)
}

/// Returns the next commands for packs with these paths.
pub(super) fn for_packs(paths: &[&str]) -> String {
    let path = paths.first().map(|path| path_or_placeholder(path)).unwrap_or_default();
    shown(&[
        (format!("scn check {path}"), "checks it and proves what can happen in every run"),
        (format!("scn play {path}"), "plays it"),
        (format!("scn preview {path}"), "shows it in the browser"),
    ])
}

/// Writes commands and what they do, one per line.
fn shown(lines: &[(String, &str)]) -> String {
    let width = lines.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let rows: String = lines.iter().map(|(command, does)| format!("  {command:width$}    {does}\n")).collect();
    format!("What you can do next:\n\n{rows}\n`scn --help` lists all commands.\n")
}
