//! What is observed on the way: conditions judged, changes cut off.

use scn_story::{Bits, Machine, Observer, OutcomeIx, Site};

const HELD: u8 = 1;
const FAILED: u8 = 2;

/// Listens to the interpreter during the exploration.
#[derive(Debug)]
pub(crate) struct Seen<'m> {
    machine: &'m Machine,
    /// For each site of a condition, `HELD`, `FAILED`, both or none.
    judged: Vec<u8>,
    /// Changes whose being cut off is settled: the run is noted, or nothing ahead can read the
    /// result.
    settled: Vec<bool>,
    /// Changes cut off since this was last emptied and not settled.
    pub(crate) cut: Vec<Site>,
    /// For each outcome, whether a condition in the text that it shows is not settled: seen to hold
    /// and seen not to.
    pub(crate) unsettled: Vec<bool>,
    /// Whether a condition was seen in a new way since `unsettled` was last looked after.
    news: bool,
}

impl<'m> Seen<'m> {
    pub(crate) fn new(machine: &'m Machine) -> Self {
        Self {
            machine,
            judged: vec![0; machine.site_count()],
            settled: vec![false; machine.site_count()],
            cut: Vec::new(),
            unsettled: vec![true; machine.outcome_count()],
            news: false,
        }
    }

    /// This change needs no more to be told of.
    pub(crate) fn settle(&mut self, site: Site) {
        if let Some(settled) = self.settled.get_mut(site.0 as usize) {
            *settled = true;
        }
    }

    /// Looks which outcomes show no text any more that says something new.
    pub(crate) fn look_after(&mut self) {
        if !std::mem::take(&mut self.news) {
            return;
        }
        let (machine, judged) = (self.machine, &self.judged);
        for (at, unsettled) in (0..).zip(&mut self.unsettled).filter(|(_, unsettled)| **unsettled) {
            let mut sites = machine.judged_by(OutcomeIx(at));
            *unsettled = sites.any(|site| judged.get(site.0 as usize) != Some(&(HELD | FAILED)));
        }
    }

    /// Adds what another one has seen of conditions.
    pub(crate) fn join(&mut self, other: &Self) {
        self.judged.iter_mut().zip(&other.judged).for_each(|(judged, other)| *judged |= other);
        self.news = true;
    }

    /// For each site, whether its condition was seen to hold, and whether it was seen not to.
    pub(crate) fn verdicts(&self) -> (Vec<bool>, Vec<bool>) {
        let with = |bit| self.judged.iter().map(|judged| judged & bit != 0).collect();
        (with(HELD), with(FAILED))
    }
}

impl<B: Bits> Observer<B> for Seen<'_> {
    #[inline]
    fn judged(&mut self, site: Site, held: bool) {
        if let Some(judged) = self.judged.get_mut(site.0 as usize) {
            let now = *judged | if held { HELD } else { FAILED };
            if *judged != now {
                *judged = now;
                self.news = true;
            }
        }
    }

    #[inline]
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
