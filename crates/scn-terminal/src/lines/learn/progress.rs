//! The progress of a learner, as a table.

use std::io::{self, Write};

use pulldown_cmark::Alignment;

use super::numbered;
use crate::lines::Options;
use crate::lines::lesson::{Table, Writer};
use crate::lines::page::Page;
use scn_run::phrases::course as phrase;
use scn_run::phrases::debrief::{HOW_EACH_WAS_HANDLED, decision_count};
use scn_run::{CourseState, titled};
use scn_text::styled::{Role, Styled};

/// Writes the progress of a learner in a course: the status of each part, what is next or missing,
/// and how each principle was handled. `certificate` is the command that issues a certificate,
/// shown once the course is completed.
///
/// # Errors
///
/// When output fails.
pub fn progress<W: Write>(
    state: &CourseState,
    options: &Options<'_>,
    certificate: Option<&str>,
    output: &mut W,
) -> io::Result<()> {
    let mut page = Page::new(output, options.width, options.look());
    page.heading(&titled(&state.title, &state.pack), '━')?;
    let mut table =
        Table::new(vec![Alignment::Right, Alignment::Left, Alignment::Left, Alignment::Left, Alignment::Right]);
    let row = |table: &mut Table, cells: [Styled; 5]| {
        table.new_row();
        cells.into_iter().for_each(|cell| table.cell(cell, 0));
    };
    let label = |words: &str| page.styled().say(Role::Label, words);
    let text = |words: &str| page.styled().say(Role::Text, words);
    row(&mut table, phrase::COLUMNS.map(label));
    for (at, part) in state.parts.iter().enumerate() {
        let (number, begun) = ((at + 1).to_string(), part.attempts.to_string());
        row(&mut table, [&number, phrase::kind(&part.part), &part.title, &phrase::how_far(part), &begun].map(text));
    }
    Writer::new("", &mut page).table(&table)?;
    let next = state.next.as_ref().and_then(|part| numbered(state, part));
    page.paragraph(Role::Text, &phrase::progress(state, next, phrase::THE_LEARNER_HAS))?;
    if !state.missing.is_empty() {
        page.paragraph(Role::Text, &phrase::to_complete(&state.missing))?;
    }
    if let (true, Some(command)) = (state.complete, certificate) {
        page.paragraph(Role::Text, phrase::FOR_A_CERTIFICATE)?;
        page.unbroken(&format!("  {command}"))?;
    }
    if !state.profile.is_empty() {
        page.heading(HOW_EACH_WAS_HANDLED, '─')?;
        page.gap()?;
        for entry in &state.profile {
            let styled = page.styled().say(Role::Label, &entry.title);
            let styled = styled.say(Role::Text, &format!(": {}, {}", entry.band, decision_count(entry.decisions)));
            page.put("  - ", "    ", &styled)?;
        }
    }
    page.flush()
}
