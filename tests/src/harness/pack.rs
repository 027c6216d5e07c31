//! Checks texts as a pack.

use std::collections::BTreeMap;

use scn_compiler::{
    Cache, Checked, DeliveryFormat, Dependency, MediaFile, Options, PackFiles, check, check_with, join_path,
    read_manifest,
};
use scn_source::{Edit, FileId, Fix, SourceFile, Sources, apply_edits};

use crate::markdown::Block;

/// Which media files exist.
#[derive(Clone, Debug)]
pub enum MediaFiles {
    /// All except those with `missing` in their names. Those with `too-large` in their names are.
    NotMissing,
    /// These.
    Only(Vec<String>),
}

impl MediaFiles {
    /// Resolves a path written in a file of the pack. The suggestion is the first file whose name
    /// differs only in letter case.
    fn resolve_media(&self, file: &str, written: &str) -> MediaFile {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = join_path(folder, written);
        // A dependency is next to the pack, and its files are in its own folder.
        let count_parent_folders = |path: &str| path.split('/').take_while(|part| *part == "..").count();
        if count_parent_folders(file) < count_parent_folders(&path) {
            return MediaFile::Outside { link: None };
        }
        match self {
            Self::NotMissing if path.contains("too-large") => MediaFile::TooLarge,
            Self::NotMissing if !path.contains("missing") => MediaFile::Found,
            Self::Only(files) if files.contains(&path) => MediaFile::Found,
            Self::NotMissing => MediaFile::Missing { near: None },
            Self::Only(files) => {
                let wanted = path.replace('\\', "/").to_lowercase();
                MediaFile::Missing { near: files.iter().find(|it| it.to_lowercase() == wanted).cloned() }
            }
        }
    }
}

/// Returns the formats that a block asks about.
///
/// # Errors
///
/// If there is no such format.
pub fn delivery_formats(block: &Block) -> std::result::Result<Vec<DeliveryFormat>, String> {
    let known = |name: &str| DeliveryFormat::from_exact_str(name).ok_or_else(|| format!("`for={name}` is not known"));
    block.list_values("for").into_iter().map(known).collect()
}

/// A pack as texts.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its files by path; `scn.toml` is the manifest, `../NAME/…` a file of a dependency at
    /// `../NAME`.
    pub files: Vec<(String, String)>,
    /// The limit on states; `None` for that of the manifest, or the default.
    pub states: Option<u64>,
    /// Which media files exist.
    pub media: MediaFiles,
    /// The formats in which it is to be delivered.
    pub formats: Vec<DeliveryFormat>,
}

/// The result of a check.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// Its files, in the given order.
    pub sources: Sources,
    /// The result of the compiler.
    pub checked: Checked,
}

impl Pack {
    /// Creates a pack that consists of one file.
    #[must_use]
    pub fn single_file(text: &str) -> Self {
        Self {
            files: vec![("block.scn".to_owned(), text.to_owned())],
            states: None,
            media: MediaFiles::NotMissing,
            formats: Vec::new(),
        }
    }

    /// Creates the pack of an example on a finding's page: one block, or several that name their
    /// files.
    ///
    /// # Errors
    ///
    /// If an attribute of a block is invalid, or if there is no block.
    pub fn of_page(blocks: &[&Block]) -> std::result::Result<Self, String> {
        let first = blocks.first().ok_or("there is no block")?;
        let states = first
            .attribute("states")
            .map(str::parse)
            .transpose()
            .map_err(|_| format!("{first}\n  `states` is no number"))?;
        let media = MediaFiles::Only(first.list_values("files").into_iter().map(ToOwned::to_owned).collect());
        let path_of = |block: &Block| {
            let default = if block.language == "toml" { "scn.toml" } else { "example.scn" };
            block.attribute("file").unwrap_or(default).to_owned()
        };
        let files = blocks.iter().map(|block| (path_of(block), block.text.clone())).collect();
        let mut pack = Self { files, states, media, formats: delivery_formats(first)? };
        if let Some(coverage) = first.attribute("coverage") {
            pack.require_coverage(coverage)?;
        }
        Ok(pack)
    }

