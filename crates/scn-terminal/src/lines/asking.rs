//! Prompts for a choice until one is made.

use std::io::{self, BufRead, Write};

use super::input::{Line, read_line};
use super::{Face, Finish, PlayError};
use scn_run::{Pick, RecordOwner, Text, phrases};
use scn_text::styled::Role;

/// The result of prompting.
pub(super) enum Answer {
    /// A choice on offer, by id.
    Choice(String),
    /// There will be no more choices.
    Stop(Finish),
}

impl<R: BufRead, W: Write> Face<'_, '_, '_, R, W> {
    /// Reads lines until one is a choice or the input ends. The person may also ask for help or a
    /// hint.
    pub(super) fn ask(&mut self) -> Result<Answer, PlayError> {
        loop {
            if self.options.interactive {
                let prompt = phrases::run::choice_prompt(&self.range());
                self.page.prompt(&prompt).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                Line::Read(line) => line,
                Line::End => return self.stop(Finish::EndOfInput),
                Line::Interrupted => return self.stop(Finish::Interrupted),
            };
            match line.to_lowercase().as_str() {
                // Input from a file may have blank lines. A person who only presses Enter is shown
                // what to type.
                "" if !self.options.interactive => {}
                "?" => self.help().map_err(PlayError::Write)?,
                "h" => self.hint(None).map_err(PlayError::Write)?,
                "q" => return Ok(Answer::Stop(Finish::Quit)),
                "b" => self.back().map_err(PlayError::Write)?,
                "s" => {
                    if self.save().map_err(PlayError::Write)? {
                        return Ok(Answer::Stop(Finish::Quit));
                    }
                }
                _ => {
                    if let Some(answer) = self.understand(&line).map_err(PlayError::Write)? {
                        return Ok(answer);
                    }
                }
            }
        }
    }

    pub(super) fn stop(&mut self, finish: Finish) -> Result<Answer, PlayError> {
        if self.options.interactive {
            self.page.end_prompt().map_err(PlayError::Write)?;
        }
        Ok(Answer::Stop(finish))
    }

    /// Interprets a line as a choice first; only if it is none, as a command.
    fn understand(&mut self, line: &str) -> io::Result<Option<Answer>> {
        match self.session.pick(line) {
            Pick::One(id) => return Ok(Some(Answer::Choice(id))),
            Pick::Several(ids) => {
                let scene = self.session.scene();
                let numbers = scene.on_offer().zip(1_u32..).filter(|(view, _)| ids.contains(&view.id));
                let numbers: Vec<String> = numbers.map(|(_, number)| number.to_string()).collect();
                self.page.paragraph(Role::Text, &phrases::run::several_choices(&numbers))?;
            }
            Pick::Locked { label, why } => self.locked(&label, why.as_ref())?,
            Pick::Used => self.page.paragraph(Role::Text, phrases::run::USED)?,
            Pick::Nothing => {
                let lower = line.to_lowercase();
                let (word, about) = lower.split_once(' ').unwrap_or((&lower, ""));
                match (word, about.trim()) {
                    ("", _) => self.possible()?,
                    ("help", "") => self.help()?,
                    ("hint", "") => self.hint(None)?,
                    ("back" | "undo", "") => self.back()?,
                    ("save", "") => {
                        if self.save()? {
                            return Ok(Some(Answer::Stop(Finish::Quit)));
                        }
                    }
                    ("quit" | "exit", "") => return Ok(Some(Answer::Stop(Finish::Quit))),
                    ("h" | "hint", about) => self.hint_about(about)?,
                    _ => self.not_understood(line)?,
                }
            }
        }
        Ok(None)
    }

    /// Undoes the last choice, and shows the choices on offer again.
    pub(super) fn back(&mut self) -> io::Result<()> {
        let made = self.session.made();
        if self.session.undo().is_none() {
            return self.page.paragraph(Role::Text, phrases::run::AT_THE_START);
        }
        self.keep()?;
        self.page.paragraph(Role::Text, &phrases::run::taken_back(made))?;
        self.scene()
    }

    /// Saves the run so that it can be left. Returns `false` if it cannot be saved, after saying
    /// so.
    pub(super) fn save(&mut self) -> io::Result<bool> {
        if *self.recording.owner() == RecordOwner::Guest {
            if !self.recording.can_save_as() {
                self.page.paragraph(Role::Text, phrases::recording::CANNOT_SAVE)?;
                return Ok(false);
            }
            self.page.paragraph(Role::Text, phrases::recording::NAME_TO_SAVE)?;
            if !self.keep_under_a_name()? {
                return Ok(false);
            }
        }
        self.session.save();
        self.keep()?;
        self.saved = self.recording.failure().is_none();
        Ok(self.saved)
    }

    pub(super) fn locked(&mut self, label: &Text, why: Option<&Text>) -> io::Result<()> {
        self.page.gap()?;
        let mut styled =
            self.page.styled().say(Role::Text, "“").text(Role::Text, label).say(Role::Text, phrases::run::IS_LOCKED);
        styled = match why {
            Some(why) => styled.say(Role::Text, ": ").text(Role::Text, why),
            None => styled.say(Role::Text, "."),
        };
        self.page.put("", "", &styled)
    }

    fn not_understood(&mut self, line: &str) -> io::Result<()> {
        let shown = scn_text::ellipsized(line);
        self.page.paragraph(Role::Text, &phrases::run::no_such_choice(&shown))?;
        self.possible()
    }

    /// Shows the possible inputs, and the choices again.
    fn possible(&mut self) -> io::Result<()> {
        let words = phrases::run::type_a_choice(&self.range(), self.session.hints_left());
        self.page.paragraph(Role::Text, &words)?;
        self.page.choices(self.session.scene())
    }

    fn help(&mut self) -> io::Result<()> {
        let words = phrases::run::help_with_choices(&self.range());
        self.page.paragraph(Role::Text, &words)?;
        self.page.gap()?;
        let hints = phrases::run::hints_left(self.session.hints_left(), !self.session.hinted().is_empty());
        let about = phrases::run::HINT_ABOUT_ONE;
        let keys = [
            ("h", hints.as_str()),
            ("h 1", about),
            ("b", phrases::run::HELP_BACK),
            ("s", phrases::run::HELP_SAVE),
            ("q", phrases::run::HELP_QUIT),
            ("?", phrases::run::HELP_HELP),
        ];
        for (key, meaning) in keys {
            let styled = self.page.styled().say(Role::Text, meaning);
            self.page.put(&format!("  {key:<3}  "), "       ", &styled)?;
        }
        Ok(())
    }

    pub(super) fn hint_about(&mut self, about: &str) -> io::Result<()> {
        match self.session.pick(about) {
            Pick::One(id) => self.hint(Some(&id)),
            Pick::Several(_) | Pick::Locked { .. } | Pick::Used | Pick::Nothing => {
                self.page.paragraph(Role::Text, &phrases::run::no_choice_to_hint_at(about))
            }
        }
    }

    pub(super) fn hint(&mut self, choice: Option<&str>) -> io::Result<()> {
        let before = self.session.hints_left();
        let Some(hint) = self.session.hint(choice) else {
            let words = match (choice, before) {
                (None, _) => phrases::run::NO_FURTHER_HINT,
                (Some(_), 0) => phrases::run::NO_FURTHER_HINT,
                (Some(_), _) => phrases::run::NO_FURTHER_HINT_ABOUT_THIS,
            };
            return self.page.paragraph(Role::Text, words);
        };
        let scene = self.session.scene();
        let view = scene.choices.iter().find(|view| hint.choice.as_ref() == Some(&view.id));
        let words = phrases::run::hint(view);
        self.page.gap()?;
        let styled = self.page.styled().say(Role::Hint, &words).say(Role::Text, " ");
        let styled = styled.text(Role::Text, &hint.text);
        self.page.put("", "  ", &styled)
    }

    /// Returns the numbers of the choices on offer, as a range in words.
    pub(super) fn range(&self) -> String {
        phrases::run::number_range(self.session.scene().on_offer().count())
    }
}
