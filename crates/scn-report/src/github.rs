//! Workflow commands, which GitHub shows beside the lines in a pull request.
//!
//! The syntax and its escapes are from GitHub's documentation of workflow commands, and from
//! `command.ts` in its actions toolkit.

use crate::view::{ReportView, run_words};
use scn_source::{Finding, Severity};
use std::io;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    for finding in view.findings.clone() {
        let line = workflow_command(view, finding);
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn workflow_command(view: &mut ReportView<'_>, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let located = view.locate(finding.place);
    let (start, end) = (located.start, located.end);
    let mut properties = Vec::new();
    if located.file.is_some() {
        properties.push(format!("file={}", escape_property(&view.glyphs.clean_line(&view.shown_path(&located)))));
        // A span that ends before the first column of a line does not touch that line.
        let last = if end.column == 1 { end.line.saturating_sub(1).max(start.line) } else { end.line };
        properties.push(format!("line={},endLine={last}", start.line));
        // GitHub rejects columns if start and end are on different lines.
        if start.line == end.line {
            properties.push(format!("col={},endColumn={}", start.column, end.column));
        }
    }
    properties.push(format!("title={}", escape_property(finding.name.as_str())));
    format!("::{level} {}::{}", properties.join(","), escape_data(&message_text(view, finding)))
}

/// Formats the message, the help, the fixes and the run, one per line.
fn message_text(view: &ReportView<'_>, finding: &Finding) -> String {
    let mut lines = vec![view.message_line(&finding.message)];
    lines.extend(finding.help.as_ref().map(|help| format!("help: {}", view.glyphs.clean_block(help))));
    lines.extend(finding.fixes.iter().map(|fix| format!("try: {}", view.glyphs.clean_line(&fix.title))));
    lines
        .extend(finding.run.as_ref().map(|run| format!("run: {}", view.glyphs.clean_line(&run_words(run, ", then ")))));
    lines.join("\n")
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{escape_data, escape_property};

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(escape_data("50 % done:\r\nnext, please"), "50 %25 done:%0D%0Anext, please");
        assert_eq!(escape_property("C:\\a,b%.scn"), "C%3A\\a%2Cb%25.scn");
    }
}
