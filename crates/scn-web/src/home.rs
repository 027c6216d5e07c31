//! Where what a learner does is kept.

use crate::files::{CMI5, COMMON, DEVICE, PlayerFile, SCORM_12, SCORM_2004, SERVER, XAPI};

/// Where what a learner does is kept. Nothing else differs between the pages of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// With the learner: nowhere, on this device under a name, or in a file.
    Device,
    /// With the platform that opened a part of the course by cmi5.
    Cmi5,
    /// With the learning record store that a platform named when it opened the course.
    Xapi,
    /// In an LMS that speaks SCORM 1.2.
    Scorm12,
    /// In an LMS that speaks SCORM 2004.
    Scorm2004,
    /// With the server of scn that serves the page.
    Server,
}

impl Home {
    /// All homes.
    pub const ALL: [Self; 6] = [Self::Device, Self::Cmi5, Self::Xapi, Self::Scorm12, Self::Scorm2004, Self::Server];

    /// Returns the files of the player, in the order of the script.
    #[must_use]
    pub fn files(self) -> Vec<PlayerFile> {
        let own: &[PlayerFile] = match self {
            Self::Device => DEVICE,
            Self::Cmi5 => CMI5,
            Self::Xapi => XAPI,
            Self::Scorm12 => SCORM_12,
            Self::Scorm2004 => SCORM_2004,
            Self::Server => SERVER,
        };
        COMMON.iter().chain(own).copied().collect()
    }

    /// Returns the function that creates the home.
    #[must_use]
    pub fn create_function(self) -> &'static str {
        match self {
            Self::Device => "createDeviceHome",
            Self::Cmi5 => "createCmi5Home",
            Self::Xapi => "createXapiHome",
            Self::Scorm12 => "createScorm12Home",
            Self::Scorm2004 => "createScorm2004Home",
            Self::Server => "createServerHome",
        }
    }

    /// Returns the addresses to which the page may send what learners do, as its policy names them;
    /// `None` if it sends nothing.
    #[must_use]
    pub fn connections(self) -> Option<&'static str> {
        match self {
            Self::Cmi5 | Self::Xapi => Some("http: https:"),
            Self::Server => Some("'self'"),
            Self::Device | Self::Scorm12 | Self::Scorm2004 => None,
        }
    }
}
