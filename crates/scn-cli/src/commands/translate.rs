//! `scn translate`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scn_compiler::is_language_tag;
use scn_compiler::translation::{Catalogue, Message, MessageState, collect_messages, problems};
use scn_translate::export::Header;
use scn_translate::merge::{MergeReport, merge};
use scn_translate::po::{MessageLines, PoFile};
use scn_translate::pseudo::Pseudo;
use scn_translate::take::{TakeReport, take};
use scn_translate::{csv, returned, xliff};

use super::only_pack;
use crate::args::translate::{TranslateArgs, TranslateFormat, WhichMessages};
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack, load_packs, read};
use crate::packs::relative_path;
use crate::save::{save, save_output};
use crate::screen::{print, print_note};
use crate::translations::{
    empty_file, pack_name, pseudo_file, source_language, source_messages, translation_files, translation_path,
};

/// A pack whose translations a command is about.
struct Work {
    loaded: Loaded,
    pack: LoadedPack,
    root: PathBuf,
    messages: Vec<Message>,
}

/// Shows the languages of a pack, makes a translation or brings it up to date, writes it for an
/// agency, or takes back what came from one. Returns 1 if something that came back could not be
/// taken.
pub(crate) fn run(args: &TranslateArgs) -> Result<u8, Failure> {
    let (language, path) = language_and_path(args);
    let work = open(path.as_deref())?;
    if let Some(file) = &args.take {
        return take_back(&work, language.as_deref(), file);
    }
    if args.pseudo {
        for pseudo in Pseudo::ALL {
            write_pseudo(&work, pseudo)?;
        }
        return Ok(0);
    }
    let Some(language) = language else {
        if args.to.is_some() {
            return Err(
                Failure::new("`--to` needs a language").with_help("write `scn translate af --to xliff -o af.xlf`")
            );
        }
        return show_languages(&work);
    };
    if !is_language_tag(&language) {
        return Err(Failure::new(format!("`{language}` is not the tag of a language"))
            .with_help("write a BCP 47 language tag, for example `af`, `en-ZA` or `zh-Hant`"));
    }
    if source_language(&work.loaded, &work.pack).eq_ignore_ascii_case(&language) {
        return Err(Failure::new(format!("the pack itself is in `{language}`")));
    }
    match args.to {
        Some(format) => export(&work, &language, format, args),
        None => bring_up_to_date(&work, &language),
    }
}

/// Returns the language and the path of the command line. Either may be left out: a word that is no
/// path is a language.
fn language_and_path(args: &TranslateArgs) -> (Option<String>, Option<PathBuf>) {
    match (&args.language, &args.path) {
        (Some(word), None) if !is_language_tag(word) || (word.contains(['/', '\\']) && Path::new(word).exists()) => {
            if Path::new(word).exists() {
                (None, Some(PathBuf::from(word)))
            } else {
                (Some(word.clone()), None)
            }
        }
        (language, path) => (language.clone(), path.clone()),
    }
}

fn open(path: Option<&Path>) -> Result<Work, Failure> {
    let paths: Vec<PathBuf> = path.iter().map(|path| path.to_path_buf()).collect();
    if path == Some(Path::new("-")) {
        return Err(Failure::new("standard input has no translations").with_help("give the folder of a pack"));
    }
    let loaded = load_packs(&paths)?;
    let pack = only_pack(&loaded, "translated")?.clone();
    let root = pack.root.clone().filter(|_| pack.input.manifest.is_some());
    let Some(root) = root else {
        return Err(Failure::new("a file without a `scn.toml` has no translations")
            .with_help("put a `scn.toml` beside it, with `[pack]` and the `language` that it is written in"));
    };
    let messages = collect_messages(&loaded.sources, &pack.input);
    Ok(Work { loaded, pack, root, messages })
}

impl Work {
    /// Returns a path as it is shown: relative to the current folder.
    fn shown(&self, path: &Path) -> String {
        relative_path(path, &self.loaded.here)
    }

    /// Returns the texts of the files of the pack.
    fn own_texts(&self) -> impl Iterator<Item = &str> {
        let files = self.pack.input.files.iter().filter_map(|id| self.loaded.sources.get(*id));
        files.map(scn_source::SourceFile::text)
    }

