// SPDX-License-Identifier: Apache-2.0
/* The verdict on the floor's sound, for operators: when it changes, once a second at most. */
#include <string.h>

#include "control/control_state.h"
#include "proto/live_message.h"

#define FLOOR_SOUND_NS NS_PER_S

static int write_floor(const struct control *c, char *text, size_t capacity)
{
	const struct floor_note *n = &c->note.floor;
	const struct message_floor_sound f = { .known = c->has_note && n->known,
		.band_hz = n->bandwidth_hz,
		.narrow = n->narrow,
		.clipping = n->clipped,
		.level = n->quiet  ? FLOOR_LOW
			 : n->loud ? FLOOR_HIGH
				   : FLOOR_RIGHT,
		.noise_known = n->noise_known,
		.noise_high = n->noisy };
	return message_write_floor_sound(text, capacity, &f);
}

void control_send_floor_sound(struct control *c, struct session_ref who)
{
	control_send_text(c, who, write_floor(c, c->event.text, sizeof c->event.text));
}

static void refresh(struct control *c)
{
	char text[FLOOR_TEXT_BYTES];
	if (write_floor(c, text, sizeof text) < 0 || strcmp(text, c->floor_sound.text) == 0)
		return;
	memcpy(c->floor_sound.text, text, sizeof text);
	c->floor_sound.version++;
}

static void tell_loop(struct control *c, struct control_loop *loop)
{
	const struct control_floor *f = &c->floor_sound;
	if (loop->told_floor_sound == f->version || !outbox_clear(&loop->outbox))
		return;
	size_t bytes = strlen(f->text);
	memcpy(c->event.text, f->text, bytes + 1);
	if (control_broadcast_to(c, loop, ROLE_BIT(ROLE_OPERATOR), (int)bytes))
		loop->told_floor_sound = f->version;
}

void control_tell_floor_sound(struct control *c)
{
	if (c->now_ns < c->floor_sound.due_ns)
		return;
	c->floor_sound.due_ns = c->now_ns + FLOOR_SOUND_NS;
	refresh(c);
	for (uint32_t i = 0; i < c->loop_count; i++)
		tell_loop(c, &c->loops[i]);
}
