//! `scn mcp`: tools for assistants, over the Model Context Protocol on standard input and output.
//!
//! Input: lines of JSON-RPC. Output: their answers, and nothing else on standard output. The
//! protocol is that of `rmcp`. `wire` reads and writes its lines, `server` answers requests,
//! `tools` and `schemas` describe the tools, and `calls` runs them.
//!
//! A tool runs `scn` itself, as an author would in a terminal, in the folder that is served. So a
//! tool and a command cannot differ, a cancelled request ends its proof, and no fault in a pack can
//! end the session. `folder` decides which paths a request may name: none outside the folder.

mod arguments;
mod calls;
mod child;
mod folder;
mod play;
mod resources;
mod schemas;
mod server;
mod tools;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rmcp::serve_server;
use rmcp::service::ServerInitializeError;

use self::folder::Folder;
use self::server::Server;
use self::wire::Wire;
use crate::args::McpArgs;
use crate::failure::{Failure, plain_reason};
use crate::screen::print_note;

/// How often it is checked whether the process is asked to end.
const LOOK: Duration = Duration::from_millis(100);

/// Serves an assistant until its input ends. Returns 1 if it did not start a session in the way of
/// the protocol.
pub(crate) fn run(args: &McpArgs) -> Result<u8, Failure> {
    let server = Server::new(Folder::open(args.folder.as_deref())?, args.write)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the server cannot be started: {}", plain_reason(&error))))?;
    let interrupted = Arc::new(AtomicBool::new(false));
    watch_signals(&interrupted);
    // When the runtime is dropped, so are the commands that still run, and that ends them.
    runtime.block_on(async {
        tokio::select! {
            served = serve(server) => Ok(u8::from(!served)),
            () = wait_for(&interrupted) => Ok(0),
        }
    })
}

/// Serves a session. Returns whether it was one by the protocol.
async fn serve(server: Server) -> bool {
    match serve_server(server, Wire::open()).await {
        Ok(running) => running.waiting().await.is_ok(),
        // An assistant that goes away before it asks anything needs no answer.
        Err(ServerInitializeError::ConnectionClosed(_)) => true,
        Err(error) => {
            print_note(&format!("error: the session was not started: {error}"));
            false
        }
    }
}

/// Sets a flag when the system asks the process to end, as an assistant does that leaves.
fn watch_signals(interrupted: &Arc<AtomicBool>) {
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        // Without a handler, the process ends at once, and a proof may outlive it.
        let _ = signal_hook::flag::register(signal, Arc::clone(interrupted));
    }
    #[cfg(not(unix))]
    let _ = interrupted;
}

async fn wait_for(flag: &AtomicBool) {
    while !flag.load(Ordering::SeqCst) {
        tokio::time::sleep(LOOK).await;
    }
}
