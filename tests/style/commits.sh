#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Subjects of the commits that are not on the main branch yet (on it: of the newest):
# "area: what it now does", at most 60 characters, no full stop at the end.
cd "$(dirname "$0")/../.." || exit 1

git rev-parse -q --verify HEAD >/dev/null || exit 77 # a source archive
range="-1"
for main in origin/main main; do
	git rev-parse -q --verify "$main" >/dev/null || continue
	[ "$(git rev-list --count "$main..HEAD")" -gt 0 ] && range="$main..HEAD"
	break
done

bad=0
while IFS=' ' read -r commit subject; do
	[[ $subject =~ ^[a-z][a-z0-9_./-]*:\ [^\ ].*[^.]$ && ${#subject} -le 60 ]] && continue
	echo "$commit: not \"area: what it now does\" in 60 characters: $subject (${#subject})"
	bad=1
done < <(git log --no-merges --format='%h %s' "$range")
exit $bad
