// SPDX-License-Identifier: Apache-2.0
/*
 * Control between its pipes, for tests: a script plays the loops and media, in one thread and with
 * a clock of its own. ' stands for a double quote. A line of a script is
 *
 *   > 0/3.1 {...}      session 3, generation 1, of loop 0 says this; the peer is on this machine
 *   far> 0/3.1 {...}   the same from another machine
 *   gone 0/3.1         its connection is closed
 *   done 0/3.1         by itself, with a good-bye
 *   note mn=floor/93   media reports: channel mn carries the floor, its delay is 93 ms
 *   packets 0.1 50     media has 50 packets of microphone 0, generation 1: said with the next note
 *   turn 100           100 ms pass, and control has a turn
 *   < 0 PATTERN        the next event at loop 0; * stands for anything; pages are left out
 *   media PATTERN      the next command at media
 *   quiet              nothing waits anywhere
 *   console 3 PATTERN  what session slot 3 of loop 0 last read about its own console
 *   seats PATTERN      what loop 0 last read about seats; so levels, figures,
 *                      alarms, audience, floor_sound
 *   forget             what was read of those until now
 *
 * All of these are left out of the events. $ in what a session says is the session id of the last
 * welcome.
 */
#ifndef SUPPORT_CONTROL_HOUSE_H
#define SUPPORT_CONTROL_HOUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "control/control.h"
#include "control/plan.h"
#include "ports/event.h"
#include "ports/media_command.h"
#include "ports/media_note.h"
#include "ports/recording.h"
#include "ports/request.h"

enum {
	LOOPS = 2,
	SESSIONS = 100,
	TEXT_BYTES = 40000,
	HOUSE_PAGE_BYTES = 1 << 18,
	EVENTS = 16,
	COMMANDS = 8
};

/* Messages of which the latest is kept. */
enum {
	HOUSE_SEATS,
	HOUSE_LEVELS,
	HOUSE_FIGURES,
	HOUSE_PLAN,
	HOUSE_ALARMS,
	HOUSE_AUDIENCE,
	HOUSE_FLOOR_SOUND,
	HOUSE_KEPT
};

struct house {
	struct plan plan;
	struct pipe request[LOOPS], event[LOOPS], command, note;
	struct bell loop_bell, bell, recorder_bell;
	struct pipe recording_command, recording_note; /* house_build_recording() only */
	struct loop_ports ports[LOOPS];
	struct counters counters;
	struct control *control;
	int64_t now_ns;
	uint32_t route; /* number of the newest that media took */
	char session[SESSION_ID_BYTES];
	char page[EVENT_PAGES][HOUSE_PAGE_BYTES];
	char console[SESSIONS][TEXT_BYTES / 10];        /* of loop 0 */
	char kept[HOUSE_KEPT][TEXT_BYTES];              /* of loop 0 */
	uint32_t console_texts, kept_texts[HOUSE_KEPT]; /* how many were read */
	uint32_t kept_roles[HOUSE_KEPT]; /* to whom the latest broadcast of each went */
	uint32_t loops;
	bool eager;             /* reads events after each turn, instead of when asked for them */
	char *read[EVENTS * 8]; /* eagerly, and not asked for yet */
	uint32_t read_count;
	const char *audit_path;
	struct auth_setup auth;
	struct request req;
	struct event ev;
	struct media_note media_note;
	char text[TEXT_BYTES];
};

/* The built-in event with that interlock on every channel; unless it is none, booth zh speaks into
 * ko, so that two booths have a channel in common. */
struct house *house_build(enum interlock interlock);

/* The built-in event with nobody trusted but who has a token or the PIN. */
struct house *house_build_guarded(const struct auth_setup *auth);

/* The same with one loop that reads at once, so that `console` and `seats` are always the latest,
 * and with an audit log unless NULL. */
struct house *house_build_one_loop(enum interlock interlock, const char *audit_path);
/* The same with a recorder, whose ends of the pipes are the test's. */
struct house *house_build_recording(const char *audit_path);
void house_tear_down(struct house *h);

/* What house_build() gives to control_create(). */
struct control_setup house_setup(struct house *h);

/* One line of a script; a whole one, up to a NULL. Fail the cmocka test where it says so. */
void house_obey(struct house *h, const char *line);
void house_play(struct house *h, const char *const *script);

void house_turn(struct house *h, int64_t ms);

/* The next event that is no page and not about people, as words in h->text; false when there is
 * none. */
bool house_next_event(struct house *h, uint32_t loop);

/* The next command at media, as words in h->text. */
bool house_next_command(struct house *h);

/* * is anything; everything else is itself, to the end. */
bool house_matches(const char *pattern, const char *text);

#endif
