//! Values that nothing ahead can tell apart.

use scn_story::NodeIx;

use super::moves::Frame;

/// For each node and each level, which value stands for which.
#[derive(Debug)]
pub(crate) struct Classes {
    /// By node, then by level; `None` where every value stands for itself.
    tables: Vec<Vec<Option<Vec<u32>>>>,
}

impl Classes {
    /// Only what the machine itself leaves out of its states: a slot that nothing ahead reads counts as 0.
    pub(crate) fn of_slots(frame: &Frame) -> Self {
        let table = |node: usize, level: u32, slot: usize| {
            let live = frame.view.slots.get(slot).and_then(|slot| slot.live.get(node)).copied().unwrap_or(true);
            let zero = frame.space.number(level, 0);
            (!live).then(|| vec![zero; frame.space.values(level).len()])
        };
        let node =
            |node: usize| (0_u32..).zip(frame.space.slots()).map(|(level, slot)| table(node, level, *slot)).collect();
        Self { tables: (0..frame.view.nodes.len()).map(node).collect() }
    }

    /// Which value stands for which; `None` where every value stands for itself.
    pub(crate) fn of(&self, node: NodeIx, level: u32) -> Option<&[u32]> {
        self.tables.get(node.index())?.get(level as usize)?.as_deref()
    }
}
