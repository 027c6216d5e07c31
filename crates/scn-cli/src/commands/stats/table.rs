//! Statistics for people: words instead of symbols, in lines that fit.

use scn_compiler::stats::{CoverageLevel, PackStats, Unit};

use super::page::Page;
use super::scenario;
use scn_text::counted_grouped;

/// Formats all packs, one after another.
pub(super) fn stats_table(packs: &[PackStats], width: usize) -> String {
    let mut page = Page::new(width);
    // A pack whose scenarios all have errors has nothing to show but these errors, which are
    // reported already.
    for pack in packs.iter().filter(|pack| !pack.scenarios.is_empty() || pack.broken.is_empty()) {
        page.blank_line();
        page.add_line(0, &pack.title);
        let mut counts = format!(
            "{}, {}",
            counted_grouped(pack.principles.len() as u64, "principle"),
            counted_grouped(pack.scenarios.len() as u64, "scenario")
        );
        match pack.quizzes.len() {
            0 => {}
            1 => counts.push_str(", 1 quiz"),
            many => counts.push_str(&format!(", {many} quizzes")),
        }
        page.add_line(0, &counts);
        if !pack.principles.is_empty() && !pack.scenarios.is_empty() {
            add_matrix(&mut page, pack);
        }
        if !pack.quizzes.is_empty() {
            add_quizzes(&mut page, pack);
        }
        for it in &pack.scenarios {
            scenario::add_scenario(&mut page, pack, it);
        }
        if !pack.scenarios.is_empty() {
            page.blank_line();
            let rate = &pack.reading_rate;
            let reading_rate =
                |count: u32, what: &str| format!("Reading: {count} {what} a minute, the {}.", rate.source);
            match (rate.counts, rate.characters_per_minute) {
                (Unit::Words, _) => page.add_line(0, &reading_rate(rate.words_per_minute, "words")),
                (Unit::Characters, Some(count)) => page.add_line(0, &reading_rate(count, "characters")),
                (Unit::Characters, None) => page.add_line(
                    0,
                    "Reading: characters are counted, because the pack's language does not put spaces between words. Its reading speed is not known here, so no time is given.",
                ),
            }
            if !rate.fits_language && rate.counts == Unit::Words {
                page.add_line(0, "The pack is in another language, where people may read faster or slower.");
            }
        }
    }
    page.text
}

/// Adds the matrix of principles and scenarios, and the meaning of its words.
fn add_matrix(page: &mut Page, pack: &PackStats) {
    page.blank_line();
    page.add_line(0, "How each scenario covers each principle");
    page.blank_line();
    let mut head = vec![String::new(), "in the pack".to_owned()];
    head.extend(pack.scenarios.iter().map(|it| it.id.clone()));
    let mut rows = vec![head];
    let (mut says, mut unsure) = (false, false);
    for principle in &pack.principles {
        let mut row = vec![principle.id.clone(), principle.level.word().to_owned()];
        for scenario in &pack.scenarios {
            let covered = scenario.coverage.iter().find(|it| it.principle == principle.id);
            let mut cell = covered.map_or(CoverageLevel::NotLinked, |it| it.level).word().to_owned();
            if covered.is_some_and(|it| it.at_least) {
                cell = format!("at least {cell}");
                unsure = true;
            }
            if covered.is_some_and(|it| it.covers) {
                cell.push_str(" *");
                says = true;
            }
            row.push(cell);
        }
        rows.push(row);
    }
    page.add_table(2, &rows);
    page.blank_line();
    if says {
        page.add_line(2, "*: the scenario declares that it covers the principle");
    }
    let plain_level = |cell: &str| cell.trim_end_matches(" *").trim_start_matches("at least ").to_owned();
    let occurs = |level: CoverageLevel| rows.iter().skip(1).flatten().any(|cell| plain_level(cell) == level.word());
    for (level, meaning) in MEANINGS {
        if occurs(level) {
            page.add_line(2, &format!("{}: {meaning}", level.word()));
        }
    }
    if unsure {
        page.add_line(2, "at least: the limit on states was reached, so the coverage may be higher");
    }
}

/// Adds what the quizzes ask, and which of their questions check each principle. This is not
/// coverage, so it is shown separately.
fn add_quizzes(page: &mut Page, pack: &PackStats) {
    page.blank_line();
    page.add_line(0, "What the quizzes check");
    page.blank_line();
    for quiz in &pack.quizzes {
        let asks = if quiz.asked == quiz.questions { String::new() } else { format!(", {} of them asked", quiz.asked) };
        let passed = if quiz.pass == quiz.asked { "all".to_owned() } else { quiz.pass.to_string() };
        let tries = match quiz.tries {
            None => String::new(),
            Some(1) => "; 1 try".to_owned(),
            Some(tries) => format!("; {tries} tries"),
        };
        let questions = counted_grouped(quiz.questions, "question");
        page.add_line(2, &format!("{}: {questions}{asks}; {passed} right to pass{tries}", quiz.id));
    }
    if pack.principles.is_empty() {
        return;
    }
    page.blank_line();
    for principle in &pack.principles {
        let question_ids = &principle.checked_by;
        let questions = if question_ids.is_empty() { "no question".to_owned() } else { question_ids.join(", ") };
        page.add_line(2, &format!("{} is checked by {questions}", principle.id));
    }
}

/// The meanings of the levels.
const MEANINGS: [(CoverageLevel, &str); 5] = [
    (CoverageLevel::Guaranteed, "every run that ends contains a decision about it"),
    (CoverageLevel::Tested, "some run reaches a moment where one can choose for it or against it"),
    (CoverageLevel::Reachable, "some run reaches a choice that upholds or breaks it"),
    (CoverageLevel::Linked, "there are choices that uphold or break it, but no run reaches one"),
    (CoverageLevel::NotLinked, "no choice upholds or breaks it"),
];
