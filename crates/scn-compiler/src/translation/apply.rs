//! The pack in another language: its files with translations in place of the words.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};
use scn_source::{FileId, Severity, SourceFile, Sources, Span};
use scn_syntax::words::keyword_at_start;

use super::catalogue::{Catalogue, Entry};
use super::messages::{FileMessages, Form, Message, Unit, file_messages, manifest_messages, units_of};
use super::placeholders::problems;
use crate::pack::PackFiles;
use crate::parallel::map_items;

/// How often a file is put together again without a translation that cannot replace its source,
/// before all that may be the cause are left out.
const ATTEMPTS: usize = 64;

/// A pack in another language.
#[derive(Clone, Debug)]
pub struct Translated {
    /// The files of the pack, by their ids, with translations in place of the words. Their ids are
    /// written out, and they have no tests.
    pub sources: Sources,
    /// How many messages the pack has. One that occurs at several places counts once.
    pub messages: usize,
    /// How many of them are translated.
    pub translated: usize,
    /// The lines, from 1, of translations that cannot replace their source.
    pub rejected: Vec<usize>,
    /// Where each message is now.
    pub(super) places: FxHashMap<FileId, Vec<Placed>>,
}

/// A message in a translated file.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// The start of the message in the translated file.
    pub(super) start: u32,
    /// Its start in the file.
    pub(super) written_at: u32,
    /// The line of its translation; `None` if it has the words of the source.
    pub(super) line: Option<usize>,
}

/// A change of a file.
#[derive(Clone)]
struct Edit {
    span: Span,
    text: String,
    /// The message that it is about, if any, with the line of its translation if it has one.
    message: Option<Option<usize>>,
}

/// What makes a unit another language.
struct UnitEdits {
    edits: Vec<Edit>,
    /// Each message by a digest of its context and words, with whether it is translated.
    messages: Vec<(u64, bool)>,
    rejected: Vec<usize>,
}

/// Returns a pack in another language, given by its BCP 47 tag.
///
/// A message without a usable translation keeps the words of the source; so do those whose
/// translation is out of date, unless `keep_stale` is true. What a run can do stays as it is: ids
/// are those of the source.
///
/// # Examples
///
/// ```
/// use scn_compiler::{PackFiles, translation::{Catalogue, translate}};
/// use scn_source::{SourceFile, Sources};
/// use scn_translate::po::PoFile;
///
/// let mut sources = Sources::new();
/// let text = "Principle honest: Say it\n  People plan.\n";
/// let file = sources.add(SourceFile::new("rules.scn", text));
/// let pack = PackFiles { files: vec![file], ..PackFiles::default() };
/// let po = "msgctxt \"honest text\"\nmsgid \"People plan.\"\nmsgstr \"Mense beplan.\"\n";
/// let (po, lines) = PoFile::parse_with_lines(po.as_bytes())?;
///
/// let translated = translate(&sources, &pack, &Catalogue::new(&po, &lines), "af", false);
/// let text = translated.sources.get(file).map(SourceFile::text);
/// assert_eq!(text, Some("Principle honest: Say it\n  Mense beplan.\n"));
/// assert_eq!((translated.translated, translated.messages), (1, 2));
/// # Ok::<(), scn_translate::po::PoError>(())
/// ```
#[must_use]
pub fn translate(
    sources: &Sources,
    pack: &PackFiles,
    catalogue: &Catalogue,
    language: &str,
    keep_stale: bool,
) -> Translated {
    let mut out = Translated {
        sources: sources.clone(),
        messages: 0,
        translated: 0,
        rejected: Vec::new(),
        places: FxHashMap::default(),
    };
    let translator = Translator { catalogue, keep_stale };
    let units = units_of(sources, pack);
    let done = map_items(&units, |_, unit| translator.unit(unit));
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut used: FxHashMap<u64, bool> = FxHashMap::default();
    for (unit, unit_edits) in units.iter().zip(done) {
        for (key, is_translated) in unit_edits.messages {
            *used.entry(key).or_insert(true) &= is_translated;
        }
        out.rejected.extend(unit_edits.rejected);
        for edit in unit_edits.edits {
            let place = unit.place(edit.span);
            edits.entry(place.file).or_default().push(Edit { span: place.span, ..edit });
        }
    }
    if let Some((id, file)) = pack.manifest.and_then(|id| Some((id, sources.get(id)?))) {
        let of_manifest = translator.manifest(id, file, language);
        let titles = of_manifest.iter().filter_map(|edit| edit.message);
        used.extend(titles.map(|line| (FxBuildHasher.hash_one("pack title"), line.is_some())));
        edits.insert(id, of_manifest);
    }
    for (id, mut edits) in edits {
        let Some(file) = sources.get(id) else { continue };
        edits.sort_by_key(|edit| edit.span);
        let (text, placed) = write(file.text(), &edits);
        out.sources.replace(id, SourceFile::new(file.path(), text));
        out.places.insert(id, placed);
    }
    out.messages = used.len();
    out.translated = used.values().filter(|is_translated| **is_translated).count();
    out.rejected.sort_unstable();
    out.rejected.dedup();
    out
}

