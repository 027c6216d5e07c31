//! The boundary of a pack: files outside its folder are neither shown nor read nor written,
//! whatever leads to them.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const MANIFEST: &str = "[pack]\nname = \"p\"\n";

/// A text outside the pack that must not appear anywhere.
const SECRET: &str = "Scenario secret-plans: Hunter2\n\nSituation a: Hunter2\n  Hunter2.\n  Chioce: Hunter2\n";

fn scenario(line: &str) -> String {
    format!(
        "Scenario s: S\n\nSituation a: A\n  Text.\n\n  {line}\n\n  Choice go: Go on.\n    Outcome: You go.\n    Next: e\n\n  \
         Choice stay: Stay.\n    Outcome: You stay.\n    Next: f\n\nEnding e: E\n  Result: passed\n  Done.\n\nEnding f: F\n  Result: failed\n  Late.\n"
    )
}

/// A pack in a folder, with other files next to it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(line: &str) -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in [
            ("pack/scn.toml", MANIFEST.to_owned()),
            ("pack/s.scn", scenario(line)),
            ("pack/desk.png", "a desk".to_owned()),
            ("pack/pics/A b.png", "a b".to_owned()),
            ("outside/secret.scn", SECRET.to_owned()),
            ("outside/secret.png", "Hunter2".to_owned()),
        ] {
            this.write(path, &text);
        }
        this
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn link(&self, target: &str, path: &str) {
        symlink(target, self.path(path)).unwrap();
    }

    fn scn(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
        command.env("HOME", self.folder.path());
        command
    }

    /// Returns the output of a command on both streams, and its exit status. Asserts that nothing
    /// from outside the pack is in it.
    #[track_caller]
    fn says(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.scn(words).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.contains("Hunter2") && !said.contains("secret-plans"), "{words:?}: {said}");
        (output.status.code(), said)
    }

    /// Returns what a learner sees in the first part of a course.
    fn learns(&self, pack: &str) -> String {
        let mut command = self.scn(&["learn", pack]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"\n\n").unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    }

    #[track_caller]
    fn is_outside(&self, words: &[&str], has: &str) {
        let (status, said) = self.says(words);
        assert!(status == Some(1) && said.contains("[media-outside-pack]") && said.contains(has), "{words:?}: {said}");
        assert_eq!(said.matches("[media-outside-pack]").count(), 1, "{said}");
    }

    #[track_caller]
    fn is_fine(&self, words: &[&str]) {
        let (status, said) = self.says(words);
        assert!(status == Some(0) && said.contains("nothing to report"), "{words:?}: {said}");
    }
}

#[test]
fn media_outside_are_an_error_in_every_position_and_notation() {
    for (line, has) in [
        ("Image /etc/passwd: Names.", "starts outside the pack"),
        ("Image ../outside/secret.png: A secret.", "leads out of the pack's folder"),
        ("Image \"../outside/secret.png\": A secret.", "leads out of the pack's folder"),
        ("Image pics/../../outside/secret.png: A secret.", "leads out of the pack's folder"),
        ("Image ../nothing-there.png: Nothing.", "leads out of the pack's folder"),
        ("Image https://example.org/a.png: A.", "is a web address"),
        ("Image https://example.org:8080/a.png: A.", "is a web address"),
        ("Audio http://example.org/a.mp3: A.", "is a web address"),
        ("Video file:///etc/passwd: A.", "is an address"),
        ("Image data:image/png;base64,AA==: A.", "is an address"),
        ("Image C:\\Users\\a.png: A.", "starts with a drive"),
        ("Image C:/Users/a.png: A.", "starts with a drive"),
        ("Image \\\\server\\share\\a.png: A.", "starts outside the pack"),
        ("Image ~/a.png: A.", "starts outside the pack"),
        ("![A secret](../outside/secret.png)", "leads out of the pack's folder"),
        ("Words ![A secret](<../outside/secret.png>) and words.", "leads out of the pack's folder"),
        ("- Item ![A secret](/etc/passwd)", "starts outside the pack"),
        ("![A](https://example.org/a.png)", "is a web address"),
    ] {
        let place = Place::new(line);
        place.is_outside(&["check", "pack"], has);
        place.is_outside(&["check", "pack/s.scn"], has);
        assert_eq!(place.says(&["build", "pack", "--to", "json"]).0, Some(1), "{line}");
    }
}

