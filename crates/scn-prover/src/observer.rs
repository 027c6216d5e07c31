//! Observations along the way: conditions evaluated and changes cut off.

use scn_story::{Bits, Machine, Observer, OutcomeIx, SiteId};

const HELD: u8 = 1;
const FAILED: u8 = 2;

/// Observer of the interpreter during the exploration.
#[derive(Debug)]
pub(crate) struct RunObserver<'m> {
    machine: &'m Machine,
    /// For each condition site, `HELD`, `FAILED`, both or neither.
    judged: Vec<u8>,
    /// Changes whose saturation needs no more attention: the run is already recorded, or nothing
    /// later can read the result.
    settled: Vec<bool>,
    /// Unsettled changes that were cut off since this list was last emptied.
    pub(crate) cut: Vec<SiteId>,
    /// For each outcome, whether some condition in the text it shows has not yet been observed both
    /// true and false.
    pub(crate) unsettled: Vec<bool>,
    /// Whether a condition was observed with a new value since `unsettled` was last updated.
    news: bool,
}

impl<'m> RunObserver<'m> {
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

    /// Marks a change as settled: its saturation need not be reported any more.
    pub(crate) fn settle_change(&mut self, site: SiteId) {
        if let Some(settled) = self.settled.get_mut(site.0 as usize) {
            *settled = true;
        }
    }

    /// Updates `unsettled`: finds the outcomes whose text can show nothing new any more.
    pub(crate) fn update_unsettled(&mut self) {
        if !std::mem::take(&mut self.news) {
            return;
        }
        let (machine, judged) = (self.machine, &self.judged);
        for (at, unsettled) in (0..).zip(&mut self.unsettled).filter(|(_, unsettled)| **unsettled) {
            let mut sites = machine.conditions_in_text(OutcomeIx(at));
            *unsettled = sites.any(|site| judged.get(site.0 as usize) != Some(&(HELD | FAILED)));
        }
    }

    /// Adds the condition values that another observer has seen.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.judged.iter_mut().zip(&other.judged).for_each(|(judged, other)| *judged |= other);
        self.news = true;
    }

    /// Returns whether the condition at a site was observed with this value.
    pub(crate) fn has_observed(&self, site: SiteId, value: bool) -> bool {
        self.judged.get(site.0 as usize).is_some_and(|judged| judged & if value { HELD } else { FAILED } != 0)
    }

    /// Returns, for each site, whether its condition was observed true, and whether it was observed
    /// false.
    pub(crate) fn observed_values(&self) -> (Vec<bool>, Vec<bool>) {
        let sites_with = |bit| self.judged.iter().map(|judged| judged & bit != 0).collect();
        (sites_with(HELD), sites_with(FAILED))
    }
}

impl<B: Bits> Observer<B> for RunObserver<'_> {
    #[inline]
    fn condition_evaluated(&mut self, site: SiteId, held: bool) {
        if let Some(judged) = self.judged.get_mut(site.0 as usize) {
            let updated = *judged | if held { HELD } else { FAILED };
            if *judged != updated {
                *judged = updated;
                self.news = true;
            }
        }
    }

    #[inline]
    fn change_saturated(&mut self, site: SiteId) {
        if self.settled.get(site.0 as usize) == Some(&true) {
            return;
        }
        if self.machine.is_read_after(site) {
            self.cut.push(site);
        } else {
            self.settle_change(site);
        }
    }
}
