//! `scn records`.

mod csv;
mod heading;
mod import;
mod own;
mod table;

use jiff::Timestamp;
use scn_records::{
    Filter, LearnerPack, PackRecords, Records, Sender, Store, StoreError, Stories, group_by_pack, statements,
};
use scn_run::{At, Attempt};
use scn_story::Story;

use super::csv::checked_bom;
use super::play::{PlayableStory, load_story};
use crate::args::{Color, RecordsArgs, RecordsCommand, RecordsFormat};
use crate::failure::Failure;
use crate::recording::{
    FoundRecords, LearnerMatch, checked_name, load_stories, match_learner, open_to_read, records_path, store_failure,
};
use crate::screen::{Screen, print_exactly, print_note};

/// Shows the records. Returns 1 if there is nothing to show.
pub(crate) fn run(args: &RecordsArgs, color: Color) -> Result<u8, Failure> {
    match &args.command {
        Some(RecordsCommand::Forget(forget)) => return own::forget(forget),
        Some(RecordsCommand::Export(export)) => return own::export(export),
        Some(RecordsCommand::Import(arguments)) => return import::import(arguments, color),
        None => {}
    }
    checked_bom(args.bom, args.format == RecordsFormat::Csv)?;
    let learner = args.learner.as_deref().map(checked_name).transpose()?;
    let base = args.base.trim_end_matches('/');
    if !["https://", "http://"].iter().any(|scheme| base.len() > scheme.len() && base.starts_with(scheme)) {
        return Err(Failure::new("--base: the URL must start with `https://`"));
    }
    let current = match &args.path {
        Some(path) => match load_story(Some(path), None, color)? {
            Some(found) => Some(found),
            None => return Ok(1),
        },
        None => None,
    };
    let place = records_path(args.records.db.as_deref())?;
    let Some(store) = open_to_read(&place)? else {
        print_note(&format!("there are no records: `{}` does not exist", place.display()));
        return Ok(1);
    };
    // A name is shown as stored, however it was typed.
    let learner = match learner {
        Some(name) => {
            let learner_match =
                match_learner(Some(store.as_ref()), &name).map_err(|error| store_failure(&place, &error))?;
            Some(learner_match.stored_name(&name).to_owned())
        }
        None => None,
    };
    let found_records = load_records(store.as_ref(), current.as_ref(), learner.as_deref());
    let FoundRecords { attempts, stories } = found_records.map_err(|error| store_failure(&place, &error))?;
    let current_story = current.map(|found| found.story);
    if attempts.is_empty() {
        let near = match &learner {
            Some(name) => {
                Some(match_learner(Some(store.as_ref()), name).map_err(|error| store_failure(&place, &error))?)
            }
            None => None,
        };
        return Ok(match (near, &current_story) {
            (Some(LearnerMatch::New { near }), _) => own::no_records(near.as_deref()),
            (Some(LearnerMatch::Known(_)), _) => own::no_records(None),
            (None, Some(_)) => nothing_to_show("there are no records of this pack"),
            (None, None) => nothing_to_show("there are no records"),
        });
    }
    let text = match (args.format, &learner) {
        (RecordsFormat::Xapi, _) => {
            xapi_lines(base, store.as_ref(), &stories, &attempts).map_err(|error| store_failure(&place, &error))?
        }
        (format, Some(learner)) => {
            let packs = LearnerPack::from_attempts(current_story.as_ref(), &stories, &attempts);
            match format {
                RecordsFormat::Json => Records::of_learner(learner, packs).to_json(),
                RecordsFormat::Csv => csv::of_learner(&packs, args.bom)?,
                RecordsFormat::Table | RecordsFormat::Xapi => {
                    table::of_learner(learner, &packs, Screen::stdout(color).width)
                }
            }
        }
        (format, None) => {
            let packs = summarize_packs(current_story.as_ref(), &stories, &attempts, args.few);
            match format {
                RecordsFormat::Json => Records::of_packs(packs).to_json(),
                RecordsFormat::Csv => csv::of_packs(&packs, args.bom)?,
                RecordsFormat::Table | RecordsFormat::Xapi => table::of_packs(&packs, Screen::stdout(color).width),
            }
        }
    };
    print_exactly(&text)?;
    Ok(0)
}

/// Loads the records of a learner, or of all learners: those of the current pack if there is one,
/// else of all packs.
fn load_records(
    store: &dyn Store,
    current: Option<&PlayableStory>,
    learner: Option<&str>,
) -> Result<FoundRecords, StoreError> {
    if let Some(found) = current {
        return FoundRecords::load(store, &found.identity(), learner);
    }
    let attempts = store.attempts(&Filter { learner, ..Filter::default() })?;
    let stories = load_stories(store, &attempts)?;
    Ok(FoundRecords { attempts, stories })
}

/// Prints why there is nothing to show, and returns 1.
fn nothing_to_show(words: &str) -> u8 {
    print_note(words);
    1
}

/// Returns the records of the given pack, or else of each pack, evaluated against the story in
/// which it was last resumed.
fn summarize_packs(now: Option<&Story>, stories: &Stories, attempts: &[Attempt], few: bool) -> Vec<PackRecords> {
    if let Some(now) = now {
        return vec![PackRecords::summarize(now, stories, attempts, few)];
    }
    let mut packs = Vec::new();
    for group in group_by_pack(attempts, stories) {
        let own: Vec<Attempt> = group.attempts.into_iter().cloned().collect();
        match (group.story, own.first()) {
            (Some(story), _) => {
                let records = PackRecords::summarize(story, stories, &own, few);
                packs.push(PackRecords { place: group.place.map(str::to_owned), ..records });
            }
            (None, Some(first)) => print_note(&format!(
                "note: the records of `{}` are left out: no version in which they were made is stored",
                first.pack
            )),
            (None, None) => {}
        }
    }
    packs.sort_by(|one, other| (&one.place, &one.pack).cmp(&(&other.place, &other.pack)));
    packs
}

fn xapi_lines(base: &str, store: &dyn Store, stories: &Stories, attempts: &[Attempt]) -> Result<String, StoreError> {
    let learners = store.learners()?;
    let platform = format!("scn {}", env!("CARGO_PKG_VERSION"));
    let mut lines = String::new();
    for attempt in attempts {
        let record = learners.iter().find(|learner| learner.name == attempt.learner);
        let Some(learner) = record else { continue };
        let sender = Sender { base, account: &learner.account, platform: &platform, moment: rfc3339 };
        for statement in statements(&sender, stories, attempt) {
            lines.push_str(&scn_text::escape_json(&statement.to_string()));
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// Formats a time as RFC 3339.
fn rfc3339(at: At) -> String {
    Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Formats the day of a time, in UTC.
fn utc_day(at: At) -> String {
    Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}
