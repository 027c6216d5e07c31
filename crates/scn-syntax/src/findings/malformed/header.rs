//! The part between a keyword and its colon: names, ids, and the colon itself.

use scn_source::{Finding, Fix, Name as Rule, Span};

use super::new_finding;
use crate::ast::Name;
use crate::findings::lookalike::fix_with_edits;
use crate::findings::{backslash_fix, insertion_fix, quote, replacement_fix, with_article};
use crate::source::Source;
use crate::words::{HeaderForm, Keyword, MAX_ID_LENGTH, is_id, keyword_at_start, reserved_for, suggest_id};

/// Returns the finding for a line that starts with a keyword but does not continue as it must.
pub(crate) fn line(src: &Source<'_>, line: Span) -> Finding {
    let text = src.slice(line);
    let Some(keyword) = keyword_at_start(text) else {
        return new_finding(Rule::MalformedLine, src, line, format!("{} is not a known line", quote(text)));
    };
    let rule = if keyword.head == HeaderForm::Cast { Rule::BadCast } else { Rule::MalformedLine };
    let mut finding =
        new_finding(rule, src, line, format!("this line starts with `{}` but is not written correctly", keyword.word))
            .with_help(format!("write `{}`, or put a backslash in front if the line is text", keyword.form));
    // `Note [if c]: text`: in a body line the bracket comes first.
    let after_keyword = text.get(keyword.word.len()..).unwrap_or_default();
    let body = matches!(keyword.word, "Note" | "Tip" | "Remember" | "Warning");
    if let Some((bracket, rest)) = after_keyword.trim_start().strip_prefix('[').and_then(|inner| inner.split_once(']'))
    {
        if body && bracket.starts_with("if ") && rest.trim_start().starts_with(':') {
            let fixed = format!("[{bracket}] {}{}", keyword.word, rest.trim_start());
            finding.fixes.push(replacement_fix(src, false, "put the bracket first", line, &fixed));
        }
    } else if let Some((_, rest)) = after_keyword.split_once(':')
        && keyword.head == HeaderForm::Nothing
        && !rest.trim().is_empty()
        && body
    {
        // No word is removed: `Note: to self: call back.`
        let fixed = format!("{}:{after_keyword}", keyword.word);
        finding.fixes.push(replacement_fix(src, false, format!("write `{}:`", keyword.word), line, &fixed));
    }
    // `Next situation: ward`, `Show passage: clock`.
    if matches!(keyword.word, "Next" | "Detour" | "Start" | "Show")
        && let Some((kind, target)) = after_keyword.split_once(':')
        && matches!(kind.trim(), "situation" | "ending" | "passage" | "to")
        && is_id(target.trim())
    {
        let fixed = format!("{}: {}", keyword.word, target.trim());
        finding.fixes.push(replacement_fix(src, false, format!("write `{fixed}`"), line, &fixed));
    }
    if keyword.head == HeaderForm::File
        && let Some(file) = after_keyword.trim_start().strip_prefix(':').map(str::trim)
        && file.contains('.')
        && !file.contains([' ', ':'])
    {
        let fixed = format!("{} {file}:", keyword.word);
        finding.fixes.push(replacement_fix(
            src,
            false,
            format!("write `{fixed}`, and after it what it shows"),
            line,
            &fixed,
        ));
    }
    finding.fixes.push(backslash_fix(src, line));
    finding
}