#[test]
fn pictures_of_lessons_and_quizzes_are_checked_as_those_of_scenarios() {
    for (line, has) in [
        ("![A secret](../outside/secret.png)", "[media-outside-pack]"),
        ("Image ../outside/secret.png: A secret.", "[media-outside-pack]"),
        ("Image /etc/passwd: A secret.", "[media-outside-pack]"),
        ("![A](https://example.org/a.png)", "[media-outside-pack]"),
        ("![](desk.png)", "[missing-alternative]"),
        ("Image desk.png:", "[missing-alternative]"),
        ("![A desk](nothing.png)", "[missing-media]"),
        ("Image nothing.png: A desk.", "[missing-media]"),
        ("![A desk](Desk.PNG)", "its name is `desk.png`"),
        ("Image Desk.png: A desk.", "its name is `desk.png`"),
        ("![A](<pics/A b.gif>)", "[missing-media]"),
        ("Image pics/A b.png: A.", "not in quotes"),
    ] {
        let place = Place::new("Text.");
        place.write("pack/lesson.scn", &format!("Lesson l: L\n  Words.\n\n  {line}\n\n  More.\n"));
        let (status, said) = place.says(&["check", "pack"]);
        assert!(status == Some(1) && said.contains(has) && said.contains("lesson.scn:4:"), "{line}: {said}");
        let quiz = format!(
            "Quiz q: Q\n  Words.\n\n  {line}\n\nQuestion one: Which?\n  Right: This.\n    Because: It is.\n  Wrong: That.\n    \
             Because: It is not.\n"
        );
        let place = Place::new("Text.");
        place.write("pack/quiz.scn", &quiz);
        let (status, said) = place.says(&["check", "pack"]);
        assert!(status == Some(1) && said.contains(has) && said.contains("quiz.scn:4:"), "{line}: {said}");
    }
    for question in ["Question one: Which ![](desk.png)?", "Question one: Which ![A](../outside/secret.png)?"] {
        let place = Place::new("Text.");
        let quiz = "\n  Right: This.\n    Because: It is.\n  Wrong: That.\n    Because: It is not.\n";
        place.write("pack/quiz.scn", &format!("Quiz q: Q\n\n{question}{quiz}"));
        let (status, said) = place.says(&["check", "pack"]);
        assert!(status == Some(1) && said.contains("quiz.scn:3:"), "{question}: {said}");
    }
}

#[test]
fn a_picture_in_a_lesson_is_shown_whichever_way_it_is_written() {
    for line in ["Image \"pics/A b.png\": A *grey* desk.", "![A *grey* desk.](<pics/A b.png>)"] {
        let place = Place::new("Text.");
        place.write("pack/lesson.scn", &format!("Lesson l: L\n  Words.\n\n  {line}\n\n  More.\n"));
        place.is_fine(&["check", "pack"]);
        let (_, story) = place.says(&["build", "pack", "--to", "json"]);
        assert!(story.contains("![A *grey* desk.](<pics/A b.png>)"), "{story}");
        let said = place.learns("pack");
        assert!(said.contains("Image: A") && said.contains("pics/A b.png"), "{said}");
    }
    // Relative to the pack, wherever the lesson is.
    let place = Place::new("Text.");
    place.write("pack/deep/lesson.scn", "Lesson l: L\n  Words ![A desk](../desk.png), ![B](../pics/A%20b.png)\n");
    let (_, said) = place.says(&["check", "pack"]);
    assert!(said.contains("there is no file `../pics/A%20b.png`, but there is `../pics/A b.png`"), "{said}");
    place.write("pack/deep/lesson.scn", "Lesson l: L\n  Words ![A desk](../desk.png).\n\n  Image ../desk.png: B\n");
    let (_, story) = place.says(&["build", "pack", "--to", "json"]);
    assert!(story.contains("![A desk](<desk.png>)") && story.contains("![B](<desk.png>)"), "{story}");
}

