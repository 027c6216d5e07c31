//! A scene on a page.

use std::io::{self, Write};

use super::group;
use super::page::Page;
use super::styled::Role;
use super::words::result_word;
use crate::markdown::{callout_word, media_word};
use crate::session::{Lock, Passage, Scene};
use crate::text::ShownBlock;
use scn_story::Callout;

impl<W: Write> Page<'_, W> {
    /// What there is to read. What an outcome says about principles is kept for the debrief.
    pub(super) fn passages(&mut self, scene: &Scene) -> io::Result<()> {
        for passage in &scene.passages {
            match passage {
                Passage::Brief(body) => self.body(body)?,
                Passage::Outcome { body, feedback, .. } => {
                    self.body(body)?;
                    for text in feedback {
                        self.gap()?;
                        let styled =
                            self.styled().say(Role::Label, "Feedback:").say(Role::Text, " ").text(Role::Text, text);
                        self.put("", "  ", &styled)?;
                    }
                }
                Passage::Situation { title, body, .. } => {
                    self.heading(title, '─')?;
                    self.body(body)?;
                }
                Passage::Ending { title, result, body, .. } => {
                    self.heading(title, '─')?;
                    self.body(body)?;
                    self.gap()?;
                    let styled = self
                        .styled()
                        .say(Role::Label, "Result:")
                        .say(Role::Text, " ")
                        .say(Role::Text, result_word(*result));
                    self.put("", "  ", &styled)?;
                }
            }
        }
        Ok(())
    }

    /// How far the run has come, and the choices; those on offer have numbers.
    pub(super) fn choices(&mut self, scene: &Scene) -> io::Result<()> {
        if scene.ended.is_none() {
            let progress = scene.progress;
            let of = progress.at_least.filter(|least| progress.decision < *least);
            let of = of.map(|least| format!(" of at least {least}")).unwrap_or_default();
            self.paragraph(Role::Aside, &format!("Decision {}{of}", progress.decision))?;
        }
        self.gap()?;
        let digits = scene.on_offer().count().to_string().len();
        let mut number = 0;
        let mut timed = Vec::new();
        let rest = " ".repeat(digits + 4);
        for view in &scene.choices {
            match &view.lock {
                Lock::Open => {
                    number += 1;
                    let styled = self.styled().text(Role::Text, &view.label);
                    if self.is_large() {
                        if 1 < number {
                            self.gap()?;
                        }
                        self.beside(&group::number(number, digits), &styled)?;
                    } else {
                        self.put(&format!("  {number:>digits$}. "), &rest, &styled)?;
                    }
                    timed.extend(view.after.map(|seconds| (number, seconds)));
                }
                Lock::Locked(why) => {
                    let mut styled = self.styled().text(Role::Aside, &view.label);
                    styled = match why {
                        Some(why) => styled.say(Role::Aside, " (locked: ").text(Role::Aside, why).say(Role::Aside, ")"),
                        None => styled.say(Role::Aside, " (locked)"),
                    };
                    if self.is_large() {
                        self.gap()?;
                    }
                    self.put(&format!("  {:>digits$}  ", "-"), &rest, &styled)?;
                }
            }
        }
        for (number, seconds) in timed {
            let unit = if seconds == 1 { "second" } else { "seconds" };
            self.paragraph(
                Role::Aside,
                &format!(
                    "Note: where a clock runs, choice {number} is taken by itself after {seconds} {unit}. Here none runs: take \
                     your time."
                ),
            )?;
        }
        Ok(())
    }

    pub(super) fn body(&mut self, body: &[ShownBlock]) -> io::Result<()> {
        for block in body {
            self.gap()?;
            self.block("", block)?;
        }
        Ok(())
    }

    /// A block behind an indent.
    pub(super) fn block(&mut self, indent: &str, block: &ShownBlock) -> io::Result<()> {
        let behind = |more: &str| format!("{indent}{more}");
        match block {
            ShownBlock::Paragraph(text) => {
                let styled = self.styled().text(Role::Text, text);
                self.put(indent, indent, &styled)
            }
            ShownBlock::Speech { speaker, direction, text } => {
                let direction = direction.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
                let styled = self.styled().say(Role::Speaker, speaker).say(Role::Text, &format!("{direction}: "));
                let styled = styled.text(Role::Text, text);
                self.put(&behind("  "), &behind("    "), &styled)
            }
            ShownBlock::Callout { callout, text } => {
                let role = match callout {
                    Callout::Warning => Role::Warning,
                    Callout::Note | Callout::Tip | Callout::Remember => Role::Label,
                };
                let styled = self.styled().say(role, &format!("{}:", callout_word(*callout)));
                let styled = styled.say(Role::Text, " ").text(Role::Text, text);
                self.put(indent, &behind("  "), &styled)
            }
            ShownBlock::Media { media, file, alternative } => {
                let styled =
                    self.styled().say(Role::Label, media_word(*media)).say(Role::Aside, &format!(" ({file}): "));
                let styled = styled.text(Role::Text, alternative);
                self.put(indent, &behind("  "), &styled)
            }
            ShownBlock::List { ordered, items } => {
                let digits = items.len().to_string().len();
                for (at, item) in items.iter().enumerate() {
                    let bullet = if self.look.plain { "-" } else { "•" };
                    let mark = if *ordered { format!("{:>digits$}. ", at + 1) } else { format!("{bullet} ") };
                    let rest = " ".repeat(if *ordered { digits + 2 } else { 2 });
                    let styled = self.styled().text(Role::Text, item);
                    self.put(&format!("{indent}  {mark}"), &format!("{indent}  {rest}"), &styled)?;
                }
                Ok(())
            }
            ShownBlock::Quote(lines) => {
                let mark = behind(if self.look.plain { "> " } else { "│ " });
                for line in lines {
                    // A line too long goes on where it began, unless that leaves too little room.
                    let words = line.trim_start();
                    let blanks = line.chars().count().saturating_sub(words.chars().count()).min(8);
                    let mark = format!("{mark}{}", " ".repeat(blanks));
                    let styled = self.styled().say(Role::Text, words);
                    self.put(&mark, &mark, &styled)?;
                }
                Ok(())
            }
        }
    }
}
