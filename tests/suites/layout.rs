//! The layout of the crates: every file belongs to its crate, and files import one way. Where some
//! import each other in a circle, as one data structure cut in files, the circle is small.
//!
//! An import is a path that begins with `crate` or `super`, or with a name that was imported so. It
//! leads to the file that declares what it names: re-exports are followed. A module's use of its
//! own children is not an import, and neither is what only tests use.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use scn_tests::markdown;

/// The most files that may import each other in a circle.
const LARGEST: usize = 4;

/// A module by the names on the way to it, and a path in code, in the same form.
type Names = Vec<String>;

/// A file of a crate.
#[derive(Default)]
struct Module {
    /// Its code without comments and tests.
    code: String,
    /// What each imported name stands for.
    imported: BTreeMap<String, Names>,
}

type Modules = BTreeMap<Names, Module>;

/// Code without comments and without what is only there for tests, which end a file.
fn production(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.split(" // ").next().unwrap_or_default();
        match line.trim() {
            "#[cfg(test)]" => {
                let item = lines.find(|line| !line.trim().starts_with(['#', ')']) && !line.contains("reason = "));
                if item.is_some_and(|item| item.starts_with("mod ") && item.ends_with('{')) {
                    break;
                }
            }
            trimmed if trimmed.starts_with("//") => {}
            _ => code.extend([line, "\n"]),
        }
    }
    code
}

/// Reads a file and those of its child modules. Returns the files that were read.
fn read(file: &Path, names: &Names, into: &mut Modules) -> Vec<PathBuf> {
    let Ok(text) = fs::read_to_string(file) else { return Vec::new() };
    let code = production(&text);
    let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "main" | "mod") => file.parent().map(Path::to_owned).unwrap_or_default(),
        _ => file.with_extension(""),
    };
    let mut files = vec![file.to_owned()];
    // Test modules are files of the crate too, though nothing is asked of them.
    for line in text.lines().map(str::trim) {
        let Some(name) = line.split_once("mod ").and_then(|(before, name)| {
            (before.is_empty() || before.starts_with("pub")).then_some(name)?.strip_suffix(';')
        }) else {
            continue;
        };
        let child: Names = names.iter().cloned().chain([name.to_owned()]).collect();
        let mut ignored = Modules::new();
        let tested = !code.lines().any(|kept| kept.trim() == line);
        for path in [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")] {
            files.extend(read(&path, &child, if tested { &mut ignored } else { into }));
        }
    }
    into.insert(names.clone(), Module { code, imported: BTreeMap::new() });
    files
}

/// The paths of a tree of imports, each with the name that it gives.
fn expand(before: &Names, tree: &str, into: &mut Vec<(String, Names)>) {
    let tree = tree.trim();
    if let Some((prefix, rest)) = tree.split_once('{') {
        let inner = rest.strip_suffix('}').unwrap_or(rest);
        let before: Names = before.iter().cloned().chain(segments(prefix)).collect();
        let (mut depth, mut start) = (0, 0);
        for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(&before, inner.get(start..at).unwrap_or_default(), into);
                    start = at + 1;
                }
                _ => {}
            }
        }
    } else if !tree.is_empty() {
        let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name)));
        let mut path: Names = before.iter().cloned().chain(segments(path)).collect();
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = name.map(str::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
        into.push((name.trim().to_owned(), path));
    }
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    path.split("::").map(str::trim).filter(|segment| !segment.is_empty()).map(str::to_owned)
}

/// The statements that import, with whether each exports too, and the rest of the code.
fn imports(code: &str) -> (Vec<(bool, &str)>, String) {
    let (mut uses, mut rest) = (Vec::new(), String::new());
    let mut left = code;
    while let Some(at) = left.find("use ") {
        let (before, from) = left.split_at(at);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let exports = line.trim_start().starts_with("pub");
        let is_statement = line.trim().is_empty() || exports && !line.contains(['{', '/', '"']);
        let end = from.find(';').filter(|_| is_statement);
        let (used, after) = from.split_at(end.unwrap_or("use ".len()));
        rest.push_str(before);
        match end {
            Some(_) => uses.push((exports, used.trim_start_matches("use "))),
            None => rest.push_str(used),
        }
        left = after;
    }
    rest.push_str(left);
    (uses, rest)
}

