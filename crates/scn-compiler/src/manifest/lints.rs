//! `[lints]`.

use std::ops::Range;

use scn_source::{Finding, Name, Place, Severity, nearest_name};

use super::{Level, ManifestReader, Value};

const LEVELS: &[(&str, Level)] =
    &[("allow", Level::Allow), ("hint", Level::Hint), ("warn", Level::Warn), ("deny", Level::Deny)];

impl ManifestReader<'_> {
    /// Reads the level of a finding.
    pub(super) fn read_lint(&mut self, range: Range<usize>, written: &str, value: &Value<'_>) {
        let Some(name) = Name::from_exact_str(written) else {
            let span = self.span(&range);
            let finding =
                Finding::at(Name::UnknownInstruction, self.id, span, format!("there is no finding named `{written}`"));
            self.findings.push(match nearest_name(written, Name::ALL.iter().map(|name| name.as_str())) {
                Some(near) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
                    true,
                    format!("change `{written}` to `{near}`"),
                    Place { file: self.id, span },
                    near,
                ),
                None => finding.with_help("`scn explain` lists all findings"),
            });
            return;
        };
        let Some(level) = self.read_word(written, value, LEVELS) else { return };
        if name.default_severity() == Severity::Error && level != Level::Deny {
            let span = self.span(&value.span());
            let message = format!("`{written}` is an error in every pack");
            self.findings.push(
                Finding::at(Name::OutOfRange, self.id, span, message)
                    .with_help("only the levels of warnings and hints can be changed; remove the line"),
            );
            return;
        }
        self.manifest.levels.insert(written.to_owned(), level);
    }
}
