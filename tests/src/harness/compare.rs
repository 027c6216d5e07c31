//! Compares what a block expects with what was found.

use std::ops::Range;

use scn_source::{FileId, Fix};

use super::Found;
use crate::markdown::Block;

/// Compares the findings in a block with its attributes. The error describes the difference.
pub(super) fn compare_findings(block: &Block, all: &[Found]) -> Result<(), String> {
    let ignored = block.list_values("ignores");
    let counted: Vec<&Found> = all.iter().filter(|found| !ignored.contains(&found.finding.name.as_str())).collect();
    let wanted = block.list_values("finds");
    let lines = expected_lines(block, wanted.len())?;
    let agrees = match &lines {
        Some(lines) => {
            let got = counted.iter().map(|found| (found.finding.name.as_str(), found.line));
            got.eq(wanted.iter().copied().zip(lines.iter().copied()))
        }
        None => {
            let mut got: Vec<&str> = counted.iter().map(|found| found.finding.name.as_str()).collect();
            let mut wanted = wanted.clone();
            got.sort_unstable();
            wanted.sort_unstable();
            got == wanted
        }
    };
    if !agrees {
        return Err(format!(
            "  expected {}\n  found    {}",
            expected_text(&wanted, lines.as_deref()),
            findings_text(&counted)
        ));
    }
    for text in block.all_values("fix") {
        let count_before = block.text.matches(text).count();
        if !counted.iter().flat_map(|found| &found.mended).any(|mended| count_before < mended.matches(text).count()) {
            let mended: Vec<String> =
                counted.iter().flat_map(|found| &found.mended).map(|text| super::indent_text(text)).collect();
            return Err(format!("  expected a fix to write \"{text}\"; the fixes make\n{}", mended.join("  ---\n")));
        }
    }
    if let Some(wanted) = block.attribute("witness") {
        let run = counted
            .iter()
            .find_map(|found| found.finding.run.as_ref())
            .ok_or("  expected a run; no finding has one")?;
        let run = run.join(",");
        if run != wanted {
            return Err(format!("  expected the run {wanted}\n  found            {run}"));
        }
    }
    Ok(())
}

fn expected_lines(block: &Block, count: usize) -> Result<Option<Vec<usize>>, String> {
    if block.attribute("at").is_none() {
        return Ok(None);
    }
    let lines: Result<Vec<usize>, _> = block.list_values("at").iter().map(|line| line.parse()).collect();
    let lines = lines.map_err(|_| "  `at` is not a list of lines".to_owned())?;
    if lines.len() != count {
        return Err(format!("  `at` has {} lines for {count} findings", lines.len()));
    }
    Ok(Some(lines))
}

fn expected_text(names: &[&str], lines: Option<&[usize]>) -> String {
    let line_suffix =
        |at: usize| lines.and_then(|lines| lines.get(at)).map(|line| format!(":{line}")).unwrap_or_default();
    let expected_names: Vec<String> =
        names.iter().enumerate().map(|(at, name)| format!("{name}{}", line_suffix(at))).collect();
    if expected_names.is_empty() { "nothing".to_owned() } else { expected_names.join(", ") }
}

fn findings_text(found: &[&Found]) -> String {
    let finding_text = |found: &&Found| {
        let run = found.finding.run.as_ref().map(|run| format!(" [run: {}]", run.join(","))).unwrap_or_default();
        format!("{}:{} ({}){run}", found.finding.name, found.line, found.finding.message)
    };
    if found.is_empty() {
        "nothing".to_owned()
    } else {
        found.iter().map(finding_text).collect::<Vec<_>>().join("\n           ")
    }
}

/// Returns a part of a file after a fix is applied. Edits outside the part are ignored.
pub(super) fn apply_fix(fix: &Fix, file: FileId, text: &str, part: &Range<usize>) -> String {
    let mut edits: Vec<_> = fix.edits.iter().filter(|edit| edit.place.file == file).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
    let mut mended = text.get(part.clone()).unwrap_or_default().to_owned();
    for edit in edits {
        let range = edit.place.span.range();
        if part.start <= range.start && range.end <= part.end {
            mended.replace_range(range.start - part.start..range.end - part.start, &edit.text);
        }
    }
    mended
}
