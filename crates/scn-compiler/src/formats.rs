//! The formats in which a pack can be delivered to learners, and what each of them can take.

/// A format in which a pack is delivered to learners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryFormat {
    /// One page.
    Html,
    /// A folder with a page for each part.
    Site,
    /// A package of SCORM 1.2.
    Scorm12,
    /// A package of SCORM 2004, third or fourth edition.
    Scorm2004,
    /// A package of cmi5.
    Cmi5,
    /// A package for a Tin Can launch.
    Xapi,
}

/// How many characters of what a learner writes an LMS takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenLimit {
    /// Of one answer.
    pub each: u32,
    /// Of all answers in one visit; `None` if there is no limit.
    pub all: Option<u32>,
}

impl DeliveryFormat {
    /// All formats.
    pub const ALL: [Self; 6] = [Self::Html, Self::Site, Self::Scorm12, Self::Scorm2004, Self::Cmi5, Self::Xapi];

    /// The most decisions and answers of a learner that a page reports to an LMS one by one.
    pub const MOST_REPORTED: u64 = 60;

    /// The most characters of a title in a package.
    pub const LONGEST_TITLE: usize = 200;

    /// How many characters of the state of a learner are needed besides the steps of a run: the
    /// head, and what is known about the run.
    const BESIDES_STEPS: u64 = 64;

    /// How many characters a decision takes: three letters, and one if the clock made it.
    const A_DECISION: u64 = 4;

    /// Returns the name of the format, as it is written on the command line.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(scn_compiler::DeliveryFormat::Scorm12.as_str(), "scorm12");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Site => "site",
            Self::Scorm12 => "scorm12",
            Self::Scorm2004 => "scorm2004",
            Self::Cmi5 => "cmi5",
            Self::Xapi => "xapi",
        }
    }

    /// Returns the format with a name.
    #[must_use]
    pub fn from_exact_str(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Returns the name of the standard, for messages.
    pub(crate) fn standard(self) -> &'static str {
        match self {
            Self::Html | Self::Site => "a page",
            Self::Scorm12 => "SCORM 1.2",
            Self::Scorm2004 => "SCORM 2004",
            Self::Cmi5 => "cmi5",
            Self::Xapi => "xAPI",
        }
    }

    /// Returns the most characters of the state of a learner that every LMS keeps; `None` if there
    /// is no limit that a run could reach.
    #[must_use]
    pub fn state_limit(self) -> Option<u32> {
        match self {
            Self::Scorm12 => Some(4_096),
            Self::Scorm2004 => Some(16_000),
            Self::Html | Self::Site | Self::Cmi5 | Self::Xapi => None,
        }
    }

    /// Returns the most decisions of a run of which every LMS keeps the record.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_compiler::DeliveryFormat;
    ///
    /// assert_eq!(DeliveryFormat::Scorm12.most_decisions(), Some(1_008));
    /// assert_eq!(DeliveryFormat::Html.most_decisions(), None);
    /// ```
    #[must_use]
    pub fn most_decisions(self) -> Option<u64> {
        let limit = u64::from(self.state_limit()?);
        Some(limit.saturating_sub(Self::BESIDES_STEPS) / Self::A_DECISION)
    }

    /// Returns how much of what a learner writes is reported; `None` if all of it is.
    #[must_use]
    pub fn written_limit(self) -> Option<WrittenLimit> {
        match self {
            Self::Scorm12 => Some(WrittenLimit { each: 1_000, all: Some(4_000) }),
            Self::Scorm2004 => Some(WrittenLimit { each: 4_000, all: None }),
            Self::Html | Self::Site | Self::Cmi5 | Self::Xapi => None,
        }
    }

    /// Returns whether it is a package of SCORM, in either version.
    pub(crate) fn is_scorm(self) -> bool {
        matches!(self, Self::Scorm12 | Self::Scorm2004)
    }

    /// Returns whether a platform counts when the course is completed.
    pub(crate) fn reports_completion(self) -> bool {
        !matches!(self, Self::Html | Self::Site)
    }

    /// Returns whether the titles of parts and principles are written into the package.
    pub(crate) fn lists_parts(self) -> bool {
        matches!(self, Self::Cmi5 | Self::Xapi)
    }

    /// Returns whether pages show media files with the extension of this one. Learners read the
    /// text alternative of all others.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_compiler::DeliveryFormat;
    ///
    /// assert!(DeliveryFormat::is_shown("desk/Phone.PNG"));
    /// assert!(!DeliveryFormat::is_shown("desk/phone.mov"));
    /// ```
    #[must_use]
    pub fn is_shown(file: &str) -> bool {
        const SHOWN: [&str; 20] = [
            "png", "apng", "jpg", "jpeg", "jfif", "bmp", "gif", "webp", "avif", "svg", "mp3", "aac", "ogg", "oga",
            "opus", "m4a", "wav", "flac", "mp4", "webm",
        ];
        let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        extension.is_some_and(|it| SHOWN.contains(&it.as_str()))
    }
}
