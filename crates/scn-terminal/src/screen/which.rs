//! The page that asks which scenario to play.

use scn_story::Story;

use super::sheet::{Choice, Command, Sheet};
use crate::lines::scenarios::in_order;
use scn_run::phrases::{run, screen};
use scn_run::{Words, titled};

/// Returns a page that lists the scenarios of a pack, those of its course first, and their ids in
/// the same order.
#[must_use]
pub fn which_scenario(story: &Story) -> (Sheet, Vec<String>) {
    let scenarios = in_order(story);
    let option = |scenario: &&scn_story::Scenario| {
        let text = titled(&scenario.title, &scenario.id) + &run::minutes_in_list(scenario.minutes);
        Choice { label: vec![Words { text, ..Words::default() }], ..Choice::default() }
    };
    let sheet = Sheet {
        title: titled(&story.pack.title, &story.pack.name),
        place: screen::WHICH_SCENARIO.to_owned(),
        options: scenarios.iter().map(option).collect(),
        menu: true,
        commands: vec![Command::new('q', screen::QUIT)],
        ..Sheet::default()
    };
    (sheet, scenarios.iter().map(|scenario| scenario.id.clone()).collect())
}