    /// Returns the translation into a language, and its lines; `None` if there is none yet.
    fn read(&self, language: &str) -> Result<Option<(PoFile, Vec<MessageLines>)>, Failure> {
        let path = translation_path(&self.root, language);
        if !path.exists() {
            return Ok(None);
        }
        let parsed = PoFile::parse_with_lines(&read(&path)?);
        parsed.map(Some).map_err(|error| {
            Failure::new(format!("`{}` cannot be read: {error}", self.shown(&path)))
                .with_help("it was not changed; mend the line, or move the file away")
        })
    }

    /// Returns the translation into a language, up to date.
    fn merged(&self, language: &str) -> Result<(PoFile, MergeReport, bool), Failure> {
        let old = self.read(language)?.map(|(file, _)| file);
        let is_new = old.is_none();
        let old = old.unwrap_or_else(|| empty_file(language, &pack_name(&self.loaded, &self.pack)));
        let (file, report) = merge(&old, source_messages(&self.loaded, &self.pack, &self.messages));
        Ok((file, report, is_new))
    }

    /// Writes a translation, unless it is as it was.
    fn write(&self, language: &str, file: &PoFile) -> Result<(), Failure> {
        let path = translation_path(&self.root, language);
        let text = file.to_text();
        if fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes()) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::write(folder, &error))?;
        }
        save(&path, text)
    }
}

/// How far a translation is, in messages and words.
#[derive(Default)]
struct Progress {
    translated: usize,
    stale: usize,
    missing: usize,
    words_left: usize,
}

fn progress(messages: &[Message], catalogue: &Catalogue) -> Progress {
    let mut out = Progress::default();
    let mut seen = BTreeSet::new();
    for message in messages {
        if !seen.insert((message.context.as_str(), message.words.as_str())) {
            continue;
        }
        let is_usable = |translation: &str| {
            !problems(&message.words, translation).iter().any(scn_compiler::translation::Problem::is_error)
        };
        match catalogue.state(message) {
            MessageState::Translated(translation) if is_usable(&translation) => {
                out.translated += 1;
                continue;
            }
            MessageState::Translated(_) | MessageState::Stale(..) => out.stale += 1,
            MessageState::Missing => out.missing += 1,
        }
        out.words_left += message.words.split_whitespace().count();
    }
    out
}

/// Prints a line for each language.
fn show_languages(work: &Work) -> Result<u8, Failure> {
    let mut out = String::new();
    let own = source_language(&work.loaded, &work.pack);
    let all = progress(&work.messages, &Catalogue::default());
    let _ = writeln!(out, "{own}: {} messages, {} words", all.missing, all.words_left);
    let files = translation_files(&work.root);
    for file in &files {
        let language = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((po, lines)) = work.read(&language)? else { continue };
        let state = progress(&work.messages, &Catalogue::new(&po, &lines));
        let words = if state.words_left == 1 { "1 word".to_owned() } else { format!("{} words", state.words_left) };
        let _ = writeln!(
            out,
            "{}: {} translated, {} out of date, {} missing; {words} left",
            scn_text::escape_line(&language),
            state.translated,
            state.stale,
            state.missing
        );
    }
    if files.is_empty() {
        out.push_str("no translations yet; `scn translate af` makes one into Afrikaans\n");
    }
    print(&out)?;
    Ok(0)
}

/// Makes a translation or brings it up to date.
fn bring_up_to_date(work: &Work, language: &str) -> Result<u8, Failure> {
    let (file, report, is_new) = work.merged(language)?;
    work.write(language, &file)?;
    let path = work.shown(&translation_path(&work.root, language));
    let line = if is_new {
        format!("{path}: {} messages to translate\n", report.new)
    } else {
        let MergeReport { kept, moved, stale, new, gone } = report;
        format!("{path}: {kept} as they were, {moved} moved, {stale} out of date, {new} new, {gone} gone\n")
    };
    print(&line)?;
    let unwritten: usize = work.own_texts().map(|text| scn_compiler::id_edits(text).len()).sum();
    if 0 < unwritten {
        let what =
            if unwritten == 1 { "1 choice or answer has" } else { &format!("{unwritten} choices and answers have") };
        print_note(&format!(
            "note: {what} no written id; with one, from `scn ids`, translations stay in place when a label changes"
        ));
    }
    Ok(0)
}

