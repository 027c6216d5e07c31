//! Group mode: a trainer plays with a group. The situation is shown large, votes are counted, and
//! the choice with the most votes is made unless the trainer decides otherwise.

mod big;
mod votes;

use std::io::{self, BufRead, Write};

use super::asking::Answer;
use super::input::{Line, read_line};
use super::{Face, Finish, PlayError};
pub(super) use big::number;
use scn_run::{Pick, Vote, Votes};
use scn_text::listed;
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
            ("go", "") => self.page.paragraph(Role::Text, "Say which choice: go 1, for example.")?,
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
                    self.page.paragraph(Role::Text, &format!("“{shown}” is no count of votes."))?;
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
            Pick::Used => self.page.paragraph(Role::Text, "That could be chosen once, and it has been chosen.")?,
            Pick::Several(_) => self.page.paragraph(Role::Text, "Several choices start so. Type the number: go 1.")?,
            Pick::Nothing => {
                let shown = scn_text::shortened(which);
                let words = format!("There is no choice “{shown}” here: go on with {}.", self.range());
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
                Leading::One(at) => {
                    // An example other than the group's choice.
                    let other = if at == 0 { 2 } else { 1 };
                    let or = match tally.counts().len() {
                        0 | 1 => String::new(),
                        2 => format!(", or decide for the other: go {other}"),
                        _ => format!(", or decide for another: go {other}, for example"),
                    };
                    format!("Most are for {}. Press Enter to go on with it{or}.", at + 1)
                }
                Leading::Several(several) => {
                    let numbers: Vec<usize> = several.iter().map(|at| at + 1).collect();
                    format!(
                        "{} have equally many votes. You decide: go {}.",
                        listed(&numbers, "and"),
                        go_each(&numbers)
                    )
                }
                Leading::Nobody => {
                    let all: Vec<usize> = (1..=tally.counts().len()).collect();
                    format!("Nobody voted. You decide: go {}.", go_each(&all))
                }
            }
        } else if tally.is_empty() {
            self.first_words()
        } else {
            let (s, them) = if missing.len() == 1 { ("", "it") } else { ("s", "them") };
            let numbers = listed(&missing, "and");
            format!(
                "Still missing: the count for choice{s} {numbers}. Type it, or done if nobody was for {them}. Or decide yourself: go 1, for example."
            )
        };
        self.page.paragraph(Role::Text, &words)
    }

    fn first_words(&self) -> String {
        match self.session.scene().on_offer().count() {
            1 => "There is one choice: press Enter to go on with it, or type how many are for it.".to_owned(),
            many => format!(
                "How many are for each? Type {}, for example: a count for each choice in order. Or one at a time, or decide yourself: go 1.",
                example(many)
            ),
        }
    }

    fn group_prompt(&self, tally: &Tally) -> String {
        let missing = tally.missing();
        match (missing.as_slice(), tally.is_empty()) {
            ([], _) => match leading(&tally.counts()) {
                Leading::One(at) => format!("Enter for choice {}, or go …: ", at + 1),
                Leading::Several(_) | Leading::Nobody => "You decide, go …: ".to_owned(),
            },
            (_, true) => format!("Votes for {} (? for help): ", self.range()),
            (some, false) => format!("Votes for {}: ", listed(some, "and")),
        }
    }

    fn group_help(&mut self) -> io::Result<()> {
        let many = self.session.scene().on_offer().count();
        let words = "Count who is for each choice, type the counts, then Enter. What most are for is done; you can always decide otherwise.";
        self.page.paragraph(Role::Text, words)?;
        self.page.gap()?;
        let hints = match self.session.hints_left() {
            0 if self.session.hinted().is_empty() => "a hint (there is none here)".to_owned(),
            0 => "a hint (there is none left)".to_owned(),
            left => format!("a hint ({left} left here)"),
        };
        let counts = example(many);
        let keys = [
            (counts.as_str(), "counts for all choices, in order"),
            ("5", "a count for the next choice that has none"),
            ("1:5", "a count for choice 1"),
            ("done", "nobody was for the others"),
            ("go 1", "go on with choice 1, however many were for it"),
            ("h", hints.as_str()),
            ("h 1", "a hint about choice 1, and so on"),
            ("b", "take the last choice back"),
            ("s", "save the run and leave it"),
            ("q", "leave the run"),
            ("?", "this help"),
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

/// Returns example counts for a number of choices.
fn example(choices: usize) -> String {
    let counts = [5, 2, 0, 1].iter().cycle().take(choices.clamp(1, 8));
    counts.map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// Joins numbers as in `1 or go 2`.
fn go_each(numbers: &[usize]) -> String {
    numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(" or go ")
}
