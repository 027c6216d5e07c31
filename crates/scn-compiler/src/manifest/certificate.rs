//! `[certificate]`.

use scn_source::{Finding, Name};
use toml::de::DeValue;

use super::{ManifestReader, Value};

/// The longest course, in minutes: 1,000 hours.
const LONGEST: f64 = 60_000.0;

/// The units of a time: the words for it, its letter in ISO 8601, and how many are at most allowed:
/// those of a hundred years.
const UNITS: [([&str; 2], char, u32); 3] =
    [(["day", "days"], 'D', 36_500), (["month", "months"], 'M', 1_200), (["year", "years"], 'Y', 100)];

impl ManifestReader<'_> {
    /// Reads a key of `[certificate]`.
    pub(super) fn read_certificate(&mut self, key: &str, value: &Value<'_>) {
        match key {
            "profile" => {
                if let Some(profile) = self.read_switch(key, value) {
                    self.manifest.certificate.profile = profile;
                }
            }
            "issuer" => self.manifest.certificate.issuer = self.read_words(key, value),
            "signatory" => self.manifest.certificate.signatory = self.read_words(key, value),
            "logo" => {
                self.manifest.certificate.logo = self.read_words(key, value);
                self.manifest.logo = Some(self.span(&value.span()));
            }
            "hours" => self.manifest.certificate.minutes = self.read_hours(key, value),
            "valid" => self.manifest.certificate.valid = self.read_duration(key, value),
            // The manifest's table lists every key that is read here.
            _ => {}
        }
    }

    /// Reads text that is not empty.
    fn read_words(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = self.read_text(key, value)?.trim().to_owned();
        if text.is_empty() {
            self.report_range(value, format!("`{key}` is empty"), "write it, or remove the line");
            return None;
        }
        Some(text)
    }

    /// Reads a number of hours, and returns it in minutes.
    fn read_hours(&mut self, key: &str, value: &Value<'_>) -> Option<u32> {
        let hours: Option<f64> = match value.get_ref() {
            DeValue::Integer(_) => self.read_number(key, value).map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                let help = format!("write it without quotes: `{key} = 1.5`");
                self.report_mismatch(value, &format!("`{key}` must be a number"), &help);
                return None;
            }
        };
        let minutes = (hours? * 60.0).round();
        if (1.0..=LONGEST).contains(&minutes) {
            return Some(minutes as u32);
        }
        let message = format!("a course cannot take {} hours", hours?);
        self.report_range(value, message, "write a number above 0 and up to 1000");
        None
    }

    /// Reads a length of time, and returns it as a duration of ISO 8601.
    fn read_duration(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = self.read_text(key, value)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let duration = match words.as_slice() {
            [count, unit] => UNITS.iter().find(|(names, ..)| names.contains(unit)).and_then(|(_, letter, most)| {
                let count = count.parse::<u32>().ok().filter(|count| (1..=*most).contains(count))?;
                Some(format!("P{count}{letter}"))
            }),
            _ => None,
        };
        if duration.is_none() {
            let help = "write a number and `days`, `months` or `years`, up to a hundred years: `valid = \"2 years\"`";
            self.report_range(value, format!("a certificate cannot be valid for `{text}`"), help);
        }
        duration
    }

    fn report_range(&mut self, value: &Value<'_>, message: String, help: &str) {
        let span = self.span(&value.span());
        self.findings.push(Finding::at(Name::OutOfRange, self.id, span, message).with_help(help));
    }
}
