//! `scn progress`.

use scn_run::{CourseState, Recorder, Versions};
use scn_terminal::{Options, print_progress};

use super::play::load_story;
use crate::args::{Color, ProgressArgs, ProgressFormat};
use crate::failure::Failure;
use crate::recording::{LearnerRecords, course_arguments};
use crate::screen::{Screen, print, print_note, write_result};

/// Shows a learner's progress through a course. Returns 1 if errors in its pack prevent it.
pub(crate) fn run(args: &ProgressArgs, color: Color) -> Result<u8, Failure> {
    if args.format == ProgressFormat::Schema {
        return print(&CourseState::schema_json()).map(|()| 0);
    }
    let Some(found) = load_story(args.path.as_deref(), None, color)? else { return Ok(1) };
    let records = LearnerRecords::look(
        found.identity(),
        &args.whose,
        course_arguments(args.path.as_deref(), &args.whose.records),
    )?;
    let state = CourseState::from_attempts(&Versions::new(&found.story, records.stories()), records.attempts());
    if args.whose.learner.is_none() {
        print_note("note: nothing is recorded for guests; name the learner with `--learner NAME`");
    }
    match args.format {
        ProgressFormat::Json => print(&state.to_json())?,
        ProgressFormat::Table | ProgressFormat::Schema => {
            let screen = Screen::stdout(color);
            let options = Options {
                width: screen.width,
                colour: screen.colour,
                plain: screen.dumb || !screen.unicode,
                ..Options::default()
            };
            let certificate = records.certificate_command();
            write_result(print_progress(&state, &options, certificate.as_deref(), &mut std::io::stdout().lock()))?;
        }
    }
    Ok(0)
}
