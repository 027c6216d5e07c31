//! Prints a scene to a page.

use std::io::{self, Write};

use super::blocks;
use super::group;
use super::page::Page;
use scn_run::phrases::{result_word, run};
use scn_run::{Lock, Passage, Scene, ShownBlock, callout_word, media_word};
use scn_story::Callout;
use scn_text::styled::Role;

impl<W: Write> Page<'_, W> {
    /// Prints the passages. How an outcome rates principles is left for the debrief.
    pub(super) fn passages(&mut self, scene: &Scene) -> io::Result<()> {
        for passage in &scene.passages {
            match passage {
                Passage::Brief(body) => self.body(body)?,
                Passage::Outcome { body, feedback, .. } => {
                    self.body(body)?;
                    for text in feedback {
                        self.gap()?;
                        let styled =
                            self.styled().say(Role::Label, run::FEEDBACK).say(Role::Text, " ").text(Role::Text, text);
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
                        .say(Role::Label, run::RESULT)
                        .say(Role::Text, " ")
                        .say(Role::Text, result_word(*result));
                    self.put("", "  ", &styled)?;
                }
            }
        }
        Ok(())
    }

    /// Prints the progress of the run, and the choices; those on offer are numbered.
    pub(super) fn choices(&mut self, scene: &Scene) -> io::Result<()> {
        if scene.ended.is_none() {
            self.paragraph(Role::Aside, &run::decision_number(scene.progress))?;
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
                        Some(why) => {
                            styled.say(Role::Aside, run::LOCKED_SINCE).text(Role::Aside, why).say(Role::Aside, ")")
                        }
                        None => styled.say(Role::Aside, run::LOCKED),
                    };
                    if self.is_large() {
                        self.gap()?;
                    }
                    self.put(&format!("  {:>digits$}  ", "-"), &rest, &styled)?;
                }
            }
        }
        for (number, seconds) in timed {
            self.paragraph(Role::Aside, &run::limit_not_applied(seconds, number))?;
        }
        Ok(())
    }

    pub(super) fn body(&mut self, body: &[ShownBlock]) -> io::Result<()> {
        let mut before = None;
        for block in body {
            if before.is_none_or(|before| block.is_apart_from(before)) {
                self.gap()?;
            }
            self.block("", block)?;
            before = Some(block);
        }
        Ok(())
    }

    /// Prints a block with an indent.
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
            ShownBlock::List { .. }
            | ShownBlock::Quote(_)
            | ShownBlock::Code { .. }
            | ShownBlock::Table { .. }
            | ShownBlock::Heading { .. }
            | ShownBlock::Rule => {
                let room = self.room(indent);
                for laid in blocks::laid(block, self.look, room).unwrap_or_default() {
                    let (first, rest) = (behind(&laid.first), behind(&laid.rest));
                    if laid.whole {
                        self.verbatim(&first, &rest, &laid.styled)?;
                    } else {
                        self.put(&first, &rest, &laid.styled)?;
                    }
                }
                Ok(())
            }
        }
    }
}
