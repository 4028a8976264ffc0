// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "config_problems.h"
#include "config_read.h"
#include "config_table.h"

/* ---- defaults ---- */

static uint32_t outputs_of(const struct plan_booth *b)
{
	uint32_t set = 0;
	for (int i = 0; i < BOOTH_OUTPUTS; i++)
		if (b->outputs[i] != PLAN_NONE)
			set |= UINT32_C(1) << b->outputs[i];
	return set;
}

/* What depends on other keys, once all of them are known. */
static void fill_in(struct config *c)
{
	struct plan *p = &c->plan;
	for (uint32_t i = 0; i < p->channel_count; i++)
		if (p->channels[i].bitrate_bps == 0)
			p->channels[i].bitrate_bps = c->bitrate_bps;
	for (uint32_t i = 0; i < p->booth_count; i++)
		if (p->booths[i].understands == 0)
			p->booths[i].understands = outputs_of(&p->booths[i]);
	if (p->pivot == PLAN_NONE)
		p->pivot = plan_channel_from(p, "en");
	if (p->pivot == PLAN_NONE)
		p->pivot = FLOOR + 1;
	if (p->floor_language == PLAN_NONE)
		p->floor_language = p->pivot;
}

static void set_defaults(struct config *c)
{
	memset(c, 0, sizeof *c);
	plan_built_in(&c->plan);
	for (uint32_t i = 0; i < c->plan.channel_count; i++)
		c->plan.channels[i].bitrate_bps = 0; /* as audio.bitrate says */
	for (int i = 0; i < SECTION_COUNT; i++)
		if (!config_sections[i].list)
			read_defaults(&config_sections[i], c, &c->plan);
}

void config_defaults(struct config *c)
{
	set_defaults(c);
	fill_in(c);
}

/* ---- the file ---- */

static size_t line_at(const char *text, size_t offset)
{
	size_t line = 1;
	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

/* Broken characters have an offset only, broken grammar has a line. */
static int refuse_yaml(struct reading *r, const yaml_parser_t *parser, const char *text)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	size_t line = parser->problem_mark.line + 1;
	if (parser->error == YAML_READER_ERROR)
		line = line_at(text, parser->problem_offset);
	problems_add(&r->problems, line, "not YAML: %s%s%s", parser->problem,
			parser->context ? " " : "", parser->context ? parser->context : "");
	return 0;
}

/* What stands behind the first document: nothing. */
static int refuse_more(struct reading *r, yaml_parser_t *parser, const char *text)
{
	yaml_document_t second;
	if (!yaml_parser_load(parser, &second))
		return refuse_yaml(r, parser, text);
	const yaml_node_t *root = yaml_document_get_root_node(&second);
	if (root)
		problems_add(&r->problems, line_of(root),
				"a second document begins here; one is allowed");
	yaml_document_delete(&second);
	return 0;
}

/* One document, or none at all: an empty file is a file without changes. */
static int read_document(struct reading *r, yaml_parser_t *parser, const char *text)
{
	if (!yaml_parser_load(parser, &r->document))
		return refuse_yaml(r, parser, text);
	const yaml_node_t *root = yaml_document_get_root_node(&r->document);
	bool empty = !root;             /* after the end, the library must not be asked again */
	if (root && !is_text(root, "")) /* "---" alone has an empty text for a root */
		read_root(r, root);
	yaml_document_delete(&r->document);
	return empty ? 0 : refuse_more(r, parser, text);
}

int config_parse(struct config *c, const char *name, const char *text, size_t bytes, FILE *errors)
{
	struct reading r = { .config = c };
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return -ENOMEM;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, bytes);
	set_defaults(c);
	int err = read_document(&r, &parser, text);
	yaml_parser_delete(&parser);
	if (err)
		return err;
	if (r.problems.count) {
		problems_print(&r.problems, name, errors);
		return -EINVAL;
	}
	fill_in(c);
	return 0;
}

/* 0 or negative errno; *text is the caller's to free. */
static int read_file(const char *path, char **text, size_t *bytes)
{
	*text = malloc(CONFIG_FILE_MAX + 1);
	if (!*text)
		return -ENOMEM;
	FILE *file = fopen(path, "rb");
	if (!file)
		return -errno;
	*bytes = fread(*text, 1, CONFIG_FILE_MAX + 1, file);
	int err = ferror(file) ? -errno : 0;
	fclose(file);
	return *bytes > CONFIG_FILE_MAX ? -EFBIG : err;
}

int config_load(struct config *c, const char *path, FILE *errors)
{
	char *text = NULL;
	size_t bytes = 0;
	int err = read_file(path, &text, &bytes);
	if (err)
		fprintf(errors, "%s: cannot be read: %s\n", path, strerror(-err));
	else
		err = config_parse(c, path, text, bytes, errors);
	free(text);
	return err;
}

bool config_is_loopback(const struct config_listen *l)
{
	struct in_addr v4;
	if (inet_pton(AF_INET, l->address, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return !strcmp(l->address, "::1");
}
