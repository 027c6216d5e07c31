//! One script from the modules of the player.

use std::fmt::Write as _;

use crate::files::PlayerFile;

/// Returns the files as one script, in their order, without comments, imports and indentation. All
/// their names are in one scope, which is closed to everything else. The files keep to the rules
/// that [`check_rules`](crate::check_rules) checks. `start` is the last statement.
///
/// # Examples
///
/// ```
/// use scn_web::{PlayerFile, bundle};
///
/// let text = "// Greets.\nexport function greet(name) {\n  say(name);\n}\n";
/// let script = bundle(&[PlayerFile { name: "a.js", text }], "greet(\"Ann\");");
/// let body = "function greet(name) {\nsay(name);\n}\ngreet(\"Ann\");\n";
/// assert_eq!(script, format!("(() => {{\n\"use strict\";\n{body}}})();\n"));
/// ```
#[must_use]
pub fn bundle(files: &[PlayerFile], start: &str) -> String {
    let mut script = String::with_capacity(files.iter().map(|file| file.text.len()).sum());
    script.push_str("(() => {\n\"use strict\";\n");
    for line in files.iter().flat_map(|file| code_lines(file.text)) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        script.push_str(line);
        script.push('\n');
    }
    // Writing to a text cannot fail.
    let _ = writeln!(script, "{start}\n}})();");
    script
}

/// Returns the lines of a file that are neither blank nor comments nor imports, without their
/// indentation: no text of the player spans several lines.
pub(crate) fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line) && !line.starts_with("import "))
}

/// Returns whether a line is a comment. Every comment of the player is on lines of its own.
pub(crate) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "/*", "* "].iter().any(|mark| line.starts_with(mark)) || matches!(line, "*" | "*/")
}
