//! The parse tree of a file, line by line.
//!
//! The grammar defines the tree. To match its rules against every character of every paragraph is
//! slow, though most lines are plain: text, an instruction with an id and a text, a comment. This
//! module builds the nodes of such lines, decided by their first characters, in the order in which
//! the rules of the grammar would. Everything with a structure of its own (conditions, changes,
//! properties, tests, quizzes, lessons) is read by the rule of the grammar for it. A block with a
//! line that is not plain is read by the grammar as a whole, and so is a file in which even that
//! is not certain.
//!
//! The invariant: [`parse_file`] returns exactly the tree of the rule `file`. Tests compare both
//! for every document, prefixes of the examples, and random texts.

mod lines;
mod parts;
mod simple;

use crate::parser::{self, Nodes, Rule};
use crate::text_lines::TextLines;
use crate::words::Keyword;
use lines::{Kind, Line, blanks, classify, read_lines};

/// Returns the parse tree of a file, or `None` if the grammar does not match, which never happens.
/// `text_lines` are the lines of the text.
pub(crate) fn parse_file<'t>(text: &'t str, text_lines: &TextLines) -> Option<Nodes<'t>> {
    scan(text, text_lines).or_else(|| parse_by_grammar(text))
}

/// Returns the parse tree of a file by the rule `file` of the grammar.
fn parse_by_grammar(text: &str) -> Option<Nodes<'_>> {
    parser::parse(Rule::file, text)
}

/// Returns the parse tree of a file, or `None` if the grammar has to read it as a whole.
fn scan<'t>(text: &'t str, text_lines: &TextLines) -> Option<Nodes<'t>> {
    let lines = read_lines(text, text_lines)?;
    let mut scanner = Scanner { text, lines: &lines, at: 0, nodes: Nodes::new(text) };
    scanner.file()?;
    Some(scanner.nodes)
}

/// A scanner. A function that reads something begins at the line [`at`](Self::at) and leaves it at
/// the first line after what it read. It returns `None` if something is not plain.
struct Scanner<'t, 'l> {
    text: &'t str,
    lines: &'l [Line],
    at: usize,
    nodes: Nodes<'t>,
}

/// A line at the end of the file.
const END: Kind = Kind::Blank;

impl Scanner<'_, '_> {
    fn line(&self, index: usize) -> Line {
        let end = self.text.len();
        self.lines.get(index).copied().unwrap_or(Line { start: end, end, kind: END })
    }

    /// Returns where the current line begins, after its indentation.
    fn position(&self) -> usize {
        self.line(self.at).start
    }