#[test]
fn links_to_media_are_followed_inside_the_pack_only() {
    let links = [
        ("../outside/secret.png", "a.png", "is a symbolic link that leads out"),
        ("/etc/passwd", "a.png", "is a symbolic link that leads out"),
        ("chain.png", "a.png", "is a symbolic link that leads out"),
        ("desk.png", "a.png", ""),
        ("pics/../desk.png", "a.png", ""),
        ("a.png", "a.png", "there is no file"),
        ("nowhere.png", "a.png", "there is no file"),
    ];
    for (target, name, has) in links {
        let place = Place::new(&format!("Image {name}: A."));
        place.link("../outside/secret.png", "pack/chain.png");
        place.link(target, &format!("pack/{name}"));
        let (status, said) = place.says(&["check", "pack"]);
        if has.is_empty() {
            assert_eq!(status, Some(0), "{target}: {said}");
        } else {
            assert!(status == Some(1) && said.contains(has), "{target}: {said}");
        }
    }
    let place = Place::new("Image folder/secret.png: A.");
    place.link("../outside", "pack/folder");
    place.is_outside(&["check", "pack"], "through the symbolic link `folder`");
    let place = Place::new("Image folder/desk.png: A.");
    place.link(".", "pack/folder");
    place.is_fine(&["check", "pack"]);
}

#[test]
fn a_link_to_a_source_outside_is_named_and_not_read() {
    for target in ["../outside/secret.scn", "chain.scn"] {
        let place = Place::new("Text.");
        place.link("../outside/secret.scn", "pack/chain.scn");
        if target != "chain.scn" {
            fs::remove_file(place.path("pack/chain.scn")).unwrap();
        }
        place.link(target, "pack/link.scn");
        for words in [vec!["check", "pack"], vec!["check", "pack", "--fix", "--unsafe"], vec!["check", "pack/link.scn"]]
        {
            let (status, said) = place.says(&words);
            assert!(
                status == Some(1) && said.contains("link.scn:1:1: error: this `.scn` file is a symbolic link"),
                "{said}"
            );
        }
        for words in [
            vec!["build", "pack", "--to", "json"],
            vec!["stats", "pack"],
            vec!["graph", "pack", "--to", "svg"],
            vec!["play", "pack", "--choices", "go"],
            vec!["test", "pack"],
            vec!["fmt", "pack", "--diff"],
            vec!["ids", "pack", "--diff"],
            vec!["fmt", "pack/link.scn", "--diff"],
            vec!["check", "pack", "--format", "json"],
            vec!["check", "pack", "--format", "sarif"],
        ] {
            place.says(&words);
        }
        assert_eq!(fs::read_to_string(place.path("outside/secret.scn")).unwrap(), SECRET);
    }
    // Without a manifest, the boundary is the file's own folder.
    let place = Place::new("Text.");
    fs::remove_file(place.path("pack/scn.toml")).unwrap();
    place.link("../outside/secret.scn", "pack/link.scn");
    place.is_outside(&["check", "pack"], "link.scn:1:1");
    place.is_outside(&["check", "pack/link.scn"], "link.scn:1:1");
    // A link inside the pack is another name of a file that is already included, or of one that is
    // not.
    let place = Place::new("Text.");
    place.link("s.scn", "pack/again.scn");
    place.is_fine(&["check", "pack"]);
    place.is_fine(&["check", "pack/again.scn"]);
    place.link("loop.scn", "pack/loop.scn");
    let (status, said) = place.says(&["check", "pack"]);
    assert!(status == Some(2) && said.contains("loop.scn"), "{said}");
}

#[test]
fn links_to_a_manifest_and_a_journey_are_not_read() {
    let place = Place::new("Text.");
    place.write("outside/scn.toml", "[pack]\nname = \"hunter2\"\ntitle = \"Hunter2\"\nbogus = 1\n");
    fs::remove_file(place.path("pack/scn.toml")).unwrap();
    place.link("../outside/scn.toml", "pack/scn.toml");
    place.is_outside(&["check", "pack"], "this `scn.toml` is a symbolic link");
    let place = Place::new("Text.");
    place.write("outside/j.json", "{\"Hunter2\": 1}");
    fs::create_dir(place.path("pack/journeys")).unwrap();
    place.link("../../outside/j.json", "pack/journeys/j.json");
    place.is_outside(&["test", "pack"], "this journey is a symbolic link");
    fs::remove_dir_all(place.path("pack/journeys")).unwrap();
    fs::create_dir(place.path("outside/journeys")).unwrap();
    fs::rename(place.path("outside/j.json"), place.path("outside/journeys/j.json")).unwrap();
    place.link("../outside/journeys", "pack/journeys");
    place.is_outside(&["test", "pack"], "this journey is a symbolic link");
}

