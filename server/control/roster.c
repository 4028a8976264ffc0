// SPDX-License-Identifier: Apache-2.0
#include "control/roster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ID_RANDOM_BYTES = 20, ID_CHARACTERS = ID_RANDOM_BYTES * 8 / 5 };

static_assert((int)ID_CHARACTERS < (int)SESSION_ID_BYTES, "a session id fits its field");

/* One event in the seat's table, and what every change means for routing. */
static enum seat_effect change_seat(struct seat *seat, enum seat_event event)
{
	struct seat_step step = seat_next(seat->state, event);
	seat->state = step.next;
	seat->console.present = step.next == SEAT_HERE || step.next == SEAT_CARRIED;
	return step.effect;
}

static void clear_seat(struct seat *seat, uint32_t number)
{
	enum seat_effect effect = change_seat(seat, SEAT_CLEAR);
	assert(effect == SEAT_FORGET);                     /* nobody sits there */
	uint32_t generation = seat->microphone.generation; /* outlives every tenant */
	memset(seat, 0, sizeof *seat);
	seat->microphone = (struct handle){ .slot = number, .generation = generation };
	seat->console.booth = PLAN_NONE;
	seat->console.output = PLAN_NONE;
	seat->console.incoming = INCOMING_FLOOR_KEY;
}

int roster_init(struct roster *r, uint32_t loops, uint32_t sessions_per_loop)
{
	memset(r, 0, sizeof *r);
	if (loops == 0 || sessions_per_loop == 0)
		return -EINVAL;
	r->sessions = calloc((size_t)loops * sessions_per_loop, sizeof *r->sessions);
	if (!r->sessions)
		return -ENOMEM;
	r->loops = loops;
	r->sessions_per_loop = sessions_per_loop;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		clear_seat(&r->seats[i], i);
	return 0;
}

void roster_finish(struct roster *r)
{
	free(r->sessions);
	r->sessions = NULL;
}

int roster_new_id(char id[static SESSION_ID_BYTES])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648, small */
	uint8_t random[ID_RANDOM_BYTES];
	if (getrandom(random, sizeof random, 0) != sizeof random)
		return -errno;

	uint32_t bits = 0;
	unsigned have = 0;
	size_t used = 0;
	for (size_t i = 0; i < sizeof random; i++) {
		bits = bits << 8 | random[i];
		have += 8;
		while (have >= 5) {
			have -= 5;
			id[used++] = digits[bits >> have & 31];
		}
	}
	id[used] = '\0';
	return 0;
}

/* ---- sessions ---- */

static struct session *place_of(const struct roster *r, struct session_ref who)
{
	if (who.loop >= r->loops || who.handle.slot >= r->sessions_per_loop)
		return NULL;
	return &r->sessions[(size_t)who.loop * r->sessions_per_loop + who.handle.slot];
}

struct session *roster_find(struct roster *r, struct session_ref who)
{
	struct session *s = place_of(r, who);
	return s && handle_valid(who.handle) && s->generation == who.handle.generation ? s : NULL;
}

struct session_ref roster_tenant(const struct roster *r, struct session_ref who)
{
	const struct session *s = place_of(r, who);
	who.handle.generation = s ? s->generation : 0;
	return who;
}

struct session *roster_enter(struct roster *r, struct session_ref who)
{
	struct session *s = place_of(r, who);
	if (!s || !handle_valid(who.handle))
		return NULL;
	assert(s->generation == 0);
	*s = (struct session){ .generation = who.handle.generation,
		.seat = SEAT_NONE,
		.path_of = SEAT_NONE };
	return s;
}

void roster_join(struct roster *r, struct session *s, enum message_role role)
{
	assert(!s->joined);
	s->joined = true;
	s->role = role;
	r->joined[role]++;
}

void roster_join_path(struct session *s, enum message_role role, uint32_t seat)
{
	assert(!s->joined);
	s->joined = true;
	s->role = role;
	s->path_of = seat;
}

bool roster_find_path(const struct roster *r, uint32_t seat, struct session_ref *path)
{
	for (uint32_t i = 0; i < r->loops * r->sessions_per_loop; i++) {
		const struct session *s = &r->sessions[i];
		if (!s->generation || s->closing || s->path_of != seat)
			continue;
		*path = (struct session_ref){ .loop = i / r->sessions_per_loop,
			.handle = { i % r->sessions_per_loop, s->generation } };
		return true;
	}
	return false;
}

static void count(uint32_t *number, bool more)
{
	*number = more ? *number + 1 : *number - 1;
}

static void count_streams(struct roster *r, const struct session *s, bool more)
{
	for (uint32_t c = 0; c < CHANNELS_MAX; c++) {
		if (!(s->subscription.channels >> c & 1))
			continue;
		count(&r->streams[c][s->subscription.rendition], more);
		if (s->joined && s->role == ROLE_LISTENER)
			count(&r->listeners[c][s->subscription.rendition], more);
	}
}

void roster_subscribe(struct roster *r, struct session *s, struct event_subscription wanted)
{
	count_streams(r, s, false);
	s->subscription = wanted;
	count_streams(r, s, true);
}

/* ---- seats ---- */

bool roster_is_here(const struct seat *seat)
{
	return seat->state == SEAT_HERE || seat->state == SEAT_STALLED;
}

