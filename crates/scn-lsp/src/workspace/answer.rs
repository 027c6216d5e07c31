//! Refused requests, and the only place where panics are caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, ResponseError};

/// The reason why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i32,
    pub(crate) message: String,
}

impl Refusal {
    /// Creates the refusal of a request that cannot be carried out, for a reason that the author
    /// can change.
    pub(crate) fn request_failed(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::RequestFailed as i32, message: message.into() }
    }

    pub(crate) fn into_error(self) -> ResponseError {
        ResponseError { code: self.code, message: scn_text::escape_lines(&self.message).into_owned(), data: None }
    }
}

/// Runs a function and survives a panic. A panic is a bug in scn, and no reason for authors to lose
/// the state of their editor. Panics are caught only here.
pub(crate) fn catch_panic<T>(what: impl FnOnce() -> T) -> Result<T, Refusal> {
    // At worst, a handler has left the view of a text half done, and the next edit builds it again.
    catch_unwind(AssertUnwindSafe(what)).map_err(|_| Refusal {
        code: ErrorCode::InternalError as i32,
        message: "scn could not handle this request because of a bug in scn; the server keeps running".to_owned(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "the panic is what is tested")]
mod tests {
    use super::catch_panic;

    #[test]
    fn a_panic_is_an_answer() {
        let ended = catch_panic(|| if std::hint::black_box(true) { panic!("made for this test") } else { 1 });
        assert_eq!(ended.unwrap_err().code, -32603);
        assert_eq!(catch_panic(|| 1), Ok(1));
    }
}
