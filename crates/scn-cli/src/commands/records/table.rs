//! Records as text for people.

use std::cell::Cell;

use scn_records::{Count, LearnerAttempt, LearnerPack, PackRecords, Runs, ScenarioRecords};
use scn_run::phrases::debrief::COURSE_CLOSING;
use scn_run::result_word;
use scn_text::counted;
use scn_text::wrap::prose;

use super::heading::PackLabel;
use super::utc_day;

/// Wrapped lines with a margin.
struct Page {
    text: String,
    width: usize,
    /// Whether a count was withheld.
    withheld: Cell<bool>,
}

impl Page {
    fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.clamp(20, 100), withheld: Cell::new(false) }
    }

    fn blank_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds a line. A line that is too long is continued below, with a larger indent.
    fn add_line(&mut self, margin: usize, words: &str) {
        let lines = prose(&scn_text::sanitize_line(words), self.width.saturating_sub(margin + 2).max(10), "", "");
        for (at, line) in lines.iter().enumerate() {
            let margin = if at == 0 { margin } else { margin + 2 };
            self.text.push_str(&" ".repeat(margin));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Returns a count as text.
    fn count_text(&self, count: Count) -> String {
        self.withheld.set(self.withheld.get() || count.is_none());
        count.map_or_else(|| "withheld".to_owned(), |count| count.to_string())
    }

    /// Returns a number of learners as text.
    fn learners_text(&self, count: Count) -> String {
        self.withheld.set(self.withheld.get() || count.is_none());
        match count {
            Some(count) => counted(count, "learner"),
            None => "fewer than 5 learners, or a number that would reveal fewer than 5".to_owned(),
        }
    }
}

/// Formats the records of many learners.
pub(super) fn of_packs(packs: &[PackRecords], width: usize) -> String {
    let mut page = Page::new(width);
    let labels: Vec<PackLabel<'_>> = packs.iter().map(PackLabel::from).collect();
    for (pack, label) in packs.iter().zip(&labels) {
        page.blank_line();
        page.add_line(0, &label.heading(&labels));
        match pack.learners {
            Some(_) => page.add_line(0, &page.learners_text(pack.learners)),
            None => {
                page.withheld.set(true);
                page.add_line(0, "fewer than 5 learners: no counts are shown");
                continue;
            }
        }
        for scenario in &pack.scenarios {
            add_scenario(&mut page, scenario);
        }
        if !pack.quizzes.is_empty() {
            page.blank_line();
            page.add_line(0, "Quizzes");
        }
        for quiz in &pack.quizzes {
            let words = format!(
                "{}{}: {}; passed {}, at the first attempt {}",
                quiz.title,
                earlier_suffix(quiz.earlier),
                page.learners_text(quiz.learners),
                page.count_text(quiz.passed),
                page.count_text(quiz.passed_first)
            );
            page.add_line(2, &words);
        }
    }
    page.blank_line();
    if page.withheld.get() {
        page.add_line(
            0,
            "A count is withheld if it is about fewer than 5 learners, or if such a count could be computed from it. `--few` shows all counts.",
        );
    }
    page.add_line(
        0,
        "These counts describe choices in scenarios. They help to improve the training, and do not measure anybody.",
    );
    page.text
}

fn add_scenario(page: &mut Page, scenario: &ScenarioRecords) {
    page.blank_line();
    page.add_line(0, &format!("{}{}", scenario.title, earlier_suffix(scenario.earlier)));
    let words = format!(
        "{}; more than once {}; attempts {}",
        page.learners_text(scenario.learners),
        page.count_text(scenario.again),
        page.count_text(scenario.attempts)
    );
    page.add_line(2, &words);
    if scenario.learners == Some(0) {
        return;
    }
    if scenario.attempts == scenario.learners && scenario.again == Some(0) {
        add_runs(page, "The only attempt of each", &scenario.first);
    } else {
        add_runs(page, "First attempts", &scenario.first);
        add_runs(page, "Latest attempts", &scenario.latest);
    }
}

fn add_runs(page: &mut Page, head: &str, runs: &Runs) {
    page.blank_line();
    page.add_line(2, head);
    for place in &runs.endings {
        let title = format!("ended at “{}”{}", place.title, earlier_suffix(place.earlier));
        page.add_line(4, &format!("{title}: {}", page.count_text(place.learners)));
    }
    for place in &runs.left {
        let title = format!("left at “{}”{}", place.title, earlier_suffix(place.earlier));
        page.add_line(4, &format!("{title}: {}", page.count_text(place.learners)));
    }
    let mut situation = "";
    for choice in &runs.choices {
        if choice.at != situation {
            page.add_line(4, &format!("choices at `{}`:", choice.at));
            situation = &choice.at;
        }
        let undone = match choice.undone {
            Some(0) => String::new(),
            undone => format!(", undone {}", page.count_text(undone)),
        };
        let timed = match choice.timed {
            Some(0) => String::new(),
            timed => format!(", because time ran out {}", page.count_text(timed)),
        };
        let label = format!("{}{}", choice.label, earlier_suffix(choice.earlier));
        page.add_line(6, &format!("{label}: {}{timed}{undone}", page.count_text(choice.taken)));
    }
    for it in &runs.principles {
        let words = format!(
            "{}{}: consistent {}, mixed {}, needs attention {}, not enough to say {}",
            it.title,
            earlier_suffix(it.earlier),
            page.count_text(it.consistent),
            page.count_text(it.mixed),
            page.count_text(it.needs_attention),
            page.count_text(it.not_enough)
        );
        page.add_line(4, &words);
    }
}

/// Returns a suffix for something that the current story does not have, or whose counterpart in it
/// cannot be decided.
fn earlier_suffix(is_earlier: bool) -> &'static str {
    if is_earlier { " (in an earlier version)" } else { "" }
}

