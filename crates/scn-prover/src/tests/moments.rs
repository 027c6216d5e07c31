//! Statistics on the moments at nodes.

use super::*;
use crate::moment_stats;

#[test]
fn moments_are_counted_with_values_that_nothing_reads() {
    let mut story =
        scenario([situation("a", [choice("up", [outcome("a")]), to("out", "b")]), passage("b", [], "end")], &["end"]);
    story.variables = vec![story::Variable {
        id: "trust".into(),
        title: String::new(),
        shown: false,
        kind: story::VariableKind::Meter { low: 0, high: 10, start: 5 },
    }];
    let change = story::Change::Add { variable: "trust".into(), by: 3, site: story::SiteId(0) };
    story.situations[0].choices[0].outcomes[0].set = vec![change];
    let machine = Machine::new(&story.numbered(), Keep::All).expect("the scenario is whole");
    let at = |found: &crate::MomentStats, id: &str| {
        let node = machine.node_by_id(id).expect("a node has this id");
        found.nodes[node.index()].map(|it| (it.states, it.choices))
    };

    // 5, 8 and 10.
    let all = moment_stats(&machine, &["trust"], &Limits::default());
    assert!(all.complete);
    assert_eq!(all.meters, [Some((5, 10))]);
    assert_eq!((at(&all, "a"), at(&all, "b"), at(&all, "end")), (Some((3, 0)), Some((3, 1)), Some((3, 1))));

    let some = moment_stats(&machine, &["trust"], &Limits::of_states(3));
    assert!(!some.complete);
    assert_eq!(at(&some, "a"), Some((2, 0)));

    let ended = Limits { watch: Some(&|_| std::ops::ControlFlow::Break(())), ..Limits::default() };
    assert!(!moment_stats(&machine, &[], &ended).complete);
}
