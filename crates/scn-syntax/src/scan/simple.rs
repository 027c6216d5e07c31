//! Changes and conditions of the commonest forms: `trust +1`, `mood = calm`, `noted`,
//! `[if trust >= 50]`, `[otherwise]`.
//!
//! Each function reads what a rule of the grammar reads, for texts in which no other alternative of
//! that rule, and no earlier one, matches. It returns `None`, and leaves the line to the grammar,
//! for all others: for any character beyond ASCII, and for words that mean something there.

use super::Scanner;
use crate::parser::Rule;

/// Words that are more than a name in a change or a condition.
const WORDS: [&str; 3] = ["and", "not", "or"];

impl Scanner<'_, '_> {
    /// Reads the changes of a `Set:` that has no brackets, if all of them are simple: the rule `set`.
    /// `length` is that of the keyword.
    pub(super) fn simple_set(&mut self, length: usize) -> Option<()> {
        let line = self.line(self.at);
        let (end, nodes) = (self.content_end(line), self.nodes.len());
        let read = self.changes(line.start, length, end);
        if read.is_none() {
            self.nodes.truncate(nodes);
        }
        read
    }

    fn changes(&mut self, start: usize, length: usize, end: usize) -> Option<()> {
        let set = self.nodes.open(Rule::set, start);
        let mut at = self.colon(start + length)?;
        loop {
            let change_end = self.change(at)?;
            let following = self.skip_blanks(change_end);
            if following == end {
                self.nodes.close(set, change_end);
                self.at += 1;
                return Some(());
            }
            // A comma at the end of the line is left to the grammar, since the next line may belong
            // to the list: no change is read there.
            if self.byte(following) != Some(b',') {
                return None;
            }
            at = self.skip_blanks(following + 1);
        }
    }

    /// Reads one of the rules `add`, `assign` and `raise`, and returns where it ends. The caller
    /// checks what follows.
    fn change(&mut self, start: usize) -> Option<usize> {
        let name_end = self.name_end(start)?;
        let sign = self.skip_blanks(name_end);
        match self.byte(sign) {
            Some(b'+' | b'-') if name_end < sign => {
                let end = self.number_end(sign)?;
                let add = self.nodes.open(Rule::add, start);
                self.nodes.leaf(Rule::reference, start, name_end);
                self.nodes.leaf(Rule::signed, sign, end);
                self.nodes.close(add, end);
                Some(end)
            }
            Some(b'=') => {
                let assign = self.nodes.open(Rule::assign, start);
                self.nodes.leaf(Rule::reference, start, name_end);
                let end = self.operand(self.skip_blanks(sign + 1))?;
                self.nodes.close(assign, end);
                Some(end)
            }
            _ => {
                let raise = self.nodes.open(Rule::raise, start);
                self.nodes.leaf(Rule::reference, start, name_end);
                self.nodes.close(raise, name_end);
                Some(name_end)
            }
        }
    }

    /// Reads a bracket that is `[otherwise]` or has one comparison: the rule `bracket`. It ends at
    /// `close`, which is after its `]`.
    pub(super) fn simple_bracket(&mut self, open: usize, close: usize) -> Option<()> {
        let nodes = self.nodes.len();
        let read = self.clause(self.skip_blanks(open + 1), close - 1);
        if read.is_none() {
            self.nodes.truncate(nodes);
        }
        read
    }

    fn clause(&mut self, start: usize, end: usize) -> Option<()> {
        let inside = self.text.get(start..end)?;
        if inside == "otherwise" {
            self.nodes.leaf(Rule::otherwise, start, end);
            return Some(());
        }
        let (rule, length) = if inside.starts_with("if") {
            (Rule::if_clause, 2)
        } else if inside.starts_with("needs") {
            (Rule::needs_clause, 5)
        } else {
            return None;
        };
        let condition_start = self.skip_blanks(start + length);
        if condition_start == start + length {
            return None;
        }
        let clause = self.nodes.open(rule, start);
        let condition = self.nodes.open(Rule::condition, condition_start);
        let condition_end = self.comparison(condition_start)?;
        self.nodes.close(condition, condition_end);
        self.nodes.close(clause, condition_end);
        (self.skip_blanks(condition_end) == end).then_some(())
    }

    /// Reads a comparison, and returns where it ends. A fact, such as `visited desk`, has two names
    /// in a row, which no caller accepts.
    fn comparison(&mut self, start: usize) -> Option<usize> {
        let comparison = self.nodes.open(Rule::comparison, start);
        let mut end = self.operand(start)?;
        let sign = self.skip_blanks(end);
        let length = match (self.byte(sign), self.byte(sign + 1)) {
            (Some(b'!' | b'<' | b'>'), Some(b'=')) => 2,
            (Some(b'=' | b'<' | b'>'), _) => 1,
            _ => 0,
        };
        if 0 < length {
            self.nodes.leaf(Rule::comparator, sign, sign + length);
            end = self.operand(self.skip_blanks(sign + length))?;
        }
        self.nodes.close(comparison, end);
        Some(end)
    }

    /// Reads a number or a name, and returns where it ends.
    fn operand(&mut self, start: usize) -> Option<usize> {
        if let Some(end) = self.number_end(start) {
            self.nodes.leaf(Rule::number, start, end);
            return Some(end);
        }
        let end = self.name_end(start)?;
        self.nodes.leaf(Rule::reference, start, end);
        Some(end)
    }

    /// Returns where a name ends that is only a name: the rule `reference`.
    fn name_end(&self, start: usize) -> Option<usize> {
        let first = self.byte(start)?;
        let end = self.word_end(start)?;
        let is_name = first.is_ascii_alphabetic() || first == b'_';
        let word = self.text.get(start..end)?;
        (is_name && !WORDS.contains(&word)).then_some(end)
    }

    /// Returns where a number ends that may have a sign: the rules `number` and, with a sign,
    /// `signed`.
    fn number_end(&self, start: usize) -> Option<usize> {
        let digits = start + usize::from(matches!(self.byte(start), Some(b'+' | b'-')));
        let end = self.word_end(digits)?;
        let word = self.text.as_bytes().get(digits..end)?;
        (!word.is_empty() && word.iter().all(u8::is_ascii_digit)).then_some(end)
    }

    /// Returns where the characters of names end, if none beyond ASCII follows.
    fn word_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_');
        let end = start + bytes.iter().take_while(is_name).count();
        self.byte(end).is_none_or(|byte| byte.is_ascii()).then_some(end)
    }
}
