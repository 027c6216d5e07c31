//! `unknown-speaker`.

use scn_source::{Finding, Fix, Name, nearest_name};

use super::{backslash_fix, insertion_fix, replacement_fix};
use crate::ast;
use crate::source::Source;
use crate::words::{CONTINUES, KEYWORDS};

/// Reports a line that looks like speech by someone who is not in the cast.
pub(crate) fn unknown_speaker<'k>(
    src: &Source<'_>,
    name: &ast::Name<'_>,
    cast: impl Iterator<Item = &'k str>,
    place: Option<CastPlace>,
) -> Finding {
    let written = name.text;
    let line = src.line_span_from(name.span.start as usize);
    let finding =
        Finding::new(Name::UnknownSpeaker, src.place(name.span), format!("nobody in the cast is called `{written}`"));
    let cast: Vec<&str> = cast.collect();
    let case_variant = cast.iter().copied().find(|name| name.to_lowercase() == written.to_lowercase());
    // `Monday: closed.` is a notice: what somebody says begins with a capital.
    let after_name = src.original().get(name.span.end as usize..).unwrap_or_default();
    let said = after_name.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n');
    let is_notice = case_variant.is_none() && said.starts_with(char::is_lowercase);
    let mut finding = if let Some(near) = case_variant.or_else(|| nearest_name(written, cast.iter().copied())) {
        let mut finding = finding
            .with_help(format!("write `{near}` if that is who speaks, or declare `Cast {written}: who that is`"));
        // A name in lower case is a slip of its `Cast` line.
        let is_lower = written.starts_with(char::is_uppercase) && near.starts_with(char::is_lowercase);
        if !is_lower && !is_notice {
            let title = format!("change `{written}` to `{near}`");
            finding.fixes.push(replacement_fix(src, false, title, name.span, near));
        }
        finding
    } else if let Some(near) = nearest_name(written, keywords_in_bodies()) {
        let mut finding = finding.with_help(format!(
            "write `{near}:` if you mean the instruction, or declare `Cast {written}: who that is`"
        ));
        finding.fixes.push(replacement_fix(src, false, format!("change `{written}` to `{near}`"), name.span, near));
        finding
    } else {
        let mut finding = finding
            .with_help(format!("declare `Cast {written}: who that is`, or put a backslash in front if nobody speaks"));
        let place = place.filter(|_| !is_notice);
        finding.fixes.extend(place.and_then(|place| declaration_fix(src, written, place)));
        finding
    };
    finding.fixes.push(backslash_fix(src, line));
    finding
}

/// Returns the keywords that a line of a body can begin with.
fn keywords_in_bodies() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|keyword| keyword.word).filter(|word| *word != CONTINUES)
}

/// Words that begin a line of a letter, a form or a notice, and are not names.
const NOT_NAMES: &[&str] = &[
    "achtung",
    "address",
    "agenda",
    "aim",
    "aims",
    "all",
    "answer",
    "astuce",
    "attention",
    "audience",
    "audio",
    "author",
    "background",
    "behaviour",
    "beispiel",
    "beschreibung",
    "bp",
    "budget",
    "caption",
    "cast",
    "category",
    "caution",
    "cc",
    "characters",
    "clue",
    "clues",
    "comment",
    "conclusion",
    "conseil",
    "consejo",
    "consigne",
    "contact",
    "context",
    "correct",
    "correcto",
    "danger",
    "date",
    "datum",
    "deadline",
    "dear",
    "descripción",
    "description",
    "details",
    "difficulty",
    "draft",
    "duration",
    "email",
    "erklärung",
    "erstens",
    "example",
    "explanation",
    "explication",
    "facts",
    "falsch",
    "false",
    "falso",
    "faq",
    "faux",
    "fax",
    "feedback",
    "finally",
    "first",
    "firstly",
    "fourth",
    "frage",
    "frist",
    "from",
    "goal",
    "help",
    "hinweis",
    "hours",
    "image",
    "important",
    "incorrect",
    "incorrecto",
    "info",
    "information",
    "instruction",
    "instructions",
    "intro",
    "introduction",
    "ja",
    "key point",
    "key points",
    "language",
    "last",
    "later",
    "legal",
    "lesson",
    "level",
    "link",
    "links",
    "location",
    "meeting",
    "music",
    "name",
    "narrative",
    "nb",
    "needed",
    "nein",
    "next",
    "no",
    "nota",
    "note",
    "notes",
    "notice",
    "number",
    "objective",
    "objectives",
    "often",
    "opening hours",
    "option",
    "options",
    "outcome",
    "overview",
    "page",
    "phone",
    "picture",
    "pin",
    "pista",
    "place",
    "please",
    "please note",
    "points",
    "price",
    "priority",
    "problem",
    "prompt",
    "ps",
    "purpose",
    "question",
    "quote",
    "rationale",
    "re",
    "reason",
    "reference",
    "references",
    "remember",
    "reminder",
    "required",
    "result",
    "resumen",
    "reviewer",
    "richtig",
    "right",
    "room",
    "rule",
    "rules",
    "résumé",
    "sample",
    "scenario",
    "scene",
    "score",
    "second",
    "secondly",
    "section",
    "setting",
    "situation",
    "solution",
    "sometimes",
    "sound",
    "source",
    "sources",
    "status",
    "step",
    "steps",
    "subject",
    "summary",
    "tagesordnung",
    "task",
    "tel",
    "telephone",
    "then",
    "third",
    "thirdly",
    "time",
    "timer",
    "tipp",
    "tips",
    "title",
    "to",
    "to do",
    "today",
    "todo",
    "tomorrow",
    "tonight",
    "topic",
    "total",
    "true",
    "type",
    "uhrzeit",
    "update",
    "urgent",
    "usage",
    "verdadero",
    "version",
    "video",
    "vrai",
    "weather",
    "when",
    "where",
    "who",
    "why",
    "wichtig",
    "wrong",
    "yes",
    "yesterday",
    "zweitens",
];

/// Where the `Cast` line of a new speaker belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CastPlace {
    /// Below the last `Cast` line of the scenario, which ends at this offset.
    Below(u32),
    /// Above the first other declaration of the scenario, which begins at this offset.
    Above(u32),
}

/// Returns the fix that declares a speaker. It is the same for all lines of that speaker.
fn declaration_fix(src: &Source<'_>, written: &str, place: CastPlace) -> Option<Fix> {
    let is_shouted = written.chars().filter(|c| c.is_alphabetic()).count() > 3 && !written.contains(char::is_lowercase);
    // `Q1: …`
    let is_numbered = written.chars().skip(1).all(|c| c.is_ascii_digit());
    if is_shouted || is_numbered || NOT_NAMES.contains(&written.to_lowercase().as_str()) {
        return None;
    }
    let title = format!("declare `Cast {written}`");
    // A description is mandatory, so the name is used until the author provides one.
    let line = format!("Cast {written}: {written}");
    let newline = if src.original().contains("\r\n") { "\r\n" } else { "\n" };
    Some(match place {
        CastPlace::Below(end) => insertion_fix(src, title, end, &format!("{newline}{line}")),
        CastPlace::Above(start) => insertion_fix(src, title, start, &format!("{line}{newline}{newline}")),
    })
}
