//! Runs the formatter on every example, every document, random stories and randomly damaged texts:
//! the result is in the standard style, has the same meaning, and contains every word. The same
//! holds for the ids written by `scn ids`.

#[path = "format/judge.rs"]
mod judge;
#[path = "format/scramble.rs"]
mod scramble;

use judge::{all_of, check_text_formatting, judge_range, same_meaning_but_for};
use scn_source::Name;
use scn_syntax::format::{apply_edits, format};
use scn_tests::markdown;
use scn_tests::random::{Rng, random_story, to_scn};
use scramble::{damage_text, scramble_text};

/// The number of random stories that are scrambled.
const STORIES: u64 = 60;

/// The number of texts that are damaged.
const DAMAGED: u64 = 400;

/// Returns the blocks of the documents in a folder, and for every fourth of them its pack in the
/// frame.
fn document_blocks(folder: &str) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    for file in markdown::list_files(folder, ".md")? {
        let path = format!("{folder}/{file}");
        let blocks = markdown::read(&path)?;
        texts.extend(blocks.into_iter().filter(|block| block.language == "scn").map(|block| block.text));
        let packs = scn_tests::harness::packs_of_document(&path)?;
        let files = packs.into_iter().step_by(4).flat_map(|(_, pack)| pack.files);
        texts.extend(files.filter(|(path, _)| path.ends_with(".scn")).map(|(_, text)| text));
    }
    texts.sort();
    texts.dedup();
    Ok(texts)
}

/// Returns the project's example scenarios with their paths.
fn example_files() -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for folder in
        ["examples/first-steps", "examples/customer-privacy", "examples/nachtdienst", "crates/scn-cli/template"]
    {
        for file in markdown::list_files(folder, ".scn")? {
            let path = markdown::project_root().join(folder).join(&file);
            let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            texts.push((path.display().to_string(), text));
        }
    }
    Ok(texts)
}

fn all_texts() -> Result<Vec<String>, String> {
    let mut texts = document_blocks("tests/language")?;
    texts.extend(document_blocks("tests/findings")?);
    texts.extend(document_blocks("grammar")?);
    texts.extend(example_files()?.into_iter().map(|(_, text)| text));
    Ok(texts)
}

#[test]
fn the_examples_are_in_the_style() -> Result<(), String> {
    for (path, text) in example_files()? {
        if let Some(line) = text.lines().zip(format(&text).lines()).position(|(is, should)| is != should) {
            return Err(format!("{path}:{}: not in the standard style", line + 1));
        }
        assert_eq!(format(&text), text, "{path} is in the style");
    }
    Ok(())
}

#[test]
fn check_documents() -> Result<(), String> {
    let texts = all_texts()?;
    assert!(700 < texts.len(), "there are only {} texts", texts.len());
    for (at, text) in texts.iter().enumerate() {
        check_text_formatting(text)?;
        if at % 5 == 0 {
            check_text_formatting(&text.replace('\n', "\r\n"))?;
        }
    }
    Ok(())
}

#[test]
fn prefixes_of_the_examples() -> Result<(), String> {
    let mut rng = Rng::new(3);
    for (_, text) in example_files()? {
        for line in text.match_indices('\n').map(|(at, _)| at + 1) {
            if rng.with_percent(6) {
                check_text_formatting(text.get(..line).unwrap_or_default())?;
            }
            let middle = line + rng.number_below(30);
            if rng.with_percent(4) && text.is_char_boundary(middle) {
                check_text_formatting(text.get(..middle).unwrap_or_default())?;
            }
        }
    }
    Ok(())
}

#[test]
fn disorder_is_undone() -> Result<(), String> {
    for seed in 0..STORIES {
        let text = to_scn(&random_story(seed));
        let right = format(&text);
        check_text_formatting(&text)?;
        let mut rng = Rng::new(seed);
        let disorder = scramble_text(&right, &mut rng);
        check_text_formatting(&disorder).map_err(|why| format!("seed {seed}: {why}"))?;
        let reformatted = format(&disorder);
        if reformatted != right {
            let differing_line =
                reformatted.lines().zip(right.lines()).position(|(is, should)| is != should).unwrap_or_default();
            let lines_around =
                |text: &str| text.lines().skip(differing_line.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
            return Err(format!(
                "seed {seed}, line {differing_line}: disorder stays\n{}\n--- and should be\n{}\n---\n{disorder}",
                lines_around(&reformatted),
                lines_around(&right)
            ));
        }
    }
    Ok(())
}

#[test]
fn damaged_texts() -> Result<(), String> {
    let texts = all_texts()?;
    for seed in 0..DAMAGED {
        let mut rng = Rng::new(seed);
        let text = rng.pick_one(&texts).cloned().unwrap_or_default();
        check_text_formatting(&damage_text(&text, &mut rng)).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn any_part_of_it_alone() -> Result<(), String> {
    let texts = all_texts()?;
    for seed in 0..DAMAGED {
        let mut rng = Rng::new(seed);
        let text = rng.pick_one(&texts).cloned().unwrap_or_default();
        let text = if rng.with_percent(50) { scramble_text(&text, &mut rng) } else { damage_text(&text, &mut rng) };
        all_of(&text)?;
        judge_range(&text, &mut rng).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    Ok(())
}

#[test]
fn any_bytes() {
    for seed in 0..100 {
        let mut rng = Rng::new(seed);
        let mut bytes = to_scn(&random_story(seed)).into_bytes();
        for _ in 0..rng.number_below(30) {
            let insert_index = rng.number_below(bytes.len());
            bytes.splice(insert_index..insert_index, [0xff, b' ', b'\n'].into_iter().take(1 + rng.number_below(3)));
        }
        let format_bytes = |bytes: &[u8]| {
            let formatting = scn_syntax::format::format_bytes(bytes);
            scn_syntax::format::apply_edits(bytes, &formatting.edits)
        };
        let formatted = format_bytes(&bytes);
        assert_eq!(format_bytes(&formatted), formatted, "seed {seed}: the second time changes nothing");
        let odd_lines = |bytes: &[u8]| {
            let lines = bytes.split(|byte| *byte == b'\n').filter(|line| line.contains(&0xff)).map(<[u8]>::to_vec);
            lines.collect::<Vec<_>>()
        };
        assert_eq!(odd_lines(&bytes), odd_lines(&formatted), "seed {seed}: lines that are not UTF-8 are as they were");
    }
}

#[test]
fn written_ids_are_those_that_were_derived() -> Result<(), String> {
    let mut written = 0;
    let stories = (0..STORIES).map(|seed| {
        let text = to_scn(&random_story(seed));
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
        stories.chain(example_files()?.into_iter().map(|(_, text)| text)).chain(all_texts()?.into_iter().step_by(7));
    for text in texts {
        let edits = scn_compiler::id_edits(&text);
        written += edits.len();
        let with_ids = String::from_utf8_lossy(&apply_edits(text.as_bytes(), &edits)).into_owned();
        // A written id is stable.
        same_meaning_but_for(&[Name::UnstableId], &text, &with_ids)
            .map_err(|why| format!("{why}\n{text}\n---\n{with_ids}"))?;
        if !scn_compiler::id_edits(&with_ids).is_empty() {
            return Err(format!("the second time there is something to write\n{with_ids}"));
        }
    }
    assert!(200 < written, "only {written} ids were written");
    Ok(())
}
