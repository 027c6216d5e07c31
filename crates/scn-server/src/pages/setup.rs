//! Setting up: assignments, accounts and groups; and what is looked after.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use scn_records::{Transaction, learner_name};
use uuid::Uuid;

use super::go_to;
use super::upkeep::{self, Upkeep, who};
use crate::app::{App, now};
use crate::guard::Fields;
use crate::layout::{self, alert, date, field, token};
use crate::refusal::Refusal;
use crate::secrets;
use crate::staff;
use crate::tables::accounts::{self, Account, Role};
use crate::tables::actions::{self, Action};
use crate::tables::groups::{self, Assignment, Group};
use crate::visitor::Visitor;

/// How long a recovery code can be used, in milliseconds: seven days.
pub(crate) const RECOVERY: i64 = 7 * 24 * 60 * 60 * 1000;

/// What the page shows.
struct Shown {
    accounts: Vec<Account>,
    groups: Vec<Group>,
    members: Vec<(String, i64)>,
    assignments: Vec<Assignment>,
    upkeep: Upkeep,
}

/// Shows accounts, groups and assignments.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, Refusal> {
    page(&app, &visitor, &html! {}).await
}

async fn page(app: &App, visitor: &Visitor, notice: &Markup) -> Result<Response, Refusal> {
    let shown = app.run(|database| {
        Ok(database.transact(|open| {
            Ok::<_, scn_records::StoreError>(Shown {
                accounts: accounts::all(open)?,
                groups: groups::all(open)?,
                members: groups::members(open)?,
                assignments: groups::assignments(open)?,
                upkeep: upkeep::read(open)?,
            })
        })?)
    });
    let shown = shown.await?;
    let body = html! {
        h1 { "Setting up" }
        (notice)
        (assignment_part(app, visitor, &shown))
        (account_part(visitor, &shown))
        (group_part(visitor, &shown))
        (upkeep::part(app, visitor, &shown.upkeep))
    };
    Ok(layout::page(Some(visitor), "Setting up", &body).into_response())
}

fn assignment_part(app: &App, visitor: &Visitor, shown: &Shown) -> Markup {
    let title = |pack: &str| {
        let course = app.courses.iter().find(|it| it.pack() == pack);
        course.map_or_else(|| pack.to_owned(), crate::course::Course::title)
    };
    let group = |id: &Option<String>| {
        let own = shown.groups.iter().find(|it| Some(&it.id) == id.as_ref());
        own.map_or_else(|| "everybody".to_owned(), |it| it.name.clone())
    };
    html! {
        h2 { "Assignments" }
        @if shown.assignments.is_empty() { p { "Nothing is assigned." } }
        @else {
            div class="wide" { table {
                caption { "Who is to complete what" }
                thead { tr { th scope="col" { "Course" } th scope="col" { "Who" } th scope="col" { "Due" } th scope="col" { "Valid for" } th scope="col" { "Take back" } } }
                tbody { @for it in &shown.assignments { tr {
                    th scope="row" dir="auto" { (title(&it.pack)) }
                    td { bdi { (group(&it.group)) } }
                    td { (it.due.map(date).unwrap_or_default()) }
                    td { @if let Some(days) = it.valid_days { (scn_text::counted(days, "day")) } }
                    td { form method="post" action="/setup/unassign" {
                        (token(visitor)) input type="hidden" name="id" value=(it.id);
                        button aria-label=(format!("Take back {}, {}", title(&it.pack), group(&it.group))) { "Take back" }
                    } }
                } } }
            } }
        }
        form method="post" action="/setup/assignments" class="row" {
            (token(visitor))
            p class="field" { label for="course" { "Course" } select id="course" name="course" { @for it in app.courses.iter() { option value=(it.path()) { (it.title()) } } } }
            p class="field" { label for="assigned-group" { "Group" } select id="assigned-group" name="group" { option value="" { "Everybody" } @for it in &shown.groups { option value=(it.id) { (it.name) } } } }
            p class="field" { label for="due" { "Due" } input id="due" name="due" type="date"; }
            p class="field" { label for="days" { "Valid for days" } input id="days" name="days" type="number" min="1" max="36500"; }
            p { button class="primary" { "Assign" } }
        }
    }
}

