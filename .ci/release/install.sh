#!/bin/sh
# Installs scn into ~/.local/bin, or into the folder SCN_BIN: downloads the archive for this system,
# compares its checksum, and unpacks the command. Changes nothing else.
set -eu

address=@ADDRESS@
folder=${SCN_BIN:-$HOME/.local/bin}

fail() {
  echo "scn could not be installed: $1" >&2
  exit 1
}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  *) fail "there is no binary for $(uname -s) on $(uname -m)" ;;
esac
archive=scn-$target.tar.gz

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$archive" "$archive.sha256"; do
  if command -v curl >/dev/null; then
    curl -fsSL -o "$work/$file" "$address/$file" || fail "$address/$file cannot be downloaded"
  else
    wget -q -O "$work/$file" "$address/$file" || fail "$address/$file cannot be downloaded"
  fi
done

cd "$work"
if command -v sha256sum >/dev/null; then
  sha256sum -c "$archive.sha256" >/dev/null 2>&1 || fail 'the checksum of the archive is wrong'
else
  shasum -a 256 -c "$archive.sha256" >/dev/null 2>&1 || fail 'the checksum of the archive is wrong'
fi
tar -xzf "$archive" scn
mkdir -p "$folder"
mv scn "$folder/scn"
echo "$("$folder/scn" --version) is installed in $folder"
case ":$PATH:" in
  *":$folder:"*) ;;
  *) echo "note: $folder is not in PATH" ;;
esac
