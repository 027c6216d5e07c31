//! The progress of a learner, as a table.

use std::io::{self, Write};

use pulldown_cmark::Alignment;

use crate::content::numbered_part;
use crate::line::{Line, PhraseValue};
use crate::lines::Options;
use crate::lines::lesson::Table;
use crate::lines::page::PageWriter;
use scn_run::phrases::course as phrase;
use scn_run::phrases::debrief::{HOW_EACH_WAS_HANDLED, PRINCIPLE_HANDLED};
use scn_run::{CourseState, title_or_id};
use scn_text::styled::{Role, StyledText};

/// Writes the progress of a learner in a course: the status of each part, what is next or missing,
/// and how each principle was handled. `certificate` is the command that issues a certificate,
/// shown once the course is completed.
///
/// # Errors
///
/// When output fails.
pub fn print_progress<W: Write>(
    state: &CourseState,
    options: &Options<'_>,
    certificate: Option<&str>,
    output: &mut W,
) -> io::Result<()> {
    let mut page = PageWriter::new(output, options.width, options.text_look());
    page.write_heading(&title_or_id(&state.title, &state.pack), '━')?;
    let mut table =
        Table::new(vec![Alignment::Right, Alignment::Left, Alignment::Left, Alignment::Left, Alignment::Right]);
    let add_row = |table: &mut Table, cells: [StyledText; 5]| {
        table.new_row();
        cells.into_iter().for_each(|cell| table.add_cell(cell, 0));
    };
    let label_text = |words: &str| page.new_styled().with_words(Role::Label, words);
    let cell_text = |words: &str| page.new_styled().with_words(Role::Text, words);
    add_row(&mut table, phrase::columns().map(label_text));
    for (at, part) in state.parts.iter().enumerate() {
        let (number, begun) = ((at + 1).to_string(), part.attempts.to_string());
        add_row(
            &mut table,
            [&number, phrase::kind(&part.part), &part.title, &phrase::how_far(part), &begun].map(cell_text),
        );
    }
    page.write_gap()?;
    page.write_laid_out(&table.lay_out(page.look, page.width()))?;
    let next = state.next.as_ref().and_then(|part| numbered_part(state, part));
    page.write_paragraph(Role::Text, &phrase::progress(state, next, phrase::LEARNER_HAS_COMPLETED.text()))?;
    if !state.missing.is_empty() {
        page.write_paragraph(Role::Text, &phrase::to_complete(&state.missing))?;
    }
    if let (true, Some(command)) = (state.complete, certificate) {
        page.write_paragraph(Role::Text, phrase::FOR_A_CERTIFICATE.text())?;
        page.write_unbroken(&format!("  {command}"))?;
    }
    if !state.profile.is_empty() {
        page.write_heading(HOW_EACH_WAS_HANDLED.text(), '─')?;
        page.write_gap()?;
        for entry in &state.profile {
            let values = [
                PhraseValue::from_words("principle", Role::Label, &entry.title),
                PhraseValue::from_words("band", Role::Text, scn_run::phrases::words::band_word(entry.band())),
                PhraseValue::from_words("count", Role::Text, entry.decisions),
            ];
            let form = PRINCIPLE_HANDLED.form(entry.decisions);
            let line = Line::from_phrase(form, Role::Text, Role::Text, &values);
            page.write_wrapped("  - ", "    ", &line.to_styled(page.look))?;
        }
    }
    page.flush()
}
