//! The findings about translations. Each is reported in a PO file, at the line of the translation.

use scn_source::{Finding, Name, Place, Severity};

use crate::translation::Problem;

/// A PO file that cannot be read. `reason` says why.
pub(crate) fn unreadable(place: Place, reason: &str) -> Finding {
    Finding::new(Name::BadTranslation, place, format!("this translation cannot be read: {reason}"))
        .with_help("an editor for PO files, such as Poedit, writes the format; until then the pack has no translation into this language")
}

/// A PO file whose name is not a language tag.
pub(crate) fn unnamed(place: Place, stem: &str) -> Finding {
    Finding::new(Name::BadTranslation, place, format!("`{stem}` is not the tag of a language"))
        .with_help("name the file after its language, for example `af.po`, `en-ZA.po` or `zh-Hant.po`")
}

/// A language that `scn.toml` lists and that has no PO file.
pub(crate) fn no_file(place: Place, language: &str) -> Finding {
    Finding::new(Name::TranslationMissing, place, format!("there is no translation into `{language}`"))
        .with_help(format!("`scn translate {language}` makes `translations/{language}.po`"))
}

/// Something that makes a translation unusable, or that differs in its looks. `line` is the text of
/// its line, for the edit.
pub(crate) fn problem(place: Place, problem: &Problem, line: &str) -> Finding {
    let (message, help) = match problem {
        Problem::Unreadable(reason) => (
            format!("the brackets of this translation cannot be read: {reason}"),
            "write brackets and braces as the source has them, and translate only the words in them".to_owned(),
        ),
        Problem::MissingValue(name) => (
            format!("`{{{name}}}` is in the source, and not in the translation"),
            format!("write `{{{name}}}` where the learner should read the value"),
        ),
        Problem::UnknownValue(name, Some(near)) => (
            format!("`{{{name}}}` is not in the source"),
            format!("did you mean `{{{near}}}`? names in braces are not translated"),
        ),
        Problem::UnknownValue(name, None) => {
            (format!("`{{{name}}}` is not in the source"), "show only values that the source shows".to_owned())
        }
        Problem::MissingCondition(condition) => (
            format!("`[if {condition}: …]` is in the source, and not in the translation"),
            "write the condition as the source has it, and translate only the words after its colon".to_owned(),
        ),
        Problem::UnknownCondition(condition) => (
            format!("`[if {condition}: …]` is not in the source"),
            "copy the condition from the source; another one may only be about a value that the message shows"
                .to_owned(),
        ),
        Problem::Character(c) => (
            format!("`{c}` cannot be in this translation, which is a name or is in quotation marks in the pack"),
            "leave it out, or write `“` and `”` for quotation marks".to_owned(),
        ),
        Problem::Links => (
            "the links of this translation do not lead where those of the source do".to_owned(),
            "copy the addresses in `(…)` from the source".to_owned(),
        ),
        Problem::Emphasis => (
            "the source has another number of words in `*emphasis*` or in `` `code` ``".to_owned(),
            "mark the same words as the source does".to_owned(),
        ),
    };
    let name = if problem.is_error() { Name::TranslationPlaceholder } else { Name::TranslationMarkup };
    let finding = Finding::new(name, place, message).with_help(help);
    let Problem::UnknownValue(name, Some(near)) = problem else { return finding };
    let Some((at, written)) = line.match_indices(&format!("{{{name}}}")).next() else { return finding };
    let start = place.span.start as usize + at;
    let edit = Place { file: place.file, span: scn_source::Span::new(start, start + written.len()) };
    finding.with_fix(true, format!("change it to `{{{near}}}`"), edit, format!("{{{near}}}"))
}

/// A translation that cannot replace its source.
pub(crate) fn misfit(place: Place) -> Finding {
    Finding::new(
        Name::TranslationPlaceholder,
        place,
        "this translation would be read as something else in the place of its source",
    )
    .with_help("begin it with another word; a word with a colon at the start of a line is an instruction, or speech")
}

/// A translation of other words than those of the source.
pub(crate) fn stale(place: Place, old: &str, now: &str) -> Finding {
    let message = "the source has changed since this was translated".to_owned();
    let help = format!(
        "it was `{}`, and is `{}`; once the translation fits, remove its lines `#| …` and the word `fuzzy`",
        shorten(old),
        shorten(now)
    );
    Finding::new(Name::TranslationStale, place, message).with_help(help)
}

/// A translation that is marked as doubtful.
pub(crate) fn doubted(place: Place) -> Finding {
    Finding::new(Name::TranslationStale, place, "this translation is marked `fuzzy`, so learners read the source")
        .with_help("once the translation fits, remove the word `fuzzy`")
}

/// Messages without a translation: `missing` of `all`, with the words of the first. Fewer than
/// `wanted` in ten-thousandths of all are translated if it is given.
pub(crate) fn missing(
    place: Place,
    language: &str,
    (missing, all): (usize, usize),
    first: &str,
    wanted: Option<u32>,
) -> Finding {
    let verb = if missing == 1 { "has" } else { "have" };
    let message = format!("{missing} of {all} messages {verb} no translation into `{language}` that can be used");
    let finding = Finding::new(Name::TranslationMissing, place, message)
        .with_help(format!("learners read the source there; the first is `{}`", shorten(first)));
    match wanted {
        Some(_) => Finding { severity: Severity::Error, ..finding },
        None => finding,
    }
}

/// Messages that the pack does not have.
pub(crate) fn orphan(place: Place, language: &str, count: usize, first: &str) -> Finding {
    let message = match count {
        1 => "a message of this file is not in the pack".to_owned(),
        count => format!("{count} messages of this file are not in the pack"),
    };
    Finding::new(Name::TranslationOrphan, place, message).with_help(format!(
        "`scn translate {language}` keeps the translation where it can be used again; the first is `{}`",
        shorten(first)
    ))
}

/// A translation with the words of its source.
pub(crate) fn same(place: Place, words: &str) -> Finding {
    Finding::new(Name::TranslationSame, place, format!("the translation is the source: `{}`", shorten(words)))
        .with_help("translate it, or leave the translation empty if learners should read the source")
}

/// A language in which the player has no phrases.
pub(crate) fn english_frame(place: Place, language: &str) -> Finding {
    Finding::new(
        Name::EnglishFrame,
        place,
        format!("the player has no phrases in `{language}`, and speaks English around the text"),
    )
    .with_help("the words of the pack are shown as they are; only buttons and headings are in English")
}

/// A finding about the writing of a translated text.
pub(crate) fn in_translation(place: Place, language: &str, found: &Finding) -> Finding {
    let finding = Finding::new(found.name, place, format!("in `{language}`: {}", found.message));
    let finding = Finding { severity: found.severity, ..finding };
    match &found.help {
        Some(help) => finding.with_help(help.clone()),
        None => finding,
    }
}

/// Returns the first words of a text.
fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let words: String = text.chars().take(MOST).collect();
    if words.len() < text.len() { format!("{}…", words.trim_end()) } else { words }
}
