//! Runs checks, each in a thread of its own: a pack is compiled and proved while the server
//! answers, and an edit cancels outdated checks.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use scn_compiler::{Cache, MediaFile, Options, PackFiles, check_with};
use scn_prover::{Limits, NodeStats, moment_stats};
use scn_source::{FileId, Finding, Sources};
use scn_story::{Keep, Machine, VariableKind};

use crate::disk::Disk;
use crate::index::FileView;

/// The number of moments of a scenario that are explored for facts about single places.
const WALKED: u64 = 50_000;

/// A check to run.
pub(crate) struct Job {
    /// The key of the pack.
    pub(crate) key: PathBuf,
    /// The number of this check.
    pub(crate) number: u64,
    /// The number of the newest check.
    pub(crate) newest: Arc<AtomicU64>,
    pub(crate) files: Vec<(PathBuf, Arc<FileView>)>,
    /// The pack, by the ids of the files.
    pub(crate) input: PackFiles,
    pub(crate) disk: Arc<dyn Disk>,
    /// Results kept between checks.
    pub(crate) cache: Arc<Cache>,
}

/// The result of a check, reported in two parts: findings first.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) key: PathBuf,
    pub(crate) number: u64,
    pub(crate) update: CheckUpdate,
}

#[derive(Debug)]
pub(crate) enum CheckUpdate {
    Findings(Vec<Finding>),
    Facts(Vec<ScenarioFacts>),
}

/// Facts about the runs of a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScenarioFacts {
    pub(crate) file: PathBuf,
    pub(crate) id: String,
    /// Whether all moments were explored.
    pub(crate) complete: bool,
    /// The moments at each situation and ending, by its id; `None` if no run was seen to reach it.
    pub(crate) nodes: Vec<(String, Option<NodeStats>)>,
    /// The lowest and highest value of each meter, by its id.
    pub(crate) meters: Vec<(String, (i64, i64))>,
}

impl Job {
    fn is_out_of_date(&self) -> bool {
        self.newest.load(Ordering::Relaxed) != self.number
    }

    /// Runs the check, and reports the results unless they are outdated by then.
    pub(crate) fn run(self, send_report: &dyn Fn(Report)) {
        let report_if_current = |what| {
            if !self.is_out_of_date() {
                send_report(Report { key: self.key.clone(), number: self.number, update: what });
            }
        };
        if self.is_out_of_date() {
            return;
        }
        let mut sources = Sources::new();
        for (_, view) in &self.files {
            sources.add(view.source.clone());
        }
        let resolve_media = |file: FileId, path: &str| {
            let naming_file = self.files.get(file.0 as usize);
            naming_file.map_or(MediaFile::Missing { near: None }, |(from, _)| self.disk.resolve_media(from, path))
        };
        let continue_if_current =
            |_| if self.is_out_of_date() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let options = Options {
            formats: &[],
            states: None,
            text: false,
            watch: Some(&continue_if_current),
            media: &resolve_media,
        };
        let checked = check_with(&sources, &self.input, &options, &self.cache);
        self.cache.sweep();
        report_if_current(CheckUpdate::Findings(checked.findings));

        let mut facts = Vec::new();
        for proof in &checked.scenarios {
            let Some(scenario) = checked.story.scenarios.iter().find(|it| it.id == proof.id) else { continue };
            let Ok(machine) = Machine::new(scenario, Keep::All) else { continue };
            let meters: Vec<&str> = scenario
                .variables
                .iter()
                .filter(|it| matches!(it.kind, VariableKind::Meter { .. }))
                .map(|it| it.id.as_str())
                .collect();
            let limits = Limits { watch: Some(&continue_if_current), ..Limits::of_states(WALKED) };
            let found_moments = moment_stats(&machine, &meters, &limits);
            if self.is_out_of_date() {
                return;
            }
            let nodes = (0..machine.node_count()).map(scn_story::NodeIx::at);
            let Some((file, _)) = self.files.get(proof.place.file.0 as usize) else { continue };
            facts.push(ScenarioFacts {
                file: file.clone(),
                id: proof.id.clone(),
                complete: found_moments.complete,
                nodes: nodes
                    .zip(&found_moments.nodes)
                    .map(|(node, at)| (machine.node_id(node).to_owned(), *at))
                    .collect(),
                meters: meters
                    .iter()
                    .zip(&found_moments.meters)
                    .filter_map(|(id, range)| Some(((*id).to_owned(), (*range)?)))
                    .collect(),
            });
        }
        report_if_current(CheckUpdate::Facts(facts));
    }
}
