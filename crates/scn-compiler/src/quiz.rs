//! Checks of quizzes: whether they can be passed, whether their answers are distinct, and which
//! principles they check.
//!
//! Checking a principle by a question is separate from training it by a scenario: a question never
//! counts as coverage.

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Place};
use scn_syntax::ast;

use crate::choice_labels::Labels;
use crate::findings::{
    all_right, duplicate_answers, missing_reason, no_questions, no_right_answer, small_pool, unchecked_principle,
};
use crate::pack_names::PackNames;
use crate::plain_text::plain_text;

/// Maximum number of bytes of an answer that are compared with others.
const COMPARED: usize = 2_000;

/// Reports problems of a pack's quizzes, and the principles that none of them checks.
pub(crate) fn report(names: &PackNames<'_>, quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    for (file, quiz) in quizzes {
        check_quiz(*file, quiz, findings);
    }
    report_unchecked(names, quizzes, findings);
}

/// Checks one quiz. If the quiz has syntax errors, findings are skipped that depend on questions or
/// answers that may be missing.
fn check_quiz(file: FileId, quiz: &ast::Quiz<'_>, findings: &mut Vec<Finding>) {
    if !quiz.broken {
        if quiz.questions.is_empty() {
            findings.push(no_questions::finding(file, quiz));
        } else {
            findings.extend(check_pool(file, quiz));
        }
    }
    let stems = quiz.questions.iter().map(|question| (question.header, &question.stem));
    find_repeated(stems, |header, first, text| {
        findings.push(duplicate_answers::same_question(file, header, first, text));
    });
    for question in &quiz.questions {
        let right = question.answers.iter().filter(|answer| answer.right).count();
        if question.has_foreign_answers {
            // They are reported where they are written.
        } else if let Some(accept) = &question.accept {
            check_accepted(file, accept, findings);
        } else if !quiz.broken && right == 0 {
            findings.push(no_right_answer::finding(file, question));
        } else if !quiz.broken && right == question.answers.len() {
            findings.push(all_right::finding(file, question));
        }
        let texts = question.answers.iter().map(|answer| (answer.header, &answer.text));
        find_repeated(texts, |header, first, text| {
            findings.push(duplicate_answers::same_answer(file, header, first, text));
        });
        for answer in question.answers.iter().filter(|answer| answer.because.is_none() && !answer.text.parts.is_empty())
        {
            findings.push(missing_reason::answer_without_reason(file, answer));
        }
    }
}

/// Checks a short answer: whether its answers differ, and whether it has a reason.
fn check_accepted(file: FileId, accept: &ast::Accept<'_>, findings: &mut Vec<Finding>) {
    let mut first_spans: FxHashMap<String, scn_source::Span> = FxHashMap::default();
    for answer in &accept.answers {
        match first_spans.get(&scn_text::fold_answer(answer.text)) {
            Some(first) => findings.push(duplicate_answers::same_accepted(file, answer, *first)),
            None => drop(first_spans.insert(scn_text::fold_answer(answer.text), answer.span)),
        }
    }
    if accept.because.is_none() && !accept.answers.is_empty() {
        findings.push(missing_reason::short_answer_without_reason(file, accept));
    }
}

/// Reports if more questions are drawn or required than there are.
fn check_pool(file: FileId, quiz: &ast::Quiz<'_>) -> Option<Finding> {
    let there = i64::try_from(quiz.questions.len()).unwrap_or(i64::MAX);
    let draw = quiz.draw.filter(|draw| 1 <= draw.value);
    if let Some(draw) = draw.filter(|draw| there < draw.value) {
        return Some(small_pool::too_many_drawn(file, quiz, &draw, there));
    }
    let asked_count = draw.map_or(there, |draw| draw.value);
    let pass = quiz.pass.filter(|pass| asked_count < pass.value)?;
    Some(small_pool::too_many_required(file, quiz, &pass, asked_count, draw.is_some()))
}

/// Calls `report` for each text that repeats an earlier one, ignoring letter case, spacing and a
/// final full stop.
fn find_repeated<'t, 'a: 't>(
    texts: impl Iterator<Item = (scn_source::Span, &'t ast::Text<'a>)>,
    mut report: impl FnMut(scn_source::Span, scn_source::Span, &str),
) {
    let mut first_headers: FxHashMap<String, scn_source::Span> = FxHashMap::default();
    for (header, text) in texts {
        let words = plain_text(text, COMPARED);
        let folded = Labels::fold_text(words.trim_end().trim_end_matches('.'));
        if folded.is_empty() {
            continue;
        }
        match first_headers.get(&folded) {
            Some(first) => report(header, *first, &words),
            None => drop(first_headers.insert(folded, header)),
        }
    }
}

/// Reports the principles of the pack that no question of its quizzes checks. Reports nothing if
/// the pack has no quizzes, or if it is not known what they check.
fn report_unchecked(names: &PackNames<'_>, quizzes: &[(FileId, &ast::Quiz<'_>)], findings: &mut Vec<Finding>) {
    if quizzes.is_empty() || quizzes.iter().any(|(_, quiz)| quiz.broken) {
        return;
    }
    let questions = quizzes.iter().flat_map(|(_, quiz)| &quiz.questions);
    let mut checked: FxHashSet<&str> = FxHashSet::default();
    for name in questions.flat_map(|question| &question.checks) {
        match names.meant_principle(name.text) {
            Some(id) => checked.insert(id),
            None => return,
        };
    }
    for known in names.principles_in_order().filter(|known| known.from.is_none()) {
        if !checked.contains(known.item.id.text) {
            let place = Place { file: known.file, span: known.item.header };
            findings.push(unchecked_principle::finding(place, known.item.id.text));
        }
    }
}
