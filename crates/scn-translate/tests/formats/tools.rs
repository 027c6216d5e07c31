//! Files that other tools have read and written.
//!
//! Tools are looked for where `.ci/extras` puts them: translate-toolkit in `target/po`. The npm
//! package `xliff`, and the schemas of XLIFF (`xliff-core-1.2-transitional.xsd`,
//! `xliff-core-2.0.xsd`, `xml.xsd`), are looked for in `target/xliff`. A test without its tool says
//! `SKIPPED`.

use std::path::{Path, PathBuf};
use std::process::Command;

use scn_translate::po::PoFile;
use scn_translate::returned::{Returned, read};
use scn_translate::xliff;

use crate::common::{CATALOGUE, FORMATS, bare, catalogue, expected, write};

#[expect(clippy::disallowed_methods, reason = "a test finds the tools that CI installs")]
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from)
}

#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn skip(tool: &str, reason: &str) {
    eprintln!("SKIPPED: {tool} is not tested here: {reason}");
}

/// Writes a file in each version of XLIFF or as a table, runs a program in its folder, and returns
/// the file `returned`; `None`, loudly, where the program is missing.
#[expect(clippy::disallowed_methods, reason = "other tools read and write files")]
fn return_file(program: &Path, arguments: &[&str], text: &str, returned: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sent"), text).unwrap();
    std::fs::write(folder.path().join("sent.csv"), text).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .env("NODE_PATH", target().join("xliff/node_modules"))
        .env("PYTHONIOENCODING", "utf-8")
        .current_dir(folder.path())
        .output();
    let name = program.display().to_string();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            skip(&name, &error.to_string());
            return None;
        }
    };
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_missing = ["Cannot find module 'xliff'", "source file could not be loaded"];
    if is_missing.iter().any(|words| complaint.contains(words)) {
        skip(&name, &complaint);
        return None;
    }
    assert!(output.status.success(), "{name}: {complaint}");
    Some(std::fs::read(folder.path().join(returned)).unwrap())
}

/// What a translator does in these tests: two translations, one of them of a doubtful message.
fn expected_after_work() -> Vec<Returned> {
    let mut messages = expected(&catalogue());
    for message in &mut messages {
        if message.source == "Hang up." {
            message.target = "Sit neer.".to_owned();
        }
        if message.source.starts_with("Calm") {
            message.target = "Kalmeer **haar** & vra vir <naam>.".to_owned();
            message.doubtful = false;
        }
    }
    messages
}

#[test]
fn schemas_accept_what_is_written() {
    let folder = target().join("xliff");
    for (format, name) in [("1.2", "xliff-core-1.2-transitional.xsd"), ("2.0", "xliff-core-2.0.xsd")] {
        for file in [catalogue(), PoFile::parse(CATALOGUE.replace("#~ ", "").as_bytes()).unwrap()] {
            check_with_schema(&folder, name, &write(format, &file).unwrap());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "another tool reads files")]
fn check_with_schema(folder: &Path, name: &str, text: &str) {
    let (Ok(schema), Ok(xml)) =
        (std::fs::read_to_string(folder.join(name)), std::fs::read_to_string(folder.join("xml.xsd")))
    else {
        return skip(name, "the schema is not in target/xliff");
    };
    // The schema of XML itself is beside it, whatever address it has.
    let local = |line: &str| match line.split_once("schemaLocation=\"") {
        Some((before, rest)) if rest.contains("xml.xsd\"") => {
            format!("{before}schemaLocation=\"xml.xsd\"{}", rest.split_once('"').unwrap().1)
        }
        _ => line.to_owned(),
    };
    let schema: Vec<String> = schema.lines().map(local).collect();
    let own = tempfile::tempdir().unwrap();
    for (name, text) in [("xliff.xsd", schema.join("\n").as_str()), ("xml.xsd", &xml), ("sent", text)] {
        std::fs::write(own.path().join(name), text).unwrap();
    }
    let arguments = ["--nonet", "--noout", "--schema", "xliff.xsd", "sent"];
    match Command::new("xmllint").args(arguments).current_dir(own.path()).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => skip("xmllint", &error.to_string()),
    }
}

#[test]
fn translate_toolkit_translates_and_returns_the_rest_as_it_was() {
    let python = target().join("po/bin/python");
    let script = r"
import sys
from translate.storage import xliff, xliff2

store = (xliff.xlifffile if sys.argv[1] == '1.2' else xliff2.Xliff2File).parsefile('sent')
for unit in store.units:
    if unit.source == 'Hang up.':
        unit.target = 'Sit neer.'
        unit.markfuzzy(False)
    if unit.source.startswith('Calm'):
        unit.target = 'Kalmeer **haar** & vra vir <naam>.'
        unit.markfuzzy(False)
store.savefile('returned')
";
    for format in ["1.2", "2.0"] {
        let text = write(format, &catalogue()).unwrap();
        let Some(returned) = return_file(&python, &["-c", script, format], &text, "returned") else { continue };
        let file = read(&returned).unwrap();
        assert_eq!(file.refused, []);
        assert_eq!(bare(&file.messages), expected_after_work(), "{format}");
    }
}

