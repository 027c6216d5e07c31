//! The part after a colon: values, lists, changes, targets, promises.

use scn_source::{Finding, Name as Rule, Span};

use super::new_finding;
use crate::ast::Name;
use crate::findings::{backslash_fix, insertion_fix, quote, replacement_fix};
use crate::source::Source;
use crate::words::{MAX_ID_LENGTH, has_id_form, is_blank, is_id, is_quote_mark, split_outside_quotes, suggest_id};

/// Returns the finding for a value of a state that does not have the form of an id.
pub(crate) fn value(src: &Source<'_>, word: &Name<'_>) -> Finding {
    let better = suggest_id(word.text, 4, "state");
    let mut finding = new_finding(Rule::BadId, src, word.span, format!("`{}` cannot be a word of a state", word.text))
        .with_help("use lower-case letters, digits and hyphens, starting with a letter");
    finding.fixes.push(replacement_fix(src, false, format!("write `{better}`"), word.span, &better));
    finding
}

/// Returns the finding for a meter without a range.
pub(crate) fn no_range(src: &Source<'_>, line: Span) -> Finding {
    let mut finding = new_finding(Rule::MissingLine, src, line, "this meter has no `Range:`")
        .with_help("write its lowest and highest value below it, such as `Range: 0 to 100`");
    // If the author has written a range that was not understood, do not suggest another one.
    let below = src.original().get(line.end as usize..).unwrap_or_default().split('\n').nth(1).unwrap_or_default();
    if !below.trim_start().to_lowercase().starts_with("range") {
        finding.fixes.push(insertion_fix(src, "write `Range: 0 to 100` below it", line.end, "\n  Range: 0 to 100"));
    }
    or_text(src, line, finding)
}

/// Adds that a header within a body may be text: `Meter reading: 4471`.
fn or_text(src: &Source<'_>, line: Span, mut finding: Finding) -> Finding {
    let before = src.original().get(..line.start as usize).unwrap_or_default();
    if before.ends_with([' ', '\t']) {
        finding.help = finding.help.map(|help| format!("{help}; put a backslash in front of the line if it is text"));
        finding.fixes.push(backslash_fix(src, line));
    }
    finding
}

/// Returns the finding for a state without values.
pub(crate) fn no_values(src: &Source<'_>, line: Span) -> Finding {
    let finding = new_finding(Rule::MissingLine, src, line, "this state has no `Values:`")
        .with_help("write its possible words below it, such as `Values: calm, tense, angry`");
    or_text(src, line, finding)
}

/// Returns the finding for an invalid range.
pub(crate) fn range(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let mut finding = new_finding(Rule::BadValue, src, value, format!("{} is not a range", quote(text)))
        .with_help("write two whole numbers with `to` between them: `Range: 0 to 100`");
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let ([low, high], false) = (numbers.as_slice(), text.trim_start().starts_with(['-', '\u{2212}'])) {
        let fixed = format!("{low} to {high}");
        finding.fixes.push(replacement_fix(src, false, format!("write `{fixed}`"), value, &fixed));
    }
    finding
}

/// Returns the finding for an invalid number.
pub(crate) fn number(src: &Source<'_>, value: Span, keyword: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` has no number")
    } else {
        format!("{} is not a whole number", quote(text))
    };
    let mut finding = new_finding(Rule::BadValue, src, value, message)
        .with_help(format!("write only a whole number, such as `{keyword}: 3`"));
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    if let (Some(only), None, false) = (numbers.next(), numbers.next(), text.starts_with(keyword)) {
        finding.fixes.push(replacement_fix(src, false, format!("write `{only}`"), value, only));
    }
    finding
}

/// Returns the finding for a value that must be a single word.
pub(crate) fn one_word(src: &Source<'_>, value: Span, keyword: &str, wanted: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` has no value")
    } else {
        format!("{} is not allowed here", quote(text))
    };
    let mut finding =
        new_finding(Rule::BadValue, src, value, message).with_help(format!("write {wanted} after `{keyword}:`"));
    let id = suggest_id(without_kind(text), 8, "x");
    if text.contains(' ') && !text.starts_with(keyword) && is_id(&id) {
        finding.fixes.push(replacement_fix(src, false, format!("write `{id}`"), value, &id));
    }
    finding
}

