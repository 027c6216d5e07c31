//! Headers in other words, recognised by the line below them: `Story desk: At the desk` above
//! `Covers:`, `ask: Ask for his name.` above `Outcome:`.

use scn_source::Name;

use super::context::Block;
use super::header::is_instruction;
use super::{Change, Diagnosis, Line, Scan, keyword_length};
use crate::findings::{quote, with_article};
use crate::words::{HeaderForm, Keyword, find_keyword, has_id_form, is_blank, keyword_at_start, suggest_id};

/// The longest line that may be a header, in bytes.
const LONGEST: usize = 200;

/// A line as a header. Offsets are relative to the start of the line's text.
struct Header<'t> {
    /// The id as written, with its offset.
    id: Option<(usize, &'t str)>,
    /// Where the title begins and ends.
    title: usize,
    end: usize,
    /// Whether it has the form of a header: a word or id with a colon, or marks around it.
    is_headed: bool,
    /// Whether it begins with the mark of a Markdown heading.
    is_heading: bool,
    /// Whether it is a question, by its end.
    is_asked: bool,
}

/// Reads a line as a header: `Story desk: At the desk`, `[Ask for his name.]`, `? Ask`.
fn parse_header(words: &str) -> Option<Header<'_>> {
    let marks = ['#', '?', '¿', '>', '=', '-', '*', '"', '“', '[', '(', ' ', '\t'];
    let text = words.trim_start_matches(marks);
    let start = words.len() - text.len();
    let opens = words.get(..start).unwrap_or_default();
    let text = text.trim_end_matches(|c: char| match c {
        ':' | ' ' | '\t' => true,
        ']' => opens.contains('['),
        ')' => opens.contains('('),
        '"' | '”' => opens.contains(['"', '“']),
        _ => false,
    });
    let is_marked = 0 < start || text.len() + start < words.len();
    let end = start + text.len();
    let is_heading = words.starts_with('#');
    let is_asked = words.ends_with('?');
    let Some((head, title)) = text.split_once(':').filter(|(head, _)| head.split(is_blank).count() <= 4) else {
        return Some(Header { id: None, title: start, end, is_headed: is_marked, is_heading, is_asked });
    };
    let bare = head.trim_end_matches(is_blank);
    let name = bare.rsplit(is_blank).next()?;
    let id = has_id_form(name).then(|| (start + bare.len() - name.len(), name));
    let is_lower = name.starts_with(|c: char| c.is_ascii_lowercase());
    let id = id.filter(|_| is_lower);
    let title_start = end - title.trim_start_matches(is_blank).len();
    (title_start < end).then_some(Header { id, title: title_start, end, is_headed: true, is_heading, is_asked })
}

