// SPDX-License-Identifier: Apache-2.0
/*
 * Text messages on their way out. One that is meant for one session waits in that session's own
 * mailbox; one that is meant for all hangs once on the loop's board, and each mailbox remembers how
 * far it has read. A number common to both keeps the order in which control said them.
 *
 * A text that is worth something only now (levels, ten times a second) never waits: text_create()
 * makes the frame, and who cannot be sent it at once goes without.
 *
 * Who does not read for so long that its mailbox is full, or that the board has moved on past it,
 * has lost something it needs (a `state` holds only what changed): mailbox_peek() and
 * mailbox_put() say so, and the session is closed.
 *
 * Thread: the loop's. Pure: no socket, no clock.
 * Owns:   the texts, as finished WebSocket frames.
 */
#ifndef NET_MAILBOX_H
#define NET_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	MAILBOX_TEXTS = 16, /* that may wait for one session */
	BOARD_TEXTS = 64,
};

/* One finished frame. */
struct text {
	struct text *next;
	uint64_t number;
	uint32_t wire_bytes;
	uint8_t wire[];
};

/* A frame of its own, on no board and in no mailbox; NULL when memory is full. */
struct text *text_create(const char *text, size_t bytes);
void text_destroy(struct text *t);

struct board_text {
	struct text *text;
	uint32_t roles; /* bit 1 << enum message_role: who it is for */
};

struct board {
	uint64_t number; /* of the text that was put last, anywhere in this loop */
	uint64_t end;    /* position of the next text on the board */
	struct board_text texts[BOARD_TEXTS];
};

/* Zeroed is empty and reads nothing of the board. */
struct mailbox {
	struct text *first, *last;
	uint32_t count;
	uint32_t role;       /* bit; 0 before it is known: the board is not for it */
	uint64_t board_next; /* position on the board */
};

enum mailbox_verdict {
	MAILBOX_TEXT,  /* send it, then mailbox_drop() */
	MAILBOX_EMPTY, /* nothing waits */
	MAILBOX_LOST,  /* too slow: something it needed is gone */
};

/* Copies the text (at most 65,535 bytes) behind a frame header. False when the mailbox is full or
 * memory is. */
MUST_USE bool mailbox_put(struct mailbox *m, struct board *b, const char *text, size_t bytes);

/* From now on the board is for it, beginning with the next text. */
void mailbox_join(struct mailbox *m, const struct board *b, uint32_t role);

/* The oldest text that waits; *text is valid until mailbox_drop() or board_put(). */
enum mailbox_verdict mailbox_peek(struct mailbox *m, const struct board *b,
		const struct text **text);
void mailbox_drop(struct mailbox *m, const struct board *b);

/* Frees what waits. */
void mailbox_finish(struct mailbox *m);

/* Hangs a text up for all whose role is in `roles`; the oldest falls off. False when memory is
 * full. */
MUST_USE bool board_put(struct board *b, uint32_t roles, const char *text, size_t bytes);
void board_finish(struct board *b);

#endif
