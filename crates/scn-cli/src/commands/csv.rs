//! Writes tables as CSV (RFC 4180) in UTF-8.

use csv::{Terminator, WriterBuilder};

use crate::failure::Failure;

/// The byte order mark by which a spreadsheet recognises UTF-8.
const BOM: &str = "\u{feff}";

/// The words that pandas 2 reads as missing values, quoted or not, in lower case as other tools
/// ignore case. Source: the default of `na_values` in the documentation of `read_csv`, without the
/// empty field.
const MISSING: [&str; 14] = [
    "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>", "n/a", "na", "nan", "none",
    "null",
];

/// The characters that start a formula. Some programs treat the full-width forms like the normal
/// ones.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];

/// Returns an author's text or a name in a form that is read as text: with an apostrophe before the
/// start of a formula, as OWASP (CSV Injection) advises, and before a word that means a missing
/// value.
pub(super) fn text_field(words: &str) -> String {
    let folded = words.to_ascii_lowercase();
    let missing = MISSING.contains(&folded.as_str());
    if missing || words.starts_with(FORMULA) { format!("'{words}") } else { words.to_owned() }
}

/// Writes a table. With `bom`, it starts with a byte order mark, without which Excel assumes
/// another encoding than UTF-8.
pub(super) fn csv_table(head: &[String], rows: &[Vec<String>], bom: bool) -> Result<String, Failure> {
    let table_failure = |error: &dyn std::fmt::Display| Failure::new(format!("the table cannot be written: {error}"));
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer
        .write_record(head.iter().map(|field| scn_text::sanitize_line(field).into_owned()))
        .map_err(|error| table_failure(&error))?;
    for row in rows {
        let fields = row.iter().map(|field| scn_text::sanitize_line(field).into_owned());
        writer.write_record(fields).map_err(|error| table_failure(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| table_failure(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| table_failure(&error))?;
    Ok(if bom { format!("{BOM}{text}") } else { text })
}

/// Returns an error if `--bom` is given for a format other than CSV.
pub(super) fn checked_bom(bom: bool, is_csv: bool) -> Result<(), Failure> {
    match bom && !is_csv {
        true => {
            Err(Failure::new("`--bom` works only with `--format csv`").with_help("leave it out, or add `--format csv`"))
        }
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{csv_table, text_field};

    #[test]
    fn what_begins_a_formula_is_made_text() {
        assert_eq!(text_field("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(text_field("-1 and falling"), "'-1 and falling");
        assert_eq!(text_field("Say how it is"), "Say how it is");
        assert_eq!(text_field("a = b"), "a = b");
    }

    #[test]
    fn words_for_a_missing_value_are_made_text() {
        for word in ["null", "NULL", "na", "NA", "n/a", "nan", "NaN", "None", "none", "<NA>", "#N/A"] {
            assert_eq!(text_field(word), format!("'{word}"));
        }
        for word in ["nullable", "name", "nano", "not applicable", "n a", ""] {
            assert_eq!(text_field(word), word);
        }
    }

    #[test]
    fn a_table_begins_with_a_mark_where_that_is_asked_for() {
        let row = |words: [&str; 2]| words.map(str::to_owned).to_vec();
        let rows = [row(["é, \"x\"", ""])];
        let plain = csv_table(&row(["a", "b"]), &rows, false).expect("a table has a text");
        assert_eq!(plain, "a,b\r\n\"é, \"\"x\"\"\",\r\n");
        assert_eq!(csv_table(&row(["a", "b"]), &rows, true).expect("a table has a text"), format!("\u{feff}{plain}"));
    }
}
