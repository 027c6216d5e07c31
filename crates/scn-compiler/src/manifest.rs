//! `scn.toml`.

mod certificate;
mod course;
mod dependencies;
mod lints;
mod translations;

use std::collections::BTreeMap;
use std::ops::Range;

use scn_prover::Level as Coverage;
use scn_source::{FileId, Finding, Name, Place, Severity, SourceFile, Span, nearest_name};
use scn_story::{Certificate, RequiredBand};
use scn_syntax::words::has_id_form;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::ids;
use crate::language_tag;
pub use dependencies::{dependency_cycle, empty_dependency, missing_dependency};
pub use translations::TranslationSettings;

/// The contents of a pack's manifest, with defaults for missing keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// `[pack] name`: an id.
    pub name: Option<String>,
    /// `[pack] title`.
    pub title: Option<String>,
    /// The span of the title.
    pub title_span: Option<Span>,
    /// The span of `pack` in `[pack]`.
    pub pack_span: Option<Span>,
    /// The span of `course` in `[course]`.
    pub course_span: Option<Span>,
    /// `[pack] version`.
    pub version: Option<String>,
    /// `[pack] language`, a BCP 47 tag.
    pub language: Option<String>,
    /// The span of the language.
    pub language_span: Option<Span>,
    /// `[pack] shuffle`: whether choices are shown in an order drawn once per run.
    pub shuffle: bool,
    /// The edit that sets `shuffle = true`, if `scn.toml` is written so that an edit can do it.
    pub shuffle_edit: Option<ShuffleEdit>,
    /// Where a name is missing. `None` if there is one, or if there is no manifest.
    pub nameless: Option<MissingName>,
    /// `[course] order`: ids of lessons, quizzes and scenarios, with their spans.
    pub course: Vec<(String, Span)>,
    /// `[course] pass`.
    pub pass: Option<(i64, Span)>,
    /// `[course] require`: ids of the parts that must be read or passed, with their spans.
    pub require: Option<Vec<(String, Span)>>,
    /// `[course] principles`: the principles that must be handled well enough.
    pub principles: Vec<WantedPrinciple>,
    /// `[certificate]`: what certificates of the course show.
    pub certificate: Certificate,
    /// The span of `[certificate] logo`.
    pub logo: Option<Span>,
    /// `[check] coverage`: the level that every principle must reach.
    pub coverage: Coverage,
    /// `[check] states`: maximum number of states that a proof may store.
    pub states: Option<u64>,
    /// `[lints]`, by the name of the finding.
    pub levels: BTreeMap<String, Level>,
    /// `[translations]`: the languages of the pack.
    pub translations: TranslationSettings,
    /// `[dependencies]`: name, path as written, span.
    pub dependencies: Vec<(String, String, Span)>,
}

/// A principle that a course asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPrinciple {
    /// Its id, as written.
    pub id: String,
    /// The span of the id. It includes quotes if there are any.
    pub span: Span,
    /// The lowest band that is enough; `None` if it is not one of the bands.
    pub band: Option<RequiredBand>,
    /// The span of the band.
    pub band_span: Span,
}

/// An edit that sets `shuffle = true` in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShuffleEdit {
    /// The text to replace; empty for an insertion.
    pub place: Place,
    /// The replacement text.
    pub text: String,
}

/// A manifest without `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingName {
    /// The `[pack]` header, or the start of the file if that is missing too.
    pub place: Place,
    /// The edit that adds a name, if `scn.toml` is written so that an edit can do it.
    pub edit: Option<NameEdit>,
}

/// An insertion that gives a pack a name, which is written between `before` and `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameEdit {
    /// Position of the insertion.
    pub place: Place,
    /// Text before the name.
    pub before: &'static str,
    /// Text after the name.
    pub after: &'static str,
}

/// The level that a pack gives a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not reported.
    Allow,
    /// It is a hint.
    Hint,
    /// It is a warning.
    Warn,
    /// It is an error.
    Deny,
}

