//! The coverage matrix for a spreadsheet: CSV as RFC 4180 has it, in UTF-8.

use csv::{Terminator, WriterBuilder};
use scn_compiler::stats::{CoverageLevel, PackStats};

use crate::failure::Failure;

/// A row for each principle, a column for each scenario; with several packs, one below the other, scenarios named after their pack. Where a
/// pack has quizzes, a last column names the questions that check the principle.
pub(super) fn csv(packs: &[PackStats]) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("the table cannot be written: {error}"));
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let mut head = vec!["pack", "principle", "title", "in the pack"].into_iter().map(str::to_owned).collect::<Vec<_>>();
    for pack in packs {
        for scenario in &pack.scenarios {
            head.push(if packs.len() == 1 { scenario.id.clone() } else { format!("{}/{}", pack.name, scenario.id) });
        }
    }
    let asks = packs.iter().any(|pack| !pack.quizzes.is_empty());
    let scenarios = head.len();
    if asks {
        head.push("checked by".to_owned());
    }
    let mut write = |row: &[String]| {
        let shown = row.iter().map(|field| scn_text::shown(field).into_owned());
        writer.write_record(shown).map_err(|error| failed(&error))
    };
    write(&head)?;
    let mut before = 0;
    for pack in packs {
        for principle in &pack.principles {
            let mut row =
                vec![safe(&pack.name), safe(&principle.id), safe(&principle.title), principle.level.word().to_owned()];
            row.extend((0..before).map(|_| String::new()));
            for scenario in &pack.scenarios {
                let covered = scenario.coverage.iter().find(|it| it.principle == principle.id);
                row.push(covered.map_or(CoverageLevel::NotLinked, |it| it.level).word().to_owned());
            }
            row.resize(scenarios, String::new());
            if asks {
                row.push(principle.checked_by.join("; "));
            }
            write(&row)?;
        }
        before += pack.scenarios.len();
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// The author's words, so that no spreadsheet takes them for a formula: before a sign that begins one stands an apostrophe, as OWASP
/// ('CSV Injection') advises.
fn safe(text: &str) -> String {
    // The wide forms are taken for the narrow ones by some.
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    if text.starts_with(SIGNS) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn what_begins_a_formula_is_made_text() {
        assert_eq!(safe("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(safe("-1 and falling"), "'-1 and falling");
        assert_eq!(safe("Say how it is"), "Say how it is");
        assert_eq!(safe("a = b"), "a = b");
    }
}
