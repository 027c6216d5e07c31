//! What each tool does. Each runs a command of `scn` and returns what it prints.

use std::fs;
use std::path::Path;

use rmcp::model::{CallToolResult, ContentBlock};
use scn_text::counted;
use serde_json::Value;

use super::arguments::Arguments;
use super::child::{Output, Scn, shortened};
use super::folder::{Folder, media_type};
use super::play::play;
use super::schemas::{BUILD_FORMATS, GRAPH_FORMATS, STATS_FORMATS};
use super::tools::Tool;
use crate::diff::unified_diff;
use crate::failure::Failure;
use crate::packs::{MANIFEST, relative_path};
use crate::save::save;

/// The result of a call: a text, and the same as data if there is a form for it. An error is a
/// message that the assistant can act on.
pub(super) type Called = Result<(String, Option<Value>), String>;

/// What a call works with.
#[derive(Debug)]
pub(super) struct Place<'s> {
    pub(super) folder: &'s Folder,
    pub(super) scn: &'s Scn,
    /// Whether files may be written.
    pub(super) writes: bool,
}

/// Converts the result of a call to that of the protocol.
pub(super) fn to_result(called: Called) -> CallToolResult {
    match called {
        Ok((text, data)) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(shortened(text))]);
            result.structured_content = data;
            result
        }
        Err(message) => {
            let message = shortened(scn_text::escape_lines(&message).into_owned());
            CallToolResult::error(vec![ContentBlock::text(message)])
        }
    }
}

