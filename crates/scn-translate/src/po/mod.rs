//! PO files, the format of GNU gettext.
//!
//! The format is that of the manual of gettext, chapter "The Format of PO Files". A file is read
//! whole or not at all: [`PoFile::parse`] never panics, and an error names its line.
//! What is read and written again has the same messages, with all their comments. Lines are not
//! wrapped: a text is broken at its own line ends only, so that a changed word is a changed line.

mod read;
mod write;

use std::collections::BTreeSet;

pub use read::{PoError, PoProblem};

/// A PO file.
///
/// # Examples
///
/// ```
/// use scn_translate::po::PoFile;
///
/// let header = r#"msgid ""
/// msgstr "Language: de\n"
/// "#;
/// let text = format!("{header}\n# Button.\nmsgid \"Back\"\nmsgstr \"Zurück\"\n");
/// let file = PoFile::parse(text.as_bytes())?;
/// assert_eq!(file.header_field("Language"), Some("de"));
/// assert_eq!(file.messages[1].translations, ["Zurück"]);
/// assert_eq!(file.to_text(), text);
/// # Ok::<(), scn_translate::po::PoError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoFile {
    /// The messages in order. The header is the one with an empty id and without a context.
    pub messages: Vec<Message>,
    /// Comments after the last message, each as it follows its `#`.
    pub trailing: Vec<String>,
}

/// A message of a PO file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Comments of translators, `#`.
    pub comments: Vec<String>,
    /// Comments for translators, `#.`.
    pub extracted: Vec<String>,
    /// Places in the source, `#:`.
    pub references: Vec<String>,
    /// Flags such as `fuzzy`, `#,`.
    pub flags: Vec<String>,
    /// The source that was translated, if it differs, `#|`.
    pub previous: Option<Source>,
    /// The source.
    pub source: Source,
    /// The translation: one text, or one per plural form. Empty texts are not translated.
    pub translations: Vec<String>,
    /// Whether the source no longer has the message, `#~`.
    pub is_obsolete: bool,
}

/// Where a message is in its file, in lines from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageLines {
    /// The line of its first keyword.
    pub start: usize,
    /// The first line of its translation.
    pub translation: usize,
}

/// The source of a message. With its context, it identifies the message.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The context, `msgctxt`.
    pub context: Option<String>,
    /// The text, or its singular, `msgid`.
    pub text: String,
    /// The plural, `msgid_plural`.
    pub plural: Option<String>,
}

impl Message {
    /// Returns whether this is the header of a file.
    #[must_use]
    pub fn is_header(&self) -> bool {
        self.source.text.is_empty() && self.source.context.is_none() && !self.is_obsolete
    }

    /// Returns whether a translator or a tool doubts the translation.
    #[must_use]
    pub fn is_fuzzy(&self) -> bool {
        self.flags.iter().any(|flag| flag == "fuzzy")
    }

    /// Returns whether every form has a translation that nobody doubts.
    #[must_use]
    pub fn is_translated(&self) -> bool {
        !self.is_fuzzy() && !self.translations.is_empty() && self.translations.iter().all(|text| !text.is_empty())
    }
}

impl PoFile {
    /// Reads a file in UTF-8, with or without a byte order mark, with any line ends.
    ///
    /// # Errors
    ///
    /// Returns the first line that is not in the format. Two messages with the same source are an
    /// error, unless one of them is obsolete.
    pub fn parse(bytes: &[u8]) -> Result<Self, PoError> {
        read::read(bytes).map(|(file, _)| file)
    }

    /// Reads a file as [`parse`](Self::parse) does. Returns with it where each message is.
    ///
    /// # Errors
    ///
    /// Returns the first line that is not in the format.
    pub fn parse_with_lines(bytes: &[u8]) -> Result<(Self, Vec<MessageLines>), PoError> {
        read::read(bytes)
    }

    /// Returns the text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        write::write(self)
    }

    /// Returns the header.
    #[must_use]
    pub fn header(&self) -> Option<&Message> {
        self.messages.iter().find(|message| message.is_header())
    }

    /// Returns a field of the header, such as `Language` or `Plural-Forms`.
    #[must_use]
    pub fn header_field(&self, name: &str) -> Option<&str> {
        let text = self.header()?.translations.first()?;
        let fields = text.lines().filter_map(|line| line.split_once(':'));
        fields
            .map(|(key, value)| (key.trim(), value.trim()))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|it| it.1)
    }

    /// Returns how many plural forms the header declares.
    #[must_use]
    pub fn plural_count(&self) -> Option<usize> {
        let forms = self.header_field("Plural-Forms")?;
        let (_, count) = forms.split_once("nplurals")?;
        let digits: String =
            count.trim_start().strip_prefix('=')?.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    }

    /// Returns the messages that the source has, without the header.
    pub fn current(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| !message.is_header() && !message.is_obsolete)
    }

    /// Returns the first message, by its index, whose source an earlier one has too.
    fn first_duplicate(&self) -> Option<usize> {
        let mut seen = BTreeSet::new();
        self.messages
            .iter()
            .position(|it| !it.is_obsolete && !seen.insert((it.source.context.as_deref(), it.source.text.as_str())))
    }
}
