// SPDX-License-Identifier: Apache-2.0
#include "net/mailbox.h"

#include <stdlib.h>
#include <string.h>

#include "net/frame.h"

struct text *text_create(const char *text, size_t bytes)
{
	struct text *t = malloc(sizeof *t + FRAME_HEADER_MAX + bytes);
	if (!t)
		return NULL;
	uint32_t header = frame_header(t->wire, FRAME_TEXT, (uint32_t)bytes);
	memcpy(t->wire + header, text, bytes);
	t->wire_bytes = header + (uint32_t)bytes;
	t->next = NULL;
	t->number = 0;
	return t;
}

void text_destroy(struct text *t)
{
	free(t);
}

static struct text *write_text(struct board *b, const char *text, size_t bytes)
{
	struct text *t = text_create(text, bytes);
	if (t)
		t->number = ++b->number;
	return t;
}

bool mailbox_put(struct mailbox *m, struct board *b, const char *text, size_t bytes)
{
	if (m->count == MAILBOX_TEXTS)
		return false;
	struct text *t = write_text(b, text, bytes);
	if (!t)
		return false;
	if (m->last)
		m->last->next = t;
	else
		m->first = t;
	m->last = t;
	m->count++;
	return true;
}

void mailbox_join(struct mailbox *m, const struct board *b, uint32_t role)
{
	m->role = role;
	m->board_next = b->end;
}

/* The next text on the board for it; NULL when it has read all. */
static const struct text *read_board(struct mailbox *m, const struct board *b)
{
	for (; m->role && m->board_next != b->end; m->board_next++) {
		const struct board_text *t = &b->texts[m->board_next % BOARD_TEXTS];
		if (t->roles & m->role)
			return t->text;
	}
	return NULL;
}

enum mailbox_verdict mailbox_peek(struct mailbox *m, const struct board *b,
		const struct text **text)
{
	if (m->role && b->end - m->board_next > BOARD_TEXTS)
		return MAILBOX_LOST;
	const struct text *common = read_board(m, b);
	*text = common && (!m->first || common->number < m->first->number) ? common : m->first;
	return *text ? MAILBOX_TEXT : MAILBOX_EMPTY;
}

void mailbox_drop(struct mailbox *m, const struct board *b)
{
	const struct text *text;
	if (mailbox_peek(m, b, &text) != MAILBOX_TEXT)
		return;
	if (text != m->first) {
		m->board_next++;
		return;
	}
	struct text *sent = m->first;
	m->first = sent->next;
	if (!m->first)
		m->last = NULL;
	m->count--;
	free(sent);
}

void mailbox_finish(struct mailbox *m)
{
	while (m->first) {
		struct text *t = m->first;
		m->first = t->next;
		free(t);
	}
	*m = (struct mailbox){ 0 };
}

bool board_put(struct board *b, uint32_t roles, const char *text, size_t bytes)
{
	struct text *t = write_text(b, text, bytes);
	if (!t)
		return false;
	struct board_text *place = &b->texts[b->end++ % BOARD_TEXTS];
	free(place->text);
	*place = (struct board_text){ .text = t, .roles = roles };
	return true;
}

void board_finish(struct board *b)
{
	for (uint32_t i = 0; i < BOARD_TEXTS; i++)
		free(b->texts[i].text);
	*b = (struct board){ 0 };
}
