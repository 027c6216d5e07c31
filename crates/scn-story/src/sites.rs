//! Numbers conditions and changes, for a story that does not come from the compiler.

use crate::{Block, Change, Cond, NextCase, OutcomeWhen, Scenario, SiteId, Span, TestStep, When};

impl Scenario {
    /// Gives every condition and every `Add` its own [`SiteId`], from 0, in source order; an
    /// `[otherwise]` block gets the site of the preceding `[if]` block, and a block of conditions
    /// those that it shares with the block above it. Returns the number of
    /// sites.
    pub fn number_sites(&mut self) -> usize {
        let mut numbers = SiteNumbering::default();
        numbers.number_blocks(&mut self.brief);
        for situation in &mut self.situations {
            numbers.number_changes(&mut situation.set);
            numbers.number_blocks(&mut situation.body);
            for choice in &mut situation.choices {
                for cond in choice.when.iter_mut().chain(&mut choice.needs) {
                    numbers.number_cond(cond);
                }
                for outcome in &mut choice.outcomes {
                    if let OutcomeWhen::If(cond) = &mut outcome.when {
                        numbers.number_cond(cond);
                    }
                    numbers.number_blocks(&mut outcome.body);
                    numbers.number_changes(&mut outcome.set);
                    numbers.number_cases(&mut outcome.next);
                }
            }
            numbers.number_cases(&mut situation.next);
        }
        for ending in &mut self.endings {
            numbers.number_blocks(&mut ending.body);
        }
        for step in self.tests.iter_mut().flat_map(|test| &mut test.steps) {
            if let TestStep::Expect(cond) = step {
                numbers.number_cond(cond);
            }
        }
        for promise in &mut self.promises {
            numbers.number_cond(&mut promise.cond);
        }
        numbers.next as usize
    }
}

#[derive(Default)]
struct SiteNumbering {
    next: u32,
}

impl SiteNumbering {
    fn next_site(&mut self) -> SiteId {
        let site = SiteId(self.next);
        self.next += 1;
        site
    }

    fn number_cond(&mut self, cond: &mut Cond) {
        cond.site = self.next_site();
    }

    fn number_changes(&mut self, changes: &mut [Change]) {
        for change in changes {
            match change {
                Change::Add { site, .. } => *site = self.next_site(),
                Change::When { when, set } => {
                    self.number_cond(when);
                    self.number_changes(set);
                }
                Change::Number { .. } | Change::Flag { .. } | Change::State { .. } => {}
            }
        }
    }

    fn number_cases(&mut self, cases: &mut [NextCase]) {
        cases.iter_mut().filter_map(|case| case.when.as_mut()).for_each(|cond| self.number_cond(cond));
    }

    fn number_blocks(&mut self, blocks: &mut [Block]) {
        // The conditions of the block above, each with the result that it must have.
        let mut above: Vec<(Cond, bool)> = Vec::new();
        for block in blocks {
            let when = block.display_condition_mut();
            match when {
                When::Always => {}
                When::If(cond) => self.number_cond(cond),
                When::Otherwise(cond) => {
                    cond.site = above.first().map_or_else(|| self.next_site(), |(above, _)| above.site);
                }
                When::All(parts) => self.number_parts(parts, &above),
            }
            above = when.guards().map(|(cond, wanted)| (cond.clone(), wanted)).collect();
            for text in block.texts_mut() {
                self.number_spans(text);
            }
        }
    }

    /// Numbers the conditions of a block of conditions. One that the block above evaluates at the
    /// same position, after the same others with the same results, is the same one.
    fn number_parts(&mut self, parts: &mut [When], above: &[(Cond, bool)]) {
        let mut is_same = true;
        for (at, part) in parts.iter_mut().enumerate() {
            let (When::If(cond) | When::Otherwise(cond)) = part else { continue };
            match above.get(at).filter(|(other, _)| is_same && other.expr == cond.expr) {
                Some((other, _)) => cond.site = other.site,
                None => self.number_cond(cond),
            }
            let guard = part.guards().next().map(|(cond, wanted)| (&cond.expr, wanted));
            is_same &= guard == above.get(at).map(|(cond, wanted)| (&cond.expr, *wanted));
        }
    }

    fn number_spans(&mut self, spans: &mut [Span]) {
        for span in spans {
            if let Span::If { when, then, otherwise } = span {
                self.number_cond(when);
                self.number_spans(then);
                self.number_spans(otherwise);
            }
        }
    }
}
