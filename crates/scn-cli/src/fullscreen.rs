//! The terminal of the full-screen interface: reads keys and draws rows. The terminal is always
//! restored, whatever happens.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use crossterm::{execute, queue};
use scn_run::{Finish, PlayOutcome, Recorder, Recording, Session};
use scn_story::Story;
use scn_terminal::screen::{
    Answer, Frame, Key, PagePrompt, Row, Screen as Player, ScreenHost, ScreenOptions, ScreenUi, Size, which_scenario,
};

use crate::failure::{Failure, plain_reason};
use crate::screen::{Screen, print_exactly};

/// How often a wait for a key is interrupted to check signals and the clock.
const LOOK: Duration = Duration::from_millis(50);
/// The smallest terminal for the full screen. Smaller ones are easier to read line by line.
const LEAST: Size = Size { columns: 40, rows: 10 };

/// Whether the terminal is in full-screen mode and has to be restored.
static OURS: AtomicBool = AtomicBool::new(false);

/// Returns whether a person is at a terminal that can show a full screen.
pub(crate) fn is_possible(screen: Screen) -> bool {
    let named = cfg!(not(unix)) || std::env::var_os("TERM").is_some_and(|term| !term.is_empty());
    io::stdin().is_terminal()
        && screen.terminal
        && !screen.dumb
        && named
        && current_size().is_ok_and(|now| LEAST.columns <= now.columns && LEAST.rows <= now.rows)
}

/// The outcome of a run in full-screen mode.
#[derive(Debug)]
pub(crate) struct ScreenRun {
    pub(crate) played: PlayOutcome,
    /// Whether the learner wants to play the scenario again.
    pub(crate) again: bool,
}

/// Plays in full-screen mode, then prints a summary to the normal screen.
pub(crate) fn play_on_screen(
    session: Session<'_>,
    recording: Recording<'_>,
    setting: ScreenOptions,
    interrupt: &AtomicBool,
) -> Result<ScreenRun, Failure> {
    let size = current_size().map_err(|error| terminal_failure(&error))?;
    let mut player = Player::new(session, recording, setting, size);
    let outcome = show_until_over(&mut player, interrupt);
    if outcome.is_err() {
        // Records the run so far, whatever happened to the terminal.
        player.handle_interrupt();
    }
    let account = player.summary(player.size().columns);
    outcome?;
    print_exactly(&as_lines(&account))?;
    Ok(ScreenRun { played: player.play_result(), again: player.wants_replay() })
}

/// Asks which scenario of a pack to play. Returns `None` if none was chosen.
pub(crate) fn ask_scenario(
    story: &Story,
    setting: &ScreenOptions,
    interrupt: &AtomicBool,
) -> Result<Option<String>, Failure> {
    let (sheet, ids) = which_scenario(story);
    let mut ask = PagePrompt::new(sheet, current_size().map_err(|error| terminal_failure(&error))?, setting.look);
    show_until_over(&mut ask, interrupt)?;
    Ok(match ask.answer() {
        Some(Answer::Choice(at)) => ids.get(*at).cloned(),
        Some(Answer::Choices(_) | Answer::Command(_) | Answer::Typed(_) | Answer::Next | Answer::Back) | None => None,
    })
}

/// Takes a learner through a course in full-screen mode, then prints a summary to the normal
/// screen.
pub(crate) fn take_course(
    story: &Story,
    setting: &ScreenOptions,
    recorder: &mut dyn Recorder,
    interrupt: &AtomicBool,
) -> Result<Finish, Failure> {
    let mut screen = FullScreen::open(interrupt)?;
    let outcome = scn_terminal::screen::take_course(story, setting, recorder, &mut screen);
    drop(screen);
    let outcome = outcome?;
    print_exactly(&as_lines(&outcome.summary))?;
    Ok(outcome.finish)
}

/// Shows an interface until it ends or is interrupted by Ctrl-C, by the flag, or by a signal.
fn show_until_over(face: &mut dyn ScreenUi, interrupt: &AtomicBool) -> Result<(), Failure> {
    FullScreen::open(interrupt)?.show(face)
}

