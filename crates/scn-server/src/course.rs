//! A course that is served.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, PoisonError, RwLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use scn_certificate::Logo;
use scn_records::{PackIdentity, Store, StoreError, digests};
use scn_run::{Attempt, CourseState, PreparedScenarios, Stories, Versions};
use scn_story::Story;
use scn_web::{Home, PageOptions, page};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::known::KnownAttempts;

/// A file that is sent as it is.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// The same, compressed by gzip, if that is shorter.
    pub(crate) gzip: Option<Vec<u8>>,
    /// Its digest, by which a browser asks whether it has changed.
    pub(crate) tag: String,
}

impl File {
    /// Prepares a file.
    pub(crate) fn new(kind: &'static str, bytes: Vec<u8>) -> Self {
        let digest: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = gzip.write_all(&bytes).and_then(|()| gzip.finish()).ok().filter(|it| it.len() < bytes.len());
        Self { kind, bytes, gzip, tag: format!("\"{digest}\"") }
    }
}

/// A course that is served: a story, its player, and what is known of its earlier versions.
#[derive(Debug)]
pub struct Course {
    path: String,
    pub(crate) story: Story,
    /// The digest of the content of the story.
    content: String,
    pub(crate) player: File,
    pub(crate) files: BTreeMap<String, File>,
    /// The logo on certificates.
    pub(crate) logo: Option<Logo>,
    /// Whether statements of its attempts are sent to a learning record store.
    pub(crate) has_outbox: bool,
    /// The versions of the pack in which attempts were made, with the current one.
    stories: RwLock<Stories>,
    /// Their scenarios.
    pub(crate) scenarios: PreparedScenarios,
    /// The attempts that were just continued, at all courses of a server.
    pub(crate) known: Arc<KnownAttempts>,
}

impl Course {
    /// Creates a course. `path` is its segment in addresses, made of `a`–`z`, `0`–`9` and `-`; `media`
    /// are the files that the story names, by their names in the story.
    #[must_use]
    pub fn new(path: &str, story: Story, media: &BTreeMap<String, Vec<u8>>) -> Self {
        let _speaking = scn_run::phrases::speak_language_of(&story);
        let options = PageOptions {
            home: Home::Server,
            media,
            inline: 0,
            part: None,
            pages: BTreeMap::new(),
            settings: json!({ "address": format!("/c/{path}/"), "phrases": scn_run::phrases::server::server_phrases() }),
        };
        let made = page(&story, &options);
        let kind_of = |name: &str| scn_web::media_type(name).unwrap_or("application/octet-stream");
        let files = made.files.into_iter().map(|(name, bytes)| (name.clone(), File::new(kind_of(&name), bytes)));
        Self {
            path: path.to_owned(),
            player: File::new("text/html; charset=utf-8", made.html.into_bytes()),
            files: files.collect(),
            logo: None,
            has_outbox: false,
            scenarios: PreparedScenarios::default(),
            known: Arc::default(),
            content: story.content_digest(),
            stories: RwLock::new(Stories::from([(story.pack.digest.clone(), story.clone())])),
            story,
        }
    }

    /// Adds the logo that certificates show.
    #[must_use]
    pub fn with_logo(self, logo: Option<Logo>) -> Self {
        Self { logo, ..self }
    }

    /// Returns who issues certificates of the course, if the pack says so.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.story.certificate.as_ref()?.issuer.as_deref()
    }

    /// Returns its segment in addresses.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns its title.
    pub(crate) fn title(&self) -> String {
        scn_run::title_or_id(&self.story.pack.title, &self.story.pack.name)
    }

    /// Returns the name under which records and assignments have the pack.
    pub(crate) fn pack(&self) -> &str {
        &self.story.pack.name
    }

    /// Returns the identity of the pack. One without a name is the pack at its address.
    pub(crate) fn identity(&self) -> PackIdentity<'_> {
        PackIdentity::with_content(&self.story, Some(&self.path), &self.content)
    }

    /// Loads the versions of the pack in which attempts were made, as far as they are stored.
    pub(crate) fn load_versions(&self, store: &dyn Store, attempts: &[Attempt]) -> Result<(), StoreError> {
        let known = |digest: &str| self.stories.read().unwrap_or_else(PoisonError::into_inner).contains_key(digest);
        let needed = attempts.iter().flat_map(|it| digests(&it.log).into_iter().chain([it.digest.as_str()]));
        for digest in needed {
            if !known(digest)
                && let Some(story) = store.load_story(digest)?.and_then(|json| Story::from_json(&json).ok())
            {
                self.stories.write().unwrap_or_else(PoisonError::into_inner).insert(digest.to_owned(), story);
            }
        }
        Ok(())
    }

    /// Does something with the versions of the pack that are known.
    pub(crate) fn with_versions<T>(&self, act: impl FnOnce(&Stories) -> T) -> T {
        act(&self.stories.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns those of a learner's attempts that are at this course, and loads their versions.
    pub(crate) fn own_attempts(&self, store: &dyn Store, attempts: Vec<Attempt>) -> Result<Vec<Attempt>, StoreError> {
        let identity = self.identity();
        let possible: Vec<Attempt> = attempts.into_iter().filter(|it| identity.may_have(it)).collect();
        self.load_versions(store, &possible)?;
        Ok(self.with_versions(|stories| identity.sort_attempts(possible, stories)).own)
    }

    /// Returns the state of a learner in the course.
    pub(crate) fn state(&self, attempts: &[Attempt]) -> CourseState {
        self.with_versions(|stories| CourseState::from_attempts(&Versions::new(&self.story, stories), attempts))
    }
}