/// The paths in code, which have two segments or more.
fn paths(code: &str) -> Vec<Names> {
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    words.filter(|word| word.contains("::")).map(|word| segments(word).collect()).collect()
}

/// The module that declares what a path in `from` names; `None` for what is not of this crate.
fn declared(modules: &Modules, from: &Names, path: &[String], left: usize) -> Option<Names> {
    let (first, rest) = path.split_first()?;
    let mut at = match first.as_str() {
        "crate" => Names::new(),
        "self" => from.clone(),
        "super" => from.split_last()?.1.to_vec(),
        name => {
            let child: Names = from.iter().cloned().chain([name.to_owned()]).collect();
            match modules.get(from)?.imported.get(name) {
                _ if modules.contains_key(&child) => child,
                Some(known) if 0 < left && known.first().is_some_and(|it| it != name) => {
                    let path: Names = known.iter().chain(rest).cloned().collect();
                    return declared(modules, from, &path, left - 1);
                }
                Some(_) | None => return None,
            }
        }
    };
    for (index, name) in rest.iter().enumerate() {
        if name == "super" {
            at.pop();
            continue;
        }
        at.push(name.clone());
        if !modules.contains_key(&at) {
            at.pop();
            let known = modules.get(&at).and_then(|module| module.imported.get(name)).filter(|_| 0 < left);
            let Some(known) = known else { break };
            let path: Names = known.iter().chain(rest.get(index + 1..)?).cloned().collect();
            return declared(modules, &at, &path, left - 1);
        }
    }
    Some(at)
}

/// What each module imports.
fn edges(modules: &mut Modules) -> BTreeMap<Names, BTreeSet<Names>> {
    let mut named: BTreeMap<Names, Vec<Names>> = BTreeMap::new();
    for (names, module) in modules.iter_mut() {
        let (uses, rest) = imports(&module.code);
        let mut mine = paths(&rest);
        for (exports, tree) in uses {
            let mut found = Vec::new();
            expand(&Names::new(), tree, &mut found);
            mine.extend(found.iter().filter(|_| !exports).map(|(_, path)| path.clone()));
            module.imported.extend(found);
        }
        named.insert(names.clone(), mine);
    }
    let is_import = |module: &Module, path: &[String]| {
        let from_outside = |path: &[String]| path.first().is_some_and(|it| it == "crate" || it == "super");
        from_outside(path) || path.first().and_then(|it| module.imported.get(it)).is_some_and(|it| from_outside(it))
    };
    let mut edges: BTreeMap<Names, BTreeSet<Names>> = BTreeMap::new();
    for (names, module) in modules.iter() {
        let mine = named.remove(names).unwrap_or_default();
        let found = mine.iter().filter(|path| is_import(module, path));
        let found = found.filter_map(|path| declared(modules, names, path, 8)).filter(|to| to != names);
        edges.insert(names.clone(), found.collect());
    }
    edges
}

/// The modules that some modules lead to, themselves among them where they are in a circle.
fn reached(edges: &BTreeMap<Names, BTreeSet<Names>>, from: &Names) -> BTreeSet<Names> {
    let mut found = BTreeSet::new();
    let mut to_do: Vec<&Names> = edges.get(from).into_iter().flatten().collect();
    while let Some(next) = to_do.pop() {
        if found.insert(next.clone()) {
            to_do.extend(edges.get(next).into_iter().flatten());
        }
    }
    found
}

