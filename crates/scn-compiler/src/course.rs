//! The course that `scn.toml` describes.

use scn_source::{FileId, Finding};

use crate::findings::{out_of_range, unknown_target};
use crate::manifest::Manifest;
use crate::pack_names::PackNames;

impl Manifest {
    /// Checks that the parts of `[course] order` exist, and that `[course] pass` can be reached.
    pub(crate) fn check_course(&self, file: Option<FileId>, names: &PackNames<'_>, findings: &mut Vec<Finding>) {
        let Some(file) = file else { return };
        for (id, span) in &self.course {
            if !names.has_part(id) {
                findings.push(unknown_target::course_entry(file, *span, id, names.part_ids()));
            }
        }
        if let Some((pass, span)) = self.pass {
            let scenarios = self.course.iter().filter(|(id, _)| names.is_scenario(id)).count();
            let most = if self.course.is_empty() { names.scenario_count() } else { scenarios };
            if usize::try_from(pass).is_err() || !(0..=most as i64).contains(&pass) {
                findings.push(out_of_range::course_pass(file, span, pass, most));
            }
        }
    }
}
