//! Prompts for the scenario of a pack to play.

use std::io::{BufRead, Write};

use scn_story::{Scenario, Story};

use super::input::{InputLine, read_line};
use super::page::PageWriter;
use super::{Finish, Options, PlayError};
use crate::content::{scenario_line, scenarios_in_order};
use scn_run::phrases::run;
use scn_run::{fold_case, title_or_id};
use scn_text::styled::Role;

/// The result of prompting for a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioChoice {
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
) -> Result<ScenarioChoice, PlayError> {
    let mut page = PageWriter::new(output, options.width, options.text_look());
    let scenarios = scenarios_in_order(story);
    match ask_until_chosen(story, &scenarios, options, input, &mut page) {
        Err(PlayError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            Ok(ScenarioChoice::Stop(Finish::Closed))
        }
        asked => asked,
    }
}

fn ask_until_chosen<R: BufRead, W: Write>(
    story: &Story,
    scenarios: &[&Scenario],
    options: &Options<'_>,
    input: &mut R,
    page: &mut PageWriter<'_, W>,
) -> Result<ScenarioChoice, PlayError> {
    print_scenarios(story, scenarios, page).map_err(PlayError::Write)?;
    loop {
        let prompt = run::scenario_prompt(scenarios.len());
        page.write_prompt(&prompt).map_err(PlayError::Write)?;
        let line = match read_line(input, options.interrupt).map_err(PlayError::Read)? {
            InputLine::Read(line) => line,
            InputLine::End | InputLine::Interrupted => {
                page.end_prompt().map_err(PlayError::Write)?;
                return Ok(ScenarioChoice::Stop(options.stop_reason()));
            }
        };
        match (match_scenarios(scenarios, &line).as_slice(), line.as_str()) {
            ([only], _) => {
                page.write_gap().map_err(PlayError::Write)?;
                return Ok(ScenarioChoice::Scenario(only.id.clone()));
            }
            (_, "q" | "Q" | "quit" | "exit") => return Ok(ScenarioChoice::Stop(Finish::Quit)),
            ([], "") => {}
            ([], _) => {
                let shown_line = scn_text::shortened(&line);
                let words = run::no_such_scenario(&shown_line);
                page.write_paragraph(Role::Text, &words).map_err(PlayError::Write)?;
            }
            (_, _) => {
                let words = run::SEVERAL_SCENARIOS.text();
                page.write_paragraph(Role::Text, words).map_err(PlayError::Write)?;
            }
        }
    }
}

fn print_scenarios<W: Write>(
    story: &Story,
    scenarios: &[&Scenario],
    page: &mut PageWriter<'_, W>,
) -> std::io::Result<()> {
    page.write_heading(&title_or_id(&story.pack.title, &story.pack.name), '━')?;
    page.write_gap()?;
    let digits = scenarios.len().to_string().len();
    for (at, scenario) in scenarios.iter().enumerate() {
        let styled = scenario_line(scenario).to_styled(page.look);
        page.write_wrapped(&format!("  {:>digits$}. ", at + 1), &" ".repeat(digits + 4), &styled)?;
    }
    Ok(())
}

/// Returns the scenarios that an input may mean.
fn match_scenarios<'s>(scenarios: &[&'s Scenario], words: &str) -> Vec<&'s Scenario> {
    let words = fold_case(words);
    if words.is_empty() {
        return Vec::new();
    }
    let numbered = words.parse::<usize>().ok().and_then(|number| scenarios.get(number.checked_sub(1)?));
    let find_by_name = || scenarios.iter().find(|it| it.id == words || fold_case(&it.title) == words);
    match numbered.or_else(find_by_name) {
        Some(one) => vec![*one],
        None => scenarios.iter().copied().filter(|it| fold_case(&it.title).starts_with(&words)).collect(),
    }
}
