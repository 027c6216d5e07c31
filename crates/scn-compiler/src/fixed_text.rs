//! Values and conditions in texts that are the same in every run.
//!
//! Takes: the files of a pack. Gives: a finding for each `{…}` and each `[if …]` in a title, in a
//! line such as `Audience:`, and in a lesson. Nothing replaces them there, so a learner would see
//! the braces and brackets. Prose has both too, so one is reported only where its words name a
//! meter, flag or state of the pack, or can be nothing but a condition.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Name, Span, is_one_slip};
use scn_syntax::{Parse, ast};

use crate::findings::fixed_text as messages;

/// What opens a value or a condition.
const OPENING: [char; 5] = ['{', '[', '(', '｛', '［'];

/// The longest `{…}` or `[…]` that is looked at, in bytes.
const LONGEST: usize = 200;

/// Something in a text that would depend on the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dependent {
    /// Where it is in the text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `{trust}`.
    Value,
    /// `[if trust > 3]`, or `[if trust > 3: one | other]`.
    Condition,
}

/// Reports values and conditions in the fixed texts of a pack's files. `findings` holds what is
/// known of the files already: what is reported there is not reported again.
pub(crate) fn report(files: &[(FileId, &Parse<'_>)], findings: &mut Vec<Finding>) {
    let variables = |file: &ast::File<'_>| {
        let own = file.scenarios.iter().flat_map(|scenario| &scenario.variables);
        file.variables.iter().chain(own).map(|variable| variable.id.text.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let mut known: FxHashSet<String> = files.iter().flat_map(|(_, parse)| variables(&parse.file)).collect();
    known.insert("learner".to_owned());
    let mut found = Vec::new();
    for (id, parse) in files {
        let file = &parse.file;
        // A line whose ends are not seen is reported as such, and holds more than a title.
        for (name, what) in fixed_names(file).filter(|(name, _)| !name.text.contains('\r')) {
            for dependent in in_text(name.text, &known) {
                let start = name.span.start as usize;
                let span = Span::new(start + dependent.range.start, start + dependent.range.end);
                let written = name.text.get(dependent.range).unwrap_or_default();
                found.push(messages::in_title(*id, span, written, dependent.kind, what));
            }
        }
        for lesson in &file.lessons {
            for dependent in in_lesson(&lesson.markdown, &known) {
                let written = lesson.markdown.get(dependent.range.clone()).unwrap_or_default();
                found.push(messages::in_lesson(*id, lesson.origin(dependent.range), written, dependent.kind));
            }
        }
    }
    let is_new = |finding: &Finding| {
        !findings.iter().any(|other| {
            is_about_text(other.name)
                && other.place.file == finding.place.file
                && other.place.span.start < finding.place.span.end
                && finding.place.span.start < other.place.span.end
        })
    };
    found.retain(is_new);
    findings.append(&mut found);
}

/// Whether a finding is about braces or brackets, so that it makes another one there superfluous.
fn is_about_text(name: Name) -> bool {
    matches!(
        name,
        Name::BadHeader
            | Name::BadBracket
            | Name::BadCondition
            | Name::ForeignSyntax
            | Name::MisplacedInstruction
            | Name::UnknownVariable
    )
}

/// The texts of a file, apart from its lessons, that are one line and the same in every run, each
/// with what it is.
fn fixed_names<'f, 'a>(file: &'f ast::File<'a>) -> impl Iterator<Item = (&'f ast::Name<'a>, &'static str)> {
    let principles = file.principles.iter().flat_map(|it| {
        std::iter::once((&it.title, "a title")).chain(it.source.as_ref().map(|source| (source, "a source")))
    });
    let lessons = file.lessons.iter().map(|it| (&it.title, "a title"));
    let quizzes = file.quizzes.iter().map(|it| (&it.title, "a title"));
    let scenarios = file.scenarios.iter().flat_map(|scenario| {
        std::iter::once((&scenario.title, "a title"))
            .chain(scenario.audience.as_ref().map(|it| (it, "an audience")))
            .chain(scenario.author.as_ref().map(|it| (it, "an author")))
            .chain(scenario.tags.iter().map(|it| (it, "a tag")))
            .chain(scenario.cast.iter().map(|it| (&it.who, "a description")))
            .chain(scenario.variables.iter().map(|it| (&it.title, "a description")))
            .chain(scenario.situations.iter().map(|it| (&it.title, "a title")))
            .chain(scenario.endings.iter().map(|it| (&it.title, "a title")))
    });
    let cast = file.cast.iter().map(|it| (&it.who, "a description"));
    let variables = file.variables.iter().map(|it| (&it.title, "a description"));
    principles.chain(lessons).chain(quizzes).chain(scenarios).chain(cast).chain(variables)
}

/// What depends on the run in the Markdown of a lesson. Code is skipped.
fn in_lesson(markdown: &str, known: &FxHashSet<String>) -> Vec<Dependent> {
    if !markdown.contains(OPENING) {
        return Vec::new();
    }
    let mut found = in_text(markdown, known);
    if found.is_empty() {
        return found;
    }
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        if matches!(event, Event::Code(_)) {
            code.push(range);
        } else if matches!(event, Event::Start(Tag::CodeBlock(_))) {
            open = Some(range);
        } else if matches!(event, Event::End(TagEnd::CodeBlock)) {
            code.extend(open.take());
        }
    }
    found.retain(|it| !code.iter().any(|code| code.start <= it.range.start && it.range.start < code.end));
    found
}

/// What depends on the run in a text, in order.
fn in_text(text: &str, known: &FxHashSet<String>) -> Vec<Dependent> {
    let mut found: Vec<Dependent> = Vec::new();
    for (start, open) in text.match_indices(OPENING) {
        let is_inside = found.last().is_some_and(|last| start < last.range.end);
        let is_escaped = text.get(..start).is_some_and(|before| before.ends_with(['\\', '$', '@']));
        if is_inside || is_escaped {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        // The full-width forms are those of input methods for Chinese and Japanese.
        let (close, kind) = match open {
            "{" | "｛" => (['}', '｝'], Kind::Value),
            "(" => ([')', '）'], Kind::Condition),
            _ => ([']', '］'], Kind::Condition),
        };
        // A condition may continue on the next line, but not in another paragraph.
        let window = rest.get(..floor_boundary(rest, LONGEST)).unwrap_or_default();
        let window = window.split("\n\n").next().unwrap_or_default();
        let closing = window.char_indices().find(|(_, c)| close.contains(c));
        // A bracket that is never closed reaches to the end of its line.
        let line_end = window.find('\n').unwrap_or(window.len());
        let (length, end) = closing.map_or((line_end, line_end), |(at, c)| (at, at + c.len_utf8()));
        let inside = rest.get(open.len()..length).unwrap_or_default().trim_start_matches('{');
        let is_dependent = match kind {
            Kind::Value => is_value(inside, known) || is_condition(inside, false, known),
            Kind::Condition => {
                let is_at_edge = start == 0 || text.get(start + end..).is_some_and(|rest| rest.trim().is_empty());
                let is_doubled = rest.starts_with("[[");
                let inside = inside.trim_start_matches('[');
                let fits = is_condition(inside, is_at_edge && closing.is_some() || is_doubled, known);
                // `(if logged in)` may be English, and `(logged)` is.
                fits && (open != "(" || is_at_edge && 1 < names_in(inside).count())
            }
        };
        if is_dependent {
            let is_doubled = |open: &str, close: char| {
                rest.starts_with(open) && rest.get(end..).is_some_and(|rest| rest.starts_with(close))
            };
            let doubled = is_doubled("{{", '}') || is_doubled("[[", ']');
            found.push(Dependent { range: start..start + end + usize::from(doubled), kind });
        }
    }
    found
}

/// Returns the largest offset of at most `limit` that is between two characters.
fn floor_boundary(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Returns whether the words between braces can only be a value: a known name, alone or with signs.
fn is_value(inside: &str, known: &FxHashSet<String>) -> bool {
    let mut words = names_in(inside).peekable();
    let is_sentence = !inside.contains(['|', ':', '=', '<', '>', '+', '$', '?']);
    let is_known = |word: &String| known.contains(word) || known.iter().any(|name| is_one_slip(word, name));
    let first = words.next().filter(is_known);
    first.is_some() && (!is_sentence || words.next().is_none())
}

/// The words of a text that can be ids, in lower case.
fn names_in(text: &str) -> impl Iterator<Item = String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.split(move |c: char| !is_name(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
}

/// Whether the words between brackets are a condition and cannot be ordinary words in brackets.
fn is_condition(inside: &str, is_at_edge: bool, known: &FxHashSet<String>) -> bool {
    let head = inside.split(':').next().unwrap_or_default();
    let mut words = names_in(head);
    match words.next().as_deref() {
        // `Upon [once] a time`.
        Some("once" | "otherwise") => is_at_edge && words.next().is_none() && inside.trim().len() <= "otherwise".len(),
        Some("if" | "needs" | "unless" | "after" | "when") => {
            let mut words = words.skip_while(|word| word == "not");
            match words.next().as_deref() {
                Some("visited" | "chose") => words.next().is_some(),
                // `[if trsut > 3]` names nothing that is known, and is a condition all the same.
                Some(word) => known.contains(word) || is_comparison(head),
                None => false,
            }
        }
        // `[logged: In | Out]`.
        Some(word) if inside.contains('|') => words.next().is_none() && known.contains(word),
        // `[logged]`.
        Some(word) => is_at_edge && words.next().is_none() && inside.trim() == word && known.contains(word),
        None => false,
    }
}

/// Returns whether a text compares something with a number: `if trsut > 3`.
fn is_comparison(text: &str) -> bool {
    let Some((left, right)) = ["<=", ">=", "!=", "==", "<", ">", "="].iter().find_map(|sign| text.split_once(sign))
    else {
        return false;
    };
    let is_number = right.trim().trim_start_matches('-').parse::<u32>().is_ok();
    is_number && left.split_whitespace().count() == 2
}

#[cfg(test)]
mod tests {
    use super::{FxHashSet, in_lesson, in_text};

    fn found(text: &str, lesson: bool) -> Vec<&str> {
        let known: FxHashSet<String> = ["trust", "logged", "learner"].into_iter().map(str::to_owned).collect();
        let all = if lesson { in_lesson(text, &known) } else { in_text(text, &known) };
        all.into_iter().map(|it| &text[it.range]).collect()
    }

    #[test]
    fn values_and_conditions_are_found() {
        for lesson in [false, true] {
            for (text, expected) in [
                ("Now {trust} here", vec!["{trust}"]),
                ("{{trust}} and { Trust } and {learner}", vec!["{{trust}}", "{ Trust }", "{learner}"]),
                ("At [if trust > 3: ease | odds] now", vec!["[if trust > 3: ease | odds]"]),
                ("[if {trust} > 3] one", vec!["[if {trust} > 3]"]),
                ("Late again [once]", vec!["[once]"]),
                ("[otherwise] Late", vec!["[otherwise]"]),
                ("[unless logged] not", vec!["[unless logged]"]),
                ("[if visited desk] again", vec!["[if visited desk]"]),
                ("[if trsut > 3] again", vec!["[if trsut > 3]"]),
                ("[if trust\n> 3] again", vec!["[if trust\n> 3]"]),
                ("[logged] Late", vec!["[logged]"]),
                ("[logged: In | Out] late", vec!["[logged: In | Out]"]),
                ("At [[trust]] now", vec!["[[trust]]"]),
                ("Late {if logged}", vec!["{if logged}"]),
                ("Late [when logged]", vec!["[when logged]"]),
                ("Late (if logged)", vec!["(if logged)"]),
                ("Late [if logged", vec!["[if logged"]),
                ("Late {trust", vec!["{trust"]),
                ("At {trsut} now", vec!["{trsut}"]),
                ("｛trust｝ and ［if trust > 3］", vec!["｛trust｝", "［if trust > 3］"]),
            ] {
                assert_eq!(found(text, lesson), expected, "{text}");
            }
        }
    }

    #[test]
    fn ordinary_words_in_braces_and_brackets_are_not() {
        for text in [
            "A form [if any] in {three} parts",
            "[once more] and [otherwise known as Bo]",
            "Escaped \\{trust} and \\[if trust > 3]",
            "An open {trust and more",
            "A [link](https://example.org) and [x]",
            "[if in doubt, ask]",
            "Upon [once] a time, and the chapter [otherwise] empty",
            "The door [if you are logged] in",
            "He (trust) and (if logged in at all) and [logged",
            "The {trust fund} of the [logged visits]",
        ] {
            assert!(found(text, false).is_empty(), "{text}");
            assert!(found(text, true).is_empty(), "{text}");
        }
        assert!(found("`{trust}` is code\n\n```\n{trust}\n```\n", true).is_empty());
    }
}