/// Removes the word for its kind from a target: `ward` from `situation ward`.
fn without_kind(text: &str) -> &str {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let kind = matches!(first.to_lowercase().as_str(), "situation" | "ending" | "scene");
    if kind && has_id_form(rest.trim()) { rest.trim() } else { text }
}

/// Returns the names that a list was meant to have, if that is clear. In a list with commas, the
/// words between two commas form one name. Without commas each word is a name, unless one of them
/// is an article.
fn intended_list(text: &str) -> Option<String> {
    let is_gap = |c: char| c == ',' || c == ';';
    let names: Vec<String> = if text.contains(is_gap) {
        text.split(is_gap).map(|name| name.split_whitespace().collect::<Vec<_>>().join("-")).collect()
    } else {
        text.split_whitespace()
            .filter(|word| !matches!(*word, "and" | "or" | "/" | "|"))
            .map(ToOwned::to_owned)
            .collect()
    };
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let is_article = |name: &String| matches!(name.as_str(), "the" | "a" | "an" | "all" | "our" | "your");
    let sound = !names.is_empty() && names.iter().all(|name| has_id_form(name)) && !names.iter().any(is_article);
    sound.then(|| names.join(", "))
}

/// Returns the values of a state that a list without commas was meant to have: `calm "very calm"
/// angry`.
fn values_without_commas(text: &str) -> Option<String> {
    if !text.contains('"') {
        return None;
    }
    let mut values: Vec<String> = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            let value = values.last_mut().filter(|value| !value.contains('"') && !part.trim().is_empty())?;
            value.push_str(&format!(" \"{part}\""));
        } else {
            values.extend(part.split_whitespace().map(|word| word.trim_matches(',').to_owned()));
        }
    }
    let is_value = |value: &String| has_id_form(value.split(' ').next().unwrap_or_default());
    (values.iter().all(is_value) && text.matches('"').count().is_multiple_of(2)).then(|| values.join(", "))
}

/// Returns the finding for an invalid list of names.
pub(crate) fn names(src: &Source<'_>, value: Span, keyword: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` has an empty list")
    } else if text.ends_with(',') {
        "there is nothing after the last comma".to_owned()
    } else {
        format!("{} is not a list of names", quote(text))
    };
    let mut finding = new_finding(Rule::BadValue, src, value, message)
        .with_help(format!("write names separated by commas: `{keyword}: one, two`"));
    if let Some(fixed) = intended_list(text).filter(|_| !text.starts_with(keyword)) {
        finding.fixes.push(replacement_fix(
            src,
            false,
            format!("write `{}`", quote(&fixed).trim_matches('`')),
            value,
            &fixed,
        ));
    }
    finding
}

/// Returns the value of `Show answers:` that was probably meant.
pub(crate) fn intended_show_rule(text: &str) -> Option<&'static str> {
    let low = text.to_lowercase();
    match low.trim_end_matches('.') {
        "yes" | "true" | "on" | "always shown" | "after each question" | "after every question" | "immediately" => {
            Some("always")
        }
        "no" | "false" | "off" | "not" | "none" | "hidden" => Some("never"),
        _ if low.contains("pass") => Some("after passing"),
        "at the end" | "after the quiz" | "after" => Some("after passing"),
        other => ["always", "after passing", "never"].into_iter().find(|word| *word == other),
    }
}

/// Returns the finding for an invalid `Show answers:`.
pub(crate) fn show_answers(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let is_empty = text.starts_with("Show");
    let message = if is_empty {
        "`Show answers:` has no value".to_owned()
    } else {
        format!("{} is not allowed here", quote(text))
    };
    let mut finding = new_finding(Rule::BadValue, src, value, message)
        .with_help("write `always`, `after passing` or `never`; without the line they are always shown");
    if let Some(meant) = intended_show_rule(text).filter(|_| !is_empty) {
        finding.fixes.push(replacement_fix(src, false, format!("write `{meant}`"), value, meant));
    }
    finding
}

