//! Lines that another front end sends to `scn play --events`.

use std::sync::LazyLock;

use scn_run::{Playable, Recording, Session};
use scn_story::Story;
use scn_terminal::{Options, play_json};
use serde_json::Value;

use crate::harness::pack::Pack;

/// A story with everything that lines can be about: hints, a question to the learner, locked
/// choices, random outcomes, a detour and a time limit.
pub(super) const STORY: &str = "\
Principle care: Take care
  It helps.

Scenario desk: At the desk

Cast Ana: A visitor

Meter trust: Trust
  Range: 0 to 4
  Start: 2

Situation first: First
  {learner} is at the desk. [if trust >= 3: She smiles. | She waits.]

  Hint: Look at her.
  Ask note: What would {learner} say?

  Choice ask [once]: Ask her.
    Hint: It is free.
    Outcome [1 in 2]: She answers.
    Upholds care: You asked.
    Set: trust +1
    Next: again

    Outcome [otherwise]: She does not.
    Breaks care: You asked badly.
    Detour: aside
    Next: again

  Choice quick [needs trust >= 4]: Be quick.
    Locked: She does not trust you.
    Outcome: Done.
    Next: done

  Choice silence [after 20 seconds]: Say nothing.
    Outcome: Nothing.
    Next: done

Situation aside: Aside
  You look aside.
  Next: return

Ending done: Done
  Result: passed

  It is over.
";

static COMPILED: LazyLock<Story> = LazyLock::new(|| Pack::single_file(STORY).check().checked.story);

pub(super) fn run(input: &[u8]) -> Result<(), String> {
    let playable = Playable::new(&COMPILED, None).map_err(|error| error.to_string())?;
    let session = Session::start(&playable, 7, None);
    let mut output = Vec::new();
    play_json(session, &Options::default(), Recording::none(), &mut { input }, &mut output)
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8(output).map_err(|error| error.to_string())?;
    for line in text.lines() {
        serde_json::from_str::<Value>(line).map_err(|error| format!("{error} in {line}"))?;
    }
    Ok(())
}