/// The terminal in full-screen mode, for as many interfaces as a command shows.
struct FullScreen<'i> {
    terminal: Terminal,
    interrupt: &'i AtomicBool,
}

impl<'i> FullScreen<'i> {
    fn open(interrupt: &'i AtomicBool) -> Result<Self, Failure> {
        let terminal = Terminal::open().map_err(|error| terminal_failure(&error))?;
        Ok(Self { terminal, interrupt })
    }
}

impl ScreenHost for FullScreen<'_> {
    type Error = Failure;

    fn size(&mut self) -> Result<Size, Failure> {
        current_size().map_err(|error| terminal_failure(&error))
    }

    fn show(&mut self, ui: &mut dyn ScreenUi) -> Result<(), Failure> {
        run(ui, self.interrupt, &mut self.terminal).map_err(|error| terminal_failure(&error))
    }
}

fn terminal_failure(error: &io::Error) -> Failure {
    Failure::new(format!("the terminal cannot be used: {}", plain_reason(error)))
}

fn current_size() -> io::Result<Size> {
    let (columns, rows) = size()?;
    Ok(Size { columns: columns.into(), rows: rows.into() })
}

fn run(face: &mut dyn ScreenUi, interrupt: &AtomicBool, terminal: &mut Terminal) -> io::Result<()> {
    let signals = Signals::registered();
    let keys = terminal_events().lock().unwrap_or_else(PoisonError::into_inner);
    let mut last = Instant::now();
    face.handle_resize(current_size()?);
    loop {
        terminal.draw_changes(&face.current_frame())?;
        if face.is_over() {
            return Ok(());
        }
        let timed = face.is_timed();
        let key = match keys.recv_timeout(LOOK) {
            Ok(key) => key?,
            Err(RecvTimeoutError::Timeout) if io::stdin().is_terminal() => Event::FocusGained,
            // The terminal is gone.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                face.handle_interrupt();
                return Ok(());
            }
        };
        let elapsed = last.elapsed();
        last += elapsed;
        if timed {
            face.advance_timer(elapsed);
        }
        match key {
            Event::Key(key) if key.kind != KeyEventKind::Release => match key_action(key) {
                Some(KeyAction::Key(key)) => face.handle_key(key),
                Some(KeyAction::Interrupt) => {
                    interrupt.store(true, Ordering::SeqCst);
                    face.handle_interrupt();
                    return Ok(());
                }
                Some(KeyAction::Stop) => signals.stop.store(true, Ordering::SeqCst),
                Some(KeyAction::Redraw) => terminal.shown.clear(),
                None => {}
            },
            Event::Resize(columns, rows) => {
                face.handle_resize(Size { columns: columns.into(), rows: rows.into() });
                terminal.shown.clear();
            }
            Event::Paste(text) => face.handle_paste(&text),
            Event::Key(_) | Event::Mouse(_) | Event::FocusGained | Event::FocusLost => {}
        }
        if signals.stop.swap(false, Ordering::SeqCst) {
            give_back();
            suspend()?;
            terminal.enter()?;
            face.handle_resize(current_size()?);
            last = Instant::now();
        }
        if signals.is_end(interrupt) {
            face.handle_interrupt();
            return Ok(());
        }
    }
}

/// Returns the channel of terminal events. A thread of its own reads them and is never joined: when
/// the terminal has gone, crossterm's read never returns, while signals still have to be handled.
fn terminal_events() -> &'static Mutex<Receiver<io::Result<Event>>> {
    static KEYS: OnceLock<Mutex<Receiver<io::Result<Event>>>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            loop {
                let read = event::read();
                let failed = read.is_err();
                if sender.send(read).is_err() || failed {
                    break;
                }
            }
        });
        Mutex::new(receiver)
    })
}

