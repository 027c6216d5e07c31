//! Who was assigned what, and who has done it. Completion only, without answers and results.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use scn_records::{Database, Filter, LearnerPack, Store, StoreError};
use scn_run::title_or_id;

use super::saved_as;
use super::upkeep::who;
use crate::app::{App, now};
use crate::course::Course;
use crate::layout::{self, Page, date, time};
use crate::refusal::Refusal;
use crate::tables::accounts::{self, Account};
use crate::tables::actions::{self, Action};
use crate::tables::groups::{self, Assignment, Completed};
use crate::visitor::Visitor;

/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A learner's line in the roster of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    id: String,
    groups: Vec<String>,
    is_assigned: bool,
    due: Option<i64>,
    completed: Option<i64>,
    valid_until: Option<i64>,
    standing: &'static str,
}

/// Lists the courses that have a roster.
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(visitor): Extension<Visitor>) -> Page {
    let body = html! {
        h1 { "Roster" }
        ul { @for course in app.courses.iter() { li { a href=(format!("/roster/{}", course.path())) dir="auto" { (course.title()) } } } }
    };
    layout::page(Some(&visitor), "Roster", &body)
}

/// The lines of the roster of a course, those of one group or all. That a manager looks at them is
/// stored first.
async fn lines(app: &App, visitor: &Visitor, path: &str, group: String) -> Result<Vec<Line>, Refusal> {
    let (doer, shown) = (who(visitor).to_owned(), group.clone());
    let lines = app.run_course(path, move |database, course| {
        let title = course.title();
        let about = if shown.is_empty() { title } else { format!("{title}, {shown}") };
        let action =
            Action { who: &doer, what: "Looked at the roster", about: &about, learner: None, team: Some(&shown) };
        database.transact(|open| actions::note(open, action, now()))?;
        Ok(read_lines(database, course, now())?)
    });
    Ok(lines.await?.into_iter().filter(|line| group.is_empty() || line.groups.contains(&group)).collect())
}

fn read_lines(database: &mut Database, course: &Course, now: i64) -> Result<Vec<Line>, StoreError> {
    database.transact(|open| {
        let accounts = accounts::all(open)?;
        let names: BTreeMap<String, String> = groups::all(open)?.into_iter().map(|it| (it.id, it.name)).collect();
        let mut member_of: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for (group, learner) in groups::members(open)? {
            member_of.entry(learner).or_default().insert(group);
        }
        let assignments = groups::assignments(open)?;
        let assignments: Vec<Assignment> = assignments.into_iter().filter(|it| it.pack == course.pack()).collect();
        let mut latest: BTreeMap<i64, Completed> = BTreeMap::new();
        for completed in groups::completions(open, course.pack())? {
            latest.insert(completed.learner, completed);
        }
        let nothing = BTreeSet::new();
        Ok(accounts
            .into_iter()
            .map(|account| {
                let own = member_of.get(&account.learner).unwrap_or(&nothing);
                let groups = own.iter().filter_map(|id| names.get(id).cloned()).collect();
                let completed = latest.get(&account.learner);
                line_of(account, (own, groups), &assignments, completed, now)
            })
            .collect())
    })
}

/// Returns a learner's line. Of several assignments, the one counts that is due first.
fn line_of(
    account: Account,
    (own, groups): (&BTreeSet<String>, Vec<String>),
    assignments: &[Assignment],
    completed: Option<&Completed>,
    now: i64,
) -> Line {
    let is_own = |it: &&Assignment| it.group.as_ref().is_none_or(|group| own.contains(group));
    let assigned: Vec<&Assignment> = assignments.iter().filter(is_own).collect();
    let due = assigned.iter().filter_map(|it| it.due).min();
    let valid_days = assigned.iter().filter_map(|it| it.valid_days).min();
    let completed = completed.map(|it| it.at);
    let valid_until = completed.zip(valid_days).map(|(at, days)| at.saturating_add(days.saturating_mul(DAY)));
    let is_valid = completed.is_some() && valid_until.is_none_or(|until| now < until);
    let standing = match (is_valid, completed.is_some(), assigned.is_empty()) {
        (true, _, _) => "completed",
        (false, true, _) => "expired",
        (false, false, true) => "not assigned",
        (false, false, false) if due.is_some_and(|due| due < now) => "overdue",
        (false, false, false) => "open",
    };
    Line {
        name: account.name,
        id: account.id,
        groups,
        is_assigned: !assigned.is_empty(),
        due,
        completed,
        valid_until,
        standing,
    }
}

