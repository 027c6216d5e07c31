//! SARIF 2.1.0, for code scanning and editors. Written by hand from the standard (OASIS, errata
//! 01).

use crate::explain::explain;
use crate::places::Located;
use crate::view::{ReportView, left_out_words, run_words};
use crate::{Options, SuppressedLine};
use scn_source::{Finding, Fix, Name, Place, Run, Severity};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Where to read about scn. The project has no public address yet. A name under `.invalid` never
/// resolves (RFC 2606); xAPI statements use the same one.
const INFORMATION: &str = "https://scn.invalid/";

/// The longest rule description that GitHub code scanning accepts, in characters.
const LONGEST_DESCRIPTION: usize = 1024;

pub(crate) fn write(view: &mut ReportView<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let mut allowed = view.report.suppressed.clone();
    allowed.sort_by(|a, b| view.compare_findings(a.finding, b.finding));
    let findings = view.findings.iter().copied().chain(allowed.iter().map(|it| it.finding));
    let names: BTreeSet<Name> = findings.map(|finding| finding.name).collect();
    let names: Vec<Name> = names.into_iter().collect();
    let mut results: Vec<Value> =
        view.findings.clone().into_iter().map(|finding| result_value(view, finding, &names)).collect();
    // In a run, either every result states whether it is suppressed, or none does (3.27.23).
    if !allowed.is_empty() {
        results.iter_mut().for_each(|result| set_key(result, "suppressions", json!([])));
    }
    for it in &allowed {
        let mut result = result_value(view, it.finding, &names);
        let suppression = suppression_value(view, it);
        set_key(&mut result, "suppressions", json!([suppression]));
        results.push(result);
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "scn",
                "informationUri": INFORMATION,
                "version": env!("CARGO_PKG_VERSION"),
                "rules": names.iter().copied().map(rule_value).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
        }],
    });
    out.write_all(scn_text::json::pretty_json(&log).as_bytes())
}

/// Returns the rule of a finding name, with its page.
fn rule_value(name: Name) -> Value {
    let page = name.page();
    json!({
        "id": name.as_str(),
        "name": pascal_case(name.as_str()),
        "shortDescription": { "text": message_text(name.summary()) },
        "fullDescription": { "text": message_text(&page_meaning(page)) },
        "help": { "text": message_text(&explain(page, &Options::default())), "markdown": message_text(&standalone_markdown(page)) },
        "defaultConfiguration": { "level": sarif_level(name.default_severity()) },
    })
}

/// Converts a name to Pascal case: `dead-end` becomes `DeadEnd`.
fn pascal_case(name: &str) -> String {
    let capitalize = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(capitalize).collect()
}

/// Returns the text of a page's section `What it means`, cut at a paragraph to the maximum length.
fn page_meaning(page: &str) -> String {
    let page = standalone_markdown(page);
    let section = page.split("\n## ").find_map(|section| section.strip_prefix("What it means\n"));
    let paragraphs = section
        .unwrap_or(&page)
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut meaning = String::new();
    for paragraph in paragraphs.filter(|paragraph| !paragraph.is_empty()) {
        let longer = meaning.chars().count() + 1 + paragraph.chars().count();
        // Braces are doubled when written.
        let braces = paragraph.matches(['{', '}']).count() + meaning.matches(['{', '}']).count();
        if !meaning.is_empty() && LONGEST_DESCRIPTION < longer + braces {
            break;
        }
        meaning.push_str(if meaning.is_empty() { "" } else { " " });
        meaning.push_str(&paragraph);
    }
    meaning
}

fn sarif_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result_value(view: &mut ReportView<'_>, finding: &Finding, names: &[Name]) -> Value {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    let mut result = json!({
        "ruleId": finding.name.as_str(),
        "ruleIndex": names.binary_search(&finding.name).unwrap_or_default(),
        "level": sarif_level(finding.severity),
        "message": { "text": message_text(&message) },
        "locations": location_value(view, finding.place, finding.label.as_deref(), None).into_iter().collect::<Vec<_>>(),
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .enumerate()
        .filter_map(|(index, related)| location_value(view, related.place, Some(&related.message), Some(index + 1)))
        .collect();
    let fixes: Vec<Value> = finding.fixes.iter().filter_map(|fix| fix_value(view, fix)).collect();
    if !related.is_empty() {
        set_key(&mut result, "relatedLocations", related.into());
    }
    if !fixes.is_empty() {
        set_key(&mut result, "fixes", fixes.into());
    }
    if let Some(run) = &finding.run {
        let flow = code_flow(view, finding, run);
        set_key(&mut result, "codeFlows", json!([flow]));
    }
    result
}

/// Returns the suppression of a finding by a comment in the source.
fn suppression_value(view: &mut ReportView<'_>, allowed: &SuppressedLine<'_>) -> Value {
    let mut suppression = json!({ "kind": "inSource" });
    if let Some(reason) = allowed.reason {
        set_key(&mut suppression, "justification", scn_text::escape_lines(reason).into());
    }
    if let Some(place) = location_value(view, allowed.comment, None, None) {
        set_key(&mut suppression, "location", place);
    }
    suppression
}

