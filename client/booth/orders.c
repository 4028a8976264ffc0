// SPDX-License-Identifier: Apache-2.0
#include "booth/orders.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fields.h"

__attribute__((format(printf, 4, 5))) static int refuse(struct message_error *e, const char *code,
		const char *type, const char *format, ...)
{
	va_list args;
	*e = (struct message_error){ .code = code };
	snprintf(e->re, sizeof e->re, "%s", type);
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	return -EBADMSG;
}

/* ---- our own ---- */

static int take_number(const json_t *root, const char *key, double least, double most, double *to,
		struct message_error *e)
{
	const json_t *value = json_object_get(root, key);
	const char *type = json_string_value(json_object_get(root, "type"));
	if (!value)
		return 0;
	if (!json_is_number(value))
		return refuse(e, MESSAGE_WRONG_TYPE, type, "\"%s\" must be a number", key);
	double number = json_number_value(value);
	if (!(number >= least && number <= most))
		return refuse(e, MESSAGE_OUT_OF_RANGE, type, "\"%s\" must be %g to %g", key, least,
				most);
	*to = number;
	return 0;
}

static int take_percent(const json_t *root, const char *key, int *to, struct message_error *e)
{
	double value = *to;
	int err = take_number(root, key, 0, EAR_VOLUME_PERCENT, &value, e);
	*to = (int)value;
	return err;
}

static int take_db(const json_t *root, const char *key, float *to, struct message_error *e)
{
	double value = (double)*to;
	double most = (double)TONE_CONTROL_MAX_DB;
	int err = take_number(root, key, -most, most, &value, e);
	*to = (float)value;
	return err;
}

static int take_volume(struct order *o, const json_t *root, struct message_error *e)
{
	o->kind = ORDER_EAR;
	int err = take_percent(root, "incoming", &o->ear.volume_percent[VOICE_CHANNEL], e);
	if (!err)
		err = take_percent(root, "boothmate", &o->ear.volume_percent[VOICE_BOOTHMATE], e);
	return err ? err : take_percent(root, "own", &o->ear.own_percent, e);
}

static int take_tone(struct order *o, const json_t *root, struct message_error *e)
{
	o->kind = ORDER_EAR;
	int err = take_db(root, "bass", &o->ear.bass_db, e);
	return err ? err : take_db(root, "treble", &o->ear.treble_db, e);
}

static int take_incidents(struct order *o, const json_t *root, struct message_error *e)
{
	o->kind = ORDER_INCIDENTS;
	if (fields_text(root, "file", o->file, sizeof o->file) || !o->file[0])
		return refuse(e, MESSAGE_MISSING, "incidents", "\"file\" must be a file's name");
	return 0;
}

/* 1: it is none of ours. */
static int take_local(struct order *o, const json_t *root, struct message_error *e)
{
	if (fields_is(root, "type", "volume"))
		return take_volume(o, root, e);
	if (fields_is(root, "type", "tone"))
		return take_tone(o, root, e);
	if (fields_is(root, "type", "incidents"))
		return take_incidents(o, root, e);
	if (!fields_is(root, "type", "quit"))
		return 1;
	o->kind = ORDER_QUIT;
	return 0;
}

/* ---- the protocol's ---- */

static int take_message(struct order *o, const char *line, size_t bytes, struct message_error *e)
{
	static struct message m; /* 8 KB, and main's alone */
	if (message_parse(&m, e, line, bytes))
		return -EBADMSG;
	switch (m.type) {
	case MESSAGE_JOIN:
	case MESSAGE_SUBSCRIBE:
	case MESSAGE_PING:
		return refuse(e, "not_allowed", message_type_name(m.type),
				"tumen-booth says this by itself");
	case MESSAGE_MICROPHONE:
		o->kind = ORDER_MICROPHONE;
		o->on = m.microphone.on;
		return 0;
	case MESSAGE_COUGH:
		o->kind = ORDER_COUGH;
		o->on = m.key.on;
		return 0;
	case MESSAGE_CONSENT:
		o->kind = ORDER_CONSENT;
		o->on = m.consent.recording;
		return 0;
	default: o->kind = ORDER_SAY; return 0;
	}
}

int order_parse(struct order *o, struct message_error *e, const struct ear_settings *now,
		const char *line, size_t bytes)
{
	*o = (struct order){ .ear = *now };
	if (bytes > MESSAGE_BYTES_MAX)
		return refuse(e, MESSAGE_TOO_BIG, "", "a line has at most %d bytes",
				MESSAGE_BYTES_MAX);
	json_t *root = json_loadb(line, bytes, JSON_REJECT_DUPLICATES, NULL);
	int taken = json_is_object(root) ? take_local(o, root, e) : 1;
	json_decref(root);
	return taken == 1 ? take_message(o, line, bytes, e) : taken;
}

/* ---- lines ---- */

void orders_begin(struct orders *o, int fd)
{
	*o = (struct orders){ .fd = fd };
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void orders_read(struct orders *o)
{
	if (o->fd < 0 || o->count == sizeof o->bytes)
		return;
	ssize_t got = read(o->fd, o->bytes + o->count, sizeof o->bytes - o->count);
	if (got > 0)
		o->count += (size_t)got;
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		o->fd = -1;
}

static void drop(struct orders *o, size_t bytes)
{
	o->count -= bytes;
	memmove(o->bytes, o->bytes + bytes, o->count);
}

size_t orders_next(struct orders *o, char *line)
{
	for (;;) {
		char *end = memchr(o->bytes, '\n', o->count);
		bool full = o->count == sizeof o->bytes;
		if (!end && !full)
			return 0;
		size_t length = end ? (size_t)(end - o->bytes) : o->count;
		bool rest = o->too_long; /* of a line that was told already */
		o->too_long = !end;
		if (length > MESSAGE_BYTES_MAX + 1)
			length = MESSAGE_BYTES_MAX + 1;
		memcpy(line, o->bytes, length);
		drop(o, end ? (size_t)(end + 1 - o->bytes) : o->count);
		if (length > 0 && line[length - 1] == '\r')
			length--;
		if (length > 0 && !rest)
			return length;
	}
}
