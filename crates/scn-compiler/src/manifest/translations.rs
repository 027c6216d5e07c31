//! `[translations]`.

use scn_source::{Finding, Name, Span};
use toml::de::DeValue;

use super::{ManifestReader, Value};
use crate::language_tag;

/// The languages of a pack, and what counts as translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranslationSettings {
    /// `languages`: BCP 47 tags, with their spans.
    pub languages: Vec<(String, Span)>,
    /// `stale = "keep"`: whether a translation that is out of date is shown in place of the source.
    pub keep_stale: bool,
    /// `complete`: the share of messages that must be translated, in ten-thousandths.
    pub complete: Option<u32>,
}

const STALE: &[(&str, bool)] = &[("source", false), ("keep", true)];

impl ManifestReader<'_> {
    /// Reads a key of `[translations]`.
    pub(super) fn read_translations(&mut self, key: &str, value: &Value<'_>) {
        match key {
            "languages" => self.read_languages(value),
            "stale" => {
                let keep = self.read_word(key, value, STALE);
                self.manifest.translations.keep_stale = keep.unwrap_or(false);
            }
            "complete" => self.manifest.translations.complete = self.read_share(key, value),
            _ => {}
        }
    }

    fn read_languages(&mut self, value: &Value<'_>) {
        let Some(list) = value.get_ref().as_array() else {
            let help = "write `languages = [\"af\", \"zu\"]`";
            return self.report_mismatch(value, "`languages` must be a list", help);
        };
        for item in list {
            let Some(text) = self.read_text("languages", item) else { continue };
            let span = self.span(&item.span());
            if language_tag::is_well_formed(&text) {
                self.manifest.translations.languages.push((text, span));
            } else {
                let message = format!("`{text}` is not a language tag");
                let help = "write a BCP 47 language tag, for example `af`, `en-ZA` or `zh-Hant`";
                self.findings.push(Finding::at(Name::BadManifest, self.id, span, message).with_help(help));
            }
        }
    }

    /// Reads a share from 0 to 1, in ten-thousandths.
    fn read_share(&mut self, key: &str, value: &Value<'_>) -> Option<u32> {
        let written = match value.get_ref() {
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                String::new()
            }
        };
        let share = written.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
        let Some(share) = share else {
            let help = format!("write a number from 0 to 1: `{key} = 0.95`");
            self.report_mismatch(value, &format!("`{key}` must be a share"), &help);
            return None;
        };
        (0..=10_000).find(|parts| share <= f64::from(*parts) / 10_000.0)
    }
}
