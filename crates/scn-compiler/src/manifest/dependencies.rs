//! `[dependencies]`.

use std::ops::Range;

use scn_source::{Finding, Name, Place};

use super::{ManifestReader, Value};

impl ManifestReader<'_> {
    /// Reads the path of a dependency.
    pub(super) fn read_dependency(&mut self, range: Range<usize>, name: &str, value: &Value<'_>) {
        let help = format!("write `{name} = {{ path = \"../{name}\" }}`");
        let Some(table) = value.get_ref().as_table() else {
            self.report_mismatch(value, &format!("`{name}` needs the path of a pack"), &help);
            return;
        };
        for (key, _) in table.iter().filter(|(key, _)| key.get_ref() != "path") {
            let written: &str = key.get_ref();
            self.unknown_key(key.span(), written, name, None, std::iter::once("path"));
        }
        match table.get("path") {
            Some(path) => {
                if let Some(path) = self.read_text("path", path) {
                    let span = self.span(&range);
                    self.manifest.dependencies.push((name.to_owned(), path, span));
                }
            }
            None => self.report_mismatch(value, &format!("`{name}` needs the path of a pack"), &help),
        }
    }
}

/// Returns the finding for a dependency whose path does not lead to a pack. For the code that reads
/// the files.
#[must_use]
pub fn missing_dependency(place: Place, name: &str, path: &str) -> Finding {
    Finding::new(Name::UnknownTarget, place, format!("there is no pack at `{path}`, where `{name}` should be"))
        .with_help("write the path of its folder relative to the folder of this `scn.toml`")
}

/// Returns the finding for a dependency whose path leads to a pack without `.scn` files. For the
/// code that reads the files.
#[must_use]
pub fn empty_dependency(place: Place, name: &str, path: &str) -> Finding {
    let message = format!("the pack at `{path}`, where `{name}` should be, has no `.scn` files");
    Finding::new(Name::UnknownTarget, place, message)
        .with_help("put a `.scn` file in its folder, or remove the dependency")
}

/// Returns the finding for a dependency that depends on the pack itself. For the code that reads
/// the files. `way` holds the names of the dependencies that lead back.
#[must_use]
pub fn dependency_cycle(place: Place, name: &str, way: &[String]) -> Finding {
    let message = match way {
        [] => format!("the pack depends on itself under the name `{name}`"),
        way => format!("`{name}` depends on this pack again, through `{}`", way.join("`, `")),
    };
    Finding::new(Name::BadManifest, place, message)
        .with_help("remove one of the dependencies; what both packs need belongs in a third one")
}
