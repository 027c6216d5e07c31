//! Every format, as those see it who rely on it.

mod any;
mod formats;
mod samples;
mod schemas;
