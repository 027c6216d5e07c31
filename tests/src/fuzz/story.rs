//! A story in JSON, which is read, written again and played.

use scn_run::{Debrief, Playable, Session, Stories, markdown_transcript};
use scn_story::Story;

/// The maximum number of choices of a run.
const MOST_CHOICES: usize = 40;

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(input) else { return Ok(()) };
    let Ok(story) = Story::from_json(text) else { return Ok(()) };
    let json = story.to_json();
    if Story::from_json(&json).map(|again| again.to_json()).as_deref() != Ok(&json) {
        return Err("it is another story when it is written and read again".to_owned());
    }
    // The choices depend only on the input.
    let mut lot = input.iter().fold(17_u64, |lot, byte| lot.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    for scenario in &story.scenarios {
        let Ok(playable) = Playable::new(&story, Some(&scenario.id)) else { continue };
        let mut session = Session::start(&playable, lot, Some("Ana"));
        for _ in 0..MOST_CHOICES {
            let scene = session.scene();
            if scene.ended.is_some() {
                break;
            }
            let open: Vec<String> =
                scene.choices.iter().filter(|choice| choice.is_open()).map(|choice| choice.id.clone()).collect();
            let Some(count) = u64::try_from(open.len()).ok().filter(|count| 0 < *count) else { break };
            lot = lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let choice_index = usize::try_from((lot >> 33) % count).unwrap_or_default();
            let Some(choice) = open.get(choice_index) else { break };
            session
                .choose(choice, None)
                .map_err(|error| format!("`{choice}` is on offer, and is not made: {error}"))?;
        }
        session.leave();
        markdown_transcript(&playable, session.events(), &Stories::new(), Some("Ana"))
            .map_err(|error| format!("no transcript: {error}"))?;
        Debrief::from_events(&playable, session.events(), Some("Ana"))
            .map_err(|error| format!("no debrief: {error}"))?;
    }
    Ok(())
}