impl Place<'_> {
    /// Calls a tool.
    pub(super) async fn call(&self, tool: Tool, mut arguments: Arguments) -> Called {
        match tool {
            Tool::List => self.list(),
            Tool::Read => Ok((self.folder.read_text(&arguments.required_text("path")?)?, None)),
            Tool::Write => self.write(&arguments.required_text("path")?, &arguments.required_text("text")?),
            Tool::Check => self.report("check", arguments).await,
            Tool::Test => self.report("test", arguments).await,
            Tool::Explain => self.explain(arguments).await,
            Tool::Format => self.format(arguments).await,
            Tool::Fix => self.fix(arguments).await,
            Tool::Play => play(self, arguments).await,
            Tool::Stats => self.stats(arguments).await,
            Tool::Graph => self.graph(arguments).await,
            Tool::Build => self.build(arguments).await,
        }
    }

    /// Runs a command on a path in the folder, whose packs must be wholly inside; `-` is the input.
    pub(super) async fn run(&self, path: &str, words: &[String], input: &str) -> Result<Output, String> {
        if path != "-" {
            self.folder.ensure_closed(path)?;
        }
        let output = self.scn.run(self.folder.root(), words, input).await?;
        if output.status == Some(2) && output.stderr.starts_with("there is no `.scn` file") {
            return Err("there is no `.scn` file here yet; create one with the tool `write`, after `explain` with the name `llms.txt`".to_owned());
        }
        Ok(output)
    }

    /// Takes the argument `path` as a word of a command; without it, this is the whole folder.
    pub(super) fn path(&self, arguments: &mut Arguments) -> Result<String, String> {
        self.folder.existing(&arguments.text("path")?.unwrap_or_default())
    }

    /// Takes `path` or `text` as the path of a command and its input.
    fn path_or_text(&self, arguments: &mut Arguments) -> Result<(String, Option<String>), String> {
        match arguments.text("text")? {
            None => Ok((self.path(arguments)?, None)),
            Some(_) if arguments.text("path")?.is_some() => Err("give either `path` or `text`, not both".to_owned()),
            Some(text) => Ok(("-".to_owned(), Some(text))),
        }
    }

    fn ensure_writes(&self) -> Result<(), String> {
        if self.writes {
            return Ok(());
        }
        Err("nothing was written: this server only reads; whoever set it up can allow writing by starting it with `scn mcp --write`".to_owned())
    }

    fn list(&self) -> Called {
        let (files, more) = self.folder.list();
        let lines: Vec<String> =
            files.iter().map(|file| format!("{}  {} bytes\n", scn_text::escape_line(&file.path), file.size)).collect();
        let mut text = lines.concat();
        if files.is_empty() {
            text = "the folder has no text files of a pack yet\n".to_owned();
        }
        if more {
            text.push_str("… and more\n");
        }
        let files: Vec<Value> =
            files.iter().map(|file| serde_json::json!({ "path": file.path, "bytes": file.size })).collect();
        Ok((text, Some(serde_json::json!({ "files": files, "complete": !more }))))
    }

    fn write(&self, path: &str, text: &str) -> Called {
        self.ensure_writes()?;
        let target = self.folder.target(path)?;
        let may_be_written = target.extension().is_some_and(|it| it == "scn" || it == "md")
            || target.file_name().is_some_and(|name| name == MANIFEST);
        if !may_be_written {
            return Err(format!(
                "`{path}` was not written: only `{MANIFEST}` and files that end in `.scn` or `.md` are"
            ));
        }
        let old = fs::read(&target).ok();
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::write(folder, &error).without_label())?;
        }
        save(&target, text).map_err(|failure| failure.without_label())?;
        let (lines, shown) = (counted(text.lines().count(), "line"), scn_text::escape_line(path));
        Ok((
            match old {
                None => format!("created `{shown}`: {lines}\n"),
                Some(old) if old == text.as_bytes() => format!("`{shown}` had this text already\n"),
                Some(old) => {
                    format!("replaced `{shown}`: {lines}\n\n{}", unified_diff(path, &old, text.as_bytes(), false))
                }
            },
            None,
        ))
    }

    /// Runs `check` or `test`, which report in the same formats.
    async fn report(&self, command: &str, mut arguments: Arguments) -> Called {
        let (path, input) = self.path_or_text(&mut arguments)?;
        let scratch = tempfile::tempdir().map_err(|error| format!("no temporary folder can be created: {error}"))?;
        let report = scratch.path().join("report.txt");
        let report_word = report.to_str().ok_or("the path of the temporary folder is not text")?;
        let mut words = words(&[command, "--format", "json", "--format", "plain", "-o", report_word]);
        for format in arguments.texts("for")? {
            words.extend(["--for".to_owned(), format]);
        }
        if let Some(states) = arguments.number("states")? {
            words.push(format!("--states={states}"));
        }
        words.push(path.clone());
        let output = self.run(&path, &words, &input.unwrap_or_default()).await?.answered()?;
        let mut text = fs::read_to_string(&report).unwrap_or_default();
        add_notes(&mut text, &output.stderr);
        let data = serde_json::from_str(&output.stdout).ok();
        Ok((text, data))
    }

    async fn explain(&self, mut arguments: Arguments) -> Called {
        let mut words = words(&["explain"]);
        match arguments.text("name")?.as_deref().map(str::trim) {
            None | Some("") => {}
            Some("language") => return Ok((crate::documents::LANGUAGE.to_owned(), None)),
            Some(name) => words.extend(["--".to_owned(), name.to_owned()]),
        }
        // This reads nothing of the folder.
        let output = self.scn.run(self.folder.root(), &words, "").await?.succeeded()?;
        Ok((output.stdout, None))
    }

    async fn format(&self, mut arguments: Arguments) -> Called {
        let (path, input) = self.path_or_text(&mut arguments)?;
        let write = arguments.flag("write")?;
        if let Some(text) = input {
            if write {
                return Err("`write` is for files; a `text` is returned formatted".to_owned());
            }
            let output = self.run("-", &words(&["fmt", "-"]), &text).await?.answered()?;
            let mut formatted = output.stdout;
            add_notes(&mut formatted, &output.stderr);
            return Ok((formatted, None));
        }
        if write {
            self.ensure_writes()?;
        }
        let output = self.run(&path, &words(&["fmt", "--diff", &path]), "").await?.answered()?;
        let mut text = output.stdout;
        if text.is_empty() {
            text = "nothing to change: all files are in the standard style\n".to_owned();
        } else if write {
            self.run(&path, &words(&["fmt", &path]), "").await?.succeeded()?;
            text.insert_str(0, "written:\n\n");
        } else {
            text.insert_str(0, "not written; `write` would make these changes:\n\n");
        }
        add_notes(&mut text, &output.stderr);
        Ok((text, None))
    }

    async fn fix(&self, mut arguments: Arguments) -> Called {
        let path = self.path(&mut arguments)?;
        let write = arguments.flag("write")?;
        if write {
            self.ensure_writes()?;
        }
        let mut base = words(&["check", "--fix"]);
        if arguments.flag("unsafe")? {
            base.push("--unsafe".to_owned());
        }
        let with = |more: &[&str]| [base.as_slice(), &words(more), std::slice::from_ref(&path)].concat();
        let shown = self.run(&path, &with(&["--diff"]), "").await?.answered()?;
        if !write {
            return Ok((format!("{}\n\n{}", shown.stderr, shown.stdout).trim_end().to_owned() + "\n", None));
        }
        let fixed = self.run(&path, &with(&["--format", "plain"]), "").await?.answered()?;
        let text = format!("{}\n\n{}\nwhat `check` reports now:\n\n{}", fixed.stderr, shown.stdout, fixed.stdout);
        Ok((text, None))
    }

    async fn stats(&self, mut arguments: Arguments) -> Called {
        let path = self.path(&mut arguments)?;
        let format = arguments.word("format", &STATS_FORMATS)?.unwrap_or_else(|| "table".to_owned());
        let mut words = words(&["stats", "--format", &format]);
        words.extend(arguments.text("scenario")?.map(|id| format!("--scenario={id}")));
        words.push(path.clone());
        let output = self.run(&path, &words, "").await?.succeeded()?;
        let data = if format == "json" { serde_json::from_str(&output.stdout).ok() } else { None };
        let mut text = output.stdout;
        add_notes(&mut text, &output.stderr);
        Ok((text, data))
    }

    async fn graph(&self, mut arguments: Arguments) -> Called {
        let path = self.path(&mut arguments)?;
        let format = arguments.word("format", &GRAPH_FORMATS)?.unwrap_or_else(|| "mermaid".to_owned());
        let mut words = words(&["graph", "--to", &format]);
        if arguments.flag("principles")? {
            words.push("--principles".to_owned());
        }
        words.extend(["--".to_owned(), path.clone()]);
        words.extend(arguments.text("scenario")?);
        let output = self.run(&path, &words, "").await?.answered()?;
        if output.stdout.is_empty() {
            return Err(output.stderr);
        }
        let mut text = output.stdout;
        add_notes(&mut text, &output.stderr);
        Ok((text, None))
    }

    async fn build(&self, mut arguments: Arguments) -> Called {
        self.ensure_writes()?;
        let path = self.path(&mut arguments)?;
        let formats = BUILD_FORMATS.map(|(name, _)| name);
        let format = arguments.word("format", &formats)?.ok_or("`format` is missing")?;
        let written = arguments.required_text("output")?;
        let target = self.folder.target(&written)?;
        let extension = BUILD_FORMATS.iter().find(|(name, _)| *name == format).and_then(|(_, extension)| *extension);
        ensure_output_name(&format, &written, &target, extension)?;
        if target.exists() && !arguments.flag("replace")? {
            return Err(format!("`{written}` is there already; give another `output`, or `replace`: true"));
        }
        let target = format!("./{}", relative_path(&target, self.folder.root()));
        let mut words = words(&["build", "--to", &format, "-o", &target]);
        words.extend(arguments.text("language")?.map(|language| format!("--language={language}")));
        words.extend(["--".to_owned(), path.clone()]);
        let output = self.run(&path, &words, "").await?.succeeded()?;
        let mut text = format!("built `{}`\n", scn_text::escape_line(&written));
        add_notes(&mut text, &output.stderr);
        Ok((text, None))
    }
}

/// Checks that an output has a name by which nobody takes it for a source.
fn ensure_output_name(format: &str, written: &str, target: &Path, extension: Option<&str>) -> Result<(), String> {
    let own = target.extension().and_then(|it| it.to_str());
    let is_right = match extension {
        None => own.is_none() || media_type(target).is_none(),
        Some("html") if format == "storyboard" => own.is_some_and(|it| it == "html" || it == "docx"),
        Some(extension) => own == Some(extension),
    };
    match extension {
        _ if is_right => Ok(()),
        None => {
            Err(format!("`{written}` looks like a file, and `{format}` is a folder; give it a name such as `site`"))
        }
        Some(extension) => Err(format!("`{written}` must end in `.{extension}`, since `{format}` is such a file")),
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Adds to a text what a command said besides.
fn add_notes(text: &mut String, notes: &str) {
    if !notes.is_empty() {
        let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
        text.push_str(&format!("{gap}{notes}\n"));
    }
}
