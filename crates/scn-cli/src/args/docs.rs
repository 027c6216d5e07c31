//! The options of `scn docs`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct DocsArgs {
    /// The page to open: a command such as `check`, a finding such as `dead-end`, or a page such as
    /// `guide`. Default: the first page
    #[arg(value_name = "PAGE")]
    pub(crate) page: Option<String>,
    /// Print the path of the page, and do not open it
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Write the manual to this folder, as files for any web server, and do not open it
    #[arg(short, long, value_name = "FOLDER", conflicts_with_all = ["page", "no_open"])]
    pub(crate) output: Option<PathBuf>,
}
