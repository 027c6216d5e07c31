//! `scn new`.

use std::fs;
use std::path::Path;

use crate::args::NewArgs;
use crate::aside::Aside;
use crate::failure::Failure;
use crate::screen::print;

/// The files of a new pack. `{name}` and `{title}` in them are replaced by those of the pack.
const FILES: &[(&str, &str)] = &[
    ("scn.toml", include_str!("../../template/scn.toml")),
    ("principles.scn", include_str!("../../template/principles.scn")),
    ("first-scenario.scn", include_str!("../../template/first-scenario.scn")),
];

/// Creates a pack: completely or not at all, and never over existing files.
pub(crate) fn run(args: &NewArgs) -> Result<u8, Failure> {
    let dir = &args.dir;
    let stem = match dir.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => fs::canonicalize(dir)
            .ok()
            .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .unwrap_or_default(),
    };
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Failure::new(format!("`{}` already exists and is not empty", dir.display()))
                    .with_help("name a folder that does not exist yet; nothing was changed"));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(Failure::new(format!("`{}` is a file", dir.display()))
                .with_help("name a folder that does not exist yet"));
        }
        Err(error) => return Err(Failure::read(dir, &error)),
    }
    let name = scn_compiler::pack_name(&stem);
    write(dir, &name, &title_from_name(&stem, &name)).map_err(|error| Failure::write(dir, &error))?;
    let path = dir.display().to_string();
    let shown_path = scn_text::escape_line(&path);
    // A name with characters that cannot be shown cannot be typed from here either.
    let typed = if shown_path == path { format!(" {}", scn_report::quoted(&path)) } else { String::new() };
    let place = if typed.is_empty() { "; run it in that folder" } else { "" };
    let first = dir.join("first-scenario.scn").display().to_string();
    print(&format!(
        "Created the pack `{name}` in {shown_path}:\n\n  scn check{typed}    checks it and proves what can happen in every run{place}\n  scn play{typed}     plays it{place}\n\nComments in the files explain each line. Start with {}. `scn explain guide` teaches the language.\n",
        scn_text::escape_line(&first)
    ))?;
    Ok(0)
}

/// Writes the files to a temporary folder, which is then renamed.
fn write(dir: &Path, name: &str, title: &str) -> std::io::Result<()> {
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    let in_place = dir.exists();
    let aside = Aside::new(if in_place { dir } else { parent })?;
    let temporary_pack = aside.path().join(name);
    fs::create_dir(&temporary_pack)?;
    for (file, text) in FILES {
        fs::write(temporary_pack.join(file), text.replace("{name}", name).replace("{title}", title))?;
    }
    if in_place {
        for (file, _) in FILES {
            fs::rename(temporary_pack.join(file), dir.join(file))?;
        }
        return Ok(());
    }
    fs::rename(temporary_pack, dir)
}

/// Converts a name to a title: `late-refund` becomes `Late refund`. A folder whose name is written
/// as a title, such as `My Course 2`, keeps it.
fn title_from_name(folder: &str, name: &str) -> String {
    let is_title = folder.contains(' ') || folder.contains(|c: char| c.is_uppercase());
    if is_title && folder.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')) {
        return folder.trim().replace('_', " ");
    }
    let mut title = name.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}
