//! Titles in place of ids: `Next: The ward calls`, `Upholds Ask before you share: Good.`

use scn_source::{Name, Span};

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{HeaderForm, Keyword, has_id_form, is_blank, suggest_id};

/// Returns the name of the finding about a title in place of an id.
pub(super) fn name_of(keyword: &Keyword) -> Name {
    match keyword.word {
        "Next" | "Detour" => Name::BadTarget,
        _ if keyword.head == HeaderForm::Principles => Name::BadRating,
        _ => Name::BadValue,
    }
}

impl<'s> Scan<'s, '_> {
    /// Handles an instruction with a title where an id belongs.
    pub(super) fn diagnose_title(&self, line: Line<'s>, keyword: &'static Keyword, length: usize) -> Option<Diagnosis> {
        let words = line.words;
        let (from, text) = if keyword.head == HeaderForm::Principles {
            let colon = words.find(':')?;
            let head = words.get(length..colon)?;
            (length + (head.len() - head.trim_start_matches(is_blank).len()), head.trim_matches(is_blank))
        } else {
            if !matches!(keyword.word, "Next" | "Detour" | "Start" | "Covers" | "Teaches" | "Checks") {
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
        if !principle && !matches!(keyword.word, "Next" | "Detour" | "Start") {
            return None;
        }
        // Text that has the form of an id is one, whether known or not.
        if text.is_empty() || text.split(',').all(|part| has_id_form(part.trim())) {
            return None;
        }
        let find_declaration = |title: &str| {
            let names = self.names();
            if principle { names.principle_of(title) } else { names.target_of(title, self.context.scenario) }
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
