//! `unstable-id`.

use scn_source::{FileId, Finding, Name, Place, Span};
use scn_syntax::ast;

use super::{label_text, shorten_text};
use crate::ids::{Id, Unstable};

/// The choices of a situation whose ids do not depend on their labels alone.
pub(crate) fn unstable_choices(file: FileId, situation: &ast::Situation<'_>, ids: &[Id]) -> Vec<Finding> {
    let header_at = |at: usize| situation.choices.get(at).map(|choice| choice.header);
    let findings = situation.choices.iter().zip(ids).filter_map(|(choice, id)| {
        let item = Item { what: "choice", header: choice.header, id_place: choice.id_place, text: &choice.label };
        Some(item.finding(file, id, id.unstable?, header_at))
    });
    findings.collect()
}

/// The answers of a question whose ids do not depend on their texts alone.
pub(crate) fn unstable_answers(file: FileId, question: &ast::Question<'_>, ids: &[Id]) -> Vec<Finding> {
    let header_at = |at: usize| question.answers.get(at).map(|answer| answer.header);
    let findings = question.answers.iter().zip(ids).filter_map(|(answer, id)| {
        let item = Item { what: "answer", header: answer.header, id_place: answer.id_place, text: &answer.text };
        Some(item.finding(file, id, id.unstable?, header_at))
    });
    findings.collect()
}

/// A choice or an answer without an explicit id.
struct Item<'i> {
    what: &'static str,
    header: Span,
    id_place: Span,
    text: &'i ast::Text<'i>,
}

impl Item<'_> {
    fn finding(&self, file: FileId, id: &Id, why: Unstable, header: impl Fn(usize) -> Option<Span>) -> Finding {
        let kind = self.what;
        let message = match why {
            Unstable::Same(_) => {
                let words = shorten_text(&label_text(self.text)).replace('`', "'");
                format!(
                    "this {kind} has the same words as an earlier one, `{words}`, so its id depends on its position"
                )
            }
            Unstable::NoLetters => format!("this {kind} has no letter or digit from which an id could be made"),
        };
        let finding = Finding::at(Name::UnstableId, file, self.header, message)
            .with_help("write an id, so that learners' records stay right; `scn ids` writes the ids of a whole file")
            .with_fix(
                true,
                format!("write the id that it has now, `{}`", id.text),
                Place { file, span: Span { start: self.id_place.end, ..self.id_place } },
                format!(" {}", id.text),
            );
        match why {
            Unstable::Same(first) => match header(first) {
                Some(span) => finding.with_related(Place { file, span }, "the first one is here"),
                None => finding,
            },
            Unstable::NoLetters => finding,
        }
    }
}
