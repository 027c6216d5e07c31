//! Brackets and their contents, other than conditions.

use scn_source::{Finding, Name as Rule, Span};

use super::new_finding;
use crate::findings::{escape_fix, insertion_fix, quote, replacement_fix};
use crate::source::Source;
use crate::words::is_blank;

/// Returns the finding for a bracket that is not allowed after a keyword.
pub(crate) fn misplaced_bracket(src: &Source<'_>, span: Span, keyword: &str, broken: bool) -> Finding {
    if broken {
        return bracket(src, span, keyword);
    }
    let words = src.slice(span);
    let help = match keyword {
        "Choice" => "a choice can have `[if …]`, `[needs …]`, `[once]` and `[after 20 seconds]`",
        "Quiz" => "a quiz can have `[any order]` or no bracket",
        "Question" => "a question can have `[any order]` and `[any one]`",
        "Ask" => "every learner is asked the same; remove the bracket",
        "Right" | "Wrong" => "nothing in a quiz can depend on a condition; remove the bracket",
        "Outcome" => "an outcome can have one of `[if …]`, `[1 in 4]` and `[otherwise]`",
        "Show" => "write the condition in the passage, before its text or its change",
        "Set" => "`Set` can have `[if …]`; write one line for each condition",
        _ => "`Next` can have `[if …]` or `[otherwise]`",
    };
    new_finding(
        Rule::BadBracket,
        src,
        span,
        format!("`[{}]` cannot be used on `{keyword}`", quote(words).trim_matches('`')),
    )
    .with_help(help)
}

/// Returns the finding for a second bracket of the same kind.
pub(crate) fn second_bracket(src: &Source<'_>, span: Span, keyword: &str) -> Finding {
    let help = match keyword {
        "Quiz" | "Question" => "keep one of the two",
        "Choice" => "keep one of each kind; join two conditions with `and` in one bracket",
        _ => "keep one; join two conditions with `and` in one bracket",
    };
    new_finding(Rule::BadBracket, src, span, format!("`{keyword}` already has a bracket of this kind")).with_help(help)
}

/// Returns the finding for a time limit of less than a second.
pub(crate) fn empty_time_limit(src: &Source<'_>, span: Span) -> Finding {
    new_finding(Rule::BadBracket, src, span, "a time limit must be at least one second")
        .with_help("write `[after 20 seconds]`, or remove the bracket")
}

/// Returns the finding for a second choice with a time limit in a situation.
pub(crate) fn second_limit(src: &Source<'_>, span: Span, first: Span) -> Finding {
    new_finding(Rule::BadBracket, src, span, "another choice of this situation already has a time limit")
        .with_help("keep one `[after …]` per situation: that choice is made when time runs out")
        .with_related(src.place(first), "the first time limit")
}

/// Returns the finding for an `[end]` without a block of conditions.
pub(crate) fn lone_end(src: &Source<'_>, span: Span) -> Finding {
    let mut finding = new_finding(Rule::BadBracket, src, span, "this `[end]` ends nothing")
        .with_help("write `[if …]` alone on a line above the paragraphs that depend on it, or remove the `[end]`");
    finding.fixes.push(replacement_fix(src, false, "remove the `[end]`", span, ""));
    finding
}

/// Returns the finding for a block of conditions that has no end, in a body with other blocks.
pub(crate) fn open_block(src: &Source<'_>, bracket: Span) -> Finding {
    let words = quote(src.slice(bracket));
    new_finding(Rule::BadBracket, src, bracket, format!("{words} is alone on its line, and no `[end]` belongs to it"))
        .with_help("write `[end]` on a line after the last paragraph that depends on it, or put the bracket in front of the only one")
}

/// Returns the finding for a block of conditions that is nested too deeply.
pub(crate) fn deep_block(src: &Source<'_>, bracket: Span) -> Finding {
    new_finding(Rule::BadBracket, src, bracket, "this is the third block of conditions inside one another")
        .with_help("blocks nest two deep; join conditions with `and`")
}

