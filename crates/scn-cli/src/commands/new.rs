//! `scn new`.

use std::fs;
use std::path::Path;

use crate::args::NewArgs;
use crate::aside::Aside;
use crate::failure::Failure;
use crate::screen::print;

use super::overview::typed_path;

/// The files of a new pack. `{name}` and `{title}` in them are replaced by those of the pack.
const FILES: &[(&str, &str)] = &[
    ("scn.toml", include_str!("../../template/scn.toml")),
    ("principles.scn", include_str!("../../template/principles.scn")),
    ("lesson.scn", include_str!("../../template/lesson.scn")),
    ("three-questions.svg", include_str!("../../template/three-questions.svg")),
    ("quiz.scn", include_str!("../../template/quiz.scn")),
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
    print(&created(dir, &name))?;
    Ok(0)
}

/// Returns what is printed about a new pack: the commands to try, and where to start reading.
fn created(dir: &Path, name: &str) -> String {
    let path = dir.display().to_string();
    let shown_path = scn_text::escape_line(&path);
    // A name with characters that cannot be shown cannot be typed from here either.
    let is_typed = shown_path == path;
    let argument = if is_typed { format!(" {}", typed_path(&path)) } else { String::new() };
    let commands = [
        ("check", "checks it and proves what can happen in every run"),
        ("learn", "takes you through it: a lesson, a quiz and a scenario"),
        ("preview", "shows it in the browser while you write"),
    ];
    let lines = commands.map(|(command, does)| {
        let padding = " ".repeat("preview".len() - command.len());
        format!("  scn {command}{argument}{padding}    {does}\n")
    });
    let place = if is_typed { "" } else { "\nRun these commands in that folder.\n" };
    let first = dir.join("first-scenario.scn").display().to_string();
    format!(
        "Created the pack `{name}` in {shown_path}:\n\n{}{place}\nComments in the files explain each line. Start with {}. `scn explain guide` teaches the language.\n",
        lines.concat(),
        scn_text::escape_line(&first)
    )
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
    let title = toml_string(title);
    for (file, text) in FILES {
        fs::write(temporary_pack.join(file), text.replace("{name}", name).replace("\"{title}\"", &title))?;
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
/// as a title, such as `My Course 2` or `Über uns`, keeps it.
fn title_from_name(folder: &str, name: &str) -> String {
    let is_title = |c: char| matches!(c, ' ' | '\'' | '"') || c.is_uppercase() || !c.is_ascii();
    let folder = folder.trim();
    if folder.contains(is_title) && scn_text::escape_line(folder) == folder && !folder.starts_with('.') {
        return folder.replace('_', " ");
    }
    let mut title = name.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// Writes a text as a basic string of TOML (TOML 1.0.0, section "String").
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{created, title_from_name, toml_string};

    #[test]
    fn a_folder_that_is_written_as_a_title_gives_its_title() {
        assert_eq!(title_from_name("late-refund", "late-refund"), "Late refund");
        assert_eq!(title_from_name("My Course 2", "my-course-2"), "My Course 2");
        assert_eq!(title_from_name("Anna's \"best\" course", "anna-s-best-course"), "Anna's \"best\" course");
        assert_eq!(title_from_name("接遇の基本", "pack"), "接遇の基本");
        assert_eq!(title_from_name("late\u{202e}refund", "late-refund"), "Late refund");
        assert_eq!(title_from_name("", "pack"), "Pack");
    }

    #[test]
    fn a_title_is_a_string_of_toml() {
        assert_eq!(toml_string("Anna's \"best\" C:\\x"), r#""Anna's \"best\" C:\\x""#);
        assert_eq!(toml_string("a\tb\u{7f}"), r#""a\u0009b\u007F""#);
        assert_eq!(toml_string("接遇"), "\"接遇\"");
    }

    #[test]
    fn commands_for_a_path_with_blanks_are_quoted_and_an_option_is_none() {
        assert!(created(Path::new("My Course"), "my-course").contains("scn check \"My Course\"      checks"));
        assert!(created(Path::new("-x"), "x").contains("scn preview ./-x "));
        let hidden = created(Path::new("a\u{202e}b"), "a-b");
        assert!(hidden.contains("scn check      checks") && hidden.contains("in that folder"), "{hidden}");
    }
}
