//! Statistics for people: words instead of symbols, in lines that fit.

use scn_compiler::stats::{CoverageLevel, PackStats, Unit};

use super::page::Page;
use super::scenario;
use scn_text::counted_grouped;

/// Formats all packs, one after another.
pub(super) fn table(packs: &[PackStats], width: usize) -> String {
    let mut page = Page::new(width);
    // A pack whose scenarios all have errors has nothing to show but these errors, which are
    // reported already.
    for pack in packs.iter().filter(|pack| !pack.scenarios.is_empty() || pack.broken.is_empty()) {
        page.gap();
        page.line(0, &pack.title);
        let mut all = format!(
            "{}, {}",
            counted_grouped(pack.principles.len() as u64, "principle"),
            counted_grouped(pack.scenarios.len() as u64, "scenario")
        );
        match pack.quizzes.len() {
            0 => {}
            1 => all.push_str(", 1 quiz"),
            many => all.push_str(&format!(", {many} quizzes")),
        }
        page.line(0, &all);
        if !pack.principles.is_empty() && !pack.scenarios.is_empty() {
            matrix(&mut page, pack);
        }
        if !pack.quizzes.is_empty() {
            quizzes(&mut page, pack);
        }
        for it in &pack.scenarios {
            scenario::tell(&mut page, pack, it);
        }
        if !pack.scenarios.is_empty() {
            page.gap();
            let rate = &pack.reading_rate;
            let reading = |count: u32, what: &str| format!("Reading: {count} {what} a minute, the {}.", rate.source);
            match (rate.counts, rate.characters_per_minute) {
                (Unit::Words, _) => page.line(0, &reading(rate.words_per_minute, "words")),
                (Unit::Characters, Some(count)) => page.line(0, &reading(count, "characters")),
                (Unit::Characters, None) => page.line(
                    0,
                    "Reading: characters are counted, as the pack's language writes no blanks between words. How fast it is \
                     read is not known here, so no time is given.",
                ),
            }
            if !rate.fits_language && rate.counts == Unit::Words {
                page.line(0, "The pack is in another language, where people may read faster or slower.");
            }
        }
    }
    page.text
}

/// Adds the matrix of principles and scenarios, and the meaning of its words.
fn matrix(page: &mut Page, pack: &PackStats) {
    page.gap();
    page.line(0, "How each scenario covers each principle");
    page.gap();
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
    page.table(2, &rows);
    page.gap();
    if says {
        page.line(2, "*: the scenario says that it covers the principle");
    }
    let plain = |cell: &str| cell.trim_end_matches(" *").trim_start_matches("at least ").to_owned();
    let met = |level: CoverageLevel| rows.iter().skip(1).flatten().any(|cell| plain(cell) == level.word());
    for (level, meaning) in MEANINGS {
        if met(level) {
            page.line(2, &format!("{}: {meaning}", level.word()));
        }
    }
    if unsure {
        page.line(2, "at least: the bound on states was reached, so it may be covered further");
    }
}

/// Adds what the quizzes ask, and which of their questions check each principle. This is not
/// coverage, so it is shown separately.
fn quizzes(page: &mut Page, pack: &PackStats) {
    page.gap();
    page.line(0, "What the quizzes check");
    page.gap();
    for quiz in &pack.quizzes {
        let asks = if quiz.asked == quiz.questions { String::new() } else { format!(", {} of them asked", quiz.asked) };
        let passed = if quiz.pass == quiz.asked { "all".to_owned() } else { quiz.pass.to_string() };
        page.line(
            2,
            &format!("{}: {}{asks}; {passed} right to pass", quiz.id, counted_grouped(quiz.questions, "question")),
        );
    }
    if pack.principles.is_empty() {
        return;
    }
    page.gap();
    for principle in &pack.principles {
        let by = &principle.checked_by;
        let by = if by.is_empty() { "no question".to_owned() } else { by.join(", ") };
        page.line(2, &format!("{} is checked by {by}", principle.id));
    }
}

/// The meanings of the levels.
const MEANINGS: [(CoverageLevel, &str); 5] = [
    (CoverageLevel::Guaranteed, "every run that ends has had to decide about it"),
    (CoverageLevel::Tested, "some run comes to a moment where one can choose for it or against it"),
    (CoverageLevel::Reachable, "some run comes to a choice that upholds or breaks it"),
    (CoverageLevel::Linked, "choices are written that uphold or break it, and no run comes to one"),
    (CoverageLevel::NotLinked, "no choice has to do with it"),
];
