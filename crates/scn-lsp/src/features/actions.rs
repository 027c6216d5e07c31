//! Code actions: fixes of single findings, and all safe fixes together.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse};
use scn_source::{Finding, Fix, Span};

use super::edits::{Changes, workspace_edit};
use crate::pack::Pack;
use crate::workspace::{Here, Refusal, State, findings};

/// Returns the fixes of the findings in a range, safe ones first, and one action that applies all
/// safe fixes of the file.
pub(crate) fn actions(state: &mut State, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>, Refusal> {
    let Some(here) = state.here(&params.text_document.uri) else { return Ok(None) };
    let Some(id) = here.pack.id(here.path) else { return Ok(None) };
    let found = findings(here.pack, id, here.view);
    let wants = |kind: &CodeActionKind| {
        let only = params.context.only.as_deref();
        only.is_none_or(|only| only.iter().any(|it| is_of(kind, it)))
    };
    let range = here.state.client.encoding.span(&here.view.source, params.range);
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QuickFix) {
        for finding in found.iter().filter(|it| touches(it.place.span, range)) {
            actions.extend(finding.fixes.iter().filter_map(|fix| quick_fix(&here, finding, fix)));
        }
        // Otherwise the order is that of the findings.
        actions.sort_by_key(|it| !it.is_preferred.unwrap_or_default());
    }
    // Unless requested, it would be offered everywhere in the file.
    let asked = params.context.only.is_some() && wants(&CodeActionKind::SourceFixAll);
    if asked || !actions.is_empty() {
        let changes = all_safe(here.pack, &found);
        if !changes.is_empty() && wants(&CodeActionKind::SourceFixAll) {
            actions.push(CodeAction {
                title: "make all changes that are safe".to_owned(),
                kind: Some(CodeActionKind::SourceFixAll),
                edit: Some(workspace_edit(here.state, &[(here.pack, changes)])),
                ..CodeAction::default()
            });
        }
    }
    Ok(Some(actions.into_iter().map(CodeActionResponse::CodeAction).collect()))
}

/// Returns whether a kind of action is the requested one or below it.
fn is_of(kind: &CodeActionKind, asked: &CodeActionKind) -> bool {
    let (kind, asked) = (String::from(kind.clone()), String::from(asked.clone()));
    asked.is_empty() || kind.strip_prefix(&asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn touches(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn quick_fix(here: &Here<'_>, finding: &Finding, fix: &Fix) -> Option<CodeAction> {
    let mut changes = Changes::new();
    add(here.pack, &mut changes, fix)?;
    let diagnostic = here.state.diagnostic(here.pack, here.path, here.view, finding)?;
    Some(CodeAction {
        title: scn_text::named(&fix.title).into_owned(),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic]),
        is_preferred: fix.safe.then_some(true),
        edit: Some(workspace_edit(here.state, &[(here.pack, changes)])),
        ..CodeAction::default()
    })
}

/// Returns the safe fixes of some findings, except those that overlap earlier ones.
fn all_safe(pack: &Pack, found: &[Finding]) -> Changes {
    let mut changes = Changes::new();
    for fix in found.iter().filter_map(|finding| finding.fixes.iter().find(|fix| fix.safe)) {
        let mut with = changes.clone();
        if add(pack, &mut with, fix).is_some() {
            changes = with;
        }
    }
    changes
}

/// Adds the edits of a fix. Returns `None` if one overlaps another edit.
fn add(pack: &Pack, changes: &mut Changes, fix: &Fix) -> Option<()> {
    for edit in &fix.edits {
        let (path, _) = pack.file(edit.place.file)?;
        let edits = changes.entry(path.to_owned()).or_default();
        let span = edit.place.span;
        let overlaps = |other: &Span| {
            if span.is_empty() || other.is_empty() {
                touches(span, *other)
            } else {
                span.start < other.end && other.start < span.end
            }
        };
        if edits.iter().any(|(other, _)| overlaps(other)) {
            return None;
        }
        let at = edits.partition_point(|(other, _)| *other < span);
        edits.insert(at, (span, edit.text.clone()));
    }
    Some(())
}
