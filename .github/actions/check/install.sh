#!/usr/bin/env bash
# Puts `scn` into PATH for the steps after this one: what is installed already, what an earlier run
# has kept, the binary of the release SCN_VERSION in SCN_REPOSITORY, or else what is built from the
# source beside this action.
set -euo pipefail

if command -v scn >/dev/null; then
  scn --version
  exit 0
fi

kept="$HOME/.cache/scn-action"
mkdir -p "$kept"
echo "$kept" >>"$GITHUB_PATH"
if [ -x "$kept/scn" ] || [ -x "$kept/scn.exe" ]; then
  "$kept/scn" --version
  exit 0
fi

case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) target='' ;;
esac

archive="scn-$target.tar.gz"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "$target" ] && [ -n "${SCN_REPOSITORY:-}" ] &&
  gh release download "$SCN_VERSION" --repo "$SCN_REPOSITORY" --dir "$work" --pattern "$archive" --pattern "$archive.sha256" 2>/dev/null; then
  (cd "$work" && if command -v sha256sum >/dev/null; then sha256sum -c "$archive.sha256"; else shasum -a 256 -c "$archive.sha256"; fi)
  tar -xzf "$work/$archive" -C "$kept"
else
  echo "There is no release ${SCN_VERSION:-of this version} for this system: scn is built from source."
  cargo install --locked --path "$GITHUB_ACTION_PATH/../../../crates/scn-cli" --root "$work/built"
  cp "$work"/built/bin/scn* "$kept"
fi
"$kept/scn" --version
