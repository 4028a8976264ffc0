// SPDX-License-Identifier: Apache-2.0
#include "booth/console.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "fields.h"

void console_init(struct console *c)
{
	memset(c, 0, sizeof *c);
	c->seat = CONSOLE_NOBODY;
	c->handover.from = c->handover.to = CONSOLE_NOBODY;
}

/* The place of the word at key among words; fallback for a stranger's, or none. */
static int word_at(const json_t *object, const char *key, const char *const *words, int count,
		int fallback)
{
	for (int i = 0; i < count; i++)
		if (fields_is(object, key, words[i]))
			return i;
	return fallback;
}

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static enum console_microphone microphone_of(const json_t *object)
{
	static const char *const words[MICROPHONE_STATES] = { "off", "on", "cough", "suspended",
		"muted" };
	return (enum console_microphone)word_at(object, "microphone", words, COUNT(words),
			MICROPHONE_OFF);
}

static int64_t time_of(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *value = json_object_get(object, key);
	return json_is_number(value) ? (int64_t)json_number_value(value) : fallback;
}

/* ---- `console` ---- */

static int take_handover(struct console_handover *h, const json_t *object)
{
	static const char *const words[] = { "none", "offered", "requested", "countdown" };
	*h = (struct console_handover){ .from = CONSOLE_NOBODY, .to = CONSOLE_NOBODY };
	h->state = (enum console_handover_state)word_at(object, "state", words, COUNT(words),
			CONSOLE_HANDOVER_NONE);
	h->until_ms = time_of(object, "until_ms", 0);
	int err = fields_whole(object, "from", 0, MICROPHONES_MAX - 1, &h->from);
	return err ? err : fields_whole(object, "to", 0, MICROPHONES_MAX - 1, &h->to);
}

static int take_offered(struct console *c, const json_t *list)
{
	c->offered_count = 0;
	for (size_t i = 0; i < json_array_size(list) && i < CHANNELS_MAX; i++) {
		const char *id = json_string_value(json_array_get(list, i));
		if (!id)
			return -EBADMSG;
		fields_copy(c->offered[c->offered_count++], NAME_BYTES, id);
	}
	return 0;
}

static int take_console(struct console *c, const json_t *root)
{
	static const char *const letters[CONSOLE_OUTPUTS] = { "a", "b", "c" };
	const json_t *outputs = json_object_get(root, "outputs");
	int err = fields_whole(root, "seat", 0, MICROPHONES_MAX - 1, &c->seat);
	c->microphone = microphone_of(root);
	c->on_air = fields_true(root, "on_air");
	c->output = word_at(root, "output", letters, CONSOLE_OUTPUTS, 0);
	for (int i = 0; !err && i < CONSOLE_OUTPUTS; i++) {
		c->outputs[i][0] = '\0';
		err = fields_text(outputs, letters[i], c->outputs[i], NAME_BYTES);
	}
	c->incoming[0] = '\0';
	if (!err)
		err = fields_text(root, "incoming", c->incoming, NAME_BYTES);
	if (!err)
		err = fields_text(root, "floor_key", c->floor_key, NAME_BYTES);
	if (!err)
		err = fields_text(root, "hears", c->hears, NAME_BYTES);
	if (!err)
		err = take_offered(c, json_object_get(root, "offered"));
	c->known = true;
	return err ? err : take_handover(&c->handover, json_object_get(root, "handover"));
}

/* ---- `seats` ---- */

static int take_seat(struct console *c, const json_t *object)
{
	static const char *const calls[] = { "none", "calling", "answered" };
	int number = CONSOLE_NOBODY;
	if (fields_whole(object, "seat", 0, MICROPHONES_MAX - 1, &number) || number < 0)
		return -EBADMSG;
	struct console_seat *s = &c->seats[number];
	*s = (struct console_seat){ .turn_ms = -1 };
	if (fields_is(object, "state", "empty"))
		return 0;
	s->taken = true;
	s->here = fields_is(object, "state", "here");
	s->interpreter = fields_is(object, "role", "interpreter");
	s->microphone = microphone_of(object);
	s->on_air = fields_true(object, "on_air");
	s->turn_ms = time_of(object, "turn_ms", -1);
	s->slow_down = fields_true(object, "slow_down");
	s->consents = fields_true(object, "consents");
	s->call = (enum console_call)word_at(object, "call", calls, COUNT(calls), CONSOLE_QUIET);
	if (fields_text(object, "booth", s->booth, NAME_BYTES) ||
			fields_text(object, "name", s->name, NAME_BYTES) ||
			fields_text(object, "output", s->output, NAME_BYTES) ||
			fields_text(object, "hears", s->hears, NAME_BYTES))
		return -EBADMSG;
	return fields_text(object, "reason", s->reason, NAME_BYTES);
}