fn write_pseudo(work: &Work, pseudo: Pseudo) -> Result<(), Failure> {
    let language = pseudo.language();
    work.write(language, &pseudo_file(&work.loaded, &work.pack, pseudo))?;
    print(&format!("{}: for tests of pages, not for learners\n", work.shown(&translation_path(&work.root, language))))
}

/// Writes a translation in the format of an agency.
fn export(work: &Work, language: &str, format: TranslateFormat, args: &TranslateArgs) -> Result<u8, Failure> {
    let (mut file, _, _) = work.merged(language)?;
    if !args.only.is_empty() {
        let is_wanted = |message: &scn_translate::po::Message| {
            let is_empty = message.translations.iter().all(String::is_empty);
            args.only.iter().any(|which| match which {
                WhichMessages::Missing => is_empty,
                WhichMessages::Stale => !is_empty && (message.is_fuzzy() || message.previous.is_some()),
            })
        };
        file.messages.retain(|message| message.is_header() || message.is_obsolete || is_wanted(message));
    }
    let own = source_language(&work.loaded, &work.pack);
    let name = pack_name(&work.loaded, &work.pack);
    let header = Header { source_language: &own, target_language: language, original: &name };
    let text = match format {
        TranslateFormat::Po => Ok(file.to_text()),
        TranslateFormat::Xliff => xliff::write(&file, xliff::Version::V1_2, header),
        TranslateFormat::Xliff2 => xliff::write(&file, xliff::Version::V2_0, header),
        TranslateFormat::Csv => csv::write(&file),
    };
    let text = text.map_err(|error| Failure::new(format!("this format cannot hold {error}")))?;
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => save_output(path, text)?,
        None => print(&text)?,
    }
    Ok(0)
}

/// Takes back a file from a translator. Nothing is deleted, and nothing is replaced by nothing.
fn take_back(work: &Work, language: Option<&str>, path: &Path) -> Result<u8, Failure> {
    let bytes = read(path)?;
    let mut file = returned::read(&bytes).map_err(|error| {
        Failure::new(format!("`{}` cannot be read: {error}", path.display())).with_help("nothing was changed")
    })?;
    let in_file = returned_language(&bytes);
    let by_name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).filter(|stem| is_language_tag(stem));
    let known = |tag: &String| translation_path(&work.root, tag).exists();
    let language = language.map(ToOwned::to_owned).or(in_file).or_else(|| by_name.filter(known));
    let Some(language) = language.filter(|tag| is_language_tag(tag)) else {
        return Err(Failure::new(format!("`{}` does not say which language it is in", path.display()))
            .with_help(format!("name it: `scn translate af --take {}`", path.display())));
    };
    let (mut po, _, _) = work.merged(&language)?;
    file.restore_contexts(&po);
    let report = take(&mut po, &file.messages);
    work.write(&language, &po)?;
    let TakeReport { taken, same, stale, empty, unplaced } = &report;
    let shown = work.shown(&translation_path(&work.root, &language));
    print(&format!("{shown}: {taken} taken, {same} as they were, {stale} out of date, {empty} empty and not taken\n"))?;
    for lost in unplaced {
        print_note(&format!(
            "line {}: `{}` is not in the pack; its translation is kept at the end of the file",
            lost.line,
            scn_text::escape_line(&lost.source)
        ));
    }
    for refused in &file.refused {
        print_note(&scn_text::escape_line(&refused.to_string()));
    }
    Ok(u8::from(!file.refused.is_empty()))
}

/// Returns the language that a file from a translator names.
fn returned_language(bytes: &[u8]) -> Option<String> {
    match returned::Format::detect(bytes) {
        returned::Format::Po => PoFile::parse(bytes)
            .ok()?
            .header_field("Language")
            .map(|tag| tag.replace('_', "-"))
            .filter(|it| !it.is_empty()),
        returned::Format::Xliff => xliff::target_language(bytes),
        returned::Format::Csv => None,
    }
}
