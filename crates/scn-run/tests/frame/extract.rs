//! The template: every phrase of the code, extracted.

use std::path::{Path, PathBuf};

use scn_translate::po::{Message, PoFile, Source};

/// A piece of code.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Sign(char),
    Text(String),
    /// A line of documentation.
    Doc(String),
}

fn tokens(code: &str) -> Vec<Token> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            let line = rest.lines().next().unwrap_or_default();
            if let Some(doc) = line.strip_prefix("///") {
                tokens.push(Token::Doc(doc.trim().to_owned()));
            }
            line.len()
        } else if rest.starts_with("'\"'") {
            3
        } else if first == '"' {
            let (text, taken) = text_at(rest);
            tokens.push(Token::Text(text));
            taken
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

/// Returns the text in quotes at the start of a code, and how long it is with its quotes.
fn text_at(code: &str) -> (String, usize) {
    let mut text = String::new();
    let mut signs = code.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (text, at + 1),
            '\\' => match signs.next().expect("something is escaped").1 {
                '\n' => while signs.next_if(|(_, sign)| sign.is_whitespace()).is_some() {},
                'n' => text.push('\n'),
                escaped => {
                    assert!("\"\\'".contains(escaped), "\\{escaped} in a phrase");
                    text.push(escaped);
                }
            },
            sign => text.push(sign),
        }
    }
    panic!("a text has no end: {text}");
}

/// Returns whether the tokens start like a pattern, in which `…` is any text, and these texts.
fn texts_of<'t>(tokens: &'t [Token], pattern: &str) -> Option<Vec<&'t str>> {
    let mut texts = Vec::new();
    for (index, wanted) in pattern.split(' ').enumerate() {
        match tokens.get(index)? {
            Token::Text(text) if wanted == "…" => texts.push(text.as_str()),
            Token::Word(word) if word == wanted => {}
            Token::Sign(sign) if wanted.chars().eq([*sign]) => {}
            Token::Word(_) | Token::Sign(_) | Token::Text(_) | Token::Doc(_) => return None,
        }
    }
    Some(texts)
}

/// Returns the messages that begin at the first token.
fn messages_at(tokens: &[Token]) -> Vec<Source> {
    let phrase = |text: &str| Source { text: text.to_owned(), ..Source::default() };
    let of_number = |one: &str, many: &str| Source { plural: Some(many.to_owned()), ..phrase(one) };
    for pattern in ["translate ( …", "compose ( …", "Phrase : : new ( …"] {
        if let Some(texts) = texts_of(tokens, pattern) {
            return vec![phrase(texts[0])];
        }
    }
    for pattern in ["translate_in ( … , …", "Phrase : : with_context ( … , …"] {
        if let Some(texts) = texts_of(tokens, pattern) {
            return vec![Source { context: Some(texts[0].to_owned()), ..phrase(texts[1]) }];
        }
    }
    if let Some(texts) = texts_of(tokens, "Forms : : new ( … , …") {
        return vec![of_number(texts[0], texts[1])];
    }
    match texts_of(tokens, "Forms { none : … , one : … , many : …") {
        Some(texts) if texts[0] != texts[2] => vec![phrase(texts[0]), of_number(texts[1], texts[2])],
        Some(texts) => vec![of_number(texts[1], texts[2])],
        None => Vec::new(),
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Returns the files with phrases, with their names, in order.
#[expect(clippy::disallowed_methods, reason = "the code is read")]
fn files() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder("src/phrases")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// Returns the messages of the code.
pub(crate) fn template() -> PoFile {
    let header = "Project-Id-Version: scn\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\
                  Content-Transfer-Encoding: 8bit\n";
    let mut messages = vec![Message {
        comments: vec!["The player's own words, in English. A test of scn-run writes this file.".to_owned()],
        translations: vec![header.to_owned()],
        ..Message::default()
    }];
    for (name, code) in files() {
        let tokens = tokens(&code);
        let mut doc: Vec<String> = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            if let Token::Doc(line) = token {
                if !matches!(index.checked_sub(1).and_then(|it| tokens.get(it)), Some(Token::Doc(_))) {
                    doc.clear();
                }
                doc.push(line.clone());
            }
            for source in messages_at(&tokens[index..]) {
                add(&mut messages, source, &name, &doc.join(" "));
            }
        }
    }
    PoFile { messages, trailing: Vec::new() }
}

fn add(messages: &mut Vec<Message>, source: Source, file: &str, doc: &str) {
    let forms = if source.plural.is_some() { 2 } else { 1 };
    let same = |it: &&mut Message| it.source.context == source.context && it.source.text == source.text;
    if let Some(known) = messages.iter_mut().skip(1).find(same) {
        assert_eq!(known.source.plural, source.plural, "one phrase has two plurals");
        if !known.references.iter().any(|it| it == file) {
            known.references.push(file.to_owned());
        }
        if !known.extracted.iter().any(|it| it == doc) {
            known.extracted.push(doc.to_owned());
        }
        return;
    }
    messages.push(Message {
        extracted: vec![doc.to_owned()],
        references: vec![file.to_owned()],
        source,
        translations: vec![String::new(); forms],
        ..Message::default()
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the template is a file of the repository")]
fn the_template_has_every_phrase_of_the_code() {
    let path = folder("phrases/scn-frame.pot");
    let text = template().to_text();
    if std::env::var("SCN_WRITE").is_ok() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "phrases/scn-frame.pot is out of date: run SCN_WRITE=1 cargo test -p scn-run");
}

/// Texts with blanks or capitals that nobody translates: commands and examples of what is typed.
const NOT_PHRASES: [&str; 9] =
    ["1 2 3", "a c d", "a b c", "{title}.", "{first} {second}", "go {number}", "{quiz}", "Forms", " "];

#[test]
fn no_text_of_the_code_is_left_out() {
    let known = template();
    let is_known = |text: &str| {
        known.messages.iter().any(|it| {
            let source = &it.source;
            [Some(&source.text), source.plural.as_ref(), source.context.as_ref()]
                .into_iter()
                .flatten()
                .any(|it| it == text)
        })
    };
    for (name, code) in files().iter().filter(|(name, _)| name != "catalogue.rs") {
        for token in tokens(code) {
            let Token::Text(text) = token else { continue };
            let is_name =
                text.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "_-".contains(sign));
            let has_words = text.split(|sign: char| !sign.is_alphabetic()).any(|word| 1 < word.chars().count());
            let is_format =
                code.contains(&format!("format!(\"{text}\"")) || code.contains(&format!("format!(\"{text}\","));
            assert!(
                is_name || !has_words || is_format || is_known(&text) || NOT_PHRASES.contains(&text.as_str()),
                "{name}: “{text}” is no phrase"
            );
        }
    }
}
