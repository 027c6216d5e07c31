//! Renames a symbol wherever it is named.
//!
//! Whether a new name is possible is not derived from rules. Instead, the changed texts are
//! analysed, and every name in them must have the same meaning as before. So no rename changes the
//! meaning of another name, whatever the rules of names are.

use std::path::PathBuf;

use gen_lsp_types::{PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, WorkspaceEdit};
use rustc_hash::FxHashMap;
use scn_source::{SourceFile, Span};
use scn_syntax::words;

use super::edits::{Changes, edited, workspace_edit};
use crate::index::{Detail, Kind, Means, Role, Space, View};
use crate::pack::{Pack, Sym, Use, is_shared, view};
use crate::workspace::{Here, Refusal, State};

/// Returns the symbol to rename at a position, and the span that shows it.
fn target<'s>(here: &Here<'s>, offset: u32) -> Option<(Sym<'s>, Span)> {
    let name = here.view.index.name_at(offset);
    let symbols = here.symbols_at(offset);
    let [sym] = symbols.as_slice() else { return None };
    sym.it.kind.space()?;
    let span = match name {
        // The start of a label in `Choose:` is not a name.
        Some(name) if here.view.text(name.span) == sym.it.id => name.span,
        Some(_) => return None,
        None => sym.it.name,
    };
    Some((*sym, span))
}

/// Returns whether the symbol at a position can be renamed, and its current name.
pub(crate) fn prepare(state: &mut State, params: PrepareRenameParams) -> Result<Option<PrepareRenameResult>, Refusal> {
    let at = params.text_document_position_params;
    let Some(here) = state.here(&at.text_document.uri) else { return Ok(None) };
    let found = target(&here, here.offset(at.position));
    Ok(found.map(|(sym, span)| {
        let placeholder = sym.it.id.clone();
        PrepareRenameResult::PrepareRenamePlaceholder(PrepareRenamePlaceholder { range: here.range(span), placeholder })
    }))
}

/// Returns the changes that rename a symbol.
pub(crate) fn rename(state: &mut State, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let at = params.text_document_position_params;
    let shared = state.here(&at.text_document.uri).and_then(|here| {
        let (sym, _) = target(&here, here.offset(at.position))?;
        is_shared(sym.it.kind).then(|| (sym.path.to_owned(), sym.it.id.clone()))
    });
    if let Some((path, id)) = shared {
        if !state.folders.is_empty() && !state.folders.iter().any(|folder| path.starts_with(folder)) {
            return Err(Refusal::failed(format!(
                "`{id}` is declared outside the folders that are open here; open the folder of its pack too"
            )));
        }
        // Other packs that depend on its pack may name it too.
        if !state.read_folders(Some(&path)) {
            return Err(Refusal::failed("a pack of this workspace cannot be read, and it may name this too"));
        }
    }
    let Some(here) = state.here(&at.text_document.uri) else { return Ok(None) };
    let Some((sym, _)) = target(&here, here.offset(at.position)) else {
        return Err(Refusal::failed("nothing with a name stands here"));
    };
    let to = params.new_name.trim();
    if to == sym.it.id {
        return Ok(Some(WorkspaceEdit::default()));
    }
    let kind = sym.it.kind;
    if kind != Kind::Cast && !words::is_id(to) {
        return Err(Refusal::failed(if words::is_reserved(to) {
            format!("`{to}` is a word of the language and cannot be a name")
        } else {
            format!("`{to}` cannot be a name: small letters, digits and hyphens, a letter first, 64 at most")
        }));
    }
    let mut all = Vec::new();
    for (pack, uses) in here.state.uses(here.pack, &sym) {
        let is_here = std::ptr::eq(pack, here.pack);
        let changes = changes(&uses, &sym, to, is_here)?;
        verify((pack, is_here), &sym, to, &changes)?;
        all.push((pack, changes));
    }
    Ok(Some(workspace_edit(here.state, &all)))
}

