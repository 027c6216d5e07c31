//! The page that asks which scenario to play.

use scn_story::Story;

use super::sheet::{Command, Page, PageOption};
use crate::lines::scenarios::scenarios_in_order;
use scn_run::phrases::{run, screen};
use scn_run::{Words, title_or_id};

/// Returns a page that lists the scenarios of a pack, those of its course first, and their ids in
/// the same order.
#[must_use]
pub fn which_scenario(story: &Story) -> (Page, Vec<String>) {
    let scenarios = scenarios_in_order(story);
    let to_option = |scenario: &&scn_story::Scenario| {
        let text = title_or_id(&scenario.title, &scenario.id) + &run::minutes_in_list(scenario.minutes);
        PageOption { label: vec![Words { text, ..Words::default() }], ..PageOption::default() }
    };
    let sheet = Page {
        title: title_or_id(&story.pack.title, &story.pack.name),
        position: screen::WHICH_SCENARIO.to_owned(),
        options: scenarios.iter().map(to_option).collect(),
        menu: true,
        commands: vec![Command::new('q', screen::QUIT)],
        ..Page::default()
    };
    (sheet, scenarios.iter().map(|scenario| scenario.id.clone()).collect())
}
