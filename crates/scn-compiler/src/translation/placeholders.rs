//! What a translation must have in common with its source: values, conditions and marks.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Severity, nearest_name};
use scn_syntax::ast::{BlockKind, Expr, Operand, Text, TextPart};

use super::markup;

/// Why a translation does not fit its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// It cannot be read as a text, for the reason given: a bracket is left open, for instance.
    Unreadable(String),
    /// A value that the source shows is not in it: `{trust}`.
    MissingValue(String),
    /// A value that the source does not show, with the one that may be meant.
    UnknownValue(String, Option<String>),
    /// A condition of the source is not in it.
    MissingCondition(String),
    /// A condition that the source does not have, about something that the message does not show.
    UnknownCondition(String),
    /// A character that cannot be where the text is, such as a quotation mark between quotation
    /// marks.
    Character(char),
    /// The addresses of its links differ.
    Links,
    /// It has another number of words in emphasis, or in code.
    Emphasis,
}

impl Problem {
    /// Returns whether the translation cannot be used. Other problems are about its looks.
    #[must_use]
    pub fn is_error(&self) -> bool {
        !matches!(self, Self::Links | Self::Emphasis)
    }
}

/// Returns what is wrong with a translation of a text.
///
/// A condition may be missing, or be another one, if it is only about values that the message
/// itself shows: `[if trust = 1: punt | punte]` gives a language its plural.
///
/// # Examples
///
/// ```
/// use scn_compiler::translation::{Problem, problems};
///
/// assert!(problems("You have {trust}.", "Jy het {trust}.").is_empty());
/// let source = "You have {n} [if n = 1: day | days].";
/// assert!(problems(source, "Jy het {n} [if n > 1: dae].").is_empty());
/// let found = problems("You have {trust}.", "Jy het {vertroue}.");
/// assert_eq!(found[0], Problem::MissingValue("trust".to_owned()));
/// ```
#[must_use]
pub fn problems(source: &str, translation: &str) -> Vec<Problem> {
    let mut out = Vec::new();
    if has_placeholder(source) || has_placeholder(translation) {
        match (read(source), read(translation)) {
            (_, Err(reason)) => out.push(Problem::Unreadable(reason)),
            (Ok(wanted), Ok(found)) => compare(&wanted, &found, &mut out),
            // What is wrong with the source is reported there.
            (Err(_), Ok(_)) => {}
        }
    }
    markup::compare(source, translation, &mut out);
    out
}

/// Returns whether a text may show something that depends on the run.
fn has_placeholder(text: &str) -> bool {
    text.contains(['{', '[', '}', ']', '｛', '［'])
}

/// What in a text depends on the run.
#[derive(Default)]
struct Placeholders {
    values: Vec<String>,
    /// Each as written, with the variables that it is about; `None` if it is about something else.
    conditions: Vec<(String, Option<Vec<String>>)>,
}

fn read(text: &str) -> Result<Placeholders, String> {
    let document = format!("Scenario x: x\n  Note: {text}\n");
    let parse = scn_syntax::parse(FileId::default(), &document);
    if let Some(error) = parse.findings.iter().find(|finding| finding.severity == Severity::Error) {
        return Err(error.message.clone());
    }
    let body = parse.file.scenarios.first().map(|it| it.body.as_slice()).unwrap_or_default();
    let [block] = body else { return Err("it is more than one text".to_owned()) };
    let mut out = Placeholders::default();
    match &block.kind {
        BlockKind::Callout { text, .. } => collect(text, &document, &mut out),
        BlockKind::Paragraph(_)
        | BlockKind::Speech { .. }
        | BlockKind::Media { .. }
        | BlockKind::Item(_)
        | BlockKind::Quote(_)
        | BlockKind::Code { .. }
        | BlockKind::Table { .. }
        | BlockKind::Heading { .. }
        | BlockKind::Rule => return Err("it is not a text".to_owned()),
    }
    Ok(out)
}

fn collect(text: &Text<'_>, document: &str, out: &mut Placeholders) {
    for part in &text.parts {
        match part {
            TextPart::Value(name) => out.values.push(name.text.to_owned()),
            TextPart::If(inner) => {
                let written = document.get(inner.condition.span.range()).unwrap_or_default();
                let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
                out.conditions.push((written, variables(&inner.condition.expr)));
                collect(&inner.then, document, out);
                if let Some(otherwise) = &inner.otherwise {
                    collect(otherwise, document, out);
                }
            }
            TextPart::Words(_) | TextPart::Literal(_) | TextPart::Space => {}
        }
    }
}