#[test]
fn dependencies_may_lie_outside_and_have_edges_of_their_own() {
    let place = Place::new("Text.");
    place.write("pack/scn.toml", &format!("{MANIFEST}\n[dependencies]\nother = {{ path = \"../other\" }}\n"));
    place.write("other/scn.toml", "[pack]\nname = \"other\"\n");
    place.write("other/desk.png", "x");
    place.write("other/p.scn", "Principle care: Care\n  Image desk.png: A desk.\n");
    let text = scenario("Text.").replace("Scenario s: S\n", "Scenario s: S\n  Covers: care\n");
    let text = text.replace("    Next: e", "    Upholds care: Good.\n    Next: e");
    place.write("pack/s.scn", &text.replace("    Next: f", "    Breaks care: Bad.\n    Next: f"));
    place.is_fine(&["check", "pack"]);
    place.write("other/p.scn", "Principle care: Care\n  Image ../pack/desk.png: A desk.\n");
    place.is_outside(&["check", "pack"], "leads out of the pack's folder");
    place.write("other/p.scn", "Principle care: Care\n  Care.\n");
    place.link("../outside/secret.scn", "other/link.scn");
    place.is_outside(&["check", "pack"], "this `.scn` file is a symbolic link");
}

#[test]
fn a_pack_that_is_itself_reached_by_a_link_is_a_pack() {
    let place = Place::new("Image desk.png: A desk.");
    place.link("pack", "link");
    place.is_fine(&["check", "link"]);
    place.is_fine(&["check", "link/s.scn"]);
    let (status, said) = place.says(&["fmt", "link"]);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn nothing_is_written_through_a_link_that_leads_out_and_a_link_stays_a_link() {
    let untidy = scenario("Text.").replace("Situation a", "Situation   a");
    for command in ["fmt", "ids"] {
        let place = Place::new("Text.");
        let target = if command == "fmt" { untidy.clone() } else { scenario("T.").replace("Choice go:", "Choice:") };
        place.write("outside/o.scn", &target);
        place.link("../outside/o.scn", "pack/o.scn");
        place.link("../outside", "pack/folder");
        for path in ["pack", "pack/o.scn", "pack/folder/o.scn", "pack/./folder/o.scn"] {
            let (_, said) = place.says(&[command, path]);
            assert!(said.contains("o.scn: this is a symbolic link that leads out"), "{said}");
        }
        let (status, said) = place.says(&[command, "pack/folder"]);
        assert!(status == Some(2) && said.contains("`pack/folder` is a symbolic link that leads out"), "{said}");
        assert_eq!(fs::read_to_string(place.path("outside/o.scn")).unwrap(), target);
    }
    let place = Place::new("Text.");
    let misspelt = scenario("Text.").replace("Result: passed", "Reslut: passed");
    place.write("outside/o.scn", &misspelt);
    place.link("../outside/o.scn", "pack/o.scn");
    place.says(&["check", "pack", "--fix", "--unsafe"]);
    place.says(&["check", "pack/o.scn", "--fix", "--unsafe"]);
    place.link("../outside", "pack/folder");
    place.is_outside(&["check", "pack/folder/o.scn", "--only-named", "--fix", "--unsafe"], "folder/o.scn");
    assert_eq!(fs::read_to_string(place.path("outside/o.scn")).unwrap(), misspelt);

    let place = Place::new("Text.");
    fs::remove_file(place.path("pack/s.scn")).unwrap();
    place.write("pack/text/s.txt", &untidy);
    place.link("text/s.txt", "pack/s.scn");
    let (status, said) = place.says(&["fmt", "pack"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(place.path("pack/s.scn").is_symlink());
    assert!(fs::read_to_string(place.path("pack/text/s.txt")).unwrap().contains("Situation a:"));
}

#[test]
fn the_preview_serves_the_media_of_the_pack_and_nothing_else() {
    let lines = "Image desk.png: A.\n\n  Image \"pics/A b.png\": B.\n\n  Image link.png: C.\n\n  Image ../outside/secret.png: D.\n\n  \
                 Image /etc/passwd: E.\n\n  Image inside.png: F.";
    let place = Place::new(lines);
    place.link("../outside/secret.png", "pack/link.png");
    place.link("desk.png", "pack/inside.png");
    let mut child = place.scn(&["preview", "pack"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let rest = address.trim().strip_prefix("http://127.0.0.1:").unwrap();
    let (port, token) = rest.split_once('/').unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port.parse::<u16>().unwrap())).unwrap();
        write!(stream, "GET /{token}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    // There is nothing to serve until the first check is done.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !get("media/desk.png").ends_with("a desk") && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(get("media/desk.png").ends_with("a desk"));
    assert!(get("media/pics%2FA%20b.png").ends_with("a b"));
    assert!(get("media/inside.png").ends_with("a desk"));
    for path in [
        "media/link.png",
        "media/..%2Foutside%2Fsecret.png",
        "media/../outside/secret.png",
        "media/%2Fetc%2Fpasswd",
        "media//etc/passwd",
        "media/etc%2Fpasswd",
        "media/s.scn",
        "media/scn.toml",
        "media/outside%2Fsecret.png",
        "media/..%5Coutside%5Csecret.png",
        "media/%2e%2e%2foutside%2fsecret.png",
    ] {
        let answer = get(path);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(!answer.contains("Hunter2") && !answer.contains("root:"), "{path}: {answer}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_file_is_identified_by_what_is_on_disk() {
    for (line, has, mended) in [
        ("Image Desk.PNG: A.", "its name is `desk.png`, with different upper and lower case", "Image desk.png: A."),
        ("Image pics\\desk.png: A.", "there is no file `pics\\desk.png`", ""),
        ("Image pics\\door.png: A.", "separate folders with `/`", "Image pics/door.png: A."),
        ("Image \"pics\\A b.png\": A.", "separate folders with `/`", "Image \"pics/A b.png\": A."),
        ("Image \"pics/a B.png\": A.", "its name is `pics/A b.png`", "Image \"pics/A b.png\": A."),
        ("Image pics/A%20b.png: A.", "but there is `pics/A b.png`", "Image \"pics/A b.png\": A."),
        ("Image door.png: A.", "did you mean `pics/door.png`?", ""),
        ("Image pics/dor.png: A.", "did you mean `pics/door.png`?", ""),
        ("Image quite-different.gif: A.", "write its path relative to the folder", ""),
        ("![A](Desk.png)", "its name is `desk.png`", "![A](desk.png)"),
        ("![A](<pics/a b.png>)", "its name is `pics/A b.png`", "![A](<pics/A b.png>)"),
        ("Image pics/A b.png: A.", "contains spaces and is not in quotes", "Image \"pics/A b.png\": A."),
        ("Image “pics/A b.png”: A.", "is in typographic quotes", "Image \"pics/A b.png\": A."),
        ("Image „pics/A b.png“: A.", "is in typographic quotes", "Image \"pics/A b.png\": A."),
        ("Image «pics/A b.png»: A.", "is in typographic quotes", "Image \"pics/A b.png\": A."),
    ] {
        let place = Place::new(line);
        place.write("pack/pics/door.png", "x");
        let (_, said) = place.says(&["check", "pack"]);
        assert!(said.contains(has), "{line}: {said}");
        place.says(&["check", "pack", "--fix"]);
        let text = fs::read_to_string(place.path("pack/s.scn")).unwrap();
        assert!(text.contains(if mended.is_empty() { line } else { mended }), "{line}: {text}");
        if !mended.is_empty() {
            place.is_fine(&["check", "pack"]);
        }
    }
}

#[test]
fn sources_are_found_in_any_letter_case_and_a_missing_manifest_is_named() {
    let place = Place::new("Text.");
    fs::rename(place.path("pack/s.scn"), place.path("pack/S.SCN")).unwrap();
    place.is_fine(&["check", "pack"]);
    let place = Place::new("Text.");
    fs::remove_file(place.path("pack/scn.toml")).unwrap();
    place.write("pack/principles.scn", "Principle five-moments: Five moments\n  Clean your hands.\n");
    let text = scenario("Text.").replace("Scenario s: S\n", "Scenario s: S\n  Covers: five-moments\n");
    place.write("pack/s.scn", &text);
    for path in ["pack", "pack/s.scn"] {
        let (_, said) = place.says(&["check", path]);
        assert!(said.contains("`principles.scn`") && said.contains("`scn.toml`"), "{said}");
    }
    assert!(Path::new(&place.path("pack/principles.scn")).is_file());
}
