//! Tests packs that are moved, edited or copied, or are given a name or lose it.

use scn_run::{Attempt, LessonEvent, Log, Part, Stamped, Stories};
use scn_story::{Lesson, Pack, Story};

use super::{PackIdentity, PackKey};

/// Returns a pack with one lesson, named after its folder if it has no name of its own.
fn pack(folder: &str, name: Option<&str>, text: &str) -> Story {
    let name_of = name.unwrap_or(folder).to_owned();
    let pack = Pack { title: name_of.clone(), name: name_of, unnamed: name.is_none(), ..Pack::default() };
    let lesson = Lesson { id: "intro".into(), title: "Intro".into(), markdown: text.into(), ..Lesson::default() };
    let mut story = Story { scn: 1, pack, lessons: vec![lesson], ..Story::default() };
    story.seal();
    story
}

/// The records of one learner.
#[derive(Default)]
struct Records {
    attempts: Vec<Attempt>,
    stories: Stories,
}

impl Records {
    /// Opens a pack at a location like a command that resumes its record. Returns the number of
    /// records found and the number left out.
    fn open(&mut self, story: &Story, place: &str) -> (usize, usize) {
        let found = PackIdentity::new(story, Some(place)).sort_attempts(self.attempts.clone(), &self.stories);
        let mut own = found.own;
        for settled in PackIdentity::new(story, Some(place)).claim(&mut own) {
            let known = self.attempts.iter_mut().find(|it| it.id == settled.id).expect("it is known");
            *known = settled;
        }
        (own.len(), found.unclear.len())
    }

    fn read(&mut self, story: &Story, place: &str) -> (usize, usize) {
        let found = self.open(story, place);
        self.stories.insert(story.pack.digest.clone(), story.clone());
        self.attempts.push(Attempt {
            id: self.attempts.len().to_string(),
            learner: "Ana".into(),
            pack: story.pack.name.clone(),
            places: PackIdentity::new(story, Some(place)).places(),
            digest: story.pack.digest.clone(),
            part: Part::Lesson("intro".into()),
            log: Log::Lesson(vec![Stamped { at: scn_run::At(1), event: LessonEvent::Read }]),
        });
        found
    }

    /// Stores a record like a version before locations were stored.
    fn of_old(&mut self, story: &Story) {
        let mut old = story.clone();
        old.pack.unnamed = false;
        old.seal();
        self.read(&old, "");
    }
}

const TEXT: &str = "Ask who is calling before you say anything about an account.";
const EDITED: &str = "Ask who is calling before you say anything at all about an account.";
const OTHER: &str = "Fire doors stay shut at night, and lifts are not used.";

#[test]
fn two_files_of_one_name_share_nothing() {
    let mut records = Records::default();
    let (bank, clinic) = (pack("intro", None, TEXT), pack("intro", None, OTHER));
    records.read(&bank, "/bank/intro.scn");
    assert_eq!(records.read(&clinic, "/clinic/intro.scn"), (0, 0));
    assert_eq!(records.open(&bank, "/bank/intro.scn"), (1, 0));
    assert_eq!(records.open(&clinic, "/clinic/intro.scn"), (1, 0));
    assert_ne!(PackKey::from_attempt(&records.attempts[0]), PackKey::from_attempt(&records.attempts[1]));
    // A similar pack is not the same pack, and this is reported.
    assert_eq!(records.open(&pack("intro", None, EDITED), "/school/intro.scn"), (0, 1));
}

#[test]
fn a_folder_that_was_moved_or_renamed_is_known_by_its_text() {
    let mut records = Records::default();
    records.read(&pack("course", None, TEXT), "/a/course");
    assert_eq!(records.read(&pack("course-main", None, TEXT), "/a/course-main"), (1, 0));
    assert_eq!(records.open(&pack("course-main", None, EDITED), "/a/course-main"), (2, 0), "edited after the move");
    assert_eq!(records.open(&pack("course", None, EDITED), "/b/course"), (0, 2), "moved and edited: nobody can know");
}

#[test]
fn what_came_before_an_edit_moves_along() {
    let mut records = Records::default();
    records.read(&pack("course", None, TEXT), "/a");
    records.read(&pack("course", None, EDITED), "/a");
    assert_eq!(records.open(&pack("course", None, EDITED), "/b"), (2, 0));
}

#[test]
fn two_copies_go_their_own_ways() {
    let mut records = Records::default();
    records.read(&pack("course", None, TEXT), "/a");
    assert_eq!(records.read(&pack("course", None, TEXT), "/b"), (1, 0), "the same text");
    records.read(&pack("course", None, EDITED), "/b");
    assert_eq!(records.open(&pack("course", None, TEXT), "/a"), (2, 1), "not what was done with the other since");
    assert_eq!(records.open(&pack("course", None, EDITED), "/b"), (3, 0));
}

#[test]
fn a_pack_keeps_its_records_when_it_gets_a_name() {
    let mut records = Records::default();
    records.read(&pack("course", None, TEXT), "/a");
    let named = pack("course", Some("privacy"), TEXT);
    assert_eq!(records.open(&named, "/a"), (1, 0));
    assert_eq!(records.open(&pack("x", Some("privacy"), EDITED), "/b"), (1, 0), "then it may be moved and edited");
    assert_eq!(records.open(&pack("x", Some("other"), EDITED), "/b").0, 0, "another name is another pack");
    assert_eq!(records.open(&pack("course", None, TEXT), "/a"), (1, 0), "and lose it again");
}

#[test]
fn two_packs_of_one_written_name_are_one() {
    let mut records = Records::default();
    records.read(&pack("a", Some("privacy"), TEXT), "/a");
    assert_eq!(records.open(&pack("b", Some("privacy"), OTHER), "/b"), (1, 0));
}

#[test]
fn a_place_that_something_else_is_at_now_has_the_records_of_the_place() {
    // Whether a part is the same part depends on its text.
    let mut records = Records::default();
    records.read(&pack("course", None, TEXT), "/a");
    assert_eq!(records.open(&pack("course", None, OTHER), "/a"), (1, 0));
}

#[test]
fn records_of_before_there_were_places_are_found_by_text_or_name() {
    let mut records = Records::default();
    let old = pack("course", None, TEXT);
    records.of_old(&old);
    assert_eq!(records.open(&pack("course", Some("course"), EDITED), "/a"), (1, 0), "a name is a claim");
    assert_eq!(records.open(&pack("course", None, EDITED), "/b"), (0, 1));
    assert_eq!(records.open(&pack("course-main", None, TEXT), "/a"), (1, 0));
    assert_eq!(records.open(&pack("course-main", None, EDITED), "/a"), (1, 0));
    assert_eq!(records.open(&pack("course", Some("course"), EDITED), "/c"), (1, 0), "it is found by the name still");
}

#[test]
fn what_lies_nowhere_is_known_by_its_text_alone() {
    let mut records = Records::default();
    let story = pack("stdin", None, TEXT);
    records.read(&story, "/a");
    let nowhere = PackIdentity::new(&story, None);
    assert_eq!(nowhere.sort_attempts(records.attempts.clone(), &records.stories).own.len(), 1);
    let other = pack("stdin", None, OTHER);
    let other = PackIdentity::new(&other, None);
    assert!(
        other.sort_attempts(records.attempts.clone(), &records.stories).own.is_empty() && !other.places().is_empty()
    );
}
