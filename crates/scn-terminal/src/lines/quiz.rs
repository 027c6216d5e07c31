//! A quiz in line mode: asks questions, reads answers, and gives feedback.

use std::io::{self, BufRead, Write};

use super::input::{Line, read_line};
use super::page::Page;
use super::{Finish, Options, PlayError};
use scn_run::phrases::quiz as phrase;
use scn_run::{Asked, QuizSession, Recorded, Recording, Told, Verdict, folded, phrases, plain, titled};
use scn_text::styled::Role;

/// Asks the remaining questions of an attempt. Returns `Ok(None)` when the attempt has ended.
pub(super) fn take<R: BufRead, W: Write>(
    session: &mut QuizSession<'_>,
    recording: Recording<'_>,
    options: &Options<'_>,
    titles: &dyn Fn(&str) -> String,
    input: &mut R,
    page: &mut Page<'_, W>,
) -> Result<Option<Finish>, PlayError> {
    let mut face = QuizFace { session, options, page, input, recording };
    face.opening().map_err(PlayError::Write)?;
    face.keep().map_err(PlayError::Write)?;
    while let Some(asked) = face.session.asked() {
        face.question(&asked).map_err(PlayError::Write)?;
        match face.ask(&asked)? {
            Ok(verdict) => {
                face.keep().map_err(PlayError::Write)?;
                face.verdict(&verdict).map_err(PlayError::Write)?;
            }
            Err(finish) => {
                face.session.leave();
                face.keep().map_err(PlayError::Write)?;
                return Ok(Some(finish));
            }
        }
    }
    face.result(titles).map_err(PlayError::Write)?;
    Ok(None)
}

struct QuizFace<'f, 'q, 'w, 'r, R, W> {
    session: &'f mut QuizSession<'q>,
    options: &'f Options<'f>,
    page: &'f mut Page<'w, W>,
    input: &'f mut R,
    recording: Recording<'r>,
}

impl<R: BufRead, W: Write> QuizFace<'_, '_, '_, '_, R, W> {
    fn keep(&mut self) -> io::Result<()> {
        let recorded = self.recording.record(self.session.events());
        let role = if recorded == Recorded::Restored { Role::Aside } else { Role::Warning };
        match recorded.words(phrases::recording::quiz_not_recorded, phrases::recording::QUIZ_RECORDED_AGAIN) {
            Some(words) => self.page.paragraph(role, &words),
            None => Ok(()),
        }
    }

    fn opening(&mut self) -> io::Result<()> {
        let quiz = self.session.quiz();
        self.page.heading(&titled(&quiz.title, &quiz.id), '━')?;
        let text = self.session.text();
        self.page.body(&text)?;
        let result = self.session.result();
        self.page.paragraph(Role::Aside, &phrase::questions(&result))
    }

    fn question(&mut self, asked: &Asked) -> io::Result<()> {
        let of = phrase::question(asked.number, asked.of);
        self.page.heading(&of, '─')?;
        self.page.gap()?;
        let stem = self.page.styled().text(Role::Text, &asked.stem);
        self.page.put("", "", &stem)?;
        self.page.paragraph(Role::Aside, phrase::how_to_answer(asked.several))?;
        self.page.gap()?;
        let digits = asked.answers.len().to_string().len();
        for (at, (_, text)) in asked.answers.iter().enumerate() {
            let styled = self.page.styled().text(Role::Text, text);
            self.page.put(&format!("  {:>digits$}. ", at + 1), &" ".repeat(digits + 4), &styled)?;
        }
        self.page.flush()
    }