/// Returns the finding for a branch after the `[otherwise]` of a block of conditions.
pub(crate) fn branch_after_otherwise(src: &Source<'_>, bracket: Span) -> Finding {
    let words = quote(src.slice(bracket));
    new_finding(Rule::BadBracket, src, bracket, format!("{words} comes after the `[otherwise]` of its block"))
        .with_help("move it above the `[otherwise]`")
}

/// Returns the finding for an `[any one]` that has no effect.
pub(crate) fn idle_any_one(src: &Source<'_>, span: Span, is_short: bool) -> Finding {
    let message = if is_short {
        "`[any one]` has no meaning for a short answer: any of the words after `Accept:` is enough"
    } else {
        "`[any one]` has no effect: only one answer of the question is right"
    };
    let mut finding = new_finding(Rule::BadBracket, src, span, message)
        .with_help("remove it, or write the other right answers with `Right:`");
    // With its brackets and the blank before them.
    let text = src.original();
    let before = text.get(..span.start as usize).unwrap_or_default();
    let start = before.trim_end_matches(is_blank).trim_end_matches('[').trim_end_matches(is_blank).len();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let end = text.len() - after.trim_start_matches(is_blank).strip_prefix(']').unwrap_or(after).len();
    finding.fixes.push(replacement_fix(src, false, "remove it", Span::new(start, end), ""));
    finding
}

/// Returns the finding for a bracket that cannot be read.
pub(crate) fn bracket(src: &Source<'_>, span: Span, keyword: &str) -> Finding {
    let text = src.slice(span);
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let (word, condition) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    if matches!(keyword, "Right" | "Wrong") && text.trim_end().ends_with(']') {
        return new_finding(Rule::BadBracket, src, span, format!("{} cannot be used on `{keyword}`", quote(text)))
            .with_help("nothing in a quiz can depend on a condition; remove the bracket");
    }
    if let Some(parts) = split_bracket(inner, keyword).filter(|_| text.trim_end().ends_with(']')) {
        let mut finding =
            new_finding(Rule::BadBracket, src, span, format!("{} combines several brackets in one", quote(text)))
                .with_help("write a separate bracket for each of them");
        finding.fixes.push(replacement_fix(src, false, format!("write {}", quote(&parts)), span, &parts));
        return finding;
    }
    if matches!(word, "if" | "needs") && text.trim_end().ends_with(']') {
        let condition_start = span.start as usize + text.rfind(condition).unwrap_or(0);
        return super::super::condition::unreadable(src, Span::new(condition_start, condition_start + condition.len()));
    }
    if !text.trim_end().ends_with(']') {
        let mut finding =
            new_finding(Rule::BadBracket, src, span, format!("the bracket {} is not closed", quote(text)))
                .with_help("close it with `]`");
        finding.fixes.push(insertion_fix(src, "close it here", span.end, "]"));
        return finding;
    }
    let known_forms: &[(&str, &str)] = match keyword {
        "Choice" => &[
            ("if", "[if condition]"),
            ("needs", "[needs condition]"),
            ("once", "[once]"),
            ("after", "[after 20 seconds]"),
        ],
        "Quiz" => &[("any", "[any order]")],
        "Question" => &[("any", "[any order]"), ("any", "[any one]")],
        "Right" | "Wrong" | "Ask" | "Show" => &[],
        "Outcome" => &[("if", "[if condition]"), ("otherwise", "[otherwise]"), ("in", "[1 in 4]")],
        _ => &[("if", "[if condition]"), ("otherwise", "[otherwise]")],
    };
    let mut finding = new_finding(Rule::BadBracket, src, span, format!("{} has no meaning here", quote(text)));
    let forms: Vec<String> = known_forms.iter().map(|(_, form)| format!("`{form}`")).collect();
    let percent =
        inner.strip_suffix('%').and_then(|number| number.trim().parse::<u32>().ok()).filter(|_| keyword == "Outcome");
    let near = scn_source::nearest_name(word, known_forms.iter().map(|(word, _)| *word)).filter(|near| *near != word);
    if let Some(percent) = percent {
        finding.fixes.push(replacement_fix(
            src,
            false,
            format!("write `[{percent} in 100]`"),
            span,
            &format!("[{percent} in 100]"),
        ));
    } else if matches!(keyword, "Quiz" | "Question") {
        if ["any-order", "any", "random", "shuffle", "shuffled", "anyorder"].contains(&inner.to_lowercase().as_str())
            || scn_source::nearest_name(inner, ["any order"]).is_some()
        {
            finding.fixes.push(replacement_fix(src, false, "write `[any order]`", span, "[any order]"));
            if keyword == "Question" && inner.eq_ignore_ascii_case("any") {
                finding.fixes.push(replacement_fix(src, false, "write `[any one]`", span, "[any one]"));
            }
        } else if keyword == "Question"
            && (["any-one", "one", "any of them", "one of them", "either"].contains(&inner.to_lowercase().as_str())
                || scn_source::nearest_name(inner, ["any one"]).is_some())
        {
            finding.fixes.push(replacement_fix(src, false, "write `[any one]`", span, "[any one]"));
        }
    } else if let Some(meant) = intended_bracket(inner, keyword) {
        finding.fixes.push(replacement_fix(src, false, format!("write {}", quote(&meant)), span, &meant));
    } else if let Some(near) = near.filter(|near| (*near != "if" && *near != "needs") || !condition.is_empty()) {
        let fixed = if condition.is_empty() { format!("[{near}]") } else { format!("[{near} {condition}]") };
        finding.fixes.push(replacement_fix(
            src,
            false,
            format!("write `{}`", quote(&fixed).trim_matches('`')),
            span,
            &fixed,
        ));
    }
    finding = finding.with_help(format!("write {}", forms.join(", ")));
    finding
}