#[derive(Clone, Copy)]
struct Translator<'t> {
    catalogue: &'t Catalogue,
    keep_stale: bool,
}

/// What is written in place of a message.
struct Replacement {
    /// The index of the message.
    message: usize,
    /// The words that a translated file must have there.
    words: String,
    /// What is written.
    text: String,
    line: usize,
    /// Whether nothing in it could be read as anything but words.
    is_plain: bool,
}

impl Translator<'_> {
    fn unit(self, unit: &Unit<'_>) -> UnitEdits {
        let text = unit.text();
        let parse = scn_syntax::parse_joined(unit.id, text, unit.starts());
        let found = file_messages(unit.id, text, &parse.file);
        let error_count = errors(&parse.findings).count();
        let mut replacements = self.replacements(&found.messages);
        let mut rejected = Vec::new();
        let mut attempts = 0;
        // Plain words change nothing but the words.
        while replacements.iter().any(|it| !it.is_plain) {
            let (translated, placed) = write(text, &edits_of(text, &found, &replacements));
            let starts = moved(unit.starts(), text, &found, &replacements);
            let again = scn_syntax::parse_joined(unit.id, &translated, &starts);
            let now = file_messages(unit.id, &translated, &again.file);
            let difference = first_difference(&found.messages, &replacements, &now.messages);
            let new_error = || {
                let is_new = error_count < errors(&again.findings).count();
                let at = errors(&again.findings).map(|error| error.place.span.start).filter(|_| is_new);
                let message = |start: u32| placed.partition_point(|it| it.start <= start).saturating_sub(1);
                at.map(message).find(|at| replacements.iter().any(|it| it.message == *at)).or(is_new.then_some(0))
            };
            let Some(culprit) = difference.or_else(new_error) else { break };
            attempts += 1;
            if ATTEMPTS < attempts {
                rejected.extend(replacements.drain(..).map(|it| it.line));
            } else {
                // The last translation before the difference is its cause.
                let last = replacements.iter().rposition(|it| it.message <= culprit).unwrap_or(0);
                rejected.push(replacements.remove(last).line);
            }
        }
        let mut replaced = replacements.iter().peekable();
        let messages = found.messages.iter().enumerate().map(|(index, message)| {
            let key = FxBuildHasher.hash_one((&message.context, &message.words));
            (key, replaced.next_if(|it| it.message == index).is_some())
        });
        let messages = messages.collect();
        UnitEdits { edits: edits_of(text, &found, &replacements), messages, rejected }
    }

    /// Returns what replaces the messages that have a usable translation, in order.
    fn replacements(self, messages: &[Message]) -> Vec<Replacement> {
        let usable = messages.iter().enumerate().filter_map(|(index, message)| {
            let entry = self.catalogue.find(message)?;
            let text = self.replacement(message, entry)?;
            let is_plain = is_plain(&text) && is_plain(&message.words);
            Some(Replacement { message: index, words: entry.translation.clone(), text, line: entry.line, is_plain })
        });
        usable.collect()
    }

    fn replacement(self, message: &Message, entry: &Entry) -> Option<String> {
        let words = entry.translation.as_str();
        let is_stale = entry.stale.is_some() && !self.keep_stale;
        if words.is_empty() || is_stale || problems(&message.words, words).iter().any(super::Problem::is_error) {
            return None;
        }
        if message.form.refused(words).is_some() {
            return None;
        }
        Some(match message.form {
            Form::Inside | Form::Cell | Form::Quoted | Form::Name => words.to_owned(),
            Form::Line if may_be_an_instruction(words) => format!("\\{words}"),
            Form::Lesson if may_be_a_block(words) => escape_block(words),
            Form::Line | Form::Lesson => words.to_owned(),
            Form::Value => format!("{} \"{words}\"", message.words),
            Form::Toml => toml::Value::String(words.to_owned()).to_string(),
        })
    }

    /// Returns the edits of a manifest: its title and its language.
    fn manifest(self, id: FileId, file: &SourceFile, language: &str) -> Vec<Edit> {
        let text = file.text();
        let manifest = crate::read_manifest(id, file, &mut Vec::new());
        let mut edits = Vec::new();
        if let Some(message) = &manifest_messages(id, file, &manifest) {
            let entry = self.catalogue.find(message);
            let replacement = entry.and_then(|entry| Some((self.replacement(message, entry)?, entry.line)));
            let line = replacement.as_ref().map(|it| it.1);
            let text = replacement.map_or_else(|| file.slice(message.place.span).to_owned(), |it| it.0);
            edits.push(Edit { span: message.place.span, text, message: Some(line) });
        }
        let tag = toml::Value::String(language.to_owned()).to_string();
        let (span, text) = match manifest.language_span {
            Some(span) => (span, tag),
            None => new_language(text, manifest.pack_span, &tag),
        };
        edits.push(Edit { span, text, message: None });
        edits
    }
}

