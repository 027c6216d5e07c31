//! The earlier version that a storyboard is compared with.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scn_export::storyboard::{ReadStoryError, read_story};
use scn_story::Story;

use crate::commands::{CheckMode, check_pack, only_pack};
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack, load_packs, read};

/// Returns the story of an earlier version: that of a storyboard, a story as JSON, a pack in
/// another folder, or the pack itself in a revision of its repository.
pub(super) fn earlier_story(since: &Path, loaded: &Loaded, pack: &LoadedPack) -> Result<Story, Failure> {
    if !since.exists() {
        return story_of_revision(since, loaded, pack);
    }
    let is_source = since.extension().is_some_and(|it| it.eq_ignore_ascii_case("scn"))
        || since.file_name().is_some_and(|name| name == "scn.toml");
    if since.is_dir() || is_source {
        return story_of_pack(since, &since.display().to_string());
    }
    read_story(&read(since)?).map_err(|error| {
        let failure = Failure::new(format!("`{}` cannot be compared with: {error}", since.display()));
        match error {
            ReadStoryError::Unknown => failure.with_help(
                "give a storyboard, a story built with `scn build --to json`, a pack, or a revision in Git such as \
                 `HEAD~1`",
            ),
            ReadStoryError::Damaged | ReadStoryError::Story(_) => failure,
        }
    })
}

fn story_of_pack(path: &Path, name: &str) -> Result<Story, Failure> {
    let loaded = load_packs(&[path.to_owned()])?;
    let pack = only_pack(&loaded, "compared with")?;
    // One state is enough: nothing has to be proved about an earlier version.
    let checked = check_pack(&loaded, pack, CheckMode::with_text(Some(1)), None);
    if checked.is_complete {
        return Ok(checked.story);
    }
    Err(Failure::new(format!("the earlier version `{name}` has errors that leave out whole scenarios"))
        .with_help("compare with a version that `scn check` accepts"))
}

/// Returns the story of the pack in a revision. The files of the revision are written to a folder
/// that is deleted again; the repository, its index and its files are not changed.
fn story_of_revision(revision: &Path, loaded: &Loaded, pack: &LoadedPack) -> Result<Story, Failure> {
    let name = revision.display();
    let location = loaded.location(pack).ok_or_else(|| {
        Failure::new("standard input has no revisions").with_help("give a file or a folder that exists to `--since`")
    })?;
    let location = fs::canonicalize(&location).map_err(|error| Failure::read(&location, &error))?;
    let folder = if location.is_dir() { location.as_path() } else { location.parent().unwrap_or(&location) };
    let unknown = || {
        Failure::new(format!("there is no file, folder or revision in Git `{name}`"))
            .with_help("give a storyboard, a story as JSON, a pack, or a revision such as `HEAD~1` or a tag")
    };
    // A name that begins with a hyphen would be read as an option.
    let text = revision.to_str().filter(|text| !text.starts_with('-')).ok_or_else(unknown)?;
    let commit = git(folder, &["rev-parse", "--verify", "--quiet", &format!("{text}^{{commit}}")], &[], None)
        .ok_or_else(unknown)?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let root = git(folder, &["rev-parse", "--show-toplevel"], &[], None).ok_or_else(unknown)?;
    let root = fs::canonicalize(String::from_utf8_lossy(&root).trim_end_matches('\n')).map_err(|_| unknown())?;
    let trouble = || Failure::new(format!("Git could not give the files of the revision `{name}`"));
    let temporary = tempfile::tempdir().map_err(|error| Failure::write(&env::temp_dir(), &error))?;
    let below = location.strip_prefix(&root).map_err(|_| trouble())?;
    write_files(&root, &commit, folder.strip_prefix(&root).map_err(|_| trouble())?, temporary.path())
        .ok_or_else(trouble)?;
    let there = temporary.path().join(below);
    if !there.exists() {
        return Err(Failure::new(format!("the pack is not in the revision `{name}`")));
    }
    story_of_pack(&there, &name.to_string())
}

/// Writes the files of a revision that a pack may consist of: everything in its folder, and the
/// sources of other packs.
fn write_files(root: &Path, commit: &str, folder: &Path, to: &Path) -> Option<()> {
    let index = to.join(".scn-index");
    let index_variable: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", index.as_os_str())];
    git(root, &["read-tree", commit], &index_variable, None)?;
    let names = git(root, &["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit], &[], None)?;
    let mut wanted = Vec::new();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let text = String::from_utf8_lossy(name);
        let path = PathBuf::from(text.as_ref());
        let is_source = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("scn")) || path.ends_with("scn.toml");
        if is_source || path.starts_with(folder) {
            wanted.extend_from_slice(name);
            wanted.push(0);
        }
    }
    let prefix = format!("--prefix={}/", to.to_str()?);
    git(root, &["checkout-index", "-z", "--stdin", &prefix], &index_variable, Some(&wanted))?;
    Some(())
}

/// Runs Git in a folder. Returns its output, or `None` if it fails or is not installed.
fn git(folder: &Path, args: &[&str], variables: &[(&str, &OsStr)], input: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args).envs(variables.iter().copied());
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input).ok()?;
    }
    let output = child.wait_with_output().ok()?;
    output.status.success().then_some(output.stdout)
}
