//! `content-blind`.

use scn_prover::NaivePlayer;
use scn_source::{FileId, Finding, Name, Run};
use scn_syntax::ast;

use super::join_words;

/// A player who never reads gets nearly all the points there are. The pair holds the points that
/// `player` gets and the points available; `others` are players with as good a result.
pub(crate) fn finding(
    file: FileId,
    scenario: &ast::Scenario<'_>,
    player: NaivePlayer,
    (points, available): (i64, i64),
    others: &[NaivePlayer],
    run: Run,
) -> Finding {
    let id = scenario.id.text;
    let message = format!(
        "a learner who always takes the {} choice, without reading, gets {} % of the points available in `{id}`",
        player_word(player),
        points * 100 / available.max(1)
    );
    let help = match others {
        [] => "vary it: let the better choice be sometimes early, sometimes late, sometimes short, sometimes long"
            .to_owned(),
        others => format!(
            "the same is true for always taking the {} one; let the better choice be sometimes early, sometimes late, sometimes short, sometimes long",
            join_words(others.iter().map(|other| player_word(*other).to_owned()).collect(), "or the")
        ),
    };
    Finding::at(Name::ContentBlind, file, scenario.header, message).with_help(help).with_run(run)
}

fn player_word(player: NaivePlayer) -> &'static str {
    match player {
        NaivePlayer::First => "first",
        NaivePlayer::Last => "last",
        NaivePlayer::Middle => "middle",
        NaivePlayer::Longest => "longest",
        NaivePlayer::Shortest => "shortest",
    }
}
