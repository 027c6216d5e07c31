//! `malformed-line`, conditions aside.

use scn_source::{Finding, Name as Rule, Span};

use super::{a, backslash, insertion, quoted, replacement};
use crate::ast::Name;
use crate::source::Source;
use crate::words::{Head, Keyword, LONGEST_ID, RESERVED, has_id_form, id_like, is_id, keyword_at_start};

fn finding(src: &Source<'_>, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(Rule::MalformedLine, src.place(span), message)
}

/// A line that starts with a keyword and does not go on as it must.
pub(crate) fn line(src: &Source<'_>, line: Span) -> Finding {
    let text = src.slice(line);
    let Some(keyword) = keyword_at_start(text) else {
        return finding(src, line, format!("{} is no line of the language", quoted(text)));
    };
    let mut finding = finding(src, line, format!("this line starts with `{}` and is not of its form", keyword.word))
        .help(format!("write `{}`, or put a backslash in front if the line is text", keyword.form));
    // `Note [if c]: text`: on body lines the bracket comes first.
    let behind = text.get(keyword.word.len()..).unwrap_or_default();
    let body = matches!(keyword.word, "Note" | "Tip" | "Remember" | "Warning");
    if let Some((bracket, rest)) = behind.trim_start().strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if body && bracket.starts_with("if ") && rest.trim_start().starts_with(':') {
            let fixed = format!("[{bracket}] {}{}", keyword.word, rest.trim_start());
            finding.fixes.push(replacement(src, false, "put the bracket first", line, &fixed));
        }
    } else if let Some((_, rest)) = behind.split_once(':')
        && keyword.head == Head::Nothing
        && !rest.trim().is_empty()
        && body
    {
        let fixed = format!("{}:{rest}", keyword.word);
        finding.fixes.push(replacement(src, false, format!("write `{}:`", keyword.word), line, &fixed));
    }
    finding.fixes.push(backslash(src, line));
    finding
}

/// A header that is not of its form. `broken` is what stands between keyword and colon.
pub(crate) fn header(
    src: &Source<'_>,
    line: Span,
    keyword: &'static str,
    kind: &'static str,
    broken: Span,
    colon: bool,
) -> Finding {
    let words = src.slice(broken);
    let trimmed = words.trim();
    let form = keyword_at_start(keyword).map_or(keyword, |keyword| keyword.form);
    let bracketed = trimmed.contains('[');
    let message = match keyword {
        "Outcome" | "Choice" if !colon => "this header has brackets and no colon".to_owned(),
        "Outcome" => format!("{} cannot stand between `Outcome` and its colon", quoted(trimmed)),
        "Choice" if trimmed.starts_with('[') => "the brackets of a choice stand behind its id".to_owned(),
        _ if bracketed && !colon => "this header has brackets and no colon".to_owned(),
        _ if bracketed && keyword != "Choice" => format!("{} has no condition", a(kind)),
        _ => format!("{} is no id for {}", quoted(trimmed), a(kind)),
    };
    let help = match keyword {
        "Outcome" => "write `Outcome: text`, or a condition such as `Outcome [if trust >= 40]: text`".to_owned(),
        _ => format!("write `{form}`; an id is small letters, digits and hyphens, with a letter first"),
    };
    let mut finding = finding(src, line, message).help(help);
    let end = trimmed.rfind(']').map(|end| (end + 1, trimmed.get(end + 1..).unwrap_or_default().trim()));
    if let Some((end, behind)) = end.filter(|_| matches!(keyword, "Choice" | "Outcome")) {
        let start = broken.start as usize + (words.len() - words.trim_start().len());
        if !colon && !behind.is_empty() {
            let fix = insertion(src, "put a colon behind the brackets", Span::empty(start + end).start, ":");
            finding.fixes.push(fix);
        } else if colon && keyword == "Choice" && trimmed.starts_with('[') && is_id(behind) {
            let brackets = trimmed.get(..end).unwrap_or_default();
            let fixed = format!(" {behind} {brackets}");
            finding.fixes.push(replacement(src, false, format!("write `Choice{fixed}`"), broken, &fixed));
        }
    } else if keyword == "Outcome" && colon {
        finding.fixes.push(replacement(src, false, "take it out", broken, ""));
    }
    if keyword != "Outcome" && !bracketed && colon {
        let id = id_like(trimmed, 6, kind);
        finding.fixes.push(replacement(src, false, format!("write `{id}`"), broken, &format!(" {id}")));
    }
    finding.fixes.push(backslash(src, line));
    finding
}

