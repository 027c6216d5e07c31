//! Renames a symbol wherever it is named.
//!
//! Whether a new name is possible is not derived from rules. Instead, the changed texts are
//! analysed, and every name in them must have the same meaning as before. So no rename changes the
//! meaning of another name, whatever the rules of names are.

use std::path::PathBuf;

use gen_lsp_types::{PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, WorkspaceEdit};
use rustc_hash::FxHashMap;
use scn_compiler::Cache;
use scn_source::{SourceFile, Span};
use scn_syntax::words;

use super::edits::workspace_edit;
use crate::changes::{Changes, apply_edits};
use crate::index::{Detail, FileView, Kind, Referent, Role, Space};
use crate::pack::{Occurrence, Pack, SymbolRef, build_view, is_shared};
use crate::workspace::{Refusal, RequestFile, State};

/// Returns the symbol to rename at a position, and the span that shows it.
fn rename_target<'s>(here: &RequestFile<'s>, offset: u32) -> Option<(SymbolRef<'s>, Span)> {
    let name = here.view.index.name_at(offset);
    let symbols = here.symbols_at(offset);
    let [sym] = symbols.as_slice() else { return None };
    sym.symbol.kind.namespace()?;
    let span = match name {
        // The start of a label in `Choose:` is not a name.
        Some(name) if here.view.text_at(name.span) == sym.symbol.id => name.span,
        Some(_) => return None,
        None => sym.symbol.name,
    };
    Some((*sym, span))
}

/// Returns whether the symbol at a position can be renamed, and its current name.
pub(crate) fn prepare_rename(
    state: &mut State,
    params: PrepareRenameParams,
) -> Result<Option<PrepareRenameResult>, Refusal> {
    let document_position = params.text_document_position_params;
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let renamable = rename_target(&here, here.offset_of(document_position.position));
    Ok(renamable.map(|(sym, span)| {
        let placeholder = sym.symbol.id.clone();
        PrepareRenameResult::PrepareRenamePlaceholder(PrepareRenamePlaceholder {
            range: here.range_of(span),
            placeholder,
        })
    }))
}

/// Returns the changes that rename a symbol.
pub(crate) fn rename_symbol(state: &mut State, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let document_position = params.text_document_position_params;
    let shared = state.request_file(&document_position.text_document.uri).and_then(|here| {
        let (sym, _) = rename_target(&here, here.offset_of(document_position.position))?;
        is_shared(sym.symbol.kind).then(|| (sym.path.to_owned(), sym.symbol.id.clone()))
    });
    if let Some((path, id)) = shared {
        if !state.folders.is_empty() && !state.folders.iter().any(|folder| path.starts_with(folder)) {
            return Err(Refusal::request_failed(format!(
                "`{id}` is declared outside the open folders; open the folder of its pack too"
            )));
        }
        // Other packs that depend on its pack may name it too.
        if !state.read_folders(Some(&path)) {
            return Err(Refusal::request_failed(
                "a pack of this workspace cannot be read, and it may use this name too",
            ));
        }
    }
    let Some(here) = state.request_file(&document_position.text_document.uri) else { return Ok(None) };
    let Some((sym, _)) = rename_target(&here, here.offset_of(document_position.position)) else {
        return Err(Refusal::request_failed("there is no name here"));
    };
    let new_name = params.new_name.trim();
    if new_name == sym.symbol.id {
        return Ok(Some(WorkspaceEdit::default()));
    }
    let kind = sym.symbol.kind;
    if kind != Kind::Cast && !words::is_id(new_name) {
        return Err(Refusal::request_failed(if words::is_reserved(new_name) {
            format!("`{new_name}` is a word of the language, so it cannot be a name")
        } else {
            format!(
                "`{new_name}` cannot be a name: names have at most 64 lowercase letters, digits and hyphens, and start with a letter"
            )
        }));
    }
    let mut all_changes = Vec::new();
    for (pack, uses) in here.state.all_uses(here.pack, &sym) {
        let is_here = std::ptr::eq(pack, here.pack);
        let changes = rename_changes(&uses, &sym, new_name, is_here)?;
        verify_meanings((pack, is_here), &sym, new_name, &changes)?;
        all_changes.push((pack, pack.changes_in_files(changes)));
    }
    Ok(Some(workspace_edit(here.state, &all_changes)))
}