/// The circles of a crate, largest first.
fn circles(edges: &BTreeMap<Names, BTreeSet<Names>>) -> Vec<BTreeSet<Names>> {
    let all: BTreeMap<&Names, BTreeSet<Names>> = edges.keys().map(|from| (from, reached(edges, from))).collect();
    let circle = |(from, to): (&&Names, &BTreeSet<Names>)| -> BTreeSet<Names> {
        to.iter().filter(|to| all.get(to).is_some_and(|back| back.contains(*from))).cloned().collect()
    };
    let circles: BTreeSet<BTreeSet<Names>> = all.iter().map(circle).filter(|circle| !circle.is_empty()).collect();
    let mut circles: Vec<_> = circles.into_iter().collect();
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

fn crates() -> Vec<PathBuf> {
    let folders = fs::read_dir(markdown::project_root().join("crates")).into_iter().flatten();
    let mut sources: Vec<PathBuf> = folders.flatten().map(|entry| entry.path().join("src")).collect();
    sources.retain(|path| path.is_dir());
    sources.sort();
    sources
}

fn read_crate(sources: &Path) -> (Modules, Vec<PathBuf>) {
    let mut modules = Modules::new();
    let tops = ["lib.rs", "main.rs"].map(|top| sources.join(top));
    let files = tops.iter().flat_map(|top| read(top, &Names::new(), &mut modules)).collect();
    (modules, files)
}

#[test]
fn files_import_one_way_but_for_small_circles() {
    let mut wrong = Vec::new();
    for sources in crates() {
        let edges = edges(&mut read_crate(&sources).0);
        assert!(edges.values().any(|to| !to.is_empty()), "{} imports something", sources.display());
        for circle in circles(&edges).iter().filter(|circle| LARGEST < circle.len()) {
            let names: Vec<String> = circle.iter().map(|names| names.join("::")).collect();
            wrong.push(format!("{}: {} files: {}", sources.display(), circle.len(), names.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "these files import each other in a circle:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_its_crate() -> std::io::Result<()> {
    let mut alone = Vec::new();
    for sources in crates() {
        let (_, files) = read_crate(&sources);
        let mut folders = vec![sources];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| it == "rs") && !files.contains(&path) {
                    alone.push(path);
                }
            }
        }
    }
    assert!(alone.is_empty(), "no `mod` line leads to {alone:?}; `.ci/bless` writes those of findings");
    Ok(())
}

/// `dist` inherits from `release`, and Cargo keeps what is set for single packages unless it is set
/// again. A package that is forgotten would be shipped without optimisation.
#[test]
fn the_shipped_build_takes_back_what_the_release_build_sets_for_single_packages() {
    let manifest = fs::read_to_string(markdown::project_root().join("Cargo.toml")).expect("the manifest can be read");
    let manifest: toml::Table = manifest.parse().expect("the manifest is TOML");
    let packages = |profile: &str| manifest["profile"][profile]["package"].as_table().cloned().unwrap_or_default();
    let (built, shipped) = (packages("release"), packages("dist"));
    assert!(built.contains_key("*"), "the settings of the release build have moved");
    for (name, settings) in &built {
        for setting in settings.as_table().expect("a table for each package").keys() {
            assert!(shipped.get(name).is_some_and(|it| it.get(setting).is_some()), "{setting} of {name} in `dist`");
        }
    }
    for (name, settings) in &shipped {
        assert_eq!(settings.get("opt-level"), Some(&toml::Value::Integer(3)), "{name}");
        assert_eq!(settings.get("codegen-units"), Some(&toml::Value::Integer(1)), "{name}");
    }
}

#[test]
fn a_circle_is_found_through_re_exports_and_trees_of_imports() {
    let module = |code: &str| Module { code: code.to_owned(), imported: BTreeMap::new() };
    let names = |path: &str| segments(path).collect::<Names>();
    let mut modules = Modules::from([
        (names(""), module("mod a;\nmod b;\nmod c;\npub use a::{One, Two as Other};\n")),
        (names("a"), module("use crate::{b::{self, Three}, c};\nfn f() { b::g() }\n")),
        (names("b"), module("use super::Other;\n")),
        (names("c"), module("fn h() { crate::b::g(); }\n")),
    ]);
    let edges = edges(&mut modules);
    assert_eq!(circles(&edges), [BTreeSet::from([names("a"), names("b"), names("c")])]);
}