/// Returns the finding for a malformed header. `broken` is the text between keyword and colon.
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
    let no_colon = "this header has brackets but no colon".to_owned();
    let (rule, message) = match keyword {
        "Outcome" | "Choice" if !colon => (Rule::BadHeader, no_colon),
        "Outcome" => (Rule::BadHeader, format!("{} cannot be between `Outcome` and its colon", quote(trimmed))),
        "Choice" if trimmed.starts_with('[') => {
            (Rule::BadHeader, "the brackets of a choice come after its id".to_owned())
        }
        _ if bracketed && !colon => (Rule::BadHeader, no_colon),
        "Quiz" | "Question" | "Right" | "Wrong" if bracketed => {
            (Rule::BadHeader, format!("{} cannot be between `{keyword}` and its colon", quote(trimmed)))
        }
        _ if bracketed && keyword != "Choice" => {
            (Rule::BadHeader, format!("{} cannot have a condition", with_article(kind)))
        }
        _ => (Rule::BadId, format!("{} is not an id for {}", quote(trimmed), with_article(kind))),
    };
    let help = match keyword {
        "Outcome" => "write `Outcome: text`, or a condition such as `Outcome [if trust >= 40]: text`".to_owned(),
        _ => format!("write `{form}`; an id has lower-case letters, digits and hyphens, and starts with a letter"),
    };
    let mut finding = new_finding(rule, src, line, message).with_help(help);
    let end = trimmed.rfind(']').map(|end| (end + 1, trimmed.get(end + 1..).unwrap_or_default().trim()));
    if let Some((end, behind)) = end.filter(|_| matches!(keyword, "Choice" | "Outcome")) {
        let start = broken.start as usize + (words.len() - words.trim_start().len());
        if !colon && !behind.is_empty() {
            let fix = insertion_fix(src, "put a colon after the brackets", Span::empty(start + end).start, ":");
            finding.fixes.push(fix);
        } else if colon && keyword == "Choice" && trimmed.starts_with('[') && is_id(behind) {
            let brackets = trimmed.get(..end).unwrap_or_default();
            let fixed = format!(" {behind} {brackets}");
            finding.fixes.push(replacement_fix(src, false, format!("write `Choice{fixed}`"), broken, &fixed));
        }
    } else if keyword == "Outcome" && colon && is_list_number(trimmed) {
        finding.fixes.push(replacement_fix(src, false, "remove it", broken, ""));
    } else if let Some(fix) = result_fix(src, line, keyword, broken).filter(|_| colon) {
        finding.fixes.push(fix);
        return finding;
    }
    if let Some(fixed) = with_square_brackets(trimmed).filter(|_| keyword == "Choice" && colon) {
        finding.fixes.push(replacement_fix(
            src,
            false,
            format!("write `Choice {fixed}`"),
            broken,
            &format!(" {fixed}"),
        ));
        finding.fixes.push(backslash_fix(src, line));
        return finding;
    }
    if keyword == "Choice" && bracketed && colon && !trimmed.starts_with('[') {
        let id = words.split('[').next().unwrap_or_default();
        let start = broken.start as usize + (id.len() - id.trim_start().len());
        let better = suggest_id(id, 4, kind);
        let span = Span::new(start, start + id.trim().len());
        finding.fixes.push(replacement_fix(src, false, format!("write `{better}`"), span, &better));
    }
    // The words in parentheses, as in `Meter stress (0-100): …`, would be lost.
    if keyword != "Outcome" && !bracketed && colon && !trimmed.contains('(') {
        let id = suggest_id(trimmed, 6, kind);
        finding.fixes.push(replacement_fix(src, false, format!("write `{id}`"), broken, &format!(" {id}")));
    }
    finding.fixes.push(backslash_fix(src, line));
    finding
}

/// Returns whether the words before a colon only number the line: `1`, `A`.
fn is_list_number(words: &str) -> bool {
    let bare = words.trim_matches(['(', ')', '.', '#', ' ']);
    bare.len() < 4 && (bare.bytes().all(|byte| byte.is_ascii_digit()) || bare.len() == 1)
}

/// Returns the fix that moves the result of `Ending good (passed): …` to a line of its own.
fn result_fix(src: &Source<'_>, line: Span, keyword: &str, broken: Span) -> Option<Fix> {
    let (id, inner) = src.slice(broken).trim().split_once(['(', '['])?;
    let (id, result) = (id.trim(), inner.strip_suffix([')', ']'])?.trim());
    let below = src.original().get(line.end as usize..)?.trim_start();
    let fits = keyword == "Ending" && is_id(id) && matches!(result, "passed" | "failed" | "mixed");
    (fits && !below.starts_with("Result")).then(|| {
        let edits = [(broken, format!(" {id}")), (Span::empty(line.end as usize), format!("\n  Result: {result}"))];
        fix_with_edits(src, format!("write `Ending {id}:` and `Result: {result}`"), &edits)
    })
}

/// Rewrites the part before a choice's colon with square brackets if it has `(once)` or similar:
/// `wait [once]`.
fn with_square_brackets(words: &str) -> Option<String> {
    let (id, inner) = words.strip_suffix(')')?.split_once('(')?;
    let (id, inner) = (id.trim(), inner.trim());
    let word = inner.split(char::is_whitespace).next().unwrap_or_default();
    let is_clause = matches!(word, "if" | "needs" | "after") && word.len() < inner.len() || inner == "once";
    (is_clause && (id.is_empty() || is_id(id))).then(|| format!("{id} [{inner}]").trim_start().to_owned())
}

/// Returns the finding for a header without an id.
pub(crate) fn no_id(
    src: &Source<'_>,
    line: Span,
    keyword: &str,
    kind: &'static str,
    insertion_point: usize,
    title: &str,
) -> Finding {
    let message = match keyword {
        "Ask" => "this question has no id, under which the learner's words can be stored".to_owned(),
        _ => format!("this {kind} has no id, so other lines cannot refer to it"),
    };
    let mut finding = new_finding(Rule::BadId, src, line, message).with_help(format!(
        "write one between `{keyword}` and the colon: lower-case letters, digits and hyphens, starting with a letter"
    ));
    let id = suggest_id(title, 4, kind);
    finding.fixes.push(insertion_fix(
        src,
        format!("call it `{id}`"),
        Span::empty(insertion_point).start,
        &format!(" {id}"),
    ));
    finding
}

/// Returns the finding for a `Test` or `Promise` with something between keyword and colon.
pub(crate) fn no_name(src: &Source<'_>, line: Span, keyword: &str, broken: Span) -> Finding {
    let words = src.slice(broken).trim();
    let mut finding = new_finding(
        Rule::BadHeader,
        src,
        line,
        format!("{} cannot be between `{keyword}` and its colon", quote(words)),
    )
    .with_help(format!("{} has no id; write `{keyword}:`", with_article(&format!("`{keyword}`"))));
    finding.fixes.push(replacement_fix(src, false, "remove it", broken, ""));
    finding
}

