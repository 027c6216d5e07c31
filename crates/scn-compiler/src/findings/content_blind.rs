//! `content-blind`.

use scn_prover::Player;
use scn_source::{FileId, Finding, Name, RunStep};
use scn_syntax::ast;

use super::join;

/// A player who never reads gets nearly all the points there are. The pair holds the points that
/// `player` gets and the points available; `others` are players with as good a result.
pub(crate) fn finding(
    file: FileId,
    scenario: &ast::Scenario<'_>,
    player: Player,
    (had, of): (i64, i64),
    others: &[Player],
    run: Vec<RunStep>,
) -> Finding {
    let id = scenario.id.text;
    let message = format!(
        "whoever always takes the {} choice, and never reads, gets {} % of what can be got in `{id}`",
        word(player),
        had * 100 / of.max(1)
    );
    let help = match others {
        [] => "let the better choice be now here, now there, now short, now long".to_owned(),
        others => format!(
            "the same goes for who always takes the {} one; let the better choice be now here, now there, now short, now long",
            join(others.iter().map(|other| word(*other).to_owned()).collect(), "or the")
        ),
    };
    Finding::at(Name::ContentBlind, file, scenario.header, message).help(help).run(run)
}

fn word(player: Player) -> &'static str {
    match player {
        Player::First => "first",
        Player::Last => "last",
        Player::Middle => "middle",
        Player::Longest => "longest",
        Player::Shortest => "shortest",
    }
}
