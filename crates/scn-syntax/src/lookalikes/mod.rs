//! Lines that have the form of text but were probably meant as instructions.
//!
//! A missing colon, a title in place of an id, a bracket after the colon, or the markup of another
//! tool would otherwise be shown to the learner without any report. Each is reported at its line.
//! If the intended meaning is certain, the grammar reads the line that way, and the lines below are
//! not reported for mistakes above them.
//!
//! Input: the corrected text so far. Output: findings, replacements, and titles that are read as
//! ids. The search takes linear time: each line is examined once, together with a fixed number of
//! lines below it.

mod alternatives;
mod bracket;
mod callouts;
mod changes;
mod choices;
mod clauses;
mod colon;
mod context;
mod continued;
mod early;
mod exam;
mod foreign;
mod harlowe;
mod header;
mod implied;
mod inline;
mod leftover;
mod links;
mod markup;
mod misspelled;
mod names;
mod order;
mod plain;
mod properties;
mod rating;
mod remarks;
mod sign;
mod speakers;
mod text_header;
mod titles;
mod value;

use std::cell::{OnceCell, RefCell};

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{Finding, Name, Severity, Span};

use crate::findings::lookalike as report;
use crate::marks::Marks;
use crate::source::{Correction, Source};
use crate::text_lines::{TextLine, TextLines};
use crate::words::{HeaderForm, Keyword, is_blank, keyword_at_start, letters};
use context::{Block, Context};
pub(crate) use header::is_small_word;
use names::Names;
pub(crate) use value::is_text;

/// The result of the search. All positions refer to the original text.
#[derive(Debug, Default)]
pub(crate) struct Lookalikes {
    /// Replacements to apply before parsing, in order.
    pub(crate) mends: Vec<Correction>,
    /// Titles in place of ids, each with the position of the id at its declaration.
    pub(crate) aliases: Vec<(Span, Span)>,
    pub(crate) findings: Vec<Finding>,
    /// The starts of the lines reported as errors here. Other problems with their form follow from
    /// that and are not reported.
    pub(crate) lines: FxHashSet<u32>,
    /// The starts of the questions whose answers are in the form of another tool and are reported.
    pub(crate) questions: FxHashSet<u32>,
}

/// A line of a text, without its indentation and its line ending. Offsets refer to the corrected
/// text.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    start: usize,
    words: &'t str,
    /// Where the next line begins.
    next_start: usize,
    /// The number of the line in the list of all lines.
    number: usize,
    /// The marks of its text. A search that needs one of them is skipped if there is none.
    marks: Marks,
    /// The marks of its text after the first colon; all marks if there is none.
    value_marks: Marks,
    /// Where its first colon is in its text.
    colon: Option<usize>,
    /// How many ASCII letters its text begins with.
    letters: usize,
    /// The keyword that its text begins with.
    keyword: Option<&'static Keyword>,
}

impl<'t> Line<'t> {
    /// Creates a line with another text, which begins at `start`.
    fn with_words(self, start: usize, words: &'t str, next_start: usize) -> Self {
        let colon = words.find(':');
        let value = words.get(colon.map_or(0, |colon| colon + 1)..).unwrap_or_default();
        Self {
            start,
            words,
            next_start,
            number: self.number,
            marks: Marks::of(words),
            value_marks: Marks::of(value),
            colon,
            letters: letters(words),
            keyword: keyword_at_start(words),
        }
    }
}

/// Returns the lines of a text as this search needs them.
fn list_lines<'t>(text: &'t str, text_lines: &TextLines) -> Vec<Line<'t>> {
    let to_line = |(number, line): (usize, &TextLine)| Line {
        start: line.start,
        words: line.words(text),
        next_start: line.next_start(text.len()),
        number,
        marks: line.marks,
        value_marks: line.value_marks,
        colon: line.colon.map(|colon| colon - line.start),
        letters: line.letters,
        keyword: line.keyword,
    };
    text_lines.as_slice().iter().enumerate().map(to_line).collect()
}

/// A replacement in a line. Offsets are relative to the start of the line's text.
#[derive(Clone, Debug)]
struct Change {
    from: usize,
    to: usize,
    text: String,
}

/// What a line was probably meant to be.
#[derive(Debug)]
struct Diagnosis {
    /// The faulty part of the line. Offsets are relative to the start of the line's text.
    from: usize,
    to: usize,
    /// The name of the finding.
    name: Name,
    message: String,
    /// The edits that fix the line.
    edits: Vec<Change>,
    /// Replacements to apply before parsing; empty if the line is kept as it is.
    mends: Vec<Change>,
    /// Titles that are read as ids.
    aliases: Vec<(usize, usize, Span)>,
    /// The instruction that the line is read as.
    keyword: Option<&'static Keyword>,
    /// Whether nothing is reported, because errors can be detected only when all names are known.
    silent: bool,
}

