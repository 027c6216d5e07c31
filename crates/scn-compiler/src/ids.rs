//! Ids: their form, the words that cannot be one, and the ones derived from labels.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Severity, Span};
use scn_syntax::ast::{Name, Question, Situation, Text, TextPart};
use scn_syntax::format::Edit;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest an id can be, in bytes.
pub(crate) const LONGEST: usize = 64;

/// Words of conditions and targets, which no id can be.
pub(crate) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "needs",
    "once",
    "after",
    "in",
    "to",
    "otherwise",
    "visited",
    "chose",
    "broke",
    "upheld",
    "faced",
    "at",
    "ended",
    "passed",
    "failed",
    "mixed",
    "again",
    "return",
    "yes",
    "no",
    "learner",
];

/// Whether a text has the form of an id and is not reserved.
pub(crate) fn is_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.len() <= LONGEST
        && !RESERVED.contains(&text)
}

/// Words joined to the form of an id, or `fallback` where nothing usable remains.
pub(crate) fn slug<'w>(words: impl Iterator<Item = &'w str>, fallback: &str) -> String {
    let mut slug = String::new();
    for word in words {
        let from = slug.len();
        if word.is_ascii() {
            slug.extend(
                word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())),
            );
        } else {
            let plain = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            slug.extend(plain.filter(char::is_ascii_alphanumeric));
        }
        if from < slug.len() && 0 < from {
            slug.insert(from, '-');
        }
    }
    slug.truncate(LONGEST);
    while slug.ends_with('-') {
        slug.pop();
    }
    if is_id(&slug) { slug } else { fallback.to_owned() }
}

/// The ids of the choices of a situation, or of the answers of a question, that are taken.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    ids: FxHashSet<String>,
    /// For each id that was asked for again, the first number that is not known to be taken: many equal labels take no long search.
    numbers: FxHashMap<String, u32>,
}

impl Taken {
    /// Adds a written id.
    pub(crate) fn insert(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
    }
}

/// The id derived from a label: its first four words, or `fallback` where they make none, made unique among `taken`, to which it is added.
pub(crate) fn derive(label: &Text<'_>, fallback: &str, taken: &mut Taken) -> String {
    let mut words: Vec<&str> = Vec::new();
    for part in &label.parts {
        match part {
            TextPart::Words(name) | TextPart::Literal(name) => words.extend(name.text.split_whitespace().take(4)),
            TextPart::Value(name) => words.push(name.text),
            TextPart::Space | TextPart::If(_) => {}
        }
    }
    let base = slug(words.into_iter().take(4), fallback);
    if taken.ids.insert(base.clone()) {
        return base;
    }
    let number = taken.numbers.entry(base.clone()).or_insert(2);
    loop {
        let tail = format!("-{number}");
        let room = LONGEST - tail.len();
        let id = format!("{}{tail}", base.get(..room).unwrap_or(&base));
        *number += 1;
        if taken.ids.insert(id.clone()) {
            return id;
        }
    }
}

/// The ids of a situation's choices in their order, written or derived; for a written one its text.
pub(crate) fn of_choices(situation: &Situation<'_>) -> Vec<String> {
    let mut taken = Taken::default();
    situation.choices.iter().filter_map(|choice| choice.id).for_each(|id| taken.insert(id.text));
    let id = |choice: &scn_syntax::ast::Choice<'_>| match choice.id {
        Some(id) => id.text.to_owned(),
        None => derive(&choice.label, "choice", &mut taken),
    };
    situation.choices.iter().map(id).collect()
}

/// The ids of a question's answers in their order, written or derived.
pub(crate) fn of_answers(question: &Question<'_>) -> Vec<String> {
    let mut taken = Taken::default();
    question.answers.iter().filter_map(|answer| answer.id).for_each(|id| taken.insert(id.text));
    let id = |answer: &scn_syntax::ast::Answer<'_>| match answer.id {
        Some(id) => id.text.to_owned(),
        None => derive(&answer.text, "answer", &mut taken),
    };
    question.answers.iter().map(id).collect()
}