/// Returns the separate brackets that were meant by one bracket with commas: `[once, if logged]`.
fn split_bracket(inner: &str, keyword: &str) -> Option<String> {
    if keyword != "Choice" || !inner.contains([',', ';']) {
        return None;
    }
    let parts: Vec<&str> = inner.split([',', ';']).map(str::trim).collect();
    let is_clause = |part: &&str| {
        let word = part.split(char::is_whitespace).next().unwrap_or_default();
        matches!(word, "if" | "needs" | "once" | "after")
    };
    parts.iter().all(is_clause).then(|| parts.iter().map(|part| format!("[{part}]")).collect::<Vec<_>>().join(" "))
}

/// Returns the bracket that was meant by words that scn does not know.
fn intended_bracket(inner: &str, keyword: &str) -> Option<String> {
    let low = inner.to_lowercase();
    let after_word = |words: &[&str]| {
        let word = words.iter().find(|word| {
            low.strip_prefix(**word).is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == ':'))
        })?;
        let argument = inner.get(word.len()..)?.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        (!argument.is_empty()).then_some(argument)
    };
    if keyword == "Choice" {
        if let Some(seconds) = parse_time_limit(&low) {
            let unit = if seconds == 1 { "second" } else { "seconds" };
            return Some(format!("[after {seconds} {unit}]"));
        }
        if matches!(low.as_str(), "only once" | "one time" | "1 time" | "1x" | "single use" | "one time only") {
            return Some("[once]".to_owned());
        }
        if let Some(rest) = after_word(&["requires", "require", "need", "required"]) {
            return Some(format!("[needs {rest}]"));
        }
    } else if matches!(low.as_str(), "else" | "default" | "other" | "all others" | "if not") {
        return Some("[otherwise]".to_owned());
    }
    if keyword == "Outcome" {
        let fraction = low.trim_start_matches("chance").trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        let parts = fraction.split_once('/').or(fraction.split_once(" in ")).or(fraction.split_once(" out of "));
        if let Some((Ok(part), Ok(whole))) = parts.map(|(a, b)| (a.trim().parse::<u32>(), b.trim().parse::<u32>())) {
            return Some(format!("[{part} in {whole}]"));
        }
        let percent = fraction.strip_suffix("percent").or(fraction.strip_suffix('%'));
        if let Some(Ok(percent)) = percent.map(|number| number.trim().parse::<u32>()) {
            return Some(format!("[{percent} in 100]"));
        }
    }
    if let Some(rest) = after_word(&["unless", "if not", "except if"]) {
        return Some(format!("[if not ({rest})]"));
    }
    after_word(&["when", "only if", "only when", "where", "if:", "condition"]).map(|rest| format!("[if {rest}]"))
}

