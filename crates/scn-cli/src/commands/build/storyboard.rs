//! `scn build --to storyboard`.

mod since;

use std::collections::BTreeMap;
use std::path::Path;

use scn_compiler::Checked;
use scn_export::graph::Graph;
use scn_export::storyboard::{Storyboard, StoryboardSource, picture_files};
use scn_prover::{Limits, prove};
use scn_story::{Keep, Machine, Story};

use crate::args::{BuildArgs, Color};
use crate::commands::build::with_sound_pack;
use crate::failure::Failure;
use crate::load::{Loaded, LoadedPack};
use crate::media::read_media;
use crate::save::{ensure_output_writable, save_output};
use crate::screen::print;

/// The maximum size of a picture that is shown and not only named.
const LARGEST_PICTURE: usize = 512 * 1024;

/// The maximum size of all pictures that are shown.
const LARGEST_PICTURES: usize = 16 * 1024 * 1024;

/// Writes the storyboard of a pack. Returns 1 if errors prevent it; these are shown.
pub(super) fn run(args: &BuildArgs, color: Color) -> Result<u8, Failure> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    output.map(ensure_output_writable).transpose()?;
    let for_word = output.and_then(Path::extension).is_some_and(|it| it.eq_ignore_ascii_case("docx"));
    with_sound_pack(args, color, |loaded, pack, checked| {
        let since = args.since.as_deref().map(|since| since::earlier_story(since, loaded, pack)).transpose()?;
        let coverage = checked.scenarios.iter().map(|proof| (proof.id.clone(), proof.coverage.clone())).collect();
        let storyboard = Storyboard::new(StoryboardSource {
            story: &checked.story,
            graphs: graphs(&checked),
            coverage,
            pictures: pictures(&checked.story, loaded, pack),
            since: since.as_ref(),
        });
        match output {
            Some(path) if for_word => save_output(path, storyboard.to_docx())?,
            Some(path) => save_output(path, storyboard.to_html())?,
            None => print(&storyboard.to_html())?,
        }
        Ok(0)
    })
}

/// Returns the graphs of the scenarios.
fn graphs(checked: &Checked) -> Vec<Graph> {
    let limits = Limits::of_states(checked.manifest.states.unwrap_or(Limits::default().states));
    let graph = |scenario| {
        let machine = Machine::new(scenario, Keep::Read).ok()?;
        Some(Graph::new(scenario, &machine, &prove(&machine, &limits), &checked.story.principles))
    };
    checked.story.scenarios.iter().filter_map(graph).collect()
}

/// Returns the pictures of a story that are small enough to be in a document.
fn pictures(story: &Story, loaded: &Loaded, pack: &LoadedPack) -> BTreeMap<String, Vec<u8>> {
    let root = loaded.pack_folder(pack);
    let mut total = 0;
    let mut pictures = BTreeMap::new();
    for file in picture_files(story) {
        let Some(bytes) = read_media(&root, &file).filter(|bytes| bytes.len() <= LARGEST_PICTURE) else { continue };
        total += bytes.len();
        if total <= LARGEST_PICTURES {
            pictures.insert(file, bytes);
        }
    }
    pictures
}
