//! `scn serve`.

use std::collections::BTreeMap;
#[cfg(unix)]
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::{env, io};

use scn_compiler::pack_name;
use scn_server::{
    AccountError, Certificates, Claim, Course, Lrs, OpenId, RecoveryCode, Server, Settings, StartError, add_account,
    import_accounts, reset_account, set_account_role,
};
use scn_web::{media_files, media_type};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::certificate::load_logo;
use super::key::{default_key_path, load_key};
use super::{CheckMode, check_pack, show_on_stderr};
use crate::args::{Color, LogFormat, OpenIdClaim, ServeArgs, ServeCommand, ServeCommands, ServerDatabase, UserCommand};
use crate::failure::{Failure, plain_reason};
use crate::home::data_folder;
use crate::load::{load_packs, read};
use crate::media::read_media;
use crate::progress::{STATUS_INTERRUPTED, on_interrupt};
use crate::recording::store_failure;
use crate::screen::{print, print_note};

/// The name of the file of a server in the user's data folder.
const FILE: &str = "server.db";

/// Serves courses until Ctrl-C, then returns 130, or until SIGTERM, then returns 0; or changes
/// accounts.
///
/// # Errors
///
/// If the packs or the database cannot be read, or the address cannot be used.
pub(crate) fn run(command: &ServeCommands, color: Color) -> Result<u8, Failure> {
    match &command.command {
        Some(ServeCommand::User(user)) => change_accounts(&user.command),
        None => serve(&command.serve, color),
    }
}

fn serve(args: &ServeArgs, color: Color) -> Result<u8, Failure> {
    let Some(courses) = load_courses(args, color)? else { return Ok(1) };
    let database = database_place(&args.database)?;
    let listener = TcpListener::bind(&args.listen).map_err(|error| no_address(&args.listen, &error))?;
    let paths: Vec<String> = courses.iter().map(|course| format!("/c/{}/", course.path())).collect();
    let settings = Settings {
        courses,
        database: database.to_string_lossy().into_owned(),
        listener,
        base_url: args.base_url.clone(),
        sign_up: !args.no_sign_up,
        certificates: load_certificates(args)?,
        behind_proxy: args.behind_proxy,
        openid: open_id(args),
        lrs: args.lrs.clone().map(|url| Lrs { url, credentials: secret("SCN_LRS_CREDENTIALS") }),
    };
    start_log(args.log);
    let (send, stopped) = mpsc::channel();
    // Sending fails only when the command is ending.
    let interrupted = send.clone();
    on_interrupt(move || {
        let _ = interrupted.send(STATUS_INTERRUPTED);
    });
    on_termination(move || {
        let _ = send.send(0);
    });
    let server = Server::start(settings).map_err(|error| match error {
        StartError::Store(error) => store_failure(&database, &error),
        StartError::Provider(_) | StartError::Lrs(_) => Failure::new(error.to_string()),
        StartError::System(error) => Failure::new(format!("the server cannot be started: {}", plain_reason(&error))),
    })?;
    let address = args.base_url.clone().unwrap_or_else(|| format!("http://{}", server.address()));
    print(&format!("{address}\n"))?;
    print_note(&format!("{} served here: {}", scn_text::counted(paths.len(), "course"), paths.join(" ")));
    if args.base_url.is_none() {
        print_note("only browsers on this machine can use it; give `--base-url` for others; Ctrl-C stops it");
    }
    // The sender lives as long as the process.
    let status = stopped.recv().unwrap_or(STATUS_INTERRUPTED);
    server.stop();
    Ok(status)
}

/// Calls a function at SIGTERM, by which service managers stop a program, instead of ending at
/// once. If that cannot be arranged, the program ends at once.
#[cfg(unix)]
fn on_termination(callback: impl FnOnce() + Send + 'static) {
    let Ok((mut reader, writer)) = std::os::unix::net::UnixStream::pair() else { return };
    let waiting = std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if reader.read_exact(&mut [0]).is_ok() {
            callback();
        }
    });
    if waiting.is_ok() {
        let _ = signal_hook::low_level::pipe::register(signal_hook::consts::SIGTERM, writer);
    }
}

#[cfg(not(unix))]
fn on_termination(callback: impl FnOnce() + Send + 'static) {
    drop(callback);
}

/// Returns the value of a variable of the environment that holds a secret.
fn secret(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

/// Returns the provider by which people sign in, if one was named.
fn open_id(args: &ServeArgs) -> Option<OpenId> {
    let (issuer, client) = (args.openid.clone()?, args.openid_client.clone()?);
    let claim = match args.openid_claim {
        OpenIdClaim::Sub => Claim::Subject,
        OpenIdClaim::PreferredUsername => Claim::Username,
        OpenIdClaim::Email => Claim::Email,
    };
    Some(OpenId { issuer, client, secret: secret("SCN_OPENID_SECRET"), name: args.openid_name.clone(), claim })
}

/// Writes what the server has to say to standard error: warnings, and everything in a form that was
/// asked for. What cannot be written is lost.
fn start_log(format: Option<LogFormat>) {
    let level = if format.is_some() { LevelFilter::INFO } else { LevelFilter::WARN };
    // Libraries say more than whoever runs the server has to know.
    let own = Targets::new().with_target("scn_server", level);
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false).with_target(false).log_internal_errors(false);
    if format == Some(LogFormat::Json) {
        tracing_subscriber::registry().with(lines.json().flatten_event(true)).with(own).init();
    } else {
        tracing_subscriber::registry().with(lines).with(own).init();
    }
}