/// Parses a time limit in other words into seconds: `after 20s`, `1 minute`, `timer: 20 sec`.
pub(crate) fn parse_time_limit(low: &str) -> Option<u64> {
    let words = ["after", "within", "in", "timer", "time limit", "time", "limit", "wait", "timeout"];
    let start = low.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = low.split_at_checked(start)?;
    let unit_prefix = before.trim().trim_end_matches([':', '=']).trim();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, unit) = rest.split_at_checked(end)?;
    let number: u64 = number.parse().ok().filter(|number| (1..=86_400).contains(number))?;
    let unit = unit.trim().trim_end_matches('.');
    let factor = match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "" if !unit_prefix.is_empty() => 1,
        _ => return None,
    };
    (unit_prefix.is_empty() || words.contains(&unit_prefix)).then_some(number * factor)
}

/// Returns the finding for an `[if` within a text that is not closed or not complete.
pub(crate) fn open_if(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    if let Some(bar) = second_bar(src, span) {
        let mut finding = new_finding(
            Rule::BadBracket,
            src,
            span,
            format!("the text after {} has more than one `|`", quote(text)),
        )
        .with_help("write the text that is shown then, one `|`, and the text that is shown otherwise; write `\\|` for a bar in the text");
        finding.fixes.push(insertion_fix(src, "put a backslash before the second `|`, so that it is text", bar, "\\"));
        return finding;
    }
    let mut finding = if text.ends_with(']') {
        new_finding(Rule::BadBracket, src, span, format!("{} is inside a paragraph but contains no text that depends on it", quote(text)))
            .with_help("write the text inside: `[if condition: these words | other words]`; put a bracket for the whole paragraph at its start")
    } else {
        new_finding(Rule::BadBracket, src, span, format!("{} is never closed, or contains another `[if`", quote(text)))
            .with_help("close it with `]` in the same paragraph: `[if condition: these words | other words]`")
    };
    finding.fixes.push(escape_fix(src, "put a backslash in front, so that it is text", span.start, "\\"));
    finding
}

/// Returns the position of the second bar in the words of a closed conditional text. `span` is the
/// start of the conditional text, up to the colon.
fn second_bar(src: &Source<'_>, span: Span) -> Option<u32> {
    if !src.slice(span).ends_with(':') {
        return None;
    }
    let words = src.original().get(span.end as usize..)?;
    // Up to the next bracket, as a conditional text contains no other.
    let (words, closed) = words.split_at_checked(words.find(['[', ']'])?)?;
    if closed.starts_with('[') || words.contains("\n\n") || words.contains("\r\n\r\n") {
        return None;
    }
    let (second, _) = words.match_indices('|').filter(|(at, _)| !words[..*at].ends_with('\\')).nth(1)?;
    Some(span.end + Span::empty(second).start)
}

/// Returns the finding for the word of a bracket in the wrong letter case, or that of another
/// language.
pub(crate) fn bracket_word(src: &Source<'_>, word: Span, right: &str) -> Finding {
    let written = src.slice(word);
    let mut finding =
        new_finding(Rule::BadBracket, src, word, format!("`{written}` is written `{right}` in a bracket"))
            .with_help(format!("write `{right}`, or put a backslash in front of the bracket if it is text"));
    finding.fixes.push(replacement_fix(src, false, format!("change `{written}` to `{right}`"), word, right));
    finding
}

/// Returns the finding for a condition in doubled brackets.
pub(crate) fn doubled_brackets(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    let inner = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    let mut finding = new_finding(Rule::BadBracket, src, span, format!("{} has double brackets", quote(text)))
        .with_help("write a condition in single brackets: `[if condition: these words | other words]`");
    finding.fixes.push(replacement_fix(src, false, "remove the outer brackets", span, inner));
    finding
}
