//! `media-outside-pack`.

use scn_source::{FileId, Finding, Name, Place};

use crate::media::{ExternalPath, Mention};

const COPY: &str = "copy the file into the pack's folder, and write its path relative to the folder of this file, with `/` between folders";

/// A path whose syntax alone shows that it leaves the pack.
pub(crate) fn by_form(file: FileId, mention: &Mention<'_>, leaves: ExternalPath) -> Finding {
    let written = mention.file;
    let (message, help) = match leaves {
        ExternalPath::Address => (
            format!("`{written}` is {}, and a media file must be in the pack's folder", kind_of_address(written)),
            "save the file into the pack's folder and name it here; text can link to an address: `[words](https://…)`",
        ),
        ExternalPath::Absolute => {
            (format!("`{written}` starts outside the pack, and a media file must be in the pack's folder"), COPY)
        }
        ExternalPath::Drive => {
            (format!("`{written}` starts with a drive, and a media file must be in the pack's folder"), COPY)
        }
    };
    Finding::at(Name::MediaOutsidePack, file, mention.span, message).with_help(help)
}

/// Returns what an address is called: a web address is one that a browser opens over the network,
/// unlike `file:///…`.
fn kind_of_address(written: &str) -> &'static str {
    let scheme = written.split(':').next().unwrap_or_default();
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if is_web { "a web address" } else { "an address" }
}

/// A path that leads out of the pack's folder: by `..`, or through a symbolic link.
pub(crate) fn by_way(file: FileId, mention: &Mention<'_>, link: Option<&str>) -> Finding {
    let written = mention.file;
    match link {
        None => Finding::at(
            Name::MediaOutsidePack,
            file,
            mention.span,
            format!("`{written}` leads out of the pack's folder"),
        )
        .with_help(format!(
            "{COPY}. A pack's folder is the one with `scn.toml`; without one, it is the folder of the `.scn` file"
        )),
        Some(link) => {
            let message = if link == written {
                format!("`{written}` is a symbolic link that leads out of the pack's folder")
            } else {
                format!("`{written}` leads out of the pack's folder through the symbolic link `{link}`")
            };
            Finding::at(Name::MediaOutsidePack, file, mention.span, message)
                .with_help("replace the link with the file itself")
        }
    }
}

/// Returns the finding for a file of a pack that is a symbolic link to outside of the pack's
/// folder. For the code that reads the files: the target of such a link is never read. `what` is
/// the kind of file, with its article.
#[must_use]
pub fn link_outside_pack(place: Place, what: &str) -> Finding {
    let message = format!("{what} is a symbolic link that leads out of the pack's folder, so it is not read");
    Finding::new(Name::MediaOutsidePack, place, message)
        .with_help("replace the link with the file itself, or name the other pack under `[dependencies]` in `scn.toml`")
}