impl Diagnosis {
    /// Creates an error whose edits are also applied before parsing.
    fn read_so(words: &str, message: String, edits: Vec<Change>, keyword: &'static Keyword) -> Self {
        let mends = edits.clone();
        Self {
            from: 0,
            to: words.len(),
            name: Name::MissingColon,
            message,
            edits,
            mends,
            aliases: Vec::new(),
            keyword: Some(keyword),
            silent: false,
        }
    }

    /// Creates a finding about a part of a line that is kept as it is.
    fn part(name: Name, from: usize, to: usize, message: String, edits: Vec<Change>) -> Self {
        let (mends, aliases) = (Vec::new(), Vec::new());
        Self { from, to, name, message, edits, mends, aliases, keyword: None, silent: false }
    }
}

/// Returns the replacement that inserts a text.
fn insertion(at: usize, text: &str) -> Change {
    Change { from: at, to: at, text: text.to_owned() }
}

/// Finds the lines of a text that were probably meant as instructions. `text_lines` are the lines
/// of the corrected text.
pub(crate) fn find(src: &Source<'_>, text_lines: &TextLines) -> Lookalikes {
    find_in(src, text_lines, true)
}

/// Finds such lines. Plain lines are not searched if `skips_plain`; the result is the same.
fn find_in(src: &Source<'_>, text_lines: &TextLines, skips_plain: bool) -> Lookalikes {
    let mut scan = Scan {
        src,
        text: src.corrected(),
        context: Context::default(),
        lines: list_lines(src.corrected(), text_lines),
        has_order_marks: text_lines.has_order_marks,
        names: OnceCell::new(),
        resembled: RefCell::default(),
        first_words: plain::FirstWords::default(),
        skips_plain,
        out: Lookalikes::default(),
    };
    for number in 0..scan.lines.len() {
        if let Some(line) = scan.lines.get(number).copied() {
            scan.line(line);
        }
    }
    scan.out.mends.sort_by_key(|mend| mend.span);
    scan.out
}

/// The state of the search.
struct Scan<'s, 'a> {
    src: &'s Source<'a>,
    /// The corrected text so far.
    text: &'s str,
    /// All lines of the text.
    lines: Vec<Line<'s>>,
    /// Whether a line begins with a byte order mark, blanks aside.
    has_order_marks: bool,
    context: Context,
    /// The keywords that the first words of lines resemble, by word.
    resembled: RefCell<FxHashMap<&'s str, misspelled::Resembled>>,
    first_words: plain::FirstWords<'s>,
    /// Whether plain lines are not searched.
    skips_plain: bool,
    /// The declarations of the file, collected when first needed.
    names: OnceCell<Names<'s>>,
    out: Lookalikes,
}

