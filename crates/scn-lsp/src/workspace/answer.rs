//! Answers that are none, and the one place where a panic ends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, ResponseError};

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i32,
    pub(crate) message: String,
}

impl Refusal {
    /// What was asked for cannot be done, for a reason that the author can do something about.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::RequestFailed as i32, message: message.into() }
    }

    pub(crate) fn into_error(self) -> ResponseError {
        ResponseError { code: self.code, message: scn_text::named_lines(&self.message).into_owned(), data: None }
    }
}

/// Does something, and survives if it panics: that is a fault of ours, and no reason for an author
/// to lose what her editor knows. Here and nowhere else.
pub(crate) fn guarded<T>(what: impl FnOnce() -> T) -> Result<T, Refusal> {
    // What a handler has left half done is a view of a text, which the next edit makes anew.
    catch_unwind(AssertUnwindSafe(what)).map_err(|_| Refusal {
        code: ErrorCode::InternalError as i32,
        message: "scn has failed at this; it is a fault in scn, and the server goes on".to_owned(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "the panic is what is tested")]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_an_answer() {
        let ended = guarded(|| if std::hint::black_box(true) { panic!("made for this test") } else { 1 });
        assert_eq!(ended.unwrap_err().code, -32603);
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