type Asked = Query<BTreeMap<String, String>>;

fn group_of(asked: &Asked) -> String {
    asked.get("group").cloned().unwrap_or_default()
}

/// Shows the roster of a course.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    asked: Asked,
    Extension(visitor): Extension<Visitor>,
) -> Result<Page, Refusal> {
    let title = format!("Roster: {}", app.course(&path)?.title());
    let group = group_of(&asked);
    let lines = lines(&app, &visitor, &path, group.clone()).await?;
    let count = |standing: &str| lines.iter().filter(|it| it.standing == standing).count();
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("group", &group).finish();
    let body = html! {
        h1 dir="auto" { (title) }
        @if !group.is_empty() { p { "Group: " bdi { (group) } " · " a href=(format!("/roster/{path}")) { "All groups" } } }
        p { "Completed: " (count("completed")) " · open: " (count("open")) " · overdue: " (count("overdue")) " · expired: " (count("expired")) }
        p { a href=(format!("/roster/{path}/list.csv?{query}")) { "Save as CSV" } }
        div class="wide" { table {
            caption { "Learners" }
            thead { tr { th scope="col" { "Name" } th scope="col" { "Groups" } th scope="col" { "Standing" } th scope="col" { "Due" } th scope="col" { "Completed" } th scope="col" { "Valid until" } } }
            tbody { @for line in &lines { (row(&path, line)) } }
        } }
    };
    Ok(layout::page(Some(&visitor), &title, &body))
}

fn row(path: &str, line: &Line) -> Markup {
    let day = |at: Option<i64>| at.map(date).unwrap_or_default();
    html! {
        tr {
            th scope="row" { a href=(format!("/people/{}", line.id)) { bdi { (line.name) } } }
            td { @for group in &line.groups {
                a href=(format!("/roster/{path}?{}", form_urlencoded::Serializer::new(String::new()).append_pair("group", group).finish())) { bdi { (group) } } " "
            } }
            td { (line.standing) }
            td { (day(line.due)) }
            td { (day(line.completed)) }
            td { (day(line.valid_until)) }
        }
    }
}

/// Returns the roster of a course as CSV.
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    asked: Asked,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    let lines = lines(&app, &visitor, &path, group_of(&asked)).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let fault = |_: csv::Error| Refusal::Failed("the list cannot be written".to_owned());
    table.write_record(["name", "groups", "standing", "assigned", "due", "completed", "valid until"]).map_err(fault)?;
    let day = |at: Option<i64>| at.map(date).unwrap_or_default();
    for line in lines {
        let assigned = if line.is_assigned { "yes" } else { "no" };
        let (due, completed, until) = (day(line.due), day(line.completed), day(line.valid_until));
        let groups = line.groups.join("; ");
        let cells = [&line.name, &groups, line.standing, assigned, &due, &completed, &until].map(harmless);
        table.write_record(cells).map_err(fault)?;
    }
    let bytes = table.into_inner().map_err(|_| Refusal::Failed("the list cannot be written".to_owned()))?;
    let text = String::from_utf8(bytes).map_err(|_| Refusal::Failed("the list cannot be written".to_owned()))?;
    Ok(saved_as("roster.csv", "text/csv; charset=utf-8", text))
}

