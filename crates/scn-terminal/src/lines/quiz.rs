//! A quiz in line mode: asks questions, reads answers, and gives feedback.

use std::io::{self, BufRead, Write};

use super::input::{InputLine, read_line};
use super::page::PageWriter;
use super::{Finish, Options, PlayError};
use crate::content::{hint_line, result_lines, review_lines, verdict_lines};
use scn_run::phrases::quiz as phrase;
use scn_run::{
    AnswerForm, QuestionView, QuizSession, Recorded, Recording, Verdict, fold_case, phrases, plain_text, title_or_id,
};
use scn_text::styled::Role;

/// Asks the remaining questions of an attempt. Returns `Ok(None)` when the attempt has ended.
pub(super) fn run_quiz<R: BufRead, W: Write>(
    session: &mut QuizSession<'_>,
    recording: Recording<'_>,
    options: &Options<'_>,
    titles: &dyn Fn(&str) -> String,
    input: &mut R,
    page: &mut PageWriter<'_, W>,
) -> Result<Option<Finish>, PlayError> {
    let mut face = QuizUi { session, options, page, input, recording };
    face.print_opening().map_err(PlayError::Write)?;
    face.record_events().map_err(PlayError::Write)?;
    while let Some(asked) = face.session.current_question() {
        face.print_question(&asked).map_err(PlayError::Write)?;
        match face.ask_answer(&asked)? {
            Ok(verdict) => {
                face.record_events().map_err(PlayError::Write)?;
                face.print_verdict(&verdict).map_err(PlayError::Write)?;
            }
            Err(finish) => {
                face.session.leave();
                face.record_events().map_err(PlayError::Write)?;
                return Ok(Some(finish));
            }
        }
    }
    face.print_result(titles).map_err(PlayError::Write)?;
    Ok(None)
}

struct QuizUi<'f, 'q, 'w, 'r, R, W> {
    session: &'f mut QuizSession<'q>,
    options: &'f Options<'f>,
    page: &'f mut PageWriter<'w, W>,
    input: &'f mut R,
    recording: Recording<'r>,
}

impl<R: BufRead, W: Write> QuizUi<'_, '_, '_, '_, R, W> {
    fn record_events(&mut self) -> io::Result<()> {
        let recorded = self.recording.record(self.session.events());
        let role = if recorded == Recorded::Restored { Role::Aside } else { Role::Warning };
        let words = recorded.words(
            phrases::recording::quiz_not_recorded,
            phrases::recording::QUIZ_RECORDED_AGAIN.text(),
            phrases::recording::QUIZ_SEPARATE.text(),
        );
        match words {
            Some(words) => self.page.write_paragraph(role, &words),
            None => Ok(()),
        }
    }

    fn print_opening(&mut self) -> io::Result<()> {
        let quiz = self.session.quiz();
        self.page.write_heading(&title_or_id(&quiz.title, &quiz.id), '━')?;
        let text = self.session.intro_text();
        self.page.print_body(&text)?;
        let result = self.session.result();
        self.page.write_paragraph(Role::Aside, &phrase::questions(&result))
    }

    fn print_question(&mut self, asked: &QuestionView) -> io::Result<()> {
        let position = phrase::question(asked.number, asked.total);
        self.page.write_heading(&position, '─')?;
        self.page.write_gap()?;
        let stem = self.page.new_styled().with_text(Role::Text, &asked.stem);
        self.page.write_wrapped("", "", &stem)?;
        self.page.print_body(&asked.body)?;
        let hint_key = if asked.hints_left == 0 { "" } else { phrase::HINT_KEY.text() };
        self.page.write_paragraph(Role::Aside, &format!("{}{hint_key}", phrase::how_to_answer(asked.form)))?;
        if asked.answers.is_empty() {
            return self.page.flush();
        }
        self.page.write_gap()?;
        let digits = asked.answers.len().to_string().len();
        for (at, (_, text)) in asked.answers.iter().enumerate() {
            let styled = self.page.new_styled().with_text(Role::Text, text);
            self.page.write_wrapped(&format!("  {:>digits$}. ", at + 1), &" ".repeat(digits + 4), &styled)?;
        }
        self.page.flush()
    }