static int take_seats(struct console *c, const json_t *root)
{
	const json_t *seats = json_object_get(root, "seats");
	for (size_t i = 0; i < json_array_size(seats); i++)
		if (take_seat(c, json_array_get(seats, i)))
			return -EBADMSG;
	c->floor_by[0] = '\0';
	return fields_text(root, "floor_language_by", c->floor_by, NAME_BYTES);
}

/* ---- what is said ---- */

static struct console_line *new_line(struct console *c, enum console_line_kind kind)
{
	struct console_line *l = &c->lines[c->lines_said++ % CONSOLE_LINES];
	*l = (struct console_line){ .kind = kind };
	return l;
}

/* The object's booth, unless it is the own. */
static int take_other(const struct console *c, const json_t *object, char to[static NAME_BYTES])
{
	const struct console_seat *own = console_own(c);
	if (!own || fields_is(object, "booth", own->booth))
		return 0;
	return fields_text(object, "booth", to, NAME_BYTES);
}

static int take_chat(struct console *c, const json_t *root)
{
	struct console_line *l = new_line(c, CONSOLE_CHAT);
	const json_t *from = json_object_get(root, "from");
	int seat = CONSOLE_NOBODY;
	int err = fields_whole(from, "seat", 0, MICROPHONES_MAX - 1, &seat);
	l->own = seat != CONSOLE_NOBODY && seat == c->seat;
	if (!err)
		err = fields_text(from, "role", l->from, NAME_BYTES);
	if (!err)
		err = fields_text(from, "booth", l->from, NAME_BYTES);
	if (!err)
		err = fields_text(from, "name", l->from, NAME_BYTES);
	if (!err)
		err = fields_text(root, "to", l->to, NAME_BYTES);
	if (!err)
		err = take_other(c, from, l->booth);
	if (!err && strcmp(l->to, "booth") == 0)
		err = take_other(c, root, l->to);
	return err ? err : fields_text(root, "text", l->text, sizeof l->text);
}

/* `alert`, `announcement` and `error`, whose words stand in different fields. */
static int take_line(struct console *c, const json_t *root, enum console_line_kind kind,
		const char *field)
{
	struct console_line *l = new_line(c, kind);
	int err = fields_text(root, "code", l->code, NAME_BYTES);
	if (!err)
		err = fields_text(root, "re", l->to, NAME_BYTES);
	return err ? err : fields_text(root, field, l->text, sizeof l->text);
}

static bool is_known(const struct console *c, const char *announcement)
{
	const struct console_line *l;
	for (uint32_t back = 0; (l = console_line(c, back)); back++)
		if (l->kind == CONSOLE_ANNOUNCEMENT && strcmp(l->text, announcement) == 0)
			return true;
	return false;
}

/* In a `welcome`: what was announced before this line, or while there was none. */
static int take_announcements(struct console *c, const json_t *root)
{
	const json_t *standing = json_object_get(root, "announcements");
	for (size_t i = 0; i < json_array_size(standing); i++) {
		const json_t *object = json_array_get(standing, i);
		char text[CONSOLE_LINE_BYTES] = "";
		if (fields_text(object, "text", text, sizeof text))
			return -EBADMSG;
		if (!is_known(c, text) && take_line(c, object, CONSOLE_ANNOUNCEMENT, "text"))
			return -EBADMSG;
	}
	return 0;
}

/* ---- what becomes of the sound ---- */

static struct console_audience *audience_for(struct console *c, const char *id)
{
	for (uint32_t i = 0; i < c->audience_count; i++)
		if (strcmp(c->audience[i].channel, id) == 0)
			return &c->audience[i];
	if (c->audience_count == CHANNELS_MAX)
		return NULL;
	struct console_audience *a = &c->audience[c->audience_count++];
	*a = (struct console_audience){ 0 };
	fields_copy(a->channel, sizeof a->channel, id);
	return a;
}

