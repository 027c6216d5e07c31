//! Lines of other tools that are read as what they probably mean, so that lines that refer to them
//! or follow them are not reported.

use scn_source::Name;

use super::context::Block;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::{find_keyword, has_id_form, is_blank, suggest_id};

impl<'s> Scan<'s, '_> {
    /// Handles `:: ward`, `[[ward]]`, `<<if $logged>>` and `(if: $logged)[` at the start of a line.
    pub(super) fn foreign(&self, line: Line<'s>) -> Option<Diagnosis> {
        if self.context.block == Block::Lesson {
            return None;
        }
        self.diagnose_passage(line)
            .or_else(|| self.link_alone(line))
            .or_else(|| self.macro_if(line))
            .or_else(|| self.diagnose_informal_next(line))
    }

    /// Handles `:: ward`.
    fn diagnose_passage(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let after_colons = words.strip_prefix("::")?;
        let name = after_colons.trim_start_matches(is_blank);
        let title_start = words.len() - name.len();
        let end = name.find(['[', '{']).unwrap_or(name.len());
        let title = name.get(..end)?.trim_end_matches(is_blank);
        if !title.starts_with(|c: char| c.is_ascii_alphabetic()) || self.context.scenario == 0 {
            return None;
        }
        // `::Q1:: Who may know? {=The owner ~The neighbour}` is a question in GIFT.
        let braces = name.get(end..).filter(|rest| rest.starts_with('{'));
        if title.contains("::") || braces.is_some_and(|rest| !rest.starts_with("{\"")) {
            return None;
        }
        let id = if has_id_form(title) { title.to_owned() } else { suggest_id(title, 8, "situation") };
        let situation = find_keyword("Situation")?;
        let message = format!("{} is a Twee passage and has no meaning in scn", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: format!("Situation {id}: {title}") }];
        let mends = vec![
            Change { from: 0, to: title_start, text: "Situation ".to_owned() },
            Change { from: title_start + title.len(), to: words.len(), text: ":".to_owned() },
        ];
        let header_diagnosis = Diagnosis::read_so(words, message, edits, situation);
        let diagnosis = Diagnosis { name: Name::ForeignSyntax, ..header_diagnosis };
        Some(if has_id_form(title) {
            Diagnosis { mends, ..diagnosis }
        } else {
            Diagnosis { mends: Vec::new(), keyword: None, ..diagnosis }
        })
    }

    /// Handles `[[ward]]` alone on a line, at the end of an outcome.
    fn link_alone(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let target = words.strip_prefix("[[")?.strip_suffix("]]")?;
        if !matches!(self.context.block, Block::Outcome) || !self.names().is_target(target, self.context.scenario) {
            return None;
        }
        let next = find_keyword("Next")?;
        let message = format!("{} is a Twee link and has no meaning in scn", quote(words));
        let edits = vec![
            Change { from: 0, to: 2, text: "Next: ".to_owned() },
            Change { from: words.len() - 2, to: words.len(), text: String::new() },
        ];
        Some(Diagnosis { name: Name::ForeignSyntax, ..Diagnosis::read_so(words, message, edits, next) })
    }

    /// Handles `<<if $logged>>You look.<</if>>` and `(if: $logged)[You look.]`.
    fn macro_if(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let (condition, text) = match words.strip_prefix("<<if ") {
            Some(rest) => rest.split_once(">>")?,
            None => words.strip_prefix("(if:")?.split_once(')')?,
        };
        let plain = condition.replace('$', "");
        let is_known_name = |name: &str| self.is_variable(name);
        if !super::value::is_condition(&plain, is_known_name) || text.trim().is_empty() {
            return None;
        }
        let end = text.find("<</if").unwrap_or(text.len());
        let after_end = text.get(end..)?.split_once(">>").map_or("", |(_, after)| after);
        let is_whole = after_end.trim().is_empty() && !text.get(..end)?.contains("<<") && !text.contains("](");
        let inner = text.get(..end)?.trim_matches(is_blank);
        let hook = inner.strip_prefix('[').map_or(inner, |inner| inner.strip_suffix(']').unwrap_or(inner));
        let message = format!("{} is another tool's condition and has no meaning in scn", quote(words));
        let whole = format!("[if {}] {hook}", plain.trim());
        let edits = if is_whole { vec![Change { from: 0, to: words.len(), text: whole }] } else { Vec::new() };
        // Read it as a line of text with a condition, which a line with `[otherwise]` can follow.
        let start = words.find(condition)? + condition.find('$').map_or(0, |at| at + 1);
        let tail = condition.get(condition.find('$').map_or(0, |at| at + 1)..)?;
        let mends = if tail.contains('$') || !is_whole {
            Vec::new()
        } else {
            let condition_end = start + tail.len();
            vec![
                Change { from: 0, to: start, text: "[if ".to_owned() },
                Change { from: condition_end, to: words.len() - text.len(), text: "] ".to_owned() },
            ]
        };
        Some(Diagnosis { mends, ..Diagnosis::part(Name::ForeignSyntax, 0, words.len(), message, edits) })
    }
}