#[test]
fn the_xliff_of_npm_translates_and_returns_the_words_of_the_rest() {
    let script = r"
const fs = require('fs');
const { xliff12ToJs, jsToXliff12, xliff2js, js2xliff } = require('xliff');

(async () => {
  const [read, write] = process.argv[1] === '1.2' ? [xliff12ToJs, jsToXliff12] : [xliff2js, js2xliff];
  const file = await read(fs.readFileSync('sent', 'utf8'));
  for (const units of Object.values(file.resources)) {
    for (const unit of Object.values(units)) {
      if (unit.source === 'Hang up.') unit.target = 'Sit neer.';
      if (unit.source.startsWith('Calm')) unit.target = 'Kalmeer **haar** & vra vir <naam>.';
    }
  }
  fs.writeFileSync('returned', await write(file));
})();
";
    for format in ["1.2", "2.0"] {
        let text = write(format, &catalogue()).unwrap();
        let returned = return_file(Path::new("node"), &["-e", script, format], &text, "returned");
        let Some(returned) = returned else { continue };
        let file = read(&returned).unwrap();
        assert_eq!(file.refused, []);
        // It drops states, so that nothing is doubtful.
        assert_eq!(bare(&file.messages), expected_after_work(), "{format}");
    }
}

#[test]
fn what_omegat_returned_is_read() {
    // OmegaT 3.6 takes targets for what is to translate, so that the source was copied into the
    // target of the only new unit first. It leaves the state `new`.
    let file = read(include_bytes!("files/omegat.xlf")).unwrap();
    let mut messages = expected(&catalogue());
    messages[2].target = "Sit neer.".to_owned();
    assert_eq!((file.refused.as_slice(), bare(&file.messages)), (&[][..], messages));
}

#[test]
fn python_returns_the_same_tables() {
    let script = r"
import csv
import sys

rows = list(csv.reader(open('sent', encoding='utf-8-sig', newline='')))
quoting = csv.QUOTE_ALL if sys.argv[2] == 'all' else csv.QUOTE_MINIMAL
out = open('returned', 'w', encoding='utf-8', newline='')
csv.writer(out, delimiter=sys.argv[1].replace('tab', '\t'), quoting=quoting).writerows(rows)
";
    let text = write("csv", &catalogue()).unwrap();
    for (separator, quoting) in [(",", "all"), (";", "minimal"), ("tab", "minimal")] {
        let arguments = ["-c", script, separator, quoting];
        let Some(returned) = return_file(Path::new("python3"), &arguments, &text, "returned") else { continue };
        assert_eq!(bare(&read(&returned).unwrap().messages), expected(&catalogue()), "{separator}");
    }
}

#[test]
fn libreoffice_returns_the_same_table() {
    let risky = [
        "=1+1",
        "+1",
        "-x",
        "@a",
        "007",
        "1e5",
        "1.50",
        "TRUE",
        "'=1",
        "'n Man",
        "1/2/2024",
        "two\nlines",
        "\"quoted\"",
    ];
    let messages = risky.map(|text| {
        let quoted = text.replace('"', "\\\"").replace('\n', "\\n");
        format!("msgctxt \"c\"\nmsgid \"{quoted}\"\nmsgstr \"{quoted}\"\n\n")
    });
    let file = PoFile::parse(format!("{CATALOGUE}\n{}", messages.concat()).as_bytes()).unwrap();
    let profile = tempfile::tempdir().unwrap();
    let profile = format!("-env:UserInstallation=file://{}", profile.path().display());
    let arguments = [profile.as_str(), "--headless", "--convert-to", "csv", "--outdir", "out", "sent.csv"];
    let text = write("csv", &file).unwrap();
    let Some(returned) = return_file(Path::new("soffice"), &arguments, &text, "out/sent.csv") else { return };
    assert_eq!(bare(&read(&returned).unwrap().messages), expected(&file));
}

#[test]
fn files_of_all_versions_have_the_same_ids() {
    let ids: Vec<String> = xliff::unit_ids(&catalogue()).into_iter().map(|it| it.0).collect();
    for format in FORMATS.iter().filter(|format| **format != "csv") {
        let file = read(write(format, &catalogue()).unwrap().as_bytes()).unwrap();
        assert_eq!(file.messages.into_iter().filter_map(|it| it.id).collect::<Vec<_>>(), ids);
    }
}