/// A header without id.
pub(crate) fn no_id(
    src: &Source<'_>,
    line: Span,
    keyword: &str,
    kind: &'static str,
    behind: usize,
    title: &str,
) -> Finding {
    let mut finding = finding(src, line, format!("this {kind} has no id for other lines to name it by")).help(format!(
        "write one between `{keyword}` and the colon: small letters, digits and hyphens, with a letter first"
    ));
    let id = id_like(title, 4, kind);
    finding.fixes.push(insertion(src, format!("call it `{id}`"), Span::empty(behind).start, &format!(" {id}")));
    finding
}

/// A `Test` or `Promise` with something between keyword and colon.
pub(crate) fn no_name(src: &Source<'_>, line: Span, keyword: &str, broken: Span) -> Finding {
    let words = src.slice(broken).trim();
    let mut finding = finding(src, line, format!("{} cannot stand between `{keyword}` and its colon", quoted(words)))
        .help(format!("{} has no id; write `{keyword}:`", a(&format!("`{keyword}`"))));
    finding.fixes.push(replacement(src, false, "take it out", broken, ""));
    finding
}

/// An id that is a word with a meaning of its own.
pub(crate) fn reserved(src: &Source<'_>, id: &Name<'_>, kind: &'static str) -> Finding {
    let word = id.text;
    let better = id_like(word, 1, kind);
    let mut finding = finding(
        src,
        id.span,
        format!("`{word}` has a meaning of its own in conditions and targets, so it cannot be an id"),
    )
    .help(format!("take another word; reserved are {}", RESERVED.join(", ")));
    finding.fixes.push(replacement(src, false, format!("call it `{better}`"), id.span, &better));
    finding
}

/// An id that is too long.
pub(crate) fn long_id(src: &Source<'_>, id: &Name<'_>) -> Finding {
    let cut = id.text.get(..LONGEST_ID).unwrap_or_default().trim_end_matches('-');
    let mut finding =
        finding(src, id.span, format!("this id has {} characters, and can have {LONGEST_ID}", id.text.len()))
            .help("take a shorter one");
    finding.fixes.push(replacement(src, false, format!("cut it to {LONGEST_ID} characters"), id.span, cut));
    finding
}

/// A word of a state that is not of the form of an id.
pub(crate) fn value(src: &Source<'_>, word: &Name<'_>) -> Finding {
    let better = id_like(word.text, 4, "state");
    let mut finding = finding(src, word.span, format!("`{}` cannot be a word of a state", word.text))
        .help("write small letters, digits and hyphens, with a letter first");
    finding.fixes.push(replacement(src, false, format!("write `{better}`"), word.span, &better));
    finding
}

/// A cast name that is a keyword.
pub(crate) fn cast_keyword(src: &Source<'_>, name: &Name<'_>) -> Finding {
    finding(src, name.span, format!("nobody can be called `{}`: a line that starts so is an instruction", name.text))
        .help("give the speaker another name")
}

/// A cast name that is not of its form.
pub(crate) fn cast_name(src: &Source<'_>, name: &Name<'_>) -> Finding {
    finding(src, name.span, format!("{} is no name for a member of the cast", quoted(name.text)))
        .help("a name has one to four words, without colon or brackets: `Cast Mrs Dlamini: who that is`")
}

/// A cast line without name.
pub(crate) fn cast_nameless(src: &Source<'_>, line: Span, who: Name<'_>) -> Finding {
    let mut finding = finding(src, line, "this cast line names nobody").help("write `Cast Name: who that is`");
    let words = who.text.split_whitespace().count();
    if (1..=4).contains(&words) && !who.text.contains([':', '[', '(', ',']) && keyword_at_start(who.text).is_none() {
        let fixed = format!("Cast {}: who that is", who.text);
        finding.fixes.push(replacement(src, false, format!("take `{}` as the name", who.text), line, &fixed));
    }
    finding
}

