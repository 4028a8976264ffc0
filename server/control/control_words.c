// SPDX-License-Identifier: Apache-2.0
#include "control/control_state.h"
#include "proto/console_message.h"

/* Each goes to everybody's mailbox: as many as a client may send would fill them, and throw out
 * whoever does not read that fast, on the air or not. Nobody types faster than this. */
static const struct rate_limit words_limit = { .per_second = 2, .burst = 10 };

static bool too_many(struct control *c, const struct actor *a, const char *re)
{
	if (rate_take(&a->session->words, words_limit, c->now_ns))
		return false;
	control_error(c, a->who, "busy", re, "more than people can read: say it again in a moment");
	return true;
}

static int write_chat(struct control *c, const struct actor *a, const struct message_chat *chat,
		uint32_t booth)
{
	static const char *const words[] = {
		[CHAT_BOOTH] = "booth",
		[CHAT_BOOTHS] = "booths",
		[CHAT_OPERATOR] = "operator",
	};
	struct message_chat_line line = { .seat = a->seated ? (int)a->seat : SEAT_NOBODY,
		.role = message_role_name(a->session->role),
		.name = a->session->name,
		.from_booth = a->seated ? control_booth_id(c, a->seated->console.booth) : NULL,
		.to = words[chat->to],
		.booth = chat->to == CHAT_BOOTH ? control_booth_id(c, booth) : NULL,
		.text = chat->text,
		.server_ms = control_server_ms(c) };
	return message_write_chat(c->event.text, sizeof c->event.text, &line);
}

/* To whoever sits in that booth. The text is written anew for each, since sending uses c->event. */
static void send_to_booth(struct control *c, const struct actor *a, const struct message_chat *chat,
		uint32_t booth)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &c->roster.seats[i];
		if (roster_is_here(seat) && seat->console.booth == booth)
			control_send_text(c, seat->session, write_chat(c, a, chat, booth));
	}
}

/* Whoever writes sees it too, as it was said: that is how it is known to have arrived. */
static void echo(struct control *c, const struct actor *a, const struct message_chat *chat,
		uint32_t booth)
{
	if (!a->seated || a->seated->console.booth != booth)
		control_send_text(c, a->who, write_chat(c, a, chat, booth));
}

static void chat_with_booth(struct control *c, const struct actor *a,
		const struct message_chat *chat)
{
	uint32_t booth = a->seated ? a->seated->console.booth : PLAN_NONE;
	if (chat->booth[0])
		booth = plan_booth_from(c->plan, chat->booth);
	if (booth == PLAN_NONE) {
		control_error(c, a->who, "unknown_booth", "chat", "there is no booth '%s'",
				chat->booth);
		return;
	}
	send_to_booth(c, a, chat, booth);
	echo(c, a, chat, booth);
}

void control_chat(struct control *c, const struct actor *a, const struct message *m)
{
	uint32_t roles = ROLE_BIT(ROLE_OPERATOR);
	if (too_many(c, a, "chat"))
		return;
	switch (m->chat.to) {
	case CHAT_BOOTH: chat_with_booth(c, a, &m->chat); return;
	case CHAT_BOOTHS: roles |= ROLE_BIT(ROLE_INTERPRETER); break;
	case CHAT_OPERATOR:
		if (a->seated)
			echo(c, a, &m->chat, PLAN_NONE);
		break;
	}
	if (!control_broadcast(c, roles, write_chat(c, a, &m->chat, PLAN_NONE)))
		control_error(c, a->who, "busy", "chat",
				"not everybody could be told: say it again");
}

/* Whose listeners it is for, as bits; false, and the operator told so, when there is no such
 * channel. */
static bool channels_meant(struct control *c, const struct actor *a,
		const struct message_announce *m, uint32_t *channels)
{
	*channels = m->count ? 0 : ANNOUNCED_TO_ALL;
	for (uint32_t i = 0; i < m->count; i++) {
		uint32_t channel = plan_channel_from(c->plan, m->channels[i]);
		if (channel == PLAN_NONE) {
			control_error(c, a->who, "unknown_channel", "announce",
					"there is no channel '%s'", m->channels[i]);
			return false;
		}
		*channels |= UINT32_C(1) << channel;
	}
	return true;
}

struct message_announcement control_announcement(const struct control *c,
		const struct announcement *a, const char *channels[static CHANNELS_MAX])
{
	uint32_t count = 0;
	for (uint32_t i = 0; a->channels != ANNOUNCED_TO_ALL && i < c->plan->channel_count; i++)
		if (a->channels >> i & 1)
			channels[count++] = c->plan->channels[i].id;
	return (struct message_announcement){ .id = a->id,
		.channels = channels,
		.channel_count = count,
		.text = a->text,
		.server_ms = a->said_ms };
}

static bool tell_announcement(struct control *c, const struct announcement *a)
{
	const char *channels[CHANNELS_MAX];
	struct message_announcement m = control_announcement(c, a, channels);
	return control_broadcast(c, EVERY_ROLE,
			message_write_announcement(c->event.text, sizeof c->event.text, &m));
}

static bool tell_over(struct control *c, const struct announcements_over *over)
{
	return over->count == 0 ||
	       control_broadcast(c, EVERY_ROLE,
			       message_write_announcement_over(c->event.text, sizeof c->event.text,
					       over->ids, over->count));
}

static void audit_over(struct control *c, const struct actor *a,
		const struct announcements_over *over)
{
	for (uint32_t i = 0; i < over->count; i++) {
		control_audit_actor(c, "announce_over", a);
		audit_number(&c->audit, "id", over->ids[i]);
		audit_end(&c->audit);
	}
}

void control_announce(struct control *c, const struct actor *a, const struct message *m)
{
	uint32_t channels;
	struct announcements_over over;
	if (!channels_meant(c, a, &m->announce, &channels) || too_many(c, a, "announce"))
		return;
	announcements_add(&c->announcements, channels, m->announce.text, control_server_ms(c),
			&over);
	const struct announcement *new = &c->announcements.standing[c->announcements.count - 1];
	bool all = tell_announcement(c, new);
	all = tell_over(c, &over) && all;
	if (!all)
		control_error(c, a->who, "busy", "announce",
				"not everybody could be told: say it again");
	control_audit_actor(c, "announce", a);
	audit_number(&c->audit, "id", new->id);
	audit_text(&c->audit, "text", new->text);
	audit_end(&c->audit);
	audit_over(c, a, &over);
}

void control_announce_over(struct control *c, const struct actor *a, const struct message *m)
{
	struct announcements_over over;
	if (m->announce_over.id > c->announcements.last_id) {
		control_error(c, a->who, "unknown_announcement", "announce_over",
				"there was no such announcement");
		return;
	}
	if (too_many(c, a, "announce_over"))
		return;
	announcements_end(&c->announcements, m->announce_over.id, &over);
	if (!tell_over(c, &over))
		control_error(c, a->who, "busy", "announce_over",
				"not everybody could be told: announce something else");
	audit_over(c, a, &over);
}