enum KeyAction {
    Key(Key),
    Interrupt,
    Stop,
    Redraw,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the keys of another crate")]
fn key_action(key: KeyEvent) -> Option<KeyAction> {
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return match key.code {
            KeyCode::Char('c') => Some(KeyAction::Interrupt),
            KeyCode::Char('z') if cfg!(unix) => Some(KeyAction::Stop),
            KeyCode::Char('l') => Some(KeyAction::Redraw),
            // This is how AltGr is reported when it types a character.
            KeyCode::Char(sign) if key.modifiers.contains(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                Some(KeyAction::Key(Key::Char(sign)))
            }
            _ => None,
        };
    }
    Some(KeyAction::Key(match key.code {
        KeyCode::Char(sign) => Key::Char(sign),
        KeyCode::Enter => Key::Enter,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Esc => Key::Escape,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    }))
}

/// The terminal in full-screen mode. It is restored on drop, and before a panic prints its message.
struct Terminal {
    /// The rows on the screen; empty if everything has to be redrawn.
    shown: Vec<Row>,
}

impl Terminal {
    fn open() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let previous_hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                previous_hook(panic);
            }));
        });
        let mut terminal = Self { shown: Vec::new() };
        terminal.enter()?;
        Ok(terminal)
    }

    fn enter(&mut self) -> io::Result<()> {
        OURS.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        self.shown.clear();
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, DisableLineWrap, Hide)
    }

    /// Draws the rows that have changed.
    fn draw_changes(&mut self, frame: &Frame) -> io::Result<()> {
        let mut out: Vec<u8> = Vec::new();
        if self.shown.len() != frame.rows.len() {
            self.shown.clear();
            queue!(out, ResetColor, Clear(ClearType::All))?;
        }
        for (row, at) in frame.rows.iter().zip(0_u16..) {
            if self.shown.get(usize::from(at)) != Some(row) {
                // Clears the row first: after a row that fills the width, the cursor is still on
                // its last character.
                queue!(out, MoveTo(0, at), Clear(ClearType::CurrentLine))?;
                write_row(&mut out, row)?;
            }
        }
        self.shown.clone_from(&frame.rows);
        if out.is_empty() {
            return Ok(());
        }
        let mut screen = io::stdout().lock();
        screen.write_all(&out)?;
        screen.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Restores the terminal, once. Errors are ignored, since nothing is left to try.
fn give_back() {
    if OURS.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EnableLineWrap, DisableBracketedPaste, Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

/// Flags set by signals, checked between keys.
#[derive(Debug, Default)]
struct Signals {
    /// The process has to end.
    end: Arc<AtomicBool>,
    /// The process has to be suspended.
    stop: Arc<AtomicBool>,
}

impl Signals {
    /// Returns the flags, which are set by signals from the first call on. A signal that cannot be
    /// caught keeps its default effect.
    fn registered() -> &'static Self {
        static CAUGHT: OnceLock<Signals> = OnceLock::new();
        CAUGHT.get_or_init(|| {
            let signals = Self::default();
            #[cfg(unix)]
            {
                use signal_hook::consts::{SIGHUP, SIGTERM, SIGTSTP};
                for signal in [SIGTERM, SIGHUP] {
                    let _ = signal_hook::flag::register(signal, Arc::clone(&signals.end));
                }
                let _ = signal_hook::flag::register(SIGTSTP, Arc::clone(&signals.stop));
            }
            signals
        })
    }

    fn is_end(&self, interrupt: &AtomicBool) -> bool {
        interrupt.load(Ordering::SeqCst) || self.end.load(Ordering::SeqCst)
    }
}

/// Suspends the process until it is continued.
fn suspend() -> io::Result<()> {
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    Ok(())
}

fn write_row(out: &mut Vec<u8>, row: &Row) -> io::Result<()> {
    for (style, words) in &row.runs {
        if style.is_plain() {
            out.write_all(words.as_bytes())?;
        } else {
            write!(out, "{style}{words}{style:#}")?;
        }
    }
    Ok(())
}

/// Returns the rows as lines of text.
fn as_lines(frame: &Frame) -> String {
    let mut out = Vec::new();
    for row in &frame.rows {
        // Writing to memory does not fail.
        let _ = write_row(&mut out, row);
        out.push(b'\n');
    }
    String::from_utf8_lossy(&out).into_owned()
}
