//! Reads PO files.

use thiserror::Error;

use super::{Message, MessageLines, PoFile, Source};

/// Why a PO file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct PoError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: PoProblem,
}

/// What is wrong with a line of a PO file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PoProblem {
    /// Bytes that are not text.
    #[error("this is not UTF-8")]
    NotUtf8,
    /// The header declares another encoding.
    #[error("the header says that this file is in `{0}`; save it as UTF-8")]
    Charset(String),
    /// A line that is neither a comment, nor a keyword, nor a text in quotes.
    #[error("this is neither a comment, nor a keyword such as `msgid`, nor a text in quotes")]
    Unknown,
    /// A keyword without a text in quotes, or a text with something after it.
    #[error("a text in quotes is expected here, and nothing after it")]
    NotQuoted,
    /// A backslash before something that has no meaning after it.
    #[error("`\\{0}` has no meaning in a text")]
    Escape(String),
    /// A keyword at a place where it cannot be.
    #[error("`{0}` cannot be here")]
    Misplaced(String),
    /// A message that ends before its translation.
    #[error("this message has no `{0}`")]
    Missing(&'static str),
    /// The same message twice.
    #[error("this message is in the file twice")]
    Duplicate,
}

/// A keyword before a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyword {
    Context,
    Id,
    Plural,
    Translation,
    Form(usize),
}

/// Where texts on further lines belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    keyword: Keyword,
    is_previous: bool,
}

#[derive(Default)]
struct Reader {
    file: PoFile,
    /// Where the messages are.
    lines: Vec<MessageLines>,
    /// The line of the translation of the message.
    translation_line: usize,
    message: Message,
    /// The line of the first keyword of the message, or of its previous source.
    begun_at: Option<usize>,
    /// Whether it has a keyword besides its previous source.
    has_begun: bool,
    has_id: bool,
    previous: Option<Source>,
    /// Where a text on a line of its own continues.
    place: Option<Place>,
}

/// Returns the messages, and where each of them is.
pub(super) fn read(bytes: &[u8]) -> Result<(PoFile, Vec<MessageLines>), PoError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        PoError { line: 1 + before.iter().filter(|byte| **byte == b'\n').count(), problem: PoProblem::NotUtf8 }
    })?;
    let mut reader = Reader::default();
    for (index, line) in text.split('\n').enumerate() {
        let line_number = index + 1;
        reader.take_line(line.trim(), line_number).map_err(|problem| {
            // A message without an end is wrong where it begins.
            let begun_at = reader.begun_at.filter(|_| matches!(problem, PoProblem::Missing(_)));
            PoError { line: begun_at.unwrap_or(line_number), problem }
        })?;
    }
    reader.end_message().map_err(|problem| PoError { line: reader.begun_at.unwrap_or(1), problem })?;
    reader.file.trailing = raw_comments(&reader.message);
    check(&reader.file, &reader.lines)?;
    Ok((reader.file, reader.lines))
}

