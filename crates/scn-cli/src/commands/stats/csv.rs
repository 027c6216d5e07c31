//! The coverage matrix for a spreadsheet, as CSV (RFC 4180) in UTF-8.

use scn_compiler::stats::{CoverageLevel, PackStats};

use crate::commands::csv::{csv_table, text_field};
use crate::failure::Failure;

/// Writes a row for each principle and a column for each scenario. The rows of several packs follow
/// each other, with scenarios named after their pack. If a pack has quizzes, a last column names
/// the questions that check the principle.
pub(super) fn coverage_csv(packs: &[PackStats], bom: bool) -> Result<String, Failure> {
    let mut rows = Vec::new();
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
    let mut columns_before = 0;
    for pack in packs {
        for principle in &pack.principles {
            let mut row = vec![
                text_field(&pack.name),
                text_field(&principle.id),
                text_field(&principle.title),
                principle.level.word().to_owned(),
            ];
            row.extend((0..columns_before).map(|_| String::new()));
            for scenario in &pack.scenarios {
                let covered = scenario.coverage.iter().find(|it| it.principle == principle.id);
                row.push(covered.map_or(CoverageLevel::NotLinked, |it| it.level).word().to_owned());
            }
            row.resize(scenarios, String::new());
            if asks {
                row.push(text_field(&principle.checked_by.join("; ")));
            }
            rows.push(row);
        }
        columns_before += pack.scenarios.len();
    }
    csv_table(&head, &rows, bom)
}
