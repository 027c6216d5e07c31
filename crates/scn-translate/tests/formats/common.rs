//! What tests of several formats share.

use scn_translate::export::{ExportError, Header};
use scn_translate::po::{Message, PoFile};
use scn_translate::returned::Returned;
use scn_translate::xliff::Version;
use scn_translate::{csv, xliff};

/// All formats that are written, besides PO.
pub(crate) const FORMATS: [&str; 3] = ["1.2", "2.0", "csv"];

/// A catalogue of a pack: translated, doubtful and untranslated messages, with all that may break.
pub(crate) const CATALOGUE: &str = r##"msgid ""
msgstr ""
"Language: af\n"
"Content-Type: text/plain; charset=UTF-8\n"

#. said by Caller, softly; situation "The phone rings"
#. {trust}: a number from 0 to 100
#: desk.scn:57
msgctxt "desk/ring text"
msgid "Does he have an appointment[if trust < 40: , or do I have to beg]?"
msgstr "Het hy 'n afspraak[if trust < 40: , of moet ek smeek]?"

# Warm, not formal.
#. label of a choice
#: desk.scn:61
#, fuzzy
#| msgctxt "desk/ring/calm label"
#| msgid "Calm her."
msgctxt "desk/ring/calm label"
msgid "Calm **her** & ask for the <name>: \"{who-calls}\"."
msgstr "Kalmeer haar."

#: desk.scn:70
msgctxt "desk/ring/hang-up label"
msgid "Hang up."
msgstr ""

msgctxt "desk/ring/calm outcome"
msgid "She breathes. Then she speaks. See [the law](https://example.org/a_b?c=1&d=2)."
msgstr "Sy haal asem. Dan praat sy. Sien [die wet](https://example.org/a_b?c=1&d=2)."

msgctxt "desk/score answer"
msgid "-1.50"
msgstr "1.50"

msgctxt "desk/note note"
msgid "  two\n  lines\t with blanks  "
msgstr "  twee\n  reëls\t met spasies  "

#~ msgctxt "desk/gone text"
#~ msgid "Gone."
#~ msgstr "Weg."
"##;

/// The header of every file that tests write.
pub(crate) const HEADER: Header<'static> =
    Header { source_language: "en", target_language: "af", original: "customer-privacy" };

/// Returns the catalogue.
pub(crate) fn catalogue() -> PoFile {
    PoFile::parse(CATALOGUE.as_bytes()).unwrap()
}

/// Returns the catalogue in a format, as a file.
pub(crate) fn write(format: &str, file: &PoFile) -> Result<String, ExportError> {
    match format {
        "1.2" => xliff::write(file, Version::V1_2, HEADER),
        "2.0" => xliff::write(file, Version::V2_0, HEADER),
        "csv" => csv::write(file),
        other => panic!("no format is named {other}"),
    }
}

/// Returns what a format has to return for a catalogue, without lines and ids.
pub(crate) fn expected(file: &PoFile) -> Vec<Returned> {
    let message = |message: &Message| {
        let target = message.translations[0].clone();
        Returned {
            context: message.source.context.clone(),
            source: message.source.text.clone(),
            doubtful: message.is_fuzzy() && !target.is_empty(),
            target,
            ..Returned::default()
        }
    };
    file.current().map(message).collect()
}

/// Returns messages without lines and ids.
pub(crate) fn bare(messages: &[Returned]) -> Vec<Returned> {
    messages.iter().map(|it| Returned { line: 0, id: None, ..it.clone() }).collect()
}
