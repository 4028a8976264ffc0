// SPDX-License-Identifier: Apache-2.0
/*
 * A config file as YAML nodes, and what the table says of them: one mapping at a time, each value
 * to its place, each problem with the line it is in.
 *
 * Thread: main's, before any other starts.
 * Before: config_value.h, config_problems.h. After: config_event.c, config.c.
 */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "config_problems.h"

struct config;
struct config_section;
struct plan;

/* A file being read. The YAML library keeps the line of every node, so that each problem has its
 * own and all of them are found in one go; docs/decisions/config.md says why that mattered. */
struct reading {
	struct config *config;
	yaml_document_t document;
	struct problems problems;
};

/* ---- nodes ---- */

const yaml_node_t *node_of(struct reading *r, int number);
size_t line_of(const yaml_node_t *n);
const char *text_of(const yaml_node_t *scalar); /* not always ended by a zero byte only */
size_t bytes_of(const yaml_node_t *scalar);
bool is_text(const yaml_node_t *n, const char *text);

/* ---- sections ---- */

/* Gives every key of a section its fallback. */
void read_defaults(const struct config_section *s, void *base, const struct plan *plan);

/* Takes the keys of a mapping; returns those that stood there as a set of their places in the
 * section. `where` is its name in problems: "audio", "channels[2]". */
uint32_t read_mapping(struct reading *r, const char *where, const struct config_section *s,
		void *base, const yaml_node_t *n);

/* The same for a new element of a list: first every value is cleared and has its default. */
uint32_t read_element(struct reading *r, const char *where, const struct config_section *s,
		void *base, const yaml_node_t *n);

/* The whole file, from the root node: config_event.c. */
void read_root(struct reading *r, const yaml_node_t *root);

#endif