/// Returns whether a text is only words, wherever it is: it begins with a letter or a quotation
/// mark, and has no sign that means anything in the language.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '“' | '‘' | '’' | '„' | '«'))
        && !text.contains([':', '[', ']', '{', '}', '|', '\\', '`', '<', '>', '/', '\n', '\r', '：', '［', '｛'])
        && keyword_at_start(text).is_none()
}

/// Returns the errors among findings.
fn errors(findings: &[scn_source::Finding]) -> impl Iterator<Item = &scn_source::Finding> {
    findings.iter().filter(|finding| finding.severity == Severity::Error)
}

/// Returns the edit that gives a manifest a language that it does not have. `pack` is the place of
/// `pack` in it, if it has one.
fn new_language(text: &str, pack: Option<Span>, tag: &str) -> (Span, String) {
    let Some(pack) = pack else { return (Span::empty(0), format!("[pack]\nlanguage = {tag}\n\n")) };
    let (start, end) = (pack.start as usize, pack.end as usize);
    let rest = text.get(end..).unwrap_or_default();
    match rest.trim_start().chars().next() {
        // `pack.name = …`
        Some('.') => {
            let line = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            (Span::empty(line), format!("pack.language = {tag}\n"))
        }
        // `pack = { … }`
        Some('=') => {
            let brace = rest.find('{').map_or(end, |at| end + at + 1);
            let is_empty = text.get(brace..).is_some_and(|rest| rest.trim_start().starts_with('}'));
            let comma = if is_empty { "" } else { "," };
            (Span::empty(brace), format!(" language = {tag}{comma}"))
        }
        Some(_) | None => {
            let line = rest.find('\n').map_or(text.len(), |at| end + at);
            (Span::empty(line), format!("\nlanguage = {tag}"))
        }
    }
}

/// Returns the index of the first message that does not have the words that it should have.
fn first_difference(wanted: &[Message], replacements: &[Replacement], found: &[Message]) -> Option<usize> {
    let mut replaced = replacements.iter().peekable();
    for (index, message) in wanted.iter().enumerate() {
        let replacement = replaced.next_if(|it| it.message == index);
        let has_words = |now: &Message| match replacement {
            // A backslash may have been put in front.
            Some(it) => now.words == it.words || now.words == it.text,
            None => now.words == message.words,
        };
        let kind = |message: &Message| message.context.rsplit_once(' ').map(|(_, kind)| kind.to_owned());
        let is_same = found.get(index).is_some_and(|now| has_words(now) && kind(now) == kind(message));
        if !is_same {
            return Some(index);
        }
    }
    (wanted.len() < found.len()).then(|| wanted.len().saturating_sub(1))
}