/// Returns the finding for an `Accept:` without answers, or with an empty one.
pub(crate) fn accepted(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with("Accept") {
        "`Accept:` has no answer".to_owned()
    } else if text.ends_with(',') {
        "there is nothing after the last comma".to_owned()
    } else {
        format!("{} has an empty answer", quote(text))
    };
    new_finding(Rule::BadValue, src, value, message)
        .with_help("write the answers that are right, separated by commas: `Accept: 72, seventy-two`")
}

/// Returns the finding for an invalid list of the values of a state.
pub(crate) fn values(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let Some(fixed) = intended_values(text).or_else(|| values_without_commas(text)) else {
        return names(src, value, "Values");
    };
    let message = format!("{} is not a list of values", quote(text));
    let mut finding = new_finding(Rule::BadValue, src, value, message)
        .with_help("write an id for each value; the words that the learner reads can follow it in quotation marks");
    finding.fixes.push(replacement_fix(src, false, format!("write {}", quote(&fixed)), value, &fixed));
    finding
}

/// Returns the list of values that a list with quotation marks was meant to be: each value without
/// an id gets one that is made from its words.
fn intended_values(text: &str) -> Option<String> {
    let is_mark = |c: char| is_quote_mark(c) || matches!(c, '\'' | '‘' | '’');
    let mut fixed = Vec::new();
    for part in split_outside_quotes(text) {
        let part = part.trim();
        let Some((before, words)) = part.split_once(is_mark) else {
            fixed.push(has_id_form(part).then(|| part.to_owned())?);
            continue;
        };
        let words = words.strip_suffix(is_mark).unwrap_or(words).trim();
        let id = before.trim_end_matches(|c: char| c == ':' || c == '=' || is_blank(c));
        let is_apart = id.is_empty() || id.len() < before.len();
        if !is_apart || words.is_empty() || words.contains(is_quote_mark) {
            return None;
        }
        let id = if id.is_empty() { suggest_id(words, 4, "value") } else { id.to_owned() };
        if !has_id_form(&id) {
            return None;
        }
        fixed.push(if id == words { id } else { format!("{id} \"{words}\"") });
    }
    Some(fixed.join(", ")).filter(|fixed| fixed != text && text.contains(is_mark))
}

/// Returns the finding for a value of a state with empty quotation marks.
pub(crate) fn no_words(src: &Source<'_>, value: Span, words: Span) -> Finding {
    let text = src.slice(value);
    let id = text.split(is_blank).next().unwrap_or_default();
    let mut finding =
        new_finding(Rule::BadValue, src, words, format!("the value `{id}` has no words in its quotation marks"))
            .with_help("write the words that the learner reads in place of the value, or remove the marks");
    finding.fixes.push(replacement_fix(src, false, "remove the marks", value, id));
    finding
}

/// Returns the finding for a rating with an invalid list of principles.
pub(crate) fn rating(src: &Source<'_>, line: Span, word: &str, broken: Span, bare: bool) -> Finding {
    let text = src.slice(broken).trim();
    let message = if bare {
        format!("`{word}` does not name a principle")
    } else {
        format!("{} is not a list of principles", quote(text))
    };
    let mut finding = new_finding(Rule::BadRating, src, line, message)
        .with_help(format!("write `{word} principle: reason`; separate several principles with commas"));
    let words: Vec<&str> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty() && *word != "and").collect();
    if !bare && words.iter().all(|word| has_id_form(word)) {
        let fixed = format!(" {}", words.join(", "));
        finding.fixes.push(replacement_fix(src, false, format!("write `{word}{fixed}`"), broken, &fixed));
    }
    finding.fixes.push(backslash_fix(src, line));
    finding
}

