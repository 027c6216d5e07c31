//! Records as CSV (RFC 4180).

use scn_records::{Count, LearnerBand, LearnerPack, PackRecords, Runs};

use super::heading::PackLabel;
use super::rfc3339;
use crate::commands::csv::{csv_table, text_field};
use crate::failure::Failure;

fn write_table(head: &[&str], rows: &[Vec<String>], bom: bool) -> Result<String, Failure> {
    let head: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
    csv_table(&head, rows, bom)
}

/// Writes a row for each count. A withheld count is an empty field.
pub(super) fn of_packs(packs: &[PackRecords], bom: bool) -> Result<String, Failure> {
    let mut rows = Vec::new();
    let mut add_row = |pack: &str, part: &str, attempt: &str, what: &str, id: &str, count: Count| {
        let count = count.map(|count| count.to_string()).unwrap_or_default();
        rows.push(vec![text_field(pack), text_field(part), attempt.to_owned(), what.to_owned(), text_field(id), count]);
    };
    let labels: Vec<PackLabel<'_>> = packs.iter().map(PackLabel::from).collect();
    for (pack, label) in packs.iter().zip(&labels) {
        let name = label.distinct_name(&labels);
        add_row(&name, "", "", "learners", "", pack.learners);
        for it in &pack.scenarios {
            let part = id_with_words(&it.scenario, it.earlier, &it.title);
            add_row(&name, &part, "", "learners", "", it.learners);
            add_row(&name, &part, "", "learners more than once", "", it.again);
            add_row(&name, &part, "", "attempts", "", it.attempts);
            for (attempt, runs) in [("first", &it.first), ("latest", &it.latest)] {
                runs_rows(runs, &mut |what, id, count| add_row(&name, &part, attempt, what, id, count));
            }
        }
        for it in &pack.quizzes {
            let part = id_with_words(&it.quiz, it.earlier, &it.title);
            add_row(&name, &part, "", "learners", "", it.learners);
            add_row(&name, &part, "first", "passed", "", it.passed_first);
            add_row(&name, &part, "", "passed", "", it.passed);
        }
    }
    write_table(&["pack", "part", "attempt", "what", "id", "count"], &rows, bom)
}

/// Returns an id. An id of an earlier version may name something else today, so its label or title
/// is added.
fn id_with_words(id: &str, earlier: bool, words: &str) -> String {
    if earlier { format!("{id} (“{words}” in an earlier version)") } else { id.to_owned() }
}

fn runs_rows(runs: &Runs, row: &mut dyn FnMut(&str, &str, Count)) {
    for place in &runs.endings {
        row("ended", &id_with_words(&place.at, place.earlier, &place.title), place.learners);
    }
    for place in &runs.left {
        row("left", &id_with_words(&place.at, place.earlier, &place.title), place.learners);
    }
    for choice in &runs.choices {
        let id = id_with_words(&format!("{}/{}", choice.at, choice.choice), choice.earlier, &choice.label);
        row("taken", &id, choice.taken);
        row("undone", &id, choice.undone);
        if choice.timed != Some(0) {
            row("time ran out", &id, choice.timed);
        }
    }
    for bands in &runs.principles {
        let principle = id_with_words(&bands.principle, bands.earlier, &bands.title);
        row("consistent", &principle, bands.consistent);
        row("mixed", &principle, bands.mixed);
        row("needs attention", &principle, bands.needs_attention);
        row("not enough to say", &principle, bands.not_enough);
    }
}

/// Writes a row for each attempt.
pub(super) fn of_learner(packs: &[LearnerPack], bom: bool) -> Result<String, Failure> {
    let mut rows = Vec::new();
    let labels: Vec<PackLabel<'_>> = packs.iter().map(PackLabel::from).collect();
    for (pack, label) in packs.iter().zip(&labels) {
        let name = label.distinct_name(&labels);
        for part in &pack.parts {
            for (number, it) in part.attempts.iter().enumerate() {
                let quiz = it.quiz.as_ref();
                let band =
                    |it: &LearnerBand| format!("{}: {}", id_with_words(&it.principle, it.earlier, &it.title), it.band);
                let bands: Vec<String> = it.profile.iter().map(band).collect();
                rows.push(vec![
                    text_field(&name),
                    part.part.kind().to_owned(),
                    text_field(&id_with_words(part.part.id(), part.earlier, &part.title)),
                    (number + 1).to_string(),
                    rfc3339(it.began),
                    rfc3339(it.last),
                    if it.over { "yes" } else { "no" }.to_owned(),
                    text_field(&id_with_words(
                        it.ending.as_deref().unwrap_or_default(),
                        it.ending_earlier,
                        it.ending_title.as_deref().unwrap_or_default(),
                    )),
                    quiz.map(|quiz| quiz.right.to_string()).unwrap_or_default(),
                    quiz.map(|quiz| quiz.asked.to_string()).unwrap_or_default(),
                    text_field(&bands.join("; ")),
                ]);
            }
        }
    }
    write_table(
        &["pack", "kind", "part", "attempt", "began", "last", "over", "ending", "right", "asked", "principles"],
        &rows,
        bom,
    )
}
