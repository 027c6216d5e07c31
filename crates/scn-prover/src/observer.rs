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
    /// Conditions observed both true and false since `unsettled` was last updated.
    decided: Vec<SiteId>,
    /// For each condition site, the unsettled outcomes that wait for it, with its position in their
    /// text. Each waits for the first condition of its text that is not decided, so that a decided
    /// condition costs a look at these outcomes alone. Empty before the first update.
    waiting: Vec<Vec<(OutcomeIx, usize)>>,
}

impl<'m> RunObserver<'m> {
    pub(crate) fn new(machine: &'m Machine) -> Self {
        Self {
            machine,
            judged: vec![0; machine.site_count()],
            settled: vec![false; machine.site_count()],
            cut: Vec::new(),
            unsettled: vec![true; machine.outcome_count()],
            decided: Vec::new(),
            waiting: Vec::new(),
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
        if self.waiting.is_empty() && !self.unsettled.is_empty() {
            self.waiting = vec![Vec::new(); self.judged.len().max(1)];
            self.decided.clear();
            (0..).map(OutcomeIx).take(self.unsettled.len()).for_each(|outcome| self.wait_from(outcome, 0));
        }
        while let Some(site) = self.decided.pop() {
            let waiting = self.waiting.get_mut(site.0 as usize).map(std::mem::take).unwrap_or_default();
            waiting.into_iter().for_each(|(outcome, position)| self.wait_from(outcome, position + 1));
        }
    }

    /// Lets an outcome wait for the first condition of its text, from a position on, that is not
    /// decided. Without one, the outcome is settled.
    fn wait_from(&mut self, outcome: OutcomeIx, from: usize) {
        let mut sites = self.machine.conditions_in_text(outcome).enumerate().skip(from);
        match sites.find(|(_, site)| self.judged.get(site.0 as usize) != Some(&(HELD | FAILED))) {
            Some((position, site)) => {
                if let Some(waiting) = self.waiting.get_mut(site.0 as usize) {
                    waiting.push((outcome, position));
                }
            }
            None => {
                if let Some(unsettled) = self.unsettled.get_mut(outcome.index()) {
                    *unsettled = false;
                }
            }
        }
    }

    /// Adds the condition values that another observer has seen.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (site, (judged, other)) in (0..).map(SiteId).zip(self.judged.iter_mut().zip(&other.judged)) {
            let before = std::mem::replace(judged, *judged | other);
            if before != *judged && *judged == HELD | FAILED {
                self.decided.push(site);
            }
        }
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
                if updated == HELD | FAILED {
                    self.decided.push(site);
                }
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