/// A paragraph that starts with a keyword that is hardly ever prose, and has no colon.
pub(crate) fn no_colon(src: &Source<'_>, line: Span, keyword: &Keyword) -> Finding {
    let word = keyword.word;
    let text = src.slice(line);
    let mut finding = finding(src, line, format!("this line starts with `{word}` and has no colon"))
        .help(format!("write `{}`, or put a backslash in front if it is text", keyword.form));
    let behind = text.get(word.len()..).unwrap_or_default();
    let place =
        Span { start: line.start + Span::empty(word.len()).start, end: line.start + Span::empty(word.len()).start };
    if matches!(keyword.head, Head::Choice | Head::Brackets) && !behind.trim().is_empty() {
        finding.fixes.push(replacement(src, false, format!("write `{word}:`"), place, ":"));
    } else if keyword.head == Head::Principles {
        let names = behind.trim();
        if !names.is_empty() && names.split(',').all(|name| is_id(name.trim())) {
            finding.fixes.push(insertion(src, "put a colon behind the principles", line.end, ":"));
        }
    }
    finding.fixes.push(backslash(src, line));
    finding
}

/// A choice without outcome.
pub(crate) fn no_outcome(src: &Source<'_>, line: Span) -> Finding {
    finding(src, line, "this choice has no `Outcome:`, so nothing comes of it")
        .help("write below it `Outcome:` with what happens, and `Next:` with where that leads")
}

/// An ending without result.
pub(crate) fn no_result(src: &Source<'_>, line: Span) -> Finding {
    let mut finding = finding(src, line, "this ending has no `Result:`")
        .help("write below it `Result: passed`, `Result: failed` or `Result: mixed`");
    for result in ["passed", "failed", "mixed"] {
        finding.fixes.push(insertion(
            src,
            format!("write `Result: {result}` below it"),
            line.end,
            &format!("\n  Result: {result}"),
        ));
    }
    finding
}

/// A meter without range.
pub(crate) fn no_range(src: &Source<'_>, line: Span) -> Finding {
    let mut finding = finding(src, line, "this meter has no `Range:`")
        .help("write below it how far it goes, such as `Range: 0 to 100`");
    finding.fixes.push(insertion(src, "write `Range: 0 to 100` below it", line.end, "\n  Range: 0 to 100"));
    finding
}

/// A state without values.
pub(crate) fn no_values(src: &Source<'_>, line: Span) -> Finding {
    finding(src, line, "this state has no `Values:`")
        .help("write below it the words that it can be, such as `Values: calm, tense, angry`")
}

/// A range that is none.
pub(crate) fn range(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let mut finding = finding(src, value, format!("{} is no range", quoted(text)))
        .help("write two whole numbers with `to` between: `Range: 0 to 100`");
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let ([low, high], false) = (numbers.as_slice(), text.trim_start().starts_with(['-', '\u{2212}'])) {
        let fixed = format!("{low} to {high}");
        finding.fixes.push(replacement(src, false, format!("write `{fixed}`"), value, &fixed));
    }
    finding
}

/// A number that is none.
pub(crate) fn number(src: &Source<'_>, value: Span, keyword: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` has no number")
    } else {
        format!("{} is no whole number", quoted(text))
    };
    let mut finding =
        finding(src, value, message).help(format!("write a whole number and nothing else, such as `{keyword}: 3`"));
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    if let (Some(only), None, false) = (numbers.next(), numbers.next(), text.starts_with(keyword)) {
        finding.fixes.push(replacement(src, false, format!("write `{only}`"), value, only));
    }
    finding
}

/// A value that must be one word.
pub(crate) fn one_word(src: &Source<'_>, value: Span, keyword: &str, wanted: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` has no value")
    } else {
        format!("{} cannot stand here", quoted(text))
    };
    let mut finding = finding(src, value, message).help(format!("write {wanted} behind `{keyword}:`"));
    let id = id_like(text, 8, "x");
    if text.contains(' ') && !text.starts_with(keyword) && is_id(&id) {
        finding.fixes.push(replacement(src, false, format!("write `{id}`"), value, &id));
    }
    finding
}

