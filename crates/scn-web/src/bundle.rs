//! One script from the modules of the player.

use std::borrow::Cow;
use std::fmt::Write as _;

use scn_run::phrases::Language;
use scn_run::phrases::page::page_phrases;
use sha2::{Digest, Sha256};

use crate::files::{PlayerFile, all_files};
use crate::home::Home;

/// What marks the start of a module in a script that is to be shortened. It is no name of the
/// player, so it stays.
const MARK: &str = "scnModule";

/// The shortened modules of all homes.
const SHORT: &str = include_str!("../short/player.js");

/// Returns the script of a page: the player with a home, and phrases in the
/// [current language](Language::current).
#[must_use]
pub fn script(home: Home) -> String {
    let mut script = String::from("(()=>{\"use strict\";");
    for name in home.files().iter().map(|file| file.name).chain([home.create_function()]) {
        match name {
            "phrases.js" => script.push_str(&phrases_module()),
            name => script.push_str(short_module(name)),
        }
    }
    script.push_str("})();\n");
    script
}

/// Returns the module with the phrases. It is one constant, whose shortened name all others use.
fn phrases_module() -> Cow<'static, str> {
    let english = short_module("phrases.js");
    match english.split_once('=') {
        Some((constant, _)) if Language::current() != Language::English => {
            format!("{constant}={};", page_phrases()).into()
        }
        Some(_) | None => english.into(),
    }
}

/// Returns the code of a shortened module, or of the statement that starts a home: the lines below
/// its name.
fn short_module(name: &str) -> &'static str {
    let (_, code) = SHORT.split_once(&format!("\n// {name}\n")).unwrap_or_default();
    code.split_once("\n// ").map_or(code, |(code, _)| code).trim_end()
}

/// Returns the code of all modules, in the order of the scripts, without comments, imports and
/// indentation. All their names are in one scope, so the shortened names of a module are the same
/// in each script. The modules keep to the rules that [`check_rules`](crate::check_rules) checks.
#[must_use]
pub fn marked_script() -> String {
    let mut script = String::from("(() => {\n\"use strict\";\n");
    // Writing to a text cannot fail.
    for file in all_files() {
        let _ = writeln!(script, "{MARK}(\"{}\");\n{}", file.name, module_code(file));
    }
    for create in Home::ALL.map(Home::create_function) {
        let _ = writeln!(script, "{MARK}(\"{create}\");\nstartPage({create});");
    }
    script.push_str("})();\n");
    script
}

/// Returns the file with the shortened modules, whose names are on lines of their own, from the
/// shortened form of [`marked_script`].
///
/// # Errors
///
/// A sentence if a module is missing, or if its code cannot be told from the name of the next.
pub fn shortened_file(shortened: &str) -> Result<String, String> {
    let body = shortened.trim_end().strip_prefix("(()=>{\"use strict\";").and_then(|it| it.strip_suffix("})();"));
    let body = body.ok_or("the shortened script has another start or end")?;
    let mut file = format!("// The modules of the player, shortened. `.ci/bless` writes this file.\n{}\n", sources());
    let mut found = Vec::new();
    for part in body.split(&format!("{MARK}(\"")).skip(1) {
        let (name, code) = part.split_once("\")").ok_or("a mark has another form")?;
        let code = code.strip_prefix([';', ',']).unwrap_or(code).trim();
        let code = code.strip_suffix(',').map_or_else(|| code.to_owned(), |code| format!("{code};"));
        let end = if code.ends_with(['}', ';']) { "" } else { ";" };
        if code.is_empty() || code.contains("\n// ") {
            return Err(format!("`{name}` has no shortened code, or a line that looks like a name"));
        }
        found.push(name);
        // Writing to a text cannot fail.
        let _ = writeln!(file, "// {name}\n{code}{end}");
    }
    let wanted: Vec<&str> = all_files().map(|file| file.name).chain(Home::ALL.map(Home::create_function)).collect();
    if found != wanted {
        return Err(format!("the shortened script has {found:?} instead of {wanted:?}"));
    }
    Ok(file)
}

/// Returns the line by which a file with shortened modules names what it was made from.
#[must_use]
pub fn sources() -> String {
    let digest: String = Sha256::digest(marked_script()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("// Sources: {digest}")
}

/// Returns a module without its comments, imports, exports and indentation.
fn module_code(file: &PlayerFile) -> String {
    let lines = code_lines(file.text).map(|line| line.strip_prefix("export ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
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
