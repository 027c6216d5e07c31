//! The tools as an assistant sees them: names, descriptions and hints.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool as ToolDescription, ToolAnnotations};
use serde_json::json;

use super::schemas;

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    List,
    Read,
    Write,
    Check,
    Test,
    Explain,
    Format,
    Fix,
    Play,
    Stats,
    Graph,
    Build,
}

impl Tool {
    /// All tools, in the order in which they are listed.
    pub(super) const ALL: [Self; 12] = [
        Self::List,
        Self::Read,
        Self::Write,
        Self::Check,
        Self::Test,
        Self::Explain,
        Self::Format,
        Self::Fix,
        Self::Play,
        Self::Stats,
        Self::Graph,
        Self::Build,
    ];

    /// Returns the name by which the tool is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Check => "check",
            Self::Test => "test",
            Self::Explain => "explain",
            Self::Format => "format",
            Self::Fix => "fix",
            Self::Play => "play",
            Self::Stats => "stats",
            Self::Graph => "graph",
            Self::Build => "build",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::List => "List the files",
            Self::Read => "Read a file",
            Self::Write => "Write a file",
            Self::Check => "Check packs",
            Self::Test => "Run the tests of packs",
            Self::Explain => "Explain a finding or the language",
            Self::Format => "Format files",
            Self::Fix => "Apply fixes",
            Self::Play => "Play a scenario",
            Self::Stats => "Show statistics",
            Self::Graph => "Draw the graph",
            Self::Build => "Build a pack",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::List => "Lists the text files of the folder: sources, manifests, translations and documents.",
            Self::Read => "Returns the text of a file in the folder.",
            Self::Write => {
                "Creates or replaces a file in the folder: `scn.toml`, or a file that ends in `.scn` or `.md`. Returns what has changed, as a diff. Use `check` afterwards."
            }
            Self::Check => {
                "Reports every problem of packs, in the text and in all possible runs: errors, warnings about the writing, and dead ends, each with its place and a shortest run. `explain` explains a finding by its name. With `text`, checks a text that is in no file."
            }
            Self::Test => {
                "Runs the tests and promises in the sources of packs and replays their saved journeys. `check` includes the tests and promises, but no journeys."
            }
            Self::Explain => {
                "Explains a finding such as `dead-end`, a keyword such as `Choice`, or a term such as `coverage`, with an example. `llms.txt` is the language in short: read it before you write a scenario. `guide` builds one scenario step by step. `language` is the whole reference, which is long. Without a name, lists all findings."
            }
            Self::Format => {
                "Formats files in the standard style, and returns the changes as a diff. They are written only with `write`. With `text`, returns that text formatted."
            }
            Self::Fix => {
                "Applies the safe fixes that `check` offers, and returns the changes as a diff. They are written only with `write`."
            }
            Self::Play => {
                "Plays a scenario as a learner does, and returns what she sees now: text, and the choices on offer or locked, with their ids. Nothing is kept between calls: give all choices so far. One id more makes the next choice, and one less takes the last one back. At the end comes the debrief."
            }
            Self::Stats => {
                "Shows how the scenarios of packs cover each principle, and what their possible runs look like: length, endings, balance."
            }
            Self::Graph => "Draws the situations and endings of scenarios and the choices that connect them.",
            Self::Build => {
                "Builds a pack for delivery and writes it into the folder: a page, a site, a package for an LMS, a storyboard for reviewers, or the story as JSON."
            }
        }
    }

    /// Returns whether the tool can change files, on a server that may write.
    pub(super) fn can_write(self) -> bool {
        match self {
            Self::Write | Self::Format | Self::Fix | Self::Build => true,
            Self::List
            | Self::Read
            | Self::Check
            | Self::Test
            | Self::Explain
            | Self::Play
            | Self::Stats
            | Self::Graph => false,
        }
    }

    /// Returns the names of the arguments.
    pub(super) fn argument_names(self) -> Vec<String> {
        schemas::properties(self).as_object().into_iter().flat_map(JsonObject::keys).cloned().collect()
    }

    /// Describes the tool for the protocol. `writes` is whether the server may write.
    pub(super) fn describe(self, writes: bool) -> ToolDescription {
        let required = schemas::required(self);
        let mut schema = JsonObject::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), schemas::properties(self));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
        let changes = writes && self.can_write();
        let hints = ToolAnnotations::with_title(self.title()).read_only(!changes).destructive(changes);
        // The same call again changes nothing more.
        let hints = hints.idempotent(true).open_world(false);
        let mut description = self.description().to_owned();
        if self.can_write() && !writes {
            description.push_str(" This server was started without `--write`, so nothing is written.");
        }
        ToolDescription::new(self.name(), description, Arc::new(schema))
            .with_title(self.title())
            .with_annotations(hints)
    }
}
