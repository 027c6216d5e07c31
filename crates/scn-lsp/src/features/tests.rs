//! Tests of every feature, mapping text to text.

mod actions;
mod calls;
mod completion;
mod files;
mod format;
mod hover;
mod navigation;
mod outline;
mod rename;

/// A scenario that contains every kind of element.
pub(super) const STORY: &str = r"Principle careful: Be careful
  Do not share
  what is not yours.

Scenario call: The call
  Covers: careful

Cast Thabo: Your team leader

Meter trust: Customer trust
  Range: 0 to 100
  Start: 50

State mood: How she feels
  Values: calm, angry

Situation ring: It rings
  Thabo: You have {trust} left, [if mood = angry: careful | go on].

  Choice tell: Tell her all
    Outcome: She thanks you.
    Breaks careful: It is not hers.
    Set: trust -20, mood = angry
    Next: wait

  Choice: Ask who she is
    Outcome: She hangs up.
    Upholds careful: You asked.
    Next: good

Situation wait: A wait
  Choice again-ask [if chose tell]: Ask again
    Outcome: Nothing.
    Next: good

Ending good: All is well
  Result: passed
  [if chose ask-who-she-is] Well asked.

Test: Telling leads to a wait
  Choose: tell
  Expect: at wait and trust <= 30
  Choose: again-ask
";

/// Returns the story with a cursor at an offset into the first occurrence of a text.
pub(super) fn story_at(what: &str, offset: usize) -> String {
    let at = STORY.find(what).expect("it is in the story") + offset;
    format!("{}$0{}", &STORY[..at], &STORY[at..])
}