bool roster_has_way(const struct seat *seat)
{
	return roster_is_here(seat) || seat->state == SEAT_CARRIED;
}

enum seat_effect roster_line(struct roster *r, uint32_t number, enum seat_event event,
		int64_t now_ns)
{
	enum seat_effect effect = change_seat(&r->seats[number], event);
	if (effect == SEAT_CLOSE)
		r->seats[number].lost_ns = now_ns;
	return effect;
}

static bool has_path(const struct roster *r, uint32_t number)
{
	struct session_ref path;
	return roster_find_path(r, number, &path);
}

enum console_effect roster_press(struct seat *seat, enum console_event event)
{
	struct console_step step = console_next(seat->keys, event);
	seat->keys = step.next;
	seat->console.microphone = console_microphone(step.next);
	return step.effect;
}

uint32_t roster_leave(struct roster *r, struct session_ref who, int64_t now_ns)
{
	struct session *s = roster_find(r, who);
	if (!s)
		return SEAT_NONE;
	roster_subscribe(r, s, (struct event_subscription){ 0 });
	if (s->joined && s->path_of == SEAT_NONE)
		r->joined[s->role]--;
	bool was_line = s->seat != SEAT_NONE;
	uint32_t seat = was_line ? s->seat : s->path_of;
	memset(s, 0, sizeof *s);
	if (seat == SEAT_NONE || (!was_line && has_path(r, seat)))
		return SEAT_NONE;
	enum seat_event event = !was_line ? SEAT_DROP : has_path(r, seat) ? SEAT_CARRY : SEAT_LEAVE;
	return roster_line(r, seat, event, now_ns) == SEAT_NOTHING ? SEAT_NONE : seat;
}

static bool is_in(const struct seat *seat, uint32_t booth)
{
	return seat->state != SEAT_EMPTY && seat->console.booth == booth;
}

static bool is_full(const struct roster *r, uint32_t booth, const struct plan *p)
{
	uint32_t taken = 0;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		taken += is_in(&r->seats[i], booth);
	return taken >= plan_seats(p, booth);
}

uint32_t roster_seat_to_give(const struct roster *r, uint32_t booth, const struct plan *p)
{
	bool full = is_full(r, booth, p);
	uint32_t oldest = SEAT_NONE;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &r->seats[i];
		if (seat->state == SEAT_EMPTY && !full)
			return i;
		if (seat->state == SEAT_LOST && (!full || is_in(seat, booth)) &&
				(oldest == SEAT_NONE || seat->lost_ns < r->seats[oldest].lost_ns))
			oldest = i;
	}
	return oldest;
}

uint32_t roster_take_seat(struct roster *r, enum message_role role, uint32_t booth,
		const struct plan *p)
{
	uint32_t number = roster_seat_to_give(r, booth, p);
	if (number == SEAT_NONE)
		return SEAT_NONE;
	struct seat *seat = &r->seats[number];
	clear_seat(seat, number);
	seat->role = role;
	if (role == ROLE_INTERPRETER) {
		seat->console.booth = booth;
		seat->console.output = p->booths[booth].outputs[0];
	}
	return number;
}

/* Differences anywhere take the same time. */
static bool same_id(const char *a, const char *b)
{
	unsigned char different = 0;
	for (size_t i = 0; i < SESSION_ID_BYTES; i++)
		different |= (unsigned char)(a[i] ^ b[i]);
	return different == 0;
}

uint32_t roster_seat_from(const struct roster *r, const char *id, enum message_role role,
		uint32_t booth)
{
	char wanted[SESSION_ID_BYTES] = "";
	size_t length = strlen(id);
	if (length != ID_CHARACTERS)
		return SEAT_NONE;
	memcpy(wanted, id, length);

	uint32_t found = SEAT_NONE;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &r->seats[i];
		bool booth_fits = booth == PLAN_NONE || booth == seat->console.booth;
		if (same_id(seat->id, wanted) && seat->role == role && booth_fits)
			found = i;
	}
	return found;
}

struct session_ref roster_sit(struct roster *r, uint32_t number, struct session_ref who)
{
	struct seat *seat = &r->seats[number];
	struct session_ref former = { 0 };
	bool empty = seat->state == SEAT_EMPTY;
	bool goes_on = roster_has_way(seat) && has_path(r, number);
	enum seat_effect effect = change_seat(seat, empty ? SEAT_TAKE : SEAT_RETURN);
	if (effect == SEAT_REPLACE) {
		former = seat->session;
		struct session *s = roster_find(r, former);
		assert(s); /* whose line stands */
		s->seat = SEAT_NONE;
	}
	struct session *s = roster_find(r, who);
	assert(s);
	s->seat = number;
	seat->session = who;
	seat->left = false;
	if (goes_on)
		return former;
	seat->packets = 0;
	if (++seat->microphone.generation == 0)
		seat->microphone.generation = 1;
	return former;
}

bool roster_expire(struct roster *r, int64_t now_ns)
{
	bool any = false;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		struct seat *seat = &r->seats[i];
		int64_t keep_ns = seat->left ? SEAT_LEFT_NS : SEAT_KEEP_NS;
		if (seat->state != SEAT_LOST || now_ns - seat->lost_ns <= keep_ns)
			continue;
		clear_seat(seat, i);
		any = true;
	}
	return any;
}