/// Returns the finding for an invalid change.
pub(crate) fn change(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    if text.starts_with("Set") {
        return new_finding(Rule::BadChange, src, span, "`Set:` changes nothing")
            .with_help("write what changes, such as `Set: trust -20, verified, mood = calm`");
    }
    if let Some(sound) = text.strip_suffix(',') {
        let mut finding = new_finding(Rule::BadChange, src, span, "there is nothing after the last comma")
            .with_help("remove the comma, or write another change after it");
        finding.fixes.push(replacement_fix(src, false, "remove the comma", span, sound.trim_end()));
        return finding;
    }
    let mut finding = new_finding(Rule::BadChange, src, span, format!("{} is not a change", quote(text)))
        .with_help("write `trust -20` or `trust = 30` for a meter, `verified` or `not verified` for a flag, `mood = angry` for a state");
    for fixed in intended_changes(text) {
        finding.fixes.push(replacement_fix(src, false, format!("write `{fixed}`"), span, &fixed));
    }
    finding
}

/// Returns what an invalid change may have been meant to be.
fn intended_changes(text: &str) -> Vec<String> {
    if text.contains(';') || text.contains(" and ") {
        let parts = text.split(';').flat_map(|part| part.split(" and ")).map(str::trim).filter(|part| !part.is_empty());
        let parts: Option<Vec<String>> =
            parts.map(|part| well_formed_change(part).or_else(|| intended_change(part))).collect();
        return parts.filter(|parts| 1 < parts.len()).map(|parts| parts.join(", ")).into_iter().collect();
    }
    if let Some(fixed) = intended_change(text) {
        return vec![fixed];
    }
    let mut words = text.split_whitespace();
    let (Some(name), Some(value), None) = (words.next(), words.next(), words.next()) else { return Vec::new() };
    if !is_id(name) {
        return Vec::new();
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return vec![format!("{name} +{value}"), format!("{name} -{value}"), format!("{name} = {value}")];
    }
    if is_id(value) { vec![format!("{name} = {value}")] } else { Vec::new() }
}

/// Returns the change with normalized spacing if it is well-formed.
fn well_formed_change(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_signed = |text: &str| {
        text.strip_prefix(['+', '-']).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let sound = match words.as_slice() {
        [name] => has_id_form(name),
        ["not", name] => has_id_form(name),
        [name, by] => has_id_form(name) && is_signed(by),
        [name, "=", value] => has_id_form(name) && (has_id_form(value) || value.bytes().all(|b| b.is_ascii_digit())),
        _ => false,
    };
    sound.then(|| words.join(" "))
}

/// Rewrites a change that uses the syntax of other tools or everyday words: `trust - 20`, `trust +=
/// 20`, `trust–20`, `trust = trust - 20`, `trust minus 20`, `add 20 to trust`, `verified to true`,
/// `verified yes`.
fn intended_change(text: &str) -> Option<String> {
    let is_dash = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2010}'..='\u{2015}');
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [name, word, number] if has_id_form(name) && is_number(number) => match *word {
            "minus" | "less" => return Some(format!("{name} -{number}")),
            "plus" | "more" => return Some(format!("{name} +{number}")),
            "to" | "is" | "equals" | ":=" | "==" => return Some(format!("{name} = {number}")),
            _ => {}
        },
        ["add" | "Add", number, "to", name] if has_id_form(name) && is_number(number) => {
            return Some(format!("{name} +{number}"));
        }
        ["subtract" | "take" | "remove" | "Subtract" | "Take", number, "from", name]
            if has_id_form(name) && is_number(number) =>
        {
            return Some(format!("{name} -{number}"));
        }
        ["increase" | "raise", name, "by", number] if has_id_form(name) && is_number(number) => {
            return Some(format!("{name} +{number}"));
        }
        ["decrease" | "lower" | "reduce", name, "by", number] if has_id_form(name) && is_number(number) => {
            return Some(format!("{name} -{number}"));
        }
        _ => {}
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))?;
    let (name, rest) = text.split_at_checked(end)?;
    if !has_id_form(name) {
        return None;
    }
    let mut operation = rest.trim_start();
    for word in ["to ", "is ", "=", ":="] {
        if let Some(value) = operation.strip_prefix(word) {
            operation = value.trim_start_matches('=').trim_start();
            break;
        }
    }
    let value = operation.trim_matches(['"', '\'', '\u{201c}', '\u{201d}']).trim();
    match value.to_lowercase().as_str() {
        "true" | "yes" | "on" => return Some(name.to_owned()),
        "false" | "no" | "off" => return Some(format!("not {name}")),
        _ => {}
    }
    // `trust = trust - 20`
    if let Some(again) =
        operation.strip_prefix(name).filter(|again| again.trim_start().starts_with(|c| is_dash(c) || c == '+'))
    {
        operation = again.trim_start();
    }
    let sign = if operation.starts_with(is_dash) { Some('-') } else { operation.starts_with('+').then_some('+') };
    let number = operation.trim_start_matches(|c| is_dash(c) || c == '+').trim_start_matches('=').trim();
    if let Some(sign) = sign {
        return is_number(number).then(|| format!("{name} {sign}{number}"));
    }
    let assigned =
        operation.len() < text.len() - end && text.get(end..)?.trim_start().starts_with(['=', ':', 't', 'i']);
    (assigned && value != text && is_id(value) && text.contains([' ', '='])).then(|| format!("{name} = {value}"))
}

