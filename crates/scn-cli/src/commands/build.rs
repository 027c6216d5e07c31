//! `scn build`.

mod package;
mod storyboard;
mod web;
mod xapi;

use std::path::{Path, PathBuf};

use scn_compiler::Checked;
use scn_source::{Family, Finding, Name, Severity};
use scn_story::Story;

use super::{CheckMode, check_pack, only_pack, show_on_stderr, translate_only};
use crate::args::{BuildArgs, BuildFormat, Color};
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack, load_packs};
use crate::save::save_output;
use crate::screen::{print, print_note};
use crate::translations::{source_language, translation_files};

/// The placeholder for the language in the name of an output.
const LANGUAGE: &str = "{language}";

/// Builds a pack. Returns 1 if errors prevent it; these are shown.
pub(crate) fn run(args: &BuildArgs, color: Color) -> Result<u8, Failure> {
    if args.since.is_some() && args.to != BuildFormat::Storyboard {
        return Err(Failure::new("`--since` is for `--to storyboard` only"));
    }
    if args.language.as_deref() == Some("all") {
        return build_all(args, color);
    }
    let scorm = package::scorm_version(args)?;
    match args.to {
        BuildFormat::Schema => write_text(args, &format!("{:#}\n", scn_story::schema())),
        BuildFormat::Json => build_story(args, color, |built| write_text(args, &built.story.to_json())),
        BuildFormat::Storyboard => storyboard::run(args, color),
        BuildFormat::Html => {
            web::ensure_page_writable(args)?;
            build_story(args, color, |built| web::write_page(args, built))
        }
        BuildFormat::Site => {
            web::ensure_site_writable(args)?;
            build_story(args, color, |built| web::write_site(args, built))
        }
        BuildFormat::Cmi5 => {
            xapi::ensure_package_writable(args)?;
            build_story(args, color, |built| xapi::write_cmi5(args, built))
        }
        BuildFormat::Xapi => {
            xapi::ensure_package_writable(args)?;
            build_story(args, color, |built| xapi::write_tincan(args, built))
        }
        BuildFormat::Scorm12 | BuildFormat::Scorm2004 => {
            let Some(version) = scorm else { return Ok(2) };
            package::ensure_package_writable(args)?;
            build_story(args, color, |built| package::write_scorm(args, built, version))
        }
    }
}

/// Builds a pack in every language: its own, and those of its translations.
fn build_all(args: &BuildArgs, color: Color) -> Result<u8, Failure> {
    let output = output_path(args).and_then(Path::to_str).filter(|path| path.contains(LANGUAGE));
    let Some(output) = output else {
        return Err(Failure::new("`--language all` writes several outputs")
            .with_help(format!("give each its name: `-o course-{LANGUAGE}.html`")));
    };
    let paths: Vec<_> = args.path.iter().cloned().collect();
    let loaded = load_packs(&paths)?;
    let pack = only_pack(&loaded, "built")?;
    let own = source_language(&loaded, pack);
    let files = pack.root.as_deref().map(translation_files).unwrap_or_default();
    let others = files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    for language in std::iter::once(own).chain(others) {
        let one = BuildArgs {
            output: Some(PathBuf::from(output.replace(LANGUAGE, &language))),
            language: Some(language),
            ..args.clone()
        };
        let status = run(&one, color)?;
        if status != 0 {
            return Ok(status);
        }
    }
    Ok(0)
}

/// A story without errors, and where its pack is.
struct Built {
    story: Story,
    /// The folder of the pack; empty for standard input.
    folder: PathBuf,
}

/// Checks the pack, and passes its story on if it has no errors. Returns 1 if it has.
fn build_story(
    args: &BuildArgs,
    color: Color,
    write: impl FnOnce(&Built) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    with_sound_pack(args, color, |loaded, pack, checked| {
        report_limits(&checked);
        write(&Built { folder: loaded.pack_folder(pack), story: checked.story })
    })
}

/// Says what learners or a platform get in another way than it is written. Advice is for
/// `scn check --for`.
fn report_limits(checked: &Checked) {
    let is_said = |finding: &&Finding| {
        let is_delivery = finding.name.family() == Family::Delivery;
        is_delivery && (finding.name == Name::LongRun || Severity::Hint < finding.severity)
    };
    for finding in checked.findings.iter().filter(is_said) {
        print_note(&format!("note: {}", scn_text::escape_line(&finding.message)));
    }
}

/// Checks the pack, and passes it on if it has no errors. Returns 1 if it has; these are shown.
fn with_sound_pack(
    args: &BuildArgs,
    color: Color,
    write: impl FnOnce(&Loaded, &LoadedPack, Checked) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    let paths: Vec<_> = args.path.iter().cloned().collect();
    let mut loaded = load_packs(&paths)?;
    translate_only(&mut loaded, "built", args.language.as_deref())?;
    // A story is always that of the whole pack, whichever of its files was named.
    let pack = only_pack(&loaded, "built")?;
    let formats: Vec<_> = args.to.delivery().into_iter().collect();
    let checked = check_pack(&loaded, pack, CheckMode { formats: &formats, ..CheckMode::with_text(None) }, None);
    if !checked.buildable || !pack.input.findings.is_empty() {
        show_on_stderr(&loaded, pack, &checked, &paths, color);
        print_note("nothing was built: fix the errors first");
        return Ok(1);
    }
    write(&loaded, pack, checked)
}

/// Writes text to the output file, or to standard output.
fn write_text(args: &BuildArgs, text: &str) -> Result<u8, Failure> {
    match output_path(args) {
        Some(path) => save_output(path, text)?,
        None => print(text)?,
    }
    Ok(0)
}

/// Returns the path of the output; `None` for standard output.
fn output_path(args: &BuildArgs) -> Option<&Path> {
    args.output.as_deref().filter(|path| *path != Path::new("-"))
}