/// Formats the records of one learner.
pub(super) fn of_learner(learner: &str, packs: &[LearnerPack], width: usize) -> String {
    let mut page = Page::new(width);
    page.add_line(0, &format!("Records of {learner}"));
    let mut profile = false;
    let labels: Vec<PackLabel<'_>> = packs.iter().map(PackLabel::from).collect();
    for (pack, label) in packs.iter().zip(&labels) {
        page.blank_line();
        page.add_line(0, &label.heading(&labels));
        for part in &pack.parts {
            page.blank_line();
            let attempts = part.attempts.len();
            let attempts = counted(attempts, "attempt");
            page.add_line(
                2,
                &format!("{}{} ({}), {attempts}", part.title, earlier_suffix(part.earlier), part.part.kind()),
            );
            if let [first, .., latest] = part.attempts.as_slice() {
                profile |= add_attempt(&mut page, "first", first);
                profile |= add_attempt(&mut page, "latest", latest);
            } else if let [only] = part.attempts.as_slice() {
                profile |= add_attempt(&mut page, "", only);
            }
        }
    }
    if profile {
        page.blank_line();
        page.add_line(0, COURSE_CLOSING.text());
    }
    page.text
}

/// Formats an attempt. Returns whether it has a profile.
fn add_attempt(page: &mut Page, which: &str, attempt: &LearnerAttempt) -> bool {
    let label = if which.is_empty() { String::new() } else { format!("{which}, ") };
    let outcome = match (&attempt.quiz, &attempt.ending) {
        (Some(quiz), _) if !attempt.over && quiz.answered == 0 => "no question answered yet".to_owned(),
        (Some(quiz), _) => {
            let passed = match (attempt.over, quiz.passed) {
                (true, true) => ", passed",
                (true, false) => ", not passed",
                (false, _) => ", not finished",
            };
            format!("{} of {} right{passed}", quiz.right, quiz.asked)
        }
        (None, Some(ending)) => {
            let title = attempt.ending_title.as_deref().unwrap_or(ending);
            let result = attempt.result.map(|result| format!(", {}", result_word(result))).unwrap_or_default();
            format!("ended at “{title}”{result}{}", earlier_suffix(attempt.ending_earlier))
        }
        (None, None) if attempt.over => "done".to_owned(),
        (None, None) => "not finished".to_owned(),
    };
    page.add_line(4, &format!("{label}{}: {outcome}", utc_day(attempt.began)));
    for band in &attempt.profile {
        page.add_line(6, &format!("{}{}: {}", band.title, earlier_suffix(band.earlier), band.band));
    }
    !attempt.profile.is_empty()
}
