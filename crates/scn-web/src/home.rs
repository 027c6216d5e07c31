//! Where what a learner does is kept.

use crate::files::{COMMON, DEVICE, PlayerFile};

/// Where what a learner does is kept. Nothing else differs between the pages of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// With the learner: nowhere, on this device under a name, or in a file.
    Device,
}

impl Home {
    /// Returns the files of the player, in the order of the script.
    #[must_use]
    pub fn files(self) -> Vec<PlayerFile> {
        let own: &[PlayerFile] = match self {
            Self::Device => DEVICE,
        };
        COMMON.iter().chain(own).copied().collect()
    }

    /// Returns the function that creates the home.
    #[must_use]
    pub fn create_function(self) -> &'static str {
        match self {
            Self::Device => "createDeviceHome",
        }
    }

    /// Returns whether the page sends what learners do to another address, so that its policy has
    /// to allow requests.
    #[must_use]
    pub fn connects(self) -> bool {
        match self {
            Self::Device => false,
        }
    }
}
