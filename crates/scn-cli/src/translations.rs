//! Translations of a pack on the disk: the folder `translations`, and the pack in another language.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use scn_compiler::translation::{Catalogue, Message, Translated, collect_messages, translate};
use scn_compiler::{is_language_tag, read_manifest};
use scn_source::SourceFile;
use scn_translate::merge::{SourceMessage, merge};
use scn_translate::po::{self, PoFile};
use scn_translate::pseudo::Pseudo;

use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack};
use crate::packs;
use crate::screen::print_note;

/// The folder of a pack in which its translations are.
const FOLDER: &str = "translations";

/// Returns the translations of a pack, given its folder: PO files, sorted. Links that lead out of
/// the folder are left out.
pub(crate) fn translation_files(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let is_po = |path: &PathBuf| path.extension().is_some_and(|it| it.eq_ignore_ascii_case("po")) && path.is_file();
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files.filter(|path| is_po(path) && !packs::leads_out(root, path)).collect();
    files.sort();
    files
}

/// Returns the path of the translation of a pack into a language.
pub(crate) fn translation_path(root: &Path, language: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{language}.po"))
}

/// Returns the messages of a pack, as they stand in a file for translators.
pub(crate) fn source_messages(loaded: &Loaded, pack: &LoadedPack, messages: &[Message]) -> Vec<SourceMessage> {
    let root = pack.root.as_deref();
    let disk = loaded.on_disk();
    let names: BTreeMap<_, String> =
        disk.iter().filter_map(|(id, path)| Some((*id, packs::relative_path(path, root?)))).collect();
    let to_source = |message: &Message| {
        let file = loaded.sources.get(message.place.file);
        let line = file.map_or(1, |file| file.line_index(message.place.span.start) + 1);
        let name = names.get(&message.place.file).cloned();
        let name = name.unwrap_or_else(|| file.map(SourceFile::path).unwrap_or_default().to_owned());
        SourceMessage {
            context: message.context.clone(),
            words: message.words.clone(),
            notes: message.notes.clone(),
            places: vec![format!("{name}:{line}")],
        }
    };
    messages.iter().map(to_source).collect()
}

/// Returns the language in which a pack is written; `en` if it does not say.
pub(crate) fn source_language(loaded: &Loaded, pack: &LoadedPack) -> String {
    let file = pack.input.manifest.and_then(|id| Some((id, loaded.sources.get(id)?)));
    let language = file.and_then(|(id, file)| read_manifest(id, file, &mut Vec::new()).language);
    language.unwrap_or_else(|| "en".to_owned())
}

/// Returns the name of a pack.
pub(crate) fn pack_name(loaded: &Loaded, pack: &LoadedPack) -> String {
    let file = pack.input.manifest.and_then(|id| Some((id, loaded.sources.get(id)?)));
    let name = file.and_then(|(id, file)| read_manifest(id, file, &mut Vec::new()).name);
    name.unwrap_or_else(|| pack.input.fallback_name.clone())
}

/// Returns a PO file for a language without any translations. Fields that nobody knows yet are
/// empty; gettext warns where they are missing.
pub(crate) fn empty_file(language: &str, pack: &str) -> PoFile {
    let fields = [
        format!("Project-Id-Version: {pack}"),
        "PO-Revision-Date: ".to_owned(),
        "Last-Translator: ".to_owned(),
        "Language-Team: ".to_owned(),
        format!("Language: {language}"),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/plain; charset=UTF-8".to_owned(),
        "Content-Transfer-Encoding: 8bit".to_owned(),
    ];
    let header = fields.iter().map(|field| format!("{field}\n")).collect();
    PoFile {
        messages: vec![po::Message { translations: vec![header], ..po::Message::default() }],
        trailing: Vec::new(),
    }
}

/// Returns a translation into a made-up language. Marks of right to left cannot be in the name of a
/// speaker.
pub(crate) fn pseudo_file(loaded: &Loaded, pack: &LoadedPack, pseudo: Pseudo) -> PoFile {
    let messages = collect_messages(&loaded.sources, &pack.input);
    let empty = empty_file(pseudo.language(), &pack_name(loaded, pack));
    let (template, _) = merge(&empty, source_messages(loaded, pack, &messages));
    let mut file = pseudo.translate_file(&template);
    if pseudo == Pseudo::RightToLeft {
        let names = file.messages.iter_mut().filter(|it| it.source.context.as_deref() == Some("cast name"));
        names.for_each(|name| name.translations = vec![String::new()]);
    }
    file
}

