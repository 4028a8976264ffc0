#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up an audit log: minutes.py audit.jsonl [more of them, the oldest first]

Prints how long each interpreter was on the air in each channel, and on standard error whatever
does not fit together; then its exit status is 1. A turn during which the server was killed ends
when the server did, as its next start says.
"""
import fileinput
import json
import sys
from datetime import datetime

total, turns, running, troubles = {}, {}, {}, 0

def trouble(*words):
	global troubles
	troubles += 1
	print(*words, file=sys.stderr)

def book(turn, seconds):
	who = (turn["booth"], turn["name"], turn["channel"])
	total[who] = total.get(who, 0) + seconds
	turns[who] = turns.get(who, 0) + 1

def end_all(until, why):
	for turn in running.values():
		if until is None:
			trouble("no end:", turn, why)
		else:
			book(turn, (datetime.fromisoformat(until[:-1]) -
				datetime.fromisoformat(turn["time"][:-1])).total_seconds())
	running.clear()

for text in fileinput.input(encoding="utf-8"):
	try:
		line = json.loads(text)
	except ValueError:
		trouble("no whole line:", text.strip())
		continue
	if "lost_before" in line:
		trouble(line["lost_before"], "lines are lost before", line["time"])
	if line["event"] == "opened":
		end_all(line.get("broke_off"), "before the start of " + line["time"])
	elif line["event"] == "on_air":
		if line["seat"] in running:
			trouble("no end:", running[line["seat"]])
		running[line["seat"]] = line
	elif line["event"] == "off_air":
		turn = running.pop(line["seat"], None)
		if turn and turn["channel"] == line["channel"]:
			book(turn, line["ms"] / 1000)
		else:
			trouble("no beginning:", line)

for turn in running.values():
	print("on the air since", turn["time"], turn["booth"], turn["name"], turn["channel"])
for who in sorted(total):
	minutes, seconds = divmod(round(total[who]), 60)
	print(*who, f"{minutes}:{seconds:02}", f"turns={turns[who]}", sep="\t")
sys.exit(troubles > 0)
