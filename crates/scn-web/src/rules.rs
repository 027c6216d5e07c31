//! The rules that let modules become one script by removing lines and words.

use std::collections::BTreeMap;

use crate::bundle::{code_lines, is_comment};
use crate::files::PlayerFile;

/// The longest line of code, in characters.
const WIDEST: usize = 150;

/// The most lines of a file.
const LONGEST: usize = 600;

/// What code may not contain: what turns text into code or markup, and what waits at the top level.
const FORBIDDEN: [&str; 12] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "setHTML",
    "createContextualFragment",
    "eval(",
    "new Function",
    "import(",
    "export default",
    "export {",
    "</script",
];

/// Checks the rules for files of the player. Returns a sentence for each broken rule.
///
/// # Examples
///
/// ```
/// use scn_web::{PlayerFile, check_rules};
///
/// let files = ["a.js", "b.js"].map(|name| PlayerFile { name, text: "const count = 1;\n" });
/// assert_eq!(check_rules(&files), ["b.js: `count` is also declared in a.js"]);
/// ```
#[must_use]
pub fn check_rules(files: &[PlayerFile]) -> Vec<String> {
    let mut broken = Vec::new();
    let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
    for file in files {
        broken.extend(check_lines(file).into_iter().map(|problem| format!("{}: {problem}", file.name)));
        for name in declared_names(file.text) {
            if let Some(first) = declared.insert(name, file.name) {
                broken.push(format!("{}: `{name}` is also declared in {first}", file.name));
            }
        }
    }
    for file in files {
        for (names, from) in file.text.lines().filter_map(read_import) {
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                match declared.get(name) {
                    Some(declaring) if *declaring == from => {}
                    _ => broken.push(format!("{}: `{name}` is not declared in {from}", file.name)),
                }
            }
        }
    }
    broken
}

fn check_lines(file: &PlayerFile) -> Vec<String> {
    let mut broken = Vec::new();
    if LONGEST < file.text.lines().count() {
        broken.push(format!("it is longer than {LONGEST} lines"));
    }
    for line in file.text.lines().filter(|line| line.starts_with("import ")) {
        if read_import(line).is_none() {
            broken.push(format!("an import has another form than `import {{ a }} from \"./b.js\";`: {line}"));
        }
    }
    for (number, line) in file.text.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
        let number = number + 1;
        if WIDEST < line.chars().count() && file.name != "phrases.js" {
            broken.push(format!("line {number} is wider than {WIDEST} columns"));
        }
        if has_comment(line) {
            broken.push(format!("line {number} ends in a comment"));
        }
        if !line.matches('`').count().is_multiple_of(2) {
            broken.push(format!("line {number} opens a template that does not end there"));
        }
        broken.extend(
            FORBIDDEN.iter().filter(|word| line.contains(**word)).map(|word| format!("line {number} has `{word}`")),
        );
    }
    for line in code_lines(file.text).filter(|line| line.starts_with("export ")) {
        let exported = line.trim_start_matches("export ");
        if !["function ", "async function ", "class ", "const "].iter().any(|word| exported.starts_with(word)) {
            broken.push(format!("this is exported in another form than as a function, class or constant: {line}"));
        }
    }
    broken
}

/// Returns the names that an import names, and the file that it names.
fn read_import(line: &str) -> Option<(&str, &str)> {
    let (names, from) = line.strip_prefix("import {")?.split_once("} from \"./")?;
    (!names.contains(" as ")).then_some((names, from.strip_suffix("\";")?))
}

/// Returns the names declared at the top level of a file.
fn declared_names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        let words = ["function ", "function* ", "class ", "const ", "let ", "var "];
        let declared = words.iter().find_map(|word| line.strip_prefix(word))?;
        declared.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next().filter(|name| !name.is_empty())
    })
}

/// Returns whether a line of code has a comment after its code. Two slashes inside a text, or in a
/// regular expression after a backslash, are none.
fn has_comment(line: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for (place, c) in line.char_indices() {
        let next = line.get(place + c.len_utf8()..).and_then(|rest| rest.chars().next());
        match quote {
            Some(open) if c == open && before != '\\' => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') && before != '\\' => quote = Some(c),
            None if c == '/' && before != '\\' && before != '/' && next == Some('/') => return true,
            None if c == '/' && next == Some('*') && before != '\\' && !matches!(before, '^' | '[') => return true,
            None => {}
        }
        before = if before == '\\' && c == '\\' { ' ' } else { c };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::check_rules;
    use crate::Home;
    use crate::files::PlayerFile;

    fn broken(text: &'static str) -> Vec<String> {
        check_rules(&[PlayerFile { name: "a.js", text }])
    }

    #[test]
    fn the_player_keeps_the_rules() {
        for home in [Home::Device, Home::Scorm12, Home::Scorm2004] {
            assert_eq!(check_rules(&home.files()), [""; 0], "{home:?}");
        }
    }

    #[test]
    fn each_rule_is_checked() {
        let wide = "x".repeat(151).leak();
        let long = "f();\n".repeat(601).leak();
        for (text, problem) in [
            ("f(1); // why\n", "line 1 ends in a comment"),
            ("f(\"a\", /* why */ 1);\n", "line 1 ends in a comment"),
            ("f(`a\nb`);\n", "line 1 opens a template that does not end there"),
            ("node.innerHTML = words;\n", "line 1 has `innerHTML`"),
            ("export default 1;\n", "line 1 has `export default`"),
            ("export { a };\n", "line 1 has `export {`"),
            ("export let a = 1;\n", "another form than as a function, class or constant"),
            ("import a from \"./b.js\";\n", "an import has another form"),
            ("import { a as b } from \"./a.js\";\n", "an import has another form"),
            ("import { b } from \"./a.js\";\n", "`b` is not declared in a.js"),
            ("const b = await import(\"./b.js\");\n", "line 1 has `import(`"),
            ("const a = 1;\nfunction a() {}\n", "`a` is also declared in a.js"),
            ("async function a() {}\nclass a {}\n", "`a` is also declared in a.js"),
            (&*wide, "line 1 is wider than 150 columns"),
            (&*long, "it is longer than 600 lines"),
        ] {
            assert!(broken(text).iter().any(|it| it.contains(problem)), "{text}: {:?}", broken(text));
        }
    }

    #[test]
    fn what_only_looks_like_a_broken_rule_is_none() {
        for text in [
            "const address = \"https://example.org/\";\n",
            "const link = /^https?:\\/\\//;\n",
            "f(a / b, `${a}//${b}`);\n",
            "// A comment: innerHTML, `and a quote\n/** Another. */\n/**\n * And one more: `.\n */\n",
            "  const inner = 1;\n  const inner = 1;\n",
        ] {
            assert_eq!(broken(text), [""; 0], "{text}");
        }
    }
}
