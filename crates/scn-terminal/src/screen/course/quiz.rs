//! A quiz on a screen: questions, feedback on each answer, and the result.

use super::super::part::PageBlock;
use super::super::sheet::Answer;
use super::pages::{self, HelpKeys};
use super::{Asker, Decision, ScreenHost};
use scn_run::phrases::{recording, screen};
use scn_run::{QuestionView, QuizSession, Recorded, Recording, Verdict};

/// An attempt at a quiz on a screen.
pub(super) struct QuizUi<'u, 'h, 'q, 'r, H> {
    pub(super) asker: &'u mut Asker<'h, H>,
    pub(super) session: QuizSession<'q>,
    pub(super) recording: Recording<'r>,
    /// What to show once about the record.
    pub(super) notice: Option<String>,
    /// The titles of principles, by their ids.
    pub(super) titles: &'u dyn Fn(&str) -> String,
}

/// What comes of asking a question.
enum Reply {
    Answered(Verdict),
    /// The learner asked for a hint.
    Hint,
    Left(Decision),
}

impl<H: ScreenHost> QuizUi<'_, '_, '_, '_, H> {
    /// Asks the remaining questions and shows the result. An attempt that is not finished
    /// is left, to be resumed.
    pub(super) fn run(&mut self, notices: &[String]) -> Result<Decision, H::Error> {
        self.record_events();
        let decision = self.ask_questions(notices);
        self.session.leave();
        self.record_events();
        decision
    }

    fn record_events(&mut self) {
        // What failed is shown on every page until it is made good.
        if self.recording.record(self.session.events()) == Recorded::Separate {
            self.notice = Some(recording::QUIZ_SEPARATE.text().to_owned());
        }
    }

    /// Returns what to show above the next page.
    fn warning(&mut self) -> Option<String> {
        self.recording.failure().map(recording::not_recorded_yet).or_else(|| self.notice.take())
    }

    fn ask_questions(&mut self, notices: &[String]) -> Result<Decision, H::Error> {
        let mut opening = pages::quiz_opening(&self.session, notices);
        while let Some(question) = self.session.current_question() {
            let verdict = match self.ask_question(&question, opening.clone())? {
                Reply::Answered(verdict) => verdict,
                Reply::Hint => {
                    self.session.next_hint();
                    self.record_events();
                    continue;
                }
                Reply::Left(decision) => return Ok(decision),
            };
            opening.clear();
            self.record_events();
            let page = pages::feedback_page(&self.session, &question, &verdict);
            let warning = self.warning();
            let mut prompt = self.asker.new_prompt(page)?.with_warning(warning);
            match self.asker.ask(&mut prompt, HelpKeys::Quiz)? {
                Some(Answer::Next) => {}
                None => return Ok(Decision::Interrupted),
                Some(_) => return Ok(Decision::GoOn),
            }
        }
        let page = pages::result_page(&self.session, &self.session.result(), opening, self.titles);
        let warning = self.warning();
        let mut prompt = self.asker.new_prompt(page)?.with_warning(warning);
        let answer = self.asker.ask(&mut prompt, HelpKeys::Quiz)?;
        Ok(if answer.is_some() { Decision::GoOn } else { Decision::Interrupted })
    }

    /// Asks a question until it is answered, or the quiz is left.
    fn ask_question(&mut self, question: &QuestionView, opening: Vec<PageBlock>) -> Result<Reply, H::Error> {
        let page = pages::question_page(&self.session, question, opening);
        let warning = self.warning();
        let mut prompt = self.asker.new_prompt(page)?.with_warning(warning);
        loop {
            let picked = match self.asker.ask(&mut prompt, HelpKeys::Quiz)? {
                None => return Ok(Reply::Left(Decision::Interrupted)),
                Some(Answer::Choice(at)) => vec![at],
                Some(Answer::Choices(picked)) => picked,
                Some(Answer::Command('h')) => return Ok(Reply::Hint),
                Some(Answer::Typed(words)) => {
                    let is_hint = matches!(words.to_lowercase().as_str(), "h" | "hint") && question.hints_left != 0;
                    if is_hint {
                        return Ok(Reply::Hint);
                    }
                    match self.session.answer(&[words]) {
                        Ok(verdict) => return Ok(Reply::Answered(verdict)),
                        Err(_) => prompt.set_note(Some(screen::TYPE_AN_ANSWER.text().to_owned())),
                    }
                    continue;
                }
                Some(Answer::Command(_) | Answer::Next | Answer::Back) => {
                    return Ok(Reply::Left(Decision::GoOn));
                }
            };
            let ids = picked.iter().filter_map(|at| question.answers.get(*at)).map(|(id, _)| id.clone());
            match self.session.answer(&ids.collect::<Vec<String>>()) {
                Ok(verdict) => return Ok(Reply::Answered(verdict)),
                // Answers on the page are answers of the question, so none was marked.
                Err(_) => prompt.set_note(Some(screen::MARK_AN_ANSWER.text().to_owned())),
            }
        }
    }
}