impl<'s> Scan<'s, '_> {
    /// Handles a line of text that the line below it makes a header.
    pub(super) fn implied_header(&self, line: Line<'s>) -> Option<Diagnosis> {
        if LONGEST < line.words.len() {
            return None;
        }
        let below = self.next_below(line)?;
        let child = keyword_at_start(below)?;
        let length = keyword_length(below, child);
        // `Choose one: tea or coffee.` is a sentence.
        let is_exact = !child.is_plain() || below.get(length..)?.starts_with(':');
        if !is_exact || !is_instruction(below, length) {
            return None;
        }
        // `Next [otherwise]:` belongs to the `Next [if …]:` above.
        let is_whole = !below.starts_with("Next") || below.starts_with("Next:");
        if self.context.block == Block::Late && !self.context.running && is_effect(child) && is_whole {
            return self.implied_outcome(line, child);
        }
        // Speech is no header.
        let speaker = line.words.split_once(':').map_or("", |(name, _)| name.trim_matches(is_blank));
        if self.names().is_cast(speaker) {
            return None;
        }
        let header = parse_header(line.words)?;
        let keyword = self.parent_of(child, &header)?;
        let title = line.words.get(header.title..header.end)?;
        let written = line.words;
        let message = format!(
            "{} has {} below it, but is not written as {}",
            quote(written),
            quote(&format!("{}:", child.word)),
            with_article(&keyword.word.to_lowercase())
        );
        let kind = keyword.word.to_lowercase();
        let id = header.id.map_or_else(|| suggest_id(title, 3, &kind), |(_, id)| id.to_owned());
        let name = if keyword.word == "Test" { String::new() } else { format!(" {id}") };
        let edits = vec![Change { from: 0, to: written.len(), text: format!("{}{name}: {title}", keyword.word) }];
        let head = |from: usize, to: usize, text: String| Change { from, to, text };
        let mut mends = match header.id.filter(|_| keyword.word != "Test") {
            Some((at, id)) => {
                vec![head(0, at, format!("{} ", keyword.word)), head(at + id.len(), header.title, ": ".to_owned())]
            }
            None if matches!(keyword.word, "Choice" | "Test" | "Question") => {
                vec![head(0, header.title, format!("{}: ", keyword.word))]
            }
            None => vec![head(0, header.title, format!("{}{name}: ", keyword.word))],
        };
        mends.push(head(header.end, written.len(), String::new()));
        let diagnosis = Diagnosis::read_so(written, message, edits, keyword);
        Some(Diagnosis { name: Name::UnknownInstruction, mends, ..diagnosis })
    }

    /// Returns the header that an instruction belongs to, if it cannot belong to the open block.
    fn parent_of(&self, child: &Keyword, header: &Header<'_>) -> Option<&'static Keyword> {
        let block = self.context.block;
        let begins = !self.context.running;
        let is_quiz = matches!(block, Block::Quiz | Block::Question | Block::Answer);
        // In a body, a line with a colon is more likely text, and `Minutes:` is out of place.
        let is_body = matches!(block, Block::Situation | Block::Choice | Block::Outcome | Block::Late);
        let is_named = header.id.is_some();
        let parent = match child.word {
            "Outcome" if block == Block::Late => "Choice",
            "Outcome" if block == Block::Situation && header.is_headed => "Choice",
            _ if !begins || is_body => return None,
            "Minutes" | "Covers" | "Audience" if block != Block::Scenario && (is_named || header.is_heading) => {
                "Scenario"
            }
            "Choose" | "Expect" if block != Block::Test && header.is_headed => "Test",
            "Right" | "Wrong" | "Accept" if matches!(block, Block::Quiz | Block::Answer) && header.is_asked => {
                "Question"
            }
            "Draw" | "Pass" | "Tries" | "Show answers" if !is_quiz && (is_named || header.is_heading) => "Quiz",
            "Question" if !is_quiz && is_named => "Quiz",
            "Weight" if block != Block::Principle && is_named => "Principle",
            "Range" if block != Block::Variable && is_named => "Meter",
            "Values" if block != Block::Variable && is_named => "State",
            _ => return None,
        };
        find_keyword(parent)
    }

    /// Handles the second outcome of a choice without its keyword: text after a `Next:`, above an
    /// instruction of an outcome.
    fn implied_outcome(&self, line: Line<'s>, child: &Keyword) -> Option<Diagnosis> {
        let words = line.words;
        let text = words.trim_start_matches(['=', '>', '-', '→', ' ', '\t']);
        let (condition, text) = match text.split_once(':') {
            Some((head, rest)) if head.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("if ")) => {
                let condition = head.get(3..)?.trim_matches(is_blank);
                let is_known = self.is_condition_here(condition);
                (Some(condition).filter(|_| is_known), rest.trim_start_matches(is_blank))
            }
            _ => (None, text),
        };
        if text.is_empty() || !super::header::begins_sentence(text) {
            return None;
        }
        let outcome = find_keyword("Outcome")?;
        let message = format!(
            "{} has {} below it, but is not written as an outcome",
            quote(words),
            quote(&format!("{}:", child.word))
        );
        let text_start = words.len() - text.len();
        let bracket = condition.map_or_else(String::new, |condition| format!(" [if {condition}]"));
        let edits = vec![Change { from: 0, to: text_start, text: format!("Outcome{bracket}: ") }];
        let mends = match condition {
            Some(condition) => {
                let start = words.find(condition)?;
                let head = Change { from: 0, to: start, text: "Outcome [if ".to_owned() };
                vec![head, Change { from: start + condition.len(), to: text_start, text: "]: ".to_owned() }]
            }
            None => edits.clone(),
        };
        let diagnosis = Diagnosis::read_so(words, message, edits, outcome);
        Some(Diagnosis { name: Name::UnknownInstruction, mends, ..diagnosis })
    }
}

/// Returns whether an instruction belongs to an outcome.
fn is_effect(keyword: &Keyword) -> bool {
    keyword.head == HeaderForm::Principles || matches!(keyword.word, "Set" | "Next" | "Feedback" | "Detour" | "Show")
}
