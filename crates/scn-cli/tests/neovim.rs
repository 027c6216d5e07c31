//! Tests the Neovim setup from `grammar/editors/README.md` in Neovim itself: findings arrive, and a
//! rename changes two files.
//!
//! Skipped with a message if `nvim` is not installed; `.ci/extras` installs it.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]
#![cfg(unix)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Returns the Lua code in the README.
fn lua() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../grammar/editors/README.md");
    let readme = fs::read_to_string(readme).expect("the README is there");
    let block = readme.split("```lua\n").nth(1).and_then(|rest| rest.split("```").next());
    block.expect("it shows Lua").to_owned()
}

/// The session in the editor. Its results are written to a file, one per line.
const SESSION: &str = r#"
local out = {}
local function note(text) table.insert(out, text) end
local function wait(what, is_so)
  note(what .. ": " .. (vim.wait(30000, is_so, 20) and "yes" or "no"))
end
vim.cmd("edit story.scn")
local story = vim.api.nvim_get_current_buf()
note("filetype: " .. vim.bo.filetype)
wait("findings", function() return #vim.diagnostic.get(story) > 0 end)
for _, it in ipairs(vim.diagnostic.get(story)) do
  note((it.lnum + 1) .. ": " .. it.message:match("[^\n]*"))
end
-- Mended, but not saved.
vim.api.nvim_buf_set_lines(story, 1, 2, false, { "  Covers: careful" })
wait("mended", function() return #vim.diagnostic.get(story) == 0 end)
vim.cmd("edit principles.scn")
vim.api.nvim_win_set_cursor(0, { 1, 11 })
vim.wait(30000, function()
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.buf_get_clients)()) do
    if client.initialized ~= false then return true end
  end
end, 20)
vim.lsp.buf.rename("cautious")
wait("renamed", function()
  return vim.api.nvim_buf_get_lines(story, 1, 2, false)[1] == "  Covers: cautious"
end)
vim.cmd("wall")
vim.fn.writefile(out, "told.txt")
vim.cmd("qall!")
"#;

const STORY: &str = "Scenario s: S
  Covers: carefull

Situation a: A
  Choice: Do it well
    Outcome: Well.
    Upholds careful: It was.
    Next: end

  Choice: Do it badly
    Outcome: Badly.
    Breaks careful: It was not.
    Next: end

Ending end: The end
  Result: mixed
";

#[test]
fn findings_arrive_and_a_name_changes_in_two_files() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no `nvim`; `.ci/extras` installs it");
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it can be written");
    write("init.lua", &lua());
    write("session.lua", SESSION);
    write("scn.toml", "[pack]\nname = \"n\"\n");
    write("principles.scn", "Principle careful: Be careful\n");
    write("story.scn", STORY);
    let scn = Path::new(env!("CARGO_BIN_EXE_scn")).parent().expect("a program lies in a folder");
    let path = format!("{}:{}", scn.display(), env::var("PATH").unwrap_or_default());
    let output = Command::new("nvim")
        .args(["--headless", "-n", "-i", "NONE", "-u", "init.lua", "-c", "luafile session.lua"])
        .current_dir(folder.path())
        .env("PATH", path)
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .env("XDG_STATE_HOME", folder.path().join("state"))
        .env("XDG_CACHE_HOME", folder.path().join("cache"))
        .output()
        .expect("it runs");
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_else(|_| shown.clone());
    assert_eq!(
        read("told.txt"),
        "filetype: scn\nfindings: yes\n2: the pack has no principle named `carefull`\nmended: yes\nrenamed: yes\n",
        "{shown}"
    );
    assert_eq!(read("principles.scn"), "Principle cautious: Be careful\n");
    assert_eq!(read("story.scn"), STORY.replace("carefull", "cautious").replace("careful:", "cautious:"));
}