/// A list of names that is none.
pub(crate) fn names(src: &Source<'_>, value: Span, keyword: &str) -> Finding {
    let text = src.slice(value);
    let message = if text.starts_with(keyword) {
        format!("`{keyword}:` lists nothing")
    } else if text.ends_with(',') {
        "a comma at the end, and nothing behind it".to_owned()
    } else {
        format!("{} is no list of names", quoted(text))
    };
    let mut finding =
        finding(src, value, message).help(format!("write names with commas between them: `{keyword}: one, two`"));
    let words: Vec<&str> = text
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|word| !word.is_empty() && *word != "and")
        .collect();
    if !text.starts_with(keyword) && !words.is_empty() && words.iter().all(|word| has_id_form(word)) {
        let fixed = words.join(", ");
        finding.fixes.push(replacement(
            src,
            false,
            format!("write `{}`", super::quoted(&fixed).trim_matches('`')),
            value,
            &fixed,
        ));
    }
    finding
}

/// A link whose principles are not as they must be.
pub(crate) fn link(src: &Source<'_>, line: Span, word: &str, broken: Span, bare: bool) -> Finding {
    let text = src.slice(broken).trim();
    let message = if bare {
        format!("`{word}` names no principle")
    } else {
        format!("{} is no list of principles", quoted(text))
    };
    let mut finding = finding(src, line, message)
        .help(format!("write `{word} principle: reason`; several principles have commas between them"));
    let words: Vec<&str> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty() && *word != "and").collect();
    if !bare && words.iter().all(|word| has_id_form(word)) {
        let fixed = format!(" {}", words.join(", "));
        finding.fixes.push(replacement(src, false, format!("write `{word}{fixed}`"), broken, &fixed));
    }
    finding.fixes.push(backslash(src, line));
    finding
}

/// A change that is none.
pub(crate) fn change(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    if text.starts_with("Set") {
        return finding(src, span, "`Set:` changes nothing")
            .help("write what changes, such as `Set: trust -20, verified, mood = calm`");
    }
    if let Some(sound) = text.strip_suffix(',') {
        let mut finding = finding(src, span, "a comma at the end, and nothing behind it")
            .help("take the comma out, or write another change behind it");
        finding.fixes.push(replacement(src, false, "take the comma out", span, sound.trim_end()));
        return finding;
    }
    let mut finding = finding(src, span, format!("{} is no change", quoted(text)))
        .help("write `trust -20` or `trust = 30` for a meter, `verified` or `not verified` for a flag, `mood = angry` for a state");
    for fixed in mended_changes(text) {
        finding.fixes.push(replacement(src, false, format!("write `{fixed}`"), span, &fixed));
    }
    finding
}

/// What a change that is none may have been meant to be.
fn mended_changes(text: &str) -> Vec<String> {
    if let Some(fixed) = mended_change(text) {
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

/// `trust - 20`, `trust += 20`, `trust–20` as they are written here.
fn mended_change(text: &str) -> Option<String> {
    let dash = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2010}'..='\u{2015}');
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))?;
    let (name, rest) = text.split_at_checked(end)?;
    let rest = rest.trim().trim_start_matches('=').trim_start();
    let sign = if rest.starts_with(dash) { '-' } else { rest.starts_with('+').then_some('+')? };
    let number = rest.trim_start_matches(|c| dash(c) || c == '+').trim_start_matches('=').trim();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && has_id_form(name)).then(|| format!("{name} {sign}{number}"))
}

/// A target that is none.
pub(crate) fn target(src: &Source<'_>, span: Span, keyword: &str, value: &str) -> Finding {
    if value.is_empty() {
        return finding(src, span, format!("`{keyword}:` leads nowhere")).help(format!(
            "write the id of a situation{} behind it",
            if keyword == "Next" { " or ending" } else { "" }
        ));
    }
    let mut finding = finding(src, span, format!("{} is no target", quoted(value))).help(format!(
        "write the id of one situation{}",
        if keyword == "Next" { " or ending, `again`, or `return`" } else { "" }
    ));
    let id = id_like(value, 8, "situation");
    if value.split_whitespace().count() > 1 && value.len() <= LONGEST_ID {
        finding.fixes.push(replacement(src, false, format!("write `{id}`"), span, &id));
    }
    finding
}

