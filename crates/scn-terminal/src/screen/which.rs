//! The page that asks which scenario to play.

use scn_story::Story;

use super::sheet::{Command, Page, PageOption};
use crate::content::{scenario_line, scenarios_in_order};
use scn_run::phrases::screen;
use scn_run::title_or_id;

/// Returns a page that lists the scenarios of a pack, those of its course first, and their ids in
/// the same order.
#[must_use]
pub fn which_scenario(story: &Story) -> (Page, Vec<String>) {
    let scenarios = scenarios_in_order(story);
    let to_option = |scenario: &&scn_story::Scenario| {
        let words = scenario_line(scenario).words.into_iter().flat_map(|(_, text)| text);
        PageOption { label: words.collect(), ..PageOption::default() }
    };
    let sheet = Page {
        title: title_or_id(&story.pack.title, &story.pack.name),
        position: screen::WHICH_SCENARIO.text().to_owned(),
        options: scenarios.iter().map(to_option).collect(),
        menu: true,
        commands: vec![Command::new('q', screen::QUIT.text())],
        ..Page::default()
    };
    (sheet, scenarios.iter().map(|scenario| scenario.id.clone()).collect())
}
