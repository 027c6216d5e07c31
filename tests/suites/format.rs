//! Runs the formatter on every example, every document, random stories and randomly damaged texts:
//! the result is in the standard style, has the same meaning, and contains every word. The same
//! holds for the ids written by `scn ids`.

#[path = "format/judge.rs"]
mod judge;
#[path = "format/scramble.rs"]
mod scramble;

use judge::{all_of, judge, judge_range, same_meaning_but_for};
use scn_source::Name;
use scn_syntax::format::{apply, format};
use scn_tests::markdown;
use scn_tests::random::{Rng, story, to_scn};
use scramble::{damaged, scrambled};

/// The number of random stories that are scrambled.
const STORIES: u64 = 60;

/// The number of texts that are damaged.
const DAMAGED: u64 = 400;

/// Returns the blocks of the documents in a folder, and for every fourth of them its pack in the
/// frame.
fn blocks(folder: &str) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for file in markdown::files(folder, ".md")? {
        let path = format!("{folder}/{file}");
        let blocks = markdown::read(&path)?;
        texts.extend(blocks.into_iter().filter(|block| block.language == "scn").map(|block| block.text));
        let packs = scn_tests::harness::packs(&path)?;
        let files = packs.into_iter().step_by(4).flat_map(|(_, pack)| pack.files);
        texts.extend(files.filter(|(path, _)| path.ends_with(".scn")).map(|(_, text)| text));
    }
    texts.sort();
    texts.dedup();
    Ok(texts)
}

/// Returns the project's example scenarios with their paths.
fn examples() -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for folder in ["examples/first-steps", "examples/customer-privacy", "crates/scn-cli/template"] {
        for file in markdown::files(folder, ".scn")? {
            let path = markdown::root().join(folder).join(&file);
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            texts.push((path.display().to_string(), text));
        }
    }
    Ok(texts)
}

fn everything() -> Result<Vec<String>, String> {
    let mut texts = blocks("tests/language")?;
    texts.extend(blocks("tests/findings")?);
    texts.extend(blocks("grammar")?);
    texts.extend(examples()?.into_iter().map(|(_, text)| text));
    Ok(texts)
}

#[test]
fn the_examples_are_in_the_style() -> Result<(), String> {
    for (path, text) in examples()? {
        if let Some(line) = text.lines().zip(format(&text).lines()).position(|(is, should)| is != should) {
            return Err(format!("{path}:{}: not in the style", line + 1));
        }
        assert_eq!(format(&text), text, "{path} is in the style");
    }
    Ok(())
}

#[test]
fn documents() -> Result<(), String> {
    let texts = everything()?;
    assert!(700 < texts.len(), "there are only {} texts", texts.len());
    for (at, text) in texts.iter().enumerate() {
        judge(text)?;
        if at % 5 == 0 {
            judge(&text.replace('\n', "\r\n"))?;
        }
    }
    Ok(())
}

#[test]
fn prefixes_of_the_examples() -> Result<(), String> {
    let mut rng = Rng::new(3);
    for (_, text) in examples()? {
        for line in text.match_indices('\n').map(|(at, _)| at + 1) {
            if rng.percent(6) {
                judge(text.get(..line).unwrap_or_default())?;
            }
            let middle = line + rng.below(30);
            if rng.percent(4) && text.is_char_boundary(middle) {
                judge(text.get(..middle).unwrap_or_default())?;
            }
        }
    }
    Ok(())
}

#[test]
fn disorder_is_undone() -> Result<(), String> {
    for seed in 0..STORIES {
        let text = to_scn(&story(seed));
        let right = format(&text);
        judge(&text)?;
        let mut rng = Rng::new(seed);
        let disorder = scrambled(&right, &mut rng);
        judge(&disorder).map_err(|why| format!("seed {seed}: {why}"))?;
        let again = format(&disorder);
        if again != right {
            let at = again.lines().zip(right.lines()).position(|(is, should)| is != should).unwrap_or_default();
            let around = |text: &str| text.lines().skip(at.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
            return Err(format!(
                "seed {seed}, line {at}: disorder stays\n{}\n--- and should be\n{}\n---\n{disorder}",
                around(&again),
                around(&right)
            ));
        }
    }
    Ok(())
}

#[test]
fn damaged_texts() -> Result<(), String> {
    let texts = everything()?;
    for seed in 0..DAMAGED {
        let mut rng = Rng::new(seed);
        let text = rng.pick(&texts).cloned().unwrap_or_default();
        judge(&damaged(&text, &mut rng)).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn any_part_of_it_alone() -> Result<(), String> {
    let texts = everything()?;
    for seed in 0..DAMAGED {
        let mut rng = Rng::new(seed);
        let text = rng.pick(&texts).cloned().unwrap_or_default();
        let text = if rng.percent(50) { scrambled(&text, &mut rng) } else { damaged(&text, &mut rng) };
        all_of(&text)?;
        judge_range(&text, &mut rng).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn any_bytes() {
    for seed in 0..100 {
        let mut rng = Rng::new(seed);
        let mut bytes = to_scn(&story(seed)).into_bytes();
        for _ in 0..rng.below(30) {
            let at = rng.below(bytes.len());
            bytes.splice(at..at, [0xff, b' ', b'\n'].into_iter().take(1 + rng.below(3)));
        }
        let of = |bytes: &[u8]| {
            let made = scn_syntax::format::formatting_of_bytes(bytes);
            scn_syntax::format::apply(bytes, &made.edits)
        };
        let once = of(&bytes);
        assert_eq!(of(&once), once, "seed {seed}: the second time changes nothing");
        let odd = |bytes: &[u8]| {
            let lines = bytes.split(|byte| *byte == b'\n').filter(|line| line.contains(&0xff)).map(<[u8]>::to_vec);
            lines.collect::<Vec<_>>()
        };
        assert_eq!(odd(&bytes), odd(&once), "seed {seed}: lines that are not UTF-8 are as they were");
    }
}

#[test]
fn written_ids_are_those_that_were_derived() -> Result<(), String> {
    let mut written = 0;
    let stories = (0..STORIES).map(|seed| {
        let text = to_scn(&story(seed));
        // Without their ids, choices have derived ones.
        let lines = text.lines().map(|line| match (line.trim_start().strip_prefix("Choice "), seed % 2) {
            (Some(rest), 0) => {
                format!("  Choice{}\n", rest.find([' ', ':']).and_then(|at| rest.get(at..)).unwrap_or(rest))
            }
            (Some(_) | None, _) => format!("{line}\n"),
        });
        lines.collect::<String>()
    });
    let texts =
        stories.chain(examples()?.into_iter().map(|(_, text)| text)).chain(everything()?.into_iter().step_by(7));
    for text in texts {
        let edits = scn_compiler::id_edits(&text);
        written += edits.len();
        let with = String::from_utf8_lossy(&apply(text.as_bytes(), &edits)).into_owned();
        // A written id is stable.
        same_meaning_but_for(&[Name::UnstableId], &text, &with).map_err(|why| format!("{why}\n{text}\n---\n{with}"))?;
        if !scn_compiler::id_edits(&with).is_empty() {
            return Err(format!("the second time there is something to write\n{with}"));
        }
    }
    assert!(200 < written, "only {written} ids were written");
    Ok(())
}
