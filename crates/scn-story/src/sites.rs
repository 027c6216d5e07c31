//! Numbers conditions and changes, for a story that does not come from the compiler.

use crate::{Block, Change, Cond, OutcomeWhen, Scenario, Site, Span, TestStep, When};

impl Scenario {
    /// Gives every condition and every `Add` its own [`Site`], from 0, in source order; an
    /// `[otherwise]` block gets the site of the preceding `[if]` block. Returns the number of
    /// sites.
    pub fn number_sites(&mut self) -> usize {
        let mut numbers = Numbers::default();
        numbers.blocks(&mut self.brief);
        for situation in &mut self.situations {
            numbers.changes(&mut situation.set);
            numbers.blocks(&mut situation.body);
            for choice in &mut situation.choices {
                for cond in choice.when.iter_mut().chain(&mut choice.needs) {
                    numbers.cond(cond);
                }
                for outcome in &mut choice.outcomes {
                    if let OutcomeWhen::If(cond) = &mut outcome.when {
                        numbers.cond(cond);
                    }
                    numbers.blocks(&mut outcome.body);
                    numbers.changes(&mut outcome.set);
                }
            }
            for case in &mut situation.next {
                case.when.iter_mut().for_each(|cond| numbers.cond(cond));
            }
        }
        for ending in &mut self.endings {
            numbers.blocks(&mut ending.body);
        }
        for step in self.tests.iter_mut().flat_map(|test| &mut test.steps) {
            if let TestStep::Expect(cond) = step {
                numbers.cond(cond);
            }
        }
        for promise in &mut self.promises {
            numbers.cond(&mut promise.cond);
        }
        numbers.next as usize
    }
}

#[derive(Default)]
struct Numbers {
    next: u32,
}

impl Numbers {
    fn site(&mut self) -> Site {
        let site = Site(self.next);
        self.next += 1;
        site
    }

    fn cond(&mut self, cond: &mut Cond) {
        cond.site = self.site();
    }

    fn changes(&mut self, changes: &mut [Change]) {
        for change in changes {
            if let Change::Add { site, .. } = change {
                *site = self.site();
            }
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        let mut before = None;
        for block in blocks {
            match block.when_mut() {
                When::Always => before = None,
                When::If(cond) => {
                    self.cond(cond);
                    before = Some(cond.site);
                }
                When::Otherwise(cond) => {
                    cond.site = before.take().unwrap_or_else(|| self.site());
                }
            }
            for text in block.texts_mut() {
                self.spans(text);
            }
        }
    }

    fn spans(&mut self, spans: &mut [Span]) {
        for span in spans {
            if let Span::If { when, then, otherwise } = span {
                self.cond(when);
                self.spans(then);
                self.spans(otherwise);
            }
        }
    }
}
