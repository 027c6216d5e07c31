//! The arguments of `scn translate`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(crate) struct TranslateArgs {
    /// The language, as a tag such as `af` or `pt-BR`. Without one, the languages of the pack are
    /// listed
    #[arg(value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// The folder of a pack. Default: the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// Write the translation in the format of an agency; it can be taken back with `--take`
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<TranslateFormat>,
    /// With `--to`: the file to write. Default, or with `-`: standard output
    #[arg(short, long, value_name = "FILE", requires = "to")]
    pub(crate) output: Option<PathBuf>,
    /// With `--to`: write only these messages
    #[arg(long, value_enum, value_name = "WHICH", value_delimiter = ',', requires = "to")]
    pub(crate) only: Vec<WhichMessages>,
    /// Take back a PO, XLIFF or CSV file from a translator. Translations are added or replaced,
    /// never deleted
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "pseudo"])]
    pub(crate) take: Option<PathBuf>,
    /// Write two translations that show how pages look in another language: `en-XA` has accents
    /// and longer words, `ar-XB` is written from right to left
    #[arg(long, conflicts_with = "to")]
    pub(crate) pseudo: bool,
}

/// The formats in which translations are exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TranslateFormat {
    /// PO, as in the folder `translations`
    Po,
    /// XLIFF 1.2, which most tools of agencies read
    Xliff,
    /// XLIFF 2.0
    Xliff2,
    /// A table for a spreadsheet
    Csv,
}

/// The values of `--only` of `scn translate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichMessages {
    /// Messages without a translation
    Missing,
    /// Messages whose source has changed, or whose translation is marked as doubtful
    Stale,
}