/// Checks what a message alone does not show: its encoding, and that it is there once.
fn check(file: &PoFile, lines: &[MessageLines]) -> Result<(), PoError> {
    let line_of = |index: usize| lines.get(index).map_or(1, |it| it.start);
    if let Some(index) = file.first_duplicate() {
        return Err(PoError { line: line_of(index), problem: PoProblem::Duplicate });
    }
    let content = file.header_field("Content-Type").unwrap_or_default();
    let charset = content.split_once("charset=").map_or("", |it| it.1).trim();
    // A template has the word `CHARSET` in its place.
    if ["", "CHARSET", "ASCII", "US-ASCII", "UTF-8", "UTF8"].iter().any(|known| charset.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let header = file.messages.iter().position(Message::is_header).unwrap_or_default();
    Err(PoError { line: line_of(header), problem: PoProblem::Charset(charset.to_owned()) })
}

impl Reader {
    fn take_line(&mut self, line: &str, number: usize) -> Result<(), PoProblem> {
        if line.is_empty() {
            return Ok(());
        }
        let Some(comment) = line.strip_prefix('#') else { return self.take_statement(line, false, false, number) };
        if let Some(statement) = comment.strip_prefix("~|") {
            return self.take_statement(statement.trim(), true, true, number);
        }
        if let Some(statement) = comment.strip_prefix('~') {
            let statement = statement.trim();
            return if statement.is_empty() { Ok(()) } else { self.take_statement(statement, false, true, number) };
        }
        if let Some(statement) = comment.strip_prefix('|') {
            return self.take_statement(statement.trim(), true, false, number);
        }
        if self.has_begun {
            self.end_message()?;
        }
        if let Some(words) = comment.strip_prefix('.') {
            self.message.extracted.push(without_blank(words));
        } else if let Some(places) = comment.strip_prefix(':') {
            self.message.references.extend(split_references(places));
        } else if let Some(flags) = comment.strip_prefix(',') {
            let flags = flags.split(',').map(str::trim).filter(|flag| !flag.is_empty());
            self.message.flags.extend(flags.map(str::to_owned));
        } else {
            self.message.comments.push(without_blank(comment));
        }
        Ok(())
    }

    /// Takes a keyword with its text, or a further line of a text.
    fn take_statement(
        &mut self,
        line: &str,
        is_previous: bool,
        is_obsolete: bool,
        number: usize,
    ) -> Result<(), PoProblem> {
        if line.starts_with('"') {
            let text = unquote(line)?;
            let place = self.place.filter(|place| place.is_previous == is_previous).ok_or(PoProblem::Unknown)?;
            self.append(place, &text);
            return Ok(());
        }
        let end = line.find(|sign: char| sign.is_whitespace() || sign == '"').ok_or(PoProblem::Unknown)?;
        let (word, rest) = line.split_at(end);
        let keyword = read_keyword(word).ok_or(PoProblem::Unknown)?;
        let text = unquote(rest.trim_start())?;
        let begins = is_previous || keyword == Keyword::Context || keyword == Keyword::Id;
        let is_complete = !self.message.translations.is_empty();
        if begins && is_complete {
            self.end_message()?;
        }
        self.check_order(keyword, is_previous).map_err(|()| PoProblem::Misplaced(word.to_owned()))?;
        self.begun_at.get_or_insert(number);
        if !is_previous {
            self.has_begun = true;
            self.message.is_obsolete |= is_obsolete;
            self.has_id |= keyword == Keyword::Id;
            if matches!(keyword, Keyword::Translation | Keyword::Form(0)) {
                self.translation_line = number;
            }
        }
        let place = Place { keyword, is_previous };
        self.open(place);
        self.append(place, &text);
        self.place = Some(place);
        Ok(())
    }

    /// Checks that a keyword can follow what the message has already.
    fn check_order(&self, keyword: Keyword, is_previous: bool) -> Result<(), ()> {
        let message = &self.message;
        let last = self.place.filter(|place| place.is_previous == is_previous).map(|place| place.keyword);
        let is_allowed = if is_previous {
            match keyword {
                Keyword::Context => !self.has_begun && last.is_none(),
                Keyword::Id => !self.has_begun && matches!(last, None | Some(Keyword::Context)),
                Keyword::Plural => !self.has_begun && last == Some(Keyword::Id),
                Keyword::Translation | Keyword::Form(_) => false,
            }
        } else {
            match keyword {
                Keyword::Context => !self.has_begun,
                Keyword::Id => !self.has_id,
                Keyword::Plural => last == Some(Keyword::Id),
                Keyword::Translation => {
                    self.has_id && message.source.plural.is_none() && message.translations.is_empty()
                }
                Keyword::Form(index) => message.source.plural.is_some() && message.translations.len() == index,
            }
        };
        if is_allowed { Ok(()) } else { Err(()) }
    }

    /// Makes the text of a keyword, still empty.
    fn open(&mut self, place: Place) {
        if matches!(place.keyword, Keyword::Translation | Keyword::Form(_)) {
            self.message.translations.push(String::new());
            return;
        }
        let source = self.source(place);
        match place.keyword {
            Keyword::Context => source.context = Some(String::new()),
            Keyword::Plural => source.plural = Some(String::new()),
            Keyword::Id | Keyword::Translation | Keyword::Form(_) => {}
        }
    }

    fn source(&mut self, place: Place) -> &mut Source {
        if place.is_previous { self.previous.get_or_insert_default() } else { &mut self.message.source }
    }

    fn append(&mut self, place: Place, text: &str) {
        let whole = match place.keyword {
            Keyword::Context => self.source(place).context.as_mut(),
            Keyword::Id => Some(&mut self.source(place).text),
            Keyword::Plural => self.source(place).plural.as_mut(),
            Keyword::Translation | Keyword::Form(_) => self.message.translations.last_mut(),
        };
        if let Some(whole) = whole {
            whole.push_str(text);
        }
    }

    /// Ends the message, if one was begun.
    fn end_message(&mut self) -> Result<(), PoProblem> {
        self.place = None;
        let Some(line) = self.begun_at else { return Ok(()) };
        if !self.has_id {
            return Err(PoProblem::Missing("msgid"));
        }
        if self.message.translations.is_empty() {
            return Err(PoProblem::Missing("msgstr"));
        }
        self.has_id = false;
        self.has_begun = false;
        self.begun_at = None;
        let message = std::mem::take(&mut self.message);
        self.file.messages.push(Message { previous: self.previous.take(), ..message });
        self.lines.push(MessageLines { start: line, translation: self.translation_line });
        Ok(())
    }
}

/// Returns a comment without the blank after its mark.
fn without_blank(comment: &str) -> String {
    comment.strip_prefix(' ').unwrap_or(comment).to_owned()
}

/// Returns the comments before the end of the file, as they follow their `#`.
fn raw_comments(message: &Message) -> Vec<String> {
    let with_blank = |mark: &str, words: &String| format!("{mark} {words}").trim_end().to_owned();
    let mut raw: Vec<String> = message.comments.iter().map(|words| with_blank("", words)).collect();
    raw.extend(message.extracted.iter().map(|words| with_blank(".", words)));
    raw.extend(message.references.iter().map(|words| with_blank(":", words)));
    raw.extend(message.flags.iter().map(|words| with_blank(",", words)));
    raw
}

fn read_keyword(word: &str) -> Option<Keyword> {
    match word {
        "msgctxt" => Some(Keyword::Context),
        "msgid" => Some(Keyword::Id),
        "msgid_plural" => Some(Keyword::Plural),
        "msgstr" => Some(Keyword::Translation),
        _ => {
            let index = word.strip_prefix("msgstr[")?.strip_suffix(']')?;
            index.parse().ok().map(Keyword::Form)
        }
    }
}

/// Returns the places of a `#:` line. Spaces between U+2068 and U+2069 belong to a name.
fn split_references(places: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut is_isolated = false;
    for sign in places.chars() {
        match sign {
            '\u{2068}' => is_isolated = true,
            '\u{2069}' => is_isolated = false,
            _ => {}
        }
        if sign.is_whitespace() && !is_isolated {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(sign);
        }
    }
    found.retain(|place| !place.is_empty());
    found
}

/// Returns what is in quotes, which must be the whole line.
fn unquote(quoted: &str) -> Result<String, PoProblem> {
    let inner = quoted.strip_prefix('"').ok_or(PoProblem::NotQuoted)?;
    let mut text = String::new();
    let mut signs = inner.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => return if signs.next().is_none() { Ok(text) } else { Err(PoProblem::NotQuoted) },
            '\\' => text.push(read_escape(&mut signs)?),
            sign => text.push(sign),
        }
    }
    Err(PoProblem::NotQuoted)
}

/// Returns the character that is written as a backslash and what follows it, as in C.
fn read_escape(signs: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<char, PoProblem> {
    let sign = signs.next().ok_or(PoProblem::NotQuoted)?;
    let number = |radix: u32, most: usize, first: &str, signs: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let mut digits = first.to_owned();
        while let Some(digit) = signs.next_if(|digit| digits.len() < most && digit.is_digit(radix)) {
            digits.push(digit);
        }
        // A byte above 127 is a part of a character in an encoding that is unknown here.
        let code = u32::from_str_radix(&digits, radix).ok().filter(|code| *code < 0x80);
        code.and_then(char::from_u32).ok_or(PoProblem::Escape(digits))
    };
    Ok(match sign {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'v' => '\u{b}',
        'f' => '\u{c}',
        '"' | '\\' | '\'' | '?' => sign,
        'x' => number(16, 2, "", signs)?,
        '0'..='7' => number(8, 3, &sign.to_string(), signs)?,
        sign => return Err(PoProblem::Escape(sign.to_string())),
    })
}