    /// Returns where the text of a line ends, without its carriage return.
    fn content_end(&self, line: Line) -> usize {
        let is_return = line.end < self.text.len() && self.byte(line.end.wrapping_sub(1)) == Some(b'\r');
        if is_return && line.start < line.end { line.end - 1 } else { line.end }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Returns the offset of the first character from an offset on that is not a blank.
    fn skip_blanks(&self, at: usize) -> usize {
        at + self.text.as_bytes().get(at..).map_or(0, blanks)
    }

    /// Returns the next line that is neither blank nor a comment, or `None` at the end of the file.
    fn peek(&self) -> Option<(usize, Kind)> {
        let following = self.lines.get(self.at..)?;
        let found = following.iter().position(|line| !matches!(line.kind, Kind::Blank | Kind::Comment))?;
        Some((self.at + found, self.line(self.at + found).kind))
    }

    /// Goes to a line and adds the comments before it.
    fn skip_to(&mut self, index: usize) {
        for line in self.lines.get(self.at..index).unwrap_or_default() {
            if line.kind == Kind::Comment {
                self.nodes.leaf(Rule::comment, line.start, line.end);
            }
        }
        self.at = index;
    }

    fn file(&mut self) -> Option<()> {
        let file = self.nodes.open(Rule::file, 0);
        while let Some((index, kind)) = self.peek() {
            let Kind::Instruction(keyword, _) = kind else { return None };
            self.skip_to(index);
            match keyword.word {
                "Scenario" => self.scenario()?,
                _ => self.declaration(keyword)?,
            }
        }
        self.skip_to(self.lines.len());
        let end = self.text.len();
        self.nodes.leaf(Rule::EOI, end, end);
        self.nodes.close(file, end);
        Some(())
    }

    fn scenario(&mut self) -> Option<()> {
        let scenario = self.nodes.len();
        self.block(Rule::scenario, Self::scenario_head)?;
        while let Some((index, kind)) = self.peek() {
            let Kind::Instruction(keyword, _) = kind else { return None };
            if keyword.word == "Scenario" {
                break;
            }
            self.skip_to(index);
            match keyword.word {
                "Situation" => self.block(Rule::situation, Self::situation)?,
                "Ending" => self.block(Rule::ending, Self::ending)?,
                "Test" => self.by_grammar(Rule::test)?,
                "Promise" => self.by_grammar(Rule::promise)?,
                _ => self.declaration(keyword)?,
            }
        }
        self.nodes.close(scenario, self.position());
        Some(())
    }

    fn declaration(&mut self, keyword: &Keyword) -> Option<()> {
        match keyword.word {
            "Principle" => self.block(Rule::principle, Self::principle),
            "Lesson" => self.by_grammar(Rule::lesson),
            "Quiz" => self.by_grammar(Rule::quiz),
            "Cast" => self.by_grammar(Rule::cast),
            "Meter" => self.by_grammar(Rule::meter),
            "Flag" => self.by_grammar(Rule::flag),
            "State" => self.by_grammar(Rule::state),
            "Passage" => self.by_grammar(Rule::passage),
            _ => None,
        }
    }

    /// Reads a block, by the grammar if it is not plain.
    fn block(&mut self, rule: Rule, read: fn(&mut Self) -> Option<()>) -> Option<()> {
        let (at, length) = (self.at, self.nodes.len());
        let is_plain = read(self).is_some() && self.ends_block();
        if !is_plain {
            self.at = at;
            self.nodes.truncate(length);
            self.by_grammar(rule)?;
        }
        Some(())
    }

    /// Returns whether the next line begins another block.
    fn ends_block(&self) -> bool {
        self.peek().is_none_or(|(_, kind)| is_block_start(kind))
    }

    /// Reads a block by its rule of the grammar, up to the next header at the latest.
    fn by_grammar(&mut self, rule: Rule) -> Option<()> {
        let start = self.position();
        let is_start = |line: &Line| is_block_start(line.kind);
        let following = self.lines.get(self.at + 1..)?;
        let next = following.iter().position(is_start).map_or(self.lines.len(), |found| self.at + 1 + found);
        let end = self.nodes.read(rule, start, self.line(next).start)?;
        // What is left belongs to no block.
        let rest = following.iter().position(|line| end <= line.start);
        let rest = rest.map_or(self.lines.len(), |found| self.at + 1 + found);
        let is_between = |line: &Line| matches!(line.kind, Kind::Blank | Kind::Comment);
        let is_rest_plain = rest <= next && self.lines.get(rest..next)?.iter().all(is_between);
        let gap = self.text.get(end..self.line(rest).start)?;
        let is_gap_blank = gap.chars().all(|c| crate::words::is_blank(c) || matches!(c, '\r' | '\n'));
        self.at = rest;
        (is_rest_plain && is_gap_blank).then_some(())
    }

    fn scenario_head(&mut self) -> Option<()> {
        self.block_with_properties(Rule::scenario, Rule::scenario_head, |word| match word {
            "Covers" => Some(Rule::covers),
            "Start" => Some(Rule::start),
            "Minutes" => Some(Rule::minutes),
            "Audience" => Some(Rule::audience),
            "Author" => Some(Rule::author),
            "Tags" => Some(Rule::tags),
            _ => None,
        })
    }

    fn principle(&mut self) -> Option<()> {
        self.block_with_properties(Rule::principle, Rule::principle_head, |word| match word {
            "Source" => Some(Rule::source),
            "Weight" => Some(Rule::weight),
            _ => None,
        })
    }

    /// Reads a header, the properties for which `rule_of` returns a rule, and a body.
    fn block_with_properties(&mut self, rule: Rule, head: Rule, rule_of: fn(&str) -> Option<Rule>) -> Option<()> {
        let block = self.nodes.open(rule, self.position());
        self.head(head)?;
        while let Some((index, kind)) = self.peek()
            && let Some(property) = kind.instruction().and_then(|(word, _)| rule_of(word))
        {
            self.skip_to(index);
            self.line_by_grammar(property)?;
        }
        self.body()?;
        self.nodes.close(block, self.position());
        Some(())
    }

    fn ending(&mut self) -> Option<()> {
        let ending = self.nodes.open(Rule::ending, self.position());
        self.head(Rule::ending_head)?;
        if let Some((index, Kind::Instruction(keyword, length))) = self.peek()
            && keyword.word == "Result"
        {
            self.skip_to(index);
            self.reference_line(Rule::result, length)?;
        }
        self.body()?;
        self.nodes.close(ending, self.position());
        Some(())
    }

    /// Reads a body: text, call-outs and conditions.
    fn body(&mut self) -> Option<()> {
        let body = self.nodes.open(Rule::body, self.position());
        while let Some((index, kind)) = self.peek().filter(|(_, kind)| !is_block_start(*kind)) {
            self.skip_to(index);
            self.body_line(kind)?;
        }
        self.nodes.close(body, self.position());
        Some(())
    }

    fn situation(&mut self) -> Option<()> {
        let situation = self.nodes.open(Rule::situation, self.position());
        self.head(Rule::situation_head)?;
        while let Some((index, Kind::Instruction(keyword, length))) = self.peek()
            && keyword.word == "Set"
        {
            self.skip_to(index);
            self.set(length)?;
        }
        while let Some((index, kind)) = self.peek().filter(|(_, kind)| !is_block_start(*kind)) {
            let instruction = kind.instruction();
            if matches!(instruction, Some(("Choice", _))) {
                break;
            }
            self.skip_to(index);
            match instruction {
                Some(("Hint", length)) => self.text_line(Rule::hint, length)?,
                Some(("Next", length)) => self.reference_line(Rule::next, length)?,
                Some(_) | None => self.body_line(kind)?,
            }
        }
        while let Some((index, Kind::Instruction(keyword, length))) = self.peek()
            && keyword.word == "Choice"
        {
            self.skip_to(index);
            self.choice(length)?;
        }
        self.nodes.close(situation, self.position());
        Some(())
    }

    fn choice(&mut self, length: usize) -> Option<()> {
        let start = self.position();
        let choice = self.nodes.open(Rule::choice, start);
        let head = self.nodes.open(Rule::choice_head, start);
        let after_id = self.id(start + length).unwrap_or(start + length);
        let colon = self.brackets(after_id)?;
        self.text_behind_colon(head, colon)?;
        while let Some((index, kind)) = self.peek().filter(|(_, kind)| !is_block_start(*kind)) {
            let instruction = kind.instruction();
            if instruction.is_some_and(|(word, _)| matches!(word, "Outcome" | "Choice") || is_effect(word)) {
                break;
            }
            self.skip_to(index);
            match instruction {
                Some(("Hint", length)) => self.text_line(Rule::hint, length)?,
                Some(("Locked", length)) => self.text_line(Rule::locked, length)?,
                Some(_) | None => self.body_line(kind)?,
            }
        }
        if let Some((index, Kind::Instruction(keyword, _))) = self.peek()
            && is_effect(keyword.word)
        {
            self.skip_to(index);
            let wordless = self.nodes.open(Rule::wordless, self.position());
            self.effects()?;
            self.nodes.close(wordless, self.position());
        }
        while let Some((index, Kind::Instruction(keyword, length))) = self.peek()
            && keyword.word == "Outcome"
        {
            self.skip_to(index);
            self.outcome(length)?;
        }
        self.nodes.close(choice, self.position());
        Some(())
    }

    fn outcome(&mut self, length: usize) -> Option<()> {
        let start = self.position();
        let outcome = self.nodes.open(Rule::outcome, start);
        let head = self.nodes.open(Rule::outcome_head, start);
        let colon = self.brackets(start + length)?;
        self.text_behind_colon(head, colon)?;
        self.effects()?;
        self.nodes.close(outcome, self.position());
        Some(())
    }

    /// Reads the lines of an outcome, up to its `Next:` and the text and further targets after it.
    fn effects(&mut self) -> Option<()> {
        let mut is_late = false;
        while let Some((index, kind)) = self.peek().filter(|(_, kind)| !is_block_start(*kind)) {
            let Kind::Instruction(keyword, length) = kind else {
                self.skip_to(index);
                self.body_line(kind)?;
                continue;
            };
            match keyword.word {
                "Choice" | "Outcome" => break,
                _ => self.skip_to(index),
            }
            match keyword.word {
                "Next" => {
                    is_late = true;
                    self.reference_line(Rule::next, length)?;
                }
                "Upholds" | "Breaks" | "Partly upholds" | "Partly breaks" if !is_late => self.link(length)?,
                "Set" if !is_late => self.set(length)?,
                "Feedback" if !is_late => self.text_line(Rule::feedback, length)?,
                "Detour" if !is_late => self.reference_line(Rule::detour, length)?,
                _ => self.body_line(kind)?,
            }
        }
        Some(())
    }

    /// Reads text, a call-out or a condition.
    fn body_line(&mut self, kind: Kind) -> Option<()> {
        match kind {
            Kind::Text => {
                let start = self.position();
                self.paragraph(start)
            }
            Kind::When(length) => self.conditional(length),
            Kind::Instruction(keyword, length) if matches!(keyword.word, "Note" | "Tip" | "Remember" | "Warning") => {
                let start = self.position();
                let callout = self.nodes.open(Rule::callout, start);
                self.nodes.leaf(Rule::callout_word, start, start + length);
                self.text_behind_colon(callout, start + length)
            }
            Kind::Blank | Kind::Comment | Kind::Instruction(..) | Kind::Odd => None,
        }
    }

    /// Reads a paragraph that begins at an offset on the current line.
    fn paragraph(&mut self, start: usize) -> Option<()> {
        let paragraph = self.nodes.open(Rule::paragraph, start);
        let end = self.text(start)?;
        self.nodes.close(paragraph, end);
        Some(())
    }

    fn conditional(&mut self, length: usize) -> Option<()> {
        let line = self.line(self.at);
        let conditional = self.nodes.open(Rule::conditional, line.start);
        let close = line.start + length;
        if self.nodes.read(Rule::when, line.start, close)? != close {
            return None;
        }
        let start = self.skip_blanks(close);
        let end = self.content_end(line);
        if start < end {
            if classify(self.text.get(start..end)?) != Kind::Text {
                return None;
            }
            self.paragraph(start)?;
            let end = self.line(self.at - 1).end;
            self.nodes.close(conditional, end);
            return Some(());
        }
        self.text_on_next_line(conditional, start)
    }

    /// Reads a line that is a keyword, a colon, and text.
    fn text_line(&mut self, rule: Rule, length: usize) -> Option<()> {
        let start = self.position();
        let line = self.nodes.open(rule, start);
        self.text_behind_colon(line, start + length)
    }

    /// Reads a line that is a keyword, perhaps brackets, a colon, and a name.
    fn reference_line(&mut self, rule: Rule, length: usize) -> Option<()> {
        let line = self.line(self.at);
        let node = self.nodes.open(rule, line.start);
        let after_keyword = line.start + length;
        let colon = if rule == Rule::next { self.brackets(after_keyword)? } else { after_keyword };
        let value = self.colon(colon)?;
        let end = self.reference(value)?;
        if self.skip_blanks(end) < self.content_end(line) {
            return None;
        }
        self.nodes.close(node, end);
        self.at += 1;
        Some(())
    }

    fn set(&mut self, length: usize) -> Option<()> {
        self.simple_set(length).or_else(|| self.line_by_grammar(Rule::set))
    }

    /// Reads a line by its rule of the grammar, if its value cannot continue on the next line.
    fn line_by_grammar(&mut self, rule: Rule) -> Option<()> {
        let line = self.line(self.at);
        let end = self.content_end(line);
        let words = self.text.get(line.start..end)?.trim_end();
        let last = words.rsplit([' ', ':', '\t']).next();
        if words.ends_with(',') || matches!(last, Some("and" | "or")) {
            return None;
        }
        // With its line feed: a title has everything before that.
        let read = self.nodes.read(rule, line.start, (line.end + 1).min(self.text.len()))?;
        self.at += 1;
        (end <= self.skip_blanks(read)).then_some(())
    }

    fn link(&mut self, length: usize) -> Option<()> {
        let start = self.position();
        let link = self.nodes.open(Rule::link, start);
        let rated = start + length;
        self.nodes.leaf(Rule::rating, start, rated);
        let mut at = self.skip_blanks(rated);
        if at == rated {
            return None;
        }
        loop {
            let end = self.reference(at)?;
            let following = self.skip_blanks(end);
            if self.byte(following) != Some(b',') {
                return self.text_behind_colon(link, end);
            }
            at = self.skip_blanks(following + 1);
        }
    }
}

/// Returns whether a line begins a block of a scenario or of a file.
fn is_block_start(kind: Kind) -> bool {
    let Kind::Instruction(keyword, _) = kind else { return false };
    matches!(
        keyword.word,
        "Principle"
            | "Lesson"
            | "Quiz"
            | "Scenario"
            | "Cast"
            | "Meter"
            | "Flag"
            | "State"
            | "Passage"
            | "Situation"
            | "Ending"
            | "Test"
            | "Promise"
    )
}

/// Returns whether a line may belong to an outcome: the rule `effect_start`.
fn is_effect(word: &str) -> bool {
    matches!(
        word,
        "Set" | "Next" | "Detour" | "Feedback" | "Show" | "Upholds" | "Breaks" | "Partly upholds" | "Partly breaks"
    )
}

#[cfg(test)]
mod tests;