static int take_audience(struct console *c, const json_t *root)
{
	const json_t *channels = json_object_get(root, "channels");
	for (size_t i = 0; i < json_array_size(channels); i++) {
		const json_t *object = json_array_get(channels, i);
		char id[NAME_BYTES] = "";
		if (fields_text(object, "id", id, sizeof id) || !id[0])
			return -EBADMSG;
		struct console_audience *a = audience_for(c, id);
		if (!a || fields_whole(object, "listeners", 0, 1e9, &a->listeners))
			return -EBADMSG;
		a->recorded = fields_true(object, "recorded");
	}
	return 0;
}

static int take(struct console *c, const json_t *root)
{
	if (fields_is(root, "type", "console"))
		return take_console(c, root);
	if (fields_is(root, "type", "seats"))
		return take_seats(c, root);
	if (fields_is(root, "type", "chat"))
		return take_chat(c, root);
	if (fields_is(root, "type", "audience"))
		return take_audience(c, root);
	if (fields_is(root, "type", "announcement"))
		return take_line(c, root, CONSOLE_ANNOUNCEMENT, "text");
	if (fields_is(root, "type", "alert")) {
		c->alerts++;
		return take_line(c, root, CONSOLE_ALERT, "message");
	}
	if (fields_is(root, "type", "error")) {
		c->refusals++;
		return take_line(c, root, CONSOLE_REFUSAL, "message");
	}
	if (fields_is(root, "type", "recording"))
		c->recording = fields_true(root, "on");
	if (fields_is(root, "type", "welcome")) { /* perhaps another server: nobody is known yet */
		c->welcomes++;
		c->known = c->recording = false;
		memset(c->seats, 0, sizeof c->seats);
		c->audience_count = 0;
		return take_announcements(c, root);
	}
	return 0;
}

int console_take(struct console *c, const char *text, size_t bytes)
{
	json_t *root = json_loadb(text, bytes, 0, NULL);
	struct console changed = *c;
	int err = json_is_object(root) ? take(&changed, root) : -EBADMSG;
	if (!err)
		*c = changed;
	json_decref(root);
	return err;
}

/* ---- questions ---- */

const struct console_seat *console_own(const struct console *c)
{
	bool known = c->seat != CONSOLE_NOBODY && c->seats[c->seat].taken;
	return known ? &c->seats[c->seat] : NULL;
}

static bool is_mate(const struct console *c, int seat)
{
	const struct console_seat *own = console_own(c);
	const struct console_seat *s = &c->seats[seat];
	return own && s != own && s->taken && s->interpreter && strcmp(s->booth, own->booth) == 0;
}

const struct console_seat *console_mate(const struct console *c)
{
	const struct console_seat *first = NULL;
	int other = c->handover.from == c->seat ? c->handover.to : c->handover.from;
	if (other != CONSOLE_NOBODY && is_mate(c, other))
		return &c->seats[other];
	for (int i = 0; i < MICROPHONES_MAX; i++) {
		if (!is_mate(c, i))
			continue;
		if (c->seats[i].on_air)
			return &c->seats[i];
		if (!first)
			first = &c->seats[i];
	}
	return first;
}

const char *console_next_booth(const struct console *c, const char *after)
{
	const struct console_seat *own = console_own(c);
	const char *next = NULL;
	for (int i = 0; i < MICROPHONES_MAX; i++) {
		const struct console_seat *s = &c->seats[i];
		bool other = s->taken && s->interpreter && own && strcmp(s->booth, own->booth) != 0;
		if (other && strcmp(s->booth, after) > 0 && (!next || strcmp(s->booth, next) < 0))
			next = s->booth;
	}
	return next;
}

const char *console_output(const struct console *c)
{
	return c->outputs[c->output];
}

bool console_offers(const struct console *c, const char *channel)
{
	for (uint32_t i = 0; i < c->offered_count; i++)
		if (strcmp(c->offered[i], channel) == 0)
			return true;
	return false;
}

const struct console_audience *console_audience(const struct console *c, const char *channel)
{
	for (uint32_t i = 0; i < c->audience_count; i++)
		if (strcmp(c->audience[i].channel, channel) == 0)
			return &c->audience[i];
	return NULL;
}

bool console_handover_pending(const struct console *c)
{
	return c->handover.state != CONSOLE_HANDOVER_NONE;
}

const struct console_line *console_line(const struct console *c, uint32_t back)
{
	if (back >= c->lines_said || back >= CONSOLE_LINES)
		return NULL;
	return &c->lines[(c->lines_said - 1 - back) % CONSOLE_LINES];
}
