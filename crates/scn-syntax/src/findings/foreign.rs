//! Syntax of other tools: what it means there, and how it is written here.

use scn_source::{Finding, Name as Rule, Span};

use super::{quote, replacement_fix};
use crate::ast::Name;
use crate::source::Source;
use crate::words::suggest_id;

/// Returns the finding for a line in the syntax of another tool.
pub(crate) fn foreign_line(src: &Source<'_>, line: &Name<'_>) -> Finding {
    let text = line.text;
    let (tool, help, fix) = equivalent_of(text);
    let message = format!("{} is written as in {tool} and has no meaning in scn", quote(text));
    let mut finding = Finding::new(Rule::ForeignSyntax, src.place(line.span), message).with_help(help);
    if let Some(fix) = fix {
        finding.fixes.push(replacement_fix(src, false, format!("write `{fix}`"), line.span, &fix));
    }
    finding.fixes.push(super::backslash_fix(src, line.span));
    finding
}

/// Returns which tool uses this syntax, what to write instead and, if a single line can replace it,
/// that line.
fn equivalent_of(text: &str) -> (&'static str, String, Option<String>) {
    let trimmed = |rest: &str| rest.trim().to_owned();
    if let Some(rest) = text.strip_prefix("->") {
        let target = rest.trim().trim_end_matches("->").trim();
        if target.is_empty() {
            return ("ink", "write `Next: return` to return from a detour".to_owned(), Some("Next: return".to_owned()));
        }
        if matches!(target, "END" | "DONE") {
            return ("ink", "write an `Ending`, and lead there with `Next:`".to_owned(), None);
        }
        if target.split_whitespace().count() == 1 {
            let target = suggest_id(target, 4, "situation");
            let fix = format!("Next: {target}");
            return ("ink", format!("write `{fix}` at the end of the outcome"), Some(fix));
        }
        return ("Yarn Spinner", format!("write `Choice: {}`, with its `Outcome:` below", trimmed(rest)), None);
    }
    if text.starts_with("==") {
        let name = text.trim_matches(|c: char| c == '=' || c.is_whitespace());
        let (tool, help, fix) = situation_header("ink", name);
        // `==marked== text` is a highlight, and its words have to stay.
        return (tool, help, fix.filter(|_| !name.contains('=')));
    }
    if let Some(rest) = text.strip_prefix("::") {
        let name = rest.split(['[', '{']).next().unwrap_or_default();
        return situation_header("Twee", name.trim());
    }
    if let Some(rest) = text.strip_prefix("<<") {
        let (inner, after) = rest.split_once(">>").unwrap_or((rest, ""));
        let inner = inner.trim();
        let (word, value) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let (tool, help, fix) = match word {
            "jump" | "goto" => {
                let fix = format!("Next: {}", suggest_id(value.trim_matches('"'), 8, "situation"));
                ("Yarn Spinner or Twee", format!("write `{fix}` at the end of the outcome"), Some(fix))
            }
            "set" => {
                let fix = translate_change(value);
                ("Yarn Spinner or Twee", format!("write `{fix}` in an outcome"), Some(fix))
            }
            "if" | "elseif" | "else" | "endif" => (
                "Yarn Spinner or Twee",
                "write `[if condition]` in front of the line that depends on it".to_owned(),
                None,
            ),
            _ => ("Yarn Spinner or Twee", "use `Set:`, `Next:` or `[if …]` instead".to_owned(), None),
        };
        // A fix replaces the line, and must not remove words after the macro.
        return (tool, help, fix.filter(|_| after.trim().is_empty()));
    }
    if let Some(rest) = text.strip_prefix('*') {
        let (word, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return match word {
            "goto" | "gosub" => {
                let fix = format!("Next: {}", suggest_id(value, 4, "situation"));
                ("ChoiceScript", format!("write `{fix}` at the end of the outcome"), Some(fix))
            }
            "set" => {
                let fix = translate_change(value);
                ("ChoiceScript", format!("write `{fix}` in an outcome"), Some(fix))
            }
            "create" | "temp" => ("ChoiceScript", "declare a `Meter`, `Flag` or `State`".to_owned(), None),
            "label" => situation_header("ChoiceScript", value.trim()),
            "finish" | "ending" => ("ChoiceScript", "write an `Ending`, and lead there with `Next:`".to_owned(), None),
            "if" | "elseif" | "else" => {
                ("ChoiceScript", "write `[if condition]` in front of the line that depends on it".to_owned(), None)
            }
            _ => ("ChoiceScript", "write each option as `Choice: label`, with its `Outcome:` below".to_owned(), None),
        };
    }
    if let Some(rest) = text.strip_prefix('~') {
        let fix = translate_change(rest.trim().trim_start_matches("temp "));
        return ("ink", format!("write `{fix}` in an outcome"), Some(fix));
    }
    if let Some(rest) = text.strip_prefix('+') {
        let label = rest.trim().trim_matches(['[', ']']);
        return (
            "ink",
            format!("write `Choice: {label}`, with its `Outcome:` below; a list item starts with `-`"),
            Some(format!("- {label}")).filter(|_| !label.contains(['[', ']', '>'])),
        );
    }
    ("ink", "declare a `Meter`, `Flag` or `State`".to_owned(), None)
}

fn situation_header(tool: &'static str, name: &str) -> (&'static str, String, Option<String>) {
    let id = suggest_id(name, 8, "situation");
    let fix = format!("Situation {id}: {name}");
    (tool, format!("write `{fix}`"), Some(fix))
}

/// Translates a change into the syntax used here.
fn translate_change(text: &str) -> String {
    let text = text.trim();
    let end = text.find(|c: char| c.is_whitespace() || "+-=*/".contains(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let name = suggest_id(name.trim_start_matches('$'), 1, "meter");
    let operation = rest.trim();
    let unquoted = |rest: &str| rest.trim().trim_matches('"').to_owned();
    if operation.starts_with("++") {
        return format!("Set: {name} +1");
    }
    if operation.starts_with("--") {
        return format!("Set: {name} -1");
    }
    for (sign, here) in [("+=", '+'), ("-=", '-'), ("+", '+'), ("-", '-')] {
        if let Some(rest) = operation.strip_prefix(sign) {
            return format!("Set: {name} {here}{}", unquoted(rest));
        }
    }
    let assigned = operation.trim_start_matches('=');
    let assigned_value = assigned.trim().strip_prefix("to ").unwrap_or(assigned);
    match unquoted(assigned_value).as_str() {
        "" | "true" => format!("Set: {name}"),
        "false" => format!("Set: not {name}"),
        value => format!("Set: {name} = {value}"),
    }
}

/// Returns the finding for a link in double brackets, if it can hardly be anything else.
pub(crate) fn foreign_link(src: &Source<'_>, span: Span) -> Option<Finding> {
    let text = src.slice(span);
    let inner = text.strip_prefix("[[")?.strip_suffix("]]")?;
    if inner.trim_start().starts_with("if ") && inner.contains(':') {
        return Some(super::malformed::doubled_brackets(src, span));
    }
    // A bare name in double brackets is a link only if it is alone on its line.
    let line = src.original().get(..span.start as usize)?.rsplit('\n').next()?.trim();
    let line_tail = src.original().get(span.end as usize..)?.split('\n').next()?.trim();
    let alone = line.is_empty() && line_tail.is_empty() && !inner.trim().is_empty();
    let (label, target) = inner
        .split_once("->")
        .or_else(|| inner.split_once('|'))
        .or_else(|| inner.split_once("<-").map(|(target, label)| (label, target)))
        .or(alone.then_some((inner, inner)))?;
    let (label, target) = (label.trim(), suggest_id(target, 8, "situation"));
    let help = format!("write `Choice: {label}`, below it `Outcome:` with what happens, and `Next: {target}`");
    let message = format!("{} is written as in Twee and has no meaning in scn", quote(text));
    let mut finding = Finding::new(Rule::ForeignSyntax, src.place(span), message).with_help(help);
    if alone && label == inner.trim() {
        let fix = format!("Next: {target}");
        finding.fixes.push(replacement_fix(src, false, format!("write `{fix}`"), span, &fix));
    }
    finding.fixes.push(super::escape_fix(src, "put a backslash in front, so that it is text", span.start, "\\"));
    Some(finding)
}
