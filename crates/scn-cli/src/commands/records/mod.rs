//! `scn records`.

mod csv;
mod own;
mod table;

use std::collections::BTreeMap;

use jiff::Timestamp;
use scn_player::{At, Attempt};
use scn_records::{Filter, LearnerPack, PackRecords, Records, Sender, Store, StoreError, Stories, statements};
use scn_story::Story;

use super::play::story;
use crate::args::{Color, RecordsArgs, RecordsCommand, RecordsFormat};
use crate::failure::Failure;
use crate::keeping::{checked_name, open_to_read, place, trouble, versions};
use crate::screen::{Screen, print, tell};

/// Tells what is among the records. 1 where there is nothing to tell.
pub(crate) fn run(args: &RecordsArgs, color: Color) -> Result<u8, Failure> {
    match &args.command {
        Some(RecordsCommand::Forget(forget)) => return own::forget(forget),
        Some(RecordsCommand::Export(export)) => return own::export(export),
        None => {}
    }
    let learner = args.learner.as_deref().map(checked_name).transpose()?;
    let base = args.base.trim_end_matches('/');
    if !["https://", "http://"].iter().any(|scheme| base.len() > scheme.len() && base.starts_with(scheme)) {
        return Err(Failure::new("--base: an address begins with `https://`"));
    }
    let now = match &args.path {
        Some(path) => match story(Some(path), color)? {
            Some(found) => Some(found.story),
            None => return Ok(1),
        },
        None => None,
    };
    let place = place(args.records.db.as_deref())?;
    let Some(store) = open_to_read(&place)? else {
        tell(&format!("there are no records: `{}` is not there", place.display()));
        return Ok(1);
    };
    let read = || -> Result<(Vec<Attempt>, Stories), StoreError> {
        let pack = now.as_ref().map(|story| story.pack.name.as_str());
        let attempts = store.attempts(&Filter { learner: learner.as_deref(), pack, ..Filter::default() })?;
        let stories = versions(store.as_ref(), &attempts)?;
        Ok((attempts, stories))
    };
    let (attempts, stories) = read().map_err(|error| trouble(&place, &error))?;
    if attempts.is_empty() {
        tell(match (&learner, &now) {
            (Some(_), _) => "there are no records of this learner",
            (None, Some(_)) => "there are no records of this pack",
            (None, None) => "there are no records",
        });
        return Ok(1);
    }
    let text = if args.format == RecordsFormat::Xapi {
        xapi(base, store.as_ref(), &stories, &attempts).map_err(|error| trouble(&place, &error))?
    } else if let Some(learner) = &learner {
        let packs = LearnerPack::all(now.as_ref(), &stories, &attempts);
        match args.format {
            RecordsFormat::Json => Records::of_learner(learner, packs).to_json(),
            RecordsFormat::Csv => csv::of_learner(&packs)?,
            RecordsFormat::Table | RecordsFormat::Xapi => {
                table::of_learner(learner, &packs, Screen::stdout(color).width)
            }
        }
    } else {
        let packs = packs(now.as_ref(), &stories, &attempts, args.few);
        match args.format {
            RecordsFormat::Json => Records::of_packs(packs).to_json(),
            RecordsFormat::Csv => csv::of_packs(&packs)?,
            RecordsFormat::Table | RecordsFormat::Xapi => table::of_packs(&packs, Screen::stdout(color).width),
        }
    };
    print(&text)?;
    Ok(0)
}

/// Each pack by its story now, or else by that in which it was last begun.
fn packs(now: Option<&Story>, stories: &Stories, attempts: &[Attempt], few: bool) -> Vec<PackRecords> {
    let mut latest: BTreeMap<&str, &Story> = BTreeMap::new();
    for attempt in attempts {
        if let Some(story) = stories.get(&attempt.digest) {
            latest.insert(&attempt.pack, story);
        }
    }
    if let Some(now) = now {
        latest.insert(&now.pack.name, now);
    }
    latest.into_values().map(|story| PackRecords::of(story, stories, attempts, few)).collect()
}

fn xapi(base: &str, store: &dyn Store, stories: &Stories, attempts: &[Attempt]) -> Result<String, StoreError> {
    let learners = store.learners()?;
    let platform = format!("scn {}", env!("CARGO_PKG_VERSION"));
    let mut lines = String::new();
    for attempt in attempts {
        let known = learners.iter().find(|learner| learner.name == attempt.learner);
        let Some(learner) = known else { continue };
        let sender = Sender { base, account: &learner.account, platform: &platform, moment };
        for statement in statements(&sender, stories, attempt) {
            lines.push_str(&statement.to_string());
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// A moment as RFC 3339.
fn moment(at: At) -> String {
    Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The day of a moment, in UTC.
fn day(at: At) -> String {
    Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}