/// Returns the finding for an invalid target.
pub(crate) fn target(src: &Source<'_>, span: Span, keyword: &str, value: &str) -> Finding {
    if value.is_empty() {
        return new_finding(Rule::BadTarget, src, span, format!("`{keyword}:` leads nowhere")).with_help(format!(
            "write the id of a situation{} after it",
            if keyword == "Next" { " or ending" } else { "" }
        ));
    }
    let mut finding =
        new_finding(Rule::BadTarget, src, span, format!("{} is not a target", quote(value))).with_help(format!(
            "write the id of one situation{}",
            if keyword == "Next" { " or ending, `again`, or `return`" } else { "" }
        ));
    // After removing a full stop, quotes or the punctuation of code, the remainder may be the id.
    let bare = value.trim_matches(|c: char| !c.is_alphanumeric()).trim();
    let bare = without_kind(bare);
    let id = if has_id_form(bare) { bare.to_owned() } else { suggest_id(bare, 8, "situation") };
    let either = value.contains(" or ") || value.contains([',', '/']);
    if !bare.is_empty() && value.len() <= MAX_ID_LENGTH && !either && id != value {
        finding.fixes.push(replacement_fix(src, false, format!("write `{id}`"), span, &id));
    }
    finding
}

/// Returns the finding for a step of a test without a choice.
pub(crate) fn missing_choice(src: &Source<'_>, span: Span) -> Finding {
    new_finding(Rule::BadValue, src, span, "`Choose:` does not name a choice")
        .with_help("write the id of a choice, or the start of its label")
}

/// Returns the finding for a line without its mandatory condition.
pub(crate) fn no_condition(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    let (rule, help) = match keyword {
        "Promise" => (
            Rule::BadPromise,
            "write `never`, `possible`, `always possible` or `inevitable`, and a condition such as `at complaint`",
        ),
        _ => (Rule::BadValue, "write a condition after it, such as `at complaint and trust <= 30`"),
    };
    new_finding(rule, src, line, format!("`{keyword}:` has no condition")).with_help(help)
}

/// Returns the finding for a promise that cannot be read.
pub(crate) fn promise(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let kinds = ["never", "possible", "always possible", "inevitable"];
    if let Some(kind) = kinds.iter().filter(|kind| text.starts_with(**kind)).max_by_key(|kind| kind.len()) {
        let after_kind = text.get(kind.len()..).unwrap_or_default();
        let condition = after_kind.trim_start();
        if after_kind.is_empty() || condition.len() < after_kind.len() {
            let start = value.end as usize - condition.len();
            return super::super::condition::unreadable(src, Span::new(start, value.end as usize));
        }
    }
    let mut finding = new_finding(Rule::BadPromise, src, value, format!("{} is not a promise", quote(text))).with_help(
        "write `never`, `possible`, `always possible` or `inevitable`, and a condition such as `at complaint`",
    );
    if text.starts_with("always ") && !text.starts_with("always possible") {
        let insertion_point = value.start + 6;
        finding.fixes.push(insertion_fix(src, "write `always possible`", insertion_point, " possible"));
    }
    finding
}
