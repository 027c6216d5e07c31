//! The levels that `[lints]` in `scn.toml` gives to findings.

use scn_source::{Finding, Name};

use crate::manifest::{Level, Manifest};

impl Manifest {
    /// Returns the level that `[lints]` gives a finding, by its own name or by the name that it was
    /// split from.
    #[must_use]
    pub fn level_of(&self, name: Name) -> Option<Level> {
        let level_for = |name: Name| self.levels.get(name.as_str()).copied();
        level_for(name).or_else(|| level_for(name.predecessor()?))
    }

    /// Sets the severity of every finding as the pack configures it, and removes findings that are
    /// allowed. An error stays one, also where its name is usually that of a warning.
    pub(crate) fn apply_levels<T>(&self, all: &mut Vec<T>, finding: impl Fn(&mut T) -> &mut Finding) {
        all.retain_mut(|one| {
            let finding = finding(one);
            let Some(level) = self.level_of(finding.name) else { return true };
            if finding.name.default_severity() < finding.severity {
                return true;
            }
            let severity = level.severity();
            finding.severity = severity.unwrap_or(finding.severity);
            severity.is_some()
        });
    }
}
