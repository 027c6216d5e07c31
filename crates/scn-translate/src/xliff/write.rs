//! Writes XLIFF 1.2 and 2.0.

use crate::export::{ExportError, ExportProblem, Header, State, Unit, refuse, units};
use crate::po::{Message, PoFile};

use super::ids::unit_ids;

/// What Weblate takes as placeholders: values, and the beginnings of conditions.
const WEBLATE_FLAGS: &str = r#"placeholders:r"\{[a-z][a-z0-9-]*\}":r"\[if [^\]:]*:""#;

pub(super) fn write_1_2(file: &PoFile, header: Header<'_>) -> Result<String, ExportError> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n  <file");
    let message = Message::default();
    push_attribute(&mut out, &message, "original", header.original)?;
    push_attribute(&mut out, &message, "source-language", header.source_language)?;
    push_attribute(&mut out, &message, "target-language", header.target_language)?;
    out.push_str(" datatype=\"plaintext\" xml:space=\"preserve\">\n    <body>\n");
    for (unit, (id, _)) in units(file)?.iter().zip(unit_ids(file)) {
        push_trans_unit(&mut out, unit, &id)?;
    }
    out.push_str("    </body>\n  </file>\n</xliff>\n");
    Ok(out)
}

fn push_trans_unit(out: &mut String, unit: &Unit<'_>, id: &str) -> Result<(), ExportError> {
    let message = unit.message;
    out.push_str("      <trans-unit");
    push_attribute(out, message, "id", id)?;
    if let Some(context) = &message.source.context {
        push_attribute(out, message, "resname", context)?;
    }
    out.push_str(" xml:space=\"preserve\"");
    push_attribute(out, message, "weblate-flags", WEBLATE_FLAGS)?;
    out.push_str(">\n");
    push_element(out, message, 8, "source", &message.source.text)?;
    push_element(out, message, 8, &format!("target state=\"{}\"", unit.state.as_str()), unit.target)?;
    for (from, text) in [("developer", unit.comment.as_str()), ("translator", &unit.remarks)] {
        if !text.is_empty() {
            push_element(out, message, 8, &format!("note from=\"{from}\""), text)?;
        }
    }
    for reference in &message.references {
        out.push_str("        <context-group purpose=\"location\">\n");
        let (name, line) = split_reference(reference);
        push_element(out, message, 10, "context context-type=\"sourcefile\"", name)?;
        if let Some(line) = line {
            push_element(out, message, 10, "context context-type=\"linenumber\"", line)?;
        }
        out.push_str("        </context-group>\n");
    }
    if let Some(old) = unit.old_source {
        if unit.state == State::New {
            push_element(out, message, 8, "note from=\"previous-source\"", old)?;
        } else {
            out.push_str("        <alt-trans alttranstype=\"previous-version\" xml:space=\"preserve\">\n");
            push_element(out, message, 10, "source", old)?;
            push_element(out, message, 10, "target", unit.target)?;
            out.push_str("        </alt-trans>\n");
        }
    }
    out.push_str("      </trans-unit>\n");
    Ok(())
}

/// Returns the file and the line of a place such as `desk.scn:57`.
fn split_reference(reference: &str) -> (&str, Option<&str>) {
    let is_line = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    match reference.rsplit_once(':') {
        Some((name, line)) if is_line(line) => (name, Some(line)),
        _ => (reference, None),
    }
}

pub(super) fn write_2_0(file: &PoFile, header: Header<'_>) -> Result<String, ExportError> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\"");
    let message = Message::default();
    push_attribute(&mut out, &message, "srcLang", header.source_language)?;
    push_attribute(&mut out, &message, "trgLang", header.target_language)?;
    let units = units(file)?;
    // A file without units is not valid.
    if !units.is_empty() {
        out.push_str(">\n  <file id=\"f1\"");
        push_attribute(&mut out, &message, "original", header.original)?;
        out.push_str(" xml:space=\"preserve\">\n");
        for (unit, (id, _)) in units.iter().zip(unit_ids(file)) {
            push_unit(&mut out, unit, &id)?;
        }
        out.push_str("  </file>\n</xliff>\n");
    } else {
        out.push_str("/>\n");
    }
    Ok(out)
}

fn push_unit(out: &mut String, unit: &Unit<'_>, id: &str) -> Result<(), ExportError> {
    let message = unit.message;
    out.push_str("    <unit");
    push_attribute(out, message, "id", id)?;
    if let Some(context) = &message.source.context {
        push_attribute(out, message, "name", context)?;
    }
    out.push_str(" canResegment=\"no\" xml:space=\"preserve\">\n");
    let mut notes = vec![("developer", unit.comment.as_str()), ("translator", &unit.remarks)];
    notes.extend(message.references.iter().map(|place| ("location", place.as_str())));
    notes.retain(|note| !note.1.is_empty());
    notes.extend(unit.old_source.map(|old| ("previous-source", old)));
    if !notes.is_empty() {
        out.push_str("      <notes>\n");
        for (category, text) in notes {
            push_element(out, message, 8, &format!("note category=\"{category}\""), text)?;
        }
        out.push_str("      </notes>\n");
    }
    let state = if unit.state == State::Translated { "translated" } else { "initial" };
    out.push_str(&format!("      <segment state=\"{state}\">\n"));
    push_element(out, message, 8, "source", &message.source.text)?;
    if unit.state != State::New {
        push_element(out, message, 8, "target", unit.target)?;
    }
    out.push_str("      </segment>\n    </unit>\n");
    Ok(())
}

/// Appends an element with a text, on a line of its own.
fn push_element(
    out: &mut String,
    message: &Message,
    indent: usize,
    start: &str,
    text: &str,
) -> Result<(), ExportError> {
    let name = start.split(' ').next().unwrap_or(start);
    out.push_str(&format!("{:indent$}<{start}>", ""));
    // A carriage return that is written as such is read as a line feed.
    out.push_str(&escape(message, text)?.replace('\r', "&#13;"));
    out.push_str(&format!("</{name}>\n"));
    Ok(())
}

fn push_attribute(out: &mut String, message: &Message, name: &str, value: &str) -> Result<(), ExportError> {
    let value = escape(message, value)?;
    // White space that is written as such is read as spaces.
    let value = value.replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;");
    out.push_str(&format!(" {name}=\"{value}\""));
    Ok(())
}

/// Returns a text as XML has it.
fn escape<'t>(message: &Message, text: &'t str) -> Result<std::borrow::Cow<'t, str>, ExportError> {
    match text.chars().find(|sign| !is_xml(*sign)) {
        None => Ok(scn_text::escape::xml(text)),
        Some(sign) => Err(refuse(message, ExportProblem::Character(sign))),
    }
}

/// Returns whether XML 1.0 has a character (section 2.2).
fn is_xml(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
