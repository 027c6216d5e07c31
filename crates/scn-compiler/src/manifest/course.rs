//! `[course]`.

use scn_source::Span;
use scn_story::RequiredBand;

use super::{ManifestReader, Value, WantedPrinciple};

/// The bands that a course can ask for.
const BANDS: &[(&str, RequiredBand)] = &[("mixed", RequiredBand::Mixed), ("consistent", RequiredBand::Consistent)];

impl ManifestReader<'_> {
    /// Reads a list of lessons, quizzes and scenarios, with the span of each.
    pub(super) fn read_part_list(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<(String, Span)>> {
        let Some(list) = value.get_ref().as_array() else {
            self.report_mismatch(
                value,
                &format!("`{key}` must be a list of lessons, quizzes and scenarios"),
                &format!("write `{key} = [\"first\", \"second\"]`"),
            );
            return None;
        };
        let mut parts = Vec::new();
        for item in list {
            if let Some(id) = self.read_text(key, item) {
                let span = self.span(&item.span());
                parts.push((id, span));
            }
        }
        Some(parts)
    }

    /// Reads the principles that must be handled well enough, in source order.
    pub(super) fn read_principles(&mut self, value: &Value<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            self.report_mismatch(
                value,
                "`principles` must be a table of principles, each with the lowest band that is enough",
                "write `principles = { the-principle = \"mixed\" }`",
            );
            return;
        };
        for (id, value) in table {
            let written: &str = id.get_ref();
            let band = self.read_word(written, value, BANDS);
            let (span, band_span) = (self.span(&id.span()), self.span(&value.span()));
            self.manifest.principles.push(WantedPrinciple { id: written.to_owned(), span, band, band_span });
        }
        self.manifest.principles.sort_by_key(|it| it.span);
    }
}