/// Returns the variables that a condition is about; `None` if it is about anything else.
fn variables(expr: &Expr<'_>) -> Option<Vec<String>> {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(variables(part)?);
            }
            Some(all)
        }
        Expr::Not(inner) => variables(inner),
        Expr::Name(name) => Some(vec![name.text.to_owned()]),
        Expr::Compare { left: Operand::Name(name), .. } => Some(vec![name.text.to_owned()]),
        Expr::Compare { left: Operand::Number(_), .. }
        | Expr::Visited(_)
        | Expr::Chose { .. }
        | Expr::Broke(_)
        | Expr::Upheld(_)
        | Expr::Faced(_)
        | Expr::At(_)
        | Expr::Ended(_)
        | Expr::Result(_)
        | Expr::Broken(_) => None,
    }
}

fn compare(wanted: &Placeholders, found: &Placeholders, out: &mut Vec<Problem>) {
    let shown: FxHashSet<&str> = wanted.values.iter().map(String::as_str).collect();
    let is_about_shown = |about: &Option<Vec<String>>| {
        about.as_ref().is_some_and(|names| names.iter().all(|name| shown.contains(name.as_str())))
    };
    let mut problems = Vec::new();
    for value in &wanted.values {
        if !found.values.contains(value) {
            problems.push(Problem::MissingValue(value.clone()));
        }
    }
    for value in &found.values {
        if !shown.contains(value.as_str()) {
            let near = nearest_name(value, shown.iter().copied()).map(str::to_owned);
            problems.push(Problem::UnknownValue(value.clone(), near));
        }
    }
    for (condition, about) in &wanted.conditions {
        if !is_about_shown(about) && !found.conditions.iter().any(|(it, _)| it == condition) {
            problems.push(Problem::MissingCondition(condition.clone()));
        }
    }
    for (condition, about) in &found.conditions {
        if !is_about_shown(about) && !wanted.conditions.iter().any(|(it, _)| it == condition) {
            problems.push(Problem::UnknownCondition(condition.clone()));
        }
    }
    problems.sort();
    problems.dedup();
    out.extend(problems);
}

#[cfg(test)]
mod tests {
    use super::{Problem, problems};

    fn found(source: &str, translation: &str) -> Vec<Problem> {
        problems(source, translation)
    }

    #[test]
    fn values_must_be_the_same() {
        let name = |text: &str| text.to_owned();
        assert_eq!(found("{a} and {b-c}", "{b-c} en {a}, {a}"), []);
        assert_eq!(
            found("{trust}", "{trsut}"),
            [Problem::MissingValue(name("trust")), Problem::UnknownValue(name("trsut"), Some(name("trust"))),]
        );
        assert_eq!(found("None", "Geen {x}"), [Problem::UnknownValue(name("x"), None)]);
        assert_eq!(found("{x} left", "niks"), [Problem::MissingValue(name("x"))]);
    }

    #[test]
    fn conditions_must_be_the_same_unless_the_message_shows_what_they_are_about() {
        let name = |text: &str| text.to_owned();
        assert_eq!(found("A[if trust < 4: , please].", "'n[if trust < 4: , asseblief]."), []);
        assert_eq!(
            found("A[if trust < 4: b].", "A[if trust < 5: b]."),
            [Problem::MissingCondition(name("trust < 4")), Problem::UnknownCondition(name("trust < 5")),]
        );
        assert_eq!(found("A[if chose ring: b].", "A."), [Problem::MissingCondition(name("chose ring"))]);
        assert_eq!(found("{n} [if n = 1: day | days]", "{n} [if n > 1: dae | dag]"), []);
        assert_eq!(found("{n} days", "{n} [if n = 1: dag | dae]"), []);
    }

    #[test]
    fn an_open_bracket_is_named() {
        assert!(matches!(found("A[if x: b].", "A[if x: b.").as_slice(), [Problem::Unreadable(_), ..]));
        assert_eq!(found("Plain", "[nie 'n voorwaarde nie]"), []);
    }

    #[test]
    fn links_and_emphasis_are_counted() {
        assert_eq!(found("See [this](a.html).", "Sien [dit](a.html)."), []);
        assert_eq!(found("See [this](a.html).", "Sien [dit](b.html)."), [Problem::Links]);
        assert_eq!(found("Do *not*.", "Moenie."), [Problem::Emphasis]);
        assert_eq!(found("Use `x`.", "Gebruik `y`."), []);
        assert_eq!(found("2 * 3 * 4", "2 * 3 * 4"), []);
    }
}
