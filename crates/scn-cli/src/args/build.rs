//! The command line of `scn build` and `scn verify`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use scn_compiler::DeliveryFormat;

#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct BuildArgs {
    /// A file or the folder of a pack; `-` reads standard input. Default: the pack that contains
    /// the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: BuildFormat,
    /// The file to write, or the folder for `site`; default, or with `-`: standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The language to build the pack in, such as `af`: a translation in its folder `translations`,
    /// or `en-XA` and `ar-XB` to try how pages look in another language. `all` builds every
    /// language, each into a file or folder named after it; the output must contain `{language}`
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// With `html`: the most media to put into the page itself, such as `500KB` or `0`; if there is
    /// more, all of it is written beside the page, and the output is a folder
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "2MiB")]
    pub(crate) inline: u64,
    /// With `cmi5` and `xapi`: the base URL of activities. Keep it from version to version: it is
    /// part of what identifies the course
    #[arg(long, value_name = "URL", default_value = "https://scn.invalid")]
    pub(crate) base: String,
    /// With `storyboard`: mark what has changed since an earlier storyboard, story or pack, or since
    /// a revision in Git
    #[arg(long, value_name = "VERSION_OR_FILE")]
    pub(crate) since: Option<PathBuf>,
    /// With `scorm2004`: the edition of the standard. Default: the fourth
    #[arg(long, value_enum, value_name = "N")]
    pub(crate) edition: Option<Edition>,
}

/// The editions of SCORM 2004.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Edition {
    /// The third edition
    #[value(name = "3")]
    Third,
    /// The fourth edition
    #[value(name = "4")]
    Fourth,
}

/// The formats that a pack can be converted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BuildFormat {
    /// The story as JSON, complete enough for a player in any other language
    Json,
    /// The JSON Schema of the story format; needs no pack
    Schema,
    /// One page that plays the whole pack in a browser, without a server
    Html,
    /// A folder with a page for each part, for any web host; works without a server too
    Site,
    /// A package for a learning platform with cmi5: a zip file, with a unit for each part
    Cmi5,
    /// A package for a platform with a learning record store (xAPI, Tin Can): a zip file
    Xapi,
    /// A package for an LMS: SCORM 1.2, which every LMS accepts
    #[value(name = "scorm12")]
    Scorm12,
    /// A package for an LMS: SCORM 2004, which keeps more of each learner
    #[value(name = "scorm2004")]
    Scorm2004,
    /// A document for reviewers: a page to print, or with `-o FILE.docx` for Word
    Storyboard,
}

impl BuildFormat {
    /// Returns the format in which learners get the pack; `None` for one that is not for them.
    pub(crate) fn delivery(self) -> Option<DeliveryFormat> {
        match self {
            Self::Html => Some(DeliveryFormat::Html),
            Self::Site => Some(DeliveryFormat::Site),
            Self::Cmi5 => Some(DeliveryFormat::Cmi5),
            Self::Xapi => Some(DeliveryFormat::Xapi),
            Self::Scorm12 => Some(DeliveryFormat::Scorm12),
            Self::Scorm2004 => Some(DeliveryFormat::Scorm2004),
            Self::Json | Self::Schema | Self::Storyboard => None,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyFileArgs {
    /// A page or a package that `scn build` wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Parses a size in bytes: a number, alone or with `B`, `KB`, `MB`, `KiB` or `MiB`.
fn parse_size(text: &str) -> Result<u64, String> {
    let units = [("kib", 1 << 10), ("mib", 1 << 20), ("kb", 1_000), ("mb", 1_000_000), ("b", 1)];
    let lower = text.trim().to_ascii_lowercase();
    let unit = units.iter().find_map(|(unit, size)| Some((lower.strip_suffix(unit)?, *size)));
    let (number, size) = unit.unwrap_or((&lower, 1));
    let parsed: Option<u64> = number.trim().parse().ok();
    parsed
        .and_then(|number| number.checked_mul(size))
        .ok_or_else(|| "give a number of bytes, such as `500KB` or `2MiB`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_are_read_with_and_without_a_unit() {
        for (text, size) in [
            ("0", 0),
            ("12", 12),
            ("7b", 7),
            ("500KB", 500_000),
            ("2MiB", 2 << 20),
            ("1 kib", 1024),
            ("3mb", 3_000_000),
        ] {
            assert_eq!(parse_size(text), Ok(size), "{text}");
        }
        for text in ["", "two", "-1", "1.5MB", "KB", "99999999999999999MB", "1TB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