impl Loaded {
    /// Puts a pack into another language: the texts of its files are then those of the translation.
    /// Says how much is not translated.
    pub(crate) fn translate(&mut self, index: usize, language: &str) -> Result<(), Failure> {
        let Some(pack) = self.packs.get(index) else { return Ok(()) };
        let own = source_language(self, pack);
        let Some((tag, translated)) = self.in_language(pack, language)? else { return Ok(()) };
        self.sources = translated.sources;
        let missing = translated.messages - translated.translated;
        if 0 < missing {
            print_note(&format!(
                "note: {missing} of {} messages have no translation into `{tag}` that can be used, and stay in `{own}`",
                translated.messages
            ));
        }
        Ok(())
    }

    /// Returns a pack in another language, with the tag of the translation; `None` if it is in this
    /// language itself.
    pub(crate) fn in_language(
        &self,
        pack: &LoadedPack,
        language: &str,
    ) -> Result<Option<(String, Translated)>, Failure> {
        if !is_language_tag(language) {
            return Err(Failure::new(format!("`{language}` is not the tag of a language"))
                .with_help("write a BCP 47 language tag, for example `af`, `en-ZA` or `zh-Hant`"));
        }
        if source_language(self, pack).eq_ignore_ascii_case(language) {
            return Ok(None);
        }
        let Some(root) = pack.root.clone().filter(|_| pack.input.manifest.is_some()) else {
            return Err(Failure::new("a file without a `scn.toml` has no translations")
                .with_help("put a `scn.toml` beside it; `scn translate` makes the rest"));
        };
        let (tag, catalogue) = self.catalogue(pack, &root, language)?;
        let translated = translate(&self.sources, &pack.input, &catalogue, &tag, self.keeps_stale(pack));
        Ok(Some((tag, translated)))
    }

    /// Puts every pack into another language.
    pub(crate) fn translate_all(&mut self, language: Option<&str>) -> Result<(), Failure> {
        let Some(language) = language else { return Ok(()) };
        (0..self.packs.len()).try_for_each(|index| self.translate(index, language))
    }

    fn keeps_stale(&self, pack: &LoadedPack) -> bool {
        let file = pack.input.manifest.and_then(|id| Some((id, self.sources.get(id)?)));
        file.is_some_and(|(id, file)| read_manifest(id, file, &mut Vec::new()).translations.keep_stale)
    }

    /// Returns the translations into a language, or into the language without its last parts:
    /// `af-ZA`, then `af`.
    fn catalogue(&self, pack: &LoadedPack, root: &Path, language: &str) -> Result<(String, Catalogue), Failure> {
        let files = translation_files(root);
        let named =
            |tag: &str| files.iter().find(|file| file.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case(tag)));
        let chain = std::iter::successors(Some(language), |tag| tag.rsplit_once('-').map(|(before, _)| before));
        for tag in chain {
            if let Some(file) = named(tag) {
                let bytes = crate::load::read(file)?;
                let (po, lines) = PoFile::parse_with_lines(&bytes).map_err(|error| {
                    Failure::new(format!("`{}` cannot be read: {error}", file.display()))
                        .with_help("`scn check` shows the line")
                })?;
                return Ok((tag.to_owned(), Catalogue::new(&po, &lines)));
            }
        }
        if let Some(pseudo) = Pseudo::by_language(language) {
            let po = pseudo_file(self, pack, pseudo);
            return Ok((pseudo.language().to_owned(), Catalogue::new(&po, &[])));
        }
        let known: Vec<String> =
            files.iter().filter_map(|file| Some(format!("`{}`", file.file_stem()?.to_string_lossy()))).collect();
        let help = match known.is_empty() {
            true => format!("`scn translate {language}` makes one"),
            false => format!("there is {}; `scn translate {language}` makes another", known.join(", ")),
        };
        Err(Failure::new(format!("this pack has no translation into `{language}`")).with_help(help))
    }
}
