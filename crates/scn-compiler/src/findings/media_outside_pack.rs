//! `media-outside-pack`.

use scn_source::{FileId, Finding, Name, Place};

use crate::media::{ExternalPath, Mention};

const COPY: &str = "copy the file into the folder of the pack, and give its path as seen from the folder of this \
                    `.scn` file, with `/` between folders";

/// A path whose syntax alone shows that it leaves the pack.
pub(crate) fn by_form(file: FileId, mention: &Mention<'_>, leaves: ExternalPath) -> Finding {
    let written = mention.file;
    let (message, help) = match leaves {
        ExternalPath::Address => (
            format!("`{written}` is an address, and a media file has to lie in the folder of the pack"),
            "save the file into the folder of the pack and name it there; text may link to an address: \
             `[words](https://…)`",
        ),
        ExternalPath::Absolute => (
            format!("`{written}` begins outside of the pack, and a media file has to lie in the folder of the pack"),
            COPY,
        ),
        ExternalPath::Drive => {
            (format!("`{written}` begins with a drive, and a media file has to lie in the folder of the pack"), COPY)
        }
    };
    Finding::at(Name::MediaOutsidePack, file, mention.span, message).with_help(help)
}

/// A path that leads out of the pack's folder: by `..`, or through a symbolic link.
pub(crate) fn by_way(file: FileId, mention: &Mention<'_>, link: Option<&str>) -> Finding {
    let written = mention.file;
    match link {
        None => Finding::at(
            Name::MediaOutsidePack,
            file,
            mention.span,
            format!("`{written}` leads out of the folder of the pack"),
        )
        .with_help(format!("{COPY}. The folder of a pack is the one with `scn.toml`; a file without one has its own")),
        Some(link) => {
            let message = if link == written {
                format!("`{written}` is a symbolic link that leads out of the folder of the pack")
            } else {
                format!("`{written}` leads out of the folder of the pack, by the symbolic link `{link}`")
            };
            Finding::at(Name::MediaOutsidePack, file, mention.span, message)
                .with_help("put the file itself in the place of the link")
        }
    }
}

/// Returns the finding for a file of a pack that is a symbolic link to outside of the pack's
/// folder. For the code that reads the files: the target of such a link is never read. `what` is
/// the kind of file, with its article.
#[must_use]
pub fn link_outside_pack(place: Place, what: &str) -> Finding {
    let message = format!("{what} is a symbolic link that leads out of the folder of the pack, so it is not read");
    Finding::new(Name::MediaOutsidePack, place, message).with_help(
        "put the file itself in the place of the link, or name the other pack under `[dependencies]` in `scn.toml`",
    )
}
