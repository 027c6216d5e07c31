//! Writes a completion to files as a certificate.

use std::path::{Path, PathBuf};

use scn_certificate::{Certificate, Completion, Logo};

use crate::args::{CertificateArgs, CertificateFormat};
use crate::commands::key;
use crate::failure::Failure;
use crate::save::save_output;
use crate::screen::print;

/// Certifies a completion, writes the requested files and prints their names. The key is read
/// before anything is written.
///
/// # Errors
///
/// If the key cannot be used or a file cannot be written.
pub(crate) fn issue_certificate(
    completion: &Completion,
    logo: Option<&Logo>,
    args: &CertificateArgs,
) -> Result<u8, Failure> {
    let key = key::load_key(args.key.as_deref())?;
    let certificate = scn_certificate::issue_certificate(completion, logo, &key)
        .map_err(|error| Failure::new(format!("the certificate cannot be written: {error}")))?;
    let mut written_list = String::new();
    for (path, text) in output_files(&certificate, completion, args)? {
        save_output(&path, &text)?;
        written_list.push_str(&format!("wrote {}\n", scn_text::escape_line(&path.display().to_string())));
    }
    print(&written_list)?;
    Ok(0)
}

/// Returns the files to write and their texts. In a folder, files are named after the pack, since a
/// learner's name should not appear in file names.
fn output_files(
    made: &Certificate,
    completion: &Completion,
    args: &CertificateArgs,
) -> Result<Vec<(PathBuf, String)>, Failure> {
    let text_of = |format| match format {
        CertificateFormat::Html => (made.page.clone(), "html"),
        CertificateFormat::Svg => (made.picture.clone(), "svg"),
        CertificateFormat::Badge => (format!("{}\n", made.credential), "jwt"),
    };
    let output = args.output.as_deref().unwrap_or(Path::new("."));
    let default_path = |format| {
        let (text, ending) = text_of(format);
        let name = format!("certificate-{}.{ending}", completion.pack);
        (if args.output.is_some() { output.join(name) } else { PathBuf::from(name) }, text)
    };
    match args.to {
        Some(format) if output.is_dir() => Ok(vec![default_path(format)]),
        Some(format) => Ok(vec![(output.to_owned(), text_of(format).0)]),
        None if output.is_dir() => {
            Ok([CertificateFormat::Html, CertificateFormat::Svg, CertificateFormat::Badge].map(default_path).into())
        }
        None => {
            Err(Failure::new(format!("`{}` is not a folder, and there are three files to write", output.display()))
                .with_help("create the folder first, or use `--to` to write only one of them"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;
    use scn_certificate::{Key, verify_certificate};

    use super::super::sample_completion;
    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: CertificateArgs,
    }

    #[test]
    fn what_is_asked_for_is_written_and_reads_back() {
        let here = tempfile::tempdir().expect("there is room for a folder");
        let key = here.path().join("key.pem");
        let mut file = tempfile::NamedTempFile::new_in(here.path()).expect("a file can be made");
        let pem = Key::from_secret(&[7; 32]).to_pem().expect("it can be written");
        std::io::Write::write_all(&mut file, pem.as_ref().as_bytes()).expect("it can be written to");
        file.persist(&key).expect("it can be named");
        let issue = |words: &[&str]| {
            let start = ["scn", "--learner", "Thandi", "--issuer", "Us", "--key", key.to_str().expect("a path")];
            let args = Line::try_parse_from(start.iter().chain(words)).expect("the line is right").args;
            super::issue_certificate(&sample_completion(), None, &args)
        };
        let folder = here.path().to_str().expect("a path");
        assert_eq!(issue(&["-o", folder]).ok(), Some(0));
        for ending in ["html", "svg", "jwt"] {
            let bytes = fs::read(here.path().join(format!("certificate-privacy.{ending}"))).expect("it was written");
            assert_eq!(verify_certificate(&bytes).map(|read| read.completion), Ok(sample_completion()));
        }
        let one = here.path().join("mine");
        let one = one.to_str().expect("a path");
        assert!(issue(&["-o", one]).is_err(), "three into one file");
        assert_eq!(issue(&["-o", one, "--to", "svg"]).ok(), Some(0));
        assert!(fs::read_to_string(one).expect("it was written").starts_with("<svg"));
    }
}
