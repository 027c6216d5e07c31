//! Passages, and the `Show:` lines that they replace.

use super::body::Body;
use super::declaration::header_parts;
use super::stray::{PropertyContext, StrayContext};
use super::{Builder, Pair};
use crate::ast::{Block, Change, Passage, Scenario, Show};
use crate::findings::misplaced;
use crate::parser::Rule;

impl<'a> Builder<'a, '_> {
    pub(super) fn build_passage(&mut self, pair: Pair<'_>) -> Passage<'a> {
        let mut inner = pair.into_inner();
        let head = inner.next().map(|head| self.build_header(&head, "Passage", "passage"));
        let (header, id, title) = header_parts(head);
        let mut out = Passage { header, id, title, set: Vec::new(), body: Vec::new() };
        for line in inner {
            match line.as_rule() {
                Rule::set => self.build_changes(&line, &mut out.set),
                Rule::stray_property => self.report_stray_property(&line, &["Set"], PropertyContext::Header),
                Rule::body => {
                    let mut body = Body::default();
                    for line in line.into_inner() {
                        if line.as_rule() == Rule::set {
                            self.interrupt(&line, &mut body);
                            self.build_changes(&line, &mut out.set);
                        } else {
                            self.build_body_line(line, &mut body, StrayContext::Passage);
                        }
                    }
                    out.body = body.blocks;
                }
                _ => {}
            }
        }
        out
    }

    /// Puts the blocks and changes of passages where the `Show:` lines of a scenario are. A passage
    /// that is not known is left out; the compiler reports it.
    pub(super) fn expand_passages(&mut self, scenario: &mut Scenario<'a>, shared: &[Passage<'a>]) {
        let passages = std::mem::take(&mut scenario.passages);
        let find_passage = |show: &Show<'a>| {
            let mut known = passages.iter().chain(shared);
            known.find(|passage| passage.id.text == show.passage.text)
        };
        let endings = scenario.endings.iter_mut().map(|it| (&it.shows, &mut it.body));
        for (shows, body) in [(&scenario.shows, &mut scenario.body)].into_iter().chain(endings) {
            for show in shows {
                if let Some(passage) = find_passage(show).filter(|passage| !passage.set.is_empty()) {
                    let finding = misplaced::changes_in_passage(self.src, show.line, passage.id.text, passage.header);
                    self.findings.push(finding);
                    scenario.broken = true;
                }
            }
            expand(shows, body, &mut Vec::new(), find_passage);
        }
        for situation in &mut scenario.situations {
            expand(&situation.shows, &mut situation.body, &mut situation.set, find_passage);
            for outcome in situation.choices.iter_mut().flat_map(|choice| &mut choice.outcomes) {
                expand(&outcome.shows, &mut outcome.body, &mut outcome.set, find_passage);
            }
        }
        scenario.passages = passages;
    }
}

/// Inserts what is shown into a body and its changes.
fn expand<'p, 'a: 'p>(
    shows: &[Show<'a>],
    body: &mut Vec<Block<'a>>,
    set: &mut Vec<Change<'a>>,
    find_passage: impl Fn(&Show<'a>) -> Option<&'p Passage<'a>>,
) {
    // From the end, so that the places of those before stay what they are.
    for show in shows.iter().rev() {
        let Some(passage) = find_passage(show) else { continue };
        let (block, change) = (show.block.min(body.len()), show.change.min(set.len()));
        body.splice(block..block, passage.body.iter().cloned());
        set.splice(change..change, passage.set.iter().cloned());
    }
}
