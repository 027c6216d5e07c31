//! `scn build`.

mod storyboard;

use std::path::Path;

use super::{check_pack, only_pack, show_on_stderr};
use crate::args::{BuildArgs, BuildFormat, Color};
use crate::failure::Failure;
use crate::load::load_packs;
use crate::save::save_output;
use crate::screen::{print, print_note};

/// Builds a pack. Returns 1 if errors prevent it; these are shown.
pub(crate) fn run(args: &BuildArgs, color: Color) -> Result<u8, Failure> {
    if args.since.is_some() && args.to != BuildFormat::Storyboard {
        return Err(Failure::new("`--since` is for `--to storyboard` only"));
    }
    let text = match args.to {
        BuildFormat::Storyboard => return storyboard::run(args, color),
        BuildFormat::Json => {
            let paths: Vec<_> = args.path.iter().cloned().collect();
            let loaded = load_packs(&paths)?;
            // A story is always that of the whole pack, whichever of its files was named.
            let pack = only_pack(&loaded, "built")?;
            let checked = check_pack(&loaded, pack, None, true, None);
            if !checked.buildable || !pack.input.findings.is_empty() {
                show_on_stderr(&loaded, pack, &checked, &paths, color);
                print_note("nothing was built: fix the errors first");
                return Ok(1);
            }
            checked.story.to_json()
        }
        BuildFormat::Schema => {
            let mut text = format!("{:#}", scn_story::schema());
            text.push('\n');
            text
        }
    };
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => save_output(path, &text)?,
        None => print(&text)?,
    }
    Ok(0)
}