/// Returns the finding for an id that is a reserved word.
pub(crate) fn reserved(src: &Source<'_>, id: &Name<'_>, kind: &'static str) -> Finding {
    let word = id.text;
    let better = suggest_id(word, 1, kind);
    let mut finding = new_finding(
        Rule::BadId,
        src,
        id.span,
        format!("`{word}` is a reserved word, so it cannot be the id of {}", with_article(kind)),
    )
    .with_help(format!(
        "choose another word; for {} these words are reserved: {}",
        with_article(kind),
        reserved_for(kind).join(", ")
    ));
    finding.fixes.push(replacement_fix(src, false, format!("call it `{better}`"), id.span, &better));
    finding
}

/// Returns the finding for an id that is too long.
pub(crate) fn long_id(src: &Source<'_>, id: &Name<'_>) -> Finding {
    let cut = id.text.get(..MAX_ID_LENGTH).unwrap_or_default().trim_end_matches('-');
    let mut finding = new_finding(
        Rule::BadId,
        src,
        id.span,
        format!("this id has {} characters, but only {MAX_ID_LENGTH} are allowed", id.text.len()),
    )
    .with_help("choose a shorter one");
    finding.fixes.push(replacement_fix(src, false, format!("shorten it to {MAX_ID_LENGTH} characters"), id.span, cut));
    finding
}

/// Returns the finding for a cast name that is a keyword.
pub(crate) fn cast_keyword(src: &Source<'_>, name: &Name<'_>) -> Finding {
    new_finding(
        Rule::BadCast,
        src,
        name.span,
        format!("nobody can be called `{}`: a line that starts with it is an instruction", name.text),
    )
    .with_help("give the speaker another name")
}

/// Returns the finding for a malformed cast name.
pub(crate) fn cast_name(src: &Source<'_>, name: &Name<'_>) -> Finding {
    new_finding(Rule::BadCast, src, name.span, format!("{} is not a name for a member of the cast", quote(name.text)))
        .with_help("a name has one to four words, without a colon or brackets: `Cast Mrs Dlamini: who that is`")
}

/// Returns the finding for a cast line without a name.
pub(crate) fn cast_nameless(src: &Source<'_>, line: Span, who: Name<'_>) -> Finding {
    let names = names_after_colon(who.text);
    let message = match names.as_slice() {
        [] | [_] => "this cast line has no name",
        [..] => "this cast line has several names, and they are after its colon",
    };
    let mut finding = new_finding(Rule::BadCast, src, line, message)
        .with_help("write `Cast Name: who that is`, one line for each person");
    if !names.is_empty() {
        // A description is mandatory, so the name is used until the author provides one.
        let lines: Vec<String> = names.iter().map(|name| format!("Cast {name}: {name}")).collect();
        let title = format!("use `{}` as {}", names.join("`, `"), if names.len() == 1 { "the name" } else { "names" });
        finding.fixes.push(replacement_fix(src, false, title, line, &lines.join("\n")));
    }
    finding
}

/// Returns the names that a cast line has after its colon: one, or several separated by commas.
/// Returns none if the text does not look like names.
pub(crate) fn names_after_colon(who: &str) -> Vec<&str> {
    let names: Vec<&str> =
        who.split([',', ';']).flat_map(|part| part.split(" and ")).map(str::trim).filter(|it| !it.is_empty()).collect();
    let is_name = |name: &&str| {
        let words = name.split_whitespace().count();
        (1..=4).contains(&words) && !name.contains([':', '[', '(']) && keyword_at_start(name).is_none()
    };
    let is_capitalized = |name: &&str| name.starts_with(char::is_uppercase);
    let sound = names.iter().all(is_name) && (names.len() == 1 || names.iter().all(is_capitalized));
    if sound { names } else { Vec::new() }
}

/// Returns the finding for a paragraph that starts with a keyword that is rarely prose and has no
/// colon.
pub(crate) fn no_colon(src: &Source<'_>, line: Span, keyword: &Keyword) -> Finding {
    let word = keyword.word;
    let text = src.slice(line);
    let mut finding =
        new_finding(Rule::MissingColon, src, line, format!("this line starts with `{word}` and has no colon"))
            .with_help(format!("write `{}`, or put a backslash in front if it is text", keyword.form));
    let after_keyword = text.get(word.len()..).unwrap_or_default();
    let place =
        Span { start: line.start + Span::empty(word.len()).start, end: line.start + Span::empty(word.len()).start };
    if matches!(keyword.head, HeaderForm::Choice | HeaderForm::Brackets) && !after_keyword.trim().is_empty() {
        finding.fixes.push(replacement_fix(src, false, format!("write `{word}:`"), place, ":"));
    } else if keyword.head == HeaderForm::Principles {
        let names = after_keyword.trim();
        if !names.is_empty() && names.split(',').all(|name| is_id(name.trim())) {
            finding.fixes.push(insertion_fix(src, "put a colon after the principles", line.end, ":"));
        }
    }
    finding.fixes.push(backslash_fix(src, line));
    finding
}
