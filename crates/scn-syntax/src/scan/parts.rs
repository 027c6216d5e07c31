//! The parts of lines: headers, ids, names, brackets, and texts with the lines that continue them.

use super::Scanner;
use super::lines::Kind;
use crate::parser::Rule;

impl Scanner<'_, '_> {
    /// Reads `Keyword id: title`.
    pub(super) fn head(&mut self, rule: Rule) -> Option<()> {
        let line = self.line(self.at);
        let Kind::Instruction(_, length) = line.kind else { return None };
        let head = self.nodes.open(rule, line.start);
        let id = self.id(line.start + length)?;
        let title = self.colon(id)?;
        let end = self.content_end(line);
        if title < end {
            // A title is continued after a comma, `and` or `or`.
            let words = self.text.get(title..end)?.trim_end();
            let last = words.rsplit([' ', '\t', '\u{a0}']).next();
            if words.ends_with(',') || matches!(last, Some("and" | "or")) {
                return None;
            }
            self.nodes.leaf(Rule::title, title, line.end);
        }
        self.nodes.close(head, if title < end { line.end } else { title });
        self.at += 1;
        Some(())
    }

    /// Reads blanks and an id, and returns where it ends.
    pub(super) fn id(&mut self, at: usize) -> Option<usize> {
        let start = self.skip_blanks(at);
        let bytes = self.text.as_bytes().get(start..)?;
        let is_id = |byte: &&u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || **byte == b'-';
        if start == at || !bytes.first()?.is_ascii_lowercase() {
            return None;
        }
        let end = start + bytes.iter().take_while(is_id).count();
        self.nodes.leaf(Rule::id, start, end);
        Some(end)
    }

    /// Reads a name, and returns where it ends.
    pub(super) fn reference(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let first = bytes.first()?;
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_');
        let end = start + bytes.iter().take_while(is_name).count();
        // Some letters beyond ASCII belong to a name.
        let is_whole = self.byte(end).is_none_or(|byte| byte.is_ascii());
        if !(first.is_ascii_alphabetic() || *first == b'_') || !is_whole {
            return None;
        }
        self.nodes.leaf(Rule::reference, start, end);
        Some(end)
    }

    /// Reads the brackets from an offset on, those that are not simple by the grammar. Returns
    /// where the last one ends.
    pub(super) fn brackets(&mut self, at: usize) -> Option<usize> {
        let mut end = at;
        loop {
            let open = self.skip_blanks(end);
            if self.byte(open) != Some(b'[') {
                return Some(end);
            }
            let inside = self.text.as_bytes().get(open..self.line(self.at).end)?;
            let close = open + memchr::memchr2(b']', b':', inside)? + 1;
            if self.byte(close - 1) != Some(b']') {
                return None;
            }
            if self.simple_bracket(open, close).is_none() {
                self.nodes.read(Rule::bracket, open, close)?;
            }
            end = close;
        }
    }

    /// Reads a colon with blanks around it, and returns where they end.
    pub(super) fn colon(&self, at: usize) -> Option<usize> {
        let colon = self.skip_blanks(at);
        (self.byte(colon) == Some(b':')).then(|| self.skip_blanks(colon + 1))
    }

    /// Reads a colon and the text after it, which may begin on the next line. Closes the node of
    /// the line.
    pub(super) fn text_behind_colon(&mut self, node: usize, at: usize) -> Option<()> {
        let start = self.colon(at)?;
        if start < self.content_end(self.line(self.at)) {
            let end = self.text(start)?;
            self.nodes.close(node, end);
            return Some(());
        }
        self.text_on_next_line(node, start)
    }

    /// Reads the text on the line below, if there is some. Closes the node of the current line,
    /// which ends at `end` if there is no text.
    pub(super) fn text_on_next_line(&mut self, node: usize, end: usize) -> Option<()> {
        self.at += 1;
        match self.line(self.at).kind {
            Kind::Text => {
                let start = self.position();
                let end = self.text(start)?;
                self.nodes.close(node, end);
            }
            Kind::Blank | Kind::When(_) | Kind::Instruction(..) => self.nodes.close(node, end),
            Kind::Comment | Kind::Odd => return None,
        }
        Some(())
    }

    /// Reads the text that begins at an offset on the current line, and the lines that continue it.
    /// Returns where it ends.
    pub(super) fn text(&mut self, start: usize) -> Option<usize> {
        if self.byte(start) == Some(b'\\') {
            return None;
        }
        while self.line(self.at + 1).kind == Kind::Text {
            self.at += 1;
        }
        let end = self.line(self.at).end;
        self.at += 1;
        // A text goes on after comments, if text follows them.
        let mut after = self.at;
        while self.line(after).kind == Kind::Comment {
            after += 1;
        }
        if matches!(self.line(after).kind, Kind::Text | Kind::Odd) {
            return None;
        }
        let text = self.nodes.open(Rule::text, start);
        self.nodes.leaf(Rule::prose, start, end);
        self.nodes.close(text, end);
        Some(end)
    }
}
