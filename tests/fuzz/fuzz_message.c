// SPDX-License-Identifier: Apache-2.0
/* Any text: a message, each field within its limits, or a refusal that can be sent back. */
#include "fuzz.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "proto/message.h"
#include "proto/message_table.h"
#include "proto/text.h"

/* `base`: the message, or one row of it. */
static void check_field(const struct field *f, const void *base)
{
	const char *value = (const char *)base + f->offset;
	size_t bytes = f->kind >= FIELD_ID && f->kind <= FIELD_ASCII ? strnlen(value, f->bytes) : 0;
	switch (f->kind) {
	case FIELD_ID: assert(bytes == 0 || text_is_id(value, bytes)); break;
	case FIELD_LINE: assert(bytes < f->bytes && text_is_line(value, bytes)); break;
	case FIELD_ASCII: assert(bytes < f->bytes && text_is_visible_ascii(value, bytes)); break;
	case FIELD_IDS: assert(*(const uint32_t *)(const void *)value <= (uint32_t)f->max); break;
	default: break;
	}
}

static void check_rows(const struct field *f, const struct message *m)
{
	const char *value = (const char *)m + f->offset;
	uint32_t count = *(const uint32_t *)(const void *)value;
	assert(count <= (uint32_t)f->max);
	for (uint32_t row = 0; row < count; row++)
		for (size_t i = 0; i < f->rows->field_count; i++)
			check_field(&f->rows->fields[i],
					value + f->rows->offset + row * f->rows->bytes);
}

static void check_refusal(const struct message_error *e)
{
	char text[1024];
	assert(e->code && e->code[0] && e->text[0]);
	assert(memchr(e->text, '\0', sizeof e->text));
	int written = message_write_error(text, sizeof text, e);
	assert(written > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct message m;
	struct message_error e;
	int err = message_parse(&m, &e, (const char *)bytes, length);
	assert(err == 0 || err == -EBADMSG);
	if (err) {
		check_refusal(&e);
		return 0;
	}
	assert(m.type < MESSAGE_TYPE_COUNT);
	const struct message_shape *shape = &message_shapes[m.type];
	for (size_t i = 0; i < shape->field_count; i++) {
		const struct field *f = &shape->fields[i];
		if (f->kind == FIELD_ROWS)
			check_rows(f, &m);
		else
			check_field(f, &m);
	}
	if (m.type == MESSAGE_PING) {
		char text[128];
		int written = message_write_pong(text, sizeof text, m.ping.t, 0);
		assert(written > 0);
	}
	return 0;
}
