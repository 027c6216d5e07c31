//! Publishes findings to the client.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Message,
    PublishDiagnosticsParams,
};
use scn_compiler::Level;
use scn_source::{FileId, Finding, Name, Run, RunStep, Severity};

use super::state::State;
use crate::index::FileView;
use crate::pack::Pack;

impl State {
    /// Publishes the findings about the files of a pack that have changed since they were last
    /// published.
    pub(crate) fn publish_diagnostics(&mut self, key: &Path) {
        let Some(pack) = self.packs.get(key) else { return };
        let mut diagnostics_by_file: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)> = BTreeMap::new();
        for (at, (path, view)) in (0_u32..).zip(&pack.files) {
            let id = FileId(at);
            if !(pack.input.files.contains(&id) || pack.input.manifest == Some(id)) {
                continue;
            }
            let version = self.docs.get(path).map(|doc| doc.version);
            let file_findings = current_findings(pack, id);
            let diagnostics =
                file_findings.iter().filter_map(|finding| self.to_diagnostic(pack, path, view, finding)).collect();
            diagnostics_by_file.insert(path.clone(), (version, diagnostics));
        }
        let mut changed = Vec::new();
        for (path, reported) in &diagnostics_by_file {
            let previous = pack.published.get(path);
            // A file that is not open and has no findings is not reported.
            let is_news = previous.map_or(reported.0.is_some() || !reported.1.is_empty(), |before| before != reported);
            if is_news && let Some(uri) = self.uri_of(path) {
                changed.push(PublishDiagnosticsParams { uri, version: reported.0, diagnostics: reported.1.clone() });
            }
        }
        // Files that no longer belong to the pack.
        for path in pack.published.keys().filter(|path| !diagnostics_by_file.contains_key(*path)) {
            changed.extend(self.uri_of(path).map(|uri| PublishDiagnosticsParams {
                uri,
                version: None,
                diagnostics: Vec::new(),
            }));
        }
        if let Some(pack) = self.packs.get_mut(key) {
            pack.published = diagnostics_by_file;
        }
        changed.iter().for_each(|it| self.queue_diagnostics(it));
    }

    /// Removes the diagnostics of a pack that is no longer watched.
    pub(crate) fn retract_diagnostics(&mut self, pack: &Pack) {
        for path in pack.published.keys() {
            // Its files may belong to another pack by now.
            if self.packs.values().any(|other| other.owns_file(path)) {
                continue;
            }
            if let Some(uri) = self.uri_of(path) {
                self.queue_diagnostics(&PublishDiagnosticsParams { uri, version: None, diagnostics: Vec::new() });
            }
        }
    }

    fn queue_diagnostics(&mut self, params: &PublishDiagnosticsParams) {
        if let Ok(params) = serde_json::to_value(params) {
            self.outbox.push(("textDocument/publishDiagnostics", params));
        }
    }

    /// Converts a finding to a diagnostic of the protocol.
    pub(crate) fn to_diagnostic(
        &self,
        pack: &Pack,
        path: &Path,
        view: &FileView,
        finding: &Finding,
    ) -> Option<Diagnostic> {
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        if let Some(run) = &finding.run {
            message.push_str("\nrun: ");
            message.push_str(&run_words(run));
        }
        let related = finding.related.iter().filter_map(|it| {
            let (path, view) = pack.file_by_id(it.place.file)?;
            let location = self.location_of(path, view, it.place.span)?;
            Some(DiagnosticRelatedInformation { location, message: scn_text::escape_lines(&it.message).into_owned() })
        });
        Some(Diagnostic {
            range: self.location_of(path, view, finding.place.span)?.range,
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::Error,
                Severity::Warning => DiagnosticSeverity::Warning,
                Severity::Hint => DiagnosticSeverity::Hint,
            }),
            code: Some(Code::String(finding.name.as_str().to_owned())),
            source: Some("scn".to_owned()),
            message: Message::String(scn_text::escape_lines(&message).into_owned()),
            tags: (self.client.tags && is_useless(finding.name)).then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: (self.client.related && !finding.related.is_empty()).then(|| related.collect()),
            ..Diagnostic::default()
        })
    }
}

/// Returns the text of a run; of a long one, its first and last steps.
fn run_words(run: &Run) -> String {
    let (first, left_out, last) = run.shown_steps();
    let texts = |steps: Vec<&RunStep>| steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (first.is_empty(), left_out) {
        (true, _) => "at the start".to_owned(),
        (false, 0) => texts(first),
        (false, _) => format!("{}, … {left_out} more …, {}", texts(first), texts(last)),
    }
}

/// Returns the findings about a file: those of the last check; or, until the current text has been
/// checked, those about its lines alone together with earlier findings at unchanged places.
pub(crate) fn current_findings(pack: &Pack, id: FileId) -> Vec<Finding> {
    let last_findings = pack.last_findings.iter().filter(|it| it.place.file == id).cloned();
    if pack.fresh {
        return last_findings.collect();
    }
    let mut all_findings: Vec<Finding> = last_findings.collect();
    let known_places: Vec<_> = all_findings.iter().map(|it| (it.name, it.place.span)).collect();
    for mut finding in pack.form_findings(id) {
        match pack.settings.level_of(finding.name) {
            Some(Level::Allow) => continue,
            Some(Level::Warn) => finding.severity = Severity::Warning,
            Some(Level::Deny) => finding.severity = Severity::Error,
            Some(Level::Hint) => finding.severity = Severity::Hint,
            None => {}
        }
        if !known_places.contains(&(finding.name, finding.place.span)) {
            all_findings.push(finding);
        }
    }
    all_findings.sort_by_key(|it| (it.place.span, it.name));
    all_findings
}

/// Returns whether a finding says that some text is useless.
fn is_useless(name: Name) -> bool {
    matches!(
        name,
        Name::UnreachableSituation
            | Name::UnreachableEnding
            | Name::UnreachableChoice
            | Name::UnreachableOutcome
            | Name::UnreachableText
            | Name::UnusedVariable
    )
}