/// Returns a cell that no spreadsheet takes for a formula: one that begins like a formula gets an
/// apostrophe in front.
fn harmless(cell: impl AsRef<str>) -> String {
    let cell = cell.as_ref();
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// Shows a learner by name: what was completed, and the results if the learner shares them. The
/// learner can see who has looked.
pub(crate) async fn person(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Page, Refusal> {
    let viewer = visitor.account.as_ref().map(|it| it.name.clone()).unwrap_or_default();
    let courses = Arc::clone(&app.courses);
    let found = app.run(move |database| {
        let account = database.transact(|open| accounts::by_id(open, &id))?.ok_or(Refusal::NotFound)?;
        let what = if account.shares { "completions and results" } else { "completions" };
        database.transact(|open| groups::look(open, account.learner, (&viewer, what), now()))?;
        let mut done = Vec::new();
        for course in courses.iter() {
            let completions = database.transact(|open| groups::completions(open, course.pack()))?;
            let own = completions.into_iter().filter(|it| it.learner == account.learner);
            done.extend(own.map(|it| (course.title(), it.at)));
        }
        let mut results = Vec::new();
        if account.shares {
            let all = database.attempts(&Filter { learner: Some(&account.name), ..Filter::default() })?;
            for course in courses.iter() {
                let own = course.own_attempts(database, all.clone())?;
                let packs =
                    course.with_versions(|stories| LearnerPack::from_attempts(Some(&course.story), stories, &own));
                results.extend(packs);
            }
        }
        Ok((account, done, results))
    });
    let (account, done, results) = found.await?;
    let body = html! {
        h1 { bdi { (account.name) } }
        p { "The learner sees that you looked at this page." }
        h2 { "Completed" }
        @if done.is_empty() { p { "Nothing yet." } }
        ul { @for (title, at) in &done { li dir="auto" { (title) ", " (date(*at)) } } }
        @if account.shares { h2 { "Results" } @for pack in &results { (pack_results(pack)) } }
        @else { p { "This learner does not share results." } }
    };
    Ok(layout::page(Some(&visitor), &account.name, &body))
}

fn pack_results(pack: &LearnerPack) -> Markup {
    html! {
        div class="wide" { table {
            caption dir="auto" { (title_or_id(&pack.title, &pack.pack)) }
            thead { tr { th scope="col" { "Part" } th scope="col" { "When" } th scope="col" { "Result" } } }
            tbody {
                @for part in &pack.parts { @for attempt in &part.attempts {
                    tr {
                        th scope="row" dir="auto" { (part.title) }
                        td { (time(attempt.last.0)) }
                        td dir="auto" {
                            @if let Some(quiz) = &attempt.quiz { (quiz.right) " of " (quiz.asked) " right" }
                            @else if let Some(ending) = &attempt.ending_title { (ending) }
                            @else if attempt.over { "done" } @else { "begun" }
                        }
                    }
                } }
            }
        } }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{DAY, harmless, line_of};
    use crate::tables::accounts::{Account, Role};
    use crate::tables::groups::{Assignment, Completed};

    fn standing(assignments: &[Assignment], completed: Option<i64>, now: i64) -> (&'static str, Option<i64>) {
        let account =
            Account { learner: 1, name: "Ana".to_owned(), id: "1".to_owned(), role: Role::Learner, shares: false };
        let completed = completed.map(|at| Completed { learner: 1, digest: String::new(), at });
        let own = BTreeSet::from(["sales".to_owned()]);
        let line = line_of(account, (&own, Vec::new()), assignments, completed.as_ref(), now);
        (line.standing, line.valid_until)
    }

    fn assigned(group: Option<&str>, due: Option<i64>, valid_days: Option<i64>) -> Assignment {
        let group = group.map(str::to_owned);
        Assignment { id: String::new(), pack: String::new(), group, due, valid_days }
    }

    #[test]
    fn a_learner_is_open_overdue_completed_or_expired() {
        assert_eq!(standing(&[], None, 0), ("not assigned", None));
        assert_eq!(standing(&[assigned(Some("other"), Some(1), None)], None, 9), ("not assigned", None));
        let own = [assigned(Some("sales"), Some(5), Some(2))];
        assert_eq!(standing(&own, None, 4).0, "open");
        assert_eq!(standing(&own, None, 6).0, "overdue");
        assert_eq!(standing(&own, Some(6), 7), ("completed", Some(6 + 2 * DAY)));
        assert_eq!(standing(&own, Some(6), 6 + 2 * DAY).0, "expired");
        assert_eq!(standing(&[], Some(6), i64::MAX), ("completed", None));
        assert_eq!(standing(&[assigned(None, Some(5), None)], None, 6).0, "overdue");
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(harmless("Ana"), "Ana");
    }
}
