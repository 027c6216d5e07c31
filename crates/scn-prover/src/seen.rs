//! What is observed on the way: conditions judged, changes cut off.

use scn_story::{Bits, Machine, Observer, Site};

/// Listens to the interpreter during the exploration.
#[derive(Debug)]
pub(crate) struct Seen<'m> {
    machine: &'m Machine,
    pub(crate) held: Vec<bool>,
    pub(crate) failed: Vec<bool>,
    /// Changes whose being cut off is settled: the run is noted, or nothing ahead can read the result.
    settled: Vec<bool>,
    /// Changes cut off since this was last emptied and not settled.
    pub(crate) cut: Vec<Site>,
}

impl<'m> Seen<'m> {
    pub(crate) fn new(machine: &'m Machine) -> Self {
        let none = vec![false; machine.site_count()];
        Self { machine, held: none.clone(), failed: none.clone(), settled: none, cut: Vec::new() }
    }

    /// This change needs no more to be told of.
    pub(crate) fn settle(&mut self, site: Site) {
        if let Some(settled) = self.settled.get_mut(site.0 as usize) {
            *settled = true;
        }
    }
}

impl<B: Bits> Observer<B> for Seen<'_> {
    fn judged(&mut self, site: Site, held: bool) {
        let list = if held { &mut self.held } else { &mut self.failed };
        if let Some(seen) = list.get_mut(site.0 as usize) {
            *seen = true;
        }
    }

    fn saturated(&mut self, site: Site) {
        if self.settled.get(site.0 as usize) == Some(&true) {
            return;
        }
        if self.machine.is_read_after(site) {
            self.cut.push(site);
        } else {
            self.settle(site);
        }
    }
}
