//! Compares the TextMate grammar of the editors with the parser: every character of every example,
//! and of every valid block of the documents, in the tokenizer that VS Code uses.
//!
//! Needs Node.js and the packages of `grammar/editors/vscode` (`.ci/extras` installs them); without
//! them, the test prints that it was skipped.
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use scn_source::{FileId, Span};
use scn_syntax::{Kind, Node};
use scn_tests::markdown::{self, project_root};

/// Returns the class of a token according to the parser, as in
/// `grammar/editors/vscode/test/tokens.js`; `None` if it has none.
#[expect(clippy::wildcard_enum_match_arm, reason = "of all kinds of tokens few are told apart here")]
fn token_class(token: &Node<'_>, within: &[Kind]) -> Option<&'static str> {
    let is_inside = |kind: Kind| within.contains(&kind);
    let text = is_inside(Kind::Text) || is_inside(Kind::Paragraph);
    Some(match token.kind() {
        Kind::Comment => "comment",
        Kind::Id | Kind::Reference | Kind::CastName | Kind::FileName | Kind::Tag | Kind::Chosen => "name",
        Kind::Number | Kind::Signed => "number",
        Kind::Comparator | Kind::Joiner => "operator",
        // A title in place of an id is a mistake that only the whole pack shows.
        Kind::Title if is_inside(Kind::Continues) => return None,
        Kind::Title | Kind::ValueWords => "title",
        Kind::Marker => "mark",
        Kind::Prose => "prose",
        Kind::Quoted => "quoted",
        Kind::MarkdownLines | Kind::FenceLine | Kind::FenceEnd => "lesson",
        Kind::Keyword if is_inside(Kind::Not) => "operator",
        Kind::Keyword if is_inside(Kind::Markdown) && is_inside(Kind::Fence) => "lesson",
        Kind::Keyword if text => return None,
        Kind::Keyword => "keyword",
        Kind::Punctuation if is_inside(Kind::Assign) && token.text() == "=" => "operator",
        Kind::Punctuation if is_inside(Kind::Fence) => "lesson",
        Kind::Punctuation => "mark",
        _ => return None,
    })
}

/// Returns the tokens of a text, in UTF-16 code units.
fn tokens_of(text: &str) -> Vec<(usize, usize, &'static str)> {
    let tree = scn_syntax::parse_tree(FileId(0), text);
    let mut units = vec![0; text.len() + 1];
    let mut unit = 0;
    for (at, c) in text.char_indices() {
        units[at] = unit;
        unit += c.len_utf16();
    }
    units[text.len()] = unit;
    let mut classified = Vec::new();
    for token in tree.tokens() {
        let Span { start, end } = token.span();
        let path_kinds: Vec<Kind> = tree.path_to(start as usize).iter().map(Node::kind).collect();
        if let Some(class) = token_class(&token, &path_kinds) {
            classified.push((units[start as usize], units[end as usize], class));
        }
    }
    classified
}

/// Returns the texts to compare: the examples, and the valid blocks of the documents.
fn texts_to_compare() -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for pack in ["examples/customer-privacy", "examples/first-steps", "examples/nachtdienst"] {
        for name in markdown::list_files(pack, ".scn")? {
            let path = format!("{pack}/{name}");
            texts.push((
                path.clone(),
                fs::read_to_string(project_root().join(&path)).map_err(|error| format!("{path}: {error}"))?,
            ));
        }
    }
    let mut documents = vec!["grammar/README.md".to_owned()];
    for folder in ["tests/language", "tests/findings"] {
        documents.extend(markdown::list_files(folder, ".md")?.into_iter().map(|name| format!("{folder}/{name}")));
    }
    for document in documents {
        for block in markdown::read(&document)?.into_iter().filter(|block| block.language == "scn") {
            if scn_syntax::parse(FileId(0), &block.text).findings.is_empty() {
                texts.push((block.to_string(), block.text));
            }
        }
    }
    Ok(texts)
}

/// Returns whether the tokenizer is installed.
fn can_run(editor: &Path) -> bool {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    node.is_ok_and(|status| status.success()) && editor.join("node_modules/vscode-textmate").is_dir()
}