    /// Adds a manifest that requests a level of coverage.
    ///
    /// # Errors
    ///
    /// If the pack has a manifest, which should then request it.
    pub fn require_coverage(&mut self, coverage: &str) -> std::result::Result<(), String> {
        if self.files.iter().any(|(path, _)| path == "scn.toml") {
            return Err("the manifest says which coverage is asked for".to_owned());
        }
        self.files.push(("scn.toml".to_owned(), format!("[check]\ncoverage = \"{coverage}\"\n")));
        Ok(())
    }

    /// Checks it, and returns the story with all its text.
    #[must_use]
    pub fn check(&self) -> CheckResult {
        self.check_by(&check)
    }

    /// Checks it like [`Self::check`], with the results of earlier checks in a cache.
    #[must_use]
    pub fn check_with(&self, cache: &Cache) -> CheckResult {
        self.check_by(&|sources, pack, options| check_with(sources, pack, options, cache))
    }

    /// Returns its files as the compiler takes them.
    #[must_use]
    pub fn read(&self) -> (Sources, PackFiles) {
        let mut sources = Sources::new();
        let mut manifest = None;
        let mut files: Vec<(&str, FileId)> = Vec::new();
        let mut translations = Vec::new();
        let mut dependency_files: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for (path, text) in &self.files {
            let id = sources.add(SourceFile::from_bytes(path.as_str(), text.clone().into_bytes()));
            if path == "scn.toml" {
                manifest = Some(id);
            } else if path.ends_with(".po") {
                translations.push(id);
            } else if let Some((folder, _)) = path.strip_prefix("../").and_then(|path| path.split_once('/')) {
                if path.ends_with(".scn") {
                    dependency_files.entry(folder).or_default().push(id);
                }
            } else {
                files.push((path, id));
            }
        }
        files.sort_unstable();
        let wanted = manifest.and_then(|id| Some((id, sources.get(id)?)));
        let wanted = wanted.map(|(id, file)| read_manifest(id, file, &mut Vec::new()).dependencies).unwrap_or_default();
        let dependencies = wanted
            .into_iter()
            .filter_map(|(name, path, _)| {
                let files = dependency_files.get(path.strip_prefix("../")?)?.clone();
                Some(Dependency { name, files })
            })
            .collect();
        let input = PackFiles {
            manifest,
            files: files.into_iter().map(|(_, id)| id).collect(),
            translations,
            dependencies,
            fallback_name: "block".to_owned(),
            ..PackFiles::default()
        };
        (sources, input)
    }

    fn check_by(&self, check: &dyn Fn(&Sources, &PackFiles, &Options<'_>) -> Checked) -> CheckResult {
        let (sources, input) = self.read();
        let checked = self.check_files(&sources, &input, check);
        CheckResult { sources, checked }
    }

    /// Checks files in place of its own, such as their translations.
    pub fn check_files(
        &self,
        sources: &Sources,
        input: &PackFiles,
        check: &dyn Fn(&Sources, &PackFiles, &Options<'_>) -> Checked,
    ) -> Checked {
        let media = |file: FileId, written: &str| {
            self.media.resolve_media(sources.get(file).map_or("", SourceFile::path), written)
        };
        let options = Options { states: self.states, text: true, watch: None, formats: &self.formats, media: &media };
        check(sources, input, &options)
    }

    /// Returns the pack after a fix of one of its findings is applied.
    #[must_use]
    pub fn apply_fix(&self, result: &CheckResult, fix: &Fix) -> Self {
        let mut pack = self.clone();
        for (path, text) in &mut pack.files {
            let is_in_file = |edit: &&Edit| result.sources.get(edit.place.file).is_some_and(|file| file.path() == path);
            *text = apply_edits(text, fix.edits.iter().filter(is_in_file));
        }
        pack
    }

    /// Returns the pack with the texts of these files, ordered as in the result of a check.
    #[must_use]
    pub fn with_sources(&self, sources: &Sources) -> Self {
        let files = sources.iter().map(|(_, file)| (file.path().to_owned(), file.text().to_owned())).collect();
        Self { files, ..self.clone() }
    }
}