/// `Detour: again` and `Detour: return`.
pub(crate) fn detour(src: &Source<'_>, name: &Name<'_>) -> Finding {
    finding(src, name.span, format!("a detour cannot lead to `{}`", name.text))
        .help("write the id of the situation to play first")
}

/// `Next: again` in a situation without choices.
pub(crate) fn again_without_choice(src: &Source<'_>, span: Span) -> Finding {
    finding(src, span, "`again` is the situation of a choice, and this situation has none")
        .help("write the id of a situation or ending")
}

/// A bracket that cannot stand behind a keyword.
pub(crate) fn bracket_of(src: &Source<'_>, span: Span, keyword: &str, broken: bool) -> Finding {
    if broken {
        return bracket(src, span, keyword);
    }
    let words = src.slice(span);
    let help = match keyword {
        "Choice" => "on a choice stand `[if …]`, `[needs …]`, `[once]` and `[after 20 seconds]`",
        "Outcome" => "on an outcome stands one of `[if …]`, `[1 in 4]` and `[otherwise]`",
        _ => "on `Next` stands `[if …]` or `[otherwise]`",
    };
    finding(src, span, format!("`[{}]` cannot stand on `{keyword}`", quoted(words).trim_matches('`'))).help(help)
}

/// A bracket on an outcome's `Next:`.
pub(crate) fn next_bracket(src: &Source<'_>, span: Span) -> Finding {
    finding(src, span, "the `Next:` of an outcome has no condition")
        .help("write one outcome for each way: `Outcome [if …]:` and `Outcome [otherwise]:`")
}

/// A second bracket of a kind.
pub(crate) fn second_bracket(src: &Source<'_>, span: Span, keyword: &str) -> Finding {
    let help = match keyword {
        "Choice" => "keep one of each kind; two conditions are joined by `and` in one bracket",
        _ => "keep one; two conditions are joined by `and` in one bracket",
    };
    finding(src, span, format!("`{keyword}` has a bracket of this kind already")).help(help)
}

/// A time limit of no time.
pub(crate) fn no_time(src: &Source<'_>, span: Span) -> Finding {
    finding(src, span, "a time limit has at least one second")
        .help("write `[after 20 seconds]`, or take the bracket out")
}

/// A second choice with a time limit in a situation.
pub(crate) fn second_limit(src: &Source<'_>, span: Span, first: Span) -> Finding {
    finding(src, span, "another choice of this situation has a time limit already")
        .help("keep one `[after …]` in a situation: it is the choice that is taken when time runs out")
        .related(src.place(first), "the first time limit")
}

/// A bracket that cannot be read.
pub(crate) fn bracket(src: &Source<'_>, span: Span, keyword: &str) -> Finding {
    let text = src.slice(span);
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let (word, condition) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    if matches!(word, "if" | "needs") && text.trim_end().ends_with(']') {
        let at = span.start as usize + text.rfind(condition).unwrap_or(0);
        return super::condition::unreadable(src, Span::new(at, at + condition.len()));
    }
    if !text.trim_end().ends_with(']') {
        let mut finding =
            finding(src, span, format!("the bracket {} is not closed", quoted(text))).help("close it with `]`");
        finding.fixes.push(insertion(src, "close it here", span.end, "]"));
        return finding;
    }
    let known: &[(&str, &str)] = match keyword {
        "Choice" => &[
            ("if", "[if condition]"),
            ("needs", "[needs condition]"),
            ("once", "[once]"),
            ("after", "[after 20 seconds]"),
        ],
        "Outcome" => &[("if", "[if condition]"), ("otherwise", "[otherwise]"), ("in", "[1 in 4]")],
        _ => &[("if", "[if condition]"), ("otherwise", "[otherwise]")],
    };
    let mut finding = finding(src, span, format!("{} says nothing here", quoted(text)));
    let forms: Vec<String> = known.iter().map(|(_, form)| format!("`{form}`")).collect();
    let percent =
        inner.strip_suffix('%').and_then(|number| number.trim().parse::<u32>().ok()).filter(|_| keyword == "Outcome");
    let near = scn_source::nearest(word, known.iter().map(|(word, _)| *word)).filter(|near| *near != word);
    if let Some(percent) = percent {
        finding.fixes.push(replacement(
            src,
            false,
            format!("write `[{percent} in 100]`"),
            span,
            &format!("[{percent} in 100]"),
        ));
    } else if matches!(word, "else") && keyword != "Choice" {
        finding.fixes.push(replacement(src, false, "write `[otherwise]`", span, "[otherwise]"));
    } else if let Some(near) = near.filter(|near| (*near != "if" && *near != "needs") || !condition.is_empty()) {
        let fixed = if condition.is_empty() { format!("[{near}]") } else { format!("[{near} {condition}]") };
        finding.fixes.push(replacement(
            src,
            false,
            format!("write `{}`", quoted(&fixed).trim_matches('`')),
            span,
            &fixed,
        ));
    }
    finding = finding.help(format!("write {}", forms.join(", ")));
    finding
}

