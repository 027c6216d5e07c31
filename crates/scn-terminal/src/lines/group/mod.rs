//! Group mode: a trainer plays with a group. The situation is shown large, votes are counted, and
//! the choice with the most votes is made unless the trainer decides otherwise.

mod big;
mod votes;

use std::io::{self, BufRead, Write};

use super::asking::PromptResult;
use super::input::{InputLine, read_line};
use super::{Finish, LineUi, PlayError};
pub(super) use big::draw_number;
use scn_run::phrases::{group as phrase, run};
use scn_run::{ChoiceMatch, Vote, Votes};
use scn_text::styled::Role;
use votes::{Tally, VoteLeader, find_leader};

impl<R: BufRead, W: Write> LineUi<'_, '_, '_, R, W> {
    /// Reads vote counts until a choice is to be made or the input ends. The counts are recorded
    /// with the choice.
    pub(super) fn ask_group(&mut self) -> Result<PromptResult, PlayError> {
        let mut tally = self.new_tally();
        loop {
            if self.options.interactive {
                let prompt = self.group_prompt(&tally);
                self.page.write_prompt(&prompt).map_err(PlayError::Write)?;
            }
            let line = match read_line(self.input, self.options.interrupt).map_err(PlayError::Read)? {
                InputLine::Read(line) => line,
                InputLine::End => return self.stop_asking(Finish::EndOfInput),
                InputLine::Interrupted => return self.stop_asking(Finish::Interrupted),
            };
            if let Some(answer) = self.handle_group_line(&line, &mut tally).map_err(PlayError::Write)? {
                if let PromptResult::Choice(_) = answer {
                    self.record_votes(&tally);
                }
                return Ok(answer);
            }
        }
    }

    fn new_tally(&self) -> Tally {
        Tally::new(self.session.scene().on_offer().count())
    }

    fn handle_group_line(&mut self, line: &str, tally: &mut Tally) -> io::Result<Option<PromptResult>> {
        let lower = line.to_lowercase();
        let (word, rest) = lower.split_once(char::is_whitespace).unwrap_or((&lower, ""));
        match (word, rest.trim()) {
            ("", _) => return self.handle_enter(tally),
            ("?" | "help", "") => self.group_help()?,
            ("h" | "hint", "") => self.print_hint(None)?,
            ("h" | "hint", about) => self.print_hint_about(about)?,
            ("b" | "back" | "undo", "") => {
                if 0 < self.session.choices_made() {
                    self.undo_last()?;
                    *tally = self.new_tally();
                } else {
                    self.undo_last()?;
                }
            }
            ("w" | "write", _) => self.write_words(line.get(word.len()..).unwrap_or_default())?,
            ("s" | "save", "") => {
                if self.save_run()? {
                    return Ok(Some(PromptResult::Stop(Finish::Quit)));
                }
            }
            ("q" | "quit" | "exit", "") => return Ok(Some(PromptResult::Stop(Finish::Quit))),
            ("done", "") => {
                tally.fill_missing();
                self.print_counts(tally)?;
            }
            ("go", "") => self.page.write_paragraph(Role::Text, phrase::SAY_WHICH.text())?,
            ("go", _) => {
                // The words as they were typed, because ids can have capitals.
                let choice_words = line.split_once(char::is_whitespace).map_or("", |(_, which)| which.trim());
                return self.decide_choice(choice_words);
            }
            _ => match tally.parse_counts(line) {
                Ok(()) => self.print_counts(tally)?,
                Err(Some(words)) => self.page.write_paragraph(Role::Text, &words)?,
                Err(None) => {
                    let shown = scn_text::ellipsized(line);
                    self.page.write_paragraph(Role::Text, &phrase::no_count(&shown))?;
                    self.print_wanted(tally)?;
                }
            },
        }
        Ok(None)
    }

    /// Handles Enter alone: continues if the choice is clear, else repeats the missing counts.
    fn handle_enter(&mut self, tally: &Tally) -> io::Result<Option<PromptResult>> {
        let ids: Vec<String> = self.session.scene().on_offer().map(|view| view.id.clone()).collect();
        if let ([only], true) = (ids.as_slice(), tally.is_empty()) {
            return Ok(Some(PromptResult::Choice(only.clone())));
        }
        if tally.is_complete()
            && let VoteLeader::One(at) = find_leader(&tally.counts())
        {
            return Ok(ids.get(at).cloned().map(PromptResult::Choice));
        }
        self.print_wanted(tally)?;
        Ok(None)
    }

    /// Makes the choice that the trainer names.
    fn decide_choice(&mut self, which: &str) -> io::Result<Option<PromptResult>> {
        match self.session.match_choice(which) {
            ChoiceMatch::One(id) => return Ok(Some(PromptResult::Choice(id))),
            ChoiceMatch::Locked { label, why } => self.print_locked(&label, why.as_ref())?,
            ChoiceMatch::Used => self.page.write_paragraph(Role::Text, phrase::USED.text())?,
            ChoiceMatch::Several(_) => self.page.write_paragraph(Role::Text, phrase::SEVERAL.text())?,
            ChoiceMatch::Nothing => {
                let shown_choice = scn_text::shortened(which);
                let words = phrase::no_such_choice(&shown_choice, &self.choice_range());
                self.page.write_paragraph(Role::Text, &words)?;
            }
        }
        Ok(None)
    }

    /// Shows the votes once they are complete, and what to do next.
    fn print_counts(&mut self, tally: &Tally) -> io::Result<()> {
        if tally.is_complete() {
            let votes = self.tally_votes(tally);
            self.page.write_gap()?;
            self.page.print_votes("", &votes)?;
        }
        self.print_wanted(tally)
    }

    /// Shows what to type now.
    fn print_wanted(&mut self, tally: &Tally) -> io::Result<()> {
        let missing = tally.missing_numbers();
        let words = if tally.is_complete() {
            match find_leader(&tally.counts()) {
                VoteLeader::One(at) => phrase::most_are_for(at + 1, tally.counts().len()),
                VoteLeader::Several(several) => {
                    phrase::equally_many(&several.iter().map(|at| at + 1).collect::<Vec<_>>())
                }
                VoteLeader::Nobody => phrase::nobody_voted(&(1..=tally.counts().len()).collect::<Vec<_>>()),
            }
        } else if tally.is_empty() {
            phrase::how_many_are_for_each(self.session.scene().on_offer().count())
        } else {
            phrase::still_missing(&missing)
        };
        self.page.write_paragraph(Role::Text, &words)
    }

    fn group_prompt(&self, tally: &Tally) -> String {
        let missing = tally.missing_numbers();
        match (missing.as_slice(), tally.is_empty()) {
            ([], _) => match find_leader(&tally.counts()) {
                VoteLeader::One(at) => phrase::enter_prompt(at + 1),
                VoteLeader::Several(_) | VoteLeader::Nobody => phrase::DECIDE_PROMPT.text().to_owned(),
            },
            (_, true) => phrase::votes_prompt(&self.choice_range()),
            (some, false) => phrase::missing_prompt(some),
        }
    }

    fn group_help(&mut self) -> io::Result<()> {
        let many = self.session.scene().on_offer().count();
        self.page.write_paragraph(Role::Text, phrase::HELP.text())?;
        self.page.write_gap()?;
        let hints = run::hints_left(self.session.hints_left(), !self.session.shown_hints().is_empty());
        let counts = phrase::example(many);
        let keys = [
            (counts.as_str(), phrase::HELP_COUNTS.text()),
            ("5", phrase::HELP_COUNT.text()),
            ("1:5", phrase::HELP_NAMED.text()),
            ("done", phrase::HELP_DONE.text()),
            ("go 1", phrase::HELP_GO.text()),
            ("h", hints.as_str()),
            ("h 1", run::HINT_ABOUT_ONE.text()),
            ("b", run::HELP_BACK.text()),
            ("s", run::HELP_SAVE.text()),
            ("q", run::HELP_QUIT.text()),
            ("?", run::HELP_HELP.text()),
        ];
        let write = self.session.current_ask().map(|_| ("w …", run::HELP_WRITE.text()));
        let keys: Vec<(&str, &str)> = keys.into_iter().chain(write).collect();
        let wide = keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        for (key, meaning) in keys {
            let styled = self.page.new_styled().with_words(Role::Text, meaning);
            self.page.write_wrapped(&format!("  {key:<wide$}  "), &" ".repeat(wide + 4), &styled)?;
        }
        Ok(())
    }

    fn tally_votes(&self, tally: &Tally) -> Vec<Vote> {
        let views = self.session.scene().on_offer().zip(tally.counts());
        views.map(|(view, count)| Vote { choice: view.id.clone(), label: view.label.clone(), count }).collect()
    }

    /// Records the votes, if there are any.
    fn record_votes(&mut self, tally: &Tally) {
        let votes = self.tally_votes(tally).into_iter().filter(|vote| 0 < vote.count);
        let votes: Vec<Votes> = votes.map(|vote| Votes { choice: vote.choice, count: vote.count }).collect();
        if !votes.is_empty() {
            self.session.record_vote(votes);
        }
    }
}