/// Loads and checks the packs. Returns `None` after showing the errors of those that have some.
fn load_courses(args: &ServeArgs, color: Color) -> Result<Option<Vec<Course>>, Failure> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::new("standard input cannot be served").with_help("give the path of a file or of a pack"));
    }
    let mut loaded = load_packs(&args.paths)?;
    loaded.translate_all(args.language.as_deref())?;
    let mut courses: Vec<Course> = Vec::new();
    let mut has_errors = false;
    for pack in &loaded.packs {
        let checked = check_pack(&loaded, pack, CheckMode::with_text(None), None);
        if !checked.buildable || !pack.input.findings.is_empty() {
            show_on_stderr(&loaded, pack, &checked, &args.paths, color);
            has_errors = true;
            continue;
        }
        let folder = loaded.pack_folder(pack);
        let shown = media_files(&checked.story).into_iter().filter(|file| media_type(file).is_some());
        let media: BTreeMap<String, Vec<u8>> = shown
            .filter_map(|file| Some((read_media(&folder, &file)?, file)))
            .map(|(bytes, file)| (file, bytes))
            .collect();
        let path = free_path(&pack_name(&checked.story.pack.name), &courses);
        let logo = load_logo(&checked.story, Some(folder))?;
        courses.push(Course::new(&path, checked.story, &media).with_logo(logo));
    }
    if has_errors {
        print_note("nothing is served: fix the errors first");
        return Ok(None);
    }
    Ok(Some(courses))
}

/// Returns what certificates are made with: the key that was named, or the user's own if there is
/// one.
fn load_certificates(args: &ServeArgs) -> Result<Option<Certificates>, Failure> {
    if args.key.is_none() && !default_key_path().is_ok_and(|path| path.exists()) {
        return Ok(None);
    }
    Ok(Some(Certificates { key: load_key(args.key.as_deref())?, issuer: args.issuer.clone() }))
}

/// Returns a segment for addresses that no other course has.
fn free_path(name: &str, courses: &[Course]) -> String {
    let is_free = |path: &str| courses.iter().all(|course| course.path() != path);
    if is_free(name) {
        return name.to_owned();
    }
    let mut numbered = (2..).map(|number: u64| format!("{name}-{number}"));
    numbered.find(|path| is_free(path)).unwrap_or_else(|| name.to_owned())
}

/// Returns the database of the server: the value of `--db`, else of the variable `SCN_SERVER_DB`,
/// else a file in the user's data folder.
fn database_place(database: &ServerDatabase) -> Result<PathBuf, Failure> {
    let named = env::var_os("SCN_SERVER_DB").filter(|value| !value.is_empty()).map(PathBuf::from);
    match database.db.clone().or(named) {
        Some(place) => Ok(place),
        None => Ok(data_folder()?.join(FILE)),
    }
}

fn no_address(address: &str, error: &io::Error) -> Failure {
    let failure =
        Failure::new(format!("cannot listen at `{}`: {}", scn_text::escape_line(address), plain_reason(error)));
    if error.kind() == io::ErrorKind::AddrInUse {
        failure.with_help("stop the other program, or give another port with `--listen`")
    } else if error.kind() == io::ErrorKind::InvalidInput {
        failure.with_help("write it as `127.0.0.1:8080`")
    } else {
        failure
    }
}

fn change_accounts(command: &UserCommand) -> Result<u8, Failure> {
    let (UserCommand::Add { database, .. }
    | UserCommand::Import { database, .. }
    | UserCommand::Role { database, .. }
    | UserCommand::Reset { database, .. }) = command;
    let place = database_place(database)?;
    let text = place.to_string_lossy();
    let failed = |error: AccountError| match error {
        AccountError::Store(error) => store_failure(&place, &error),
        AccountError::Refused(words) => Failure::new(lower_first(words.trim_end_matches('.'))),
    };
    let codes = match command {
        UserCommand::Add { name, role, .. } => vec![add_account(&text, name, (*role).into()).map_err(failed)?],
        UserCommand::Import { file, .. } => import_accounts(&text, &read(file)?).map_err(failed)?,
        UserCommand::Reset { name, .. } => vec![reset_account(&text, name).map_err(failed)?],
        UserCommand::Role { name, role, .. } => {
            set_account_role(&text, name, (*role).into()).map_err(failed)?;
            Vec::new()
        }
    };
    for RecoveryCode { name, code } in &codes {
        print(&format!("{}\t{code}\n", scn_text::escape_line(name)))?;
    }
    if !codes.is_empty() {
        print_note("with the name and this code, a passphrase can be set once within seven days, at `/recover`");
    }
    Ok(0)
}

/// Returns a sentence with its first letter in lower case, to continue a message.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
