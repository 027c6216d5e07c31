//! Names that are known, in source order, with the nearest one to an unknown name.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use scn_source::NameIndex;

/// The result of looking up a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lookup<T> {
    /// The name exists.
    Found(T),
    /// The name does not exist; this is the most likely intended one.
    Near(T),
    /// No existing name is similar.
    Unknown,
}

/// Names in source order. The index of them is made when a name is unknown for the first time.
#[derive(Debug, Default)]
pub(crate) struct KnownNames<'a> {
    ids: Vec<&'a str>,
    index: OnceLock<NameIndex>,
}

impl<'a> KnownNames<'a> {
    pub(crate) fn push(&mut self, id: &'a str) {
        self.index.take();
        self.ids.push(id);
    }

    pub(crate) fn ids(&self) -> &[&'a str] {
        &self.ids
    }

    /// Returns the name that `written` most likely means.
    pub(crate) fn nearest(&self, written: &str) -> Option<&'a str> {
        let index = self.index.get_or_init(|| NameIndex::new(self.ids.iter().copied()));
        index.nearest(written).and_then(|at| self.ids.get(at)).copied()
    }

    /// Looks up a name in the table of these names, and falls back to the nearest name.
    pub(crate) fn look_up<T: Copy>(&self, table: &FxHashMap<&str, T>, name: &str) -> (Lookup<T>, Option<&'a str>) {
        if let Some(found) = table.get(name) {
            return (Lookup::Found(*found), None);
        }
        match self.nearest(name).and_then(|near| Some((*table.get(near)?, near))) {
            Some((found, near)) => (Lookup::Near(found), Some(near)),
            None => (Lookup::Unknown, None),
        }
    }
}