fn account_part(visitor: &Visitor, shown: &Shown) -> Markup {
    html! {
        h2 { "Accounts" }
        div class="wide" { table {
            caption { (scn_text::counted(shown.accounts.len(), "account")) }
            thead { tr { th scope="col" { "Name" } th scope="col" { "Role" } th scope="col" { "Recovery" } } }
            tbody { @for it in &shown.accounts { tr {
                th scope="row" { bdi { (it.name) } }
                td { form method="post" action="/setup/role" class="row" {
                    (token(visitor)) input type="hidden" name="id" value=(it.id);
                    select name="role" aria-label=(format!("Role of {}", it.name)) { @for role in Role::ALL { option value=(role.as_str()) selected[role == it.role] { (role.as_str()) } } }
                    button aria-label=(format!("Change the role of {}", it.name)) { "Change" }
                } }
                td { form method="post" action="/setup/recovery" {
                    (token(visitor)) input type="hidden" name="id" value=(it.id);
                    button aria-label=(format!("New code for {}", it.name)) { "New code" }
                } }
            } } }
        } }
        h3 { "Add an account" }
        form method="post" action="/setup/accounts" class="row" {
            (token(visitor))
            (field("name", "Name", "text", "", "off"))
            p class="field" { label for="role" { "Role" } select id="role" name="role" { @for role in Role::ALL { option value=(role.as_str()) { (role.as_str()) } } } }
            p { button { "Add" } }
        }
        h3 { "Add a staff list" }
        p { "CSV with the columns " code { "name" } ", " code { "role" } ", " code { "groups" } " and " code { "openid" } ". Only the first is required. Several groups are separated by semicolons. Accounts that exist are kept, and join the groups." }
        form method="post" action="/setup/import" {
            (token(visitor))
            p class="field" { label for="list" { "List" } textarea id="list" name="list" rows="6" cols="60" required {} }
            p { button { "Add the list" } }
        }
    }
}

fn group_part(visitor: &Visitor, shown: &Shown) -> Markup {
    let count = |group: &Group| shown.members.iter().filter(|(id, _)| *id == group.id).count();
    html! {
        h2 { "Groups" }
        ul { @for it in &shown.groups { li {
            bdi { (it.name) } ", " (scn_text::counted(count(it), "member"))
            form method="post" action="/setup/groups" {
                (token(visitor)) input type="hidden" name="group" value=(it.id);
                button name="do" value="delete" aria-label=(format!("Delete the group {}", it.name)) { "Delete" }
            }
        } } }
        form method="post" action="/setup/groups" class="row" {
            (token(visitor))
            (field("group", "Group", "text", "", "off"))
            (field("member", "Name of the member", "text", "", "off"))
            p { button name="do" value="join" { "Add to the group" } " " button name="do" value="leave" { "Remove from the group" } }
        }
    }
}

fn fault(words: &str) -> Refusal {
    Refusal::Unacceptable(words.to_owned())
}

fn role_of(fields: &Fields) -> Result<Role, Refusal> {
    Role::from_name(fields.get("role")).ok_or_else(|| fault("There is no such role."))
}

fn account_of(open: &mut Transaction<'_>, id: &str) -> Result<Account, Refusal> {
    accounts::by_id(open, id)?.ok_or_else(|| fault("There is no such account."))
}

/// Returns what is shown of a new recovery code.
fn code_notice(name: &str, code: &str) -> Markup {
    html! { p class="note" role="status" {
        "The recovery code of " bdi { (name) } " is " strong { (code) } ". It can be used once within seven days, and is not shown again."
    } }
}

/// Adds an entry about an account to the log.
fn note(open: &mut Transaction<'_>, who: &str, what: &str, account: &Account) -> Result<(), Refusal> {
    let action = Action { who, what, about: &account.name, learner: Some(account.learner), team: None };
    Ok(actions::note(open, action, now())?)
}

/// Adds an entry about something else to the log.
fn note_other(open: &mut Transaction<'_>, who: &str, what: &str, about: &str) -> Result<(), Refusal> {
    Ok(actions::note(open, Action { who, what, about, ..Action::default() }, now())?)
}

/// Stores a new recovery code of an account, and returns it.
pub(crate) fn new_recovery(open: &mut Transaction<'_>, learner: i64, now: i64) -> Result<String, Refusal> {
    let code = secrets::recovery_code()?;
    accounts::set_recovery(open, learner, &secrets::recovery_digest(&code), now + RECOVERY)?;
    Ok(code)
}

/// Creates an account without a passphrase, and shows the recovery code with which its owner sets
/// one.
pub(crate) async fn add_account(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let role = role_of(&fields)?;
    let name = match learner_name(fields.get("name")) {
        Ok(name) => name,
        Err(error) => return page(&app, &visitor, &alert(&format!("{error}."))).await,
    };
    let (wanted, doer) = (name.clone(), who(&visitor).to_owned());
    let code = app.run(move |database| {
        database.transact(|open| {
            let Some(account) = accounts::create(open, &wanted, None, role, now())? else { return Ok(None) };
            note(open, &doer, &format!("Added the account, as {}", role.as_str()), &account)?;
            new_recovery(open, account.learner, now()).map(Some)
        })
    });
    match code.await? {
        Some(code) => page(&app, &visitor, &code_notice(&name, &code)).await,
        None => page(&app, &visitor, &alert("This name is taken.")).await,
    }
}

/// Adds the accounts and groups of a staff list. A list with a fault adds nothing.
pub(crate) async fn import(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let people = match staff::read(fields.get("list").as_bytes()) {
        Ok(people) => people,
        Err(words) => return page(&app, &visitor, &alert(&words)).await,
    };
    let doer = who(&visitor).to_owned();
    let added = app.run(move |database| {
        database.transact(|open| {
            let about = scn_text::counted(people.len(), "line");
            note_other(open, &doer, "Added a staff list", &about)?;
            staff::add(open, &people, now())
        })
    });
    let added = added.await?;
    let notice = html! { div class="note" role="status" {
        p { (scn_text::counted(added.len(), "account")) " added. Their recovery codes can be used once within seven days, and are not shown again." }
        @if !added.is_empty() { ul { @for (name, code) in &added { li { bdi { (name) } ": " strong { (code) } } } } }
    } };
    page(&app, &visitor, &notice).await
}