/// Returns the text of a snippet with its placeholders filled in.
fn fill_snippet(body: &str) -> String {
    let mut text = String::new();
    let mut remaining = body;
    while let Some(at) = remaining.find('$') {
        text.push_str(&remaining[..at]);
        let spot = &remaining[at + 1..];
        let Some(inside) = spot.strip_prefix('{') else {
            remaining = spot.trim_start_matches(|c: char| c.is_ascii_digit());
            continue;
        };
        let (inside, behind) = inside.split_once('}').expect("a spot ends");
        let proposal = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        text.push_str(match proposal.strip_prefix('|') {
            Some(words) => words.split([',', '|']).next().expect("a list of words has a first"),
            None => proposal.strip_prefix(':').unwrap_or(proposal),
        });
        remaining = behind;
    }
    text + remaining
}

#[test]
fn every_snippet_is_of_its_form() -> Result<(), String> {
    let path = project_root().join("grammar/editors/vscode/snippets/scn.json");
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let snippets: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| error.to_string())?;
    assert!(snippets.len() >= 8, "there are {}", snippets.len());
    for (name, snippet) in &snippets {
        let lines: Vec<&str> =
            snippet["body"].as_array().expect("lines").iter().filter_map(|line| line.as_str()).collect();
        let text = fill_snippet(&lines.join("\n"));
        let first = text.split([' ', ':']).next().unwrap_or_default();
        // Each is put where it is allowed.
        let whole = match first {
            "Choice" => format!("Scenario a: A\n\nSituation b: B\n\n{text}\n"),
            "Outcome" => format!("Scenario a: A\n\nSituation b: B\n\nChoice c: C\n{text}\n"),
            "Question" => format!("Quiz a: A\n\n{text}\n"),
            "Principle" | "Quiz" | "Scenario" => text.clone(),
            _ => format!("Scenario a: A\n\n{text}\n"),
        };
        let findings = scn_syntax::parse(FileId(0), &whole).findings;
        assert!(findings.is_empty(), "{name}: {findings:?}\n{whole}");
    }
    Ok(())
}

/// Checks that `npm run package` creates the package that the editor installs, with the grammar and
/// the client in it.
#[test]
fn the_extension_is_packed() -> Result<(), String> {
    let editor = project_root().join("grammar/editors/vscode");
    if !can_run(&editor) {
        eprintln!("SKIPPED: no Node.js, or no packages in grammar/editors/vscode; `.ci/extras` installs them");
        return Ok(());
    }
    let output = Command::new("npm")
        .args(["run", "--silent", "package"])
        .current_dir(&editor)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    assert!(output.status.success(), "\n{}", String::from_utf8_lossy(&output.stderr));
    let packed = fs::read(editor.join("dist/scn.vsix")).map_err(|error| error.to_string())?;
    for name in ["extension/dist/extension.js", "extension/syntaxes/scn.tmLanguage.json", "extension/snippets/scn.json"]
    {
        assert!(packed.windows(name.len()).any(|bytes| bytes == name.as_bytes()), "`{name}` is not in it");
    }
    Ok(())
}

#[test]
fn the_textmate_grammar_sees_what_the_parser_sees() -> Result<(), String> {
    let editor = project_root().join("grammar/editors/vscode");
    if !can_run(&editor) {
        eprintln!("SKIPPED: no Node.js, or no packages in grammar/editors/vscode; `.ci/extras` installs them");
        return Ok(());
    }
    let texts = texts_to_compare()?;
    assert!(texts.len() > 100, "there are {} texts", texts.len());
    let files: Vec<_> = texts
        .iter()
        .map(|(name, text)| serde_json::json!({ "name": name, "text": text, "tokens": tokens_of(text) }))
        .collect();
    let mut child = Command::new("node")
        .arg("test/tokens.js")
        .current_dir(&editor)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let input = serde_json::to_vec(&files).map_err(|error| error.to_string())?;
    child.stdin.take().expect("it is piped").write_all(&input).map_err(|error| error.to_string())?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    assert!(output.status.success(), "\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
