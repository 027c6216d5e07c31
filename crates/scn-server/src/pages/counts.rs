//! What many learners did with a course, as counts without names.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use maud::{Markup, html};
use scn_records::{Count, ENOUGH, Filter, PackRecords, Runs, ScenarioRecords, Store};

use crate::app::App;
use crate::layout::{self, Page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

/// Lists the courses that have counts.
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Page {
    let body = html! {
        h1 { "Counts" }
        ul { @for course in app.courses.iter() { li { a href=(format!("/counts/{}", course.path())) dir="auto" { (course.title()) } } } }
    };
    layout::page(Some(&visitor), "Counts", &body)
}

/// Shows the counts of a course. Those of fewer than [`ENOUGH`] learners are withheld, and with
/// them whatever they could be computed from.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Page, Refusal> {
    let records = app.run_course(&path, |database, course| {
        let all = database.attempts(&Filter::default())?;
        let own = course.own_attempts(database, all)?;
        Ok(course.with_versions(|stories| PackRecords::summarize(&course.story, stories, &own, false)))
    });
    let records = records.await?;
    let title = format!("Counts: {}", app.course(&path)?.title());
    let body = html! {
        h1 dir="auto" { (title) }
        p { "Learners: " (count(records.learners)) ". A dash is a count of fewer than " (ENOUGH) " learners, or one from which such a count could be computed." }
        @for quiz in &records.quizzes {
            h2 dir="auto" { (quiz.title) @if quiz.earlier { " (earlier)" } }
            p { "Begun by " (count(quiz.learners)) ", passed at the first attempt by " (count(quiz.passed_first)) ", passed by " (count(quiz.passed)) "." }
        }
        @for scenario in &records.scenarios { (scenario_counts(scenario)) }
    };
    Ok(layout::page(Some(&visitor), &title, &body))
}

fn count(count: Count) -> String {
    count.map_or_else(|| "–".to_owned(), |it| it.to_string())
}

fn scenario_counts(scenario: &ScenarioRecords) -> Markup {
    html! {
        h2 dir="auto" { (scenario.title) @if scenario.earlier { " (earlier)" } }
        p { "Begun by " (count(scenario.learners)) ", more than once by " (count(scenario.again)) "; attempts: " (count(scenario.attempts)) "." }
        (runs(&scenario.first, "first"))
        (runs(&scenario.latest, "latest"))
    }
}

fn runs(runs: &Runs, which: &str) -> Markup {
    html! {
        @if !runs.endings.is_empty() {
            div class="wide" { table {
                caption { "Endings of the " (which) " attempt of each learner" }
                thead { tr { th scope="col" { "Ending" } th scope="col" { "Learners" } } }
                tbody { @for it in &runs.endings { tr { th scope="row" dir="auto" { (it.title) } td { (count(it.learners)) } } } }
            } }
        }
        @if !runs.choices.is_empty() {
            div class="wide" { table {
                caption { "Choices in the " (which) " attempt of each learner" }
                thead { tr { th scope="col" { "Situation" } th scope="col" { "Choice" } th scope="col" { "Made" } th scope="col" { "Undone" } } }
                tbody { @for it in &runs.choices { tr { td dir="auto" { (it.at) } th scope="row" dir="auto" { (it.label) } td { (count(it.taken)) } td { (count(it.undone)) } } } }
            } }
        }
        @if !runs.principles.is_empty() {
            div class="wide" { table {
                caption { "Principles in the " (which) " attempt of each learner" }
                thead { tr { th scope="col" { "Principle" } th scope="col" { "Consistent" } th scope="col" { "Mixed" } th scope="col" { "Needs attention" } th scope="col" { "Not enough to say" } } }
                tbody { @for it in &runs.principles { tr { th scope="row" dir="auto" { (it.title) } td { (count(it.consistent)) } td { (count(it.mixed)) } td { (count(it.needs_attention)) } td { (count(it.not_enough)) } } } }
            } }
        }
    }
}