/// An `[if` within a text that is not closed or not whole.
pub(crate) fn open_if(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    if let Some(bar) = second_bar(src, span) {
        let mut finding =
            finding(src, span, format!("the words behind {} are parted by more than one `|`", quoted(text)))
                .help("write what shows then, one `|`, and what shows otherwise; `\\|` is a bar of the text");
        finding.fixes.push(insertion(src, "put a backslash before the second `|`, so that it is text", bar, "\\"));
        return finding;
    }
    let mut finding = if text.ends_with(']') {
        finding(src, span, format!("{} stands within a paragraph and says nothing of its words", quoted(text)))
            .help("write the words inside: `[if condition: these words | other words]`; a bracket that is for the whole paragraph stands at its start")
    } else {
        finding(src, span, format!("{} is never closed, or has another `[if` in its words", quoted(text)))
            .help("close it with `]` in the same paragraph: `[if condition: these words | other words]`")
    };
    finding.fixes.push(insertion(src, "put a backslash in front, so that it is text", span.start, "\\"));
    finding
}

/// Where the second bar stands in the words of a condition that is closed; `span` is its start, up to the colon.
fn second_bar(src: &Source<'_>, span: Span) -> Option<u32> {
    if !src.slice(span).ends_with(':') {
        return None;
    }
    let words = src.written().get(span.end as usize..)?;
    let words = words.get(..words.find(']')?)?;
    if words.contains('[') || words.contains("\n\n") || words.contains("\r\n\r\n") {
        return None;
    }
    let (second, _) = words.match_indices('|').filter(|(at, _)| !words[..*at].ends_with('\\')).nth(1)?;
    Some(span.end + Span::empty(second).start)
}

/// The word of a bracket in the wrong case, or that of another language.
pub(crate) fn bracket_word(src: &Source<'_>, word: Span, right: &str) -> Finding {
    let written = src.slice(word);
    let mut finding = finding(src, word, format!("`{written}` is written `{right}` in a bracket"))
        .help(format!("write `{right}`, or put a backslash in front of the bracket if it is text"));
    finding.fixes.push(replacement(src, false, format!("change `{written}` to `{right}`"), word, right));
    finding
}

/// A condition in doubled brackets.
pub(crate) fn doubled(src: &Source<'_>, span: Span) -> Finding {
    let text = src.slice(span);
    let inner = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    let mut finding = finding(src, span, format!("{} has its brackets twice", quoted(text)))
        .help("a condition stands in single brackets: `[if condition: these words | other words]`");
    finding.fixes.push(replacement(src, false, "take the outer brackets out", span, inner));
    finding
}

/// The outcomes of a choice are of several kinds.
pub(crate) fn mixed_outcomes(src: &Source<'_>, line: Span, first: Span, later: bool) -> Finding {
    let mut finding = finding(src, line, "the outcomes of this choice do not go together: it is not clear which one is taken")
        .help("write one outcome without brackets; or all with `[if …]`; or all with chances such as `[1 in 4]`; the last can be `[otherwise]`");
    if later && line != first {
        finding = finding.related(src.place(first), "the first outcome");
    }
    finding
}