    /// Reads lines until one is an answer; the inner error says why there will be none.
    fn ask(&mut self, asked: &Asked) -> Result<Result<Verdict, Finish>, PlayError> {
        loop {
            if self.options.interactive {
                self.page.prompt(&phrase::answer_prompt(asked.several)).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                Line::Read(line) => line,
                Line::End | Line::Interrupted if self.options.interactive => {
                    self.page.end_prompt().map_err(PlayError::Write)?;
                    return Ok(Err(self.options.stopped()));
                }
                Line::End | Line::Interrupted => return Ok(Err(self.options.stopped())),
            };
            let told = match (line.to_lowercase().as_str(), picked(asked, &line)) {
                // Input from a file may have blank lines.
                ("", _) if !self.options.interactive => continue,
                ("q" | "quit" | "exit", _) => return Ok(Err(Finish::Quit)),
                (_, Some(ids)) if asked.several || ids.len() == 1 => match self.session.answer(&ids) {
                    Ok(verdict) => return Ok(Ok(verdict)),
                    Err(error) => error.to_string(),
                },
                (_, Some(_)) => phrase::ONLY_ONE.to_owned(),
                ("" | "?" | "help" | "h", None) => possible(asked),
                (_, None) => {
                    let shown = scn_text::shortened(&line);
                    phrase::no_such_answer(&shown, &possible(asked))
                }
            };
            self.page.paragraph(Role::Text, &told).map_err(PlayError::Write)?;
        }
    }

    fn verdict(&mut self, verdict: &Verdict) -> io::Result<()> {
        let role = if verdict.right { Role::Good } else { Role::Poor };
        self.page.paragraph(role, phrase::verdict(verdict.right))?;
        self.page.gap()?;
        for told in &verdict.told {
            self.told(told)?;
        }
        Ok(())
    }

    fn told(&mut self, told: &Told) -> io::Result<()> {
        let role = if told.picked && told.right { Role::Good } else { Role::Poor };
        let styled = self.page.styled().say(Role::Text, phrase::answer_was(told.picked)).text(Role::Text, &told.text);
        let styled = styled.say(Role::Text, phrase::WHICH_IS).say(role, phrase::right_or_wrong(told.right));
        let styled = if plain(&told.because).trim().is_empty() {
            styled.say(Role::Text, ".")
        } else {
            styled.say(Role::Text, ": ").text(Role::Text, &told.because)
        };
        self.page.put("  - ", "    ", &styled)
    }

    fn result(&mut self, titles: &dyn Fn(&str) -> String) -> io::Result<()> {
        let result = self.session.result();
        self.page.heading(phrase::RESULT, '─')?;
        let role = if result.passed { Role::Good } else { Role::Poor };
        self.page.gap()?;
        let styled = self.page.styled().say(role, phrase::passed(result.passed));
        let styled = styled.say(Role::Text, &phrase::right_of_asked(&result));
        self.page.put("", "", &styled)?;
        if !result.principles.is_empty() {
            self.page.gap()?;
        }
        for checked in &result.principles {
            let styled = self.page.styled().say(Role::Label, &titles(&checked.principle));
            let styled = styled.say(Role::Text, &phrase::right_of_answered(checked.right, checked.answered));
            self.page.put("  - ", "    ", &styled)?;
        }
        self.page.flush()
    }
}

/// Describes the possible inputs.
fn possible(asked: &Asked) -> String {
    phrase::type_an_answer(asked.answers.len(), asked.several)
}

/// Interprets a line as answers: numbers or ids, or the start of one answer's text.
fn picked(asked: &Asked, line: &str) -> Option<Vec<String>> {
    let one = |word: &str| {
        let number = word.parse::<usize>().ok().and_then(|number| asked.answers.get(number.checked_sub(1)?));
        number.or_else(|| asked.answers.iter().find(|(id, _)| id == word)).map(|(id, _)| id.clone())
    };
    let words = line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| *word != "and").collect();
    let start = folded(line);
    if start.is_empty() {
        return None;
    }
    let Some(mut ids) = words.iter().map(|word| one(word)).collect::<Option<Vec<String>>>() else {
        let mut meant = asked.answers.iter().filter(|(_, text)| folded(&plain(text)).starts_with(&start));
        return match (meant.next(), meant.next()) {
            (Some((id, _)), None) => Some(vec![id.clone()]),
            (Some(_), Some(_)) | (None, _) => None,
        };
    };
    ids.sort();
    ids.dedup();
    Some(ids)
}