    /// Reads lines until one is an answer; the inner error says why there will be none.
    fn ask_answer(&mut self, asked: &QuestionView) -> Result<Result<Verdict, Finish>, PlayError> {
        loop {
            if self.options.interactive {
                self.page.write_prompt(phrase::answer_prompt(asked.form)).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                InputLine::Read(line) => line,
                InputLine::End | InputLine::Interrupted if self.options.interactive => {
                    self.page.end_prompt().map_err(PlayError::Write)?;
                    return Ok(Err(self.options.stop_reason()));
                }
                InputLine::End | InputLine::Interrupted => return Ok(Err(self.options.stop_reason())),
            };
            if matches!(line.to_lowercase().as_str(), "h" | "hint")
                && !(asked.hints.is_empty() && asked.hints_left == 0)
            {
                self.print_hint().map_err(PlayError::Write)?;
                continue;
            }
            let reply = match (line.to_lowercase().as_str(), parse_answers(asked, &line)) {
                // Input from a file may have blank lines.
                ("", _) if !self.options.interactive => continue,
                ("q" | "quit" | "exit", _) => return Ok(Err(Finish::Quit)),
                (_, Some(ids)) if asked.form.takes_several() || ids.len() == 1 => match self.session.answer(&ids) {
                    Ok(verdict) => return Ok(Ok(verdict)),
                    Err(error) => error.to_string(),
                },
                (_, Some(_)) if asked.form == AnswerForm::AnyOne => phrase::ONE_IS_ENOUGH.text().to_owned(),
                (_, Some(_)) => phrase::ONLY_ONE.text().to_owned(),
                ("" | "?" | "help" | "h", None) => input_help(asked),
                (_, None) => {
                    let shown_line = scn_text::shortened(&line);
                    format!("{} {}", phrase::no_such_answer(&shown_line), input_help(asked))
                }
            };
            self.page.write_paragraph(Role::Text, &reply).map_err(PlayError::Write)?;
        }
    }

    fn print_hint(&mut self) -> io::Result<()> {
        match self.session.next_hint() {
            Some(hint) => self.page.write_in_roles(&[hint_line(&hint)]),
            None => self.page.write_paragraph(Role::Text, phrases::run::NO_FURTHER_HINT.text()),
        }
    }

    fn print_verdict(&mut self, verdict: &Verdict) -> io::Result<()> {
        self.page.write_in_roles(&verdict_lines(verdict))
    }

    fn print_result(&mut self, titles: &dyn Fn(&str) -> String) -> io::Result<()> {
        self.page.write_heading(phrase::RESULT.text(), '─')?;
        self.page.write_in_roles(&result_lines(&self.session.result(), titles))?;
        self.page.write_in_roles(&review_lines(self.session))?;
        self.page.flush()
    }
}

/// Describes the possible inputs.
fn input_help(asked: &QuestionView) -> String {
    phrase::type_an_answer(asked.answers.len(), asked.form)
}

/// Interprets a line as answers: numbers or ids, or the start of one answer's text. A short answer
/// is the line itself.
fn parse_answers(asked: &QuestionView, line: &str) -> Option<Vec<String>> {
    if asked.form == AnswerForm::Typed {
        let is_help = matches!(line.trim(), "" | "?");
        return (!is_help).then(|| vec![line.trim().to_owned()]);
    }
    let answer_id = |word: &str| {
        let number = word.parse::<usize>().ok().and_then(|number| asked.answers.get(number.checked_sub(1)?));
        number.or_else(|| asked.answers.iter().find(|(id, _)| id == word)).map(|(id, _)| id.clone())
    };
    let words = line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| *word != "and").collect();
    let start = fold_case(line);
    if start.is_empty() {
        return None;
    }
    let Some(mut ids) = words.iter().map(|word| answer_id(word)).collect::<Option<Vec<String>>>() else {
        let mut matching = asked.answers.iter().filter(|(_, text)| fold_case(&plain_text(text)).starts_with(&start));
        return match (matching.next(), matching.next()) {
            (Some((id, _)), None) => Some(vec![id.clone()]),
            (Some(_), Some(_)) | (None, _) => None,
        };
    };
    ids.sort();
    ids.dedup();
    Some(ids)
}