/// Returns a replacement wherever the name appears. With `declares`, an id that is not written yet
/// is added.
fn rename_changes(uses: &[Occurrence<'_>], sym: &SymbolRef<'_>, to: &str, declares: bool) -> Result<Changes, Refusal> {
    let mut changes = Changes::new();
    let mut add_change = |path: PathBuf, span, text: String| changes.entry(path).or_default().push((span, text));
    for it in uses {
        if it.unclear && it.view.text_at(it.span) == sym.symbol.id {
            let (_, source, span) = it.view.written(it.path, it.span);
            let line = source.position(span.start).line;
            return Err(Refusal::request_failed(format!(
                "`{}` in line {line} of `{}` can mean several choices; write the start of the label there, and then rename",
                sym.symbol.id,
                source.path(),
            )));
        }
        if it.view.text_at(it.span) == sym.symbol.id {
            add_change(it.path.to_owned(), it.span, to.to_owned());
        }
    }
    if let Detail::Choice { written: false, place } = sym.symbol.detail
        && declares
    {
        add_change(sym.path.to_owned(), Span::empty(place.end as usize), format!(" {to}"));
    }
    for edits in changes.values_mut() {
        edits.sort_by_key(|(span, _)| *span);
    }
    Ok(changes)
}

/// Applies the changes to copies of the texts, and checks that every name still has the same
/// meaning.
fn verify_meanings(
    (pack, is_here): (&Pack, bool),
    sym: &SymbolRef<'_>,
    to: &str,
    changes: &Changes,
) -> Result<(), Refusal> {
    let refuse_name =
        |what: &str| Err(Refusal::request_failed(format!("`{}` cannot be called `{to}`: {what}", sym.symbol.id)));
    let space = sym.symbol.kind.namespace();
    let is_taken = |it: &SymbolRef<'_>| it.symbol.kind.namespace() == space && it.symbol.id == to;
    if is_shared(sym.symbol.kind) && pack.all_symbols().any(|it| is_taken(&it)) {
        return match is_here {
            true => refuse_name("the pack already has that name"),
            false => refuse_name(&format!("the pack `{}` already has that name", pack.pack_name())),
        };
    }
    for (path, edits) in changes {
        let Some((_, before)) = pack.id_of(path).and_then(|id| pack.unit_of(id)) else { continue };
        let changed_view = match path.extension() {
            Some(extension) if extension == "toml" => {
                let edited = SourceFile::new(before.source.path(), apply_edits(before.source.text(), edits));
                build_view(path, edited, &Cache::new())
            }
            _ => before.analyse_edited(edits),
        };
        let symbol_kinds = |view: &FileView| view.index.symbols.iter().map(|it| it.kind).collect::<Vec<_>>();
        let named = path != sym.path || changed_view.index.symbols.get(sym.ix).is_some_and(|it| it.id == to);
        if symbol_kinds(before) != symbol_kinds(&changed_view) || !named {
            return refuse_name("that is not a name of this kind");
        }
        if name_meanings(before, sym, &sym.symbol.id) != name_meanings(&changed_view, sym, to) {
            return refuse_name("other lines would then refer to something else, or to nothing");
        }
    }
    Ok(())
}

/// A name with everything that makes it unique: the namespace, the scenario, and the situation or
/// state.
type ScopedName<'v> = (Space, Option<usize>, Option<usize>, &'v str);

/// Returns what each name in a file refers to, and which declarations have the same name in the
/// same scope. Names that the pack resolves are identified by their text, except the renamed one,
/// whose text is left empty.
fn name_meanings(view: &FileView, sym: &SymbolRef<'_>, id: &str) -> Vec<(Space, Referent, String)> {
    let shared = is_shared(sym.symbol.kind);
    let mut result = Vec::new();
    let mut ids: FxHashMap<ScopedName<'_>, usize> = FxHashMap::default();
    for (ix, it) in view.index.symbols.iter().enumerate() {
        let Some(space) = it.kind.namespace() else { continue };
        let parent = it.parent.filter(|_| matches!(it.kind, Kind::Choice | Kind::Value));
        let first = *ids.entry((space, it.scenario, parent, &it.id)).or_insert(ix);
        result.push((space, Referent::One(first), String::new()));
    }
    for name in view.index.names.iter().filter(|name| name.role != Role::Declares) {
        let text = match &name.referent {
            Referent::InPack => view.text_at(name.span),
            Referent::Nothing | Referent::One(_) | Referent::Several(_) => "",
        };
        let text = if shared && Some(name.space) == sym.symbol.kind.namespace() && text == id { "" } else { text };
        result.push((name.space, name.referent.clone(), text.to_owned()));
    }
    result
}