/// The last outcome has no bracket, where the others have.
pub(crate) fn last_outcome(src: &Source<'_>, line: Span, first: Span) -> Finding {
    let mut finding = finding(src, line, "the outcomes before this one have conditions, and this one has none")
        .help("write `Outcome [otherwise]:`")
        .related(src.place(first), "the first outcome");
    let text = src.slice(line);
    let behind = line.start + Span::empty(text.find(':').unwrap_or(text.len())).start;
    finding.fixes.push(insertion(src, "write `[otherwise]`", behind, " [otherwise]"));
    finding
}

/// An `[otherwise]` that is not the last outcome.
pub(crate) fn early_otherwise(src: &Source<'_>, line: Span) -> Finding {
    finding(src, line, "this `[otherwise]` outcome is not the last of its choice").help("move it below the others")
}

/// An `[otherwise]` outcome without another before it.
pub(crate) fn lone_otherwise(src: &Source<'_>, line: Span) -> Finding {
    finding(src, line, "no outcome with a condition stands before this `[otherwise]`")
        .help("take the bracket out, or write an outcome with `[if …]` before it")
}

/// The last `Next:` of a situation leaves a way open.
pub(crate) fn last_next(src: &Source<'_>, line: Span, plain: bool) -> Finding {
    let text = src.slice(line);
    if plain {
        let mut finding =
            finding(src, line, "the `Next:` lines before this one have conditions, and this one has none")
                .help("write `Next [otherwise]:`");
        let behind = line.start + Span::empty(text.find(':').unwrap_or(text.len())).start;
        finding.fixes.push(insertion(src, "write `[otherwise]`", behind, " [otherwise]"));
        return finding;
    }
    finding(src, line, "where no condition of these `Next:` lines holds, nothing says where it goes on")
        .help("write `Next [otherwise]:` as the last of them")
}

/// A `Next [otherwise]:` of a situation that is not the last, or the only one.
pub(crate) fn early_otherwise_next(src: &Source<'_>, line: Span, lone: bool) -> Finding {
    if lone {
        return finding(src, line, "no `Next [if …]:` stands before this `[otherwise]`").help("take the bracket out");
    }
    finding(src, line, "this `Next [otherwise]:` is not the last of its situation").help("move it below the others")
}

/// A step of a test without choice.
pub(crate) fn choose(src: &Source<'_>, span: Span) -> Finding {
    finding(src, span, "`Choose:` names no choice").help("write the id of a choice, or the start of its label")
}

/// A line that must have a condition.
pub(crate) fn no_condition(src: &Source<'_>, line: Span, keyword: &str) -> Finding {
    let help = match keyword {
        "Promise" => {
            "write `never`, `possible`, `always possible` or `inevitable`, and a condition such as `at complaint`"
        }
        _ => "write a condition behind it, such as `at complaint and trust <= 30`",
    };
    finding(src, line, format!("`{keyword}:` says nothing")).help(help)
}

/// A promise that cannot be read.
pub(crate) fn promise(src: &Source<'_>, value: Span) -> Finding {
    let text = src.slice(value);
    let kinds = ["never", "possible", "always possible", "inevitable"];
    if let Some(kind) = kinds.iter().filter(|kind| text.starts_with(**kind)).max_by_key(|kind| kind.len()) {
        let rest = text.get(kind.len()..).unwrap_or_default();
        let condition = rest.trim_start();
        if rest.is_empty() || condition.len() < rest.len() {
            let start = value.end as usize - condition.len();
            return super::condition::unreadable(src, Span::new(start, value.end as usize));
        }
    }
    let mut finding = finding(src, value, format!("{} is no promise", quoted(text)))
        .help("write `never`, `possible`, `always possible` or `inevitable`, and a condition such as `at complaint`");
    if text.starts_with("always ") && !text.starts_with("always possible") {
        let at = value.start + 6;
        finding.fixes.push(insertion(src, "write `always possible`", at, " possible"));
    }
    finding
}

/// A code fence that is never closed.
pub(crate) fn open_fence(src: &Source<'_>, line: Span) -> Finding {
    let text = src.slice(line);
    let mark: String = text.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    finding(src, line, "this code fence is never closed, so the declarations below it are code")
        .help(format!("write `{mark}` on a line of its own where the code ends"))
}