/// What writes the ids of choices and answers that have none into the text of a file, in order. One with an error in its header is left as it is. The
/// ids are those that they have already, so nothing else changes; and written ones are not touched, so a second time there is nothing to do.
#[must_use]
pub fn edits(text: &str) -> Vec<Edit> {
    let parse = scn_syntax::parse(FileId(0), text);
    let errors: FxHashSet<u32> = parse
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| line_start(text, finding.place.span.start))
        .collect();
    let mut edits = Vec::new();
    let mut write = |id: Option<&Name<'_>>, place: Span, header: Span, derived: String| {
        if id.is_none() && !errors.contains(&line_start(text, header.start)) {
            edits.push(Edit { span: Span { start: place.end, ..place }, text: format!(" {derived}") });
        }
    };
    for situation in parse.file.scenarios.iter().flat_map(|scenario| &scenario.situations) {
        for (choice, id) in situation.choices.iter().zip(of_choices(situation)) {
            write(choice.id.as_ref(), choice.id_place, choice.header, id);
        }
    }
    for question in parse.file.quizzes.iter().flat_map(|quiz| &quiz.questions) {
        for (answer, id) in question.answers.iter().zip(of_answers(question)) {
            write(answer.id.as_ref(), answer.id_place, answer.header, id);
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    edits
}

/// Where the line starts that an offset lies in.
fn line_start(text: &str, offset: u32) -> u32 {
    let above = text.get(..offset as usize).unwrap_or_default();
    above.rfind('\n').map_or(0, |end| Span::empty(end + 1).start)
}

#[cfg(test)]
mod tests {
    use super::{edits, is_id, slug};
    use scn_syntax::format::apply;

    #[test]
    fn ids_are_written_where_there_are_none() {
        let of = |text: &str| String::from_utf8(apply(text.as_bytes(), &edits(text))).expect("text stays text");
        let text = "Scenario s: S\n\nSituation a: A\n  Choice: Go on now please, will you?\n    Outcome: Gone.\n    Next: e\n  \
            Choice[once]: Go on now please!\n    Outcome: Gone.\n    Next: e\n  Choice  go-on : Go.\n    Outcome: Gone.\n    Next: e\n  \
            choice : Go on.\n    Outcome: Gone.\n    Next: e\n  Choice: Nothing comes of it.\n\nEnding e: E\n  Result: passed\n";
        let written = of(text);
        let heads: Vec<&str> =
            written.lines().map(str::trim).filter(|line| line.to_lowercase().starts_with("choice")).collect();
        assert_eq!(
            heads,
            [
                "Choice go-on-now-please: Go on now please, will you?",
                "Choice go-on-now-please-2[once]: Go on now please!",
                "Choice  go-on : Go.",
                "choice go-on-2 : Go on.",
                // There is an error in it.
                "Choice: Nothing comes of it.",
            ]
        );
        assert_eq!(of(&written), written);
    }

    #[test]
    fn a_slug_has_lower_case_letters_digits_and_hyphens() {
        let of = |text: &str| slug(text.split_whitespace(), "choice");
        assert_eq!(of("Read her the"), "read-her-the");
        assert_eq!(of("Élan — vital!"), "elan-vital");
        assert_eq!(of("I've well-meant"), "ive-wellmeant");
        assert_eq!(of("42 calls"), "choice");
        assert_eq!(of("Again"), "choice");
        assert_eq!(of("…"), "choice");
        assert!(slug(["x".repeat(80).as_str()].into_iter(), "choice").len() == 64);
    }

    #[test]
    fn reserved_words_are_no_ids() {
        assert!(is_id("call-back"));
        assert!(!is_id("again"));
        assert!(!is_id("Call"));
        assert!(!is_id("2nd"));
    }
}