impl Level {
    /// The severity of a finding at this level; `None` if it is not reported.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Allow => None,
            Self::Hint => Some(Severity::Hint),
            Self::Warn => Some(Severity::Warning),
            Self::Deny => Some(Severity::Error),
        }
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            name: None,
            title: None,
            title_span: None,
            pack_span: None,
            course_span: None,
            version: None,
            language: None,
            language_span: None,
            shuffle: false,
            shuffle_edit: None,
            nameless: None,
            course: Vec::new(),
            pass: None,
            require: None,
            principles: Vec::new(),
            certificate: Certificate::default(),
            logo: None,
            coverage: Coverage::Tested,
            states: None,
            levels: BTreeMap::new(),
            translations: TranslationSettings::default(),
            dependencies: Vec::new(),
        }
    }
}

/// The keys of each table.
const TABLES: &[(&str, &[&str])] = &[
    ("pack", &["name", "title", "version", "language", "shuffle"]),
    ("course", &["order", "pass", "require", "principles"]),
    ("certificate", &["profile", "issuer", "signatory", "logo", "hours", "valid"]),
    ("check", &["coverage", "states"]),
    ("lints", &[]),
    ("dependencies", &[]),
    ("translations", &["languages", "stale", "complete"]),
];

/// The tag for an unknown language (ISO 639-2).
const UNKNOWN_LANGUAGE: &str = "und";

const COVERAGES: &[(&str, Coverage)] = &[
    ("linked", Coverage::Linked),
    ("reachable", Coverage::Reachable),
    ("tested", Coverage::Tested),
    ("guaranteed", Coverage::Guaranteed),
];

/// Reads `scn.toml`. Invalid values are reported and replaced by their defaults.
///
/// # Examples
///
/// ```
/// use scn_compiler::{Level, read_manifest};
/// use scn_source::{FileId, Name, SourceFile};
///
/// let text = "[pack]\nname = \"privacy\"\n\n[lints]\nsingle-choice = \"deny\"\n\n[cuorse]\n";
/// let mut findings = Vec::new();
/// let manifest = read_manifest(FileId(0), &SourceFile::new("scn.toml", text), &mut findings);
///
/// assert_eq!(manifest.name.as_deref(), Some("privacy"));
/// assert_eq!(manifest.levels["single-choice"], Level::Deny);
/// assert_eq!(findings[0].name, Name::UnknownInstruction, "there is no table `cuorse`");
/// ```
#[must_use]
pub fn read_manifest(id: FileId, file: &SourceFile, findings: &mut Vec<Finding>) -> Manifest {
    if let Some(first) = file.not_utf8().first() {
        let span = Span { start: *first, end: first.saturating_add(1) };
        let finding = Finding::at(Name::BadManifest, id, span, "`scn.toml` is not UTF-8 text".to_owned());
        findings.push(finding.with_help("save the file as UTF-8; every text editor can do this"));
        return Manifest::default();
    }
    let text = file.text().strip_prefix('\u{feff}').unwrap_or(file.text());
    let skipped = file.text().len() - text.len();
    let mut reader = ManifestReader { id, skipped, findings, manifest: Manifest::default() };
    match DeTable::parse(text) {
        Ok(table) => {
            reader.read_root(table.get_ref());
            // In source order: if two dependencies declare the same name, the first one counts.
            reader.manifest.dependencies.sort_by_key(|(_, _, span)| span.start);
            reader.manifest.shuffle_edit = reader.shuffle_edit(text, table.get_ref());
            reader.manifest.nameless = reader.find_missing_name(text, table.get_ref());
        }
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            let message = error.message().lines().next().unwrap_or("it is not TOML").to_owned();
            let span = reader.span(&range);
            let finding = Finding::at(Name::BadManifest, id, span, format!("`scn.toml` cannot be read: {message}"));
            reader.findings.push(
                finding.with_help("write tables as `[pack]` and keys as `title = \"…\"`, with text in double quotes"),
            );
        }
    }
    reader.manifest
}

struct ManifestReader<'r> {
    id: FileId,
    skipped: usize,
    findings: &'r mut Vec<Finding>,
    manifest: Manifest,
}

type Value<'v> = Spanned<DeValue<'v>>;

