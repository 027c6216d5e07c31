//! What a check says about translations.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use scn_source::{FileId, Finding, Name, Place, SourceFile, Sources, Span, Stands};
use scn_translate::po::PoFile;

use super::apply::{Placed, Translated, translate};
use super::catalogue::{Catalogue, Stale};
use super::messages::{Message, collect_messages};
use super::placeholders::{Problem, problems};
use crate::findings::translations as words;
use crate::language_tag;
use crate::manifest::Manifest;
use crate::pack::{Options, PackFiles};

/// The languages in which the player has phrases. A test compares them with its catalogues.
pub const FRAME_LANGUAGES: [&str; 5] = ["af", "de", "en", "es", "fr"];

/// The fewest words of a translation that should differ from its source.
const FEW_WORDS: usize = 3;

/// The findings about the writing of a text that a translation can cause by itself.
const BY_WORDS: [Name; 12] = [
    Name::LongestAnswer,
    Name::UnevenChoices,
    Name::DuplicateChoices,
    Name::DuplicateAnswers,
    Name::AllOfTheAbove,
    Name::AnswerRefers,
    Name::NegativeQuestion,
    Name::AbsoluteWords,
    Name::PrincipleEcho,
    Name::TellingFirst,
    Name::ShortTimeLimit,
    Name::LongSentence,
];

/// Reports what is wrong with the translations of a pack, and languages that the player does not
/// speak. `findings` holds what is known of the pack already.
pub(crate) fn report(
    (sources, pack): (&Sources, &PackFiles),
    manifest: &Manifest,
    options: &Options<'_>,
    findings: &mut Vec<Finding>,
) {
    if let Some((language, span)) = manifest.language.as_deref().zip(manifest.language_span)
        && let Some(file) = pack.manifest
    {
        report_frame(language, Place { file, span }, findings);
    }
    let named = |file: &FileId| sources.get(*file).map(|it| stem(it.path()).to_owned()).unwrap_or_default();
    let present: BTreeSet<String> = pack.translations.iter().map(named).collect();
    if let Some(file) = pack.manifest {
        let listed = manifest.translations.languages.iter().filter(|(language, _)| !present.contains(language));
        findings.extend(listed.map(|(language, span)| words::no_file(Place { file, span: *span }, language)));
    }
    if pack.translations.is_empty() {
        return;
    }
    let messages = collect_messages(sources, pack);
    for id in &pack.translations {
        let Some(file) = sources.get(*id) else { continue };
        let whole = Place { file: *id, span: file.line_span(0) };
        let language = stem(file.path());
        if !language_tag::is_well_formed(language) {
            findings.push(words::unnamed(whole, language));
            continue;
        }
        if !file.not_utf8().is_empty() {
            findings.push(words::unreadable(whole, "it is not UTF-8"));
            continue;
        }
        match PoFile::parse_with_lines(file.text().as_bytes()) {
            Ok((po, lines)) => {
                let catalogue = Catalogue::new(&po, &lines);
                report_frame(language, whole, findings);
                let one = OneLanguage { id: *id, file, language, catalogue: &catalogue, messages: &messages };
                let keep_stale = manifest.translations.keep_stale;
                let translated = translate(sources, pack, &catalogue, language, keep_stale);
                one.report(manifest, &translated, findings);
                one.report_writing(&translated, pack, options, findings);
            }
            Err(error) => {
                let line = u32::try_from(error.line.saturating_sub(1)).unwrap_or(u32::MAX);
                let place = Place { file: *id, span: file.line_span(line) };
                findings.push(words::unreadable(place, &error.problem.to_string()));
            }
        }
    }
}

/// Reports that the player does not speak a language.
fn report_frame(language: &str, place: Place, findings: &mut Vec<Finding>) {
    let main = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    // No language, and one that is not known, are no language.
    if !FRAME_LANGUAGES.contains(&main.as_str()) && !matches!(main.as_str(), "und" | "zxx" | "mul" | "x") {
        findings.push(words::english_frame(place, language));
    }
}

/// Returns the name of a file without its folder and extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".po").unwrap_or(name)
}

/// A translation into one language.
struct OneLanguage<'o> {
    id: FileId,
    file: &'o SourceFile,
    language: &'o str,
    catalogue: &'o Catalogue,
    messages: &'o [Message],
}

