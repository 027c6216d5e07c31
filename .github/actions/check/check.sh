#!/usr/bin/env bash
# Checks SCN_PATHS: annotations on standard output, and files for code scanning and for JUnit.
set -uo pipefail

options=(--format github --format sarif -o "$SCN_SARIF" --format junit -o "$SCN_JUNIT")
if [ "$SCN_DENY_WARNINGS" = true ]; then options+=(--deny warnings); fi
for format in $SCN_FOR; do options+=(--for "$format"); done
paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"$SCN_PATHS"

# What an earlier step has written is not the result of this one.
rm -f "$SCN_SARIF" "$SCN_JUNIT"
status=0
scn check "${options[@]}" -- "${paths[@]}" || status=$?

{
  echo "status=$status"
  if [ -f "$SCN_SARIF" ]; then echo 'sarif=written'; fi
  if [ -f "$SCN_JUNIT" ]; then echo 'junit=written'; fi
} >>"$GITHUB_OUTPUT"
exit "$status"
