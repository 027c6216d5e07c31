//! Code actions: fixes of single findings, and all safe fixes together.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse};
use scn_source::{Finding, Fix, Span};

use super::edits::workspace_edit;
use crate::changes::Changes;
use crate::pack::Pack;
use crate::workspace::{Refusal, RequestFile, State, current_findings};

/// Returns the fixes of the findings in a range, safe ones first, and one action that applies all
/// safe fixes of the file.
pub(crate) fn actions(state: &mut State, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>, Refusal> {
    let Some(here) = state.request_file(&params.text_document.uri) else { return Ok(None) };
    let file_findings = current_findings(here.pack, here.id);
    let is_wanted = |kind: &CodeActionKind| {
        let requested_kinds = params.context.only.as_deref();
        requested_kinds.is_none_or(|only| only.iter().any(|it| is_of(kind, it)))
    };
    let range = here.state.client.encoding.span(&here.own.source, params.range);
    let mut actions = Vec::new();
    if is_wanted(&CodeActionKind::QuickFix) {
        for finding in file_findings.iter().filter(|it| spans_touch(it.place.span, range)) {
            actions.extend(finding.fixes.iter().filter_map(|fix| quick_fix(&here, finding, fix)));
        }
        // Otherwise the order is that of the findings.
        actions.sort_by_key(|it| !it.is_preferred.unwrap_or_default());
    }
    // Unless requested, it would be offered everywhere in the file.
    let fix_all_requested = params.context.only.is_some() && is_wanted(&CodeActionKind::SourceFixAll);
    if fix_all_requested || !actions.is_empty() {
        let changes = all_safe(here.pack, &file_findings);
        if !changes.is_empty() && is_wanted(&CodeActionKind::SourceFixAll) {
            actions.push(CodeAction {
                title: "apply all safe fixes".to_owned(),
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

fn spans_touch(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn quick_fix(here: &RequestFile<'_>, finding: &Finding, fix: &Fix) -> Option<CodeAction> {
    let mut changes = Changes::new();
    add_fix(here.pack, &mut changes, fix)?;
    let diagnostic = here.state.to_diagnostic(here.pack, here.own_path, here.own, finding)?;
    Some(CodeAction {
        title: scn_text::escape_line(&fix.title).into_owned(),
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
        let mut changes_with_fix = changes.clone();
        if add_fix(pack, &mut changes_with_fix, fix).is_some() {
            changes = changes_with_fix;
        }
    }
    changes
}

/// Adds the edits of a fix. Returns `None` if one overlaps another edit.
fn add_fix(pack: &Pack, changes: &mut Changes, fix: &Fix) -> Option<()> {
    for edit in &fix.edits {
        let (path, _) = pack.file_by_id(edit.place.file)?;
        let edits = changes.entry(path.to_owned()).or_default();
        let span = edit.place.span;
        let overlaps = |other: &Span| {
            if span.is_empty() || other.is_empty() {
                spans_touch(span, *other)
            } else {
                span.start < other.end && other.start < span.end
            }
        };
        if edits.iter().any(|(other, _)| overlaps(other)) {
            return None;
        }
        let index = edits.partition_point(|(other, _)| *other < span);
        edits.insert(index, (span, edit.text.clone()));
    }
    Some(())
}
