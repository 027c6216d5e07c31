//! Reads XLIFF, as tools write it.

use std::collections::BTreeSet;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::decode::decode;
use crate::returned_message::{Refused, RefusedProblem, ReturnedFile};

use super::units::{Part, Unit};
use super::{MAX_BYTES, MAX_DEPTH, XliffError, XliffProblem};

/// The names of elements that hold words to translate.
const UNITS: [&[u8]; 2] = [b"trans-unit", b"unit"];

pub(super) fn read(bytes: &[u8]) -> Result<ReturnedFile, XliffError> {
    if bytes.len() > MAX_BYTES {
        return Err(XliffError { line: 1, problem: XliffProblem::TooLarge });
    }
    let text = decode(bytes).map_err(|line| XliffError { line, problem: XliffProblem::NotText })?;
    let mut reader = XliffReader::new(&text);
    reader.find_root()?;
    loop {
        match reader.next()? {
            Step::Open(start) if reader.is_xliff(&start) && UNITS.contains(&start.local_name().as_ref()) => {
                let unit = reader.read_unit(&start)?;
                match unit.finish() {
                    Ok(message) => reader.file.messages.push(message),
                    Err(refused) => reader.file.refused.push(refused),
                }
            }
            Step::Open(_) | Step::Close | Step::Text(_) => {}
            Step::End => return Ok(reader.file),
        }
    }
}

/// What is next in a file, without comments and instructions.
enum Step<'t> {
    Open(BytesStart<'t>),
    Close,
    Text(String),
    End,
}

struct XliffReader<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    /// The line of what was read last, and the byte up to which lines are counted.
    line: usize,
    counted: usize,
    depth: usize,
    /// The namespace of the root, and the prefixes that it declares for it.
    namespace: Option<Vec<u8>>,
    prefixes: BTreeSet<Vec<u8>>,
    file: ReturnedFile,
}