/// Returns a replacement wherever the name appears. With `declares`, an id that is not written yet
/// is added.
fn changes(uses: &[Use<'_>], sym: &Sym<'_>, to: &str, declares: bool) -> Result<Changes, Refusal> {
    let mut changes = Changes::new();
    let mut add = |path: PathBuf, span, text: String| changes.entry(path).or_default().push((span, text));
    for it in uses {
        if it.unclear && it.view.text(it.span) == sym.it.id {
            let line = it.view.source.position(it.span.start).line;
            return Err(Refusal::failed(format!(
                "`{}` in line {line} of `{}` can mean several choices; write the start of its label there, and rename then",
                sym.it.id,
                it.view.source.path(),
            )));
        }
        if it.view.text(it.span) == sym.it.id {
            add(it.path.to_owned(), it.span, to.to_owned());
        }
    }
    if let Detail::Choice { written: false, place } = sym.it.detail
        && declares
    {
        add(sym.path.to_owned(), Span::empty(place.end as usize), format!(" {to}"));
    }
    for edits in changes.values_mut() {
        edits.sort_by_key(|(span, _)| *span);
    }
    Ok(changes)
}

/// Applies the changes to copies of the texts, and checks that every name still has the same
/// meaning.
fn verify((pack, is_here): (&Pack, bool), sym: &Sym<'_>, to: &str, changes: &Changes) -> Result<(), Refusal> {
    let refuse = |what: &str| Err(Refusal::failed(format!("`{}` cannot be called `{to}`: {what}", sym.it.id)));
    let space = sym.it.kind.space();
    let is_taken = |it: &Sym<'_>| it.it.kind.space() == space && it.it.id == to;
    if is_shared(sym.it.kind) && pack.symbols().any(|it| is_taken(&it)) {
        return match is_here {
            true => refuse("the pack has that name already"),
            false => refuse(&format!("the pack `{}` has that name already", pack.name())),
        };
    }
    for (path, edits) in changes {
        let Some(before) = pack.view(path) else { continue };
        let after = view(path, SourceFile::new(before.source.path(), edited(before.source.text(), edits)));
        let kinds = |view: &View| view.index.symbols.iter().map(|it| it.kind).collect::<Vec<_>>();
        let named = path != sym.path || after.index.symbols.get(sym.ix).is_some_and(|it| it.id == to);
        if kinds(before) != kinds(&after) || !named {
            return refuse("that is no name of this kind");
        }
        if meanings(before, sym, &sym.it.id) != meanings(&after, sym, to) {
            return refuse("something else would be meant, or would no longer be found");
        }
    }
    Ok(())
}

/// A name with everything that makes it unique: the namespace, the scenario, and the situation or
/// state.
type NameIn<'v> = (Space, Option<usize>, Option<usize>, &'v str);

/// Returns what each name in a file refers to, and which declarations have the same name in the
/// same scope. Names that the pack resolves are identified by their text, except the renamed one,
/// whose text is left empty.
fn meanings(view: &View, sym: &Sym<'_>, id: &str) -> Vec<(Space, Means, String)> {
    let shared = is_shared(sym.it.kind);
    let mut told = Vec::new();
    let mut ids: FxHashMap<NameIn<'_>, usize> = FxHashMap::default();
    for (ix, it) in view.index.symbols.iter().enumerate() {
        let Some(space) = it.kind.space() else { continue };
        let parent = it.parent.filter(|_| matches!(it.kind, Kind::Choice | Kind::Value));
        let first = *ids.entry((space, it.scenario, parent, &it.id)).or_insert(ix);
        told.push((space, Means::One(first), String::new()));
    }
    for name in view.index.names.iter().filter(|name| name.role != Role::Declares) {
        let text = match &name.means {
            Means::InPack => view.text(name.span),
            Means::Nothing | Means::One(_) | Means::Several(_) => "",
        };
        let text = if shared && Some(name.space) == sym.it.kind.space() && text == id { "" } else { text };
        told.push((name.space, name.means.clone(), text.to_owned()));
    }
    told
}
