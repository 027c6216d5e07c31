//! Syntax of other tools: what it means there, and how it is written here.

use scn_source::{Finding, Name as Rule, Span};

use super::{quoted, replacement};
use crate::ast::Name;
use crate::source::Source;
use crate::words::id_like;

/// Returns the finding for a line in the syntax of another tool.
pub(crate) fn finding(src: &Source<'_>, line: &Name<'_>) -> Finding {
    let text = line.text;
    let (tool, help, fix) = taught(text);
    let message = format!("{} is the way of {tool}, and means nothing here", quoted(text));
    let mut finding = Finding::new(Rule::ForeignSyntax, src.place(line.span), message).help(help);
    if let Some(fix) = fix {
        finding.fixes.push(replacement(src, false, format!("write `{fix}`"), line.span, &fix));
    }
    finding.fixes.push(super::backslash(src, line.span));
    finding
}

/// Returns which tool uses this syntax, what to write instead and, if a single line can replace it,
/// that line.
fn taught(text: &str) -> (&'static str, String, Option<String>) {
    let words = |rest: &str| rest.trim().to_owned();
    if let Some(rest) = text.strip_prefix("->") {
        let target = rest.trim().trim_end_matches("->").trim();
        if target.is_empty() {
            return (
                "ink",
                "write `Next: return` to go back from a detour".to_owned(),
                Some("Next: return".to_owned()),
            );
        }
        if matches!(target, "END" | "DONE") {
            return ("ink", "write an `Ending`, and lead there with `Next:`".to_owned(), None);
        }
        if target.split_whitespace().count() == 1 {
            let target = id_like(target, 4, "situation");
            let fix = format!("Next: {target}");
            return ("ink", format!("write `{fix}` at the end of the outcome"), Some(fix));
        }
        return ("Yarn Spinner", format!("write `Choice: {}`, with its `Outcome:` below", words(rest)), None);
    }
    if text.starts_with("==") {
        let name = text.trim_matches(|c: char| c == '=' || c.is_whitespace());
        return header("ink", name);
    }
    if let Some(rest) = text.strip_prefix("::") {
        let name = rest.split(['[', '{']).next().unwrap_or_default();
        return header("Twee", name.trim());
    }
    if let Some(rest) = text.strip_prefix("<<") {
        let inner = rest.split(">>").next().unwrap_or_default().trim();
        let (word, value) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        return match word {
            "jump" | "goto" => {
                let fix = format!("Next: {}", id_like(value.trim_matches('"'), 8, "situation"));
                ("Yarn Spinner and Twee", format!("write `{fix}` at the end of the outcome"), Some(fix))
            }
            "set" => {
                let fix = change(value);
                ("Yarn Spinner and Twee", format!("write `{fix}` in an outcome"), Some(fix))
            }
            "if" | "elseif" | "else" | "endif" => (
                "Yarn Spinner and Twee",
                "write `[if condition]` in front of the line that shows then".to_owned(),
                None,
            ),
            _ => ("Yarn Spinner and Twee", "say what is meant with `Set:`, `Next:` or `[if …]`".to_owned(), None),
        };
    }
    if let Some(rest) = text.strip_prefix('*') {
        let (word, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return match word {
            "goto" | "gosub" => {
                let fix = format!("Next: {}", id_like(value, 4, "situation"));
                ("ChoiceScript", format!("write `{fix}` at the end of the outcome"), Some(fix))
            }
            "set" => {
                let fix = change(value);
                ("ChoiceScript", format!("write `{fix}` in an outcome"), Some(fix))
            }
            "create" | "temp" => ("ChoiceScript", "declare a `Meter`, `Flag` or `State`".to_owned(), None),
            "label" => header("ChoiceScript", value.trim()),
            "finish" | "ending" => ("ChoiceScript", "write an `Ending`, and lead there with `Next:`".to_owned(), None),
            "if" | "elseif" | "else" => {
                ("ChoiceScript", "write `[if condition]` in front of the line that shows then".to_owned(), None)
            }
            _ => ("ChoiceScript", "write each option as `Choice: label`, with its `Outcome:` below".to_owned(), None),
        };
    }
    if let Some(rest) = text.strip_prefix('~') {
        let fix = change(rest.trim().trim_start_matches("temp "));
        return ("ink", format!("write `{fix}` in an outcome"), Some(fix));
    }
    if let Some(rest) = text.strip_prefix('+') {
        let label = rest.trim().trim_matches(['[', ']']);
        return (
            "ink",
            format!("write `Choice: {label}`, with its `Outcome:` below; a list item starts with `-`"),
            Some(format!("- {label}")),
        );
    }
    ("ink", "declare a `Meter`, `Flag` or `State`".to_owned(), None)
}

fn header(tool: &'static str, name: &str) -> (&'static str, String, Option<String>) {
    let id = id_like(name, 8, "situation");
    let fix = format!("Situation {id}: {name}");
    (tool, format!("write `{fix}`"), Some(fix))
}

/// Translates a change into the syntax used here.
fn change(text: &str) -> String {
    let text = text.trim();
    let end = text.find(|c: char| c.is_whitespace() || "+-=*/".contains(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let name = id_like(name.trim_start_matches('$'), 1, "meter");
    let rest = rest.trim();
    let value = |rest: &str| rest.trim().trim_matches('"').to_owned();
    if rest.starts_with("++") {
        return format!("Set: {name} +1");
    }
    if rest.starts_with("--") {
        return format!("Set: {name} -1");
    }
    for (sign, here) in [("+=", '+'), ("-=", '-'), ("+", '+'), ("-", '-')] {
        if let Some(rest) = rest.strip_prefix(sign) {
            return format!("Set: {name} {here}{}", value(rest));
        }
    }
    let rest = rest.trim_start_matches('=');
    let rest = rest.trim().strip_prefix("to ").unwrap_or(rest);
    match value(rest).as_str() {
        "" | "true" => format!("Set: {name}"),
        "false" => format!("Set: not {name}"),
        value => format!("Set: {name} = {value}"),
    }
}

/// Returns the finding for a link in double brackets, if it can hardly be anything else.
pub(crate) fn link(src: &Source<'_>, span: Span) -> Option<Finding> {
    let text = src.slice(span);
    let inner = text.strip_prefix("[[")?.strip_suffix("]]")?;
    if inner.trim_start().starts_with("if ") && inner.contains(':') {
        return Some(super::malformed::doubled(src, span));
    }
    // A bare name in double brackets is a link only if it is alone on its line.
    let line = src.written().get(..span.start as usize)?.rsplit('\n').next()?.trim();
    let rest = src.written().get(span.end as usize..)?.split('\n').next()?.trim();
    let alone = line.is_empty() && rest.is_empty() && !inner.trim().is_empty();
    let (label, target) = inner
        .split_once("->")
        .or_else(|| inner.split_once('|'))
        .or_else(|| inner.split_once("<-").map(|(target, label)| (label, target)))
        .or(alone.then_some((inner, inner)))?;
    let (label, target) = (label.trim(), id_like(target, 8, "situation"));
    let help = format!("write `Choice: {label}`, below it `Outcome:` with what happens, and `Next: {target}`");
    let message = format!("{} is the way of Twee, and means nothing here", quoted(text));
    let mut finding = Finding::new(Rule::ForeignSyntax, src.place(span), message).help(help);
    if alone && label == inner.trim() {
        let fix = format!("Next: {target}");
        finding.fixes.push(replacement(src, false, format!("write `{fix}`"), span, &fix));
    }
    finding.fixes.push(super::escape(src, "put a backslash in front, so that it is text", span.start, "\\"));
    Some(finding)
}
