//! Group mode: a trainer plays with a group. The situation is shown large, votes are counted, and
//! the choice with the most votes is made unless the trainer decides otherwise.

mod big;
mod votes;

use std::io::{self, BufRead, Write};

use super::asking::Answer;
use super::input::{Line, read_line};
use super::{Face, Finish, PlayError};
pub(super) use big::number;
use scn_run::phrases::{group as phrase, run};
use scn_run::{Pick, Vote, Votes};
use scn_text::styled::Role;
use votes::{Leading, Tally, leading};

impl<R: BufRead, W: Write> Face<'_, '_, '_, R, W> {
    /// Reads vote counts until a choice is to be made or the input ends. The counts are recorded
    /// with the choice.
    pub(super) fn ask_group(&mut self) -> Result<Answer, PlayError> {
        let mut tally = self.tally();
        loop {
            if self.options.interactive {
                let prompt = self.group_prompt(&tally);
                self.page.prompt(&prompt).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                Line::Read(line) => line,
                Line::End => return self.stop(Finish::EndOfInput),
                Line::Interrupted => return self.stop(Finish::Interrupted),
            };
            if let Some(answer) = self.group_line(&line, &mut tally).map_err(PlayError::Write)? {
                if let Answer::Choice(_) = answer {
                    self.record_votes(&tally);
                }
                return Ok(answer);
            }
        }
    }

    fn tally(&self) -> Tally {
        Tally::new(self.session.scene().on_offer().count())
    }

    fn group_line(&mut self, line: &str, tally: &mut Tally) -> io::Result<Option<Answer>> {
        let lower = line.to_lowercase();
        let (word, rest) = lower.split_once(char::is_whitespace).unwrap_or((&lower, ""));
        match (word, rest.trim()) {
            ("", _) => return self.entered(tally),
            ("?" | "help", "") => self.group_help()?,
            ("h" | "hint", "") => self.hint(None)?,
            ("h" | "hint", about) => self.hint_about(about)?,
            ("b" | "back" | "undo", "") => {
                if 0 < self.session.made() {
                    self.back()?;
                    *tally = self.tally();
                } else {
                    self.back()?;
                }
            }
            ("s" | "save", "") => {
                if self.save()? {
                    return Ok(Some(Answer::Stop(Finish::Quit)));
                }
            }
            ("q" | "quit" | "exit", "") => return Ok(Some(Answer::Stop(Finish::Quit))),
            ("done", "") => {
                tally.fill();
                self.counted(tally)?;
            }
            ("go", "") => self.page.paragraph(Role::Text, phrase::SAY_WHICH)?,
            ("go", _) => {
                // The words as they were typed, because ids can have capitals.
                let which = line.split_once(char::is_whitespace).map_or("", |(_, which)| which.trim());
                return self.go(which);
            }
            _ => match tally.take(line) {
                Ok(()) => self.counted(tally)?,
                Err(Some(words)) => self.page.paragraph(Role::Text, &words)?,
                Err(None) => {
                    let shown = scn_text::ellipsized(line);
                    self.page.paragraph(Role::Text, &phrase::no_count(&shown))?;
                    self.wanted(tally)?;
                }
            },
        }
        Ok(None)
    }

    /// Handles Enter alone: continues if the choice is clear, else repeats the missing counts.
    fn entered(&mut self, tally: &Tally) -> io::Result<Option<Answer>> {
        let ids: Vec<String> = self.session.scene().on_offer().map(|view| view.id.clone()).collect();
        if let ([only], true) = (ids.as_slice(), tally.is_empty()) {
            return Ok(Some(Answer::Choice(only.clone())));
        }
        if tally.is_whole()
            && let Leading::One(at) = leading(&tally.counts())
        {
            return Ok(ids.get(at).cloned().map(Answer::Choice));
        }
        self.wanted(tally)?;
        Ok(None)
    }

    /// Makes the choice that the trainer names.
    fn go(&mut self, which: &str) -> io::Result<Option<Answer>> {
        match self.session.pick(which) {
            Pick::One(id) => return Ok(Some(Answer::Choice(id))),
            Pick::Locked { label, why } => self.locked(&label, why.as_ref())?,
            Pick::Used => self.page.paragraph(Role::Text, phrase::USED)?,
            Pick::Several(_) => self.page.paragraph(Role::Text, phrase::SEVERAL)?,
            Pick::Nothing => {
                let shown = scn_text::shortened(which);
                let words = phrase::no_such_choice(&shown, &self.range());
                self.page.paragraph(Role::Text, &words)?;
            }
        }
        Ok(None)
    }

    /// Shows the votes once they are complete, and what to do next.
    fn counted(&mut self, tally: &Tally) -> io::Result<()> {
        if tally.is_whole() {
            let votes = self.votes(tally);
            self.page.gap()?;
            self.page.split("", &votes)?;
        }
        self.wanted(tally)
    }

    /// Shows what to type now.
    fn wanted(&mut self, tally: &Tally) -> io::Result<()> {
        let missing = tally.missing();
        let words = if tally.is_whole() {
            match leading(&tally.counts()) {
                Leading::One(at) => phrase::most_are_for(at + 1, tally.counts().len()),
                Leading::Several(several) => phrase::equally_many(&several.iter().map(|at| at + 1).collect::<Vec<_>>()),
                Leading::Nobody => phrase::nobody_voted(&(1..=tally.counts().len()).collect::<Vec<_>>()),
            }
        } else if tally.is_empty() {
            phrase::how_many_are_for_each(self.session.scene().on_offer().count())
        } else {
            phrase::still_missing(&missing)
        };
        self.page.paragraph(Role::Text, &words)
    }

    fn group_prompt(&self, tally: &Tally) -> String {
        let missing = tally.missing();
        match (missing.as_slice(), tally.is_empty()) {
            ([], _) => match leading(&tally.counts()) {
                Leading::One(at) => phrase::enter_prompt(at + 1),
                Leading::Several(_) | Leading::Nobody => phrase::DECIDE_PROMPT.to_owned(),
            },
            (_, true) => phrase::votes_prompt(&self.range()),
            (some, false) => phrase::missing_prompt(some),
        }
    }

    fn group_help(&mut self) -> io::Result<()> {
        let many = self.session.scene().on_offer().count();
        self.page.paragraph(Role::Text, phrase::HELP)?;
        self.page.gap()?;
        let hints = run::hints_left(self.session.hints_left(), !self.session.hinted().is_empty());
        let counts = phrase::example(many);
        let keys = [
            (counts.as_str(), phrase::HELP_COUNTS),
            ("5", phrase::HELP_COUNT),
            ("1:5", phrase::HELP_NAMED),
            ("done", phrase::HELP_DONE),
            ("go 1", phrase::HELP_GO),
            ("h", hints.as_str()),
            ("h 1", run::HINT_ABOUT_ONE),
            ("b", run::HELP_BACK),
            ("s", run::HELP_SAVE),
            ("q", run::HELP_QUIT),
            ("?", run::HELP_HELP),
        ];
        let wide = keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        for (key, meaning) in keys {
            let styled = self.page.styled().say(Role::Text, meaning);
            self.page.put(&format!("  {key:<wide$}  "), &" ".repeat(wide + 4), &styled)?;
        }
        Ok(())
    }

    fn votes(&self, tally: &Tally) -> Vec<Vote> {
        let views = self.session.scene().on_offer().zip(tally.counts());
        views.map(|(view, count)| Vote { choice: view.id.clone(), label: view.label.clone(), count }).collect()
    }

    /// Records the votes, if there are any.
    fn record_votes(&mut self, tally: &Tally) {
        let votes = self.votes(tally).into_iter().filter(|vote| 0 < vote.count);
        let votes: Vec<Votes> = votes.map(|vote| Votes { choice: vote.choice, count: vote.count }).collect();
        if !votes.is_empty() {
            self.session.vote(votes);
        }
    }
}
