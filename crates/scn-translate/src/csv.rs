//! CSV, for people who read translations in a spreadsheet.
//!
//! The format is that of RFC 4180, in UTF-8 with a byte order mark, which spreadsheets need to
//! recognise it. The first row names the columns: `context`, `source`, `target`, `old_source`,
//! `state` and `comment`.
//!
//! A spreadsheet takes a cell such as `=1+1` for a formula, and `1.50` for a number, which it
//! changes. Such a cell has an apostrophe in front, which is removed again. One that begins with
//! apostrophes before such a text has one more. So every text comes back as it was.
//!
//! A file is read as spreadsheets write it: with commas, semicolons or tabs, with any line ends, in
//! UTF-8 or UTF-16, with columns in any order and further columns.

use ::csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use thiserror::Error;

use crate::decode::decode;
use crate::export::{ExportError, units};
use crate::po::PoFile;
use crate::returned_message::{Refused, RefusedProblem, Returned, ReturnedFile};

/// The columns.
pub const COLUMNS: [&str; 6] = ["context", "source", "target", "old_source", "state", "comment"];

/// A row after the last one: if a cell has no end, it is a part of that cell.
const END: &str = "scn-end-of-table";

/// Why a table cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct CsvError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: CsvProblem,
}

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CsvProblem {
    /// Bytes that are not text.
    #[error("this is not UTF-8; save the table as “CSV UTF-8”")]
    NotText,
    /// A first row without the columns that are needed.
    #[error("the first row has no column named `{0}`")]
    Missing(&'static str),
    /// Two columns of the same name.
    #[error("the first row has two columns named `{0}`")]
    Twice(String),
    /// A cell that begins with a quotation mark and has no end.
    #[error("a cell begins here with a quotation mark, and has no end")]
    Open,
}

/// Returns the messages of a PO file as a table.
///
/// # Examples
///
/// ```
/// use scn_translate::csv;
/// use scn_translate::po::PoFile;
///
/// let file = PoFile::parse(b"msgctxt \"a/b label\"\nmsgid \"-1\"\nmsgstr \"\"\n")?;
/// let table = csv::write(&file)?;
/// assert!(table.ends_with("a/b label,'-1,,,new,\r\n"));
/// assert_eq!(csv::read(table.as_bytes())?.messages[0].source, "-1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Returns the first message that has a plural.
pub fn write(file: &PoFile) -> Result<String, ExportError> {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    for unit in units(file)? {
        let comments: Vec<&str> =
            [unit.comment.as_str(), &unit.remarks].into_iter().filter(|it| !it.is_empty()).collect();
        rows.push([
            protect_context(unit.message.source.context.as_deref()),
            protect(&unit.message.source.text),
            protect(unit.target),
            protect(unit.old_source.unwrap_or_default()),
            unit.state.as_str().to_owned(),
            protect(&comments.join("\n")),
        ]);
    }
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in &rows {
        // Writing into memory does not fail, and every row has as many cells as the first one.
        let _ = table.write_record(row);
    }
    let text = table.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    Ok(format!("\u{feff}{text}"))
}

/// Reads a table that was returned.
///
/// # Errors
///
/// Returns why it cannot be read. A row that cannot be taken is in the result, as refused.
pub fn read(bytes: &[u8]) -> Result<ReturnedFile, CsvError> {
    let text = decode(bytes).map_err(|line| CsvError { line, problem: CsvProblem::NotText })?;
    let (text, skipped) = without_separator_line(&text);
    let separator = detect_separator(text);
    let ended = format!("{text}\n{END}\n");
    let mut table =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(ended.as_bytes());
    let mut sheet = Sheet::default();
    let mut row = StringRecord::new();
    let (mut line, mut counted) = (1 + skipped, 0);
    // Text from memory is always read.
    while table.read_record(&mut row).unwrap_or(false) {
        sheet.take_last_row()?;
        let start = row.position().map_or(counted, |position| start_of_row(&ended, position));
        let before = ended.as_bytes().get(counted..start).unwrap_or_default();
        line += before.iter().filter(|byte| **byte == b'\n').count();
        counted = counted.max(start);
        sheet.last_row = std::mem::take(&mut row);
        sheet.line = line;
    }
    if sheet.last_row.len() != 1 || sheet.last_row.get(0) != Some(END) {
        return Err(CsvError { line, problem: CsvProblem::Open });
    }
    if sheet.columns.is_none() {
        // There is no row at all.
        Columns::find(&StringRecord::new()).map_err(|problem| CsvError { line: 1, problem })?;
    }
    Ok(sheet.file)
}

/// A table that is being read.
#[derive(Default)]
struct Sheet {
    columns: Option<Columns>,
    file: ReturnedFile,
    /// The row that was read last, and its line. Only the next row shows that it is not the end.
    last_row: StringRecord,
    line: usize,
}

impl Sheet {
    fn take_last_row(&mut self) -> Result<(), CsvError> {
        let (line, row) = (self.line, std::mem::take(&mut self.last_row));
        let Some(columns) = &self.columns else {
            if line > 0 {
                self.columns = Some(Columns::find(&row).map_err(|problem| CsvError { line, problem })?);
            }
            return Ok(());
        };
        if row.iter().all(str::is_empty) {
            return Ok(());
        }
        match columns.take_row(line, &row) {
            Ok(message) => self.file.messages.push(message),
            Err(refused) => self.file.refused.push(refused),
        }
        Ok(())
    }
}

/// Returns the byte at which a row begins. Its position is that of the line ends before it.
fn start_of_row(text: &str, position: &::csv::Position) -> usize {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// Returns a table without a line such as `sep=;`, which one spreadsheet writes and reads, and how
/// many lines that are.
fn without_separator_line(text: &str) -> (&str, usize) {
    match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().trim_matches('"').starts_with("sep=") => (rest, 1),
        _ => (text, 0),
    }
}

/// Returns the character between cells: the one with which the first row has the most columns that
/// are known.
fn detect_separator(text: &str) -> u8 {
    let count = |separator: u8| {
        let mut table =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let mut names = StringRecord::new();
        let _ = table.read_record(&mut names);
        names.iter().filter(|name| COLUMNS.contains(&normalize_name(name).as_str())).count()
    };
    let mut best = (count(b','), b',');
    for separator in [b';', b'\t'] {
        let known = count(separator);
        if known > best.0 {
            best = (known, separator);
        }
    }
    best.1
}

fn normalize_name(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

/// Where the columns are.
struct Columns {
    count: usize,
    context: Option<usize>,
    source: usize,
    target: usize,
    state: Option<usize>,
}

impl Columns {
    fn find(names: &StringRecord) -> Result<Self, CsvProblem> {
        let names: Vec<String> = names.iter().map(normalize_name).collect();
        let find = |wanted: &str| names.iter().position(|name| name == wanted);
        for name in COLUMNS {
            if names.iter().filter(|it| *it == name).count() > 1 {
                return Err(CsvProblem::Twice(name.to_owned()));
            }
        }
        Ok(Self {
            count: names.len(),
            context: find("context"),
            source: find("source").ok_or(CsvProblem::Missing("source"))?,
            target: find("target").ok_or(CsvProblem::Missing("target"))?,
            state: find("state"),
        })
    }

    fn take_row(&self, line: usize, row: &StringRecord) -> Result<Returned, Refused> {
        let cell = |column: usize| row.get(column).unwrap_or_default();
        let context = self.context.and_then(|column| unprotect_context(cell(column)));
        let source = unprotect(cell(self.source));
        let target = unprotect(cell(self.target));
        if row.iter().skip(self.count).any(|cell| !cell.is_empty()) {
            return Err(Refused { line, name: context.unwrap_or(source), problem: RefusedProblem::Cells });
        }
        let state = self.state.map(cell).unwrap_or_default().trim().to_ascii_lowercase();
        let doubtful = !target.is_empty() && (state.starts_with("needs-") || state == "fuzzy");
        Ok(Returned { context, source, target, doubtful, line, id: None })
    }
}

/// Returns whether a spreadsheet takes a text for something else.
///
/// A text is a formula if it begins with one of the first characters below, also in their wide
/// forms, or with a tab or a line end, after which there can be one. A text with digits and without
/// letters is a number, a date or a time to it, and so is one such as `1e5`.
fn is_at_risk(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        || text.contains(|sign: char| sign.is_ascii_digit()) && !text.contains(char::is_alphabetic)
        || text.trim().parse::<f64>().is_ok()
        || ["true", "false"].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

fn protect(text: &str) -> String {
    if is_at_risk(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

fn unprotect(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(text) if is_at_risk(text.trim_start_matches('\'')) => text.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Returns the cell of a context. No context is an empty cell, so an empty context is not.
fn protect_context(context: Option<&str>) -> String {
    match context {
        None => String::new(),
        Some(context) if context.trim_start_matches('\'').is_empty() => format!("'{context}"),
        Some(context) => protect(context),
    }
}

fn unprotect_context(cell: &str) -> Option<String> {
    match cell.strip_prefix('\'') {
        None if cell.is_empty() => None,
        Some(context) if context.trim_start_matches('\'').is_empty() => Some(context.to_owned()),
        _ => Some(unprotect(cell)),
    }
}
