//! The repository that contains a file, for reports that CI shows next to its files.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::packs::relative_path;

/// Variables that hold the folder into which a CI system has checked out the repository: GitHub
/// (also Gitea and Forgejo), GitLab, Azure Pipelines, Bitbucket, Jenkins, Drone and Woodpecker,
/// AppVeyor, Travis, Buildkite, CircleCI.
const WORKSPACES: [&str; 11] = [
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
    "BITBUCKET_CLONE_DIR",
    "WORKSPACE",
    "DRONE_WORKSPACE",
    "CI_WORKSPACE",
    "APPVEYOR_BUILD_FOLDER",
    "TRAVIS_BUILD_DIR",
    "BUILDKITE_BUILD_CHECKOUT_PATH",
    "CIRCLE_WORKING_DIRECTORY",
];

/// The entry that marks the root of a repository: a folder, or a file in a worktree or a submodule.
const MARK: &str = ".git";

/// Finds repositories, and caches the result for each folder.
#[derive(Debug)]
pub(crate) struct Repositories {
    workspaces: Vec<PathBuf>,
    known: BTreeMap<PathBuf, Option<PathBuf>>,
}

impl Repositories {
    /// Reads the folders of CI systems from the environment.
    pub(crate) fn from_env() -> Self {
        let named = WORKSPACES.iter().filter_map(env::var_os).filter(|value| !value.is_empty());
        let workspaces = named.filter_map(|path| fs::canonicalize(path).ok()).collect();
        Self { workspaces, known: BTreeMap::new() }
    }

    /// Returns the path of a file relative to the root of its repository; `None` if it is in no
    /// repository.
    pub(crate) fn path_in_repository(&mut self, file: &Path) -> Option<String> {
        let folder = file.parent()?;
        if !self.known.contains_key(folder) {
            let root = repository_root(folder, &self.workspaces, &|folder| folder.join(MARK).exists());
            self.known.insert(folder.to_owned(), root);
        }
        self.known.get(folder)?.as_deref().map(|root| relative_path(file, root))
    }
}

/// Returns the root of the repository that contains a folder. This is the folder that CI names,
/// unless that is not a repository itself but contains the repository, as when several are checked
/// out side by side. Without such a folder, it is the nearest marked folder upwards.
fn repository_root(folder: &Path, workspaces: &[PathBuf], is_marked: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let nearest_marked = || folder.ancestors().find(|above| is_marked(above)).map(Path::to_owned);
    let Some(workspace) = workspaces.iter().find(|workspace| folder.starts_with(workspace)) else {
        return nearest_marked();
    };
    let marked_inside = || nearest_marked().filter(|root| root.starts_with(workspace));
    let root = if is_marked(workspace) { None } else { marked_inside() };
    Some(root.unwrap_or_else(|| workspace.clone()))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::repository_root;

    #[test]
    fn the_root_is_what_ci_names_or_what_is_marked() {
        let root = |folder: &str, workspaces: &[&str], marked: &[&str]| {
            let workspaces: Vec<PathBuf> = workspaces.iter().map(PathBuf::from).collect();
            let is_marked = |folder: &Path| marked.iter().any(|it| Path::new(it) == folder);
            repository_root(Path::new(folder), &workspaces, &is_marked).map(|root| root.display().to_string())
        };
        let is = |path: &str| Some(path.to_owned());
        assert_eq!(root("/w/a", &[], &[]), None);
        assert_eq!(root("/w/a/b", &[], &["/w"]), is("/w"));
        assert_eq!(root("/w/a/b", &[], &["/w", "/w/a"]), is("/w/a"));
        assert_eq!(root("/w/a/b", &["/w"], &[]), is("/w"));
        // A submodule, and a repository that is checked out next to others.
        assert_eq!(root("/w/a/b", &["/w"], &["/w", "/w/a"]), is("/w"));
        assert_eq!(root("/w/a/b", &["/w"], &["/w/a"]), is("/w/a"));
        assert_eq!(root("/w/a", &["/w"], &["/"]), is("/w"));
        assert_eq!(root("/elsewhere/a", &["/w"], &["/w", "/elsewhere"]), is("/elsewhere"));
        assert_eq!(root("/wide/a", &["/w"], &[]), None);
    }
}
