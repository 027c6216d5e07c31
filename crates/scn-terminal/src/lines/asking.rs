//! Prompts for a choice until one is made.

use std::io::{self, BufRead, Write};

use super::input::{InputLine, read_line};
use super::{Finish, LineUi, PlayError};
use crate::line::{Line, PhraseValue};
use scn_run::{ChoiceMatch, MOST_WORDS, RecordOwner, Text, phrases};
use scn_text::styled::Role;

/// The result of prompting.
pub(super) enum PromptResult {
    /// A choice on offer, by id.
    Choice(String),
    /// There will be no more choices.
    Stop(Finish),
}

impl<R: BufRead, W: Write> LineUi<'_, '_, '_, R, W> {
    /// Reads lines until one is a choice or the input ends. The person may also ask for help or a
    /// hint.
    pub(super) fn ask_choice(&mut self) -> Result<PromptResult, PlayError> {
        loop {
            if self.options.interactive {
                let prompt = phrases::run::choice_prompt(&self.choice_range());
                self.page.write_prompt(&prompt).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                InputLine::Read(line) => line,
                InputLine::End => return self.stop_asking(Finish::EndOfInput),
                InputLine::Interrupted => return self.stop_asking(Finish::Interrupted),
            };
            match line.to_lowercase().as_str() {
                // Input from a file may have blank lines. A person who only presses Enter is shown
                // what to type.
                "" if !self.options.interactive => {}
                "?" => self.print_help().map_err(PlayError::Write)?,
                "h" => self.print_hint(None).map_err(PlayError::Write)?,
                "q" => return Ok(PromptResult::Stop(Finish::Quit)),
                "b" => self.undo_last().map_err(PlayError::Write)?,
                "s" => {
                    if self.save_run().map_err(PlayError::Write)? {
                        return Ok(PromptResult::Stop(Finish::Quit));
                    }
                }
                _ if self.is_writing(&line) => {
                    self.write_words(line.get(1..).unwrap_or_default()).map_err(PlayError::Write)?;
                }
                _ => {
                    if let Some(answer) = self.interpret_line(&line).map_err(PlayError::Write)? {
                        return Ok(answer);
                    }
                }
            }
        }
    }

    pub(super) fn stop_asking(&mut self, finish: Finish) -> Result<PromptResult, PlayError> {
        if self.options.interactive {
            self.page.end_prompt().map_err(PlayError::Write)?;
        }
        Ok(PromptResult::Stop(finish))
    }

    /// Interprets a line as a choice first; only if it is none, as a command.
    fn interpret_line(&mut self, line: &str) -> io::Result<Option<PromptResult>> {
        match self.session.match_choice(line) {
            ChoiceMatch::One(id) => return Ok(Some(PromptResult::Choice(id))),
            ChoiceMatch::Several(ids) => {
                let scene = self.session.scene();
                let numbers = scene.on_offer().zip(1_u32..).filter(|(view, _)| ids.contains(&view.id));
                let numbers: Vec<String> = numbers.map(|(_, number)| number.to_string()).collect();
                self.page.write_paragraph(Role::Text, &phrases::run::several_choices(&numbers))?;
            }
            ChoiceMatch::Locked { label, why } => self.print_locked(&label, why.as_ref())?,
            ChoiceMatch::Used => self.page.write_paragraph(Role::Text, phrases::run::USED.text())?,
            ChoiceMatch::Nothing => {
                let lower = line.to_lowercase();
                let (word, about) = lower.split_once(' ').unwrap_or((&lower, ""));
                match (word, about.trim()) {
                    ("", _) => self.print_possible()?,
                    ("help", "") => self.print_help()?,
                    ("hint", "") => self.print_hint(None)?,
                    ("back" | "undo", "") => self.undo_last()?,
                    ("save", "") => {
                        if self.save_run()? {
                            return Ok(Some(PromptResult::Stop(Finish::Quit)));
                        }
                    }
                    ("quit" | "exit", "") => return Ok(Some(PromptResult::Stop(Finish::Quit))),
                    // The words as they were typed.
                    ("w" | "write", _) => self.write_words(line.get(word.len()..).unwrap_or_default())?,
                    ("h" | "hint", about) => self.print_hint_about(about)?,
                    _ => self.print_not_understood(line)?,
                }
            }
        }
        Ok(None)
    }

    /// Undoes the last choice, and shows the choices on offer again.
    pub(super) fn undo_last(&mut self) -> io::Result<()> {
        let made_count = self.session.choices_made();
        if self.session.undo().is_none() {
            return self.page.write_paragraph(Role::Text, phrases::run::AT_THE_START.text());
        }
        self.record_progress()?;
        self.page.write_paragraph(Role::Text, &phrases::run::taken_back(made_count))?;
        self.print_scene()
    }

    /// Saves the run so that it can be left. Returns `false` if it cannot be saved, after saying
    /// so.
    pub(super) fn save_run(&mut self) -> io::Result<bool> {
        if *self.recording.owner() == RecordOwner::Guest {
            if !self.recording.can_save_as() {
                self.page.write_paragraph(Role::Text, phrases::recording::CANNOT_SAVE.text())?;
                return Ok(false);
            }
            self.page.write_paragraph(Role::Text, phrases::recording::NAME_TO_SAVE.text())?;
            if !self.keep_under_a_name()? {
                return Ok(false);
            }
        }
        self.session.record_save();
        self.record_progress()?;
        self.saved = self.recording.failure().is_none();
        Ok(self.saved)
    }

    pub(super) fn print_locked(&mut self, label: &Text, why: Option<&Text>) -> io::Result<()> {
        let mut values = vec![PhraseValue::from_text("label", Role::Text, label)];
        values.extend(why.map(|why| PhraseValue::from_text("why", Role::Text, why)));
        let phrase = if why.is_some() { phrases::run::IS_LOCKED_SINCE.text() } else { phrases::run::IS_LOCKED.text() };
        self.page.write_in_roles(&[Line::from_phrase(phrase, Role::Text, Role::Text, &values)])
    }

    fn print_not_understood(&mut self, line: &str) -> io::Result<()> {
        let shown = scn_text::ellipsized(line);
        self.page.write_paragraph(Role::Text, &phrases::run::no_such_choice(&shown))?;
        self.print_possible()
    }

    /// Shows the possible inputs, and the choices again.
    fn print_possible(&mut self) -> io::Result<()> {
        let words = phrases::run::type_a_choice(&self.choice_range(), self.session.hints_left());
        self.page.write_paragraph(Role::Text, &words)?;
        self.page.print_choices(self.session.scene())
    }

    fn print_help(&mut self) -> io::Result<()> {
        let words = phrases::run::help_with_choices(&self.choice_range());
        self.page.write_paragraph(Role::Text, &words)?;
        self.page.write_gap()?;
        let hints = phrases::run::hints_left(self.session.hints_left(), !self.session.shown_hints().is_empty());
        let about = phrases::run::HINT_ABOUT_ONE.text();
        let keys = [
            ("h", hints.as_str()),
            ("h 1", about),
            ("b", phrases::run::HELP_BACK.text()),
            ("s", phrases::run::HELP_SAVE.text()),
            ("q", phrases::run::HELP_QUIT.text()),
            ("?", phrases::run::HELP_HELP.text()),
        ];
        let write = self.session.current_ask().map(|_| ("w …", phrases::run::HELP_WRITE.text()));
        for (key, meaning) in keys.into_iter().chain(write) {
            let styled = self.page.new_styled().with_words(Role::Text, meaning);
            self.page.write_wrapped(&format!("  {key:<3}  "), "       ", &styled)?;
        }
        Ok(())
    }

    /// Returns whether a line answers the question of the situation in words. It begins with `w`,
    /// which is then not the start of the label of a choice.
    fn is_writing(&self, line: &str) -> bool {
        let words = line.strip_prefix(['w', 'W']);
        let is_separate = words.is_some_and(|words| words.is_empty() || words.starts_with(char::is_whitespace));
        is_separate && self.session.current_ask().is_some()
    }

    /// Records what was typed in answer to the question of the situation. A single `-` takes back
    /// what was written before.
    pub(super) fn write_words(&mut self, typed: &str) -> io::Result<()> {
        let typed = typed.trim();
        let reply = match (self.session.current_ask(), typed) {
            (None, _) => phrases::run::NOTHING_TO_WRITE.text().to_owned(),
            (Some(_), "") => phrases::run::WRITE_AFTER_W.text().to_owned(),
            (Some(_), _) => {
                let is_taken_back = typed == "-";
                match self.session.write_words(if is_taken_back { "" } else { typed }) {
                    Ok(()) if is_taken_back => phrases::run::WORDS_TAKEN_BACK.text().to_owned(),
                    Ok(()) => phrases::run::WRITTEN.text().to_owned(),
                    Err(_) => phrases::run::too_many_words(MOST_WORDS),
                }
            }
        };
        self.record_progress()?;
        self.page.write_paragraph(Role::Text, &reply)
    }

    pub(super) fn print_hint_about(&mut self, about: &str) -> io::Result<()> {
        match self.session.match_choice(about) {
            ChoiceMatch::One(id) => self.print_hint(Some(&id)),
            ChoiceMatch::Several(_) | ChoiceMatch::Locked { .. } | ChoiceMatch::Used | ChoiceMatch::Nothing => {
                self.page.write_paragraph(Role::Text, &phrases::run::no_choice_to_hint_at(about))
            }
        }
    }

    pub(super) fn print_hint(&mut self, choice: Option<&str>) -> io::Result<()> {
        let hints_before = self.session.hints_left();
        let Some(hint) = self.session.next_hint(choice) else {
            let words = match (choice, hints_before) {
                (None, _) => phrases::run::NO_FURTHER_HINT.text(),
                (Some(_), 0) => phrases::run::NO_FURTHER_HINT.text(),
                (Some(_), _) => phrases::run::NO_FURTHER_HINT_ABOUT_THIS.text(),
            };
            return self.page.write_paragraph(Role::Text, words);
        };
        let scene = self.session.scene();
        let view = scene.choices.iter().find(|view| hint.choice.as_ref() == Some(&view.id));
        let words = phrases::run::hint(view);
        self.page.write_gap()?;
        let styled = self.page.new_styled().with_words(Role::Hint, &words).with_words(Role::Text, " ");
        let styled = styled.with_text(Role::Text, &hint.text);
        self.page.write_wrapped("", "  ", &styled)
    }

    /// Returns the numbers of the choices on offer, as a range in words.
    pub(super) fn choice_range(&self) -> String {
        phrases::run::number_range(self.session.scene().on_offer().count())
    }
}