/// The run as steps, the last of which reaches the place of the finding. A long run is cut.
fn code_flow(view: &mut ReportView<'_>, finding: &Finding, run: &Run) -> Value {
    let (first, left_out, last) = run.shown_steps();
    let step = |words: &str| json!({ "location": { "message": { "text": message_text(words) } } });
    let mut steps: Vec<Value> = first.iter().map(|it| step(&format!("`{it}`"))).collect();
    steps.extend((0 < left_out).then(|| step(&left_out_words(left_out))));
    steps.extend(last.iter().map(|it| step(&format!("`{it}`"))));
    if let Some(place) = location_value(view, finding.place, Some(&finding.message), None) {
        steps.push(json!({ "location": place }));
    }
    let words = run_words(run, ", then ");
    json!({ "message": { "text": message_text(&format!("run: {words}")) }, "threadFlows": [{ "locations": steps }] })
}

/// Returns the SARIF location of a span, or `None` if its file is unknown.
fn location_value(view: &mut ReportView<'_>, place: Place, message: Option<&str>, id: Option<usize>) -> Option<Value> {
    let located = view.locate(place);
    located.file?;
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact_location(view, &located), "region": region_value(&located) },
    });
    if let Some(message) = message.filter(|message| !message.is_empty()) {
        set_key(&mut location, "message", json!({ "text": message_text(message) }));
    }
    if let Some(id) = id {
        set_key(&mut location, "id", id.into());
    }
    Some(location)
}

fn set_key(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

fn fix_value(view: &mut ReportView<'_>, fix: &Fix) -> Option<Value> {
    let mut files: Vec<(Value, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let located = view.locate(edit.place);
        // A fix is applied as a whole or not at all.
        located.file?;
        let replacement = json!({ "deletedRegion": region_value(&located), "insertedContent": { "text": edit.text } });
        let artifact = artifact_location(view, &located);
        match files.iter_mut().find(|(file, _)| *file == artifact) {
            Some((_, replacements)) => replacements.push(replacement),
            None => files.push((artifact, vec![replacement])),
        }
    }
    if files.is_empty() {
        return None;
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(file, replacements)| json!({ "artifactLocation": file, "replacements": replacements }))
        .collect();
    Some(json!({ "description": { "text": message_text(&fix.title) }, "artifactChanges": changes }))
}

fn region_value(located: &Located<'_>) -> Value {
    json!({
        "startLine": located.start.line,
        "startColumn": located.start.column,
        "endLine": located.end.line,
        "endColumn": located.end.column,
        "byteOffset": located.start.offset,
        "byteLength": located.end.offset - located.start.offset,
    })
}

fn artifact_location(view: &ReportView<'_>, located: &Located<'_>) -> Value {
    let path = view.shown_path(located);
    if path.starts_with('/') {
        json!({ "uri": format!("file://{}", percent_encoded(&path)) })
    } else {
        json!({ "uri": percent_encoded(&path), "uriBaseId": "%SRCROOT%" })
    }
}

/// Encodes a path as the path of a URI reference (RFC 3986). Everything but unreserved characters
/// and `/` is percent-encoded, so that no segment can be read as a scheme.
fn percent_encoded(path: &str) -> String {
    scn_text::escape::percent(path, "/")
}

/// Escapes a message string. Braces are doubled, since single ones hold the number of an argument
/// (3.11.5), and text that would read as a link is escaped (3.11.6).
fn message_text(message: &str) -> String {
    scn_text::escape_lines(message).replace('{', "{{").replace('}', "}}").replace("](", "\\](")
}

/// Removes what is useful only within the set of pages: links between them, and the attributes of
/// fences.
fn standalone_markdown(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for line in page.lines() {
        let line = if line.starts_with("```scn") { "```text" } else { line };
        let mut remaining = line;
        while let Some((before, link)) = remaining.split_once('[') {
            out.push_str(before);
            match link.split_once("](").and_then(|(words, behind)| Some((words, behind.split_once(".md)")?.1))) {
                Some((words, behind)) if !words.contains(['[', ']']) => {
                    out.push_str(words);
                    remaining = behind;
                }
                _ => {
                    out.push('[');
                    remaining = link;
                }
            }
        }
        out.push_str(remaining);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_DESCRIPTION, rule_value};
    use scn_source::Name;

    #[test]
    fn every_rule_is_described() {
        for name in Name::ALL {
            let rule = rule_value(*name);
            let full = rule.pointer("/fullDescription/text").and_then(|it| it.as_str()).unwrap_or_default();
            let short = rule.pointer("/shortDescription/text").and_then(|it| it.as_str()).unwrap_or_default();
            assert!(full.len() > 40 && full.chars().count() <= LONGEST_DESCRIPTION, "{name}: {full}");
            assert!(
                full.ends_with(['.', ':', '`']) && !full.contains("\n#") && !full.contains(".md)"),
                "{name}: {full}"
            );
            assert!(!short.is_empty() && short != full, "{name}: {short}");
            let word = rule.pointer("/name").and_then(|it| it.as_str()).unwrap_or_default();
            assert!(word.chars().all(|c| c.is_ascii_alphanumeric()) && word.starts_with(char::is_uppercase), "{word}");
        }
    }
}
