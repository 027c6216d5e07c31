#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0 (npm): the command of the package does not accept a list of rule
# kinds, although its help describes lists "delimited by semicolons, in double quotes".
#
# The command (`bin.js`) passes its arguments to the program through a shell, without quoting them
# again. An argument that the user's shell has parsed as one, `"Sarif;Ghas"`, is two commands there:
# the multitool runs with `--rule-kind Sarif` and without all later options, and then the word after
# the semicolon runs as a command of its own, with the rest of the options. The rules of GitHub are
# never checked, the file that `--output` names is not written, and a path with a space is two paths.
# The program inside the package, run directly, accepts the same arguments.
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
# If npm does not run the scripts of packages, the program is not executable yet.
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
