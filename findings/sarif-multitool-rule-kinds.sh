#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0 (npm): the command of the package cannot be given a list of rule
# kinds, although its help has lists "delimited by semicolons, in double quotes".
#
# The command (`bin.js`) hands its arguments to the program through a shell, without quoting them
# again. What the user's shell has taken as one argument, `"Sarif;Ghas"`, is two commands there: the
# multitool is run with `--rule-kind Sarif` and without every option after it, and then the word after
# the semicolon is run as a command of its own, with the rest of the options. The rules of GitHub are
# never looked at, the file that `--output` names is not written, and a path with a blank is two paths.
# The program inside the package, run by itself, takes the same arguments well.
#
# Seen: Analysis completed successfully.
#       /bin/sh: 1: Ghas: not found
#       written by the command: no; by the program: yes
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent @microsoft/sarif-multitool@5.7.0 >&2
program=$(node -p "require('@microsoft/sarif-multitool')")
# Where npm runs no scripts of packages, the program is not executable yet.
chmod u+x "$program"

printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"example"}},"results":[]}]}\n' > found.sarif
options=(validate found.sarif --rule-kind "Sarif;Ghas" --output told.sarif --log ForceOverwrite)

command=$(npx --no-install sarif-multitool "${options[@]}" 2>&1 || true)
printf '%s\n' "$command"
by_command=no
[ -e told.sarif ] && by_command=yes
rm -f told.sarif
"$program" "${options[@]}" > /dev/null
by_program=no
[ -e told.sarif ] && by_program=yes
printf 'written by the command: %s; by the program: %s\n' "$by_command" "$by_program"

grep -q 'Ghas: .*not found' <<< "$command"
[ "$by_command" = no ]
[ "$by_program" = yes ]
