//! The progress of a learner, as a table.

use std::io::{self, Write};

use pulldown_cmark::Alignment;

use super::{FOR_A_CERTIFICATE, how, kind, standing_words};
use crate::lines::Options;
use crate::lines::lesson::{Table, Writer};
use crate::lines::page::Page;
use scn_run::{CourseState, titled};
use scn_text::counted;
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
    row(&mut table, ["No.", "Part", "Title", "How far", "Begun"].map(label));
    for (at, part) in state.parts.iter().enumerate() {
        let (number, begun) = ((at + 1).to_string(), part.attempts.to_string());
        row(&mut table, [&number, kind(&part.part), &part.title, &how(part), &begun].map(text));
    }
    Writer::new("", &mut page).table(&table)?;
    page.paragraph(Role::Text, &standing_words(state, state.next.as_ref(), "The learner has"))?;
    if !state.missing.is_empty() {
        page.paragraph(Role::Text, &format!("To complete the course: {}.", state.missing.join("; ")))?;
    }
    if let (true, Some(command)) = (state.complete, certificate) {
        page.paragraph(Role::Text, FOR_A_CERTIFICATE)?;
        page.unbroken(&format!("  {command}"))?;
    }
    if !state.profile.is_empty() {
        page.heading("How each principle was handled", '─')?;
        page.gap()?;
        for entry in &state.profile {
            let decisions = counted(entry.decisions, "decision");
            let styled = page.styled().say(Role::Label, &entry.title);
            let styled = styled.say(Role::Text, &format!(": {}, {decisions}", entry.band));
            page.put("  - ", "    ", &styled)?;
        }
    }
    page.flush()
}