impl ManifestReader<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.skipped, range.end + self.skipped)
    }

    fn read_root(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some((_, keys)) = TABLES.iter().find(|(table, _)| *table == name) else {
                // A key outside any table may only lack its table header.
                let home = TABLES.iter().find(|(_, keys)| keys.contains(&name)).map(|(table, _)| *table);
                self.unknown_key(key.span(), name, "scn.toml", home, TABLES.iter().map(|(table, _)| *table));
                continue;
            };
            match name {
                "pack" => self.manifest.pack_span = Some(self.span(&key.span())),
                "course" => self.manifest.course_span = Some(self.span(&key.span())),
                _ => {}
            }
            let Some(inner) = value.get_ref().as_table() else {
                self.report_mismatch(
                    value,
                    &format!("`{name}` is a table of keys"),
                    &format!("write `[{name}]` on a line of its own"),
                );
                continue;
            };
            for (key, value) in inner {
                let written: &str = key.get_ref();
                match name {
                    "lints" => self.read_lint(key.span(), written, value),
                    "dependencies" => self.read_dependency(key.span(), written, value),
                    "translations" if keys.contains(&written) => self.read_translations(written, value),
                    _ if keys.contains(&written) => self.read_key(written, value),
                    _ => self.unknown_key(key.span(), written, &format!("[{name}]"), None, keys.iter().copied()),
                }
            }
        }
    }

    /// Returns where a name is missing, and how to add one: under `[pack]`, or with a new `[pack]`
    /// before the first table.
    fn find_missing_name(&self, text: &str, table: &DeTable<'_>) -> Option<MissingName> {
        let to_place = |range: &Range<usize>| Place { file: self.id, span: self.span(range) };
        let insert = |at: usize, before, after| Some(NameEdit { place: to_place(&(at..at)), before, after });
        let Some((key, value)) = table.get_key_value("pack") else {
            // `[Pack]` is reported where it is.
            if table.iter().any(|(key, _)| nearest_name(&key.get_ref().to_lowercase(), ["pack"]).is_some()) {
                return None;
            }
            let is_blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
            let start: usize = text.split_inclusive('\n').take_while(is_blank).map(str::len).sum();
            let body = text.get(start..).unwrap_or_default();
            let edit = match (body.starts_with('['), text.is_empty() || text.ends_with('\n')) {
                (true, _) => insert(start, "[pack]\nname = \"", "\"\n\n"),
                // A key outside any table must stay outside, so the new table comes last.
                (false, true) => insert(text.len(), "[pack]\nname = \"", "\"\n"),
                (false, false) => insert(text.len(), "\n[pack]\nname = \"", "\"\n"),
            };
            return Some(MissingName { place: to_place(&(0..0)), edit });
        };
        let pack = value.get_ref().as_table()?;
        if pack.contains_key("name") {
            return None;
        }
        let range = key.span();
        let line = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(range.end..)?.find('\n').map(|at| range.end + at + 1);
        // Not possible with `pack = { … }` or `pack.title = …`.
        let edit = match (text.get(line..range.start)?.trim() == "[", end) {
            (true, Some(end)) => insert(end, "name = \"", "\"\n"),
            (true, None) => insert(text.len(), "\nname = \"", "\"\n"),
            (false, _) => None,
        };
        Some(MissingName { place: to_place(&range), edit })
    }

    /// Returns the edit of the value of `shuffle`, or an insertion before the first key under
    /// `[pack]`.
    fn shuffle_edit(&self, text: &str, table: &DeTable<'_>) -> Option<ShuffleEdit> {
        let pack = table.get("pack")?.get_ref().as_table()?;
        let (range, written) = match pack.get("shuffle") {
            Some(value) => (value.span(), "true"),
            None => {
                let first = pack.iter().map(|(key, _)| key.span().start).min()?;
                let line = text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
                // Not possible with `pack = { … }` or `pack.title = …`.
                text.get(line..first).filter(|before| before.trim().is_empty())?;
                (line..line, "shuffle = true\n")
            }
        };
        Some(ShuffleEdit { place: Place { file: self.id, span: self.span(&range) }, text: written.to_owned() })
    }

    fn unknown_key<'k>(
        &mut self,
        range: Range<usize>,
        written: &str,
        table: &str,
        home: Option<&str>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let span = self.span(&range);
        let finding =
            Finding::at(Name::UnknownInstruction, self.id, span, format!("`{written}` is not a key of `{table}`"));
        let finding = match (home, nearest_name(written, known.clone())) {
            (Some(home), _) => finding.with_help(format!("it belongs under `[{home}]`")),
            (None, Some(near)) => finding.with_help(format!("did you mean `{near}`?")).with_fix(
                true,
                format!("change `{written}` to `{near}`"),
                Place { file: self.id, span },
                near,
            ),
            (None, None) => {
                let key_list: Vec<String> = known.map(|key| format!("`{key}`")).collect();
                finding.with_help(format!("the known keys are {}", key_list.join(", ")))
            }
        };
        self.findings.push(finding);
    }

    fn report_mismatch(&mut self, value: &Value<'_>, message: &str, help: &str) {
        let span = self.span(&value.span());
        self.findings.push(Finding::at(Name::TypeMismatch, self.id, span, message).with_help(help));
    }

    fn read_text(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(ToOwned::to_owned);
        if text.is_none() {
            self.report_mismatch(
                value,
                &format!("`{key}` must be text"),
                &format!("put it in double quotes: `{key} = \"…\"`"),
            );
        }
        text
    }

    fn read_switch(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        let switch = value.get_ref().as_bool();
        if switch.is_none() {
            let help = format!("write `{key} = true`, without quotes");
            self.report_mismatch(value, &format!("`{key}` must be `true` or `false`"), &help);
        }
        switch
    }

    fn read_number(&mut self, key: &str, value: &Value<'_>) -> Option<i64> {
        let DeValue::Integer(number) = value.get_ref() else {
            self.report_mismatch(
                value,
                &format!("`{key}` must be a whole number"),
                &format!("write it without quotes: `{key} = 3`"),
            );
            return None;
        };
        let furthest = if number.as_str().starts_with('-') { i64::MIN } else { i64::MAX };
        Some(i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(furthest))
    }

    /// Reads a word from a fixed list.
    fn read_word<T: Copy>(&mut self, key: &str, value: &Value<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.read_text(key, value)?;
        if let Some((_, found)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*found);
        }
        let span = self.span(&value.span());
        let quoted_words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let word_list = quoted_words.join(", ");
        let finding = Finding::at(
            Name::OutOfRange,
            self.id,
            span,
            format!("`{text}` is not one of the words that `{key}` can be"),
        );
        self.findings.push(match nearest_name(&text, words.iter().map(|(word, _)| *word)) {
            Some(near) => finding.with_help(format!("did you mean `{near}`? it can be {word_list}")).with_fix(
                true,
                format!("change `{text}` to `{near}`"),
                Place { file: self.id, span },
                format!("\"{near}\""),
            ),
            None => finding.with_help(format!("it can be {word_list}")),
        });
        None
    }

    fn read_key(&mut self, key: &str, value: &Value<'_>) {
        match key {
            "name" => {
                if let Some(name) = self.read_text(key, value) {
                    if has_id_form(&name) {
                        self.manifest.name = Some(name);
                    } else {
                        let slug = ids::slug(name.split(|c: char| !c.is_alphanumeric()), "pack");
                        let span = self.span(&value.span());
                        let message = format!("`{name}` cannot be the name of a pack");
                        let help = "use lower-case letters, digits and hyphens, and start with a letter";
                        self.findings.push(Finding::at(Name::BadId, self.id, span, message).with_help(help).with_fix(
                            true,
                            format!("change it to `{slug}`"),
                            Place { file: self.id, span },
                            format!("\"{slug}\""),
                        ));
                    }
                }
            }
            "title" => {
                self.manifest.title = self.read_text(key, value);
                self.manifest.title_span = Some(self.span(&value.span()));
            }
            "version" => self.manifest.version = self.read_text(key, value),
            "language" => {
                self.manifest.language = self.read_language(key, value);
                self.manifest.language_span = Some(self.span(&value.span()));
            }
            "shuffle" => {
                if let Some(shuffle) = self.read_switch(key, value) {
                    self.manifest.shuffle = shuffle;
                }
            }
            "profile" | "issuer" | "signatory" | "logo" | "hours" | "valid" => self.read_certificate(key, value),
            "order" => self.manifest.course = self.read_part_list(key, value).unwrap_or_default(),
            "require" => self.manifest.require = self.read_part_list(key, value),
            "principles" => self.read_principles(value),
            "pass" => self.manifest.pass = self.read_number(key, value).map(|pass| (pass, self.span(&value.span()))),
            "coverage" => {
                self.manifest.coverage = self.read_word(key, value, COVERAGES).unwrap_or(self.manifest.coverage);
            }
            "states" => {
                let Some(states) = self.read_number(key, value) else { return };
                match u64::try_from(states) {
                    Ok(states) if 0 < states => self.manifest.states = Some(states),
                    _ => {
                        let span = self.span(&value.span());
                        let help = "write a number above 0; the default is 10_000_000";
                        let message = format!("the limit of a proof cannot be {states} states");
                        self.findings.push(Finding::at(Name::OutOfRange, self.id, span, message).with_help(help));
                    }
                }
            }
            // `TABLES` lists every key that is read here.
            _ => {}
        }
    }

    /// Reads a language tag. An invalid tag is replaced by the one that was most likely intended,
    /// or by the tag for an unknown language.
    fn read_language(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = self.read_text(key, value)?;
        if language_tag::is_well_formed(&text) {
            return Some(text);
        }
        let span = self.span(&value.span());
        let is_empty = text.trim().is_empty();
        let message = if is_empty { format!("`{key}` is empty") } else { format!("`{text}` is not a language tag") };
        let finding = Finding::at(Name::BadManifest, self.id, span, message);
        let intended = language_tag::guess_tag(&text);
        self.findings.push(match &intended {
            Some(tag) => finding
                .with_help(format!("write `{tag}`: a BCP 47 language tag, with hyphens between its parts"))
                .with_fix(true, format!("change it to `{tag}`"), Place { file: self.id, span }, format!("\"{tag}\"")),
            None => finding.with_help("write a BCP 47 language tag, for example `en`, `en-ZA` or `zh-Hant`"),
        });
        Some(intended.unwrap_or_else(|| UNKNOWN_LANGUAGE.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use scn_source::{FileId, Name, SourceFile};

    use super::{Level, read_manifest};

    /// The manifest with the edit applied; `None` if there is no edit.
    fn shuffled(text: &str) -> Option<String> {
        let manifest = read_manifest(FileId(0), &SourceFile::new("scn.toml", text), &mut Vec::new());
        let edit = manifest.shuffle_edit?;
        let mut mended = text.to_owned();
        mended.replace_range(edit.place.span.range(), &edit.text);
        let again = read_manifest(FileId(0), &SourceFile::new("scn.toml", mended.as_str()), &mut Vec::new());
        assert!(again.shuffle, "{mended}");
        assert_eq!((again.title, again.language), (manifest.title, manifest.language));
        Some(mended)
    }

    #[test]
    fn the_level_of_the_name_that_was_split_is_that_of_what_it_was_split_into() {
        let level = |text: &str, name: Name| {
            read_manifest(FileId(0), &SourceFile::new("scn.toml", text), &mut Vec::new()).level_of(name)
        };
        let old = "[lints]\nmalformed-line = \"deny\"\n";
        assert_eq!(level(old, Name::MalformedLine), Some(Level::Deny));
        assert_eq!(level(old, Name::MissingColon), Some(Level::Deny));
        assert_eq!(level(old, Name::KeywordCase), None);
        assert_eq!(level("[lints]\nmissing-colon = \"deny\"\n", Name::MalformedLine), None);
    }

    #[test]
    fn shuffling_can_be_set_in_a_table_of_its_own() {
        let reported = |text: &str| shuffled(text).expect("there is an edit");
        assert_eq!(reported("[pack]\ntitle = \"T\"\n"), "[pack]\nshuffle = true\ntitle = \"T\"\n");
        assert_eq!(reported("[pack]\nshuffle = false\n"), "[pack]\nshuffle = true\n");
        assert_eq!(reported("\u{feff}# A\n[pack]\n  language = \"en\"\n").matches("shuffle").count(), 1);
        reported("[check]\nstates = 5\n[pack]\n# the name\ntitle = \"T\"\nlanguage = \"en\"");
        reported("pack = { shuffle = false, title = \"T\" }\n");
        for other in ["", "[pack]\n", "pack = { title = \"T\" }\n", "pack.title = \"T\"\n", "[check]\nstates = 5\n"] {
            assert_eq!(shuffled(other), None, "{other}");
        }
    }
}