impl OneLanguage<'_> {
    /// Returns the place of a line, from 1.
    fn line(&self, line: usize) -> Place {
        let index = u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX);
        Place { file: self.id, span: self.file.line_span(index) }
    }

    /// Reports each translation by itself, and what is missing.
    fn report(&self, manifest: &Manifest, translated: &Translated, findings: &mut Vec<Finding>) {
        let known: FxHashMap<(&str, &str), &Message> =
            self.messages.iter().map(|it| ((it.context.as_str(), it.words.as_str()), it)).collect();
        let mut orphans = Vec::new();
        let mut usable = BTreeSet::new();
        for entry in self.catalogue.entries() {
            let key = (entry.context.as_str(), entry.words.as_str());
            let place = self.line(entry.line);
            let Some(message) = known.get(&key) else {
                orphans.push((place, entry.words.as_str()));
                continue;
            };
            if entry.translation.is_empty() {
                continue;
            }
            let mut found = problems(&entry.words, &entry.translation);
            found.extend(message.form.refused(&entry.translation).map(Problem::Character));
            let is_rejected = translated.rejected.contains(&entry.line);
            if is_rejected {
                findings.push(words::misfit(place).with_related(message.place, "the source"));
            }
            let line = self.file.slice(place.span);
            findings.extend(found.iter().map(|it| {
                let finding = words::problem(place, it, line);
                finding.with_related(message.place, "the source")
            }));
            match &entry.stale {
                Some(Stale::Source(old)) => {
                    findings.push(words::stale(place, old, &entry.words).with_related(message.place, "the source"));
                }
                Some(Stale::Doubted) => findings.push(words::doubted(place)),
                None if entry.translation == entry.words && is_long(&entry.words) => {
                    findings.push(words::same(place, &entry.words));
                }
                None => {}
            }
            if !is_rejected
                && !found.iter().any(Problem::is_error)
                && (entry.stale.is_none() || manifest.translations.keep_stale)
            {
                usable.insert(key);
            }
        }
        if let Some((place, first)) = orphans.first() {
            findings.push(words::orphan(*place, self.language, orphans.len(), first));
        }
        let is_missing = |it: &&(&str, &str)| !usable.contains(*it);
        let missing: BTreeSet<&(&str, &str)> = known.keys().filter(is_missing).collect();
        let first = self.messages.iter().find(|it| missing.contains(&(it.context.as_str(), it.words.as_str())));
        if let Some(first) = first {
            let (all, translated) = (known.len(), known.len() - missing.len());
            let wanted = manifest.translations.complete.filter(|wanted| {
                (translated as u64).saturating_mul(10_000) < u64::from(*wanted).saturating_mul(all as u64)
            });
            let entry = self.catalogue.find(first);
            let place = self.line(entry.map_or(1, |entry| entry.line));
            findings.push(words::missing(place, self.language, (missing.len(), all), &first.words, wanted));
        }
    }

    /// Reports the writing of each file that is translated completely.
    fn report_writing(
        &self,
        translated: &Translated,
        pack: &PackFiles,
        options: &Options<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let is_whole = translated.translated == translated.messages;
        let is_file_whole =
            |places: &Vec<Placed>| !places.is_empty() && places.iter().all(|placed| placed.line.is_some());
        if !translated.places.iter().any(|(file, places)| Some(*file) != pack.manifest && is_file_whole(places)) {
            return;
        }
        let plain = PackFiles { translations: Vec::new(), findings: Vec::new(), ..pack.clone() };
        // What runs can do is that of the source.
        let options = Options { states: Some(1), text: false, watch: None, formats: &[], ..*options };
        let checked = crate::check(&translated.sources, &plain, &options);
        let mut found = Vec::new();
        for finding in checked.findings.iter().filter(|it| BY_WORDS.contains(&it.name)) {
            let Some(places) = translated.places.get(&finding.place.file) else { continue };
            let is_complete = if finding.name == Name::LongestAnswer { is_whole } else { is_file_whole(places) };
            let placed = placed_at(places, finding.name, finding.place.span);
            let Some(placed) = placed.filter(|_| is_complete) else { continue };
            let is_known = findings.iter().any(|it| {
                it.name == finding.name
                    && it.place.file == finding.place.file
                    && is_in(translated, it.place, finding.name) == Some(placed.written_at)
            });
            if let Some(line) = placed.line.filter(|_| !is_known) {
                found.push(words::in_translation(self.line(line), self.language, finding));
            }
        }
        findings.append(&mut found);
    }
}

/// Returns whether a text has so many words that its translation has others.
fn is_long(text: &str) -> bool {
    FEW_WORDS <= text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

/// Returns the message of a translated file that a finding is about: the one that contains it, or
/// the first below the header that it is about.
fn placed_at(places: &[Placed], name: Name, span: Span) -> Option<&Placed> {
    let at = match name.stands() {
        Stands::Line => places.partition_point(|placed| placed.start < span.start),
        Stands::Words => places.partition_point(|placed| placed.start <= span.start).checked_sub(1)?,
    };
    places.get(at)
}

/// Returns the message that a finding about the source is about, as its start in the source.
fn is_in(translated: &Translated, place: Place, name: Name) -> Option<u32> {
    let places = translated.places.get(&place.file)?;
    let at = match name.stands() {
        Stands::Line => places.partition_point(|placed| placed.written_at < place.span.start),
        Stands::Words => places.partition_point(|placed| placed.written_at <= place.span.start).checked_sub(1)?,
    };
    places.get(at).map(|placed| placed.written_at)
}
