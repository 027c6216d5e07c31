//! Titles in place of ids: `Next: The ward calls`, `Upholds Ask before you share: Good.`; and
//! properties in a title: `Ending good: Flowers [passed]`.

use scn_source::{Name, Span};

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{HeaderForm, Keyword, find_keyword, has_id_form, is_blank, keyword_at_start, suggest_id};

/// Returns the name of the finding about a title in place of an id.
pub(super) fn name_of(keyword: &Keyword) -> Name {
    match keyword.word {
        "Next" | "Detour" | "Show" => Name::BadTarget,
        _ if keyword.head == HeaderForm::Principles => Name::BadRating,
        _ => Name::BadValue,
    }
}

/// The properties of each declaration whose values are easily recognised.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("Ending", &["Result"]),
    ("Flag", &["Start"]),
    ("Meter", &["Range", "Start"]),
    ("Principle", &["Weight"]),
    ("Quiz", &["Draw", "Pass", "Tries"]),
    ("Scenario", &["Minutes"]),
    ("State", &["Start", "Values"]),
];

impl<'s> Scan<'s, '_> {
    /// Handles `Ending good: Flowers [passed]` and `Meter calm: How calm he is Range: 0 to 10`: a
    /// property at the end of a title. `from` is where the title begins.
    pub(super) fn property_in_title(&mut self, line: Line<'s>, keyword: &Keyword, from: usize) {
        let words = line.words;
        let title = words.get(from..).unwrap_or_default();
        let found = self.find_property(keyword, title);
        let Some((at, property, value)) =
            found.filter(|(at, ..)| !title.get(..*at).unwrap_or_default().trim().is_empty())
        else {
            return;
        };
        let start = from + at;
        let right = format!("{}: {value}", property.word);
        let is_own = |below: &&str| !keyword_at_start(below).is_some_and(Keyword::is_declaration);
        let mut below = self.below(line).take(3).take_while(is_own);
        let below = below.find_map(|below| below.strip_prefix(property.word)?.strip_prefix(':'));
        let written = quote(words.get(start..).unwrap_or_default());
        let message = format!("{written} is part of the title; `{right}` belongs on a line of its own below it");
        let text_end = words.get(..start).unwrap_or_default().trim_end_matches([' ', '\t', '-', '–', '—', ',']).len();
        let text = match below {
            None => Some(format!("\n  {right}")),
            Some(below) => (below.trim_matches(is_blank) == value).then(String::new),
        };
        let edit = text.map(|text| Change { from: text_end, to: words.len(), text });
        let edits = edit.into_iter().collect();
        let place = Diagnosis::part(Name::LikelyInstruction, start, words.len(), message, edits);
        self.report_within_line(line, place);
    }

    /// Returns where the property at the end of a title begins, its keyword and its value.
    fn find_property<'t>(&self, keyword: &Keyword, title: &'t str) -> Option<(usize, &'static Keyword, &'t str)> {
        let (_, properties) = PROPERTIES.iter().find(|(word, _)| *word == keyword.word)?;
        let own = || properties.iter().filter_map(|word| find_keyword(word));
        let named = own().find_map(|property| {
            let at = title.rfind(property.word)?;
            let value = title.get(at + property.word.len()..)?.strip_prefix(':')?.trim_matches(is_blank);
            let is_apart = title.get(..at)?.ends_with([' ', '\t', '(', '[']);
            let value = value.trim_end_matches([')', ']']);
            (is_apart && self.is_value(property, value)).then_some((at, property, value))
        });
        if let Some((at, property, value)) = named {
            let is_bracketed = title.get(..at)?.ends_with(['(', '[']);
            return Some((at - usize::from(is_bracketed), property, value));
        }
        let bracket = || {
            let open = title.strip_suffix([')', ']'])?.rfind(['(', '['])?;
            Some((open, title.get(open + 1..title.len() - 1)?))
        };
        let dash = || {
            let at = [" - ", " – ", " — "].iter().filter_map(|dash| Some((title.rfind(dash)?, dash.len()))).max()?;
            Some((at.0 + 1, title.get(at.0 + at.1..)?))
        };
        let (at, inner) = bracket().or_else(|| (keyword.word == "Ending").then(dash).flatten())?;
        let value = inner.trim_matches(is_blank);
        // `Start` takes any word, and a number alone may count something.
        let property = own().find(|property| match property.word {
            "Range" | "Result" => self.is_value(property, value),
            "Minutes" => value.contains(is_blank) && self.is_value(property, value),
            _ => false,
        })?;
        Some((at, property, value))
    }

    /// Handles an instruction with a title where an id belongs.
    pub(super) fn diagnose_title(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let (from, text) = if keyword.head == HeaderForm::Principles {
            let colon = words.find(':')?;
            let head = words.get(length..colon)?;
            (length + (head.len() - head.trim_start_matches(is_blank).len()), head.trim_matches(is_blank))
        } else {
            if !matches!(keyword.word, "Next" | "Detour" | "Start" | "Show" | "Covers" | "Teaches" | "Checks") {
                return None;
            }
            let colon = words.find(':')?;
            let value = words.get(colon + 1..)?.trim_start_matches(is_blank);
            (words.len() - value.len(), value)
        };
        let Some((edits, ids)) = self.title_value(keyword, text, from) else {
            return self.unknown_title(line, keyword, text, from);
        };
        let first = edits.first()?;
        let title = words.get(first.from..first.to)?;
        let message = format!("{} is the title of `{}`; write its id here", quote(title), first.text);
        let (start, end) = (first.from, edits.last().map_or(first.to, |last| last.to));
        let aliases = edits.iter().zip(&ids).map(|(edit, id)| (edit.from, edit.to, *id)).collect();
        let diagnosis = Diagnosis::read_so(words, message, edits, keyword);
        Some(Diagnosis { name: name_of(keyword), from: start, to: end, aliases, ..diagnosis })
    }

    /// Handles the title of a principle that is not declared in this file. It is read as a name and
    /// left to the compiler.
    fn unknown_title(&self, line: Line<'s>, keyword: &'static Keyword, text: &str, from: usize) -> Option<Diagnosis> {
        let principle =
            keyword.head == HeaderForm::Principles || matches!(keyword.word, "Covers" | "Teaches" | "Checks");
        let words = text.split(is_blank).count();
        let is_title = principle
            && super::header::begins_sentence(text)
            && (2..16).contains(&words)
            && !text.contains(['[', ',', ';'])
            && self.context.block != Block::Lesson;
        if !is_title {
            return None;
        }
        let edit = Change { from, to: from + text.len(), text: suggest_id(text, 6, "principle") };
        let diagnosis = Diagnosis::read_so(line.words, String::new(), vec![edit], keyword);
        Some(Diagnosis { silent: true, ..diagnosis })
    }

    /// Returns edits that replace the titles in a value by ids, and the positions of those ids.
    pub(super) fn title_value(&self, keyword: &Keyword, text: &str, from: usize) -> Option<(Vec<Change>, Vec<Span>)> {
        let principle =
            keyword.head == HeaderForm::Principles || matches!(keyword.word, "Covers" | "Teaches" | "Checks");
        if !principle && !matches!(keyword.word, "Next" | "Detour" | "Start" | "Show") {
            return None;
        }
        // Text that has the form of an id is one, whether known or not.
        if text.is_empty() || text.split(',').all(|part| has_id_form(part.trim())) {
            return None;
        }
        let find_declaration = |title: &str| {
            let names = self.names();
            match keyword.word {
                _ if principle => names.principle_of(title),
                "Show" => names.passage_of(title, self.context.scenario),
                _ => names.target_of(title, self.context.scenario),
            }
        };
        let replace_title = |title: &str, at: usize| {
            let declared = find_declaration(title)?;
            let edit = Change { from: from + at, to: from + at + title.len(), text: declared.id.to_owned() };
            Some((edit, declared.place))
        };
        if let Some((edit, place)) = replace_title(text, 0) {
            return Some((vec![edit], vec![place]));
        }
        let mut offset = 0;
        let (mut edits, mut places) = (Vec::new(), Vec::new());
        for part in text.split(',') {
            let title = part.trim();
            let skipped = part.len() - part.trim_start().len();
            if !has_id_form(title) {
                let (edit, place) = replace_title(title, offset + skipped)?;
                edits.push(edit);
                places.push(place);
            }
            offset += part.len() + 1;
        }
        (principle && !edits.is_empty()).then_some((edits, places))
    }
}