/// Returns the edits that make the translated text of a unit, in order. A message that keeps its
/// words has one too, so that its place is known.
fn edits_of(text: &str, found: &FileMessages, replacements: &[Replacement]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::with_capacity(found.messages.len() + found.ids.len() + found.tests.len());
    let mut replaced = replacements.iter().peekable();
    for (index, message) in found.messages.iter().enumerate() {
        let span = message.place.span;
        edits.push(match replaced.next_if(|it| it.message == index) {
            Some(it) => Edit { span, text: it.text.clone(), message: Some(Some(it.line)) },
            None => Edit { span, text: text.get(span.range()).unwrap_or_default().to_owned(), message: Some(None) },
        });
    }
    edits.extend(found.ids.iter().map(|(at, id)| Edit {
        span: Span::empty(*at as usize),
        text: id.clone(),
        message: None,
    }));
    edits.extend(found.tests.iter().map(|span| Edit { span: *span, text: String::new(), message: None }));
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// Returns where the offsets of a unit are in its translated text.
fn moved(offsets: &[u32], text: &str, found: &FileMessages, replacements: &[Replacement]) -> Vec<u32> {
    if offsets.iter().all(|offset| *offset == 0) {
        return offsets.to_vec();
    }
    let edits = edits_of(text, found, replacements);
    let to_new = |offset: &u32| {
        let before = edits.iter().take_while(|edit| edit.span.start < *offset);
        let (added, removed) =
            before.fold((0, 0), |(added, removed), edit| (added + edit.text.len(), removed + edit.span.len()));
        Span::empty((*offset as usize + added).saturating_sub(removed)).start
    };
    offsets.iter().map(to_new).collect()
}

/// Returns a text after edits, which are in order, and where its messages are then.
fn write(text: &str, edits: &[Edit]) -> (String, Vec<Placed>) {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut placed = Vec::with_capacity(edits.len());
    let mut copied = 0;
    for edit in edits {
        let start = edit.span.start as usize;
        if start < copied {
            continue;
        }
        out.push_str(text.get(copied..start).unwrap_or_default());
        if let Some(line) = edit.message {
            placed.push(Placed { start: Span::empty(out.len()).start, written_at: edit.span.start, line });
        }
        out.push_str(&edit.text);
        copied = edit.span.end as usize;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    (out, placed)
}

/// Returns whether a text at the start of a line could be read as something else.
fn may_be_an_instruction(words: &str) -> bool {
    let starts =
        |c: char| !(c.is_alphabetic() || matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«' | '{' | '\\' | '*' | '…'));
    let document = format!("Scenario x: x\n  {words}\n");
    (words.starts_with(starts) || words.contains(':') || keyword_at_start(words).is_some())
        && !is_paragraph(&document)
        && is_paragraph(&format!("Scenario x: x\n  \\{words}\n"))
}

fn is_paragraph(document: &str) -> bool {
    let parse = scn_syntax::parse(FileId::default(), document);
    let body = parse.file.scenarios.first().map(|it| it.body.as_slice()).unwrap_or_default();
    matches!(body, [block] if matches!(block.kind, scn_syntax::ast::BlockKind::Paragraph(_)))
        && parse.findings.is_empty()
}

/// Returns whether a line of Markdown could be the start of a block other than a paragraph, or an
/// instruction.
fn may_be_a_block(words: &str) -> bool {
    words.starts_with([
        '#', '-', '+', '*', '>', '`', '~', '|', '=', '/', '<', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ]) || keyword_at_start(words).is_some()
}

fn escape_block(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = words.split_at(digits);
    let is_mark = |c: char| matches!(c, '#' | '-' | '+' | '>' | '~' | '|' | '=' | '/');
    let is_list = words.starts_with("* ");
    if 0 < digits {
        return if rest.starts_with(['.', ')']) { format!("{number}\\{rest}") } else { words.to_owned() };
    }
    if words.starts_with(is_mark) || is_list || keyword_at_start(words).is_some() {
        return format!("\\{words}");
    }
    words.to_owned()
}
