//! Every format, as those see it who rely on it.

mod samples;
mod look;
