// SPDX-License-Identifier: Apache-2.0
#include "config_read.h"

#include <assert.h>
#include <string.h>

#include "config.h"
#include "config_table.h"
#include "config_value.h"

/* ---- nodes ---- */

const yaml_node_t *node_of(struct reading *r, int number)
{
	return yaml_document_get_node(&r->document, number);
}

size_t line_of(const yaml_node_t *n)
{
	return n->start_mark.line + 1;
}

const char *text_of(const yaml_node_t *scalar)
{
	return (const char *)scalar->data.scalar.value;
}

size_t bytes_of(const yaml_node_t *scalar)
{
	return scalar->data.scalar.length;
}

bool is_text(const yaml_node_t *n, const char *text)
{
	return n->type == YAML_SCALAR_NODE && bytes_of(n) == strlen(text) &&
	       !memcmp(text_of(n), text, bytes_of(n));
}

/* ---- one value ---- */

static void refuse_value(struct reading *r, const char *where, const struct config_key *k,
		const yaml_node_t *n)
{
	char shown[PROBLEM_VALUE_BYTES + 2] = "";
	char allowed[CONFIG_ALLOWED_BYTES];
	config_value_allowed(k, allowed);
	switch (n->type) {
	case YAML_SEQUENCE_NODE: snprintf(shown, sizeof shown, "a list"); break;
	case YAML_MAPPING_NODE: snprintf(shown, sizeof shown, "a mapping"); break;
	default: {
		char value[PROBLEM_VALUE_BYTES];
		problem_value(value, text_of(n), bytes_of(n));
		snprintf(shown, sizeof shown, "\"%s\"", value);
	}
	}
	problems_add(&r->problems, line_of(n), "%s.%s: %s is not allowed; allowed is %s", where,
			k->name, shown, allowed);
}

static void take_scalar(struct reading *r, const char *where, const struct config_key *k,
		void *base, const yaml_node_t *n)
{
	if (n->type != YAML_SCALAR_NODE ||
			!config_value_take(k, base, &r->config->plan, text_of(n), bytes_of(n)))
		refuse_value(r, where, k, n);
}

static void take_list(struct reading *r, const char *where, const struct config_key *k, void *base,
		const yaml_node_t *n)
{
	if (n->type != YAML_SEQUENCE_NODE ||
			n->data.sequence.items.start == n->data.sequence.items.top) {
		refuse_value(r, where, k, n);
		return;
	}
	config_value_clear(k, base);
	yaml_node_item_t *item = n->data.sequence.items.start;
	for (; item < n->data.sequence.items.top; item++)
		take_scalar(r, where, k, base, node_of(r, *item));
}

/* ---- one mapping ---- */

static void refuse_key(struct reading *r, const char *where, const struct config_section *s,
		const yaml_node_t *n)
{
	char shown[PROBLEM_VALUE_BYTES] = "?";
	char list[CONFIG_ALLOWED_BYTES] = "";
	size_t used = 0;
	if (n->type == YAML_SCALAR_NODE)
		problem_value(shown, text_of(n), bytes_of(n));
	for (size_t i = 0; i < s->count && used < sizeof list; i++)
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
				s->keys[i].name);
	problems_add(&r->problems, line_of(n), "%s: there is no key \"%s\"; allowed are %s", where,
			shown, list);
}

static const struct config_key *key_of(const struct config_section *s, const yaml_node_t *n)
{
	for (size_t i = 0; i < s->count; i++)
		if (is_text(n, s->keys[i].name))
			return &s->keys[i];
	return NULL;
}

static void read_pair(struct reading *r, const char *where, const struct config_section *s,
		void *base, const yaml_node_pair_t *pair, uint32_t *seen)
{
	const yaml_node_t *name = node_of(r, pair->key);
	const yaml_node_t *value = node_of(r, pair->value);
	const struct config_key *k = key_of(s, name);
	if (!k) {
		refuse_key(r, where, s, name);
		return;
	}
	uint32_t bit = UINT32_C(1) << (k - s->keys);
	if (*seen & bit)
		problems_add(&r->problems, line_of(name), "%s.%s: stands twice", where, k->name);
	else if (config_value_is_list(k))
		take_list(r, where, k, base, value);
	else
		take_scalar(r, where, k, base, value);
	*seen |= bit;
}

uint32_t read_mapping(struct reading *r, const char *where, const struct config_section *s,
		void *base, const yaml_node_t *n)
{
	uint32_t seen = 0;
	if (n->type == YAML_MAPPING_NODE) {
		yaml_node_pair_t *pair = n->data.mapping.pairs.start;
		for (; pair < n->data.mapping.pairs.top; pair++)
			read_pair(r, where, s, base, pair, &seen);
	} else if (!is_text(n, "")) { /* a section whose keys are all commented out */
		problems_add(&r->problems, line_of(n), "%s: must have keys with values, key: value",
				where);
		return 0;
	}
	for (size_t i = 0; i < s->count; i++)
		if (config_key_required(&s->keys[i]) && !(seen & UINT32_C(1) << i))
			problems_add(&r->problems, line_of(n), "%s.%s: must be there", where,
					s->keys[i].name);
	return seen;
}

uint32_t read_element(struct reading *r, const char *where, const struct config_section *s,
		void *base, const yaml_node_t *n)
{
	for (size_t i = 0; i < s->count; i++)
		config_value_clear(&s->keys[i], base);
	read_defaults(s, base, &r->config->plan);
	return read_mapping(r, where, s, base, n);
}

/* ---- defaults ---- */

void read_defaults(const struct config_section *s, void *base, const struct plan *plan)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct config_key *k = &s->keys[i];
		if (!k->fallback)
			continue;
		bool taken = config_value_take(k, base, plan, k->fallback, strlen(k->fallback));
		assert(taken); /* the table's own word */
	}
}
