//! Prompts for the scenario of a pack to play.

use std::io::{BufRead, Write};

use scn_story::{Scenario, Story};

use super::input::{Line, read_line};
use super::page::Page;
use super::{Finish, Options, PlayError};
use scn_run::phrases::run;
use scn_run::{folded, titled};
use scn_text::styled::Role;

/// The result of prompting for a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioPick {
    /// The scenario with this id.
    Scenario(String),
    /// No scenario is to be played.
    Stop(Finish),
}

/// Lists the scenarios of a pack, those of its course first, and reads lines until one selects a
/// scenario: by number, id or the start of its title.
///
/// # Errors
///
/// When input or output fails. A closed output is not an error.
pub fn ask_scenario<R: BufRead, W: Write>(
    story: &Story,
    options: &Options<'_>,
    input: &mut R,
    output: &mut W,
) -> Result<ScenarioPick, PlayError> {
    let mut page = Page::new(output, options.width, options.look());
    let scenarios = in_order(story);
    match ask(story, &scenarios, options, input, &mut page) {
        Err(PlayError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            Ok(ScenarioPick::Stop(Finish::Closed))
        }
        asked => asked,
    }
}

/// Returns the scenarios of a pack: first those of its course, in its order.
pub(crate) fn in_order(story: &Story) -> Vec<&Scenario> {
    let order = story.course.as_ref().map_or([].as_slice(), |course| course.order.as_slice());
    let mut scenarios: Vec<&Scenario> = story.scenarios.iter().collect();
    // The sort is stable, so scenarios that the course does not name keep their order, after the
    // rest.
    scenarios.sort_by_key(|scenario| order.iter().position(|id| *id == scenario.id).unwrap_or(order.len()));
    scenarios
}

fn ask<R: BufRead, W: Write>(
    story: &Story,
    scenarios: &[&Scenario],
    options: &Options<'_>,
    input: &mut R,
    page: &mut Page<'_, W>,
) -> Result<ScenarioPick, PlayError> {
    list(story, scenarios, page).map_err(PlayError::Write)?;
    loop {
        let prompt = run::scenario_prompt(scenarios.len());
        page.prompt(&prompt).map_err(PlayError::Write)?;
        let line = match read_line(input, options.interrupt).map_err(PlayError::Read)? {
            Line::Read(line) => line,
            Line::End | Line::Interrupted => {
                page.end_prompt().map_err(PlayError::Write)?;
                return Ok(ScenarioPick::Stop(options.stopped()));
            }
        };
        match (meant(scenarios, &line).as_slice(), line.as_str()) {
            ([only], _) => {
                page.gap().map_err(PlayError::Write)?;
                return Ok(ScenarioPick::Scenario(only.id.clone()));
            }
            (_, "q" | "Q" | "quit" | "exit") => return Ok(ScenarioPick::Stop(Finish::Quit)),
            ([], "") => {}
            ([], _) => {
                let shown = scn_text::shortened(&line);
                let words = run::no_such_scenario(&shown);
                page.paragraph(Role::Text, &words).map_err(PlayError::Write)?;
            }
            (_, _) => {
                let words = run::SEVERAL_SCENARIOS;
                page.paragraph(Role::Text, words).map_err(PlayError::Write)?;
            }
        }
    }
}

fn list<W: Write>(story: &Story, scenarios: &[&Scenario], page: &mut Page<'_, W>) -> std::io::Result<()> {
    page.heading(&titled(&story.pack.title, &story.pack.name), '━')?;
    page.gap()?;
    let digits = scenarios.len().to_string().len();
    for (at, scenario) in scenarios.iter().enumerate() {
        let minutes = run::minutes_in_list(scenario.minutes);
        let styled = page.styled().say(Role::Text, &titled(&scenario.title, &scenario.id)).say(Role::Aside, &minutes);
        page.put(&format!("  {:>digits$}. ", at + 1), &" ".repeat(digits + 4), &styled)?;
    }
    Ok(())
}

/// Returns the scenarios that an input may mean.
fn meant<'s>(scenarios: &[&'s Scenario], words: &str) -> Vec<&'s Scenario> {
    let words = folded(words);
    if words.is_empty() {
        return Vec::new();
    }
    let numbered = words.parse::<usize>().ok().and_then(|number| scenarios.get(number.checked_sub(1)?));
    let named = || scenarios.iter().find(|it| it.id == words || folded(&it.title) == words);
    match numbered.or_else(named) {
        Some(one) => vec![*one],
        None => scenarios.iter().copied().filter(|it| folded(&it.title).starts_with(&words)).collect(),
    }
}
