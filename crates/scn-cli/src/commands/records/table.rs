//! Records as text for people.

use std::cell::Cell;

use scn_records::{Count, LearnerAttempt, LearnerPack, PackRecords, Runs, ScenarioRecords};
use scn_run::phrases::debrief::COURSE_CLOSING;
use scn_run::result_word;
use scn_text::counted;
use scn_text::wrap::prose;

use super::day;

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

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds a line. A line that is too long is continued below, with a larger indent.
    fn line(&mut self, margin: usize, words: &str) {
        let lines = prose(&scn_text::shown(words), self.width.saturating_sub(margin + 2).max(10), "", "");
        for (at, line) in lines.iter().enumerate() {
            let margin = if at == 0 { margin } else { margin + 2 };
            self.text.push_str(&" ".repeat(margin));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Returns a count as text.
    fn shown(&self, count: Count) -> String {
        self.withheld.set(self.withheld.get() || count.is_none());
        count.map_or_else(|| "withheld".to_owned(), |count| count.to_string())
    }

    /// Returns a number of learners as text.
    fn people(&self, count: Count) -> String {
        self.withheld.set(self.withheld.get() || count.is_none());
        match count {
            Some(count) => counted(count, "learner"),
            None => "fewer than 5 learners, or a number that would tell of so few".to_owned(),
        }
    }
}

/// Formats the records of many learners.
pub(super) fn of_packs(packs: &[PackRecords], width: usize) -> String {
    let mut page = Page::new(width);
    for pack in packs {
        page.gap();
        page.line(0, &pack.title);
        match pack.learners {
            Some(_) => page.line(0, &page.people(pack.learners)),
            None => {
                page.withheld.set(true);
                page.line(0, "fewer than 5 learners: no counts are told");
                continue;
            }
        }
        for scenario in &pack.scenarios {
            tell(&mut page, scenario);
        }
        if !pack.quizzes.is_empty() {
            page.gap();
            page.line(0, "Quizzes");
        }
        for quiz in &pack.quizzes {
            let words = format!(
                "{}: {}; passed {}, at the first try {}",
                quiz.title,
                page.people(quiz.learners),
                page.shown(quiz.passed),
                page.shown(quiz.passed_first)
            );
            page.line(2, &words);
        }
    }
    page.gap();
    if page.withheld.get() {
        page.line(
            0,
            "A count is withheld when it rests on fewer than 5 learners, or when one that does could be computed from it. `--few` shows all.",
        );
    }
    page.line(0, "Counts are of choices in scenarios. They are meant for improving the training, and measure nobody.");
    page.text
}

fn tell(page: &mut Page, it: &ScenarioRecords) {
    page.gap();
    page.line(0, &it.title);
    let words = format!(
        "{}; more than once {}; attempts {}",
        page.people(it.learners),
        page.shown(it.again),
        page.shown(it.attempts)
    );
    page.line(2, &words);
    if it.learners == Some(0) {
        return;
    }
    if it.attempts == it.learners && it.again == Some(0) {
        runs(page, "The only attempt of each", &it.first);
    } else {
        runs(page, "First attempts", &it.first);
        runs(page, "Latest attempts", &it.latest);
    }
}

fn runs(page: &mut Page, head: &str, runs: &Runs) {
    page.gap();
    page.line(2, head);
    for place in &runs.endings {
        let title = format!("ended at “{}”{}", place.title, earlier(place.earlier));
        page.line(4, &format!("{title}: {}", page.shown(place.learners)));
    }
    for place in &runs.left {
        let title = format!("left at “{}”{}", place.title, earlier(place.earlier));
        page.line(4, &format!("{title}: {}", page.shown(place.learners)));
    }
    let mut at = "";
    for choice in &runs.choices {
        if choice.at != at {
            page.line(4, &format!("choices at `{}`:", choice.at));
            at = &choice.at;
        }
        let undone = match choice.undone {
            Some(0) => String::new(),
            undone => format!(", undone {}", page.shown(undone)),
        };
        let label = format!("{}{}", choice.label, earlier(choice.earlier));
        page.line(6, &format!("{label}: {}{undone}", page.shown(choice.taken)));
    }
    for it in &runs.principles {
        let words = format!(
            "{}: consistent {}, mixed {}, needs attention {}, not enough to say {}",
            it.title,
            page.shown(it.consistent),
            page.shown(it.mixed),
            page.shown(it.needs_attention),
            page.shown(it.not_enough)
        );
        page.line(4, &words);
    }
}

/// Returns a suffix for something that the current story does not have, or whose counterpart in it
/// cannot be decided.
fn earlier(is_earlier: bool) -> &'static str {
    if is_earlier { " (in an earlier version)" } else { "" }
}

/// Formats the records of one learner.
pub(super) fn of_learner(learner: &str, packs: &[LearnerPack], width: usize) -> String {
    let mut page = Page::new(width);
    page.line(0, &format!("Records of {learner}"));
    let mut profile = false;
    for pack in packs {
        page.gap();
        page.line(0, &pack.title);
        for part in &pack.parts {
            page.gap();
            let attempts = part.attempts.len();
            let attempts = counted(attempts, "attempt");
            page.line(2, &format!("{}{} ({}), {attempts}", part.title, earlier(part.earlier), part.part.kind()));
            if let [first, .., latest] = part.attempts.as_slice() {
                profile |= one(&mut page, "first", first);
                profile |= one(&mut page, "latest", latest);
            } else if let [only] = part.attempts.as_slice() {
                profile |= one(&mut page, "", only);
            }
        }
    }
    if profile {
        page.gap();
        page.line(0, COURSE_CLOSING);
    }
    page.text
}

/// Formats an attempt. Returns whether it has a profile.
fn one(page: &mut Page, which: &str, it: &LearnerAttempt) -> bool {
    let which = if which.is_empty() { String::new() } else { format!("{which}, ") };
    let how = match (&it.quiz, &it.ending) {
        (Some(quiz), _) => {
            let passed = match (it.over, quiz.passed) {
                (true, true) => ", passed",
                (true, false) => ", not passed",
                (false, _) => ", not finished",
            };
            format!("{} of {} right{passed}", quiz.right, quiz.asked)
        }
        (None, Some(ending)) => {
            let title = it.ending_title.as_deref().unwrap_or(ending);
            let result = it.result.map(|result| format!(", {}", result_word(result))).unwrap_or_default();
            format!("ended at “{title}”{result}{}", earlier(it.ending_earlier))
        }
        (None, None) if it.over => "done".to_owned(),
        (None, None) => "not finished".to_owned(),
    };
    page.line(4, &format!("{which}{}: {how}", day(it.began)));
    for band in &it.profile {
        page.line(6, &format!("{}: {}", band.title, band.band));
    }
    !it.profile.is_empty()
}