/// Changes a role. The last administrator stays one.
pub(crate) async fn change_role(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let (role, id) = (role_of(&fields)?, fields.get("id").to_owned());
    let doer = who(&visitor).to_owned();
    let is_changed = app.run(move |database| {
        database.transact(|open| {
            let account = account_of(open, &id)?;
            let is_last = account.role == Role::Administrator && accounts::count(open, Role::Administrator)? <= 1;
            if is_last && role != Role::Administrator {
                return Ok::<_, Refusal>(false);
            }
            note(open, &doer, &format!("Changed the role to {}", role.as_str()), &account)?;
            accounts::set_role(open, account.learner, role)?;
            Ok(true)
        })
    });
    match is_changed.await? {
        true => Ok(go_to("/setup")),
        false => page(&app, &visitor, &alert("There must be an administrator. Make somebody else one first.")).await,
    }
}

/// Shows a new recovery code of an account.
pub(crate) async fn give_recovery(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let (id, doer) = (fields.get("id").to_owned(), who(&visitor).to_owned());
    let given = app.run(move |database| {
        database.transact(|open| {
            let account = account_of(open, &id)?;
            let code = new_recovery(open, account.learner, now())?;
            note(open, &doer, "Gave a recovery code", &account)?;
            Ok::<_, Refusal>((account.name, code))
        })
    });
    let (name, code) = given.await?;
    page(&app, &visitor, &code_notice(&name, &code)).await
}

/// Deletes a group, or changes its members.
pub(crate) async fn change_group(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let doer = who(&visitor).to_owned();
    app.run(move |database| {
        database.transact(|open| {
            let group = fields.get("group").trim();
            if fields.get("do") == "delete" {
                let known = groups::all(open)?.into_iter().find(|it| it.id == group);
                note_other(open, &doer, "Deleted the group", known.as_ref().map_or("", |it| &it.name))?;
                return Ok(groups::delete(open, group)?);
            }
            if group.is_empty() || 100 < group.chars().count() {
                return Err(fault("The name of a group has 1 to 100 characters."));
            }
            let member = accounts::by_name(open, fields.get("member"))?;
            let member = member.ok_or_else(|| fault("There is no account with this name."))?;
            let id = groups::named(open, group)?;
            match fields.get("do") {
                "join" => {
                    note(open, &doer, &format!("Added to the group {group}"), &member)?;
                    Ok(groups::join(open, &id, member.learner)?)
                }
                "leave" => {
                    note(open, &doer, &format!("Removed from the group {group}"), &member)?;
                    Ok(groups::leave(open, &id, member.learner)?)
                }
                _ => Err(fault("It is not said what to do.")),
            }
        })
    })
    .await?;
    Ok(go_to("/setup"))
}

/// Assigns a course.
pub(crate) async fn assign(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let course = app.course(fields.get("course"))?;
    let (pack, title, doer) = (course.pack().to_owned(), course.title(), who(&visitor).to_owned());
    let due = match fields.get("due") {
        "" => None,
        day => Some(end_of_day(day).ok_or_else(|| fault("The date is not written as 2026-11-30."))?),
    };
    let valid_days = match fields.get("days") {
        "" => None,
        days => {
            let days: Option<i64> = days.parse().ok().filter(|days| (1..=36_500).contains(days));
            Some(days.ok_or_else(|| fault("A completion is valid for 1 to 36500 days."))?)
        }
    };
    let group = Some(fields.get("group").to_owned()).filter(|it| !it.is_empty());
    app.run(move |database| {
        database.transact(|open| {
            if let Some(group) = &group
                && groups::all(open)?.iter().all(|it| it.id != *group)
            {
                return Err(fault("There is no such group."));
            }
            let id = Uuid::new_v4().simple().to_string();
            note_other(open, &doer, "Assigned a course", &title)?;
            Ok(groups::assign(open, &Assignment { id, pack, group, due, valid_days }, now())?)
        })
    })
    .await?;
    Ok(go_to("/setup"))
}

/// Returns the end of a day in UTC.
fn end_of_day(day: &str) -> Option<i64> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let end: jiff::Timestamp = format!("{day}T23:59:59.999Z").parse().ok()?;
    Some(end.as_millisecond())
}

/// Takes an assignment back.
pub(crate) async fn unassign(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let (id, doer) = (fields.get("id").to_owned(), who(&visitor).to_owned());
    app.run(move |database| {
        database.transact(|open| {
            let known = groups::assignments(open)?.into_iter().find(|it| it.id == id);
            note_other(open, &doer, "Took an assignment back", known.as_ref().map_or("", |it| &it.pack))?;
            Ok::<_, Refusal>(groups::unassign(open, &id)?)
        })
    })
    .await?;
    Ok(go_to("/setup"))
}