impl<'t> XliffReader<'t> {
    fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            text,
            reader,
            line: 1,
            counted: 0,
            depth: 0,
            namespace: None,
            prefixes: BTreeSet::new(),
            file: ReturnedFile::default(),
        }
    }

    fn fault<T>(&self, problem: XliffProblem) -> Result<T, XliffError> {
        Err(XliffError { line: self.line, problem })
    }

    fn not_xml<T>(&self, error: impl std::fmt::Display) -> Result<T, XliffError> {
        self.fault(XliffProblem::NotXml(error.to_string()))
    }

    /// Counts the lines up to a byte.
    fn count_lines(&mut self, end: u64) {
        let end = usize::try_from(end).unwrap_or(usize::MAX).min(self.text.len());
        let read = self.text.as_bytes().get(self.counted..end).unwrap_or_default();
        self.line += read.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(end);
    }

    fn next(&mut self) -> Result<Step<'t>, XliffError> {
        loop {
            self.count_lines(self.reader.buffer_position());
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    self.count_lines(self.reader.error_position());
                    return self.not_xml(error);
                }
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    return if self.depth > MAX_DEPTH {
                        self.fault(XliffProblem::TooDeep)
                    } else {
                        Ok(Step::Open(start))
                    };
                }
                // Empty elements are read as a start and an end.
                Event::End(_) | Event::Empty(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Text(text) => match text.xml_content(XmlVersion::Implicit1_0) {
                    Ok(text) => return Ok(Step::Text(text.into_owned())),
                    Err(error) => return self.not_xml(error),
                },
                Event::CData(text) => match text.xml_content(XmlVersion::Implicit1_0) {
                    Ok(text) => return Ok(Step::Text(text.into_owned())),
                    Err(error) => return self.not_xml(error),
                },
                Event::GeneralRef(reference) => {
                    let sign = match reference.resolve_char_ref() {
                        Ok(sign) => sign,
                        Err(error) => return self.not_xml(error),
                    };
                    let name = String::from_utf8_lossy(&reference).into_owned();
                    let words = sign.map(String::from).or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                    return words.map(Step::Text).map_or_else(|| self.fault(XliffProblem::Entity(name)), Ok);
                }
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding() {
                        self.check_encoding(&String::from_utf8_lossy(&encoding))?;
                    }
                }
                Event::DocType(declaration) if declaration.contains(&b'[') => return self.fault(XliffProblem::Doctype),
                Event::DocType(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.depth > 0 => return self.fault(XliffProblem::Ended),
                Event::Eof => return Ok(Step::End),
            }
        }
    }

    fn check_encoding(&self, encoding: &str) -> Result<(), XliffError> {
        let known = ["UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16", "UTF-16LE", "UTF-16BE"];
        if known.iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        self.fault(XliffProblem::Encoding(encoding.to_owned()))
    }

    /// Reads up to the root, and the prefixes of its namespace.
    fn find_root(&mut self) -> Result<(), XliffError> {
        loop {
            match self.next()? {
                Step::Open(root) if root.local_name().as_ref() == b"xliff" => {
                    let own = prefix_of(&root);
                    let declared = declarations(&root);
                    self.namespace = declared.iter().find(|it| it.0 == own).map(|it| it.1.clone());
                    let same = declared.into_iter().filter(|it| Some(&it.1) == self.namespace.as_ref());
                    self.prefixes = same.map(|it| it.0).chain([own]).collect();
                    return Ok(());
                }
                Step::Text(text) if text.trim().is_empty() => {}
                Step::Open(_) | Step::Close | Step::Text(_) | Step::End => return self.fault(XliffProblem::NotXliff),
            }
        }
    }

    /// Returns whether an element is one of XLIFF, and not an extension.
    fn is_xliff(&self, start: &BytesStart<'_>) -> bool {
        let own = prefix_of(start);
        let declared = declarations(start).into_iter().find(|it| it.0 == own).map(|it| it.1);
        declared.map_or_else(|| self.prefixes.contains(&own), |namespace| Some(namespace) == self.namespace)
    }

    /// Returns the value of an attribute.
    fn attribute(&self, start: &BytesStart<'_>, name: &str) -> Result<Option<String>, XliffError> {
        for attribute in start.attributes().with_checks(false) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => return self.not_xml(error),
            };
            if attribute.key.as_ref() == name.as_bytes() {
                return match attribute.normalized_value(XmlVersion::Implicit1_0) {
                    Ok(value) => Ok(Some(value.into_owned())),
                    Err(error) => self.not_xml(error),
                };
            }
        }
        Ok(None)
    }

    /// Reads a unit up to its end.
    fn read_unit(&mut self, start: &BytesStart<'_>) -> Result<Unit, XliffError> {
        let is_old = start.local_name().as_ref() == b"trans-unit";
        let mut unit = Unit {
            line: self.line,
            id: self.attribute(start, "id")?,
            context: self.attribute(start, if is_old { "resname" } else { "name" })?,
            is_unapproved: is_old && self.attribute(start, "approved")?.is_some_and(|it| it == "no"),
            ..Unit::default()
        };
        if is_old {
            let mut part = Part::default();
            self.read_part(&mut unit, &mut part)?;
            unit.parts.push(part);
            return Ok(unit);
        }
        loop {
            match self.next()? {
                Step::Open(start) if self.is_xliff(&start) => match start.local_name().as_ref() {
                    name @ (b"segment" | b"ignorable") => {
                        let is_ignorable = name == b"ignorable";
                        let state = self.attribute(&start, "state")?;
                        let mut part = Part { is_ignorable, state, ..Part::default() };
                        self.read_part(&mut unit, &mut part)?;
                        unit.parts.push(part);
                    }
                    _ => self.skip_element(&start)?,
                },
                Step::Open(start) => self.skip_element(&start)?,
                Step::Text(_) => {}
                Step::Close | Step::End => return Ok(unit),
            }
        }
    }

    /// Reads a source and a target up to the end of the element that has them.
    fn read_part(&mut self, unit: &mut Unit, part: &mut Part) -> Result<(), XliffError> {
        loop {
            match self.next()? {
                Step::Open(start) if self.is_xliff(&start) => match start.local_name().as_ref() {
                    b"source" => {
                        if part.source.is_some() {
                            unit.refuse(self.line, RefusedProblem::Twice("source"));
                        }
                        part.source = Some(self.read_words(unit)?);
                    }
                    b"target" => {
                        if part.target.is_some() {
                            unit.refuse(self.line, RefusedProblem::Twice("target"));
                        }
                        part.state = self.attribute(&start, "state")?.or(part.state.take());
                        part.order = self.attribute(&start, "order")?.and_then(|order| order.trim().parse().ok());
                        part.target = Some(self.read_words(unit)?);
                    }
                    _ => self.skip_element(&start)?,
                },
                Step::Open(start) => self.skip_element(&start)?,
                Step::Text(_) => {}
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    /// Reads words up to the end of their element. A mark of a sentence does not change the words;
    /// any other element refuses the unit.
    fn read_words(&mut self, unit: &mut Unit) -> Result<String, XliffError> {
        let mut words = String::new();
        let mut open_marks = 0;
        loop {
            match self.next()? {
                Step::Text(text) => words.push_str(&text),
                Step::Open(start) => {
                    let is_mark = self.is_xliff(&start) && start.local_name().as_ref() == b"mrk";
                    if is_mark && self.attribute(&start, "mtype")?.is_some_and(|kind| kind == "seg") {
                        open_marks += 1;
                    } else {
                        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                        unit.refuse(self.line, RefusedProblem::Inline(name));
                        self.skip_element(&start)?;
                    }
                }
                Step::Close | Step::End if open_marks == 0 => return Ok(words),
                Step::Close | Step::End => open_marks -= 1,
            }
        }
    }

    /// Reads an element up to its end. A unit in it would be lost, so it is named.
    fn skip_element(&mut self, start: &BytesStart<'_>) -> Result<(), XliffError> {
        let mut open = 1;
        self.refuse_nested(start)?;
        while open > 0 {
            match self.next()? {
                Step::Open(start) => {
                    open += 1;
                    self.refuse_nested(&start)?;
                }
                Step::Close | Step::End => open -= 1,
                Step::Text(_) => {}
            }
        }
        Ok(())
    }

    fn refuse_nested(&mut self, start: &BytesStart<'_>) -> Result<(), XliffError> {
        if self.is_xliff(start) && UNITS.contains(&start.local_name().as_ref()) {
            let name = self.attribute(start, "id")?.unwrap_or_default();
            self.file.refused.push(Refused { line: self.line, name, problem: RefusedProblem::Nested });
        }
        Ok(())
    }
}

fn prefix_of(start: &BytesStart<'_>) -> Vec<u8> {
    start.name().prefix().map(|prefix| prefix.as_ref().to_vec()).unwrap_or_default()
}

/// Returns the prefixes that an element declares, with their namespaces.
fn declarations(start: &BytesStart<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut declared = Vec::new();
    for attribute in start.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        let prefix = if key == b"xmlns" { Some(&b""[..]) } else { key.strip_prefix(b"xmlns:") };
        declared.extend(prefix.map(|prefix| (prefix.to_vec(), attribute.value.to_vec())));
    }
    declared
}