impl<'s> Scan<'s, '_> {
    fn line(&mut self, line: Line<'s>) {
        if self.context.in_code(line.words) {
            return;
        }
        let Some(first) = line.words.bytes().next() else {
            self.context.end_paragraph();
            return;
        };
        match first {
            b'/' if line.words.starts_with("//") => {}
            b'\\' if leftover::is_latex(line.words) => self.text(line),
            b'\\' => self.context.text(),
            b'>' => {
                self.quoted_callout(line);
                self.quote_mark(line);
                self.context.text();
                self.context.end_paragraph();
            }
            _ if first.is_ascii_alphabetic() => self.scan_worded_line(line),
            _ => self.scan_marked_line(line),
        }
    }

    /// Handles a line that begins with a letter.
    fn scan_worded_line(&mut self, line: Line<'s>) {
        if self.skips_plain && self.plain_line(line) {
            return;
        }
        if let Some(meant) = self.bare_change(line).or_else(|| self.diagnose_otherwise(line)) {
            self.report_line(line, meant);
            return;
        }
        if let Some(keyword) = line.keyword {
            let length = keyword_length(line.words, keyword);
            let plain = line.words.get(length..).unwrap_or_default().starts_with(':');
            if !plain
                && let Some(meant) = self.clock_limit(line, keyword).or_else(|| self.bare_clause(line, keyword, length))
            {
                self.report_line(line, meant);
                return;
            }
            if !plain && let Some(meant) = self.wrong_sign(line, keyword, length) {
                self.report_line(line, meant);
                return;
            }
            if plain || header::is_instruction(line.words, length) {
                self.instruction(line, keyword, length);
                return;
            }
            if let Some(meant) = self.diagnose_missing_colon(line, keyword, length) {
                self.report_line(line, meant);
                if keyword.word == "Question" && self.context.block == Block::Question {
                    self.answers_of_other_tools(line);
                }
                return;
            }
            if let Some(meant) = self.misspelled_show_answers(line, keyword) {
                self.report_line(line, meant);
                return;
            }
        } else if let Some(meant) = self.diagnose_misspelling(line).or_else(|| self.capital_header(line)) {
            self.report_line(line, meant);
            return;
        }
        let diagnosis = self
            .diagnose_informal_next(line)
            .or_else(|| self.diagnose_decorated_header(line))
            .or_else(|| self.choice_of_other_tools(line))
            .or_else(|| self.implied_header(line))
            .or_else(|| self.range_in_two_lines(line))
            .or_else(|| self.property_in_other_words(line))
            .or_else(|| self.bare_condition(line))
            .or_else(|| self.diagnose_rating(line))
            .or_else(|| self.loose_line(line));
        if let Some(meant) = diagnosis {
            self.report_line(line, meant);
            return;
        }
        self.text(line);
    }

    /// Handles a line that begins with a mark, a digit, or a non-ASCII letter.
    fn scan_marked_line(&mut self, line: Line<'s>) {
        let diagnosis = self
            .gift_question(line)
            .or_else(|| self.wrapped_header(line))
            .or_else(|| self.bare_change(line))
            .or_else(|| self.diagnose_otherwise(line))
            .or_else(|| self.bare_condition(line))
            .or_else(|| self.diagnose_decorated_header(line))
            .or_else(|| self.choice_of_other_tools(line))
            .or_else(|| self.implied_header(line))
            .or_else(|| self.foreign(line))
            .or_else(|| self.diagnose_rating(line))
            .or_else(|| self.loose_line(line));
        if let Some(meant) = diagnosis {
            self.report_line(line, meant);
            return;
        }
        self.text(line);
    }

    /// Handles a line of text.
    fn text(&mut self, line: Line<'s>) {
        if let Some(meant) = self.question_of_other_tools(line) {
            self.report_within_line(line, meant);
            return;
        }
        if let Some(meant) = self.question_property_of_other_tools(line) {
            self.report_line(line, meant);
            return;
        }
        if let Some(meant) = self.reason_in_other_words(line) {
            self.report_line(line, meant);
            return;
        }
        if let Some(meant) = self.label_continuation(line) {
            self.report_within_line(line, meant);
            self.context.text();
            return;
        }
        if self.context.block == Block::Choice {
            self.context.label.get_or_insert(line.start);
        }
        if let Some(meant) = self
            .said(line)
            .or_else(|| self.marked_speaker(line))
            .or_else(|| self.decorated_speaker(line))
            .or_else(|| self.name_alone(line))
            .or_else(|| self.speech_goes_on(line))
        {
            self.report_within_line(line, meant);
        }
        self.scan_prose(line, 0);
        self.context.text();
    }

    /// Handles a line that has the form of an instruction.
    fn instruction(&mut self, line: Line<'s>, keyword: &'static Keyword, length: usize) {
        let rated = if keyword.word == "Principle" { self.rating_without_words(line) } else { None };
        if let Some(meant) = rated
            .or_else(|| self.misspelled_show_answers(line, keyword))
            .or_else(|| self.diagnose_accidental_header(line, keyword))
            .or_else(|| self.words_before_colon(line, keyword, length))
        {
            self.report_line(line, meant);
            return;
        }
        self.outcome_above(line, keyword);
        let diagnosis = self
            .header_as_target(line, keyword)
            .or_else(|| self.marked_cast_name(line, keyword))
            .or_else(|| self.early_colon(line, keyword, length))
            .or_else(|| if keyword.head == HeaderForm::Principles { self.diagnose_rating(line) } else { None })
            .or_else(|| self.diagnose_title(line, keyword, length))
            .or_else(|| self.late_bracket(line, keyword, length))
            .or_else(|| self.trailing_clause(line, keyword, length))
            .or_else(|| self.diagnose_bracket_at_end(line, keyword, length))
            .or_else(|| self.bare_header(line, keyword, length))
            .or_else(|| if keyword.word == "Meter" { self.range_in_title(line) } else { None });
        let reported = diagnosis.is_some();
        if let Some(meant) = diagnosis {
            let warns = meant.name.default_severity() != Severity::Error;
            if warns {
                self.report_within_line(line, meant);
            } else {
                self.report_line(line, meant);
            }
        } else {
            self.context.record_instruction(keyword);
        }
        if keyword.word == "Question" && self.context.block == Block::Question {
            self.answers_of_other_tools(line);
        }
        let colon = line.colon.map_or(line.words.len(), |colon| colon + 1);
        if !reported && value::is_text(keyword) {
            self.scan_prose(line, colon);
            if matches!(keyword.word, "Choice" | "Right" | "Wrong") {
                self.mark_of_answer(line, keyword, colon);
            }
        } else if !reported && value::is_title(keyword) {
            self.property_in_title(line, keyword, colon);
            self.title_markup(line, colon);
        }
    }

    /// Returns the declarations of the file.
    fn names(&self) -> &Names<'s> {
        self.names.get_or_init(|| Names::new(&self.lines))
    }

    /// Returns the line that is the next below a line and neither blank nor a comment, if it can be
    /// an instruction: it begins with a capital letter, or with a character that may be a blank.
    fn next_below(&self, line: Line<'_>) -> Option<&'s str> {
        let below = self.lines.get(line.number + 1..)?.iter().take(12);
        let next = below.map(|below| below.words).find(|words| !words.is_empty() && !words.starts_with("//"))?;
        let first = next.bytes().next()?;
        // Lines that begin in ASCII, and those that were skipped, are the same to `below`, which
        // does not remove byte order marks.
        if first.is_ascii_graphic() && !self.has_order_marks {
            return first.is_ascii_uppercase().then_some(next);
        }
        (first.is_ascii_uppercase() || !first.is_ascii_graphic()).then(|| self.below(line).next()).flatten()
    }

    /// Returns whether the line above a line, blank lines aside, may begin with a mark.
    fn may_be_below(&self, line: Line<'_>, mark: u8) -> bool {
        let above = self.lines.get(..line.number).unwrap_or_default();
        let first = above.iter().rev().find_map(|above| above.words.bytes().next());
        first.is_some_and(|first| first == mark || !first.is_ascii_graphic())
    }

    /// Iterates over the lines below a line that are neither blank nor comments, looking at a fixed
    /// number of lines.
    fn below(&self, line: Line<'_>) -> impl Iterator<Item = &'s str> + use<'s> {
        let following = self.text.get(line.next_start..).unwrap_or_default();
        following.split('\n').take(12).map(str::trim).filter(|words| !words.is_empty() && !words.starts_with("//"))
    }

    /// Returns whether the text that contains a line ends with that line.
    fn ends_text(&self, line: Line<'_>) -> bool {
        let following = self.text.get(line.next_start..).unwrap_or_default();
        let next = following.split('\n').next().unwrap_or_default().trim();
        next.is_empty() || next.starts_with("//") || keyword_at_start(next).is_some()
    }

    /// Reports what a line was meant to be, and records the replacements that let the grammar read
    /// it so.
    fn report_line(&mut self, line: Line<'s>, meant: Diagnosis) {
        let map_span = |from: usize, to: usize| self.src.original_span(line.start + from, line.start + to);
        let start = self.src.original_offset(line.start);
        let whole = self.src.line_span_from(start);
        let edits: Vec<(Span, String)> =
            meant.edits.iter().map(|edit| (map_span(edit.from, edit.to), edit.text.clone())).collect();
        let place = map_span(meant.from, meant.to);
        let is_error = meant.name.default_severity() == Severity::Error;
        if !meant.silent {
            let finding = report::likely_instruction(self.src, whole, place, meant.name, meant.message, &edits);
            self.out.findings.push(finding);
            if is_error {
                self.out.lines.insert(whole.start);
            }
        }
        let read =
            meant.mends.iter().map(|mend| Correction { span: map_span(mend.from, mend.to), text: mend.text.clone() });
        self.out.mends.extend(read);
        let aliases = meant.aliases.iter().map(|(from, to, id)| (map_span(*from, *to), self.src.to_original_span(*id)));
        self.out.aliases.extend(aliases);
        match meant.keyword {
            Some(keyword) if is_error => self.context.record_instruction(keyword),
            _ => self.context.text(),
        }
    }
}

/// Returns the length of the keyword at the start of a line as written.
fn keyword_length(words: &str, keyword: &Keyword) -> usize {
    if !keyword.word.contains(' ') {
        return keyword.word.len();
    }
    let first = words.find(is_blank).unwrap_or(words.len());
    let after_first = words.get(first..).unwrap_or_default();
    let blanks = after_first.len() - after_first.trim_start_matches(is_blank).len();
    let second = after_first.trim_start_matches(is_blank);
    first + blanks + second.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(second.len())
}
